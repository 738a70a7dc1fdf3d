public import ArgumentParser
public import Planner
import PlannerData

/// The inputs and the question, which all commands share. Flags win over the project file.
struct SourceOptions: ParsableArguments {
  @Option(help: help("設定ファイル（planner.yaml）", "Project file (planner.yaml)", "FILE"))
  var project: String?

  @Option(help: help("拠点の一覧（CSV・TSV・地図の点データ）", "Station list", "FILE"))
  var stations: String?

  @Option(
    help: help(
      "拠点の座標系（既定は世界測地系。旧日本測地系は EPSG:4301）",
      "The station list's CRS (EPSG:4301 is the old Tokyo datum)", "CRS"))
  var stationsCrs: String?

  @Option(
    help: help(
      "住所から位置を求める町丁目の一覧（位置参照情報など。何度でも）",
      "Gazetteer by which addresses are placed (any number)", "FILE"))
  var gazetteer: [String] = []

  @Option(
    help: help(
      "半径1km未満でも使う位置の精度：block, town（既定）, municipality",
      "Least exact location used in walks under 1 km: block, town (default), municipality",
      "ACCURACY"))
  var allowAccuracy: String?

  @Option(help: help("市町村の境界（N03など）", "Municipal outlines (N03, …)", "FILE"))
  var municipalities: String?

  @Option(help: help("市町村コードの属性名", "Field with the municipality code", "FIELD"))
  var municipalityCode: String?

  @Option(help: help("政令市の区：keep（分ける）／merge", "Wards of large cities: keep or merge", "HOW"))
  var wards: String?

  @Option(
    help: help(
      "人口（メッシュの表、面や点。分かれたファイルは何度でも）",
      "Population: grid table, areas or points (any number of files of one sort)", "FILE"))
  var population: [String] = []

  @Option(
    help: help(
      "人口の列（例：pop や 65+=列名。何度でも）", "Count columns, such as pop or 65+=COLUMN", "COLUMN"))
  var populationColumn: [String] = []

  @Option(
    help: help(
      "メッシュの大きさ（コードで分からないとき）：" + grids,
      "Size of the grid, where the codes do not tell it: " + grids, "SIZE"))
  var populationGrid: String?

  @Option(help: help("将来推計人口の年（例：2030）", "Year of a projection, such as 2030", "YEAR"))
  var populationYear: String?

  @Option(
    help: help("市町村ごとの人口総数（これに合わせる）", "Municipal totals to scale to", "FILE"))
  var populationTotals: String?

  @Option(help: help("隣接する都県の陸地", "Land of neighbouring prefectures", "FILE"))
  var land: String?

  @Option(help: help("生活圏域（何度でも）", "Living areas (any number)", "NAME=FILE"))
  var livingAreas: [String] = []

  @Option(
    help: help(
      "生活圏域の一覧（area,KEY_CODE）をまとめるもとの町丁・字の境界（何度でも）",
      "Outlines of the towns that lists of living areas name (any number)", "FILE"))
  var towns: [String] = []

  @Option(help: help("市町村をまとめる圏域（何度でも）", "Zones of municipalities", "NAME=FILE"))
  var zones: [String] = []

  @Option(
    help: help(
      "依頼先の候補（何度でも。KINDは種別か osm）",
      "Candidates to ask (any number; KIND is a kind, or osm)", "KIND=FILE"))
  var candidates: [String] = []

  @Option(help: help("歩く距離の半径（例：800m）", "Radius of the walk, such as 800m", "DISTANCE"))
  var radius: String?

  @Option(
    help: help(
      "歩く距離の基準（既定：\(PlanRequest.defaultPreset)）：" + presets,
      "Standard of the walk (default \(PlanRequest.defaultPreset)): " + presets, "NAME"))
  var preset: String?

  @Option(
    help: help(
      "数える機能（何度でも。既定：すべて）：" + services, "Services that count: " + services, "SERVICE"))
  var service: [String] = []

