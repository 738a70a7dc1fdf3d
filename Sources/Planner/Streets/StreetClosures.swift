/// Places where nobody can walk: flooded land, a closed bridge, a line that cannot be crossed.
///
/// Of polygons, the part of a street inside is taken away, and what is left of it ends where they
/// begin. Of lines, every stretch that they cross or lie along is taken away whole, from one
/// vertex of the map to the next; one that they only touch stays.
public struct StreetClosures: Sendable {
  /// What came of closing some streets.
  public struct Outcome: Sendable {
    /// What can be walked still.
    public let lines: StreetLines
    /// Stretches from vertex to vertex that were taken away or cut short.
    public let stretchCount: Int
    /// Of street that was taken away, on the ellipsoid.
    public let meters: Double
  }

  private struct Edge {
    let a: Position<Geographic>
    let b: Position<Geographic>
    /// Of a line: the vertex after `b`, where there is one.
    let next: Position<Geographic>?
    /// The polygon of which it is; −1 for lines.
    let polygon: Int32
  }

  private var edges: [Edge] = []
  private var polygonCount: Int32 = 0
  /// Of all that is closed.
  public private(set) var bounds = Bounds<Geographic>()
  public private(set) var lineCount = 0
  public var outlineCount: Int { Int(polygonCount) }

  public init() {}

  /// Adds an area, in degrees. Holes can be walked.
  public mutating func add(_ outline: MultiPolygon<Geographic>) {
    for polygon in outline.polygons {
      for ring in [polygon.exterior] + polygon.holes {
        let positions = ring.positions
        for (index, a) in positions.enumerated() {
          bounds.add(a)
          let b = positions[(index + 1) % positions.count]
          if a != b { edges.append(Edge(a: a, b: b, next: nil, polygon: polygonCount)) }
        }
      }
      polygonCount += 1
    }
  }

  /// Adds a line, in degrees.
  public mutating func add(line positions: [Position<Geographic>]) {
    var line: [Position<Geographic>] = []
    for position in positions where line.last != position { line.append(position) }
    guard line.count > 1 else { return }
    lineCount += 1
    for (index, a) in line.enumerated().dropLast() {
      bounds.add(a)
      bounds.add(line[index + 1])
      edges.append(
        Edge(
          a: a, b: line[index + 1], next: index + 2 < line.count ? line[index + 2] : nil,
          polygon: -1))
    }
  }

  /// Adds all that others close.
  public mutating func add(_ others: StreetClosures) {
    edges += others.edges.map {
      Edge(
        a: $0.a, b: $0.b, next: $0.next, polygon: $0.polygon < 0 ? -1 : $0.polygon + polygonCount)
    }
    polygonCount += others.polygonCount
    lineCount += others.lineCount
    bounds.add(others.bounds)
  }

  /// Whether all that is closed has degrees that there are.
  public var isOnEarth: Bool {
    edges.allSatisfy { edge in
      [edge.a, edge.b].allSatisfy { abs($0.longitude) <= 180 && abs($0.latitude) <= 90 }
    }
  }

  /// Takes from some streets what is closed.
  ///
  /// - Returns: what is left; the same lines where nothing is closed. It does not depend on the
  ///   order of the closed places.
  /// - Throws: `Failure` where the ellipsoid cannot be measured.
  /// - Complexity: O(stretches), each with the few edges near it.
  public func closing(_ streets: StreetLines) throws -> Outcome {
    let index = ClosedEdges(edges.map { ($0.a, $0.b) }, bounds)
    /// What of a stretch is left: `nil` for all of it.
    var cuts: [Stretch: [ClosedRange<Double>]] = [:]
    var crossings = NodeCrossings()
    for line in 0..<streets.lineCount {
      let numbers = Array(streets.points(ofLine: line))
      for place in 0..<numbers.count - 1 {
        let (p, q) = (
          streets.points[Int(numbers[place])], streets.points[Int(numbers[place + 1])]
        )
        guard p != q, bounds.intersects(Bounds(p, q)) else { continue }
        let near = index.edges(near: p, q)
        if isClosedByLine(p, q, near, numbers[place], numbers[place + 1], &crossings) {
          cuts[Stretch(line: line, place: place)] = []
        } else if polygonCount > 0, let left = left(of: p, q, near, index) {
          cuts[Stretch(line: line, place: place)] = left
        }
      }
    }
    for stretch in crossings.closed(in: streets) { cuts[stretch] = [] }
    return try Self.outcome(streets, cuts)
  }

