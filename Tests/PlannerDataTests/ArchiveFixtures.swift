import Foundation
import Planner
import Testing

@testable import PlannerData

/// A zip archive made byte by byte, its members not packed.
struct StoredZip {
  var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Adds a member; its name is bytes, so that it may be in any encoding, and it may declare a size
  /// that is not its content's.
  mutating func add(
    _ name: [UInt8], _ content: [UInt8], method: Int = 0, flags: Int = 0, declaring size: Int? = nil
  ) {
    let offset = bytes.count
    let common =
      half(20) + half(flags) + half(method) + half(0) + half(33) + word(Int(crc32(content)))
      + word(content.count) + word(size ?? content.count) + half(name.count) + half(0)
    bytes += word(0x0403_4B50) + common + name + content
    directory += word(0x0201_4B50) + half(20) + common + half(0) + half(0) + half(0) + word(0)
    directory += word(offset) + name
    count += 1
  }

  mutating func add(_ name: String, _ content: String) {
    add(Array(name.utf8), Array(content.utf8))
  }

  mutating func add(_ name: String, file path: String) throws {
    add(Array(name.utf8), Array(try Data(contentsOf: URL(fileURLWithPath: path))))
  }

  /// The archive with its directory.
  var finished: [UInt8] {
    bytes + directory + word(0x0605_4B50) + half(0) + half(0) + half(count) + half(count)
      + word(directory.count) + word(bytes.count) + half(0)
  }

  private func half(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
  private func word(_ value: Int) -> [UInt8] { half(value & 0xFFFF) + half(value >> 16 & 0xFFFF) }

  private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return ~value
  }
}

/// A workbook of Excel made of its parts.
struct BookFixture {
  /// The rows of each sheet, as XML.
  var sheets: [(name: String, rows: String)]
  var sharedStrings = ""
  /// Formats of the styles from 1 on.
  var formats: [String] = []
  var merges: [String] = []
  var hidden: Set<String> = []
  var countsFrom1904 = false

  /// A row of texts.
  static func row(_ number: Int, _ cells: [String]) -> String {
    let written = cells.enumerated().map { column, text in
      text.isEmpty
        ? "" : "<c r=\"\(letter(column))\(number)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
    }
    return "<row r=\"\(number)\">\(written.joined())</row>"
  }

  static func letter(_ column: Int) -> String { String(UnicodeScalar(UInt8(65 + column))) }

  /// A sheet of texts, from row 1.
  static func sheet(_ rows: [[String]]) -> String {
    rows.enumerated().filter { !$0.element.isEmpty }.map { row($0.offset + 1, $0.element) }.joined()
  }

  var bytes: [UInt8] {
    var zip = StoredZip()
    let entries = sheets.enumerated().map { index, sheet in
      "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 1)\" r:id=\"rId\(index + 1)\""
        + (hidden.contains(sheet.name) ? " state=\"hidden\"" : "") + "/>"
    }
    zip.add("[Content_Types].xml", "<Types/>")
    zip.add(
      "xl/workbook.xml",
      "<?xml version=\"1.0\"?><workbook><workbookPr\(countsFrom1904 ? " date1904=\"1\"" : "")/>"
        + "<sheets>\(entries.joined())</sheets></workbook>")
    zip.add(
      "xl/_rels/workbook.xml.rels",
      "<Relationships>"
        + sheets.indices.map {
          "<Relationship Id=\"rId\($0 + 1)\" Target=\"worksheets/sheet\($0 + 1).xml\"/>"
        }.joined() + "</Relationships>")
    zip.add(
      "xl/styles.xml",
      "<styleSheet><numFmts>"
        + formats.enumerated().map {
          "<numFmt numFmtId=\"\(200 + $0.offset)\" formatCode=\"\($0.element)\"/>"
        }.joined() + "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        + "<cellXfs><xf numFmtId=\"0\"/>"
        + formats.indices.map { "<xf numFmtId=\"\(200 + $0)\"/>" }.joined()
        + "<xf numFmtId=\"14\"/></cellXfs></styleSheet>")
    if !sharedStrings.isEmpty { zip.add("xl/sharedStrings.xml", "<sst>\(sharedStrings)</sst>") }
    let merged =
      merges.isEmpty
      ? "" : "<mergeCells>\(merges.map { "<mergeCell ref=\"\($0)\"/>" }.joined())</mergeCells>"
    for (index, sheet) in sheets.enumerated() {
      zip.add(
        "xl/worksheets/sheet\(index + 1).xml",
        "<worksheet><sheetData>\(sheet.rows)</sheetData>\(merged)</worksheet>")
    }
    return zip.finished
  }
}

/// All rows of a table as texts.
func texts(_ table: DelimitedTable) -> [[String]] {
  (0..<table.rowCount).map { row in
    (0..<table.columnCount).map { table.text(row: row, column: $0) }
  }
}
