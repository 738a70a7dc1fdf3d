private import HeapModule

/// Exact branch and bound over linear programmes with cuts, for what a Lagrangian root leaves
/// undecided of a problem without chances.
///
/// Cuts are global: found anywhere, they hold everywhere. Bounds are worked out from the prices
/// (`LinearRelaxation.bound`), not taken from the solver. Once a good set has settled much of the
/// columns, the search is worth starting again in the smaller matrix (`isOutgrown`).
///
/// Branching by pseudo-costs with trials: Achterberg, Koch & Martin (2005), *Branching rules
/// revisited*.
struct CoveringTree: ~Copyable {
  let matrix: CoveringMatrix
  let side: SideConstraints
  private let cuts: CoveringCuts
  var relaxation: LinearRelaxation
  /// Rows of the programme that are no cuts.
  private let fixedRowCount: Int
  /// Value = ceiling − cost.
  private let ceiling: Double
  /// Bounds of all columns of the programme at the root; tightened as the search learns.
  var lower: [Double]
  var upper: [Double]
  private var generation = 0
  var nodes = 0
  /// How good the best node still open is; what is closed is no better than the incumbent.
  private(set) var bound: Double
  private(set) var isDone = false
  /// Whether so much is settled that the search should go on in a smaller matrix.
  private(set) var isOutgrown = false
  /// The root's last bound as a cost, and what a unit of each column costs there.
  private var rootCost = -Double.infinity
  private var rootReduced: [Double] = []
  /// Whether this searches a part of another tree's columns.
  private let isPart: Bool
  /// Whether a part of the columns is searched first.
  private let searchesParts: Bool
  var partWork = 0
  var generations: CoveringGenerations?
  private var ups: [PseudoCost]
  private var downs: [PseudoCost]

  private struct PseudoCost {
    var sum = 0.0
    var count = 0.0
  }

  private struct Node: Comparable {
    let bound: Double
    let number: Int
    let taken: [Int32]
    let dropped: [Int32]
    let basis: [UInt8]
    let generation: Int

    static func < (a: Node, b: Node) -> Bool {
      a.bound != b.bound ? a.bound < b.bound : a.number > b.number
    }

    static func == (a: Node, b: Node) -> Bool { a.number == b.number }
  }

  /// - Returns: `nil` where chances make it no linear programme, or there is no memory for one.
  init?(
    _ matrix: CoveringMatrix, side: SideConstraints, bound: Double, isPart: Bool = false,
    searchesParts: Bool = false, sweepRound: Int? = nil
  ) {
    guard matrix.odds == nil else { return nil }
    let programme = CoveringProgramme(matrix, side)
    guard
      let relaxation = LinearRelaxation(
        cost: programme.cost, upper: programme.upper, rows: programme.rows)
    else { return nil }
    self.relaxation = relaxation
    self.isPart = isPart
    self.searchesParts = searchesParts
    self.matrix = matrix
    self.side = side
    self.bound = bound
    cuts = CoveringCuts(matrix)
    ceiling = matrix.ceiling
    fixedRowCount = programme.rows.count
    upper = programme.upper
    lower = [Double](repeating: 0, count: programme.upper.count)
    ups = [PseudoCost](repeating: PseudoCost(), count: matrix.columnCount)
    downs = ups
    if searchesParts {
      generations = CoveringGenerations(matrix, side: side)
      if let sweepRound { generations?.sweeps?.round = sweepRound }
    }
  }

  // MARK: Search

  /// How a search ended.
  struct Result {
    let nodes: Int
    let bound: Double
    let isDone: Bool
  }

  var result: Result { Result(nodes: nodes, bound: bound, isDone: isDone) }

  /// What it has cost so far, in rows visited.
  var work: Int { partWork + relaxation.iterations * Self.workPerIteration(matrix) }

  /// An iteration of the simplex takes as long as so many visits of a row.
  private static func workPerIteration(_ matrix: CoveringMatrix) -> Int {
    max(1, (matrix.rowCount + matrix.columnCount) * 24)
  }

  /// Whether the first programme alone, of about three iterations a row, keeps to the limits.
  static func isAffordable(
    _ matrix: CoveringMatrix, _ around: SearchSurroundings
  ) -> Bool {
    let work = 3 * matrix.rowCount * workPerIteration(matrix)
    guard work <= around.work else { return false }
    return around.secondsLeft().map { Double(work) * 4e-9 <= 2 * $0 } ?? true
  }

