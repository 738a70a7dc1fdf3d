private import HeapModule

/// Exact branch and bound over Lagrangian bounds.
///
/// The root finds good sets (greedy, exchanges, sets that the bound prefers), a bound, and settles
/// all candidates that cannot matter; rows that are then reached by the same candidates become one
/// again, which makes everything after it small. What is left is split on one candidate after
/// another, the node with the highest bound first, each with a bound and settling of its own.
struct CoveringSearch {
  private let problem: CoveringProblem
  private let limits: SearchLimits
  private let side: SideConstraints
  private let clock = ContinuousClock()
  private let started: ContinuousClock.Instant
  private var wasStoppedByTime = false
  private var work = 0
  /// All demands are whole numbers, so objectives are too, and a bound can be cut to one.
  private let isWhole: Bool

  /// What is settled against the root's matrix, and where the bound of the parent was found.
  private struct Node: Comparable {
    let bound: Double
    let number: Int
    let taken: [Int32]
    let dropped: [Int32]
    let multipliers: [Float]
    let prices: [Double]

    static func < (a: Node, b: Node) -> Bool {
      a.bound != b.bound ? a.bound < b.bound : a.number > b.number
    }

    static func == (a: Node, b: Node) -> Bool { a.number == b.number }
  }

  init(_ problem: CoveringProblem, _ limits: SearchLimits) {
    self.problem = problem
    self.limits = limits
    side = SideConstraints(problem)
    started = clock.now
    isWhole =
      problem.chance == nil
      && problem.demand.allSatisfy { $0 == $0.rounded() && $0 < 1e12 }
  }

  private mutating func isOutOfTime() -> Bool {
    guard let seconds = limits.seconds else { return false }
    if started.duration(to: clock.now) >= .seconds(seconds) { wasStoppedByTime = true }
    return wasStoppedByTime
  }

  /// A node whose bound is no higher than this cannot hold a better set.
  private func enough(_ objective: Double) -> Double {
    guard objective.isFinite else { return -.infinity }
    return isWhole ? objective + 1 - 1e-6 : objective + 1e-9 * max(1, abs(objective))
  }

  /// Whether the question is answered: nothing better is left, or the target is reached or out of
  /// reach.
  private func isAnswered(objective: Double, bound: Double) -> Bool {
    guard bound > enough(objective) else { return true }
    return limits.target.map { objective >= $0 || bound < $0 } ?? false
  }

  /// How low a bound need go.
  private func goodEnough(_ objective: Double) -> Double {
    max(enough(objective), limits.target?.nextDown ?? -.infinity)
  }

