public import Planner

/// The answer of `planner-cli recommend`, for people, programs, spreadsheets and maps. For
/// internal use: it names stations whether or not they are public.
///
/// Advice names a kind and a place: the municipality and the 500 m grid cell. Names, ids and exact
/// points of candidates appear only on request, since nobody is to be pressed. Unless asked for,
/// what single candidates reach is in whole residents too: its digits would tell who they are.
public struct RecommendationDocument: Sendable {
  /// Without `namesCandidates`, also without warnings that name candidates.
  let plan: LoadedPlan
  let recommendation: Recommendation
  let namesCandidates: Bool
  /// Whether what single candidates reach is in whole residents. Ideal sites are nobody's, and
  /// have nothing to hide.
  let isInWholeResidents: Bool
  /// What became of the rows of the candidate layers.
  let report: CandidateReport?
  /// How organisations have answered so far, by kind slug, where that was read.
  let past: [String: AgreementRecord]

  /// - Parameters:
  ///   - recommendation: the answer.
  ///   - plan: of which it is.
  ///   - namingCandidates: whether names, ids and exact points of candidates may appear.
  ///   - report: what became of the rows of the candidate layers.
  ///   - past: how organisations have answered so far, by kind slug.
  public init(
    _ recommendation: Recommendation, of plan: LoadedPlan, namingCandidates: Bool = false,
    report: CandidateReport? = nil, past: [String: AgreementRecord] = [:]
  ) {
    self.past = past
    isInWholeResidents =
      !namingCandidates && recommendation.candidates.contains { $0.kind != nil }
    self.recommendation =
      isInWholeResidents ? recommendation.inWholeResidents() : recommendation
    self.plan = namingCandidates ? plan : plan.withholdingNames(of: recommendation.candidates)
    self.report = report
    namesCandidates = namingCandidates
  }

  // MARK: What all forms share

  var request: RecommendationRequest { recommendation.request }
  var attributes: [ResidentAttribute] { plan.region.blocks.attributes }
  var municipalities: [Municipality] { plan.region.study.municipalities }

  /// The answer.
  var first: Recommendation.Plan? { recommendation.plans.first }

  var known: [(kind: OrganizationKind, share: Recommendation.KindShare.Known)] {
    recommendation.kindShares.compactMap { entry in entry.known.map { (entry.kind, $0) } }
  }

  /// Kinds of which nobody knows who could be asked. Nothing may be compared with them.
  var missing: [OrganizationKind] {
    recommendation.kindShares.filter { $0.known == nil }.map(\.kind)
  }

  var findings: [Finding] {
    namesCandidates
      ? recommendation.findings
      : recommendation.findings.withholdingNames(of: recommendation.candidates)
  }

  /// The stations that are nearest to a step, at most two, with their distances in metres.
  ///
  /// Where candidates are not named both are measured from the place that is shown: two exact
  /// distances would tell where the candidate stands, and so who it is, and a station that is
  /// nearest to the candidate need not be nearest to the middle of its cell.
  func shownNearest(of step: Recommendation.Step) -> [(station: Int, meters: Double)] {
    guard !namesCandidates else {
      return step.nearestStations.map { ($0.station, $0.meters) }
    }
    let shown: [Position<Plane>]? = try? Projection(
      from: plan.region.degrees, to: plan.region.crs
    ).forward([point(candidate(step))])
    guard let place = shown?.first, place.x.isFinite, place.y.isFinite else {
      return step.nearestStations.map { ($0.station, ($0.meters / 1000).rounded() * 1000) }
    }
    let counted = plan.stations.indices.filter { plan.request.question.includes(plan.stations[$0]) }
    return Array(
      counted.map { (station: $0, meters: plan.stations[$0].position.distance(to: place)) }
        .sorted { ($0.meters, $0.station) < ($1.meters, $1.station) }
        .prefix(step.nearestStations.count))
  }

  /// Whether a step is shown by the cell in which its candidate lies, and not by its own place.
  func isShownByCell(_ step: Recommendation.Step) -> Bool {
    !namesCandidates && cell(candidate(step)) != nil && !plan.region.study.isPlanar
  }

