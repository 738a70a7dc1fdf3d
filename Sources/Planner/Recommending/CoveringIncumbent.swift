private import HeapModule

/// Finds good sets: the greedy, exchanges, and kicks out of dead ends.
struct CoveringIncumbent {
  let matrix: CoveringMatrix
  let side: SideConstraints
  /// As indices of the problem, ascending; `nil` while none is known that keeps to the side
  /// constraints.
  private(set) var best: [Int]?
  private(set) var objective = -Double.infinity
  private(set) var greedyValue = 0.0
  private var chance = SplitMix(state: 0x5EED)
  /// Columns by what they reach, the largest first.
  private let order: [Int]
  private let columnOf: [Int32: Int]

  init(_ matrix: CoveringMatrix, side: SideConstraints) {
    self.matrix = matrix
    self.side = side
    let worth = (0..<matrix.columnCount).map { column in
      matrix.rows(of: column).reduce(0) { $0 + matrix.weight[Int($1)] }
    }
    order = worth.indices.sorted { worth[$0] != worth[$1] ? worth[$0] > worth[$1] : $0 < $1 }
    columnOf = Dictionary(
      uniqueKeysWithValues: matrix.candidate.enumerated().map { ($1, $0) })
  }

  /// An exchange must gain more than this, or rounding would be taken for progress.
  private var least: Double { 1e-10 * max(1, abs(objective.isFinite ? objective : 1)) }

  // MARK: Greedy

  mutating func greedy() {
    let set = grow(from: [], perCost: false)
    if let set {
      greedyValue = value(of: set)
      polish(set)
    }
    if side.sums.contains(where: { $0.parts.contains { $0 != $0.rounded() || abs($0) > 1 } }),
      let set = grow(from: [], perCost: true)
    {
      greedyValue = max(greedyValue, value(of: set))
      polish(set)
    }
  }

  func value(of set: [Int]) -> Double {
    if let odds = matrix.odds {
      var cover = ChanceSet(matrix, odds)
      for column in set { cover.add(column) }
      return matrix.base + cover.value
    }
    var cover = CoveringSet(matrix, size: set.count)
    for (slot, column) in set.enumerated() { cover.add(column, slot: slot) }
    return matrix.base + cover.value
  }

  private struct Entry: Comparable {
    let gain: Double
    let column: Int
    let time: Int

    static func < (a: Entry, b: Entry) -> Bool {
      a.gain != b.gain ? a.gain < b.gain : a.column > b.column
    }
  }

  /// Adds the column that gains most, until nothing gains or nothing more is allowed; `nil` where
  /// what the side constraints demand is not met by then.
  private func grow(from start: [Int], perCost: Bool) -> [Int]? {
    var set = start
    var plain = CoveringSet(matrix, size: max(matrix.count, start.count))
    var chances = matrix.odds.map { ChanceSet(matrix, $0) }
    func add(_ column: Int, _ slot: Int) {
      if chances != nil { chances?.add(column) } else { plain.add(column, slot: slot) }
    }
    for (slot, column) in start.enumerated() { add(column, slot) }
    var activity = side.activity(of: start.map { Int(matrix.candidate[$0]) })
    func gain(_ column: Int) -> Double {
      let gain = chances?.gain(column) ?? plain.gain(column)
      guard perCost else { return gain }
      let cost = side.price(
        of: Int(matrix.candidate[column]), at: side.sums.map { $0.limit > 0 ? 1 / $0.limit : 0 })
      return gain / max(cost, 1e-12)
    }
    var isMember = [Bool](repeating: false, count: matrix.columnCount)
    for column in start { isMember[column] = true }
    var queue = Heap<Entry>()
    for column in 0..<matrix.columnCount where !isMember[column] {
      queue.insert(Entry(gain: gain(column), column: column, time: set.count))
    }
    while set.count < matrix.count, let entry = queue.popMax() {
      guard isMember[entry.column] == false else { continue }
      if !side.isEmpty, !allowsAdding(entry.column, to: set, activity) { continue }
      if entry.time < set.count {
        queue.insert(Entry(gain: gain(entry.column), column: entry.column, time: set.count))
        continue
      }
      if entry.gain <= 0, !demandIsOpen(activity) { break }
      add(entry.column, set.count)
      set.append(entry.column)
      isMember[entry.column] = true
      side.add(Int(matrix.candidate[entry.column]), to: &activity)
    }
    return side.allows(set.map { Int(matrix.candidate[$0]) }) ? set : nil
  }

  private func demandIsOpen(_ activity: [Double]) -> Bool {
    zip(side.sums, activity).contains { $0.limit < 0 && $1 > $0.limit }
  }

  private func allowsAdding(_ column: Int, to set: [Int], _ activity: [Double]) -> Bool {
    var after = activity
    side.add(Int(matrix.candidate[column]), to: &after)
    for (sum, value) in zip(side.sums, after)
    where sum.limit >= 0 && value > sum.limit + SideConstraints.slack(sum) {
      return false
    }
    return side.canBeCompleted(after, room: matrix.count - set.count - 1)
      && side.isAffordable((set + [column]).map { Int(matrix.candidate[$0]) })
  }

  // MARK: Improving

  /// Takes columns that a bound prefers, fills them up, and exchanges. Returns the best objective
  /// known after it.
  mutating func consider(_ columns: [Int]) -> Double {
    let start = side.isEmpty ? columns : feasiblePart(of: columns)
    if let set = grow(from: Array(start.prefix(matrix.count)), perCost: false) { polish(set) }
    return objective
  }

