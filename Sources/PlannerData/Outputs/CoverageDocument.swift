public import Planner

/// The answer of `planner-cli coverage`, as JSON, CSV and text.
public struct CoverageDocument: Sendable {
  let plan: LoadedPlan
  let coverage: Coverage

  public init(_ coverage: Coverage, of plan: LoadedPlan) {
    self.coverage = coverage
    self.plan = plan
  }

  private var ageWalk: AgeWalk? {
    if case .byAge(let walk) = coverage.walk { walk } else { nil }
  }

  // MARK: JSON

  /// `planner.coverage.v1`; `schemas/coverage.v1.schema.json` describes it. Numbers are unrounded.
  public var json: JSONValue {
    let answer = coverage.answer
    let outside = plan.region.outside
    var region = members(answer.region)
    region.insert(
      .init(
        "outsideStudyArea",
        .members([
          "wholeCells": .number(outside.wholeUnits[0]), "cutCells": .number(outside.cutUnits[0]),
        ])), at: 1)
    return .members([
      "format": .string("planner.coverage.v1"),
      "assumptions": Assumptions(plan: plan).json,
      "region": .object(region),
      "layers": .array(layers),
      "areas": .array(answer.areas.map { area($0) }),
      "flows": .array(answer.flows.map(flow)),
      "services": .array(
        coverage.services.map { service, answer in
          .members([
            "service": .string(service.slug), "name": .text(service.name),
            "region": .object(members(answer.region)),
            "areas": .array(answer.areas.map { area($0) }),
            "flows": .array(answer.flows.map(flow)),
          ])
        }),
    ])
  }

  private func members(_ area: AreaCoverage) -> [JSONValue.Member] {
    let attributes = plan.region.blocks.attributes
    var members = tally(area.tallies[0])
    members.append(.init("stations", area.stationCount.map { .integer($0) } ?? .null))
    members.append(.init("areaKm2", .number(area.areaKm2)))
    members.append(.init("coveredKm2", .optional(area.coveredKm2)))
    func rest(_ isIncluded: (ResidentAttribute) -> Bool) -> JSONValue {
      .object(
        attributes.indices.dropFirst().filter { isIncluded(attributes[$0]) }.map {
          .init(attributes[$0].slug, .object(tally(area.tallies[$0])))
        })
    }
    members.append(.init("ages", rest(\.isAgeBand)))
    members.append(.init("attributes", rest { !$0.isAgeBand }))
    if let walk = ageWalk { members.append(.init("bands", BandTable(walk, plan).json(area))) }
    return members
  }

  private func tally(_ tally: Tally) -> [JSONValue.Member] {
    func bounds(_ range: ClosedRange<Double>) -> JSONValue {
      .members(["lower": .number(range.lowerBound), "upper": .number(range.upperBound)])
    }
    let hidden = tally.bounds.map { known -> JSONValue.Member in
      .init(
        "bounds",
        .members([
          "residents": bounds(known.residents), "covered": bounds(known.covered),
          "uncovered": bounds(known.uncovered),
        ]))
    }
    return [
      .init("residents", .number(tally.residents)), .init("covered", .number(tally.covered)),
      .init("share", .optional(tally.share)),
      .init("coveredByOwn", .number(tally.coveredByOwn)),
      .init("coveredAcross", .number(tally.coveredAcross)),
      .init(
        "depth",
        .members([
          "0": .number(tally.depth[0]), "1": .number(tally.depth[1]),
          "2": .number(tally.depth[2]), "3+": .number(tally.depth[3]),
        ])),
      .init(
        "nearest",
        tally.nearest.map {
          .members([
            "medianMeters": .optional($0.medianMeters),
            "p90Meters": .optional($0.ninetiethPercentileMeters),
          ])
        } ?? .null),
    ] + [hidden].compactMap { $0 }
  }

  private func area(_ area: AreaCoverage) -> JSONValue {
    let (layer, layerName) = Self.layer(area.layer)
    return .object(
      [
        .init("layer", .string(layer)), .init("layerName", .optional(layerName)),
        .init("code", .string(area.code)), .init("name", .string(area.name)),
      ] + members(area))
  }

