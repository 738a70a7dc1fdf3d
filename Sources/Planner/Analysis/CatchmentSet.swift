/// The catchments of some stations at one walk or several of one kind: make it once, and ask for
/// each form.
///
/// Where each age goes at its own pace there is one walk for every pace, of the same minutes, the
/// longest first: a slower pace's catchments lie within a faster one's.
///
/// Residents are those whom the walk reaches, block by block, whatever the outline: they agree
/// with `Coverage` to the person. By age those of a pace are the residents who walk at it, so that
/// the paces add up to `Coverage`.
public struct CatchmentSet: Sendable {
  /// A walk that is drawn.
  private struct Band: Sendable {
    let meters: Double
    /// Where its blocks begin among those of the counts: past those of the faster paces.
    let firstBlock: Int
  }

  private let counts: BlockCounts
  /// Of the widest band.
  private let widestMeters: Double
  /// `nil`: straight lines.
  private let streets: StreetWalk?
  private let bands: [Band]
  /// Indices into the stations of those that count.
  private let counted: [Int]
  private let positions: [Position<Plane>]
  private let reach: Reach
  /// Along streets, by station that counts; empty for radii.
  private let reached: [StreetCatchments.Reached]

  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: sorted by id.
  ///   - walk: to a station.
  ///   - bandMeters: how far to walk, instead of the walk's own limit; shorter and longer walks of
  ///     the same kind. What is no walk (`WalkRadius`, `PathBudget`) is left out.
  ///   - question: which stations count.
  /// - Throws: `Failure` (usage) for `bandMeters` with a walk by age, on which as many metres are
  ///   not as long for everybody.
  /// - Complexity: for streets one search and some ten thousand points for every station, on all
  ///   threads.
  public init(
    of region: Region, stations: [Station], walk: Walk, bandMeters: [Double]? = nil,
    question: CoverageQuestion
  ) throws {
    let widest: Walk
    if case .byAge(let ages) = walk {
      guard bandMeters == nil else {
        throw Failure(
          .usage,
          what: Text(
            ja: "年齢ごとの速さで歩くとき、ほかの距離の徒歩圏は描けません",
            en: "catchments of further distances cannot be drawn where each age has its own pace"),
          remedy: Text(
            ja: "距離を指定しないか、一つの速さで描いてください",
            en: "Name no distances, or draw for one pace"))
      }
      widest = ages.longest
      bands = ages.walks.enumerated().map {
        Band(meters: $1.meters, firstBlock: $0 * region.blocks.count)
      }
    } else {
      bands = (bandMeters ?? [walk.meters]).filter { walk.limited(toMeters: $0) != nil }
        .map { Band(meters: $0, firstBlock: 0) }
      widest = bands.map(\.meters).max().flatMap { walk.limited(toMeters: $0) } ?? walk
    }
    counts = BlockCounts(walk.unfolded(region).blocks)
    widestMeters = widest.meters
    streets = widest.streets
    counted = stations.indices.filter { question.includes(stations[$0]) }
    positions = counted.map { stations[$0].position }
    reach = widest.reach(in: region, from: positions)
    if let streets {
      reached = Self.along(streets, positions, bands).each()
    } else {
      reached = []
    }
  }

  private static func along(
    _ walk: StreetWalk, _ positions: [Position<Plane>], _ bands: [Band]
  ) -> StreetCatchments {
    StreetCatchments(
      walk, stations: positions,
      budgets: bands.compactMap { PathBudget(meters: $0.meters, pace: walk.budget.pace) })
  }

  /// The catchments in a form, by walk.
  ///
  /// - Parameter form: each, dissolved, or shares of the nearest.
  /// - Returns: for every walk (by age for every pace) one for each station that counts, in the
  ///   order of ids; dissolved, one for each group of them that hangs together.
  /// - Throws: `Failure` (data) if GEOS cannot overlay the outlines.
  public func catchments(_ form: Catchment.Form) throws -> [[Catchment]] {
    switch form {
    case .each:
      return bands.indices.map { band in
        counted.indices.map { index in
          Catchment(
            station: counted[index], outline: outline(of: index, band),
            streets: reached.isEmpty ? [] : reached[index].lines[band],
            residents: counts.residents(blocks(of: index, band)))
        }
      }
    case .dissolved: return try bands.indices.map { try dissolved($0) }
    case .nearest:
      let shares = try nearestShares()
      return bands.indices.map { band in
        let lists = nearestBlocks(band)
        return counted.indices.map { index in
          Catchment(
            station: counted[index], outline: shares[band][index],
            streets: reached.isEmpty ? [] : reached[index].lines[band],
            residents: counts.residents(lists[index]))
        }
      }
    }
  }

  private func outline(of index: Int, _ band: Int) -> MultiPolygon<Plane> {
    streets == nil
      ? MultiPolygon([DiscUnion.disc(at: positions[index], radius: bands[band].meters)])
      : reached[index].outlines[band]
  }

