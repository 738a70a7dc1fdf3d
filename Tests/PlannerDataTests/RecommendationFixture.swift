@testable import Planner
@testable import PlannerData

/// A recommendation made up by hand for the small town: two known kinds, five unknown ones, a
/// coin toss, a step of an ideal site, one alternative.
struct RecommendationFixture {
  let town: PublicTown
  var plan: LoadedPlan
  var request = RecommendationRequest()
  var bound = Recommendation.Bound(
    objective: 1000, bound: 1002.9, isProven: false, greedy: 960)
  var candidates: [Candidate] = []
  var stepCount = 3
  var report = CandidateReport()
  var shortfall: Recommendation.Shortfall?
  static let temple = OrganizationKind.network[2]
  static let commerce = OrganizationKind.network[6]
  /// Names and ids that no output may show unasked.
  static let secrets = ["蓮華寺秘", "JMH-77", "みどり商店秘", "SHOP-88", "別名秘"]

  init(stations: [Station]? = nil) throws {
    town = try PublicTown()
    plan = town.plan(stations ?? [town.station("HS-1", at: 140.302, 35.521, name: "駅前の家")])
    let homes = plan.region.municipalities(of: [
      Self.place(140.3181234, 35.5412345), Self.place(140.3359876, 35.5501234),
      Self.place(140.341, 35.53),
    ])
    candidates = [
      candidate(
        "temple-shrine:JMH-77", "蓮華寺秘", Self.temple, 140.3181234, 35.5412345, homes[0],
        alsoHere: ["別名秘"]),
      candidate(
        "commerce:SHOP-88", "みどり商店秘", Self.commerce, 140.3359876, 35.5501234, homes[1]),
      candidate("ideal:1", "目安", nil, 140.341, 35.53, homes[2]),
    ]
    var layer = CandidateReport.Layer(kind: Self.temple, path: "寺社.csv")
    layer.read = 12
    layer.setAsideCentre = 3
    layer.kept = 9
    report.perLayer = [layer]
    report.places = 8
  }

  static func place(_ longitude: Double, _ latitude: Double) -> Position<Geographic> {
    Position(longitude: longitude, latitude: latitude)
  }

  func candidate(
    _ id: String, _ name: String, _ kind: OrganizationKind?, _ longitude: Double,
    _ latitude: Double, _ municipality: Int?, alsoHere: [String] = []
  ) -> Candidate {
    let point = Self.place(longitude, latitude)
    return Candidate(
      id: CandidateID(id), name: name, kind: kind, position: town.plane([point])[0],
      geographic: point, municipality: municipality, alsoHere: alsoHere,
      place: Place(file: "寺社.csv", row: 2))
  }

  var steps: [Recommendation.Step] {
    let gains = [600.0, 300, 100]
    return (0..<stepCount).map { index in
      let sum = gains[...index].reduce(0, +)
      return Recommendation.Step(
        candidate: index, year: request.perYear.map { index / $0 + 1 },
        newlyCovered: [gains[index], gains[index] / 3], newlyCoveredBounds: [nil, nil],
        newlyCoveredByService: [.dropIn: gains[index], .cool: gains[index] + 5],
        coveredAfter: 200 + sum, shareAfter: (200 + sum) / 2000, prefixObjective: sum,
        prefixBound: sum * 1.003,
        municipalities: [
          Gap.Part(index: 0, layer: 0, residents: gains[index] * 0.7, share: 0.7),
          Gap.Part(index: 1, layer: 0, residents: gains[index] * 0.3, share: 0.3),
        ],
        livingAreas: [], nearestStations: [Gap.Nearest(station: 0, meters: 1234)],
        otherKinds: index == 0
          ? [.init(kind: Self.commerce, candidate: 1, newlyCovered: 480)] : [],
        sameKind: nil, stays: [0.92, 0.52, nil][index])
    }
  }

  func known(
    _ candidates: Int, ceiling: Double, only: Double, shapley: Double, inPlan: Int
  ) -> Recommendation.KindShare.Known {
    Recommendation.KindShare.Known(
      candidates: candidates, ceiling: ceiling, onlyThisKind: only, shapley: shapley,
      perCandidate: ceiling / Double(candidates), bestCandidate: 600, inPlan: inPlan,
      marginal: [(600, 600), (800, 803.5)], expectedPerAsked: inPlan > 0 ? 300.5 : nil,
      offers: [
        .init(service: .dropIn, offering: 3, stations: 4, mean: 0.667, low: 0.34, high: 0.92)
      ])
  }

  var kindShares: [Recommendation.KindShare] {
    OrganizationKind.network.map { kind in
      switch kind {
      case Self.temple:
        Recommendation.KindShare(
          kind: kind, known: known(9, ceiling: 1500, only: 1234, shapley: 1300, inPlan: 1))
      case Self.commerce:
        Recommendation.KindShare(
          kind: kind, known: known(40, ceiling: 1200, only: 66, shapley: 200, inPlan: 1))
      default: Recommendation.KindShare(kind: kind, known: nil)
      }
    }
  }

  var recommendation: Recommendation {
    let answer = Recommendation.Plan(
      view: .anywhere, steps: steps, bound: bound, floor: nil, floorMunicipalities: [],
      opened: [1], cost: .init(openingYen: 5000, stationsYen: nil),
      wasStoppedByTime: false, shortfall: shortfall,
      robustness: Recommendation.Robustness(
        draws: 100, refusal: 0.3,
        variants: [
          .init(
            name: Text(ja: "徒歩を2割短く", en: "walk 20% shorter"), objective: 700,
            objectiveOfPlan: 690, stays: steps.map { _ in true }, kinds: ["temple-shrine": 2])
        ]))
    let other = Recommendation.Plan(
      view: .floor, steps: Array(steps.prefix(2)),
      bound: .init(objective: 900, bound: 900, isProven: true, greedy: 900), floor: 0.25,
      floorMunicipalities: [0, 1], opened: [], cost: .init(openingYen: nil, stationsYen: nil),
      wasStoppedByTime: true)
    return Recommendation(
      request: request, candidates: candidates, kinds: OrganizationKind.network,
      residents: [2000, 700], coveredToday: [200, 60], plans: [answer, other],
      kindShares: kindShares,
      openings: [
        Recommendation.Opening(
          municipality: 1, stationsToday: 0, candidates: 4, residents: 900, uncovered: 850,
          coveredAcross: 50, gains: [300, 380], inPlan: 1)
      ],
      findings: [
        Finding(
          .warning, what: Text(ja: "候補「蓮華寺秘」は遠い", en: "蓮華寺秘 is far"),
          remedy: Text(ja: "確かめてください", en: "Check"))
      ])
  }

  func document(naming: Bool = false, perYear: Int? = nil) -> RecommendationDocument {
    var fixture = self
    fixture.request.perYear = perYear
    return RecommendationDocument(
      fixture.recommendation, of: plan, namingCandidates: naming, report: report)
  }
}
