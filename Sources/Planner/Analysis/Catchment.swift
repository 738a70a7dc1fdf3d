/// The area from which a station is within the walk.
public struct Catchment: Sendable, Hashable {
  /// Index into the stations; `nil` for a dissolved outline.
  public let station: Int?
  /// Along streets it may have several parts, or none where no street is near the station.
  public let outline: MultiPolygon<Plane>
  /// The parts of streets from which a station is within the walk, each a line of at least two
  /// points; none for a straight line. With `nearest`, those of the station's whole catchment.
  public let streets: [[Position<Plane>]]
  /// Residents reached, by attribute; with `nearest`, those of them who have no nearer station,
  /// so that each resident is counted once.
  public let residents: [Double]

  /// How catchments are drawn.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// Each station's own, overlapping.
    case each
    /// All together, overlaps dissolved: one catchment for every connected part.
    case dissolved
    /// Each station's share: the part of its catchment to which it is the nearest. Stations on
    /// one spot leave the share to the lowest id.
    case nearest
  }

  /// The catchments of the stations that a question counts, in the order of their ids.
  ///
  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: sorted by id.
  ///   - walk: to a station.
  ///   - question: which stations count.
  ///   - form: each, dissolved, or shares of the nearest.
  /// - Returns: one for each station; dissolved, one for each connected part, along streets for
  ///   each group of stations whose catchments hang together. Where each age goes at its own pace,
  ///   all of these for one pace after the other, the fastest first.
  /// - Throws: `Failure` (data) if GEOS cannot overlay the outlines.
  public static func catchments(
    of region: Region, stations: [Station], walk: Walk, question: CoverageQuestion, form: Form
  ) throws -> [Catchment] {
    try CatchmentSet(of: region, stations: stations, walk: walk, question: question)
      .catchments(form).flatMap(\.self)
  }

  /// The same for a straight line.
  ///
  /// - Throws: `Failure` (data) if GEOS cannot overlay the outlines.
  public static func catchments(
    of region: Region, stations: [Station], radius: WalkRadius, question: CoverageQuestion,
    form: Form
  ) throws -> [Catchment] {
    try catchments(
      of: region, stations: stations, walk: .radius(radius), question: question, form: form)
  }

  static func nearestShares(
    of positions: [Position<Plane>], radius: Double
  ) throws -> [MultiPolygon<Plane>] {
    var first: [Position<Plane>: Int] = [:]
    for (index, position) in positions.enumerated() where first[position] == nil {
      first[position] = index
    }
    var shares = [MultiPolygon<Plane>](repeating: MultiPolygon(), count: positions.count)
    let distinct = first.values.sorted()
    let overlay = try Overlay()
    func disc(_ index: Int) throws -> Overlay.Shape {
      try overlay.shape(MultiPolygon([DiscUnion.disc(at: positions[index], radius: radius)]))
    }
    guard distinct.count > 1 else {
      for index in distinct { shares[index] = try overlay.outline(try disc(index)) }
      return shares
    }
    var box = Bounds<Plane>()
    for index in distinct { box.add(Bounds(around: positions[index], reach: radius * 1.01)) }
    let points = distinct.map { positions[$0] }
    let grid = PointGrid(points)
    for cell in try overlay.nearestCells(of: points, within: box) {
      var owner: Int?
      let bounds = cell.bounds
      try grid.forEachPointThrowing(near: bounds) { index in
        guard owner == nil, bounds.contains(points[index]) else { return }
        let dot = try overlay.shape(
          MultiPolygon([Bounds(around: points[index], reach: 1e-4).polygon]))
        if cell.contains(dot) { owner = index }
      }
      guard let owner else { continue }
      let share = try overlay.intersection(cell, try disc(distinct[owner]))
      shares[distinct[owner]] = try overlay.outline(share)
    }
    return shares
  }
}

extension PointGrid {
  fileprivate func forEachPointThrowing(
    near box: Bounds<Plane>, _ body: (Int) throws -> Void
  ) throws {
    var indices: [Int] = []
    forEachPoint(near: box) { indices.append($0) }
    for index in indices { try body(index) }
  }
}
