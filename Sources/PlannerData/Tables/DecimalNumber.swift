/// A number as people write it in tables: `1234`, `-35.5`, `1,234`, `１２３４`, `1.5e3`.
enum DecimalNumber: Sendable, Hashable {
  case blank
  /// Perhaps not finite: `NaN` and `inf` are numbers that a reader has to refuse by name.
  case number(Double)
  case unreadable

  /// Reads UTF-8 bytes without blanks around them.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.isEmpty {
      self = .blank
    } else if let value = Self.plain(bytes) {
      self = .number(value)
    } else {
      self.init(anyWriting: String(decoding: bytes, as: UTF8.self))
    }
  }

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { DecimalNumber($0) }
  }

  /// A sign, up to fifteen digits and a point: exact in a double, and one division rounds right.
  private static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    var index = 0
    let isNegative = bytes[0] == UInt8(ascii: "-")
    if isNegative || bytes[0] == UInt8(ascii: "+") { index = 1 }
    guard bytes.count - index <= 16 else { return nil }
    var digits: Int64 = 0
    var digitCount = 0
    var fraction = -1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "."), fraction < 0 {
        fraction = 0
        continue
      }
      guard byte >= 48, byte <= 57 else { return nil }
      digits = digits * 10 + Int64(byte - 48)
      digitCount += 1
      if fraction >= 0 { fraction += 1 }
    }
    guard digitCount > 0, digitCount <= 15 else { return nil }
    let value = fraction > 0 ? Double(digits) / powersOfTen[fraction] : Double(digits)
    return isNegative ? -value : value
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  private init(anyWriting text: String) {
    let folded = Spelling.widthFolded(text).filter { $0 != " " }
    guard !folded.isEmpty else {
      self = .blank
      return
    }
    if ["nan", "inf", "infinity"].contains(folded.drop { "+-".contains($0) }.lowercased()) {
      self = .number(.nan)
      return
    }
    guard let digits = Self.withoutThousandsCommas(folded),
      digits.utf8.allSatisfy({ "0123456789.+-eE".utf8.contains($0) }),
      let value = Double(digits)
    else {
      self = .unreadable
      return
    }
    self = .number(value)
  }

  /// Drops commas that stand exactly where thousands are grouped. A decimal comma (`35,6`) is
  /// no such thing, and the text then no number.
  private static func withoutThousandsCommas(_ text: String) -> String? {
    guard text.contains(",") else { return text }
    let whole = text.prefix { $0 != "." }
    let groups = whole.drop { "+-".contains($0) }.split(
      separator: ",", omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count),
      !text[whole.endIndex...].contains(","), groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return nil }
    return text.filter { $0 != "," }
  }
}
