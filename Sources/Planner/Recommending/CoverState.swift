private import HeapModule

/// A set that grows one candidate at a time, where what a candidate adds never grows as others
/// join (submodular).
protocol Ascent: Sendable {
  func gain(_ candidate: Int) -> Double
  mutating func add(_ candidate: Int)
}

extension Ascent {
  /// Adds the candidate that adds most, again and again; of equals, the lower. Stops when nothing
  /// is added any more, unless all are wanted.
  ///
  /// Lazy: a gain that was known once is a bound for now (Minoux 1978).
  ///
  /// - Parameters:
  ///   - candidates: of these.
  ///   - count: at most so many.
  ///   - all: also those that add nothing.
  ///   - initialGains: what each adds to the set as it is, where that is known, by candidate.
  ///   - fits: asked when a candidate's turn comes; one that does not fit is left out for good.
  /// - Returns: what was added, in order.
  @discardableResult
  mutating func climb(
    _ candidates: some Sequence<Int>, count: Int, all: Bool = false,
    initialGains: [Double]? = nil, fits: (Int) -> Bool = { _ in true }
  ) -> [Int] {
    var queue = Heap(
      candidates.map {
        Promise(gain: initialGains?[$0] ?? gain($0), candidate: $0, time: 0)
      })
    var order: [Int] = []
    while order.count < count, let best = queue.popMax() {
      if best.time < order.count {
        queue.insert(
          Promise(gain: gain(best.candidate), candidate: best.candidate, time: order.count))
        continue
      }
      guard all || best.gain > 0 else { break }
      guard fits(best.candidate) else { continue }
      add(best.candidate)
      order.append(best.candidate)
    }
    return order
  }
}

/// What a candidate added when it was last looked at.
private struct Promise: Comparable {
  let gain: Double
  let candidate: Int
  let time: Int

  static func < (a: Promise, b: Promise) -> Bool {
    a.gain != b.gain ? a.gain < b.gain : a.candidate > b.candidate
  }
}

/// What a growing set of candidates covers of a covering problem, and what one more would add.
///
/// All models here are monotone and submodular: what a candidate adds never grows as others join.
struct CoverState: Ascent {
  let problem: CoveringProblem
  /// Weighted residents covered so far.
  private(set) var value = 0.0
  /// Of plain and backup rows: how many more candidates count.
  private var left: [UInt8]
  /// Of rows with chance: the demand that all so far may have missed.
  private var missed: [Double]

  init(_ problem: CoveringProblem) {
    self.problem = problem
    if problem.chance == nil {
      left = problem.capacity ?? [UInt8](repeating: 1, count: problem.demand.count)
      missed = []
    } else {
      left = []
      missed = problem.demand
    }
  }

  func rows(of candidate: Int) -> Range<Int> {
    problem.firstRow[candidate]..<problem.firstRow[candidate + 1]
  }

  /// What a candidate adds to the set.
  ///
  /// - Complexity: O(rows that it reaches).
  func gain(_ candidate: Int) -> Double {
    var sum = 0.0
    if let chance = problem.chance {
      let misses = chance.misses[Int(chance.candidateClass[candidate])]
      for entry in rows(of: candidate) {
        let row = Int(problem.rows[entry])
        sum += missed[row] * (1 - misses[Int(chance.rowClass[row])])
      }
    } else {
      for entry in rows(of: candidate) {
        let row = Int(problem.rows[entry])
        if left[row] > 0 { sum += problem.demand[row] }
      }
    }
    return sum
  }

  mutating func add(_ candidate: Int) {
    value += gain(candidate)
    if let chance = problem.chance {
      let misses = chance.misses[Int(chance.candidateClass[candidate])]
      for entry in rows(of: candidate) {
        let row = Int(problem.rows[entry])
        missed[row] *= misses[Int(chance.rowClass[row])]
      }
    } else {
      for entry in rows(of: candidate) {
        let row = Int(problem.rows[entry])
        if left[row] > 0 { left[row] -= 1 }
      }
    }
  }

  /// What is still to be won in a row.
  func worth(ofRow row: Int) -> Double {
    problem.chance == nil ? (left[row] > 0 ? problem.demand[row] : 0) : missed[row]
  }

  /// What a set of candidates covers.
  static func value(of chosen: some Sequence<Int>, in problem: CoveringProblem) -> Double {
    var state = CoverState(problem)
    for candidate in chosen { state.add(candidate) }
    return state.value
  }

  /// What the best set of each size 1 … `count` could cover at most, whatever the constraints.
  ///
  /// Two bounds, of which the smaller counts. For any set A and any set S of p candidates,
  /// f(S) ≤ f(A) + the p largest gains on A (Nemhauser, Wolsey & Fisher 1978); A runs over the
  /// beginnings of `order`. And with a multiplier λ per row (any; several are tried), f(S) ≤ Σ (demand − λ)·capacity + the
  /// p largest Σ λ of a candidate's rows (Lagrange), for problems without chance.
  ///
  /// - Complexity: O(beginnings × entries of the problem); at most 24 beginnings are looked at.
  static func bounds(
    of problem: CoveringProblem, order: [Int], multipliers: [[Double]], count: Int
  ) -> [Double] {
    var best = [Double](repeating: .infinity, count: count)
    func tighten(_ base: Double, _ values: [Double]) {
      let sorted = values.sorted(by: >)
      var sum = base
      for size in 0..<count {
        if size < sorted.count { sum += max(0, sorted[size]) }
        best[size] = min(best[size], sum)
      }
    }
    var state = CoverState(problem)
    let stride = max(1, order.count / 24 + (order.count % 24 == 0 ? 0 : 1))
    for size in 0...order.count {
      if size % stride == 0 || size == order.count {
        tighten(state.value, (0..<problem.candidateCount).map { state.gain($0) })
      }
      if size < order.count { state.add(order[size]) }
    }
    guard problem.chance == nil else { return best }
    for lambda in multipliers where lambda.count == problem.demand.count {
      var base = 0.0
      for row in problem.demand.indices {
        base +=
          max(0, problem.demand[row] - max(0, lambda[row]))
          * Double(problem.capacity?[row] ?? 1)
      }
      tighten(
        base,
        (0..<problem.candidateCount).map { candidate in
          problem.rows[problem.firstRow[candidate]..<problem.firstRow[candidate + 1]]
            .reduce(0) { $0 + max(0, lambda[Int($1)]) }
        })
    }
    return best
  }
}
