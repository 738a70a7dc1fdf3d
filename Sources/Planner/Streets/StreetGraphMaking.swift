extension StreetGraph {
  /// Makes the graph of some streets.
  ///
  /// - Parameters:
  ///   - lines: the streets. Points in a row that are one and the same are one; a line that goes
  ///     over two points of another there and back is the same street twice, and is there once.
  ///   - projection: from degrees to the working CRS.
  ///   - leastPartMeters: a connected part with less street than this is an island; the longest
  ///     part never is.
  ///   - heights: of the ground at the points of `lines`, and between them; without, all is flat.
  /// - Throws: `Failure` (data) for streets that have no place in the working CRS, or are longer
  ///   than any street.
  /// - Complexity: O(n log n) of the points at corners, O(n) of the others.
  public init(
    _ lines: StreetLines, by projection: Projection, leastPartMeters: Double = 1000,
    heights: StreetHeights? = nil
  ) throws {
    let halves = Halves(lines)
    let positions: [Position<Plane>] = projection.forward(lines.points)
    let shapes = try Contraction(halves, lines.points, positions, heights)

    let corners = shapes.corners
    var degree = [Int32](repeating: 0, count: corners.count + 1)
    for stretch in shapes.from.indices {
      if shapes.passage[stretch].contains(.forward) { degree[Int(shapes.to[stretch]) + 1] += 1 }
      if shapes.passage[stretch].contains(.backward) { degree[Int(shapes.from[stretch]) + 1] += 1 }
    }
    for corner in 1..<degree.count { degree[corner] += degree[corner - 1] }
    var next = degree
    var arcs = [Arc](repeating: Arc(tail: 0, centimeters: 0), count: Int(degree.last ?? 0))
    var arcStretch = [Int32](repeating: 0, count: arcs.count)
    for stretch in shapes.from.indices {
      let (from, to) = (shapes.from[stretch], shapes.to[stretch])
      func add(_ tail: Int32, _ head: Int32, _ against: Int32) {
        let place = Int(next[Int(head)])
        next[Int(head)] += 1
        arcs[place] = Arc(tail: tail, centimeters: shapes.centimeters[stretch])
        arcStretch[place] = Int32(stretch) << 1 | against
      }
      if shapes.passage[stretch].contains(.forward) { add(from, to, 0) }
      if shapes.passage[stretch].contains(.backward) { add(to, from, 1) }
    }
    cornerPositions = corners.map { positions[Int($0)] }
    firstArc = degree
    self.arcs = arcs
    longestArcCentimeters = shapes.centimeters.max() ?? 0
    self.arcStretch = arcStretch
    from = shapes.from
    to = shapes.to
    centimeters = shapes.centimeters
    passage = shapes.passage
    firstShape = shapes.firstShape
    shape = shapes.shape
    shapeCentimeters = shapes.shapeCentimeters
    climb = shapes.climb
    self.leastPartMeters = leastPartMeters
    (parts, partOfCorner) = Self.parts(
      shapes, cornerPositions, leastPartMeters: leastPartMeters)
    if let defect = defect() {
      throw Failure(
        .bug,
        what: Text(ja: "道のグラフが壊れています（\(defect)）", en: "the street graph is broken (\(defect))"),
        remedy: Text(ja: "開発者に知らせてください", en: "Please report this"))
    }
  }

  private static func parts(
    _ shapes: Contraction, _ positions: [Position<Plane>], leastPartMeters: Double
  ) -> (parts: [Part], partOfCorner: [Int32]) {
    var sets = DisjointSets(count: positions.count)
    for stretch in shapes.from.indices {
      sets.join(Int(shapes.from[stretch]), Int(shapes.to[stretch]))
    }
    struct Sum {
      var corners = 0
      var stretches = 0
      var centimeters = 0
    }
    var sums: [Int: Sum] = [:]
    let first = positions.indices.map { sets.representative(of: $0) }
    for corner in first { sums[corner, default: Sum()].corners += 1 }
    for stretch in shapes.from.indices {
      let corner = first[Int(shapes.from[stretch])]
      sums[corner, default: Sum()].stretches += 1
      sums[corner, default: Sum()].centimeters += shapes.mapCentimeters[stretch]
    }
    let order = sums.sorted { ($1.value.centimeters, $0.key) < ($0.value.centimeters, $1.key) }
    var number: [Int: Int32] = [:]
    for (index, entry) in order.enumerated() { number[entry.key] = Int32(index) }
    let parts = order.enumerated().map { index, entry in
      Part(
        corners: entry.value.corners, stretches: entry.value.stretches,
        meters: Double(entry.value.centimeters) / 100,
        isIsland: index > 0 && Double(entry.value.centimeters) < leastPartMeters * 100,
        somewhere: positions[entry.key])
    }
    return (parts, first.map { number[$0] ?? 0 })
  }
}

