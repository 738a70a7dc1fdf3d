/// Square kilometres within the walk of a station, by area: exact overlays by GEOS of discs
/// drawn as polygons.
struct CoveredArea: Sendable {
  var municipalityKm2: [Double]
  var coveredMunicipalityKm2: [Double]
  var livingAreaKm2: [[Double]]
  var coveredLivingAreaKm2: [[Double]]

  /// For each of several sets of stations.
  ///
  /// Discs that hang together are united first, each group for itself (a union of all at once
  /// would take a hundred times as long), then each group is cut by the outlines it touches.
  static func measure(
    _ region: Region, discsAt sets: [[Position<Plane>]], radius: WalkRadius
  ) throws -> [CoveredArea] {
    let groups = try inParallel(sets.count) {
      try DiscUnion.groups(of: sets[$0], radius: radius.meters)
    }
    let study = region.study
    let layers = study.livingAreaLayers
    let outlines =
      study.municipalities.map(\.outline) + layers.flatMap { $0.areas.map(\.outline) }
    var tiles = TiledProjection.Tiles()
    for outline in outlines { tiles.add(outline) }
    let projection = TiledProjection(
      tiles, by: try Projection(from: region.degrees, to: region.crs))
    // whole and covered square metres by outline
    let areas = try inParallel(outlines.count) { index -> (Double, [Double]) in
      let outline: MultiPolygon<Plane> = outlines[index].mapPositions { projection.forward($0) }
      let cutter = try OutlineCutter(outline)
      return (cutter.area, try groups.map { try cutter.area(within: $0) })
    }
    return sets.indices.map { set in
      var rest = areas[...]
      func take(_ count: Int) -> (whole: [Double], covered: [Double]) {
        let part = rest.prefix(count)
        rest = rest.dropFirst(count)
        return (part.map { $0.0 / 1e6 }, part.map { $0.1[set] / 1e6 })
      }
      let municipalities = take(study.municipalities.count)
      let living = layers.map { take($0.areas.count) }
      return CoveredArea(
        municipalityKm2: municipalities.whole, coveredMunicipalityKm2: municipalities.covered,
        livingAreaKm2: living.map(\.whole), coveredLivingAreaKm2: living.map(\.covered))
    }
  }
}

/// One outline, cut by many groups of discs.
private struct OutlineCutter {
  private let overlay: Overlay
  private let shape: Overlay.Shape
  private let bounds: Bounds<Plane>
  let area: Double

  init(_ outline: MultiPolygon<Plane>) throws {
    overlay = try Overlay()
    shape = try overlay.shape(outline)
    bounds = outline.bounds
    area = shape.area
  }

  func area(within groups: [DiscUnion.Group]) throws -> Double {
    var sum = 0.0
    for group in groups where group.bounds.intersects(bounds) {
      // most corners of a long outline are nowhere near the discs, and most discs of a large
      // group nowhere near the outline
      let near = try overlay.clip(shape, to: group.bounds)
      guard !near.isEmpty else { continue }
      if near.area >= group.bounds.area * (1 - 1e-12) {
        sum += group.area
        continue
      }
      let discs = try overlay.shape(group.outline)
      let relevant = bounds.contains(group.bounds) ? discs : try overlay.clip(discs, to: bounds)
      do {
        sum += try overlay.intersection(near, relevant).area
      } catch {
        // clipping may leave a defect behind that the whole outline does not have
        sum += try overlay.intersection(shape, discs).area
      }
    }
    return sum
  }
}

/// Discs of one radius, united.
public enum DiscUnion {
  /// Discs that hang together, as one outline.
  struct Group: Sendable {
    var outline: MultiPolygon<Plane>
    var bounds: Bounds<Plane>
    var area: Double
  }

  /// Corners per quarter of a disc: the polygon's area is 0.04 % short of the circle's.
  public static let segmentsPerQuadrant = 32

  /// A disc as a polygon whose corners lie on the circle.
  public static func disc(
    at center: Position<Plane>, radius: Double,
    segmentsPerQuadrant: Int = DiscUnion.segmentsPerQuadrant
  ) -> Polygon<Plane> {
    let count = segmentsPerQuadrant * 4
    var corners = (0..<count).map { index in
      let unit = unitCircle(index, of: count)
      return Position<Plane>(x: center.x + radius * unit.x, y: center.y + radius * unit.y)
    }
    corners.append(corners[0])
    return Polygon(exterior: Ring(closed: corners))
  }

  static func groups(of centers: [Position<Plane>], radius: Double) throws -> [Group] {
    let overlay = try Overlay()
    return try components(of: centers, within: 2 * radius).map { members in
      let discs = try members.map {
        try overlay.shape(MultiPolygon([disc(at: centers[$0], radius: radius)]))
      }
      let union = discs.count == 1 ? discs[0] : try overlay.union(discs)
      let outline: MultiPolygon<Plane> = try overlay.outline(union)
      return Group(outline: outline, bounds: outline.bounds, area: union.area)
    }
  }

  /// Groups of points that are linked by steps of at most some metres, in order of their first
  /// members.
  static func components(of points: [Position<Plane>], within meters: Double) -> [[Int]] {
    let grid = PointGrid(points)
    var sets = DisjointSets(count: points.count)
    for (index, point) in points.enumerated() {
      grid.forEachPoint(near: Bounds(around: point, reach: meters)) { other in
        guard other < index, points[other].distance(to: point) <= meters else { return }
        sets.join(index, other)
      }
    }
    return sets.groups()
  }
}
