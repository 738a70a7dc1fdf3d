extension Recommendation {
  /// The same for straight lines.
  public init(
    for request: RecommendationRequest, in region: Region, stations: [Station],
    candidates: [Candidate], kinds: [OrganizationKind], knownKinds: Set<String>,
    radius: WalkRadius, question: CoverageQuestion, homes: [Int?],
    onProgress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in },
    onStep: (Text) -> Void = { _ in }
  ) throws {
    try self.init(
      for: request, in: region, stations: stations, candidates: candidates, kinds: kinds,
      knownKinds: knownKinds, walk: .radius(radius), question: question, homes: homes,
      onProgress: onProgress, onStep: onStep)
  }

  /// Finds out whom to ask next.
  ///
  /// - Parameters:
  ///   - request: what the committee asks.
  ///   - region: where the residents are.
  ///   - stations: sorted by id, ids unique.
  ///   - candidates: in any order, ids unique; ideal sites (without a kind) are chosen only where
  ///     there is no other candidate, and no kind is credited with them.
  ///   - kinds: all kinds that are to be spoken of.
  ///   - knownKinds: slugs of the kinds that have a candidate layer; the others are unknown.
  ///   - walk: to a station.
  ///   - question: which stations count today.
  ///   - homes: the municipality of each station.
  ///   - onProgress: told how much of a step is done, from any thread.
  ///   - onStep: told what is being done, for those who wait.
  /// - Throws: `Failure` (usage) for a request that contradicts itself or cannot be met, saying
  ///   what would have to change; `Failure` (data) for candidates with the same id.
  /// - Complexity: O(blocks + pairs of candidates and blocks), then the search for each plan,
  ///   limited by the request's nodes.
  public init(
    for request: RecommendationRequest, in region: Region, stations: [Station],
    candidates: [Candidate], kinds: [OrganizationKind], knownKinds: Set<String>,
    walk: Walk, question: CoverageQuestion, homes: [Int?],
    onProgress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in },
    onStep: (Text) -> Void = { _ in }
  ) throws {
    let time = TimeBudget(seconds: request.timeLimitSeconds)
    let candidates = candidates.sorted { $0.id < $1.id }
    let further = Set(candidates.compactMap(\.kind)).subtracting(kinds).sorted()
    let kinds = kinds + further
    try RequestCheck(
      request: request, region: region, kinds: kinds, services: question.services
    ).run()
    try Self.check(candidates)

    onStep(Text(ja: "候補ごとに届く住民を数えています", en: "counting whom each candidate reaches"))
    let ground = Ground(
      region: region, stations: stations, homes: homes, candidates: candidates,
      request: request, question: question, walk: walk, time: time)
    let quotas = QuotaRules(request, candidates, region, members: ground.members)
    var findings = Self.findings(on: ground, request)
    let size = Self.size(of: request.goal, members: ground.members.count)
    let contradictions = quotas.contradictions(count: size)
    guard contradictions.isEmpty else { throw Failure(.usage, contradictions) }
    findings += quotas.shortfalls(count: size)

    let plans = PlanViews(ground: ground, quotas: quotas)
    let drafts = try plans.drafts(&findings, size: size, onStep: onStep)
    guard let first = drafts.first else {
      throw Failure(.usage, [quotas.jointContradiction(count: size)])
    }
    var judgements: [Plan.View: RobustnessCheck.Judgement] = [:]
    if request.robustnessDraws > 0, !first.order.isEmpty {
      onStep(Text(ja: "前提を変えて確かめています", en: "checking with other assumptions"))
      // and the lists with which a network begins, where those are others
      var judged = [first]
      for draft in drafts where [.today, .nearby].contains(draft.view) && !draft.order.isEmpty {
        if judged.allSatisfy({ Set($0.order) != Set(draft.order) }) { judged.append(draft) }
      }
      // kinds and municipalities come after it
      judgements = RobustnessCheck(
        ground: ground, quotas: quotas, drafts: judged, time: time.part(0.7),
        onProgress: onProgress
      ).run()
    }
    let (residents, covered) = ground.residentsAndCovered()
    let writer = PlanWriter(ground, coveredToday: covered[0], residents: residents[0])
    let written = drafts.map { writer.plan($0, judged: judgements[$0.view]) }
    onStep(Text(ja: "種別ごと、市町村ごとに比べています", en: "comparing kinds and municipalities"))
    let curve: Int
    if case .count(let count) = request.goal { curve = count } else { curve = first.order.count }

    let shares = KindShares(
      ground: ground, kinds: kinds, knownKinds: knownKinds, count: max(1, curve)
    ).shares(plan: written[0])
    let openings = Openings(ground: ground).ranked(plan: written[0])
    let draws = judgements.values.map(\.robustness.draws).min()
    if let note = Self.stopped(time, request, draws: draws, drafts) {
      findings.append(note)
    }

    self.request = request
    self.candidates = candidates
    self.kinds = kinds
    self.residents = residents
    coveredToday = covered
    self.plans = written
    kindShares = shares
    self.openings = openings
    self.findings = findings
  }

  /// Says what a time limit has cost.
  private static func stopped(
    _ time: TimeBudget, _ request: RecommendationRequest, draws: Int?, _ drafts: [DraftPlan]
  ) -> Finding? {
    guard let seconds = request.timeLimitSeconds else { return nil }
    let missed = draws.map { request.robustnessDraws - $0 } ?? 0
    guard time.isOver || missed > 0 || drafts.contains(where: \.wasStoppedByTime) else {
      return nil
    }
    let drawn = draws ?? 0
    let limit = seconds == seconds.rounded() && seconds < 1e9 ? "\(Int(seconds))" : "\(seconds)"
    return Finding(
      .warning,
      what: Text(
        ja: "計算全体を\(limit)秒までとしたため、途中で止めたところがあります"
          + (missed > 0 ? "（断られる場合は\(request.robustnessDraws)回のうち\(drawn)回だけ試しました）" : "")
          + "。もう一度実行すると、少し違う答えになることがあります",
        en: "with \(limit) seconds for all of it, some of the reckoning was cut short"
          + (missed > 0
            ? " (\(drawn) of \(request.robustnessDraws) draws of who declines were made)" : "")
          + "; another run may answer slightly differently"),
      remedy: Text(
        ja: "--time-limit を長くするか外すと、いつも同じ答えになります",
        en: "With a longer --time-limit, or none, the answer is always the same"))
  }

  private static func size(of goal: RecommendationRequest.Goal, members: Int) -> Int? {
    if case .count(let count) = goal { return min(count, members) }
    return nil
  }

  private static func check(_ candidates: [Candidate]) throws {
    guard !candidates.isEmpty else {
      throw Failure(
        .usage,
        what: Text(ja: "候補が一つもありません", en: "there is no candidate"),
        remedy: Text(
          ja: "--candidates 種別=ファイル で候補を指定するか、--anywhere で目安を求めてください",
          en:
            "Give candidates with --candidates KIND=FILE, or ask for an indication with --anywhere")
      )
    }
    for (a, b) in zip(candidates, candidates.dropFirst()) where a.id == b.id {
      throw Failure(
        .data,
        what: Text(ja: "候補の番号 \(a.id) が二度あります", en: "the candidate id \(a.id) occurs twice"),
        at: b.place,
        remedy: Text(ja: "番号が重ならないように直してください", en: "Give every candidate an id of its own"))
    }
  }

  /// What is worth knowing about the candidates and the request before any plan.
  private static func findings(
    on ground: Ground, _ request: RecommendationRequest
  ) -> [Finding] {
    var findings: [Finding] = []
    let members = ground.members
    if case .count(let count) = request.goal, count > members.count {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "\(count)か所を求められましたが、候補は\(members.count)しかありません",
            en: "\(count) stations were asked for, but there are \(members.count) candidates"),
          remedy: Text(
            ja: "候補を加えると、より多くの計画を比べられます", en: "Add candidates to compare more plans")))
    }
    let winning = members.contains { member in
      ground.rows.rows(of: member).contains { row in
        ground.rows.demand.contains { $0[Int(row)] > 0 }
      }
    }
    if !winning {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "どの候補の徒歩圏にも、まだ届いていない住民がいません",
            en: "no candidate has an uncovered resident within the walk"),
          remedy: Text(
            ja: "候補の位置、徒歩圏の長さ、--in の範囲を確かめてください",
            en: "Check where the candidates are, how long the walk is, and the scope of --in")))
    }
    let idle = members.filter { !ground.counts($0) }
    if !idle.isEmpty {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "数える種別に入らない候補が\(idle.count)あり、計画では住民に届かないものとします",
            en:
              "\(idle.count) candidates are of kinds that the question does not count, and reach nobody"
          ),
          remedy: Text(
            ja: "種別の限定（--kinds）を外すと、すべての候補を比べられます",
            en: "Leave out the kinds to compare all candidates")))
    }
    let isIndication = ground.candidates.allSatisfy { $0.kind == nil }
    if isIndication {
      findings.append(
        Finding(
          .note,
          what: Text(
            ja: "候補はすべて仮の地点です。計画は目安で、頼める相手とは限りません",
            en: "all candidates are ideal sites: the plan is an indication, with no one to ask"),
          remedy: Text(
            ja: "種別ごとの候補を --candidates で加えてください",
            en: "Add candidates of the kinds with --candidates")))
    }
    return findings
  }
}