  static func layer(_ layer: AreaCoverage.Layer) -> (String, String?) {
    switch layer {
    case .region: ("region", nil)
    case .municipality: ("municipality", nil)
    case .zone(let name): ("zone", name)
    case .livingArea(let name): ("living-area", name)
    }
  }

  /// Which layers there are, and whether their areas may be added up.
  private var layers: [JSONValue] {
    let region = plan.region
    var rows: [JSONValue] = [
      .members([
        "layer": .string("municipality"), "layerName": .null, "additive": .bool(true),
      ])
    ]
    for system in region.study.zoneSystems {
      let members = system.zones.flatMap { $0.members.flatMap { region.study.members(of: $0) } }
      rows.append(
        .members([
          "layer": .string("zone"), "layerName": .string(system.name),
          "additive": .bool(Set(members).count == members.count),
        ]))
    }
    for layer in region.study.livingAreaLayers.indices {
      rows.append(
        .members([
          "layer": .string("living-area"),
          "layerName": .string(region.study.livingAreaLayers[layer].name),
          "additive": .bool(!region.blocks.livingAreasOverlap(layer: layer)),
        ]))
    }
    return rows
  }

  private func flow(_ flow: Flow) -> JSONValue {
    let municipalities = plan.region.study.municipalities
    let server = flow.servedBy.map { municipalities[$0] }
    return .members([
      "residentsOf": .string(municipalities[flow.residentsOf].code.text),
      "residentsOfName": .string(municipalities[flow.residentsOf].name),
      "servedBy": .optional(server?.code.text), "servedByName": .optional(server?.name),
      "residents": .number(flow.residents), "onlyAcross": .number(flow.onlyAcross),
    ])
  }

  // MARK: CSV

  /// One row for every area and service (and one for all stations together), residents with two
  /// decimals, for a spreadsheet: UTF-8 with a byte order mark.
  public func csv(_ language: Language) -> String {
    let ja = language == .ja
    let attributes = plan.region.blocks.attributes
    var header =
      ja
      ? [
        "層", "層の名前", "コード", "名前", "機能", "拠点数", "面積km2", "徒歩圏km2", "人口", "徒歩圏内",
        "割合", "自市町村の拠点で", "隣の市町村の拠点だけで", "0か所", "1か所", "2か所", "3か所以上", "最寄り距離の中央値m",
        "最寄り距離の90%点m",
      ]
      : [
        "layer", "layer_name", "code", "name", "service", "stations", "area_km2", "covered_km2",
        "residents", "covered", "share", "covered_by_own", "covered_across", "depth_0", "depth_1",
        "depth_2", "depth_3_or_more", "nearest_median_m", "nearest_p90_m",
      ]
    for attribute in attributes.dropFirst() {
      let name = attribute.name[language]
      let count = attribute.countsHouseholds ? (ja: "数", en: "") : (ja: "人口", en: "_residents")
      header +=
        ja ? ["\(name)\(count.ja)", "\(name)徒歩圏内"] : ["\(name)\(count.en)", "\(name)_covered"]
    }
    let bands = ageWalk.map { BandTable($0, plan) }
    header += bands?.header(language) ?? []
    // where something is suppressed, what the numbers can be
    let hidden = attributes.indices.filter { coverage.answer.region.tallies[$0].bounds != nil }
    for attribute in hidden {
      let name = attributes[attribute].name[language]
      header +=
        ja
        ? ["\(name)徒歩圏内の下限", "\(name)徒歩圏内の上限"]
        : ["\(name)_covered_lower", "\(name)_covered_upper"]
    }
    var table = CSVText(
      header, notices: plan.notices + plan.scenario, sources: plan.sources(language),
      language: language)
    for (service, answer) in [(nil, coverage.answer)] + coverage.services.map({ ($0, $1) }) {
      for area in [answer.region] + answer.areas {
        let (layer, layerName) = Self.layer(area.layer)
        let all = area.tallies[0]
        var row = [
          layer, layerName ?? "", area.code,
          area.layer == .region ? (ja ? "全体" : "all") : area.name,
          service?.slug ?? (ja ? "すべて" : "any"),
          area.stationCount.map(String.init) ?? "", Figure.fixed(area.areaKm2, 3),
          area.coveredKm2.map { Figure.fixed($0, 3) } ?? "", Figure.fixed(all.residents, 2),
          Figure.fixed(all.covered, 2), all.share.map { Figure.fixed($0, 4) } ?? "",
          Figure.fixed(all.coveredByOwn, 2), Figure.fixed(all.coveredAcross, 2),
        ]
        row += all.depth.map { Figure.fixed($0, 2) }
        row.append(all.nearest?.medianMeters.map { Figure.fixed($0, 1) } ?? "")
        row.append(all.nearest?.ninetiethPercentileMeters.map { Figure.fixed($0, 1) } ?? "")
        for tally in area.tallies.dropFirst() {
          row += [Figure.fixed(tally.residents, 2), Figure.fixed(tally.covered, 2)]
        }
        row += bands?.row(area) ?? []
        for attribute in hidden {
          let tally = area.tallies[attribute]
          let range = tally.bounds?.covered ?? tally.covered...tally.covered
          row += [Figure.fixed(range.lowerBound, 2), Figure.fixed(range.upperBound, 2)]
        }
        table.add(row)
      }
    }
    return table.text
  }

