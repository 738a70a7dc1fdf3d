internal import Planner

/// The rows below a header while they are collected: each made as long as the header, without
/// those that are no rows.
struct TableRows {
  typealias Field = DelimitedTable.Field

  let header: TableLayout.Header
  let headerRow: Int?
  var findings: [Finding] = []
  /// As wide as the header, but for a row that is not settled yet.
  var fields: [Field] = []
  private(set) var numbers: [Int32] = []

  private let path: String
  private let width: Int
  private let isPlain: Bool
  private let marks: RowMarks
  private var shortRows: [Int] = []
  private var hidden: Set<Int> = []
  private var repeatedHeaders: [Int] = []
  private var notes: [Int] = []
  private var sums: [Int] = []
  private var continuations: [Int] = []
  /// In which such rows say something of their own.
  private var lostColumns: Set<Int> = []
  private var filledCells = 0
  private var guessedCells = 0
  /// Rows that say something and are not among the rows: what was above the header, notes, sums.
  private(set) var omissions: [DelimitedTable.Omission] = []
  /// Cells that were given the value of the row above, by number of the row and column.
  private(set) var fillings: [(row: Int, column: Int)] = []

  init(header: TableLayout.Header, headerRow: Int?, path: String, isPlain: Bool) {
    self.header = header
    self.headerRow = headerRow
    self.path = path
    self.isPlain = isPlain
    width = header.names.count
    marks = RowMarks(header)
  }

  /// The rows of a sheet.
  ///
  /// - Throws: `Failure` (data) where there is no header.
  init(_ raw: RawRows, path: String, layout: TableLayout) throws {
    guard
      let header = layout.header(
        in: raw.head(layout.isPlain ? 1 : TableLayout.searchedRows), numbers: raw.numbers)
    else { throw DelimitedScanner.noHeader(path) }
    self.init(
      header: header, headerRow: Int(raw.numbers[header.last]), path: path,
      isPlain: layout.isPlain)
    hidden = raw.hidden
    raw.bytes.withUnsafeBufferPointer { omitTitles(raw, $0) }
    take(raw, from: header.last + 1)
  }

  /// The rows of a list of objects, whose header is in every one of them.
  init(_ raw: RawRows, path: String, header: [String]) {
    self.init(
      header: TableLayout.Header(names: header, last: -1), headerRow: nil, path: path,
      isPlain: true)
    take(raw, from: 0)
    shortRows = []
  }

  private mutating func take(_ raw: RawRows, from first: Int) {
    raw.bytes.withUnsafeBufferPointer { bytes in
      for row in first..<max(first, raw.count) {
        let start = fields.count
        fields.append(contentsOf: raw[row])
        // a spreadsheet keeps nothing for the blank end of a row
        while fields.count - start < width { fields.append(.blank) }
        settle(from: start, number: raw.numbers[row], bytes)
      }
      fillMerged(raw.merges, bytes)
      checkBottom(bytes)
    }
  }

  /// What stands above the header, and the upper row of a header of two, are in no row.
  mutating func omitTitles(_ head: RawRows, _ bytes: UnsafeBufferPointer<UInt8>) {
    for row in 0..<max(0, min(header.last, head.count)) {
      omit(head[row], Int(head.numbers[row]), bytes)
    }
  }

  private mutating func omit(
    _ row: ArraySlice<Field>, _ number: Int, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    let texts = row.filter { !$0.isBlank }.map { DelimitedTable.string(bytes, $0) }
    omissions.append(.init(row: number, text: texts.joined(separator: " | ")))
  }

  mutating func reserveCapacity(_ rows: Int) {
    fields.reserveCapacity(rows * width)
    numbers.reserveCapacity(rows)
  }

  mutating func append(
    _ row: ArraySlice<Field>, number: Int32, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    let first = fields.count
    fields.append(contentsOf: row)
    settle(from: first, number: number, bytes)
  }