  /// Searches until the question is answered or a limit is met.
  mutating func run(_ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings) {
    guard bound > around.enough(incumbent.objective) else {
      isDone = true
      return
    }
    guard matrix.columnCount > 0, matrix.count > 0 else {
      incumbent.take(candidates: matrix.taken.map { Int($0) }.sorted())
      isDone = true
      return
    }
    solveRoot(&incumbent, around)
    guard bound > around.enough(incumbent.objective) else {
      isDone = true
      return
    }
    guard !around.isAnswered(incumbent.objective, bound) else { return }
    if searchesParts {
      searchGenerations(patience: 2, &incumbent, around)
      let secondsToLeave = around.secondsLeft().map { $0 / 2 } ?? 0
      searchNeighborhoods(secondsToLeave, &incumbent, around)
    }
    noteGrowth(around.enough(incumbent.objective))
    guard !isOutgrown else { return }
    var known = incumbent.objective
    var frontier = Heap<Node>()
    var number = 1
    var next: Node? = Node(
      bound: bound, number: 0, taken: [], dropped: [], basis: relaxation.basis,
      generation: generation)
    let rootBound = bound
    while true {
      if next == nil { next = frontier.popMax() }
      guard let node = next else {
        isDone = true
        bound = incumbent.objective
        return
      }
      next = nil
      let enough = around.enough(incumbent.objective)
      guard node.bound > enough else { continue }
      bound = max(
        incumbent.objective, min(rootBound, max(node.bound, frontier.max?.bound ?? node.bound)))
      if around.isAnswered(incumbent.objective, bound) || nodes >= around.nodes
        || work >= around.work || around.isOutOfTime
      {
        return
      }
      nodes += 1
      if nodes % 200 == 0 { removeIdleCuts() }
      // better sets are worth a third of the work, as long as they come
      if let generations, !generations.isOver, generations.work * 2 < work - generations.work {
        searchGenerations(patience: 1, &incumbent, around)
      }
      let children = expand(node, &incumbent, around, &number)
      if incumbent.objective > known {
        known = incumbent.objective
        noteGrowth(around.enough(known))
        guard !isOutgrown else { return }
      }
      // on with the better child, down to a set or a dead end; then the best node anywhere
      for child in children where child.bound > around.enough(incumbent.objective) {
        if let other = next {
          if other < child {
            frontier.insert(other)
            next = child
          } else {
            frontier.insert(child)
          }
        } else {
          next = child
        }
      }
    }
  }

  private mutating func solve(
    _ around: SearchSurroundings, enough: Double, isStart: Bool = false
  ) -> LinearRelaxation.Outcome {
    let left = max(1, (around.work - work) / Self.workPerIteration(matrix))
    // a little beyond what ends the node, so that the bound confirms it
    let limit = enough.isFinite ? ceiling - enough + 1e-6 * max(1, abs(ceiling)) : .infinity
    return relaxation.solve(
      costLimit: limit.isFinite ? limit : .greatestFiniteMagnitude,
      iterations: min(left, 1_000_000), seconds: around.secondsLeft(), isStart: isStart)
  }

  /// The basis of a set: what it covers is covered with room to spare, what it does not is not.
  private func basis(of set: [Int]) -> [UInt8]? {
    guard side.isEmpty, matrix.capacity.allSatisfy({ $0 == 1 }) else { return nil }
    let members = Set(set.map { Int32($0) })
    var columns = matrix.candidate.map {
      members.contains($0) ? LinearRelaxation.atUpper : LinearRelaxation.atLower
    }
    var rows: [UInt8] = []
    for row in 0..<matrix.rowCount {
      let isCovered = matrix.columns(of: row).contains {
        columns[Int($0)] == LinearRelaxation.atUpper
      }
      rows.append(isCovered ? LinearRelaxation.basic : LinearRelaxation.atLower)
    }
    columns += rows.map {
      $0 == LinearRelaxation.basic ? LinearRelaxation.atLower : LinearRelaxation.basic
    }
    // the limit of the count
    return columns + rows + [LinearRelaxation.basic]
  }

  private mutating func solveRoot(
    _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) {
    var idle = 0
    var isStart = false
    if let best = incumbent.best, let basis = basis(of: best) {
      relaxation.setBasis(basis)
      isStart = true
    }
    for round in 0..<60 {
      let before = bound
      let outcome = solve(
        around, enough: around.enough(incumbent.objective), isStart: isStart && round == 0)
      let enough = around.enough(incumbent.objective)
      (rootCost, rootReduced) = relaxation.bound()
      bound = min(bound, ceiling - rootCost)
      tighten(enough)
      if bound <= enough || outcome != .optimal { return }
      let point = relaxation.solution
      if round == 0 { guideSweeps(by: point) }
      offer(point, &incumbent)
      if around.isAnswered(incumbent.objective, bound)
        || around.isOutOfTime
      {
        return
      }
      let gap = bound - around.enough(incumbent.objective)
      idle = before - bound < 0.02 * gap && round > 0 ? idle + 1 : 0
      guard idle < 3 else { break }
      if round > 0 { removeIdleCuts() }
      guard addCuts(point, most: 500) > 0 else { break }
    }
    removeIdleCuts()
  }

