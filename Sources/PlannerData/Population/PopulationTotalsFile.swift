public import Planner

/// Reads census totals of municipalities: a code, a name, the total and age bands, one
/// municipality a row. Rows of whole prefectures are left out, with a note.
///
/// - Parameters:
///   - path: of the CSV or TSV file.
///   - municipalities: a row with the code of one and the name of another gets a warning.
/// - Returns: the totals by code, ascending. A row without a readable total, or with a code used
///   twice, is an error and left out; an age band that is blank or suppressed is simply missing.
/// - Throws: `Failure` (data) if the file as a whole is no such table.
public func readPopulationTotals(
  path: String, of municipalities: [Municipality] = []
) throws -> Reading<PopulationTotals> {
  let file = try FileBytes(
    reading: path, role: Text(ja: "人口の総数表", en: "the table of population totals"))
  let table = try DelimitedTable(file)
  let columns = try ColumnMap(
    header: table.header, file: path, row: table.headerRow,
    definitions: AttributeColumns.definitions + [
      ColumnDefinition.municipalityCode,
      ColumnDefinition("name", ["名称", "市町村", "市区町村", "市町村名", "市区町村名", "地域"]),
    ])
  if columns["code"] == nil, let name = columns["name"] {
    throw Failure(
      .data,
      what: Text(
        ja: "市区町村コードの列がありません（名前だけでは対応づけません）",
        en: "there is no column of municipality codes (names alone are not matched)"),
      at: Place(file: path, row: table.headerRow, column: columns.header[name]),
      remedy: Text(
        ja: "5桁のコードの列（code）を加えてください", en: "Add a column \"code\" with the codes of five digits"))
  }
  let codeColumn = try columns.required(
    "code", table, Text(ja: "市区町村コード", en: "municipality code"))
  _ = try columns.required("total", table, Text(ja: "総数", en: "total"))
  try table.requireRows()
  let attributes = AttributeColumns.slugs.compactMap { slug in columns[slug].map { (slug, $0) } }
  var findings = table.findings + [columns.unknownNote].compactMap { $0 }

  let names = MunicipalityNames(municipalities)
  var rows: [MunicipalityCode: [(row: Int, value: PopulationTotals.Row)]] = [:]
  var prefectures: [Int] = []
  for row in 0..<table.rowCount {
    guard let code = table.municipalityCode(row: row, column: codeColumn, &findings) else {
      continue
    }
    if code.isUnassigned {
      prefectures.append(table.rowNumber(row))
      continue
    }
    var counts: [String: Double] = [:]
    var isBad = false
    for (slug, column) in attributes {
      let field = table.count(row: row, column: column)
      switch field {
      case .count(let value): counts[slug] = value
      case .suppressed where slug != ResidentAttribute.total.slug: break
      default:
        findings.append(table.badCount(field, row: row, column: column))
        isBad = true
      }
    }
    let name = columns["name"].map { table.text(row: row, column: $0) } ?? ""
    if let column = columns["name"], let named = names.contradiction(of: code, name) {
      findings.append(table.contradictingName(named, code, row: row, column: column))
    }
    // also a bad row counts as a use of its code
    rows[code, default: []].append(
      (row, PopulationTotals.Row(code: code, name: name, counts: isBad ? [:] : counts)))
  }

  for (code, uses) in rows where uses.count > 1 {
    for use in uses {
      let others = uses.lazy.map(\.row).others(than: use.row).map(table.rowNumber)
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "\(code) は\(others.listed(in: .ja))にもあります",
            en: "\(code) is in \(others.listed(in: .en)) too"),
          at: table.place(row: use.row, column: codeColumn),
          remedy: Text(
            ja: "一つの市区町村に1行だけ残してください（調査年ごとの表なら、1年分だけにします）",
            en: "Keep one row for each municipality (of a table of several years, one year)")))
    }
  }
  if !prefectures.isEmpty {
    findings.append(
      Finding(
        .note,
        what: Text(
          ja: "都道府県や全国の行は使いません（\(prefectures.listed(in: .ja))）",
          en: "rows of prefectures or the whole country are not used "
            + "(\(prefectures.listed(in: .en)))"),
        at: Place(file: path), remedy: Text(verbatim: "")))
  }
  let values = rows.values.filter { $0.count == 1 }.map { $0[0].value }
    .filter { !$0.counts.isEmpty }.sorted { $0.code < $1.code }
  let lastPart = path.split(separator: "/").last.map(String.init) ?? path
  return Reading(
    PopulationTotals(rows: values, source: Text(verbatim: lastPart)),
    findings: findings.inRowOrder, file: file.inputFile(role: "population-totals"))
}
