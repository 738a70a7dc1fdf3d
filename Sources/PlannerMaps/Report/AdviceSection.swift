internal import Planner
internal import PlannerData

extension ReportRun {
  /// The lists for where the network is, as far as they are other ones than those before them.
  var localViews: [RunNode] {
    guard let advice else { return [] }
    func list(_ view: RunNode) -> [String] {
      view["steps"].items.map { step in
        let people = step["newlyCovered"].figure(.people).value ?? 0
        return "\(step["kind"].wording ?? "") \(people) \(step["place"]["cell"].wording ?? "")"
      }
    }
    var told = [list(advice), []]
    return advice["alternatives"].items.filter { view in
      guard ["today", "nearby"].contains(view["view"].wording), !told.contains(list(view)) else {
        return false
      }
      told.append(list(view))
      return true
    }
  }

  /// What to call such a list.
  func localTitle(_ view: RunNode) -> Text {
    view["view"].wording == "today"
      ? Text(ja: "いまの市町村の中で頼むなら", en: "In today's municipalities")
      : Text(ja: "隣の市町村にも広げるなら", en: "In today's municipalities and their neighbours")
  }

  /// Whether a number of the recommendation counts residents as they are.
  private var countsPeople: Bool {
    guard let request = advice?["request"] else { return true }
    return request["objective"].wording == "covered"
      && request["serviceWeights"].members.isEmpty
      && request["attributeWeights"].members.map(\.name) == ["total"]
  }

  var adviceSection: Section {
    let title = Text(ja: "次に声をかける相手", en: "Whom to ask next")
    guard let advice else {
      return Section(id: "advice", title: title, blocks: [.paragraph(noCandidates)])
    }
    var blocks: [ReportDocument.Block] = [
      .paragraph(
        ReportSentence(
          Text(
            ja: "種別と場所だけをあげています。名指しはしません。" + RecommendationDocument.principle.ja,
            en: "Kinds and places, and no names. " + RecommendationDocument.principle.en)))
    ]
    if !countsPeople {
      blocks.append(
        .note(
          ReportSentence(
            Text(
              ja: "この節の「人」には、指定された重みや、断られる見込みがかかっています。",
              en: "Residents in this section are weighted, or expected, as was asked for."))))
    }
    // where the network is comes first: most residents live elsewhere, and nobody acts there yet
    for view in localViews {
      let sheet =
        view["view"].wording == "today"
        ? Text(ja: "いまの市町村", en: "today's area") : Text(ja: "いまの市町村と隣", en: "to begin nearby")
      blocks += listBlocks(localTitle(view), sheet: sheet, view) + reasonBlocks(view)
    }
    if !advice["steps"].items.isEmpty {
      blocks += listBlocks(
        Text(ja: "対象地域のどこでもよいなら", en: "Anywhere in the area"),
        sheet: Text(ja: "次に声をかける", en: "whom to ask"), advice)
      if localViews.isEmpty { blocks += reasonBlocks(advice) }
    } else if let bound = advice["bound"]["sentence"].quote {
      // why there is nobody to ask
      blocks.append(.paragraph(ReportSentence(bound)))
    }
    if let table = viewTable(advice) { blocks.append(.table(table)) }
    blocks.append(contentsOf: kindBlocks(advice))
    blocks.append(contentsOf: openingBlocks(advice))
    blocks.append(contentsOf: robustnessBlocks(advice))
    blocks.append(contentsOf: candidateBlocks(advice))
    return Section(id: "advice", title: title, blocks: blocks)
  }

  // MARK: Steps

  private func listBlocks(
    _ title: Text, sheet: Text, _ view: RunNode
  ) -> [ReportDocument.Block] {
    [.table(stepTable(title, sheet: sheet, view))]
      + [view["bound"]["sentence"].quote].compactMap { $0.map { .paragraph(ReportSentence($0)) } }
  }

