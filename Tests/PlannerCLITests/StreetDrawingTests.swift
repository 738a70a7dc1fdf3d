import Foundation
import Testing

/// What draws, along streets: the same commands with the same flags, and texts that say so.
@Suite struct StreetDrawingTests {
  /// Fewer stations than the sample has: an unoptimised build takes a moment for each.
  private func workspace(_ change: (inout Sample) throws -> Void = { _ in }) throws -> Workspace {
    var sample = try Sample.make()
    sample.stations = Array(sample.stations.prefix(3))
    try change(&sample)
    let workspace = try Workspace()
    try sample.write(to: workspace)
    try workspace.write(Sample.collection(StreetTests.streets), as: "streets.geojson")
    return workspace
  }

  private static let flags =
    ["--streets", "streets.geojson", "--walk", "6min", "--pace", "senior", "--snap-blocks", "100m"]
    + Sample.inputs

  private func text(_ workspace: Workspace, _ name: String) throws -> String {
    try String(contentsOfFile: workspace.folder.path + "/" + name, encoding: .utf8)
  }

  @Test func bandsAreNestedFeatures() throws {
    let workspace = try workspace()
    let run = try workspace.run(
      ["catchments", "--bands", "2min,4min,6min", "--lines", "lines.geojson"] + Self.flags)
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    #expect(document["bands"].items.map(\.string) == ["6min", "4min", "2min"])
    let features = document["features"].items
    #expect(features.count == 9)
    let residents = ["2min", "4min", "6min"].map { band in
      features.filter { $0["properties"]["band"].string == band }
        .reduce(0) { $0 + $1["properties"]["residents"].number }
    }
    #expect(residents[0] < residents[1] && residents[1] < residents[2])
    for feature in features {
      let properties = feature["properties"]
      let minutes = properties["walkMinutes"].number
      #expect(properties["walkMeters"].number == minutes * 60)
      #expect(feature["id"].string?.hasSuffix("-\(Int(minutes))min") == true)
    }
    // of each station the widest agrees with the walk without bands
    let plain = try JSON(workspace.run(["catchments", "--quiet"] + Self.flags).output)
    #expect(plain["features"].items.count == 3 && plain["bands"] == .null)
    for (one, other) in zip(plain["features"].items, features) {
      #expect(one["geometry"] == other["geometry"])
      #expect(one["properties"]["residents"] == other["properties"]["residents"])
    }
    let lines = try JSON(Array(text(workspace, "lines.geojson").utf8))["features"].items
    #expect(lines.count == 9)
    // a station far from any street may have none in two minutes
    let parts = lines.map { $0["geometry"]["coordinates"].items.count }
    for (line, count) in zip(lines, parts) where count > 0 {
      #expect(line["geometry"]["type"].string == "MultiLineString")
    }
    #expect(parts[0..<3].reduce(0, +) > parts[6..<9].reduce(0, +))
  }

  @Test func radiiHaveBandsToo() throws {
    let workspace = try workspace()
    let run = try workspace.run(
      ["catchments", "--radius", "500m", "--bands", "300m,500m", "--form", "dissolved"]
        + Sample.inputs)
    #expect(run.status == 0, "\(run.errorText)")
    let features = try JSON(run.output)["features"].items
    #expect(features.first?["properties"]["band"].string == "500m")
    #expect(features.last?["properties"]["radiusMeters"].number == 300)
  }

  @Test func formsAgreeWithCoverage() throws {
    let workspace = try workspace()
    let coverage = try JSON(
      workspace.run(["coverage", "--format", "json", "--quiet"] + Self.flags).output)
    let covered = coverage["region"]["covered"].number
    for form in ["dissolved", "nearest"] {
      let run = try workspace.run(["catchments", "--form", form, "--quiet"] + Self.flags)
      let sum = try JSON(run.output)["features"].items
        .reduce(0) { $0 + $1["properties"]["residents"].number }
      #expect(abs(sum - covered) < 1e-6 * covered, "\(form)")
    }
    let run = try workspace.run(
      ["catchments", "--out", "c.gpkg", "--lines", "l.gpkg", "--quiet"] + Self.flags)
    #expect(run.status == 0, "\(run.errorText)")
    for name in ["c.gpkg", "l.gpkg"] {
      #expect(FileManager.default.fileExists(atPath: workspace.folder.path + "/" + name))
    }
  }

