import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct LivingAreaFileTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func read(_ features: [String]) throws -> Reading<LivingAreaLayer> {
    try readLivingAreas(
      path: folder.file("a.geojson", collection(features)), name: "小学校区")
  }

  func described(_ reading: Reading<LivingAreaLayer>) -> [String] {
    reading.value.areas.map { "\($0.code) \($0.name) \($0.outline.polygons.count)" }
  }

  @Test func elementaryDistrictsUntil2016() throws {
    func district(_ code: String, _ name: String, _ x: Double) -> String {
      polygonFeature(
        square(x, 35), "\"A27_005\":\"\(code)\",\"A27_006\":\"市立\",\"A27_007\":\"\(name)\"")
    }
    let read = try read([
      district("12101", "中央小学校", 140), district("12102", "中央小学校", 141),
      district("12101", "中央小学校", 142),
    ])
    #expect(described(read) == ["12101-中央小学校 中央小学校 2", "12102-中央小学校 中央小学校 1"])
    #expect(read.value.name == "小学校区")
    #expect(read.file.attribution?.contains("小学校区データ") == true)
  }

  @Test(arguments: ["A27", "A32"])
  func schoolDistrictsFrom2021(prefix: String) throws {
    let read = try read([
      polygonFeature(
        square(140, 35),
        "\"\(prefix)_001\":\"12101\",\"\(prefix)_002\":\"市立\",\"\(prefix)_003\":\"B112210000011\","
          + "\"\(prefix)_004\":\"寒川小学校\",\"\(prefix)_005\":\"中央区\"")
    ])
    #expect(described(read) == ["B112210000011 寒川小学校 1"])
  }

  @Test func juniorHighDistrictsUntil2016() throws {
    let read = try read([
      polygonFeature(
        square(140, 35),
        "\"A32_001\":\"12101\",\"A32_002\":\"千葉市中央区\",\"A32_003\":\"末広中学校\",\"A32_004\":\"a.csv\"")
    ])
    #expect(described(read) == ["12101-末広中学校 末広中学校 1"])
  }

  @Test func anyLayerIsTaken() throws {
    #expect(
      described(
        try read([
          polygonFeature(square(140, 35), "\"n\":1,\"圏域名\":\"東部\""),
          polygonFeature(square(141, 35), "\"n\":2,\"圏域名\":\"西部\""),
          polygonFeature(square(142, 35), "\"n\":3,\"圏域名\":null"),
        ])) == ["東部 東部 1", "西部 西部 1", "区域1 区域1 1"])
    #expect(
      described(try read([polygonFeature(square(140, 35), "\"n\":1,\"memo\":\"北\"")])) == ["北 北 1"])
    #expect(described(try read([polygonFeature(square(140, 35), "")])) == ["区域1 区域1 1"])
  }

  @Test func aCodeThatSeveralNamesShareIsNoIdentity() throws {
    let read = try read([
      polygonFeature(square(140, 35), "\"code\":\"12101\",\"name\":\"東\""),
      polygonFeature(square(141, 35), "\"code\":\"12101\",\"name\":\"西\""),
    ])
    #expect(described(read) == ["12101-東 東 1", "12101-西 西 1"])
  }

  @Test func landIsOneOutlinePerFeature() throws {
    let path = try folder.file(
      "land.geojson",
      collection([polygonFeature(square(140, 35), ""), polygonFeature(square(140.05, 35), "")]))
    #expect(try readLand(path: path).value.count == 2)
  }

  @Test func pointsAreNoAreas() throws {
    let failure = try failure {
      let point = "{\"type\":\"Point\",\"coordinates\":[140,35]}"
      _ = try read(["{\"type\":\"Feature\",\"geometry\":\(point)}"])
    }
    #expect(failure.findings[0].what.en.contains("no polygon (points)"))
  }

  @Test(.enabled(if: RealData.isThere, RealData.skipped))
  func realSchoolDistricts() throws {
    let elementary = try readLivingAreas(
      path: RealData.path("schools/chibacity_A27-10_elementary_districts.geojson"), name: "小学校区")
    #expect(elementary.value.areas.count == 121)
    let junior = try readLivingAreas(
      path: RealData.path("schools/chibacity_A32-13_juniorhigh_districts.geojson"), name: "中学校区")
    #expect(junior.value.areas.count == 55)
    #expect(junior.value.areas.contains { $0.name == "末広中学校" })
  }
}

