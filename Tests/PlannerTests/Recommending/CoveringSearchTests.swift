import Testing

@testable import Planner

/// The exact search against every set there is.
@Suite("Covering: the exact search")
struct CoveringSearchTests {
  /// Everything that a small problem can have, drawn from a seed.
  static func problem(seed: UInt64, form: Form) -> CoveringProblem {
    var chance = SeededRandom(Int(seed * 31 + form.number))
    let candidates = 2 + Int(chance.next() % 12)
    let rows = 1 + Int(chance.next() % 24)
    let isWhole = chance.next() % 2 == 0
    let demand = (0..<rows).map { _ in
      isWhole
        ? Double(chance.next() % 9) : Double(chance.next() % 1000) / 97
    }
    let sets = (0..<candidates).map { _ in
      (0..<Int32(rows)).filter { _ in chance.next() % 4 == 0 }
    }
    var problem = CoveringProblem(
      demand: demand, sets: sets,
      constraints: .init(count: 1 + Int(chance.next() % UInt64(candidates))))
    let kinds = (0..<candidates).map { _ in Int(chance.next() % 3) }
    if form == .twice { problem.capacity = demand.map { _ in 1 + UInt8(chance.next() % 2) } }
    if form == .chance || form == .chanceWithQuotas {
      problem.chance = .init(
        rowClass: demand.map { _ in UInt8(chance.next() % 2) },
        candidateClass: kinds.map { UInt8($0) },
        misses: (0..<3).map { _ in (0..<2).map { _ in Double(chance.next() % 11) / 10 } })
    }
    if form == .quotas || form == .chanceWithQuotas {
      for kind in 0..<3 {
        let members = kinds.indices.filter { kinds[$0] == kind }
        problem.constraints.groups.append(
          .init(
            members: members, atLeast: Int(chance.next() % 3) / 2,
            atMost: 1 + Int(chance.next() % 3)))
      }
      problem.constraints.groups.append(
        .init(members: kinds.indices.filter { $0 % 2 == 0 }, atMost: 2))
    }
    if form == .budget {
      problem.constraints.count = candidates
      problem.constraints.budget = .init(
        cost: kinds.map { _ in 1 + Double(chance.next() % 50) / 10 },
        bloc: kinds.map { Int32($0) - 1 }, openingCost: [2, 3.5],
        total: 2 + Double(chance.next() % 12))
    }
    return problem
  }

  enum Form: String, CaseIterable, Sendable {
    case plain, twice, chance, quotas, chanceWithQuotas, budget
    var number: UInt64 { UInt64(Self.allCases.firstIndex(of: self) ?? 0) }
  }

  /// The best value of all sets that keep to the constraints, straight from the definitions.
  static func bruteForce(_ problem: CoveringProblem) -> Double? {
    var best: Double?
    let constraints = problem.constraints
    for bits in 0..<(1 << problem.candidateCount) {
      let set = (0..<problem.candidateCount).filter { bits & (1 << $0) != 0 }
      guard set.count <= constraints.count else { continue }
      let isAllowed = constraints.groups.allSatisfy { group in
        let count = set.filter { group.members.contains($0) }.count
        return count >= group.atLeast && count <= group.atMost
      }
      guard isAllowed else { continue }
      if let budget = constraints.budget {
        let blocs = Set(set.map { budget.bloc[$0] }.filter { $0 >= 0 })
        let cost =
          set.reduce(0) { $0 + budget.cost[$1] }
          + blocs.reduce(0) { $0 + budget.openingCost[Int($1)] }
        guard cost <= budget.total + 1e-9 else { continue }
      }
      best = max(best ?? -1, value(of: set, problem))
    }
    return best
  }

  static func value(of set: [Int], _ problem: CoveringProblem) -> Double {
    problem.demand.indices.reduce(0) { sum, row in
      let covering = set.filter { candidate in
        problem.rows[problem.firstRow[candidate]..<problem.firstRow[candidate + 1]]
          .contains(Int32(row))
      }
      if let chance = problem.chance {
        let missed = covering.reduce(1.0) {
          $0 * chance.misses[Int(chance.candidateClass[$1])][Int(chance.rowClass[row])]
        }
        return sum + problem.demand[row] * (1 - missed)
      }
      return sum + problem.demand[row]
        * Double(min(covering.count, Int(problem.capacity?[row] ?? 1)))
    }
  }

