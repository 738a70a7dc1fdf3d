private import HeapModule

/// Covering where at most so many blocs of candidates may be drawn upon.
///
/// With y(b) = 1 for an opened bloc and x(j) ≤ y(bloc of j), Σ y ≤ most. Multipliers λ for the rows
/// bound a set of `count` candidates by Σ max(0, demand − λ)·capacity plus the most that their
/// worths c(j) = Σ λ can be together; and for any price t ≥ 0 of a candidate that is at most
/// t·count + Σ max(0, c − t) over candidates outside all blocs and over the `most` blocs where it
/// is largest. λ is improved by subgradients, t is found by halving. What blocs the bound is unsure
/// of is split: opened or closed. Once as many as allowed are open, or no more are left, an
/// ordinary covering problem remains, which is solved exactly.
struct OpeningSearch {
  let problem: CoveringProblem
  /// By candidate; −1: it draws on none.
  let bloc: [Int32]
  let most: Int
  /// The steps of the subgradients, at the root and below.
  private static let steps = (root: 300, below: 60)

  private struct Node: Comparable {
    var bound: Double
    var number: Int
    var opened: Set<Int32>
    var closed: Set<Int32>
    var multipliers: [Double]
    /// The bloc to split, and what the bound would open.
    var split: Int32?
    var open: [Int32]

    static func < (a: Node, b: Node) -> Bool {
      (a.bound, b.number) < (b.bound, a.number)
    }
    static func == (a: Node, b: Node) -> Bool { a.number == b.number }
  }

  /// The best set; `nil` where none keeps to the constraints.
  func solve(_ limits: SearchLimits = SearchLimits()) -> CoveringSolution? {
    let clock = ContinuousClock()
    let started = clock.now
    let blocs = Set(bloc).subtracting([-1]).sorted()
    // without the limit: often the answer, and always a bound
    guard let relaxed = problem.solve(limits) else { return nil }
    let used = Set(relaxed.chosen.map { bloc[$0] }).subtracting([-1])
    guard used.count > most else { return relaxed }
    var best: CoveringSolution?
    var tried: Set<[Int32]> = []
    var wasStopped = relaxed.wasStoppedByTime
    var nodes = relaxed.nodes
    /// Bounds of what was closed without being decided.
    var undecided = -Double.infinity

    func worth(_ objective: Double) -> Double {
      objective.isFinite ? objective + 1e-9 * max(1, abs(objective)) : objective
    }
    var objective: Double { best?.objective ?? -.infinity }
    func isAnswered(_ bound: Double) -> Bool {
      bound <= worth(objective) || limits.target.map { objective >= $0 || bound < $0 } ?? false
    }
    func isOutOfTime() -> Bool {
      guard let seconds = limits.seconds else { return false }
      if started.duration(to: clock.now) >= .seconds(seconds) { wasStopped = true }
      return wasStopped
    }
    /// Solves with just these blocs open.
    func settle(_ open: Set<Int32>) -> CoveringSolution? {
      let keep = bloc.indices.filter { bloc[$0] < 0 || open.contains(bloc[$0]) }
      var inner = limits
      if let seconds = limits.seconds {
        let left = started.duration(to: clock.now) / .seconds(1)
        inner.seconds = max(0.01, seconds - left)
      }
      inner.target = limits.target
      inner.nodes = max(1, limits.nodes - nodes)
      guard var solution = restricted(to: keep).solve(inner) else { return nil }
      nodes += solution.nodes
      wasStopped = wasStopped || solution.wasStoppedByTime
      solution.chosen = solution.chosen.map { keep[$0] }
      // an empty answer that was not proven found nothing
      let isFound = solution.isProven || !solution.chosen.isEmpty
      if isFound, best.map({ solution.objective > worth($0.objective) }) ?? true { best = solution }
      return solution
    }

    var number = 0
    var frontier = Heap<Node>()
    func consider(_ node: Node, from multipliers: [Double], steps: Int) {
      var node = node
      let left = blocs.filter { !node.opened.contains($0) && !node.closed.contains($0) }
      let room = most - node.opened.count
      if room <= 0 || left.count <= room {
        let open = room <= 0 ? node.opened : node.opened.union(left)
        guard let solution = settle(open) else { return }
        if !solution.isProven { undecided = max(undecided, solution.bound) }
        return
      }
      improve(&node, from: multipliers, steps: steps, towards: objective)
      guard node.bound > worth(objective) else { return }
      // what the bound would open is worth a look
      let open = node.opened.union(node.open)
      if tried.insert(open.sorted()).inserted { _ = settle(open) }
      number += 1
      node.number = number
      frontier.insert(node)
    }
    consider(
      Node(
        bound: relaxed.bound, number: 0, opened: [], closed: [], multipliers: [], split: nil,
        open: []),
      from: relaxed.multipliers, steps: Self.steps.root)
    var highest = relaxed.bound
    while let node = frontier.max {
      highest = max(node.bound, undecided)
      if isAnswered(max(highest, objective)) || nodes >= limits.nodes || isOutOfTime() { break }
      _ = frontier.popMax()
      nodes += 1
      guard let split = node.split else { continue }
      for opens in [true, false] {
        var child = node
        if opens { child.opened.insert(split) } else { child.closed.insert(split) }
        consider(child, from: node.multipliers, steps: Self.steps.below)
      }
    }
    highest = max(frontier.max?.bound ?? -.infinity, undecided)
    guard var answer = best else {
      guard highest.isFinite else { return nil }
      return CoveringSolution(
        chosen: [], objective: 0, bound: highest, isProven: false, greedy: relaxed.greedy,
        nodes: nodes, wasStoppedByTime: wasStopped, multipliers: relaxed.multipliers)
    }
    answer.isProven = highest <= worth(answer.objective)
    answer.bound = answer.isProven ? answer.objective : max(answer.objective, highest)
    answer.nodes = nodes
    answer.greedy = min(relaxed.greedy, answer.objective)
    answer.wasStoppedByTime = wasStopped
    answer.multipliers = relaxed.multipliers
    return answer
  }

