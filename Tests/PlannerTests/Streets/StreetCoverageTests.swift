import Testing

@testable import Planner

/// Coverage, gaps and advice along streets, in towns whose answer is known and over seeds.
@Suite struct StreetCoverageTests {
  /// Streets between corners of a `Town`, in its metres.
  private func network(
    _ corners: [(Double, Double)], _ streets: [[Int]]
  ) throws -> StreetNetwork {
    let projection = try Projection(from: .jgd2011, to: Town.crs)
    var lines = StreetLines(points: projection.inverse(corners.map { Town.plane($0.0, $0.1) }))
    for street in streets { lines.add(line: street.map { Int32($0) }) }
    return StreetNetwork(try StreetGraph(lines, by: projection, leastPartMeters: 0))
  }

  private func walk(_ meters: Double, _ network: StreetNetwork, in region: Region) throws -> Walk {
    .streets(
      StreetWalk(in: region, network: network, budget: try #require(PathBudget(meters: meters))))
  }

  /// Two banks of a river, 100 m apart, with a bridge 500 m to the east.
  private func riverTown() throws -> (town: Town, network: StreetNetwork) {
    var town = try Town()
    try town.municipality("12213", "東", east: -5000...5000, north: -5000...5000)
    town.station("s", at: 0, 0)
    town.residents(1, at: 0, 100)
    town.residents(2, at: 300, 0)
    town.residents(4, at: 480, 110)
    town.residents(8, at: 0, 3000)
    town.residents(16, at: 50, -150)
    let network = try network(
      [(-100, 0), (500, 0), (500, 100), (-100, 100)], [[0, 1], [1, 2], [2, 3]])
    return (town, network)
  }

  @Test("the circle promises the other bank, the streets deny it")
  func river() throws {
    let (town, network) = try riverTown()
    let region = try town.region()
    func covered(_ meters: Double) throws -> Double {
      let tally = try Coverage(
        of: region, stations: town.stations, walk: walk(meters, network, in: region),
        question: CoverageQuestion()
      ).answer.region.tallies[0]
      #expect(tally.residents == 31 && tally.covered + tally.uncovered == 31)
      #expect(tally.depth.reduce(0, +) == 31)
      return tally.covered
    }
    #expect(try town.coverage(within: 650).answer.region.tallies[0].covered == 0b10111)
    // 16: 150 m to the street and 50 m along it; 2: 300 m; 4: 500 + 100 + 20 + 10; 1: 1100
    #expect(try covered(190) == 0)
    #expect(try covered(210) == 0b10000)
    #expect(try covered(310) == 0b10010)
    #expect(try covered(620) == 0b10010)
    #expect(try covered(640) == 0b10110)
    #expect(try covered(1090) == 0b10110)
    #expect(try covered(1110) == 0b10111)
    // nobody walks to who lives 3 km from every street
    #expect(try covered(50_000) == 0b10111)
  }

  @Test("who has no street near is uncovered, has no distance, and is counted")
  func offNetwork() throws {
    let (town, network) = try riverTown()
    let region = try town.region()
    let walk = StreetWalk(
      in: region, network: network, budget: try #require(PathBudget(meters: 2000)))
    #expect(walk.residentsOffNetwork(of: region.blocks) == [8])
    let answer = try Coverage(
      of: region, stations: town.stations, walk: .streets(walk), question: CoverageQuestion()
    ).answer.region
    #expect(answer.coveredKm2 == nil && answer.areaKm2 > 99)
    // half of 31 are within 200 m (16); nine tenths would be 27.9, and only 23 can walk at all
    let nearest = try #require(answer.tallies[0].nearest)
    #expect(isClose(try #require(nearest.medianMeters), 200, 1e-3))
    #expect(nearest.ninetiethPercentileMeters == nil)
    let far = try #require(
      (0..<region.blocks.count).first { region.blocks.northings[$0] > Town.origin.y + 2000 })
    #expect(walk.isOffNetwork(block: far))
    #expect(
      walk.reach(from: town.stations.map(\.position)).blocks(of: 0).allSatisfy { $0.block != far })
  }

  @Test("a station off the network reaches nobody")
  func stationOffNetwork() throws {
    var (town, network) = try riverTown()
    town.station("t", at: 0, -101)
    let region = try town.region()
    let walk = try walk(5000, network, in: region)
    let reach = walk.reach(in: region, from: town.stations.map(\.position))
    #expect(reach.blocks(of: 0).count == 4 && reach.blocks(of: 1).isEmpty)
  }

  @Test("equal distances of two stations go to the lower id, as with circles")
  func ties() throws {
    var (town, network) = try riverTown()
    town.station("r", at: 200, 0)
    let region = try town.region()
    let coverage = try Coverage(
      of: region, stations: town.stations, walk: walk(400, network, in: region),
      question: CoverageQuestion())
    #expect(coverage.answer.region.tallies[0].depth == [13, 0, 18, 0])
  }

  /// A country with a grid of streets over it, some missing.
  private func random(_ seed: Int) throws -> (RandomCountry, Region, StreetNetwork) {
    let country = try RandomCountry(seed, level: .m250, stationCount: 6, extent: 0.25)
    let region = try country.region()
    var random = SeededRandom(seed + 500)
    return (
      country, region,
      try RandomCountry.streets(over: region, country.stations, &random)
    )
  }

  @Test(
    "residents are conserved, and a longer walk or another station covers no fewer",
    arguments: 0..<8)
  func laws(seed: Int) throws {
    let (country, region, network) = try random(seed)
    let all = region.blocks.residents()
    var last = 0.0
    for meters in [100.0, 300, 500, 500.01, 800, 2000] {
      let walk = try walk(meters, network, in: region)
      let coverage = try Coverage(
        of: region, stations: country.stations, walk: walk, question: CoverageQuestion())
      let tally = coverage.answer.region.tallies[0]
      #expect(isClose(tally.residents, all) && isClose(tally.covered + tally.uncovered, all))
      #expect(isClose(tally.depth.reduce(0, +), all))
      let areas = coverage.answer.areas.prefix(country.municipalities.count)
      #expect(isClose(areas.reduce(0) { $0 + $1.tallies[0].covered }, tally.covered))
      #expect(tally.covered >= last - 1e-9)
      last = tally.covered
      let fewer = try Coverage(
        of: region, stations: Array(country.stations.dropLast()), walk: walk,
        question: CoverageQuestion())
      #expect(fewer.answer.region.tallies[0].covered <= tally.covered + 1e-9)
      // no street is shorter than the straight line; the plane is true to scale to 1 in 10,000
      let circle = try Coverage(
        of: region, stations: country.stations,
        radius: try #require(WalkRadius(meters: meters * 1.001 + 1)), question: CoverageQuestion())
      #expect(tally.covered <= circle.answer.region.tallies[0].covered + 1e-9)
    }
  }

  @Test("gaps are those of a plain greedy search over all blocks", arguments: 0..<5)
  func gaps(seed: Int) throws {
    let (country, region, network) = try random(seed)
    let walk = try walk(300, network, in: region)
    guard case .streets(let street) = walk else { return }
    let found = try Gaps(
      of: region, stations: Array(country.stations.prefix(2)), walk: walk,
      question: CoverageQuestion(), minimum: 15)
    let coverage = try Coverage(
      of: region, stations: Array(country.stations.prefix(2)), walk: walk,
      question: CoverageQuestion()
    ).answer.region.tallies[0]
    #expect(isClose(found.uncovered[0], coverage.uncovered))
    #expect(isClose(found.inGaps[0] + found.belowMinimum[0], found.uncovered[0]))
    let blocks = region.blocks
    let pieces = blocks.pieceOfBlocks()
    let reach = street.reach(from: (0..<blocks.count).map { blocks.position(of: $0) })
    let reachToday = street.reach(from: country.stations.prefix(2).map(\.position))
    var open = Set(0..<blocks.count)
    for station in 0..<2 { open.subtract(reachToday.blocks(of: station).map(\.block)) }
    for gap in found.gaps.prefix(3) {
      var best = 0.0
      for candidate in 0..<blocks.count {
        let value = reach.blocks(of: candidate).reduce(0.0) {
          open.contains($1.block)
            ? $0 + blocks.residentsPerBlock(attribute: 0, piece: Int(pieces[$1.block])) : $0
        }
        best = max(best, value)
      }
      #expect(isClose(gap.residents[0], best), "rank \(gap.rank)")
      open.subtract(gap.blocks.map(Int.init))
    }
    let outlines = try GapOutline.outlines(
      of: found.gaps, among: found, stations: country.stations, in: region)
    let overlay = try Overlay()
    for (gap, outline) in zip(found.gaps, outlines) {
      #expect(overlay.defect(of: try overlay.shape(outline.outline)) == nil)
      // around all of its blocks, and nowhere else
      let centers = gap.blocks.map { blocks.position(of: Int($0)) }
      let polygons = outline.outline.polygons
      for center in centers {
        let isInside = polygons.contains { polygon in
          polygon.exterior.encloses(center) && !polygon.holes.contains { $0.encloses(center) }
        }
        #expect(isInside, "rank \(gap.rank)")
      }
      for corner in polygons.flatMap(\.rings).flatMap(\.positions) {
        let off = centers.map { max(abs($0.x - corner.x), abs($0.y - corner.y)) }.min() ?? 1e9
        #expect(off <= GapOutline.blockReach + 1 + GapOutline.toleranceMeters, "rank \(gap.rank)")
      }
    }
  }

  @Test("advice along streets sends people over no river")
  func advice() throws {
    var (town, network) = try riverTown()
    // a has the 16, the 4, the 2 and the 1 in its circle, but along streets the 4 and the 1 only;
    // b has the 4 and, over the bridge, the 2
    town.candidate("a", "commerce", at: 200, 100, home: 0)
    town.candidate("b", "commerce", at: 450, 100, home: 0)
    let region = try town.region()
    var request = RecommendationRequest()
    request.goal = .count(1)
    func chosen(_ walk: Walk) throws -> String? {
      let advice = try Recommendation(
        for: request, in: region, stations: [], candidates: town.candidates,
        kinds: OrganizationKind.network, knownKinds: ["commerce"], walk: walk,
        question: CoverageQuestion(), homes: [])
      return advice.plans.first?.steps.first.map { advice.candidates[$0.candidate].id.text }
    }
    #expect(try chosen(.radius(try #require(WalkRadius(meters: 370)))) == "a")
    #expect(try chosen(walk(370, network, in: region)) == "b")
  }
}
