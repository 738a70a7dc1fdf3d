import Foundation

/// A workbook as Excel 97 to 2003 writes it, built record by record ([MS-XLS], [MS-CFB]).
struct OldWorkbookFixture {
  enum Cell {
    case shared(String)
    case text(String)
    case number(Double, style: Int = 0)
    /// Several whole numbers side by side in one record.
    case numbers([Int])
    case hundredths(Int)
    case truth(Bool)
    case error(UInt8)
    case textFormula(String)
    case numberFormula(Double)
  }

  struct Sheet {
    var name: String
    var isHidden = false
    /// By row, then by column; a row that is not there is blank.
    var cells: [(row: Int, column: Int, cell: Cell)] = []
    var merges: [[Int]] = []
    /// Further records.
    var records: [UInt8] = []
  }

  var sheets: [Sheet] = []
  /// Of the styles from 1.
  var formats: [String] = []
  var countsFrom1904 = false
  /// Records before the sheets are named, such as that of a password.
  var globals: [UInt8] = []
  /// The longest record; texts go on in the next one.
  var limit = 8224
  /// Whether texts carry how they are formatted and pronounced.
  var isDecorated = false

  var bytes: [UInt8] { Self.compound("Workbook", book) }

  // MARK: Records

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func record(_ kind: Int, _ content: [UInt8]) -> [UInt8] {
    little(kind, 2) + little(content.count, 2) + content
  }

