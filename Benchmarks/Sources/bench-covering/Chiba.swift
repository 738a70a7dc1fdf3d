import BenchSupport
import Foundation
import Planner
import PlannerData

/// Whom to ask next in all of Chiba: every school, welfare facility and cultural property is a
/// candidate, and whoever lives beyond the walk of today's stations is demand.
struct Chiba {
  static let stationCount = 119
  static let meters = 800.0
  static let certificate = 0.001

  let data: String

  /// The model as it comes from the library, a row for each block that no station reaches.
  private func model() throws -> Model {
    let municipalities = try readMunicipalities(
      path: data + "/boundaries/chiba_municipalities_full.geojson"
    ).value
    let population = try readGridPopulation(path: data + "/population/Chiba500mPop2020.csv").value
    let places = try StationList.places(
      count: Self.stationCount, municipalities: municipalities, population: population)
    let facilities = try ["heritage_chiba", "P29-13_12", "P14_12"].flatMap {
      try Facility.read(data + "/facilities/\($0).geojson")
    }
    let onlyCenters = facilities.filter { $0.precision == "municipality" }.count
    guard let radius = WalkRadius(meters: Self.meters) else {
      throw ChildProcess.Problem(description: "no walk of \(Self.meters) m")
    }

    let clock = ContinuousClock()
    let start = clock.now
    let region = try Region(
      study: try StudyArea(municipalities: municipalities), population: population)
    let cut = clock.now
    let projection = try Projection(from: .jgd2011, to: region.crs)
    let walk = StraightLineWalk(in: region, radius: radius)
    let today = walk.reach(from: projection.forward(places))
    let reach = walk.reach(from: projection.forward(facilities.map(\.place)))
    let reached = clock.now

    let blocks = region.blocks
    var isCovered = [Bool](repeating: false, count: blocks.count)
    for station in 0..<today.stationCount {
      for (block, _) in today.blocks(of: station) { isCovered[block] = true }
    }
    let pieces = blocks.pieceOfBlocks()
    var number = [Int32](repeating: -1, count: blocks.count)
    var model = Model(demand: [])
    for block in 0..<blocks.count where !isCovered[block] {
      number[block] = Int32(model.demand.count)
      model.demand.append(blocks.residentsPerBlock(attribute: 0, piece: Int(pieces[block])))
    }
    for facility in facilities.indices {
      model.add(
        candidateReaching: reach.blocks(of: facility).compactMap {
          isCovered[$0.block] ? nil : number[$0.block]
        })
    }
    let end = clock.now
    print(
      "\(facilities.count) candidates (\(onlyCenters) of them known by their municipality only),",
      "\(Self.stationCount) stations, \(blocks.count) blocks; \(model.demand.count) blocks with",
      "\(model.demand.reduce(0, +).fixed(0)) residents are not covered")
    print(
      "\(reach.pairCount) pairs, \(model.rows.count) of them with blocks that are not covered")
    print(
      "cutting and placing \(start.duration(to: cut).seconds.fixed(3)) s,",
      "reaching \(cut.duration(to: reached).seconds.fixed(3)) s,",
      "rows \(reached.duration(to: end).seconds.fixed(3)) s")
    return model
  }

  func run(_ comparison: inout Comparison, counts: [Int]) throws {
    print("\nAll Chiba, straight lines of 800 m")
    let model = try model()
    let clock = ContinuousClock()
    let start = clock.now
    let merged = model.merged()
    print(
      "merging \(start.duration(to: clock.now).seconds.fixed(3)) s:",
      "\(merged.demand.count) rows, \(merged.rows.count) pairs\n")
    Comparison.head()
    for (index, count) in counts.enumerated() {
      let ours = try comparison.line("Chiba", merged, count: count, asksHiGHS: index == 0)
      if let ours {
        Self.certificate(merged, count: count, whole: ours, limit: comparison.timeLimit)
      }
    }
  }

  /// How close to the best the answer is for certain after one second, two, four …, each time from
  /// the beginning, until it is within a thousandth or the whole search has ended.
  private static func certificate(
    _ model: Model, count: Int, whole: Comparison.Ours, limit: Int
  ) {
    var seconds = 1
    while seconds <= limit {
      guard let part = Comparison.ours(model, count: count, seconds: seconds) else { return }
      print(
        "".padded(16),
        "after \(part.seconds.fixed(2)) s (CPU \(part.cpuSeconds.fixed(2))):",
        part.solution.isProven ? "proven" : "within \((part.gap * 100).fixed(4)) % for certain")
      if part.gap <= Self.certificate || part.solution.isProven
        || Double(seconds) >= whole.seconds
      {
        return
      }
      seconds *= 2
    }
  }
}

/// A place in a layer of points.
private struct Facility {
  var place: Position<Geographic>
  /// What the layer says of how exact the place is, where it does.
  var precision: String?

  static func read(_ path: String) throws -> [Facility] {
    struct Layer: Decodable {
      struct Feature: Decodable {
        struct Geometry: Decodable { var coordinates: [Double] }
        struct Properties: Decodable {
          var precision: String?
          enum CodingKeys: String, CodingKey { case precision = "geo_precision" }
        }
        var geometry: Geometry
        var properties: Properties
      }
      var features: [Feature]
    }
    let layer = try JSONDecoder().decode(
      Layer.self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
    return try layer.features.map { feature in
      guard feature.geometry.coordinates.count >= 2 else {
        throw ChildProcess.Problem(description: "\(path): a place without coordinates")
      }
      return Facility(
        place: Position(
          longitude: feature.geometry.coordinates[0], latitude: feature.geometry.coordinates[1]),
        precision: feature.properties.precision)
    }
  }
}
