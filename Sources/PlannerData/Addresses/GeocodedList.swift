public import Planner

/// A list of places of any sort, each row placed by its own coordinates or else by its address.
public struct GeocodedList: Sendable {
  /// A row of the list and what became of it.
  public struct Row: Sendable {
    /// As a spreadsheet shows it; of a map layer, the number of the feature.
    public var number: Int
    /// By the columns of the list, as written.
    public var fields: [String]
    public var address: String
    /// A row with coordinates of its own is placed there.
    public var match: AddressMatch
    /// The coordinates are the list's own.
    public var isOwn: Bool
  }

  public let path: String
  /// The columns of the list, as written.
  public let header: [String]
  public let rows: [Row]
  /// Of coordinates, where the list has such columns.
  let latitudeColumn: Int?
  let longitudeColumn: Int?
  let addressColumn: Int
  /// What was noticed in the list itself.
  public private(set) var findings: [Finding] = []
  public let file: InputFile

  /// Reads a list and places its rows.
  ///
  /// - Parameters:
  ///   - path: of a table, or of a map layer (whose points are the rows' own coordinates).
  ///   - addressColumns: the names of the columns that make up the address; empty: those that
  ///     are known (住所, 所在地, 所在地_連結表記, 所在地_町字 and 所在地_番地以下, address …).
  ///   - gazetteer: by which addresses are placed.
  /// - Throws: `Failure` (data) for a file that cannot be read or has no column of addresses;
  ///   (usage) for a column that is not there.
  public init(
    reading path: String, addressColumns: [String] = [], gazetteer: Gazetteer
  ) throws {
    let file = try FileBytes(reading: path, role: Text(ja: "住所の一覧", en: "the list of addresses"))
    if TableForm.isTable(file) {
      let table = try DelimitedTable(file, layout: .list(ColumnDefinition.stations))
      try table.requireRows()
      // a row that cannot be read would be missing from the list that comes out
      guard !table.findings.contains(where: { $0.severity == .error }) else {
        throw Failure(.data, table.findings.filter { $0.severity == .error })
      }
      try self.init(
        Source(
          path: path, header: table.header, headerRow: table.headerRow, count: table.rowCount,
          number: { table.rowNumber($0) }, text: { table.text(row: $0, column: $1) },
          position: { _ in nil }),
        addressColumns, gazetteer, file.inputFile(role: "addresses"))
      findings = table.findings + findings
    } else {
      let read = try readVectorLayer(file, role: "addresses")
      let layer = read.value
      let isDegrees = try layer.crs.map { try Projection.nature(of: $0) == .degrees } ?? true
      try self.init(
        Source(
          path: path, header: layer.fieldNames, headerRow: nil, count: layer.features.count,
          number: { layer.features[$0].index + 1 },
          text: { layer.features[$0].values[$1] ?? "" },
          position: { row in
            guard isDegrees, case .points(let points)? = layer.features[row].geometry,
              points.count == 1
            else { return nil }
            return Position(longitude: points[0].x, latitude: points[0].y)
          }),
        addressColumns, gazetteer, read.file)
      findings = read.findings + findings
    }
  }

  private struct Source {
    var path: String
    var header: [String]
    var headerRow: Int?
    var count: Int
    var number: (Int) -> Int
    var text: (Int, Int) -> String
    var position: (Int) -> Position<Geographic>?
  }

  private init(
    _ source: Source, _ addressColumns: [String], _ gazetteer: Gazetteer, _ file: InputFile
  ) throws {
    let named = try Self.named(addressColumns, source.header, source.path)
    guard let columns = AddressColumns(header: source.header, named: named) else {
      throw Self.noAddressColumn(source.header, Place(file: source.path, row: source.headerRow))
    }
    let keys = source.header.map(Spelling.key)
    var isInMeters = false
    func column(_ slug: String) -> Int? {
      let definition = ColumnDefinition.stations.first { $0.slug == slug }
      return ([slug] + (definition?.aliases ?? [])).lazy
        .compactMap { keys.firstIndex(of: Spelling.key($0)) }.first
    }
    var (latitude, longitude) = (column("lat"), column("lon"))
    if latitude == nil || longitude == nil {
      (latitude, longitude) = (nil, nil)
      // degrees in columns called x and y, as some lists have them
      if let x = column("x"), let y = column("y") {
        let isDegrees = (0..<source.count).contains {
          Self.position(source.text($0, y), source.text($0, x)) != nil
        }
        if isDegrees { (latitude, longitude) = (y, x) } else { isInMeters = true }
      }
    }
    path = source.path
    header = source.header
    addressColumn = columns.shown
    latitudeColumn = latitude
    longitudeColumn = longitude
    self.file = file
    var rows: [Row] = []
    rows.reserveCapacity(source.count)
    for row in 0..<source.count {
      func field(_ column: Int) -> String { source.text(row, column) }
      let fields = source.header.indices.map(field)
      var own = source.position(row)
      var isUnusable = false
      if own == nil, let latitude, let longitude {
        let texts = (fields[latitude], fields[longitude])
        own = Self.position(texts.0, texts.1)
        isUnusable =
          own == nil && !(texts.0.isEmpty && texts.1.isEmpty)
          && !Self.isOrigin(texts.0, texts.1)
      }
      var match: AddressMatch
      if let own {
        match = AddressMatch(
          found: .init(
            position: own, accuracy: .point, accuracyMeters: nil, name: "", certainty: .certain))
      } else {
        match = columns.locate(in: gazetteer, field)
        if isUnusable {
          // what stands there may be mended, and must not be written over
          let name = match.found.map { [$0.name] } ?? []
          match = AddressMatch(doubt: .unusableCoordinates, guesses: name)
        }
      }
      rows.append(
        Row(
          number: source.number(row), fields: fields, address: columns.address(field),
          match: match, isOwn: own != nil))
    }
    self.rows = rows
    if isInMeters { findings.append(Self.meters(source.path)) }
  }

