internal import Planner

/// A table as rows and columns of byte ranges in one buffer; a `String` is made only where
/// somebody asks for one. It comes from CSV or TSV (RFC 4180), a workbook, or a JSON list of
/// objects, and is the same from there on.
///
/// Rows are numbered as a spreadsheet shows them: from 1, the header and blank rows included,
/// and a line break inside quotes does not begin a new one; objects are numbered from 1. Fields
/// come without the blanks around them (also full-width ones).
final class DelimitedTable: Sendable {
  let path: String
  let encoding: DecodedText.Encoding
  /// The names of the columns, as written.
  let header: [String]
  /// Its last row, where it has two; `nil` for JSON, where every object names its fields.
  let headerRow: Int?
  /// What was noticed in the shape of the table. Rows with an error are not in the table.
  let findings: [Finding]
  /// Rows of the file that say something and are not in the table, by row.
  let omissions: [Omission]
  /// Cells that the file leaves blank, and the table does not: merged ones.
  let fillings: [(row: Int, column: Int)]

  /// A title, a note, a sum: what `--fix` has no place for.
  struct Omission: Sendable, Hashable {
    /// As a spreadsheet shows it.
    var row: Int
    /// The cells that are not blank.
    var text: String
  }

  private let bytes: [UInt8]
  /// The bytes are those of a text file, with the fields where they stand in it.
  private let isText: Bool
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

  /// More columns than any spreadsheet has.
  static let largestWidth = 20_000
  /// Bytes of one value. A spreadsheet keeps 32,767 characters.
  static let largestField = 1 << 20

  var rowCount: Int { rowNumbers.count }
  var columnCount: Int { header.count }

  /// - Parameters:
  ///   - file: the content; of a workbook, the sheet that it names is read.
  ///   - layout: where its header is.
  /// - Throws: `Failure` (data) for an unknown encoding, a zero byte, a quote that is not closed
  ///   or is followed by text, no header, or a file of 2 GB or more; for a workbook or JSON that
  ///   is damaged or of which it is not clear which part is meant.
  init(_ file: FileBytes, layout: TableLayout = .plain) throws {
    path = file.path
    var rows: TableRows
    let form = TableForm(of: file)
    isText = form == .text
    switch form {
    case .workbook:
      let workbook = try Workbook(file)
      let sheet = try workbook.sheet(named: file.sheet) { layout.fits($0) }
      encoding = .utf8
      rows = try TableRows(sheet.rows, path: file.path, layout: layout)
      if file.sheet == nil, let note = workbook.noteUnread(but: sheet) {
        rows.findings.append(note)
      }
      bytes = sheet.rows.bytes
    case .json:
      let (header, raw) = try JSONObjects.read(file)
      encoding = .utf8
      rows =
        try header.map { TableRows(raw, path: file.path, header: $0) }
        ?? TableRows(raw, path: file.path, layout: layout)
      bytes = raw.bytes
    case .text:
      let text = try DecodedText(file)
      encoding = text.encoding
      bytes = text.bytes
      guard bytes.count < 1 << 31 else { throw Self.tooLarge(file.path) }
      rows = try DelimitedScanner.rows(of: text, path: file.path, layout: layout)
    case .markup: throw Self.markup(file.path)
    }
    rows.finish()
    header = rows.header.names
    headerRow = rows.headerRow
    fields = rows.fields
    rowNumbers = rows.numbers
    findings = rows.findings
    omissions = rows.omissions.sorted { $0.row < $1.row }
    fillings = rows.fillings
  }

  // MARK: Fields

  func rowNumber(_ row: Int) -> Int { Int(rowNumbers[row]) }

  func isBlank(row: Int, column: Int) -> Bool { fields[row * header.count + column].isBlank }

  func text(row: Int, column: Int) -> String {
    let field = fields[row * header.count + column]
    return bytes.withUnsafeBufferPointer { Self.string($0, field) }
  }

