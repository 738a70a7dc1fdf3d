public import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Everything about a plan in one folder: tables, map layers, what may be published, and an index
/// that a committee member can read.
public struct PlanFolder: Sendable {
  let plan: LoadedPlan
  let coverage: Coverage
  let gaps: Gaps
  /// What goes into the folder `public`, with what to look at before handing it on.
  public let export: PublicExport
  /// Whom to ask next; `nil` without candidates. Never named, and never in `public`.
  let advice: RecommendationDocument?
  let gapKinds: [[GapDocument.KindReach]]?

  /// Reckons coverage and gaps, and what may be published.
  ///
  /// - Parameters:
  ///   - plan: inputs and question.
  ///   - recommendation: whom to ask next; `nil` leaves it out.
  ///   - onProgress: as of `Gaps`.
  /// - Throws: `Failure` (data) if an overlay fails.
  public init(
    _ plan: LoadedPlan, recommendation: Recommendation? = nil,
    onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    let plan = recommendation.map { plan.withholdingNames(of: $0.candidates) } ?? plan
    self.plan = plan
    coverage = try Coverage(
      of: plan.region, stations: plan.stations, walk: plan.walk,
      question: plan.request.question, homes: plan.stationMunicipality)
    gaps = try Gaps(
      of: plan.region, stations: plan.stations, walk: plan.walk, question: plan.request.question,
      onProgress: onProgress)
    gapKinds = recommendation == nil ? nil : plan.kinds(of: gaps)
    advice = recommendation.map {
      RecommendationDocument($0, of: plan, report: plan.candidateReport)
    }
    export = try PublicExport(plan)
  }

  /// What the folder will hold.
  public static let fileNames = [
    "README.md", "coverage.csv", "coverage.json", "gaps.csv", "gaps.geojson",
    "catchments.geojson", "plan.gpkg", "public/stations.geojson", "public/stations.csv",
    "public/stations.kml",
  ]

  /// What else it will hold where candidates are known.
  public static let recommendationFileNames = [
    "recommend.json", "recommend.csv", "recommend.geojson",
  ]

  /// One file of the folder.
  struct Entry {
    let name: String
    /// Whether it may be handed out.
    var isPublic: Bool { name.hasPrefix("public/") }
    let meaning: Text
    let write: (String) throws -> Void
  }

  /// Writes the folder, file by file, the index last; an older file is replaced only when the
  /// new one is whole.
  ///
  /// - Parameters:
  ///   - folder: made where it does not exist.
  ///   - language: of tables and of the index.
  ///   - onProgress: as of `Gaps`, for those of the public.
  ///   - onStep: told of each file before it is made.
  /// - Throws: `Failure` (file) where the folder cannot be written to.
  public func write(
    to folder: String, language: Language,
    onProgress: @escaping (_ done: Int, _ of: Int) -> Void = { _, _ in },
    onStep: (String) -> Void
  ) throws {
    try Self.makeFolder(folder)
    try Self.makeFolder(folder + "/public")
    let entries = try self.entries(language, onProgress: onProgress)
    for entry in entries {
      onStep(entry.name)
      try entry.write(folder + "/" + entry.name)
    }
    onStep("README.md")
    try OutputFile.write(index(entries, language), to: folder + "/README.md")
  }

  /// All that a plan writes into the folder `public`.
  static let publicFiles = ["stations.geojson", "stations.csv", "stations.kml"]

