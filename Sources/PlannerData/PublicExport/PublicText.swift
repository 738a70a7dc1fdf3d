/// Text of a station list on its way to strangers' screens.
package enum PublicText {
  /// On one line, without control characters and without the invisible ones that turn the
  /// direction of text around or hide parts of it. Whatever a person can read stays: variation
  /// selectors of names, gaiji, joined emoji.
  package static func clean(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        // what separates words goes on doing so
        if scalar.properties.isWhitespace { kept.append(" ") }
      case .format:
        if scalar == zeroWidthJoiner { kept.append(scalar) }
      default:
        if !scalar.properties.isNoncharacterCodePoint { kept.append(scalar) }
      }
    }
    return String(kept).split(separator: " ", omittingEmptySubsequences: true)
      .joined(separator: " ").trimmingBlanks
  }

  private static let zeroWidthJoiner: Unicode.Scalar = "\u{200D}"

  /// For places where viewers expect HTML or Markdown (simplestyle's `description`): what would
  /// be markup in either becomes a character reference.
  static func html(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "[", "]", "{", "}", "*", "`", "_", "\\": "&#\(scalar.value);"
      default: nil
      }
    }
  }

  /// For XML and HTML, as text or as the value of an attribute.
  package static func xml(_ text: String) -> String { escaped(text) { _ in nil } }

  private static func escaped(
    _ text: String, _ further: (Unicode.Scalar) -> String?
  ) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default:
        if let reference = further(scalar) {
          result += reference
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// A web address that may be followed from a public page: `http` or `https`, without anything
  /// that could end an attribute. `nil` for all others, such as `javascript:`.
  static func url(_ text: String) -> String? {
    let lowered = text.lowercased()
    guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://"),
      text.unicodeScalars.allSatisfy({ scalar in
        !scalar.properties.isWhitespace && !"<>\"'`{}\\^|".unicodeScalars.contains(scalar)
      })
    else { return nil }
    return text
  }

  /// Whether free text has a telephone number or a mail address in it: something that was left
  /// out by name would be published by accident.
  static func mentionsPerson(_ text: String) -> Bool {
    var digits = 0
    var startsWithZero = false
    var previous: Unicode.Scalar?
    for scalar in Spelling.widthFolded(text).unicodeScalars {
      defer { previous = scalar }
      if scalar == "@", let previous, previous.isASCII, previous.properties.isAlphabetic {
        return true
      }
      if ("0"..."9").contains(scalar) {
        if digits == 0 { startsWithZero = scalar == "0" }
        digits += 1
        if startsWithZero, digits >= 10 { return true }
      } else if !(digits > 0 && (scalar == "-" || scalar == "(" || scalar == ")")) {
        digits = 0
      }
    }
    return false
  }
}
