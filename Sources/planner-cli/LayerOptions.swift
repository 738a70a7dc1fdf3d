public import ArgumentParser
public import Planner
import PlannerData

/// The input files, which every command that reads them takes by the same flags. Flags win over the
/// project file.
struct LayerOptions: ParsableArguments {
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

  @Option(
    help: help(
      "道の地図：これに沿って歩く（.osm.pbf などか線のレイヤー。何度でも。--walk と）",
      "Streets to walk along: .osm.pbf, … or layers of lines (any number; with --walk)", "FILE"))
  var streets: [String] = []

  @Option(
    help: help(
      "通れない所：面（浸水など）や線（閉じた橋など）のレイヤー（何度でも。--streets と）",
      "What cannot be walked: layers of polygons or lines (any number; with --streets)", "FILE"))
  var closed: [String] = []

  @Option(help: help("言葉：ja／en", "Language: ja or en", "LANG"))
  var lang: Language?

  private static let grids = GridLevel.allCases.map(\.slug).joined(separator: ", ")

  /// Puts what the flags say over what a project file says.
  ///
  /// - Throws: `Failure` (usage) for a flag that names no file.
  func put(over settings: inout ProjectFile) throws {
    settings.stations = stations ?? settings.stations
    settings.stationsCRS = stationsCrs ?? settings.stationsCRS
    if !gazetteer.isEmpty { settings.gazetteer = gazetteer }
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
    if !streets.isEmpty { settings.streets = streets }
    if !closed.isEmpty { settings.closed = closed }
    settings.language = lang ?? settings.language
  }

  private static func named(
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
