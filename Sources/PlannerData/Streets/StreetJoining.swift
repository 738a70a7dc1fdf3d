internal import Planner

/// Joins lines of layers that are meant to meet and have no vertex in common. Nothing is moved:
/// ends that nearly meet get a short line between them, which is walked as long as it is, and lines
/// that cross get a vertex where they do.
enum StreetJoining {
  struct Line: Sendable {
    var points: [Position<Geographic>]
    var passage: StreetLines.Passage
    /// Whether it leaves the ground.
    var isSpan = false
    /// Whether it may cross others without meeting them.
    var passesOthers = false
  }

  /// A square of a centimetre: vertices in one are one.
  struct Spot: Hashable, Comparable {
    let x: Int64
    let y: Int64
    init(_ point: Position<Geographic>) {
      x = Int64((point.longitude * 1e7).rounded())
      y = Int64((point.latitude * 1e7).rounded())
    }
    static func < (a: Spot, b: Spot) -> Bool { (a.x, a.y) < (b.x, b.y) }
  }

  // MARK: Ends

  /// Adds a line between every two ends of lines that are apart, but no farther than a limit.
  ///
  /// - Returns: how many pairs, and how far apart the farthest are, in metres.
  /// - Complexity: O(ends × the few around each).
  static func joinEnds(
    _ lines: inout [Line], within limitMeters: Double
  ) -> (count: Int, farthestMeters: Double) {
    var positions: [Spot: Position<Geographic>] = [:]
    for line in lines {
      for end in [line.points.first, line.points.last].compactMap({ $0 }) {
        let spot = Spot(end)
        if let known = positions[spot], (known.x, known.y) <= (end.x, end.y) { continue }
        positions[spot] = end
      }
    }
    let ends = positions.sorted { $0.key < $1.key }.map(\.value)
    let latitude = ends.reduce(0) { max($0, abs($1.latitude)) }
    let grid = Grid(meters: limitMeters, latitude: latitude)
    var cells: [Grid.Cell: [Int]] = [:]
    for (index, end) in ends.enumerated() { cells[grid.cell(end), default: []].append(index) }
    var farthest = 0.0
    var joins: [Line] = []
    for (index, end) in ends.enumerated() {
      for cell in grid.around(end) {
        for other in cells[cell] ?? [] where other > index {
          let meters = Self.meters(end, ends[other])
          // a tenth of a millimetre for the rounding of coordinates
          guard meters <= limitMeters + 1e-4 else { continue }
          farthest = max(farthest, meters)
          joins.append(Line(points: [end, ends[other]], passage: .both))
        }
      }
    }
    lines += joins
    return (joins.count, farthest)
  }

  // MARK: Crossings

  /// Gives lines a common vertex wherever they cross or touch, but for those that pass others.
  ///
  /// - Returns: how many places got one.
  /// - Complexity: O(pieces × the few around each, and the squares that they go through).
  static func meetAtCrossings(_ lines: inout [Line]) -> Int {
    struct Piece {
      let line: Int
      let index: Int
      let a: Position<Geographic>
      let b: Position<Geographic>
    }
    var pieces: [Piece] = []
    var latitude = 0.0
    for (number, line) in lines.enumerated() where !line.passesOthers {
      for index in line.points.indices.dropLast() {
        let (a, b) = (line.points[index], line.points[index + 1])
        latitude = max(latitude, abs(a.latitude), abs(b.latitude))
        if Spot(a) != Spot(b) { pieces.append(Piece(line: number, index: index, a: a, b: b)) }
      }
    }
    let grid = Grid(meters: 100, latitude: latitude)
    var cells: [Grid.Cell: [Int]] = [:]
    for (index, piece) in pieces.enumerated() {
      for cell in grid.along(piece.a, piece.b) { cells[cell, default: []].append(index) }
    }
    var vertices: [[Int: [(share: Double, at: Position<Geographic>)]]] = Array(
      repeating: [:], count: lines.count)
    var places: Set<Spot> = []
    var seen: Set<UInt64> = []
    for list in cells.values {
      for (place, first) in list.enumerated() {
        for second in list[(place + 1)...] {
          let (p, q) = (pieces[first], pieces[second])
          guard max(p.a.x, p.b.x) + 1e-7 >= min(q.a.x, q.b.x),
            max(q.a.x, q.b.x) + 1e-7 >= min(p.a.x, p.b.x),
            max(p.a.y, p.b.y) + 1e-7 >= min(q.a.y, q.b.y),
            max(q.a.y, q.b.y) + 1e-7 >= min(p.a.y, p.b.y),
            seen.insert(UInt64(min(first, second)) << 32 | UInt64(max(first, second))).inserted
          else { continue }
          for (at, onFirst, onSecond) in meetings(p.a, p.b, q.a, q.b) {
            if let share = onFirst { vertices[p.line][p.index, default: []].append((share, at)) }
            if let share = onSecond { vertices[q.line][q.index, default: []].append((share, at)) }
            if onFirst != nil || onSecond != nil { places.insert(Spot(at)) }
          }
        }
      }
    }
    for number in lines.indices where !vertices[number].isEmpty {
      let old = lines[number].points
      var points: [Position<Geographic>] = []
      for index in old.indices {
        points.append(old[index])
        for vertex in (vertices[number][index] ?? []).sorted(by: {
          ($0.share, $0.at.x, $0.at.y) < ($1.share, $1.at.x, $1.at.y)
        }) where points.last.map(Spot.init) != Spot(vertex.at) {
          points.append(vertex.at)
        }
      }
      lines[number].points = points
    }
    return places.count
  }

