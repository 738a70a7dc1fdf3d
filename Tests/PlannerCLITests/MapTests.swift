import Foundation
import Testing

/// The map in one file: what is in it and what is not. What it does is tried in a browser
/// (`make browser`).
@Suite struct MapTests {
  private func map(
    _ workspace: Workspace, _ more: [String] = [], name: String = "map.html"
  ) throws -> (run: CommandRun, page: String) {
    let run = try workspace.run(
      ["map", "--html", name, "--radius", "700m"] + Sample.inputs + more)
    #expect(run.status == 0, "\(run.errorText)")
    return (run, try String(contentsOfFile: workspace.folder.path + "/" + name, encoding: .utf8))
  }

  private func data(_ page: String) throws -> JSON {
    let start = try #require(page.range(of: "id=\"planner-data\">"))
    let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
    return try JSON(Array(page[start.upperBound..<end.lowerBound].utf8))
  }

  @Test func figuresAreThoseOfCoverageAndGaps() throws {
    let workspace = try Workspace.sample()
    let data = try data(map(workspace, Sample.layers).page)
    let coverage = try JSON(
      workspace.run(
        ["coverage", "--format", "json", "--radius", "700m"] + Sample.inputs + Sample.layers
      ).output)
    let municipalities = coverage["areas"].items.filter { $0["layer"].string == "municipality" }
    #expect(data["areas"].items.count == 3)
    for (shown, area) in zip(data["areas"].items, municipalities) {
      #expect(shown["name"] == area["name"])
      #expect(shown["residents"]["residents"].number == area["residents"].number.rounded())
      #expect(shown["covered"]["residents"].number == area["covered"].number.rounded())
      #expect(shown["covered"]["65+"].number == area["ages"]["65+"]["covered"].number.rounded())
      #expect(shown["across"].number == area["coveredAcross"].number.rounded())
      #expect(shown["kana"].string?.isEmpty == false)
    }
    for service in coverage["services"].items {
      let slug = try #require(service["service"].string)
      let covered = service["areas"].items.filter { $0["layer"].string == "municipality" }
      for (shown, area) in zip(data["areas"].items, covered) {
        #expect(
          shown["byService"][slug]["residents"].number == area["covered"].number.rounded())
      }
    }
    let gaps = try JSON(
      workspace.run(["gaps", "--format", "geojson", "--radius", "700m"] + Sample.inputs).output)
    #expect(data["gaps"].items.count == min(300, gaps["features"].items.count))
    for (shown, gap) in zip(data["gaps"].items, gaps["features"].items) {
      #expect(shown["rank"] == gap["properties"]["rank"])
      #expect(shown["residents"].number == gap["properties"]["residents"].number.rounded())
      #expect(shown["sentence"] == gap["properties"]["sentence"]["ja"])
    }
    #expect(!data["livingAreas"].items.isEmpty)
  }

  @Test func aStrictPolicyAndNothingFromElsewhere() throws {
    let workspace = try Workspace.sample()
    let plain = try map(workspace, ["--no-tiles", "--lang", "en"]).page
    let policy = try #require(plain.range(of: "content=\"default-src 'none'; "))
    let rules = plain[policy.upperBound...].prefix { $0 != "\"" }
    #expect(!rules.contains("unsafe") && !rules.contains("http") && !rules.contains("*"))
    #expect(rules.matches(of: /'sha256-[A-Za-z0-9+\/]{43}='/).count == 4)
    #expect(!plain.contains("<script src") && !plain.contains("<link") && !plain.contains("<img"))
    #expect(!plain.contains("cyberjapandata"))
    #expect(plain.contains("INTERNAL") && plain.contains("BSD 2-Clause"))
    #expect(plain.contains("<html lang=\"en\">"))
    let tiled = try map(workspace, name: "tiled.html").page
    #expect(tiled.contains("img-src data: https://cyberjapandata.gsi.go.jp;"))
    #expect(tiled.contains("出典：国土地理院") && tiled.contains("内部資料"))
  }

  @Test func textsOfTheListAreNoMarkup() throws {
    let name = "</script><script>alert(1)</script>\"'&‮𠮷野家"
    var sample = try Sample.make()
    let original = sample.stations[0].split(separator: ",", omittingEmptySubsequences: false)
    sample.stations[0] =
      ([original[0], "\"" + name.replacing("\"", with: "\"\"") + "\""] + original.dropFirst(2))
      .joined(separator: ",")
    let workspace = try Workspace()
    try sample.write(to: workspace)
    let page = try map(workspace).page
    #expect(!page.contains("<script>alert"))
    #expect(page.components(separatedBy: "</script>").count == 4)
    #expect(try data(page)["stations"].items.contains { $0["name"].string == name })
  }

  @Test func thePublicEditionHoldsWhatIsExportedAndNothingElse() throws {
    var sample = try Sample.make()
    let header = sample.stationHeader.replacing("\u{FEFF}", with: "").split(separator: ",")
    let consent = try #require(header.firstIndex(of: "consent"))
    // without quoted commas, so that columns can be told
    let plain = sample.stations.filter {
      $0.split(separator: ",", omittingEmptySubsequences: false).count == header.count
    }
    let row = try #require(plain.first)
    var secret = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    secret[0] = "HS-999"
    secret[1] = "ひみつの家ABCXYZ"
    secret[consent] = "no"
    let without = try Workspace()
    try sample.write(to: without)
    sample.stations.append(secret.joined(separator: ","))
    let with = try Workspace()
    try sample.write(to: with)
    let first = try map(without, ["--edition", "public"])
    let second = try map(with, ["--edition", "public"])
    #expect(first.page == second.page)
    #expect(!second.page.contains("ABCXYZ") && !second.page.contains("HS-999"))
    #expect(!second.page.contains("内部資料"))
    // withheld fields of those who are shown
    for (column, value) in zip(header, row.split(separator: ",", omittingEmptySubsequences: false))
    where ["phone", "contact", "notes", "id"].contains(column) && value.count > 3 {
      #expect(!second.page.contains(value), "\(column)")
    }
    let exported = try JSON(with.run(["export", "--radius", "700m"] + Sample.inputs).output)
    let stations = exported["features"].items.filter {
      $0["properties"]["layer"].string == "station"
    }
    let shown = try data(second.page)["stations"].items
    #expect(shown.count == stations.count && !stations.isEmpty)
    for (item, station) in zip(shown, stations) {
      #expect(item["name"] == station["properties"]["name"])
      let at = station["geometry"]["coordinates"]
      #expect(abs(item["at"][0].number - at[1].number) < 6e-6)
      #expect(abs(item["at"][1].number - at[0].number) < 6e-6)
    }
    func sheet(_ workspace: Workspace) throws -> Data {
      let run = try workspace.run(
        ["map", "--svg", "public.svg", "--edition", "public", "--radius", "700m"]
          + Sample.inputs)
      #expect(run.status == 0, "\(run.errorText)")
      return try Data(contentsOf: workspace.folder.appendingPathComponent("public.svg"))
    }
    #expect(try sheet(without) == sheet(with))
    let internalPage = try map(with, name: "internal.html").page
    #expect(internalPage.contains("ABCXYZ"))
  }

  /// Columns that nobody has thought of, between those that are known.
  @Test(arguments: 1...3)
  func twoHundredPrivateFieldsStayPrivate(seed: Int) throws {
    var state = UInt64(seed)
    func token() -> String {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return "Q" + String(state, radix: 36).uppercased() + "Z"
    }
    var sample = try Sample.make()
    var tokens: [String] = []
    let columns = (0..<200).map { _ in token() }
    sample.stationHeader += "," + columns.joined(separator: ",")
    sample.stations = sample.stations.map { row in
      let own = columns.map { _ in token() }
      tokens += own
      return row + "," + own.joined(separator: ",")
    }
    let workspace = try Workspace()
    try sample.write(to: workspace)
    let page = try map(workspace, ["--edition", "public"]).page
    let exported = try workspace.run(["export", "--radius", "700m"] + Sample.inputs)
    #expect(exported.status == 0, "\(exported.errorText)")
    let sheet = try workspace.run(
      ["map", "--svg", "public.svg", "--edition", "public", "--radius", "700m"] + Sample.inputs)
    #expect(sheet.status == 0, "\(sheet.errorText)")
    let svg = try String(
      contentsOf: workspace.folder.appendingPathComponent("public.svg"), encoding: .utf8)
    for text in [page, String(decoding: exported.output, as: UTF8.self), svg] {
      let words = Set(text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
      #expect(words.isDisjoint(with: tokens) && words.isDisjoint(with: columns))
    }
  }

  @Test(
    arguments: [
      (["--edition", "publik"], 64, "public"), (["--band", "wide"], 64, "wide"),
      (["--gaps", "-1"], 64, "--gaps"), (["--leaflet", "nowhere"], 74, "libjs-leaflet"),
    ] as [([String], Int32, String)])
  func mistakes(arguments: [String], status: Int32, word: String) throws {
    let workspace = try Workspace.sample()
    let run = try workspace.run(["map", "--html", "map.html"] + Sample.inputs + arguments)
    #expect(run.status == status && run.errorText.contains(word), "\(run.errorText)")
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/map.html"))
  }

  @Test func nothingButAStation() throws {
    let sample = try Sample.make()
    let workspace = try Workspace.sample(replacing: [
      "stations.csv": sample.stationHeader + "\n" + sample.stations[0] + "\n"
    ])
    let data = try data(map(workspace, ["--gaps", "0"]).page)
    #expect(data["stations"].items.count == 1 && data["gaps"].items.isEmpty)
  }

  /// The sample, of which some stations are open in summer alone and one offers its cool place.
  @Test func monthsHaveFiguresOfTheirOwn() throws {
    let workspace = try Workspace.sample()
    let data = try data(map(workspace).page)
    #expect(data["hasMonths"] == .bool(true))
    let seasons = data["seasons"].items.map { $0.items.map { Int($0.number) } }
    #expect(seasons.flatMap { $0 }.sorted() == Array(1...12))
    for (index, months) in seasons.enumerated() {
      // a day long after everybody has joined
      let run = try workspace.run(
        [
          "coverage", "--format", "json", "--radius", "700m", "--on",
          "2099-\(months[0] < 10 ? "0" : "")\(months[0])-15",
        ] + Sample.inputs)
      let expected = try JSON(run.output)
      let shown = data["region"]["seasons"].items[index]
      #expect(
        shown["covered"]["residents"].number == expected["region"]["covered"].number.rounded())
      for service in expected["services"].items {
        let slug = try #require(service["service"].string)
        #expect(
          shown["byService"][slug]["residents"].number
            == service["region"]["covered"].number.rounded())
      }
    }
    for band in data["bands"].items {
      #expect(band["each"].items.count == data["stations"].items.count)
    }
    // a day has its season already
    let summer = try self.data(map(workspace, ["--on", "2026-08-15"]).page)
    #expect(summer["hasMonths"] == .bool(false) && summer["seasons"].items.isEmpty)
  }

  @Test func onPaper() throws {
    let workspace = try Workspace.sample()
    func bytes(_ name: String) throws -> [UInt8] {
      try [UInt8](Data(contentsOf: URL(fileURLWithPath: workspace.folder.path + "/" + name)))
    }
    for (index, more) in [[], ["--paper", "A4", "--portrait"], ["--area", "東金市"]].enumerated() {
      for form in ["pdf", "png", "svg"] {
        let names = ["a\(index).\(form)", "b\(index).\(form)"]
        for name in names {
          let run = try workspace.run(
            ["map", "--\(form)", name, "--radius", "700m", "--lang", "en"] + Sample.inputs + more)
          #expect(run.status == 0, "\(run.errorText)")
        }
        let first = try bytes(names[0])
        #expect(try first == bytes(names[1]), "the same input, the same bytes")
        #expect(first.count > 20_000)
        let starts: [String: [UInt8]] = [
          "pdf": Array("%PDF-".utf8), "png": [0x89, 0x50, 0x4E, 0x47], "svg": Array("<?xml".utf8),
        ]
        #expect(first.starts(with: try #require(starts[form])))
        if form == "pdf" {
          let text = String(decoding: first, as: UTF8.self)
          // one page, its fonts inside; A3 is 420 mm wide, A4 upright 210
          #expect(text.contains("/Count 1") && text.contains("/FontFile"))
          let width = index == 1 ? "595.2" : "1190.5"
          #expect(text.contains("/MediaBox [ 0 0 \(width)"), "\(index)")
        }
      }
    }
  }

  @Test func paperOfOddInput() throws {
    let sample = try Sample.make()
    let long = String(repeating: "とても長い名前の場所", count: 20)
    let alone = try Workspace.sample(replacing: [
      "stations.csv": sample.stationHeader + "\n" + sample.stations[0] + "\n",
      "municipalities.geojson": sample.municipalitiesText.replacing("東金市", with: long),
    ])
    for more in [["--gaps", "0"], ["--area", long], ["--gaps", "500"]] {
      let run = try alone.run(["map", "--png", "a.png", "--quiet"] + Sample.inputs + more)
      #expect(run.status == 0, "\(run.errorText)")
    }
  }

  @Test(
    arguments: [
      (["--html", "m.html", "--area", "東金市"], "--area"), ([], "--html"),
      (["--pdf", "m.out", "--png", "./m.out"], "二つの結果"),
      (["--html", "m.html", "--portrait"], "--portrait"),
      (["--pdf", "m.pdf", "--paper", "A5"], "A5"), (["--pdf", "m.pdf", "--area", "東京市"], "東京市"),
    ] as [([String], String)])
  func mistakesOnPaper(arguments: [String], word: String) throws {
    let workspace = try Workspace.sample()
    let run = try workspace.run(["map"] + Sample.inputs + arguments)
    #expect(run.status == 64 && run.errorText.contains(word), "\(run.errorText)")
  }

  /// Candidates on three spots, of which only one lies in 東金市.
  private static let shops = """
    id,name,lat,lon
    a,店1,35.560,140.366
    b,店2,35.522,140.320
    c,店3,35.535,140.440

    """

  @Test func aSheetOfAnAreaAdvisesForItWhateverElseIsWritten() throws {
    let workspace = try Workspace.sample(replacing: ["shops.csv": Self.shops])
    func sheet(_ name: String, _ more: [String]) throws -> Data {
      let run = try workspace.run(
        ["map", "--png", name, "--radius", "700m", "--candidates", "commerce=shops.csv"]
          + Sample.inputs + more)
      #expect(run.status == 0, "\(run.errorText)")
      return try Data(contentsOf: URL(fileURLWithPath: workspace.folder.path + "/" + name))
    }
    let alone = try sheet("a.png", ["--area", "東金市"])
    #expect(try sheet("b.png", ["--area", "東金市", "--html", "m.html"]) == alone)
    // and the page beside it keeps to the whole
    let page = try String(
      contentsOfFile: workspace.folder.path + "/m.html", encoding: .utf8)
    let whole = try map(workspace, ["--candidates", "commerce=shops.csv"], name: "w.html").page
    #expect(page == whole)
    // the advice of the whole would be another sheet
    let advice = try data(page)["steps"].items
    #expect(advice.contains { $0["municipality"].string != "東金市" }, "\(advice)")
  }

  @Test func aPublicMapWithoutStationsSaysSo() throws {
    let sample = try Sample.make()
    let header = sample.stationHeader.replacing("\u{FEFF}", with: "")
    let workspace = try Workspace.sample(replacing: [
      "stations.csv": header + "\n"
        + sample.stations.map { $0.replacing(",yes,", with: ",no,") }
        .filter { $0.contains(",no,") }.joined(separator: "\n") + "\n"
    ])
    let page = try map(workspace, ["--edition", "public"]).page
    #expect(page.contains("公開に同意した拠点がまだないので"))
    let data = try data(page)
    #expect(data["stations"].items.isEmpty && data["bands"].items.isEmpty)
    #expect(data["region"]["covered"]["residents"] == .null)
    #expect(data["areas"].items.allSatisfy { $0["covered"]["residents"] == .null })
  }
}
