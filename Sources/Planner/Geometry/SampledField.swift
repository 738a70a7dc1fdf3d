/// Heights at the corners of a square lattice and anywhere between, and the outlines of what lies
/// no higher than a level.
///
/// Every square is cut into two triangles along the same diagonal, and the level's line through a
/// triangle is straight: marching triangles, the plane form of Doi & Koide (1991), which unlike
/// the squares of Lorensen & Cline (1987) never leave open which way a line turns. Where on an
/// edge the level is, is found by halving the edge a few times; heights may jump. So outlines are
/// - *nested*: as a level rises, halving leads to the same place or to one farther outward, and the
///   line between two crossings goes with them;
/// - *valid*: every crossing has one line in and one line out, and crossings keep clear of the
///   corners, so that no ring touches itself or another.
struct SampledField {
  /// A height that is not known, and higher than any that is.
  static let unknown = Int32.max

  /// The side of a square, in metres.
  let stepMeters: Double
  /// The lattice's first corner is at `(firstColumn, firstRow) × stepMeters` of the plane, so that
  /// lattices of one step fit each other wherever they begin.
  let firstColumn: Int
  let firstRow: Int
  let columns: Int
  let rows: Int
  /// Row by row from the south-west. The outermost corners must be unknown.
  let heights: [Int32]
  /// To whom each corner belongs; `nil` where that is not asked.
  let owners: [Int32]?
  /// The same anywhere: what the heights and owners were taken from.
  let probe: (Position<Plane>) -> (height: Int32, owner: Int32)

  /// Crossings are exact to a thirty-second of an edge.
  private static let halvings = 4

  /// The outline of what lies no higher than a level and, where owners are given, belongs to one
  /// of them. The outlines of all owners share their borders and leave nothing out between them.
  ///
  /// - Parameters:
  ///   - level: exactly as high is inside.
  ///   - owner: `nil` for all.
  ///   - leastHole: in square metres; smaller holes are filled, with what lies in them. Those of a
  ///     higher level that are left lie in some that are left of a lower one.
  /// - Returns: polygons in an order that follows from the field alone.
  /// - Complexity: O(corners).
  func outline(upTo level: Int32, owner: Int32? = nil, leastHole: Double = 0)
    -> MultiPolygon<Plane>
  {
    var next: [Int: Int] = [:]
    var starts: [Int] = []
    func draw(_ keys: Int...) {
      for (start, end) in zip(keys, keys.dropFirst()) {
        next[start] = end
        starts.append(start)
      }
    }
    func isOwn(_ corner: Int) -> Bool {
      heights[corner] <= level && (owner == nil || owners?[corner] == owner)
    }
    for row in 0..<max(0, rows - 1) {
      var cell = row * columns
      var (left, upperLeft) = (isOwn(cell), isOwn(cell + columns))
      for _ in 0..<max(0, columns - 1) {
        let (right, upperRight) = (isOwn(cell + 1), isOwn(cell + columns + 1))
        if left != right || left != upperLeft || left != upperRight {
          let (a, b, c, d) = (cell, cell + 1, cell + columns + 1, cell + columns)
          triangle(0, cell, (a, b, c), (left, right, upperRight), level, draw)
          triangle(1, cell, (a, c, d), (left, upperRight, upperLeft), level, draw)
        }
        (left, upperLeft) = (right, upperRight)
        cell += 1
      }
    }
    var rings: [Ring<Plane>] = []
    for start in starts {
      var corners: [Position<Plane>] = []
      var key = start
      while let following = next.removeValue(forKey: key) {
        corners.append(position(of: key, at: level))
        key = following
      }
      if let ring = Ring(Self.withoutStraight(corners)) { rings.append(ring) }
    }
    return Self.polygons(of: rings, leastHole: leastHole)
  }

  /// Lines through one triangle, whose corners run counter-clockwise, with the inside on the left.
  private func triangle(
    _ number: Int, _ cell: Int, _ corners: (Int, Int, Int), _ isOwn: (Bool, Bool, Bool),
    _ level: Int32, _ draw: (Int...) -> Void
  ) {
    let (one, other, third) = corners
    switch isOwn {
    case (true, true, true), (false, false, false): break
    case (true, false, false): corner(number, cell, one, other, third, level, draw)
    case (false, true, false): corner(number, cell, other, third, one, level, draw)
    case (false, false, true): corner(number, cell, third, one, other, level, draw)
    case (true, true, false): draw(key(other, third), key(third, one))
    case (false, true, true): draw(key(third, one), key(one, other))
    case (true, false, true): draw(key(one, other), key(other, third))
    }
  }

  /// The line that cuts off corner `a`; where the other two are not of one kind, three borders
  /// meet in the triangle.
  private func corner(
    _ number: Int, _ cell: Int, _ a: Int, _ b: Int, _ c: Int, _ level: Int32,
    _ draw: (Int...) -> Void
  ) {
    let (first, last) = (key(a, b), key(a, c))
    if kind(b, level) == kind(c, level) {
      draw(first, last)
    } else {
      draw(first, -(2 * cell + number) - 1, last)
    }
  }

