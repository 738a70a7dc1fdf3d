public import Planner

/// The answer of `planner-cli coverage --compare`: what circles and streets say, side by side.
public struct ComparisonDocument: Sendable {
  private let plan: LoadedPlan
  private let comparison: CircleComparison

  /// - Throws: `Failure` (usage) where the plan asks for no comparison that can be made.
  public init(of plan: LoadedPlan) throws {
    guard let circle = plan.comparedCircle,
      let comparison = try CircleComparison(
        of: plan.region, stations: plan.stations, walk: plan.walk, circle: circle,
        question: plan.request.question)
    else { throw ComparedCircle.withoutStreets }
    self.plan = plan
    self.comparison = comparison
  }

  private var attributes: [ResidentAttribute] { plan.region.blocks.attributes }
  private var study: StudyArea { plan.region.study }

  private static let detourNote = Text(
    ja:
      "住まいの区画から道で最も近い拠点までの道のり（道に出るまでの直線を含む）を、同じ拠点までの直線距離で割り、住民の数で重みを付けました。直線で100m未満の区画と、道で行けない区画は除きます",
    en: "From each block to its nearest station by street: the metres along streets (with the "
      + "straight line to the street) divided by the straight metres to the same station, weighted "
      + "by residents; without blocks nearer than 100 m, and those from which there is no walk")
  private static let placeNote = Text(
    ja: "円には入るのに道では届かない人が、半径250m以内に最も多い地点から順に（20人以上）",
    en: "The points around which, within 250 m, most residents live whom the circle promises and "
      + "the streets deny (20 or more), the largest first")

  private var circleNote: Text {
    if plan.request.comparedCircle == .walk {
      return Text(
        ja: "円の半径は、道のりと同じ長さです", en: "The circle's radius is as long as the walk")
    }
    return Text(ja: "円の半径は指定によります", en: "The circle's radius is as stated")
  }

  // MARK: JSON

  /// `planner.comparison.v1`; `schemas/comparison.v1.schema.json` describes it. Numbers are
  /// unrounded.
  public var json: JSONValue {
    .members([
      "format": .string("planner.comparison.v1"),
      "assumptions": Assumptions(plan: plan).json,
      "circle": circle,
      "region": .object(members(comparison.region)),
      "areas": .array(
        comparison.areas.map { area in
          let (layer, layerName) = CoverageDocument.layer(area.layer)
          return .object(
            [
              .init("layer", .string(layer)), .init("layerName", .optional(layerName)),
              .init("code", .string(area.code)), .init("name", .string(area.name)),
            ] + members(area))
        }),
      "places": .members([
        "note": .text(Self.placeNote),
        "meters": .number(CircleComparison.placeMeters),
        "minimum": .number(CircleComparison.leastOfPlace),
        "list": .array(comparison.places.map(place)),
      ]),
      "detour": .members([
        "note": .text(Self.detourNote),
        "leastMeters": .number(CircleComparison.leastDetourMeters),
        "region": Self.detour(comparison.detour),
        "withinCircle": Self.detour(comparison.detourWithinCircle),
      ]),
    ])
  }

  private var circle: JSONValue {
    switch comparison.circle {
    case .byAge(let walk):
      return .members([
        "meters": .null,
        "bands": .array(
          walk.bands.indices.map { band in
            .members([
              "band": .string(walk.bands[band].slug),
              "meters": .number(walk.walk(ofBand: band).meters),
            ])
          }),
        "note": .text(circleNote),
      ])
    case .radius, .streets:
      return .members([
        "meters": .number(comparison.circle.meters), "note": .text(circleNote),
      ])
    }
  }

  private func members(_ area: CircleComparison.Area) -> [JSONValue.Member] {
    let others = attributes.indices.dropFirst()
    func rest(_ isIncluded: (ResidentAttribute) -> Bool) -> JSONValue {
      .object(
        others.filter { isIncluded(attributes[$0]) }.map {
          .init(attributes[$0].slug, .object(Self.members(area.counts[$0])))
        })
    }
    return Self.members(area.counts[0]) + [
      .init("ages", rest(\.isAgeBand)), .init("attributes", rest { !$0.isAgeBand }),
    ]
  }

  private static func members(_ count: CircleComparison.Count) -> [JSONValue.Member] {
    [
      .init("residents", .number(count.residents)), .init("circle", .number(count.circle)),
      .init("streets", .number(count.streets)), .init("denied", .number(count.denied)),
      .init("deniedOffNetwork", .number(count.deniedOffNetwork)),
      .init("added", .number(count.added)),
    ]
  }

  private static func detour(_ detour: CircleComparison.Detour?) -> JSONValue {
    guard let detour else { return .null }
    return .members([
      "median": .number(detour.median), "p90": .number(detour.ninetiethPercentile),
      "residents": .number(detour.residents),
    ])
  }

