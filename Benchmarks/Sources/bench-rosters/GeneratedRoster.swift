import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A made-up station list with mistakes in it, of which the truth is known: what the file says,
/// what it should say, and what a doctor can find.
///
/// The land is eight square municipalities in two rows, from 140.0° E and 35.4° N; around it is
/// sea. Squares make the truth simple: where a point lies is two divisions.
struct GeneratedRoster {
  // MARK: The land

  struct Town {
    var municipality: Int
    var name: String
    var lon: Double
    var lat: Double
  }

  static let names = [
    ("12213", "東金市"), ("12237", "山武市"), ("12239", "大網白里市"), ("12403", "九十九里町"),
    ("12409", "芝山町"), ("12410", "横芝光町"), ("12210", "茂原市"), ("12238", "いすみ市"),
  ]
  private static let counties = ["九十九里町": "山武郡", "芝山町": "山武郡", "横芝光町": "山武郡"]
  static let west = 140.0
  static let south = 35.4
  /// Degrees: 14 km by 17 km.
  static let side = 0.15

  /// Which municipality a point is in; `nil` in the sea.
  static func municipality(lon: Double, lat: Double) -> Int? {
    let (x, y) = (((lon - west) / side).rounded(.down), ((lat - south) / side).rounded(.down))
    guard (0..<4).contains(x), (0..<2).contains(y) else { return nil }
    return Int(y) * 4 + Int(x)
  }

  /// The eight outlines as GeoJSON.
  static var outlines: String {
    let features = names.enumerated().map { index, entry in
      let (w, s) = (west + side * Double(index % 4), south + side * Double(index / 4))
      let (e, n) = (w + side, s + side)
      return
        "{\"type\":\"Feature\",\"properties\":{\"N03_001\":\"千葉県\",\"N03_004\":\"\(entry.1)\","
        + "\"N03_007\":\"\(entry.0)\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[\(w),\(s)],"
        + "[\(e),\(s)],[\(e),\(n)],[\(w),\(n)],[\(w),\(s)]]]}}"
    }
    return "{\"type\":\"FeatureCollection\",\"features\":[" + features.joined(separator: ",") + "]}"
  }

  /// Six towns in the middle of each, a kilometre apart.
  static let towns: [Town] = names.indices.flatMap { municipality in
    ["田間", "松之郷", "台方", "成東", "蓮沼", "本納"].enumerated().map { index, name in
      let (x, y) = (Double(index % 3), Double(index / 3))
      return Town(
        municipality: municipality, name: name,
        lon: west + side * (Double(municipality % 4) + 0.5) + 0.012 * (x - 1),
        lat: south + side * (Double(municipality / 4) + 0.5) + 0.01 * (y - 0.5))
    }
  }

  static var gazetteer: String {
    "city,town,lat,lon\n"
      + towns.map { "\(names[$0.municipality].1),\($0.name),\(degrees($0.lat)),\(degrees($0.lon))" }
      .joined(separator: "\n") + "\n"
  }

  // MARK: The list

  /// Something that is wrong with a row, or with the whole list (row 0).
  struct Fault: Hashable {
    var code: String
    /// As a spreadsheet shows it.
    var row: Int
  }

  enum Encoding: CaseIterable {
    case utf8, marked, cp932, utf16Little, utf16Big
  }

  let seed: UInt64
  private var random: Dice
  private(set) var header: [String] = []
  /// The cells as they are in the file, but for blanks around them.
  private(set) var cells: [[String]] = []
  /// The cells as they should be, where only one thing can be meant.
  private(set) var truth: [[String]] = []
  private(set) var faults: Set<Fault> = []
  /// Findings that are neither right nor wrong: what follows from another mistake of the row.
  private(set) var allowed: Set<Fault> = []
  let hasGazetteer: Bool
  let hasOutlines: Bool
  let isPlane: Bool
  let isOldDatum: Bool
  let encoding: Encoding
  private var columns: [String: Int] = [:]
  /// Blanks around cells, by row and column.
  private var padding: [Int: [Int: String]] = [:]
  private let lineBreak: String

