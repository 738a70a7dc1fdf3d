import Foundation
import Testing

/// `recommend` from the command line: what it prints conforms, agrees with the other commands, and
/// says what is wrong with a call.
@Suite struct RecommendTests {
  /// The sample with a few candidates of two kinds, some of them stations already.
  private func workspace() throws -> Workspace {
    let workspace = try Workspace.sample()
    var dice = Dice(3)
    for (file, kind) in [("temples.csv", "寺秘"), ("shops.csv", "店秘")] {
      let rows = (1...12).map { index in
        let latitude = Double.random(in: 35.535...35.585, using: &dice)
        let longitude = Double.random(in: 140.325...140.405, using: &dice)
        return "X\(index),\(kind)\(index),\(latitude),\(longitude)\n"
      }
      try workspace.write("id,name,lat,lon\n" + rows.joined(), as: file)
    }
    return workspace
  }

  private let asked =
    [
      "--candidates", "寺社=temples.csv", "--candidates", "commerce=shops.csv", "--count", "4",
      "--draws", "5", "--quiet",
    ] + Sample.inputs

  @Test func conformsAndAgrees() throws {
    let workspace = try workspace()
    let schema = Schema(root: try Demo.schema("recommend.v1.schema.json"))
    for flags in [
      [], ["--name-candidates", "--per-year", "2"], ["--expected", "--agreement", "commerce=30%"],
      ["--objective", "backup", "--anywhere"], ["--weight", "65+=1", "--at-most", "商工=1"],
    ] {
      let run = try workspace.run(["recommend", "--format", "json"] + flags + asked)
      #expect(run.status == 0 && run.errorOutput.isEmpty, "\(run.errorText)")
      let json = try JSON(run.output)
      #expect(schema.defects(of: json) == [], "\(flags)")
      #expect(run.text.contains("秘") == flags.contains("--name-candidates"))
      let coverage = try JSON(
        try workspace.run(["coverage", "--format", "json"] + Sample.inputs).output)
      #expect(json["start"]["covered"] == coverage["region"]["covered"])
      #expect(json["start"]["residents"] == coverage["region"]["residents"])
    }
  }

  @Test func printsEveryFormTheSameEachTimeAndNamesNobody() throws {
    let workspace = try workspace()
    for format in ["text", "csv", "geojson"] {
      let run = try workspace.run(["recommend", "--format", format] + asked)
      #expect(run.status == 0 && !run.output.isEmpty, "\(run.errorText)")
      #expect(!run.text.contains("秘") && !run.text.contains("X1,"))
      #expect(try workspace.run(["recommend", "--format", format] + asked).output == run.output)
    }
    let gaps = try workspace.run(
      ["gaps", "--format", "geojson"]
        + asked.filter { !["--count", "4", "--draws", "5"].contains($0) })
    #expect(gaps.status == 0, "\(gaps.errorText)")
    let schema = Schema(root: try Demo.schema("gaps.v1.schema.json"))
    let json = try JSON(gaps.output)
    #expect(schema.defects(of: json) == [])
    let kinds = json["features"][0]["properties"]["kinds"]
    #expect(kinds["education"] == .null && kinds["commerce"] != .null && kinds.members.count == 7)
  }

  @Test func writesAdviceIntoAPlan() throws {
    let workspace = try workspace()
    let run = try workspace.run(
      ["plan", "--out", "results", "--quiet", "--candidates", "寺社=temples.csv"] + Sample.inputs)
    #expect(run.status == 0, "\(run.errorText)")
    let index = String(decoding: try workspace.read("results/README.md"), as: UTF8.self)
    for name in ["recommend.json", "recommend.csv", "recommend.geojson"] {
      #expect(index.contains("`\(name)`"))
      let text = String(decoding: try workspace.read("results/\(name)"), as: UTF8.self)
      #expect(!text.isEmpty && !text.contains("秘"))
    }
    #expect(!index.contains("秘") && !run.text.contains("秘"))
  }

  @Test func saysWhatIsWrongWithTheCall() throws {
    let workspace = try workspace()
    let wrong = try workspace.run(
      ["recommend", "--lang", "en", "--until", "80", "--at-most", "commerce=1/year"] + asked)
    #expect(wrong.status == 64 && wrong.output.isEmpty)
    for words in ["2 goals", "\"80\" is no share", "there is no --per-year"] {
      #expect(wrong.errorText.contains(words), "\(wrong.errorText)")
    }
    let none = try workspace.run(["recommend", "--lang", "en"] + Sample.inputs)
    #expect(none.status == 64 && none.errorText.contains("--candidates KIND=FILE"))
  }
}
