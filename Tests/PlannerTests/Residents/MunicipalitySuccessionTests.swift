import Planner
import Testing

/// Codes, tables and outlines of different years.
@Suite struct MunicipalitySuccessionTests {
  private func code(_ text: String) throws -> MunicipalityCode {
    try #require(MunicipalityCode(text))
  }

  /// Outlines side by side with these codes, a hundred people in each, and zones of codes.
  private func region(_ codes: [String], zones: [(String, String)] = []) throws -> Region {
    var town = try Town()
    for (index, code) in codes.enumerated() {
      let west = Double(index) * 3000
      try town.municipality(code, code, east: west...(west + 3000), north: -1000...1000)
      town.residents(100, at: west + 1500, 0)
    }
    for (name, code) in zones { town.zone(name, code) }
    return try town.region()
  }

  private func totals(_ rows: [(String, Double)]) throws -> PopulationTotals {
    PopulationTotals(
      rows: try rows.map {
        PopulationTotals.Row(code: try code($0.0), name: $0.0, counts: ["total": $0.1])
      }, source: Text(verbatim: "test"))
  }

  private func scaled(_ codes: [String], _ rows: [(String, Double)]) throws -> [Double] {
    let region = try region(codes).compared(with: totals(rows), scaling: true)
    var sums = [Double](repeating: 0, count: codes.count)
    for piece in 0..<region.blocks.pieceCount {
      sums[Int(region.blocks.pieceMunicipality[piece])] += region.blocks.pieceResidents[0][piece]
    }
    return sums.map { ($0 * 1000).rounded() / 1000 }
  }

  @Test func eachCodeHasOnePlaceToday() throws {
    #expect(try code("12402").current.text == "12239")
    #expect(try code("12464").current.text == "12234")
    #expect(try code("12213").current.text == "12213")
    #expect(try code("12239").predecessors == [code("12402")])
    // no code that is in use today has gone into another
    for census in ["12211", "12215", "12231", "12239", "12403", "12409", "12410", "12443", "12463"]
    {
      #expect(try code(census).current.text == census)
    }
  }

  @Test func anOldCodeStandsForTheNewOutlineAndTheOtherWayRound() throws {
    let new = try region(["12213", "12237", "12239"]).study
    #expect(try new.members(of: code("12402")) == [2])
    #expect(try new.members(of: code("12406")) == [1])
    #expect(try new.members(of: code("12466")).isEmpty)
    let old = try region(["12402", "12404", "12405", "12406"]).study
    #expect(try old.members(of: code("12239")) == [0])
    #expect(try old.members(of: code("12237")) == [1, 2, 3])
    #expect(try old.members(of: code("12404")) == [1])
    #expect(try old.isOfAnotherYear(code("12237")) && !old.isOfAnotherYear(code("12404")))
  }

  @Test func zonesSayWhatTheyMadeOfOldCodes() throws {
    let found = try region(["12239", "12237"], zones: [("a", "12402")]).study.zoneFindings()
    #expect(found.contains { $0.severity == .note && $0.what.en.contains("12402→12239") })
    #expect(!found.contains { $0.severity == .warning })
    let partly = try region(["12237"], zones: [("a", "12406")]).study.zoneFindings()
    #expect(partly.contains { $0.severity == .warning && $0.what.en.contains("only parts") })
    #expect(try region(["12237"], zones: [("a", "12237")]).study.zoneFindings().isEmpty)
  }

  @Test func totalsOfBeforeAreAddedUp() throws {
    #expect(try scaled(["12213", "12239"], [("12402", 50), ("12213", 70)]) == [70, 50])
    let all = [("12404", 1.0), ("12405", 2), ("12406", 4), ("12407", 8)]
    #expect(try scaled(["12237"], all) == [15])
    // a part of them would be too few
    #expect(try scaled(["12237"], Array(all.dropLast())) == [100])
    // a code that stayed is the smaller one beside the others
    #expect(
      try scaled(["12215"], [("12215", 1), ("12348", 2), ("12361", 4), ("12362", 8)]) == [15])
    #expect(try scaled(["12215"], [("12215", 16)]) == [16])
  }

  @Test func outlinesOfBeforeShareTheTotalOfToday() throws {
    #expect(try scaled(["12402"], [("12239", 50)]) == [50])
    #expect(try scaled(["12404", "12405"], [("12237", 300)]) == [150, 150])
    // a table that goes with the outlines is taken as it is
    #expect(
      try scaled(["12404", "12405"], [("12237", 300), ("12404", 7), ("12405", 9)]) == [7, 9])
    #expect(
      try scaled(
        ["12215", "12348", "12361", "12362"],
        [("12215", 1), ("12348", 2), ("12361", 4), ("12362", 8)]) == [1, 2, 4, 8])
  }
}