  /// The owner of a corner; −1 above the level.
  private func kind(_ corner: Int, _ level: Int32) -> Int32 {
    heights[corner] <= level ? owners?[corner] ?? 0 : -1
  }

  /// Edges are named by the corner in their south-west and their direction.
  private func key(_ one: Int, _ other: Int) -> Int {
    let low = min(one, other)
    let direction =
      switch max(one, other) - low {
      case 1: 0
      case columns: 1
      default: 2
      }
    return 3 * low + direction
  }

  private func position(of corner: Int) -> Position<Plane> {
    Position(
      x: Double(firstColumn + corner % columns) * stepMeters,
      y: Double(firstRow + corner / columns) * stepMeters)
  }

  private func position(of key: Int, at level: Int32) -> Position<Plane> {
    if key >= 0 {
      let low = key / 3
      return crossing(low, low + [1, columns, columns + 1][key % 3], level)
    }
    // where three borders meet
    let (cell, number) = ((-key - 1) / 2, (-key - 1) % 2)
    let corners =
      number == 0
      ? [cell, cell + 1, cell + columns + 1] : [cell, cell + columns + 1, cell + columns]
    let outside = corners.firstIndex { heights[$0] > level }
    guard let outside else {
      let points = corners.map { position(of: $0) }
      return Position(
        x: (points[0].x + points[1].x + points[2].x) / 3,
        y: (points[0].y + points[1].y + points[2].y) / 3)
    }
    // on the line at which both owners end
    let ends = [1, 2].map { crossing(corners[outside], corners[(outside + $0) % 3], level) }
    return Position(x: (ends[0].x + ends[1].x) / 2, y: (ends[0].y + ends[1].y) / 2)
  }

  /// Where the line crosses an edge: between inside and outside, else between two owners.
  private func crossing(_ one: Int, _ other: Int, _ level: Int32) -> Position<Plane> {
    let isLevel = (heights[one] <= level) != (heights[other] <= level)
    // from the inner end, or always from the same one
    let (low, high) =
      (isLevel ? heights[one] <= level : one < other) ? (one, other) : (other, one)
    let (a, b) = (position(of: low), position(of: high))
    func point(_ share: Double) -> Position<Plane> {
      Position(x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y))
    }
    var (inner, outer) = (0.0, 1.0)
    for _ in 0..<Self.halvings {
      let middle = (inner + outer) / 2
      let found = probe(point(middle))
      let isInner = isLevel ? found.height <= level : found.owner == owners?[low]
      if isInner { inner = middle } else { outer = middle }
    }
    return point((inner + outer) / 2)
  }

  // MARK: Rings

  /// Without corners at which a ring goes straight on.
  private static func withoutStraight(_ corners: [Position<Plane>]) -> [Position<Plane>] {
    guard corners.count > 3 else { return corners }
    return corners.indices.filter { index in
      let before = corners[index == 0 ? corners.count - 1 : index - 1]
      let here = corners[index]
      let after = corners[index == corners.count - 1 ? 0 : index + 1]
      let turn =
        (here.x - before.x) * (after.y - here.y) - (here.y - before.y) * (after.x - here.x)
      return abs(turn) > 1e-9
    }.map { corners[$0] }
  }

  private static func polygons(of rings: [Ring<Plane>], leastHole: Double) -> MultiPolygon<Plane> {
    var outer: [(ring: Ring<Plane>, area: Double, holes: [Ring<Plane>])] = []
    var holes: [Ring<Plane>] = []
    var filled: [Ring<Plane>] = []
    for ring in rings {
      let area = ring.doubledSignedArea / 2
      if area > 0 {
        outer.append((ring, area, []))
      } else if -area < leastHole {
        filled.append(ring)
      } else {
        holes.append(ring)
      }
    }
    // what lay in a hole that is none any more
    outer.removeAll { part in filled.contains { $0.encloses(part.ring) } }
    holes.removeAll { hole in filled.contains { $0.encloses(hole) } }
    for hole in holes {
      let around = outer.indices.filter { outer[$0].ring.encloses(hole) }
        .min { outer[$0].area < outer[$1].area }
      if let around { outer[around].holes.append(hole) }
    }
    return MultiPolygon(outer.map { Polygon(exterior: $0.ring, holes: $0.holes) })
  }
}

extension Ring where S == Plane {
  /// Whether another ring, which does not cross this one, lies within it.
  fileprivate func encloses(_ other: Ring) -> Bool {
    guard let point = other.positions.first else { return false }
    return encloses(point)
  }

  /// Whether a point lies within: the number of sides to the east of it is odd.
  ///
  /// - Complexity: O(corners).
  func encloses(_ point: Position<Plane>) -> Bool {
    var isInside = false
    for (a, b) in zip(positions, positions.dropFirst())
    where (a.y > point.y) != (b.y > point.y) {
      let x = a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
      if x > point.x { isInside.toggle() }
    }
    return isInside
  }
}