  /// Makes a row of the fields at the end, or drops them.
  mutating func settle(
    from first: Int, number: Int32, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    guard let lead = fields[first...].firstIndex(where: { !$0.isBlank }) else {
      fields.removeLast(fields.count - first)
      return
    }
    if !isPlain, let sort = marks.sort(fields[first...], lead: lead, bytes) {
      switch sort {
      case .header: repeatedHeaders.append(Int(number))
      case .note: notes.append(Int(number))
      case .sum: sums.append(Int(number))
      }
      omit(fields[first...], Int(number), bytes)
      fields.removeLast(fields.count - first)
      return
    }
    let count = fields.count - first
    if count > width {
      if let extra = fields[(first + width)...].first(where: { !$0.isBlank }) {
        findings.append(tooManyFields(count, DelimitedTable.string(bytes, extra), Int(number)))
        fields.removeLast(count)
        return
      }
      fields.removeLast(count - width)
    } else if count < width {
      shortRows.append(Int(number))
      fields.append(contentsOf: repeatElement(.blank, count: width - count))
    }
    numbers.append(number)
  }

  /// Takes notes at the very bottom for what they are, even without a mark: lone cells that a
  /// blank row sets apart from the table, or that begin as notes do.
  mutating func checkBottom(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !isPlain, width >= 3 else { return }
    var first = numbers.count
    var isNote = false
    while first > 0, numbers.count - first < 100 {
      let row = fields[((first - 1) * width)..<(first * width)]
      guard let lead = row.firstIndex(where: { !$0.isBlank }),
        row[(lead + 1)...].allSatisfy(\.isBlank)
      else { break }
      first -= 1
      let isApart = first == 0 || numbers[first] > numbers[first - 1] + 1
      let words = DelimitedTable.string(bytes, row[lead])
      isNote = marks.isRemark(words) || isApart && !marks.mayName(lead - row.startIndex)
      if isApart { break }
    }
    guard isNote, first < numbers.count, first > 0 else { return }
    let dropped = numbers[first...].map(Int.init)
    notes.append(contentsOf: dropped)
    for row in first..<numbers.count {
      omit(fields[(row * width)..<((row + 1) * width)], Int(numbers[row]), bytes)
    }
    shortRows.removeAll(where: dropped.contains)
    fields.removeLast(fields.count - first * width)
    numbers.removeLast(numbers.count - first)
  }

  // MARK: Merged cells

  /// Writes the value of a merged block into every row of it. A row that goes on with what the row
  /// above began (name and place are merged too) is no row of its own.
  private mutating func fillMerged(
    _ merges: [RawRows.Merge], _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    var goesOn = Set<Int>()
    var merged: [Int: Set<Int>] = [:]
    for merge in merges where merge.rows.count > 1 && merge.columns.lowerBound < width {
      guard let top = index(of: merge.rows.lowerBound), merge.columns.count <= width else {
        continue
      }
      let column = merge.columns.lowerBound
      for row in (top + 1)..<numbers.count where row < numbers.count {
        guard Int(numbers[row]) <= merge.rows.upperBound else { break }
        for covered in merge.columns { merged[row, default: []].insert(covered) }
        let at = row * width + column
        guard fields[at].isBlank, !fields[top * width + column].isBlank else { continue }
        fields[at] = fields[top * width + column]
        filledCells += 1
        fillings.append((Int(numbers[row]), column))
      }
    }
    let telling = header.slugs.indices.filter { column in
      header.slugs[column].map { RowMarks.identity.contains($0) } ?? false
    }
    guard !isPlain, !telling.isEmpty else { return }
    for (row, columns) in merged {
      let isContinued = telling.allSatisfy {
        columns.contains($0) || fields[row * width + $0].isBlank
      }
      if isContinued, telling.contains(where: columns.contains) { goesOn.insert(row) }
    }
    guard !goesOn.isEmpty else { return }
    continuations = goesOn.sorted().map { Int(numbers[$0]) }
    for row in goesOn {
      let known = merged[row] ?? []
      lostColumns.formUnion(
        (0..<width).filter { !fields[row * width + $0].isBlank && !known.contains($0) })
    }
    for row in goesOn.sorted() {
      omit(fields[(row * width)..<((row + 1) * width)], Int(numbers[row]), bytes)
    }
    let omitted = Set(continuations)
    fillings.removeAll { omitted.contains($0.row) }
    let kept = numbers.indices.filter { !goesOn.contains($0) }
    fields = kept.flatMap { fields[($0 * width)..<(($0 + 1) * width)] }
    numbers = kept.map { numbers[$0] }
  }

