/// A study area with its residents in blocks and one working CRS: what every analysis starts
/// from.
public struct Region: Sendable {
  public let study: StudyArea
  public let crs: CoordinateReferenceSystem
  /// What positions in degrees are meant in: JGD2011, or in a planar region the working CRS's own
  /// longitude and latitude, so that its degrees need no datum shift.
  public let degrees: CoordinateReferenceSystem
  /// How outlines and grid codes got into the working CRS.
  public let operation: CoordinateOperation
  public internal(set) var blocks: Blocks
  public let outside: OutsideResidents
  /// Units of the population file with suppressed values.
  public let suppressedUnits: Int
  /// How each municipality's residents compare with its census total, where one is known.
  public internal(set) var census: [CensusComparison] = []
  public internal(set) var findings: [Finding]

  /// - Parameters:
  ///   - study: municipalities, zones and living areas.
  ///   - population: residents, before they are cut.
  ///   - crs: the working CRS; the study area's plane rectangular zone when `nil`.
  /// - Throws: `Failure` (data) when no working CRS follows from the municipalities, or it does
  ///   not count in metres.
  public init(
    study: StudyArea, population: Population, crs: CoordinateReferenceSystem? = nil
  ) throws {
    guard let crs = crs ?? study.defaultCRS else {
      throw Failure(
        .data,
        what: Text(
          ja: "市町村コードから平面直角座標系の系番号を決められません",
          en: "the municipality codes do not tell which plane rectangular zone to use"),
        remedy: Text(
          ja: "--crs EPSG:6677 のように作業座標系を指定してください",
          en: "Name the working CRS, such as --crs EPSG:6677"))
    }
    try Self.requireMeters(crs)
    let projection = try Projection(from: .jgd2011, to: crs)
    let scaleFinding = try Self.scaleFinding(projection, crs, study.bounds)
    self.study = study
    self.crs = crs
    degrees = .jgd2011
    operation = projection.operation(at: study.bounds.center)
    var maker = BlockMaker(study: study, population: population, projection: projection)
    let made = try maker.make()
    blocks = made.blocks
    outside = made.outside
    findings = scaleFinding + made.findings + study.zoneFindings()
    suppressedUnits = population.suppressed.count
    guard blocks.eastings.allSatisfy(\.isFinite) else {
      throw Failure(
        .data,
        what: Text(
          ja: "作業座標系 \(crs) で表せない場所があります",
          en: "some places have no coordinates in the working CRS \(crs)"),
        remedy: Text(
          ja: "対象地域に合う系番号を --crs で指定してください",
          en: "Name the zone of the study area with --crs"))
    }
  }

  static func requireMeters(_ crs: CoordinateReferenceSystem) throws {
    guard try Projection.nature(of: crs) == .meters else {
      throw Failure(
        .data,
        what: Text(
          ja: "作業座標系 \(crs) はメートル単位の平面座標系ではありません",
          en: "the working CRS \(crs) does not count in metres on a plane"),
        remedy: Text(
          ja: "平面直角座標系（千葉県は EPSG:6677）を --crs で指定してください",
          en: "Name a plane rectangular zone with --crs (EPSG:6677 for Chiba)"))
    }
  }

  /// Metres must be metres: a CRS that stretches the study area (Web Mercator by a quarter)
  /// would count the wrong people.
  ///
  /// - Throws: `Failure` (data) where the scale is off by more than one percent.
  private static func scaleFinding(
    _ projection: Projection, _ crs: CoordinateReferenceSystem, _ bounds: Bounds<Geographic>
  ) throws -> [Finding] {
    var worst = 1.0
    for x in [bounds.minX, bounds.center.x, bounds.maxX] {
      for y in [bounds.minY, bounds.center.y, bounds.maxY] {
        let scale = try projection.scale(at: Position(longitude: x, latitude: y))
        if !scale.isFinite || abs(scale - 1) > abs(worst - 1) { worst = scale }
      }
    }
    let percent = ((worst - 1) * 1000).rounded() / 10
    let what = Text(
      ja: "作業座標系 \(crs) では、対象地域の距離が実際と最大\(percent)%違います",
      en: "in the working CRS \(crs), distances in the study area are off by up to \(percent)%")
    let remedy = Text(
      ja: "対象地域の平面直角座標系（千葉県は EPSG:6677）を --crs で指定するか、--crs を付けないでください",
      en:
        "Name the plane rectangular zone of the area with --crs (EPSG:6677 for Chiba), or leave it out"
    )
    guard worst.isFinite, abs(worst - 1) <= 0.01 else {
      throw Failure(.data, what: what, remedy: remedy)
    }
    return abs(worst - 1) > 0.001 ? [Finding(.warning, what: what, remedy: remedy)] : []
  }

  /// The municipality in which each point lies; `nil` outside all outlines. Without outlines
  /// everything lies in the one part that there is.
  public func municipalities(of points: [Position<Geographic>]) -> [Int?] {
    guard !study.isPlanar else { return points.map { _ in 0 } }
    return study.municipalities(of: points)
  }
}

extension Region {
  /// A point inside each outline at which its name can stand; `nil` for an empty one.
  ///
  /// - Throws: `Failure` (data) for an outline that GEOS cannot use.
  public func labelPoints(
    of outlines: [MultiPolygon<Geographic>]
  ) throws -> [Position<Geographic>?] {
    let overlay = try Overlay()
    return try outlines.map { outline in
      // of several parts the largest
      let largest = outline.polygons.max {
        abs($0.exterior.doubledSignedArea) < abs($1.exterior.doubledSignedArea)
      }
      return try largest.flatMap {
        overlay.interiorPoint(of: try overlay.shape(MultiPolygon([$0])))
      }
    }
  }
}
