private import HeapModule

/// Finds, again and again, the point from which one more station would reach the most uncovered
/// residents: take it, count its residents as reached, repeat.
///
/// Candidate points are the block centres; where blocks come once for every pace, those of the
/// first. The search is exact among them: it is the greedy of
/// maximal covering, made lazy. Values only ever fall, so an old value is a bound for the new
/// one; every patch waits in the queue with the bound of its best candidate, and is looked at
/// again only when that is among the largest. Whatever is looked at besides changes no result, so
/// that several patches are looked at at once, by several threads. Ties go to the lower block.
struct GapSearch {
  private let blocks: Blocks
  /// Patches of which blocks are candidates.
  private let candidatePatches: Int
  private let index: PatchIndex
  /// What is still uncovered, and how to count it around a point.
  private var open: OpenResidents
  /// Of every candidate, when it was last looked at.
  private var value: [Double]
  /// How many gaps had been found by then.
  private var seenAt: [Int32]
  /// How many gaps had been found when a patch last lost a block.
  private var touchedAt: [Int32]
  private var near: [[Int32]]
  private var found: Int32 = 0
  /// Along streets: whom a candidate reaches. What straight lines say is then no more than a
  /// bound, since no street is shorter.
  private var streets: StreetReach?

  /// How many patches are looked at at once, and among how many that come next in the queue.
  private static let (atOnce, ahead) = (16, 32)

  struct Found {
    let block: Int
    /// The blocks it would newly reach, ascending.
    let blocks: [Int32]
  }

  /// A patch with its best candidate, as far as known at a time.
  private struct Entry: Comparable {
    let value: Double
    let block: Int32
    let patch: Int32
    let time: Int32

    /// The queue gives the greatest first: the highest value, then the lowest block.
    static func < (a: Entry, b: Entry) -> Bool {
      a.value != b.value ? a.value < b.value : a.block > b.block
    }
  }

  /// - Parameters:
  ///   - region: where the residents are; by age, with blocks for every pace.
  ///   - parts: the walks from a candidate point, one for every pace, the longest first.
  ///   - covered: by block of that region.
  ///   - attribute: whose residents are counted.
  init(in region: Region, walks parts: [Walk], covered: [Bool], attribute: Int) {
    let blocks = region.blocks
    self.blocks = blocks
    index = PatchIndex(blocks)
    let (candidatePatches, candidates) = (
      blocks.patchCount / parts.count, blocks.count / parts.count
    )
    self.candidatePatches = candidatePatches
    open = OpenResidents(
      blocks, covered: covered, attribute: attribute,
      limits: parts.flatMap { [Double](repeating: $0.boundMeters, count: candidatePatches) })
    touchedAt = [Int32](repeating: 0, count: blocks.patchCount)
    seenAt = [Int32](repeating: 0, count: candidates)
    let (limit, index, open) = (parts[0].boundMeters, index, open)
    let runs = fixedRuns(of: candidatePatches, length: 512)
    let lists = inParallel(runs.count) { run -> (near: [[Int32]], values: [Double]) in
      var near: [[Int32]] = []
      var values: [Double] = []
      for patch in runs[run] {
        let list = Self.patches(near: patch, within: limit, open.limits, index, blocks)
        for block in blocks.blocks(ofPatch: patch) {
          values.append(open.residents(around: block, among: list))
        }
        near.append(list)
      }
      return (near, values)
    }
    near = lists.flatMap(\.near)
    value = lists.flatMap(\.values)
    let streetWalks = parts.compactMap(\.streets)
    if !streetWalks.isEmpty {
      let reach = StreetReach(streetWalks, blocks, covered: covered, attribute: attribute)
      for block in 0..<candidates {
        let isPlace = reach.canBeStation(block)
        if !isPlace { value[block] = 0 }
        seenAt[block] = isPlace ? Self.onlyBound : .max
      }
      streets = reach
    }
  }

  /// A candidate of which no more than a bound is known.
  private static let onlyBound: Int32 = -1

