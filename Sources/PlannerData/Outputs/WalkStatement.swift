internal import Planner

extension Walk {
  /// `半径800m`, `道のり600m・10分`.
  func described(_ language: Language) -> String { WalkBand(self).described[language] }

  /// `800m`, `道のり600m・10分`: to be followed by 以内, or to follow *within*.
  func within(_ language: Language) -> String { WalkBand(self).within[language] }

  static func number(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : Figure.fixed(value, 1)
  }
}

extension LoadedPlan {
  /// What tables say of a walk that is not everybody's and every day's: a row that is copied out
  /// of a scenario must not pass for one of an ordinary day.
  var scenario: [Text] {
    let closed = streets?.closed.map {
      Text(ja: $0.sentence(.ja), en: $0.sentence(.en))
    }
    guard case .byAge(let ages) = walk else { return [closed].compactMap { $0 } }
    let statement = AgePaceStatement(ages, self)
    return [Text(ja: statement.sentence(.ja), en: statement.sentence(.en)), closed]
      .compactMap { $0 }
  }
}

/// What results say of the walk on which they stand.
struct WalkStatement {
  private let plan: LoadedPlan

  init(_ plan: LoadedPlan) { self.plan = plan }

  static let radiusNote = Text(
    ja: "直線距離（半径）による。実際の徒歩時間ではありません",
    en: "Straight-line radius, not an actual walking time")
  static let streetNote = Text(
    ja: "地図にある道に沿った距離による。坂、信号、混雑、道の幅は考えていません（平地として）",
    en: "Along the streets of the map; slopes, signals, crowds and widths are not counted (as if "
      + "flat)")
  private static let slopeNote = Text(
    ja:
      "地図にある道に沿った距離による。坂は、行きと帰りの平均で同じ時間に平地を歩ける距離に直しています（Tobler 1993。下りを平地より速くはしません）。信号、混雑、道の幅は考えていません",
    en: "Along the streets of the map; slopes count as the metres on the flat that take as long, "
      + "the mean of there and back (Tobler 1993; down is never faster than flat). Signals, crowds "
      + "and widths are not counted")
  static let fallbackNote = Text(
    ja: "道の地図がないので、道のりを迂回率1.3で割った半径で代えています",
    en: "Without a map of streets, a radius stands for the walk: the distance divided by a detour "
      + "factor of 1.3")

  var json: JSONValue {
    let request = plan.request
    switch plan.walk {
    case .radius(let radius):
      var members: [JSONValue.Member] = [
        .init("type", .string("radius")), .init("meters", .number(radius.meters)),
        .init("note", .text(Self.radiusNote)),
      ]
      if let preset = radius.preset {
        members += [
          .init("preset", .string(preset.slug)), .init("meaning", .text(preset.meaning)),
          .init("source", .text(preset.source)),
        ]
      }
      if let budget = request.budget {
        members += [
          .init(
            "insteadOf",
            .object(
              Self.members(of: budget) + [
                .init("detourFactor", .number(PathBudget.detourFactor)),
                .init("note", .text(Self.fallbackNote)),
              ]))
        ]
      }
      return .object(members)
    case .streets(let walk):
      return .object(
        [.init("type", .string("streets"))] + Self.members(of: walk.budget)
          + [.init("note", .text(Self.note(walk)))] + streetMembers(walk))
    case .byAge(let walk):
      return .object(
        AgePaceStatement(walk, plan).members
          + (walk.longest.streets.map { streetMembers($0) } ?? []))
    }
  }

  /// What is counted along streets, and what is not.
  static func note(_ walk: StreetWalk) -> Text {
    walk.network.graph.climb == nil ? streetNote : slopeNote
  }

  private static func json(_ climb: StreetClimb, _ note: Text?) -> JSONValue {
    let source = Text(
      ja: "Tobler (1993) の歩行関数。行きと帰りの平均、平地比、下りは平地より速くしない",
      en: "Tobler's hiking function (1993), relative to flat, mean of there and back, down never "
        + "faster than flat")
    return .object(
      [
        .init("mapMeters", .number(climb.mapMeters)),
        .init("equivalentMeters", .number(climb.equivalentMeters)),
        .init("metersWithoutHeight", .number(climb.metersWithoutHeight)),
        .init("metersTooSteep", .number(climb.metersTooSteep)),
        .init("lowestMeters", .optional(climb.lowestMeters)),
        .init("highestMeters", .optional(climb.highestMeters)),
        .init("source", .text(source)),
      ] + (note.map { [.init("note", .text($0))] } ?? []))
  }

