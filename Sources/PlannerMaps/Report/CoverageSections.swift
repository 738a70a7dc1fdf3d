internal import Planner

extension ReportRun {
  typealias Section = ReportDocument.Section
  typealias Column = ReportTable.Column
  typealias Cell = ReportTable.Cell

  // MARK: Municipalities

  var coverageSection: Section {
    var blocks: [ReportDocument.Block] = []
    if municipalities.isEmpty {
      blocks.append(
        .paragraph(
          ReportSentence(
            Text(
              ja: "市町村の境界がないので、市町村ごとの表はありません。",
              en: "There are no municipal outlines, and so no table by municipality."))))
    } else {
      blocks.append(
        .paragraph(
          ReportSentence(
            Text(
              ja:
                "「徒歩圏内」は、\(isByAge ? "その年齢の速さで歩ける範囲" : isAlongStreets ? "歩いて行ける道のり" : "半径")の中に拠点が一つでもある人です。市町村の境は関係なく数えます。"
                + "「隣の拠点だけ」は、そのうち自分の市町村の拠点には届かず、隣の市町村の拠点に届く人です。",
              en: "“Covered” are residents with any station within the "
                + "\(isByAge ? "walk of their age" : isAlongStreets ? "walk" : "radius"), whatever "
                + "municipality it stands in; “only across” are those of them whom no station of "
                + "their own municipality reaches."))))
      if let chart = municipalityChart { blocks.append(.chart(chart)) }
      blocks.append(.table(municipalityTable))
      if let table = zoneTable { blocks.append(.table(table)) }
    }
    if isByAge { blocks.append(.table(paceTable)) }
    blocks.append(.table(serviceTable))
    blocks.append(.table(kindTable))
    blocks.append(growthBlock)
    if let table = growthTable { blocks.append(.table(table)) }
    return Section(
      id: "coverage", title: Text(ja: "市町村ごとの状況", en: "By municipality"), blocks: blocks)
  }

  private func isTouched(_ area: RunNode) -> Bool {
    (area["covered"].number ?? 0) >= 0.5 || (area["stations"].number ?? 0) > 0
  }

  private func areaColumns(withStations: Bool) -> [Column] {
    var columns = withStations ? [Column("拠点", "stations", .stations)] : []
    columns += [
      Column("人口", "residents", .people), Column("徒歩圏内", "covered", .people),
      Column("割合", "share", .share),
    ]
    if let seniors { columns.append(Column(seniors.name, .share)) }
    return columns + [
      Column("届かない人", "not covered", .people), Column("隣の拠点だけ", "only across", .people),
      Column("最寄り（半数）", "nearest (half)", .meters),
    ]
  }

  private func areaCells(_ area: RunNode, withStations: Bool) -> [Cell] {
    var cells: [Cell] = withStations ? [.figure(area["stations"].figure(.stations))] : []
    cells += [
      .figure(area["residents"].figure(.people)), .figure(area["covered"].figure(.people)),
      .figure(area["share"].figure(.share)),
    ]
    if let seniors { cells.append(.figure(tally(area, seniors)["share"].figure(.share))) }
    return cells + [
      .figure(area["depth"]["0"].figure(.people)),
      .figure(area["coveredAcross"].figure(.people)),
      .figure(area["nearest"]["medianMeters"].figure(.meters)),
    ]
  }

  /// Areas with somebody in reach first; the others only in the workbook.
  private func areaTable(
    _ title: Text, sheet: Text, name: Text, areas: [RunNode], note: ReportSentence? = nil,
    withLayer: Bool = false
  ) -> ReportTable {
    let touched = areas.filter(isTouched)
    // stations are counted by the outlines in which they stand, not by living areas
    let withStations = areas.contains { !$0["stations"].isNull }
    let rest = areas.filter { !isTouched($0) }
    var notes = note
    if !rest.isEmpty, !touched.isEmpty {
      let left = ReportSentence(
        ja: "ほかに、徒歩圏に入る人がいない区域が\(rest.count(.plain))あります（Excel のファイルと coverage.json に全部あります）。",
        en:
          "Left out here: \(rest.count(.plain)) without anybody in reach; coverage.json and the workbook have them."
      )
      notes = notes.map { $0 + left } ?? left
    }
    return ReportTable(
      title, sheet: sheet,
      columns: (withLayer ? [Column("区分", "layer")] : []) + [Column(name)]
        + areaColumns(withStations: withStations),
      rows: (touched + rest).map { area in
        (withLayer ? [Cell.quote(area["layerName"].quote)] : [])
          + [Cell.quote(area["name"].quote)] + areaCells(area, withStations: withStations)
      }, shownCount: touched.isEmpty ? min(20, rest.count) : touched.count, note: notes)
  }

