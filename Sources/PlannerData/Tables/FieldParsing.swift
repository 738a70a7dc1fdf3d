public import Planner

/// A closed vocabulary of a file: values by every spelling in use.
struct Vocabulary<Value: Sendable>: Sendable {
  private var values: [String: Value] = [:]
  private var spellings: [String] = []

  init(_ entries: [(value: Value, spellings: [String])]) {
    for entry in entries {
      for spelling in entry.spellings where values[Spelling.key(spelling)] == nil {
        values[Spelling.key(spelling)] = entry.value
        spellings.append(spelling)
      }
    }
  }

  subscript(text: String) -> Value? { values[Spelling.key(text)] }

  /// `Did you mean "寺社"? `, or nothing where no known word is near.
  func suggestion(for text: String) -> Text {
    guard let nearest = Spelling.nearest(to: text, among: spellings) else {
      return Text(verbatim: "")
    }
    return Text(ja: "「\(nearest)」のことですか？", en: "Did you mean \"\(nearest)\"? ")
  }
}

extension Vocabulary where Value == OrganizationKind {
  init(kinds: [OrganizationKind]) {
    self.init(kinds.map { ($0, [$0.slug, $0.name.ja, $0.name.en] + $0.aliases) })
  }
}

extension Vocabulary where Value == Service {
  static let services = Vocabulary(
    Service.allCases.map { ($0, [$0.slug, $0.name.ja, $0.name.en] + $0.aliases) })
}

extension Vocabulary where Value == PublishedPrecision {
  static let precisions = Vocabulary([
    (.exact, ["exact", "正確", "正確な位置", "そのまま", "地点"]),
    (.town, ["town", "町丁目", "町丁", "町丁・字", "町字", "大字", "丁目"]),
    (.mesh, ["mesh", "メッシュ", "500mメッシュ", "500m", "grid", "区画"]),
    (.hidden, ["hidden", "非公開", "隠す", "表示しない", "公開しない"]),
  ])
}

extension Vocabulary where Value == LocationAccuracy {
  static let locationAccuracies = Vocabulary([
    (.point, ["point", "exact", "rooftop", "building", "gps", "正確", "地点", "建物", "座標"]),
    (.block, ["block", "address", "parcel", "番地", "地番", "号", "街区", "住所"]),
    (.town, ["town", "oaza", "machiaza", "locality", "町丁目", "町丁・字", "町字", "大字", "丁目"]),
    (
      .municipality,
      ["municipality", "city", "ward", "village", "prefecture", "市区町村", "市町村", "市町村役場", "都道府県"]
    ),
  ])
}

/// How the cells of a table are understood, one function for each sort of value.
enum FieldParsing {
  /// The services in a cell, and the words that are none.
  static func services(_ text: String) -> (known: Set<Service>, unknown: [String]) {
    var known: Set<Service> = []
    var unknown: [String] = []
    func take(_ word: String) {
      guard !Spelling.key(word).isEmpty else { return }
      if let service = Vocabulary.services[word] {
        known.insert(service)
        return
      }
      // ・ is part of some names and a separator between others
      let parts = Spelling.widthFolded(word).split(separator: "・")
      if parts.count > 1 { parts.forEach { take(String($0)) } } else { unknown.append(word) }
    }
    text.unicodeScalars.split {
      switch $0 {
      case ";", "；", "、", "/", "／", ",", "，", "\n", "\r": true
      default: false
      }
    }.forEach { take(String($0)) }
    return (known, unknown)
  }

  /// Whether the organisation agreed to be shown: a plain yes, or the date on which it did.
  /// Anything else is no.
  static func consent(_ text: String) -> Bool {
    yes.contains(Spelling.key(text))
      || CalendarDay(written: text).map { possibleYears.contains($0.year) } ?? false
  }

  /// A year with a wrong digit would take a station away, or bring it, without a word.
  static let possibleYears = 1900...2100

  /// Whether a word plainly says no, so that nobody needs to be told that it was read as one.
  static func isPlainNo(_ text: String) -> Bool { no.contains(Spelling.key(text)) }

