import Foundation
import Planner
import Testing

@testable import PlannerData

/// Heights of several files side by side: tiles of a raster, and the files of 80 km in which the
/// 250 m grid is given out.
@Suite struct ElevationFilesTests {
  private static let (a, b) = ((140.3605, 35.56), (140.3635, 35.56))

  private func town() throws -> StreetSourceTown {
    try StreetSourceTown([([(140.360, 35.56), (140.364, 35.56)], [:])])
  }

  private func slope(_ longitude: Double, _: Double) -> Double { (longitude - 140.35) * 9066 }

  @Test("two rasters that meet within the street, in either order")
  func rasters() throws {
    var town = try town()
    let flat = try #require(try town.walk(from: Self.a, to: Self.b))
    let west = try town.raster("west.asc", from: (140.342, 35.55), slope)
    let east = try town.raster("east.asc", from: (140.362, 35.55), slope)
    town.request.cache = town.workspace.path("streets.cache")
    for paths in [[west, east], [east, west]] {
      town.request.elevation = paths
      let table = try town.table(from: [Self.a], to: [Self.b])
      let walk = try #require(table.meters(station: 0, point: 0))
      #expect(abs(walk / flat - 1.20953) < 0.001)
      #expect(!table.findings.contains { $0.code == .noHeight })
      #expect(table.files.filter { $0.role == "elevation" }.map(\.path) == paths)
    }
    town.request.elevation = [west]
    let half = try town.table(from: [Self.a], to: [Self.b])
    #expect(half.findings.contains { $0.code == .noHeight && $0.place.file == west })
    #expect(try #require(half.meters(station: 0, point: 0)) < flat * 1.15)
  }

  @Test("the 250 m grid in pieces is the same as in one", arguments: 0..<4)
  func grid(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    var town = try town()
    let cells: [(code: String, mean: String)] = (17_064...17_073).flatMap { row in
      (44_911...44_922).map { column in
        let cell = GridCell(level: .m250, column: Int32(column), row: Int32(row))
        return (cell.code, "\(Int.random(in: 0...60, using: &dice))")
      }
    }
    func write(_ cells: [(code: String, mean: String)], _ name: String) throws -> String {
      try town.workspace.write(
        collection(
          cells.map {
            polygonFeature(
              square(140.36, 35.56, 0.003),
              "\"G04d_001\":\"\($0.code)\",\"G04d_002\":\"\($0.mean)\"")
          }), as: name)
    }
    town.request.elevation = [try write(cells, "whole.geojson")]
    let whole = try #require(try town.walk(from: Self.a, to: Self.b))
    let shuffled = cells.shuffled(using: &dice)
    let cut = Int.random(in: 1..<cells.count, using: &dice)
    // a cell may be in both
    let (some, rest) = (shuffled[...cut], shuffled[cut...])
    let pieces = [
      try write(Array(some), "some.geojson"), try write(Array(rest), "rest.geojson"),
    ]
    for paths in [pieces, Array(pieces.reversed())] {
      town.request.elevation = paths
      #expect(try town.walk(from: Self.a, to: Self.b) == whole)
    }
    // but not with two heights, and what is wrong is said of every file
    let wrong = [
      try write([(shuffled[cut].code, "900")], "other.geojson"),
      try write([("53", "1")], "codes.geojson"),
    ]
    town.request.elevation = pieces + wrong
    let failure = try failure { try town.table(from: [Self.a], to: [Self.b]) }
    #expect(failure.findings.map(\.place.file) == wrong)
    #expect(failure.findings[0].what.en.contains("two different heights"))
  }

  @Test("files in zip archives are known by what is in them")
  func archives() throws {
    let town = try town()
    let maker = try ShapefileTests()
    let paths = try [("5340337311", "5"), ("5340337312", "6")].map { code, mean in
      var zip = StoredZip()
      let table = maker.table(
        [("G04d_001", 10), ("G04d_002", 10)], [[Array(code.utf8), Array(mean.utf8)]])
      zip.add(Array("\(code).dbf".utf8), Array(table))
      zip.add(Array("\(code).shp".utf8), Array(maker.shape([(140.3, 35.5)])))
      return try town.workspace.write(zip.finished, as: code + ".zip")
    }
    let files = try #require(try ElevationFiles(paths)).files
    #expect(files.map(\.path) == paths)
    for (path, file) in zip(paths, files) {
      let alone = try #require(try ElevationFiles([path])).files[0]
      #expect(alone.sha256 == file.sha256 && alone.byteCount == file.byteCount)
    }
  }

  @Test("what does not go together is told")
  func refused() throws {
    var town = try town()
    func said(_ paths: [String]) throws -> [Finding] {
      town.request.elevation = paths
      let failure = try failure { try town.table(from: [Self.a], to: [Self.b]) }
      #expect(failure.cause == .data)
      return failure.findings
    }
    let raster = try town.raster("a.asc", slope)
    let mesh = try town.workspace.write(
      collection([
        polygonFeature(
          square(140.36, 35.56, 0.003), "\"G04d_001\":\"5340337312\",\"G04d_002\":\"5\"")
      ]), as: "mesh.geojson")
    let mixed = try said([raster, mesh])
    #expect(mixed.count == 1 && mixed[0].what.en.contains("do not go together"))
    let metres = town.workspace.path("metres.tif")
    try GeoTIFF(
      columns: 2, rows: 2, west: 0, north: 0, cellMeters: 10, epsg: 6677, noData: "-9999",
      heights: [1, 2, 3, 4]
    ).data.write(to: URL(fileURLWithPath: metres))
    let systems = try said([raster, metres])
    #expect(
      systems.count == 1 && systems[0].what.en.contains("metres.tif: EPSG:6677"), "\(systems)")
    // each of several that are none
    let text = try town.workspace.write("no raster", as: "text.tif")
    let plain = try town.raster("plain.asc", hasSystem: false, slope)
    #expect(try said([text, raster, plain]).map(\.place.file) == [text, plain])
    #expect(try said([raster, town.workspace.path("no.tif")]).count == 1)
    let high = try town.raster("high.asc", from: (140.362, 35.55)) { _, _ in 12_000 }
    let meters = try said([raster, high])
    #expect(
      meters.count == 1 && meters[0].what.en.contains("no heights in metres")
        && meters[0].place.file == "\(raster), \(high)")
  }
}