  /// Where two pieces meet, and how far along each of them a vertex is missing there (`nil`: it is
  /// an end of the piece). Ends within a centimetre of the other piece touch it.
  private static func meetings(
    _ a: Position<Geographic>, _ b: Position<Geographic>, _ c: Position<Geographic>,
    _ d: Position<Geographic>
  ) -> [(at: Position<Geographic>, onFirst: Double?, onSecond: Double?)] {
    var found: [(at: Position<Geographic>, onFirst: Double?, onSecond: Double?)] = []
    for end in [c, d] {
      if let share = touching(end, a, b) { found.append((end, share, nil)) }
    }
    for end in [a, b] {
      if let share = touching(end, c, d) { found.append((end, nil, share)) }
    }
    let ends = [Spot(a), Spot(b)]
    guard found.isEmpty, !ends.contains(Spot(c)), !ends.contains(Spot(d)) else { return found }
    // the same place to the last digit, whichever of the two comes first, and from either end
    let one = Spot(a) <= Spot(b) ? (a, b) : (b, a)
    let two = Spot(c) <= Spot(d) ? (c, d) : (d, c)
    let ordered =
      (Spot(one.0), Spot(one.1)) <= (Spot(two.0), Spot(two.1)) ? (one, two) : (two, one)
    let ((p, q), (r, s)) = ordered
    let (ux, uy) = (q.x - p.x, q.y - p.y)
    let (vx, vy) = (s.x - r.x, s.y - r.y)
    let cross = ux * vy - uy * vx
    guard cross != 0 else { return [] }
    let t = ((r.x - p.x) * vy - (r.y - p.y) * vx) / cross
    let u = ((r.x - p.x) * uy - (r.y - p.y) * ux) / cross
    guard (0...1).contains(t), (0...1).contains(u) else { return [] }
    let at = Position<Geographic>(x: p.x + ux * t, y: p.y + uy * t)
    return [(at, share(of: at, a, b), share(of: at, c, d))]
  }

  /// How far along a piece a point is that touches it between its ends.
  private static func touching(
    _ point: Position<Geographic>, _ a: Position<Geographic>, _ b: Position<Geographic>
  ) -> Double? {
    guard Spot(point) != Spot(a), Spot(point) != Spot(b) else { return nil }
    let share = share(of: point, a, b)
    guard share > 0, share < 1 else { return nil }
    let foot = Position<Geographic>(x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share)
    return meters(point, foot) <= 0.01 ? share : nil
  }

  private static func share(
    of point: Position<Geographic>, _ a: Position<Geographic>, _ b: Position<Geographic>
  ) -> Double {
    let scale = Grid.narrowing(a.latitude)
    let (dx, dy) = ((b.x - a.x) * scale, b.y - a.y)
    let length = dx * dx + dy * dy
    return length > 0 ? ((point.x - a.x) * scale * dx + (point.y - a.y) * dy) / length : 0
  }

  /// Along the ellipsoid of a few metres; 0 where they are one.
  private static func meters(_ a: Position<Geographic>, _ b: Position<Geographic>) -> Double {
    (try? Ellipsoid.meters(from: a, to: b)) ?? .infinity
  }

  /// Squares over degrees, at least so many metres wide.
  private struct Grid {
    struct Cell: Hashable {
      let x: Int
      let y: Int
    }

    private let width: Double
    private let height: Double

    init(meters: Double, latitude: Double) {
      // a degree of latitude is 110.5 km or more
      height = meters / 110_000
      width = height / max(0.01, Self.narrowing(latitude))
    }

    /// How much shorter a degree of longitude is than one of latitude, at most.
    static func narrowing(_ latitude: Double) -> Double {
      // Bhāskara's approximation of the cosine, true to 0.002
      let x = min(90, abs(latitude))
      return max(0.001, (32_400 - 4 * x * x) / (32_400 + x * x) - 0.002)
    }

    func cell(_ point: Position<Geographic>) -> Cell {
      Cell(
        x: Int((point.longitude / width).rounded(.down)),
        y: Int((point.latitude / height).rounded(.down)))
    }

    func around(_ point: Position<Geographic>) -> [Cell] {
      let cell = cell(point)
      return (-1...1).flatMap { y in (-1...1).map { Cell(x: cell.x + $0, y: cell.y + y) } }
    }

    /// The cells that a piece goes through, and a hair beside it.
    func along(_ a: Position<Geographic>, _ b: Position<Geographic>) -> [Cell] {
      let (low, high) = a.y <= b.y ? (a, b) : (b, a)
      let hair = 2e-7
      let rows =
        Int(
          ((low.y - hair) / height).rounded(.down))...Int(
          ((high.y + hair) / height).rounded(.down))
      return rows.flatMap { row -> [Cell] in
        var (west, east) = (min(a.x, b.x), max(a.x, b.x))
        if rows.count > 1, high.y > low.y {
          func x(_ y: Double) -> Double {
            low.x + (high.x - low.x) * max(0, min(1, (y - low.y) / (high.y - low.y)))
          }
          let (bottom, top) = (
            x(Double(row) * height - hair), x(Double(row + 1) * height + hair)
          )
          (west, east) = (min(bottom, top), max(bottom, top))
        }
        let columns =
          Int(
            ((west - hair) / width).rounded(.down))...Int(
            ((east + hair) / width).rounded(.down))
        return columns.map { Cell(x: $0, y: row) }
      }
    }
  }
}
