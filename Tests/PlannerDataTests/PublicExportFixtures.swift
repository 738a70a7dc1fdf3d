import Foundation
import Planner
import Testing

@testable import PlannerData

/// A small project in files, read once; tests then put their own stations into it.
struct PublicTown {
  let plan: LoadedPlan
  private let projection: Projection
  static let west = 140.30
  static let south = 35.52
  static let east = 140.36
  static let north = 35.56

  /// Along streets it is a short walk on a grid of them: an unoptimised build takes its time.
  init(
    stations rows: [String] = ["1,名,public,,35.54,140.32,yes,exact"], alongStreets: Bool = false
  ) throws {
    let folder = try ScratchFolder()
    let municipalities = [("12213", "東金市", Self.west), ("12237", "山武市", 140.33)].map {
      polygonFeature(
        Self.rectangle($0.2, $0.2 + 0.03), "\"N03_004\":\"\($0.1)\",\"N03_007\":\"\($0.0)\"")
    }
    var grid = "KEY_CODE,total,65+\n"
    // a third of the cells: enough for gaps, and quick
    for cell in Self.cells where (cell.column + cell.row) % 3 == 0 {
      let people = Int(cell.column * 7 + cell.row * 13) % 100 + 20
      grid += "\(cell.code),\(people),\(people / 3)\n"
    }
    var project = ProjectFile()
    project.stations = try folder.file(
      "stations.csv",
      "id,name,kind,services,lat,lon,consent,precision\n" + rows.joined(separator: "\n"))
    project.municipalities = try folder.file("towns.geojson", collection(municipalities))
    project.population = try folder.file("grid.csv", grid)
    if alongStreets {
      project.streets = [try folder.file("streets.geojson", collection(Self.streets))]
      project.walk = "200m"
      project.snap = "200m"
      project.snapBlocks = "60m"
    }
    plan = try LoadedPlan(PlanRequest(project))
    projection = try Projection(from: .jgd2011, to: plan.region.crs)
  }

  /// A street every 0.002 degrees each way.
  private static var streets: [String] {
    func line(_ points: [(Double, Double)]) -> String {
      "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
        + "\"coordinates\":[\(points.map { "[\($0.0),\($0.1)]" }.joined(separator: ","))]}}"
    }
    func point(_ column: Int, _ row: Int) -> (Double, Double) {
      (west + Double(column) / 500, south + Double(row) / 500)
    }
    return (0...20).map { row in line((0...30).map { point($0, row) }) }
      + (0...30).map { column in line((0...20).map { point(column, $0) }) }
  }

  static func rectangle(_ west: Double, _ east: Double) -> String {
    "[[[\(west),\(south)],[\(east),\(south)],[\(east),\(north)],[\(west),\(north)],"
      + "[\(west),\(south)]]]"
  }

  static var cells: [GridCell] {
    var cells: [GridCell] = []
    for column in 0..<10 {
      for row in 0..<10 {
        let point = Position<Geographic>(
          longitude: west + (Double(column) + 0.5) / 160,
          latitude: south + (Double(row) + 0.5) / 240)
        if point.x < east, point.y < north, let cell = GridCell(containing: point, level: .m500) {
          cells.append(cell)
        }
      }
    }
    return cells
  }

  func station(
    _ id: String, at longitude: Double = 140.32, _ latitude: Double = 35.54,
    name: String = "名", kind: OrganizationKind? = OrganizationKind.network[1],
    services: Set<Service> = [.dropIn], consent: Bool = true,
    precision: PublishedPrecision = .exact, joined: CalendarDay? = nil, left: CalendarDay? = nil,
    season: Season = .allYear, details: [String: String] = [:]
  ) -> Station {
    let geographic = Position<Geographic>(longitude: longitude, latitude: latitude)
    let planes: [Position<Plane>] = projection.forward([geographic])
    return Station(
      id: StationID(id), name: name, kind: kind, services: services, position: planes[0],
      geographic: geographic, joined: joined, left: left, season: season, consent: consent,
      precision: precision, details: details)
  }

  /// The plan with other stations, asked another question.
  func plan(
    _ stations: [Station], question: CoverageQuestion = CoverageQuestion()
  ) -> LoadedPlan {
    var plan = plan
    plan.stations = stations.sorted { $0.id < $1.id }
    plan.stationMunicipality = plan.region.municipalities(
      of: plan.stations.map(\.geographic))
    plan.request.question = question
    return plan
  }

  func plane(_ points: [Position<Geographic>]) -> [Position<Plane>] { projection.forward(points) }

  /// Twelve stations of every sort.
  func randomStations(_ dice: inout Dice) -> [Station] {
    (0..<12).map { index in
      station(
        "HS-\(100 + index)", at: Double.random(in: 140.305...140.355, using: &dice),
        Double.random(in: 35.524...35.556, using: &dice), name: "拠点\(index)",
        kind: OrganizationKind.network[index % 7],
        services: Set(Service.allCases.filter { _ in Bool.random(using: &dice) } + [.dropIn]),
        consent: Int.random(in: 0..<4, using: &dice) > 0,
        precision: PublishedPrecision.allCases[
          [0, 0, 0, 1, 2, 3].randomElement(using: &dice) ?? 0],
        left: Int.random(in: 0..<8, using: &dice) == 0
          ? CalendarDay(year: 2024, month: 3, day: 31) : nil,
        details: ["hours": "月〜金", "phone": "0475-00-000\(index)", "notes": "秘\(index)"])
    }
  }
}

extension PublicExport {
  /// All public files there are, one after the other.
  func everything() throws -> [UInt8] {
    try geoJSON(layers: Layer.allCases) + csv() + kml()
  }

  func parsed(_ layers: [Layer] = Layer.standard) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(geoJSON(layers: layers)))
    return try #require(object as? [String: Any])
  }
}
