import Testing

@testable import Planner

/// Catchments along streets: valid, nested, and of the points from which one can truly walk.
@Suite struct StreetCatchmentTests {
  private static func region(_ blocks: [Position<Plane>]) throws -> Region {
    try Region(
      planar: Population(
        attributes: [.total], units: .plane(blocks), counts: [blocks.map { _ in 1 }]),
      crs: StreetTown.crs)
  }

  private static func walk(
    _ town: StreetTown, _ region: Region, _ meters: Double, snap: Double = 200
  ) throws -> StreetWalk {
    StreetWalk(
      in: region, network: try town.network(),
      budget: try #require(PathBudget(meters: meters)),
      limits: StreetWalk.JoinLimits(stationMeters: 100, blockMeters: snap))
  }

  private static func stations(_ points: [Position<Plane>]) throws -> [Station] {
    let geographic: [Position<Geographic>] = try StreetTown.projection().inverse(points)
    return zip(points, geographic).enumerated().map { index, pair in
      Station(
        id: StationID("s\(100 + index)"), name: "s\(index)", kind: nil, services: [.dropIn],
        position: pair.0, geographic: pair.1)
    }
  }

  /// A lattice of points that is not the one on which outlines are drawn.
  private static let probes: [Position<Plane>] = stride(from: -97.3, to: 400, by: 13.7).flatMap {
    x in stride(from: -94.1, to: 400, by: 13.7).map { Position(x: x, y: $0) }
  }

  private func contains(_ outline: MultiPolygon<Plane>, _ point: Position<Plane>) -> Bool {
    outline.polygons.contains { polygon in
      polygon.exterior.encloses(point) && !polygon.holes.contains { $0.encloses(point) }
    }
  }

  /// Along the x axis.
  private func isOneLine(
    _ lines: [[Position<Plane>]], from start: Double, to end: Double
  ) -> Bool {
    guard lines.count == 1, lines[0].count == 2 else { return false }
    return lines[0][0].distance(to: Position(x: start, y: 0)) < 1e-6
      && lines[0][1].distance(to: Position(x: end, y: 0)) < 1e-6
  }

  /// Whole stretches and both banks of a river with one bridge.
  private func riverTown() -> StreetTown {
    var town = StreetTown()
    for (name, x, y) in [
      ("sw", 0.0, 0.0), ("se", 300.0, 0.0), ("ne", 300.0, 60.0), ("nw", 0.0, 60.0),
    ] { town.corner(name, x, y) }
    town.street("sw", "se")
    town.street("se", "ne")
    town.street("ne", "nw")
    return town
  }

