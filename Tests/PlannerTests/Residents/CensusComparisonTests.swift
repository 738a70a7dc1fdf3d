import Planner
import Testing

@Suite struct CensusComparisonTests {
  /// Wards 12101 and 12102 of a designated city, and 12213; 65+ is a fifth, 75+ a tenth.
  private func region() throws -> Region {
    var town = try Town(
      attributes: [.total, ResidentAttribute.ageBands[2], ResidentAttribute.ageBands[3]])
    try town.municipality("12101", "市中央区", east: -3000...0, north: -1000...1000)
    try town.municipality("12102", "市花見川区", east: 0...3000, north: -1000...1000)
    try town.municipality("12213", "東金市", east: 3000...6000, north: -1000...1000)
    for east in [-1500.0, 1500, 4500] { town.residents(100, 20, 10, at: east, 0) }
    return try town.region()
  }

  private func totals(_ rows: [(String, [String: Double])]) throws -> PopulationTotals {
    PopulationTotals(
      rows: try rows.map {
        PopulationTotals.Row(
          code: try #require(MunicipalityCode($0.0)), name: $0.0, counts: $0.1)
      }, source: Text(verbatim: "test"))
  }

  private func residents(_ region: Region, _ attribute: Int = 0) -> [Double] {
    var sums = [0.0, 0, 0]
    for piece in 0..<region.blocks.pieceCount {
      sums[Int(region.blocks.pieceMunicipality[piece])] +=
        region.blocks.pieceResidents[attribute][piece]
    }
    return sums
  }

  @Test("a table with the city and its wards scales each resident once, in any order of rows")
  func cityAndWards() throws {
    let rows = [
      ("12100", ["total": 500.0]), ("12101", ["total": 200.0]), ("12102", ["total": 300.0]),
      ("12213", ["total": 110.0]),
    ]
    for rows in [rows, rows.reversed()] {
      let scaled = try region().compared(with: totals(rows), scaling: true)
      #expect(zip(residents(scaled), [200, 300, 110]).allSatisfy { isClose($0, $1) })
      #expect(scaled.census.allSatisfy { $0.isScaled })
    }
  }

  @Test("the city's total is for the wards that have none of their own")
  func cityAlone() throws {
    let alone = try region().compared(with: totals([("12100", ["total": 500])]), scaling: true)
    #expect(residents(alone) == [250, 250, 100])
    #expect(alone.findings.contains { $0.what.en.contains("東金市") })
    let rest = try region().compared(
      with: totals([("12100", ["total": 500]), ("12102", ["total": 150])]), scaling: true)
    #expect(residents(rest) == [350, 150, 100])
  }

  @Test("older bands follow 65+ where they have no total of their own")
  func ages() throws {
    let scaled = try region().compared(
      with: totals([("12213", ["total": 100, "65+": 40])]), scaling: true)
    #expect(residents(scaled, 1)[2] == 40)
    #expect(residents(scaled, 2)[2] == 20)
  }

  @Test("an unusual factor, and more of an age than in all, are told")
  func told() throws {
    let scaled = try region().compared(
      with: totals([("12213", ["total": 1000, "65+": 2000])]), scaling: true)
    let said = scaled.findings.map(\.what.en).joined()
    #expect(said.contains("far apart") && said.contains("more people of an age"))
  }

  @Test("the wards of one city are not those of the next")
  func designatedCities() throws {
    #expect(
      DesignatedCity.city(ofWard: try #require(MunicipalityCode("14151")))?.text == "14150")
    #expect(DesignatedCity.city(ofWard: try #require(MunicipalityCode("12213"))) == nil)
  }
}
