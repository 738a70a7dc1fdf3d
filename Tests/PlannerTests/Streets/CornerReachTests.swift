import Testing

@testable import Planner

/// Sums within a walk of every corner, against all distances by Floyd and Warshall.
@Suite struct CornerReachTests {
  @Test("a row of corners, residents as powers of two, one street one way only")
  func byHand() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 300, 0)
    town.corner("c", 600, 0)
    town.corner("d", 600, 500)
    // streets that end here, so that a, b and c are corners and no bends
    town.corner("a north", 0, 1000)
    town.corner("b north", 300, 1000)
    town.corner("c south", 600, -1000)
    town.street("a", "b", passage: .forward)
    town.street("b", "c")
    town.street("c", "d")
    town.street("a", "a north")
    town.street("b", "b north")
    town.street("c", "c south")
    let network = try town.network()
    let positions = network.graph.cornerPositions
    func number(_ x: Double, _ y: Double) throws -> Int {
      try #require(
        positions.firstIndex { abs($0.x - x) < 0.5 && abs($0.y - y) < 0.5 },
        "no corner at \(x), \(y)"
      )
    }
    let (a, b) = (try number(0, 0), try number(300, 0))
    let (c, d) = (try number(600, 0), try number(600, 500))
    var residents = [Double](repeating: 0, count: positions.count)
    (residents[a], residents[b], residents[c], residents[d]) = (1, 2, 4, 8)
    // exactly the limit is within; nobody walks from b to a
    let sums = network.sums(of: residents, limitCentimeters: 60_000)
    #expect(sums[a] == 0b0001)
    #expect(sums[b] == 0b0111)
    #expect(sums[c] == 0b1111)
    #expect(sums[d] == 0b1100)
    #expect(network.sums(of: residents, limitCentimeters: 59_900)[c] == 0b1110)
    #expect(network.sums(of: residents, limitCentimeters: 0) == residents)
    #expect(network.sums(of: residents, limitCentimeters: -5) == residents)
  }

  @Test("sums, kept or not, and the nearest are those of brute force", arguments: 0..<20)
  func bruteForce(seed: Int) throws {
    let network = try RandomStreets(seed, side: 7).town.network()
    let count = network.graph.cornerCount
    var far = [[Int]](repeating: [Int](repeating: .max / 4, count: count), count: count)
    for corner in 0..<count { far[corner][corner] = 0 }
    for walk in network.graph.walks {
      far[walk.from][walk.to] = min(far[walk.from][walk.to], walk.centimeters)
    }
    for middle in 0..<count {
      for a in 0..<count where far[a][middle] < .max / 4 {
        for b in 0..<count { far[a][b] = min(far[a][b], far[a][middle] + far[middle][b]) }
      }
    }
    var random = SeededRandom(seed)
    let weights = (0..<count).map { _ in Double(Int.random(in: 0..<1000, using: &random)) }
    for limit in [0, 5_000, 12_345, 60_000] {
      let truth = (0..<count).map { corner in
        (0..<count).reduce(0.0) { $0 + (far[$1][corner] <= limit ? weights[$1] : 0) }
      }
      let reach = CornerReach(in: network, limitCentimeters: limit)
      #expect(network.sums(of: weights, limitCentimeters: limit) == truth)
      #expect(reach.sums(of: weights) == truth)
      // one of them twice: the first counts
      let corners = [count / 2, 0, count / 2, count - 1]
      let nearest = network.nearest(ofCorners: corners, limitCentimeters: limit)
      #expect(nearest.count == count)
      for corner in 0..<count {
        let best = corners.enumerated().map { (far[corner][$1], $0) }.min { $0 < $1 }
        let expected = best.flatMap { $0.0 <= limit ? $0 : nil }
        #expect(nearest[corner]?.centimeters == expected?.0)
        #expect(nearest[corner]?.index == expected?.1)
      }
      #expect(reach.pairCount == far.reduce(0) { $0 + $1.count { $0 <= limit } })
    }
  }

  @Test("many runs on many threads: a town larger than one run, its sums twice the same")
  func runs() throws {
    let network = try RandomStreets(3, side: 30, points: 0).town.network()
    let count = network.graph.cornerCount
    #expect(count > 512)
    var random = SeededRandom(3)
    let weights = (0..<count).map { _ in Double.random(in: 0..<1, using: &random) }
    let reach = CornerReach(in: network, limitCentimeters: 40_000)
    let sums = reach.sums(of: weights)
    #expect(sums.map(\.bitPattern) == reach.sums(of: weights).map(\.bitPattern))
    #expect(
      sums.map(\.bitPattern)
        == network.sums(of: weights, limitCentimeters: 40_000).map(\.bitPattern))
    // corner by corner, by another way
    for corner in stride(from: 0, to: count, by: 97) {
      var walks = ShortestWalks(in: network.graph, longestStartCentimeters: 0)
      walks.run(toCorner: Int32(corner), limitCentimeters: 40_000)
      let single = (0..<count).reduce(0.0) {
        $0 + (walks.centimeters(from: Int32($1)) == nil ? 0 : weights[$1])
      }
      #expect(abs(sums[corner] - single) < 1e-9)
    }
  }
}
