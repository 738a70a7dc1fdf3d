import ArgumentParser
import Planner
import PlannerData

struct GeocodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "geocode",
    abstract: words(
      "住所から位置を求める：一覧の各行に緯度・経度と、どこまで分かったかを付ける。",
      "Places by their addresses: latitude, longitude and how exact they are, for each row."),
    discussion: prose(
      """
      町丁目（--gazetteer）の代表点に置くので、通信はしません。緯度・経度のある行はそのままです。
      置けない行は理由と候補を添えて表示します（終了コード0。1行も置けなければ65）。
      """,
      """
      Rows are placed at the representative points of the gazetteer, without any network; rows
      with coordinates keep them. What cannot be placed is listed with the reason and what may
      be meant (exit code 0; 65 where not a single row can be placed).
      """) + "\n\n"
      + examples(
        (
          "geocode --addresses list.csv --gazetteer towns.csv --out placed.csv",
          "住所の一覧に緯度・経度を付けます。",
          "adds latitude and longitude to a list of addresses."
        )))

  @Option(
    name: [.customLong("stations"), .customLong("addresses")],
    help: help("住所のある一覧", "List with addresses", "FILE"))
  var list: String

  @Option(
    help: help(
      "町丁目の一覧（位置参照情報など。何度でも）", "Gazetteer of towns or blocks (any number)", "FILE"))
  var gazetteer: [String] = []

  @Option(
    help: help(
      "住所の列（何度でも。書いた順につなぐ。既定：住所、所在地など）",
      "Column of the address (any number, joined; default: the usual names)", "COLUMN"))
  var addressColumn: [String] = []

  @OptionGroup var output: OutputOptions

  @Option(
    help: help(
      "形式：csv, json, geojson（既定：ファイル名から、なければcsv）",
      "Format: csv, json or geojson (default: by the file name, else csv)", "FORMAT"))
  var format: GeocodeFormat?

  @Option(help: help("言葉：ja／en", "Language: ja or en", "LANG"))
  var lang: Language?

  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    guard !gazetteer.isEmpty else { throw Self.noGazetteer }
    try OutputFile.refuse([output.out], among: gazetteer + [list])
    let format = try GeocodeFormat.chosen(format, output.out, default: .csv)
    Terminal.step(words("町丁目の一覧を読んでいます…", "Reading the gazetteer…"))
    let towns = try readGazetteer(paths: gazetteer)
    let places = try GeocodedList(
      reading: list, addressColumns: addressColumn, gazetteer: towns.gazetteer)
    try places.requireAny()
    let document = GeocodeDocument(places, gazetteerFiles: towns.files)
    switch format {
    case .csv: try Terminal.deliver(document.csv(language), to: output.out)
    case .json: try Terminal.deliver(document.json().serialized(), to: output.out)
    case .geojson: try Terminal.deliver(document.geoJSON().serialized(), to: output.out)
    }
    guard !verbosity.quiet else { return }
    Terminal.say(towns.findings + places.findings + places.matchFindings)
    Terminal.say(document.summary(language))
  }

  private static let noGazetteer = Failure(
    .usage,
    what: Text(ja: "町丁目の一覧が指定されていません", en: "no gazetteer is given"),
    remedy: Text(
      ja: "--gazetteer FILE で国土交通省「位置参照情報」などのCSVを指定してください",
      en: "Give a CSV such as MLIT's 位置参照情報 with --gazetteer FILE"))
}

/// Forms in which placed lists can be had.
enum GeocodeFormat: String, OutputForm {
  case csv, json, geojson
}
