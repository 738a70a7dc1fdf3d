/// The outline of a gap, for maps: what lies within the walk of its point, less what stations
/// reach and what belongs to larger gaps.
public struct GapOutline: Sendable {
  public let outline: MultiPolygon<Plane>
  /// A point inside: the gap's own point where that is inside.
  public let label: Position<Plane>

  /// Half the side of a block's square: blocks of a 500 m cell are up to 71 m apart, and squares
  /// of neighbours hang together.
  private static let blockReach = 36.0

  /// Along streets a gap is its blocks, drawn as squares.
  private static func alongStreets(_ listed: [Gap], in region: Region) throws -> [GapOutline] {
    let runs = fixedRuns(of: listed.count, length: 32)
    return try inParallel(runs.count) { run in
      let overlay = try Overlay()
      return try runs[run].map { index in
        let gap = listed[index]
        let squares = try gap.blocks.map { block in
          try overlay.shape(
            MultiPolygon([
              Bounds(around: region.blocks.position(of: Int(block)), reach: blockReach).polygon
            ]))
        }
        let shape = try overlay.union(squares)
        let point = try overlay.shape(
          MultiPolygon([Bounds(around: gap.position, reach: 0.01).polygon]))
        let label: Position<Plane>? =
          shape.contains(point) ? gap.position : overlay.interiorPoint(of: shape)
        return GapOutline(outline: try overlay.outline(shape), label: label ?? gap.position)
      }
    }.flatMap { $0 }
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
