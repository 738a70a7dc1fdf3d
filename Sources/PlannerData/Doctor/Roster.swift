internal import Planner

/// A station list as the doctor looks at it: every row, also those of which the reader makes no
/// station.
struct Roster {
  struct Row {
    /// As a spreadsheet shows it; of a map layer, the number of the feature.
    var number: Int
    var name = ""
    var address = ""
    /// What the columns beside the address say.
    var municipality = ""
    var code = ""
    /// The two numbers in the file, as x and y; `nil` where the row has no position.
    var written: (x: Double, y: Double)?
    /// In JGD2011; `nil` where the row has none that can be one.
    var position: Position<Geographic>?
    /// The same with the two numbers exchanged, where that can be a position.
    var exchanged: Position<Geographic>?
    /// As the list says, or found by its address.
    var accuracy: LocationAccuracy?
    /// The position was found by the address, so that it cannot contradict it.
    var isPlacedByAddress = false
    var services: Set<Service> = []
    var season = Season.allYear
    /// Where the row has a record; without one, services and season are not known.
    var isRead = false
  }

  /// `stations`, or `candidates:KIND`.
  var layer = "stations"
  var path: String
  var rows: [Row] = []
  /// The columns that messages name; `nil` where the list has none.
  var positionColumn: String?
  var municipalityColumn: String?
  var addressColumn: String?
  var codeColumn: String?
  var nameColumn: String?
  /// Where the table has the two numbers; `nil` for a map layer.
  var xColumn: Int?
  var yColumn: Int?
  /// `nil` for a map layer.
  var table: DelimitedTable?
  /// The meaning of each column of the table.
  var slugs: [String?] = []
  /// The numbers are metres.
  var isPlane = false
  /// The system of the positions, where the list or the caller says.
  var crs: CoordinateReferenceSystem?

  func place(_ row: Row, _ column: String? = nil) -> Place {
    Place(file: path, row: row.number, column: column)
  }

  private static let codeNames =
    ["所在地_全国地方公共団体コード"] + [ColumnDefinition.municipalityCode.slug]
    + ColumnDefinition.municipalityCode.aliases

  private static func codeColumn(in header: [String]) -> Int? {
    let keys = header.map(Spelling.key)
    return codeNames.lazy.compactMap { keys.firstIndex(of: Spelling.key($0)) }.first
  }

  // MARK: Tables

  /// - Parameters:
  ///   - table: the list.
  ///   - crs: its system, if it is stated.
  /// - Throws: `Failure` (data) for a system that counts in neither degrees nor metres.
  init(_ table: DelimitedTable, crs: CoordinateReferenceSystem?) throws {
    path = table.path
    self.table = table
    self.crs = crs
    let values = ColumnValues(count: table.rowCount) { table.text(row: $0, column: $1) }
    var columns = try ColumnMap(
      header: table.header, file: table.path, row: table.headerRow,
      definitions: StationColumns.definitions(table.header, values),
      ignoring: GeocodeDocument.added)
    let hasPositions = columns.positionColumns != nil
    let positions = hasPositions ? try TablePositions(table, columns, crs, crsFlag: nil) : nil
    if let positions { columns = positions.columns }
    slugs = [String?](repeating: nil, count: table.columnCount)
    for definition in ColumnDefinition.stations {
      if let column = columns[definition.slug] { slugs[column] = definition.slug }
    }
    let code = Self.codeColumn(in: table.header)
    if let code, slugs[code] == nil { slugs[code] = ColumnDefinition.municipalityCode.slug }
    let addresses = AddressColumns(header: table.header)
    func name(_ column: Int?) -> String? { column.map { table.header[$0] } }
    addressColumn = addresses?.name
    codeColumn = name(code)
    municipalityColumn = name(columns["municipality"])
    nameColumn = name(columns["name"])
    rows.reserveCapacity(table.rowCount)
    for index in 0..<table.rowCount {
      func text(_ column: Int?) -> String {
        column.map { table.text(row: index, column: $0) } ?? ""
      }
      var row = Row(number: table.rowNumber(index))
      row.name = text(columns["name"])
      row.municipality = text(columns["municipality"])
      row.code = text(code)
      row.address = addresses?.address { text($0) } ?? ""
      switch positions?[index] {
      case .found(.degrees(let point))?: row.written = (point.x, point.y)
      case .found(.plane(let point))?:
        row.written = (point.x, point.y)
        isPlane = true
      default: break
      }
      rows.append(row)
    }
    if let positions { (xColumn, yColumn) = positions.usedColumns }
    positionColumn = name(yColumn)
  }

  // MARK: Map layers

