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
  private var considered: Set<[Int]> = []
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

  /// Goes on in a smaller matrix, of which the settled candidates are part of every set.
  func narrowed(to smaller: CoveringMatrix) -> CoveringIncumbent {
    var result = CoveringIncumbent(smaller, side: side)
    result.best = best
    result.objective = objective
    result.greedyValue = greedyValue
    return result
  }

  /// Indices of the problem, ascending, of columns and all that is settled.
  private func candidates(of columns: [Int]) -> [Int] {
    (columns.map { Int(matrix.candidate[$0]) } + matrix.taken.map { Int($0) }).sorted()
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
    return matrix.value(of: set)
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
    guard start.count < matrix.count else {
      return side.allows(candidates(of: start)) ? start : nil
    }
    var set = start
    var plain = CoveringSet(matrix, size: max(matrix.count, start.count))
    var chances = matrix.odds.map { ChanceSet(matrix, $0) }
    func add(_ column: Int, _ slot: Int) {
      if chances != nil { chances?.add(column) } else { plain.add(column, slot: slot) }
    }
    for (slot, column) in start.enumerated() { add(column, slot) }
    var activity = side.activity(of: candidates(of: start))
    func gain(_ column: Int) -> Double {
      let gain = chances?.gain(column) ?? plain.gain(column)
      guard perCost else { return gain }
      let cost = side.price(
        of: Int(matrix.candidate[column]), at: side.sums.map { $0.limit > 0 ? 1 / $0.limit : 0 })
      return gain / max(cost, 1e-12)
    }
    let isStart = Set(start)
    var queue = Heap<Entry>()
    for column in 0..<matrix.columnCount where !isStart.contains(column) {
      queue.insert(Entry(gain: gain(column), column: column, time: set.count))
    }
    while set.count < matrix.count, let entry = queue.popMax() {
      if !side.isEmpty, !allowsAdding(entry.column, to: set, activity) { continue }
      if entry.time < set.count {
        queue.insert(Entry(gain: gain(entry.column), column: entry.column, time: set.count))
        continue
      }
      if entry.gain <= 0, !demandIsOpen(activity) { break }
      add(entry.column, set.count)
      set.append(entry.column)
      side.add(Int(matrix.candidate[entry.column]), to: &activity)
    }
    return side.allows(candidates(of: set)) ? set : nil
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
      && side.isAffordable(candidates(of: set + [column]))
  }

  // MARK: Improving

  /// Takes columns that a bound prefers, fills them up, and exchanges. Returns the best objective
  /// known after it.
  mutating func consider(_ columns: [Int]) -> Double {
    // a bound that has settled down offers the same set again and again
    guard considered.insert(columns).inserted else { return objective }
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
    var activity = side.activity(of: candidates(of: []))
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
      cover.improve(least: least) { set in
        side.isEmpty || side.allows(candidates(of: set))
      }
      columns = cover.columns
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
    improve(&cover, trying: order)
    return cover
  }

  private func improve(_ cover: inout CoveringSet, trying order: [Int]) {
    guard !self.side.isEmpty else {
      cover.improve(trying: order, least: least, allows: nil) { _, _ in }
      return
    }
    let (matrix, side) = (matrix, side)
    // by slot; a slot may be empty
    var current = cover.columns.map { Int($0) }
    var activity = side.activity(of: candidates(of: current.filter { $0 >= 0 }))
    cover.improve(trying: order, least: least) { column, slot in
      var after = activity
      side.add(Int(matrix.candidate[current[slot]]), to: &after, times: -1)
      side.add(Int(matrix.candidate[column]), to: &after)
      for (sum, value) in zip(side.sums, after)
      where value > sum.limit + SideConstraints.slack(sum) { return false }
      var changed = current
      changed[slot] = column
      return side.isAffordable(candidates(of: changed.filter { $0 >= 0 }))
    } onSwap: { column, slot in
      side.add(Int(matrix.candidate[current[slot]]), to: &activity, times: -1)
      side.add(Int(matrix.candidate[column]), to: &activity)
      current[slot] = column
    }
  }

  private mutating func keep(_ columns: [Int]) {
    let candidates = candidates(of: columns)
    guard side.allows(candidates) else { return }
    let value = value(of: columns)
    let isBetter = value > objective + least
    // of sets that are worth the same, the one with the lower indices
    let isEarlier =
      value >= objective - least * 0.01
      && best.map { candidates.lexicographicallyPrecedes($0) } ?? true
    guard isBetter || isEarlier && value >= objective else { return }
    objective = max(value, isBetter ? value : objective)
    best = candidates
  }

  /// The best set in columns of the matrix; `nil` where it is of another size, or partly settled
  /// otherwise.
  func columns(of size: Int) -> [Int]? {
    guard let best else { return nil }
    let columns = best.compactMap { columnOf[Int32($0)] }
    return columns.count == size && size + matrix.taken.count == best.count ? columns : nil
  }

  /// Takes a set that a search has found.
  mutating func take(candidates: [Int]) {
    let columns = candidates.compactMap { columnOf[Int32($0)] }
    guard columns.count + matrix.taken.count == candidates.count else { return }
    keep(columns.sorted())
  }

  /// Throws some of the best set out, fills up again and exchanges near by, again and again,
  /// until so many kicks in a row brought nothing better. A set that is a little worse is a place
  /// to go on from, and less so as patience runs out.
  mutating func kick(patience: Int) {
    guard matrix.odds == nil, let best else { return }
    let start = best.compactMap { columnOf[Int32($0)] }
    guard start.count > 2, start.count + matrix.taken.count == best.count else { return }
    var current = polishPlain(start)
    var finest = current
    var idle = 0
    while idle < patience {
      let before = current
      let slots = slotsToEmpty(in: current)
      var near: Set<Int> = []
      for slot in slots {
        noteNeighbors(of: Int(current.columns[slot]), in: &near)
        current.remove(slot: slot)
      }
      var order = near.sorted()
      for slot in slots {
        guard let column = refill(current, among: order) else { continue }
        current.add(column, slot: slot)
        noteNeighbors(of: column, in: &near)
      }
      order = near.sorted()
      idle += 1
      guard current.columns.allSatisfy({ $0 >= 0 }),
        side.isEmpty || side.allows(candidates(of: current.members))
      else {
        current = before
        continue
      }
      improve(&current, trying: order)
      if current.value > finest.value + least {
        improve(&current, trying: self.order)
        finest = current
        idle = 0
      } else {
        let patienceLeft = 1 - Double(idle) / Double(patience)
        let worst = finest.value * (1 - 0.0005 * patienceLeft)
        if current.value < worst {
          current = before
        }
      }
    }
    keep(finest.members)
  }

  /// A few slots of one neighbourhood: those whose columns share rows' candidates with a seed.
  private mutating func slotsToEmpty(in cover: CoveringSet) -> [Int] {
    let count = 2 + Int(chance.next() % 3)
    let seed = Int(chance.next() % UInt64(cover.columns.count))
    var near: Set<Int> = []
    noteNeighbors(of: Int(cover.columns[seed]), in: &near)
    var second: Set<Int> = near
    for column in near.sorted() where chance.next() % 8 == 0 {
      noteNeighbors(of: column, in: &second)
    }
    var slots = second.sorted().filter { cover.slot[$0] >= 0 }.map { Int(cover.slot[$0]) }
    for index in slots.indices.dropLast() {
      slots.swapAt(index, index + Int(chance.next() % UInt64(slots.count - index)))
    }
    slots = Array(slots.prefix(count))
    if !slots.contains(seed) { slots[max(0, slots.count - 1)] = seed }
    while slots.count < min(2, cover.columns.count) {
      let slot = Int(chance.next() % UInt64(cover.columns.count))
      if !slots.contains(slot) { slots.append(slot) }
    }
    return slots
  }

  private func noteNeighbors(of column: Int, in near: inout Set<Int>) {
    near.insert(column)
    for row in matrix.rows(of: column) {
      for other in matrix.columns(of: Int(row)) { near.insert(Int(other)) }
    }
  }

  /// One of the better columns for an empty slot, not always the best.
  private mutating func refill(_ cover: CoveringSet, among near: [Int]) -> Int? {
    var best: (gain: Double, column: Int)?
    func offer(_ column: Int) {
      guard cover.slot[column] < 0 else { return }
      let gain = cover.gain(column)
      if gain > best?.gain ?? -1 { best = (gain, column) }
    }
    for column in near where chance.next() % 4 != 0 { offer(column) }
    // and somewhere else altogether, since what a place has too much another may lack
    for _ in 0..<40 { offer(Int(chance.next() % UInt64(matrix.columnCount))) }
    return best?.column
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
