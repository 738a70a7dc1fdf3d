import Planner
import Testing

@testable import PlannerData

/// A municipality, its residents and one station, to which tests add lists of candidates.
///
/// At 35.54° N, 0.0001° are 11.1 m to the north and 9.1 m to the east.
struct CandidateTown {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A plan with lists of candidates; stations are rows of `id,name,kind,lat,lon,left`.
  func load(
    _ lists: [(kind: String, name: String, content: String)],
    stations: [String] = ["S,本部,public,35.555,140.355,"], setsAside: Bool = false,
    reads: Bool = true, change: (inout ProjectFile) -> Void = { _ in }
  ) throws -> LoadedPlan {
    var project = ProjectFile()
    project.stations = try folder.file(
      "stations.csv", "id,name,kind,lat,lon,left\n" + stations.joined(separator: "\n"))
    project.municipalities = try folder.file(
      "towns.geojson",
      collection([
        polygonFeature(
          PublicTown.rectangle(PublicTown.west, PublicTown.east),
          "\"name\":\"東金市\",\"code\":\"12213\"")
      ]))
    project.population = try folder.file(
      "grid.csv", "KEY_CODE,total\n" + PublicTown.cells.map { "\($0.code),10\n" }.joined())
    for list in lists {
      project.candidates.append(
        ProjectFile.NamedFile(
          name: list.kind, path: try folder.file(list.name, list.content)))
    }
    project.setAside = setsAside
    change(&project)
    var request = try PlanRequest(project)
    request.readsCandidates = reads
    return try LoadedPlan(request)
  }

  /// The candidates of one table of shops.
  func shops(_ table: String, stations: [String] = ["S,本部,public,35.555,140.355,"]) throws
    -> LoadedPlan
  {
    try load([("commerce", "shops.csv", table)], stations: stations)
  }

  static func point(
    _ longitude: Double, _ latitude: Double, _ properties: [String: String]
  ) -> String {
    let fields = properties.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
    return """
      {"type":"Feature","properties":{\(fields.joined(separator: ","))},
      "geometry":{"type":"Point","coordinates":[\(longitude),\(latitude)]}}
      """
  }
}

/// All of a candidate but the row that it came from.
struct CandidateFacts: Hashable {
  let id: String
  let name: String
  let kind: String?
  let position: Position<Plane>
  let municipality: Int?
  let costYen: Double?
  let alsoHere: [String]

  init(_ candidate: Candidate) {
    id = candidate.id.text
    name = candidate.name
    kind = candidate.kind?.slug
    position = candidate.position
    municipality = candidate.municipality
    costYen = candidate.costYen
    alsoHere = candidate.alsoHere
  }
}