  private static func double(_ value: Double) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * $0)) }
  }

  /// Letters of one byte where all of them fit.
  private static func letters(_ text: String) -> (isWide: Bool, units: [UInt16]) {
    let units = Array(text.utf16)
    return (units.contains { $0 > 0xFF }, units)
  }

  private static func string(_ text: String, lengthBytes: Int = 2) -> [UInt8] {
    let (isWide, units) = letters(text)
    return little(units.count, lengthBytes) + [isWide ? 1 : 0]
      + units.flatMap { little(Int($0), isWide ? 2 : 1) }
  }

  /// The table of shared texts, cut between any two letters.
  private func sharedStrings(_ texts: [String]) -> [UInt8] {
    var records: [UInt8] = []
    var kind = 0xFC
    var part = Self.little(texts.count, 4) + Self.little(texts.count, 4)
    func end() {
      records += Self.record(kind, part)
      kind = 0x3C
      part = []
    }
    for text in texts {
      let (isWide, units) = Self.letters(text)
      let width = isWide ? 2 : 1
      let decoration = isDecorated ? Array("runsspoken".utf8) : []
      var head = Self.little(units.count, 2) + [UInt8(isWide ? 1 : 0) | (isDecorated ? 12 : 0)]
      if isDecorated { head += Self.little(1, 2) + Self.little(6, 4) }
      if part.count + head.count > limit { end() }
      part += head
      for unit in units {
        if part.count + width > limit {
          end()
          part = [isWide ? 1 : 0]
        }
        part += Self.little(Int(unit), width)
      }
      for byte in decoration {
        if part.count == limit { end() }
        part.append(byte)
      }
    }
    end()
    return records
  }

  private func record(of cell: Cell, at place: [UInt8], _ shared: (String) -> Int) -> [UInt8] {
    let plain = place + Self.little(0, 2)
    switch cell {
    case .shared(let text):
      return Self.record(0xFD, plain + Self.little(shared(text), 4))
    case .text(let text): return Self.record(0x204, plain + Self.string(text))
    case .number(let value, let style):
      return Self.record(0x203, place + Self.little(style, 2) + Self.double(value))
    case .numbers(let values):
      let pairs = values.flatMap { Self.little(0, 2) + Self.little($0 << 2 | 2, 4) }
      let last = Int(place[2]) + values.count - 1
      return Self.record(0xBD, place + pairs + Self.little(last, 2))
    case .hundredths(let value):
      return Self.record(0x27E, plain + Self.little(value << 2 | 3, 4))
    case .truth(let value): return Self.record(0x205, plain + [value ? 1 : 0, 0])
    case .error(let code): return Self.record(0x205, plain + [code, 1])
    case .textFormula(let text):
      let result: [UInt8] = [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
      return Self.record(0x06, plain + result + [UInt8](repeating: 0, count: 8))
        + Self.record(0x207, Self.string(text))
    case .numberFormula(let value):
      return Self.record(0x06, plain + Self.double(value) + [UInt8](repeating: 0, count: 8))
    }
  }

  private func content(_ sheet: Sheet, _ shared: (String) -> Int) -> [UInt8] {
    var records = Self.begin(0x10)
    // a chart within the sheet, with a number that is none of its cells
    records += Self.begin(0x20) + Self.record(0x203, [UInt8](repeating: 0, count: 14))
    records += Self.end
    for (row, column, cell) in sheet.cells {
      records += record(of: cell, at: Self.little(row, 2) + Self.little(column, 2), shared)
    }
    let merges = sheet.merges.flatMap { $0.flatMap { Self.little($0, 2) } }
    records += Self.record(0xE5, Self.little(sheet.merges.count, 2) + merges)
    return records + sheet.records + Self.end
  }

  private static let end = record(0x0A, [])
  private static func begin(_ type: Int) -> [UInt8] {
    record(0x809, little(0x600, 2) + little(type, 2) + [UInt8](repeating: 0, count: 12))
  }

  private var book: [UInt8] {
    var texts: [String] = []
    func shared(_ text: String) -> Int {
      texts.append(text)
      return texts.count - 1
    }
    let contents = sheets.map { content($0, shared) }
    var start = Self.begin(0x05) + globals
    start += Self.record(0x22, Self.little(countsFrom1904 ? 1 : 0, 2))
    for (index, format) in formats.enumerated() {
      start += Self.record(0x41E, Self.little(164 + index, 2) + Self.string(format))
    }
    for style in 0...formats.count {
      let format = style == 0 ? 0 : 163 + style
      start += Self.record(
        0xE0, Self.little(0, 2) + Self.little(format, 2) + [UInt8](repeating: 0, count: 16))
    }
    let rest = sharedStrings(texts) + Self.end
    let names = sheets.map { Self.string($0.name, lengthBytes: 1) }
    var offset = start.count + names.reduce(0) { $0 + 10 + $1.count } + rest.count
    for (index, sheet) in sheets.enumerated() {
      start += Self.record(
        0x85, Self.little(offset, 4) + [sheet.isHidden ? 1 : 0, 0] + names[index])
      offset += contents[index].count
    }
    return start + rest + contents.flatMap { $0 }
  }

  // MARK: Compound file

  /// A file with one stream: in sectors of its own, or in the small ones of the root.
  static func compound(_ name: String, _ content: [UInt8]) -> [UInt8] {
    func padded(_ bytes: [UInt8], _ size: Int) -> [UInt8] {
      bytes + [UInt8](repeating: 0, count: (size - bytes.count % size) % size)
    }
    let isSmall = content.count < 4096
    let mini = isSmall ? padded(content, 64) : []
    let data = padded(isSmall ? mini : content, 512)
    let count = data.count / 512
    let end = 0xFFFF_FFFE
    var tables = 1
    while tables * 128 < tables + 2 + count { tables += 1 }
    // the allocation table, the directory, the small sectors' table, the data
    let first = tables + 2
    var table = [Int](repeating: 0xFFFF_FFFD, count: tables) + [end, end]
    table += (0..<count).map { $0 == count - 1 ? end : first + $0 + 1 }
    table += [Int](repeating: 0xFFFF_FFFF, count: tables * 128 - table.count)
    var small = (0..<mini.count / 64).map { $0 == mini.count / 64 - 1 ? end : $0 + 1 }
    small += [Int](repeating: 0xFFFF_FFFF, count: 128 - small.count)
    func entry(_ name: String, _ type: UInt8, start: Int, size: Int) -> [UInt8] {
      let letters = name.utf16.flatMap { little(Int($0), 2) }
      var entry = letters + [UInt8](repeating: 0, count: 64 - letters.count)
      entry += little(letters.count + 2, 2) + [type, 1] + [UInt8](repeating: 0xFF, count: 12)
      entry += [UInt8](repeating: 0, count: 36) + little(start, 4) + little(size, 8)
      return entry
    }
    var header: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    header += [UInt8](repeating: 0, count: 16)
    header += little(0x3E, 2) + little(3, 2) + little(0xFFFE, 2) + little(9, 2) + little(6, 2)
    header += [UInt8](repeating: 0, count: 10) + little(tables, 4) + little(tables, 4)
    header += little(0, 4) + little(4096, 4) + little(tables + 1, 4) + little(1, 4)
    header += little(end, 4) + little(0, 4)
    header += (0..<109).flatMap { little($0 < tables ? $0 : 0xFFFF_FFFF, 4) }
    let directory =
      entry("Root Entry", 5, start: isSmall ? first : end, size: mini.count)
      + entry(name, 2, start: isSmall ? 0 : first, size: content.count)
    return header + table.flatMap { little($0, 4) } + padded(directory, 512)
      + small.flatMap { little($0, 4) } + data
  }
}
