/// What every part of a recommendation stands on: who lives where, who is covered today, whom
/// each candidate reaches, under one walk and one weighting.
struct Ground: Sendable {
  /// With the blocks that the walk reaches: by age, one for every pace.
  let region: Region
  /// As it is read.
  private let folded: Region
  /// Sorted by id.
  let stations: [Station]
  /// The municipality of each station.
  let homes: [Int?]
  /// Sorted by id.
  let candidates: [Candidate]
  let request: RecommendationRequest
  let question: CoverageQuestion
  let walk: Walk
  /// The candidates that a plan may choose, ascending: ideal sites only where there is nothing
  /// else, since they are no one whom to ask.
  let members: [Int]
  let aims: [Aim]
  let pieceOfBlock: [Int32]
  let reach: Reach
  let today: StationsToday
  let rows: DemandRows
  /// Where the objective is an expectation.
  let chances: DemandRows.Chances?
  /// The same for candidates who are known to agree.
  let chancesOnceAgreed: DemandRows.Chances?
  /// Weighted residents of the scope: everybody, and those covered today.
  let weightedResidents: Double
  let weightedCovered: Double
  /// What is left of the request's time limit.
  let time: TimeBudget

  init(
    region: Region, stations: [Station], homes: [Int?], candidates: [Candidate],
    request: RecommendationRequest, question: CoverageQuestion, walk: Walk,
    time: TimeBudget = .unlimited
  ) {
    self.time = time
    folded = region
    let region = walk.unfolded(folded)
    let blocks = region.blocks
    self.region = region
    self.stations = stations
    self.homes = homes
    self.candidates = candidates
    self.request = request
    self.question = question
    self.walk = walk
    let occupied = candidates.indices.filter { candidates[$0].kind != nil }
    members = occupied.isEmpty ? Array(candidates.indices) : occupied
    let aims = Aim.all(of: request, question)
    self.aims = aims
    let pieceOfBlock = blocks.pieceOfBlocks()
    self.pieceOfBlock = pieceOfBlock
    let reach = walk.reach(in: folded, from: candidates.map(\.position))
    self.reach = reach
    let today = StationsToday(
      region, stations: stations, homes: homes,
      reach: walk.reach(in: folded, from: stations.map(\.position)),
      question: question, aims: aims, pieceOfBlock: pieceOfBlock)
    self.today = today

    let isInScope = (0..<blocks.pieceCount).map { piece in
      request.scope?.contains(Int(blocks.pieceMunicipality[piece])) ?? true
    }
    // attributes in the order of the blocks, so that sums do not depend on a dictionary's order
    let weights = blocks.attributes.map { request.attributeWeights[$0.slug] ?? 0 }
    let unitWeight = (0..<blocks.pieceCount).map { piece -> Double in
      guard isInScope[piece] else { return 0 }
      return weights.indices.reduce(0) { sum, attribute in
        weights[attribute] == 0
          ? sum
          : sum + weights[attribute]
            * blocks.residentsPerBlock(attribute: attribute, piece: piece)
      }
    }
    rows = DemandRows(
      blocks, pieceOfBlock: pieceOfBlock, reach: reach,
      counts: candidates.map { candidate in
        question.kinds.isEmpty || candidate.kind.map(question.kinds.contains) ?? true
      },
      unitWeight: unitWeight,
      keeps: (0..<blocks.pieceCount).map {
        isInScope[$0] && blocks.pieceResidents[0][$0] > 0
      },
      aims: aims, depth: today.depth, uncovered: today.covered.map { !$0 },
      objective: request.objective)
    if request.objective == .expectedCovered {
      chances = Self.chances(candidates, stations, aims, agreement: request.agreement)
      chancesOnceAgreed = Self.chances(candidates, stations, aims, agreement: [:])
    } else {
      chances = nil
      chancesOnceAgreed = nil
    }

    let ofAll = aims.reduce(0) { $0 + $1.weight }
    var residents = 0.0
    var covered = 0.0
    for piece in 0..<blocks.pieceCount where unitWeight[piece] > 0 {
      let range = blocks.blocks(ofPiece: piece)
      residents += unitWeight[piece] * ofAll * Double(range.count)
      for (aim, depth) in zip(aims, today.depth) {
        let reached = range.reduce(0) { $0 + (depth[$1] > 0 ? 1 : 0) }
        covered += unitWeight[piece] * aim.weight * Double(reached)
      }
    }
    weightedResidents = residents
    weightedCovered = covered
  }

  /// The same people and candidates, seen with another walk or another weighting.
  func with(walk: Walk? = nil, request: RecommendationRequest? = nil) -> Ground {
    Ground(
      region: folded, stations: stations, homes: homes, candidates: candidates,
      request: request ?? self.request, question: question, walk: walk ?? self.walk,
      time: time)
  }

