/// A study area with its residents in blocks and one working CRS: what every analysis starts
/// from.
public struct Region: Sendable {
  public let study: StudyArea
  public let crs: CoordinateReferenceSystem
  /// How outlines and grid codes got into the working CRS.
  public let operation: CoordinateOperation
  public internal(set) var blocks: Blocks
  public let outside: OutsideResidents
  /// Units of the population file with suppressed values.
  public let suppressedUnits: Int
  /// How each municipality's residents compare with its census total, where one is known.
  public internal(set) var census: [CensusComparison] = []
  public let findings: [Finding]

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
    let projection = try Projection(from: .jgd2011, to: crs)
    self.study = study
    self.crs = crs
    operation = projection.operation(at: study.bounds.center)
    var maker = BlockMaker(study: study, population: population, projection: projection)
    let made = try maker.make()
    blocks = made.blocks
    outside = made.outside
    findings = made.findings + study.zoneFindings()
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

  /// The municipality in which each point lies; `nil` outside all outlines.
  public func municipalities(of points: [Position<Geographic>]) -> [Int?] {
    let boxes = study.municipalities.map(\.outline.bounds)
    var locators: [Int: OutlineLocator] = [:]
    return points.map { point in
      for municipality in boxes.indices where boxes[municipality].contains(point) {
        let locator =
          locators[municipality]
          ?? OutlineLocator(LatticeEdges(study.municipalities[municipality].outline))
        locators[municipality] = locator
        if locator.contains(point) { return municipality }
      }
      return nil
    }
  }
}

/// A municipality's residents, by the blocks and by the census.
public struct CensusComparison: Sendable, Hashable {
  public let code: MunicipalityCode
  public let name: String
  public let byBlocks: Double
  public let byCensus: Double
  /// Whether the blocks were scaled to the census.
  public let isScaled: Bool

  public init(
    code: MunicipalityCode, name: String, byBlocks: Double, byCensus: Double, isScaled: Bool
  ) {
    self.code = code
    self.name = name
    self.byBlocks = byBlocks
    self.byCensus = byCensus
    self.isScaled = isScaled
  }
}

extension Region {
  /// Compares with census totals, and scales residents to them when asked: every attribute by
  /// its own total where the file has one, else by the total of all residents. A municipality
  /// without residents in blocks cannot be scaled and stays as it is.
  public func compared(with totals: PopulationTotals, scaling: Bool) -> Region {
    var region = self
    var comparisons: [CensusComparison] = []
    var ofMunicipality = [[Int]](repeating: [], count: study.municipalities.count)
    for (piece, municipality) in blocks.pieceMunicipality.enumerated() {
      ofMunicipality[Int(municipality)].append(piece)
    }
    for row in totals.rows {
      let members = study.members(of: row.code)
      guard !members.isEmpty, let census = row.counts["total"] else { continue }
      let pieces = members.flatMap { ofMunicipality[$0] }
      func sum(_ attribute: Int) -> Double {
        pieces.reduce(0) { $0 + blocks.pieceResidents[attribute][$1] }
      }
      let byBlocks = sum(0)
      comparisons.append(
        CensusComparison(
          code: row.code, name: row.name, byBlocks: byBlocks, byCensus: census, isScaled: scaling))
      guard scaling, byBlocks > 0 else { continue }
      for (index, attribute) in blocks.attributes.enumerated() {
        let own = sum(index)
        let factor = row.counts[attribute.slug].flatMap { own > 0 ? $0 / own : nil }
        for piece in pieces {
          region.blocks.pieceResidents[index][piece] *= factor ?? (census / byBlocks)
        }
      }
    }
    region.census = comparisons
    return region
  }
}