  private var municipalityTable: ReportTable {
    areaTable(
      Text(ja: "市町村別", en: "By municipality"), sheet: Text(ja: "市町村別", en: "municipalities"),
      name: Text(ja: "市町村", en: "municipality"), areas: municipalities)
  }

  private var zoneTable: ReportTable? {
    let zones = coverage["areas"].items.filter { $0["layer"].wording == "zone" }
    guard !zones.isEmpty else { return nil }
    return areaTable(
      Text(ja: "圏域別", en: "By zone"), sheet: Text(ja: "圏域別", en: "zones"),
      name: Text(ja: "圏域", en: "zone"), areas: zones,
      note: ReportSentence(
        Text(
          ja: "「隣の拠点だけ」は、住んでいる市町村の外の拠点だけが徒歩圏にある人です（同じ圏域の中の隣の市町村も含みます）。",
          en:
            "“Only across” are residents with stations of other municipalities only, those of the "
            + "same zone among them.")), withLayer: true)
  }

  private var municipalityChart: ReportChart? {
    let touched = municipalities.filter(isTouched).filter { ($0["residents"].number ?? 0) > 0 }
    guard !touched.isEmpty else { return nil }
    let order = touched.enumerated().sorted { a, b in
      let (x, y) = (a.element["share"].number ?? 0, b.element["share"].number ?? 0)
      return x != y ? x > y : a.offset < b.offset
    }.map(\.element)
    let shown = order.prefix(30)
    return ReportChart(
      title: Text(
        ja: "徒歩圏に拠点がある人の割合（市町村別）",
        en: "Share of residents with a station within the walk, by municipality"),
      series: [
        Text(ja: "自分の市町村の拠点で", en: "of their own municipality"),
        Text(ja: "隣の市町村の拠点だけで", en: "only across a line"),
      ],
      form: .bars(
        shown.map { area in
          ReportChart.Bar(
            label: ReportSentence(area["name"].quote ?? ReportQuote(Text(verbatim: ""), from: "")),
            parts: [
              .share([area["coveredByOwn"]], of: [area["residents"]]),
              .share([area["coveredAcross"]], of: [area["residents"]]),
            ], end: area["share"].figure(.share),
            remark: ReportSentence(area["covered"].figure(.people)))
        }),
      summary: ReportSentence(
        ja:
          "割合がいちばん高いのは\(order[0]["name"].quote)の\(order[0]["share"].figure(.share))、図の\(Array(shown).count(.municipalities))の中でいちばん低いのは\(shown.last?["name"].quote)の\(shown[shown.count - 1]["share"].figure(.share))です。",
        en:
          "Highest: \(order[0]["name"].quote), \(order[0]["share"].figure(.share)); lowest of the \(Array(shown).count(.municipalities)) drawn: \(shown.last?["name"].quote), \(shown[shown.count - 1]["share"].figure(.share))."
      ))
  }

  // MARK: Services, kinds, years

