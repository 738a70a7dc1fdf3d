internal import Planner

/// What a project says about walks along streets, with its meaning checked.
struct StreetSettings {
  private(set) var budget: PathBudget?
  /// Where everybody walks at the pace of their age: how long. The budget is then that of adults.
  private(set) var minutesByAge: Double?
  private(set) var heatFactor = 1.0
  private(set) var limits = StreetWalk.JoinLimits()
  /// What stands for the walk where only its reach as the crow flies is asked for: without a map
  /// of streets, the budget divided by the detour factor.
  private(set) var radius: WalkRadius?
  /// Of the streets themselves; `nil` without any.
  private(set) var request: StreetRequest?
  /// The shortest that anybody's walk can be.
  private(set) var leastRadius: WalkRadius?
  private(set) var findings: [Finding] = []

  /// - Parameters:
  ///   - project: its keys of streets and of the walk.
  ///   - reckons: whether a walk is to be reckoned, so that streets without one are a mistake; they
  ///     are none to who only looks the files over.
  init(_ project: ProjectFile, reckons: Bool = true) {
    readHeat(project)
    readPace(project)
    if let text = project.snap { limits.stationMeters = meters(text, "snap") ?? 0 }
    if let text = project.snapBlocks { limits.blockMeters = meters(text, "snap-blocks") ?? 0 }
    if project.walk != nil, let other = project.radius ?? project.preset {
      wrong(
        Text(
          ja: "半径（\(other.shortened)）と道のり（--walk）が両方あります",
          en: "both a radius (\(other.shortened)) and a walk along streets (--walk) are given"),
        Text(
          ja: "直線なら --radius か --preset、道に沿うなら --walk のどちらか一つにしてください",
          en: "Give --radius or --preset for straight lines, or --walk for streets"))
    }
    if reckons, !project.streets.isEmpty, project.walk == nil {
      wrong(
        Text(
          ja: "道の地図（--streets）がありますが、どれだけ歩くかがありません",
          en: "there are streets (--streets), but not how far to walk"),
        Text(
          ja: "--walk 800m か --walk 10min を加えてください（半径は直線なので、道には使いません）",
          en: "Add --walk 800m or --walk 10min (a radius is a straight line, and not used on "
            + "streets)"))
    }
    if project.streets.isEmpty, project.snap != nil || project.snapBlocks != nil {
      wrong(
        Text(ja: "--snap は道の地図（--streets）と使います", en: "--snap goes with --streets"),
        Text(ja: "--streets FILE を加えるか、--snap を外してください", en: "Add --streets FILE, or leave it out"))
    }
    readRequest(project)
    if project.streets.isEmpty, !project.closed.isEmpty {
      wrong(
        Text(ja: "--closed は道の地図（--streets）と使います", en: "--closed goes with --streets"),
        Text(
          ja: "--streets FILE を加えるか、--closed を外してください。円では、閉じた道は分かりません",
          en: "Add --streets FILE, or leave it out; a circle knows of no closed street"))
    }
    if let budget {
      let factor = project.streets.isEmpty ? PathBudget.detourFactor : 1
      radius = WalkRadius(meters: budget.meters / factor)
      let slowest = minutesByAge.flatMap {
        PathBudget(minutes: $0, pace: .frail)?.inHeat(heatFactor)
      }
      leastRadius = WalkRadius(meters: (slowest ?? budget).meters / factor)
    }
  }

  private mutating func readHeat(_ project: ProjectFile) {
    guard let text = project.heatFactor else { return }
    let plain = Spelling.widthFolded(text)
    if let factor = Double(plain), PathBudget.heatFactors.contains(factor) {
      heatFactor = factor
    } else {
      wrong(
        Text(
          ja: "--heat-factor の「\(text.shortened)」が分かりません",
          en: "--heat-factor: \(text.quoted) is no factor of heat"),
        Text(
          ja: "1.2 のように、1以上3以下の数で書いてください。1.2は、道のりが夏に1.2倍に感じられるという仮定です",
          en: "Write a number from 1 to 3, such as 1.2: the assumption that a walk feels 1.2 times "
            + "as long in summer"))
    }
    if project.walk == nil {
      wrong(
        Text(ja: "--heat-factor は --walk と使います", en: "--heat-factor goes with --walk"),
        Text(
          ja: "--walk 10min のように加えてください。政策上の半径には掛けません",
          en: "Add --walk 10min, say; a radius of policy is not shortened"))
    }
  }

