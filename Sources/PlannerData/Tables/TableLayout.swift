/// How the rows of a table are told apart: what is the header, and what below it is no row.
struct TableLayout {
  /// By the key of every name that a column may have.
  private let slugs: [String: String]
  let isPlain: Bool

  /// The header is the first row that says anything, and all below it are rows: for tables that
  /// programs made.
  static let plain = TableLayout(slugs: [:], isPlain: true)

  /// A list that people made, with titles above the header, a header of two rows, notes and sums
  /// below: the header is where the names of columns are.
  static func list(_ definitions: [ColumnDefinition]) -> TableLayout {
    TableLayout(slugs: ColumnDefinition.slugs(definitions), isPlain: false)
  }

  private init(slugs: [String: String], isPlain: Bool) {
    self.slugs = slugs
    self.isPlain = isPlain
  }

  /// The header may be as far down as this, by rows that say anything.
  static let searchedRows = 40

  struct Header {
    var names: [String]
    /// Index of the last row of the header.
    var last: Int
    var rowCount = 1
    /// Rows above it that are not read.
    var above: [Int] = []
    /// The canonical names by column.
    var slugs: [String?] = []
  }

  /// Whether a sheet has a header that is plainly one.
  func fits(_ rows: RawRows) -> Bool {
    guard !isPlain else { return rows.count > 1 }
    return best(rows.head(Self.searchedRows), rows.numbers).map { $0.score >= 2 } ?? false
  }

  /// Finds the header.
  ///
  /// - Parameters:
  ///   - texts: of the first rows that say anything.
  ///   - numbers: of these rows.
  /// - Returns: the header; `nil` if there are no rows.
  func header(in texts: [[String]], numbers: [Int32]) -> Header? {
    guard let first = texts.first else { return nil }
    let best = isPlain ? nil : best(texts, numbers)
    let found = best.flatMap { $0.score >= 2 ? $0 : nil } ?? Found(names: first, last: 0)
    var names = found.names
    while let name = names.last, name.isEmpty { names.removeLast() }
    return Header(
      names: names, last: found.last, rowCount: found.rowCount,
      above: (0..<(found.last + 1 - found.rowCount)).map { Int(numbers[$0]) },
      slugs: names.map(slug))
  }

  func slug(_ name: String) -> String? {
    ColumnDefinition.slug(of: name, in: slugs)
  }

  private struct Found {
    var names: [String]
    var last: Int
    var rowCount = 1
    var score = 0
  }

  /// The row, or the pair of rows, that names most columns; the first of several, and a pair only
  /// where it names more than each of the two.
  private func best(_ texts: [[String]], _ numbers: [Int32]) -> Found? {
    let scores = texts.map(score)
    var best: Found?
    for index in texts.indices where scores[index] > best?.score ?? 0 {
      best = Found(names: texts[index], last: index, score: scores[index])
    }
    for index in texts.indices.dropLast()
    where numbers[index + 1] == numbers[index] + 1 {
      guard let names = joined(texts[index], texts[index + 1]) else { continue }
      let score = score(names)
      if score > max(best?.score ?? 0, scores[index], scores[index + 1]) {
        best = Found(names: names, last: index + 1, rowCount: 2, score: score)
      }
    }
    return best
  }

  private func score(_ names: [String]) -> Int { Set(names.compactMap(slug)).count }

  /// Two rows as one header: a column is called as the lower row says, else as the upper one. A
  /// name that means nothing by itself has that of its group before it. `nil` where the lower row
  /// has a number in it, as rows of data do, or does not go on where the upper one has its gaps.
  private func joined(_ upper: [String], _ lower: [String]) -> [String]? {
    guard
      !lower.contains(where: { if case .number = DecimalNumber($0) { true } else { false } }),
      lower.contains(where: { !$0.isEmpty })
    else { return nil }
    var group = ""
    var names: [String] = []
    for column in 0..<max(upper.count, lower.count) {
      let above = column < upper.count ? upper[column] : ""
      let below = column < lower.count ? lower[column] : ""
      if !above.isEmpty { group = above }
      if below.isEmpty {
        names.append(above)
        group = ""
      } else if slug(below) != nil || group.isEmpty {
        names.append(below)
      } else {
        names.append(group + "_" + below)
      }
    }
    return names
  }
}
