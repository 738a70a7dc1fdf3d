import Testing

@testable import Planner

/// What is closed of streets: hand-drawn towns in metres and degrees, and random ones against a
/// walk along every stretch.
@Suite struct StreetClosureTests {
  private typealias Point = (Double, Double)

  /// In metres of a `StreetTown`.
  private func degrees(_ points: [Point]) throws -> [Position<Geographic>] {
    try StreetTown.projection().inverse(points.map { Position<Plane>(x: $0.0, y: $0.1) })
  }

  private func line(_ points: Point...) throws -> StreetClosures {
    var closures = StreetClosures()
    closures.add(line: try degrees(points))
    return closures
  }

  private func box(
    _ east: ClosedRange<Double>, _ north: ClosedRange<Double>, hole: ClosedRange<Double>? = nil
  ) throws -> MultiPolygon<Geographic> {
    func ring(_ east: ClosedRange<Double>) throws -> Ring<Geographic> {
      try #require(
        Ring(
          try degrees([
            (east.lowerBound, north.lowerBound), (east.upperBound, north.lowerBound),
            (east.upperBound, north.upperBound), (east.lowerBound, north.upperBound),
          ])))
    }
    return MultiPolygon([
      Polygon(exterior: try ring(east), holes: try hole.map { [try ring($0)] } ?? [])
    ])
  }

  /// Metres of the walk along streets of which something is closed; `nil` where there is none.
  private func walk(
    _ town: StreetTown, _ closures: StreetClosures, from start: Point, to end: Point
  ) throws -> (meters: Double?, outcome: StreetClosures.Outcome) {
    let outcome = try closures.closing(town.lines())
    let network = StreetNetwork(
      try StreetGraph(outcome.lines, by: StreetTown.projection(), leastPartMeters: 0))
    let joins = network.joins(
      [Position(x: start.0, y: start.1), Position(x: end.0, y: end.1)], within: 100)
    let reach = network.reach(
      to: [joins[1]], from: StreetPlaces([joins[0]], in: network.graph),
      limitCentimeters: 10_000_000)
    return (reach[0].centimeters.first.map { Double($0) / 100 }, outcome)
  }

  private func twoBridges() -> StreetTown {
    var town = StreetTown()
    for (name, east, north) in [
      ("a", 0.0, 0.0), ("b", 500, 0), ("c", 0, 100), ("d", 500, 100), ("w", -100, 0),
      ("x", -100, 100),
    ] {
      town.corner(name, east, north)
    }
    town.street("w", "a", "b")
    town.street("x", "c", "d")
    town.street("a", "c")
    town.street("b", "d")
    return town
  }

  @Test("a line across a bridge sends people over the other one")
  func bridge() throws {
    let town = twoBridges()
    let open = try walk(town, StreetClosures(), from: (0, 0), to: (0, 100))
    #expect(isClose(try #require(open.meters), 100, 1e-3) && open.outcome.stretchCount == 0)
    let closed = try walk(town, line((-20, 50), (20, 50)), from: (0, 0), to: (0, 100))
    #expect(isClose(try #require(closed.meters), 1100, 1e-4))
    #expect(closed.outcome.stretchCount == 1 && isClose(closed.outcome.meters, 100, 1e-3))
    // both bridges by one line: no walk, and no number
    let both = try walk(town, line((-20, 40), (520, 60)), from: (0, 0), to: (0, 100))
    #expect(both.meters == nil && both.outcome.stretchCount == 2)
  }

  @Test("of a flooded street the ends stay, as far as the water")
  func flood() throws {
    var town = StreetTown()
    town.corner("a", 0, 0)
    town.corner("b", 1000, 0)
    town.street("a", "b")
    var closures = StreetClosures()
    closures.add(try box(300...400, -50...50))
    let through = try walk(town, closures, from: (0, 0), to: (1000, 0))
    #expect(through.meters == nil)
    #expect(through.outcome.stretchCount == 1 && isClose(through.outcome.meters, 100, 1e-3))
    #expect(through.outcome.lines.lineCount == 2)
    let dry = try walk(town, closures, from: (0, 0), to: (290, 0)).meters
    #expect(isClose(try #require(dry), 290, 1e-3))
    // who lives in the water, 40 m from its edge, wades to it
    let wet = try walk(town, closures, from: (340, 0), to: (0, 0)).meters
    #expect(isClose(try #require(wet), 340, 1e-3))
    // an island in the water has a street of its own, which nobody reaches
    var ring = StreetClosures()
    ring.add(try box(300...400, -50...50, hole: 340...360))
    let island = try walk(town, ring, from: (350, 0), to: (345, 0))
    #expect(isClose(try #require(island.meters), 5, 1e-2))
    #expect(isClose(island.outcome.meters, 80, 1e-3) && island.outcome.lines.lineCount == 3)
    // two floods side by side, and one on top
    closures.add(try box(400...450, -50...50))
    closures.add(try box(310...420, -50...50))
    #expect(isClose(try closures.closing(town.lines()).meters, 150, 1e-3))
    // from end to end
    var all = StreetClosures()
    all.add(try box(-10...1010, -50...50))
    #expect(try all.closing(town.lines()).lines.lineCount == 0)
  }

  /// Streets in degrees, where what lies on a line lies on it to the last bit.
  private func streets(_ lines: [[Point]]) -> StreetLines {
    var streets = StreetLines()
    var number: [Position<Geographic>: Int32] = [:]
    for line in lines {
      let numbers = line.map { point -> Int32 in
        let position = Position<Geographic>(x: 140 + point.0 / 1024, y: 35 + point.1 / 1024)
        if let known = number[position] { return known }
        let new = streets.add(position)
        number[position] = new
        return new
      }
      streets.add(line: numbers)
    }
    return streets
  }

  private func stretches(_ lines: [[Point]], closedBy line: [Point]) throws -> Int {
    var counts: [Int] = []
    for points in [line, line.reversed()] {
      var closures = StreetClosures()
      closures.add(line: points.map { Position(x: 140 + $0.0 / 1024, y: 35 + $0.1 / 1024) })
      counts.append(try closures.closing(streets(lines)).stretchCount)
    }
    #expect(counts[0] == counts[1])
    return counts[0]
  }

  @Test("what a line only touches stays open; what goes through it does not")
  func touching() throws {
    // a street that ends at the line
    #expect(try stretches([[(0, 0), (0, 1)]], closedBy: [(-1, 1), (1, 1)]) == 0)
    // one that goes on, as one line and as two
    #expect(try stretches([[(0, 0), (0, 1), (0, 2)]], closedBy: [(-1, 1), (1, 1)]) == 2)
    #expect(
      try stretches([[(0, 0), (0, 1)], [(0, 1), (0, 2)]], closedBy: [(-1, 1), (1, 1)]) == 2)
    // the line bends in the corner, between the two and around both
    let straight: [[Point]] = [[(0, 0), (0, 1), (0, 2)]]
    #expect(try stretches(straight, closedBy: [(-1, 0), (0, 1), (1, 0)]) == 2)
    #expect(try stretches(straight, closedBy: [(1, 0), (0, 1), (1, 2)]) == 0)
    // the line bends on the stretch
    #expect(try stretches([[(0, 0), (0, 2)]], closedBy: [(-1, 0), (0, 1), (1, 2)]) == 1)
    #expect(try stretches([[(0, 0), (0, 2)]], closedBy: [(1, 0), (0, 1), (1, 2)]) == 0)
    #expect(try stretches([[(0, 0), (0, 2)]], closedBy: [(0, 1), (1, 1)]) == 0)
    // along the first of two stretches; the side street at its end stays
    let corner: [[Point]] = [[(0, 0), (1, 0), (2, 0)], [(1, 0), (1, 1)]]
    #expect(try stretches(corner, closedBy: [(0, 0), (1, 0)]) == 1)
    #expect(try stretches(corner, closedBy: [(0, 0), (2, 0)]) == 2)
    #expect(try stretches(corner, closedBy: [(0.25, 0), (0.5, 0)]) == 1)
    // a street that crosses the closed one at a corner cannot be walked through it
    let cross = corner + [[(1, 0), (1, -1)]]
    #expect(try stretches(cross, closedBy: [(0, 0), (2, 0)]) == 4)
  }

  @Test(
    "every step of every street is closed or open as a plain look says", arguments: 0..<25)
  func plainLook(seed: Int) throws {
    var random = SeededRandom(seed + 300)
    let town = RandomStreets(seed).town
    let lines = try town.lines()
    func somewhere() -> Point {
      (Double.random(in: -50...330, using: &random), Double.random(in: -50...330, using: &random))
    }
    var outlines: [MultiPolygon<Geographic>] = []
    var barriers: [[Position<Geographic>]] = []
    for _ in 0..<3 {
      let (east, north) = somewhere()
      let size = Double.random(in: 5...120, using: &random)
      let hole =
        Bool.random(using: &random) ? (east + size / 4)...(east + size / 2) : nil
      outlines.append(try box(east...(east + size), north...(north + size), hole: hole))
      barriers.append(try degrees([somewhere(), somewhere(), somewhere()]))
    }
    func closing(_ outlines: [MultiPolygon<Geographic>], _ barriers: [[Position<Geographic>]])
      throws -> StreetClosures.Outcome
    {
      var closures = StreetClosures()
      for outline in outlines { closures.add(outline) }
      for barrier in barriers { closures.add(line: barrier) }
      return try closures.closing(lines)
    }
    let outcome = try closing(outlines, barriers)
    // in whatever order they come
    let other = try closing(outlines.reversed(), barriers.reversed())
    #expect(Self.drawn(outcome.lines) == Self.drawn(other.lines))
    #expect(outcome.meters == other.meters && outcome.stretchCount == other.stretchCount)
    // what is open, and what is closed, are all there is
    let (before, after) = try (Self.meters(lines), Self.meters(outcome.lines))
    #expect(abs(before - after - outcome.meters) < 0.01 * Double(outcome.stretchCount + 1))

    func isInside(_ p: Position<Geographic>) -> Bool {
      outlines.contains { outline in
        outline.polygons.contains { polygon in
          polygon.rings.count { Self.contains($0, p) } % 2 == 1
        }
      }
    }
    func isCrossed(_ p: Position<Geographic>, _ q: Position<Geographic>) -> Bool {
      barriers.contains { barrier in
        zip(barrier, barrier.dropFirst()).contains { Self.cross(p, q, $0, $1) }
      }
    }
    // half a centimetre of what is left is where a step stands, or not
    let left = Self.drawn(outcome.lines)
    for line in 0..<lines.lineCount {
      let positions = lines.positions(ofLine: line)
      for (p, q) in zip(positions, positions.dropFirst()) where p != q {
        let isClosed = isCrossed(p, q)
        for step in 0..<40 {
          let share = (Double(step) + 0.5) / 40
          let at = Position<Geographic>(
            x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share)
          let isOpen = left.contains { Self.isOn(at, $0[0], $0[1], from: p, to: q) }
          #expect(isOpen == (!isClosed && !isInside(at)), "line \(line) step \(step)")
        }
      }
    }
  }

  /// Stretches by their ends, in an order of their own.
  private static func drawn(_ lines: StreetLines) -> [[Position<Geographic>]] {
    (0..<lines.lineCount).flatMap { line -> [[Position<Geographic>]] in
      let positions = lines.positions(ofLine: line)
      return zip(positions, positions.dropFirst()).map { [$0, $1] }
    }.sorted {
      ($0[0].x, $0[0].y, $0[1].x, $0[1].y) < ($1[0].x, $1[0].y, $1[1].x, $1[1].y)
    }
  }

  private static func meters(_ lines: StreetLines) throws -> Double {
    try drawn(lines).reduce(0) { $0 + (try Ellipsoid.meters(from: $1[0], to: $1[1])) }
  }

  /// Whether a step of the stretch from `p` to `q` is on what is left of that stretch.
  private static func isOn(
    _ at: Position<Geographic>, _ a: Position<Geographic>, _ b: Position<Geographic>,
    from p: Position<Geographic>, to q: Position<Geographic>
  ) -> Bool {
    let squared = (q.x - p.x) * (q.x - p.x) + (q.y - p.y) * (q.y - p.y)
    func share(_ r: Position<Geographic>) -> Double {
      ((r.x - p.x) * (q.x - p.x) + (r.y - p.y) * (q.y - p.y)) / squared
    }
    func off(_ r: Position<Geographic>) -> Double {
      abs((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)) / squared
    }
    let (low, high, own) = (min(share(a), share(b)), max(share(a), share(b)), share(at))
    return off(a) < 1e-9 && off(b) < 1e-9 && low >= -1e-9 && high <= 1 + 1e-9 && low <= own
      && own <= high
  }

  private static func contains(_ ring: Ring<Geographic>, _ p: Position<Geographic>) -> Bool {
    var isInside = false
    for (a, b) in zip(ring.positions, ring.positions.dropFirst())
    where (a.y > p.y) != (b.y > p.y)
      && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x
    {
      isInside.toggle()
    }
    return isInside
  }

  /// By the parameters of the point in which the two lines meet.
  private static func cross(
    _ p: Position<Geographic>, _ q: Position<Geographic>, _ a: Position<Geographic>,
    _ b: Position<Geographic>
  ) -> Bool {
    let determinant = (q.x - p.x) * (b.y - a.y) - (q.y - p.y) * (b.x - a.x)
    guard determinant != 0 else { return false }
    let t = ((a.x - p.x) * (b.y - a.y) - (a.y - p.y) * (b.x - a.x)) / determinant
    let u = ((a.x - p.x) * (q.y - p.y) - (a.y - p.y) * (q.x - p.x)) / determinant
    return (0...1).contains(t) && (0...1).contains(u)
  }
}
