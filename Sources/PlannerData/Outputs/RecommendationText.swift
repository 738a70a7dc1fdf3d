public import Planner

/// A recommendation as a committee reads it on a screen of 80 to 100 columns.
extension RecommendationDocument {
  /// Everything, beginning with what matters most.
  public func text(_ language: Language) -> String {
    let ja = language == .ja
    var text = plan.notices.map { "※ " + $0[language] + "\n" }.joined()
    text += paragraph(startSentence[language])
    if !countsPeople { text += paragraph(weightNote[language]) }
    text += heading(stepTitle[language]) + stepTable(language)
    if !(first?.steps.isEmpty ?? true) { text += stepLegend(language) }
    if let first {
      text += yearLines(language, of: first)
      text += "\n" + paragraph(boundSentence(first)[language])
      if let cost = costSentence(first) { text += paragraph(cost[language]) }
      text += reasons(language, of: first)
    }
    text += heading(ja ? "種別ごとに見ると" : "By kind")
    text += kindTable(language) + marginalTable(language) + "\n"
    text += kindSentences.map { item($0[language]) }.joined()
    if let agreement = agreementSentence { text += item(agreement[language]) }
    text += offerLines(language)
    if recommendation.plans.count > 1 {
      text += heading(ja ? "見方を変えると" : "Side by side") + viewTable(language)
      text += "\n" + viewSentences(language)
      // most residents live far from where the network is; these are the lists to start with
      for view in localPlans {
        text += heading(name(of: view)[language]) + stepTable(of: view, language)
        text += reasons(language, of: view)
      }
      if let ideal = recommendation.plans.first(where: { $0.view == .ideal }),
        !ideal.steps.isEmpty
      {
        text += heading(name(of: ideal)[language]) + stepTable(of: ideal, language)
      }
    }
    if !recommendation.openings.isEmpty {
      text += heading(ja ? "次に広げる市町村" : "Municipalities to open next")
      text += openingTable(language, limit: 10)
      text += "\n"
      text += recommendation.openings.prefix(3).map { item(sentence($0)[language]) }.joined()
    }
    let judged = recommendation.plans.filter { !robustnessSentences(of: $0).isEmpty }
    if !judged.isEmpty { text += heading(ja ? "どのくらい確かか" : "How sure this is") }
    for view in judged {
      // one list needs no name
      if judged.count > 1 { text += paragraph(name(of: view)[language] + (ja ? "：" : ":")) }
      text += robustnessSentences(of: view).map { item($0[language]) }.joined()
    }
    text += candidateSection(language)
    text += findings.map { item($0.described(in: language)) }.joined()
    text += "\n" + paragraph(Self.principle[language])
    text += "\n" + Assumptions(plan: plan).lines(language).map { paragraph($0) }.joined()
    if let note = roundingNote { text += paragraph(note[language] + (ja ? "。" : ".")) }
    return text
  }

  /// What stands in a plan's index: the answer and the kinds.
  func summary(_ language: Language) -> String {
    var text = stepTable(language) + "\n"
    if let first { text += paragraph(boundSentence(first)[language]) }
    text += (first.map(robustnessSentences) ?? []).map { paragraph($0[language]) }.joined()
    text += "\n" + kindTable(language) + "\n"
    text += kindSentences.map { item($0[language]) }.joined()
    return text + paragraph(Self.principle[language])
  }

  func heading(_ title: String) -> String { "\n■ \(title)\n" }
  func paragraph(_ text: String) -> String { TextTable.wrapped(text) }
  func item(_ text: String) -> String {
    TextTable.wrapped(text, first: "- ", indent: "  ")
  }

  /// The plans for where the network is, as far as they are other lists than those before them.
  private var localPlans: [Recommendation.Plan] {
    var told = [Set(first?.steps.map(\.candidate) ?? [])]
    return recommendation.plans.filter { view in
      let list = Set(view.steps.map(\.candidate))
      guard [.today, .nearby].contains(view.view), !list.isEmpty, !told.contains(list) else {
        return false
      }
      told.append(list)
      return true
    }
  }

