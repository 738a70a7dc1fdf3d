internal import Planner
internal import PlannerData

extension ReportRun {
  // MARK: Other walks

  var walkSection: Section? {
    let walks = stations["walks"].items
    guard hasStations, walks.count > 1 else { return nil }
    return Section(
      id: "walks", title: Text(ja: "歩く距離を変えると", en: "With a shorter or longer walk"),
      blocks: [
        .paragraph(
          ReportSentence(
            ja:
              "この報告は\(walk.ja)で数えています。距離の決め方で答えは変わります。\(words: otherWalks.ja)次のようになります。",
            en:
              "This report counts within \(walk.en). The answer depends on that choice; \(words: otherWalks.en) it is:"
          )),
        .chart(
          ReportChart(
            title: Text(
              ja: "徒歩圏に拠点がある人の割合（距離別、対象地域の全体）",
              en: "Share of residents with a station within the walk, by distance, whole area"),
            series: [],
            form: .bars(
              walks.map { node in
                let label = barLabel(node)
                return ReportChart.Bar(
                  label: node["isOfThisRun"].isTrue
                    ? ReportSentence(ja: "\(label.ja)（この報告）", en: "\(label.en) (this report)")
                    : label,
                  parts: [node["share"].figure(.share)], end: node["share"].figure(.share),
                  remark: ReportSentence(node["covered"].figure(.people)))
              }),
            summary: ReportSentence(
              ja:
                "いちばん短い\(length(walks[0]))では\(walks[0]["share"].figure(.share))、いちばん長い\(length(walks[walks.count - 1]))では\(walks[walks.count - 1]["share"].figure(.share))です。",
              en:
                "From \(walks[0]["share"].figure(.share)) at \(length(walks[0])) to \(walks[walks.count - 1]["share"].figure(.share)) at \(length(walks[walks.count - 1]))."
            ))),
        .table(
          ReportTable(
            Text(ja: "距離別", en: "By distance"), sheet: Text(ja: "距離別", en: "walks"),
            columns: [
              isByAge
                ? Column("時間", "time", .minutes)
                : isAlongStreets
                  ? Column("道のり", "walk", .meters) : Column("半径", "radius", .meters),
              Column("人口", "residents", .people),
              Column("徒歩圏内", "covered", .people), Column("割合", "share", .share),
            ],
            rows: walks.map { walk in
              [
                .figure(length(walk)), .figure(walk["residents"].figure(.people)),
                .figure(walk["covered"].figure(.people)), .figure(walk["share"].figure(.share)),
              ]
            })),
      ])
  }

  private var otherWalks: Text {
    if isByAge { return Text(ja: "ほかの時間では", en: "with more or less time") }
    return isAlongStreets
      ? Text(ja: "ほかの道のりでは", en: "with other walks")
      : Text(ja: "ほかの基準の距離では", en: "at the distances of other standards")
  }

  /// By age in minutes, since as many metres are not as long for everybody.
  private func length(_ node: RunNode) -> ReportFigure {
    isByAge ? node["minutes"].figure(.minutes) : node["meters"].figure(.meters)
  }

  /// Short, as there is a chart beside it.
  private func barLabel(_ node: RunNode) -> ReportSentence {
    if isByAge { return ReportSentence(length(node)) }
    let meters = node["meters"].figure(.meters)
    guard isAlongStreets else { return ReportSentence(ja: "半径\(meters)", en: "\(meters)") }
    guard !node["minutes"].isNull else {
      return ReportSentence(ja: "道のり\(meters)", en: "\(meters)")
    }
    let minutes = node["minutes"].figure(.minutes)
    return ReportSentence(ja: "\(meters)・\(minutes)", en: "\(meters), \(minutes)")
  }

  // MARK: Method

