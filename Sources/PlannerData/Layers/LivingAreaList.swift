public import Planner

extension ColumnDefinition {
  static let livingAreaLists: [ColumnDefinition] = [
    ColumnDefinition(
      "area",
      [
        "圏域", "圏域名", "日常生活圏域", "日常生活圏域名", "生活圏域", "区域", "地区", "地区名", "area_name", "zone",
      ]),
    ColumnDefinition(
      "KEY_CODE",
      ["キーコード", "小地域コード", "町丁字コード", "町丁・字コード", "町丁・字等コード", "KEYCODE", "town_code"]),
    ColumnDefinition(
      "name",
      ["町丁・字", "町丁字", "町丁・字名", "町丁字名", "町丁名", "町名", "大字", "大字名", "大字・町名", "S_NAME"]),
    ColumnDefinition("note", ["備考"]),
  ]
}

/// Whether a file of living areas is a list of towns rather than a layer of outlines.
func isLivingAreaList(_ path: String) -> Bool {
  guard let file = try? FileBytes(reading: path), TableForm.isTable(file) else { return false }
  // a table with outlines in it is a layer
  guard let table = try? DelimitedTable(file, layout: .list(ColumnDefinition.livingAreaLists))
  else { return true }
  return !table.header.contains { ["wkt", "geometry", "geom"].contains(Spelling.key($0)) }
}

/// Reads living areas that are put together from census towns: `area,KEY_CODE`, one town a row.
///
/// Each area is all that its towns cover, borders between them dissolved; it may touch several
/// municipalities. A code of 11 digits is a 丁目, of 9 all 丁目 of a town, of 5 all towns of a
/// municipality. Areas come in the order of their lowest town, so that the order of the rows makes
/// no difference.
///
/// - Parameters:
///   - path: of the list.
///   - name: what results call the layer.
///   - towns: which the codes name.
/// - Returns: the areas; findings of severity error are rows missing from them.
/// - Throws: `Failure` (data) for a table without these columns, or of which no row can be used.
public func readLivingAreas(
  listedIn path: String, name: String, towns: CensusTowns
) throws -> Reading<LivingAreaLayer> {
  let file = try FileBytes(
    reading: path,
    role: Text(ja: "生活圏域の一覧「\(name)」", en: "the list of living areas \"\(name)\""))
  let definitions = ColumnDefinition.livingAreaLists
  let table = try DelimitedTable(file, layout: .list(definitions))
  let columns = try ColumnMap(
    header: table.header, file: path, row: table.headerRow, definitions: definitions)
  let areaColumn = try columns.required("area", table, Text(ja: "圏域の名前", en: "area"))
  let codeColumn = try columns.required(
    "KEY_CODE", table, Text(ja: "町丁・字のコード", en: "code of the town"))
  try table.requireRows()
  var list = TownList(
    towns: towns, table: table, areaColumn: areaColumn, codeColumn: codeColumn,
    nameColumn: columns["name"])
  for row in 0..<table.rowCount { list.take(row) }
  list.noteUnlisted(path)
  let areas = try list.areas()
  let findings =
    table.findings + [columns.unknownNote].compactMap { $0 } + list.findings.inRowOrder
  guard !areas.isEmpty else { throw Failure(.data, findings.filter { $0.severity == .error }) }
  return Reading(
    LivingAreaLayer(name: name, areas: areas), findings: findings,
    file: file.inputFile(role: "living-areas"))
}

/// Rows of a list on their way to areas.
private struct TownList {
  let towns: CensusTowns
  let table: DelimitedTable
  let areaColumn: Int
  let codeColumn: Int
  let nameColumn: Int?
  private(set) var findings: [Finding] = []
  /// Towns by area, and for each town the rows in which it is named.
  private var members: [String: Set<String>] = [:]
  private var uses: [String: [(area: String, row: Int)]] = [:]
  private var changed: Set<String> = []
  /// How an area is written first, by its name in half width and without blanks, which do not
  /// make two of one.
  private var spellings: [String: String] = [:]

