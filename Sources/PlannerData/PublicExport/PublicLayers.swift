package import Planner

extension PublicExport {
  /// The public map after RFC 7946, with simplestyle properties by which common viewers colour
  /// it, and the credits of its sources inside.
  ///
  /// - Parameters:
  ///   - layers: which to write, in their own order.
  ///   - onProgress: as of `Gaps`.
  /// - Returns: the bytes, which follow from the published stations alone.
  /// - Throws: `Failure` where GEOS cannot draw an outline.
  public func geoJSON(
    layers: [Layer] = Layer.standard, onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> [UInt8] {
    GeoJSONDocument(
      members: members(layers), features: try features(layers, onProgress: onProgress)
    ).serialized()
  }

  /// What the public GeoJSON holds, for other forms of the same.
  package func features(
    _ layers: [Layer], onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> [GeoJSONDocument.Feature] {
    var features: [GeoJSONDocument.Feature] = []
    let toDegrees = try Projection(from: region.degrees, to: region.crs)
    // areas first, so that viewers draw the points over them
    if layers.contains(.coverage) { features += try coverageFeatures() }
    if layers.contains(.catchments) { features += try catchmentFeatures(toDegrees) }
    if layers.contains(.gaps) { features += try gapFeatures(toDegrees, onProgress) }
    if layers.contains(.stations) { features += published.map(feature) }
    return features
  }

  /// The catchments of every walk that is drawn, the widest first.
  ///
  /// - Parameter features: of `features(_:)`.
  /// - Returns: outlines in degrees, empty where no station is published.
  package func catchments(
    in features: [GeoJSONDocument.Feature]
  ) -> [(band: WalkBand, outline: MultiPolygon<Geographic>)] {
    WalkBand.bands(of: walk).map { band in
      let polygons = features.flatMap { feature -> [Polygon<Geographic>] in
        let properties = feature.properties
        guard case .outline(let outline) = feature.geometry,
          ([.init("layer", .string("catchment"))] + band.members).allSatisfy(properties.contains)
        else { return [] }
        return outline.polygons
      }
      return (band, MultiPolygon(polygons))
    }
  }

  /// What readers of the layers should know.
  package func notes(_ layers: [Layer]) -> [Text] {
    var notes = walkNotes
    if published.contains(where: { $0.precision == .mesh }) { notes.append(Self.roundedNote) }
    if published.contains(where: { $0.precision == .town }) { notes.append(Self.townNote) }
    notes.append(Self.publishedOnlyNote)
    if layers.contains(.gaps) { notes.append(Self.gapsNote) }
    return notes
  }

  private func members(_ layers: [Layer]) -> [JSONValue.Member] {
    [
      .init("format", .string("planner.public.v1")),
      .init("notices", .array(notices.map { .text($0) })),
      .init("attribution", .array(credits.map { .text($0) })),
      .init("licences", licences.json),
      .init("layers", .array(Layer.allCases.filter(layers.contains).map { .string($0.rawValue) })),
      .init("walk", walkMembers),
      .init("on", .optional(question.day?.description)),
      .init("notes", .array(notes(layers).map { .text($0) })),
    ]
  }

  private var walkMembers: JSONValue {
    switch walk {
    case .radius(let radius):
      .members([
        "type": .string("radius"), "meters": .number(radius.meters),
        "preset": .optional(radius.preset?.slug),
      ])
    case .streets(let streets):
      .object([.init("type", .string("streets"))] + WalkStatement.members(of: streets.budget))
    case .byAge(let ages):
      .object(AgePaceStatement.members(of: ages) + WalkStatement.heat(ages.budgets[0]))
    }
  }

  private var walkNotes: [Text] {
    switch walk {
    case .radius: [Assumptions.radiusNote]
    case .streets(let streets): [WalkStatement.note(streets)]
    case .byAge(let ages):
      [
        Text(
          ja: AgePaceStatement.sentence(ages, .ja), en: AgePaceStatement.sentence(ages, .en)),
        AgePaceStatement.note,
        ages.longest.streets.map(WalkStatement.note) ?? WalkStatement.fallbackNote,
        AgePaceStatement.drawnNote,
      ]
    }
  }

  private static let townNote = Text(
    ja: "precision が town の拠点は、実際の位置でなく町丁目の代表点に示しています。徒歩圏もそこから描いています",
    en: "Stations of precision town are shown at the representative point of their town, not "
      + "where they are; their catchments are drawn from there")
  static let roundedNote = Text(
    ja: "precision が mesh の拠点は、実際の位置でなく500mメッシュの中心に示しています。徒歩圏もそこから描いています",
    en: "Stations of precision mesh are shown at the centre of their 500 m cell, not where they "
      + "are; their catchments are drawn from there")
  static let publishedOnlyNote = Text(
    ja: "公開している拠点だけから作りました", en: "Made from published stations only")

  static let gapsNote = Text(
    ja: "空白地は、公開している拠点が1か所以上ある市町村のものです。人数は10人単位です",
    en: "Gaps are those of municipalities with at least one published station; residents are "
      + "rounded to tens")

  // MARK: Stations

  private func feature(_ station: PublicStation) -> GeoJSONDocument.Feature {
    var properties: [JSONValue.Member] = [.init("layer", .string("station"))]
    for field in fields {
      switch field {
      case .kind:
        properties.append(.init("kind", .optional(station.kind?.slug)))
        properties.append(.init("kindName", .optional(station.kind?.name.ja)))
      case .services:
        properties.append(
          .init("services", .array(station.services.map { .string($0.slug) })))
        properties.append(.init("serviceNames", .string(station.serviceNames(.ja))))
      default:
        guard let text = station.texts[field] else { continue }
        properties.append(.init(field.rawValue, .string(text)))
      }
    }
    properties.append(.init("precision", .string(station.precision.rawValue)))
    // viewers render this one member as HTML or Markdown
    let lines = descriptionLines(of: station).map { PublicText.html($0) }
    properties.append(.init("description", .string(lines.joined(separator: "<br>"))))
    properties += PublicStyle(kind: station.kind?.slug).members
    return GeoJSONDocument.Feature(
      id: station.id, properties: properties, geometry: .point(station.position))
  }

  /// What a map says when a station is pressed, in plain text.
  func descriptionLines(of station: PublicStation) -> [String] {
    var lines: [String] = []
    if let kind = station.kind { lines.append("種別：\(kind.name.ja)") }
    if !station.services.isEmpty { lines.append("機能：\(station.serviceNames(.ja))") }
    for field in fields where field != .name {
      guard let text = station.texts[field] else { continue }
      lines.append("\(field.title.ja)：\(text)")
    }
    if station.precision == .mesh { lines.append("位置：およその場所（500mメッシュの中心）") }
    if station.precision == .town { lines.append("位置：およその場所（町丁目の代表点）") }
    return lines
  }

  // MARK: Areas

  private func catchmentFeatures(_ projection: Projection) throws -> [GeoJSONDocument.Feature] {
    let set = try CatchmentSet(of: region, stations: stations, walk: walk, question: question)
    let catchments = zip(WalkBand.bands(of: walk), try set.catchments(.dissolved))
      .flatMap { band, outlines in outlines.map { (band, $0) } }
    return catchments.enumerated().map { index, pair in
      let (band, catchment) = pair
      return GeoJSONDocument.Feature(
        id: "catchment-\(index + 1)",
        properties: [
          .init("layer", .string("catchment")),
          .init("name", .string("徒歩圏（\(band.described.ja)）")),
        ] + band.members + PublicStyle.area(stroke: "#0072b2", fill: "#0072b2", opacity: 0.15),
        geometry: .outline(catchment.outline.mapPositions { projection.inverse($0) }))
    }
  }

  /// Gaps of the municipalities that have a published station: where the network is not at work
  /// yet, everything would be a gap. No ages, and residents to the nearest ten: a gap may be as
  /// small as twenty people.
  private func gapFeatures(
    _ projection: Projection, _ onProgress: (_ done: Int, _ of: Int) -> Void
  ) throws -> [GeoJSONDocument.Feature] {
    let gaps = try Gaps(
      of: region, stations: stations, walk: walk, question: question, onProgress: onProgress)
    let served = Set(region.municipalities(of: published.map(\.position)).compactMap { $0 })
    let shown = gaps.gaps.filter { gap in
      gap.municipalities.first.map { served.contains($0.index) } ?? false
    }
    let outlines = try GapOutline.outlines(
      of: shown, among: gaps, stations: stations, in: region)
    return zip(shown, outlines).enumerated().map { index, pair in
      let (gap, outline) = pair
      let rank = index + 1
      let residents = Self.rounded(gap.residents[0])
      let names = gap.municipalities.map { region.study.municipalities[$0.index].name }
      var properties: [JSONValue.Member] = [
        .init("layer", .string("gap")),
        .init("name", .string("空白地\(rank)")),
        .init("rank", .integer(rank)),
        .init("residents", .integer(residents)),
        .init("municipalities", .array(names.map { .string($0) })),
      ]
      var lines = ["約\(residents)人が徒歩圏の外に住んでいます", names.joined(separator: "、")]
      if let nearest = gap.nearest {
        let station = published[nearest.station]
        let distance = Figure.distance(Double(Self.rounded(nearest.meters)))
        properties.append(
          .init(
            "nearest",
            .members([
              "id": .string(station.id), "name": .optional(station.texts[.name]),
              "meters": .integer(Self.rounded(nearest.meters)),
            ])))
        lines.append("公開している最寄りの拠点：\(station.title)（約\(distance)）")
      }
      if fields.contains(.services) {
        properties.append(
          .init(
            "missingServices", .array(gap.missingServices.map { .string($0.slug) })))
      }
      properties.append(
        .init(
          "description",
          .string(lines.map { PublicText.html($0) }.joined(separator: "<br>"))))
      return GeoJSONDocument.Feature(
        id: "gap-\(rank)",
        properties: properties
          + PublicStyle.area(stroke: "#d55e00", fill: "#d55e00", opacity: 0.25),
        geometry: .outline(outline.outline.mapPositions { projection.inverse($0) }))
    }
  }

  private func coverageFeatures() throws -> [GeoJSONDocument.Feature] {
    let coverage = try Coverage(
      of: region, stations: stations, walk: walk, question: question)
    let areas = coverage.answer.areas.filter { $0.layer == .municipality }
    return zip(areas, region.study.municipalities).map { area, municipality in
      let tally = area.tallies[0]
      let residents = Self.rounded(tally.residents)
      let covered = Self.rounded(tally.covered)
      // of the rounded numbers, so that nobody can undo the rounding
      let share = residents > 0 ? Double(covered * 1000 / residents) / 1000 : nil
      var properties: [JSONValue.Member] = [
        .init("layer", .string("coverage")),
        .init("code", .string(area.code)),
        .init("name", .string(area.name)),
        .init("residents", .integer(residents)),
        .init("covered", .integer(covered)),
        .init("share", .optional(share)),
        .init("publishedStations", .integer(area.stationCount ?? 0)),
      ]
      properties += PublicStyle.area(
        stroke: "#555555", width: 1, fill: "#009e73",
        opacity: ((share ?? 0) * 60).rounded() / 100)
      return GeoJSONDocument.Feature(
        id: "municipality-\(area.code)", properties: properties,
        geometry: .outline(municipality.outline))
    }
  }

  private static func rounded(_ value: Double) -> Int { Int((value / 10).rounded()) * 10 }
}

extension PublicStation {
  func serviceNames(_ language: Language) -> String {
    services.map { $0.name[language] }.joined(separator: language == .ja ? "、" : "; ")
  }
}