/// All segments of some lines, from each of their two ends: by point, its neighbours ascending,
/// each once.
private struct Halves {
  /// `head[first[p] ..< first[p + 1]]` are the neighbours of point `p`.
  private(set) var first: [Int32]
  private(set) var head: [Int32] = []
  /// Forward: from `p` to the neighbour.
  private(set) var passage: [StreetLines.Passage] = []

  init(_ lines: StreetLines) {
    let count = lines.points.count
    var start = [Int32](repeating: 0, count: count + 1)
    Self.forEachSegment(of: lines) { a, b, _ in
      start[Int(a) + 1] += 1
      start[Int(b) + 1] += 1
    }
    for point in 1..<max(1, start.count) where point < start.count {
      start[point] += start[point - 1]
    }
    var next = start
    var heads = [Int32](repeating: 0, count: Int(start.last ?? 0))
    var passages = [StreetLines.Passage](repeating: [], count: heads.count)
    Self.forEachSegment(of: lines) { a, b, passage in
      heads[Int(next[Int(a)])] = b
      passages[Int(next[Int(a)])] = passage
      next[Int(a)] += 1
      heads[Int(next[Int(b)])] = a
      passages[Int(next[Int(b)])] = passage.reversed
      next[Int(b)] += 1
    }
    // neighbours in order, and those that are there twice once
    first = [0]
    first.reserveCapacity(count + 1)
    head.reserveCapacity(heads.count)
    passage.reserveCapacity(heads.count)
    for point in 0..<count {
      let begin = head.count
      for index in Int(start[point])..<Int(start[point + 1]) {
        var place = head.count
        while place > begin, head[place - 1] > heads[index] { place -= 1 }
        if place > begin, head[place - 1] == heads[index] {
          passage[place - 1].formUnion(passages[index])
        } else {
          head.insert(heads[index], at: place)
          passage.insert(passages[index], at: place)
        }
      }
      first.append(Int32(head.count))
    }
  }

  private static func forEachSegment(
    of lines: StreetLines, _ body: (Int32, Int32, StreetLines.Passage) -> Void
  ) {
    for line in 0..<lines.lineCount {
      let points = lines.points(ofLine: line)
      for index in points.indices.dropLast() where points[index] != points[index + 1] {
        body(points[index], points[index + 1], lines.passage(ofLine: line))
      }
    }
  }

  func neighbors(of point: Int) -> Range<Int> { Int(first[point])..<Int(first[point + 1]) }

  /// Whether a street only bends here: two neighbours, and the same ways to walk on both sides.
  func isBend(_ point: Int) -> Bool {
    let range = neighbors(of: point)
    guard range.count == 2 else { return false }
    return passage[range.lowerBound] == passage[range.lowerBound + 1].reversed
  }
}

/// Stretches from corner to corner, with what lies between left to their shapes.
private struct Contraction {
  /// The points that are corners.
  private(set) var corners: [Int32] = []
  private(set) var from: [Int32] = []
  private(set) var to: [Int32] = []
  private(set) var centimeters: [Int32] = []
  private(set) var passage: [StreetLines.Passage] = []
  private(set) var firstShape: [Int32] = [0]
  private(set) var shape: [Position<Plane>] = []
  private(set) var shapeCentimeters: [Int32] = []
  /// As the map has them, without slopes.
  private(set) var mapCentimeters: [Int] = []
  private(set) var climb: StreetClimb?
  private let heights: StreetHeights?
  private let halves: Halves
  private let degrees: [Position<Geographic>]
  private let positions: [Position<Plane>]
  /// By point: its number as a corner, or one of these two.
  private var corner: [Int32]
  private static let unseen: Int32 = -1
  private static let bend: Int32 = -2

