import ArgumentParser
import Planner
import PlannerData

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: words(
      "説明付きの設定ファイル planner.yaml を作る。", "Write a commented project file, planner.yaml."),
    discussion: examples(
      (
        "init",
        "planner.yaml を作ります。",
        "writes planner.yaml."
      ),
      (
        "init --lang en --out project.yaml",
        "英語の説明で、別の名前に作ります。",
        "with comments in English, under another name."
      )))

  @Option(name: .shortAndLong, help: help("書き出すファイル", "Output file", "FILE"))
  var out = "planner.yaml"

  @Flag(help: help("すでにあるファイルを置きかえる", "Replace a file that exists"))
  var force = false

  @Option(help: help("言葉：ja／en", "Language: ja or en", "LANG"))
  var lang: Language?

  func run() throws {
    if !force, out != "-", (try? FileBytes(reading: out)) != nil {
      throw Failure(
        .file,
        what: Text(ja: "\(out) はすでにあります", en: "\(out) exists"),
        remedy: Text(
          ja: "--out で別の名前にするか、--force で置きかえてください",
          en: "Choose another name with --out, or replace it with --force"))
    }
    try Terminal.deliver(ProjectFile.template(language), to: out)
    if out != "-" { Terminal.say(words("\(out) を作りました。", "Wrote \(out).")) }
  }
}