  private func streetMembers(_ walk: StreetWalk) -> [JSONValue.Member] {
    let graph = walk.network.graph
    return [
      .init("snapMeters", .number(walk.limits.stationMeters)),
      .init("snapBlocksMeters", .number(walk.limits.blockMeters)),
      .init(
        "network",
        .members([
          "corners": .integer(graph.cornerCount), "stretches": .integer(graph.stretchCount),
          "meters": .number(graph.meters), "islands": .integer(graph.islands.count),
          "leastPartMeters": .number(graph.leastPartMeters),
        ])),
      .init(
        "offNetworkStations",
        .array((plan.streets?.offNetworkStations ?? []).map { .string($0.text) })),
      .init(
        "offNetworkResidents", .number(plan.streets?.offNetworkResidents.first ?? 0)),
      .init("slope", graph.climb.map { Self.json($0, plan.streets?.heightsNote) } ?? .null),
      .init(
        "rules",
        .array(
          (plan.streets?.rules ?? []).map {
            .members(["tags": .string($0.tags), "walkable": .bool($0.isWalkable)])
          })),
      .init("joinedEndsMeters", .number(plan.streets?.joinMeters ?? 0)),
      .init("joinedCrossings", .bool(plan.streets?.joinsCrossings ?? false)),
    ] + (plan.streets?.closed.map { [.init("closed", $0.json)] } ?? [])
  }

  /// What limits a walk along streets.
  static func members(of budget: PathBudget) -> [JSONValue.Member] {
    [
      .init("meters", .number(budget.meters)), .init("minutes", .optional(budget.minutes)),
      .init("pace", json(budget.pace)),
    ] + heat(budget)
  }

  static func json(_ pace: WalkingPace) -> JSONValue {
    .members([
      "name": .optional(pace.slug), "metersPerMinute": .number(pace.metersPerMinute),
      "meaning": .text(pace.meaning), "source": .text(pace.source),
    ])
  }

  /// What is assumed of heat, where anything is.
  static func heat(_ budget: PathBudget) -> [JSONValue.Member] {
    guard budget.heatFactor > 1 else { return [] }
    return [
      .init(
        "heat",
        .members([
          "factor": .number(budget.heatFactor), "note": .text(heatNote(budget.heatFactor)),
        ]))
    ]
  }

  static func heatNote(_ factor: Double) -> Text {
    let factor = Figure.shortest(factor)
    return Text(
      ja: "暑さの仮定：道のりが\(factor)倍に感じられるとして、歩く距離を\(factor)で割っています。公的に定められた値ではありません",
      en: "An assumption on heat: a walk feels \(factor) times as long, so that distances are "
        + "divided by \(factor); there is no official value")
  }

  /// The same for people.
  func lines(_ language: Language) -> [String] {
    let ja = language == .ja
    let stop = ja ? "。" : ". "
    let end = ja ? "。" : "."
    switch plan.walk {
    case .radius(let radius):
      let distance = Figure.distance(radius.meters)
      var line = ja ? "歩く距離：半径\(distance)" : "Walk: radius \(distance)"
      if let preset = radius.preset {
        line +=
          ja
          ? "（\(preset.meaning.ja)、\(preset.source.ja)）"
          : " (\(preset.meaning.en); \(preset.source.en))"
      }
      var lines = [line + stop + Self.radiusNote[language] + end]
      if let budget = plan.request.budget {
        lines.append(
          (ja ? "求めた道のり：" : "Asked for: ") + Self.described(budget, language) + stop
            + Self.fallbackNote[language] + end)
      }
      return lines
    case .streets(let walk):
      return [
        (ja ? "歩く距離：" : "Walk: ") + Self.described(walk.budget, language) + stop
          + Self.note(walk)[language] + end
      ] + streetLines(walk, language)
    case .byAge(let walk):
      return AgePaceStatement(walk, plan).lines(language)
        + (walk.longest.streets.map { streetLines($0, language) } ?? [])
    }
  }

  private static func described(_ climb: StreetClimb, _ language: Language) -> String {
    func number(_ value: Double) -> String { Figure.fixed(value, 1) }
    let ja = language == .ja
    let more = lengthening(climb, language)
    guard let low = climb.lowestMeters, let high = climb.highestMeters, climb.meanFactor != nil
    else { return ja ? "坂：\(more)。" : "Slopes: \(more)." }
    return ja
      ? "坂：標高\(number(low))〜\(number(high))m。\(more)。"
      : "Slopes: heights from \(number(low)) to \(number(high)) m; \(more)."
  }

