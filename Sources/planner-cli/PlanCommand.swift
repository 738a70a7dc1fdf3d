import ArgumentParser
import Planner
import PlannerData

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: words(
      "すべてを1つのフォルダーに：集計表、空白地、徒歩圏、公開用データ、委員向けの索引。",
      "Everything into one folder: tables, gaps, catchments, public data, and an index to read."),
    discussion: examples(
      (
        "plan --project planner.yaml --out results",
        "すべてを results に書きます。results/README.md から読んでください。",
        "writes everything; begin with results/README.md."
      ),
      (
        "plan --project planner.yaml --radius 500m --out results-500 --verbose",
        "半径500mで。かかった時間も表示します。",
        "with a walk of 500 m, telling how long each step takes."
      )))

  @OptionGroup var sources: SourceOptions

  @Option(name: .shortAndLong, help: help("書き出すフォルダー", "Output folder", "FOLDER"))
  var out: String

  func run() throws {
    let outputs = (PlanFolder.fileNames + PlanFolder.recommendationFileNames).map { out + "/" + $0 }
    let advice = try AdviceQuestion(sources.effectiveProject())
    guard
      let plan = try sources.load(
        writingTo: outputs, past: advice.past, readingCandidates: true)
    else { return }
    let recommendation =
      plan.candidates.isEmpty && !advice.settings.anywhere
      ? nil
      : try plan.recommendation(advice, onProgress: Terminal.progress) {
        Terminal.step($0[language])
      }
    Terminal.step(words("徒歩圏と空白地を計算しています…", "Counting coverage and gaps…"))
    let folder = try PlanFolder(
      plan, recommendation: recommendation, onProgress: Terminal.progress)
    try folder.write(to: out, language: language, onProgress: Terminal.progress) {
      Terminal.step(words("\($0) を書いています…", "Writing \($0)…"))
    }
    Terminal.say(folder.export, quiet: sources.quiet)
    // even with --quiet: what lies there goes public with the rest
    Terminal.say(PlanFolder.leftovers(in: out))
    try Terminal.deliver(folder.summary(language), to: nil)
    guard !sources.quiet else { return }
    Terminal.say(
      words(
        "結果は \(out) に書きました。\(out)/README.md から読んでください。",
        "The results are in \(out); begin with \(out)/README.md."))
  }
}
