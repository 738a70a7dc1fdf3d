public import Planner

/// What `planner-cli check` prints: `planner.check.v1`, a table, or sentences.
public struct CheckDocument: Sendable {
  private let checkup: Checkup

  public init(_ checkup: Checkup) { self.checkup = checkup }

  /// `planner.check.v1`.
  public func json() -> JSONValue {
    .object(
      [.init("format", .string("planner.check.v1"))] + GeoJSONDocument.internalAudience + [
        .init(
          "summary",
          .members([
            "sound": .bool(checkup.isSound), "errors": .integer(count(.error)),
            "warnings": .integer(count(.warning)), "notes": .integer(count(.note)),
            "certain": .integer(checkup.findings.count(where: \.isCertain)),
            "stationRows": .integer(checkup.stationRows),
            "usableStations": .integer(checkup.usableStations),
            "counts": .object(
              checkup.counts.map { .init($0.code.rawValue, .integer($0.count)) }),
          ])),
        .init(
          "findings",
          .array(
            checkup.findings.map { entry in
              let finding = entry.finding
              return .members([
                "code": .string(entry.code.rawValue),
                "severity": .string(finding.severity.rawValue), "layer": .string(entry.layer),
                "file": .optional(finding.place.file),
                "row": finding.place.row.map { .integer($0) } ?? .null,
                "column": .optional(finding.place.column), "message": .text(finding.what),
                "mend": .text(finding.remedy), "certain": .bool(entry.isCertain),
              ])
            })),
        .init(
          "files",
          .array(
            checkup.files.map { file in
              .members([
                "role": .string(file.role), "path": .string(file.path),
                "sha256": .string(file.sha256), "bytes": .integer(file.byteCount),
              ])
            })),
      ])
  }

  /// One row per finding.
  public func csv(_ language: Language) -> String {
    var table = CSVText([
      "code", "severity", "layer", "file", "row", "column", "message", "mend", "certain",
    ])
    for entry in checkup.findings {
      let finding = entry.finding
      table.add([
        entry.code.rawValue, finding.severity.rawValue, entry.layer, finding.place.file ?? "",
        finding.place.row.map(String.init) ?? "", finding.place.column ?? "",
        finding.what[language], finding.remedy[language], entry.isCertain ? "true" : "false",
      ])
    }
    return table.text
  }

  /// Sentences: of each code the gravest first, no more than some of one sort, and how many there
  /// are of each.
  public func text(_ language: Language) -> String {
    var text = ""
    var isCut = false
    for severity in [Finding.Severity.error, .warning, .note] {
      let all = checkup.findings.filter { $0.finding.severity == severity }.map(Self.labelled)
      let shown = all.summarized(upTo: 10)
      isCut = isCut || shown.count < all.count
      for finding in shown {
        text += Self.word(severity, language) + finding.described(in: language) + "\n"
      }
    }
    if isCut {
      text +=
        language == .ja
        ? "すべての行と値は、--format csv --out FILE.csv で見られます。\n"
        : "All rows and values: --format csv --out FILE.csv\n"
    }
    if !text.isEmpty { text += "\n" }
    text += summary(language) + "\n"
    for (code, count) in checkup.counts { text += "  \(code.rawValue): \(count)\n" }
    return text
  }

  /// With its code, and whether the mend is certain.
  private static func labelled(_ entry: CheckFinding) -> Finding {
    var finding = entry.finding
    let code = entry.code.rawValue
    finding.what = Text(
      ja: finding.what.ja + (entry.isCertain ? " [\(code)、--fixで直せます]" : " [\(code)]"),
      en: finding.what.en + (entry.isCertain ? " [\(code), --fix mends it]" : " [\(code)]"))
    return finding
  }

  private static func word(_ severity: Finding.Severity, _ language: Language) -> String {
    let word =
      switch severity {
      case .error: Text(ja: "誤り：", en: "error: ")
      case .warning: Text(ja: "注意：", en: "warning: ")
      case .note: Text(ja: "メモ：", en: "note: ")
      }
    return word[language]
  }

  /// One line.
  public func summary(_ language: Language) -> String {
    let (errors, warnings, notes) = (count(.error), count(.warning), count(.note))
    let certain = checkup.findings.count(where: \.isCertain)
    let rows = checkup.stationRows
    let stations =
      rows > 0
      ? Text(
        ja: "拠点の一覧：\(rows)行のうち\(checkup.usableStations)行がそのまま使えます。",
        en: "station list: \(checkup.usableStations) of \(rows) rows can be used as they are. ")
      : Text(verbatim: "")
    let found = Text(
      ja: "誤り\(errors)、注意\(warnings)、メモ\(notes)"
        + (certain > 0 ? "（うち\(certain)は --fix で直せます）" : ""),
      en: "\(errors) errors, \(warnings) warnings, \(notes) notes"
        + (certain > 0 ? " (\(certain) of them --fix mends)" : ""))
    return stations[language] + found[language]
  }

  private func count(_ severity: Finding.Severity) -> Int {
    checkup.findings.count { $0.finding.severity == severity }
  }
}