  mutating func run() -> CoveringSolution? {
    guard side.isPossible(problem) else { return nil }
    // members that are demanded may be needed though they reach nothing
    var (root, rowMap) = CoveringMatrix.merged(problem, keepsIdleColumns: side.demandsMembers)
    let isPlain = root.odds == nil && root.capacity.allSatisfy { $0 == 1 }
    if isPlain, !side.demandsMembers {
      let dominated = root.dominated(
        signature: root.candidate.map { side.signature[Int($0)] })
      if dominated.contains(true) {
        let (smaller, map) = root.settled(
          dominated.map { $0 ? .dropped : .open }, keepsIdleColumns: false)
        root = smaller
        rowMap = rowMap.map { $0 >= 0 ? map[Int($0)] : -1 }
      }
    }

    // whoever reaches everything needs no further proof
    let ceiling = root.ceiling
    var incumbent = CoveringIncumbent(root, side: side)
    incumbent.greedy()
    var bound = CoveringLagrangian(
      root, side: side, multipliers: Self.start(root, incumbent.best ?? []),
      prices: side.sums.map { _ in 0 })
    bound.run(
      steps: 2_400, towards: incumbent.objective.isFinite ? incumbent.objective : 0,
      enough: goodEnough(incumbent.objective)
    ) { incumbent.consider($0) }
    work += bound.work
    let rootMultipliers = Self.spread(bound.bestMultipliers, problem, rowMap, root)
    let rootBound = min(bound.best, ceiling)

    var nodes = 1
    var frontier = Heap<Node>()
    var nextNumber = 0
    var highest = rootBound
    var small = root
    // settle, merge, and bound again, as long as it makes the matrix smaller
    var current = bound
    while !isAnswered(objective: incumbent.objective, bound: highest), !isOutOfTime() {
      let states = current.settled(objective: enough(incumbent.objective))
      let settledCount = states.count { $0 != .open }
      guard settledCount * 20 > small.columnCount, settledCount > 0 else { break }
      let (next, map) = small.settled(states, keepsIdleColumns: side.demandsMembers)
      let multipliers = Self.carried(current.bestMultipliers, small, next, map)
      small = next
      incumbent = incumbent.narrowed(to: small)
      current = CoveringLagrangian(
        small, side: side, multipliers: multipliers, prices: current.bestPrices)
      current.run(
        steps: 800, towards: incumbent.objective.isFinite ? incumbent.objective : 0,
        enough: goodEnough(incumbent.objective)
      ) { columns in
        incumbent.consider(
          candidates: columns.map { Int(next.candidate[$0]) } + next.taken.map { Int($0) })
      }
      work += current.work
      highest = min(highest, current.best)
    }
    if highest > enough(incumbent.objective) {
      if !isAnswered(objective: incumbent.objective, bound: highest) {
        incumbent.kick(patience: Self.kickPatience(small))
      }
      frontier.insert(
        Node(
          bound: highest, number: 0, taken: [], dropped: [],
          multipliers: current.bestMultipliers.map { Float($0) }, prices: current.bestPrices))
      nextNumber = 1
    }
    highest = max(highest, incumbent.objective)

    var bytes = 0
    while let node = frontier.max {
      highest = max(min(highest, node.bound), incumbent.objective)
      if node.bound <= enough(incumbent.objective) {
        frontier = Heap()
        break
      }
      if isAnswered(objective: incumbent.objective, bound: highest) { break }
      if nodes >= limits.nodes || work >= limits.work || isOutOfTime() { break }
      _ = frontier.popMax()
      nodes += 1
      bytes -= node.multipliers.count * 4
      // where the bound stays apart, a better set is as welcome as a lower bound
      if nodes % 64 == 0 { incumbent.kick(patience: Self.kickPatience(small) / 4) }
      for child in expand(node, of: small, &incumbent, &nextNumber) {
        bytes += child.multipliers.count * 4
        frontier.insert(child)
      }
      // a frontier that outgrows the memory ends the search as its nodes would
      if bytes > 2_000_000_000 { break }
    }
    if frontier.isEmpty { highest = incumbent.objective }
    guard let best = incumbent.best else {
      return frontier.isEmpty ? nil : unfinished(highest, nodes, rootMultipliers)
    }
    let trimmed = trimmed(best)
    let objective = problem.value(of: trimmed)
    let isProven = frontier.isEmpty || highest <= enough(incumbent.objective)
    return CoveringSolution(
      chosen: trimmed, objective: objective,
      bound: isProven
        ? objective : max(objective, isWhole ? (highest + 1e-6).rounded(.down) : highest),
      isProven: isProven, greedy: incumbent.greedyValue, nodes: nodes,
      wasStoppedByTime: wasStoppedByTime, multipliers: rootMultipliers,
      undecided: isProven ? 0 : small.columnCount)
  }

  /// Nothing that keeps to the constraints was found, nor that there is nothing.
  private func unfinished(
    _ bound: Double, _ nodes: Int, _ multipliers: [Double]
  ) -> CoveringSolution {
    CoveringSolution(
      chosen: [], objective: 0, bound: bound, isProven: false, greedy: 0, nodes: nodes,
      wasStoppedByTime: wasStoppedByTime, multipliers: multipliers,
      undecided: problem.candidateCount)
  }

  /// Without candidates that add nothing and that nothing demands.
  private func trimmed(_ set: [Int]) -> [Int] {
    guard !side.demandsMembers else { return set }
    var kept = set
    for candidate in set.reversed() where kept.count > 1 {
      let without = kept.filter { $0 != candidate }
      if problem.value(of: without) >= problem.value(of: kept) { kept = without }
    }
    return kept
  }

