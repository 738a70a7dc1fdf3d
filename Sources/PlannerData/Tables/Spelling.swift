internal import Planner

/// How names in files are compared: full-width and half-width, upper and lower case, blanks and
/// dashes make no difference. Only for matching; what is shown is what was written.
enum Spelling {
  /// Full-width ASCII becomes ASCII, half-width kana full-width, every sort of dash and wave `-`,
  /// every sort of blank a space.
  static func widthFolded(_ text: String) -> String {
    string(of: foldedScalars(text))
  }

  private static func foldedScalars(_ text: String) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars { appendFolded(scalar, to: &scalars) }
    return scalars
  }

  /// By its bytes: a view of scalars grows a string one by one, which a million names are too many
  /// for.
  private static func string(of scalars: [Unicode.Scalar]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(scalars.count * 3)
    for scalar in scalars {
      if scalar.isASCII {
        bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      } else if let units = UTF8.encode(scalar) {
        bytes.append(contentsOf: units)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The key under which two spellings of a name are the same. Blanks, `_`, `・` and dashes are
  /// dropped, except a dash between two digits (`0-14` is not `014`).
  static func key(_ text: String) -> String { string(of: keyScalars(text)) }

  private static func keyScalars(_ text: String) -> [Unicode.Scalar] {
    let folded = foldedScalars(text)
    var kept: [Unicode.Scalar] = []
    kept.reserveCapacity(folded.count)
    var pendingDash = false
    for scalar in folded {
      switch scalar {
      case " ", "\n", "\r", "\t", "・", "\u{FEFF}", "\u{200B}": continue
      case "-", "_": pendingDash = true
      case "ー" where kept.last.map(isDigit) ?? false: pendingDash = true
      default:
        if pendingDash, isDigit(scalar), let last = kept.last, isDigit(last) { kept.append("-") }
        pendingDash = false
        let isCapital = ("A"..."Z").contains(scalar)
        kept.append(
          isCapital ? Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value | 0x20)) : scalar)
      }
    }
    return kept
  }

  /// The key of the name of a place: ケ, ヶ and が are written one for the other as well.
  static func placeKey(_ text: String) -> String {
    string(of: keyScalars(text).map { $0 == "ヶ" || $0 == "が" ? "ケ" : $0 })
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func appendFolded(_ scalar: Unicode.Scalar, to scalars: inout [Unicode.Scalar]) {
    switch scalar.value {
    case 0x3000, 0xA0, 0x2000...0x200A: scalars.append(" ")
    case 0x2010...0x2015, 0x2212, 0x301C, 0x2500, 0xFE63, 0xFF0D, 0xFF5E, 0x7E:
      scalars.append("-")
    case 0xFF01...0xFF5D:
      scalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
    case 0xFF9E, 0x3099: voice(&scalars, by: 1, else: "゛")
    case 0xFF9F, 0x309A: voice(&scalars, by: 2, else: "゜")
    case 0xFF61...0xFF9D: scalars.append(halfWidthKana[Int(scalar.value - 0xFF61)])
    default: scalars.append(scalar)
    }
  }

  private static let halfWidthKana = Array(
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
      .unicodeScalars)
  private static let voiceable = Set("カキクケコサシスセソタチツテトハヒフヘホかきくけこさしすせそたちつてとはひふへほ".unicodeScalars)

  /// Joins a voicing mark to the kana before it: ハ and ゛ make バ, ハ and ゜ make パ.
  private static func voice(
    _ scalars: inout [Unicode.Scalar], by step: UInt32, else mark: Unicode.Scalar
  ) {
    if step == 1, scalars.last == "ウ" {
      scalars[scalars.count - 1] = "ヴ"
    } else if let last = scalars.last, voiceable.contains(last),
      step == 1 || "ハヒフヘホはひふへほ".unicodeScalars.contains(last),
      let voiced = Unicode.Scalar(last.value + step)
    {
      scalars[scalars.count - 1] = voiced
    } else {
      scalars.append(mark)
    }
  }

  // MARK: Did you mean

  /// The candidate that a misspelt word was probably meant to be. `nil` where none is near: at
  /// most one edit in a word of up to five characters, then one in three. Of two kanji one is half
  /// of the meaning: only the second may be mistaken (寺杜 for 寺社), since 病院 is no 寺院, and no
  /// other word (教会).
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let wanted = Array(key(word))
    guard wanted.count >= 2 else { return nil }
    var best: (candidate: String, edits: Int)?
    for candidate in candidates {
      let other = Array(key(candidate))
      let allowed = max(1, min(wanted.count, other.count) / 3)
      guard other.count >= 2, abs(wanted.count - other.count) <= allowed,
        min(wanted.count, other.count) > 2 || wanted.allSatisfy(\.isASCII)
          || wanted.count == other.count && wanted[0] == other[0] && !otherWords.contains(wanted)
      else { continue }
      let edits = edits(wanted, other)
      if edits <= allowed, edits < best?.edits ?? .max { best = (candidate, edits) }
    }
    return best?.candidate
  }

  private static let otherWords = Set(["教会", "教室", "公園", "商店", "観音"].map { Array($0) })

  /// Damerau–Levenshtein distance (neighbours may be swapped once), by characters.
  static func edits(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var value = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          value = min(value, beforeLast[j - 1] + 1)
        }
        row.append(value)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}

extension String {
  /// For English messages: in quotation marks, cut where long, without line breaks.
  var quoted: String { "\"\(shortened)\"" }

  /// At most 40 characters, on one line.
  var shortened: String {
    let line = String(map { $0.isNewline ? " " : $0 })
    return line.count <= 40 ? line : String(line.prefix(39)) + "…"
  }
}

extension [Int] {
  /// `rows 3, 4, 9 …`: the first few.
  func listed(in language: Language) -> String {
    let shown = prefix(5).map(String.init)
    let more = count > shown.count ? " …" : ""
    return language == .ja
      ? shown.joined(separator: "、") + "行目" + (more.isEmpty ? "" : "ほか")
      : (count == 1 ? "row " : "rows ") + shown.joined(separator: ", ") + more
  }
}

extension Sequence<Int> {
  /// The other rows with which one shares something: as many as a message shows, and one more.
  ///
  /// - Complexity: constant, so that a million rows with one id are told of in linear time.
  func others(than row: Int) -> [Int] { Array(lazy.filter { $0 != row }.prefix(6)) }
}

extension [String] {
  /// The first names of a list, for messages.
  func listed(upTo limit: Int = 12, in language: Language) -> String {
    let shown = prefix(limit).map(\.shortened).joined(separator: language == .ja ? "、" : ", ")
    guard count > limit else { return shown }
    return language == .ja
      ? shown + "ほか\(count - limit)個" : shown + " and \(count - limit) more"
  }
}
