internal import Planner
internal import PlannerData

extension WebMap {
  /// Everything that the page's script reads.
  var data: JSONValue {
    let content = content.data
    let bounds = content.bounds
    let available = Layer.allCases.filter(isAvailable)
    return .members([
      "language": .string(language.rawValue),
      "isPublic": .bool(self.content.edition == .public),
      "radius": .string(content.within[language]),
      "seasons": .array(content.seasons.map { .array($0.map { .integer($0) }) }),
      "hasMonths": .bool(content.hasMonths),
      "bounds": .array([
        .numbers([bounds.minY, bounds.minX].map(WebMapContent.rounded)),
        .numbers([bounds.maxY, bounds.maxX].map(WebMapContent.rounded)),
      ]),
      "areas": .array(content.areas), "region": content.region,
      "livingAreas": .array(content.livingAreas), "bands": .array(content.bands.map(named)),
      "gaps": .array(content.gaps.map(spoken)), "gapNote": .string(gapNote),
      "steps": .array(content.steps.map { spoken(titled($0)) }), "stepNote": .string(stepNote),
      "stations": .array(content.stations), "flows": .array(content.flows),
      "kindStyles": kindStyles,
      "kindCounts": .object(content.kindCounts.map { .init($0.slug, .integer($0.count)) }),
      "serviceMonths": .object(
        Service.allCases.map { .init($0.slug, WebMapContent.months($0.months)) }),
      "available": .array(available.map { .string($0.rawValue) }),
      "layersAtStart": .array(
        available.filter { ![.flows, .livingAreas].contains($0) }.map { .string($0.rawValue) }),
      "tiles": hasTiles
        ? .members([
          "url": .string(Self.tileHost + "/xyz/pale/{z}/{x}/{y}.png"),
          "credit": .string(
            "<a href=\"https://maps.gsi.go.jp/development/ichiran.html\">"
              + word("出典：国土地理院（地理院タイル）", "GSI tiles") + "</a>"),
        ]) : .null,
      "words": words,
    ])
  }

  /// What can be switched on and off, from below to above.
  enum Layer: String, CaseIterable {
    case coverage
    case catchments
    case livingAreas
    case gaps
    case flows
    case steps
    case stations
  }

  private func isAvailable(_ layer: Layer) -> Bool {
    let data = content.data
    return switch layer {
    case .coverage: !data.areas.isEmpty
    case .catchments: !data.bands.isEmpty
    case .livingAreas: !data.livingAreas.isEmpty
    case .gaps: !data.gaps.isEmpty
    case .flows: !data.flows.isEmpty
    case .steps: !data.steps.isEmpty
    case .stations: !data.stations.isEmpty
    }
  }

