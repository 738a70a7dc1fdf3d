internal import Planner

extension ReportRun {
  /// The first page: what a member of the committee takes home, each of which stands in a table of
  /// the pages behind it.
  func findings(hasMap: Bool) -> ReportDocument.Section {
    var blocks: [ReportDocument.Block] = []
    func part(_ ja: String, _ en: String, _ sentences: [ReportSentence]) {
      guard !sentences.isEmpty else { return }
      blocks.append(.heading(Text(ja: ja, en: en)))
      blocks.append(.items(sentences))
    }
    part("誰が歩いて行けて、誰が行けないか", "Who can walk to a station, and who cannot", reachSentences)
    part("大きな空白", "The largest gaps", gapSentences)
    part("市町村どうしで", "Between municipalities", flowSentences)
    part("次に声をかける相手", "Whom to ask next", adviceSentences)
    part("どのくらい確かか", "How sure this is", certaintySentences)
    if hasMap { blocks.append(.map) }
    return .init(
      id: "findings", title: Text(ja: "わかったこと", en: "Findings"), blocks: blocks)
  }

  private var reachSentences: [ReportSentence] {
    guard hasStations else {
      return [
        ReportSentence(
          ja: "条件に合う拠点がまだありません。対象地域の\(region["residents"].figure(.people))は、どこにも歩いて行けません。",
          en:
            "There is no station yet that fits the question: none of the \(region["residents"].figure(.people)) can walk to one."
        )
      ]
    }
    var sentences: [ReportSentence] = []
    let all = region["residents"].figure(.people)
    let covered = region["covered"].figure(.people)
    let share = region["share"].figure(.share)
    let uncovered = region["depth"]["0"].figure(.people)
    if home.isEmpty || home.count == municipalities.count {
      sentences.append(
        ReportSentence(
          ja: "\(stationCount)の拠点の徒歩圏（\(walk.ja)）に、\(all)のうち\(covered)（\(share)）が住んでいます。",
          en:
            "\(bare: covered) of \(all) (\(share)) live within \(walk.en) of one of \(stationCount)."
        ))
    } else {
      let residents = home.map { $0["residents"] }
      let inHome = home.map { $0["covered"] }
      let ofHome = ReportFigure.share(inHome, of: residents)
      let towns = home.count(.municipalities)
      sentences.append(
        ReportSentence(
          ja:
            "拠点のある\(towns)に住む\(residents.sum(.people))のうち、\(inHome.sum(.people))（\(ofHome)）は\(walk.ja)以内に拠点があります（拠点は\(stationCount)）。",
          en:
            "Of \(residents.sum(.people)) in the \(towns) that have stations (\(stationCount)), \(bare: inHome.sum(.people)) (\(ofHome)) have one within \(walk.en)."
        ))
      sentences.append(
        ReportSentence(
          ja: "対象地域の全体では\(all)のうち\(covered)（\(share)）で、\(uncovered)は歩いて行ける拠点がありません。",
          en:
            "In the whole study area it is \(bare: covered) of \(all) (\(share)); \(bare: uncovered) have none within the walk."
        ))
    }
    if let seniors {
      let own = tally(region, seniors)
      let old = home.isEmpty ? [own] : home.map { tally($0, seniors) }
      let share = ReportFigure.share(old.map { $0["covered"] }, of: old.map { $0["residents"] })
      let without = old.map { $0["depth"]["0"] }.sum(.people)
      sentences.append(
        ReportSentence(
          ja:
            "\(words: home.isEmpty ? "" : "拠点のある市町村で、")\(words: seniors.name.ja)の\(share)は徒歩圏に拠点があり、\(without)にはありません。",
          en:
            "Of those of \(words: seniors.name.en)\(words: home.isEmpty ? "" : " in these municipalities"), \(share) have a station within the walk; \(bare: without) do not."
        ))
    }
    // along streets a share of the residents may have no way to any station, and no distance
    if !region["nearest"]["medianMeters"].isNull {
      let half = region["nearest"]["medianMeters"].figure(.meters)
      let most = region["nearest"]["p90Meters"].figure(.meters)
      sentences.append(
        region["nearest"]["p90Meters"].isNull
          ? ReportSentence(
            ja: "全体では、最寄りの拠点まで、半数の人が\(half)以内です。十人に一人より多くの人には、歩いて行ける道がありません。",
            en:
              "Over the whole area the nearest station is within \(half) for half of the residents; more than one in ten have no way to walk to any."
          )
          : ReportSentence(
            ja: "全体では、最寄りの拠点まで、半数の人が\(half)以内、十人に九人が\(most)以内です。",
            en:
              "Over the whole area the nearest station is within \(half) for half of the residents, and within \(most) for nine in ten."
          ))
    }
    let one = region["depth"]["1"].figure(.people)
    let several = [region["depth"]["2"], region["depth"]["3+"]].sum(.people)
    sentences.append(
      ReportSentence(
        ja: "徒歩圏の拠点がただ一つの人は\(one)で、その拠点が閉じると徒歩圏の拠点がなくなります。二つ以上ある人は\(several)です。",
        en:
          "\(one) have exactly one station within the walk, and none if it closes; \(bare: several) have two or more."
      ))
    return sentences
  }