  /// How likely a candidate of a kind, once asked, comes to serve an aim.
  private static func chances(
    _ candidates: [Candidate], _ stations: [Station], _ aims: [Aim],
    agreement: [String: Double]
  ) -> DemandRows.Chances {
    let kinds = Set(candidates.compactMap(\.kind)).sorted()
    let classes: [OrganizationKind?] = [nil] + kinds
    let misses = classes.map { kind -> [Double] in
      let agrees = kind.flatMap { agreement[$0.slug] } ?? 1
      return aims.map { aim -> Double in
        guard kind != nil, !aim.question.services.isEmpty else { return 1 - agrees }
        let odds = ServiceOdds(of: kind, among: stations) {
          !$0.services.isDisjoint(with: aim.question.services)
        }
        return 1 - agrees * odds.mean
      }
    }
    return DemandRows.Chances(
      classOfCandidate: candidates.map { candidate in
        UInt8(truncatingIfNeeded: classes.firstIndex { $0 == candidate.kind } ?? 0)
      },
      misses: misses)
  }

  /// The municipalities in which a station is open today.
  var openMunicipalities: Set<Int> {
    Set(
      stations.indices.filter { stations[$0].isOpen(on: question.day) }.compactMap { homes[$0] })
  }

  /// The municipality that each candidate would open; −1 where a station is open already, or
  /// outside of all.
  func newMunicipality(of members: [Int]) -> [Int32] {
    let open = openMunicipalities
    return members.map { member in
      candidates[member].municipality.map { open.contains($0) ? -1 : Int32($0) } ?? -1
    }
  }

  func isInScope(municipality: Int) -> Bool { request.scope?.contains(municipality) ?? true }

  func isInScope(block: Int) -> Bool {
    guard let scope = request.scope else { return true }
    return scope.contains(Int(region.blocks.pieceMunicipality[Int(pieceOfBlock[block])]))
  }

  /// The municipality in which a block lies; `nil` on a plane without municipalities.
  func municipality(ofBlock block: Int) -> Int? {
    guard !region.study.isPlanar else { return nil }
    return Int(region.blocks.pieceMunicipality[Int(pieceOfBlock[block])])
  }

  func residents(ofBlock block: Int, attribute: Int = 0) -> Double {
    region.blocks.residentsPerBlock(attribute: attribute, piece: Int(pieceOfBlock[block]))
  }

  /// The blocks that a candidate reaches, ascending.
  func blocks(of candidate: Int) -> ArraySlice<Int32> {
    reach.block[reach.pairs(of: candidate)]
  }

  /// Whether a station like this one counts for the question at all.
  func counts(_ candidate: Int) -> Bool {
    question.kinds.isEmpty || candidates[candidate].kind.map(question.kinds.contains) ?? true
  }

  /// Residents of the scope by attribute: all, and those whom a station of the question reaches.
  func residentsAndCovered() -> (residents: [Double], covered: [Double]) {
    let blocks = region.blocks
    var residents = [Double](repeating: 0, count: blocks.attributes.count)
    var covered = residents
    for piece in 0..<blocks.pieceCount
    where isInScope(municipality: Int(blocks.pieceMunicipality[piece])) {
      let range = blocks.blocks(ofPiece: piece)
      let reached = range.reduce(0) { $0 + (today.covered[$1] ? 1 : 0) }
      for attribute in residents.indices {
        let here = blocks.pieceResidents[attribute][piece]
        residents[attribute] += here
        covered[attribute] +=
          reached == range.count ? here : here / Double(range.count) * Double(reached)
      }
    }
    return (residents, covered)
  }
}

/// Which blocks the stations reach today.
struct StationsToday: Sendable {
  /// By a station that the question counts.
  var covered: [Bool]
  /// By such a station in the block's own municipality.
  var coveredByOwn: [Bool]
  /// Bit `i`: by one that offers the `i`-th service of `Service.allCases` (the question's kinds
  /// and day apply, its services do not).
  var services: [UInt8]
  /// By aim: how many stations, at most 2.
  var depth: [[UInt8]]

  init(
    _ region: Region, stations: [Station], homes: [Int?], reach: Reach,
    question: CoverageQuestion, aims: [Aim], pieceOfBlock: [Int32]
  ) {
    let count = region.blocks.count
    covered = [Bool](repeating: false, count: count)
    coveredByOwn = [Bool](repeating: false, count: count)
    services = [UInt8](repeating: 0, count: count)
    depth = aims.map { _ in [UInt8](repeating: 0, count: count) }
    for station in stations.indices {
      let counts = question.includes(stations[station])
      let ofAim = aims.indices.filter { aims[$0].question.includes(stations[station]) }
      let mask = Self.mask(of: stations[station], question)
      guard counts || mask != 0 || !ofAim.isEmpty else { continue }
      let home = homes[station].map(Int32.init)
      for pair in reach.pairs(of: station) {
        let block = Int(reach.block[pair])
        if counts {
          covered[block] = true
          if let home, region.blocks.pieceMunicipality[Int(pieceOfBlock[block])] == home {
            coveredByOwn[block] = true
          }
        }
        services[block] |= mask
        for aim in ofAim where depth[aim][block] < 2 { depth[aim][block] += 1 }
      }
    }
  }

  private static func mask(of station: Station, _ question: CoverageQuestion) -> UInt8 {
    var mask: UInt8 = 0
    for (bit, service) in Service.allCases.enumerated() {
      var alone = question
      alone.services = [service]
      if alone.includes(station) { mask |= 1 << UInt8(bit) }
    }
    return mask
  }
}
