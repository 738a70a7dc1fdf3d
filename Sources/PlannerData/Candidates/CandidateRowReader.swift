internal import Planner

/// Makes candidates from rows of named fields, whether they come from a table or are the features
/// of a layer.
///
/// A row in which something is wrong gets findings and makes no record. A row without a position
/// is counted: lists of places that others keep have such rows, and nobody can mend them here.
struct CandidateRowReader {
  /// Of which kind the rows of a list are.
  struct Kinds {
    /// That for which the list is given.
    var own: OrganizationKind
    /// Those for which any list is.
    var given: [OrganizationKind] = []
  }

  var columns: ColumnMap
  private let limits: StationRowReader.Limits
  private var layer: CandidateLayer
  /// Rows that are schools, where lists of schools are given as well.
  private var schools: CandidateLayer?
  private var findings: [Finding] = []
  private var rowsWithoutPosition: [Int] = []
  private var centreRows: [Int] = []
  private var strangerRows: [CandidateColumns.Stranger: [Int]] = [:]
  private let stranger: (_ name: String, _ field: (Int) -> String) -> CandidateColumns.Stranger?
  private var unknownAccuracies: [String: Int] = [:]
  private var areaRows: [Int] = []
  private var rowsOfID: [String: [Int]] = [:]
  private var addresses: AddressPlacing
  private let addressColumn: Int?
  private let statedKinds: (column: Int, kinds: Vocabulary<OrganizationKind>)?
  /// Rows that say another kind than the list is given for.
  private var contradicting: [OrganizationKind: [Int]] = [:]

  init(
    columns: ColumnMap, kinds: Kinds, crs: CoordinateReferenceSystem,
    limits: StationRowReader.Limits, gazetteer: Gazetteer? = nil
  ) {
    self.columns = columns
    stranger = CandidateColumns.strangers(header: columns.header, name: columns["name"])
    statedKinds = CandidateColumns.statedKinds(columns.header)
    addressColumn = CandidateColumns.address(columns.header)
    addresses = AddressPlacing(gazetteer, header: columns.header, file: columns.file)
    self.limits = limits
    layer = CandidateLayer(kind: kinds.own, path: columns.file, crs: crs)
    if isWelfare {
      schools = kinds.given.first { $0.slug == "education" }
        .map { CandidateLayer(kind: $0, path: columns.file, crs: crs) }
    }
    if let note = CandidateColumns.misspelt(columns) { findings.append(note) }
    findings += columns.endingFindings(row: nil)
  }

  /// Adds what the caller has found out about the file itself.
  mutating func report(_ finding: Finding) {
    findings.append(finding)
    // a row of which the table cannot be read is a row that is wrong
    if finding.severity == .error, finding.place.row != nil { layer.wrong += 1 }
  }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - row: its number, for messages.
  ///   - position: where it is; of an area, its centroid.
  ///   - isArea: whether it is one.
  ///   - field: the text of a column.
  mutating func add(
    row: Int, position: StationRowReader.Position, isArea: Bool = false, field: (Int) -> String
  ) {
    // names end on screens and in files of others: no character may move a cursor there
    func text(_ slug: String) -> String {
      columns[slug].map { PublicText.clean(field($0)) } ?? ""
    }
    let found = addresses.match(row: row, position: position, field)?.found
    let position = found.map { .found(.placed($0.position)) } ?? position
    if case .missing = position {
      layer.withoutPosition += 1
      rowsWithoutPosition.append(row)
      return
    }
    let errorsBefore = findings.count
    let cost = cost(text("cost_yen"), row)
    if Self.isOrigin(position), findings.count == errorsBefore {
      layer.atOrigin += 1
      centreRows.append(row)
      return
    }
    var check = PositionCheck(row: row, columns: columns, limits: limits, crsFlag: nil)
    let coordinate = check.coordinate(position)
    findings += check.findings
    guard let coordinate, findings.count == errorsBefore else {
      layer.wrong += 1
      return
    }
    if let (column, kinds) = statedKinds, let stated = kinds[field(column)], stated != layer.kind {
      contradicting[stated, default: []].append(row)
    }
    let id = text("id")
    if !id.isEmpty { rowsOfID[id, default: []].append(row) }
    if isArea { areaRows.append(row) }
    var record = CandidateRecord(
      statedID: id.isEmpty ? nil : id, name: text("name"),
      address: addressColumn.map { field($0).trimmingBlanks } ?? "", coordinate: coordinate,
      costYen: cost, place: Place(file: columns.file, row: row))
    let accuracy = text("location_accuracy")
    if let found {
      record.locationAccuracy = found.accuracy
    } else if !accuracy.isEmpty {
      if let isCentre = CandidateColumns.accuracies[accuracy] {
        record.isCentre = isCentre
      } else {
        unknownAccuracies[accuracy, default: 0] += 1
      }
    }
    let sort = stranger(record.name, field)
    // whoever calls a kindergarten something else than welfare knows why
    let told = sort == .kindergarten && !isWelfare ? nil : sort
    if let told { strangerRows[told, default: []].append(row) }
    let isLent = told == .kindergarten && schools != nil
    record.stranger = isLent ? nil : told
    // what is told of once is counted once
    if record.stranger == nil, record.isCentre { centreRows.append(row) }
    if isLent {
      schools?.records.append(record)
    } else {
      layer.records.append(record)
    }
  }

