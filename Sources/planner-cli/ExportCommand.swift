public import ArgumentParser
import Planner
public import PlannerData

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: words(
      "公開してよい拠点だけの地図データ（GeoJSON・CSV・KML）。",
      "Data for a public map, from the stations that may be shown."),
    discussion: prose(
      """
      公開するのは、一覧の consent（公開同意）があり precision が hidden でない拠点だけです。
      徒歩圏も空白地も、公開する拠点と公開する位置だけから作ります。
      電話番号・担当者・備考は --fields に書かないかぎり出ません。
      """,
      """
      Only stations with consent, and not of precision hidden, are published; catchments and
      gaps are made from these stations at their published positions alone. Phone, contact and
      notes never appear unless --fields names them.
      """) + "\n\n"
      + examples(
        (
          "export --project planner.yaml --out public.geojson",
          "公開してよい拠点と、その徒歩圏、空白地を地図データにします。",
          "writes public stations, their catchments and gaps."
        ),
        (
          "export --project planner.yaml --fields name,kind,services --out public.csv",
          "名前・種別・機能だけの一覧にします。",
          "writes a table with these fields only."
        )))

  @OptionGroup var sources: SourceOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: help(
      "形式：\(formats)（既定：ファイル名から、なければ geojson）",
      "Format: \(formats) (default: by the file's name, else geojson)", "FORMAT"))
  var format: PublicFormat?

  @Option(
    help: help(
      "公開する項目（既定：\(standard)）", "Fields to publish (default: \(standard))", "FIELDS"))
  var fields: String?

  @Option(
    help: help(
      "GeoJSONのレイヤー：stations,catchments,gaps,coverage（既定：はじめの3つ）",
      "Layers of the GeoJSON: stations,catchments,gaps,coverage (default: the first three)",
      "LAYERS"))
  var layers: String?

  private static let formats = PublicFormat.allCases.map(\.rawValue).joined(separator: ", ")
  private static let standard = PublicField.standard.map(\.rawValue).joined(separator: ",")

  func run() throws {
    // what is wrong with the call is told before large files are read
    let fields = try fields.map { try PublicField.list($0) } ?? PublicField.standard
    let layers = try layers.map { try PublicExport.Layer.list($0) }
    let format = try format ?? PublicFormat(forOutput: output.out)
    guard let plan = try sources.load(writingTo: [output.out]) else { return }
    Terminal.step(words("公開用のデータを作っています…", "Making the public data…"))
    let export = try PublicExport(plan, fields: fields)
    let bytes = try export.bytes(
      as: format, layers: layers, language: language, onProgress: Terminal.progress)
    try Terminal.deliver(bytes, to: output.out)
    Terminal.say(export, quiet: sources.quiet)
  }
}

extension PublicFormat: ExpressibleByArgument {}
