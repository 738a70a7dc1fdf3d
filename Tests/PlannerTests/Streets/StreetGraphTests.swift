import Testing

@testable import Planner

@Suite struct StreetGraphTests {
  @Test("lengths are those of PROJ's geodesic to a tenth of a millimetre", arguments: 0..<20)
  func ellipsoid(seed: Int) throws {
    var random = SeededRandom(seed)
    for _ in 0..<50 {
      let latitude = Double.random(in: -75...75, using: &random)
      let a = Position<Geographic>(
        longitude: Double.random(in: -180...180, using: &random), latitude: latitude)
      let reach = [1e-6, 1e-4, 0.01, 0.04][seed % 4]
      let b = Position<Geographic>(
        longitude: a.longitude + Double.random(in: -reach...reach, using: &random),
        latitude: a.latitude + Double.random(in: -reach...reach, using: &random))
      let truth = try Projection.geodesicMeters(from: a, to: b)
      #expect(abs(try Ellipsoid.meters(from: a, to: b) - truth) < 1e-4)
    }
  }

  @Test("a line across the antimeridian is as short as it is")
  func antimeridian() throws {
    let (west, east) = (
      Position<Geographic>(longitude: 179.999, latitude: 10),
      Position<Geographic>(longitude: -179.999, latitude: 10)
    )
    let meters = try Ellipsoid.meters(from: west, to: east)
    #expect(abs(meters - 219.27) < 0.1)
  }

