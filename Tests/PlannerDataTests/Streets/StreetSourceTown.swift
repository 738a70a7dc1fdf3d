import Planner

@testable import PlannerData

/// Streets, a station and points in a folder of their own, and the walks between them.
struct StreetSourceTown {
  let workspace: Workspace
  var request: StreetRequest

  /// A line for each list of longitudes and latitudes, with its properties.
  static func layer(_ lines: [([(Double, Double)], [String: String])]) -> String {
    let features = lines.map { points, properties in
      let list = points.map { "[\($0.0),\($0.1)]" }.joined(separator: ",")
      let tags = properties.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
      return "{\"type\":\"Feature\",\"properties\":{\(tags.joined(separator: ","))},"
        + "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[\(list)]}}"
    }
    return
      "{\"type\":\"FeatureCollection\",\"features\":[\n\(features.joined(separator: ",\n"))\n]}"
  }

  init(_ lines: [([(Double, Double)], [String: String])]) throws {
    workspace = try Workspace()
    request = StreetRequest(
      paths: [try workspace.write(Self.layer(lines), as: "streets.geojson")])
    request.leastPartMeters = 0
  }

  init(_ extract: Extract) throws {
    workspace = try Workspace()
    request = StreetRequest(paths: [try workspace.write(extract.pbf, as: "streets.osm.pbf")])
    request.leastPartMeters = 0
  }

  func table(
    from points: [(Double, Double)], to stations: [(Double, Double)]
  ) throws -> DistanceTable {
    func list(_ points: [(Double, Double)]) -> String {
      "id,lat,lon\n"
        + points.enumerated().map { "p\($0.offset),\($0.element.1),\($0.element.0)\n" }.joined()
    }
    return try DistanceTable(
      DistanceTable.Request(
        stations: workspace.write(list(stations), as: "stations.csv"),
        points: workspace.write(list(points), as: "points.csv"), streets: request))
  }

  /// Metres of the walk; `nil` where there is none.
  func walk(from point: (Double, Double), to station: (Double, Double)) throws -> Double? {
    try table(from: [point], to: [station]).meters(station: 0, point: 0)
  }

  /// Writes a raster in degrees as an ASCII grid, 40 cells of 0.0005 degrees each way from 140.35
  /// and 35.55.
  func raster(
    _ name: String = "dem.asc", hasSystem: Bool = true,
    from origin: (Double, Double) = (140.35, 35.55),
    noData: String = "-9999", _ height: (Double, Double) -> Double?
  ) throws -> String {
    var text =
      "ncols 40\nnrows 40\nxllcorner \(origin.0)\nyllcorner \(origin.1)\ncellsize 0.0005\n"
      + "NODATA_value \(noData)\n"
    for row in 0..<40 {
      let latitude = origin.1 + (39.5 - Double(row)) * 0.0005
      text +=
        (0..<40).map { column in
          let longitude = origin.0 + (Double(column) + 0.5) * 0.0005
          return height(longitude, latitude).map { "\($0)" } ?? noData
        }.joined(separator: " ") + "\n"
    }
    if hasSystem {
      _ = try workspace.write(Self.system, as: String(name.dropLast(3)) + "prj")
    }
    return try workspace.write(text, as: name)
  }

  private static let system =
    "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
    + "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]"
}
