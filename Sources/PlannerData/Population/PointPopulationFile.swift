public import Planner

/// Reads residents at points from a table: a position and one or more counts a row.
///
/// Positions are `x` and `y`, metres in the working CRS, or `lat` and `lon` in degrees, which
/// win where a table has both. A suppressed age (`*`, `X`, blank) is zero and its point in
/// `suppressed`.
///
/// - Parameters:
///   - path: of the CSV, TSV or TXT file.
///   - columns: which count columns to take: their names in the file, or `65+=COLUMN` to say
///     what one means. Without a column known as the total, the first is it. `nil` takes every
///     column that is known by itself.
/// - Returns: the points from south to north, whatever the order of the rows. Of rows on one spot
///   each counts, unless their counts are the same too: such a row has been pasted twice, and is
///   an error.
/// - Throws: `Failure` (data) if the file as a whole is no such table, or nobody is in it.
public func readPointPopulation(
  path: String, columns: [String]? = nil
) throws -> Reading<Population> {
  let file = try FileBytes(
    reading: path, role: Text(ja: "人口の点", en: "the points of residents"))
  return try readPointPopulation(file, columns: columns)
}

/// Reads residents at points from a table that is in memory already.
///
/// - Parameters:
///   - file: the content.
///   - columns: which count columns to take; `nil` for every column that is known by itself.
/// - Returns: the points from south to north.
/// - Throws: `Failure` (data) if the file as a whole is no such table, or nobody is in it.
public func readPointPopulation(
  _ file: FileBytes, columns: [String]? = nil
) throws -> Reading<Population> {
  try readPointPopulation(
    DelimitedTable(file), PopulationOptions(columns: columns),
    file: file.inputFile(role: "population"))
}

func readPointPopulation(
  _ table: DelimitedTable, _ options: PopulationOptions, file: InputFile
) throws -> Reading<Population> {
  var points = PointRows(table, try PointColumns(table, options))
  points.read()
  points.rejectRepeats()
  let population = points.population()
  guard (population.counts.first ?? []).contains(where: { $0 > 0 }) else {
    throw Failure(.data, points.nobody())
  }
  return Reading(population, findings: points.findings.inRowOrder, file: file)
}

/// Whether a table is one of points and not of grid cells: it has columns of positions, and no
/// column of codes with a grid code in it.
func isPointTable(_ table: DelimitedTable) -> Bool {
  func find(_ definitions: [ColumnDefinition]) -> ColumnMap? {
    try? ColumnMap(header: table.header, file: table.path, row: nil, definitions: definitions)
  }
  guard let columns = find(PointColumns.positions), PointColumns.pair(columns) != nil else {
    return false
  }
  guard let code = find([GridColumns.code])?[GridColumns.code.slug] else { return true }
  // the census writes a row of labels below its header
  return !(0..<min(2, table.rowCount)).contains { row in
    GridCodes.isCode(table.text(row: row, column: code))
  }
}

/// Which columns of a table of points are which.
private struct PointColumns {
  static let positions = ColumnDefinition.stations.filter {
    ["lat", "lon", "x", "y"].contains($0.slug)
  }
  /// What a table of points may call everybody, besides what grids do: benchmarks say demand.
  private static let counts = AttributeColumns.definitions.map { definition in
    definition.slug == ResidentAttribute.total.slug
      ? ColumnDefinition(
        definition.slug, definition.aliases + ["residents", "demand", "住民", "住民数", "需要"])
      : definition
  }

  let x: Int
  let y: Int
  let isDegrees: Bool
  let counts: [GridColumns.Count]
  private(set) var findings: [Finding] = []

