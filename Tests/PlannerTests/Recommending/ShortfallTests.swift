import Testing

@testable import Planner

/// Where fewer stations are listed than were asked for, and what stands beside the answer.
@Suite struct ShortfallTests {
  /// Two towns: 4 and 2 residents without a station in 西, 8 in 東; one candidate for each, one
  /// beside the station, one in an empty field, two shops on one place.
  private func town(costs: Double? = nil) throws -> Town {
    var town = try Town()
    try town.municipality("12201", "西", east: 0...5000, north: 0...3000)
    try town.municipality("12202", "東", east: 5000...10_000, north: 0...3000)
    town.residents(1, at: 500, 500)
    town.residents(4, at: 2000, 500)
    town.residents(2, at: 4000, 500)
    town.residents(8, at: 7000, 500)
    town.station("1", at: 500, 500)
    for (id, kind, east, home) in [
      ("a", "commerce", 2000.0, 0), ("b", "commerce", 2000, 0), ("c", "commerce", 600, 0),
      ("d", "temple-shrine", 9500, 1), ("e", "temple-shrine", 4000, 0),
    ] {
      town.candidate(id, kind, at: east, 500, home: home, costYen: costs)
    }
    return town
  }

  private func recommend(
    _ town: Town, ideal: Bool = false, question: CoverageQuestion = CoverageQuestion(),
    _ change: (inout RecommendationRequest) -> Void
  ) throws -> Recommendation {
    var request = RecommendationRequest()
    request.robustnessDraws = 10
    change(&request)
    let region = try town.region()
    return try Recommendation(
      for: request, in: region, stations: town.stations,
      candidates: town.candidates + (ideal ? try Candidate.anywhere(in: region) : []),
      kinds: OrganizationKind.network, knownKinds: ["commerce", "temple-shrine"],
      radius: try #require(WalkRadius(meters: 400)), question: question,
      homes: region.municipalities(of: town.stations.map(\.geographic)))
  }

  @Test("the list stops where nobody further is reached, and says why the others do not help")
  func stops() throws {
    let answer = try recommend(town()) { $0.goal = .count(5) }
    let plan = answer.plans[0]
    #expect(plan.steps.map { $0.newlyCovered[0] } == [4, 2])
    // the other shop and the one beside the station; the temple in the field
    #expect(
      plan.shortfall
        == .init(asked: 3, coveredAlready: 2, reachingNobody: 1, barred: 0))
    #expect(answer.robustness?.variants.allSatisfy { $0.stays.count == 2 } == true)
    #expect(try recommend(town()) { $0.goal = .count(2) }.plans[0].shortfall == nil)
    // more than there are candidates
    #expect(try recommend(town()) { $0.goal = .count(50) }.plans[0].shortfall?.asked == 48)
  }

  @Test("conditions that keep a useful candidate out are named as the reason")
  func barred() throws {
    let commerce = OrganizationKind.network[6]
    let answer = try recommend(town()) { request in
      request.goal = .count(4)
      request.quotas = [.init(.kind(commerce), atMost: 0)]
    }
    #expect(answer.plans[0].steps.map { $0.newlyCovered[0] } == [2])
    #expect(
      answer.plans[0].shortfall
        == .init(asked: 3, coveredAlready: 1, reachingNobody: 1, barred: 2))
  }

  @Test("a minimum is kept even by a kind that reaches nobody in the scope")
  func minimumOutsideTheScope() throws {
    let temple = OrganizationKind.network[2]
    let answer = try recommend(town()) { request in
      request.goal = .count(2)
      request.scope = [1]
      request.quotas = [.init(.kind(temple), atLeast: 1)]
    }
    #expect(answer.plans[0].steps.map { answer.candidates[$0.candidate].kind } == [temple])
    #expect(answer.plans[0].steps.map { $0.newlyCovered[0] } == [0])
    #expect(answer.plans[0].shortfall?.asked == 1)
    #expect(answer.plans[0].shortfall?.reachingNobody == 4)
    let said = answer.findings.map { $0.described(in: .en) }
    #expect(said.contains { $0.contains("1 of the places reach nobody new") }, "\(said)")
  }

  @Test("a budget below the cheapest candidate says what that one costs", arguments: [0, 500.0])
  func smallBudget(opening: Double) throws {
    var town = try town(costs: 3000)
    town.candidate("z", "commerce", at: 7000, 500, home: 1, costYen: 2800)
    let answer = try recommend(town) { request in
      request.goal = .budgetYen(2700)
      request.openingCostYen = opening
    }
    #expect(answer.plans[0].steps.isEmpty)
    let words = answer.findings.map { $0.described(in: .en) }.joined()
    // opened from scratch, the cheapest is no longer the cheapest
    #expect(words.contains(opening > 0 ? "costs 3000 yen" : "costs 2800 yen"), "\(words)")
    let enough = try recommend(town) { $0.goal = .budgetYen(2800) }
    #expect(enough.plans[0].steps.map { $0.newlyCovered[0] } == [8])
    #expect(!enough.findings.contains { $0.what.en.contains("pays for no station") })
  }

  @Test("ideal sites answer beside the candidates, and change nothing else")
  func ideal() throws {
    let alone = try recommend(town()) { $0.goal = .count(2) }
    let beside = try recommend(town(), ideal: true) { $0.goal = .count(2) }
    #expect(beside.plans.map(\.view) == alone.plans.map(\.view) + [.ideal])
    let ideal = try #require(beside.plans.last)
    // nobody on a list stands where the 8 live
    #expect(ideal.steps.map { $0.newlyCovered[0] } == [8, 4])
    #expect(ideal.steps.allSatisfy { beside.candidates[$0.candidate].kind == nil })
    for (a, b) in zip(alone.plans, beside.plans) {
      #expect(
        a.steps.map { alone.candidates[$0.candidate].id }
          == b.steps.map { beside.candidates[$0.candidate].id })
      #expect(a.bound.objective == b.bound.objective)
    }
    #expect(alone.openings.map(\.gains) == beside.openings.map(\.gains))
  }

  @Test("services that are asked for and others that are weighted are refused")
  func services() throws {
    func ask(_ services: Set<Service>, _ weights: [Service: Double]) throws {
      var question = CoverageQuestion()
      question.services = services
      _ = try recommend(town(), question: question) { $0.serviceWeights = weights }
    }
    let error = #expect(throws: Failure.self) { try ask([.cool], [.dropIn: 1]) }
    #expect(error?.cause == .usage)
    #expect(error?.description.contains("--service (cool) and --service-weight (drop-in)") == true)
    #expect(throws: Failure.self) { try ask([.cool], [.cool: 1, .dropIn: 2]) }
    try ask([], [.cool: 1])
    try ask([.cool, .dropIn], [.cool: 1, .dropIn: 2])
  }
}