  private func stepTable(_ title: Text, sheet: Text, _ view: RunNode) -> ReportTable {
    let steps = view["steps"].items
    let hasYears = steps.contains { !$0["year"].isNull }
    let wasTried = steps.contains { !$0["stays"].isNull }
    let hasTowns = steps.contains { !$0["place"]["near"]["name"].isNull }
    let byCell = steps.contains { !$0["place"]["cell"].isNull }
    var columns = [Column("順", "#", .plain)]
    if hasYears { columns.append(Column("年目", "year", .plain)) }
    columns += [Column("種別", "kind"), Column("市町村", "municipality")]
    columns.append(hasTowns ? Column("付近", "near") : Column("メッシュ", "cell"))
    columns.append(Column("新しく届く", "newly reached", .people))
    if let seniors { columns.append(Column(seniors.name, .people)) }
    columns += [
      Column("届く人の割合", "share so far", .share), Column("いまの最寄り", "nearest today", .meters),
    ]
    if wasTried { columns.append(Column("残る割合", "stays", .share)) }
    return ReportTable(
      title, sheet: sheet, columns: columns,
      rows: steps.map { step in
        let place = step["place"]
        var cells: [Cell] = [.figure(step["rank"].figure(.plain))]
        if hasYears { cells.append(.figure(step["year"].figure(.plain))) }
        cells += [
          .text(kind(step["kind"].wording)), .quote(place["municipality"]["name"].quote),
          .quote(hasTowns ? place["near"]["name"].quote : place["cell"].quote),
          .figure(step["newlyCovered"].figure(.people)),
        ]
        if let seniors { cells.append(.figure(step["ages"][seniors.slug].figure(.people))) }
        cells += [
          .figure(step["shareAfter"].figure(.share)),
          .figure((step["nearestStations"].items.first ?? step["none"])["meters"].figure(.meters)),
        ]
        if wasTried { cells.append(.figure(step["stays"].figure(.share))) }
        return cells
      },
      note: steps.isEmpty
        ? nil
        : ReportSentence(
          Text(
            ja: "「届く人の割合」は、そこまでの拠点が全部できたときの、対象の人のうち徒歩圏に拠点がある人の割合です。"
              + (byCell ? "「いまの最寄り」は、メッシュの中心からの距離です。" : "")
              + (wasTried
                ? "「残る割合」は、断る候補があるとして試し、そこが応じた回のうち、この助言が残った（同じ種別の徒歩圏内の候補に替わったものも含む）割合です。"
                : ""),
            en: "Share so far: of the residents asked for, with all stations down to this row. "
              + (byCell ? "Nearest today: from the middle of the cell. " : "")
              + (wasTried
                ? "Stays: of the draws, in which candidates decline, in how many of those in which "
                  + "this one agrees the advice stays, or gives way to another of the kind within the "
                  + "walk."
                : ""))))
  }

  private func reasonBlocks(_ view: RunNode) -> [ReportDocument.Block] {
    let steps = view["steps"].items.prefix(12)
    guard !steps.isEmpty else { return [] }
    return [
      .heading(Text(ja: "なぜここか、なぜこの種別か", en: "Why here, and why this kind")),
      .items(
        steps.map { step in
          let rank = step["rank"].figure(.plain)
          var sentence = ReportSentence(
            ja: "\(rank)番目：\(step["whyHere"].quote)", en: "Number \(rank): \(step["whyHere"].quote)"
          )
          let others = ["whyThisKind", "ifDeclined", "whatWouldChange"].map { step[$0].quote }
          for quote in others.compactMap(\.self) {
            sentence = sentence + ReportSentence(quote)
          }
          return sentence
        }),
    ]
  }

  private func viewTable(_ advice: RunNode) -> ReportTable? {
    let others = advice["alternatives"].items
    guard !others.isEmpty else { return nil }
    func row(_ name: Cell, _ view: RunNode, _ bound: RunNode) -> [Cell] {
      let steps = view["steps"].items
      let last = steps.last ?? view["none"]
      return [
        name, .figure(steps.count(.places)), .figure(bound["objective"].figure(.counted)),
        .figure(last["shareAfter"].figure(.share)), .quote(bound["sentence"].quote),
      ]
    }
    return ReportTable(
      Text(ja: "見方を変えると", en: "The same with another eye"), sheet: Text(ja: "見方", en: "views"),
      columns: [
        Column("見方", "view"), Column("数", "places", .places),
        Column("新しく届く", "newly reached", .counted), Column("割合", "share", .share),
        Column("どのくらい確かか", "how good"),
      ],
      rows: [row(.words("対象地域のどこでも", "anywhere in the area"), advice, advice["bound"])]
        + others.map { row(.quote($0["name"].quote), $0, $0["bound"]) })
  }

