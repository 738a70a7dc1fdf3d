import Testing

@testable import Planner

@Suite struct ReachTests {
  @Test("equals brute force", arguments: 0..<50)
  func bruteForce(seed: Int) throws {
    let country = try RandomCountry(seed)
    let region = try country.region()
    let radius = [120.0, 500, 800, 3000][seed % 4]
    let walk = StraightLineWalk(in: region, radius: try #require(WalkRadius(meters: radius)))
    let origins = country.stations.map(\.position)
    let reach = walk.reach(from: origins)
    for (station, origin) in origins.enumerated() {
      let expected = (0..<region.blocks.count).filter {
        region.blocks.position(of: $0).distance(to: origin) <= radius
      }
      let actual = reach.blocks(of: station)
      #expect(actual.map(\.block) == expected)
      for (block, meters) in actual {
        #expect(meters == region.blocks.position(of: block).distance(to: origin))
      }
    }
    let nearest = try #require(NearestStation(origins).distances(to: region.blocks))
    for block in 0..<region.blocks.count {
      let brute = origins.map { region.blocks.position(of: block).distance(to: $0) }.min()
      #expect(nearest[block] == brute)
    }
  }

  @Test("a distance of exactly the limit is inside, a millimetre more is not")
  func limit() throws {
    var town = try Town()
    try town.municipality("12213", "東", east: -5000...5000, north: -5000...5000)
    town.residents(1, at: 480, 640)
    town.residents(2, at: 800, 0)
    town.residents(4, at: 0, -800.001)
    town.residents(8, at: -800.001, 0)
    town.station("1", at: 0, 0)
    let coverage = try town.coverage(within: 800)
    #expect(coverage.answer.region.tallies[0].covered == 0b0011)
  }

  @Test("without stations nothing is reached and no distance is made up")
  func noStations() throws {
    var town = try Town()
    try town.municipality("12213", "東", east: -5000...5000, north: -5000...5000)
    town.residents(7, at: 0, 0)
    let tally = try town.coverage(within: 800).answer.region.tallies[0]
    #expect(tally.covered == 0 && tally.residents == 7 && tally.nearest == nil)
    #expect(tally.depth == [7, 0, 0, 0])
  }
}
