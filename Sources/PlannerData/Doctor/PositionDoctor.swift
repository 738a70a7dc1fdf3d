internal import Planner

/// Whether the stations are where they say that they are.
struct PositionDoctor {
  let roster: Roster
  /// `nil` without outlines.
  let study: StudyArea?
  let gazetteer: Gazetteer?
  private let stated: StatedMunicipality?
  private let distance: OutlineDistance?
  /// By rows: the municipality of the position, and of the exchanged one.
  private var municipality: [Int?]
  private var ofExchanged: [Int?]
  /// Rows of which more cannot be said than that their axes are swapped.
  private var swapped: Set<Int> = []
  private(set) var findings: [CheckFinding] = []

  /// Outlines are simplified by some tens of metres, so that so near to a border nothing is sure.
  static let borderMeters = 100.0
  /// From the nearest municipality: no list of a region has places so far out by intent.
  private static let elsewhereMeters = 20_000.0

  init(_ roster: Roster, study: StudyArea?, gazetteer: Gazetteer?) {
    self.roster = roster
    self.study = study
    self.gazetteer = gazetteer
    stated = study.map { StatedMunicipality($0) }
    distance = study.map { OutlineDistance($0) }
    municipality = Self.municipalities(roster.rows.map(\.position), study)
    ofExchanged = Self.municipalities(roster.rows.map(\.exchanged), study)
  }

  private static func municipalities(
    _ positions: [Position<Geographic>?], _ study: StudyArea?
  ) -> [Int?] {
    guard let study else { return positions.map { _ in nil } }
    let nowhere = Position<Geographic>(x: .infinity, y: .infinity)
    return study.municipalities(of: positions.map { $0 ?? nowhere })
  }

  /// Looks at everything.
  ///
  /// - Parameter readerFindings: of the reader, which knows of swapped degrees; what the outlines
  ///   tell of them is added.
  mutating func examine(_ readerFindings: inout [CheckFinding]) {
    settleSwapped(&readerFindings)
    let told = Set(
      readerFindings.lazy.filter { $0.code == .nullIsland }.compactMap(\.finding.place.row))
    findings += placedOrigins(but: told)
    let statements = roster.rows.map { stated?.of($0, in: roster) }
    if let study { findSwappedPlane(study, statements) }
    let placed = roster.rows.indices.filter {
      roster.rows[$0].position != nil && !roster.rows[$0].isPlacedByAddress && !swapped.contains($0)
    }
    if let study, !isOpen {
      let outside = placed.filter { municipality[$0] == nil }
      let isOfMost = placed.count >= 3 && outside.count * 2 > placed.count
      if isOfMost || !placed.isEmpty && outside.count == placed.count && outside.allSatisfy(isFar) {
        findings.append(elsewhere(outside.count, of: placed.count, study))
        return
      }
    }
    findings +=
      DatumDoctor(
        roster: roster, study: study, gazetteer: gazetteer, statements: statements, rows: placed
      ).findings
    if let study { examine(placed, statements, study) }
    findings += farFromAddress()
  }

  /// No slip of a digit, but another part of the country; matters where there are so few rows that
  /// most of them say little.
  private func isFar(_ row: Int) -> Bool {
    guard let point = roster.rows[row].position else { return false }
    return distance?.nearest(to: point).map { $0.meters > 50_000 } ?? false
  }

  /// Lists of candidates may cover more than the region: what lies beyond it and does not claim to
  /// be in it is no mistake.
  private var isOpen: Bool { roster.layer != "stations" }

  private mutating func examine(
    _ placed: [Int], _ statements: [StatedMunicipality.Statement?], _ study: StudyArea
  ) {
    for row in placed {
      guard let here = municipality[row] else {
        if !isOpen || statements[row] != nil {
          findings.append(inSea(row, statements[row], study))
        }
        continue
      }
      if let statement = statements[row], !statement.members.contains(here) {
        findings.append(wrongMunicipality(row, statement, here, study))
      } else if let finding = misspelt(row, here, study) {
        findings.append(finding)
      }
    }
    if !isOpen { findings += notCompared(placed, statements) }
  }

