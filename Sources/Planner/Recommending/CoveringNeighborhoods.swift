extension CoveringTree {
  /// Anneals sets and merges them, until `patience` generations in a row bring nothing.
  mutating func searchGenerations(
    patience: Int, _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) {
    guard var generations, !generations.isOver else { return }
    let before = (generations.work, generations.nodes)
    generations.settled = settled
    generations.run(patience: patience, bound: bound, &incumbent, around)
    partWork += generations.work - before.0
    nodes += generations.nodes - before.1
    tighten(around.enough(incumbent.objective))
    self.generations = generations
  }

  /// The programme without cuts shows sweeps where to look.
  mutating func guideSweeps(by point: [Double]) {
    guard generations?.sweeps != nil else { return }
    let prices = relaxation.prices
    generations?.sweeps?.guide = CoveringSweep.Guide(
      prices: Array(prices[..<matrix.rowCount]), memberPrice: prices[matrix.rowCount],
      point: Array(point[..<matrix.columnCount]))
  }

  /// Searches one neighbourhood of the best set after another.
  mutating func searchNeighborhoods(
    _ secondsToLeave: Double, _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) {
    var neighborhoods = CoveringNeighborhoods(matrix, most: 20)
    while true {
      let enough = around.enough(incumbent.objective)
      guard bound > enough, !around.isAnswered(incumbent.objective, bound),
        around.secondsLeft().map({ $0 > secondsToLeave }) ?? true, work < around.work / 2,
        let best = incumbent.best
      else { return }
      tighten(enough)
      guard
        let part = neighborhoods.next(around: best, settled: settled)
      else { return }
      let before = incumbent.objective
      search(part.states, nodes: part.nodes, &incumbent, around)
      neighborhoods.note(isBetter: incumbent.objective > before)
    }
  }

  /// Searches the matrix with some columns settled, and takes over what is better.
  private mutating func search(
    _ states: [CoveringMatrix.ColumnState], nodes most: Int,
    _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) {
    let part = CoveringNeighborhoods.search(
      matrix.settled(states, keepsIdleColumns: side.demandsMembers).matrix, side,
      SearchSurroundings(
        enough: around.enough, isAnswered: around.isAnswered, secondsLeft: around.secondsLeft,
        nodes: min(most, around.nodes), work: (around.work - work) / 4),
      bound: bound, &incumbent)
    partWork += part.work
    nodes += part.nodes
  }
}

/// Parts of a matrix around a few members of a set at a time, near each other or far apart: the
/// rest of the set stays, and what these and their nearest could do better is found exactly.
///
/// Shaw (1998), *Using constraint programming and local search methods to solve vehicle routing
/// problems* (large neighbourhoods).
struct CoveringNeighborhoods {
  private let matrix: CoveringMatrix
  private let most: Int
  private var chance = SplitMix(state: 0x1DEA)
  private var idle = 0
  /// How many members are free at a time.
  private var free: Int

  /// - Parameters:
  ///   - matrix: of which parts are made, from small to large.
  ///   - most: how many members are free at a time, at most.
  init(_ matrix: CoveringMatrix, most: Int) {
    self.matrix = matrix
    self.most = most
    free = 12
  }

  /// The next part.
  ///
  /// - Parameters:
  ///   - best: the set, as candidates.
  ///   - settled: by column.
  /// - Returns: what is settled in it, and how many nodes it is worth; `nil` at the end.
  mutating func next(
    around best: [Int], settled: [CoveringMatrix.ColumnState]
  ) -> (states: [CoveringMatrix.ColumnState], nodes: Int)? {
    guard free <= most else { return nil }
    let isMember = Set(best.map { Int32($0) })
    let members = (0..<matrix.columnCount).filter {
      isMember.contains(matrix.candidate[$0]) && settled[$0] != .taken
    }
    guard members.count * 2 > free * 3 else { return nil }
    var states = settled
    var open: Set<Int> = []
    let patches = 1 + Int(chance.next() % 3)
    for _ in 0..<patches {
      let seed = members[Int(chance.next() % UInt64(members.count))]
      open.formUnion(patch(around: seed, members: Set(members), size: free / patches))
    }
    for column in states.indices
    where states[column] == .open
      && !open.contains(column)
    {
      states[column] = isMember.contains(matrix.candidate[column]) ? .taken : .dropped
    }
    return (states, free / 2)
  }

  /// Whether the last part held a better set; after many that did not, parts get larger.
  mutating func note(isBetter: Bool) {
    idle = isBetter ? 0 : idle + 1
    guard idle == 30 else { return }
    idle = 0
    free = free * 3 / 2
  }

  /// The columns that share rows with a member and the members next to it.
  private func patch(around seed: Int, members: Set<Int>, size: Int) -> Set<Int> {
    var reached: Set<Int> = [seed]
    var inside = 1
    var edge = [seed]
    while inside < size, !edge.isEmpty {
      var next: Set<Int> = []
      for column in edge {
        for row in matrix.rows(of: column) {
          for other in matrix.columns(of: Int(row)) where !reached.contains(Int(other)) {
            next.insert(Int(other))
          }
        }
      }
      edge = next.sorted()
      for column in edge {
        reached.insert(column)
        if members.contains(column) { inside += 1 }
      }
    }
    return reached
  }

  /// Searches a part, and takes over what is better; does nothing where it is too large.
  static func search(
    _ part: CoveringMatrix, _ side: SideConstraints, _ around: SearchSurroundings, bound: Double,
    _ incumbent: inout CoveringIncumbent
  ) -> (work: Int, nodes: Int) {
    guard part.count >= 0, CoveringTree.isAffordable(part, around),
      var tree = CoveringTree(part, side: side, bound: min(bound, part.ceiling), isPart: true)
    else { return (0, 0) }
    var partIncumbent = incumbent.narrowed(to: part)
    tree.run(&partIncumbent, around)
    if let best = partIncumbent.best, partIncumbent.objective > incumbent.objective {
      incumbent.take(candidates: best)
    }
    return (tree.work, tree.nodes)
  }
}
