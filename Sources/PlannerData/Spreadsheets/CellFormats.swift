internal import Planner

/// How a workbook shows its numbers, as far as it changes what a person reads: days, times, and
/// codes filled up with zeros.
struct CellFormats {
  /// Days count from 1 January 1904 (old Macintosh workbooks), not from 1900.
  var countsFrom1904 = false

  private enum Shape {
    case plain
    case day
    case time
    /// Digits to be filled into a pattern of zeros and dashes: `000-0000`.
    case digits([UInt8])
  }

  /// By the style of a cell.
  private var shapes: [Shape] = []

  init() {}

  /// - Parameters:
  ///   - codes: by the numbers of formats.
  ///   - styles: the number of the format of each style.
  ///   - countsFrom1904: whether days do.
  init(codes: [Int: String], styles: [Int], countsFrom1904: Bool) {
    self.countsFrom1904 = countsFrom1904
    shapes = styles.map { codes[$0].map(Self.shape) ?? Self.standard($0) }
  }

  /// Reads `xl/styles.xml`.
  init(_ part: [UInt8]) throws {
    var custom: [Int: String] = [:]
    var isCells = false
    var scanner = XMLScanner(part)
    while let event = try scanner.next() {
      if scanner.isNamed("cellXfs"), event != .text {
        isCells = event == .start
      } else if event == .start, scanner.isNamed("numFmt"),
        let id = scanner.attribute("numFmtId").flatMap({ Int($0) })
      {
        custom[id] = scanner.attribute("formatCode") ?? ""
      } else if event == .start, isCells, scanner.isNamed("xf") {
        let id = scanner.attribute("numFmtId").flatMap { Int($0) } ?? 0
        shapes.append(custom[id].map(Self.shape) ?? Self.standard(id))
      }
    }
  }

  /// The formats that have numbers but no code in the file; 27 to 36 and 50 to 58 are days of the
  /// Japanese calendar.
  private static func standard(_ id: Int) -> Shape {
    switch id {
    case 14...17, 22, 27...31, 34...36, 50...54, 57, 58: .day
    case 18...21, 32, 33, 45...47, 55, 56: .time
    default: .plain
    }
  }

  private static func shape(_ code: String) -> Shape {
    if ["[h", "[m", "[s"].contains(where: { code.lowercased().contains($0) }) { return .time }
    var letters: [UInt8] = []
    var isQuoted = false
    var isBracket = false
    var escape: UInt8 = 0
    for byte in code.utf8 {
      if escape != 0 {
        // of what stands for itself only a dash matters; `_x` is as wide as x, and empty
        if escape == UInt8(ascii: "\\"), byte == UInt8(ascii: "-") { letters.append(byte) }
        escape = 0
      } else if isQuoted {
        isQuoted = byte != UInt8(ascii: "\"")
      } else if isBracket {
        isBracket = byte != UInt8(ascii: "]")
      } else if byte == UInt8(ascii: "\"") {
        isQuoted = true
      } else if byte == UInt8(ascii: "[") {
        isBracket = true
      } else if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "_") {
        escape = byte
      } else if byte == UInt8(ascii: ";") {
        break
      } else {
        letters.append((65...90).contains(byte) ? byte | 0x20 : byte)
      }
    }
    let text = String(decoding: letters, as: UTF8.self)
    if text == "general" { return .plain }
    if text.contains(where: { "yde".contains($0) }) && !text.contains("e+") { return .day }
    if text.contains("h") || text.contains("s") { return .time }
    if text.contains("m") { return .day }
    let isPattern = letters.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "-") }
    return isPattern && letters.count { $0 == UInt8(ascii: "0") } > 1 ? .digits(letters) : .plain
  }

  /// A number as the cell shows it, to the precision that is in the file.
  func shown(_ number: [UInt8], style: Int) -> [UInt8] {
    let shape = shapes.indices.contains(style) ? shapes[style] : .plain
    let text = String(decoding: number, as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return number }
    switch shape {
    case .plain: return Array(Self.plain(value).utf8)
    case .day: return Array((day(value) ?? Self.plain(value)).utf8)
    case .time:
      return Array(((0..<1).contains(value) ? Self.time(value) : Self.plain(value)).utf8)
    case .digits(let pattern):
      guard value >= 0, value == value.rounded(), value < 1e15 else {
        return Array(Self.plain(value).utf8)
      }
      return Self.filled(pattern, Int(value))
    }
  }

  /// The shortest text of a number, without an exponent where it is whole, and never `12402.0`.
  static func plain(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    return String(value)
  }

  private func day(_ serial: Double) -> String? {
    let whole = serial.rounded(.down)
    guard
      let day = CalendarDay(
        spreadsheetSerial: Int(exactly: whole + (countsFrom1904 ? 1462 : 0)) ?? -1)
    else { return nil }
    let rest = serial - whole
    return rest < 1e-9 ? day.description : day.description + " " + Self.time(rest)
  }

  private static func time(_ part: Double) -> String {
    let seconds = Int((part * 86_400).rounded())
    func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let minutes = "\(seconds / 3600):\(padded(seconds / 60 % 60))"
    return seconds % 60 == 0 ? minutes : minutes + ":" + padded(seconds % 60)
  }

  private static func filled(_ pattern: [UInt8], _ number: Int) -> [UInt8] {
    var digits = Array(String(number).utf8)
    var shown: [UInt8] = []
    for byte in pattern.reversed() {
      shown.append(byte == UInt8(ascii: "0") ? digits.popLast() ?? byte : byte)
    }
    return digits + shown.reversed()
  }
}

extension CalendarDay {
  /// The day that a spreadsheet keeps as a number: 45000 is 15 March 2023. `nil` before March
  /// 1900, where the count has a day that never was, and after 9999.
  init?(spreadsheetSerial serial: Int) {
    guard (61...2_958_465).contains(serial) else { return nil }
    // days since 1 March of the year 0 (Howard Hinnant, chrono-compatible date algorithms);
    // serial 0 is 30 December 1899
    let days = serial - 25_569 + 719_468
    let era = days / 146_097
    let ofEra = days - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * ofYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: ofYear - (153 * shifted + 2) / 5 + 1)
  }
}
