/// Who is covered, among the residents with one attribute in one area.
///
/// All numbers are residents, fractional; they are rounded only for people.
public struct Tally: Sendable, Hashable {
  public var residents = 0.0
  /// Within the walk of at least one station.
  public var covered = 0.0
  /// Within the walk of at least one station of their own municipality.
  public var coveredByOwn = 0.0
  /// Within the walk of exactly 0, 1, 2 and of 3 or more stations.
  public var depth = [0.0, 0.0, 0.0, 0.0]
  /// Distances to the nearest station, within the walk or not; `nil` without residents or
  /// without stations.
  public var nearest: NearestDistances?
  /// Where suppressed values are in the sums: between what they lie. `nil` where all are published.
  public var bounds: TallyBounds?

  /// Covered, but only by stations across a municipal line.
  public var coveredAcross: Double { covered - coveredByOwn }
  public var uncovered: Double { residents - covered }
  /// Covered residents by residents; `nil` without residents.
  public var share: Double? { residents > 0 ? covered / residents : nil }
}

/// Bounds of sums in which suppressed values are taken for a share of their group's total: the
/// least and the greatest that agree with all that is published, each sum for itself.
///
/// They say nothing of how residents are spread within a unit, which is the same for all
/// attributes; factors to a census total are held fixed.
public struct TallyBounds: Sendable, Hashable {
  public var residents: ClosedRange<Double>
  public var covered: ClosedRange<Double>
  public var uncovered: ClosedRange<Double>
}

/// Resident-weighted quantiles of the distance to the nearest station, in metres: the distance
/// within which half (nine tenths) of the residents have one.
public struct NearestDistances: Sendable, Hashable {
  /// `nil` where fewer than that share of the residents can walk to a station at all.
  public var medianMeters: Double?
  public var ninetiethPercentileMeters: Double?
}

/// The answer for one area: region, municipality, zone or living area.
public struct AreaCoverage: Sendable, Hashable {
  public enum Layer: Sendable, Hashable {
    case region
    case municipality
    /// Of the zone system with this name.
    case zone(String)
    /// Of the living-area layer with this name.
    case livingArea(String)
  }

  public let layer: Layer
  /// Five digits for a municipality; a zone's name; a living area's own code.
  public let code: String
  public let name: String
  /// On the plane of the working CRS.
  public let areaKm2: Double
  /// The part of the area within the walk of a station, with discs drawn as polygons; `nil` for
  /// walks along streets, whose outlines are as wide as homes may be from a street, which is a
  /// limit and no area, and by age, where everybody's is another.
  public let coveredKm2: Double?
  /// By attribute of the blocks.
  public let tallies: [Tally]
  /// Stations that count here, by where their points lie; `nil` for living areas.
  public let stationCount: Int?
}

/// Residents of one municipality who are served from one municipality.
public struct Flow: Sendable, Hashable {
  /// Index into the study area's municipalities.
  public let residentsOf: Int
  /// The municipality of the nearest station; `nil` for a station outside all outlines.
  public let servedBy: Int?
  /// Each covered resident counted once, at the nearest station (equal distances: lower id).
  public let residents: Double
  /// Of these, residents whom no station of their own municipality reaches.
  public let onlyAcross: Double
}

/// The answer to one question: some stations, one walk, all areas.
public struct CoverageAnswer: Sendable, Hashable {
  public let stationCount: Int
  public let region: AreaCoverage
  /// Municipalities by code; then zones, then living areas, as their files have them.
  public let areas: [AreaCoverage]
  /// By the residents' municipality, then the stations'; stations outside last.
  public let flows: [Flow]
}

/// Which stations count, and on which day.
public struct CoverageQuestion: Sendable, Hashable {
  /// Any of these; empty: every station.
  public var services: Set<Service>
  /// Only these kinds; empty: every kind, also unknown ones.
  public var kinds: Set<OrganizationKind>
  /// The day on which joined, left and season are looked up; `nil`: no day is looked up,
  /// stations that have left are out, and seasons are ignored.
  public var day: CalendarDay?

  public init(
    services: Set<Service> = [], kinds: Set<OrganizationKind> = [], day: CalendarDay? = nil
  ) {
    self.services = services
    self.kinds = kinds
    self.day = day
  }

  public func includes(_ station: Station) -> Bool {
    guard station.offers(services, on: day) else { return false }
    guard !kinds.isEmpty else { return true }
    return station.kind.map(kinds.contains) ?? false
  }
}

/// Who has what: the whole answer of `planner-cli coverage`.
public struct Coverage: Sendable {
  public let question: CoverageQuestion
  public let walk: Walk
  /// For the question as asked.
  public let answer: CoverageAnswer
  /// The same for each service alone: those asked for, or all seven.
  public let services: [(service: Service, answer: CoverageAnswer)]

  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: sorted by id, ids unique; their order decides ties.
  ///   - walk: to a station.
  ///   - question: which stations count.
  ///   - homes: the municipality of each station, where it is known already.
  /// - Throws: `Failure` (data) if GEOS cannot overlay the outlines.
  /// - Complexity: O(blocks) for every different set of stations, on all threads.
  public init(
    of region: Region, stations: [Station], walk: Walk, question: CoverageQuestion,
    homes: [Int?]? = nil
  ) throws {
    self.question = question
    self.walk = walk
    let asked = stations.indices.filter { question.includes(stations[$0]) }
    let listed =
      question.services.isEmpty ? Service.allCases : question.services.sorted()
    var subsets = [asked]
    for service in listed {
      var alone = question
      alone.services = [service]
      subsets.append(stations.indices.filter { alone.includes(stations[$0]) })
    }
    // different services often have the same stations: answer each set once
    var distinct: [[Int]] = []
    let number = subsets.map { subset -> Int in
      if let known = distinct.firstIndex(of: subset) { return known }
      distinct.append(subset)
      return distinct.count - 1
    }
    let positions = stations.map(\.position)
    let reach = walk.reach(in: region, from: positions)
    let stationMunicipality = homes ?? region.municipalities(of: stations.map(\.geographic))
    let folded = region
    let region = walk.unfolded(folded)
    let areas: [CoveredArea]
    switch walk {
    case .radius(let radius):
      areas = try CoveredArea.measure(
        region, discsAt: distinct.map { $0.map { positions[$0] } }, radius: radius)
    case .streets, .byAge:
      // no discs: what is whole is measured, what is covered is no area
      areas = try CoveredArea.measure(
        region, discsAt: distinct.map { _ in [] }, radius: WalkRadius(WalkRadius.Preset.all[0]))
    }
    let pieceOfBlock = region.blocks.pieceOfBlocks()
    let counter = CoverageCounter(
      region: region, folded: folded, walk: walk,
      reached: ReachedBlocks(reach, region.blocks, pieceOfBlock),
      positions: positions,
      stationMunicipality: stationMunicipality, pieceOfBlock: pieceOfBlock,
      suppressed: SuppressedPieces(region.blocks))
    let sets = distinct
    let answers = inParallel(sets.count) { counter.answer(for: sets[$0], areas: areas[$0]) }
    answer = answers[number[0]]
    services = listed.enumerated().map { ($1, answers[number[$0 + 1]]) }
  }

  /// The same for straight lines.
  public init(
    of region: Region, stations: [Station], radius: WalkRadius, question: CoverageQuestion,
    homes: [Int?]? = nil
  ) throws {
    try self.init(
      of: region, stations: stations, walk: .radius(radius), question: question, homes: homes)
  }
}
