/// The lattice on which blocks are centred: eighths of a 500 m cell, about 71 × 58 m in Chiba.
///
/// Lattice coordinates are degrees times a constant, so that grid cells of every level are
/// squares with whole-number corners, and cutting needs no projection.
enum Lattice {
  static let columnsPerDegree = 1280.0
  static let rowsPerDegree = 1920.0

  /// Lattice steps along a side of a cell; `nil` where the corners are not on the lattice (100 m).
  static func steps(along level: GridLevel) -> Int? {
    1280 % level.columnsPerDegree == 0 ? 1280 / level.columnsPerDegree : nil
  }

  @inline(__always) static func u(_ longitude: Double) -> Double { longitude * columnsPerDegree }
  @inline(__always) static func v(_ latitude: Double) -> Double { latitude * rowsPerDegree }

  static func position(u: Double, v: Double) -> Position<Geographic> {
    Position(longitude: u / columnsPerDegree, latitude: v / rowsPerDegree)
  }
}

/// The edges of one outline in lattice coordinates, each with its lower end first, so that an
/// edge shared by two neighbours is the same numbers in both and every crossing computed from
/// it falls on the same spot.
struct LatticeEdges: Sendable {
  struct Edge: Sendable {
    var u0: Double
    var v0: Double
    var u1: Double
    var v1: Double

    /// Where the edge crosses a height; `v0 <= v < v1` must hold.
    @inline(__always) func crossing(at v: Double) -> Double {
      u0 + (v - v0) * ((u1 - u0) / (v1 - v0))
    }
  }

  /// Horizontal edges, which cross no height, are left out.
  let edges: [Edge]
  let minU: Double
  let minV: Double
  let maxU: Double
  let maxV: Double

  init(_ outline: MultiPolygon<Geographic>) {
    var edges: [Edge] = []
    var bounds = Bounds<Plane>()
    edges.reserveCapacity(
      outline.polygons.reduce(0) { $0 + $1.rings.reduce(0) { $0 + $1.positions.count } })
    for polygon in outline.polygons {
      for ring in polygon.rings {
        ring.positions.withUnsafeBufferPointer { positions in
          var u = Lattice.u(positions[0].x)
          var v = Lattice.v(positions[0].y)
          bounds.add(Position(x: u, y: v))
          for index in 1..<positions.count {
            let nextU = Lattice.u(positions[index].x)
            let nextV = Lattice.v(positions[index].y)
            if v < nextV {
              edges.append(Edge(u0: u, v0: v, u1: nextU, v1: nextV))
            } else if nextV < v {
              edges.append(Edge(u0: nextU, v0: nextV, u1: u, v1: v))
            }
            bounds.add(Position(x: nextU, y: nextV))
            u = nextU
            v = nextV
          }
        }
      }
    }
    self.edges = edges
    minU = bounds.minX
    minV = bounds.minY
    maxU = bounds.maxX
    maxV = bounds.maxY
  }
}

/// Where an outline is crossed by every row of lattice centres: answers, for whole rows of
/// centres at once, which of them lie inside (even-odd rule; a centre exactly on an edge belongs
/// to the side east of it, so neighbours never both have it).
struct Scanlines: Sendable {
  private let firstRow: Int
  private let rowStart: [Int32]
  private let crossings: [Double]

  init(_ outline: LatticeEdges) {
    guard outline.minV <= outline.maxV else {
      firstRow = 0
      rowStart = [0]
      crossings = []
      return
    }
    // row j has its centres at height j + ½
    let firstRow = Int((outline.minV - 0.5).rounded(.up))
    let lastRow = Int((outline.maxV - 0.5).rounded(.up))
    let rowCount = max(0, lastRow - firstRow)
    func rows(of edge: LatticeEdges.Edge) -> Range<Int> {
      let low = Int((edge.v0 - 0.5).rounded(.up)) - firstRow
      let high = Int((edge.v1 - 0.5).rounded(.up)) - firstRow
      return low..<max(low, high)
    }
    var start = [Int32](repeating: 0, count: rowCount + 1)
    for edge in outline.edges {
      for row in rows(of: edge) { start[row + 1] += 1 }
    }
    for row in 0..<rowCount { start[row + 1] += start[row] }
    var next = start
    var crossings = [Double](repeating: 0, count: Int(start[rowCount]))
    for edge in outline.edges {
      for row in rows(of: edge) {
        crossings[Int(next[row])] = edge.crossing(at: Double(row + firstRow) + 0.5)
        next[row] += 1
      }
    }
    for row in 0..<rowCount where start[row + 1] - start[row] > 1 {
      crossings[Int(start[row])..<Int(start[row + 1])].sort()
    }
    self.firstRow = firstRow
    self.rowStart = start
    self.crossings = crossings
  }

  /// Bit `c` is set when the centre of column `firstColumn + c` lies inside; `count` ≤ 64.
  func mask(row: Int, firstColumn: Int, count: Int) -> UInt64 {
    let index = row - firstRow
    guard index >= 0, index < rowStart.count - 1 else { return 0 }
    let end = Int(rowStart[index + 1])
    let first = Double(firstColumn) + 0.5
    // crossings at or west of the first centre
    var low = Int(rowStart[index])
    let begin = low
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if crossings[middle] <= first { low = middle + 1 } else { high = middle }
    }
    var inside = (low - begin) & 1 == 1
    let all = count == 64 ? UInt64.max : (1 << UInt64(count)) - 1
    if low == end || crossings[low] > first + Double(count - 1) { return inside ? all : 0 }
    var mask: UInt64 = 0
    for column in 0..<count {
      let center = first + Double(column)
      while low < end, crossings[low] <= center {
        inside.toggle()
        low += 1
      }
      if inside { mask |= 1 << UInt64(column) }
    }
    return mask
  }
}