  // MARK: Lines

  /// Whether a line crosses the stretch between two points, or lies along it. Where it goes
  /// through one of the points itself, that is left to what meets there.
  private func isClosedByLine(
    _ p: Position<Geographic>, _ q: Position<Geographic>, _ near: [Int32], _ start: Int32,
    _ end: Int32, _ crossings: inout NodeCrossings
  ) -> Bool {
    var isClosed = false
    for number in near {
      let edge = edges[Int(number)]
      guard edge.polygon < 0 else { continue }
      let (sp, sq) = (Side.of(p, from: edge.a, to: edge.b), Side.of(q, from: edge.a, to: edge.b))
      if sp == 0, sq == 0 {
        // along one another; to touch end to end is not to lie along
        isClosed = isClosed || Side.overlap(p, q, edge.a, edge.b)
        continue
      }
      let (sa, sb) = (Side.of(edge.a, from: p, to: q), Side.of(edge.b, from: p, to: q))
      if sp * sq < 0 {
        if sa * sb < 0 { isClosed = true }
        // a bend of the line stands on the stretch
        if sb == 0, let next = edge.next, sa * Side.of(next, from: p, to: q) < 0 {
          isClosed = true
        }
      }
      for (side, node, position) in [(sp, start, p), (sq, end, q)]
      where side == 0 && Side.isBetween(position, edge.a, edge.b) {
        if position == edge.b {
          if let next = edge.next { crossings.add(node, edge.a, next) }
        } else if position != edge.a {
          crossings.add(node, edge.a, edge.b)
        }
      }
    }
    return isClosed
  }

  // MARK: Polygons

  /// The parts of a stretch, from 0 to 1, that lie in no polygon; `nil` where that is all of it.
  private func left(
    of p: Position<Geographic>, _ q: Position<Geographic>, _ near: [Int32], _ index: ClosedEdges
  ) -> [ClosedRange<Double>]? {
    var stops = [0.0, 1.0]
    let (dx, dy) = (q.x - p.x, q.y - p.y)
    let squared = dx * dx + dy * dy
    for number in near {
      let edge = edges[Int(number)]
      guard edge.polygon >= 0 else { continue }
      let (ex, ey) = (edge.b.x - edge.a.x, edge.b.y - edge.a.y)
      let cross = dx * ey - dy * ex
      let (ax, ay) = (edge.a.x - p.x, edge.a.y - p.y)
      if cross != 0 {
        let t = (ax * ey - ay * ex) / cross
        let u = (ax * dy - ay * dx) / cross
        // a stop too many does no harm: what lies between two stops is looked at by itself
        if t > 0, t < 1, u >= -1e-9, u <= 1 + 1e-9 { stops.append(t) }
      } else {
        for end in [edge.a, edge.b] {
          let t = ((end.x - p.x) * dx + (end.y - p.y) * dy) / squared
          if t > 0, t < 1 { stops.append(t) }
        }
      }
    }
    // stops on one spot are one
    var apart: [Double] = []
    for stop in stops.sorted() where stop - (apart.last ?? -1) > 1e-12 { apart.append(stop) }
    apart[apart.count - 1] = 1
    var left: [ClosedRange<Double>] = []
    var isCut = false
    for (low, high) in zip(apart, apart.dropFirst()) {
      let middle = (low + high) / 2
      if isInside(Position(x: p.x + dx * middle, y: p.y + dy * middle), index) {
        isCut = true
      } else if let last = left.last, last.upperBound == low {
        left[left.count - 1] = last.lowerBound...high
      } else {
        left.append(low...high)
      }
    }
    return isCut ? left : nil
  }

