public import Planner

extension LoadedPlan {
  /// Slugs of the kinds of which somebody made a list, be it one of which no row is left.
  private var knownKinds: Set<String> { Set(candidateReport.perLayer.map(\.kind.slug)) }

  /// Whom to ask next.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - ideal: sites that nobody occupies, added to the candidates.
  ///   - onProgress: told how much of a step is done, from any thread.
  ///   - onStep: told of what takes a while.
  /// - Returns: the advice, with its bound.
  /// - Throws: `Failure` (usage) without candidates, or for a request that cannot be met.
  public func recommendation(
    _ request: RecommendationRequest, ideal: [Candidate] = [],
    onProgress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in },
    onStep: (Text) -> Void = { _ in }
  ) throws -> Recommendation {
    guard !candidates.isEmpty || !ideal.isEmpty || candidateReport.perLayer.isEmpty else {
      throw Failure(.data, [nobodyLeft])
    }
    return try Recommendation(
      for: request, in: region, stations: stations, candidates: candidates + ideal,
      kinds: self.request.project.allKinds, knownKinds: knownKinds, walk: walk,
      question: self.request.question, homes: stationMunicipality, onProgress: onProgress,
      onStep: onStep)
  }

  /// Lists were given, and none of their rows can be asked.
  private var nobodyLeft: Finding {
    let report = candidateReport
    let counts: [(ja: String, en: String, number: Int)] = [
      ("誤りのある行", "with errors", report.total(\.wrong)),
      ("位置なし", "without a position", report.total(\.withoutPosition)),
      (
        "市町村や町の中心のみ", "only at a town's centre",
        report.total(\.setAsideCentre) + report.total(\.setAsideOnCentre)
      ),
      ("遊び場", "playgrounds", report.total(\.playgrounds)),
      ("別の種別", "of another kind", report.total(\.otherKind)),
      ("区域外", "outside the study area", report.total(\.outside)),
      ("すでに拠点", "stations already", report.total(\.alreadyStations)),
    ].filter { $0.2 > 0 }
    let read = report.total(\.read)
    return Finding(
      .error,
      what: Text(
        ja: "候補の一覧から\(read)行を読みましたが、声をかけられる候補が残りません（"
          + counts.map { "\($0.ja)\($0.number)" }.joined(separator: "、") + "）",
        en: "\(read) rows of candidates were read, and none of them is left to ask ("
          + counts.map { "\($0.number) \($0.en)" }.joined(separator: ", ") + ")"),
      at: Place(file: report.perLayer.first?.path),
      remedy: Text(
        ja: "ファイルの取り違えや座標を確かめるか、--anywhere で目安を求めてください",
        en: "Check that it is the right file and its coordinates, or ask for an indication "
          + "with --anywhere"))
  }

  /// The advice that settings ask for.
  ///
  /// - Parameters:
  ///   - question: what is asked, checked.
  ///   - onProgress: told how much of a step is done, from any thread.
  ///   - onStep: told of what takes a while.
  /// - Returns: the advice, with its bound.
  /// - Throws: `Failure` (usage) without candidates, or for a request that cannot be met.
  public func recommendation(
    _ question: AdviceQuestion,
    onProgress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in },
    onStep: (Text) -> Void = { _ in }
  ) throws -> Recommendation {
    try recommendation(
      question.settings.request(
        kinds: request.project.allKinds, in: region, past: question.past?.value ?? [:]),
      ideal: question.settings.anywhere ? try Candidate.anywhere(in: region) : [],
      onProgress: onProgress, onStep: onStep)
  }

  /// The same without names, as maps show it; `nil` without candidates.
  ///
  /// - Throws: `Failure` (usage) for a request that cannot be met.
  public func unnamedRecommendation(
    _ question: AdviceQuestion,
    onProgress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in },
    onStep: (Text) -> Void = { _ in }
  ) throws -> RecommendationDocument? {
    guard !candidates.isEmpty || question.settings.anywhere else { return nil }
    return RecommendationDocument(
      try recommendation(question, onProgress: onProgress, onStep: onStep), of: self,
      report: candidateReport, past: question.past?.value ?? [:])
  }

  /// For each gap: which kinds have a place there, and how many residents the best one would
  /// reach, in whole residents; `nil` where no candidates are known at all.
  public func kinds(of gaps: Gaps) -> [[GapDocument.KindReach]]? {
    guard !candidateReport.perLayer.isEmpty else { return nil }
    return GapKinds.all(
      for: gaps, in: region, candidates: candidates, kinds: request.project.allKinds,
      knownKinds: knownKinds
    ).map { gap in
      gap.offers.map { offer in
        // one candidate's figure: further digits would tell which one it is
        .init(
          offer.kind, residents: offer.known.map { ($0.best?.residents.first ?? 0).rounded() })
      }
    }
  }
}

/// What is asked of a recommendation, with all that can be checked before large files are read.
public struct AdviceQuestion: Sendable {
  public let settings: RecommendationSettings
  /// How organisations have answered so far, by kind slug, where a file says it.
  public let past: Reading<[String: AgreementRecord]>?

  /// - Parameter project: whose section `recommend` it is, flags put over it.
  /// - Throws: `Failure` (usage) for settings that mean nothing or contradict each other, (data)
  ///   for a file of past requests that cannot be used.
  public init(_ project: ProjectFile) throws {
    settings = project.recommend
    let services = try PlanRequest(project).question.services
    try settings.check(kinds: project.allKinds, services: services)
    past = try settings.agreementFrom.map {
      try readAgreement(path: $0, kinds: project.allKinds)
    }
    try past?.requireSound(settingAside: project.setAside ?? false)
  }
}
