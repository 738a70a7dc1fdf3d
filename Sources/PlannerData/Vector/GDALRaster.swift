private import CGDAL
internal import Planner

/// A raster of heights in any format that GDAL reads, of which a part at a time is looked at.
///
/// GDAL opens the file where it is, since a raster may be put together of others (VRT). It is
/// opened to be read only, and nothing is written beside it.
struct GDALRaster {
  let path: String
  /// The file itself, and those that GDAL reads along with it.
  let filePaths: [String]
  let crs: CoordinateReferenceSystem
  let columns: Int
  let rows: Int
  /// From columns and rows to the CRS: `x = a[0] + a[1] column + a[2] row`, `y` by the other three.
  private let transform: [Double]
  private let inverse: [Double]
  /// From what is in the file to metres: `value × scale + offset`.
  private let (scale, offset): (Double, Double)
  /// What `path` stands for, where that is no file.
  private var mosaic: GDALMosaic?
  /// What messages call it.
  private var name: String

  /// - Throws: `Failure` (data) for what GDAL cannot read as a raster, for one that does not say
  ///   where on Earth it is, and for one whose heights are stated in feet.
  init(_ path: String) throws {
    try GDAL.prepare()
    self = try GDAL.collectingMessages { messages in
      try Self.withOpen(path, messages) { dataset, band in
        guard let system = GDALGetSpatialRef(dataset), let crs = Self.crs(of: system) else {
          throw Self.noSystem(path)
        }
        var transform = [Double](repeating: 0, count: 6)
        var inverse = transform
        guard GDALGetGeoTransform(dataset, &transform) == CE_None,
          GDALInvGeoTransform(&transform, &inverse) != 0
        else { throw Self.noSystem(path) }
        let unit = GDALGetRasterUnitType(band).map { String(cString: $0) } ?? ""
        if ["ft", "foot", "feet", "us survey foot", "us-ft"].contains(unit.lowercased()) {
          throw Self.notMeters(path, Text(verbatim: unit))
        }
        var names: [String] = []
        let list = GDALGetFileList(dataset)
        defer { CSLDestroy(list) }
        var next = list
        while let name = next?.pointee {
          names.append(String(cString: name))
          next = next?.advanced(by: 1)
        }
        var isStated: Int32 = 0
        let scale = GDALGetRasterScale(band, &isStated)
        let factor = isStated != 0 ? scale : 1
        let offset = GDALGetRasterOffset(band, &isStated)
        return GDALRaster(
          path: path, filePaths: names.isEmpty ? [path] : names, crs: crs,
          columns: Int(GDALGetRasterXSize(dataset)), rows: Int(GDALGetRasterYSize(dataset)),
          transform: transform, inverse: inverse, scale: factor,
          offset: isStated != 0 ? offset : 0)
      }
    }
  }

  private init(
    path: String, filePaths: [String], crs: CoordinateReferenceSystem, columns: Int, rows: Int,
    transform: [Double], inverse: [Double], scale: Double, offset: Double
  ) {
    self.path = path
    name = path
    self.filePaths = filePaths
    self.crs = crs
    self.columns = columns
    self.rows = rows
    self.transform = transform
    self.inverse = inverse
    self.scale = scale
    self.offset = offset
  }

  /// Rasters side by side as one; where they overlap, the last counts.
  ///
  /// - Throws: `Failure` (data) for rasters that do not go together: of several systems, turned
  ///   away from north, or with values that mean something else.
  init(sideBySide rasters: [GDALRaster]) throws {
    guard let first = rasters.first else { throw Self.apart([]) }
    let fits = rasters.allSatisfy { raster in
      raster.crs == first.crs && raster.scale == first.scale && raster.offset == first.offset
        && raster.transform[2] == 0 && raster.transform[4] == 0 && raster.transform[5] < 0
    }
    guard fits else { throw Self.apart(rasters) }
    let mosaic = try GDALMosaic(of: rasters.map(\.path))
    self = try GDALRaster(mosaic.path)
    self.mosaic = mosaic
    name = rasters.map(\.path).joined(separator: ", ")
  }

