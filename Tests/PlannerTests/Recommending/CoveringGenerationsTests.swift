import Testing

@testable import Planner

/// Sets that are annealed, and what comes of merging them.
@Suite struct CoveringGenerationsTests {
  private static func around(work: Int = 1_000_000_000) -> SearchSurroundings {
    SearchSurroundings(
      enough: { $0 + 1 - 1e-6 }, isAnswered: { _, _ in false }, secondsLeft: { nil }, nodes: 1_000,
      work: work)
  }

  private static func greedy(
    _ problem: CoveringProblem
  ) -> (matrix: CoveringMatrix, incumbent: CoveringIncumbent) {
    let matrix = CoveringMatrix.merged(problem, keepsIdleColumns: false).matrix
    var incumbent = CoveringIncumbent(matrix, side: SideConstraints(problem))
    incumbent.greedy()
    return (matrix, incumbent)
  }

  @Test(arguments: 1...10)
  func anAnnealedSetHasItsSizeAndRepeats(seed: UInt64) throws {
    let problem = CoveringProblem.town(seed: seed, candidates: 80, count: 9)
    let (matrix, incumbent) = Self.greedy(problem)
    let annealing = CoveringAnnealing(matrix, from: try #require(incumbent.columns(of: 9)))
    let set = annealing.run(exchanges: 20_000, hottest: 0.05, seed: seed)
    #expect(set.count == 9 && Set(set).count == 9)
    #expect(set == set.sorted() && set.allSatisfy { matrix.candidate.indices.contains($0) })
    #expect(set == annealing.run(exchanges: 20_000, hottest: 0.05, seed: seed))
    #expect(
      matrix.value(of: set) == problem.value(of: set.map { Int(matrix.candidate[$0]) }))
  }

  /// The optimum is proven by a bound, whichever way it was found.
  @Test(arguments: 1...10)
  func generationsNeverLoseAndNeverExceedTheOptimum(seed: UInt64) throws {
    let problem = CoveringProblem.town(seed: seed &+ 100, candidates: 120, count: 12)
    let best = try #require(problem.solve(SearchLimits(nodes: 5_000)))
    try #require(best.isProven)
    var (matrix, incumbent) = Self.greedy(problem)
    let before = incumbent.objective
    var generations = try #require(
      CoveringGenerations(matrix, side: SideConstraints(problem)))
    generations.run(patience: 4, bound: matrix.ceiling, &incumbent, Self.around())
    #expect(incumbent.objective >= before)
    #expect(incumbent.objective <= best.objective)
    #expect(incumbent.objective >= best.objective * 0.999)
    #expect(problem.value(of: try #require(incumbent.best)) == incumbent.objective)
    #expect(generations.work > 0)
  }

  @Test func whatAllowsNoExchangesOfOneForOneIsLeftAlone() {
    var problem = CoveringProblem.town(seed: 3, candidates: 60, count: 6)
    problem.constraints.groups = [.init(members: [0, 1, 2], atMost: 1)]
    let (matrix, _) = Self.greedy(problem)
    #expect(CoveringGenerations(matrix, side: SideConstraints(problem)) == nil)
  }

  /// Each that brings nothing is followed by one twice as large: three cost seven times the first.
  @Test func patienceIsInGenerationsThatBringNothing() throws {
    let problem = CoveringProblem.town(seed: 7, candidates: 80, count: 8)
    let best = try #require(problem.solve(SearchLimits(nodes: 5_000)))
    func work(patience: Int) throws -> Int {
      var (matrix, incumbent) = Self.greedy(problem)
      incumbent.take(candidates: best.chosen)
      try #require(incumbent.objective == best.objective)
      var generations = try #require(
        CoveringGenerations(matrix, side: SideConstraints(problem)))
      generations.run(
        patience: patience, bound: matrix.ceiling, &incumbent, Self.around())
      return generations.work
    }
    let (one, three) = (try work(patience: 1), try work(patience: 3))
    #expect(one > 0 && three > 4 * one)
  }

  @Test func aBudgetThatIsTooSmallEndsThem() throws {
    let problem = CoveringProblem.town(seed: 4, candidates: 60, count: 6)
    var (matrix, incumbent) = Self.greedy(problem)
    var generations = try #require(
      CoveringGenerations(matrix, side: SideConstraints(problem)))
    generations.run(patience: 1, bound: matrix.ceiling, &incumbent, Self.around(work: 100))
    #expect(generations.isOver && generations.work == 0)
  }

  /// Whatever there is to do, it comes to an end: at the bound, and where the best set is none of
  /// the matrix any more, since a column of it is settled to be out.
  @Test(.timeLimit(.minutes(1)), arguments: 1...5)
  func theyEndAtTheBoundAndWhereTheBestSetIsOut(seed: UInt64) throws {
    let problem = CoveringProblem.town(seed: seed &+ 200, candidates: 80, count: 8)
    let side = SideConstraints(problem)
    let best = try #require(problem.solve(SearchLimits(nodes: 5_000)))
    var (matrix, incumbent) = Self.greedy(problem)
    var generations = try #require(CoveringGenerations(matrix, side: side))
    // found on the way or before: then the bound leaves nothing
    generations.run(patience: 1, bound: best.objective, &incumbent, Self.around())
    #expect(incumbent.objective <= best.objective)

    (matrix, incumbent) = Self.greedy(problem)
    let member = try #require(incumbent.columns(of: 8)?.first)
    var states = [CoveringMatrix.ColumnState](repeating: .open, count: matrix.columnCount)
    states[member] = .dropped
    let smaller = matrix.settled(states, keepsIdleColumns: false).matrix
    var narrowed = incumbent.narrowed(to: smaller)
    let before = narrowed.objective
    var others = try #require(CoveringGenerations(smaller, side: side))
    others.run(patience: 1, bound: smaller.ceiling, &narrowed, Self.around())
    #expect(narrowed.objective == before && others.work == 0)
  }
}
