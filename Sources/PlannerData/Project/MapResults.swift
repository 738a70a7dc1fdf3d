public import Planner

/// What the maps of a committee show, reckoned in one go.
public struct MapResults: Sendable {
  /// With warnings that name no candidate.
  public let plan: LoadedPlan
  public let coverage: Coverage
  public let gaps: GapDocument
  /// Dissolved, the widest first; where each age goes at its own pace, of every pace.
  public let catchments: [(band: WalkBand, outlines: [Catchment])]
  /// Of which the dissolved ones are made.
  private let catchmentSet: CatchmentSet

  /// - Parameters:
  ///   - plan: inputs and question.
  ///   - bands: further walks whose catchments are drawn, of the plan's kind.
  ///   - onProgress: as of `Gaps`.
  /// - Throws: `Failure` where an overlay fails.
  public init(
    _ plan: LoadedPlan, bands: [WalkBand],
    onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    let (region, stations, request) = (plan.region, plan.stations, plan.request)
    coverage = try Coverage(
      of: region, stations: stations, walk: plan.walk, question: request.question,
      homes: plan.stationMunicipality)
    let found = try Gaps(
      of: region, stations: stations, walk: plan.walk, question: request.question,
      onProgress: onProgress)
    let quiet = plan.withholdingNames(of: plan.candidates)
    self.plan = quiet
    gaps = GapDocument(found, of: quiet, kinds: plan.kinds(of: found))
    let own = WalkBand.bands(of: plan.walk)
    let further = bands.filter { band in !own.contains { $0.meters == band.meters } }
    let all = (own + further).sorted { $0.meters > $1.meters }
    catchmentSet = try CatchmentSet(
      of: region, stations: stations, walk: plan.walk,
      bandMeters: further.isEmpty ? nil : all.map(\.meters), question: request.question)
    catchments = zip(all, try catchmentSet.catchments(.dissolved)).map { ($0, $1) }
  }
}

extension MapResults {
  /// The catchment of every station that the question counts, by band as in `catchments`.
  ///
  /// - Throws: `Failure` where an overlay fails.
  public func stationCatchments() throws -> [[Catchment]] { try catchmentSet.catchments(.each) }
}

extension WalkRadius {
  /// Distances such as `500m`, each once.
  ///
  /// - Throws: `Failure` (usage) naming every one that is none.
  public static func list(_ texts: [String]) throws -> [WalkRadius] {
    var radii: [WalkRadius] = []
    var findings: [Finding] = []
    for text in texts {
      let meters = PlanRequest.meters(text)
      guard let radius = meters.flatMap({ WalkRadius(meters: $0) }) else {
        let what =
          meters == nil
          ? Text(ja: "「\(text.shortened)」は距離として読めません", en: "\(text.quoted) is no distance")
          : Text(ja: "距離「\(text.shortened)」では歩けません", en: "\(text.quoted) is no walk")
        findings.append(
          Finding(
            .error, what: what,
            remedy: Text(
              ja: "500m のように、\(WalkRadius.longestKilometers) km以下の長さを書いてください",
              en: "Write a length of at most \(WalkRadius.longestKilometers) km, such as 500m")))
        continue
      }
      if !radii.contains(where: { $0.meters == radius.meters }) { radii.append(radius) }
    }
    guard findings.isEmpty else { throw Failure(.usage, findings) }
    return radii
  }
}