  /// Whether a point lies in any of the polygons.
  private func isInside(_ point: Position<Geographic>, _ index: ClosedEdges) -> Bool {
    var polygon: Int32 = -1
    var isOdd = false
    // edges of one polygon come one after the other
    for number in index.edges(inRowOf: point.y) {
      let edge = edges[Int(number)]
      guard edge.polygon >= 0 else { continue }
      if edge.polygon != polygon {
        if isOdd { return true }
        polygon = edge.polygon
      }
      guard (edge.a.y > point.y) != (edge.b.y > point.y) else { continue }
      let x = edge.a.x + (point.y - edge.a.y) / (edge.b.y - edge.a.y) * (edge.b.x - edge.a.x)
      if x > point.x { isOdd.toggle() }
    }
    return isOdd
  }

  // MARK: What is left

  private static func outcome(
    _ streets: StreetLines, _ cuts: [Stretch: [ClosedRange<Double>]]
  ) throws -> Outcome {
    guard !cuts.isEmpty else { return Outcome(lines: streets, stretchCount: 0, meters: 0) }
    func position(_ stretch: Stretch, _ share: Double) -> Position<Geographic> {
      let numbers = streets.points(ofLine: stretch.line)
      let p = streets.points[Int(numbers[numbers.startIndex + stretch.place])]
      let q = streets.points[Int(numbers[numbers.startIndex + stretch.place + 1])]
      return Position(x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share)
    }
    // new points are numbered by where they are, whatever the order of the lines
    var ends: [Position<Geographic>] = []
    // whole centimetres: their sum does not depend on an order
    var centimeters = 0
    for (stretch, left) in cuts {
      var last = 0.0
      for part in left + [1...1] {
        if part.lowerBound > last {
          centimeters += Int(
            (try Ellipsoid.meters(
              from: position(stretch, last), to: position(stretch, part.lowerBound)) * 100)
              .rounded())
        }
        last = part.upperBound
      }
      for share in left.flatMap({ [$0.lowerBound, $0.upperBound] }) where share > 0 && share < 1 {
        ends.append(position(stretch, share))
      }
    }
    ends.sort { ($0.x, $0.y) < ($1.x, $1.y) }
    var lines = StreetLines(points: streets.points)
    var number: [Position<Geographic>: Int32] = [:]
    for end in ends where number[end] == nil { number[end] = lines.add(end) }
    for line in 0..<streets.lineCount {
      let numbers = Array(streets.points(ofLine: line))
      let passage = streets.passage(ofLine: line)
      var run: [Int32] = [numbers[0]]
      func end() {
        lines.add(line: run, passage)
        run = []
      }
      for place in 0..<numbers.count - 1 {
        let stretch = Stretch(line: line, place: place)
        guard let left = cuts[stretch] else {
          run.append(numbers[place + 1])
          continue
        }
        if left.first?.lowerBound != 0 { end() }
        for part in left {
          if part.lowerBound > 0 { run = [number[position(stretch, part.lowerBound)] ?? 0] }
          if part.upperBound < 1 {
            run.append(number[position(stretch, part.upperBound)] ?? 0)
            end()
          } else {
            run.append(numbers[place + 1])
          }
        }
        if left.last?.upperBound != 1 { run = [numbers[place + 1]] }
      }
      end()
    }
    return Outcome(lines: lines, stretchCount: cuts.count, meters: Double(centimeters) / 100)
  }
}

/// One stretch of a line: from its point `place` to the next.
private struct Stretch: Hashable {
  let line: Int
  let place: Int
}

