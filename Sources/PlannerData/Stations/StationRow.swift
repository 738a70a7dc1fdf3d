internal import Planner

/// One row of a station list while its fields are read and checked.
struct StationRow {
  /// What holds for every row of a file, and the values of a few words remembered: a list has
  /// thousands of rows but few different dates, kinds and seasons.
  final class Rules {
    let kinds: Vocabulary<OrganizationKind>
    /// `医療福祉 (medical-welfare), …` for messages.
    let knownKinds: Text
    let limits: StationRowReader.Limits
    /// Columns of their own for single services.
    let marks: [StationColumns.ServiceMark]
    /// The canonical columns that the file has.
    let columns: [(slug: String, index: Int)]
    /// Where each of them stands in `columns`.
    let place: [String: Int]
    /// Those of `columns` that are kept as they are.
    let details: [Int]
    private var kindOf: [String: OrganizationKind?] = [:]
    private var servicesOf: [String: (known: Set<Service>, unknown: [String])] = [:]
    private var dayOf: [String: CalendarDay?] = [:]
    private var seasonOf: [String: Season?] = [:]
    private var consentOf: [String: Bool] = [:]

    init(
      columns: ColumnMap, kinds: [OrganizationKind], marks: [StationColumns.ServiceMark],
      limits: StationRowReader.Limits
    ) {
      self.marks = marks
      self.kinds = Vocabulary(kinds: kinds)
      self.knownKinds = Text(
        ja: kinds.map { "\($0.name.ja)（\($0.slug)）" }.joined(separator: "、"),
        en: kinds.map { "\($0.slug) (\($0.name.ja))" }.joined(separator: ", "))
      self.limits = limits
      let own = ColumnDefinition.stations.compactMap { definition in
        columns[definition.slug].map { (slug: definition.slug, index: $0) }
      }
      self.columns = own
      place = Dictionary(
        own.indices.map { (own[$0].slug, $0) }, uniquingKeysWith: { first, _ in first })
      details = own.indices.filter { StationRow.details.contains(own[$0].slug) }
    }

    func kind(_ text: String) -> OrganizationKind? { remember(\.kindOf, text) { kinds[$0] } }
    func services(_ text: String) -> (known: Set<Service>, unknown: [String]) {
      remember(\.servicesOf, text) { FieldParsing.services($0) }
    }
    func day(_ text: String) -> CalendarDay? {
      remember(\.dayOf, text) { CalendarDay(written: $0) }
    }
    func season(_ text: String) -> Season? {
      remember(\.seasonOf, text) { FieldParsing.season($0) }
    }
    func consent(_ text: String) -> Bool {
      remember(\.consentOf, text) { FieldParsing.consent($0) }
    }

    private func remember<Value>(
      _ memory: ReferenceWritableKeyPath<Rules, [String: Value]>, _ text: String,
      _ parse: (String) -> Value
    ) -> Value {
      if let known = self[keyPath: memory][text] { return known }
      let value = parse(text)
      self[keyPath: memory][text] = value
      return value
    }
  }

  /// The columns that are kept as they are.
  fileprivate static let details = [
    "address", "municipality", "hours", "season", "url", "phone", "contact", "notes",
  ]
  private static let knownServices = Text(
    ja: Service.allCases.map { "\($0.name.ja)（\($0.slug)）" }.joined(separator: "、"),
    en: Service.allCases.map { "\($0.slug) (\($0.name.ja))" }.joined(separator: ", "))

  private let row: Int
  private let columns: ColumnMap
  private let rules: Rules
  /// By column of the rules; blank where nothing is written.
  private let texts: [String]
  private let marks: [String]
  /// Days that were not written as such, by column.
  private(set) var guessedDays: [String: GuessedDay] = [:]
  private(set) var findings: [Finding] = []

  init(row: Int, columns: ColumnMap, rules: Rules, field: (Int) -> String) {
    self.row = row
    self.columns = columns
    self.rules = rules
    texts = rules.columns.map { field($0.index) }
    marks = rules.marks.map { field($0.column) }
  }

