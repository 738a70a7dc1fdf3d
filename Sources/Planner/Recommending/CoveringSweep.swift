/// Finds a good set where everything lies along a strip: a coast, a valley, an island.
///
/// Columns are decided one after another from one end to the other. Of what has been decided, only
/// two things matter to the rest: how many members there are, and which rows on the front, those
/// that columns still to come share, are covered. Sets that agree in both are one state, of which
/// the best is kept. Were all states kept, the answer would be the best set there is; kept are the
/// `width` most promising.
///
/// What a state promises is reckoned from the prices of a linear programme. A row of the front that
/// is still open may yet be covered, at its price; a covered one has that behind it, but spoils the
/// same for the columns to come that the programme would take, and so the more of those are left, the
/// less it is ahead (`Front.promise`).
///
/// Beam search: Lowerre (1976), *The HARPY speech recognition system*; states on a front: Cook &
/// Seymour (2003), *Tour merging via branch-decomposition*.
struct CoveringSweep: Sendable {
  private let matrix: CoveringMatrix
  private let line: [Int32]

  /// Rows on the front at one time, at most: as many as bits in a state.
  static let mostOpenRows = 256

  /// What a linear programme of the matrix says.
  struct Guide: Sendable {
    /// By row: what it pays to be covered.
    var prices: [Double]
    /// What a member costs.
    var memberPrice: Double
    /// By column: how much of it is taken.
    var point: [Double]
  }

  /// - Returns: `nil` with chances, where a row counts more than once, or where the matrix is no
  ///   strip.
  /// - Complexity: O(pairs).
  init?(_ matrix: CoveringMatrix) {
    guard matrix.odds == nil, matrix.columnCount > 1, matrix.count > 1,
      matrix.capacity.allSatisfy({ $0 == 1 }),
      (0..<matrix.columnCount).allSatisfy({ matrix.rows(of: $0).count <= Self.mostOpenRows })
    else { return nil }
    self.matrix = matrix
    line = StripOrder(matrix).columns
    guard Front(matrix, line) != nil else { return nil }
  }

  /// What a sweep costs, in rows visited.
  func work(width: Int) -> Int { 16 * width * matrix.columnCount }

  /// Sweeps once.
  ///
  /// - Parameters:
  ///   - width: about how many states are kept at a time.
  ///   - guide: of the same matrix.
  ///   - isBackwards: from the other end.
  ///   - band: how far the number of members on the way may be from that of the programme.
  /// - Returns: the best set found of exactly as many members as the matrix asks for, ascending;
  ///   `nil` if there was none among the states kept to the end.
  /// - Complexity: O(columns × width) time; memory for about ten times `width` states.
  func run(width: Int, guide: Guide, isBackwards: Bool, band: Double = 2) -> [Int]? {
    let line = isBackwards ? line.reversed() : line
    guard var front = Front(matrix, line, guide) else { return nil }
    var states = SweepStates(width: width)
    var expected = 0.0
    for column in line {
      expected += guide.point[Int(column)]
      let step = front.pass(Int(column))
      let least = min(matrix.count, max(0, Int((expected - band).rounded(.up))))
      let most = min(matrix.count, Int((expected + band).rounded(.down)))
      states.advance(
        step, column: column, counts: least...max(least, most), memberPrice: guide.memberPrice)
    }
    return states.best(count: matrix.count)
  }
}

/// Sweeps of a matrix from both ends, in rounds, each wider than the last.
struct CoveringSweeps {
  private let sweep: CoveringSweep
  /// Without one there is nothing to go by.
  var guide: CoveringSweep.Guide?
  /// The number of the next round.
  var round = 0
  /// Whether wider ones would bring nothing new.
  private(set) var isOver = false
  /// In rows visited.
  private(set) var work = 0

  /// The fifth keeps half a million states.
  private static let mostRounds = 5

  /// - Returns: `nil` where the matrix cannot be swept.
  init?(_ matrix: CoveringMatrix) {
    guard let sweep = CoveringSweep(matrix) else { return nil }
    self.sweep = sweep
  }

  private static func width(_ round: Int) -> Int { 2_000 << (2 * round) }

  /// What a round costs, in rows visited.
  private func cost(_ round: Int) -> Int { 2 * sweep.work(width: Self.width(round)) }

