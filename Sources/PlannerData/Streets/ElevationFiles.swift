internal import Planner

/// Heights of the ground in cells of one size, of which a part at a time is looked at: a raster, or
/// a layer of the standard grid.
protocol HeightSource: Sendable {
  var columns: Int { get }
  var rows: Int { get }
  /// What results say of how coarse the heights are; `nil` where that was the user's own choice.
  var note: Text? { get }
  /// What the cells cover, in degrees; empty where that cannot be told.
  var extent: Bounds<Geographic> { get }
  /// Of every file that was given, in order, the files that are read for it; at least one.
  func parts() throws -> [[HeightPart]]
  /// Where places lie among the cells.
  func cells(_ places: [Position<Geographic>]) throws -> [Position<RasterCells>]
  /// The heights of some columns and rows in metres, row by row from the north; not a number where
  /// there is no data.
  ///
  /// - Throws: `Failure` (data) for heights that can be no metres, and for a damaged file.
  func heights(columns: Range<Int>, rows: Range<Int>) throws -> [Float]
}

/// A file from which heights are read.
struct HeightPart: Sendable {
  let path: String
  let count: Int
  let sha256: String

  init(path: String, _ bytes: UnsafeRawBufferPointer) {
    self.path = path
    count = bytes.count
    sha256 = Digest.sha256(bytes)
  }
}

/// The heights of `--elevation`, several files side by side as one, and the part of them that some
/// streets need.
struct ElevationFiles: Sendable {
  /// As they were given, at least one.
  let files: [InputFile]
  /// A text that changes where anything in the files does.
  let identity: String
  private let source: any HeightSource

  /// Cells beyond which a part is refused: 1.2 GB of memory.
  private static let mostCells = 300_000_000

  /// `nil` without files.
  ///
  /// - Parameter paths: rasters of one system, or files of the 250 m grid; in any order, but where
  ///   rasters overlap, the last counts.
  /// - Throws: `Failure` (data) with what is wrong in any of them: what is neither a raster of
  ///   heights nor a layer of them, rasters that do not go together, a grid beside a raster; (file)
  ///   for what cannot be read.
  init?(_ paths: [String]) throws {
    guard !paths.isEmpty else { return nil }
    // GDAL has file systems of its own, under names that begin so
    try Failure.each(paths.filter { !$0.hasPrefix("/vsi") }) { path in
      try FileBytes.requireReadable(
        path, role: Text(ja: "標高のファイル", en: "the file of heights"))
    }
    let layers = paths.filter(ElevationMesh.isLayer)
    guard layers.isEmpty || layers.count == paths.count else {
      throw Self.mixed(layers, paths.filter { !layers.contains($0) })
    }
    source = layers.isEmpty ? try RasterHeights(paths) : try ElevationMesh(paths)
    let parts = try source.parts()
    files = zip(paths, parts).map { path, parts in
      let own = parts.first { $0.path == path } ?? parts[0]
      return InputFile(
        role: "elevation", path: path, sha256: own.sha256, byteCount: own.count, attribution: nil)
    }
    identity = parts.joined().map(\.sha256).joined(separator: " ")
  }

  /// Where messages about all of them point.
  var place: Place { Place(file: files.map(\.path).joined(separator: ", ")) }

  /// What results say of how coarse the heights are; `nil` where there is nothing to say.
  var note: Text? { source.note }

  /// The heights of some streets.
  ///
  /// - Throws: `Failure` (data) for heights in another place than the streets, with both extents;
  ///   for a raster whose part there is too large to be held; for heights that are no metres.
  func heights(of lines: StreetLines) throws -> StreetHeights {
    let cells = try source.cells(lines.points)
    var used = Bounds<RasterCells>()
    for line in 0..<lines.lineCount {
      for point in lines.points(ofLine: line) {
        let cell = cells[Int(point)]
        if cell.x.isFinite, cell.y.isFinite { used.add(cell) }
      }
    }
    guard !used.isEmpty, used.maxX >= 0, used.maxY >= 0, used.minX <= Double(source.columns),
      used.minY <= Double(source.rows)
    else { throw elsewhere(lines.bounds) }
    func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int> {
      let first = Int(max(0, low.rounded(.down) - 1))
      let last = Int(min(Double(count), high.rounded(.up) + 1))
      return min(first, count - 1)..<max(min(first, count - 1) + 1, last)
    }
    let columns = range(used.minX, used.maxX, source.columns)
    let rows = range(used.minY, used.maxY, source.rows)
    guard columns.count * rows.count <= Self.mostCells else { throw tooLarge(columns, rows) }
    let meters = try source.heights(columns: columns, rows: rows)
    guard let grid = HeightGrid(columns: columns.count, rows: rows.count, meters: meters) else {
      throw tooLarge(columns, rows)
    }
    let (west, north) = (Double(columns.lowerBound), Double(rows.lowerBound))
    return StreetHeights(
      lines, over: grid, cells: cells.map { Position(x: $0.x - west, y: $0.y - north) })
  }

  // MARK: Messages

