public import Planner

/// Reads a station list in CSV or TSV.
///
/// Only a position is required: `lat` and `lon` in degrees, or `x` (easting) and `y` (northing)
/// in metres; every column may have its English or Japanese name. A missing id is the row number,
/// a missing kind `nil`, missing services the drop-in place, a missing name the id.
///
/// - Parameters:
///   - path: of the file.
///   - crs: the file's coordinate reference system, if it is stated. In a geographic one, `x`
///     and `y` are degrees too.
///   - kinds: the kinds of organisation that are known.
///   - gazetteer: by which rows without coordinates are placed.
/// - Returns: one record for every row in which nothing is wrong. What is wrong, and everything
///   else that was noticed, is in `findings`.
/// - Throws: `Failure` (data) if the file as a whole is no station list: unreadable, without
///   position columns, without data rows.
public func readStations(
  path: String, crs: CoordinateReferenceSystem? = nil,
  kinds: [OrganizationKind] = OrganizationKind.network, gazetteer: Gazetteer? = nil
) throws -> Reading<[StationRecord]> {
  let file = try FileBytes(reading: path, role: .stationList)
  return try readStations(file, crs: crs, kinds: kinds, gazetteer: gazetteer)
}

/// Reads a station list in CSV or TSV that is in memory already.
///
/// - Parameters:
///   - file: the content.
///   - crs: the file's coordinate reference system, if it is stated.
///   - kinds: the kinds of organisation that are known.
///   - gazetteer: by which rows without coordinates are placed.
/// - Returns: one record for every row in which nothing is wrong, and what was found.
/// - Throws: `Failure` (data) if the file as a whole is no station list.
public func readStations(
  _ file: FileBytes, crs: CoordinateReferenceSystem? = nil,
  kinds: [OrganizationKind] = OrganizationKind.network, gazetteer: Gazetteer? = nil
) throws -> Reading<[StationRecord]> {
  let table = try DelimitedTable(file, layout: .list(ColumnDefinition.stations))
  return try readStations(
    table, of: file.inputFile(role: "stations"), crs: crs, kinds: kinds, gazetteer: gazetteer)
}

/// Reads the rows of a table as a station list.
func readStations(
  _ table: DelimitedTable, of file: InputFile, crs: CoordinateReferenceSystem?,
  kinds: [OrganizationKind], gazetteer: Gazetteer?, limits: StationRowReader.Limits? = nil
) throws -> Reading<[StationRecord]> {
  let values = ColumnValues(count: table.rowCount) { table.text(row: $0, column: $1) }
  var reader = try StationRowReader(
    header: table.header, file: table.path, row: table.headerRow, limits: limits ?? .of(crs),
    kinds: kinds,
    values: values, gazetteer: gazetteer)
  let positions = try reader.positions(table, crs, crsFlag: "--stations-crs")
  if let positions { reader.columns = positions.columns }
  try table.requireRows()
  for finding in table.findings { reader.report(finding) }
  for row in 0..<table.rowCount {
    reader.add(row: table.rowNumber(row), position: positions?[row] ?? .missing) {
      table.text(row: row, column: $0)
    }
  }
  for finding in positions?.findings ?? [] { reader.report(finding) }
  let (records, findings) = reader.finish()
  return Reading(records, findings: findings, file: file)
}

extension Text {
  /// How messages call a station list.
  static let stationList = Text(ja: "拠点の一覧", en: "the station list")
}
