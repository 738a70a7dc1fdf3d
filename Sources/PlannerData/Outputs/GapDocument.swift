public import Planner

/// The answer of `planner-cli gaps`, for maps, spreadsheets and people. For internal use: it
/// names stations whether or not they are public.
public struct GapDocument: Sendable {
  let plan: LoadedPlan
  let gaps: Gaps
  /// The gaps that are listed; the summary always speaks of all.
  let listed: [Gap]
  /// By rank; `nil` where no candidates are known.
  let kinds: [[KindReach]]?
  /// Of the listed gaps; `nil` until they are drawn.
  private var shapes: [Shape]?

  private typealias Shape = (outline: MultiPolygon<Geographic>, label: Position<Geographic>)

  /// What a kind of organisation could do for a gap.
  public struct KindReach: Sendable, Hashable {
    public let kind: OrganizationKind
    /// Residents of the gap whom the best place of this kind would reach, 0 without a place
    /// there; `nil` where nobody knows who could be asked.
    public let residents: Double?

    public init(_ kind: OrganizationKind, residents: Double?) {
      self.kind = kind
      self.residents = residents
    }
  }

  /// - Parameters:
  ///   - gaps: all of them.
  ///   - plan: of which they are.
  ///   - selection: which of them are listed.
  ///   - kinds: for each gap by rank, what each kind could do; `nil` without candidates.
  public init(
    _ gaps: Gaps, of plan: LoadedPlan, in selection: AreaSelection? = nil,
    kinds: [[KindReach]]? = nil
  ) {
    precondition(kinds.map { $0.count == gaps.gaps.count } ?? true)
    self.gaps = gaps
    self.plan = plan
    self.kinds = kinds
    listed = selection.map { selection in gaps.gaps.filter(selection.includes) } ?? gaps.gaps
  }

  /// The town by which the place of a gap can be named, and how far its point is.
  private func near(_ gap: Gap) -> Gazetteer.NearbyTown? {
    plan.gazetteer?.nearestTown(to: gap.geographic, within: Self.widestNearMeters)
  }

  /// A town's point farther away than this is not near.
  private static let widestNearMeters = 3000.0

  private var attributes: [ResidentAttribute] { plan.region.blocks.attributes }

  /// The attributes of which some gap has suppressed values.
  private var hidden: [Int] {
    attributes.indices.filter { attribute in
      gaps.gaps.contains { $0.bounds[attribute] != nil }
    }
  }

  /// What the number of a gap can be: only itself, where all of it is published.
  private func range(_ gap: Gap, _ attribute: Int) -> ClosedRange<Double> {
    gap.bounds[attribute] ?? gap.residents[attribute]...gap.residents[attribute]
  }

  // MARK: In words

  /// What a gap is, in a sentence.
  public func sentence(_ gap: Gap) -> Text {
    let municipalities = plan.region.study.municipalities
    let named = gap.municipalities.filter { $0.share >= 0.005 }.prefix(4)
    func places(_ separator: String) -> String {
      named.map { part in
        let name = municipalities[part.index].name
        return named.count == 1 ? name : "\(name)(\(Figure.fixed(part.share * 100, 0))%)"
      }.joined(separator: separator)
    }
    let services = gaps.question.services.sorted()
    let whatJa = services.isEmpty ? "拠点" : services.map(\.name.ja).joined(separator: "か") + "の拠点"
    let whatEn =
      services.isEmpty
      ? "station" : "station with " + services.map(\.name.en).joined(separator: " or ")
    let within = WalkBand(gaps.walk).within
    let people = Figure.people(gap.residents[0])
    var oldJa = ""
    var oldEn = ""
    if let old = attributes.firstIndex(where: { $0.slug == "65+" }) {
      oldJa = "（うち65歳以上\(Figure.people(gap.residents[old]))人）"
      oldEn = " (\(Figure.people(gap.residents[old])) of them 65 or older)"
    }
    let town = near(gap)
    let nearJa = town.map { "（\($0.name)付近）" } ?? ""
    let nearEn = town.map { " (near \($0.name))" } ?? ""
    var ja =
      "\(places("・"))\(nearJa)で、\(within.ja)以内に\(whatJa)がない\(people)人\(oldJa)に、新しい拠点1か所が届く場所です。"
    var en =
      "In \(places(", "))\(nearEn), one more station would reach \(people) residents\(oldEn) who have no \(whatEn) within \(within.en)."
    if let nearest = gap.nearest {
      let station = plan.stations[nearest.station]
      ja += "最寄りは「\(station.name)」で\(Figure.distance(nearest.meters))。"
      en += " The nearest is \(station.name), \(Figure.distance(nearest.meters)) away."
    }
    return Text(ja: ja, en: en)
  }

