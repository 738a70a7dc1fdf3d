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

  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-6 * max(1, abs(b)) }

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

  @Test func withoutNamesNoDigitTellsWhoACandidateIs() throws {
    let workspace = try workspace()
    func answer(_ flags: [String]) throws -> JSON {
      try JSON(try workspace.run(["recommend", "--format", "json"] + flags + asked).output)
    }
    let (shown, exact) = (try answer([]), try answer(["--name-candidates"]))
    #expect(shown["assumptions"]["rounding"]["ja"].string?.contains("1人単位") == true)
    #expect(exact["assumptions"]["rounding"] == .null)
    var covered = shown["start"]["covered"].number
    var isFractional = false
    #expect(shown["steps"].items.count == 4)
    for (step, full) in zip(shown["steps"].items, exact["steps"].items) {
      let people = step["newlyCovered"].number
      isFractional = isFractional || full["newlyCovered"].number != people
      covered += people
      #expect(people == people.rounded() && isClose(step["coveredAfter"].number, covered))
      // to the person, however many steps there are
      #expect(abs(full["coveredAfter"].number - covered) <= 0.5 + 1e-9)
      #expect(abs(full["prefixObjective"].number - step["prefixObjective"].number) <= 0.5)
      for figure in step["ages"].members.map(\.value) + step["services"].members.map(\.value)
        + [step["prefixBound"]] + step["otherKinds"].items.map({ $0["newlyCovered"] })
        + step["municipalities"].items.map({ $0["residents"] })
      {
        #expect(figure.number == figure.number.rounded())
      }
    }
    #expect(isFractional, "the sample would not show it")
    let map = try JSON(
      try workspace.run(["recommend", "--format", "geojson"] + asked).output)
    let mapSchema = Schema(root: try Demo.schema("recommend-steps.v1.schema.json"))
    #expect(mapSchema.defects(of: map) == [])
    for (feature, step) in zip(map["features"].items, shown["steps"].items) {
      #expect(feature["properties"]["newlyCovered"] == step["newlyCovered"])
    }
    let table = try workspace.run(["recommend", "--format", "csv", "--lang", "en"] + asked).text
    let rows = table.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("anywhere,") }
    #expect(rows.count == 4)
    for (row, step) in zip(rows, shown["steps"].items) {
      #expect(row.split(separator: ",", omittingEmptySubsequences: false)[8].hasSuffix(".00"))
      #expect(row.contains(",\(Int(step["newlyCovered"].number)).00,"))
    }
  }

  @Test func namedCandidatesGiveExactlyThePromisedGain() throws {
    let workspace = try workspace()
    let advice = try JSON(
      try workspace.run(["recommend", "--format", "json", "--name-candidates"] + asked).output)
    var list = try Sample.make()
    let columns = list.stationHeader.split(separator: ",").map(String.init)
    for (index, step) in advice["steps"].items.enumerated() {
      let point = step["place"]["point"]
      #expect(step["place"]["exact"] == .bool(true))
      list.stations.append(
        columns.map { column in
          switch column {
          case "id": "NEW-\(index)"
          case "name": "新\(index)"
          case "category", "kind": step["kind"].string ?? ""
          case "lat": "\(point[1].number)"
          case "lon": "\(point[0].number)"
          case "services": "drop-in"
          default: ""
          }
        }.joined(separator: ","))
    }
    try workspace.write(list.stationsText, as: "stations.csv")
    let run = try workspace.run(["coverage", "--format", "json", "--quiet"] + Sample.inputs)
    #expect(run.status == 0, "\(run.errorText)")
    let covered = try JSON(run.output)["region"]["covered"].number
    #expect(isClose(covered, advice["steps"].items.last?["coveredAfter"].number ?? 0))
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

  @Test func projectsSayWhatIsAskedAndFlagsWin() throws {
    let workspace = try workspace()
    try workspace.write(
      """
      candidates: {commerce: shops.csv, temple-shrine: temples.csv}
      recommend:
        count: 2
        draws: 0
        anywhere: true
        per-year: 1
        at-most: {commerce: 1}

      """, as: "planner.yaml")
    let flags = ["--project", "planner.yaml", "--quiet"] + Sample.inputs
    let settings = try workspace.run(["recommend", "--print-config", "--count", "3"] + flags).text
    #expect(settings.contains("recommend:\n  count: 3\n  at-most: [\"commerce=1\"]\n"))
    #expect(settings.contains("anywhere: true\n  draws: 0\n  per-year: 1\n"))
    #expect(
      try workspace.run(["plan", "--out", "x", "--print-config"] + flags).text.contains("count: 2"))

    let run = try workspace.run(["recommend", "--format", "json"] + flags)
    #expect(run.status == 0, "\(run.errorText)")
    let json = try JSON(run.output)
    #expect(Schema(root: try Demo.schema("recommend.v1.schema.json")).defects(of: json) == [])
    #expect(json["request"]["goal"]["count"].number == 2)
    #expect(json["request"]["quotas"][0]["atMost"].number == 1)
    #expect(json["steps"].items.map { $0["year"].number } == [1, 2])
    let views = json["alternatives"].items.compactMap { $0["view"].string }
    #expect(views.last == "ideal")
    let text = try workspace.run(["recommend", "--lang", "en"] + flags).text
    #expect(text.contains("any cell, of no kind (an indication)"))
    #expect(text.contains("there may be no one there to ask"))

    // a plan is made by the same settings, to the byte
    let plan = try workspace.run(["plan", "--out", "results"] + flags)
    #expect(plan.status == 0, "\(plan.errorText)")
    #expect(try workspace.read("results/recommend.json") == run.output)
  }

  @Test func saysWhatIsWrongWithTheCall() throws {
    let workspace = try workspace()
    let wrong = try workspace.run(
      ["recommend", "--lang", "en", "--until", "80", "--at-most", "commerce=1/year"] + asked)
    #expect(wrong.status == 64 && wrong.output.isEmpty)
    for words in ["2 goals", "\"80\" is no share", "there is no --per-year"] {
      #expect(wrong.errorText.contains(words), "\(wrong.errorText)")
    }
    let two = try workspace.run(
      ["recommend", "--lang", "en", "--service", "cool", "--service-weight", "drop-in=1"] + asked)
    #expect(two.status == 64 && two.errorText.contains("name different services"))
    let empty = try workspace.run(
      ["recommend", "--lang", "en", "--candidates", "commerce="] + Sample.inputs)
    #expect(empty.status == 64 && empty.errorText.contains("--candidates commerce= names no file"))
    #expect(empty.errorText.contains("Write --candidates commerce=FILE"))
    let none = try workspace.run(["recommend", "--lang", "en"] + Sample.inputs)
    #expect(none.status == 64 && none.errorText.contains("--candidates KIND=FILE"))
  }
}
