import ArgumentParser
import Planner
import PlannerData

/// The inputs and the question, which the commands that reckon share. Flags win over the project file.
struct SourceOptions: ParsableArguments {
  @OptionGroup var layers: LayerOptions

  @Option(
    help: help(
      "半径1km未満でも使う位置の精度：block, town（既定）, municipality",
      "Least exact location used in walks under 1 km: block, town (default), municipality",
      "ACCURACY"))
  var allowAccuracy: String?

  @Option(help: help("歩く距離の半径（例：800m）", "Radius of the walk, such as 800m", "DISTANCE"))
  var radius: String?

  @Option(
    help: help(
      "歩く距離の基準（既定：\(PlanRequest.defaultPreset)）：" + presets,
      "Standard of the walk (default \(PlanRequest.defaultPreset)): " + presets, "NAME"))
  var preset: String?

  @OptionGroup var path: WalkOptions

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

  @Flag(help: help("実際に使われる設定を表示して終わる", "Print the effective settings and stop"))
  var printConfig = false

  @OptionGroup var verbosity: VerbosityOptions

  var quiet: Bool { verbosity.quiet }

  private static let presets = WalkRadius.Preset.all.map(\.slug).joined(separator: ", ")
  private static let services = Service.allCases.map(\.slug).joined(separator: ", ")
  private static let kinds = OrganizationKind.network.map(\.slug).joined(separator: ", ")

  /// The project file with the flags put over it, those of a recommendation among them.
  func effectiveProject(
    recommending question: RecommendOptions? = nil, comparing circle: String? = nil
  ) throws -> ProjectFile {
    var settings = try layers.project.map { try ProjectFile(reading: $0) } ?? ProjectFile()
    try layers.put(over: &settings)
    settings.allowAccuracy = allowAccuracy ?? settings.allowAccuracy
    // any of the three replaces whichever the file has, and a straight line needs no streets
    if radius != nil || preset != nil || path.walk != nil {
      settings.radius = radius
      settings.preset = preset
      settings.walk = path.walk
      if path.walk == nil {
        settings.streets = layers.streets
        settings.pace = nil
        settings.heatFactor = nil
        settings.compare = nil
        settings.snap = nil
        settings.snapBlocks = nil
        // what the file says of its streets goes with them
        settings.streetsCache = nil
        settings.streetsSnap = nil
        settings.streetsCross = nil
        settings.streetsRules = []
        settings.elevation = []
        settings.closed = []
        layers.terrain.put(over: &settings)
      }
    }
    path.put(over: &settings)
    settings.compare = circle ?? settings.compare
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
    settings.licences += try ProjectFile.StatedLicence.list(licence)
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
  ///   - circle: with which coverage along streets is compared.
  /// - Returns: the plan; `nil` when only the settings were asked for.
  /// - Throws: `Failure` (usage) for settings that make no sense, (data) for bad inputs.
  func load(
    writingTo outputs: [String?], recommending question: RecommendOptions? = nil,
    past: Reading<[String: AgreementRecord]>? = nil, readingCandidates candidates: Bool = false,
    allowingPlanar isPlanarAllowed: Bool = false, comparing circle: String? = nil
  ) throws -> LoadedPlan? {
    let settings = try effectiveProject(recommending: question, comparing: circle)
    try OutputFile.refuse(
      outputs + [settings.streetsCache],
      among: settings.inputPaths + [layers.project].compactMap { $0 })
    if printConfig {
      try Terminal.deliver(settings.rendered(), to: nil)
      return nil
    }
    var request = try PlanRequest(settings)
    request.readsCandidates = candidates || question != nil
    request.allowsPlanar = isPlanarAllowed
    Terminal.step(words("ファイルを読んでいます…", "Reading the files…"))
    var plan = try LoadedPlan(request)
    if !quiet, let note = try streetsLeftOut(settings) { Terminal.say([note]) }
    if let past {
      plan.files.append(past.file)
      if !quiet { Terminal.say(past.findings) }
    }
    if !quiet {
      Terminal.say(plan.findings)
      if plan.request.question.day == nil, let today = CalendarDay.today() {
        Terminal.say(DaysAhead(plan.stations, after: today).findings)
      }
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

  /// A straight line on the command line sets aside what the project file says of streets.
  private func streetsLeftOut(_ settings: ProjectFile) throws -> Finding? {
    guard radius != nil || preset != nil, path.walk == nil, settings.streets.isEmpty,
      let file = layers.project, !(try ProjectFile(reading: file).streets.isEmpty)
    else { return nil }
    let flag = radius == nil ? "--preset" : "--radius"
    return Finding(
      .note,
      what: Text(
        ja: "\(flag) があるので直線で数え、設定ファイルの道の地図（streets）は使いません",
        en: "with \(flag) walks are straight lines, and the streets of the project file are not "
          + "used"),
      at: Place(file: file),
      remedy: Text(
        ja: "道に沿って数えるには、\(flag) を外すか --walk 10min のように指定してください",
        en: "To count along streets, leave \(flag) out or give --walk 10min, say"))
  }
}

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
