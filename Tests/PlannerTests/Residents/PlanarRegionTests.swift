import Testing

@testable import Planner

/// Residents at points of a plane, without outlines.
@Suite struct PlanarRegionTests {
  static let brazil = CoordinateReferenceSystem("EPSG:31983")
  static let radius = WalkRadius(meters: 800)

  static func points(_ count: Int, seed: Int, within extent: Double) -> [Position<Plane>] {
    var random = SeededRandom(seed)
    return (0..<count).map { _ in
      Position(
        easting: 409_000 + .random(in: 0..<extent, using: &random),
        northing: 7_432_000 + .random(in: 0..<extent, using: &random))
    }
  }

  static func station(_ id: String, _ position: Position<Plane>) -> Station {
    Station(
      id: StationID(id), name: id, kind: nil, services: [.dropIn], position: position,
      geographic: Position(longitude: .nan, latitude: .nan))
  }

  @Test func everyPointIsABlockWhereItIs() throws {
    let points = Self.points(500, seed: 1, within: 5000)
    let counts = points.indices.map { Double($0 % 7) }
    let region = try Region.planar(points: points, counts: [counts], crs: Self.brazil)
    #expect(region.blocks.count == 500 && region.findings.isEmpty)
    #expect(region.blocks.residents() == counts.reduce(0, +))
    #expect(region.outside.wholeUnits == [0] && region.outside.cutUnits == [0])
    #expect(Set((0..<500).map { region.blocks.position(of: $0) }) == Set(points))
    #expect(region.study.isPlanar && region.study.municipalities.map(\.name) == ["全域"])
    #expect(region.municipalities(of: [Position(longitude: .nan, latitude: 999)]) == [0])
    // whatever the order of the rows
    let order = points.indices.reversed()
    let again = try Region.planar(
      points: order.map { points[$0] }, counts: [order.map { counts[$0] }], crs: Self.brazil)
    #expect(again.blocks.eastings == region.blocks.eastings)
    #expect(again.blocks.pieceResidents == region.blocks.pieceResidents)
  }

  @Test func degreesAreThoseOfTheSystem() throws {
    #expect(try Projection.geographic(of: Self.brazil).definition == "EPSG:4674")
    #expect(try Projection.geographic(of: Town.crs) == .jgd2011)
    let region = try Region.planar(
      points: Self.points(3, seed: 2, within: 100), counts: [[1, 1, 1]], crs: Self.brazil)
    let projection = try Projection(from: region.degrees, to: region.crs)
    let degrees: [Position<Geographic>] = projection.inverse([region.blocks.position(of: 0)])
    #expect(abs(degrees[0].longitude + 45.9) < 0.1 && abs(degrees[0].latitude + 23.2) < 0.1)
    #expect(region.operation.source == "EPSG:4674" && region.operation.target == "EPSG:31983")
  }

  @Test("a definition without a code does as well")
  func customSystem() throws {
    let crs = CoordinateReferenceSystem("+proj=tmerc +lat_0=10 +lon_0=20 +ellps=GRS80 +type=crs")
    let region = try Region.planar(
      points: [Position(x: 0, y: 0)], counts: [[1]], crs: crs)
    let projection = try Projection(from: region.degrees, to: region.crs)
    let degrees: [Position<Geographic>] = projection.inverse([region.blocks.position(of: 0)])
    #expect(abs(degrees[0].longitude - 20) < 1e-9 && abs(degrees[0].latitude - 10) < 1e-9)
  }