  /// The field with the spaces around it (also full-width ones), which are no part of its text.
  ///
  /// - Returns: `nil` where there are none, or where the file is not a text, in which a cell's
  ///   blanks are not kept apart from its neighbour's.
  func paddedText(row: Int, column: Int) -> String? {
    guard isText else { return nil }
    let field = fields[row * header.count + column]
    guard !field.isBlank else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      var (start, end) = (field.range.lowerBound, field.range.upperBound)
      let wide: [UInt8] = [0xE3, 0x80, 0x80]
      func isWide(_ first: Int) -> Bool {
        first >= 0 && first + 3 <= bytes.count && bytes[first] == wide[0]
          && bytes[first + 1] == wide[1] && bytes[first + 2] == wide[2]
      }
      while true {
        if start > 0, bytes[start - 1] == 0x20 {
          start -= 1
        } else if isWide(start - 3) {
          start -= 3
        } else {
          break
        }
      }
      while true {
        if end < bytes.count, bytes[end] == 0x20 {
          end += 1
        } else if isWide(end) {
          end += 3
        } else {
          break
        }
      }
      guard start < field.range.lowerBound || end > field.range.upperBound else { return nil }
      let padded = Field(start, end, hasDoubledQuotes: field.hasDoubledQuotes)
      return Self.string(bytes, padded)
    }
  }

  /// The field as a number. See `DecimalNumber` for what counts as one.
  func number(row: Int, column: Int) -> DecimalNumber {
    withFields { DecimalNumber($0[row, column]) }
  }

  /// All values of a column that are not blank.
  func values(ofColumn column: Int) -> [String] {
    (0..<rowCount).compactMap {
      isBlank(row: $0, column: column) ? nil : text(row: $0, column: column)
    }
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

  static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ field: Field) -> String {
    let slice = UnsafeBufferPointer(rebasing: bytes[field.range])
    guard field.hasDoubledQuotes else { return String(decoding: slice, as: UTF8.self) }
    var single: [UInt8] = []
    single.reserveCapacity(slice.count)
    var index = 0
    while index < slice.count {
      single.append(slice[index])
      index += slice[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return String(decoding: single, as: UTF8.self)
  }

  // MARK: Messages

  private static func tooLarge(_ path: String) -> Failure {
    Failure(
      .data, what: Text(ja: "表が2GB以上あります", en: "the table has 2 GB or more"),
      at: Place(file: path),
      remedy: Text(ja: "地域ごとに分けてください", en: "Split it by region"))
  }

  private static func markup(_ path: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "表ではなくウェブページ（HTML・XML）です", en: "this is a web page (HTML or XML), not a table"),
      at: Place(file: path),
      remedy: Text(
        ja: "ブラウザーで開き、エラーのページでないか確かめて、元のファイルをダウンロードし直してください",
        en: "Open it in a browser: it may be an error page. Download the file itself again"))
  }
}

/// In what form a file holds a table, by its content.
enum TableForm {
  case text
  case workbook
  case json
  case markup

  init(of file: FileBytes) {
    let start = file.withUnsafeBytes { Array($0.prefix(512)) }
    if Workbook.isOne(file)
      || ZipArchive.begins(start) && Workbook.extensions.contains(fileExtension(file.path))
    {
      // also one without the part that it should have, which `Workbook` then says
      self = .workbook
    } else {
      let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
      let first = text.drop { $0 <= 0x20 }
      if first.first == UInt8(ascii: "<"),
        ["<!doctype", "<html", "<?xml", "<table"].contains(where: { tag in
          first.prefix(tag.utf8.count).elementsEqual(tag.utf8) { ($0 | 0x20) == $1 | 0x20 }
        })
      {
        self = .markup
      } else {
        self = fileExtension(file.path) == "json" ? .json : .text
      }
    }
  }

  /// Whether a file is a table rather than a layer, by its name and, of JSON and of names that
  /// say nothing, by its content.
  static func isTable(_ file: FileBytes) -> Bool {
    switch fileExtension(file.path) {
    case "csv", "tsv", "txt", "tab", "", "xlsx", "xlsm", "ods", "xls": true
    case "json": JSONObjects.isTable(file)
    default: Workbook.isOne(file)
    }
  }
}
