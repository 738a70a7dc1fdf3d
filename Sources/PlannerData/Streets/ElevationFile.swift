internal import Planner

/// The raster of `--elevation`, and the part of it that some streets need.
struct ElevationFile: Sendable {
  let file: InputFile
  /// A text that changes where anything in the raster does.
  let identity: String
  private let raster: GDALRaster

  /// Cells beyond which a part is refused: 1.2 GB of memory.
  private static let mostCells = 300_000_000

  /// - Throws: `Failure` (data) for what is no raster of heights, or cannot be read.
  init(_ path: String) throws {
    // GDAL has file systems of its own, under names that begin so
    if !path.hasPrefix("/vsi") {
      try FileBytes.requireReadable(
        path, role: Text(ja: "標高のラスター", en: "the raster of heights"))
    }
    raster = try GDALRaster(path)
    let parts = try raster.filePaths.map { name in
      let bytes = try FileBytes.whole(name)
      return (name: name, count: bytes.count, sha256: bytes.withUnsafeBytes { Digest.sha256($0) })
    }
    let own = parts.first { $0.name == path } ?? parts[0]
    file = InputFile(
      role: "elevation", path: path, sha256: own.sha256, byteCount: own.count, attribution: nil)
    identity = parts.map(\.sha256).joined(separator: " ")
  }

  /// The heights of some streets.
  ///
  /// - Throws: `Failure` (data) for a raster in another place than the streets, with both extents;
  ///   for one whose part there is too large to be held; for heights that are no metres.
  func heights(of lines: StreetLines) throws -> StreetHeights {
    let cells = try cells(of: lines.points)
    var used = Bounds<RasterCells>()
    for line in 0..<lines.lineCount {
      for point in lines.points(ofLine: line) {
        let cell = cells[Int(point)]
        if cell.x.isFinite, cell.y.isFinite { used.add(cell) }
      }
    }
    guard !used.isEmpty, used.maxX >= 0, used.maxY >= 0, used.minX <= Double(raster.columns),
      used.minY <= Double(raster.rows)
    else { throw elsewhere(lines.bounds) }
    func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int> {
      let first = Int(max(0, low.rounded(.down) - 1))
      let last = Int(min(Double(count), high.rounded(.up) + 1))
      return min(first, count - 1)..<max(min(first, count - 1) + 1, last)
    }
    let columns = range(used.minX, used.maxX, raster.columns)
    let rows = range(used.minY, used.maxY, raster.rows)
    guard columns.count * rows.count <= Self.mostCells else { throw tooLarge(columns, rows) }
    let meters = try raster.heights(columns: columns, rows: rows)
    guard let grid = HeightGrid(columns: columns.count, rows: rows.count, meters: meters) else {
      throw tooLarge(columns, rows)
    }
    let (west, north) = (Double(columns.lowerBound), Double(rows.lowerBound))
    return StreetHeights(
      lines, over: grid, cells: cells.map { Position(x: $0.x - west, y: $0.y - north) })
  }

  private func cells(of points: [Position<Geographic>]) throws -> [Position<RasterCells>] {
    guard let projection = try projection() else {
      return raster.cells(points.map { Position(x: $0.x, y: $0.y) })
    }
    return raster.cells(projection.forward(points))
  }

  /// From degrees to the raster's system; `nil` where it has degrees that are used as they stand.
  private func projection() throws -> Projection? {
    guard !OutlineReading.asJGD2011.contains(raster.crs.definition) else { return nil }
    return try (try? Projection(from: .jgd2011, to: raster.crs))
      ?? Projection(from: Projection.geographic(of: raster.crs), to: raster.crs)
  }

  // MARK: Messages

  private func elsewhere(_ streets: Bounds<Geographic>) -> Failure {
    var own = Bounds<Geographic>()
    let corners: [Position<Geographic>] =
      (try? projection())?.inverse(raster.corners)
      ?? raster.corners.map { Position(x: $0.x, y: $0.y) }
    for corner in corners where corner.x.isFinite && corner.y.isFinite { own.add(corner) }
    func text(_ bounds: Bounds<Geographic>, _ language: Language) -> String {
      StreetExtent.described(bounds, language)
    }
    return Failure(
      .data,
      what: Text(
        ja: "標高のラスター（\(text(own, .ja))）が道（\(text(streets, .ja))）と別の場所にあります",
        en: "the raster of heights (\(text(own, .en))) is in another place than the streets "
          + "(\(text(streets, .en)))"),
      at: Place(file: file.path),
      remedy: Text(
        ja: "同じ地域の標高を --elevation で指定し、座標参照系が正しいかも確かめてください",
        en: "Give the heights of the same area with --elevation; check its coordinate reference "
          + "system too"))
  }

  private func tooLarge(_ columns: Range<Int>, _ rows: Range<Int>) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "標高のラスターが細かすぎて、道のある範囲だけでも\(columns.count)×\(rows.count)のセルがあります",
        en: "the raster of heights is too fine: \(columns.count) × \(rows.count) cells where there "
          + "are streets"),
      at: Place(file: file.path),
      remedy: Text(
        ja: "gdalwarp -tr 10 10 -r average などで粗くしてください。10mで足ります",
        en: "Make it coarser, such as by gdalwarp -tr 10 10 -r average; 10 m is fine enough"))
  }
}

extension StreetFindings {
  /// Streets without a height, which count as flat.
  static func climb(_ graph: StreetGraph, _ path: String?) -> [Finding] {
    guard let climb = graph.climb, climb.metersWithoutHeight >= 0.5 else { return [] }
    let share = Figure.fixed(climb.metersWithoutHeight / max(1, climb.mapMeters) * 100, 1)
    let length = Figure.distance(climb.metersWithoutHeight)
    return [
      Finding(
        .warning, .noHeight,
        what: Text(
          ja: "道のうち\(length)（\(share)%）は標高が分からず（ラスターの外か欠測）、平らなものとします",
          en: "\(length) of street (\(share) %) have no height (outside of the raster, or no data) "
            + "and count as flat"),
        at: Place(file: path),
        remedy: Text(
          ja: "対象地域の全体を含む標高のラスターを使ってください。海や川の上の欠測はかまいません",
          en: "Use a raster that has the whole area; no data over water does no harm"))
    ]
  }
}
