private import CGDAL
internal import Planner

/// Places in an extract of OpenStreetMap (`.osm.pbf`, `.osm`): tagged nodes, and areas (closed
/// ways and multipolygons) by their centroid.
enum OSMFile {
  /// Whether a file is an extract by its name, perhaps packed.
  static func isNamed(_ path: String) -> Bool {
    ["pbf", "osm"].contains(fileExtension(Gzip.contentName(path)))
  }

  /// Reads the places that have a tag of interest.
  ///
  /// - Parameters:
  ///   - file: the extract.
  ///   - keys: of the tags to read; they become the layer's fields.
  ///   - isWanted: decides by the tags. The others are not kept: most of an extract is none of
  ///     our business.
  /// - Returns: a layer of points whose ids (`n12`, `w34`, `r56`) are those of OpenStreetMap.
  /// - Throws: `Failure` (data) for what is no extract or is damaged.
  static func read(
    _ file: FileBytes, keys: [String], isWanted: ([String: String]) -> Bool
  ) throws -> VectorLayer {
    try GDAL.prepare()
    let settings = try FileBytes(
      Array(configuration(keys: keys).utf8),
      path: fileStem(file.path) + ".ini")
    return try GDAL.collectingMessages { messages in
      try GDALFile.withMounted([file, settings]) { mounted in
        let name = String(mounted.dropLast(fileExtension(file.path).count)) + "ini"
        // several layers in one pass: reading them one by one goes through the file each time
        let options = ["CONFIG_FILE=\(name)", "INTERLEAVED_READING=YES"]
        let opened = GDAL.withStringList(options) { options in
          GDAL.withStringList(["OSM"]) { drivers in
            GDALOpenEx(
              mounted, UInt32(GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR), drivers.constant,
              options.constant, nil)
          }
        }
        guard let opened else { throw noExtract(file.path, messages.joined) }
        defer { GDALClose(opened) }
        if let nothing = GDALDatasetExecuteSQL(
          opened, "SET interest_layers = points,multipolygons", nil, nil)
        {
          GDALDatasetReleaseResultSet(opened, nothing)
        }
        var layer = VectorLayer(
          path: file.path, name: fileStem(file.path), crs: .crs84, fieldNames: keys, features: [])
        var source: OGRLayerH?
        while let feature = GDALDatasetGetNextFeature(opened, &source, nil, nil, nil) {
          defer { OGR_F_Destroy(feature) }
          var tags: [String: String] = [:]
          for key in keys {
            if let value = text(feature, key) { tags[key] = value }
          }
          guard isWanted(tags), let id = id(of: feature, in: source),
            let point = point(of: feature)
          else { continue }
          layer.features.append(
            VectorFeature(
              id: id, index: layer.features.count, values: keys.map { tags[$0] },
              geometry: .points([point])))
        }
        // an area that the edge of the extract cuts is told as a warning, and is no damage
        if let said = messages.lastFailure { throw damaged(file.path, said) }
        return layer
      }
    }
  }

  /// What the driver is to make of the file, instead of what is installed with GDAL.
  ///
  /// Every closed way with one of the keys is an area, a street that runs in a circle too: whether
  /// it is wanted is decided by its tags. (`key=value` would be finer, but GDAL 3.6 passes over
  /// some ways then.)
  private static func configuration(keys: [String]) -> String {
    let attributes = keys.joined(separator: ",")
    return """
      closed_ways_are_polygons=\(attributes)
      attribute_name_laundering=no
      [points]
      osm_id=yes
      attributes=\(attributes)
      other_tags=no
      [lines]
      osm_id=yes
      other_tags=no
      [multipolygons]
      osm_id=yes
      attributes=\(attributes)
      other_tags=no
      [multilinestrings]
      osm_id=yes
      other_tags=no
      [other_relations]
      osm_id=yes
      other_tags=no

      """
  }

  private static func text(_ feature: OGRFeatureH, _ field: String) -> String? {
    let index = OGR_F_GetFieldIndex(feature, field)
    guard index >= 0, OGR_F_IsFieldSetAndNotNull(feature, index) != 0 else { return nil }
    let text = OGR_F_GetFieldAsString(feature, index).map { String(cString: $0) } ?? ""
    return text.isEmpty ? nil : text
  }

  private static func id(of feature: OGRFeatureH, in layer: OGRLayerH?) -> String? {
    if let way = text(feature, "osm_way_id") { return "w" + way }
    let name = OGR_L_GetName(layer).map { String(cString: $0) }
    return text(feature, "osm_id").map { (name == "points" ? "n" : "r") + $0 }
  }

  private static func point(of feature: OGRFeatureH) -> Position<FileSpace>? {
    guard let geometry = OGR_F_GetGeometryRef(feature), OGR_G_IsEmpty(geometry) == 0 else {
      return nil
    }
    if OGR_GT_Flatten(OGR_G_GetGeometryType(geometry)) == wkbPoint {
      return Position(x: OGR_G_GetX(geometry, 0), y: OGR_G_GetY(geometry, 0))
    }
    guard let center = OGR_G_CreateGeometry(wkbPoint) else { return nil }
    defer { OGR_G_DestroyGeometry(center) }
    guard OGR_G_Centroid(geometry, center) == OGRERR_NONE, OGR_G_IsEmpty(center) == 0 else {
      return nil
    }
    return Position(x: OGR_G_GetX(center, 0), y: OGR_G_GetY(center, 0))
  }

  private static func noExtract(_ path: String, _ said: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "OpenStreetMapのファイルとして読めません（GDAL: \(said)）",
        en: "cannot be read as an OpenStreetMap extract (GDAL: \(said))"),
      at: Place(file: path),
      remedy: Text(
        ja: ".osm.pbf か .osm のファイルを指定してください（圧縮されていれば展開します）",
        en: "Give an .osm.pbf or .osm file, unpacked"))
  }

  private static func damaged(_ path: String, _ said: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "ファイルが壊れているか、途中で切れています（GDAL: \(said)）",
        en: "the file is damaged or cut off (GDAL: \(said))"),
      at: Place(file: path),
      remedy: Text(ja: "もう一度ダウンロードしてください", en: "Get it again"))
  }
}