  // MARK: Where we stand

  private var startSentence: Text {
    let residents = recommendation.residents.first ?? 0
    let covered = recommendation.coveredToday.first ?? 0
    let share = Figure.percent(residents > 0 ? covered / residents : nil)
    let within = WalkBand(plan.walk).within
    let scopeJa = request.scope.map { "対象にした\($0.count)市町村の" } ?? ""
    let scopeEn =
      request.scope.map {
        " of the \($0.count == 1 ? "municipality" : "\($0.count) municipalities") asked for"
      } ?? ""
    return Text(
      ja:
        "いま、\(scopeJa)\(Figure.people(residents))人のうち\(Figure.people(covered))人（\(share)）は、\(within.ja)以内に拠点があります。",
      en:
        "Today \(Figure.people(covered)) of \(Figure.people(residents)) residents\(scopeEn) (\(share)) have a station within \(within.en)."
    )
  }

  private var weightNote: Text {
    let ofPeople = request.attributeWeights.sorted { $0.key < $1.key }.map { slug, weight in
      (attributes.first { $0.slug == slug }?.name ?? Text(verbatim: slug), weight)
    }
    let weights =
      ofPeople + request.serviceWeights.sorted { $0.key < $1.key }.map { ($0.key.name, $0.value) }
    func list(_ language: Language) -> String {
      weights.map { name, weight in
        let number = JSONValue.number(weight).plain
        return language == .ja ? "\(name.ja)×\(number)" : "\(name.en) × \(number)"
      }.joined(separator: language == .ja ? "、" : ", ")
    }
    switch request.objective {
    case .covered:
      return Text(
        ja: "比べる数は重みつきです（\(list(.ja))）。",
        en: "What is compared is weighted (\(list(.en))).")
    case .expectedCovered:
      return Text(
        ja: "比べる数は、断られることや機能がないことも考えた見込みです（\(list(.ja))）。",
        en: "What is compared is expected, given that organisations may decline or lack a service "
          + "(\(list(.en))).")
    case .backup:
      return Text(
        ja: "比べる数は、2か所目が徒歩圏に入る人も1人と数えた、のべの人数です（\(list(.ja))）。",
        en: "What is compared counts residents once more for a second station "
          + "(\(list(.en))).")
    }
  }

  private var stepTitle: Text {
    let number = first?.steps.count ?? 0
    return Text(
      ja: "次に声をかけたい\(number)か所（効果の大きい順）",
      en: "Whom to ask next: \(number) places, most useful first")
  }

  // MARK: Tables

  func stepTable(_ language: Language) -> String {
    guard let first, !first.steps.isEmpty else {
      return paragraph(language == .ja ? "あげる場所がありません。" : "There is none.")
    }
    return stepTable(of: first, language)
  }

  /// What the columns of the table mean that do not say it themselves.
  private func stepLegend(_ language: Language) -> String {
    let ja = language == .ja
    let byCell = first?.steps.contains { isShownByCell($0) } ?? false
    var text =
      ja
      ? "累計：この行まで加わったときに、徒歩圏に拠点がある人の割合。最寄り：\(byCell ? "メッシュの中心から" : "")いまある拠点までの距離。"
      : "So far: the share of residents with a station once this and those above have joined. "
        + "Nearest: how far today's nearest station is\(byCell ? " from the middle of the cell" : "")."
    if first?.steps.contains(where: { $0.stays != nil }) ?? false {
      text +=
        ja
        ? "残る：そこが応じた回のうち、ほかの候補に断られても、この助言のままでよかった割合。"
        : " Stays: of the draws in which this one agrees, how often the advice held when others "
          + "declined."
    }
    return paragraph(text)
  }

