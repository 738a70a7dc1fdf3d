/// The space in which a coordinate is meant. A phantom type: it has no values.
public protocol Space: Sendable {}

/// Longitude and latitude in degrees, JGD2011 (EPSG:6668) unless a result says otherwise.
public enum Geographic: Space {}

/// Easting and northing in metres, in the one working CRS of a region.
public enum Plane: Space {}

/// A point in a stated space: `x` runs east, `y` runs north, in either. Axis order is settled
/// in `Projection`; nobody else needs to think of it.
public struct Position<S: Space>: Sendable, Hashable {
  public var x: Double
  public var y: Double

  @inlinable
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

extension Position where S == Geographic {
  @inlinable public init(longitude: Double, latitude: Double) {
    self.init(x: longitude, y: latitude)
  }
  @inlinable public var longitude: Double { x }
  @inlinable public var latitude: Double { y }
}

extension Position where S == Plane {
  @inlinable public init(easting: Double, northing: Double) {
    self.init(x: easting, y: northing)
  }
  @inlinable public var easting: Double { x }
  @inlinable public var northing: Double { y }

  /// Straight-line distance in metres.
  @inlinable public func distance(to other: Self) -> Double {
    let dx = x - other.x
    let dy = y - other.y
    return (dx * dx + dy * dy).squareRoot()
  }
}

/// An axis-parallel box. Empty until something is added.
public struct Bounds<S: Space>: Sendable, Hashable {
  public var minX = Double.infinity
  public var minY = Double.infinity
  public var maxX = -Double.infinity
  public var maxY = -Double.infinity

  public init() {}

  public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }

  public init(around center: Position<S>, reach: Double) {
    self.init(
      minX: center.x - reach, minY: center.y - reach, maxX: center.x + reach,
      maxY: center.y + reach)
  }

  public var isEmpty: Bool { minX > maxX || minY > maxY }

  /// In the square of the coordinates' unit.
  var area: Double { isEmpty ? 0 : (maxX - minX) * (maxY - minY) }

  public var center: Position<S> { Position(x: (minX + maxX) / 2, y: (minY + maxY) / 2) }

  @inlinable
  public mutating func add(_ point: Position<S>) {
    minX = min(minX, point.x)
    minY = min(minY, point.y)
    maxX = max(maxX, point.x)
    maxY = max(maxY, point.y)
  }

  public mutating func add(_ other: Self) {
    minX = min(minX, other.minX)
    minY = min(minY, other.minY)
    maxX = max(maxX, other.maxX)
    maxY = max(maxY, other.maxY)
  }

  public func intersects(_ other: Self) -> Bool {
    minX <= other.maxX && other.minX <= maxX && minY <= other.maxY && other.minY <= maxY
  }

  public func contains(_ point: Position<S>) -> Bool {
    minX <= point.x && point.x <= maxX && minY <= point.y && point.y <= maxY
  }

  public func contains(_ other: Self) -> Bool {
    minX <= other.minX && other.maxX <= maxX && minY <= other.minY && other.maxY <= maxY
  }
}
