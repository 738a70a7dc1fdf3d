internal import Planner

/// Streets of layers of lines, in any format of vector files.
///
/// Lines meet where they have a vertex in common, to the centimetre; lines that cross without one
/// do not meet, and neither do ends that nearly do, unless `StreetJoining` is asked for. Layers meet the nodes of extracts of OpenStreetMap in the same way. A field
/// `highway`, and others named as tags of OpenStreetMap, are read as in `WalkableWays`; a line
/// without `highway` can be walked.
struct StreetLayers {
  private let rules: WalkableWays
  private var lines: [StreetJoining.Line] = []
  private(set) var findings: [Finding] = []

  init(rules: WalkableWays = WalkableWays()) { self.rules = rules }

  /// Takes the lines of a layer.
  ///
  /// - Throws: `Failure` (data) for a layer without lines, and for one whose coordinates are in
  ///   an unknown system.
  mutating func add(_ layer: VectorLayer) throws {
    guard layer.count(of: .lines) > 0 else {
      throw Failure(
        .data,
        what: Text(ja: "線が1本もありません", en: "there is no line in the layer"),
        at: Place(file: layer.path),
        remedy: Text(
          ja: "道の中心線のレイヤーか、OpenStreetMapのファイル（.osm.pbf）を指定してください",
          en: "Give a layer of the centre lines of streets, or an OpenStreetMap extract (.osm.pbf)")
      )
    }
    let projection = try Self.projection(of: layer.crs ?? .jgd2011)
    let fields = rules.keys.map { key in layer.fieldNames.firstIndex(of: key) }
    let highway = rules.keys.firstIndex(of: "highway")
    var others = 0
    for feature in layer.features {
      guard case .lines(let parts)? = feature.geometry else {
        others += 1
        continue
      }
      var values = fields.map { feature.text($0) }
      if let highway, values[highway] == nil { values[highway] = "road" }
      let passage = rules.passage(values)
      guard !passage.isEmpty else { continue }
      for part in parts {
        let points: [Position<Geographic>] =
          projection?.forward(part) ?? part.map { Position(x: $0.x, y: $0.y) }
        guard points.allSatisfy({ abs($0.longitude) <= 180 && abs($0.latitude) <= 90 }) else {
          findings.append(Self.offEarth(layer.place(of: feature)))
          continue
        }
        lines.append(
          StreetJoining.Line(
            points: points, passage: passage, isSpan: rules.isSpan(values),
            passesOthers: rules.passesOthers(values)))
      }
    }
    if others > 0 { findings.append(Self.noLines(others, layer.path)) }
  }

  /// `nil` where degrees are used as they stand.
  static func projection(of system: CoordinateReferenceSystem) throws -> Projection? {
    guard !OutlineReading.asJGD2011.contains(system.definition) else { return nil }
    // far from Japan there is no way to its system; the layer's own degrees are those of WGS 84
    // to within a metre there, as those of extracts are
    return try (try? Projection(from: system, to: .jgd2011))
      ?? Projection(from: system, to: Projection.geographic(of: system))
  }

  /// Joins what nearly meets, where that is asked for.
  mutating func join(_ request: StreetRequest) {
    if request.joinsCrossings {
      let count = StreetJoining.meetAtCrossings(&lines)
      findings.append(StreetFindings.crossings(count, request.paths.first))
    }
    if request.joinMeters > 0 {
      let joined = StreetJoining.joinEnds(&lines, within: request.joinMeters)
      findings.append(
        StreetFindings.joinedEnds(
          joined.count, joined.farthestMeters, within: request.joinMeters, request.paths.first))
    }
  }

  /// Puts the lines that were taken to those that are there.
  func put(into streets: inout StreetLines) {
    typealias Spot = StreetJoining.Spot
    // of vertices that are a millimetre apart the same one stands for all, whichever came first
    var position: [Spot: Position<Geographic>] = [:]
    for point in lines.lazy.flatMap(\.points) {
      let spot = Spot(point)
      guard let known = position[spot] else {
        position[spot] = point
        continue
      }
      if (point.x, point.y) < (known.x, known.y) { position[spot] = point }
    }
    var number: [Spot: Int32] = [:]
    for (index, point) in streets.points.enumerated() {
      let spot = Spot(point)
      if position[spot] != nil, number[spot] == nil { number[spot] = Int32(index) }
    }
    for (spot, point) in position.sorted(by: { $0.key < $1.key }) where number[spot] == nil {
      number[spot] = streets.add(point)
    }
    for line in lines {
      streets.add(
        line: line.points.compactMap { number[Spot($0)] }, line.passage, isSpan: line.isSpan)
    }
  }

  private static func offEarth(_ place: Place) -> Finding {
    Finding(
      .warning, .outOfRange,
      what: Text(
        ja: "緯度・経度の範囲の外にある座標を含むので、この線を使いません",
        en: "the line has coordinates out of the range of degrees and is left out"),
      at: place,
      remedy: Text(
        ja: "レイヤーの座標参照系を確かめて、書き出し直してください",
        en: "Check the layer's coordinate reference system and export it again"))
  }

  private static func noLines(_ count: Int, _ path: String) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "線でない地物が\(count)個あり、道として使いません",
        en: "\(count) feature(s) are no lines and are not used as streets"),
      at: Place(file: path),
      remedy: Text(
        ja: "歩ける広場などは、通り抜けの線で加えてください", en: "Add lines across squares that can be walked over"))
  }
}
