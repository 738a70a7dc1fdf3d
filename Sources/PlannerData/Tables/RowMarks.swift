/// By what a row below a header is known to be no row of data.
struct RowMarks {
  enum Sort {
    case header
    case note
    case sum
  }

  /// The columns by which a row is one of its own.
  static let identity: Set<String> = ["id", "name", "lat", "lon", "x", "y", "address"]

  private let names: [[UInt8]]
  private let slugs: [String?]
  private let firstName: Int

  private static let sums = Set(
    ["合計", "総計", "小計", "計", "総数", "総合計", "total", "subtotal", "grand total", "件数"]
      .map(Spelling.key))
  /// `※`, `注`, `＊`, and what introduces a source.
  private static let noteMarks = [
    "※", "*", "＊", "注)", "注）", "注:", "注：", "注1", "注１", "(注", "（注", "〔注", "【注", "出典", "資料:",
    "資料：", "備考:", "備考：",
  ].map { Array($0.utf8) }
  private static let remarks = [
    "以上", "作成", "更新", "問い合わせ", "問合せ", "お問い合わせ", "担当:", "担当：", "令和", "平成", "最終更新", "凡例",
    "備考", "資料", "注",
  ]

  init(_ header: TableLayout.Header) {
    names = header.names.map { Array($0.utf8) }
    slugs = header.slugs
    firstName = names.firstIndex { !$0.isEmpty } ?? 0
  }

  /// What a row is, if not one of data.
  ///
  /// - Parameters:
  ///   - row: its fields.
  ///   - lead: the index of the first that is not blank.
  func sort(
    _ row: ArraySlice<DelimitedTable.Field>, lead: Int, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Sort? {
    let text = bytes[row[lead].range]
    if lead - row.startIndex == firstName, text.elementsEqual(names[firstName]),
      isHeader(row, bytes)
    {
      return .header
    }
    // most rows begin with an ASCII letter or digit, or are soon seen to be no more than rows
    guard let first = text.first else { return nil }
    switch first {
    case 0xE2, 0xE5...0xE8, 0xEF, UInt8(ascii: "*"), UInt8(ascii: "("), 0xE3, UInt8(ascii: "T"),
      UInt8(ascii: "t"), UInt8(ascii: "s"), UInt8(ascii: "S"), UInt8(ascii: "g"):
      break
    default: return nil
    }
    let filled = row.count { !$0.isBlank }
    if filled <= 2, Self.noteMarks.contains(where: { text.starts(with: $0) }),
      !hasPosition(row)
    {
      return .note
    }
    if text.count <= 20, Self.sums.contains(Spelling.key(String(decoding: text, as: UTF8.self))),
      !hasPosition(row)
    {
      return .sum
    }
    return nil
  }

  private func isHeader(
    _ row: ArraySlice<DelimitedTable.Field>, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var same = 0
    for (column, field) in row.enumerated() where column < names.count {
      let text = bytes[field.range]
      if text.elementsEqual(names[column]) {
        if !text.isEmpty { same += 1 }
      } else if !text.isEmpty {
        return false
      }
    }
    return same >= 2
  }

  private func hasPosition(_ row: ArraySlice<DelimitedTable.Field>) -> Bool {
    slugs.indices.contains { column in
      guard let slug = slugs[column], ["lat", "lon", "x", "y"].contains(slug),
        row.startIndex + column < row.endIndex
      else { return false }
      return !row[row.startIndex + column].isBlank
    }
  }

  /// Whether the words of a lone cell are plainly a remark.
  func isRemark(_ words: String) -> Bool {
    words.contains("。") || Self.remarks.contains { words.hasPrefix($0) }
      || Self.noteMarks.contains { words.utf8.starts(with: $0) }
  }

  /// Whether a lone cell in a column could be a place of which nothing else is known.
  func mayName(_ column: Int) -> Bool {
    slugs.indices.contains(column)
      && slugs[column].map { ["name", "address"].contains($0) } ?? false
  }
}
