import Foundation
import Planner
import Testing

@testable import PlannerData

/// Rows with only an address in plans, candidates, gaps and public data.
@Suite struct AddressPlans {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Two towns of 東金市 1.8 km apart, one of 山武市, in the area of `PublicTown`.
  private static let gazetteer = """
    市区町村コード,市区町村名,大字町丁目名,緯度,経度
    12213,東金市,田間,35.54,140.31
    12213,東金市,東岩崎,35.54,140.33
    12237,山武市,蓮沼ハ,35.54,140.35
    """

  private func load(
    _ stations: String, radius: String = "800m", gazetteer: String? = gazetteer,
    allowing accuracy: String? = nil, setsAside: Bool = false, candidates: String? = nil
  ) throws -> LoadedPlan {
    var project = ProjectFile()
    project.stations = try folder.file("stations.csv", stations)
    project.municipalities = try folder.file(
      "towns.geojson",
      collection([
        polygonFeature(
          PublicTown.rectangle(PublicTown.west, PublicTown.east),
          "\"name\":\"東金市\",\"code\":\"12213\"")
      ]))
    project.population = try folder.file(
      "grid.csv", "KEY_CODE,total\n" + PublicTown.cells.map { "\($0.code),10\n" }.joined())
    if let gazetteer { project.gazetteer = [try folder.file("gazetteer.csv", gazetteer)] }
    project.allowAccuracy = accuracy
    project.radius = radius
    project.setAside = setsAside
    if let candidates {
      project.candidates = [
        .init(name: "temple-shrine", path: try folder.file("candidates.csv", candidates))
      ]
    }
    var request = try PlanRequest(project)
    request.readsCandidates = candidates != nil
    return try LoadedPlan(request)
  }

  private static let mixed = """
    id,name,lat,lon,address
    a,座標,35.541,140.321,東金市田間1
    b,町,,,東金市東岩崎1-1
    c,原点,0,0,東金市田間2
    d,市だけ,,,東金市

    """

  @Test func eachStationSaysHowExactlyItIsLocated() throws {
    let plan = try load(Self.mixed, radius: "1km")
    #expect(plan.stations.map(\.locationAccuracy) == [.point, .town, .town, .municipality])
    #expect(plan.stations[0].geographic.longitude.rounded(to: 6) == 140.321)
    #expect(plan.stations[1].geographic.longitude.rounded(to: 6) == 140.33)
    #expect(plan.stations[2].geographic.longitude.rounded(to: 6) == 140.31)
    // between the two towns
    #expect(plan.stations[3].geographic.longitude.rounded(to: 6) == 140.32)
    #expect(plan.locations.leftOut.isEmpty)
  }

