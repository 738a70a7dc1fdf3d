/// A JSON document whose members keep their order, so that a person can read it and two runs
/// write the same bytes.
public indirect enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Written with as many digits as it takes to read the same number back.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])
  /// A list of numbers that stays on one line: a position, a bounding box.
  case numbers([Double])
  /// A list of positions that stays on one line, x and y in turn: a ring. Of the digits of an
  /// outline nobody reads, a line each would be most of a file.
  case positions([Double])

  public struct Member: Sendable, Hashable {
    public let name: String
    public let value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// `null` for a number that is missing.
  public static func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
  public static func optional(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  /// Builds an object from name and value pairs.
  public static func members(_ pairs: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(pairs.map { Member($0.key, $0.value) })
  }

  /// The document as UTF-8, two spaces a level, ending with a line break.
  public func serialized() -> [UInt8] {
    var writer = Writer()
    writer.write(self, indent: 0)
    writer.bytes.append(10)
    return writer.bytes
  }

  /// The document as UTF-8 without any white space between its parts, for programs.
  public func compact() -> [UInt8] {
    var writer = Writer(isCompact: true)
    writer.write(self, indent: 0)
    return writer.bytes
  }

  private struct Writer {
    var bytes: [UInt8] = []
    var isCompact = false

    mutating func write(_ value: JSONValue, indent: Int) {
      switch value {
      case .null: append("null")
      case .bool(let flag): append(flag ? "true" : "false")
      case .integer(let number): append(String(number))
      case .number(let number): append(number)
      case .string(let text): quote(text)
      case .numbers(let list):
        bytes.append(UInt8(ascii: "["))
        for (index, number) in list.enumerated() {
          if index > 0 { append(isCompact ? "," : ", ") }
          append(number)
        }
        bytes.append(UInt8(ascii: "]"))
      case .positions(let list):
        bytes.append(UInt8(ascii: "["))
        for index in stride(from: 0, to: list.count - list.count % 2, by: 2) {
          append(index == 0 ? "[" : ",[")
          append(list[index])
          bytes.append(UInt8(ascii: ","))
          append(list[index + 1])
          bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(UInt8(ascii: "]"))
      case .array(let items):
        list(items.count, open: "[", close: "]", indent: indent) { writer, index in
          writer.write(items[index], indent: indent + 1)
        }
      case .object(let members):
        list(members.count, open: "{", close: "}", indent: indent) { writer, index in
          writer.quote(members[index].name)
          writer.append(writer.isCompact ? ":" : ": ")
          writer.write(members[index].value, indent: indent + 1)
        }
      }
    }

    private mutating func list(
      _ count: Int, open: String, close: String, indent: Int,
      _ item: (inout Writer, Int) -> Void
    ) {
      append(open)
      for index in 0..<count {
        if isCompact {
          if index > 0 { append(",") }
          item(&self, index)
          continue
        }
        append(index == 0 ? "\n" : ",\n")
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (indent + 1) * 2))
        item(&self, index)
      }
      if count > 0, !isCompact {
        bytes.append(10)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
      }
      append(close)
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// A number that is not finite has no JSON; analyses have none, so it would be our bug, and
    /// `null` shows it.
    private mutating func append(_ number: Double) {
      guard number.isFinite else { return append("null") }
      if number == number.rounded(), abs(number) < 1e15 {
        append(String(Int(number)))
      } else {
        append("\(number)")
      }
    }

    private mutating func quote(_ text: String) {
      bytes.append(UInt8(ascii: "\""))
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 10: append("\\n")
        case 13: append("\\r")
        case 9: append("\\t")
        case 0..<32: append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
        default: bytes.append(byte)
        }
      }
      bytes.append(UInt8(ascii: "\""))
    }
  }
}