  /// Degrees in Japan, as numbers or as degrees, minutes and seconds; everything else is no
  /// position that could be kept.
  private static func position(_ latitude: String, _ longitude: String) -> Position<Geographic>? {
    let limits = StationRowReader.Limits.japan
    func degrees(_ text: String) -> Double? {
      if case .number(let number) = DecimalNumber(text) { return number }
      return AngleText.degrees(text)
    }
    guard let y = degrees(latitude), let x = degrees(longitude), limits.latitude.contains(y),
      limits.longitude.contains(x)
    else { return nil }
    return Position(longitude: x, latitude: y)
  }

  private static func isOrigin(_ latitude: String, _ longitude: String) -> Bool {
    DecimalNumber(latitude) == .number(0) && DecimalNumber(longitude) == .number(0)
  }

  // MARK: Counts

  /// How many rows are placed with an accuracy.
  public func count(_ accuracy: LocationAccuracy) -> Int {
    rows.count { $0.match.found?.accuracy == accuracy }
  }

  /// Rows that are not placed, or only at a municipality.
  public var misses: [Row] {
    rows.filter { ($0.match.found?.accuracy ?? .municipality) == .municipality }
  }

  public var unplacedCount: Int { rows.count { $0.match.found == nil } }

  /// One warning for every row that is not placed, or only at its municipality, with what may be
  /// meant; and a note on how many are likely but not certain.
  public var matchFindings: [Finding] {
    var findings = misses.map(finding)
    let probable = rows.filter {
      $0.match.found?.certainty == .probable && $0.match.found?.accuracy != .municipality
    }
    if !probable.isEmpty {
      findings.append(
        Finding(
          .note,
          what: Text(
            ja: "確かめた方がよい行が\(probable.count)行あります（\(probable.map(\.number).listed(in: .ja))）",
            en: "rows worth a look: \(probable.count) (\(probable.map(\.number).listed(in: .en)))"),
          at: Place(file: path),
          remedy: Text(
            ja: "location_note の列に理由があります", en: "The column location_note says why")))
    }
    return findings
  }

  private func finding(_ row: Row) -> Finding {
    let doubt = row.match.doubt ?? .unknownPlace
    let guesses = row.match.guesses
    let isAtMunicipality = row.match.found != nil
    let address = row.address
    return Finding(
      .warning,
      what: Text(
        ja: (address.isEmpty ? "" : "「\(address.shortened)」を")
          + (isAtMunicipality ? "市区町村の中央にしか置けません" : "置けません") + "：\(doubt.text.ja)",
        en: (address.isEmpty ? "this row" : address.quoted)
          + (isAtMunicipality
            ? " is placed only in the middle of its municipality" : " cannot be placed")
          + ": \(doubt.text.en)"),
      at: Place(file: path, row: row.number, column: header[addressColumn]),
      remedy: guesses.isEmpty
        ? Text(ja: "住所を確かめるか、緯度・経度を書いてください", en: "Check the address, or write coordinates")
        : Text(
          ja: "もしかして：\(guesses.joined(separator: "、"))",
          en: "Perhaps \(guesses.joined(separator: ", "))"))
  }

  /// - Throws: `Failure` (data) with every finding if not a single row has a place.
  public func requireAny() throws {
    guard rows.allSatisfy({ $0.match.found == nil }) else { return }
    let nothing = Finding(
      .error,
      what: Text(
        ja: "\(rows.count)行のどれも置けません", en: "none of the \(rows.count) rows can be placed"),
      at: Place(file: path, column: header[addressColumn]),
      remedy: Text(
        ja: "町丁目の一覧（--gazetteer）が同じ地域のものか、住所の列が正しいか（--address-column）を確かめてください",
        en: "Check that the gazetteer is of the same area, and the column of addresses "
          + "(--address-column)"))
    throw Failure(.data, [nothing] + misses.map(finding))
  }

  // MARK: Messages

  private static func named(
    _ names: [String], _ header: [String], _ path: String
  ) throws -> [Int] {
    try names.map { name in
      if let index = header.firstIndex(where: { Spelling.key($0) == Spelling.key(name) }) {
        return index
      }
      let near = Spelling.nearest(to: name, among: header)
      throw Failure(
        .usage,
        what: Text(
          ja: "列「\(name.shortened)」がありません", en: "there is no column \(name.quoted)"),
        at: Place(file: path),
        remedy: Text(
          ja: (near.map { "「\($0)」のことですか？" } ?? "") + "ある列：\(header.listed(in: .ja))",
          en: (near.map { "Did you mean \"\($0)\"? " } ?? "")
            + "There are: \(header.listed(in: .en))"))
    }
  }

  private static func noAddressColumn(_ header: [String], _ place: Place) -> Failure {
    let found = header.filter { !$0.isEmpty }
    return Failure(
      .data,
      what: Text(
        ja: "住所の列がありません。見つかった列：\(found.listed(in: .ja))",
        en: "there is no column of addresses; found: \(found.listed(in: .en))"),
      at: place,
      remedy: Text(
        ja: "列の名前を「住所」にするか、--address-column で列を指定してください",
        en: "Name the column address, or say which it is with --address-column"))
  }

  private static func meters(_ path: String) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "列 x と y の座標（メートル）は使わず、すべての行を住所で置きます",
        en: "the coordinates in columns x and y (metres) are not used: every row is placed by its "
          + "address"),
      at: Place(file: path),
      remedy: Text(
        ja: "座標のある一覧は、そのまま --stations に使えます",
        en: "A list with coordinates can be used for --stations as it is"))
  }
}
