package import Planner

/// The words of a recommendation: for a committee, plain and kind, and only as sure as the numbers
/// are. A kind without a list of candidates is not compared with anything.
extension RecommendationDocument {
  private var within: Text { WalkBand(plan.walk).within }

  // MARK: Steps

  /// Whom a station here would reach, and how far these people have to go today.
  func whyHere(_ index: Int, in view: Recommendation.Plan) -> Text {
    let step = view.steps[index]
    let services = plan.request.question.services.sorted()
    let whatJa = services.isEmpty ? "拠点" : services.map(\.name.ja).joined(separator: "か") + "の拠点"
    let whatEn =
      services.isEmpty
      ? "station" : "station with " + services.map(\.name.en).joined(separator: " or ")
    let people = step.newlyCovered.first ?? 0
    let what = title(candidate(step))
    var ja = what.ja + "。"
    var en = what.en + ": "
    if people < 0.5 {
      let more = amount(gain(ofStep: index, in: view))
      if request.objective == .expectedCovered {
        ja += "ここより上の案が断られたときのための場所です（\(more.ja)）。"
        en += "for the case that those above it decline (\(more.en))."
      } else {
        ja += "すでに届いている人たちの近くに、もう1か所ふえます（\(more.ja)）。"
        en += "one more place near residents who have one already (\(more.en))."
      }
    } else {
      var old = (ja: "", en: "")
      if let index = attributes.firstIndex(where: { $0.slug == "65+" }),
        step.newlyCovered.indices.contains(index)
      {
        let number = Figure.people(step.newlyCovered[index])
        let range = step.newlyCoveredBounds[index].map {
          (low: Figure.people($0.lowerBound), high: Figure.people($0.upperBound))
        }
        old = (
          "（うち65歳以上\(number)人\(range.map { "。秘匿のため\($0.low)〜\($0.high)人" } ?? "")）",
          " (\(number) of them 65 or older"
            + (range.map { "; \($0.low) to \($0.high), as values are suppressed" } ?? "") + ")"
        )
      }
      let parts = step.municipalities.filter { $0.share >= 0.05 }.prefix(3)
      let shares = parts.map {
        "\(municipalities[$0.index].name)\(Figure.fixed($0.share * 100, 0))%"
      }
      let number = Figure.people(people)
      ja += "\(within.ja)以内に\(whatJa)がない\(number)人\(old.ja)に、新しく届きます"
      en += "reaches \(number) residents\(old.en) who have no \(whatEn) within \(within.en)"
      if shares.count > 1 {
        ja += "（\(shares.joined(separator: "・"))）"
        en += " (\(shares.joined(separator: ", ")))"
      }
      if request.objective == .backup {
        let more = amount(gain(ofStep: index, in: view))
        ja += "（2か所目になる人も入れて\(more.ja)）"
        en += ", \(more.en)"
      }
      ja += "。"
      en += "."
    }
    if let nearest = shownNearest(of: step).first {
      let name = plan.stations[nearest.station].name
      let meters = Figure.distance(nearest.meters)
      // the place that is shown is the middle of a cell, and so is what is measured from
      if isShownByCell(step), nearest.meters <= plan.walk.boundMeters {
        // from the middle of a cell it may be within the walk, and is not from where they live
        ja += "いまの最寄りは「\(name)」で、この人たちには徒歩圏の外です。"
        en += " The nearest station today is \(name), beyond the walk of these residents."
      } else {
        ja += "いまの最寄りは「\(name)」で、\(isShownByCell(step) ? "メッシュの中心から" : "")\(meters)です。"
        en +=
          " The nearest station today is \(name), \(meters) "
          + (isShownByCell(step) ? "from the middle of the cell." : "away.")
      }
    }
    return Text(ja: ja, en: en)
  }

