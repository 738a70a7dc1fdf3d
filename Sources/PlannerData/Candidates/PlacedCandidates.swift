internal import Planner

/// Candidates in the working CRS of a region, each place once, without those that are stations
/// already; and what became of every row.
struct PlacedCandidates {
  /// Sorted by id.
  var candidates: [Candidate] = []
  var report = CandidateReport()
  var findings: [Finding] = []
  /// How their coordinates got into the working CRS, each once.
  var operations: [CoordinateOperation] = []
  private let usable: LocationAccuracy

  /// A candidate within so many metres of a station of its kind is that station …
  static let sameStationMeters = 20.0
  /// … as is one of the same name within so many.
  static let sameStationNameMeters = 200.0

  /// - Parameters:
  ///   - layers: in any order.
  ///   - region: the working CRS and the municipalities.
  ///   - stations: those that have left may be asked again, and make no candidate a station.
  ///   - day: on which they must not have left; without one, those with no date of leaving count.
  ///   - usable: those that are placed less exactly are set aside.
  /// - Throws: `Failure` (data) for positions that the working CRS cannot express.
  init(
    _ layers: [CandidateLayer], in region: Region, stations: [Station], on day: CalendarDay?,
    usable: LocationAccuracy = StationLocations.defaultAllowed
  ) throws {
    self.usable = usable
    guard !layers.isEmpty else { return }
    // one after the other whatever the order of the flags
    let layers = layers.sorted { ($0.kind.slug, $0.path) < ($1.kind.slug, $1.path) }
    report.perLayer = layers.map { layer in
      var counts = CandidateReport.Layer(kind: layer.kind, path: layer.path)
      counts.wrong = layer.wrong
      counts.withoutPosition = layer.withoutPosition
      counts.setAsideCentre = layer.atOrigin
      counts.read =
        layer.records.count + layer.wrong + layer.withoutPosition + layer.atOrigin
      return counts
    }
    let rows = try place(layers, in: region)
    report.places = Self.distinctPlaces(rows)
    let inside = sort(rows, in: region, layers)
    settle(inside, stations: stations.filter { Self.isStation($0, on: day) })
    warn(layers)
  }

  // MARK: Rows

  private struct Row {
    var layer: Int
    var kind: OrganizationKind
    var record: CandidateRecord
    var position: Position<Plane>
    var geographic: Position<Geographic>
    var id = CandidateID("")
    var municipality: Int?
  }

  private mutating func place(_ layers: [CandidateLayer], in region: Region) throws -> [Row] {
    var rows: [Row] = []
    var unplaced: [Finding] = []
    for (number, layer) in layers.enumerated() {
      let placed = try PlacedCoordinates(
        layer.records.map(\.coordinate), crs: layer.crs, in: region)
      if let operation = placed.operation, !operations.contains(operation) {
        operations.append(operation)
      }
      for (index, record) in layer.records.enumerated() {
        let position = placed.positions[index]
        guard position.x.isFinite, position.y.isFinite else {
          unplaced.append(Self.unplaced(record.place, region))
          continue
        }
        rows.append(
          Row(
            layer: number, kind: layer.kind, record: record, position: position,
            geographic: placed.geographic[index]))
      }
    }
    guard unplaced.isEmpty else { throw Failure(.data, unplaced) }
    return Self.identified(rows)
  }

  /// Gives every row an id that depends on what it says, not on where in which file it stands.
  private static func identified(_ rows: [Row]) -> [Row] {
    var rows = rows
    for index in rows.indices {
      let row = rows[index]
      let own = row.record.statedID ?? row.record.digest(kind: row.kind)
      rows[index].id = CandidateID("\(row.kind.slug):\(own)")
    }
    // numbers of lists of different makers meet
    for (id, sharing) in Dictionary(grouping: rows.indices, by: { rows[$0].id })
    where sharing.count > 1 {
      let digests = Set(sharing.map { rows[$0].record.digest(kind: rows[$0].kind) })
      guard digests.count > 1 else { continue }
      for index in sharing {
        rows[index].id = CandidateID(
          "\(id.text)-\(rows[index].record.digest(kind: rows[index].kind))")
      }
    }
    // what is left are rows that say the same: which of them is which makes no difference
    let alike = Dictionary(grouping: rows.indices, by: { rows[$0].id }).sorted { $0.key < $1.key }
    var used = Set(alike.map(\.key))
    for (id, sharing) in alike where sharing.count > 1 {
      var number = 1
      for index in sharing.sorted(by: { precedes(rows[$0], rows[$1]) }).dropFirst() {
        repeat {
          number += 1
          rows[index].id = CandidateID("\(id.text)-\(number)")
        } while !used.insert(rows[index].id).inserted
      }
    }
    return rows
  }

  private static func precedes(_ a: Row, _ b: Row) -> Bool {
    if a.record.name != b.record.name { return a.record.name < b.record.name }
    if a.record.rounded != b.record.rounded {
      return a.record.rounded.lexicographicallyPrecedes(b.record.rounded)
    }
    if a.position != b.position {
      return (a.position.x, a.position.y) < (b.position.x, b.position.y)
    }
    if a.record.isCentre != b.record.isCentre { return b.record.isCentre }
    return (a.record.costYen ?? .infinity, a.layer, a.record.place.row ?? 0)
      < (b.record.costYen ?? .infinity, b.layer, b.record.place.row ?? 0)
  }