  private func place(_ place: CircleComparison.Place) -> JSONValue {
    func nearest(_ found: Gap.Nearest?) -> JSONValue {
      guard let found else { return .null }
      let station = plan.stations[found.station]
      return .members([
        "id": .string(station.id.text), "name": .string(station.name),
        "meters": .number(found.meters),
      ])
    }
    var members: [JSONValue.Member] = [
      .init("rank", .integer(place.rank)), .init("longitude", .number(place.geographic.longitude)),
      .init("latitude", .number(place.geographic.latitude)),
      .init("municipality", .string(study.municipalities[place.municipality].code.text)),
      .init("municipalityName", .string(study.municipalities[place.municipality].name)),
    ]
    if plan.gazetteer != nil { members.append(.init("near", .optional(town(place)))) }
    return .object(
      members + [
        .init("residents", .number(place.residents[0])),
        .init(
          "ages",
          .object(
            attributes.indices.dropFirst().filter { attributes[$0].isAgeBand }.map {
              .init(attributes[$0].slug, .number(place.residents[$0]))
            })),
        .init("nearestStraight", nearest(place.nearestStraight)),
        .init("nearestByStreet", nearest(place.nearestByStreet)),
      ])
  }

  private func town(_ place: CircleComparison.Place) -> String? {
    plan.gazetteer?.nearestTown(to: place.geographic, within: 3000)?.name
  }

  // MARK: CSV

  /// One row for every area, residents with two decimals: UTF-8 with a byte order mark.
  public func csv(_ language: Language) -> String {
    let ja = language == .ja
    var header =
      ja ? ["層", "層の名前", "コード", "名前"] : ["layer", "layer_name", "code", "name"]
    for (index, attribute) in attributes.enumerated() {
      let name = index == 0 ? "" : attribute.name[language]
      header +=
        ja
        ? [
          "\(name)人口", "\(name)円では徒歩圏", "\(name)道では徒歩圏", "\(name)円だけ", "\(name)道だけ",
        ]
        : ["residents", "circle", "streets", "denied", "added"].map {
          index == 0 ? $0 : "\(name)_\($0)"
        }
    }
    var table = CSVText(
      header, notices: plan.notices + plan.scenario, sources: plan.sources(language),
      language: language)
    for area in [comparison.region] + comparison.areas {
      let (layer, layerName) = CoverageDocument.layer(area.layer)
      var row = [
        layer, layerName ?? "", area.code,
        area.layer == .region ? (ja ? "全体" : "all") : area.name,
      ]
      for count in area.counts {
        row += [count.residents, count.circle, count.streets, count.denied, count.added].map {
          Figure.fixed($0, 2)
        }
      }
      table.add(row)
    }
    return table.text
  }

  // MARK: Text

  public func text(_ language: Language) -> String {
    let ja = language == .ja
    var text = plan.notices.map { "※ " + $0[language] + "\n" }.joined()
    text += sentences(language).map { $0 + "\n" }.joined()
    text += "\n■ " + (ja ? "年齢別" : "By age") + "\n"
    text += table(
      attributes.indices.map { (attributes[$0].name[language], comparison.region.counts[$0]) },
      ja ? "人" : "who", language)
    for (title, areas) in groups(language) where !areas.isEmpty {
      text += "\n■ \(title)\n"
      text += table(areas.map { ($0.name, $0.counts[0]) }, ja ? "名前" : "name", language)
    }
    text += placeText(language)
    text += "\n" + Assumptions(plan: plan).lines(language).map { $0 + "\n" }.joined()
    return text
  }

  private func sentences(_ language: Language) -> [String] {
    let ja = language == .ja
    let all = comparison.region.counts[0]
    let (circle, walk) = (circleText(language), comparison.walk.described(language))
    func share(_ part: Double, _ whole: Double) -> String {
      Figure.percent(whole > 0 ? part / whole : nil)
    }
    var lines = [
      ja
        ? "円（\(circle)）では\(Figure.people(all.residents))人のうち\(Figure.people(all.circle))人（\(share(all.circle, all.residents))）、道（\(walk)）では\(Figure.people(all.streets))人（\(share(all.streets, all.residents))）に拠点があります。\(circleNote.ja)。"
        : "Of \(Figure.people(all.residents)) residents, \(Figure.people(all.circle)) (\(share(all.circle, all.residents))) have a station within the circle (\(circle)), and \(Figure.people(all.streets)) (\(share(all.streets, all.residents))) within \(walk). \(circleNote.en).",
      ja
        ? "円には入るのに、道では届かない人：\(Figure.people(all.denied))人（円に入る人の\(share(all.denied, all.circle))）。うち\(Figure.people(all.deniedOffNetwork))人は近くに道がありません。道でだけ届く人：\(Figure.people(all.added))人。"
        : "Promised by the circle, denied by the streets: \(Figure.people(all.denied)) (\(share(all.denied, all.circle)) of those in the circle), \(Figure.people(all.deniedOffNetwork)) of them without a street near. Reached by street alone: \(Figure.people(all.added)).",
    ]
    if let detour = comparison.detour {
      let near = comparison.detourWithinCircle
      lines.append(
        ja
          ? "迂回率（道のり÷直線）：中央値\(Figure.fixed(detour.median, 2))、9割の人が\(Figure.fixed(detour.ninetiethPercentile, 2))以下"
            + (near.map {
              "（円の中の人だけでは\(Figure.fixed($0.median, 2))と\(Figure.fixed($0.ninetiethPercentile, 2))）"
            } ?? "") + "。\(Self.detourNote.ja)。"
          : "Detour factor (street ÷ straight line): median \(Figure.fixed(detour.median, 2)), nine tenths at most \(Figure.fixed(detour.ninetiethPercentile, 2))"
            + (near.map {
              " (of those in the circle alone \(Figure.fixed($0.median, 2)) and \(Figure.fixed($0.ninetiethPercentile, 2)))"
            } ?? "") + ". \(Self.detourNote.en).")
    }
    return lines
  }

