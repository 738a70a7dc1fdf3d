import Testing

@testable import Planner

/// Walks reckoned by hand, and against a search that is as plain as can be.
@Suite struct ShortestWalkTests {
  // MARK: By hand

  @Test("a river with one bridge: the walk goes over the bridge")
  func river() throws {
    var town = StreetTown()
    // banks 20 m apart, the bridge 500 m to the east
    town.corner("north bank", 0, 20)
    town.corner("north bridge", 500, 20)
    town.corner("south bank", 0, 0)
    town.corner("south bridge", 500, 0)
    town.street("north bank", "north bridge")
    town.street("south bank", "south bridge")
    #expect(try town.walk(from: (0, 20), to: (0, 0)) == nil)
    town.street("north bridge", "south bridge")
    // 500 + 20 + 500
    #expect(try town.walk(from: (0, 20), to: (0, 0)) == 1020)
    // 3 m to the street, 400 + 20 + 300 along it, 4 m from it
    #expect(try town.walk(from: (100, 23), to: (200, -4)) == 3 + 400 + 20 + 300 + 4)
  }

  @Test("an expressway is crossed where the underpass is, not where the lines cross")
  func underpass() throws {
    var town = StreetTown()
    town.corner("w", -300, 0)
    town.corner("e", 300, 0)
    town.corner("s", 0, -200)
    town.corner("n", 0, 200)
    town.street("w", "e")
    town.street("s", "n")
    // they cross without a corner in common: one is over the other
    #expect(try town.walk(from: (-300, 0), to: (0, 200)) == nil)
    town.corner("x", 0, 0)
    town.street("w", "x", "e")
    town.street("s", "x", "n")
    #expect(try town.walk(from: (-300, 0), to: (0, 200)) == 500)
  }

