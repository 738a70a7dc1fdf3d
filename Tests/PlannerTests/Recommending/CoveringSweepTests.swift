import Testing

@testable import Planner

/// Sweeps along strips, against brute force.
@Suite struct CoveringSweepTests {
  /// Candidates and points along a valley, who reach what is near.
  private static func valley(
    seed: UInt64, candidates: Int, points: Int, length: Int, width: Int = 100, count: Int
  ) -> CoveringProblem {
    var chance = SplitMix(state: seed)
    func place(_ chance: inout SplitMix) -> (x: Int, y: Int) {
      (chance.below(length), chance.below(width))
    }
    let places = (0..<points).map { _ in place(&chance) }
    let sets = (0..<candidates).map { _ -> [Int32] in
      let own = place(&chance)
      return places.indices.filter {
        let (dx, dy) = (places[$0].x - own.x, places[$0].y - own.y)
        return dx * dx + dy * dy <= 90 * 90
      }.map { Int32($0) }
    }
    return CoveringProblem(
      demand: places.map { _ in Double(1 + chance.below(90)) / 4 }, sets: sets,
      constraints: .init(count: count))
  }

  private static func matrix(_ problem: CoveringProblem) -> CoveringMatrix {
    CoveringMatrix.merged(problem, keepsIdleColumns: false).matrix
  }

  /// Prices and parts of members as they come, of which the answer must not depend.
  private static func anyGuide(_ matrix: CoveringMatrix, seed: UInt64) -> CoveringSweep.Guide {
    var chance = SplitMix(state: seed)
    let parts = (0..<matrix.columnCount).map { _ in Double(1 + chance.below(100)) }
    let sum = parts.reduce(0, +)
    return CoveringSweep.Guide(
      prices: matrix.weight.map { $0 * Double(chance.below(101)) / 100 },
      memberPrice: Double(chance.below(500)),
      point: parts.map { $0 / sum * Double(matrix.count) })
  }

  private static func bestByBruteForce(_ matrix: CoveringMatrix) -> Double {
    var best = 0.0
    for members in 0..<(1 << matrix.columnCount)
    where members.nonzeroBitCount == matrix.count {
      let set = (0..<matrix.columnCount).filter { members >> $0 & 1 == 1 }
      best = max(best, matrix.value(of: set))
    }
    return best
  }

