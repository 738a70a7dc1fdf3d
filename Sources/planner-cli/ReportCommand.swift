import ArgumentParser
import Planner
import PlannerData
import PlannerMaps

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: words(
      "委員会への報告書：1ページ目に結論、続いて表と図、方法、出典。HTML・PDF・Excel で。",
      "A report to the committee: findings first, then tables and charts; HTML, PDF and Excel."),
    discussion: words(
      """
      フォルダーに report.html・report.pdf・report.xlsx と、数字のもとになった
      coverage.json・gaps.geojson・recommend.json・report.json を書きます。内部資料です。
      --html・--pdf・--xlsx・--docx を付けると、その形式だけを作ります（既定：作れるものすべて）。
      """,
      """
      Writes report.html, report.pdf and report.xlsx into the folder, with coverage.json,
      gaps.geojson, recommend.json and report.json, where every number of it can be found. For
      internal use. --html, --pdf, --xlsx and --docx choose among the forms (default: all).
      """))

  @OptionGroup var sources: SourceOptions

  @Option(name: .shortAndLong, help: help("書き出すフォルダー", "Output folder", "FOLDER"))
  var out: String

  @Flag(help: help("画面で読む報告書（HTML）", "Report for the screen (HTML)"))
  var html = false

  @Flag(help: help("印刷する報告書（PDF、A4）", "Report for print (PDF, A4)"))
  var pdf = false

  @Flag(help: help("表計算用（Excel、表ごとに1シート）", "Workbook (Excel), a sheet for every table"))
  var xlsx = false

  @Flag(
    help: help("ワープロ用（Word、pandoc が要る）", "Document for word processors (needs pandoc)"))
  var docx = false

  func run() throws {
    var forms = ReportFolder.Form.allCases.filter { form in
      switch form {
      case .html: html
      case .pdf: pdf
      case .xlsx: xlsx
      case .docx: docx
      }
    }
    let isChosen = !forms.isEmpty
    if docx, !Pandoc.isInstalled { throw Pandoc.isMissing }
    if !isChosen {
      forms = ReportFolder.Form.allCases.filter { $0 != .docx || Pandoc.isInstalled }
    }
    let outputs = (forms.map(\.fileName) + ReportResults.fileNames).map { out + "/" + $0 }
    let advice = try AdviceQuestion(sources.effectiveProject())
    guard
      let plan = try sources.load(
        writingTo: outputs, past: advice.past, readingCandidates: true)
    else { return }
    Terminal.step(words("徒歩圏と空白地を計算しています…", "Counting coverage and gaps…"))
    let maps = try MapResults(plan, bands: [], onProgress: Terminal.progress)
    let recommendation = try plan.unnamedRecommendation(
      advice, onProgress: Terminal.progress
    ) { Terminal.step($0[language]) }
    let results = try ReportResults(maps, recommendation: recommendation)
    let folder = try ReportFolder(results, forms: forms)
    Terminal.say(
      try folder.write(to: out, language: language) {
        Terminal.step(words("\($0) を書いています…", "Writing \($0)…"))
      })
    guard !sources.quiet else { return }
    let written = forms.map { out + "/" + $0.fileName }
    Terminal.say(
      words(
        "\(written.joined(separator: "、")) に書きました（内部資料）。数字のもとは同じフォルダーの JSON です。",
        "Written to \(written.joined(separator: ", ")), for internal use; the JSON beside it has every number."
      ))
    if !isChosen, !Pandoc.isInstalled {
      Terminal.say(
        words(
          "Word の文書は、pandoc（apt install pandoc）があれば作れます。",
          "A document for word processors can be made with pandoc (apt install pandoc)."))
    }
  }
}