  /// `東金市（メッシュ534022791）の寺社`.
  private func title(_ candidate: Candidate) -> Text {
    let (place, kind) = (place(candidate), kindName(candidate.kind))
    if candidate.kind == nil || namesCandidates {
      return Text(ja: "\(place.ja)（\(kind.ja)）", en: "\(place.en) (\(kind.en))")
    }
    return Text(ja: "\(place.ja)の\(kind.ja)", en: "\(place.en), \(kind.en)")
  }

  /// Why this kind, and how many fewer the best other kind would reach.
  func whyThisKind(_ index: Int, in view: Recommendation.Plan) -> Text {
    let step = view.steps[index]
    guard let kind = candidate(step).kind else {
      return Text(
        ja: "種別を決めずに、場所の目安だけを示しています。",
        en: "This is an ideal spot, an indication of what any kind could do.")
    }
    guard let other = step.otherKinds.first else {
      if known.count > 1 {
        return Text(
          ja: request.objective == .covered
            ? "一覧のあるほかの種別には、この人たちの半分以上に届く候補が（案の外に）ありません。"
            : "一覧のあるほかの種別には、ここの代わりに半分以上の効果がある候補が（案の外に）ありません。",
          en: request.objective == .covered
            ? "No other kind with a list has a candidate beside the plan that reaches half of these "
              + "residents."
            : "No other kind with a list has a candidate beside the plan that would do half as much "
              + "in its stead.")
      }
      return Text(
        ja: "ほかの種別は候補の一覧がないため、比べていません。",
        en: "The other kinds have no list of candidates, so nothing is compared.")
    }
    let difference = gain(ofStep: index, in: view) - other.newlyCovered
    if abs(difference) < 0.5 {
      return Text(
        ja: "\(other.kind.name.ja)でも、同じだけの人に届きます。",
        en: "A place of another kind (\(other.kind.name.en)) would reach as many.")
    }
    if difference < 0 {
      return Text(
        ja: "\(other.kind.name.ja)のほうが\(amount(-difference).ja)多く届きますが、全体の条件に合わせてこちらを選んでいます。",
        en: "Another kind (\(other.kind.name.en)) would reach \(amount(-difference).en) more, but "
          + "this one fits the plan and its conditions.")
    }
    return Text(
      ja:
        "\(kind.name.ja)をすすめるのは、届く人がいちばん多いからです。次によいのは\(other.kind.name.ja)で、届く人は\(amount(difference).ja)少なくなります。",
      en: "This kind (\(kind.name.en)) reaches most; the next best kind (\(other.kind.name.en)) "
        + "would reach \(amount(difference).en) fewer.")
  }

  /// Whom to ask instead where this one declines; `nil` for ideal sites, which nobody asks.
  func ifDeclined(_ index: Int, in view: Recommendation.Plan) -> Text? {
    let step = view.steps[index]
    guard let kind = candidate(step).kind else { return nil }
    let others = [step.sameKind, step.otherKinds.first].compactMap(\.self)
    guard let next = others.max(by: { $0.newlyCovered < $1.newlyCovered }) else {
      return Text(
        ja: "断られたときに代わりになる候補（半分以上の人に届くところ）は、案の外にありません。",
        en: "If it declines, no candidate beside the plan would do half as much in its stead.")
    }
    let place = place(recommendation.candidates[next.candidate])
    let people = amount(next.newlyCovered)
    let name = next.kind == kind ? Text(ja: "同じ種別", en: "same kind") : next.kind.name
    return Text(
      ja: "断られたら、次は\(place.ja)の\(name.ja)で、\(people.ja)に届きます。",
      en: "If it declines, next is \(place.en) (\(name.en)), which reaches \(people.en).")
  }

