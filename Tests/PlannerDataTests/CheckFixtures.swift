import Planner
import Testing

@testable import PlannerData

/// Two square municipalities side by side, 9 km by 11 km each, and some towns in them.
enum CheckWorld {
  static func square(
    _ code: String, _ name: String, west: Double, south: Double, size: Double = 0.1
  ) -> String {
    let (east, north) = (west + size, south + size)
    return """
      {"type":"Feature","properties":{"N03_001":"千葉県","N03_004":"\(name)","N03_007":"\(code)"},\
      "geometry":{"type":"Polygon","coordinates":[[[\(west),\(south)],[\(east),\(south)],\
      [\(east),\(north)],[\(west),\(north)],[\(west),\(south)]]]}}
      """
  }

  static func collection(_ features: [String]) -> String {
    "{\"type\":\"FeatureCollection\",\"features\":[" + features.joined(separator: ",") + "]}"
  }

  static let municipalities = collection([
    square("12213", "東金市", west: 140.3, south: 35.5),
    square("12237", "山武市", west: 140.4, south: 35.5),
  ])

  static let gazetteer = """
    city,town,lon_cell_centre,lat_cell_centre
    東金市,田間,140.35,35.55
    東金市,松之郷,140.33,35.57
    東金市,台方,140.36,35.55
    山武市,成東,140.45,35.55
    山武市,蓮沼,140.47,35.52

    """

  static let header =
    "id,name,kind,services,lat,lon,municipality,address,joined,left,season"

  /// A row of the list, in which nothing is wrong unless a test makes it so.
  static func row(
    _ id: String, name: String? = nil, kind: String = "医療福祉", services: String = "居場所",
    lat: String = "35.553", lon: String = "140.353", municipality: String = "東金市",
    address: String = "", joined: String = "2020-04-01", left: String = "",
    season: String = "通年"
  ) -> String {
    [
      id, name ?? "拠点" + id, kind, services, lat, lon, municipality, address, joined, left, season,
    ].joined(separator: ",")
  }

  static func list(_ rows: [String]) -> String { ([header] + rows).joined(separator: "\n") + "\n" }
}

/// What was found in a station list.
struct CheckRun {
  /// `null-island 2`: code and row, of the station list alone.
  let found: [String]
  let checkup: Checkup

  init(
    _ list: String, municipalities: String? = CheckWorld.municipalities,
    gazetteer: String? = nil, in workspace: Workspace, as name: String = "list.csv",
    _ settings: (inout ProjectFile) -> Void = { _ in }
  ) throws {
    var project = ProjectFile()
    project.stations = try workspace.write(list, as: name)
    project.municipalities = try municipalities.map {
      try workspace.write($0, as: "municipalities.geojson")
    }
    if let gazetteer { project.gazetteer = [try workspace.write(gazetteer, as: "towns.csv")] }
    settings(&project)
    checkup = Checkup(project)
    found = checkup.findings.filter { $0.layer == "stations" }.map { finding in
      finding.code.rawValue + (finding.finding.place.row.map { " \($0)" } ?? "")
    }
  }

  func finding(_ code: Finding.Code) throws -> CheckFinding {
    try #require(checkup.findings.first { $0.code == code })
  }
}
