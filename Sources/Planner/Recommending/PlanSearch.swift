/// A plan as numbers, before it is described.
struct DraftPlan: Sendable {
  let view: Recommendation.Plan.View
  /// The candidates among which it was chosen, ascending.
  let members: [Int]
  let problem: CoveringProblem
  /// The chosen candidates, steepest first.
  private(set) var order: [Int]
  let bound: Recommendation.Bound
  /// Weighted residents newly covered by the first 1, 2, … of them, and what any as many could.
  private(set) var prefixObjective: [Double]
  private(set) var prefixBound: [Double]
  /// The year of each of them, from 1; empty where nothing was said of years.
  private(set) var years: [Int]
  let wasStoppedByTime: Bool
  var floor: Double?
  var floorMunicipalities: [Int] = []
  /// How many were asked for beyond those in `order`, but would reach nobody further.
  private(set) var missing = 0

  /// `chosen` are indices into `members`; `holdsForFewer` says whether the bound also holds for
  /// plans of fewer stations, as it does unless conditions forbid them; `schedule` is for
  /// `chosen`, item by item.
  init(
    view: Recommendation.Plan.View, members: [Int], problem: CoveringProblem, chosen: [Int],
    bound: Recommendation.Bound, multipliers: [Double], holdsForFewer: Bool,
    wasStoppedByTime: Bool, schedule: YearSchedule?, time: TimeBudget
  ) {
    var state = CoverState(problem)
    var objective: [Double] = []
    var order: [Int] = []
    var years: [Int] = []
    if let schedule {
      let arranged = schedule.arranged { items in
        // steepest first; of equals, the lower
        let gains = items.map { state.gain(chosen[$0]) }
        return items.indices.sorted {
          (gains[$0], chosen[items[$1]]) > (gains[$1], chosen[items[$0]])
        }.map { items[$0] }
      } onTake: { item in
        state.add(chosen[item])
        objective.append(state.value)
      }
      order = (arranged ?? []).map { chosen[$0.item] }
      years = (arranged ?? []).map(\.year)
    }
    if order.count < chosen.count {
      // one by one, to note the value after each
      state = CoverState(problem)
      (order, years, objective) = ([], [], [])
      var rest = Set(chosen)
      while !rest.isEmpty, let next = state.climb(rest.sorted(), count: 1, all: true).first {
        rest.remove(next)
        order.append(next)
        objective.append(state.value)
      }
    }
    let smaller = CoverCurve.certificates(problem, below: order.count, time)
    var bounds = CoverState.bounds(
      of: problem, order: order, multipliers: smaller.map(\.multipliers) + [multipliers],
      count: order.count)
    for certificate in smaller {
      bounds[certificate.size - 1] = min(bounds[certificate.size - 1], certificate.bound)
    }
    for size in bounds.indices {
      if holdsForFewer || size == bounds.count - 1 { bounds[size] = min(bounds[size], bound.bound) }
      bounds[size] = max(bounds[size], objective[size])
    }
    self.view = view
    self.members = members
    self.problem = problem
    self.order = order.map { members[$0] }
    self.bound = bound
    self.years = years
    prefixObjective = objective
    prefixBound = bounds
    self.wasStoppedByTime = wasStoppedByTime
  }

  /// How many of the stations add nothing.
  func idle(_ epsilon: Double) -> Int {
    prefixObjective.indices.count {
      prefixObjective[$0] - ($0 > 0 ? prefixObjective[$0 - 1] : 0) <= epsilon
    }
  }

  /// The same up to the last station that adds anything: to ask somebody for nothing helps nobody.
  ///
  /// - Parameters:
  ///   - size: how many were asked for, where that was said.
  ///   - quotas: whose minimums are kept even by those who add nothing.
  ///   - epsilon: what counts as nothing.
  /// - Returns: the draft, which knows how many were left out.
  func upToTheLastGain(asked size: Int?, keeping quotas: QuotaRules, epsilon: Double) -> DraftPlan {
    var gaining = 0
    for (index, value) in prefixObjective.enumerated()
    where value - (index > 0 ? prefixObjective[index - 1] : 0) > epsilon {
      gaining = index + 1
    }
    var draft = self
    // what stands behind adds nothing, and so may go one by one
    for index in (gaining..<order.count).reversed() {
      var rest = draft.order
      rest.remove(at: index)
      guard quotas.hasItsMinimums(rest, of: order) else { continue }
      draft.order = rest
      draft.prefixObjective.remove(at: index)
      draft.prefixBound.remove(at: index)
      if !years.isEmpty { draft.years.remove(at: index) }
    }
    draft.missing = max(size ?? 0, order.count) - draft.order.count
    return draft
  }
}

