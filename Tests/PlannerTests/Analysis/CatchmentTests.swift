import Testing

@testable import Planner

@Suite struct CatchmentTests {
  @Test("a longer walk's catchment contains the shorter one's", arguments: 0..<20)
  func nested(seed: Int) throws {
    let country = try RandomCountry(seed)
    let region = try country.region()
    let overlay = try Overlay()
    for form in [Catchment.Form.each, .dissolved] {
      func shape(_ radius: Double) throws -> Overlay.Shape {
        try overlay.union(
          try Catchment.catchments(
            of: region, stations: country.stations,
            radius: try #require(WalkRadius(meters: radius)),
            question: CoverageQuestion(), form: form
          ).map { try overlay.shape($0.outline) })
      }
      #expect(try shape(800).contains(try shape(500)))
    }
  }

  @Test("nearest shares do not overlap and fill the dissolved catchment", arguments: 0..<20)
  func shares(seed: Int) throws {
    var country = try RandomCountry(seed)
    // two stations on one spot: the lower id has the share
    country.stations[5].position = country.stations[2].position
    let region = try country.region()
    let radius = try #require(WalkRadius(meters: 700))
    let shares = try Catchment.catchments(
      of: region, stations: country.stations, radius: radius, question: CoverageQuestion(),
      form: .nearest)
    let dissolved = try Catchment.catchments(
      of: region, stations: country.stations, radius: radius, question: CoverageQuestion(),
      form: .dissolved)
    let overlay = try Overlay()
    let shareArea = try shares.reduce(0) { $0 + (try overlay.shape($1.outline).area) }
    let wholeArea = try dissolved.reduce(0) { $0 + (try overlay.shape($1.outline).area) }
    #expect(isClose(shareArea, wholeArea, 1e-4))
    #expect(shares[5].outline.isEmpty && shares[5].residents[0] == 0)
    let covered = try Coverage(
      of: region, stations: country.stations, radius: radius, question: CoverageQuestion()
    ).answer.region.tallies[0].covered
    #expect(isClose(shares.reduce(0) { $0 + $1.residents[0] }, covered))
    #expect(isClose(dissolved.reduce(0) { $0 + $1.residents[0] }, covered))
  }
}
