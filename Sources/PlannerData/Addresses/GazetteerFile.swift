public import Planner

/// Reads lists of towns, blocks and lots with a representative point each, by which addresses
/// are placed. See `GazetteerColumns` for those that are known; CP932 or UTF-8.
///
/// The names and the points of the Address Base Registry are two files (`mt_town`, `mt_town_pos`);
/// give both.
///
/// - Parameter paths: in order of preference: of a place that several name alike, the point of
///   the first counts.
/// - Returns: one gazetteer of all; what was found, and the files.
/// - Throws: `Failure` (data) with what is wrong in all files together: no list of towns, no
///   usable row, latitude and longitude swapped in most rows, names without points.
public func readGazetteer(
  paths: [String]
) throws -> (gazetteer: Gazetteer, findings: [Finding], files: [InputFile]) {
  var reading = GazetteerReading()
  for path in paths {
    do {
      let file = try FileBytes(
        reading: path, role: Text(ja: "町丁目の一覧（gazetteer）", en: "the gazetteer"))
      try reading.read(DelimitedTable(file))
      reading.files.append(file.inputFile(role: "gazetteer"))
    } catch let failure as Failure {
      reading.errors += failure.findings
    }
  }
  let gazetteer = try reading.finish()
  return (gazetteer, reading.findings, reading.files)
}

private struct GazetteerReading {
  var builder = GazetteerBuilder()
  var findings: [Finding] = []
  var errors: [Finding] = []
  var files: [InputFile] = []

  private struct TownID: Hashable {
    var code: MunicipalityCode
    var id: String
  }

  /// Rows of one file that are waiting for the other.
  private var points: [TownID: Position<Geographic>] = [:]
  private var names: [(id: TownID, entry: GazetteerEntry)] = []
  private var nameFile: String?
  private var pointFile: String?

  private static let nowhere = Position<Geographic>(longitude: 0, latitude: 0)

  mutating func read(_ table: DelimitedTable) throws {
    let columns = try ColumnMap(
      header: table.header, file: table.path, row: table.headerRow,
      definitions: Self.definitions(for: table.header))
    let hasPoints = columns["lat"] != nil && columns["lon"] != nil
    let hasTowns = columns["town"] != nil && columns["city"] != nil
    let hasIDs = columns["code"] != nil && columns["town_id"] != nil
    guard hasTowns && (hasPoints || hasIDs) || hasPoints && hasIDs else {
      throw Self.noGazetteer(table, columns)
    }
    try table.requireRows()
    findings += table.findings.map { finding in
      var finding = finding
      // a row less of a list of towns stops nothing
      if finding.severity == .error { finding.severity = .warning }
      return finding
    }
    if hasTowns && !hasPoints { nameFile = table.path }
    if !hasTowns { pointFile = table.path }
    var problems = RowProblems()
    for row in 0..<table.rowCount {
      func text(_ slug: String) -> String {
        columns[slug].map { table.text(row: row, column: $0) } ?? ""
      }
      // 3 is 削除 in the flags of 位置参照情報
      if text("history_before") == "3" || text("history_after") == "3" { continue }
      if !text("abolished").isEmpty { continue }
      var position = Self.nowhere
      if hasPoints {
        switch Self.position(text("lat"), text("lon")) {
        case .success(let found): position = found
        case .failure(let problem):
          problems.add(problem, table.rowNumber(row))
          continue
        }
      }
      let id =
        hasIDs
        ? MunicipalityCode(Spelling.widthFolded(text("code"))).map {
          // a spreadsheet drops the zeros at the front
          TownID(code: $0, id: String(text("town_id").drop { $0 == "0" }))
        } : nil
      guard hasTowns else {
        if let id, points[id] == nil { points[id] = position }
        if id == nil { problems.add(.noName, table.rowNumber(row)) }
        continue
      }
      var entry = GazetteerEntry(position: position)
      entry.prefecture = text("prefecture")
      entry.county = text("county")
      entry.city = text("city")
      entry.ward = text("ward")
      entry.code = MunicipalityCode(Spelling.widthFolded(text("code")))
      entry.town = text("town") + text("chome") + text("hamlet")
      if columns["block"] != nil {
        let block = text("block")
        entry.block = block.isEmpty ? nil : block
      }
      guard !entry.city.isEmpty || !entry.ward.isEmpty, !entry.town.isEmpty else {
        // a municipality's own row is no town
        if entry.town.isEmpty, !entry.city.isEmpty { continue }
        problems.add(.noName, table.rowNumber(row))
        continue
      }
      if hasPoints {
        builder.add(entry, isRepresentative: text("representative") != "0")
      } else if let id {
        names.append((id, entry))
      } else {
        problems.add(.noName, table.rowNumber(row))
      }
    }
    if problems.swapped.count * 2 > table.rowCount { throw Self.swapped(table, columns) }
    if problems.count == table.rowCount { throw Self.noUsableRow(table, problems) }
    if let finding = problems.finding(table) { findings.append(finding) }
  }

  /// Of several columns that could be meant the first of the aliases is.
  private static func definitions(for header: [String]) -> [ColumnDefinition] {
    let keys = Set(header.map(Spelling.key))
    return GazetteerColumns.all.map { definition in
      let found = ([definition.slug] + definition.aliases).first {
        keys.contains(Spelling.key($0))
      }
      return found.map { ColumnDefinition(definition.slug, [$0]) } ?? definition
    }
  }

