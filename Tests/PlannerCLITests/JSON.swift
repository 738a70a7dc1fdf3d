/// JSON as RFC 8259 has it and nothing more, read strictly: what a run prints must be one
/// document, without a comment, a trailing comma or a member twice.
enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double, isInteger: Bool)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  struct Defect: Error, CustomStringConvertible {
    let description: String
  }

  init(_ bytes: [UInt8]) throws {
    self = try bytes.withUnsafeBufferPointer { buffer in
      var reader = Reader(bytes: buffer)
      let value = try reader.value()
      reader.skipBlanks()
      guard reader.index == buffer.count else { throw reader.defect("more after the end") }
      return value
    }
  }

  // MARK: Looking inside

  subscript(name: String) -> JSON {
    if case .object(let members) = self { return members[name] ?? .null }
    return .null
  }

  subscript(index: Int) -> JSON {
    if case .array(let items) = self, items.indices.contains(index) { return items[index] }
    return .null
  }

  var items: [JSON] {
    if case .array(let items) = self { return items }
    return []
  }

  var members: [String: JSON] {
    if case .object(let members) = self { return members }
    return [:]
  }

  var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// Not a number where there is none, so that a comparison with it fails.
  var number: Double {
    if case .number(let value, _) = self { return value }
    return .nan
  }

  /// The same document without some members, wherever they are.
  func without(_ names: Set<String>) -> JSON {
    switch self {
    case .array(let items): .array(items.map { $0.without(names) })
    case .object(let members):
      .object(members.filter { !names.contains($0.key) }.mapValues { $0.without(names) })
    default: self
    }
  }

  // MARK: Reading

  private struct Reader {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    func defect(_ what: String) -> Defect { Defect(description: "\(what) at byte \(index + 1)") }

    mutating func skipBlanks() {
      while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ word: StaticString, as value: JSON) throws -> JSON {
      let end = index + word.utf8CodeUnitCount
      guard end <= bytes.count,
        bytes[index..<end].elementsEqual(
          UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
      else { throw defect("no value") }
      index = end
      return value
    }

    private mutating func comes(_ byte: UInt8) -> Bool {
      skipBlanks()
      guard index < bytes.count, bytes[index] == byte else { return false }
      index += 1
      return true
    }

    mutating func value() throws -> JSON {
      skipBlanks()
      guard index < bytes.count else { throw defect("no value") }
      switch bytes[index] {
      case UInt8(ascii: "{"): return try object()
      case UInt8(ascii: "["): return try array()
      case UInt8(ascii: "\""): return .string(try string())
      case UInt8(ascii: "t"): return try take("true", as: .bool(true))
      case UInt8(ascii: "f"): return try take("false", as: .bool(false))
      case UInt8(ascii: "n"): return try take("null", as: .null)
      default: return try number()
      }
    }

    private mutating func object() throws -> JSON {
      index += 1
      var members: [String: JSON] = [:]
      if comes(UInt8(ascii: "}")) { return .object(members) }
      repeat {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
          throw defect("no name of a member")
        }
        let name = try string()
        guard comes(UInt8(ascii: ":")) else { throw defect("no colon") }
        guard members.updateValue(try value(), forKey: name) == nil else {
          throw defect("member \(name) twice")
        }
      } while comes(UInt8(ascii: ","))
      guard comes(UInt8(ascii: "}")) else { throw defect("an object is not closed") }
      return .object(members)
    }

    private mutating func array() throws -> JSON {
      index += 1
      var items: [JSON] = []
      if comes(UInt8(ascii: "]")) { return .array(items) }
      repeat { items.append(try value()) } while comes(UInt8(ascii: ","))
      guard comes(UInt8(ascii: "]")) else { throw defect("an array is not closed") }
      return .array(items)
    }

    private mutating func string() throws -> String {
      index += 1
      var text: [UInt8] = []
      while true {
        guard index < bytes.count else { throw defect("a string is not closed") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""):
          guard let string = String(validating: text, as: UTF8.self) else {
            throw defect("a string is not UTF-8")
          }
          return string
        case UInt8(ascii: "\\"): try escape(&text)
        case 0..<0x20: throw defect("a control character in a string")
        default: text.append(byte)
        }
      }
    }

    private mutating func escape(_ text: inout [UInt8]) throws {
      guard index < bytes.count else { throw defect("a string is not closed") }
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        guard index + 4 <= bytes.count,
          let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16),
          let scalar = Unicode.Scalar(code)
        else { throw defect("no character") }
        index += 4
        text.append(contentsOf: String(Character(scalar)).utf8)
      default: throw defect("an unknown escape")
      }
    }

    private mutating func number() throws -> JSON {
      let start = index
      var isInteger = true
      scan: while index < bytes.count {
        switch bytes[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"):
          isInteger = false
        default: break scan
        }
        index += 1
      }
      let text = String(decoding: bytes[start..<index], as: UTF8.self)
      let digits = text.first == "-" ? text.dropFirst() : text[...]
      let hasIdleZero = digits.hasPrefix("0") && digits.dropFirst().first?.isNumber == true
      guard digits.first?.isNumber == true, !hasIdleZero, let value = Double(text) else {
        throw defect("no number (\(text))")
      }
      return .number(value, isInteger: isInteger)
    }
  }
}