  @Test("equals brute force, and greedy ≤ answer ≤ bound", arguments: Form.allCases)
  func equalsBruteForce(form: Form) throws {
    for seed in 0..<120 as Range<UInt64> {
      let problem = Self.problem(seed: seed, form: form)
      let best = Self.bruteForce(problem)
      let solution = problem.solve()
      guard let best else {
        #expect(solution == nil, "seed \(seed): nothing is allowed")
        continue
      }
      let found = try #require(solution, "seed \(seed)")
      let tolerance = 1e-8 * max(1, best)
      #expect(found.isProven, "seed \(seed)")
      #expect(abs(found.objective - best) <= tolerance, "seed \(seed)")
      #expect(abs(Self.value(of: found.chosen, problem) - found.objective) <= tolerance)
      #expect(found.bound >= best - tolerance)
      #expect(found.greedy <= found.objective + tolerance, "seed \(seed)")
    }
  }

  @Test("a search for a target knows on which side of it the best set is")
  func target() throws {
    for form in Form.allCases {
      for seed in 0..<40 as Range<UInt64> {
        let problem = Self.problem(seed: seed, form: form)
        guard let best = Self.bruteForce(problem), best > 0 else { continue }
        for target in [best * 0.7, best * 0.999, best * 1.001, best * 1.5] {
          let found = try #require(problem.solve(SearchLimits(target: target)))
          #expect(found.objective <= best * (1 + 1e-9) && found.bound >= best * (1 - 1e-9))
          if target <= best {
            #expect(found.objective >= target, "\(form), seed \(seed)")
          } else {
            #expect(found.bound < target, "\(form), seed \(seed)")
          }
          #expect(!found.isProven || abs(found.objective - best) <= 1e-8 * max(1, best))
        }
      }
    }
  }

  /// Towns of points on a plane, every third a candidate that reaches 800 m.
  static func towns(seed: UInt64) -> CoveringProblem {
    var chance = SeededRandom(Int(seed))
    func unit() -> Double { Double(chance.next() >> 11) * 0x1p-53 }
    var points: [(x: Double, y: Double)] = []
    for _ in 0..<12 {
      let town = (x: unit() * 12_000, y: unit() * 12_000)
      for _ in 0..<25 {
        points.append((town.x + (unit() - 0.5) * 3_000, town.y + (unit() - 0.5) * 3_000))
      }
    }
    let demand = points.map { _ in 1 + unit() * 40 }
    let sets = stride(from: 0, to: points.count, by: 3).map { site in
      points.indices.filter { row in
        let (dx, dy) = (points[row].x - points[site].x, points[row].y - points[site].y)
        return dx * dx + dy * dy <= 640_000
      }.map { Int32($0) }
    }
    return CoveringProblem(demand: demand, sets: sets, constraints: .init(count: 8))
  }

  @Test("anybody can certify the answer from its multipliers", arguments: 0..<50 as Range<UInt64>)
  func certificate(seed: UInt64) throws {
    let problem = Self.towns(seed: seed)
    let found = try #require(problem.solve())
    #expect(found.isProven)
    #expect(zip(found.multipliers, problem.demand).allSatisfy { $0 >= 0 && $0 <= $1 + 1e-9 })
    let sets = (0..<problem.candidateCount).map {
      Set(problem.rows[problem.firstRow[$0]..<problem.firstRow[$0 + 1]])
    }
    // a candidate that reaches nothing but what another does is never needed
    let needed = sets.indices.filter { own in
      !sets.indices.contains {
        $0 != own && sets[own].isSubset(of: sets[$0]) && (sets[own] != sets[$0] || $0 < own)
      }
    }
    let worth = needed.map { sets[$0].reduce(0) { $0 + found.multipliers[Int($1)] } }
    let bound =
      zip(problem.demand, found.multipliers).reduce(0) { $0 + $1.0 - $1.1 }
      + worth.sorted(by: >).prefix(8).reduce(0, +)
    #expect(bound >= found.objective * (1 - 1e-9))
    #expect(bound <= found.objective * 1.02, "\(bound) for \(found.objective)")
  }
}