  // MARK: GeoJSON

  /// A feature for every gap, by rank, and a `summary` at the top.
  public func geoJSON() throws -> GeoJSONDocument {
    GeoJSONDocument(
      members: [
        .init("format", .string("planner.gaps.v1"))
      ] + GeoJSONDocument.internalAudience + [
        .init("summary", summary), .init("assumptions", Assumptions(plan: plan).json),
      ],
      features: try features(of: listed))
  }

  /// The same gaps, of which others are listed.
  package init(_ document: GapDocument, in selection: AreaSelection?) {
    self.init(document.gaps, of: document.plan, in: selection, kinds: document.kinds)
  }

  /// The first of the listed gaps, and how many there are in all.
  package func features(first count: Int) throws -> (
    features: [GeoJSONDocument.Feature], all: Int
  ) {
    (try features(of: Array(listed.prefix(count))), listed.count)
  }

  private func features(of listed: [Gap]) throws -> [GeoJSONDocument.Feature] {
    let shapes = try self.shapes.map { Array($0.prefix(listed.count)) } ?? outlines(of: listed)
    return listed.indices.map { index in
      GeoJSONDocument.Feature(
        id: "gap-\(listed[index].rank)",
        properties: properties(listed[index], label: shapes[index].label),
        geometry: .outline(shapes[index].outline))
    }
  }

  /// Uncovered residents are those in gaps and those below the minimum.
  var summary: JSONValue {
    func sums(_ attribute: Int) -> [JSONValue.Member] {
      [
        .init("uncovered", .number(gaps.uncovered[attribute])),
        .init("inGaps", .number(gaps.inGaps[attribute])),
        .init("belowMinimum", .number(gaps.belowMinimum[attribute])),
      ]
    }
    return .object(
      sums(0) + [
        .init("gaps", .integer(gaps.gaps.count)), .init("listed", .integer(listed.count)),
        .init("rankedBy", .string(attributes[gaps.attribute].slug)),
        .init("minimum", .number(gaps.minimum)),
        .init(
          "attributes",
          .object(
            attributes.indices.dropFirst().map {
              .init(attributes[$0].slug, .object(sums($0)))
            })),
      ])
  }

  private func properties(_ gap: Gap, label: Position<Geographic>) -> [JSONValue.Member] {
    let study = plan.region.study
    func point(_ position: Position<Geographic>) -> JSONValue {
      let rounded = GeoJSONDocument.rounded(position)
      return .numbers([rounded.longitude, rounded.latitude])
    }
    return [
      .init("rank", .integer(gap.rank)), .init("group", .integer(gap.group)),
      .init("residents", .number(gap.residents[0])),
      .init(
        "ages",
        .object(
          attributes.indices.dropFirst().map {
            .init(attributes[$0].slug, .number(gap.residents[$0]))
          })),
      .init("municipalities", .municipalities(gap.municipalities, in: study)),
      .init("livingAreas", .livingAreas(gap.livingAreas, in: study)),
      .init(
        "nearestStation",
        gap.nearest.map { nearest in
          .members([
            "id": .string(plan.stations[nearest.station].id.text),
            "name": .string(plan.stations[nearest.station].name),
            "meters": .number(nearest.meters),
          ])
        } ?? .null),
      .init("missingServices", .array(gap.missingServices.map { .string($0.slug) })),
      .init(
        "withoutService",
        .object(gap.withoutService.map { .init($0.service.slug, .number($0.residents)) })),
    ] + JSONValue.bounds(gap.bounds, of: attributes) + nearMember(gap) + kindsMember(gap) + [
      .init("point", point(gap.geographic)), .init("label", point(label)),
      .init("sentence", .text(sentence(gap))),
      .init("title", .string("\(gap.rank)")), .init("stroke", .string("#b2182b")),
      .init("stroke-width", .integer(1)), .init("fill", .string("#ef8a62")),
      .init("fill-opacity", .number(0.5)),
    ]
  }

