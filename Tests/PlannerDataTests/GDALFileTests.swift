import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct GDALFileTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func layer(_ name: String = "areas", crs: String = "EPSG:6668") throws -> OutputLayer {
    OutputLayer(
      name: name, crs: CoordinateReferenceSystem(crs), kind: .polygons,
      fields: [.init("code", .text), .init("people", .number), .init("rank", .integer)],
      rows: [
        .init(
          [.text("12101"), .number(1.5), .integer(1)],
          geometry: VectorGeometry(outline: try outline(140, 35))),
        .init(
          [.text("髙﨑①"), .none, .integer(-2)],
          geometry: VectorGeometry(outline: try outline(140.5, 35))),
        .init([.none, .number(0.1), .none], geometry: nil),
      ])
  }

  func points(_ name: String = "places", crs: CoordinateReferenceSystem = .crs84) -> OutputLayer {
    OutputLayer(
      name: name, crs: crs, kind: .points, fields: [.init("name", .text)],
      rows: [
        .init(
          [.text("拠点")],
          geometry: VectorGeometry(point: Position<Geographic>(longitude: 140.25, latitude: 35.5)))
      ])
  }

  @Test(arguments: OutputFormat.allCases)
  func roundTrip(format: OutputFormat) throws {
    let path = "\(folder.path)/out.\(format.rawValue)"
    try writeVectorFile([try layer()], to: path, as: format)
    #expect(folder.names == ["out.\(format.rawValue)"])
    let read = try readVectorLayer(path: path, kind: .polygons, role: "test")
    let value = read.value
    let expectedCRS = format == .kml ? "EPSG:4326" : "EPSG:6668"
    #expect(value.crs?.definition == expectedCRS)
    // FlatGeobuf orders features by place; find them by content
    let shaped = value.features.filter { $0.geometry != nil }
    #expect(shaped.count == 2)
    let code = try #require(value.fieldIndex("code"))
    let people = try #require(value.fieldIndex("people"))
    let first = try #require(shaped.first { $0.values[code] == "12101" })
    #expect(first.values[people].flatMap(Double.init) == 1.5)
    #expect(shaped.contains { $0.values[code] == "髙﨑①" })
    guard case .polygons(let polygons)? = first.geometry else {
      Issue.record("no polygon")
      return
    }
    let bounds = polygons.bounds
    #expect(abs(bounds.minX - 140) < 1e-9 && abs(bounds.maxY - 35.1) < 1e-9)
    #expect(polygons.polygons[0].exterior.positions.count == 5)
  }

  @Test(arguments: OutputFormat.allCases)
  func sameLayersGiveSameBytes(format: OutputFormat) throws {
    let one = "\(folder.path)/one.\(format.rawValue)"
    let two = "\(folder.path)/two.\(format.rawValue)"
    try writeVectorFile([try layer()], to: one, as: format)
    Thread.sleep(forTimeInterval: 1.1)
    try writeVectorFile([try layer()], to: two, as: format)
    let first = try FileBytes(reading: one)
    let second = try FileBytes(reading: two)
    #expect(first.sha256 == second.sha256)
  }

  @Test func geoPackageHoldsSeveralLayersAndOneIsChosen() throws {
    let path = "\(folder.path)/plan.gpkg"
    try writeVectorFile(
      [try layer(), points(), try layer("gaps", crs: "EPSG:6677")], to: path, as: .geoPackage)
    #expect(try readVectorLayer(path: path, kind: .points, role: "t").value.name == "places")
    let gaps = try readVectorLayer(path: path, layer: "gaps", role: "t").value
    #expect(gaps.crs?.definition == "EPSG:6677")
    let named = try readVectorLayer(path: path + "#gaps", role: "t")
    #expect(named.value.name == "gaps" && named.file.path == path)
    let unclear = try failure { _ = try readVectorLayer(path: path, kind: .polygons, role: "t") }
    #expect(unclear.findings[0].what.en.contains("several layers"))
    #expect(unclear.findings[0].remedy.en.contains("gaps (polygons, 3)"))
    let missing = try failure { _ = try readVectorLayer(path: path, layer: "x", role: "t") }
    #expect(missing.findings[0].what.en.contains("no layer \"x\""))
    let noLines = try failure { _ = try readVectorLayer(path: path, kind: .lines, role: "t") }
    #expect(noLines.findings[0].what.ja.contains("線のレイヤーがありません"))
  }

  @Test(arguments: OutputFormat.allCases)
  func stationsAndCandidatesAreReadFromEveryFormat(format: OutputFormat) throws {
    let path = "\(folder.path)/places.\(format.rawValue)"
    try writeVectorFile([points()], to: path, as: format)
    var zip = StoredZip()
    zip.add("readme.txt", "x")
    try zip.add("data/places.\(format.rawValue)", file: path)
    let archive = try folder.file("places.zip", Data(zip.finished))
    for path in [path, archive] {
      let stations = try readStationInput(path, crs: nil, kinds: OrganizationKind.network)
      #expect(stations.value.records.map(\.name) == ["拠点"])
      let kind = try #require(OrganizationKind.network.first)
      let candidates = try readCandidates(
        CandidateSource(kind: kind, path: path), osmKinds: OSMKindTable())
      #expect(candidates.value[0].records.map(\.name) == ["拠点"])
    }
  }

  @Test func flatGeobufHoldsOneLayer() throws {
    let failure = try failure {
      try writeVectorFile([points(), points("b")], to: "\(folder.path)/a.fgb", as: .flatGeobuf)
    }
    #expect(failure.cause == .usage)
  }

  @Test func nothingIsLeftWhereAFileCannotBeWritten() throws {
    let failure = try failure {
      try writeVectorFile([points()], to: "\(folder.path)/no/a.gpkg", as: .geoPackage)
    }
    #expect(failure.cause == .file)
    #expect(folder.names.isEmpty)
  }

  @Test func projectedOutlinesComeBackInDegrees() throws {
    let path = "\(folder.path)/plane.gpkg"
    let projection = try Projection(
      from: .jgd2011, to: CoordinateReferenceSystem("EPSG:6677"))
    let plane: MultiPolygon<Plane> = try outline(140, 35).mapPositions { projection.forward($0) }
    let layer = OutputLayer(
      name: "a", crs: CoordinateReferenceSystem("EPSG:6677"), kind: .polygons,
      fields: [.init("code", .text)],
      rows: [.init([.text("12101")], geometry: VectorGeometry(outline: plane))])
    try writeVectorFile([layer], to: path, as: .geoPackage)
    let read = try readMunicipalities(path: path)
    let bounds = read.value[0].outline.bounds
    #expect(abs(bounds.minX - 140) < 1e-9 && abs(bounds.minY - 35) < 1e-9)
  }

  @Test(arguments: ["gpkg", "fgb", "shp", "kml", "gml", "xyz"])
  func nonsenseIsAnErrorThatQuotesGDAL(name: String) throws {
    let path = try folder.file("a.\(name)", "this is no map\n")
    let finding = try failure { _ = try readVectorLayer(path: path, role: "t") }.findings[0]
    #expect(finding.what.en.contains("GDAL"))
    #expect(finding.remedy.en.contains("GeoJSON"))
    #expect(folder.names == ["a.\(name)"])
  }

  @Test func truncatedFilesAreErrors() throws {
    for format in [OutputFormat.geoPackage, .flatGeobuf, .kml] {
      let path = "\(folder.path)/whole.\(format.rawValue)"
      try writeVectorFile([try layer()], to: path, as: format)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for share in [0.1, 0.5, 0.9] {
        let part = try folder.file(
          "part.\(format.rawValue)", whole.prefix(Int(Double(whole.count) * share)))
        // all of it or an error; never a part
        do {
          let read = try readVectorLayer(path: part, kind: .polygons, role: "t")
          #expect(read.value.features.count == 3, "\(format) \(share)")
        } catch let failure as Failure {
          #expect(failure.cause == .data)
        }
      }
    }
  }

  @Test func topologyGoesToGDAL() throws {
    let path = try folder.file(
      "a.json",
      """
      {"type":"Topology","objects":{"areas":{"type":"GeometryCollection","geometries":[
      {"type":"Polygon","arcs":[[0]],"properties":{"code":"12101"}}]}},
      "arcs":[[[140,35],[141,35],[141,36],[140,35]]]}
      """)
    let layer = try readVectorLayer(path: path, role: "t").value
    #expect(layer.features[0].geometry?.kind == .polygons)
    #expect(layer.fieldIndex("code") != nil)
  }

  @Test(.enabled(if: RealData.isThere, RealData.skipped))
  func shapefileWithoutItsCompanions() throws {
    let source = RealData.path("boundaries/N03-15_12_150101")
    for name in ["shp", "dbf"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(source).\(name)"))
      _ = try folder.file("a.\(name)", data)
    }
    let read = try readVectorLayer(path: "\(folder.path)/a.shp", kind: .polygons, role: "t")
    #expect(read.value.features.count == 1237)
    #expect(read.value.crs == nil)
    let prefecture = try #require(read.value.fieldIndex("N03_001"))
    #expect(read.value.features.allSatisfy { $0.values[prefecture] == "千葉県" })
    #expect(folder.names == ["a.dbf", "a.shp"])
  }
}
