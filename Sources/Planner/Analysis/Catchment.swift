/// The area from which a station is within the walk.
public struct Catchment: Sendable, Hashable {
  /// Index into the stations; `nil` for a dissolved outline.
  public let station: Int?
  public let outline: MultiPolygon<Plane>
  /// Residents reached, by attribute; with `nearest`, those of them who have no nearer station,
  /// so that each resident is counted once.
  public let residents: [Double]

  /// How catchments are drawn.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// Each station's own, overlapping.
    case each
    /// All together, overlaps dissolved: one catchment for every connected part.
    case dissolved
    /// Each station's share: the part of its catchment to which it is the nearest. Stations on
    /// one spot leave the share to the lowest id.
    case nearest
  }

  /// The catchments of the stations that a question counts, in the order of their ids.
  ///
  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: sorted by id.
  ///   - radius: of the walk.
  ///   - question: which stations count.
  ///   - form: each, dissolved, or shares of the nearest.
  /// - Returns: one for each station; dissolved, one for each connected part.
  /// - Throws: `Failure` (data) if GEOS cannot overlay the outlines.
  public static func catchments(
    of region: Region, stations: [Station], radius: WalkRadius, question: CoverageQuestion,
    form: Form
  ) throws -> [Catchment] {
    let counted = stations.indices.filter { question.includes(stations[$0]) }
    let positions = counted.map { stations[$0].position }
    let walk = StraightLineWalk(in: region, radius: radius)
    let reach = walk.reach(from: positions)
    let blocks = region.blocks
    let pieceOfBlock = blocks.pieceOfBlocks()
    func residents(_ list: some Sequence<Int>) -> [Double] {
      var sums = [Double](repeating: 0, count: blocks.attributes.count)
      for block in list {
        for attribute in sums.indices {
          sums[attribute] += blocks.residentsPerBlock(
            attribute: attribute, piece: Int(pieceOfBlock[block]))
        }
      }
      return sums
    }
    switch form {
    case .each:
      return counted.indices.map { index in
        Catchment(
          station: counted[index],
          outline: MultiPolygon([DiscUnion.disc(at: positions[index], radius: radius.meters)]),
          residents: residents(reach.pairs(of: index).lazy.map { Int(reach.block[$0]) }))
      }
    case .dissolved:
      let components = DiscUnion.components(of: positions, within: 2 * radius.meters)
      let groups = try DiscUnion.groups(of: positions, radius: radius.meters)
      // parts do not overlap, so no block is in two of them
      return zip(components, groups).map { members, group in
        var list: Set<Int> = []
        for member in members {
          for pair in reach.pairs(of: member) { list.insert(Int(reach.block[pair])) }
        }
        return Catchment(
          station: nil, outline: group.outline, residents: residents(list.sorted()))
      }
    case .nearest:
      var best: [Int: (meters: Double, station: Int)] = [:]
      for index in counted.indices {
        for pair in reach.pairs(of: index) {
          let block = Int(reach.block[pair])
          if reach.meters[pair] < best[block]?.meters ?? .infinity {
            best[block] = (reach.meters[pair], index)
          }
        }
      }
      var lists = [[Int]](repeating: [], count: counted.count)
      for block in best.keys.sorted() {
        if let station = best[block]?.station { lists[station].append(block) }
      }
      let shares = try nearestShares(of: positions, radius: radius.meters)
      return counted.indices.map { index in
        Catchment(
          station: counted[index], outline: shares[index], residents: residents(lists[index]))
      }
    }
  }

  private static func nearestShares(
    of positions: [Position<Plane>], radius: Double
  ) throws -> [MultiPolygon<Plane>] {
    var first: [Position<Plane>: Int] = [:]
    for (index, position) in positions.enumerated() where first[position] == nil {
      first[position] = index
    }
    var shares = [MultiPolygon<Plane>](repeating: MultiPolygon(), count: positions.count)
    let distinct = first.values.sorted()
    let overlay = try Overlay()
    func disc(_ index: Int) throws -> Overlay.Shape {
      try overlay.shape(MultiPolygon([DiscUnion.disc(at: positions[index], radius: radius)]))
    }
    guard distinct.count > 1 else {
      for index in distinct { shares[index] = try overlay.outline(try disc(index)) }
      return shares
    }
    var box = Bounds<Plane>()
    for index in distinct { box.add(Bounds(around: positions[index], reach: radius * 1.01)) }
    let points = distinct.map { positions[$0] }
    let grid = PointGrid(points)
    for cell in try overlay.nearestCells(of: points, within: box) {
      var owner: Int?
      let bounds = cell.bounds
      try grid.forEachPointThrowing(near: bounds) { index in
        guard owner == nil, bounds.contains(points[index]) else { return }
        let dot = try overlay.shape(
          MultiPolygon([Bounds(around: points[index], reach: 1e-4).polygon]))
        if cell.contains(dot) { owner = index }
      }
      guard let owner else { continue }
      let share = try overlay.intersection(cell, try disc(distinct[owner]))
      shares[distinct[owner]] = try overlay.outline(share)
    }
    return shares
  }
}

extension PointGrid {
  fileprivate func forEachPointThrowing(
    near box: Bounds<Plane>, _ body: (Int) throws -> Void
  ) throws {
    var indices: [Int] = []
    forEachPoint(near: box) { indices.append($0) }
    for index in indices { try body(index) }
  }
}
