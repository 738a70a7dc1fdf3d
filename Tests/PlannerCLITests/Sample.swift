import Foundation
import Planner
import Testing

/// The demonstration project as it is in the repository.
enum Demo {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("geodata/demo")

  static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  static func lines(_ name: String) throws -> [String] {
    let data = try Data(contentsOf: folder.appendingPathComponent(name))
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Schemas, beside `Sources`.
  static func schema(_ name: String) throws -> JSON {
    let url = folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("schemas/\(name)")
    return try JSON([UInt8](try Data(contentsOf: url)))
  }
}

/// A corner of the demonstration project, small enough to be read a few hundred times: three
/// municipalities, some of the grid cells where they meet, a dozen stations, the living areas
/// that begin there.
struct Sample {
  static let codes = ["12213", "12239", "12403"]

  var stationHeader: String
  var stations: [String]
  var municipalities: [String]
  var livingAreas: [String]
  var populationHeader: String
  var population: [String]
  var zones = [
    "area,code,source", "山武,12213,試験", "山武,12239,試験", "海辺,12403,試験",
  ]

  /// Cut once; every test gets its own copy.
  static func make() throws -> Sample { try cut.get() }

  private static let cut = Result { try Sample() }

  private init() throws {
    let features = try Demo.lines("municipalities.geojson").filter {
      $0.hasPrefix("{\"type\":\"Feature\"")
    }.map(Self.withoutComma)
    municipalities = features.filter { feature in
      Self.codes.contains { feature.contains("\"code\":\"\($0)\"") }
    }
    let corners = try municipalities.flatMap { try Self.corners($0) }
    let west = corners.map(\.x).min() ?? 0
    let east = corners.map(\.x).max() ?? 0
    let south = corners.map(\.y).min() ?? 0
    let north = corners.map(\.y).max() ?? 0
    livingAreas = try Demo.lines("living-areas.geojson").filter {
      $0.hasPrefix("{\"type\":\"Feature\"")
    }.map(Self.withoutComma).filter { feature in
      guard let first = try Self.corners(feature).first else { return false }
      return (west...east).contains(first.x) && (south...north).contains(first.y)
    }
    let list = try Demo.lines("stations.csv")
    // the byte order mark stays with the demo file
    stationHeader = list[0].filter { $0 != "\u{FEFF}" }
    stations = list.dropFirst().filter { row in
      ["東金市", "大網白里市", "九十九里町"].contains { row.contains(",\($0),") }
    }.prefix(12).map { $0 }
    // the cells around the first station, where two municipalities meet
    let grid = try Demo.lines("population-500m.csv")
    populationHeader = grid[0]
    let places = stations.compactMap { row -> (x: Double, y: Double)? in
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      guard let y = Double(fields[4]), let x = Double(fields[5]) else { return nil }
      return (x, y)
    }
    let center = try #require(places.first)
    population = grid.dropFirst().filter { row in
      guard let corner = Self.southWest(ofHalfKilometre: row.prefix(9)) else { return false }
      return abs(corner.x - center.x) < 0.045 && abs(corner.y - center.y) < 0.03
    }
    #expect(municipalities.count == 3 && stations.count == 12)
    #expect(livingAreas.count > 2 && population.count > 100)
  }

  /// A station whose consent says no, where none of the others is: `HS-999`, `ひみつの家ABCXYZ`.
  mutating func addWithheldStation() throws {
    let header = stationHeader.split(separator: ",")
    let consent = try #require(header.firstIndex(of: "consent"))
    // without quoted commas, so that columns can be told
    let row = try #require(
      stations.lazy.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        .first { $0.count == header.count })
    var secret = row.map(String.init)
    (secret[0], secret[1], secret[consent]) = ("HS-999", "ひみつの家ABCXYZ", "no")
    (secret[4], secret[5]) = ("35.5551", "140.3641")
    stations.append(secret.joined(separator: ","))
  }

  private static func withoutComma(_ line: String) -> String {
    line.hasSuffix(",") ? String(line.dropLast()) : line
  }

  private static func corners(_ feature: String) throws -> [(x: Double, y: Double)] {
    func all(_ value: JSON) -> [(x: Double, y: Double)] {
      guard value[0].items.isEmpty else { return value.items.flatMap(all) }
      return [(value[0].number, value[1].number)]
    }
    return all(try JSON(Array(feature.utf8))["geometry"]["coordinates"])
  }

