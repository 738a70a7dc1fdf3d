/// Finds the patches of blocks near a point: a grid of buckets over the plane.
struct PatchIndex: Sendable {
  private let bucketMeters: Double
  private let minX: Double
  private let minY: Double
  private let columns: Int
  private let rows: Int
  private let start: [Int32]
  private let members: [Int32]
  /// No patch reaches further from its own centre, east or north.
  private let halfExtent: Double

  init(_ blocks: Blocks) {
    var bounds = Bounds<Plane>()
    var halfExtent = 0.0
    for box in blocks.patchBounds {
      bounds.add(box.center)
      halfExtent = max(halfExtent, (box.maxX - box.minX) / 2, (box.maxY - box.minY) / 2)
    }
    if bounds.isEmpty { bounds.add(Position(x: 0, y: 0)) }
    let width = bounds.maxX - bounds.minX
    let height = bounds.maxY - bounds.minY
    // a kilometre, unless a few points are strewn over half a continent
    let bucket = max(1000, (width * height / 4_000_000).squareRoot())
    let columns = Int(width / bucket) + 1
    let rows = Int(height / bucket) + 1
    func key(_ box: Bounds<Plane>) -> Int {
      let center = box.center
      return Int((center.y - bounds.minY) / bucket) * columns
        + Int((center.x - bounds.minX) / bucket)
    }
    var start = [Int32](repeating: 0, count: columns * rows + 1)
    for box in blocks.patchBounds { start[key(box) + 1] += 1 }
    for index in 1..<start.count { start[index] += start[index - 1] }
    var next = start
    var members = [Int32](repeating: 0, count: blocks.patchCount)
    for (patch, box) in blocks.patchBounds.enumerated() {
      let bucket = key(box)
      members[Int(next[bucket])] = Int32(patch)
      next[bucket] += 1
    }
    self.bucketMeters = bucket
    self.minX = bounds.minX
    self.minY = bounds.minY
    self.columns = columns
    self.rows = rows
    self.start = start
    self.members = members
    self.halfExtent = halfExtent
  }

  /// Calls `body` with every patch whose centre may belong to a patch touching the box, and
  /// possibly with some that do not.
  @inline(__always)
  func forEachPatch(near box: Bounds<Plane>, _ body: (Int) -> Void) {
    func clamped(_ value: Double, _ limit: Int) -> Int {
      Int(max(0, min(Double(limit - 1), value)))
    }
    let west = clamped((box.minX - halfExtent - minX) / bucketMeters, columns)
    let east = clamped((box.maxX + halfExtent - minX) / bucketMeters, columns)
    let south = clamped((box.minY - halfExtent - minY) / bucketMeters, rows)
    let north = clamped((box.maxY + halfExtent - minY) / bucketMeters, rows)
    for row in south...north {
      let line = row * columns
      for member in members[Int(start[line + west])..<Int(start[line + east + 1])] {
        body(Int(member))
      }
    }
  }
}
