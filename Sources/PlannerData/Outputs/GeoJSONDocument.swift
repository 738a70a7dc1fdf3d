public import Planner

/// A GeoJSON FeatureCollection after RFC 7946: longitude and latitude (CRS84), at most seven
/// decimals, exterior rings counter-clockwise and holes clockwise, a bounding box, identifiers,
/// and no `crs` member.
///
/// JGD2011 degrees go in as they are: PROJ knows them as equal to WGS 84.
public struct GeoJSONDocument: Sendable {
  public enum Geometry: Sendable, Hashable {
    case point(Position<Geographic>)
    case outline(MultiPolygon<Geographic>)
    /// Each of at least two points.
    case lines([[Position<Geographic>]])
  }

  public struct Feature: Sendable {
    /// Unique in the document, and the same in every run.
    public var id: String
    /// In the order in which they are written.
    public var properties: [JSONValue.Member]
    public var geometry: Geometry

    public init(id: String, properties: [JSONValue.Member], geometry: Geometry) {
      self.id = id
      self.properties = properties
      self.geometry = geometry
    }
  }

  /// Further members at the top, before the features: credits, notices, a summary. Their names
  /// must not be those of GeoJSON itself.
  public var members: [JSONValue.Member]
  public var features: [Feature]

  public init(members: [JSONValue.Member] = [], features: [Feature]) {
    self.members = members
    self.features = features
  }

  /// Members that mark a document as one not to be published, wherever a copy of it may turn up:
  /// a map looks the same whether or not its stations may be shown.
  static let internalAudience: [JSONValue.Member] = [
    .init("audience", .string("internal")),
    .init(
      "audienceNote",
      .text(
        Text(
          ja: "内部用です。公開していない拠点の名前や位置が入っていることがあります。公開用のデータは planner-cli export で作ってください",
          en: "For internal use: it may name or locate stations that are not public. Make public "
            + "data with planner-cli export"))),
  ]

  /// The document as UTF-8, one line per ring.
  public func serialized() -> [UInt8] { json.serialized() }

  public var json: JSONValue {
    var box = Bounds<Geographic>()
    let written = features.map { feature in
      JSONValue.members([
        "type": .string("Feature"),
        "id": .string(feature.id),
        "properties": .object(feature.properties),
        "geometry": Self.json(feature.geometry, within: &box),
      ])
    }
    var top: [JSONValue.Member] = [.init("type", .string("FeatureCollection"))]
    if !box.isEmpty {
      top.append(.init("bbox", .numbers([box.minX, box.minY, box.maxX, box.maxY])))
    }
    top += members
    top.append(.init("features", .array(written)))
    return .object(top)
  }

  /// The geometry as written, `null` for an outline of which nothing is left after rounding.
  private static func json(
    _ geometry: Geometry, within box: inout Bounds<Geographic>
  ) -> JSONValue {
    switch geometry {
    case .point(let position):
      let rounded = rounded(position)
      box.add(rounded)
      return .members([
        "type": .string("Point"), "coordinates": .numbers([rounded.x, rounded.y]),
      ])
    case .lines(let lines):
      // what rounding makes one point is no line
      let kept = lines.map { line in
        line.map { rounded($0) }.reduce(into: [Position<Geographic>]()) { points, point in
          if points.last != point { points.append(point) }
        }
      }.filter { $0.count > 1 }
      for line in kept { for position in line { box.add(position) } }
      guard !kept.isEmpty else { return .null }
      return .members([
        "type": .string("MultiLineString"),
        "coordinates": .array(kept.map { .positions($0.flatMap { [$0.x, $0.y] }) }),
      ])
    case .outline(let outline):
      let polygons = rounded(outline).polygons
      for polygon in polygons {
        for position in polygon.exterior.positions { box.add(position) }
      }
      let coordinates = polygons.map { polygon in
        JSONValue.array(
          polygon.rings.map { ring in .positions(ring.positions.flatMap { [$0.x, $0.y] }) })
      }
      guard let first = coordinates.first else { return .null }
      return coordinates.count == 1
        ? .members(["type": .string("Polygon"), "coordinates": first])
        : .members(["type": .string("MultiPolygon"), "coordinates": .array(coordinates)])
    }
  }

  // MARK: Rounding

  /// To seven decimals, about a centimetre.
  public static func rounded(_ position: Position<Geographic>) -> Position<Geographic> {
    func round(_ degrees: Double) -> Double { (degrees * 1e7).rounded() / 1e7 }
    return Position(longitude: round(position.longitude), latitude: round(position.latitude))
  }

  /// Rounded, with exterior rings counter-clockwise and holes clockwise. What rounding makes of
  /// a sliver (corners on one spot, edges there and back) is taken out, and a ring of which
  /// nothing is left is dropped, an exterior one with its holes.
  public static func rounded(_ outline: MultiPolygon<Geographic>) -> MultiPolygon<Geographic> {
    MultiPolygon(
      outline.polygons.compactMap { polygon in
        guard let exterior = rounded(polygon.exterior) else { return nil }
        return Polygon(
          exterior: exterior.oriented(counterClockwise: true),
          holes: polygon.holes.compactMap { rounded($0)?.oriented(counterClockwise: false) })
      })
  }

  private static func rounded(_ ring: Ring<Geographic>) -> Ring<Geographic>? {
    var corners: [Position<Geographic>] = []
    for position in ring.positions.dropLast() {
      let corner = rounded(position)
      if corners.last == corner { continue }
      if corners.count >= 2, corners[corners.count - 2] == corner {
        // there and back: the edge encloses nothing
        corners.removeLast()
      } else {
        corners.append(corner)
      }
    }
    // the same where the end meets the start
    while corners.count >= 3 {
      if corners[0] == corners[corners.count - 1] {
        corners.removeLast()
      } else if corners[1] == corners[corners.count - 1] {
        corners.removeFirst()
      } else if corners[0] == corners[corners.count - 2] {
        corners.removeLast()
      } else {
        break
      }
    }
    guard corners.count >= 3, let closed = Ring(corners), closed.doubledSignedArea != 0 else {
      return nil
    }
    return closed
  }
}