  private static func distinctPlaces(_ rows: [Row]) -> Int {
    Set(
      rows.map { row in
        Position<Geographic>(
          x: (row.geographic.x * 1e6).rounded(), y: (row.geographic.y * 1e6).rounded())
      }
    ).count
  }

  /// The rows that have a place of their own in some municipality, sorted by id.
  private mutating func sort(
    _ rows: [Row], in region: Region, _ layers: [CandidateLayer]
  ) -> [Row] {
    let municipality = region.municipalities(of: rows.map(\.geographic))
    var inside: [Row] = []
    for (index, var row) in rows.enumerated() {
      row.municipality = municipality[index]
      if row.record.stranger == .playground {
        report.perLayer[row.layer].playgrounds += 1
      } else if row.record.stranger == .kindergarten {
        report.perLayer[row.layer].otherKind += 1
      } else if row.record.isCentre || row.record.locationAccuracy > usable {
        report.perLayer[row.layer].setAsideCentre += 1
      } else if row.record.isOnCentre {
        report.perLayer[row.layer].setAsideOnCentre += 1
      } else if row.municipality == nil, !region.study.municipalities.isEmpty {
        report.perLayer[row.layer].outside += 1
      } else {
        inside.append(row)
      }
    }
    return inside.sorted { $0.id < $1.id }
  }

  private static func isStation(_ station: Station, on day: CalendarDay?) -> Bool {
    guard let left = station.left else { return true }
    return day.map { $0 < left } ?? false
  }

  /// Makes each place one candidate, unless it is a station.
  private mutating func settle(_ rows: [Row], stations: [Station]) {
    let keys = rows.map { Spelling.placeKey($0.record.name) }
    let merging = CandidateMerging(
      rows.indices.map {
        CandidateMerging.Entry(
          kind: rows[$0].kind, nameKey: keys[$0], position: rows[$0].position,
          isExact: rows[$0].record.locationAccuracy < .town)
      })
    var atKind = NearPoints(meters: Self.sameStationMeters)
    var atName = NearPoints(meters: Self.sameStationNameMeters)
    for (index, station) in stations.enumerated() {
      if station.locationAccuracy < .town { atKind.add(index, at: station.position) }
      atName.add(index, at: station.position)
    }
    let stationKeys = stations.map { Spelling.placeKey($0.name) }
    var members = [[Int]](repeating: [], count: rows.count)
    for index in rows.indices { members[merging.representative[index]].append(index) }
    for first in rows.indices where merging.representative[first] == first {
      var isStation = false
      for member in members[first] {
        let row = rows[member]
        if row.record.locationAccuracy < .town {
          atKind.forEach(near: row.position) {
            isStation = isStation || stations[$0].kind == row.kind
          }
        }
        guard !keys[member].isEmpty else { continue }
        atName.forEach(near: row.position) {
          isStation = isStation || stationKeys[$0] == keys[member]
        }
      }
      if isStation {
        for member in members[first] { report.perLayer[rows[member].layer].alreadyStations += 1 }
        continue
      }
      for member in members[first].dropFirst() { report.perLayer[rows[member].layer].merged += 1 }
      report.perLayer[rows[first].layer].kept += 1
      candidates.append(Self.candidate(members[first].map { rows[$0] }))
    }
  }

  /// One candidate of several rows, the first of which gives its id and its place.
  private static func candidate(_ rows: [Row]) -> Candidate {
    let first = rows[0]
    var seen: Set<String> = [""]
    let names = rows.map(\.record.name).filter { seen.insert($0).inserted }
    // a nameless row takes the name of what stands on the same spot
    let others = first.record.name.isEmpty ? names.sorted() : Array(names.dropFirst())
    let name = first.record.name.isEmpty ? others.first ?? "" : first.record.name
    return Candidate(
      id: first.id, name: name, kind: first.kind, position: first.position,
      geographic: first.geographic, municipality: first.municipality,
      costYen: first.record.costYen ?? rows.compactMap(\.record.costYen).min(),
      alsoHere: others.filter { $0 != name }.sorted(), place: first.record.place,
      locationAccuracy: first.record.locationAccuracy)
  }

  // MARK: Messages

  private mutating func warn(_ layers: [CandidateLayer]) {
    for counts in report.perLayer {
      if counts.outside > 0 {
        findings.append(
          Finding(
            .note,
            what: Text(
              ja: "どの市町村にも入らない候補が\(counts.outside)件あり、除きました",
              en: "candidates in no municipality, left out: \(counts.outside)"),
            at: Place(file: counts.path),
            remedy: Text(
              ja: "対象地域の外の候補なら、このままで構いません",
              en: "Nothing to do if they are outside the area on purpose")))
      }
      guard counts.kept == 0, counts.merged + counts.alreadyStations == 0 else { continue }
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "「\(counts.kind.name.ja)」の候補が1件も残りません（\(counts.read)件を読みました）",
            en: "no candidate of kind \(counts.kind.slug) is left, of \(counts.read) read"),
          at: Place(file: counts.path),
          remedy: Text(
            ja: "対象地域のファイルか、位置の列が正しいかを確かめてください",
            en: "Check that the file is of this area, and its columns of positions")))
    }
  }

  private static func unplaced(_ place: Place, _ region: Region) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "座標を \(region.crs) に変換できません",
        en: "the position cannot be transformed to \(region.crs)"),
      at: place,
      remedy: Text(
        ja: "緯度・経度と、ファイルの座標参照系を確かめてください",
        en: "Check the coordinates, and the coordinate reference system of the file"))
  }
}
