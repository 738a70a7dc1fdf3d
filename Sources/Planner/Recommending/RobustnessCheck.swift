private import Synchronization

/// How plans fare when their assumptions change: the walk, the weighting, and who declines.
///
/// A step *stays* under a change if the plan made under it has the same candidate, or one of the
/// same kind within the walk of it: the advice is a kind and a place. Of the draws, a step is
/// judged by those in which its own candidate agrees; what changes is the others.
struct RobustnessCheck {
  let ground: Ground
  let quotas: QuotaRules
  /// Each judged by itself, against the candidates of its own view.
  let drafts: [DraftPlan]
  /// How likely a candidate declines in a draw where no agreement is stated.
  static let refusal = 0.3
  /// Of which the draws take what the variants leave.
  let time: TimeBudget
  /// Told of draws that are done, and how many there are, from any thread.
  let onProgress: @Sendable (_ done: Int, _ of: Int) -> Void

  /// Enough for a plan within a few tenths of a percent of the best.
  private func limits(_ share: Double, of time: TimeBudget) -> SearchLimits {
    SearchLimits(nodes: 1, seconds: time.seconds(share: share))
  }

  struct Judgement {
    var robustness: Recommendation.Robustness
    /// By step of the plan the share of draws in which it stays; `nil` where its candidate agreed
    /// in none.
    var stays: [Double?]
  }

  func run() -> [Recommendation.Plan.View: Judgement] {
    let variants = variants()
    let all = ground.request.robustnessDraws * drafts.count
    let done = Atomic<Int>(0)
    onProgress(0, all)
    var judgements: [Recommendation.Plan.View: Judgement] = [:]
    for (index, draft) in drafts.enumerated() {
      // the first plan leaves time for those after it
      let time = time.part(1 / Double(drafts.count - index))
      let (draws, stays) = stays(draft, time) {
        onProgress(done.add(1, ordering: .relaxed).newValue, all)
      }
      judgements[draft.view] = Judgement(
        robustness: Recommendation.Robustness(
          draws: draws, refusal: Self.refusal, variants: variants.map { $0[index] }),
        stays: stays)
    }
    return judgements
  }

  // MARK: Variants

  /// By change, then by draft.
  private func variants() -> [[Recommendation.Robustness.Variant]] {
    var changes: [(name: Text, walk: Walk?, weights: [String: Double]?)] = []
    for (factor, name) in [
      (0.8, Text(ja: "徒歩圏を20%短く", en: "walk 20% shorter")),
      (1.2, Text(ja: "徒歩圏を20%長く", en: "walk 20% longer")),
    ] {
      if let walk = ground.walk.scaled(by: factor) {
        changes.append((name, walk, nil))
      }
    }
    let weights = ground.request.attributeWeights.filter { $0.value > 0 }
    let attributes = ground.region.blocks.attributes
    let senior = attributes.first { $0.slug == "65+" }
    if let senior, Array(weights.keys) != [senior.slug] {
      changes.append(
        (Text(ja: "65歳以上だけを数える", en: "only residents of 65 and over"), nil, [senior.slug: 1]))
    }
    if Array(weights.keys) != [ResidentAttribute.total.slug] {
      changes.append(
        (
          Text(ja: "全住民を等しく数える", en: "every resident counted alike"), nil,
          [ResidentAttribute.total.slug: 1]
        ))
    }
    let all = changes
    // one after the other: each holds a reach of its own in memory
    return all.compactMap {
      time.isOver ? nil : variants($0.name, walk: $0.walk, weights: $0.weights)
    }
  }

  private func variants(
    _ name: Text, walk: Walk?, weights: [String: Double]?
  ) -> [Recommendation.Robustness.Variant] {
    var request = ground.request
    if let weights { request.attributeWeights = weights }
    let other = ground.with(walk: walk, request: request)
    return drafts.map { variant(name, of: $0, on: other) }
  }

