internal import Planner

/// Rows that are one place twice, places that are on one point, and points that are no more than
/// the centre of a municipality or a town.
struct SharedPointDoctor {
  let roster: Roster
  let gazetteer: Gazetteer?

  /// Two rows of one name within this are one place.
  private static let sameMeters = 100.0

  private struct Spot: Hashable {
    var x: Int64
    var y: Int64

    /// Microdegrees, a tenth of a metre.
    init(_ point: Position<Geographic>) {
      x = Int64((point.x * 1e6).rounded())
      y = Int64((point.y * 1e6).rounded())
    }
  }

  var findings: [CheckFinding] {
    let centres = centreRows
    let twins = twins()
    return centreFindings(centres) + twinFindings(twins) + spotFindings(centres, twins)
  }

  // MARK: Centres

  /// The rows that are only known to be somewhere in a municipality.
  private var centreRows: Set<Int> {
    Set(
      roster.rows.indices.filter {
        roster.rows[$0].accuracy == .municipality && !roster.rows[$0].isPlacedByAddress
          && roster.rows[$0].position != nil
      })
  }

  private func centreFindings(_ centres: Set<Int>) -> [CheckFinding] {
    var findings = centres.sorted().map { row in
      CheckFinding(
        "stations", .warning, .centreGeocode,
        at: roster.place(roster.rows[row], roster.positionColumn),
        what: Text(
          ja: "座標は市区町村の中央で、施設の位置ではありません（一覧にそう書かれています）",
          en: "the position is the middle of the municipality, not the place (as the list says)"),
        remedy: Text(
          ja: "番地までの住所から位置を調べ直してください。1km未満の徒歩圏では使われません",
          en: "Look the place up by its full address; it is left out of walks under 1 km"))
    }
    guard let gazetteer else { return findings }
    for (index, row) in roster.rows.enumerated() where !centres.contains(index) {
      guard let position = row.position, !row.isPlacedByAddress, row.accuracy ?? .point < .town,
        let town = gazetteer.nearestTown(to: position, within: 1)
      else { continue }
      findings.append(
        CheckFinding(
          "stations", .note, .centreGeocode,
          at: roster.place(row, roster.positionColumn),
          what: Text(
            ja: "座標は\(town.name)の代表点そのもので、施設の位置ではないようです",
            en: "the position is just the representative point of \(town.name), and hardly the "
              + "place itself"),
          remedy: Text(
            ja: "施設の位置を調べて書くか、location_accuracy の列に town と書いてください",
            en: "Write the place's own position, or town in a column location_accuracy")))
    }
    return findings
  }

  // MARK: Twins

  /// Rows by the first row that is the same place: same name, and the same point or address.
  private func twins() -> [Int: [Int]] {
    // the different places of a name as a chain from the last to the first: most names have one,
    // for which a list of its own would be too dear
    var last: [String: Int] = [:]
    last.reserveCapacity(roster.rows.count)
    var before = [Int](repeating: -1, count: roster.rows.count)
    var depth = [UInt8](repeating: 0, count: roster.rows.count)
    var twins: [Int: [Int]] = [:]
    for index in roster.rows.indices where !roster.rows[index].name.isEmpty {
      let name = Self.nameKey(roster.rows[index].name)
      guard let newest = last[name] else {
        last[name] = index
        continue
      }
      var first: Int?
      var other = newest
      while other >= 0 {
        if isSame(roster.rows[other], roster.rows[index]) { first = other }
        other = before[other]
      }
      if let first {
        twins[first, default: []].append(index)
      } else if depth[newest] < 199 {
        // a name that so many different places share (集会所) names none of them
        before[index] = newest
        depth[index] = depth[newest] + 1
        last[name] = index
      }
    }
    return twins
  }

  /// A name as two people write it: 高橋 or 髙橋, ㈱あおぞら or 株式会社あおぞら.
  private static func nameKey(_ name: String) -> String {
    var key = Spelling.placeKey(name)
    for form in legalForms where key.contains(form) {
      let rest = key.replacing(form, with: "")
      if !rest.isEmpty { key = rest }
    }
    return String(
      String.UnicodeScalarView(
        key.unicodeScalars.map { AddressVariants.common[$0] ?? $0 }))
  }

  private static let legalForms = [
    "株式会社", "有限会社", "合同会社", "一般社団法人", "社会福祉法人", "医療法人", "特定非営利活動法人", "npo法人", "㈱", "㈲",
    "(株)", "(有)",
  ].map(Spelling.placeKey)

