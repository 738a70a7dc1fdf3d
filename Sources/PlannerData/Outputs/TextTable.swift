/// A table for people: columns line up also where Japanese characters, twice as wide, stand.
public struct TextTable {
  public enum Alignment: Sendable {
    case leading
    case trailing
  }

  private let header: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  public init(_ columns: [(title: String, alignment: Alignment)]) {
    header = columns.map(\.title)
    alignments = columns.map(\.alignment)
  }

  public mutating func add(_ row: [String]) { rows.append(row) }

  /// Lines without trailing spaces, the header underlined.
  public func rendered() -> String {
    let widths = header.indices.map { column in
      ([header] + rows).map { Self.width(of: $0[column]) }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      var text = ""
      for (column, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - Self.width(of: cell))
        text += alignments[column] == .leading ? cell + padding : padding + cell
        text += "  "
      }
      while text.last == " " { text.removeLast() }
      return text
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return ([line(header), rule] + rows.map(line)).map { $0 + "\n" }.joined()
  }

  /// A text broken into lines of at most so many columns: English between words, Japanese between
  /// any two characters but before punctuation, which begins no line.
  ///
  /// - Parameters:
  ///   - text: one paragraph.
  ///   - width: columns of a line, if no word is longer.
  ///   - first: what stands before the first line, such as a number.
  ///   - indent: what stands before the others.
  /// - Returns: the lines, each with its line break.
  static func wrapped(
    _ text: String, width: Int = 90, first: String = "", indent: String = ""
  ) -> String {
    var pieces: [Substring] = []
    var start = text.startIndex
    for index in text.indices.dropFirst() {
      let (before, after) = (text[text.index(before: index)], text[index])
      let isWide = Self.width(of: String(before)) > 1 || Self.width(of: String(after)) > 1
      let breaks =
        before == " "
        || isWide && after != " " && !"、。」）％ー".contains(after)
          && !"「（".contains(before)
      guard breaks else { continue }
      pieces.append(text[start..<index])
      start = index
    }
    pieces.append(text[start...])
    var lines = [first]
    var used = Self.width(of: first)
    for piece in pieces {
      let columns = Self.width(of: String(piece))
      let visible = piece.last == " " ? columns - 1 : columns
      if used + visible > width, used > Self.width(of: lines.count == 1 ? first : indent) {
        lines.append(indent)
        used = Self.width(of: indent)
      }
      lines[lines.count - 1] += piece
      used += columns
    }
    return lines.map { line in
      String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  /// Columns that a text takes on a terminal: two for East Asian wide characters and for emoji,
  /// none for combining characters, variation selectors and invisible marks. Characters of
  /// ambiguous width (`–`, `①`) take one, as in most terminals.
  public static func width(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { width, scalar in
      guard scalar.value > 0x7E else { return scalar.value < 0x20 ? width : width + 1 }
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .control: return width
      // the soft hyphen is seen
      case .format where scalar.value != 0xAD: return width
      default: break
      }
      if scalar.properties.isEmojiPresentation { return width + 2 }
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x20000...0x3FFFD:
        return width + 2
      default: return width + 1
      }
    }
  }
}

/// Numbers as people read them.
package enum Figure {
  /// `12,346`
  package static func people(_ value: Double) -> String {
    let digits = String(Int(value.rounded()))
    var result = ""
    for (index, character) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, character != "-", result != "-" {
        result += ","
      }
      result.append(character)
    }
    return result
  }

  /// `38.2%`; a dash where there is nobody.
  package static func percent(_ share: Double?) -> String {
    guard let share else { return "–" }
    return fixed(share * 100, 1) + "%"
  }

  /// `650 m`, `2.3 km`
  package static func distance(_ meters: Double?) -> String {
    guard let meters else { return "–" }
    return meters < 999.5 ? "\(Int(meters.rounded()))m" : fixed(meters / 1000, 1) + "km"
  }

  /// With as few decimals as it takes, at most three: `10`, `7.5`.
  package static func shortest(_ value: Double) -> String {
    var text = fixed(value, 3)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let units = Int((abs(value) * scale).rounded())
    var fraction = String(units % Int(scale))
    fraction = String(repeating: "0", count: decimals - min(decimals, fraction.count)) + fraction
    let sign = value < 0 && units > 0 ? "-" : ""
    return decimals == 0 ? "\(sign)\(units)" : "\(sign)\(units / Int(scale)).\(fraction)"
  }
}
