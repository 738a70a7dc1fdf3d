public import Planner

extension PathBudget {
  /// `800m`, `1.2km`, `10min`, `10分`; `nil` for what has no unit or is out of range.
  public init?(written text: String, pace: WalkingPace) {
    let plain = Spelling.widthFolded(text).lowercased().filter { $0 != " " }
    for unit in ["minutes", "minute", "min", "分"] where plain.hasSuffix(unit) {
      guard let minutes = Double(plain.dropLast(unit.count)) else { return nil }
      self.init(minutes: minutes, pace: pace)
      return
    }
    guard let meters = PlanRequest.meters(text) else { return nil }
    self.init(meters: meters, pace: pace)
  }
}

extension WalkingPace {
  /// Says that everybody walks at the pace of their age.
  public static let byAgeSlug = "by-age"

  /// Whether a text means the pace of every age: `by-age`, `年齢別`.
  public static func isByAge(written text: String) -> Bool {
    let plain = Spelling.widthFolded(text).lowercased().filter { $0 != " " }
    return [byAgeSlug, "年齢別", "年齢ごと"].contains(plain)
  }

  /// `senior`, `高齢者`, `60`, `60m/min`; `nil` for what is none, or out of range.
  public init?(written text: String) {
    let plain = Spelling.widthFolded(text).lowercased().filter { $0 != " " }
    if let known = WalkingPace.all.first(where: { $0.slug == plain || $0.meaning.ja == plain }) {
      self = known
      return
    }
    let unit = ["m/min", "m/分"].first { plain.hasSuffix($0) } ?? ""
    guard let meters = Double(plain.dropLast(unit.count)) else { return nil }
    self.init(metersPerMinute: meters)
  }
}

extension PlanRequest {
  /// Metres of `100m`, `0.1km`; `nil` for what has no unit.
  public static func length(written text: String) -> Double? { meters(text) }
}
