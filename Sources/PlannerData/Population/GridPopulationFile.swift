public import Planner

/// Reads a population grid: a table with a column of JIS X 0410 codes, all of one level, and one
/// or more columns of counts.
///
/// The tables of the census have a second row of Japanese labels; the columns are then known by
/// these. A suppressed age (`*`, `X`, blank) is zero and its cell in `suppressed`; `-` is nobody.
///
/// - Parameters:
///   - path: of the CSV, TSV or TXT file.
///   - columns: which count columns to take: their names in the file, or `65+=COLUMN` to say
///     what one means. Without a column known as the total, the first is it. `nil` takes every
///     column that is known by itself.
/// - Returns: the cells in grid order, whatever the order of the rows.
/// - Throws: `Failure` (data) if the file as a whole is no such table.
public func readGridPopulation(
  path: String, columns: [String]? = nil
) throws -> Reading<Population> {
  let file = try FileBytes(
    reading: path, role: Text(ja: "人口メッシュ", en: "the population grid"))
  return try readGridPopulation(file, columns: columns)
}

/// Reads a population grid that is in memory already.
///
/// - Parameters:
///   - file: the content.
///   - columns: which count columns to take; `nil` for every column that is known by itself.
/// - Returns: the cells in grid order.
/// - Throws: `Failure` (data) if the file as a whole is no such table.
public func readGridPopulation(
  _ file: FileBytes, columns: [String]? = nil
) throws -> Reading<Population> {
  try readGridPopulation(
    DelimitedTable(file), columns: columns, file: file.inputFile(role: "population"))
}

func readGridPopulation(
  _ table: DelimitedTable, columns: [String]?, file: InputFile
) throws -> Reading<Population> {
  let layout = try GridColumns(table, wanted: columns)
  var rows = GridRows(table, layout)
  rows.read()
  rows.keepOneLevel()
  rows.sortAndRejectRepeats()
  let population = rows.population()
  return Reading(
    population, findings: (layout.findings + rows.findings).inRowOrder, file: file)
}

/// Whether a table has a column of grid codes, and so is to be read as a population grid.
///
/// - Parameter header: names of columns.
/// - Returns: true if one of them is a name for grid codes.
public func isGridHeader(_ header: [String]) -> Bool {
  let names = Set(([GridColumns.code.slug] + GridColumns.code.aliases).map(Spelling.key))
  return header.contains { names.contains(Spelling.key($0)) }
}

/// The rows of a grid table while they are read, checked and put in order.
private struct GridRows {
  private let table: DelimitedTable
  private let layout: GridColumns
  private var cells: [GridCell] = []
  /// Row of the table, by cell.
  private var rows: [Int32] = []
  /// By attribute, then by cell as read.
  private var counts: [[Double]]
  private var isSuppressed: [Bool] = []
  private var ageSumRows: [Int] = []
  private(set) var findings: [Finding]
  /// Indices into `cells` in grid order, once sorted.
  private var order: [Int] = []

  init(_ table: DelimitedTable, _ layout: GridColumns) {
    self.table = table
    self.layout = layout
    self.findings = table.findings
    self.counts = Array(repeating: [], count: layout.counts.count)
    let expected = table.rowCount
    cells.reserveCapacity(expected)
    rows.reserveCapacity(expected)
    isSuppressed.reserveCapacity(expected)
    for index in counts.indices { counts[index].reserveCapacity(expected) }
  }

  mutating func read() {
    let attributeCount = layout.counts.count
    let columns = layout.counts.map(\.column)
    let bands = AttributeColumns.disjointBands.compactMap { slug in
      layout.counts.firstIndex { $0.attribute.slug == slug }
    }
    var values = [Double](repeating: 0, count: attributeCount)
    table.withFields { fields in
      for row in layout.firstRow..<max(layout.firstRow, table.rowCount) {
        let code = GridCell(code: fields[row, layout.codeColumn])
        guard let cell = code ?? foldedCode(row) else {
          findings.append(badCode(row))
          continue
        }
        var suppressed = false
        var isBad = false
        for index in 0..<attributeCount {
          let column = columns[index]
          let field = CountField(
            DecimalNumber(fields[row, column]), text: table.text(row: row, column: column))
          switch field {
          case .count(let value): values[index] = value
          case .suppressed where index > 0:
            values[index] = 0
            suppressed = true
          default:
            findings.append(table.badCount(field, row: row, column: column))
            isBad = true
          }
        }
        guard !isBad else { continue }
        cells.append(cell)
        rows.append(Int32(row))
        isSuppressed.append(suppressed)
        for index in 0..<attributeCount { counts[index].append(values[index]) }
        // a cell that hosts its neighbours' ages has more of them than residents, rightly
        if !bands.isEmpty, bands.reduce(0, { $0 + values[$1] }) > values[0] + 0.5, !isHost(row) {
          ageSumRows.append(table.rowNumber(row))
        }
      }
    }
    if !ageSumRows.isEmpty { findings.append(agesExceedTotal()) }
  }

  private func isHost(_ row: Int) -> Bool {
    guard let column = layout.hostColumn else { return false }
    return table.number(row: row, column: column) == .number(1)
  }

  /// A code in full-width digits, or one that a spreadsheet wrote as a decimal number.
  private func foldedCode(_ row: Int) -> GridCell? {
    var text = Spelling.widthFolded(table.text(row: row, column: layout.codeColumn))
    if text.hasSuffix(".0") { text.removeLast(2) }
    return GridCell(code: text)
  }

