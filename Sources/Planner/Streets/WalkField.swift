/// How far it is along streets from anywhere near them to the nearest of some origins, and to
/// which: what one search found, to be asked at any point and along any street.
///
/// Make it once for a graph, run it for one set of origins after another.
struct WalkField {
  private let graph: StreetGraph
  private var walks: ShortestWalks
  private var onStretch: [Int32: [(number: Int, join: StreetJoin)]] = [:]
  private var places: [StreetJoin] = []
  private var limitCentimeters = 0

  /// No origin is farther from the corners next to it than `longestStartCentimeters`.
  init(_ graph: StreetGraph, longestStartCentimeters: Int) {
    self.graph = graph
    walks = ShortestWalks(in: graph, longestStartCentimeters: longestStartCentimeters)
  }

  /// Searches anew.
  ///
  /// - Parameters:
  ///   - origins: by number; of equally near ones the lowest counts.
  ///   - limitCentimeters: what is farther is not looked for; exactly so far is within.
  /// - Complexity: O(arcs within the limit).
  mutating func run(to origins: [(number: Int, join: StreetJoin)], limitCentimeters: Int) {
    onStretch.removeAll(keepingCapacity: true)
    for origin in origins {
      if case .stretch(let stretch, _) = origin.join.spot {
        onStretch[stretch, default: []].append(origin)
      }
    }
    places = origins.map(\.join)
    self.limitCentimeters = limitCentimeters
    walks.run(to: origins, limitCentimeters: limitCentimeters)
  }

  /// The whole walk from a place beside the streets; `nil` where there is none within the limit.
  func nearest(from place: StreetJoin) -> (centimeters: Int, origin: Int)? {
    var best: (centimeters: Int, origin: Int)?
    func offer(_ centimeters: Int, _ origin: Int) {
      guard centimeters <= limitCentimeters else { return }
      if let known = best, known <= (centimeters, origin) { return }
      best = (centimeters, origin)
    }
    graph.forEachDeparture(from: place) { corner, off in
      if let near = walks.nearest(from: corner) { offer(near.centimeters + off, near.origin) }
    }
    if case .stretch(let stretch, _) = place.spot {
      for (number, origin) in onStretch[stretch] ?? [] {
        if let centimeters = graph.straightCentimeters(from: place, to: origin) {
          offer(centimeters, number)
        }
      }
    }
    return best
  }

  /// The parts of streets from which an origin is within a limit, cut where the walk ends, each
  /// in the order of its street's shape. Where a street is reached from both of its ends, the two
  /// parts are one if they meet.
  ///
  /// - Parameter limit: in centimetres, at most that of the search.
  /// - Returns: lines of at least two points, in the order of the stretches.
  /// - Complexity: O(streets within the limit).
  func reachedParts(within limit: Int) -> [[Position<Plane>]] {
    var stretches = Set(onStretch.keys)
    for corner in walks.reached {
      guard let far = walks.centimeters(from: corner), far < limit else { continue }
      for arc in Int(graph.firstArc[Int(corner)])..<Int(graph.firstArc[Int(corner) + 1]) {
        stretches.insert(graph.arcStretch[arc] >> 1)
      }
    }
    return stretches.sorted().flatMap { stretch in
      reachedIntervals(of: stretch, within: limit).map { cut(stretch, to: $0) }
    }
  }

  /// Of all points on streets from which an origin is within a limit. A corner may be one of them
  /// though no street leads there, if one may only walk away from it.
  func reachedBounds(within limit: Int) -> Bounds<Plane> {
    var bounds = Bounds<Plane>()
    for place in places where place.offCentimeters <= limit { bounds.add(place.position) }
    for corner in walks.reached {
      guard let far = walks.centimeters(from: corner), far <= limit else { continue }
      bounds.add(graph.cornerPositions[Int(corner)])
    }
    for part in reachedParts(within: limit) { for point in part { bounds.add(point) } }
    return bounds
  }

  /// Centimetres from the stretch's first corner, ascending, apart from each other.
  private func reachedIntervals(of stretch: Int32, within limit: Int) -> [ClosedRange<Int>] {
    let index = Int(stretch)
    let whole = Int(graph.centimeters[index])
    let passage = graph.passage[index]
    var found: [ClosedRange<Int>] = []
    // who may walk backward comes to the first corner, forward to the last
    if passage.contains(.backward), let far = walks.centimeters(from: graph.from[index]),
      far < limit
    {
      found.append(0...min(whole, limit - far))
    }
    if passage.contains(.forward), let far = walks.centimeters(from: graph.to[index]), far < limit {
      found.append(max(0, whole - (limit - far))...whole)
    }
    for (_, join) in onStretch[stretch] ?? [] {
      guard case .stretch(_, let along) = join.spot else { continue }
      let rest = limit - Int(join.offCentimeters)
      guard rest > 0 else { continue }
      found.append(
        (passage.contains(.forward) ? max(0, Int(along) - rest) : Int(along))...(passage.contains(
          .backward) ? min(whole, Int(along) + rest) : Int(along)))
    }
    found.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    var joined: [ClosedRange<Int>] = []
    for interval in found where interval.lowerBound < interval.upperBound {
      if let last = joined.last, interval.lowerBound <= last.upperBound {
        joined[joined.count - 1] =
          last.lowerBound...max(last.upperBound, interval.upperBound)
      } else {
        joined.append(interval)
      }
    }
    return joined
  }

  private func cut(_ stretch: Int32, to interval: ClosedRange<Int>) -> [Position<Plane>] {
    let shape = Array(graph.shape(of: Int(stretch)))
    let centimeters = Int(graph.centimeters[Int(stretch)])
    guard interval.lowerBound > 0 || interval.upperBound < centimeters else { return shape }
    let along = graph.centimetersAlong(Int(stretch))
    let (start, end) = (Double(interval.lowerBound), Double(interval.upperBound))
    var line: [Position<Plane>] = []
    for index in 0..<shape.count - 1 {
      let (a, b, before, after) = (shape[index], shape[index + 1], along[index], along[index + 1])
      func point(_ along: Double) -> Position<Plane> {
        let share = after > before ? (along - before) / (after - before) : 0
        return Position(x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y))
      }
      if line.isEmpty, start < after { line.append(start <= before ? a : point(start)) }
      if !line.isEmpty {
        if end <= after {
          line.append(end == after ? b : point(end))
          break
        }
        line.append(b)
      }
    }
    if line.count == 1, let last = shape.last { line.append(last) }
    return line
  }
}
