/// The space of a raster: `x` counts columns from its western edge, `y` rows from its northern
/// one. The centre of the first cell is at 0.5, 0.5.
public enum RasterCells: Space {}

/// Heights of the ground in metres, in the cells of a raster, row by row.
public struct HeightGrid: Sendable {
  public let columns: Int
  public let rows: Int
  /// Not a number where there is no data.
  private let meters: [Float]

  /// - Returns: `nil` unless there are as many heights as cells, and at least one.
  public init?(columns: Int, rows: Int, meters: [Float]) {
    guard columns > 0, rows > 0, meters.count == columns * rows else { return nil }
    self.columns = columns
    self.rows = rows
    self.meters = meters
  }

  /// The height at a place, bilinear between the centres of the four cells around it; in the outer
  /// half of a cell at the edge as at its centre.
  ///
  /// - Returns: metres; `nil` outside, and where one of the cells that count has no data.
  /// - Complexity: O(1).
  public func meters(at place: Position<RasterCells>) -> Double? {
    guard place.x >= 0, place.y >= 0, place.x <= Double(columns), place.y <= Double(rows) else {
      return nil
    }
    let x = max(0, min(Double(columns - 1), place.x - 0.5))
    let y = max(0, min(Double(rows - 1), place.y - 0.5))
    let (column, row) = (min(Int(x), columns - 1), min(Int(y), rows - 1))
    let (east, south) = (x - Double(column), y - Double(row))
    var sum = 0.0
    for (down, weight) in [(0, 1 - south), (1, south)] where weight > 0 {
      for (right, share) in [(0, 1 - east), (1, east)] where share > 0 {
        let value = Double(meters[(row + down) * columns + column + right])
        guard value.isFinite else { return nil }
        sum += value * weight * share
      }
    }
    return sum
  }
}

/// The heights of some streets: on the ground by a raster, on bridges and in tunnels straight from
/// end to end.
///
/// Bridges that follow one another are one. Where one branches, or something comes up to it in the
/// middle, it is cut for that: the point of a way's end takes the height of the ground there, a
/// point within a way that of the bridge.
public struct StreetHeights: Sendable {
  /// Heights are looked up at the ends of a stretch and, along it, at least so often.
  public static let stepMeters = 25.0

  private let grid: HeightGrid
  private let cells: [Position<RasterCells>]
  /// By point within a bridge or tunnel; not a number where its ends have none.
  private var spanHeight: [Int32: Double] = [:]
  /// Pairs of neighbouring points between which the way is above or below the ground.
  private var spans: Set<UInt64> = []

  /// - Parameters:
  ///   - lines: the streets.
  ///   - grid: the heights of the ground.
  ///   - cells: where in the grid each of the lines' points is.
  /// - Complexity: O(points of the bridges and tunnels), and O(points) where there are any.
  public init(_ lines: StreetLines, over grid: HeightGrid, cells: [Position<RasterCells>]) {
    self.grid = grid
    self.cells = cells
    for chain in Self.chains(lines) { addSpan(chain) }
  }

  private mutating func addSpan(_ chain: [Int32]) {
    guard let first = chain.first, let last = chain.last, first != last else { return }
    var along = [0.0]
    for (a, b) in zip(chain, chain.dropFirst()) {
      let (p, q) = (cells[Int(a)], cells[Int(b)])
      let far = ((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y)).squareRoot()
      along.append((along.last ?? 0) + far)
      spans.insert(Self.pair(a, b))
    }
    let (start, end) = (ground(first) ?? .nan, ground(last) ?? .nan)
    let whole = along.last ?? 0
    for (point, far) in zip(chain, along).dropFirst().dropLast() {
      spanHeight[point] = whole > 0 ? start + (end - start) * (far / whole) : start
    }
  }

