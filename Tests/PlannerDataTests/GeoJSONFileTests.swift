import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct GeoJSONFileTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func read(_ text: String) throws -> VectorLayer {
    try readVectorLayer(path: folder.file("a.geojson", text), role: "test").value
  }

  @Test func membersComeInAnyOrder() throws {
    let layer = try read(
      """
      {"features":[{"geometry":{"coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],
      [[[5,5,9.5],[6,5,9],[6,6,9],[5,5,9]]]],"type":"MultiPolygon"},"type":"Feature",
      "properties":{"a":"\\u5343葉\\n","b":1.50,"c":true,"d":null,"e":{"x":[1, 2]}},"id":7}],
      "name":"層","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::6668"},"type":"name"},
      "type":"FeatureCollection"}
      """)
    #expect(layer.name == "層")
    #expect(layer.crs == .jgd2011)
    #expect(layer.fieldNames == ["a", "b", "c", "d", "e"])
    let feature = try #require(layer.features.first)
    #expect(feature.id == "7")
    #expect(feature.values == ["千葉\n", "1.50", "true", nil, "{\"x\":[1, 2]}"])
    guard case .polygons(let outline)? = feature.geometry else {
      Issue.record("no polygons")
      return
    }
    #expect(outline.polygons.count == 2)
    #expect(outline.polygons[1].exterior.positions[1] == Position(x: 6, y: 5))
  }

  @Test(arguments: [
    ("{\"type\":\"Point\",\"coordinates\":[1,2]}", "points"),
    ("{\"coordinates\":[[1,2],[3,4]],\"type\":\"LineString\"}", "lines"),
    ("{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}", "points"),
    ("{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2],[3,4]]]}", "lines"),
    (
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\","
        + "\"coordinates\":\(square(1, 2))}}", "polygons"
    ),
    (
      "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[0,0]},"
        + "{\"type\":\"Polygon\",\"coordinates\":\(square(1, 2))}]}", "polygons"
    ),
  ])
  func otherTopLevels(text: String, kind: String) throws {
    let layer = try read(text)
    #expect(layer.features.count == 1)
    #expect(layer.features[0].geometry?.kind.rawValue == kind)
    #expect(layer.crs == .crs84)
  }

  @Test func featuresWithoutGeometryStay() throws {
    let layer = try read(
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":null,"
        + "\"geometry\":null},{\"type\":\"Feature\",\"properties\":{\"n\":\"x\"},\"geometry\":"
        + "{\"type\":\"Polygon\",\"coordinates\":[]}}]}")
    #expect(layer.features.count == 2)
    #expect(layer.features[0].geometry == nil)
    #expect(layer.features[0].values == [nil])
    #expect(layer.features[1].geometry == .polygons(MultiPolygon()))
  }

  @Test func byteOrderMarkAndOldCRSAreRead() throws {
    let layer = try read(
      "\u{FEFF}{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"EPSG\",\"properties\":"
        + "{\"code\":4301}},\"features\":[\(polygonFeature(square(1, 2), ""))]}")
    #expect(layer.crs == CoordinateReferenceSystem("EPSG:4301"))
  }

  @Test func shortRingsAreLeftOutWithAWarning() throws {
    let layer = try read(
      collection([polygonFeature("[[[0,0],[1,1],[0,0]]]", ""), polygonFeature(square(1, 2), "")]))
    #expect(layer.features[0].geometry == .polygons(MultiPolygon()))
    #expect(layer.findings.count == 1)
    #expect(layer.findings[0].severity == .warning)
    #expect(layer.findings[0].place.row == 1)
  }

  @Test(arguments: [
    (
      "{\"type\":\"FeatureCollection\","
        + "\"features\":[{\"type\":\"Fea", "ends in the middle", "fetch it again"
    ),
    ("{\"type\":\"FeatureCollection\",\"features\":[", "ends in the middle", "fetch it again"),
    ("id,name\n1,a\n", "not JSON", "extension and content"),
    ("[1,2]", "not GeoJSON", "FeatureCollection"),
    ("{\"a\":1}", "not GeoJSON", "FeatureCollection"),
    ("{\"type\":\"FeatureCollection\"}", "not GeoJSON", "FeatureCollection"),
    ("{\"type\":\"Point\",\"coordinates\":[NaN,1]}", "not a number", "coordinates"),
    ("{\"type\":\"Point\",\"coordinates\":[null,1]}", "not a number", "coordinates"),
    ("{\"type\":\"Point\",\"coordinates\":[1e999,1]}", "not a number", "coordinates"),
    ("{\"type\":\"Point\",\"coordinates\":[\"140.1\",\"35.1\"]}", "in quotes", "without quotes"),
    ("{\"type\":\"Point\",\"coordinates\":[140.1]}", "do not fit", "Export it again"),
    ("{\"type\":\"Point\",\"coordinates\":[[140.1,35]]}", "do not fit", "Export it again"),
    ("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],3]]}", "do not fit", "Export it again"),
    ("{\"type\":\"Polygon\",\"coordinates\":[[[[[[1]]]]]]}", "do not fit", "Export it again"),
    ("{\"type\":\"Point\"}", "do not fit", "Export it again"),
    ("{\"type\":\"Point\",\"coordinates\":[1,2]}{}", "follows the end", "FeatureCollection"),
    (
      "{\"type\":\"FeatureCollection\","
        + "\"features\":[{\"type\":\"Fetaure\"}]}", "not GeoJSON", "Export"
    ),
    (
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
        + "\"properties\":{\"a\":NaN}}]}", "broken JSON", "NaN"
    ),
    (
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
        + ",}]}", "broken JSON", "commas"
    ),
    ("{\"type\":\"FeatureCollection\",\"features\":[]}", "no features", "exported"),
  ])
  func brokenFilesSayWhatToDo(text: String, what: String, remedy: String) throws {
    let failure = try failure { _ = try read(text) }
    #expect(failure.cause == .data)
    let finding = try #require(failure.findings.first)
    #expect(finding.what.en.contains(what), "\(finding.what.en)")
    #expect(finding.remedy.en.contains(remedy), "\(finding.remedy.en)")
    #expect(finding.place.file?.hasSuffix("a.geojson") == true)
    #expect(!finding.what.ja.isEmpty && !finding.remedy.ja.isEmpty)
  }

  @Test func errorsNameFeatureLineAndByte() throws {
    let text = collection([
      polygonFeature(square(1, 2), ""), polygonFeature("[[[1,2],[\"3\",4],[5,6],[1,2]]]", ""),
    ])
    let finding = try #require(try failure { _ = try read(text) }.findings.first)
    #expect(finding.place.row == 4)
    #expect(finding.what.en.contains("feature 2"))
    #expect(finding.what.ja.contains("2番目の地物"))
  }

  @Test func cp932IsRefusedByName() throws {
    var data = Data(collection([polygonFeature(square(1, 2), "\"n\":\"@\"")]).utf8)
    let mark = try #require(data.firstIndex(of: UInt8(ascii: "@")))
    data.replaceSubrange(mark...mark, with: [0x90, 0xE7, 0x97, 0x74])
    let path = try folder.file("a.geojson", data)
    let finding = try #require(
      try failure { _ = try readVectorLayer(path: path, role: "t") }.findings.first)
    #expect(finding.what.en.contains("UTF-8"))
  }

  @Test func hugeNestingIsAnError() throws {
    for depth in [5, 2000, 200_000] {
      let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      #expect(throws: Failure.self) { try read("{\"type\":\"Polygon\",\"coordinates\":\(deep)}") }
      let layer = try? read(collection([polygonFeature(square(1, 2), "\"a\":\(deep)")]))
      if let layer { #expect(layer.features.count == 1) }
    }
    let collections =
      String(repeating: "{\"type\":\"GeometryCollection\",\"geometries\":[", count: 500)
      + String(repeating: "]}", count: 500)
    #expect(throws: Failure.self) { try read(collections) }
  }

  @Test func everyTruncationIsAnErrorAndNothingCrashes() throws {
    let whole = collection([
      polygonFeature(square(140, 35), "\"code\":\"12101\",\"n\":\"千葉\""),
      polygonFeature(square(140.5, 35), "\"code\":\"12102\",\"n\":null"),
    ])
    let bytes = Array(whole.utf8)
    for length in 1..<bytes.count {
      let file = try FileBytes(bytes[..<length], path: "a.geojson")
      #expect(throws: (any Error).self) { try GeoJSONFile.read(file) }
    }
    // one byte changed anywhere may or may not be an error, but never a crash
    var changed = bytes
    for index in bytes.indices {
      for byte in [0, 34, 44, 91, 93, 123, 125, 200] as [UInt8] {
        changed[index] = byte
        _ = try? GeoJSONFile.read(FileBytes(changed, path: "a.geojson"))
      }
      changed[index] = bytes[index]
    }
  }

  @Test(.enabled(if: RealData.isThere, RealData.skipped))
  func fullResolutionPrefecture() throws {
    let path = RealData.path("boundaries/chiba_municipalities_full.geojson")
    let read = try readVectorLayer(path: path, kind: .polygons, role: "municipalities")
    #expect(read.value.features.count == 59)
    #expect(read.value.fieldNames == ["code", "name"])
    #expect(read.findings.isEmpty)
    #expect(read.file.byteCount == 12_758_694)
  }
}
