import Foundation
import Planner
import Testing

@testable import PlannerData

/// Population files as they really come, each dialect by hand.
@Suite struct PopulationDialectTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func read(
    _ text: String, level: GridLevel? = nil, year: Int? = nil
  ) throws -> Reading<Population> {
    try readGridPopulation(bytes(text), level: level, year: year)
  }

  private func readAll(
    _ texts: [String], _ options: PopulationOptions = PopulationOptions()
  ) throws -> PopulationReading {
    try readPopulation(
      paths: texts.enumerated().map { try workspace.write($1, as: "part\($0).csv") },
      options: options)
  }

  private func codes(_ population: Population) -> [String] {
    guard case .cells(let cells) = population.units else { return [] }
    return cells.map(\.code)
  }

  private func english(_ findings: [Finding]) -> String {
    findings.map { $0.described(in: .en) }.joined(separator: "\n")
  }

  // MARK: Codes

  @Test func tenDigitsAreSettledByTheWholeColumn() throws {
    // 250 m: all end in 1 to 4, and they are in many 1 km cells
    let quarters = ["5340227912", "5340227844", "5340226711", "5340225633"]
    let fine = try read("code,pop\n" + quarters.map { "\($0),1\n" }.joined())
    #expect(fine.findings.isEmpty)
    guard case .cells(let cells) = fine.value.units else { return }
    #expect(cells.allSatisfy { $0.level == .m250 })
    // 100 m: most do not
    let tenths = ["5340227900", "5340227912", "5340227999", "5340227805", "5340227870"]
    let finer = try read("code,pop\n" + tenths.map { "\($0),1\n" }.joined())
    #expect(finer.findings.isEmpty && codes(finer.value).sorted() == tenths.sorted())
    guard case .cells(let hundreds) = finer.value.units else { return }
    #expect(hundreds.allSatisfy { $0.level == .m100 })
    // a slip in a long table of 250 m is a slip
    let many = (0..<100).map { "534022\($0 / 10)\($0 % 10)\($0 % 4 + 1)\($0 / 4 % 4 + 1)" }
    let slip = try read("code,pop\n" + (many + ["5340227900"]).map { "\($0),1\n" }.joined())
    #expect(slip.findings.count { $0.severity == .error } == 1)
    #expect(english(slip.findings).contains("--population-grid 100m"))
  }

  @Test func tenDigitsThatDoNotTellNeedTheFlag() throws {
    let few = "code,pop\n5340227911,1\n5340227912,2\n"
    let unclear = try failure { try read(few) }
    #expect(unclear.description.contains("2 row(s) do not tell whether codes of ten digits"))
    #expect(unclear.description.contains("Give --population-grid 250m or --population-grid 100m"))
    for level in [GridLevel.m250, .m100] {
      guard case .cells(let cells) = try read(few, level: level).value.units else { return }
      #expect(cells.map(\.level) == [level, level])
    }
    let mixed = "code,pop\n5340227911,1\n5340227922,2\n5340227900,3\n"
    let half = try failure { try read(mixed) }
    #expect(half.description.contains("1 of 3 end in other digits than 1 to 4: row 4"))
    #expect(half.findings[0].place.row == 4)
    // the census has no grid of 100 m
    let census = try read("KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T1\n,,,,人口（総数）\n5340227911,0,,,3\n")
    #expect(codes(census.value) == ["5340227911"])
    let other = try read("code,pop\n534022791,1\n", level: .m250)
    #expect(
      english(other.findings).contains("1 code(s) of the 500 m grid in a table of the 250 m grid"))
    #expect(english(other.findings).contains("Leave out --population-grid, or give 500m"))
  }

  @Test(arguments: [
    ("534022791.0", "534022791"), ("\"534,022,791\"", "534022791"),
    ("5.34022791E+08", "534022791"), ("'534022791", "534022791"), ("５３４０２２７９１", "534022791"),
    ("\"=\"\"534022791\"\"\"", "534022791"), (" 534022791 ", "534022791"),
  ])
  func codesThatBecameNumbersAreMended(written: String, meant: String) throws {
    let reading = try read("code,pop\n\(written),5\n")
    #expect(codes(reading.value) == [meant])
    #expect(!reading.findings.contains { $0.severity == .error })
    let wasChanged = !written.contains(" ")
    #expect(english(reading.findings).contains("had become numbers") == wasChanged)
  }

  @Test(arguments: [
    ("5.34E+08", "A spreadsheet has rounded it"), ("534022791.5", "Write a JIS X 0410 code"),
    ("0534022791", "No code of Japan begins with 0"), ("134022791", "a code of no place in Japan"),
    ("534022795", "A code of the 2km grid cannot be used"),
    ("534022796", "A code of the 2.5km grid"), ("534022797", "A code of the 4km grid"),
    ("53402279", "in a table of the 500 m grid"), ("5340,22791", "Write a JIS X 0410 code"),
  ])
  func codesThatAreNoneSayWhy(written: String, words: String) throws {
    let reading = try read("code,pop\n534022781,1\n534022782,1\n\"\(written)\",5\n")
    #expect(reading.findings.count { $0.severity == .error } == 1)
    #expect(english(reading.findings).contains(words), "\(english(reading.findings))")
    #expect(codes(reading.value) == ["534022781", "534022782"])
  }

  @Test func countsWithCommasAndDecimals() throws {
    let value = try read("code,pop,65+\n534022781,\"1,234\",12.5\n534022782,３,０\n").value
    #expect(value.counts == [[1234, 3], [12.5, 0]])
  }

  // MARK: Projections

  private static let projection = """
    MESH_ID,SHICODE,PTN_2020,PTN_2025,PT00_2025,PTA_2025,PTB_2025,PTC_2025,PTD_2025,RTA_2025,\
    HITOKU2025,GASSAN2025,PTN_2030,PTC_2030,HITOKU2030,GASSAN2030
    534022791,12213,30,20.5,20.5,2.25,10,8.25,4,0.1,,,18.125,8,,
    534022791,12237,5,4.5,4.5,0.5,2,2,1,0.1,,,4,2.5,,
    534022792,12213,9,6,8.5,0.5,4,4,2,0,@,,5,3,,
    534022793,12213,4,2.5,0,0,0,0,0,0,*,534022792,2,1,,

    """

  @Test func aYearOfAProjection() throws {
    let unsaid = try failure { try read(Self.projection) }
    #expect(unsaid.description.contains("residents of 3 years (2020, 2025, 2030)"))
    #expect(unsaid.description.contains("Choose one with --population-year 2020"))
    let wrong = try failure { try read(Self.projection, year: 2027) }
    #expect(wrong.description.contains("Years for --population-year: 2020, 2025, 2030"))
    let without = try failure { try read("code,pop\n534022791,1\n", year: 2030) }
    #expect(without.description.contains("there are no columns of years"))

    let later = try read(Self.projection, year: 2030)
    #expect(later.value.attributes.map(\.slug) == ["total", "65+"])
    #expect(later.value.counts == [[22.125, 5, 2], [10.5, 3, 1]])
    #expect(later.value.suppressed.isEmpty && later.findings.isEmpty)
    #expect(try read(Self.projection, year: 2020).value.attributes == [.total])
    // one year only needs no choice
    #expect(try read("MESH_ID,PTN_2045,PTC_2045\n534022791,3,1\n").value.counts == [[3], [1]])
  }

  @Test func suppressionOfAProjection() throws {
    let reading = try read(Self.projection, year: 2025)
    let value = reading.value
    #expect(value.attributes.map(\.slug) == ["total", "0-14", "15-64", "65+", "75+"])
    #expect(value.counts[0] == [25, 6, 2.5])
    #expect(value.suppressed == [2])
    #expect(value.groups.groups.map(\.members) == [[1, 2]])
    #expect(value.counts[3][0] == 10.25)
    #expect(value.counts[3][1] + value.counts[3][2] == 4)
    #expect(abs(value.counts[3][2] - 4 * 2.5 / 8.5) < 1e-12)
    // a host that names its guests says the same
    let named = Self.projection.replacingOccurrences(of: "@,,5", with: "@,534022793,5")
    #expect(try read(named, year: 2025).value.counts == value.counts)
    #expect(try read(named, year: 2025).findings.map(\.severity) == [.note])
    // columns chosen by name bring the marks of their year with them
    let chosen = try readGridPopulation(
      bytes(Self.projection), columns: ["PTN_2025", "PTC_2025"]
    ).value
    #expect(chosen.counts == [value.counts[0], value.counts[3]])
  }

  @Test func aMeshTwiceInOneMunicipalityIsAnError() throws {
    let reading = try read("MESH_ID,SHICODE,PTN_2030\n534022791,12213,1\n534022791,12213,2\n")
    #expect(reading.value.units.count == 0)
    #expect(english(reading.findings).contains("cell 534022791 is in row 3 too"))
  }

  @Test func aLayerOfCellsIsReadByItsCodes() throws {
    let cells = ["534022791", "534022792", "534022801"].compactMap { GridCell(code: $0) }
    func feature(_ cell: GridCell, _ city: Int, _ counts: String) -> String {
      let (a, b) = (cell.southWest, cell.corner(east: 1, north: 1))
      return polygonFeature(
        "[[[\(a.x),\(a.y)],[\(b.x),\(a.y)],[\(b.x),\(b.y)],[\(a.x),\(b.y)],[\(a.x),\(a.y)]]]",
        "\"MESH_ID\":\"\(cell.code)\",\"SHICODE\":\"\(city)\",\(counts)")
    }
    let path = try workspace.write(
      collection([
        feature(cells[0], 12213, "\"PTN_2030\":4.5,\"PTC_2030\":2"),
        feature(cells[0], 12237, "\"PTN_2030\":1.25,\"PTC_2030\":1"),
        feature(cells[1], 12213, "\"PTN_2030\":-3,\"PTC_2030\":1"),
        feature(cells[2], 12213, "\"PTN_2030\":7,\"PTC_2030\":1"),
      ]), as: "mesh.geojson")
    let reading = try readPopulation(paths: [path])
    #expect(codes(reading.value) == ["534022791", "534022801"])
    #expect(reading.value.counts == [[5.75, 7], [3, 1]])
    let errors = reading.findings.filter { $0.severity == .error }
    // features are counted from 1, and have no header
    #expect(errors.map(\.place) == [Place(file: path, row: 3, column: "PTN_2030")])
    #expect(reading.files.map(\.path) == [path])
  }

  // MARK: Suppression

  private static let head =
    "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T1,T2,T3\n"
    + ",,,,　人口（総数）,　６５歳以上人口　総数,　世帯総数\n"

  @Test func groupsOfTheCensus() throws {
    let reading = try read(
      Self.head + """
        5340227911,1,,5340227912;5340227913,10,9,4
        5340227912,2,5340227911,,6,*,3
        5340227913,2,5340227911,,2,*,1
        5340227914,0,,,7,2,3
        """)
    let value = reading.value
    #expect(value.counts == [[10, 6, 2, 7], [5, 3, 1, 2], [4, 3, 1, 3]])
    #expect(value.suppressed == [1, 2])
    #expect(value.groups.groups.map(\.sums) == [[.published, .total(9), .published]])
    #expect(reading.findings.map(\.severity) == [.note])
    #expect(english(reading.findings).contains("3 cells (1 groups) have ages"))
    #expect(value.groups.bounds(group: 0, attribute: 1, weights: [0, 1, 1]) == 0...8)
    #expect(value.groups.bounds(group: 0, attribute: 1, weights: [1, 0, 0]) == 1...9)
  }

  @Test func hostsElsewhereLeaveAgesUnknown() throws {
    let here = Self.head + "5340227911,2,5340227811,,6,*,3\n5340227914,0,,,7,2,3\n"
    let there = Self.head + "5340227811,1,,5340227911,4,5,2\n"
    let alone = try readAll([here])
    #expect(alone.value.counts[1] == [0, 2])
    #expect(alone.value.groups.groups.map(\.sums) == [[.published, .unknown, .published]])
    #expect(english(alone.findings).contains("ages are unknown in 1 cells (6 residents)"))
    // a host without its guests knows only what its own cannot exceed
    let host = try readAll([there])
    #expect(host.value.groups.groups.map(\.sums) == [[.published, .atMost(5), .published]])
    #expect(host.value.groups.bounds(group: 0, attribute: 1, weights: [1]) == 0...4)
    #expect(host.value.counts[1] == [0])
    #expect(host.findings.contains { $0.severity == .warning })
    // together they know, in whichever order they come
    for texts in [[here, there], [there, here]] {
      let both = try readAll(texts)
      #expect(both.value.counts == [[4, 6, 7], [2, 3, 2], [2, 3, 3]])
      #expect(both.value.groups.unresolvedUnitCount == 0)
      #expect(!both.findings.contains { $0.severity == .warning })
      #expect(both.files.count == 2 && both.files[0].sha256 != both.files[1].sha256)
    }
  }

  @Test func hostsThatDoNotSaySoAreNotBelieved() throws {
    let reading = try read(
      Self.head + "5340227911,2,5340227914,,6,*,3\n5340227914,0,,,7,2,3\n")
    #expect(english(reading.findings).contains("named as hosts of suppressed ones but do not say"))
    #expect(reading.value.groups.groups.map(\.sums) == [[.published, .unknown, .published]])
    // with nothing but the names there is nothing against them
    let names = try read(
      "code,HTKSAKI,pop,65+\n534022791,534022792,6,*\n534022792,,4,5\n")
    #expect(names.value.counts == [[6, 4], [3, 2]])
  }

  @Test func aGroupWithMoreOldThanPeopleIsTold() throws {
    let reading = try read(
      Self.head + "5340227911,2,5340227914,,6,*,3\n5340227914,1,,5340227911,7,20,3\n")
    #expect(english(reading.findings).contains("in 1 group(s) of suppressed cells an age has more"))
  }

  @Test func fiveYearAgesAreAddedUp() throws {
    let lows = Array(stride(from: 0, through: 90, by: 5))
    let labels = lows.map { "\($0)～\($0 + 4)歳人口　総数" } + ["９５歳以上人口　総数", "９５歳以上人口　男"]
    let header =
      "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T0,"
      + labels.indices.map { "T\($0 + 1)" }
      .joined(separator: ",")
    // powers of two say which bands are in a sum
    let values = (0..<20).map { String(1 << $0) }.joined(separator: ",")
    let stars = (0..<20).map { _ in "*" }.joined(separator: ",")
    let reading = try read(
      """
      \(header)
      ,,,,　人口（総数）,\(labels.joined(separator: ","))
      5340227911,1,,5340227912,2000000,\(values),7
      5340227912,2,5340227911,,500000,\(stars),*
      """)
    let value = reading.value
    #expect(value.attributes.map(\.slug) == ["total", "0-14", "15-64", "65+", "75+", "85+"])
    let sums = value.groups.groups[0].sums
    func bits(_ range: Range<Int>) -> Double { Double(range.reduce(0) { $0 | 1 << $1 }) }
    #expect(
      sums == [
        .published, .total(bits(0..<3)), .total(bits(3..<13)), .total(bits(13..<20)),
        .total(bits(15..<20)), .total(bits(17..<20)),
      ])
    // a gap among the bands leaves no sum
    let gap = try read("code,総数,65～69歳,75歳以上\n534022791,9,1,2\n").value
    #expect(gap.attributes.map(\.slug) == ["total", "75+"])
  }

  @Test func codesWinOverPositions() throws {
    let reading = try readAll([
      "code,lat,lon,pop\n5340227900,35.5,140.3,5\n5340227899,35.5,140.3,5\n"
    ])
    #expect(codes(reading.value) == ["5340227900", "5340227899"])
  }

  // MARK: Several files

  @Test func filesAreJoined() throws {
    let parts = ["code,pop,65+\n534022791,5,1\n", "メッシュコード,総数,65歳以上\n523936991,3,2\n"]
    for texts in [parts, parts.reversed()] {
      let reading = try readAll(texts)
      #expect(codes(reading.value) == ["523936991", "534022791"])
      #expect(reading.value.counts == [[3, 5], [2, 1]] && reading.findings.isEmpty)
    }
    let uneven = try readAll([parts[0], "code,pop\n523936991,3\n"])
    #expect(uneven.value.attributes == [.total])
    #expect(
      english(uneven.findings).contains("only some of the population files count is not used (65+)")
    )
  }

  @Test func aCellInTwoFilesIsNamedWithBoth() throws {
    let reading = try readAll([
      "code,pop\n534022791,5\n534022792,1\n", "code,pop\n534022791,5\n534022794,3\n",
    ])
    #expect(codes(reading.value) == ["534022792", "534022794"])
    let errors = reading.findings.filter { $0.severity == .error }
    #expect(errors.count == 1)
    let text = english(errors)
    #expect(text.contains("part0.csv and ") && text.contains("part1.csv (534022791)"))
  }

  @Test func filesThatDoNotBelongTogether() throws {
    let levels = try failure { try readAll(["code,pop\n534022791,5\n", "code,pop\n53402278,5\n"]) }
    #expect(levels.description.contains("of different grids"))
    #expect(levels.description.contains("Give tables of one grid only"))
    let sorts = try failure { try readAll(["code,pop\n534022791,5\n", "lat,lon,pop\n35,140,5\n"]) }
    #expect(sorts.description.contains("of different sorts"))
    let same = try failure { try readAll(["code,pop\n534022791,5\n", "code,pop\n534022791,5\n"]) }
    #expect(same.description.contains("given twice"))
    let both = try failure { try readAll(["cod,pop\n1,5\n", "code,x\n534022791,5\n"]) }
    #expect(both.findings.count == 2)
    let towns = try failure {
      try readAll(["KEY_CODE,HYOSYO,CITYNAME,NAME,T1\n12213001,1,東金市,東金,5\n"])
    }
    #expect(towns.description.contains("a table of towns") && towns.description.contains("JINKO"))
  }

  @Test func pointsOfSeveralFiles() throws {
    let reading = try readAll([
      "lat,lon,pop\n35.5,140.3,5\n", "lat,lon,pop\n35.5,140.3,5\n35.6,140.3,2\n",
    ])
    #expect(reading.value.counts == [[2]])
    #expect(english(reading.findings).contains("2 unit(s) with the same place and counts"))
  }

  // MARK: Towns

  @Test func townsOfTheCensus() throws {
    func town(_ x: Double, _ key: String, _ sort: Int, _ people: Int, _ homes: Int) -> String {
      polygonFeature(
        square(x, 35),
        "\"KEY_CODE\":\"\(key)\",\"HCODE\":\(sort),\"JINKO\":\(people),\"SETAI\":\(homes)")
    }
    let path = try workspace.write(
      collection([
        town(140, "12213001001", 8101, 120, 50),
        // one town in two parts, both with the numbers of the whole
        town(141, "12213002000", 8101, 80, 30), town(142, "12213002000", 8101, 80, 30),
        // another whose parts have numbers of their own
        town(143, "12213003000", 8101, 60, 20), town(144, "12213003000", 8101, 5, 2),
        town(145, "12213004000", 8154, 0, 0), town(146, "12213005000", 8154, 0, 0),
        town(147, "12213006000", 8154, 7, 3),
      ]), as: "r2ka12213.geojson")
    let reading = try readPopulation(paths: [path])
    #expect(reading.value.attributes.map(\.slug) == ["total", "households"])
    #expect(reading.value.counts == [[120, 80, 65, 7], [50, 30, 22, 3]])
    guard case .areas(let areas) = reading.value.units else {
      Issue.record("no areas")
      return
    }
    #expect(areas.map(\.polygons.count) == [1, 2, 2, 1])
    let text = english(reading.findings)
    #expect(text.contains("2 cell(s) of water (HCODE 8154) are not used"))
    #expect(text.contains("1 cell(s) of water (HCODE 8154) have residents (row 8)"))
    #expect(text.contains("each repeat the same residents are counted once (rows 2, 3)"))
    let twice = try failure { try readPopulation(paths: [path, path]) }
    #expect(twice.description.contains("given twice"))
  }

  // MARK: Settings

  @Test func settingsOfTheProject() throws {
    let yaml = """
      population: [a.txt, /b/c.txt]
      population-grid: 250m
      population-year: 2030
      """
    let project = try ProjectFile(yaml: yaml, path: "plans/planner.yaml")
    #expect(project.populationFiles == ["plans/a.txt", "/b/c.txt"])
    #expect(project.population == "plans/a.txt")
    #expect(project.inputPaths == ["plans/a.txt", "/b/c.txt"])
    #expect(project.rendered().contains("population: [plans/a.txt, /b/c.txt]\n"))
    #expect(try ProjectFile(yaml: project.rendered(), path: "planner.yaml") == project)
    let request = try PlanRequest(project)
    #expect(request.population == PopulationOptions(columns: nil, level: .m250, year: 2030))
    let one = try ProjectFile(yaml: "population: a.txt\n", path: "planner.yaml")
    #expect(one.populationFiles == ["a.txt"] && one.rendered() == "population: a.txt\n")
    var wrong = project
    wrong.populationGrid = "300m"
    wrong.populationYear = "令和12"
    let failed = try failure { try PlanRequest(wrong) }
    #expect(failed.cause == .usage && failed.findings.count == 2)
    var both = project
    both.populationColumns = ["PTN_2030"]
    #expect(
      try failure { try PlanRequest(both) }.description.contains(
        "both --population-year and --population-column are given"))
    #expect(failed.description.contains("Known: 80km, 10km, 1km, 500m, 250m, 125m, 100m"))
  }

  // MARK: The real file

  @Test(.enabled(if: RealData.isThere, RealData.skipped))
  func theRealSuppressedGrid() throws {
    let path = RealData.path("population/tblT001102Q5240.txt")
    let value = try readPopulation(paths: [path]).value
    #expect(value.units.count == 4397 && value.counts[0].reduce(0, +) == 115_588)
    #expect(value.suppressed.count == 1661)
    #expect(value.groups.groups.count == 1112 && value.groups.unresolvedUnitCount == 0)
    // the published numbers by our own hand: columns 19 (65+) and 49, `*` for what is suppressed
    let text = try String(decoding: Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst(2).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard case .cells(let cells) = value.units else { return }
    let place = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1.code, $0) })
    for (slug, field) in [("0-14", 7), ("65+", 22), ("85+", 28), ("elderly-alone", 52)] {
      let attribute = try #require(value.attributes.firstIndex { $0.slug == slug })
      var groupCount = 0
      for row in rows {
        let unit = try #require(place[row[0]])
        switch row[1] {
        case "0": #expect(value.counts[attribute][unit] == Double(row[field]))
        case "1":
          groupCount += 1
          let members = [unit] + row[3].split(separator: ";").compactMap { place[String($0)] }
          let sum = members.reduce(0) { $0 + value.counts[attribute][$1] }
          #expect(abs(sum - (Double(row[field]) ?? -1)) < 1e-9, "\(row[0]) \(slug)")
          let people = members.reduce(0) { $0 + value.counts[0][$1] }
          for member in members {
            let share = sum * value.counts[0][member] / people
            #expect(abs(value.counts[attribute][member] - share) < 1e-9)
          }
        default: break
        }
      }
      #expect(groupCount == 1112)
      // nobody is lost: what the file has in numbers is what the population has
      let published = rows.reduce(0) { $0 + (Double($1[field]) ?? 0) }
      #expect(abs(value.counts[attribute].reduce(0, +) - published) < 1e-6)
    }
    let households = try #require(value.attributes.firstIndex { $0.slug == "households" })
    for row in rows {
      #expect(value.counts[households][try #require(place[row[0]])] == Double(row[37]))
    }
  }
}
