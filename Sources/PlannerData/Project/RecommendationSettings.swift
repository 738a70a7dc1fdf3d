public import Planner

/// What a person says about a recommendation, as written; its meaning is checked here, so that
/// flags and whatever else may state it are read by the same code.
public struct RecommendationSettings: Sendable, Hashable {
  /// So many more stations; 10 where no goal is named.
  public var count: Int?
  /// `80%`
  public var until: String?
  /// `60%`
  public var eachArea: String?
  /// The name of a layer of living areas; municipalities where `nil`.
  public var eachAreaLayer: String?
  /// `500000`, `50万円`
  public var budget: String?
  /// `covered`, `expected`, `backup`
  public var objective: String?
  public var expected = false
  /// `65+=1`
  public var weights: [String] = []
  /// `cool=2`
  public var serviceWeights: [String] = []
  /// Zones and municipalities whose residents count.
  public var scope: [String] = []
  /// `temple-shrine=2`, `東金市=1`, `commerce=2/year`, `東金市=1/年`
  public var atMost: [String] = []
  public var atLeast: [String] = []
  public var atMostPerMunicipality: Int?
  public var openingCost: String?
  /// `commerce=0.3`, `commerce=30%`
  public var agreement: [String] = []
  /// A file of past requests.
  public var agreementFrom: String?
  /// Whether the answer of ideal sites is given beside that of the candidates.
  public var anywhere = false
  public var nodes: Int?
  /// `10s`, `2m`
  public var timeLimit: String?
  public var draws: Int?
  /// The most stations of a year.
  public var perYear: Int?
  /// The most municipalities that are opened.
  public var maxOpenings: Int?

  public init() {}

  /// The number of stations when no goal is named.
  public static let defaultCount = 10

  /// Checks everything that can be told before large files are read.
  ///
  /// - Parameters:
  ///   - kinds: all that are known.
  ///   - services: those that count at all; empty for any.
  /// - Throws: `Failure` (usage) with everything that is wrong.
  public func check(kinds: [OrganizationKind], services: Set<Service> = []) throws {
    var meaning = RecommendationMeaning(settings: self, kinds: kinds, region: nil)
    let request = meaning.request()
    meaning.note([request.disagreement(withServices: services)].compactMap { $0 })
    guard meaning.findings.isEmpty else { throw Failure(.usage, meaning.findings) }
  }

  /// What is asked, with the names looked up.
  ///
  /// - Parameters:
  ///   - kinds: all that are known.
  ///   - region: of which municipalities, living areas and attributes are named.
  ///   - past: how organisations have answered so far, by kind slug; a stated agreement wins.
  /// - Returns: the request.
  /// - Throws: `Failure` (usage) with everything that is wrong.
  public func request(
    kinds: [OrganizationKind], in region: Region, past: [String: AgreementRecord] = [:]
  ) throws -> RecommendationRequest {
    var meaning = RecommendationMeaning(settings: self, kinds: kinds, region: region)
    var request = meaning.request()
    guard meaning.findings.isEmpty else { throw Failure(.usage, meaning.findings) }
    request.agreement.merge(past.mapValues(\.mean)) { stated, _ in stated }
    return request
  }
}

/// Reads settings once, noting everything that is wrong. Without a region, names that only a
/// region knows are passed over.
struct RecommendationMeaning {
  let settings: RecommendationSettings
  let kinds: [OrganizationKind]
  let region: Region?
  private(set) var findings: [Finding] = []

  init(settings: RecommendationSettings, kinds: [OrganizationKind], region: Region?) {
    self.settings = settings
    self.kinds = kinds
    self.region = region
  }

  mutating func wrong(_ ja: String, _ en: String, _ remedyJa: String, _ remedyEn: String) {
    findings.append(
      Finding(.error, what: Text(ja: ja, en: en), remedy: Text(ja: remedyJa, en: remedyEn)))
  }

  mutating func note(_ more: [Finding]) { findings += more }

  mutating func request() -> RecommendationRequest {
    var request = RecommendationRequest()
    request.objective = objective()
    request.goal = goal(request.objective)
    if !settings.weights.isEmpty { request.attributeWeights = attributeWeights() }
    request.serviceWeights = serviceWeights()
    request.scope = scope()
    request.quotas = quotas(request.goal)
    request.openingCostYen = openingCost()
    request.agreement = agreement()
    if let nodes = atLeastOne(settings.nodes, "--nodes", 20_000) { request.nodeLimit = nodes }
    if let text = settings.timeLimit { request.timeLimitSeconds = seconds(text) }
    if let draws = settings.draws {
      if draws < 0 || draws > 100_000 {
        wrong(
          "--draws は0から100000までの数です（\(draws)）", "--draws is 0 to 100000, not \(draws)",
          "例：--draws 100（0なら、助言の確かさを調べません）",
          "For example --draws 100 (0 leaves the check out)")
      } else {
        request.robustnessDraws = draws
      }
    }
    request.perYear = atLeastOne(settings.perYear, "--per-year", 3)
    request.mostOpenings = mostOpenings(request.goal)
    return request
  }

  // MARK: What is to be made large, and when it is enough