/// On which side of a line a point is.
private enum Side {
  /// 1 to the left of the way from `a` to `b`, −1 to the right, 0 on the line.
  static func of(
    _ p: Position<Geographic>, from a: Position<Geographic>, to b: Position<Geographic>
  ) -> Int {
    let cross = (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
    return cross > 0 ? 1 : cross < 0 ? -1 : 0
  }

  /// Of a point on the line through both: whether it is between them, or one of them.
  static func isBetween(
    _ p: Position<Geographic>, _ a: Position<Geographic>, _ b: Position<Geographic>
  ) -> Bool {
    (min(a.x, b.x)...max(a.x, b.x)).contains(p.x) && (min(a.y, b.y)...max(a.y, b.y)).contains(p.y)
  }

  /// Of two stretches on one line: whether they have more than a point in common.
  static func overlap(
    _ p: Position<Geographic>, _ q: Position<Geographic>, _ a: Position<Geographic>,
    _ b: Position<Geographic>
  ) -> Bool {
    let byX = abs(q.x - p.x) >= abs(q.y - p.y)
    func along(_ position: Position<Geographic>) -> Double { byX ? position.x : position.y }
    let low = max(min(along(p), along(q)), min(along(a), along(b)))
    let high = min(max(along(p), along(q)), max(along(a), along(b)))
    return low < high
  }
}

/// Corners and vertices of streets through which a closed line goes.
private struct NodeCrossings {
  private struct Bend {
    let before: Position<Geographic>
    let after: Position<Geographic>
  }

  private var bends: [Int32: [Bend]] = [:]

  mutating func add(_ node: Int32, _ before: Position<Geographic>, _ after: Position<Geographic>) {
    bends[node, default: []].append(Bend(before: before, after: after))
  }

  /// Stretches that meet at such a point, where some of them are on the one side of the line and
  /// some on the other: who would walk through the point would cross it.
  func closed(in streets: StreetLines) -> [Stretch] {
    guard !bends.isEmpty else { return [] }
    var meeting: [Int32: [(stretch: Stretch, other: Position<Geographic>)]] = [:]
    for line in 0..<streets.lineCount {
      let numbers = Array(streets.points(ofLine: line))
      for place in 0..<numbers.count - 1 {
        let (start, end) = (numbers[place], numbers[place + 1])
        let stretch = Stretch(line: line, place: place)
        if bends[start] != nil {
          meeting[start, default: []].append((stretch, streets.points[Int(end)]))
        }
        if bends[end] != nil {
          meeting[end, default: []].append((stretch, streets.points[Int(start)]))
        }
      }
    }
    return bends.flatMap { node, bends -> [Stretch] in
      let at = streets.points[Int(node)]
      return bends.flatMap { bend -> [Stretch] in
        let sides = (meeting[node] ?? []).map { entry in
          (entry.stretch, Self.side(of: entry.other, at: at, bend))
        }
        guard sides.contains(where: { $0.1 > 0 }), sides.contains(where: { $0.1 < 0 }) else {
          return []
        }
        return sides.filter { $0.1 != 0 }.map(\.0)
      }
    }
  }

  /// 1 for a way that leaves the point to the left of the bend, −1 to its right, 0 along it.
  private static func side(
    of other: Position<Geographic>, at: Position<Geographic>, _ bend: Bend
  ) -> Int {
    let turn = Side.of(bend.after, from: bend.before, to: at)
    let (incoming, outgoing) = (
      Side.of(other, from: bend.before, to: at), Side.of(other, from: at, to: bend.after)
    )
    // behind the point both lines go on where the bend does not
    func isAhead(_ end: Position<Geographic>) -> Bool {
      (end.x - at.x) * (other.x - at.x) + (end.y - at.y) * (other.y - at.y) > 0
    }
    if incoming == 0, isAhead(bend.before) { return 0 }
    if outgoing == 0, isAhead(bend.after) { return 0 }
    if turn > 0 { return incoming > 0 && outgoing > 0 ? 1 : -1 }
    if turn < 0 { return incoming < 0 && outgoing < 0 ? -1 : 1 }
    return incoming
  }
}

/// Finds the edges near a stretch: a grid over all that is closed.
private struct ClosedEdges {
  private let grid: CellGrid
  private let ofCell: [Int: [Int32]]
  private let ofRow: [[Int32]]