  @Test("two points on one street go along it, not by its ends")
  func sameStreet() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 1000, 0)
    town.street("a", "b")
    #expect(try town.walk(from: (400, 3), to: (450, 4)) == 3 + 50 + 4)
    // around a ring the other way may be the shorter
    town.corner("c", 500, 1)
    town.street("a", "c", "b")
    #expect(try #require(try town.walk(from: (10, -5), to: (990, -5))) == 990)
  }

  @Test("dead ends, stairs and parallel roads")
  func deadEnd() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 100, 0)
    town.corner("c", 200, 0)
    town.corner("end", 100, 80)
    town.corner("below", 150, -60)
    town.street("a", "b", "c")
    town.street("b", "end")
    // two roads between the same corners: 100 m and 2 × √(50² + 60²)
    town.street("b", "below", "c")
    #expect(try town.walk(from: (100, 80), to: (200, 0)) == 180)
    #expect(try town.walk(from: (150, -60), to: (0, 0)) == (78.1025 + 100).rounded(toPlaces: 2))
  }

  @Test("a street that is walked one way only leads there, and back another way")
  func oneWay() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 300, 0)
    town.corner("c", 300, 100)
    town.corner("d", 0, 100)
    town.street("a", "b", passage: .forward)
    town.street("b", "c", "d", "a")
    #expect(try town.walk(from: (0, 0), to: (300, 0)) == 300)
    #expect(try town.walk(from: (300, 0), to: (0, 0)) == 500)
    // from the middle of it: on to its end, and around
    #expect(try town.walk(from: (200, 0), to: (100, 0)) == 100 + 500 + 100)
    #expect(try town.walk(from: (100, 0), to: (200, 0)) == 100)
    // a point at its beginning may walk away from it
    #expect(try town.walk(from: (0, 0), to: (0, 100)) == 100)
    #expect(try town.walk(from: (0, 100), to: (0, 0)) == 100)
  }

  @Test("two islands: unreachable is no number")
  func twoIslands() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 100, 0)
    town.corner("c", 0, 300)
    town.corner("d", 100, 300)
    town.street("a", "b")
    town.street("c", "d")
    #expect(try town.walk(from: (0, 0), to: (0, 300)) == nil)
    let network = try town.network()
    let joins = network.joins(
      [Position(x: 0, y: 0), Position(x: 50, y: 300), Position(x: 0, y: 150)], within: 100)
    #expect(joins[2] == nil)
    let nearest = network.nearest(of: [joins[0]], from: StreetPlaces(joins, in: network.graph))
    #expect(nearest[0]?.centimeters == 0 && nearest[1] == nil && nearest[2] == nil)
  }

  @Test("exactly the limit is within, a centimetre more is not; so are the limits of joins")
  func limit() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 1000, 0)
    town.street("a", "b")
    #expect(try town.walk(from: (800, 0), to: (0, 0), limit: 800) == 800)
    #expect(try town.walk(from: (800.01, 0), to: (0, 0), limit: 800) == nil)
    #expect(try town.walk(from: (790, 10), to: (0, 0), limit: 800) == 800)
    #expect(try town.walk(from: (790, 100), to: (0, 0), snap: 100) == 890)
    #expect(try town.walk(from: (790, 100.001), to: (0, 0), snap: 100) == nil)
  }

  @Test("of equally near origins and streets the first counts")
  func ties() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 100, 0)
    town.corner("c", 0, 20)
    town.corner("d", 100, 20)
    town.street("a", "b")
    town.street("c", "d")
    town.street("b", "d")
    let network = try town.network()
    // as far from the one street as from the other
    let join = try #require(network.joins([Position(x: 50, y: 10)], within: 100)[0])
    #expect(join.position.y == 0)
    let origins = network.joins([Position(x: 100, y: 0), Position(x: 0, y: 0)], within: 1)
    let places = StreetPlaces([join], in: network.graph)
    #expect(network.nearest(of: origins, from: places)[0]?.origin == 0)
    #expect(network.nearest(of: origins.reversed(), from: places)[0]?.origin == 0)
  }

  // MARK: Against brute force

  /// The nearest point on any street, by looking at all of them.
  private func bruteJoin(_ point: Position<Plane>, _ graph: StreetGraph) -> Double {
    var best = Double.infinity
    for stretch in 0..<graph.stretchCount {
      let shape = Array(graph.shape(of: stretch))
      for (a, b) in zip(shape, shape.dropFirst()) {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let length = dx * dx + dy * dy
        let t =
          length == 0 ? 0 : max(0, min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length))
        best = min(best, point.distance(to: Position(x: a.x + t * dx, y: a.y + t * dy)))
      }
    }
    return best
  }

  /// All distances between corners and joined points by Floyd and Warshall: points are corners of
  /// their own, with an edge to each neighbour on their stretch.
  private func floyd(_ graph: StreetGraph, _ joins: [StreetJoin?]) -> [[Int?]] {
    let corners = graph.cornerCount
    let count = corners + joins.count
    var far = [[Int]](repeating: [Int](repeating: .max / 4, count: count), count: count)
    for node in 0..<count { far[node][node] = 0 }
    func edge(_ a: Int, _ b: Int, _ length: Int) { far[a][b] = min(far[a][b], length) }
    for stretch in 0..<graph.stretchCount {
      // everything on the stretch in its order
      var stops: [(node: Int, along: Int)] = [(Int(graph.from[stretch]), 0)]
      for (index, join) in joins.enumerated() {
        if case .stretch(let on, let along)? = join?.spot, Int(on) == stretch {
          stops.append((corners + index, Int(along)))
        }
      }
      stops.append((Int(graph.to[stretch]), Int(graph.centimeters[stretch])))
      for (i, a) in stops.enumerated() {
        for b in stops[(i + 1)...] {
          let (low, high) = a.along <= b.along ? (a, b) : (b, a)
          if graph.passage[stretch].contains(.forward) {
            edge(low.node, high.node, high.along - low.along)
          }
          if graph.passage[stretch].contains(.backward) {
            edge(high.node, low.node, high.along - low.along)
          }
          if low.along == high.along {
            edge(low.node, high.node, 0)
            edge(high.node, low.node, 0)
          }
        }
      }
    }
    for (index, join) in joins.enumerated() {
      if case .corner(let corner)? = join?.spot {
        edge(corners + index, Int(corner), 0)
        edge(Int(corner), corners + index, 0)
      }
    }
    for middle in 0..<count {
      for a in 0..<count where far[a][middle] < .max / 4 {
        for b in 0..<count { far[a][b] = min(far[a][b], far[a][middle] + far[middle][b]) }
      }
    }
    return joins.indices.map { a in
      joins.indices.map { b in
        guard let start = joins[a], let end = joins[b] else { return nil }
        let between = far[corners + a][corners + b]
        guard between < .max / 4 else { return nil }
        return between + Int(start.offCentimeters) + Int(end.offCentimeters)
      }
    }
  }

  @Test("joins, reach and nearest are those of brute force", arguments: 0..<40)
  func bruteForce(seed: Int) throws {
    let streets = RandomStreets(seed)
    let network = try streets.town.network()
    let graph = network.graph
    #expect(graph.defect() == nil)
    let snap = [20.0, 40, 200][seed % 3]
    let joins = network.joins(streets.points, within: snap)
    for (point, join) in zip(streets.points, joins) {
      let off = bruteJoin(point, graph)
      #expect((join != nil) == (off <= snap))
      if let join { #expect(abs(join.offMeters - off) <= 0.005 + 1e-9) }
    }
    let truth = floyd(graph, joins)
    let places = StreetPlaces(joins, in: graph)
    for limit in [5_000, 12_345, 60_000] {
      let reach = network.reach(to: joins, from: places, limitCentimeters: limit)
      for origin in joins.indices {
        let expected = joins.indices.compactMap { place -> (Int, Int)? in
          guard let far = truth[place][origin], far <= limit else { return nil }
          return (place, far)
        }
        #expect(reach[origin].places.map(Int.init) == expected.map(\.0))
        #expect(reach[origin].centimeters.map(Int.init) == expected.map(\.1))
      }
    }
    let origins = joins.enumerated().map { $0 % 5 == 0 ? $1 : nil }
    let nearest = network.nearest(of: origins, from: places)
    for place in joins.indices {
      let best = origins.indices.compactMap { origin -> (Int, Int)? in
        guard origins[origin] != nil, let far = truth[place][origin] else { return nil }
        return (far, origin)
      }.min { $0 < $1 }
      #expect(nearest[place]?.centimeters == best?.0 && nearest[place]?.origin == best?.1)
    }
  }

  @Test(
    "weights within a walk are those of brute force, also when places are taken away",
    arguments: 0..<40)
  func weights(seed: Int) throws {
    let streets = RandomStreets(seed, points: 60)
    let network = try streets.town.network()
    let graph = network.graph
    let joins = network.joins(streets.points, within: [20.0, 40, 200][seed % 3])
    let truth = floyd(graph, joins)
    var random = SeededRandom(seed + 900)
    // an eighth is exact; a sixth of them have none
    var weights = joins.map { _ -> Double? in
      Int.random(in: 0..<6, using: &random) == 0
        ? nil : Double(Int.random(in: 0..<80, using: &random)) / 8
    }
    var homes = StreetHomes(StreetPlaces(joins, in: graph), in: graph, weights: weights)
    var search = HomeSearch(
      graph, longestStartCentimeters: joins.reduce(0) { max($0, graph.longestStart(at: $1)) })
    for round in 0..<4 {
      for limit in [0, 700, 5_000, 12_345, 60_000] {
        for origin in joins.indices {
          guard let join = joins[origin] else { continue }
          let expected = joins.indices.filter { place in
            weights[place] != nil && truth[place][origin].map { $0 <= limit } ?? false
          }
          let found = search.places(of: homes, to: join, limitCentimeters: limit)
          #expect(found.map(Int.init) == expected)
          let sum = expected.reduce(0.0) { $0 + (weights[$1] ?? 0) }
          #expect(search.weight(of: homes, to: join, limitCentimeters: limit) == sum)
        }
      }
      let closed = joins.indices.filter { $0 % 4 == round }.map { Int32($0) }
      homes.close(closed)
      for place in closed { weights[Int(place)] = nil }
    }
  }

  @Test("another street, with every join held fixed, makes no walk longer", arguments: 0..<20)
  func moreStreets(seed: Int) throws {
    let streets = RandomStreets(seed)
    var more = streets.town
    var random = SeededRandom(seed + 77)
    // from corner to corner, which stay where they are; joins are to corners
    let corners = streets.town.corners.map(\.at)
    for _ in 0..<4 {
      more.street(numbers: [
        Int.random(in: 0..<corners.count, using: &random),
        Int.random(in: 0..<corners.count, using: &random),
      ])
    }
    func distances(_ town: StreetTown) throws -> [[Int32: Int32]] {
      let network = try town.network()
      let used = Set(streets.town.streets.flatMap(\.corners))
      let joins = network.joins(corners, within: 0).enumerated().map {
        used.contains($0) ? $1 : nil
      }
      return network.reach(
        to: joins, from: StreetPlaces(joins, in: network.graph), limitCentimeters: 100_000
      ).map { Dictionary(uniqueKeysWithValues: zip($0.places, $0.centimeters)) }
    }
    let (before, after) = (try distances(streets.town), try distances(more))
    for (old, new) in zip(before, after) {
      for (place, far) in old {
        // where a bend became a corner, each half is rounded to a centimetre by itself
        #expect(try #require(new[place]) <= far + 20)
      }
    }
  }

  @Test("a longer limit reaches all that a shorter one does, at the same distances")
  func nesting() throws {
    let streets = RandomStreets(5, side: 10, points: 60)
    let network = try streets.town.network()
    let joins = network.joins(streets.points, within: 200)
    let places = StreetPlaces(joins, in: network.graph)
    var smaller: [[Int32: Int32]] = joins.map { _ in [:] }
    for limit in stride(from: 0, through: 60_000, by: 2_500) {
      let reach = network.reach(to: joins, from: places, limitCentimeters: limit)
      for (origin, found) in reach.enumerated() {
        let now = Dictionary(uniqueKeysWithValues: zip(found.places, found.centimeters))
        for (place, far) in smaller[origin] { #expect(now[place] == far) }
        smaller[origin] = now
      }
    }
  }
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    let factor = places == 2 ? 100.0 : 1
    return (self * factor).rounded() / factor
  }
}
