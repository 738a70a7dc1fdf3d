import Foundation
import Testing

@testable import Planner
@testable import PlannerData

/// A whole count of coverage in the centre of São Paulo: real streets, real residents by hexagon,
/// hexagons with a school as stations. Against streets that are joined by looking at all of them,
/// and walked by a search without any order.
@Suite(.enabled(if: RealData.isThere, RealData.skipped))
struct StreetCoverageRealTests {
  private struct Hexagon {
    let at: Position<Geographic>
    let residents: Double
    let schools: Int
  }

  private func hexagons() throws -> [Hexagon] {
    let text = try String(
      contentsOf: URL(fileURLWithPath: RealData.path("walknet/spo_hexgrid.csv")), encoding: .utf8)
    return try text.split(whereSeparator: \.isNewline).dropFirst().map { row in
      let fields = row.split(separator: ",")
      return Hexagon(
        at: Position(
          longitude: try #require(Double(fields[1])), latitude: try #require(Double(fields[2]))),
        residents: try #require(Double(fields[3])), schools: try #require(Int(fields[4])))
    }
  }

  /// From a point to the nearest place on any street of the network that is no island: centimetres
  /// to it, and from there to the ends of its stretch.
  private struct Join {
    var squared = Double.infinity
    var stretch = 0
    var along = 0.0

    init(_ point: Position<Plane>, _ graph: StreetGraph, _ boxes: [Bounds<Plane>]) {
      for stretch in 0..<graph.stretchCount where !graph.isOnIsland(stretch: stretch) {
        let box = boxes[stretch]
        let (east, north) = (
          max(0, box.minX - point.x, point.x - box.maxX),
          max(0, box.minY - point.y, point.y - box.maxY)
        )
        if east * east + north * north > squared { continue }
        let shape = graph.shape(of: stretch)
        var before = 0.0
        var whole = 0.0
        var best: (squared: Double, along: Double)?
        for index in shape.indices.dropLast() {
          let (a, b) = (shape[index], shape[index + 1])
          let (dx, dy) = (b.x - a.x, b.y - a.y)
          let squaredLength = dx * dx + dy * dy
          let length = squaredLength.squareRoot()
          let share =
            squaredLength == 0
            ? 0
            : max(0, min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / squaredLength))
          let (x, y) = (point.x - a.x - share * dx, point.y - a.y - share * dy)
          let squared = x * x + y * y
          if squared < best?.squared ?? squared + 1 { best = (squared, before + share * length) }
          before += length
          whole = before
        }
        if let best, best.squared < squared {
          squared = best.squared
          self.stretch = stretch
          along = whole == 0 ? 0 : best.along / whole * Double(graph.centimeters[stretch])
        }
      }
    }

    var off: Double { squared.squareRoot() * 100 }
  }

  /// Centimetres from every home to the nearest station, `nil` where there is no walk.
  private func nearest(
    _ homes: [Join], _ stations: [Join], _ graph: StreetGraph
  ) -> [Double?] {
    var next: [[(to: Int, centimeters: Double)]] = Array(
      repeating: [], count: graph.cornerCount)
    for walk in graph.walks { next[walk.to].append((walk.from, Double(walk.centimeters))) }
    var far = [Double](repeating: .infinity, count: graph.cornerCount)
    var waiting: [Int] = []
    func offer(_ corner: Int, _ centimeters: Double) {
      guard centimeters < far[corner] else { return }
      far[corner] = centimeters
      waiting.append(corner)
    }
    /// The ends of a join's stretch, and how far each is; homes leave and stations are come to.
    func ends(_ join: Join, isLeaving: Bool) -> [(corner: Int, centimeters: Double)] {
      let length = Double(graph.centimeters[join.stretch])
      let passage = graph.passage[join.stretch]
      var ends: [(Int, Double)] = []
      if passage.contains(isLeaving ? .backward : .forward) {
        ends.append((Int(graph.from[join.stretch]), join.off + join.along))
      }
      if passage.contains(isLeaving ? .forward : .backward) {
        ends.append((Int(graph.to[join.stretch]), join.off + length - join.along))
      }
      return ends
    }
    for station in stations {
      for (corner, centimeters) in ends(station, isLeaving: false) { offer(corner, centimeters) }
    }
    var done = 0
    while done < waiting.count {
      let corner = waiting[done]
      done += 1
      for (other, centimeters) in next[corner] { offer(other, far[corner] + centimeters) }
    }
    return homes.map { home in
      var best =
        ends(home, isLeaving: true).map { far[$0.corner] + $0.centimeters }.min()
        ?? .infinity
      for station in stations where station.stretch == home.stretch {
        let passage = graph.passage[home.stretch]
        let isAlong = station.along >= home.along
        guard station.along == home.along || passage.contains(isAlong ? .forward : .backward)
        else { continue }
        best = min(best, home.off + abs(station.along - home.along) + station.off)
      }
      return best.isFinite ? best : nil
    }
  }

  @Test("totals are those of a plain search over all streets")
  func saoPaulo() throws {
    let hexagons = try hexagons()
    let crs = CoordinateReferenceSystem("EPSG:31983")
    let projection = try Projection(from: Projection.geographic(of: crs), to: crs)
    let points: [Position<Plane>] = projection.forward(hexagons.map(\.at))
    let streets = try readStreets(paths: [RealData.path("walknet/spo_osm.pbf")])
    let network = StreetNetwork(try StreetGraph(streets.lines, by: projection))
    let graph = network.graph
    let region = try Region(
      planar: Population(
        attributes: [.total], units: .plane(points), counts: [hexagons.map(\.residents)]),
      crs: crs)
    let all = hexagons.reduce(0) { $0 + $1.residents }
    #expect(all > 100_000 && region.blocks.residents() == all)

    let schools = hexagons.indices.filter { hexagons[$0].schools > 0 }
    #expect(schools.count > 10)
    let stations = schools.map { index in
      Station(
        id: StationID(String(format: "%03d", index)), name: "\(index)", kind: nil,
        services: [.dropIn], position: points[index], geographic: hexagons[index].at)
    }
    let boxes = (0..<graph.stretchCount).map { stretch in
      var box = Bounds<Plane>()
      for point in graph.shape(of: stretch) { box.add(point) }
      return box
    }
    let joins = points.map { Join($0, graph, boxes) }
    let limits = StreetWalk.JoinLimits()
    let near = nearest(
      joins, schools.map { joins[$0] }.filter { $0.off <= limits.stationMeters * 100 }, graph)
    let off = hexagons.indices.filter { joins[$0].off > limits.blockMeters * 100 }
    var last = 0.0
    for meters in [250.0, 500, 800, 1200] {
      let walk = StreetWalk(
        in: region, network: network, budget: try #require(PathBudget(meters: meters)))
      let tally = try Coverage(
        of: region, stations: stations, walk: .streets(walk), question: CoverageQuestion()
      ).answer.region.tallies[0]
      // whose walk ends within the centimetres of rounding may be on either side
      let within = hexagons.indices.filter { index in
        joins[index].off <= limits.blockMeters * 100
          && near[index].map { $0 <= meters * 100 } ?? false
      }
      let unsure = hexagons.indices.filter { index in
        near[index].map { abs($0 - meters * 100) < 5 } ?? false
      }
      let covered = within.reduce(0) { $0 + hexagons[$1].residents }
      let margin = unsure.reduce(0) { $0 + hexagons[$1].residents }
      #expect(margin < all / 100)
      #expect(abs(tally.covered - covered) <= margin + 1e-6, "\(meters) m")
      #expect(abs(tally.covered + tally.uncovered - all) < 1e-6 && tally.residents == all)
      #expect(tally.covered > last && tally.covered < all)
      last = tally.covered
      #expect(
        abs(
          walk.residentsOffNetwork(of: region.blocks)[0]
            - off.reduce(0) { $0 + hexagons[$1].residents }) < 1e-6)
    }
  }
}
