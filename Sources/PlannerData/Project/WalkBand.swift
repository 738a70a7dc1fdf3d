public import Planner

/// How far a catchment reaches: a radius, or a walk along streets in metres or minutes.
public struct WalkBand: Sendable, Hashable {
  /// Straight, or along streets.
  public let meters: Double
  /// What it was given in; `nil` for metres.
  public let minutes: Double?
  public let isAlongStreets: Bool
  /// Each age goes at its own pace, so that the metres are those of the fastest.
  private let isByAge: Bool

  /// The limit of a walk.
  public init(_ walk: Walk) {
    meters = walk.meters
    switch walk {
    case .byAge(let ages):
      minutes = ages.minutes
      isAlongStreets = ages.longest.streets != nil
    case .radius:
      minutes = nil
      isAlongStreets = false
    case .streets(let streets):
      minutes = streets.budget.minutes
      isAlongStreets = true
    }
    if case .byAge = walk { isByAge = true } else { isByAge = false }
  }

  private init(meters: Double, minutes: Double?, isAlongStreets: Bool) {
    self.meters = meters
    self.minutes = minutes
    self.isAlongStreets = isAlongStreets
    isByAge = false
  }

  /// Short, for keys and properties: `500m`, `5min`.
  public var slug: String {
    minutes.map { Walk.number($0) + "min" } ?? Figure.exactMeters(meters)
  }

  /// For people: `500m`, `道のり400m・5分`; after *within*, in English.
  public var within: Text {
    let distance = Figure.distance(meters)
    let minutes = minutes.map { Walk.number($0) }
    if isByAge {
      let minutes = minutes ?? distance
      return Text(ja: "年齢ごとの速さで\(minutes)分", en: "\(minutes) minutes at the pace of their age")
    }
    guard isAlongStreets else { return Text(verbatim: distance) }
    return Text(
      ja: "道のり\(distance)" + (minutes.map { "・\($0)分" } ?? ""),
      en: "a walk of \(distance)" + (minutes.map { " (\($0) min)" } ?? "") + " along streets")
  }

  /// The same, which for a radius says that it is one: `半径500m`.
  public var described: Text {
    isAlongStreets || isByAge ? within : Text(ja: "半径" + within.ja, en: within.en)
  }

  /// Members of a feature that is drawn for it.
  var members: [JSONValue.Member] {
    isAlongStreets
      ? [
        .init("walkMeters", .number(meters)), .init("walkMinutes", .optional(minutes)),
      ]
      : [.init("radiusMeters", .number(meters))]
  }

  /// Reads a list such as `5min,10min` or `500m,800m`.
  ///
  /// - Parameters:
  ///   - texts: each of one walk, or of several with commas between.
  ///   - project: whose walk is a radius or goes along streets, at a pace.
  /// - Returns: each once, in the order of the texts.
  /// - Throws: `Failure` (usage) naming every one that is none, or where there is none at all.
  public static func list(_ texts: [String], of project: ProjectFile) throws -> [WalkBand] {
    let settings = StreetSettings(project)
    let words = texts.flatMap { text in
      text.split(whereSeparator: { ",、，".contains($0) }).map { String($0).trimmingBlanks }
    }.filter { !$0.isEmpty }
    if words.isEmpty, !texts.isEmpty { throw Failure(.usage, [empty]) }
    guard let budget = settings.budget else {
      return try WalkRadius.list(words).map {
        WalkBand(meters: $0.meters, minutes: nil, isAlongStreets: false)
      }
    }
    var bands: [WalkBand] = []
    var findings: [Finding] = []
    for word in words {
      guard let band = PathBudget(written: word, pace: budget.pace)?.inHeat(budget.heatFactor)
      else {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "「\(word.shortened)」は歩く道のりとして読めません", en: "\(word.quoted) is no walk"),
            remedy: Text(
              ja: "5min や 400m のように単位を付けて、100 km以下で書いてください",
              en: "Write it with a unit, such as 5min or 400m, up to 100 km")))
        continue
      }
      // without a map of streets a radius stands for the walk, here as everywhere
      let isAlong = !project.streets.isEmpty
      let meters = band.meters / (isAlong ? 1 : PathBudget.detourFactor)
      let made = WalkBand(
        meters: meters, minutes: isAlong ? band.minutes : nil, isAlongStreets: isAlong)
      if !bands.contains(where: { $0.meters == made.meters }) { bands.append(made) }
    }
    guard findings.isEmpty else { throw Failure(.usage, findings) }
    return bands
  }

  private static let empty = Finding(
    .error,
    what: Text(ja: "徒歩圏の距離が1つも書かれていません", en: "there is no walk in the list of bands"),
    remedy: Text(
      ja: "500m や 5min,10min のように書くか、外してください",
      en: "Write 500m or 5min,10min, or leave it out"))
}

extension Figure {
  /// `500m`, `369.2m`: metres that nothing is rounded of but fractions of a decimetre.
  static func exactMeters(_ meters: Double) -> String {
    meters == meters.rounded() ? "\(Int(meters))m" : fixed(meters, 1) + "m"
  }
}
