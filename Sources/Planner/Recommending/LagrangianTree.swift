private import HeapModule

/// Exact branch and bound over Lagrangian bounds, for what a root leaves undecided where chances
/// make it no linear programme, or it is too large for one.
///
/// The node with the highest bound comes first; each is bounded and settled by multipliers of its
/// own, and split on one candidate.
struct LagrangianTree {
  private let matrix: CoveringMatrix
  private let side: SideConstraints
  private(set) var nodes = 0
  /// How good the best node still open is; what is closed is no better than the incumbent.
  private(set) var bound: Double
  private(set) var isDone = false
  /// In rows visited.
  private(set) var work = 0
  private var frontier = Heap<Node>()
  private var nextNumber = 1
  private var generations: CoveringGenerations?

  /// What is settled against the root's matrix, and where the bound of the parent was found.
  private struct Node: Comparable {
    let bound: Double
    let number: Int
    let taken: [Int32]
    let dropped: [Int32]
    let multipliers: [Float]
    let prices: [Double]

    static func < (a: Node, b: Node) -> Bool {
      a.bound != b.bound ? a.bound < b.bound : a.number > b.number
    }

    static func == (a: Node, b: Node) -> Bool { a.number == b.number }
  }

  /// - Parameters:
  ///   - root: a bound of the matrix, with multipliers to go on from.
  ///   - bound: how good a set can be at most, as far as is known.
  init(_ root: CoveringLagrangian, bound: Double) {
    matrix = root.matrix
    side = root.side
    generations = CoveringGenerations(matrix, side: side)
    generations?.sweeps?.guide = root.guide
    self.bound = bound
    frontier.insert(
      Node(
        bound: bound, number: 0, taken: [], dropped: [],
        multipliers: root.bestMultipliers.map { Float($0) }, prices: root.bestPrices))
  }

  /// Searches until the question is answered or a limit is met.
  mutating func run(_ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings) {
    search(isFirst: true, &incumbent, around)
    searchNeighborhoods(&incumbent, around)
    var bytes = 0
    while let node = frontier.max {
      let enough = around.enough(incumbent.objective)
      bound = max(min(bound, node.bound), incumbent.objective)
      if node.bound <= enough { break }
      if around.isAnswered(incumbent.objective, bound) || nodes >= around.nodes
        || work >= around.work || around.isOutOfTime
      {
        return
      }
      _ = frontier.popMax()
      nodes += 1
      bytes -= node.multipliers.count * 4
      // where the bound stays apart, a better set is as welcome as a lower bound
      if nodes % 64 == 0 {
        search(isFirst: false, &incumbent, around)
      }
      for child in expand(node, &incumbent, around) {
        bytes += child.multipliers.count * 4
        frontier.insert(child)
      }
      // a frontier that outgrows the memory ends the search as its nodes would
      if bytes > 2_000_000_000 { return }
    }
    isDone = true
    bound = incumbent.objective
  }

  /// Generations until they bring nothing; kicks where there are none. The first search has more
  /// patience.
  private mutating func search(
    isFirst: Bool, _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) {
    guard var known = generations else {
      return incumbent.kick(patience: Self.kickPatience(matrix) / (isFirst ? 1 : 4))
    }
    let before = (known.work, known.nodes)
    known.run(patience: isFirst ? 4 : 1, bound: bound, &incumbent, around)
    work += known.work - before.0
    nodes += known.nodes - before.1
    generations = known
  }

  /// Where the programme of the whole is out of reach, those of its parts are not.
  private mutating func searchNeighborhoods(
    _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) {
    guard matrix.odds == nil else { return }
    let secondsToLeave = around.secondsLeft().map { $0 * 0.5 } ?? 0
    var neighborhoods = CoveringNeighborhoods(matrix, most: .max)
    let open = [CoveringMatrix.ColumnState](repeating: .open, count: matrix.columnCount)
    while !around.isAnswered(incumbent.objective, bound), work < around.work / 2,
      around.secondsLeft().map({ $0 > secondsToLeave }) ?? true,
      let best = incumbent.best,
      let part = neighborhoods.next(around: best, settled: open)
    {
      let before = incumbent.objective
      let cost = CoveringNeighborhoods.search(
        matrix.settled(part.states, keepsIdleColumns: side.demandsMembers).matrix, side,
        SearchSurroundings(
          enough: around.enough, isAnswered: around.isAnswered, secondsLeft: around.secondsLeft,
          nodes: min(part.nodes, around.nodes), work: (around.work - work) / 4),
        bound: bound, &incumbent)
      work += cost.work
      neighborhoods.note(isBetter: incumbent.objective > before)
    }
  }

  /// Kicks are worth their time where much is undecided; about a second's work in all.
  static func kickPatience(_ matrix: CoveringMatrix) -> Int {
    matrix.columnCount > 300 ? max(200, min(3_000, 200_000_000 / max(1, matrix.pairCount))) : 60
  }

