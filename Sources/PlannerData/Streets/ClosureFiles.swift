internal import Planner

/// What some files say of where nobody can walk.
struct ClosureReading: Sendable {
  let closures: StreetClosures
  let files: [InputFile]
  let findings: [Finding]
  /// Where what each of the files closes is.
  let extents: [(path: String, bounds: Bounds<Geographic>)]
}

/// Reads places that cannot be walked: polygons and lines of any number of layers, in any format
/// of vector files.
///
/// - Throws: `Failure` (data) with everything that is wrong in any of them, a layer without
///   polygons and lines among it, and coordinates that are nowhere on Earth.
func readClosures(paths: [String]) throws -> ClosureReading {
  var closures = StreetClosures()
  var files: [InputFile] = []
  var findings: [Finding] = []
  var broken: [Finding] = []
  var extents: [(path: String, bounds: Bounds<Geographic>)] = []
  for path in paths {
    do {
      let reading = try readVectorLayer(path: path, role: "closed")
      files.append(reading.file)
      findings += reading.findings
      let layer = reading.value
      var own = StreetClosures()
      let projection = try StreetLayers.projection(of: layer.crs ?? .jgd2011)
      func degrees(_ positions: [Position<FileSpace>]) -> [Position<Geographic>] {
        projection?.forward(positions) ?? positions.map { Position(x: $0.x, y: $0.y) }
      }
      var others = 0
      var isOnEarth = true
      for shape in layer.features {
        var feature = StreetClosures()
        switch shape.geometry {
        case .polygons(let outline): feature.add(outline.mapPositions(degrees))
        case .lines(let lines): for line in lines { feature.add(line: degrees(line)) }
        case .points, nil: others += 1
        }
        guard feature.isOnEarth else {
          broken.append(offEarth(layer.place(of: shape)))
          isOnEarth = false
          continue
        }
        own.add(feature)
      }
      guard own.outlineCount + own.lineCount > 0 || !isOnEarth else {
        throw Failure(
          .data,
          what: Text(
            ja: "面も線も1つもありません", en: "there is neither a polygon nor a line in the layer"),
          at: Place(file: path),
          remedy: Text(
            ja: "歩けない所を面か線で描いたレイヤーを --closed で指定してください",
            en: "Give a layer of polygons or lines of what cannot be walked with --closed"))
      }
      closures.add(own)
      extents.append((path, own.bounds))
      if others > 0 {
        findings.append(
          Finding(
            .warning,
            what: Text(
              ja: "面でも線でもない地物が\(others)個あり、何も閉じません",
              en: "\(others) feature(s) are neither polygons nor lines and close nothing"),
            at: Place(file: path),
            remedy: Text(
              ja: "通れない所を面か線で描いてください", en: "Draw what is closed as polygons or lines")))
      }
    } catch let failure as Failure {
      broken += failure.findings
    }
  }
  guard broken.isEmpty else { throw Failure(.data, broken) }
  return ClosureReading(closures: closures, files: files, findings: findings, extents: extents)
}

private func offEarth(_ place: Place) -> Finding {
  Finding(
    .error, .outOfRange,
    what: Text(
      ja: "緯度・経度の範囲の外にある座標を含みます",
      en: "the feature has coordinates out of the range of degrees"),
    at: place,
    remedy: Text(
      ja: "レイヤーの座標参照系を確かめて、--closed のファイルを書き出し直してください",
      en: "Check the layer's coordinate reference system and export the file of --closed again"))
}

/// What was closed of the streets of a plan.
struct ClosedStreets: Sendable {
  let stretchCount: Int
  let meters: Double

  /// Takes from some streets what is closed.
  ///
  /// - Returns: what is left, and what that was.
  /// - Throws: `Failure` (data) where the closed places of any file are elsewhere than the streets,
  ///   and where no street is left.
  static func close(
    _ streets: StreetLines, in extent: StreetExtent, by reading: ClosureReading
  ) throws -> (lines: StreetLines, closed: ClosedStreets, findings: [Finding]) {
    let elsewhere = reading.extents.compactMap { extent.missing($0.bounds, at: $0.path) }
    guard elsewhere.isEmpty else { throw Failure(.data, elsewhere) }
    let paths = reading.extents.map(\.path)
    let place = Place(file: paths.joined(separator: ", "))
    let outcome = try reading.closures.closing(streets)
    guard outcome.lines.lineCount > 0 else {
      throw Failure(
        .data,
        what: Text(ja: "すべての道が閉じられ、歩ける道が残りません", en: "every street is closed"),
        at: place,
        remedy: Text(
          ja: "--closed の面が対象地域の全体を覆っていないか確かめてください",
          en: "Check whether the polygons of --closed cover the whole area"))
    }
    var findings = reading.findings
    if outcome.stretchCount == 0 {
      findings.append(
        Finding(
          .warning,
          what: Text(ja: "--closed は、どの道も閉じていません", en: "--closed closes no street"),
          at: place,
          remedy: Text(
            ja: "線は道を横切るように、面は道を覆うように描いてください",
            en: "Draw lines across streets, and polygons over them")))
    }
    return (
      outcome.lines,
      ClosedStreets(stretchCount: outcome.stretchCount, meters: outcome.meters), findings
    )
  }

  private static let note = Text(
    ja: "面の中の道と、線が横切る道（地図の点から次の点まで）は歩けません。閉じた所に住む人は、残った道のうち最も近い所から歩くものとします",
    en: "Streets inside polygons, and stretches that lines cross (from one point of the map to the "
      + "next), cannot be walked; who lives there starts from the nearest street that is left")

  var json: JSONValue {
    .members([
      "stretches": .integer(stretchCount), "meters": .number(meters), "note": .text(Self.note),
    ])
  }

  /// How much, without the end of a sentence.
  func sentence(_ language: Language) -> String {
    language == .ja
      ? "通れないものとした道：\(stretchCount)区間、合わせて\(Figure.distance(meters))"
      : "Closed: \(stretchCount) stretches, \(Figure.distance(meters)) in all"
  }

  func line(_ language: Language) -> String {
    language == .ja
      ? "\(sentence(.ja))。\(Self.note.ja)。" : "\(sentence(.en)). \(Self.note.en)."
  }
}
