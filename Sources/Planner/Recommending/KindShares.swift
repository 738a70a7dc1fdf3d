/// What each kind of organisation could do for today's uncovered residents.
///
/// The game: v(K) is the number of weighted residents, uncovered today, within the walk of at
/// least one candidate whose kind is in K. It is a sum of one game per resident, worth the resident
/// to every K with one of the m kinds that could reach them; in each, those m kinds are alike and
/// the others add nothing, so that each gets 1/m. By additivity the sums are the Shapley value
/// (Shapley 1953), exactly, and they add up to v of all kinds.
struct KindShares {
  let ground: Ground
  let kinds: [OrganizationKind]
  let knownKinds: Set<String>
  /// Curves end at this many stations.
  let count: Int

  /// By kind, in the order of the kinds; the first plan says whom it recruits.
  ///
  /// - Complexity: O(pairs) and a small search per kind, kinds on all threads.
  func shares(plan: Recommendation.Plan) -> [Recommendation.KindShare] {
    let members = kinds.map { kind in
      ground.candidates.indices.filter { ground.candidates[$0].kind == kind }
    }
    let (ceiling, only, shapley) = split(members)
    let agreement = ground.request.agreement
    return inParallel(kinds.count) { number -> Recommendation.KindShare in
      let kind = kinds[number]
      let own = members[number]
      guard knownKinds.contains(kind.slug) || !own.isEmpty else {
        return Recommendation.KindShare(kind: kind, known: nil)
      }
      let steps = plan.steps.indices.filter {
        ground.candidates[plan.steps[$0].candidate].kind == kind
      }
      let gained = steps.reduce(0) { sum, index in
        sum + plan.steps[index].prefixObjective
          - (index > 0 ? plan.steps[index - 1].prefixObjective : 0)
      }
      // an expectation has the agreement in it already
      let agrees = ground.chances == nil ? agreement[kind.slug] ?? 1 : 1
      let curve = marginal(own)
      let concerned = own.count(where: concernsScope)
      return Recommendation.KindShare(
        kind: kind,
        known: Recommendation.KindShare.Known(
          candidates: concerned, ceiling: ceiling[number], onlyThisKind: only[number],
          shapley: shapley[number],
          perCandidate: concerned == 0 ? 0 : ceiling[number] / Double(concerned),
          bestCandidate: curve.first?.objective ?? 0, inPlan: steps.count, marginal: curve,
          expectedPerAsked: steps.isEmpty ? nil : agrees * gained / Double(steps.count),
          offers: offers(kind)))
    }
  }

  /// Whether a candidate stands in the scope or reaches somebody there: those of the rest of the
  /// prefecture would make every kind look poor, the longest list most.
  private func concernsScope(_ candidate: Int) -> Bool {
    guard let scope = ground.request.scope else { return true }
    if let home = ground.candidates[candidate].municipality, scope.contains(home) { return true }
    return !ground.rows.rows(of: candidate).isEmpty
  }

  private func split(_ members: [[Int]]) -> (
    ceiling: [Double], only: [Double], shapley: [Double]
  ) {
    let rows = ground.rows
    var reachedBy = [Int32](repeating: 0, count: rows.rowCount)
    var lists: [[Int32]] = []
    for own in members {
      var isMine = [Bool](repeating: false, count: rows.rowCount)
      var list: [Int32] = []
      for candidate in own {
        for row in rows.rows(of: candidate) where !isMine[Int(row)] {
          isMine[Int(row)] = true
          list.append(row)
        }
      }
      list.sort()
      for row in list { reachedBy[Int(row)] += 1 }
      lists.append(list)
    }
    var ceiling = [Double](repeating: 0, count: members.count)
    var only = ceiling
    var shapley = ceiling
    for (kind, list) in lists.enumerated() {
      for row in list {
        let open = rows.open[Int(row)]
        ceiling[kind] += open
        shapley[kind] += open / Double(reachedBy[Int(row)])
        if reachedBy[Int(row)] == 1 { only[kind] += open }
      }
    }
    return (ceiling, only, shapley)
  }

