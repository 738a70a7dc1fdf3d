/// The sheets of an OpenDocument spreadsheet (OASIS ODF 1.3, part 3, chapter 9).
enum OpenDocumentSheets {
  static func read(_ archive: ZipArchive) throws -> [Workbook.Sheet] {
    guard let member = archive["content.xml"] else { return [] }
    var reader = Reader(scanner: XMLScanner(try archive.content(of: member)))
    return try reader.read()
  }

  private struct Reader {
    var scanner: XMLScanner
    var sheets: [Workbook.Sheet] = []
    private var rows = RawRows()
    private var name = ""
    private var isHidden = false
    private var row = 0
    private var rowRepeats = 1
    private var column = 0
    private var cell = Cell()
    private var text: [UInt8] = []
    private var paragraphs = 0
    /// Depth of what is shown beside a cell: a comment, a pronunciation, a picture's text.
    private var aside = 0
    private var isParagraph = false
    private var hiddenStyles: Set<String> = []
    private var style: String?

    private struct Cell {
      var repeats = 1
      var rowSpan = 1
      var columnSpan = 1
      var type = ""
      var value: String?
    }

    init(scanner: XMLScanner) { self.scanner = scanner }

    mutating func read() throws -> [Workbook.Sheet] {
      while let event = try scanner.next() {
        switch event {
        case .text: if isParagraph, aside == 0 { scanner.appendText(to: &text) }
        case .start: try start()
        case .end: try end()
        }
      }
      return sheets
    }

    private func count(_ name: StaticString) -> Int {
      // more than any sheet has, so that sums and products of two of them stay numbers
      min(1 << 30, max(1, scanner.attribute(name).flatMap { Int($0) } ?? 1))
    }

    private mutating func start() throws {
      if aside > 0 || isNamedAside {
        aside += 1
      } else if scanner.isNamed("table") {
        name = scanner.attribute("name") ?? ""
        isHidden = scanner.attribute("style-name").map(hiddenStyles.contains) ?? false
        rows = RawRows()
        row = 0
      } else if scanner.isNamed("style") {
        style = scanner.attribute("name")
      } else if scanner.isNamed("table-properties"), scanner.attribute("display") == "false" {
        if let style { hiddenStyles.insert(style) }
      } else if scanner.isNamed("table-row") {
        rowRepeats = count("number-rows-repeated")
        row += 1
        column = 0
        rows.beginRow(
          row, isHidden: scanner.attribute("visibility").map { $0 != "visible" } ?? false)
      } else if scanner.isNamed("table-cell") || scanner.isNamed("covered-table-cell") {
        cell = Cell(
          repeats: count("number-columns-repeated"), rowSpan: count("number-rows-spanned"),
          columnSpan: count("number-columns-spanned"), type: scanner.attribute("value-type") ?? "",
          value: scanner.attribute("value") ?? scanner.attribute("date-value")
            ?? scanner.attribute("boolean-value"))
        text = []
        paragraphs = 0
      } else if scanner.isNamed("p") {
        if paragraphs > 0 { text.append(UInt8(ascii: "\n")) }
        paragraphs += 1
        isParagraph = true
      } else if scanner.isNamed("s") {
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: min(100, count("c"))))
      } else if scanner.isNamed("tab") {
        text.append(UInt8(ascii: " "))
      } else if scanner.isNamed("line-break") {
        text.append(UInt8(ascii: "\n"))
      }
    }

    private var isNamedAside: Bool {
      scanner.isNamed("annotation") || scanner.isNamed("ruby-text") || scanner.isNamed("shapes")
        || scanner.isNamed("tracked-changes")
    }

    private mutating func end() throws {
      if aside > 0 {
        aside -= 1
      } else if scanner.isNamed("p") {
        isParagraph = false
      } else if scanner.isNamed("table-cell") || scanner.isNamed("covered-table-cell") {
        try endCell()
      } else if scanner.isNamed("table-row") {
        try endRow()
      } else if scanner.isNamed("table") {
        sheets.append(Workbook.Sheet(name: name, isHidden: isHidden, rows: rows))
      }
    }

    private mutating func endCell() throws {
      let shown = shown()
      if !shown.isEmpty {
        guard column + cell.repeats <= Workbook.largestColumn else { throw XMLScanner.Broken() }
        for offset in 0..<cell.repeats { rows.add(shown, at: column + offset) }
      }
      if cell.rowSpan > 1 || cell.columnSpan > 1, column < Workbook.largestColumn {
        rows.merges.append(
          RawRows.Merge(
            rows: row...(row + min(cell.rowSpan, 1 << 20) - 1),
            columns: column...(column + min(cell.columnSpan, Workbook.largestColumn) - 1)))
      }
      column += min(cell.repeats, Workbook.largestColumn)
      try check()
    }

    private mutating func endRow() throws {
      let first = rows.fields.count - (rows.count > 0 ? rows[rows.count - 1].count : 0)
      let before = rows.count
      rows.endRow()
      // the rest of an empty sheet is one row, repeated a million times
      if rows.count == before, rowRepeats > 1 {
        let cells = Array(rows.fields[first...])
        guard cells.count * rowRepeats <= Workbook.largestCellCount else {
          throw Workbook.TooManyCells()
        }
        for offset in 1..<rowRepeats {
          rows.beginRow(row + offset)
          rows.fields.append(contentsOf: cells)
        }
      }
      row += rowRepeats - 1
      guard row < 1 << 30 else { throw XMLScanner.Broken() }
      try check()
    }

    private func check() throws {
      guard rows.fields.count <= Workbook.largestCellCount, rows.bytes.count < 1 << 30 else {
        throw Workbook.TooManyCells()
      }
    }

    /// Numbers and days by their value, which has all their digits; but a whole number as it is
    /// shown where that has leading zeros or dashes.
    private func shown() -> [UInt8] {
      guard let value = cell.value else { return text }
      switch cell.type {
      case "float":
        let isCode =
          text.count > value.utf8.count
          && text.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "-") }
          && text.first != UInt8(ascii: "-")
        guard !isCode, let number = Double(value), number.isFinite else { return text }
        return Array(CellFormats.plain(number).utf8)
      case "date":
        let parts = value.split(separator: "T").map(String.init)
        let isMidnight = parts.count == 2 && parts[1].hasPrefix("00:00:00")
        return Array((isMidnight ? parts[0] : parts.joined(separator: " ")).utf8)
      case "boolean": return Array((value == "true" ? "TRUE" : "FALSE").utf8)
      default: return text
      }
    }
  }
}