  init(
    _ edges: [(a: Position<Geographic>, b: Position<Geographic>)], _ bounds: Bounds<Geographic>
  ) {
    let grid = CellGrid(bounds)
    var ofCell: [Int: [Int32]] = [:]
    var ofRow = [[Int32]](repeating: [], count: grid.rows)
    for (number, edge) in edges.enumerated() {
      var lastRow = -1
      grid.forEachCell(edge.a, edge.b) { row, column in
        ofCell[row * grid.columns + column, default: []].append(Int32(number))
        if row != lastRow { ofRow[row].append(Int32(number)) }
        lastRow = row
      }
    }
    self.grid = grid
    self.ofCell = ofCell
    self.ofRow = ofRow
  }

  /// Numbers of edges that may touch the line between two points, ascending.
  func edges(near p: Position<Geographic>, _ q: Position<Geographic>) -> [Int32] {
    var found: Set<Int32> = []
    grid.forEachCell(p, q) { row, column in
      if let list = ofCell[row * grid.columns + column] { found.formUnion(list) }
    }
    return found.sorted()
  }

  /// Numbers of edges that go through the latitude of a point, among others, ascending.
  func edges(inRowOf y: Double) -> [Int32] { grid.row(y).map { ofRow[$0] } ?? [] }
}

/// Cells over a box of degrees, and which of them a line goes through.
private struct CellGrid {
  let columns: Int
  let rows: Int
  private let bounds: Bounds<Geographic>
  private let columnDegrees: Double
  private let rowDegrees: Double

  init(_ bounds: Bounds<Geographic>) {
    var bounds = bounds
    if bounds.isEmpty { bounds.add(Position(x: 0, y: 0)) }
    self.bounds = bounds
    // about 100 m, unless that would be more than a thousand either way
    columnDegrees = max(0.001, (bounds.maxX - bounds.minX) / 1024)
    rowDegrees = max(0.001, (bounds.maxY - bounds.minY) / 1024)
    columns = Int((bounds.maxX - bounds.minX) / columnDegrees) + 1
    rows = Int((bounds.maxY - bounds.minY) / rowDegrees) + 1
  }

  /// `nil` outside of the box.
  func row(_ y: Double) -> Int? {
    y >= bounds.minY && y <= bounds.maxY ? nearestRow(y) : nil
  }

  private func nearestRow(_ y: Double) -> Int {
    Int(max(0, min(Double(rows - 1), (y - bounds.minY) / rowDegrees)))
  }

  private func nearestColumn(_ x: Double) -> Int {
    Int(max(0, min(Double(columns - 1), (x - bounds.minX) / columnDegrees)))
  }

  /// Calls `body` with the cells through which a line goes, row by row, and perhaps with some
  /// beside it.
  func forEachCell(
    _ a: Position<Geographic>, _ b: Position<Geographic>, _ body: (Int, Int) -> Void
  ) {
    let (low, high) = a.y <= b.y ? (a, b) : (b, a)
    let slope = high.y > low.y ? (high.x - low.x) / (high.y - low.y) : 0
    for row in nearestRow(low.y)...nearestRow(high.y) {
      // a hair higher and wider than the row, for what rounding does
      let bottom = max(low.y, bounds.minY + (Double(row) - 1e-9) * rowDegrees)
      let top = min(high.y, bounds.minY + (Double(row + 1) + 1e-9) * rowDegrees)
      var (x0, x1) = (low.x, high.x)
      if high.y > low.y {
        let margin = columnDegrees * 1e-6
        let (u, v) = (low.x + (bottom - low.y) * slope, low.x + (top - low.y) * slope)
        (x0, x1) = (min(u, v) - margin, max(u, v) + margin)
      }
      for column in nearestColumn(min(x0, x1))...nearestColumn(max(x0, x1)) { body(row, column) }
    }
  }
}

extension Bounds where S == Geographic {
  /// Of two points.
  fileprivate init(_ p: Position<Geographic>, _ q: Position<Geographic>) {
    self.init(
      minX: min(p.x, q.x), minY: min(p.y, q.y), maxX: max(p.x, q.x), maxY: max(p.y, q.y))
  }
}
