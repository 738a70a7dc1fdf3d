/// Says of a plan who is reached, step by step, and what else could be asked instead.
struct PlanWriter: Sendable {
  let ground: Ground
  /// Covered residents of the scope today, and all of them (everybody).
  let coveredToday: Double
  let residents: Double
  private let livingAreas: [LivingAreasOfBlocks]
  private let countedStations: [Int]
  private let suppressed: SuppressedPieces?

  init(_ ground: Ground, coveredToday: Double, residents: Double) {
    self.ground = ground
    self.coveredToday = coveredToday
    self.residents = residents
    let blocks = ground.region.blocks
    livingAreas = blocks.livingAreaBlocks.map {
      LivingAreasOfBlocks($0, blockCount: blocks.count)
    }
    suppressed = SuppressedPieces(blocks)
    countedStations = ground.stations.indices.filter {
      ground.question.includes(ground.stations[$0])
    }
  }

  /// The plan in words' reach.
  func plan(_ draft: DraftPlan, judged: RobustnessCheck.Judgement? = nil) -> Recommendation.Plan {
    var local: [Int: Int] = [:]
    for (index, member) in draft.members.enumerated() { local[member] = index }
    let inPlan = Set(draft.order)
    var state = CoverState(draft.problem)
    var isReached = [Bool](repeating: false, count: ground.region.blocks.count)
    var covered = coveredToday
    var steps: [Recommendation.Step] = []
    for (position, candidate) in draft.order.enumerated() {
      guard let index = local[candidate] else { continue }
      let others = substitutes(
        for: index, candidate, state, draft, besides: inPlan)
      let served = serve(candidate, &isReached)
      covered += served.newly[0]
      state.add(index)
      steps.append(
        Recommendation.Step(
          candidate: candidate,
          year: draft.years.indices.contains(position) ? draft.years[position] : nil,
          newlyCovered: served.newly, newlyCoveredBounds: served.bounds,
          newlyCoveredByService: served.byService, coveredAfter: covered,
          shareAfter: residents > 0 ? covered / residents : 0,
          prefixObjective: draft.prefixObjective[position],
          prefixBound: draft.prefixBound[position],
          municipalities: served.municipalities, livingAreas: served.livingAreas,
          nearestStations: nearest(to: ground.candidates[candidate].position),
          otherKinds: others.filter { $0.kind != ground.candidates[candidate].kind },
          sameKind: others.first { $0.kind == ground.candidates[candidate].kind },
          stays: judged?.stays[position]))
    }
    let open = ground.openMunicipalities
    let opened = Set(draft.order.compactMap { ground.candidates[$0].municipality })
      .subtracting(open).sorted()
    return Recommendation.Plan(
      view: draft.view, steps: steps, bound: draft.bound, floor: draft.floor,
      floorMunicipalities: draft.floorMunicipalities, opened: opened,
      cost: cost(of: draft.order, opening: opened.count),
      wasStoppedByTime: draft.wasStoppedByTime,
      shortfall: draft.missing > 0 ? shortfall(draft, state, inPlan) : nil,
      robustness: judged?.robustness)
  }

  private func cost(of order: [Int], opening: Int) -> Recommendation.Cost {
    let costs = order.compactMap { ground.candidates[$0].costYen }
    return Recommendation.Cost(
      openingYen: ground.request.openingCostYen.map { $0 * Double(opening) },
      stationsYen: !order.isEmpty && costs.count == order.count ? costs.reduce(0, +) : nil)
  }

  private func shortfall(
    _ draft: DraftPlan, _ state: CoverState, _ inPlan: Set<Int>
  ) -> Recommendation.Shortfall {
    var (covered, nobody, barred) = (0, 0, 0)
    let epsilon = PlanSearch.epsilon(ground)
    for (index, member) in draft.members.enumerated() where !inPlan.contains(member) {
      if state.gain(index) > epsilon {
        barred += 1
      } else if ground.counts(member),
        ground.blocks(of: member).contains(where: { ground.isInScope(block: Int($0)) })
      {
        covered += 1
      } else {
        nobody += 1
      }
    }
    return Recommendation.Shortfall(
      asked: draft.missing, coveredAlready: covered, reachingNobody: nobody, barred: barred)
  }