  /// Lowers a node's bound, and says what to split. With chances there are no multipliers, and the
  /// bound stays that of the problem without the limit.
  private func improve(
    _ node: inout Node, from multipliers: [Double], steps: Int, towards objective: Double
  ) {
    let blocs = Set(bloc).subtracting([-1]).sorted()
    let left = blocs.filter { !node.opened.contains($0) && !node.closed.contains($0) }
    let size = Int(blocs.last ?? -1) + 1
    var isOpen = [Bool](repeating: false, count: size)
    for number in node.opened { isOpen[Int(number)] = true }
    var isClosed = [Bool](repeating: false, count: size)
    for number in node.closed { isClosed[Int(number)] = true }
    let room = most - node.opened.count
    var lambda =
      multipliers.count == problem.demand.count ? multipliers : problem.demand.map { $0 / 2 }
    let usable = bloc.indices.filter { bloc[$0] < 0 || !isClosed[Int(bloc[$0])] }
    let isFree = bloc.map { $0 < 0 || isOpen[Int($0)] }
    var frequency = [Double](repeating: 0, count: size)
    var scale = 1.0
    var sinceBetter = 0
    var best = Double.infinity
    node.multipliers = lambda
    for step in 0..<(problem.chance == nil ? steps : 1) {
      var slack = [Double](repeating: 0, count: problem.demand.count)
      var base = 0.0
      for row in lambda.indices {
        let room = Double(problem.capacity?[row] ?? 1)
        base += max(0, problem.demand[row] - lambda[row]) * room
        slack[row] = lambda[row] < problem.demand[row] ? room : 0
      }
      var worth = [Double](repeating: 0, count: bloc.count)
      for candidate in usable {
        for entry in problem.firstRow[candidate]..<problem.firstRow[candidate + 1] {
          worth[candidate] += lambda[Int(problem.rows[entry])]
        }
      }
      let taken = choice(worth, usable, isFree, left, room: room)
      let bound = base + taken.bound
      for number in taken.open {
        frequency[Int(number)] += (1 - frequency[Int(number)]) * max(0.05, 1 / Double(step + 1))
      }
      for number in left where !taken.open.contains(number) {
        frequency[Int(number)] *= 1 - max(0.05, 1 / Double(step + 1))
      }
      if bound < best - 1e-7 * abs(best.isFinite ? best : 1) {
        sinceBetter = 0
      } else {
        sinceBetter += 1
        if sinceBetter % 10 == 0 { scale /= 2 }
      }
      if bound < best {
        best = bound
        node.multipliers = lambda
        node.open = taken.open
      }
      if problem.chance != nil || best <= objective || scale < 1e-3 { break }
      // towards less slack of what is paid for and not reached
      var squares = 0.0
      for candidate in taken.chosen {
        for entry in problem.firstRow[candidate]..<problem.firstRow[candidate + 1] {
          slack[Int(problem.rows[entry])] -= 1
        }
      }
      for row in slack.indices { squares += slack[row] * slack[row] }
      guard squares > 0 else { break }
      let goal = objective.isFinite ? objective : 0.9 * best
      let length = scale * max(bound - goal, 1e-6 * abs(bound)) / squares
      for row in slack.indices where slack[row] != 0 {
        lambda[row] = min(problem.demand[row], max(0, lambda[row] + length * slack[row]))
      }
    }
    if problem.chance == nil { node.bound = min(node.bound, best) }
    node.split =
      left.max { a, b in
        let (x, y) = (abs(frequency[Int(a)] - 0.5), abs(frequency[Int(b)] - 0.5))
        return x != y ? x > y : a > b
      }
  }

