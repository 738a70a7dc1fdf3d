import Testing

@testable import PlannerMaps

/// Labels on paper: none over another, none beyond the frame, none left out for no reason.
struct LabelPlacementTests {
  @Test(arguments: 1...50)
  func noneOverlaps(seed: Int) {
    var random = UInt64(seed)
    func next(_ limit: Double) -> Double {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(random >> 11) / Double(1 << 53) * limit
    }
    let frame = Box(x: 10, y: 20, width: 300, height: 200)
    let obstacle = Box(x: 100, y: 100, width: 30, height: 30)
    var placement = LabelPlacement(in: frame, around: [obstacle])
    var placed: [Box] = [obstacle]
    for _ in 0..<80 {
      let at = Canvas.Point(x: next(320), y: next(240))
      let size = (width: 8 + next(40), height: 6 + next(8))
      let box = placement.place(at: at, size: size, gap: 0)
      if let box {
        #expect(frame.contains(box))
        #expect(!placed.contains { $0.intersects(box) })
        #expect(box.width == size.width && box.height == size.height)
        placed.append(box)
      } else {
        // not even on its own point was there room
        let own = Box(
          x: at.x - size.width / 2, y: at.y - size.height / 2, width: size.width,
          height: size.height)
        #expect(!frame.contains(own) || placed.contains { $0.intersects(own) })
      }
    }
  }

  @Test(arguments: [(0.001, 1000.0, 1_000_000.0), (0.1, 130, 1000), (1, 99, 50), (1, 20, 20)])
  func scaleBarsAreRound(pointsPerMeter: Double, most: Double, meters: Double) {
    let found = PaperSheet.scaleBarMeters(pointsPerMeter: pointsPerMeter, most: most)
    #expect(found == meters)
  }

  @Test func polygonsBeginAboveAndGoRound() {
    let corners = PaperSheet.polygon(8, at: .init(x: 0, y: 0), radius: 1)
    let root = 0.5.squareRoot()
    let expected = [
      (0.0, -1.0), (root, -root), (1, 0), (root, root), (0, 1), (-root, root), (-1, 0),
      (-root, -root),
    ]
    for (corner, wanted) in zip(corners, expected) {
      #expect(abs(corner.x - wanted.0) < 1e-9 && abs(corner.y - wanted.1) < 1e-9)
    }
  }
}
