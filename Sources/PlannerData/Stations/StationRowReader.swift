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

  var columns: ColumnMap
  private var addresses: AddressPlacing
  private let rules: StationRow.Rules
  private var records: [StationRecord] = []
  private var findings: [Finding] = []
  /// Every row that has an id, also those that make no record.
  private var rowsOfID: [String: IDUses] = [:]
  private var unclearConsents: [String: [Int]] = [:]
  /// Rows by column whose day was written as the number that a spreadsheet keeps, or as no more
  /// than a month or a year.
  private var guessedDays: [String: [(row: Int, read: StationRow.GuessedDay)]] = [:]
  /// Unknown columns in which there was nothing so far but words of published precision.
  private var unknownWords: [UnknownWords]
  private let headerRow: Int?
  /// A column may say what must not be published, and cannot be read.
  private var isPrivacyUnclear: Bool

  /// Rows with one id. Nearly all ids have one, for which a list of its own would be too dear.
  private struct IDUses {
    typealias Use = (row: Int, isStated: Bool)
    private var first: Use?
    private var others: [Use] = []

    var count: Int { (first == nil ? 0 : 1) + others.count }
    var all: [Use] { (first.map { [$0] } ?? []) + others }

    mutating func add(_ use: Use) {
      if first == nil { first = use } else { others.append(use) }
    }
  }

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
    try self.init(
      header: header, file: file, row: row, limits: limits, kinds: kinds, values: ColumnValues(),
      gazetteer: gazetteer)
  }

  /// The same, where `values` tell of columns what names alone do not.
  init(
    header: [String], file: String, row: Int? = nil, limits: Limits, kinds: [OrganizationKind],
    values: ColumnValues, gazetteer: Gazetteer? = nil
  ) throws {
    var columns = try ColumnMap(
      header: header, file: file, row: row,
      definitions: StationColumns.definitions(header, values), ignoring: GeocodeDocument.added)
    let marks = StationColumns.serviceMarks(in: columns, values)
    columns.know(marks.map(\.column))
    let vocabulary = Vocabulary(kinds: kinds)
    addresses = AddressPlacing(gazetteer, header: header, file: file)
    if let note = StationColumns.foreignKinds(in: columns, vocabulary, values, row: row) {
      findings.append(note)
      columns.forget("kind")
    }
    self.columns = columns
    self.rules = StationRow.Rules(columns: columns, kinds: kinds, marks: marks, limits: limits)
    if let note = columns.unknownNote { findings.append(note) }
    findings += columns.endingFindings(row: row)
    if let note = StationColumns.impliedServices(in: columns, marks) { findings.append(note) }
    headerRow = row
    let found = columns.privacyFindings(row: row)
    findings += found
    isPrivacyUnclear = !found.isEmpty
    // of the others, the words in them may tell
    let told = Set(found.compactMap(\.place.column))
    unknownWords = columns.unknown.filter { !told.contains(header[$0]) }
      .map { UnknownWords(column: $0) }
  }

  /// The positions of a table's rows; `nil` where addresses place them.
  func positions(
    _ table: DelimitedTable, _ crs: CoordinateReferenceSystem?, crsFlag: String?
  ) throws -> TablePositions? {
    try addresses.positions(of: table, columns, crs, crsFlag: crsFlag)
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
    rowsOfID[fields.id.text, default: IDUses()].add((row, !stated.isEmpty))
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
    for (slug, read) in fields.guessedDays { guessedDays[slug, default: []].append((row, read)) }
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
    replaceWordsForIDs()
    let repeated = rowsOfID.filter { $0.value.count > 1 }
    for (id, uses) in repeated {
      let rows = uses.all.map(\.row)
      for use in uses.all {
        findings.append(usedTwice(id, use.row, use.isStated, rows.others(than: use.row)))
      }
    }
    if !repeated.isEmpty { records.removeAll { repeated[$0.id.text] != nil } }
    for words in unknownWords where words.hasAny {
      isPrivacyUnclear = true
      findings.append(
        columns.privacyFinding(column: words.column, meant: "precision", row: headerRow))
    }
    // setting single rows aside must not let the others through
    if isPrivacyUnclear { records.removeAll() }
    findings += addresses.findings
    if !unclearConsents.isEmpty { findings.append(unclearConsent()) }
    for (slug, days) in guessedDays { findings += dayNotes(slug, days) }
    return (records, findings.inRowOrder)
  }

  /// A word without a digit that many rows have in place of an id (`幼稚園` for all kindergartens) is
  /// none: these rows have the row number, as those without.
  private mutating func replaceWordsForIDs() {
    let words = rowsOfID.filter { id, uses in
      uses.count >= 10 && !id.contains(where: \.isNumber)
        && uses.all.allSatisfy { rowsOfID[String($0.row)] == nil }
    }
    guard !words.isEmpty else { return }
    let rows = words.values.flatMap { $0.all.map(\.row) }.sorted()
    for id in words.keys { rowsOfID[id] = nil }
    for row in rows { rowsOfID[String(row), default: IDUses()].add((row, false)) }
    for index in records.indices {
      guard words[records[index].id.text] != nil, let row = records[index].place.row else {
        continue
      }
      if records[index].name == records[index].id.text { records[index].name = String(row) }
      records[index].id = StationID(String(row))
    }
    let names = words.keys.sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    findings.append(
      Finding(
        .warning,
        what: Text(
          ja: "IDの列に同じ言葉（\(names.listed(upTo: 5, in: .ja))）が並ぶ行が\(rows.count)行あり、"
            + "行番号をIDにしました（\(rows.listed(in: .ja))）",
          en:
            "rows with one word in place of an id (\(names.listed(upTo: 5, in: .en))) have the row "
            + "number as their id: \(rows.count) (\(rows.listed(in: .en)))"),
        at: Place(
          file: columns.file, row: rows.first, column: columns["id"].map { columns.header[$0] }),
        remedy: Text(
          ja: "拠点ごとに違うIDを書くと、行を並べ替えても同じ拠点だと分かります",
          en: "With ids of their own, stations stay the same however the rows are sorted")))
  }

  // MARK: Messages

  private func usedTwice(_ id: String, _ row: Int, _ isStated: Bool, _ others: [Int]) -> Finding {
    let column = columns["id"].map { columns.header[$0] }
    let place = Place(file: columns.file, row: row, column: column)
    if isStated {
      return Finding(
        .error, .duplicate,
        what: Text(
          ja: "ID「\(id)」は\(others.listed(in: .ja))でも使われています",
          en: "id \(id.quoted) is used in \(others.listed(in: .en)) too"),
        at: place,
        remedy: Text(
          ja: "別の拠点なら別のIDにし、同じ拠点なら1行だけ残してください",
          en: "Give different stations different ids, or keep one row of the same station"))
    }
    return Finding(
      .error, .duplicate,
      what: Text(
        ja: "IDがないので行番号の\(id)がIDになりますが、\(others.listed(in: .ja))のIDと同じです",
        en: "without an id the row number \(id) is the id, which is that of "
          + others.listed(in: .en)),
      at: place,
      remedy: Text(ja: "この行にIDを書いてください", en: "Write an id in this row"))
  }

  private func dayNotes(
    _ slug: String, _ days: [(row: Int, read: StationRow.GuessedDay)]
  ) -> [Finding] {
    let column = columns[slug].map { columns.header[$0] }
    func note(
      _ kind: StationRow.GuessedDay.Kind, _ severity: Finding.Severity, _ what: Text, _ remedy: Text
    ) -> Finding? {
      let found = days.filter { $0.read.kind == kind }
      guard let first = found.first else { return nil }
      let rows = found.map(\.row)
      let example = "\(first.read.text.shortened) → \(first.read.day)"
      return Finding(
        severity,
        what: Text(
          ja: "\(what.ja)（\(rows.count)行：\(rows.listed(in: .ja))。例：\(example)）",
          en: "\(what.en): \(rows.count) (\(rows.listed(in: .en)); \(example))"),
        at: Place(file: columns.file, row: rows.first, column: column), remedy: remedy)
    }
    // 40401 may be the fourth year of 令和
    let isDoubtful = days.contains { day in
      let digits = day.read.text.filter(\.isNumber)
      guard day.read.kind == .serial, digits.count == 5, let number = Int(digits) else {
        return false
      }
      return (1...12).contains(number / 100 % 100) && (1...31).contains(number % 100)
    }
    return [
      note(
        .serial, isDoubtful ? .warning : .note,
        Text(
          ja: "表計算ソフトの通し番号で書かれた日付を読みました",
          en: "days written as a spreadsheet's serial number were read"),
        Text(
          ja: isDoubtful
            ? "和暦の年月日を並べた数（40401 で令和4年4月1日など）なら、R4.4.1 のように書き直してください"
            : "そのままで構いません。表の書式を「日付」にすると読みやすくなります",
          en: isDoubtful
            ? "If they are years of an era and months and days (40401), write them as R4.4.1"
            : "Nothing to do; formatting the cells as dates makes them readable")),
      note(
        .span, .warning,
        Text(
          ja: slug == "left" ? "日のない日付を、その期間の最後の日として読みました" : "日のない日付を、その期間の最初の日として読みました",
          en: slug == "left"
            ? "dates without a day were read as the last day of their time"
            : "dates without a day were read as the first day of their time"),
        Text(ja: "日まで分かるなら書いてください", en: "Write the day where it is known")),
    ].compactMap { $0 }
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
