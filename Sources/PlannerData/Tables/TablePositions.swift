internal import Planner

/// The positions of a table's rows: which columns they are in, and whether in degrees or metres.
struct TablePositions {
  private let table: DelimitedTable
  private var xColumn: Int
  private var yColumn: Int
  private var isDegrees: Bool
  /// What the columns mean, `x` the longitude and `y` the latitude where these hold degrees.
  private(set) var columns: ColumnMap
  private var degreesNote: Finding?
  /// Rows whose angles are in minutes and seconds, of those that were asked for.
  private let sexagesimal = Tally()

  private final class Tally {
    var rows: [Int] = []
  }

  /// - Parameters:
  ///   - table: the rows.
  ///   - columns: what the table's columns mean.
  ///   - crs: the file's coordinate reference system, if it is stated.
  ///   - crsFlag: the flag that states it; `nil` where there is none.
  /// - Throws: `Failure` (data) without position columns, or with degrees where metres are meant.
  init(
    _ table: DelimitedTable, _ columns: ColumnMap, _ crs: CoordinateReferenceSystem?,
    crsFlag: String?
  ) throws {
    self.table = table
    self.columns = columns
    let nature = try crs.map { try Projection.nature(of: $0) }
    // a file may have both; the stated system then says which of them is meant
    switch nature == .meters ? columns.meterColumns : columns.positionColumns {
    case .degrees(let latitude, let longitude):
      (xColumn, yColumn, isDegrees) = (longitude, latitude, true)
    case .meters(let easting, let northing):
      (xColumn, yColumn, isDegrees) = (easting, northing, nature == .degrees)
      if nature == nil { try takeDegrees(easting, northing, crsFlag) }
    case nil:
      if let crs, nature == .meters, columns.positionColumns != nil {
        throw Self.degreesInProjectedSystem(table, crs)
      }
      throw Self.noPositionColumns(table, columns)
    }
  }

  /// Where x (longitude) and y (latitude) are read.
  var usedColumns: (x: Int, y: Int) { (xColumn, yColumn) }

  /// What stands in the two columns, if both are numbers.
  func numbers(_ row: Int) -> (x: Double, y: Double)? {
    guard case .number(let x) = table.number(row: row, column: xColumn),
      case .number(let y) = table.number(row: row, column: yColumn)
    else { return nil }
    return (x, y)
  }

  /// Where a row says that it is. Rows with minutes and seconds are remembered for `findings`.
  subscript(row: Int) -> StationRowReader.Position {
    var x = table.number(row: row, column: xColumn)
    var y = table.number(row: row, column: yColumn)
    if isDegrees, x == .unreadable || y == .unreadable {
      let isRead = [readAngle(&x, row, xColumn), readAngle(&y, row, yColumn)]
      if isRead.contains(true), x != .unreadable, y != .unreadable { sexagesimal.rows.append(row) }
    }
    if case .number(let x) = x, case .number(let y) = y {
      if !isDegrees, abs(x) <= 180, abs(y) <= 90 { return .unusable([degreesAmongMeters(row)]) }
      return .found(
        isDegrees
          ? .degrees(Position(longitude: x, latitude: y))
          : .plane(Position(easting: x, northing: y)))
    }
    if x == .blank, y == .blank { return .missing }
    // latitude comes first in messages, as in the columns
    return .unusable(
      [(yColumn, y), (xColumn, x)].sorted { $0.0 < $1.0 }.compactMap { column, value in
        switch value {
        case .number: nil
        case .blank: blank(row, column)
        case .unreadable: unreadable(row, column)
        }
      })
  }

  private func readAngle(_ value: inout DecimalNumber, _ row: Int, _ column: Int) -> Bool {
    guard value == .unreadable,
      let degrees = AngleText.degrees(table.text(row: row, column: column))
    else { return false }
    value = .number(degrees)
    return true
  }

  /// What was found out about the positions of the rows that were asked for.
  var findings: [Finding] { [degreesNote, sexagesimalNote].compactMap { $0 } }

