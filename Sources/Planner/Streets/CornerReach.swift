/// From which corners of a street network each corner can be walked to within a limit, kept so
/// that one thing after another can be added up: residents by age, jobs, beds.
///
/// Who lives at a corner counts for every corner to which they can walk, also for their own. A
/// walk of exactly the limit is within. Sums are taken in an order that follows from the network
/// alone, so that they are the same to the last bit on any number of threads.
///
/// It takes 4 bytes for every pair of corners within the limit: 100,000 corners with 450 others
/// around each are 180 MB. Where one sum is all that is wanted,
/// `StreetNetwork.sums(of:limitCentimeters:)` keeps nothing.
public struct CornerReach: Sendable {
  /// The longest walk that counts.
  public let limitCentimeters: Int
  public let cornerCount: Int
  private let runs: [Run]

  /// Some corners in a row, and who can walk to them.
  private struct Run: Sendable {
    /// Of the first of these corners; `ends[i]` is where the `i`-th one's list ends in `tails`.
    var corners: Range<Int>
    var ends: [Int] = []
    var tails: [Int32] = []
  }

  /// - Parameters:
  ///   - network: the streets; corners are numbered as in its graph.
  ///   - limitCentimeters: exactly so far is within. Negative counts as 0.
  /// - Complexity: O(arcs within the limit) for every corner, on all threads.
  public init(in network: StreetNetwork, limitCentimeters: Int) {
    let graph = network.graph
    let limit = max(0, limitCentimeters)
    self.limitCentimeters = limit
    cornerCount = graph.cornerCount
    runs = graph.forEachCornerRun { corners, walks in
      var run = Run(corners: corners)
      run.ends.reserveCapacity(corners.count)
      for corner in corners {
        walks.run(toCorner: Int32(corner), limitCentimeters: limit)
        run.tails.append(contentsOf: walks.reached)
        run.ends.append(run.tails.count)
      }
      return run
    }
  }

  /// Pairs of corners within the limit, each corner with itself among them.
  public var pairCount: Int { runs.reduce(0) { $0 + $1.tails.count } }

  /// What lies within the limit of every corner.
  ///
  /// - Parameter weights: by corner, what is there, in any unit.
  /// - Returns: by corner, the sum over all corners from which one can walk to it, in the unit of
  ///   the weights.
  /// - Precondition: a weight for every corner.
  /// - Complexity: O(pairs), on all threads.
  public func sums(of weights: [Double]) -> [Double] {
    precondition(weights.count == cornerCount, "a weight for every corner")
    return inParallel(runs.count) { number in
      let run = runs[number]
      var begin = 0
      return run.ends.map { end in
        var sum = 0.0
        for tail in run.tails[begin..<end] { sum += weights[Int(tail)] }
        begin = end
        return sum
      }
    }.flatMap { $0 }
  }
}

extension StreetNetwork {
  /// What lies within a walk of every corner: weights at corners, added up over all from which
  /// one can walk there. The same sums as those of `CornerReach`, with nothing kept.
  ///
  /// - Parameters:
  ///   - weights: by corner, what is there, in any unit.
  ///   - limitCentimeters: exactly so far is within. Negative counts as 0.
  /// - Returns: by corner, in the unit of the weights; a corner's own is among it.
  /// - Precondition: a weight for every corner.
  /// - Complexity: O(arcs within the limit) for every corner, on all threads.
  public func sums(of weights: [Double], limitCentimeters: Int) -> [Double] {
    precondition(weights.count == graph.cornerCount, "a weight for every corner")
    let limit = max(0, limitCentimeters)
    return graph.forEachCornerRun { corners, walks in
      corners.map { corner in
        walks.run(toCorner: Int32(corner), limitCentimeters: limit)
        return walks.reached.reduce(0.0) { $0 + weights[Int($1)] }
      }
    }.flatMap { $0 }
  }
}

extension StreetGraph {
  /// All corners in runs, on all threads, with a search for each run.
  fileprivate func forEachCornerRun<Result: Sendable>(
    _ body: @Sendable (Range<Int>, inout ShortestWalks) -> Result
  ) -> [Result] {
    // enough runs for any machine, and few enough for the memory that each search clears
    let runs = fixedRuns(of: cornerCount, length: max(256, cornerCount / 256 + 1))
    return inParallel(runs.count) { run in
      var walks = ShortestWalks(in: self, longestStartCentimeters: 0)
      return body(runs[run], &walks)
    }
  }
}
