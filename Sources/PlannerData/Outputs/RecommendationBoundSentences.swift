internal import Planner

/// How good the answer is, in words: how near to the best that can be, what it fell short of, how
/// few would do.
extension RecommendationDocument {
  /// The bound in words.
  func boundSentence(_ view: Recommendation.Plan) -> Text {
    var sentences: [Text] = []
    let number = view.steps.count
    if number == 0 {
      sentences.append(nothingToAdd)
      if let shortfall = view.shortfall { sentences.append(shortfallSentence(shortfall, 0)) }
    } else if let fewest = fewestSentence(view) {
      sentences.append(fewest)
    } else if view.bound.isProven {
      sentences.append(provenSentence(number, of: view))
    } else if view.view == .floor {
      // its bound is that of plans without a floor, and says nothing about plans with one
      sentences.append(
        Text(
          ja: "下限を守る案の一つで、最良とは確かめていません。",
          en: "One of the plans that keep the floor, not shown to be the best of them."))
    } else if let gap = view.bound.gap {
      sentences.append(gapSentence(gap))
    }
    if number > 0, let shortfall = view.shortfall {
      sentences.append(shortfallSentence(shortfall, number))
    }
    if view.view == .ideal, let first {
      let more = view.bound.objective - first.bound.objective
      sentences.append(
        Text(
          ja: "種別も相手も決まっていない目安で、頼める団体があるとは限りません。",
          en: "An indication, of no kind: there may be no one there to ask."))
      if case .count = request.goal, more >= 0.5 {
        sentences.append(
          Text(
            ja: "候補の一覧から選んだ案より\(amount(more).ja)多く届きます。",
            en: "It reaches \(amount(more).en) more than the plan of listed candidates."))
      }
    }
    if view.view == .floor, let first, first.view != .floor {
      let fewer = first.bound.objective - view.bound.objective
      if fewer >= 0.5 {
        sentences.append(
          Text(
            ja: "いちばん上の案とくらべると、全体で届く人は\(amount(fewer).ja)少なくなります。",
            en: "It reaches \(amount(fewer).en) fewer than the first plan."))
      }
    }
    // what is proven stays, however short the time was
    if view.wasStoppedByTime, !view.bound.isProven {
      sentences.append(
        Text(
          ja: "計算を時間で止めたので、もう一度実行すると少し違う答えになることがあります。",
          en: "The search was stopped by time; another run may answer slightly differently."))
    }
    return Text(
      ja: sentences.map(\.ja).joined(), en: sentences.map(\.en).joined(separator: " "))
  }

  /// Rounded up, so that no more is promised than was shown.
  private func gapSentence(_ gap: Double) -> Text {
    let percent = Figure.fixed((gap * 1000 - 1e-9).rounded(.up) / 10, 1)
    // a few percent are a finish, more of them an open question
    if gap > 0.05 {
      return Text(
        ja: "最良かどうかは確かめきれていません（粗い見積もりでは、あと最大\(percent)%）。",
        en: "It is not shown to be the best: by a rough estimate, at most \(percent)% is left.")
    }
    return Text(
      ja: "最良の組み合わせでも、これより最大\(percent)%多いだけです。",
      en: "Even the best set could reach at most \(percent)% more.")
  }

  private var nothingToAdd: Text {
    let residents = recommendation.residents.first ?? 0
    let share = residents > 0 ? (recommendation.coveredToday.first ?? 0) / residents : 0
    if case .share(let goal) = request.goal, share >= goal {
      return Text(
        ja: "目標の\(Figure.percent(goal))には、いまの拠点ですでに届いています。",
        en: "Today's stations reach the goal of \(Figure.percent(goal)) already.")
    }
    if case .budgetYen(let yen) = request.goal {
      let sum = Figure.people(yen)
      return Text(
        ja: "予算\(sum)円では、新しく届く人を増やせません。",
        en: "With \(sum) yen nobody new can be reached.")
    }
    return Text(
      ja: "いまの候補と条件では、新しく届く人を増やす場所がありません。",
      en: "With these candidates and conditions no place reaches anybody new.")
  }

