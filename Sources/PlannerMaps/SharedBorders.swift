internal import Planner
internal import PlannerData

/// Outlines with fewer corners, in which neighbours still share every border.
///
/// Rings are cut where three or more lines meet; the pieces between are what neighbours share, and
/// each is thinned once (Douglas & Peucker 1973), always from the same end, so that both sides get
/// the same corners. What meets stays where it was. Corners count as equal to the millionth of a
/// degree, about 10 cm. The idea is that of TopoJSON's arcs.
struct SharedBorders {
  private typealias Corner = SIMD2<Int32>
  private let outlines: [MultiPolygon<Geographic>]
  private var junctions: Set<Corner> = []

  /// - Complexity: O(n) for n corners, and O(n log n) for thinning them, as a rule.
  init(_ outlines: [MultiPolygon<Geographic>]) {
    self.outlines = outlines
    // what a corner has beside it; a third neighbour makes it a junction
    var beside: [Corner: (Corner, Corner)] = [:]
    for outline in outlines {
      for ring in outline.polygons.flatMap(\.rings) {
        let corners = Self.corners(ring)
        for index in corners.indices where corners.count > 2 {
          let pair = (
            corners[index == 0 ? corners.count - 1 : index - 1],
            corners[index == corners.count - 1 ? 0 : index + 1]
          )
          guard let known = beside[corners[index]] else {
            beside[corners[index]] = pair
            continue
          }
          if known != pair, known != (pair.1, pair.0) { junctions.insert(corners[index]) }
        }
      }
    }
  }

  /// - Parameters:
  ///   - meters: how far a line may move.
  ///   - leastSquareMeters: islands and holes smaller than this are left out, unless nothing else
  ///     is left of an outline.
  /// - Returns: the outlines in their order.
  func simplified(
    toMeters meters: Double, leastSquareMeters: Double = 0
  ) -> [MultiPolygon<Geographic>] {
    outlines.map { outline in
      let polygons = outline.polygons.compactMap { polygon -> (Polygon<Geographic>, Double)? in
        guard let exterior = simplified(polygon.exterior, meters) else { return nil }
        let holes = polygon.holes.compactMap { simplified($0, meters) }
          .filter { Self.squareMeters($0) >= leastSquareMeters }
        return (Polygon(exterior: exterior, holes: holes), Self.squareMeters(exterior))
      }
      let largest = polygons.map(\.1).max() ?? 0
      return MultiPolygon(
        polygons.filter { $0.1 >= min(leastSquareMeters, largest) }.map(\.0))
    }
  }

  private static let perDegree = 1e6

  /// Without the closing one and without repetitions.
  private static func corners(_ ring: Ring<Geographic>) -> [Corner] {
    var result: [Corner] = []
    for position in ring.positions.dropLast() {
      let corner = Corner(
        Int32((position.longitude * perDegree).rounded()),
        Int32((position.latitude * perDegree).rounded()))
      if result.last != corner { result.append(corner) }
    }
    if result.count > 1, result.first == result.last { result.removeLast() }
    return result
  }

  private func simplified(_ ring: Ring<Geographic>, _ meters: Double) -> Ring<Geographic>? {
    var corners = Self.corners(ring)
    guard corners.count > 2 else { return nil }
    // begin at a junction, else at the lowest corner
    let start =
      corners.firstIndex(where: junctions.contains)
      ?? corners.indices.min { Self.precedes(corners[$0], corners[$1]) } ?? 0
    corners = Array(corners[start...] + corners[..<start])
    corners.append(corners[0])
    var result: [Corner] = []
    var begin = 0
    for index in 1..<corners.count
    where index == corners.count - 1 || junctions.contains(corners[index]) {
      let line = Self.thinned(Array(corners[begin...index]), meters)
      result += result.isEmpty ? line : Array(line.dropFirst())
      begin = index
    }
    guard result.count > 3 else { return nil }
    return Ring(
      result.map {
        Position(
          longitude: Double($0.x) / Self.perDegree, latitude: Double($0.y) / Self.perDegree)
      })
  }

  private static func precedes(_ a: Corner, _ b: Corner) -> Bool { (a.x, a.y) < (b.x, b.y) }

  /// The same line for both directions.
  private static func thinned(_ line: [Corner], _ meters: Double) -> [Corner] {
    guard line.count > 2, let first = line.first, let last = line.last else { return line }
    if first == last {
      // a whole ring: halves between its start and the corner farthest from it
      let forward = precedes(line[1], line[line.count - 2]) ? line : line.reversed()
      let scale = scale(first)
      let farthest =
        forward.indices.max {
          length(forward[$0] &- first, scale) < length(forward[$1] &- first, scale)
        } ?? 0
      let halves =
        kept(Array(forward[...farthest]), meters)
        + kept(Array(forward[farthest...]), meters).dropFirst()
      return forward == line ? halves : halves.reversed()
    }
    return precedes(first, last)
      ? kept(line, meters) : kept(line.reversed(), meters).reversed()
  }

  private static func kept(_ line: [Corner], _ meters: Double) -> [Corner] {
    guard line.count > 2 else { return line }
    let scale = scale(line[0])
    var isKept = [Bool](repeating: false, count: line.count)
    isKept[0] = true
    isKept[line.count - 1] = true
    var open = [(0, line.count - 1)]
    while let (a, b) = open.popLast() {
      var farthest = (distance: meters, index: -1)
      for index in a + 1..<max(a + 1, b) {
        let distance = distance(line[index], from: line[a], to: line[b], scale)
        if distance > farthest.distance { farthest = (distance, index) }
      }
      guard farthest.index >= 0 else { continue }
      isKept[farthest.index] = true
      open.append((a, farthest.index))
      open.append((farthest.index, b))
    }
    return line.indices.filter { isKept[$0] }.map { line[$0] }
  }

  /// Metres for a unit of longitude and of latitude.
  private static func scale(_ corner: Corner) -> SIMD2<Double> {
    let degree = Position<Geographic>.metersOfDegree(at: Double(corner.y) / perDegree)
    return SIMD2(degree.ofLongitude, degree.ofLatitude) / perDegree
  }

  private static func length(_ vector: Corner, _ scale: SIMD2<Double>) -> Double {
    let metric = SIMD2(Double(vector.x), Double(vector.y)) * scale
    return (metric * metric).sum().squareRoot()
  }

  private static func distance(
    _ point: Corner, from a: Corner, to b: Corner, _ scale: SIMD2<Double>
  ) -> Double {
    let p = SIMD2(Double(point.x - a.x), Double(point.y - a.y)) * scale
    let d = SIMD2(Double(b.x - a.x), Double(b.y - a.y)) * scale
    let square = (d * d).sum()
    let t = square > 0 ? min(1, max(0, (p * d).sum() / square)) : 0
    let rest = p - d * t
    return (rest * rest).sum().squareRoot()
  }

  private static func squareMeters(_ ring: Ring<Geographic>) -> Double {
    guard let first = ring.positions.first else { return 0 }
    let scale = scale(
      Corner(
        Int32((first.longitude * perDegree).rounded()),
        Int32((first.latitude * perDegree).rounded())
      ))
    return abs(ring.doubledSignedArea) / 2 * scale.x * scale.y * perDegree * perDegree
  }
}
