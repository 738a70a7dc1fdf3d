import Planner
import Testing

/// A random piece of country around 東金: municipalities that share their borders, an irregular
/// coast, a populated grid, stations. Everything follows from the seed.
struct RandomCountry {
  var municipalities: [Municipality]
  var livingAreas: [LivingAreaLayer]
  var cells: [GridCell]
  var counts: [[Double]]
  var stations: [Station]
  static let crs = CoordinateReferenceSystem("EPSG:6677")
  static let attributes = [
    ResidentAttribute.total, ResidentAttribute.ageBands[0], ResidentAttribute.ageBands[2],
  ]

  /// `extent` is a share of the full size, east and north.
  init(
    _ seed: Int, level: GridLevel = .m500, stationCount: Int = 12, extent: Double = 0.5
  ) throws {
    var random = SeededRandom(seed)
    let (west, south) = (140.31, 35.52)
    let (east, north) = (west + 0.08 * extent, south + 0.06 * extent)
    let overlay = try Overlay()
    func randomPoint(margin: Double = 0) -> Position<Plane> {
      Position(
        x: Double.random(in: west + margin...east - margin, using: &random),
        y: Double.random(in: south + margin...north - margin, using: &random))
    }
    // a wobbly coast
    let center = Position<Plane>(x: (west + east) / 2, y: (south + north) / 2)
    let coast = (0..<40).map { index -> Position<Plane> in
      let angle = Double(index) / 40 * 2 * Double.pi
      let reach = Double.random(in: 0.7...1.0, using: &random)
      return Position(
        x: center.x + (east - west) / 2 * reach * cosine(angle),
        y: center.y + (north - south) / 2 * reach * cosine(angle - Double.pi / 2))
    }
    let land = try overlay.shape(MultiPolygon([Polygon(exterior: try #require(Ring(coast)))]))
    func partition(_ count: Int) throws -> [MultiPolygon<Geographic>] {
      let box = Bounds<Plane>(minX: west, minY: south, maxX: east, maxY: north)
      let cells = try overlay.nearestCells(
        of: (0..<count).map { _ in randomPoint() }, within: box)
      return try cells.map { cell in
        let part: MultiPolygon<Plane> = try overlay.outline(overlay.intersection(cell, land))
        return part.mapPositions { $0.map { Position<Geographic>(x: $0.x, y: $0.y) } }
      }.filter { !$0.isEmpty }
        .sorted { ($0.bounds.minX, $0.bounds.minY) < ($1.bounds.minX, $1.bounds.minY) }
    }
    municipalities = try partition(6).enumerated().map { index, outline in
      Municipality(
        code: try #require(MunicipalityCode("12\(200 + index)")), name: "町\(index)",
        outline: outline)
    }
    livingAreas = [
      LivingAreaLayer(
        name: "圏域",
        areas: try partition(4).enumerated().map { index, outline in
          LivingAreaLayer.Area(code: "a\(index)", name: "圏\(index)", outline: outline)
        })
    ]
    let first = try #require(
      GridCell(
        containing: Position(longitude: west - 0.01, latitude: south - 0.01), level: level))
    let last = try #require(
      GridCell(
        containing: Position(longitude: east + 0.01, latitude: north + 0.01), level: level))
    cells = []
    counts = [[], [], []]
    for row in first.row...last.row {
      for column in first.column...last.column where Int.random(in: 0..<4, using: &random) > 0 {
        cells.append(GridCell(level: level, column: column, row: row))
        let total = Double(Int.random(in: 0...200, using: &random))
        counts[0].append(total)
        counts[1].append((total * 0.1).rounded())
        counts[2].append((total * 0.3).rounded())
      }
    }
    let projection = try Projection(from: .jgd2011, to: Self.crs)
    let points = (0..<stationCount).map { _ in randomPoint(margin: 0.005 * extent) }.map {
      Position<Geographic>(x: $0.x, y: $0.y)
    }
    let planes: [Position<Plane>] = projection.forward(points)
    stations = points.indices.map { index in
      let services = Set(Service.allCases.filter { _ in Bool.random(using: &random) })
      return Station(
        id: StationID("\(index + 1)"), name: "拠点\(index)",
        kind: OrganizationKind.network[index % 7], services: services.union([.dropIn]),
        position: planes[index], geographic: points[index])
    }
  }

  func region() throws -> Region {
    try Region(
      study: StudyArea(municipalities: municipalities, livingAreaLayers: livingAreas),
      population: Population(
        attributes: Self.attributes, units: .cells(cells), counts: counts),
      crs: Self.crs)
  }

  func coverage(
    within meters: Double, stations: [Station]? = nil,
    _ question: CoverageQuestion = CoverageQuestion()
  ) throws -> Coverage {
    try Coverage(
      of: region(), stations: stations ?? self.stations,
      radius: try #require(WalkRadius(meters: meters)),
      question: question)
  }
}

/// Cosine by its series, so that the tests need no C library for a wobbly coast.
private func cosine(_ angle: Double) -> Double {
  var x = angle
  while x > Double.pi { x -= 2 * Double.pi }
  while x < -Double.pi { x += 2 * Double.pi }
  var term = 1.0
  var sum = 1.0
  for n in stride(from: 2, through: 30, by: 2) {
    term *= -x * x / Double(n * (n - 1))
    sum += term
  }
  return sum
}

func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-6) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}
