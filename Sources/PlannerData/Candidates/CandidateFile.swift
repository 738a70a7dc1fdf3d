internal import Planner

/// Reads a list of candidates of any format: a table, a layer of points or areas (each at its
/// centroid), or an extract of OpenStreetMap.
///
/// - Parameters:
///   - source: the file, and the kind of all that is in it. Without a kind it must be an extract
///     of OpenStreetMap; with one, only this kind is taken from an extract.
///   - alongside: the kinds for which lists are given: rows that tell to be of another kind go there.
///   - osmKinds: which places of an extract are candidates.
///   - gazetteer: by which rows without coordinates are placed.
/// - Returns: the rows by kind; findings of severity error are rows missing from them.
/// - Throws: `Failure` (data) if the file as a whole is no list of places.
func readCandidates(
  _ source: CandidateSource, alongside: [OrganizationKind] = [], osmKinds: OSMKindTable,
  gazetteer: Gazetteer? = nil
) throws -> Reading<[CandidateLayer]> {
  guard let kind = source.kind, !OSMFile.isNamed(source.path) else {
    return try readCandidates(fromExtract: source, osmKinds)
  }
  let file = try FileBytes(reading: source.path, role: .candidateList)
  let kinds = CandidateRowReader.Kinds(own: kind, given: alongside)
  return TableForm.isTable(file)
    ? try readCandidates(fromTable: file, source, kinds, gazetteer)
    : try readCandidates(fromLayer: file, source, kinds, gazetteer)
}

extension Text {
  /// How messages call a file of candidates.
  static let candidateList = Text(ja: "候補の一覧", en: "the list of candidates")
}

private func readCandidates(
  fromTable file: FileBytes, _ source: CandidateSource, _ kinds: CandidateRowReader.Kinds,
  _ gazetteer: Gazetteer?
) throws -> Reading<[CandidateLayer]> {
  let table = try DelimitedTable(file, layout: .list(CandidateColumns.all))
  let columns = try CandidateColumns.map(
    header: table.header, file: table.path, row: table.headerRow
  ) { column in
    (0..<min(table.rowCount, 500)).map { table.text(row: $0, column: column) }
  }
  var reader = CandidateRowReader(
    columns: columns, kinds: kinds, crs: .jgd2011, limits: .japan, gazetteer: gazetteer)
  let positions = try reader.positions(table, nil, crsFlag: nil)
  try table.requireRows()
  if let positions { reader.columns = positions.columns }
  for finding in table.findings { reader.report(finding) }
  for row in 0..<table.rowCount {
    // (0, 0) is a place that was not found, also among metres
    let isOrigin =
      positions?.numbers(row).map { $0.x == 0 && $0.y == 0 } ?? false
    reader.add(
      row: table.rowNumber(row),
      position: isOrigin ? .found(.degrees(Position(x: 0, y: 0))) : positions?[row] ?? .missing
    ) { table.text(row: row, column: $0) }
  }
  for finding in positions?.findings ?? [] { reader.report(finding) }
  let (layers, findings) = reader.finish()
  return Reading(layers, findings: findings, file: file.inputFile(role: source.role))
}

private func readCandidates(
  fromLayer file: FileBytes, _ source: CandidateSource, _ kinds: CandidateRowReader.Kinds,
  _ gazetteer: Gazetteer?
) throws -> Reading<[CandidateLayer]> {
  let read = try readVectorLayer(file, kind: .points, role: source.role)
  let value = read.value
  // undeclared is taken for degrees: metres would be out of their range, and so be found
  let system = value.crs ?? .jgd2011
  let nature = try Projection.nature(of: system)
  guard nature != .other else {
    throw Failure(
      .data,
      what: Text(
        ja: "座標参照系 \(system) の単位が度でもメートルでもありません",
        en: "\(system) counts in neither degrees nor metres"),
      at: Place(file: source.path),
      remedy: Text(
        ja: "緯度経度（EPSG:6668など）で書き出し直してください", en: "Export it again in degrees (EPSG:6668, say)"))
  }
  let columns = try CandidateColumns.map(
    header: value.fieldNames, file: source.path, row: nil
  ) { field in value.features.prefix(500).map { $0.text(field) ?? "" } }
  var reader = CandidateRowReader(
    columns: columns, kinds: kinds, crs: system, limits: .of(system), gazetteer: gazetteer)
  for finding in read.findings { reader.report(finding) }
  for feature in value.features {
    var isArea = false
    if case .polygons? = feature.geometry { isArea = true }
    reader.add(
      row: feature.index + 1, position: position(of: feature, nature, value.place(of: feature)),
      isArea: isArea
    ) { feature.text($0) ?? "" }
  }
  let (layers, findings) = reader.finish()
  return Reading(layers, findings: findings, file: read.file)
}

