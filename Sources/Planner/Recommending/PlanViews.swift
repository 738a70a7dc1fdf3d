/// The same question seen three ways: anywhere, near today's network, and with a floor.
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

  private func note(_ ja: String, _ en: String) -> Finding {
    Finding(.note, what: Text(ja: ja, en: en), remedy: Text(ja: "", en: ""))
  }
}
