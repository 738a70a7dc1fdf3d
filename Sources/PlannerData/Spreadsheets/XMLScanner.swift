/// Walks over the tags and texts of an XML document, as far as spreadsheets need it: well-formed
/// UTF-8 without entities of its own. Names come without their prefix (`row` for `x:row`).
struct XMLScanner {
  enum Event {
    case start
    case end
    case text
  }

  /// Of the tag last met.
  private(set) var name: ArraySlice<UInt8> = []
  private let bytes: [UInt8]
  private var index = 0
  private var attributes: Range<Int> = 0..<0
  private var textRange: Range<Int> = 0..<0
  private var isVerbatim = false
  /// An empty tag (`<c/>`) is met as a start and an end.
  private var hasPendingEnd = false
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func isNamed(_ name: StaticString) -> Bool {
    self.name.count == name.utf8CodeUnitCount
      && self.name.elementsEqual(
        UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  /// The next tag or text; `nil` at the end.
  ///
  /// - Throws: `Broken` where the document ends inside a tag, or with tags that are open.
  mutating func next() throws -> Event? {
    if hasPendingEnd {
      hasPendingEnd = false
      depth -= 1
      return .end
    }
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
        textRange = start..<index
        isVerbatim = false
        return .text
      }
      if begins("<!--") {
        try skip(past: "-->")
      } else if begins("<![CDATA[") {
        let start = index + 9
        try skip(past: "]]>")
        textRange = start..<(index - 3)
        isVerbatim = true
        return .text
      } else if begins("<?") {
        try skip(past: "?>")
      } else if begins("<!") {
        try skip(past: ">")
      } else {
        return try tag()
      }
    }
    guard depth == 0 else { throw Broken() }
    return nil
  }

  struct Broken: Error {}

  private mutating func tag() throws -> Event {
    let isEnd = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "/")
    var at = index + (isEnd ? 2 : 1)
    var start = at
    while at < bytes.count, bytes[at] > 0x20, bytes[at] != UInt8(ascii: ">"),
      bytes[at] != UInt8(ascii: "/")
    {
      if bytes[at] == UInt8(ascii: ":") { start = at + 1 }
      at += 1
    }
    name = bytes[start..<at]
    let attributesStart = at
    var quote: UInt8 = 0
    while at < bytes.count {
      let byte = bytes[at]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        break
      }
      at += 1
    }
    guard at < bytes.count else { throw Broken() }
    attributes = attributesStart..<at
    index = at + 1
    depth += isEnd ? -1 : 1
    guard depth >= 0 else { throw Broken() }
    if isEnd { return .end }
    hasPendingEnd = bytes[at - 1] == UInt8(ascii: "/")
    return .start
  }

  /// An attribute of the start last met, by its name without prefix.
  func attribute(_ wanted: StaticString) -> String? {
    var at = attributes.lowerBound
    let end = attributes.upperBound
    while at < end {
      while at < end, bytes[at] <= 0x20 { at += 1 }
      var start = at
      while at < end, bytes[at] != UInt8(ascii: "="), bytes[at] > 0x20 {
        if bytes[at] == UInt8(ascii: ":") { start = at + 1 }
        at += 1
      }
      let name = bytes[start..<at]
      while at < end, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "'") { at += 1 }
      guard at < end else { return nil }
      let quote = bytes[at]
      at += 1
      let valueStart = at
      while at < end, bytes[at] != quote { at += 1 }
      if name.count == wanted.utf8CodeUnitCount,
        name.elementsEqual(
          UnsafeBufferPointer(start: wanted.utf8Start, count: wanted.utf8CodeUnitCount))
      {
        return String(decoding: Self.resolved(bytes[valueStart..<at]), as: UTF8.self)
      }
      at += 1
    }
    return nil
  }

  /// Adds the text last met, its references resolved.
  func appendText(to text: inout [UInt8]) {
    let raw = bytes[textRange]
    if isVerbatim || !raw.contains(UInt8(ascii: "&")) {
      text.append(contentsOf: raw)
    } else {
      text.append(contentsOf: Self.resolved(raw))
    }
  }

  private static func resolved(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    guard raw.contains(UInt8(ascii: "&")) else { return Array(raw) }
    var text: [UInt8] = []
    var at = raw.startIndex
    while at < raw.endIndex {
      guard raw[at] == UInt8(ascii: "&"),
        let end = raw[at...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let scalar = scalar(raw[(at + 1)..<end])
      else {
        text.append(raw[at])
        at += 1
        continue
      }
      text.append(contentsOf: String(Character(scalar)).utf8)
      at = end + 1
    }
    return text
  }

  private static func scalar(_ reference: ArraySlice<UInt8>) -> Unicode.Scalar? {
    let name = String(decoding: reference, as: UTF8.self)
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.hasPrefix("#") else { return nil }
      let digits = name.dropFirst()
      let value =
        digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return value.flatMap(Unicode.Scalar.init)
    }
  }

  private func begins(_ mark: StaticString) -> Bool {
    bytes[index...].starts(
      with: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
  }

  private mutating func skip(past mark: StaticString) throws {
    while index < bytes.count, !begins(mark) { index += 1 }
    guard index < bytes.count else { throw Broken() }
    index += mark.utf8CodeUnitCount
  }
}
