import Testing

@testable import Planner

/// Three towns in a row, of which the first has a station; residents are powers of two, so that
/// a sum says who is in it.
private func threeTowns(costs: [String: Double] = [:]) throws -> Town {
  var town = try Town(attributes: [.total, ResidentAttribute.ageBands[2]])
  try town.municipality("12201", "西", east: 0...5000, north: 0...3000)
  try town.municipality("12202", "中", east: 5000...10_000, north: 0...3000)
  try town.municipality("12203", "東", east: 10_000...15_000, north: 0...3000)
  town.residents(1, 0, at: 500, 500)
  town.residents(2, 0, at: 2000, 500)
  town.residents(4, 4, at: 2600, 500)
  town.residents(8, 0, at: 4000, 500)
  town.residents(16, 1, at: 5500, 500)
  town.residents(32, 0, at: 7000, 500)
  town.residents(64, 0, at: 12_000, 500)
  town.station("1", at: 500, 500, kind: OrganizationKind.network[2])
  for (id, kind, east, home) in [
    ("t1", "temple-shrine", 2300.0, 0), ("t2", "temple-shrine", 12_000, 2),
    ("r1", "restaurant", 4000, 0), ("r2", "restaurant", 2600, 0),
    ("c1", "commerce", 7000, 1), ("c2", "commerce", 5500, 1),
  ] {
    town.candidate(id, kind, at: east, 500, home: home, costYen: costs[id])
  }
  return town
}

private let layers: Set<String> = ["temple-shrine", "restaurant", "commerce", "education"]

private func recommend(
  _ town: Town, _ candidates: [Candidate]? = nil, within meters: Double = 400,
  question: CoverageQuestion = CoverageQuestion(),
  _ change: (inout RecommendationRequest) -> Void = { _ in }
) throws -> Recommendation {
  var request = RecommendationRequest()
  request.robustnessDraws = 0
  change(&request)
  let region = try town.region()
  return try Recommendation(
    for: request, in: region, stations: town.stations,
    candidates: candidates ?? town.candidates, kinds: OrganizationKind.network,
    knownKinds: layers, radius: try #require(WalkRadius(meters: meters)), question: question,
    homes: region.municipalities(of: town.stations.map(\.geographic)))
}

extension Recommendation {
  fileprivate func ids(_ plan: Int = 0) -> [String] {
    plans[plan].steps.map { candidates[$0.candidate].id.text }
  }
}

private func message(_ body: () throws -> Recommendation) -> String {
  do {
    _ = try body()
    return "nothing was thrown"
  } catch {
    return "\(error)"
  }
}

@Suite struct RecommendationTests {
  @Test("four views of the same two stations, by hand")
  func views() throws {
    let answer = try recommend(threeTowns()) { $0.goal = .count(2) }
    #expect(answer.residents == [127, 5] && answer.coveredToday == [1, 0])
    #expect(answer.plans.map(\.view) == [.anywhere, .today, .nearby, .floor])
    #expect(answer.ids() == ["t2", "c1"])
    #expect(answer.plans[0].bound.objective == 96 && answer.plans[0].bound.isProven)
    // the station is in 西
    #expect(answer.ids(1) == ["r1", "t1"])
    #expect(answer.plans[1].bound.objective == 14 && answer.plans[1].bound.isProven)
    // 東 touches no town with a station
    #expect(answer.ids(2) == ["c1", "c2"])
    // 西 reaches 9 of 15, 中 32 of 48
    #expect(answer.ids(3) == ["c1", "r1"])
    #expect(answer.plans[3].floor == 0.6 && answer.plans[3].floorMunicipalities == [0, 1])
    #expect(answer.plans[3].bound.bound == 48 && !answer.plans[3].bound.isProven)
    #expect(answer.findings.isEmpty)
  }