  // MARK: Kinds

  private func kindBlocks(_ advice: RunNode) -> [ReportDocument.Block] {
    let kinds = advice["kinds"].items
    let known = kinds.filter { !$0["candidates"].isNull }
    var blocks: [ReportDocument.Block] = [
      .heading(Text(ja: "種別ごとに見ると", en: "By kind")),
      .items(advice["kindSentences"].items.compactMap(\.quote).map { ReportSentence($0) }),
    ]
    if let chart = shapleyChart(known) { blocks.append(.chart(chart)) }
    blocks.append(
      .table(
        ReportTable(
          Text(ja: "種別ごとの力", en: "What each kind could do"), sheet: Text(ja: "種別", en: "kinds"),
          columns: [
            Column("種別", "kind"), Column("候補", "listed", .items),
            Column("全部なら", "if all", .counted), Column("ここだけ", "only", .counted),
            Column("貢献分", "Shapley", .counted), Column("最良の一件", "best one", .counted),
            Column("案の中", "in the plan", .places),
          ],
          rows: kinds.map { entry in
            [
              .quote(entry["name"].quote), .figure(entry["candidates"].figure(.items)),
              .figure(entry["ceiling"].figure(.counted)),
              .figure(entry["onlyThisKind"].figure(.counted)),
              .figure(entry["shapley"].figure(.counted)),
              .figure(entry["bestCandidate"].figure(.counted)),
              .figure(entry["inPlan"].figure(.places)),
            ]
          },
          note: ReportSentence(
            Text(
              ja: "全部なら：候補がすべて加わったときに届く人。ここだけ：ほかの種別では届かない人。"
                + "貢献分：いくつかの種別が届く人を等分した人数（シャプレー値）。"
                + "「–」は候補の一覧がなく、わからないもの（なしではありません）。",
              en:
                "If all: reached if every candidate joined. Only: by no other known kind. Shapley: "
                + "residents shared equally among the kinds that reach them. A dash: not known, for want "
                + "of a list, which does not mean none.")))))
    if let chart = marginalChart(known) { blocks.append(.chart(chart)) }
    return blocks
  }

  private func shapleyChart(_ known: [RunNode]) -> ReportChart? {
    let kinds = known.filter { ($0["shapley"].number ?? 0) >= 0.5 }.enumerated().sorted { a, b in
      let (x, y) = (a.element["shapley"].number ?? 0, b.element["shapley"].number ?? 0)
      return x != y ? x > y : a.offset < b.offset
    }.map(\.element)
    guard kinds.count > 1 else { return nil }
    let all = kinds.map { $0["shapley"] }
    return ReportChart(
      title: Text(
        ja: "いま届いていない人への、種別ごとの貢献分（シャプレー値）",
        en: "What each kind could give to those not reached today (Shapley shares)"),
      series: [],
      form: .bars(
        kinds.map { entry in
          ReportChart.Bar(
            label: kind(entry["kind"].wording), parts: [entry["shapley"].figure(.counted)],
            end: entry["shapley"].figure(.counted),
            remark: ReportSentence(ReportFigure.share([entry["shapley"]], of: all)))
        }),
      summary: ReportSentence(
        ja:
          "貢献分がいちばん大きいのは\(kind(kinds[0]["kind"].wording).ja)で、\(kinds[0]["shapley"].figure(.counted))です。",
        en:
          "The largest share is that of \(kind(kinds[0]["kind"].wording).en): \(kinds[0]["shapley"].figure(.counted))."
      ))
  }

