import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct GridPopulationTests {
  private func read(_ text: String, columns: [String]? = nil) throws -> Reading<Population> {
    try readGridPopulation(bytes(text), columns: columns)
  }

  private func codes(_ population: Population) -> [String] {
    guard case .cells(let cells) = population.units else { return [] }
    return cells.map(\.code)
  }

  @Test func codesOfEveryLevelRoundTrip() {
    for seed in 0..<300 {
      var dice = Dice(seed: UInt64(seed))
      let point = Position<Geographic>(
        longitude: .random(in: 122...154, using: &dice),
        latitude: .random(in: 20...46, using: &dice))
      for level in GridLevel.allCases {
        guard let cell = GridCell(containing: point, level: level) else {
          Issue.record("\(point)")
          continue
        }
        #expect(GridCell(code: cell.code, tenDigits: level) == cell)
        #expect(cell.code.utf8.count == level.digits)
      }
    }
    for code in ["", "534", "53408279", "5340227x9", "534022790", "534022795", "５３４０２２７９"] {
      #expect(GridCell(code: code) == nil, "\(code)")
    }
  }

  @Test func readsCellsInGridOrder() throws {
    let rows = ["534022791,10", "523900903,4", "534031112,7", "534022794,1"]
    let expected = try read("KEY_CODE,pop\n" + rows.sorted().joined(separator: "\n")).value
    for _ in 0..<10 {
      let text = "KEY_CODE,pop\n" + rows.shuffled().joined(separator: "\n")
      let value = try read(text).value
      #expect(codes(value) == codes(expected) && value.counts == expected.counts)
    }
    guard case .cells(let cells) = expected.units else { return }
    #expect(cells == cells.sorted() && cells.count == 4)
    #expect(expected.attributes == [.total])
  }

  @Test func readsAgesAndSuppressions() throws {
    let reading = try read(
      """
      メッシュコード,人口（総数）,０～１４歳人口　総数,６５歳以上人口　総数,75+
      534022791,10,2,3,1
      534022792,5,*,X,-
      534022793,0,-,,0
      """)
    // nothing says where the ages of two cells went
    #expect(
      reading.findings.map { $0.described(in: .en) }.joined().contains(
        "ages are unknown in 2 cells (5 residents)"))
    let population = reading.value
    #expect(population.attributes.map(\.slug) == ["total", "0-14", "65+", "75+"])
    #expect(population.counts == [[10, 5, 0], [2, 0, 0], [3, 0, 0], [1, 0, 0]])
    #expect(population.suppressed == [1, 2])
  }

  @Test func knowsTheCensusLayoutByItsLabels() throws {
    let reading = try read(
      """
      KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001,T002,T003,T004
      ,,,,　人口（総数）,　人口（総数）　男,　６５歳以上人口　総数,　世帯総数
      534022791,0,,,10,5,4,6
      534022792,1,,534022793,3,1,5,2
      534022793,2,534022792,,2,1,*,1
      """)
    // the host's five are those of both, three to two as their residents
    #expect(reading.value.counts == [[10, 3, 2], [4, 3, 2], [6, 2, 1]])
    #expect(reading.value.attributes.map(\.slug) == ["total", "65+", "households"])
    #expect(reading.value.suppressed == [2])
    #expect(reading.value.groups.groups.map(\.members) == [[1, 2]])
    // the host has more older people than residents, rightly
    #expect(!reading.findings.contains { $0.severity == .warning })
  }

  @Test func takesTheColumnsThatAreNamed() throws {
    let text = "MESH_ID,PTN_2020,PTN_2040,PTC_2040,solo\n534022791,10,8,4,2\n"
    let several = try failure { try read(text) }
    #expect(several.description.contains("there are residents of 2 years (2020, 2040)"))
    #expect(several.description.contains("--population-year 2020"))
    let later = try read(text, columns: ["PTN_2040", "PTC_2040", "alone=solo"]).value
    #expect(later.attributes.map(\.slug) == ["total", "65+", "alone"])
    #expect(later.counts == [[8], [4], [2]])
    #expect(try read(text, columns: ["solo"]).value.attributes == [.total])
    let wrong = try failure { try read(text, columns: ["PTN_2041"]) }
    #expect(wrong.description.contains("no count column \"PTN_2041\""))
    #expect(wrong.description.contains("Did you mean"))
  }

  @Test func listsEverythingThatIsWrong() throws {
    let reading = try read(
      """
      code,total,65+
      534022791,1,0
      534022795,1,0
      534022791,2,0
      534022792,-3,0
      534022793,nan,0
      534022794,*,0
      5340227912,4,0
      534022783,5,many
      5.34E+08,1,0
      5340227900,1,0
      534022784,3,9
      """)
    let found = reading.findings.map { $0.described(in: .en) }
    for words in [
      "row 2, column code: cell 534022791 is in row 4 too. Remove one",
      "row 3, column code: \"534022795\" is no grid code. A code of the 2km grid cannot be used",
      "row 4, column code: cell 534022791 is in row 2 too",
      "row 5, column total: a negative number of people (-3)",
      "row 6, column total: a number of people that is not finite (nan)",
      "row 7, column total: there is no total. Totals are never suppressed",
      "row 8, column code: 1 code(s) of the 250 m grid in a table of the 500 m grid (row 8). Put",
      "row 9, column 65+: \"many\" cannot be read as a number of people",
      "row 10, column code: \"5.34E+08\" is no grid code. A spreadsheet has rounded it",
      "row 11, column code: \"5340227900\" is no grid code. A code of the 100 m grid, it seems",
      "in 1 cell(s) the ages add up to more than the total (row 12). Check that total",
    ] {
      #expect(found.contains { $0.contains(words) }, "\(words)")
    }
    #expect(found.count == 11)
    #expect(codes(reading.value) == ["534022784"])
  }

  @Test func stopsWhereTheFileIsNoGrid() throws {
    let noCode = try failure { try read("meshcod,pop\n1,2\n") }
    #expect(noCode.description.contains("no grid code column (mesh); found: meshcod, pop. Did you"))
    let noTotal = try failure { try read("KEY_CODE,x\n534022791,2\n") }
    #expect(noTotal.description.contains("no total column (total); found: KEY_CODE, x. Name the"))
    let noRows = try failure { try read("KEY_CODE,pop\n") }
    #expect(noRows.description.contains("a header but no data row"))
  }

  @Test(.enabled(if: realData != nil, "PLANNER_REALDATA is not set"))
  func readsTheRealGrids() throws {
    let root = try #require(realData)
    let clock = ContinuousClock()
    let path = root + "/population/Chiba500mPop2020.csv"
    var value: Population?
    var best = Duration.seconds(9)
    for _ in 0..<5 {
      best = min(best, try clock.measure { value = try readGridPopulation(path: path).value })
    }
    let population = try #require(value)
    print("grid of \(population.units.count) cells read in \(best)")
    #expect(population.units.count == 53_147)
    // the file reaches far beyond the prefecture
    #expect(population.counts[0].reduce(0, +) == 41_059_887)
    let census = try readGridPopulation(path: root + "/population/tblT001102Q5240.txt")
    #expect(!census.findings.contains { $0.severity == .error })
    #expect(
      census.value.attributes.map(\.slug) == [
        "total", "0-14", "15-64", "65+", "75+", "85+", "households", "elderly-alone",
      ])
    let totals = try readPopulationTotals(path: root + "/population/pop2020_municipal_age.csv")
    let togane = totals.value.rows.first { $0.code.text == "12213" }
    #expect((togane?.counts["total"] ?? 0) > 50_000 && togane?.counts["65+"] != nil)
  }
}

