internal import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Cuts CSV or TSV into rows and fields.
struct DelimitedScanner {
  typealias Field = DelimitedTable.Field

  private static let quote = UInt8(ascii: "\"")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let lineFeed = UInt8(ascii: "\n")

  private let path: String
  private let delimiter: UInt8
  private var row = 0

  private init(path: String, delimiter: UInt8) {
    self.path = path
    self.delimiter = delimiter
  }

  /// The rows of a text below its header.
  static func rows(
    of text: DecodedText, path: String, layout: TableLayout
  ) throws -> TableRows {
    try text.bytes.withUnsafeBufferPointer { bytes in
      let end = text.range.upperBound
      try rejectZeroBytes(bytes, text.range, path)
      var scanner = DelimitedScanner(path: path, delimiter: delimiter(in: bytes, text.range))
      // the header is the first row that says anything, or somewhere below
      var head = RawRows()
      var index = text.range.lowerBound
      let headCount = layout.isPlain ? 1 : TableLayout.searchedRows
      while index < end, head.count < headCount {
        head.beginRow(scanner.row + 1)
        try scanner.scanRow(bytes, &index, end, into: &head.fields)
        head.endRow()
      }
      let texts = (0..<head.count).map { row in
        head[row].map { DelimitedTable.string(bytes, $0) }
      }
      guard let header = layout.header(in: texts, numbers: head.numbers) else {
        throw noHeader(path)
      }
      var rows = TableRows(
        header: header, headerRow: Int(head.numbers[header.last]), path: path,
        isPlain: layout.isPlain)
      rows.omitTitles(head, bytes)
      // as many rows as the rest would have if all were as long as the first
      let firstRow = bytes[index..<end].firstIndex(of: 0x0A) ?? index
      let expected = min(
        (end - index) / max(8, firstRow - index) + 16 + head.count, 1 << 22)
      rows.reserveCapacity(expected)
      for row in head.count > header.last + 1 ? (header.last + 1)..<head.count : 0..<0 {
        rows.append(head[row], number: head.numbers[row], bytes)
      }
      while index < end {
        let first = rows.fields.count
        try scanner.scanRow(bytes, &index, end, into: &rows.fields)
        rows.settle(from: first, number: Int32(scanner.row), bytes)
      }
      rows.checkBottom(bytes)
      return rows
    }
  }

  /// Adds the fields of the row at `index` and moves behind its line break.
  private mutating func scanRow(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ end: Int,
    into fields: inout [Field]
  ) throws {
    row += 1
    let largest = fields.count + DelimitedTable.largestWidth
    while true {
      guard fields.count < largest else { throw Self.tooWide(path, row) }
      if index < end, bytes[index] == Self.quote {
        fields.append(try quotedField(bytes, &index, end))
      } else {
        let start = index
        while index < end {
          let byte = bytes[index]
          if byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn { break }
          index += 1
        }
        guard index - start <= DelimitedTable.largestField else { throw Self.tooLong(path, row) }
        fields.append(Field(trimming: bytes, start, index, hasDoubledQuotes: false))
      }
      guard index < end else { return }
      let byte = bytes[index]
      index += 1
      if byte == delimiter { continue }
      if byte == Self.carriageReturn, index < end, bytes[index] == Self.lineFeed { index += 1 }
      return
    }
  }

  private func quotedField(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ end: Int
  ) throws -> Field {
    index += 1
    let start = index
    var hasDoubledQuotes = false
    while true {
      while index < end, bytes[index] != Self.quote { index += 1 }
      guard index < end else { throw Self.unclosedQuote(path, row) }
      guard index + 1 < end, bytes[index + 1] == Self.quote else { break }
      hasDoubledQuotes = true
      index += 2
    }
    guard index - start <= DelimitedTable.largestField else { throw Self.tooLong(path, row) }
    let field = Field(trimming: bytes, start, index, hasDoubledQuotes: hasDoubledQuotes)
    index += 1
    // blanks between a closing quote and the delimiter do no harm; text does
    while index < end, bytes[index] == UInt8(ascii: " ") { index += 1 }
    guard
      index == end || bytes[index] == delimiter || bytes[index] == Self.lineFeed
        || bytes[index] == Self.carriageReturn
    else { throw Self.textAfterQuote(path, row) }
    return field
  }

