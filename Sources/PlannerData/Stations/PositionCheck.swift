internal import Planner

/// Whether the position that a row of places (stations, candidates) gives can be one, and what
/// to say where it cannot.
struct PositionCheck {
  let row: Int
  let columns: ColumnMap
  let limits: StationRowReader.Limits
  /// The flag that names the file's coordinate system; `nil` where there is none.
  let crsFlag: String?
  private(set) var findings: [Finding] = []

  init(row: Int, columns: ColumnMap, limits: StationRowReader.Limits, crsFlag: String?) {
    self.row = row
    self.columns = columns
    self.limits = limits
    self.crsFlag = crsFlag
  }

  /// `nil` for what is missing, about which the caller decides, and for what is unusable, as
  /// `findings` then say.
  mutating func coordinate(
    _ position: StationRowReader.Position
  ) -> StationRecord.Coordinate? {
    switch position {
    case .missing:
      return nil
    case .unusable(let found):
      findings.append(contentsOf: found)
      return nil
    case .found(.placed(let point)):
      return .placed(point)
    case .found(.degrees(let point)):
      return isUsable(point) ? .degrees(point) : nil
    case .found(.plane(let point)):
      return isUsable(point) ? .plane(point) : nil
    }
  }

  private mutating func isUsable(_ point: Position<Geographic>) -> Bool {
    // degrees may stand in columns called x and y where the file's CRS says so
    let latitudeColumn = columns["lat"] != nil ? "lat" : "y"
    let longitudeColumn = columns["lon"] != nil ? "lon" : "x"
    guard point.latitude.isFinite else { return notFinite(latitudeColumn) }
    guard point.longitude.isFinite else { return notFinite(longitudeColumn) }
    if limits.isJapan, point.latitude == 0, point.longitude == 0 {
      add(
        latitudeColumn, .nullIsland,
        what: Text(
          ja: "緯度と経度がどちらも0です（位置が調べられなかった行のようです）",
          en: "latitude and longitude are both 0 (as geocoders write what they did not find)"),
        remedy: Text(
          ja: "緯度と経度を調べて書いてください", en: "Look the place up and write its coordinates"))
      return false
    }
    let isLatitudeIn = limits.latitude.contains(point.latitude)
    let isLongitudeIn = limits.longitude.contains(point.longitude)
    if isLatitudeIn, isLongitudeIn { return true }
    if limits.latitude.contains(point.longitude), limits.longitude.contains(point.latitude) {
      add(
        latitudeColumn, .swappedAxes,
        what: Text(
          ja: "緯度と経度が入れ替わっています（緯度 \(point.latitude)、経度 \(point.longitude)）",
          en: "latitude and longitude are swapped (latitude \(point.latitude), "
            + "longitude \(point.longitude))"),
        remedy: Text(
          ja: "二つの値を入れ替えてください。全部の行がそうなら、列の名前を入れ替えます",
          en: "Swap the two values; if all rows are like this, swap the names of the columns"))
      return false
    }
    if !isLatitudeIn {
      outOfRange(
        latitudeColumn, Text(ja: "緯度", en: "latitude"), point.latitude, limits.latitude)
    }
    if !isLongitudeIn {
      outOfRange(
        longitudeColumn, Text(ja: "経度", en: "longitude"), point.longitude, limits.longitude)
    }
    return false
  }

  private mutating func isUsable(_ point: Position<Plane>) -> Bool {
    var isFine = true
    for (slug, value) in [("x", point.easting), ("y", point.northing)] {
      guard value.isFinite else { return notFinite(slug) }
      guard abs(value) > limits.meters else { continue }
      isFine = false
      add(
        slug, .outOfRange,
        what: Text(
          ja: "\(value) m は範囲外です", en: "\(value) m is out of range"),
        remedy: Text(
          ja: "x は東距、y は北距をメートルで書きます。単位\(crsFlag.map { "と \($0) " } ?? "")を確かめてください",
          en: "x is the easting and y the northing in metres; check the unit"
            + (crsFlag.map { " and \($0)" } ?? "")))
    }
    return isFine
  }

  private mutating func notFinite(_ slug: String) -> Bool {
    add(
      slug, .badNumber,
      what: Text(ja: "位置が有限の数ではありません", en: "the position is not a finite number"),
      remedy: Text(
        ja: "計算の誤りでないか確かめ、値を書き直してください",
        en: "Check the calculation that it comes from, and write the value anew"))
    return false
  }

  private mutating func outOfRange(
    _ slug: String, _ name: Text, _ value: Double, _ range: ClosedRange<Double>
  ) {
    let isMeters = abs(value) > 360
    let bounds = "\(Int(range.lowerBound))–\(Int(range.upperBound))"
    add(
      slug, .outOfRange,
      what: limits.isJapan
        ? Text(
          ja: "\(name.ja) \(value) は日本の範囲（\(bounds)度）の外です",
          en: "\(name.en) \(value) is outside Japan (\(bounds)°)")
        : Text(
          ja: "\(name.ja) \(value) は範囲（\(bounds)度）の外です",
          en: "\(name.en) \(value) is out of range (\(bounds)°)"),
      remedy: isMeters
        ? Text(
          ja: "メートルの座標なら列の名前を x（東距）と y（北距）に"
            + (crsFlag.map { "し、\($0) で座標系を指定" } ?? "") + "してください",
          en: "If it is in metres, name the columns x (easting) and y (northing)"
            + (crsFlag.map { " and give the system by \($0)" } ?? ""))
        : Text(
          ja: "値を確かめてください。10進の度（35.56）で書きます"
            + (crsFlag.map { "。別の座標系なら \($0) で指定します" } ?? ""),
          en: "Check the value, in decimal degrees (35.56)"
            + (crsFlag.map { "; another system is named by \($0)" } ?? "")))
  }

  private mutating func add(_ slug: String, _ code: Finding.Code, what: Text, remedy: Text) {
    let column = columns[slug].map { columns.header[$0] }
    findings.append(
      Finding(
        .error, code, what: what, at: Place(file: columns.file, row: row, column: column),
        remedy: remedy))
  }
}
