internal import Planner

/// The codes of one grid table: what a code of ten digits means in it, and what becomes of codes
/// that something has been done to.
struct GridCodes {
  let table: DelimitedTable
  let column: Int
  let firstRow: Int
  /// Of 250 m or of 100 m.
  let tenDigits: GridLevel

  /// - Throws: `Failure` (data) where the codes have ten digits and the content does not tell
  ///   which grid they are of, naming the flag that settles it.
  init(_ table: DelimitedTable, _ layout: GridColumns, _ wanted: GridLevel?) throws {
    self.table = table
    column = layout.codeColumn
    firstRow = layout.firstRow
    if let wanted {
      tenDigits = wanted == .m100 ? .m100 : .m250
    } else {
      tenDigits = try Self.settle(table, layout)
    }
  }

  /// 250 m codes end in two digits of 1 to 4, 100 m codes in any two: in a table of 100 m five
  /// codes of six have another digit at the end.
  private static func settle(_ table: DelimitedTable, _ layout: GridColumns) throws -> GridLevel {
    var quarters = 0
    var others: [Int] = []
    var firstQuarter: Int?
    // 1 km cells in which there are codes, up to the four that are enough
    var kilometers: Set<Int> = []
    table.withFields { fields in
      for row in layout.firstRow..<max(layout.firstRow, table.rowCount) {
        let code = fields[row, layout.codeColumn]
        guard code.count == 10 else { continue }
        let isQuarter = (49...52).contains(code[8]) && (49...52).contains(code[9])
        guard isQuarter else {
          if GridCell(code: code, tenDigits: .m100) != nil { others.append(row) }
          continue
        }
        quarters += 1
        if firstQuarter == nil { firstQuarter = row }
        if kilometers.count < 4 {
          kilometers.insert(code[..<8].reduce(0) { $0 * 10 + Int($1) - 48 })
        }
      }
    }
    let all = quarters + others.count
    // of a table of another level these are the rows that do not belong
    guard all * 2 > table.rowCount - layout.firstRow else { return .m250 }
    if layout.isCensus { return .m250 }
    if others.count * 2 > all { return .m100 }
    if others.isEmpty ? kilometers.count >= 4 : others.count * 50 < all { return .m250 }
    let what: Text
    if others.isEmpty {
      what = Text(
        ja: "10桁のコードが250mメッシュか100mメッシュか、\(all)行だけでは分かりません",
        en: "\(all) row(s) do not tell whether codes of ten digits are of the 250 m or the 100 m "
          + "grid")
    } else {
      let rows = others.map { table.rowNumber($0) }
      what = Text(
        ja: "10桁のコードが250mメッシュか100mメッシュか分かりません（末尾が1〜4でないのは"
          + "\(all)行のうち\(others.count)行：\(rows.listed(in: .ja))）",
        en: "it is not plain whether codes of ten digits are of the 250 m or the 100 m grid "
          + "(\(others.count) of \(all) end in other digits than 1 to 4: \(rows.listed(in: .en)))")
    }
    throw Failure(
      .data, what: what,
      at: Place(
        file: table.path, row: (others.first ?? firstQuarter).map { table.rowNumber($0) },
        column: table.header[layout.codeColumn]),
      remedy: Text(
        ja: "--population-grid 250m か --population-grid 100m を指定してください",
        en: "Give --population-grid 250m or --population-grid 100m"))
  }

  /// The cell of a row.
  ///
  /// - Parameters:
  ///   - code: ASCII digits.
  ///   - tenDigits: what ten of them are.
  /// - Returns: `nil` where there is none, or one that no code of Japan has.
  @inline(__always) static func cell(
    _ code: UnsafeBufferPointer<UInt8>, tenDigits: GridLevel
  ) -> GridCell? {
    guard let cell = GridCell(code: code, tenDigits: tenDigits), isInJapan(code) else {
      return nil
    }
    return cell
  }

  /// 20°–46.7° N, 120°–160° E: no code begins with a zero.
  private static func isInJapan(_ code: UnsafeBufferPointer<UInt8>) -> Bool {
    (51...54).contains(code[0]) && (50...53).contains(code[2])
  }

  /// Whether a text is a code of some grid in Japan.
  static func isCode(_ text: String) -> Bool {
    var digits = mended(text) ?? text
    return digits.withUTF8 { bytes in
      (GridCell(code: bytes) ?? GridCell(code: bytes, tenDigits: .m100)) != nil
        && isInJapan(bytes)
    }
  }

