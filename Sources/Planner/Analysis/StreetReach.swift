/// Uncovered residents along streets, and whom a station at a block's centre would reach of them.
struct StreetReach {
  private let walk: StreetWalk
  private var search: PlaceSearch
  private var isOpen: [Bool]
  /// Residents in each block.
  private let residents: [Double]

  init(_ walk: StreetWalk, _ blocks: Blocks, covered: [Bool], attribute: Int) {
    self.walk = walk
    let graph = walk.network.graph
    search = PlaceSearch(
      graph, walk.places,
      longestStartCentimeters: walk.places.joins.reduce(0) { max($0, graph.longestStart(at: $1)) })
    // who has no street near is reached by nobody, and is in no gap
    isOpen = covered.map { !$0 }
    residents = blocks.pieceOfBlocks().map {
      blocks.residentsPerBlock(attribute: attribute, piece: Int($0))
    }
  }

  /// A station must be nearer to a street than a home.
  func canBeStation(_ block: Int) -> Bool {
    walk.places.joins[block].map { $0.offMeters <= walk.limits.stationMeters } ?? false
  }

  private mutating func openBlocks(around block: Int) -> [Int32] {
    guard let join = walk.places.joins[block] else { return [] }
    return search.run(to: join, limitCentimeters: walk.budget.centimeters).places
      .filter { isOpen[Int($0)] }
  }

  /// Uncovered residents within the walk of a block's centre.
  ///
  /// - Complexity: one bounded search.
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