  // MARK: Text

  public func text(_ language: Language) -> String {
    let ja = language == .ja
    let attributes = plan.region.blocks.attributes
    let answer = coverage.answer
    var text = plan.notices.map { "※ " + $0[language] + "\n" }.joined()
    let all = answer.region.tallies[0]
    text +=
      ja
      ? "拠点\(answer.stationCount)か所の徒歩圏（\(coverage.walk.described(.ja))）に、\(Figure.people(all.residents))人のうち\(Figure.people(all.covered))人（\(Figure.percent(all.share))）が住んでいます。\n"
      : "\(Figure.people(all.covered)) of \(Figure.people(all.residents)) residents (\(Figure.percent(all.share))) live within \(coverage.walk.described(.en)) of one of \(answer.stationCount) stations.\n"
    if all.covered > 0 {
      text +=
        ja
        ? "そのうち\(Figure.people(all.coveredAcross))人は、隣の市町村の拠点だけが徒歩圏です。\n"
        : "Of these, \(Figure.people(all.coveredAcross)) are reached only from across a municipal line.\n"
    }
    if let nearest = all.nearest {
      // of people who cannot walk to any station there is no distance
      if let median = nearest.medianMeters, let ninetieth = nearest.ninetiethPercentileMeters {
        text +=
          ja
          ? "最寄りの拠点まで：半数の人が\(Figure.distance(median))以内、9割の人が\(Figure.distance(ninetieth))以内。\n"
          : "Nearest station: half of the residents within \(Figure.distance(median)), nine tenths within \(Figure.distance(ninetieth)).\n"
      } else if let median = nearest.medianMeters {
        text +=
          ja
          ? "最寄りの拠点まで：半数の人が\(Figure.distance(median))以内。1割を超える人は、道に沿ってどの拠点にも行けません。\n"
          : "Nearest station: half of the residents within \(Figure.distance(median)); more than a tenth cannot walk to any along the streets.\n"
      } else {
        text +=
          ja
          ? "半数を超える人が、道に沿ってどの拠点にも行けません。\n"
          : "More than half of the residents cannot walk to any station along the streets.\n"
      }
    }
    text += "\n" + (ja ? "■ 年齢別・機能別\n" : "By age and service\n")
    text += serviceTable(language)
    text += boundsText(language)
    if let walk = ageWalk {
      text += "\n" + BandTable(walk, plan).text(coverage.answer.region, language)
    }
    for (title, rows) in areaGroups(language) {
      text += "\n■ \(title)\n"
      var columns: [(String, TextTable.Alignment)] = [
        (ja ? "名前" : "name", .leading), (ja ? "拠点" : "stations", .trailing),
        (ja ? "人口" : "residents", .trailing), (ja ? "徒歩圏内" : "covered", .trailing),
        (ja ? "割合" : "share", .trailing),
        (ja ? "隣だけ" : "across", .trailing), (ja ? "中央値" : "median", .trailing),
      ]
      let old = attributes.firstIndex { $0.slug == "65+" }
      if old != nil { columns.insert((ja ? "65歳以上" : "65+", .trailing), at: 5) }
      var table = TextTable(columns.map { (title: $0.0, alignment: $0.1) })
      for area in rows {
        let tally = area.tallies[0]
        var row = [
          area.name, area.stationCount.map(String.init) ?? "–", Figure.people(tally.residents),
          Figure.people(tally.covered), Figure.percent(tally.share),
          Figure.people(tally.coveredAcross), Figure.distance(tally.nearest?.medianMeters),
        ]
        if let old { row.insert(Figure.percent(area.tallies[old].share), at: 5) }
        table.add(row)
      }
      text += table.rendered()
    }
    text += flowText(language)
    text += censusText(language)
    text += "\n" + Assumptions(plan: plan).lines(language).map { $0 + "\n" }.joined()
    return text
  }

