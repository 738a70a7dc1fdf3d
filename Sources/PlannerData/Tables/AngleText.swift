/// An angle as people write it besides decimal degrees: `35°33′36″`, `35度33分36秒`, `N35.33.36.0`,
/// `35-33-36`, `北緯35度33.6分`, `35.56N`, `35.56度`.
enum AngleText {
  /// Decimal degrees, negative for south and west; `nil` for what is no such angle, also where
  /// minutes or seconds reach 60.
  static func degrees(_ text: String) -> Double? {
    var rest = Spelling.widthFolded(text).lowercased().filter { !$0.isNewline }[...]
    func trim() {
      rest = rest.drop { $0 == " " }
      while rest.last == " " { rest.removeLast() }
    }
    trim()
    var sign = 1.0
    var hasHemisphere = false
    for (name, value) in hemispheres where rest.hasPrefix(name) {
      rest = rest.dropFirst(name.count)
      (sign, hasHemisphere) = (value, true)
      break
    }
    if !hasHemisphere, let last = rest.last,
      let found = hemispheres.first(where: { $0.name == String(last) })
    {
      rest.removeLast()
      sign = found.sign
    }
    trim()
    if rest.hasPrefix("-"), sign > 0 {
      sign = -1
      rest = rest.dropFirst()
    }
    guard let parts = marked(rest) ?? separated(rest), (1...3).contains(parts.count) else {
      return nil
    }
    guard parts[0] <= 180, parts.dropFirst().allSatisfy({ $0 < 60 }),
      // only the last may have a fraction
      parts.dropLast().allSatisfy({ $0 == $0.rounded() })
    else { return nil }
    let value = parts.reversed().reduce(0.0) { $0 / 60 + $1 }
    return sign * value
  }

  private static let hemispheres: [(name: String, sign: Double)] = [
    ("北緯", 1), ("東経", 1), ("南緯", -1), ("西経", -1), ("n", 1), ("e", 1), ("s", -1), ("w", -1),
  ]
  private static let marks: [Set<Character>] = [
    ["度", "°", "º", "˚"], ["分", "'", "′", "’", "‘", "´"], ["秒", "\"", "″", "”", "“"],
  ]

  /// Numbers with marks behind them; the last mark may be missing, and two minute marks are one
  /// of seconds.
  private static func marked(_ text: Substring) -> [Double]? {
    let text = text.replacing("''", with: "\"").replacing("′′", with: "\"")
    var parts: [Double] = []
    var digits = ""
    var hasMark = false
    for character in text where character != " " {
      if character.isASCII, character.isNumber || character == "." {
        digits.append(character)
      } else if parts.count < 3, marks[parts.count].contains(character),
        let number = number(digits)
      {
        parts.append(number)
        digits = ""
        hasMark = true
      } else {
        return nil
      }
    }
    if !digits.isEmpty {
      guard let number = number(digits) else { return nil }
      parts.append(number)
    }
    // without a mark, blanks are between numbers and not within one
    return hasMark || parts.count == 1 && !text.contains(" ") ? parts : nil
  }

  /// `35.33.36.0`, `35-33-36.5`, `35:33:36`, `35 33 36`: three numbers with the same sign between.
  private static func separated(_ text: Substring) -> [Double]? {
    for separator: Character in ["-", ":", " ", "."] {
      let pieces = text.split(separator: separator, omittingEmptySubsequences: false)
        .map(String.init)
      if separator == ".", pieces.count == 4 {
        return numbers([pieces[0], pieces[1], pieces[2] + "." + pieces[3]])
      }
      if pieces.count == 3 { return numbers(pieces) }
    }
    return nil
  }

  private static func numbers(_ texts: [String]) -> [Double]? {
    let numbers = texts.compactMap(number)
    return numbers.count == texts.count ? numbers : nil
  }

  private static func number(_ text: String) -> Double? {
    guard let first = text.utf8.first, (48...57).contains(first),
      text.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") })
    else { return nil }
    return Double(text)
  }
}
