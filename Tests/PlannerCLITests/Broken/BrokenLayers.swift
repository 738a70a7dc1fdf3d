import Foundation

/// Map layers of which something is wrong: GeoJSON and TopoJSON, Shapefiles, GeoPackages, KML.
extension BrokenFile {
  private static func feature(_ properties: String, _ geometry: String) -> String {
    "{\"type\":\"Feature\",\"properties\":{\(properties)},\"geometry\":\(geometry)}"
  }

  private static func polygon(_ coordinates: String) -> String {
    "{\"type\":\"Polygon\",\"coordinates\":\(coordinates)}"
  }

  private static func outline(
    _ coordinates: String, _ properties: String = "\"code\":\"12213\",\"name\":\"東金市\""
  ) -> String {
    Sample.collection([feature(properties, polygon(coordinates))])
  }

  private static let square =
    "[[[140.3,35.5],[140.4,35.5],[140.4,35.6],[140.3,35.6],[140.3,35.5]]]"

  static let layers: [BrokenFile] = geoJSON + otherFormats

  private static let geoJSON: [BrokenFile] = [
    BrokenFile(
      "outlines of no bytes", .municipalities, "m.geojson", 65,
      "the file of municipal outlines is empty (0 bytes)"
    ) { [] },
    BrokenFile(
      "outlines that are cut", .municipalities, "m.geojson", 65, "GeoJSONが途中で終わっています",
      String(outline(square).prefix(120))),
    BrokenFile("outlines in CP932", .municipalities, "m.geojson", 65, "the GeoJSON is not in UTF-8")
    {
      let text = Array(outline(square).utf8)
      let name = Array("東金市".utf8)
      let start = text.firstRange(of: name)?.lowerBound ?? 0
      return Array(text[..<start]) + [0x93, 0x8C, 0x8B, 0xE0, 0x8E, 0x73]
        + Array(text[(start + name.count)...])
    },
    BrokenFile("outlines in UTF-16", .municipalities, "m.geojson", 65, "this is not JSON") {
      [0xFF, 0xFE] + outline(square).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    },
    BrokenFile(
      "outlines with a mark in the middle", .municipalities, "m.geojson", 65, "row 2: broken JSON",
      outline(square).replacing(",\"geometry\"", with: "\u{FEFF},\"geometry\"")),
    BrokenFile(
      "outlines with a zero byte", .municipalities, "m.geojson", 65, "row 2: broken JSON",
      outline(square).replacing(",\"geometry\"", with: "\u{0},\"geometry\"")),
    BrokenFile(
      "a feature alone, without geometry", .municipalities, "m.geojson", 65,
      "the feature has no polygon (no geometry)",
      feature("\"code\":\"12213\"", "null")),
    BrokenFile(
      "a collection of nothing", .municipalities, "m.geojson", 65, "地物が1つもありません",
      Sample.collection([])),
    BrokenFile(
      "a collection whose features are a number", .municipalities, "m.geojson", 65,
      "row 1: broken JSON",
      "{\"type\":\"FeatureCollection\",\"features\":7}"),
    BrokenFile(
      "outlines that are points", .municipalities, "m.geojson", 65,
      "the feature has no polygon (points)",
      Sample.collection([
        feature("\"code\":\"12213\"", "{\"type\":\"Point\",\"coordinates\":[140.3,35.5]}")
      ])),
    BrokenFile(
      "outlines without a code", .municipalities, "m.geojson", 65,
      "no field plainly holds municipality codes", outline(square, "\"name\":\"東金市\"")),
    BrokenFile(
      "outlines with a code of no municipality", .municipalities, "m.geojson", 65,
      "\"99999\" is not a municipality code (東金市)",
      outline(square, "\"N03_007\":\"99999\",\"N03_004\":\"東金市\"")),
    BrokenFile(
      "outlines with a ring of two corners", .municipalities, "m.geojson", 65, "使える市区町村が1つもありません",
      outline("[[[140.3,35.5],[140.4,35.5]]]")),
    BrokenFile(
      "outlines with an empty ring", .municipalities, "m.geojson", 65,
      "no usable municipality in the file", outline("[[]]")),
    BrokenFile(
      "outlines of no ring", .municipalities, "m.geojson", 65, "no usable municipality in the file",
      outline("[]")),
    BrokenFile(
      "outlines whose corners are texts", .municipalities, "m.geojson", 65,
      "a coordinate is text in quotes, not a number",
      outline("[[[\"140.3\",\"35.5\"],[140.4,35.5],[140.4,35.6],[140.3,35.5]]]")),
    BrokenFile(
      "outlines whose corners have one number", .municipalities, "m.geojson", 65,
      "a position of one number", outline("[[[140.3],[140.4],[140.4],[140.3]]]")),
    BrokenFile(
      "outlines with a corner at 1e308", .municipalities, "m.geojson", 65, "緯度経度の範囲にありません",
      outline("[[[1e308,35.5],[140.4,35.5],[140.4,35.6],[1e308,35.5]]]")),
    BrokenFile(
      "outlines with a corner beyond all numbers", .municipalities, "m.geojson", 65,
      "a coordinate is not a number (null or NaN)",
      outline("[[[1e999,35.5],[140.4,35.5],[140.4,35.6],[1e999,35.5]]]")),
    BrokenFile(
      "outlines with a corner that is not a number", .municipalities, "m.geojson", 65,
      "a coordinate is not a number (null or NaN)",
      outline("[[[NaN,35.5],[140.4,35.5],[140.4,35.6],[NaN,35.5]]]")),
    BrokenFile(
      "outlines whose axes are swapped", .municipalities, "m.geojson", 65,
      "Latitude and longitude look swapped: longitude comes first",
      outline("[[[35.5,140.3],[35.5,140.4],[35.6,140.4],[35.6,140.3],[35.5,140.3]]]")),
    BrokenFile(
      "outlines in metres", .municipalities, "m.geojson", 65,
      "If the coordinates are metres, export the layer again in degrees",
      outline("[[[40000,-50000],[49000,-50000],[49000,-40000],[40000,-40000],[40000,-50000]]]")),
    BrokenFile(
      "outlines that cross themselves", .municipalities, "m.geojson", 0,
      "境界線が交差するなど図形が壊れていたので直しました",
      outline("[[[140.3,35.5],[140.4,35.6],[140.4,35.5],[140.3,35.6],[140.3,35.5]]]")),
    BrokenFile(
      "outlines of no area", .municipalities, "m.geojson", 65, "図形に面積がありません",
      outline("[[[140.3,35.5],[140.4,35.5],[140.35,35.5],[140.3,35.5]]]")),
    BrokenFile(
      "outlines in a system that nobody knows", .municipalities, "m.geojson", 65,
      "unknown coordinate reference system EPSG:999999",
      outline(square).replacing(
        "\"features\"",
        with: "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:999999\"}},\"features\"")),
    BrokenFile(
      "GeoJSON of depth a hundred thousand", .municipalities, "m.geojson", 65,
      "coordinates nested too deep", within: (1500, 60)
    ) {
      Array(
        (outline("").replacing(
          "\"coordinates\":", with: "\"coordinates\":" + String(repeating: "[", count: 100_000)))
          .utf8)
    },
    BrokenFile(
      "collections in collections", .municipalities, "m.geojson", 65,
      "the GeoJSON is nested too deep", within: (1500, 60)
    ) {
      Array(
        Sample.collection([
          feature(
            "\"code\":\"12213\"",
            String(repeating: "{\"type\":\"GeometryCollection\",\"geometries\":[", count: 20_000)
              + String(repeating: "]}", count: 20_000))
        ]).utf8)
    },
    BrokenFile(
      "properties a hundred thousand deep", .municipalities, "m.geojson", 0, "live within 800m",
      within: (1500, 60)
    ) {
      Array(
        outline(
          square,
          "\"code\":\"12213\",\"a\":" + String(repeating: "[", count: 100_000)
            + String(repeating: "]", count: 100_000)
        ).utf8)
    },
    BrokenFile(
      "a field chosen that is not there", .municipalities, "m.json", 65,
      "JSON, but not GeoJSON (the top level is not an object)", "[\"type\"]"),
    BrokenFile(
      "a topology without objects", .municipalities, "m.topojson", 65,
      "cannot be read as vector data", "{\"type\":\"Topology\",\"arcs\":[]}"),
    BrokenFile(
      "a topology whose arcs are not there", .municipalities, "m.topojson", 65, "使える市区町村が1つもありません",
      "{\"type\":\"Topology\",\"objects\":{\"a\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Polygon\",\"arcs\":[[99]],\"properties\":{\"code\":\"12213\"}}]}},\"arcs\":[]}"
    ),
    BrokenFile(
      "stations that are areas", .stations, "s.geojson", 65,
      "there is no point among the 1 features of the station list", outline(square, "\"id\":\"1\"")),
    BrokenFile(
      "stations without a place", .stations, "s.geojson", 65,
      "there is no point among the 1 features of the station list",
      Sample.collection([feature("\"id\":\"1\"", "null")])),
    BrokenFile(
      "stations of two points each", .stations, "s.geojson", 65,
      "the station's geometry is not a single point",
      Sample.collection([
        feature(
          "\"id\":\"1\"", "{\"type\":\"MultiPoint\",\"coordinates\":[[140.3,35.5],[140.4,35.6]]}")
      ])),
    BrokenFile(
      "stations with swapped axes in a layer", .stations, "s.geojson", 65, "緯度と経度が入れ替わっています",
      Sample.collection([
        feature("\"id\":\"1\"", "{\"type\":\"Point\",\"coordinates\":[35.5,140.3]}")
      ])),
    BrokenFile(
      "stations in a layer at 1e308", .check, "s.geojson", 65, "[out-of-range]",
      Sample.collection([
        feature("\"id\":\"1\"", "{\"type\":\"Point\",\"coordinates\":[1e308,-1e308]}")
      ])),
    BrokenFile(
      "living areas that are lines", .livingAreas, "l.geojson", 65,
      "the feature has no polygon (lines)",
      Sample.collection([
        feature(
          "\"name\":\"甲\"", "{\"type\":\"LineString\",\"coordinates\":[[140.3,35.5],[140.4,35.6]]}")
      ])),
    BrokenFile(
      "living areas that cross themselves", .livingAreas, "l.geojson", 0,
      "a broken outline was repaired",
      outline(
        "[[[140.3,35.5],[140.4,35.6],[140.4,35.5],[140.3,35.6],[140.3,35.5]]]", "\"name\":\"甲\"")),
    BrokenFile(
      "living areas that are a table", .livingAreas, "l.csv", 65,
      "there are no outlines of towns from which the list", "name,lat,lon\n甲,35.5,140.3\n"),
    BrokenFile(
      "land that is cut", .land, "land.geojson", 65, "the GeoJSON ends in the middle",
      String(outline(square).prefix(100))),
    BrokenFile(
      "land that is points", .land, "land.geojson", 65, "地物に面（ポリゴン）がありません",
      Sample.collection([feature("", "{\"type\":\"Point\",\"coordinates\":[140.3,35.5]}")])),
  ]