  private func isWithin(_ pair: Int, _ band: Int) -> Bool {
    // the widest is what was searched for
    guard bands[band].meters < widestMeters else { return true }
    // along streets whole centimetres, as budgets are counted
    return streets == nil
      ? reach.meters[pair] <= bands[band].meters + StraightLineWalk.toleranceMeters
      : (reach.meters[pair] * 100).rounded() <= bands[band].meters * 100 + 1e-6
  }

  /// As the counts have them.
  private func blocks(of index: Int, _ band: Int) -> [Int] {
    let first = bands[band].firstBlock
    return reach.pairs(of: index).compactMap {
      isWithin($0, band) ? first + Int(reach.block[$0]) : nil
    }
  }

  /// The blocks of which each station is the nearest.
  private func nearestBlocks(_ band: Int) -> [[Int]] {
    let first = bands[band].firstBlock
    var best: [Int: (meters: Double, station: Int)] = [:]
    for index in counted.indices {
      for pair in reach.pairs(of: index) where isWithin(pair, band) {
        let block = first + Int(reach.block[pair])
        if reach.meters[pair] < best[block]?.meters ?? .infinity {
          best[block] = (reach.meters[pair], index)
        }
      }
    }
    var lists = [[Int]](repeating: [], count: counted.count)
    for block in best.keys.sorted() {
      if let station = best[block]?.station { lists[station].append(block) }
    }
    return lists
  }

  // MARK: Dissolved

  private func dissolved(_ band: Int) throws -> [Catchment] {
    func residents(_ members: [Int]) -> [Double] {
      counts.residents(Set(members.flatMap { blocks(of: $0, band) }).sorted())
    }
    guard let streets else {
      let radius = bands[band].meters
      let components = DiscUnion.components(of: positions, within: 2 * radius)
      // parts do not overlap, so no block is in two of them
      return zip(components, try DiscUnion.groups(of: positions, radius: radius)).map {
        Catchment(
          station: nil, outline: $1.outline, streets: [], residents: residents($0))
      }
    }
    let groups = try streetGroups(band)
    let outlines = try inParallel(groups.count) { group -> MultiPolygon<Plane> in
      let parts = groups[group].map { reached[$0].outlines[band] }
      return parts.count == 1 ? parts[0] : try Overlay().union(of: parts)
    }
    return zip(groups, outlines).map { members, outline in
      let alone = members.count == 1 ? reached[members[0]].lines[band] : nil
      let lines =
        alone
        ?? Self.along(streets, members.map { positions[$0] }, [bands[band]]).lines()[0]
      return Catchment(
        station: nil, outline: outline, streets: lines, residents: residents(members))
    }
  }

  /// Stations whose outlines overlap or who reach a block in common, in the order of their first
  /// members; those that nothing reaches are in none.
  private func streetGroups(_ band: Int) throws -> [[Int]] {
    var sets = DisjointSets(count: counted.count)
    var first: [Int: Int] = [:]
    for index in counted.indices {
      for block in blocks(of: index, band) {
        if let known = first[block] { sets.join(known, index) } else { first[block] = index }
      }
    }
    let boxes = reached.map { $0.outlines[band].bounds }
    let overlay = try Overlay()
    let shapes = try reached.map { try overlay.shape($0.outlines[band]) }
    let order = boxes.indices.filter { !boxes[$0].isEmpty }
      .sorted { (boxes[$0].minX, $0) < (boxes[$1].minX, $1) }
    for (place, index) in order.enumerated() {
      // from west to east, until nothing begins before this one ends
      for other in order[(place + 1)...] {
        guard boxes[other].minX <= boxes[index].maxX else { break }
        guard boxes[other].intersects(boxes[index]),
          sets.representative(of: index) != sets.representative(of: other)
        else { continue }
        if shapes[index].intersects(shapes[other]) { sets.join(index, other) }
      }
    }
    return sets.groups().filter { $0.contains { !boxes[$0].isEmpty } }
  }

  // MARK: Shares

  private func nearestShares() throws -> [[MultiPolygon<Plane>]] {
    guard let streets else {
      return try bands.map { try Catchment.nearestShares(of: positions, radius: $0.meters) }
    }
    let shares = Self.along(streets, positions, bands).shares()
    return bands.indices.map { band in shares.map { $0[band] } }
  }
}

extension Walk {
  /// The same kind of walk with another limit; `nil` for a length that is no walk, and by age,
  /// where metres differ.
  public func limited(toMeters meters: Double) -> Walk? {
    switch self {
    case .radius: WalkRadius(meters: meters).map { .radius($0) }
    case .streets(let walk):
      PathBudget(meters: meters, pace: walk.budget.pace).map { .streets(walk.with($0)) }
    case .byAge: nil
    }
  }
}

/// Adds up residents of blocks.
private struct BlockCounts: Sendable {
  private let blocks: Blocks
  private let pieceOfBlock: [Int32]

  init(_ blocks: Blocks) {
    self.blocks = blocks
    pieceOfBlock = blocks.pieceOfBlocks()
  }

  /// By attribute, in the order of the list.
  func residents(_ list: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: blocks.attributes.count)
    for block in list {
      for attribute in sums.indices {
        sums[attribute] += blocks.residentsPerBlock(
          attribute: attribute, piece: Int(pieceOfBlock[block]))
      }
    }
    return sums
  }
}
