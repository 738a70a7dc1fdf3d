internal import Planner

/// Which columns of a grid table are which.
struct GridColumns {
  static let code = ColumnDefinition(
    "mesh",
    [
      "KEY_CODE", "メッシュコード", "MESH_ID", "mesh_code", "MESHCODE", "code", "基準メッシュ・コード", "地域メッシュコード",
      "メッシュ番号", "MESH_NO", "コード",
    ])
  /// What the census adds to say where a suppressed cell's ages went: whether a cell is a host
  /// (1) or suppressed (2), the host of a suppressed one, and those that a host took in.
  private static let flag = ColumnDefinition("HTKSYORI", ["秘匿処理"])
  private static let host = ColumnDefinition("HTKSAKI", ["秘匿先情報", "秘匿先"])
  private static let guests = ColumnDefinition("GASSAN", ["合算地域あり", "合算地域"])
  /// The same in the future-population grids, by year: `*` suppressed, `@` host, and its code.
  static let projectionFlag = ColumnDefinition("HITOKU")
  static let projectionHost = ColumnDefinition("GASSANSAKI")
  /// The municipality of a row: a projection has a cell once for each of them.
  private static let municipality = ColumnDefinition("SHICODE")

  /// Columns that say which rows are suppressed and what took them in.
  struct Suppression {
    var flag: Int?
    var host: Int?
    var guests: Int?
  }

  /// A column of counts, or several that are added up.
  struct Count {
    var attribute: ResidentAttribute
    var column: Int
    var further: [Int] = []
  }

  let codeColumn: Int
  let suppression: Suppression?
  let municipalityColumn: Int?
  let counts: [Count]
  /// The first row of data, behind a row of labels.
  let firstRow: Int
  /// Whether this is the layout of the census, which has no grid of 100 m.
  let isCensus: Bool
  private(set) var findings: [Finding] = []

  init(_ table: DelimitedTable, _ options: PopulationOptions) throws {
    let codeMap = try ColumnMap(
      header: table.header, file: table.path, row: table.headerRow,
      definitions: [Self.code, Self.flag, Self.host, Self.guests, Self.municipality])
    try Self.refuseTownTable(table)
    codeColumn = try codeMap.required(
      Self.code.slug, table, Text(ja: "メッシュコード", en: "grid code"))
    municipalityColumn = codeMap[Self.municipality.slug]
    try table.requireRows()
    // the census: codes of columns above, what they mean below
    let hasLabels = Self.hasLabels(table, codeColumn)
    firstRow = hasLabels ? 1 : 0
    isCensus = hasLabels || codeMap[Self.flag.slug] != nil
    let names = table.header.indices.map { column in
      let label = hasLabels ? table.text(row: 0, column: column) : ""
      return label.isEmpty ? table.header[column] : label
    }
    let years = YearColumns(names)
    var marks = Suppression(
      flag: codeMap[Self.flag.slug], host: codeMap[Self.host.slug],
      guests: codeMap[Self.guests.slug])
    if let wanted = options.columns {
      counts = try Self.chosen(wanted, names, table)
      if marks.flag == nil, marks.host == nil {
        let chosenYears = counts.compactMap { YearColumns.year(of: names[$0.column]) }
        (marks.flag, marks.host) = years.marks(ofYears: chosenYears)
        if marks.host != nil { marks.guests = nil }
      }
      suppression = marks.flag == nil && marks.host == nil ? nil : marks
      return
    }
    let ofYear = try years.names(
      names, year: options.year, at: Place(file: table.path, row: table.headerRow))
    let bands = AgeBands(ofYear)
    let sums = ResidentAttribute.ageBands.reduce(into: [String: [Int]]()) {
      $0[$1.slug] = bands.columns(of: $1.slug)
    }
    let map = try ColumnMap(
      header: ofYear, file: table.path, row: table.headerRow,
      definitions: AttributeColumns.definitions + [
        Self.code, Self.flag, Self.host, Self.guests, Self.projectionFlag, Self.projectionHost,
        Self.municipality,
      ],
      ignoring: ["CITY_CODE"] + sums.values.joined().map { ofYear[$0] })
    _ = try map.required("total", table, Text(ja: "総数", en: "total"))
    counts = AttributeColumns.slugs.compactMap { slug in
      guard let attribute = AttributeColumns.attribute(slug) else { return nil }
      if let column = map[slug] { return Count(attribute: attribute, column: column) }
      guard let parts = sums[slug], let first = parts.first else { return nil }
      return Count(attribute: attribute, column: first, further: Array(parts.dropFirst()))
    }
    if let flag = map[Self.projectionFlag.slug] {
      marks = Suppression(flag: flag, host: map[Self.projectionHost.slug])
    }
    suppression = marks.flag == nil && marks.host == nil ? nil : marks
    if let note = map.unknownNote { findings.append(note) }
  }

