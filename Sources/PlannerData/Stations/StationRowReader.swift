public import Planner

/// Makes station records from rows of named fields: the one place where the columns of a station
/// list get their meaning, whether the rows come from a table or are the features of a point
/// layer.
///
/// ```swift
/// var reader = try StationRowReader(header: fieldNames, file: path, limits: .japan)
/// for feature in features { reader.add(row: …, position: .found(…)) { fieldText(feature, $0) } }
/// let (records, findings) = reader.finish()
/// ```
///
/// A row in which something is wrong gets findings and makes no record.
public struct StationRowReader {
  /// The columns in which a table has its positions.
  public enum PositionColumns: Sendable, Hashable {
    case degrees(latitude: Int, longitude: Int)
    case meters(easting: Int, northing: Int)
  }

  /// Where a row says that its station is.
  public enum Position: Sendable {
    case found(StationRecord.Coordinate)
    /// The columns are blank, or the feature has no geometry.
    case missing
    /// Something is there that is no position, as the findings say.
    case unusable([Finding])
  }

  /// Outside of what a position must be a mistake.
  public struct Limits: Sendable, Hashable {
    public let latitude: ClosedRange<Double>
    public let longitude: ClosedRange<Double>
    /// Of an easting or northing, either side of the origin.
    public let meters: Double
    let isJapan: Bool

    public static let japan = Limits(
      latitude: 20...46, longitude: 122...154, meters: 1e7, isJapan: true)
    public static let world = Limits(
      latitude: -90...90, longitude: -180...180, meters: 1e8, isJapan: false)

    /// Japan for the systems in which Japan's data comes, and where none is stated.
    public static func of(_ crs: CoordinateReferenceSystem?) -> Limits {
      guard let crs, crs != .crs84 else { return .japan }
      guard crs.definition.hasPrefix("EPSG:"), let code = Int(crs.definition.dropFirst(5)) else {
        return .world
      }
      switch code {
      case 4301, 4612, 4326, 6668, 30161...30179, 2443...2461, 6669...6687: return .japan
      default: return .world
      }
    }
  }

  /// `nil` where the header has no such columns. Degrees win over metres where it has both.
  public var positionColumns: PositionColumns? { columns.positionColumns }

  let columns: ColumnMap
  private var addresses: AddressPlacing
  private let rules: StationRow.Rules
  private var records: [StationRecord] = []
  private var findings: [Finding] = []
  /// Every row that has an id, also those that make no record.
  private var rowsOfID: [String: [(row: Int, isStated: Bool)]] = [:]
  private var unclearConsents: [String: [Int]] = [:]
  /// Unknown columns in which there was nothing so far but words of published precision.
  private var unknownWords: [UnknownWords]
  private let headerRow: Int?
  /// A column may say what must not be published, and cannot be read.
  private var isPrivacyUnclear: Bool

  private struct UnknownWords {
    let column: Int
    var hasAny = false
  }

  /// - Parameters:
  ///   - header: the names of the fields, in the order in which `add` is asked for them.
  ///   - file: for messages.
  ///   - row: of the header, for messages.
  ///   - limits: what a position must lie within.
  ///   - kinds: the kinds of organisation that are known.
  ///   - gazetteer: by which rows without coordinates are placed.
  /// - Throws: `Failure` (data) naming both columns where two mean the same.
  public init(
    header: [String], file: String, row: Int? = nil, limits: Limits = .japan,
    kinds: [OrganizationKind] = OrganizationKind.network, gazetteer: Gazetteer? = nil
  ) throws {
    self.columns = try ColumnMap(
      header: header, file: file, row: row, definitions: ColumnDefinition.stations,
      ignoring: GeocodeDocument.added)
    addresses = AddressPlacing(gazetteer, header: header, file: file)
    self.rules = StationRow.Rules(columns: columns, kinds: kinds, limits: limits)
    if let note = columns.unknownNote { findings.append(note) }
    headerRow = row
    let found = columns.privacyFindings(row: row)
    findings += found
    isPrivacyUnclear = !found.isEmpty
    // of the others, the words in them may tell
    let told = Set(found.compactMap(\.place.column))
    unknownWords = columns.unknown.filter { !told.contains(header[$0]) }
      .map { UnknownWords(column: $0) }
  }

  /// The positions of a table's rows; `nil` where it has no columns of them and its rows are
  /// placed by their addresses.
  ///
  /// - Throws: what `TablePositions` does, and that a gazetteer would help where it would.
  func positions(
    _ table: DelimitedTable, _ crs: CoordinateReferenceSystem?, crsFlag: String?
  ) throws -> TablePositions? {
    if columns.positionColumns == nil, addresses.isPossible { return nil }
    do {
      return try TablePositions(table, columns, crs, crsFlag: crsFlag)
    } catch let failure as Failure where columns.positionColumns == nil {
      throw addresses.explained(failure, row: table.headerRow)
    }
  }