  /// Names of municipalities that are none here (those from before a merger, or of another
  /// prefecture), so that nobody has looked whether the position agrees with them.
  private func notCompared(
    _ placed: [Int], _ statements: [StatedMunicipality.Statement?]
  ) -> [CheckFinding] {
    let told = Set(
      findings.lazy.filter { $0.code == .misspeltMunicipality }.compactMap(\.finding.place.row))
    var rows: [String: [Int]] = [:]
    for row in placed where statements[row] == nil && !told.contains(roster.rows[row].number) {
      let (name, address) = (roster.rows[row].municipality, roster.rows[row].address)
      if !name.isEmpty {
        rows[name, default: []].append(row)
      } else if let prefecture = Prefectures.names.first(where: {
        Spelling.placeKey(address).hasPrefix($0)
      }) {
        // up to the municipality's end
        let rest = address.drop { !"市区町村".contains($0) }
        let end = rest.isEmpty ? prefecture : String(address.prefix(address.count - rest.count + 1))
        rows[end, default: []].append(row)
      }
    }
    return rows.sorted { $0.value[0] < $1.value[0] }.map { name, rows in
      let numbers = rows.map { roster.rows[$0].number }
      let isColumn = !roster.rows[rows[0]].municipality.isEmpty
      return CheckFinding(
        roster.layer, .warning, .wrongMunicipality,
        at: roster.place(
          roster.rows[rows[0]], isColumn ? roster.municipalityColumn : roster.addressColumn),
        what: Text(
          ja: "「\(name.shortened)」は境界のデータにないので、位置と合っているか調べていません（\(numbers.listed(in: .ja))）",
          en: "\(name.quoted) is not among the outlines, so that nobody has looked whether the "
            + "position agrees (\(numbers.listed(in: .en)))"),
        remedy: Text(
          ja: "合併前の名前なら、いまの市町村名に直してください。よその地域の拠点なら、座標を確かめてください",
          en: "Write today's name where it is from before a merger; check the position where it is "
            + "another region's"))
    }
  }

  /// A name that is none here, and differs by one character from that of the municipality in which
  /// the place lies. Old names (大網白里町) do so too, which is as well worth knowing.
  private func misspelt(_ row: Int, _ here: Int, _ study: StudyArea) -> CheckFinding? {
    let text = roster.rows[row].municipality
    let name = study.municipalities[here].name
    guard !text.isEmpty, stated?.knows(text) == false else { return nil }
    let written = Array(Spelling.placeKey(text))
    let right = Array(Spelling.placeKey(name))
    guard right.count >= 3, Spelling.edits(written, right) == 1 else { return nil }
    return CheckFinding(
      roster.layer, .warning, .misspeltMunicipality,
      at: roster.place(roster.rows[row], roster.municipalityColumn),
      what: Text(
        ja: "「\(text.shortened)」という市町村はありません。座標は\(name)にあります",
        en: "there is no municipality \(text.quoted); the position is in \(name)"),
      remedy: Text(ja: "「\(name)」のことなら、直してください", en: "Write \(name), if that is meant"))
  }

  /// Rows at (0, 0) of which the reader says nothing, since their address places them all the same.
  private func placedOrigins(but told: Set<Int>) -> [CheckFinding] {
    roster.rows.compactMap { row in
      guard let written = row.written, written.x == 0, written.y == 0, gazetteer != nil,
        !row.address.isEmpty, !told.contains(row.number)
      else { return nil }
      return CheckFinding(
        roster.layer, .warning, .nullIsland, at: roster.place(row, roster.positionColumn),
        what: Text(
          ja: "緯度と経度がどちらも0なので、住所から置きます",
          en: "latitude and longitude are both 0, so it is placed by its address"),
        remedy: Text(
          ja: "位置を調べて書くか、二つとも空白にしてください（planner-cli geocode で書き込めます）",
          en: "Look the place up, or leave both blank (planner-cli geocode fills them in)"))
    }
  }

  // MARK: Swapped axes

  /// Degrees: the reader knows that as written they are nowhere in Japan. Whether the other way
  /// round is right, the outlines tell.
  private mutating func settleSwapped(_ readerFindings: inout [CheckFinding]) {
    let indexOfRow = Dictionary(
      roster.rows.indices.map { (roster.rows[$0].number, $0) }, uniquingKeysWith: { a, _ in a })
    for index in readerFindings.indices where readerFindings[index].code == .swappedAxes {
      guard let number = readerFindings[index].finding.place.row, let row = indexOfRow[number],
        let study, let there = ofExchanged[row]
      else { continue }
      swapped.insert(row)
      if let statement = stated?.of(roster.rows[row], in: roster),
        !statement.members.contains(there)
      {
        continue
      }
      readerFindings[index].isCertain = true
      readerFindings[index].mends = exchange(row)
      let name = study.municipalities[there].name
      let remedy = readerFindings[index].finding.remedy
      readerFindings[index].finding.remedy = Text(
        ja: "入れ替えると\(name)に入ります。" + remedy.ja,
        en: "The other way round it lies in \(name). " + remedy.en)
    }
  }

