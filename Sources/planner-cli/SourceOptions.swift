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

  @Option(
    help: help(
      "道に沿って歩く距離（例：800m、10min）。--streets がなければ半径に直して使う",
      "Walk along streets, such as 800m or 10min; without --streets a radius stands for it",
      "WALK"))
  var walk: String?

  @Option(
    help: help(
      "歩く速さ：adult（既定80m/分）、senior（60）、frail（48）、child（60）、数、by-age（年齢ごと）",
      "Pace of --walk: adult (80 m/min, default), senior (60), frail (48), child (60), a number, "
        + "or by-age (each age at its own)",
      "PACE"))
  var pace: String?

  @Option(
    help: help(
      "夏に道のりが何倍に感じられるか（1〜3、--walk と。仮定として明記されます）",
      "How much longer a walk feels in summer (1 to 3, with --walk); stated as an assumption",
      "FACTOR"))
  var heatFactor: String?

  @Option(
    help: help("拠点が道から離れてよい距離（既定：100m）", "How far from a street stations may be (100m)", "DISTANCE")
  )
  var snap: String?

  @Option(
    help: help("住まいが道から離れてよい距離（既定：200m）", "How far from a street homes may be (200m)", "DISTANCE"))
  var snapBlocks: String?

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
    if radius != nil || preset != nil || walk != nil {
      settings.radius = radius
      settings.preset = preset
      settings.walk = walk
      if walk == nil {
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
        settings.elevation = nil
        settings.closed = []
        layers.terrain.put(over: &settings)
      }
    }
    settings.pace = pace ?? settings.pace
    settings.heatFactor = heatFactor ?? settings.heatFactor
    settings.compare = circle ?? settings.compare
    settings.snap = snap ?? settings.snap
    settings.snapBlocks = snapBlocks ?? settings.snapBlocks
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
