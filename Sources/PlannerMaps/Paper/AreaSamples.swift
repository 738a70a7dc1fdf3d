internal import Planner

/// Points in an area on paper, in rows and columns that all areas of a map share: where its name can
/// stand, and how much land a picture over the map would hide.
enum AreaSamples {
  /// - Parameters:
  ///   - rings: of the area; rings in rings are holes.
  ///   - box: outside which nothing is looked for.
  ///   - spacing: of rows and columns, in points.
  /// - Returns: from above, each row from the left.
  static func points(
    in rings: [[Canvas.Point]], within box: Box, spacing: Double
  ) -> [Canvas.Point] {
    let heights = rings.flatMap { $0.map(\.y) }
    guard let top = heights.min(), let bottom = heights.max(), spacing > 0 else { return [] }
    var points: [Canvas.Point] = []
    for row in 0..<Int(box.height / spacing) {
      let y = box.y + (Double(row) + 0.5) * spacing
      guard (top...bottom).contains(y) else { continue }
      let crossings = crossings(of: rings, at: y)
      // an even number, since rings are closed
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        let first = max(0, ((crossings[pair] - box.x) / spacing - 0.5).rounded(.up))
        let last = min(
          (box.width / spacing).rounded(.down) - 1,
          ((crossings[pair + 1] - box.x) / spacing - 0.5).rounded(.down))
        for column in stride(from: first, through: last, by: 1) {
          points.append(Canvas.Point(x: box.x + (column + 0.5) * spacing, y: y))
        }
      }
    }
    return points
  }

  /// Where a level line meets the rings, from the left.
  private static func crossings(of rings: [[Canvas.Point]], at y: Double) -> [Double] {
    var crossings: [Double] = []
    for ring in rings {
      guard var before = ring.last else { continue }
      for corner in ring {
        if (before.y > y) != (corner.y > y) {
          crossings.append(
            before.x + (y - before.y) / (corner.y - before.y) * (corner.x - before.x))
        }
        before = corner
      }
    }
    return crossings.sorted()
  }
}

extension MultiPolygon {
  /// Whether a position lies inside: an odd number of edges lies east of it. Of neighbours that
  /// share a border exactly one encloses a position on it.
  func encloses(_ position: Position<S>) -> Bool {
    var isInside = false
    for polygon in polygons {
      for ring in polygon.rings {
        for (a, b) in zip(ring.positions, ring.positions.dropFirst())
        where (a.y > position.y) != (b.y > position.y) {
          let x = a.x + (position.y - a.y) / (b.y - a.y) * (b.x - a.x)
          if x > position.x { isInside.toggle() }
        }
      }
    }
    return isInside
  }
}
