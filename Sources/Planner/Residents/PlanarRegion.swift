// Residents at points of a plane, without outlines: benchmark instances, and places whose
// boundaries nobody has at hand.

extension Region {
  /// A region of points on a plane: every point is one block, exactly where it is stated.
  ///
  /// Nothing is looked up by place: the points may lie outside the area for which the CRS is
  /// meant, and all of them belong to the one nameless area of `StudyArea.planar`.
  ///
  /// - Parameters:
  ///   - population: of `Population.Units.plane`, in the working CRS.
  ///   - crs: the working CRS: any projected one that counts in metres.
  /// - Throws: `Failure` (data) for a CRS that does not count in metres or is unknown, for a
  ///   population that is not one of planar points, for no points or one that is not finite.
  public init(planar population: Population, crs: CoordinateReferenceSystem) throws {
    guard case .plane(let points) = population.units else {
      throw Failure(
        .data,
        what: Text(
          ja: "市町村の境界なしに使えるのは、x と y の列がある点の人口だけです",
          en: "without municipal outlines, residents must be points with x and y"),
        remedy: Text(
          ja: "市町村の境界を --municipalities で指定してください",
          en: "Give the municipal outlines with --municipalities"))
    }
    guard !points.isEmpty, points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
      throw Failure(
        .data,
        what: Text(
          ja: "住民の点がないか、有限でない座標があります",
          en: "there is no point of residents, or one whose coordinates are not finite"),
        remedy: Text(ja: "x と y をメートルで書いてください", en: "Write x and y in metres"))
    }
    try Self.requireMeters(crs)
    let degrees = try Projection.geographic(of: crs)
    let projection = try Projection(from: degrees, to: crs)
    self.init(
      planar: population, at: points, crs: crs, degrees: degrees,
      operation: projection.operation(at: Self.degrees(projection, points)),
      findings: Self.planarScaleFindings(projection, crs, points))
  }

  /// The same from lists.
  ///
  /// - Parameters:
  ///   - points: in the working CRS, metres.
  ///   - counts: `counts[a][p]`: residents with attribute `a` at point `p`, finite, not negative.
  ///   - attributes: what is counted; the first is everybody.
  ///   - crs: the working CRS.
  /// - Returns: the region.
  /// - Throws: as `init(planar:crs:)`.
  public static func planar(
    points: [Position<Plane>], counts: [[Double]], attributes: [ResidentAttribute] = [.total],
    crs: CoordinateReferenceSystem
  ) throws -> Region {
    try Region(
      planar: Population(attributes: attributes, units: .plane(points), counts: counts), crs: crs)
  }

  private init(
    planar population: Population, at points: [Position<Plane>], crs: CoordinateReferenceSystem,
    degrees: CoordinateReferenceSystem, operation: CoordinateOperation, findings: [Finding]
  ) {
    let indices = points.indices.map(Int32.init)
    let ends = indices + [Int32(points.count)]
    study = .planar
    self.crs = crs
    self.degrees = degrees
    self.operation = operation
    blocks = Blocks(
      attributes: population.attributes,
      pieceMunicipality: points.map { _ in 0 },
      pieceResidents: population.counts, pieceFirstBlock: ends, pieceUnit: indices,
      suppression: population.groups,
      eastings: points.map(\.easting), northings: points.map(\.northing),
      patchFirstBlock: ends, patchPiece: indices,
      patchBounds: points.map { Bounds(around: $0, reach: 0) }, livingAreaBlocks: [])
    outside = .none(population)
    suppressedUnits = population.suppressed.count
    self.findings = findings
  }

  /// The middle of the points in degrees; the origin where the projection has no way back.
  private static func degrees(
    _ projection: Projection, _ points: [Position<Plane>]
  ) -> Position<Geographic> {
    var bounds = Bounds<Plane>()
    for point in points { bounds.add(point) }
    let center: [Position<Geographic>] = projection.inverse([bounds.center])
    guard let found = center.first, found.x.isFinite, found.y.isFinite else {
      return Position(longitude: 0, latitude: 0)
    }
    return found
  }

  /// A warning where metres are not metres, as in Web Mercator. Only that: the points may be a
  /// model's, and then no place on earth is meant.
  private static func planarScaleFindings(
    _ projection: Projection, _ crs: CoordinateReferenceSystem, _ points: [Position<Plane>]
  ) -> [Finding] {
    let center = degrees(projection, points)
    guard let scale = try? projection.scale(at: center), scale.isFinite, abs(scale - 1) > 0.001
    else { return [] }
    let percent = ((scale - 1) * 1000).rounded() / 10
    return [
      Finding(
        .warning,
        what: Text(
          ja: "作業座標系 \(crs) では、点のある場所の距離が実際と\(percent)%違います",
          en: "in the working CRS \(crs), distances where the points lie are off by \(percent)%"),
        remedy: Text(
          ja: "実在の場所なら、そこに合う投影座標系に直してください。モデルの座標なら、このままで構いません",
          en: "Reproject the points to a system of their area, unless they are of no real place"))
    ]
  }
}

extension StudyArea {
  /// What the area without outlines is called in outputs.
  public static let wholeRegionName = Text(ja: "全域", en: "whole region")

  /// An area without outlines, zones or living areas: all residents and stations belong to its one
  /// nameless part (code 00000, 全域), which is no municipality.
  static let planar = StudyArea(
    unbounded: Municipality(code: .unassigned, name: wholeRegionName.ja, outline: MultiPolygon()))
}
