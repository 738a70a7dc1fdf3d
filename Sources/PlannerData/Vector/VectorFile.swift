internal import Planner

/// Reads a layer of any vector file: GeoJSON by simdjson, everything else (Shapefile,
/// GeoPackage, FlatGeobuf, KML, GML, TopoJSON, …) by GDAL. Content decides, not the extension
/// alone: a `.json` that is TopoJSON goes to GDAL.
///
/// The file that comes back has the digest of the bytes read; of a Shapefile, of its `.shp`
/// followed by its `.dbf` where there is one.
///
/// - Parameters:
///   - path: of the file.
///   - layer: which layer, where the file has several.
///   - kind: what is needed; of several layers the only one of this kind is taken.
///   - role: `municipalities`, `living-areas`, …: how results name the file.
/// - Returns: the layer, at least one feature long, and what was found while reading.
/// - Throws: `Failure` (data) for a file that cannot be read or is broken, for a layer that is
///   not there, for several layers of which any could be meant, and for a layer without
///   features.
public func readVectorLayer(
  path: String, layer: String? = nil, kind: VectorGeometry.Kind? = nil, role: String
) throws -> Reading<VectorLayer> {
  let wantsOutlines = ["municipalities", "living-areas", "land", "towns"].contains(role)
  let file = try FileBytes(
    reading: path, role: subject(of: role), wanted: wantsOutlines ? .layer : .data)
  return try readVectorLayer(file, layer: layer, kind: kind, role: role)
}

/// Reads a layer of a file that is in memory; what belongs to it is looked for beside it.
func readVectorLayer(
  _ file: FileBytes, layer: String? = nil, kind: VectorGeometry.Kind? = nil, role: String
) throws -> Reading<VectorLayer> {
  let choice = GDALFile.Choice(layer: layer ?? file.sheet, kind: kind)
  var result: VectorLayer
  var input = file
  switch VectorFormat(of: file) {
  case .json:
    do {
      result = try GeoJSONFile.read(file)
    } catch GeoJSONFile.Stop.topology {
      result = try GDALFile.read([file], encoding: nil, choice: choice)
    }
  case .shapefile:
    let parts = try ShapefileParts(of: file)
    input = parts.identity
    result = try GDALFile.read(parts.files, encoding: parts.encoding, choice: choice)
    result.findings += parts.findings
  case .other:
    result = try GDALFile.read([file], encoding: nil, choice: choice)
  }
  guard !result.features.isEmpty else {
    throw Failure(
      .data,
      what: Text(
        ja: "レイヤー「\(result.name)」に地物が1つもありません", en: "layer \(result.name) has no features"),
      at: Place(file: file.path),
      remedy: Text(
        ja: "書き出しの条件（選択した地物だけ、など）を確かめてください",
        en: "Check how it was exported (selected features only, perhaps)"))
  }
  return Reading(result, findings: result.findings, file: input.inputFile(role: role))
}

/// A file with all that is read along with it, for telling whether any of it has changed, and the
/// bytes by which results name it.
func vectorFileParts(_ file: FileBytes) throws -> (identity: FileBytes, all: [FileBytes]) {
  guard VectorFormat(of: file) == .shapefile else { return (file, [file]) }
  let parts = try ShapefileParts(of: file)
  return (parts.identity, parts.files)
}

/// How messages call the file of a role.
private func subject(of role: String) -> Text? {
  switch role {
  case "municipalities": Text(ja: "市区町村の境界", en: "the file of municipal outlines")
  case "living-areas": Text(ja: "生活圏域の境界", en: "the file of living areas")
  case "towns": Text(ja: "町丁・字の境界", en: "the file of census towns")
  case "land": Text(ja: "隣接地域の陸地", en: "the file of neighbouring land")
  case "population": Text(ja: "人口の地図データ", en: "the population layer")
  case "closed": Text(ja: "通れない所のレイヤー", en: "the layer of closed places")
  case "stations": Text(ja: "拠点の一覧", en: "the station list")
  case _ where role.hasPrefix("candidates:"): .candidateList
  default: nil
  }
}

/// What a file is, by its first bytes.
private enum VectorFormat {
  case json
  case shapefile
  case other

  init(of file: FileBytes) {
    let name = fileExtension(file.path)
    self = file.withUnsafeBytes { bytes in
      // file code 9994, big-endian
      if bytes.starts(with: [0x00, 0x00, 0x27, 0x0A]) && name == "shp" { return .shapefile }
      if ["geojson", "json"].contains(name) { return .json }
      let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
      // kinds of JSON that have a GDAL driver of their own
      if ["topojson", "geojsonl", "geojsons", "ndjson"].contains(name) { return .other }
      return text.first { $0 > UInt8(ascii: " ") } == UInt8(ascii: "{") ? .json : .other
    }
  }
}

/// A Shapefile is several files of one name; only `.shp` and, for its fields, `.dbf` are needed.
private struct ShapefileParts {
  let files: [FileBytes]
  /// What results name: the path of the `.shp`, the bytes of `.shp` and `.dbf`.
  let identity: FileBytes
  /// To be told to GDAL; `nil` where a `.cpg` tells it.
  let encoding: String?
  var findings: [Finding] = []

