private import CGDAL
internal import Planner

/// Vector files of every format that GDAL reads. `scripts/check-rooms` lists the few files that
/// know GDAL.
///
/// The bytes are read once by `FileBytes` and shown to GDAL as files in memory. So the digest is
/// of what was read, and nothing (a rebuilt `.shx`, a `.gfs`) is ever written beside the user's
/// file.
enum GDALFile {
  /// Which of a file's layers is meant, where it has several.
  struct Choice {
    var layer: String?
    var kind: VectorGeometry.Kind?
  }

  /// Reads one layer of a file, given first, with those that belong to it (`.dbf`, `.prj`, …)
  /// behind; `encoding` is that of a Shapefile's text where nothing beside it says so.
  static func read(_ files: [FileBytes], encoding: String?, choice: Choice) throws -> VectorLayer {
    try GDAL.prepare()
    let path = files[0].path
    return try GDAL.collectingMessages { messages in
      try withMounted(files) { mounted in
        let options = encoding.map { ["ENCODING=\($0)"] } ?? []
        CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", "YES")
        defer { CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", nil) }
        let opened = GDAL.withStringList(options) {
          GDALOpenEx(mounted, UInt32(GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR), nil, $0.constant, nil)
        }
        guard let opened else { throw cannotOpen(path, messages.joined) }
        defer { GDALClose(opened) }
        let failuresOfOpening = messages.failureCount
        let layer = try choose(choice, in: opened, path)
        let declared = Int(OGR_L_GetFeatureCount(layer, 1))
        var result = try read(layer, path, messages)
        if messages.failureCount > failuresOfOpening, let said = messages.lastFailure {
          throw damaged(path, count: result.features.count, "GDAL: \(said)")
        }
        // a cut file may simply seem to end. Of a Shapefile the count includes deleted rows; its
        // files are compared with each other instead
        guard declared < 0 || declared == result.features.count || fileExtension(path) == "shp"
        else {
          throw damaged(
            path, count: result.features.count,
            "\(declared) declared, \(result.features.count) read")
        }
        if let said = messages.firstFailure, !result.features.isEmpty {
          result.findings.append(complaint(said, path))
        }
        return result
      }
    }
  }

  // MARK: Files in memory

  /// Runs a closure with the name under which GDAL sees a file; those that belong to it have
  /// the same name with their own extensions.
  static func withMounted<R>(
    _ files: [FileBytes], _ body: (String) throws -> R
  ) throws -> R {
    let folder = GDAL.memoryFolder()
    let stem = "\(folder)/\(fileStem(files[0].path))"
    func mount(_ rest: ArraySlice<FileBytes>) throws -> R {
      guard let file = rest.first else {
        return try body(stem + "." + fileExtension(files[0].path))
      }
      return try file.withUnsafeBytes { bytes in
        let name = stem + "." + fileExtension(file.path)
        // opened read-only, so GDAL never writes through this pointer
        let data = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?
          .assumingMemoryBound(to: GByte.self)
        guard let handle = VSIFileFromMemBuffer(name, data, vsi_l_offset(bytes.count), 0) else {
          throw Failure.noMemory(for: file.path)
        }
        VSIFCloseL(handle)
        defer { VSIUnlink(name) }
        return try mount(rest.dropFirst())
      }
    }
    defer { VSIRmdirRecursive(folder) }
    return try mount(files[...])
  }

  // MARK: Layers

  private struct Candidate {
    let handle: OGRLayerH
    let name: String
    let kind: VectorGeometry.Kind?
    let count: Int
  }

  private static func choose(
    _ choice: Choice, in dataset: GDALDatasetH, _ path: String
  ) throws -> OGRLayerH {
    let all = (0..<GDALDatasetGetLayerCount(dataset)).compactMap { index in
      GDALDatasetGetLayer(dataset, index).map { handle in
        Candidate(
          handle: handle, name: OGR_L_GetName(handle).map { String(cString: $0) } ?? "",
          kind: kind(of: handle), count: Int(OGR_L_GetFeatureCount(handle, 1)))
      }
    }
    if let name = choice.layer {
      if let named = all.first(where: { $0.name == name }) { return named.handle }
      throw wrongLayer(
        Text(ja: "「\(name)」というレイヤーがありません", en: "there is no layer \"\(name)\""),
        all, path)
    }
    // where QGIS keeps its styles there is nothing of a place
    let candidates = all.filter { $0.name != "layer_styles" || $0.kind != nil }
    if candidates.count == 1 { return candidates[0].handle }
    let wanted = candidates.filter { candidate in
      candidate.count > 0 && candidate.kind != nil
        && (choice.kind == nil || candidate.kind == choice.kind)
    }
    if wanted.count == 1 { return wanted[0].handle }
    if wanted.isEmpty, let kind = choice.kind {
      throw wrongLayer(
        Text(ja: "\(kind.name.ja)のレイヤーがありません", en: "no layer has \(kind.name.en)"),
        candidates, path)
    }
    throw wrongLayer(
      Text(
        ja: "レイヤーが複数あり、どれを使うか決められません", en: "several layers, and which is meant is not clear"),
      candidates, path)
  }

  /// By the layer's declaration, or where that is open (KML) by its first shape.
  private static func kind(of layer: OGRLayerH) -> VectorGeometry.Kind? {
    let declared = OGR_L_GetGeomType(layer)
    if let kind = kind(of: declared) { return kind }
    guard OGR_GT_Flatten(declared) != wkbNone else { return nil }
    OGR_L_ResetReading(layer)
    defer { OGR_L_ResetReading(layer) }
    while let feature = OGR_L_GetNextFeature(layer) {
      defer { OGR_F_Destroy(feature) }
      guard let geometry = OGR_F_GetGeometryRef(feature) else { continue }
      return Self.geometry(geometry, Axes.eastNorth).geometry?.kind
    }
    return nil
  }

  private static func kind(of type: OGRwkbGeometryType) -> VectorGeometry.Kind? {
    switch OGR_GT_Flatten(type) {
    case wkbPoint, wkbMultiPoint: .points
    case wkbLineString, wkbMultiLineString, wkbCircularString, wkbCompoundCurve, wkbMultiCurve:
      .lines
    case wkbPolygon, wkbMultiPolygon, wkbCurvePolygon, wkbMultiSurface: .polygons
    default: nil
    }
  }

  // MARK: Features

  private static func read(
    _ handle: OGRLayerH, _ path: String, _ messages: GDAL.Messages
  ) throws -> VectorLayer {
    guard let definition = OGR_L_GetLayerDefn(handle) else {
      throw cannotOpen(path, messages.joined)
    }
    let fieldCount = OGR_FD_GetFieldCount(definition)
    let names = (0..<fieldCount).map { index in
      OGR_FD_GetFieldDefn(definition, index).flatMap { OGR_Fld_GetNameRef($0) }
        .map { String(cString: $0) } ?? ""
    }
    let system = OGR_L_GetSpatialRef(handle)
    let axes = system.map(axes(of:)) ?? .eastNorth
    let hasIDs = OGR_L_GetFIDColumn(handle).map { $0.pointee != 0 } ?? false
    var layer = VectorLayer(
      path: path, name: OGR_L_GetName(handle).map { String(cString: $0) } ?? fileStem(path),
      crs: system.flatMap(crs(of:)), fieldNames: names, features: [])
    OGR_L_ResetReading(handle)
    while let feature = OGR_L_GetNextFeature(handle) {
      defer { OGR_F_Destroy(feature) }
      let values = (0..<fieldCount).map { index -> String? in
        guard OGR_F_IsFieldSetAndNotNull(feature, index) != 0 else { return nil }
        return OGR_F_GetFieldAsString(feature, index).map { String(cString: $0) }
      }
      let shape = OGR_F_GetGeometryRef(feature).map { geometry($0, axes) }
      let made = VectorFeature(
        id: hasIDs ? String(OGR_F_GetFID(feature)) : nil, index: layer.features.count,
        values: values, geometry: shape?.geometry)
      if let shape, shape.shortRings > 0 {
        layer.findings.append(.shortRings(shape.shortRings, at: layer.place(of: made)))
      }
      layer.features.append(made)
    }
    return layer
  }

  /// Whether the first number of a position runs east, as here, or north.
  private enum Axes {
    case eastNorth
    case northEast
  }

  private static func axes(of system: OGRSpatialReferenceH) -> Axes {
    let northFirst =
      OSREPSGTreatsAsLatLong(system) != 0 || OSREPSGTreatsAsNorthingEasting(system) != 0
    guard northFirst else { return .eastNorth }
    var count: Int32 = 0
    guard let mapping = OSRGetDataAxisToSRSAxisMapping(system, &count), count >= 2 else {
      return .eastNorth
    }
    return mapping[0] == 2 ? .eastNorth : .northEast
  }

  private static func crs(of system: OGRSpatialReferenceH) -> CoordinateReferenceSystem? {
    if let code = OSRGetAuthorityCode(system, nil), let name = OSRGetAuthorityName(system, nil) {
      return CoordinateReferenceSystem(String(cString: name) + ":" + String(cString: code))
    }
    var text: UnsafeMutablePointer<CChar>?
    defer { VSIFree(text) }
    guard
      GDAL.withStringList(["FORMAT=WKT2_2019"], { OSRExportToWktEx(system, &text, $0.constant) })
        == OGRERR_NONE, let text
    else { return nil }
    let wkt = String(cString: text)
    return wkt.isEmpty ? nil : CoordinateReferenceSystem(wkt)
  }

  private struct Shapes {
    var points: [Position<FileSpace>] = []
    var lines: [[Position<FileSpace>]] = []
    var polygons: [Polygon<FileSpace>] = []
    var hasPolygons = false
    var shortRings = 0
  }

  private static func geometry(
    _ pointer: OGRGeometryH, _ axes: Axes
  ) -> (geometry: VectorGeometry?, shortRings: Int) {
    var shapes = Shapes()
    if OGR_GT_IsNonLinear(OGR_G_GetGeometryType(pointer)) != 0,
      let linear = OGR_G_GetLinearGeometry(pointer, 0, nil)
    {
      collect(linear, axes, &shapes)
      OGR_G_DestroyGeometry(linear)
    } else {
      collect(pointer, axes, &shapes)
    }
    if shapes.hasPolygons {
      return (.polygons(MultiPolygon(shapes.polygons)), shapes.shortRings)
    }
    if !shapes.lines.isEmpty { return (.lines(shapes.lines), 0) }
    return (shapes.points.isEmpty ? nil : .points(shapes.points), 0)
  }

  private static func collect(_ pointer: OGRGeometryH, _ axes: Axes, _ shapes: inout Shapes) {
    switch OGR_GT_Flatten(OGR_G_GetGeometryType(pointer)) {
    case wkbPoint: shapes.points += positions(pointer, axes)
    case wkbLineString: shapes.lines.append(positions(pointer, axes))
    case wkbPolygon, wkbTriangle:
      shapes.hasPolygons = true
      var rings: [Ring<FileSpace>] = []
      for index in 0..<OGR_G_GetGeometryCount(pointer) {
        guard let part = OGR_G_GetGeometryRef(pointer, index) else { continue }
        guard let ring = Ring(positions(part, axes)) else {
          shapes.shortRings += 1
          if index == 0 { return }
          continue
        }
        rings.append(ring)
      }
      if let exterior = rings.first {
        shapes.polygons.append(Polygon(exterior: exterior, holes: Array(rings.dropFirst())))
      }
    default:
      for index in 0..<OGR_G_GetGeometryCount(pointer) {
        if let part = OGR_G_GetGeometryRef(pointer, index) { collect(part, axes, &shapes) }
      }
    }
  }

  private static func positions(_ pointer: OGRGeometryH, _ axes: Axes) -> [Position<FileSpace>] {
    let count = Int(OGR_G_GetPointCount(pointer))
    guard count > 0, OGR_G_IsEmpty(pointer) == 0 else { return [] }
    return [Position<FileSpace>](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      let stride = Int32(MemoryLayout<Position<FileSpace>>.stride)
      let second = base + MemoryLayout<Double>.stride
      switch axes {
      case .eastNorth: OGR_G_GetPoints(pointer, base, stride, second, stride, nil, 0)
      case .northEast: OGR_G_GetPoints(pointer, second, stride, base, stride, nil, 0)
      }
      filled = count
    }
  }

  // MARK: Messages

  private static func cannotOpen(_ path: String, _ said: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "地図データとして読めません（GDAL: \(said)）", en: "cannot be read as vector data (GDAL: \(said))"),
      at: Place(file: path),
      remedy: fileExtension(path) == "zip"
        ? Text(ja: "ZIPを展開して、中のファイルを指定してください", en: "Unzip it and name the file inside")
        : Text(
          ja: "拡張子と中身が合っているか、ファイルが最後まであるかを確かめてください。"
            + "GeoJSON・GeoPackage・Shapefileなどが使えます",
          en: "Check that extension and content match and that the file is whole; "
            + "GeoJSON, GeoPackage, Shapefile and others can be read"))
  }

  /// Of opening, such as a coordinate system that GDAL does not know; no feature is lost by it.
  private static func complaint(_ said: String, _ path: String) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "ファイルを開くときにGDALが問題を報告しました（\(said)）", en: "GDAL complained on opening (\(said))"),
      at: Place(file: path),
      remedy: Text(
        ja: "読み込んだ件数が合っているか確かめてください", en: "Check that the number of features is right"))
  }

  /// A part must not pass for the whole, so there is no going on with what was read.
  private static func damaged(_ path: String, count: Int, _ said: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "ファイルが壊れているか、途中で切れています（\(count)件まで読めました。\(said)）",
        en: "the file is damaged or cut off; \(count) features were read (\(said))"),
      at: Place(file: path),
      remedy: Text(
        ja: "もう一度ダウンロードするか、書き出し直してください",
        en: "Get it again, or export it anew"))
  }

  private static func wrongLayer(
    _ what: Text, _ candidates: [Candidate], _ path: String
  ) -> Failure {
    guard !candidates.isEmpty else {
      return Failure(
        .data, what: Text(ja: "レイヤーが1つもありません", en: "there is no layer in the file"),
        at: Place(file: path),
        remedy: Text(
          ja: "ファイルが最後まであるか、地物が入っているかを確かめてください",
          en: "Check that the file is whole, and that there are features in it"))
    }
    func list(_ language: Language) -> String {
      candidates.map { candidate in
        let kind = candidate.kind?.name[language] ?? "–"
        return "\(candidate.name) (\(kind), \(candidate.count))"
      }.joined(separator: language == .ja ? "、" : ", ")
    }
    return Failure(
      .data, what: what, at: Place(file: path),
      remedy: Text(
        ja: "「\(path)#レイヤー名」のように指定するか、使うレイヤーだけを別のファイルに書き出してください"
          + "（レイヤー：\(list(.ja))）",
        en: "Name one as '\(path)#LAYER', or export it to a file of its own (layers: \(list(.en)))")
    )
  }
}
