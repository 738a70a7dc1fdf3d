internal import Planner

extension ReportRun {
  var gapSection: Section {
    let summary = gaps["summary"]
    let all = allGaps
    let near = nearGaps
    var blocks: [ReportDocument.Block] = [
      .paragraph(
        ReportSentence(
          ja:
            "空白地とは、拠点をひとつ増やすと新しく届く人のまとまりです。小さな区画の中心のうち、いちばん多くの人に届く所から順に取り、取った人を除いて繰り返し、\(summary["minimum"].figure(.people))未満になったらやめます。",
          en:
            "A gap is the group of residents whom one more station would newly reach: of the centres of small blocks the one that reaches most is taken, its residents are removed, and so on down to \(summary["minimum"].figure(.people))."
        ))
    ]
    guard !all.isEmpty else {
      blocks.append(.paragraph(noGap))
      return section(blocks)
    }
    blocks.append(
      .paragraph(
        ReportSentence(
          ja:
            "徒歩圏に拠点がない人は\(summary["uncovered"].figure(.people))。そのうち\(summary["inGaps"].figure(.people))は\(summary["gaps"].figure(.places))の空白地に住み、\(summary["belowMinimum"].figure(.people))は散らばって住んでいます。",
          en:
            "\(summary["uncovered"].figure(.people)) have no station within the walk: \(bare: summary["inGaps"].figure(.people)) of them live in gaps (\(summary["gaps"].figure(.places))), \(bare: summary["belowMinimum"].figure(.people)) live scattered."
        )))
    if !near.isEmpty, near.count < all.count {
      blocks.append(
        .table(
          gapTable(
            Text(
              ja: "拠点のある市町村の空白地（大きい順）",
              en: "Gaps of municipalities that have stations, largest first"),
            sheet: Text(ja: "空白地（拠点のある市町村）", en: "gaps near stations"), near)))
      blocks.append(.heading(Text(ja: "どうして空白なのか", en: "Why they are gaps")))
      blocks.append(.items(reasons(near)))
    }
    blocks.append(
      .table(
        gapTable(
          Text(ja: "対象地域の全体の空白地（大きい順）", en: "Gaps of the whole study area, largest first"),
          sheet: Text(ja: "空白地（全体）", en: "all gaps"), all)))
    if near.isEmpty || near.count == all.count {
      blocks.append(.heading(Text(ja: "どうして空白なのか", en: "Why they are gaps")))
      blocks.append(.items(reasons(all)))
    }
    return section(blocks)
  }

  private func section(_ blocks: [ReportDocument.Block]) -> Section {
    Section(id: "gaps", title: Text(ja: "空白地とそのわけ", en: "Gaps, and why"), blocks: blocks)
  }

  /// Where, how many, how far to today's nearest, and which services are missing there.
  private func reasons(_ gaps: [RunNode]) -> [ReportSentence] {
    gaps.prefix(8).compactMap { feature in
      let values = feature["properties"]
      guard let sentence = values["sentence"].quote else { return nil }
      let rank = values["rank"].figure(.plain)
      return ReportSentence(
        ja: "全体で\(rank)番目：\(sentence)", en: "Number \(rank) overall: \(sentence)")
    }
  }

  private var hasKinds: Bool {
    allGaps.contains { !$0["properties"]["kinds"].isNull }
  }

  private var hasTowns: Bool {
    allGaps.contains { !$0["properties"]["near"]["name"].isNull }
  }

  private func gapTable(_ title: Text, sheet: Text, _ gaps: [RunNode]) -> ReportTable {
    // of thousands of gaps each is looked at once for it
    let (hasKinds, hasTowns) = (hasKinds, hasTowns)
    var columns = [
      Column("順位", "rank", .plain), Column("人口", "residents", .people),
    ]
    if let seniors { columns.append(Column(seniors.name, .people)) }
    columns.append(Column("どこ", "where"))
    if hasTowns { columns.append(Column("付近", "near")) }
    columns += [Column("最寄りの拠点", "nearest station"), Column("そこまで", "away", .meters)]
    if hasKinds { columns.append(Column("届く種別（人）", "kinds with a place (residents)")) }
    return ReportTable(
      title, sheet: sheet, columns: columns,
      rows: gaps.map { feature in
        let values = feature["properties"]
        var cells: [Cell] = [
          .figure(values["rank"].figure(.plain)), .figure(values["residents"].figure(.people)),
        ]
        if let seniors { cells.append(.figure(values["ages"][seniors.slug].figure(.people))) }
        cells.append(.text(places(values["municipalities"])))
        if hasTowns { cells.append(.quote(values["near"]["name"].quote)) }
        cells += [
          .quote(values["nearestStation"]["name"].quote),
          .figure(values["nearestStation"]["meters"].figure(.meters)),
        ]
        if hasKinds { cells.append(.text(kinds(values["kinds"]))) }
        return cells
      }, shownCount: 15,
      note: gaps.count > 15
        ? ReportSentence(
          ja: "ぜんぶで\(gaps.count(.places))。続きは Excel のファイルと gaps.geojson にあります。",
          en: "\(gaps.count(.places)) in all; gaps.geojson and the workbook have the rest.")
        : nil)
  }

  /// The kinds that have a place which would reach most: as many as a row has room for.
  private func kinds(_ node: RunNode) -> ReportSentence {
    let known = node.members.filter { ($0.node.number ?? 0) >= 0.5 }.enumerated().sorted { a, b in
      let (x, y) = (a.element.node.number ?? 0, b.element.node.number ?? 0)
      return x != y ? x > y : a.offset < b.offset
    }.map(\.element)
    var sentence: ReportSentence?
    for (slug, node) in known.prefix(3) {
      let (name, residents) = (kind(slug), node.figure(.people))
      let one = ReportSentence(
        ja: "\(name.ja) \(bare: residents)", en: "\(name.en) \(bare: residents)")
      sentence =
        sentence.map { before in
          ReportSentence(ja: "\(before.ja)、\(one.ja)", en: "\(before.en), \(one.en)")
        } ?? one
    }
    if let shown = sentence, known.count > 3 {
      return ReportSentence(ja: "\(shown.ja)ほか", en: "\(shown.en) and others")
    }
    return sentence ?? ReportSentence(Text(ja: "なし", en: "none"))
  }
}