  @Test("a step says who, where, how near, and who else")
  func steps() throws {
    let answer = try recommend(threeTowns()) { $0.goal = .count(5) }
    #expect(answer.ids() == ["t2", "c1", "c2", "r1", "t1"])
    let last = answer.plans[0].steps[4]
    #expect(last.newlyCovered == [6, 4] && last.coveredAfter == 127 && last.shareAfter == 1)
    #expect(last.prefixObjective == 126 && last.prefixBound == 126)
    #expect(last.municipalities.map(\.index) == [0] && last.municipalities[0].share == 1)
    #expect(last.nearestStations.map(\.station) == [0])
    #expect(isClose(last.nearestStations[0].meters, 1800))
    #expect(last.newlyCoveredByService[.dropIn] == 6 && last.stays == nil)
    let substitute = try #require(last.otherKinds.first)
    #expect(last.otherKinds.count == 1 && substitute.newlyCovered == 4)
    #expect(answer.candidates[substitute.candidate].id.text == "r2" && last.sameKind == nil)
    #expect(answer.plans[0].steps.map(\.prefixBound) == [64, 96, 112, 120, 126])
  }

  @Test("kinds: ceiling, only this kind, Shapley, curve; a kind without a layer is unknown")
  func kinds() throws {
    let answer = try recommend(threeTowns()) { $0.goal = .count(2) }
    func known(_ slug: String) -> Recommendation.KindShare.Known? {
      answer.kindShares.first { $0.kind.slug == slug }?.known
    }
    #expect(answer.kindShares.count == 7)
    #expect(known("public") == nil && known("education")?.candidates == 0)
    let temples = try #require(known("temple-shrine"))
    #expect(temples.ceiling == 70 && temples.onlyThisKind == 66 && temples.shapley == 68)
    #expect(temples.perCandidate == 35 && temples.bestCandidate == 64 && temples.inPlan == 1)
    #expect(temples.marginal.map(\.objective) == [64, 70])
    #expect(temples.marginal.map(\.bound) == [64, 70] && temples.expectedPerAsked == 64)
    #expect(temples.offers.first { $0.service == .dropIn }?.stations == 1)
    #expect(known("restaurant")?.shapley == 10 && known("commerce")?.shapley == 48)
    #expect(known("restaurant")?.expectedPerAsked == nil)
  }

  @Test("municipalities without a station come first, by what the first one gives")
  func openings() throws {
    let answer = try recommend(threeTowns()) { $0.goal = .count(2) }
    #expect(answer.openings.map(\.municipality) == [2, 1, 0])
    #expect(answer.openings.map(\.gains) == [[64], [32, 48], [8, 14, 14]])
    #expect(answer.openings.map(\.stationsToday) == [0, 0, 1])
    #expect(answer.openings[2].uncovered == 14 && answer.openings[2].residents == 15)
    #expect(answer.openings.map(\.inPlan) == [1, 1, 0])
  }

  @Test("the fewest for a share, for each town, and for a budget")
  func goals() throws {
    let town = try threeTowns(
      costs: ["t1": 3, "t2": 9, "r1": 2, "r2": 2, "c1": 5, "c2": 5])
    let share = try recommend(town) { $0.goal = .share(0.8) }
    #expect(share.ids() == ["t2", "c1", "c2"] && share.plans[0].bound.fewest == 3)
    let each = try recommend(town) { $0.goal = .shareOfEachArea(0.6, layer: nil) }
    #expect(Set(each.ids()) == ["t2", "c1", "r1"])
    #expect(each.plans[0].bound.fewest == 3 && each.plans[0].bound.isProven)
    // 10 yen: the two of 中 (48) beat 東 alone (64)? No: 64 for 9
    let budget = try recommend(town) { $0.goal = .budgetYen(10) }
    #expect(budget.ids() == ["t2"])
    // with a briefing of 4 yen in towns without a station, 東 is out of reach
    let opening = try recommend(town) {
      $0.goal = .budgetYen(12)
      $0.openingCostYen = 4
    }
    #expect(opening.ids() == ["c1", "r1"])
    let done = try recommend(town) { $0.goal = .share(0.005) }
    #expect(done.plans[0].steps.isEmpty && done.plans[0].bound.fewest == 0)
    #expect(done.findings.contains { $0.what.en == "the goal is reached already" })
  }