  /// How often the advice stays when others decline; `nil` where nobody tried.
  func whatWouldChange(_ step: Recommendation.Step) -> Text? {
    guard let stays = step.stays else { return nil }
    let share = Figure.fixed(stays * 100, 0)
    if stays < Self.unlikelyToStay {
      return Text(
        ja: "ここが応じ、ほかの候補が断る場合を試すと、この助言が残ったのは\(share)%の回だけです。断りが出れば、ほかの候補に替わるとお考えください。",
        en:
          "When this one agrees and others decline at random, the advice stays in only \(share)% of "
          + "the draws: expect another in its place.")
    }
    if stays < Self.coinToss {
      return Text(
        ja: "ここが応じ、ほかの候補が断る場合を試すと、この助言が残ったのは\(share)%の回です。五分五分とお考えください。",
        en:
          "When this one agrees and others decline at random, the advice stays in \(share)% of the "
          + "draws: a coin toss.")
    }
    return Text(
      ja: "ここが応じれば、ほかに断る候補があっても、試した回の\(share)%でこの助言は残りました。",
      en:
        "When this one agrees, the advice stays in \(share)% of the draws in which others decline "
        + "at random.")
  }

  func sentence(_ index: Int, in view: Recommendation.Plan) -> Text {
    let parts =
      [whyHere(index, in: view), whyThisKind(index, in: view)]
      + [ifDeclined(index, in: view), whatWouldChange(view.steps[index])].compactMap { $0 }
    return Text(
      ja: parts.map(\.ja).joined(), en: parts.map(\.en).joined(separator: " "))
  }

  // MARK: Kinds

  /// Whom to ask next. Kinds without a list of candidates are only said to be unknown.
  var kindSentences: [Text] {
    var sentences: [Text] = []
    let next = known.filter { $0.share.inPlan > 0 }.enumerated().sorted { a, b in
      let (x, y) = (a.element.share, b.element.share)
      if x.inPlan != y.inPlan { return x.inPlan > y.inPlan }
      return x.shapley != y.shapley ? x.shapley > y.shapley : a.offset < b.offset
    }.map(\.element.kind.name)
    let alone = known.max { $0.share.onlyThisKind < $1.share.onlyThisKind }
    var ja = ""
    var en = ""
    // with lists missing, all of it is true among the others alone
    let isPartial = !missing.isEmpty && known.count > 1
    if !next.isEmpty {
      let (namesJa, namesEn) = (next.prefix(2).map(\.ja), next.prefix(2).map(\.en))
      ja += isPartial ? "候補のわかっている\(known.count)種別の中では、" : ""
      let local = kindsNearby
      ja += "次は\(namesJa.joined(separator: "と"))"
      ja +=
        local.isEmpty
        ? "（この案に多い順）。" : "（どこでもよい案に多い順。いまの市町村の中だけなら\(local.map(\.ja).joined(separator: "、"))）。"
      en += isPartial ? "Of the \(known.count) kinds with known candidates, next: " : "Next: "
      en += "\(namesEn.joined(separator: ", then ")), by their number in the plan"
      en +=
        local.isEmpty
        ? ". "
        : " for anywhere (in today's municipalities only: \(local.map(\.en).joined(separator: ", "))). "
    }
    if known.count > 1, let alone, alone.share.onlyThisKind >= 0.5 {
      let people = amountIfAll(alone.share.onlyThisKind)
      if next.isEmpty, isPartial {
        ja += "候補のわかっている\(known.count)種別の中で、"
        en += "Of the \(known.count) kinds with known candidates: "
      }
      ja += "\(alone.kind.name.ja)の候補でしか届かない人が\(people.ja)います。"
      en += "\(people.en) can be reached by one kind only (\(alone.kind.name.en)). "
    }
    if !ja.isEmpty { sentences.append(Text(ja: ja, en: en.trimmingLastBlank)) }
    if let most = known.max(by: { $0.share.candidates < $1.share.candidates }),
      let best = known.max(by: { $0.share.perCandidate < $1.share.perCandidate }),
      // averages that are nearly alike say nothing
      most.kind != best.kind, most.share.perCandidate * 1.1 < best.share.perCandidate
    {
      sentences.append(
        Text(
          ja:
            "候補の数がいちばん多いのは\(most.kind.name.ja)ですが、候補1件あたりで届く人（全部の候補でならした数）は\(best.kind.name.ja)のほうが多く、数の多い種別がよいとは限りません。",
          en:
            "Most candidates are of one kind (\(most.kind.name.en)), but on average over its list a "
            + "candidate of another (\(best.kind.name.en)) reaches more: the longest list is not the "
            + "best kind."
        ))
    }
    if let unknown = missingSentence { sentences.append(unknown) }
    return sentences
  }