  @Option(help: help("数える種別（何度でも。既定：すべて）：" + kinds, "Kinds that count: " + kinds, "KIND"))
  var kind: [String] = []

  @Option(
    help: help("調べる日（参加・退会・季節を考える）", "The day to look at, such as 2026-08-15", "DATE"))
  var on: String?

  @Option(help: help("作業座標系（既定：場所から選ぶ）", "Working CRS (default: by location)", "CRS"))
  var crs: String?

  @Flag(help: help("誤りのある行を除いて続ける", "Go on without rows that have errors"))
  var setAside = false

  @Option(help: help("出典の文（何度でも）", "Credit line of a source", "TEXT"))
  var attribution: [String] = []

  @Option(
    help: help(
      "ファイルから分からない利用条件（何度でも。例：population=CC BY 4.0）",
      "Terms of a layer that its file does not tell (any number), such as population=CC BY 4.0",
      "LAYER=TEXT"))
  var licence: [String] = []

  @Option(help: help("言葉：ja／en", "Language: ja or en", "LANG"))
  var lang: Language?

  @Flag(help: help("実際に使われる設定を表示して終わる", "Print the effective settings and stop"))
  var printConfig = false

  @Flag(
    name: .shortAndLong,
    help: help(
      "注意とメモを出さない（公開データの個人に関わる注意は出す）",
      "Do not print warnings and notes, except on personal data that are published"))
  var quiet = false

  private static let presets = WalkRadius.Preset.all.map(\.slug).joined(separator: ", ")
  private static let grids = GridLevel.allCases.map(\.slug).joined(separator: ", ")
  private static let services = Service.allCases.map(\.slug).joined(separator: ", ")
  private static let kinds = OrganizationKind.network.map(\.slug).joined(separator: ", ")

  /// The project file with the flags put over it, those of a recommendation among them.
  func effectiveProject(recommending question: RecommendOptions? = nil) throws -> ProjectFile {
    var settings = try project.map { try ProjectFile(reading: $0) } ?? ProjectFile()
    settings.stations = stations ?? settings.stations
    settings.stationsCRS = stationsCrs ?? settings.stationsCRS
    if !gazetteer.isEmpty { settings.gazetteer = gazetteer }
    settings.allowAccuracy = allowAccuracy ?? settings.allowAccuracy
    settings.municipalities = municipalities ?? settings.municipalities
    settings.municipalityCode = municipalityCode ?? settings.municipalityCode
    settings.wards = wards ?? settings.wards
    if !population.isEmpty { settings.populationFiles = population }
    if !populationColumn.isEmpty { settings.populationColumns = populationColumn }
    settings.populationGrid = populationGrid ?? settings.populationGrid
    settings.populationYear = populationYear ?? settings.populationYear
    settings.populationTotals = populationTotals ?? settings.populationTotals
    settings.land = land ?? settings.land
    if !livingAreas.isEmpty { settings.livingAreas = try Self.named(livingAreas, "--living-areas") }
    if !towns.isEmpty { settings.towns = towns }
    if !zones.isEmpty { settings.zones = try Self.named(zones, "--zones") }
    if !candidates.isEmpty {
      settings.candidates = try Self.named(
        candidates, "--candidates", Text(ja: "種別", en: "kind"))
    }
    // either of the two replaces whichever the file has
    if radius != nil || preset != nil {
      settings.radius = radius
      settings.preset = preset
    }
    if !service.isEmpty { settings.service = service }
    if !kind.isEmpty { settings.kind = kind }
    if let on {
      guard let day = CalendarDay(written: on) else {
        throw Failure(
          .usage,
          what: Text(ja: "--on の日付「\(on)」が分かりません", en: "--on \(on) is no day"),
          remedy: Text(ja: "2026-08-15 のように書いてください", en: "Write it like 2026-08-15"))
      }
      settings.on = day
    }
    settings.crs = crs ?? settings.crs
    if setAside { settings.setAside = true }
    settings.attribution += attribution
    settings.licences += try licence.map { try ProjectFile.StatedLicence(flag: $0) }
    settings.language = lang ?? settings.language
    if let question { settings.recommend = question.settings.over(settings.recommend) }
    return settings
  }

