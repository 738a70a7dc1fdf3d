import Planner
import Testing

@testable import PlannerData

@Suite struct OutlineSoundnessTests {
  /// A fixed sequence: a failing case can be run again.
  struct Sequence {
    var state: UInt64
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
  }

  func ring(_ corners: [(Double, Double)]) throws -> Ring<Geographic> {
    try #require(Ring(corners.map { Position(x: $0.0, y: $0.1) }))
  }

  func star(_ random: inout Sequence, _ x: Double, _ y: Double, _ size: Double) throws
    -> Ring<Geographic>
  {
    // corners in eight directions, sometimes out of order, so that some rings cross themselves
    let directions = [
      (1.0, 0.0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7),
    ]
    var corners = directions.map { direction in
      let reach = size * (0.3 + random.next())
      return (x + direction.0 * reach, y + direction.1 * reach)
    }
    if random.next() < 0.3 { corners.swapAt(1, 2 + Int(random.next() * 5)) }
    return try ring(corners)
  }

  @Test func neverSureOfWhatGEOSRefuses() throws {
    let overlay = try Overlay()
    var sure = 0
    var refused = 0
    for seed in 1...3000 {
      var random = Sequence(state: UInt64(seed))
      var polygons: [Polygon<Geographic>] = []
      for _ in 0..<(1 + Int(random.next() * 4)) {
        let (x, y) = (random.next() * 6, random.next() * 6)
        let exterior = try star(&random, x, y, 1)
        let holes =
          random.next() < 0.4
          ? [try star(&random, x + random.next() * 0.5, y, 0.2)] : []
        polygons.append(Polygon(exterior: exterior, holes: holes))
      }
      let outline = MultiPolygon(polygons)
      let isSound = overlay.defect(of: try overlay.shape(outline)) == nil
      let isSure = OutlineSoundness.isSurelySound(outline)
      if isSure { sure += 1 }
      if !isSound { refused += 1 }
      #expect(!isSure || isSound, "seed \(seed)")
      // random rings do not touch, so that here the quick check is as good as GEOS
      #expect(isSure == isSound, "seed \(seed)")
    }
    #expect(sure > 300 && refused > 300)
  }

  @Test func spikesTouchesAndRepeatedCorners() throws {
    func isSure(_ rings: [[(Double, Double)]]) throws -> Bool {
      OutlineSoundness.isSurelySound(
        MultiPolygon(try rings.map { Polygon(exterior: try ring($0)) }))
    }
    #expect(try isSure([[(0, 0), (1, 0), (1, 0), (1, 1), (0, 1)]]))
    #expect(try isSure([[(0, 0), (0.5, 0), (1, 0), (1, 1), (0, 1)]]))
    #expect(try !isSure([[(0, 0), (2, 0), (1, 0), (1, 1), (0, 1)]]))
    #expect(try !isSure([[(0, 0), (1, 0), (1, 1)], [(1, 1), (2, 1), (2, 2)]]))
    #expect(try !isSure([[(0, 0), (4, 0), (4, 4), (0, 4)], [(1, 1), (2, 1), (2, 2)]]))
    #expect(try !isSure([[(0, 0), (1, 0), (.nan, 1)]]))
  }
}