  private static let yes = Set(
    ["yes", "true", "1", "○", "〇", "◯", "可", "同意", "はい"].map(Spelling.key))
  private static let no = Set(
    [
      "", "no", "false", "0", "×", "✕", "✗", "x", "不可", "いいえ", "不同意", "未", "未同意", "なし", "無",
      "非公開", "-", "―",
    ].map(Spelling.key))

  /// Whether a mark in a column of its own says yes; `nil` for what is no mark.
  static func mark(_ text: String) -> Bool? {
    let key = Spelling.key(text)
    if yes.contains(key) || markYes.contains(key) { return true }
    return no.contains(key) || markNo.contains(key) ? false : nil
  }

  private static let markYes = Set(
    [
      "有", "あり", "有り", "実施", "対応", "◎", "●", "✓", "✔", "☑", "レ", "y", "t", "on", "実施中", "提供", "指定",
      "指定済", "登録", "登録済",
    ].map(Spelling.key))
  private static let markNo = Set(
    ["無し", "ない", "n", "f", "off", "✖", "☐", "未実施", "未指定", "未登録"].map(Spelling.key))

  /// The time in a cell that names no day: `令和6年度`, `2024年度`, `令和元年5月`, `2024/7`, `平成31年`.
  static func span(_ text: String) -> ClosedRange<CalendarDay>? {
    let words = Spelling.widthFolded(text).filter { !$0.isWhitespace }
    if words.hasSuffix("年度") {
      let year = words.dropLast(2) + "年"
      // the fiscal year of 令和元年 began in 平成31年
      guard let first = CalendarDay(written: year + "4月1日"),
        let next = CalendarDay(year: first.year + 1, month: 3, day: 31)
      else { return nil }
      return first...next
    }
    if words.hasSuffix("年") {
      guard let first = CalendarDay(written: words + "1月1日"),
        let last = CalendarDay(written: words + "12月31日")
      else { return nil }
      return first...last
    }
    let month =
      words.hasSuffix("月") ? words : words.filter { "/.-".contains($0) }.count == 1 ? words : nil
    guard let month else { return nil }
    let stem =
      month.hasSuffix("月")
      ? month
      : month.replacing("/", with: "年").replacing(
        "-", with: "年"
      ).replacing(".", with: "年") + "月"
    guard let first = CalendarDay(written: stem + "1日") else { return nil }
    let last = [31, 30, 29, 28].lazy.compactMap {
      CalendarDay(year: first.year, month: first.month, day: $0)
    }.first
    return last.map { first...$0 }
  }

  /// The months in a cell such as `通年`, `夏季`, `7-9`, `7月〜9月`, `7/1～9/30`. Blank is all year;
  /// `nil` cannot be read.
  static func season(_ text: String) -> Season? {
    var words = Spelling.widthFolded(text).lowercased().filter { !$0.isWhitespace }
    if let open = words.firstIndex(of: "("), words.hasSuffix(")") {
      // 夏季(7-9月): the bracket is more exact
      let inside = words[words.index(after: open)...].dropLast()
      if let exact = season(String(inside)), !inside.isEmpty { return exact }
      words = String(words[..<open])
    }
    for ending in ["のみ", "限定", "だけ", "の間", "まで", "中"] where words.hasSuffix(ending) {
      words = String(words.dropLast(ending.count))
    }
    if allYear.contains(words) { return .allYear }
    if summer.contains(words) { return Season(from: 7, through: 9) }
    // 月ー月: between months a long vowel mark can only be a dash
    words = String(words.map { $0 == "ー" ? "-" : $0 })
    if let from = words.firstIndex(of: "か"), words[from...].hasPrefix("から") {
      words.replaceSubrange(from..<words.index(from, offsetBy: 2), with: "-")
    }
    let ends = words.split(separator: "-", omittingEmptySubsequences: false)
    switch ends.count {
    case 1:
      guard words.hasSuffix("月"), let month = month(words[...], isEnd: false) else { return nil }
      return Season(from: month, through: month)
    case 2:
      guard let first = month(ends[0], isEnd: false), let last = month(ends[1], isEnd: true)
      else { return nil }
      return Season(from: first, through: last)
    default:
      return nil
    }
  }

