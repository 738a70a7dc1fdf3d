/// Zip archives made byte by byte, so that anything in them can be wrong.
struct Archive {
  struct Member {
    var name: [UInt8]
    var packed: [UInt8]
    var method = 0
    var flags = 0
    var size: Int
    var checksum: UInt32
    /// What the directory says where the packed bytes are, if not where they are.
    var offset: UInt64?
  }

  private(set) var members: [Member] = []

  /// Adds a member as it is, its size and checksum right.
  mutating func add(_ name: String, _ content: [UInt8]) {
    members.append(
      Member(
        name: Array(name.utf8), packed: content, size: content.count,
        checksum: Self.crc32(content)))
  }

  mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

  /// Adds a member of which anything may be wrong.
  mutating func add(_ member: Member) { members.append(member) }

  /// `pattern` (of one to four bytes) again and again, about `count` bytes of it, packed to less
  /// than a hundredth by fixed codes (RFC 1951, 3.2.6).
  mutating func add(_ name: String, repeating pattern: [UInt8], count: Int) {
    var bits = Bits()
    bits.add(1, 1)
    bits.add(1, 2)
    for byte in pattern {
      // literals 0 to 143: 8 bits from 00110000
      bits.addReversed(0x30 + UInt32(byte), 8)
    }
    let runs = (count - pattern.count) / 258
    for _ in 0..<runs {
      bits.addReversed(0b1100_0101, 8)
      bits.addReversed(UInt32(pattern.count - 1), 5)
    }
    bits.addReversed(0, 7)
    let size = pattern.count + runs * 258
    var checksum: UInt32 = 0xFFFF_FFFF
    for index in 0..<size { checksum = Self.next(checksum, pattern[index % pattern.count]) }
    members.append(
      Member(
        name: Array(name.utf8), packed: bits.bytes, method: 8, size: size, checksum: ~checksum))
  }

  /// The archive with its directory; `wide` with sizes and offsets in their 64-bit form.
  func bytes(wide: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let offset = member.offset ?? UInt64(bytes.count)
      let sums = word(Int(member.checksum))
      let common = half(member.flags) + half(member.method) + half(0) + half(33) + sums
      let sizes = word(member.packed.count) + word(min(member.size, 0xFFFF_FFFE))
      bytes += word(0x0403_4B50) + half(20) + common + sizes + half(member.name.count) + half(0)
      bytes += member.name + member.packed
      let extra =
        wide
        ? half(1) + half(24) + long(UInt64(member.size)) + long(UInt64(member.packed.count))
          + long(offset) : []
      directory += word(0x0201_4B50) + half(20) + half(20) + common
      directory += wide ? word(0xFFFF_FFFF) + word(0xFFFF_FFFF) : sizes
      directory += half(member.name.count) + half(extra.count) + half(0) + half(0) + half(0)
      directory += word(0) + word(wide ? 0xFFFF_FFFF : Int(truncatingIfNeeded: offset))
      directory += member.name + extra
    }
    let end =
      word(0x0605_4B50) + half(0) + half(0) + half(members.count) + half(members.count)
      + word(directory.count) + word(bytes.count) + half(0)
    return bytes + directory + end
  }

  // MARK: Bits and bytes

  private struct Bits {
    var bytes: [UInt8] = []
    private var used = 8

    mutating func add(_ value: UInt32, _ count: Int) {
      for bit in 0..<count { push(value >> bit & 1) }
    }

    /// Codes go in from their highest bit.
    mutating func addReversed(_ value: UInt32, _ count: Int) {
      for bit in (0..<count).reversed() { push(value >> bit & 1) }
    }

    private mutating func push(_ bit: UInt32) {
      if used == 8 {
        bytes.append(0)
        used = 0
      }
      bytes[bytes.count - 1] |= UInt8(bit << used)
      used += 1
    }
  }

  private func half(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
  private func word(_ value: Int) -> [UInt8] { half(value & 0xFFFF) + half(value >> 16 & 0xFFFF) }
  private func long(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(value >> ($0 * 8) & 255) } }

  private static let table = (0..<256 as Range<UInt32>).map { start in
    (0..<8).reduce(start) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  private static func next(_ value: UInt32, _ byte: UInt8) -> UInt32 {
    value >> 8 ^ table[Int((value ^ UInt32(byte)) & 255)]
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { next($0, $1) }
  }
}

/// Workbooks of Excel and OpenDocument spreadsheets from their XML.
enum Sheets {
  static let relations =
    "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"

  /// A compound file with one stream of 4,096 zeros; its first sector may lead back to itself.
  static func compound(_ name: String, isRound: Bool = false) -> [UInt8] {
    func little(_ values: [Int], _ size: Int) -> [UInt8] {
      values.flatMap { value in (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }
    let (end, free) = (0xFFFF_FFFE, 0xFFFF_FFFF)
    func entry(_ name: String, type: Int, start: Int, size: Int) -> [UInt8] {
      let letters = little(name.utf16.map(Int.init), 2)
      return letters + [UInt8](repeating: 0, count: 64 - letters.count)
        + little([letters.count + 2, type], 2) + [UInt8](repeating: 0, count: 48)
        + little([start, size, 0], 4)
    }
    let header =
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
      + little([0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 0, 0], 2)
      + little([1, 1, 0, 4096, end, 0, end, 0], 4)
      + little([0] + [Int](repeating: free, count: 108), 4)
    // the table of sectors, the directory, the stream
    let table = [0xFFFF_FFFD, end] + [isRound ? 2 : 3] + Array(4...9) + [end]
    let directory =
      entry("Root Entry", type: 5, start: end, size: 0)
      + entry(name, type: 2, start: 2, size: 4096) + [UInt8](repeating: 0, count: 256)
    return header + little(table + [Int](repeating: free, count: 128 - table.count), 4)
      + directory + [UInt8](repeating: 0, count: 4096)
  }

  /// The parts of a workbook with one sheet; a part that is `nil` is left out.
  static func office(
    rows: String,
    book: String? = "<workbook><sheets><sheet name=\"表\" r:id=\"r1\"/></sheets></workbook>",
    relations: String? = Sheets.relations, strings: String? = nil, styles: String? = nil,
    after: String = ""
  ) -> Archive {
    var archive = Archive()
    archive.add("[Content_Types].xml", "<Types/>")
    if let book { archive.add("xl/workbook.xml", book) }
    if let relations { archive.add("xl/_rels/workbook.xml.rels", relations) }
    if let strings { archive.add("xl/sharedStrings.xml", strings) }
    if let styles { archive.add("xl/styles.xml", styles) }
    archive.add(
      "xl/worksheets/sheet1.xml",
      "<worksheet><sheetData>\(rows)</sheetData>\(after)</worksheet>")
    return archive
  }

  static func row(_ number: Int, _ cells: [String]) -> String {
    let written = cells.enumerated().map { column, text in
      "<c r=\"\(UnicodeScalar(UInt8(65 + column)))\(number)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
    }
    return "<row r=\"\(number)\">\(written.joined())</row>"
  }

  static func openDocument(table: String) -> Archive {
    var archive = Archive()
    archive.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    archive.add(
      "content.xml",
      "<office:document-content><office:body><office:spreadsheet>\(table)"
        + "</office:spreadsheet></office:body></office:document-content>")
    return archive
  }

  static func openRow(_ cells: [String], repeated: Int = 1) -> String {
    "<table:table-row table:number-rows-repeated=\"\(repeated)\">"
      + cells.map {
        "<table:table-cell office:value-type=\"string\"><text:p>\($0)</text:p></table:table-cell>"
      }.joined() + "</table:table-row>"
  }
}
