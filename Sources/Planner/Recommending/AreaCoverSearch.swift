/// Finds the fewest candidates of an area cover: parts that share nothing by themselves; in each, a
/// greedy solution, improved by taking some out and filling up again, then branch and bound over
/// the candidates, depth first.
struct AreaCoverSearch {
  struct Answer: Sendable {
    /// `nil`: none was found.
    var chosen: [Int]?
    /// No solution has fewer; more than all candidates where there is none.
    var fewest: Int
    var wasStoppedByTime = false
    var isProven: Bool { chosen.map { $0.count <= fewest } ?? false }
  }

  private let cover: AreaCover
  private let bound: AreaCoverBound
  private let workLimit: Int
  /// Solutions of more than this are of no use.
  private let cutoff: Int
  /// The first solution of use will do.
  private let stopsEarly: Bool
  private let time: TimeBudget
  private var work = 0
  private var best: [Int]?
  /// Of what was left undone.
  private var lowest = Int.max

  /// Rows that may be visited for each node of a request's limit.
  private static let workPerNode = 400_000

  /// - Parameters:
  ///   - cover: what is asked.
  ///   - nodes: how much work it may be.
  ///   - enough: whether there is a solution of at most this many is all that is asked; one of
  ///     more may be returned, and `fewest` is then more where there is none. `nil`: the fewest
  ///     are sought.
  ///   - time: how long it may take.
  /// - Returns: the smallest solution found, and how many any needs.
  static func solve(
    _ cover: AreaCover, nodes: Int, enough: Int? = nil, time: TimeBudget = .unlimited
  ) -> Answer {
    let parts = cover.components()
    var chosen: [Int]? = []
    var fewest = 0
    let limit = nodes.multipliedReportingOverflow(by: workPerNode)
    for part in parts {
      let small = cover.restricted(to: part.candidates, areas: part.areas)
      let kept = small.undominated()
      // what the parts before need at least is not left for this one
      var search = AreaCoverSearch(
        small.restricted(to: kept, areas: Array(part.areas.indices)),
        workLimit: (limit.overflow ? .max : limit.partialValue) / parts.count,
        cutNodes: min(nodes, 50), cutoff: enough.map { max(0, $0 - fewest) },
        stopsEarly: parts.count == 1, time: time)
      let answer = search.run()
      if answer.chosen == nil, answer.fewest > kept.count {
        return Answer(chosen: nil, fewest: cover.candidateCount + 1)
      }
      fewest += answer.fewest
      chosen = answer.chosen.flatMap { found in
        chosen.map { $0 + found.map { part.candidates[kept[$0]] } }
      }
      if let enough, fewest > enough { return Answer(chosen: nil, fewest: fewest) }
    }
    return Answer(chosen: chosen?.sorted(), fewest: fewest, wasStoppedByTime: time.isOver)
  }

  private init(
    _ cover: AreaCover, workLimit: Int, cutNodes: Int, cutoff: Int?, stopsEarly: Bool,
    time: TimeBudget
  ) {
    self.time = time
    self.cover = cover
    self.workLimit = workLimit
    self.cutoff = cutoff ?? cover.candidateCount
    self.stopsEarly = stopsEarly && cutoff != nil
    bound = AreaCoverBound(cover, cuts: cover.cuts(nodes: cutNodes))
  }

  private var smallest: Int { best?.count ?? cover.candidateCount + 1 }
  /// A solution must have fewer than this to be of use.
  private var goal: Int { min(smallest, cutoff + 1) }
  private var isDone: Bool { stopsEarly && smallest <= cutoff }

  private mutating func run() -> Answer {
    var everything = AreaCoverState(cover)
    for candidate in 0..<cover.candidateCount { everything.add(candidate) }
    guard everything.isMet else { return Answer(chosen: nil, fewest: cover.candidateCount + 1) }
    let empty = AreaCoverState(cover)
    if empty.isMet { return Answer(chosen: [], fewest: 0) }
    fill(from: empty, trying: [])
    var start: AreaCoverState?
    if let best {
      var state = empty
      for candidate in best { state.add(candidate) }
      start = state
    }
    let open = Array(0..<cover.candidateCount)
    var choices: [[Int]] = []
    let root = bound.run(
      empty, open: open, from: bound.start(start), steps: 600, goal: smallest, work: &work
    ) { choices.append($0) }
    for choice in choices { fill(from: empty, trying: choice) }
    shake(down: Self.ceiling(root.bound))
    if !isDone { explore(empty, open, root, below: Self.ceiling(root.bound)) }
    let proven = min(lowest, goal)
    return Answer(chosen: best, fewest: isDone ? Self.ceiling(root.bound) : proven)
  }

  private static func ceiling(_ bound: Double) -> Int {
    bound.isFinite ? max(0, Int((bound - 1e-6).rounded(.up))) : 0
  }