  private func index(of number: Int) -> Int? {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(numbers[middle]) < number { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && Int(numbers[low]) == number ? low : nil
  }

  /// Merged cells that were saved as text leave their value in the first row only. That is plain
  /// for the municipality of a list in which most rows have none and the first has one; other
  /// columns may well be blank.
  private mutating func fillMunicipalities() {
    guard !isPlain, let column = header.slugs.firstIndex(of: "municipality"), !numbers.isEmpty,
      !fields[column].isBlank
    else { return }
    let blank = numbers.indices.filter { fields[$0 * width + column].isBlank }
    guard blank.count * 2 >= numbers.count, numbers.count - blank.count >= 2 else { return }
    for row in blank {
      fields[row * width + column] = fields[(row - 1) * width + column]
      guessedCells += 1
      fillings.append((Int(numbers[row]), column))
    }
  }

  // MARK: Findings

  /// Says what was made of the rows, once all are there.
  mutating func finish() {
    fillMunicipalities()
    if !header.above.isEmpty {
      note(
        Text(
          ja: "見出しより上の\(header.above.count)行は読みません（\(header.above.listed(in: .ja))）",
          en: "what stands above the header is not read (\(header.above.listed(in: .en)))"),
        at: header.above.first,
        Text(
          ja: "見出しは\(headerRow ?? 1)行目としました", en: "The header is row \(headerRow ?? 1)"))
    }
    if header.rowCount == 2 {
      note(
        Text(ja: "見出しが2行あるものとして読みました", en: "the header was read as having two rows"),
        at: headerRow.map { $0 - 1 },
        Text(
          ja: "列の名前：\(header.names.filter { !$0.isEmpty }.listed(in: .ja))",
          en: "Columns: \(header.names.filter { !$0.isEmpty }.listed(in: .en))"))
    }
    leftOut(repeatedHeaders, Text(ja: "途中で繰り返された見出し", en: "repeated headers"))
    leftOut(notes.sorted(), Text(ja: "注記の行", en: "notes"))
    leftOut(sums, Text(ja: "合計の行", en: "rows of sums"))
    leftOut(
      continuations,
      Text(ja: "名前と位置が上の行と結合された行", en: "rows whose name and place are merged with the row above"))
    if !lostColumns.isEmpty {
      let names = lostColumns.sorted().map { header.names[$0] }
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja:
              "上の行と結合された行だけにある値は使っていません（列：\(names.listed(in: .ja))。\(continuations.listed(in: .ja))）",
            en: "what only rows say that are merged with the row above is not used (columns "
              + "\(names.listed(in: .en)); \(continuations.listed(in: .en)))"),
          at: Place(file: path, row: continuations.first),
          remedy: Text(
            ja: "1か所を1行にして、「クール・相談」のように1つのセルにまとめてください",
            en: "Make one row of each place, and write all of it into one cell, as \"cool; food\""))
      )
    }
    if filledCells > 0 {
      note(
        Text(
          ja: "結合セルの値を、結合された残りの\(filledCells)個のセルにも入れて読みました",
          en: "the values of merged cells were read in the other cells that they cover too "
            + "(\(filledCells))"),
        Text(ja: "そのままで構いません", en: "Nothing to do"))
    }
    if guessedCells > 0 {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "市町村が空白の\(guessedCells)行に、上の行の市町村を入れて読みました（結合セルだったとみなします）",
            en: "\(guessedCells) rows without a municipality were given that of the row above, "
              + "as if the cells had been merged"),
          at: Place(
            file: path, row: headerRow,
            column: header.slugs.firstIndex(of: "municipality").map { header.names[$0] }),
          remedy: Text(
            ja: "違う場合は、市町村を各行に書いてください",
            en: "Write the municipality in every row if that is wrong")))
    }
    if !shortRows.isEmpty { findings.append(tooFewFields(shortRows)) }
    noteNamelessColumns()
    let unseen = hidden.isEmpty ? [] : numbers.map(Int.init).filter(hidden.contains)
    if !unseen.isEmpty {
      note(
        Text(
          ja: "フィルターなどで隠された行も\(unseen.count)行、読みました（\(unseen.listed(in: .ja))）",
          en: "rows that are hidden, by a filter say, were read too: \(unseen.count) "
            + "(\(unseen.listed(in: .en)))"),
        at: unseen.first,
        Text(ja: "数えない行なら、一覧から消してください", en: "Remove them if they should not count"))
    }
  }

  /// What stands in columns without a name is read by nobody, and what stands beyond a blank column
  /// may be another table.
  private mutating func noteNamelessColumns() {
    let names = header.names
    guard let last = names.lastIndex(where: { !$0.isEmpty }) else { return }
    var filled: [(column: Int, row: Int)] = []
    var firstBlank: Int?
    for column in names.indices where names[column].isEmpty {
      if let row = numbers.indices.first(where: { !fields[$0 * width + column].isBlank }) {
        filled.append((column, Int(numbers[row])))
      } else if column < last, names[..<column].contains(where: { !$0.isEmpty }) {
        firstBlank = firstBlank ?? column
      }
    }
    if let first = filled.first {
      let letters = filled.map { Self.letters(ofColumn: $0.column) }
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "見出しのない列に値があります（\(letters.listed(upTo: 8, in: .ja))列）。使いません",
            en:
              "columns without a name hold values (\(letters.listed(upTo: 8, in: .en))), which are "
              + "not used"),
          at: Place(file: path, row: first.row),
          remedy: Text(
            ja: "使う列なら、見出しを書いてください", en: "Name a column that should be used")))
    }
    if let firstBlank {
      let beyond = names[firstBlank...].filter { !$0.isEmpty }
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "空の列の右にある列も、同じ表の列として読みました（\(beyond.listed(upTo: 8, in: .ja))）",
            en: "columns beyond a blank one were read as columns of the same table "
              + "(\(beyond.listed(upTo: 8, in: .en)))"),
          at: Place(file: path, row: headerRow),
          remedy: Text(
            ja: "別の表なら、別のシートに移してください", en: "Move them to another sheet if they are another table")))
    }
  }

  /// As a spreadsheet names a column: A, B, … Z, AA.
  private static func letters(ofColumn index: Int) -> String {
    var letters = ""
    var rest = index + 1
    while rest > 0 {
      letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
      rest = (rest - 1) / 26
    }
    return letters
  }

  private mutating func leftOut(_ rows: [Int], _ name: Text) {
    guard !rows.isEmpty else { return }
    note(
      Text(
        ja: "\(name.ja)を\(rows.count)行、除きました（\(rows.listed(in: .ja))）",
        en: "\(name.en), left out: \(rows.count) (\(rows.listed(in: .en)))"),
      at: rows.first,
      Text(
        ja: "データの行なら、ほかの行と同じ形に直してください",
        en: "If one of them is data, write it like the other rows"))
  }

  private mutating func note(_ what: Text, at row: Int? = nil, _ remedy: Text) {
    findings.append(Finding(.note, what: what, at: Place(file: path, row: row), remedy: remedy))
  }

  private func tooManyFields(_ count: Int, _ extra: String, _ row: Int) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "列が\(count)個あります（見出しは\(width)個。余りの値「\(extra)」）",
        en: "\(count) fields where the header has \(width) (left over: \(extra.quoted))"),
      at: Place(file: path, row: row),
      remedy: Text(
        ja: "値の中のコンマは引用符で囲んでください（\"1,234\"）",
        en: "Put a value with a comma in quotation marks (\"1,234\")"))
  }

  private func tooFewFields(_ rows: [Int]) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "列が見出しより少ない行が\(rows.count)行あります（\(rows.listed(in: .ja))）。ない値は空白とみなします",
        en:
          "\(rows.count) row(s) with fewer fields than the header (\(rows.listed(in: .en))); "
          + "what is missing is read as blank"),
      at: Place(file: path, row: rows.first),
      remedy: Text(
        ja: "行が途中で切れていないか確かめてください", en: "Check that these rows are not cut off"))
  }
}
