internal import Planner

/// A grid table with all that is needed to read its rows.
struct GridTable {
  let table: DelimitedTable
  let layout: GridColumns
  let codes: GridCodes
  /// What to add to the table's row numbers: of a layer that was brought into a table, −1.
  var rowOffset = 0

  init(_ table: DelimitedTable, _ options: PopulationOptions) throws {
    self.table = table
    layout = try GridColumns(table, options)
    codes = try GridCodes(table, layout, options.level)
  }

  func rowNumber(_ row: Int) -> Int { table.rowNumber(row) + rowOffset }

  /// A finding with its row as the file counts.
  func placed(_ finding: Finding) -> Finding {
    guard rowOffset != 0, let row = finding.place.row else { return finding }
    var finding = finding
    finding.place.row = max(1, row + rowOffset)
    return finding
  }
}

/// The rows of one or several grid tables while they are read, checked and put in order.
struct GridRows {
  private let tables: [GridTable]
  private let attributes: [ResidentAttribute]
  /// Where the rows of each table begin.
  private var starts: [Int] = []
  private var cells: [GridCell] = []
  /// Row of its table, by cell.
  private var rows: [Int32] = []
  /// The municipality to which the row confines the cell; −1 where it says none. Empty unless
  /// some table has such a column.
  private var municipalities: [Int32] = []
  /// By attribute, then by cell as read.
  private var counts: [[Double]]
  private var suppression = GridSuppression()
  private(set) var findings: [Finding]
  /// Indices into `cells` in grid order, once sorted.
  private var order: [Int] = []
  private var hasMunicipalities: Bool

  /// - Parameter tables: each with a column of totals. What not all of them count is left out,
  ///   with a warning.
  init(_ tables: [GridTable]) {
    self.tables = tables
    let common = (tables.first?.layout.counts ?? []).map(\.attribute).filter { attribute in
      tables.allSatisfy { $0.layout.counts.contains { $0.attribute.slug == attribute.slug } }
    }
    attributes = common
    findings = tables.flatMap { table in
      (table.table.findings + table.layout.findings).map(table.placed)
    }
    counts = Array(repeating: [], count: common.count)
    hasMunicipalities = tables.contains { $0.layout.municipalityColumn != nil }
    let expected = tables.reduce(0) { $0 + $1.table.rowCount }
    cells.reserveCapacity(expected)
    rows.reserveCapacity(expected)
    for index in counts.indices { counts[index].reserveCapacity(expected) }
    let missing = tables.flatMap { $0.layout.counts.map(\.attribute.slug) }
    let lost = Set(missing).subtracting(common.map(\.slug)).sorted()
    if !lost.isEmpty { findings.append(notInAll(lost)) }
  }

  /// Reads all tables.
  ///
  /// - Parameter level: that all codes must have; `nil` for that of most rows.
  /// - Throws: `Failure` (data) if the tables are of different levels, or for more than 64 columns.
  mutating func read(level: GridLevel?) throws {
    guard attributes.count <= UInt64.bitWidth else {
      throw Failure(
        .data,
        what: Text(
          ja: "人数の列が\(attributes.count)個あります（\(UInt64.bitWidth)個まで）",
          en: "\(attributes.count) count columns are more than \(UInt64.bitWidth)"),
        at: Place(file: tables[0].table.path),
        remedy: Text(
          ja: "使う列だけを --population-column で指定してください", en: "Name fewer with --population-column"))
    }
    for table in tables {
      starts.append(cells.count)
      read(table)
      keepOneLevel(table, level)
    }
    try requireOneLevel()
    sortAndRejectRepeats()
  }

