/// Which stations reach which blocks, and how far it is: the one relation from which coverage,
/// redundancy, flows, gaps and recommendations are computed, whatever kind of walk made it.
///
/// Stations are named by their index in the list that made the reach; a block that a station
/// does not reach has no entry (unreachable is not a number).
public struct Reach: Sendable {
  /// `pairs(of: s)` are entries `firstPair[s] ..< firstPair[s + 1]`.
  let firstPair: [Int]
  /// By station, ascending within each.
  let block: [Int32]
  let meters: [Double]

  public var stationCount: Int { firstPair.count - 1 }
  public var pairCount: Int { block.count }

  func pairs(of station: Int) -> Range<Int> { firstPair[station]..<firstPair[station + 1] }

  /// The blocks that a station reaches, ascending, with their distances in metres.
  public func blocks(of station: Int) -> [(block: Int, meters: Double)] {
    pairs(of: station).map { (Int(block[$0]), meters[$0]) }
  }
}

/// Straight-line walks within a radius.
///
/// A block is reached when its centre is no farther than the radius. A distance of exactly the
/// radius is inside; so that it stays inside whatever the rounding of eight-digit coordinates
/// does to it, a micrometre is allowed.
public struct StraightLineWalk: Sendable {
  static let toleranceMeters = 1e-6

  private let blocks: Blocks
  let index: PatchIndex
  public let radius: WalkRadius

  public init(in region: Region, radius: WalkRadius) {
    blocks = region.blocks
    index = PatchIndex(region.blocks)
    self.radius = radius
  }

  /// - Complexity: O(blocks in the squares around the origins), on all threads.
  public func reach(from origins: [Position<Plane>]) -> Reach {
    let runs = fixedRuns(of: origins.count, length: 64)
    let parts = inParallel(runs.count) { run -> (counts: [Int], block: [Int32], meters: [Double]) in
      var counts: [Int] = []
      var block: [Int32] = []
      var meters: [Double] = []
      for origin in runs[run] {
        let before = block.count
        forEachBlock(from: origins[origin]) { number, distance in
          block.append(Int32(truncatingIfNeeded: number))
          meters.append(distance)
        }
        sort(&block, &meters, from: before)
        counts.append(block.count - before)
      }
      return (counts, block, meters)
    }
    var firstPair = [0]
    firstPair.reserveCapacity(origins.count + 1)
    for part in parts {
      for count in part.counts { firstPair.append((firstPair.last ?? 0) + count) }
    }
    return Reach(
      firstPair: firstPair, block: parts.flatMap(\.block), meters: parts.flatMap(\.meters))
  }

  /// Calls `body` with every block within the radius and its distance.
  @inline(__always)
  func forEachBlock(from origin: Position<Plane>, _ body: (Int, Double) -> Void) {
    let limit = radius.meters + Self.toleranceMeters
    let squaredLimit = limit * limit
    let box = Bounds(around: origin, reach: limit)
    index.forEachPatch(near: box) { patch in
      guard blocks.patchBounds[patch].intersects(box) else { return }
      for number in blocks.blocks(ofPatch: patch) {
        let dx = blocks.eastings[number] - origin.x
        let dy = blocks.northings[number] - origin.y
        let squared = dx * dx + dy * dy
        if squared <= squaredLimit { body(number, squared.squareRoot()) }
      }
    }
  }

  /// Buckets come row by row, so runs of blocks are ascending already but not each other.
  private func sort(_ block: inout [Int32], _ meters: inout [Double], from start: Int) {
    var isSorted = true
    for index in block.indices[start...].dropFirst() where block[index] < block[index - 1] {
      isSorted = false
      break
    }
    guard !isSorted else { return }
    let order = (start..<block.count).sorted { block[$0] < block[$1] }
    let (sortedBlock, sortedMeters) = (order.map { block[$0] }, order.map { meters[$0] })
    block.replaceSubrange(start..., with: sortedBlock)
    meters.replaceSubrange(start..., with: sortedMeters)
  }
}