  /// Columns and rows of places in the raster's CRS.
  func cells(_ places: [Position<FileSpace>]) -> [Position<RasterCells>] {
    places.map { place in
      Position(
        x: inverse[0] + inverse[1] * place.x + inverse[2] * place.y,
        y: inverse[3] + inverse[4] * place.x + inverse[5] * place.y)
    }
  }

  /// The four corners, in the raster's CRS.
  var corners: [Position<FileSpace>] {
    [(0, 0), (columns, 0), (columns, rows), (0, rows)].map { column, row in
      let (x, y) = (Double(column), Double(row))
      return Position(
        x: transform[0] + transform[1] * x + transform[2] * y,
        y: transform[3] + transform[4] * x + transform[5] * y)
    }
  }

  /// The heights of some columns and rows.
  ///
  /// - Throws: `Failure` (data) for heights that can be no metres, and for a damaged file.
  func heights(columns: Range<Int>, rows: Range<Int>) throws -> [Float] {
    try GDAL.collectingMessages { messages in
      try Self.withOpen(path, messages) { _, band in
        var values = [Float](repeating: .nan, count: columns.count * rows.count)
        let said = values.withUnsafeMutableBytes { buffer in
          GDALRasterIO(
            band, GF_Read, Int32(columns.lowerBound), Int32(rows.lowerBound), Int32(columns.count),
            Int32(rows.count), buffer.baseAddress, Int32(columns.count), Int32(rows.count),
            GDT_Float32, 0, 0)
        }
        guard said == CE_None, messages.failureCount == 0 else {
          throw Self.damaged(name, messages.joined)
        }
        var isStated: Int32 = 0
        let noData = Float(GDALGetRasterNoDataValue(band, &isStated))
        let hasNoData = isStated != 0
        let (factor, shift) = (Float(scale), Float(offset))
        var (lowest, highest) = (Float.infinity, -Float.infinity)
        for index in values.indices {
          if hasNoData, values[index] == noData {
            values[index] = .nan
            continue
          }
          values[index] = values[index] * factor + shift
          guard values[index].isFinite else { continue }
          lowest = min(lowest, values[index])
          highest = max(highest, values[index])
        }
        guard lowest >= -500 || lowest == .infinity, highest <= 4500 else {
          throw Self.notMeters(name, lowest: Double(lowest), highest: Double(highest))
        }
        return values
      }
    }
  }

  private static func withOpen<R>(
    _ path: String, _ messages: GDAL.Messages,
    _ body: (GDALDatasetH, GDALRasterBandH) throws -> R
  ) throws -> R {
    let flags = UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
    // an auxiliary file would only be written for statistics, which nobody asks for
    guard let dataset = GDALOpenEx(path, flags, nil, nil, nil) else {
      throw cannotOpen(path, messages)
    }
    defer { GDALClose(dataset) }
    guard GDALGetRasterCount(dataset) > 0, let band = GDALGetRasterBand(dataset, 1),
      GDALDataTypeIsComplex(GDALGetRasterDataType(band)) == 0
    else { throw cannotOpen(path, messages) }
    return try body(dataset, band)
  }

  /// The horizontal system: where heights are counted from makes no slope.
  private static func crs(of system: OGRSpatialReferenceH) -> CoordinateReferenceSystem? {
    guard let plain = OSRClone(system) else { return nil }
    defer { OSRDestroySpatialReference(plain) }
    OSRStripVertical(plain)
    guard OSRIsGeographic(plain) != 0 || OSRIsProjected(plain) != 0 else { return nil }
    if let code = OSRGetAuthorityCode(plain, nil), let name = OSRGetAuthorityName(plain, nil) {
      return CoordinateReferenceSystem(String(cString: name) + ":" + String(cString: code))
    }
    var text: UnsafeMutablePointer<CChar>?
    defer { VSIFree(text) }
    guard
      GDAL.withStringList(["FORMAT=WKT2_2019"], { OSRExportToWktEx(plain, &text, $0.constant) })
        == OGRERR_NONE, let text
    else { return nil }
    let wkt = String(cString: text)
    return wkt.isEmpty ? nil : CoordinateReferenceSystem(wkt)
  }

