internal import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A CSV or TSV file (RFC 4180) as rows and columns of byte ranges in one buffer; a `String` is
/// made only where somebody asks for one.
///
/// Rows are numbered as a spreadsheet shows them: from 1, the header and blank rows included,
/// and a line break inside quotes does not begin a new one. Fields come without the blanks
/// around them (also full-width ones).
final class DelimitedTable: Sendable {
  let path: String
  let encoding: DecodedText.Encoding
  /// The names of the columns, as written.
  let header: [String]
  let headerRow: Int
  /// What was noticed in the shape of the table. Rows with an error are not in the table.
  let findings: [Finding]

  private let bytes: [UInt8]
  /// Row after row, each with exactly as many fields as the header.
  private let fields: [Field]
  private let rowNumbers: [Int32]

  /// A range of bytes.
  struct Field {
    /// The top bit of `end` tells that there are doubled quotes inside.
    private static let flag: UInt32 = 1 << 31
    let start: UInt32
    private let flaggedEnd: UInt32

    static let blank = Field(0, 0, hasDoubledQuotes: false)

    init(_ start: Int, _ end: Int, hasDoubledQuotes: Bool) {
      self.start = UInt32(start)
      self.flaggedEnd = UInt32(end) | (hasDoubledQuotes ? Self.flag : 0)
    }

    var isBlank: Bool { start == flaggedEnd & ~Self.flag }
    var range: Range<Int> { Int(start)..<Int(flaggedEnd & ~Self.flag) }
    var hasDoubledQuotes: Bool { flaggedEnd & Self.flag != 0 }
  }

  var rowCount: Int { rowNumbers.count }
  var columnCount: Int { header.count }

  /// - Throws: `Failure` (data) for an unknown encoding, a zero byte, a quote that is not closed
  ///   or is followed by text, no header, or a file of 2 GB or more.
  init(_ file: FileBytes) throws {
    let text = try DecodedText(file)
    path = file.path
    encoding = text.encoding
    bytes = text.bytes
    guard bytes.count < 1 << 31 else { throw Self.tooLarge(file.path) }
    var scanner = Scanner(
      path: file.path,
      delimiter: text.bytes.withUnsafeBufferPointer { Self.delimiter(in: $0, text.range) })
    // the header is the first row that says anything
    var row: [Field] = []
    var index = text.range.lowerBound
    var header: [String] = []
    var headerRow = 0
    try text.bytes.withUnsafeBufferPointer { bytes in
      try Self.rejectZeroBytes(bytes, text.range, file.path)
      while index < text.range.upperBound, header.isEmpty {
        row.removeAll()
        try scanner.scanRow(bytes, &index, text.range.upperBound, into: &row)
        headerRow += 1
        while let last = row.last, last.isBlank { row.removeLast() }
        header = row.map { Self.string(bytes, $0) }
      }
    }
    self.header = header
    self.headerRow = headerRow
    guard !header.isEmpty else { throw Self.noHeader(file.path) }
    var rows = Rows(path: file.path, header: header, headerRow: headerRow)
    // as many rows as the rest would have if all were as long as the second
    let secondRow = text.bytes[index..<text.range.upperBound].firstIndex(of: 0x0A) ?? index
    let expected = min((text.range.upperBound - index) / max(8, secondRow - index) + 16, 1 << 22)
    rows.fields.reserveCapacity(expected * header.count)
    rows.numbers.reserveCapacity(expected)
    try rows.read(text, from: index, &scanner)
    fields = rows.fields
    rowNumbers = rows.numbers
    findings = rows.findings
  }

  // MARK: Fields

  func rowNumber(_ row: Int) -> Int { Int(rowNumbers[row]) }

  func isBlank(row: Int, column: Int) -> Bool { fields[row * header.count + column].isBlank }

  func text(row: Int, column: Int) -> String {
    let field = fields[row * header.count + column]
    return bytes.withUnsafeBufferPointer { Self.string($0, field) }
  }

  /// The field as a number. See `DecimalNumber` for what counts as one.
  func number(row: Int, column: Int) -> DecimalNumber {
    withFields { DecimalNumber($0[row, column]) }
  }

  /// Gives the bytes of all fields at once, doubled quotes still doubled: for loops over many
  /// rows, which would pay for every single look.
  func withFields<R>(_ body: (FieldBytes) throws -> R) rethrows -> R {
    try bytes.withUnsafeBufferPointer { bytes in
      try fields.withUnsafeBufferPointer { fields in
        try body(FieldBytes(bytes: bytes, fields: fields, width: header.count))
      }
    }
  }

  /// The bytes of every field, as long as `withFields` runs.
  struct FieldBytes {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    fileprivate let fields: UnsafeBufferPointer<Field>
    fileprivate let width: Int