  private struct Served {
    var newly: [Double]
    var bounds: [ClosedRange<Double>?]
    var byService: [Service: Double]
    var municipalities: [Gap.Part]
    var livingAreas: [Gap.Part]
  }

  /// Counts whom a candidate reaches first, and marks its blocks as reached.
  private func serve(_ candidate: Int, _ isReached: inout [Bool]) -> Served {
    let blocks = ground.region.blocks
    var newly = [Double](repeating: 0, count: blocks.attributes.count)
    var byService = [Double](repeating: 0, count: Service.allCases.count)
    var municipalities: [Int: Double] = [:]
    var areas: [[Int: Double]] = livingAreas.map { _ in [:] }
    var first: [Int32] = []
    if ground.counts(candidate) {
      for number in ground.blocks(of: candidate) {
        let block = Int(number)
        guard !isReached[block] else { continue }
        isReached[block] = true
        guard ground.isInScope(block: block) else { continue }
        let people = ground.residents(ofBlock: block)
        let services = ground.today.services[block]
        for bit in byService.indices where services & (1 << UInt8(bit)) == 0 {
          byService[bit] += people
        }
        guard !ground.today.covered[block] else { continue }
        first.append(number)
        for attribute in newly.indices {
          newly[attribute] += ground.residents(ofBlock: block, attribute: attribute)
        }
        if let municipality = ground.municipality(ofBlock: block) {
          municipalities[municipality, default: 0] += people
        }
        for layer in areas.indices {
          for area in livingAreas[layer].areas(of: number) {
            areas[layer][Int(area), default: 0] += people
          }
        }
      }
    }
    return Served(
      newly: newly,
      bounds: blocks.bounds(
        of: first, newly, pieceOfBlock: ground.pieceOfBlock, suppressed),
      byService: Dictionary(uniqueKeysWithValues: zip(Service.allCases, byService)),
      municipalities: municipalities.parts(of: newly[0], layer: 0),
      livingAreas: areas.enumerated().flatMap { $1.parts(of: newly[0], layer: $0) })
  }

  /// The two nearest stations that the question counts; of equally near ones, the lower id.
  private func nearest(to position: Position<Plane>) -> [Gap.Nearest] {
    var best: [Gap.Nearest] = []
    for station in countedStations {
      let meters = ground.stations[station].position.distance(to: position)
      let place = best.firstIndex { meters < $0.meters } ?? best.count
      guard place < 2 else { continue }
      best.insert(Gap.Nearest(station: station, meters: meters), at: place)
      if best.count > 2 { best.removeLast() }
    }
    return best
  }

  /// Of every kind the candidate that would add most in the step's stead, after the steps before
  /// it; only such that win at least half of what the step wins, and are not in the plan.
  private func substitutes(
    for index: Int, _ candidate: Int, _ state: CoverState, _ draft: DraftPlan,
    besides inPlan: Set<Int>
  ) -> [Recommendation.Substitute] {
    var worth: [Int32: Double] = [:]
    for entry in state.rows(of: index) {
      let row = draft.problem.rows[entry]
      let value = state.worth(ofRow: Int(row))
      if value > 0 { worth[row] = value }
    }
    let half = draft.problem.rows[state.rows(of: index)].reduce(0) { $0 + (worth[$1] ?? 0) } / 2
    guard half > 0 else { return [] }
    let own = ground.candidates[candidate]
    var best: [OrganizationKind: (member: Int, gain: Double)] = [:]
    for (other, member) in draft.members.enumerated() where !inPlan.contains(member) {
      let rival = ground.candidates[member]
      guard let kind = rival.kind,
        rival.position.distance(to: own.position) <= 2 * ground.walk.boundMeters + 1
      else { continue }
      let shared = draft.problem.rows[state.rows(of: other)].reduce(0) { $0 + (worth[$1] ?? 0) }
      guard shared >= half else { continue }
      let gain = state.gain(other)
      if gain > best[kind]?.gain ?? 0 { best[kind] = (member, gain) }
    }
    return best.map {
      Recommendation.Substitute(
        kind: $0.key, candidate: $0.value.member, newlyCovered: $0.value.gain)
    }.sorted { ($0.newlyCovered, $1.candidate) > ($1.newlyCovered, $0.candidate) }
  }
}