  /// Left out without a gazetteer; `null` where no town is near.
  private func nearMember(_ gap: Gap) -> [JSONValue.Member] {
    guard plan.gazetteer != nil else { return [] }
    return [
      .init(
        "near",
        near(gap).map { .members(["name": .string($0.name), "meters": .number($0.meters)]) }
          ?? .null)
    ]
  }

  /// Left out without candidates; `null` for a kind that is unknown.
  private func kindsMember(_ gap: Gap) -> [JSONValue.Member] {
    guard let kinds else { return [] }
    return [
      .init(
        "kinds",
        .object(kinds[gap.rank - 1].map { .init($0.kind.slug, .optional($0.residents)) }))
    ]
  }

  /// `寺社(120) 商工(80)`: the kinds that could close something, most first, at most so many.
  private func kindList(
    _ gap: Gap, _ language: Language, limit: Int = .max, unknown: Bool = true
  ) -> String {
    guard let reaches = kinds?[gap.rank - 1] else { return "" }
    let known = reaches.filter { $0.residents ?? 0 >= 0.5 }.enumerated().sorted { a, b in
      let (x, y) = (a.element.residents ?? 0, b.element.residents ?? 0)
      return x != y ? x > y : a.offset < b.offset
    }.map(\.element)
    var words = known.prefix(limit).map {
      "\($0.kind.name[language])(\(Figure.people($0.residents ?? 0)))"
    }
    if known.count > limit {
      words.append(language == .ja ? "ほか\(known.count - limit)" : "+\(known.count - limit)")
    }
    if unknown {
      words += reaches.filter { $0.residents == nil }.map {
        "\($0.kind.name[language])(\(language == .ja ? "不明" : "unknown"))"
      }
    }
    return words.joined(separator: " ")
  }

  /// The same with its outlines, for whoever writes it more than once.
  func drawn() throws -> GapDocument {
    var document = self
    document.shapes = try outlines(of: listed)
    return document
  }

  private func outlines(of listed: [Gap]) throws -> [Shape] {
    let shapes = try GapOutline.outlines(
      of: listed, among: gaps, stations: plan.stations, in: plan.region)
    let projection = try Projection(from: plan.region.degrees, to: plan.region.crs)
    let labels: [Position<Geographic>] = projection.inverse(shapes.map(\.label))
    return zip(shapes, labels).map { shape, label in
      (shape.outline.mapPositions { projection.inverse($0) }, label)
    }
  }

  // MARK: Other formats

  /// A layer for GeoPackage or FlatGeobuf, in degrees.
  public func layer() throws -> OutputLayer {
    let shapes = try self.shapes ?? outlines(of: listed)
    let ages = attributes.indices.dropFirst()
    var fields: [OutputLayer.Field] = [
      .init("rank", .integer), .init("group", .integer), .init("residents", .number),
    ]
    fields += ages.map { .init(attributes[$0].slug, .number) }
    let hidden = hidden
    for attribute in hidden {
      let slug = attributes[attribute].slug
      fields += [.init(slug + "_lower", .number), .init(slug + "_upper", .number)]
    }
    fields += [
      .init("municipalities", .text), .init("nearest_station", .text),
      .init("nearest_m", .number), .init("missing_services", .text), .init("lon", .number),
      .init("lat", .number), .init("sentence_ja", .text), .init("sentence_en", .text),
    ]
    if kinds != nil { fields.append(.init("kinds", .text)) }
    return OutputLayer(
      name: "gaps", crs: .jgd2011, kind: .polygons, fields: fields,
      rows: listed.indices.map { index in
        let gap = listed[index]
        let sentence = sentence(gap)
        var values: [OutputLayer.Value] = [
          .integer(gap.rank), .integer(gap.group), .number(gap.residents[0]),
        ]
        values += ages.map { .number(gap.residents[$0]) }
        for range in hidden.map({ range(gap, $0) }) {
          values += [.number(range.lowerBound), .number(range.upperBound)]
        }
        values += [
          .text(places(gap)),
          gap.nearest.map { .text(plan.stations[$0.station].name) } ?? OutputLayer.Value.none,
          gap.nearest.map { .number($0.meters) } ?? OutputLayer.Value.none,
          .text(gap.missingServices.map(\.slug).joined(separator: ";")),
          .number(gap.geographic.longitude), .number(gap.geographic.latitude),
          .text(sentence.ja), .text(sentence.en),
        ]
        if kinds != nil { values.append(.text(kindList(gap, .ja))) }
        return OutputLayer.Row(values, geometry: VectorGeometry(outline: shapes[index].outline))
      },
      about: plan.about, style: .gaps)
  }