  @Test func theMiddleOfAMunicipalityIsLeftOutOfShortWalks() throws {
    let plan = try load(Self.mixed, radius: "999m")
    #expect(plan.stations.map(\.id.text) == ["a", "b", "c"])
    #expect(plan.stationMunicipality.count == 3)
    #expect(plan.locations.leftOut.map(\.text) == ["d"])
    let said = plan.findings.map { $0.described(in: .en) }.joined(separator: "\n")
    #expect(said.contains("left out: 1 (d)") && said.contains("--allow-accuracy municipality"))
    #expect(said.contains("stations placed at the point of their town: 2"))
    let assumptions = Assumptions(plan: plan).json
    let text = String(decoding: assumptions.serialized(), as: UTF8.self)
    #expect(text.contains("\"town\": 2,") && text.contains("\"leftOut\": 1,"))
    #expect(text.contains("\"stations\": 4,"))
    #expect(
      Assumptions(plan: plan).lines(.en).contains { $0.contains("left out as too inexact: 1") })
  }

  @Test func whatIsAllowedCanBeSaid() throws {
    #expect(try load(Self.mixed, allowing: "municipality").stations.count == 4)
    #expect(try load(Self.mixed, allowing: "市区町村").stations.count == 4)
    #expect(try load(Self.mixed, allowing: "block").stations.map(\.id.text) == ["a"])
    let found = try failure { try load(Self.mixed, allowing: "somewhere") }
    #expect(found.cause == .usage && found.description.contains("point, block, town"))
  }

  @Test func withoutAnyStationLeftTheRunStops() throws {
    let found = try failure { try load("id,address\nd,東金市\n") }
    #expect(found.cause == .data)
    #expect(found.description.contains("too inexactly"))
    #expect(try load("id,address\nd,東金市\n", radius: "1km").stations.count == 1)
  }

  @Test func aListNeedsNoColumnsOfPositions() throws {
    let plan = try load("名称,住所\n集会所,東金市田間1\n寺,東金市東岩崎2\n")
    #expect(plan.stations.map(\.name) == ["集会所", "寺"])
    let standard = try load(
      "ID,名称,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下\n1,集会所,千葉県,東金市,田間,1-1\n")
    #expect(standard.stations[0].locationAccuracy == .town)
    let found = try failure { try load("名称,住所\n集会所,東金市田間1\n", gazetteer: nil) }
    #expect(found.description.contains("no position columns"))
    #expect(found.description.contains("--gazetteer FILE"))
  }

  @Test func aRowThatCannotBePlacedIsAnErrorWithGuesses() throws {
    let rows = "id,address\na,東金市田間1\nb,田聞2\n"
    let found = try failure { try load(rows) }
    let finding = try #require(found.findings.first { $0.place.row == 3 })
    #expect(finding.severity == .error && finding.place.column == "address")
    #expect(finding.remedy.en.contains("東金市田間"))
    let plan = try load(rows, setsAside: true)
    #expect(plan.stations.map(\.id.text) == ["a"] && plan.setAside.count == 1)
    let blank = try failure { try load("id,lat,lon,address\na,,,\n") }
    #expect(blank.description.contains("there is no position"))
    let without = try failure { try load("id,lat,lon,address\na,,,東金市田間1\n", gazetteer: nil) }
    #expect(without.description.contains("--gazetteer FILE"))
  }

  @Test func whatIsLikelyIsSaid() throws {
    let plan = try load("id,address\na,田間1\nb,東金市東岩崎1\n")
    let said = plan.findings.map { $0.described(in: .en) }.joined(separator: "\n")
    #expect(said.contains("worth a look: 1 (row 2: names no municipality 1)"))
  }

  @Test func aListThatWasGeocodedKeepsItsAccuracy() throws {
    let plan = try load(
      "id,lat,lon,location_accuracy,location_accuracy_m,location_name,location_certainty,"
        + "location_note,location_guesses\na,35.54,140.31,town,900,東金市田間,certain,,\n"
        + "b,35.54,140.32,municipality,,,,,\nc,35.54,140.33,,,,,,\n")
    #expect(plan.stations.map(\.locationAccuracy) == [.town, .point])
    #expect(plan.locations.leftOut.map(\.text) == ["b"])
    #expect(!plan.findings.contains { $0.what.en.contains("columns that are not used") })
  }

  @Test func placedPositionsAreInJGD2011WhateverTheList() throws {
    var project = ProjectFile()
    let path = try folder.file("old.csv", "id,lat,lon,address\na,35.54,140.32,\nb,,,東金市田間1\n")
    let gazetteer = try readGazetteer(paths: [try folder.file("g.csv", Self.gazetteer)]).gazetteer
    project.kinds = []
    for crs in ["EPSG:4301", "EPSG:6668"] {
      let reading = try readStationInput(
        path, crs: CoordinateReferenceSystem(crs), kinds: OrganizationKind.network,
        gazetteer: gazetteer)
      let plan = try load(Self.mixed)
      let placed = try PlacedStations(reading.value, in: plan.region)
      #expect(abs(placed.stations[1].geographic.longitude - 140.31) < 1e-6)
    }
  }

  @Test func aLayerWithoutGeometryIsPlacedToo() throws {
    let path = try folder.file(
      "points.geojson",
      collection([
        "{\"type\":\"Feature\",\"properties\":{\"name\":\"甲\",\"住所\":\"東金市田間1\"},\"geometry\":"
          + "{\"type\":\"Point\",\"coordinates\":[140.32,35.54]}}",
        "{\"type\":\"Feature\",\"properties\":{\"name\":\"乙\",\"住所\":\"東金市田間1\"},\"geometry\":null}",
      ]))
    let gazetteer = try readGazetteer(paths: [try folder.file("g.csv", Self.gazetteer)]).gazetteer
    let records = try readStationInput(
      path, crs: nil, kinds: OrganizationKind.network, gazetteer: gazetteer
    ).value.records
    #expect(records.map(\.locationAccuracy) == [.point, .town])
  }

  // MARK: Candidates

  @Test func candidatesOfOneTownStayApart() throws {
    let plan = try load(
      "id,kind,address\na,temple-shrine,東金市田間1\n",
      candidates:
        "name,address\n甲寺,東金市田間10\n乙寺,東金市田間20\n丙寺,東金市東岩崎1\n丁寺,東金市\n戊寺,どこか\n")
    // two temples of a town are not one, nor are they the station there
    #expect(Set(plan.candidates.map(\.name)) == ["甲寺", "乙寺", "丙寺"])
    #expect(plan.candidates.allSatisfy { $0.locationAccuracy == .town })
    #expect(plan.candidateReport.total(\.setAsideCentre) == 1)
    #expect(plan.candidateReport.total(\.withoutPosition) == 1)
    #expect(plan.candidateReport.total(\.read) == 5)
  }

  // MARK: Outputs

  @Test func gapsAreNamedByTheNearestTown() throws {
    let plan = try load("id,lat,lon\na,35.54,140.303\n")
    let gaps = try Gaps(
      of: plan.region, stations: plan.stations, radius: plan.request.radius,
      question: plan.request.question)
    let document = GapDocument(gaps, of: plan)
    let first = try #require(gaps.gaps.first)
    let nearest = try #require(plan.gazetteer?.nearestTown(to: first.geographic))
    #expect(document.sentence(first).ja.contains("（\(nearest.name)付近）"))
    #expect(document.csv(.ja).contains(",付近,"))
    let text = String(decoding: try document.geoJSON().serialized(), as: UTF8.self)
    #expect(text.contains("\"near\": {"))
    let without = try load("id,lat,lon\na,35.54,140.303\n", gazetteer: nil)
    let plain = GapDocument(gaps, of: without)
    #expect(!plain.sentence(first).ja.contains("付近") && !plain.csv(.ja).contains("付近"))
  }

  @Test func precisionTownIsPublishedAtTheTown() throws {
    let rows = "id,lat,lon,consent,precision\na,35.5412,140.3107,yes,town\nb,35.54,140.3,yes,mesh\n"
    let export = try PublicExport(try load(rows))
    let town = try #require(export.published.first { $0.precision == .town })
    #expect(town.position == Position(longitude: 140.31, latitude: 35.54))
    #expect(export.published.count { $0.precision == .mesh } == 1)
    #expect(export.report(.en).contains("2 of them rounded"))
    // a hamlet 100 m from the next may be a single house
    let small = Self.gazetteer + "\n12213,東金市,西谷,35.5409,140.31\n"
    let rounded = try PublicExport(try load(rows, gazetteer: small))
    #expect(rounded.published.allSatisfy { $0.precision == .mesh })
    let none = try PublicExport(try load(rows, gazetteer: nil))
    #expect(none.published.allSatisfy { $0.precision == .mesh })
  }

  @Test func aProjectFileNamesTheGazetteer() throws {
    let yaml = "gazetteer: [a.csv, /b.csv]\nallow-accuracy: municipality\n"
    let project = try ProjectFile(yaml: yaml, path: "/x/planner.yaml")
    #expect(project.gazetteer == ["/x/a.csv", "/b.csv"])
    #expect(project.inputPaths.contains("/b.csv"))
    #expect(try ProjectFile(yaml: project.rendered(), path: "/x/planner.yaml") == project)
    #expect(try PlanRequest(project).allowedAccuracy == .municipality)
  }
}

