internal import Planner

/// Places those rows of one list of stations or candidates that have no coordinates, and keeps
/// count.
struct AddressPlacing {
  private let gazetteer: Gazetteer?
  /// `nil` where the list has no addresses.
  private let columns: AddressColumns?
  private let file: String
  /// Rows that were placed, by how sure it is.
  private var doubtful: [(row: Int, doubt: AddressMatch.Doubt)] = []
  private var atMunicipality: [(row: Int, match: AddressMatch, address: String)] = []
  private(set) var counts: [LocationAccuracy: Int] = [:]

  init(_ gazetteer: Gazetteer?, header: [String], file: String) {
    self.gazetteer = gazetteer
    columns = AddressColumns(header: header)
    self.file = file
  }

  /// Whether rows can be placed without coordinates.
  var isPossible: Bool { gazetteer != nil && columns != nil }

  /// The positions of a table's rows; `nil` where it has no columns of them and its rows are
  /// placed by their addresses.
  ///
  /// - Throws: what `TablePositions` does, and that a gazetteer would help where it would.
  func positions(
    of table: DelimitedTable, _ columns: ColumnMap, _ crs: CoordinateReferenceSystem?,
    crsFlag: String?
  ) throws -> TablePositions? {
    if columns.positionColumns == nil, isPossible { return nil }
    do {
      return try TablePositions(table, columns, crs, crsFlag: crsFlag)
    } catch let failure as Failure where columns.positionColumns == nil {
      throw explained(failure, row: table.headerRow)
    }
  }

  /// A list without columns of positions, told what would help where it has addresses and there
  /// is no gazetteer.
  private func explained(_ failure: Failure, row: Int?) -> Failure {
    guard gazetteer == nil, let columns else { return failure }
    let hint = Finding(
      .error,
      what: Text(ja: "住所の列はあります", en: "there is a column of addresses"),
      at: Place(file: file, row: row, column: columns.name),
      remedy: Text(
        ja: "--gazetteer FILE で町丁目の一覧（国土交通省「位置参照情報」など）を指定すると、住所から置きます",
        en: "Give a gazetteer (such as MLIT's 位置参照情報) with --gazetteer FILE to place them by "
          + "address"))
    return Failure(failure.cause, failure.findings + [hint])
  }

  /// Places a row; `nil` where it has coordinates, or where there is nothing to place it by.
  ///
  /// - Parameters:
  ///   - row: as messages show it.
  ///   - position: what the row itself says. (0, 0) says nothing: geocoders return it for what
  ///     they do not find.
  ///   - field: the text of the field at an index of the header.
  /// - Returns: the match, whether or not there is a place in it.
  mutating func match(
    row: Int, position: StationRowReader.Position, _ field: (Int) -> String
  ) -> AddressMatch? {
    guard let gazetteer, let columns else { return nil }
    switch position {
    case .missing: break
    case .found(.degrees(let point)) where point.x == 0 && point.y == 0: break
    case .found, .unusable: return nil
    }
    let match = columns.locate(in: gazetteer, field)
    guard let found = match.found else { return match }
    counts[found.accuracy, default: 0] += 1
    if found.accuracy == .municipality {
      atMunicipality.append((row, match, columns.address(field)))
    } else if let doubt = match.doubt {
      doubtful.append((row, doubt))
    }
    return match
  }

  /// What to say of a row without a position.
  ///
  /// - Parameters:
  ///   - match: by its address, where that was tried.
  ///   - field: the text of the field at an index of the header.
  /// - Returns: what is wrong and what to do.
  func explanation(_ match: AddressMatch?, _ field: (Int) -> String) -> (what: Text, remedy: Text) {
    let address = columns?.address(field) ?? ""
    if address.isEmpty {
      return (
        Text(ja: "位置がありません", en: "there is no position"),
        Text(
          ja: "緯度と経度を書いてください。住所を書いて --gazetteer を指定することもできます",
          en: "Write latitude and longitude, or an address and give --gazetteer")
      )
    }
    guard let match, let doubt = match.doubt else {
      return (
        Text(ja: "位置がなく、住所しかありません", en: "there is an address and no position"),
        Text(
          ja: "緯度と経度を書くか、--gazetteer FILE で町丁目の一覧を指定してください",
          en: "Write latitude and longitude, or give a gazetteer with --gazetteer FILE")
      )
    }
    let guesses = match.guesses
    return (
      Text(
        ja: "位置がなく、住所「\(address.shortened)」からも置けません（\(doubt.text.ja)）",
        en: "there is no position, and \(address.quoted) cannot be placed (\(doubt.text.en))"),
      guesses.isEmpty
        ? Text(
          ja: "住所を確かめるか、緯度と経度を書いてください",
          en: "Check the address, or write latitude and longitude")
        : Text(
          ja: "もしかして：\(guesses.joined(separator: "、"))。住所を直すか、緯度と経度を書いてください",
          en: "Perhaps \(guesses.joined(separator: ", ")). Mend the address, or write latitude "
            + "and longitude")
    )
  }

  /// What was noticed of all rows.
  var findings: [Finding] {
    var findings = atMunicipality.map { row, match, address in
      Finding(
        .warning,
        what: Text(
          ja: "「\(address.shortened)」は市区町村の中央にしか置けません（\((match.doubt ?? .noTown).text.ja)）",
          en: "\(address.quoted) is placed only in the middle of its municipality "
            + "(\((match.doubt ?? .noTown).text.en))"),
        at: Place(file: file, row: row, column: columns?.name),
        remedy: match.guesses.isEmpty
          ? Text(ja: "住所を確かめてください", en: "Check the address")
          : Text(
            ja: "もしかして：\(match.guesses.joined(separator: "、"))",
            en: "Perhaps \(match.guesses.joined(separator: ", "))"))
    }
    if !doubtful.isEmpty {
      let rows = doubtful.map(\.row)
      var kinds: [AddressMatch.Doubt: Int] = [:]
      for entry in doubtful { kinds[entry.doubt, default: 0] += 1 }
      let named = AddressMatch.Doubt.allCases.filter { kinds[$0] != nil }
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "住所から置いたが、確かめた方がよい行が\(rows.count)行あります（\(rows.listed(in: .ja))："
              + named.map { "\($0.text.ja) \(kinds[$0] ?? 0)" }.joined(separator: "、") + "）",
            en: "rows placed by their address that are worth a look: \(rows.count) "
              + "(\(rows.listed(in: .en)): "
              + named.map { "\($0.text.en) \(kinds[$0] ?? 0)" }.joined(separator: ", ") + ")"),
          at: Place(file: file, column: columns?.name),
          remedy: Text(
            ja: "planner-cli geocode で、どこに置かれたかを見られます",
            en: "planner-cli geocode shows where each was placed")))
    }
    return findings
  }
}