  private func places(_ gap: Gap) -> String {
    gap.municipalities.filter { $0.share >= 0.005 }.map { part in
      "\(plan.region.study.municipalities[part.index].name)(\(Figure.fixed(part.share * 100, 0))%)"
    }.joined(separator: " ")
  }

  /// One row for every gap.
  public func csv(_ language: Language) -> String {
    let ja = language == .ja
    let ages = attributes.indices.dropFirst()
    var header =
      ja ? ["順位", "群", "人口"] : ["rank", "group", "residents"]
    header += ages.map { attributes[$0].name[language] }
    // where something is suppressed, what the numbers can be
    let hidden = hidden
    for name in hidden.map({ attributes[$0].name[language] }) {
      header += ja ? ["\(name)の下限", "\(name)の上限"] : ["\(name)_lower", "\(name)_upper"]
    }
    header +=
      ja
      ? ["市町村", "生活圏域", "最寄り拠点", "最寄り距離m", "足りない機能", "経度", "緯度", "説明"]
      : [
        "municipalities", "living_areas", "nearest_station", "nearest_m", "missing_services",
        "lon", "lat", "sentence",
      ]
    if kinds != nil { header.append(ja ? "届く種別（人数）" : "kinds_with_a_place") }
    if plan.gazetteer != nil { header.append(ja ? "付近" : "near") }
    var table = CSVText(
      header, notices: plan.notices + plan.scenario, sources: plan.sources(language),
      language: language)
    let layers = plan.region.study.livingAreaLayers
    for gap in listed {
      var row = ["\(gap.rank)", "\(gap.group)", Figure.fixed(gap.residents[0], 2)]
      row += ages.map { Figure.fixed(gap.residents[$0], 2) }
      for range in hidden.map({ range(gap, $0) }) {
        row += [Figure.fixed(range.lowerBound, 2), Figure.fixed(range.upperBound, 2)]
      }
      row += [
        places(gap),
        gap.livingAreas.filter { $0.share >= 0.005 }.map {
          "\(layers[$0.layer].areas[$0.index].name)(\(Figure.fixed($0.share * 100, 0))%)"
        }.joined(separator: " "),
        gap.nearest.map { plan.stations[$0.station].name } ?? "",
        gap.nearest.map { Figure.fixed($0.meters, 0) } ?? "",
        gap.missingServices.map { $0.name[language] }.joined(separator: ja ? "、" : "; "),
        Figure.fixed(gap.geographic.longitude, 6), Figure.fixed(gap.geographic.latitude, 6),
        sentence(gap)[language],
      ]
      if kinds != nil { row.append(kindList(gap, language)) }
      if plan.gazetteer != nil { row.append(near(gap)?.name ?? "") }
      table.add(row)
    }
    return table.text
  }

