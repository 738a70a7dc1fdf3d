import ArgumentParser
import Planner
import PlannerData

struct CoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: words(
      "誰が徒歩圏に入るか：市町村・圏域・生活圏域ごと、機能・年齢ごと。",
      "Who is within the walk: by municipality, zone and living area, service and age."),
    discussion: examples(
      (
        "coverage --project planner.yaml",
        "市町村ごとの表を画面に出します。",
        "prints the table of municipalities."
      ),
      (
        "coverage --project planner.yaml --radius 500m --format csv --out coverage.csv",
        "半径500mで数え、すべての層と機能を表計算用に書きます。",
        "counts within 500 m, all layers and services, for a spreadsheet."
      ),
      (
        "coverage --stations stations.csv --municipalities municipalities.geojson --population population.csv --service cafeteria",
        "設定ファイルなしで、ちいき食堂のある拠点だけを数えます。",
        "without a project file, stations with a cafeteria only."
      ),
      (
        "coverage --project planner.yaml --streets streets.geojson --walk 10min --compare radius",
        "円と道を並べて、円に入るのに道では届かない人を数えます。",
        "circle and streets side by side: whom the circle promises and the streets deny."
      )))

  enum Format: String, OutputForm {
    case text, json, csv
  }

  @OptionGroup var sources: SourceOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: help(
      "道の結果と並べる円：radius（道のりと同じ長さの半径）か、800m などの半径",
      "Circle to set beside the streets: radius (as long as the walk), or 800m, say", "CIRCLE"))
  var compare: String?

  @Option(help: help("形式：text, json, csv", "Format: text, json or csv", "FORMAT"))
  var format: Format?

  func run() throws {
    let format = try Format.chosen(format, output.out, default: .text)
    guard let plan = try sources.load(writingTo: [output.out], comparing: compare) else { return }
    if plan.request.comparedCircle != nil {
      Terminal.step(words("円と道を比べています…", "Comparing circle and streets…"))
      let document = try ComparisonDocument(of: plan)
      switch format {
      case .text: try Terminal.deliver(document.text(language), to: output.out)
      case .json: try Terminal.deliver(document.json.serialized(), to: output.out)
      case .csv: try Terminal.deliver(document.csv(language), to: output.out)
      }
      return
    }
    Terminal.step(words("徒歩圏を計算しています…", "Counting coverage…"))
    let coverage = try Coverage(
      of: plan.region, stations: plan.stations, walk: plan.walk,
      question: plan.request.question, homes: plan.stationMunicipality)
    let document = CoverageDocument(coverage, of: plan)
    switch format {
    case .text: try Terminal.deliver(document.text(language), to: output.out)
    case .json: try Terminal.deliver(document.json.serialized(), to: output.out)
    case .csv: try Terminal.deliver(document.csv(language), to: output.out)
    }
  }
}
