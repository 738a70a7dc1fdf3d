/// A closed ring of positions; the last equals the first. Nothing is promised about its
/// direction or about whether it crosses itself: `Overlay.validity` says.
public struct Ring<S: Space>: Sendable, Hashable {
  public let positions: [Position<S>]

  /// Closes the ring where the end does not meet the start. `nil` with fewer than three
  /// different corners in a row, since such a ring encloses nothing.
  public init?(_ positions: [Position<S>]) {
    guard let first = positions.first else { return nil }
    let closed = positions.last == first ? positions : positions + [first]
    guard closed.count >= 4 else { return nil }
    self.positions = closed
  }

  /// Twice the enclosed area, positive when the ring runs counter-clockwise.
  public var doubledSignedArea: Double {
    // relative to the first corner: national coordinates are large, rings are small
    guard let origin = positions.first else { return 0 }
    var sum = 0.0
    for index in 1..<positions.count {
      let a = positions[index - 1]
      let b = positions[index]
      sum += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
    }
    return sum
  }

  /// The same ring, running counter-clockwise or clockwise.
  public func oriented(counterClockwise: Bool) -> Ring {
    guard (doubledSignedArea < 0) == counterClockwise else { return self }
    return Ring(closed: positions.reversed())
  }

  init(closed positions: [Position<S>]) { self.positions = positions }
}

/// An exterior ring and the holes in it.
public struct Polygon<S: Space>: Sendable, Hashable {
  public let exterior: Ring<S>
  public let holes: [Ring<S>]

  public init(exterior: Ring<S>, holes: [Ring<S>] = []) {
    self.exterior = exterior
    self.holes = holes
  }

  public var rings: [Ring<S>] { [exterior] + holes }
}

/// Any number of polygons that count as one area; possibly none.
public struct MultiPolygon<S: Space>: Sendable, Hashable {
  public var polygons: [Polygon<S>]

  public init(_ polygons: [Polygon<S>] = []) { self.polygons = polygons }

  public var isEmpty: Bool { polygons.isEmpty }

  public var bounds: Bounds<S> {
    var bounds = Bounds<S>()
    for polygon in polygons {
      for position in polygon.exterior.positions { bounds.add(position) }
    }
    return bounds
  }

  /// Every position passed through a transformation that keeps the order of corners.
  public func mapPositions<T: Space>(
    _ transform: ([Position<S>]) throws -> [Position<T>]
  ) rethrows -> MultiPolygon<T> {
    MultiPolygon<T>(
      try polygons.map { polygon in
        Polygon<T>(
          exterior: Ring(closed: try transform(polygon.exterior.positions)),
          holes: try polygon.holes.map { Ring(closed: try transform($0.positions)) })
      })
  }
}

extension MultiPolygon {
  /// An order of outlines by their corners alone, from the south-west, so that what is summed or
  /// merged in it does not depend on the order of a file. Only equal outlines are in no order.
  package func precedes(_ other: MultiPolygon) -> Bool {
    let (a, b) = (bounds, other.bounds)
    let corners = [
      (a.minY, b.minY), (a.minX, b.minX), (a.maxY, b.maxY), (a.maxX, b.maxX),
    ]
    for (mine, theirs) in corners where mine != theirs { return mine < theirs }
    return polygons.lexicographicallyPrecedes(other.polygons) { one, another in
      one.rings.lexicographicallyPrecedes(another.rings) { ring, otherRing in
        ring.positions.lexicographicallyPrecedes(otherRing.positions) {
          ($0.y, $0.x) < ($1.y, $1.x)
        }
      }
    }
  }
}
