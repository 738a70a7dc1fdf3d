import Foundation
import Planner
import Testing

@testable import PlannerData

/// Heights by the 250 m grid of 国土数値情報 (G04-d), and by a GeoTIFF in metres.
@Suite struct ElevationGridTests {
  private static let (a, b) = ((140.3605, 35.56), (140.3635, 35.56))
  /// Metres between the two.
  private let along = 0.003 * 90_660

  private func town() throws -> StreetSourceTown {
    try StreetSourceTown([([(140.360, 35.56), (140.364, 35.56)], [:])])
  }

  private typealias Row = (code: String, mean: String)

  /// The cells around the street, with heights by their centres.
  private func rows(_ height: (Position<Geographic>) -> String) -> [Row] {
    (17_064...17_073).flatMap { row in
      (44_911...44_922).map { column in
        let cell = GridCell(level: .m250, column: Int32(column), row: Int32(row))
        return (cell.code, height(cell.center))
      }
    }
  }

  private func geoJSON(_ rows: [Row], product: String = "G04d") -> String {
    collection(
      rows.map { row in
        polygonFeature(
          square(140.36, 35.56, 0.003),
          "\"\(product)_001\":\"\(row.code)\",\"\(product)_002\":\"\(row.mean)\","
            + "\"\(product)_003\":\"900.0\",\"\(product)_010\":\"1.5\"")
      })
  }

  private func tenPercent(_ center: Position<Geographic>) -> String {
    String(format: "%.4f", (center.longitude - 140.35) * 9066.0)
  }

  @Test(
    "10 % up and down, in every form of the layer", arguments: ["geojson", "gpkg", "fgb", "shp"])
  func forms(_ form: String) throws {
    var town = try town()
    let flat = try #require(try town.walk(from: Self.a, to: Self.b))
    let rows = rows(tenPercent)
    let path = town.workspace.path("G04-d-11_5340." + form)
    switch form {
    case "geojson":
      _ = try town.workspace.write(geoJSON(rows), as: "G04-d-11_5340.geojson")
    case "shp":
      // without a .prj, as it is published
      let maker = try ShapefileTests()
      try maker.shape(rows.map { _ in (140.3, 35.5) }).write(to: URL(fileURLWithPath: path))
      try maker.table(
        [("G04d_001", 10), ("G04d_002", 10)],
        rows.map { [Array($0.code.utf8), Array($0.mean.utf8)] }
      ).write(to: URL(fileURLWithPath: town.workspace.path("G04-d-11_5340.dbf")))
    default:
      let outline = try outline(140.36, 35.56, 0.003)
      let layer = OutputLayer(
        name: "mesh", crs: .jgd2011, kind: .polygons,
        fields: [.init("G04d_001", .text), .init("G04d_002", .number)],
        rows: rows.map {
          .init(
            [.text($0.code), .number(Double($0.mean) ?? .nan)],
            geometry: VectorGeometry(outline: outline))
        }, about: nil)
      try writeVectorFile([layer], to: path, as: form == "gpkg" ? .geoPackage : .flatGeobuf)
    }
    town.request.elevation = [path]
    let table = try town.table(from: [Self.a], to: [Self.b])
    let walk = try #require(table.meters(station: 0, point: 0))
    #expect(abs(walk / flat - 1.20953) < 0.001)
    #expect(try town.walk(from: Self.b, to: Self.a) == walk)
    #expect(table.files.contains { $0.role == "elevation" && $0.path == path })
    #expect(table.findings.contains { $0.severity == .note && $0.what.en.contains("250 m") })
    #expect(!table.findings.contains { $0.code == .noHeight })
  }