  private var gapSentences: [ReportSentence] {
    let summary = gaps["summary"]
    let number = summary["gaps"].figure(.places)
    guard (number.value ?? 0) >= 1 else { return [noGap] }
    var sentences = [
      ReportSentence(
        ja:
          "拠点を一つ置けば\(summary["minimum"].figure(.people))以上に届く空白地が\(number)あり、そこに\(summary["inGaps"].figure(.people))が住んでいます。",
        en:
          "There are \(number) where one more station would reach at least \(summary["minimum"].figure(.people)); \(bare: summary["inGaps"].figure(.people)) live there."
      )
    ]
    let near = nearGaps
    let largest = near.isEmpty ? allGaps : near
    if !near.isEmpty, near.count < allGaps.count {
      sentences.append(
        ReportSentence(
          Text(
            ja: "拠点のある市町村では、次の場所が大きな空白です。",
            en: "In municipalities that have stations, the largest are:")))
    }
    sentences += largest.prefix(3).compactMap { $0["properties"]["sentence"].quote }
      .map { ReportSentence($0) }
    return sentences
  }

  /// Said where nothing is left that one more station could do.
  var noGap: ReportSentence {
    let minimum = gaps["summary"]["minimum"].figure(.people)
    return ReportSentence(
      ja: "拠点を一つ増やして新しく\(minimum)以上に届く場所は、ありません。",
      en: "There is no place where one more station would newly reach \(minimum) or more.")
  }

  private var flowSentences: [ReportSentence] {
    let across = region["coveredAcross"].figure(.people)
    guard (across.value ?? 0) >= 0.5 else {
      guard hasStations else { return [] }
      return [
        ReportSentence(
          Text(
            ja: "市町村の境をこえる利用は見つかりませんでした。歩いて行ける人は、みな自分の市町村に拠点があります。",
            en: "Nothing crosses municipal lines: whoever has a station within the walk has one of "
              + "their own municipality."))
      ]
    }
    var sentences = [
      ReportSentence(
        ja:
          "徒歩圏に拠点がある人のうち\(across)は、隣の市町村の拠点だけが徒歩圏です。市町村ごとに数えると見落とす人たちです。",
        en:
          "\(across) have only a station of a neighbouring municipality within the walk: counted by municipality alone, they would be missed."
      )
    ]
    for flow in flows.prefix(2) {
      sentences.append(
        ReportSentence(
          ja:
            "\(flow["residentsOfName"].quote)で徒歩圏に拠点がある人のうち\(flow["residents"].figure(.people))は、\(server(flow).ja)の拠点が最寄りです。",
          en:
            "Of those in \(flow["residentsOfName"].quote) who have a station within the walk, \(flow["residents"].figure(.people)) have their nearest in \(server(flow).en)."
        ))
    }
    return sentences
  }