  /// In words for those who have never heard of any of it.
  var methodSection: Section {
    let assumptions = coverage["assumptions"]
    var blocks: [ReportDocument.Block] = [
      .heading(Text(ja: "どうやって数えたか", en: "How it was counted")),
      .items(
        [
          ReportSentence(
            Text(
              ja: "人口の統計を、細かな区画に分けて地図に並べます。区画がふたつの市町村にまたがるときは、面積で分けます。",
              en:
                "Residents of the census are laid out on the map in small blocks. A unit that lies "
                + "in two municipalities is shared out by area.")),
          assumptions["block"]["note"].quote.map { ReportSentence(ja: "\($0)。", en: "\($0).") },
          reachRule,
          assumptions["question"]["note"].quote.map { ReportSentence(ja: "\($0)。", en: "\($0).") },
          ReportSentence(
            Text(
              ja: "人は小数のまま足し合わせ、印刷するときだけ丸めます。そのため、表の合計が一人ずれて見えることがあります。",
              en:
                "Residents are added up as fractions and rounded only in print, so that a sum may "
                + "seem to be off by one.")),
        ].compactMap(\.self)),
      .heading(Text(ja: "この報告から言えないこと", en: "What this report cannot tell")),
      .items([
        ReportSentence(whatTheWalkLeavesOut),
        ReportSentence(
          Text(
            ja: "統計の人口であって、その日その場にいる人ではありません。来てほしい人、来る人の数でもありません。",
            en: "These are residents of a census, not who is there on a day, nor who would come.")),
        ReportSentence(
          Text(
            ja: "候補の一覧は、場所があることだけを示します。相手にその気があるか、部屋があるかは、聞いてみなければわかりません。",
            en: "Lists of candidates say that a place exists, not that anybody there would like to "
              + "join or has a room.")),
        ReportSentence(
          Text(
            ja: "割合の低い市町村が「悪い」のではありません。ひろい土地に人が散らばって住むところでは、同じ数の拠点でも割合は低くなります。",
            en:
              "A low share is no fault of a municipality: where residents live scattered, as many "
              + "stations reach fewer of them.")),
      ]),
    ]
    blocks.append(.heading(Text(ja: "この計算の前提", en: "Assumptions of this run")))
    let lines = stations["lines"].items.compactMap(\.quote).map { ReportSentence($0) }
    if !lines.isEmpty { blocks.append(.items(lines)) }
    blocks.append(.table(assumptionTable(assumptions)))
    let warnings = assumptions["warnings"].items.compactMap(finding)
    if !warnings.isEmpty {
      blocks.append(.heading(Text(ja: "データについての注意", en: "Warnings about the data")))
      blocks.append(.items(Array(warnings.prefix(30))))
      if warnings.count > 30 {
        let all = assumptions["warnings"].items.count(.items)
        blocks.append(
          .note(
            ReportSentence(
              ja: "注意はぜんぶで\(all)。続きは coverage.json にあります。",
              en: "\(all) in all; coverage.json has the rest.")))
      }
    }
    return Section(
      id: "method", title: Text(ja: "数え方と限界", en: "Method and limits"), blocks: blocks)
  }

  private var reachRule: ReportSentence {
    if isByAge { return reachRuleByAge }
    return isAlongStreets
      ? ReportSentence(
        ja:
          "区画の中心からいちばん近い道に出て、道に沿って拠点まで歩く道のりが\(radius)以内なら、そこに住む人は「徒歩圏に拠点がある」と数えます。ちょうど\(radius)も入ります。近くに道のない区画は、届かないものとします。地図の徒歩圏の線は、この道のりの終わるところです。",
        en:
          "Whoever lives in a block from whose centre it is at most \(radius) to a station, straight to the nearest street and then along streets, counts as having it within the walk; exactly \(radius) is within. Blocks without a street near them count as not reached. The line around a catchment on the map is where that walk ends."
      )
      : ReportSentence(
        ja: "区画の中心から拠点までの直線距離が\(radius)以内なら、そこに住む人は「徒歩圏に拠点がある」と数えます。ちょうど\(radius)も入ります。",
        en:
          "Whoever lives in a block whose centre is within \(radius) of a station, in a straight line, counts as having it within the walk; exactly \(radius) is within."
      )
  }