  @Test("with a scope, kinds are compared by the candidates that concern it")
  func perCandidateInScope() throws {
    // t1 stands in the west and reaches 2 and 4; t2, far in the east, concerns nobody there
    let advice = try recommend(try threeTowns()) { $0.scope = [0] }
    let temples = try #require(
      advice.kindShares.first { $0.kind.slug == "temple-shrine" }?.known)
    #expect(temples.candidates == 1)
    #expect(abs(temples.ceiling - 6) < 1e-9 && abs(temples.perCandidate - 6) < 1e-9)
    let everywhere = try recommend(try threeTowns())
    let all = try #require(
      everywhere.kindShares.first { $0.kind.slug == "temple-shrine" }?.known)
    #expect(all.candidates == 2 && abs(all.perCandidate - 35) < 1e-9)
  }

  @Test("other weights, a scope, quotas, two stations in reach, and those who may decline")
  func models() throws {
    let town = try threeTowns()
    let seniors = try recommend(town) {
      $0.goal = .count(1)
      $0.attributeWeights = ["65+": 1]
    }
    #expect(seniors.ids() == ["r2"] && seniors.plans[0].bound.objective == 4)
    let west = try recommend(town) {
      $0.goal = .count(1)
      $0.scope = [0]
    }
    #expect(west.ids() == ["r1"] && west.residents == [15, 4])
    let quota = try recommend(town) {
      $0.goal = .count(2)
      $0.quotas = [.init(.kind(OrganizationKind.network[4]), atLeast: 1)]
    }
    #expect(quota.ids() == ["t2", "r1"])
    let capped = try recommend(town) {
      $0.goal = .count(3)
      $0.quotas = [.init(.eachMunicipality, atMost: 1)]
    }
    #expect(capped.ids() == ["t2", "c1", "r1"])
    // r1's residents have nobody; the 4 of t1 and r2 are covered twice
    let backup = try recommend(town, town.candidates.filter { $0.id.text != "t2" }) {
      $0.goal = .count(5)
      $0.objective = .backup
    }
    #expect(backup.plans[0].bound.objective == 32 + 16 + 8 + 6 + 4)
    let expected = try recommend(town) {
      $0.goal = .count(1)
      $0.objective = .expectedCovered
      $0.agreement = ["temple-shrine": 0.25]
    }
    #expect(expected.ids() == ["c1"] && expected.plans[0].bound.objective == 32)
    // a service that the only station does not offer
    let service = try recommend(town) {
      $0.goal = .count(6)
      $0.serviceWeights = [.foodbank: 1]
    }
    #expect(service.plans[0].bound.objective == 126)
  }

  @Test("ideal sites are taken where there is nothing else, and are of no kind")
  func ideal() throws {
    var town = try threeTowns()
    let real = town.candidates
    town.candidate("x", nil, at: 12_000, 500, home: 2)
    let mixed = try recommend(town, real.filter { $0.id.text != "t2" } + town.candidates.suffix(1))
    #expect(!mixed.ids().contains("x"))
    let alone = try recommend(town, Array(town.candidates.suffix(1)))
    #expect(alone.ids() == ["x"] && alone.findings.contains { $0.severity == .note })
    #expect(alone.kindShares.allSatisfy { ($0.known?.ceiling ?? 0) == 0 })
  }

  @Test("years: the steepest first, as far as each year keeps its quotas")
  func years() throws {
    let (temples, restaurants) = (OrganizationKind.network[2], OrganizationKind.network[4])
    let plain = try recommend(threeTowns()) {
      $0.goal = .count(5)
      $0.perYear = 2
    }
    #expect(plain.ids() == ["t2", "c1", "c2", "r1", "t1"])
    #expect(plain.plans[0].steps.map(\.year) == [1, 1, 2, 2, 3])
    // a temple in each of two years: t1 must be one of the four, and not in the year of t2
    let spread = try recommend(threeTowns()) {
      $0.goal = .count(4)
      $0.perYear = 2
      $0.quotas = [.init(.kind(temples), atLeastAYear: 1)]
    }
    #expect(spread.ids() == ["t2", "c1", "c2", "t1"])
    #expect(spread.plans[0].steps.map(\.year) == [1, 1, 2, 2])
    #expect(spread.plans[0].bound.objective == 64 + 32 + 16 + 6)
    // one of 中 a year, and a restaurant: c1 and c2 come in different years
    let both = try recommend(threeTowns()) {
      $0.goal = .count(4)
      $0.perYear = 2
      $0.quotas = [
        .init(.municipality(1), atMostAYear: 1), .init(.kind(restaurants), atMostAYear: 1),
      ]
    }
    #expect(both.ids() == ["t2", "c1", "c2", "r1"])
    let rates = try recommend(threeTowns()) {
      $0.goal = .count(4)
      $0.perYear = 4
      $0.quotas = [.init(.municipality(1), atMostAYear: 1)]
    }
    #expect(rates.ids() == ["t2", "c1", "r1", "t1"])
    // the share is reached in two years with a shop each, not in one
    let share = try recommend(threeTowns()) {
      $0.goal = .share(0.76)
      $0.perYear = 2
      $0.quotas = [.init(.kind(OrganizationKind.network[6]), atMostAYear: 1)]
    }
    #expect(share.plans[0].steps.count == 2 && share.plans[0].bound.fewest == 2)
    let few = try recommend(threeTowns()) {
      $0.goal = .count(6)
      $0.perYear = 3
      $0.quotas = [.init(.eachMunicipality, atMostAYear: 1)]
    }
    // 西 and 中 two each in two years, and the one candidate of 東
    #expect(few.plans[0].steps.count == 5)
    #expect(few.findings.contains { $0.what.en.contains("leave room for 5 in 2 years of 3 each") })
  }

  @Test("opening at most so many municipalities, and what it costs")
  func opening() throws {
    let town = try threeTowns(
      costs: ["t1": 3, "t2": 9, "r1": 2, "r2": 2, "c1": 5, "c2": 5])
    let free = try recommend(town) {
      $0.goal = .count(3)
      $0.openingCostYen = 4
    }
    #expect(free.ids() == ["t2", "c1", "c2"] && free.plans[0].opened == [1, 2])
    #expect(free.plans[0].cost == .init(openingYen: 8, stationsYen: 19))
    #expect(free.plans[0].cost.knownYen == 27)
    let one = try recommend(town) {
      $0.goal = .count(3)
      $0.mostOpenings = 1
    }
    // 東 for 64 with 8 and 6 at home; 中 would be 48 with 8
    #expect(one.ids() == ["t2", "r1", "t1"] && one.plans[0].opened == [2])
    #expect(one.plans[0].bound.isProven && one.plans[0].cost.openingYen == nil)
    let none = try recommend(town) {
      $0.goal = .count(3)
      $0.mostOpenings = 0
    }
    #expect(none.ids() == ["r1", "t1"] && none.plans[0].opened.isEmpty)
    let share = try recommend(town) {
      $0.goal = .share(0.5)
      $0.mostOpenings = 1
    }
    #expect(share.ids() == ["t2"])
    #expect(
      message {
        try recommend(town) {
          $0.goal = .share(0.7)
          $0.mostOpenings = 1
        }
      }.contains("no plan that keeps the conditions reaches 70.0%"))
  }

  @Test("robustness: what stays, and what does not")
  func robustness() throws {
    let answer = try recommend(threeTowns()) {
      $0.goal = .count(2)
      $0.robustnessDraws = 64
    }
    let robustness = try #require(answer.robustness)
    #expect(robustness.draws == 64 && robustness.refusal == 0.3)
    #expect(
      robustness.variants.map(\.name.en) == [
        "walk 20% shorter", "walk 20% longer", "only residents of 65 and over",
      ])
    #expect(robustness.variants[0].stays == [true, true])
    #expect(robustness.variants[2].stays == [false, false])
    #expect(robustness.variants[2].objective == 5 && robustness.variants[2].objectiveOfPlan == 0)
    // nobody can take the place of the best two when they agree
    #expect(answer.plans[0].steps.map(\.stays) == [1, 1])
    // the lists in and near the network are others and judged by themselves; the floor's is not
    #expect(answer.plans.map(\.view) == [.anywhere, .today, .nearby, .floor])
    for local in answer.plans[1...2] {
      #expect(local.robustness?.draws == 64 && local.robustness?.variants.count == 3)
      #expect(local.robustness?.variants.allSatisfy { $0.stays.count == local.steps.count } == true)
      #expect(local.steps.allSatisfy { $0.stays != nil })
    }
    #expect(answer.plans[3].robustness == nil)
    #expect(answer.plans[3].steps.allSatisfy { $0.stays == nil })
  }

  @Test("which kinds have a place in a gap")
  func gaps() throws {
    let town = try threeTowns()
    let region = try town.region()
    let gaps = try Gaps(
      of: region, stations: town.stations, radius: try #require(WalkRadius(meters: 400)),
      question: CoverageQuestion(), minimum: 3)
    let kinds = GapKinds.all(
      for: gaps, in: region, candidates: town.candidates, kinds: OrganizationKind.network,
      knownKinds: layers)
    #expect(kinds.count == gaps.gaps.count)
    func offer(_ gap: Int, _ slug: String) -> GapKinds.Known? {
      kinds[gap].offers.first { $0.kind.slug == slug }?.known
    }
    #expect(offer(0, "temple-shrine")?.best?.residents == [64, 0])
    #expect(offer(0, "temple-shrine")?.best.map { $0.meters < 1e-6 } == true)
    #expect(offer(0, "commerce") == GapKinds.Known(candidates: 0, best: nil))
    #expect(offer(0, "tourism") == nil)
  }
}