  /// Shares by service and age, in the municipalities that have stations.
  private var serviceTable: ReportTable {
    let codes = Set(home.compactMap { $0["code"].wording })
    func areas(_ answer: RunNode) -> [RunNode] {
      guard !codes.isEmpty else { return [answer["region"]] }
      return answer["areas"].items.filter {
        $0["layer"].wording == "municipality" && $0["code"].wording.map(codes.contains) ?? false
      }
    }
    func row(_ name: Cell, _ answer: RunNode) -> [Cell] {
      let areas = areas(answer)
      let everybody = ReportFigure.share(
        areas.map { $0["covered"] }, of: areas.map { $0["residents"] })
      let stations = answer["region"]["stations"]
      return [name, .figure(stations.figure(.stations)), .figure(everybody)]
        + attributes.map { attribute in
          let tallies = areas.map { tally($0, attribute) }
          return .figure(
            .share(tallies.map { $0["covered"] }, of: tallies.map { $0["residents"] }))
        }
    }
    return ReportTable(
      home.isEmpty
        ? Text(ja: "機能別・年齢別の割合", en: "Share by service and age")
        : Text(
          ja: "機能別・年齢別の割合（拠点のある市町村）",
          en: "Share by service and age, in municipalities that have stations"),
      sheet: Text(ja: "機能別", en: "services"),
      columns: [
        Column("機能", "service"), Column("拠点", "stations", .stations),
        Column("全員", "all", .share),
      ] + attributes.map { Column($0.name, .share) },
      rows: [row(.words("すべての拠点", "all stations"), coverage)]
        + coverage["services"].items.map { row(.quote($0["name"].quote), $0) })
  }

  /// Whose pace is how fast, how far that is, and who of them has a station within it.
  private var paceTable: ReportTable {
    let bands = coverage["assumptions"]["walk"]["bands"].items
    return ReportTable(
      Text(ja: "年齢ごとの速さで", en: "Each age at its own pace"),
      sheet: Text(ja: "年齢ごとの速さ", en: "paces"),
      columns: [
        Column("年齢", "age"), Column("一分に", "a minute", .meters),
        Column("道のり", "walk", .meters),
      ] + (isAlongStreets ? [] : [Column("半径", "radius", .meters)]) + [
        Column("人口", "residents", .people), Column("徒歩圏内", "covered", .people),
        Column("割合", "share", .share),
      ],
      rows: bands.map { band in
        let count = region["bands"][band["band"].wording ?? ""]
        return [
          Cell.quote(band["name"].quote),
          .figure(band["pace"]["metersPerMinute"].figure(.meters)),
          .figure(band["meters"].figure(.meters)),
        ] + (isAlongStreets ? [] : [.figure(band["radiusMeters"].figure(.meters))]) + [
          .figure(count["residents"].figure(.people)),
          .figure(count["covered"].figure(.people)), .figure(count["share"].figure(.share)),
        ]
      },
      note: ReportSentence(
        Text(
          ja: "対象地域の全体。足すと全員になります。",
          en: "Of the whole area; they add up to everybody.")))
  }

  private var kindTable: ReportTable {
    let all = stations["stations"]
    var rows: [[Cell]] = all["kinds"].items.map { entry in
      [
        .quote(entry["name"].quote), .figure(entry["stations"].figure(.stations)),
        .figure(.share([entry["stations"]], of: [all["counted"]])),
      ]
    }
    if (all["withoutKind"].number ?? 0) > 0 {
      rows.append([
        .words("種別の記載なし", "kind not stated"), .figure(all["withoutKind"].figure(.stations)),
        .figure(.share([all["withoutKind"]], of: [all["counted"]])),
      ])
    }
    rows.append([.words("合計", "all"), .figure(all["counted"].figure(.stations)), .blank])
    return ReportTable(
      Text(ja: "拠点の種別", en: "Stations by kind"), sheet: Text(ja: "拠点の種別", en: "stations by kind"),
      columns: [
        Column("種別", "kind"), Column("拠点", "stations", .stations),
        Column("割合", "share", .share),
      ], rows: rows)
  }

