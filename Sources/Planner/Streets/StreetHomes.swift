/// Weights of places along streets (residents at their homes), and their sums within a walk of one
/// origin after another.
///
/// Places are kept street by street: a stretch of which even the farthest home is within the walk
/// is added as a whole, and only the stretches at which the walk ends are looked into. Weights
/// must be such that their sums are exact, whole multiples of one power of two, so that a sum depends
/// on which places are in it and not on their order.
struct StreetHomes: Sendable {
  /// The places on a stretch, or at a corner: in `slots[first ..< end]`, and together.
  fileprivate struct Site: Sendable {
    var first: Int32
    var end: Int32
    /// From the places to the stretch's first corner and to its last one, the walk to the street
    /// included: the nearest and the farthest of them. At a corner both are one.
    var nearestToFirst = Int32.max
    var farthestToFirst: Int32 = 0
    var nearestToLast = Int32.max
    var farthestToLast: Int32 = 0
    var openCount: Int32 = 0
    var weight = 0.0
  }

  fileprivate struct Slot: Sendable {
    var place: Int32
    var toFirst: Int32
    var toLast: Int32
    /// To the street.
    var off: Int32
    var weight: Double
  }

  fileprivate let graph: StreetGraph
  /// Corners, then stretches.
  fileprivate var sites: [Site] = []
  /// Of every site the places with a weight first.
  fileprivate var slots: [Slot] = []
  /// By place; −1 off the network.
  private var siteOfPlace: [Int32]

  /// - Parameters:
  ///   - places: joined to the graph.
  ///   - graph: the streets.
  ///   - weights: by place; those without a weight count for nothing and are not listed.
  init(_ places: StreetPlaces, in graph: StreetGraph, weights: [Double?]) {
    self.graph = graph
    siteOfPlace = [Int32](repeating: -1, count: places.joins.count)
    sites.reserveCapacity(graph.cornerCount + graph.stretchCount)
    func add(_ list: ArraySlice<Int32>, length: Int32) {
      var site = Site(first: Int32(slots.count), end: Int32(slots.count))
      for place in list {
        guard let join = places.joins[Int(place)], let weight = weights[Int(place)] else {
          continue
        }
        var along: Int32 = 0
        if case .stretch(_, let centimeters) = join.spot { along = centimeters }
        let slot = Slot(
          place: place, toFirst: along + join.offCentimeters,
          toLast: length - along + join.offCentimeters, off: join.offCentimeters, weight: weight)
        slots.append(slot)
        site.nearestToFirst = min(site.nearestToFirst, slot.toFirst)
        site.farthestToFirst = max(site.farthestToFirst, slot.toFirst)
        site.nearestToLast = min(site.nearestToLast, slot.toLast)
        site.farthestToLast = max(site.farthestToLast, slot.toLast)
        site.openCount += 1
        site.weight += weight
        siteOfPlace[Int(place)] = Int32(sites.count)
      }
      site.end = Int32(slots.count)
      sites.append(site)
    }
    for corner in 0..<graph.cornerCount { add(places.places(at: Int32(corner)), length: 0) }
    for stretch in 0..<graph.stretchCount {
      add(places.places(on: Int32(stretch)), length: graph.centimeters[stretch])
    }
  }

  /// Takes the weight from some places.
  mutating func close(_ places: some Sequence<Int32>) {
    for place in places {
      let number = Int(siteOfPlace[Int(place)])
      guard number >= 0 else { continue }
      let range = Int(sites[number].first)..<Int(sites[number].end)
      guard let slot = range.first(where: { slots[$0].place == place }) else { continue }
      sites[number].weight -= slots[slot].weight
      sites[number].openCount -= 1
      sites[number].end -= 1
      siteOfPlace[Int(place)] = -1
      // the last of those that are left moves up
      slots[slot] = slots[range.upperBound - 1]
    }
  }
}

/// Adds up what is within a walk of one origin after another.
struct HomeSearch {
  private let graph: StreetGraph
  private var walks: ShortestWalks
  /// By stretch, the run in which it was last looked at.
  private var seen: [Int32]
  private var run: Int32 = 0

  /// No origin is farther from the corners next to it than `longestStartCentimeters`.
  init(_ graph: StreetGraph, longestStartCentimeters: Int) {
    self.graph = graph
    walks = ShortestWalks(in: graph, longestStartCentimeters: longestStartCentimeters)
    seen = [Int32](repeating: 0, count: graph.stretchCount)
  }