  /// A day that was read out of something else.
  struct GuessedDay {
    enum Kind {
      /// The number that a spreadsheet keeps for a day.
      case serial
      /// A month, a year or a fiscal year.
      case span
    }

    var kind: Kind
    var day: CalendarDay
    var text: String
  }

  /// The text of a canonical column; blank where the file does not have it.
  subscript(slug: String) -> String { rules.place[slug].map { texts[$0] } ?? "" }

  /// As stated, or the row number.
  var id: StationID {
    let text = self["id"]
    return StationID(text.isEmpty ? String(row) : text)
  }

  private var details: [String: String] {
    var details: [String: String] = [:]
    for column in rules.details where !texts[column].isEmpty {
      details[rules.columns[column].slug] = texts[column]
    }
    return details
  }

  /// The record of the row.
  ///
  /// - Parameters:
  ///   - position: where it is.
  ///   - accuracy: with which an address was found; `nil`: these are the row's own coordinates.
  ///   - explanation: what to say where there is no position.
  /// - Returns: `nil` if something in the row is wrong, as `findings` then say.
  mutating func record(
    at position: StationRowReader.Position, by accuracy: LocationAccuracy? = nil,
    orSaying explanation: () -> (what: Text, remedy: Text)
  ) -> StationRecord? {
    let coordinate = coordinate(position, explanation)
    let locationAccuracy = accuracy ?? locationAccuracy()
    let kind = kind()
    let services = services()
    let joined = day("joined")
    let left = day("left").flatMap { $0.year == Self.yearOfNoEnd ? nil : $0 }
    if let joined, let left, left < joined {
      add(
        "left", .leftBeforeJoined,
        what: Text(
          ja: "退会日 \(left) が参加日 \(joined) より前です",
          en: "the day of leaving, \(left), is before the day of joining, \(joined)"),
        remedy: Text(ja: "二つの日付を確かめてください", en: "Check the two dates"))
    }
    let season = season()
    let precision = precision()
    guard let coordinate, !findings.contains(where: { $0.severity == .error }) else { return nil }
    let (id, name) = (id, self["name"])
    return StationRecord(
      id: id, name: name.isEmpty ? id.text : name, kind: kind, services: services,
      coordinate: coordinate, joined: joined, left: left, season: season,
      consent: rules.consent(self["consent"]), precision: precision,
      details: details,
      place: Place(file: columns.file, row: row), locationAccuracy: locationAccuracy)
  }

  // MARK: Fields

  static func isUnknownKind(_ text: String) -> Bool {
    ["", "unknown", "不明", "未記入", "-"].contains(Spelling.key(text)) || text == "-"
  }

  private mutating func kind() -> OrganizationKind? {
    let text = self["kind"]
    if let kind = rules.kind(text) { return kind }
    if Self.isUnknownKind(text) { return nil }
    let suggestion = rules.kinds.suggestion(for: text)
    add(
      "kind", .unknownKind,
      what: Text(ja: "「\(text.shortened)」という種別はありません", en: "unknown kind \(text.quoted)"),
      remedy: Text(
        ja: suggestion.ja + "使える種別：\(rules.knownKinds.ja)。種別は planner.yaml の kinds で増やせます",
        en: suggestion.en + "Known kinds: \(rules.knownKinds.en); "
          + "planner.yaml may add more under kinds"))
    return nil
  }

  private mutating func services() -> Set<Service> {
    let text = self["services"]
    let marked = markedServices()
    guard !text.isEmpty else {
      if marked.isEmpty, rules.marks.contains(where: { $0.service == .dropIn }) {
        findings.append(noServiceMarked())
      }
      return marked.isEmpty ? [.dropIn] : marked
    }
    var (known, unknown) = rules.services(text)
    contradict(known)
    known.formUnion(marked)
    for word in unknown {
      let suggestion = Vocabulary.services.suggestion(for: word)
      add(
        "services", .unknownService,
        what: Text(
          ja: "「\(word.shortened)」という機能はありません", en: "unknown service \(word.quoted)"),
        remedy: Text(
          ja: suggestion.ja + "使える機能：\(Self.knownServices.ja)。複数は「;」で区切ります",
          en: suggestion.en + "Known services: \(Self.knownServices.en); separate several by ;"))
    }
    return known.isEmpty ? [.dropIn] : known
  }

