import Foundation
import Testing

/// Walks along streets from the command line, on the sample with a grid of streets over it.
@Suite struct StreetTests {
  /// A street every 0.002 degrees each way, but for those that a river cuts.
  static let streets: [String] = {
    var lines: [String] = []
    func feature(_ points: [(Double, Double)]) -> String {
      let corners = points.map { String(format: "[%.4f,%.4f]", $0.0, $0.1) }
      return "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
        + "\"coordinates\":[\(corners.joined(separator: ","))]}}"
    }
    let (columns, rows) = (45, 35)
    func point(_ column: Int, _ row: Int) -> (Double, Double) {
      (140.32 + Double(column) * 0.002, 35.53 + Double(row) * 0.002)
    }
    for row in 0...rows { lines.append(feature((0...columns).map { point($0, row) })) }
    for column in 0...columns {
      // the river between rows 15 and 16 has a bridge at every ninth street
      lines.append(feature((0...15).map { point(column, $0) }))
      lines.append(feature((16...rows).map { point(column, $0) }))
      if column % 9 == 0 { lines.append(feature([point(column, 15), point(column, 16)])) }
    }
    return lines
  }()

  static let flags =
    ["--quiet", "--streets", "streets.geojson", "--walk", "10min", "--pace", "senior"]
    + Sample.inputs

  static func workspace(_ streets: [String] = streets) throws -> Workspace {
    let workspace = try Workspace.sample()
    try workspace.write(Sample.collection(streets), as: "streets.geojson")
    try workspace.write(
      "id,lat,lon\np,35.531,140.3201\nq,35.5301,140.33\nr,35.7,140.1\n", as: "points.csv")
    return workspace
  }

  private func workspace(_ streets: [String] = streets) throws -> Workspace {
    try Self.workspace(streets)
  }