  private func stepTable(of view: Recommendation.Plan, _ language: Language) -> String {
    let ja = language == .ja
    let old = attributes.firstIndex { $0.slug == "65+" }
    var columns: [(title: String, alignment: TextTable.Alignment)] = [
      (ja ? "順" : "#", .trailing)
    ]
    if request.perYear != nil { columns.append((ja ? "年" : "year", .trailing)) }
    columns += [
      (ja ? "種別" : "kind", .leading)
    ]
    // a plane has neither municipalities nor cells, but positions
    let isPlanar = plan.region.study.isPlanar
    columns +=
      isPlanar
      ? [("x", .trailing), ("y", .trailing)]
      : [
        (ja ? "市町村" : "municipality", .leading),
        plan.gazetteer == nil
          ? (ja ? "メッシュ" : "cell", .leading) : (ja ? "付近の町" : "near", .leading),
      ]
    columns.append((ja ? "新しく届く" : "new", .trailing))
    if old != nil { columns.append((ja ? "65歳以上" : "65+", .trailing)) }
    columns += [
      (ja ? "累計" : "so far", .trailing), (ja ? "最寄り" : "nearest", .trailing),
    ]
    let tried = view.steps.contains { $0.stays != nil }
    if tried { columns.append((ja ? "残る" : "stays", .trailing)) }
    if namesCandidates { columns.append((ja ? "候補" : "candidate", .leading)) }
    var table = TextTable(columns)
    for (index, step) in view.steps.enumerated() {
      let candidate = candidate(step)
      var row = ["\(index + 1)"]
      if request.perYear != nil {
        // a year is named once, so that the steps of each stand together
        let year = year(ofStep: index, in: view)
        let isNew = index == 0 || year != self.year(ofStep: index - 1, in: view)
        row.append(isNew ? year.map { ja ? "\($0)年目" : "\($0)" } ?? "–" : "")
      }
      row += [
        kindName(candidate.kind)[language]
      ]
      if isPlanar {
        let place = planarPlace(candidate)
        row += [Figure.fixed(place.easting, 0), Figure.fixed(place.northing, 0)]
      } else {
        row += [
          candidate.municipality.map { municipalities[$0].name } ?? "–",
          nearName(candidate) ?? cell(candidate)?.code ?? "–",
        ]
      }
      row.append(Figure.people(step.newlyCovered.first ?? 0))
      if let old {
        row.append(
          step.newlyCovered.indices.contains(old) ? Figure.people(step.newlyCovered[old]) : "–")
      }
      row += [
        Figure.percent(step.shareAfter),
        Figure.distance(shownNearest(of: step).first?.meters),
      ]
      if tried {
        let share = step.stays.map { Figure.fixed($0 * 100, 0) + "%" } ?? "–"
        row.append(isCoinToss(step) == true ? share + " " + doubt(step)[language] : share)
      }
      if namesCandidates { row.append(candidate.kind == nil ? "" : candidate.name) }
      table.add(row)
    }
    return table.rendered()
  }

  /// What each year brings.
  private func yearLines(_ language: Language, of view: Recommendation.Plan) -> String {
    let ja = language == .ja
    let years = Set(view.steps.compactMap(\.year)).sorted()
    guard !years.isEmpty else { return "" }
    return "\n"
      + years.map { year in
        let steps = view.steps.filter { $0.year == year }
        var number: [OrganizationKind?: Int] = [:]
        for step in steps { number[candidate(step).kind, default: 0] += 1 }
        let kinds = (recommendation.kinds.map { Optional($0) } + [nil]).compactMap { kind in
          number[kind].map {
            ja ? "\(kindName(kind).ja)\($0)" : "\(kind?.slug ?? "any") \($0)"
          }
        }
        let newly = steps.reduce(0) { $0 + ($1.newlyCovered.first ?? 0) }
        return item(
          ja
            ? "\(year)年目：\(steps.count)か所（\(kinds.joined(separator: "・"))）で、新しく\(Figure.people(newly))人に届く"
            : "Year \(year): \(steps.count) places (\(kinds.joined(separator: ", "))), "
              + "\(Figure.people(newly)) residents newly reached")
      }.joined()
  }