  private func word(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

  /// With its sentence in the language of the page alone.
  private func spoken(_ item: JSONValue) -> JSONValue { inOneLanguage(item, "sentence") }

  private func named(_ band: JSONValue) -> JSONValue { inOneLanguage(band, "name") }

  private func inOneLanguage(_ item: JSONValue, _ name: String) -> JSONValue {
    guard case .object(let members) = item else { return item }
    return .object(
      members.map { member in
        guard member.name == name, let text = member.value[language.rawValue] else {
          return member
        }
        return .init(name, text)
      })
  }

  private func titled(_ step: JSONValue) -> JSONValue {
    guard case .object(let members) = step else { return step }
    let kind = step["kind"]?.wording.flatMap { slug in content.data.kinds.first { $0.slug == slug }
    }
    let place = step["municipality"]?.wording ?? word("市町村の外", "outside of the municipalities")
    let name = kind?.name[language] ?? word("どの種別でも", "any kind")
    return .object(
      members + [.init("title", .string(word("\(place)の\(name)", "\(name), \(place)")))])
  }

  private var gapNote: String {
    let (shown, all) = (content.data.gaps.count, content.data.gapCount)
    let what = word(
      "新しい拠点1か所で、最も多くの人に届く順です。", "By how many residents one more station would reach.")
    guard shown < all else { return what }
    return what + word("全\(all)か所のうち上位\(shown)か所を示しています。", " The largest \(shown) of \(all).")
  }

  private var stepNote: String {
    word(
      "効果の大きい順です。場所は500mメッシュの中心で、特定の店や施設ではありません。",
      "The steepest first. Places are centres of 500 m cells, not shops or organisations.")
  }

  private var kindStyles: JSONValue {
    let shapes = [
      "medical-welfare": "cross", "public": "square", "temple-shrine": "triangle",
      "tourism": "star", "restaurant": "circle", "education": "diamond", "commerce": "hexagon",
    ]
    func style(_ slug: String?, _ shape: String) -> JSONValue {
      .members(["color": .string(PublicStyle(kind: slug).color), "shape": .string(shape)])
    }
    return .object(
      content.data.kinds.map { .init($0.slug, style($0.slug, shapes[$0.slug] ?? "circle")) }
        + [.init("", style(nil, "circle"))])
  }

  // MARK: Words

  private var words: JSONValue {
    func pair(_ name: String, _ ja: String, _ en: String) -> JSONValue.Member {
      .init(name, .string(word(ja, en)))
    }
    let layers = isAvailable
    let layerNames: [(Layer, String, String)] = [
      (.stations, "拠点", "Stations"), (.coverage, "徒歩圏に拠点がある人の割合", "Share of residents in reach"),
      (.catchments, "徒歩圏", "Catchments"), (.gaps, "空白地", "Gaps"),
      (.steps, "次に声をかける場所", "Whom to ask next"),
      (.flows, "市町村境をこえる利用", "Across municipal lines"), (.livingAreas, "生活圏域", "Living areas"),
    ]
    let months = (1...12).map { word("\($0)月", Self.englishMonths[$0 - 1]) }
    var members: [JSONValue.Member] = [
      .init(
        "layers",
        .object(
          layerNames.filter { layers($0.0) }.map { .init($0.0.rawValue, .string(word($0.1, $0.2))) }
        )),
      .init(
        "services", .object(Service.allCases.map { .init($0.slug, .string($0.name[language])) })),
      .init(
        "kinds", .object(content.data.kinds.map { .init($0.slug, .string($0.name[language])) })),
      .init(
        "ages",
        .object(
          [.init("residents", .string(word("すべての人", "Everybody")))]
            + content.data.ages.map { .init($0.slug, .string($0.name[language])) })),
      .init(
        "units",
        .object(
          [.init("residents", .string(word("人", "")))]
            + content.data.ages.map {
              .init($0.slug, .string($0.countsHouseholds ? word("世帯", "") : word("人", "")))
            })),
      .init("months", .array(months.map { .string($0) })),
      .init(
        "classes",
        .array(
          [
            word("0%", "0%"), word("10%未満", "under 10%"), "10–25%", "25–50%", "50–75%",
            word("75%以上", "75% and more"),
          ].map { .string($0) })),
    ]
    members += [
      pair("zoomIn", "拡大", "Zoom in"), pair("zoomOut", "縮小", "Zoom out"), pair("comma", "、", ", "),
      pair("anyService", "どの機能でも", "Any service"), pair("anyMonth", "指定しない", "Any month"),
      pair("unknownKind", "種別不明", "kind unknown"), pair("station", "拠点", "a station"),
      pair("stationWith", "「{service}」の拠点", "a station with {service}"),
      pair("openIn", "{month}に開いている{what}", "{what} open in {month}"),
      pair(
        "areaSentence",
        "{who}{residents}{unit}のうち{covered}{unit}（{share}）は、{radius}以内に{what}があります。",
        "{covered} of {residents} ({who}; {share}) have {what} within {radius}."),
      pair(
        "acrossSentence", "うち{across}人は、隣の市町村の拠点だけに届きます。",
        "{across} of them reach only stations across a municipal line."),
      pair("stationCount", "拠点：{count}か所", "Stations: {count}"),
      pair("shown", "拠点{all}か所のうち{count}か所を表示しています。", "{count} of {all} stations are shown."),
      pair("gapTitle", "空白地 {rank}", "Gap {rank}"),
      pair("gapSub", "{residents}人に届く", "would reach {residents}"),
      pair("stepSub", "新しく{residents}人に届く", "would newly reach {residents}"),
      pair(
        "areaSub", "{share}　人口{residents}　拠点{stations}",
        "{share} of {residents}, stations {stations}"),
      pair("areaNote", "徒歩圏に拠点がある人の割合が低い順です。", "The lowest share in reach first."),
      pair("missing", "ここにない機能：{services}", "Services missing here: {services}"),
      pair(
        "kindsHere", "ここで声をかけられる種別（届く人）：{kinds}", "Kinds with a place here (residents): {kinds}"),
      pair("noKindHere", "一覧のある種別の候補は、ここにはありません。", "No known candidate of any kind is here."),
      pair("offers", "機能：{services}", "Services: {services}"),
      pair("gapLegend", "新しい拠点1か所で届く範囲", "What one more station would reach"),
      pair(
        "flowLegend", "住む市町村から最寄り拠点の市町村へ（太いほど多い）",
        "From home to the station's municipality; wider is more"),
      pair(
        "flow", "{from}に住む{residents}人は、{to}の拠点が最寄りです。",
        "For {residents} residents of {from} the nearest station is in {to}."),
      pair("nothing", "ありません", "Nothing here"), pair("notFound", "見つかりません", "Not found"),
      pair("copied", "コピーしました", "Copied"), pair("copy", "このアドレスをコピーしてください", "Copy this address"),
    ]
    return .object(members)
  }

  private static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}
