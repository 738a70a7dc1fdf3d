/// What a first, second and third station would give in each municipality of the scope.
struct Openings {
  let ground: Ground
  private static let stations = 3

  /// Municipalities without a station first, then by what the best candidate gives; of equals, by
  /// code.
  func ranked(plan: Recommendation.Plan) -> [Recommendation.Opening] {
    let blocks = ground.region.blocks
    let count = ground.region.study.municipalities.count
    guard count > 0, !ground.region.study.isPlanar else { return [] }
    var stationsToday = [Int](repeating: 0, count: count)
    for (station, home) in zip(ground.stations, ground.homes)
    where station.isOpen(on: ground.question.day) {
      if let home { stationsToday[home] += 1 }
    }
    var residents = [Double](repeating: 0, count: count)
    var uncovered = residents
    var across = residents
    for piece in 0..<blocks.pieceCount {
      let municipality = Int(blocks.pieceMunicipality[piece])
      guard residents.indices.contains(municipality) else { continue }
      let perBlock = blocks.residentsPerBlock(attribute: 0, piece: piece)
      residents[municipality] += blocks.pieceResidents[0][piece]
      for block in blocks.blocks(ofPiece: piece) {
        if !ground.today.covered[block] {
          uncovered[municipality] += perBlock
        } else if !ground.today.coveredByOwn[block] {
          across[municipality] += perBlock
        }
      }
    }
    let inScope = (0..<count).filter { ground.isInScope(municipality: $0) }
    let gains = inParallel(inScope.count) { number -> (candidates: Int, gains: [Double]) in
      let members = ground.members.filter {
        ground.candidates[$0].municipality == inScope[number]
      }
      let size = min(Self.stations, members.count)
      guard size > 0 else { return (0, []) }
      let problem = ground.rows.problem(
        of: members, plain: ground.rows.open,
        constraints: CoveringProblem.Constraints(count: size))
      return (members.count, CoverCurve.best(problem, upTo: size, ground.time).map(\.objective))
    }
    var inPlan = [Int](repeating: 0, count: count)
    for step in plan.steps {
      if let home = ground.candidates[step.candidate].municipality { inPlan[home] += 1 }
    }
    return zip(inScope, gains).map { municipality, gains in
      Recommendation.Opening(
        municipality: municipality, stationsToday: stationsToday[municipality],
        candidates: gains.candidates, residents: residents[municipality],
        uncovered: uncovered[municipality], coveredAcross: across[municipality],
        gains: gains.gains, inPlan: inPlan[municipality])
    }.sorted { a, b in
      if (a.stationsToday == 0) != (b.stationsToday == 0) { return a.stationsToday == 0 }
      let (x, y) = (a.gains.first ?? 0, b.gains.first ?? 0)
      return x != y ? x > y : a.municipality < b.municipality
    }
  }
}
