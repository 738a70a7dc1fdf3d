internal import Planner

/// From a layer in the file's own coordinates to outlines and points in degrees (JGD2011).
struct OutlineReading {
  let layer: VectorLayer
  private(set) var findings: [Finding] = []
  /// `nil` where degrees are used as they stand.
  private(set) var operation: CoordinateOperation?
  private let projection: Projection?

  /// Degrees that differ from JGD2011 by less than a metre (its own accuracy, in a country that
  /// moves), and so are used untransformed.
  static let asJGD2011: Set<String> = [
    "OGC:CRS84", "EPSG:4326", "EPSG:4979", "EPSG:4612", "EPSG:6668", "EPSG:6697",
  ]

  /// `crs` overrides what the file declares.
  init(_ layer: VectorLayer, crs: CoordinateReferenceSystem? = nil) throws {
    self.layer = layer
    guard let system = crs ?? layer.crs else {
      projection = nil
      findings.append(.undeclaredSystem(layer.path))
      return
    }
    if Self.asJGD2011.contains(system.definition) {
      projection = nil
      if system != .jgd2011 { findings.append(.usedUntransformed(system, layer.path)) }
      return
    }
    let projection = try Projection(from: system, to: .jgd2011)
    self.projection = projection
    if let sample = layer.features.lazy.compactMap({ $0.geometry?.anyPosition }).first {
      let operation = projection.operation(at: sample)
      self.operation = operation
      findings.append(.transformed(operation, layer.path))
    }
  }

  // MARK: Polygons and points

  /// The outline of a feature, not yet checked for soundness; `nil`, and an error finding, where
  /// its coordinates are no degrees, or where it is no polygon.
  mutating func outline(of feature: VectorFeature) -> MultiPolygon<Geographic>? {
    guard case .polygons(let raw)? = feature.geometry, !raw.isEmpty else {
      findings.append(.noPolygon(layer.place(of: feature), feature.geometry?.kind))
      return nil
    }
    var stray: Position<FileSpace>?
    let outline: MultiPolygon<Geographic> = raw.mapPositions { positions in
      let degrees = self.degrees(positions)
      if stray == nil, let index = degrees.firstIndex(where: { !$0.isDegrees }) {
        stray = positions[index]
      }
      return degrees
    }
    if let stray {
      findings.append(.outOfRange(stray, layer.place(of: feature), transformed: projection != nil))
      return nil
    }
    return outline
  }

  /// The single point of a feature; `nil`, and an error finding, for anything else.
  mutating func point(of feature: VectorFeature) -> Position<Geographic>? {
    guard case .points(let raw)? = feature.geometry, let first = raw.first, raw.count == 1 else {
      findings.append(.noPoint(layer.place(of: feature), feature.geometry?.kind))
      return nil
    }
    guard let point = degrees([first]).first, point.isDegrees else {
      findings.append(.outOfRange(first, layer.place(of: feature), transformed: projection != nil))
      return nil
    }
    return point
  }

  private func degrees(_ positions: [Position<FileSpace>]) -> [Position<Geographic>] {
    guard let projection else { return positions.map { Position(x: $0.x, y: $0.y) } }
    return projection.forward(positions)
  }

  // MARK: Soundness

  /// Everything that some features cover, as one outline that obeys the rules of simple
  /// features. Parts that overlap or share a border are merged; a part that is broken in itself
  /// is repaired, with a warning that says where. The order of the parts makes no difference.
  ///
  /// Empty, with an error finding, where nothing with an area is left.
  mutating func soundOutline(
    of parts: [(feature: VectorFeature, outline: MultiPolygon<Geographic>)]
  ) throws -> MultiPolygon<Geographic> {
    let parts = parts.count < 2 ? parts : parts.sorted { $0.outline.precedes($1.outline) }
    let gathered = MultiPolygon(parts.flatMap(\.outline.polygons))
    if OutlineSoundness.isSurelySound(gathered) { return gathered }
    let overlay = try Overlay()
    if overlay.defect(of: try overlay.shape(gathered)) == nil { return gathered }
    var shapes: [Overlay.Shape] = []
    for part in parts {
      let shape = try overlay.shape(part.outline)
      guard let defect = overlay.defect(of: shape) else {
        shapes.append(shape)
        continue
      }
      findings.append(
        .repaired(defect.reason, x: defect.x, y: defect.y, layer.place(of: part.feature)))
      shapes.append(try overlay.madeValid(shape))
    }
    let sound: MultiPolygon<Geographic> = try overlay.outline(
      shapes.count == 1 ? shapes[0] : overlay.union(shapes))
    if sound.isEmpty, let feature = parts.first?.feature {
      findings.append(.noArea(layer.place(of: feature)))
    }
    return sound
  }
}

extension Position where S == Geographic {
  /// False for what is not finite, too.
  fileprivate var isDegrees: Bool { x >= -180 && x <= 180 && y >= -90 && y <= 90 }
}

extension VectorGeometry {
  fileprivate var anyPosition: Position<FileSpace>? {
    switch self {
    case .points(let points): points.first
    case .lines(let lines): lines.first?.first
    case .polygons(let outline): outline.polygons.first?.exterior.positions.first
    }
  }
}

