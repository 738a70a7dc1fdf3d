import BenchSupport
import Planner

/// A made-up town: a jittered grid with 50 m between the streets, of which a quarter is missing.
/// The same for the same side and seed on every machine.
struct GridTown {
  let side: Int
  private(set) var lines: StreetLines

  /// Of so many points on a side. Where a street only bends or nothing meets there is no corner:
  /// about 79 % of the points are corners.
  init(side: Int, seed: UInt64 = 7) {
    self.side = side
    var random = SeededRandom(seed: seed)
    var points: [Position<Geographic>] = []
    points.reserveCapacity(side * side)
    for row in 0..<side {
      for column in 0..<side {
        points.append(
          Self.place(
            Double(column) * 50 + 15 * random.signed(), Double(row) * 50 + 15 * random.signed()))
      }
    }
    lines = StreetLines(points: points)
    for row in 0..<side {
      for column in 0..<side {
        let here = Int32(row * side + column)
        if column + 1 < side, random.next() & 3 > 0 { lines.add(line: [here, here + 1]) }
        if row + 1 < side, random.next() & 3 > 0 { lines.add(line: [here, here + Int32(side)]) }
      }
    }
  }

  /// Points anywhere in the town.
  func people(_ count: Int, seed: UInt64 = 8) -> [Position<Geographic>] {
    var random = SeededRandom(seed: seed)
    let meters = Double(side - 1) * 50
    return (0..<count).map { _ in Self.place(random.unit() * meters, random.unit() * meters) }
  }

  /// Metres east and north of a corner of Tokyo.
  private static func place(_ x: Double, _ y: Double) -> Position<Geographic> {
    Position(longitude: 139 + x / 90_500, latitude: 35 + y / 110_940)
  }
}

extension StreetLines {
  /// To a plane around their middle.
  var plane: Projection {
    get throws {
      let center = bounds.center
      let crs = CoordinateReferenceSystem(
        "+proj=tmerc +lat_0=\(center.latitude) +lon_0=\(center.longitude) +k=1 +ellps=GRS80 "
          + "+units=m +type=crs")
      return try Projection(from: Projection.geographic(of: crs), to: crs)
    }
  }
}
