public import Planner

/// A project's settings with their meaning checked: the walk is a distance, services and kinds
/// are known ones. Files are not touched yet.
public struct PlanRequest: Sendable {
  public var project: ProjectFile
  /// As the crow flies. Where people walk along streets, as far as they walk, for what only asks
  /// about how far; without a map of streets, what comes near to the budget.
  public var radius: WalkRadius
  /// How far people walk along streets, where that is what was asked for.
  public var budget: PathBudget?
  /// How many minutes everybody walks at the pace of their age; `nil` where one pace is for all.
  public var minutesByAge: Double?
  /// By how much longer a walk feels in summer than it is: an assumption. 1 for none.
  public var heatFactor = 1.0
  /// The circle with which coverage along streets is to be compared; `nil` for none.
  public var comparedCircle: ComparedCircle?
  /// How far those come who walk the least, in metres as for `radius`.
  public var leastMeters: Double
  public var joinLimits = StreetWalk.JoinLimits()
  /// Along which streets; `nil` for straight lines.
  public var streets: StreetRequest?
  public var question: CoverageQuestion
  public var crs: CoordinateReferenceSystem?
  public var stationsCRS: CoordinateReferenceSystem?
  public var wards: WardHandling
  /// Stations located less exactly are left out of walks under 1 km.
  public var allowedAccuracy = StationLocations.defaultAllowed
  public var setsAside: Bool
  /// How the population is to be read.
  public var population = PopulationOptions()
  /// Whether the plan can do without stations, and, where residents are points of a plane in the
  /// CRS that is named, without municipalities. Not for commands that only look at stations.
  public var allowsPlanar = false
  public var candidates: [CandidateSource] = []
  public var osmKinds: OSMKindTable
  /// Whether the lists of candidates are read: only recommending needs them, and they are long.
  public var readsCandidates = false

  /// The walk when none is named: the general walking area of the handbook.
  public static let defaultPreset = "mlit-general-800"