  @Test("a river is not crossed but by its bridge")
  func river() throws {
    let region = try Self.region([Position(x: 0, y: 0)])
    let walk = try Self.walk(riverTown(), region, 500, snap: 25)
    let reached = StreetCatchments(
      walk, stations: [Position(x: 0, y: 0)],
      budgets: [250, 500].compactMap { PathBudget(meters: $0) }
    ).each()[0]
    // 250 m along the south bank, and nothing of the other
    #expect(contains(reached.outlines[0], Position(x: 200, y: 0)))
    #expect(contains(reached.outlines[0], Position(x: 120, y: 18)))
    #expect(!contains(reached.outlines[0], Position(x: 120, y: 40)))
    #expect(!contains(reached.outlines[0], Position(x: 270, y: 0)))
    // 500 m: over the bridge and 140 m back, at the width that is left
    #expect(contains(reached.outlines[1], Position(x: 180, y: 60)))
    #expect(!contains(reached.outlines[1], Position(x: 100, y: 60)))
    #expect(!contains(reached.outlines[1], Position(x: 100, y: 30)))
    // no wider than homes may be from a street
    #expect(!contains(reached.outlines[1], Position(x: 120, y: -36)))
    #expect(isOneLine(reached.lines[0], from: 0, to: 250))
    let meters = reached.lines[1].map { line in
      zip(line, line.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
    }
    #expect(abs(meters.reduce(0, +) - 500) < 0.02)
  }

  @Test("a one-way street is reached from where one may walk to the station")
  func oneWay() throws {
    var town = StreetTown()
    town.corner("west", -400, 0)
    town.corner("here", 0, 0)
    town.corner("east", 400, 0)
    // both lead east: who is west of the station can come, who is east of it cannot
    town.street("west", "here", passage: .forward)
    town.street("here", "east", passage: .forward)
    let region = try Self.region([Position(x: 0, y: 0)])
    let reached = StreetCatchments(
      try Self.walk(town, region, 300), stations: [Position(x: 0, y: 0)],
      budgets: [try #require(PathBudget(meters: 300))]
    ).each()[0]
    #expect(contains(reached.outlines[0], Position(x: -250, y: 5)))
    #expect(!contains(reached.outlines[0], Position(x: 100, y: 5)))
    #expect(isOneLine(reached.lines[0], from: -300, to: 0))
  }

  @Test("of points anywhere, at least 98 in 100 are on the right side", arguments: 0..<6)
  func agreesWithTheWalk(seed: Int) throws {
    let streets = RandomStreets(seed)
    let region = try Self.region(Self.probes)
    let meters = 200.0
    let walk = try Self.walk(streets.town, region, meters, snap: 60)
    let origins = Array(streets.points.prefix(3))
    let reach = walk.reach(from: origins)
    let outlines = StreetCatchments(
      walk, stations: origins, budgets: [try #require(PathBudget(meters: meters))]
    ).each()
    var wrong = 0
    var asked = 0
    for origin in origins.indices {
      let inside = Set(reach.blocks(of: origin).map(\.block))
      let outline = outlines[origin].outlines[0]
      for block in 0..<region.blocks.count {
        let point = region.blocks.position(of: block)
        let isDrawn = contains(outline, point)
        // far away both are easily right
        guard isDrawn || inside.contains(block) || outline.bounds.contains(point) else { continue }
        asked += 1
        if isDrawn != inside.contains(block) { wrong += 1 }
      }
    }
    #expect(asked > 500)
    #expect(Double(wrong) <= 0.02 * Double(asked), "\(wrong) of \(asked)")
  }

  @Test("longer walks contain shorter ones, and all outlines are valid", arguments: 0..<6)
  func nested(seed: Int) throws {
    let streets = RandomStreets(seed, side: 5)
    let region = try Self.region(streets.points)
    let stations = try Self.stations(Array(streets.points.prefix(4)))
    let bands = [300.0, 60, 130, 131]
    let set = try CatchmentSet(
      of: region, stations: stations,
      walk: .streets(try Self.walk(streets.town, region, 260, snap: 80)),
      bandMeters: bands, question: CoverageQuestion())
    let overlay = try Overlay()
    for form in Catchment.Form.allCases {
      let catchments = try set.catchments(form)
      let shapes = try catchments.map { list in
        try overlay.union(
          try list.map { catchment in
            let shape = try overlay.shape(catchment.outline)
            #expect(overlay.defect(of: shape) == nil)
            return shape
          })
      }
      let order = bands.indices.sorted { bands[$0] < bands[$1] }
      for (inner, outer) in zip(order, order.dropFirst()) {
        #expect(try overlay.difference(shapes[inner], shapes[outer]).area < 1e-6)
        let residents = [inner, outer].map { band in
          catchments[band].reduce(0) { $0 + $1.residents[0] }
        }
        if form != .each { #expect(residents[0] <= residents[1]) }
        let meters = [inner, outer].map { band in
          catchments[band].flatMap(\.streets).reduce(0) { sum, line in
            zip(line, line.dropFirst()).reduce(sum) { $0 + $1.0.distance(to: $1.1) }
          }
        }
        #expect(meters[0] <= meters[1] + 1e-6)
      }
    }
  }

  @Test("the forms agree with each other and with coverage to the person", arguments: 0..<6)
  func formsAgree(seed: Int) throws {
    let streets = RandomStreets(seed, side: 6, points: 60)
    let region = try Self.region(streets.points)
    var origins = Array(streets.points.suffix(6))
    origins[4] = origins[1]
    let stations = try Self.stations(origins)
    let walk = Walk.streets(try Self.walk(streets.town, region, 240, snap: 80))
    func catchments(_ form: Catchment.Form) throws -> [Catchment] {
      try Catchment.catchments(
        of: region, stations: stations, walk: walk, question: CoverageQuestion(), form: form)
    }
    let (each, dissolved, shares) = (
      try catchments(.each), try catchments(.dissolved), try catchments(.nearest)
    )
    let covered = try Coverage(
      of: region, stations: stations, walk: walk, question: CoverageQuestion()
    ).answer.region.tallies[0].covered
    #expect(isClose(dissolved.reduce(0) { $0 + $1.residents[0] }, covered))
    #expect(isClose(shares.reduce(0) { $0 + $1.residents[0] }, covered))
    let reach = walk.reach(in: region, from: origins)
    for (index, catchment) in each.enumerated() {
      #expect(isClose(catchment.residents[0], Double(reach.blocks(of: index).count)))
    }
    // the lower id has the share of two on one spot
    #expect(shares[4].outline.isEmpty && shares[4].residents[0] == 0)
    let overlay = try Overlay()
    func union(_ list: [Catchment]) throws -> Overlay.Shape {
      try overlay.union(try list.map { try overlay.shape($0.outline) })
    }
    let whole = try union(dissolved).area
    #expect(isClose(try union(each).area, whole, 1e-9))
    // shares overlap nowhere, and differ from the whole by what the lattice cannot tell
    let sum = try shares.reduce(0) { $0 + (try overlay.shape($1.outline).area) }
    #expect(isClose(sum, try union(shares).area, 1e-9))
    #expect(isClose(sum, whole, 0.03), "\(sum) of \(whole)")
  }

  @Test("the order of stations makes no difference, and one off the network has none")
  func offNetworkAndOrder() throws {
    let streets = RandomStreets(3)
    let region = try Self.region(streets.points)
    var points = Array(streets.points.prefix(4))
    points.append(Position(x: 2000, y: 2000))
    let stations = try Self.stations(points)
    let walk = Walk.streets(try Self.walk(streets.town, region, 240, snap: 60))
    func each(_ stations: [Station]) throws -> [Catchment] {
      try Catchment.catchments(
        of: region, stations: stations, walk: walk, question: CoverageQuestion(), form: .each)
    }
    let forward = try each(stations)
    let backward = try each(stations.reversed())
    #expect(forward.map(\.outline) == backward.map(\.outline).reversed())
    #expect(forward[4].outline.isEmpty && forward[4].streets.isEmpty)
    #expect(forward[4].residents == [0])
  }

  @Test("a long walk is drawn on a coarser lattice")
  func steps() {
    #expect(StreetCatchments.step(forMeters: 600) == 10)
    #expect(StreetCatchments.step(forMeters: 2000) == 10)
    #expect(StreetCatchments.step(forMeters: 2001) == 20)
    #expect(StreetCatchments.step(forMeters: 100_000) == 640)
  }
}
