public import Planner

/// Reads a population grid: a table with a column of JIS X 0410 codes, all of one level, and one
/// or more columns of counts.
///
/// The tables of the census have a second row of Japanese labels; the columns are then known by
/// these. Where ages are suppressed (`*`, `X`, blank), the cells that were merged
/// (HTKSYORI, HTKSAKI, GASSAN; in projections HITOKU and GASSAN) are groups of the population,
/// and share their total. `-` is nobody. A projection has a row for each municipality of a cell;
/// they are added up.
///
/// - Parameters:
///   - path: of the CSV, TSV or TXT file.
///   - columns: which count columns to take: their names in the file, or `65+=COLUMN` to say
///     what one means. Without a column known as the total, the first is it. `nil` takes every
///     column that is known by itself.
///   - level: of the codes, where these do not tell it themselves (ten digits: 250 m or 100 m).
///   - year: which of several years to take.
/// - Returns: the cells in grid order, whatever the order of the rows.
/// - Throws: `Failure` (data) if the file as a whole is no such table, or the level or the year
///   has to be chosen.
public func readGridPopulation(
  path: String, columns: [String]? = nil, level: GridLevel? = nil, year: Int? = nil
) throws -> Reading<Population> {
  let file = try FileBytes(
    reading: path, role: Text(ja: "人口メッシュ", en: "the population grid"))
  return try readGridPopulation(file, columns: columns, level: level, year: year)
}

/// Reads a population grid that is in memory already.
///
/// - Parameters:
///   - file: the content.
///   - columns: which count columns to take; `nil` for every column that is known by itself.
///   - level: of the codes, where these do not tell it themselves.
///   - year: which of several years to take.
/// - Returns: the cells in grid order.
/// - Throws: `Failure` (data) if the file as a whole is no such table, or the level or the year
///   has to be chosen.
public func readGridPopulation(
  _ file: FileBytes, columns: [String]? = nil, level: GridLevel? = nil, year: Int? = nil
) throws -> Reading<Population> {
  let options = PopulationOptions(columns: columns, level: level, year: year)
  var rows = GridRows([try GridTable(DelimitedTable(file), options)])
  try rows.read(level: level)
  let population = rows.population()
  return Reading(
    population, findings: rows.findings.inRowOrder, file: file.inputFile(role: "population"))
}

/// Whether a table has a column of grid codes, and so is to be read as a population grid.
///
/// - Parameter header: names of columns.
/// - Returns: true if one of them is a name for grid codes.
public func isGridHeader(_ header: [String]) -> Bool {
  let names = Set(([GridColumns.code.slug] + GridColumns.code.aliases).map(Spelling.key))
  return header.contains { names.contains(Spelling.key($0)) }
}
