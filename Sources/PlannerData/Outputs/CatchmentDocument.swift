public import Planner

/// The answer of `planner-cli catchments`, for maps. For internal use: it holds every station
/// that counts, whether or not it is public.
public struct CatchmentDocument: Sendable {
  let plan: LoadedPlan
  let form: Catchment.Form
  /// The widest first, so that narrower ones are drawn over it.
  let bands: [(band: WalkBand, catchments: [Catchment])]
  /// Whether there are several walks, which their features then name.
  private let namesBands: Bool
  /// Whether each age goes at its own pace, of which each has a catchment.
  private let isByAge: Bool

  /// - Parameters:
  ///   - set: of the plan's own walk.
  ///   - form: in which they are drawn.
  ///   - plan: inputs and question.
  /// - Throws: `Failure` (data) if GEOS cannot overlay the outlines.
  init(_ set: CatchmentSet, form: Catchment.Form, of plan: LoadedPlan) throws {
    self.init(
      plan, form, Array(zip(WalkBand.bands(of: plan.walk), try set.catchments(form))),
      namesBands: false)
  }

  private init(
    _ plan: LoadedPlan, _ form: Catchment.Form,
    _ bands: [(band: WalkBand, catchments: [Catchment])], namesBands: Bool
  ) {
    self.plan = plan
    self.form = form
    self.bands = bands
    if case .byAge = plan.walk { isByAge = true } else { isByAge = false }
    self.namesBands = namesBands || isByAge
  }

  /// Catchments of several walks.
  ///
  /// - Parameters:
  ///   - bands: of the plan's kind of walk, in any order; the plan's own limit is not among them
  ///     unless it is named. None for that limit alone, or where each age goes at its own pace.
  ///   - form: in which they are drawn.
  ///   - plan: inputs and question.
  /// - Throws: `Failure` (data) if GEOS cannot overlay the outlines; (usage) for bands where each
  ///   age goes at its own pace.
  public init(bands: [WalkBand], form: Catchment.Form, of plan: LoadedPlan) throws {
    let all = bands.sorted { $0.meters > $1.meters }
    let set = try CatchmentSet(
      of: plan.region, stations: plan.stations, walk: plan.walk,
      bandMeters: all.isEmpty ? nil : all.map(\.meters), question: plan.request.question)
    guard !all.isEmpty else {
      try self.init(set, form: form, of: plan)
      return
    }
    self.init(plan, form, Array(zip(all, try set.catchments(form))), namesBands: true)
  }

  /// One catchment as it is written.
  private struct Item {
    let id: String
    let band: WalkBand
    let station: Station?
    let catchment: Catchment
    let outline: MultiPolygon<Geographic>
    let streets: [[Position<Geographic>]]
  }

  private func items() throws -> [Item] {
    let projection = try Projection(from: plan.region.degrees, to: plan.region.crs)
    return bands.flatMap { band, catchments in
      catchments.enumerated().map { index, catchment in
        let station = catchment.station.map { plan.stations[$0] }
        return Item(
          id: "catchment-" + (station.map { "\($0.id)" } ?? "part-\(index + 1)")
            + (namesBands ? "-" + band.slug : ""),
          band: band, station: station, catchment: catchment,
          outline: catchment.outline.mapPositions { projection.inverse($0) },
          streets: catchment.streets.map { projection.inverse($0) })
      }
    }
  }

  private var members: [JSONValue.Member] {
    [.init("format", .string("planner.catchments.v1"))] + GeoJSONDocument.internalAudience + [
      .init("form", .string(form.rawValue))
    ] + (namesBands ? [.init("bands", .array(bands.map { .string($0.band.slug) }))] : [])
      + (isByAge ? [.init("note", .text(Self.agesNote))] : []) + [
        .init("assumptions", Assumptions(plan: plan).json)
      ]
  }

  private static let agesNote = Text(
    ja: "歩く速さごとに一つの図形があります。人数（residents、ages）は、その速さで歩く年齢（walkers）の人だけです",
    en: "There is a feature for every pace; residents and ages are those alone who walk at it "
      + "(walkers)")