/// A list with a position for every row.
@Suite struct GeocodedLists {
  private let folder: Workspace
  private let gazetteer: Gazetteer

  init() throws {
    folder = try Workspace()
    gazetteer = try AddressFixture.gazetteer()
  }

  private func list(_ text: String, columns: [String] = []) throws -> GeocodedList {
    try GeocodedList(
      reading: try folder.write(text, as: "list.csv"), addressColumns: columns,
      gazetteer: gazetteer)
  }

  @Test func everyRowComesBackAsItWas() throws {
    let list = try list(
      "名称,住所,備考\n甲,東金市東岩崎1-1,\"a,b\"\n乙,どこか,\n丙,東金市東岩先1,x\n丁,,\n")
    let text = GeocodeDocument(list, gazetteerFiles: []).csv(.ja)
    let lines = text.dropFirst().components(separatedBy: "\r\n")
    #expect(
      lines[0]
        == "名称,住所,備考,lat,lon,location_accuracy,location_accuracy_m,location_name,"
        + "location_certainty,location_note,location_guesses")
    #expect(lines[1].hasPrefix("甲,東金市東岩崎1-1,\"a,b\",35.5,140.019,town,91,東金市東岩崎,certain,"))
    #expect(lines[2].hasPrefix("乙,どこか,,,,,,,,市区町村も町名も見つからない"))
    #expect(lines[3].contains(",municipality,") && lines[3].contains("東金市東岩崎"))
    #expect(lines[4].hasPrefix("丁,,,,,,,,,住所がない"))
    #expect(list.misses.map(\.number) == [3, 4, 5])
    #expect(list.matchFindings.map(\.place.row) == [3, 4, 5])
    #expect(list.matchFindings[1].remedy.ja.hasPrefix("もしかして：東金市東岩崎"))
  }

  @Test func coordinatesThatAreThereStay() throws {
    let list = try list(
      "name,lat,lon,address\na,35.123456789,140.5,東金市東岩崎1\nb,,,東金市東岩崎1\nc,0,0,東金市東岩崎1\n"
        + "d,140.1,35.6,東金市東岩崎1\n")
    let lines = GeocodeDocument(list, gazetteerFiles: []).csv(.en)
      .components(separatedBy: "\r\n")
    #expect(lines[1].hasPrefix("a,35.123456789,140.5,東金市東岩崎1,point,"))
    #expect(lines[2].hasPrefix("b,35.5,140.019,東金市東岩崎1,town,"))
    #expect(lines[3].hasPrefix("c,35.5,140.019,"))
    // swapped: neither used nor written over
    #expect(lines[4].hasPrefix("d,140.1,35.6,東金市東岩崎1,,,,,"))
    #expect(list.rows[3].match.doubt == .unusableCoordinates)
    #expect(list.rows[3].match.guesses == ["東金市東岩崎"])
  }

  @Test func degreesMinutesSecondsAndSingleSignsStay() throws {
    let list = try list(
      "name,lat,lon,address,クール\na,35度33分36秒,140度21分36秒,東金市東岩崎1,-\nb,,,東金市東岩崎1,=1+1\n")
    #expect(list.rows[0].isOwn && list.misses.isEmpty)
    let own = try #require(list.rows[0].match.found?.position)
    #expect(abs(own.latitude - 35.56) < 1e-9 && abs(own.longitude - 140.36) < 1e-9)
    let lines = GeocodeDocument(list, gazetteerFiles: []).csv(.en).components(separatedBy: "\r\n")
    #expect(lines[1].contains(",-,") && !lines[1].contains("'"))
    #expect(lines[2].contains(",'=1+1,"))
  }

  @Test func whatWasPlacedOnceIsPlacedAgain() throws {
    let once = GeocodeDocument(try list("name,address\na,東金市田間1\n"), gazetteerFiles: []).csv(.ja)
    let twice = GeocodeDocument(
      try list(once.replacing("35.5,140.022", with: ",")), gazetteerFiles: []
    ).csv(.ja)
    #expect(twice == once)
  }

  @Test func theColumnsOfTheAddressCanBeNamed() throws {
    let text = "市,町,番\n東金市,東岩崎,1-1\n"
    #expect(try failure { try list(text) }.description.contains("--address-column"))
    let named = try list(text, columns: ["市", "町", "番"])
    #expect(named.rows[0].match.found?.name == "東金市東岩崎")
    let wrong = try failure { try list(text, columns: ["町名"]) }
    #expect(wrong.cause == .usage)
  }

  @Test func aRowThatCannotBeReadIsNotLost() throws {
    let found = try failure { try list("name,address\na,東金市田間1\nb,東金市田間2,多い\n") }
    #expect(found.cause == .data && found.findings[0].place.row == 3)
    #expect(try failure { try list("name,address\n") }.description.contains("no data row"))
  }

  @Test func withoutASinglePlaceItIsAnError() throws {
    let list = try list("address\nどこか\nなし\n")
    let found = try failure { try list.requireAny() }
    #expect(found.cause == .data)
    #expect(found.findings.count == 3)
    #expect(found.description.contains("none of the 2 rows"))
  }

  @Test func jsonAndGeoJSONSayTheSame() throws {
    let list = try list("name,name,address\na,b,東金市東岩崎1-1\nc,d,どこか\n")
    let document = GeocodeDocument(list, gazetteerFiles: [])
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(document.json().serialized()))
        as? [String: Any])
    #expect(json["format"] as? String == "planner.geocode.v1")
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.count == 2)
    #expect(rows[0]["lon"] as? Double == 140.019)
    #expect((rows[0]["fields"] as? [String: String])?["name (2)"] == "b")
    #expect(rows[1]["lat"] is NSNull && rows[1]["location_note"] as? String == "unknown-place")
    let unplaced = try #require(json["unplaced"] as? [[String: Any]])
    #expect(unplaced.map { $0["row"] as? Int } == [3])
    let map = try #require(
      try JSONSerialization.jsonObject(with: Data(document.geoJSON().serialized()))
        as? [String: Any])
    #expect((map["features"] as? [Any])?.count == 1)
    #expect((map["unplaced"] as? [Any])?.count == 1)
  }
}

extension Double {
  fileprivate func rounded(to digits: Int) -> Double {
    let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
    return (self * scale).rounded() / scale
  }
}