  /// Bounds a node and splits it where that does not end it.
  private mutating func expand(
    _ node: Node, _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) -> [Node] {
    let root = matrix
    var states = [CoveringMatrix.ColumnState](repeating: .open, count: root.columnCount)
    for column in node.taken { states[Int(column)] = .taken }
    for column in node.dropped { states[Int(column)] = .dropped }
    // the matrix of the node, and where its columns stand in the root's
    var multipliers = node.multipliers.map { Double($0) }
    var prices = node.prices
    var last: CoveringLagrangian?
    var best = node.bound
    for round in 0..<8 {
      let (matrix, map) = root.settled(states, keepsIdleColumns: side.demandsMembers)
      guard matrix.count >= 0, isStillPossible(matrix) else { return [] }
      if matrix.columnCount == 0 || matrix.count == 0 {
        incumbent.take(candidates: matrix.taken.map { Int($0) }.sorted())
        return []
      }
      let carried = Self.carried(multipliers, root, matrix, map)
      var bound = CoveringLagrangian(
        matrix, side: side, multipliers: carried, prices: prices)
      bound.run(
        steps: round == 0 ? 160 : 80,
        towards: incumbent.objective.isFinite ? incumbent.objective : 0,
        enough: around.enough(incumbent.objective)
      ) { columns in
        incumbent.consider(
          candidates: columns.map { Int(matrix.candidate[$0]) } + matrix.taken.map { Int($0) })
      }
      work += bound.work
      best = min(best, bound.best)
      if best <= around.enough(incumbent.objective) { return [] }
      let settled = bound.settled(objective: around.enough(incumbent.objective))
      for row in 0..<root.rowCount where map[row] >= 0 {
        // back to the root's rows, so that the next matrix can be made from it
        let merged = Int(map[row])
        multipliers[row] =
          matrix.weight[merged] > 0
          ? root.weight[row] * bound.bestMultipliers[merged] / matrix.weight[merged] : 0
      }
      prices = bound.bestPrices
      last = bound
      let count = settled.count { $0 != .open }
      if count > 0 {
        let places = Self.places(matrix, in: root)
        for column in settled.indices where settled[column] != .open {
          states[places[column]] = settled[column]
        }
      }
      if count * 10 < matrix.columnCount || around.isOutOfTime { break }
    }
    guard let last else { return [] }
    let places = Self.places(last.matrix, in: root)
    guard let split = Self.splitColumn(last, places: places, states) else {
      // everything was settled in the last round
      let (matrix, _) = root.settled(states, keepsIdleColumns: side.demandsMembers)
      guard matrix.count >= 0 else { return [] }
      incumbent.take(candidates: matrix.taken.map { Int($0) }.sorted())
      return []
    }
    let taken = states.indices.filter { states[$0] == .taken }.map { Int32($0) }
    let dropped = states.indices.filter { states[$0] == .dropped }.map { Int32($0) }
    let floats = multipliers.map { Float($0) }
    defer { nextNumber += 2 }
    return [
      Node(
        bound: best, number: nextNumber, taken: taken + [Int32(split)], dropped: dropped,
        multipliers: floats, prices: prices),
      Node(
        bound: best, number: nextNumber + 1, taken: taken, dropped: dropped + [Int32(split)],
        multipliers: floats, prices: prices),
    ]
  }

  /// Whether the settled candidates leave room for what is demanded.
  private func isStillPossible(_ matrix: CoveringMatrix) -> Bool {
    guard !side.isEmpty else { return true }
    let taken = matrix.taken.map { Int($0) }
    var least = side.activity(of: taken)
    for candidate in matrix.candidate {
      for (number, part) in side.parts(of: Int(candidate)) where part < 0 { least[number] += part }
    }
    for (sum, value) in zip(side.sums, least) where value > sum.limit + SideConstraints.slack(sum) {
      return false
    }
    return side.isAffordable(taken)
  }

  /// The open column that the bound is least sure of; of equals the one worth most, then the
  /// first. In the root's columns.
  private static func splitColumn(
    _ bound: CoveringLagrangian, places: [Int], _ states: [CoveringMatrix.ColumnState]
  ) -> Int? {
    let worth = bound.bound(at: bound.bestMultipliers, prices: bound.bestPrices).worth
    var best: (doubt: Double, worth: Double, column: Int)?
    for column in 0..<bound.matrix.columnCount where states[places[column]] == .open {
      let doubt = 0.5 - abs(bound.frequency[column] - 0.5)
      let isBetter =
        best.map { doubt != $0.doubt ? doubt > $0.doubt : worth[column] > $0.worth } ?? true
      if isBetter { best = (doubt, worth[column], places[column]) }
    }
    return best?.column
  }

  private static func places(_ matrix: CoveringMatrix, in root: CoveringMatrix) -> [Int] {
    // both ascend by candidate
    var place = 0
    return matrix.candidate.map { candidate in
      while root.candidate[place] != candidate { place += 1 }
      return place
    }
  }

  /// Multipliers of rows that became one: the sum of theirs, at most what is left of the weight.
  static func carried(
    _ multipliers: [Double], _ old: CoveringMatrix, _ new: CoveringMatrix,
    _ map: CoveringMatrix.RowMap
  ) -> [Double] {
    var result = [Double](repeating: 0, count: new.rowCount)
    for row in 0..<old.rowCount where map[row] >= 0 { result[Int(map[row])] += multipliers[row] }
    for row in 0..<new.rowCount { result[row] = min(result[row], new.weight[row]) }
    return result
  }

}

/// What the branches of a search need to know of the search around them.
struct SearchSurroundings {
  /// A bound at or below this cannot hold a better set than one worth so much.
  let enough: (_ objective: Double) -> Double
  /// The question is answered by such an objective and bound.
  let isAnswered: (_ objective: Double, _ bound: Double) -> Bool
  /// `nil`: no clock is read.
  let secondsLeft: () -> Double?
  let nodes: Int
  /// In rows visited.
  let work: Int

  var isOutOfTime: Bool { secondsLeft().map { $0 <= 0 } ?? false }
}