  init(of shape: FileBytes) throws {
    let stem = String(shape.path.dropLast(4))
    func beside(_ name: String) throws -> FileBytes? {
      for spelling in [name, name.uppercased()] {
        let path = "\(stem).\(spelling)"
        // missing or empty companions are done without
        if let file = try? FileBytes(reading: path) { return file }
      }
      return nil
    }
    let table = try beside("dbf")
    let codePage = try beside("cpg")
    let index = try beside("shx")
    files = [shape] + [index, table, try beside("prj"), codePage].compactMap { $0 }
    guard let table else {
      identity = shape
      encoding = nil
      findings = [
        Finding(
          .warning,
          what: Text(
            ja: "属性ファイル（.dbf）がないので、名前やコードを読めません",
            en: "without its .dbf the Shapefile has no names and codes"),
          at: Place(file: shape.path),
          remedy: Text(ja: "同じ名前の .dbf を隣に置いてください", en: "Put the .dbf of the same name beside it"))
      ]
      return
    }
    try Self.requireAllRows(of: table, shape, index)
    identity = try FileBytes(
      shape.withUnsafeBytes { Array($0) } + table.withUnsafeBytes { Array($0) }, path: shape.path)
    encoding = codePage == nil ? table.withUnsafeBytes { Self.encoding(of: $0) } : nil
  }

  /// GDAL reads a cut table or shape file as far as it goes and is silent about the rest.
  private static func requireAllRows(
    of table: FileBytes, _ shape: FileBytes, _ index: FileBytes?
  ) throws {
    let rows = table.withUnsafeBytes { bytes -> (declared: Int, whole: Int)? in
      guard bytes.count >= 12 else { return nil }
      let declared = (4..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
      let header = Int(bytes[8]) | Int(bytes[9]) << 8
      let width = Int(bytes[10]) | Int(bytes[11]) << 8
      guard header >= 33, width > 0 else { return nil }
      return (declared, max(0, bytes.count - header) / width)
    }
    guard let rows, rows.whole >= rows.declared else {
      throw cut(
        table.path, Text(ja: "\(rows?.declared ?? 0)行", en: "\(rows?.declared ?? 0) rows"),
        rows?.whole ?? 0)
    }
    let shapes = shape.withUnsafeBytes { bytes in
      index.map { $0.withUnsafeBytes { indexedCount($0, in: bytes) } } ?? shapeCount(bytes)
    }
    guard let shapes else {
      throw cut(shape.path, Text(ja: "\(rows.declared)件", en: "\(rows.declared) shapes"), nil)
    }
    guard shapes == rows.declared else {
      throw cut(
        shapes < rows.declared ? shape.path : table.path,
        shapes < rows.declared
          ? Text(ja: "\(rows.declared)件", en: "\(rows.declared) shapes")
          : Text(ja: "\(shapes)行", en: "\(shapes) rows"), min(shapes, rows.declared))
    }
  }

  private static func big(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    (offset..<offset + 4).reduce(0) { $0 << 8 | Int(bytes[$1]) }
  }

  /// The records of a `.shp` by its `.shx`, since editing leaves holes between them; `nil` where
  /// one of them is not there.
  private static func indexedCount(
    _ index: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer
  ) -> Int? {
    let count = max(0, index.count - 100) / 8
    let isWhole = (0..<count).allSatisfy { entry in
      let at = 100 + entry * 8
      return (big(index, at) + big(index, at + 4)) * 2 + 8 <= bytes.count
    }
    return isWhole ? count : nil
  }

  /// The records of a `.shp` one after another; `nil` where the last is not whole.
  private static func shapeCount(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= 100, big(bytes, 24) * 2 <= bytes.count else { return nil }
    let end = big(bytes, 24) * 2
    var offset = 100
    var count = 0
    while offset + 8 <= end {
      offset += 8 + big(bytes, offset + 4) * 2
      count += 1
    }
    return offset == end ? count : nil
  }

  private static func cut(_ path: String, _ declared: Text, _ read: Int?) -> Failure {
    let ja = read.map { "、読めたのは\($0)" } ?? ""
    let en = read.map { ", \($0) can be read" } ?? ""
    return Failure(
      .data,
      what: Text(
        ja: "ファイルが壊れているか、途中で切れています（\(declared.ja)あるはず\(ja)）",
        en: "the file is damaged or cut off (\(declared.en) expected\(en))"),
      at: Place(file: path),
      remedy: Text(
        ja: "Shapefileの一式（.shp、.dbf、.shx）をもう一度入手してください",
        en: "Get all files of the Shapefile (.shp, .dbf, .shx) again"))
  }

  /// Japanese Shapefiles without a `.cpg` are CP932 or UTF-8, whatever the language byte in
  /// the `.dbf` says. Text of one hardly ever is well-formed in the other; but values cut at
  /// the field's width end in half a character, so a few slips are allowed.
  static func encoding(of table: UnsafeRawBufferPointer) -> String {
    var wide = 0
    var broken = 0
    var index = 0
    while index < table.count {
      let byte = table[index]
      index += 1
      guard byte >= 0x80 else { continue }
      wide += 1
      let following = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC2 ? 1 : 0
      let rest = table[index..<min(index + following, table.count)]
      if following > 0 && rest.count == following && rest.allSatisfy({ $0 & 0xC0 == 0x80 }) {
        index += following
      } else {
        broken += 1
      }
    }
    return broken * 20 <= wide ? "UTF-8" : "CP932"
  }
}