  /// All gaps with at least `minimum` residents (which must be positive), the largest first.
  ///
  /// - Parameters:
  ///   - minimum: residents of a gap.
  ///   - onProgress: told from time to time how many of the uncovered blocks with residents are in
  ///     gaps so far. Some never will be.
  /// - Returns: each with the blocks that it would newly reach.
  mutating func run(
    minimum: Double, onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) -> [Found] {
    // a sum that is rounded must not lose a gap of just so many
    let minimum = minimum - (streets?.tolerance ?? 0)
    var result: [Found] = []
    var queue = Heap<Entry>()
    for patch in 0..<candidatePatches { enqueue(patch, minimum, &queue) }
    let all = open.populatedCount
    while let entry = queue.max {
      guard isCurrent(entry) else {
        lookAgain(minimum, &queue)
        continue
      }
      queue.removeMax()
      found += 1
      if found % 64 == 0 { onProgress(all - open.populatedCount, all) }
      result.append(Found(block: Int(entry.block), blocks: close(entry)))
      // the patch has other candidates
      enqueue(Int(entry.patch), minimum, &queue)
    }
    return result
  }

  /// When a patch near this one, or itself, last lost a block.
  private func lastTouched(_ patch: Int) -> Int32 {
    near[patch].reduce(0) { max($0, touchedAt[Int($1)]) }
  }

  /// Whether the value is not only a bound.
  private func isCurrent(_ entry: Entry) -> Bool {
    entry.time >= lastTouched(Int(entry.patch))
  }

  /// Counts whom an entry's candidate reaches as reached, and tells in which blocks they are.
  private mutating func close(_ entry: Entry) -> [Int32] {
    let (block, near) = (Int(entry.block), near[Int(entry.patch)])
    let closed: [Int32]
    if let reached = streets?.close(around: block) {
      closed = reached
      open.close(reached, among: near) { touchedAt[$0] = found }
    } else {
      closed = open.close(around: block, among: near) { touchedAt[$0] = found }
    }
    return closed
  }

  /// Looks again at the patches with the highest bounds.
  private mutating func lookAgain(_ minimum: Double, _ queue: inout Heap<Entry>) {
    var current: [Entry] = []
    var patches: [Int] = []
    while patches.count < Self.atOnce, patches.count + current.count < Self.ahead,
      let entry = queue.popMax()
    {
      if isCurrent(entry) { current.append(entry) } else { patches.append(Int(entry.patch)) }
    }
    for entry in current { queue.insert(entry) }
    let stale = patches.map { (patch: $0, since: lastTouched($0)) }
    let (blocks, near, open, streets, now) = (blocks, near, open, streets, found)
    value.withSharedBuffer { value in
      seenAt.withSharedBuffer { seenAt in
        _ = inParallel(stale.count) { index in
          let (patch, since) = stale[index]
          // the most promising first, until the best known value is a new one
          while true {
            let candidate = Self.best(of: blocks.blocks(ofPatch: patch)) { value[$0] }
            if seenAt[candidate] >= since { return }
            value[candidate] =
              streets?.residents(around: candidate)
              ?? open.residents(around: candidate, among: near[patch])
            seenAt[candidate] = now
          }
        }
      }
    }
    for patch in patches { enqueue(patch, minimum, &queue) }
  }

  /// The candidate of a patch with the highest known value; of several, the first.
  @inline(__always)
  private static func best(of patch: Range<Int>, by value: (Int) -> Double) -> Int {
    var best = patch.lowerBound
    for block in patch where value(block) > value(best) { best = block }
    return best
  }

  private mutating func enqueue(_ patch: Int, _ minimum: Double, _ queue: inout Heap<Entry>) {
    let candidate = Self.best(of: blocks.blocks(ofPatch: patch)) { value[$0] }
    guard value[candidate] >= minimum else { return }
    queue.insert(
      Entry(
        value: value[candidate], block: Int32(candidate), patch: Int32(patch),
        time: seenAt[candidate]))
  }

