internal import Planner

/// The mean heights of the fifth-level grid (250 m) of 国土数値情報, 標高・傾斜度5次メッシュ (G04-d).
///
/// A cell's mean height stands for its centre, and heights between centres are read as in a
/// raster. The cell is that of the code; outlines are not looked at, and no file of the layer says
/// its system (JGD2000, which is JGD2011 to within what 250 m can tell).
///
/// Fields: `G04d_001` code of ten digits, `G04d_002` mean height in metres, `unkown` (so spelt)
/// where there is none. Sources: the page of the layer, 国土数値情報 KsjTmplt-G04-d (product
/// specification 1.0: mean, highest and lowest of the 10 m heights in a cell), and public
/// programs that read `G04d_002` as the mean height.
struct ElevationMesh: HeightSource {
  /// By the file that was given.
  private let files: [[FileBytes]]
  private let meters: [GridCell: Float]
  private let west: Int32
  private let north: Int32
  let columns: Int
  let rows: Int

  private static let level = GridLevel.m250
  private static let (code, mean) = ("G04d_001", "G04d_002")
  /// What the layer has in place of a number over the sea.
  private static let missing: Set<String> = ["", "unkown", "unknown"]

  /// Endings of files that are layers and no rasters.
  private static let endings: Set<String> = [
    "shp", "geojson", "json", "fgb", "gml", "geojsonl", "kml", "zip",
  ]

  /// Whether a file is to be read as a layer: by its name, since GDAL takes some rasters for
  /// layers. A GeoPackage is one where it is no raster.
  static func isLayer(_ path: String) -> Bool {
    let name = fileExtension(FileAddress.sheet(in: path).path)
    return endings.contains(name) || (name == "gpkg" && (try? GDALRaster(path)) == nil)
  }

  let note: Text? = Text(
    ja: "標高は250mメッシュの平均です。短く急な坂は、なだらかにならされています",
    en: "Heights are means of 250 m cells, which smooth short steep slopes")

  /// - Parameter paths: files of the layer, one for every 80 km as they are given out, or more
  ///   together; at least one.
  /// - Throws: `Failure` (data) with what is wrong in any of them: a file that cannot be read, a
  ///   layer without the two fields, codes that are none of the 250 m grid, two heights of one
  ///   cell, heights that can be no metres.
  init(_ paths: [String]) throws {
    var files: [[FileBytes]] = []
    var meters: [GridCell: Float] = [:]
    try Failure.each(paths) { files.append(try Self.read($0, into: &meters)) }
    let (eastings, northings) = (meters.keys.map(\.column), meters.keys.map(\.row))
    guard let west = eastings.min(), let east = eastings.max(), let south = northings.min(),
      let north = northings.max()
    else { throw Self.empty(paths.joined(separator: ", ")) }
    self.files = files
    self.meters = meters
    (self.west, self.north) = (west, north)
    columns = Int(east - west) + 1
    rows = Int(north - south) + 1
  }

  /// - Returns: the files that hold the layer.
  private static func read(
    _ path: String, into meters: inout [GridCell: Float]
  ) throws -> [FileBytes] {
    let file = try FileBytes(
      reading: path, role: Text(ja: "標高のデータ", en: "the file of heights"), wanted: .layer)
    let layer = try readVectorLayer(file, role: "elevation").value
    func field(_ name: String) -> Int? {
      layer.fieldNames.firstIndex { $0.lowercased() == name.lowercased() }
    }
    guard let code = field(Self.code), let mean = field(Self.mean) else {
      throw otherLayer(layer)
    }
    var findings: [Finding] = []
    for feature in layer.features {
      let text = feature.text(code) ?? ""
      guard let cell = GridCell(code: text), cell.level == level else {
        findings.append(noCell(text, layer.place(of: feature, field: Self.code)))
        continue
      }
      let value = feature.text(mean) ?? ""
      if missing.contains(value.lowercased()) { continue }
      guard let height = Float(value), (-500...4500).contains(height) else {
        findings.append(noHeight(value, layer.place(of: feature, field: Self.mean)))
        continue
      }
      if let known = meters[cell], known != height {
        findings.append(twice(text, layer.place(of: feature, field: Self.mean)))
      }
      meters[cell] = height
    }
    guard findings.isEmpty else { throw Failure(.data, first(findings, of: layer)) }
    return try vectorFileParts(file).all
  }