  @Test("the same as a raster of the same cells, some of them unknown", arguments: 0..<8)
  func raster(seed: Int) throws {
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    let rows = rows { _ in
      next() < 0.05 * Double(seed % 3) ? "unkown" : String(format: "%.1f", next() * 60)
    }
    var town = try StreetSourceTown([
      ([(140.355, 35.558), (140.366, 35.562)], [:]), ([(140.36, 35.557), (140.361, 35.563)], [:]),
      ([(140.355, 35.558), (140.36, 35.557)], [:]), ([(140.361, 35.563), (140.366, 35.562)], [:]),
    ])
    let points = [(140.355, 35.558), (140.366, 35.562), (140.36, 35.557), (140.361, 35.563)]
    func table() throws -> DistanceTable { try town.table(from: points, to: points) }
    town.request.elevation = [try town.workspace.write(geoJSON(rows), as: "mesh.geojson")]
    let byMesh = try table()
    let lines = stride(from: 0, to: rows.count, by: 12).reversed().map { first in
      rows[first..<first + 12].map { $0.mean == "unkown" ? "-9999" : $0.mean }
        .joined(separator: " ") + "\n"
    }
    _ = try town.workspace.write(
      "ncols 12\nnrows 10\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value -9999\n"
        + lines.joined(), as: "part.asc")
    town.request.elevation = [
      try town.workspace.write(
        """
        <VRTDataset rasterXSize="12" rasterYSize="10"><SRS>EPSG:6668</SRS>
        <GeoTransform>\(44_911.0 / 320), \(1.0 / 320), 0, \(17_074.0 / 480), 0, \(-1.0 / 480)</GeoTransform>
        <VRTRasterBand dataType="Float32" band="1"><NoDataValue>-9999</NoDataValue><SimpleSource>
        <SourceFilename relativeToVRT="1">part.asc</SourceFilename><SourceBand>1</SourceBand>
        </SimpleSource></VRTRasterBand></VRTDataset>
        """, as: "dem.vrt")
    ]
    let byRaster = try table()
    for station in points.indices {
      for point in points.indices {
        let (one, other) = (
          try #require(byMesh.meters(station: station, point: point)),
          try #require(byRaster.meters(station: station, point: point))
        )
        #expect(abs(one - other) <= 0.02, "\(station) \(point)")
      }
    }
    #expect(
      abs((byMesh.climb?.metersWithoutHeight ?? -1) - (byRaster.climb?.metersWithoutHeight ?? -2))
        < 0.1)
    #expect(!byRaster.findings.contains { $0.what.en.contains("250 m") })
  }

  @Test("cells that are not known are flat and told; a changed file is a changed cache")
  func unknown() throws {
    var town = try town()
    let flat = try #require(try town.walk(from: Self.a, to: Self.b))
    town.request.cache = town.workspace.path("streets.cache")
    for mean in ["unkown", "", "7.5"] {
      town.request.elevation = [
        try town.workspace.write(
          geoJSON(rows { $0.longitude < 140.3625 ? mean : "7.5" }), as: "mesh.geojson")
      ]
      let table = try town.table(from: [Self.a], to: [Self.b])
      #expect(abs((table.meters(station: 0, point: 0) ?? 0) - flat) < 0.02)
      #expect(table.findings.contains { $0.code == .noHeight } == (mean != "7.5"))
    }
    town.request.elevation = [
      try town.workspace.write(geoJSON(rows(tenPercent)), as: "mesh.geojson")
    ]
    let steep = try #require(try town.walk(from: Self.a, to: Self.b))
    #expect(abs(steep / flat - 1.20953) < 0.001)
  }

  @Test("what is no such layer is told in one sentence")
  func refused() throws {
    var town = try town()
    func said(_ text: String) throws -> Finding {
      town.request.elevation = [try town.workspace.write(text, as: "mesh.geojson")]
      let failure = try failure { try town.table(from: [Self.a], to: [Self.b]) }
      #expect(failure.cause == .data && failure.findings.count == 1)
      return try #require(failure.findings.first)
    }
    let good = rows(tenPercent)
    #expect(try said(geoJSON(good, product: "G04a")).what.en.contains("not that of 250 m"))
    let other = try said(geoJSON(good, product: "N03"))
    #expect(other.what.en.contains("G04d_001 and G04d_002") && other.what.en.contains("N03_001"))
    #expect(other.remedy.en.contains("GeoTIFF"))
    let code = try said(geoJSON(good + [("534033", "5")]))
    #expect(code.what.en.contains("\"534033\" is no code") && code.place.row == good.count + 1)
    #expect(try said(geoJSON(good + [("5340337399", "5")])).what.en.contains("is no code"))
    let high = try said(geoJSON(Array(good.dropFirst()) + [(good[0].code, "99999")]))
    #expect(high.what.en.contains("no height in metres") && high.place.column == "G04d_002")
    let twice = try said(geoJSON(good + [(good[3].code, "900")]))
    #expect(twice.what.en.contains("two different heights"))
    #expect(try said(geoJSON(rows { _ in "unkown" })).what.en.contains("no cell of the layer"))
    let far = try said(geoJSON([("5030337311", "5"), ("5030337312", "6")]))
    #expect(far.what.en.contains("in another place than the streets"))
    // the same cell twice over, as where files are put together, does no harm
    town.request.elevation = [try town.workspace.write(geoJSON(good + good), as: "mesh.geojson")]
    #expect(try town.walk(from: Self.a, to: Self.b) != nil)
  }

  @Test("a GeoTIFF in metres, half of it without data: 10 % for half of the way, there and back")
  func geoTIFF() throws {
    var town = try town()
    let flat = try #require(try town.walk(from: Self.a, to: Self.b))
    #expect(abs(flat - along) < 0.2)
    let projection = try Projection(from: .jgd2011, to: CoordinateReferenceSystem("EPSG:6677"))
    let here: [Position<Plane>] = projection.forward([
      Position<Geographic>(longitude: 140.362, latitude: 35.56)
    ])
    let (middle, north) = (here[0].x, here[0].y.rounded() + 200)
    var tiff = GeoTIFF(
      columns: 100, rows: 40, west: (middle - 500).rounded(), north: north, cellMeters: 10,
      epsg: 6677, noData: "-9999", heights: [])
    func height(_ column: Int) -> Double { 20 + (Double(column) + 0.5) * 10 * 0.1 }
    func write(knownTo limit: Double) throws -> String {
      tiff.heights = (0..<tiff.rows).flatMap { _ in
        (0..<tiff.columns).map { column in
          tiff.west + Double(column) * 10 < limit ? Float(height(column)) : -9999
        }
      }
      let path = town.workspace.path("dem.tif")
      try tiff.data.write(to: URL(fileURLWithPath: path))
      return path
    }
    town.request.elevation = [try write(knownTo: .infinity)]
    let whole = try town.table(from: [Self.a], to: [Self.b])
    let steep = try #require(whole.meters(station: 0, point: 0))
    // (exp(0.35) + exp(0)) ÷ 2
    #expect(abs(steep / flat - 1.20953) < 0.001)
    #expect(try town.walk(from: Self.b, to: Self.a) == steep)
    #expect(!whole.findings.contains { $0.code == .noHeight })
    let (low, high) = (whole.climb?.lowestMeters ?? 0, whole.climb?.highestMeters ?? 0)
    #expect(abs((high - low) - 0.004 * 90_660 * 0.1) < 0.2)
    town.request.elevation = [try write(knownTo: middle)]
    let half = try town.table(from: [Self.a], to: [Self.b])
    let some = try #require(half.meters(station: 0, point: 0))
    // 136 m up, and 136 m as if flat; a step of 25 m that has one end without a height is flat
    let expected = 136.0 * 1.20953 + 136
    #expect(some < expected + 0.5 && some > expected - 35 * 0.20953)
    #expect(try town.walk(from: Self.b, to: Self.a) == some)
    #expect(half.findings.contains { $0.code == .noHeight })
    let without = half.climb?.metersWithoutHeight ?? 0
    #expect(without >= 0.002 * 90_660 - 1 && without < 0.002 * 90_660 + 35)
  }
}
