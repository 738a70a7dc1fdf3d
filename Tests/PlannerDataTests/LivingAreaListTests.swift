import Foundation
import Planner
import Testing

@testable import PlannerData

/// Living areas put together from census towns.
///
/// Six towns of an eighth of a degree in a row from 140° E: 12213 has 01 (two 丁目), 02 and 03; 12239 has 01 and a
/// cell of water.
@Suite struct LivingAreaListTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func town(_ code: String, _ place: Double, _ name: String, sort: String = "8101")
    -> String
  {
    polygonFeature(
      square(140 + place / 8, 35, 0.125),
      "\"KEY_CODE\":\"\(code)\",\"S_NAME\":\"\(name)\",\"HCODE\":\(sort),\"JINKO\":100")
  }

  private var towns: [String] {
    [
      town("12213001001", 0, "東一丁目"), town("12213001002", 1, "東二丁目"),
      town("12213002000", 2, "西"), town("122130030", 3, "北"), town("122390010", 4, "南"),
      town("122390020", 5, "海", sort: "8154"),
    ]
  }

  private func read(
    _ list: String, _ features: [String]? = nil
  ) throws -> Reading<LivingAreaLayer> {
    let outlines = try folder.file("towns.geojson", collection(features ?? towns))
    return try readLivingAreas(
      listedIn: try folder.file("list.csv", list), name: "圏域",
      towns: CensusTowns(reading: [outlines]))
  }

  /// Name, westernmost and easternmost eighth of a degree east of 140° E, and how many parts.
  private func described(_ reading: Reading<LivingAreaLayer>) -> [String] {
    reading.value.areas.map { area in
      let box = area.outline.bounds
      let eighths = [box.minX, box.maxX].map { Int((($0 - 140) * 8).rounded()) }
      return "\(area.name) \(eighths[0])-\(eighths[1]) \(area.outline.polygons.count)"
    }
  }

  private func errors<Value>(_ reading: Reading<Value>) -> [Finding] {
    reading.findings.filter { $0.severity == .error }
  }

  @Test func townsDissolveAlsoAcrossMunicipalLines() throws {
    let read = try read(
      "area,KEY_CODE\n東部,12213001001\n東部,12213001002\n西部,12213002000\n西部,122130030\n西部,122390010\n")
    #expect(described(read) == ["東部 0-2 1", "西部 2-5 1"])
    #expect(read.findings.allSatisfy { $0.severity == .note })
    #expect(read.file.role == "living-areas")
  }

  @Test(arguments: [
    // all 丁目 of a town, a whole municipality, a town written with 丁目 00
    ("A,122130010", "A 0-2 1"), ("A,12213", "A 0-4 1"), ("A,12213003000", "A 3-4 1"),
    ("A,１２２１３００１００１", "A 0-1 1"), ("A,12213002000.0", "A 2-3 1"),
    ("A,12213-0020-00", "A 2-3 1"), ("A,'122390010", "A 4-5 1"),
  ])
  func waysOfWritingACode(row: String, area: String) throws {
    #expect(described(try read("圏域,キーコード\n\(row)\n")) == [area])
  }

  @Test func anAreaInSeveralSpellingsIsOne() throws {
    let read = try read("圏域,キーコード\nＡ圏域,12213001001\nA圏域,12213001002\nA 圏域,12213002000\n")
    #expect(described(read) == ["Ａ圏域 0-3 1"])
  }

  @Test func aNameThatContradictsItsCodeIsTold() throws {
    let read = try read(
      """
      area,KEY_CODE,町丁名,備考
      A,12213001001,東１丁目,西に近い
      A,122130020,大字西,
      A,12213003000,西,
      B,12239001000,南 2-5,
      B,12213,東金市,
      """)
    let said = read.findings.filter { $0.severity == .warning }.map { $0.described(in: .en) }
    #expect(
      said.filter { $0.contains("is that of") }.map { $0.contains("row 4, column 町丁名") } == [true])
    #expect(said.contains { $0.contains("12213003000 is that of 北, and the name is \"西\"") })
  }

  @Test func leadingZerosThatASpreadsheetLost() throws {
    let towns = [town("01101001001", 0, "一丁目"), town("011010020", 1, "二")]
    #expect(described(try read("area,KEY_CODE\nA,1101001001\nA,11010020\n", towns)) == ["A 0-2 1"])
    #expect(described(try read("area,KEY_CODE\nA,1101\n", towns)) == ["A 0-2 1"])
  }

  @Test func whatIsWrongIsNamedByRow() throws {
    let read = try read(
      """
      area,KEY_CODE
      A,122130010
      ,12213002000
      A,
      A,1.22E+10
      A,12213009000
      A,12217001000
      A,12406001000
      A,122390020

      """)
    let found = errors(read)
    #expect(found.map(\.place.row) == [3, 4, 5, 6, 7, 8, 9])
    #expect(found[2].remedy.en.contains("Format the column as text"))
    #expect(found[3].what.en.contains("12213009000 is not among the towns"))
    #expect(found[4].remedy.en.contains("Give the towns of 12217 with --towns"))
    #expect(found[5].remedy.en.contains("12406 has merged into 12237"))
    #expect(described(read) == ["A 0-2 1"])
  }

  @Test func townsThatAreListedTwice() throws {
    let read = try read(
      "area,KEY_CODE\nA,122130010\nA,12213001002\nB,12213001001\nB,12213002000\nA,122130030\n")
    let warnings = read.findings.filter { $0.severity == .warning }
    #expect(warnings.map(\.place.row) == [3, 4])
    #expect(warnings[0].what.en.contains("is in \"A\" twice (see row 2)"))
    #expect(warnings[1].what.en.contains("is in \"A\", too (row 2)"))
    // both have it
    #expect(described(read) == ["A 0-4 2", "B 0-3 2"])
  }

  @Test func townsInNoAreaAreSaid() throws {
    let read = try read("area,KEY_CODE\nA,122130010\n")
    let warning = try #require(read.findings.first { $0.severity == .warning })
    #expect(warning.what.en.contains("2 town(s)") && warning.what.ja.contains("西 12213002000"))
  }

  @Test func aMunicipalityThatOnlyChangedItsCode() throws {
    let read = try read("area,KEY_CODE\nA,124020010\n")
    #expect(described(read) == ["A 4-5 1"])
    #expect(read.findings.contains { $0.severity == .note && $0.what.en.contains("12402→12239") })
  }

  @Test func anyOrderOfRowsIsTheSame() throws {
    let rows = ["B,122130030", "A,12213001002", "A,12213001001", "B,122390010", "C,12213002000"]
    let expected = try read("area,KEY_CODE\n" + rows.joined(separator: "\n") + "\n")
    #expect(described(expected) == ["A 0-2 1", "C 2-3 1", "B 3-5 1"])
    var dice = Dice(seed: 7)
    for _ in 0..<5 {
      let again = try read(
        "area,KEY_CODE\n" + rows.shuffled(using: &dice).joined(separator: "\n") + "\n")
      #expect(again.value == expected.value)
    }
  }

  @Test func partsOfATownMayBeInSeveralFiles() throws {
    let paths = [
      try folder.file("a.geojson", collection([town("122130010", 0, "東")])),
      try folder.file(
        "b.geojson", collection([town("122130010", 1, "東"), town("122130020", 3, "西")])),
    ]
    let read = try readLivingAreas(
      listedIn: try folder.file("list.csv", "area,KEY_CODE\nA,12213\n"), name: "圏域",
      towns: CensusTowns(reading: paths))
    #expect(described(read) == ["A 0-4 2"])
  }

  @Test func layersWithoutCodesAndTablesWithoutColumns() throws {
    let other = try folder.file(
      "o.geojson", collection([polygonFeature(square(140, 35), "\"a\":1")]))
    let found = try failure { try CensusTowns(reading: [other]) }
    #expect(found.description.contains("no field of town codes (KEY_CODE)"))
    #expect(try failure { try read("area,code\nA,12213\n") }.cause == .data)
    #expect(try failure { try read("area,KEY_CODE\nA,99999\n") }.findings.map(\.place.row) == [2])
  }

  // MARK: In a plan

  private func plan(towns: Bool, population: Bool) throws -> LoadedPlan {
    let cells = PublicTown.rectangle(PublicTown.west, PublicTown.east)
    let feature = polygonFeature(cells, "\"KEY_CODE\":\"122130010\",\"HCODE\":8101,\"JINKO\":100")
    var project = ProjectFile()
    project.stations = try folder.file("stations.csv", "lat,lon\n35.54,140.32\n")
    project.municipalities = try folder.file(
      "m.geojson", collection([polygonFeature(cells, "\"name\":\"東金市\",\"code\":\"12213\"")]))
    let outlines = try folder.file("towns.geojson", collection([feature]))
    let grid = try folder.file(
      "grid.csv", "mesh,total\n" + PublicTown.cells.map { "\($0.code),10\n" }.joined())
    project.population = population ? outlines : grid
    if towns { project.towns = [outlines] }
    project.livingAreas = [
      .init(name: "圏域", path: try folder.file("list.csv", "area,KEY_CODE\nA,12213\n"))
    ]
    return try LoadedPlan(PlanRequest(project))
  }

  @Test func aPlanTakesTownsOrThoseOfThePopulation() throws {
    let beside = try plan(towns: true, population: false)
    #expect(beside.files.map(\.role).contains("towns"))
    #expect(beside.region.study.livingAreaLayers.first?.areas.map(\.name) == ["A"])
    #expect(beside.credits.contains { $0.en.contains("e-Stat") })
    let own = try plan(towns: false, population: true)
    #expect(own.region.study.livingAreaLayers == beside.region.study.livingAreaLayers)
    #expect(!own.files.map(\.role).contains("towns"))
    let found = try failure { try plan(towns: false, population: false) }
    #expect(found.description.contains("--towns FILE"))
  }
}