    subscript(row: Int, column: Int) -> UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(rebasing: bytes[fields[row * width + column].range])
    }
  }

  func place(row: Int, column: Int? = nil) -> Place {
    Place(file: path, row: rowNumber(row), column: column.map { header[$0] })
  }

  fileprivate static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ field: Field) -> String {
    let slice = UnsafeBufferPointer(rebasing: bytes[field.range])
    guard field.hasDoubledQuotes else { return String(decoding: slice, as: UTF8.self) }
    var single: [UInt8] = []
    single.reserveCapacity(slice.count)
    var index = 0
    while index < slice.count {
      single.append(slice[index])
      index += slice[index] == Scanner.quote ? 2 : 1
    }
    return String(decoding: single, as: UTF8.self)
  }

  // MARK: Scanning

  /// The rows below the header while they are collected.
  fileprivate struct Rows {
    let path: String
    let header: [String]
    let headerRow: Int
    var fields: [Field] = []
    var numbers: [Int32] = []
    var findings: [Finding] = []

    init(path: String, header: [String], headerRow: Int) {
      self.path = path
      self.header = header
      self.headerRow = headerRow
    }

    mutating func read(
      _ text: DecodedText, from start: Int, _ scanner: inout Scanner
    ) throws {
      var index = start
      var number = headerRow
      var shortRows: [Int] = []
      let width = header.count
      try text.bytes.withUnsafeBufferPointer { bytes in
        while index < text.range.upperBound {
          let first = fields.count
          try scanner.scanRow(bytes, &index, text.range.upperBound, into: &fields)
          number += 1
          if fields[first...].allSatisfy({ $0.isBlank }) {
            fields.removeLast(fields.count - first)
            continue
          }
          let count = fields.count - first
          if count > width {
            if let extra = fields[(first + width)...].first(where: { !$0.isBlank }) {
              findings.append(tooManyFields(count, DelimitedTable.string(bytes, extra), number))
              fields.removeLast(count)
              continue
            }
            fields.removeLast(count - width)
          } else if count < width {
            shortRows.append(number)
            fields.append(contentsOf: repeatElement(.blank, count: width - count))
          }
          numbers.append(Int32(number))
        }
      }
      if !shortRows.isEmpty { findings.append(tooFewFields(shortRows)) }
    }
  }

  /// Cuts one row after the other into fields.
  fileprivate struct Scanner {
    static let quote = UInt8(ascii: "\"")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    let path: String
    let delimiter: UInt8
    var row = 0

    init(path: String, delimiter: UInt8) {
      self.path = path
      self.delimiter = delimiter
    }

    /// Adds the fields of the row at `index` and moves behind its line break.
    mutating func scanRow(
      _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ end: Int,
      into fields: inout [Field]
    ) throws {
      row += 1
      while true {
        if index < end, bytes[index] == Self.quote {
          fields.append(try quotedField(bytes, &index, end))
        } else {
          let start = index
          while index < end {
            let byte = bytes[index]
            if byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn { break }
            index += 1
          }
          fields.append(Self.trimmed(bytes, start, index, hasDoubledQuotes: false))
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
        guard index < end else { throw DelimitedTable.unclosedQuote(path, row) }
        guard index + 1 < end, bytes[index + 1] == Self.quote else { break }
        hasDoubledQuotes = true
        index += 2
      }
      let field = Self.trimmed(bytes, start, index, hasDoubledQuotes: hasDoubledQuotes)
      index += 1
      // blanks between a closing quote and the delimiter do no harm; text does
      while index < end, bytes[index] == UInt8(ascii: " ") { index += 1 }
      guard
        index == end || bytes[index] == delimiter || bytes[index] == Self.lineFeed
          || bytes[index] == Self.carriageReturn
      else { throw DelimitedTable.textAfterQuote(path, row) }
      return field
    }

    /// A field without the blanks around it: ASCII, no-break, and full-width.
    private static func trimmed(
      _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, hasDoubledQuotes: Bool
    ) -> Field {
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
      return Field(start, end, hasDoubledQuotes: hasDoubledQuotes)
    }
  }

  /// A tab if the header has one outside quotes and not more commas, else a comma.
  private static func delimiter(
    in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> UInt8 {
    var (commas, tabs) = (0, 0)
    var isQuoted = false
    scan: for index in range {
      switch bytes[index] {
      case Scanner.quote: isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted: commas += 1
      case UInt8(ascii: "\t") where !isQuoted: tabs += 1
      case UInt8(ascii: "\n") where !isQuoted, UInt8(ascii: "\r") where !isQuoted:
        // blank lines above the header tell nothing
        if commas + tabs > 0 { break scan }
      default: break
      }
    }
    return tabs > 0 && tabs >= commas ? UInt8(ascii: "\t") : UInt8(ascii: ",")
  }
}

// MARK: - Messages

extension DelimitedTable {
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

  private static func tooLarge(_ path: String) -> Failure {
    Failure(
      .data, what: Text(ja: "表が2GB以上あります", en: "the table has 2 GB or more"),
      at: Place(file: path),
      remedy: Text(ja: "地域ごとに分けてください", en: "Split it by region"))
  }

  private static func noHeader(_ path: String) -> Failure {
    Failure(
      .data, what: Text(ja: "見出しの行がありません（空白だけです）", en: "no header row: all is blank"),
      at: Place(file: path),
      remedy: Text(
        ja: "1行目に列の名前を書いてください", en: "Write the names of the columns in the first row"))
  }
}

extension DelimitedTable.Rows {
  fileprivate func tooManyFields(_ count: Int, _ extra: String, _ row: Int) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "列が\(count)個あります（見出しは\(header.count)個。余りの値「\(extra)」）",
        en: "\(count) fields where the header has \(header.count) (left over: \(extra.quoted))"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "値の中のコンマは引用符で囲んでください（\"1,234\"）",
        en: "Put a value with a comma in quotation marks (\"1,234\")"))
  }

  fileprivate func tooFewFields(_ rows: [Int]) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "列が見出しより少ない行が\(rows.count)行あります（\(rows.listed(in: .ja))）。ない値は空白とみなします",
        en:
          "\(rows.count) row(s) with fewer fields than the header (\(rows.listed(in: .en))); "
          + "what is missing is read as blank"),
      at: Place(file: path, row: rows.first),
      remedy: Text(
        ja: "行が途中で切れていないか確かめてください", en: "Check that these rows are not cut off"))
  }
}