  /// The services that have a column of their own in which the row has a mark.
  private mutating func markedServices() -> Set<Service> {
    var services: Set<Service> = []
    for (mark, text) in zip(rules.marks, marks) {
      switch FieldParsing.mark(text) {
      case true?: services.insert(mark.service)
      case false?: break
      case nil:
        findings.append(
          Finding(
            .error, .unknownService,
            what: Text(
              ja: "「\(text.shortened)」が、ある・なしのどちらか分かりません",
              en: "whether \(text.quoted) means yes or no is not clear"),
            at: Place(file: columns.file, row: row, column: columns.header[mark.column]),
            remedy: Text(
              ja: "提供するなら ○、しないなら空白にしてください",
              en: "Write 1 where it is offered, and nothing where it is not")))
      }
    }
    return services
  }

  /// Tells of services that one column names and another denies.
  private mutating func contradict(_ named: Set<Service>) {
    for (mark, text) in zip(rules.marks, marks) where named.contains(mark.service) {
      guard !text.isEmpty, FieldParsing.mark(text) == false else { continue }
      findings.append(
        Finding(
          .warning, .unknownService,
          what: Text(
            ja: "機能の列に「\(mark.service.name.ja)」とありますが、この列では「\(text.shortened)」です。あるものとして数えます",
            en:
              "the services name \(mark.service.name.en), and this column says \(text.quoted); it "
              + "counts as offered"),
          at: Place(file: columns.file, row: row, column: columns.header[mark.column]),
          remedy: Text(ja: "どちらかに揃えてください", en: "Make both say the same")))
    }
  }

  private func noServiceMarked() -> Finding {
    Finding(
      .error, .unknownService,
      what: Text(ja: "どの機能にも印がありません", en: "no service is marked"),
      at: Place(
        file: columns.file, row: row, column: rules.marks.first.map { columns.header[$0.column] }),
      remedy: Text(
        ja: "提供する機能に ○ を付けるか、拠点でないなら行を除いてください",
        en: "Mark what is offered, or remove the row if it is no station"))
  }

  private mutating func day(_ slug: String) -> CalendarDay? {
    let text = self[slug]
    guard !text.isEmpty else { return nil }
    if let day = rules.day(text) { return possible(day, slug) }
    if let guessed = guessedDay(text, isEnd: slug == "left") {
      guard let day = possible(guessed.day, slug) else { return nil }
      guessedDays[slug] = guessed
      return day
    }
    add(
      slug, .badDate,
      what: Text(ja: "「\(text.shortened)」は日付として読めません", en: "\(text.quoted) is no date"),
      remedy: Text(
        ja: "2024-07-01 のように年を4桁で書くか、令和6年7月1日のように書いてください。決まっていなければ空白にします",
        en: "Write it as 2024-07-01, with four digits for the year; leave it blank where it is not "
          + "known"))
    return nil
  }

  /// How databases write that nothing has ended.
  private static let yearOfNoEnd = 9999

  private mutating func possible(_ day: CalendarDay, _ slug: String) -> CalendarDay? {
    let isNoEnd = slug == "left" && day.year == Self.yearOfNoEnd
    let years = FieldParsing.possibleYears
    if isNoEnd || years.contains(day.year) { return day }
    let (first, last) = (years.lowerBound, years.upperBound)
    add(
      slug, .badDate,
      what: Text(
        ja: "「\(self[slug].shortened)」は\(day.year)年の日付です",
        en: "\(self[slug].quoted) is in the year \(day.year)"),
      remedy: Text(
        ja: "年を確かめてください（\(first)年から\(last)年まで書けます）",
        en: "Check the year; it may be from \(first) to \(last)"))
    return nil
  }