  func candidate(_ step: Recommendation.Step) -> Candidate {
    recommendation.candidates[step.candidate]
  }

  func cell(_ candidate: Candidate) -> GridCell? {
    GridCell(containing: candidate.geographic, level: .m500)
  }

  /// The point that may be shown: the centre of the 500 m cell, or the point itself where
  /// candidates are named. Outside the range of grid codes, to a hundredth of a degree.
  func point(_ candidate: Candidate) -> Position<Geographic> {
    if namesCandidates { return candidate.geographic }
    if let cell = cell(candidate) { return cell.center }
    func coarse(_ degrees: Double) -> Double { (degrees * 100).rounded() / 100 }
    return Position(
      longitude: coarse(candidate.geographic.longitude),
      latitude: coarse(candidate.geographic.latitude))
  }

  /// The position on a plane that may be shown: the middle of the square of 500 m, or the point
  /// itself where candidates are named. Ideal sites are nobody's.
  func planarPlace(_ candidate: Candidate) -> Position<Plane> {
    let exact = candidate.position
    if namesCandidates || candidate.kind == nil { return exact }
    func middle(_ meters: Double) -> Double { (meters / 500).rounded(.down) * 500 + 250 }
    return Position(easting: middle(exact.easting), northing: middle(exact.northing))
  }

  /// The town nearest the point that may be shown, where a gazetteer was given: of the cell's
  /// centre, so that it says no more of a candidate than the cell does.
  func near(_ candidate: Candidate) -> Gazetteer.NearbyTown? {
    plan.gazetteer?.nearestTown(to: point(candidate), within: 3000)
  }

  /// The nearest town, with its municipality only where that is not the candidate's.
  func nearName(_ candidate: Candidate) -> String? {
    near(candidate).map { town in
      let own = candidate.municipality.map { municipalities[$0].name }
      return own.map { town.name == $0 + town.town } ?? false ? town.town : town.name
    }
  }

  /// `東金市（東新宿付近、メッシュ534022791）`, with the name in front where candidates are named.
  func place(_ candidate: Candidate) -> Text {
    if plan.region.study.isPlanar {
      let place = planarPlace(candidate)
      let (x, y) = (Figure.fixed(place.easting, 0), Figure.fixed(place.northing, 0))
      let name = namesCandidates && candidate.kind != nil ? candidate.name : ""
      return Text(
        ja: "x \(x)、y \(y)" + (name.isEmpty ? "" : "の「\(name)」"),
        en: (name.isEmpty ? "" : "\(name), ") + "x \(x), y \(y)")
    }
    let town = candidate.municipality.map { municipalities[$0].name }
    let code = cell(candidate)?.code
    let nearby = nearName(candidate)
    let whereJa = [nearby.map { "\($0)付近" }, code.map { "メッシュ\($0)" }].compactMap { $0 }
    let whereEn = [nearby.map { "near \($0)" }, code.map { "cell \($0)" }].compactMap { $0 }
    let ja =
      (town ?? "対象の市町村の外")
      + (whereJa.isEmpty ? "" : "（\(whereJa.joined(separator: "、"))）")
      + (namesCandidates && candidate.kind != nil ? "の「\(candidate.name)」" : "")
    let en =
      (namesCandidates && candidate.kind != nil ? "\(candidate.name), " : "")
      + (town ?? "outside the municipalities")
      + (whereEn.isEmpty ? "" : " (\(whereEn.joined(separator: ", ")))")
    return Text(ja: ja, en: en)
  }

  /// What rounding does and does not do; `nil` where nothing is rounded.
  var roundingNote: Text? {
    guard isInWholeResidents else { return nil }
    return Text(
      ja: "候補1件ごとの人数は1人単位に丸めています（端数から候補が分からないように）。候補の一覧を持つ人には、"
        + "種別と場所から分かる場合があります。端数まで見るには --name-candidates を付けてください（内部用）",
      en:
        "Figures of single candidates are in whole residents, since further digits would tell who "
        + "they are. Whoever has the lists may still find one by its kind and place. For all digits "
        + "use --name-candidates (internal use)")
  }

  func kindName(_ kind: OrganizationKind?) -> Text {
    kind?.name ?? Text(ja: "種別を問わず", en: "any kind")
  }

