/// Plans that leave no area behind: the fewest stations with which every area reaches a share,
/// and the highest share that every area reaches with so many stations.
///
/// Both are greedy on what the areas lack in sum, improved afterwards, and say honestly how far
/// from the best they may be: the first by lower bounds, the second by the plan without a floor.
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
    var climbing = start
    var counter = QuotaCounter(quotas)
    let climbed = climbing.climb(members, count: members.count) { counter.take($0) }
    guard climbing.isMet else { return nil }
    // the last ones first: what later ones made superfluous
    var chosen = climbed
    for candidate in climbed.reversed() {
      let rest = chosen.filter { $0 != candidate }
      if meets(rest, share) { chosen = rest }
    }
    let fewest = min(chosen.count, leastCount(members, start))
    let problem = ground.rows.problem(
      of: members, constraints: CoveringProblem.Constraints(count: chosen.count))
    let local = chosen.compactMap { members.firstIndex(of: $0) }
    let value = CoverState.value(of: local, in: problem)
    let most =
      CoverState.bounds(of: problem, order: local, multipliers: [], count: chosen.count).last ?? 0
    return DraftPlan(
      view: view, members: members, problem: problem, chosen: local,
      bound: Recommendation.Bound(
        objective: value, bound: max(value, most), isProven: fewest == chosen.count,
        fewest: fewest, greedy: value),
      multipliers: [], holdsForFewer: true, wasStoppedByTime: false, time: ground.time)
  }

  private func meets(_ chosen: [Int], _ share: Double) -> Bool {
    var state = AreaShortfall(areas, ground.rows, share: share)
    for candidate in chosen { state.add(candidate) }
    return state.isMet
  }

  /// A number of stations that no plan can do with less than.
  ///
  /// Weigh what each area lacks by any u ≥ 0: a plan fills Σ u·lack, and candidate `j` fills at
  /// most c(j) = Σ u·min(lack, newly), so that the largest c must add up to it (a feasible
  /// solution of the dual of the covering LP, rounded). Taken with u = 1, with u = 1 ÷ lack, and,
  /// for areas that share no candidate, as the sum of each area's own bound.
  private func leastCount(_ members: [Int], _ start: AreaShortfall) -> Int {
    let lacking = areas.areas.filter { start.missing[$0] > 0 }
    guard !lacking.isEmpty else { return 0 }
    let newly = members.map { start.newly($0) }
    func needed(_ values: [Double], for total: Double) -> Int {
      var sum = 0.0
      for (index, value) in values.sorted(by: >).enumerated() {
        if sum >= total * (1 - 1e-9) { return index }
        sum += value
      }
      return values.count
    }
    func bound(_ weight: (Int) -> Double) -> Int {
      needed(
        newly.map { list in
          list.reduce(0) { $0 + weight($1.area) * min($1.residents, start.missing[$1.area]) }
        },
        for: lacking.reduce(0) { $0 + weight($1) * start.missing[$1] })
    }
    var ofArea: [Int: [(candidate: Int, residents: Double)]] = [:]
    for (index, list) in newly.enumerated() {
      for (area, residents) in list { ofArea[area, default: []].append((index, residents)) }
    }
    let own = lacking.map { area in
      (
        area: area,
        count: needed(ofArea[area, default: []].map(\.residents), for: start.missing[area])
      )
    }
    var used = Set<Int>()
    var apart = 0
    for (area, count) in own.sorted(by: { ($0.count, $1.area) > ($1.count, $0.area) }) {
      let candidates = ofArea[area, default: []].map(\.candidate)
      guard used.isDisjoint(with: candidates) else { continue }
      used.formUnion(candidates)
      apart += count
    }
    return max(1, apart, bound { _ in 1 }, bound { 1 / start.missing[$0] })
  }

  private func unreachable(_ share: Double, missing: [Double]) -> Failure {
    func percent(_ value: Double) -> String { "\(((value * 1000 + 1e-6).rounded(.down)) / 10)" }
    let short = areas.areas.filter { missing[$0] > 0 }
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
          ja: "目標を下げるか、その地域の候補を加えてください"
            + (short.count > 3 ? "（ほかに\(short.count - 3)地域）" : ""),
          en: "Aim lower, or add candidates there"
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
      var counter = QuotaCounter(quotas)
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
      constraints: CoveringProblem.Constraints(count: count, groups: quotas.groups(of: members)))
    var local: [Int: Int] = [:]
    for (index, member) in members.enumerated() { local[member] = index }
    var plan = base.compactMap { local[$0] }
    var state = CoverState(problem)
    var counter = QuotaCounter(quotas)
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
    let near = 2 * (ground.radius.meters + StraightLineWalk.toleranceMeters)
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
        var counter = QuotaCounter(quotas)
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

  init(_ quotas: QuotaRules) {
    var rules: [Int: [Int]] = [:]
    var left: [Int] = []
    for rule in quotas.all {
      guard let atMost = rule.atMost else { continue }
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
