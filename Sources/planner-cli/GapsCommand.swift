import ArgumentParser
import Planner
import PlannerData

struct GapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps",
    abstract: words(
      "空白地：拠点を1か所増やすと最も多くの人に届く場所を、順に挙げる。",
      "Gaps: where one more station would reach most people, in order."),
    discussion: examples(
      (
        "gaps --project planner.yaml --area 東金市",
        "東金市にある空白地を、大きい順に挙げます。",
        "lists the gaps of one municipality, the largest first."
      ),
      (
        "gaps --project planner.yaml --by 65+ --out gaps.gpkg",
        "65歳以上の人数で順位を決め、QGISで開ける地図にします。",
        "ranks them by residents of 65 and over, as a layer for QGIS."
      )))

  @OptionGroup var sources: SourceOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: help(
      "形式：text, csv, geojson, gpkg, fgb（既定：ファイル名から）",
      "Format: text, csv, geojson, gpkg or fgb (default: by the file name)", "FORMAT"))
  var format: MapFormat?

  @Option(help: help("順位を決める人口（例：65+）", "Rank by an attribute, such as 65+", "ATTRIBUTE"))
  var by: String?

  @Option(
    help: help("空白地とする最小の人数（既定20、年齢別は10）", "Least residents of a gap (20; of an age band 10)", "N"))
  var minimum: Double?

  @Option(
    help: help(
      "この市町村・圏域・生活圏域の空白地だけを出す（何度でも）",
      "List gaps of this municipality, zone or living area only", "NAME"))
  var area: [String] = []

  @Option(help: help("表に出す数", "Rows of the text table", "N"))
  var limit = 20

  func run() throws {
    let format = try MapFormat.chosen(format, output.out, default: .text)
    guard limit >= 0 else {
      throw Failure(
        .usage,
        what: Text(ja: "--limit は0以上の数です（\(limit)）", en: "--limit is 0 or more, not \(limit)"),
        remedy: Text(ja: "例：--limit 20", en: "For example --limit 20"))
    }
    guard let plan = try sources.load(writingTo: [output.out], readingCandidates: true) else {
      return
    }
    let selection = area.isEmpty ? nil : try AreaSelection(area, in: plan.region.study)
    Terminal.step(words("空白地を探しています…", "Looking for gaps…"))
    let gaps = try Gaps(
      of: plan.region, stations: plan.stations, walk: plan.walk,
      question: plan.request.question, rankedBy: by, minimum: minimum,
      onProgress: Terminal.progress)
    let document = GapDocument(
      gaps, of: plan.withholdingNames(of: plan.candidates), in: selection,
      kinds: plan.kinds(of: gaps))
    switch format {
    case .text: try Terminal.deliver(document.text(language, limit: limit), to: output.out)
    case .csv: try Terminal.deliver(document.csv(language), to: output.out)
    case .geojson: try Terminal.deliver(document.geoJSON().serialized(), to: output.out)
    case .gpkg: try output.write([document.layer()], as: .geoPackage)
    case .fgb: try output.write([document.layer()], as: .flatGeobuf)
    }
  }
}
