import Foundation
import Testing

/// What is wrong with the words of a call is said in the language of the run, with what to do.
@Suite struct UsageTests {
  private static let cases: [(call: [String], ja: [String], en: [String])] = [
    (
      ["recommend", "--cuont", "3"], ["「--cuont」という引数はありません", "「--count」のことですか？"],
      ["there is no option --cuont. Did you mean --count? See planner-cli recommend --help"]
    ),
    (
      ["report", "--out", "x", "--in", "山武圏域"],
      ["「--in」は recommend の引数", "「recommend:」の下に「in: …」"],
      ["--in is an option of recommend, not of report. Write it into planner.yaml"]
    ),
    (["gaps", "-z"], ["「-z」という引数はありません"], ["there is no option -z"]),
    (
      ["recommend", "--count", "-3"], ["--count は1以上の数です（-3）"], ["--count is 1 or more, not -3"]
    ),
    (["gaps", "--limit", "-1"], ["--limit は0以上の数です"], ["--limit is 0 or more"]),
    (["coverage", "--radius", "-800m"], ["半径「-800m」"], ["the radius \"-800m\""]),
    (
      ["recommend", "--count", "many"], ["--count の値「many」が分かりません", "数を半角で", "あと何か所か"],
      ["--count cannot be \"many\". Write a number (--count <N>: How many more stations"]
    ),
    (["recommend", "--count", "2.5"], ["整数を半角で"], ["Write a whole number"]),
    (
      ["gaps", "--format", "geojsno"], ["「geojson」のことですか？使えるもの：text, csv"],
      ["--format cannot be \"geojsno\". Did you mean geojson? Known: text, csv, geojson"]
    ),
    (
      ["recommend", "--out", "--quiet"], ["--out に値がありません", "--out <FILE>"],
      ["--out has no value. Write --out <FILE>"]
    ),
    (["coverage", "--quiet=3"], ["--quiet に値は付けられません（「3」）"], ["--quiet takes no value"]),
    (
      ["coverage", "our", "list.csv"], ["「our」「list.csv」", "引用符"],
      ["these words belong to no option: \"our\", \"list.csv\". Quote names"]
    ),
    (
      ["coverage", "—radius", "800m"], ["「—radius」の初めの文字はハイフンではありません", "--radius"],
      ["begins with a character that is no hyphen. Write two hyphens: --radius"]
    ),
    (["plan"], ["--out がありません", "書き出すフォルダー"], ["--out is missing. Add --out <FOLDER>"]),
    (
      ["recomend"], ["「recomend」というコマンドはありません。「recommend」のことですか？使えるもの：coverage"],
      ["there is no command \"recomend\". Did you mean recommend? Known: coverage"]
    ),
    (
      ["coverage", "--stations", "a.csv", "--stations=b.csv"],
      ["--stations が二度あります", "1つのファイルにまとめてください"],
      ["--stations is given twice. It takes one value"]
    ),
    (
      ["check", "--stations", "a.csv", "--fix", "mended.xlsx"],
      ["--fix は CSV だけを書けます（mended.xlsx）"], ["--fix writes CSV alone (mended.xlsx)"]
    ),
    (["--foo"], ["「--foo」という引数はありません"], ["there is no option --foo"]),
  ]

