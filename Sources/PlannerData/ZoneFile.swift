public import Planner

/// Reads how a table groups municipalities: `area,code,source`, one municipality a row. Without
/// codes, a column of their names will do (`圏域,市町村,出典`).
///
/// The zones are ordered by their lowest municipality code, their members by code, so that the
/// order of the rows makes no difference.
///
/// - Parameters:
///   - path: of the CSV or TSV file.
///   - name: what the grouping is called, `11地域`.
///   - municipalities: that names can mean.
/// - Returns: the zones. A municipality that is in two of them is an error and is in neither.
/// - Throws: `Failure` (data) if the file as a whole is no such table.
public func readZones(
  path: String, name: String, municipalities: [Municipality] = []
) throws -> Reading<ZoneSystem> {
  let file = try FileBytes(
    reading: path, role: Text(ja: "圏域の表「\(name)」", en: "the zone table \"\(name)\""))
  let table = try DelimitedTable(file, layout: .list(ColumnDefinition.zones))
  let columns = try ColumnMap(
    header: table.header, file: path, row: table.headerRow, definitions: ColumnDefinition.zones)
  let areaColumn = try columns.required("area", table, Text(ja: "圏域名", en: "zone name"))
  let names = MunicipalityNames(municipalities)
  let nameColumn = municipalities.isEmpty ? nil : columns["municipality"]
  // names serve where there are no codes
  let codeColumn =
    try columns["code"] == nil && nameColumn != nil
    ? nil : columns.required("code", table, Text(ja: "市区町村コード", en: "municipality code"))
  try table.requireRows()
  var findings = table.findings + [columns.unknownNote].compactMap { $0 }

  var uses: [MunicipalityCode: [(zone: String, row: Int)]] = [:]
  var sources: [String: Set<String>] = [:]
  for row in 0..<table.rowCount {
    let zone = table.text(row: row, column: areaColumn)
    guard !zone.isEmpty else {
      findings.append(
        Finding(
          .error, what: Text(ja: "圏域の名前がありません", en: "there is no zone name"),
          at: table.place(row: row, column: areaColumn),
          remedy: Text(ja: "名前を書くか、行を消してください", en: "Write the name or remove the row")))
      continue
    }
    var codes: [MunicipalityCode] = []
    if let codeColumn {
      guard let code = table.municipalityCode(row: row, column: codeColumn, &findings) else {
        continue
      }
      codes = [code]
      if let nameColumn {
        let text = table.text(row: row, column: nameColumn)
        if let named = names.contradiction(of: code, text) {
          findings.append(table.contradictingName(named, code, row: row, column: nameColumn))
        }
      }
    } else if let nameColumn {
      let text = table.text(row: row, column: nameColumn)
      guard
        let named = names.codes(
          listedIn: text, table.place(row: row, column: nameColumn), &findings)
      else { continue }
      codes = named
    }
    for code in codes { uses[code, default: []].append((zone, row)) }
    if let column = columns["source"], !table.isBlank(row: row, column: column) {
      sources[zone, default: []].insert(table.text(row: row, column: column))
    }
  }

  var members: [String: [MunicipalityCode]] = [:]
  for (code, rows) in uses.sorted(by: { $0.key < $1.key }) {
    let zones = Set(rows.map(\.zone))
    if zones.count == 1, let zone = zones.first {
      members[zone, default: []].append(code)
      for extra in rows.dropFirst() {
        findings.append(
          Finding(
            .warning,
            what: Text(
              ja: "\(code) は「\(zone)」に2度書かれています", en: "\(code) is in \(zone.quoted) twice"),
            at: table.place(row: extra.row, column: codeColumn ?? nameColumn ?? areaColumn),
            remedy: Text(ja: "余分な行を消してください", en: "Remove the extra row")))
      }
      continue
    }
    for use in rows {
      let others = rows.filter { $0.zone != use.zone }.map { table.rowNumber($0.row) }
      let names = zones.sorted()
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "\(code) が二つ以上の圏域にあります（\(names.listed(in: .ja))。\(others.listed(in: .ja))）",
            en: "\(code) is in more than one zone (\(names.listed(in: .en)); "
              + "see \(others.listed(in: .en)))"),
          at: table.place(row: use.row, column: codeColumn ?? nameColumn ?? areaColumn),
          remedy: Text(
            ja: "正しい圏域の行だけを残してください", en: "Keep only the row of the right zone")))
    }
  }
  // no two zones share a member, so the lists compare by their first
  let zones = members.sorted { $0.value.lexicographicallyPrecedes($1.value) }
    .map { zone, codes in
      ZoneSystem.Zone(
        name: zone, members: codes,
        source: (sources[zone] ?? []).sorted().joined(separator: "; "))
    }
  let unsourced = zones.filter(\.source.isEmpty).map(\.name)
  if !unsourced.isEmpty {
    findings.append(
      Finding(
        .warning,
        what: Text(
          ja: "出典のない圏域があります：\(unsourced.listed(in: .ja))",
          en: "zones without a source: \(unsourced.listed(in: .en))"),
        at: Place(file: path),
        remedy: Text(
          ja: "同じ名前の圏域でも役所によって範囲が違うので、source 列に出典を書いてください",
          en: "Offices draw zones of one name differently: write where it comes from under source")
      ))
  }
  return Reading(
    ZoneSystem(name: name, zones: zones), findings: findings.inRowOrder,
    file: file.inputFile(role: "zones"))
}

extension MunicipalityNames {
  /// The codes of the municipalities that a cell of a zone names: one, or several set apart by
  /// commas, 、, ・ or blanks. `nil`, with a finding, where a part of it is no name.
  fileprivate func codes(
    listedIn text: String, _ place: Place, _ findings: inout [Finding]
  ) -> [MunicipalityCode]? {
    let parts = Spelling.widthFolded(text).split { "、,/・;&\n\t ".contains($0) }.map(String.init)
    // 千葉市 中央区 is one
    let listed = members(namedExactly: text) == nil && parts.count > 1 ? parts : [text]
    var codes: [MunicipalityCode] = []
    for part in listed {
      guard let members = members(namedExactly: part) else {
        let near = nearest(to: part)
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "「\(part.shortened)」という市町村は境界のデータにありません",
              en: "there is no municipality \(part.quoted) among the outlines"),
            at: place,
            remedy: Text(
              ja: (near.map { "「\($0)」のことですか？" } ?? "")
                + "市町村の名前だけを書くか（1行に1つ、または「、」で区切る）、コードの列（code）を加えてください",
              en: (near.map { "Did you mean \($0)? " } ?? "")
                + "Write nothing but names (one a row, or set apart by commas), or add a column code"
            )))
        return nil
      }
      let own = members.map { municipalities[$0].code }
      guard own.count == 1 || areWardsOfOneCity(members) else {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "「\(part.shortened)」という市町村は\(own.count)つあります（\(own.map(\.text).listed(in: .ja))）",
              en: "there are \(own.count) municipalities \(part.quoted) "
                + "(\(own.map(\.text).listed(in: .en)))"),
            at: place,
            remedy: Text(
              ja: "コードの列（code）を加えて、コードで書いてください",
              en: "Add a column code, and write the code")))
        return nil
      }
      codes += own
    }
    return codes
  }
}
