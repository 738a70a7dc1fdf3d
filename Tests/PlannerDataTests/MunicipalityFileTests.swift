import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct MunicipalityFileTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func read(
    _ features: [String], codeField: String? = nil, wards: WardHandling = .keep
  ) throws -> Reading<[Municipality]> {
    try readMunicipalities(
      path: folder.file("a.geojson", collection(features)), codeField: codeField, wards: wards)
  }

  func n03(_ county: String, _ name: String, _ code: String, _ x: Double) -> String {
    polygonFeature(
      square(x, 35),
      "\"N03_001\":\"千葉県\",\"N03_003\":\(county),\"N03_004\":\(name),\"N03_007\":\(code)")
  }

  func described(_ reading: Reading<[Municipality]>) -> [String] {
    reading.value.map { "\($0.code) \($0.name) \($0.outline.polygons.count)" }
  }

  @Test func n03Until2023() throws {
    let read = try read([
      n03("\"山武郡\"", "\"九十九里町\"", "\"12403\"", 140),
      n03("null", "\"山武市\"", "\"12237\"", 141), n03("null", "\"山武市\"", "\"12237\"", 142),
      n03("\"千葉市\"", "\"中央区\"", "\"12101\"", 143),
      n03("null", "\"所属未定地\"", "null", 144), n03("null", "\"所属未定地\"", "\"12000\"", 145),
    ])
    #expect(
      described(read) == [
        "12000 所属未定地 2", "12101 千葉市中央区 1", "12237 山武市 2", "12403 九十九里町 1",
      ])
    #expect(read.file.attribution?.contains("国土数値情報") == true)
    #expect(read.findings.allSatisfy { $0.severity == .note })
    #expect(read.findings.contains { $0.what.ja.contains("所属未定地、2か所") })
  }

  @Test func manyFeaturesWithoutCodeAndNameAreAWarning() throws {
    let good = (0..<100).map { n03("null", "\"山武市\"", "\"12237\"", 125 + Double($0) / 5) }
    for (blanks, warns) in [(3, false), (4, true)] {
      let blank = (0..<blanks).map { n03("null", "null", "null", 146 + Double($0)) }
      let found = try read(good + blank).findings.filter { $0.severity == .warning }
      #expect(found.contains { $0.what.en.contains("neither code nor name") } == warns)
    }
    let few = try read([good[0], n03("null", "null", "null", 150)])
    #expect(few.findings.contains { $0.what.en.contains("1 of 2 features have neither") })
  }

  @Test func n03NamedOutrightKeepsItsNames() throws {
    let read = try read(
      [n03("\"千葉市\"", "\"中央区\"", "\"12101\"", 143)], codeField: "N03_007")
    #expect(described(read) == ["12101 千葉市中央区 1"])
  }

  @Test func n03From2024() throws {
    let read = try read([
      polygonFeature(
        square(140, 35),
        "\"N03_001\":\"千葉県\",\"N03_004\":\"千葉市\",\"N03_005\":\"中央区\",\"N03_007\":\"12101\""),
      polygonFeature(
        square(141, 35),
        "\"N03_001\":\"千葉県\",\"N03_004\":\"銚子市\",\"N03_005\":null,\"N03_007\":\"12202\""),
    ])
    #expect(described(read) == ["12101 千葉市中央区 1", "12202 銚子市 1"])
  }

  /// Two squares that share an arc; the code is the id of the geometries, or a property.
  @Test(arguments: ["\"id\":\"%\"", "\"properties\":{\"N03_004\":\"n\",\"N03_007\":\"%\"}"])
  func topology(naming: String) throws {
    func geometry(_ code: String, _ arcs: String) -> String {
      "{\"type\":\"Polygon\",\"arcs\":[\(arcs)],\(naming.replacing("%", with: code))}"
    }
    let text = """
      {"type":"Topology","arcs":[[[141,35],[141,36]],[[141,36],[140,36],[140,35],[141,35]],\
      [[141,36],[142,36],[142,35],[141,35]]],"objects":{"towns":{"type":"GeometryCollection",\
      "geometries":[\(geometry("12213", "[0,1]")),\(geometry("12239", "[0,2]"))]}}}
      """
    let read = try readMunicipalities(path: folder.file("towns.topojson", text))
    #expect(read.value.map(\.code.text) == ["12213", "12239"])
    #expect(read.value.map(\.outline.bounds.minX) == [140, 141])
  }

  @Test func wardsMerge() throws {
    let read = try read(
      [
        n03("\"千葉市\"", "\"中央区\"", "\"12101\"", 140),
        n03("\"千葉市\"", "\"花見川区\"", "\"12102\"", 140.1), n03("null", "\"銚子市\"", "\"12202\"", 142),
      ], wards: .merge)
    // neighbours share a border, which dissolves
    #expect(described(read) == ["12100 千葉市 1", "12202 銚子市 1"])
    #expect(abs(read.value[0].outline.bounds.maxX - 140.2) < 1e-9)
  }

  @Test(arguments: [
    ("12106", "12100"), ("14118", "14100"), ("14131", "14130"), ("14151", "14150"),
    ("22140", "22130"), ("28110", "28100"), ("40137", "40130"), ("27141", "27140"),
  ])
  func cityOfAWard(ward: String, city: String) throws {
    let code = try #require(MunicipalityCode(ward))
    #expect(DesignatedCity.city(ofWard: code)?.text == city)
  }

  @Test(arguments: ["13101", "12202", "12403", "12239"])
  func noWardOfACity(code: String) throws {
    #expect(DesignatedCity.city(ofWard: try #require(MunicipalityCode(code))) == nil)
  }

  @Test(arguments: [
    ("千葉県千葉市中央区", "千葉市中央区"), ("千葉県夷隅郡大多喜町", "大多喜町"), ("福島県郡山市", "郡山市"),
    ("兵庫県赤穂郡上郡町", "上郡町"), ("上郡町", "上郡町"), ("長生郡長生村", "長生村"), ("京都府京都市上京区", "京都市上京区"),
  ])
  func shortNames(written: String, short: String) {
    #expect(MunicipalityDialect.shortName(written) == short)
  }

  @Test func codeAndNameAndLostZeros() throws {
    let read = try read([
      polygonFeature(square(140, 35), "\"code\":121029,\"name\":\"千葉県千葉市花見川区\""),
      polygonFeature(square(141, 43), "\"code\":1101,\"name\":\"北海道札幌市中央区\""),
    ])
    #expect(described(read) == ["01101 札幌市中央区 1", "12102 千葉市花見川区 1"])
  }

  @Test func aNamedFieldAndAnUnknownOne() throws {
    let features = [polygonFeature(square(140, 35), "\"foo\":\"12101\",\"code\":\"A1\"")]
    #expect(try read(features, codeField: "foo").value[0].code.text == "12101")
    let unknown = try failure { _ = try read(features) }
    #expect(unknown.findings[0].what.en.contains("no field plainly holds"))
    #expect(unknown.findings[0].remedy.en.contains("foo (12101)"))
    let missing = try failure { _ = try read(features, codeField: "bar") }
    #expect(missing.findings[0].what.ja.contains("「bar」という列がありません"))
  }

  @Test func badCodesAreListedAndTheRestStays() throws {
    let good = (0..<20).map { index in
      polygonFeature(square(120 + Double(index), 35), "\"code\":\"\(12202 + index)\"")
    }
    let read = try read(
      good + [
        polygonFeature(square(150, 35), "\"code\":\"99999\",\"name\":\"謎\""),
        polygonFeature(square(151, 35), "\"code\":null"),
      ])
    let errors = read.findings.filter { $0.severity == .error }
    #expect(errors.map(\.place.row) == [21, 22])
    #expect(errors[0].what.en == "\"99999\" is not a municipality code (謎)")
    #expect(read.value.count == 20)
  }

  @Test func twoNamesOfACodeAreAWarning() throws {
    let read = try read([
      polygonFeature(square(140, 35), "\"code\":\"12202\",\"name\":\"調子市\""),
      polygonFeature(square(141, 35), "\"code\":\"12202\",\"name\":\"銚子市\""),
      polygonFeature(square(142, 35), "\"code\":\"12202\",\"name\":\"銚子市\""),
    ])
    #expect(read.findings.contains { $0.severity == .warning && $0.what.en.contains("調子市") })
    #expect(described(read) == ["12202 銚子市 3"])
  }

  @Test func overlappingPartsAreDissolved() throws {
    let read = try read([
      polygonFeature(square(140, 35, 1), "\"code\":\"12202\""),
      polygonFeature(square(140.5, 35, 1), "\"code\":\"12202\""),
      polygonFeature(square(140.2, 35.2, 0.1), "\"code\":\"12202\""),
    ])
    #expect(read.value[0].outline.polygons.count == 1)
    let area = (read.value[0].outline.polygons.first?.exterior.doubledSignedArea ?? 0) / 2
    #expect(abs(area - 1.5) < 1e-9)
    #expect(read.findings.allSatisfy { $0.severity == .note })
  }

  @Test func aBowTieIsRepairedAndSaid() throws {
    let read = try read([
      polygonFeature("[[[140,35],[141,36],[141,35],[140,36],[140,35]]]", "\"code\":\"12202\"")
    ])
    #expect(read.value[0].outline.polygons.count == 2)
    let warning = try #require(read.findings.first { $0.severity == .warning })
    #expect(warning.what.en.contains("Self-intersection near 140.5 E, 35.5 N"))
    #expect(warning.place.row == 1)
  }

  @Test func positionsOutOfRangeAreErrors() throws {
    let read = try read([
      polygonFeature(square(140, 35), "\"code\":\"12202\""),
      polygonFeature(square(-20_000, 3_000), "\"code\":\"12203\""),
      polygonFeature(square(35, 140), "\"code\":\"12204\""),
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"12205\"},\"geometry\":null}",
    ])
    let errors = read.findings.filter { $0.severity == .error }
    #expect(errors.map(\.place.row) == [2, 3, 4])
    #expect(errors[0].remedy.en.contains("export the layer again in degrees"))
    #expect(errors[1].remedy.en.contains("swapped"))
    #expect(errors[2].what.ja.contains("図形なし"))
    #expect(read.value.map(\.code.text) == ["12202"])
  }

  @Test func nothingUsableStops() throws {
    let failure = try failure {
      _ = try read([polygonFeature(square(500, 35), "\"code\":\"12202\"")])
    }
    #expect(failure.findings.count == 2)
    #expect(failure.findings[1].what.en.contains("no usable municipality"))
  }

  @Test(.enabled(if: RealData.isThere, RealData.skipped))
  func realFullResolution() throws {
    let read = try readMunicipalities(
      path: RealData.path("boundaries/chiba_municipalities_full.geojson"))
    #expect(read.value.count == 59)
    #expect(read.value.first?.name == "千葉市中央区")
    #expect(read.findings.allSatisfy { $0.severity == .note })
    let merged = try readMunicipalities(
      path: RealData.path("boundaries/chiba_municipalities_full.geojson"), wards: .merge)
    #expect(merged.value.count == 54)
    #expect(merged.value[0].name == "千葉市")
  }

  @Test(.enabled(if: RealData.isThere, RealData.skipped))
  func realN03Of2021() throws {
    for name in ["geojson", "topojson"] {
      let read = try readMunicipalities(
        path: RealData.path("boundaries/N03-21_12_210101.s0010.\(name)"))
      #expect(read.value.count == 60)
      #expect(read.value.map(\.code) == read.value.map(\.code).sorted())
      #expect(read.value[0].name == "所属未定地")
      #expect(read.value.last?.name == "鋸南町")
    }
  }

  @Test(.enabled(if: RealData.isThere, RealData.skipped))
  func realShapefileOf2015() throws {
    let read = try readMunicipalities(path: RealData.path("boundaries/N03-15_12_150101.shp"))
    #expect(read.value.filter { !$0.code.isUnassigned }.count == 59)
    #expect(read.value.contains { $0.name == "千葉市中央区" })
    #expect(read.findings.allSatisfy { $0.severity != .error })
  }
}
