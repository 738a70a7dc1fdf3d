private import CPROJ

/// A coordinate reference system by its definition: `EPSG:6677`, or WKT from a file. Systems are
/// told apart by code, never by name (JGD2011 is about to be renamed).
public struct CoordinateReferenceSystem: Sendable, Hashable, CustomStringConvertible {
  public let definition: String

  /// Takes `EPSG:6677`, `epsg:6677`, a bare `6677`, an OGC URN, or WKT.
  public init(_ definition: String) {
    let trimmed = definition.filter { !$0.isNewline }
    if let code = Int(trimmed) {
      self.definition = "EPSG:\(code)"
    } else if trimmed.uppercased().hasPrefix("EPSG:") {
      self.definition = trimmed.uppercased()
    } else if let code = trimmed.split(separator: ":").last.flatMap({ Int($0) }),
      trimmed.uppercased().contains("EPSG")
    {
      self.definition = "EPSG:\(code)"
    } else if trimmed.uppercased().contains("CRS84") {
      self.definition = "OGC:CRS84"
    } else {
      self.definition = definition
    }
  }

  /// JGD2011 in degrees: what the outlines and the grid codes of this library are meant in.
  public static let jgd2011 = CoordinateReferenceSystem("EPSG:6668")
  /// WGS 84 in degrees, longitude first: what GeoJSON is written in (RFC 7946).
  public static let crs84 = CoordinateReferenceSystem("OGC:CRS84")

  public var description: String {
    definition.count <= 24 ? definition : String(definition.prefix(60)) + "…"
  }

  /// Japan's plane rectangular zone I to XIX (JGD2011): EPSG:6669 to 6687.
  public static func planeRectangular(zone: Int) -> CoordinateReferenceSystem? {
    (1...19).contains(zone) ? CoordinateReferenceSystem("EPSG:\(6668 + zone)") : nil
  }

  /// The plane rectangular zone in which surveys of a prefecture are done, by the point's
  /// longitude and latitude where a prefecture has several zones.
  ///
  /// Source: 平成14年国土交通省告示第9号 (remote islands by longitude and latitude alone).
  public static func planeRectangular(
    prefecture: Int, at point: Position<Geographic>
  ) -> CoordinateReferenceSystem? {
    let (longitude, latitude) = (point.longitude, point.latitude)
    let zone: Int? =
      switch prefecture {
      case 1: longitude < 141 ? 11 : longitude < 143 ? 12 : 13
      case 2, 3, 4, 5, 6: 10
      case 13 where latitude < 28: longitude < 140.5 ? 18 : longitude < 143 ? 14 : 19
      case 7...14: 9
      case 15, 19, 20, 22: 8
      case 16, 17, 18, 21, 23: 7
      case 24, 25, 26, 27, 29, 30: 6
      case 28, 31, 33: 5
      case 36, 37, 38, 39: 4
      case 32, 34, 35: 3
      case 40, 41, 43, 44, 45: 2
      case 42: 1
      case 46: longitude < 130 && latitude < 32 ? 1 : 2
      case 47: longitude < 126 ? 16 : longitude < 130 ? 15 : 17
      default: nil
      }
    return zone.flatMap { planeRectangular(zone: $0) }
  }
}

/// How coordinates got from one system to another, as every result states it.
public struct CoordinateOperation: Sendable, Hashable {
  public let source: String
  public let target: String
  /// What PROJ calls the operation it used.
  public let name: String
  /// The stated accuracy in metres; `nil` where PROJ knows none.
  public let accuracyMeters: Double?

  /// Above this accuracy a result carries a warning: the datum shift is then a visible
  /// fraction of a walk.
  public static let warningAccuracyMeters = 5.0
}

/// A transformation between two coordinate reference systems, x always east and y always north.
/// Not `Sendable`: PROJ's contexts belong to one task each, and cost about a millisecond.
///
/// The only file that knows PROJ. Ballpark operations (a datum shift that is silently left out)
/// are refused.
public final class Projection {
  private let context: OpaquePointer
  private let pipeline: OpaquePointer
  private let log: Log
  public let source: CoordinateReferenceSystem
  public let target: CoordinateReferenceSystem

  /// - Throws: `Failure` (data) naming what PROJ said, for an unknown system or one without an
  ///   operation to the target.
  public init(from source: CoordinateReferenceSystem, to target: CoordinateReferenceSystem) throws {
    self.source = source
    self.target = target
    self.log = Log()
    guard let context = proj_context_create() else { throw Failure.outOfMemory }
    proj_log_func(context, Unmanaged.passUnretained(log).toOpaque(), Log.callback)
    do {
      self.pipeline = try Self.makePipeline(from: source, to: target, in: context, log)
    } catch {
      proj_context_destroy(context)
      throw error
    }
    self.context = context
  }