  private var adviceSentences: [ReportSentence] {
    guard let advice else { return [noCandidates] }
    var sentences = advice["kindSentences"].items.compactMap(\.quote).map { ReportSentence($0) }
    if localViews.isEmpty {
      let first = Text(ja: "多くの人に届く順に：", en: "Those that reach most:")
      return sentences + [beginning(first, advice)].compactMap(\.self)
    }
    return sentences
      + localViews.compactMap { view in
        let title = localTitle(view)
        return beginning(Text(ja: title.ja + "、届く人の多い順に：", en: title.en + ":"), view)
      }
  }

  /// The first steps in one sentence: `東金市の寺社（1,502人）`.
  private func beginning(_ title: Text, _ view: RunNode) -> ReportSentence? {
    let title = ReportSentence(title)
    var list: ReportSentence?
    for step in view["steps"].items.prefix(4) {
      let place = step["place"]["municipality"]["name"].quote
      let kind = kind(step["kind"].wording)
      let people = step["newlyCovered"].figure(.people)
      let one =
        place.map {
          ReportSentence(ja: "\($0)の\(kind.ja)（\(people)）", en: "\(kind.en) in \($0) (\(people))")
        } ?? ReportSentence(ja: "\(kind.ja)（\(people)）", en: "\(kind.en) (\(people))")
      list =
        list.map { ReportSentence(ja: "\($0.ja)、\(one.ja)", en: "\($0.en), \(one.en)") } ?? one
    }
    return list.map {
      ReportSentence(ja: "\(title.ja)\($0.ja)。", en: "\(title.en) \($0.en).")
    }
  }

  /// Said where nobody made a list of whom one could ask.
  var noCandidates: ReportSentence {
    ReportSentence(
      Text(
        ja: "声をかける候補の一覧がないため、誰に声をかけるとよいかは計算していません。"
          + "候補の一覧を加えると計算できます。",
        en: "There is no list of places that could be asked, so whom to ask next is not reckoned. "
          + "With lists it can be."))
  }

  private var certaintySentences: [ReportSentence] {
    var sentences: [ReportSentence] = []
    if let advice {
      // of the first list that stands on this page
      let shown = localViews.first ?? advice
      if let local = localViews.first {
        let title = localTitle(local)
        sentences.append(
          ReportSentence(
            Text(
              ja: "案の確かさは、「\(title.ja)」の案についてのものです。",
              en: "How sure a plan is, is said of the one called \"\(title.en)\".")))
      }
      if let bound = shown["bound"]["sentence"].quote { sentences.append(ReportSentence(bound)) }
      sentences += shown["robustness"]["sentences"].items.compactMap(\.quote)
        .map { ReportSentence($0) }
    }
    let assumptions = coverage["assumptions"]
    if let note = assumptions["walk"]["note"].quote {
      sentences.append(ReportSentence(ja: "\(words: isByAge ? "" : "距離は")\(note)。", en: "\(note)."))
    }
    let suppressed = assumptions["suppressedCells"].figure(.items)
    if (suppressed.value ?? 0) > 0 {
      sentences.append(
        ReportSentence(
          ja: "人口の\(suppressed)の区画では年齢が秘匿されており、年齢別の数は推計です。",
          en:
            "Ages are suppressed in \(suppressed) of the population; figures by age are estimates."
        ))
    }
    let setAside = assumptions["setAside"].items
    if !setAside.isEmpty {
      sentences.append(
        ReportSentence(
          ja: "誤りのある\(setAside.count(.items))の行を除いて計算しました。",
          en: "Rows with errors were left out: \(setAside.count(.items))."))
    }
    return sentences
  }
}