  /// Reads all inputs, and says what was noticed.
  ///
  /// - Parameters:
  ///   - outputs: where results will go; none of them may be an input.
  ///   - question: of a recommendation, whose settings are among those that are shown.
  ///   - past: past requests that have been read for it.
  ///   - candidates: whether the lists of candidates are read too; they are for a recommendation.
  ///   - isPlanarAllowed: whether points on a plane will do, without municipalities or stations.
  /// - Returns: the plan; `nil` when only the settings were asked for.
  /// - Throws: `Failure` (usage) for settings that make no sense, (data) for bad inputs.
  func load(
    writingTo outputs: [String?], recommending question: RecommendOptions? = nil,
    past: Reading<[String: AgreementRecord]>? = nil, readingCandidates candidates: Bool = false,
    allowingPlanar isPlanarAllowed: Bool = false
  ) throws -> LoadedPlan? {
    let settings = try effectiveProject(recommending: question)
    for output in outputs {
      try OutputFile.refuse(
        output, among: settings.inputPaths + (project.map { [$0] } ?? []))
    }
    if printConfig {
      try Terminal.deliver(settings.rendered(), to: nil)
      return nil
    }
    var request = try PlanRequest(settings)
    request.readsCandidates = candidates || question != nil
    request.allowsPlanar = isPlanarAllowed
    Terminal.step(words("ファイルを読んでいます…", "Reading the files…"))
    var plan = try LoadedPlan(request)
    if let past {
      plan.files.append(past.file)
      if !quiet { Terminal.say(past.findings) }
    }
    if !quiet {
      Terminal.say(plan.findings)
      Terminal.say(
        plan.setAside.map { finding in
          var finding = finding
          finding.severity = .warning
          finding.what = Text(
            ja: "除いた行：" + finding.what.ja, en: "set aside: " + finding.what.en)
          return finding
        })
    }
    return plan
  }

  static func named(
    _ values: [String], _ flag: String, _ name: Text = Text(ja: "名前", en: "name")
  ) throws -> [ProjectFile.NamedFile] {
    try values.map { value in
      if let equals = value.firstIndex(of: "="), equals != value.startIndex,
        value.index(after: equals) == value.endIndex
      {
        throw Failure(
          .usage,
          what: Text(
            ja: "\(flag) \(value) にファイルの名前がありません", en: "\(flag) \(value) names no file"),
          remedy: Text(
            ja: "\(flag) \(value)FILE のように、= の後に空白を入れずにファイルを書いてください",
            en: "Write \(flag) \(value)FILE, with no blank after ="))
      }
      guard let equals = value.firstIndex(of: "="), equals != value.startIndex else {
        throw Failure(
          .usage,
          what: Text(
            ja: "\(flag) \(value) に\(name.ja)がありません", en: "\(flag) \(value) has no \(name.en)"),
          remedy: Text(
            ja: "\(flag) \(name.ja)=ファイル のように書いてください",
            en: "Write \(flag) \(name.en.uppercased())=FILE"))
      }
      return ProjectFile.NamedFile(
        name: String(value[..<equals]), path: String(value[value.index(after: equals)...]))
    }
  }
}

extension Language: ExpressibleByArgument {}

/// A help text in the language of the run.
func help(_ ja: String, _ en: String, _ value: String? = nil) -> ArgumentHelp {
  ArgumentHelp(stringLiteral: words(ja, en)).with(valueName: value)
}

extension ArgumentHelp {
  fileprivate func with(valueName: String?) -> ArgumentHelp {
    var help = self
    help.valueName = valueName
    return help
  }
}