  /// The largest gaps, and how much is left.
  public func text(_ language: Language, limit: Int = 20) -> String {
    let ja = language == .ja
    var text = plan.notices.map { "※ " + $0[language] + "\n" }.joined()
    let attribute = attributes[gaps.attribute]
    text +=
      ja
      ? "徒歩圏（\(gaps.walk.described(.ja))）に拠点がない人は\(Figure.people(gaps.uncovered[0]))人。拠点1か所で\(Figure.people(gaps.minimum))人以上（\(attribute.name.ja)）に届く空白地が\(gaps.gaps.count)か所あり、そこに\(Figure.people(gaps.inGaps[0]))人、残り\(Figure.people(gaps.belowMinimum[0]))人は散らばって住んでいます。\n"
      : "\(Figure.people(gaps.uncovered[0])) residents have no station within \(gaps.walk.described(.en)). In \(gaps.gaps.count) places one station would reach at least \(Figure.people(gaps.minimum)) of them (\(attribute.name.en)): \(Figure.people(gaps.inGaps[0])) residents; \(Figure.people(gaps.belowMinimum[0])) live scattered.\n"
    if listed.count < gaps.gaps.count {
      text +=
        ja
        ? "そのうち、指定した区域にあるのは\(listed.count)か所です。\n"
        : "\(listed.count) of these places are in the area asked for.\n"
    }
    text += "\n" + table(language, limit: limit)
    if listed.count > limit {
      text +=
        ja
        ? "…ほか\(listed.count - limit)か所（--format csv か geojson ですべて）\n"
        : "… and \(listed.count - limit) more (all with --format csv or geojson)\n"
    }
    if !listed.isEmpty {
      text +=
        ja
        ? "人口：その空白地に拠点を1か所ふやすと届く人から、順位が上の空白地で数えた人を除いた数です。\n"
        : "Residents: whom a station there would reach, without those counted at a higher rank.\n"
    }
    text += unknownKinds(language)
    text += "\n" + Assumptions(plan: plan).lines(language).map { $0 + "\n" }.joined()
    return text
  }

  /// Which kinds the table cannot speak of.
  private func unknownKinds(_ language: Language) -> String {
    let unknown = (kinds?.first ?? []).filter { $0.residents == nil }.map { $0.kind.name[language] }
    guard !unknown.isEmpty else { return "" }
    return language == .ja
      ? "候補の一覧がなく、わからない種別：\(unknown.joined(separator: "・"))\n"
      : "Not known, for want of a list of candidates: \(unknown.joined(separator: ", "))\n"
  }

  func table(_ language: Language, limit: Int) -> String {
    let ja = language == .ja
    var columns: [(title: String, alignment: TextTable.Alignment)] = [
      (
        listed.count < gaps.gaps.count
          ? (ja ? "全体の順位" : "overall rank") : (ja ? "順位" : "rank"), .trailing
      ), (ja ? "人口" : "residents", .trailing),
    ]
    let old = attributes.firstIndex { $0.slug == "65+" }
    if old != nil { columns.append((ja ? "65歳以上" : "65+", .trailing)) }
    // of what the gaps are ranked by, or else of 65+
    let doubtful = [gaps.attribute, old].compactMap(\.self).first { hidden.contains($0) }
    if let doubtful {
      let name = attributes[doubtful].name[language]
      columns.append((ja ? "\(name)（秘匿の幅）" : "\(name), least–most", .trailing))
    }
    columns += [
      (ja ? "最寄り" : "nearest", .trailing), (ja ? "経度" : "lon", .trailing),
      (ja ? "緯度" : "lat", .trailing), (ja ? "市町村" : "municipalities", .leading),
    ]
    if kinds != nil { columns.append((ja ? "届く種別" : "kinds with a place", .leading)) }
    if plan.gazetteer != nil { columns.append((ja ? "付近" : "near", .leading)) }
    var table = TextTable(columns)
    for gap in listed.prefix(limit) {
      var row = ["\(gap.rank)", Figure.people(gap.residents[0])]
      if let old { row.append(Figure.people(gap.residents[old])) }
      if let doubtful {
        row.append(
          gap.bounds[doubtful].map {
            "\(Figure.people($0.lowerBound))–\(Figure.people($0.upperBound))"
          } ?? "")
      }
      row += [
        Figure.distance(gap.nearest?.meters), Figure.fixed(gap.geographic.longitude, 4),
        Figure.fixed(gap.geographic.latitude, 4), places(gap),
      ]
      if kinds != nil { row.append(kindList(gap, language, limit: 3, unknown: false)) }
      if plan.gazetteer != nil { row.append(near(gap)?.town ?? "") }
      table.add(row)
    }
    return table.rendered()
  }
}