  /// The most that worths can add up to, the blocs that it takes and some candidates that attain
  /// or nearly attain it.
  private func choice(
    _ worth: [Double], _ usable: [Int], _ isFree: [Bool], _ left: [Int32], room: Int
  ) -> (bound: Double, open: [Int32], chosen: [Int]) {
    let count = problem.constraints.count
    func at(_ price: Double) -> (bound: Double, open: [Int32], chosen: [Int]) {
      var sum = price * Double(count)
      var ofBloc = [Double](repeating: 0, count: isFree.isEmpty ? 0 : Int(bloc.max() ?? -1) + 1)
      for candidate in usable where worth[candidate] > price {
        let excess = worth[candidate] - price
        if isFree[candidate] { sum += excess } else { ofBloc[Int(bloc[candidate])] += excess }
      }
      let open = left.sorted {
        (ofBloc[Int($0)], $1) > (ofBloc[Int($1)], $0)
      }.prefix(room)
      sum += open.reduce(0) { $0 + ofBloc[Int($1)] }
      let isOpen = Set(open)
      let chosen = usable.filter {
        worth[$0] > price && (isFree[$0] || isOpen.contains(bloc[$0]))
      }
      return (sum, Array(open), chosen)
    }
    // convex in the price: it is lowest where about `count` candidates cost less than their worth
    var (low, high) = (0.0, worth.max() ?? 0)
    var best = at(low)
    for _ in 0..<40 where high - low > 1e-9 * max(1, high) {
      let middle = (low + high) / 2
      let here = at(middle)
      if here.bound < best.bound { best = here }
      if here.chosen.count == count { break }
      if here.chosen.count > count { low = middle } else { high = middle }
    }
    var chosen = best.chosen
    if chosen.count > count {
      chosen = Array(
        chosen.sorted { (worth[$0], $1) > (worth[$1], $0) }.prefix(count))
    }
    return (best.bound, best.open, chosen)
  }

  /// The same problem with only some candidates.
  private func restricted(to keep: [Int]) -> CoveringProblem {
    var local: [Int: Int] = [:]
    for (index, candidate) in keep.enumerated() { local[candidate] = index }
    var result = problem
    result.firstRow = [0]
    result.rows = []
    for candidate in keep {
      result.rows += problem.rows[problem.firstRow[candidate]..<problem.firstRow[candidate + 1]]
      result.firstRow.append(result.rows.count)
    }
    if let chance = problem.chance {
      result.chance?.candidateClass = keep.map { chance.candidateClass[$0] }
    }
    result.constraints.groups = problem.constraints.groups.map { group in
      CoveringProblem.Constraints.Group(
        members: group.members.compactMap { local[$0] }, atLeast: group.atLeast,
        atMost: group.atMost)
    }
    if let budget = problem.constraints.budget {
      result.constraints.budget?.cost = keep.map { budget.cost[$0] }
      result.constraints.budget?.bloc = keep.map { budget.bloc[$0] }
    }
    result.constraints.count = min(problem.constraints.count, keep.count)
    return result
  }
}
