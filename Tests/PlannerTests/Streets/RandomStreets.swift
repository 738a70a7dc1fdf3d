@testable import Planner

/// A jittered grid of streets with some missing, some one-way, some of no length, and points
/// near and far of it.
struct RandomStreets {
  private(set) var town = StreetTown()
  private(set) var points: [Position<Plane>] = []

  init(_ seed: Int, side: Int = 6, points count: Int = 30) {
    var random = SeededRandom(seed)
    for row in 0..<side {
      for column in 0..<side {
        func jitter() -> Double { Double.random(in: -15...15, using: &random) }
        town.corner("\(row) \(column)", Double(column) * 50 + jitter(), Double(row) * 50 + jitter())
      }
    }
    func street(_ a: Int, _ b: Int) {
      guard Int.random(in: 0..<4, using: &random) > 0 else { return }
      let passage: StreetLines.Passage =
        switch Int.random(in: 0..<12, using: &random) {
        case 0: .forward
        case 1: .backward
        default: .both
        }
      town.street(numbers: [a, b], passage: passage)
    }
    for row in 0..<side {
      for column in 0..<side {
        let here = row * side + column
        if column + 1 < side { street(here, here + 1) }
        if row + 1 < side { street(here, here + side) }
      }
    }
    // bridges that meet nothing on their way, one of them twice
    for _ in 0..<3 {
      let (a, b) = (
        Int.random(in: 0..<side * side, using: &random),
        Int.random(in: 0..<side * side, using: &random)
      )
      street(a, b)
      street(a, b)
    }
    let reach = Double(side) * 50 + 60
    for _ in 0..<count {
      points.append(
        Position(
          x: Double.random(in: -60...reach, using: &random),
          y: Double.random(in: -60...reach, using: &random)))
    }
    // some on a corner, some on one spot
    if count > 3 {
      points[0] = town.corners[0].at
      points[1] = town.corners[side].at
      points[2] = points[3]
    }
  }
}