  /// How many more were asked for than are listed, and why none of the other candidates helps.
  private func shortfallSentence(_ shortfall: Recommendation.Shortfall, _ listed: Int) -> Text {
    let reasons: [(count: Int, ja: String, en: String)] = [
      (
        shortfall.coveredAlready, "徒歩圏の人がすべて、すでに数えられています",
        "have only residents within the walk who count already"
      ),
      (
        shortfall.reachingNobody, "対象の人が徒歩圏にいません", "have nobody who counts within the walk"
      ),
      (shortfall.barred, "条件のために加えられません", "cannot be added under the conditions"),
    ].filter { $0.0 > 0 }
    let more = Figure.people(Double(shortfall.asked))
    var ja = "あと\(more)か所を求められましたが、"
    ja += listed > 0 ? "届く人が増えないため、\(listed)か所で止めています。" : "届く人は増えません。"
    var en = "\(more) more were asked for, but would reach nobody further"
    en += listed > 0 ? ": the list stops at \(listed). " : ". "
    if reasons.isEmpty {
      ja += "ほかに候補はありません。"
      en += "There is no other candidate."
    } else {
      ja += "残りの候補のうち"
      ja +=
        reasons.map { "\(Figure.people(Double($0.count)))件は、\($0.ja)" }
        .joined(separator: "。") + "。"
      en += "Of the other candidates, "
      en +=
        reasons.map { "\(Figure.people(Double($0.count))) \($0.en)" }
        .joined(separator: "; ") + "."
    }
    return Text(ja: ja, en: en)
  }

  private func provenSentence(_ listed: Int, of view: Recommendation.Plan) -> Text {
    let number = listed + (view.shortfall?.asked ?? 0)
    let more =
      switch request.objective {
      case .covered: Text(ja: "多く届く", en: "reaches more")
      case .expectedCovered: Text(ja: "見込みの多い", en: "can be expected to reach more")
      case .backup: Text(ja: "（2か所目も数えて）多く届く", en: "reaches more, second stations counted")
      }
    let among =
      switch view.view {
      case .ideal: Text(ja: "目安の地点の中に", en: "ideal sites")
      case .today:
        Text(
          ja: "いまの市町村にある候補の中に", en: "listed candidates in today's municipalities")
      case .nearby:
        Text(
          ja: "いまの市町村とその隣にある候補の中に",
          en: "listed candidates in today's municipalities and their neighbours")
      case .anywhere, .floor: Text(ja: "候補の一覧の中に", en: "listed candidates")
      }
    let underJa = request.quotas.isEmpty ? "" : "この条件で、"
    let underEn = request.quotas.isEmpty ? "" : " under these conditions"
    if case .budgetYen = request.goal {
      return Text(
        ja: "\(underJa)\(among.ja)、この予算でこれより\(more.ja)組み合わせはありません。",
        en: "Within this budget no other set of \(among.en) \(more.en)\(underEn).")
    }
    return Text(
      ja: "\(underJa)\(among.ja)、これより\(more.ja)\(number)か所の組み合わせはありません。",
      en: "No other set of \(number) \(among.en) \(more.en)\(underEn).")
  }

  /// Of searches for the fewest stations.
  private func fewestSentence(_ view: Recommendation.Plan) -> Text? {
    switch request.goal {
    case .share, .shareOfEachArea: break
    case .count, .budgetYen: return nil
    }
    let number = view.steps.count
    if view.bound.isProven || view.bound.fewest == number {
      return Text(
        ja: "\(number)か所より少ない数で、この目標に届く組み合わせは存在しません。",
        en: "No set of fewer than \(number) reaches the goal.")
    }
    return view.bound.fewest.map { fewest in
      Text(
        ja: "この目標には少なくとも\(fewest)か所が必要で、この案は\(number)か所です。",
        en: "The goal needs at least \(fewest); this plan has \(number).")
    }
  }
}
