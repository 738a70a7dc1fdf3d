/// The sheets of an Office Open XML workbook (ECMA-376, part 1, chapter 18).
enum OfficeSheets {
  static func read(_ archive: ZipArchive) throws -> [Workbook.Sheet] {
    func part(_ name: String) throws -> [UInt8]? {
      try archive[name].map { try archive.content(of: $0) }
    }
    guard let book = try part("xl/workbook.xml") else { return [] }
    let targets = try targets(part("xl/_rels/workbook.xml.rels") ?? [])
    let strings = try sharedStrings(part("xl/sharedStrings.xml") ?? [])
    var formats = try CellFormats(part("xl/styles.xml") ?? [])
    var entries: [(name: String, isHidden: Bool, part: String)] = []
    var scanner = XMLScanner(book)
    while let event = try scanner.next() {
      guard event == .start else { continue }
      if scanner.isNamed("workbookPr") {
        formats.countsFrom1904 = ["1", "true"].contains(scanner.attribute("date1904") ?? "")
      } else if scanner.isNamed("sheet"), let name = scanner.attribute("name"),
        let target = scanner.attribute("id").flatMap({ targets[$0] })
      {
        entries.append((name, scanner.attribute("state")?.hasSuffix("idden") ?? false, target))
      }
    }
    return try entries.compactMap { entry in
      guard let sheet = try part(entry.part) else { return nil }
      return Workbook.Sheet(
        name: entry.name, isHidden: entry.isHidden, rows: try rows(sheet, strings, formats))
    }
  }

  private static func targets(_ relations: [UInt8]) throws -> [String: String] {
    var targets: [String: String] = [:]
    var scanner = XMLScanner(relations)
    while let event = try scanner.next() {
      guard event == .start, scanner.isNamed("Relationship"), let id = scanner.attribute("Id"),
        let target = scanner.attribute("Target")
      else { continue }
      targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
    }
    return targets
  }

  /// Texts that cells refer to by number. What is inside `rPh` is how the text is pronounced.
  private static func sharedStrings(_ part: [UInt8]) throws -> [[UInt8]] {
    var strings: [[UInt8]] = []
    var text: [UInt8] = []
    var isText = false
    var isPhonetic = false
    var scanner = XMLScanner(part)
    while let event = try scanner.next() {
      switch event {
      case .text:
        if isText, !isPhonetic { scanner.appendText(to: &text) }
      case .start, .end:
        if scanner.isNamed("t") {
          isText = event == .start
        } else if scanner.isNamed("rPh") {
          isPhonetic = event == .start
        } else if scanner.isNamed("si") {
          if event == .end { strings.append(text) }
          text = []
        }
      }
    }
    return strings
  }

  private static func rows(
    _ part: [UInt8], _ strings: [[UInt8]], _ formats: CellFormats
  ) throws -> RawRows {
    var rows = RawRows()
    var scanner = XMLScanner(part)
    var number = 0
    var column = -1
    var cell = Cell()
    var text: [UInt8] = []
    var isText = false
    var isPhonetic = false
    while let event = try scanner.next() {
      switch event {
      case .text:
        if isText, !isPhonetic { scanner.appendText(to: &text) }
      case .start:
        if scanner.isNamed("row") {
          number = scanner.attribute("r").flatMap { Int($0) } ?? number + 1
          guard number > (rows.numbers.last.map(Int.init) ?? 0), number < 1 << 30 else {
            throw XMLScanner.Broken()
          }
          column = -1
          rows.beginRow(
            number, isHidden: ["1", "true"].contains(scanner.attribute("hidden") ?? ""))
        } else if scanner.isNamed("c") {
          column = scanner.attribute("r").flatMap(columnIndex) ?? column + 1
          guard column < Workbook.largestColumn else { throw XMLScanner.Broken() }
          cell = Cell(
            type: scanner.attribute("t") ?? "n",
            style: scanner.attribute("s").flatMap { Int($0) } ?? 0)
          text = []
        } else if scanner.isNamed("v") || scanner.isNamed("t") {
          isText = true
        } else if scanner.isNamed("rPh") {
          isPhonetic = true
        } else if scanner.isNamed("mergeCell"),
          let merge = scanner.attribute("ref").flatMap(merge)
        {
          rows.merges.append(merge)
        }
      case .end:
        if scanner.isNamed("v") || scanner.isNamed("t") {
          isText = false
        } else if scanner.isNamed("rPh") {
          isPhonetic = false
        } else if scanner.isNamed("c") {
          guard !text.isEmpty else { continue }
          rows.add(cell.shown(text, strings, formats), at: column)
          guard rows.fields.count <= Workbook.largestCellCount, rows.bytes.count < 1 << 30 else {
            throw Workbook.TooManyCells()
          }
        } else if scanner.isNamed("row") {
          rows.endRow()
        }
      }
    }
    return rows
  }

  private struct Cell {
    var type = "n"
    var style = 0

    func shown(_ text: [UInt8], _ strings: [[UInt8]], _ formats: CellFormats) -> [UInt8] {
      switch type {
      case "s":
        let index = Int(String(decoding: text, as: UTF8.self)) ?? -1
        return strings.indices.contains(index) ? strings[index] : []
      case "b": return Array((text == [UInt8(ascii: "1")] ? "TRUE" : "FALSE").utf8)
      case "n": return formats.shown(text, style: style)
      default: return text
      }
    }
  }

  /// `C` of `C5`, from 0.
  private static func columnIndex(_ reference: String) -> Int? {
    var column = 0
    for letter in reference.utf8 {
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else { break }
      column = column * 26 + Int(letter) - 64
      guard column <= Workbook.largestColumn else { return Workbook.largestColumn }
    }
    return column > 0 ? column - 1 : nil
  }

  private static func merge(_ reference: String) -> RawRows.Merge? {
    let corners = reference.split(separator: ":").map(String.init)
    guard corners.count == 2, let left = columnIndex(corners[0]),
      let right = columnIndex(corners[1]),
      let top = Int(corners[0].filter(\.isNumber)), let bottom = Int(corners[1].filter(\.isNumber)),
      left <= right, top <= bottom
    else { return nil }
    return RawRows.Merge(rows: top...bottom, columns: left...right)
  }
}
