/// The sheets of a workbook of Excel 97 to 2003 ([MS-XLS], BIFF8).
struct BinarySheets {
  /// What is no such workbook, though it is a compound file.
  enum Refusal: Error {
    case locked
    /// Excel 95 and before.
    case older
    case otherDocument
  }

  /// Numbers of records.
  private enum Kind {
    static let formula: UInt16 = 0x06
    static let end: UInt16 = 0x0A
    static let dateMode: UInt16 = 0x22
    static let locked: UInt16 = 0x2F
    static let more: UInt16 = 0x3C
    static let sheet: UInt16 = 0x85
    static let numbers: UInt16 = 0xBD
    static let style: UInt16 = 0xE0
    static let merges: UInt16 = 0xE5
    static let strings: UInt16 = 0xFC
    static let sharedText: UInt16 = 0xFD
    static let number: UInt16 = 0x203
    static let text: UInt16 = 0x204
    static let truth: UInt16 = 0x205
    static let result: UInt16 = 0x207
    static let row: UInt16 = 0x208
    static let shortNumber: UInt16 = 0x27E
    static let format: UInt16 = 0x41E
    static let begin: UInt16 = 0x809
  }

  private struct Record {
    var kind: UInt16
    var start: Int
    var length: Int
    /// Of the next.
    var next: Int
  }

  private let reader: LittleEndianBytes
  private var strings: [[UInt8]] = []
  private var formats = CellFormats()

  /// - Parameter bytes: the compound file.
  /// - Returns: all its sheets, in their order, without charts.
  /// - Throws: `Refusal`; `CompoundFile.Broken` for what is damaged; `Workbook.TooManyCells`.
  static func read(_ bytes: [UInt8]) throws -> [Workbook.Sheet] {
    let file = try CompoundFile(bytes)
    guard let book = try file.stream(named: "Workbook") else {
      if try file.stream(named: "EncryptedPackage") != nil { throw Refusal.locked }
      throw try file.stream(named: "Book") != nil ? Refusal.older : Refusal.otherDocument
    }
    var sheets = BinarySheets(reader: LittleEndianBytes(book))
    return try sheets.read()
  }

  private init(reader: LittleEndianBytes) { self.reader = reader }

  private func record(at offset: Int) throws -> Record? {
    guard offset + 4 <= reader.count else { return nil }
    let length = Int(try reader.uint16(offset + 2))
    let record = Record(
      kind: try reader.uint16(offset), start: offset + 4, length: length, next: offset + 4 + length)
    guard record.next <= reader.count else { throw CompoundFile.Broken() }
    return record
  }

  /// The texts of a record behind its first bytes.
  private func text(of record: Record, from first: Int) throws -> BinaryText {
    guard first <= record.length else { throw CompoundFile.Broken() }
    return BinaryText(reader, [record.start + first..<record.next])
  }

  private mutating func read() throws -> [Workbook.Sheet] {
    guard let first = try record(at: 0), first.kind == Kind.begin else {
      throw CompoundFile.Broken()
    }
    guard try reader.uint16(first.start) == 0x600 else { throw Refusal.older }
    var codes: [Int: String] = [:]
    var styles: [Int] = []
    var entries: [(name: String, isHidden: Bool, offset: Int)] = []
    var offset = first.next
    while true {
      // a file that is cut has no end
      guard let record = try record(at: offset) else { throw CompoundFile.Broken() }
      if record.kind == Kind.end { break }
      offset = record.next
      let at = record.start
      switch record.kind {
      case Kind.locked: throw Refusal.locked
      case Kind.dateMode: formats.countsFrom1904 = try reader.uint16(at) == 1
      case Kind.format:
        var text = try text(of: record, from: 2)
        codes[Int(try reader.uint16(at))] = String(
          decoding: try text.string(count: Int(try text.uint16())), as: UTF8.self)
      case Kind.style: styles.append(Int(try reader.uint16(at + 2)))
      case Kind.sheet:
        // charts and macros are no sheets
        guard try reader.uint8(at + 5) == 0 else { break }
        var text = try text(of: record, from: 6)
        let name = try text.string(count: Int(try text.uint8()))
        entries.append(
          (
            String(decoding: name, as: UTF8.self), try reader.uint8(at + 4) & 3 != 0,
            Int(try reader.uint32(at))
          ))
      case Kind.strings:
        var parts = [at..<record.next]
        while let more = try self.record(at: offset), more.kind == Kind.more {
          parts.append(more.start..<more.next)
          offset = more.next
        }
        strings = try Self.sharedStrings(BinaryText(reader, parts))
      default: break
      }
    }
    formats = CellFormats(codes: codes, styles: styles, countsFrom1904: formats.countsFrom1904)
    return try entries.map { entry in
      Workbook.Sheet(name: entry.name, isHidden: entry.isHidden, rows: try rows(at: entry.offset))
    }
  }