  /// Leaves out the cells that are not of the level of most; of equally many, the finer.
  mutating func keepOneLevel() {
    guard let first = cells.first, !cells.allSatisfy({ $0.level == first.level }) else { return }
    var rowsOfLevel: [GridLevel: [Int]] = [:]
    for (index, cell) in cells.enumerated() {
      rowsOfLevel[cell.level, default: []].append(index)
    }
    let main =
      rowsOfLevel.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key ?? first.level
    for (level, indices) in rowsOfLevel.sorted(by: { $0.key < $1.key }) where level != main {
      let numbers = indices.map { table.rowNumber(Int(rows[$0])) }
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "\(main.name.ja)の表に\(level.name.ja)のコードが\(numbers.count)行あります"
              + "（\(numbers.listed(in: .ja))）",
            en: "\(numbers.count) code(s) of the \(level.name.en) in a table of the "
              + "\(main.name.en) (\(numbers.listed(in: .en)))"),
          at: Place(
            file: table.path, row: numbers.first, column: table.header[layout.codeColumn]),
          remedy: Text(
            ja: "メッシュの大きさごとに別のファイルにしてください",
            en: "Put each size of grid into a file of its own")))
    }
    keep(cells.indices.filter { cells[$0].level == main })
  }

  private mutating func keep(_ kept: [Int]) {
    cells = kept.map { cells[$0] }
    rows = kept.map { rows[$0] }
    isSuppressed = kept.map { isSuppressed[$0] }
    for index in counts.indices {
      let column = counts[index]
      counts[index] = kept.map { column[$0] }
    }
  }

  mutating func sortAndRejectRepeats() {
    // row, column and index in one word: 16 + 17 bits hold every code, 31 the index
    var keys = cells.indices.map { index in
      UInt64(cells[index].row) << 48 | UInt64(cells[index].column) << 31 | UInt64(index)
    }
    keys.sort()
    order.reserveCapacity(keys.count)
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end] >> 31 == keys[start] >> 31 { end += 1 }
      if end == start + 1 {
        order.append(Int(keys[start] & 0x7FFF_FFFF))
      } else {
        rejectRepeats(keys[start..<end].map { Int($0 & 0x7FFF_FFFF) })
      }
      start = end
    }
  }

  /// A cell that is there twice is left out: which row is right must not hang on their order.
  private mutating func rejectRepeats(_ indices: [Int]) {
    let numbers = indices.map { table.rowNumber(Int(rows[$0])) }
    for (position, index) in indices.enumerated() {
      var others = numbers
      others.remove(at: position)
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "メッシュ \(cells[index].code) は\(others.listed(in: .ja))にもあります",
            en: "cell \(cells[index].code) is in \(others.listed(in: .en)) too"),
          at: table.place(row: Int(rows[index]), column: layout.codeColumn),
          remedy: Text(
            ja: "どちらか一方を消してください。市町村境で分かれた表なら、足し合わせて1行にします",
            en: "Remove one; in a table that is split by municipality, add them up into one row")))
    }
  }

  func population() -> Population {
    Population(
      attributes: layout.counts.map(\.attribute), units: .cells(order.map { cells[$0] }),
      counts: counts.map { column in order.map { column[$0] } },
      suppressed: order.indices.filter { isSuppressed[order[$0]] })
  }

  // MARK: Messages

  private func badCode(_ row: Int) -> Finding {
    let text = table.text(row: row, column: layout.codeColumn)
    let isHundredMeters = text.count == 10 && text.allSatisfy(\.isNumber)
    let isRounded = text.contains { "eE".contains($0) } && DecimalNumber(text) != .unreadable
    return Finding(
      .error,
      what: text.isEmpty
        ? Text(ja: "メッシュコードがありません", en: "there is no grid code")
        : Text(
          ja: "「\(text.shortened)」はメッシュコードではありません", en: "\(text.quoted) is no grid code"),
      at: table.place(row: row, column: layout.codeColumn),
      remedy: isRounded
        ? Text(
          ja: "表計算ソフトが桁を丸めています。列を「文字列」にして元のファイルから読み直してください",
          en: "A spreadsheet has rounded it: import the original again with the column as text")
        : isHundredMeters
          ? Text(
            ja: "100mメッシュのコードなら使えません。250mか500mの表を使ってください",
            en: "A code of the 100 m grid cannot be used: take the 250 m or 500 m table")
          : Text(
            ja: "JIS X 0410 の4・6・8・9・10・11桁のコードで書いてください",
            en: "Write a JIS X 0410 code of 4, 6, 8, 9, 10 or 11 digits"))
  }

  private func agesExceedTotal() -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "年齢別の合計が総数より多いメッシュが\(ageSumRows.count)個あります"
          + "（\(ageSumRows.listed(in: .ja))）",
        en: "in \(ageSumRows.count) cell(s) the ages add up to more than the total "
          + "(\(ageSumRows.listed(in: .en)))"),
      at: Place(file: table.path),
      remedy: Text(
        ja: "総数と年齢が同じ調査の列か確かめてください。秘匿を合算した表では、合算先のメッシュで起こります",
        en: "Check that total and ages are of one survey; where suppressed cells were merged, it "
          + "happens in the cells that took them in"))
  }
}
