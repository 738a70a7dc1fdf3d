internal import Planner
internal import PlannerData

extension WebMapContent {
  // MARK: Geometry, latitude first as the page's library has it

  /// To about a metre.
  static func rounded(_ degrees: Double) -> Double { (degrees * 1e5).rounded() / 1e5 }

  static func point(_ position: Position<Geographic>) -> JSONValue {
    .numbers([rounded(position.latitude), rounded(position.longitude)])
  }

  static func outline(_ outline: MultiPolygon<Geographic>) -> JSONValue {
    .array(
      outline.polygons.map { polygon in
        .array(
          polygon.rings.map { ring in
            // the library closes rings itself
            .positions(
              ring.positions.dropLast().flatMap { [rounded($0.latitude), rounded($0.longitude)] })
          })
      })
  }

  private static func curve(_ outline: MultiPolygon<Geographic>) -> JSONValue {
    Self.outline(SharedBorders([outline]).simplified(toMeters: tolerance.curve)[0])
  }

  // MARK: Of results

  /// What a coverage says of one area, of any station and of those with a service, first the whole
  /// year and then its seasons.
  struct Figures {
    private typealias Answers = (all: AreaCoverage, byService: [(Service, AreaCoverage)])
    private let ofYear: Answers
    private let ofSeasons: [Answers]

    /// Those of every area, from the coverages of the year and of its seasons.
    static func ofAreas(_ coverages: [Coverage], in layer: AreaCoverage.Layer) -> [Figures] {
      func list(_ answer: CoverageAnswer) -> [AreaCoverage] {
        answer.areas.filter { $0.layer == layer }
      }
      let all = coverages.map { coverage in
        (list(coverage.answer), coverage.services.map { ($0.service, list($0.answer)) })
      }
      return (all.first?.0 ?? []).indices.map { index in
        Figures(
          all.map { answers in
            (answers.0[index], answers.1.map { ($0.0, $0.1[index]) })
          })
      }
    }

    static func ofRegion(_ coverages: [Coverage]) -> Figures {
      Figures(
        coverages.map { coverage in
          (coverage.answer.region, coverage.services.map { ($0.service, $0.answer.region) })
        })
    }

    private init(_ answers: [Answers]) {
      ofYear = answers[0]
      ofSeasons = Array(answers.dropFirst())
    }

    /// As the page's script reads it.
    func area(
      _ attributes: [ResidentAttribute], outline: MultiPolygon<Geographic>? = nil,
      label: Position<Geographic>? = nil, kana: String? = nil
    ) -> JSONValue {
      func list(_ area: AreaCoverage, _ value: (Tally) -> Double) -> JSONValue {
        .object(
          zip(attributes, area.tallies).enumerated().map { index, pair in
            .init(index == 0 ? "residents" : pair.0.slug, .number(value(pair.1).rounded()))
          })
      }
      func figures(_ answers: Answers) -> [JSONValue.Member] {
        [
          .init("covered", list(answers.all, \.covered)),
          .init("across", .number(answers.all.tallies[0].coveredAcross.rounded())),
          .init("stations", answers.all.stationCount.map { .integer($0) } ?? .null),
          .init(
            "byService",
            .object(answers.byService.map { .init($0.0.slug, list($0.1, \.covered)) })),
        ]
      }
      var members: [JSONValue.Member] =
        [
          .init("name", .string(ofYear.all.name)), .init("kana", .optional(kana)),
          .init("residents", list(ofYear.all, \.residents)),
        ] + figures(ofYear)
      if !ofSeasons.isEmpty {
        members.append(.init("seasons", .array(ofSeasons.map { .object(figures($0)) })))
      }
      if let outline { members.append(.init("outline", WebMapContent.outline(outline))) }
      if let label { members.append(.init("label", point(label))) }
      return .object(members)
    }
  }

  /// The catchments of a walk, dissolved, and `each` station's own, for a choice of them.
  static func band(
    _ outline: MultiPolygon<Geographic>, each: [MultiPolygon<Geographic>]? = nil, walk: WalkBand
  ) -> JSONValue {
    .members([
      "name": .text(walk.within),
      "outline": curve(outline), "each": each.map { .array($0.map(curve)) } ?? .null,
    ])
  }

  static func gap(_ feature: GeoJSONDocument.Feature, in study: StudyArea) -> JSONValue {
    let values = feature.properties
    let places = values["municipalities"]?.items.compactMap { $0["name"]?.wording } ?? []
    return gap(
      feature, places: places, label: values["label"],
      [
        .init("sentence", values["sentence"] ?? .null), .init("kinds", values["kinds"] ?? .null),
        .init("missingServices", values["missingServices"] ?? .array([])),
      ])
  }