  init(
    towns: CensusTowns, table: DelimitedTable, areaColumn: Int, codeColumn: Int, nameColumn: Int?
  ) {
    self.towns = towns
    self.table = table
    self.areaColumn = areaColumn
    self.codeColumn = codeColumn
    self.nameColumn = nameColumn
  }

  mutating func take(_ row: Int) {
    var area = table.text(row: row, column: areaColumn)
    let written = table.text(row: row, column: codeColumn)
    guard !area.isEmpty else {
      findings.append(
        Finding(
          .error, what: Text(ja: "圏域の名前がありません", en: "there is no name of an area"),
          at: table.place(row: row, column: areaColumn),
          remedy: Text(ja: "名前を書くか、行を消してください", en: "Write the name or remove the row")))
      return
    }
    let key = Spelling.widthFolded(area).filter { !$0.isWhitespace }
    area = spellings[key] ?? area
    spellings[key] = area
    guard let code = CensusTowns.digits(written), [5, 9, 11].contains(code.count) else {
      findings.append(badCode(written, row))
      return
    }
    let found = self.found(code)
    guard !found.isEmpty else {
      findings.append(unknownCode(written, code, row))
      return
    }
    compareName(row, code, found)
    var repeated: [String: Int] = [:]
    var elsewhere: [String: Int] = [:]
    for town in found {
      for use in uses[town] ?? [] {
        if use.area == area { repeated[town] = use.row } else { elsewhere[town] = use.row }
      }
      uses[town, default: []].append((area, row))
      members[area, default: []].insert(town)
    }
    if let (town, other) = repeated.min(by: { $0.key < $1.key }) {
      findings.append(listedTwice(town, row, other, in: area, others: repeated.count - 1))
    }
    if let (town, other) = elsewhere.min(by: { $0.key < $1.key }) {
      findings.append(listedElsewhere(town, row, other, others: elsewhere.count - 1))
    }
  }

  /// A column that was sorted by itself puts every town into another area.
  private mutating func compareName(_ row: Int, _ code: String, _ found: [String]) {
    guard let nameColumn, code.count > 5 else { return }
    let text = table.text(row: row, column: nameColumn)
    let written = Self.stem(text)
    let known = found.compactMap { towns.names[$0] }
    guard !written.isEmpty, !known.isEmpty,
      !known.contains(where: {
        let name = Self.stem($0)
        return name.isEmpty || name.contains(written) || written.contains(name)
      })
    else { return }
    findings.append(
      Finding(
        .warning,
        what: Text(
          ja: "コード \(code) は\(known[0])で、名前「\(text.shortened)」と食い違っています",
          en: "the code \(code) is that of \(known[0]), and the name is \(text.quoted)"),
        at: table.place(row: row, column: nameColumn),
        remedy: Text(
          ja: "コードのほうを使いました。列だけを並べ替えていないか確かめてください",
          en: "The code is taken. Check that no column was sorted by itself")))
  }

  /// A town's name up to the number of its 丁目, in the spelling in which addresses are compared.
  private static func stem(_ name: String) -> String {
    String(AddressSpelling(name).key.prefix { !$0.isNumber })
  }

  /// Towns of a code; those of the municipality's present code, where it has only changed its own.
  private mutating func found(_ code: String) -> [String] {
    let found = towns.towns(of: code)
    guard found.isEmpty, let old = MunicipalityCode(code.prefix(5)) else { return found }
    let other =
      old.current != old && old.current.predecessors == [old]
      ? old.current : old.predecessors.count == 1 ? old.predecessors[0] : nil
    guard let other else { return [] }
    let renamed = towns.towns(of: other.text + code.dropFirst(5))
    if !renamed.isEmpty { changed.insert("\(old)→\(other)") }
    return renamed
  }

