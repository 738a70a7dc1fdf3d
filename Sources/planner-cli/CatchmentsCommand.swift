public import ArgumentParser
public import Planner
import PlannerData

struct CatchmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catchments",
    abstract: words(
      "徒歩圏の図形：拠点ごと、まとめて、または最寄りの拠点で分けて。",
      "Catchment outlines: of each station, dissolved, or shared out to the nearest."),
    discussion: examples(
      (
        "catchments --project planner.yaml --out catchments.geojson",
        "拠点ごとの徒歩圏を書きます。",
        "writes the catchment of each station."
      ),
      (
        "catchments --project planner.yaml --form dissolved --radius 500m --out catchments.gpkg",
        "半径500mの徒歩圏をまとめて、QGISで開ける地図にします。",
        "dissolves those of 500 m into one layer for QGIS."
      )))

  @OptionGroup var sources: SourceOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: help(
      "each（拠点ごと）、dissolved（まとめる）、nearest（最寄りで分ける）",
      "each, dissolved or nearest", "FORM"))
  var form: Catchment.Form = .each

  @Option(
    help: help(
      "形式：geojson, gpkg, fgb（既定：ファイル名から）",
      "Format: geojson, gpkg or fgb (default: by the file name)", "FORMAT"))
  var format: MapFormat?

  func run() throws {
    let format = try MapFormat.chosen(format, output.out, default: .geojson)
    guard format != .text, format != .csv else {
      throw MapFormat.noSuchForm("catchments", [.geojson, .gpkg, .fgb])
    }
    guard
      let plan = try sources.load(
        writingTo: [output.out], drawing: Text(ja: "徒歩圏の図形", en: "catchments"))
    else { return }
    Terminal.step(words("徒歩圏の図形を作っています…", "Making the outlines…"))
    let catchments = try Catchment.catchments(
      of: plan.region, stations: plan.stations, radius: plan.request.radius,
      question: plan.request.question, form: form)
    let document = CatchmentDocument(catchments, form: form, of: plan)
    switch format {
    case .geojson: try Terminal.deliver(document.geoJSON().serialized(), to: output.out)
    case .gpkg: try output.write([document.layer()], as: .geoPackage)
    case .fgb: try output.write([document.layer()], as: .flatGeobuf)
    case .text, .csv: break
    }
  }
}

extension Catchment.Form: ExpressibleByArgument {}
