/// Shortest walks from anywhere to some origins, up to a limit: make it, run it, ask it.
///
/// A walk goes *to* an origin (home to a station), which matters where people may walk a street
/// one way only. Dijkstra's search over buckets of some metres (Dial 1969): a corner that comes
/// into the bucket being emptied is looked at again in it, so that the result is exact. A corner
/// keeps its distance and the origin it goes to in one number, distance first, so that of equally
/// near origins the lowest counts and results do not depend on any order.
///
/// - Complexity: O(arcs within the limit + buckets). Nothing is prepared.
struct ShortestWalks {
  /// Distance in centimetres in the upper half, the origin in the lower.
  typealias State = UInt64

  private let graph: StreetGraph
  private let bucketShift: UInt32
  /// A power of two, less one.
  private let bucketMask: Int
  /// By corner; the largest number beyond the limit.
  private(set) var state: [State]
  /// The corners that have been reached since the last run began.
  private(set) var reached: [Int32] = []

  /// Waiting corners: of every bucket a chain of entries.
  private struct Entry {
    var state: State
    var corner: Int32
    var next: Int32
  }
  private var head: [Int32]
  private var entries: [Entry] = []
  /// The chain of entries that are free again.
  private var free: Int32 = -1
  private var waiting = 0

  /// No origin is farther from the corners next to it than `longestStartCentimeters`.
  init(in graph: StreetGraph, longestStartCentimeters: Int) {
    self.graph = graph
    let longest = max(Int(graph.longestArcCentimeters), longestStartCentimeters)
    var shift: UInt32 = 9
    while longest >> Int(shift) > 1 << 16 { shift += 1 }
    var size = 4
    while size < longest >> Int(shift) + 2 { size *= 2 }
    bucketShift = shift
    bucketMask = size - 1
    head = [Int32](repeating: -1, count: size)
    state = [State](repeating: .max, count: graph.cornerCount)
  }

  /// Centimetres from a corner to the nearest origin; `nil` beyond the limit.
  func centimeters(from corner: Int32) -> Int? {
    let state = state[Int(corner)]
    return state == .max ? nil : Int(state >> 32)
  }

  /// The same with the origin, to be compared as a whole.
  func nearest(from corner: Int32) -> (centimeters: Int, origin: Int)? {
    let state = state[Int(corner)]
    return state == .max ? nil : (Int(state >> 32), Int(state & 0xFFFF_FFFF))
  }

  /// Searches anew.
  ///
  /// - Parameters:
  ///   - origins: by number, where each is joined to the streets; the walk from there to the
  ///     origin itself counts.
  ///   - limitCentimeters: walks that are longer are not looked for; exactly so long is within.
  mutating func run(
    to origins: some Sequence<(number: Int, join: StreetJoin)>, limitCentimeters: Int
  ) {
    forget()
    let limit = Self.limit(limitCentimeters)
    var starts: [(state: State, corner: Int32)] = []
    for (number, join) in origins {
      graph.forEachArrival(at: join) { corner, centimeters in
        let state = UInt64(centimeters) << 32 | UInt64(UInt32(truncatingIfNeeded: number))
        if state <= limit { starts.append((state, corner)) }
      }
    }
    for (state, corner) in starts { offer(state, to: corner) }
    search(within: limit)
  }

  /// Searches anew, to one corner alone, which is origin 0.
  mutating func run(toCorner corner: Int32, limitCentimeters: Int) {
    forget()
    offer(0, to: corner)
    search(within: Self.limit(limitCentimeters))
  }

  /// The last state within a limit.
  private static func limit(_ centimeters: Int) -> State {
    UInt64(max(0, min(centimeters, Int(Int32.max)))) << 32 | 0xFFFF_FFFF
  }

  private mutating func forget() {
    for corner in reached { state[Int(corner)] = .max }
    reached.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    free = -1
    waiting = 0
  }

  private mutating func search(within limit: State) {
    var bucket = 0
    while waiting > 0 {
      let place = bucket & bucketMask
      while head[place] >= 0 {
        let index = Int(head[place])
        let entry = entries[index]
        head[place] = entry.next
        entries[index].next = free
        free = Int32(index)
        waiting -= 1
        let corner = Int(entry.corner)
        // a shorter walk has come by since
        guard state[corner] == entry.state else { continue }
        for arc in Int(graph.firstArc[corner])..<Int(graph.firstArc[corner + 1]) {
          let arc = graph.arcs[arc]
          let longer = entry.state + UInt64(UInt32(bitPattern: arc.centimeters)) << 32
          if longer <= limit { offer(longer, to: arc.tail) }
        }
      }
      bucket += 1
    }
  }

  @inline(__always)
  private mutating func offer(_ new: State, to corner: Int32) {
    let known = state[Int(corner)]
    guard new < known else { return }
    if known == .max { reached.append(corner) }
    state[Int(corner)] = new
    let bucket = Int((new >> 32) >> UInt64(bucketShift)) & bucketMask
    let entry = Entry(state: new, corner: corner, next: head[bucket])
    if free >= 0 {
      let index = Int(free)
      free = entries[index].next
      entries[index] = entry
      head[bucket] = Int32(index)
    } else {
      head[bucket] = Int32(entries.count)
      entries.append(entry)
    }
    waiting += 1
  }
}

extension StreetGraph {
  /// Calls `body` with the corners from which one comes straight to a place beside the streets,
  /// and how far it is from there.
  @inline(__always)
  func forEachArrival(at join: StreetJoin, _ body: (Int32, Int) -> Void) {
    let off = Int(join.offCentimeters)
    switch join.spot {
    case .corner(let corner): body(corner, off)
    case .stretch(let stretch, let along):
      let index = Int(stretch)
      if passage[index].contains(.forward) { body(from[index], off + Int(along)) }
      if passage[index].contains(.backward) {
        body(to[index], off + Int(centimeters[index] - along))
      }
    }
  }

  /// The same for the corners to which one comes from a place.
  @inline(__always)
  func forEachDeparture(from join: StreetJoin, _ body: (Int32, Int) -> Void) {
    let off = Int(join.offCentimeters)
    switch join.spot {
    case .corner(let corner): body(corner, off)
    case .stretch(let stretch, let along):
      let index = Int(stretch)
      if passage[index].contains(.forward) {
        body(to[index], off + Int(centimeters[index] - along))
      }
      if passage[index].contains(.backward) { body(from[index], off + Int(along)) }
    }
  }

  /// Centimetres from one place to another without passing a corner; `nil` where there is no
  /// such walk.
  func straightCentimeters(from start: StreetJoin, to end: StreetJoin) -> Int? {
    guard case .stretch(let a, let first) = start.spot, case .stretch(let b, let last) = end.spot,
      a == b
    else { return nil }
    guard first == last || passage[Int(a)].contains(first < last ? .forward : .backward) else {
      return nil
    }
    return Int(start.offCentimeters) + Int(abs(first - last)) + Int(end.offCentimeters)
  }
}