  private var growthBlock: ReportDocument.Block {
    let years = stations["stations"]["fiscalYears"].items
    guard years.count > 1 else {
      return .note(
        ReportSentence(
          Text(
            ja: "拠点の一覧に参加日の列がないか、ひとつの年度しかないため、年度ごとの伸びの図はありません。",
            en:
              "There is no chart of growth: the list of stations has no joining days, or those of "
              + "one fiscal year only.")))
    }
    let shown = years.suffix(20)
    let last = years[years.count - 1]
    return .chart(
      ReportChart(
        title: Text(ja: "年度末の拠点の数", en: "Stations at the end of each fiscal year"), series: [],
        form: .bars(
          shown.map { year in
            let joined = year["joined"].figure(.stations)
            let left = year["left"].figure(.stations)
            return ReportChart.Bar(
              label: ReportSentence(year["fiscalYear"].figure(.fiscalYear)),
              parts: [year["stations"].figure(.stations)],
              end: year["stations"].figure(.stations),
              remark: (left.value ?? 0) > 0
                ? ReportSentence(
                  ja: "参加\(bare: joined)、退会\(bare: left)",
                  en: "joined \(bare: joined), left \(bare: left)")
                : ReportSentence(ja: "参加\(bare: joined)", en: "joined \(bare: joined)"))
          }),
        summary: ReportSentence(
          ja:
            "\(last["fiscalYear"].figure(.fiscalYear))末の拠点は\(last["stations"].figure(.stations))です。",
          en:
            "At the end of \(last["fiscalYear"].figure(.fiscalYear)) there were \(last["stations"].figure(.stations))."
        )))
  }

  private var growthTable: ReportTable? {
    let all = stations["stations"]
    let years = all["fiscalYears"].items
    guard years.count > 1 else { return nil }
    let undated = all["withoutJoiningDay"].figure(.stations)
    return ReportTable(
      Text(ja: "年度ごとの拠点の数", en: "Stations by fiscal year"),
      sheet: Text(ja: "年度別", en: "fiscal years"),
      columns: [
        Column("年度", "fiscal year", .fiscalYear), Column("参加", "joined", .stations),
        Column("退会", "left", .stations), Column("年度末の拠点", "at its end", .stations),
      ],
      rows: years.map { year in
        [
          .figure(year["fiscalYear"].figure(.fiscalYear)),
          .figure(year["joined"].figure(.stations)), .figure(year["left"].figure(.stations)),
          .figure(year["stations"].figure(.stations)),
        ]
      },
      note: (undated.value ?? 0) > 0
        ? ReportSentence(
          ja: "参加日の書かれていない\(undated)は、最初から参加しているものとして数えています。一覧のすべての拠点についての数です。",
          en:
            "Without a joining day: \(undated), counted from the start. All stations of the list are in these numbers."
        )
        : ReportSentence(
          Text(
            ja: "一覧のすべての拠点についての数です（機能や種別で絞っていません）。",
            en: "All stations of the list are in these numbers, whatever their kind or service.")))
  }

  // MARK: Living areas

  /// `nil` without living areas.
  var livingAreaSection: Section? {
    let layers = coverage["layers"].items.filter { $0["layer"].wording == "living-area" }
    guard !layers.isEmpty else { return nil }
    var blocks: [ReportDocument.Block] = []
    for (index, layer) in layers.enumerated() {
      let areas = coverage["areas"].items.filter {
        $0["layer"].wording == "living-area"
          && $0["layerName"].wording == layer["layerName"].wording
      }
      let overlap =
        layer["additive"].isTrue
        ? nil
        : ReportSentence(
          Text(
            ja: "区域に重なりがあるので、合計はできません。", en: "These areas overlap; they must not be added up."))
      let name = layer["layerName"].wording ?? ""
      // names of layers are a user's, and a sheet's may not be long or hold some marks
      let suffix = layers.count > 1 ? " \(index + 1)" : ""
      blocks.append(
        .table(
          areaTable(
            Text(ja: "生活圏域別：\(name)", en: "By living area: \(name)"),
            sheet: Text(ja: "生活圏域別" + suffix, en: "living areas" + suffix),
            name: Text(ja: "生活圏域", en: "living area"), areas: areas, note: overlap)))
    }
    return Section(
      id: "living-areas", title: Text(ja: "生活圏域ごとの状況", en: "By living area"), blocks: blocks)
  }