  private func guessedDay(_ text: String, isEnd: Bool) -> GuessedDay? {
    // from 1970 to 2036: further ahead are dates of an era without their marks (060401, 70401)
    if case .number(let serial) = DecimalNumber(text), (25_569..<50_101).contains(serial),
      Spelling.widthFolded(text).first != "0", let day = CalendarDay(spreadsheetSerial: Int(serial))
    {
      return GuessedDay(kind: .serial, day: day, text: text)
    }
    guard let span = FieldParsing.span(text) else { return nil }
    return GuessedDay(kind: .span, day: isEnd ? span.upperBound : span.lowerBound, text: text)
  }

  private mutating func season() -> Season {
    let text = self["season"]
    if let season = rules.season(text) { return season }
    add(
      "season", .badSeason, .warning,
      what: Text(
        ja: "期間「\(text.shortened)」を読めないので、通年として扱います",
        en: "season \(text.quoted) cannot be read and is taken as all year"),
      remedy: Text(
        ja: "「7月〜9月」「夏季」「通年」のように書いてください（7-9 は表計算ソフトが日付に変えることがあります）",
        en: "Write it as 7月〜9月, summer or all-year (spreadsheets may turn 7-9 into a date)"))
    return .allYear
  }

  /// Never falls back to the point itself where something else was meant.
  private mutating func precision() -> PublishedPrecision {
    let text = self["precision"]
    guard !text.isEmpty else { return .exact }
    if let precision = Vocabulary.precisions[text] { return precision }
    let suggestion = Vocabulary.precisions.suggestion(for: text)
    add(
      "precision", .unknownPrecision,
      what: Text(
        ja: "公開精度「\(text.shortened)」が分かりません", en: "unknown precision \(text.quoted)"),
      remedy: Text(
        ja: suggestion.ja + "exact（正確）、town（町丁目）、mesh（メッシュ）、hidden（非公開）のどれかを書いてください",
        en: suggestion.en + "Write exact, town, mesh or hidden"))
    return .hidden
  }

  // MARK: Position

  /// As the list says of its own coordinates; a list that was placed by its addresses does.
  private mutating func locationAccuracy() -> LocationAccuracy {
    let text = self["location_accuracy"]
    guard !text.isEmpty else { return .point }
    if let accuracy = Vocabulary.locationAccuracies[text] { return accuracy }
    add(
      "location_accuracy", .unknownAccuracy, .warning,
      what: Text(
        ja: "位置精度「\(text.shortened)」が分からないので、正確な位置として扱います",
        en: "the accuracy \(text.quoted) is not understood, and the position is taken as exact"),
      remedy: Text(
        ja: "point（正確）、block（街区）、town（町丁目）、municipality（市区町村）のどれかを書いてください",
        en: "Write point, block, town or municipality"))
    return .point
  }

  private mutating func coordinate(
    _ position: StationRowReader.Position, _ explanation: () -> (what: Text, remedy: Text)
  ) -> StationRecord.Coordinate? {
    if case .missing = position {
      let (what, remedy) = explanation()
      add(
        ["lat", "x", "address"].first { columns[$0] != nil } ?? "lat", .noPosition, what: what,
        remedy: remedy)
      return nil
    }
    var check = PositionCheck(
      row: row, columns: columns, limits: rules.limits, crsFlag: "--stations-crs")
    let coordinate = check.coordinate(position)
    findings += check.findings
    return coordinate
  }

  private mutating func add(
    _ slug: String, _ code: Finding.Code, _ severity: Finding.Severity = .error, what: Text,
    remedy: Text
  ) {
    let column = columns[slug].map { columns.header[$0] }
    findings.append(
      Finding(
        severity, code, what: what, at: Place(file: columns.file, row: row, column: column),
        remedy: remedy))
  }
}
