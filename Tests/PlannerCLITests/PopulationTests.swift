import Foundation
import Testing

/// Several files of residents, suppressed ages and the flags that settle a grid, as a user meets
/// them.
@Suite struct PopulationTests {
  /// The sample's grid in two files, every fifth cell suppressed into the one before it.
  private func suppressed(_ workspace: Workspace) throws -> [String] {
    let rows = try Sample.make().populationText.split(separator: "\n")
    let names = rows[0].split(separator: ",").map(String.init)
    let code = try #require(names.firstIndex { $0.lowercased().contains("code") })
    let total = try #require(
      names.firstIndex { ["total", "pop", "population", "総数", "人口"].contains($0) })
    let cells = rows.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var lines: [String] = []
    for (index, cell) in cells.enumerated() {
      let people = Double(cell[total]) ?? 0
      let next = index % 5 == 3 && index + 1 < cells.count ? cells[index + 1] : nil
      let isSuppressed = index % 5 == 4
      let guests = next.flatMap { Double($0[total]) } ?? 0
      let old = isSuppressed ? "*" : String(((people + guests) * 0.3).rounded())
      lines.append(
        [
          cell[code], isSuppressed ? "2" : next == nil ? "0" : "1",
          isSuppressed ? cells[index - 1][code] : "", next?[code] ?? "", cell[total], old,
        ].joined(separator: ","))
    }
    let header = "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,total,65+"
    let half = lines.count / 10 * 5
    try workspace.write(([header] + lines[..<half]).joined(separator: "\n") + "\n", as: "west.csv")
    try workspace.write(([header] + lines[half...]).joined(separator: "\n") + "\n", as: "east.csv")
    return ["west.csv", "east.csv"]
  }

  private static let layers = Sample.inputs.enumerated().filter { index, _ in
    let at = Sample.inputs.firstIndex(of: "--population") ?? 0
    return index != at && index != at + 1
  }.map(\.element)

  @Test func coverageOfSuppressedAges() throws {
    let workspace = try Workspace.sample()
    let files = try suppressed(workspace)
    func arguments(_ files: [String], _ format: String) -> [String] {
      ["coverage", "--lang", "en", "--radius", "700m", "--format", format] + Self.layers
        + files.flatMap { ["--population", $0] }
    }
    let run = try workspace.run(arguments(files, "json"))
    #expect(run.status == 0, "\(run.errorText)")
    let document = try JSON(run.output)
    let schema = Schema(root: try Demo.schema("coverage.v1.schema.json"))
    #expect(schema.defects(of: document).isEmpty)
    let old = document["region"]["ages"]["65+"]
    let bounds = old["bounds"]["covered"]
    let covered = old["covered"].number
    #expect(bounds["lower"].number < covered)
    #expect(bounds["upper"].number > covered)
    let paths = document["assumptions"]["files"].items.compactMap { $0["path"].string }
    #expect(files.allSatisfy(paths.contains))
    // the order of files is no matter
    let turned = try JSON(try workspace.run(arguments(files.reversed(), "json")).output)
    #expect(turned["region"] == document["region"] && turned["areas"] == document["areas"])
    let text = try workspace.run(arguments(files, "text"))
    #expect(text.text.contains("Suppressed values are in these. Covered (least to most): 65+"))
    #expect(text.text.contains("with shares of their group's total by residents."))
    let csv = try workspace.run(arguments(files, "csv"))
    #expect(csv.text.contains(",65+_covered_lower,65+_covered_upper"))
  }

  @Test func gapsOfSuppressedAges() throws {
    let workspace = try Workspace.sample()
    let files = try suppressed(workspace)
    func run(_ format: String) throws -> CommandRun {
      try workspace.run(
        ["gaps", "--lang", "en", "--radius", "700m", "--by", "65+", "--format", format]
          + Self.layers + files.flatMap { ["--population", $0] })
    }
    let document = try JSON(try run("geojson").output)
    let schema = Schema(root: try Demo.schema("gaps.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    let found = document["features"].items.map { $0["properties"] }
    let bounded = found.filter { $0["bounds"]["65+"] != .null }
    #expect(!bounded.isEmpty)
    for gap in bounded {
      let (range, old) = (gap["bounds"]["65+"], gap["ages"]["65+"].number)
      #expect(range["lower"].number <= old && old <= range["upper"].number)
    }
    #expect(try run("csv").text.contains(",65+_lower,65+_upper,"))
    let text = try run("text").text
    #expect(text.contains("65+, least–most") && text.contains("their ages are estimates"))
  }

  /// A candidate on the spot of a gap reaches the gap's residents, whose numbers can be what the
  /// gap's can.
  @Test func adviceOnSuppressedAges() throws {
    let workspace = try Workspace.sample()
    let files = try suppressed(workspace)
    func run(_ command: [String]) throws -> CommandRun {
      try workspace.run(
        command + ["--lang", "en", "--radius", "700m"] + Self.layers
          + files.flatMap { ["--population", $0] })
    }
    let gaps = try JSON(try run(["gaps", "--format", "geojson"]).output)["features"].items
    let gap = try #require(gaps.first { $0["properties"]["bounds"]["65+"] != .null })["properties"]
    let (lon, lat) = (gap["point"].items[0].number, gap["point"].items[1].number)
    try workspace.write("id,name,lat,lon\nS1,Shop,\(lat),\(lon)\n", as: "shop.csv")
    let asked = ["recommend", "--candidates", "commerce=shop.csv", "--count", "1", "--draws", "5"]
    func document(_ flags: [String], _ format: String) throws -> JSON {
      try JSON(try run(asked + flags + ["--format", format]).output)
    }
    for (flags, slack) in [(["--name-candidates"], 1e-6), ([], 1.0)] {
      let json = try document(flags, "json")
      #expect(Schema(root: try Demo.schema("recommend.v1.schema.json")).defects(of: json) == [])
      let step = try #require(json["steps"].items.first)
      let (range, old) = (step["bounds"]["65+"], step["ages"]["65+"].number)
      #expect(range["lower"].number <= old && old <= range["upper"].number)
      for end in ["lower", "upper"] {
        #expect(abs(range[end].number - gap["bounds"]["65+"][end].number) <= slack)
      }
      #expect(step["whyHere"]["en"].string?.contains("as values are suppressed") == true)
    }
    let map = try document([], "geojson")
    #expect(Schema(root: try Demo.schema("recommend-steps.v1.schema.json")).defects(of: map) == [])
    let table = try run(asked + ["--format", "csv"]).text
    #expect(table.contains(",65+_lower,65+_upper,"))
  }

  @Test(arguments: [
    (["west.csv", "west.csv"], 65, "the same population file is given twice"),
    (["west.csv", "none.csv"], 65, "the population table does not exist"),
    (["west.csv", "--population-year", "2030"], 65, "there are no columns of years"),
    (["west.csv", "--population-year", "soon"], 64, "the year \"soon\" of the population"),
    (["west.csv", "--population-grid", "250"], 64, "there is no grid of \"250\""),
    (
      ["west.csv", "--population-grid", "250m"], 65,
      "code(s) of the 500 m grid in a table of the 250"
    ),
  ])
  func flagsAndFiles(values: [String], status: Int, words: String) throws {
    let workspace = try Workspace.sample()
    _ = try suppressed(workspace)
    let flag = values.firstIndex { $0.hasPrefix("--") } ?? values.count
    let run = try workspace.run(
      ["coverage", "--lang", "en"] + Self.layers
        + values[..<flag].flatMap { ["--population", $0] } + values[flag...])
    #expect(Int(run.status) == status && run.output.isEmpty)
    #expect(run.errorText.contains(words), "\(run.errorText)")
  }

  @Test func settingsArePrintedAsTheyWereGiven() throws {
    let run = try CommandRun([
      "coverage", "--print-config", "--population", "a.txt", "--population", "b.txt",
      "--population-grid", "100m", "--population-year", "2030",
    ])
    #expect(run.status == 0)
    #expect(
      run.text == """
        population: [a.txt, b.txt]
        population-grid: 100m
        population-year: 2030

        """)
  }
}
