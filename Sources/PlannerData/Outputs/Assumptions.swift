package import Planner

extension LoadedPlan {
  /// How its results were reckoned, and from what, in sentences.
  package var assumptionTexts: [Text] {
    let assumptions = Assumptions(plan: self)
    return zip(assumptions.lines(.ja), assumptions.lines(.en)).map { Text(ja: $0, en: $1) }
  }
}

/// What every result carries: how it was reckoned, from which files, and what it is not good
/// for.
struct Assumptions {
  let plan: LoadedPlan

  /// No path, clock or machine goes in but the list of input files.
  var json: JSONValue {
    let request = plan.request
    let question = request.question
    return .members([
      "notices": .array(plan.notices.map { .text($0) }),
      "walk": WalkStatement(plan).json,
      "question": .members([
        "services": .array(question.services.sorted().map { .string($0.slug) }),
        "kinds": .array(question.kinds.sorted().map { .string($0.slug) }),
        "on": .optional(question.day?.description),
        "note": .text(question.day == nil ? Self.withoutDay : Self.withDay),
      ]),
      "crs": .string(plan.region.crs.description),
      "operation": .operation(plan.region.operation),
      "stationsOperation": plan.stationsOperation.map { .operation($0) } ?? .null,
      "segmentsPerQuadrant": .integer(DiscUnion.segmentsPerQuadrant),
      "block": .members([
        "widthDegrees": .number(1.0 / 1280), "heightDegrees": .number(1.0 / 1920),
        "note": .text(Self.blockNote),
      ]),
      "blocks": .integer(plan.region.blocks.count),
      "stations": .integer(plan.stations.count + plan.locations.leftOut.count),
      "locationAccuracy": plan.locations.json,
      "suppressedCells": .integer(plan.region.suppressedUnits),
      "census": .array(plan.region.census.map(Self.census)),
      "setAside": .array(plan.setAside.map(Self.finding)),
      "warnings": .array(
        plan.findings.filter { $0.severity == .warning }.map(Self.finding)),
      "credits": .array(plan.credits.map { .text($0) }),
      "files": .array(
        plan.files.map(\.json)),
    ])
  }

  static let radiusNote = WalkStatement.radiusNote
  static let withoutDay = Text(
    ja: "日付の指定なし：退会日のある拠点を除き、参加日と季節は考えていません",
    en:
      "No day given: stations with a day of leaving are out, joining dates and seasons are ignored")
  static let withDay = Text(
    ja: "指定日に参加中で、季節内の拠点だけを数えています（クールステーションは7〜9月）",
    en:
      "Only stations that take part on the day and are in season (cool stations: July to September)"
  )
  static let blockNote = Text(
    ja: "人口は約60m四方の区画に均等に割り付け、区画の中心までの距離で判定します",
    en: "Residents are spread over blocks of about 60 m; a block counts by its centre")

  private static func census(_ row: CensusComparison) -> JSONValue {
    .members([
      "code": .string(row.code.text), "name": .string(row.name),
      "residents": .number(row.byBlocks), "census": .number(row.byCensus),
      "difference": .optional(
        row.byCensus > 0 ? (row.byBlocks - row.byCensus) / row.byCensus : nil),
      "scaled": .bool(row.isScaled),
    ])
  }

  static func finding(_ finding: Finding) -> JSONValue {
    .members([
      "file": .optional(finding.place.file),
      "row": finding.place.row.map { .integer($0) } ?? .null,
      "column": .optional(finding.place.column),
      "what": .text(finding.what), "remedy": .text(finding.remedy),
    ])
  }

  /// The same for people, a few lines.
  func lines(_ language: Language) -> [String] {
    let ja = language == .ja
    var lines = WalkStatement(plan).lines(language)
    let day = plan.request.question.day
    lines.append(
      (day.map { ja ? "対象日：\($0)。" : "On \($0). " } ?? "")
        + (day == nil ? Self.withoutDay : Self.withDay)[language] + (ja ? "。" : "."))
    let accuracy = plan.stationsOperation?.accuracyMeters
    lines.append(
      ja
        ? "座標系：\(plan.region.crs)。拠点座標の変換精度：\(accuracy.map { "約\(Figure.fixed($0, 0))m" } ?? "変換なし")。"
        : "CRS: \(plan.region.crs). Accuracy of converting the stations' coordinates: \(accuracy.map { "about \(Figure.fixed($0, 0)) m" } ?? "none used")."
    )
    if let line = plan.locations.line(language) { lines.append(line) }
    if plan.region.suppressedUnits > 0 {
      let unknown = plan.region.blocks.suppression.unresolvedUnitCount
      lines.append(
        ja
          ? "年齢が秘匿された単位（メッシュなど）：\(plan.region.suppressedUnits)。年齢別の人数は推計で、合算された組の合計を人口に比例して割り振りました"
            + (unknown > 0 ? "。\(unknown)は年齢がまったく分からず、0人としています。" : "。")
          : "Cells with suppressed ages: \(plan.region.suppressedUnits); their ages are estimates, with shares of their group's total by residents"
            + (unknown > 0 ? "; of \(unknown) no age is known, and they count as none." : "."))
    }
    if !plan.setAside.isEmpty {
      lines.append(
        ja
          ? "除いた行：\(plan.setAside.count)件（誤りのため）。"
          : "Rows set aside: \(plan.setAside.count).")
    }
    lines += plan.credits.map { $0[language] }
    if let line = LicenceSummary(plan.files).line(language) { lines.append(line) }
    return lines
  }
}

extension JSONValue {
  package static func text(_ text: Text) -> JSONValue {
    .members(["ja": .string(text.ja), "en": .string(text.en)])
  }

  static func operation(_ operation: CoordinateOperation) -> JSONValue {
    .members([
      "source": .string(operation.source), "target": .string(operation.target),
      "name": .string(operation.name), "accuracyMeters": .optional(operation.accuracyMeters),
    ])
  }
}
