internal import Planner

/// A station list with the certain mends made, and a log of every change.
public struct MendedList: Sendable {
  private let table: DelimitedTable
  /// By row and column of the table.
  private var texts: [Cell: String] = [:]
  private var changes: [Change] = []

  /// Rows of the table by the numbers of their rows; only where something was filled in.
  private var rowOfNumber: [Int: Int] {
    guard !table.fillings.isEmpty else { return [:] }
    return Dictionary(
      (0..<table.rowCount).map { (table.rowNumber($0), $0) }, uniquingKeysWith: { a, _ in a })
  }

  private struct Cell: Hashable {
    var row: Int
    var column: Int
  }

  private struct Change {
    var cell: Cell
    var before: String
    var after: String
    var code: Finding.Code
  }

  init(_ table: DelimitedTable, _ findings: [CheckFinding]) {
    self.table = table
    // numbers come to their half-width form before they change places
    let ordered = findings.filter { $0.isCertain && $0.layer == "stations" }.sorted { a, b in
      (Self.order(a.code), a.finding.place.row ?? 0) < (
        Self.order(b.code), b.finding.place.row ?? 0
      )
    }
    for finding in ordered {
      if finding.code == .swappedAxes, finding.mends.count == 2 {
        let cells = finding.mends.map { Cell(row: $0.row, column: $0.column) }
        let now = cells.map(text)
        change(cells[0], to: now[1], finding.code)
        change(cells[1], to: now[0], finding.code)
        continue
      }
      for mend in finding.mends {
        let cell = Cell(row: mend.row, column: mend.column)
        if finding.code == .strayBlanks {
          // the table's texts are without them already
          changes.append(
            Change(cell: cell, before: mend.before, after: mend.after, code: finding.code))
        } else {
          change(cell, to: mend.after, finding.code)
        }
      }
    }
    changes.sort { a, b in
      (a.cell.row, a.cell.column, Self.order(a.code)) < (
        b.cell.row, b.cell.column, Self.order(b.code)
      )
    }
  }

  private static func order(_ code: Finding.Code) -> Int {
    switch code {
    case .strayBlanks: 0
    case .fullWidthDigits: 1
    default: 2
    }
  }

  private func text(_ cell: Cell) -> String {
    texts[cell] ?? table.text(row: cell.row, column: cell.column)
  }

  private mutating func change(_ cell: Cell, to after: String, _ code: Finding.Code) {
    changes.append(Change(cell: cell, before: text(cell), after: after, code: code))
    texts[cell] = after
  }

  /// How many cells were changed.
  public var changeCount: Int { Set(changes.map(\.cell)).count }

  /// The same columns and rows, UTF-8 with a byte order mark.
  ///
  /// Unlike other outputs, what begins like a formula stays as it is: this is the user's own file,
  /// and every change to it is in the log.
  public var csv: String {
    var text = "\u{FEFF}" + Self.line(table.header)
    for row in 0..<table.rowCount {
      text += Self.line(
        (0..<table.columnCount).map { self.text(Cell(row: row, column: $0)) })
    }
    return text
  }

  /// Rows of the original that say something and are not in the list: titles, notes, sums.
  public var omissionCount: Int { table.omissions.count }

  /// A row for every change: row and column of the original, before, after, and why. Rows that the
  /// list leaves out (`omitted-row`) are there with their texts, and so are the values that merged
  /// cells were given (`merged-cell`).
  public var changesCSV: String {
    var text = "\u{FEFF}" + Self.line(["row", "column", "before", "after", "code"])
    var lines: [(row: Int, fields: [String])] = changes.map { change in
      (
        table.rowNumber(change.cell.row),
        [table.header[change.cell.column], change.before, change.after, change.code.rawValue]
      )
    }
    let rowOfNumber = rowOfNumber
    lines += table.omissions.map { ($0.row, ["", $0.text, "", "omitted-row"]) }
    lines += table.fillings.map { filling in
      let text = rowOfNumber[filling.row].map { table.text(row: $0, column: filling.column) }
      return (filling.row, [table.header[filling.column], "", text ?? "", "merged-cell"])
    }
    // each part is in the order of the rows already
    for line in lines.enumerated().sorted(by: { ($0.1.row, $0.0) < ($1.1.row, $1.0) }) {
      text += Self.line([String(line.element.row)] + line.element.fields)
    }
    return text
  }

  private static func line(_ fields: [String]) -> String {
    fields.map { field in
      guard field.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
        return field
      }
      return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }.joined(separator: ",") + "\r\n"
  }

  /// Where the log of a mended list goes: `OUT.changes.csv` beside `OUT.csv`.
  public static func logPath(for path: String) -> String {
    let stem = path.lowercased().hasSuffix(".csv") ? String(path.dropLast(4)) : path
    return stem + ".changes.csv"
  }

  /// - Throws: `Failure` (data) where rows could not be read, and would be missing from the list.
  static func requireWhole(_ table: DelimitedTable) throws {
    let lost = table.findings.filter { $0.severity == .error }
    guard !lost.isEmpty else { return }
    throw Failure(
      .data,
      lost + [
        Finding(
          .error,
          what: Text(
            ja: "読めない行があるので、直した一覧を書き出せません",
            en: "rows that cannot be read would be missing from the mended list"),
          at: Place(file: table.path),
          remedy: Text(
            ja: "上の行を直してから、もう一度実行してください", en: "Mend the rows above, and run it again"))
      ])
  }
}