  private func marginalChart(_ known: [RunNode]) -> ReportChart? {
    let curves = known.compactMap { entry -> ReportChart.Curve? in
      let points = entry["marginal"].items.map {
        (x: $0["count"].figure(.places), y: $0["objective"].figure(.counted))
      }
      guard points.count > 1, (points.last?.y.value ?? 0) >= 0.5 else { return nil }
      return ReportChart.Curve(label: kind(entry["kind"].wording), points: points)
    }
    guard
      let best = curves.max(by: { ($0.points.last?.y.value ?? 0) < ($1.points.last?.y.value ?? 0) }
      ),
      let end = best.points.last
    else { return nil }
    return ReportChart(
      title: Text(
        ja: "その種別だけで拠点を増やしたとき、新しく届く人",
        en: "Residents newly reached by stations of one kind alone"),
      series: [],
      form: .curves(
        curves, x: Text(ja: "増やす拠点の数（か所）", en: "stations added"),
        y: Text(ja: "新しく届く人（人）", en: "residents newly reached")),
      summary: ReportSentence(
        ja: "\(end.x)まで増やしたとき、いちばん多くの人に届くのは\(best.label.ja)（\(end.y)）です。",
        en: "With \(end.x), \(best.label.en) reaches most: \(end.y)."))
  }

  // MARK: Municipalities, robustness, lists

  private func openingBlocks(_ advice: RunNode) -> [ReportDocument.Block] {
    // where nobody lives, or everybody is reached, there is nothing to open
    let openings = advice["municipalities"].items.filter {
      ($0["uncovered"].number ?? 0) >= 0.5
    }
    guard !openings.isEmpty else { return [] }
    let table = ReportTable(
      Text(ja: "次に広げる市町村", en: "Municipalities to open next"),
      sheet: Text(ja: "広げる市町村", en: "to open"),
      columns: [
        Column("市町村", "municipality"), Column("拠点", "stations", .stations),
        Column("候補", "listed", .items), Column("人口", "residents", .people),
        Column("届かない人", "not covered", .people), Column("隣の拠点だけ", "only across", .people),
        Column("一か所で", "with one", .counted), Column("二か所で", "with two", .counted),
        Column("三か所で", "with three", .counted),
      ],
      rows: openings.map { entry in
        let gains = entry["gains"].items
        return [
          .quote(entry["name"].quote), .figure(entry["stationsToday"].figure(.stations)),
          .figure(entry["candidates"].figure(.items)),
          .figure(entry["residents"].figure(.people)),
          .figure(entry["uncovered"].figure(.people)),
          .figure(entry["coveredAcross"].figure(.people)),
        ]
          + (0..<3).map {
            gains.indices.contains($0) ? .figure(gains[$0].figure(.counted)) : .blank
          }
      }, shownCount: 12,
      note: ReportSentence(
        Text(
          ja: "まだ拠点のない市町村が先で、その中では一か所目で届く人の多い順です。",
          en: "Those without a station first, by what a first one would reach.")))
    let reasons = openings.prefix(3).compactMap { $0["sentence"].quote }.map { ReportSentence($0) }
    return [.table(table)] + (reasons.isEmpty ? [] : [.items(reasons)])
  }

  private func robustnessBlocks(_ advice: RunNode) -> [ReportDocument.Block] {
    let answer = sentences(ofRobustness: advice)
    guard !answer.isEmpty else {
      return [
        .note(
          ReportSentence(
            Text(
              ja: "候補が断る場合や前提を変えた場合は試していません。確かさの図はありません。",
              en: "What happens when candidates decline or assumptions change was not tried; there "
                + "is no chart of it.")))
      ]
    }
    var blocks: [ReportDocument.Block] = [
      .heading(Text(ja: "どのくらい確かか", en: "How sure this is"))
    ]
    let local = localViews.filter { !sentences(ofRobustness: $0).isEmpty }
    for view in local {
      let title = localTitle(view)
      blocks.append(.paragraph(ReportSentence(Text(ja: title.ja + "：", en: title.en + ":"))))
      blocks.append(.items(sentences(ofRobustness: view)))
      blocks += variantChart(view)
    }
    if !local.isEmpty {
      blocks.append(
        .paragraph(ReportSentence(Text(ja: "対象地域のどこでもよいなら：", en: "Anywhere in the area:"))))
    }
    blocks.append(.items(answer))
    return blocks + variantChart(advice)
  }

