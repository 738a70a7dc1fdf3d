import Foundation
import Testing

/// What draws, where each age goes at its own pace: one catchment for every pace, which says whose
/// it is, and everywhere the figures of `coverage`.
@Suite struct AgeDrawingTests {
  private func workspace(_ change: (inout Sample) throws -> Void = { _ in }) throws -> Workspace {
    var sample = try Sample.make()
    sample.stations = Array(sample.stations.prefix(3))
    try change(&sample)
    let workspace = try Workspace()
    try sample.write(to: workspace)
    try workspace.write(Sample.collection(StreetTests.streets), as: "streets.geojson")
    return workspace
  }

  private static func flags(_ alongStreets: Bool) -> [String] {
    ["--walk", "6min", "--pace", "by-age"] + Sample.inputs
      + (alongStreets ? ["--streets", "streets.geojson", "--snap-blocks", "100m"] : [])
  }

  private func text(_ workspace: Workspace, _ name: String) throws -> String {
    try String(contentsOfFile: workspace.folder.path + "/" + name, encoding: .utf8)
  }

  private func json(_ workspace: Workspace, _ name: String) throws -> JSON {
    try JSON(Array(text(workspace, name).utf8))
  }

  private func covered(_ workspace: Workspace, _ flags: [String]) throws -> JSON {
    try JSON(workspace.run(["coverage", "--format", "json", "--quiet"] + flags).output)["region"]
  }

  private static let walkers = [["15-64", "other"], ["0-14", "65-74"], ["75+"]]