  private mutating func read(_ table: GridTable) {
    let layout = table.layout
    let codes = table.codes
    let attributeCount = attributes.count
    let sources = attributes.compactMap { attribute in
      layout.counts.first { $0.attribute.slug == attribute.slug }
    }
    let columns = sources.map(\.column)
    let isSum = sources.map { !$0.further.isEmpty }
    let hasSums = isSum.contains(true)
    let bands = AttributeColumns.disjointBands.compactMap { slug in
      attributes.firstIndex { $0.slug == slug }
    }
    // what a suppressed row of a projection gives as zero
    let withheldZeros = attributes.map { $0.isAgeBand || $0 == .elderlyAlone }
    var values = [Double](repeating: 0, count: attributeCount)
    // what each row needs is taken out of its owners once: a national grid has millions of rows
    let tenDigits = codes.tenDigits
    let (firstRow, codeColumn) = (layout.firstRow, layout.codeColumn)
    let (marks, municipalityColumn) = (layout.suppression, layout.municipalityColumn)
    let flagColumn = marks?.flag
    var counts: [[Double]] = []
    swap(&counts, &self.counts)
    var ageSumRows: [Int] = []
    var mendedRows: [Int] = []
    let table = table.table
    let owner = tables[starts.count - 1]
    table.withFields { fields in
      for row in firstRow..<max(firstRow, table.rowCount) {
        var found = GridCodes.cell(fields[row, codeColumn], tenDigits: tenDigits)
        if found == nil {
          found = codes.cell(table.text(row: row, column: codeColumn))
          if found != nil { mendedRows.append(row) }
        }
        guard let cell = found else {
          findings.append(owner.placed(codes.badCode(row)))
          continue
        }
        var flag = GridSuppression.Flag.plain
        if let column = flagColumn {
          let bytes = fields[row, column]
          if !bytes.isEmpty { flag = GridSuppression.Flag(bytes) }
        }
        var withheld: UInt64 = 0
        var isBad = false
        for index in 0..<attributeCount {
          var column = columns[index]
          var field = CountField(
            DecimalNumber(fields[row, column]), text: table.text(row: row, column: column))
          if hasSums, isSum[index] { (column, field) = sum(field, sources[index], table, row) }
          switch field {
          case .count(let value):
            values[index] = value
            if flag == .suppressed, value == 0, withheldZeros[index] {
              withheld |= 1 << UInt64(index)
            }
          case .suppressed where index > 0:
            values[index] = 0
            withheld |= 1 << UInt64(index)
          default:
            findings.append(owner.placed(table.badCount(field, row: row, column: column)))
            isBad = true
          }
        }
        guard !isBad else { continue }
        if withheld != 0 { suppression.withhold(cell, withheld) }
        var isMarked = flag != .plain
        if let marks {
          isMarked =
            isMarked || marks.host.map { !fields[row, $0].isEmpty } ?? false
            || marks.guests.map { !fields[row, $0].isEmpty } ?? false
          if isMarked {
            var hosts = marks.host.map { table.text(row: row, column: $0) } ?? ""
            var guests = marks.guests.map { table.text(row: row, column: $0) } ?? ""
            // in the one column of a projection, a host can only name whom it took in
            if flag == .host, marks.guests == nil { (hosts, guests) = ("", hosts) }
            suppression.mark(
              cell, isHost: flag == .host || !guests.isEmpty, hosts: hosts, guests: guests,
              isSure: marks.flag != nil || marks.guests != nil, codes)
          }
        }
        cells.append(cell)
        rows.append(Int32(row))
        if hasMunicipalities {
          municipalities.append(municipality(table, municipalityColumn, row))
        }
        for index in 0..<attributeCount { counts[index].append(values[index]) }
        // a cell that hosts its neighbours' ages has more of them than residents, rightly
        if !bands.isEmpty, bands.reduce(0, { $0 + values[$1] }) > values[0] + 0.5, !isMarked {
          ageSumRows.append(owner.rowNumber(row))
        }
      }
    }
    swap(&counts, &self.counts)
    if !ageSumRows.isEmpty { findings.append(agesExceedTotal(ageSumRows, table)) }
    if !mendedRows.isEmpty { findings.append(codes.mendedNote(mendedRows)) }
  }

  /// Several columns added up; one that is withheld or cannot be used, if there is one.
  private func sum(
    _ first: CountField, _ source: GridColumns.Count, _ table: DelimitedTable, _ row: Int
  ) -> (column: Int, field: CountField) {
    guard case .count(var sum) = first else { return (source.column, first) }
    for column in source.further {
      let field = table.count(row: row, column: column)
      guard case .count(let value) = field else { return (column, field) }
      sum += value
    }
    return (source.column, .count(sum))
  }

  private func municipality(_ table: DelimitedTable, _ column: Int?, _ row: Int) -> Int32 {
    guard let column, case .number(let code) = table.number(row: row, column: column),
      (0..<1e7).contains(code)
    else { return -1 }
    return Int32(code)
  }

  private func owner(of index: Int) -> GridTable {
    tables[(starts.lastIndex { $0 <= index }) ?? 0]
  }