  /// - Throws: `Failure` (usage) with everything that is wrong.
  public init(_ project: ProjectFile) throws {
    self.project = project
    var findings: [Finding] = []
    func wrong(_ ja: String, _ en: String, _ remedyJa: String, _ remedyEn: String) {
      findings.append(
        Finding(
          .error, what: Text(ja: ja, en: en), remedy: Text(ja: remedyJa, en: remedyEn)))
    }

    var radius: WalkRadius?
    let streets = StreetSettings(project)
    findings += streets.findings
    budget = streets.budget
    minutesByAge = streets.minutesByAge
    heatFactor = streets.heatFactor
    joinLimits = streets.limits
    self.streets = streets.request
    switch (project.radius, project.preset) {
    case (nil, nil) where project.walk != nil || !project.streets.isEmpty:
      radius = streets.radius ?? WalkRadius(WalkRadius.Preset.all[0])
    case (_?, _?):
      wrong(
        "--radius と --preset が両方あります", "both --radius and --preset are given",
        "どちらか一つにしてください", "Give one of the two")
    case (let text?, nil):
      radius = Self.meters(text).flatMap { WalkRadius(meters: $0) }
      if radius == nil {
        wrong(
          "半径「\(text.shortened)」が分かりません", "the radius \(text.quoted) is not understood",
          "800m や 0.8km のように単位を付けて、0より大きく100km以下で書いてください",
          "Write it with a unit, such as 800m or 0.8km, above 0 and up to 100 km")
      }
    case (nil, let preset):
      let slug = preset ?? Self.defaultPreset
      radius = WalkRadius.Preset.all.first { $0.slug == slug }.map { WalkRadius($0) }
      if radius == nil {
        let known = WalkRadius.Preset.all.map(\.slug)
        let near = Spelling.nearest(to: slug, among: known)
        wrong(
          "「\(slug.shortened)」という基準はありません", "there is no preset \(slug.quoted)",
          (near.map { "「\($0)」のことですか？ " } ?? "") + "使えるもの：" + known.joined(separator: ", "),
          (near.map { "Did you mean \($0)? " } ?? "") + "Known: " + known.joined(separator: ", "))
      }
    }

    leastMeters = 0
    comparedCircle = project.compare.flatMap { ComparedCircle(written: $0) }
    if let text = project.compare {
      if comparedCircle == nil { findings.append(ComparedCircle.unknown(text)) }
      if project.streets.isEmpty { findings += ComparedCircle.withoutStreets.findings }
    }
    question = CoverageQuestion(day: project.on)
    for text in project.service {
      let (known, unknown) = FieldParsing.services(text)
      question.services.formUnion(known)
      if known.isEmpty, unknown.isEmpty {
        // an unset variable of a script must not come to mean every service
        wrong(
          "--service の値が空です", "--service is empty",
          "使えるもの：" + Service.allCases.map(\.slug).joined(separator: ", "),
          "Known: " + Service.allCases.map(\.slug).joined(separator: ", "))
      }
      for word in unknown {
        let near = Vocabulary.services.suggestion(for: word)
        let all = Service.allCases.map(\.slug).joined(separator: ", ")
        wrong(
          "「\(word.shortened)」という機能はありません", "there is no service \(word.quoted)",
          near.ja + "使えるもの：" + all, near.en + "Known: " + all)
      }
    }
    let kinds = Vocabulary(kinds: project.allKinds)
    for text in project.kind {
      if let kind = kinds[text] {
        question.kinds.insert(kind)
      } else {
        let near = kinds.suggestion(for: text)
        let all = project.allKinds.map(\.slug).joined(separator: ", ")
        wrong(
          "「\(text.shortened)」という種別はありません", "there is no kind \(text.quoted)",
          near.ja + "使えるもの：" + all, near.en + "Known: " + all)
      }
    }
    crs = project.crs.map { CoordinateReferenceSystem($0) }
    stationsCRS = project.stationsCRS.map { CoordinateReferenceSystem($0) }
    wards = .keep
    if let text = project.wards {
      if let handling = WardHandling(rawValue: text) {
        wards = handling
      } else {
        wrong(
          "wards は keep か merge です（「\(text.shortened)」）",
          "wards is keep or merge, not \(text.quoted)",
          "区を分けるなら keep、市にまとめるなら merge", "keep leaves wards apart, merge joins them")
      }
    }
    if let text = project.allowAccuracy {
      if let accuracy = Vocabulary.locationAccuracies[text] {
        allowedAccuracy = accuracy
      } else {
        let known = LocationAccuracy.allCases.map(\.rawValue).joined(separator: ", ")
        wrong(
          "位置の精度「\(text.shortened)」が分かりません", "the accuracy \(text.quoted) is not known",
          "使えるもの：" + known, "Known: " + known)
      }
    }
    setsAside = project.setAside ?? false
    do {
      population = try PopulationOptions(project)
    } catch let failure as Failure {
      findings += failure.findings
    }
    for file in project.candidates {
      do {
        candidates.append(try CandidateSource(file, kinds: project.allKinds))
      } catch let failure as Failure {
        findings += failure.findings
      }
    }
    osmKinds = try OSMKindTable(kinds: project.allKinds)
    // what is wrong with the project's own is told with the rest
    do {
      osmKinds = try OSMKindTable(own: project.osmKinds, kinds: project.allKinds)
    } catch let failure as Failure {
      findings += failure.findings
    }
    guard findings.isEmpty, let radius else { throw Failure(.usage, findings) }
    self.radius = radius
    leastMeters = streets.leastRadius?.meters ?? radius.meters
  }

  /// `800m`, `0.8km`, `８００ｍ`; a bare number is refused, since nobody can see its unit.
  static func meters(_ text: String) -> Double? {
    let plain = Spelling.widthFolded(text).lowercased().filter { $0 != " " }
    for (unit, factor) in [
      ("km", 1000.0), ("キロメートル", 1000), ("キロ", 1000), ("メートル", 1), ("m", 1),
    ] where plain.hasSuffix(unit) {
      return Double(plain.dropLast(unit.count)).map { $0 * factor }
    }
    return nil
  }
}
