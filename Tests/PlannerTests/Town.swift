import Planner
import Testing

/// A town built by code, in metres from a desert origin at 東金: rectangles for municipalities,
/// people standing at points, stations where the test wants them.
struct Town {
  static let crs = CoordinateReferenceSystem("EPSG:6677")
  /// The plane position that the town's (0, 0) stands for.
  static let origin = Position<Plane>(x: 48_000, y: -48_000)

  private var municipalities: [Municipality] = []
  private var livingAreas: [LivingAreaLayer.Area] = []
  private var zones: [ZoneSystem] = []
  private var people: [(at: Position<Plane>, counts: [Double])] = []
  private(set) var stations: [Station] = []
  private(set) var candidates: [Candidate] = []
  let attributes: [ResidentAttribute]
  private let projection: Projection

  init(attributes: [ResidentAttribute] = [.total]) throws {
    self.attributes = attributes
    projection = try Projection(from: .jgd2011, to: Self.crs)
  }

  static func plane(_ east: Double, _ north: Double) -> Position<Plane> {
    Position(x: origin.x + east, y: origin.y + north)
  }

  private func rectangle(
    _ east: ClosedRange<Double>, _ north: ClosedRange<Double>
  ) throws -> MultiPolygon<Geographic> {
    let corners = [
      (east.lowerBound, north.lowerBound), (east.upperBound, north.lowerBound),
      (east.upperBound, north.upperBound), (east.lowerBound, north.upperBound),
    ].map { Self.plane($0.0, $0.1) }
    return MultiPolygon([Polygon(exterior: try #require(Ring(projection.inverse(corners))))])
  }

  mutating func municipality(
    _ code: String, _ name: String, east: ClosedRange<Double>, north: ClosedRange<Double>
  ) throws {
    municipalities.append(
      Municipality(
        code: try #require(MunicipalityCode(code)), name: name,
        outline: try rectangle(east, north)))
  }

  mutating func livingArea(
    _ name: String, east: ClosedRange<Double>, north: ClosedRange<Double>
  ) throws {
    livingAreas.append(
      LivingAreaLayer.Area(code: name, name: name, outline: try rectangle(east, north)))
  }

  mutating func zone(_ name: String, _ codes: String...) {
    zones.append(
      ZoneSystem(
        name: "z",
        zones: [
          ZoneSystem.Zone(
            name: name, members: codes.compactMap { MunicipalityCode($0) }, source: "test")
        ]))
  }

  mutating func residents(_ counts: Double..., at east: Double, _ north: Double) {
    people.append((Self.plane(east, north), counts))
  }

  mutating func station(
    _ id: String, at east: Double, _ north: Double, services: Set<Service> = [.dropIn],
    kind: OrganizationKind? = nil, joined: CalendarDay? = nil, left: CalendarDay? = nil,
    season: Season = .allYear
  ) {
    let position = Self.plane(east, north)
    let geographic: [Position<Geographic>] = projection.inverse([position])
    stations.append(
      Station(
        id: StationID(id), name: id, kind: kind, services: services, position: position,
        geographic: geographic[0], joined: joined, left: left, season: season))
    stations.sort { $0.id < $1.id }
  }

  /// In the municipality `home`, by its place in the order of codes.
  mutating func candidate(
    _ id: String, _ kind: String?, at east: Double, _ north: Double, home: Int?,
    costYen: Double? = nil
  ) {
    let position = Self.plane(east, north)
    let geographic: [Position<Geographic>] = projection.inverse([position])
    candidates.append(
      Candidate(
        id: CandidateID(id), name: id,
        kind: OrganizationKind.network.first { $0.slug == kind }, position: position,
        geographic: geographic[0], municipality: home, costYen: costYen))
  }

  func region() throws -> Region {
    let study = try StudyArea(
      municipalities: municipalities, zoneSystems: zones,
      livingAreaLayers: livingAreas.isEmpty
        ? [] : [LivingAreaLayer(name: "areas", areas: livingAreas)])
    let points: [Position<Geographic>] = projection.inverse(people.map(\.at))
    let population = Population(
      attributes: attributes, units: .points(points),
      counts: attributes.indices.map { attribute in people.map { $0.counts[attribute] } })
    return try Region(study: study, population: population, crs: Self.crs)
  }

  func coverage(
    within meters: Double, _ question: CoverageQuestion = CoverageQuestion()
  ) throws -> Coverage {
    try Coverage(
      of: try region(), stations: stations, radius: try #require(WalkRadius(meters: meters)),
      question: question)
  }
}
