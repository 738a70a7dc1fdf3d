import Testing

@testable import Planner

@Suite struct IdealSitesTests {
  private func region(_ cells: [GridCell], residents: (Int) -> Double = { _ in 10 }) throws
    -> Region
  {
    func rectangle(_ west: Double, _ east: Double) throws -> MultiPolygon<Geographic> {
      let corners = [(west, 35.52), (east, 35.52), (east, 35.56), (west, 35.56)]
      let ring = try #require(Ring<Geographic>(corners.map { Position(x: $0.0, y: $0.1) }))
      return MultiPolygon([Polygon(exterior: ring)])
    }
    let study = try StudyArea(municipalities: [
      Municipality(
        code: try #require(MunicipalityCode("12213")), name: "東金市",
        outline: try rectangle(140.30, 140.332)),
      Municipality(
        code: try #require(MunicipalityCode("12237")), name: "山武市",
        outline: try rectangle(140.332, 140.36)),
    ])
    return try Region(
      study: study,
      population: Population(
        attributes: [.total], units: .cells(cells),
        counts: [cells.indices.map { residents($0) }]))
  }

  private var cells: [GridCell] {
    (0..<8).flatMap { column in
      (0..<8).compactMap { row in
        GridCell(
          containing: Position(
            longitude: 140.303 + Double(column) / 160, latitude: 35.522 + Double(row) / 240),
          level: .m500)
      }
    }
  }

  @Test func oneSiteInEachPopulatedCell() throws {
    let region = try region(cells) { $0 % 4 == 0 ? 0 : 10 }
    let sites = try Candidate.anywhere(in: region)
    #expect(sites.count == 48 && Set(sites.map(\.id)).count == 48)
    #expect(sites.map(\.id) == sites.map(\.id).sorted())
    #expect(sites.allSatisfy { $0.kind == nil && $0.name.isEmpty })
    let homes = Set((0..<region.blocks.count).map { region.blocks.position(of: $0) })
    #expect(sites.allSatisfy { homes.contains($0.position) })
    #expect(sites.map(\.municipality) == region.municipalities(of: sites.map(\.geographic)))
    let found = sites.compactMap { GridCell(containing: $0.geographic, level: .m500) }
    #expect(Set(found).count == 48 && Set(found).isSubset(of: cells))
    // in a whole cell, one of the four blocks around the middle
    let whole = try #require(
      zip(sites, found).first { $0.1 == cells[18] })
    let middle = whole.1.corner(east: 0.5, north: 0.5)
    let meters = try Projection.geodesicMeters(from: whole.0.geographic, to: middle)
    #expect(meters < 50)
  }

  @Test func idsDoNotHangOnTheOtherCells() throws {
    let all = try Candidate.anywhere(in: region(cells))
    let some = try Candidate.anywhere(in: region(Array(cells.reversed().prefix(20))))
    #expect(Set(some.map(\.id)).isSubset(of: all.map(\.id)) && some.count == 20)
  }

  @Test func pointsAreSitesThemselves() throws {
    var town = try Town()
    try town.municipality("12213", "東金市", east: 0...1000, north: 0...1000)
    town.residents(5, at: 500, 500)
    town.residents(5, at: 501, 500)
    town.residents(0, at: 700, 500)
    let sites = try Candidate.anywhere(in: town.region())
    #expect(sites.count == 2)
    // two in one square are told apart by a number
    #expect(sites[1].id.text == sites[0].id.text + "-2")
    #expect(sites.allSatisfy { abs($0.position.y - Town.plane(0, 500).y) < 1e-3 })
  }
}
