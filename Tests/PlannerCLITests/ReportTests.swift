import Foundation
import Testing

/// The report as a command: which files it writes, and what it refuses. What is in them is tried
/// with the library.
@Suite struct ReportCommandTests {
  private static let shops = """
    id,name,lat,lon
    a,店1,35.560,140.366
    b,店2,35.522,140.320

    """

  private func report(_ workspace: Workspace, _ more: [String]) throws -> CommandRun {
    try workspace.run(["report", "--out", "r", "--radius", "700m"] + Sample.inputs + more)
  }

  @Test func writesTheFormsAskedForAndTheJSONBesideThem() throws {
    let workspace = try Workspace.sample(replacing: ["shops.csv": Self.shops])
    let more = ["--candidates", "commerce=shops.csv", "--html", "--pdf", "--xlsx"] + Sample.layers
    let run = try report(workspace, more)
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errorText)")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: workspace.folder.path + "/r"
    ).sorted()
    #expect(
      names == [
        "coverage.json", "gaps.geojson", "recommend.json", "report.html", "report.json",
        "report.pdf", "report.xlsx",
      ])
    let schema = Schema(root: try Demo.schema("report.v1.schema.json"))
    #expect(schema.defects(of: try JSON(workspace.read("r/report.json"))) == [])
    let coverage = try JSON(workspace.read("r/coverage.json"))
    let asked = try JSON(
      workspace.run(
        ["coverage", "--format", "json", "--radius", "700m"] + Sample.inputs + Sample.layers
      ).output)
    for member in ["region", "areas", "flows", "services"] {
      #expect(coverage[member] == asked[member], "\(member)")
    }
    // a second run leaves the same bytes
    let first = try names.map { try workspace.read("r/" + $0) }
    #expect(try report(workspace, more).status == 0)
    #expect(try names.map { try workspace.read("r/" + $0) } == first)
  }

  @Test func oneFormInEnglish() throws {
    let workspace = try Workspace.sample()
    let run = try report(workspace, ["--html", "--lang", "en", "--quiet"])
    #expect(run.status == 0 && run.errorText.isEmpty, "\(run.errorText)")
    let page = try String(decoding: workspace.read("r/report.html"), as: UTF8.self)
    #expect(page.contains("<html lang=\"en\">") && page.contains("INTERNAL"))
    #expect(page.contains("Whom to ask next") && page.contains("There is no list of places"))
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/r/report.pdf"))
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/r/recommend.json"))
  }

  @Test func refusesWhatCannotBeWritten() throws {
    let workspace = try Workspace.sample()
    #expect(try workspace.run(["report"] + Sample.inputs).status == 64)
    // the folder's name is taken by a file
    try workspace.write("x", as: "r")
    let run = try report(workspace, ["--html"])
    #expect(run.status == 74 && run.errorText.contains("--out"), "\(run.errorText)")
    // an input would be replaced
    let inside = try Workspace.sample()
    try FileManager.default.createDirectory(
      atPath: inside.folder.path + "/r", withIntermediateDirectories: true)
    let list = try inside.read("stations.csv")
    try inside.write(list, as: "r/report.html")
    let stations = try inside.run([
      "report", "--out", "r", "--html", "--stations", "r/report.html", "--municipalities",
      "municipalities.geojson", "--population", "population.csv",
    ])
    #expect(stations.status == 64, "\(stations.errorText)")
    #expect(try inside.read("r/report.html") == list)
  }

  @Test func documentsNeedPandoc() throws {
    let workspace = try Workspace.sample()
    let run = try workspace.run(
      ["report", "--out", "r", "--docx"] + Sample.inputs,
      through: ["/usr/bin/env", "PATH=/nowhere"])
    #expect(run.status == 64 && run.errorText.contains("apt install pandoc"), "\(run.errorText)")
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/r"))
  }
}