  /// The system of a list in metres; plane rectangular zone IX.
  static let planeSystem = "EPSG:6677"
  /// Towards the south-east, in degrees: what the old datum is off by around here.
  static let datumShift = (lon: 0.003227, lat: -0.003236)

  init(seed: UInt64) {
    self.seed = seed
    var random = Dice(seed)
    let isPlane = random.chance(0.1)
    let isShifted = random.chance(0.1)
    self.isPlane = isPlane
    isOldDatum = isShifted && !isPlane
    hasOutlines = random.chance(0.9)
    hasGazetteer = random.chance(0.5)
    encoding = random.one(Encoding.allCases)
    lineBreak = random.chance(0.5) ? "\n" : "\r\n"
    self.random = random
    chooseHeader()
    let count = isOldDatum ? random.count(40...200) : random.count(20...60)
    for number in 0..<count { addRow(number) }
    spoil()
    if isOldDatum {
      for row in cells.indices { shift(row) }
      // without either nobody could know
      if hasOutlines || hasGazetteer { faults.insert(Fault(code: "tokyo-datum", row: 0)) }
    }
    settlePlaces()
    cosmetics()
  }

  // MARK: Columns

  private static let dialects: [[(slug: String, name: String)]] = [
    [
      ("id", "id"), ("name", "name"), ("kind", "kind"), ("services", "services"), ("lat", "lat"),
      ("lon", "lon"), ("municipality", "municipality"), ("address", "address"),
      ("joined", "joined"), ("left", "left"), ("season", "season"),
    ],
    [
      ("name", "名称"), ("id", "番号"), ("address", "住所"), ("municipality", "市町村"),
      ("lon", "経度"), ("lat", "緯度"), ("kind", "種別"), ("services", "機能"), ("season", "期間"),
      ("joined", "参加日"), ("left", "退会日"), ("notes", "備考"),
    ],
    [
      ("code", "市区町村コード"), ("id", "ID"), ("municipality", "市町村名"), ("name", "施設名"),
      ("address", "所在地"), ("lat", "北緯"), ("lon", "東経"), ("kind", "団体種別"),
      ("services", "機能"), ("joined", "登録日"), ("left", "脱退日"), ("season", "実施期間"),
      ("phone", "電話番号"),
    ],
  ]

  private mutating func chooseHeader() {
    var dialect = random.one(Self.dialects)
    if isPlane {
      dialect = dialect.map { entry in
        switch entry.slug {
        case "lat": ("lat", "y")
        case "lon": ("lon", "x")
        default: entry
        }
      }
    }
    header = dialect.map(\.name)
    columns = Dictionary(
      uniqueKeysWithValues: dialect.enumerated().map { ($0.element.slug, $0.offset) })
  }

  // MARK: Right rows

  private static let placeWords = [
    "みどり", "ひまわり", "さくら", "まつかぜ", "あおぞら", "なごみ", "虹", "髙田", "〜海の", "①番",
  ]
  private static let placeKinds = ["集会所", "公民館", "薬局", "保育園", "の家", "寺", "神社", "食堂", "センター"]
  private static let kinds = ["医療福祉", "public", "寺社", "観光", "飲食店", "教育", "商工", "不明", ""]
  private static let services = ["居場所", "drop-in;相談", "cool", "クール;居場所", "フードバンク、情報", ""]
  private static let seasons = ["通年", "7月〜9月", "", "夏季", "7-9", "4月から12月"]
  /// 令和5年10月1日 is 2023-10-01, Excel's day 45200.
  private static let days = [
    "2023-10-01", "2023/10/1", "令和5年10月1日", "R5.10.1", "平成31年4月30日", "45200", "20231001", "",
  ]

  /// What a row is about, beside its cells.
  private var places: [(lon: Double, lat: Double)] = []
  private var statements: [Int] = []