private func position(
  of feature: VectorFeature, _ nature: Projection.Nature, _ place: Place
) -> StationRowReader.Position {
  let point: Position<FileSpace>?
  switch feature.geometry {
  case nil: return .missing
  case .points(let points)? where points.isEmpty: return .missing
  case .points(let points)? where points.count == 1: point = points[0]
  case .polygons(let outline)?: point = outline.centroid
  case .points?, .lines?: point = nil
  }
  guard let point else {
    let kind = feature.geometry?.kind.name ?? Text(verbatim: "–")
    return .unusable([
      Finding(
        .error,
        what: Text(
          ja: "候補の図形が1つの点でも面でもありません（\(kind.ja)）",
          en: "the candidate is neither a single point nor an area (\(kind.en))"),
        at: place,
        remedy: Text(
          ja: "点か面のレイヤーを指定するか、線や複数の点は1つの点にしてください",
          en: "Give a layer of points or areas, or turn it into a single point"))
    ])
  }
  return .found(
    nature == .meters
      ? .plane(Position(easting: point.x, northing: point.y))
      : .degrees(Position(longitude: point.x, latitude: point.y)))
}

private func readCandidates(
  fromExtract source: CandidateSource, _ osmKinds: OSMKindTable
) throws -> Reading<[CandidateLayer]> {
  let file = try FileBytes(reading: source.path, role: .candidateList)
  func kind(of tags: [String: String]) -> OrganizationKind? {
    guard let kind = osmKinds.kind(of: tags), source.kind == nil || source.kind == kind else {
      return nil
    }
    return kind
  }
  let names = ["name", "name:ja"]
  let extract = try OSMFile.read(
    file, keys: names + osmKinds.keys.filter { !names.contains($0) }
  ) { kind(of: $0) != nil }
  var layers: [OrganizationKind: CandidateLayer] = [:]
  for feature in extract.features {
    let tags = extract.fields(of: feature)
    guard let kind = kind(of: tags), case .points(let points)? = feature.geometry,
      let point = points.first
    else { continue }
    layers[kind, default: CandidateLayer(kind: kind, path: source.path, crs: .crs84)].records
      .append(
        CandidateRecord(
          statedID: feature.id,
          name: PublicText.clean(names.lazy.compactMap { tags[$0] }.first ?? ""),
          coordinate: .degrees(Position(longitude: point.x, latitude: point.y)),
          place: Place(file: source.path)))
  }
  var findings: [Finding] = []
  if layers.isEmpty {
    findings.append(
      Finding(
        .warning,
        what: Text(
          ja: "OpenStreetMapのファイルに候補になる場所がありません",
          en: "there is no place in the OpenStreetMap extract that could be a candidate"),
        at: Place(file: source.path),
        remedy: Text(
          ja: "対象地域を含むファイルか、planner.yaml の osm-kinds を確かめてください",
          en: "Check that it covers the area, and osm-kinds in planner.yaml")))
  }
  return Reading(
    layers.values.sorted { $0.kind < $1.kind }, findings: findings,
    file: file.inputFile(role: source.role))
}

extension MultiPolygon {
  /// The centre of gravity, holes left out; the mean of the corners where it encloses nothing.
  /// `nil` only for an outline without corners.
  var centroid: Position<S>? {
    guard let origin = polygons.first?.exterior.positions.first else { return nil }
    var (area, x, y) = (0.0, 0.0, 0.0)
    var corners: [Position<S>] = []
    for polygon in polygons {
      for (index, ring) in polygon.rings.enumerated() {
        corners += ring.positions.dropLast()
        let oriented = ring.oriented(counterClockwise: index == 0).positions
        for (a, b) in zip(oriented, oriented.dropFirst()) {
          let (ax, ay, bx, by) = (a.x - origin.x, a.y - origin.y, b.x - origin.x, b.y - origin.y)
          let cross = ax * by - bx * ay
          area += cross
          x += (ax + bx) * cross
          y += (ay + by) * cross
        }
      }
    }
    if area > 0 { return Position(x: origin.x + x / (3 * area), y: origin.y + y / (3 * area)) }
    let count = Double(corners.count)
    return Position(
      x: corners.reduce(0) { $0 + $1.x } / count, y: corners.reduce(0) { $0 + $1.y } / count)
  }
}