  init(
    _ halves: Halves, _ degrees: [Position<Geographic>], _ positions: [Position<Plane>],
    _ heights: StreetHeights?
  ) throws {
    self.heights = heights
    climb = heights == nil ? nil : StreetClimb()
    self.halves = halves
    self.degrees = degrees
    self.positions = positions
    corner = [Int32](repeating: Self.unseen, count: degrees.count)
    for point in degrees.indices where !halves.neighbors(of: point).isEmpty {
      guard positions[point].x.isFinite, positions[point].y.isFinite else {
        throw Self.noPlace(degrees[point])
      }
      if !halves.isBend(point) { makeCorner(point) }
    }
    for number in corners.indices {
      for half in halves.neighbors(of: Int(corners[number])) { try add(half, from: number) }
    }
    // a ring that nothing else touches has no corner yet
    for point in degrees.indices
    where corner[point] == Self.unseen && !halves.neighbors(of: point).isEmpty {
      makeCorner(point)
      try add(halves.neighbors(of: point).lowerBound, from: corners.count - 1)
    }
  }

  private mutating func makeCorner(_ point: Int) {
    corner[point] = Int32(corners.count)
    corners.append(Int32(point))
  }

  /// Adds the stretch that leaves a corner by a half, unless it is the one that leaves the
  /// corner at its other end and was or will be added from there.
  private mutating func add(_ half: Int, from start: Int) throws {
    let begin = corners[start]
    var chain = [begin]
    var current = half
    while true {
      let point = Int(halves.head[current])
      let before = chain[chain.count - 1]
      chain.append(Int32(point))
      guard corner[point] < 0 else { break }
      corner[point] = Self.bend
      let range = halves.neighbors(of: point)
      current = halves.head[range.lowerBound] == before ? range.lowerBound + 1 : range.lowerBound
    }
    let end = corner[Int(chain[chain.count - 1])]
    guard Int(end) > start || Int(end) == start && chain[1] <= chain[chain.count - 2] else {
      return
    }
    // in whole micrometres, so that the sum is the same from either end
    var along = [0]
    for (a, b) in zip(chain, chain.dropFirst()) {
      let meters = try Ellipsoid.meters(from: degrees[Int(a)], to: degrees[Int(b)])
      guard meters.isFinite, meters < 1e7 else { throw Self.tooLong(degrees[Int(a)]) }
      along.append(along[along.count - 1] + Int((meters * 1e6).rounded()))
    }
    let mapped = (along[along.count - 1] + 5000) / 10_000
    var length = mapped
    if let heights {
      // a chain goes from its lower corner to its higher one, whichever way its lines do
      let walked = heights.walk(chain, along, &climb)
      length = max(mapped, (walked[walked.count - 1] + 5000) / 10_000)
      guard length <= Int(Int32.max) / 4 else { throw Self.tooLong(degrees[Int(begin)]) }
      for micrometers in walked.dropLast() {
        shapeCentimeters.append(Int32(min(length, (micrometers + 5000) / 10_000)))
      }
      shapeCentimeters.append(Int32(length))
    }
    guard length <= Int(Int32.max) / 4 else { throw Self.tooLong(degrees[Int(begin)]) }
    from.append(Int32(start))
    to.append(end)
    centimeters.append(Int32(length))
    mapCentimeters.append(mapped)
    passage.append(halves.passage[half])
    for point in chain { shape.append(positions[Int(point)]) }
    firstShape.append(Int32(shape.count))
  }

  private static func noPlace(_ point: Position<Geographic>) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "道の点（経度\(point.longitude)、緯度\(point.latitude)）を作業座標系で表せません",
        en: "a point of a street (longitude \(point.longitude), latitude \(point.latitude)) has no "
          + "coordinates in the working CRS"),
      remedy: Text(
        ja: "道の地図が対象地域のものか、--crs が対象地域に合うかを確かめてください",
        en: "Check that the streets are of the study area, and that --crs fits it"))
  }

  private static func tooLong(_ point: Position<Geographic>) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "5,000kmを超える道があります（経度\(point.longitude)、緯度\(point.latitude)から）",
        en: "a street is longer than 5,000 km (from longitude \(point.longitude), latitude "
          + "\(point.latitude))"),
      remedy: Text(ja: "道の地図の座標を確かめてください", en: "Check the coordinates of the streets"))
  }
}