  /// Towns of the municipalities of the list that are in none of its areas.
  mutating func noteUnlisted(_ path: String) {
    if !changed.isEmpty {
      findings.append(
        Finding(
          .note,
          what: Text(
            ja: "市町村コードの変わった町丁・字を読み替えました（\(changed.sorted().listed(in: .ja))）",
            en: "towns whose municipality has changed its code are read under the other "
              + "(\(changed.sorted().listed(in: .en)))"),
          at: Place(file: path), remedy: Text(verbatim: "")))
    }
    let listed = Set(uses.keys.map { $0.prefix(5) })
    let missing = towns.codes.filter { uses[$0] == nil && listed.contains($0.prefix(5)) }
    guard !missing.isEmpty else { return }
    let names = missing.map { towns.name(of: $0) }
    findings.append(
      Finding(
        .warning,
        what: Text(
          ja: "一覧の市町村に、どの圏域にも入らない町丁・字が\(missing.count)あります（\(names.listed(upTo: 5, in: .ja))）",
          en: "\(missing.count) town(s) of the listed municipalities are in no area "
            + "(\(names.listed(upTo: 5, in: .en)))"),
        at: Place(file: path),
        remedy: Text(
          ja: "圏域に入るなら行を足してください", en: "Add rows for those that belong to an area")))
  }

  mutating func areas() throws -> [LivingAreaLayer.Area] {
    var outlines = try towns.layers.map { try OutlineReading($0) }
    let sorted = members.sorted { ($0.value.min() ?? "", $0.key) < ($1.value.min() ?? "", $1.key) }
    var areas: [LivingAreaLayer.Area] = []
    for (name, codes) in sorted {
      var pieces: [MultiPolygon<Geographic>] = []
      for layer in outlines.indices {
        var parts: [(feature: VectorFeature, outline: MultiPolygon<Geographic>)] = []
        for part in codes.sorted().flatMap({ towns.parts[$0] ?? [] }) where part.layer == layer {
          guard let outline = outlines[layer].outline(of: part.feature) else { continue }
          parts.append((part.feature, outline))
        }
        if !parts.isEmpty { pieces.append(try outlines[layer].soundOutline(of: parts)) }
      }
      guard let first = pieces.first else { continue }
      let outline = pieces.count == 1 ? first : try Overlay().union(of: pieces)
      areas.append(LivingAreaLayer.Area(code: name, name: name, outline: outline))
    }
    findings += outlines.flatMap(\.findings)
    return areas
  }

  // MARK: Messages

  private func badCode(_ written: String, _ row: Int) -> Finding {
    let isRounded = written.uppercased().contains("E+")
    return Finding(
      .error,
      what: written.isEmpty
        ? Text(ja: "町丁・字のコードがありません", en: "there is no code of a town")
        : Text(
          ja: "「\(written.shortened)」は町丁・字のコードではありません",
          en: "\(written.quoted) is no code of a town"),
      at: table.place(row: row, column: codeColumn),
      remedy: isRounded
        ? Text(
          ja: "表計算ソフトが桁を丸めています。列の書式を「文字列」にして、元のコードを貼り直してください",
          en: "A spreadsheet has rounded it. Format the column as text and paste the codes again")
        : Text(
          ja: "11桁（丁目）か9桁（町・字の全体）の KEY_CODE を書いてください（例：12213001001）",
          en: "Write a KEY_CODE of 11 digits (a 丁目) or 9 (a whole town), such as 12213001001"))
  }

  private func unknownCode(_ written: String, _ code: String, _ row: Int) -> Finding {
    let place = MunicipalityCode(code.prefix(5))
    let hasMunicipality = !towns.towns(of: String(code.prefix(5))).isEmpty
    let merged = place.flatMap { $0.current == $0 ? nil : $0.current }
    let files = towns.files.map(\.path)
    return Finding(
      .error,
      what: Text(
        ja: "\(written.shortened) は町丁・字の境界（\(files.listed(in: .ja))）にありません",
        en: "\(written.shortened) is not among the towns (\(files.listed(in: .en)))"),
      at: table.place(row: row, column: codeColumn),
      remedy: merged.map {
        Text(
          ja: "\(code.prefix(5)) は \($0) に合併しました。境界と同じ年の国勢調査のコードで書き直してください",
          en: "\(code.prefix(5)) has merged into \($0): write the code of the census of the "
            + "boundaries' year")
      }
        ?? (hasMunicipality
          ? Text(
            ja: "写し間違いか、境界と別の年の国勢調査のコードでないか確かめてください",
            en: "Check for a copying mistake, or a code of another census than the boundaries'")
          : Text(
            ja: "\(code.prefix(5)) の町丁・字の境界も --towns で指定してください",
            en: "Give the towns of \(code.prefix(5)) with --towns, too")))
  }

