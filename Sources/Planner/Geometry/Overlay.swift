private import CGEOS

/// Set operations on outlines, by GEOS. The only file that knows GEOS.
///
/// An overlay is one GEOS context, and belongs to the task that made it; it is not `Sendable`,
/// and neither are the shapes that it makes. Outlines (values) go in, outlines come out; in
/// between, shapes stay on GEOS's side so that nothing is converted twice.
public final class Overlay {
  fileprivate let handle: GEOSContextHandle_t
  private let messages: Messages

  public init() throws {
    guard let handle = GEOS_init_r() else { throw Failure.outOfMemory }
    self.handle = handle
    self.messages = Messages()
    let userData = Unmanaged.passUnretained(messages).toOpaque()
    GEOSContext_setErrorMessageHandler_r(handle, Messages.callback, userData)
    GEOSContext_setNoticeMessageHandler_r(handle, Messages.callback, userData)
  }

  deinit { GEOS_finish_r(handle) }

  /// A geometry on GEOS's side. A class, not a `~Copyable` struct, because shapes go in arrays;
  /// it keeps its overlay alive, and frees itself.
  public final class Shape {
    fileprivate let overlay: Overlay
    fileprivate let pointer: OpaquePointer
    private var prepared: OpaquePointer?

    fileprivate init(_ pointer: OpaquePointer, _ overlay: Overlay) {
      self.pointer = pointer
      self.overlay = overlay
    }

    deinit {
      // the prepared form looks into the geometry, so it goes first
      if let prepared { GEOSPreparedGeom_destroy_r(overlay.handle, prepared) }
      GEOSGeom_destroy_r(overlay.handle, pointer)
    }

    /// In the square of the coordinates' unit; zero for an empty shape.
    public var area: Double {
      var area = 0.0
      return GEOSArea_r(overlay.handle, pointer, &area) == 1 ? area : 0
    }

    public var isEmpty: Bool { GEOSisEmpty_r(overlay.handle, pointer) == 1 }

    public var bounds: Bounds<Plane> {
      var bounds = Bounds<Plane>()
      guard !isEmpty else { return bounds }
      GEOSGeom_getXMin_r(overlay.handle, pointer, &bounds.minX)
      GEOSGeom_getYMin_r(overlay.handle, pointer, &bounds.minY)
      GEOSGeom_getXMax_r(overlay.handle, pointer, &bounds.maxX)
      GEOSGeom_getYMax_r(overlay.handle, pointer, &bounds.maxY)
      return bounds
    }

    fileprivate func preparedForm() -> OpaquePointer? {
      if prepared == nil { prepared = GEOSPrepare_r(overlay.handle, pointer) }
      return prepared
    }

    /// Whether the other shape lies wholly inside. Prepares this one: asking often is cheap.
    public func contains(_ other: Shape) -> Bool {
      guard let prepared = preparedForm() else { return false }
      return GEOSPreparedContains_r(overlay.handle, prepared, other.pointer) == 1
    }

    /// Whether the shapes share any point. Prepares this one: asking often is cheap.
    public func intersects(_ other: Shape) -> Bool {
      guard let prepared = preparedForm() else { return false }
      return GEOSPreparedIntersects_r(overlay.handle, prepared, other.pointer) == 1
    }
  }

  // MARK: Values in

  public func shape<S: Space>(_ outline: MultiPolygon<S>) throws -> Shape {
    var parts: [OpaquePointer?] = []
    do {
      for polygon in outline.polygons { parts.append(try pointer(to: polygon)) }
    } catch {
      for part in parts { GEOSGeom_destroy_r(handle, part) }
      throw error
    }
    return try collect(parts, as: GEOS_MULTIPOLYGON)
  }

  private func collect(_ parts: [OpaquePointer?], as type: GEOSGeomTypes) throws -> Shape {
    var parts = parts
    let count = UInt32(parts.count)
    return try adopt(
      parts.withUnsafeMutableBufferPointer {
        GEOSGeom_createCollection_r(handle, Int32(type.rawValue), $0.baseAddress, count)
      })
  }

