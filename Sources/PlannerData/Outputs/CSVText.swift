public import Planner

/// CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, quoted where needed, and with text
/// that a spreadsheet would run as a formula made harmless by an apostrophe.
public struct CSVText: Sendable {
  /// The whole table.
  public private(set) var text = "\u{FEFF}"
  private let columnCount: Int
  /// What must be said of the data stands in every row, since rows get copied.
  private let notice: String?

  public init(_ header: [String], notices: [Text] = [], language: Language = .ja) {
    columnCount = header.count
    notice =
      notices.isEmpty ? nil : notices.map { $0[language] }.joined(separator: " ")
    append(header + (notice == nil ? [] : [language == .ja ? "注意" : "notice"]))
  }

  public mutating func add(_ row: [String]) {
    precondition(row.count == columnCount)
    append(row + (notice.map { [$0] } ?? []))
  }

  private mutating func append(_ row: [String]) {
    text += row.map(Self.field).joined(separator: ",") + "\r\n"
  }

  /// A cell. What starts like a formula (`=`, `+`, `-`, `@`, tab, line break) is preceded by an
  /// apostrophe unless it is a plain number.
  static func field(_ value: String) -> String {
    var value = value
    if let first = value.unicodeScalars.first,
      "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first), !isNumber(value)
    {
      value = "'" + value
    }
    let needsQuotes = value.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
    guard needsQuotes else { return value }
    return "\"" + value.replacing("\"", with: "\"\"") + "\""
  }

  private static func isNumber(_ value: String) -> Bool {
    guard let number = Double(value) else { return false }
    return number.isFinite
  }
}