  private static func gap(
    _ feature: GeoJSONDocument.Feature, places: [String], label: JSONValue?,
    _ more: [JSONValue.Member]
  ) -> JSONValue {
    guard case .outline(let outline) = feature.geometry else { return .null }
    var at = outline.bounds.center
    if case .numbers(let pair)? = label, pair.count == 2 {
      at = Position(longitude: pair[0], latitude: pair[1])
    }
    return .object(
      [
        .init("rank", feature.properties["rank"] ?? .null),
        .init("residents", .number((feature.properties["residents"]?.value ?? 0).rounded())),
        .init("places", .string(places.joined(separator: "・"))), .init("label", point(at)),
        .init("outline", curve(outline)),
      ] + more)
  }

  static func step(_ feature: GeoJSONDocument.Feature) -> JSONValue {
    let values = feature.properties
    guard case .point(let position) = feature.geometry else { return .null }
    let municipality = values["place"]?["municipality"]?["name"]?.wording
    return .object([
      .init("rank", values["rank"] ?? .null), .init("kind", values["kind"] ?? .null),
      .init("municipality", .optional(municipality)), .init("at", point(position)),
      .init("residents", values["newlyCovered"] ?? .null),
      .init("sentence", values["sentence"] ?? .null),
    ])
  }

  static func station(_ station: Station) -> JSONValue {
    var lines: [String] = []
    for field in PublicField.standard {
      guard let text = station.details[field.rawValue], !text.isEmpty else { continue }
      lines.append("\(field.title.ja)：\(text)")
    }
    return .object([
      .init("name", .string(station.name)), .init("kind", .string(station.kind?.slug ?? "")),
      .init("services", .array(station.services.sorted().map { .string($0.slug) })),
      .init("months", months(station.season)), .init("at", point(station.geographic)),
      .init("lines", .array(lines.map { .string($0) })),
    ])
  }

  /// `null` for the whole year.
  static func months(_ season: Season) -> JSONValue {
    let open = (1...12).filter { season.contains(month: $0) }
    return open.count == 12 ? .null : .array(open.map { .integer($0) })
  }

  // MARK: Of public features

  static func publicGap(_ feature: GeoJSONDocument.Feature) -> JSONValue {
    let values = feature.properties
    let places = values["municipalities"]?.items.compactMap(\.wording) ?? []
    let residents = Int(values["residents"]?.value ?? 0)
    let people = Figure.people(Double(residents))
    var ja = "\(places.joined(separator: "・"))で、約\(people)人が徒歩圏の外に住んでいます。"
    var en =
      "In \(places.joined(separator: ", ")), about \(people) residents have no published station "
      + "within the walk."
    if let nearest = values["nearest"], let meters = nearest["meters"]?.value {
      let name = nearest["name"]?.wording ?? ""
      ja += "公開している最寄りの拠点は\(name.isEmpty ? "" : "「\(name)」で")約\(Figure.distance(meters))です。"
      en +=
        " The nearest published one\(name.isEmpty ? "" : ", \(name),") is about "
        + "\(Figure.distance(meters)) away."
    }
    return gap(
      feature, places: places, label: nil,
      [
        .init("sentence", .text(Text(ja: ja, en: en))),
        .init("missingServices", values["missingServices"] ?? .array([])),
      ])
  }

  static func publicStation(
    _ feature: GeoJSONDocument.Feature, fields: [PublicField]
  ) -> JSONValue {
    guard case .point(let position) = feature.geometry else { return .null }
    let values = feature.properties
    var lines: [String] = []
    for field in fields where ![.name, .kind, .services].contains(field) {
      guard let text = values[field.rawValue]?.wording else { continue }
      lines.append("\(field.title.ja)：\(text)")
    }
    if values["precision"] != .string(PublishedPrecision.exact.rawValue) {
      lines.append("位置：およその場所")
    }
    return .object([
      .init("name", values["name"] ?? .string("拠点")),
      .init("kind", .string(values["kind"]?.wording ?? "")),
      .init("services", values["services"] ?? .array([])), .init("months", .null),
      .init("at", point(position)), .init("lines", .array(lines.map { .string($0) })),
    ])
  }
}

extension [JSONValue.Member] {
  subscript(_ name: String) -> JSONValue? { first { $0.name == name }?.value }
}

extension JSONValue {
  subscript(_ name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  var wording: String? { if case .string(let text) = self { text } else { nil } }

  var value: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
}