  /// Takes `x` and `y` for longitude and latitude, or for latitude and longitude as in surveying,
  /// where the values leave no doubt: no list lies within 200 m of the origin of its zone. One
  /// row that is blank or (0, 0) must not turn the others into metres.
  ///
  /// - Throws: `Failure` (data) where most rows are degrees, but in either order.
  private mutating func takeDegrees(_ easting: Int, _ northing: Int, _ crsFlag: String?) throws {
    let limits = StationRowReader.Limits.japan
    var (eastFirst, northFirst, meters) = (0, 0, 0)
    for row in 0..<table.rowCount {
      guard case .number(let x) = table.number(row: row, column: xColumn),
        case .number(let y) = table.number(row: row, column: yColumn), x != 0 || y != 0
      else { continue }
      if limits.longitude.contains(x) && limits.latitude.contains(y) {
        eastFirst += 1
      } else if limits.longitude.contains(y) && limits.latitude.contains(x) {
        northFirst += 1
      } else {
        meters += 1
      }
    }
    guard eastFirst + northFirst > meters else { return }
    guard max(eastFirst, northFirst) >= 9 * min(eastFirst, northFirst) else {
      throw Self.degreesInMeterColumns(table, easting, northing, crsFlag)
    }
    isDegrees = true
    if northFirst > eastFirst {
      (xColumn, yColumn) = (yColumn, xColumn)
      columns.exchange("x", "y")
    }
    degreesNote = takenForDegrees()
  }

  // MARK: Messages

  private func takenForDegrees() -> Finding {
    let (longitude, latitude) = (table.header[xColumn], table.header[yColumn])
    return Finding(
      .note,
      what: Text(
        ja: "列「\(latitude)」を緯度、列「\(longitude)」を経度（度）として読みました",
        en:
          "columns \(latitude.quoted) and \(longitude.quoted) were read as latitude and longitude "
          + "in degrees"),
      at: Place(file: table.path, row: table.headerRow),
      remedy: Text(
        ja: "値が度の範囲にあるためです。列の名前を lat と lon にすると確実です",
        en: "Their values are degrees; names such as lat and lon would say so"))
  }

  private var sexagesimalNote: Finding? {
    guard !sexagesimal.rows.isEmpty else { return nil }
    let rows = sexagesimal.rows.map(table.rowNumber)
    return Finding(
      .note,
      what: Text(
        ja: "度分秒で書かれた位置を10進の度に直して読みました（\(rows.count)行：\(rows.listed(in: .ja))）",
        en: "positions in degrees, minutes and seconds were read as decimal degrees: \(rows.count) "
          + "(\(rows.listed(in: .en)))"),
      at: Place(file: table.path, row: rows.first, column: table.header[yColumn]),
      remedy: Text(
        ja: "そのままで構いません（35度33分36秒 → 35.56）",
        en: "Nothing to do (35°33′36″ is 35.56)"))
  }

  private func degreesAmongMeters(_ row: Int) -> Finding {
    let x = table.text(row: row, column: xColumn)
    let y = table.text(row: row, column: yColumn)
    return Finding(
      .error, .outOfRange,
      what: Text(
        ja: "(\(x.shortened), \(y.shortened)) はメートルではなく、度か仮の値のようです",
        en: "(\(x.shortened), \(y.shortened)) looks like degrees or a placeholder, not metres"),
      at: table.place(row: row, column: xColumn),
      remedy: Text(
        ja: "この行をほかの行と同じ座標系のメートルに直すか、位置が分からなければ行を除いてください",
        en: "Write it in metres like the other rows, or remove the row if its place is unknown"))
  }

  private func blank(_ row: Int, _ column: Int) -> Finding {
    Finding(
      .error, .noPosition, what: Text(ja: "位置の半分が空白です", en: "half of the position is blank"),
      at: table.place(row: row, column: column),
      remedy: Text(ja: "値を書いてください", en: "Write the value"))
  }