  @Test("coverage and gaps are the sums over the points that brute force gives")
  func analyses() throws {
    let points = Self.points(800, seed: 3, within: 9000)
    let counts = points.indices.map { Double($0 % 11) }
    let region = try Region.planar(points: points, counts: [counts], crs: Self.brazil)
    let radius = try #require(Self.radius)
    let stations = [
      Self.station("a", points[10]), Self.station("b", points[500]), Self.station("c", points[77]),
    ]
    let coverage = try Coverage(
      of: region, stations: stations, radius: radius, question: CoverageQuestion())
    let isCovered = points.map { point in
      stations.contains { $0.position.distance(to: point) <= 800 }
    }
    let expected = zip(counts, isCovered).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    let all = try #require(coverage.answer.region.tallies.first)
    #expect(abs(all.covered - expected) < 1e-9)
    #expect(coverage.answer.areas.count == 1)
    #expect(coverage.answer.areas.first?.stationCount == 3)

    let gaps = try Gaps(
      of: region, stations: stations, radius: radius, question: CoverageQuestion())
    let best = points.map { center in
      points.indices.reduce(0) { sum, index in
        sum
          + (!isCovered[index] && points[index].distance(to: center) <= 800 ? counts[index] : 0)
      }
    }.max()
    #expect(gaps.gaps.first?.residents.first == best)
    #expect(gaps.gaps.allSatisfy { $0.geographic.latitude.isFinite })
  }

  @Test("far outside of where the system is meant, nothing is refused and nothing breaks")
  func outsideTheAreaOfUse() throws {
    let points = [
      Position<Plane>(x: 409_154, y: 435_528), Position(x: -9e7, y: 9e7), Position(x: 9e7, y: 0),
      Position(x: 0, y: -9e7), Position(x: 409_154, y: 436_000),
    ]
    let region = try Region.planar(points: points, counts: [[1, 2, 3, 4, 5]], crs: Self.brazil)
    let radius = try #require(Self.radius)
    let reach = StraightLineWalk(in: region, radius: radius).reach(from: points)
    #expect(reach.pairCount == 7)
    let gaps = try Gaps(
      of: region, stations: [Self.station("a", points[1])], radius: radius,
      question: CoverageQuestion(), minimum: 1)
    #expect(gaps.uncovered == [13])
  }

  @Test func systemsThatDoNotCountInMetres() throws {
    for crs in ["EPSG:6668", "EPSG:2229"] {
      #expect(throws: Failure.self) {
        try Region.planar(
          points: [Position(x: 0, y: 0)], counts: [[1]], crs: CoordinateReferenceSystem(crs))
      }
    }
    let mercator = try Region.planar(
      points: [Position(x: -5_109_000, y: -2_650_000)], counts: [[1]],
      crs: CoordinateReferenceSystem("EPSG:3857"))
    #expect(mercator.findings.map(\.severity) == [.warning])
    // a line of latitude is 1/cos 23° too long there
    #expect(mercator.findings.first?.what.en.contains("are off by 9.0%") ?? false)
  }

  @Test func otherPopulationsNeedOutlines() throws {
    let degrees = Population(
      attributes: [.total], units: .points([Position(longitude: 140, latitude: 35)]),
      counts: [[1]])
    #expect(throws: Failure.self) { try Region(planar: degrees, crs: Town.crs) }
    for points in [[], [Position<Plane>(x: .nan, y: 0)]] {
      #expect(throws: Failure.self) {
        try Region.planar(points: points, counts: [points.map { _ in 1 }], crs: Town.crs)
      }
    }
  }

  @Test("with outlines, points of the plane are the same blocks as their degrees")
  func withOutlines() throws {
    var town = try Town()
    try town.municipality("12213", "東", east: 0...1000, north: 0...1000)
    let study = try town.region().study
    let points = [Town.plane(10, 20), Town.plane(990, 500), Town.plane(2000, 0)]
    let region = try Region(
      study: study,
      population: Population(attributes: [.total], units: .plane(points), counts: [[1, 2, 4]]),
      crs: Town.crs)
    #expect(region.blocks.residents() == 3 && region.outside.wholeUnits == [4])
    #expect(region.blocks.count == 2)
    for (block, point) in points.prefix(2).enumerated() {
      #expect(region.blocks.position(of: block).distance(to: point) < 1e-6)
    }
  }
}
