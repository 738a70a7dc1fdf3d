import Testing

@testable import Planner

/// A small covering problem with blocs, and every set tried.
private struct Trial {
  var problem: CoveringProblem
  var bloc: [Int32]
  var most: Int

  init(_ seed: Int) {
    var random = SeededRandom(seed)
    let count = Int.random(in: 4...14, using: &random)
    let rows = Int.random(in: 5...30, using: &random)
    let sets = (0..<count).map { _ in
      (0..<Int32(rows)).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
    }
    var constraints = CoveringProblem.Constraints(count: Int.random(in: 1...5, using: &random))
    if seed % 3 == 1 {
      constraints.groups = [
        .init(members: Array(0..<count / 2), atLeast: 0, atMost: 2),
        .init(members: [count - 1, count - 2], atLeast: 1),
      ]
    }
    if seed % 3 == 2 {
      constraints.budget = .init(
        cost: (0..<count).map { _ in Double(Int.random(in: 1...5, using: &random)) },
        bloc: (0..<count).map { _ in Int32.random(in: -1...1, using: &random) },
        openingCost: [2, 3], total: 9)
    }
    problem = CoveringProblem(
      demand: (0..<rows).map { _ in Double.random(in: 0.5...9, using: &random) },
      sets: sets, constraints: constraints)
    if seed % 4 == 3 {
      problem.chance = .init(
        rowClass: [UInt8](repeating: 0, count: rows),
        candidateClass: (0..<count).map { UInt8($0 % 2) }, misses: [[0.2], [0.6]])
    }
    bloc = (0..<count).map { _ in Int32.random(in: -1...4, using: &random) }
    most = Int.random(in: 0...3, using: &random)
  }

  func allows(_ set: [Int]) -> Bool {
    guard set.count <= problem.constraints.count,
      Set(set.map { bloc[$0] }).subtracting([-1]).count <= most
    else { return false }
    for group in problem.constraints.groups {
      let number = set.count { group.members.contains($0) }
      if number < group.atLeast || number > group.atMost { return false }
    }
    if let budget = problem.constraints.budget {
      let blocs = Set(set.map { budget.bloc[$0] }).subtracting([-1])
      let cost =
        set.reduce(0) { $0 + budget.cost[$1] }
        + blocs.reduce(0) { $0 + budget.openingCost[Int($1)] }
      if cost > budget.total { return false }
    }
    return true
  }

  var best: Double? {
    var best: Double?
    for mask in 0..<(1 << problem.candidateCount) {
      let set = (0..<problem.candidateCount).filter { mask >> $0 & 1 == 1 }
      guard set.count <= problem.constraints.count, allows(set) else { continue }
      best = max(best ?? 0, problem.value(of: set))
    }
    return best
  }
}

@Suite struct OpeningSearchTests {
  @Test("equal to brute force", arguments: 0..<6)
  func bruteForce(_ block: Int) {
    for seed in block * 25..<block * 25 + 25 {
      let trial = Trial(seed)
      let solution = OpeningSearch(
        problem: trial.problem, bloc: trial.bloc, most: trial.most
      ).solve()
      guard let best = trial.best else {
        #expect(solution == nil, "seed \(seed)")
        continue
      }
      guard let solution else {
        Issue.record("seed \(seed): nothing found, best is \(best)")
        continue
      }
      #expect(trial.allows(solution.chosen), "seed \(seed)")
      #expect(isClose(solution.objective, best), "seed \(seed)")
      #expect(solution.isProven && isClose(solution.bound, solution.objective), "seed \(seed)")
      #expect(isClose(trial.problem.value(of: solution.chosen), best), "seed \(seed)")
    }
  }

  @Test("few nodes: what is said is less, and still true", arguments: 0..<60)
  func stopped(_ seed: Int) {
    let trial = Trial(seed)
    let solution = OpeningSearch(
      problem: trial.problem, bloc: trial.bloc, most: trial.most
    ).solve(SearchLimits(nodes: 1))
    guard let best = trial.best, let solution else { return }
    #expect(solution.bound >= best - 1e-6)
    #expect(solution.objective <= best + 1e-6)
    #expect(trial.allows(solution.chosen) || solution.chosen.isEmpty)
    if solution.isProven { #expect(isClose(solution.objective, best)) }
  }

  @Test("a target is answered on the right side of it", arguments: 0..<40)
  func target(_ seed: Int) {
    let trial = Trial(seed)
    guard let best = trial.best else { return }
    for target in [best * 0.9, best * 1.1] where best > 0 {
      let solution = OpeningSearch(
        problem: trial.problem, bloc: trial.bloc, most: trial.most
      ).solve(SearchLimits(target: target))
      #expect((solution?.objective ?? 0) >= target || (solution?.bound ?? 0) < target)
      #expect((solution?.bound ?? 0) >= min(best, target) - 1e-9)
    }
  }
}