  /// Completes a set, first by some candidates in order, then greedily, and keeps it if it is the
  /// smallest so far.
  private mutating func fill(from state: AreaCoverState, trying order: [Int]) {
    var state = state
    for candidate in order where !state.isMet && state.fits(candidate) && state.gain(candidate) > 0
    {
      state.add(candidate)
    }
    if !state.isMet {
      let taken = Set(state.chosen)
      // each takes room as its turn comes
      var trial = state
      trial.climb(
        (0..<cover.candidateCount).filter { !taken.contains($0) },
        count: cover.candidateCount)
      if cover.maximums.isEmpty {
        state = trial
      } else {
        while !state.isMet {
          let next = (0..<cover.candidateCount)
            .filter { !state.chosen.contains($0) && state.fits($0) }
            .map { (gain: state.gain($0), candidate: $0) }
            .max { ($0.gain, $1.candidate) < ($1.gain, $0.candidate) }
          guard let next, next.gain > 0 else { return }
          state.add(next.candidate)
        }
      }
    }
    guard state.isMet else { return }
    state.prune()
    if state.chosen.count < smallest { best = state.chosen.sorted() }
  }

  /// Takes out a few that stand near each other, and fills up again, many times.
  private mutating func shake(down least: Int) {
    guard let first = best, first.count > max(least, 2) else { return }
    var random = SplitMix(state: UInt64(first.count) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    let areas = (0..<cover.candidateCount).map { candidate in
      Set(cover.worths(of: candidate).map(\.area))
    }
    var current = first
    let end = min(workLimit / 4, work + 40_000_000)
    var rounds = 0
    while rounds < 400, work < end, smallest > least, !isDone, !time.isOver {
      rounds += 1
      let seed = current[Int(random.next() % UInt64(current.count))]
      let near = current.filter { !areas[$0].isDisjoint(with: areas[seed]) }
      let number = 2 + Int(random.next() % 4)
      var gone: Set<Int> = [seed]
      while gone.count < min(number, near.count) {
        gone.insert(near[Int(random.next() % UInt64(near.count))])
      }
      var state = AreaCoverState(cover)
      for candidate in current where !gone.contains(candidate) { state.add(candidate) }
      // what went comes back only where nothing else will do
      let others = (0..<cover.candidateCount).filter { !areas[$0].isDisjoint(with: areas[seed]) }
      var pool = others.filter { !gone.contains($0) && !current.contains($0) }
      if rounds % 3 == 0, !pool.isEmpty {
        let lucky = pool[Int(random.next() % UInt64(pool.count))]
        if state.fits(lucky) { state.add(lucky) }
        pool.removeAll { $0 == lucky }
      }
      work += others.reduce(0) { $0 + cover.firstRow[$1 + 1] - cover.firstRow[$1] } * 3
      if cover.maximums.isEmpty {
        state.climb(pool, count: current.count)
        if !state.isMet { state.climb(gone.sorted(), count: gone.count) }
      } else {
        for candidate in pool where state.fits(candidate) && state.gain(candidate) > 0 {
          state.add(candidate)
        }
      }
      guard state.isMet else { continue }
      state.prune()
      if state.chosen.count <= current.count { current = state.chosen.sorted() }
      if current.count < smallest { best = current }
    }
  }

  private mutating func explore(
    _ state: AreaCoverState, _ open: [Int], _ parent: AreaCoverBound.Result, below least: Int
  ) {
    guard !isDone, max(state.chosen.count, least) < goal else { return }
    if state.isMet {
      best = state.chosen.sorted()
      return
    }
    guard state.chosen.count + 1 < goal else { return }
    if work >= workLimit || time.isOver {
      lowest = min(lowest, max(least, state.chosen.count + 1))
      return
    }
    var open = open.filter { state.fits($0) }
    var everything = state
    for candidate in open { everything.add(candidate) }
    guard everything.isMet else { return }
    let result = bound.run(
      state, open: open, from: parent.multipliers, steps: 60, goal: goal, work: &work)
    let here = max(least, Self.ceiling(result.bound))
    guard here < goal else { return }
    // at its price, what would lead to no fewer than are known
    let room = Double(goal) - 1 + 1e-6 - result.bound
    open = open.filter { 1 - result.worth[$0] <= room }
    let must = open.filter { result.worth[$0] - 1 > room }
    if !must.isEmpty {
      var next = state
      for candidate in must {
        guard next.fits(candidate) else { return }
        next.add(candidate)
      }
      let rest = Set(must)
      explore(next, open.filter { !rest.contains($0) }, result, below: here)
      return
    }
    let split = open.max { a, b in
      let (x, y) = (abs(result.frequency[a] - 0.5), abs(result.frequency[b] - 0.5))
      if x != y { return x > y }
      return (result.worth[a], b) < (result.worth[b], a)
    }
    guard let split else { return }
    var next = state
    next.add(split)
    let rest = open.filter { $0 != split }
    explore(next, rest, result, below: here)
    explore(state, rest, result, below: here)
  }
}
