internal import Planner

/// Reads a station list of any format: tables by our own reader, everything else as a layer of
/// points.
/// Positions must lie within `limits`; where none are given, within those that go with the system.
func readStationInput(
  _ path: String, crs: CoordinateReferenceSystem?, kinds: [OrganizationKind],
  gazetteer: Gazetteer? = nil, limits: StationRowReader.Limits? = nil, role: Text? = nil
) throws -> Reading<StationLayer> {
  let file = try FileBytes(reading: path, role: role ?? .stationList)
  guard TableForm.isTable(file) else {
    return try readStationLayer(
      file, crs: crs, kinds: kinds, gazetteer: gazetteer, limits: limits)
  }
  let table = try DelimitedTable(file, layout: .list(ColumnDefinition.stations))
  let reading = try readStations(
    table, of: file.inputFile(role: "stations"), crs: crs, kinds: kinds, gazetteer: gazetteer,
    limits: limits)
  return Reading(
    StationLayer(records: reading.value, crs: crs ?? .jgd2011), findings: reading.findings,
    file: reading.file)
}

/// Coordinates of a file in the working CRS of a region, and in degrees (JGD2011).
struct PlacedCoordinates {
  /// Not finite where a coordinate has no image.
  var positions: [Position<Plane>]
  var geographic: [Position<Geographic>]
  /// `nil` where all were in the working CRS already.
  var operation: CoordinateOperation?

  init(
    _ coordinates: [StationRecord.Coordinate], crs: CoordinateReferenceSystem, in region: Region
  ) throws {
    let toDegrees = try Projection(from: region.degrees, to: region.crs)
    // JGD2011, JGD2000 and WGS 84 degrees are the same to within a metre: PROJ says so, and the
    // accuracy is in the result
    let inWorkingCRS = crs == region.crs
    var degrees: [(index: Int, at: Position<Geographic>)] = []
    var planes: [(index: Int, at: Position<Plane>)] = []
    var placed: [(index: Int, at: Position<Geographic>)] = []
    for (index, coordinate) in coordinates.enumerated() {
      switch coordinate {
      case .degrees(let position): degrees.append((index, position))
      case .plane(let position): planes.append((index, position))
      case .placed(let position): placed.append((index, position))
      }
    }
    positions = [Position<Plane>](repeating: Position(x: 0, y: 0), count: coordinates.count)
    // metres are in the file's CRS where that is a plane one, else in the working CRS already
    let fileIsPlane = try Projection.nature(of: crs) == .meters
    let movesPlanes = fileIsPlane && !inWorkingCRS && !planes.isEmpty
    // without a position to move, the two systems need not know of each other
    let fromFile =
      degrees.isEmpty && !movesPlanes ? toDegrees : try Projection(from: crs, to: region.crs)
    let projected: [Position<Plane>] = fromFile.forward(degrees.map(\.at))
    for (entry, position) in zip(degrees, projected) { positions[entry.index] = position }
    let moved: [Position<Plane>] =
      movesPlanes ? fromFile.forward(planes.map(\.at)) : planes.map(\.at)
    for (entry, position) in zip(planes, moved) { positions[entry.index] = position }
    let found: [Position<Plane>] = toDegrees.forward(placed.map(\.at))
    for (entry, position) in zip(placed, found) { positions[entry.index] = position }
    if let first = degrees.first {
      operation = fromFile.operation(at: first.at)
    } else if let first = planes.first, movesPlanes {
      operation = fromFile.operation(at: first.at)
    }
    geographic = toDegrees.inverse(positions)
  }
}

/// Stations in the working CRS of a region.
struct PlacedStations {
  var stations: [Station]
  var municipality: [Int?]
  var operation: CoordinateOperation?
  var findings: [Finding] = []

  init(_ layer: StationLayer, in region: Region) throws {
    let placed = try PlacedCoordinates(
      layer.records.map(\.coordinate), crs: layer.crs, in: region)
    operation = placed.operation
    let all = layer.records.indices.map { index -> Station in
      let record = layer.records[index]
      return Station(
        id: record.id, name: record.name, kind: record.kind, services: record.services,
        position: placed.positions[index], geographic: placed.geographic[index],
        joined: record.joined,
        left: record.left, season: record.season, consent: record.consent,
        precision: record.precision, details: record.details, place: record.place,
        locationAccuracy: record.locationAccuracy)
    }
    let unplaced = all.filter { !$0.position.x.isFinite || !$0.position.y.isFinite }
    guard unplaced.isEmpty else {
      throw Failure(
        .data,
        unplaced.map { station in
          Finding(
            .error,
            what: Text(
              ja: "座標を \(region.crs) に変換できません",
              en: "the position cannot be transformed to \(region.crs)"),
            at: station.place,
            remedy: Text(
              ja: "緯度・経度か --stations-crs を確かめてください",
              en: "Check the coordinates, or --stations-crs"))
        })
    }
    stations = all.sorted { $0.id < $1.id }
    municipality = region.municipalities(of: stations.map(\.geographic))
    findings = placementFindings(region)
  }

  /// Stations outside the study area, and stations whose list names another municipality than
  /// the one in which they lie.
  private func placementFindings(_ region: Region) -> [Finding] {
    var findings: [Finding] = []
    let outside = stations.indices.filter { municipality[$0] == nil }
    if let first = outside.first {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "どの市町村にも入らない拠点が\(outside.count)か所あります（例：\(stations[first].name.shortened)）",
            en:
              "\(outside.count) stations lie in no municipality (such as \(stations[first].name.quoted))"
          ),
          at: stations[first].place,
          remedy: Text(
            ja: "海や県外でなければ、座標（緯度・経度、座標系）を確かめてください。計算には含めます",
            en: "Unless they are outside on purpose, check the coordinates; they do count")))
    }
    var changed: Set<String> = []
    for index in stations.indices {
      guard !region.study.isPlanar, let stated = stations[index].details["municipality"],
        !stated.isEmpty,
        let actual = municipality[index].map({ region.study.municipalities[$0] })
      else { continue }
      let code = MunicipalityCode(Spelling.widthFolded(stated))
      if let code, region.study.isOfAnotherYear(code),
        region.study.members(of: code).contains(municipality[index] ?? -1)
      {
        changed.insert("\(code)→\(actual.name)")
      }
      let names = [stated, actual.name].map(Spelling.placeKey)
      guard !names[0].hasSuffix(names[1]), !names[1].hasPrefix(names[0]),
        !(code.map { region.study.members(of: $0).contains(municipality[index] ?? -1) } ?? false)
      else { continue }
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "「\(stated.shortened)」とありますが、座標は\(actual.name)にあります",
            en: "the list says \(stated.quoted), but the position is in \(actual.name)"),
          at: stations[index].place,
          remedy: Text(
            ja: "座標か市町村名のどちらかを直してください。計算では座標に従います",
            en: "Mend one of the two; the position counts here")))
    }
    if !changed.isEmpty {
      findings.append(
        Finding(
          .note,
          what: Text(
            ja: "合併や市制で変わった市町村コードを、いまの市町村として読みました（\(changed.sorted().listed(in: .ja))）",
            en: "municipality codes that have changed since are read as those of the present "
              + "municipalities (\(changed.sorted().listed(in: .en)))"),
          at: Place(file: stations.first?.place.file), remedy: Text(verbatim: "")))
    }
    return findings
  }
}
