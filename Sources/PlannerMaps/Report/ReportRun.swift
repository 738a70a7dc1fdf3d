internal import Planner
internal import PlannerData

/// The files of a run while a report is written from them: what several sections speak of.
struct ReportRun {
  let coverage: RunNode
  let gaps: RunNode
  /// `nil` without candidates.
  let advice: RunNode?
  let stations: RunNode
  /// Of the whole study area.
  let region: RunNode
  let municipalities: [RunNode]
  /// Municipalities in which stations lie: where the network works today.
  let home: [RunNode]
  /// What is counted besides all residents, as the population has it.
  let attributes: [ResidentAttribute]

  init(_ results: ReportResults) {
    coverage = RunNode(results.coverage)
    gaps = RunNode(results.gaps)
    advice = results.recommendation.map { RunNode($0) }
    stations = RunNode(results.stations)
    region = coverage["region"]
    municipalities = coverage["areas"].items.filter { $0["layer"].wording == "municipality" }
    home = municipalities.filter { ($0["stations"].number ?? 0) > 0 }
    attributes = Array(results.maps.plan.region.blocks.attributes.dropFirst())
  }

  /// What an area has of an attribute.
  func tally(_ area: RunNode, _ attribute: ResidentAttribute) -> RunNode {
    area[attribute.isAgeBand ? "ages" : "attributes"][attribute.slug]
  }

  /// The distance within which a resident counts as reached.
  var radius: ReportFigure { coverage["assumptions"]["walk"]["meters"].figure(.meters) }

  var isAlongStreets: Bool {
    let walk = coverage["assumptions"]["walk"]
    return walk["type"].wording == "streets" || walk["along"].wording == "streets"
  }

  /// Whether each age goes at its own pace, so that there is no one distance.
  var isByAge: Bool { coverage["assumptions"]["walk"]["type"].wording == "by-age" }

  /// How long everybody walks; without a value where that is not said.
  var minutes: ReportFigure { coverage["assumptions"]["walk"]["minutes"].figure(.minutes) }

  /// `半径800m`, `道のり600m・10分`, `年齢ごとの速さで10分`; in English after *within*.
  var walk: ReportSentence { walk(coverage["assumptions"]["walk"]) }

  /// Of the run or, along streets, of another walk of the same kind.
  func walk(_ node: RunNode) -> ReportSentence {
    if isByAge {
      let minutes = node["minutes"].figure(.minutes)
      return ReportSentence(ja: "年齢ごとの速さで\(minutes)", en: "\(minutes) at the pace of their age")
    }
    let meters = node["meters"].figure(.meters)
    guard isAlongStreets else { return ReportSentence(ja: "半径\(meters)", en: "\(meters)") }
    guard !node["minutes"].isNull else {
      return ReportSentence(ja: "道のり\(meters)", en: "a walk of \(meters) along streets")
    }
    let minutes = node["minutes"].figure(.minutes)
    return ReportSentence(
      ja: "道のり\(meters)・\(minutes)", en: "a walk of \(meters) (\(minutes)) along streets")
  }

  /// Stations that count under the question.
  var stationCount: ReportFigure { stations["stations"]["counted"].figure(.stations) }

  var hasStations: Bool { (stationCount.value ?? 0) > 0 }

  /// Those of 65 and over, where the population says who they are.
  var seniors: ResidentAttribute? { attributes.first { $0.slug == "65+" } }

  /// Gaps of which at least half of the residents live in municipalities with stations.
  var nearGaps: [RunNode] {
    let codes = Set(home.compactMap { $0["code"].wording })
    return gaps["features"].items.filter { feature in
      feature["properties"]["municipalities"].items.filter {
        $0["code"].wording.map(codes.contains) ?? false
      }.reduce(0) { $0 + ($1["share"].number ?? 0) } >= 0.5
    }
  }

  var allGaps: [RunNode] { gaps["features"].items }

  // MARK: Names

  /// A kind's name by its slug, as the recommendation or the list of stations has it.
  func kind(_ slug: String?) -> ReportSentence {
    guard let slug else { return ReportSentence(Text(ja: "種別を問わず", en: "any kind")) }
    let known =
      (advice?["kinds"].items ?? []) + stations["stations"]["kinds"].items
    let name = known.first { $0["kind"].wording == slug }?["name"].quote
    return name.map { ReportSentence($0) } ?? ReportSentence(Text(verbatim: slug))
  }

  /// `東金市・山武市`: where the residents of a gap or a step live, most first, up to three names.
  func places(_ parts: RunNode) -> ReportSentence {
    let names = parts.items.filter { ($0["share"].number ?? 0) >= 0.05 }.prefix(3)
      .compactMap { $0["name"].quote }
    return names.isEmpty ? ReportSentence(Text(verbatim: "–")) : names.listed
  }

  /// A finding of the readers or of the search, as the JSON has it: where and what. What to do
  /// about it, with which flag, was told to whoever ran the command, not to the committee.
  func finding(_ node: RunNode) -> ReportSentence? {
    guard let what = node["what"].quote else { return nil }
    var ja: ReportLine = ""
    var en: ReportLine = ""
    if let file = node["file"].quote {
      ja = "\(ja)\(file)"
      en = "\(en)\(file)"
      if !node["row"].isNull {
        let row = node["row"].figure(.plain)
        ja = "\(ja)、\(row)行目"
        en = "\(en), row \(row)"
      }
      if let column = node["column"].quote {
        ja = "\(ja)、列「\(column)」"
        en = "\(en), column \(column)"
      }
      ja = "\(ja)："
      en = "\(en): "
    }
    return ReportSentence(ja: "\(ja)\(what)", en: "\(en)\(what)")
  }
}
