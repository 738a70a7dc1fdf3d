import ArgumentParser
import Planner
import PlannerData

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: words(
      "ファイルを調べる：誤り、あやしい座標、重複などを、直し方と一緒に一度に挙げる。",
      "Look files over: everything that is wrong or doubtful, with how to mend it."),
    discussion: words(
      """
      拠点の一覧だけでも調べられます。境界（--municipalities）や町丁目（--gazetteer）を添えると、
      座標が市町村や住所と合うかも分かります。誤りがあれば終了コード65、なければ0です。
      --fix は、ほかに考えようのない直しだけをした一覧と、変えた所の一覧を書き出します。
      元のファイルは変えません。
      """,
      """
      A station list alone will do. With outlines (--municipalities) and towns (--gazetteer),
      positions are compared with municipalities and addresses. Exit code 65 where something is an
      error, else 0. --fix writes the list with only those mends that leave no doubt, and a log of
      every change; the input is never touched.
      """))

  @Option(help: help("設定ファイル（planner.yaml）", "Project file (planner.yaml)", "FILE"))
  var project: String?

  @Option(help: help("拠点の一覧", "Station list", "FILE"))
  var stations: String?

  @Option(help: help("拠点の座標系", "The station list's CRS", "CRS"))
  var stationsCrs: String?

  @Option(help: help("町丁目の一覧（何度でも）", "Gazetteer (any number)", "FILE"))
  var gazetteer: [String] = []

  @Option(help: help("市町村の境界（N03など）", "Municipal outlines (N03, …)", "FILE"))
  var municipalities: String?

  @Option(help: help("市町村コードの属性名", "Field with the municipality code", "FIELD"))
  var municipalityCode: String?

  @Option(help: help("政令市の区：keep（分ける）／merge", "Wards of large cities: keep or merge", "HOW"))
  var wards: String?

  @Option(help: help("隣接する都県の陸地", "Land of neighbouring prefectures", "FILE"))
  var land: String?

  @Option(help: help("人口（メッシュの表、面や点）", "Population: grid table, areas or points", "FILE"))
  var population: String?

  @Option(help: help("人口の列（何度でも）", "Count columns (any number)", "COLUMN"))
  var populationColumn: [String] = []

  @Option(help: help("市町村ごとの人口総数", "Municipal totals", "FILE"))
  var populationTotals: String?

  @Option(
    help: help(
      "人口と総数の差をどこまで許すか（既定：5%）",
      "How far residents may be from totals (default: 5%)", "SHARE"))
  var tolerance: String?

  @Option(help: help("生活圏域（何度でも）", "Living areas (any number)", "NAME=FILE"))
  var livingAreas: [String] = []

  @Option(help: help("市町村をまとめる圏域（何度でも）", "Zones of municipalities", "NAME=FILE"))
  var zones: [String] = []

  @Option(help: help("依頼先の候補（何度でも）", "Candidates (any number)", "KIND=FILE"))
  var candidates: [String] = []

  @Option(
    help: help(
      "生活圏域の一覧（area,KEY_CODE）をまとめるもとの町丁・字の境界（何度でも）",
      "Outlines of the towns that lists of living areas name (any number)", "FILE"))
  var towns: [String] = []

  @Option(
    help: help(
      "直した一覧の書き出し先（OUT.csv。変更点は OUT.changes.csv）",
      "Where to write the mended list (OUT.csv; the changes go to OUT.changes.csv)", "OUT"))
  var fix: String?

  @OptionGroup var output: OutputOptions

  @Option(help: help("形式：text, csv, json（既定：text）", "Format: text, csv or json", "FORMAT"))
  var format: CheckFormat?

  @Option(help: help("言葉：ja／en", "Language: ja or en", "LANG"))
  var lang: Language?

  func run() throws {
    let (settings, projectFailure) = try settings()
    let outputs = [output.out, fix, fix.map(MendedList.logPath)]
    for path in outputs {
      try OutputFile.refuse(path, among: settings.inputPaths + (project.map { [$0] } ?? []))
    }
    let share = try tolerance.map(Self.share) ?? Checkup.defaultTolerance
    Terminal.step(words("ファイルを調べています…", "Looking the files over…"))
    let checkup = Checkup(settings, tolerance: share, projectFailure: projectFailure)
    let document = CheckDocument(checkup)
    switch format ?? CheckFormat(forOutput: output.out) {
    case .text: try Terminal.deliver(document.text(language), to: output.out)
    case .csv: try Terminal.deliver(document.csv(language), to: output.out)
    case .json: try Terminal.deliver(document.json().serialized(), to: output.out)
    }
    if let fix { try write(checkup.mended(), to: fix) }
    if !checkup.isSound { throw ExitCode(65) }
  }

  private func write(_ list: MendedList, to path: String) throws {
    try OutputFile.write(Array(list.csv.utf8), to: path)
    let log = MendedList.logPath(for: path)
    try OutputFile.write(Array(list.changesCSV.utf8), to: log)
    let omitted = list.omissionCount
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
    if let project {
      do {
        settings = try ProjectFile(reading: project)
      } catch let found as Failure where found.cause == .data {
        failure = found
      }
    }
    settings.stations = stations ?? settings.stations
    settings.stationsCRS = stationsCrs ?? settings.stationsCRS
    if !gazetteer.isEmpty { settings.gazetteer = gazetteer }
    settings.municipalities = municipalities ?? settings.municipalities
    settings.municipalityCode = municipalityCode ?? settings.municipalityCode
    settings.wards = wards ?? settings.wards
    settings.land = land ?? settings.land
    settings.population = population ?? settings.population
    if !populationColumn.isEmpty { settings.populationColumns = populationColumn }
    settings.populationTotals = populationTotals ?? settings.populationTotals
    if !livingAreas.isEmpty {
      settings.livingAreas = try SourceOptions.named(livingAreas, "--living-areas")
    }
    if !zones.isEmpty { settings.zones = try SourceOptions.named(zones, "--zones") }
    if !candidates.isEmpty {
      settings.candidates = try SourceOptions.named(
        candidates, "--candidates", Text(ja: "種別", en: "kind"))
    }
    if !towns.isEmpty { settings.towns = towns }
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
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
  case text, csv, json

  init(forOutput path: String?) {
    let ending = path.flatMap { $0.split(separator: ".").last }.map { $0.lowercased() }
    self = ending.flatMap { CheckFormat(rawValue: $0) } ?? .text
  }
}