  private var reachRuleByAge: ReportSentence {
    isAlongStreets
      ? ReportSentence(
        ja:
          "区画の中心からいちばん近い道に出て、道に沿って拠点まで、その年齢の速さで\(minutes)以内に着けるなら、その年齢の人は「徒歩圏に拠点がある」と数えます。ちょうど\(minutes)も入ります。合計は年齢ごとの人数の和です。近くに道のない区画は、届かないものとします。地図の徒歩圏の線は、速さごとにこの時間の終わるところで、速い人の線の中に遅い人の線があります。",
        en:
          "Whoever comes from the centre of their block, straight to the nearest street and then along streets, to a station in \(minutes) at the pace of their age, counts as having it within the walk; exactly \(minutes) is within. Totals are sums over the ages. Blocks without a street near them count as not reached. There is a line around a catchment on the map for every pace, where that time ends; that of slower people lies within that of faster ones."
      )
      : ReportSentence(
        ja:
          "道の地図がないので、\(minutes)でその年齢の速さで歩ける道のりを、半径に直して使います。区画の中心から拠点までの直線距離がその半径以内なら、その年齢の人は「徒歩圏に拠点がある」と数えます。合計は年齢ごとの人数の和です。地図の徒歩圏の円は速さごとにあり、速い人の円の中に遅い人の円があります。",
        en:
          "There is no map of streets: how far each age comes in \(minutes) at its pace is made a radius. Whoever lives in a block whose centre is within that radius of a station, in a straight line, counts as having it within the walk. Totals are sums over the ages. There is a circle on the map for every pace; that of slower people lies within that of faster ones."
      )
  }

  private var whatTheWalkLeavesOut: Text {
    guard coverage["assumptions"]["walk"]["slope"].isNull else {
      return Text(
        ja: "信号、混雑、道の幅や歩きやすさは考えていません（坂は考えています）。地図にない近道や、地図にあっても通れない道があるかもしれません。",
        en:
          "Signals, crowds, and how wide or pleasant a street is are not in it (slopes are); there "
          + "may be short cuts that the map lacks, and streets on it that nobody can pass.")
    }
    return isAlongStreets
      ? Text(
        ja: "坂、信号、混雑、道の幅や歩きやすさは考えていません。地図にない近道や、地図にあっても通れない道があるかもしれません。",
        en:
          "Slopes, signals, crowds, and how wide or pleasant a street is are not in it; there may "
          + "be short cuts that the map lacks, and streets on it that nobody can pass.")
      : Text(
        ja: "実際の道のり、坂、信号、川や線路による回り道は考えていません。直線で届いても、歩くと遠いことがあります。",
        en: "Streets, slopes, signals, and the ways around rivers and railways are not in it: "
          + "what is near in a straight line may be a long walk.")
  }