  private mutating func addRow(_ number: Int) {
    let town = random.one(Self.towns)
    let municipality = town.municipality
    // up to 300 m from the town's point, or anywhere in the municipality
    let isNearTown = hasGazetteer
    let lon =
      isNearTown
      ? town.lon + random.between(-0.0033, 0.0033)
      : Self.west + Self.side * (Double(municipality % 4) + random.between(0.002, 0.998))
    let lat =
      isNearTown
      ? town.lat + random.between(-0.0027, 0.0027)
      : Self.south + Self.side * (Double(municipality / 4) + random.between(0.002, 0.998))
    places.append((lon, lat))
    statements.append(municipality)
    let name = Self.names[municipality].1
    let county = Self.counties[name] ?? ""
    var row = [String](repeating: "", count: header.count)
    func set(_ slug: String, _ text: String) { if let at = columns[slug] { row[at] = text } }
    set("id", "S-\(number + 1)")
    set("name", random.one(Self.placeWords) + random.one(Self.placeKinds) + "\(number + 1)")
    set("kind", random.one(Self.kinds))
    set("services", random.one(Self.services))
    set("municipality", random.chance(0.9) ? name : "千葉県" + county + name)
    set(
      "address",
      (random.chance(0.7) ? "千葉県" : "") + county + name + town.name + "\(random.count(1...900))番地")
    set("joined", random.one(Self.days))
    set("season", row[columns["services"] ?? 0].contains("ク") ? "通年" : random.one(Self.seasons))
    if row[columns["services"] ?? 0] == "cool" { set("season", "夏季") }
    set("notes", random.chance(0.2) ? "午前中のみ, 要予約 \"電話\"" : "")
    set("phone", "0475-00-\(1000 + number)")
    set("code", Self.names[municipality].0 + Self.checkDigit(Self.names[municipality].0))
    cells.append(row)
    truth.append(row)
    write(lon, lat, row: cells.count - 1)
  }

  /// The sixth digit of a code: weights 6 to 2, eleven less the remainder.
  static func checkDigit(_ code: String) -> String {
    let sum = zip(code, [6, 5, 4, 3, 2]).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
    return String((11 - sum % 11) % 10)
  }

  /// Six decimals.
  static func degrees(_ value: Double) -> String { String(format: "%.6f", value) }

  /// Into both the file and the truth.
  private mutating func write(_ lon: Double, _ lat: Double, row: Int) {
    let (x, y) = isPlane ? Self.plane(lon, lat) : (lon, lat)
    let texts =
      isPlane
      ? (String(format: "%.2f", x), String(format: "%.2f", y)) : (Self.degrees(x), Self.degrees(y))
    for (slug, text) in [("lon", texts.0), ("lat", texts.1)] {
      guard let at = columns[slug] else { continue }
      cells[row][at] = text
      truth[row][at] = text
    }
    places[row] = (lon, lat)
  }

  /// Zone IX by the series of the Geospatial Information Authority, to some metres over this land;
  /// no more is needed, since what is nearer than that to a border is not judged in metres.
  static func plane(_ lon: Double, _ lat: Double) -> (x: Double, y: Double) {
    let (a, e2) = (6_378_137.0, 0.006_694_380_022_90)
    let (phi, lambda) = (lat * .pi / 180, (lon - 139 - 50.0 / 60) * .pi / 180)
    func meridian(_ phi: Double) -> Double {
      let (e4, e6) = (e2 * e2, e2 * e2 * e2)
      return a
        * ((1 - e2 / 4 - 3 * e4 / 64 - 5 * e6 / 256) * phi
          - (3 * e2 / 8 + 3 * e4 / 32 + 45 * e6 / 1024) * sin(2 * phi)
          + (15 * e4 / 256 + 45 * e6 / 1024) * sin(4 * phi) - 35 * e6 / 3072 * sin(6 * phi))
    }
    let n = a / (1 - e2 * sin(phi) * sin(phi)).squareRoot()
    let (t, c) = (tan(phi) * tan(phi), e2 / (1 - e2) * cos(phi) * cos(phi))
    let p = lambda * cos(phi)
    let x = n * (p + (1 - t + c) * p * p * p / 6)
    let y =
      meridian(phi) - meridian(36 * .pi / 180)
      + n * tan(phi) * (p * p / 2 + (5 - t + 9 * c) * p * p * p * p / 24)
    return (x * 0.9999, y * 0.9999)
  }