  /// The same, with columns named by their index in the problem.
  mutating func consider(candidates: [Int]) -> Double {
    consider(candidates.compactMap { columnOf[Int32($0)] }.sorted())
  }

  private func feasiblePart(of columns: [Int]) -> [Int] {
    var set: [Int] = []
    var activity = side.activity(of: [])
    for column in columns where allowsAdding(column, to: set, activity) {
      set.append(column)
      side.add(Int(matrix.candidate[column]), to: &activity)
    }
    return set
  }

  private mutating func polish(_ set: [Int]) {
    var columns: [Int]
    if let odds = matrix.odds {
      var cover = ChanceSet(matrix, odds)
      for column in set { cover.add(column) }
      let side = side
      let candidate = matrix.candidate
      cover.improve(least: least) { set in
        side.isEmpty || side.allows(set.map { Int(candidate[$0]) })
      }
      columns = cover.columns.sorted()
    } else {
      columns = polishPlain(set).members
    }
    // from scratch and in order, so that equal sets are worth the same
    columns.sort()
    keep(columns)
  }

  private func polishPlain(_ set: [Int]) -> CoveringSet {
    var cover = CoveringSet(matrix, size: set.count)
    for (slot, column) in set.enumerated() { cover.add(column, slot: slot) }
    improve(&cover)
    return cover
  }

  private func improve(_ cover: inout CoveringSet) {
    guard !self.side.isEmpty else {
      cover.improve(trying: order, least: least, allows: nil) { _, _ in }
      return
    }
    let (matrix, side) = (matrix, side)
    // by slot; a slot may be empty
    var current = cover.columns.map { Int($0) }
    var activity = side.activity(
      of: current.filter { $0 >= 0 }.map { Int(matrix.candidate[$0]) })
    cover.improve(trying: order, least: least) { column, slot in
      var after = activity
      side.add(Int(matrix.candidate[current[slot]]), to: &after, times: -1)
      side.add(Int(matrix.candidate[column]), to: &after)
      for (sum, value) in zip(side.sums, after)
      where value > sum.limit + SideConstraints.slack(sum) { return false }
      var changed = current
      changed[slot] = column
      return side.isAffordable(changed.filter { $0 >= 0 }.map { Int(matrix.candidate[$0]) })
    } onSwap: { column, slot in
      side.add(Int(matrix.candidate[current[slot]]), to: &activity, times: -1)
      side.add(Int(matrix.candidate[column]), to: &activity)
      current[slot] = column
    }
  }

  private mutating func keep(_ columns: [Int]) {
    guard side.allows(columns.map { Int(matrix.candidate[$0]) }) else { return }
    let value = value(of: columns)
    let candidates = columns.map { Int(matrix.candidate[$0]) }.sorted()
    let isBetter = value > objective + least
    // of sets that are worth the same, the one with the lower indices
    let isEarlier =
      value >= objective - least * 0.01
      && best.map { candidates.lexicographicallyPrecedes($0) } ?? true
    guard isBetter || isEarlier && value >= objective else { return }
    objective = max(value, isBetter ? value : objective)
    best = candidates
  }

  /// Takes a set that a search has found.
  mutating func take(candidates: [Int]) {
    let columns = candidates.compactMap { columnOf[Int32($0)] }
    guard columns.count == candidates.count else { return }
    keep(columns.sorted())
  }

  /// Throws some of the best set out, fills up again and exchanges, again and again, until so
  /// many kicks in a row brought nothing.
  mutating func kick(patience: Int) {
    guard matrix.odds == nil, let best, best.count > 2 else { return }
    var current = polishPlain(best.compactMap { columnOf[Int32($0)] })
    var kept = current
    var idle = 0
    while idle < patience {
      idle += 1
      var cover = kept
      let occupied = cover.columns.indices.filter { cover.columns[$0] >= 0 }
      guard occupied.count > 2 else { return }
      let count = 2 + Int(chance.next() % UInt64(max(1, min(5, occupied.count / 3))))
      // neighbours go together: the ones that share most with one picked at random
      let seed = occupied[Int(chance.next() % UInt64(occupied.count))]
      var slots = [seed]
      while slots.count < min(count, occupied.count) {
        let slot = occupied[Int(chance.next() % UInt64(occupied.count))]
        if !slots.contains(slot) { slots.append(slot) }
      }
      for slot in slots { cover.remove(slot: slot) }
      for slot in slots {
        // one of the better ones, not always the best
        var bestGain = -1.0
        var bestColumn = -1
        for column in 0..<matrix.columnCount where cover.slot[column] < 0 {
          guard chance.next() % 4 != 0 else { continue }
          let gain = cover.gain(column)
          if gain > bestGain {
            bestGain = gain
            bestColumn = column
          }
        }
        guard bestColumn >= 0 else { continue }
        cover.add(bestColumn, slot: slot)
      }
      guard side.isEmpty || side.allows(cover.members.map { Int(matrix.candidate[$0]) }) else {
        continue
      }
      improve(&cover)
      if cover.value > kept.value + least {
        kept = cover
        idle = 0
      }
    }
    current = kept
    keep(current.members)
  }
}

/// A small generator of numbers that are as good as random and always the same.
struct SplitMix: Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