/// Finds exact points: whether one lies inside an outline, and a point inside a small corner of
/// it. Edges are kept by strips of one 500 m row, so that a question looks at a few of them.
struct OutlineLocator: Sendable {
  private static let stripHeight = 8.0
  private let outline: LatticeEdges
  private let firstStrip: Int
  private let stripStart: [Int32]
  private let members: [Int32]

  init(_ outline: LatticeEdges) {
    self.outline = outline
    guard outline.minV <= outline.maxV else {
      firstStrip = 0
      stripStart = [0]
      members = []
      return
    }
    let firstStrip = Int((outline.minV / Self.stripHeight).rounded(.down))
    let count = Int((outline.maxV / Self.stripHeight).rounded(.down)) - firstStrip + 1
    func strips(of edge: LatticeEdges.Edge) -> ClosedRange<Int> {
      let low = Int((edge.v0 / Self.stripHeight).rounded(.down)) - firstStrip
      let high = Int((edge.v1 / Self.stripHeight).rounded(.down)) - firstStrip
      return low...high
    }
    var start = [Int32](repeating: 0, count: count + 1)
    for edge in outline.edges {
      for strip in strips(of: edge) { start[strip + 1] += 1 }
    }
    for strip in 0..<count { start[strip + 1] += start[strip] }
    var next = start
    var members = [Int32](repeating: 0, count: Int(start[count]))
    for (index, edge) in outline.edges.enumerated() {
      for strip in strips(of: edge) {
        members[Int(next[strip])] = Int32(index)
        next[strip] += 1
      }
    }
    self.firstStrip = firstStrip
    self.stripStart = start
    self.members = members
  }

  private func edges(inStripOf v: Double) -> ArraySlice<Int32> {
    let strip = Int((v / Self.stripHeight).rounded(.down)) - firstStrip
    guard strip >= 0, strip < stripStart.count - 1 else { return [] }
    return members[Int(stripStart[strip])..<Int(stripStart[strip + 1])]
  }

  /// Even-odd rule; of two neighbours that share an edge exactly one contains a point on it.
  func contains(_ point: Position<Geographic>) -> Bool {
    contains(u: Lattice.u(point.longitude), v: Lattice.v(point.latitude))
  }

  func contains(u: Double, v: Double) -> Bool {
    guard u >= outline.minU, u <= outline.maxU else { return false }
    var inside = false
    for member in edges(inStripOf: v) {
      let edge = outline.edges[Int(member)]
      if edge.v0 <= v, v < edge.v1, edge.crossing(at: v) <= u { inside.toggle() }
    }
    return inside
  }

  /// A point inside the part of the outline that lies in a box, for corners too small to hold
  /// a lattice centre: the middle of the widest stretch found on a few well-chosen heights.
  /// `nil` where rounding leaves nothing to stand on.
  func interiorPoint(u: ClosedRange<Double>, v: ClosedRange<Double>) -> (u: Double, v: Double)? {
    // heights at which the shape of the corner changes
    var levels = [v.lowerBound, v.upperBound]
    var strip = v.lowerBound
    var near: Set<Int32> = []
    while strip < v.upperBound {
      for member in edges(inStripOf: strip) { near.insert(member) }
      strip += Self.stripHeight
    }
    for member in near {
      let edge = outline.edges[Int(member)]
      guard min(edge.u0, edge.u1) <= u.upperBound, max(edge.u0, edge.u1) >= u.lowerBound else {
        continue
      }
      for level in [edge.v0, edge.v1] where v.contains(level) { levels.append(level) }
      for side in [u.lowerBound, u.upperBound] where edge.u0 != edge.u1 {
        let level = edge.v0 + (side - edge.u0) * ((edge.v1 - edge.v0) / (edge.u1 - edge.u0))
        if v.contains(level), edge.v0 <= level, level <= edge.v1 { levels.append(level) }
      }
    }
    levels.sort()
    var heights = zip(levels, levels.dropFirst()).map { (gap: $1 - $0, middle: ($0 + $1) / 2) }
      .filter { $0.gap > 0 }
    heights.sort { ($0.gap, $0.middle) > ($1.gap, $1.middle) }
    var best: (width: Double, u: Double, v: Double)?
    for height in heights.prefix(6) {
      let crossings = edges(inStripOf: height.middle).compactMap { member -> Double? in
        let edge = outline.edges[Int(member)]
        guard edge.v0 <= height.middle, height.middle < edge.v1 else { return nil }
        return edge.crossing(at: height.middle)
      }.sorted()
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        let west = max(crossings[pair], u.lowerBound)
        let east = min(crossings[pair + 1], u.upperBound)
        if east - west > (best?.width ?? 0) {
          best = (east - west, (west + east) / 2, height.middle)
        }
      }
    }
    return best.map { ($0.u, $0.v) }
  }
}
