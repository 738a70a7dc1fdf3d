public import Planner

/// The circle with which a walk along streets is compared.
public enum ComparedCircle: Sendable, Hashable {
  /// As long as the walk; by age as long as the walk of each pace.
  case walk
  /// A distance of policy, whatever the walk.
  case radius(WalkRadius)

  /// `radius`, `800m`, the name of a preset; `nil` for anything else.
  public init?(written text: String) {
    let plain = Spelling.widthFolded(text).lowercased().filter { $0 != " " }
    if ["radius", "半径"].contains(plain) {
      self = .walk
    } else if let preset = WalkRadius.Preset.all.first(where: { $0.slug == plain }) {
      self = .radius(WalkRadius(preset))
    } else if let radius = PlanRequest.meters(text).flatMap({ WalkRadius(meters: $0) }) {
      self = .radius(radius)
    } else {
      return nil
    }
  }

  static let withoutStreets = Failure(
    .usage,
    what: Text(
      ja: "円と道を比べるには、道の地図が要ります", en: "a circle can be compared with streets only"),
    remedy: Text(
      ja: "--streets FILE と --walk 10min を加えてください", en: "Add --streets FILE and --walk 10min"))

  static func unknown(_ text: String) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "--compare の「\(text.shortened)」が分かりません",
        en: "--compare: \(text.quoted) is no circle"),
      remedy: Text(
        ja: "radius（道のりと同じ長さの半径）か、800m のような半径を書いてください",
        en: "Write radius (a circle as long as the walk), or a radius such as 800m"))
  }
}

extension LoadedPlan {
  /// The circle that is to be compared with the walk; `nil` where none is asked for, or people do
  /// not walk along streets.
  var comparedCircle: Walk? {
    guard let compared = request.comparedCircle, walk.streets != nil else { return nil }
    func circle(_ meters: Double) -> Walk? {
      switch compared {
      case .walk: WalkRadius(meters: meters).map { .radius($0) }
      case .radius(let radius): .radius(radius)
      }
    }
    guard case .byAge(let ages) = walk else { return circle(walk.meters) }
    return AgeWalk(
      minutes: ages.minutes, bands: ages.bands, heatFactor: request.heatFactor
    ) { circle($0.meters) }.map { .byAge($0) }
  }
}
