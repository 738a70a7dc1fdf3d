internal import Planner

/// A JSON file with a list of objects (`[{"name": …}, …]`), or of lists, as a table.
///
/// Values within values get the names of both (`capacity.shelter`). The list may be inside an
/// object, with whatever else is told about it.
enum JSONObjects {
  /// Whether JSON holds no geometry: then it is a table, if anything.
  ///
  /// Looks at the keys of the outermost object only, and stops at the first that tells.
  static func isTable(_ file: FileBytes) -> Bool {
    guard let text = try? DecodedText(file) else { return false }
    var scanner = Scanner(text)
    guard let first = scanner.peek() else { return false }
    if first == UInt8(ascii: "[") { return true }
    guard first == UInt8(ascii: "{") else { return false }
    scanner.index += 1
    while let key = try? scanner.key() {
      switch String(decoding: key, as: UTF8.self) {
      case "type":
        guard case .text(let type)? = try? scanner.value(depth: 1) else { continue }
        let geometries = [
          "FeatureCollection", "Feature", "Topology", "Point", "MultiPoint", "LineString",
          "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
        ]
        if geometries.contains(String(decoding: type, as: UTF8.self)) { return false }
      case "features", "coordinates", "arcs", "geometries": return false
      default: guard (try? scanner.value(depth: 1)) != nil else { return true }
      }
      guard scanner.peek() == UInt8(ascii: ",") else { return true }
      scanner.index += 1
    }
    return true
  }

  /// - Returns: the names of the columns (`nil` for a list of lists, whose header is in it), and
  ///   the rows, numbered from 1.
  /// - Throws: `Failure` (data) for broken JSON, and where there is not exactly one list.
  static func read(_ file: FileBytes) throws -> (header: [String]?, rows: RawRows) {
    var scanner = Scanner(try DecodedText(file))
    let root: Value
    do {
      root = try scanner.value(depth: 0)
      guard scanner.peek() == nil else { throw Scanner.Broken() }
    } catch is Scanner.Broken {
      throw broken(file.path, row: scanner.row)
    }
    var lists: [(name: String, items: [Value])] = []
    var level = [("", root)]
    // the lists that lie least deep
    for _ in 0..<4 where lists.isEmpty {
      var next: [(String, Value)] = []
      for (name, value) in level {
        switch value {
        case .list(let items) where items.contains(where: \.isRow): lists.append((name, items))
        case .object(let members):
          next += members.map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
        default: break
        }
      }
      level = next
    }
    guard lists.count == 1, let list = lists.first else {
      throw noList(file.path, lists.map(\.name))
    }
    return try rows(list.items, file.path)
  }

  private static func rows(
    _ items: [Value], _ path: String
  ) throws -> (header: [String]?, rows: RawRows) {
    var rows = RawRows()
    var header: [String] = []
    var columns: [String: Int] = [:]
    /// The item that last had each column.
    var lastItem: [Int] = []
    var isLists = false
    for (index, item) in items.enumerated() {
      rows.beginRow(index + 1)
      switch item {
      case .list(let values):
        isLists = true
        for (column, value) in values.enumerated() where column < DelimitedTable.largestWidth {
          rows.add(value.shown, at: column)
        }
      case .object(let members):
        var cells: [(name: String, value: Value)] = []
        flatten(members, "", &cells)
        for (name, value) in cells {
          let column = columns[name] ?? header.count
          if column == header.count {
            guard column < DelimitedTable.largestWidth else { throw tooWide(path, index + 1) }
            columns[name] = column
            header.append(name)
            lastItem.append(-1)
          }
          // which of the two is meant nobody knows
          guard lastItem[column] != index else { throw repeated(name, path, index + 1) }
          lastItem[column] = index
          rows.add(value.shown, at: column)
        }
      case .text, .other, .null: rows.add(item.shown, at: 0)
      }
      rows.endRow()
      // blanks before a late key count too
      guard rows.fields.count <= Workbook.largestCellCount, rows.bytes.count < 1 << 30 else {
        throw tooWide(path, index + 1)
      }
    }
    return (isLists ? nil : header, rows)
  }

  private static func flatten(
    _ members: [(key: [UInt8], value: Value)], _ prefix: String,
    _ cells: inout [(name: String, value: Value)]
  ) {
    for (key, value) in members {
      let name = prefix + String(decoding: key, as: UTF8.self)
      if case .object(let inner) = value {
        flatten(inner, name + ".", &cells)
      } else {
        cells.append((name, value))
      }
    }
  }

  // MARK: Values

  fileprivate enum Value {
    case object([(key: [UInt8], value: Value)])
    case list([Value])
    case text([UInt8])
    /// A number or a truth value, as written.
    case other([UInt8])
    case null

    var isRow: Bool {
      switch self {
      case .object, .list: true
      case .text, .other, .null: false
      }
    }

    /// As a cell: the items of a list with `;` between them.
    var shown: [UInt8] {
      switch self {
      case .text(let bytes), .other(let bytes): bytes
      case .null: []
      case .list(let items): Array(items.map(\.shown).joined(separator: [UInt8(ascii: ";")]))
      case .object(let members):
        Array(members.map { $0.key + Array(": ".utf8) + $0.value.shown }.joined(separator: [44]))
      }
    }
  }

