internal import Planner

/// All that a plan knows, as layers of one GeoPackage in degrees (JGD2011), from below to above.
/// For internal use: stations are in it whether or not they are public, with what the plan's other
/// internal files say of them and nothing that could reach a person (address, phone, contact,
/// notes).
struct PlanLayers {
  let plan: LoadedPlan
  let coverage: Coverage
  let catchments: CatchmentDocument
  /// All of them in one shape, or in one for every pace.
  let dissolved: CatchmentDocument
  let gaps: GapDocument
  /// `nil` without candidates.
  let advice: RecommendationDocument?

  private var study: StudyArea { plan.region.study }
  private var attributes: [ResidentAttribute] { plan.region.blocks.attributes }

  /// - Throws: `Failure` (data) where an outline cannot be overlaid.
  func all() throws -> [OutputLayer] {
    var layers: [OutputLayer] = []
    // a plane has no municipalities
    if !study.isPlanar { layers.append(municipalities()) }
    if !study.livingAreaLayers.isEmpty { layers.append(livingAreas()) }
    var reach = try dissolved.layer()
    reach.name = "catchments_dissolved"
    layers += [reach, try catchments.layer()]
    if plan.walk.streets != nil { layers.append(try dissolved.streetLayer()) }
    layers.append(try gaps.layer())
    if !study.isPlanar { layers.append(try flows()) }
    if let advice { layers.append(advice.layer()) }
    layers.append(stations())
    return layers.map { layer in
      var layer = layer
      layer.about = [Self.audience, layer.about].compactMap { $0 }.joined(separator: " / ")
      return layer
    }
  }

  /// What goes with the file wherever a copy of it may turn up.
  private static let audience = "内部用 / for internal use"

  // MARK: Areas

  private func municipalities() -> OutputLayer {
    let figures = areas { $0 == .municipality }
    return OutputLayer(
      name: "municipalities", crs: .jgd2011, kind: .polygons,
      fields: [.init("code", .text), .init("name", .text), .init("stations", .integer)]
        + figureFields,
      rows: zip(study.municipalities, figures).map { municipality, area in
        OutputLayer.Row(
          [
            .text(municipality.code.text), .text(municipality.name),
            (area.first?.stationCount).map { .integer($0) } ?? .none,
          ] + values(area), geometry: VectorGeometry(outline: municipality.outline))
      },
      about: plan.about, style: .coverage)
  }

  private func livingAreas() -> OutputLayer {
    // layers may have the same name, so the order of the answer tells whose figures they are
    let figures = areas { if case .livingArea = $0 { true } else { false } }
    let all = study.livingAreaLayers.flatMap { layer in layer.areas.map { (layer.name, $0) } }
    let rows = zip(all, figures).map { pair, figures in
      let (layer, area) = pair
      return OutputLayer.Row(
        [.text(layer), .text(area.code), .text(area.name)] + values(figures),
        geometry: VectorGeometry(outline: area.outline))
    }
    return OutputLayer(
      name: "living_areas", crs: .jgd2011, kind: .polygons,
      fields: [.init("layer", .text), .init("code", .text), .init("name", .text)] + figureFields,
      rows: rows, about: plan.about, style: .livingAreas)
  }

  /// The figures of the areas of a layer, in the layer's order: for the question as asked, then
  /// for each service.
  private func areas(_ isWanted: (AreaCoverage.Layer) -> Bool) -> [[AreaCoverage]] {
    let answers = [coverage.answer] + coverage.services.map(\.answer)
    return coverage.answer.areas.indices.filter { isWanted(coverage.answer.areas[$0].layer) }
      .map { index in answers.map { $0.areas[index] } }
  }

  private var figureFields: [OutputLayer.Field] {
    var fields: [OutputLayer.Field] = [
      .init("residents", .number), .init("covered", .number), .init("uncovered", .number),
      .init("share", .number), .init("covered_by_own", .number),
      .init("covered_across", .number), .init("nearest_median_m", .number),
      .init("nearest_p90_m", .number), .init("area_km2", .number), .init("covered_km2", .number),
    ]
    for attribute in attributes.dropFirst() {
      fields += [.init(attribute.slug, .number), .init("covered_" + attribute.slug, .number)]
    }
    for (service, _) in coverage.services {
      fields.append(.init("covered_" + service.slug, .number))
    }
    return fields
  }

  private func values(_ figures: [AreaCoverage]) -> [OutputLayer.Value] {
    guard let area = figures.first, let all = area.tallies.first else {
      return figureFields.map { _ in .none }
    }
    func number(_ value: Double?) -> OutputLayer.Value { value.map { .number($0) } ?? .none }
    var values: [OutputLayer.Value] = [
      .number(all.residents), .number(all.covered), .number(all.uncovered), number(all.share),
      .number(all.coveredByOwn), .number(all.coveredAcross),
      number(all.nearest?.medianMeters), number(all.nearest?.ninetiethPercentileMeters),
      .number(area.areaKm2), number(area.coveredKm2),
    ]
    for tally in area.tallies.dropFirst() {
      values += [.number(tally.residents), .number(tally.covered)]
    }
    return values + figures.dropFirst().map { number($0.tallies.first?.covered) }
  }

  // MARK: Lines and points

  /// From where residents live to where their nearest station is, between points at which the
  /// names of the municipalities can stand.
  private func flows() throws -> OutputLayer {
    let labels = try plan.region.labelPoints(of: study.municipalities.map(\.outline))
    let rows = coverage.answer.flows.compactMap { flow -> OutputLayer.Row? in
      guard let servedBy = flow.servedBy, servedBy != flow.residentsOf,
        let from = labels[flow.residentsOf], let to = labels[servedBy]
      else { return nil }
      let (home, other) = (study.municipalities[flow.residentsOf], study.municipalities[servedBy])
      return OutputLayer.Row(
        [
          .text(home.code.text), .text(home.name), .text(other.code.text), .text(other.name),
          .number(flow.residents), .number(flow.onlyAcross),
        ], geometry: VectorGeometry(lines: [[from, to]]))
    }
    return OutputLayer(
      name: "flows", crs: .jgd2011, kind: .lines,
      fields: [
        .init("from_code", .text), .init("from_name", .text), .init("to_code", .text),
        .init("to_name", .text), .init("residents", .number), .init("only_across", .number),
      ], rows: rows, about: plan.about, style: .flows)
  }

  private func stations() -> OutputLayer {
    func text(_ value: String?) -> OutputLayer.Value { value.map { .text($0) } ?? .none }
    return OutputLayer(
      name: "stations", crs: .jgd2011, kind: .points,
      fields: [
        .init("id", .text), .init("name", .text), .init("kind", .text), .init("services", .text),
        .init("counts", .integer), .init("joined", .text), .init("left", .text),
        .init("municipality", .text), .init("consent", .integer), .init("precision", .text),
        .init("location_accuracy", .text),
      ],
      rows: plan.stations.indices.map { index in
        let station = plan.stations[index]
        return OutputLayer.Row(
          [
            .text(station.id.text), .text(station.name), text(station.kind?.slug),
            .text(station.services.sorted().map(\.slug).joined(separator: ";")),
            .integer(plan.request.question.includes(station) ? 1 : 0),
            text(station.joined?.description), text(station.left?.description),
            text(plan.stationMunicipality[index].map { study.municipalities[$0].name }),
            .integer(station.consent ? 1 : 0), .text(station.precision.rawValue),
            .text(station.locationAccuracy.rawValue),
          ], geometry: VectorGeometry(point: station.geographic))
      },
      about: plan.about, style: .stations(plan.request.project.allKinds))
  }
}