  deinit {
    // the operation belongs to its context and goes first
    proj_destroy(pipeline)
    proj_context_destroy(context)
  }

  private static func makePipeline(
    from source: CoordinateReferenceSystem, to target: CoordinateReferenceSystem,
    in context: OpaquePointer, _ log: Log
  ) throws -> OpaquePointer {
    let from = try crs(source, in: context, log)
    defer { proj_destroy(from) }
    let to = try crs(target, in: context, log)
    defer { proj_destroy(to) }
    let option = "ALLOW_BALLPARK=NO"
    let raw: OpaquePointer? = option.withCString { text in
      var options: [UnsafePointer<CChar>?] = [text, nil]
      return options.withUnsafeMutableBufferPointer {
        proj_create_crs_to_crs_from_pj(context, from, to, nil, $0.baseAddress)
      }
    }
    guard let raw else { throw noOperation(source, target, log) }
    defer { proj_destroy(raw) }
    guard let normalized = proj_normalize_for_visualization(context, raw) else {
      throw noOperation(source, target, log)
    }
    return normalized
  }

  private static func crs(
    _ crs: CoordinateReferenceSystem, in context: OpaquePointer, _ log: Log
  ) throws -> OpaquePointer {
    guard let pointer = proj_create(context, crs.definition) else {
      throw Failure(
        .data,
        what: Text(
          ja: "座標参照系 \(crs) が分かりません（PROJ: \(log.lastMessage)）",
          en: "unknown coordinate reference system \(crs) (PROJ: \(log.lastMessage))"),
        remedy: Text(
          ja: "EPSG:6677（平面直角座標系IX系）のようにEPSG番号で指定してください",
          en: "Name it by EPSG code, such as EPSG:6677 (plane rectangular zone IX)"))
    }
    return pointer
  }

