public import Planner

/// Reads residents from a layer of polygons or points with fields of counts.
///
/// The order of the features makes no difference. A suppressed age (`*`, `X`, blank) is zero and
/// its unit in `suppressed`. Of the census's towns (小地域), those in several parts are put
/// together, and cells of water (HCODE 8154) left out.
///
/// - Parameters:
///   - path: of the file.
///   - columns: which fields to take: their names, or `65+=FIELD` to say what one means. Without
///     a field known as the total, the first is it. `nil` takes every field known by itself.
///   - layer: which layer, where the file has several.
///   - crs: overrides the system that the file declares.
/// - Returns: findings of severity error are features missing from the value.
/// - Throws: `Failure` (data) for a file that cannot be read, without a field of totals, of lines,
///   or without a usable feature.
public func readVectorPopulation(
  path: String, columns: [String]? = nil, layer: String? = nil,
  crs: CoordinateReferenceSystem? = nil
) throws -> Reading<Population> {
  try readVectorPopulation(
    readVectorLayer(path: path, layer: layer, role: "population"),
    PopulationOptions(columns: columns), crs: crs)
}

func readVectorPopulation(
  _ read: Reading<VectorLayer>, _ options: PopulationOptions,
  crs: CoordinateReferenceSystem? = nil
) throws -> Reading<Population> {
  let value = read.value
  let fields = try countFields(of: value, options)
  let isPolygons = value.count(of: .polygons) > 0
  var outlines = try OutlineReading(value, crs: crs)
  var findings: [Finding] = []
  var areas: [MultiPolygon<Geographic>] = []
  var points: [Position<Geographic>] = []
  var counts = [[Double]](repeating: [], count: fields.count)
  var suppressed: [Int] = []
  let towns = isPolygons ? TownParts(value, total: fields[0].field) : nil
  var repeated: [Int] = []
  for part in towns?.parts ?? value.features.map({ [$0] }) {
    let rows = part.map { countRow(of: $0, fields, value, &findings) }
    guard !rows.contains(where: { $0 == nil }) else { continue }
    let (row, isRepeated) = TownParts.combined(rows.compactMap { $0 })
    if isRepeated { repeated += part.map { $0.index + 1 } }
    if isPolygons {
      let shapes = part.compactMap { feature in
        outlines.outline(of: feature).map { (feature, $0) }
      }
      guard shapes.count == part.count else { continue }
      areas.append(try outlines.soundOutline(of: shapes))
    } else {
      guard let point = outlines.point(of: part[0]) else { continue }
      points.append(point)
    }
    if row.contains(nil) { suppressed.append(counts[0].count) }
    for (index, count) in row.enumerated() { counts[index].append(count ?? 0) }
  }
  if !repeated.isEmpty { findings.append(TownParts.repeatedNote(repeated.sorted(), value)) }
  findings = read.findings + outlines.findings + findings + (towns?.findings ?? [])
  guard !counts[0].isEmpty else { throw Failure(.data, findings.filter { $0.severity == .error }) }
  return Reading(
    Population(
      attributes: fields.map(\.attribute), units: isPolygons ? .areas(areas) : .points(points),
      counts: counts, suppressed: suppressed),
    findings: findings, file: read.file)
}

private typealias CountFieldOfLayer = (attribute: ResidentAttribute, field: Int)

private func countFields(
  of layer: VectorLayer, _ options: PopulationOptions
) throws -> [CountFieldOfLayer] {
  guard let wanted = options.columns, !wanted.isEmpty else {
    let names = try YearColumns(layer.fieldNames).names(
      layer.fieldNames, year: options.year, at: Place(file: layer.path))
    let map = try ColumnMap(
      header: names, file: layer.path, row: nil,
      definitions: AttributeColumns.definitions)
    let found = AttributeColumns.slugs.compactMap { slug -> CountFieldOfLayer? in
      guard let attribute = AttributeColumns.attribute(slug), let field = map[slug] else {
        return nil
      }
      return (attribute, field)
    }
    guard found.first?.attribute == .total else { throw noTotal(layer) }
    return found
  }
  var chosen = try wanted.map { entry -> CountFieldOfLayer in
    let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
    let name = parts.last ?? entry
    let key = Spelling.key(name)
    guard let field = layer.fieldNames.firstIndex(where: { Spelling.key($0) == key }) else {
      throw Failure(
        .data,
        what: Text(
          ja: "人数の列「\(name)」がありません。見つかった列：\(layer.fieldNames.listed(in: .ja))",
          en: "there is no count field \(name.quoted); found: \(layer.fieldNames.listed(in: .en))"),
        at: Place(file: layer.path),
        remedy: Text(ja: "列の名前を確かめてください", en: "Check the field's name"))
    }
    return (AttributeColumns.attribute(named: parts[0]), field)
  }
  if !chosen.contains(where: { $0.attribute == .total }) { chosen[0].attribute = .total }
  // everybody comes first, and nothing is counted twice
  var seen: Set<String> = []
  return (chosen.filter { $0.attribute == .total } + chosen.filter { $0.attribute != .total })
    .filter { seen.insert($0.attribute.slug).inserted }
}

/// The counts of a feature, `nil` where suppressed; `nil` altogether, and an error finding, where
/// one cannot be used or the total is missing.
private func countRow(
  of feature: VectorFeature, _ fields: [CountFieldOfLayer], _ layer: VectorLayer,
  _ findings: inout [Finding]
) -> [Double?]? {
  var row: [Double?] = []
  for (attribute, field) in fields {
    let text = feature.text(field) ?? ""
    switch CountField(DecimalNumber(text), text: text) {
    case .count(let count): row.append(count)
    case .suppressed where attribute != .total: row.append(nil)
    default:
      findings.append(
        Finding(
          .error,
          what: text.isEmpty
            ? Text(ja: "総数がありません", en: "there is no total")
            : Text(
              ja: "「\(text)」は人数として使えません", en: "\(text.quoted) cannot be used as a number of people"),
          at: layer.place(of: feature, field: layer.fieldNames[field]),
          remedy: Text(
            ja: "0以上の数を入れてください。人がいないなら 0 と書きます",
            en: "Give a number of zero or more; write 0 for nobody")))
      return nil
    }
  }
  return row
}

private func noTotal(_ layer: VectorLayer) -> Failure {
  Failure(
    .data,
    what: Text(
      ja: "人口の総数の列が見つかりません。見つかった列：\(layer.fieldNames.listed(in: .ja))",
      en: "no field plainly holds the total; found: \(layer.fieldNames.listed(in: .en))"),
    at: Place(file: layer.path),
    remedy: Text(
      ja: "総数の列を指定してください（例：total=JINKO）", en: "Name the field of totals (total=JINKO, say)"))
}