  private func rowNumber(_ index: Int) -> Int { owner(of: index).rowNumber(Int(rows[index])) }

  private func place(_ index: Int) -> Place {
    let owner = owner(of: index)
    return Place(
      file: owner.table.path, row: rowNumber(index),
      column: owner.table.header[owner.layout.codeColumn])
  }

  // MARK: Levels

  /// Leaves out the cells of a table that are not of the level of most; of equally many, the finer.
  private mutating func keepOneLevel(_ table: GridTable, _ wanted: GridLevel?) {
    let range = (starts.last ?? 0)..<cells.count
    guard let first = cells[range].first,
      !cells[range].allSatisfy({ $0.level == wanted ?? first.level })
    else { return }
    var rowsOfLevel: [GridLevel: [Int]] = [:]
    for index in range { rowsOfLevel[cells[index].level, default: []].append(index) }
    let main =
      wanted ?? rowsOfLevel.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key
      ?? first.level
    let isFlagWrong = rowsOfLevel[main] == nil
    for (level, indices) in rowsOfLevel.sorted(by: { $0.key < $1.key }) where level != main {
      let numbers = indices.map { rowNumber($0) }
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "\(main.name.ja)の表に\(level.name.ja)のコードが\(numbers.count)行あります"
              + "（\(numbers.listed(in: .ja))）",
            en: "\(numbers.count) code(s) of the \(level.name.en) in a table of the "
              + "\(main.name.en) (\(numbers.listed(in: .en)))"),
          at: place(indices[0]),
          remedy: isFlagWrong
            ? Text(
              ja: "--population-grid を外すか、\(level.slug) にしてください",
              en: "Leave out --population-grid, or give \(level.slug)")
            : Text(
              ja: "メッシュの大きさごとに別のファイルにしてください",
              en: "Put each size of grid into a file of its own")))
    }
    let kept = range.filter { cells[$0].level == main }
    let start = range.lowerBound
    cells.replaceSubrange(range, with: kept.map { cells[$0] })
    rows.replaceSubrange(range, with: kept.map { rows[$0] })
    if hasMunicipalities {
      municipalities.replaceSubrange(range, with: kept.map { municipalities[$0] })
    }
    for index in counts.indices {
      let column = counts[index]
      counts[index].replaceSubrange(start..., with: kept.map { column[$0] })
    }
  }

  private func requireOneLevel() throws {
    let levels = zip(tables, starts).enumerated().compactMap { index, entry in
      let end = index + 1 < starts.count ? starts[index + 1] : cells.count
      return entry.1 < end ? (path: entry.0.table.path, level: cells[entry.1].level) : nil
    }
    guard let first = levels.first, let other = levels.first(where: { $0.level != first.level })
    else { return }
    throw Failure(
      .data,
      what: Text(
        ja: "人口のファイルのメッシュの大きさが違います（\(first.path) は\(first.level.name.ja)、"
          + "\(other.path) は\(other.level.name.ja)）",
        en: "the population files are of different grids (\(first.path): \(first.level.name.en); "
          + "\(other.path): \(other.level.name.en))"),
      at: Place(file: other.path),
      remedy: Text(
        ja: "同じ大きさのメッシュの表だけを指定してください。重なる地域を二度数えないためです",
        en: "Give tables of one grid only, so that nobody is counted twice"))
  }

  // MARK: Order

  private mutating func sortAndRejectRepeats() {
    // row, column and index in one word: within Japan 16 + 17 bits hold every code, 31 the index
    var keys = cells.indices.map { index in
      UInt64(cells[index].row) << 48 | UInt64(cells[index].column) << 31 | UInt64(index)
    }
    keys.sort()
    order.reserveCapacity(keys.count)
    var start = 0
    var acrossFiles: [FilePair: [Int]] = [:]
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end] >> 31 == keys[start] >> 31 { end += 1 }
      if end == start + 1 {
        order.append(Int(keys[start] & 0x7FFF_FFFF))
      } else {
        let indices = keys[start..<end].map { Int($0 & 0x7FFF_FFFF) }
        if let whole = added(indices) {
          order.append(whole)
        } else {
          rejectRepeats(indices, &acrossFiles)
        }
      }
      start = end
    }
    for (pair, indices) in acrossFiles.sorted(by: { $0.key < $1.key }) {
      findings.append(inTwoFiles(pair, indices))
    }
  }

  /// The parts of a cell in several municipalities, added up into the first.
  private mutating func added(_ indices: [Int]) -> Int? {
    guard hasMunicipalities else { return nil }
    let parts = indices.map { municipalities[$0] }
    guard !parts.contains(-1), Set(parts).count == parts.count else { return nil }
    // in an order of their own, since sums of fractions depend on it
    let ordered = indices.sorted { municipalities[$0] < municipalities[$1] }
    for attribute in counts.indices {
      let sum = ordered.reduce(0) { $0 + counts[attribute][$1] }
      counts[attribute][ordered[0]] = sum
    }
    return ordered[0]
  }

  private struct FilePair: Hashable, Comparable {
    var first: Int
    var second: Int

    static func < (a: Self, b: Self) -> Bool { (a.first, a.second) < (b.first, b.second) }
  }

  /// A cell that is there twice is left out: which row is right must not hang on their order.
  private mutating func rejectRepeats(_ indices: [Int], _ acrossFiles: inout [FilePair: [Int]]) {
    let files = indices.map { index in (starts.lastIndex { $0 <= index }) ?? 0 }
    if let first = files.min(), let second = files.first(where: { $0 != first }) {
      acrossFiles[FilePair(first: first, second: second), default: []].append(indices[0])
      return
    }
    let numbers = indices.map { rowNumber($0) }
    for (number, index) in zip(numbers, indices) {
      let others = numbers.others(than: number)
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "メッシュ \(cells[index].code) は\(others.listed(in: .ja))にもあります",
            en: "cell \(cells[index].code) is in \(others.listed(in: .en)) too"),
          at: place(index),
          remedy: Text(
            ja: "どちらか一方を消してください。市町村境で分かれた表なら、足し合わせて1行にします",
            en: "Remove one; in a table that is split by municipality, add them up into one row")))
    }
  }

  // MARK: Result

  /// The cells in grid order, with what is known of the suppressed ones.
  mutating func population() -> Population {
    let ordered = order.map { cells[$0] }
    let counts = counts.map { column in order.map { column[$0] } }
    let groups = suppression.groups(of: ordered, attributes, counts: counts)
    let population = Population(
      attributes: attributes, units: .cells(ordered), counts: counts,
      suppressed: groups.suppressed, groups: groups.all)
    findings += groups.findings(ordered, counts, at: Place(file: tables[0].table.path))
    return population
  }

  // MARK: Messages

  private func inTwoFiles(_ pair: FilePair, _ indices: [Int]) -> Finding {
    let (first, second) = (tables[pair.first].table.path, tables[pair.second].table.path)
    let codes = indices.prefix(5).map { cells[$0].code }.joined(separator: ", ")
    let more = indices.count > 5
    return Finding(
      .error,
      what: Text(
        ja: "\(indices.count)メッシュが二つのファイル（\(first) と \(second)）にあります"
          + "（\(codes)\(more ? " など" : "")）",
        en: "\(indices.count) cell(s) are in two files, \(first) and \(second) "
          + "(\(codes)\(more ? " …" : ""))"),
      at: Place(file: second, row: nil),
      remedy: Text(
        ja: "どちらか一方のファイルから、そのメッシュの行を除いてください",
        en: "Remove their rows from one of the two files"))
  }

  private func notInAll(_ slugs: [String]) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "一部の人口ファイルにしかない項目は使いません（\(slugs.joined(separator: ", "))）",
        en: "what only some of the population files count is not used "
          + "(\(slugs.joined(separator: ", ")))"),
      at: Place(file: tables[0].table.path),
      remedy: Text(
        ja: "同じ表（同じ列）のファイルをそろえてください", en: "Give files of one table, with the same columns"))
  }

  private func agesExceedTotal(_ rows: [Int], _ table: DelimitedTable) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "年齢別の合計が総数より多いメッシュが\(rows.count)個あります"
          + "（\(rows.listed(in: .ja))）",
        en: "in \(rows.count) cell(s) the ages add up to more than the total "
          + "(\(rows.listed(in: .en)))"),
      at: Place(file: table.path),
      remedy: Text(
        ja: "総数と年齢が同じ調査の列か確かめてください。秘匿を合算した表では、合算先のメッシュで起こります",
        en: "Check that total and ages are of one survey; where suppressed cells were merged, it "
          + "happens in the cells that took them in"))
  }
}
