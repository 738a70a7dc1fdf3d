/// Uncovered residents along streets, and whom a station at a block's centre would reach of them.
struct StreetReach {
  /// One for every pace; all have the same streets and homes.
  private let walks: [StreetWalk]
  private var searches: [PlaceSearch]
  private var isOpen: [Bool]
  /// Residents in each block.
  private let residents: [Double]

  /// - Parameters:
  ///   - walks: whose blocks come one after the other, as in an unfolded region.
  ///   - blocks: of that region.
  ///   - covered: by block.
  ///   - attribute: whose residents are counted.
  init(_ walks: [StreetWalk], _ blocks: Blocks, covered: [Bool], attribute: Int) {
    self.walks = walks
    searches = walks.map { walk in
      let graph = walk.network.graph
      return PlaceSearch(
        graph, walk.places,
        longestStartCentimeters: walk.places.joins.reduce(0) {
          max($0, graph.longestStart(at: $1))
        })
    }
    // who has no street near is reached by nobody, and is in no gap
    isOpen = covered.map { !$0 }
    residents = blocks.pieceOfBlocks().map {
      blocks.residentsPerBlock(attribute: attribute, piece: Int($0))
    }
  }

  /// A station must be nearer to a street than a home.
  func canBeStation(_ block: Int) -> Bool {
    walks[0].places.joins[block].map { $0.offMeters <= walks[0].limits.stationMeters } ?? false
  }

  private mutating func openBlocks(around block: Int) -> [Int32] {
    var open: [Int32] = []
    for (index, walk) in walks.enumerated() {
      guard let join = walk.places.joins[block] else { return [] }
      let step = Int32(index * walk.places.joins.count)
      for place in searches[index].run(to: join, limitCentimeters: walk.budget.centimeters).places
      where isOpen[Int(place + step)] {
        open.append(place + step)
      }
    }
    return open
  }

  /// Uncovered residents within the walk of a block's centre.
  ///
  /// - Complexity: one bounded search for every pace.
  mutating func residents(around block: Int) -> Double {
    openBlocks(around: block).reduce(0) { $0 + residents[Int($1)] }
  }

  /// Counts them as covered, and tells which blocks they are in, ascending.
  mutating func close(around block: Int) -> [Int32] {
    let list = openBlocks(around: block)
    for block in list { isOpen[Int(block)] = false }
    return list
  }
}
