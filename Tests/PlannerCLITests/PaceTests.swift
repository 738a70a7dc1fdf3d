import Foundation
import Testing

/// Each age at its own pace, and heat, from the command line.
@Suite struct PaceTests {
  /// A street every 0.002 degrees each way.
  private static let streets: [String] = {
    let (columns, rows) = (45, 35)
    func feature(_ points: [(Double, Double)]) -> String {
      let corners = points.map { String(format: "[%.4f,%.4f]", $0.0, $0.1) }
      return "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
        + "\"coordinates\":[\(corners.joined(separator: ","))]}}"
    }
    func point(_ column: Int, _ row: Int) -> (Double, Double) {
      (140.32 + Double(column) * 0.002, 35.53 + Double(row) * 0.002)
    }
    return (0...rows).map { row in feature((0...columns).map { point($0, row) }) }
      + (0...columns).map { column in feature((0...rows).map { point(column, $0) }) }
  }()

  private func workspace() throws -> Workspace {
    let workspace = try Workspace.sample()
    try workspace.write(Sample.collection(Self.streets), as: "streets.geojson")
    return workspace
  }

  private static let along = ["--streets", "streets.geojson"]
  private static let byAge = ["--walk", "10min", "--pace", "by-age", "--quiet"] + Sample.inputs