  @Test("bends are shape, corners are corners, and lengths add up")
  func contraction() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 300, 0)
    town.corner("c", 300, 400)
    town.corner("d", 600, 400)
    town.corner("e", 600, 0)
    town.street("a", "b", "c")
    town.street("c", "d")
    town.street("d", "e")
    town.street("e", "c")
    let graph = try town.graph()
    // a and c are corners; b bends, and d and e are bends of the ring c–d–e–c
    #expect(graph.cornerCount == 2 && graph.stretchCount == 2)
    #expect(graph.centimeters.sorted() == [70_000, 120_000])
    #expect(graph.parts.count == 1 && graph.meters == 1900)
    #expect(graph.shape.count == 3 + 4)
  }

  @Test("the order, the direction and the pieces of lines make no difference", arguments: 0..<30)
  func canonical(seed: Int) throws {
    let town = RandomStreets(seed).town
    let graph = try town.graph()
    var random = SeededRandom(seed + 1000)
    var other = StreetTown()
    for corner in town.corners { other.corner(corner.name, corner.at.x, corner.at.y) }
    for street in town.streets.shuffled(using: &random) {
      let isTurned = Bool.random(using: &random)
      let corners = isTurned ? street.corners.reversed() : street.corners
      let passage = isTurned ? street.passage.reversed : street.passage
      let cut = Int.random(in: 0..<corners.count, using: &random)
      other.street(numbers: Array(corners[...cut]), passage: passage)
      other.street(numbers: Array(corners[cut...]), passage: passage)
    }
    let again = try other.graph()
    #expect(graph.cornerPositions == again.cornerPositions)
    #expect(graph.from == again.from && graph.to == again.to)
    #expect(graph.centimeters == again.centimeters && graph.passage == again.passage)
    #expect(graph.shape == again.shape && graph.parts == again.parts)
  }

  @Test("where people may walk one way only begins, there is a corner")
  func oneWayEnds() throws {
    var town = StreetTown()
    for (index, name) in ["a", "b", "c"].enumerated() { town.corner(name, Double(index) * 100, 0) }
    town.street("a", "b")
    town.street("b", "c", passage: .forward)
    let graph = try town.graph()
    #expect(graph.cornerCount == 3 && graph.stretchCount == 2)
    #expect(graph.passage == [.both, .forward])
    // the same line once each way is a line for both
    town.street("b", "c", passage: .backward)
    #expect(try town.graph().stretchCount == 1)
  }

  @Test("points on one spot, and points in a row that are one point")
  func zeroLength() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 100, 0)
    town.corner("b2", 100, 0)
    town.corner("c", 200, 0)
    town.street("a", "a", "b", "b2", "b2", "c")
    let graph = try town.graph()
    #expect(graph.centimeters == [20_000])
    town.street("b", "b2")
    #expect(try town.graph().centimeters == [20_000])
  }

  @Test("a ring that nothing touches has a corner, and a walk around it")
  func ring() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 100, 0)
    town.corner("c", 100, 100)
    town.corner("d", 0, 100)
    town.street("a", "b", "c", "d", "a")
    let graph = try town.graph()
    #expect(graph.cornerCount == 1 && graph.stretchCount == 1 && graph.centimeters == [40_000])
    #expect(try town.walk(from: (50, 0), to: (50, 100)) == 200)
    #expect(try town.walk(from: (10, 0), to: (0, 10)) == 20)
  }

  @Test("small parts are islands, and nothing is joined to them; the longest part never is")
  func islands() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 900, 0)
    town.corner("c", 0, 50)
    town.corner("d", 400, 50)
    town.street("a", "b")
    town.street("c", "d")
    let whole = try town.network()
    #expect(whole.graph.islands.isEmpty && whole.graph.parts.map(\.meters) == [900, 400])
    let point = Position<Plane>(x: 200, y: 45)
    #expect(whole.joins([point], within: 100)[0]?.offMeters == 5)
    let clean = try town.network(leastPartMeters: 1000)
    #expect(clean.graph.islands.map(\.meters) == [400])
    #expect(clean.joins([point], within: 100)[0]?.offMeters == 45)
    #expect(clean.joins([point], within: 44)[0] == nil)
  }

  @Test("the invariants see what is broken")
  func invariants() throws {
    let graph = try RandomStreets(3).town.graph()
    #expect(graph.defect() == nil)
    func broken(
      firstArc: [Int32]? = nil, arcs: [StreetGraph.Arc]? = nil, to: [Int32]? = nil,
      centimeters: [Int32]? = nil, passage: [StreetLines.Passage]? = nil,
      partOfCorner: [Int32]? = nil, shape: [Position<Plane>]? = nil
    ) -> String? {
      StreetGraph(
        cornerPositions: graph.cornerPositions, firstArc: firstArc ?? graph.firstArc,
        arcs: arcs ?? graph.arcs, longestArcCentimeters: graph.longestArcCentimeters,
        arcStretch: graph.arcStretch, partOfCorner: partOfCorner ?? graph.partOfCorner,
        from: graph.from, to: to ?? graph.to, centimeters: centimeters ?? graph.centimeters,
        passage: passage ?? graph.passage, firstShape: graph.firstShape,
        shape: shape ?? graph.shape, shapeCentimeters: graph.shapeCentimeters,
        climb: graph.climb, parts: graph.parts, leastPartMeters: 0
      ).defect()
    }
    #expect(broken() == nil)
    #expect(broken(firstArc: graph.firstArc.dropLast()) != nil)
    #expect(broken(firstArc: [1] + graph.firstArc.dropFirst()) != nil)
    #expect(broken(arcs: graph.arcs.reversed()) != nil)
    #expect(broken(to: [Int32(graph.cornerCount)] + graph.to.dropFirst()) != nil)
    #expect(broken(centimeters: [-1] + graph.centimeters.dropFirst()) != nil)
    #expect(broken(centimeters: graph.centimeters.map { $0 + 1 }) != nil)
    #expect(broken(passage: [[]] + graph.passage.dropFirst()) != nil)
    #expect(broken(partOfCorner: graph.partOfCorner.map { $0 + 99 }) != nil)
    #expect(broken(shape: graph.shape.reversed()) != nil)
  }

  @Test("no streets make a graph of nothing, to which nothing is joined")
  func empty() throws {
    let network = try StreetTown().network()
    #expect(network.graph.cornerCount == 0 && network.graph.parts.isEmpty)
    #expect(network.joins([Position(x: 0, y: 0)], within: 100) == [nil])
    let places = StreetPlaces([nil], in: network.graph)
    #expect(network.reach(to: [nil], from: places, limitCentimeters: 100)[0].places.isEmpty)
    #expect(network.nearest(of: [nil], from: places)[0] == nil)
  }
}