  private static let allYear: Set<String> = [
    "", "通年", "年間", "年中", "一年中", "all-year", "allyear", "year-round", "allyearround", "1-12",
  ]
  private static let summer: Set<String> = ["夏", "夏季", "夏期", "夏場", "summer"]
  private static let englishMonths = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// `7`, `7月`, `7月末`, `jul`; also `7/1` and `9/30`, where the day makes it a whole month.
  private static func month(_ text: Substring, isEnd: Bool) -> Int? {
    if let english = englishMonths.firstIndex(where: { text.hasPrefix($0) }) {
      return text.allSatisfy(\.isLetter) ? english + 1 : nil
    }
    let numbers = text.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
    let rest = String(text.filter { !("0"..."9").contains($0) })
    let isWhole: Bool =
      switch numbers.count {
      case 1: ["", "月", isEnd ? "月末" : "月初"].contains(rest) || isEnd && rest == "翌月"
      case 2: ["/", "月日"].contains(rest) && (isEnd ? numbers[1] >= 28 : numbers[1] == 1)
      default: false
      }
    guard isWhole, let month = numbers.first, (1...12).contains(month) else { return nil }
    return month
  }
}

extension CalendarDay {
  /// Reads a day as people write it: `2024-07-01`, `2024/7/1`, `20240701`, `2024年7月1日`,
  /// `令和6年7月1日`, `R6.7.1`, `令和元年5月1日`; a weekday or a time after it is dropped.
  /// `nil` for anything else, such as a year of two digits, whose century is a guess, and one that
  /// begins with a zero.
  public init?(written text: String) {
    var rest = Spelling.widthFolded(text)[...].drop(while: \.isWhitespace)
    func number(_ digits: Int) -> Int? {
      let run = rest.prefix { ("0"..."9").contains($0) }
      guard (1...digits).contains(run.count) else { return nil }
      rest = rest.dropFirst(run.count)
      return Int(run)
    }
    func separator(_ kanji: Character) -> Bool {
      rest = rest.drop { $0 == " " }
      guard let next = rest.first, next == kanji || "-/.".contains(next) else { return false }
      rest = rest.dropFirst().drop { $0 == " " }
      return true
    }
    if rest.count == 8, rest.first != "0", rest.allSatisfy({ ("0"..."9").contains($0) }) {
      self.init(
        year: Int(rest.prefix(4)) ?? 0, month: Int(rest.dropFirst(4).prefix(2)) ?? 0,
        day: Int(rest.suffix(2)) ?? 0)
      return
    }
    var eraStart: Int?
    for (name, start) in Self.eras where rest.lowercased().hasPrefix(name) {
      eraStart = start
      rest = rest.dropFirst(name.count).drop { $0 == " " }
      break
    }
    let year: Int
    if let eraStart {
      if rest.first == "元" {
        rest = rest.dropFirst()
        year = eraStart + 1
      } else {
        guard let ofEra = number(2), ofEra > 0 else { return nil }
        year = eraStart + ofEra
      }
    } else {
      guard rest.prefix(4).allSatisfy({ ("0"..."9").contains($0) }), let full = number(4),
        full >= 1000
      else { return nil }
      year = full
    }
    guard separator("年"), let month = number(2), separator("月"), let day = number(2) else {
      return nil
    }
    if rest.first == "日" { rest = rest.dropFirst() }
    // a weekday in brackets, then a time
    rest = rest.drop { $0 == " " }
    if rest.first == "(", let close = rest.firstIndex(of: ")") {
      rest = rest[rest.index(after: close)...].drop { $0 == " " }
    }
    let isTime = rest.contains { $0 == ":" || $0 == "時" }
    guard rest.isEmpty || isTime, rest.allSatisfy({ "0123456789:.+-TtZz時分秒 ".contains($0) })
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Eras with the year before their first.
  private static let eras = [
    ("令和", 2018), ("㋿", 2018), ("r", 2018), ("平成", 1988), ("㍻", 1988), ("h", 1988),
    ("昭和", 1925), ("㍼", 1925), ("s", 1925),
  ]
}