@Suite struct RecommendationMessageTests {
  @Test("a request that means nothing says why")
  func refusals() throws {
    let town = try threeTowns()
    func said(
      _ candidates: [Candidate]? = nil, _ change: (inout RecommendationRequest) -> Void
    ) -> String { message { try recommend(town, candidates, change) } }
    #expect(said([]) { _ in }.contains("there is no candidate"))
    #expect(said { $0.goal = .count(0) }.contains("the number of stations to add is 0"))
    #expect(said { $0.attributeWeights = ["x": 1] }.contains("Known here: total, 65+"))
    #expect(said { $0.attributeWeights = ["total": 0] }.contains("every weight of residents is"))
    #expect(said { $0.attributeWeights = ["total": -1] }.contains("the weight -1.0 of total"))
    #expect(said { $0.attributeWeights = ["total": .nan] }.contains("the weight nan of total"))
    #expect(said { $0.serviceWeights = [.cool: 0] }.contains("every weight of services"))
    #expect(said { $0.agreement = ["temple": 1] }.contains("an unknown kind, temple"))
    #expect(said { $0.agreement = ["commerce": 2] }.contains("is not between 0 and 1"))
    #expect(said { $0.scope = [] }.contains("the scope has no municipality"))
    #expect(
      said {
        $0.goal = .share(0.5)
        $0.objective = .expectedCovered
      }.contains("does not go with expected"))
    #expect(
      said(town.candidates + town.candidates.prefix(1)) { _ in }.contains("t1 occurs twice"))
    #expect(
      said { $0.goal = .budgetYen(5) }.contains(
        "6 candidates have no cost; this is the first of them"))
  }

  @Test("quotas that contradict are named, with numbers")
  func quotas() throws {
    let town = try threeTowns()
    let (temples, shops) = (OrganizationKind.network[2], OrganizationKind.network[6])
    func said(
      _ count: Int, _ quotas: RecommendationRequest.Quota...
    ) -> String {
      message {
        try recommend(town) {
          $0.goal = .count(count)
          $0.quotas = quotas
        }
      }
    }
    #expect(
      said(3, .init(.kind(temples), atLeast: 2), .init(.kind(shops), atLeast: 2)).contains(
        "the minimums by kinds add up to 4 (commerce and industry 2, temple or shrine 2), more than the 3"
      ))
    #expect(said(9, .init(.kind(temples), atLeast: 3)).contains("at least 3, but has 2 candidates"))
    #expect(
      said(9, .init(.kind(temples), atLeast: 2), .init(.kind(temples), atMost: 1)).contains(
        "at least 2 and at most 1"))
    #expect(said(2, .init(.eachMunicipality, atLeast: 1)).contains("add up to 3 (西 1, 中 1, 東 1)"))
    #expect(
      said(2, .init(.kind(temples), atLeast: 2), .init(.municipality(1), atLeast: 1)).contains(
        "keeps all conditions at once (temple or shrine at least 2, 中 at least 1)"))
  }

  @Test("yearly quotas that contradict are named, with numbers")
  func yearlyQuotas() throws {
    let town = try threeTowns()
    let (temples, shops) = (OrganizationKind.network[2], OrganizationKind.network[6])
    func said(
      _ count: Int, perYear: Int?, _ quotas: RecommendationRequest.Quota...
    ) -> String {
      message {
        try recommend(town) {
          $0.goal = .count(count)
          $0.perYear = perYear
          $0.quotas = quotas
        }
      }
    }
    #expect(
      said(4, perYear: 2, .init(.kind(temples), atLeastAYear: 3)).contains(
        "temple or shrine is to have at least 3 a year, of 2 a year in all"))
    #expect(
      said(4, perYear: 2, .init(.kind(temples), atLeastAYear: 1, atMostAYear: 0)).contains(
        "at least 1 and at most 0 a year"))
    #expect(
      said(6, perYear: 2, .init(.kind(temples), atLeastAYear: 1)).contains(
        "6 stations, 2 a year, take 3 years: temple or shrine needs 3, but has 2"))
    #expect(
      said(4, perYear: 2, .init(.kind(temples), atLeast: 0, atMost: 1, atLeastAYear: 1)).contains(
        "at least 1 of temple or shrine a year are 2, above the maximum of 1 in all"))
    #expect(
      said(4, perYear: 4, .init(.kind(temples), atLeast: 2, atMostAYear: 1)).contains(
        "at most 1 of temple or shrine a year are 1, below the minimum of 2 in all"))
    #expect(
      said(
        4, perYear: 2, .init(.kind(temples), atLeastAYear: 2), .init(.kind(shops), atLeastAYear: 1)
      ).contains(
        "the yearly minimums by kinds add up to 3 (commerce and industry 1, temple or shrine 2)"))
    #expect(
      said(
        3, perYear: 2, .init(.kind(temples), atLeastAYear: 1), .init(.kind(shops), atLeastAYear: 1)
      ).contains("the minimums of 2 years by kinds add up to 4"))
    #expect(
      said(3, perYear: nil, .init(.kind(temples), atMostAYear: 1)).contains(
        "there are yearly quotas, but not how many stations a year"))
    #expect(
      message {
        try recommend(town) {
          $0.goal = .budgetYen(5)
          $0.perYear = 2
          $0.quotas = [.init(.kind(temples), atMostAYear: 1)]
        }
      }.contains("yearly quotas need a number of years"))
  }

  @Test("what cannot be reached says how far it goes")
  func unreachable() throws {
    let town = try threeTowns()
    let few = town.candidates.filter { $0.id.text != "t2" }
    #expect(
      message { try recommend(town, few) { $0.goal = .share(0.8) } }.contains(
        "all candidates together reach 49.6%, not the 80.0% asked for"))
    #expect(
      message { try recommend(town, few) { $0.goal = .shareOfEachArea(0.5, layer: nil) } }
        .contains("東 reaches 0.0% with all candidates, not the 50.0% asked for"))
  }

  @Test("useless candidates and too many wanted are findings, not errors")
  func findings() throws {
    let town = try threeTowns()
    let useless = town.candidates.filter { $0.id.text == "t2" }
    let nobody = try recommend(town, useless, within: 100) {
      $0.scope = [0]
      $0.goal = .count(3)
    }
    #expect(nobody.plans[0].steps.isEmpty && nobody.plans[0].bound.isProven)
    #expect(nobody.findings.contains { $0.what.en.contains("no candidate has an uncovered") })
    #expect(nobody.findings.contains { $0.what.en.contains("3 stations were asked for, but") })
  }
}
