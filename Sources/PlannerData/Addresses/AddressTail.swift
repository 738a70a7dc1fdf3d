/// What stands in an address behind the name of a town.
struct AddressTail {
  /// How well the name and what follows fit.
  enum Fit: Int, Comparable {
    /// What follows makes another name of it: 東新宿 is not in 東.
    case otherName
    /// What follows is neither a number nor known words.
    case unread
    /// Nothing, a number, or a hamlet set apart by 字.
    case clean

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  let fit: Fit
  /// The first number, where the tail begins with one.
  var number: Int?
  /// 丁目 follows the number.
  var isChome = false
  /// A hyphen and another number follow it.
  var isHyphenated = false
  /// A number follows that, too (1-25-3).
  var hasThreeNumbers = false
  /// The number of the block or lot, if the first number is the 丁目, else if it is not.
  var blockAfterChome: [String] = []
  var blockWithoutChome: [String] = []

  /// - Parameters:
  ///   - spelling: of the address.
  ///   - start: where the name ends.
  ///   - nameLength: of the name, in characters.
  init(_ spelling: AddressSpelling, from start: Int, nameLength: Int) {
    let scalars = spelling.scalars
    var index = start
    // 1-2, イの2337, イ-2337
    if index + 1 < scalars.count, scalars[index] == "-" || scalars[index] == "ノ",
      AddressSpelling.isDigit(scalars[index + 1])
    {
      index += 1
    }
    guard index < scalars.count else {
      fit = .clean
      return
    }
    guard AddressSpelling.isDigit(scalars[index]) else {
      if spelling.sections.contains(start) || Self.endsName(scalars[index...]) {
        fit = .clean
      } else if spelling.gaps.contains(start) {
        fit = .unread
      } else if nameLength < 2 || Self.extendsName.contains(scalars[index]) {
        fit = .otherName
      } else {
        fit = .unread
      }
      return
    }
    fit = .clean
    let (first, afterFirst) = Self.digits(scalars, index)
    number = Int(first)
    var next = afterFirst
    if next < scalars.count, scalars[next] == "丁" {
      isChome = true
      next += next + 1 < scalars.count && scalars[next + 1] == "目" ? 2 : 1
    }
    if !isChome {
      blockWithoutChome = Self.block(scalars, index)
      isHyphenated =
        next + 1 < scalars.count && scalars[next] == "-"
        && AddressSpelling.isDigit(scalars[next + 1])
    }
    while next < scalars.count, scalars[next] == "-" || scalars[next] == "ノ" { next += 1 }
    if isChome || isHyphenated, next < scalars.count, AddressSpelling.isDigit(scalars[next]) {
      blockAfterChome = Self.block(scalars, next)
      let (_, end) = Self.digits(scalars, next)
      hasThreeNumbers =
        isHyphenated && end + 1 < scalars.count && scalars[end] == "-"
        && AddressSpelling.isDigit(scalars[end + 1])
    }
  }

  private static func digits(_ scalars: [Unicode.Scalar], _ start: Int) -> (String, Int) {
    var index = start
    var view = String.UnicodeScalarView()
    while index < scalars.count, AddressSpelling.isDigit(scalars[index]) {
      if index - start < 9 { view.append(scalars[index]) }
      index += 1
    }
    return (String(view), index)
  }

  /// `25`, and `25-3` before it where that is a lot with a branch.
  private static func block(_ scalars: [Unicode.Scalar], _ start: Int) -> [String] {
    let (first, end) = digits(scalars, start)
    let number = Int(first).map(String.init) ?? first
    guard end + 1 < scalars.count, scalars[end] == "-", AddressSpelling.isDigit(scalars[end + 1])
    else { return [number] }
    let (second, _) = digits(scalars, end + 1)
    return ["\(number)-\(Int(second).map(String.init) ?? second)", number]
  }

  /// Words that say that a name is over.
  private static let words = ["番", "地先", "地内", "無番", "先", "付近", "他", "ホケ"].map {
    AddressSpelling($0).scalars
  }

  private static func endsName(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    words.contains { rest.starts(with: $0) }
  }

  /// Characters that often make another town's name of one (東 and 東新宿, 金杉 and 金杉台).
  private static let extendsName = Set(
    "市県郡町村台丘東西南北中上下新本ケノ々元内外浜".unicodeScalars)
}