  /// A code by itself, as other cells name it.
  func cell(_ text: some StringProtocol) -> GridCell? {
    var text = Self.mended(String(text)) ?? String(text)
    return text.withUTF8 { Self.cell($0, tenDigits: tenDigits) }
  }

  /// A code as somebody meant it: in full-width digits, behind the apostrophe or inside the
  /// quotes of a spreadsheet, as a decimal number or with thousands commas. `nil` where digits
  /// have been lost, or it never was one.
  static func mended(_ text: String) -> String? {
    var text = Spelling.widthFolded(text).filter { !" '\"=".contains($0) }
    if text.contains(",") {
      let groups = text.split(separator: ",", omittingEmptySubsequences: false)
      guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
      else { return nil }
      text = groups.joined()
    }
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let mantissa = parts.first else { return nil }
    var exponent = 0
    if parts.count == 2 {
      guard let number = Int(parts[1]), (0...12).contains(number) else { return nil }
      exponent = number
    }
    let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, let whole = halves.first, !whole.isEmpty else { return nil }
    let fraction = halves.count == 2 ? String(halves[1]) : ""
    // with fewer decimals than the power of ten has zeros, the rest has been rounded away
    guard fraction.count >= exponent, fraction.dropFirst(exponent).allSatisfy({ $0 == "0" }) else {
      return nil
    }
    let digits = whole + fraction.prefix(exponent)
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return String(digits)
  }

  /// Why a code cannot be used.
  func badCode(_ row: Int) -> Finding {
    let text = table.text(row: row, column: column)
    let digits = Self.mended(text) ?? Spelling.widthFolded(text)
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
    let isRounded = text.contains { "eE".contains($0) } && DecimalNumber(text) != .unreadable
    var remedy = Text(
      ja: "JIS X 0410 の4・6・8・9・10・11桁のコードで書いてください",
      en: "Write a JIS X 0410 code of 4, 6, 8, 9, 10 or 11 digits")
    if isRounded {
      remedy = Text(
        ja: "表計算ソフトが桁を丸めています。列を「文字列」にして元のファイルから読み直してください",
        en: "A spreadsheet has rounded it: import the original again with the column as text")
    } else if isNumber, digits.hasPrefix("0") {
      remedy = Text(
        ja: "日本のメッシュコードは0で始まりません。桁揃えのために付いた0なら除いてください",
        en: "No code of Japan begins with 0; remove zeros that were put before it")
    } else if isNumber, digits.count == 10, GridCell(code: digits, tenDigits: .m100) != nil,
      GridCell(code: digits) == nil
    {
      remedy = Text(
        ja: "100mメッシュのコードのようです。100mメッシュの表なら --population-grid 100m を指定してください",
        en: "A code of the 100 m grid, it seems; for a table of these, give --population-grid 100m")
    } else if isNumber, digits.count == 9, let size = Self.joined[digits.last ?? " "] {
      remedy = Text(
        ja: "\(size)メッシュ（統合地域メッシュ）のコードは使えません。1km か 500m の表を使ってください",
        en: "A code of the \(size) grid cannot be used: take the 1 km or the 500 m table")
    } else if isNumber, GridCell(code: digits) != nil {
      remedy = Text(
        ja: "日本の範囲のコードではありません。桁の写し間違いがないか確かめてください",
        en: "It is a code of no place in Japan; check for a copying mistake")
    }
    return Finding(
      .error,
      what: text.isEmpty
        ? Text(ja: "メッシュコードがありません", en: "there is no grid code")
        : Text(
          ja: "「\(text.shortened)」はメッシュコードではありません", en: "\(text.quoted) is no grid code"),
      at: table.place(row: row, column: column), remedy: remedy)
  }

  /// Nine digits are also codes of joined cells, by their last digit.
  private static let joined: [Character: String] = ["5": "2km", "6": "2.5km", "7": "4km"]

  /// What was read as a code though it was not written as one.
  func mendedNote(_ rows: [Int]) -> Finding {
    let numbers = rows.map { table.rowNumber($0) }
    let example = table.text(row: rows[0], column: column)
    return Finding(
      .note,
      what: Text(
        ja: "数値などに変わったメッシュコードを\(rows.count)行で読み替えました"
          + "（例：「\(example.shortened)」、\(numbers.listed(in: .ja))）",
        en: "grid codes that had become numbers were read as codes in \(rows.count) row(s) "
          + "(such as \(example.quoted); \(numbers.listed(in: .en)))"),
      at: Place(file: table.path, column: table.header[column]),
      remedy: Text(
        ja: "表計算ソフトで保存するときは、コードの列を「文字列」にしてください",
        en: "In a spreadsheet, keep the column of codes as text"))
  }
}
