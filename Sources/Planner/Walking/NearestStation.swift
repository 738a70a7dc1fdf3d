/// How far every block is from the nearest of some stations, however far that is.
struct NearestStation {
  private let grid: PointGrid

  init(_ stations: [Position<Plane>]) {
    grid = PointGrid(stations)
  }

  /// Straight-line metres by block; `nil` when there is no station.
  ///
  /// Most stations are ruled out for a whole patch at once: with the nearest one at distance d
  /// from the patch's centre, none farther than d plus the patch's diagonal can be nearest to
  /// any of its blocks.
  ///
  /// - Complexity: O(blocks × the few candidates of a patch).
  func distances(to blocks: Blocks) -> [Double]? {
    guard !grid.points.isEmpty else { return nil }
    let runs = fixedRuns(of: blocks.patchCount, length: 4096)
    let grid = grid
    var meters = [Double](repeating: 0, count: blocks.count)
    meters.withSharedBuffer { meters in
      _ = inParallel(runs.count) { run in
        var candidates: [Position<Plane>] = []
        for patch in runs[run] {
          let box = blocks.patchBounds[patch]
          let diagonal =
            ((box.maxX - box.minX) * (box.maxX - box.minX)
            + (box.maxY - box.minY) * (box.maxY - box.minY)).squareRoot()
          grid.points(near: box.center, beyondNearest: diagonal * (1 + 1e-12), into: &candidates)
          for block in blocks.blocks(ofPatch: patch) {
            let x = blocks.eastings[block]
            let y = blocks.northings[block]
            var best = Double.infinity
            for candidate in candidates {
              let dx = x - candidate.x
              let dy = y - candidate.y
              best = min(best, dx * dx + dy * dy)
            }
            meters[block] = best.squareRoot()
          }
        }
      }
    }
    return meters
  }
}

/// A few points on the plane in buckets, for searches from anywhere.
struct PointGrid: Sendable {
  let points: [Position<Plane>]
  private let bounds: Bounds<Plane>
  private let bucketMeters: Double
  private let columns: Int
  private let rows: Int
  private let start: [Int32]
  private let members: [Int32]

  init(_ points: [Position<Plane>]) {
    self.points = points
    var bounds = Bounds<Plane>()
    for point in points { bounds.add(point) }
    if bounds.isEmpty { bounds.add(Position(x: 0, y: 0)) }
    self.bounds = bounds
    let width = bounds.maxX - bounds.minX
    let height = bounds.maxY - bounds.minY
    let bucket = max(
      1, max(width, height) / 2000, (width * height / Double(max(1, points.count))).squareRoot())
    bucketMeters = bucket
    let columns = Int(width / bucket) + 1
    self.columns = columns
    rows = Int(height / bucket) + 1
    func key(_ point: Position<Plane>) -> Int {
      Int((point.y - bounds.minY) / bucket) * columns + Int((point.x - bounds.minX) / bucket)
    }
    var start = [Int32](repeating: 0, count: columns * rows + 1)
    for point in points { start[key(point) + 1] += 1 }
    for index in 1..<start.count { start[index] += start[index - 1] }
    var next = start
    var members = [Int32](repeating: 0, count: points.count)
    for (index, point) in points.enumerated() {
      members[Int(next[key(point)])] = Int32(index)
      next[key(point)] += 1
    }
    self.start = start
    self.members = members
  }

  private func column(_ x: Double) -> Int {
    Int(max(0, min(Double(columns - 1), (x - bounds.minX) / bucketMeters)))
  }

  private func row(_ y: Double) -> Int {
    Int(max(0, min(Double(rows - 1), (y - bounds.minY) / bucketMeters)))
  }

  /// Calls `body` with the index of every point in the buckets that touch a box.
  @inline(__always)
  func forEachPoint(near box: Bounds<Plane>, _ body: (Int) -> Void) {
    for row in row(box.minY)...row(box.maxY) {
      let line = row * columns
      let range = Int(start[line + column(box.minX)])..<Int(start[line + column(box.maxX) + 1])
      for member in members[range] { body(Int(member)) }
    }
  }

  /// The nearest distance from anywhere; infinite without points.
  func nearestMeters(to center: Position<Plane>) -> Double {
    let middleColumn = column(center.x)
    let middleRow = row(center.y)
    var best = Double.infinity
    var ring = 0
    while ring <= max(columns, rows) {
      // no point in this ring or beyond is nearer than the ring's inner edge, as seen from the
      // nearest place inside the grid
      if best.isFinite {
        let inner = Double(ring - 1) * bucketMeters
        if inner > 0, inner * inner > best { break }
      }
      for row in max(0, middleRow - ring)...min(rows - 1, middleRow + ring) {
        // the ring's first and last row whole, of the others the two ends
        let step = abs(row - middleRow) == ring ? 1 : max(1, 2 * ring)
        for column in stride(from: middleColumn - ring, through: middleColumn + ring, by: step)
        where column >= 0 && column < columns {
          let bucket = row * columns + column
          for member in members[Int(start[bucket])..<Int(start[bucket + 1])] {
            let point = points[Int(member)]
            let dx = point.x - center.x
            let dy = point.y - center.y
            best = min(best, dx * dx + dy * dy)
          }
        }
      }
      ring += 1
    }
    return best.squareRoot()
  }

  /// The points no farther from a place than its nearest point plus a margin.
  func points(
    near center: Position<Plane>, beyondNearest margin: Double,
    into candidates: inout [Position<Plane>]
  ) {
    candidates.removeAll(keepingCapacity: true)
    let limit = nearestMeters(to: center) + margin
    forEachPoint(near: Bounds(around: center, reach: limit)) { index in
      let point = points[index]
      if point.distance(to: center) <= limit { candidates.append(point) }
    }
  }
}
