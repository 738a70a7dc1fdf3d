/// How long a whole recommendation may take, shared out among its searches as they come.
///
/// What has no limit never looks at a clock, so that its answer repeats.
struct TimeBudget: Sendable {
  static let unlimited = TimeBudget(end: nil)

  private let end: ContinuousClock.Instant?

  private init(end: ContinuousClock.Instant?) { self.end = end }

  /// From now on; `nil`: as long as it takes.
  init(seconds: Double?) {
    end = seconds.map { ContinuousClock.now + .seconds(min($0, 1e9)) }
  }

  /// `nil` without a limit; never negative.
  var secondsLeft: Double? {
    guard let end else { return nil }
    let left = ContinuousClock.now.duration(to: end) / .seconds(1)
    return max(0, left)
  }

  var isOver: Bool { secondsLeft.map { $0 <= 0 } ?? false }

  /// What one search may take of what is left, so that those after it get something too.
  func seconds(share: Double) -> Double? { secondsLeft.map { $0 * share } }

  /// A budget that ends after this share of what is left.
  func part(_ share: Double) -> TimeBudget {
    secondsLeft.map { TimeBudget(seconds: $0 * share) } ?? .unlimited
  }
}