  /// Settles what the root's bound allows to settle.
  mutating func tighten(_ enough: Double) {
    guard enough.isFinite else { return }
    var changed = false
    for column in 0..<matrix.columnCount where lower[column] < upper[column] {
      let without = ceiling - rootCost - abs(rootReduced[column])
      guard without <= enough else { continue }
      if rootReduced[column] > 0 { upper[column] = 0 } else { lower[column] = 1 }
      changed = true
    }
    if changed { relaxation.setBounds(lower: lower, upper: upper) }
  }

  /// What the root has settled, by column of the matrix.
  var settled: [CoveringMatrix.ColumnState] {
    (0..<matrix.columnCount).map { column in
      lower[column] < upper[column] ? .open : lower[column] > 0.5 ? .taken : .dropped
    }
  }

  /// A smaller matrix is worth starting again once a third of this one is settled.
  private mutating func noteGrowth(_ enough: Double) {
    tighten(enough)
    let open = (0..<matrix.columnCount).count { lower[$0] < upper[$0] }
    isOutgrown = !isPart && matrix.columnCount > 100 && open * 3 < matrix.columnCount * 2
  }

  private mutating func offer(_ point: [Double], _ incumbent: inout CoveringIncumbent) {
    let worth = Array(point[..<matrix.columnCount])
    _ = incumbent.consider(CoveringLagrangian.largest(matrix.count, of: worth))
  }

  private mutating func addCuts(_ point: [Double], most: Int) -> Int {
    let columnCount = matrix.columnCount
    let found = cuts.violated(
      columns: Array(point[..<columnCount]),
      uncovered: Array(point[columnCount..<columnCount + matrix.rowCount]), most: most)
    relaxation.append(found.map { cuts.row(of: $0) })
    return found.count
  }

  /// Cuts that hold nothing back cost time. Nodes that know them start from what is left.
  private mutating func removeIdleCuts() {
    let slack = (fixedRowCount..<relaxation.rowCount).filter { relaxation.isSlack(row: $0) }
    guard !slack.isEmpty else { return }
    let isSlack = Set(slack)
    relaxation.remove { isSlack.contains($0) }
    generation += 1
  }

  private mutating func setBounds(_ taken: [Int32], _ dropped: [Int32]) {
    var (low, high) = (lower, upper)
    for column in taken { low[Int(column)] = 1 }
    for column in dropped { high[Int(column)] = 0 }
    for column in 0..<matrix.columnCount where low[column] > high[column] {
      // settled otherwise since: the node is closed by its cost
      high[column] = low[column]
    }
    relaxation.setBounds(lower: low, upper: high)
  }

  private mutating func expand(
    _ node: Node, _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings,
    _ number: inout Int
  ) -> [Node] {
    var taken = node.taken
    var dropped = node.dropped
    guard isConsistent(taken, dropped) else { return [] }
    setBounds(taken, dropped)
    if node.generation == generation { relaxation.setBasis(node.basis) }
    var best = node.bound
    var point: [Double] = []
    for round in 0..<4 {
      let outcome = solve(around, enough: around.enough(incumbent.objective))
      let (cost, reduced) = relaxation.bound()
      let before = best
      best = min(best, ceiling - cost)
      let enough = around.enough(incumbent.objective)
      if best <= enough { return [] }
      if outcome == .beyondLimit {
        // the solver says that nothing is here; the prices alone do not show it
        if !isPossible(taken, dropped) { return [] }
      }
      for column in 0..<matrix.columnCount
      where relaxation.lower[column] < relaxation.upper[column]
        && ceiling - cost - abs(reduced[column]) <= enough
      {
        if reduced[column] > 0 {
          dropped.append(Int32(column))
        } else {
          taken.append(Int32(column))
        }
      }
      point = relaxation.solution
      offer(point, &incumbent)
      guard outcome == .optimal, round < 3, round == 0 || before - best > 0.1 * (best - enough),
        addCuts(point, most: 60) > 0
      else { break }
      setBounds(taken, dropped)
    }
    guard best > around.enough(incumbent.objective) else { return [] }
    setBounds(taken, dropped)
    guard !isSettled() else {
      incumbent.take(
        candidates: (matrix.taken
          + (0..<matrix.columnCount)
          .filter { relaxation.lower[$0] > 0.5 }.map { matrix.candidate[$0] })
          .map { Int($0) }.sorted())
      return []
    }
    return split(best, taken, dropped, point, around.enough(incumbent.objective), &number)
  }

  private func isSettled() -> Bool {
    (0..<matrix.columnCount).allSatisfy { relaxation.lower[$0] == relaxation.upper[$0] }
  }

