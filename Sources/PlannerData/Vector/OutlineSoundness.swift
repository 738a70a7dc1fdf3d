internal import Planner

/// Whether an outline surely obeys the rules of simple features: no ring crosses or touches
/// itself or another, holes lie in their polygons, polygons do not overlap.
///
/// A quick "yes" for the outlines that nearly all files have, so that GEOS, which takes seven
/// times as long over a prefecture, is asked about the others only. A "no" means "not sure":
/// rings that touch in a point are sound, but come out as not sure.
struct OutlineSoundness {
  /// A stretch of a ring on which both x and y only rise or only fall: two segments of it never
  /// meet, and the box of any part of it is that of its ends.
  private struct Chain {
    var first: Int32
    var last: Int32
    var ring: Int32
    var minX: Double
    var maxX: Double
    var minY: Double
    var maxY: Double
  }

  private var points: [Position<Geographic>] = []
  private var chains: [Chain] = []
  /// Where each ring begins in `points`; its last point equals its first.
  private var ringStarts: [Int] = [0]
  private var polygonOfRing: [Int] = []
  private var isHole: [Bool] = []

  static func isSurelySound(_ outline: MultiPolygon<Geographic>) -> Bool {
    var check = OutlineSoundness()
    // once for all: growing ring by ring would copy everything for each of thousands of islets
    check.points.reserveCapacity(
      outline.polygons.reduce(0) { sum, polygon in
        polygon.holes.reduce(sum + polygon.exterior.positions.count) { $0 + $1.positions.count }
      })
    for (number, polygon) in outline.polygons.enumerated() {
      guard check.add(polygon.exterior, polygon: number, isHole: false) else { return false }
      for hole in polygon.holes {
        guard check.add(hole, polygon: number, isHole: true) else { return false }
      }
    }
    return check.hasNoContacts() && check.isNestedRightly()
  }

  // MARK: Chains

