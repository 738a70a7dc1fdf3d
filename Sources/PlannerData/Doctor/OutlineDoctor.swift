internal import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Whether the outlines of municipalities fit together: no land in two of them, and none between
/// them that is in none.
struct OutlineDoctor {
  let study: StudyArea
  let path: String

  /// Seams between outlines that were drawn apart are slivers; less than this is no land.
  private static let leastSquareMeters = 100.0

  init(_ study: StudyArea, path: String) {
    self.study = study
    self.path = path
  }

  private struct Spot {
    var names: [String]
    var squareMeters: Double
    var place: Position<Geographic>
  }

  /// Nothing where the outlines cannot be overlaid, which their reader has then said.
  ///
  /// - Complexity: one union of all outlines; pairs are overlaid only if their areas say that
  ///   something is there twice.
  var findings: [CheckFinding] {
    guard study.municipalities.count > 1, let overlay = try? Overlay() else { return [] }
    let outlines = study.municipalities.map(\.outline)
    guard let union = try? overlay.union(of: outlines) else { return [] }
    let parts = outlines.reduce(0) { $0 + Self.squareMeters($1) }
    let isTwice = parts - Self.squareMeters(union) > Self.leastSquareMeters
    let overlaps = isTwice ? overlapping(overlaps(overlay)) : nil
    return [overlaps, gapping(gaps(in: union))].compactMap { $0 }
  }

  // MARK: Overlaps

  private func overlaps(_ overlay: Overlay) -> [Spot] {
    let municipalities = study.municipalities
    let boxes = municipalities.map(\.outline.bounds)
    var spots: [Spot] = []
    for a in municipalities.indices {
      for b in municipalities.indices where b > a && boxes[a].intersects(boxes[b]) {
        let box = Bounds<Geographic>(
          minX: max(boxes[a].minX, boxes[b].minX), minY: max(boxes[a].minY, boxes[b].minY),
          maxX: min(boxes[a].maxX, boxes[b].maxX), maxY: min(boxes[a].maxY, boxes[b].maxY))
        guard
          let one = try? overlay.clip(overlay.shape(municipalities[a].outline), to: box),
          let other = try? overlay.clip(overlay.shape(municipalities[b].outline), to: box),
          let both = try? overlay.intersection(one, other),
          let shared: MultiPolygon<Geographic> = try? overlay.outline(both)
        else { continue }
        let area = Self.squareMeters(shared)
        guard area > Self.leastSquareMeters else { continue }
        spots.append(
          Spot(
            names: [municipalities[a].name, municipalities[b].name], squareMeters: area,
            place: shared.bounds.center))
      }
    }
    return spots.sorted { $0.squareMeters > $1.squareMeters }
  }

  private func overlapping(_ spots: [Spot]) -> CheckFinding? {
    guard let worst = spots.first else { return nil }
    let all = Self.area(spots.reduce(0) { $0 + $1.squareMeters })
    let (most, place) = (Self.area(worst.squareMeters), Self.place(worst.place))
    return CheckFinding(
      "municipalities", .warning, .overlappingOutlines, at: Place(file: path),
      what: Text(
        ja: "市町村の図形が\(spots.count)組で重なっています（計\(all)。最大は"
          + "\(worst.names.joined(separator: "と"))の\(most)、\(place.ja)）",
        en: "municipal outlines overlap in \(spots.count) pairs (\(all) in all; the most, \(most), "
          + "between \(worst.names.joined(separator: " and ")), \(place.en))"),
      remedy: Text(
        ja: "版の違う境界データが混ざっていないか確かめてください。重なった所の人口は按分されます",
        en: "Check for mixed editions of the boundaries; residents there are shared out"))
  }

  // MARK: Gaps

  /// Holes of the whole that are a hole of no single municipality.
  private func gaps(in union: MultiPolygon<Geographic>) -> [Spot] {
    let own = Set(
      study.municipalities.flatMap { $0.outline.polygons.flatMap(\.holes) }.map(Self.box))
    return union.polygons.flatMap(\.holes).compactMap { hole -> Spot? in
      let area = Self.squareMeters(hole)
      guard area > Self.leastSquareMeters, !own.contains(Self.box(hole)) else { return nil }
      return Spot(names: [], squareMeters: area, place: Self.box(hole).center)
    }.sorted { $0.squareMeters > $1.squareMeters }
  }

  private func gapping(_ spots: [Spot]) -> CheckFinding? {
    guard let worst = spots.first else { return nil }
    let all = Self.area(spots.reduce(0) { $0 + $1.squareMeters })
    let (most, place) = (Self.area(worst.squareMeters), Self.place(worst.place))
    return CheckFinding(
      "municipalities", .warning, .gapBetweenOutlines, at: Place(file: path),
      what: Text(
        ja: "市町村の間に、どの市町村にも入らない所が\(spots.count)か所あります"
          + "（計\(all)。最大は\(most)、\(place.ja)）",
        en:
          "places between municipalities that are in none of them: \(spots.count) (\(all) in all; "
          + "the largest, \(most), \(place.en))"),
      remedy: Text(
        ja: "湖や所属未定地でなければ、境界データの簡略化か版の違いによるものです。そこの人口は数えられません",
        en: "Unless it is a lake or land of no municipality, the outlines were simplified apart or "
          + "are of different editions; residents there are not counted"))
  }

  // MARK: Measures

  private static func box(_ ring: Ring<Geographic>) -> Bounds<Geographic> {
    var bounds = Bounds<Geographic>()
    for position in ring.positions { bounds.add(position) }
    return bounds
  }

  private static func squareMeters(_ outline: MultiPolygon<Geographic>) -> Double {
    outline.polygons.reduce(0) { sum, polygon in
      polygon.holes.reduce(sum + squareMeters(polygon.exterior)) { $0 - squareMeters($1) }
    }
  }

  /// On a sphere of the Earth's mean radius, by Lambert's cylindrical equal-area projection: areas
  /// of parts add up to those of their union.
  private static func squareMeters(_ ring: Ring<Geographic>) -> Double {
    guard let origin = ring.positions.first else { return 0 }
    var last = (x: 0.0, y: 0.0)
    var doubled = 0.0
    for position in ring.positions {
      let degree = Double.pi / 180
      let here = (
        x: (position.longitude - origin.longitude) * degree,
        y: sin(position.latitude * degree) - sin(origin.latitude * degree)
      )
      doubled += last.x * here.y - here.x * last.y
      last = here
    }
    return doubled.magnitude / 2 * 6_371_008.8 * 6_371_008.8
  }

  private static func area(_ squareMeters: Double) -> String {
    squareMeters < 1e5
      ? "\(Int(squareMeters.rounded())) m²" : "\((squareMeters / 1e4).rounded() / 100) km²"
  }

  private static func place(_ point: Position<Geographic>) -> Text {
    let (x, y) = ((point.x * 1e4).rounded() / 1e4, (point.y * 1e4).rounded() / 1e4)
    return Text(ja: "東経\(x) 北緯\(y)付近", en: "near \(x) E, \(y) N")
  }
}