  // MARK: Mistakes

  /// The number of a row as a spreadsheet shows it.
  static func number(_ row: Int) -> Int { row + 2 }

  private mutating func fault(_ code: String, _ row: Int) {
    faults.insert(Fault(code: code, row: Self.number(row)))
  }

  private mutating func put(_ slug: String, _ text: String, _ row: Int) {
    if let at = columns[slug] { cells[row][at] = text }
  }

  private func text(_ slug: String, _ row: Int) -> String {
    columns[slug].map { cells[row][$0] } ?? ""
  }

  /// What is in the file now is what a person must decide about: the truth of it is not in the file.
  private mutating func settle(_ row: Int) { truth[row] = cells[row] }

  private mutating func spoil() {
    for row in cells.indices where random.chance(0.3) {
      switch random.count(0...18) {
      case 0, 1, 2: swap(row)
      case 3:
        guard !isPlane else { continue }
        put("lat", "0", row)
        put("lon", "0", row)
        places[row] = (.nan, .nan)
        settle(row)
        fault("null-island", row)
      case 4:
        put("lat", "", row)
        put("lon", "", row)
        places[row] = (.nan, .nan)
        settle(row)
        // with a gazetteer the address places it, and nothing is missing
        if !hasGazetteer { fault("no-position", row) }
      case 5: sayOtherMunicipality(row)
      case 6: misspellMunicipality(row)
      case 7:
        put("kind", random.one(["医療福止", "公共施没", "寺杜", "飲食占", "tourisn", "商エ"]), row)
        settle(row)
        fault("unknown-kind", row)
      case 8:
        put("services", random.one(["居揚所", "居場所;相段", "フードバング", "kool;居場所"]), row)
        settle(row)
        fault("unknown-service", row)
      case 9:
        put("joined", "2023-10-01", row)
        put("left", random.one(["2022-03-31", "令和3年3月31日", "2023/9/30"]), row)
        settle(row)
        fault("left-before-joined", row)
      case 10:
        put("joined", random.one(["2024-02-30", "令和6年13月1日", "いつか", "2023年"]), row)
        settle(row)
        if text("joined", row) == "2023年" { continue }
        fault("bad-date", row)
      case 11: sail(row)
      case 12:
        put("services", "クール", row)
        put("season", random.one(["12月〜2月", "1月", "4-6"]), row)
        settle(row)
        fault("season-conflict", row)
      case 13: repeatPlace(row)
      case 14: repeatID(row)
      case 15: center(row)
      case 16: stray(row)
      default: mistype(row)
      }
    }
  }

  /// Longitude under latitude.
  private mutating func swap(_ row: Int) {
    guard let x = columns["lon"], let y = columns["lat"] else { return }
    (cells[row][x], cells[row][y]) = (cells[row][y], cells[row][x])
    fault("swapped-axes", row)
    // without outlines nobody can say whether the other way round is right; as it stands it is
    // what the list says
    places[row] = (.nan, .nan)
  }

  private mutating func sayOtherMunicipality(_ row: Int) {
    let others = Self.names.indices.filter { $0 != statements[row] }
    statements[row] = random.one(others)
    put("municipality", Self.names[statements[row]].1, row)
    settle(row)
    // settled with the places
  }

