internal import Planner

/// Which columns of a grid table are which.
struct GridColumns {
  static let code = ColumnDefinition(
    "mesh",
    [
      "KEY_CODE", "メッシュコード", "MESH_ID", "mesh_code", "MESHCODE", "code", "基準メッシュ・コード", "地域メッシュコード",
      "メッシュ番号", "MESH_NO", "コード",
    ])
  /// What the census adds to say where a suppressed cell's ages went.
  static let hostFlag = ColumnDefinition("HTKSYORI")

  let codeColumn: Int
  let hostColumn: Int?
  let counts: [(attribute: ResidentAttribute, column: Int)]
  /// The first row of data, behind a row of labels.
  let firstRow: Int
  private(set) var findings: [Finding] = []

  init(_ table: DelimitedTable, wanted: [String]?) throws {
    let codeMap = try ColumnMap(
      header: table.header, file: table.path, row: table.headerRow,
      definitions: [Self.code, Self.hostFlag])
    codeColumn = try codeMap.required(
      Self.code.slug, table, Text(ja: "メッシュコード", en: "grid code"))
    hostColumn = codeMap[Self.hostFlag.slug]
    try table.requireRows()
    // the census: codes of columns above, what they mean below
    let code = codeColumn
    let hasLabels =
      table.isBlank(row: 0, column: code)
      && (0..<table.columnCount).contains { column in
        table.number(row: 0, column: column) == .unreadable
          && table.text(row: 0, column: column).count > 1
      }
    firstRow = hasLabels ? 1 : 0
    let names = table.header.indices.map { column in
      let label = hasLabels ? table.text(row: 0, column: column) : ""
      return label.isEmpty ? table.header[column] : label
    }
    if let wanted {
      counts = try Self.chosen(wanted, names, table)
      return
    }
    let map = try ColumnMap(
      header: names, file: table.path, row: table.headerRow,
      definitions: AttributeColumns.definitions + [Self.code, Self.hostFlag],
      ignoring: ["HTKSAKI", "GASSAN", "SHICODE", "CITY_CODE"])
    _ = try map.required("total", table, Text(ja: "総数", en: "total"))
    counts = AttributeColumns.slugs.compactMap { slug in
      guard let attribute = AttributeColumns.attribute(slug), let column = map[slug] else {
        return nil
      }
      return (attribute, column)
    }
    if let note = map.unknownNote { findings.append(note) }
  }

  /// The columns that the caller named, in the order of the attributes.
  static func chosen(
    _ wanted: [String], _ names: [String], _ table: DelimitedTable
  ) throws -> [(attribute: ResidentAttribute, column: Int)] {
    var chosen: [(attribute: ResidentAttribute, column: Int)] = []
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
      chosen.append((attribute(parts.count == 2 ? parts[0] : name), column))
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

  /// A known attribute by any of its names, or a new one under the name given.
  private static func attribute(_ name: String) -> ResidentAttribute {
    let key = Spelling.key(name)
    for definition in AttributeColumns.definitions
    where ([definition.slug] + definition.aliases).contains(where: { Spelling.key($0) == key }) {
      if let known = AttributeColumns.attribute(definition.slug) { return known }
    }
    return ResidentAttribute(slug: name, name: Text(verbatim: name))
  }
}
