/// Plans that leave no area behind: the fewest stations with which every area reaches a share,
/// and the highest share that every area reaches with so many stations.
///
/// The first is exact as far as the limits go (`AreaCoverSearch`), and says what is proven. The
/// second is greedy on what the areas lack in sum, improved afterwards, and says
/// honestly how far from the best it may be: by the plan without a floor.
struct AreaPlanSearch {
  let ground: Ground
  let quotas: QuotaRules
  let areas: AreaNeeds

  // MARK: The fewest

  /// - Returns: the plan. Its bound's `fewest` is proven; `isProven` says that the plan is of
  ///   that size. `nil` where the quotas' maximums are in the way.
  /// - Throws: `Failure` (usage) where an area cannot reach the share, or with minimums, which
  ///   this search does not know.
  func fewest(
    of members: [Int], view: Recommendation.Plan.View, share: Double
  ) throws -> DraftPlan? {
    guard !quotas.hasMinimum else {
      throw Failure(
        .usage,
        what: Text(
          ja: "地域ごとの目標と「少なくともいくつ」の条件は組み合わせられません",
          en: "a share of each area does not go with minimums"),
        remedy: Text(
          ja: "下限の条件を外すか、--count か --until を使ってください",
          en: "Leave out the minimums, or use --count or --until"))
    }
    let start = AreaShortfall(areas, ground.rows, share: share)
    var everybody = start
    for member in members { everybody.add(member) }
    guard everybody.isMet else { throw unreachable(share, missing: everybody.missing) }
    let answer = AreaCoverSearch.solve(
      areas.cover(to: share, of: members, ground.rows, quotas, size: members.count),
      nodes: ground.request.nodeLimit, time: ground.time.part(0.6))
    guard let local = answer.chosen else {
      guard answer.fewest <= members.count else { return nil }
      // none was found; whether there is none is known only once the search is through
      throw Failure(
        .usage,
        what: Text(
          ja: "上限の条件を守って地域ごとの目標に届く計画は、探した範囲では見つかりませんでした（ないとは言い切れません）",
          en: "no plan that keeps the maximums was found for every area, though there may be one"),
        remedy: Text(
          ja: "--nodes を大きくするか、上限の条件を緩めてください",
          en: "Give more --nodes, or loosen the maximums"))
    }
    let chosen = local.map { members[$0] }
    let problem = ground.rows.problem(
      of: members, constraints: CoveringProblem.Constraints(count: chosen.count))
    let value = CoverState.value(of: local, in: problem)
    let most =
      CoverState.bounds(of: problem, order: local, multipliers: [], count: chosen.count).last ?? 0
    return DraftPlan(
      view: view, members: members, problem: problem, chosen: local,
      bound: Recommendation.Bound(
        objective: value, bound: max(value, most), isProven: answer.isProven,
        fewest: min(answer.fewest, chosen.count), greedy: value),
      multipliers: [], holdsForFewer: true, wasStoppedByTime: answer.wasStoppedByTime,
      schedule: quotas.schedule(of: chosen, size: chosen.count), time: ground.time)
  }

  private func unreachable(_ share: Double, missing: [Double]) -> Failure {
    func percent(_ value: Double) -> String { "\(((value * 1000 + 1e-6).rounded(.down)) / 10)" }
    let short = areas.areas.filter { missing[$0] > 0 }
    let possible = percent(
      short.map { share - missing[$0] / areas.residents[$0] }.min().map { max(0, $0) } ?? share)
    let findings = short.prefix(3).map { area -> Finding in
      let most = percent(share - missing[area] / areas.residents[area])
      return Finding(
        .error,
        what: Text(
          ja: "\(areas.names[area])は、すべての候補が加わっても\(most)%までで、目標の\(percent(share))%に届きません",
          en:
            "\(areas.names[area]) reaches \(most)% with all candidates, not the \(percent(share))% asked for"
        ),
        remedy: Text(
          ja: "目標を下げるか（すべての地域で届くのは\(possible)%まで）、その地域の候補を加えてください"
            + (short.count > 3 ? "（ほかに\(short.count - 3)地域）" : ""),
          en: "Aim lower (all areas can reach \(possible)%), or add candidates there"
            + (short.count > 3 ? " (and in \(short.count - 3) further areas)" : "")))
    }
    return Failure(.usage, findings)
  }

  // MARK: The highest floor