  // MARK: Across lines

  /// What crosses a municipal line, the largest first.
  var flows: [RunNode] {
    coverage["flows"].items.filter {
      $0["residentsOf"].wording != $0["servedBy"].wording && ($0["residents"].number ?? 0) >= 0.5
    }.enumerated().sorted { a, b in
      let (x, y) = (a.element["residents"].number ?? 0, b.element["residents"].number ?? 0)
      return x != y ? x > y : a.offset < b.offset
    }.map(\.element)
  }

  /// Where the station of a flow stands.
  func server(_ flow: RunNode) -> ReportSentence {
    flow["servedByName"].quote.map { ReportSentence($0) }
      ?? ReportSentence(Text(ja: "区域の外", en: "none of them (outside)"))
  }

  var flowSection: Section {
    let flows = flows
    var blocks: [ReportDocument.Block] = [
      .paragraph(
        ReportSentence(
          Text(
            ja: "拠点は市町村のものではなく、歩いて行ける人のものです。ここでは、市町村の境をこえて最寄りの拠点に届く人を数えています。"
              + "一人は、いちばん近い拠点で一度だけ数えます。",
            en:
              "A station is there for whoever can walk to it. Here are the residents whose nearest "
              + "station stands beyond a municipal line, each counted once, at the nearest one.")))
    ]
    if flows.isEmpty {
      blocks.append(
        .paragraph(
          ReportSentence(
            Text(
              ja: "市町村の境をこえて最寄りの拠点に届く人は、いませんでした。",
              en: "Nobody's nearest station within the walk stands beyond a municipal line."))))
    } else {
      blocks.append(.table(balanceTable(flows)))
      blocks.append(
        .table(
          ReportTable(
            Text(ja: "境をこえる利用（多い順）", en: "Across municipal lines, largest first"),
            sheet: Text(ja: "市町村間", en: "across lines"),
            columns: [
              Column("住んでいる市町村", "residents of"), Column("最寄り拠点の市町村", "nearest station in"),
              Column("人数", "residents", .people),
              Column("うち隣の拠点だけ", "of these only across", .people),
            ],
            rows: flows.map { flow in
              [
                .quote(flow["residentsOfName"].quote), .text(server(flow)),
                .figure(flow["residents"].figure(.people)),
                .figure(flow["onlyAcross"].figure(.people)),
              ]
            }, shownCount: 20)))
    }
    return Section(
      id: "across", title: Text(ja: "隣どうしで届けあうもの", en: "What neighbours give each other"),
      blocks: blocks)
  }

  /// What each municipality receives and gives.
  private func balanceTable(_ flows: [RunNode]) -> ReportTable {
    let rows = municipalities.compactMap { area -> (cells: [Cell], size: Double)? in
      let code = area["code"].wording
      let received = flows.filter { $0["residentsOf"].wording == code }.map { $0["residents"] }
      let given = flows.filter { $0["servedBy"].wording == code }.map { $0["residents"] }
      guard !received.isEmpty || !given.isEmpty else { return nil }
      let (a, b) = (received.sum(.people), given.sum(.people))
      return (
        [.quote(area["name"].quote), .figure(a), .figure(b)], (a.value ?? 0) + (b.value ?? 0)
      )
    }.enumerated().sorted { a, b in
      a.element.size != b.element.size ? a.element.size > b.element.size : a.offset < b.offset
    }.map(\.element.cells)
    return ReportTable(
      Text(ja: "受けとる・届ける", en: "Received and given"), sheet: Text(ja: "受けとる・届ける", en: "balance"),
      columns: [
        Column("市町村", "municipality"),
        Column("隣の拠点が最寄りの住民", "its residents served by neighbours", .people),
        Column("ここの拠点が最寄りの隣の住民", "neighbours' residents it serves", .people),
      ], rows: rows, shownCount: 20,
      note: ReportSentence(
        Text(
          ja: "徒歩圏に拠点がある人だけを、最寄りの拠点で数えています。",
          en: "Residents with a station within the walk alone, by the nearest one.")))
  }
}
