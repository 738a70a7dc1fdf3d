import Testing

@testable import PlannerData

@Suite struct TextTableTests {
  /// Columns as `wcwidth` (Unicode's East Asian Width and emoji data) has them.
  private static let widths: [(text: String, columns: Int)] = [
    ("abc", 3), ("東金市", 6), ("ホッとステーション", 18), ("ｶﾀｶﾅ", 4), ("ＡＢＣ", 6), ("（　）", 6),
    ("e\u{301}", 1), ("か\u{3099}", 2), ("葛\u{E0100}城市", 6), ("𠮷野家", 6), ("café – 1", 8),
    ("a\u{202E}b\u{200B}c", 3), ("☕⚡", 4), ("🍙🏠", 4), ("♨", 1), ("a\u{FEFF}", 1), ("\u{1F5FA}", 1),
    ("한글", 4), ("\u{AD}", 1), ("a\tb", 2), ("ไทยน้ำ", 5), ("", 0),
  ]

  @Test("text takes as many columns as on a terminal", arguments: widths)
  func columns(text: String, columns: Int) {
    #expect(TextTable.width(of: text) == columns, "\(text.unicodeScalars.map(\.value))")
  }

  @Test("columns line up whatever is in them")
  func aligned() {
    var table = TextTable([(title: "名前", alignment: .leading), (title: "n", alignment: .trailing)])
    for (index, row) in Self.widths.enumerated() { table.add([row.text, "\(index)"]) }
    let lines = table.rendered().split(separator: "\n")
    #expect(Set(lines.map { TextTable.width(of: String($0)) }).count == 1)
  }
}