  private func unreadable(_ row: Int, _ column: Int) -> Finding {
    let text = table.text(row: row, column: column)
    let isSexagesimal = text.contains { "°度'′’分\"″秒".contains($0) }
    return Finding(
      .error, .badNumber,
      what: Text(ja: "「\(text.shortened)」は数ではありません", en: "\(text.quoted) is not a number"),
      at: table.place(row: row, column: column),
      remedy: isSexagesimal
        ? Text(
          ja: "度分秒は10進の度に直してください（35度33分36秒 → 35.56）",
          en: "Turn degrees, minutes and seconds into decimal degrees (35°33′36″ is 35.56)")
        : isDegrees
          ? Text(
            ja: "35.56 のように10進の度で書いてください", en: "Write decimal degrees, such as 35.56")
          : Text(ja: "メートルの数だけを書いてください", en: "Write metres, the number only"))
  }

  private static func noPositionColumns(
    _ table: DelimitedTable, _ columns: ColumnMap
  ) -> Failure {
    let wanted = ["lat", "lon", "x", "y"]
    let half = wanted.compactMap { columns[$0] }.map { table.header[$0] }
    let near = wanted.compactMap { slug in
      columns.nearMiss(for: slug).map { (written: $0, slug: slug) }
    }
    var ja = near.map { "「\($0.written)」は「\($0.slug)」のことですか？" }.joined()
    var en = near.map { "Did you mean \"\($0.slug)\" by \($0.written.quoted)? " }.joined()
    if table.header.contains(where: { ["x座標", "y座標"].contains(Spelling.key($0)) }) {
      ja += "測量のX座標は北、Y座標は東なので、どちらの意味か決められません。"
      en += "In Japanese surveying X座標 is north and Y座標 east, so they are not taken for granted. "
    }
    let found = table.header.filter { !$0.isEmpty }
    let halfJa = half.isEmpty ? "" : "（「\(half.joined(separator: "」「"))」だけでは足りません）"
    let halfEn = half.isEmpty ? "" : " (\(half.joined(separator: ", ")) alone is not enough)"
    return Failure(
      .data,
      what: Text(
        ja: "位置の列がありません\(halfJa)。見つかった列：\(found.listed(in: .ja))",
        en: "there are no position columns\(halfEn); found: \(found.listed(in: .en))"),
      at: Place(file: table.path, row: table.headerRow),
      remedy: Text(
        ja: ja + "緯度と経度（lat, lon）か、東距と北距（x, y、メートル）の列を用意してください",
        en: en + "Name them lat and lon (degrees), or x and y (easting and northing in metres)"))
  }

  private static func degreesInMeterColumns(
    _ table: DelimitedTable, _ easting: Int, _ northing: Int, _ crsFlag: String?
  ) -> Failure {
    let (x, y) = (table.header[easting], table.header[northing])
    return Failure(
      .data,
      what: Text(
        ja: "列「\(x)」「\(y)」はメートルのはずですが、ほとんどの行が経度・緯度の値で、順序が行によって違います",
        en: "columns \(x.quoted) and \(y.quoted) should be metres, but most rows have longitude "
          + "and latitude in them, in either order"),
      at: Place(file: table.path, row: table.headerRow),
      remedy: Text(
        ja: "順序をそろえ、列の名前を lon と lat に"
          + (crsFlag.map { "するか、\($0) EPSG:6668 を付けて" } ?? "して") + "ください",
        en: "Bring them into one order, and name the columns lon and lat"
          + (crsFlag.map { " or give \($0) EPSG:6668" } ?? "")))
  }

  private static func degreesInProjectedSystem(
    _ table: DelimitedTable, _ crs: CoordinateReferenceSystem
  ) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "\(crs) はメートルの座標系ですが、緯度と経度の列しかありません",
        en: "\(crs) is in metres, but there are only columns of latitude and longitude"),
      at: Place(file: table.path, row: table.headerRow),
      remedy: Text(
        ja: "--stations-crs を外すか、EPSG:6668 のような緯度経度の座標系にしてください",
        en: "Leave out --stations-crs, or name a system in degrees such as EPSG:6668"))
  }
}