  /// What the next round costs, in rows visited; `nil` if there is none.
  var cost: Int? { guide == nil || isOver || round >= Self.mostRounds ? nil : cost(round) }

  /// What may be spent before anything else is known.
  var firstCost: Int { cost(0) }

  /// Where one finds what is known already, a wider one would find the same again.
  mutating func end() { isOver = true }

  /// Sweeps.
  ///
  /// - Returns: up to two sets, of exactly as many members as the matrix asks for.
  mutating func next() -> [[Int]] {
    guard let cost, let guide else { return [] }
    let (sweep, width) = (sweep, Self.width(round))
    let sets = inParallel(2) { sweep.run(width: width, guide: guide, isBackwards: $0 == 1) }
    work += cost
    round += 1
    return sets.compactMap { $0 }
  }
}

extension CoveringLagrangian {
  /// What the best multipliers say, and how often columns were in the sets of the last steps.
  var guide: CoveringSweep.Guide {
    let worth = bound(at: bestMultipliers, prices: bestPrices).worth
    let members = Self.largest(matrix.count, of: worth)
    return CoveringSweep.Guide(
      prices: bestMultipliers, memberPrice: members.map { worth[$0] }.min() ?? 0, point: frequency)
  }
}

/// The rows that columns on both sides of a place along a line share, and what it is worth that
/// they are covered.
private struct Front {
  private let matrix: CoveringMatrix
  /// By row: its bit while it is on the front, and the last column that reaches it.
  private var bit: [Int16]
  private var last: [Int32]
  private var weight: [Double] { matrix.weight }
  private let prices: [Double]
  private let point: [Double]
  /// By row: how much of the columns still to come the programme takes.
  private var toCome: [Double]
  /// By row: what being covered is ahead of being open, less its weight.
  private var ahead: [Double]
  /// - Returns: `nil` where more rows are on it at a time than there are bits.
  init?(_ matrix: CoveringMatrix, _ line: [Int32], _ guide: CoveringSweep.Guide? = nil) {
    self.matrix = matrix
    point = guide?.point ?? [Double](repeating: 0, count: matrix.columnCount)
    prices = matrix.weight.indices.map { max(0, min(matrix.weight[$0], guide?.prices[$0] ?? 0)) }
    bit = [Int16](repeating: -1, count: matrix.rowCount)
    last = [Int32](repeating: -1, count: matrix.rowCount)
    toCome = [Double](repeating: 0, count: matrix.rowCount)
    ahead = toCome
    for column in line {
      for row in matrix.rows(of: Int(column)) {
        last[Int(row)] = column
        toCome[Int(row)] += point[Int(column)]
      }
    }
    var free = (0..<Int16(CoveringSweep.mostOpenRows)).reversed().map { $0 }
    for column in line {
      for row in matrix.rows(of: Int(column)) where bit[Int(row)] < 0 {
        guard let next = free.popLast() else { return nil }
        bit[Int(row)] = next
      }
      for row in matrix.rows(of: Int(column)) where last[Int(row)] == column {
        free.append(bit[Int(row)])
      }
    }
  }

  /// What a column changes on the front when the sweep passes it.
  mutating func pass(_ column: Int) -> SweepStep {
    var step = SweepStep()
    for row in matrix.rows(of: column) {
      let row = Int(row)
      let isLast = last[row] == Int32(column)
      toCome[row] -= point[column]
      let promised = isLast ? 0 : promise(row)
      step.add(
        bit: Int(bit[row]), isLast: isLast, covered: promised - ahead[row],
        open: weight[row] + promised)
      ahead[row] = promised
    }
    step.finish()
    return step
  }

  /// What a covered row of the front is ahead of an open one, less its weight, which the state has
  /// already: an open row still has what is left of its weight at its price before it, and a
  /// covered one takes its price from the columns to come. Squared, since columns to come that cover
  /// a row which is covered already are more and more replaced by others.
  private func promise(_ row: Int) -> Double {
    let share = max(0, min(1, toCome[row]))
    return prices[row] - weight[row] - prices[row] * share * share
  }
}

