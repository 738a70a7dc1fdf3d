import ArgumentParser
import Planner
import PlannerData

/// Where a result goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: help("書き出すファイル（既定：標準出力）", "Output file (default: standard output)", "FILE"))
  var out: String?

  /// Writes layers to the output file, which a binary format needs.
  func write(_ layers: [OutputLayer], as format: OutputFormat) throws {
    guard let out, out != "-" else {
      throw Failure(
        .usage,
        what: Text(
          ja: "\(format.rawValue) 形式は標準出力に出せません", en: "\(format.rawValue) needs a file"),
        remedy: Text(
          ja: "--out ファイル名.\(format.rawValue) を付けてください",
          en: "Give --out FILE.\(format.rawValue)"))
    }
    try writeVectorFile(layers, to: out, as: format)
  }
}

/// A form in which a result can be had, such as `csv`.
protocol OutputForm: RawRepresentable, CaseIterable, ExpressibleByArgument
where RawValue == String {}

extension RawRepresentable where RawValue == String {
  /// The ending of a file's name, and the form of which it is; `nil` for none, and for `-`.
  fileprivate static func named(by path: String?) -> (ending: String, form: Self?)? {
    guard let path, path != "-", let dot = path.lastIndex(of: ".") else { return nil }
    let ending = path[path.index(after: dot)...].lowercased()
    return (ending, Self(rawValue: ending == "txt" ? "text" : ending))
  }
}

extension OutputForm {
  /// The form that was asked for; else the one that the file's ending names; else the usual one.
  ///
  /// - Throws: `Failure` (usage) for the ending of a form that there is elsewhere and not here,
  ///   under which nothing would open the file.
  static func chosen(_ asked: Self?, _ path: String?, default usual: Self) throws -> Self {
    if let asked { return asked }
    guard let (ending, form) = named(by: path) else { return usual }
    if let form { return form }
    let foreign = [
      "geojson", "gpkg", "fgb", "kml", "kmz", "shp", "xlsx", "xls", "ods", "html", "pdf", "png",
      "svg", "docx", "csv", "json", "yaml",
    ]
    guard let path, foreign.contains(ending) else { return usual }
    let known = allCases.map(\.rawValue).joined(separator: ", ")
    throw Failure(
      .usage,
      what: Text(
        ja: "\(ending) 形式には書き出せません（\(path)）", en: "there is no form \(ending) here (\(path))"),
      remedy: Text(ja: "使える形式：\(known)", en: "Known: \(known)"))
  }
}

/// Forms in which a map layer can be had.
enum MapFormat: String, ExpressibleByArgument, CaseIterable {
  case text, csv, geojson, gpkg, fgb

  /// The form that was asked for; else the one that the file's name says; else the default.
  static func chosen(
    _ asked: MapFormat?, _ path: String?, default usual: MapFormat
  ) throws -> MapFormat {
    if let asked { return asked }
    guard let path, let (ending, format) = named(by: path) else { return usual }
    if let format { return format }
    if ending == "json" { return .geojson }
    throw Failure(
      .usage,
      what: Text(
        ja: "ファイル名 \(path) からは形式が分かりません", en: "the name \(path) does not tell the format"),
      remedy: Text(
        ja: "--format geojson のように指定してください", en: "Say --format geojson, for example"))
  }

  static func noSuchForm(_ command: String, _ forms: [MapFormat]) -> Failure {
    let list = forms.map(\.rawValue).joined(separator: ", ")
    return Failure(
      .usage,
      what: Text(
        ja: "\(command) にその形式はありません", en: "\(command) has no such format"),
      remedy: Text(ja: "使えるもの：\(list)", en: "Known: \(list)"))
  }
}
