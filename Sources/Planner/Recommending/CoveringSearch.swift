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

  private var secondsLeft: Double? {
    guard let seconds = limits.seconds else { return nil }
    let used = started.duration(to: clock.now)
    return max(
      0, seconds - Double(used.components.seconds) - Double(used.components.attoseconds) / 1e18)
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

  private static let stepsPerStage = 200
  private static let mostSteps = 4_000

  mutating func run() -> CoveringSolution? {
    guard side.isPossible(problem) else { return nil }
    let (root, rowMap) = undominated()
    var incumbent = CoveringIncumbent(root, side: side)
    incumbent.greedy()
    // whoever reaches everything needs no further proof
    var standing = Standing(
      matrix: root,
      relaxation: CoveringLagrangian(
        root, side: side, multipliers: Self.start(root, incumbent.best ?? []),
        prices: side.sums.map { _ in 0 }),
      incumbent: incumbent, highest: root.ceiling)
    let multipliers = Self.spread(settle(&standing), problem, rowMap, root)
    branch(&standing)
    if standing.isDone { standing.highest = standing.incumbent.objective }
    guard let best = standing.incumbent.best else {
      return standing.isDone ? nil : unfinished(standing.highest, standing.nodes, multipliers)
    }
    let trimmed = trimmed(best)
    let objective = problem.value(of: trimmed)
    let isProven = standing.isDone || standing.highest <= enough(standing.incumbent.objective)
    return CoveringSolution(
      chosen: trimmed, objective: objective,
      bound: isProven
        ? objective
        : max(objective, isWhole ? (standing.highest + 1e-6).rounded(.down) : standing.highest),
      isProven: isProven, greedy: standing.incumbent.greedyValue, nodes: standing.nodes,
      wasStoppedByTime: wasStoppedByTime, multipliers: multipliers)
  }

  /// Where a search stands.
  private struct Standing {
    /// What is still undecided.
    var matrix: CoveringMatrix
    var relaxation: CoveringLagrangian
    var incumbent: CoveringIncumbent
    /// No set is worth more.
    var highest: Double
    var nodes = 1
    var isDone = false
    /// Which round of sweeps is the next.
    var sweepRound: Int?
  }

  /// The problem without what decides nothing.
  private func undominated() -> (matrix: CoveringMatrix, map: CoveringMatrix.RowMap) {
    // members that are demanded may be needed though they reach nothing
    let (whole, map) = CoveringMatrix.merged(problem, keepsIdleColumns: side.demandsMembers)
    guard whole.odds == nil, whole.capacity.allSatisfy({ $0 == 1 }), !side.demandsMembers else {
      return (whole, map)
    }
    let dominated = whole.dominated(
      signature: whole.candidate.map { side.signature[Int($0)] })
    guard dominated.contains(true) else { return (whole, map) }
    let (smaller, further) = whole.settled(
      dominated.map { $0 ? .dropped : .open }, keepsIdleColumns: false)
    return (smaller, map.map { $0 >= 0 ? further[Int($0)] : -1 })
  }

  /// Bounds, settles and merges again and again: what is settled early makes all after it quick.
  ///
  /// - Returns: multipliers by row of the matrix it began with.
  private mutating func settle(_ standing: inout Standing) -> [Double] {
    var first: [Double]?
    var isKicked = false
    for stage in 1...Int.max {
      let before = standing.highest
      let workBefore = standing.relaxation.work
      var incumbent = standing.incumbent
      standing.relaxation.run(
        steps: Self.stepsPerStage,
        towards: incumbent.objective.isFinite ? incumbent.objective : 0,
        enough: goodEnough(incumbent.objective)
      ) { incumbent.consider($0) }
      standing.incumbent = incumbent
      work += standing.relaxation.work - workBefore
      standing.highest = min(standing.highest, standing.relaxation.best)
      let objective = standing.incumbent.objective
      if isAnswered(objective: objective, bound: standing.highest) || isOutOfTime() { break }
      let states = standing.relaxation.settled(objective: enough(objective))
      let isSmaller = states.count { $0 != .open } * 20 > standing.matrix.columnCount
      let isStuck =
        standing.relaxation.isSettledDown
        || !isKicked && before - standing.highest < 0.02 * (standing.highest - objective)
        || stage * Self.stepsPerStage >= Self.mostSteps
      if isStuck, !isSmaller {
        // chances have nothing better to come than their own tree's kicks
        // and where hardly anything is open, the programmes find the rest sooner
        guard !isKicked, standing.matrix.odds == nil,
          standing.highest - objective > 0.001 * abs(objective)
        else { break }
        isKicked = true
        improve(&standing)
        standing.relaxation.takeNewHeart(
          isFinal: !CoveringTree.isAffordable(standing.matrix, surroundings(after: standing.nodes)))
      }
      guard isSmaller else { continue }
      first = first ?? standing.relaxation.bestMultipliers
      let (next, map) = standing.matrix.settled(states, keepsIdleColumns: side.demandsMembers)
      let multipliers = LagrangianTree.carried(
        standing.relaxation.bestMultipliers, standing.matrix, next, map)
      standing.matrix = next
      standing.incumbent = standing.incumbent.narrowed(to: next)
      standing.relaxation = CoveringLagrangian(
        next, side: side, multipliers: multipliers, prices: standing.relaxation.bestPrices,
        step: max(0.1, min(1, standing.relaxation.step * 2)))
    }
    standing.isDone = standing.highest <= enough(standing.incumbent.objective)
    return first ?? standing.relaxation.bestMultipliers
  }

  /// Better sets, before programmes are worth their time.
  private mutating func improve(_ standing: inout Standing) {
    let around = surroundings(after: standing.nodes)
    let matrix = standing.matrix
    guard
      var generations = CoveringGenerations(matrix, side: side)
    else {
      standing.incumbent.kick(patience: LagrangianTree.kickPatience(matrix))
      return
    }
    generations.sweeps?.guide = standing.relaxation.guide
    generations.run(patience: 1, bound: standing.highest, &standing.incumbent, around)
    work += generations.work
    standing.nodes += generations.nodes
    standing.sweepRound = generations.sweeps?.round
  }

  private func surroundings(after nodes: Int) -> SearchSurroundings {
    SearchSurroundings(
      enough: { self.enough($0) }, isAnswered: { self.isAnswered(objective: $0, bound: $1) },
      secondsLeft: { self.secondsLeft }, nodes: limits.nodes - nodes, work: limits.work - work)
  }

  /// Splits what the root leaves undecided.
  private mutating func branch(_ standing: inout Standing) {
    var isFirst = true
    while !standing.isDone, !isOutOfTime(),
      !isAnswered(objective: standing.incumbent.objective, bound: standing.highest)
    {
      let around = surroundings(after: standing.nodes)
      guard CoveringTree.isAffordable(standing.matrix, around),
        var tree = CoveringTree(
          standing.matrix, side: side, bound: standing.highest, searchesParts: isFirst,
          sweepRound: standing.sweepRound)
      else {
        var tree = LagrangianTree(standing.relaxation, bound: standing.highest)
        tree.run(&standing.incumbent, around)
        (standing.highest, standing.isDone) = (tree.bound, tree.isDone)
        standing.nodes += tree.nodes
        break
      }
      isFirst = false
      tree.run(&standing.incumbent, around)
      (standing.highest, standing.isDone) = (tree.bound, tree.isDone)
      standing.nodes += tree.nodes
      work += tree.work
      guard tree.isOutgrown else { break }
      standing.matrix =
        standing.matrix.settled(tree.settled, keepsIdleColumns: side.demandsMembers).matrix
      standing.incumbent = standing.incumbent.narrowed(to: standing.matrix)
    }
    _ = isOutOfTime()
  }

  /// Nothing that keeps to the constraints was found, nor that there is nothing.
  private func unfinished(
    _ bound: Double, _ nodes: Int, _ multipliers: [Double]
  ) -> CoveringSolution {
    CoveringSolution(
      chosen: [], objective: 0, bound: bound, isProven: false, greedy: 0, nodes: nodes,
      wasStoppedByTime: wasStoppedByTime, multipliers: multipliers)
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