  private var isWelfare: Bool { layer.kind.slug == "medical-welfare" }

  private static func isOrigin(_ position: StationRowReader.Position) -> Bool {
    switch position {
    case .found(.degrees(let point)): point.x == 0 && point.y == 0
    case .found(.plane(let point)): point.x == 0 && point.y == 0
    case .found(.placed), .missing, .unusable: false
    }
  }

  private mutating func cost(_ text: String, _ row: Int) -> Double? {
    if text.isEmpty { return nil }
    if let yen = yenAmount(text) { return yen }
    findings.append(
      Finding(
        .error,
        what: Text(
          ja: "「\(text.shortened)」は費用として使えません", en: "\(text.quoted) cannot be used as a cost"),
        at: Place(
          file: columns.file, row: row, column: columns["cost_yen"].map { columns.header[$0] }),
        remedy: Text(
          ja: "10000、10,000円、5万円のように0以上の円を書いてください。分からなければ空白にします",
          en: "Write yen, such as 10000 or 10,000円, zero or more; leave it blank where it is "
            + "not known")))
    return nil
  }

  /// The layers by kind, and everything found, in the order of the rows.
  consuming func finish() -> (layers: [CandidateLayer], findings: [Finding]) {
    findings += setAsideOnCentres()
    if let note = areaNote() { findings.append(note) }
    if let note = repeatedIDNote() { findings.append(note) }
    if let note = withoutPositionNote() { findings.append(note) }
    if let note = centreNote() { findings.append(note) }
    if let note = playgroundNote() { findings.append(note) }
    if let note = kindergartenNote() { findings.append(note) }
    if let note = accuracyNote() { findings.append(note) }
    if let note = contradictionNote() { findings.append(note) }
    if let note = addressNote() { findings.append(note) }
    findings += addresses.findings
    let lent = schools.map { $0.records.isEmpty ? [] : [$0] } ?? []
    return ([layer] + lent, findings.inRowOrder)
  }

  // MARK: Messages

