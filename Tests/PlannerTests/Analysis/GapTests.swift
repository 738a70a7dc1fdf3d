import Testing

@testable import Planner

@Suite struct GapTests {
  private func gaps(
    _ country: RandomCountry, radius: Double = 250, minimum: Double = 20,
    rankedBy: String? = nil
  ) throws -> (Region, Gaps) {
    let region = try country.region()
    return (
      region,
      try Gaps(
        of: region, stations: country.stations, radius: try #require(WalkRadius(meters: radius)),
        question: CoverageQuestion(), rankedBy: rankedBy, minimum: minimum)
    )
  }

  /// A host of 3 and its guest of 20 people, far apart, of whom 6 are old together: 0 to 3 of them
  /// here and 3 to 6 there. A third place has all published.
  @Test("ages of suppressed units have bounds, jointly for their group")
  func bounds() throws {
    var town = try Town(attributes: [.total, ResidentAttribute.ageBands[2]])
    try town.municipality("12213", "東金市", east: -9000...9000, north: -1000...1000)
    for east in [-6000.0, 0, 6000] { town.residents(1, 1, at: east, 0) }
    let study = try town.region().study
    let points: [Position<Geographic>] = try Projection(from: .jgd2011, to: Town.crs).inverse(
      [-6000.0, 0, 6000].map { Town.plane($0, 0) })
    let region = try Region(
      study: study,
      population: Population(
        attributes: town.attributes, units: .points(points), counts: [[3, 20, 10], [0, 0, 4]],
        suppressed: [0, 1],
        groups: [SuppressionGroup(members: [0, 1], sums: [.published, .total(6)])]),
      crs: Town.crs)
    let gaps = try Gaps(
      of: region, stations: [], radius: try #require(WalkRadius(meters: 500)),
      question: CoverageQuestion(), minimum: 1)
    #expect(gaps.gaps.map { $0.residents[0] } == [20, 10, 3])
    #expect(gaps.gaps.map { $0.bounds[0] } == [nil, nil, nil])
    #expect(gaps.gaps.map { $0.bounds[1] } == [3...6, nil, 0...3])
    for gap in gaps.gaps { #expect(gap.bounds[1]?.contains(gap.residents[1]) ?? true) }
  }

  @Test("equals the plain greedy over all block centres", arguments: 0..<50)
  func plainGreedy(seed: Int) throws {
    let (region, gaps) = try gaps(try RandomCountry(seed, stationCount: 4, extent: 0.2))
    let blocks = region.blocks
    let pieceOfBlock = blocks.pieceOfBlocks()
    let country = try RandomCountry(seed, stationCount: 4, extent: 0.2)
    var open = (0..<blocks.count).filter { block in
      !country.stations.contains {
        $0.position.distance(to: blocks.position(of: block)) <= 250
      }
    }
    #expect(
      isClose(
        gaps.uncovered[0],
        open.reduce(0) {
          $0 + blocks.residentsPerBlock(attribute: 0, piece: Int(pieceOfBlock[$1]))
        }))
    for gap in gaps.gaps.prefix(4) {
      var best = 0.0
      for candidate in 0..<blocks.count {
        let center = blocks.position(of: candidate)
        let value = open.reduce(0.0) { sum, block in
          guard blocks.position(of: block).distance(to: center) <= 250 else { return sum }
          return sum + blocks.residentsPerBlock(attribute: 0, piece: Int(pieceOfBlock[block]))
        }
        best = max(best, value)
      }
      #expect(isClose(gap.residents[0], best), "rank \(gap.rank)")
      let closed = Set(gap.blocks.map(Int.init))
      #expect(
        closed
          == Set(open.filter { blocks.position(of: $0).distance(to: gap.position) <= 250 }))
      open.removeAll { closed.contains($0) }
    }
  }

  @Test("progress only goes on, to what is in gaps", arguments: 0..<6)
  func progress(seed: Int) throws {
    let country = try RandomCountry(seed)
    let region = try country.region()
    var told: [(done: Int, all: Int)] = []
    let gaps = try Gaps(
      of: region, stations: country.stations,
      walk: .radius(try #require(WalkRadius(meters: 60))), question: CoverageQuestion(),
      minimum: 0.01
    ) { told.append(($0, $1)) }
    #expect(told.count == gaps.gaps.count / 64 && told.count > 2)
    #expect(zip(told, told.dropFirst()).allSatisfy { $0.done < $1.done && $0.all == $1.all })
    let last = try #require(told.last)
    #expect(last.done <= last.all && last.done > last.all / 2)
  }

  @Test("gaps and the remainder add up to the uncovered", arguments: 0..<50)
  func sums(seed: Int) throws {
    let country = try RandomCountry(seed)
    for slug in ["total", "65+"] {
      let (region, gaps) = try gaps(country, minimum: 15, rankedBy: slug)
      let coverage = try country.coverage(within: 250).answer.region
      for attribute in 0..<3 {
        #expect(isClose(gaps.uncovered[attribute], coverage.tallies[attribute].uncovered))
        #expect(
          isClose(
            gaps.inGaps[attribute] + gaps.belowMinimum[attribute], gaps.uncovered[attribute]))
      }
      let values = gaps.gaps.map { $0.residents[gaps.attribute] }
      #expect(values.allSatisfy { $0 >= 15 - 1e-9 })
      #expect(values == values.sorted(by: >))
      #expect(
        Set(gaps.gaps.flatMap(\.blocks)).count == gaps.gaps.reduce(0) { $0 + $1.blocks.count })
      for gap in gaps.gaps {
        #expect(isClose(gap.municipalities.reduce(0) { $0 + $1.share }, 1))
        #expect(gap.missingServices.contains(.dropIn))
      }
      let outlines = try GapOutline.outlines(
        of: gaps.gaps, among: gaps, stations: country.stations, in: region)
      #expect(outlines.count == gaps.gaps.count)
      let overlay = try Overlay()
      for (gap, outline) in zip(gaps.gaps, outlines) {
        let shape = try overlay.shape(outline.outline)
        #expect(overlay.defect(of: shape) == nil)
        let label = try overlay.shape(
          MultiPolygon([Bounds(around: outline.label, reach: 1e-4).polygon]))
        #expect(shape.intersects(label))
        // every block of the gap lies in its outline but for the sliver between a circle and
        // its polygon
        let inside = try gap.blocks.filter { block in
          let dot = MultiPolygon([
            Bounds(around: region.blocks.position(of: Int(block)), reach: 2).polygon
          ])
          return shape.intersects(try overlay.shape(dot))
        }
        #expect(inside.count == gap.blocks.count)
      }
    }
  }

  @Test("a gap that nobody's map line can hide: it follows people across the border")
  func acrossTheLine() throws {
    var town = try Town()
    try town.municipality("12213", "西市", east: -5000...0, north: -2500...2500)
    try town.municipality("12237", "東市", east: 0...5000, north: -2500...2500)
    town.residents(40, at: -200, 0)
    town.residents(60, at: 200, 0)
    town.residents(30, at: -3000, 0)
    town.residents(5, at: 3000, 2000)
    town.station("s", at: -3000, 100)
    let region = try town.region()
    let gaps = try Gaps(
      of: region, stations: town.stations, radius: try #require(WalkRadius(meters: 500)),
      question: CoverageQuestion())
    #expect(gaps.gaps.count == 1)
    #expect(gaps.gaps[0].residents == [100])
    #expect(gaps.gaps[0].municipalities.map(\.share) == [0.6, 0.4])
    #expect(gaps.uncovered == [105] && gaps.belowMinimum == [5])
    #expect(gaps.gaps[0].nearest?.station == 0)
  }
}