  private func variant(
    _ name: Text, of draft: DraftPlan, on other: Ground
  ) -> Recommendation.Robustness.Variant {
    let problem = other.rows.problem(
      of: draft.members, chances: other.chances,
      constraints: constraints(draft, draft.members))
    let chosen = problem.solve(limits(0.2, of: time))?.chosen ?? []
    let own = positions(of: draft.order, in: draft.members)
    let plan = chosen.map { draft.members[$0] }
    var kinds: [String: Int] = [:]
    for candidate in plan { kinds[ground.candidates[candidate].kind?.slug ?? "", default: 0] += 1 }
    let objectiveOfPlan = CoverState.value(of: own, in: problem)
    return Recommendation.Robustness.Variant(
      name: name,
      objective: max(objectiveOfPlan, CoverState.value(of: chosen, in: problem)),
      objectiveOfPlan: objectiveOfPlan, stays: stays(of: draft, in: plan), kinds: kinds)
  }

  private func constraints(
    _ draft: DraftPlan, _ members: [Int]
  ) -> CoveringProblem.Constraints {
    CoveringProblem.Constraints(
      count: min(draft.order.count, members.count),
      groups: quotas.groups(of: members, size: draft.order.count).map { group in
        // those who declined cannot be demanded
        var group = group
        group.atLeast = min(group.atLeast, group.members.count)
        return group
      })
  }

  private func positions(of candidates: [Int], in members: [Int]) -> [Int] {
    var local: [Int: Int] = [:]
    for (index, member) in members.enumerated() { local[member] = index }
    return candidates.compactMap { local[$0] }
  }

  private func stays(of draft: DraftPlan, in plan: [Int]) -> [Bool] {
    draft.order.map { step in
      let own = ground.candidates[step]
      return plan.contains { other in
        other == step
          || ground.candidates[other].kind == own.kind
            && ground.candidates[other].position.distance(to: own.position)
              <= ground.walk.meters + StraightLineWalk.toleranceMeters
      }
    }
  }

  // MARK: Draws

  private func stays(
    _ draft: DraftPlan, _ time: TimeBudget, onDraw: @Sendable () -> Void
  ) -> (done: Int, stays: [Double?]) {
    let hashes = ground.candidates.map { Self.hash($0.id.text) }
    let results = inParallel(ground.request.robustnessDraws) {
      draw -> (agreed: [Bool], stays: [Bool])? in
      // those that are left out for want of time are not counted
      guard !time.isOver else { return nil }
      defer { onDraw() }
      let agreeing = draft.members.filter { agrees($0, draw, hashes) }
      let problem = ground.rows.problem(
        of: agreeing, chances: ground.chancesOnceAgreed,
        constraints: constraints(draft, agreeing))
      let chosen = problem.solve(limits(0.5, of: time))?.chosen ?? []
      let own = Set(agreeing)
      return (draft.order.map(own.contains), stays(of: draft, in: chosen.map { agreeing[$0] }))
    }.compactMap { $0 }
    let shares = draft.order.indices.map { step -> Double? in
      let agreed = results.filter { $0.agreed[step] }
      guard !agreed.isEmpty else { return nil }
      return Double(agreed.filter { $0.stays[step] }.count) / Double(agreed.count)
    }
    return (results.count, shares)
  }

  /// The same for a candidate whatever others there are, and in whatever order.
  private func agrees(_ candidate: Int, _ draw: Int, _ hashes: [UInt64]) -> Bool {
    let stated = ground.candidates[candidate].kind.flatMap {
      ground.request.agreement[$0.slug]
    }
    var random = SplitMix(
      state: hashes[candidate] ^ (UInt64(draw) &+ 1) &* 0xD605_BBB5_8C8A_BC03)
    _ = random.next()
    // in 0 ..< 1, in steps of 2⁻⁵³: who agrees with certainty always does
    let chance = Double(random.next() >> 11) * 0x1p-53
    return chance < stated ?? 1 - Self.refusal
  }

  /// FNV-1a over the bytes of an id.
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