  init(_ table: DelimitedTable, _ options: PopulationOptions) throws {
    let wanted = options.columns
    let names =
      wanted == nil
      ? try YearColumns(table.header).names(
        table.header, year: options.year, at: Place(file: table.path, row: table.headerRow))
      : table.header
    let map = try ColumnMap(
      header: names, file: table.path, row: table.headerRow,
      definitions: wanted == nil ? Self.positions + Self.counts : Self.positions,
      ignoring: ["id", "name", "no", "番号", "名称"])
    guard let pair = Self.pair(map) else {
      let found = table.header.filter { !$0.isEmpty }
      throw Failure(
        .data,
        what: Text(
          ja: "位置の列がありません。見つかった列：\(found.listed(in: .ja))",
          en: "there are no position columns; found: \(found.listed(in: .en))"),
        at: Place(file: table.path, row: table.headerRow),
        remedy: Text(
          ja: "x と y（メートル）か、lat と lon（度）の列を用意してください",
          en: "Name them x and y (metres), or lat and lon (degrees)"))
    }
    (x, y, isDegrees) = pair
    try table.requireRows()
    if let wanted {
      counts = try GridColumns.chosen(wanted, table.header, table)
      return
    }
    _ = try map.required(
      ResidentAttribute.total.slug, table, Text(ja: "住民の数", en: "number of residents"))
    counts = AttributeColumns.slugs.compactMap { slug in
      guard let attribute = AttributeColumns.attribute(slug), let column = map[slug] else {
        return nil
      }
      return GridColumns.Count(attribute: attribute, column: column)
    }
    if let note = map.unknownNote { findings.append(note) }
  }

  static func pair(_ map: ColumnMap) -> (x: Int, y: Int, isDegrees: Bool)? {
    if let latitude = map["lat"], let longitude = map["lon"] {
      return (longitude, latitude, true)
    }
    guard let x = map["x"], let y = map["y"] else { return nil }
    return (x, y, false)
  }
}

/// The rows of a table of points while they are read and checked.
private struct PointRows {
  private let table: DelimitedTable
  private let columns: PointColumns
  private var spots: [Spot] = []
  /// By attribute, then by point as read.
  private var counts: [[Double]]
  private var isSuppressed: [Bool] = []
  /// Row of the table, by point.
  private var rows: [Int] = []
  private(set) var findings: [Finding]

  private struct Spot: Hashable {
    var x: Double
    var y: Double
  }

  /// No place of a projected system is farther from its origin, either way.
  private static let farthestMeters = 1e8

  init(_ table: DelimitedTable, _ columns: PointColumns) {
    self.table = table
    self.columns = columns
    counts = Array(repeating: [], count: columns.counts.count)
    findings = table.findings + columns.findings
  }

  mutating func read() {
    for row in 0..<table.rowCount {
      let x = coordinate(row, columns.x, limit: columns.isDegrees ? 180 : Self.farthestMeters)
      let y = coordinate(row, columns.y, limit: columns.isDegrees ? 90 : Self.farthestMeters)
      var values: [Double?] = []
      for (index, entry) in columns.counts.enumerated() {
        switch table.count(row: row, column: entry.column) {
        case .count(let value): values.append(value)
        case .suppressed where index > 0: values.append(nil)
        case let field: findings.append(table.badCount(field, row: row, column: entry.column))
        }
      }
      guard let x, let y, values.count == counts.count else { continue }
      spots.append(Spot(x: x, y: y))
      rows.append(row)
      isSuppressed.append(values.contains(nil))
      for (index, value) in values.enumerated() { counts[index].append(value ?? 0) }
    }
    if let doubt = degreesAmongMeters() { findings.append(doubt) }
  }

  private mutating func coordinate(_ row: Int, _ column: Int, limit: Double) -> Double? {
    let text = table.text(row: row, column: column)
    let number = table.number(row: row, column: column)
    if case .number(let value) = number, value.isFinite, abs(value) <= limit {
      return value
    }
    let what: Text =
      switch number {
      case .blank: Text(ja: "位置がありません", en: "there is no position")
      case .number:
        columns.isDegrees
          ? Text(
            ja: "\(text.shortened) は緯度・経度の範囲にありません",
            en: "\(text.shortened) is no latitude or longitude")
          : Text(
            ja: "\(text.shortened) はメートルの座標として使えません",
            en: "\(text.shortened) cannot be used as a coordinate in metres")
      case .unreadable:
        Text(ja: "「\(text.shortened)」は数ではありません", en: "\(text.quoted) is not a number")
      }
    findings.append(
      Finding(
        .error, what: what, at: table.place(row: row, column: column),
        remedy: columns.isDegrees
          ? Text(
            ja: "10進の度で書いてください（例：35.56）", en: "Write decimal degrees, such as 35.56")
          : Text(
            ja: "作業座標系のメートルで、数だけを書いてください",
            en: "Write metres in the working CRS, the number only")))
    return nil
  }

