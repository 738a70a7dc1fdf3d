/// A sum of money as people write it in tables and flags: `10000`, `10,000円`, `¥5,000`, `5万円`,
/// `1万5千円`, `１２，０００`, `無料`.
///
/// - Parameter text: what is written.
/// - Returns: yen, not negative; `nil` for what is no sum of money, blank included.
func yenAmount(_ text: String) -> Double? {
  var plain = Spelling.widthFolded(text).filter { !$0.isWhitespace }
  if ["無料", "無償"].contains(plain) { return 0 }
  for sign in ["¥", "￥", "\\"] where plain.hasPrefix(sign) { plain.removeFirst() }
  for word in ["円", "yen", "JPY"] where plain.hasSuffix(word) {
    plain.removeLast(word.count)
    break
  }
  var sum = 0.0
  var isUnit = false
  for (unit, factor) in [("億", 1e8), ("万", 1e4), ("千", 1e3)] as [(Character, Double)] {
    guard let index = plain.firstIndex(of: unit) else { continue }
    var count = String(plain[..<index])
    // 1千万 is ten million
    let isInThousands = unit != "千" && count.hasSuffix("千")
    if isInThousands { count.removeLast() }
    guard case .number(let number) = DecimalNumber(count), number >= 0 else { return nil }
    sum += number * factor * (isInThousands ? 1000 : 1)
    plain = String(plain[plain.index(after: index)...])
    isUnit = true
  }
  if isUnit, plain.isEmpty { return sum.isFinite ? sum : nil }
  guard case .number(let rest) = DecimalNumber(plain), rest >= 0, (sum + rest).isFinite else {
    return nil
  }
  return sum + rest
}
