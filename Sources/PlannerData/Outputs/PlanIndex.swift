public import Planner

/// The words of a plan's index and of the summary on the screen.
extension PlanFolder {
  /// Stations by kind, residents, coverage by service, the largest gaps: what a person reads
  /// first.
  public func summary(_ language: Language) -> String {
    let ja = language == .ja
    var text = plan.notices.map { "※ " + $0[language] + "\n" }.joined()
    text += "\n■ " + (ja ? "拠点の種別" : "Stations by kind") + "\n" + kindTable(language)
    text += "\n■ " + (ja ? "わかったこと" : "Findings") + "\n"
    text += findings(language).map { (ja ? "・" : "- ") + $0 + "\n" }.joined()
    text += "\n■ " + shareTitle(language) + "\n"
    text += CoverageDocument(coverage, of: plan).serviceTable(language, in: home)
    text += "\n■ " + nearGapsTitle(language) + "\n" + nearGaps.table(language, limit: 10)
    if let advice {
      text += "\n■ " + Self.adviceTitle[language] + "\n" + advice.summary(language)
    }
    return text
  }

  private static let adviceTitle = Text(ja: "次に声をかけたい種別と場所", en: "Whom to ask next")

  private var counted: [Station] {
    plan.stations.filter { plan.request.question.includes($0) }
  }

  private func kindTable(_ language: Language) -> String {
    let ja = language == .ja
    var count: [OrganizationKind?: Int] = [:]
    for station in counted { count[station.kind, default: 0] += 1 }
    var table = TextTable([
      (title: ja ? "種別" : "kind", alignment: .leading),
      (title: ja ? "拠点" : "stations", alignment: .trailing),
      (title: ja ? "割合" : "share", alignment: .trailing),
    ])
    let total = max(1, counted.count)
    for kind in plan.request.project.allKinds {
      guard let number = count[kind] else { continue }
      table.add([
        kind.name[language], "\(number)", Figure.percent(Double(number) / Double(total)),
      ])
    }
    if let unknown = count[nil] {
      table.add([
        ja ? "不明" : "unknown", "\(unknown)", Figure.percent(Double(unknown) / Double(total)),
      ])
    }
    table.add([ja ? "合計" : "all", "\(counted.count)", ""])
    return table.rendered()
  }

  /// The municipalities in which stations lie.
  private var home: Set<Int> {
    Set(
      plan.stations.indices.filter { plan.request.question.includes(plan.stations[$0]) }
        .compactMap { plan.stationMunicipality[$0] })
  }

  /// The gaps of the municipalities in which stations lie: where the network already works.
  private var nearGaps: GapDocument {
    GapDocument(gaps, of: plan, in: AreaSelection(municipalities: home), kinds: gapKinds)
  }

  private func shareTitle(_ language: Language) -> String {
    language == .ja
      ? "拠点のある\(home.count)市町村で、徒歩圏に入る人の割合（機能別・年齢別）"
      : "Share within the walk in the \(home.count) municipalities that have stations"
  }

  private func nearGapsTitle(_ language: Language) -> String {
    language == .ja
      ? "拠点のある\(home.count)市町村の空白地（大きい順）"
      : "Largest gaps in the \(home.count) municipalities that have stations"
  }

  /// A few sentences, each of which can be found in the tables.
  private func findings(_ language: Language) -> [String] {
    let ja = language == .ja
    let answer = coverage.answer
    let all = answer.region.tallies[0]
    let radius = coverage.walk.limit(language)
    var lines: [String] = []
    let homeAreas = answer.areas.enumerated().filter {
      $1.layer == .municipality && home.contains($0)
    }.map(\.element.tallies[0])
    let homeResidents = homeAreas.reduce(0) { $0 + $1.residents }
    let homeCovered = homeAreas.reduce(0) { $0 + $1.covered }
    let homeShare = homeResidents > 0 ? homeCovered / homeResidents : nil
    lines.append(
      ja
        ? "拠点のある\(home.count)市町村に\(Figure.people(homeResidents))人が住み、\(Figure.people(homeCovered))人（\(Figure.percent(homeShare))）は\(radius)以内に拠点があります。"
        : "\(Figure.people(homeResidents)) people live in the \(home.count) municipalities that have stations; \(Figure.people(homeCovered)) (\(Figure.percent(homeShare))) have one within \(radius)."
    )
    lines.append(
      ja
        ? "対象地域全体では\(Figure.people(all.residents))人のうち\(Figure.people(all.covered))人（\(Figure.percent(all.share))）です。"
        : "In the whole study area it is \(Figure.people(all.covered)) of \(Figure.people(all.residents)) (\(Figure.percent(all.share)))."
    )
    lines.append(
      ja
        ? "徒歩圏に入る人のうち\(Figure.people(all.coveredAcross))人は、隣の市町村の拠点だけが徒歩圏です（市町村ごとに数えると見落とす人）。"
        : "\(Figure.people(all.coveredAcross)) of these are reached only from across a municipal line."
    )
    lines.append(
      ja
        ? "徒歩圏に拠点が1か所だけの人は\(Figure.people(all.depth[1]))人、2か所以上ある人は\(Figure.people(all.depth[2] + all.depth[3]))人です。"
        : "\(Figure.people(all.depth[1])) have exactly one station within the walk, \(Figure.people(all.depth[2] + all.depth[3])) have two or more."
    )
    let document = GapDocument(gaps, of: plan)
    if let first = nearGaps.listed.first ?? gaps.gaps.first {
      lines.append(
        (ja ? "拠点のある市町村で最も大きい空白地：" : "The largest gap near the network: ")
          + document.sentence(first)[language])
    }
    return lines
  }