  /// The patches within reach of any block of a patch, ascending; each has a limit of its own,
  /// none of them longer than `longest`.
  private static func patches(
    near patch: Int, within longest: Double, _ limits: [Double], _ index: PatchIndex,
    _ blocks: Blocks
  ) -> [Int32] {
    let box = blocks.patchBounds[patch]
    var list: [Int32] = []
    let reach = Bounds<Plane>(
      minX: box.minX - longest, minY: box.minY - longest, maxX: box.maxX + longest,
      maxY: box.maxY + longest)
    index.forEachPatch(near: reach) { other in
      let there = blocks.patchBounds[other]
      let dx = max(0, there.minX - box.maxX, box.minX - there.maxX)
      let dy = max(0, there.minY - box.maxY, box.minY - there.maxY)
      if dx * dx + dy * dy <= limits[other] * limits[other] { list.append(Int32(other)) }
    }
    list.sort()
    return list
  }
}

/// Uncovered residents, block by block, and their sums around points.
///
/// Sums are taken over boxes: a patch or a run of sixteen blocks (two rows of a full patch) that
/// lies wholly inside or outside of a circle is not looked into. What must be looked into is
/// counted four blocks at a time, without a branch: a branch would be mispredicted at every
/// circle's edge.
private struct OpenResidents: Sendable {
  private let blocks: Blocks
  private static let runLength = 16
  private typealias Four = SIMD4<Double>
  /// Positions by run, four times four. Uncovered blocks keep their easting; the others, and the
  /// places that a short run leaves free, stand infinitely far away, so that one comparison
  /// tells whether a block is uncovered and within reach.
  private var eastings: [Four]
  private var northings: [Four]
  /// Residents in each block of a patch.
  private let weight: [Double]
  /// How far from a point those of a patch are reached, in metres.
  let limits: [Double]
  /// Uncovered blocks by patch and by run.
  private var patchCount: [Int32]
  private var runCount: [Int32]
  private let patchFirstRun: [Int32]
  private let runFirstBlock: [Int32]
  private let runBounds: [Bounds<Plane>]