  /// The south-west corner of a 500 m cell by its nine digits (JIS X 0410).
  fileprivate static func southWest(ofHalfKilometre code: Substring) -> (x: Double, y: Double)? {
    let digit = code.compactMap(\.wholeNumberValue).map(Double.init)
    guard digit.count == 9 else { return nil }
    let half = Int(digit[8]) - 1
    return (
      100 + digit[2] * 10 + digit[3] + digit[5] / 8 + digit[7] / 80 + Double(half % 2) / 160,
      (digit[0] * 10 + digit[1]) / 1.5 + digit[4] / 12 + digit[6] / 120 + Double(half / 2) / 240
    )
  }

  // MARK: As files

  var stationsText: String { ([stationHeader] + stations).joined(separator: "\n") + "\n" }
  var populationText: String { ([populationHeader] + population).joined(separator: "\n") + "\n" }
  var zonesText: String { zones.joined(separator: "\n") + "\n" }
  var municipalitiesText: String { Self.collection(municipalities) }
  var livingAreasText: String { Self.collection(livingAreas) }

  static func collection(_ features: [String]) -> String {
    "{\"type\":\"FeatureCollection\",\"features\":[\n" + features.joined(separator: ",\n")
      + "\n]}\n"
  }

  /// Writes the files into a workspace.
  func write(to workspace: Workspace) throws {
    try workspace.write(stationsText, as: "stations.csv")
    try workspace.write(municipalitiesText, as: "municipalities.geojson")
    try workspace.write(populationText, as: "population.csv")
    try workspace.write(livingAreasText, as: "areas.geojson")
    try workspace.write(zonesText, as: "zones.csv")
  }

  /// The three inputs without which nothing runs, as a run in the workspace's folder names them.
  static let inputs = [
    "--stations", "stations.csv", "--municipalities", "municipalities.geojson", "--population",
    "population.csv",
  ]
  static let layers = ["--living-areas", "生活圏域=areas.geojson", "--zones", "圏域=zones.csv"]
}

extension Workspace {
  /// A workspace with the sample in it, some files replaced.
  static func sample(replacing files: [String: String] = [:]) throws -> Workspace {
    let workspace = try Workspace()
    try Sample.make().write(to: workspace)
    for (name, text) in files { try workspace.write(text, as: name) }
    return workspace
  }

  /// The demonstration project with the cells around 東金 alone, since the whole grid takes an
  /// unoptimised build minutes; without its totals, to which so few cells cannot be scaled.
  static func demo() throws -> Workspace {
    let workspace = try Workspace()
    for name in [
      "stations.csv", "municipalities.geojson", "living-areas.geojson", "zones-sanbu.csv",
      "zones-11.csv", "planner-notice.txt",
    ] {
      let data = try Data(contentsOf: Demo.folder.appendingPathComponent(name))
      try workspace.write([UInt8](data), as: name)
    }
    let grid = try Demo.lines("population-500m.csv")
    let rows = grid.dropFirst().filter { row in
      guard let corner = Sample.southWest(ofHalfKilometre: row.prefix(9)) else { return false }
      return abs(corner.x - 140.37) < 0.08 && abs(corner.y - 35.56) < 0.06
    }
    try workspace.write(
      ([grid[0]] + rows).joined(separator: "\n") + "\n", as: "population-500m.csv")
    // candidates have tests of their own
    let kinds = OrganizationKind.network.map { "  \($0.slug):" }
    let project = try Demo.lines("planner.yaml").filter { line in
      !line.hasPrefix("population-totals:") && !line.hasPrefix("candidates:")
        && !kinds.contains { line.hasPrefix($0) }
    }
    try workspace.write(project.joined(separator: "\n") + "\n", as: "planner.yaml")
    return workspace
  }

  /// Runs a command in this folder.
  func run(
    _ arguments: String..., environment: [String: String] = [:], terminal: FileHandle? = nil
  ) throws -> CommandRun {
    try run(arguments, environment: environment, terminal: terminal)
  }

  func run(
    _ arguments: [String], environment: [String: String] = [:], through prefix: [String] = [],
    terminal: FileHandle? = nil
  ) throws -> CommandRun {
    try CommandRun(
      arguments, environment: environment, in: folder.path, through: prefix, terminal: terminal)
  }
}

/// Flags of the command that a page of HTML shows its readers, who know none. A style sheet's
/// names begin with the same two dashes and are not shown.
func flagsShown(inPage html: String) -> [String] {
  html.replacing(/<style>.*?<\/style>/.dotMatchesNewlines(), with: "")
    .replacing(/<[^>]*>/, with: "")
    .matches(of: /--[a-z][a-z-]*/).map { String($0.output) }
}