/// Finds the plan for a goal among some candidates.
struct PlanSearch {
  let ground: Ground
  let quotas: QuotaRules
  private var request: RecommendationRequest { ground.request }

  /// What one search takes of the time that is left: others follow, and the robustness, kinds and
  /// municipalities after them.
  private static let share = 0.35

  /// Numbers below this share of all weighted residents are rounding.
  private var epsilon: Double { Self.epsilon(ground) }

  static func epsilon(_ ground: Ground) -> Double { 1e-9 * max(1, ground.weightedResidents) }

  private var limits: SearchLimits {
    SearchLimits(nodes: request.nodeLimit, seconds: ground.time.seconds(share: Self.share))
  }

  /// - Parameters:
  ///   - members: the candidates that may be chosen, ascending.
  ///   - view: under which name.
  ///   - onStep: told which sizes are tried.
  /// - Returns: the plan; `nil` where no plan keeps the quotas.
  /// - Throws: `Failure` (usage) where the goal cannot be reached.
  func plan(
    of members: [Int], view: Recommendation.Plan.View, onStep: (Text) -> Void = { _ in }
  ) throws -> DraftPlan? {
    switch request.goal {
    case .count(let count):
      return plan(of: members, view: view, constraints: constraints(members, count: count))
    case .budgetYen(let yen):
      var constraints = constraints(members, count: members.count)
      constraints.budget = try budget(members, yen: yen)
      return plan(of: members, view: view, constraints: constraints)
    case .share(let share):
      return try fewest(of: members, view: view, share: share, onStep: onStep)
    case .shareOfEachArea(let share, let layer):
      let areas = AreaNeeds(ground, layer: layer)
      return try AreaPlanSearch(ground: ground, quotas: quotas, areas: areas)
        .fewest(of: members, view: view, share: share)
    }
  }

  private func constraints(_ members: [Int], count: Int) -> CoveringProblem.Constraints {
    CoveringProblem.Constraints(
      count: min(count, members.count),
      groups: quotas.groups(of: members, size: min(count, members.count)))
  }

  private func problem(
    _ members: [Int], _ constraints: CoveringProblem.Constraints
  ) -> CoveringProblem {
    ground.rows.problem(of: members, chances: ground.chances, constraints: constraints)
  }

  private func plan(
    of members: [Int], view: Recommendation.Plan.View,
    constraints: CoveringProblem.Constraints
  ) -> DraftPlan? {
    let problem = problem(members, constraints)
    guard let solution = solve(problem, members, limits) else { return nil }
    return draft(view, members, problem, solution)
  }

  private func draft(
    _ view: Recommendation.Plan.View, _ members: [Int], _ problem: CoveringProblem,
    _ solution: CoveringSolution, fewest: Int? = nil
  ) -> DraftPlan {
    DraftPlan(
      view: view, members: members, problem: problem, chosen: solution.chosen,
      bound: Recommendation.Bound(
        objective: solution.objective, bound: solution.bound, isProven: solution.isProven,
        fewest: fewest, greedy: solution.greedy),
      multipliers: solution.multipliers, holdsForFewer: !quotas.hasMinimum,
      wasStoppedByTime: solution.wasStoppedByTime,
      schedule: quotas.schedule(
        of: solution.chosen.map { members[$0] }, size: problem.constraints.count),
      time: ground.time)
  }

  /// With the limit on opening municipalities, where there is one.
  private func solve(
    _ problem: CoveringProblem, _ members: [Int], _ limits: SearchLimits
  ) -> CoveringSolution? {
    guard let most = request.mostOpenings else { return problem.solve(limits) }
    return OpeningSearch(problem: problem, bloc: ground.newMunicipality(of: members), most: most)
      .solve(limits)
  }

  // MARK: Yen

  /// - Throws: `Failure` (usage) naming the candidates without a cost.
  private func budget(
    _ members: [Int], yen: Double
  ) throws -> CoveringProblem.Constraints.Budget {
    let unpriced = members.filter {
      !(ground.candidates[$0].costYen ?? -1).isFinite
        || ground.candidates[$0].costYen ?? -1 < 0
    }
    guard unpriced.isEmpty else {
      throw Failure(
        .usage,
        // rows tell whoever has the files; ids and names would tell everybody
        what: Text(
          ja: "費用の分からない候補が\(unpriced.count)あります。はじめの1行はここです",
          en: "\(unpriced.count) candidates have no cost; this is the first of them"),
        at: ground.candidates[unpriced[0]].place,
        remedy: Text(
          ja: "候補のファイルに費用の列（cost、円）を加えるか、--budget の代わりに --count を使ってください",
          en: "Add a column cost (yen) to the candidates, or use --count in place of --budget"))
    }
    return CoveringProblem.Constraints.Budget(
      cost: members.map { ground.candidates[$0].costYen ?? 0 },
      bloc: ground.newMunicipality(of: members),
      openingCost: ground.region.study.municipalities.map { _ in request.openingCostYen ?? 0 },
      total: yen)
  }

