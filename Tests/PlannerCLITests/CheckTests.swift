import Foundation
import Planner
import Testing

/// `check`: what it prints, where it writes, and how it ends.
struct CheckTests {
  private static let broken = """
    id,名称,種別,緯度,経度,市町村
    1,みどりの家,医療福祉,35.5581,140.3712,東金市
    2,松之郷集会所,公共,140.3301,35.5722,東金市
    3,浜の駅,観光,0,0,九十九里町
    4,寺子屋,寺社化,35.5600,140.3500,大網白里市

    """

  @Test func textTellsEverythingAtOnce() throws {
    let workspace = try Workspace.sample(replacing: ["list.csv": Self.broken])
    let run = try CommandRun(
      [
        "check", "--stations", "list.csv", "--municipalities", "municipalities.geojson", "--lang",
        "en",
      ], in: workspace.folder.path)
    #expect(run.status == 65)
    for code in ["swapped-axes, --fix", "null-island", "unknown-kind", "wrong-municipality"] {
      #expect(run.text.contains("[\(code)"), "\(code)")
    }
    #expect(run.text.contains("station list: 1 of 4 rows can be used as they are. 3 errors"))
    #expect(run.errorText.isEmpty)
  }

  @Test func jsonConformsToItsSchema() throws {
    let workspace = try Workspace.sample(replacing: [
      "list.csv": Self.broken,
      "planner.yaml": "stations: stations.csv\nmunicipalities: municipalities.geojson\n",
    ])
    let schema = Schema(root: try Demo.schema("check.v1.schema.json"))
    for flags in [
      ["--stations", "list.csv"],
      ["--stations", "list.csv", "--municipalities", "municipalities.geojson"],
      ["--stations", "no-such-file.csv"],
      ["--project", "planner.yaml"], ["--project", "planner.yaml", "--stations", "list.csv"],
      ["--project", "no-such-file.yaml"],
    ] {
      let run = try CommandRun(
        ["check", "--format", "json"] + flags, in: workspace.folder.path)
      let json = try JSON(run.output)
      #expect(schema.defects(of: json) == [], "\(flags)")
      let isSound = json["summary"]["sound"] == .bool(true)
      #expect(run.status == (isSound ? 0 : 65), "\(flags)")
      #expect(isSound == (flags == ["--project", "planner.yaml"]), "\(flags)")
    }
  }

  @Test func csvHasARowForEachFinding() throws {
    let workspace = try Workspace.sample(replacing: ["list.csv": Self.broken])
    let run = try CommandRun(
      ["check", "--stations", "list.csv", "--out", "findings.csv"], in: workspace.folder.path)
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    let lines = String(decoding: try workspace.read("findings.csv"), as: UTF8.self)
      .split(separator: "\r\n")
    #expect(lines[0] == "\u{FEFF}code,severity,layer,file,row,column,message,mend,certain")
    #expect(lines.count == 4)
    #expect(lines[1].hasPrefix("swapped-axes,error,stations,list.csv,3,緯度,"))
  }

  @Test func fixWritesTheListAndALogAndLeavesTheInput() throws {
    let workspace = try Workspace.sample(replacing: ["list.csv": Self.broken])
    let run = try CommandRun(
      [
        "check", "--stations", "list.csv", "--municipalities", "municipalities.geojson", "--fix",
        "mended.csv", "--lang", "en",
      ], in: workspace.folder.path)
    #expect(run.status == 65)
    #expect(
      run.errorText == "mended.csv: 2 cells were mended (the changes are in mended.changes.csv)\n")
    #expect(
      String(decoding: try workspace.read("mended.csv"), as: UTF8.self)
        == "\u{FEFF}"
        + Self.broken.replacing("140.3301,35.5722", with: "35.5722,140.3301")
        .replacing("\n", with: "\r\n"))
    #expect(
      String(decoding: try workspace.read("mended.changes.csv"), as: UTF8.self)
        == "\u{FEFF}row,column,before,after,code\r\n3,緯度,140.3301,35.5722,swapped-axes\r\n"
        + "3,経度,35.5722,140.3301,swapped-axes\r\n")
    #expect(String(decoding: try workspace.read("list.csv"), as: UTF8.self) == Self.broken)
  }

  @Test func takesTheLayersThatOtherCommandsTake() throws {
    let workspace = try Workspace.sample()
    let inputs = [
      "check", "--municipalities", "municipalities.geojson", "--zones", "圏域=zones.csv", "--land",
      "areas.geojson", "--format", "json", "--lang", "en",
    ]
    let run = try workspace.run(inputs + ["--wards", "merge"])
    #expect(run.status == 0, "\(run.errorText)")
    let roles = try JSON(run.output)["files"].items.map { $0["role"] }
    #expect(roles == [.string("municipalities"), .string("land"), .string("zones")])
    let wrong = try workspace.run(inputs + ["--wards", "split"])
    #expect(wrong.status == 65 && wrong.text.contains("wards is keep or merge"))
    let nameless = try workspace.run(["check", "--zones", "zones.csv", "--lang", "en"])
    #expect(nameless.status == 64 && nameless.errorText.contains("--zones NAME=FILE"))
  }

  @Test func slips() throws {
    let workspace = try Workspace.sample(replacing: ["list.csv": Self.broken])
    for (flags, word) in [
      ([], "--stations FILE"), (["--stations", "list.csv", "--tolerance", "x"], "5%"),
      (["--stations", "list.csv", "--living-areas", "areas.geojson"], "NAME=FILE"),
    ] {
      let run = try CommandRun(["check", "--lang", "en"] + flags, in: workspace.folder.path)
      #expect(run.status == 64, "\(flags)")
      #expect(run.errorText.contains(word), "\(flags) \(run.errorText)")
    }
    // no input is written over
    for out in [["--fix", "list.csv"], ["--out", "list.csv"]] {
      let run = try CommandRun(
        ["check", "--stations", "list.csv"] + out, in: workspace.folder.path)
      #expect(run.status == 64 || run.status == 74)
      #expect(String(decoding: try workspace.read("list.csv"), as: UTF8.self) == Self.broken)
    }
  }

  @Test func populationInSeveralFiles() throws {
    let sample = try Sample.make()
    let half = sample.population.count / 2
    func part(_ rows: some Sequence<String>) -> String {
      ([sample.populationHeader] + rows).joined(separator: "\n") + "\n"
    }
    let workspace = try Workspace.sample(replacing: [
      "a.csv": part(sample.population.prefix(half)),
      "b.csv": part(sample.population.dropFirst(half)),
    ])
    let layers = [
      "check", "--stations", "stations.csv", "--municipalities", "municipalities.geojson",
    ]
    let run = try workspace.run(layers + ["--population", "a.csv", "--population", "b.csv"])
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
    let broken = try workspace.run(layers + ["--population", "a.csv", "--population", "gone.csv"])
    #expect(broken.status == 65 && broken.text.contains("gone.csv"), "\(broken.text)")
  }

  @Test func oneStationInAnotherPartOfTheCountry() throws {
    let workspace = try Workspace.sample(replacing: [
      "stations.csv": "id,name,lat,lon\n1,札幌の家,43.06,141.35\n"
    ])
    let run = try workspace.run(
      "check", "--stations", "stations.csv", "--municipalities", "municipalities.geojson")
    #expect(run.status == 65 && run.text.contains("other-place"), "\(run.text)")
  }
}