  @Test func mapsSayWhichWalkItIs() throws {
    let workspace = try workspace()
    for (language, words) in [
      ("ja", ["道のり360m・6分", "道のり180m・3分"]),
      ("en", ["a walk of 360m (6 min) along streets", "a walk of 180m (3 min) along streets"]),
    ] {
      let run = try workspace.run(
        ["map", "--html", "m.html", "--svg", "m.svg", "--band", "3min", "--lang", language]
          + Self.flags)
      #expect(run.status == 0, "\(run.errorText)")
      let page = try text(workspace, "m.html")
      for word in words { #expect(page.contains(word), "\(word)") }
      #expect(!page.contains("直線距離（半径）による") && !page.contains("Straight-line radius"))
    }
  }

  @Test func nothingOfAWithheldStationIsPublic() throws {
    func folder(_ addsSecret: Bool) throws -> Workspace {
      try workspace { sample in
        if addsSecret { try sample.addWithheldStation() }
      }
    }
    let (without, with) = (try folder(false), try folder(true))
    let commands = [
      ["export", "--layers", "stations,catchments,gaps,coverage", "--out", "out"],
      ["map", "--edition", "public", "--html", "out", "--svg", "sheet"],
    ]
    for command in commands {
      let pages = try [without, with].map { workspace in
        let format = command[0] == "export" ? ["--format", "geojson"] : []
        let run = try workspace.run(command + format + Self.flags)
        #expect(run.status == 0, "\(run.errorText)")
        return try text(workspace, "out") + (format.isEmpty ? text(workspace, "sheet") : "")
      }
      #expect(pages[0] == pages[1] && !pages[1].contains("ABCXYZ"), "\(command)")
    }
    let run = try with.run(["export", "--quiet"] + Self.flags)
    let document = try JSON(run.output)
    #expect(document["walk"]["type"].string == "streets" && document["walk"]["minutes"].number == 6)
    #expect(document["notes"].items[0]["ja"].string?.contains("道に沿った距離") == true)
    let catchments = document["features"].items.filter {
      $0["properties"]["layer"].string == "catchment"
    }
    #expect(catchments.first?["properties"]["name"].string == "徒歩圏（道のり360m・6分）")
    // the committee sees it
    let all = try with.run(["catchments", "--quiet"] + Self.flags)
    #expect(all.text.contains("ABCXYZ"))
  }

  @Test func aPlanAndAReport() throws {
    let workspace = try workspace()
    let plan = try workspace.run(["plan", "--out", "plan", "--lang", "ja"] + Self.flags)
    #expect(plan.status == 0, "\(plan.errorText)")
    #expect(try text(workspace, "plan/README.md").contains("道のり360m・6分以内に拠点があります"))
    let report = try workspace.run(
      ["report", "--html", "--out", "report", "--lang", "ja"] + Self.flags)
    #expect(report.status == 0, "\(report.errorText)")
    let page = try text(workspace, "report/report.html")
    // numbers stand in marks of their own
    let plain = page.replacing(/<[^>]*>/, with: "")
    #expect(plain.contains("道のり360m・6分"))
    #expect(!plain.contains("半径360m") && !plain.contains("直線距離が"))
    #expect(flagsShown(inPage: page) == [])
    let walks = try JSON(Array(text(workspace, "report/report.json").utf8))["walks"].items
    #expect(walks.map { $0["minutes"].number } == [3, 4.5, 6, 7.5, 9, 12])
    let coverage = try JSON(Array(text(workspace, "report/coverage.json").utf8))
    #expect(walks[2]["covered"].number == coverage["region"]["covered"].number)
    #expect(
      zip(walks, walks.dropFirst()).allSatisfy { $0["covered"].number <= $1["covered"].number })
    let schema = Schema(root: try Demo.schema("report.v1.schema.json"))
    let document = try JSON(Array(text(workspace, "report/report.json").utf8))
    #expect(schema.defects(of: document) == [])
  }

  @Test func theOrderOfStreetsMakesNoDifference() throws {
    var dice = Dice(5)
    let (one, other) = (try workspace(), try workspace())
    try other.write(
      Sample.collection(StreetTests.streets.shuffled(using: &dice)), as: "streets.geojson")
    for form in ["dissolved", "nearest"] {
      let outputs = try [one, other].map { folder in
        let run = try folder.run(["catchments", "--form", form, "--quiet"] + Self.flags)
        #expect(run.status == 0, "\(run.errorText)")
        return run.text.split(separator: "\n").filter { !$0.contains("\"sha256\": ") }
          .joined(separator: "\n")
      }
      #expect(outputs[0] == outputs[1], "\(form)")
    }
  }
}