  public func geoJSON() throws -> GeoJSONDocument {
    let attributes = plan.region.blocks.attributes
    return GeoJSONDocument(
      members: members,
      features: try items().map { item in
        var properties = properties(item)
        properties += [
          .init("residents", .number(item.catchment.residents[0])),
          .init(
            "ages",
            .object(
              attributes.indices.dropFirst().map {
                .init(attributes[$0].slug, .number(item.catchment.residents[$0]))
              })),
        ]
        properties +=
          item.band.members + [
            .init("stroke", .string("#2166ac")), .init("stroke-width", .integer(1)),
            .init("fill", .string("#67a9cf")), .init("fill-opacity", .number(0.3)),
          ]
        return GeoJSONDocument.Feature(
          id: item.id, properties: properties, geometry: .outline(item.outline))
      })
  }

  /// The parts of streets from which a station is within the walk, as lines: of each station its
  /// own, dissolved those of all.
  public func streetGeoJSON() throws -> GeoJSONDocument {
    GeoJSONDocument(
      members: members,
      features: try items().map { item in
        GeoJSONDocument.Feature(
          id: item.id,
          properties: properties(item) + item.band.members + [
            .init("stroke", .string("#2166ac")), .init("stroke-width", .integer(2)),
          ], geometry: .lines(item.streets))
      })
  }

  private func properties(_ item: Item) -> [JSONValue.Member] {
    var properties: [JSONValue.Member] = []
    if let station = item.station {
      properties += [
        .init("station", .string(station.id.text)), .init("name", .string(station.name)),
        .init("kind", .optional(station.kind?.slug)),
        .init("services", .array(station.services.sorted().map { .string($0.slug) })),
      ]
    }
    if namesBands { properties.append(.init("band", .string(item.band.slug))) }
    if let who = item.band.who { properties.append(.init("who", .text(who))) }
    return properties
  }

  // MARK: Layers

  /// A layer for GeoPackage or FlatGeobuf, in degrees.
  public func layer() throws -> OutputLayer {
    let attributes = plan.region.blocks.attributes
    return OutputLayer(
      name: "catchments", crs: .jgd2011, kind: .polygons,
      fields: fields + attributes.map { .init($0 == .total ? "residents" : $0.slug, .number) },
      rows: try items().map { item in
        OutputLayer.Row(
          values(item) + item.catchment.residents.map { .number($0) },
          geometry: item.outline.isEmpty ? nil : VectorGeometry(outline: item.outline))
      },
      about: plan.about, style: .catchments)
  }

  /// The same streets as in `streetGeoJSON`.
  public func streetLayer() throws -> OutputLayer {
    OutputLayer(
      name: "reached_streets", crs: .jgd2011, kind: .lines, fields: fields,
      rows: try items().map { item in
        OutputLayer.Row(
          values(item),
          geometry: item.streets.isEmpty ? nil : VectorGeometry(lines: item.streets))
      },
      about: plan.about, style: .reachedStreets)
  }

  private var fields: [OutputLayer.Field] {
    [.init("station", .text), .init("name", .text), .init("kind", .text), .init("services", .text)]
      + (namesBands ? [.init("band", .text)] : [])
      + (isByAge ? [.init("walkers", .text), .init("meters_per_minute", .number)] : [])
  }

  private func values(_ item: Item) -> [OutputLayer.Value] {
    func text(_ value: String?) -> OutputLayer.Value { value.map { .text($0) } ?? .none }
    let station = item.station
    return [
      text(station?.id.text), text(station?.name), text(station?.kind?.slug),
      text(station?.services.sorted().map(\.slug).joined(separator: ";")),
    ] + (namesBands ? [.text(item.band.slug)] : [])
      + (isByAge
        ? [
          .text(item.band.walkers.map(\.slug).joined(separator: ";")),
          item.band.pace.map { .number($0) } ?? .none,
        ] : [])
  }
}