  /// What it costs, where anything was said of costs.
  private func costSentence(_ view: Recommendation.Plan) -> Text? {
    guard request.openingCostYen != nil || request.mostOpenings != nil else { return nil }
    func yen(_ value: Double) -> String { Figure.people(value) }
    let names = view.opened.map { municipalities[$0].name }
    var ja = "新しく開く市町村は\(names.count)"
    var en = "It opens \(names.count) \(names.count == 1 ? "municipality" : "municipalities")"
    if !names.isEmpty {
      ja += "（\(names.listed(upTo: 6, in: .ja))）"
      en += " (\(names.listed(upTo: 6, in: .en)))"
    }
    if let opening = view.cost.openingYen {
      ja += "で、開設の費用は\(yen(opening))円"
      en += ", which costs \(yen(opening)) yen"
      if let stations = view.cost.stationsYen, let total = view.cost.knownYen {
        ja += "、拠点の費用\(yen(stations))円と合わせて\(yen(total))円"
        en += "; with \(yen(stations)) yen for the stations, \(yen(total)) yen in all"
      } else if !view.steps.isEmpty {
        ja += "（拠点ごとの費用は分からないため含みません）"
        en += " (what the stations cost is not known, and not included)"
      }
    }
    return Text(ja: ja + "です。", en: en + ".")
  }

  private func reasons(_ language: Language, of view: Recommendation.Plan) -> String {
    guard !view.steps.isEmpty else { return "" }
    let ja = language == .ja
    var text = heading(ja ? "なぜここか、なぜこの種別か" : "Why here, and why this kind")
    for index in view.steps.indices {
      let number = "\(index + 1). "
      text += TextTable.wrapped(
        sentence(index, in: view)[language], first: number,
        indent: String(repeating: " ", count: number.count))
    }
    return text
  }

  private func viewTable(_ language: Language) -> String {
    let ja = language == .ja
    var table = TextTable([
      (ja ? "見方" : "view", .leading), (ja ? "か所" : "places", .trailing),
      (ja ? "新しく届く" : "new", .trailing), (ja ? "割合" : "share", .trailing),
      (ja ? "種別" : "kinds", .leading),
    ])
    for view in recommendation.plans {
      var number: [OrganizationKind?: Int] = [:]
      for step in view.steps { number[candidate(step).kind, default: 0] += 1 }
      let kinds = recommendation.kinds.map { Optional($0) } + [nil]
      let mix = kinds.compactMap { kind in
        number[kind].map { ja ? "\(kindName(kind).ja)\($0)" : "\(kind?.slug ?? "any") \($0)" }
      }
      let covered = view.steps.last.map {
        $0.coveredAfter - (recommendation.coveredToday.first ?? 0)
      }
      table.add([
        name(of: view)[language], "\(view.steps.count)", Figure.people(covered ?? 0),
        Figure.percent(view.steps.last?.shareAfter), mix.joined(separator: ja ? "・" : ", "),
      ])
    }
    return table.rendered()
  }

  private func viewSentences(_ language: Language) -> String {
    let usual = Set(first?.steps.map(\.candidate) ?? [])
    return recommendation.plans.enumerated().map { index, view in
      let name = name(of: view)[language] + (language == .ja ? "：" : ": ")
      guard index > 0, Set(view.steps.map(\.candidate)) == usual else {
        return item(name + boundSentence(view)[language])
      }
      return item(name + (language == .ja ? "同じ答えになります。" : "the same answer."))
    }.joined()
  }

