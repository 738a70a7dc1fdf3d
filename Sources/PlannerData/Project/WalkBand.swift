public import Planner

/// How far a catchment reaches: a radius, or a walk along streets in metres or minutes.
public struct WalkBand: Sendable, Hashable {
  /// Straight, or along streets.
  public let meters: Double
  /// What it was given in; `nil` for metres.
  public let minutes: Double?
  public let isAlongStreets: Bool
  /// Whose walk it is, which tells how fast they go; none where everybody comes as far.
  public let walkers: [PaceBand]
  /// Each age goes at its own pace, so that the metres are those of the fastest.
  private let isByAge: Bool

  /// The limit of a walk.
  public init(_ walk: Walk) {
    switch walk {
    case .byAge(let ages):
      self.init(
        meters: walk.meters, minutes: ages.minutes, isAlongStreets: ages.longest.streets != nil,
        isByAge: true)
    case .radius:
      self.init(meters: walk.meters, minutes: nil, isAlongStreets: false)
    case .streets(let streets):
      self.init(meters: walk.meters, minutes: streets.budget.minutes, isAlongStreets: true)
    }
  }

  private init(
    meters: Double, minutes: Double?, isAlongStreets: Bool, isByAge: Bool = false,
    walkers: [PaceBand] = []
  ) {
    self.meters = meters
    self.minutes = minutes
    self.isAlongStreets = isAlongStreets
    self.isByAge = isByAge
    self.walkers = walkers
  }

  /// The catchments of which a walk's consists, as `CatchmentSet` has them.
  ///
  /// - Parameter walk: of a plan.
  /// - Returns: one; where each age goes at its own pace, one for every pace, the fastest first.
  public static func bands(of walk: Walk) -> [WalkBand] {
    guard case .byAge(let ages) = walk else { return [WalkBand(walk)] }
    return ages.walks.indices.map { index in
      WalkBand(
        meters: ages.walks[index].meters, minutes: ages.minutes,
        isAlongStreets: ages.longest.streets != nil,
        walkers: ages.bands.indices.filter { ages.walkOfBand[$0] == index }.map {
          ages.bands[$0]
        })
    }
  }

  /// In metres a minute, of those whose walk it is.
  var pace: Double? { walkers.first?.pace.metersPerMinute }

  /// Short, for keys and properties: `500m`, `5min`, `10min-at-48m`.
  public var slug: String {
    (minutes.map { Walk.number($0) + "min" } ?? Figure.exactMeters(meters))
      + (pace.map { "-at-" + Figure.shortest($0) + "m" } ?? "")
  }

  /// For people: `500m`, `道のり400m・5分`, `75歳以上（48m/分）道のり480m・10分`; after *within*, in
  /// English.
  public var within: Text {
    let distance = Figure.distance(meters)
    let minutes = minutes.map { Walk.number($0) }
    if isByAge {
      let minutes = minutes ?? distance
      return Text(ja: "年齢ごとの速さで\(minutes)分", en: "\(minutes) minutes at the pace of their age")
    }
    if let who, let pace = pace.map(Figure.shortest), let minutes {
      return isAlongStreets
        ? Text(
          ja: "\(who.ja)（\(pace)m/分）道のり\(distance)・\(minutes)分",
          en: "a walk of \(distance) (\(minutes) min) along streets: \(who.en), \(pace) m/min")
        : Text(
          ja: "\(who.ja)（\(pace)m/分）半径\(distance)・\(minutes)分",
          en: "\(distance) (\(minutes) min): \(who.en), \(pace) m/min")
    }
    guard isAlongStreets else { return Text(verbatim: distance) }
    return Text(
      ja: "道のり\(distance)" + (minutes.map { "・\($0)分" } ?? ""),
      en: "a walk of \(distance)" + (minutes.map { " (\($0) min)" } ?? "") + " along streets")
  }

  /// `0〜14歳・65〜74歳`, `15〜64歳ほか`; `nil` where it is everybody's.
  public var who: Text? {
    guard !walkers.isEmpty else { return nil }
    let known = walkers.filter { $0.slug != PaceBand.otherSlug }
    let others = known.count < walkers.count
    guard !known.isEmpty else { return Text(ja: "ほかの人", en: "all others") }
    return Text(
      ja: known.map(\.name.ja).joined(separator: "・") + (others ? "ほか" : ""),
      en: known.map(\.name.en).joined(separator: ", ") + (others ? " and others" : ""))
  }

  /// The same, which for a radius says that it is one: `半径500m`.
  public var described: Text {
    isAlongStreets || isByAge || pace != nil ? within : Text(ja: "半径" + within.ja, en: within.en)
  }

  /// Members of a feature that is drawn for it.
  var members: [JSONValue.Member] {
    let limit: [JSONValue.Member] =
      isAlongStreets
      ? [
        .init("walkMeters", .number(meters)), .init("walkMinutes", .optional(minutes)),
      ]
      : [.init("radiusMeters", .number(meters))]
    guard let pace else { return limit }
    return limit + (isAlongStreets ? [] : [.init("walkMinutes", .optional(minutes))]) + [
      .init("metersPerMinute", .number(pace)),
      .init("walkers", .array(walkers.map { .string($0.slug) })),
    ]
  }

  /// Reads a list such as `5min,10min` or `500m,800m`.
  ///
  /// - Parameters:
  ///   - texts: each of one walk, or of several with commas between.
  ///   - project: whose walk is a radius or goes along streets, at one pace for all.
  /// - Returns: each once, in the order of the texts.
  /// - Throws: `Failure` (usage) naming every one that is none, or where there is none at all, and
  ///   for any where each age goes at its own pace.
  public static func list(_ texts: [String], of project: ProjectFile) throws -> [WalkBand] {
    let settings = StreetSettings(project)
    let words = texts.flatMap { text in
      text.split(whereSeparator: { ",、，".contains($0) }).map { String($0).trimmingBlanks }
    }.filter { !$0.isEmpty }
    if words.isEmpty, !texts.isEmpty { throw Failure(.usage, [empty]) }
    if settings.minutesByAge != nil, !words.isEmpty { throw Failure(.usage, [besidesAges]) }
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

  private static let besidesAges = Finding(
    .error,
    what: Text(
      ja: "年齢ごとの速さ（--pace by-age）では、ほかの距離の徒歩圏は描けません",
      en: "further catchments cannot be drawn with --pace by-age"),
    remedy: Text(
      ja: "年齢の速さごとに一つずつ描くので、距離も変えると、どの線がだれの何分か見分けられません。"
        + "--bands と --band を外すか、--pace senior のように一つの速さにしてください",
      en: "There is one for every pace already, and with further distances nobody could tell whose "
        + "line is whose. Leave --bands or --band out, or give one pace, such as --pace senior"))

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
