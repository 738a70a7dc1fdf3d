internal import Planner

/// Values of the station list that are read all the same, or mean something that cannot be.
struct ValueDoctor {
  let roster: Roster

  var findings: [CheckFinding] {
    checkDigits + seasonConflicts + cells
  }

  // MARK: Codes

  private var checkDigits: [CheckFinding] {
    guard let column = roster.codeColumn else { return [] }
    return roster.rows.compactMap { row in
      let digits = Spelling.widthFolded(row.code).filter { !$0.isWhitespace }
      guard digits.count == 6, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
        MunicipalityCode(digits) == nil
      else { return nil }
      // 00 to 47 is a prefecture, and then it is the last digit that tells
      return CheckFinding(
        "stations", .warning, .badCheckDigit, at: roster.place(row, column),
        what: Text(
          ja: "コード「\(row.code.shortened)」の検査数字（6桁目）が合いません",
          en: "the check digit (the sixth) of \(row.code.quoted) does not fit"),
        remedy: Text(
          ja: "写し間違いがないか、全国地方公共団体コードの一覧で確かめてください",
          en: "Look the code up: there may be a copying mistake"))
    }
  }

  // MARK: Seasons

  private var seasonConflicts: [CheckFinding] {
    let column = roster.slugs.firstIndex(of: "season").flatMap { roster.table?.header[$0] }
    return roster.rows.compactMap { row in
      guard row.isRead else { return nil }
      let never = row.services.filter { service in
        !(1...12).contains { service.months.contains(month: $0) && row.season.contains(month: $0) }
      }.sorted { $0.slug < $1.slug }
      guard let service = never.first else { return nil }
      return CheckFinding(
        "stations", .warning, .seasonConflict, at: roster.place(row, column ?? "season"),
        what: Text(
          ja: "\(service.name.ja)は7月〜9月のものですが、この拠点の期間に7月〜9月が入っていません",
          en: "\(service.slug) is offered from July to September, in which this station is closed"),
        remedy: Text(
          ja: "期間か機能のどちらかを直してください。このままでは\(service.name.ja)として数えられません",
          en: "Mend the season or the services; as it is, it never counts as \(service.slug)"))
    }
  }

  // MARK: Cells

  /// The columns in which full-width digits can mean nothing else. Names and addresses are left as
  /// they are written.
  private static let numeric: Set<String> = ["lat", "lon", "x", "y", "joined", "left", "code"]

  /// What a program reads, but not every other one would.
  private var cells: [CheckFinding] {
    guard let table = roster.table else { return [] }
    var findings: [CheckFinding] = []
    let isNumeric = roster.slugs.map { $0.map(Self.numeric.contains) ?? false }
    for row in 0..<table.rowCount {
      for column in 0..<table.columnCount where !table.isBlank(row: row, column: column) {
        if isNumeric[column], let finding = fullWidth(table, row, column) {
          findings.append(finding)
        }
        if let finding = blanks(table, row, column) { findings.append(finding) }
      }
    }
    return findings
  }

  private func fullWidth(_ table: DelimitedTable, _ row: Int, _ column: Int) -> CheckFinding? {
    let text = table.text(row: row, column: column)
    guard text.unicodeScalars.contains(where: { (0xFF01...0xFF5D).contains($0.value) }) else {
      return nil
    }
    let folded = Spelling.widthFolded(text)
    var finding = CheckFinding(
      "stations", .note, .fullWidthDigits, at: table.place(row: row, column: column),
      what: Text(ja: "「\(text.shortened)」は全角です", en: "\(text.quoted) is in full-width digits"),
      remedy: Text(
        ja: "半角（\(folded.shortened)）にすると、ほかのソフトでも読めます",
        en: "Write \(folded.shortened), which other programs read too"))
    finding.isCertain = true
    finding.mends = [.init(row: row, column: column, before: text, after: folded)]
    return finding
  }

  private func blanks(_ table: DelimitedTable, _ row: Int, _ column: Int) -> CheckFinding? {
    guard let padded = table.paddedText(row: row, column: column) else { return nil }
    let text = table.text(row: row, column: column)
    var finding = CheckFinding(
      "stations", .note, .strayBlanks, at: table.place(row: row, column: column),
      what: Text(
        ja: "「\(text.shortened)」の前後に空白があります", en: "there are blanks around \(text.quoted)"),
      remedy: Text(ja: "空白を除いてください", en: "Remove the blanks"))
    finding.isCertain = true
    finding.mends = [.init(row: row, column: column, before: padded, after: text)]
    return finding
  }
}
