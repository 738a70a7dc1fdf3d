public import Planner

/// Reads a station list from a layer of points: GeoJSON, GeoPackage, Shapefile, KML, …
///
/// The fields are those of a table's columns, by English or Japanese name; the position is the
/// point itself. Fields `lat`, `lon`, `x`, `y` beside it are not read.
///
/// - Parameters:
///   - path: of the file.
///   - layer: which layer, where the file has several.
///   - crs: overrides the system that the file declares.
///   - kinds: the kinds of organisation that are known.
///   - gazetteer: by which features without a geometry are placed.
/// - Returns: one record for every feature in which nothing is wrong, and what was found. Points
///   are in the system that `crs` of the value names.
/// - Throws: `Failure` (data) for a file that cannot be read or a system that is neither degrees
///   nor metres.
public func readStationLayer(
  path: String, layer: String? = nil, crs: CoordinateReferenceSystem? = nil,
  kinds: [OrganizationKind] = OrganizationKind.network, gazetteer: Gazetteer? = nil
) throws -> Reading<StationLayer> {
  try readStationLayer(
    FileBytes(reading: path, role: .stationList), layer: layer, crs: crs, kinds: kinds,
    gazetteer: gazetteer)
}

func readStationLayer(
  _ file: FileBytes, layer: String? = nil, crs: CoordinateReferenceSystem? = nil,
  kinds: [OrganizationKind] = OrganizationKind.network, gazetteer: Gazetteer? = nil,
  limits: StationRowReader.Limits? = nil
) throws -> Reading<StationLayer> {
  guard !OSMFile.isNamed(file.path) else { throw extractIsNoList(file.path) }
  let read = try readVectorLayer(file, layer: layer, kind: .points, role: "stations")
  let value = read.value
  guard value.features.isEmpty || value.count(of: .points) > 0 else {
    throw Failure(
      .data,
      what: Text(
        ja: "拠点の一覧に点が一つもありません（\(value.features.count)件は面・線か図形なし）",
        en: "there is no point among the \(value.features.count) features of the station list"),
      at: Place(file: file.path),
      remedy: Text(
        ja: "境界のファイルと取り違えていないか確かめ、点のレイヤーかCSVを指定してください",
        en: "Check that this is not a boundary file, and give a layer of points or a CSV"))
  }
  // undeclared is taken for degrees: metres would be out of their range, and so be found
  let system = crs ?? value.crs ?? .jgd2011
  let nature = try Projection.nature(of: system)
  guard nature != .other else {
    throw Failure(
      .data,
      what: Text(
        ja: "座標参照系 \(system) の単位が度でもメートルでもありません",
        en: "\(system) counts in neither degrees nor metres"),
      at: Place(file: file.path),
      remedy: Text(
        ja: "緯度経度（EPSG:6668など）で書き出し直してください", en: "Export it again in degrees (EPSG:6668, say)"))
  }
  var reader = try StationRowReader(
    header: value.fieldNames, file: file.path, limits: limits ?? .of(system), kinds: kinds,
    values: ColumnValues(count: value.features.count) { value.features[$0].text($1) ?? "" },
    gazetteer: gazetteer)
  for finding in read.findings { reader.report(finding) }
  for feature in value.features {
    let place = value.place(of: feature)
    reader.add(row: feature.index + 1, position: position(of: feature, nature, place)) { field in
      feature.text(field) ?? ""
    }
  }
  let (records, findings) = reader.finish()
  return Reading(
    StationLayer(records: records, crs: system), findings: findings, file: read.file)
}

/// Stations as a point layer has them.
public struct StationLayer: Sendable {
  public var records: [StationRecord]
  /// In which the records' coordinates are.
  public var crs: CoordinateReferenceSystem
}

private func position(
  of feature: VectorFeature, _ nature: Projection.Nature, _ place: Place
) -> StationRowReader.Position {
  switch feature.geometry {
  case nil: return .missing
  case .points(let points)? where points.count == 1:
    return .found(
      nature == .meters
        ? .plane(Position(easting: points[0].x, northing: points[0].y))
        : .degrees(Position(longitude: points[0].x, latitude: points[0].y)))
  case .points(let points)? where points.isEmpty: return .missing
  case let geometry?:
    let kind = geometry.kind.name
    return .unusable([
      Finding(
        .error,
        what: Text(
          ja: "拠点の図形が1つの点ではありません（\(kind.ja)）",
          en: "the station's geometry is not a single point (\(kind.en))"),
        at: place,
        remedy: Text(
          ja: "点のレイヤーを指定するか、面や線は代表点にしてください",
          en: "Name a point layer, or turn polygons and lines into points"))
    ])
  }
}

/// OpenStreetMap knows no network: what is in it could be asked, and is no station.
private func extractIsNoList(_ path: String) -> Failure {
  Failure(
    .data,
    what: Text(
      ja: "OpenStreetMapのファイルは拠点の一覧ではありません",
      en: "an OpenStreetMap extract is no station list"),
    at: Place(file: path),
    remedy: Text(
      ja: "依頼先の候補として --candidates osm=\(path) で指定してください",
      en: "Give it as candidates: --candidates osm=\(path)"))
}