  private mutating func readRequest(_ project: ProjectFile) {
    if project.streets.isEmpty {
      let given: [(String, Bool)] = [
        ("--streets-cache", project.streetsCache != nil),
        ("--streets-snap", project.streetsSnap != nil),
        ("--streets-cross", project.streetsCross == true),
        ("streets-rules", !project.streetsRules.isEmpty),
        ("--elevation", !project.elevation.isEmpty),
      ]
      for (flag, isGiven) in given where isGiven {
        wrong(
          Text(ja: "\(flag) は道の地図（--streets）と使います", en: "\(flag) goes with --streets"),
          Text(ja: "--streets FILE を加えるか、外してください", en: "Add --streets FILE, or leave it out"))
      }
      return
    }
    var request = StreetRequest(paths: project.streets)
    request.cache = project.streetsCache
    if let text = project.streetsSnap {
      request.joinMeters = Self.joinMeters(text) ?? 0
      if Self.joinMeters(text) == nil { findings.append(Self.wrongJoin(text)) }
    }
    request.joinsCrossings = project.streetsCross ?? false
    request.elevation = project.elevation
    request.closed = project.closed
    request.rules = project.streetsRules
    findings += StreetRules.findings(project.streetsRules)
    self.request = request
  }

  /// How far apart ends of lines may be; farther apart than 50 m, they are not meant to meet.
  static func joinMeters(_ text: String) -> Double? {
    PlanRequest.meters(text).flatMap { (0...50).contains($0) ? $0 : nil }
  }

  static func wrongJoin(_ text: String) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "--streets-snap の「\(text.shortened)」が分かりません",
        en: "--streets-snap: \(text.quoted) is no such distance"),
      remedy: Text(
        ja: "1m のように単位を付けて、50m以下で書いてください",
        en: "Write it with a unit, such as 1m, up to 50 m"))
  }

  private mutating func readPace(_ project: ProjectFile) {
    var pace = WalkingPace.adult
    let isByAge = project.pace.map(WalkingPace.isByAge(written:)) ?? false
    if let text = project.pace {
      if isByAge {
        // each age has its own
      } else if let known = WalkingPace(written: text) {
        pace = known
      } else {
        let known = WalkingPace.all.compactMap(\.slug) + [WalkingPace.byAgeSlug]
        let near = Spelling.nearest(to: text, among: known)
        let all = known.joined(separator: ", ")
        wrong(
          Text(
            ja: "歩く速さ「\(text.shortened)」が分かりません", en: "the pace \(text.quoted) is not known"),
          Text(
            ja: (near.map { "「\($0)」のことですか？ " } ?? "")
              + "\(all) か、60 のように1分あたりのメートル（5〜300）で書いてください",
            en: (near.map { "Did you mean \($0)? " } ?? "")
              + "Write one of \(all), or metres a minute such as 60 (5 to 300)"))
      }
      if project.walk == nil {
        wrong(
          Text(ja: "歩く速さ（--pace）は --walk と使います", en: "--pace goes with --walk"),
          Text(
            ja: "--walk 10min のように加えてください。半径は速さで変わりません",
            en: "Add --walk 10min, say; a radius does not depend on a pace"))
      }
    }
    guard let text = project.walk else { return }
    let asked = PathBudget(written: text, pace: pace)
    budget = asked?.inHeat(heatFactor)
    if isByAge, let asked {
      minutesByAge = asked.minutes
      if asked.minutes == nil {
        wrong(
          Text(
            ja: "年齢ごとの速さ（--pace by-age）には時間が要りますが、道のりが「\(text.shortened)」です",
            en: "--pace by-age needs a time, but the walk is \(text.quoted)"),
          Text(
            ja: "--walk 10min のように時間で書いてください。メートルで書いた道のりは、だれにとっても同じ長さです",
            en: "Write a time such as --walk 10min; so many metres are as long for everybody"))
      }
    }
    if asked == nil {
      wrong(
        Text(
          ja: "歩く道のり「\(text.shortened)」が分かりません", en: "the walk \(text.quoted) is not understood"),
        Text(
          ja: "800m、1.2km、10min のように単位を付けて、0より大きく100km以下で書いてください",
          en: "Write it with a unit, such as 800m, 1.2km or 10min, above 0 and up to 100 km"))
    }
  }

  private mutating func meters(_ text: String, _ flag: String) -> Double? {
    if let meters = PlanRequest.meters(text), (0...10_000).contains(meters) { return meters }
    wrong(
      Text(
        ja: "--\(flag) の「\(text.shortened)」が分かりません", en: "--\(flag): \(text.quoted) is no distance"),
      Text(
        ja: "100m のように単位を付けて、10km以下で書いてください",
        en: "Write it with a unit, such as 100m, up to 10 km"))
    return nil
  }

  private mutating func wrong(_ what: Text, _ remedy: Text) {
    findings.append(Finding(.error, what: what, remedy: remedy))
  }
}

extension StreetRequest {
  /// How far apart ends of lines may be that are joined, as a flag says it.
  ///
  /// - Throws: `Failure` (usage) for what is no distance, or more than 50 m.
  public static func joinMeters(_ text: String) throws -> Double {
    guard let meters = StreetSettings.joinMeters(text) else {
      throw Failure(.usage, [StreetSettings.wrongJoin(text)])
    }
    return meters
  }
}
