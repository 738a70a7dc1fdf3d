import Testing

@testable import Planner

@Suite struct CoverageTests {
  /// Two towns side by side, west 12213 and east 12237, with the line at east = 0. Residents are
  /// powers of two, so that a sum says who is in it.
  private func twoTowns() throws -> Town {
    var town = try Town(attributes: [.total, ResidentAttribute.ageBands[2]])
    try town.municipality("12213", "西市", east: -5000...0, north: -2500...2500)
    try town.municipality("12237", "東市", east: 0...5000, north: -2500...2500)
    try town.livingArea("境", east: -700...700, north: -1000...1000)
    try town.livingArea("全", east: -5000...5000, north: -2500...2500)
    town.zone("両市", "12213", "12237")
    town.residents(1, 1, at: -4000, 0)  // nobody near
    town.residents(2, 0, at: -300, 0)  // west, near the line
    town.residents(4, 4, at: 300, 0)  // east, near the line
    town.residents(8, 2, at: 2000, 0)  // east, by its own station
    town.residents(16, 8, at: 2000, 2000)  // east, nobody near
    town.station("a", at: 100, 0, services: [.dropIn, .cool])  // east, near the line
    town.station("b", at: 2100, 0, services: [.dropIn])
    return town
  }

  @Test("a hand-computed town")
  func handComputed() throws {
    let coverage = try twoTowns().coverage(within: 500)
    let answer = coverage.answer
    let all = answer.region.tallies[0]
    #expect(all.residents == 31)
    #expect(all.covered == 0b01110)
    #expect(all.coveredByOwn == 0b01100)
    #expect(all.coveredAcross == 0b00010)
    #expect(all.depth == [17, 14, 0, 0])
    let old = answer.region.tallies[1]
    #expect(old.residents == 15 && old.covered == 6)
    let west = answer.areas[0]
    #expect(west.code == "12213" && west.tallies[0].covered == 2)
    #expect(west.stationCount == 0 && answer.areas[1].stationCount == 2)
    #expect(isClose(west.areaKm2, 25, 1e-4))
    // half of a disc of radius 500 about a point 100 m east of the line, and so on
    #expect(try #require(answer.areas[0].coveredKm2) < #require(answer.areas[1].coveredKm2))
    #expect(
      answer.flows == [
        Flow(residentsOf: 0, servedBy: 1, residents: 2, onlyAcross: 2),
        Flow(residentsOf: 1, servedBy: 1, residents: 12, onlyAcross: 0),
      ])
    // distances 4100, 400, 200, 100 and 2002.5 m: half of 31 people are within 2002.5 m
    #expect(isClose(all.nearest?.medianMeters ?? 0, (100.0 * 100 + 2000 * 2000).squareRoot()))
    let zone = answer.areas[2]
    #expect(zone.layer == .zone("z") && zone.tallies == answer.region.tallies)
    let border = answer.areas[3]
    #expect(border.layer == .livingArea("areas") && border.tallies[0].residents == 6)
    #expect(border.tallies[0].covered == 6)
    #expect(answer.areas[4].tallies[0].covered == 14)
  }

  @Test("each service is answered alone")
  func services() throws {
    let town = try twoTowns()
    let coverage = try town.coverage(within: 500)
    let byService = Dictionary(
      uniqueKeysWithValues: coverage.services.map { ($0.service, $0.answer) })
    #expect(byService[.cool]?.region.tallies[0].covered == 0b00110)
    #expect(byService[.cafeteria]?.stationCount == 0)
    #expect(byService[.dropIn] == coverage.answer)
    let cool = try town.coverage(within: 500, CoverageQuestion(services: [.cool]))
    #expect(cool.answer == byService[.cool])
    #expect(cool.services.map(\.service) == [.cool])
  }

  @Test("a day decides who has joined, left, and is in season")
  func days() throws {
    var town = try Town()
    try town.municipality("12213", "西市", east: -5000...5000, north: -2500...2500)
    for index in 0..<5 { town.residents(Double(1 << index), at: Double(index) * 1000, 0) }
    town.station("0", at: 0, 0, services: [.cool])
    town.station("1", at: 1000, 0, joined: CalendarDay("2024-04-01"))
    town.station("2", at: 2000, 0, left: CalendarDay("2024-04-01"))
    town.station("3", at: 3000, 0, season: Season(from: 11, through: 2))
    town.station("4", at: 4000, 0)
    func covered(_ day: String?, _ services: Set<Service> = []) throws -> Double {
      try town.coverage(
        within: 100,
        CoverageQuestion(services: services, day: day.flatMap { CalendarDay($0) })
      ).answer.region.tallies[0].covered
    }
    #expect(try covered(nil) == 0b11011)  // no clock: who has left is out, seasons ignored
    #expect(try covered("2024-03-31") == 0b10101)
    #expect(try covered("2024-04-01") == 0b10011)
    #expect(try covered("2024-12-01") == 0b11011)
    #expect(try covered("2024-08-15", [.cool]) == 0b00001)
    #expect(try covered("2024-10-01", [.cool]) == 0)
  }

  @Test("sums add up in every area, band, depth and flow", arguments: 0..<50)
  func sums(seed: Int) throws {
    let country = try RandomCountry(seed)
    let region = try country.region()
    let coverage = try country.coverage(within: 600)
    for (_, answer) in coverage.services + [(.dropIn, coverage.answer)] {
      for attribute in 0..<3 {
        let whole = answer.region.tallies[attribute]
        #expect(isClose(whole.residents, region.blocks.residents(attribute: attribute)))
        #expect(isClose(whole.covered + whole.uncovered, whole.residents))
        #expect(isClose(whole.depth.reduce(0, +), whole.residents))
        #expect(isClose(whole.depth[0], whole.uncovered))
        #expect(whole.coveredByOwn <= whole.covered)
        let municipalities = answer.areas.filter { $0.layer == .municipality }
        let parts = municipalities.map { $0.tallies[attribute] }
        #expect(isClose(parts.reduce(0) { $0 + $1.residents }, whole.residents))
        #expect(isClose(parts.reduce(0) { $0 + $1.covered }, whole.covered))
        #expect(isClose(parts.reduce(0) { $0 + $1.coveredAcross }, whole.coveredAcross))
      }
      let whole = answer.region.tallies[0]
      #expect(isClose(answer.flows.reduce(0) { $0 + $1.residents }, whole.covered))
      #expect(isClose(answer.flows.reduce(0) { $0 + $1.onlyAcross }, whole.coveredAcross))
    }
  }

  @Test("equals brute force over blocks, also in living areas", arguments: 0..<50)
  func bruteForce(seed: Int) throws {
    let country = try RandomCountry(seed)
    let region = try country.region()
    let answer = try country.coverage(within: 700).answer
    let blocks = region.blocks
    let pieceOfBlock = blocks.pieceOfBlocks()
    let homes = region.municipalities(of: country.stations.map(\.geographic))
    var covered = [Double](repeating: 0, count: country.municipalities.count)
    var own = covered
    var nearest: [(meters: Double, weight: Double)] = []
    for block in 0..<blocks.count {
      let piece = Int(pieceOfBlock[block])
      let weight = blocks.residentsPerBlock(attribute: 0, piece: piece)
      let home = Int(blocks.pieceMunicipality[piece])
      let meters = country.stations.map {
        $0.position.distance(to: blocks.position(of: block))
      }
      let near = meters.indices.filter { meters[$0] <= 700 }
      if !near.isEmpty { covered[home] += weight }
      if near.contains(where: { homes[$0] == home }) { own[home] += weight }
      nearest.append((meters.min() ?? .infinity, weight))
    }
    for index in covered.indices {
      #expect(isClose(answer.areas[index].tallies[0].covered, covered[index]))
      #expect(isClose(answer.areas[index].tallies[0].coveredByOwn, own[index]))
    }
    // quantiles, by sorting everything
    nearest.sort { $0.meters < $1.meters }
    let total = nearest.reduce(0) { $0 + $1.weight }
    func quantile(_ share: Double) -> Double {
      var sum = 0.0
      for entry in nearest where entry.weight > 0 {
        sum += entry.weight
        if sum >= total * share * (1 - 1e-12) { return entry.meters }
      }
      return .infinity
    }
    let quantiles = try #require(answer.region.tallies[0].nearest)
    #expect(isClose(try #require(quantiles.medianMeters), quantile(0.5), 1e-9))
    #expect(isClose(try #require(quantiles.ninetiethPercentileMeters), quantile(0.9), 1e-9))
    let locators = country.livingAreas[0].areas.map { OutlineLocator(LatticeEdges($0.outline)) }
    let projection = try Projection(from: .jgd2011, to: region.crs)
    let degrees: [Position<Geographic>] = projection.inverse(
      (0..<blocks.count).map { blocks.position(of: $0) })
    for (index, locator) in locators.enumerated() {
      let residents = (0..<blocks.count).reduce(0.0) { sum, block in
        guard locator.contains(degrees[block]) else { return sum }
        return sum
          + blocks.residentsPerBlock(attribute: 0, piece: Int(pieceOfBlock[block]))
      }
      let area = answer.areas[country.municipalities.count + index]
      #expect(isClose(area.tallies[0].residents, residents))
    }
  }

  @Test("a longer walk or another station never covers fewer", arguments: 0..<50)
  func monotone(seed: Int) throws {
    let country = try RandomCountry(seed)
    var last = [0.0, 0.0]
    for radius in [100.0, 300, 500, 501, 800, 2000] {
      let tally = try country.coverage(within: radius).answer.region
      #expect(tally.tallies[0].covered >= last[0] - 1e-9)
      let coveredKm2 = try #require(tally.coveredKm2)
      #expect(coveredKm2 >= last[1] - 1e-9)
      last = [tally.tallies[0].covered, coveredKm2]
    }
    var before = -1.0
    for count in 0...country.stations.count {
      let covered = try country.coverage(
        within: 500, stations: Array(country.stations.prefix(count))
      ).answer.region.tallies[0].covered
      #expect(covered >= before - 1e-9)
      before = covered
    }
  }

  @Test("the order of rows changes nothing", arguments: 0..<50)
  func orderIndependence(seed: Int) throws {
    var country = try RandomCountry(seed)
    let answer = try country.coverage(within: 700).answer
    var random = SeededRandom(seed + 77)
    let order = country.cells.indices.shuffled(using: &random)
    country.cells = order.map { country.cells[$0] }
    country.counts = country.counts.map { counts in order.map { counts[$0] } }
    country.municipalities.shuffle(using: &random)
    #expect(try country.coverage(within: 700).answer == answer)
  }

  @Test("covered square kilometres equal one big overlay", arguments: 0..<50)
  func areas(seed: Int) throws {
    let country = try RandomCountry(seed)
    let answer = try country.coverage(within: 500).answer
    let overlay = try Overlay()
    let discs = try country.stations.map {
      try overlay.shape(MultiPolygon([DiscUnion.disc(at: $0.position, radius: 500)]))
    }
    let union = try overlay.union(discs)
    let projection = try Projection(from: .jgd2011, to: RandomCountry.crs)
    for (index, municipality) in country.municipalities.enumerated() {
      let outline: MultiPolygon<Plane> = municipality.outline.mapPositions {
        projection.forward($0)
      }
      let shape = try overlay.shape(outline)
      let exact = try overlay.intersection(shape, union).area / 1e6
      // corners are interpolated to a fraction of a micrometre
      #expect(isClose(try #require(answer.areas[index].coveredKm2), exact, 1e-8))
      #expect(isClose(answer.areas[index].areaKm2, shape.area / 1e6, 1e-8))
    }
  }
}