@Suite struct VectorPopulationFileTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func areasWithCounts() throws {
    let path = try folder.file(
      "p.geojson",
      collection([
        polygonFeature(square(140, 35), "\"人口\":120,\"65歳以上\":\"40\""),
        polygonFeature(square(141, 35), "\"人口\":\"1,080.5\",\"65歳以上\":\"*\""),
        polygonFeature(square(142, 35), "\"人口\":-3,\"65歳以上\":0"),
      ]))
    let read = try readVectorPopulation(path: path)
    #expect(read.value.attributes.map(\.slug) == ["total", "65+"])
    #expect(read.value.counts == [[120, 1080.5], [40, 0]])
    #expect(read.value.suppressed == [1])
    guard case .areas(let areas) = read.value.units else {
      Issue.record("no areas")
      return
    }
    #expect(areas.count == 2)
    let errors = read.findings.filter { $0.severity == .error }
    #expect(errors.count == 1)
    #expect(errors[0].place == Place(file: path, row: 3, column: "人口"))
  }

  @Test func pointsAndNamedFields() throws {
    let point = "{\"type\":\"Point\",\"coordinates\":[140,35]}"
    let path = try folder.file(
      "p.geojson",
      collection(["{\"type\":\"Feature\",\"properties\":{\"a\":5,\"b\":2},\"geometry\":\(point)}"]))
    let read = try readVectorPopulation(path: path, columns: ["75+=b", "total=a"])
    #expect(read.value.attributes.map(\.slug) == ["total", "75+"])
    #expect(read.value.counts == [[5], [2]])
    let unknown = try failure { _ = try readVectorPopulation(path: path) }
    #expect(unknown.findings[0].what.en.contains("no field plainly holds the total"))
    let missing = try failure { _ = try readVectorPopulation(path: path, columns: ["x"]) }
    #expect(missing.findings[0].what.en.contains("there is no count field"))
  }
}

@Suite struct StationLayerTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func layer(_ crs: CoordinateReferenceSystem, _ x: Double, _ y: Double) -> OutputLayer {
    OutputLayer(
      name: "stations", crs: crs, kind: .points,
      fields: [.init("name", .text), .init("種別", .text), .init("services", .text)],
      rows: [
        .init(
          [.text("ほっと"), .text("寺社"), .text("相談;居場所")],
          geometry: VectorGeometry(point: Position<Plane>(x: x, y: y))),
        .init([.text("場所なし"), .text("公共"), .none], geometry: nil),
      ])
  }

  @Test(arguments: [OutputFormat.geoPackage, .kml])
  func degrees(format: OutputFormat) throws {
    let path = "\(folder.path)/s.\(format.rawValue)"
    try writeVectorFile([layer(.jgd2011, 140.25, 35.5)], to: path, as: format)
    let read = try readStationLayer(path: path)
    let record = try #require(read.value.records.first)
    #expect(read.value.records.count == 1)
    #expect(record.name == "ほっと")
    #expect(record.kind?.slug == "temple-shrine")
    #expect(record.services == [.consultation, .dropIn])
    #expect(record.coordinate == .degrees(Position(longitude: 140.25, latitude: 35.5)))
    #expect(read.findings.contains { $0.severity == .error })
  }

  @Test func meters() throws {
    let path = "\(folder.path)/s.gpkg"
    let system = CoordinateReferenceSystem("EPSG:6677")
    try writeVectorFile([layer(system, 48_298, -48_684)], to: path, as: .geoPackage)
    let read = try readStationLayer(path: path)
    #expect(read.value.crs == system)
    #expect(
      read.value.records.first?.coordinate
        == .plane(Position(easting: 48_298, northing: -48_684)))
  }
}