  private static func position(
    _ latitude: String, _ longitude: String
  ) -> Result<Position<Geographic>, RowProblem> {
    let limits = StationRowReader.Limits.japan
    guard case .number(let y) = DecimalNumber(latitude),
      case .number(let x) = DecimalNumber(longitude), x.isFinite, y.isFinite
    else { return .failure(.noPosition) }
    if limits.latitude.contains(y), limits.longitude.contains(x) {
      return .success(Position(longitude: x, latitude: y))
    }
    let isSwapped = limits.latitude.contains(x) && limits.longitude.contains(y)
    return .failure(isSwapped ? .swapped : .outside)
  }

  mutating func finish() throws -> Gazetteer {
    var unplaced = 0
    for (id, var entry) in names {
      guard let position = points[id] else {
        unplaced += 1
        continue
      }
      entry.position = position
      builder.add(entry, isRepresentative: true)
    }
    if errors.isEmpty, builder.isEmpty {
      if let nameFile {
        errors.append(Self.half(nameFile, ja: "点（mt_town_pos）", en: "points (mt_town_pos)"))
      } else if let pointFile {
        errors.append(Self.half(pointFile, ja: "名前（mt_town）", en: "names (mt_town)"))
      }
    } else if unplaced > 0, let nameFile {
      findings.append(
        Finding(
          .note,
          what: Text(
            ja: "点のない町字が\(unplaced)件あり、使いません", en: "towns without a point, not used: \(unplaced)"),
          at: Place(file: nameFile),
          remedy: Text(
            ja: "mt_town と mt_town_pos が同じ版か確かめてください",
            en: "Check that mt_town and mt_town_pos are of one edition")))
    }
    guard errors.isEmpty else { throw Failure(.data, errors) }
    return builder.finish()
  }

  // MARK: Messages

  private static func noGazetteer(_ table: DelimitedTable, _ columns: ColumnMap) -> Failure {
    let found = table.header.filter { !$0.isEmpty }
    return Failure(
      .data,
      what: Text(
        ja: "町丁目の一覧ではありません（市区町村名、大字町丁目名、緯度、経度の列がそろっていません）。見つかった列："
          + found.listed(in: .ja),
        en: "this is no gazetteer: it needs columns of the municipality, the town, latitude and "
          + "longitude; found: \(found.listed(in: .en))"),
      at: Place(file: table.path, row: table.headerRow),
      remedy: Text(
        ja: "国土交通省「位置参照情報」（大字・町丁目レベルか街区レベル）、アドレス・ベース・レジストリの mt_town と "
          + "mt_town_pos、Geolonia 住所データのCSVを指定してください",
        en: "Give a CSV of MLIT's 位置参照情報, mt_town and mt_town_pos of the Address Base "
          + "Registry, or Geolonia's addresses"))
  }

  private static func half(_ path: String, ja: String, en: String) -> Finding {
    Finding(
      .error,
      what: Text(ja: "町字の\(ja)のファイルがありません", en: "the file with the \(en) of the towns is missing"),
      at: Place(file: path),
      remedy: Text(
        ja: "--gazetteer を二度書いて mt_town と mt_town_pos の両方を指定してください",
        en: "Give both mt_town and mt_town_pos, each with --gazetteer"))
  }

  private static func swapped(_ table: DelimitedTable, _ columns: ColumnMap) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "ほとんどの行で緯度と経度が入れ替わっています",
        en: "latitude and longitude are swapped in most rows"),
      at: Place(
        file: table.path, row: table.headerRow,
        column: columns["lat"].map { table.header[$0] }),
      remedy: Text(
        ja: "緯度と経度の列の名前を入れ替えてください", en: "Swap the names of the two columns"))
  }

  private static func noUsableRow(_ table: DelimitedTable, _ problems: RowProblems) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "使える行がありません（\(problems.described.ja)）",
        en: "there is no usable row (\(problems.described.en))"),
      at: Place(file: table.path),
      remedy: Text(
        ja: "市区町村名と町丁目名、日本の範囲の緯度・経度（10進の度）があるか確かめてください",
        en: "Check that rows name municipality and town and have decimal degrees in Japan"))
  }
}

private enum RowProblem: Error {
  case noPosition
  case outside
  case swapped
  case noName
}

/// Rows of a gazetteer that cannot be used, by what is wrong with them.
private struct RowProblems {
  private var rows: [(problem: RowProblem, row: Int)] = []

  var count: Int { rows.count }
  var swapped: [Int] { rows.filter { $0.problem == .swapped }.map(\.row) }

  mutating func add(_ problem: RowProblem, _ row: Int) { rows.append((problem, row)) }

  var described: Text {
    let kinds: [(RowProblem, Text)] = [
      (.noPosition, Text(ja: "緯度・経度が数でない", en: "no latitude and longitude")),
      (.outside, Text(ja: "日本の範囲の外", en: "outside Japan")),
      (.swapped, Text(ja: "緯度と経度が逆", en: "latitude and longitude swapped")),
      (.noName, Text(ja: "名前かコードがない", en: "no name or code")),
    ]
    let parts = kinds.compactMap { problem, name -> Text? in
      let found = rows.filter { $0.problem == problem }.map(\.row)
      guard !found.isEmpty else { return nil }
      return Text(
        ja: "\(name.ja)：\(found.count)行、\(found.listed(in: .ja))",
        en: "\(name.en): \(found.count), \(found.listed(in: .en))")
    }
    return Text(
      ja: parts.map(\.ja).joined(separator: "；"), en: parts.map(\.en).joined(separator: "; "))
  }

  func finding(_ table: DelimitedTable) -> Finding? {
    guard let first = rows.first else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "町丁目の一覧に使えない行が\(rows.count)行あります（\(described.ja)）",
        en: "rows of the gazetteer that cannot be used: \(rows.count) (\(described.en))"),
      at: Place(file: table.path, row: first.row),
      remedy: Text(
        ja: "その町の住所は置けません。値を確かめてください",
        en: "Addresses in these towns cannot be placed; check the values"))
  }
}
