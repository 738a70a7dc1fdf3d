import Testing

@testable import Planner

/// A random country with candidates of three kinds strewn over it.
private struct Quest {
  let region: Region
  let stations: [Station]
  let candidates: [Candidate]
  let homes: [Int?]
  let radius: WalkRadius

  init(_ seed: Int, candidates count: Int = 10, meters: Double = 500) throws {
    let country = try RandomCountry(seed, stationCount: 6)
    var random = SeededRandom(seed + 1000)
    region = try country.region()
    stations = country.stations.sorted { $0.id < $1.id }
    homes = region.municipalities(of: stations.map(\.geographic))
    radius = try #require(WalkRadius(meters: meters))
    let projection = try Projection(from: .jgd2011, to: RandomCountry.crs)
    let bounds = region.study.bounds
    let points = (0..<count).map { _ in
      Position<Geographic>(
        x: Double.random(in: bounds.minX...bounds.maxX, using: &random),
        y: Double.random(in: bounds.minY...bounds.maxY, using: &random))
    }
    let planes: [Position<Plane>] = projection.forward(points)
    let municipalities = region.municipalities(of: points)
    candidates = points.indices.map { index in
      Candidate(
        id: CandidateID("k:\(index)"), name: "候補\(index)",
        kind: OrganizationKind.network[index % 3], position: planes[index],
        geographic: points[index], municipality: municipalities[index])
    }
  }

  func recommend(
    shuffled: Int? = nil, _ change: (inout RecommendationRequest) -> Void = { _ in }
  ) throws -> Recommendation {
    var request = RecommendationRequest()
    request.goal = .count(3)
    request.robustnessDraws = 0
    change(&request)
    var list = candidates
    if let shuffled {
      var random = SeededRandom(shuffled)
      list.shuffle(using: &random)
    }
    return try Recommendation(
      for: request, in: region, stations: stations, candidates: list,
      kinds: OrganizationKind.network, knownKinds: [], radius: radius,
      question: CoverageQuestion(), homes: homes)
  }

  /// Residents with an attribute whom some stations and candidates reach, block by block.
  func covered(_ chosen: [Int], attribute: Int = 0) -> Double {
    let origins = stations.map(\.position) + chosen.map { candidates[$0].position }
    let reach = StraightLineWalk(in: region, radius: radius).reach(from: origins)
    let pieces = region.blocks.pieceOfBlocks()
    return Set(reach.block).sorted().reduce(0) {
      $0 + region.blocks.residentsPerBlock(attribute: attribute, piece: Int(pieces[Int($1)]))
    }
  }

  /// All sets of so many candidates.
  func sets(_ size: Int) -> [[Int]] {
    func extend(_ prefix: [Int], _ from: Int) -> [[Int]] {
      guard prefix.count < size else { return [prefix] }
      return (from..<candidates.count).flatMap { extend(prefix + [$0], $0 + 1) }
    }
    return extend([], 0)
  }
}

@Suite struct RecommendationLawTests {
  @Test("what is promised is what coverage says, to the person", arguments: 0..<12)
  func promise(_ seed: Int) throws {
    let quest = try Quest(seed)
    let answer = try quest.recommend()
    func coverage(_ stations: [Station]) throws -> [Tally] {
      try Coverage(
        of: quest.region, stations: stations, radius: quest.radius,
        question: CoverageQuestion()
      ).answer.region.tallies
    }
    let before = try coverage(quest.stations)
    for (attribute, tally) in before.enumerated() {
      #expect(isClose(answer.coveredToday[attribute], tally.covered, 1e-9))
      #expect(isClose(answer.residents[attribute], tally.residents, 1e-9))
    }
    for plan in answer.plans {
      let added = plan.steps.enumerated().map { index, step -> Station in
        let candidate = answer.candidates[step.candidate]
        return Station(
          id: StationID("z\(index)"), name: candidate.name, kind: candidate.kind, services: [],
          position: candidate.position, geographic: candidate.geographic)
      }
      let after = try coverage((quest.stations + added).sorted { $0.id < $1.id })
      for (attribute, tally) in after.enumerated() {
        let promised = plan.steps.reduce(0) { $0 + $1.newlyCovered[attribute] }
        #expect(isClose(tally.covered - before[attribute].covered, promised, 1e-6))
      }
      #expect(isClose(plan.bound.objective, after[0].covered - before[0].covered, 1e-6))
      #expect(isClose(plan.steps.last?.coveredAfter ?? after[0].covered, after[0].covered, 1e-9))
      if let floor = plan.floor {
        let answer = try Coverage(
          of: quest.region, stations: (quest.stations + added).sorted { $0.id < $1.id },
          radius: quest.radius, question: CoverageQuestion()
        ).answer
        for municipality in plan.floorMunicipalities {
          #expect((answer.areas[municipality].tallies[0].share ?? 1) >= floor - 1e-9)
        }
      }
    }
  }

