internal import Planner
public import PlannerData

/// What a web map shows, as the page's script reads it. Nothing is reckoned here: figures come
/// from the results, and outlines lose corners that no screen shows.
public struct WebMapContent: Sendable {
  /// For whom a map is.
  public enum Edition: String, Sendable, Hashable, CaseIterable {
    /// Everything, marked as internal.
    case committee
    /// What `PublicExport` publishes, and nothing else.
    case `public`
  }

  public let edition: Edition
  let title: Text
  let notices: [Text]
  let credits: [Text]
  /// How the figures came about.
  let notes: [Text]
  let data: Data

  /// The lists of the page's script.
  struct Data: Sendable {
    var areas: [JSONValue] = []
    var livingAreas: [JSONValue] = []
    var bands: [JSONValue] = []
    var gaps: [JSONValue] = []
    var gapCount = 0
    var steps: [JSONValue] = []
    var stations: [JSONValue] = []
    var kindCounts: [(slug: String, count: Int)] = []
    var flows: [JSONValue] = []
    var region: JSONValue = .null
    /// What figures can be shown for, besides all residents.
    var ages: [ResidentAttribute] = []
    /// The months of each season; empty where they do not differ.
    var seasons: [[Int]] = []
    /// Whether a month can be chosen.
    var hasMonths = true
    var bounds = Bounds<Geographic>()
    /// How far people walk, in words that follow *within*.
    var within = Text(verbatim: "")
    var kinds: [OrganizationKind] = []
  }

  /// How far lines may move, in metres: less than a screen shows at the scale of a town.
  static let tolerance = (border: 25.0, curve: 3.0)
  /// Islands smaller than this are no more than a dot.
  static let leastIslandSquareMeters = 4_000.0

  /// Everything, for the committee.
  ///
  /// - Parameters:
  ///   - results: of a plan.
  ///   - gapLimit: how many gaps are drawn, the largest first.
  ///   - recommendation: whom to ask next, if candidates are known.
  /// - Throws: `Failure` where GEOS or PROJ cannot draw an outline.
  public init(
    _ results: MapResults, gapLimit: Int, recommendation: RecommendationDocument?
  ) throws {
    let plan = results.plan
    edition = .committee
    title = Text(ja: "拠点の徒歩圏と空白地", en: "Who can walk to a station, and where the gaps are")
    notices = plan.notices
    credits = plan.credits
    notes = plan.assumptionTexts
    let study = plan.region.study
    let attributes = plan.region.blocks.attributes
    var data = Data()
    data.within = WalkBand(plan.walk).within
    data.kinds = plan.request.project.allKinds
    data.ages = Array(attributes.dropFirst())
    let seasons = try results.seasons()
    data.seasons = seasons.map(\.months)
    data.hasMonths = plan.request.question.day == nil
    let labels = try plan.region.labelPoints(of: study.municipalities.map(\.outline))
    let borders = SharedBorders(study.municipalities.map(\.outline))
      .simplified(
        toMeters: Self.tolerance.border, leastSquareMeters: Self.leastIslandSquareMeters)
    let coverages = [results.coverage] + seasons.map(\.coverage)
    func areas(_ layer: AreaCoverage.Layer) -> [Figures] {
      Figures.ofAreas(coverages, in: layer)
    }
    let ofMunicipalities = areas(.municipality)
    data.areas = study.municipalities.indices.map { index in
      ofMunicipalities[index].area(
        attributes, outline: borders[index], label: labels[index],
        kana: MunicipalityKana.reading(of: study.municipalities[index].code.text))
    }
    data.region = Figures.ofRegion(coverages).area(attributes)
    for layer in study.livingAreaLayers {
      let outlines = SharedBorders(layer.areas.map(\.outline)).simplified(
        toMeters: Self.tolerance.border, leastSquareMeters: Self.leastIslandSquareMeters)
      let figures = areas(.livingArea(layer.name))
      data.livingAreas += layer.areas.indices.map { index in
        figures[index].area(attributes, outline: outlines[index])
      }
    }
    for municipality in study.municipalities { data.bounds.add(municipality.outline.bounds) }
    for station in plan.stations { data.bounds.add(station.geographic) }
    let projection = try Projection(from: plan.region.degrees, to: plan.region.crs)
    func degrees(_ catchment: Catchment) -> MultiPolygon<Geographic> {
      catchment.outline.mapPositions { projection.inverse($0) }
    }
    data.bands = zip(results.catchments, try results.stationCatchments()).map { band, each in
      Self.band(
        MultiPolygon(band.outlines.flatMap { degrees($0).polygons }), each: each.map(degrees),
        walk: band.band)
    }
    let listed = try results.gaps.features(first: gapLimit)
    data.gaps = listed.features.map { Self.gap($0, in: study) }
    data.gapCount = listed.all
    data.steps = recommendation.map { $0.geoJSON().features.map(Self.step) } ?? []
    let counted = plan.stations.filter { plan.request.question.includes($0) }
    data.stations = counted.map(Self.station)
    data.kindCounts = Self.counts(counted.map { $0.kind?.slug ?? "" }, data.kinds)
    data.flows = results.coverage.answer.flows.compactMap { flow in
      guard let servedBy = flow.servedBy, servedBy != flow.residentsOf,
        let from = labels[flow.residentsOf], let to = labels[servedBy], flow.residents >= 0.5
      else { return nil }
      return .members([
        "from": Self.point(from), "to": Self.point(to),
        "fromName": .string(study.municipalities[flow.residentsOf].name),
        "toName": .string(study.municipalities[servedBy].name),
        "residents": .number(flow.residents.rounded()),
      ])
    }
    self.data = data
  }