  private func assumptionTable(_ assumptions: RunNode) -> ReportTable {
    var rows: [[Cell]] = []
    func row(_ ja: String, _ en: String, _ cell: Cell) { rows.append([.words(ja, en), cell]) }
    func operation(_ node: RunNode) -> Cell {
      guard let source = node["source"].quote else { return .words("変換なし", "none") }
      let target = node["target"].quote
      let name = node["name"].quote
      guard !node["accuracyMeters"].isNull else {
        return .text(
          ReportSentence(
            ja: "\(source) → \(target)（\(name)、精度不明）",
            en: "\(source) → \(target) (\(name), accuracy unknown)"))
      }
      let accuracy = node["accuracyMeters"].figure(.meters)
      return .text(
        ReportSentence(
          ja: "\(source) → \(target)（\(name)、精度 約\(accuracy)）",
          en: "\(source) → \(target) (\(name), accuracy about \(accuracy))"))
    }
    if isByAge {
      row("歩く時間（年齢ごとの速さで）", "time, each age at its pace", .figure(minutes))
    } else if isAlongStreets {
      row("歩く道のり", "walk along streets", .figure(radius))
      if !assumptions["walk"]["minutes"].isNull {
        row("歩く時間", "time", .figure(minutes))
      }
    } else {
      row("歩く距離（半径）", "walk (radius)", .figure(radius))
    }
    if let source = assumptions["walk"]["source"].quote,
      let meaning = assumptions["walk"]["meaning"].quote
    {
      row(
        "その根拠", "where it is from",
        .text(ReportSentence(ja: "\(meaning)（\(source)）", en: "\(meaning) (\(source))")))
    }
    if let day = assumptions["question"]["on"].quote {
      row("対象日", "day", .quote(day))
    }
    row("作業座標系", "working CRS", .quote(assumptions["crs"].quote))
    row("境界と人口の座標変換", "operation for outlines and residents", operation(assumptions["operation"]))
    row("拠点の座標変換", "operation for stations", operation(assumptions["stationsOperation"]))
    row("区画の数", "blocks", .figure(assumptions["blocks"].figure(.items)))
    row("一覧の拠点", "stations of the list", .figure(assumptions["stations"].figure(.stations)))
    row(
      "位置が大まかで除いた拠点", "stations left out as too inexact",
      .figure(assumptions["locationAccuracy"]["leftOut"].figure(.stations)))
    row(
      "年齢が秘匿された人口の単位", "population units with suppressed ages",
      .figure(assumptions["suppressedCells"].figure(.items)))
    row(
      "誤りのため除いた行", "rows set aside for errors",
      .figure(assumptions["setAside"].items.count(.items)))
    let outside = region["outsideStudyArea"]
    row(
      "対象地域の外の人口（数えない）", "residents outside the study area, not counted",
      .figure([outside["wholeCells"], outside["cutCells"]].sum(.people)))
    return ReportTable(
      Text(ja: "前提の一覧", en: "Assumptions"), sheet: Text(ja: "前提", en: "assumptions"),
      columns: [Column("項目", "what"), Column("値", "value")], rows: rows)
  }

  // MARK: Sources

  var sourceSection: Section {
    let assumptions = coverage["assumptions"]
    var blocks: [ReportDocument.Block] = []
    let credits = assumptions["credits"].items.compactMap(\.quote).map { ReportSentence($0) }
    if !credits.isEmpty { blocks.append(.items(credits)) }
    let files = assumptions["files"].items
    blocks.append(
      .table(
        ReportTable(
          Text(ja: "使ったファイル", en: "Files"), sheet: Text(ja: "ファイル", en: "files"),
          columns: [
            Column("役割", "role"), Column("ファイル", "file"), Column("利用条件", "terms"),
            Column("内容の照合値", "digest"),
          ],
          rows: files.map { file in
            [
              .text(ReportSentence(InputFile.name(ofRole: file["role"].wording ?? ""))),
              .quote(file["path"].quote),
              file["licence"].isNull
                ? .words("–", "–") : .quote(file["licence"]["name"].quote),
              .quote(digest(file["sha256"])),
            ]
          },
          note: ReportSentence(
            Text(
              ja: "照合値（SHA）のはじめの部分。全部は coverage.json にあります。",
              en: "The first part of each SHA digest; coverage.json has all of it.")))))
    blocks.append(
      .note(
        ReportSentence(
          Text(
            ja: "この報告のすべての数字は、同じフォルダーの coverage.json・gaps.geojson"
              + (advice == nil ? "" : "・recommend.json") + "・report.json にあります。"
              + "HTML では、数字に重ねると場所が出ます。"
              + "内部資料です：公開していない拠点の名前が入っていることがあります。",
            en: "Every number of this report is in coverage.json, gaps.geojson"
              + (advice == nil ? "" : ", recommend.json") + " or report.json of the same folder; "
              + "in the HTML, hovering over it shows where. "
              + "For internal use: it may name stations that are not public."))))
    return Section(
      id: "sources", title: Text(ja: "出典と利用条件", en: "Sources and licences"), blocks: blocks)
  }

  /// Enough of a digest to tell two files apart.
  private func digest(_ node: RunNode) -> ReportQuote? {
    node.wording.map {
      ReportQuote(Text(verbatim: String($0.prefix(12))), from: node.address)
    }
  }
}
