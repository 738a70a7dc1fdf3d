public import Planner

/// CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, quoted where needed, and with text
/// that a spreadsheet would run as a formula made harmless by an apostrophe.
public struct CSVText: Sendable {
  /// The whole table.
  public private(set) var text = "\u{FEFF}"
  private let columnCount: Int
  /// What must be said of the data stands in every row, since rows get copied.
  private let trailer: [String]

  public init(
    _ header: [String], notices: [Text] = [], sources: String? = nil, language: Language = .ja
  ) {
    columnCount = header.count
    let ja = language == .ja
    let trailing = [
      (ja ? "出典と利用条件" : "sources", sources ?? ""),
      (ja ? "注意" : "notice", notices.map { $0[language] }.joined(separator: " ")),
    ].filter { !$0.1.isEmpty }
    trailer = trailing.map(\.1)
    append(header + trailing.map(\.0))
  }

  public mutating func add(_ row: [String]) {
    precondition(row.count == columnCount)
    append(row + trailer)
  }

  private mutating func append(_ row: [String]) {
    text += row.map(Self.field).joined(separator: ",") + "\r\n"
  }

  /// A cell, quoted where that is needed.
  static func field(_ value: String) -> String {
    let value = harmless(value)
    let needsQuotes = value.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
    guard needsQuotes else { return value }
    return "\"" + value.replacing("\"", with: "\"\"") + "\""
  }

  /// What starts like a formula (`=`, `+`, `-`, `@`, tab, line break) is preceded by an apostrophe
  /// unless it is a plain number, or a single character (`-` for nothing), which runs nowhere.
  static func harmless(_ value: String) -> String {
    guard let first = value.unicodeScalars.first,
      "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first), value.unicodeScalars.count > 1,
      !isNumber(value)
    else { return value }
    return "'" + value
  }

  private static func isNumber(_ value: String) -> Bool {
    guard let number = Double(value) else { return false }
    return number.isFinite
  }
}
