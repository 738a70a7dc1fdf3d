import Planner
import Testing

@testable import PlannerMaps

/// Thinned outlines: what neighbours share stays shared.
struct SharedBordersTests {
  /// A plane of cells whose inner borders wiggle: every border is made once and used by both.
  private func town(seed: UInt64, size: Int) -> [MultiPolygon<Geographic>] {
    var random = seed
    func next() -> Double {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(random >> 11) / Double(1 << 53)
    }
    func corner(_ x: Int, _ y: Int) -> Position<Geographic> {
      Position(longitude: 140 + Double(x) * 0.01, latitude: 35 + Double(y) * 0.01)
    }
    func line(_ a: Position<Geographic>, _ b: Position<Geographic>) -> [Position<Geographic>] {
      (0..<20).map { step in
        let t = Double(step) / 20
        let away = step == 0 ? 0 : (next() - 0.5) * 0.002
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        return Position(x: a.x + t * dx - away * dy * 50, y: a.y + t * dy + away * dx * 50)
      } + [b]
    }
    var across: [[Position<Geographic>]] = []
    var up: [[Position<Geographic>]] = []
    for y in 0...size { for x in 0..<size { across.append(line(corner(x, y), corner(x + 1, y))) } }
    for y in 0..<size { for x in 0...size { up.append(line(corner(x, y), corner(x, y + 1))) } }
    return (0..<size * size).compactMap { index in
      let (x, y) = (index % size, index / size)
      let ring =
        across[y * size + x] + up[y * (size + 1) + x + 1].dropFirst()
        + across[(y + 1) * size + x].reversed().dropFirst()
        + up[y * (size + 1) + x].reversed().dropFirst()
      return Ring(ring).map { MultiPolygon([Polygon(exterior: $0)]) }
    }
  }

  private struct Edge: Hashable {
    let a: Position<Geographic>
    let b: Position<Geographic>
    init(_ a: Position<Geographic>, _ b: Position<Geographic>) {
      (self.a, self.b) = (a.x, a.y) < (b.x, b.y) ? (a, b) : (b, a)
    }
  }

  private func edges(_ outlines: [MultiPolygon<Geographic>]) -> [Edge: Int] {
    var counts: [Edge: Int] = [:]
    for ring in outlines.flatMap(\.polygons).flatMap(\.rings) {
      for (a, b) in zip(ring.positions, ring.positions.dropFirst()) {
        counts[Edge(a, b), default: 0] += 1
      }
    }
    return counts
  }

  @Test(
    "inner borders are used twice, outer ones once, and the whole keeps its size", arguments: 1...20
  )
  func noGaps(seed: Int) {
    let before = town(seed: UInt64(seed), size: 4)
    let after = SharedBorders(before).simplified(toMeters: 60)
    #expect(after.count == 16)
    let counts = edges(after)
    #expect(counts.values.allSatisfy { $0 <= 2 })
    #expect(edges(before).count > counts.count * 2)
    // the sum of the signed areas is that of the outer line alone, to the last bit of a corner
    let sum = after.flatMap(\.polygons).reduce(0) { $0 + $1.exterior.doubledSignedArea / 2 }
    var outer = 0.0
    for (edge, count) in counts where count == 1 {
      // which way round the outer line goes is told by the ring that has it
      let ring = after.flatMap(\.polygons).map(\.exterior).first { ring in
        zip(ring.positions, ring.positions.dropFirst()).contains { $0 == edge.a && $1 == edge.b }
      }
      let (a, b) = ring == nil ? (edge.b, edge.a) : (edge.a, edge.b)
      outer += ((a.x - 140) * (b.y - 35) - (b.x - 140) * (a.y - 35)) / 2
    }
    #expect(abs(sum - outer) < 1e-12)
  }

  @Test(
    "no corner moves, and none that is left out was farther away than was allowed",
    arguments: 1...10)
  func distance(seed: Int) throws {
    let before = town(seed: UInt64(seed), size: 2)
    let after = SharedBorders(before).simplified(toMeters: 60)
    for (old, new) in zip(before, after) {
      let kept = new.polygons[0].exterior.positions
      for corner in old.polygons[0].exterior.positions {
        let nearest =
          zip(kept, kept.dropFirst()).map { a, b in
            let scale = 111_320 * 0.8185
            let (px, py) = ((corner.x - a.x) * scale, (corner.y - a.y) * 110_950)
            let (dx, dy) = ((b.x - a.x) * scale, (b.y - a.y) * 110_950)
            let square = dx * dx + dy * dy
            let t = square > 0 ? min(1, max(0, (px * dx + py * dy) / square)) : 0
            return ((px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy)).squareRoot()
          }.min() ?? .infinity
        #expect(nearest < 61)
      }
    }
  }

  @Test("an island inside a hole of another area keeps the same line on both sides")
  func enclave() throws {
    func ring(_ radius: Double, _ turn: Int) throws -> Ring<Geographic> {
      let corners = [
        (1.0, 0.0), (0.7, 0.69), (0.0, 1.0), (-0.71, 0.7), (-1.0, 0.02), (-0.7, -0.7), (0.0, -1.0),
        (0.7, -0.72),
      ]
      let turned = Array(corners[turn...] + corners[..<turn])
      return try #require(
        Ring(
          turned.map {
            Position<Geographic>(longitude: 140 + radius * $0.0, latitude: 35 + radius * $0.1)
          }))
    }
    let around = MultiPolygon([
      Polygon(exterior: try ring(0.1, 0), holes: [try ring(0.01, 3)])
    ])
    let inside = MultiPolygon([Polygon(exterior: try ring(0.01, 5))])
    let after = SharedBorders([around, inside]).simplified(toMeters: 400)
    let hole = Set(try #require(after[0].polygons[0].holes.first).positions)
    #expect(hole == Set(after[1].polygons[0].exterior.positions))
    #expect(hole.count < 8)
  }

  @Test("islands that are too small go, unless there is nothing else; no outline, no crash")
  func small() throws {
    let square = { (x: Double, size: Double) -> Polygon<Geographic> in
      Polygon(
        exterior: try #require(
          Ring(
            [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map {
              Position<Geographic>(longitude: x + $0.0 * size, latitude: 35 + $0.1 * size)
            })))
    }
    let both = MultiPolygon([try square(140, 0.01), try square(140.1, 0.0001)])
    let lone = MultiPolygon([try square(140.2, 0.0001)])
    let after = SharedBorders([both, lone, MultiPolygon()]).simplified(
      toMeters: 1, leastSquareMeters: 4000)
    #expect(after.map(\.polygons.count) == [1, 1, 0])
  }
}