/// A column on the front, in tables by byte of the bits: what the rows of it that are covered
/// already are worth from now on, and what those are worth that it would cover.
private struct SweepStep {
  var rows = SIMD4<UInt64>()
  var leaving = SIMD4<UInt64>()
  /// By byte that holds any of the column's rows: which, and 256 pairs of sums.
  private(set) var bytes: [(word: Int, shift: UInt64)] = []
  private(set) var sums: [SIMD2<Float>] = []
  /// The rows, one by one.
  private var single = [(bit: Int, covered: Float, open: Float)]()

  mutating func add(bit: Int, isLast: Bool, covered: Double, open: Double) {
    rows[bit >> 6] |= 1 << UInt64(bit & 63)
    if isLast { leaving[bit >> 6] |= 1 << UInt64(bit & 63) }
    single.append((bit, Float(covered), Float(open)))
  }

  /// Works out the tables.
  mutating func finish() {
    single.sort { $0.bit < $1.bit }
    var next = 0
    while next < single.count {
      let byte = single[next].bit >> 3
      let start = next
      while next < single.count, single[next].bit >> 3 == byte { next += 1 }
      bytes.append((byte >> 3, UInt64(byte & 7) * 8))
      let base = sums.count
      var open = Float(0)
      for one in single[start..<next] { open += one.open }
      sums += [SIMD2<Float>](repeating: [0, open], count: 256)
      for one in single[start..<next] {
        let mask = 1 << (one.bit & 7)
        for value in 0..<256 where value & mask != 0 {
          sums[base + value] += [one.covered, -one.open]
        }
      }
    }
  }
}

/// The states of a sweep at one place.
private struct SweepStates {
  private let width: Int
  private var bits: [SIMD4<UInt64>] = [.zero]
  private var counts: [Int32] = [0]
  private var promise: [Double] = [0]
  /// The last member of each, as an index of `members`; −1: none.
  private var node: [Int32] = [-1]
  /// Members with those before them, which states share.
  private var members: [(column: Int32, before: Int32)] = []
  private var mostMembers: Int
  /// How far the last one kept was behind the best.
  private var span = Double.infinity

  init(width: Int) {
    self.width = max(1, width)
    mostMembers = 8 * self.width
  }

  /// Decides a column in every state, and keeps the most promising.
  mutating func advance(
    _ step: SweepStep, column: Int32, counts allowed: ClosedRange<Int>, memberPrice: Double
  ) {
    let scores = scores(step, allowed, memberPrice)
    let threshold = threshold(scores)
    keep(scores, threshold, step, column)
    if members.count > mostMembers { forget() }
  }

  /// By state: without the column and with it, one after the other.
  private func scores(
    _ step: SweepStep, _ allowed: ClosedRange<Int>, _ memberPrice: Double
  ) -> [Double] {
    let (least, most) = (Int32(allowed.lowerBound), Int32(allowed.upperBound))
    return [Double](unsafeUninitializedCapacity: bits.count * 2) { scores, count in
      step.sums.withUnsafeBufferPointer { sums in
        step.bytes.withUnsafeBufferPointer { bytes in
          for state in bits.indices {
            let bits = bits[state]
            var sum = SIMD2<Float>.zero
            var base = 0
            for byte in bytes {
              sum += sums[base + Int(truncatingIfNeeded: (bits[byte.word] >> byte.shift) & 255)]
              base += 256
            }
            let without = promise[state] + Double(sum.x)
            let count = counts[state]
            scores[state * 2] = count >= least ? without : -.infinity
            scores[state * 2 + 1] =
              count < most ? without + Double(sum.y) - memberPrice : -.infinity
          }
        }
      }
      count = bits.count * 2
    }
  }

  /// About the score that `width` of them reach.
  private func threshold(_ scores: [Double]) -> Double {
    guard scores.count > width else { return -Double.greatestFiniteMagnitude }
    var (best, worst) = (-Double.infinity, Double.infinity)
    for score in scores where score.isFinite {
      best = max(best, score)
      worst = min(worst, score)
    }
    let range = min(best - worst, span * 2)
    guard range > 0, range.isFinite else { return worst }
    let buckets = 4_096
    var counts = [Int32](repeating: 0, count: buckets)
    let scale = Double(buckets) / range
    for score in scores where score.isFinite {
      let bucket = (best - score) * scale
      if bucket < Double(buckets) { counts[Int(bucket)] += 1 }
    }
    var total = 0
    for (bucket, count) in counts.enumerated() {
      total += Int(count)
      if total >= width { return best - Double(bucket + 1) / scale }
    }
    return best - range
  }