  /// The index of the folder, in Markdown.
  func index(_ entries: [Entry], _ language: Language) -> String {
    let ja = language == .ja
    var text = ja ? "# 拠点の徒歩圏と空白地\n\n" : "# Coverage and gaps\n\n"
    for notice in plan.notices { text += "> **" + notice[language] + "**\n\n" }
    text += publicSection(language)
    text += ja ? "\n## わかったこと\n\n" : "\n## Findings\n\n"
    text += findings(language).map { "- " + Self.plain($0) + "\n" }.joined()
    var blocks: [(String, String)] = [
      (ja ? "拠点の種別" : "Stations by kind", kindTable(language)),
      (
        shareTitle(language),
        CoverageDocument(coverage, of: plan).serviceTable(language, in: home)
      ),
      (
        ja ? "拠点のある市町村" : "Municipalities with stations",
        municipalityTable(language)
      ),
      (nearGapsTitle(language), nearGaps.table(language, limit: 15)),
      (
        ja ? "対象地域全体の空白地（大きい順）" : "Largest gaps of the whole study area",
        GapDocument(gaps, of: plan, kinds: gapKinds).table(language, limit: 15)
      ),
    ]
    if let advice { blocks.insert((Self.adviceTitle[language], advice.summary(language)), at: 0) }
    for (title, table) in blocks {
      text += "\n## \(title)\n\n```text\n\(table.replacing("```", with: "'''"))```\n"
    }
    text += ja ? "\n## このフォルダーのファイル\n\n" : "\n## Files in this folder\n\n"
    for entry in entries {
      let audience = entry.isPublic ? "" : ja ? "（内部用）" : " (internal)"
      text += "- `\(entry.name)`\(ja ? "：" : ": ")\(entry.meaning[language])\(audience)\n"
    }
    text += ja ? "\n## 読むときの注意\n\n" : "\n## Method and limits\n\n"
    let gapNote = Text(
      ja: "空白地とは、拠点を1か所増やすと届く、いま徒歩圏に拠点のない人のまとまりです。大きい順に取り、\(Figure.people(gaps.minimum))人未満は挙げません。",
      en:
        "A gap is a group of uncovered residents whom one more station would reach; largest first, down to \(Figure.people(gaps.minimum)) residents."
    )
    for line in [gapNote[language]] + Assumptions(plan: plan).lines(language) {
      text += "- " + Self.plain(line) + "\n"
    }
    let warnings = plan.findings.filter { $0.severity == .warning }
    if !warnings.isEmpty {
      text += ja ? "\n## データについての注意\n\n" : "\n## Warnings about the data\n\n"
      text += Self.items(warnings, language)
    }
    return text
  }

  /// What may be handed out, how much of the list that is, and what to look at before. First in
  /// the index, since nothing else in it matters as much to those who are not to be shown.
  private func publicSection(_ language: Language) -> String {
    let ja = language == .ja
    var text = ja ? "## 外に出してよいもの\n\n" : "## What may be handed out\n\n"
    text +=
      ja
      ? "**外に出してよいのは `public/` フォルダーだけです。その中でも、下の一覧にあるファイルに限ります。** ほかのファイルは、この README.md も含めて内部用です。公開しない拠点の名前や位置が入っています。\n\n"
      : "**Only the folder `public/` may be handed out, and of it only the files listed below.** All other files, this README.md among them, are internal: they name and locate stations that are not public.\n\n"
    for line in export.reportLines(language, namesWithheld: false) {
      text += "- " + Self.plain(line) + "\n"
    }
    guard !export.findings.isEmpty else { return text }
    text += ja ? "\n公開する前に確かめること：\n\n" : "\nTo be looked at before publishing:\n\n"
    return text + Self.items(export.findings, language)
  }

  private static func items(_ findings: [Finding], _ language: Language) -> String {
    var text = ""
    for finding in findings.prefix(50) {
      text += "- " + plain(finding.described(in: language)) + "\n"
    }
    if findings.count > 50 {
      text +=
        language == .ja
        ? "- ほか\(findings.count - 50)件\n" : "- and \(findings.count - 50) more\n"
    }
    return text
  }

  private func municipalityTable(_ language: Language) -> String {
    let ja = language == .ja
    var table = TextTable([
      (title: ja ? "市町村" : "municipality", alignment: .leading),
      (title: ja ? "拠点" : "stations", alignment: .trailing),
      (title: ja ? "人口" : "residents", alignment: .trailing),
      (title: ja ? "徒歩圏内" : "covered", alignment: .trailing),
      (title: ja ? "割合" : "share", alignment: .trailing),
      (title: ja ? "隣の拠点だけ" : "only across", alignment: .trailing),
      (title: ja ? "最寄り（半数）" : "nearest (half)", alignment: .trailing),
    ])
    for (index, area) in coverage.answer.areas.enumerated() where area.layer == .municipality {
      guard home.contains(index) else { continue }
      let tally = area.tallies[0]
      table.add([
        area.name, area.stationCount.map(String.init) ?? "", Figure.people(tally.residents),
        Figure.people(tally.covered), Figure.percent(tally.share),
        Figure.people(tally.coveredAcross), Figure.distance(tally.nearest?.medianMeters),
      ])
    }
    return table.rendered()
  }

  /// Text from files, so that it cannot become markup.
  private static func plain(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_{}[]<>#|".contains(character) { result.append("\\") }
      result.append(character.isNewline ? " " : character)
    }
    return result
  }
}
