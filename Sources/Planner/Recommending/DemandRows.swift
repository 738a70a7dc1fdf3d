/// Something that a resident may have within the walk or not, and what it is worth.
struct Aim: Sendable, Hashable {
  var weight: Double
  var question: CoverageQuestion

  /// The services of a request, each for itself; without any, the plan's own question.
  static func all(of request: RecommendationRequest, _ question: CoverageQuestion) -> [Aim] {
    let services = request.serviceWeights.filter { $0.value > 0 }.keys.sorted()
    guard !services.isEmpty else { return [Aim(weight: 1, question: question)] }
    return services.map { service in
      var alone = question
      alone.services = [service]
      return Aim(weight: request.serviceWeights[service] ?? 0, question: alone)
    }
  }
}

/// The residents whom a plan can win, in rows: blocks within the walk of the same candidates are
/// one row.
///
/// Every row has a demand in each *slot*: a slot is what is won together, under one rule. Plain
/// covering has one slot (blocks without a station); backup covering has one for blocks without
/// and one for blocks with a single station; expected covering has one for each aim.
struct DemandRows: Sendable {
  struct Slot: Sendable, Hashable {
    /// Indices into the aims.
    var aims: [Int]
    /// Blocks with this many stations belong to it.
    var depth: UInt8
    /// How many further stations count.
    var capacity: UInt8
  }

  let slots: [Slot]
  /// `demand[s][r]`: weighted residents of row `r` in slot `s`.
  let demand: [[Double]]
  /// Weighted residents by row who lack the aims today, whatever the objective.
  let open: [Double]
  /// `rows[firstRow[c] ..< firstRow[c + 1]]`: the rows that candidate `c` reaches, ascending.
  let firstRow: [Int]
  let rows: [Int32]
  /// The row of each block; −1 for blocks that no candidate reaches, or that lack nothing.
  let rowOfBlock: [Int32]

  var rowCount: Int { open.count }

  func rows(of candidate: Int) -> ArraySlice<Int32> {
    rows[firstRow[candidate]..<firstRow[candidate + 1]]
  }

  /// - Parameters:
  ///   - blocks: of the region.
  ///   - pieceOfBlock: the piece of each.
  ///   - reach: of the candidates.
  ///   - counts: by candidate; one that does not count reaches nobody.
  ///   - unitWeight: by piece, weighted residents of one of its blocks; 0 out of scope.
  ///   - keeps: by piece, whether a block without a station matters even without weight.
  ///   - aims: what residents may lack.
  ///   - depth: by aim and block, stations within the walk today, at most 2.
  ///   - uncovered: by block, whether no station that the question counts reaches it.
  ///   - objective: which slots there are.
  /// - Complexity: O(blocks + pairs). Rows come in the order of their first blocks, which follows
  ///   from the region alone.
  init(
    _ blocks: Blocks, pieceOfBlock: [Int32], reach: Reach, counts: [Bool], unitWeight: [Double],
    keeps: [Bool], aims: [Aim], depth: [[UInt8]], uncovered: [Bool],
    objective: RecommendationRequest.Objective
  ) {
    let everyAim = Array(aims.indices)
    let slots: [Slot] =
      switch objective {
      case .covered: [Slot(aims: everyAim, depth: 0, capacity: 1)]
      case .backup:
        [
          Slot(aims: everyAim, depth: 0, capacity: 2), Slot(aims: everyAim, depth: 1, capacity: 1),
        ]
      case .expectedCovered: everyAim.map { Slot(aims: [$0], depth: 0, capacity: 1) }
      }
    func factor(_ slot: Slot, _ block: Int) -> Double {
      var sum = 0.0
      for aim in slot.aims where depth[aim][block] == slot.depth { sum += aims[aim].weight }
      return sum
    }
    let plain = Slot(aims: everyAim, depth: 0, capacity: 1)
    // two sums of random numbers, one number per candidate, name a set of candidates: two
    // different sets with the same 128 bits are not to be expected before the sun burns out
    var low = [UInt64](repeating: 0, count: blocks.count)
    var high = [UInt64](repeating: 0, count: blocks.count)
    for candidate in 0..<reach.stationCount where counts[candidate] {
      var random = SplitMix(state: UInt64(candidate))
      let (a, b) = (random.next(), random.next())
      for pair in reach.pairs(of: candidate) {
        let block = Int(reach.block[pair])
        low[block] &+= a
        high[block] &+= b
      }
    }
    var rowOfBlock = [Int32](repeating: -1, count: blocks.count)
    var demand = [[Double]](repeating: [], count: slots.count)
    var open: [Double] = []
    var names = SetNames(capacity: blocks.count / 8)
    for block in 0..<blocks.count where low[block] | high[block] != 0 {
      let piece = Int(pieceOfBlock[block])
      let unit = unitWeight[piece]
      let matters =
        unit > 0 && slots.contains { factor($0, block) > 0 } || uncovered[block] && keeps[piece]
      guard matters else { continue }
      let row = names.number(of: (low[block], high[block]))
      if row == open.count {
        open.append(0)
        for slot in demand.indices { demand[slot].append(0) }
      }
      rowOfBlock[block] = Int32(row)
      for slot in slots.indices { demand[slot][row] += unit * factor(slots[slot], block) }
      open[row] += unit * factor(plain, block)
    }
    var firstRow = [0]
    firstRow.reserveCapacity(reach.stationCount + 1)
    var rows: [Int32] = []
    var lastSeen = [Int32](repeating: -1, count: open.count)
    for candidate in 0..<reach.stationCount {
      let start = rows.count
      if counts[candidate] {
        for pair in reach.pairs(of: candidate) {
          let row = rowOfBlock[Int(reach.block[pair])]
          guard row >= 0, lastSeen[Int(row)] != Int32(candidate) else { continue }
          lastSeen[Int(row)] = Int32(candidate)
          rows.append(row)
        }
        rows[start...].sort()
      }
      firstRow.append(rows.count)
    }
    self.slots = slots
    self.demand = demand
    self.open = open
    self.firstRow = firstRow
    self.rows = rows
    self.rowOfBlock = rowOfBlock
  }