  @Test func saysWhichWalkItWas() throws {
    let workspace = try workspace()
    let run = try workspace.run(["coverage", "--format", "json"] + Self.flags)
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    let schema = Schema(root: try Demo.schema("coverage.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    let walk = document["assumptions"]["walk"]
    #expect(walk["type"].string == "streets" && walk["meters"].number == 600)
    #expect(walk["minutes"].number == 10 && walk["pace"]["name"].string == "senior")
    #expect(walk["network"]["stretches"].number > 1000)
    #expect(document["region"]["coveredKm2"] == .null)
    let files = document["assumptions"]["files"].items.compactMap { $0["role"].string }
    #expect(files.contains("streets"))
    let text = try workspace.run(["coverage", "--lang", "en"] + Self.flags)
    #expect(text.text.contains("a walk of 600m (10 min) along streets"))
    #expect(text.text.contains("60 m/min"))
  }

  @Test func reachesFewerThanTheCircleAndAgreesWithItself() throws {
    let workspace = try workspace()
    func covered(_ flags: [String]) throws -> (covered: Double, uncovered: Double) {
      let run = try workspace.run(["coverage", "--format", "json", "--quiet"] + flags)
      let region = try JSON(run.output)["region"]
      let covered = region["covered"].number
      return (covered, region["residents"].number - covered)
    }
    let circle = try covered(Sample.inputs + ["--radius", "600m"])
    let streets = try covered(Self.flags)
    #expect(streets.covered < circle.covered * 0.95 && streets.covered > circle.covered * 0.3)
    let gaps = try workspace.run(["gaps", "--format", "geojson"] + Self.flags)
    #expect(gaps.status == 0, "\(gaps.errorText)")
    let document = try JSON(gaps.output)
    let schema = Schema(root: try Demo.schema("gaps.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    #expect(abs(document["summary"]["uncovered"].number - streets.uncovered) < 1e-6)
  }

  @Test func fallsBackToARadiusAndSaysSo() throws {
    let workspace = try workspace()
    let flags = ["--walk", "10min", "--pace", "frail"] + Sample.inputs
    let run = try workspace.run(["coverage", "--format", "json", "--quiet"] + flags)
    let document = try JSON(run.output)
    let schema = Schema(root: try Demo.schema("coverage.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    let walk = document["assumptions"]["walk"]
    // 480 m of street are about 369 m as the crow flies
    #expect(walk["type"].string == "radius" && abs(walk["meters"].number - 480 / 1.3) < 1e-9)
    #expect(walk["insteadOf"]["meters"].number == 480)
    let text = try workspace.run(["coverage", "--lang", "en", "--quiet"] + flags)
    #expect(text.text.contains("detour factor of 1.3"))
  }

  private static let commands = [
    ["coverage", "--format", "json"], ["gaps", "--format", "csv"], ["coverage"],
  ]

  @Test func theOrderOfStreetsMakesNoDifference() throws {
    var dice = Dice(3)
    let (one, other) = (try workspace(), try workspace(Self.streets.shuffled(using: &dice)))
    for command in Self.commands {
      let runs = try [one, other].map { folder -> String in
        let run = try folder.run(command + Self.flags)
        #expect(run.status == 0, "\(run.errorText)")
        return run.text.split(separator: "\n").filter { !$0.contains("\"sha256\": ") }
          .joined(separator: "\n")
      }
      #expect(runs[0] == runs[1], "\(command)")
    }
    let distances = [
      "distances", "--quiet", "--stations", "stations.csv", "--points", "points.csv",
    ]
    let table = try one.run(distances + ["--streets", "streets.geojson"])
    #expect(try other.run(distances + ["--streets", "streets.geojson"]).output == table.output)
  }

  private static let taskset = ["/usr/bin/taskset", "/bin/taskset"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: taskset != nil, "taskset is not installed"))
  func onOneProcessorOrMore() throws {
    let workspace = try workspace()
    let taskset = try #require(Self.taskset)
    for command in Self.commands {
      let free = try workspace.run(command + Self.flags)
      let bound = try workspace.run(command + Self.flags, through: [taskset, "-c", "0"])
      #expect(free.status == 0 && free.output == bound.output, "\(command)")
    }
  }

  @Test func distancesHaveAStatusAndNoMadeUpNumber() throws {
    let workspace = try workspace()
    try workspace.write("id,lat,lon\ns,35.53,140.32\n", as: "stations.csv")
    let run = try workspace.run(
      "distances", "--stations", "stations.csv", "--points", "points.csv", "--streets",
      "streets.geojson", "--walk", "800m", "--lang", "en")
    #expect(run.status == 0, "\(run.errorText)")
    let rows = run.text.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows[0] == ["station", "point", "metres", "minutes", "status"])
    // 0.001 degrees north are 110.95 m, and 0.0001 east are 9.06 m off the street
    #expect(rows[1][1] == "p" && rows[1][4] == "reached")
    #expect(abs((Double(rows[1][2]) ?? 0) - 120.0) < 0.1)
    #expect(abs((Double(rows[1][3]) ?? 0) - 1.5) < 0.01)
    // q is 906 m away, more than the walk
    #expect(rows[2] == ["s", "q", "", "", "beyond"])
    #expect(rows[3] == ["s", "r", "", "", "off-network"])
    #expect(run.errorText.contains("1 point(s) are farther than 100m from every street"))
    #expect(
      run.errorText.contains(
        "1 pairs reached, 1 farther than --walk, 0 without any walk, 1 off the network"))
  }

  @Test func whatIsFarIsNotWhatIsCutOff() throws {
    // a street of 2 km that nothing joins with the grid
    let workspace = try workspace(
      Self.streets + [
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
          + "\"coordinates\":[[140.43,35.53],[140.43,35.55]]}}"
      ])
    try workspace.write("id,lat,lon\ns,35.53,140.32\n", as: "stations.csv")
    try workspace.write(
      "id,lat,lon\nfar,35.53,140.40\nother,35.54,140.43\n", as: "points.csv")
    let flags = [
      "distances", "--stations", "stations.csv", "--points", "points.csv", "--streets",
      "streets.geojson", "--lang", "en",
    ]
    func statuses(_ further: [String]) throws -> [Substring?] {
      try workspace.run(flags + further).text.split(separator: "\r\n").dropFirst().map {
        $0.split(separator: ",").last
      }
    }
    #expect(try statuses(["--walk", "10min"]) == ["beyond", "unreachable"])
    let all = try workspace.run(flags)
    #expect(try statuses([]) == ["reached", "unreachable"])
    #expect(all.errorText.contains("1 pairs reached, 1 without any walk, 0 off the network"))
  }

  @Test func aRadiusOverAProjectOfStreetsIsTold() throws {
    let workspace = try workspace()
    try workspace.write(
      "stations: stations.csv\nmunicipalities: municipalities.geojson\n"
        + "population: population.csv\nstreets: streets.geojson\nwalk: 10min\n",
      as: "planner.yaml")
    let said = "with --radius walks are straight lines, and the streets of the project file"
    let radius = try workspace.run(
      "coverage", "--project", "planner.yaml", "--radius", "600m", "--lang", "en")
    #expect(radius.status == 0 && radius.errorText.contains(said), "\(radius.errorText)")
    let quiet = try workspace.run(
      "coverage", "--project", "planner.yaml", "--radius", "600m", "--lang", "en", "--quiet")
    #expect(quiet.errorText == "")
    for walk in [["--walk", "5min"], []] {
      let run = try workspace.run(["coverage", "--project", "planner.yaml", "--lang", "en"] + walk)
      #expect(run.status == 0 && !run.errorText.contains("straight lines"))
    }
  }

  @Test func streetsOfAnotherPlaceAreRefusedWithBothExtents() throws {
    let workspace = try workspace()
    try workspace.write(
      Sample.collection(Self.streets.map { $0.replacing("140.", with: "130.") }),
      as: "streets.geojson")
    let run = try workspace.run(["coverage", "--lang", "en"] + Self.flags)
    #expect(run.status == 65)
    #expect(run.errorText.contains("130.320 to 130.410"))
    #expect(run.errorText.contains("in another place than the residents and stations"))
  }

  /// Heights rising to the east by 9 % from cell to cell, written as an ASCII grid.
  private func writeHeights(in workspace: Workspace) throws {
    let row = (0..<24).map { "\($0 * 41)" }.joined(separator: " ")
    try workspace.write(
      "ncols 24\nnrows 30\nxllcorner 140.3\nyllcorner 35.5\ncellsize 0.005\n"
        + String(repeating: row + "\n", count: 30), as: "dem.asc")
    try workspace.write(
      "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,"
        + "298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]",
      as: "dem.prj")
  }

  @Test func slopesAreCountedAndSaid() throws {
    let workspace = try workspace()
    try writeHeights(in: workspace)
    let flat = try workspace.run(["coverage", "--format", "json"] + Self.flags)
    let hilly = try workspace.run(
      ["coverage", "--format", "json", "--elevation", "dem.asc"] + Self.flags)
    #expect(hilly.status == 0, "\(hilly.errorText)")
    let document = try JSON(hilly.output)
    #expect(Schema(root: try Demo.schema("coverage.v1.schema.json")).defects(of: document) == [])
    let before = try JSON(flat.output)["region"]["covered"].number
    let after = document["region"]["covered"].number
    #expect(after < before * 0.99 && after > before * 0.7)
    let slope = document["assumptions"]["walk"]["slope"]
    #expect(slope["equivalentMeters"].number > slope["mapMeters"].number * 1.05)
    #expect(try JSON(flat.output)["assumptions"]["walk"]["slope"] == .null)
    let files = document["assumptions"]["files"].items.compactMap { $0["role"].string }
    #expect(files.contains("elevation"))
    let text = try workspace.run(
      ["coverage", "--elevation", "dem.asc", "--lang", "en"] + Self.flags)
    #expect(text.text.contains("Tobler 1993") && text.text.contains("Slopes: heights from"))
  }

  @Test func theGridOfHeightsIsSaidToBeCoarse() throws {
    let workspace = try workspace()
    /// Of the 250 m grid, counted from 0° E and 0° N.
    func code(_ column: Int, _ row: Int) -> String {
      let (east, north) = (column / 4, row / 4)
      return String(
        format: "%02d%02d%d%d%d%d%d%d", north / 80, east / 80 - 100, north / 10 % 8, east / 10 % 8,
        north % 10, east % 10, 1 + row / 2 % 2 * 2 + column / 2 % 2, 1 + row % 2 * 2 + column % 2)
    }
    let cells = (17_040...17_100).flatMap { row in
      (44_890...44_940).map { column in
        "{\"type\":\"Feature\",\"properties\":{\"G04d_001\":\"\(code(column, row))\","
          + "\"G04d_002\":\"\(abs(column % 8 - 4) * 25).0\"},\"geometry\":null}"
      }
    }
    try workspace.write(Sample.collection(cells), as: "mesh.geojson")
    let flags = ["--elevation", "mesh.geojson"] + Self.flags
    let run = try workspace.run(["coverage", "--format", "json"] + flags)
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    #expect(Schema(root: try Demo.schema("coverage.v1.schema.json")).defects(of: document) == [])
    let slope = document["assumptions"]["walk"]["slope"]
    #expect(slope["note"]["en"].string?.contains("means of 250 m cells") == true)
    #expect(slope["equivalentMeters"].number > slope["mapMeters"].number * 1.02)
    #expect(slope["metersWithoutHeight"].number == 0 && slope["lowestMeters"].number >= 0)
    let text = try workspace.run(["coverage", "--lang", "en"] + flags)
    #expect(
      text.text.contains("Heights are means of 250 m cells, which smooth short steep slopes."))
    // each age at its own pace walks the same slopes
    let ages = flags.map { $0 == "senior" ? "by-age" : $0 }
    let byAge = try workspace.run(["coverage", "--lang", "en"] + ages)
    #expect(byAge.status == 0, "\(byAge.errorText)")
    for words in ["slopes count as the metres on the flat", "Heights are means of 250 m cells"] {
      #expect(byAge.text.components(separatedBy: words).count == 2, "\(words)")
    }
    #expect(!byAge.text.contains("slopes, signals"))
  }

  @Test func aCacheChangesNothingButTheTime() throws {
    let workspace = try workspace()
    try writeHeights(in: workspace)
    let flags = ["coverage", "--format", "json", "--elevation", "dem.asc"] + Self.flags
    let plain = try workspace.run(flags)
    for _ in 0..<2 {
      let cached = try workspace.run(flags + ["--streets-cache", "streets.cache"])
      #expect(cached.status == 0 && cached.output == plain.output, "\(cached.errorText)")
    }
    // without --quiet a damaged one is told in one line, and made anew
    let whole = try workspace.read("streets.cache")
    try workspace.write(Array(whole.prefix(whole.count / 2)), as: "streets.cache")
    let loud = (flags + ["--streets-cache", "streets.cache", "--lang", "en"]).filter {
      $0 != "--quiet"
    }
    let mended = try workspace.run(loud)
    #expect(
      mended.errorText.split(separator: "\n").count {
        $0.contains("the cache of streets is not used")
      }
        == 1)
    #expect(try workspace.read("streets.cache") == whole)
  }

  @Test func rulesOfThePlanAreStated() throws {
    let workspace = try workspace(
      Self.streets.enumerated().map { index, line in
        line.replacing(
          "\"properties\":{}",
          with: "\"properties\":{\"highway\":\"\(index % 3 == 0 ? "steps" : "path")\"}")
      })
    try workspace.write(
      "streets: streets.geojson\nwalk: 10min\npace: senior\nstreets-rules:\n"
        + "  highway: {steps: no}\n", as: "planner.yaml")
    let flags = ["coverage", "--format", "json", "--quiet"] + Sample.inputs
    let ruled = try workspace.run(flags + ["--project", "planner.yaml"])
    #expect(ruled.status == 0, "\(ruled.errorText)")
    let document = try JSON(ruled.output)
    #expect(Schema(root: try Demo.schema("coverage.v1.schema.json")).defects(of: document) == [])
    let rules = document["assumptions"]["walk"]["rules"].items
    #expect(rules.count == 1 && rules[0]["tags"].string == "highway=steps")
    let free = try workspace.run(["coverage", "--format", "json"] + Self.flags)
    #expect(
      document["region"]["covered"].number < (try JSON(free.output)["region"]["covered"].number))
    let text = try workspace.run(
      ["coverage", "--project", "planner.yaml", "--lang", "ja"] + Sample.inputs)
    #expect(text.text.contains("highway=steps は歩けない"))
    try workspace.write(
      "streets: streets.geojson\nwalk: 10min\nstreets-rules:\n  highway: {stpes: no}\n",
      as: "planner.yaml")
    let slip = try workspace.run(flags + ["--project", "planner.yaml", "--lang", "en"])
    #expect(slip.status == 64 && slip.errorText.contains("Did you mean steps?"))
  }