  private func circleText(_ language: Language) -> String {
    let ja = language == .ja
    guard case .byAge(let walk) = comparison.circle else {
      let distance = Figure.distance(comparison.circle.meters)
      return ja ? "半径\(distance)" : "radius \(distance)"
    }
    let distances = walk.walks.map { Figure.distance($0.meters) }
    var seen: Set<String> = []
    let listed = distances.filter { seen.insert($0).inserted }
    if listed.count == 1 { return ja ? "半径\(listed[0])" : "radius \(listed[0])" }
    return ja
      ? "速さごとに半径\(listed.joined(separator: "、"))"
      : "radius by pace: \(listed.joined(separator: ", "))"
  }

  private func table(
    _ rows: [(name: String, count: CircleComparison.Count)], _ title: String,
    _ language: Language
  ) -> String {
    let ja = language == .ja
    var table = TextTable([
      (title: title, alignment: .leading),
      (title: ja ? "人口" : "residents", alignment: .trailing),
      (title: ja ? "円" : "circle", alignment: .trailing),
      (title: ja ? "割合" : "share", alignment: .trailing),
      (title: ja ? "道" : "streets", alignment: .trailing),
      (title: ja ? "割合" : "share", alignment: .trailing),
      (title: ja ? "円だけ" : "denied", alignment: .trailing),
      (title: ja ? "道だけ" : "added", alignment: .trailing),
    ])
    for (name, count) in rows {
      func share(_ part: Double) -> String {
        Figure.percent(count.residents > 0 ? part / count.residents : nil)
      }
      table.add([
        name, Figure.people(count.residents), Figure.people(count.circle), share(count.circle),
        Figure.people(count.streets), share(count.streets), Figure.people(count.denied),
        Figure.people(count.added),
      ])
    }
    return table.rendered()
  }

  /// Areas in which circle or streets reach somebody, by layer; most denied first.
  private func groups(_ language: Language) -> [(String, [CircleComparison.Area])] {
    let ja = language == .ja
    func listed(_ layer: AreaCoverage.Layer) -> [CircleComparison.Area] {
      comparison.areas.filter {
        $0.layer == layer && max($0.counts[0].circle, $0.counts[0].streets) > 0
      }.sorted { ($0.counts[0].denied, $1.code) > ($1.counts[0].denied, $0.code) }
    }
    return [
      (ja ? "市町村別（円だけの人が多い順）" : "By municipality, most denied first", listed(.municipality))
    ]
      + study.livingAreaLayers.map { layer in
        (
          (ja ? "生活圏域別：" : "Living areas: ") + layer.name,
          listed(.livingArea(layer.name))
        )
      }
  }

  private func placeText(_ language: Language) -> String {
    let ja = language == .ja
    guard !comparison.places.isEmpty else { return "" }
    var columns: [(title: String, alignment: TextTable.Alignment)] = [
      (ja ? "順位" : "rank", .trailing), (ja ? "市町村" : "municipality", .leading),
      (ja ? "人数" : "residents", .trailing), (ja ? "直線で最寄り" : "nearest straight", .leading),
      (ja ? "直線" : "straight", .trailing), (ja ? "道で最寄り" : "nearest by street", .leading),
      (ja ? "道のり" : "street", .trailing), (ja ? "緯度, 経度" : "lat, lon", .leading),
    ]
    if plan.gazetteer != nil { columns.insert((ja ? "付近" : "near", .leading), at: 2) }
    var table = TextTable(columns)
    for place in comparison.places {
      func name(_ found: Gap.Nearest?) -> String {
        found.map { plan.stations[$0.station].name } ?? "–"
      }
      let (lat, lon) = (place.geographic.latitude, place.geographic.longitude)
      var row = [
        "\(place.rank)", study.municipalities[place.municipality].name,
        Figure.people(place.residents[0]), name(place.nearestStraight),
        Figure.distance(place.nearestStraight?.meters), name(place.nearestByStreet),
        Figure.distance(place.nearestByStreet?.meters),
        "\(Figure.fixed(lat, 5)), \(Figure.fixed(lon, 5))",
      ]
      if plan.gazetteer != nil { row.insert(town(place) ?? "", at: 2) }
      table.add(row)
    }
    return "\n■ " + (ja ? "円には入るのに道では届かない人が多い所" : "Where the circle promises and the streets deny")
      + "\n" + table.rendered() + Self.placeNote[language] + (ja ? "。\n" : ".\n")
  }
}