  func parts() -> [[HeightPart]] {
    files.map { $0.map { file in file.withUnsafeBytes { HeightPart(path: file.path, $0) } } }
  }

  private static let perDegree = (
    east: Double(level.columnsPerDegree), north: Double(level.columnsPerDegree) * 1.5
  )

  func cells(_ places: [Position<Geographic>]) -> [Position<RasterCells>] {
    places.map {
      Position(
        x: $0.longitude * Self.perDegree.east - Double(west),
        y: Double(north) + 1 - $0.latitude * Self.perDegree.north)
    }
  }

  var extent: Bounds<Geographic> {
    let (left, top) = (Double(west), Double(north) + 1)
    return Bounds(
      minX: left / Self.perDegree.east, minY: (top - Double(rows)) / Self.perDegree.north,
      maxX: (left + Double(columns)) / Self.perDegree.east, maxY: top / Self.perDegree.north)
  }

  func heights(columns: Range<Int>, rows: Range<Int>) -> [Float] {
    rows.flatMap { row in
      columns.map { column in
        meters[
          GridCell(level: Self.level, column: west + Int32(column), row: north - Int32(row))]
          ?? .nan
      }
    }
  }

  // MARK: Messages

  /// A few of many, since a wrong layer is wrong in every row.
  private static func first(_ findings: [Finding], of layer: VectorLayer) -> [Finding] {
    guard findings.count > 10 else { return findings }
    let rest = findings.count - 10
    return findings.prefix(10) + [
      Finding(
        .error,
        what: Text(
          ja: "同じような誤りがほかに\(rest)件あります", en: "\(rest) more rows are wrong like these"),
        at: Place(file: layer.path),
        remedy: Text(ja: "上と同じように直してください", en: "Mend them likewise"))
    ]
  }

  private static func otherLayer(_ layer: VectorLayer) -> Failure {
    let fields = layer.fieldNames
    let coarse = fields.contains { $0.hasPrefix("G04a_") || $0.hasPrefix("G04c_") }
    return Failure(
      .data,
      what: coarse
        ? Text(
          ja: "標高・傾斜度メッシュですが、250m（5次メッシュ、G04-d）ではありません",
          en: "it is a grid of heights, but not that of 250 m (G04-d)")
        : Text(
          ja: "標高のレイヤーとして読めません：\(code) と \(mean) の列がありません（列：\(fields.listed(upTo: 12, in: .ja))）",
          en: "it is no layer of heights: there are no fields \(code) and \(mean) (fields: "
            + "\(fields.listed(upTo: 12, in: .en)))"),
      at: Place(file: layer.path),
      remedy: Text(
        ja: "国土数値情報の標高・傾斜度5次メッシュ（G04-d）か、標高のラスター（GeoTIFFなど）を指定してください",
        en: "Give 標高・傾斜度5次メッシュ (G04-d) of 国土数値情報, or a raster of heights such as a GeoTIFF"))
  }

  private static func noCell(_ text: String, _ place: Place) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "メッシュコード「\(text.shortened)」は250mメッシュのコードではありません",
        en: "\(text.quoted) is no code of the 250 m grid"),
      at: place,
      remedy: Text(
        ja: "10桁のコード（例：5340337312）に直すか、入手し直してください",
        en: "Make it a code of ten digits, such as 5340337312, or get the file again"))
  }

  private static func noHeight(_ text: String, _ place: Place) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "平均標高「\(text.shortened)」は、メートルの標高ではありません",
        en: "the mean height \(text.quoted) is no height in metres"),
      at: place,
      remedy: Text(
        ja: "−500〜4500の数にしてください。分からないメッシュは空欄か unkown のままでかまいません",
        en: "It must be a number from −500 to 4500; where nothing is known, blank or unkown"))
  }

  private static func twice(_ text: String, _ place: Place) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "メッシュ\(text)に、違う標高が二つあります", en: "cell \(text) has two different heights"),
      at: place,
      remedy: Text(ja: "正しいほうだけを残してください", en: "Keep the right one only"))
  }

  private static func empty(_ path: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "標高の分かるメッシュが1つもありません", en: "no cell of the layer has a height"),
      at: Place(file: path),
      remedy: Text(
        ja: "陸を含む範囲のファイルを指定してください", en: "Give a file of an area with land in it"))
  }
}
