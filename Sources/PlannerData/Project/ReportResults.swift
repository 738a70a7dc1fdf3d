internal import Planner

/// What a report is made of: the JSON of a run, in which every number of the report can be found,
/// and what its map shows. For internal use.
public struct ReportResults: Sendable {
  /// One of the files that lie beside a report.
  public struct File: Sendable {
    /// Of the file, such as `coverage.json`.
    public let name: String
    public let json: JSONValue
  }

  public let maps: MapResults
  /// As `coverage`, `gaps` and `recommend` write them, and what only the report has.
  public let coverage: File
  public let gaps: File
  /// `nil` without candidates.
  public let recommendation: File?
  public let stations: File
  /// The same answer as in `recommendation`, for the map.
  public let advice: RecommendationDocument?

  public static let fileNames = [
    "coverage.json", "gaps.geojson", "recommend.json", "report.json",
  ]

  /// Those of this run.
  public var files: [File] { [coverage, gaps] + [recommendation].compactMap(\.self) + [stations] }

  /// - Parameters:
  ///   - maps: coverage, gaps and catchments of a plan.
  ///   - recommendation: whom to ask next; `nil` without candidates.
  /// - Throws: `Failure` where GEOS or PROJ cannot draw a gap.
  public init(_ maps: MapResults, recommendation: RecommendationDocument?) throws {
    self.maps = maps
    advice = recommendation
    coverage = File(
      name: "coverage.json", json: CoverageDocument(maps.coverage, of: maps.plan).json)
    gaps = File(name: "gaps.geojson", json: try maps.gaps.geoJSON().json)
    self.recommendation = recommendation.map { File(name: "recommend.json", json: $0.json) }
    stations = File(name: "report.json", json: StationHistory(maps.plan).json)
  }
}

/// What only a report says: stations by kind and by fiscal year, other walks, and how all of it
/// was reckoned, in sentences.
struct StationHistory {
  let plan: LoadedPlan

  init(_ plan: LoadedPlan) { self.plan = plan }

  /// More years than this in a row are a slip in a date, not a history; then only years in which
  /// something happened are listed.
  private static let longestSpan = 60

  /// `planner.report.v1`; `schemas/report.v1.schema.json` describes it.
  var json: JSONValue {
    let counted = plan.stations.filter { plan.request.question.includes($0) }
    let kinds = plan.request.project.allKinds.compactMap { kind -> JSONValue? in
      let number = counted.count { $0.kind == kind }
      guard number > 0 else { return nil }
      return .members([
        "kind": .string(kind.slug), "name": .text(kind.name), "stations": .integer(number),
      ])
    }
    return .object(
      [.init("format", .string("planner.report.v1"))] + GeoJSONDocument.internalAudience + [
        .init(
          "stations",
          .members([
            "listed": .integer(plan.stations.count), "counted": .integer(counted.count),
            "kinds": .array(kinds),
            "withoutKind": .integer(counted.count { $0.kind == nil }),
            "withoutJoiningDay": .integer(plan.stations.count { $0.joined == nil }),
            "fiscalYears": .array(fiscalYears),
          ])), .init("walks", .array(walks)),
        .init("lines", .array(plan.assumptionTexts.map { .text($0) })),
      ])
  }

  /// Years from April through March with the stations of the list that take part at their end; one
  /// without a joining day has done so from the start.
  var fiscalYears: [JSONValue] {
    var joined: [Int: Int] = [:]
    var left: [Int: Int] = [:]
    for station in plan.stations {
      if let day = station.joined { joined[day.fiscalYear, default: 0] += 1 }
      if let day = station.left { left[day.fiscalYear, default: 0] += 1 }
    }
    guard !joined.isEmpty else { return [] }
    var years = Set(joined.keys).union(left.keys).sorted()
    if let first = years.first, let last = years.last, last - first < Self.longestSpan {
      years = Array(first...last)
    }
    return years.map { year in
      let members = plan.stations.count { station in
        station.joined.map { $0.fiscalYear <= year } ?? true
          && station.left.map { $0.fiscalYear > year } ?? true
      }
      return .members([
        "fiscalYear": .integer(year), "joined": .integer(joined[year] ?? 0),
        "left": .integer(left[year] ?? 0), "stations": .integer(members),
      ])
    }
  }

  /// The walk of the run among the published standards, each distance once, ascending; along
  /// streets and by age, from half of it to double, since the standards are radii for everybody.
  private var walks: [JSONValue] {
    switch plan.walk {
    case .streets(let walk): return streetWalks(walk)
    case .byAge(let walk): return walksByAge(walk)
    case .radius: break
    }
    let own = plan.request.radius
    var radii = [own]
    for preset in WalkRadius.Preset.all where !radii.contains(where: { $0.meters == preset.meters })
    {
      radii.append(WalkRadius(preset))
    }
    radii.sort { $0.meters < $1.meters }
    let compared = WalkComparison(
      of: plan.region, stations: plan.stations, radii: radii, question: plan.request.question)
    return compared.walks.map { walk in
      .members([
        "meters": .number(walk.meters),
        "isOfThisRun": .bool(walk.meters == own.meters),
        "residents": .number(compared.residents), "covered": .number(walk.covered),
        "share": .optional(
          compared.residents > 0 ? walk.covered / compared.residents : nil),
      ])
    }
  }

  private static let factors = [0.5, 0.75, 1, 1.25, 1.5, 2]

  private func streetWalks(_ walk: StreetWalk) -> [JSONValue] {
    let own = walk.budget
    let budgets = Self.factors.compactMap { factor in
      factor == 1 ? own : PathBudget(meters: own.meters * factor, pace: own.pace)
    }
    let compared = WalkComparison(
      of: plan.region, stations: plan.stations, walk: walk, budgets: budgets,
      question: plan.request.question)
    return zip(budgets, compared.walks).map { budget, walk in
      .members([
        "meters": .number(budget.meters),
        "minutes": .optional(own.minutes == nil ? nil : budget.minutes(of: budget.meters)),
        "isOfThisRun": .bool(budget == own), "residents": .number(compared.residents),
        "covered": .number(walk.covered),
        "share": .optional(
          compared.residents > 0 ? walk.covered / compared.residents : nil),
      ])
    }
  }

  /// In minutes: as many metres are not as long for everybody.
  private func walksByAge(_ own: AgeWalk) -> [JSONValue] {
    let walks = Self.factors.compactMap { $0 == 1 ? own : own.scaled(by: $0) }
    let compared = WalkComparison(
      of: plan.region, stations: plan.stations, walks: walks, question: plan.request.question)
    return zip(walks, compared.walks).map { walk, found in
      .members([
        "meters": .number(found.meters), "minutes": .number(walk.minutes),
        "isOfThisRun": .bool(walk.minutes == own.minutes),
        "residents": .number(compared.residents), "covered": .number(found.covered),
        "share": .optional(
          compared.residents > 0 ? found.covered / compared.residents : nil),
      ])
    }
  }
}