  /// The plan with the highest whole percentage that every area reaches.
  ///
  /// - Parameters:
  ///   - members: the candidates that may be chosen.
  ///   - best: the plan for the same members without a floor: its bound bounds this one.
  ///   - count: how many stations.
  /// - Returns: `nil` where not even one percent can be reached.
  func highestFloor(of members: [Int], without best: DraftPlan, count: Int) -> DraftPlan? {
    guard !areas.areas.isEmpty else { return nil }
    func met(_ percent: Int) -> [Int]? {
      var state = AreaShortfall(areas, ground.rows, share: Double(percent) / 100)
      var counter = QuotaCounter(quotas, size: count)
      let chosen = state.climb(members, count: count) { counter.take($0) }
      return state.isMet ? chosen : nil
    }
    var (low, high) = (0, 101)
    var chosen: [Int]?
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if let found = met(middle) {
        chosen = found
        low = middle
      } else {
        high = middle
      }
    }
    guard let base = chosen else { return nil }
    let percent = low
    let problem = ground.rows.problem(
      of: members, chances: ground.chances,
      constraints: CoveringProblem.Constraints(
        count: count, groups: quotas.groups(of: members, size: count)))
    var local: [Int: Int] = [:]
    for (index, member) in members.enumerated() { local[member] = index }
    var plan = base.compactMap { local[$0] }
    var state = CoverState(problem)
    var counter = QuotaCounter(quotas, size: count)
    for index in plan {
      state.add(index)
      _ = counter.take(members[index])
    }
    let taken = Set(plan)
    plan += state.climb(
      members.indices.filter { !taken.contains($0) }, count: count - plan.count
    ) { counter.take(members[$0]) }
    let greedy = state.value
    plan = swapped(plan, problem, members, share: Double(percent) / 100)
    let value = CoverState.value(of: plan, in: problem)
    let bound = max(value, best.bound.bound)
    var draft = DraftPlan(
      view: .floor, members: members, problem: problem, chosen: plan.sorted(),
      bound: Recommendation.Bound(
        objective: value, bound: bound, isProven: bound - value <= 1e-9 * max(1, value),
        greedy: greedy),
      multipliers: [], holdsForFewer: true,
      wasStoppedByTime: best.wasStoppedByTime || ground.time.isOver,
      schedule: quotas.schedule(of: plan.sorted().map { members[$0] }, size: count),
      time: ground.time)
    draft.floor = Double(percent) / 100
    draft.floorMunicipalities = areas.areas
    return draft
  }

  /// Exchanges one for another as long as more residents are covered and the floor holds.
  ///
  /// Leaving one out changes what others add only where they share residents with it, so only
  /// those within two walks of it are looked at again.
  private func swapped(
    _ plan: [Int], _ problem: CoveringProblem, _ members: [Int], share: Double
  ) -> [Int] {
    var plan = plan
    let places = members.map { ground.candidates[$0].position }
    let near = 2 * ground.walk.boundMeters
    var gains = Self.gains(plan, problem)
    // rounds end by themselves, since every exchange covers more; this only bounds the wait
    var looks = 2000
    var improved = true
    while improved, looks > 0, !ground.time.isOver {
      improved = false
      for position in plan.indices where looks > 0 && !ground.time.isOver {
        looks -= 1
        let leaving = plan[position]
        var state = CoverState(problem)
        var floor = AreaShortfall(areas, ground.rows, share: share)
        var counter = QuotaCounter(quotas, size: problem.constraints.count)
        for (index, candidate) in plan.enumerated() where index != position {
          state.add(candidate)
          floor.add(members[candidate])
          _ = counter.take(members[candidate])
        }
        let own = state.gain(leaving)
        let better = members.indices.map { candidate -> (candidate: Int, gain: Double) in
          let isNear = places[candidate].distance(to: places[leaving]) <= near
          return (candidate, isNear ? state.gain(candidate) : gains[candidate])
        }
        .filter { $0.gain > own * (1 + 1e-9) + 1e-9 }
        .sorted { ($0.gain, $1.candidate) > ($1.gain, $0.candidate) }
        for (candidate, _) in better.prefix(50) {
          var trial = floor
          trial.add(members[candidate])
          var trialCounter = counter
          guard trial.isMet, trialCounter.take(members[candidate]) else { continue }
          plan[position] = candidate
          gains = Self.gains(plan, problem)
          improved = true
          break
        }
      }
    }
    return plan
  }

  /// What each candidate adds to a plan.
  private static func gains(_ plan: [Int], _ problem: CoveringProblem) -> [Double] {
    var state = CoverState(problem)
    for candidate in plan { state.add(candidate) }
    return (0..<problem.candidateCount).map { state.gain($0) }
  }
}

/// Counts candidates against the maximums of the quotas.
struct QuotaCounter {
  private var left: [Int]
  /// The rules with a maximum that each candidate falls under.
  private let rules: [Int: [Int]]

  /// For plans of `size` stations.
  init(_ quotas: QuotaRules, size: Int) {
    var rules: [Int: [Int]] = [:]
    var left: [Int] = []
    let years = quotas.years(for: size)
    for rule in quotas.all {
      guard let atMost = rule.most(in: years) else { continue }
      for member in rule.members { rules[member, default: []].append(left.count) }
      left.append(atMost)
    }
    self.rules = rules
    self.left = left
  }

  /// Counts a candidate if it still fits.
  mutating func take(_ candidate: Int) -> Bool {
    guard let of = rules[candidate] else { return true }
    guard of.allSatisfy({ left[$0] > 0 }) else { return false }
    for rule in of { left[rule] -= 1 }
    return true
  }
}
