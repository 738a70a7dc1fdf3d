import Testing

@testable import Planner

/// Streets built by code, in metres around a desert origin, where the plane is true to scale to
/// a hundredth of a millimetre: what is drawn 400 m long is 400 m long.
struct StreetTown {
  static let crs = CoordinateReferenceSystem(
    "+proj=tmerc +lat_0=35.56 +lon_0=140.366 +k=1 +ellps=GRS80 +units=m +type=crs")

  private(set) var corners: [(name: String, at: Position<Plane>)] = []
  private(set) var streets: [(corners: [Int], passage: StreetLines.Passage)] = []

  mutating func corner(_ name: String, _ east: Double, _ north: Double) {
    corners.append((name, Position(x: east, y: north)))
  }

  mutating func street(_ names: String..., passage: StreetLines.Passage = .both) {
    streets.append((names.compactMap { name in corners.firstIndex { $0.name == name } }, passage))
  }

  mutating func street(numbers: [Int], passage: StreetLines.Passage = .both) {
    streets.append((numbers, passage))
  }

  func at(_ name: String) throws -> Position<Plane> {
    try #require(corners.first { $0.name == name }).at
  }

  static func projection() throws -> Projection {
    try Projection(from: Projection.geographic(of: crs), to: crs)
  }

  func lines() throws -> StreetLines {
    var lines = StreetLines(points: try Self.projection().inverse(corners.map(\.at)))
    for street in streets {
      lines.add(line: street.corners.map { Int32($0) }, street.passage)
    }
    return lines
  }

  func graph(leastPartMeters: Double = 0) throws -> StreetGraph {
    try StreetGraph(lines(), by: Self.projection(), leastPartMeters: leastPartMeters)
  }

  func network(leastPartMeters: Double = 0) throws -> StreetNetwork {
    StreetNetwork(try graph(leastPartMeters: leastPartMeters))
  }

  /// Metres of the walk from one point to another; `nil` where there is none.
  func walk(
    from start: (Double, Double), to end: (Double, Double), limit: Double = 1e5,
    snap: Double = 100
  ) throws -> Double? {
    let network = try network()
    let joins = network.joins(
      [Position(x: start.0, y: start.1), Position(x: end.0, y: end.1)], within: snap)
    let reach = network.reach(
      to: [joins[1]], from: StreetPlaces([joins[0]], in: network.graph),
      limitCentimeters: Int(limit * 100))
    return reach[0].centimeters.first.map { Double($0) / 100 }
  }
}