  private mutating func add(_ ring: Ring<Geographic>, polygon: Int, isHole: Bool) -> Bool {
    let start = points.count
    guard var last = ring.positions.first else { return false }
    points.append(last)
    for position in ring.positions where position.x != last.x || position.y != last.y {
      points.append(position)
      last = position
    }
    guard points[start...].allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return false }
    guard points.count - start >= 4 else { return false }
    let number = Int32(polygonOfRing.count)
    ringStarts.append(points.count)
    polygonOfRing.append(polygon)
    self.isHole.append(isHole)
    var first = start
    while first < points.count - 1 {
      var last = first + 1
      let risesX = points[last].x >= points[first].x
      let risesY = points[last].y >= points[first].y
      while last < points.count - 1, (points[last + 1].x >= points[last].x) == risesX,
        (points[last + 1].y >= points[last].y) == risesY
      {
        last += 1
      }
      let a = points[first]
      let b = points[last]
      chains.append(
        Chain(
          first: Int32(first), last: Int32(last), ring: number, minX: min(a.x, b.x),
          maxX: max(a.x, b.x), minY: min(a.y, b.y), maxY: max(a.y, b.y)))
      first = last
    }
    return true
  }

  // MARK: Contacts

  private mutating func hasNoContacts() -> Bool {
    chains.sort { $0.minX < $1.minX }
    return chains.withUnsafeBufferPointer { chains in
      points.withUnsafeBufferPointer { points in
        for i in 0..<chains.count {
          let chain = chains[i]
          var j = i + 1
          while j < chains.count, chains[j].minX <= chain.maxX {
            let other = chains[j]
            j += 1
            guard other.minY <= chain.maxY, chain.minY <= other.maxY else { continue }
            guard areApart(chain, chain.first, chain.last, other, other.first, other.last, points)
            else { return false }
          }
        }
        return true
      }
    }
  }

  private func areApart(
    _ a: Chain, _ aFirst: Int32, _ aLast: Int32, _ b: Chain, _ bFirst: Int32, _ bLast: Int32,
    _ points: UnsafeBufferPointer<Position<Geographic>>
  ) -> Bool {
    let (p, q) = (points[Int(aFirst)], points[Int(aLast)])
    let (r, s) = (points[Int(bFirst)], points[Int(bLast)])
    if max(p.x, q.x) < min(r.x, s.x) || max(r.x, s.x) < min(p.x, q.x)
      || max(p.y, q.y) < min(r.y, s.y) || max(r.y, s.y) < min(p.y, q.y)
    {
      return true
    }
    if aLast - aFirst == 1 && bLast - bFirst == 1 {
      if a.ring == b.ring, let apart = areNeighboursApart(aFirst, bFirst, a.ring, points) {
        return apart
      }
      return surelyOneSide(p, q, r, s) || surelyOneSide(r, s, p, q)
    }
    if aLast - aFirst >= bLast - bFirst {
      let middle = (aFirst + aLast) / 2
      return areApart(a, aFirst, middle, b, bFirst, bLast, points)
        && areApart(a, middle, aLast, b, bFirst, bLast, points)
    }
    let middle = (bFirst + bLast) / 2
    return areApart(a, aFirst, aLast, b, bFirst, middle, points)
      && areApart(a, aFirst, aLast, b, middle, bLast, points)
  }

  /// For segments that follow each other in a ring: sound unless one folds back on the other.
  /// `nil` for segments that do not follow each other.
  private func areNeighboursApart(
    _ a: Int32, _ b: Int32, _ ring: Int32, _ points: UnsafeBufferPointer<Position<Geographic>>
  ) -> Bool? {
    let first = Int32(ringStarts[Int(ring)])
    let last = Int32(ringStarts[Int(ring) + 1] - 2)
    let before: Int32
    if b == a + 1 || (b == first && a == last) {
      before = a
    } else if a == b + 1 || (a == first && b == last) {
      before = b
    } else {
      return nil
    }
    let after = before == a ? b : a
    let (p, q) = (points[Int(before)], points[Int(before) + 1])
    let r = points[Int(after) + 1]
    if Self.side(p, q, r) != 0 { return true }
    return (p.x - q.x) * (r.x - q.x) + (p.y - q.y) * (r.y - q.y) < 0
  }

  private func surelyOneSide(
    _ p: Position<Geographic>, _ q: Position<Geographic>, _ r: Position<Geographic>,
    _ s: Position<Geographic>
  ) -> Bool {
    let first = Self.side(p, q, r)
    return first != 0 && first == Self.side(p, q, s)
  }

  /// 1 left of the line, -1 right of it, 0 where rounding leaves that open.
  private static func side(
    _ p: Position<Geographic>, _ q: Position<Geographic>, _ r: Position<Geographic>
  ) -> Int {
    let left = (q.x - p.x) * (r.y - p.y)
    let right = (q.y - p.y) * (r.x - p.x)
    let difference = left - right
    // Shewchuk's bound for this determinant, rounded up
    let doubt = 4e-16 * (left.magnitude + right.magnitude)
    return difference > doubt ? 1 : difference < -doubt ? -1 : 0
  }

  // MARK: Nesting

  /// Rings that have no contact lie wholly inside or outside each other, so one corner of each
  /// decides: an exterior is in an even number of other rings, a hole in an odd number, one of
  /// them its own exterior.
  private func isNestedRightly() -> Bool {
    guard polygonOfRing.count > 1 else { return true }
    let minY = chains.reduce(Double.infinity) { min($0, $1.minY) }
    let maxY = chains.reduce(-Double.infinity) { max($0, $1.maxY) }
    let bandCount = max(1, min(2048, chains.count / 8))
    let scale = maxY > minY ? Double(bandCount) / (maxY - minY) : 0
    func band(_ y: Double) -> Int { max(0, min(bandCount - 1, Int((y - minY) * scale))) }
    var bands = [[Int32]](repeating: [], count: bandCount)
    for (index, chain) in chains.enumerated() {
      for number in band(chain.minY)...band(chain.maxY) { bands[number].append(Int32(index)) }
    }
    var exteriorOfPolygon: [Int: Int] = [:]
    for ring in polygonOfRing.indices where !isHole[ring] {
      exteriorOfPolygon[polygonOfRing[ring]] = ring
    }
    for ring in polygonOfRing.indices {
      let corner = points[ringStarts[ring]]
      var crossings = 0
      var ownCrossings = 0
      let own = isHole[ring] ? exteriorOfPolygon[polygonOfRing[ring]] : nil
      for index in bands[band(corner.y)] {
        let chain = chains[Int(index)]
        guard chain.maxX >= corner.x, chain.ring != ring else { continue }
        guard let crosses = crosses(chain, rightOf: corner) else { return false }
        guard crosses else { continue }
        crossings += 1
        if Int(chain.ring) == own { ownCrossings += 1 }
      }
      guard crossings % 2 == (isHole[ring] ? 1 : 0) else { return false }
      if own != nil && ownCrossings % 2 == 0 { return false }
    }
    return true
  }

  /// Whether a ray eastwards from a corner crosses a chain; `nil` where rounding leaves it open.
  private func crosses(_ chain: Chain, rightOf corner: Position<Geographic>) -> Bool? {
    var low = Int(chain.first)
    var high = Int(chain.last)
    guard (points[low].y <= corner.y) != (points[high].y <= corner.y) else { return false }
    let startsBelow = points[low].y <= corner.y
    while high - low > 1 {
      let middle = (low + high) / 2
      if (points[middle].y <= corner.y) == startsBelow { low = middle } else { high = middle }
    }
    let (below, above) = startsBelow ? (points[low], points[high]) : (points[high], points[low])
    let side = Self.side(below, above, corner)
    return side == 0 ? nil : side > 0
  }
}
