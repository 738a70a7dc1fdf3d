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

extension RandomCountry {
  /// A grid of streets, 90 m apart and jittered, over a region and its stations; a quarter missing.
  static func streets(
    over region: Region, _ stations: [Station], _ random: inout SeededRandom
  ) throws -> StreetNetwork {
    var bounds = Bounds<Plane>()
    for block in 0..<region.blocks.count { bounds.add(region.blocks.position(of: block)) }
    for station in stations { bounds.add(station.position) }
    let (columns, rows) = (
      Int((bounds.maxX - bounds.minX) / 90) + 2, Int((bounds.maxY - bounds.minY) / 90) + 2
    )
    var positions: [Position<Plane>] = []
    for row in 0..<rows {
      for column in 0..<columns {
        positions.append(
          Position(
            x: bounds.minX + Double(column) * 90 + Double.random(in: -20...20, using: &random),
            y: bounds.minY + Double(row) * 90 + Double.random(in: -20...20, using: &random)))
      }
    }
    let projection = try Projection(from: .jgd2011, to: RandomCountry.crs)
    var lines = StreetLines(points: projection.inverse(positions))
    for row in 0..<rows {
      for column in 0..<columns {
        let here = Int32(row * columns + column)
        if column + 1 < columns, Int.random(in: 0..<4, using: &random) > 0 {
          lines.add(line: [here, here + 1])
        }
        if row + 1 < rows, Int.random(in: 0..<4, using: &random) > 0 {
          lines.add(line: [here, here + Int32(columns)])
        }
      }
    }
    return StreetNetwork(try StreetGraph(lines, by: projection))
  }
}
