import Testing

@testable import Planner

/// The branch and bound over linear programmes, without a root that would settle small problems
/// before it begins.
@Suite("Covering: the tree of linear programmes")
struct CoveringTreeTests {
  /// Rows between pairs of candidates, where halves pay and cuts are needed; or, for odd seeds,
  /// between four of them, where quarters pay and cuts of three rows are not enough.
  static func rings(seed: UInt64) -> CoveringProblem {
    var chance = SeededRandom(Int(seed) + 77)
    let candidates = 7 + Int(chance.next() % 7)
    var pairs: [(Int, Int)] = (0..<candidates).map { ($0, ($0 + 1) % candidates) }
    for _ in 0..<candidates {
      let a = Int(chance.next() % UInt64(candidates))
      let b = Int(chance.next() % UInt64(candidates))
      if a != b { pairs.append((a, b)) }
    }
    var sets = [[Int32]](repeating: [], count: candidates)
    for (row, pair) in pairs.enumerated() {
      var members: Set = [pair.0, pair.1]
      while seed % 2 == 1, members.count < 4 {
        members.insert(Int(chance.next() % UInt64(candidates)))
      }
      for member in members { sets[member].append(Int32(row)) }
    }
    return CoveringProblem(
      demand: pairs.map { _ in seed % 2 == 1 ? 1 : 1 + Double(chance.next() % 5) }, sets: sets,
      constraints: .init(count: 2 + Int(chance.next() % UInt64(candidates / 2))))
  }

  private static func solve(_ problem: CoveringProblem) throws -> (CoveringTree.Result, Double?) {
    let side = SideConstraints(problem)
    let matrix = CoveringMatrix.merged(problem, keepsIdleColumns: side.demandsMembers).matrix
    var incumbent = CoveringIncumbent(matrix, side: side)
    let around = SearchSurroundings(
      enough: { $0.isFinite ? $0 + 1e-9 * max(1, abs($0)) : -.infinity },
      isAnswered: { $1 <= $0 + 1e-9 * max(1, abs($0)) }, secondsLeft: { nil }, nodes: 100_000,
      work: .max)
    guard var tree = CoveringTree(matrix, side: side, bound: matrix.ceiling) else {
      throw Failure(.bug, what: Text(ja: "", en: "no tree"), remedy: Text(ja: "", en: ""))
    }
    tree.run(&incumbent, around)
    return (tree.result, incumbent.best.map { problem.value(of: $0) })
  }

  @Test(
    "equals brute force",
    arguments: [
      CoveringSearchTests.Form.plain, .twice, .quotas, .budget,
    ])
  func equalsBruteForce(form: CoveringSearchTests.Form) throws {
    for seed in 1_000..<1_080 as Range<UInt64> {
      let problem = CoveringSearchTests.problem(seed: seed, form: form)
      guard SideConstraints(problem).isPossible(problem) else { continue }
      let best = CoveringSearchTests.bruteForce(problem)
      let (result, found) = try Self.solve(problem)
      #expect(result.isDone, "seed \(seed)")
      #expect((found == nil) == (best == nil), "seed \(seed)")
      if let best, let found {
        #expect(abs(found - best) <= 1e-8 * max(1, best), "seed \(seed): \(found), not \(best)")
      }
    }
  }

  @Test("equals brute force on rings, where halves would do")
  func rings() throws {
    var nodes = 0
    for seed in 0..<80 as Range<UInt64> {
      let problem = Self.rings(seed: seed)
      let best = try #require(CoveringSearchTests.bruteForce(problem))
      let (result, found) = try Self.solve(problem)
      #expect(result.isDone)
      #expect(found == best, "seed \(seed)")
      nodes += result.nodes
    }
    #expect(nodes > 5, "the rings must need branching, or this tests nothing")
  }

  @Test("no set of whole candidates violates a cut, and the point does")
  func cutsHold() throws {
    var count = 0
    for seed in 0..<60 as Range<UInt64> {
      let problem = Self.rings(seed: seed)
      let matrix = CoveringMatrix.merged(problem, keepsIdleColumns: false).matrix
      let cuts = CoveringCuts(matrix)
      // halves everywhere cover every row of two
      let point = [Double](repeating: 0.5, count: matrix.columnCount)
      let uncovered = [Double](repeating: 0, count: matrix.rowCount)
      for cut in cuts.violated(columns: point, uncovered: uncovered, most: 100) {
        count += 1
        let row = cuts.row(of: cut)
        let half = zip(row.columns, row.parts).reduce(0.0) {
          $0 + (Int($1.0) < matrix.columnCount ? 0.5 * $1.1 : 0)
        }
        #expect(half < row.limit - 0.01)
        for bits in 0..<(1 << matrix.columnCount) {
          var sum = 0.0
          for (column, part) in zip(row.columns, row.parts) {
            if Int(column) < matrix.columnCount {
              sum += part * Double(bits >> Int(column) & 1)
            } else {
              let covered = matrix.columns(of: Int(column) - matrix.columnCount)
                .contains { bits >> Int($0) & 1 == 1 }
              sum += covered ? 0 : part
            }
          }
          #expect(sum >= row.limit - 1e-9, "seed \(seed)")
        }
      }
    }
    #expect(count > 20)
  }
}