  /// Kicks are worth their time where much is undecided; about a second's work in all.
  private static func kickPatience(_ matrix: CoveringMatrix) -> Int {
    matrix.columnCount > 300 ? max(200, min(3_000, 200_000_000 / max(1, matrix.pairCount))) : 60
  }

  /// Bounds a node and splits it where that does not end it.
  private mutating func expand(
    _ node: Node, of root: CoveringMatrix, _ incumbent: inout CoveringIncumbent,
    _ nextNumber: inout Int
  ) -> [Node] {
    var states = [CoveringMatrix.ColumnState](repeating: .open, count: root.columnCount)
    for column in node.taken { states[Int(column)] = .taken }
    for column in node.dropped { states[Int(column)] = .dropped }
    // the matrix of the node, and where its columns stand in the root's
    var multipliers = node.multipliers.map { Double($0) }
    var prices = node.prices
    var last: CoveringLagrangian?
    var best = node.bound
    for round in 0..<8 {
      let (matrix, map) = root.settled(states, keepsIdleColumns: side.demandsMembers)
      guard matrix.count >= 0, isStillPossible(matrix) else { return [] }
      if matrix.columnCount == 0 || matrix.count == 0 {
        incumbent.take(candidates: matrix.taken.map { Int($0) }.sorted())
        return []
      }
      let carried = Self.carried(multipliers, root, matrix, map)
      var bound = CoveringLagrangian(
        matrix, side: side, multipliers: carried, prices: prices)
      bound.run(
        steps: round == 0 ? 160 : 80,
        towards: incumbent.objective.isFinite ? incumbent.objective : 0,
        enough: enough(incumbent.objective)
      ) { columns in
        incumbent.consider(
          candidates: columns.map { Int(matrix.candidate[$0]) } + matrix.taken.map { Int($0) })
      }
      work += bound.work
      best = min(best, bound.best)
      if best <= enough(incumbent.objective) { return [] }
      let settled = bound.settled(objective: enough(incumbent.objective))
      for row in 0..<root.rowCount where map[row] >= 0 {
        // back to the root's rows, so that the next matrix can be made from it
        let merged = Int(map[row])
        multipliers[row] =
          matrix.weight[merged] > 0
          ? root.weight[row] * bound.bestMultipliers[merged] / matrix.weight[merged] : 0
      }
      prices = bound.bestPrices
      last = bound
      let count = settled.count { $0 != .open }
      if count > 0 {
        let places = Self.places(matrix, in: root)
        for column in settled.indices where settled[column] != .open {
          states[places[column]] = settled[column]
        }
      }
      if count * 10 < matrix.columnCount || isOutOfTime() { break }
    }
    guard let last else { return [] }
    let places = Self.places(last.matrix, in: root)
    guard let split = Self.splitColumn(last, places: places, states) else {
      // everything was settled in the last round
      let (matrix, _) = root.settled(states, keepsIdleColumns: side.demandsMembers)
      guard matrix.count >= 0 else { return [] }
      incumbent.take(candidates: matrix.taken.map { Int($0) }.sorted())
      return []
    }
    let taken = states.indices.filter { states[$0] == .taken }.map { Int32($0) }
    let dropped = states.indices.filter { states[$0] == .dropped }.map { Int32($0) }
    let floats = multipliers.map { Float($0) }
    defer { nextNumber += 2 }
    return [
      Node(
        bound: best, number: nextNumber, taken: taken + [Int32(split)], dropped: dropped,
        multipliers: floats, prices: prices),
      Node(
        bound: best, number: nextNumber + 1, taken: taken, dropped: dropped + [Int32(split)],
        multipliers: floats, prices: prices),
    ]
  }

  /// Whether the settled candidates leave room for what is demanded.
  private func isStillPossible(_ matrix: CoveringMatrix) -> Bool {
    guard !side.isEmpty else { return true }
    let taken = matrix.taken.map { Int($0) }
    var least = side.activity(of: taken)
    for candidate in matrix.candidate {
      for (number, part) in side.parts(of: Int(candidate)) where part < 0 { least[number] += part }
    }
    for (sum, value) in zip(side.sums, least) where value > sum.limit + SideConstraints.slack(sum) {
      return false
    }
    return side.isAffordable(taken)
  }

