import Testing

@testable import Planner

/// Sweeps along strips, against brute force.
@Suite struct CoveringSweepTests {
  /// A town along a valley.
  private static func valley(
    seed: UInt64, candidates: Int, points: Int, length: Int, width: Int = 100, count: Int
  ) -> CoveringProblem {
    .town(
      seed: seed, candidates: candidates, points: points, length: length, width: width,
      count: count)
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
    var problem = Self.valley(
      seed: seed, candidates: 6 + chance.below(8), points: 60, length: 300 + chance.below(900),
      count: 2 + chance.below(4))
    // demands need not be whole
    problem.demand = problem.demand.map { $0 / 4 + Double(chance.below(4)) }
    let matrix = Self.matrix(problem)
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

  /// Generations keep what a sweep of theirs finds, and sweep only where the bound is far.
  @Test(arguments: 1...5)
  func generationsSweepWhereTheBoundIsFar(seed: UInt64) throws {
    let problem = Self.valley(
      seed: seed &+ 40, candidates: 150, points: 600, length: 5_000, count: 25)
    let best = try #require(problem.solve(SearchLimits(nodes: 5_000)))
    let matrix = Self.matrix(problem)
    let side = SideConstraints(problem)
    let guide = Self.anyGuide(matrix, seed: seed)
    let work = 2 * 16 * 2_000 * matrix.columnCount * 2
    for isFar in [true, false] {
      var incumbent = CoveringIncumbent(matrix, side: side)
      incumbent.greedy()
      let before = incumbent.objective
      var generations = try #require(CoveringGenerations(matrix, side: side))
      try #require(generations.sweeps != nil)
      generations.sweeps?.guide = guide
      generations.run(
        patience: 1, bound: isFar ? matrix.ceiling : before * 1.0009, &incumbent,
        SearchSurroundings(
          enough: { $0 + 1e-6 }, isAnswered: { _, _ in false }, secondsLeft: { nil },
          nodes: 1_000, work: work))
      #expect((try #require(generations.sweeps).work > 0) == isFar)
      #expect(incumbent.objective >= before && incumbent.objective <= best.objective + 1e-6)
      #expect(problem.value(of: try #require(incumbent.best)) == incumbent.objective)
      guard isFar else { continue }
      let swept = try [false, true].map {
        try #require(
          CoveringSweep(matrix)?.run(width: 2_000, guide: guide, isBackwards: $0))
      }
      for set in swept { #expect(incumbent.objective >= matrix.value(of: set)) }
    }
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
    sweeps.end()
    #expect(sweeps.cost == nil)
  }

  @Test func whatIsNoStripIsNotSwept() {
    /// Columns in a ring and each with some others anywhere, with a row for every two: few rows of
    /// a column, many on any front.
    func web(_ columns: Int) -> CoveringProblem {
      var chance = SplitMix(state: 9)
      var sets = [[Int32]](repeating: [], count: columns)
      var row: Int32 = 0
      for column in 0..<columns {
        for other in [(column + 1) % columns, chance.below(columns), chance.below(columns)]
        where other != column {
          sets[column].append(row)
          sets[other].append(row)
          row += 1
        }
      }
      return CoveringProblem(
        demand: [Double](repeating: 1, count: Int(row)), sets: sets, constraints: .init(count: 5))
    }
    #expect(CoveringSweep(Self.matrix(web(60))) != nil)
    #expect(CoveringSweep(Self.matrix(web(1_000))) == nil)
    // one column that alone holds more rows than there are bits
    func comb(_ teeth: Int) -> CoveringProblem {
      CoveringProblem(
        demand: [Double](repeating: 1, count: 2 * teeth),
        sets: [(0..<Int32(teeth)).map { $0 }]
          + (0..<Int32(teeth)).map { [$0, Int32(teeth) + $0] },
        constraints: .init(count: 2))
    }
    #expect(CoveringSweep(Self.matrix(comb(20))) != nil)
    #expect(CoveringSweep(Self.matrix(comb(CoveringSweep.mostOpenRows + 1))) == nil)

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
