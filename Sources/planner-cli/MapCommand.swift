public import ArgumentParser
import Planner
import PlannerData
public import PlannerMaps

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: words(
      "地図を1つのHTMLファイルに：拠点、徒歩圏、空白地、次に声をかける場所。ネットなしで開く。",
      "A map in one HTML file: stations, catchments, gaps, whom to ask. Opens without a network."),
    discussion: words(
      """
      --edition committee（既定）は内部資料です。公開してよいのは --edition public だけで、
      export と同じく、公開に同意した拠点と公開する位置だけから作ります。
      """,
      """
      --edition committee, the default, is for internal use. Only --edition public may be handed
      on: like export it is made from consenting stations at their published positions alone.
      """))

  @OptionGroup var sources: SourceOptions

  @Option(help: help("書き出すHTMLファイル", "HTML file to write", "FILE"))
  var html: String

  @Option(
    help: help("版：committee（内部資料）か public（公開用）", "Edition: committee or public", "EDITION"))
  var edition = WebMapContent.Edition.committee

  @Option(help: help("地図に描く空白地の数（大きい順）", "Gaps to draw, the largest first", "N"))
  var gaps = 300

  @Option(
    help: help(
      "--radius に加えて描く徒歩圏（例：500m。何度でも）", "Further catchments to draw, such as 500m", "DISTANCE"))
  var band: [String] = ["500m"]

  @Flag(
    inversion: .prefixedNo,
    help: help(
      "背景に地理院タイルを選べるようにする（見ている場所が国土地理院に伝わる）",
      "Offer GSI tiles as a background (tells GSI what is looked at)"))
  var tiles = true

  @Option(
    help: help("Leaflet のフォルダー", "Folder of Leaflet, where the system does not have it", "FOLDER"))
  var leaflet: String?

  func run() throws {
    let leaflet = try Leaflet(in: leaflet)
    let radii = try WalkRadius.list(band)
    guard gaps >= 0 else {
      throw Failure(
        .usage,
        what: Text(ja: "--gaps は0以上の数です（\(gaps)）", en: "--gaps is 0 or more, not \(gaps)"),
        remedy: Text(ja: "例：--gaps 300", en: "For example --gaps 300"))
    }
    let content: WebMapContent
    switch edition {
    case .public:
      guard let plan = try sources.load(writingTo: [html]) else { return }
      Terminal.step(words("公開用の地図を作っています…", "Making the public map…"))
      let export = try PublicExport(plan)
      content = try WebMapContent(export, gapLimit: gaps)
      Terminal.say(export, quiet: sources.quiet)
    case .committee:
      let advice = try AdviceQuestion(sources.effectiveProject())
      guard
        let plan = try sources.load(
          writingTo: [html], past: advice.past, readingCandidates: true)
      else { return }
      Terminal.step(words("徒歩圏と空白地を計算しています…", "Counting coverage and gaps…"))
      let results = try MapResults(plan, advice, bands: radii) { Terminal.step($0[language]) }
      content = try WebMapContent(
        results.plan, coverage: results.coverage, gaps: results.gaps, gapLimit: gaps,
        catchments: results.catchments, recommendation: results.recommendation)
    }
    let map = WebMap(content, language: language, hasTiles: tiles)
    try Terminal.deliver(map.html(leaflet), to: html)
    if edition == .committee {
      Terminal.say(
        words(
          "\(html) に書きました（内部資料）。公開するときは --edition public で作ってください。",
          "Written to \(html), for internal use; make a public one with --edition public."))
    }
  }
}

extension WebMapContent.Edition: ExpressibleByArgument {}
