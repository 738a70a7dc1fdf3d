import Planner
import Testing

@Suite struct ProjectionTests {
  @Test("the published example of the Geospatial Information Authority, to 0.1 mm")
  func published() throws {
    let projection = try Projection(from: .jgd2011, to: CoordinateReferenceSystem("6677"))
    let planes: [Position<Plane>] = projection.forward([
      Position<Geographic>(longitude: 140.08785504166664, latitude: 36.103774791666666)
    ])
    #expect(abs(planes[0].northing - 11543.6883) < 1e-4)
    #expect(abs(planes[0].easting - 22916.2436) < 1e-4)
  }

  @Test("there and back moves no one by a tenth of a millimetre", arguments: 0..<50)
  func roundTrip(seed: Int) throws {
    var random = SeededRandom(seed)
    let zone = try #require(CoordinateReferenceSystem.planeRectangular(zone: seed % 19 + 1))
    let projection = try Projection(from: .jgd2011, to: zone)
    let points = (0..<100).map { _ in
      Position<Plane>(
        x: .random(in: -90_000...90_000, using: &random),
        y: .random(in: -90_000...90_000, using: &random))
    }
    let degrees: [Position<Geographic>] = projection.inverse(points)
    let again: [Position<Plane>] = projection.forward(degrees)
    for (a, b) in zip(points, again) { #expect(a.distance(to: b) < 1e-4) }
  }

  @Test("an operation names itself and its accuracy; the Tokyo datum is a warning")
  func operations() throws {
    let point = Position<Geographic>(longitude: 140.366, latitude: 35.56)
    let working = CoordinateReferenceSystem("EPSG:6677")
    let same = try Projection(from: .jgd2011, to: working).operation(at: point)
    #expect(same.accuracyMeters == 0)
    let tokyo = try Projection(from: CoordinateReferenceSystem("EPSG:4301"), to: working)
      .operation(at: point)
    let accuracy = try #require(tokyo.accuracyMeters)
    #expect(accuracy > 0 && !tokyo.name.isEmpty)
  }

  @Test("an unknown system is refused in words")
  func unknown() throws {
    do {
      _ = try Projection(from: CoordinateReferenceSystem("EPSG:999999"), to: .jgd2011)
      Issue.record("EPSG:999999 was accepted")
    } catch let failure as Failure {
      #expect(failure.cause == .data)
      #expect(failure.description.contains("EPSG:999999"))
      #expect(failure.description.contains("not found"))
      #expect(failure.findings[0].described(in: .ja).contains("EPSG番号"))
    }
  }

  @Test("the zone follows the prefecture, and the point where a prefecture has several")
  func zones() {
    let chiba = Position<Geographic>(longitude: 140.3, latitude: 35.6)
    #expect(
      CoordinateReferenceSystem.planeRectangular(prefecture: 12, at: chiba)?.definition
        == "EPSG:6677")
    let ogasawara = Position<Geographic>(longitude: 142.2, latitude: 27.1)
    #expect(
      CoordinateReferenceSystem.planeRectangular(prefecture: 13, at: ogasawara)?.definition
        == "EPSG:6682")
    #expect(CoordinateReferenceSystem.planeRectangular(prefecture: 48, at: chiba) == nil)
  }
}