  // MARK: Other formats

  /// A Shapefile of one square, without its `.dbf`.
  private static func shape(
    change: (inout [UInt8]) -> Void = { _ in }, corner: (Double, Double) = (140.3, 35.5)
  ) -> [UInt8] {
    func big(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> ($0 * 8) & 255) } }
    func little(_ value: Int) -> [UInt8] { big(value).reversed() }
    func little(_ value: Double) -> [UInt8] {
      (0..<8).map { UInt8(value.bitPattern >> ($0 * 8) & 255) }
    }
    let (x, y) = corner
    var content = little(5) + little(x) + little(y) + little(x + 0.1) + little(y + 0.1)
    content += little(1) + little(5) + little(0)
    for point in [(0, 0), (0, 0.1), (0.1, 0.1), (0.1, 0), (0, 0)] as [(Double, Double)] {
      content += little(x + point.0) + little(y + point.1)
    }
    let record = big(1) + big(content.count / 2) + content
    var bytes = big(9994) + [UInt8](repeating: 0, count: 20) + big((100 + record.count) / 2)
    bytes += little(1000) + little(5)
    for value in [139, 34, 142, 37, 0, 0, 0, 0] as [Double] { bytes += little(value) }
    bytes += record
    change(&bytes)
    return bytes
  }

  /// A GeoPackage that the command itself wrote.
  private static func geoPackage() throws -> [UInt8] {
    let workspace = try Workspace.sample()
    let run = try workspace.run(["catchments", "--out", "c.gpkg", "--quiet"] + Sample.inputs)
    guard run.status == 0 else { throw CommandRun.Hang(arguments: ["catchments"]) }
    return try workspace.read("c.gpkg")
  }

  private static let kml =
    "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark>"
    + "<name>甲</name><Point><coordinates>140.37,35.56</coordinates></Point></Placemark></Document></kml>"

  private static let otherFormats: [BrokenFile] = [
    BrokenFile(
      "a Shapefile without its table", .municipalities, "m.shp", 65,
      "no field plainly holds municipality codes"
    ) { shape() },
    BrokenFile("a Shapefile that is cut", .municipalities, "m.shp", 65, "ファイルが壊れているか、途中で切れています") {
      shape { $0.removeLast(30) }
    },
    BrokenFile(
      "the header of a Shapefile", .municipalities, "m.shp", 65,
      "cannot be read as vector data (GDAL: .shp file is unreadable"
    ) { Array(shape().prefix(60)) },
    BrokenFile(
      "a Shapefile of a billion corners", .municipalities, "m.shp", 65,
      "the file is damaged or cut off", within: (1500, 60)
    ) {
      // the count of corners, 48 bytes into the record
      shape { $0.replaceSubrange(148..<152, with: [0, 0xCA, 0x9A, 0x3B]) }
    },
    BrokenFile(
      "a Shapefile at no number", .land, "land.shp", 65, "the position (nan, inf) is out of range"
    ) { shape(corner: (.nan, .infinity)) },
    BrokenFile(
      "a table alone, called a Shapefile", .municipalities, "m.shp", 65,
      "(GDAL: `m.shp' not recognized as a supported file format.)", "code,name\n12213,東金市\n"),
    BrokenFile("a GeoPackage that is cut", .livingAreas, "l.gpkg", 65, "地図データとして読めません") {
      let whole = try geoPackage()
      return Array(whole.prefix(whole.count / 3))
    },
    BrokenFile(
      "the header of a GeoPackage", .livingAreas, "l.gpkg", 65, "cannot be read as vector data"
    ) { Array(try geoPackage().prefix(100)) },
    BrokenFile(
      "a GeoPackage with a page of noise", .livingAreas, "l.gpkg", 65,
      "cannot be read as vector data"
    ) {
      var bytes = try geoPackage()
      for index in 4096..<min(12_288, bytes.count) { bytes[index] = UInt8(index * 31 & 255) }
      return bytes
    },
    BrokenFile(
      "a text called a GeoPackage", .municipalities, "m.gpkg", 65, "cannot be read as vector data",
      "x"),
    BrokenFile(
      "a GeoPackage of areas as stations", .stations, "s.gpkg", 65,
      "there is no point among the 12 features of the station list"
    ) { try geoPackage() },
    BrokenFile(
      "KML that is cut", .stations, "s.kml", 65,
      "cannot be read as vector data (GDAL: ERROR parsing kml s.kml :unclosed token",
      String(kml.prefix(150))),
    BrokenFile(
      "KML without places", .stations, "s.kml", 65, "there is no layer in the file",
      "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document/></kml>"),
    BrokenFile(
      "KML with entities in entities", .stations, "s.kml", 65, "cannot be read as vector data",
      within: (1500, 60)
    ) {
      var entities = "<!ENTITY a0 \"ha\">"
      for depth in 1...30 { entities += "<!ENTITY a\(depth) \"&a\(depth - 1);&a\(depth - 1);\">" }
      return Array(
        kml.replacing("<kml", with: "<!DOCTYPE kml [\(entities)]><kml")
          .replacing("甲", with: "&a30;").utf8)
    },
    BrokenFile(
      "KML at no place", .check, "s.kml", 65,
      "there is no point among the 1 features of the station list [unusable-file]",
      kml.replacing("140.37,35.56", with: "nan,inf")),
    BrokenFile(
      "KMZ without KML", .stations, "s.kmz", 65,
      "there is no file in the archive that could be used"
    ) {
      var archive = Archive()
      archive.add("files/a.png", "x")
      return archive.bytes()
    },
    BrokenFile(
      "a FlatGeobuf of noise", .municipalities, "m.fgb", 65, "there is no layer in the file"
    ) {
      [0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62, 0x00] + (0..<400).map { UInt8($0 * 37 & 255) }
    },
  ]
}