  private func elsewhere(_ streets: Bounds<Geographic>) -> Failure {
    let own = source.extent
    func text(_ bounds: Bounds<Geographic>, _ language: Language) -> String {
      StreetExtent.described(bounds, language)
    }
    return Failure(
      .data,
      what: Text(
        ja: "標高のデータ（\(text(own, .ja))）が道（\(text(streets, .ja))）と別の場所にあります",
        en: "the heights (\(text(own, .en))) are in another place than the streets "
          + "(\(text(streets, .en)))"),
      at: place,
      remedy: Text(
        ja: "同じ地域の標高を --elevation で指定し、座標参照系が正しいかも確かめてください",
        en: "Give the heights of the same area with --elevation; check its coordinate reference "
          + "system too"))
  }

  private static func mixed(_ layers: [String], _ rasters: [String]) -> Failure {
    Failure(
      .data,
      what: Text(
        ja:
          "標高のメッシュ（\(layers.prefix(3).joined(separator: "、"))）とラスター（\(rasters.prefix(3).joined(separator: "、"))）は一緒に使えません",
        en: "heights of the 250 m grid (\(layers.prefix(3).joined(separator: ", "))) and rasters "
          + "(\(rasters.prefix(3).joined(separator: ", "))) do not go together"),
      at: Place(file: layers.first),
      remedy: Text(
        ja: "どちらかだけを --elevation で指定してください。あれば、細かいラスターのほうを",
        en: "Give the one or the other with --elevation: a fine raster, where you have it"))
  }

  private func tooLarge(_ columns: Range<Int>, _ rows: Range<Int>) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "標高のラスターが細かすぎて、道のある範囲だけでも\(columns.count)×\(rows.count)のセルがあります",
        en: "the raster of heights is too fine: \(columns.count) × \(rows.count) cells where there "
          + "are streets"),
      at: place,
      remedy: Text(
        ja: "gdalwarp -tr 10 10 -r average などで粗くしてください。10mで足ります",
        en: "Make it coarser, such as by gdalwarp -tr 10 10 -r average; 10 m is fine enough"))
  }
}

/// Rasters side by side, with the way from degrees to their cells.
private struct RasterHeights: HeightSource {
  let raster: GDALRaster
  private let filePaths: [[String]]

  init(_ paths: [String]) throws {
    var rasters: [GDALRaster] = []
    try Failure.each(paths) { rasters.append(try GDALRaster($0)) }
    raster = rasters.count == 1 ? rasters[0] : try GDALRaster(sideBySide: rasters)
    filePaths = rasters.map(\.filePaths)
  }

  var columns: Int { raster.columns }
  var rows: Int { raster.rows }
  var note: Text? { nil }

  /// One after the other, since a raster may be large.
  func parts() throws -> [[HeightPart]] {
    try filePaths.map { paths in
      try paths.map { path in
        try FileBytes.whole(path).withUnsafeBytes { HeightPart(path: path, $0) }
      }
    }
  }

  func cells(_ places: [Position<Geographic>]) throws -> [Position<RasterCells>] {
    guard let projection = try projection() else {
      return raster.cells(places.map { Position(x: $0.x, y: $0.y) })
    }
    return raster.cells(projection.forward(places))
  }

  /// From degrees to the raster's system; `nil` where it has degrees that are used as they stand.
  private func projection() throws -> Projection? {
    guard !OutlineReading.asJGD2011.contains(raster.crs.definition) else { return nil }
    return try (try? Projection(from: .jgd2011, to: raster.crs))
      ?? Projection(from: Projection.geographic(of: raster.crs), to: raster.crs)
  }

  var extent: Bounds<Geographic> {
    var extent = Bounds<Geographic>()
    let corners: [Position<Geographic>] =
      (try? projection())?.inverse(raster.corners)
      ?? raster.corners.map { Position(x: $0.x, y: $0.y) }
    for corner in corners where corner.x.isFinite && corner.y.isFinite { extent.add(corner) }
    return extent
  }

  func heights(columns: Range<Int>, rows: Range<Int>) throws -> [Float] {
    try raster.heights(columns: columns, rows: rows)
  }
}

extension StreetFindings {
  /// How coarse the heights are, and streets without one, which count as flat.
  static func climb(_ graph: StreetGraph, _ elevation: ElevationFiles?) -> [Finding] {
    guard let climb = graph.climb else { return [] }
    let coarse = elevation?.note.map { note in
      Finding(
        .note, what: note, at: elevation?.place ?? Place(),
        remedy: Text(
          ja: "坂の多い所では、5〜10mの標高のラスター（基盤地図情報など）を使うと確かになります",
          en: "Where there are many slopes, a raster of 5 to 10 m is surer"))
    }
    guard climb.metersWithoutHeight >= 0.5 else { return [coarse].compactMap(\.self) }
    let share = Figure.fixed(climb.metersWithoutHeight / max(1, climb.mapMeters) * 100, 1)
    let length = Figure.distance(climb.metersWithoutHeight)
    return [coarse].compactMap(\.self) + [
      Finding(
        .warning, .noHeight,
        what: Text(
          ja: "道のうち\(length)（\(share)%）は標高が分からず（標高のデータの外か欠測）、平らなものとします",
          en: "\(length) of street (\(share) %) have no height (outside of the file, or no data) "
            + "and count as flat"),
        at: elevation?.place ?? Place(),
        remedy: Text(
          ja: "対象地域の全体を含む標高のデータを使ってください。海や川の上の欠測はかまいません",
          en: "Use heights of the whole area; no data over water does no harm"))
    ]
  }
}
