import Testing

@testable import Planner
@testable import PlannerData

/// Catchments on the streets of real towns, against the walk from points strewn over them.
@Suite(.enabled(if: RealData.isThere, RealData.skipped))
struct StreetCatchmentRealTests {
  /// By the number of sides to the east; not by the code that draws.
  private func contains(_ outline: MultiPolygon<Plane>, _ point: Position<Plane>) -> Bool {
    outline.polygons.flatMap(\.rings).reduce(false) { isInside, ring in
      zip(ring.positions, ring.positions.dropFirst()).reduce(isInside) { isInside, side in
        let (a, b) = side
        guard (a.y > point.y) != (b.y > point.y) else { return isInside }
        let x = a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
        return x > point.x ? !isInside : isInside
      }
    }
  }

  @Test(
    "of points within reach at least 97 in 100 are inside, and of those inside in reach",
    arguments: [("Helsinki.osm.pbf", "EPSG:32635"), ("monaco.osm.gz", "EPSG:32632")])
  func agrees(_ name: String, _ code: String) throws {
    let crs = CoordinateReferenceSystem(code)
    let projection = try Projection(from: Projection.geographic(of: crs), to: crs)
    let streets = try readStreets(paths: [RealData.path("walknet/\(name)")])
    let network = StreetNetwork(try StreetGraph(streets.lines, by: projection))
    let corners = network.graph.cornerPositions
    var dice = Dice(seed: 7)
    var bounds = Bounds<Plane>()
    let stations = (0..<4).map { _ in corners[Int.random(in: 0..<corners.count, using: &dice)] }
    for station in stations { bounds.add(Bounds(around: station, reach: 400)) }
    let points = (0..<6000).map { _ in
      Position<Plane>(
        x: Double.random(in: bounds.minX...bounds.maxX, using: &dice),
        y: Double.random(in: bounds.minY...bounds.maxY, using: &dice))
    }
    let region = try Region(
      planar: Population(
        attributes: [.total], units: .plane(points), counts: [points.map { _ in 1 }]), crs: crs)
    let budgets = [300.0, 150].compactMap { PathBudget(meters: $0) }
    let walk = StreetWalk(in: region, network: network, budget: budgets[0])
    let reached = StreetCatchments(walk, stations: stations, budgets: budgets).each()
    let overlay = try Overlay()
    let near = walk.reach(from: stations)
    var (either, wrong) = (0, 0)
    for (index, station) in reached.enumerated() {
      let shapes = try station.outlines.map { try overlay.shape($0) }
      #expect(shapes.allSatisfy { overlay.defect(of: $0) == nil && !$0.isEmpty })
      #expect(try overlay.difference(shapes[1], shapes[0]).area < 1e-6)
      let inReach = Set(near.blocks(of: index).map(\.block))
      for block in 0..<region.blocks.count {
        let isDrawn = contains(station.outlines[0], region.blocks.position(of: block))
        if isDrawn || inReach.contains(block) { either += 1 }
        if isDrawn != inReach.contains(block) { wrong += 1 }
      }
    }
    #expect(either > 500)
    #expect(Double(wrong) <= 0.03 * Double(either), "\(wrong) of \(either)")
  }
}