  /// The best plans of 1, 2, … of some candidates alone, by plain covering.
  private func marginal(_ own: [Int]) -> [(objective: Double, bound: Double)] {
    let size = min(count, own.count)
    guard size > 0 else { return [] }
    let problem = ground.rows.problem(
      of: own, plain: ground.rows.open,
      constraints: CoveringProblem.Constraints(count: size))
    return CoverCurve.best(problem, upTo: size, ground.time)
  }

  private func offers(_ kind: OrganizationKind) -> [Recommendation.ServiceOffer] {
    Service.allCases.map { service in
      let odds = ServiceOdds(of: kind, among: ground.stations) { $0.services.contains(service) }
      let interval = odds.credibleInterval
      return Recommendation.ServiceOffer(
        service: service, offering: odds.offering, stations: odds.stations, mean: odds.mean,
        low: interval.lowerBound, high: interval.upperBound)
    }
  }
}

/// How coverage grows with the number of stations.
enum CoverCurve {
  /// A short search for plans of one size.
  struct Certificate: Sendable {
    let size: Int
    let chosen: [Int]
    let objective: Double
    let bound: Double
    let multipliers: [Double]
  }

  /// Searches for 2, 4, 8, … and fewer than `count` candidates, without further constraints: their
  /// multipliers bound the sizes between as well.
  static func certificates(
    _ problem: CoveringProblem, below count: Int, _ time: TimeBudget = .unlimited
  ) -> [Certificate] {
    var sizes: [Int] = []
    var size = 2
    while size < count {
      sizes.append(size)
      size *= 2
    }
    let all = sizes
    return inParallel(all.count) { certificate(problem, size: all[$0], time) }.compactMap { $0 }
  }

  private static func certificate(
    _ problem: CoveringProblem, size: Int, _ time: TimeBudget
  ) -> Certificate? {
    guard !time.isOver else { return nil }
    var sized = problem
    sized.constraints = CoveringProblem.Constraints(count: size)
    guard let solution = sized.solve(SearchLimits(nodes: 1, seconds: time.seconds(share: 0.25)))
    else { return nil }
    return Certificate(
      size: size, chosen: solution.chosen, objective: solution.objective, bound: solution.bound,
      multipliers: solution.multipliers)
  }

  /// What the best plan of 1, 2, … candidates covers, and at most could.
  ///
  /// Each objective is that of a real plan: of 2, 4, 8, … and `count` candidates the answer of a
  /// short exact search; in between, the better of the steepest ascent and the beginnings of the
  /// searched plans. Every bound holds.
  static func best(
    _ problem: CoveringProblem, upTo count: Int, _ time: TimeBudget = .unlimited
  ) -> [(objective: Double, bound: Double)] {
    var objective = [Double](repeating: 0, count: count)
    func note(_ order: [Int]) {
      var state = CoverState(problem)
      for size in 0..<count {
        if size < order.count { state.add(order[size]) }
        objective[size] = max(objective[size], state.value)
      }
    }
    var greedy = CoverState(problem)
    let order = greedy.climb(0..<problem.candidateCount, count: count)
    note(order)
    var searched = certificates(problem, below: count, time)
    if count > 1, let last = certificate(problem, size: count, time) { searched.append(last) }
    for found in searched {
      var state = CoverState(problem)
      note(state.climb(found.chosen, count: count))
      objective[found.size - 1] = max(objective[found.size - 1], found.objective)
    }
    var bounds = CoverState.bounds(
      of: problem, order: order, multipliers: searched.map(\.multipliers), count: count)
    for found in searched { bounds[found.size - 1] = min(bounds[found.size - 1], found.bound) }
    return (0..<count).map { (objective[$0], max(objective[$0], bounds[$0])) }
  }
}
