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
      ),
      (
        "catchments --project planner.yaml --bands 300m,500m,800m --out bands.geojson",
        "300m・500m・800mの徒歩圏を重ねて書きます。道に沿うときは 5min,10min とも書けます。",
        "writes those of 300, 500 and 800 m; along streets also 5min,10min."
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
      "描く距離（例：500m,800m。--walk となら 5min,10min も。既定：歩く距離）",
      "Walks to draw, such as 500m,800m, or 5min,10min with --walk (default: that walk)",
      "WALKS"))
  var bands: [String] = []

  @Option(
    help: help(
      "徒歩圏に入る道を線で書き出すファイル（--streets と）",
      "Also write the reached streets as lines (with --streets)", "FILE"))
  var lines: String?

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
    let settings = try sources.effectiveProject()
    let bands = try WalkBand.list(bands, of: settings)
    let lineFormat = try lineFormat(settings)
    guard let plan = try sources.load(writingTo: [output.out, lines]) else { return }
    Terminal.step(words("徒歩圏の図形を作っています…", "Making the outlines…"))
    let document = try CatchmentDocument(bands: bands, form: form, of: plan)
    switch format {
    case .geojson: try Terminal.deliver(document.geoJSON().serialized(), to: output.out)
    case .gpkg: try output.write([document.layer()], as: .geoPackage)
    case .fgb: try output.write([document.layer()], as: .flatGeobuf)
    case .text, .csv: break
    }
    switch lineFormat {
    case .gpkg: try writeVectorFile([document.streetLayer()], to: lines ?? "", as: .geoPackage)
    case .fgb: try writeVectorFile([document.streetLayer()], to: lines ?? "", as: .flatGeobuf)
    case .geojson: try Terminal.deliver(document.streetGeoJSON().serialized(), to: lines)
    case .text, .csv, nil: break
    }
  }

  /// By the name of the file of lines; `nil` without one.
  ///
  /// - Throws: `Failure` (usage) for a name that tells none, or for lines without streets.
  private func lineFormat(_ settings: ProjectFile) throws -> MapFormat? {
    guard let lines else { return nil }
    guard !settings.streets.isEmpty else {
      throw Failure(
        .usage,
        what: Text(ja: "--lines は道の地図（--streets）と使います", en: "--lines goes with --streets"),
        remedy: Text(
          ja: "--streets FILE を加えるか、--lines を外してください", en: "Add --streets FILE, or leave it out"))
    }
    let format = try MapFormat.chosen(nil, lines, default: .geojson)
    guard format != .text, format != .csv else {
      throw MapFormat.noSuchForm("catchments --lines", [.geojson, .gpkg, .fgb])
    }
    return format
  }
}

extension Catchment.Form: ExpressibleByArgument {}