  /// Degrees in columns of metres would put everybody on one spot. Only a doubt: a small
  /// instance may well have such coordinates.
  private func degreesAmongMeters() -> Finding? {
    guard !columns.isDegrees, !spots.isEmpty,
      spots.allSatisfy({ abs($0.x) <= 180 && abs($0.y) <= 90 })
    else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "x と y がすべて経度・緯度のような値です。メートルとして扱います",
        en: "all x and y look like longitude and latitude; they are taken for metres"),
      at: Place(file: table.path, row: table.headerRow),
      remedy: Text(
        ja: "度なら、列の名前を lon と lat にしてください", en: "If they are degrees, name the columns lon and lat"))
  }

  /// Rows that are the same in position and in every count are left out, all of them: which one to
  /// keep is not for us to say. Others on one spot, such as two doors of a house, are noted.
  mutating func rejectRepeats() {
    let groups = Dictionary(grouping: spots.indices, by: { spots[$0] }).values
      .filter { $0.count > 1 }
    guard !groups.isEmpty else { return }
    var repeated: Set<Int> = []
    var shared: [Int] = []
    for group in groups {
      let same = Dictionary(grouping: group) { point in counts.map { $0[point] } }.values
      for points in same where points.count > 1 {
        repeated.formUnion(points)
        for point in points { findings.append(repeatedRow(point, among: points)) }
      }
      if same.count > 1 { shared += group }
    }
    if !shared.isEmpty {
      let numbers = shared.map { table.rowNumber(rows[$0]) }.sorted()
      findings.append(
        Finding(
          .note,
          what: Text(
            ja: "同じ位置に人数の違う行があります（\(numbers.listed(in: .ja))）。どれも数えます",
            en: "rows with different counts share a position (\(numbers.listed(in: .en))); "
              + "all of them count"),
          at: Place(file: table.path),
          remedy: Text(
            ja: "同じ建物の別の世帯なら、このままで構いません",
            en: "Nothing to do if they are different households of one house")))
    }
    let kept = spots.indices.filter { !repeated.contains($0) }
    spots = kept.map { spots[$0] }
    rows = kept.map { rows[$0] }
    isSuppressed = kept.map { isSuppressed[$0] }
    counts = counts.map { list in kept.map { list[$0] } }
  }

  private func repeatedRow(_ point: Int, among points: [Int]) -> Finding {
    let others = points.others(than: point).map { table.rowNumber(rows[$0]) }
    let x = table.text(row: rows[point], column: columns.x)
    let y = table.text(row: rows[point], column: columns.y)
    return Finding(
      .error,
      what: Text(
        ja: "位置 (\(x.shortened), \(y.shortened)) と人数が同じ行が\(others.listed(in: .ja))にもあります",
        en: "position (\(x.shortened), \(y.shortened)) with the same counts is in "
          + "\(others.listed(in: .en)) too"),
      at: table.place(row: rows[point], column: columns.x),
      remedy: Text(
        ja: "写し間違いならどちらかを消し、別の世帯なら足し合わせて1行にしてください",
        en: "Remove one; if they are different households, add them up into one row"))
  }

  func population() -> Population {
    Population(
      attributes: columns.counts.map(\.attribute),
      units: columns.isDegrees
        ? .points(spots.map { Position(longitude: $0.x, latitude: $0.y) })
        : .plane(spots.map { Position(easting: $0.x, northing: $0.y) }),
      counts: counts, suppressed: isSuppressed.indices.filter { isSuppressed[$0] })
  }

  /// What is wrong with a table without residents: its rows, or else that all of them say zero.
  func nobody() -> [Finding] {
    let errors = findings.filter { $0.severity == .error }
    guard errors.isEmpty else { return errors.inRowOrder }
    return [
      Finding(
        .error,
        what: Text(ja: "住民が一人もいません（人数がすべて 0 です）", en: "nobody lives here: all counts are 0"),
        at: Place(file: table.path, column: columns.counts.first.map { table.header[$0.column] }),
        remedy: Text(
          ja: "人数の列を --population-column で指定してください",
          en: "Name the column of residents with --population-column"))
    ]
  }
}