extension Finding {
  fileprivate static func undeclaredSystem(_ path: String) -> Finding {
    Finding(
      .note,
      what: Text(
        ja: "座標参照系が書かれていないので、緯度経度（JGD2011）とみなしました",
        en: "no coordinate reference system is declared; taken for degrees (JGD2011)"),
      at: Place(file: path),
      remedy: Text(
        ja: "違う場合は、地図ソフトで緯度経度（EPSG:6668）に書き出し直してください",
        en: "If it is another, export the layer again in degrees (EPSG:6668)"))
  }

  fileprivate static func usedUntransformed(
    _ system: CoordinateReferenceSystem, _ path: String
  ) -> Finding {
    Finding(
      .note,
      what: Text(
        ja: "\(system) の緯度経度をJGD2011としてそのまま使いました（違いは1m未満です）",
        en: "degrees in \(system) are used as JGD2011 (less than a metre apart)"),
      at: Place(file: path), remedy: Text(verbatim: ""))
  }

  /// A note, or a warning where places may be more than 5 m off.
  fileprivate static func transformed(
    _ operation: CoordinateOperation, _ path: String
  ) -> Finding {
    let accuracy = operation.accuracyMeters
    let isRough = accuracy.map { $0 > 5 } ?? true
    let meters = accuracy.map { "\($0) m" } ?? "–"
    return Finding(
      isRough ? .warning : .note,
      what: Text(
        ja: "\(operation.source) からJGD2011に変換しました（\(operation.name)、精度 \(meters)）",
        en: "transformed from \(operation.source) to JGD2011 "
          + "(\(operation.name), accuracy \(meters))"),
      at: Place(file: path),
      remedy: isRough
        ? Text(
          ja: "より正確にするには、TKY2JGDなどで変換済みのデータを使ってください",
          en: "For better accuracy use data already converted (by TKY2JGD, say)")
        : Text(verbatim: ""))
  }

  fileprivate static func noPolygon(_ place: Place, _ kind: VectorGeometry.Kind?) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "地物に面（ポリゴン）がありません（\(kind?.name.ja ?? "図形なし")）",
        en: "the feature has no polygon (\(kind?.name.en ?? "no geometry"))"),
      at: place,
      remedy: Text(
        ja: "面のレイヤーを指定するか、この地物を取り除いてください",
        en: "Name a polygon layer, or remove this feature"))
  }

  fileprivate static func noArea(_ place: Place) -> Finding {
    Finding(
      .error, .invalidOutline,
      what: Text(ja: "図形に面積がありません（線や点につぶれています）", en: "the outline has no area"),
      at: place,
      remedy: Text(
        ja: "元のデータから図形を取り直すか、この地物を取り除いてください",
        en: "Take the outline from its source again, or remove this feature"))
  }

  fileprivate static func noPoint(_ place: Place, _ kind: VectorGeometry.Kind?) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "地物が1つの点ではありません（\(kind?.name.ja ?? "図形なし")）",
        en: "the feature is not a single point (\(kind?.name.en ?? "no geometry"))"),
      at: place,
      remedy: Text(
        ja: "点のレイヤーを指定するか、面は代表点にしてから使ってください",
        en: "Name a point layer, or turn polygons into points first"))
  }

  fileprivate static func outOfRange(
    _ position: Position<FileSpace>, _ place: Place, transformed: Bool
  ) -> Finding {
    let numbers = "(\(position.x), \(position.y))"
    let swapped =
      (20...46).contains(position.x) && (122...154).contains(position.y) && !transformed
    return Finding(
      .error,
      what: Text(
        ja: transformed ? "座標 \(numbers) を緯度経度に変換できません" : "座標 \(numbers) は緯度経度の範囲にありません",
        en: transformed
          ? "the position \(numbers) cannot be transformed to degrees"
          : "the position \(numbers) is out of range for longitude and latitude"),
      at: place,
      remedy: swapped
        ? Text(
          ja: "緯度と経度が逆のようです。経度、緯度の順に直してください",
          en: "Latitude and longitude look swapped: longitude comes first")
        : Text(
          ja: "メートル単位の座標なら、地図ソフトで緯度経度（EPSG:6668）に書き出し直してください。そうでなければこの地物の座標を直してください",
          en: "If the coordinates are metres, export the layer again in degrees (EPSG:6668); "
            + "otherwise mend this feature"))
  }

  fileprivate static func repaired(
    _ reason: String, x: Double, y: Double, _ place: Place
  ) -> Finding {
    let whereJa = x.isFinite ? "、東経\(shortened(x))度 北緯\(shortened(y))度付近" : ""
    let whereEn = x.isFinite ? " near \(shortened(x)) E, \(shortened(y)) N" : ""
    return Finding(
      .warning, .invalidOutline,
      what: Text(
        ja: "境界線が交差するなど図形が壊れていたので直しました（\(reason)\(whereJa)）",
        en: "a broken outline was repaired (\(reason)\(whereEn))"),
      at: place,
      remedy: Text(
        ja: "GISでその場所を見て、意図した形になっているか確かめてください",
        en: "Look at the place in a GIS and see whether the shape is as meant"))
  }

  /// Five decimals, a metre, without Foundation.
  private static func shortened(_ degrees: Double) -> String {
    String((degrees * 100_000).rounded() / 100_000)
  }
}