  /// The weight of the places within the limit.
  ///
  /// - Complexity: O(arcs within the limit, and the places where the walk ends).
  mutating func weight(
    of homes: StreetHomes, to origin: StreetJoin, limitCentimeters: Int
  ) -> Double {
    var sum = 0.0
    forEachSite(of: homes, to: origin, Int32(limitCentimeters)) { site, reach in
      if reach.holdsAll(of: site) {
        sum += site.weight
      } else {
        for slot in Int(site.first)..<Int(site.end) where reach.holds(homes.slots[slot]) {
          sum += homes.slots[slot].weight
        }
      }
    }
    return sum
  }

  /// The places within the limit, ascending.
  mutating func places(
    of homes: StreetHomes, to origin: StreetJoin, limitCentimeters: Int
  ) -> [Int32] {
    var found: [Int32] = []
    forEachSite(of: homes, to: origin, Int32(limitCentimeters)) { site, reach in
      for slot in Int(site.first)..<Int(site.end) where reach.holds(homes.slots[slot]) {
        found.append(homes.slots[slot].place)
      }
    }
    found.sort()
    return found
  }

  /// How far the walk comes on a stretch: what is left of it at either end.
  private struct SiteReach {
    /// Negative where it does not come there.
    var leftAtFirst: Int32
    var leftAtLast: Int32
    /// On the origin's own stretch.
    var straight: Straight?

    struct Straight {
      /// Of the origin.
      var toFirst: Int32
      var off: Int32
      var passage: StreetLines.Passage
      var limit: Int32
    }

    @inline(__always)
    func holdsAll(of site: StreetHomes.Site) -> Bool {
      site.farthestToFirst <= leftAtFirst || site.farthestToLast <= leftAtLast
    }

    @inline(__always)
    func holdsNone(of site: StreetHomes.Site) -> Bool {
      straight == nil && site.nearestToFirst > leftAtFirst && site.nearestToLast > leftAtLast
    }

    @inline(__always)
    func holds(_ slot: StreetHomes.Slot) -> Bool {
      if slot.toFirst <= leftAtFirst || slot.toLast <= leftAtLast { return true }
      guard let straight else { return false }
      let along = slot.toFirst - slot.off
      let there = straight.toFirst - straight.off
      guard along == there || straight.passage.contains(along < there ? .forward : .backward)
      else { return false }
      return slot.off + abs(along - there) + straight.off <= straight.limit
    }
  }

  @inline(__always)
  private mutating func forEachSite(
    of homes: StreetHomes, to origin: StreetJoin, _ limit: Int32,
    _ body: (StreetHomes.Site, SiteReach) -> Void
  ) {
    walks.run(to: CollectionOfOne((number: 0, join: origin)), limitCentimeters: Int(limit))
    if run == .max {
      run = 0
      for stretch in seen.indices { seen[stretch] = 0 }
    }
    run += 1
    let cornerCount = graph.cornerCount
    func visit(_ stretch: Int, straight: SiteReach.Straight?) {
      let site = homes.sites[cornerCount + stretch]
      guard site.openCount > 0 else { return }
      let passage = graph.passage[stretch]
      // who may walk backward comes to the first corner, forward to the last
      let reach = SiteReach(
        leftAtFirst: passage.contains(.backward) ? left(at: graph.from[stretch], of: limit) : -1,
        leftAtLast: passage.contains(.forward) ? left(at: graph.to[stretch], of: limit) : -1,
        straight: straight)
      if !reach.holdsNone(of: site) { body(site, reach) }
    }
    if case .stretch(let stretch, let along) = origin.spot {
      seen[Int(stretch)] = run
      visit(
        Int(stretch),
        straight: SiteReach.Straight(
          toFirst: along + origin.offCentimeters, off: origin.offCentimeters,
          passage: graph.passage[Int(stretch)], limit: limit))
    }
    for corner in walks.reached {
      let site = homes.sites[Int(corner)]
      if site.openCount > 0 {
        let left = left(at: corner, of: limit)
        let reach = SiteReach(leftAtFirst: left, leftAtLast: left, straight: nil)
        if !reach.holdsNone(of: site) { body(site, reach) }
      }
      // who is on a street that leads here
      for arc in Int(graph.firstArc[Int(corner)])..<Int(graph.firstArc[Int(corner) + 1]) {
        let stretch = Int(graph.arcStretch[arc] >> 1)
        guard seen[stretch] != run else { continue }
        seen[stretch] = run
        visit(stretch, straight: nil)
      }
    }
  }

  @inline(__always)
  private func left(at corner: Int32, of limit: Int32) -> Int32 {
    let state = walks.state[Int(corner)]
    return state == .max ? -1 : limit - Int32(truncatingIfNeeded: state >> 32)
  }
}