  private mutating func misspellMunicipality(_ row: Int) {
    let wrong = [
      "東金市": "東全市", "山武市": "山式市", "大網白里市": "大綱白里市", "九十九里町": "九十丸里町", "芝山町": "柴山町",
      "横芝光町": "横柴光町", "茂原市": "茂源市", "いすみ市": "いずみ市",
    ]
    put("municipality", wrong[Self.names[statements[row]].1] ?? "", row)
    settle(row)
    fault("misspelt-municipality", row)
  }

  /// Out to the sea, beyond what any outline is simplified by.
  private mutating func sail(_ row: Int) {
    let east = Self.west + 4 * Self.side + random.between(0.01, 0.1)
    write(east, places[row].lat, row: row)
    allowed.insert(Fault(code: "far-from-address", row: Self.number(row)))
  }

  /// The row once more at the end, under another id.
  private mutating func repeatPlace(_ row: Int) {
    cells.append(cells[row])
    truth.append(truth[row])
    places.append(places[row])
    statements.append(statements[row])
    let last = cells.count - 1
    put("id", "S-\(1000 + last)", last)
    put("phone", "0475-11-\(1000 + last)", last)
    settle(last)
    fault("duplicate", last)
  }

  private mutating func repeatID(_ row: Int) {
    guard row > 0, text("id", 0) != "S-1000", text("id", row) != text("id", 0) else { return }
    put("id", text("id", 0), row)
    settle(row)
    fault("duplicate", row)
    fault("duplicate", 0)
  }

  /// On the point of its town, as geocoders leave what they know no better.
  private mutating func center(_ row: Int) {
    guard hasGazetteer, !isPlane, !isOldDatum, let town = town(of: row) else { return }
    write(town.lon, town.lat, row: row)
    fault("centre-geocode", row)
  }

  /// In the south of its municipality, six kilometres from its address.
  private mutating func stray(_ row: Int) {
    guard hasGazetteer, !isPlane, !isOldDatum, let town = town(of: row) else { return }
    write(town.lon + random.between(-0.005, 0.005), town.lat - 0.055, row: row)
    settle(row)
    fault("far-from-address", row)
  }

  private func town(of row: Int) -> Town? {
    Self.towns.first { town in
      cells[row].contains { $0.contains(Self.names[town.municipality].1 + town.name) }
    }
  }

  private mutating func mistype(_ row: Int) {
    guard !isPlane, !text("lat", row).isEmpty else { return }
    if random.chance(0.5) {
      // a digit too much
      put("lat", "3" + text("lat", row), row)
      fault("out-of-range", row)
    } else {
      put("lat", text("lat", row).replacingOccurrences(of: ".", with: "。."), row)
      fault("bad-number", row)
    }
    settle(row)
    places[row] = (.nan, .nan)
  }

  private mutating func shift(_ row: Int) {
    guard places[row].lon.isFinite else { return }
    write(
      places[row].lon + Self.datumShift.lon, places[row].lat + Self.datumShift.lat, row: row)
  }

  /// What of the places can be found follows from where they are in the end.
  private mutating func settlePlaces() {
    guard hasOutlines else {
      faults = faults.filter { $0.code != "misspelt-municipality" }
      return
    }
    for row in cells.indices where places[row].lon.isFinite {
      let here = Self.municipality(lon: places[row].lon, lat: places[row].lat)
      let isMisspelt = faults.contains(
        Fault(code: "misspelt-municipality", row: Self.number(row)))
      // a misspelt name says nothing, but the address does
      if here == nil {
        fault("in-sea", row)
      } else if here != statements[row] {
        fault("wrong-municipality", row)
        if isMisspelt { faults.remove(Fault(code: "misspelt-municipality", row: Self.number(row))) }
      }
      if here == nil, isMisspelt {
        faults.remove(Fault(code: "misspelt-municipality", row: Self.number(row)))
      }
    }
    for row in cells.indices where !places[row].lon.isFinite {
      faults.remove(Fault(code: "misspelt-municipality", row: Self.number(row)))
    }
    allowFollowing()
  }