  private func openingTable(_ language: Language, limit: Int) -> String {
    let ja = language == .ja
    var table = TextTable([
      (ja ? "市町村" : "municipality", .leading), (ja ? "拠点" : "stations", .trailing),
      (ja ? "候補" : "listed", .trailing), (ja ? "人口" : "residents", .trailing),
      (ja ? "届かない人" : "uncovered", .trailing), (ja ? "隣の拠点だけ" : "only across", .trailing),
      (ja ? "1か所で" : "with 1", .trailing), (ja ? "2か所で" : "with 2", .trailing),
      (ja ? "3か所で" : "with 3", .trailing),
    ])
    for opening in recommendation.openings.prefix(limit) {
      table.add(
        [
          municipalities[opening.municipality].name, "\(opening.stationsToday)",
          "\(opening.candidates)", Figure.people(opening.residents),
          Figure.people(opening.uncovered), Figure.people(opening.coveredAcross),
        ]
          + (0..<3).map {
            opening.gains.indices.contains($0) ? Figure.people(opening.gains[$0]) : "–"
          })
    }
    return table.rendered()
  }

  private func candidateSection(_ language: Language) -> String {
    guard let report, !report.perLayer.isEmpty else { return "" }
    let ja = language == .ja
    var counts: [(name: Text, count: (CandidateReport.Layer) -> Int)] = [
      (Text(ja: "読んだ行", en: "read"), \.read),
      (Text(ja: "誤り", en: "wrong"), \.wrong),
      (Text(ja: "位置なし", en: "no place"), \.withoutPosition),
      (Text(ja: "中心のみ", en: "centre only"), { $0.setAsideCentre + $0.setAsideOnCentre }),
      (Text(ja: "区域外", en: "outside"), \.outside),
      (Text(ja: "拠点ずみ", en: "stations"), \.alreadyStations),
      (Text(ja: "重なり", en: "merged"), \.merged),
      (Text(ja: "使う", en: "used"), \.kept),
    ]
    let rows = Figure.people(Double(report.total(\.read)))
    let places = Figure.people(Double(report.places))
    var note = [
      Text(
        ja: "\(rows)行は\(places)か所にあります。中心のみ：市町村や町の中心までしか位置がわからず、除いた行。",
        en: "The \(rows) rows stand on \(places) places. Centre only: placed no nearer than the "
          + "centre of a town or municipality, and set aside.")
    ]
    // only lists of welfare facilities have any
    if report.total(\.playgrounds) > 0 {
      counts.insert((Text(ja: "遊び場", en: "playgrounds"), \.playgrounds), at: 4)
      note.append(
        Text(ja: "遊び場：声をかける団体のない児童遊園など。", en: "Playgrounds: nobody to ask there."))
    }
    if report.total(\.otherKind) > 0 {
      counts.insert(
        (Text(ja: "別の種別", en: "other kind"), \.otherKind),
        at: counts.count - 4)
      note.append(
        Text(
          ja: "別の種別：福祉施設の一覧にある幼稚園（教育の一覧があれば教育に数えます）。",
          en: "Other kind: kindergartens among welfare facilities, which count where a list is "
            + "given for education."))
    }
    // which is which, where a kind has several
    for (kind, layers) in Dictionary(grouping: report.perLayer, by: \.kind)
      .sorted(by: { $0.key < $1.key }) where layers.count > 1
    {
      let files = layers.map { fileStem($0.path) }
      note.append(
        Text(
          ja: "\(kind.name.ja)は上から" + files.joined(separator: "、") + "。",
          en: "\(kind.name.en), from the top: " + files.joined(separator: ", ") + "."))
    }
    var table = TextTable(
      [(ja ? "種別" : "kind", .leading)] + counts.map { ($0.name[language], .trailing) })
    for layer in report.perLayer {
      table.add(
        [layer.kind.name[language]] + counts.map { Figure.people(Double($0.count(layer))) })
    }
    return heading(ja ? "候補の一覧" : "Candidates") + table.rendered()
      + paragraph(note.map { $0[language] }.joined(separator: ja ? "" : " "))
  }
}

extension JSONValue {
  /// A single value as it is written.
  fileprivate var plain: String {
    String(decoding: serialized().dropLast(), as: UTF8.self)
  }
}