  /// From 1; `nil` where nothing was said of years.
  func year(ofStep index: Int, in view: Recommendation.Plan) -> Int? {
    view.steps.indices.contains(index) ? view.steps[index].year : nil
  }

  /// Whether weighted residents are simply residents.
  var countsPeople: Bool {
    request.objective == .covered && request.serviceWeights.isEmpty
      && request.attributeWeights == [ResidentAttribute.total.slug: 1]
  }

  /// Weighted residents in words that say what they are.
  func amount(_ value: Double) -> Text {
    let number = Figure.people(value)
    if countsPeople { return Text(ja: "\(number)人", en: "\(number) residents") }
    switch request.objective {
    case .covered:
      return Text(ja: "重みつき\(number)人", en: "\(number) weighted residents")
    case .expectedCovered:
      return Text(ja: "見込み\(number)人", en: "\(number) expected residents")
    case .backup:
      return Text(
        ja: "のべ\(number)人", en: "\(number) residents (a second station counts again)")
    }
  }

  /// Residents whom places would reach that all agree and offer what is asked, without a second
  /// station: what kinds and municipalities are compared by, whatever the objective.
  func amountIfAll(_ value: Double) -> Text {
    let number = Figure.people(value)
    switch request.objective {
    case .covered: return amount(value)
    case .expectedCovered:
      return Text(
        ja: "\(number)人（応じてもらえたとき）", en: "\(number) residents (where all that are asked agree)")
    case .backup:
      return Text(
        ja: "\(number)人（2か所目は数えません）", en: "\(number) residents (first stations only)")
    }
  }

  /// What a step adds to the objective after those before it.
  func gain(ofStep index: Int, in plan: Recommendation.Plan) -> Double {
    plan.steps[index].prefixObjective - (index > 0 ? plan.steps[index - 1].prefixObjective : 0)
  }

  /// Below this share of the draws a piece of advice is called a coin toss.
  static let coinToss = 0.6

  /// Below this share it is less than one, and is said to be likely to change.
  static let unlikelyToStay = 0.4

  /// A word for what is not steady.
  func doubt(_ step: Recommendation.Step) -> Text {
    (step.stays ?? 1) < Self.unlikelyToStay
      ? Text(ja: "替わりやすい", en: "likely to change") : Text(ja: "五分五分", en: "toss-up")
  }

  func isCoinToss(_ step: Recommendation.Step) -> Bool? { step.stays.map { $0 < Self.coinToss } }
}

extension LoadedPlan {
  /// The same with warnings that name a candidate put more generally.
  public func withholdingNames(of candidates: [Candidate]) -> LoadedPlan {
    var plan = self
    plan.findings = findings.withholdingNames(of: candidates)
    plan.setAside = setAside.withholdingNames(of: candidates)
    return plan
  }
}

extension [Finding] {
  /// What readers say of a row may quote it. The place of the row stays, so that it can be found.
  func withholdingNames(of candidates: [Candidate]) -> [Finding] {
    // only what speaks of a candidate file, or of none, can name a candidate
    let files = Set(candidates.compactMap(\.place.file))
    let suspects = filter { $0.place.file.map(files.contains) ?? true }
    guard !suspects.isEmpty else { return self }
    let said = suspects.flatMap { [$0.what.ja, $0.what.en, $0.remedy.ja, $0.remedy.en] }
      .joined(separator: "\n")
    let names = Set(candidates.flatMap { [$0.name, $0.id.text] + $0.alsoHere })
      .filter { $0.count > 1 && said.contains($0) }
    guard !names.isEmpty else { return self }
    return map { finding in
      let texts = [finding.what.ja, finding.what.en, finding.remedy.ja, finding.remedy.en]
      guard texts.contains(where: { text in names.contains { text.contains($0) } }) else {
        return finding
      }
      var finding = finding
      finding.what = Text(
        ja: "候補の名前を含む注意があります", en: "there is a remark that names a candidate")
      finding.remedy = Text(
        ja: "内部で確かめるときは --name-candidates を付けてください",
        en: "Look at it with --name-candidates, for internal use")
      return finding
    }
  }
}