  /// A place that has been moved may also be far from its address; twins of it are on one point.
  private mutating func allowFollowing() {
    for row in cells.indices {
      let number = Self.number(row)
      for code in ["far-from-address", "several-on-one-point"] {
        if faults.contains(where: { $0.row == number }) {
          allowed.insert(Fault(code: code, row: number))
        }
      }
    }
  }

  // MARK: What a program reads but not every other one would

  private mutating func cosmetics() {
    for row in cells.indices {
      if random.chance(0.08), let slug = ["lat", "lon", "joined"].randomElement(using: &random),
        let at = columns[slug]
      {
        let wide = Self.wide(cells[row][at])
        if wide != cells[row][at] {
          cells[row][at] = wide
          fault("full-width-digits", row)
        }
      }
      if random.chance(0.06), let at = header.indices.randomElement(using: &random),
        !cells[row][at].isEmpty
      {
        let blank = random.one([" ", "　", "  ", " 　"])
        padding[row, default: [:]][at] = blank
        fault("stray-blanks", row)
      }
    }
  }

  static func wide(_ text: String) -> String {
    var wide = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isPlain = ("0"..."9").contains(scalar) || scalar == "." || scalar == "/"
      wide.append(isPlain ? Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar : scalar)
    }
    return String(wide)
  }

  // MARK: The file

  var bytes: [UInt8] {
    var text = Self.line(header) + lineBreak
    for (row, fields) in cells.enumerated() {
      let padded = fields.enumerated().map { column, field in
        let blank = padding[row]?[column] ?? ""
        return Self.quoted(
          field, before: row % 2 == 0 ? blank : "", after: row % 2 == 1 ? blank : "")
      }
      text += padded.joined(separator: ",") + lineBreak
    }
    switch encoding {
    case .utf8: return Array(text.utf8)
    case .marked: return [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    case .cp932:
      // the list is in another encoding than it should be before anything is lost of it
      return Self.windowsJapanese(inEncoding(text)) ?? Array(text.utf8)
    case .utf16Little:
      return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    case .utf16Big:
      return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    }
  }

  /// The cell as the list has it in its encoding: CP932 has another wave.
  func inEncoding(_ text: String) -> String {
    encoding == .cp932 ? text.replacingOccurrences(of: "〜", with: "～") : text
  }

  private static func windowsJapanese(_ text: String) -> [UInt8]? {
    let converter = iconv_open("CP932", "UTF-8")
    guard converter != iconv_t(bitPattern: -1) else { return nil }
    defer { iconv_close(converter) }
    var source = Array(text.utf8CString.dropLast())
    var target = [CChar](repeating: 0, count: source.count * 2 + 16)
    let written = source.withUnsafeMutableBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target -> Int? in
        var (input, output) = (source.baseAddress, target.baseAddress)
        var (inputLeft, outputLeft) = (source.count, target.count)
        let result = iconv(converter, &input, &inputLeft, &output, &outputLeft)
        return Int(truncatingIfNeeded: result) == -1 ? nil : target.count - outputLeft
      }
    }
    return written.map { target[..<$0].map { UInt8(bitPattern: $0) } }
  }

  private static func line(_ fields: [String]) -> String {
    fields.map { quoted($0, before: "", after: "") }.joined(separator: ",")
  }

  private static func quoted(_ field: String, before: String, after: String) -> String {
    guard field.contains(where: { ",\"\n".contains($0) }) else { return before + field + after }
    return "\"" + before + field.replacingOccurrences(of: "\"", with: "\"\"") + after + "\""
  }

  // MARK: Chance

  /// SplitMix64: the same lists on every machine.
  struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
      state = seed
      // else the lists of neighbouring seeds would be the same one, a few numbers on
      state = next() ^ seed &* 0xD134_2543_DE82_EF95
    }

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }
    mutating func between(_ a: Double, _ b: Double) -> Double { .random(in: a..<b, using: &self) }
    mutating func count(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }
    mutating func one<T>(_ values: [T]) -> T { values[count(0...(values.count - 1))] }
  }
}
