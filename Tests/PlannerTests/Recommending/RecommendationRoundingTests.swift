import Testing

@testable import Planner

@Suite struct RecommendationRoundingTests {
  /// One town in which every candidate reaches a group of its own, all of them fractional.
  private func answer(
    _ change: (inout RecommendationRequest) -> Void = { _ in }
  ) throws -> Recommendation {
    var town = try Town()
    try town.municipality("12201", "町", east: 0...9000, north: 0...3000)
    town.residents(1.25, at: 500, 500)
    for (index, people) in [10.4, 5.3, 2.4].enumerated() {
      let east = 2500 + Double(index) * 2000
      town.residents(people, at: east, 500)
      town.candidate("c\(index)", "commerce", at: east, 500, home: 0)
      // a neighbour of another kind that reaches the same residents
      town.candidate("r\(index)", "restaurant", at: east + 10, 500, home: 0)
    }
    town.station("1", at: 500, 500)
    var request = RecommendationRequest()
    request.robustnessDraws = 0
    request.goal = .count(3)
    change(&request)
    let region = try town.region()
    return try Recommendation(
      for: request, in: region, stations: town.stations, candidates: town.candidates,
      kinds: OrganizationKind.network, knownKinds: ["commerce", "restaurant"],
      radius: try #require(WalkRadius(meters: 400)), question: CoverageQuestion(),
      homes: region.municipalities(of: town.stations.map(\.geographic)))
  }

  @Test("running totals are rounded, so that the steps add up, by hand")
  func addsUp() throws {
    let exact = try answer()
    let exactGains = exact.plans[0].steps.map { $0.newlyCovered[0] }
    for (gain, expected) in zip(exactGains, [10.4, 5.3, 2.4]) { #expect(isClose(gain, expected)) }
    let whole = exact.inWholeResidents()
    let steps = whole.plans[0].steps
    // 10.4, 15.7, 18.1 are 10, 16, 18
    #expect(steps.map { $0.newlyCovered[0] } == [10, 6, 2])
    #expect(steps.map { $0.newlyCoveredByService[.cool] } == [10, 6, 2])
    #expect(steps.map(\.prefixObjective) == [10, 16, 18])
    #expect(steps.map(\.coveredAfter) == [11.25, 17.25, 19.25])
    #expect(steps.map(\.shareAfter) == [11.25, 17.25, 19.25].map { $0 / exact.residents[0] })
    // what is proven stays proven, and a bound that is met stays met
    let bound = whole.plans[0].bound
    #expect(bound.objective == 18 && bound.bound == 18 && bound.gap == 0 && bound.isProven)
    #expect(steps.allSatisfy { $0.prefixBound >= $0.prefixObjective })
    // the neighbour would do as well: also after rounding, no difference is made up
    for (index, step) in steps.enumerated() {
      #expect(step.otherKinds.map(\.newlyCovered) == [[10, 6, 2][index]])
    }
    #expect(whole.openings[0].gains.allSatisfy { $0 == $0.rounded() })
    #expect(whole.kindShares.compactMap(\.known).allSatisfy { $0.bestCandidate == 10 })
    // of all candidates together nothing is hidden, and today is as coverage says
    #expect(whole.coveredToday == exact.coveredToday && whole.residents == exact.residents)
    let ceilings = whole.kindShares.compactMap { $0.known?.ceiling }
    #expect(ceilings.count == 2 && ceilings.allSatisfy { isClose($0, 18.1) })
  }

  @Test("a bound that is not met is rounded up, never below the truth")
  func boundsHold() throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed)
      let exact = try answer { request in
        request.attributeWeights = ["total": Double.random(in: 0.01...3, using: &random)]
        request.objective = seed % 2 == 0 ? .covered : .backup
      }
      let whole = exact.inWholeResidents()
      for (a, b) in zip(exact.plans, whole.plans) {
        let unit = a.bound.objective > 0 ? 0.5 : 0
        #expect(b.bound.bound >= b.bound.objective)
        #expect(b.bound.bound >= a.bound.bound - unit)
        #expect(abs(b.bound.objective - a.bound.objective) <= unit)
      }
    }
  }

  @Test("small weights keep figures that say something")
  func smallWeights() throws {
    let whole = try answer { $0.attributeWeights = ["total": 0.01] }.inWholeResidents()
    // 0.104, 0.157, 0.181 to hundredths
    #expect(whole.plans[0].steps.map(\.prefixObjective) == [0.1, 0.16, 0.18])
  }
}
