/// Where a point is joined to the streets: the nearest point on any of them.
public struct StreetJoin: Sendable, Hashable {
  /// A corner, or a stretch somewhere between its corners.
  enum Spot: Sendable, Hashable {
    case corner(Int32)
    /// `along`: centimetres from the stretch's first corner, more than 0 and less than all.
    case stretch(Int32, along: Int32)
  }

  let spot: Spot
  /// From the point straight to the street.
  let offCentimeters: Int32
  /// On the street.
  public let position: Position<Plane>

  /// The walk from the point to the street, in metres.
  public var offMeters: Double { Double(offCentimeters) / 100 }
}

/// Finds the nearest point on a street: the pieces of all shapes in square buckets.
///
/// Streets on islands are left out, and so are points farther than a limit: those are off the
/// network. Of several pieces at the same distance the one of the lowest stretch counts.
struct StreetIndex: Sendable {
  private let graph: StreetGraph
  private let bounds: Bounds<Plane>
  private let bucketMeters: Double
  private let columns: Int
  private let rows: Int
  /// `pieces[start[b] ..< start[b + 1]]` touch bucket `b`.
  private let start: [Int32]
  /// A piece is named by the place in the graph's shapes at which it begins.
  private let pieces: [Int32]

  /// - Complexity: O(pieces), and the buckets that they go through.
  init(_ graph: StreetGraph) {
    self.graph = graph
    var bounds = Bounds<Plane>()
    var count = 0
    for stretch in 0..<graph.stretchCount where !graph.isOnIsland(stretch: stretch) {
      for point in graph.shape(of: stretch) { bounds.add(point) }
      count += graph.shape(of: stretch).count - 1
    }
    if bounds.isEmpty { bounds.add(Position(x: 0, y: 0)) }
    let (width, height) = (bounds.maxX - bounds.minX, bounds.maxY - bounds.minY)
    // a few buckets for every piece, since there are fewer streets in most of them than in towns
    let bucket = max(
      25, max(width, height) / 20_000, (width * height / Double(max(1, count))).squareRoot() / 2)
    let columns = Int(width / bucket) + 1
    let rows = Int(height / bucket) + 1
    self.bounds = bounds
    bucketMeters = bucket
    self.columns = columns
    self.rows = rows

    func forEachBucket(_ body: (Int, Int32) -> Void) {
      for stretch in 0..<graph.stretchCount where !graph.isOnIsland(stretch: stretch) {
        for piece in graph.firstShape[stretch]..<graph.firstShape[stretch + 1] - 1 {
          let (a, b) = (graph.shape[Int(piece)], graph.shape[Int(piece) + 1])
          // row by row, the part of the piece that lies in it
          let (low, high) = a.y <= b.y ? (a, b) : (b, a)
          let firstRow = Int((low.y - bounds.minY) / bucket)
          let lastRow = Int((high.y - bounds.minY) / bucket)
          for row in firstRow...lastRow {
            var (west, east) = (min(a.x, b.x), max(a.x, b.x))
            if firstRow < lastRow {
              // a hair wider, so that rounding loses no bucket
              let bottom = bounds.minY + Double(row) * bucket - 1e-6
              let top = bounds.minY + Double(row + 1) * bucket + 1e-6
              func x(at y: Double) -> Double {
                low.x + (high.x - low.x) * max(0, min(1, (y - low.y) / (high.y - low.y)))
              }
              (west, east) = (min(x(at: bottom), x(at: top)), max(x(at: bottom), x(at: top)))
            }
            let first = max(0, Int((west - 1e-6 - bounds.minX) / bucket))
            let last = min(columns - 1, Int((east + 1e-6 - bounds.minX) / bucket))
            for column in first...max(first, last) where column < columns {
              body(row * columns + column, piece)
            }
          }
        }
      }
    }
    var start = [Int32](repeating: 0, count: columns * rows + 1)
    forEachBucket { bucket, _ in start[bucket + 1] += 1 }
    for index in 1..<start.count { start[index] += start[index - 1] }
    var next = start
    var pieces = [Int32](repeating: 0, count: Int(start.last ?? 0))
    forEachBucket { bucket, piece in
      pieces[Int(next[bucket])] = piece
      next[bucket] += 1
    }
    self.start = start
    self.pieces = pieces
  }

