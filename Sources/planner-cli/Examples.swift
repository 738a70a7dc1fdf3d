/// A paragraph of a help screen, which the parser breaks where the terminal ends: English between
/// any two words, so the breaks of the source go; Japanese has no blanks to break at and keeps them.
func prose(_ ja: String, _ en: String) -> String {
  words(ja, en.split(separator: "\n").joined(separator: " "))
}

/// The last part of a help screen: calls to copy, and what each does. A test runs them all.
func examples(_ calls: (call: String, ja: String, en: String)...) -> String {
  words("例：", "Examples:") + "\n"
    + calls.map { example in
      "  \(broken("planner-cli " + example.call))\n      \(words(example.ja, example.en))"
    }.joined(separator: "\n")
}

/// A call in lines that fit a narrow terminal, broken before options as a shell takes it.
private func broken(_ call: String) -> String {
  var lines = [""]
  for (index, part) in call.split(separator: " --").enumerated() {
    let piece = index == 0 ? String(part) : " --" + part
    if lines[lines.count - 1].count + piece.count > 72 {
      lines[lines.count - 1] += " \\"
      lines.append("   " + piece)
    } else {
      lines[lines.count - 1] += piece
    }
  }
  return lines.joined(separator: "\n")
}

/// What to do first, for somebody who has called the command alone.
enum FirstSteps {
  /// In the language of the run; another text where there is a `planner.yaml` in the folder already.
  static func text(hasProject: Bool) -> String {
    let start = words(
      """
      planner-cli：拠点の徒歩圏に誰が入り、誰が入らないか。空白地はどこか。次に誰に声をかけるか。

      """,
      """
      planner-cli: who can walk to a station and who cannot, where the gaps are, whom to ask next.

      """)
    let make = words(
      """

      はじめに：
        planner-cli init
            説明付きの設定ファイル planner.yaml ができます。そこに、拠点の一覧・市町村の境界・
            人口のファイルの名前を書いてください。

      """,
      """

      To begin:
        planner-cli init
            writes planner.yaml, with comments. Fill in the files of your stations, municipal
            outlines and population.

      """)
    let found = words(
      "\nこのフォルダーには planner.yaml があります。\n", "\nThere is a planner.yaml in this folder.\n")
    let go = words(
      """

      次に：
        planner-cli check --project planner.yaml
            ファイルの誤りやあやしい座標を、直し方と一緒に挙げます。
        planner-cli plan --project planner.yaml --out results
            すべてを1つのフォルダーに書きます。results/README.md から読んでください。
        planner-cli map --project planner.yaml --html map.html
            ネットなしで開ける地図を作ります。

      すべてのコマンド：planner-cli --help　　それぞれの説明と例：planner-cli help plan
      In English: planner-cli --lang en

      """,
      """

      Then:
        planner-cli check --project planner.yaml
            tells what is wrong or doubtful in the files, and how to mend it.
        planner-cli plan --project planner.yaml --out results
            writes everything into one folder; begin with results/README.md.
        planner-cli map --project planner.yaml --html map.html
            makes a map that opens without a network.

      All commands: planner-cli --help   One of them, with examples: planner-cli help plan
      日本語：planner-cli --lang ja

      """)
    return start + (hasProject ? found : make) + go
  }
}
