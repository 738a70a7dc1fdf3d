internal import Planner

/// Places numbers on a map so that each of them is read: none over another, over the frame, or over
/// what must be seen. One that has to move is tied to its place by a line. The first is served
/// first, so that the most important stands nearest to where it belongs.
///
/// Other than a label a number is never left out: the table speaks of it. Of the places in rings
/// around its own it gets the one of least cost: a longer way, a line through other numbers or
/// lines, and what it would hide all count. The same numbers always find the same places.
struct MarkPlacement {
  typealias Point = Canvas.Point

  struct Mark {
    let at: Point
    let width: Double
    let height: Double
    /// As far from its point it needs no line, as within the outline of what it names.
    var slack = 0.0
  }

  struct Place {
    /// What is numbered.
    let at: Point
    let box: Box
    /// Whether a line has to lead from the number to its place.
    let hasLeader: Bool

    var middle: Point { box.middle }
  }

  private let marks: [Mark]
  private let frame: Box
  private let obstacles: [Box]
  private let symbols: [Box]
  private var places: [Place] = []

  /// - Parameters:
  ///   - marks: the most important first.
  ///   - frame: inside which all of them stay, as far as it holds them.
  ///   - obstacles: what none may cover.
  ///   - symbols: what none should cover.
  /// - Returns: a place for each, in the same order.
  static func places(
    of marks: [Mark], in frame: Box, around obstacles: [Box] = [], avoiding symbols: [Box] = []
  ) -> [Place] {
    var placement = MarkPlacement(
      marks: marks, frame: frame, obstacles: obstacles, symbols: symbols)
    for index in marks.indices { placement.places.append(placement.place(index)) }
    return placement.places
  }

  private init(marks: [Mark], frame: Box, obstacles: [Box], symbols: [Box]) {
    self.marks = marks
    self.frame = frame
    self.obstacles = obstacles
    self.symbols = symbols
  }

  private static let directions = 24
  /// Between numbers, so that they do not grow together.
  private static let air = 1.0
  /// Of a line that is long enough to be seen.
  private static let leastLeader = 3.0

  private func place(_ index: Int) -> Place {
    let mark = marks[index]
    let own = Place(
      at: mark.at, box: Box(around: mark.at, mark.width, mark.height), hasLeader: false)
    var best = cost(of: own, index).map { (cost: $0, place: own) }
    let step = mark.height / 3
    let farthest = Int((frame.width + frame.height) / step)
    for ring in 1...max(1, farthest) {
      let radius = Double(ring) * step
      // whatever comes farther out costs more than its way
      if let best, best.cost <= radius { break }
      for direction in 0..<Self.directions {
        let unit = unitCircle(direction, of: Self.directions)
        let middle = Point(x: mark.at.x + radius * unit.x, y: mark.at.y - radius * unit.y)
        let box = Box(around: middle, mark.width, mark.height)
        let hasLeader = radius > mark.slack
        // too near for a line to be seen, and no longer where it belongs
        if hasLeader, box.grown(by: Self.leastLeader).holds(mark.at) { continue }
        let place = Place(at: mark.at, box: box, hasLeader: hasLeader)
        guard let cost = cost(of: place, index) else { continue }
        let all = cost + radius + (hasLeader ? mark.height / 2 : 0)
        if best.map({ all < $0.cost - 1e-9 }) ?? true { best = (all, place) }
      }
    }
    return best?.place ?? own
  }

  /// But for the way; `nil` where it cannot stand.
  private func cost(of place: Place, _ index: Int) -> Double? {
    let room = place.box.grown(by: Self.air)
    guard frame.contains(place.box), !obstacles.contains(where: { $0.intersects(place.box) }),
      !places.contains(where: { $0.box.intersects(room) })
    else { return nil }
    let unit = marks[index].height
    var cost = 0.0
    for (other, mark) in marks.enumerated() where other != index && room.holds(mark.at) {
      // within its outline the other finds another place
      cost += mark.slack > 0 ? 0.1 * unit : 0.7 * unit
    }
    cost += 0.6 * unit * Double(symbols.count { $0.intersects(place.box) })
    for other in places where other.hasLeader {
      if room.isCrossed(from: other.at, to: other.middle) { cost += 5 * unit }
      if place.hasLeader, Self.cross(place.at, place.middle, other.at, other.middle) {
        cost += 3 * unit
      }
    }
    guard place.hasLeader else { return cost }
    for box in obstacles + places.map(\.box)
    where box.isCrossed(from: place.at, to: place.middle) { cost += 4 * unit }
    return cost
  }

  /// Whether two lines cross. Lines that only touch do not.
  private static func cross(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Bool {
    func side(_ p: Point, _ q: Point, _ r: Point) -> Double {
      (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
    }
    return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
  }
}

extension Box {
  init(around middle: Canvas.Point, _ width: Double, _ height: Double) {
    self.init(x: middle.x - width / 2, y: middle.y - height / 2, width: width, height: height)
  }

  var middle: Canvas.Point { Canvas.Point(x: x + width / 2, y: y + height / 2) }

  func grown(by margin: Double) -> Box {
    Box(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
  }

  func holds(_ point: Canvas.Point) -> Bool {
    point.x >= x && point.y >= y && point.x <= x + width && point.y <= y + height
  }

  /// Whether a line has a part inside (Liang & Barsky 1984, *A new concept and method for line
  /// clipping*).
  func isCrossed(from start: Canvas.Point, to end: Canvas.Point) -> Bool {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    var (enters, leaves) = (0.0, 1.0)
    for (way, room) in [
      (-dx, start.x - x), (dx, x + width - start.x), (-dy, start.y - y), (dy, y + height - start.y),
    ] {
      if way == 0 {
        if room < 0 { return false }
      } else if way < 0 {
        enters = max(enters, room / way)
      } else {
        leaves = min(leaves, room / way)
      }
    }
    return enters < leaves
  }
}