  /// Warnings of what lies in the folder's `public` and is not of this plan, as an earlier run may
  /// have left it: stations that have withdrawn their consent since would still be in it. Nothing
  /// is deleted, since it may be somebody's own.
  ///
  /// - Parameter folder: that was written to.
  /// - Returns: a warning for every such file, by name; none where there is no folder yet.
  public static func leftovers(in folder: String) -> [Finding] {
    let place = folder + "/public"
    guard let directory = opendir(place) else {
      guard errno != ENOENT else { return [] }
      return [unlisted(place, String(cString: strerror(errno)))]
    }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      guard name != ".", name != "..", !publicFiles.contains(name) else { continue }
      found.append("\(place)/\(name)")
    }
    return found.sorted().map(leftover)
  }

  private static func leftover(_ path: String) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "今回書いたものでないファイルが公開用のフォルダーにあります",
        en: "there is a file in the public folder that this run has not written"),
      at: Place(file: path),
      remedy: Text(
        ja: "公開をやめた拠点が入っているかもしれません。公開する前に、消すか別の場所に移してください",
        en: "It may hold stations that are public no longer. Delete or move it before publishing"))
  }

  private static func unlisted(_ path: String, _ reason: String) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "公開用のフォルダーに以前のファイルがあるか調べられません（\(reason)）",
        en: "the public folder cannot be searched for files of earlier runs (\(reason))"),
      at: Place(file: path),
      remedy: Text(
        ja: "公開する前に、README.md の一覧にないファイルがないか確かめてください",
        en: "Before publishing, make sure that it holds only files that README.md lists"))
  }

  func entries(
    _ language: Language, onProgress: @escaping (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> [Entry] {
    let coverageDocument = CoverageDocument(coverage, of: plan)
    let gapDocument = try GapDocument(gaps, of: plan, kinds: gapKinds).drawn()
    let catchments = try CatchmentSet(
      of: plan.region, stations: plan.stations, walk: plan.walk, question: plan.request.question)
    let dissolved = try CatchmentDocument(catchments, form: .dissolved, of: plan)
    let each = try CatchmentDocument(catchments, form: .each, of: plan)
    return [
      Entry(
        name: "coverage.csv",
        meaning: Text(
          ja: "市町村・圏域・生活圏域×機能の集計表（Excelで開けます）",
          en: "coverage by area and service, for a spreadsheet")
      ) { try OutputFile.write(coverageDocument.csv(language), to: $0) },
      Entry(
        name: "coverage.json",
        meaning: Text(
          ja: "同じ集計、前提、使ったファイル（プログラム用）", en: "the same with all assumptions, for programs")
      ) { try OutputFile.write(coverageDocument.json.serialized(), to: $0) },
      Entry(
        name: "gaps.csv",
        meaning: Text(ja: "空白地の一覧（Excelで開けます）", en: "the list of gaps, for a spreadsheet")
      ) { try OutputFile.write(gapDocument.csv(language), to: $0) },
      Entry(name: "gaps.geojson", meaning: Text(ja: "空白地の図形", en: "outlines of the gaps")) {
        try OutputFile.write(try gapDocument.geoJSON().serialized(), to: $0)
      },
      Entry(
        name: "catchments.geojson", meaning: Text(ja: "徒歩圏をまとめた図形", en: "catchments, dissolved")
      ) { try OutputFile.write(try dissolved.geoJSON().serialized(), to: $0) },
      Entry(
        name: "plan.gpkg",
        meaning: Text(
          ja: "すべての地図の層（拠点、徒歩圏、空白地、市町村、生活圏域など）。QGISで開くと色と記号が付きます",
          en: "all layers of the map: stations, catchments, gaps, municipalities, living areas and "
            + "more, with their styles for QGIS")
      ) { path in
        let layers = PlanLayers(
          plan: plan, coverage: coverage, catchments: each, dissolved: dissolved,
          gaps: gapDocument, advice: advice)
        try writeVectorFile(try layers.all(), to: path, as: .geoPackage)
      },
    ] + adviceEntries(language) + [
      Entry(
        name: "public/stations.geojson",
        meaning: Text(
          ja: "公開用の地図データ（公開に同意した拠点だけ）", en: "for the public map: consenting stations only")
      ) { try OutputFile.write(try export.geoJSON(onProgress: onProgress), to: $0) },
      Entry(
        name: "public/stations.csv", meaning: Text(ja: "公開用の一覧", en: "for the public, as a table")
      ) { try OutputFile.write(export.csv(language), to: $0) },
      Entry(
        name: "public/stations.kml",
        meaning: Text(ja: "公開用（Google マイマップ・uMap）", en: "for the public: Google My Maps, uMap")
      ) { try OutputFile.write(export.kml(), to: $0) },
    ]
  }

  private func adviceEntries(_ language: Language) -> [Entry] {
    guard let advice else { return [] }
    return [
      Entry(
        name: "recommend.csv",
        meaning: Text(
          ja: "次に声をかけたい種別と場所（Excelで開けます）",
          en: "whom to ask next, by kind and place, for a spreadsheet")
      ) { try OutputFile.write(advice.csv(language), to: $0) },
      Entry(
        name: "recommend.json",
        meaning: Text(
          ja: "同じ助言と、その確かさ、種別ごとの比較（プログラム用）",
          en: "the same with its bound and the kinds compared, for programs")
      ) { try OutputFile.write(advice.json.serialized(), to: $0) },
      Entry(
        name: "recommend.geojson",
        meaning: Text(
          ja: "同じ場所の地図（500mメッシュの中心）", en: "the places on a map, at the centres of 500 m cells")
      ) { try OutputFile.write(advice.geoJSON().serialized(), to: $0) },
    ]
  }

  package static func makeFolder(_ path: String) throws {
    if mkdir(path, 0o777) == 0 { return }
    let reason = errno
    var status = stat()
    if reason == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw Failure(
      .file,
      what: Text(
        ja: "フォルダー \(path) を作れません（\(String(cString: strerror(reason)))）",
        en: "the folder \(path) cannot be made (\(String(cString: strerror(reason))))"),
      remedy: Text(
        ja: "書き込める場所を --out で指定してください", en: "Name a place that can be written to with --out"))
  }
}
