/// Streets that can be asked how far it is: a graph with its index.
///
/// Points are joined to the nearest point on a street, and the walk to the street counts.
/// Distances are whole centimetres. A walk goes from a *place* (a home) to an *origin* (a
/// station); the origin is where a search begins, not where people do.
public struct StreetNetwork: Sendable {
  public let graph: StreetGraph
  private let index: StreetIndex

  public init(_ graph: StreetGraph) {
    self.graph = graph
    index = StreetIndex(graph)
  }

  /// Where points are joined to the streets; `nil` for those that have no street within the
  /// limit, which are off the network.
  ///
  /// - Complexity: O(points × the few streets around each), on all threads.
  public func joins(_ points: [Position<Plane>], within limitMeters: Double) -> [StreetJoin?] {
    let runs = fixedRuns(of: points.count, length: 4096)
    return inParallel(runs.count) { run in
      runs[run].map { index.join(points[$0], within: limitMeters) }
    }.flatMap { $0 }
  }

  /// Where one point is joined to the streets.
  func join(_ point: Position<Plane>, within limitMeters: Double) -> StreetJoin? {
    index.join(point, within: limitMeters)
  }

  /// From which places each origin can be reached within a limit.
  ///
  /// - Parameters:
  ///   - origins: `nil` for those off the network, which nothing reaches.
  ///   - places: where people start.
  ///   - limitCentimeters: exactly so far is within.
  /// - Returns: by origin, the places ascending, and how far it is from each.
  /// - Complexity: O(arcs within the limit) for every origin, on all threads.
  func reach(
    to origins: [StreetJoin?], from places: StreetPlaces, limitCentimeters: Int
  ) -> [(places: [Int32], centimeters: [Int32])] {
    let longest = origins.reduce(0) { max($0, graph.longestStart(at: $1)) }
    // a search of its own for every run: enough runs for any machine, few enough to be made
    let runs = fixedRuns(of: origins.count, length: max(16, origins.count / 64 + 1))
    return inParallel(runs.count) { run in
      var search = PlaceSearch(graph, places, longestStartCentimeters: longest)
      return runs[run].map { index -> (places: [Int32], centimeters: [Int32]) in
        guard let origin = origins[index] else { return ([], []) }
        return search.run(to: origin, limitCentimeters: limitCentimeters)
      }
    }.flatMap { $0 }
  }

  /// How far it is from every corner of the graph to the nearest of some of them.
  ///
  /// - Parameters:
  ///   - corners: by number, each one of the graph's.
  ///   - limitCentimeters: exactly so far is within.
  /// - Returns: by corner, the centimetres, and by its place in the list to which corner they are;
  ///   of equally near ones the first.
  /// - Complexity: O(corners + arcs within the limit).
  public func nearest(
    ofCorners corners: [Int], limitCentimeters: Int = Int(Int32.max)
  ) -> CornerWalks {
    var walks = ShortestWalks(in: graph, longestStartCentimeters: 0)
    walks.run(
      to: corners.enumerated().map { index, corner in
        (
          index,
          StreetJoin(
            spot: .corner(Int32(corner)), offCentimeters: 0,
            position: graph.cornerPositions[corner])
        )
      }, limitCentimeters: limitCentimeters)
    return CornerWalks(states: walks.state)
  }

  /// Centimetres from every place to every origin.
  ///
  /// - Returns: by origin and place; −1 where there is no walk within the limit.
  package func centimeters(
    from places: [StreetJoin?], to origins: [StreetJoin?], limitCentimeters: Int
  ) -> [[Int32]] {
    let found = reach(
      to: origins, from: StreetPlaces(places, in: graph), limitCentimeters: limitCentimeters)
    return found.map { part in
      var row = [Int32](repeating: -1, count: places.count)
      for (place, far) in zip(part.places, part.centimeters) { row[Int(place)] = far }
      return row
    }
  }

  /// The nearest of some origins from every place; of equally near ones the first.
  ///
  /// - Returns: `nil` where no origin can be reached within the limit, or at all.
  /// - Complexity: one search from all origins at once.
  func nearest(
    of origins: [StreetJoin?], from places: StreetPlaces, limitCentimeters: Int = Int(Int32.max)
  ) -> [(centimeters: Int, origin: Int)?] {
    let longest = origins.reduce(0) { max($0, graph.longestStart(at: $1)) }
    var field = WalkField(graph, longestStartCentimeters: longest)
    field.run(
      to: origins.enumerated().compactMap { number, join in join.map { (number, $0) } },
      limitCentimeters: limitCentimeters)
    let walks = field
    let runs = fixedRuns(of: places.joins.count)
    return inParallel(runs.count) { run in
      runs[run].map { place in places.joins[place].flatMap { walks.nearest(from: $0) } }
    }.flatMap { $0 }
  }
}