  /// Who decides by chance: what a candidate's class misses of a slot's class.
  struct Chances: Sendable {
    /// By candidate.
    var classOfCandidate: [UInt8]
    /// By class and slot.
    var misses: [[Double]]
  }

  /// The covering problem of some candidates.
  ///
  /// - Parameters:
  ///   - members: the candidates that may be chosen, ascending; candidate `j` of the problem is
  ///     `members[j]`.
  ///   - chances: where reach is a chance.
  ///   - demandOf: instead of the slots: one demand per row, won by one candidate.
  ///   - constraints: what a set must keep to, by index into `members`.
  /// - Returns: the problem, with only those rows that some member reaches.
  func problem(
    of members: [Int], chances: Chances? = nil, plain demandOf: [Double]? = nil,
    constraints: CoveringProblem.Constraints
  ) -> CoveringProblem {
    let lists = demandOf.map { [$0] } ?? demand
    // the numbers that a row's slots get; −1 where nothing is to be won
    var number = [[Int32]](
      repeating: [Int32](repeating: -1, count: rowCount), count: lists.count)
    var isReached = [Bool](repeating: false, count: rowCount)
    for member in members {
      for row in rows(of: member) { isReached[Int(row)] = true }
    }
    var values: [Double] = []
    var capacity: [UInt8] = []
    var slotOf: [UInt8] = []
    for row in 0..<rowCount where isReached[row] {
      for slot in lists.indices where lists[slot][row] > 0 {
        number[slot][row] = Int32(values.count)
        values.append(lists[slot][row])
        capacity.append(demandOf == nil ? slots[slot].capacity : 1)
        slotOf.append(UInt8(slot))
      }
    }
    var first = [0]
    first.reserveCapacity(members.count + 1)
    var list: [Int32] = []
    for member in members {
      for row in rows(of: member) {
        for slot in lists.indices where number[slot][Int(row)] >= 0 {
          list.append(number[slot][Int(row)])
        }
      }
      first.append(list.count)
    }
    return CoveringProblem(
      demand: values, firstRow: first, rows: list,
      capacity: capacity.contains { $0 > 1 } ? capacity : nil,
      chance: chances.map { chances in
        CoveringProblem.Chance(
          rowClass: slotOf, candidateClass: members.map { chances.classOfCandidate[$0] },
          misses: chances.misses)
      },
      constraints: constraints)
  }
}

/// Numbers 128-bit names in the order in which they come.
private struct SetNames {
  private var slots: [Int32]
  private var names: [(UInt64, UInt64)] = []

  init(capacity: Int) {
    var size = 1024
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
  }

  mutating func number(of name: (UInt64, UInt64)) -> Int {
    if names.count * 2 > slots.count { grow() }
    var slot = Int(truncatingIfNeeded: name.0) & (slots.count - 1)
    while slots[slot] >= 0 {
      let known = names[Int(slots[slot])]
      if known == name { return Int(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(names.count)
    names.append(name)
    return names.count - 1
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (index, name) in names.enumerated() {
      var slot = Int(truncatingIfNeeded: name.0) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }
}