  @Test("equal to brute force, and no prefix beats its bound", arguments: 0..<8)
  func bruteForce(_ seed: Int) throws {
    let quest = try Quest(seed)
    for (slug, attribute) in [("total", 0), ("65+", 2)] {
      let answer = try quest.recommend { $0.attributeWeights = [slug: 1] }
      let base = quest.covered([], attribute: attribute)
      let plan = answer.plans[0]
      #expect(plan.bound.isProven)
      for size in 1...3 {
        let best = quest.sets(size).reduce(0) {
          max($0, quest.covered($1, attribute: attribute) - base)
        }
        if size == 3 { #expect(isClose(plan.bound.objective, best)) }
        if size <= plan.steps.count {
          #expect(plan.steps[size - 1].prefixObjective <= best + 1e-6)
          #expect(plan.steps[size - 1].prefixBound >= best - 1e-6)
        }
      }
    }
  }

  @Test("the fewest for a share is the fewest", arguments: 0..<8)
  func fewest(_ seed: Int) throws {
    let quest = try Quest(seed, candidates: 8)
    let all = quest.region.blocks.residents()
    let most = quest.covered(Array(quest.candidates.indices))
    let base = quest.covered([])
    guard most > base else { return }
    let share = (base + 0.8 * (most - base)) / all
    let answer = try quest.recommend { $0.goal = .share(share) }
    let needed = (0...8).first { size in
      quest.sets(size).contains { quest.covered($0) >= share * all - 1e-6 }
    }
    #expect(answer.plans[0].steps.count == needed && answer.plans[0].bound.fewest == needed)
  }

  @Test("Shapley shares are those of the definition, and add up", arguments: 0..<8)
  func shapley(_ seed: Int) throws {
    let quest = try Quest(seed, candidates: 12)
    let answer = try quest.recommend()
    let base = quest.covered([])
    func value(_ kinds: Set<Int>) -> Double {
      quest.covered(quest.candidates.indices.filter { kinds.contains($0 % 3) }) - base
    }
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    for kind in 0..<3 {
      let mean =
        orders.reduce(0.0) { sum, order in
          let before = Set(order.prefix { $0 != kind })
          return sum + value(before.union([kind])) - value(before)
        } / 6
      let known = try #require(answer.kindShares[kind].known)
      #expect(isClose(known.shapley, mean))
      #expect(isClose(known.ceiling, value([kind])))
      #expect(
        isClose(known.onlyThisKind, value([0, 1, 2]) - value(Set(0..<3).subtracting([kind]))))
    }
    let sum = answer.kindShares.reduce(0) { $0 + ($1.known?.shapley ?? 0) }
    #expect(isClose(sum, value([0, 1, 2])))
    #expect(answer.kindShares[3...].allSatisfy { $0.known == nil })
  }