  /// Kinds by their number in the plan for today's municipalities: `教育6`.
  private var kindsNearby: [Text] {
    guard let today = recommendation.plans.first(where: { $0.view == .today }) else { return [] }
    var number: [OrganizationKind: Int] = [:]
    for step in today.steps {
      if let kind = candidate(step).kind { number[kind, default: 0] += 1 }
    }
    return number.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map {
      Text(ja: "\($0.key.name.ja)\($0.value)", en: "\($0.key.name.en) \($0.value)")
    }
  }

  /// How likely organisations that are asked agree, where anything is said or known of it.
  var agreementSentence: Text? {
    let stated = recommendation.kinds.compactMap { kind in
      request.agreement[kind.slug].map { (kind: kind, share: $0) }
    }
    guard !stated.isEmpty else { return nil }
    func list(_ language: Language) -> String {
      stated.map { kind, share in
        let percent = Figure.fixed(share * 100, 0)
        // a flag wins over what was learned
        let record = past[kind.slug].flatMap { $0.mean == share ? $0 : nil }
        switch language {
        case .ja:
          return "\(kind.name.ja)\(percent)%"
            + (record.map { "（これまでの依頼\($0.asked)件のうち承諾\($0.agreed)件から）" } ?? "")
        case .en:
          return "\(kind.name.en) \(percent)%"
            + (record.map { " (from \($0.agreed) of \($0.asked) past requests)" } ?? "")
        }
      }.joined(separator: language == .ja ? "、" : ", ")
    }
    return Text(
      ja: "お願いして応じてもらえる見込み：\(list(.ja))。", en: "How likely one that is asked agrees: \(list(.en)).")
  }

  var missingSentence: Text? {
    guard !missing.isEmpty else { return nil }
    return Text(
      ja: "\(missing.map(\.name.ja).joined(separator: "・"))は候補の一覧がないため、わかりません"
        + "（0ではありません）。一覧を加えると比べられます。",
      en: "Not known, for want of a list of candidates (which does not mean zero): "
        + missing.map(\.name.en).joined(separator: ", ")
        + ". With their lists they can be compared.")
  }

  // MARK: Views, municipalities, robustness

  func name(of view: Recommendation.Plan) -> Text {
    switch view.view {
    case .anywhere:
      return Text(ja: "対象地域のどこでも", en: "anywhere in the area")
    case .today:
      return Text(ja: "いまの市町村の中だけ", en: "today's municipalities only")
    case .nearby:
      return Text(ja: "いまの市町村とその隣", en: "today's municipalities and neighbours")
    case .ideal:
      return Text(
        ja: "種別を問わず、どのメッシュでもよいとしたら（目安）", en: "any cell, of no kind (an indication)")
    case .floor:
      guard let floor = view.floor else {
        return Text(ja: "どの市町村にも下限を設ける", en: "with a floor for every municipality")
      }
      let number = view.floorMunicipalities.count
      return Text(
        ja: "\(number)市町村のどこでも\(Figure.percent(floor))以上",
        en: "each of \(number) municipalities at least \(Figure.percent(floor))")
    }
  }