  init(_ layer: VectorLayer, crs stated: CoordinateReferenceSystem?) throws {
    path = layer.path
    crs = stated ?? layer.crs
    isPlane = try crs.map { try Projection.nature(of: $0) == .meters } ?? false
    let header = layer.fieldNames
    let values = ColumnValues(count: layer.features.count) { layer.features[$0].text($1) ?? "" }
    let columns = try ColumnMap(
      header: header, file: path, row: nil,
      definitions: StationColumns.definitions(header, values))
    let code = Self.codeColumn(in: header)
    let addresses = AddressColumns(header: header)
    func name(_ column: Int?) -> String? { column.map { header[$0] } }
    addressColumn = addresses?.name
    codeColumn = name(code)
    municipalityColumn = name(columns["municipality"])
    nameColumn = name(columns["name"])
    rows = layer.features.map { feature in
      func text(_ column: Int?) -> String { column.flatMap { feature.text($0) } ?? "" }
      var row = Row(number: feature.index + 1)
      row.name = text(columns["name"])
      row.municipality = text(columns["municipality"])
      row.code = text(code)
      row.address = addresses?.address { text($0) } ?? ""
      if case .points(let points)? = feature.geometry, points.count == 1 {
        row.written = (points[0].x, points[0].y)
      }
      return row
    }
  }

  // MARK: Candidates

  /// The rows of a list of candidates, with what their file says of each of them.
  ///
  /// - Parameters:
  ///   - candidates: what the reader made of the list.
  ///   - layer: how findings name it.
  ///   - file: the list, from which municipality and address are read; `nil` for an extract of
  ///     OpenStreetMap, where a place names neither.
  /// - Throws: `Failure` (data) for a system that cannot be converted to degrees.
  init(_ candidates: CandidateLayer, layer: String, file: FileBytes?) throws {
    var base: Roster?
    if let file {
      base =
        TableForm.isTable(file)
        ? try? Roster(
          DelimitedTable(file, layout: .list(ColumnDefinition.stations)), crs: candidates.crs)
        : try? Roster(
          readVectorLayer(file, kind: .points, role: layer).value, crs: candidates.crs)
      try base?.locate([], planeCRS: candidates.crs)
    }
    self = base ?? Roster(path: candidates.path)
    self.layer = layer
    // no cell of it is ever written
    table = nil
    let indexOfRow = Dictionary(
      rows.indices.map { (rows[$0].number, $0) }, uniquingKeysWith: { first, _ in first })
    let projection = try Projection(from: candidates.crs, to: .jgd2011)
    for record in candidates.records {
      guard let number = record.place.row else { continue }
      let index = indexOfRow[number] ?? rows.count
      if index == rows.count { rows.append(Row(number: number)) }
      rows[index].name = record.name
      rows[index].accuracy = record.isCentre ? .municipality : record.locationAccuracy
      switch record.coordinate {
      case .degrees(let point): rows[index].position = point
      case .placed(let point):
        rows[index].position = point
        rows[index].isPlacedByAddress = true
      case .plane(let point):
        let moved: [Position<Geographic>] = projection.forward([point])
        rows[index].position = moved.first
      }
    }
  }

  private init(path: String) { self.path = path }

  // MARK: Positions

  /// Works out where the rows are.
  ///
  /// - Parameters:
  ///   - records: what the reader made of them.
  ///   - planeCRS: of metres where the list does not say; `nil` where that is not known either.
  /// - Throws: `Failure` (data) for a system that cannot be converted to degrees.
  mutating func locate(
    _ records: [StationRecord], planeCRS: CoordinateReferenceSystem?
  ) throws {
    let limits = StationRowReader.Limits.of(crs)
    let system = isPlane ? crs ?? planeCRS : crs ?? .jgd2011
    if let system {
      let indices = rows.indices.filter { rows[$0].written != nil }
      let isJGD = [.jgd2011, .crs84].contains(system)
      let projection = isJGD ? nil : try Projection(from: system, to: .jgd2011)
      func transformed(_ points: [(x: Double, y: Double)]) -> [Position<Geographic>] {
        guard let projection else { return points.map { Position(x: $0.x, y: $0.y) } }
        return isPlane
          ? projection.forward(points.map { Position<Plane>(x: $0.x, y: $0.y) })
          : projection.forward(points.map { Position<Geographic>(x: $0.x, y: $0.y) })
      }
      let isPlane = isPlane
      func canBe(_ point: (x: Double, y: Double)) -> Bool {
        if point.x == 0 && point.y == 0 { return false }
        return isPlane
          ? abs(point.x) <= limits.meters && abs(point.y) <= limits.meters
          : limits.longitude.contains(point.x) && limits.latitude.contains(point.y)
      }
      let straight = indices.compactMap { rows[$0].written }
      let turned = straight.map { (x: $0.y, y: $0.x) }
      for (offset, (here, there)) in zip(transformed(straight), transformed(turned)).enumerated() {
        let index = indices[offset]
        if canBe(straight[offset]), here.x.isFinite, here.y.isFinite { rows[index].position = here }
        if canBe(turned[offset]), there.x.isFinite, there.y.isFinite {
          rows[index].exchanged = there
        }
      }
    }
    // both go down the list
    var index = 0
    for record in records {
      guard let number = record.place.row else { continue }
      while index < rows.count, rows[index].number < number { index += 1 }
      guard index < rows.count, rows[index].number == number else { continue }
      rows[index].isRead = true
      rows[index].services = record.services
      rows[index].season = record.season
      rows[index].accuracy = record.locationAccuracy
      if case .placed(let point) = record.coordinate {
        rows[index].position = point
        rows[index].isPlacedByAddress = true
      }
    }
  }
}