  private mutating func objective() -> RecommendationRequest.Objective {
    let known = ["covered", "expected", "backup"]
    guard let text = settings.objective else {
      return settings.expected ? .expectedCovered : .covered
    }
    guard let index = known.firstIndex(of: Spelling.key(text)) else {
      let near = Spelling.nearest(to: text, among: known)
      wrong(
        "「\(text.shortened)」という目的はありません", "there is no objective \(text.quoted)",
        (near.map { "「\($0)」のことですか？" } ?? "")
          + "使えるもの：covered（届く人）、expected（断られることも考えた見込み）、backup（2か所目も）",
        (near.map { "Did you mean \($0)? " } ?? "") + "Known: covered, expected, backup")
      return .covered
    }
    let objective = [RecommendationRequest.Objective.covered, .expectedCovered, .backup][index]
    if settings.expected, objective != .expectedCovered {
      wrong(
        "--expected と --objective \(known[index]) は同時に使えません",
        "--expected and --objective \(known[index]) contradict each other",
        "どちらか一つにしてください", "Give one of the two")
    }
    return objective
  }

  private mutating func goal(
    _ objective: RecommendationRequest.Objective
  ) -> RecommendationRequest.Goal {
    var goals: [(flag: String, goal: RecommendationRequest.Goal?)] = []
    if let count = settings.count {
      goals.append(("--count", atLeastOne(count, "--count", 10).map { .count($0) }))
    }
    if let text = settings.until {
      goals.append(("--until", share(text, "--until", "80%").map { .share($0) }))
    }
    if let text = settings.eachArea {
      let layer = areaLayer()
      goals.append(
        (
          "--each-area",
          share(text, "--each-area", "60%").map { .shareOfEachArea($0, layer: layer) }
        ))
    } else if settings.eachAreaLayer != nil {
      wrong(
        "--each-area-layer だけがあり、--each-area がありません",
        "--each-area-layer is given without --each-area",
        "--each-area 60% のように、どこまで届けたいかも書いてください",
        "Say how far with --each-area 60%, for example")
    }
    if let text = settings.budget {
      goals.append(("--budget", yen(text, "--budget").map { .budgetYen($0) }))
    }
    let flags = goals.map(\.flag)
    if flags.count > 1 {
      wrong(
        "目標が\(flags.count)つあります（\(flags.joined(separator: "、"))）",
        "there are \(flags.count) goals (\(flags.joined(separator: ", ")))",
        "目標は一つだけにしてください。ほかの条件は --at-most や --at-least で加えられます",
        "Keep one of them; --at-most and --at-least add further conditions")
    }
    for flag in flags where flag == "--until" || flag == "--each-area" {
      guard objective != .covered else { continue }
      wrong(
        "\(flag) は、実際に徒歩圏に入る人の割合で決めるので、目的を covered（届く人）以外にはできません",
        "\(flag) is a share of residents within the walk, so the objective must be covered",
        "--expected や --objective を外すか、--count か --budget にしてください",
        "Leave out --expected and --objective, or use --count or --budget")
    }
    return goals.first?.goal ?? .count(RecommendationSettings.defaultCount)
  }

  private mutating func areaLayer() -> Int? {
    guard let name = settings.eachAreaLayer, let region else { return nil }
    let layers = region.study.livingAreaLayers
    if let index = layers.firstIndex(where: { Spelling.key($0.name) == Spelling.key(name) }) {
      return index
    }
    let all = layers.map(\.name)
    wrong(
      "「\(name.shortened)」という生活圏域の層はありません",
      "there is no layer of living areas \(name.quoted)",
      all.isEmpty
        ? "--living-areas 名前=ファイル で指定するか、--each-area-layer を外してください（市町村ごとになります）"
        : "使えるもの：" + all.listed(in: .ja),
      all.isEmpty
        ? "Give one with --living-areas NAME=FILE, or leave the flag out for municipalities"
        : "Known: " + all.listed(in: .en))
    return nil
  }

  private mutating func openingCost() -> Double? {
    guard let text = settings.openingCost else { return nil }
    return yen(text, "--opening-cost", mayBeZero: true)
  }

  private mutating func mostOpenings(_ goal: RecommendationRequest.Goal) -> Int? {
    guard let most = settings.maxOpenings else { return nil }
    if most < 0 {
      wrong(
        "--max-openings は0以上の数です（\(most)）", "--max-openings is 0 or more, not \(most)",
        "例：--max-openings 2", "For example --max-openings 2")
    }
    if case .shareOfEachArea = goal {
      wrong(
        "--max-openings は --each-area と組み合わせられません",
        "--max-openings does not go with --each-area",
        "--max-openings を外すか、--count か --until か --budget を使ってください",
        "Leave it out, or use --count, --until or --budget")
    }
    return most
  }

  // MARK: Whose residents count

  private mutating func scope() -> Set<Int>? {
    guard !settings.scope.isEmpty, let study = region?.study else { return nil }
    var municipalities: Set<Int> = []
    for name in settings.scope {
      do {
        let found = try AreaSelection([name], in: study).municipalities
        if found.isEmpty {
          wrong(
            "--in \(name.shortened) は生活圏域です", "--in \(name.quoted) is a living area",
            "市町村か圏域の名前を書いてください。生活圏域ごとの目標は --each-area にあります",
            "Name municipalities or zones; --each-area sets goals for living areas")
        }
        municipalities.formUnion(found)
      } catch let failure as Failure {
        note(failure.findings)
      } catch {
        continue
      }
    }
    return municipalities
  }

  /// A positive whole number that may be absent.
  private mutating func atLeastOne(_ value: Int?, _ flag: String, _ example: Int) -> Int? {
    guard let value, value < 1 else { return value }
    wrong(
      "\(flag) は1以上の数です（\(value)）", "\(flag) is 1 or more, not \(value)",
      "例：\(flag) \(example)", "For example \(flag) \(example)")
    return nil
  }
}