  private mutating func keep(
    _ scores: [Double], _ threshold: Double, _ step: SweepStep, _ column: Int32
  ) {
    let room = min(scores.count, width * 4)
    var size = 16
    while size < room * 2 { size *= 2 }
    // states that are kept, by a hash of bits and count
    var table = [Int32](repeating: -1, count: size)
    var new = (
      bits: [SIMD4<UInt64>](), counts: [Int32](), promise: [Double](), node: [Int32]()
    )
    new.bits.reserveCapacity(room)
    new.counts.reserveCapacity(room)
    new.promise.reserveCapacity(room)
    new.node.reserveCapacity(room)
    var best = -Double.infinity
    for index in scores.indices where scores[index] >= threshold && scores[index].isFinite {
      let state = index >> 1
      let isTaken = index & 1 == 1
      let covered = (isTaken ? bits[state] | step.rows : bits[state]) & ~step.leaving
      let count = counts[state] + (isTaken ? 1 : 0)
      let score = scores[index]
      best = max(best, score)
      var place = Self.hash(covered, count) & (size - 1)
      while table[place] >= 0 {
        let other = Int(table[place])
        if new.counts[other] == count, new.bits[other] == covered { break }
        place = (place + 1) & (size - 1)
      }
      if table[place] < 0 {
        guard new.bits.count < room else { continue }
        table[place] = Int32(new.bits.count)
        new.bits.append(covered)
        new.counts.append(count)
        new.promise.append(score)
        new.node.append(child(of: state, isTaken, column))
      } else if score > new.promise[Int(table[place])] {
        let other = Int(table[place])
        new.promise[other] = score
        new.node[other] = child(of: state, isTaken, column)
      }
    }
    (bits, counts, promise, node) = (new.bits, new.counts, new.promise, new.node)
    span = threshold.isFinite && threshold > -1e300 ? max(best - threshold, 1e-9) : .infinity
  }

  private mutating func child(of state: Int, _ isTaken: Bool, _ column: Int32) -> Int32 {
    guard isTaken else { return node[state] }
    members.append((column, node[state]))
    return Int32(members.count - 1)
  }

  @inline(__always)
  private static func hash(_ bits: SIMD4<UInt64>, _ count: Int32) -> Int {
    var hash = bits[0] &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ (hash >> 29) ^ bits[1]) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 31) ^ bits[2]) &* 0x94D0_49BB_1331_11EB
    hash = (hash ^ (hash >> 30) ^ bits[3]) &* 0xD6E8_FEB8_6659_FD93
    hash = (hash ^ (hash >> 32) ^ UInt64(UInt32(bitPattern: count))) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash >> 16)
  }

  /// Forgets members of which no state is left. Those before a member have lower numbers.
  private mutating func forget() {
    var isUsed = [Bool](repeating: false, count: members.count)
    for last in node {
      var member = last
      while member >= 0, !isUsed[Int(member)] {
        isUsed[Int(member)] = true
        member = members[Int(member)].before
      }
    }
    var number = [Int32](repeating: -1, count: members.count)
    var kept: [(column: Int32, before: Int32)] = []
    for member in members.indices where isUsed[member] {
      let (column, before) = members[member]
      number[member] = Int32(kept.count)
      kept.append((column, before >= 0 ? number[Int(before)] : -1))
    }
    for state in node.indices where node[state] >= 0 {
      node[state] = number[Int(node[state])]
    }
    members = kept
    mostMembers = 2 * kept.count + 8 * width
  }

  func best(count: Int) -> [Int]? {
    var best: Int?
    for state in counts.indices where counts[state] == Int32(count) {
      if best.map({ promise[state] > promise[$0] }) ?? true { best = state }
    }
    guard let best else { return nil }
    var set: [Int] = []
    var member = node[best]
    while member >= 0 {
      set.append(Int(members[Int(member)].column))
      member = members[Int(member)].before
    }
    return set.sorted()
  }
}
