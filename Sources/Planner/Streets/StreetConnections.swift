/// Whether there is any walk at all between places, however long, told without searching where
/// streets can be walked both ways.
package struct StreetConnections: Sendable {
  private let graph: StreetGraph
  /// By corner, the lowest number among those that two-way streets join it with.
  private let twoWay: [Int32]

  /// - Complexity: O(corners + stretches).
  package init(_ network: StreetNetwork) {
    let graph = network.graph
    var sets = DisjointSets(count: graph.cornerCount)
    for stretch in 0..<graph.stretchCount where graph.passage[stretch] == .both {
      sets.join(Int(graph.from[stretch]), Int(graph.to[stretch]))
    }
    twoWay = (0..<graph.cornerCount).map { Int32(sets.representative(of: $0)) }
    self.graph = graph
  }

  /// - Returns: `nil` where only a search can tell, as it may where streets are walked one way.
  package func isConnected(from place: StreetJoin, to origin: StreetJoin) -> Bool? {
    var (isTwoWay, isOnePart) = (false, false)
    graph.forEachDeparture(from: place) { start, _ in
      graph.forEachArrival(at: origin) { end, _ in
        isTwoWay = isTwoWay || twoWay[Int(start)] == twoWay[Int(end)]
        isOnePart =
          isOnePart || graph.partOfCorner[Int(start)] == graph.partOfCorner[Int(end)]
      }
    }
    return isTwoWay ? true : isOnePart ? nil : false
  }
}
