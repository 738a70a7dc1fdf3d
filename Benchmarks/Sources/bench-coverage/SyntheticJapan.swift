import BenchSupport
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A made-up country of Japan's size, the same in every run: 1,900 municipalities in 47
/// prefectures, 480,000 populated 500 m cells (a third of the land, as in Japan), and 12,600
/// stations. It lies on one plane between 132° and 141° E, around 36° N.
///
/// The country is a sheet of slots of 30 by 26 cells, about 14 by 12 km, each a municipality or
/// one of twenty lakes. Neighbours share the very corners of the border between them, from 128
/// to 1,024 stretches a side. Parts of it, from one sixteenth on, are each contained in the next.
struct SyntheticJapan {
  static let seed: UInt64 = 126_146_099
  static let slotColumns = 48
  static let slotRows = 40
  static let municipalityCount = 1900
  static let cellCount = 480_000
  static let stationCount = 12_600

  // a slot in cells, and where the sheet begins
  private static let width = 30
  private static let height = 26
  private static let firstColumn = 132 * 160
  private static let firstRow = 34 * 240

  /// An equal-area plane for the whole sheet: true to scale within 0.1 % everywhere, where a
  /// plane rectangular zone would be off by 0.2 % at its ends. Its datum is that of the files.
  static let crs = """
    PROJCRS["Synthetic Japan",BASEGEOGCRS["JGD2011",DATUM["Japanese Geodetic Datum 2011",\
    ELLIPSOID["GRS 1980",6378137,298.257222101,LENGTHUNIT["metre",1]]],ID["EPSG",6668]],\
    CONVERSION["plane",METHOD["Lambert Azimuthal Equal Area",ID["EPSG",9820]],\
    PARAMETER["Latitude of natural origin",36.2,ANGLEUNIT["degree",0.0174532925199433]],\
    PARAMETER["Longitude of natural origin",136.5,ANGLEUNIT["degree",0.0174532925199433]],\
    PARAMETER["False easting",0,LENGTHUNIT["metre",1]],\
    PARAMETER["False northing",0,LENGTHUNIT["metre",1]]],\
    CS[Cartesian,2],AXIS["(E)",east],AXIS["(N)",north],LENGTHUNIT["metre",1]]
    """

  /// One of 1, 2, 4, 8, 16: how much smaller than the country.
  let part: Int

  private struct Slot {
    var column: Int
    var row: Int
    /// Among the municipalities of the whole country.
    var number: Int

    /// The number of things of which the country has `total`, shared out evenly.
    func share(of total: Int) -> Int {
      (number + 1) * total / SyntheticJapan.municipalityCount
        - number * total / SyntheticJapan.municipalityCount
    }

    /// 01201, 01202, … : no third digit is 1, which would be a ward's.
    var code: String {
      let prefectures = 47
      let total = SyntheticJapan.municipalityCount
      let prefecture = number * prefectures / total
      let first = (prefecture * total + prefectures - 1) / prefectures
      return String(100_000 + (prefecture + 1) * 1000 + 201 + number - first).dropFirst()
        .description
    }
  }

  /// Municipalities by blocks of 12 by 10 slots, in an order in which the smaller parts of the
  /// country come first.
  private var slots: [Slot] {
    var slots: [Slot] = []
    var number = 0
    for block in 0..<16 / part {
      let blockColumn = (block >> 1 & 1) + (block >> 3 & 1) * 2
      let blockRow = (block & 1) + (block >> 2 & 1) * 2
      // one lake in every block, and one more in every fourth
      let lakes = block % 4 == 1 ? [40, 77] : [65]
      for index in 0..<120 where !lakes.contains(index) {
        slots.append(
          Slot(
            column: blockColumn * 12 + index % 12, row: blockRow * 10 + index / 12,
            number: number))
        number += 1
      }
    }
    return slots
  }

  // MARK: Files

  func write(to folder: String) throws {
    var outlines = try Output(folder + "/municipalities.geojson")
    var cells = try Output(folder + "/population.csv")
    var stations = try Output(folder + "/stations.csv")
    outlines.add("{\"type\":\"FeatureCollection\",\"name\":\"synthetic\",\"features\":[\n")
    cells.add("KEY_CODE,total\n")
    stations.add("id,name,services,lat,lon\n")
    var borders = Borders()
    var stationNumber = 0
    for (index, slot) in slots.enumerated() {
      outlines.add(index == 0 ? "" : ",\n")
      outlines.add(
        "{\"type\":\"Feature\",\"properties\":{\"code\":\"\(slot.code)\","
          + "\"name\":\"町\(slot.code)\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[")
      for (corner, text) in borders.ring(column: slot.column, row: slot.row).enumerated() {
        if corner > 0 { outlines.add(",") }
        outlines.add(text)
      }
      outlines.add("]]}}")
      addPeople(of: slot, &cells, &stations, &stationNumber)
    }
    outlines.add("\n]}\n")
    try outlines.finish()
    try cells.finish()
    try stations.finish()
  }

