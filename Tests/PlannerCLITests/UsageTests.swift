import Testing

/// What is wrong with the words of a call is said in the language of the run, with what to do.
@Suite struct UsageTests {
  private static let cases: [(call: [String], ja: [String], en: [String])] = [
    (
      ["recommend", "--cuont", "3"], ["「--cuont」という引数はありません", "「--count」のことですか？"],
      ["there is no option --cuont. Did you mean --count? See planner-cli recommend --help"]
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

  @Test("help and the version are no mistakes")
  func help() throws {
    let workspace = try Workspace()
    for call in [["--help"], ["recommend", "--help"], ["--version"], []] {
      let run = try workspace.run(call)
      #expect(run.status == 0 && !run.output.isEmpty && run.errorOutput.isEmpty, "\(call)")
    }
  }
}