  /// What the numbers by age can be, where some of them are suppressed.
  private func boundsText(_ language: Language) -> String {
    let ja = language == .ja
    let attributes = plan.region.blocks.attributes
    let rows = attributes.indices.compactMap { index -> String? in
      let tally = coverage.answer.region.tallies[index]
      guard let bounds = tally.bounds else { return nil }
      let (low, high) = (
        Figure.people(bounds.covered.lowerBound), Figure.people(bounds.covered.upperBound)
      )
      let name = attributes[index].name[language]
      return ja
        ? "\(name) \(Figure.people(tally.covered))（\(low)〜\(high)）"
        : "\(name) \(Figure.people(tally.covered)) (\(low) to \(high))"
    }
    guard !rows.isEmpty else { return "" }
    return ja
      ? "※ 秘匿された値を含みます。徒歩圏内の数（ありうる下限〜上限）：" + rows.joined(separator: "、") + "\n"
      : "Suppressed values are in these. Covered (least to most): " + rows.joined(separator: "; ")
        + "\n"
  }

  /// Shares by service and attribute, of the whole region or of some municipalities.
  func serviceTable(_ language: Language, in municipalities: Set<Int>? = nil) -> String {
    let ja = language == .ja
    let attributes = plan.region.blocks.attributes
    var table = TextTable(
      [
        (title: ja ? "機能" : "service", alignment: .leading),
        (title: ja ? "拠点" : "stations", alignment: .trailing),
      ]
        + attributes.map { (title: $0.name[language], alignment: TextTable.Alignment.trailing) })
    let rows: [(String, CoverageAnswer)] =
      [(ja ? "すべての拠点" : "all stations", coverage.answer)]
      + coverage.services.map { ($0.name[language], $1) }
    for (name, answer) in rows {
      let shares = attributes.indices.map { attribute -> Double? in
        guard let municipalities else { return answer.region.tallies[attribute].share }
        // municipalities come first among the areas, in their own order
        let parts = municipalities.sorted().map { answer.areas[$0].tallies[attribute] }
        let residents = parts.reduce(0) { $0 + $1.residents }
        return residents > 0 ? parts.reduce(0) { $0 + $1.covered } / residents : nil
      }
      table.add([name, String(answer.stationCount)] + shares.map { Figure.percent($0) })
    }
    return table.rendered()
  }