  private func pointer<S: Space>(to polygon: Polygon<S>) throws -> OpaquePointer {
    let exterior = try pointer(to: polygon.exterior)
    var holes: [OpaquePointer?] = []
    do {
      for hole in polygon.holes { holes.append(try pointer(to: hole)) }
    } catch {
      GEOSGeom_destroy_r(handle, exterior)
      for hole in holes { GEOSGeom_destroy_r(handle, hole) }
      throw error
    }
    let count = UInt32(holes.count)
    let made = holes.withUnsafeMutableBufferPointer {
      GEOSGeom_createPolygon_r(handle, exterior, $0.baseAddress, count)
    }
    guard let made else { throw failure() }
    return made
  }

  private func pointer<S: Space>(to ring: Ring<S>) throws -> OpaquePointer {
    guard let sequence = sequence(of: ring.positions),
      let made = GEOSGeom_createLinearRing_r(handle, sequence)
    else { throw failure() }
    return made
  }

  private func sequence<S: Space>(of positions: [Position<S>]) -> OpaquePointer? {
    positions.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: Double.self) else { return nil }
      return GEOSCoordSeq_copyFromBuffer_r(handle, base, UInt32(positions.count), 0, 0)
    }
  }

  // MARK: Operations

  /// Everything that any of the shapes covers. Overlaps are counted once.
  public func union(_ shapes: [Shape]) throws -> Shape {
    let collection = try collect(
      shapes.map { GEOSGeom_clone_r(handle, $0.pointer) }, as: GEOS_GEOMETRYCOLLECTION)
    return try adopt(GEOSUnaryUnion_r(handle, collection.pointer))
  }

  public func union<S: Space>(of outlines: [MultiPolygon<S>]) throws -> MultiPolygon<S> {
    try outline(try union(outlines.map { try shape($0) }))
  }

  public func intersection(_ a: Shape, _ b: Shape) throws -> Shape {
    try adopt(GEOSIntersection_r(handle, a.pointer, b.pointer))
  }

  public func difference(_ a: Shape, _ b: Shape) throws -> Shape {
    try adopt(GEOSDifference_r(handle, a.pointer, b.pointer))
  }

  /// The part inside a box, cheaper than an intersection.
  public func clip<S: Space>(_ shape: Shape, to box: Bounds<S>) throws -> Shape {
    try adopt(
      GEOSClipByRect_r(handle, shape.pointer, box.minX, box.minY, box.maxX, box.maxY))
  }

  /// A shape that obeys the rules of simple features and covers the same points.
  public func madeValid(_ shape: Shape) throws -> Shape {
    try adopt(GEOSMakeValid_r(handle, shape.pointer))
  }

  /// Why a shape breaks the rules of simple features, and where; `nil` if it does not.
  public func defect(of shape: Shape) -> (reason: String, x: Double, y: Double)? {
    var reason: UnsafeMutablePointer<CChar>?
    var location: OpaquePointer?
    defer {
      if let reason { GEOSFree_r(handle, reason) }
      if let location { GEOSGeom_destroy_r(handle, location) }
    }
    guard GEOSisValidDetail_r(handle, shape.pointer, 0, &reason, &location) == 0 else { return nil }
    var x = Double.nan
    var y = Double.nan
    if let location {
      GEOSGeomGetX_r(handle, location, &x)
      GEOSGeomGetY_r(handle, location, &y)
    }
    return (reason.map { String(cString: $0) } ?? "invalid", x, y)
  }

  /// A point inside the shape; `nil` for an empty one.
  public func interiorPoint<S: Space>(of shape: Shape) -> Position<S>? {
    guard !shape.isEmpty, let point = GEOSPointOnSurface_r(handle, shape.pointer) else {
      return nil
    }
    defer { GEOSGeom_destroy_r(handle, point) }
    var position = Position<S>(x: 0, y: 0)
    guard GEOSGeomGetX_r(handle, point, &position.x) == 1,
      GEOSGeomGetY_r(handle, point, &position.y) == 1
    else { return nil }
    return position
  }

  /// The same with fewer corners: none is left out that is farther than a tolerance from the line
  /// without it, and no part or hole is lost. What GEOS makes of it may have a defect.
  public func simplified(_ shape: Shape, within tolerance: Double) throws -> Shape {
    try adopt(GEOSTopologyPreserveSimplify_r(handle, shape.pointer, tolerance))
  }

  /// The cells of the plane that are nearest to each point, clipped to a box, in no particular
  /// order. Points must be distinct.
  public func nearestCells(of points: [Position<Plane>], within box: Bounds<Plane>) throws
    -> [Shape]
  {
    guard let sequence = sequence(of: points) else { return [] }
    guard let line = GEOSGeom_createLineString_r(handle, sequence) else { throw failure() }
    let input = Shape(line, self)
    let frame = try shape(MultiPolygon([box.polygon]))
    let diagram = try adopt(
      GEOSVoronoiDiagram_r(handle, input.pointer, frame.pointer, 0, 0))
    return try parts(of: diagram).map { try clip($0, to: box) }
  }

  /// The members of a collection, each a shape of its own.
  public func parts(of shape: Shape) throws -> [Shape] {
    let count = GEOSGetNumGeometries_r(handle, shape.pointer)
    guard count > 0 else { return [] }
    return try (0..<count).map { index in
      guard let part = GEOSGetGeometryN_r(handle, shape.pointer, index) else { throw failure() }
      return try adopt(GEOSGeom_clone_r(handle, part))
    }
  }

  // MARK: Values out

  /// The polygons of a shape, exteriors counter-clockwise, in an order that depends on the
  /// points covered only. Points and lines, which some operations leave behind, are dropped.
  public func outline<S: Space>(_ shape: Shape) throws -> MultiPolygon<S> {
    let normal = try adopt(GEOSGeom_clone_r(handle, shape.pointer))
    _ = GEOSNormalize_r(handle, normal.pointer)
    var polygons: [Polygon<S>] = []
    collectPolygons(of: normal.pointer, into: &polygons)
    return MultiPolygon(polygons)
  }

  private func collectPolygons<S: Space>(
    of pointer: OpaquePointer, into polygons: inout [Polygon<S>]
  ) {
    switch UInt32(bitPattern: GEOSGeomTypeId_r(handle, pointer)) {
    case GEOS_POLYGON.rawValue:
      guard let outer = GEOSGetExteriorRing_r(handle, pointer),
        let exterior: Ring<S> = ring(outer)
      else { return }
      let holes: [Ring<S>] = (0..<max(0, GEOSGetNumInteriorRings_r(handle, pointer)))
        .compactMap { index in
          GEOSGetInteriorRingN_r(handle, pointer, index).flatMap { ring($0) }
        }
      polygons.append(
        Polygon(
          exterior: exterior.oriented(counterClockwise: true),
          holes: holes.map { $0.oriented(counterClockwise: false) }))
    case GEOS_MULTIPOLYGON.rawValue, GEOS_GEOMETRYCOLLECTION.rawValue:
      for index in 0..<max(0, GEOSGetNumGeometries_r(handle, pointer)) {
        if let part = GEOSGetGeometryN_r(handle, pointer, index) {
          collectPolygons(of: part, into: &polygons)
        }
      }
    default: break
    }
  }

  private func ring<S: Space>(_ pointer: OpaquePointer) -> Ring<S>? {
    guard let sequence = GEOSGeom_getCoordSeq_r(handle, pointer) else { return nil }
    var size: UInt32 = 0
    guard GEOSCoordSeq_getSize_r(handle, sequence, &size) == 1, size > 0 else { return nil }
    var positions = [Position<S>](repeating: Position(x: 0, y: 0), count: Int(size))
    let copied = positions.withUnsafeMutableBytes { bytes -> Int32 in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: Double.self) else { return 0 }
      return GEOSCoordSeq_copyToBuffer_r(handle, sequence, base, 0, 0)
    }
    return copied == 1 ? Ring(positions) : nil
  }

  private func adopt(_ pointer: OpaquePointer?) throws -> Shape {
    guard let pointer else { throw failure() }
    return Shape(pointer, self)
  }

  /// A null from GEOS, turned into what GEOS said.
  private func failure() -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "図形の計算に失敗しました（GEOS: \(messages.last)）",
        en: "a geometric operation failed (GEOS: \(messages.last))"),
      remedy: Text(
        ja: "境界データの図形が壊れていないか確かめてください",
        en: "Check the outlines of the input for broken shapes"))
  }

  private final class Messages {
    var last = "–"

    static let callback: GEOSMessageHandler_r = { message, pointer in
      guard let pointer, let message else { return }
      Unmanaged<Messages>.fromOpaque(pointer).takeUnretainedValue().last = String(cString: message)
    }
  }
}

extension Bounds {
  var polygon: Polygon<S> {
    Polygon(
      exterior: Ring(closed: [
        Position(x: minX, y: minY), Position(x: maxX, y: minY), Position(x: maxX, y: maxY),
        Position(x: minX, y: maxY), Position(x: minX, y: minY),
      ]))
  }
}
