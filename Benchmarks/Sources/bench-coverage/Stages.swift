import BenchSupport
import Planner
import PlannerData

/// How long each stage takes, measured inside one process by calling the library's stages one
/// after another. The command itself reads its three files at the same time.
struct Stages {
  private let clock = ContinuousClock()
  private var rows: [(name: String, seconds: Double)] = []

  private mutating func measure<Value>(_ name: String, _ body: () throws -> Value) rethrows
    -> Value
  {
    let start = clock.now
    let value = try body()
    rows.append((name, start.duration(to: clock.now).seconds))
    return value
  }

  private func seconds(_ name: String) -> Double {
    rows.first { $0.name == name }?.seconds ?? 0
  }

  mutating func run(
    stations: String, municipalities: String, population: String, crs: String?
  ) throws {
    var project = ProjectFile()
    project.stations = stations
    project.municipalities = municipalities
    project.population = population
    project.crs = crs
    project.radius = "800m"

    let outlines = try measure("outlines") { try readMunicipalities(path: municipalities).value }
    let residents = try measure("residents") { try readGridPopulation(path: population).value }
    _ = try measure("station list") { try readStations(path: stations).value }
    let study = try StudyArea(municipalities: outlines)
    let system = crs.map { CoordinateReferenceSystem($0) }
    let region = try measure("region") {
      try Region(study: study, population: residents, crs: system)
    }
    // of that, PROJ alone: nine nodes for each tile of four by four cells
    let nodes = Self.tileNodes(residents, study.bounds)
    let projected: [Position<Plane>] = try measure("nodes") {
      try Projection(from: .jgd2011, to: region.crs).forward(nodes)
    }
    let plan = try measure("plan") { try LoadedPlan(try PlanRequest(project)) }
    let walk = measure("index") { StraightLineWalk(in: plan.region, radius: plan.request.radius) }
    let reach = measure("reach") { walk.reach(from: plan.stations.map(\.position)) }
    let coverage = try measure("coverage") {
      try Coverage(
        of: plan.region, stations: plan.stations, radius: plan.request.radius,
        question: plan.request.question)
    }
    // without stations only the outlines' own areas are left to find
    _ = try measure("areas") {
      try Coverage(
        of: plan.region, stations: [], radius: plan.request.radius,
        question: plan.request.question)
    }
    let text = measure("json") {
      CoverageDocument(coverage, of: plan).json.serialized()
    }

    let reading = seconds("outlines") + seconds("residents") + seconds("station list")
    let projecting = seconds("nodes")
    let reaching = seconds("index") + seconds("reach")
    let shares: [(String, Double)] = [
      ("reading outlines", seconds("outlines")), ("reading residents", seconds("residents")),
      ("reading stations", seconds("station list")),
      ("cutting and placing", seconds("region") - projecting), ("projecting, PROJ", projecting),
      ("placing stations, checks", max(0, seconds("plan") - reading - seconds("region"))),
      ("reaching", reaching), ("areas of the outlines", seconds("areas")),
      ("covered km² and summing", seconds("coverage") - reaching - seconds("areas")),
      ("JSON", seconds("json")),
    ]
    let total = shares.reduce(0) { $0 + $1.1 }
    for (name, seconds) in shares {
      print(
        name.padded(26), (seconds * 1000).fixed(1).padded(-9), "ms",
        (seconds / total * 100).fixed(1).padded(-6), "%")
    }
    print("sum, one after another".padded(26), (total * 1000).fixed(1).padded(-9), "ms")
    let corners = outlines.reduce(0) { count, municipality in
      municipality.outline.polygons.reduce(count) { count, polygon in
        polygon.rings.reduce(count) { $0 + $1.positions.count - 1 }
      }
    }
    print(
      "\(outlines.count) outlines with \(corners) corners, \(plan.region.blocks.count) blocks,",
      "\(reach.pairCount) pairs, \(projected.count) nodes, \(text.count) bytes of JSON")
  }

  /// The nodes that placing blocks sends through PROJ, counted anew from the cells.
  private static func tileNodes(
    _ population: Population, _ bounds: Bounds<Geographic>
  ) -> [Position<Geographic>] {
    guard case .cells(let cells) = population.units, let level = cells.first?.level else {
      return []
    }
    let perTile = Int32(max(1, level.columnsPerDegree / 40))
    var seen: Set<GridCell> = []
    var nodes: [Position<Geographic>] = []
    for cell in cells where bounds.contains(cell.center) {
      let tile = GridCell(level: level, column: cell.column / perTile, row: cell.row / perTile)
      guard seen.insert(tile).inserted else { continue }
      let corner = GridCell(
        level: level, column: tile.column * perTile, row: tile.row * perTile)
      for north in [0, 0.5, 1] {
        for east in [0, 0.5, 1] {
          nodes.append(
            corner.corner(east: east * Double(perTile), north: north * Double(perTile)))
        }
      }
    }
    return nodes
  }
}