  @Test(arguments: 1...60)
  func allStatesTogetherHoldTheBestSet(seed: UInt64) throws {
    var chance = SplitMix(state: seed &+ 77)
    let matrix = Self.matrix(
      Self.valley(
        seed: seed, candidates: 6 + chance.below(8), points: 60, length: 300 + chance.below(900),
        count: 2 + chance.below(4)))
    try #require(matrix.columnCount > matrix.count)
    let sweep = try #require(CoveringSweep(matrix))
    let best = Self.bestByBruteForce(matrix)
    for isBackwards in [false, true] {
      let set = try #require(
        sweep.run(
          width: 20_000, guide: Self.anyGuide(matrix, seed: seed), isBackwards: isBackwards,
          band: Double(matrix.count)))
      #expect(set.count == matrix.count && Set(set).count == set.count && set == set.sorted())
      #expect(matrix.value(of: set) == best)
    }
  }

  /// In a valley of some length a few hundred states do nearly as well as a proof.
  @Test(arguments: 1...8)
  func fewStatesComeNearTheProvenBest(seed: UInt64) throws {
    let problem = Self.valley(
      seed: seed, candidates: 200, points: 800, length: 6_000, width: 150, count: 30)
    let best = try #require(problem.solve(SearchLimits(nodes: 5_000)))
    try #require(best.isProven)
    let matrix = Self.matrix(problem)
    var bound = CoveringLagrangian(
      matrix, side: SideConstraints(problem), multipliers: matrix.weight.map { $0 / 2 }, prices: [])
    bound.run(steps: 400, towards: best.objective, enough: -.infinity) { _ in 0 }
    let sweep = try #require(CoveringSweep(matrix))
    for isBackwards in [false, true] {
      let set = try #require(
        sweep.run(width: 500, guide: bound.guide, isBackwards: isBackwards))
      let value = problem.value(of: set.map { Int(matrix.candidate[$0]) })
      #expect(set.count == 30)
      #expect(value <= best.objective + 1e-6)
      #expect(value >= best.objective * 0.99)
      #expect(set == sweep.run(width: 500, guide: bound.guide, isBackwards: isBackwards))
    }
  }

  @Test func generationsSweepWhereTheyCan() throws {
    let problem = Self.valley(
      seed: 5, candidates: 150, points: 600, length: 5_000, count: 25)
    let best = try #require(problem.solve(SearchLimits(nodes: 5_000)))
    let matrix = Self.matrix(problem)
    let side = SideConstraints(problem)
    var incumbent = CoveringIncumbent(matrix, side: side)
    incumbent.greedy()
    var generations = try #require(CoveringGenerations(matrix, side: side))
    try #require(generations.sweeps != nil)
    generations.sweeps?.guide = Self.anyGuide(matrix, seed: 5)
    let around = SearchSurroundings(
      enough: { $0 + 1e-6 }, isAnswered: { _, _ in false }, secondsLeft: { nil }, nodes: 1_000,
      work: 10_000_000_000)
    generations.run(patience: 2, bound: matrix.ceiling, &incumbent, around)
    #expect(incumbent.objective <= best.objective + 1e-6)
    #expect(problem.value(of: try #require(incumbent.best)) == incumbent.objective)
    #expect(try #require(generations.sweeps).work > 0)
  }

  @Test func eachSweepIsWiderAndCostsAsMuchMore() throws {
    let matrix = Self.matrix(
      Self.valley(seed: 8, candidates: 40, points: 100, length: 2_000, count: 6))
    var sweeps = try #require(CoveringSweeps(matrix))
    #expect(sweeps.cost == nil)
    sweeps.guide = Self.anyGuide(matrix, seed: 8)
    let cost = try #require(sweeps.cost)
    #expect(cost == sweeps.firstCost)
    #expect(sweeps.next().allSatisfy { $0.count == 6 })
    #expect(sweeps.work == cost)
    #expect(sweeps.round == 1 && sweeps.cost == 4 * cost)
    sweeps.rounds = 0
    #expect(sweeps.cost == nil)
  }

  @Test func whatIsNoStripIsNotSwept() {
    // one row on the front more than there are bits
    let rows = CoveringSweep.mostOpenRows
    func comb(_ teeth: Int) -> CoveringProblem {
      // two columns between which all rows lie, each with one more of its own so that none is one
      // with another
      let sets =
        [(0..<Int32(teeth)).map { $0 }] + (0..<Int32(teeth)).map { [$0, Int32(teeth) + $0] }
      return CoveringProblem(
        demand: [Double](repeating: 1, count: 2 * teeth), sets: sets, constraints: .init(count: 2))
    }
    #expect(CoveringSweep(Self.matrix(comb(20))) != nil)
    #expect(CoveringSweep(Self.matrix(comb(rows + 1))) == nil)

    var twice = Self.valley(seed: 1, candidates: 20, points: 50, length: 900, count: 3)
    twice.capacity = [UInt8](repeating: 2, count: 50)
    #expect(CoveringSweep(Self.matrix(twice)) == nil)

    var chances = Self.valley(seed: 1, candidates: 20, points: 50, length: 900, count: 3)
    chances.chance = .init(
      rowClass: [UInt8](repeating: 0, count: 50), candidateClass: [UInt8](repeating: 0, count: 20),
      misses: [[0.5]])
    #expect(CoveringSweep(Self.matrix(chances)) == nil)
  }

  @Test func aChainIsOrderedFromEndToEnd() {
    // links in any order, each with a row in common with the next
    let links = [7, 2, 9, 0, 4, 1, 8, 3, 6, 5]
    let problem = CoveringProblem(
      demand: [Double](repeating: 1, count: 11), sets: links.map { [Int32($0), Int32($0 + 1)] },
      constraints: .init(count: 3))
    let matrix = Self.matrix(problem)
    let order = StripOrder(matrix).columns.map { links[Int(matrix.candidate[Int($0)])] }
    #expect(order == (0..<10).map { $0 } || order == (0..<10).reversed().map { $0 })
  }

  @Test(arguments: 1...10)
  func anOrderHoldsEveryColumnOnceAndPartsStayTogether(seed: UInt64) {
    let matrix = Self.matrix(
      Self.valley(seed: seed, candidates: 60, points: 60, length: 9_000, count: 5))
    let order = StripOrder(matrix).columns
    #expect(order.sorted() == (0..<Int32(matrix.columnCount)).map { $0 })
    // columns by the part that they belong to
    var part = (0..<matrix.columnCount).map { $0 }
    for _ in 0..<matrix.columnCount {
      for row in 0..<matrix.rowCount {
        let columns = matrix.columns(of: row).map { Int($0) }
        let least = columns.map { part[$0] }.min() ?? 0
        for column in columns { part[column] = least }
      }
    }
    let runs = zip(order, order.dropFirst()).count { part[Int($0)] != part[Int($1)] } + 1
    #expect(runs == Set(part).count)
  }
}
