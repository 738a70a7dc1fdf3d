/// A level of the Japanese standard grid (JIS X 0410), from 80 km cells to 125 m, and the tenths
/// of its 1 km cells (100 m).
///
/// Cells are counted eastwards from longitude 0° and northwards from the equator, so that the
/// arithmetic is on whole numbers: `columnsPerDegree` cells to a degree of longitude, one and a
/// half times as many to a degree of latitude.
public enum GridLevel: Int, Sendable, Hashable, CaseIterable, Comparable {
  case km80 = 1
  case km10 = 8
  case km1 = 80
  case m500 = 160
  case m250 = 320
  case m125 = 640
  /// Tenths of 1 km cells (1/10 細分区画). Their codes are as long as those of 250 m.
  case m100 = 800

  public var columnsPerDegree: Int { rawValue }

  /// Digits of a code at this level.
  public var digits: Int {
    switch self {
    case .km80: 4
    case .km10: 6
    case .km1: 8
    case .m500: 9
    case .m250, .m100: 10
    case .m125: 11
    }
  }

  /// `250m`, `1km`: how flags and files name the level.
  public var slug: String {
    switch self {
    case .km80: "80km"
    case .km10: "10km"
    case .km1: "1km"
    case .m500: "500m"
    case .m250: "250m"
    case .m125: "125m"
    case .m100: "100m"
    }
  }

  public var name: Text {
    switch self {
    case .km80: Text(ja: "第1次地域区画（80km）", en: "80 km grid")
    case .km10: Text(ja: "第2次地域区画（10km）", en: "10 km grid")
    case .km1: Text(ja: "基準地域メッシュ（1km）", en: "1 km grid")
    case .m500: Text(ja: "500mメッシュ", en: "500 m grid")
    case .m250: Text(ja: "250mメッシュ", en: "250 m grid")
    case .m125: Text(ja: "125mメッシュ", en: "125 m grid")
    case .m100: Text(ja: "100mメッシュ", en: "100 m grid")
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One cell of the standard grid. Ordered by row from the south, then by column from the west.
public struct GridCell: Sendable, Hashable, Comparable {
  public let level: GridLevel
  /// Cells from longitude 0°, eastwards.
  public let column: Int32
  /// Cells from the equator, northwards.
  public let row: Int32

  public init(level: GridLevel, column: Int32, row: Int32) {
    self.level = level
    self.column = column
    self.row = row
  }

  /// The cell in which a point lies; its south and west edges belong to it. `nil` outside the
  /// range of codes (100–180° E, 0–66.67° N).
  ///
  /// Chained remainders, as textbooks have them, misplace two fifths of the exact south-west
  /// corners in floating point; here one product is rounded down, with 10⁻⁹ of a cell allowed
  /// for the rounding of the degrees themselves.
  public init?(containing point: Position<Geographic>, level: GridLevel) {
    let x = point.longitude * Double(level.columnsPerDegree)
    let y = point.latitude * Double(level.columnsPerDegree) * 1.5
    guard (100...180).contains(point.longitude), (0..<66.6).contains(point.latitude) else {
      return nil
    }
    self.init(
      level: level, column: Int32((x + 1e-9).rounded(.down)), row: Int32((y + 1e-9).rounded(.down)))
  }

  /// Reads a code; the level follows from the number of digits. `nil` for a code of another
  /// length, with another character, or with a digit that the level does not have.
  ///
  /// - Parameters:
  ///   - code: ASCII digits.
  ///   - tenDigits: what a code of ten digits is, 250 m or 100 m; the code itself cannot tell.
  public init?(code: some Collection<UInt8>, tenDigits: GridLevel = .m250) {
    let bytes = Array(code)
    guard
      let cell = bytes.withUnsafeBufferPointer({ GridCell(code: $0, tenDigits: tenDigits) })
    else { return nil }
    self = cell
  }

  /// The same from bytes where they lie: a national grid has millions of codes.
  public init?(code: UnsafeBufferPointer<UInt8>, tenDigits: GridLevel = .m250) {
    let level: GridLevel
    switch code.count {
    case 4: level = .km80
    case 6: level = .km10
    case 8: level = .km1
    case 9: level = .m500
    case 10: level = tenDigits == .m100 ? .m100 : .m250
    case 11: level = .m125
    default: return nil
    }
    for byte in code where byte < 48 || byte > 57 { return nil }
    func digit(_ index: Int) -> Int32 { Int32(code[index]) - 48 }
    var row = digit(0) * 10 + digit(1)
    var column = 100 + digit(2) * 10 + digit(3)
    if level >= .km10 {
      guard digit(4) < 8, digit(5) < 8 else { return nil }
      row = row * 8 + digit(4)
      column = column * 8 + digit(5)
    }
    if level >= .km1 {
      row = row * 10 + digit(6)
      column = column * 10 + digit(7)
    }
    if level == .m100 {
      row = row * 10 + digit(8)
      column = column * 10 + digit(9)
      self.init(level: level, column: column, row: row)
      return
    }
    // each further digit is a quarter: 1 south-west, 2 south-east, 3 north-west, 4 north-east
    for index in 8..<max(8, code.count) {
      let quarter = digit(index) - 1
      guard (0...3).contains(quarter) else { return nil }
      row = row * 2 + quarter / 2
      column = column * 2 + quarter % 2
    }
    self.init(level: level, column: column, row: row)
  }

  public init?(code: String, tenDigits: GridLevel = .m250) {
    self.init(code: Array(code.utf8), tenDigits: tenDigits)
  }

  /// The code, with as many digits as the level has.
  public var code: String {
    var row = Int(row)
    var column = Int(column)
    var tail = ""
    if level == .m100 {
      tail = "\(row % 10)\(column % 10)"
      row /= 10
      column /= 10
    }
    for needed in [GridLevel.m125, .m250, .m500] where level >= needed && level != .m100 {
      tail = String(1 + (row % 2) * 2 + column % 2) + tail
      row /= 2
      column /= 2
    }
    if level >= .km1 {
      tail = "\(row % 10)\(column % 10)" + tail
      row /= 10
      column /= 10
    }
    if level >= .km10 {
      tail = "\(row % 8)\(column % 8)" + tail
      row /= 8
      column /= 8
    }
    let first = row < 10 ? "0\(row)" : "\(row)"
    let second = column - 100 < 10 ? "0\(column - 100)" : "\(column - 100)"
    return first + second + tail
  }

  /// Degrees of the south-west corner.
  public var southWest: Position<Geographic> { corner(east: 0, north: 0) }

  public var center: Position<Geographic> { corner(east: 0.5, north: 0.5) }

  /// A point of the cell by its share of the cell's width and height.
  public func corner(east: Double, north: Double) -> Position<Geographic> {
    let perDegree = Double(level.columnsPerDegree)
    return Position(
      longitude: (Double(column) + east) / perDegree,
      latitude: (Double(row) + north) / (perDegree * 1.5))
  }

  public static func < (a: Self, b: Self) -> Bool {
    if a.level != b.level { return a.level < b.level }
    return a.row != b.row ? a.row < b.row : a.column < b.column
  }
}
