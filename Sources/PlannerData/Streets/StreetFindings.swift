internal import Planner

/// What is said of streets that do not fit what they are to be used with.
enum StreetFindings {
  /// Small parts of a network that nothing is joined to.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - projection: of the graph's plane.
  ///   - all: the streets before something was closed; `nil` where nothing was.
  /// - Returns: one finding of the parts that closing cut off, one of those that the map has.
  /// - Throws: `Failure` (data) where those streets are no network.
  static func islands(
    _ graph: StreetGraph, _ projection: Projection, before all: StreetLines? = nil
  ) throws -> [Finding] {
    guard !graph.islands.isEmpty else { return [] }
    let open = try all.map {
      StreetNetwork(
        try StreetGraph($0, by: projection, leastPartMeters: graph.leastPartMeters))
    }
    var (slips, cutOff): ([StreetGraph.Part], [StreetGraph.Part]) = ([], [])
    for island in graph.islands {
      // nothing is joined to islands: a street right there was none
      let wasJoined = open?.joins([island.somewhere], within: 0.05)[0] != nil
      if wasJoined { cutOff.append(island) } else { slips.append(island) }
    }
    func told(_ islands: [StreetGraph.Part]) -> (length: String, place: String)? {
      guard let first = islands.first else { return nil }
      let at: [Position<Geographic>] = projection.inverse([first.somewhere])
      return (
        Figure.distance(islands.reduce(0) { $0 + $1.meters }),
        "\(Figure.fixed(at[0].latitude, 5)), \(Figure.fixed(at[0].longitude, 5))"
      )
    }
    let least = Figure.distance(graph.leastPartMeters)
    var findings: [Finding] = []
    if let (length, place) = told(cutOff) {
      findings.append(
        Finding(
          .warning, .streetCutOff,
          what: Text(
            ja:
              "通れない所（--closed）に切り離されて\(least)に満たない道のかたまりが\(cutOff.count)か所、合わせて\(length)あり、使いません（最大のものは\(place)付近）",
            en: "\(cutOff.count) part(s) of the network with less than \(least) of street are cut "
              + "off by what is closed (--closed), \(length) in all, and are not used (the largest "
              + "near \(place))"),
          remedy: Text(
            ja: "そこに住む人は、残った道のうち最も近い所から歩くか、どこにも届かないものとします。孤立する人がいないか地図で確かめてください",
            en: "Who lives there starts from the nearest street that is left, or counts as not "
              + "reached; look on the map whether somebody is cut off")))
    }
    if let (length, place) = told(slips) {
      findings.append(
        Finding(
          .note, .streetIslands,
          what: Text(
            ja:
              "どこにもつながらない短い道のかたまり（\(least)未満）が\(slips.count)か所、合わせて\(length)あり、使いません（最大のものは\(place)付近）",
            en: "\(slips.count) part(s) of the network with less than \(least) of street hang "
              + "together with nothing else, \(length) in all, and are not used (the largest near "
              + "\(place))"),
          remedy: Text(
            ja: "多くは地図の描き漏れです。実際の島などで使いたい場合は地図の側でつないでください",
            en: "Most are slips of the map; where one is real, join it in the map")))
    }
    return findings
  }

  /// What `--streets-snap` did.
  static func joinedEnds(
    _ count: Int, _ farthest: Double, within meters: Double, _ path: String?
  ) -> Finding {
    let (limit, far) = (Figure.distance(meters), Figure.fixed(farthest, 2))
    return Finding(
      .note, .streetJoins,
      what: count == 0
        ? Text(
          ja: "線のレイヤーに、\(limit)以内で離れている端はありませんでした",
          en: "no ends of lines are apart by up to \(limit)")
        : Text(
          ja: "離れている線の端を\(count)組つなぎました（\(limit)以内。最も離れていたものは\(far)m）",
          en: "\(count) pair(s) of ends of lines that do not meet are joined (within \(limit); the "
            + "farthest are \(far) m apart)"),
      at: Place(file: path),
      remedy: Text(
        ja: "川や塀をまたいでいないか、長さ（--streets-snap）を確かめてください",
        en: "Check the distance (--streets-snap): none may reach over a river or a wall"))
  }

