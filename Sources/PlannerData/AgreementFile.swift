public import Planner

/// How organisations of one kind have answered so far.
public struct AgreementRecord: Sendable, Hashable {
  public var asked: Int
  public var agreed: Int

  public init(asked: Int, agreed: Int) {
    self.asked = asked
    self.agreed = agreed
  }

  /// The mean of the Beta distribution that follows from a uniform prior, Beta(1, 1): one yes out
  /// of one request is no certainty.
  public var mean: Double { (Double(agreed) + 1) / (Double(asked) + 2) }
}

/// Reads past requests: `kind,asked,agreed` (a row per kind, or several to be added up), or
/// `kind,result` with a row per request.
///
/// - Parameters:
///   - path: of the CSV or TSV file.
///   - kinds: that are known; a row of another kind is an error and is left out.
/// - Returns: the sums by kind slug.
/// - Throws: `Failure` (data) if the file as a whole is no such table.
public func readAgreement(
  path: String, kinds: [OrganizationKind]
) throws -> Reading<[String: AgreementRecord]> {
  let file = try FileBytes(
    reading: path, role: Text(ja: "依頼の記録", en: "the record of past requests"))
  let table = try DelimitedTable(file, layout: .list(ColumnDefinition.agreement))
  let columns = try ColumnMap(
    header: table.header, file: path, row: table.headerRow,
    definitions: ColumnDefinition.agreement)
  let reader = AgreementReader(
    table: table, kinds: kinds, known: Vocabulary(kinds: kinds),
    kind: try columns.required("kind", table, Text(ja: "種別", en: "kind")))
  var findings = table.findings + [columns.unknownNote].compactMap { $0 }
  var records: [String: AgreementRecord] = [:]
  if let result = columns["result"] {
    try table.requireRows()
    reader.readRequests(result, &records, &findings)
  } else {
    let asked = try columns.required("asked", table, Text(ja: "頼んだ数", en: "number asked"))
    let agreed = try columns.required("agreed", table, Text(ja: "応じた数", en: "number agreed"))
    try table.requireRows()
    reader.readCounts(asked, agreed, &records, &findings)
  }
  return Reading(
    records, findings: findings.inRowOrder, file: file.inputFile(role: "agreement"))
}

extension Reading where Value == [String: AgreementRecord] {
  /// - Throws: `Failure` (data) for rows with errors, unless these are set aside.
  public func requireSound(settingAside: Bool) throws {
    let errors = findings.filter { $0.severity == .error }
    guard errors.isEmpty || settingAside else { throw Failure(.data, errors) }
  }
}

extension ColumnDefinition {
  static let agreement: [ColumnDefinition] = [
    ColumnDefinition("kind", ["種別", "分類", "団体種別", "機関種別", "category"]),
    ColumnDefinition("asked", ["頼んだ数", "依頼数", "依頼", "依頼件数", "声をかけた数", "requests"]),
    ColumnDefinition("agreed", ["応じた数", "承諾数", "承諾", "承諾件数", "参加数", "accepted"]),
    ColumnDefinition("result", ["結果", "返事", "回答", "answer"]),
  ]
}

private struct AgreementReader {
  let table: DelimitedTable
  let kinds: [OrganizationKind]
  let known: Vocabulary<OrganizationKind>
  let kind: Int

  private static let yes = Set(
    ["yes", "true", "1", "○", "〇", "◯", "可", "承諾", "参加", "応じた", "はい", "agreed"]
      .map(Spelling.key))
  private static let no = Set(
    ["no", "false", "0", "×", "✕", "✗", "x", "不可", "辞退", "不参加", "いいえ", "declined"]
      .map(Spelling.key))

  func readRequests(
    _ result: Int, _ records: inout [String: AgreementRecord], _ findings: inout [Finding]
  ) {
    for row in 0..<table.rowCount {
      guard let slug = slug(row, &findings) else { continue }
      let word = Spelling.key(table.text(row: row, column: result))
      guard Self.yes.contains(word) || Self.no.contains(word) else {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "結果「\(table.text(row: row, column: result).shortened)」が分かりません",
              en: "the result \(table.text(row: row, column: result).quoted) is not understood"),
            at: table.place(row: row, column: result),
            remedy: Text(
              ja: "応じたなら ○、辞退なら × と書いてください。返事を待っている行は除いてください",
              en: "Write yes or no, and leave out requests that wait for an answer")))
        continue
      }
      records[slug, default: AgreementRecord(asked: 0, agreed: 0)].asked += 1
      if Self.yes.contains(word) { records[slug]?.agreed += 1 }
    }
  }

  func readCounts(
    _ asked: Int, _ agreed: Int, _ records: inout [String: AgreementRecord],
    _ findings: inout [Finding]
  ) {
    for row in 0..<table.rowCount {
      guard let slug = slug(row, &findings), let all = count(row, asked, &findings),
        let yes = count(row, agreed, &findings)
      else { continue }
      guard yes <= all else {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "応じた数（\(yes)）が頼んだ数（\(all)）より多くなっています",
              en: "more agreed (\(yes)) than were asked (\(all))"),
            at: table.place(row: row, column: agreed),
            remedy: Text(
              ja: "二つの列が入れ替わっていないか確かめてください",
              en: "Check that the two columns are not swapped")))
        continue
      }
      records[slug, default: AgreementRecord(asked: 0, agreed: 0)].asked += all
      records[slug]?.agreed += yes
    }
  }

  private func slug(_ row: Int, _ findings: inout [Finding]) -> String? {
    let text = table.text(row: row, column: kind)
    if let found = known[text] { return found.slug }
    let near = known.suggestion(for: text)
    let all = kinds.map(\.slug).joined(separator: ", ")
    findings.append(
      Finding(
        .error,
        what: text.isEmpty
          ? Text(ja: "種別がありません", en: "there is no kind")
          : Text(
            ja: "「\(text.shortened)」という種別はありません", en: "there is no kind \(text.quoted)"),
        at: table.place(row: row, column: kind),
        remedy: Text(ja: near.ja + "使えるもの：" + all, en: near.en + "Known: " + all)))
    return nil
  }

  private func count(_ row: Int, _ column: Int, _ findings: inout [Finding]) -> Int? {
    if case .number(let value) = table.number(row: row, column: column), value >= 0,
      value <= 1_000_000, value == value.rounded()
    {
      return Int(value)
    }
    findings.append(
      Finding(
        .error,
        what: Text(
          ja: "「\(table.text(row: row, column: column).shortened)」は件数ではありません",
          en: "\(table.text(row: row, column: column).quoted) is no count"),
        at: table.place(row: row, column: column),
        remedy: Text(ja: "0以上の整数で書いてください", en: "Write a whole number, 0 or more")))
    return nil
  }
}
