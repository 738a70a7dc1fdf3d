import BenchSupport
import Foundation
import Planner
import PlannerData

/// How long large lists take, and how much memory: each is read by a process of its own.
struct LargeLists {
  let folder: String
  let program: String

  /// - Parameter rows: of the lists; the last may be ten million.
  func run(rows: [Int]) throws {
    print("rows        file      MB   what     wall s    CPU s  peak MB  per row: µs  bytes")
    for count in rows {
      let csv = "\(folder)/list-\(count).csv"
      let bytes = try Self.write(count, to: csv)
      for what in ["read", "check"] { try measure(what, csv, "csv", bytes, count) }
      try? FileManager.default.removeItem(atPath: csv)
      guard count <= 1_000_000 else { continue }
      let xlsx = "\(folder)/list-\(count).xlsx"
      let size = try Self.writeWorkbook(count, to: xlsx)
      for what in ["read", "check"] { try measure(what, xlsx, "xlsx", size, count) }
      try? FileManager.default.removeItem(atPath: xlsx)
    }
  }

  private func measure(_ what: String, _ path: String, _ form: String, _ bytes: Int, _ rows: Int)
    throws
  {
    let cost = try ChildProcess.run([program, what, "--stations", path, "--expect", "\(rows)"])
    func cell(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
    print(
      cell("\(rows)", 10) + "  " + form + cell(number(Double(bytes) / 1e6, 1), 10 - form.count + 3)
        + "   " + what + cell(number(cost.wallSeconds, 2), 15 - what.count)
        + cell(number(cost.cpuSeconds, 2), 9) + cell(number(cost.peakMegabytes, 0), 9)
        + cell(number(cost.wallSeconds / Double(rows) * 1e6, 2), 13)
        + cell(number(cost.peakMegabytes * 1_048_576 / Double(rows), 0), 7))
  }

  // MARK: In the child

  /// Reads a list, or looks it over, and makes sure that nothing is missing.
  static func child(_ what: String, _ path: String, expecting rows: Int) throws {
    var usable = 0
    if what == "read" {
      usable = try readStations(path: path).value.count
    } else {
      var project = ProjectFile()
      project.stations = path
      let checkup = Checkup(project)
      usable = checkup.usableStations
      guard checkup.isSound else {
        throw ChildProcess.Problem(description: "the list is not sound")
      }
    }
    guard usable == rows else {
      throw ChildProcess.Problem(description: "\(usable) of \(rows) rows")
    }
  }

  // MARK: The lists

  private static let kinds = ["医療福祉", "公共", "寺社", "観光", "飲食", "教育", "商工"]

  private static func fields(_ row: Int) -> [String] {
    // a lattice of 10 m, so that no two are on one point
    let (x, y) = (row % 4000, row / 4000)
    func decimal(_ value: Int) -> String {
      let digits = String(value % 10_000)
      return "\(value / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return [
      "S\(row)", "拠点\(row)", kinds[row % 7], "居場所", decimal(340_000 + y), decimal(1_390_000 + x),
      "2024-04-01",
    ]
  }

  private static let header = ["id", "name", "kind", "services", "lat", "lon", "joined"]

  private static func write(_ rows: Int, to path: String) throws -> Int {
    FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    var written = 0
    var text = header.joined(separator: ",") + "\n"
    for row in 0..<rows {
      text += fields(row).joined(separator: ",") + "\n"
      if text.utf8.count > 1 << 20 || row == rows - 1 {
        try file.write(contentsOf: Data(text.utf8))
        written += text.utf8.count
        text = ""
      }
    }
    try file.close()
    return written
  }

  /// A workbook whose texts are in their cells, stored without packing.
  private static func writeWorkbook(_ rows: Int, to path: String) throws -> Int {
    var sheet: [UInt8] = Array("<worksheet><sheetData>".utf8)
    func add(_ number: Int, _ texts: [String]) {
      var row = "<row r=\"\(number)\">"
      for (column, text) in texts.enumerated() {
        let letter = UnicodeScalar(UInt8(65 + column))
        row +=
          Double(text) == nil
          ? "<c r=\"\(letter)\(number)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
          : "<c r=\"\(letter)\(number)\"><v>\(text)</v></c>"
      }
      sheet += Array((row + "</row>").utf8)
    }
    add(1, header)
    for row in 0..<rows { add(row + 2, fields(row)) }
    sheet += Array("</sheetData></worksheet>".utf8)
    var zip = StoredArchive()
    zip.add("[Content_Types].xml", Array("<Types/>".utf8))
    zip.add(
      "xl/workbook.xml",
      Array("<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>".utf8))
    zip.add(
      "xl/_rels/workbook.xml.rels",
      Array(
        "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
          .utf8))
    zip.add("xl/worksheets/sheet1.xml", sheet)
    let bytes = zip.finished
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return bytes.count
  }
}

/// A zip archive whose members are not packed.
private struct StoredArchive {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  mutating func add(_ name: String, _ content: [UInt8]) {
    let sums = word(Int(Self.checksum(content))) + word(content.count) + word(content.count)
    let common = half(20) + half(0) + half(0) + half(0) + half(33) + sums
    let tail = half(name.utf8.count) + half(0)
    directory += word(0x0201_4B50) + half(20) + common + tail + half(0) + half(0) + half(0)
    directory += word(0) + word(bytes.count) + Array(name.utf8)
    bytes += word(0x0403_4B50) + common + tail + Array(name.utf8) + content
    count += 1
  }

  var finished: [UInt8] {
    bytes + directory + word(0x0605_4B50) + half(0) + half(0) + half(count) + half(count)
      + word(directory.count) + word(bytes.count) + half(0)
  }

  private func half(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
  private func word(_ value: Int) -> [UInt8] { half(value & 0xFFFF) + half(value >> 16 & 0xFFFF) }

  private static let table = (0..<256 as Range<UInt32>).map { byte in
    (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  private static func checksum(_ content: [UInt8]) -> UInt32 {
    ~content.reduce(~0 as UInt32) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 255)] }
  }
}