@Suite struct MunicipalTableTests {
  @Test func readsTotals() throws {
    let workspace = try Workspace()
    let path = try workspace.write(
      """
      code5,code6,name,population_2020,age_0_14,age_15_64,age_65_over
      12213,122131,東金市,"58,219",6000,33000,18000
      12100,121002,千葉市,974951,*,569887,249963
      12000,,千葉県,6284480,,,
      """, as: "totals.csv")
    let reading = try readPopulationTotals(path: path)
    #expect(reading.value.rows.map(\.code.text) == ["12100", "12213"])
    #expect(reading.value.rows[1].counts["total"] == 58219)
    #expect(reading.value.rows[0].counts["0-14"] == nil)
    #expect(reading.findings.allSatisfy { $0.severity == .note })
    #expect(reading.value.source.ja == "totals.csv")
    #expect(reading.file.role == "population-totals")
  }

  @Test func aNameThatContradictsItsCodeIsTold() throws {
    let town = try PublicTown()
    let workspace = try Workspace()
    let path = try workspace.write(
      "コード,市町村,人口\n12213,山武市,5\n12237,千葉県山武市,6\n12210,茂原市,7\n", as: "totals.csv")
    let found = try readPopulationTotals(path: path, of: town.plan.region.study.municipalities)
      .findings.filter { $0.severity == .warning }.map { $0.described(in: .en) }
    #expect(found.count == 1)
    #expect(
      found.first?.contains(
        "row 2, column 市町村: the code 12213 and the name \"山武市\" (12237) contradict each other")
        == true)
  }

  @Test func listsWhatIsWrongWithTotals() throws {
    let workspace = try Workspace()
    let path = try workspace.write(
      "コード,人口\n122139,5\n12213,\n12210,3\n12210,4\nabc,1\n", as: "totals.csv")
    let found = try readPopulationTotals(path: path).findings.map { $0.described(in: .en) }
    for words in [
      "row 2, column コード: \"122139\" is no municipality code. The sixth digit (check digit)",
      "row 3, column 人口: there is no total",
      "row 4, column コード: 12210 is in row 5 too. Keep one row",
      "row 6, column コード: \"abc\" is no municipality code. Write the five-digit code",
    ] {
      #expect(found.contains { $0.contains(words) }, "\(words)")
    }
  }

  @Test func readsZones() throws {
    let workspace = try Workspace()
    let rows = ["山武,12213,県資料", "山武,12237,県資料", "千葉,12100,県資料"]
    let expected = ZoneSystem(
      name: "11地域",
      zones: [
        ZoneSystem.Zone(
          name: "千葉", members: [MunicipalityCode("12100")].compactMap { $0 }, source: "県資料"),
        ZoneSystem.Zone(
          name: "山武",
          members: [MunicipalityCode("12213"), MunicipalityCode("12237")]
            .compactMap { $0 }, source: "県資料"),
      ])
    for order in [rows, rows.reversed()] {
      let path = try workspace.write("圏域,市町村コード,出典\n" + order.joined(separator: "\n"))
      let reading = try readZones(path: path, name: "11地域")
      #expect(reading.value == expected && reading.findings.isEmpty)
    }
  }

  @Test func zonesByTheNamesOfMunicipalities() throws {
    func municipality(_ code: String, _ name: String) throws -> Municipality {
      Municipality(code: try #require(MunicipalityCode(code)), name: name, outline: MultiPolygon())
    }
    let known = [
      try municipality("12213", "東金市"), try municipality("12403", "山武郡九十九里町"),
      try municipality("12101", "千葉市中央区"), try municipality("12102", "千葉市花見川区"),
    ]
    let workspace = try Workspace()
    let path = try workspace.write(
      "圏域,市町村,出典\n山武,東金,県\n山武,千葉県九十九里町,県\n千葉,千葉市,県\n山武,東京市,県\n")
    let reading = try readZones(path: path, name: "z", municipalities: known)
    #expect(reading.value.zones.map(\.name) == ["千葉", "山武"])
    #expect(
      reading.value.zones.map { $0.members.map(\.text) } == [
        ["12101", "12102"], ["12213", "12403"],
      ])
    #expect(reading.findings.map { $0.severity } == [.error])
    let said = reading.findings[0].described(in: .en)
    #expect(said.contains("row 5") && said.contains("Did you mean 東金市?"), "\(said)")
    // a list of names is one, and what is more than a name is none
    let listed = try readZones(
      path: try workspace.write("圏域,市町村,出典\n山武,東金市・九十九里町,県\n千葉,千葉市 中央区,県\n"), name: "z",
      municipalities: known)
    #expect(
      listed.value.zones.map { $0.members.map(\.text) } == [["12101"], ["12213", "12403"]])
    for text in ["東金市を除く", "東金市以外", "東金市 ほか2市町", "東金市（旧東金町）", "東金市を除く山武郡"] {
      let read = try? readZones(
        path: try workspace.write("圏域,市町村,出典\n山武,\(text),県\n千葉,千葉市,県\n"), name: "z",
        municipalities: known)
      #expect(read?.value.zones.map(\.name) == ["千葉"], "\(text)")
      #expect(read?.findings.map(\.severity) == [.error], "\(text)")
    }
    // with codes, names are only read by people
    let both = try workspace.write("圏域,市町村,コード,出典\n山武,どこか,12213,県\n")
    #expect(
      try readZones(path: both, name: "z", municipalities: known).value.zones[0].members.map(\.text)
        == ["12213"])
    // 府中市 is in two prefectures
    let namesakes = known + [try municipality("13206", "府中市"), try municipality("34208", "府中市")]
    let unclear = try readZones(
      path: try workspace.write("圏域,市町村,出典\n府中,府中市,都\n山武,東金市,県\n"), name: "z",
      municipalities: namesakes)
    #expect(unclear.value.zones.map(\.name) == ["山武"])
    #expect(
      unclear.findings.first?.described(in: .en)
        .contains("there are 2 municipalities \"府中市\" (13206, 34208)") == true)
  }

  @Test func listsWhatIsWrongWithZones() throws {
    let workspace = try Workspace()
    let path = try workspace.write("area,code\n山武,12213\n長生,12213\n,12210\n山武,99\n長生,12210\n")
    let reading = try readZones(path: path, name: "z")
    let found = reading.findings.map { $0.described(in: .en) }
    for words in [
      "row 2, column code: 12213 is in more than one zone (山武, 長生; see row 3). Keep only",
      "row 4, column area: there is no zone name",
      "row 5, column code: \"99\" is no municipality code",
      "zones without a source: 長生. Offices draw zones of one name differently",
    ] {
      #expect(found.contains { $0.contains(words) }, "\(words)")
    }
    #expect(reading.value.zones.map(\.name) == ["長生"])
    let none = try failure { try readZones(path: workspace.write("areas,kode\n1,2\n"), name: "z") }
    #expect(
      none.description.contains("no zone name column (area); found: areas, kode. Did you mean"))
  }
}
