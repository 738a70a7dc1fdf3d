/// Pieces of population areas (such as 小地域): their intersections with municipalities, by GEOS.
struct AreaPieces {
  var pieces: Pieces
  /// The outline of each piece, for placing its blocks.
  var outlines: [MultiPolygon<Geographic>]

  /// Shares are of area, on a local plane (degrees of longitude shrunk by the cosine of the
  /// latitude); areas of census size are far too small for that to matter.
  static func cut(
    _ areas: [MultiPolygon<Geographic>], of population: Population, by study: StudyArea
  ) throws -> AreaPieces {
    let overlay = try Overlay()
    let municipalities = try study.municipalities.map { try overlay.shape($0.outline) }
    let boxes = study.municipalities.map(\.outline.bounds)
    var wholeUnits = population.counts.map { _ in 0.0 }
    var cutUnits = wholeUnits
    var pieces: [Pieces.Piece] = []
    var outlines: [MultiPolygon<Geographic>] = []
    for (unit, area) in areas.enumerated() {
      let shape = try overlay.shape(area)
      let box = area.bounds
      let full = shape.area
      var parts: [(municipality: Int, area: Double, outline: MultiPolygon<Geographic>)] = []
      for municipality in municipalities.indices where boxes[municipality].intersects(box) {
        if municipalities[municipality].contains(shape) {
          parts = [(municipality, full, area)]
          break
        }
        guard municipalities[municipality].intersects(shape) else { continue }
        let part = try overlay.intersection(shape, municipalities[municipality])
        guard part.area > full * CellCutter.negligibleShare else { continue }
        parts.append((municipality, part.area, try overlay.outline(part)))
      }
      let inside = min(1, parts.reduce(0) { $0 + $1.area } / full)
      guard full > 0, inside > 0 else {
        for attribute in wholeUnits.indices {
          wholeUnits[attribute] += population.counts[attribute][unit]
        }
        continue
      }
      // a seam between two editions of a boundary is not land outside
      let land = inside > 1 - Self.seam ? inside : 1
      for attribute in cutUnits.indices {
        cutUnits[attribute] += population.counts[attribute][unit] * (1 - inside / land)
      }
      let sum = parts.reduce(0) { $0 + $1.area }
      for part in parts {
        pieces.append(
          Pieces.Piece(
            unit: Int32(unit), municipality: Int32(part.municipality),
            share: part.area / sum * inside / land, isWhole: parts.count == 1))
        outlines.append(part.outline)
      }
    }
    return AreaPieces(
      pieces: Pieces(
        pieces: pieces, outside: OutsideResidents(wholeUnits: wholeUnits, cutUnits: cutUnits),
        findings: []),
      outlines: outlines)
  }

  /// Up to this share outside all outlines is taken for the coast drawn twice.
  private static let seam = 0.02
}
