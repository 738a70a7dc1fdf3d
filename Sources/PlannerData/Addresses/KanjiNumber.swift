/// Numbers in kanji, as addresses write them: 三, 十三, 二十一, 百二, 二〇一.
enum KanjiNumber {
  static func isNumeral(_ scalar: Unicode.Scalar) -> Bool {
    digit(scalar) != nil || unit(scalar) != nil
  }

  static func digit(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar {
    case "〇", "零": 0
    case "一", "壱", "壹": 1
    case "二", "弐", "貳": 2
    case "三", "参", "參": 3
    case "四": 4
    case "五": 5
    case "六": 6
    case "七": 7
    case "八": 8
    case "九": 9
    default: nil
    }
  }

  private static func unit(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar {
    case "十", "拾": 10
    case "百": 100
    case "千": 1000
    default: nil
    }
  }

  /// The longest number at the end of a run of numerals, and how many of them it takes: the name
  /// before a number may end in a numeral (十余三一丁目 is 十余三 and 一丁目).
  ///
  /// - Parameters:
  ///   - run: numerals only.
  ///   - isPositional: whether 二三 may be twenty-three, as with lot numbers; the number of a 丁目
  ///     is never written so.
  /// - Returns: `nil` for an empty run.
  static func suffix(
    of run: ArraySlice<Unicode.Scalar>, isPositional: Bool
  ) -> (value: Int, length: Int)? {
    for start in run.indices {
      if let value = value(run[start...], isPositional: isPositional) {
        return (value, run.endIndex - start)
      }
    }
    return nil
  }

  private static func value(_ run: ArraySlice<Unicode.Scalar>, isPositional: Bool) -> Int? {
    guard run.count <= 8 else { return nil }
    let digits = run.compactMap(digit)
    if digits.count == run.count, digits.count == 1 || isPositional {
      return digits.reduce(0) { $0 * 10 + $1 }
    }
    // 千 before 百 before 十 before the ones, each at most once
    var (total, pending, last) = (0, nil as Int?, Int.max)
    for scalar in run {
      if let digit = digit(scalar) {
        guard pending == nil, digit > 0 else { return nil }
        pending = digit
      } else if let unit = unit(scalar) {
        guard unit < last else { return nil }
        total += (pending ?? 1) * unit
        (pending, last) = (nil, unit)
      }
    }
    if let pending {
      guard last > 1 else { return nil }
      total += pending
    }
    return total > 0 && last < .max ? total : nil
  }

  /// 1 to 9,999 as addresses write it.
  static func written(_ number: Int) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    var text = ""
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十")] {
      let digit = number / unit % 10
      if digit > 0 { text += (digit == 1 ? "" : digits[digit]) + name }
    }
    return text + digits[number % 10]
  }
}
