private import CGeoJSON
internal import Planner

/// GeoJSON by simdjson. The only Swift file that knows the C header.
enum GeoJSONFile {
  /// Reads a FeatureCollection, a single Feature or a bare geometry.
  ///
  /// - Throws: `Failure` (data) naming line and feature for anything that is not whole, valid
  ///   GeoJSON in UTF-8; `Stop.topology` for TopoJSON.
  static func read(_ file: FileBytes) throws -> VectorLayer {
    try file.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        let document = Document(cgeojson_read(base, bytes.count))
      else { throw Failure.noMemory(for: file.path) }
      if document.view.status == Int32(CGEOJSON_TOPOJSON.rawValue) { throw Stop.topology }
      if document.view.status != Int32(CGEOJSON_OK.rawValue) {
        throw failure(document, bytes, file.path)
      }
      return layer(document, file.path)
    }
  }

  /// The file is JSON, but of a kind that another reader knows.
  enum Stop: Error {
    case topology
  }

  /// Owns the arrays on the C side.
  private struct Document: ~Copyable {
    let pointer: UnsafeMutablePointer<cgeojson_document>

    init?(_ pointer: UnsafeMutablePointer<cgeojson_document>?) {
      guard let pointer else { return nil }
      self.pointer = pointer
    }

    deinit { cgeojson_free(pointer) }

    var view: cgeojson_document { pointer.pointee }
  }

  // MARK: Values

  private static func layer(_ document: borrowing Document, _ path: String) -> VectorLayer {
    let view = document.view
    let names = (0..<view.key_count).map { text(view.keys[$0].bytes, view.keys[$0].count) }
    var layer = VectorLayer(
      path: path, name: view.name.count > 0 ? text(view.name) : fileStem(path),
      crs: view.crs.count > 0 ? CoordinateReferenceSystem(text(view.crs)) : .crs84,
      fieldNames: names, features: [])
    layer.features.reserveCapacity(view.feature_count)
    for index in 0..<view.feature_count {
      let feature = view.features[index]
      var values = [String?](repeating: nil, count: names.count)
      for offset in 0..<feature.property_count {
        let property = view.properties[feature.first_property + offset]
        guard property.type != Int32(CGEOJSON_NULL.rawValue) else { continue }
        values[Int(property.key)] = text(view.text + property.offset, property.count)
      }
      var shortRings = 0
      let geometry = geometry(of: feature, in: view, &shortRings)
      let made = VectorFeature(
        id: feature.id_count > 0 ? text(view.text + feature.id_offset, feature.id_count) : nil,
        index: index, values: values, geometry: geometry)
      if shortRings > 0 {
        layer.findings.append(.shortRings(shortRings, at: layer.place(of: made)))
      }
      layer.features.append(made)
    }
    return layer
  }

  private static func geometry(
    of feature: cgeojson_feature, in view: cgeojson_document, _ shortRings: inout Int
  ) -> VectorGeometry? {
    guard feature.geometry_count > 0 else { return nil }
    let range = feature.first_geometry..<(feature.first_geometry + feature.geometry_count)
    // of a collection, the members of the highest dimension count
    let kind = range.map { view.geometries[$0].kind }.max() ?? 0
    var points: [Position<FileSpace>] = []
    var lines: [[Position<FileSpace>]] = []
    var polygons: [Polygon<FileSpace>] = []
    for index in range where view.geometries[index].kind == kind {
      let geometry = view.geometries[index]
      let members = geometry.first..<(geometry.first + geometry.count)
      switch UInt32(bitPattern: kind) {
      case CGEOJSON_POINTS.rawValue: points += positions(members, view)
      case CGEOJSON_LINES.rawValue: for part in members { lines.append(line(part, view)) }
      default:
        for polygon in members {
          let parts = view.polygon_starts[polygon]..<view.polygon_starts[polygon + 1]
          if let made = self.polygon(parts, view, &shortRings) { polygons.append(made) }
        }
      }
    }
    switch UInt32(bitPattern: kind) {
    case CGEOJSON_POINTS.rawValue: return .points(points)
    case CGEOJSON_LINES.rawValue: return .lines(lines)
    default: return .polygons(MultiPolygon(polygons))
    }
  }

  private static func polygon(
    _ parts: Range<Int>, _ view: cgeojson_document, _ shortRings: inout Int
  ) -> Polygon<FileSpace>? {
    var exterior: Ring<FileSpace>?
    var holes: [Ring<FileSpace>] = []
    for part in parts {
      guard let ring = Ring(line(part, view)) else {
        shortRings += 1
        // without its outer ring a polygon is nothing, and its holes are in nothing
        if part == parts.lowerBound { return nil }
        continue
      }
      if exterior == nil { exterior = ring } else { holes.append(ring) }
    }
    return exterior.map { Polygon(exterior: $0, holes: holes) }
  }

  private static func line(_ part: Int, _ view: cgeojson_document) -> [Position<FileSpace>] {
    positions(view.part_starts[part]..<view.part_starts[part + 1], view)
  }

  private static func positions(
    _ range: Range<Int>, _ view: cgeojson_document
  ) -> [Position<FileSpace>] {
    guard let coordinates = view.coordinates else { return [] }
    return [Position<FileSpace>](unsafeUninitializedCapacity: range.count) { buffer, filled in
      for index in range {
        buffer.initializeElement(
          at: filled, to: Position(x: coordinates[2 * index], y: coordinates[2 * index + 1]))
        filled += 1
      }
    }
  }

  private static func text(_ text: cgeojson_text) -> String { self.text(text.bytes, text.count) }

  private static func text(_ bytes: UnsafePointer<CChar>, _ count: Int) -> String {
    String(
      decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  // MARK: Messages

  private static func failure(
    _ document: borrowing Document, _ bytes: UnsafeRawBufferPointer, _ path: String
  ) -> Failure {
    let view = document.view
    let message = view.error_message.map { String(cString: $0) } ?? "–"
    var whereJa = ""
    var whereEn = ""
    if view.error_feature >= 0 {
      whereJa += "、\(view.error_feature + 1)番目の地物"
      whereEn += ", feature \(view.error_feature + 1)"
    }
    var row: Int?
    if view.error_offset >= 0 {
      let offset = min(Int(view.error_offset), bytes.count)
      row = 1 + bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
      whereJa += "、\(offset)バイト目"
      whereEn += ", byte \(offset)"
    }
    let (what, remedy) = words(view.status, message, bytes)
    return Failure(
      .data,
      what: Text(ja: what.ja + whereJa, en: what.en + whereEn),
      at: Place(file: path, row: row), remedy: remedy)
  }

  private static func words(
    _ status: Int32, _ message: String, _ bytes: UnsafeRawBufferPointer
  ) -> (what: Text, remedy: Text) {
    let notUTF8 = status == Int32(CGEOJSON_NOT_UTF8.rawValue)
    if !notUTF8, let words = wordsUnlessJSON(bytes) { return words }
    switch UInt32(bitPattern: status) {
    case CGEOJSON_TRUNCATED.rawValue:
      return (
        Text(
          ja: "GeoJSONが途中で終わっています（閉じていないかっこがあります）",
          en: "the GeoJSON ends in the middle (something is not closed)"),
        Text(
          ja: "ダウンロードや保存が最後まで終わったか確かめ、もう一度取得してください",
          en: "Check that it was downloaded or saved to the end, and fetch it again")
      )
    case CGEOJSON_NOT_UTF8.rawValue:
      return (
        Text(ja: "GeoJSONの文字コードがUTF-8ではありません", en: "the GeoJSON is not in UTF-8"),
        Text(
          ja: "GISで書き出すときに文字コードUTF-8を選び直してください（Shift_JISは使えません）",
          en: "Export it again with the encoding UTF-8 (Shift_JIS is not allowed in GeoJSON)")
      )
    case CGEOJSON_BAD_NUMBER.rawValue:
      return (
        Text(
          ja: "座標に数値でないものがあります（nullやNaN）",
          en: "a coordinate is not a number (null or NaN)"),
        Text(
          ja: "その地物の座標を直すか、地物を取り除いてください",
          en: "Mend that feature's coordinates or remove the feature")
      )
    case CGEOJSON_QUOTED_NUMBER.rawValue:
      return (
        Text(
          ja: "座標が引用符で囲まれた文字になっています", en: "a coordinate is text in quotes, not a number"),
        Text(
          ja: "\"140.1\" ではなく 140.1 のように、引用符なしで書き出してください",
          en: "Write 140.1 without quotes, not \"140.1\"")
      )
    case CGEOJSON_BAD_COORDINATES.rawValue:
      return (
        Text(
          ja: "座標の並びが図形の種類と合いません（\(message)）",
          en: "the coordinates do not fit the type of geometry (\(message))"),
        Text(
          ja: "GISでGeoJSONとして書き出し直してください", en: "Export it again as GeoJSON from a GIS")
      )
    case CGEOJSON_UNKNOWN_TYPE.rawValue, CGEOJSON_NOT_GEOJSON.rawValue:
      return (
        Text(ja: "JSONですがGeoJSONではありません（\(message)）", en: "JSON, but not GeoJSON (\(message))"),
        Text(
          ja: "GISでGeoJSON（FeatureCollection）として書き出してください",
          en: "Export it as GeoJSON (a FeatureCollection) from a GIS")
      )
    case CGEOJSON_TOO_DEEP.rawValue:
      return (
        Text(ja: "GeoJSONの入れ子が深すぎます", en: "the GeoJSON is nested too deep"),
        Text(
          ja: "ファイルが壊れていないか確かめ、書き出し直してください",
          en: "Check that the file is not damaged and export it again")
      )
    case CGEOJSON_TRAILING.rawValue:
      return (
        Text(
          ja: "GeoJSONの終わりの後にまだ続きがあります", en: "something follows the end of the GeoJSON"),
        Text(
          ja: "1行に1地物の形式（GeoJSONSeq）なら、1つのFeatureCollectionにまとめてください",
          en: "If it has a feature per line (GeoJSONSeq), gather them in one FeatureCollection")
      )
    case CGEOJSON_OUT_OF_MEMORY.rawValue:
      return (
        Text(ja: "メモリが足りません", en: "out of memory"),
        Text(ja: "他のプログラムを閉じてください", en: "Close other programs")
      )
    default:
      return (
        Text(ja: "JSONとして壊れています（simdjson: \(message)）", en: "broken JSON (simdjson: \(message))"),
        Text(
          ja: "手で直した箇所のカンマ・かっこ・引用符と、NaN（JSONではnullと書きます）を確かめてください",
          en: "Look for commas, brackets and quotes edited by hand, and for NaN (JSON has null)")
      )
    }
  }

  /// What is said of a file that does not even begin like JSON.
  private static func wordsUnlessJSON(
    _ bytes: UnsafeRawBufferPointer
  ) -> (what: Text, remedy: Text)? {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    let first = text.first { $0 > UInt8(ascii: " ") }
    guard let first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { return nil }
    return (
      Text(ja: "JSONではありません", en: "this is not JSON"),
      Text(
        ja: "拡張子と中身が合っているか確かめてください。GeoJSONは { で始まります",
        en: "Check that extension and content match; GeoJSON begins with {")
    )
  }
}

extension Finding {
  static func shortRings(_ count: Int, at place: Place) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "角が3つに満たない輪を\(count)個、読み飛ばしました",
        en: "\(count) ring(s) of fewer than three corners left out"),
      at: place,
      remedy: Text(
        ja: "面積がないので結果は変わりません。気になる場合は元データを確かめてください",
        en: "They enclose nothing, so results are the same; check the source if in doubt"))
  }
}

extension Failure {
  static func noMemory(for path: String) -> Failure {
    Failure(
      .data, what: Text(ja: "メモリが足りません", en: "out of memory"), at: Place(file: path),
      remedy: Text(ja: "他のプログラムを閉じてください", en: "Close other programs"))
  }
}

/// The name of a file without folders and extension.
func fileStem(_ path: String) -> String {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
  return String(name[..<dot])
}

/// The extension in lower case, without the dot; empty where there is none.
func fileExtension(_ path: String) -> String {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
  return String(name[name.index(after: dot)...]).lowercased()
}
