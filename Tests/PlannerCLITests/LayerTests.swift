import Foundation
import Testing

/// Terms of layers, lists of living areas and packed files, as a user meets them.
@Suite struct LayerTests {
  private static let licence = ["--licence", "population=CC BY-NC 4.0"]

  @Test func termsAreInWhatIsPrinted() throws {
    let workspace = try Workspace.sample()
    func run(_ command: String, _ format: String) throws -> CommandRun {
      let run = try workspace.run(
        [command, "--format", format, "--lang", "en", "--radius", "700m"] + Self.licence
          + Sample.inputs)
      #expect(run.status == 0, "\(run.errorText)")
      return run
    }
    for (command, format) in [("coverage", "json"), ("gaps", "geojson")] {
      let document = try JSON(try run(command, format).output)
      let schema = Schema(root: try Demo.schema("\(command).v1.schema.json"))
      #expect(schema.defects(of: document) == [])
      let files = document["assumptions"]["files"].items
      let population = try #require(files.first { $0["role"].string == "population" })
      #expect(population["licence"]["use"].string == "non-commercial")
      #expect(population["licence"]["name"]["en"].string == "CC BY-NC 4.0")
    }
    #expect(try run("coverage", "text").text.contains("population: CC BY-NC 4.0"))
    #expect(try run("gaps", "csv").text.contains(",sources,notice\r\n"))
  }

  @Test func publicDataAreFlagged() throws {
    let workspace = try Workspace.sample()
    let arguments = ["export", "--lang", "en", "--layers", "stations"] + Sample.inputs
    let run = try workspace.run(arguments + Self.licence)
    #expect(run.status == 0)
    #expect(run.errorText.contains("public data are made from a layer for non-commercial use only"))
    let licences = try JSON(run.output)["licences"].items
    let population = try #require(licences.first { $0["layer"].string == "population" })
    #expect(population["licence"]["use"].string == "non-commercial")
    // what nobody has said is asked for
    let unknown = try workspace.run(arguments)
    #expect(unknown.errorText.contains("--licence municipalities=TERMS"))
  }

  @Test(arguments: [
    (["--licence", "populatoin=CC0"], 64, "Did you mean population?"),
    (["--licence", "CC0"], 64, "must name a layer and its terms"),
    (
      ["--licence", "population=CC0", "--licence", "population=CC BY 4.0"], 64,
      "gives two terms for \"population\""
    ),
    (["--living-areas", "x=list.csv"], 65, "--towns FILE"),
  ])
  func whatIsWrongWithTheCall(flags: [String], status: Int, words: String) throws {
    let workspace = try Workspace.sample(replacing: ["list.csv": "area,KEY_CODE\nA,12213\n"])
    let run = try workspace.run(["coverage", "--lang", "en"] + Sample.inputs + flags)
    #expect(Int(run.status) == status && run.output.isEmpty)
    #expect(run.errorText.contains(words), "\(run.errorText)")
  }

  /// The municipalities themselves stand for their towns.
  @Test func livingAreasFromAList() throws {
    let workspace = try Workspace.sample(replacing: [
      "list.csv": "圏域,キーコード\r\n海辺,12239\r\n海辺,12403\r\n内陸,12213\r\n"
    ])
    let outlines = try Sample.make().municipalities.joined(separator: ",\n")
    try workspace.write(
      "{\"type\":\"FeatureCollection\",\"features\":[\n"
        + outlines.replacingOccurrences(of: "\"code\":", with: "\"KEY_CODE\":") + "\n]}\n",
      as: "towns.geojson")
    let run = try workspace.run(
      ["coverage", "--format", "json", "--radius", "700m"] + Sample.inputs
        + ["--living-areas", "日常生活圏域=list.csv", "--towns", "towns.geojson"])
    #expect(run.status == 0, "\(run.errorText)")
    let areas = try JSON(run.output)["areas"].items
    func residents(_ layer: String, _ names: [String]) -> Double {
      areas.filter {
        $0["layer"].string == layer && names.contains($0["name"].string ?? "")
      }.reduce(0) { $0 + $1["residents"].number }
    }
    let coast = residents("living-area", ["海辺"])
    #expect(coast > 0)
    #expect(abs(coast - residents("municipality", ["大網白里市", "九十九里町"])) < 1e-6 * coast)
  }
}