  private static let mistakes: [(line: String, status: Int32, says: String)] = [
    ("coverage --streets streets.geojson", 64, "--walk 800m"),
    ("coverage --streets streets.geojson --radius 800m", 64, "--walk 800m"),
    ("coverage --streets streets.geojson --radius 800m --walk 10min", 64, "both a radius"),
    ("coverage --walk 12", 64, "with a unit"),
    ("coverage --walk 10min --pace seniar", 64, "Did you mean senior"),
    ("coverage --pace senior", 64, "goes with --walk"),
    ("coverage --walk 10min --snap 100m", 64, "goes with --streets"),
    ("coverage --walk 10min --streets streets.geojson --snap 100", 64, "no distance"),
    ("coverage --walk 10min --elevation dem.asc", 64, "goes with --streets"),
    ("coverage --walk 10min --streets-cache a.cache", 64, "goes with --streets"),
    ("coverage --walk 10min --streets streets.geojson --streets-snap 1", 64, "such as 1m"),
    (
      "coverage --walk 10min --streets streets.geojson --streets-cache streets.geojson", 64, "input"
    ),
    ("coverage --walk 10min --streets streets.geojson --streets-cache points.csv", 65, "no cache"),
    (
      "coverage --walk 10min --streets streets.geojson --elevation points.csv", 65,
      "points.csv: this is no raster of heights, or it is damaged (GDAL:"
    ),
    (
      "coverage --walk 10min --streets streets.geojson --elevation dem.tif", 65,
      "dem.tif: the file of heights does not exist"
    ),
    ("coverage --walk 10min --streets missing.osm.pbf", 65, "missing.osm.pbf"),
    ("catchments --walk 10min --streets streets.geojson --bands 5", 64, "is no walk"),
    (
      "catchments --walk 10min --streets streets.geojson --bands 5min,x", 64, "Write it with a unit"
    ),
    ("catchments --walk 10min --streets streets.geojson --bands ,", 64, "no walk in the list"),
    ("catchments --radius 500m --bands 5min", 64, "is no distance"),
    ("catchments --radius 500m --lines lines.geojson", 64, "goes with --streets"),
    ("catchments --walk 10min --streets streets.geojson --lines lines.csv", 64, "no such format"),
    ("map --walk 10min --streets streets.geojson --html o.html --band 5", 64, "is no walk"),
  ]