  private static func sharedStrings(_ text: BinaryText) throws -> [[UInt8]] {
    var text = text
    _ = try text.uint32()
    let count = Int(try text.uint32())
    var strings: [[UInt8]] = []
    var size = 0
    while strings.count < count, !text.isAtEnd {
      let string = try text.string(count: Int(try text.uint16()))
      size += string.count
      guard size < 1 << 30 else { throw Workbook.TooManyCells() }
      strings.append(string)
    }
    return strings
  }

  // MARK: Cells

  private struct Cell {
    var row: Int
    var column: Int
    var text: [UInt8]
  }

  private func rows(at offset: Int) throws -> RawRows {
    guard let first = try record(at: offset), first.kind == Kind.begin else {
      throw CompoundFile.Broken()
    }
    var cells: [Cell] = []
    var merges: [RawRows.Merge] = []
    var hidden: Set<Int> = []
    var size = 0
    // a chart within a sheet begins and ends like the sheet
    var depth = 1
    /// A formula whose result is a text that follows.
    var awaiting: (row: Int, column: Int)?
    var offset = first.next
    func add(_ row: Int, _ column: Int, _ text: [UInt8]) throws {
      guard !text.isEmpty else { return }
      size += text.count
      guard cells.count < Workbook.largestCellCount, size < 1 << 30 else {
        throw Workbook.TooManyCells()
      }
      cells.append(Cell(row: row, column: column, text: text))
    }
    while depth > 0 {
      guard let record = try record(at: offset) else { throw CompoundFile.Broken() }
      offset = record.next
      switch record.kind {
      case Kind.begin: depth += 1
      case Kind.end: depth -= 1
      case _ where depth > 1: break
      case Kind.merges: merges += try self.merges(record)
      case Kind.row:
        // fDyZero: a row of no height
        if record.length >= 14, try reader.uint16(record.start + 12) & 0x20 != 0 {
          hidden.insert(Int(try reader.uint16(record.start)))
        }
      case Kind.result:
        guard let cell = awaiting else { break }
        awaiting = nil
        var parts = [record.start..<record.next]
        while let more = try self.record(at: offset), more.kind == Kind.more {
          parts.append(more.start..<more.next)
          offset = more.next
        }
        var text = BinaryText(reader, parts)
        try add(cell.row, cell.column, text.string(count: Int(try text.uint16())))
      default:
        guard let place = try place(record) else { break }
        awaiting = nil
        if record.kind == Kind.numbers {
          for index in 0..<max(0, (record.length - 6) / 6) {
            let at = record.start + 4 + 6 * index
            let value = Self.number(try reader.uint32(at + 2))
            let style = Int(try reader.uint16(at))
            try add(place.row, place.column + index, shown(value, style))
          }
        } else if let text = try text(record) {
          try add(place.row, place.column, text)
        } else {
          awaiting = place
        }
      }
    }
    return Self.rows(cells, merges, hidden)
  }

  private static func rows(
    _ cells: [Cell], _ merges: [RawRows.Merge], _ hidden: Set<Int>
  ) -> RawRows {
    var rows = RawRows()
    rows.merges = merges
    // of two values for one cell the later one is what Excel shows
    let order = cells.indices.sorted {
      let (a, b) = (cells[$0], cells[$1])
      return (a.row, a.column, $1) < (b.row, b.column, $0)
    }
    var row = -1
    for index in order {
      let cell = cells[index]
      if cell.row != row {
        if row >= 0 { rows.endRow() }
        row = cell.row
        rows.beginRow(row + 1, isHidden: hidden.contains(row))
      }
      rows.add(cell.text, at: cell.column)
    }
    if row >= 0 { rows.endRow() }
    return rows
  }

  /// Where a record puts its value; `nil` for a record that is no cell.
  private func place(_ record: Record) throws -> (row: Int, column: Int)? {
    switch record.kind {
    case Kind.formula, Kind.numbers, Kind.sharedText, Kind.number, Kind.text, Kind.truth,
      Kind.shortNumber:
      (Int(try reader.uint16(record.start)), Int(try reader.uint16(record.start + 2)))
    default: nil
    }
  }

  /// What a cell shows; `nil` where a text follows.
  private func text(_ record: Record) throws -> [UInt8]? {
    let at = record.start + 6
    guard record.length >= Self.leastLength(of: record.kind) else { throw CompoundFile.Broken() }
    let style = Int(try reader.uint16(record.start + 4))
    switch record.kind {
    case Kind.sharedText:
      let index = Int(try reader.uint32(at))
      guard strings.indices.contains(index) else { throw CompoundFile.Broken() }
      return strings[index]
    case Kind.text:
      var text = try self.text(of: record, from: 6)
      return try text.string(count: Int(try text.uint16()))
    case Kind.number: return shown(Double(bitPattern: try reader.uint64(at)), style)
    case Kind.shortNumber: return shown(Self.number(try reader.uint32(at)), style)
    case Kind.truth:
      return Self.truth(try reader.uint8(at), isError: try reader.uint8(at + 1) != 0)
    case Kind.formula:
      guard try reader.uint16(at + 6) == 0xFFFF else {
        return shown(Double(bitPattern: try reader.uint64(at)), style)
      }
      switch try reader.uint8(at) {
      case 0: return nil
      case 1: return Self.truth(try reader.uint8(at + 2), isError: false)
      case 2: return Self.truth(try reader.uint8(at + 2), isError: true)
      default: return []
      }
    default: return []
    }
  }

