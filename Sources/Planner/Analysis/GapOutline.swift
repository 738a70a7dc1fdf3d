/// The outline of a gap, for maps: what lies within the walk of its point, less what stations
/// reach and what belongs to larger gaps.
public struct GapOutline: Sendable {
  public let outline: MultiPolygon<Plane>
  /// A point inside: the gap's own point where that is inside.
  public let label: Position<Plane>

  /// How far around its blocks a gap is drawn along streets, east and north: blocks of a 500 m cell
  /// are up to 71 m apart, and what is drawn around neighbours hangs together.
  static let blockReach = 40.0
  /// The side of a square of the lattice on which that is drawn.
  private static let latticeMeters = 20.0
  /// How far the drawn line may be from that of the lattice: enough to leave out its steps, and less
  /// than a block's centre is from the line (`blockReach` less a square), which so stays inside.
  static let toleranceMeters = 18.0

  /// Along streets a gap is its blocks, and what is around them: for the eye, since a gap is told
  /// by its blocks.
  private static func alongStreets(_ listed: [Gap], in region: Region) throws -> [GapOutline] {
    let runs = fixedRuns(of: listed.count, length: 32)
    return try inParallel(runs.count) { run in
      let overlay = try Overlay()
      return try runs[run].map { index in
        let gap = listed[index]
        let drawn = try overlay.shape(
          around(gap.blocks.map { region.blocks.position(of: Int($0)) }))
        var shape = try overlay.simplified(drawn, within: toleranceMeters)
        if overlay.defect(of: shape) != nil { shape = drawn }
        let point = try overlay.shape(
          MultiPolygon([Bounds(around: gap.position, reach: 0.01).polygon]))
        let label: Position<Plane>? =
          shape.contains(point) ? gap.position : overlay.interiorPoint(of: shape)
        return GapOutline(outline: try overlay.outline(shape), label: label ?? gap.position)
      }
    }.flatMap { $0 }
  }

  /// The corners of a lattice that are near some points, joined. Each point lies in a square of
  /// which all corners are near.
  private static func around(_ points: [Position<Plane>]) -> MultiPolygon<Plane> {
    let step = latticeMeters
    // a hair more, so that a corner just so far is near
    let reach = blockReach + 1e-6
    func corners(_ low: Double, _ high: Double) -> ClosedRange<Int> {
      let first = Int(((low - reach) / step).rounded(.up))
      return first...max(first, Int(((high + reach) / step).rounded(.down)))
    }
    var bounds = Bounds<Plane>()
    for point in points { bounds.add(point) }
    guard !bounds.isEmpty else { return MultiPolygon() }
    let (east, north) = (corners(bounds.minX, bounds.maxX), corners(bounds.minY, bounds.maxY))
    // one corner more on every side, which is outside
    let (columns, rows) = (east.count + 2, north.count + 2)
    var heights = [Int32](repeating: SampledField.unknown, count: columns * rows)
    for point in points {
      for row in corners(point.y, point.y) {
        let line = (row - north.lowerBound + 1) * columns
        for column in corners(point.x, point.x) {
          heights[line + column - east.lowerBound + 1] = 0
        }
      }
    }
    // what lies between a corner inside and one outside counts as outside
    return SampledField(
      stepMeters: step, firstColumn: east.lowerBound - 1, firstRow: north.lowerBound - 1,
      columns: columns, rows: rows, heights: heights, owners: nil,
      probe: { _ in (SampledField.unknown, -1) }
    ).outline(upTo: 0)
  }

  /// Outlines of some gaps of a search (larger gaps cut smaller ones, listed or not).
  ///
  /// - Complexity: one small overlay a gap, on all threads.
  public static func outlines(
    of listed: [Gap], among gaps: Gaps, stations: [Station], in region: Region
  ) throws -> [GapOutline] {
    guard case .radius(let walkRadius) = gaps.walk else {
      return try alongStreets(listed, in: region)
    }
    let radius = walkRadius.meters
    let counted = stations.filter { gaps.question.includes($0) }.map(\.position)
    let points = gaps.gaps.map(\.position)
    let stationGrid = PointGrid(counted)
    let gapGrid = PointGrid(points)
    let runs = fixedRuns(of: listed.count, length: 32)
    return try inParallel(runs.count) { run in
      let overlay = try Overlay()
      return try runs[run].map { position in
        let index = listed[position].rank - 1
        let box = Bounds(around: points[index], reach: 2 * radius)
        var others: [Position<Plane>] = []
        stationGrid.forEachPoint(near: box) { other in
          if counted[other].distance(to: points[index]) < 2 * radius {
            others.append(counted[other])
          }
        }
        gapGrid.forEachPoint(near: box) { other in
          if other < index, points[other].distance(to: points[index]) < 2 * radius {
            others.append(points[other])
          }
        }
        var shape = try overlay.shape(
          MultiPolygon([DiscUnion.disc(at: points[index], radius: radius)]))
        if !others.isEmpty {
          let discs = try others.map {
            try overlay.shape(MultiPolygon([DiscUnion.disc(at: $0, radius: radius)]))
          }
          shape = try overlay.difference(shape, try overlay.union(discs))
        }
        if shape.isEmpty || shape.area < 1 {
          // all its blocks lie between a circle and its polygon
          let squares = gaps.gaps[index].blocks.map { block in
            MultiPolygon([
              Bounds(around: region.blocks.position(of: Int(block)), reach: 30).polygon
            ])
          }
          shape = try overlay.union(squares.map { try overlay.shape($0) })
        }
        let point = try overlay.shape(
          MultiPolygon([Bounds(around: points[index], reach: 0.01).polygon]))
        let label: Position<Plane>? =
          shape.contains(point) ? points[index] : overlay.interiorPoint(of: shape)
        return GapOutline(
          outline: try overlay.outline(shape), label: label ?? points[index])
      }
    }.flatMap { $0 }
  }
}