  /// What `--streets-cross` did.
  static func crossings(_ count: Int, _ path: String?) -> Finding {
    Finding(
      .note, .streetJoins,
      what: Text(
        ja: "線のレイヤーで、交わる線を\(count)か所でつなぎました（bridge、tunnel、layer のある線を除く）",
        en: "lines that cross are joined at \(count) place(s), but for those tagged bridge, tunnel "
          + "or layer"),
      at: Place(file: path),
      remedy: Text(
        ja: "立体交差の橋に印のないレイヤーでは、つながらない道がつながります",
        en: "In a layer that does not tell its bridges, roads meet that do not"))
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

  init(_ streets: StreetSource, margin: Double) {
    bounds = streets.bounds
    path = streets.files.first?.path ?? ""
    marginMeters = margin
  }

  /// Of streets that were only read.
  init(_ streets: StreetReading) {
    bounds = streets.lines.bounds
    path = streets.files.first?.path ?? ""
    marginMeters = 0
  }

  /// - Throws: `Failure` (data) that names both extents, where the two are not in one place.
  func requireMeeting(
    _ other: Bounds<Geographic>, of what: Text, at place: String
  ) throws {
    guard !isMeeting(other) else { return }
    throw Failure(
      .data,
      [
        Finding(
          .error, .otherPlace,
          what: Text(
            ja:
              "道（\(Self.described(bounds, .ja))）が\(what.ja)（\(place)、\(Self.described(other, .ja))）と別の場所にあります",
            en: "the streets (\(Self.described(bounds, .en))) are in another place than \(what.en) "
              + "(\(place), \(Self.described(other, .en)))"),
          at: Place(file: path),
          remedy: Text(
            ja: "同じ地域の道の地図を --streets で指定してください。座標の取り違えもないか確かめてください",
            en: "Give the streets of the same area with --streets; check the coordinates too"))
      ])
  }

  /// What is to be said of a file of closed places that are elsewhere; `nil` where they are not.
  func missing(_ closed: Bounds<Geographic>, at place: String) -> Finding? {
    guard !isMeeting(closed) else { return nil }
    return Finding(
      .error, .otherPlace,
      what: Text(
        ja:
          "通れない所（\(Self.described(closed, .ja))）が道（\(path)、\(Self.described(bounds, .ja))）と別の場所にあります",
        en: "the closed places (\(Self.described(closed, .en))) are in another place than the "
          + "streets (\(path), \(Self.described(bounds, .en)))"),
      at: Place(file: place),
      remedy: Text(
        ja: "道と同じ地域の通れない所を --closed で指定してください。座標の取り違えもないか確かめてください",
        en: "Give what is closed in the area of the streets with --closed; check the coordinates "
          + "too"))
  }

  /// Nothing is nowhere, and in no other place.
  private func isMeeting(_ other: Bounds<Geographic>) -> Bool {
    // a degree of latitude is 111 km, one of longitude less
    let margin = marginMeters / 50_000
    let wide = Bounds<Geographic>(
      minX: bounds.minX - margin, minY: bounds.minY - margin, maxX: bounds.maxX + margin,
      maxY: bounds.maxY + margin)
    return other.isEmpty || wide.intersects(other)
  }

  static func described(_ bounds: Bounds<Geographic>, _ language: Language) -> String {
    func number(_ value: Double) -> String { Figure.fixed(value, 3) }
    return language == .ja
      ? "緯度\(number(bounds.minY))〜\(number(bounds.maxY))、経度\(number(bounds.minX))〜\(number(bounds.maxX))"
      : "latitude \(number(bounds.minY)) to \(number(bounds.maxY)), longitude \(number(bounds.minX)) to \(number(bounds.maxX))"
  }
}
