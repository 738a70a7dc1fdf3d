private import CGDAL
internal import Planner

/// Layers into GeoPackage, FlatGeobuf and KML, made in memory by GDAL. This,
/// `WorkbookOutput.swift`, `ArchiveOutput.swift` and `GDALFile.swift` (with what they share in
/// `GDALSession.swift`) are the room of GDAL.
enum GDALOutput {
  /// Gives the finished file's bytes to a closure.
  static func withBytes(
    of layers: [OutputLayer], as format: OutputFormat, for path: String,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try GDAL.prepare()
    // some formats write the name of the file into it, so it must not change from run to run;
    // the folder may
    let folder = GDAL.memoryFolder()
    let name = "\(folder)/layers.\(format.rawValue)"
    defer { VSIRmdirRecursive(folder) }
    try GDAL.collectingMessages { messages in
      // a GeoPackage records when it was last changed; no clock is in an output
      CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z")
      defer { CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nil) }
      let stop = { Failure.cannotMake(path, messages.joined) }
      guard let driver = GDALGetDriverByName(format.driver),
        let dataset = GDALCreate(driver, name, 0, 0, 0, GDT_Unknown, nil)
      else { throw stop() }
      do {
        for layer in layers { try write(layer, to: dataset, format, stop) }
        if format == .geoPackage { try writeStyles(of: layers, to: dataset, stop) }
      } catch {
        GDALClose(dataset)
        throw error
      }
      GDALClose(dataset)
      guard messages.firstFailure == nil else { throw stop() }
      guard let bytes = GDAL.bytes(ofMemoryFile: name) else { throw stop() }
      try body(UnsafeRawBufferPointer(bytes))
    }
  }

  private static func write(
    _ layer: OutputLayer, to dataset: GDALDatasetH, _ format: OutputFormat,
    _ stop: () -> Failure
  ) throws {
    let system = try spatialReference(layer.crs, stop)
    defer { OSRRelease(system) }
    let options =
      format == .geoPackage
      ? ["GEOMETRY_NAME=geometry", "FID=fid"] + (layer.about.map { ["DESCRIPTION=\($0)"] } ?? [])
      : []
    let created = GDAL.withStringList(options) {
      GDALDatasetCreateLayer(dataset, layer.name, system, type(of: layer.kind), $0.mutable)
    }
    guard let handle = created else { throw stop() }
    for field in layer.fields {
      guard let definition = OGR_Fld_Create(field.name, type(of: field.type)) else { throw stop() }
      defer { OGR_Fld_Destroy(definition) }
      guard OGR_L_CreateField(handle, definition, 1) == OGRERR_NONE else { throw stop() }
    }
    // one transaction per layer: SQLite is slow at one per row. Other formats have none
    let inTransaction = GDALDatasetStartTransaction(dataset, 0) == OGRERR_NONE
    for row in layer.rows {
      guard let feature = OGR_F_Create(OGR_L_GetLayerDefn(handle)) else { throw stop() }
      defer { OGR_F_Destroy(feature) }
      for (index, value) in row.values.enumerated() {
        let index = Int32(index)
        switch value {
        case .text(let text): OGR_F_SetFieldString(feature, index, text)
        case .number(let number): OGR_F_SetFieldDouble(feature, index, number)
        case .integer(let number): OGR_F_SetFieldInteger64(feature, index, GIntBig(number))
        case .none: OGR_F_SetFieldNull(feature, index)
        }
      }
      if let geometry = row.geometry {
        guard let shape = self.shape(geometry) else { throw stop() }
        // takes the shape over
        guard OGR_F_SetGeometryDirectly(feature, shape) == OGRERR_NONE else { throw stop() }
      }
      guard OGR_L_CreateFeature(handle, feature) == OGRERR_NONE else { throw stop() }
    }
    if inTransaction {
      guard GDALDatasetCommitTransaction(dataset) == OGRERR_NONE else { throw stop() }
    }
  }

  // MARK: Styles

  /// The table by which QGIS finds the style of a layer in the file itself; its columns are those
  /// that QGIS makes.
  private static func writeStyles(
    of layers: [OutputLayer], to dataset: GDALDatasetH, _ stop: () -> Failure
  ) throws {
    guard layers.contains(where: { $0.style != nil }) else { return }
    let created = GDAL.withStringList(["FID=id"]) {
      GDALDatasetCreateLayer(dataset, "layer_styles", nil, wkbNone, $0.mutable)
    }
    guard let table = created else { throw stop() }
    let columns: [(name: String, type: OGRFieldType, width: Int32)] = [
      ("f_table_catalog", OFTString, 256), ("f_table_schema", OFTString, 256),
      ("f_table_name", OFTString, 256), ("f_geometry_column", OFTString, 256),
      ("styleName", OFTString, 30), ("styleQML", OFTString, 0), ("styleSLD", OFTString, 0),
      ("useAsDefault", OFTInteger, 0), ("description", OFTString, 0), ("owner", OFTString, 30),
      ("ui", OFTString, 30), ("update_time", OFTDateTime, 0),
    ]
    for column in columns {
      guard let definition = OGR_Fld_Create(column.name, column.type) else { throw stop() }
      defer { OGR_Fld_Destroy(definition) }
      if column.width > 0 { OGR_Fld_SetWidth(definition, column.width) }
      if column.type == OFTInteger { OGR_Fld_SetSubType(definition, OFSTBoolean) }
      guard OGR_L_CreateField(table, definition, 1) == OGRERR_NONE else { throw stop() }
    }
    for layer in layers {
      guard let style = layer.style else { continue }
      guard let feature = OGR_F_Create(OGR_L_GetLayerDefn(table)) else { throw stop() }
      defer { OGR_F_Destroy(feature) }
      // QGIS compares catalogue and schema with the empty text, which is not NULL
      let texts = ["", "", layer.name, "geometry", style.name, QGISStyle(style: style).qml, ""]
      for (index, text) in texts.enumerated() { OGR_F_SetFieldString(feature, Int32(index), text) }
      OGR_F_SetFieldInteger(feature, 7, 1)
      for index in Int32(8)...10 { OGR_F_SetFieldString(feature, index, "") }
      OGR_F_SetFieldDateTime(feature, 11, 2000, 1, 1, 0, 0, 0, 100)
      guard OGR_L_CreateFeature(table, feature) == OGRERR_NONE else { throw stop() }
    }
  }

  /// Degrees go in as longitude, latitude, whatever order the system's authority has.
  private static func spatialReference(
    _ crs: CoordinateReferenceSystem, _ stop: () -> Failure
  ) throws -> OGRSpatialReferenceH {
    guard let system = OSRNewSpatialReference(nil) else { throw stop() }
    // CRS84 is WGS 84 with the axes swapped, which is how these formats store EPSG:4326
    let definition = crs == .crs84 ? "EPSG:4326" : crs.definition
    guard OSRSetFromUserInput(system, definition) == OGRERR_NONE else {
      OSRRelease(system)
      throw stop()
    }
    OSRSetAxisMappingStrategy(system, OAMS_TRADITIONAL_GIS_ORDER)
    return system
  }

  private static func type(of kind: VectorGeometry.Kind) -> OGRwkbGeometryType {
    switch kind {
    case .points: wkbPoint
    case .lines: wkbMultiLineString
    case .polygons: wkbMultiPolygon
    }
  }

  private static func type(of field: OutputLayer.FieldType) -> OGRFieldType {
    switch field {
    case .text: OFTString
    case .number: OFTReal
    case .integer: OFTInteger64
    }
  }

  // MARK: Shapes

  private static func shape(_ geometry: VectorGeometry) -> OGRGeometryH? {
    switch geometry {
    case .points(let points):
      if points.count == 1 { return line(points, wkbPoint) }
      return collection(wkbMultiPoint, points.map { line([$0], wkbPoint) })
    case .lines(let lines):
      return collection(wkbMultiLineString, lines.map { line($0, wkbLineString) })
    case .polygons(let outline):
      return collection(
        wkbMultiPolygon,
        outline.polygons.map { polygon in
          // a ring is refused as a member of anything but a polygon
          collection(wkbPolygon, polygon.rings.map { line($0.positions, wkbLinearRing) })
        })
    }
  }

  private static func collection(
    _ type: OGRwkbGeometryType, _ parts: [OGRGeometryH?]
  ) -> OGRGeometryH? {
    guard let whole = OGR_G_CreateGeometry(type) else { return nil }
    for part in parts { OGR_G_AddGeometryDirectly(whole, part) }
    return whole
  }

  private static func line(
    _ positions: [Position<FileSpace>], _ type: OGRwkbGeometryType
  ) -> OGRGeometryH? {
    guard let line = OGR_G_CreateGeometry(type) else { return nil }
    positions.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let stride = Int32(MemoryLayout<Position<FileSpace>>.stride)
      OGR_G_SetPoints(
        line, Int32(positions.count), base, stride, base + MemoryLayout<Double>.stride, stride,
        nil, 0)
    }
    return line
  }
}

extension Failure {
  static func cannotMake(_ path: String, _ said: String) -> Failure {
    Failure(
      .file,
      what: Text(ja: "ファイルを作れません（GDAL: \(said)）", en: "the file cannot be made (GDAL: \(said))"),
      at: Place(file: path),
      remedy: Text(
        ja: "別の形式（.gpkgなど）で試してください", en: "Try another format (.gpkg, for one)"))
  }
}
