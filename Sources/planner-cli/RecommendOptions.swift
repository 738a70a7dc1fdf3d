import ArgumentParser
import Planner
import PlannerData

/// What a recommendation is asked for; `RecommendationSettings` checks what it means.
struct RecommendOptions: ParsableArguments {
  @Option(
    help: help(
      "あと何か所か（既定：\(RecommendationSettings.defaultCount)）",
      "How many more stations (default \(RecommendationSettings.defaultCount))", "N"))
  var count: Int?

  @Option(
    help: help(
      "この割合の人に届くまで、最も少ない数で（例：80%）", "The fewest that reach this share, such as 80%", "SHARE"))
  var until: String?

  @Option(
    help: help(
      "どの市町村でもこの割合に届くまで（例：60%）",
      "The fewest that reach this share in every municipality", "SHARE"))
  var eachArea: String?

  @Option(
    help: help(
      "--each-area を市町村でなく、この生活圏域の層で",
      "For --each-area: a layer of living areas instead of municipalities", "NAME"))
  var eachAreaLayer: String?

  @Option(help: help("この予算で（例：50万円）", "As many as this many yen pay for", "YEN"))
  var budget: String?

  @Option(
    help: help(
      "目的：covered（届く人）、expected（断られることも考えた見込み）、backup（2か所目も）",
      "Objective: covered, expected (some decline) or backup (a second one counts)", "OBJECTIVE"))
  var objective: String?

  @Flag(help: help("--objective expected と同じ", "The same as --objective expected"))
  var expected = false

  @Option(
    help: help(
      "人の重み（例：65+=1。何度でも。既定：total=1）",
      "Weight of residents, such as 65+=1 (default total=1)", "ATTRIBUTE=W"))
  var weight: [String] = []

  @Option(help: help("機能の重み（例：cool=2。何度でも）", "Weight of a service", "SERVICE=W"))
  var serviceWeight: [String] = []

  @Option(
    name: .customLong("in"),
    help: help(
      "この市町村・圏域の人だけを数える（何度でも）", "Count residents of this municipality or zone only", "NAME"))
  var scope: [String] = []

  @Option(
    help: help(
      "種別か市町村ごとに多くても（例：commerce=3、1年ごとなら commerce=2/年）",
      "At most so many of a kind or municipality, such as commerce=3 or commerce=2/year", "NAME=N"))
  var atMost: [String] = []

  @Option(
    help: help(
      "種別か市町村ごとに少なくとも（1年ごとなら =1/年）",
      "At least so many of a kind or municipality, or, with =1/year, in every year", "NAME=N"))
  var atLeast: [String] = []

  @Option(help: help("一つの市町村に多くても", "At most so many in any municipality", "N"))
  var atMostPerMunicipality: Int?

  @Option(
    help: help(
      "拠点のない市町村で1か所目を開くときの費用", "Cost of the first station of a municipality", "YEN"))
  var openingCost: String?

  @Option(
    help: help(
      "拠点のない市町村を新しく開くのは、多くてもいくつまでか",
      "Open at most so many municipalities without a station", "N"))
  var maxOpenings: Int?

  @Option(
    help: help(
      "声をかけて応じてもらえる見込み（例：commerce=30%）",
      "How likely one that is asked agrees, such as commerce=30%", "KIND=P"))
  var agreement: [String] = []

  @Option(
    help: help(
      "見込みを、これまでの依頼の記録（kind, asked, agreed）から",
      "The same from past requests (kind, asked, agreed)", "FILE"))
  var agreementFrom: String?

  @Option(help: help("探索の上限（節の数）", "The most nodes of the exact search", "N"))
  var nodes: Int?

  @Option(
    help: help(
      "読み込みの後の、計算全体の時間の上限（例：10s。答えが実行ごとに変わることがある）",
      "Time for all of it after reading, such as 10s; the answer may then differ", "TIME"))
  var timeLimit: String?

  @Option(help: help("断られる場合を試す回数（0：試さない）", "Draws of the robustness check (0: none)", "N"))
  var draws: Int?

  @Option(
    help: help(
      "1年に声をかける数。何年目に頼むかを割りふる", "At most so many stations a year; gives every step its year",
      "N"))
  var perYear: Int?

  @Flag(
    help: help(
      "人の住むメッシュごとに、種別を問わない場所の目安を加える",
      "Add an ideal site of no kind for every populated cell"))
  var anywhere = false

  var settings: RecommendationSettings {
    var settings = RecommendationSettings()
    settings.count = count
    settings.until = until
    settings.eachArea = eachArea
    settings.eachAreaLayer = eachAreaLayer
    settings.budget = budget
    settings.objective = objective
    settings.expected = expected
    settings.weights = weight
    settings.serviceWeights = serviceWeight
    settings.scope = scope
    settings.atMost = atMost
    settings.atLeast = atLeast
    settings.atMostPerMunicipality = atMostPerMunicipality
    settings.openingCost = openingCost
    settings.agreement = agreement
    settings.agreementFrom = agreementFrom
    settings.nodes = nodes
    settings.timeLimit = timeLimit
    settings.draws = draws
    settings.perYear = perYear
    settings.maxOpenings = maxOpenings
    settings.anywhere = anywhere
    return settings
  }
}