  @Test(arguments: [true, false])
  func aFeatureForEveryPace(alongStreets: Bool) throws {
    let workspace = try workspace()
    let flags = Self.flags(alongStreets)
    let region = try covered(workspace, flags)
    for form in ["each", "dissolved", "nearest"] {
      let run = try workspace.run(["catchments", "--form", form, "--quiet"] + flags)
      #expect(run.status == 0, "\(run.errorText)")
      let document = try JSON(run.output)
      #expect(
        document["bands"].items.map(\.string) == ["6min-at-80m", "6min-at-60m", "6min-at-48m"])
      #expect(document["note"]["en"].string?.contains("a feature for every pace") == true)
      #expect(document["assumptions"]["walk"]["type"].string == "by-age")
      let features = document["features"].items
      #expect(Set(features.map { $0["id"].string }).count == features.count)
      for feature in features {
        let properties = feature["properties"]
        let pace = properties["metersPerMinute"].number
        let place = try #require([80, 60, 48].firstIndex(of: pace))
        #expect(properties["walkers"].items.map(\.string) == Self.walkers[place])
        #expect(properties["walkMinutes"].number == 6)
        #expect(properties["band"].string == "6min-at-\(Int(pace))m")
        #expect(
          alongStreets
            ? properties["walkMeters"].number == 6 * pace
            : abs(properties["radiusMeters"].number - 6 * pace / 1.3) < 1e-9)
        #expect(
          properties["who"]["ja"].string == ["15〜64歳ほか", "0〜14歳・65〜74歳", "75歳以上"][place])
        // of a pace only those who walk at it
        #expect(place == 2 || properties["ages"]["75+"].number == 0)
        #expect(place == 0 || properties["ages"]["15-64"].number == 0)
      }
      guard form != "each" else {
        #expect(features.count == 9)
        continue
      }
      func sum(_ value: (JSON) -> JSON) -> Double {
        features.reduce(0) { $0 + value($1["properties"]).number }
      }
      #expect(abs(sum { $0["residents"] } - region["covered"].number) < 1e-6)
      for age in ["0-14", "15-64", "65+", "75+"] {
        let truth = region["ages"][age]["covered"].number
        #expect(abs(sum { $0["ages"][age] } - truth) < 1e-6, "\(form) \(age)")
      }
    }
  }

  @Test(arguments: [true, false])
  func mapsSayWhoseOutlineIsWhose(alongStreets: Bool) throws {
    let workspace = try workspace()
    let language = alongStreets ? "ja" : "en"
    let words =
      alongStreets
      ? [
        "15〜64歳ほか（80m/分）道のり480m・6分", "0〜14歳・65〜74歳（60m/分）道のり360m・6分",
        "75歳以上（48m/分）道のり288m・6分", "遅い人の徒歩圏は",
      ] : ["277m (6 min): 0-14, 65-74, 60 m/min", "a slower one within a faster one"]
    let run = try workspace.run(
      ["map", "--html", "m.html", "--svg", "m.svg", "--gaps", "5", "--lang", language]
        + Self.flags(alongStreets))
    #expect(run.status == 0, "\(run.errorText)")
    let page = try text(workspace, "m.html")
    for word in words { #expect(page.contains(word), "\(word)") }
  }

  @Test(arguments: [true, false])
  func plansAndReportsHaveTheFiguresOfCoverage(alongStreets: Bool) throws {
    let workspace = try workspace()
    let flags = Self.flags(alongStreets)
    let region = try covered(workspace, flags)
    if !alongStreets {
      let plan = try workspace.run(["plan", "--out", "plan", "--lang", "ja"] + flags)
      #expect(plan.status == 0, "\(plan.errorText)")
      #expect(try text(workspace, "plan/README.md").contains("年齢ごとの速さで6分以内に拠点があります"))
      #expect(try json(workspace, "plan/coverage.json")["region"] == region)
      let drawn = try json(workspace, "plan/catchments.geojson")["features"].items
      let sum = drawn.reduce(0) { $0 + $1["properties"]["residents"].number }
      #expect(abs(sum - region["covered"].number) < 1e-6)
    }
    let report = try workspace.run(
      ["report", "--html", "--out", "report", "--lang", "ja"] + flags)
    #expect(report.status == 0, "\(report.errorText)")
    #expect(try json(workspace, "report/coverage.json")["region"] == region)
    let document = try json(workspace, "report/report.json")
    let schema = Schema(root: try Demo.schema("report.v1.schema.json"))
    #expect(schema.defects(of: document) == [])
    let walks = document["walks"].items
    #expect(walks.map { $0["minutes"].number } == [3, 4.5, 6, 7.5, 9, 12])
    #expect(abs(walks[2]["covered"].number - region["covered"].number) < 1e-6)
    // numbers stand in marks of their own
    let html = try text(workspace, "report/report.html")
    let page = html.replacing(/<[^>]*>/, with: "")
    #expect(page.contains("年齢ごとの速さで6分") && page.contains("その年齢の速さで6分以内に") == alongStreets)
    #expect(flagsShown(inPage: html) == [])
    #expect(page.contains("75歳以上") && !page.contains("–以内") && !page.contains("半径–"))
    let frail = region["bands"]["75+"]["covered"].number
    #expect(page.contains("\(Int(frail.rounded()))"))
  }

  @Test func publicDataSayWhoWalksAndNothingOfAWithheldStation() throws {
    func folder(_ addsSecret: Bool) throws -> Workspace {
      try workspace { sample in
        if addsSecret { try sample.addWithheldStation() }
      }
    }
    let (without, with) = (try folder(false), try folder(true))
    let flags = Self.flags(true)
    let commands = [
      [
        "export", "--layers", "stations,catchments,gaps,coverage", "--format", "geojson", "--out",
        "out",
      ],
      ["map", "--edition", "public", "--html", "out", "--svg", "sheet"],
    ]
    for command in commands {
      let pages = try [without, with].map { workspace in
        let run = try workspace.run(command + flags)
        #expect(run.status == 0, "\(run.errorText)")
        return try text(workspace, "out")
          + (command[0] == "map" ? text(workspace, "sheet") : "")
      }
      #expect(pages[0] == pages[1] && !pages[1].contains("ABCXYZ"), "\(command)")
    }
    #expect(try text(with, "out").contains("75歳以上（48m/分）道のり288m・6分"))
    let document = try JSON(with.run(["export", "--quiet"] + flags).output)
    #expect(document["walk"]["type"].string == "by-age")
    #expect(document["walk"]["bands"].items.map { $0["band"].string }.contains("75+"))
    let catchments = document["features"].items.map { $0["properties"] }
      .filter { $0["layer"].string == "catchment" }
    #expect(Set(catchments.map { $0["metersPerMinute"].number }) == [80, 60, 48])
    for catchment in catchments {
      #expect(catchment["name"].string?.hasPrefix("徒歩圏（") == true)
      #expect(catchment["residents"] == .null && catchment["ages"] == .null)
    }
    #expect(document["notes"].items[0]["ja"].string?.contains("75歳以上 1分48m") == true)
  }

  private static let mistakes: [(line: String, says: String)] = [
    ("catchments --bands 3min,6min", "Leave --bands or --band out"),
    ("map --html m.html --band 3min", "Leave --bands or --band out"),
    ("map --html m.html", "the population has no ages"),
    ("report --out r", "the population has no ages"),
    ("catchments", "the population has no ages"),
  ]

  @Test(arguments: mistakes)
  func whatCannotBeDrawnIsTold(_ line: String, _ says: String) throws {
    let workspace = try workspace()
    if says.contains("no ages") {
      let sample = try Sample.make()
      let rows = ([sample.populationHeader] + sample.population).map {
        $0.split(separator: ",", omittingEmptySubsequences: false).prefix(2)
          .joined(separator: ",")
      }
      try workspace.write(rows.joined(separator: "\n") + "\n", as: "population.csv")
    }
    let run = try workspace.run(
      line.split(separator: " ").map(String.init) + ["--lang", "en"] + Self.flags(true))
    #expect(run.status == 64, "\(run.errorText)")
    #expect(run.errorText.contains(says), "\(run.errorText)")
  }
}
