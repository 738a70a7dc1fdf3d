/// From where a station is within a walk along streets, as outlines and as lines.
///
/// The outline is that of the walk itself: a point belongs to the nearest point of a street, as
/// homes do, and is inside if the straight line to it and the walk from there to the station are
/// together within the budget. So a street is followed at a width of what is left of the budget,
/// at most how far homes may be from one, and no wider than halfway to the next street, which has
/// its own way to the station: a river without a bridge is not crossed. The walk is measured at
/// the corners of a lattice and along its edges, and the line drawn between (`SampledField`): it is
/// where the walk ends to within a few metres, and what is narrower than a square may be missed.
///
/// Several budgets come from the same lattice, so that a longer walk's outline contains a shorter
/// one's.
///
/// - SeeAlso: Efentakis et al. (2013), *Isochrones, traffic and demographics*, on buffers around
///   reached edges; Conveyal's R5 draws its isochrones as contours of a grid of travel times too.
struct StreetCatchments {
  let walk: StreetWalk
  /// By station, where it is joined to a street; `nil` off the network.
  private let joins: [StreetJoin?]
  private let budgets: [PathBudget]
  /// The side of a square of the lattice.
  let stepMeters: Double

  /// What one station, or all of them, can be reached from.
  struct Reached: Sendable {
    /// By budget.
    var outlines: [MultiPolygon<Plane>]
    /// By budget, the parts of streets.
    var lines: [[[Position<Plane>]]]
  }

  /// - Parameters:
  ///   - walk: its streets and limits; not its budget.
  ///   - stations: the origins.
  ///   - budgets: in any order.
  init(_ walk: StreetWalk, stations: [Position<Plane>], budgets: [PathBudget]) {
    self.walk = walk
    joins = walk.joins(stations)
    self.budgets = budgets
    stepMeters = Self.step(forMeters: budgets.map(\.meters).max() ?? 0)
  }

  /// 10 m, and for walks over 2 km twice as much for every doubling: as fine as blocks are placed,
  /// and never so fine that an outline takes more than a second.
  static func step(forMeters meters: Double) -> Double {
    var step = 10.0
    while meters > 200 * step { step *= 2 }
    return step
  }

  /// Holes of fewer squares than this are finer than the lattice can tell.
  private static let leastHoleSquares = 1.0

  private var widest: Int { budgets.map(\.centimeters).max() ?? 0 }
  private var longestStart: Int {
    joins.reduce(0) { max($0, walk.network.graph.longestStart(at: $1)) }
  }

  /// Each station's own.
  ///
  /// - Complexity: a search, and the corners of the lattice around the streets that it reaches,
  ///   for every station, on all threads.
  func each() -> [Reached] {
    let runs = fixedRuns(of: joins.count, length: max(2, joins.count / 256 + 1))
    let longest = longestStart
    return inParallel(runs.count) { run in
      var field = WalkField(walk.network.graph, longestStartCentimeters: longest)
      return runs[run].map { station -> Reached in
        guard let join = joins[station] else { return nothing }
        field.run(to: [(station, join)], limitCentimeters: widest)
        let lines = budgets.map { field.reachedParts(within: $0.centimeters) }
        let sampled = sample(field, in: field.reachedBounds(within: widest))
        return Reached(
          outlines: budgets.map { budget in
            sampled?.outline(
              upTo: Int32(budget.centimeters),
              leastHole: Self.leastHoleSquares * stepMeters * stepMeters) ?? MultiPolygon()
          }, lines: lines)
      }
    }.flatMap { $0 }
  }

  /// Each station's share: where it is the nearest by walk.
  func shares() -> [[MultiPolygon<Plane>]] {
    let graph = walk.network.graph
    let origins = joins.enumerated().compactMap { number, join in join.map { (number, $0) } }
    var all = WalkField(graph, longestStartCentimeters: longestStart)
    all.run(to: origins.map { (number: $0.0, join: $0.1) }, limitCentimeters: widest)
    let shared = all
    let runs = fixedRuns(of: joins.count, length: max(2, joins.count / 256 + 1))
    let longest = longestStart
    return inParallel(runs.count) { run in
      var own = WalkField(graph, longestStartCentimeters: longest)
      return runs[run].map { station -> [MultiPolygon<Plane>] in
        guard let join = joins[station] else { return nothing.outlines }
        own.run(to: [(station, join)], limitCentimeters: widest)
        let sampled = sample(
          shared, in: own.reachedBounds(within: widest), withOwners: true)
        return budgets.map { budget in
          sampled?.outline(upTo: Int32(budget.centimeters), owner: Int32(station))
            ?? MultiPolygon()
        }
      }
    }.flatMap { $0 }
  }

  /// The parts of streets, by budget, from which any station is within it.
  func lines() -> [[[Position<Plane>]]] {
    var field = WalkField(walk.network.graph, longestStartCentimeters: longestStart)
    let origins = joins.enumerated().compactMap { number, join in
      join.map { (number: number, join: $0) }
    }
    field.run(to: origins, limitCentimeters: widest)
    return budgets.map { field.reachedParts(within: $0.centimeters) }
  }

  private var nothing: Reached {
    Reached(outlines: budgets.map { _ in MultiPolygon() }, lines: budgets.map { _ in [] })
  }

  /// The walk at the corners of the lattice, as far from the bounds of some streets as homes may be
  /// from one.
  private func sample(
    _ field: WalkField, in bounds: Bounds<Plane>, withOwners: Bool = false
  ) -> SampledField? {
    guard !bounds.isEmpty else { return nil }
    let margin = min(walk.limits.blockMeters, Double(widest) / 100)
    // one corner more on every side, which is outside
    let first = (
      column: Int(((bounds.minX - margin) / stepMeters).rounded(.down)) - 1,
      row: Int(((bounds.minY - margin) / stepMeters).rounded(.down)) - 1
    )
    let columns = Int(((bounds.maxX + margin) / stepMeters).rounded(.up)) + 2 - first.column
    let rows = Int(((bounds.maxY + margin) / stepMeters).rounded(.up)) + 2 - first.row
    func value(_ join: StreetJoin?) -> (height: Int32, owner: Int32) {
      guard let join, let near = field.nearest(from: join) else {
        return (SampledField.unknown, -1)
      }
      return (Int32(near.centimeters), Int32(truncatingIfNeeded: near.origin))
    }
    var heights = [Int32](repeating: SampledField.unknown, count: columns * rows)
    var owners = withOwners ? [Int32](repeating: -1, count: columns * rows) : nil
    for row in 1..<rows - 1 {
      let y = Double(first.row + row) * stepMeters
      let points = (1..<columns - 1).map {
        Position<Plane>(x: Double(first.column + $0) * stepMeters, y: y)
      }
      for (index, join) in walk.network.joins(points, within: walk.limits.blockMeters).enumerated()
      {
        let found = value(join)
        heights[row * columns + index + 1] = found.height
        owners?[row * columns + index + 1] = found.owner
      }
    }
    return SampledField(
      stepMeters: stepMeters, firstColumn: first.column, firstRow: first.row, columns: columns,
      rows: rows, heights: heights, owners: owners,
      probe: { value(walk.network.join($0, within: walk.limits.blockMeters)) })
  }
}