  /// Areas by layer. Of municipalities without a station in reach only a count is worth a line.
  private func areaGroups(_ language: Language) -> [(String, [AreaCoverage])] {
    let ja = language == .ja
    let areas = coverage.answer.areas
    var groups: [(String, [AreaCoverage])] = []
    let municipalities = areas.filter { $0.layer == .municipality }
    let touched = municipalities.filter {
      $0.tallies[0].covered > 0 || $0.stationCount ?? 0 > 0
    }
    let untouched = municipalities.count - touched.count
    groups.append(
      (
        ja
          ? "市町村別" + (untouched > 0 ? "（徒歩圏に入る人がいない\(untouched)市町村を除く）" : "")
          : "By municipality"
            + (untouched > 0 ? " (\(untouched) without anyone in reach left out)" : ""), touched
      ))
    func add(_ title: String, _ members: [AreaCoverage]) {
      let touched = members.filter { $0.tallies[0].covered > 0 }
      let untouched = members.count - touched.count
      var title = title
      if untouched > 0 {
        title +=
          ja
          ? "（徒歩圏に入る人がいない\(untouched)圏域を除く）"
          : " (\(untouched) without anyone in reach left out)"
      }
      groups.append((title, touched))
    }
    for system in plan.region.study.zoneSystems {
      add(
        (ja ? "圏域別：" : "Zones: ") + system.name,
        areas.filter { $0.layer == .zone(system.name) })
    }
    for (index, layer) in plan.region.study.livingAreaLayers.enumerated() {
      var title = (ja ? "生活圏域別：" : "Living areas: ") + layer.name
      if plan.region.blocks.livingAreasOverlap(layer: index) {
        title += ja ? "（重なりがあり、合計はできません）" : " (they overlap; do not add up)"
      }
      add(title, areas.filter { $0.layer == .livingArea(layer.name) })
    }
    return groups
  }

  /// What neighbours give each other: the largest flows across a line.
  private func flowText(_ language: Language) -> String {
    let ja = language == .ja
    let municipalities = plan.region.study.municipalities
    let across = coverage.answer.flows.filter {
      $0.servedBy != $0.residentsOf && $0.residents >= 0.5
    }.sorted { ($0.residents, $1.residentsOf) > ($1.residents, $0.residentsOf) }
    guard !across.isEmpty else { return "" }
    var table = TextTable([
      (title: ja ? "住んでいる市町村" : "residents of", alignment: .leading),
      (title: ja ? "最寄り拠点の市町村" : "served by", alignment: .leading),
      (title: ja ? "人数" : "residents", alignment: .trailing),
      (title: ja ? "隣の拠点だけの人" : "only across", alignment: .trailing),
    ])
    for flow in across.prefix(15) {
      table.add([
        municipalities[flow.residentsOf].name,
        flow.servedBy.map { municipalities[$0].name } ?? (ja ? "（区域外）" : "(outside)"),
        Figure.people(flow.residents), Figure.people(flow.onlyAcross),
      ])
    }
    return "\n■ " + (ja ? "市町村境をこえる利用（多い順）" : "Across municipal lines, largest first") + "\n"
      + table.rendered()
  }

  private func censusText(_ language: Language) -> String {
    let ja = language == .ja
    let rows = plan.region.census
    guard let first = rows.first, !first.isScaled else {
      guard !rows.isEmpty else { return "" }
      return "\n"
        + (ja
          ? "人口は市町村ごとの総数（\(rows.count)市町村）に合わせてあります。\n"
          : "Residents are scaled to municipal totals (\(rows.count)).\n")
    }
    let blocks = rows.reduce(0) { $0 + $1.byBlocks }
    let census = rows.reduce(0) { $0 + $1.byCensus }
    let worst = rows.filter { $0.byCensus > 0 }.max {
      abs($0.byBlocks / $0.byCensus - 1) < abs($1.byBlocks / $1.byCensus - 1)
    }
    var line =
      ja
      ? "2020年国勢調査との差：合計\(Self.signed(blocks / census - 1))"
      : "Against the 2020 census: \(Self.signed(blocks / census - 1)) in all"
    if let worst {
      line +=
        ja
        ? "、最大は\(worst.name)の\(Self.signed(worst.byBlocks / worst.byCensus - 1))"
        : ", at most \(Self.signed(worst.byBlocks / worst.byCensus - 1)) (\(worst.name))"
    }
    return "\n" + line + (ja ? "。\n" : ".\n")
  }

  private static func signed(_ share: Double) -> String {
    (share >= 0 ? "+" : "-") + Figure.fixed(abs(share) * 100, 2) + "%"
  }
}
