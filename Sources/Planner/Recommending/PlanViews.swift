/// The same question seen in several ways: anywhere, in and near today's network, and with a floor.
struct PlanViews {
  let ground: Ground
  let quotas: QuotaRules

  /// Finds the plans for `size` stations, or for another goal where it is `nil`.
  ///
  /// - Parameters:
  ///   - findings: to which what is worth knowing is added.
  ///   - size: how many stations there are to be.
  ///   - onStep: told what is being done.
  /// - Returns: the answer, then the other views where they make sense; empty where no plan keeps
  ///   the quotas.
  /// - Throws: `Failure` (usage) where the goal cannot be reached by all candidates.
  func drafts(
    _ findings: inout [Finding], size: Int?, onStep: (Text) -> Void
  ) throws -> [DraftPlan] {
    var drafts = try ofMembers(&findings, size: size, onStep: onStep)
    if !drafts.isEmpty, let ideal = ideal(&findings, onStep: onStep) { drafts.append(ideal) }
    var asked: Int?
    if case .count(let count) = ground.request.goal { asked = count }
    let kept = drafts.map {
      $0.upToTheLastGain(asked: asked, keeping: quotas, epsilon: PlanSearch.epsilon(ground))
    }
    if let idle = kept.first?.idle(PlanSearch.epsilon(ground)), idle > 0 {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "案のうち\(idle)か所は、新しく誰にも届きません。「少なくともいくつ」の条件を守るために入っています",
            en: "\(idle) of the places reach nobody new: they are there to keep the minimums"),
          remedy: Text(
            ja: "その条件（--at-least）と対象の範囲（--in）が合っているか確かめてください",
            en: "See whether the minimums (--at-least) fit the scope (--in)")))
    }
    return kept
  }

  /// What sites of no kind could do, where the members are candidates of kinds.
  private func ideal(_ findings: inout [Finding], onStep: (Text) -> Void) -> DraftPlan? {
    let sites = ground.candidates.indices.filter { ground.candidates[$0].kind == nil }
    guard !sites.isEmpty, sites != ground.members else { return nil }
    if case .budgetYen = ground.request.goal {
      findings.append(
        note(
          "目安の地点には費用がないため、予算の答えには加えません",
          "ideal sites cost nothing, and are left out of plans for a budget"))
      return nil
    }
    onStep(
      Text(
        ja: "\(sites.count)の目安の地点で探しています", en: "searching \(sites.count) ideal sites"))
    let found = try? PlanSearch(ground: ground, quotas: quotas).plan(of: sites, view: .ideal)
    if found == nil {
      findings.append(
        note("目安の地点だけでは、目標か条件を満たせません", "ideal sites alone cannot meet the goal or conditions"))
    }
    return found
  }

  /// Plans of the candidates that may be asked.
  private func ofMembers(
    _ findings: inout [Finding], size: Int?, onStep: (Text) -> Void
  ) throws -> [DraftPlan] {
    let search = PlanSearch(ground: ground, quotas: quotas)
    onStep(
      Text(
        ja: "\(ground.members.count)の候補から最もよい組み合わせを探しています",
        en: "searching for the best of \(ground.members.count) candidates"))
    guard
      let anywhere = try search.plan(of: ground.members, view: .anywhere, onStep: onStep)
    else { return [] }
    if ground.weightedResidents > 0, anywhere.order.isEmpty, case .share = ground.request.goal {
      findings.append(
        Finding(
          .note,
          what: Text(ja: "目標はすでに達成されています", en: "the goal is reached already"),
          remedy: Text(ja: "より高い目標を指定できます", en: "You may aim higher")))
    }
    if let budget = anywhere.problem.constraints.budget, anywhere.order.isEmpty {
      findings += cheapest(budget)
    }
    if case .shareOfEachArea = ground.request.goal { return [anywhere] }
    guard !ground.region.study.isPlanar else { return [anywhere] }
    let neighborhood = try Neighborhood(ground)
    guard !neighborhood.today.isEmpty else { return [anywhere] }
    let members = ground.members.filter {
      ground.candidates[$0].municipality.map(neighborhood.nearby.contains) ?? false
    }
    guard !members.isEmpty else {
      findings.append(
        note(
          "今の市町村とその隣には候補がありません", "no candidate lies in today's municipalities or beside them"))
      return [anywhere]
    }
    var drafts = [anywhere]
    var base = anywhere
    let own = members.filter {
      ground.candidates[$0].municipality.map(neighborhood.today.contains) ?? false
    }
    // nothing is said where their own candidates cannot meet the goal: the next list may
    if !own.isEmpty, own.count < members.count,
      let today = try? search.plan(of: own, view: .today)
    {
      drafts.append(today)
    }
    if members.count < ground.members.count {
      onStep(
        Text(ja: "今の市町村とその隣に限って探しています", en: "searching today's municipalities and their neighbours")
      )
      // what these candidates cannot do, all of them can: no reason to stop
      guard let nearby = try? search.plan(of: members, view: .nearby) else {
        findings.append(
          note(
            "今の市町村とその隣の候補だけでは、目標か条件を満たせません",
            "candidates in today's municipalities and beside them cannot meet the goal or conditions"
          ))
        return drafts
      }
      drafts.append(nearby)
      base = nearby
    }
    if let size, let floor = floor(base, members, neighborhood, size, &findings) {
      drafts.append(floor)
    }
    return drafts
  }

  private func floor(
    _ base: DraftPlan, _ members: [Int], _ neighborhood: Neighborhood, _ size: Int,
    _ findings: inout [Finding]
  ) -> DraftPlan? {
    guard ground.request.objective == .covered else { return nil }
    guard !quotas.hasMinimum else {
      findings.append(
        note(
          "「少なくともいくつ」の条件があるため、最低限の割合をそろえる計画は省きました",
          "with minimums asked for, the plan with a floor is left out"))
      return nil
    }
    func highest(in municipalities: Set<Int>) -> DraftPlan? {
      AreaPlanSearch(
        ground: ground, quotas: quotas,
        areas: AreaNeeds(ground, layer: nil, only: municipalities)
      ).highestFloor(of: members, without: base, count: min(size, members.count))
    }
    if let found = highest(in: neighborhood.nearby) { return found }
    if let found = highest(in: Set(neighborhood.today)) {
      findings.append(
        note(
          "\(size)か所では隣の市町村すべてに1%も届かないため、最低限の割合は今の市町村だけでそろえました",
          "\(size) stations cannot give every neighbouring municipality one percent, so that the floor is for today's municipalities only"
        ))
      return found
    }
    findings.append(
      note(
        "\(size)か所では、どの市町村にも1%以上という最低限をそろえられません",
        "\(size) stations cannot give every municipality even one percent"))
    return nil
  }

  /// Says what the cheapest candidate costs where even that is too much.
  private func cheapest(_ budget: CoveringProblem.Constraints.Budget) -> [Finding] {
    let costs = zip(budget.cost, budget.bloc).map { cost, bloc in
      (cost: cost, opening: bloc < 0 ? 0 : budget.openingCost[Int(bloc)])
    }
    guard let least = costs.min(by: { $0.cost + $0.opening < $1.cost + $1.opening }),
      least.cost + least.opening > budget.total
    else { return [] }
    func yen(_ value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
    let openingJa = least.opening > 0 ? "（開設費用\(yen(least.opening))円を含む）" : ""
    let openingEn = least.opening > 0 ? ", \(yen(least.opening)) of it for opening" : ""
    return [
      Finding(
        .warning,
        what: Text(
          ja: "予算\(yen(budget.total))円では1か所も加えられません。いちばん安い候補でも"
            + "\(yen(least.cost + least.opening))円\(openingJa)かかります",
          en: "a budget of \(yen(budget.total)) yen pays for no station: the cheapest candidate "
            + "costs \(yen(least.cost + least.opening)) yen\(openingEn)"),
        remedy: Text(
          ja: "--budget を増やすか、候補の費用と --opening-cost を確かめてください",
          en: "Raise --budget, or check the candidates' costs and --opening-cost"))
    ]
  }

  private func note(_ ja: String, _ en: String) -> Finding {
    Finding(.note, what: Text(ja: ja, en: en), remedy: Text(ja: "", en: ""))
  }
}