  // MARK: The fewest for a share

  /// The fewest stations whose best plan reaches a share of the weighted residents.
  ///
  /// A number that is too small is proven so by the search's own bound; in between, sizes double
  /// from the smallest possible one, then halve (binary search). Where the search ends undecided,
  /// `fewest` says what is proven, and the plan may have more.
  private func fewest(
    of members: [Int], view: Recommendation.Plan.View, share: Double, onStep: (Text) -> Void
  ) throws -> DraftPlan? {
    let target = share * ground.weightedResidents - ground.weightedCovered
    let whole = problem(members, constraints(members, count: members.count))
    let possible = CoverState.value(of: members.indices, in: whole)
    guard possible >= target - epsilon else {
      throw unreachable(share, by: ground.weightedCovered + possible)
    }
    var order: [Int] = []
    var state = CoverState(whole)
    while state.value < target - epsilon, order.count < members.count {
      let taken = Set(order)
      guard
        let next = state.climb(
          members.indices.lazy.filter { !taken.contains($0) }, count: 1
        ).first
      else { break }
      order.append(next)
    }
    let bounds = CoverState.bounds(
      of: whole, order: order, multipliers: [], count: max(1, order.count))
    let minimum = quotas.all.reduce(0) { max($0, $1.atLeast) }
    var proven = target <= epsilon ? 0 : (bounds.firstIndex { $0 >= target - epsilon } ?? 0) + 1
    proven = max(proven, minimum)
    if proven == 0 {
      let none = problem(members, CoveringProblem.Constraints(count: 0))
      return DraftPlan(
        view: view, members: members, problem: none, chosen: [],
        bound: Recommendation.Bound(
          objective: 0, bound: 0, isProven: true, fewest: 0, greedy: 0),
        multipliers: [], holdsForFewer: true, wasStoppedByTime: false, schedule: nil,
        time: ground.time)
    }
    var best: (size: Int, problem: CoveringProblem, solution: CoveringSolution)?
    var isFeasible = false
    func reaches(_ size: Int) -> Bool {
      onStep(Text(ja: "\(size)か所で足りるかを調べています", en: "trying \(size) stations"))
      let problem = problem(members, constraints(members, count: size))
      var deciding = limits
      deciding.target = target - epsilon
      guard let solution = solve(problem, members, deciding) else { return false }
      isFeasible = true
      if solution.objective >= target - epsilon {
        if size < best?.size ?? .max { best = (size, problem, solution) }
        return true
      }
      if solution.bound < target - epsilon { proven = max(proven, size + 1) }
      return false
    }
    var (low, step, high) = (proven - 1, 1, proven)
    while !reaches(high) {
      guard high < members.count else { break }
      low = high
      high = min(members.count, max(high + step, proven))
      step *= 2
    }
    while best != nil, high - low > 1 {
      let middle = low + (high - low) / 2
      if reaches(middle) { high = middle } else { low = middle }
    }
    guard let best else {
      if !isFeasible { return nil }
      throw unreachable(share, by: nil)
    }
    // of the fewest, the set that reaches most
    let finest = solve(best.problem, members, limits) ?? best.solution
    return draft(
      view, members, best.problem,
      finest.objective >= best.solution.objective ? finest : best.solution,
      fewest: min(proven, best.size))
  }

  private func unreachable(_ share: Double, by most: Double?) -> Failure {
    func percent(_ value: Double, down: Bool = true) -> String {
      let tenths = (value * 1000 + (down ? 1e-6 : 0)).rounded(down ? .down : .toNearestOrEven)
      return "\(tenths / 10)"
    }
    let goal = percent(share, down: false)
    guard let most, ground.weightedResidents > 0 else {
      return Failure(
        .usage,
        what: Text(
          ja: "条件を守る計画では\(goal)%に届きません",
          en: "no plan that keeps the conditions reaches \(goal)%"),
        remedy: Text(ja: "条件を緩めるか、目標を下げてください", en: "Loosen the conditions or aim lower"))
    }
    let reachable = percent(most / ground.weightedResidents)
    return Failure(
      .usage,
      what: Text(
        ja: "すべての候補が加わっても\(reachable)%までで、目標の\(goal)%には届きません",
        en: "all candidates together reach \(reachable)%, not the \(goal)% asked for"),
      remedy: Text(
        ja: "目標を\(reachable)%以下にするか、候補を加えてください",
        en: "Aim for \(reachable)% or less, or add candidates"))
  }
}