  private func listedTwice(
    _ town: String, _ row: Int, _ other: Int, in area: String, others: Int
  ) -> Finding {
    let also = others > 0 ? Text(ja: "ほか\(others)件", en: " and \(others) more") : Text(verbatim: "")
    return Finding(
      .warning, .duplicate,
      what: Text(
        ja:
          "\(towns.name(of: town))\(also.ja) は「\(area.shortened)」に2度書かれています（\(table.rowNumber(other))行目）",
        en: "\(towns.name(of: town))\(also.en) is in \(area.quoted) twice (see row "
          + "\(table.rowNumber(other)))"),
      at: table.place(row: row, column: codeColumn),
      remedy: Text(ja: "余分な行を消してください。一度だけ数えます", en: "Remove the extra row; it counts once"))
  }

  private func listedElsewhere(_ town: String, _ row: Int, _ other: Int, others: Int) -> Finding {
    let also = others > 0 ? Text(ja: "ほか\(others)件", en: " and \(others) more") : Text(verbatim: "")
    let area = table.text(row: other, column: areaColumn)
    return Finding(
      .warning, .duplicate,
      what: Text(
        ja:
          "\(towns.name(of: town))\(also.ja) は「\(area.shortened)」にもあります（\(table.rowNumber(other))行目）",
        en: "\(towns.name(of: town))\(also.en) is in \(area.quoted), too (row "
          + "\(table.rowNumber(other)))"),
      at: table.place(row: row, column: codeColumn),
      remedy: Text(
        ja: "どちらの圏域にも数えます。片方だけのものなら、もう一方の行を消してください",
        en: "It counts in both; if it belongs to one, remove the other row"))
  }
}

/// Reads the living areas of a project, layers of outlines and lists of towns alike; the towns
/// once for all lists.
struct LivingAreaInput {
  private let project: ProjectFile
  private var towns: CensusTowns?

  init(_ project: ProjectFile) { self.project = project }

  /// - Throws: `Failure` (data) for what cannot be read, and for a list where no layer of towns is
  ///   given.
  mutating func read(_ file: ProjectFile.NamedFile) throws -> Reading<LivingAreaLayer> {
    guard isLivingAreaList(file.path) else {
      return try readLivingAreas(path: file.path, name: file.name)
    }
    let towns = try self.towns ?? readTowns(for: file)
    self.towns = towns
    return try readLivingAreas(listedIn: file.path, name: file.name, towns: towns)
  }

  private func readTowns(for file: ProjectFile.NamedFile) throws -> CensusTowns {
    let paths =
      project.towns.isEmpty ? CensusTowns.among(project.populationFiles) : project.towns
    guard !paths.isEmpty else {
      throw Failure(
        .data,
        what: Text(
          ja: "生活圏域の一覧「\(file.name.shortened)」をまとめるもとになる町丁・字の境界がありません",
          en: "there are no outlines of towns from which the list \(file.name.quoted) can be put "
            + "together"),
        at: Place(file: file.path),
        remedy: Text(
          ja: "--towns FILE で e-Stat の境界データ（小地域）を指定してください。面のファイルなら拡張子（.geojson など）を確かめてください",
          en: "Give the census boundaries of small areas (e-Stat) with --towns FILE"))
    }
    return try CensusTowns(reading: paths)
  }

  /// The files of towns that were read beside the population, and what was found in them.
  var townFiles: (files: [InputFile], findings: [Finding]) {
    guard let towns, !project.towns.isEmpty else { return ([], []) }
    return (towns.files, towns.findings)
  }
}
