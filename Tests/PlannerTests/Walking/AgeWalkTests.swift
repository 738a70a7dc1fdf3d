import Testing

@testable import Planner

/// Walks on which everybody goes at the pace of their age.
@Suite struct AgeWalkTests {
  private static let ages = [ResidentAttribute.total] + ResidentAttribute.ageBands

  private func slugs(_ known: String...) throws -> [String] {
    try #require(
      PaceBand.bands(
        of: Self.ages.filter { $0 == .total || known.contains($0.slug) } + [.households])
    ).map { "\($0.slug) \(Int($0.pace.metersPerMinute))" }
  }

  @Test("bands follow from what the population counts")
  func bands() throws {
    #expect(
      try slugs("0-14", "15-64", "65+", "75+", "85+")
        == ["0-14 60", "15-64 80", "65-74 60", "75+ 48", "other 80"])
    #expect(try slugs("65+", "75+") == ["65-74 60", "75+ 48", "other 80"])
    #expect(try slugs("65+") == ["65+ 60", "other 80"])
    #expect(try slugs("65+", "85+") == ["65-84 60", "85+ 48", "other 80"])
    #expect(try slugs("75+") == ["75+ 48", "other 80"])
    #expect(try slugs("0-14") == ["0-14 60", "other 80"])
    #expect(PaceBand.bands(of: [.total, .households]) == nil)
  }

  /// One street, the station at its beginning, and at four places along it one resident of every
  /// band: 1 child, 2 adults, 4 of 65–74, 8 of 75 and over, 16 without an age; then 32 times as
  /// many each time.
  private func street() throws -> (Town, StreetNetwork) {
    var town = try Town(attributes: Array(Self.ages.prefix(5)) + [.households])
    try town.municipality("12213", "東", east: -5000...5000, north: -5000...5000)
    town.station("s", at: 0, 0)
    for (meters, times, homes) in [
      (470.0, 1.0, 1.0), (590, 32, 2), (790, 1024, 4), (810, 32768, 8),
    ] {
      town.residents(
        31 * times, times, 2 * times, 12 * times, 8 * times, homes, at: meters, 0)
    }
    let projection = try Projection(from: .jgd2011, to: Town.crs)
    let lines = [(-100.0, 0.0), (1000, 0)].map { Town.plane($0.0, $0.1) }
    var streets = StreetLines(points: projection.inverse(lines))
    streets.add(line: [0, 1])
    return (town, StreetNetwork(try StreetGraph(streets, by: projection, leastPartMeters: 0)))
  }

  @Test("in ten minutes a child comes 600 m, an adult 800, a frail person 480")
  func tenMinutes() throws {
    let (town, network) = try street()
    let region = try town.region()
    let bands = try #require(PaceBand.bands(of: region.blocks.attributes))
    let walk = try #require(
      AgeWalk(minutes: 10, bands: bands) {
        .streets(StreetWalk(in: region, network: network, budget: $0))
      })
    #expect(walk.walks.map(\.meters) == [800, 600, 480])
    let coverage = try Coverage(
      of: region, stations: town.stations, walk: .byAge(walk), question: CoverageQuestion())
    let answer = coverage.answer.region
    let covered = answer.tallies.map(\.covered)
    // all at 470 m; all but the oldest at 590 m; adults and those without an age at 790 m
    let everybody: Double = 31 + 23 * 32 + 18 * 1024
    #expect(covered[0] == everybody)
    #expect(covered[1] == 1 + 32 && covered[2] == 2 + 2 * 32 + 2 * 1024)
    #expect(covered[3] == 12 + 4 * 32 && covered[4] == 8)
    // households go as adults do
    #expect(covered[5] == 7)
    #expect(answer.tallies[0].residents == Double(31 * (1 + 32 + 1024 + 32768)))
    for tally in answer.tallies {
      #expect(tally.depth[1] == tally.covered && tally.coveredByOwn == tally.covered)
    }
    // the way is the same at any pace
    #expect(isClose(try #require(answer.tallies[4].nearest?.medianMeters), 810, 1e-3))
    #expect(answer.coveredKm2 == nil)
    let counts = answer.counts(by: bands, of: region.blocks.attributes)
    let expected: [Double] = [33, 2 + 64 + 2048, 4 + 128, 8, 16 + 512 + 16384]
    #expect(counts.map(\.covered) == expected)
    #expect(counts.reduce(0) { $0 + $1.residents } == answer.tallies[0].residents)
    #expect(coverage.answer.flows.map(\.residents) == [covered[0]])
  }

  @Test("heat shortens everybody's walk by the factor that was assumed")
  func heat() throws {
    let (town, network) = try street()
    let region = try town.region()
    let bands = try #require(PaceBand.bands(of: region.blocks.attributes))
    // 800 ÷ 1.25 = 640, 600 ÷ 1.25 = 480, 480 ÷ 1.25 = 384
    let walk = try #require(
      AgeWalk(minutes: 10, bands: bands, heatFactor: 1.25) {
        .streets(StreetWalk(in: region, network: network, budget: $0))
      })
    let covered = try Coverage(
      of: region, stations: town.stations, walk: .byAge(walk), question: CoverageQuestion()
    ).answer.region.tallies.map(\.covered)
    #expect(covered[0] == 23 + 18 * 32 && covered[4] == 0 && covered[3] == 4)
    let budget = try #require(PathBudget(minutes: 10, pace: .adult))
    #expect(budget.inHeat(1)?.meters == 800 && budget.inHeat(0.9) == nil)
    #expect(budget.inHeat(3.1) == nil && budget.inHeat(.nan) == nil)
    #expect(budget.inHeat(2)?.inHeat(1.6)?.meters == 500)
    #expect(budget.inHeat(1.6)?.scaled(by: 1.2)?.meters == 600)
  }

  @Test("data that contradict themselves make nobody less than nobody, and lose nobody")
  func contradictions() throws {
    var town = try Town(attributes: Array(Self.ages.prefix(5)))
    try town.municipality("12213", "東", east: -5000...5000, north: -5000...5000)
    town.residents(10, 0, 4, 3, 5, at: 0, 0)
    town.residents(10, 6, 8, 6, 2, at: 1000, 0)
    town.residents(0, 1, 0, 0, 0, at: 2000, 0)
    let region = try town.region()
    let bands = try #require(PaceBand.bands(of: region.blocks.attributes))
    let shares = PaceShares(bands, of: region.blocks).residents
    for attribute in region.blocks.attributes.indices {
      for piece in 0..<region.blocks.pieceCount {
        let parts = shares.map { $0[attribute][piece] }
        #expect(parts.allSatisfy { $0 >= 0 })
        #expect(
          isClose(parts.reduce(0, +), region.blocks.pieceResidents[attribute][piece], 1e-12))
      }
    }
  }

  @Test("what suppressed ages can be holds what they are", arguments: 0..<60)
  func suppressedAges(seed: Int) throws {
    var random = SeededRandom(seed + 4000)
    let projection = try Projection(from: .jgd2011, to: Town.crs)
    let places = (0..<8).map { _ in
      Town.plane(Double.random(in: 0...900, using: &random), 0)
    }
    // the truth: by place and attribute
    let truth = places.map { _ -> [Double] in
      let ages = (0..<4).map { _ in Double(Int.random(in: 0...9, using: &random)) }
      let total = ages.reduce(0, +) + Double(Int.random(in: 0...3, using: &random))
      return [total, ages[0], ages[1], ages[2] + ages[3], ages[3]]
    }
    // of the first six places all ages are published as sums only, or some of them not at all
    let sums = (0..<5).map { attribute -> SuppressionGroup.Sum in
      guard attribute > 0 else { return .published }
      if Int.random(in: 0..<5, using: &random) == 0 { return .unknown }
      return .total(truth.prefix(6).reduce(0) { $0 + $1[attribute] })
    }
    let corners = [(-2000.0, -2000.0), (2000, -2000), (2000, 2000), (-2000, 2000)]
    let ring: Ring<Geographic>? = Ring(projection.inverse(corners.map { Town.plane($0.0, $0.1) }))
    let outline = MultiPolygon([Polygon(exterior: try #require(ring))])
    let region = try Region(
      study: StudyArea(municipalities: [
        Municipality(
          code: try #require(MunicipalityCode("12213")), name: "東", outline: outline)
      ]),
      population: Population(
        attributes: Array(Self.ages.prefix(5)), units: .points(projection.inverse(places)),
        counts: (0..<5).map { attribute in truth.map { $0[attribute] } },
        suppressed: Array(0..<6), groups: [SuppressionGroup(members: Array(0..<6), sums: sums)]),
      crs: Town.crs)
    let bands = try #require(PaceBand.bands(of: region.blocks.attributes))
    let made = AgeWalk(minutes: 10, bands: bands) {
      WalkRadius(meters: $0.meters).map { .radius($0) }
    }
    let walk = try #require(made)
    var town = try Town()
    town.station("s", at: 0, 0)
    let tallies = try Coverage(
      of: region, stations: town.stations, walk: .byAge(walk), question: CoverageQuestion(),
      homes: [0]
    ).answer.region.tallies
    func covered(_ attribute: Int) -> Double {
      zip(places, truth).reduce(0.0) { (sum: Double, entry) -> Double in
        let (meters, ages) = (entry.0.x - Town.origin.x, entry.1)
        let older = meters <= 480 ? ages[4] : 0
        let senior = meters <= 600 ? ages[3] - ages[4] : 0
        switch attribute {
        case 1: return sum + (meters <= 600 ? ages[1] : 0)
        case 2: return sum + (meters <= 800 ? ages[2] : 0)
        case 3: return sum + senior + older
        case 4: return sum + older
        default:
          let rest = ages[0] - ages[1] - ages[2] - ages[3]
          return sum + senior + older + (meters <= 600 ? ages[1] : 0)
            + (meters <= 800 ? ages[2] + rest : 0)
        }
      }
    }
    for (attribute, tally) in tallies.enumerated() {
      let bounds =
        tally.bounds
        ?? TallyBounds(
          residents: tally.residents...tally.residents, covered: tally.covered...tally.covered,
          uncovered: tally.uncovered...tally.uncovered)
      let all = truth.reduce(0) { $0 + $1[attribute] }
      let reached = covered(attribute)
      func holds(_ range: ClosedRange<Double>, _ value: Double) -> Bool {
        (range.lowerBound - 1e-6...range.upperBound + 1e-6).contains(value)
      }
      #expect(holds(bounds.residents, all), "residents \(attribute)")
      #expect(holds(bounds.covered, reached), "covered \(attribute)")
      #expect(holds(bounds.uncovered, all - reached), "uncovered \(attribute)")
      #expect(holds(bounds.covered, tally.covered) && holds(bounds.uncovered, tally.uncovered))
    }
  }

  /// Every number of coverage, of every area, is that of each band walking on its own.
  private func same(
    _ found: AreaCoverage, _ alone: [AreaCoverage], _ value: (Tally) -> Double
  ) {
    for (attribute, tally) in found.tallies.enumerated() {
      // bands in which the attribute is: their own attribute, and, of 65 and over, both
      let expected: Double
      func band(_ index: Int) -> Double {
        let band = AgedCountry.bands[index]
        return band.minus.reduce(value(alone[index].tallies[band.plus])) {
          $0 - value(alone[index].tallies[$1])
        }
      }
      switch attribute {
      case 0: expected = AgedCountry.bands.indices.reduce(0) { $0 + band($1) }
      case 3: expected = band(2) + band(3)
      case 5: expected = value(alone[1].tallies[5])
      default: expected = band([1: 0, 2: 1, 4: 3][attribute] ?? 0)
      }
      #expect(isClose(value(tally), expected), "\(found.name) \(attribute)")
    }
  }

  @Test(
    "coverage is that of each band walking on its own",
    arguments: 0..<4, [false, true])
  func bruteForce(seed: Int, alongStreets: Bool) throws {
    let aged = try AgedCountry(seed)
    let question = CoverageQuestion(services: seed % 2 == 0 ? [] : [.cafeteria])
    let walk = try aged.walk(byAge: 9, alongStreets: alongStreets)
    let found = try Coverage(
      of: aged.region, stations: aged.country.stations, walk: .byAge(walk), question: question
    ).answer
    let alone = try AgedCountry.bands.map { band in
      let budget = try #require(PathBudget(minutes: 9, pace: band.pace))
      return try Coverage(
        of: aged.region, stations: aged.country.stations,
        walk: aged.walk(budget, alongStreets: alongStreets), question: question
      ).answer
    }
    for area in [-1] + Array(found.areas.indices) {
      let own = area < 0 ? found.region : found.areas[area]
      let bands = alone.map { area < 0 ? $0.region : $0.areas[area] }
      same(own, bands, \.residents)
      same(own, bands, \.covered)
      same(own, bands, \.coveredByOwn)
      for depth in 0..<4 { same(own, bands) { $0.depth[depth] } }
      for attribute in own.tallies.indices {
        let (a, b) = (own.tallies[attribute].nearest, bands[0].tallies[attribute].nearest)
        #expect(isClose(a?.medianMeters ?? -1, b?.medianMeters ?? -1))
      }
    }
    let flows = found.flows.reduce(0) { $0 + $1.residents }
    #expect(isClose(flows, found.region.tallies[0].covered))
  }

  @Test(
    "more time, another station and less heat cover no fewer, and nobody is lost",
    arguments: 0..<3, [false, true])
  func laws(seed: Int, alongStreets: Bool) throws {
    let aged = try AgedCountry(seed + 50)
    func covered(_ walk: AgeWalk, _ stations: [Station]) throws -> [Double] {
      try Coverage(
        of: aged.region, stations: stations, walk: .byAge(walk), question: CoverageQuestion()
      ).answer.region.tallies.map {
        #expect(isClose($0.covered + $0.uncovered, $0.residents))
        #expect(isClose($0.depth.reduce(0, +), $0.residents))
        return $0.covered
      }
    }
    let stations = aged.country.stations
    var last = [Double](repeating: 0, count: AgedCountry.attributes.count)
    for minutes in [1.0, 4, 4.01, 8, 30] {
      let walk = try aged.walk(byAge: minutes, alongStreets: alongStreets)
      let now = try covered(walk, stations)
      #expect(zip(last, now).allSatisfy { $0 <= $1 + 1e-9 })
      #expect(
        zip(try covered(walk, Array(stations.dropLast())), now).allSatisfy { $0 <= $1 + 1e-9 })
      let shorter = try #require(walk.scaled(by: 1 / 1.2))
      #expect(zip(try covered(shorter, stations), now).allSatisfy { $0 <= $1 + 1e-9 })
      // nobody walks farther than adults do, nor less far than the frail
      let (fast, slow) = (walk.longest, walk.shortest)
      let bounds = try [fast, slow].map { walk in
        try Coverage(
          of: aged.region, stations: stations, walk: walk, question: CoverageQuestion()
        ).answer.region.tallies.map(\.covered)
      }
      #expect(zip(now, bounds[0]).allSatisfy { $0 <= $1 + 1e-9 })
      #expect(zip(bounds[1], now).allSatisfy { $0 <= $1 + 1e-9 })
      last = now
    }
    let blocks = try aged.walk(byAge: 5, alongStreets: alongStreets).unfolded(aged.region).blocks
    for attribute in AgedCountry.attributes.indices {
      #expect(
        isClose(
          blocks.residents(attribute: attribute),
          aged.region.blocks.residents(attribute: attribute)))
    }
  }

  /// Whom each point reaches of each band: `reach[band][point]` are blocks.
  private func reach(
    _ aged: AgedCountry, from points: [Position<Plane>], _ minutes: Double, _ alongStreets: Bool
  ) throws -> [[[Int]]] {
    try AgedCountry.bands.map { band in
      let budget = try #require(PathBudget(minutes: minutes, pace: band.pace))
      let found = try aged.walk(budget, alongStreets: alongStreets).reach(
        in: aged.region, from: points)
      return points.indices.map { found.blocks(of: $0).map(\.block) }
    }
  }

  @Test(
    "gaps are those of a plain greedy search over all blocks and bands",
    arguments: 0..<3, [false, true])
  func gaps(seed: Int, alongStreets: Bool) throws {
    let aged = try AgedCountry(seed + 20)
    let blocks = aged.region.blocks
    let stations = Array(aged.country.stations.prefix(2))
    let walk = try aged.walk(byAge: 5, alongStreets: alongStreets)
    let found = try Gaps(
      of: aged.region, stations: stations, walk: .byAge(walk), question: CoverageQuestion(),
      minimum: 15)
    let covered = try Coverage(
      of: aged.region, stations: stations, walk: .byAge(walk), question: CoverageQuestion()
    ).answer.region
    for attribute in AgedCountry.attributes.indices {
      #expect(isClose(found.uncovered[attribute], covered.tallies[attribute].uncovered))
    }
    #expect(isClose(found.inGaps[0] + found.belowMinimum[0], found.uncovered[0]))
    let centers = (0..<blocks.count).map { blocks.position(of: $0) }
    let places = try reach(aged, from: centers, 5, alongStreets)
    let today = try reach(aged, from: stations.map(\.position), 5, alongStreets)
    let pieces = blocks.pieceOfBlocks()
    let weight = AgedCountry.bands.map { band in
      (0..<blocks.count).map { aged.residents(band, piece: Int(pieces[$0])) }
    }
    var open = AgedCountry.bands.indices.map { band in
      Set(0..<blocks.count).subtracting(today[band].flatMap { $0 })
    }
    #expect(found.gaps.count > 2)
    for gap in found.gaps.prefix(3) {
      var best = 0.0
      for candidate in centers.indices {
        var value = 0.0
        for band in weight.indices {
          for block in places[band][candidate] where open[band].contains(block) {
            value += weight[band][block]
          }
        }
        best = max(best, value)
      }
      #expect(isClose(gap.residents[0], best), "rank \(gap.rank)")
      let point = try #require(
        centers.indices.first { centers[$0] == gap.position && !gap.blocks.isEmpty })
      var union: Set<Int> = []
      for band in weight.indices {
        union.formUnion(open[band].intersection(places[band][point]))
        open[band].subtract(places[band][point])
      }
      #expect(gap.blocks.map(Int.init) == union.sorted())
    }
    let outlines = try GapOutline.outlines(
      of: found.gaps, among: found, stations: stations, in: aged.region)
    #expect(outlines.count == found.gaps.count)
  }

  @Test(
    "advice is the best of all pairs, each band walking on its own",
    arguments: 0..<3, ["total", "65+", "0-14"])
  func advice(seed: Int, attribute: String) throws {
    let alongStreets = seed % 2 == 0
    let aged = try AgedCountry(seed + 70, stations: 9)
    let blocks = aged.region.blocks
    let stations = Array(aged.country.stations.prefix(2))
    let candidates = aged.country.stations.dropFirst(2).map { station in
      Candidate(
        id: CandidateID(station.id.text), name: "", kind: OrganizationKind.network[0],
        position: station.position, geographic: station.geographic, municipality: 0)
    }
    let walk = try aged.walk(byAge: 7, alongStreets: alongStreets)
    var request = RecommendationRequest()
    request.goal = .count(2)
    request.attributeWeights = [attribute: 1]
    let advice = try Recommendation(
      for: request, in: aged.region, stations: stations, candidates: candidates,
      kinds: OrganizationKind.network, knownKinds: [OrganizationKind.network[0].slug],
      walk: .byAge(walk), question: CoverageQuestion(),
      homes: aged.region.municipalities(of: stations.map(\.geographic)))
    let places = try reach(aged, from: candidates.map(\.position), 7, alongStreets)
    let today = try reach(aged, from: stations.map(\.position), 7, alongStreets)
    let pieces = blocks.pieceOfBlocks()
    let bands = ["total": [0, 1, 2, 3, 4], "65+": [2, 3], "0-14": [0]][attribute] ?? []
    func value(_ pair: [Int]) -> Double {
      bands.reduce(0.0) { sum, band in
        var reached: Set<Int> = []
        for candidate in pair { reached.formUnion(places[band][candidate]) }
        reached.subtract(today[band].flatMap { $0 })
        return sum
          + reached.sorted().reduce(0.0) {
            $0 + aged.residents(AgedCountry.bands[band], piece: Int(pieces[$1]))
          }
      }
    }
    var best = 0.0
    for a in candidates.indices {
      for b in candidates.indices where b > a { best = max(best, value([a, b])) }
    }
    let plan = try #require(advice.plans.first)
    // the advice sorts candidates by id
    let order = plan.steps.map { step in
      candidates.firstIndex { $0.id == advice.candidates[step.candidate].id } ?? 0
    }
    #expect(best > 0 && isClose(value(order), best))
    let index = try #require(blocks.attributeIndex(attribute))
    #expect(isClose(plan.steps.reduce(0) { $0 + $1.newlyCovered[index] }, best))
    #expect(
      isClose(
        advice.coveredToday[index],
        try Coverage(
          of: aged.region, stations: stations, walk: .byAge(walk), question: CoverageQuestion()
        ).answer.region.tallies[index].covered))
  }
}
