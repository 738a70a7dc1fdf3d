import Foundation
import Testing

/// Circle against streets, and closed streets, from the command line.
@Suite struct ComparisonTests {
  private static func feature(_ type: String, _ coordinates: String) -> String {
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"\(type)\","
      + "\"coordinates\":\(coordinates)}}"
  }

  /// A street every 0.002 degrees each way, but for those that a river cuts.
  private static let streets: [String] = {
    let (columns, rows) = (45, 35)
    func line(_ points: [(Int, Int)]) -> String {
      let corners = points.map { column, row in
        String(
          format: "[%.4f,%.4f]", 140.32 + Double(column) * 0.002, 35.53 + Double(row) * 0.002)
      }
      return feature("LineString", "[\(corners.joined(separator: ","))]")
    }
    return (0...rows).map { row in line((0...columns).map { ($0, row) }) }
      + (0...columns).flatMap { column in
        [line((0...15).map { (column, $0) }), line((16...rows).map { (column, $0) })]
          + (column % 9 == 0 ? [line([(column, 15), (column, 16)])] : [])
      }
  }()

  /// Over the bridge in the west, from bank to bank.
  private static let bridge = feature("LineString", "[[140.319,35.561],[140.321,35.561]]")
  /// Around a station in the middle of 東金.
  private static let flood = feature(
    "Polygon",
    "[[[140.361,35.553],[140.376,35.553],[140.376,35.5612],[140.361,35.5612],[140.361,35.553]]]"
  )

  private func workspace() throws -> Workspace {
    let workspace = try Workspace.sample()
    try workspace.write(Sample.collection(Self.streets), as: "streets.geojson")
    try workspace.write(Sample.collection([Self.flood]), as: "flood.geojson")
    try workspace.write(Sample.collection([Self.bridge]), as: "bridge.geojson")
    return workspace
  }

  private static let flags =
    ["--quiet", "--streets", "streets.geojson", "--walk", "10min", "--pace", "senior"]
    + Sample.inputs

  private func covered(_ workspace: Workspace, _ flags: [String]) throws -> Double {
    let run = try workspace.run(["coverage", "--format", "json", "--quiet"] + flags)
    return try JSON(run.output)["region"]["covered"].number
  }

