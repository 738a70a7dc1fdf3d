public import Planner

extension LoadedPlan {
  /// Slugs of the kinds of which somebody made a list, be it one of which no row is left.
  private var knownKinds: Set<String> { Set(candidateReport.perLayer.map(\.kind.slug)) }

  /// Whom to ask next.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - ideal: sites that nobody occupies, added to the candidates.
  ///   - onStep: told of what takes a while.
  /// - Returns: the advice, with its bound.
  /// - Throws: `Failure` (usage) without candidates, or for a request that cannot be met.
  public func recommendation(
    _ request: RecommendationRequest, ideal: [Candidate] = [], onStep: (Text) -> Void = { _ in }
  ) throws -> Recommendation {
    try Recommendation(
      for: request, in: region, stations: stations, candidates: candidates + ideal,
      kinds: self.request.project.allKinds, knownKinds: knownKinds, radius: self.request.radius,
      question: self.request.question, homes: stationMunicipality, onStep: onStep)
  }

  /// The advice of a whole plan, with the usual settings; `nil` without candidates.
  public func usualRecommendation(onStep: (Text) -> Void = { _ in }) throws -> Recommendation? {
    guard !candidates.isEmpty else { return nil }
    return try recommendation(RecommendationRequest(), onStep: onStep)
  }

  /// For each gap: which kinds have a place there, and how many residents the best one would
  /// reach; `nil` where no candidates are known at all.
  public func kinds(of gaps: Gaps) -> [[GapDocument.KindReach]]? {
    guard !candidateReport.perLayer.isEmpty else { return nil }
    return GapKinds.all(
      for: gaps, in: region, candidates: candidates, kinds: request.project.allKinds,
      knownKinds: knownKinds
    ).map { gap in
      gap.offers.map { offer in
        .init(offer.kind, residents: offer.known.map { $0.best?.residents.first ?? 0 })
      }
    }
  }
}