  /// Bridges and tunnels, those that only follow one another as one, from the lower point to the
  /// higher.
  private static func chains(_ lines: StreetLines) -> [[Int32]] {
    let spans = lines.spanLines
    guard !spans.isEmpty else { return [] }
    var uses = [UInt8](repeating: 0, count: lines.points.count)
    for line in 0..<lines.lineCount {
      for point in lines.points(ofLine: line) where uses[Int(point)] < 3 { uses[Int(point)] += 1 }
    }
    var ends: [Int32: [Int]] = [:]
    for line in spans {
      let points = lines.points(ofLine: line)
      for point in [points.first, points.last].compactMap({ $0 }) {
        ends[point, default: []].append(line)
      }
    }
    var seen: Set<Int> = []
    func extended(_ chain: [Int32], _ line: Int) -> [Int32] {
      var chain = chain
      var current = line
      while let end = chain.last, uses[Int(end)] == 2, let two = ends[end], two.count == 2,
        let next = two.first(where: { $0 != current }), seen.insert(next).inserted
      {
        let points = Array(lines.points(ofLine: next))
        chain += points.first == end ? points.dropFirst() : points.reversed().dropFirst()
        current = next
      }
      return chain
    }
    return spans.compactMap { line in
      guard seen.insert(line).inserted else { return nil }
      let forward = extended(Array(lines.points(ofLine: line)), line)
      let chain = extended(forward.reversed(), line)
      return (chain.first ?? 0) <= (chain.last ?? 0) ? chain : chain.reversed()
    }
  }

  private static func pair(_ a: Int32, _ b: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: min(a, b))) << 32 | UInt64(UInt32(bitPattern: max(a, b)))
  }

  private func ground(_ point: Int32) -> Double? { grid.meters(at: cells[Int(point)]) }

  private func height(of point: Int32) -> Double? {
    guard let height = spanHeight[point] else { return ground(point) }
    return height.isFinite ? height : nil
  }

  /// How far it is to walk along a chain of points.
  ///
  /// The chain is gone over in equal steps of at most `stepMeters`, so that points close together
  /// do not turn the roughness of a raster into slopes.
  ///
  /// - Parameters:
  ///   - chain: points in a row.
  ///   - along: micrometres of the map up to each of them.
  ///   - climb: to which is added what was found.
  /// - Returns: micrometres, as walked there and back, up to each of them.
  func walk(_ chain: [Int32], _ along: [Int], _ climb: inout StreetClimb?) -> [Int] {
    let whole = along[along.count - 1]
    guard whole > 0 else { return along }
    var found = climb ?? StreetClimb()
    let steps = max(1, Int((Double(whole) / (Self.stepMeters * 1e6)).rounded(.up)))
    /// Micrometres of the map up to the end of a step.
    func end(_ step: Int) -> Int { step == steps ? whole : whole / steps * step }
    var walked = [0]
    walked.reserveCapacity(steps + 1)
    var piece = 0
    var before = height(of: chain[0])
    if let before { found.look(at: before) }
    for step in 1...steps {
      let far = end(step)
      while piece + 2 < chain.count, along[piece + 1] < far { piece += 1 }
      let here =
        step == steps ? height(of: chain[chain.count - 1]) : height(chain, along, piece, far)
      if let here { found.look(at: here) }
      let length = far - end(step - 1)
      var cost = length
      if let before, let here, length > 0 {
        let slope = (here - before) / (Double(length) / 1e6)
        if abs(slope) > Slope.steepest { found.steepMicrometers += length }
        cost = max(length, Int((Double(length) * Slope.factor(slope)).rounded()))
      } else {
        found.flatMicrometers += length
      }
      walked.append(walked[step - 1] + cost)
      before = here
    }
    found.mapMicrometers += whole
    found.walkedMicrometers += walked[steps]
    climb = found
    // each point of the chain between the ends of its step
    var step = 1
    return along.map { far in
      while step < steps, end(step) < far { step += 1 }
      let (start, stop) = (end(step - 1), end(step))
      guard stop > start else { return walked[step] }
      let share = Double(far - start) / Double(stop - start)
      return walked[step - 1] + Int((Double(walked[step] - walked[step - 1]) * share).rounded())
    }
  }

  /// The height at a place between two points of a chain.
  private func height(_ chain: [Int32], _ along: [Int], _ piece: Int, _ far: Int) -> Double? {
    let (a, b) = (chain[piece], chain[piece + 1])
    let length = along[piece + 1] - along[piece]
    let share = length > 0 ? Double(far - along[piece]) / Double(length) : 0
    if spans.contains(Self.pair(a, b)) {
      guard let start = height(of: a), let end = height(of: b) else { return nil }
      return start + (end - start) * share
    }
    let (p, q) = (cells[Int(a)], cells[Int(b)])
    return grid.meters(
      at: Position(x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share))
  }
}