  /// The open column that the bound is least sure of; of equals the one worth most, then the
  /// first. In the root's columns.
  private static func splitColumn(
    _ bound: CoveringLagrangian, places: [Int], _ states: [CoveringMatrix.ColumnState]
  ) -> Int? {
    let worth = bound.bound(at: bound.bestMultipliers, prices: bound.bestPrices).worth
    var best: (doubt: Double, worth: Double, column: Int)?
    for column in 0..<bound.matrix.columnCount where states[places[column]] == .open {
      let doubt = 0.5 - abs(bound.frequency[column] - 0.5)
      let isBetter =
        best.map { doubt != $0.doubt ? doubt > $0.doubt : worth[column] > $0.worth } ?? true
      if isBetter { best = (doubt, worth[column], places[column]) }
    }
    return best?.column
  }

  private static func places(_ matrix: CoveringMatrix, in root: CoveringMatrix) -> [Int] {
    // both ascend by candidate
    var place = 0
    return matrix.candidate.map { candidate in
      while root.candidate[place] != candidate { place += 1 }
      return place
    }
  }

  /// Rows that the incumbent leaves open pay all they have, rows that it covers once do too, and
  /// rows that it covers more often share.
  private static func start(_ matrix: CoveringMatrix, _ incumbent: [Int]) -> [Double] {
    var isIn: Set<Int32> = []
    for candidate in incumbent { isIn.insert(Int32(candidate)) }
    return (0..<matrix.rowCount).map { row in
      let hits = matrix.columns(of: row).filter { isIn.contains(matrix.candidate[Int($0)]) }
      if let odds = matrix.odds {
        // what one more would gain
        return hits.reduce(matrix.weight[row]) {
          $0 * odds.misses[odds.index(matrix.candidateClass[Int($1)], matrix.rowClass[row])]
        }
      }
      let room = Int(matrix.capacity[row])
      return matrix.weight[row]
        * (hits.count > room ? Double(room) / Double(hits.count * 2) : 1)
    }
  }

  /// Multipliers of rows that became one: the sum of theirs, at most what is left of the weight.
  private static func carried(
    _ multipliers: [Double], _ old: CoveringMatrix, _ new: CoveringMatrix,
    _ map: CoveringMatrix.RowMap
  ) -> [Double] {
    var result = [Double](repeating: 0, count: new.rowCount)
    for row in 0..<old.rowCount where map[row] >= 0 { result[Int(map[row])] += multipliers[row] }
    for row in 0..<new.rowCount { result[row] = min(result[row], new.weight[row]) }
    return result
  }

  /// Multipliers by row of the problem, shared out by weight.
  private static func spread(
    _ multipliers: [Double], _ problem: CoveringProblem, _ map: CoveringMatrix.RowMap,
    _ root: CoveringMatrix
  ) -> [Double] {
    var result = problem.demand
    for row in result.indices where map[row] >= 0 {
      let merged = Int(map[row])
      result[row] *= multipliers[merged] / root.weight[merged]
    }
    return result
  }
}

extension CoveringProblem {
  /// What a set is worth, reckoned from its definition, row by row.
  ///
  /// - Parameter set: indices of candidates, each once.
  /// - Returns: demand, as often as it counts, or times its probability.
  /// - Complexity: O(pairs of the set + rows).
  public func value(of set: [Int]) -> Double {
    if let chance {
      var missed = [Double](repeating: 1, count: demand.count)
      for candidate in set {
        for pair in firstRow[candidate]..<firstRow[candidate + 1] {
          let row = Int(rows[pair])
          missed[row] *=
            chance.misses[Int(chance.candidateClass[candidate])][Int(chance.rowClass[row])]
        }
      }
      return demand.indices.reduce(0) { $0 + demand[$1] * (1 - missed[$1]) }
    }
    var hits = [UInt8](repeating: 0, count: demand.count)
    var value = 0.0
    for candidate in set {
      for pair in firstRow[candidate]..<firstRow[candidate + 1] {
        let row = Int(rows[pair])
        guard hits[row] < capacity?[row] ?? 1 else { continue }
        hits[row] += 1
      }
    }
    for row in demand.indices where hits[row] > 0 { value += Double(hits[row]) * demand[row] }
    return value
  }
}