  @Test(arguments: [true, false])
  func everyBandIsThatOfItsPace(alongStreets: Bool) throws {
    let workspace = try workspace()
    let streets = alongStreets ? Self.along : []
    let run = try workspace.run(["coverage", "--format", "json"] + streets + Self.byAge)
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    let schema = Schema(root: try Demo.schema("coverage.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    let walk = document["assumptions"]["walk"]
    #expect(walk["type"].string == "by-age" && walk["minutes"].number == 10)
    #expect(walk["along"].string == (alongStreets ? "streets" : "radius"))
    let bands = walk["bands"].items
    #expect(
      bands.map { $0["band"].string } == ["0-14", "15-64", "65-74", "75+", "other"])
    #expect(bands.map { $0["meters"].number } == [600, 800, 600, 480, 800])
    if !alongStreets { #expect(abs(bands[3]["radiusMeters"].number - 480 / 1.3) < 1e-9) }
    func region(_ pace: String) throws -> JSON {
      let run = try workspace.run(
        ["coverage", "--format", "json", "--walk", "10min", "--pace", pace, "--quiet"] + streets
          + Sample.inputs)
      return try JSON(run.output)["region"]
    }
    let (adult, senior, frail) = (try region("adult"), try region("senior"), try region("frail"))
    let found = document["region"]
    func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-6 }
    #expect(
      close(
        found["ages"]["0-14"]["covered"].number, senior["ages"]["0-14"]["covered"].number))
    #expect(
      close(
        found["ages"]["15-64"]["covered"].number, adult["ages"]["15-64"]["covered"].number))
    #expect(
      close(found["ages"]["75+"]["covered"].number, frail["ages"]["75+"]["covered"].number))
    #expect(found["bands"]["75+"]["covered"] == found["ages"]["75+"]["covered"])
    let sum = bands.reduce(0) {
      $0 + found["bands"][$1["band"].string ?? ""]["covered"].number
    }
    #expect(close(sum, found["covered"].number))
    #expect(found["covered"].number < adult["covered"].number)
    #expect(found["covered"].number > frail["covered"].number)

    let gaps = try workspace.run(["gaps", "--format", "geojson"] + streets + Self.byAge)
    #expect(gaps.status == 0, "\(gaps.errorText)")
    let collection = try JSON(gaps.output)
    #expect(
      Schema(root: try Demo.schema("gaps.v1.schema.json")).defects(of: collection) == [])
    #expect(
      close(
        collection["summary"]["uncovered"].number,
        found["residents"].number - found["covered"].number))
    let text = try workspace.run(["coverage", "--lang", "en"] + streets + Self.byAge)
    #expect(text.text.contains("live within 10 minutes at the pace of their age of one of"))
    #expect(text.text.contains("75+ 48 m/min (480m"))
    #expect(text.text.contains("Each age at its own pace"))
    let table = try workspace.run(
      ["coverage", "--lang", "en", "--format", "csv"] + streets + Self.byAge)
    #expect(table.text.contains(",65-74_residents,65-74_covered,other_residents,other_covered"))
    let rows = table.text.split(separator: "\r\n").dropFirst()
    #expect(rows.allSatisfy { $0.contains("10 minutes, each age at its pace: 0-14 60 m/min") })
  }

  @Test func adviceByAgeAgreesWithCoverage() throws {
    let workspace = try workspace()
    let flags = Self.along + Self.byAge
    let run = try workspace.run(
      ["recommend", "--anywhere", "--count", "2", "--draws", "0", "--format", "json"] + flags)
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    let schema = Schema(root: try Demo.schema("recommend.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    #expect(document["assumptions"]["walk"]["type"].string == "by-age")
    let text = try workspace.run(
      ["recommend", "--anywhere", "--count", "2", "--draws", "0", "--lang", "en"] + flags)
    #expect(text.text.contains("within 10 minutes at the pace of their age"))
  }

  @Test func heatIsStatedEverywhere() throws {
    let workspace = try workspace()
    let flags =
      ["--walk", "10min", "--heat-factor", "1.25", "--quiet"] + Self.along + Sample.inputs
    let run = try workspace.run(["coverage", "--format", "json"] + flags)
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    let schema = Schema(root: try Demo.schema("coverage.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    let walk = document["assumptions"]["walk"]
    #expect(walk["meters"].number == 640 && walk["heat"]["factor"].number == 1.25)
    #expect(walk["minutes"].number == 10)
    let same = try workspace.run(
      ["coverage", "--format", "json", "--walk", "640m", "--quiet"] + Self.along + Sample.inputs)
    #expect(try JSON(same.output)["region"] == document["region"])
    for command in [["coverage"], ["gaps"], ["recommend", "--anywhere", "--count", "1"]] {
      let text = try workspace.run(command + ["--lang", "en"] + flags)
      #expect(text.text.contains("An assumption on heat: a walk feels 1.25 times as long"))
    }
    for command in ["coverage", "gaps"] {
      let table = try workspace.run([command, "--format", "csv", "--lang", "en"] + flags)
      let rows = table.text.split(separator: "\r\n").dropFirst()
      #expect(rows.allSatisfy { $0.contains("An assumption on heat") } && rows.count > 1)
    }
    let byAge = try workspace.run(
      ["coverage", "--format", "json", "--heat-factor", "1.2"] + Self.along + Self.byAge)
    let both = try JSON(byAge.output)["assumptions"]["walk"]
    #expect(both["heat"]["factor"].number == 1.2 && both["bands"][3]["meters"].number == 400)
  }

  private static let mistakes: [(line: String, says: String)] = [
    ("coverage --walk 800m --pace by-age", "needs a time, but the walk is"),
    ("coverage --pace by-age", "--pace goes with --walk"),
    ("coverage --walk 10min --heat-factor 0.5", "Write a number from 1 to 3"),
    ("coverage --walk 10min --heat-factor hot", "Write a number from 1 to 3"),
    ("coverage --radius 800m --heat-factor 1.2", "--heat-factor goes with --walk"),
    ("catchments --walk 800m --pace by-age", "needs a time, but the walk is"),
    ("coverage --walk 10min --pace by-aeg", "by-age"),
  ]

  @Test(arguments: mistakes)
  func mistakesAreTold(_ line: String, _ says: String) throws {
    let workspace = try workspace()
    let run = try workspace.run(
      line.split(separator: " ").map(String.init) + ["--lang", "en"] + Sample.inputs)
    #expect(run.status == 64, "\(line): \(run.errorText)")
    #expect(run.errorText.contains(says), "\(line): \(run.errorText)")
  }

  @Test func agesThatNobodyCountedAreRefused() throws {
    let workspace = try workspace()
    // the first two columns: the code and everybody
    let sample = try Sample.make()
    let rows = ([sample.populationHeader] + sample.population).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).prefix(2).joined(separator: ",")
    }
    try workspace.write(rows.joined(separator: "\n") + "\n", as: "population.csv")
    let run = try workspace.run(["coverage", "--lang", "en"] + Self.byAge)
    #expect(run.status == 64, "\(run.errorText)")
    #expect(run.errorText.contains("the population has no ages"))
    #expect(run.errorText.contains("--pace senior"))
  }

  @Test func theProjectFileSaysTheSame() throws {
    let workspace = try workspace()
    try workspace.write(
      """
      stations: stations.csv
      municipalities: municipalities.geojson
      population: population.csv
      streets: streets.geojson
      walk: 10min
      pace: by-age
      heat-factor: 1.2

      """, as: "planner.yaml")
    let byFile = try workspace.run(
      "coverage", "--project", "planner.yaml", "--format", "csv", "--quiet")
    let byFlags = try workspace.run(
      ["coverage", "--format", "csv", "--heat-factor", "1.2"] + Self.along + Self.byAge)
    #expect(byFile.status == 0 && byFile.output == byFlags.output)
    let shown = try workspace.run("coverage", "--project", "planner.yaml", "--print-config")
    #expect(shown.text.contains("pace: by-age") && shown.text.contains("heat-factor: 1.2"))
    let circle = try workspace.run(
      "coverage", "--project", "planner.yaml", "--radius", "600m", "--quiet")
    #expect(circle.status == 0, "\(circle.errorText)")
  }
}