  @Test("every mistake says what, and what to do, and never in the parser's English")
  func mistakes() throws {
    let workspace = try Workspace()
    for (call, ja, en) in Self.cases {
      for (locale, label, words) in [("ja_JP.UTF-8", "誤り：", ja), ("en_US.UTF-8", "error: ", en)] {
        let run = try workspace.run(call, environment: ["LC_ALL": locale])
        #expect(run.status == 64 && run.output.isEmpty, "\(call)")
        #expect(run.errorText.hasPrefix(label), "\(call): \(run.errorText)")
        #expect(run.errorLines.count == 1, "\(call): \(run.errorText)")
        for word in words { #expect(run.errorText.contains(word), "\(call): \(run.errorText)") }
        for word in ["Unknown option", "Missing value", "invalid for", "Usage:", "Unexpected"] {
          #expect(!run.errorText.contains(word), "\(call): \(run.errorText)")
        }
      }
    }
  }

  @Test("a misspelt command is the mistake, not the options after it")
  func options() throws {
    let run = try Workspace().run("recomend", "--lang", "en", "--count", "3")
    #expect(run.status == 64 && run.errorText.contains("there is no command \"recomend\""))
  }

  /// The calls of a help screen, as a shell would read them.
  private func calls(_ help: String) -> [[String]] {
    help.replacingOccurrences(of: " \\\n", with: " ").split(separator: "\n")
      .filter { $0.hasPrefix("  planner-cli ") }
      .map { $0.split(separator: " ").dropFirst().map(String.init) }
  }

  private static let commands = [
    "coverage", "gaps", "recommend", "catchments", "export", "check", "geocode", "plan", "init",
    "map",
  ]

  @Test("every command shows examples in both languages, and they all work", arguments: commands)
  func examples(command: String) throws {
    // a few cells are enough, and quick
    var sample = try Sample.make()
    sample.population.removeSubrange(40...)
    // a street that passes some of the stations
    let places = sample.stations.prefix(3).map { row in
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      return "[\(fields[5]),\(fields[4])]"
    }
    let workspace = try Workspace.sample(replacing: [
      "population.csv": sample.populationText,
      "planner.yaml": """
      stations: stations.csv
      municipalities: municipalities.geojson
      population: population.csv
      """,
      "streets.geojson": Sample.collection([
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
          + "\"coordinates\":[\(places.joined(separator: ","))]}}"
      ]),
      "shops.csv": "id,lat,lon\n1,35.55,140.35\n2,35.56,140.36\n3,35.57,140.37\n",
      "list.csv": "name,address\na,東金市東岩崎1-1\n",
      "towns.csv": "市区町村名,大字町丁目名,緯度,経度\n東金市,東岩崎,35.56,140.366\n",
    ])
    let ja = try workspace.run("help", command, environment: ["LC_ALL": "ja_JP.UTF-8"]).text
    let en = try workspace.run("help", command, environment: ["LC_ALL": "en_US.UTF-8"]).text
    #expect(ja.contains("\n例：\n") && en.contains("\nExamples:\n"))
    #expect(!calls(ja).isEmpty && calls(ja) == calls(en))
    if command == "init" {
      try FileManager.default.removeItem(atPath: workspace.path("planner.yaml"))
    }
    for call in calls(ja) {
      #expect(call.first == command)
      let run = try workspace.run(call)
      #expect(run.status == 0, "\(call): \(run.errorText)")
    }
  }

  @Test("the command alone says what to do first")
  func alone() throws {
    let workspace = try Workspace()
    let ja = try workspace.run([])
    #expect(ja.status == 0 && ja.text.contains("はじめに：\n  planner-cli init\n"))
    let en = try workspace.run("--lang", "en")
    #expect(en.text.contains("To begin:\n  planner-cli init\n"))
    #expect(!en.text.unicodeScalars.contains { (0x3040...0x30FF).contains($0.value) })
    try workspace.write("stations: a.csv\n", as: "planner.yaml")
    let started = try workspace.run([])
    #expect(started.text.contains("planner.yaml があります") && !started.text.contains("init"))
  }

  @Test("timings are told where they are wanted, and nothing where silence is")
  func loudness() throws {
    let workspace = try Workspace.sample()
    let call = ["gaps", "--lang", "en"] + Sample.inputs
    let usual = try workspace.run(call)
    let verbose = try workspace.run(call + ["--verbose"])
    #expect(verbose.output == usual.output)
    let lines = verbose.errorLines.map(String.init)
    for step in ["Reading the files…", "Looking for gaps…"] {
      let index = try #require(lines.firstIndex(of: step), "\(verbose.errorText)")
      #expect(lines[index...].dropFirst().contains { $0.wholeMatch(of: #/  \d+\.\d\d s/#) != nil })
    }
    #expect(lines.last?.wholeMatch(of: #/in all: \d+\.\d\d s/#) != nil, "\(verbose.errorText)")
    #expect(!usual.errorText.contains("Reading the files"))
    for flags in [["--quiet"], ["--quiet", "--verbose"]] {
      #expect(try workspace.run(call + flags).errorOutput.isEmpty)
    }
  }

  @Test("help and the version are no mistakes")
  func help() throws {
    let workspace = try Workspace()
    for call in [["--help"], ["recommend", "--help"], ["--version"], []] {
      let run = try workspace.run(call)
      #expect(run.status == 0 && !run.output.isEmpty && run.errorOutput.isEmpty, "\(call)")
    }
  }
}
