internal import Planner

/// What the text of a recommendation says of kinds of organisation: what each could do for those
/// who are not covered today, and what a station of it is likely to offer.
extension RecommendationDocument {
  func kindTable(_ language: Language) -> String {
    let ja = language == .ja
    var table = TextTable([
      (ja ? "種別" : "kind", .leading), (ja ? "候補" : "listed", .trailing),
      (ja ? "全部なら" : "if all", .trailing), (ja ? "ここだけ" : "only", .trailing),
      (ja ? "貢献分" : "Shapley", .trailing), (ja ? "1件あたり" : "per one", .trailing),
      (ja ? "最良1件" : "best", .trailing), (ja ? "案の中" : "in plan", .trailing),
      (ja ? "依頼1件" : "per ask", .trailing),
    ])
    for entry in recommendation.kindShares {
      guard let known = entry.known else {
        table.add(
          [entry.kind.name[language], ja ? "不明" : "unknown"] + Array(repeating: "–", count: 7))
        continue
      }
      table.add([
        entry.kind.name[language], Figure.people(Double(known.candidates)),
        Figure.people(known.ceiling), Figure.people(known.onlyThisKind),
        Figure.people(known.shapley), Figure.fixed(known.perCandidate, 1),
        Figure.people(known.bestCandidate), "\(known.inPlan)",
        known.expectedPerAsked.map { Figure.people($0) } ?? "–",
      ])
    }
    let asked =
      request.agreement.isEmpty
      ? Text(ja: "（全員が応じるとして）", en: ", if all agree") : Text(verbatim: "")
    // in some municipalities alone, those beyond their lines count where they reach across
    let around =
      request.scope == nil
      ? Text(verbatim: "")
      : Text(ja: "候補：まわりの市町村から届くものも入ります。", en: "listed: those around that reach in, too; ")
    let legend = Text(
      ja: around.ja + "全部なら：すべての候補が加わったときに届く人。ここだけ：ほかの種別では届かない人。"
        + "貢献分：何種別かで届く人を等分した人数（シャプレー値）。依頼1件：案の中で1件お願いするごとに見込める人\(asked.ja)。",
      en: around.en
        + "if all: reached if every candidate joined; only: by no other known kind; Shapley: "
        + "residents shared equally among the kinds that reach them; per ask: expected per "
        + "organisation of the plan that is asked\(asked.en).")
    return table.rendered() + paragraph(legend[language])
  }

  /// What a kind could do alone, as the number of its stations grows.
  func marginalTable(_ language: Language) -> String {
    let longest = known.map(\.share.marginal.count).max() ?? 0
    let counts = [1, 2, 3, 5, 10, 20].filter { $0 <= longest }
    guard counts.count > 1 else { return "" }
    let ja = language == .ja
    var table = TextTable(
      [(ja ? "その種別だけで" : "this kind alone", .leading)]
        + counts.map { (ja ? "\($0)か所" : "\($0)", TextTable.Alignment.trailing) })
    for (kind, share) in known {
      table.add(
        [kind.name[language]]
          + counts.map { count in
            share.marginal.count >= count
              ? Figure.people(share.marginal[count - 1].objective) : "–"
          })
    }
    return "\n" + table.rendered()
  }

  /// What a station of a kind is likely to offer, as far as today's stations tell. A line for each
  /// kind: seven kinds side by side would be wider than a screen.
  func offerLines(_ language: Language) -> String {
    let known = known.filter { !$0.share.offers.isEmpty }
    guard !known.isEmpty else { return "" }
    let ja = language == .ja
    func percent(_ share: Double) -> String { Figure.fixed(share * 100, 0) }
    let lines = known.map { kind, share -> String in
      let offers = share.offers.map { offer in
        "\(offer.service.name[language]) \(percent(offer.mean)) "
          + "(\(percent(offer.low))–\(percent(offer.high)))"
      }.joined(separator: ja ? "、" : ", ")
      let stations = share.offers.first?.stations ?? 0
      return item(
        ja
          ? "\(kind.name.ja)（いまの拠点\(stations)か所）：\(offers)"
          : "\(kind.name.en) (\(stations) stations today): \(offers)")
    }
    let title = ja ? "加わった団体が機能を持つ見込み（%）" : "What one that joins is likely to offer (%)"
    return heading(title) + lines.joined()
      + paragraph(
        ja
          ? "いまの拠点から見積もった割合と、90%の確からしさで入る幅です。全部の種別の割合に寄せているので、拠点の少ない種別ほど、ほかの種別の割合で決まります。"
          : "Estimated from today's stations, with the interval that holds with 90%, and drawn towards "
            + "the share over all kinds: the fewer stations a kind has, the more others decide.")
  }
}