  /// RFC 8259, by recursive descent no deeper than 64.
  fileprivate struct Scanner {
    struct Broken: Error {}

    let bytes: [UInt8]
    let end: Int
    var index: Int

    init(_ text: DecodedText) {
      bytes = text.bytes
      end = text.range.upperBound
      index = text.range.lowerBound
    }

    /// The line that has been reached.
    var row: Int { bytes[..<min(index, end)].reduce(into: 1) { if $1 == 0x0A { $0 += 1 } } }

    /// The next byte that is no blank, not yet taken.
    mutating func peek() -> UInt8? {
      while index < end, bytes[index] <= 0x20 { index += 1 }
      return index < end ? bytes[index] : nil
    }

    private mutating func take(_ byte: UInt8) throws {
      guard peek() == byte else { throw Broken() }
      index += 1
    }

    /// A key and the colon behind it.
    mutating func key() throws -> [UInt8] {
      guard peek() == UInt8(ascii: "\"") else { throw Broken() }
      let key = try string()
      try take(UInt8(ascii: ":"))
      return key
    }

    mutating func value(depth: Int) throws -> Value {
      guard depth <= 64, let first = peek() else { throw Broken() }
      switch first {
      case UInt8(ascii: "{"):
        index += 1
        var members: [(key: [UInt8], value: Value)] = []
        if peek() == UInt8(ascii: "}") {
          index += 1
          return .object([])
        }
        while true {
          members.append((try key(), try value(depth: depth + 1)))
          if peek() == UInt8(ascii: ",") {
            index += 1
            continue
          }
          try take(UInt8(ascii: "}"))
          return .object(members)
        }
      case UInt8(ascii: "["):
        index += 1
        var items: [Value] = []
        if peek() == UInt8(ascii: "]") {
          index += 1
          return .list([])
        }
        while true {
          items.append(try value(depth: depth + 1))
          if peek() == UInt8(ascii: ",") {
            index += 1
            continue
          }
          try take(UInt8(ascii: "]"))
          return .list(items)
        }
      case UInt8(ascii: "\""): return .text(try string())
      default:
        let start = index
        while index < end, bytes[index] > 0x20, !",]}:\"[{".utf8.contains(bytes[index]) {
          index += 1
        }
        let word = Array(bytes[start..<index])
        switch String(decoding: word, as: UTF8.self) {
        case "null": return .null
        case "true", "false": return .other(word)
        case let number where Double(number) != nil: return .other(word)
        default:
          index = start
          throw Broken()
        }
      }
    }

    private mutating func string() throws -> [UInt8] {
      index += 1
      var text: [UInt8] = []
      while true {
        let start = index
        while index < end, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") {
          index += 1
        }
        text.append(contentsOf: bytes[start..<index])
        guard index + 1 <= end, index < end else { throw Broken() }
        if bytes[index] == UInt8(ascii: "\"") {
          index += 1
          return text
        }
        guard index + 1 < end else { throw Broken() }
        let escaped = bytes[index + 1]
        index += 2
        switch escaped {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"), UInt8(ascii: "f"): break
        case UInt8(ascii: "u"): text.append(contentsOf: try scalar())
        default: text.append(escaped)
        }
      }
    }

    /// Four hexadecimal digits, and the other half of a pair where there is one.
    private mutating func scalar() throws -> [UInt8] {
      let first = try unit()
      var units = [first]
      if UTF16.isLeadSurrogate(first), index + 1 < end, bytes[index] == UInt8(ascii: "\\"),
        bytes[index + 1] == UInt8(ascii: "u")
      {
        index += 2
        units.append(try unit())
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private mutating func unit() throws -> UInt16 {
      guard index + 4 <= end,
        let unit = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
      else { throw Broken() }
      index += 4
      return unit
    }
  }

  // MARK: Messages

  private static func broken(_ path: String, row: Int) -> Failure {
    Failure(
      .data, what: Text(ja: "JSONとして壊れています", en: "the JSON is broken"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "カンマ・かっこ・引用符と、ファイルが最後まであるかを確かめてください",
        en: "Check commas, brackets and quotation marks, and that the file is whole"))
  }

  private static func noList(_ path: String, _ names: [String]) -> Failure {
    Failure(
      .data,
      what: names.isEmpty
        ? Text(
          ja: "JSONの中に一覧（オブジェクトの配列）がありません",
          en: "there is no list of objects in the JSON")
        : Text(
          ja: "JSONの中に一覧が\(names.count)個あり、どれを使うか決められません（\(names.listed(in: .ja))）",
          en: "there are \(names.count) lists in the JSON, and which is meant is not clear "
            + "(\(names.listed(in: .en)))"),
      at: Place(file: path),
      remedy: Text(
        ja: "使う一覧だけを [{…}, …] の形で別のファイルにしてください",
        en: "Put the list to use in a file of its own, as [{…}, …]"))
  }

  private static func repeated(_ name: String, _ path: String, _ row: Int) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "同じ項目「\(name.shortened)」が二度あります", en: "the key \(name.quoted) is there twice"),
      at: Place(file: path, row: row),
      remedy: Text(ja: "正しいほうだけを残してください", en: "Keep the right one only"))
  }

  private static func tooWide(_ path: String, _ row: Int) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "項目の名前が多すぎて表になりません", en: "there are too many different keys for a table"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "一覧の各要素が同じ項目を持つ形にしてください",
        en: "Give all items of the list the same keys"))
  }
}
