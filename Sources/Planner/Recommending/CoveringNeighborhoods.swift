extension CoveringTree {
  enum NeighborhoodSize {
    case small
    case large
  }

  /// Searches the columns that the root's points use, and the best set's: a part so much smaller
  /// that a search of it ends where one of the whole would have hardly begun, and in which nearly
  /// always the best set lies.
  ///
  /// Danna, Rothberg & Le Pape (2005), *Exploring relaxation induced neighborhoods*.
  mutating func searchSupport(
    _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) {
    let members = Set((incumbent.best ?? []).map { Int32($0) })
    var states = settled
    for column in states.indices
    where states[column] == .open && !isUsed[column] && !members.contains(matrix.candidate[column])
    {
      states[column] = .dropped
    }
    let open = states.count { $0 == .open }
    guard open * 10 < matrix.columnCount * 9, open > 0 else { return }
    search(states, nodes: 60, &incumbent, around)
  }

  /// Searches around a few members of the best set at a time, near each other or far apart: the rest of the set
  /// stays, and what these and their nearest could do better is found exactly.
  ///
  /// Shaw (1998), *Using constraint programming and local search methods to solve vehicle routing
  /// problems* (large neighbourhoods).
  mutating func searchNeighborhoods(
    _ sizes: NeighborhoodSize, _ secondsToLeave: Double, _ incumbent: inout CoveringIncumbent,
    _ around: SearchSurroundings
  ) {
    var chance = SplitMix(state: 0x1DEA)
    var idle = 0
    var free = sizes == .small ? 12 : Self.largePatches + 7
    while sizes == .large || free <= Self.largePatches {
      let enough = around.enough(incumbent.objective)
      guard bound > enough, !around.isAnswered(incumbent.objective, bound),
        around.secondsLeft().map({ $0 > secondsToLeave }) ?? true, work < around.work / 2,
        let best = incumbent.best
      else { return }
      tighten(enough)
      let isMember = Set(best.map { Int32($0) })
      let members = (0..<matrix.columnCount).filter {
        isMember.contains(matrix.candidate[$0]) && lower[$0] < 0.5
      }
      guard members.count * 2 > free * 3 else { return }
      var states = settled
      var open: Set<Int> = []
      let patches = 1 + Int(chance.next() % 3)
      for _ in 0..<patches {
        let seed = members[Int(chance.next() % UInt64(members.count))]
        open.formUnion(patch(around: seed, members: Set(members), size: free / patches))
      }
      for column in states.indices
      where states[column] == .open
        && (!open.contains(column)
          || free > Self.largePatches && !isUsed[column]
            && !isMember.contains(matrix.candidate[column]))
      {
        states[column] =
          !open.contains(column) && isMember.contains(matrix.candidate[column]) ? .taken : .dropped
      }
      let before = incumbent.objective
      search(states, nodes: free / 2, &incumbent, around)
      idle = incumbent.objective > before ? 0 : idle + 1
      if idle == 30 {
        idle = 0
        free = free * 3 / 2
      }
    }
  }

  /// With more free members than this, only columns that the root's points used are tried.
  private static let largePatches = 20

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

  /// Searches the matrix with some columns settled, and takes over what is better.
  private mutating func search(
    _ states: [CoveringMatrix.ColumnState], nodes most: Int,
    _ incumbent: inout CoveringIncumbent, _ around: SearchSurroundings
  ) {
    let part = matrix.settled(states, keepsIdleColumns: side.demandsMembers).matrix
    let within = SearchSurroundings(
      enough: around.enough, isAnswered: around.isAnswered, secondsLeft: around.secondsLeft,
      nodes: min(most, around.nodes), work: (around.work - work) / 4)
    guard part.count >= 0, Self.isAffordable(part, within),
      var tree = CoveringTree(
        part, side: side, bound: min(bound, part.ceiling), isPart: true)
    else { return }
    var partIncumbent = incumbent.narrowed(to: part)
    tree.run(&partIncumbent, within)
    partWork += tree.work
    nodes += tree.nodes
    if let best = partIncumbent.best, partIncumbent.objective > incumbent.objective {
      incumbent.take(candidates: best)
    }
  }
}
