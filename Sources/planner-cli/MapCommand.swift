public import ArgumentParser
import Planner
import PlannerData
public import PlannerMaps

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: words(
      "地図：画面で見る1つのHTMLファイル（ネットなしで開く）と、紙の1枚（PDF・PNG・SVG）。",
      "Maps: one HTML file for the screen, without a network, and one sheet of paper."),
    discussion: prose(
      """
      --edition committee（既定）は内部資料です。公開してよいのは --edition public だけで、
      export と同じく、公開に同意した拠点と公開する位置だけから作ります。
      """,
      """
      --edition committee, the default, is for internal use. Only --edition public may be handed
      on: like export it is made from consenting stations at their published positions alone.
      """) + "\n\n"
      + examples(
        (
          "map --project planner.yaml --html map.html",
          "画面で見る地図（内部資料）を作ります。",
          "makes a map for the screen, for internal use."
        ),
        (
          "map --project planner.yaml --edition public --html public.html",
          "公開してよい地図を作ります。",
          "makes one that may be handed on."
        ),
        (
          "map --project planner.yaml --area 東金市 --paper A4 --pdf map.pdf",
          "東金市の地図をA4の1枚にします。",
          "draws one municipality on a sheet of A4."
        )))

  @OptionGroup var sources: SourceOptions

  @Option(help: help("画面で見る地図（HTML）を書き出すファイル", "Write a map for the screen (HTML)", "FILE"))
  var html: String?

  @Option(help: help("紙の地図（PDF）を書き出すファイル", "Write a map on paper (PDF)", "FILE"))
  var pdf: String?

  @Option(help: help("紙の地図を画像（PNG）で", "The same as a picture (PNG)", "FILE"))
  var png: String?

  @Option(help: help("紙の地図をSVGで", "The same as SVG", "FILE"))
  var svg: String?

  @Option(help: help("用紙：A3（既定）か A4", "Paper: A3 (the default) or A4", "PAPER"))
  var paper: PaperMap.Paper?

  @Flag(help: help("用紙を縦に使う（既定は横）", "Upright paper (default: landscape)"))
  var portrait = false

  @Option(
    help: help(
      "紙の地図に描く市町村・圏域・生活圏域（何度でも。既定：全体）",
      "Municipality, zone or living area on paper (default: all)", "NAME"))
  var area: [String] = []

  @Option(
    help: help("版：committee（内部資料）か public（公開用）", "Edition: committee or public", "EDITION"))
  var edition = WebMapContent.Edition.committee

  @Option(help: help("地図に描く空白地の数（大きい順）", "Gaps to draw, the largest first", "N"))
  var gaps = 300

  @Option(
    help: help(
      "歩く距離に加えて描く徒歩圏（例：500m、5min。何度でも。既定：半径なら500m）",
      "Further catchments to draw, such as 500m or 5min (default: 500m besides a radius)", "WALK"))
  var band: [String] = []

  /// Files for paper, by form.
  private var sheets: [(path: String, form: PaperMap.Format)] {
    [(pdf, .pdf), (png, .png), (svg, .svg)].compactMap { path, form in path.map { ($0, form) } }
  }

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: help(
      "背景に地理院タイルを選べるようにする（見ている場所が国土地理院に伝わる）",
      "Offer GSI tiles as a background (tells GSI what is looked at)"))
  var tiles = true

  @Option(
    help: help("Leaflet のフォルダー", "Folder of Leaflet, where the system does not have it", "FOLDER"))
  var leaflet: String?

  func run() throws {
    try checkCall()
    let leaflet = try html == nil ? nil : Leaflet(in: self.leaflet)
    let project = try sources.effectiveProject()
    // the general walk and that of older people; along streets there is no such pair
    let usual = band.isEmpty && project.walk == nil ? ["500m"] : band
    let bands = try WalkBand.list(usual, of: project)
    let outputs = [html].compactMap { $0 } + sheets.map(\.path)
    if edition == .public {
      guard let plan = try sources.load(writingTo: outputs) else { return }
      Terminal.step(words("公開用の地図を作っています…", "Making the public map…"))
      let export = try PublicExport(plan)
      if html != nil { try deliver(try WebMapContent(export, gapLimit: gaps), leaflet) }
      if !sheets.isEmpty {
        try draw(PaperContent(export, of: area, gapLimit: min(gaps, Self.mostGapsOnPaper)))
      }
      Terminal.say(export, quiet: sources.quiet)
      if !sources.quiet {
        let names = (ja: outputs.joined(separator: "、"), en: outputs.joined(separator: ", "))
        Terminal.say(words("\(names.ja) に書きました（公開用）。", "Written to \(names.en), public."))
      }
      return
    }
    let advice = try AdviceQuestion(project)
    guard
      let plan = try sources.load(
        writingTo: outputs, past: advice.past, readingCandidates: true)
    else { return }
    Terminal.step(words("徒歩圏と空白地を計算しています…", "Counting coverage and gaps…"))
    let results = try MapResults(plan, bands: bands, onProgress: Terminal.progress)
    func recommendation(_ question: AdviceQuestion) throws -> RecommendationDocument? {
      try plan.unnamedRecommendation(question, onProgress: Terminal.progress) {
        Terminal.step($0[language])
      }
    }
    let isOfArea = !area.isEmpty && project.recommend.scope.isEmpty
    let ofAll = html != nil || !isOfArea ? try recommendation(advice) : nil
    if html != nil {
      try deliver(
        WebMapContent(
          results, gapLimit: gaps, recommendation: ofAll), leaflet)
    }
    if !sheets.isEmpty {
      // a sheet of some area says whom to ask there
      var ofSheet = ofAll
      if isOfArea {
        var here = project
        here.recommend.scope = area
        ofSheet = try recommendation(AdviceQuestion(here))
      }
      try draw(
        PaperContent(
          results, recommendation: ofSheet, of: area, gapLimit: min(gaps, Self.mostGapsOnPaper)))
    }
    guard !sources.quiet else { return }
    Terminal.say(
      words(
        "\(outputs.joined(separator: "、")) に書きました（内部資料）。公開するときは --edition public で作ってください。",
        "Written to \(outputs.joined(separator: ", ")), for internal use; make a public one with --edition public."
      ))
  }

  /// The table beside the map has room for no more.
  private static let mostGapsOnPaper = 60

  private func draw(_ content: PaperContent) throws {
    let map = PaperMap(
      content, language: language, paper: paper ?? .a3, isLandscape: !portrait)
    for (path, form) in sheets {
      let sheet = try map.drawn(as: form)
      Terminal.say(sheet.findings)
      try Terminal.deliver(sheet.bytes, to: path)
    }
  }

  private func deliver(_ content: WebMapContent, _ leaflet: Leaflet?) throws {
    guard let html, let leaflet else { return }
    try Terminal.deliver(
      WebMap(content, language: language, hasTiles: tiles).html(leaflet), to: html)
  }

  /// - Throws: `Failure` (usage) for what can be told from the call alone.
  private func checkCall() throws {
    func refuse(_ ja: String, _ en: String, _ remedyJa: String, _ remedyEn: String) -> Failure {
      Failure(
        .usage, what: Text(ja: ja, en: en), remedy: Text(ja: remedyJa, en: remedyEn))
    }
    if html == nil, sheets.isEmpty {
      throw refuse(
        "書き出すファイルがありません", "there is no file to write", "--html 地図.html や --pdf 地図.pdf を付けてください",
        "Give --html map.html or --pdf map.pdf")
    }
    let onPaper = [
      ("--area", !area.isEmpty), ("--paper", paper != nil), ("--portrait", portrait),
    ].filter(\.1).map(\.0).joined(separator: ", ")
    if !onPaper.isEmpty, sheets.isEmpty {
      throw refuse(
        "\(onPaper) は紙の地図（--pdf など）のものです", "\(onPaper) is for maps on paper (--pdf)",
        "外すか、--pdf を付けてください", "Leave it out, or give --pdf")
    }
    if gaps < 0 {
      throw refuse(
        "--gaps は0以上の数です（\(gaps)）", "--gaps is 0 or more, not \(gaps)", "例：--gaps 300",
        "For example --gaps 300")
    }
  }
}

extension WebMapContent.Edition: ExpressibleByArgument {}
extension PaperMap.Paper: ExpressibleByArgument {}