  /// - Parameters:
  ///   - point: anywhere on the plane.
  ///   - limitMeters: how far a street may be; exactly so far is near enough.
  /// - Returns: `nil` for a point off the network.
  func join(_ point: Position<Plane>, within limitMeters: Double) -> StreetJoin? {
    guard point.x.isFinite, point.y.isFinite, !pieces.isEmpty else { return nil }
    // a micrometre for the rounding of coordinates
    let limit = limitMeters + 1e-6
    let far = max(
      bounds.minX - point.x, point.x - bounds.maxX, bounds.minY - point.y, point.y - bounds.maxY)
    guard far <= limit else { return nil }
    let column = Int(((point.x - bounds.minX) / bucketMeters).rounded(.down))
    let row = Int(((point.y - bounds.minY) / bucketMeters).rounded(.down))
    var best: (squared: Double, piece: Int32, share: Double)?
    var ring = 0
    // nothing outside of the rings up to `ring` is nearer than that many buckets
    while Double(ring - 1) * bucketMeters <= min(limit, best?.squared.squareRoot() ?? limit) {
      for y in max(0, row - ring)...max(0, row - ring, min(rows - 1, row + ring))
      where y < rows && abs(y - row) <= ring {
        let step = abs(y - row) == ring ? 1 : max(1, 2 * ring)
        for x in stride(from: column - ring, through: column + ring, by: step)
        where x >= 0 && x < columns {
          let bucket = y * columns + x
          if let known = best, isFarther(x, y, from: point, than: known.squared) { continue }
          for piece in pieces[Int(start[bucket])..<Int(start[bucket + 1])] {
            let (squared, share) = Self.nearest(
              point, graph.shape[Int(piece)], graph.shape[Int(piece) + 1])
            if let known = best, (known.squared, known.piece) <= (squared, piece) { continue }
            best = (squared, piece, share)
          }
        }
      }
      ring += 1
    }
    guard let best, best.squared <= limit * limit else { return nil }
    return join(piece: Int(best.piece), share: best.share, off: best.squared.squareRoot())
  }

  /// Whether no part of a bucket is as near to a point as a known place is.
  @inline(__always)
  private func isFarther(
    _ column: Int, _ row: Int, from point: Position<Plane>, than squared: Double
  ) -> Bool {
    // a hair wider, as pieces are put into buckets
    let west = bounds.minX + Double(column) * bucketMeters - 1e-6
    let south = bounds.minY + Double(row) * bucketMeters - 1e-6
    let size = bucketMeters + 2e-6
    let dx = max(0, west - point.x, point.x - west - size)
    let dy = max(0, south - point.y, point.y - south - size)
    return dx * dx + dy * dy > squared
  }

  /// The nearest point of a line from `a` to `b`: the square of its distance, and how far along
  /// it is, from 0 to 1.
  private static func nearest(
    _ point: Position<Plane>, _ a: Position<Plane>, _ b: Position<Plane>
  ) -> (squared: Double, share: Double) {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = dx * dx + dy * dy
    let share = length > 0 ? ((point.x - a.x) * dx + (point.y - a.y) * dy) / length : 0
    // at the ends their own coordinates, so that pieces that meet are equally far
    let x = share <= 0 ? a.x : share >= 1 ? b.x : a.x + share * dx
    let y = share <= 0 ? a.y : share >= 1 ? b.y : a.y + share * dy
    return (
      (point.x - x) * (point.x - x) + (point.y - y) * (point.y - y), max(0, min(1, share))
    )
  }

  private func join(piece: Int, share: Double, off: Double) -> StreetJoin {
    let stretch = stretch(ofPiece: piece)
    let range = Int(graph.firstShape[stretch])..<Int(graph.firstShape[stretch + 1])
    var whole = 0.0
    var before = 0.0
    for index in range.dropLast() {
      let length = graph.shape[index].distance(to: graph.shape[index + 1])
      if index < piece { before += length }
      if index == piece { before += length * share }
      whole += length
    }
    let centimeters = Double(graph.centimeters[stretch])
    let along: Int32
    if graph.shapeCentimeters.isEmpty {
      along = whole > 0 ? Int32((centimeters * before / whole).rounded()) : 0
    } else {
      // a slope is where it is, between the points of the shape, and not all along the stretch
      let (start, end) = (graph.shapeCentimeters[piece], graph.shapeCentimeters[piece + 1])
      along = start + Int32((Double(end - start) * share).rounded())
    }
    let (a, b) = (graph.shape[piece], graph.shape[piece + 1])
    let spot: StreetJoin.Spot
    if along <= 0 {
      spot = .corner(graph.from[stretch])
    } else if along >= graph.centimeters[stretch] {
      spot = .corner(graph.to[stretch])
    } else {
      spot = .stretch(Int32(stretch), along: along)
    }
    return StreetJoin(
      spot: spot, offCentimeters: Int32((off * 100).rounded()),
      position: share >= 1
        ? b : Position(x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y)))
  }

  private func stretch(ofPiece piece: Int) -> Int {
    var low = 0
    var high = graph.stretchCount - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(graph.firstShape[middle]) <= piece { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
