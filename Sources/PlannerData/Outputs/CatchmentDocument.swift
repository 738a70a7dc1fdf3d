public import Planner

/// The answer of `planner-cli catchments`, for maps. For internal use: it holds every station
/// that counts, whether or not it is public.
public struct CatchmentDocument: Sendable {
  let plan: LoadedPlan
  let catchments: [Catchment]
  let form: Catchment.Form

  public init(_ catchments: [Catchment], form: Catchment.Form, of plan: LoadedPlan) {
    self.catchments = catchments
    self.form = form
    self.plan = plan
  }

  private func outlines() throws -> [MultiPolygon<Geographic>] {
    let projection = try Projection(from: plan.region.degrees, to: plan.region.crs)
    return catchments.map { $0.outline.mapPositions { projection.inverse($0) } }
  }

  public func geoJSON() throws -> GeoJSONDocument {
    let outlines = try outlines()
    let attributes = plan.region.blocks.attributes
    return GeoJSONDocument(
      members: [
        .init("format", .string("planner.catchments.v1"))
      ] + GeoJSONDocument.internalAudience + [
        .init("form", .string(form.rawValue)), .init("assumptions", Assumptions(plan: plan).json),
      ],
      features: catchments.indices.map { index in
        let catchment = catchments[index]
        var properties: [JSONValue.Member] = []
        if let station = catchment.station.map({ plan.stations[$0] }) {
          properties += [
            .init("station", .string(station.id.text)), .init("name", .string(station.name)),
            .init("kind", .optional(station.kind?.slug)),
            .init(
              "services", .array(station.services.sorted().map { .string($0.slug) })),
          ]
        }
        properties += [
          .init("residents", .number(catchment.residents[0])),
          .init(
            "ages",
            .object(
              attributes.indices.dropFirst().map {
                .init(attributes[$0].slug, .number(catchment.residents[$0]))
              })),
          .init("radiusMeters", .number(plan.request.radius.meters)),
          .init("stroke", .string("#2166ac")), .init("stroke-width", .integer(1)),
          .init("fill", .string("#67a9cf")), .init("fill-opacity", .number(0.3)),
        ]
        return GeoJSONDocument.Feature(
          id: catchment.station.map { "catchment-\(plan.stations[$0].id)" }
            ?? "catchment-part-\(index + 1)",
          properties: properties, geometry: .outline(outlines[index]))
      })
  }

  /// A layer for GeoPackage or FlatGeobuf, in degrees.
  public func layer() throws -> OutputLayer {
    let outlines = try outlines()
    let attributes = plan.region.blocks.attributes
    var fields: [OutputLayer.Field] = [
      .init("station", .text), .init("name", .text), .init("kind", .text),
      .init("services", .text),
    ]
    fields += attributes.map { .init($0 == .total ? "residents" : $0.slug, .number) }
    return OutputLayer(
      name: "catchments", crs: .jgd2011, kind: .polygons, fields: fields,
      rows: catchments.indices.map { index in
        let station = catchments[index].station.map { plan.stations[$0] }
        let values: [OutputLayer.Value] = [
          station.map { .text($0.id.text) } ?? OutputLayer.Value.none,
          station.map { .text($0.name) } ?? OutputLayer.Value.none,
          station?.kind.map { .text($0.slug) } ?? OutputLayer.Value.none,
          station.map { .text($0.services.sorted().map(\.slug).joined(separator: ";")) }
            ?? OutputLayer.Value.none,
        ]
        return OutputLayer.Row(
          values + catchments[index].residents.map { .number($0) },
          geometry: outlines[index].isEmpty ? nil : VectorGeometry(outline: outlines[index]))
      },
      about: plan.about, style: .catchments)
  }
}
