/// By what a row below a header is known to be no row of data.
struct RowMarks {
  enum Sort {
    case header
    case note
    case sum
  }

  /// The columns by which a row is one of its own.
  static let identity: Set<String> = ["id", "name", "lat", "lon", "x", "y", "address"]

  // a short list is faster to look through than a set, and this happens for every row
  private let beginnings = Self.beginnings
  private let names: [[UInt8]]
  private let slugs: [String?]
  private let firstName: Int

  private static let sumNames = [
    "合計", "総計", "小計", "計", "総数", "総合計", "total", "subtotal", "grand total", "件数",
  ]
  private static let sums = Set(sumNames.map(Spelling.key))
  /// `※`, `注`, `＊`, and what introduces a source.
  private static let noteMarks = [
    "※", "*", "＊", "注)", "注）", "注:", "注：", "注1", "注１", "(注", "（注", "〔注", "【注", "出典", "資料:",
    "資料：", "備考:", "備考：",
  ].map { Array($0.utf8) }
  private static let remarks = [
    "以上", "作成", "更新", "問い合わせ", "問合せ", "お問い合わせ", "担当:", "担当：", "令和", "平成", "最終更新", "凡例",
    "備考", "資料", "注",
  ]

  /// The beginnings of all of these, for a first look.
  private static let beginnings = Array(
    Set(
      (sumNames.map { Array($0.utf8) } + noteMarks).map { mark in
        mark.withUnsafeBufferPointer { beginning($0[...]) }
      }))

  /// A character, or the first two letters in lower case, as a number.
  private static func beginning(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32 {
    guard let first = text.first else { return 0 }
    if first >= 0x80 { return text.prefix(3).reduce(0) { $0 << 8 | UInt32($1) } }
    // a mark stands for itself, a letter needs its neighbour
    guard (UInt8(ascii: "A")...UInt8(ascii: "z")).contains(first) else { return UInt32(first) }
    return text.prefix(2).reduce(0) { $0 << 8 | UInt32($1 | 0x20) }
  }

  init(_ header: TableLayout.Header) {
    names = header.names.map { Array($0.utf8) }
    slugs = header.slugs
    firstName = names.firstIndex { !$0.isEmpty } ?? 0
  }

  /// What a row is, if not one of data; `lead` is the index of its first field that is not blank.
  func sort(
    _ row: ArraySlice<DelimitedTable.Field>, lead: Int, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Sort? {
    let text = bytes[row[lead].range]
    if lead - row.startIndex == firstName, text.elementsEqual(names[firstName]),
      isHeader(row, bytes)
    {
      return .header
    }
    // nearly all rows begin with something else
    guard beginnings.contains(Self.beginning(text)) else { return nil }
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
