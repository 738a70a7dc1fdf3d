internal import Planner

/// What is said of streets that do not fit what they are to be used with.
enum StreetFindings {
  /// Small parts of a network that nothing is joined to.
  static func islands(_ graph: StreetGraph, _ projection: Projection) -> [Finding] {
    let islands = graph.islands
    guard let first = islands.first else { return [] }
    let meters = islands.reduce(0) { $0 + $1.meters }
    let at: [Position<Geographic>] = projection.inverse([first.somewhere])
    let place = "\(Figure.fixed(at[0].latitude, 5)), \(Figure.fixed(at[0].longitude, 5))"
    let least = Figure.distance(graph.leastPartMeters)
    return [
      Finding(
        .note, .streetIslands,
        what: Text(
          ja:
            "どこにもつながらない短い道のかたまり（\(least)未満）が\(islands.count)か所、合わせて\(Figure.distance(meters))あり、使いません（最大のものは\(place)付近）",
          en: "\(islands.count) part(s) of the network with less than \(least) of street hang "
            + "together with nothing else, \(Figure.distance(meters)) in all, and are not used (the "
            + "largest near \(place))"),
        remedy: Text(
          ja: "多くは地図の描き漏れです。実際の島などで使いたい場合は地図の側でつないでください",
          en: "Most are slips of the map; where one is real, join it in the map"))
    ]
  }

  /// Points that have no street near them.
  static func offNetwork(
    _ ids: [String], of what: Text, within meters: Double, at path: String?
  ) -> [Finding] {
    guard !ids.isEmpty else { return [] }
    return [
      Finding(
        .warning, .offNetwork,
        what: Text(
          ja:
            "道から\(Figure.distance(meters))より離れている\(what.ja)が\(ids.count)あり、距離を出しません（\(ids.listed(upTo: 10, in: .ja))）",
          en: "\(ids.count) \(what.en) are farther than \(Figure.distance(meters)) from every "
            + "street, and have no distance (\(ids.listed(upTo: 10, in: .en)))"),
        at: Place(file: path),
        remedy: Text(
          ja: "座標を確かめるか、--snap を長くしてください",
          en: "Check the coordinates, or allow more with --snap"))
    ]
  }
}

/// Where the streets of some files are.
struct StreetExtent {
  private let bounds: Bounds<Geographic>
  private let path: String
  private let marginMeters: Double

  init(_ streets: StreetReading, margin: Double) {
    bounds = streets.lines.bounds
    path = streets.files.first?.path ?? ""
    marginMeters = margin
  }

  /// - Throws: `Failure` (data) that names both extents, where the two are not in one place.
  func requireMeeting(
    _ other: Bounds<Geographic>, of what: Text, at place: String,
    remedy: Text = Text(
      ja: "同じ地域の道の地図を --streets で指定してください。座標の取り違えもないか確かめてください",
      en: "Give the streets of the same area with --streets; check the coordinates too")
  ) throws {
    // a degree of latitude is 111 km, one of longitude less
    let margin = marginMeters / 50_000
    let wide = Bounds<Geographic>(
      minX: bounds.minX - margin, minY: bounds.minY - margin, maxX: bounds.maxX + margin,
      maxY: bounds.maxY + margin)
    guard !other.isEmpty, !wide.intersects(other) else { return }
    throw Failure(
      .data,
      [
        Finding(
          .error, .otherPlace,
          what: Text(
            ja:
              "道（\(described(bounds, .ja))）が\(what.ja)（\(place)、\(described(other, .ja))）と別の場所にあります",
            en: "the streets (\(described(bounds, .en))) are in another place than \(what.en) "
              + "(\(place), \(described(other, .en)))"),
          at: Place(file: path),
          remedy: remedy)
      ])
  }

  private func described(_ bounds: Bounds<Geographic>, _ language: Language) -> String {
    func number(_ value: Double) -> String { Figure.fixed(value, 3) }
    return language == .ja
      ? "緯度\(number(bounds.minY))〜\(number(bounds.maxY))、経度\(number(bounds.minX))〜\(number(bounds.maxX))"
      : "latitude \(number(bounds.minY)) to \(number(bounds.maxY)), longitude \(number(bounds.minX)) to \(number(bounds.maxX))"
  }
}
