private import Synchronization

/// Uncovered residents along streets, and whom a station at a block's centre would reach of them.
struct StreetReach: Sendable {
  /// One for every pace; all have the same streets and homes.
  private let walks: [StreetWalk]
  /// By pace, the blocks that are not covered.
  private var homes: [StreetHomes]
  /// What sums may be short of by rounding, in residents.
  let tolerance: Double
  private let searches: Searches

  /// As many searches as are ever under way at once, each with memory for the whole network.
  private final class Searches: Sendable {
    private let idle = Mutex<[HomeSearch]>([])
    private let make: @Sendable () -> HomeSearch

    init(_ make: @escaping @Sendable () -> HomeSearch) { self.make = make }

    /// What a search leaves behind has no part in what the next one finds.
    func withOne<Result>(_ body: (inout HomeSearch) -> Result) -> Result {
      var search = idle.withLock { $0.popLast() } ?? make()
      let result = body(&search)
      idle.withLock { [search] in $0.append(search) }
      return result
    }
  }

  /// - Parameters:
  ///   - walks: whose blocks come one after the other, as in an unfolded region.
  ///   - blocks: of that region.
  ///   - covered: by block.
  ///   - attribute: whose residents are counted.
  init(_ walks: [StreetWalk], _ blocks: Blocks, covered: [Bool], attribute: Int) {
    self.walks = walks
    // a power of two of which there are fewer than 2⁵³ in all residents: sums of whole multiples
    // of it are exact, in any order
    let unit = max(1, blocks.residents(attribute: attribute)).ulp * 2
    tolerance = unit * 1024
    let weights = blocks.pieceOfBlocks().map { piece -> Double in
      let residents = blocks.residentsPerBlock(attribute: attribute, piece: Int(piece))
      return (residents / unit).rounded() * unit
    }
    let count = blocks.count / max(1, walks.count)
    // who has no street near is reached by nobody, and is in no gap
    homes = walks.enumerated().map { index, walk in
      let step = index * count
      return StreetHomes(
        walk.places, in: walk.network.graph,
        weights: (step..<step + count).map { covered[$0] ? nil : weights[$0] })
    }
    let graph = walks[0].network.graph
    let longest = walks[0].places.joins.reduce(0) { max($0, graph.longestStart(at: $1)) }
    searches = Searches { HomeSearch(graph, longestStartCentimeters: longest) }
  }

  /// A station must be nearer to a street than a home.
  func canBeStation(_ block: Int) -> Bool {
    walks[0].places.joins[block].map { $0.offMeters <= walks[0].limits.stationMeters } ?? false
  }

  /// Uncovered residents within the walk of a block's centre, within the tolerance.
  ///
  /// - Complexity: one bounded search for every pace.
  func residents(around block: Int) -> Double {
    guard let join = walks[0].places.joins[block] else { return 0 }
    return searches.withOne { search in
      zip(homes, walks).reduce(0.0) { sum, pace in
        sum + search.weight(of: pace.0, to: join, limitCentimeters: pace.1.budget.centimeters)
      }
    }
  }

  /// Counts them as covered, and tells which blocks they are in, ascending.
  mutating func close(around block: Int) -> [Int32] {
    guard let join = walks[0].places.joins[block] else { return [] }
    var closed: [Int32] = []
    for (index, walk) in walks.enumerated() {
      let places = searches.withOne {
        $0.places(of: homes[index], to: join, limitCentimeters: walk.budget.centimeters)
      }
      homes[index].close(places)
      let step = Int32(index * walk.places.joins.count)
      closed += places.map { $0 + step }
    }
    return closed
  }
}
