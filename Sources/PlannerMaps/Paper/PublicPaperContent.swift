internal import Planner
public import PlannerData

extension PaperContent {
  /// What everybody may see, on paper: the layers of the public GeoJSON, as on the public web map.
  ///
  /// - Parameters:
  ///   - export: from which every figure and outline is.
  ///   - names: municipalities, zones and living areas that the paper shows; empty for all.
  ///   - gapLimit: how many gaps are drawn, the largest first.
  /// - Throws: `Failure` (usage) for names that are none; where GEOS or PROJ cannot draw.
  public init(_ export: PublicExport, of names: [String], gapLimit: Int) throws {
    let study = export.region.study
    let selection = names.isEmpty ? nil : try AreaSelection(names, in: study)
    let projection = try Projection(from: export.region.degrees, to: export.region.crs)
    let features = try export.features(PublicExport.Layer.allCases)
    func of(_ layer: String) -> [GeoJSONDocument.Feature] {
      features.filter { $0.properties["layer"] == .string(layer) }
    }
    func outline(_ feature: GeoJSONDocument.Feature) -> MultiPolygon<Plane> {
      guard case .outline(let outline) = feature.geometry else { return MultiPolygon() }
      return outline.mapPositions { projection.forward($0) }
    }
    let published = of("station")
    let municipalities = of("coverage")
    let borders = SharedBorders(study.municipalities.map(\.outline)).simplified(toMeters: 15)
    let labels = try export.region.labelPoints(of: study.municipalities.map(\.outline))
    func share(_ areas: [GeoJSONDocument.Feature]) -> (all: Double, some: Double) {
      (
        areas.reduce(0) { $0 + ($1.properties["residents"]?.value ?? 0) },
        areas.reduce(0) { $0 + ($1.properties["covered"]?.value ?? 0) }
      )
    }
    areas = study.municipalities.indices.map { index in
      let municipality = study.municipalities[index]
      let (all, some) = share(
        municipalities.filter { $0.properties["code"] == .string(municipality.code.text) })
      return Area(
        name: municipality.name, outline: borders[index].mapPositions { projection.forward($0) },
        label: labels[index].map { projection.forward([$0])[0] },
        // a share of nobody would read as if nobody were reached
        share: published.isEmpty || all <= 0 ? nil : some / all)
    }
    let chosen = selection?.outlines(in: study).map { outline in
      outline.mapPositions { projection.forward($0) } as MultiPolygon<Plane>
    }
    var bounds = Bounds<Plane>()
    for outline in study.municipalities.map(\.outline) where chosen == nil {
      bounds.add(outline.mapPositions { projection.forward($0) }.bounds)
    }
    for outline in chosen ?? [] { bounds.add(outline.bounds) }
    self.bounds = bounds
    catchments = export.catchments(in: features).map { band, outline in
      (band, outline.mapPositions { projection.forward($0) })
    }
    let here = of("gap").filter { names.isEmpty || bounds.contains(outline($0).bounds.center) }
    gapCount = here.count
    gaps = here.prefix(gapLimit).enumerated().map { index, feature in
      let outline = outline(feature)
      return Gap(
        rank: index + 1, outline: outline, label: outline.bounds.center,
        residents: feature.properties["residents"]?.value ?? 0,
        places: (feature.properties["municipalities"]?.items ?? []).compactMap(\.wording)
          .prefix(2).joined(separator: "・"), kinds: [])
    }
    steps = []
    kinds = OrganizationKind.network
    stations = published.compactMap { feature in
      guard case .point(let position) = feature.geometry else { return nil }
      let plane: Position<Plane> = projection.forward([position])[0]
      return Station(
        kind: feature.properties["kind"]?.wording, position: plane,
        isHere: chosen?.contains { $0.encloses(plane) } ?? true)
    }
    isOfSome = selection != nil
    // whoever lives there, what lies in the frame is shown
    omission = nil
    isInternal = false
    title = Text(ja: "ホッとできる場所の地図", en: "Places where you may simply be")
    place =
      names.isEmpty
      ? Text(ja: "対象地域の全体", en: "the whole area")
      : Text(ja: names.joined(separator: "・"), en: names.joined(separator: ", "))
    notices =
      export.notices + (published.isEmpty ? [PublicExport.nothingPublished] : [])
    notes =
      export.notes(PublicExport.Layer.allCases) + export.credits
      + [export.terms].compactMap { $0 }
    let (all, some) = share(municipalities)
    let within = WalkBand(export.walk).within
    // figures are of municipalities; of a living area there are none in public
    finding =
      published.isEmpty
      ? Text(ja: "", en: "")
      : Text(
        ja:
          "対象地域の\(Figure.people(all))人のうち\(Figure.people(some))人（\(Figure.percent(all > 0 ? some / all : nil))）は、\(within.ja)以内に、公開している拠点があります。",
        en:
          "\(Figure.people(some)) of \(Figure.people(all)) residents (\(Figure.percent(all > 0 ? some / all : nil))) of the whole area have a published station within \(within.en)."
      )
  }
}

extension PublicExport {
  /// What a map without a published station says in place of figures.
  static let nothingPublished = Text(
    ja: "公開に同意した拠点がまだないので、拠点も割合も載っていません",
    en: "No station may be shown in public yet; there are neither stations nor shares here")
}