  private func isSame(_ a: Roster.Row, _ b: Roster.Row) -> Bool {
    // lists of one organisation per service name a place once for each municipality's office
    if !a.address.isEmpty, !b.address.isEmpty {
      if Spelling.placeKey(a.address) == Spelling.placeKey(b.address) { return true }
      // flats and wings of one block
      if a.accuracy ?? .point >= .town || b.accuracy ?? .point >= .town { return false }
    }
    guard let here = a.position, let there = b.position, a.accuracy ?? .point < .town,
      b.accuracy ?? .point < .town
    else { return false }
    return here.meters(to: there) <= Self.sameMeters
  }

  private func twinFindings(_ twins: [Int: [Int]]) -> [CheckFinding] {
    twins.keys.sorted().flatMap { first in
      (twins[first] ?? []).map { row in
        CheckFinding(
          "stations", .warning, .duplicate, at: roster.place(roster.rows[row], roster.nameColumn),
          what: Text(
            ja:
              "「\(roster.rows[row].name.shortened)」は\([roster.rows[first].number].listed(in: .ja))と"
              + "同じ名前で同じ場所です",
            en: "\(roster.rows[row].name.quoted) is the same name and place as in "
              + [roster.rows[first].number].listed(in: .en)),
          remedy: Text(
            ja: "同じ拠点なら1行にまとめ、違うなら名前で区別してください",
            en: "Make one row of the same station, or tell different ones apart by name"))
      }
    }
  }

  // MARK: Shared points

  private func spotFindings(_ centres: Set<Int>, _ twins: [Int: [Int]]) -> [CheckFinding] {
    let twinRows = Set(twins.values.flatMap { $0 })
    // sorted, not looked up: a list of its own for every spot would be too dear
    var spots: [(spot: Spot, row: Int)] = []
    spots.reserveCapacity(roster.rows.count)
    for (index, row) in roster.rows.enumerated()
    where !row.isPlacedByAddress && row.accuracy ?? .point < .town && !centres.contains(index)
      && !twinRows.contains(index)
    {
      guard let position = row.position else { continue }
      spots.append((Spot(position), index))
    }
    spots.sort { ($0.spot.x, $0.spot.y, $0.row) < ($1.spot.x, $1.spot.y, $1.row) }
    var shared: [[Int]] = []
    var start = 0
    while start < spots.count {
      var end = start + 1
      while end < spots.count, spots[end].spot == spots[start].spot { end += 1 }
      if end - start > 1 { shared.append(spots[start..<end].map(\.row)) }
      start = end
    }
    return shared.sorted { $0[0] < $1[0] }.map { rows in
      let numbers = rows.map { roster.rows[$0].number }
      let addresses = Set(rows.map { Spelling.placeKey(roster.rows[$0].address) })
      // one building may hold several organisations, but has one address
      let isOneBuilding = rows.count == 2 || addresses.count == 1 && !addresses.contains("")
      return CheckFinding(
        "stations", isOneBuilding ? .note : .warning, .severalOnOnePoint,
        at: roster.place(roster.rows[rows[0]], roster.positionColumn),
        what: Text(
          ja: "\(rows.count)行がまったく同じ座標です（\(numbers.listed(in: .ja))）",
          en: "\(rows.count) rows have the very same position (\(numbers.listed(in: .en)))"),
        remedy: Text(
          ja: "同じ建物でなければ、住所の一部だけから求めた座標かもしれません。位置を調べ直してください",
          en: "Unless it is one building, they may have been placed by part of an address: look "
            + "them up again"))
    }
  }

  // MARK: Across layers

  /// Candidates that are stations already.
  func findings(ofCandidates layer: CandidateLayer, _ name: String) -> [CheckFinding] {
    var stations: [String: [Int]] = [:]
    for (index, row) in roster.rows.enumerated() where !row.name.isEmpty && row.position != nil {
      stations[Spelling.placeKey(row.name), default: []].append(index)
    }
    let points = layer.records.map { record -> Position<Geographic>? in
      switch record.coordinate {
      case .degrees(let point), .placed(let point): point
      case .plane: nil
      }
    }
    return zip(layer.records, points).compactMap { record, point in
      guard !record.name.isEmpty, record.locationAccuracy < .town, let point,
        let station = stations[Spelling.placeKey(record.name)]?.first(where: { index in
          let row = roster.rows[index]
          return row.accuracy ?? .point < .town
            && row.position.map { $0.meters(to: point) <= Self.sameMeters } ?? false
        })
      else { return nil }
      let number = roster.rows[station].number
      return CheckFinding(
        name, .note, .duplicate, at: record.place,
        what: Text(
          ja: "「\(record.name.shortened)」は拠点の一覧の\([number].listed(in: .ja))にもあります",
          en: "\(record.name.quoted) is a station already (\([number].listed(in: .en)))"),
        remedy: Text(
          ja: "そのままで構いません。候補からは自動で除かれます",
          en: "Nothing to do: stations are not asked again"))
    }
  }
}