  @Test func comparesWithTheCircleOfTheSameLength() throws {
    let workspace = try workspace()
    let run = try workspace.run(
      ["coverage", "--compare", "radius", "--format", "json"] + Self.flags + Sample.layers)
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    let schema = Schema(root: try Demo.schema("comparison.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    let region = document["region"]
    #expect(document["circle"]["meters"].number == 600)
    let circle = try covered(workspace, Sample.inputs + ["--radius", "600m"])
    let streets = try covered(workspace, Self.flags)
    #expect(abs(region["circle"].number - circle) < 1e-6)
    #expect(abs(region["streets"].number - streets) < 1e-6)
    let balance =
      region["circle"].number - region["denied"].number + region["added"].number
    #expect(abs(balance - region["streets"].number) < 1e-6)
    // on a grid of streets nobody walks more than √2 times as far, but around the river
    let detour = document["detour"]["region"]
    #expect(detour["median"].number > 1.1 && detour["median"].number < 1.42)
    #expect(document["places"]["list"].items.count > 2)
    let layers = Set(document["areas"].items.compactMap { $0["layer"].string })
    #expect(layers == ["municipality", "living-area"])

    let text = try workspace.run(["coverage", "--compare", "radius", "--lang", "en"] + Self.flags)
    #expect(text.text.contains("Promised by the circle, denied by the streets: "))
    #expect(text.text.contains("Detour factor (street ÷ straight line): median 1."))
    #expect(text.text.contains("The circle's radius is as long as the walk."))
    let ja = try workspace.run(["coverage", "--compare", "800m", "--lang", "ja"] + Self.flags)
    #expect(ja.text.contains("円（半径800m）") && ja.text.contains("円の半径は指定によります。"))
    let table = try workspace.run(
      ["coverage", "--compare", "radius", "--lang", "en", "--format", "csv"] + Self.flags)
    #expect(table.text.contains("residents,circle,streets,denied,added"))
    #expect(table.text.split(separator: "\r\n").count == 5)
  }

  @Test func comparesEveryAgeWithItsOwnCircle() throws {
    let workspace = try workspace()
    let flags = [
      "--walk", "10min", "--pace", "by-age", "--streets", "streets.geojson", "--quiet",
    ]
    let run = try workspace.run(
      ["coverage", "--compare", "radius", "--format", "json"] + flags + Sample.inputs)
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    let schema = Schema(root: try Demo.schema("comparison.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    #expect(document["circle"]["meters"] == .null)
    #expect(
      document["circle"]["bands"].items.map { $0["meters"].number } == [600, 800, 600, 480, 800])
    let frail = try JSON(
      workspace.run(
        ["coverage", "--radius", "480m", "--format", "json", "--quiet"] + Sample.inputs
      ).output)
    #expect(
      abs(
        document["region"]["ages"]["75+"]["circle"].number
          - frail["region"]["ages"]["75+"]["covered"].number) < 1e-6)
  }

  /// Both lie in GDAL's memory at the same time, in folders of their own.
  @Test func severalRastersGoWithClosedPlacesOfAnyFormat() throws {
    let workspace = try workspace()
    for (name, west) in [("west", 140.2), ("east", 140.4)] {
      let row = String(repeating: "5 ", count: 20) + "\n"
      try workspace.write(
        "ncols 20\nnrows 30\nxllcorner \(west)\nyllcorner 35.4\ncellsize 0.01\n"
          + String(repeating: row, count: 30), as: name + ".asc")
      try workspace.write(
        "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],"
          + "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]", as: name + ".prj")
    }
    let bridge = try JSON(workspace.read("bridge.geojson"))
    let line = bridge["features"][0]["geometry"]["coordinates"].items.map {
      "\($0[0].number),\($0[1].number)"
    }.joined(separator: " ")
    try workspace.write(
      "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><LineString><coordinates>"
        + line + "</coordinates></LineString></Placemark></Document></kml>", as: "bridge.kml")
    let run = try workspace.run(
      [
        "coverage", "--closed", "bridge.kml", "--elevation", "west.asc", "--elevation", "east.asc",
        "--quiet",
      ] + Self.flags)
    #expect(run.status == 0, "\(run.errorText)")
  }

  /// What is published depends on them.
  @Test func publicDataSayOnWhatTermsPlacesAreClosed() throws {
    let workspace = try workspace()
    let open = try workspace.run(["export", "--quiet"] + Self.flags)
    #expect(open.status == 0 && !open.text.contains("ODbL 1.0"), "\(open.errorText)")
    let closed = ["--closed", "bridge.geojson", "--licence", "closed=ODbL 1.0"]
    let run = try workspace.run(["export", "--quiet"] + closed + Self.flags)
    #expect(run.status == 0 && run.text.contains("ODbL 1.0"), "\(run.errorText)")
  }

  @Test func closedStreetsAreStatedAndReachNobodyMore() throws {
    let workspace = try workspace()
    let open = try covered(workspace, Self.flags)
    for (file, least) in [("flood.geojson", 5.0), ("bridge.geojson", 0)] {
      let run = try workspace.run(
        ["coverage", "--closed", file, "--format", "json"] + Self.flags)
      #expect(run.status == 0, "\(run.errorText)")
      let document = try JSON(run.output)
      let schema = Schema(root: try Demo.schema("coverage.v1.schema.json"))
      #expect(schema.defects(of: document) == [])
      let closed = document["assumptions"]["walk"]["closed"]
      if file == "bridge.geojson" {
        // one stretch of 0.002 degrees of latitude
        #expect(closed["stretches"].number == 1 && abs(closed["meters"].number - 221.9) < 0.1)
      } else {
        #expect(closed["stretches"].number > 40)
      }
      #expect(document["region"]["covered"].number <= open - least)
      let roles = document["assumptions"]["files"].items.compactMap { $0["role"].string }
      #expect(roles.contains("closed"))
    }
    let text = try workspace.run(
      ["gaps", "--closed", "bridge.geojson", "--lang", "en"] + Self.flags)
    #expect(text.text.contains("Closed: 1 stretches, 222m in all."))
    let ja = try workspace.run(
      ["coverage", "--closed", "bridge.geojson", "--lang", "ja"] + Self.flags)
    #expect(ja.text.contains("通れないものとした道：1区間、合わせて222m。"))
  }

  @Test func distancesGoAroundWhatIsClosed() throws {
    let workspace = try workspace()
    try workspace.write("id,lat,lon\ns,35.56,140.32\n", as: "stations.csv")
    try workspace.write("id,lat,lon\np,35.562,140.32\n", as: "points.csv")
    let flags = [
      "distances", "--stations", "stations.csv", "--points", "points.csv", "--streets",
      "streets.geojson", "--lang", "en",
    ]
    func meters(_ further: [String]) throws -> Double {
      let run = try workspace.run(flags + further)
      #expect(run.status == 0, "\(run.errorText)")
      let row = run.text.split(separator: "\r\n")[1].split(
        separator: ",", omittingEmptySubsequences: false)
      return Double(row[2]) ?? -1
    }
    #expect(abs(try meters([]) - 221.9) < 0.1)
    // to the next bridge, 9 × 0.002 degrees to the east, and back
    let around = try meters(["--closed", "bridge.geojson"])
    #expect(around > 3400 && around < 3600)
  }

  private static let mistakes: [(line: String, status: Int32, says: String)] = [
    ("coverage --compare radius", 64, "Add --streets FILE and --walk 10min"),
    (
      "coverage --streets streets.geojson --walk 10min --compare far", 64,
      "or a radius such as 800m"
    ),
    ("coverage --closed flood.geojson", 64, "--closed goes with --streets"),
    (
      "coverage --streets streets.geojson --walk 10min --closed far.geojson", 65,
      "far.geojson: the closed places (latitude 35.561"
    ),
    (
      "coverage --streets streets.geojson --walk 10min --closed points.geojson", 65,
      "neither a polygon nor a line"
    ),
    (
      "coverage --streets streets.geojson --walk 10min --closed all.geojson", 65,
      "every street is closed"
    ),
    (
      "coverage --streets streets.geojson --walk 10min --closed nothing.geojson", 65,
      "nothing.geojson"
    ),
    (
      "coverage --streets streets.geojson --walk 10min --closed flood.geojson --closed far.geojson",
      65, "far.geojson: the closed places"
    ),
    (
      "coverage --streets streets.geojson --walk 10min --closed metres.geojson", 65,
      "metres.geojson, row 2: the feature has coordinates out of the range of degrees"
    ),
    (
      "coverage --streets streets.geojson --walk 10min --closed metres.geojson "
        + "--closed points.geojson", 65,
      "points.geojson: there is neither a polygon nor a line"
    ),
  ]

  @Test(arguments: mistakes)
  func mistakesAreTold(_ line: String, _ status: Int32, _ says: String) throws {
    let workspace = try workspace()
    try workspace.write(
      Sample.collection([Self.bridge.replacing("140.", with: "130.")]), as: "far.geojson")
    try workspace.write(
      Sample.collection([Self.feature("Point", "[140.33,35.55]")]), as: "points.geojson")
    try workspace.write(
      Sample.collection([
        Self.bridge, Self.feature("LineString", "[[52000,-48000],[52100,-48000]]"),
      ]),
      as: "metres.geojson")
    try workspace.write(
      Sample.collection([
        Self.feature("Polygon", "[[[140,35],[141,35],[141,36],[140,36],[140,35]]]")
      ]), as: "all.geojson")
    let run = try workspace.run(
      line.split(separator: " ").map(String.init) + ["--lang", "en"] + Sample.inputs)
    #expect(run.status == status, "\(line): \(run.errorText)")
    #expect(run.errorText.contains(says), "\(line): \(run.errorText)")
    if line.contains("--closed"), status == 65 {
      #expect(!run.errorText.hasPrefix("streets.geojson"), "\(line): \(run.errorText)")
    }
  }

  @Test func whatIsCutOffIsNoSlipOfTheMap() throws {
    let workspace = try workspace()
    // a ring of flood around 0.9 km of streets; a street that never met the grid
    let pocket =
      "[[[140.3585,35.5525],[140.3635,35.5525],[140.3635,35.5575],[140.3585,35.5575],"
      + "[140.3585,35.5525]],[[140.3599,35.5539],[140.3599,35.5561],[140.3621,35.5561],"
      + "[140.3621,35.5539],[140.3599,35.5539]]]"
    try workspace.write(
      Sample.collection([Self.feature("Polygon", pocket)]), as: "ring.geojson")
    try workspace.write(
      Sample.collection(
        Self.streets + [Self.feature("LineString", "[[140.4205,35.5801],[140.4205,35.5819]]")]),
      as: "streets.geojson")
    func said(_ further: [String], _ command: [String] = ["coverage"]) throws -> String {
      let run = try workspace.run(
        command + ["--streets", "streets.geojson", "--walk", "10min", "--lang", "en"] + further
          + Sample.inputs)
      return run.errorText + run.text
    }
    let slip = "1 part(s) of the network with less than 1.0km of street hang together"
    let cut = "1 part(s) of the network with less than 1.0km of street are cut off"
    let open = try said([])
    #expect(open.contains(slip) && !open.contains("are cut off"), "\(open)")
    let closed = try said(["--closed", "ring.geojson"])
    #expect(closed.contains(slip) && closed.contains(cut), "\(closed)")
    let check = try said(["--closed", "ring.geojson"], ["check"])
    #expect(check.contains(slip) && check.contains(cut), "\(check)")
  }

  @Test func theCacheIsLeftAloneWhereSomethingIsClosed() throws {
    let workspace = try workspace()
    let run = try workspace.run(
      [
        "coverage", "--streets", "streets.geojson", "--walk", "10min", "--closed", "flood.geojson",
        "--streets-cache", "streets.cache", "--lang", "en",
      ] + Sample.inputs)
    #expect(run.status == 0, "\(run.errorText)")
    #expect(
      run.errorText.contains("streets.cache: with --closed the cache of streets is neither read"))
    #expect(!(try workspace.names().contains("streets.cache")))
  }

  @Test func whatClosesNothingIsToldAndCheckLooksAtIt() throws {
    let workspace = try workspace()
    try workspace.write(
      Sample.collection([
        Self.feature("LineString", "[[140.3205,35.5305],[140.3206,35.5306]]")
      ]), as: "idle.geojson")
    let flags = [
      "--streets", "streets.geojson", "--walk", "10min", "--closed", "idle.geojson", "--lang", "en",
    ]
    let run = try workspace.run(["coverage"] + flags + Sample.inputs)
    #expect(run.status == 0 && run.errorText.contains("--closed closes no street"))
    try workspace.write(
      Sample.collection([Self.bridge.replacing("140.", with: "130.")]), as: "far.geojson")
    let check = try workspace.run(
      ["check", "--streets", "streets.geojson", "--closed", "far.geojson", "--format", "json"]
        + Sample.inputs)
    #expect(
      try JSON(check.output)["findings"].items.contains {
        $0["code"].string == "other-place" && $0["layer"].string == "closed"
      })
  }

  @Test func theProjectFileSaysTheSame() throws {
    let workspace = try workspace()
    try workspace.write(
      """
      stations: stations.csv
      municipalities: municipalities.geojson
      population: population.csv
      streets: streets.geojson
      closed: [flood.geojson, bridge.geojson]
      walk: 10min
      pace: senior
      compare: radius

      """, as: "planner.yaml")
    let byFile = try workspace.run(
      "coverage", "--project", "planner.yaml", "--format", "csv", "--quiet")
    let byFlags = try workspace.run(
      [
        "coverage", "--format", "csv", "--closed", "flood.geojson", "--closed", "bridge.geojson",
        "--compare", "radius",
      ] + Self.flags)
    #expect(byFile.status == 0 && byFile.output == byFlags.output)
    let shown = try workspace.run("coverage", "--project", "planner.yaml", "--print-config")
    #expect(shown.text.contains("compare: radius") && shown.text.contains("bridge.geojson"))
    let circle = try workspace.run(
      "coverage", "--project", "planner.yaml", "--radius", "600m", "--quiet")
    #expect(circle.status == 0, "\(circle.errorText)")
  }
}
