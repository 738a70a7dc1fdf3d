/// The projection of a region, interpolated: nine points of each 2 km tile go through PROJ, and
/// everything in between is read off a biquadratic.
///
/// In a plane rectangular zone this is off by less than a micrometre (tested; a bilinear one on
/// 500 m cells would be off by 5 mm), and takes a twentieth of the time. A value: unlike PROJ
/// itself it can be used from any number of threads.
struct TiledProjection: Sendable {
  /// Lattice steps along a tile: 1/40° of longitude, 1/60° of latitude.
  static let steps = 32

  /// Which tiles there are, in order of appearance.
  struct Tiles: Sendable {
    fileprivate var numbers: [Int64: Int32] = [:]
    fileprivate var corners: [(column: Int, row: Int)] = []
    private var last: (key: Int64, number: Int32) = (-1, -1)

    /// The number of the tile with a place in the tiling, which gets one if it has none.
    @inline(__always)
    mutating func number(column: Int, row: Int) -> Int32 {
      let key = Int64(row) << 32 | Int64(column)
      if key == last.key { return last.number }
      let number: Int32
      if let known = numbers[key] {
        number = known
      } else {
        number = Int32(corners.count)
        numbers[key] = number
        corners.append((column, row))
      }
      last = (key, number)
      return number
    }

    mutating func add(_ outline: MultiPolygon<Geographic>) {
      for polygon in outline.polygons {
        for ring in polygon.rings {
          for position in ring.positions {
            _ = number(
              column: Int((position.longitude * TiledProjection.columnsPerDegree).rounded(.down)),
              row: Int((position.latitude * TiledProjection.rowsPerDegree).rounded(.down)))
          }
        }
      }
    }
  }

  private static let columnsPerDegree = Lattice.columnsPerDegree / Double(steps)
  private static let rowsPerDegree = Lattice.rowsPerDegree / Double(steps)

  private let numbers: [Int64: Int32]
  /// Nine of each tile, from the south-west, eastwards and then northwards.
  private let nodes: [Position<Plane>]

  /// - Parameters:
  ///   - tiles: where positions will be asked for.
  ///   - projection: from degrees (JGD2011) to the plane.
  init(_ tiles: Tiles, by projection: Projection) {
    numbers = tiles.numbers
    var degrees: [Position<Geographic>] = []
    degrees.reserveCapacity(tiles.corners.count * 9)
    for corner in tiles.corners {
      for north in [0, 0.5, 1] {
        for east in [0, 0.5, 1] {
          degrees.append(
            Position(
              longitude: (Double(corner.column) + east) / Self.columnsPerDegree,
              latitude: (Double(corner.row) + north) / Self.rowsPerDegree))
        }
      }
    }
    nodes = projection.forward(degrees)
  }

  /// Weights of the three nodes along a side at a share of its length (Lagrange).
  @inline(__always)
  static func weights(at share: Double) -> (Double, Double, Double) {
    ((2 * share - 1) * (share - 1), 4 * share * (1 - share), share * (2 * share - 1))
  }

  /// The three positions on a line across a tile from which its other positions follow.
  @inline(__always)
  func line(
    _ weights: (Double, Double, Double), acrossTile tile: Int32
  ) -> (Position<Plane>, Position<Plane>, Position<Plane>) {
    let first = Int(tile) * 9
    return nodes.withUnsafeBufferPointer { nodes in
      func along(_ k: Int) -> Position<Plane> {
        Self.mix(weights, (nodes[first + k], nodes[first + 3 + k], nodes[first + 6 + k]))
      }
      return (along(0), along(1), along(2))
    }
  }

  @inline(__always)
  static func mix(
    _ weights: (Double, Double, Double),
    _ positions: (Position<Plane>, Position<Plane>, Position<Plane>)
  ) -> Position<Plane> {
    Position(
      x: weights.0 * positions.0.x + weights.1 * positions.1.x + weights.2 * positions.2.x,
      y: weights.0 * positions.0.y + weights.1 * positions.1.y + weights.2 * positions.2.y)
  }

  /// Positions on the plane; all of them must lie in tiles that were named.
  func forward(_ positions: [Position<Geographic>]) -> [Position<Plane>] {
    var last: (key: Int64, number: Int32) = (-1, -1)
    return positions.map { position in
      let u = position.longitude * Self.columnsPerDegree
      let v = position.latitude * Self.rowsPerDegree
      let column = u.rounded(.down)
      let row = v.rounded(.down)
      let key = Int64(row) << 32 | Int64(column)
      if key != last.key {
        guard let number = numbers[key] else { return Position(x: .nan, y: .nan) }
        last = (key, number)
      }
      return Self.mix(
        Self.weights(at: u - column),
        line(Self.weights(at: v - row), acrossTile: last.number))
    }
  }
}
