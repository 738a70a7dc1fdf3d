internal import Planner

/// Whether degrees of the old Tokyo datum were taken for JGD2011: all points then lie some
/// 460–475 m south-east of where they should (in Chiba), which no single row shows.
struct DatumDoctor {
  let roster: Roster
  /// `nil` without outlines.
  let study: StudyArea?
  let gazetteer: Gazetteer?
  let statements: [StatedMunicipality.Statement?]
  /// Those with a position of their own.
  let rows: [Int]

  private static let tokyo = CoordinateReferenceSystem("EPSG:4301")
  /// Fewer rows on the wrong side of a border say nothing.
  private static let leastOutside = 4
  /// Fewer rows with a town say nothing.
  private static let leastTowns = 12

  /// One finding at most.
  var findings: [CheckFinding] {
    let isTokyo = roster.crs == Self.tokyo
    guard !isTokyo, !roster.isPlane, rows.count >= Self.leastOutside,
      let shift = try? Projection(from: Self.tokyo, to: .jgd2011)
    else { return [] }
    let here = rows.compactMap { roster.rows[$0].position }
    let there: [Position<Geographic>] = shift.forward(here)
    guard there.allSatisfy({ $0.x.isFinite && $0.y.isFinite }),
      let evidence = byMunicipalities(here, there) ?? byTowns(here, there)
    else { return [] }
    let meters = Int(
      (zip(here, there).reduce(0) { $0 + $1.0.meters(to: $1.1) } / Double(here.count)).rounded())
    return [
      CheckFinding(
        roster.layer, .warning, .tokyoDatum,
        at: Place(file: roster.path, column: roster.positionColumn),
        what: Text(
          ja: "座標全体が旧日本測地系のようです（南東に約\(meters) mずれています。\(evidence.ja)）",
          en: "the positions seem to be in the old Tokyo datum, about \(meters) m to the "
            + "south-east (\(evidence.en))"),
        remedy: roster.layer == "stations"
          ? Text(
            ja: "作成者に測地系を確かめ、旧日本測地系なら --stations-crs EPSG:4301 を付けてください",
            en: "Ask whoever made the list; if it is so, give --stations-crs EPSG:4301")
          : Text(
            ja: "作成者に測地系を確かめ、旧日本測地系なら世界測地系に変換した一覧を使ってください",
            en: "Ask whoever made the list; if it is so, convert it to JGD2011 first"))
    ]
  }

  // MARK: Declared municipalities

  /// Rows that lie outside of the municipality that they name: nearly all of them must come right
  /// by the shift, and by no other shift of the same length.
  private func byMunicipalities(
    _ here: [Position<Geographic>], _ there: [Position<Geographic>]
  ) -> Text? {
    guard let study else { return nil }
    let known = rows.indices.filter { statements[rows[$0]] != nil }
    func outside(_ points: [Position<Geographic>]) -> Int {
      zip(known, study.municipalities(of: known.map { points[$0] })).count { index, found in
        guard let found, let statement = statements[rows[index]] else { return true }
        return !statement.members.contains(found)
      }
    }
    let before = outside(here)
    guard before >= Self.leastOutside else { return nil }
    let after = outside(there)
    guard after * 4 <= before else { return nil }
    // the shift goes north-west; the same length to the other three sides must not do as well
    for (x, y) in [(-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)] {
      let other = zip(here, there).map { here, there in
        Position<Geographic>(
          longitude: here.longitude + x * (there.longitude - here.longitude),
          latitude: here.latitude + y * (there.latitude - here.latitude))
      }
      if outside(other) <= after * 2 { return nil }
    }
    return Text(
      ja: "市町村名のある\(known.count)行のうち、その市町村の外にあるのは\(before)行、測地系を変換すると\(after)行",
      en: "of \(known.count) rows that name a municipality \(before) lie outside of it, and "
        + "\(after) once transformed")
  }

  // MARK: Towns of the gazetteer

  /// How far rows lie from their towns' points, on average: a town's point is some hundred metres
  /// from each place in it, but to no side rather than another.
  private func byTowns(
    _ here: [Position<Geographic>], _ there: [Position<Geographic>]
  ) -> Text? {
    guard let gazetteer else { return nil }
    var offsets: [(east: Double, north: Double)] = []
    var expected = (east: 0.0, north: 0.0)
    for (index, row) in rows.enumerated() {
      let entry = roster.rows[row]
      guard !entry.address.isEmpty,
        let found = gazetteer.locate(entry.address, municipality: entry.municipality).found,
        found.certainty == .certain, found.accuracy < .municipality
      else { continue }
      let offset = Self.meters(from: found.position, to: here[index])
      // a wrong address would outweigh all others
      guard offset.east.magnitude < 1500, offset.north.magnitude < 1500 else { continue }
      offsets.append(offset)
      let one = Self.meters(from: there[index], to: here[index])
      expected.east += one.east
      expected.north += one.north
    }
    guard offsets.count >= Self.leastTowns else { return nil }
    let count = Double(offsets.count)
    expected.east /= count
    expected.north /= count
    let east = Self.mean(offsets.map(\.east))
    let north = Self.mean(offsets.map(\.north))
    let error = max(east.error, north.error)
    // the shift must fit, and no shift must not: both within, or beyond, four standard errors
    let miss = max((east.mean - expected.east).magnitude, (north.mean - expected.north).magnitude)
    let move = max(east.mean.magnitude, north.mean.magnitude)
    guard error <= 60, miss <= max(120, 3 * error), move > 4 * error, miss * 2 < move else {
      return nil
    }
    func rounded(_ value: Double) -> Int { Int(value.rounded()) }
    return Text(
      ja: "住所の町丁目の代表点から平均で東に\(rounded(east.mean)) m、南に\(rounded(-north.mean)) m、"
        + "標準誤差\(rounded(error)) m、\(offsets.count)行",
      en: "on average \(rounded(east.mean)) m east and \(rounded(-north.mean)) m south of their "
        + "towns' points, standard error \(rounded(error)) m, \(offsets.count) rows")
  }

  private static func mean(_ values: [Double]) -> (mean: Double, error: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / (count - 1) / count).squareRoot())
  }

  private static func meters(
    from a: Position<Geographic>, to b: Position<Geographic>
  ) -> (east: Double, north: Double) {
    let corner = Position<Geographic>(longitude: b.longitude, latitude: a.latitude)
    let east = a.meters(to: corner) * (b.longitude < a.longitude ? -1 : 1)
    let north = corner.meters(to: b) * (b.latitude < a.latitude ? -1 : 1)
    return (east, north)
  }
}