  private static func noOperation(
    _ source: CoordinateReferenceSystem, _ target: CoordinateReferenceSystem, _ log: Log
  ) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "\(source) から \(target) への座標変換がありません（PROJ: \(log.lastMessage)）",
        en: "no coordinate operation from \(source) to \(target) (PROJ: \(log.lastMessage))"),
      remedy: Text(
        ja: "座標参照系の指定を確かめてください。概算だけの変換は使いません",
        en: "Check the coordinate reference systems; ballpark operations are not used"))
  }

  /// Transforms positions, in order. A position that has no image comes out as not finite.
  ///
  /// - Complexity: O(n), about 0.2 µs each for a plane rectangular zone.
  public func forward<A: Space, B: Space>(_ positions: [Position<A>]) -> [Position<B>] {
    run(PJ_FWD, positions)
  }

  /// The other way.
  public func inverse<A: Space, B: Space>(_ positions: [Position<A>]) -> [Position<B>] {
    run(PJ_INV, positions)
  }

  private func run<A: Space, B: Space>(
    _ direction: PJ_DIRECTION, _ positions: [Position<A>]
  ) -> [Position<B>] {
    let count = positions.count
    var result = positions.map { Position<B>(x: $0.x, y: $0.y) }
    guard count > 0 else { return result }
    let stride = MemoryLayout<Position<B>>.stride
    result.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let x = base.assumingMemoryBound(to: Double.self)
      _ = proj_trans_generic(
        pipeline, direction, x, stride, count, x + 1, stride, count, nil, 0, 0, nil, 0, 0)
    }
    return result
  }

  /// What PROJ uses at a point: its name and stated accuracy.
  public func operation<A: Space>(at point: Position<A>) -> CoordinateOperation {
    let image: [Position<Plane>] = forward([point])
    _ = image
    var name = ""
    var accuracy: Double?
    if let used = proj_trans_get_last_used_operation(pipeline) {
      let info = proj_pj_info(used)
      if let description = info.description { name = String(cString: description) }
      let value = proj_coordoperation_get_accuracy(context, used)
      if value >= 0 { accuracy = value }
      proj_destroy(used)
    }
    return CoordinateOperation(
      source: source.description, target: target.description, name: name, accuracyMeters: accuracy)
  }

  /// What a coordinate reference system is, for checks before it is used.
  public enum Nature: Sendable, Hashable {
    case degrees
    case meters
    case other
  }

  /// Whether a system counts in degrees or in metres.
  public static func nature(of crs: CoordinateReferenceSystem) throws -> Nature {
    try inspect(crs) { context, pointer in nature(context, pointer) }
  }

  /// The longitude and latitude on which a projected system is built: between the two there is
  /// always a way, and no datum shift. The system itself where it counts in degrees already.
  public static func geographic(
    of crs: CoordinateReferenceSystem
  ) throws -> CoordinateReferenceSystem {
    try inspect(crs) { context, pointer in
      guard let base = proj_crs_get_geodetic_crs(context, pointer) else { return .jgd2011 }
      defer { proj_destroy(base) }
      if let authority = proj_get_id_auth_name(base, 0), let code = proj_get_id_code(base, 0) {
        return CoordinateReferenceSystem("\(String(cString: authority)):\(String(cString: code))")
      }
      guard let text = proj_as_wkt(context, base, PJ_WKT2_2019, nil) else { return .jgd2011 }
      return CoordinateReferenceSystem(String(cString: text))
    }
  }

  private static func inspect<Value>(
    _ crs: CoordinateReferenceSystem, _ body: (OpaquePointer, OpaquePointer) -> Value
  ) throws -> Value {
    guard let context = proj_context_create() else { throw Failure.outOfMemory }
    defer { proj_context_destroy(context) }
    let log = Log()
    proj_log_func(context, Unmanaged.passUnretained(log).toOpaque(), Log.callback)
    let pointer = try Self.crs(crs, in: context, log)
    defer { proj_destroy(pointer) }
    return body(context, pointer)
  }

  private static func nature(_ context: OpaquePointer, _ pointer: OpaquePointer) -> Nature {
    switch proj_get_type(pointer) {
    case PJ_TYPE_GEOGRAPHIC_2D_CRS, PJ_TYPE_GEOGRAPHIC_3D_CRS: return .degrees
    case PJ_TYPE_PROJECTED_CRS: break
    default: return .other
    }
    guard let axes = proj_crs_get_coordinate_system(context, pointer) else { return .other }
    defer { proj_destroy(axes) }
    var factor = 0.0
    proj_cs_get_axis_info(context, axes, 0, nil, nil, nil, &factor, nil, nil, nil)
    return factor == 1 ? .meters : .other
  }

  /// How much longer a short line is on the plane than on the ellipsoid, at a point: 1 where the
  /// CRS is true to scale, 1.23 for Web Mercator in Chiba. The mean of a line to the east and one
  /// to the north. `self` must go from degrees to metres.
  public func scale(at point: Position<Geographic>) throws -> Double {
    let step = 0.005
    let points = [
      point, Position(longitude: point.longitude + step, latitude: point.latitude),
      Position(longitude: point.longitude, latitude: point.latitude + step),
    ]
    let planes: [Position<Plane>] = forward(points)
    let east = try Self.geodesicMeters(from: points[0], to: points[1])
    let north = try Self.geodesicMeters(from: points[0], to: points[2])
    return (planes[0].distance(to: planes[1]) / east + planes[0].distance(to: planes[2]) / north)
      / 2
  }

  /// Geodesic distance in metres on the GRS 80 ellipsoid.
  public static func geodesicMeters(
    from a: Position<Geographic>, to b: Position<Geographic>
  ) throws -> Double {
    guard let context = proj_context_create() else { throw Failure.outOfMemory }
    defer { proj_context_destroy(context) }
    guard let ellipsoid = proj_create(context, "+proj=longlat +ellps=GRS80 +type=crs") else {
      throw Failure.outOfMemory
    }
    defer { proj_destroy(ellipsoid) }
    func radians(_ p: Position<Geographic>) -> PJ_COORD {
      proj_coord(proj_torad(p.longitude), proj_torad(p.latitude), 0, 0)
    }
    return proj_lp_dist(ellipsoid, radians(a), radians(b))
  }

  /// Collects what PROJ says, which otherwise goes to standard error. The error number alone
  /// would only ever read "Unknown error".
  private final class Log {
    var lastMessage = "–"

    static let callback: PJ_LOG_FUNCTION = { pointer, _, message in
      guard let pointer, let message else { return }
      Unmanaged<Log>.fromOpaque(pointer).takeUnretainedValue().lastMessage =
        String(cString: message)
    }
  }
}

extension Failure {
  static let outOfMemory = Failure(
    .bug, what: Text(ja: "メモリを確保できません", en: "out of memory"),
    remedy: Text(ja: "他のプログラムを閉じてください", en: "Close other programs"))
}
