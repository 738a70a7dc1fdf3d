/// Generations of sets: a few are annealed, each from the best known with numbers of its own, and
/// an exact search of the columns that any of them uses makes the best of the next.
///
/// Cook & Seymour (2003), *Tour merging via branch-decomposition*, does so with round trips.
struct CoveringGenerations {
  private let matrix: CoveringMatrix
  private let side: SideConstraints
  /// What is settled, by column; at first nothing.
  var settled: [CoveringMatrix.ColumnState]
  private var count = 0
  /// The best of all generations, each once, the best first.
  private var elite: [[Int]] = []
  private var perColumn = Self.exchangesPerColumn.lowerBound
  /// Whether there is nothing more to come.
  private(set) var isOver = false
  /// Where the matrix is a strip: sweeps, which need no set to begin with.
  var sweeps: CoveringSweeps?
  private var isSweepNext = true
  /// In rows visited.
  private(set) var work = 0
  private(set) var nodes = 0

  private static let size = 8
  /// Where towns lie far apart, members must cross cold land; where all is one town, heat undoes
  /// what is good.
  private static let hottest = [0.02, 0.1, 0.02, 0.05]
  /// Exchanges of one run for every column: at first, and where more bring little. A generation
  /// that brought nothing is followed by one twice as large. Small ones come first: where the best
  /// set is near, the first generation finds it, and a larger one would cost more than all else.
  private static let exchangesPerColumn = 30...4_000
  /// From how far below the bound on, as a part of its value, a set is worth a sweep: nearer to it
  /// the programmes alone find the rest sooner.
  private static let farGap = 0.001
  private static let secondsPerRow = 4e-9

  /// - Returns: `nil` where sets cannot be annealed: with chances, or with side constraints, whose
  ///   sets do not become each other by exchanges of one for one.
  init?(_ matrix: CoveringMatrix, side: SideConstraints) {
    guard matrix.odds == nil, side.isEmpty, matrix.count > 1, matrix.count < matrix.columnCount
    else { return nil }
    self.matrix = matrix
    self.side = side
    sweeps = CoveringSweeps(matrix)
    settled = [CoveringMatrix.ColumnState](repeating: .open, count: matrix.columnCount)
  }

  /// Makes generations until so many in a row bring nothing, or nothing better is left.
  ///
  /// - Parameters:
  ///   - patience: after how many that bring nothing it ends, each twice as large as the last.
  ///   - bound: no set is worth more.
  ///   - incumbent: of the same matrix; takes over what is better.
  ///   - around: limits.
  mutating func run(
    patience: Int, bound: Double, _ incumbent: inout CoveringIncumbent,
    _ around: SearchSurroundings
  ) {
    var idle = 0
    while idle < patience, let isBetter = next(bound: bound, &incumbent, around) {
      idle = isBetter ? 0 : idle + 1
    }
  }

  /// Makes the next generation.
  ///
  /// - Parameters:
  ///   - bound: no set is worth more.
  ///   - incumbent: of the same matrix; takes over what is better.
  ///   - around: limits, of which it takes no more than an eighth.
  /// - Returns: whether it brought a better set; `nil` where there is none to make, since larger
  ///   ones would bring little, or nothing better is left.
  /// - Complexity: O(exchanges × rows of a column) for each set, and an exact search.
  private mutating func next(
    bound: Double, _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) -> Bool? {
    guard !isOver, bound > around.enough(incumbent.objective),
      !around.isAnswered(incumbent.objective, bound),
      let start = incumbent.columns(of: matrix.count)
    else { return nil }
    if let isBetter = sweep(bound: bound, &incumbent, around) { return isBetter }
    let limit = limit(around)
    let rowsPerColumn = max(1, matrix.pairCount / max(1, matrix.columnCount))
    let exchanges = min(matrix.columnCount * perColumn, limit / (Self.size * rowsPerColumn))
    guard exchanges >= matrix.columnCount * 10 else {
      isOver = true
      return nil
    }
    let annealing = CoveringAnnealing(matrix, from: start)
    let first = UInt64(count * Self.size + 1)
    let sets = inParallel(Self.size) {
      annealing.run(
        exchanges: exchanges, hottest: Self.hottest[$0 % Self.hottest.count],
        seed: first + UInt64($0))
    }
    count += 1
    work += exchanges * rowsPerColumn * Self.size
    let before = incumbent.objective
    for set in sets { _ = incumbent.consider(set) }
    merge(Set((sets + elite).joined()), bound: bound, limit: limit, &incumbent, around)
    keep(sets)
    isSweepNext = true
    guard incumbent.objective <= before else { return true }
    perColumn *= 2
    isOver = perColumn > Self.exchangesPerColumn.upperBound
    return false
  }

  /// The most that a generation may cost.
  private func limit(_ around: SearchSurroundings) -> Int {
    guard let left = around.secondsLeft() else { return around.work / 8 }
    return min(around.work / 8, Int(min(1e12, left / 8 / Self.secondsPerRow)))
  }

  /// Sweeps, and merges, where the bound is far: once after each generation, and again as long as
  /// that brings better sets.
  ///
  /// - Returns: whether it brought a better set; `nil` where it is not due.
  private mutating func sweep(
    bound: Double, _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) -> Bool? {
    let limit = limit(around)
    let before = incumbent.objective
    guard isSweepNext, var sweeps, let cost = sweeps.cost, cost <= 4 * limit,
      bound - before > Self.farGap * abs(before),
      sweeps.work + cost <= max(sweeps.firstCost, 4 * work)
    else { return nil }
    let sets = sweeps.next()
    work += cost
    for set in sets { _ = incumbent.consider(set) }
    merge(Set((sets + elite).joined()), bound: bound, limit: limit, &incumbent, around)
    keep(sets)
    isSweepNext = incumbent.objective > before
    if !isSweepNext, sets.contains(where: { matrix.value(of: $0) >= before }) {
      sweeps.end()
    }
    self.sweeps = sweeps
    return isSweepNext
  }

  private mutating func keep(_ sets: [[Int]]) {
    let ranked = Set(elite + sets).map { (value: matrix.value(of: $0), set: $0) }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.set.lexicographicallyPrecedes($1.set)
    }
    elite = ranked.prefix(Self.size).map(\.set)
  }

  /// Searches the columns that some set uses.
  private mutating func merge(
    _ used: Set<Int>, bound: Double, limit: Int, _ incumbent: inout CoveringIncumbent,
    _ around: SearchSurroundings
  ) {
    let members = Set((incumbent.best ?? []).map { Int32($0) })
    var states = settled
    for column in states.indices
    where states[column] == .open && !used.contains(column)
      && !members.contains(matrix.candidate[column])
    {
      states[column] = .dropped
    }
    let part = CoveringNeighborhoods.search(
      matrix.settled(states, keepsIdleColumns: false).matrix, side,
      SearchSurroundings(
        enough: around.enough, isAnswered: around.isAnswered, secondsLeft: around.secondsLeft,
        nodes: min(200, around.nodes - nodes), work: limit),
      bound: bound, &incumbent)
    work += part.work
    nodes += part.nodes
  }
}
