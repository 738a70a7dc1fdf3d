import Planner
import Testing

@testable import PlannerData

/// Files that are each in order and do not fit each other.
@Suite struct LoadedPlanTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func load(
    _ stations: String, grid: [GridCell] = PublicTown.cells, setsAside: Bool = false,
    further: [String] = []
  ) throws -> LoadedPlan {
    var project = ProjectFile()
    project.stations = try folder.file("stations.csv", stations)
    project.municipalities = try folder.file(
      "towns.geojson",
      collection(
        [
          polygonFeature(
            PublicTown.rectangle(PublicTown.west, PublicTown.east),
            "\"name\":\"東金市\",\"code\":\"12213\"")
        ] + further))
    project.population = try folder.file(
      "grid.csv", "KEY_CODE,total\n" + grid.map { "\($0.code),10\n" }.joined())
    project.setAside = setsAside
    return try LoadedPlan(PlanRequest(project))
  }

  @Test func stationsThatAllLieOutside() throws {
    let found = try failure { try load("lat,lon\n43.1,141.3\n43.2,141.4\n") }
    #expect(found.cause == .data)
    #expect(found.description.contains("none of the 2 stations lies in any municipality"))
    #expect(found.description.contains("Check that the outlines are of the same area"))
    #expect(try load("lat,lon\n43.1,141.3\n35.54,140.32\n").stations.count == 2)
  }

  @Test func metersTheWrongWayRound() throws {
    let there = try load("lat,lon\n35.54,140.32\n").stations[0].position
    let found = try failure { try load("x,y\n\(there.northing),\(there.easting)\n") }
    #expect(found.description.contains("are swapped: swap the names"))
    #expect(try load("x,y\n\(there.easting),\(there.northing)\n").stationMunicipality == [0])
  }

  @Test func residentsThatAllLieOutside() throws {
    let far = try #require(
      GridCell(containing: Position(longitude: 141.3, latitude: 43.1), level: .m500))
    let found = try failure { try load("lat,lon\n35.54,140.32\n", grid: [far]) }
    #expect(found.cause == .data)
    #expect(found.description.contains("no resident of the population file lies in any"))
  }

  @Test func noStationIsLeft() throws {
    let found = try failure { try load("lat,lon\n1,2\n", setsAside: true) }
    #expect(found.cause == .data && found.description.contains("no row of the station list"))
    let unclear = "lat,lon,presicion\n35.54,140.32,hidden\n"
    #expect(try failure { try load(unclear, setsAside: true) }.cause == .data)
  }

  @Test func codesOfAnotherYear() throws {
    let changed = polygonFeature(square(140.7, 35.7), "\"name\":\"大網白里市\",\"code\":\"12239\"")
    let plan = try load(
      "lat,lon,municipality\n35.75,140.75,12402\n35.54,140.32,12213\n", further: [changed])
    #expect(plan.findings.contains { $0.severity == .note && $0.what.en.contains("12402→大網白里市") })
    #expect(!plan.findings.contains { $0.what.en.contains("the list says") })
    let wrong = try load("lat,lon,municipality\n35.54,140.32,12402\n", further: [changed])
    #expect(wrong.findings.contains { $0.what.en.contains("the list says \"12402\"") })
  }

  @Test func municipalitiesWithoutResidents() throws {
    let empty = polygonFeature(square(140.7, 35.7), "\"name\":\"銚子市\",\"code\":\"12202\"")
    let plan = try load("lat,lon\n35.54,140.32\n", further: [empty])
    #expect(
      plan.findings.contains { $0.what.en == "municipalities without any resident: 1 (銚子市)" })
  }
}
