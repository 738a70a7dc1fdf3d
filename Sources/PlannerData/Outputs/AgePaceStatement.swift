internal import Planner

/// What results say of a walk on which everybody goes at the pace of their age.
struct AgePaceStatement {
  private let walk: AgeWalk
  private let plan: LoadedPlan

  init(_ walk: AgeWalk, _ plan: LoadedPlan) {
    self.walk = walk
    self.plan = plan
  }

  static let note = Text(
    ja: "年齢ごとに歩ける距離で数え、合計は年齢ごとの人数の和です",
    en: "Each age is counted within the distance that it walks; totals are sums over the ages")

  /// What the lines on a map are, and whom a gap holds.
  static let drawnNote = Text(
    ja: "徒歩圏は歩く速さごとに描き、遅い人の徒歩圏は速い人の徒歩圏の中にあります。空白地の人数は、それぞれの年齢の速さで今はどの拠点にも届かず、新しい拠点になら届く人です",
    en: "There is a catchment for every pace, a slower one within a faster one. Residents of a "
      + "gap are those who come to no station at the pace of their age, and would come to the new one"
  )

  /// Whom the bands hold, where that is not what their names say.
  private var exceptions: [Text] {
    let slugs = Set(walk.bands.map(\.slug))
    var notes: [Text] = []
    if slugs.contains("65+") {
      notes.append(
        Text(
          ja: "75歳以上の人数がないので、65歳以上はみな高齢者の速さとしました",
          en: "75 and over are not counted apart, so that all of 65 and over walk at the pace of "
            + "older people"))
    }
    if slugs.contains("85+") {
      notes.append(
        Text(
          ja: "75歳以上の人数がないので、85歳以上だけを虚弱な高齢者の速さとしました",
          en: "75 and over are not counted apart, so that only those of 85 and over walk at the "
            + "pace of frail people"))
    }
    let missing = [("0-14", Text(ja: "0〜14歳", en: "0–14"))].filter { !slugs.contains($0.0) }
    let hasOld = !slugs.isDisjoint(with: ["65+", "65-74", "65-84"])
    let without =
      missing.map(\.1)
      + (hasOld ? [] : [Text(ja: "65歳以上の一部か全部", en: "some or all of 65 and over")])
    if !without.isEmpty {
      notes.append(
        Text(
          ja: "\(without.map(\.ja).joined(separator: "、"))の人数がなく、成人の速さの人に含まれます",
          en:
            "\(without.map(\.en).joined(separator: "; ")): not counted apart, and among those who "
            + "walk at the pace of adults"))
    }
    let others = plan.region.blocks.attributes.filter { $0 != .total && !$0.isAgeBand }
    if !others.isEmpty {
      notes.append(
        Text(
          ja: "\(others.map(\.name.ja).joined(separator: "、"))は成人の速さで数えます",
          en: "\(others.map(\.name.en).joined(separator: ", ")): counted at the pace of adults"))
    }
    if plan.region.suppressedUnits > 0 {
      notes.append(
        Text(
          ja:
            "秘匿された年齢は推計で分けています。総数と65歳以上の上限・下限は、年齢ごとの上限・下限を合わせたもので、実際にありうる範囲より広いことがあります",
          en: "Suppressed ages are estimates, by which residents are parted; bounds of totals and "
            + "of 65 and over are put together from those of each age, and may be wider than need be"
        ))
    }
    return notes
  }

  /// The bands with their paces and distances.
  var members: [JSONValue.Member] {
    Self.members(of: walk) + [
      .init("note", .text(Self.note)),
      .init("notes", .array(([pathNote, Self.drawnNote] + exceptions).map { .text($0) })),
    ] + WalkStatement.heat(walk.budgets[0])
  }

  /// Those that follow from the walk alone.
  static func members(of walk: AgeWalk) -> [JSONValue.Member] {
    let alongStreets = walk.longest.streets != nil
    let bands = walk.bands.indices.map { index -> JSONValue in
      let (band, budget) = (walk.bands[index], walk.budget(ofBand: index))
      var members: [JSONValue.Member] = [
        .init("band", .string(band.slug)), .init("name", .text(band.name)),
        .init("meters", .number(budget.meters)),
      ]
      if !alongStreets {
        members.append(.init("radiusMeters", .number(walk.walk(ofBand: index).meters)))
      }
      return .object(members + [.init("pace", WalkStatement.json(band.pace))])
    }
    let detour: [JSONValue.Member] =
      alongStreets ? [] : [.init("detourFactor", .number(PathBudget.detourFactor))]
    return [
      .init("type", .string("by-age")), .init("minutes", .number(walk.minutes)),
      .init("along", .string(alongStreets ? "streets" : "radius")),
    ] + detour + [.init("bands", .array(bands))]
  }

  private var pathNote: Text {
    walk.longest.streets.map(WalkStatement.note) ?? WalkStatement.fallbackNote
  }

  /// How far who walks, in one sentence without its end.
  func sentence(_ language: Language) -> String { Self.sentence(walk, language) }

  static func sentence(_ walk: AgeWalk, _ language: Language) -> String {
    let ja = language == .ja
    let bands = walk.bands.indices.map { index -> String in
      let (band, budget) = (walk.bands[index], walk.budget(ofBand: index))
      let speed = Figure.shortest(band.pace.metersPerMinute)
      let distance = Figure.distance(budget.meters)
      let radius =
        walk.longest.streets != nil
        ? "" : (ja ? "＝半径" : ", radius ") + Figure.distance(walk.walk(ofBand: index).meters)
      return ja
        ? "\(band.name.ja) 1分\(speed)m（\(distance)\(radius)）"
        : "\(band.name.en) \(speed) m/min (\(distance)\(radius))"
    }
    let minutes = Figure.shortest(walk.minutes)
    return ja
      ? "\(minutes)分、年齢ごとの速さで：\(bands.joined(separator: "、"))"
      : "\(minutes) minutes, each age at its pace: \(bands.joined(separator: ", "))"
  }

  /// The same for people.
  func lines(_ language: Language) -> [String] {
    let ja = language == .ja
    let end = ja ? "。" : "."
    var seen: Set<String> = []
    let sources = walk.bands.map(\.pace).filter { seen.insert($0.slug ?? "").inserted }.map {
      ja ? "\($0.meaning.ja)：\($0.source.ja)" : "\($0.meaning.en): \($0.source.en)"
    }
    return [
      ja
        ? "歩く距離：\(sentence(.ja))。\(Self.note.ja)。"
        : "Walk: \(sentence(.en)). \(Self.note.en).",
      (ja ? "速さの出典：" : "Paces: ") + sources.joined(separator: ja ? "、" : "; ") + end,
    ] + ([pathNote, Self.drawnNote] + exceptions).map { $0[language] + end }
  }
}