  private func exchange(_ row: Int) -> [CheckFinding.Mend] {
    guard let table = roster.table, let x = roster.xColumn, let y = roster.yColumn else {
      return []
    }
    let texts = (x: table.text(row: row, column: x), y: table.text(row: row, column: y))
    return [
      .init(row: row, column: y, before: texts.y, after: texts.x),
      .init(row: row, column: x, before: texts.x, after: texts.y),
    ].sorted { $0.column < $1.column }
  }

  /// Metres look alike either way; near the origin of a zone (野田) both are in the region, and
  /// only the municipality that the row names can tell.
  private mutating func findSwappedPlane(
    _ study: StudyArea, _ statements: [StatedMunicipality.Statement?]
  ) {
    guard roster.isPlane else { return }
    for row in roster.rows.indices {
      guard let position = roster.rows[row].position, let there = ofExchanged[row] else {
        continue
      }
      let here = municipality[row]
      let isCertain: Bool
      if let statement = statements[row] {
        guard statement.members.contains(there), !(here.map(statement.members.contains) ?? false)
        else { continue }
        isCertain = here == nil
      } else {
        guard here == nil else { continue }
        isCertain = (distance?.nearest(to: position)?.meters ?? 0) > Self.elsewhereMeters
      }
      swapped.insert(row)
      let nameThere = study.municipalities[there].name
      let nameHere = here.map { study.municipalities[$0].name }
      var finding = CheckFinding(
        roster.layer, .error, .swappedAxes,
        at: roster.place(roster.rows[row], roster.positionColumn),
        what: Text(
          ja: "x（東距）と y（北距）が入れ替わっているようです（このままだと\(nameHere ?? "どの市町村にも入りません")"
            + "、入れ替えると\(nameThere)）",
          en: "x (easting) and y (northing) seem to be swapped: as written "
            + "\(nameHere.map { "in \($0)" } ?? "in no municipality"), the other way round in "
            + nameThere),
        remedy: Text(
          ja: "二つの値を入れ替えてください。全部の行がそうなら、列の名前を入れ替えます（測量のXは北、Yは東です）",
          en: "Swap the two values; if all rows are like this, swap the names of the columns (in "
            + "surveying X is north and Y east)"))
      finding.isCertain = isCertain
      if isCertain { finding.mends = exchange(row) }
      findings.append(finding)
    }
  }

  /// Without outlines the address may tell; but a street far away may have the same name.
  private func swappedByAddress(_ row: Roster.Row, _ name: String) -> CheckFinding {
    CheckFinding(
      roster.layer, .error, .swappedAxes, at: roster.place(row, roster.positionColumn),
      what: Text(
        ja: "x（東距）と y（北距）が入れ替わっているようです（入れ替えると住所の\(name)の近くになります）",
        en: "x (easting) and y (northing) seem to be swapped: the other way round it is near its "
          + "address (\(name))"),
      remedy: Text(ja: "二つの値を入れ替えてください", en: "Swap the two values"))
  }

  // MARK: Municipalities

  private func elsewhere(_ outside: Int, of all: Int, _ study: StudyArea) -> CheckFinding {
    CheckFinding(
      roster.layer, .error, .otherPlace,
      at: Place(file: roster.path, column: roster.positionColumn),
      what: Text(
        ja: "位置のある\(all)行のうち\(outside)行が、どの市町村の境界にも入りません",
        en: "\(outside) of the \(all) rows with a position lie in no municipality"),
      remedy: Text(
        ja: "境界のファイルと同じ地域の一覧か、座標系（--stations-crs）が合っているかを確かめてください",
        en: "Check that the outlines are of the same area, and the list's system (--stations-crs)"))
  }

