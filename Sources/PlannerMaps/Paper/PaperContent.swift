internal import Planner
public import PlannerData

/// What a map on paper shows, in metres of the plane in which everything was reckoned.
public struct PaperContent: Sendable {
  struct Area: Sendable {
    var name: String
    var outline: MultiPolygon<Plane>
    var label: Position<Plane>?
    /// Of its residents, in reach of a station; `nil` without residents.
    var share: Double?
  }

  struct Gap: Sendable {
    var rank: Int
    var outline: MultiPolygon<Plane>
    var label: Position<Plane>
    var residents: Double
    var places: String
    var kinds: [(name: Text, residents: Double)]
  }

  struct Step: Sendable {
    var rank: Int
    var position: Position<Plane>
    var kind: String?
    var title: Text
    var residents: Double
  }

  struct Station: Sendable {
    var kind: String?
    var position: Position<Plane>
    /// Whether it lies in what the paper is of, and not only in the frame around it.
    var isHere = true
  }

  /// Whether it is for the committee alone.
  let isInternal: Bool
  let title: Text
  /// What the map is of.
  let place: Text
  /// Whether it is of some areas and not of all.
  let isOfSome: Bool
  /// Which gaps are left out though they lie in the frame.
  let omission: Text?
  let finding: Text
  let notices: [Text]
  /// How it was reckoned, from what, with credits.
  let notes: [Text]
  let areas: [Area]
  /// The widest first.
  let catchments: [(walk: WalkBand, outline: MultiPolygon<Plane>)]
  let gaps: [Gap]
  let gapCount: Int
  let steps: [Step]
  let stations: [Station]
  let kinds: [OrganizationKind]
  /// What the paper shows.
  let bounds: Bounds<Plane>
}

extension PaperContent {
  /// - Parameters:
  ///   - results: of a plan, with the gaps of the selection.
  ///   - recommendation: whom to ask next there, if candidates are known.
  ///   - names: what the paper shows: municipalities, zones, living areas; empty for all.
  ///   - gapLimit: how many gaps are drawn, the largest first.
  /// - Throws: `Failure` (usage) for names that are none; where GEOS or PROJ cannot draw.
  public init(
    _ results: MapResults, recommendation: RecommendationDocument?, of names: [String],
    gapLimit: Int
  ) throws {
    let plan = results.plan
    isInternal = true
    let study = plan.region.study
    let selection = names.isEmpty ? nil : try AreaSelection(names, in: study)
    let projection = try Projection(from: plan.region.degrees, to: plan.region.crs)
    func plane(_ outline: MultiPolygon<Geographic>) -> MultiPolygon<Plane> {
      outline.mapPositions { projection.forward($0) }
    }
    func plane(_ position: Position<Geographic>) -> Position<Plane> {
      projection.forward([position])[0]
    }
    let borders = SharedBorders(study.municipalities.map(\.outline)).simplified(toMeters: 15)
    let labels = try plan.region.labelPoints(of: study.municipalities.map(\.outline))
    let coverage = results.coverage.answer
    let figures = coverage.areas.filter { $0.layer == .municipality }
    areas = study.municipalities.indices.map { index in
      Area(
        name: study.municipalities[index].name, outline: plane(borders[index]),
        label: labels[index].map(plane), share: figures[index].tallies[0].share)
    }
    let chosenOutlines = selection?.outlines(in: study).map(plane)
    var bounds = Bounds<Plane>()
    for outline in chosenOutlines ?? study.municipalities.map({ plane($0.outline) }) {
      bounds.add(outline.bounds)
    }
    self.bounds = bounds
    catchments = results.catchments.map { band, outlines in
      (band, MultiPolygon(outlines.flatMap(\.outline.polygons)))
    }
    let listed = try GapDocument(results.gaps, in: selection).features(first: gapLimit)
    gapCount = listed.all
    let allKinds = plan.request.project.allKinds
    kinds = allKinds
    gaps = listed.features.enumerated().compactMap { index, feature in
      guard case .outline(let outline) = feature.geometry,
        case .numbers(let label)? = feature.properties["label"], label.count == 2
      else { return nil }
      let values = feature.properties
      let places = values["municipalities"]?.items.compactMap { $0["name"]?.wording } ?? []
      let kinds = allKinds.compactMap { kind in
        values["kinds"]?[kind.slug]?.value.map { (name: kind.name, residents: $0) }
      }
      return Gap(
        // numbered as they stand in the table
        rank: index + 1, outline: plane(outline),
        label: plane(Position(longitude: label[0], latitude: label[1])),
        residents: values["residents"]?.value ?? 0,
        places: places.prefix(2).joined(separator: "・"),
        kinds: kinds.filter { $0.residents >= 0.5 }.sorted { $0.residents > $1.residents })
    }
    steps =
      recommendation.map { recommendation in
        recommendation.geoJSON().features.compactMap { feature in
          guard case .point(let position) = feature.geometry else { return nil }
          let values = feature.properties
          let kind = values["kind"]?.wording.flatMap { slug in allKinds.first { $0.slug == slug } }
          let place = values["place"]?["municipality"]?["name"]?.wording ?? ""
          return Step(
            rank: Int(values["rank"]?.value ?? 0), position: plane(position), kind: kind?.slug,
            title: Text(
              ja: "\(place)の\(kind?.name.ja ?? "どの種別でも")",
              en: "\(kind?.name.en ?? "any kind"), \(place)"),
            residents: values["newlyCovered"]?.value ?? 0)
        }
      } ?? []
    stations = plan.stations.filter { plan.request.question.includes($0) }
      .map { station in
        Station(
          kind: station.kind?.slug, position: station.position,
          isHere: chosenOutlines?.contains { $0.encloses(station.position) } ?? true)
      }
    isOfSome = selection != nil
    title = Text(ja: "拠点の徒歩圏と空白地", en: "Who can walk to a station, and where the gaps are")
    place =
      names.isEmpty
      ? Text(ja: "対象地域の全体", en: "the whole area")
      : Text(ja: names.joined(separator: "・"), en: names.joined(separator: ", "))
    omission =
      selection == nil
      ? nil
      : Text(
        ja:
          "空白地は、そこで届く人の半分以上がこの範囲（\(names.joined(separator: "・"))）に住むものだけです。おもにほかの市町村の空白地は載せていません。",
        en:
          "Only gaps of which at least half of the residents live in \(names.joined(separator: ", ")): those mainly of other municipalities are not shown."
      )
    notices = plan.notices
    notes = plan.assumptionTexts
    let region = coverage.region.tallies[0]
    let chosen = selection.flatMap { $0.tally(of: coverage, in: study) }
    let (residents, covered) = chosen ?? (region.residents, region.covered)
    let share = Figure.percent(residents > 0 ? covered / residents : nil)
    let within = WalkBand(plan.walk).within
    let (all, some) = (Figure.people(residents), Figure.people(covered))
    let whose = chosen == nil ? "対象地域" : "この範囲"
    finding = Text(
      ja: "\(whose)の\(all)人のうち\(some)人（\(share)）は、\(within.ja)以内に拠点があります。",
      en:
        "\(some) of \(all) residents \(chosen == nil ? "" : "here ")(\(share)) have a station within "
        + "\(within.en).")
  }
}
