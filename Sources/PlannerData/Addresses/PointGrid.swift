package import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Points in cells of about a kilometre, for the nearest of them.
struct PointGrid {
  private struct Cell: Hashable {
    var column: Int32
    var row: Int32
  }

  private static let cellDegrees = 0.01
  /// Farther than so many cells away nothing is near.
  private static let widestSearchCells: Int32 = 60

  private let points: [Position<Geographic>]
  private let order: [Int32]
  private let ranges: [Cell: Range<Int>]

  /// - Complexity: O(*n* log *n*).
  init(_ points: [Position<Geographic>]) {
    self.points = points
    let cells = points.map(Self.cell)
    order = points.indices.sorted { a, b in
      (cells[a].row, cells[a].column, a) < (cells[b].row, cells[b].column, b)
    }.map { Int32($0) }
    var ranges: [Cell: Range<Int>] = [:]
    var start = 0
    while start < order.count {
      let cell = cells[Int(order[start])]
      var end = start
      while end < order.count, cells[Int(order[end])] == cell { end += 1 }
      ranges[cell] = start..<end
      start = end
    }
    self.ranges = ranges
  }

  private static func cell(_ point: Position<Geographic>) -> Cell {
    Cell(
      column: Int32((point.longitude / cellDegrees).rounded(.down)),
      row: Int32((point.latitude / cellDegrees).rounded(.down)))
  }

  /// The nearest point.
  ///
  /// - Parameters:
  ///   - point: to which.
  ///   - excluded: a position that does not count.
  /// - Returns: its index and how far away it is, of equally near ones the first; `nil` where
  ///   none is within about 50 km.
  func nearest(
    to point: Position<Geographic>, otherThan excluded: Position<Geographic>? = nil
  ) -> (index: Int, meters: Double)? {
    guard point.longitude.isFinite, point.latitude.isFinite, abs(point.longitude) <= 360,
      abs(point.latitude) <= 90
    else { return nil }
    let center = Self.cell(point)
    // the narrower side of a cell
    let cellMeters =
      Self.cellDegrees * min(111_000, 111_000 * cos(point.latitude * .pi / 180))
    var best: (index: Int, meters: Double)?
    for ring in 0...Self.widestSearchCells {
      // whatever lies in this ring is at least so far away
      if let best, best.meters <= Double(ring - 1) * cellMeters { break }
      forEachCell(in: ring, around: center) { cell in
        for position in ranges[cell] ?? 0..<0 {
          let index = Int(order[position])
          if points[index] == excluded { continue }
          let meters = points[index].meters(to: point)
          if let found = best, (found.meters, found.index) <= (meters, index) { continue }
          best = (index, meters)
        }
      }
    }
    return best
  }

  private func forEachCell(in ring: Int32, around center: Cell, _ body: (Cell) -> Void) {
    for row in center.row - ring...center.row + ring {
      let isEdge = abs(row - center.row) == ring
      let step = isEdge || ring == 0 ? 1 : 2 * ring
      for column in stride(from: center.column - ring, through: center.column + ring, by: Int(step))
      {
        body(Cell(column: column, row: row))
      }
    }
  }
}

extension Position where S == Geographic {
  /// Metres between two points not far apart (under 0.1 % off within 50 km), by the lengths of a
  /// degree on the GRS 80 ellipsoid at their middle latitude.
  func meters(to other: Self) -> Double {
    let degree = Self.metersOfDegree(at: (latitude + other.latitude) / 2)
    let north = (latitude - other.latitude) * degree.ofLatitude
    let east = (longitude - other.longitude) * degree.ofLongitude
    return (north * north + east * east).squareRoot()
  }

  /// How long a degree is at a latitude, in metres.
  package static func metersOfDegree(
    at latitude: Double
  ) -> (ofLongitude: Double, ofLatitude: Double) {
    let angle = latitude * .pi / 180
    return (
      111_412.84 * cos(angle) - 93.5 * cos(3 * angle),
      111_132.954 - 559.822 * cos(2 * angle) + 1.175 * cos(4 * angle)
    )
  }
}
