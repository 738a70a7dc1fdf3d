import Planner
import Testing

@testable import PlannerData

@Suite struct ElevationTests {
  private let east = 90_660.0
  private static let (a, b) = ((140.3605, 35.56), (140.3635, 35.56))

  private func town() throws -> StreetSourceTown {
    try StreetSourceTown([([(140.360, 35.56), (140.364, 35.56)], [:])])
  }

  @Test("10 % up and down, by a raster in degrees")
  func slope() throws {
    var town = try town()
    let flat = try #require(try town.walk(from: Self.a, to: Self.b))
    town.request.elevation = [try town.raster { longitude, _ in (longitude - 140.35) * 9066.0 }]
    let table = try town.table(from: [Self.a], to: [Self.b])
    let walk = try #require(table.meters(station: 0, point: 0))
    #expect(abs(walk / flat - 1.20953) < 0.001)
    #expect(try town.walk(from: Self.b, to: Self.a) == walk)
    #expect(table.files.map(\.role).contains("elevation"))
    #expect(abs((table.climb?.equivalentMeters ?? 0) / 1.20953 - 0.004 * east) < 0.5)
  }

  @Test("the same by a raster in metres, put together by a VRT; a changed part is a changed raster")
  func projected() throws {
    var town = try town()
    let flat = try #require(try town.walk(from: Self.a, to: Self.b))
    // a system whose axes EPSG has the other way round
    let projection = try Projection(from: .jgd2011, to: CoordinateReferenceSystem("EPSG:6677"))
    let here: [Position<Plane>] = projection.forward([
      Position<Geographic>(longitude: 140.36, latitude: 35.56)
    ])
    let (west, north) = (here[0].x.rounded() - 500, here[0].y.rounded() + 1000)
    func writePart(_ slope: Double) throws {
      let row = (0..<40).map { "\((Double($0) + 0.5) * 50 * slope)" }.joined(separator: " ")
      _ = try town.workspace.write(
        "ncols 40\nnrows 40\nxllcorner 0\nyllcorner 0\ncellsize 50\n"
          + String(repeating: row + "\n", count: 40), as: "part.asc")
    }
    try writePart(0.1)
    town.request.elevation = [
      try town.workspace.write(
        """
        <VRTDataset rasterXSize="40" rasterYSize="40"><SRS>EPSG:6677</SRS>
        <GeoTransform>\(west), 50, 0, \(north), 0, -50</GeoTransform>
        <VRTRasterBand dataType="Float32" band="1"><SimpleSource>
        <SourceFilename relativeToVRT="1">part.asc</SourceFilename><SourceBand>1</SourceBand>
        </SimpleSource></VRTRasterBand></VRTDataset>
        """, as: "dem.vrt")
    ]
    town.request.cache = town.workspace.path("streets.cache")
    for slope in [0.1, 0.2] {
      try writePart(slope)
      let walk = try #require(try town.walk(from: Self.a, to: Self.b))
      #expect(abs(walk / flat - Slope.factor(slope)) < 0.003, "\(slope)")
    }
  }

  @Test("bridges of extracts stay level")
  func bridge() throws {
    for tags in [["highway": "path"], ["highway": "path", "bridge": "yes"]] {
      var extract = Extract()
      extract.node(1, 140.360, 35.56)
      extract.node(2, 140.362, 35.56)
      extract.node(3, 140.364, 35.56)
      extract.way(1, [1, 2, 3], tags)
      var town = try StreetSourceTown(extract)
      town.request.elevation = [
        try town.raster { longitude, _ in
          abs(longitude - 140.362) * 20_000
        }
      ]
      let walk = try #require(try town.walk(from: (140.360, 35.56), to: (140.364, 35.56)))
      let flat = 0.004 * east
      #expect(tags.count == 2 ? abs(walk - flat) < 0.2 : walk > flat * 1.4)
    }
  }

  @Test("what is outside of the raster, or without data, is flat and told")
  func noData() throws {
    var town = try town()
    town.request.elevation = [try town.raster { longitude, _ in longitude < 140.362 ? nil : 5 }]
    let table = try town.table(from: [Self.a], to: [Self.b])
    #expect(abs((table.meters(station: 0, point: 0) ?? 0) - 0.003 * east) < 0.1)
    #expect(table.findings.contains { $0.code == .noHeight && $0.severity == .warning })
    // half of the street rises by 10 %, of the other half nothing is known: the mean is that of
    // the first
    town.request.elevation = [
      try town.raster { longitude, _ in
        longitude < 140.362 ? (longitude - 140.35) * 9066.0 : nil
      }
    ]
    let half = try town.table(from: [Self.a], to: [Self.b])
    #expect(abs(try #require(half.climb?.meanFactor) - Slope.factor(0.1)) < 0.005)
    #expect(
      half.summary(.en).contains("0.2 km without heights count as flat"), "\(half.summary(.en))")
    town.request.elevation = [try town.raster(from: (140.362, 35.55)) { _, _ in 5 }]
    let beyond = try town.table(from: [Self.a], to: [Self.b])
    #expect(beyond.findings.contains { $0.code == .noHeight })
  }

  @Test("what is no raster of heights is told in one sentence")
  func refused() throws {
    var town = try town()
    func said(_ path: String) throws -> [Finding] {
      town.request.elevation = [path]
      let failure = try failure { try town.table(from: [Self.a], to: [Self.b]) }
      #expect(failure.cause == .data && failure.findings.count == 1)
      return failure.findings
    }
    let plain = try town.raster("plain.asc", hasSystem: false) { _, _ in 5 }
    #expect(try said(plain)[0].what.en.contains("no coordinate reference system"))
    let feet = try town.raster("feet.asc") { _, _ in 12_000 }
    #expect(try said(feet)[0].what.en.contains("no heights in metres"))
    let unmarked = try town.raster("unmarked.asc", noData: "-1") { _, _ in -9999 }
    #expect(try said(unmarked)[0].remedy.en.contains("a_nodata"))
    let far = try town.raster("far.asc", from: (130, 33)) { _, _ in 5 }
    let elsewhere = try said(far)[0].what.en
    #expect(elsewhere.contains("130.000 to 130.020") && elsewhere.contains("140.360 to 140.364"))
    let text = try town.workspace.write("no raster", as: "text.tif")
    #expect(try said(text)[0].what.en.contains("this is no raster of heights"))
    #expect(
      try said(town.workspace.path("missing.tif"))[0].place.file?.hasSuffix("missing.tif") == true)
  }
}