  /// Adds what the caller has found out about the file itself.
  public mutating func report(_ finding: Finding) { findings.append(finding) }

  /// Reads one row.
  ///
  /// - Parameters:
  ///   - row: as messages show it, and the station's id where the row has none.
  ///   - position: where the row says that the station is.
  ///   - field: the text of the field at an index of the header; blank where there is none.
  public mutating func add(row: Int, position: Position, field: (Int) -> String) {
    var fields = StationRow(row: row, columns: columns, rules: rules, field: field)
    let stated = fields["id"]
    rowsOfID[fields.id.text, default: []].append((row, !stated.isEmpty))
    for index in unknownWords.indices.reversed() {
      let text = field(unknownWords[index].column)
      guard !text.isEmpty else { continue }
      if Vocabulary.precisions[text] == nil {
        unknownWords.remove(at: index)
      } else {
        unknownWords[index].hasAny = true
      }
    }
    let match = addresses.match(row: row, position: position, field)
    let place = match?.found.map { Position.found(.placed($0.position)) }
    let record = fields.record(
      at: place ?? (match == nil ? position : .missing), by: match?.found?.accuracy
    ) { addresses.explanation(match, field) }
    findings.append(contentsOf: fields.findings)
    if let record { records.append(record) }
    let consent = fields["consent"]
    if !rules.consent(consent), !FieldParsing.isPlainNo(consent) {
      unclearConsents[consent, default: []].append(row)
    }
  }

  /// The records in the order of the rows, and everything found, in the order of the rows.
  ///
  /// An id used twice is an error in every row that uses it, and none of them makes a record:
  /// which one is meant must not hang on which came first.
  public consuming func finish() -> (records: [StationRecord], findings: [Finding]) {
    let repeated = rowsOfID.filter { $0.value.count > 1 }
    for (id, uses) in repeated {
      for use in uses {
        let others = uses.map(\.row).filter { $0 != use.row }
        findings.append(usedTwice(id, use.row, use.isStated, others))
      }
    }
    records.removeAll { repeated[$0.id.text] != nil }
    for words in unknownWords where words.hasAny {
      isPrivacyUnclear = true
      findings.append(
        columns.privacyFinding(column: words.column, meant: "precision", row: headerRow))
    }
    // setting single rows aside must not let the others through
    if isPrivacyUnclear { records.removeAll() }
    findings += addresses.findings
    if !unclearConsents.isEmpty { findings.append(unclearConsent()) }
    return (records, findings.inRowOrder)
  }

  // MARK: Messages

  private func usedTwice(_ id: String, _ row: Int, _ isStated: Bool, _ others: [Int]) -> Finding {
    let column = columns["id"].map { columns.header[$0] }
    let place = Place(file: columns.file, row: row, column: column)
    if isStated {
      return Finding(
        .error,
        what: Text(
          ja: "ID「\(id)」は\(others.listed(in: .ja))でも使われています",
          en: "id \(id.quoted) is used in \(others.listed(in: .en)) too"),
        at: place,
        remedy: Text(
          ja: "別の拠点なら別のIDにし、同じ拠点なら1行だけ残してください",
          en: "Give different stations different ids, or keep one row of the same station"))
    }
    return Finding(
      .error,
      what: Text(
        ja: "IDがないので行番号の\(id)がIDになりますが、\(others.listed(in: .ja))のIDと同じです",
        en: "without an id the row number \(id) is the id, which is that of "
          + others.listed(in: .en)),
      at: place,
      remedy: Text(ja: "この行にIDを書いてください", en: "Write an id in this row"))
  }

  private func unclearConsent() -> Finding {
    let column = columns["consent"].map { columns.header[$0] }
    let rows = unclearConsents.values.flatMap { $0 }.sorted()
    let words = unclearConsents.keys.sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    return Finding(
      .warning,
      what: Text(
        ja: "公開同意の書き方がはっきりしない行が\(rows.count)行あり、同意なしとして扱います"
          + "（\(words.listed(upTo: 5, in: .ja))。\(rows.listed(in: .ja))）",
        en: "consent is unclear in \(rows.listed(in: .en)) and is taken as no "
          + "(\(words.listed(upTo: 5, in: .en)))"),
      at: Place(file: columns.file, column: column),
      remedy: Text(
        ja: "同意があるなら「同意」か同意した日付を書いてください",
        en: "Where there is consent, write yes or the date on which it was given"))
  }
}

extension ColumnMap {
  /// `nil` where there are no such columns. Degrees win over metres where there are both.
  var positionColumns: StationRowReader.PositionColumns? {
    if let latitude = self["lat"], let longitude = self["lon"] {
      return .degrees(latitude: latitude, longitude: longitude)
    }
    return meterColumns
  }

  var meterColumns: StationRowReader.PositionColumns? {
    guard let easting = self["x"], let northing = self["y"] else { return nil }
    return .meters(easting: easting, northing: northing)
  }
}