  /// Cells around the middle of a town, thinning out; stations where people are.
  private func addPeople(
    of slot: Slot, _ cells: inout Output, _ stations: inout Output, _ stationNumber: inout Int
  ) {
    var random = SeededRandom(seed: Self.seed, 1, slot.column, slot.row)
    let townX = random.unit() * Double(Self.width)
    let townY = random.unit() * Double(Self.height)
    let size = 0.2 + 4 * random.unit() * random.unit() * random.unit()
    var ranked: [(score: Double, distance: Double, x: Int, y: Int)] = []
    for y in 0..<Self.height {
      for x in 0..<Self.width {
        let dx = Double(x) + 0.5 - townX
        let dy = Double(y) + 0.5 - townY
        let distance = (dx * dx + dy * dy).squareRoot()
        ranked.append((distance + 8 * random.unit(), distance, x, y))
      }
    }
    ranked.sort { $0.score < $1.score }
    var residentsUpTo: [Double] = []
    var sum = 0.0
    let populated = ranked.prefix(slot.share(of: Self.cellCount))
    for cell in populated {
      let residents =
        1
        + (1200 * size * exp(-cell.distance / 7) * (0.3 + 1.4 * random.unit()))
        .rounded(.down)
      sum += residents
      residentsUpTo.append(sum)
      cells.add("\(code(slot, cell.x, cell.y)),\(Int(residents))\n")
    }
    for _ in 0..<slot.share(of: Self.stationCount) {
      let cell = populated[
        StationList.firstIndex(in: residentsUpTo, above: random.unit() * sum)]
      let lon = Double(Self.firstColumn + slot.column * Self.width + cell.x) + random.unit()
      let lat = Double(Self.firstRow + slot.row * Self.height + cell.y) + random.unit()
      stationNumber += 1
      // nine in ten are a place to drop in and nothing else
      let more = stationNumber % 10 == 0 ? [";cool", ";consultation", ";foodbank"] : [""]
      stations.add(
        "s\(StationList.padded(stationNumber)),拠点\(stationNumber),"
          + "drop-in\(more[stationNumber / 10 % more.count]),"
          + "\(StationList.decimal(lat / 240)),\(StationList.decimal(lon / 160))\n")
    }
  }

  /// JIS X 0410, nine digits.
  private func code(_ slot: Slot, _ x: Int, _ y: Int) -> String {
    let column = Self.firstColumn + slot.column * Self.width + x
    let row = Self.firstRow + slot.row * Self.height + y
    let (km1Column, km1Row) = (column / 2, row / 2)
    return "\(km1Row / 80)\(km1Column / 80 - 100)\(km1Row / 10 % 8)\(km1Column / 10 % 8)"
      + "\(km1Row % 10)\(km1Column % 10)\(1 + row % 2 * 2 + column % 2)"
  }

  // MARK: Borders

  /// Wiggly lines between the corners of slots, each made once and used by both sides.
  private struct Borders {
    private struct Key: Hashable {
      var column: Int
      var row: Int
      var isVertical: Bool
    }

    private var lines: [Key: [String]] = [:]

    /// Counter-clockwise, closed.
    mutating func ring(column: Int, row: Int) -> [String] {
      let south = line(Key(column: column, row: row, isVertical: false))
      let east = line(Key(column: column + 1, row: row, isVertical: true))
      let north = line(Key(column: column, row: row + 1, isVertical: false))
      let west = line(Key(column: column, row: row, isVertical: true))
      return south + east.dropFirst() + north.reversed().dropFirst() + west.reversed().dropFirst()
    }

    private mutating func line(_ key: Key) -> [String] {
      if let known = lines[key] { return known }
      let made = make(key)
      lines[key] = made
      return made
    }

    /// In cells from the sheet's corner.
    private func corner(_ column: Int, _ row: Int) -> (x: Double, y: Double) {
      var random = SeededRandom(seed: SyntheticJapan.seed, 2, column, row)
      return (
        Double(column * SyntheticJapan.width) + 4 * random.signed(),
        Double(row * SyntheticJapan.height) + 4 * random.signed()
      )
    }

    /// A line that departs from the straight one sideways only, and the less the nearer to its
    /// ends: so it crosses neither itself nor another.
    private func make(_ key: Key) -> [String] {
      let from = corner(key.column, key.row)
      let to = corner(key.column + (key.isVertical ? 0 : 1), key.row + (key.isVertical ? 1 : 0))
      var random = SeededRandom(
        seed: SyntheticJapan.seed, 3, key.column, key.row, key.isVertical ? 1 : 0)
      let levels = [7, 7, 7, 8, 8, 8, 9, 9, 9, 10][Int(random.next() % 10)]
      let count = 1 << levels
      // halves of halves: the middle is off the mean of its ends by less and less
      var offsets = [Double](repeating: 0, count: count + 1)
      var amplitude = 0.1
      var step = count
      while step > 1 {
        for start in stride(from: 0, to: count, by: step) {
          offsets[start + step / 2] =
            (offsets[start] + offsets[start + step]) / 2 + amplitude * random.signed()
        }
        amplitude *= 0.6
        step /= 2
      }
      let (dx, dy) = (to.x - from.x, to.y - from.y)
      return (0...count).map { index in
        let t = Double(index) / Double(count)
        let limit = 0.35 * min(t, 1 - t)
        let aside = max(-limit, min(limit, offsets[index]))
        let x = from.x + t * dx - aside * dy
        let y = from.y + t * dy + aside * dx
        let lon = (Double(SyntheticJapan.firstColumn) + x) / 160
        let lat = (Double(SyntheticJapan.firstRow) + y) / 240
        return "[\(StationList.decimal(lon)),\(StationList.decimal(lat))]"
      }
    }
  }

  /// Text on its way into a file.
  private struct Output {
    private let file: FileHandle
    private var buffer = Data()

    init(_ path: String) throws {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      buffer.reserveCapacity(1 << 21)
    }

    mutating func add(_ text: String) {
      buffer.append(contentsOf: text.utf8)
      if buffer.count > 1 << 20 {
        file.write(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }

    mutating func finish() throws {
      file.write(buffer)
      try file.close()
    }
  }
}