  private func withoutPositionNote() -> Finding? {
    guard !rowsWithoutPosition.isEmpty else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "位置のない候補が\(rowsWithoutPosition.count)件あり、除きました"
          + "（\(rowsWithoutPosition.listed(in: .ja))）",
        en: "candidates without a position, left out: \(rowsWithoutPosition.count) "
          + "(\(rowsWithoutPosition.listed(in: .en)))"),
      at: Place(file: columns.file),
      remedy: Text(
        ja: "候補に加えるなら、緯度と経度を書いてください",
        en: "Write latitude and longitude where they should count"))
  }

  private func centreNote() -> Finding? {
    guard !centreRows.isEmpty else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "市区町村や町丁目の中心にしか置かれていない候補が\(centreRows.count)件あり、除きました"
          + "（\(centreRows.listed(in: .ja))）",
        en: "candidates placed only at the centre of a municipality or a town, left out: "
          + "\(centreRows.count) (\(centreRows.listed(in: .en)))"),
      at: Place(file: columns.file),
      remedy: Text(
        ja: "候補に加えるなら、住所から調べた位置に直してください",
        en: "Place them by their address where they should count"))
  }

  private func playgroundNote() -> Finding? {
    guard let rows = strangerRows[.playground] else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "児童遊園などの遊び場が\(rows.count)件あり、声をかける団体がないので除きました"
          + "（\(rows.listed(in: .ja))）",
        en: "playgrounds, where there is nobody to ask, left out: \(rows.count) "
          + "(\(rows.listed(in: .en)))"),
      at: Place(file: columns.file),
      remedy: Text(
        ja: "そばの自治会館などに声をかけられるなら、その一覧を候補に加えてください",
        en: "Where somebody beside one could be asked, add a list of those"))
  }

  private func kindergartenNote() -> Finding? {
    guard let rows = strangerRows[.kindergarten] else { return nil }
    let (count, list) = (rows.count, (ja: rows.listed(in: .ja), en: rows.listed(in: .en)))
    if let schools {
      return Finding(
        .note,
        what: Text(
          ja: "幼稚園は学校なので、\(count)件を「\(schools.kind.name.ja)」の候補にしました（\(list.ja)）",
          en: "kindergartens are schools and count as \(schools.kind.slug): \(count) (\(list.en))"),
        at: Place(file: columns.file),
        remedy: Text(ja: "このままで構いません", en: "Nothing to do"))
    }
    return Finding(
      .warning,
      what: Text(
        ja: "幼稚園は学校なので、「\(layer.kind.name.ja)」の候補から\(count)件を除きました（\(list.ja)）",
        en: "kindergartens are schools and left out of \(layer.kind.slug): \(count) (\(list.en))"),
      at: Place(file: columns.file),
      remedy: Text(
        ja: "学校の一覧（国土数値情報 P29 など）を education に指定すると、幼稚園も教育の候補になります",
        en: "Give a list of schools (国土数値情報 P29, say) for education, and they count there"))
  }

  /// Geocoders that find no address return the centre of the municipality or the town and call it
  /// an address: a row that stands on the very point of a declared centre, or on one that rows of
  /// other lots share, is no nearer to its place.
  private mutating func setAsideOnCentres() -> [Finding] {
    let records = layer.records + (schools?.records ?? [])
    let declared = Set(records.filter(\.isCentre).map(\.rounded))
    // without addresses nothing tells, and lists of a whole country have none
    let exact = records.filter {
      !$0.address.isEmpty && !$0.isCentre && $0.stranger == nil && $0.locationAccuracy < .town
    }
    let shared = Set(
      Dictionary(grouping: exact, by: \.rounded).filter { point, rows in
        !declared.contains(point)
          && SharedPoints.isCentre(
            of: rows.map { SharedPoints.Row(name: $0.name, address: $0.address) })
      }.keys)
    var onDeclared: [Int] = []
    var onShared: [Int] = []
    func mark(_ records: inout [CandidateRecord]) {
      for index in records.indices
      where !records[index].isCentre && records[index].stranger == nil {
        let point = records[index].rounded
        if declared.contains(point) {
          records[index].isOnCentre = true
          if let row = records[index].place.row { onDeclared.append(row) }
        } else if shared.contains(point), records[index].locationAccuracy < .town {
          records[index].isOnCentre = true
          if let row = records[index].place.row { onShared.append(row) }
        }
      }
    }
    mark(&layer.records)
    if var lent = schools {
      mark(&lent.records)
      schools = lent
    }
    return [
      declaredCentreNote(onDeclared.sorted()), sharedPointNote(shared.count, onShared.sorted()),
    ]
    .compactMap { $0 }
  }

  private func declaredCentreNote(_ rows: [Int]) -> Finding? {
    guard !rows.isEmpty else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "正確な位置とされていても、ほかの行で市区町村や町丁目の中心とされた点にある候補が\(rows.count)件あり、除きました"
          + "（\(rows.listed(in: .ja))）",
        en: "candidates said to be exact on the very point of what other rows call a centre, left "
          + "out: \(rows.count) (\(rows.listed(in: .en)))"),
      at: Place(file: columns.file),
      remedy: Text(
        ja: "候補に加えるなら、住所から調べた位置に直してください",
        en: "Place them by their address where they should count"))
  }

  private func sharedPointNote(_ points: Int, _ rows: [Int]) -> Finding? {
    guard !rows.isEmpty else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "番地の違う（または番地のない）行がまったく同じ点に集まる候補が、\(points)点に\(rows.count)件あります。"
          + "町や大字の中央とみて除きました（\(rows.listed(in: .ja))）",
        en:
          "candidates of different lots, or of none, on the very same point, taken for the middle "
          + "of a town and left out: \(rows.count) (points: \(points); \(rows.listed(in: .en)))"),
      at: Place(file: columns.file, column: addressColumn.map { columns.header[$0] }),
      remedy: Text(
        ja: "候補に加えるなら、番地までの住所か地図から位置を調べて、座標を直してください",
        en: "Look their positions up by full address or on a map where they should count"))
  }

  private func contradictionNote() -> Finding? {
    guard let statedKinds, !contradicting.isEmpty else { return nil }
    let rows = contradicting.values.flatMap { $0 }.sorted()
    let kinds = contradicting.sorted { $0.key < $1.key }
    return Finding(
      .warning,
      what: Text(
        ja: "別の種別と書かれた行が\(rows.count)件あります（"
          + kinds.map { "\($0.key.name.ja)\($0.value.count)" }.joined(separator: "、")
          + "。\(rows.listed(in: .ja))）。指定のとおり「\(layer.kind.name.ja)」の候補にしました",
        en: "rows that say another kind: \(rows.count) ("
          + kinds.map { "\($0.key.slug) \($0.value.count)" }.joined(separator: ", ")
          + "; \(rows.listed(in: .en))). They count as \(layer.kind.slug), as was asked for"),
      at: Place(file: columns.file, column: columns.header[statedKinds.column]),
      remedy: Text(
        ja: "種別のまざった一覧なら、種別ごとのファイルに分けて指定してください",
        en: "Where a list holds several kinds, part it into a file for each"))
  }

  private func areaNote() -> Finding? {
    guard !areaRows.isEmpty else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "面の候補が\(areaRows.count)件あり、それぞれ重心の点にあるものとしました（\(areaRows.listed(in: .ja))）",
        en: "candidates that are areas, each taken to be at its centroid: \(areaRows.count) "
          + "(\(areaRows.listed(in: .en)))"),
      at: Place(file: columns.file),
      remedy: Text(
        ja: "広い敷地では、入口などの点に直すと正確になります",
        en: "For large grounds, give the point of the entrance instead"))
  }

  private func repeatedIDNote() -> Finding? {
    let repeated = rowsOfID.filter { $0.value.count > 1 }
    guard !repeated.isEmpty else { return nil }
    let rows = repeated.values.flatMap { $0 }.sorted()
    return Finding(
      .warning,
      what: Text(
        ja: "同じ番号が二度以上ある候補が\(rows.count)件あります（\(rows.listed(in: .ja))）。"
          + "内容の違う行は、別の候補として扱います",
        en: "candidates that share their id with another: \(rows.count) "
          + "(\(rows.listed(in: .en))); rows that differ are taken as different candidates"),
      at: Place(file: columns.file, column: columns["id"].map { columns.header[$0] }),
      remedy: Text(
        ja: "番号が重ならないようにするか、番号でない列なら列の名前を変えてください",
        en: "Give each an id of its own, or rename the column if it holds no ids"))
  }

  private func addressNote() -> Finding? {
    let counts = LocationAccuracy.allCases.compactMap { accuracy in
      addresses.counts[accuracy].map { (accuracy.name, $0) }
    }
    guard !counts.isEmpty else { return nil }
    return Finding(
      .warning,
      what: Text(
        ja: "住所から置いた候補があります（" + counts.map { "\($0.0.ja)\($0.1)" }.joined(separator: "、") + "）",
        en: "candidates placed by their address ("
          + counts.map { "\($0.0.en) \($0.1)" }.joined(separator: ", ") + ")"),
      at: Place(file: columns.file),
      remedy: Text(
        ja: "町丁目の代表点は数百mずれることがあります。依頼する前に場所を確かめてください",
        en: "The point of a town may be hundreds of metres off; check the place before asking"))
  }

  /// The positions of a table's rows; `nil` where addresses place them.
  func positions(
    _ table: DelimitedTable, _ crs: CoordinateReferenceSystem?, crsFlag: String?
  ) throws -> TablePositions? {
    try addresses.positions(of: table, columns, crs, crsFlag: crsFlag)
  }

  private func accuracyNote() -> Finding? {
    guard !unknownAccuracies.isEmpty else { return nil }
    let words = unknownAccuracies.keys.sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    let count = unknownAccuracies.values.reduce(0, +)
    return Finding(
      .warning,
      what: Text(
        ja: "位置精度の書き方が分からない候補が\(count)件あり、正確な位置として扱います"
          + "（\(words.listed(upTo: 5, in: .ja))）",
        en: "the accuracy of \(count) positions is not understood, and they are taken as exact "
          + "(\(words.listed(upTo: 5, in: .en)))"),
      at: Place(
        file: columns.file, column: columns["location_accuracy"].map { columns.header[$0] }),
      remedy: Text(
        ja: "市区町村の中心なら municipality、町丁目の中心なら town、番地まで分かれば address と書いてください",
        en: "Write municipality or town for the centre of one, and address for an exact place"))
  }
}