  /// Why to open a municipality, or not yet.
  func sentence(_ opening: Recommendation.Opening) -> Text {
    let name = municipalities[opening.municipality].name
    let uncovered = Figure.people(opening.uncovered)
    var ja =
      opening.stationsToday == 0
      ? "\(name)にはまだ拠点がなく、" : "\(name)には拠点が\(opening.stationsToday)か所あり、"
    ja += "徒歩圏に拠点がない人は\(uncovered)人です。"
    let stations =
      opening.stationsToday == 0
      ? "no station yet"
      : "\(opening.stationsToday) station\(opening.stationsToday == 1 ? "" : "s")"
    var en = "\(name) has \(stations); \(uncovered) residents have none within the walk."
    if let one = opening.gains.first, one >= 0.5 {
      ja += "1か所加わると\(amountIfAll(one).ja)に届きます"
      en += " One more would reach \(amountIfAll(one).en)"
      if opening.gains.count > 1, opening.gains[1] - one >= 0.5 {
        ja += "（2か所なら\(amountIfAll(opening.gains[1]).ja)）"
        en += " (two: \(amountIfAll(opening.gains[1]).en))"
      }
      ja += "。"
      en += "."
    } else if opening.candidates == 0 {
      ja += "ここの候補は、まだ一覧にありません。"
      en += " No candidate here is on a list yet."
    }
    if opening.coveredAcross >= 0.5 {
      let across = Figure.people(opening.coveredAcross)
      ja += "\(across)人には、隣の市町村の拠点がすでに届いています。"
      en += " Stations across its lines reach \(across) already."
    }
    return Text(ja: ja, en: en)
  }

  /// How far the advice can be relied on.
  func robustnessSentences(of view: Recommendation.Plan) -> [Text] {
    guard let robustness = view.robustness, !view.steps.isEmpty else { return [] }
    var sentences: [Text] = []
    let number = view.steps.count
    let judged = view.steps.enumerated().compactMap { index, step in
      isCoinToss(step).map { (number: index + 1, isCoinToss: $0) }
    }
    if robustness.draws > 0, !judged.isEmpty {
      let tossed = judged.filter(\.isCoinToss).map { String($0.number) }
      func numbers(_ areUnlikely: Bool) -> String {
        view.steps.enumerated().filter { _, step in
          isCoinToss(step) == true && ((step.stays ?? 1) < Self.unlikelyToStay) == areUnlikely
        }.map { String($0.offset + 1) }.joined(separator: "・")
      }
      let (even, unlikely) = (numbers(false), numbers(true))
      let percent = Figure.fixed(robustness.refusal * 100, 0)
      var ja =
        "候補が\(percent)%の割合で断るとして（見込みを決めた種別はその値で）\(robustness.draws)回試すと、\(number)か所のうち\(number - tossed.count)か所は、そこが応じた回の6割以上で残りました（同じ種別の徒歩圏内の候補に替わった回も含みます）。"
      var en =
        "With \(percent)% of the candidates declining (or as stated for their kind), in \(robustness.draws) draws, \(number - tossed.count) of \(number) stay in 60% or more of those in which they agree (or give way to another of their kind within the walk)."
      if !even.isEmpty {
        ja += "\(even)番目は五分五分です。"
        en += " A coin toss: number \(even.replacing("・", with: ", "))."
      }
      if !unlikely.isEmpty {
        ja += "\(unlikely)番目は替わりやすいです。"
        en += " Likely to change: number \(unlikely.replacing("・", with: ", "))."
      }
      sentences.append(Text(ja: ja, en: en))
    }
    if robustness.draws == 0, recommendation.request.robustnessDraws > 0 {
      sentences.append(
        Text(
          ja: "時間の上限に達したため、候補が断る場合は試していません。",
          en: "There was no time left to try what happens when candidates decline."))
    }
    let variants = robustness.variants.map { variant in
      (variant.name, "\(variant.stays.count { $0 })/\(variant.stays.count)")
    }
    if !variants.isEmpty {
      sentences.append(
        Text(
          ja: "前提を変えても残る数：" + variants.map { "\($0.ja) \($1)" }.joined(separator: "、") + "。",
          en: "What stays when an assumption changes: "
            + variants.map { "\($0.en) \($1)" }.joined(separator: ", ") + "."))
    }
    return sentences
  }

  /// How to ask: the network's own principle.
  package static let principle = Text(
    ja: "お願いは「よかったら」から。できる範囲で、無理をしない形でご相談ください。",
    en: "Ask with an \"if you would like to\": as far as each can, and without strain.")
}

extension String {
  fileprivate var trimmingLastBlank: String { last == " " ? String(dropLast()) : self }
}
