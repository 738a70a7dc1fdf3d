internal import Planner

// Checks and messages that several tables share.

extension ColumnMap {
  /// The index of a column without which the file is of no use.
  ///
  /// - Throws: `Failure` (data) with the columns that are there and what may have been meant.
  func required(_ slug: String, _ table: DelimitedTable, _ name: Text) throws -> Int {
    if let index = self[slug] { return index }
    let near = nearMiss(for: slug)
    let found = header.filter { !$0.isEmpty }
    throw Failure(
      .data,
      what: Text(
        ja: "\(name.ja)の列（\(slug)）がありません。見つかった列：\(found.listed(in: .ja))",
        en: "there is no \(name.en) column (\(slug)); found: \(found.listed(in: .en))"),
      at: Place(file: file, row: table.headerRow),
      remedy: Text(
        ja: (near.map { "「\($0)」は「\(slug)」のことですか？" } ?? "") + "列の名前を「\(slug)」にしてください",
        en: (near.map { "Did you mean \"\(slug)\" by \($0.quoted)? " } ?? "")
          + "Name the column \"\(slug)\""))
  }
}

extension DelimitedTable {
  /// - Throws: `Failure` (data) if there is nothing below the header, with what was found instead.
  func requireRows() throws {
    guard rowCount == 0 else { return }
    let nothing = Finding(
      .error,
      what: Text(ja: "見出しだけで、データの行がありません", en: "there is a header but no data row"),
      at: Place(file: path, row: headerRow),
      remedy: Text(
        ja: "見出しの下にデータを1行ずつ書いてください", en: "Write the data below the header, row by row"))
    let errors = findings.filter { $0.severity == .error }
    throw Failure(.data, errors.isEmpty ? [nothing] : errors)
  }

  /// The municipality code in a field; `nil`, with a finding, if there is none.
  func municipalityCode(
    row: Int, column: Int, _ findings: inout [Finding]
  ) -> MunicipalityCode? {
    let text = text(row: row, column: column)
    var written = Spelling.widthFolded(text)
    // what became a number on its way
    if written.hasSuffix(".0") { written.removeLast(2) }
    if let code = MunicipalityCode(written) { return code }
    let isSixDigits = text.count == 6 && text.allSatisfy(\.isNumber)
    findings.append(
      Finding(
        .error, isSixDigits ? .badCheckDigit : .badCode,
        what: text.isEmpty
          ? Text(ja: "市区町村コードがありません", en: "there is no municipality code")
          : Text(
            ja: "「\(text.shortened)」は市区町村コードではありません",
            en: "\(text.quoted) is no municipality code"),
        at: place(row: row, column: column),
        remedy: isSixDigits
          ? Text(
            ja: "6桁目（検査数字）が合いません。写し間違いがないか確かめてください",
            en: "The sixth digit (check digit) does not fit; check for a copying mistake")
          : Text(
            ja: "5桁の全国地方公共団体コード（12213）か、検査数字付きの6桁で書いてください",
            en: "Write the five-digit code (12213), or six digits with the check digit")))
    return nil
  }
}

extension [Finding] {
  /// What concerns the whole file first, then row by row; within a row as found.
  var inRowOrder: [Finding] {
    enumerated().sorted {
      ($0.element.place.row ?? 0, $0.offset) < ($1.element.place.row ?? 0, $1.offset)
    }.map(\.element)
  }
}
