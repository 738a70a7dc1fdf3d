/// A walk of some minutes on which everybody goes at the pace of their age: who walks more slowly
/// comes less far.
///
/// Residents of one pace in one place are a block of their own, so that whatever is a sum over
/// blocks (coverage, gaps, recommendations) is a sum over ages too, without knowing of them:
/// `unfolded` makes such a region, and `reach` says which of its blocks are reached.
public struct AgeWalk: Sendable {
  /// Who walks how fast, as `PaceBand.bands(of:)` has them.
  public let bands: [PaceBand]
  /// The walk of each band: an index into `walks`.
  public let walkOfBand: [Int]
  /// One for every pace, the longest first. All are straight lines, or all along the same streets.
  public let walks: [Walk]
  /// What each walk stands for: minutes at a pace.
  public let budgets: [PathBudget]
  public let minutes: Double

  /// `nil` for minutes that are no walk at one of the paces.
  ///
  /// - Parameters:
  ///   - minutes: how long everybody is ready to walk.
  ///   - bands: who walks how fast; at least one.
  ///   - heatFactor: as `PathBudget.inHeat` has it.
  ///   - make: the walk of a budget; the budgets differ in pace alone. None by age itself.
  public init?(
    minutes: Double, bands: [PaceBand], heatFactor: Double = 1,
    make: (PathBudget) throws -> Walk?
  ) rethrows {
    let paces = Set(bands.map(\.pace.metersPerMinute)).sorted(by: >)
    var walks: [Walk] = []
    var budgets: [PathBudget] = []
    for meters in paces {
      guard let pace = bands.first(where: { $0.pace.metersPerMinute == meters })?.pace,
        let budget = PathBudget(minutes: minutes, pace: pace)?.inHeat(heatFactor),
        let walk = try make(budget)
      else { return nil }
      if case .byAge = walk { return nil }
      walks.append(walk)
      budgets.append(budget)
    }
    guard !walks.isEmpty else { return nil }
    self.minutes = minutes
    self.bands = bands
    self.walks = walks
    self.budgets = budgets
    walkOfBand = bands.map { band in
      paces.firstIndex(of: band.pace.metersPerMinute) ?? 0
    }
  }

  private init(_ walk: AgeWalk, _ walks: [Walk], _ budgets: [PathBudget], minutes: Double) {
    (bands, walkOfBand) = (walk.bands, walk.walkOfBand)
    self.walks = walks
    self.budgets = budgets
    self.minutes = minutes
  }

  /// The walk of the fastest.
  public var longest: Walk { walks[0] }
  /// The walk of the slowest.
  public var shortest: Walk { walks[walks.count - 1] }

  /// How far a band walks.
  public func walk(ofBand band: Int) -> Walk { walks[walkOfBand[band]] }

  /// What a band's walk stands for.
  public func budget(ofBand band: Int) -> PathBudget { budgets[walkOfBand[band]] }

  /// Everybody's walk, shorter or longer; `nil` beyond what a walk can be.
  public func scaled(by factor: Double) -> AgeWalk? {
    let scaled = walks.compactMap { $0.scaled(by: factor) }
    let longer = budgets.compactMap { $0.scaled(by: factor) }
    guard scaled.count == walks.count, longer.count == walks.count else { return nil }
    return AgeWalk(self, scaled, longer, minutes: minutes * factor)
  }

  /// The region with the blocks of each pace one after the other: block `b` of the region is
  /// `b + w × count` for those who go walk `w`, and likewise pieces and patches. Residents add up
  /// to those of the region.
  ///
  /// - Complexity: O(walks × blocks).
  func unfolded(_ region: Region) -> Region {
    let blocks = region.blocks
    let shares = PaceShares(bands, of: blocks).residents
    var residents: [[Double]] = []
    for attribute in blocks.attributes.indices {
      var list: [Double] = []
      list.reserveCapacity(blocks.pieceCount * walks.count)
      for walk in walks.indices {
        var sums = [Double](repeating: 0, count: blocks.pieceCount)
        for band in bands.indices where walkOfBand[band] == walk {
          for piece in sums.indices { sums[piece] += shares[band][attribute][piece] }
        }
        list += sums
      }
      residents.append(list)
    }
    let (count, pieces) = (Int32(blocks.count), Int32(blocks.pieceCount))
    /// A list once for every walk, its numbers moved on.
    func repeated(_ list: [Int32], by step: Int32) -> [Int32] {
      walks.indices.flatMap { walk in list.map { $0 + Int32(walk) * step } }
    }
    /// The same for bounds of runs, the first of which is the end of the run before.
    func runs(_ firsts: [Int32]) -> [Int32] {
      [0] + walks.indices.flatMap { walk in firsts.dropFirst().map { $0 + Int32(walk) * count } }
    }
    func same<Value>(_ list: [Value]) -> [Value] { walks.indices.flatMap { _ in list } }
    var unfolded = region
    unfolded.blocks = Blocks(
      attributes: blocks.attributes, pieceMunicipality: same(blocks.pieceMunicipality),
      pieceResidents: residents, pieceFirstBlock: runs(blocks.pieceFirstBlock),
      pieceUnit: same(blocks.pieceUnit), suppression: blocks.suppression,
      eastings: same(blocks.eastings), northings: same(blocks.northings),
      patchFirstBlock: runs(blocks.patchFirstBlock),
      patchPiece: repeated(blocks.patchPiece, by: pieces), patchBounds: same(blocks.patchBounds),
      livingAreaBlocks: blocks.livingAreaBlocks.map { areas in
        areas.map { repeated($0, by: count) }
      },
      paces: PaceFold(bands: bands, walkOfBand: walkOfBand, walkCount: walks.count))
    return unfolded
  }

  /// Which blocks of the unfolded region each origin reaches: those of every pace within the
  /// walk of that pace.
  ///
  /// - Complexity: one reach for every pace.
  func reach(in region: Region, from origins: [Position<Plane>]) -> Reach {
    let reaches = walks.map { $0.reach(in: region, from: origins) }
    var first = [0]
    first.reserveCapacity(origins.count + 1)
    let pairs = reaches.reduce(0) { $0 + $1.pairCount }
    var (block, meters): ([Int32], [Double]) = ([], [])
    block.reserveCapacity(pairs)
    meters.reserveCapacity(pairs)
    for origin in origins.indices {
      for (walk, reach) in reaches.enumerated() {
        let step = Int32(walk * region.blocks.count)
        for pair in reach.pairs(of: origin) {
          block.append(reach.block[pair] + step)
          meters.append(reach.meters[pair])
        }
      }
      first.append(block.count)
    }
    return Reach(firstPair: first, block: block, meters: meters)
  }
}