/// Places joined to a network, by the corners and stretches at which they are.
struct StreetPlaces: Sendable {
  let joins: [StreetJoin?]
  /// The places at corner `c`: `atCorner[firstAtCorner[c] ..< firstAtCorner[c + 1]]`.
  fileprivate let firstAtCorner: [Int32]
  fileprivate let atCorner: [Int32]
  fileprivate let firstOnStretch: [Int32]
  fileprivate let onStretch: [Int32]

  init(_ joins: [StreetJoin?], in graph: StreetGraph) {
    self.joins = joins
    var corner = [Int32](repeating: 0, count: graph.cornerCount + 1)
    var stretch = [Int32](repeating: 0, count: graph.stretchCount + 1)
    for case let join? in joins {
      switch join.spot {
      case .corner(let number): corner[Int(number) + 1] += 1
      case .stretch(let number, _): stretch[Int(number) + 1] += 1
      }
    }
    for index in corner.indices.dropFirst() { corner[index] += corner[index - 1] }
    for index in stretch.indices.dropFirst() { stretch[index] += stretch[index - 1] }
    var (nextCorner, nextStretch) = (corner, stretch)
    var atCorner = [Int32](repeating: 0, count: Int(corner.last ?? 0))
    var onStretch = [Int32](repeating: 0, count: Int(stretch.last ?? 0))
    for (place, join) in joins.enumerated() {
      switch join?.spot {
      case .corner(let number)?:
        atCorner[Int(nextCorner[Int(number)])] = Int32(place)
        nextCorner[Int(number)] += 1
      case .stretch(let number, _)?:
        onStretch[Int(nextStretch[Int(number)])] = Int32(place)
        nextStretch[Int(number)] += 1
      case nil: break
      }
    }
    firstAtCorner = corner
    self.atCorner = atCorner
    firstOnStretch = stretch
    self.onStretch = onStretch
  }

  func places(at corner: Int32) -> ArraySlice<Int32> {
    atCorner[Int(firstAtCorner[Int(corner)])..<Int(firstAtCorner[Int(corner) + 1])]
  }

  func places(on stretch: Int32) -> ArraySlice<Int32> {
    onStretch[Int(firstOnStretch[Int(stretch)])..<Int(firstOnStretch[Int(stretch) + 1])]
  }
}

/// The places within a walk of one origin after another.
struct PlaceSearch {
  private let graph: StreetGraph
  private let places: StreetPlaces
  private var walks: ShortestWalks
  private var best: [Int32]

  /// No origin is farther from the corners next to it than `longestStartCentimeters`.
  init(_ graph: StreetGraph, _ places: StreetPlaces, longestStartCentimeters: Int) {
    self.graph = graph
    self.places = places
    walks = ShortestWalks(in: graph, longestStartCentimeters: longestStartCentimeters)
    best = [Int32](repeating: .max, count: places.joins.count)
  }

  /// The places within the limit, ascending, and how far it is from each.
  mutating func run(
    to origin: StreetJoin, limitCentimeters limit: Int
  ) -> (places: [Int32], centimeters: [Int32]) {
    walks.run(to: CollectionOfOne((number: 0, join: origin)), limitCentimeters: limit)
    var found: [Int32] = []
    func offer(_ place: Int32, _ centimeters: Int, _ best: inout [Int32]) {
      guard centimeters <= limit, centimeters < best[Int(place)] else { return }
      if best[Int(place)] == .max { found.append(place) }
      best[Int(place)] = Int32(centimeters)
    }
    for corner in walks.reached {
      guard let far = walks.centimeters(from: corner) else { continue }
      for place in places.places(at: corner) {
        offer(place, far + Int(places.joins[Int(place)]?.offCentimeters ?? 0), &best)
      }
      // who is on a street that leads here
      for arc in Int(graph.firstArc[Int(corner)])..<Int(graph.firstArc[Int(corner) + 1]) {
        let stretch = graph.arcStretch[arc] >> 1
        let isAgainst = graph.arcStretch[arc] & 1 == 1
        for place in places.places(on: stretch) {
          guard case .stretch(_, let along)? = places.joins[Int(place)]?.spot else { continue }
          let rest = isAgainst ? along : graph.centimeters[Int(stretch)] - along
          offer(
            place, far + Int(rest) + Int(places.joins[Int(place)]?.offCentimeters ?? 0), &best)
        }
      }
    }
    if case .stretch(let stretch, _) = origin.spot {
      for place in places.places(on: stretch) {
        guard let join = places.joins[Int(place)],
          let centimeters = graph.straightCentimeters(from: join, to: origin)
        else { continue }
        offer(place, centimeters, &best)
      }
    }
    found.sort()
    let centimeters = found.map { best[Int($0)] }
    for place in found { best[Int(place)] = .max }
    return (found, centimeters)
  }
}

extension StreetGraph {
  /// The farthest that a place beside the streets is from the corners next to it.
  func longestStart(at join: StreetJoin?) -> Int {
    var longest = 0
    if let join { forEachArrival(at: join) { longest = max(longest, $1) } }
    return longest
  }
}