  private func wrongMunicipality(
    _ row: Int, _ statement: StatedMunicipality.Statement, _ here: Int, _ study: StudyArea
  ) -> CheckFinding {
    let meters =
      roster.rows[row].position.flatMap {
        distance?.meters(from: $0, to: statement.members)
      } ?? .infinity
    let isNear = meters <= Self.borderMeters
    let name = study.municipalities[here].name
    let far = Self.distance(meters)
    return CheckFinding(
      roster.layer, isNear ? .note : .warning, .wrongMunicipality,
      at: roster.place(roster.rows[row], statement.column),
      what: Text(
        ja: "「\(statement.text.shortened)」とありますが、座標は\(name)にあります（境界から\(far)）",
        en: "the list says \(statement.text.quoted), but the position is in \(name) "
          + "(\(far) from the border)"),
      remedy: isNear
        ? Text(
          ja: "境界のすぐ近くなので、境界データの簡略化によるものかもしれません",
          en: "So near to the border, it may be the outlines that are simplified")
        : Text(
          ja: "座標か市町村名のどちらかを直してください",
          en: "Mend the position or the name of the municipality"))
  }

  private func inSea(
    _ row: Int, _ statement: StatedMunicipality.Statement?, _ study: StudyArea
  ) -> CheckFinding {
    let point = roster.rows[row].position
    let nearest = point.flatMap { distance?.nearest(to: $0) }
    let isNear = (nearest?.meters ?? .infinity) <= Self.borderMeters
    let name = nearest.map { study.municipalities[$0.index].name } ?? ""
    let far = Self.distance(nearest?.meters ?? .infinity)
    let says = statement.map {
      (ja: "「\($0.text.shortened)」とありますが、", en: "the list says \($0.text.quoted), but ")
    }
    return CheckFinding(
      roster.layer, isNear ? .note : .warning, .inSea,
      at: roster.place(roster.rows[row], roster.positionColumn),
      what: Text(
        ja: (says?.ja ?? "") + "座標はどの市町村にも入りません（海か対象地域の外。最も近いのは\(name)、\(far)）",
        en: (says?.en ?? "") + "the position is in no municipality (in the sea, or beyond the "
          + "outlines; the nearest is \(name), \(far) away)"),
      remedy: isNear
        ? Text(
          ja: "岸のすぐ近くなので、境界データの簡略化によるものかもしれません",
          en: "So near to the shore, it may be the outlines that are simplified")
        : Text(ja: "座標を確かめてください", en: "Check the position"))
  }

  /// `340 m`, `12 km`.
  static func distance(_ meters: Double) -> String {
    guard meters.isFinite else { return "?" }
    if meters < 1000 { return "\(Int(meters.rounded())) m" }
    if meters < 10_000 { return "\((meters / 100).rounded() / 10) km" }
    return "\(Int((meters / 1000).rounded())) km"
  }

  // MARK: Addresses

  /// Beyond this, and three times as far as the next town, a place is not in its town.
  private static let farMeters = 3000.0

  private func farFromAddress() -> [CheckFinding] {
    guard let gazetteer else { return [] }
    var findings: [CheckFinding] = []
    for (index, row) in roster.rows.enumerated() where !swapped.contains(index) {
      guard let position = row.position, !row.isPlacedByAddress, !row.address.isEmpty,
        row.accuracy ?? .point < .municipality,
        let found = gazetteer.locate(
          row.address, municipality: row.municipality,
          code: MunicipalityCode(Spelling.widthFolded(row.code))
        ).found, found.certainty == .certain, found.accuracy < .municipality
      else { continue }
      let meters = found.position.meters(to: position)
      let farthest = max(Self.farMeters, 3 * (found.accuracyMeters ?? 0))
      guard meters > farthest else { continue }
      if roster.isPlane, let exchanged = row.exchanged,
        found.position.meters(to: exchanged) <= farthest
      {
        findings.append(swappedByAddress(row, found.name))
        continue
      }
      let far = Self.distance(meters)
      findings.append(
        CheckFinding(
          roster.layer, .warning, .farFromAddress,
          at: roster.place(row, roster.addressColumn),
          what: Text(
            ja: "座標が住所（\(found.name)）から\(far)離れています",
            en: "the position is \(far) away from its address (\(found.name))"),
          remedy: Text(
            ja: "座標か住所のどちらかを直してください", en: "Mend the position or the address")))
    }
    return findings
  }
}