  @Test("whom to ask instead is the best that shares half of the residents", arguments: 0..<6)
  func substitutes(_ seed: Int) throws {
    let quest = try Quest(seed, candidates: 14, meters: 900)
    let answer = try quest.recommend()
    // in the order in which they were made
    let indices = answer.candidates.map { candidate in
      quest.candidates.firstIndex { $0.id == candidate.id } ?? -1
    }
    let plan = answer.plans[0].steps.map { indices[$0.candidate] }
    for (position, step) in answer.plans[0].steps.enumerated() {
      let before = Array(plan[..<position])
      let own = plan[position]
      let start = quest.covered(before)
      let gain = quest.covered(before + [own]) - start
      var best: [OrganizationKind: Double] = [:]
      var isClear = true
      for other in quest.candidates.indices where !plan.contains(other) {
        let alone = quest.covered(before + [other]) - start
        let shared = gain + alone - (quest.covered(before + [own, other]) - start)
        isClear = isClear && (gain == 0 || abs(shared - gain / 2) > 1e-6)
        guard shared > gain / 2, let kind = quest.candidates[other].kind else { continue }
        best[kind] = max(best[kind] ?? 0, alone)
      }
      guard isClear else { continue }
      let told = step.otherKinds + [step.sameKind].compactMap(\.self)
      #expect(told.count == best.count)
      for other in told { #expect(isClose(other.newlyCovered, best[other.kind] ?? -1)) }
      #expect(step.sameKind.map { $0.kind == quest.candidates[own].kind } ?? true)
      #expect(step.otherKinds.allSatisfy { $0.kind != quest.candidates[own].kind })
    }
  }

  @Test("the order of candidates changes nothing", arguments: 0..<4)
  func order(_ seed: Int) throws {
    let quest = try Quest(seed, candidates: 14)
    for objective in [
      RecommendationRequest.Objective.covered, .expectedCovered, .backup,
    ] {
      func answer(_ shuffled: Int?) throws -> String {
        let answer = try quest.recommend(shuffled: shuffled) {
          $0.objective = objective
          $0.robustnessDraws = 8
          $0.agreement = [OrganizationKind.network[1].slug: 0.5]
        }
        var text = ""
        let plans = answer.plans.map { plan in
          var plan = plan
          plan.robustness = nil
          return plan
        }
        dump((plans, answer.kindShares.map(\.known), answer.openings), to: &text)
        for plan in answer.plans {
          for variant in plan.robustness?.variants ?? [] {
            dump((variant.objective, variant.stays, variant.kinds.sorted { $0 < $1 }), to: &text)
          }
        }
        return text
      }
      // dictionaries print in an order of their own
      func lines(_ text: String) -> [Substring] { text.split(separator: "\n").sorted() }
      #expect(try lines(answer(nil)) == lines(answer(seed + 1)))
    }
  }

  @Test("another candidate never lowers the objective", arguments: 0..<4)
  func monotone(_ seed: Int) throws {
    let quest = try Quest(seed)
    let all = try quest.recommend().plans[0].bound.objective
    var fewer = quest.candidates
    fewer.removeLast()
    var request = RecommendationRequest()
    request.goal = .count(3)
    request.robustnessDraws = 0
    let less = try Recommendation(
      for: request, in: quest.region, stations: quest.stations, candidates: fewer,
      kinds: OrganizationKind.network, knownKinds: [], radius: quest.radius,
      question: CoverageQuestion(), homes: quest.homes)
    #expect(less.plans[0].bound.objective <= all + 1e-6)
  }
}

@Suite struct ServiceOddsTests {
  @Test("the incomplete beta function at known places")
  func incompleteBeta() {
    func beta(_ x: Double, _ a: Double, _ b: Double) -> Double {
      ServiceOdds.regularizedIncompleteBeta(x, a, b)
    }
    // binomial sums, and the arcsine law
    #expect(abs(beta(0.3, 2, 3) - 0.3483) < 1e-13)
    #expect(abs(beta(0.5, 2, 2) - 0.5) < 1e-13)
    #expect(abs(beta(0.9, 1, 1) - 0.9) < 1e-13)
    #expect(abs(beta(0.25, 0.5, 0.5) - 1.0 / 3) < 1e-13)
    #expect(abs(beta(0.95, 30, 1) - 0.214_638_763_996_656) < 1e-9)
    #expect(beta(0, 2, 3) == 0 && beta(1, 2, 3) == 1)
    for x in stride(from: 0.05, to: 1, by: 0.05) {
      #expect(abs(beta(x, 2.5, 7) + beta(1 - x, 7, 2.5) - 1) < 1e-13)
      #expect(abs(ServiceOdds.quantile(beta(x, 2.5, 7), 2.5, 7) - x) < 1e-10)
    }
  }

  @Test("no stations: anything; few: near the others; many: their own share")
  func odds() {
    let none = ServiceOdds(offering: 0, of: 0, offeringOfAll: 0, of: 0)
    #expect(none.mean == 0.5 && abs(none.credibleInterval.lowerBound - 0.05) < 1e-12)
    #expect(abs(none.credibleInterval.upperBound - 0.95) < 1e-12)
    let few = ServiceOdds(offering: 1, of: 1, offeringOfAll: 24, of: 99)
    // m = 0.245: half a station for, and 0.5 · 0.755 / 0.245 against
    #expect(abs(few.mean - 1.5 / (1 + 0.5 / 0.245)) < 1e-12)
    let some = ServiceOdds(offering: 1, of: 1, offeringOfAll: 39, of: 99)
    // prior Beta(0.79, 1.21), worth two
    #expect(abs(some.mean - 1.79 / 3) < 1e-12)
    let many = ServiceOdds(offering: 900, of: 1000, offeringOfAll: 1000, of: 5000)
    #expect(abs(many.mean - 0.9) < 0.002)
    #expect(many.credibleInterval.lowerBound > 0.88 && many.credibleInterval.upperBound < 0.92)
  }

  @Test("what no station does, and what all do, is not certain", arguments: [0, 3, 65, 119])
  func neverCertain(ofKind: Int) {
    let none = ServiceOdds(offering: 0, of: ofKind, offeringOfAll: 0, of: 119)
    // between all of the kind, the others counted as well, and the rule of three of the kind alone
    let high = none.credibleInterval.upperBound
    #expect(high > 0.005 && high < 0.03)
    #expect(none.mean > 0.001 && none.credibleInterval.lowerBound >= 0)
    // the mirror image
    let all = ServiceOdds(offering: ofKind, of: ofKind, offeringOfAll: 119, of: 119)
    #expect(abs(all.mean + none.mean - 1) < 1e-12)
    #expect(abs(all.credibleInterval.lowerBound + high - 1) < 1e-9)
    #expect(all.credibleInterval.upperBound <= 1)
  }
}