  /// Whether the settled columns agree with what the root has settled since.
  private func isConsistent(_ taken: [Int32], _ dropped: [Int32]) -> Bool {
    taken.allSatisfy { upper[Int($0)] > 0.5 } && dropped.allSatisfy { lower[Int($0)] < 0.5 }
      && taken.count <= matrix.count
  }

  private func isPossible(_ taken: [Int32], _ dropped: [Int32]) -> Bool {
    guard taken.count <= matrix.count else { return false }
    guard !side.isEmpty else { return true }
    let members = (matrix.taken + taken.map { matrix.candidate[Int($0)] }).map { Int($0) }
    var least = side.activity(of: members)
    let isOut = Set(taken + dropped)
    for column in 0..<matrix.columnCount where !isOut.contains(Int32(column)) {
      for (number, part) in side.parts(of: Int(matrix.candidate[column])) where part < 0 {
        least[number] += part
      }
    }
    for (sum, value) in zip(side.sums, least) where value > sum.limit + SideConstraints.slack(sum) {
      return false
    }
    return side.isAffordable(members)
  }

  // MARK: Branching

  /// Splits on the column that moves the bound most on both sides: known from earlier splits, or
  /// tried for a few steps.
  private mutating func split(
    _ best: Double, _ taken: [Int32], _ dropped: [Int32], _ point: [Double], _ enough: Double,
    _ number: inout Int
  ) -> [Node] {
    let open = (0..<matrix.columnCount).filter {
      relaxation.lower[$0] < relaxation.upper[$0]
    }
    guard !open.isEmpty else { return [] }
    let basis = relaxation.basis
    let fractional = open.filter { point[$0] > 1e-6 && point[$0] < 1 - 1e-6 }
    var choice = open.max { (point[$0], -$0) < (point[$1], -$1) } ?? open[0]
    var (upBound, downBound) = (best, best)
    if !fractional.isEmpty {
      let ranked = fractional.map { (column: $0, score: estimate($0, point[$0])) }
        .sorted { $0.score != $1.score ? $0.score > $1.score : $0.column < $1.column }
      var bestScore = -1.0
      var failures = 0
      for (column, score) in ranked.prefix(8) {
        let isKnown = min(ups[column].count, downs[column].count) >= 2
        var mine = score
        var bounds = (up: best, down: best)
        if !isKnown {
          bounds.up = trial(column, isUp: true, basis, enough)
          bounds.down = trial(column, isUp: false, basis, enough)
          note(column, point[column], best, bounds)
          mine = Self.score(best - bounds.up, best - bounds.down)
        }
        if mine > bestScore {
          bestScore = mine
          choice = column
          (upBound, downBound) = bounds
          failures = 0
        } else {
          failures += 1
          if failures > 2 { break }
        }
        if bounds.up <= enough || bounds.down <= enough { break }
      }
      relaxation.setBasis(basis)
    }
    defer { number += 2 }
    return [
      Node(
        bound: min(best, upBound), number: number, taken: taken + [Int32(choice)],
        dropped: dropped, basis: basis, generation: generation),
      Node(
        bound: min(best, downBound), number: number + 1, taken: taken,
        dropped: dropped + [Int32(choice)], basis: basis, generation: generation),
    ]
  }

  private static func score(_ up: Double, _ down: Double) -> Double {
    max(up, 1e-6) * max(down, 1e-6)
  }

  private func estimate(_ column: Int, _ value: Double) -> Double {
    func mean(_ cost: PseudoCost) -> Double { cost.count > 0 ? cost.sum / cost.count : 1e3 }
    return Self.score(mean(ups[column]) * (1 - value), mean(downs[column]) * value)
  }

  private mutating func note(
    _ column: Int, _ value: Double, _ best: Double, _ bounds: (up: Double, down: Double)
  ) {
    ups[column].sum += (best - bounds.up) / (1 - value)
    ups[column].count += 1
    downs[column].sum += (best - bounds.down) / value
    downs[column].count += 1
  }

  /// The bound after a few steps with a column settled.
  private mutating func trial(
    _ column: Int, isUp: Bool, _ basis: [UInt8], _ enough: Double
  ) -> Double {
    let (low, high) = (relaxation.lower, relaxation.upper)
    var (trialLow, trialHigh) = (low, high)
    if isUp { trialLow[column] = 1 } else { trialHigh[column] = 0 }
    relaxation.setBasis(basis)
    relaxation.setBounds(lower: trialLow, upper: trialHigh)
    _ = relaxation.solve(
      costLimit: ceiling - enough + 1e-6 * max(1, abs(ceiling)), iterations: 30, seconds: nil)
    let bound = ceiling - relaxation.bound().cost
    relaxation.setBounds(lower: low, upper: high)
    return bound
  }
}