  // MARK: Messages

  private static func cannotOpen(_ path: String, _ messages: GDAL.Messages) -> Failure {
    let more = messages.all.isEmpty ? "" : "GDAL: \(messages.joined)"
    return Failure(
      .data,
      what: Text(
        ja: "標高を値とするラスター（格子状のデータ）ではないか、壊れていて読めません" + (more.isEmpty ? "" : "（\(more)）"),
        en: "this is no raster of heights, or it is damaged" + (more.isEmpty ? "" : " (\(more))")),
      at: Place(file: path),
      remedy: Text(
        ja:
          "GeoTIFFなど標高を値とするラスターか、国土数値情報の標高・傾斜度5次メッシュ（G04-d）を --elevation で指定してください。点や等高線の標高は、gdal_grid などで先にラスターにしてください",
        en:
          "With --elevation give a raster whose values are heights, such as a GeoTIFF, or the 250 m "
          + "grid of heights of 国土数値情報 (G04-d); make a raster of points or contour lines first, "
          + "such as by gdal_grid"))
  }

  private static func apart(_ rasters: [GDALRaster]) -> Failure {
    let systems = rasters.map { raster in
      let system = raster.crs.definition
      // of a long definition its name, the first that is quoted
      let named = system.split(separator: "\"", maxSplits: 2)
      return raster.path + ": " + (named.count == 3 ? String(named[1]) : system)
    }
    return Failure(
      .data,
      what: Text(
        ja: "標高のラスターの座標参照系・向き・値の単位がそろっていません（\(systems.prefix(4).joined(separator: "、"))）",
        en: "the rasters of heights differ in their coordinate reference system, direction or "
          + "scale of values (\(systems.prefix(4).joined(separator: ", ")))"),
      at: Place(file: rasters.map(\.path).joined(separator: ", ")),
      remedy: Text(
        ja: "gdalwarp -t_srs EPSG:6668 元… 新.tif のように、1つのファイルにまとめてください",
        en: "Make one file of them, such as by gdalwarp -t_srs EPSG:6668 OLD… NEW.tif"))
  }

  private static func noSystem(_ path: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "標高のラスターに座標参照系がなく、どこのものか分かりません",
        en: "the raster of heights has no coordinate reference system, so nobody can tell where "
          + "it is"),
      at: Place(file: path),
      remedy: Text(
        ja: "gdal_translate -a_srs EPSG:6668 元 新.tif のように、座標参照系を付けてください",
        en: "Give it one, such as by gdal_translate -a_srs EPSG:6668 OLD NEW.tif"))
  }

  private static func notMeters(_ path: String, lowest: Double, highest: Double) -> Failure {
    notMeters(
      path, Text(verbatim: "\(Figure.fixed(lowest, 0)) … \(Figure.fixed(highest, 0))"))
  }

  private static func notMeters(_ path: String, _ found: Text) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "標高のラスターの値がメートルの標高ではありません（\(found.ja)）",
        en: "the values of the raster are no heights in metres (\(found.en))"),
      at: Place(file: path),
      remedy: Text(
        ja: "−500〜4500のメートルの値にしてください。欠測値（−9999など）はnodataとして印を付けてください"
          + "（gdal_translate -a_nodata -9999）",
        en: "They must be metres from −500 to 4500; mark what stands for no data, such as −9999, "
          + "by gdal_translate -a_nodata -9999"))
  }

  private static func damaged(_ path: String, _ said: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "標高のラスターが壊れているか、途中で切れています（GDAL: \(said)）",
        en: "the raster of heights is damaged or cut off (GDAL: \(said))"),
      at: Place(file: path),
      remedy: Text(
        ja: "もう一度ダウンロードするか、書き出し直してください", en: "Get it again, or export it anew"))
  }
}