  private static func leastLength(of kind: UInt16) -> Int {
    switch kind {
    case Kind.number, Kind.formula: 14
    case Kind.sharedText, Kind.shortNumber: 10
    default: 8
    }
  }

  private func shown(_ value: Double, _ style: Int) -> [UInt8] {
    formats.shown(Array(String(value).utf8), style: style)
  }

  /// A number in four bytes: an integer or the upper half of one with a fraction, divided by 100
  /// perhaps.
  private static func number(_ bits: UInt32) -> Double {
    let value =
      bits & 2 != 0
      ? Double(Int32(bitPattern: bits) >> 2) : Double(bitPattern: UInt64(bits & ~3) << 32)
    return bits & 1 != 0 ? value / 100 : value
  }

  private static func truth(_ value: UInt8, isError: Bool) -> [UInt8] {
    guard isError else { return Array((value != 0 ? "TRUE" : "FALSE").utf8) }
    let name =
      switch value {
      case 0x00: "#NULL!"
      case 0x07: "#DIV/0!"
      case 0x0F: "#VALUE!"
      case 0x17: "#REF!"
      case 0x1D: "#NAME?"
      case 0x24: "#NUM!"
      default: "#N/A"
      }
    return Array(name.utf8)
  }

  private func merges(_ record: Record) throws -> [RawRows.Merge] {
    let count = min(Int(try reader.uint16(record.start)), (record.length - 2) / 8)
    return try (0..<max(count, 0)).compactMap { index in
      let corners = try (0..<4).map {
        Int(try reader.uint16(record.start + 2 + 8 * index + 2 * $0))
      }
      guard corners[0] <= corners[1], corners[2] <= corners[3] else { return nil }
      return RawRows.Merge(
        rows: corners[0] + 1...corners[1] + 1, columns: corners[2]...corners[3])
    }
  }
}

/// Reads texts of BIFF8, which go on over several records: a text that is cut in two says anew
/// how wide its letters are.
private struct BinaryText {
  private let reader: LittleEndianBytes
  private let parts: [Range<Int>]
  private var part = 0
  private var offset: Int

  init(_ reader: LittleEndianBytes, _ parts: [Range<Int>]) {
    self.reader = reader
    self.parts = parts
    offset = parts.first?.lowerBound ?? 0
  }

  var isAtEnd: Bool {
    parts[min(part, parts.count)...].allSatisfy { offset >= $0.upperBound || $0.isEmpty }
  }

  /// Bytes left in this part; of the next one where it is used up.
  private mutating func room() throws -> Int {
    while part < parts.count, offset >= parts[part].upperBound {
      part += 1
      if part < parts.count { offset = parts[part].lowerBound }
    }
    guard part < parts.count else { throw CompoundFile.Broken() }
    return parts[part].upperBound - offset
  }

  mutating func uint8() throws -> UInt8 {
    _ = try room()
    defer { offset += 1 }
    return try reader.uint8(offset)
  }

  mutating func uint16() throws -> UInt16 {
    let low = try uint8()
    return UInt16(low) | UInt16(try uint8()) << 8
  }

  mutating func uint32() throws -> UInt32 {
    let low = try uint16()
    return UInt32(low) | UInt32(try uint16()) << 16
  }

  /// A text of so many units, after its flags; without how it is formatted and pronounced.
  mutating func string(count: Int) throws -> [UInt8] {
    guard count > 0 || !isAtEnd else { return [] }
    var flags = try uint8()
    let runs = flags & 8 != 0 ? Int(try uint16()) : 0
    let spoken = flags & 4 != 0 ? Int(try uint32()) : 0
    var units: [UInt16] = []
    units.reserveCapacity(count)
    while units.count < count {
      let isCut = part < parts.count && offset >= parts[part].upperBound
      let room = try room()
      if isCut { flags = try uint8() }
      let width = flags & 1 != 0 ? 2 : 1
      let fitting = min(count - units.count, (isCut ? room - 1 : room) / width)
      guard fitting > 0 else { throw CompoundFile.Broken() }
      for _ in 0..<fitting {
        units.append(
          width == 2 ? try reader.uint16(offset) : UInt16(try reader.uint8(offset)))
        offset += width
      }
    }
    try skip(4 * runs + spoken)
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private mutating func skip(_ count: Int) throws {
    var left = count
    while left > 0 {
      let step = min(left, try room())
      offset += step
      left -= step
    }
  }
}
