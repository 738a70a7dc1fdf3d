/// An address, or the name of a place in one, in the one spelling in which they are compared.
///
/// Of no account are: width, blanks, kinds of dash; postal codes, what is in brackets, what
/// follows ※; 大字, 字 and 小字; hiragana or katakana; ケ, ヶ, が, カ; ノ, 之, の; old and variant
/// forms of characters; kanji or Arabic numerals before 丁目, 番, 号 and the like and between
/// hyphens. Only for matching; what is shown is what was written.
///
/// Different names can become alike; whoever compares has to look at the names themselves then.
struct AddressSpelling {
  private(set) var scalars: [Unicode.Scalar] = []
  /// Before which scalars a 字 stood, which sets a hamlet apart from the town before it.
  private(set) var sections: [Int] = []
  /// Before which scalars a blank stood.
  private(set) var gaps: [Int] = []

  /// - Complexity: linear in the length.
  init(_ text: String) {
    let folded = Array(Spelling.widthFolded(text).unicodeScalars)
    var bare = Self.withoutNotes(folded)
    if !bare.contains(where: { $0 != " " }) {
      // all of it is in brackets
      bare = folded.filter { !Self.isBracket($0) }
    }
    spell(Self.withoutPostalCode(bare))
  }

  var key: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    (0x30...0x39).contains(scalar.value)
  }

  // MARK: What is left out

  private static func isBracket(_ scalar: Unicode.Scalar) -> Bool {
    isOpening(scalar) || isClosing(scalar)
  }

  private static func isOpening(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "(", "[", "{", "<", "【", "〔", "〈", "《", "「", "『": true
    default: false
    }
  }

  private static func isClosing(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ")", "]", "}", ">", "】", "〕", "〉", "》", "」", "』": true
    default: false
    }
  }

  /// What stands in brackets, one text for each pair.
  static func inBrackets(_ text: String) -> [String] {
    var parts: [String] = []
    var part: String.UnicodeScalarView?
    for scalar in Spelling.widthFolded(text).unicodeScalars {
      if isOpening(scalar) {
        part = String.UnicodeScalarView()
      } else if isClosing(scalar) {
        if let closed = part, !closed.isEmpty { parts.append(String(closed)) }
        part = nil
      } else {
        part?.append(scalar)
      }
    }
    return parts
  }

  /// Without what is in brackets and behind a note sign; characters in their common forms.
  private static func withoutNotes(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var bare: [Unicode.Scalar] = []
    bare.reserveCapacity(text.count)
    var depth = 0
    for scalar in text {
      switch scalar {
      case _ where isOpening(scalar): depth += 1
      case _ where isClosing(scalar): depth = max(0, depth - 1)
      case _ where depth > 0: continue
      case "※", "*": return bare
      case "\n", "\r", "\t", "、", ",", "，": bare.append(" ")
      case "\u{FEFF}", "\u{200B}", "\u{AD}", "・": continue
      // variation selectors choose a glyph, not another character
      case "\u{FE00}"..."\u{FE0F}", "\u{E0100}"..."\u{E01EF}": continue
      // dashes that are not folded for names, and what is typed for them
      case "\u{2043}", "\u{FE58}", "\u{2D7}", "\u{2796}", "\u{30A0}", "\u{2501}", "\u{3161}",
        "\u{2F00}":
        bare.append("-")
      default: bare.append(AddressVariants.common[scalar] ?? scalar)
      }
    }
    return bare
  }

  /// Drops 〒283-8511 wherever it is, and a bare 283-8511 at the beginning.
  private static func withoutPostalCode(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var text = text
    let sign = text.firstIndex { $0 == "〒" || $0 == "〶" }
    let start = sign ?? text.firstIndex { $0 != " " } ?? 0
    var index = sign.map { $0 + 1 } ?? start
    while index < text.count, text[index] == " " { index += 1 }
    var digits = 0
    while index < text.count, digits < 7 {
      if isDigit(text[index]) {
        digits += 1
      } else if digits != 3 || text[index] != "-" {
        break
      }
      index += 1
    }
    let isNumberOver = index >= text.count || !isDigit(text[index]) && text[index] != "-"
    if digits == 7, isNumberOver {
      text.replaceSubrange(start..<index, with: [" "])
    } else if let sign {
      text[sign] = " "
    }
    return text
  }

  // MARK: Spelling

  private mutating func spell(_ text: [Unicode.Scalar]) {
    scalars.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let scalar = text[index]
      if KanjiNumber.isNumeral(scalar), let next = spellNumber(text, index) {
        index = next
        continue
      }
      index += 1
      switch scalar {
      case " ":
        // "1 2" is two numbers
        if isAfterDigit, let next = Self.next(text, index), Self.isDigit(next) {
          hyphen()
        } else if gaps.last != scalars.count {
          gaps.append(scalars.count)
        }
      case "-": if isAfterDigit { hyphen() }
      case "ー" where isAfterDigit && Self.beginsNumber(text, index): hyphen()
      case "ノ", "の", "之", "乃":
        if isAfterDigit, Self.beginsNumber(text, index) { hyphen() } else { scalars.append("ノ") }
      case "大", "小":
        if index < text.count, text[index] == "字" {
          index += 1
          sections.append(scalars.count)
        } else {
          scalars.append(scalar)
        }
      case "字": sections.append(scalars.count)
      default: scalars.append(Self.folded(scalar))
      }
    }
    while scalars.last == "-" { scalars.removeLast() }
  }

  private var isAfterDigit: Bool { scalars.last.map(Self.isDigit) ?? false }
  private mutating func hyphen() { scalars.append("-") }

  private static func next(_ text: [Unicode.Scalar], _ index: Int) -> Unicode.Scalar? {
    text[index...].first { $0 != " " }
  }

  private static func beginsNumber(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    next(text, index).map { isDigit($0) || KanjiNumber.isNumeral($0) } ?? false
  }

  /// Writes a run of kanji numerals that is a number here, and says where it ends; `nil` where
  /// it is part of a name (三里塚, 十余三).
  private mutating func spellNumber(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    if text[start] == "一", isAfterDigit, Self.beginsNumber(text, start + 1) {
      // 3一2: typed for a dash
      hyphen()
      return start + 1
    }
    var end = start
    while end < text.count, KanjiNumber.isNumeral(text[end]) { end += 1 }
    var after = end
    while after < text.count, text[after] == " " { after += 1 }
    let follows = after < text.count ? text[after] : nil
    let isOfTown = follows == "丁" || follows == "条" || follows == "線"
    let isNumber =
      switch follows {
      case "丁", "条", "線", "番", "号": true
      case "-": Self.beginsNumber(text, after + 1) || scalars.last == "-"
      case "ー", "の", "ノ", "之": Self.beginsNumber(text, after + 1)
      default: scalars.last == "-"
      }
    guard isNumber,
      let number = KanjiNumber.suffix(of: text[start..<end], isPositional: !isOfTown)
    else { return nil }
    for scalar in text[start..<end - number.length] { scalars.append(Self.folded(scalar)) }
    scalars += String(number.value).unicodeScalars
    return end
  }

  /// The character under which those that are written for each other are the same.
  private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    var scalar = scalar
    if (0x3041...0x3096).contains(scalar.value) {
      scalar = Unicode.Scalar(scalar.value + 0x60) ?? scalar
    } else if (0x41...0x5A).contains(scalar.value) {
      scalar = Unicode.Scalar(scalar.value + 0x20) ?? scalar
    }
    return AddressVariants.alike[scalar] ?? scalar
  }
}