  /// By how much slopes lengthen the streets whose heights are known, and how much street there is
  /// of which they are not; without the end of a sentence.
  static func lengthening(_ climb: StreetClimb, _ language: Language) -> String {
    let ja = language == .ja
    guard let factor = climb.meanFactor else {
      return ja
        ? "標高の分かる道がなく、すべて平らなものとします"
        : "no street has a height, and all count as flat"
    }
    let (more, missing) = (
      Figure.fixed((factor - 1) * 100, 1), Figure.fixed(climb.metersWithoutHeight / 1000, 1)
    )
    return ja
      ? "標高の分かる道は、平地に直すと平均\(more)%長い。標高の分からない道は\(missing)kmで、平らなものとする"
      : "streets with heights are \(more) % longer on average as metres on the flat; "
        + "\(missing) km without heights count as flat"
  }

  /// What the plan has changed about the streets.
  private static func changes(_ use: StreetUse, _ language: Language) -> [String] {
    let ja = language == .ja
    var lines: [String] = []
    if !use.rules.isEmpty {
      let list = use.rules.map { rule in
        rule.tags
          + (rule.isWalkable
            ? (ja ? " は歩ける" : " can be walked")
            : (ja ? " は歩けない" : " cannot be walked"))
      }.listed(in: language)
      lines.append(ja ? "この計画だけの道の決まり：\(list)。" : "Rules for streets of this plan: \(list).")
    }
    if use.joinMeters > 0 {
      let limit = Figure.distance(use.joinMeters)
      lines.append(
        ja
          ? "線のレイヤーで、\(limit)以内で離れた端をつないでいます。"
          : "In layers of lines, ends up to \(limit) apart are joined.")
    }
    if use.joinsCrossings {
      lines.append(
        ja
          ? "線のレイヤーで、交わる線をつないでいます（橋とトンネルを除く）。"
          : "In layers of lines, those that cross are joined, but for bridges and tunnels.")
    }
    return lines
  }

  private func streetLines(_ walk: StreetWalk, _ language: Language) -> [String] {
    let ja = language == .ja
    let end = ja ? "。" : "."
    let graph = walk.network.graph
    let (limits, km) = (walk.limits, Figure.fixed(graph.meters / 1000, 0))
    var lines = [
      ja
        ? "道：\(km)km（角\(graph.cornerCount)、道\(graph.stretchCount)本）。道に出るまでの直線も数え、拠点は道から\(Figure.distance(limits.stationMeters))、住まいは\(Figure.distance(limits.blockMeters))までつなぎます。"
        : "Streets: \(km) km (\(graph.cornerCount) corners, \(graph.stretchCount) stretches). The straight line to the street counts; stations are joined within \(Figure.distance(limits.stationMeters)) of one, homes within \(Figure.distance(limits.blockMeters))."
    ]
    if let climb = graph.climb {
      lines.append(
        Self.described(climb, language)
          + (plan.streets?.heightsNote.map { (ja ? "" : " ") + $0[language] + end } ?? ""))
    }
    if let use = plan.streets { lines += Self.changes(use, language) }
    if let closed = plan.streets?.closed { lines.append(closed.line(language)) }
    if let use = plan.streets {
      let ids = use.offNetworkStations.map(\.text)
      let people = Figure.people(use.offNetworkResidents.first ?? 0)
      lines.append(
        ja
          ? "道から離れすぎて届かないものとした人：\(people)人、拠点：\(ids.count)か所"
            + (ids.isEmpty ? "" : "（\(ids.listed(upTo: 10, in: .ja))）") + end
          : "Too far from every street, and not reached: \(people) residents, \(ids.count) stations"
            + (ids.isEmpty ? "" : " (\(ids.listed(upTo: 10, in: .en)))") + end)
    }
    return lines
  }

  private static func described(_ budget: PathBudget, _ language: Language) -> String {
    let ja = language == .ja
    let pace = budget.pace
    let speed = Walk.number(pace.metersPerMinute)
    let distance = Figure.distance(budget.meters)
    guard let minutes = budget.minutes else {
      return ja ? "道のり\(distance)" : "\(distance) along streets"
    }
    return ja
      ? "\(Walk.number(minutes))分の道のり\(distance)（\(pace.meaning.ja)、1分\(speed)m。\(pace.source.ja)）"
      : "\(Walk.number(minutes)) minutes, \(distance) along streets (\(pace.meaning.en), \(speed) m/min; \(pace.source.en))"
  }
}