  init(_ blocks: Blocks, covered: [Bool], attribute: Int, limits: [Double]) {
    self.blocks = blocks
    self.limits = limits
    weight = blocks.patchPiece.map {
      blocks.residentsPerBlock(attribute: attribute, piece: Int($0))
    }
    var eastings: [Four] = []
    var northings: [Four] = []
    var patchCount = [Int32](repeating: 0, count: blocks.patchCount)
    var runCount: [Int32] = []
    var patchFirstRun: [Int32] = [0]
    var runFirstBlock: [Int32] = [0]
    var runBounds: [Bounds<Plane>] = []
    for patch in 0..<blocks.patchCount {
      let range = blocks.blocks(ofPatch: patch)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.runLength) {
        let end = min(first + Self.runLength, range.upperBound)
        var bounds = Bounds<Plane>()
        var count: Int32 = 0
        for four in 0..<4 {
          var x = Four(repeating: .infinity)
          var y = Four(repeating: 0)
          for lane in 0..<4 where first + four * 4 + lane < end {
            let block = first + four * 4 + lane
            bounds.add(blocks.position(of: block))
            guard !covered[block] else { continue }
            x[lane] = blocks.eastings[block]
            y[lane] = blocks.northings[block]
            count += 1
          }
          eastings.append(x)
          northings.append(y)
        }
        runCount.append(count)
        runFirstBlock.append(Int32(end))
        runBounds.append(bounds)
        patchCount[patch] += count
      }
      patchFirstRun.append(Int32(runBounds.count))
    }
    self.eastings = eastings
    self.northings = northings
    self.patchCount = patchCount
    self.runCount = runCount
    self.patchFirstRun = patchFirstRun
    self.runFirstBlock = runFirstBlock
    self.runBounds = runBounds
  }

  /// How many uncovered blocks have residents.
  var populatedCount: Int {
    zip(patchCount, weight).reduce(0) { $0 + ($1.1 > 0 ? Int($1.0) : 0) }
  }

  private enum Position {
    case inside
    case outside
    case across
  }

  /// Where a box lies relative to a circle. Rounding is monotone, so that a box found inside has
  /// no block that its own distance would put outside.
  @inline(__always)
  private static func position(
    of box: Bounds<Plane>, x: Double, y: Double, squaredLimit: Double
  ) -> Position {
    let farX = max(box.maxX - x, x - box.minX)
    let farY = max(box.maxY - y, y - box.minY)
    if farX * farX + farY * farY <= squaredLimit { return .inside }
    let nearX = max(0, box.minX - x, x - box.maxX)
    let nearY = max(0, box.minY - y, y - box.maxY)
    return nearX * nearX + nearY * nearY > squaredLimit ? .outside : .across
  }

  /// Uncovered residents within reach of a block's centre, among some patches.
  func residents(around block: Int, among patches: [Int32]) -> Double {
    let x = blocks.eastings[block]
    let y = blocks.northings[block]
    var sum = 0.0
    for patch in patches {
      let patch = Int(patch)
      guard patchCount[patch] > 0, weight[patch] > 0 else { continue }
      let squaredLimit = limits[patch] * limits[patch]
      switch Self.position(of: blocks.patchBounds[patch], x: x, y: y, squaredLimit: squaredLimit)
      {
      case .outside: continue
      case .inside: sum += Double(patchCount[patch]) * weight[patch]
      case .across:
        var count: Int32 = 0
        for run in Int(patchFirstRun[patch])..<Int(patchFirstRun[patch + 1])
        where runCount[run] > 0 {
          switch Self.position(of: runBounds[run], x: x, y: y, squaredLimit: squaredLimit) {
          case .outside: continue
          case .inside: count &+= runCount[run]
          case .across:
            let (fourX, fourY) = (Four(repeating: x), Four(repeating: y))
            let fourLimit = Four(repeating: squaredLimit)
            var counts = SIMD4<Int64>()
            for four in run * 4..<run * 4 + 4 {
              let dx = eastings[four] - fourX
              let dy = northings[four] - fourY
              counts.replace(
                with: counts &+ 1, where: dx * dx + dy * dy .<= fourLimit)
            }
            count &+= Int32(truncatingIfNeeded: counts.wrappedSum())
          }
        }
        sum += Double(count) * weight[patch]
      }
    }
    return sum
  }

  /// Counts some blocks, ascending, as covered; tells which patches lost some.
  mutating func close(_ list: [Int32], among patches: [Int32], touching: (Int) -> Void) {
    var next = 0
    for patch in patches {
      let patch = Int(patch)
      let range = blocks.blocks(ofPatch: patch)
      while next < list.count, Int(list[next]) < range.lowerBound { next += 1 }
      let before = next
      while next < list.count, Int(list[next]) < range.upperBound {
        let offset = Int(list[next]) - range.lowerBound
        let run = Int(patchFirstRun[patch]) + offset / Self.runLength
        let (four, lane) = (run * 4 + offset % Self.runLength / 4, offset % 4)
        eastings[four][lane] = .infinity
        runCount[run] -= 1
        patchCount[patch] -= 1
        next += 1
      }
      if next > before { touching(patch) }
    }
  }

  /// Counts the blocks within reach of a block's centre as covered, and tells which they are and
  /// which patches lost some.
  mutating func close(
    around block: Int, among patches: [Int32], touching: (Int) -> Void
  ) -> [Int32] {
    let x = blocks.eastings[block]
    let y = blocks.northings[block]
    var closed: [Int32] = []
    for patch in patches where patchCount[Int(patch)] > 0 {
      let patch = Int(patch)
      let squaredLimit = limits[patch] * limits[patch]
      let before = closed.count
      for run in Int(patchFirstRun[patch])..<Int(patchFirstRun[patch + 1]) {
        let first = Int(runFirstBlock[run])
        for other in first..<Int(runFirstBlock[run + 1]) {
          let (four, lane) = (run * 4 + (other - first) / 4, (other - first) % 4)
          let dx = eastings[four][lane] - x
          let dy = northings[four][lane] - y
          guard dx * dx + dy * dy <= squaredLimit else { continue }
          closed.append(Int32(other))
          eastings[four][lane] = .infinity
          runCount[run] -= 1
          patchCount[patch] -= 1
        }
      }
      if closed.count > before { touching(patch) }
    }
    return closed
  }
}