  /// What everybody may see: the layers of the public GeoJSON.
  ///
  /// - Throws: `Failure` where GEOS or PROJ cannot draw an outline.
  public init(_ export: PublicExport, gapLimit: Int) throws {
    let layers = PublicExport.Layer.allCases
    edition = .public
    title = Text(ja: "ホッとできる場所の地図", en: "Places where you may simply be")
    // a share of nobody would read as if nobody were reached
    let isEmpty = export.published.isEmpty
    notices =
      export.notices + (isEmpty ? [PublicExport.nothingPublished] : [])
    credits = export.credits + [export.terms].compactMap { $0 }
    notes = export.notes(layers)
    var data = Data()
    data.within = WalkBand(export.walk).within
    data.kinds = OrganizationKind.network
    let features = try export.features(layers)
    func of(_ layer: String) -> [GeoJSONDocument.Feature] {
      features.filter { $0.properties["layer"] == .string(layer) }
    }
    func outline(_ feature: GeoJSONDocument.Feature) -> MultiPolygon<Geographic> {
      if case .outline(let outline) = feature.geometry { outline } else { MultiPolygon() }
    }
    let municipalities = of("coverage")
    let borders = SharedBorders(municipalities.map(outline)).simplified(
      toMeters: Self.tolerance.border, leastSquareMeters: Self.leastIslandSquareMeters)
    let labels = try export.region.labelPoints(of: municipalities.map(outline))
    for (index, feature) in municipalities.enumerated() {
      let values = feature.properties
      data.bounds.add(outline(feature).bounds)
      data.areas.append(
        .object([
          .init("name", values["name"] ?? .null),
          .init(
            "kana",
            .optional(values["code"]?.wording.flatMap { MunicipalityKana.reading(of: $0) })),
          .init("outline", Self.outline(borders[index])),
          .init("label", labels[index].map(Self.point) ?? .null),
          .init("residents", .members(["residents": values["residents"] ?? .null])),
          .init(
            "covered", .members(isEmpty ? [:] : ["residents": values["covered"] ?? .null])),
          .init("stations", values["publishedStations"] ?? .integer(0)),
        ]))
    }
    func sum(_ name: String) -> JSONValue {
      .members([
        "residents": .number(municipalities.reduce(0) { $0 + ($1.properties[name]?.value ?? 0) })
      ])
    }
    data.region = .object([
      .init("residents", sum("residents")),
      .init("covered", isEmpty ? .object([]) : sum("covered")),
      .init("stations", .integer(export.published.count)),
    ])
    let catchments = export.catchments(in: features).filter { !$0.outline.isEmpty }
    data.bands = catchments.map { Self.band($1, walk: $0) }
    let gaps = of("gap")
    data.gapCount = gaps.count
    data.gaps = gaps.prefix(gapLimit).map(Self.publicGap)
    data.stations = of("station").map { Self.publicStation($0, fields: export.fields) }
    for feature in of("station") {
      if case .point(let position) = feature.geometry { data.bounds.add(position) }
    }
    data.kindCounts = Self.counts(
      of("station").map { $0.properties["kind"]?.wording ?? "" }, data.kinds)
    self.data = data
  }

  private static func counts(
    _ slugs: [String], _ kinds: [OrganizationKind]
  ) -> [(slug: String, count: Int)] {
    (kinds.map(\.slug) + [""]).compactMap { slug in
      let count = slugs.count { $0 == slug }
      return count > 0 ? (slug, count) : nil
    }
  }
}
