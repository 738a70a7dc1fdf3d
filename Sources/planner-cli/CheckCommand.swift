import ArgumentParser
import Planner
import PlannerData

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: words(
      "ファイルを調べる：誤り、あやしい座標、重複などを、直し方と一緒に一度に挙げる。",
      "Look files over: everything that is wrong or doubtful, with how to mend it."),
    discussion: prose(
      """
      拠点の一覧だけでも調べられます。境界（--municipalities）や町丁目（--gazetteer）を添えると、
      座標が市町村や住所と合うかも分かります。誤りがあれば終了コード65、なければ0です。
      道の地図（--streets）を添えると、途切れた道や、道から離れた拠点も分かります。
      --fix は、ほかに考えようのない直しだけをした一覧と、変えた所の一覧を書き出します。
      元のファイルは変えません。
      """,
      """
      A station list alone will do. With outlines (--municipalities) and towns (--gazetteer),
      positions are compared with municipalities and addresses; with streets (--streets), islands
      and stations far from every street are told. Exit code 65 where something is an error, else
      0. --fix writes the list with only those mends that leave no doubt, and a log of
      every change; the input is never touched.
      """) + "\n\n"
      + examples(
        (
          "check --stations stations.csv",
          "拠点の一覧だけを調べます。",
          "looks a station list over."
        ),
        (
          "check --project planner.yaml --fix mended.csv",
          "すべてのファイルを調べ、確かな直しをした一覧を書きます。",
          "looks all files over and writes the list with the mends that leave no doubt."
        )))

  @OptionGroup var layers: LayerOptions
  @OptionGroup var path: WalkOptions

  @Option(
    help: help(
      "人口と総数の差をどこまで許すか（既定：5%）",
      "How far residents may be from totals (default: 5%)", "SHARE"))
  var tolerance: String?

  @Option(
    help: help(
      "直した一覧の書き出し先（OUT.csv。変更点は OUT.changes.csv）",
      "Where to write the mended list (OUT.csv; the changes go to OUT.changes.csv)", "OUT"))
  var fix: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions

  @Option(help: help("形式：text, csv, json（既定：text）", "Format: text, csv or json", "FORMAT"))
  var format: CheckFormat?

  func run() throws {
    let form = try CheckFormat.chosen(format, output.out, default: .text)
    let (settings, projectFailure) = try settings()
    let outputs = [output.out, fix, fix.map(MendedList.logPath)]
    try OutputFile.refuse(
      outputs, among: settings.inputPaths + [layers.project].compactMap { $0 })
    if let fix { try Self.requireText(fix) }
    let share = try tolerance.map(Self.share) ?? Checkup.defaultTolerance
    Terminal.step(words("ファイルを調べています…", "Looking the files over…"))
    let checkup = Checkup(settings, tolerance: share, projectFailure: projectFailure)
    let document = CheckDocument(checkup)
    switch form {
    case .text: try Terminal.deliver(document.text(language), to: output.out)
    case .csv: try Terminal.deliver(document.csv(language), to: output.out)
    case .json: try Terminal.deliver(document.json().serialized(), to: output.out)
    }
    if let fix { try write(checkup.mended(), to: fix) }
    if !checkup.isSound { throw ExitCode(65) }
  }

  /// A list is mended as text: called a workbook, nothing would open it.
  private static func requireText(_ path: String) throws {
    let ending = path.lowercased().split(separator: ".").last.map(String.init) ?? ""
    guard ["xlsx", "xlsm", "xls", "ods", "json", "geojson", "zip", "gpkg", "shp"].contains(ending)
    else { return }
    throw Failure(
      .usage,
      what: Text(
        ja: "--fix は CSV だけを書けます（\(path)）", en: "--fix writes CSV alone (\(path))"),
      remedy: Text(
        ja: "名前を .csv で終わらせてください。Excel で開けます",
        en: "Give a name that ends in .csv; Excel opens it"))
  }

  private func write(_ list: MendedList, to path: String) throws {
    try OutputFile.write(Array(list.csv.utf8), to: path)
    let log = MendedList.logPath(for: path)
    try OutputFile.write(Array(list.changesCSV.utf8), to: log)
    let omitted = list.omissionCount
    guard !verbosity.quiet else { return }
    Terminal.say(
      words(
        "\(path)：\(list.changeCount)個のセルを直しました"
          + (omitted > 0 ? "。見出しの上・注記・合計など\(omitted)行は入っていません" : "")
          + "（変更点は \(log)）",
        "\(path): \(list.changeCount) cells were mended"
          + (omitted > 0 ? "; \(omitted) rows of titles, notes or sums are left out" : "")
          + " (the changes are in \(log))"))
  }

  /// What is wrong with the project file is told with the rest.
  private func settings() throws -> (ProjectFile, Failure?) {
    var failure: Failure?
    var settings = ProjectFile()
    if let project = layers.project {
      do {
        settings = try ProjectFile(reading: project)
      } catch let found as Failure where found.cause == .data {
        failure = found
      }
    }
    try layers.put(over: &settings)
    if path.walk != nil { (settings.radius, settings.preset) = (nil, nil) }
    path.put(over: &settings)
    guard !settings.inputPaths.isEmpty || failure != nil else { throw Self.nothing }
    return (settings, failure)
  }

  /// `5%`, `0.5%`.
  private static func share(_ text: String) throws -> Double {
    if text.hasSuffix("%"), let percent = Double(text.dropLast()), percent >= 0, percent <= 100 {
      return percent / 100
    }
    throw Failure(
      .usage,
      what: Text(ja: "--tolerance の値「\(text)」が分かりません", en: "--tolerance \(text) is no share"),
      remedy: Text(ja: "5% のように書いてください", en: "Write it like 5%"))
  }

  private static let nothing = Failure(
    .usage,
    what: Text(ja: "調べるファイルが指定されていません", en: "no file to look at is given"),
    remedy: Text(
      ja: "--stations FILE か --project planner.yaml を指定してください",
      en: "Give --stations FILE, or --project planner.yaml"))
}

/// Forms in which a check can be had.
enum CheckFormat: String, OutputForm {
  case text, csv, json
}
