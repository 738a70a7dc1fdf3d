private import HeapModule

/// Finds, again and again, the point from which one more station would reach the most uncovered
/// residents: take it, count its residents as reached, repeat.
///
/// Candidate points are the block centres. The search is exact among them: it is the greedy of
/// maximal covering, made lazy. A whole patch enters the queue with an upper bound for its
/// candidates; only when that bound is the largest of all are they looked at one by one, and a
/// candidate's old value stands in for the new one (values only ever fall) until it comes to
/// the top. Ties go to the lower block.
struct GapSearch {
  private let blocks: Blocks
  private let walk: StraightLineWalk
  private let limit: Double
  /// Uncovered blocks keep their easting; the others stand infinitely far away, so that one
  /// comparison counts the uncovered within reach.
  private var eastings: [Double]
  /// Residents in each block of a patch.
  private let weight: [Double]
  /// Uncovered blocks of each patch, also of patches where nobody has the attribute.
  private var openBlocks: [Int32]
  /// Uncovered residents of each patch.
  private var open: [Double]
  /// How many gaps had been found when a patch last lost a block.
  private var touched: [Int32]
  private var near: [[Int32]]
  private var found: Int32 = 0

  struct Found {
    let block: Int
    /// The blocks it would newly reach, ascending.
    let blocks: [Int32]
    let residents: Double
  }

  /// An entry of the queue: a candidate block with the value it had at some time, or a patch
  /// with a bound for its candidates.
  private struct Entry: Comparable {
    let value: Double
    let number: Int32
    let isPatch: Bool
    let time: Int32

    /// The queue gives the greatest first. At equal value a patch goes first, since it may hold
    /// a candidate of that value with a lower number.
    static func < (a: Entry, b: Entry) -> Bool {
      if a.value != b.value { return a.value < b.value }
      if a.isPatch != b.isPatch { return b.isPatch }
      return a.number > b.number
    }
  }

  /// - Parameters:
  ///   - region: where the residents are.
  ///   - walk: from a candidate point.
  ///   - covered: by block.
  ///   - attribute: whose residents are counted.
  init(in region: Region, walk: StraightLineWalk, covered: [Bool], attribute: Int) {
    let blocks = region.blocks
    self.blocks = blocks
    self.walk = walk
    limit = walk.radius.meters + StraightLineWalk.toleranceMeters
    eastings = blocks.eastings
    weight = blocks.patchPiece.map {
      blocks.residentsPerBlock(attribute: attribute, piece: Int($0))
    }
    open = [Double](repeating: 0, count: blocks.patchCount)
    openBlocks = [Int32](repeating: 0, count: blocks.patchCount)
    for patch in 0..<blocks.patchCount {
      var count = 0
      for block in blocks.blocks(ofPatch: patch) {
        if covered[block] { eastings[block] = .infinity } else { count += 1 }
      }
      openBlocks[patch] = Int32(count)
      open[patch] = Double(count) * weight[patch]
    }
    touched = [Int32](repeating: 0, count: blocks.patchCount)
    near = [[Int32]](repeating: [], count: blocks.patchCount)
  }

  /// All gaps with at least `minimum` residents (which must be positive), the largest first.
  mutating func run(minimum: Double) -> [Found] {
    var result: [Found] = []
    var queue = Heap<Entry>()
    for patch in 0..<blocks.patchCount {
      let bound = bound(ofPatch: patch)
      if bound >= minimum {
        queue.insert(Entry(value: bound, number: Int32(patch), isPatch: true, time: 0))
      }
    }
    while let entry = queue.popMax() {
      if entry.isPatch {
        let patch = Int(entry.number)
        if entry.time < lastTouched(near: patch) {
          let bound = bound(ofPatch: patch)
          if bound >= minimum {
            queue.insert(
              Entry(value: bound, number: entry.number, isPatch: true, time: found))
          }
          continue
        }
        for block in blocks.blocks(ofPatch: patch) {
          let value = value(of: block, in: patch)
          if value >= minimum {
            queue.insert(Entry(value: value, number: Int32(block), isPatch: false, time: found))
          }
        }
        // its candidates are now in the queue for themselves
        continue
      }
      let block = Int(entry.number)
      let patch = patchOf(block)
      if entry.time < lastTouched(near: patch) {
        let value = value(of: block, in: patch)
        if value >= minimum {
          queue.insert(Entry(value: value, number: entry.number, isPatch: false, time: found))
        }
        continue
      }
      found += 1
      result.append(Found(block: block, blocks: close(from: block), residents: entry.value))
    }
    return result
  }

