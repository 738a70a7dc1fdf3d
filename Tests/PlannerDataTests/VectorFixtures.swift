import Foundation
import Planner
import Testing

@testable import PlannerData

/// A folder of its own for one test, removed at the end.
final class ScratchFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("planner-vector-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Data(text.utf8))
  }

  func file(_ name: String, _ data: Data) throws -> String {
    let path = "\(path)/\(name)"
    try data.write(to: URL(fileURLWithPath: path))
    return path
  }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// The real files, where there are any.
enum RealData {
  static let folder = ProcessInfo.processInfo.environment["PLANNER_REALDATA"]
  static let isThere = folder != nil
  static let skipped: Comment = "PLANNER_REALDATA is not set"

  static func path(_ name: String) -> String { "\(folder ?? "")/\(name)" }
}

func square(_ x: Double, _ y: Double, _ size: Double = 0.1) -> String {
  let (a, b) = (x + size, y + size)
  return "[[[\(x),\(y)],[\(a),\(y)],[\(a),\(b)],[\(x),\(b)],[\(x),\(y)]]]"
}

func polygonFeature(_ coordinates: String, _ properties: String) -> String {
  """
  {"type":"Feature","properties":{\(properties)},
  "geometry":{"type":"Polygon","coordinates":\(coordinates)}}
  """
}

func collection(_ features: [String]) -> String {
  "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ",\n"))]}"
}

func outline(_ x: Double, _ y: Double, _ size: Double = 0.1) throws -> MultiPolygon<Geographic> {
  let corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]
  let ring = try #require(Ring<Geographic>(corners.map { Position(x: $0.0, y: $0.1) }))
  return MultiPolygon([Polygon(exterior: ring)])
}
