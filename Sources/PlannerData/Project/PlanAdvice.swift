public import Planner

extension LoadedPlan {
  /// Whom to ask next.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - anywhere: adds an ideal site for every populated cell.
  ///   - onStep: told of what takes a while.
  /// - Returns: the advice, with its bound.
  /// - Throws: `Failure` (data) without candidates.
  public func recommendation(
    _ request: RecommendationRequest, anywhere: Bool = false, onStep: (Text) -> Void = { _ in }
  ) throws -> Recommendation {
    throw noCandidates
  }

  /// For each gap: which kinds have a place there, and how many residents each would reach; `nil`
  /// where no candidates are known at all.
  public func kinds(of gaps: Gaps) throws -> [[GapDocument.KindReach]]? { nil }

  /// The advice of a whole plan, with the usual settings; `nil` without candidates.
  public func usualRecommendation() throws -> Recommendation? {
    guard !candidates.isEmpty else { return nil }
    return try recommendation(RecommendationRequest())
  }

  private var noCandidates: Failure {
    Failure(
      .data,
      what: Text(
        ja: "声をかける先の候補が一つもありません", en: "there is no candidate to be asked"),
      remedy: Text(
        ja: "--candidates temple-shrine=寺社.csv のように候補の一覧を指定するか、--anywhere で場所の目安を出してください",
        en: "Give a list with --candidates temple-shrine=FILE, or ask for ideal sites with "
          + "--anywhere"))
  }
}