  /// Whether the first row below the header says what the columns mean: no code, and words where
  /// there should be counts.
  private static func hasLabels(_ table: DelimitedTable, _ code: Int) -> Bool {
    guard case .number = table.number(row: 0, column: code) else {
      let others = (0..<table.columnCount).filter {
        $0 != code && !table.isBlank(row: 0, column: $0)
      }
      let words = others.filter { column in
        table.number(row: 0, column: column) == .unreadable
          && table.text(row: 0, column: column).count > 1
      }
      return !words.isEmpty && words.count == others.count
    }
    return false
  }

  /// Census tables of towns have codes too, of towns.
  private static func refuseTownTable(_ table: DelimitedTable) throws {
    let keys = Set(table.header.map(Spelling.key))
    guard keys.contains("hyosyo"), keys.contains("cityname") else { return }
    throw Failure(
      .data,
      what: Text(
        ja: "町丁・字（小地域）の表で、位置がありません",
        en: "this is a table of towns (小地域), which has no positions"),
      at: Place(file: table.path, row: table.headerRow),
      remedy: Text(
        ja: "人口（JINKO）の入った小地域の境界データ（r2ka….shp）か、メッシュの表を指定してください",
        en: "Give the outlines of the towns, which have their residents (JINKO in r2ka….shp), or "
          + "a grid"))
  }

  /// The columns that the caller named, in the order of the attributes.
  static func chosen(
    _ wanted: [String], _ names: [String], _ table: DelimitedTable
  ) throws -> [Count] {
    var chosen: [Count] = []
    var findings: [Finding] = []
    for entry in wanted {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      let name = parts.last ?? entry
      let key = Spelling.key(name)
      guard
        let column = names.indices.first(where: {
          Spelling.key(names[$0]) == key || Spelling.key(table.header[$0]) == key
        })
      else {
        let near = Spelling.nearest(to: name, among: names)
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "人数の列「\(name)」がありません。見つかった列：\(names.listed(in: .ja))",
              en: "there is no count column \(name.quoted); found: \(names.listed(in: .en))"),
            at: Place(file: table.path, row: table.headerRow),
            remedy: Text(
              ja: (near.map { "「\($0)」のことですか？" } ?? "") + "列の名前を確かめてください",
              en: (near.map { "Did you mean \($0.quoted)? " } ?? "") + "Check the column's name")))
        continue
      }
      chosen.append(
        Count(
          attribute: AttributeColumns.attribute(named: parts.count == 2 ? parts[0] : name),
          column: column))
    }
    guard findings.isEmpty else { throw Failure(.data, findings) }
    if !chosen.contains(where: { $0.attribute == .total }), !chosen.isEmpty {
      chosen[0].attribute = .total
    }
    for (index, entry) in chosen.enumerated() {
      guard let first = chosen[..<index].first(where: { $0.attribute.slug == entry.attribute.slug })
      else { continue }
      throw Failure(
        .data,
        what: Text(
          ja: "列「\(names[first.column])」と列「\(names[entry.column])」はどちらも"
            + "「\(entry.attribute.slug)」の意味です",
          en: "columns \(names[first.column].quoted) and \(names[entry.column].quoted) both mean "
            + entry.attribute.slug.quoted),
        at: Place(file: table.path, row: table.headerRow),
        remedy: Text(ja: "一つだけを指定してください", en: "Name only one of them"))
    }
    let order = AttributeColumns.slugs
    return chosen.enumerated().sorted {
      (order.firstIndex(of: $0.element.attribute.slug) ?? order.count, $0.offset)
        < (order.firstIndex(of: $1.element.attribute.slug) ?? order.count, $1.offset)
    }.map(\.element)
  }
}