  /// Uncovered residents that no gap has reached so far.
  var openResidents: Double { open.reduce(0, +) }

  private func patchOf(_ block: Int) -> Int {
    var low = 0
    var high = blocks.patchCount
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(blocks.patchFirstBlock[middle]) <= block { low = middle } else { high = middle }
    }
    return low
  }

  /// The patches within reach of any block of a patch, ascending.
  private mutating func patches(near patch: Int) -> [Int32] {
    if !near[patch].isEmpty { return near[patch] }
    let box = blocks.patchBounds[patch]
    var list: [Int32] = []
    let reach = Bounds<Plane>(
      minX: box.minX - limit, minY: box.minY - limit, maxX: box.maxX + limit,
      maxY: box.maxY + limit)
    walk.index.forEachPatch(near: reach) { other in
      let there = blocks.patchBounds[other]
      let dx = max(0, there.minX - box.maxX, box.minX - there.maxX)
      let dy = max(0, there.minY - box.maxY, box.minY - there.maxY)
      if dx * dx + dy * dy <= limit * limit { list.append(Int32(other)) }
    }
    list.sort()
    near[patch] = list
    return list
  }

  private mutating func lastTouched(near patch: Int) -> Int32 {
    patches(near: patch).reduce(0) { max($0, touched[Int($1)]) }
  }

  private mutating func bound(ofPatch patch: Int) -> Double {
    // a hair more than the sum, which is rounded in another order than the values are
    patches(near: patch).reduce(0) { $0 + open[Int($1)] } * (1 + 1e-12)
  }

  private mutating func value(of block: Int, in patch: Int) -> Double {
    let x = blocks.eastings[block]
    let y = blocks.northings[block]
    let squaredLimit = limit * limit
    var sum = 0.0
    for other in patches(near: patch) where open[Int(other)] > 0 {
      let range = blocks.blocks(ofPatch: Int(other))
      let count = eastings.withUnsafeBufferPointer { eastings in
        blocks.northings.withUnsafeBufferPointer { northings in
          var count = 0
          for index in range {
            let dx = eastings[index] - x
            let dy = northings[index] - y
            count += dx * dx + dy * dy <= squaredLimit ? 1 : 0
          }
          return count
        }
      }
      sum += Double(count) * weight[Int(other)]
    }
    return sum
  }

  private mutating func close(from block: Int) -> [Int32] {
    let patch = patchOf(block)
    let x = blocks.eastings[block]
    let y = blocks.northings[block]
    var closed: [Int32] = []
    for other in patches(near: patch) where openBlocks[Int(other)] > 0 {
      var remaining = 0
      let before = closed.count
      for index in blocks.blocks(ofPatch: Int(other)) {
        let dx = eastings[index] - x
        let dy = blocks.northings[index] - y
        if dx * dx + dy * dy <= limit * limit {
          closed.append(Int32(index))
          eastings[index] = .infinity
        } else if eastings[index].isFinite {
          remaining += 1
        }
      }
      if closed.count > before {
        touched[Int(other)] = found
        openBlocks[Int(other)] = Int32(remaining)
        open[Int(other)] = Double(remaining) * weight[Int(other)]
      }
    }
    return closed
  }
}