  private func sentences(ofRobustness view: RunNode) -> [ReportSentence] {
    view["robustness"]["sentences"].items.compactMap(\.quote).map { ReportSentence($0) }
  }

  /// How much a plan reaches under other assumptions, of what could be reached.
  private func variantChart(_ view: RunNode) -> [ReportDocument.Block] {
    let variants = view["robustness"]["variants"].items
    guard !variants.isEmpty else { return [] }
    func stays(_ variant: RunNode) -> (kept: ReportFigure, all: ReportFigure) {
      let steps = variant["stays"].items
      return (steps.filter(\.isTrue).count(.places), steps.count(.places))
    }
    return [
      .chart(
        ReportChart(
          title: Text(
            ja: "前提を変えても、この案のままで届く人の割合（その前提でいちばん良い案とくらべて）",
            en: "With another assumption: what this plan reaches, of what the best plan then would"),
          series: [],
          form: .bars(
            variants.map { variant in
              let share = ReportFigure.share(
                [variant["objectiveOfPlan"]], of: [variant["objective"]])
              let (kept, all) = stays(variant)
              return ReportChart.Bar(
                label: variant["name"].quote.map { ReportSentence($0) }
                  ?? ReportSentence(Text(verbatim: "–")), parts: [share], end: share,
                remark: ReportSentence(
                  ja: "助言\(all)のうち\(kept)が残る", en: "\(bare: kept) of \(all) stay"))
            }),
          summary: ReportSentence(
            Text(
              ja: "棒が長いほど、前提が変わってもこの案で困らないことを表します。",
              en: "The longer the bar, the less the plan depends on the assumption."))))
    ]
  }

  private func candidateBlocks(_ advice: RunNode) -> [ReportDocument.Block] {
    let candidates = advice["candidates"]
    let layers = candidates["layers"].items
    var blocks: [ReportDocument.Block] = []
    if !layers.isEmpty {
      let kinds = layers.compactMap { $0["kind"].wording }.reduce(into: [String]()) { kinds, slug in
        if !kinds.contains(slug) { kinds.append(slug) }
      }
      var counts: [(key: String, column: Column)] = [
        ("read", Column("読んだ行", "read", .items)), ("wrong", Column("誤り", "wrong", .items)),
        ("withoutPosition", Column("位置なし", "no place", .items)),
        ("outside", Column("区域外", "outside", .items)),
        ("alreadyStations", Column("拠点ずみ", "stations", .items)),
        ("merged", Column("重なり", "merged", .items)), ("kept", Column("使う", "used", .items)),
      ]
      // only some lists have any
      for (key, column) in [
        ("otherKind", Column("別の種別", "other kind", .items)),
        ("playgrounds", Column("遊び場", "playgrounds", .items)),
        ("setAsideOnCentre", Column("中心と同じ点", "on a centre", .items)),
        ("setAsideCentre", Column("中心のみ", "centre only", .items)),
      ] where layers.contains(where: { ($0[key].number ?? 0) > 0 }) {
        counts.insert((key, column), at: 3)
      }
      blocks.append(
        .table(
          ReportTable(
            Text(ja: "候補の一覧", en: "Lists of candidates"), sheet: Text(ja: "候補の一覧", en: "lists"),
            columns: [Column("種別", "kind")] + counts.map(\.column),
            // a committee asks kinds, whatever the number of lists of each
            rows: kinds.map { slug in
              let lists = layers.filter { $0["kind"].wording == slug }
              return [.text(kind(slug))]
                + counts.map { count in .figure(lists.map { $0[count.key] }.sum(.items)) }
            })))
    }
    let findings = advice["findings"].items.compactMap(finding)
    if !findings.isEmpty { blocks.append(.items(Array(findings.prefix(20)))) }
    return blocks
  }
}