  @Test(arguments: mistakes)
  func mistakesAreTold(_ line: String, _ status: Int32, _ says: String) throws {
    let workspace = try workspace()
    let run = try workspace.run(
      line.split(separator: " ").map(String.init) + ["--lang", "en"] + Sample.inputs)
    #expect(run.status == status, "\(line): \(run.errorText)")
    #expect(run.errorText.contains(says), "\(line): \(run.errorText)")
  }

  @Test func checkLooksAtStreets() throws {
    let workspace = try workspace()
    try workspace.write(
      Sample.collection(Self.streets.map { $0.replacing("140.", with: "130.") }), as: "far.geojson")
    try workspace.write(Array("not a map".utf8), as: "cut.osm.pbf")
    for (file, code) in [("far.geojson", "other-place"), ("cut.osm.pbf", "unusable-file")] {
      let run = try workspace.run(
        ["check", "--streets", file, "--format", "json"] + Sample.inputs)
      let findings = try JSON(run.output)["findings"].items
      #expect(findings.contains { $0["code"].string == code && $0["layer"].string == "streets" })
    }
  }

  @Test func checkTellsWhoIsFarFromEveryStreet() throws {
    let workspace = try workspace()
    // on a corner, and in the middle of four streets: 91 m from two of them
    try workspace.write(
      "id,name,lat,lon\n1,here,35.53,140.32\n2,there,35.531,140.323\n", as: "stations.csv")
    let flags = [
      "check", "--stations", "stations.csv", "--streets", "streets.geojson", "--lang", "en",
    ]
    func findings(_ further: [String]) throws -> [(code: String?, message: String)] {
      let run = try workspace.run(flags + ["--format", "json"] + further)
      let document = try JSON(run.output)
      #expect(
        Schema(root: try Demo.schema("check.v1.schema.json")).defects(of: document) == [])
      return document["findings"].items.map {
        ($0["code"].string, $0["message"]["en"].string ?? "")
      }
    }
    #expect(try findings([]).allSatisfy { $0.code != "off-network" })
    #expect(try findings(["--snap", "95m"]).allSatisfy { $0.code != "off-network" })
    let off = try findings(["--snap", "50m", "--walk", "10min", "--pace", "senior"])
    #expect(
      off.contains {
        $0.code == "off-network"
          && $0.message.contains("1 of 2 stations (50 %) are farther than 50m")
          && $0.message.contains("there")
      }, "\(off)")
    // what a project file says of walks is looked at too
    try workspace.write("streets: streets.geojson\nwalk: 10min\npace: seniar\n", as: "p.yaml")
    let slip = try workspace.run(flags + ["--project", "p.yaml"])
    #expect(slip.status == 65 && slip.text.contains("Did you mean senior?"), "\(slip.text)")
    try workspace.write(Sample.collection([]), as: "empty.geojson")
    let none = try workspace.run("check", "--streets", "empty.geojson", "--lang", "en")
    #expect(none.status == 65 && none.text.contains("empty.geojson"), "\(none.text)")
  }

  @Test func aProjectFileSaysTheSame() throws {
    let workspace = try workspace()
    try workspace.write(
      """
      stations: stations.csv
      municipalities: municipalities.geojson
      population: population.csv
      streets: streets.geojson
      walk: 10min
      pace: senior

      """, as: "planner.yaml")
    let byFile = try workspace.run(
      "coverage", "--project", "planner.yaml", "--format", "csv", "--quiet")
    let byFlags = try workspace.run(["coverage", "--format", "csv"] + Self.flags)
    #expect(byFile.status == 0 && byFile.output == byFlags.output)
    // a radius on the command line needs no streets
    let circle = try workspace.run(
      "coverage", "--project", "planner.yaml", "--radius", "600m", "--format", "csv", "--quiet")
    let plain = try workspace.run(
      ["coverage", "--radius", "600m", "--format", "csv", "--quiet"] + Sample.inputs)
    #expect(circle.status == 0 && circle.output == plain.output)
    let shown = try workspace.run("coverage", "--project", "planner.yaml", "--print-config")
    #expect(shown.text.contains("walk: 10min") && shown.text.contains("pace: senior"))
  }
}