  /// A tab if the header has one outside quotes and not more commas; a semicolon, as spreadsheets
  /// of other countries write it, if nothing but semicolons parts anything; else a comma.
  private static func delimiter(
    in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> UInt8 {
    var (commas, tabs, semicolons) = (0, 0, 0)
    var isQuoted = false
    scan: for index in range {
      switch bytes[index] {
      case Self.quote: isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted: commas += 1
      case UInt8(ascii: "\t") where !isQuoted: tabs += 1
      case UInt8(ascii: ";") where !isQuoted: semicolons += 1
      case UInt8(ascii: "\n") where !isQuoted, UInt8(ascii: "\r") where !isQuoted:
        // blank lines above the header tell nothing
        if commas + tabs > 0 { break scan }
      default: break
      }
    }
    if commas + tabs == 0, semicolons > 0 { return UInt8(ascii: ";") }
    return tabs > 0 && tabs >= commas ? UInt8(ascii: "\t") : UInt8(ascii: ",")
  }

  // MARK: Messages

  private static func rejectZeroBytes(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ path: String
  ) throws {
    guard let base = bytes.baseAddress, !range.isEmpty,
      let found = memchr(base + range.lowerBound, 0, range.count)
    else { return }
    let offset = UnsafeRawPointer(found) - UnsafeRawPointer(base)
    let row = bytes[range.lowerBound..<offset].reduce(into: 1) { if $1 == 0x0A { $0 += 1 } }
    throw Failure(
      .data,
      what: Text(
        ja: "値0のバイトがあります（文字の表ではありません）",
        en: "there is a zero byte, which no text table has"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "Excelのブック（.xlsx）やUTF-16のファイルなら、「CSV UTF-8」で保存し直してください",
        en: "If it is a workbook (.xlsx) or UTF-16, save it again as \"CSV UTF-8\""))
  }

  private static func unclosedQuote(_ path: String, _ row: Int) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "この行で始まる引用符（\"）が閉じていません",
        en: "a quotation mark (\") that opens in this row is never closed"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "引用符を閉じてください。ファイルが途中で切れていないかも確かめてください",
        en: "Close the quotation mark; check too that the file is not cut off"))
  }

  private static func textAfterQuote(_ path: String, _ row: Int) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "閉じた引用符（\"）のすぐ後に文字があります",
        en: "text follows directly after a closing quotation mark (\")"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "値の中の引用符は二つ重ねて（\"\"）書いてください",
        en: "Write a quotation mark inside a value twice (\"\")"))
  }

  static func noHeader(_ path: String) -> Failure {
    Failure(
      .data, what: Text(ja: "見出しの行がありません（空白だけです）", en: "no header row: all is blank"),
      at: Place(file: path),
      remedy: Text(
        ja: "1行目に列の名前を書いてください", en: "Write the names of the columns in the first row"))
  }

  private static func tooWide(_ path: String, _ row: Int) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "列が\(DelimitedTable.largestWidth)を超える行があります",
        en: "a row has more than \(DelimitedTable.largestWidth) fields"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "改行が失われていないか、表のファイルかどうかを確かめてください",
        en: "Check that its line breaks are not lost, and that it is a table at all"))
  }

  private static func tooLong(_ path: String, _ row: Int) -> Failure {
    Failure(
      .data,
      what: Text(ja: "1MBを超える値があります", en: "a value is longer than 1 MB"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "改行や引用符が失われていないか、表のファイルかどうかを確かめてください",
        en: "Check that no line break or quotation mark is lost, and that it is a table at all"))
  }
}

extension DelimitedTable.Field {
  /// A field without the blanks around it: ASCII, no-break, and full-width.
  init(
    trimming bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, hasDoubledQuotes: Bool
  ) {
    var (start, end) = (start, end)
    while start < end {
      let byte = bytes[start]
      if byte <= 0x20 {
        start += 1
      } else if byte == 0xE3, start + 3 <= end, bytes[start + 1] == 0x80,
        bytes[start + 2] == 0x80
      {
        start += 3
      } else if byte == 0xC2, start + 2 <= end, bytes[start + 1] == 0xA0 {
        start += 2
      } else {
        break
      }
    }
    while start < end {
      let byte = bytes[end - 1]
      if byte <= 0x20 {
        end -= 1
      } else if byte == 0x80, end - start >= 3, bytes[end - 2] == 0x80, bytes[end - 3] == 0xE3 {
        end -= 3
      } else if byte == 0xA0, end - start >= 2, bytes[end - 2] == 0xC2 {
        end -= 2
      } else {
        break
      }
    }
    self.init(start, end, hasDoubledQuotes: hasDoubledQuotes)
  }
}
