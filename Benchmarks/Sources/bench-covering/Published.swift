import BenchSupport
import Foundation
import Planner

/// Instances that others have published, with what they found.
enum Published {
  private static func lines(_ path: String) throws -> [Substring] {
    try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
  }

  private static func words(_ line: Substring) -> [Substring] {
    line.split { $0 == " " || $0 == "\t" || $0 == "," }
  }

  private static func number(_ word: Substring, _ path: String) throws -> Double {
    guard let number = Double(word) else {
      throw ChildProcess.Problem(description: "\(path): \(word) is no number")
    }
    return number
  }

  /// A first line, then easting, northing and demand: every node is both demand and candidate.
  static func saoJose(_ path: String) throws -> Points {
    var points = Points()
    for line in try lines(path).dropFirst() {
      let words = words(line)
      guard words.count >= 3 else { continue }
      points.demandPlaces.append(
        Position(x: try number(words[0], path), y: try number(words[1], path)))
      points.demand.append(try number(words[2], path))
    }
    points.candidates = points.demandPlaces
    return points
  }

  /// Latitude and longitude, then demand: every node is both, and distances are great circles.
  static func newYork(_ path: String, radius: Double) throws -> Model {
    let lines = try lines(path)
    guard let places = lines.firstIndex(where: { $0.hasPrefix("NODE_COORD_SECTION") }),
      let demands = lines.firstIndex(where: { $0.hasPrefix("DEMAND_SECTION") }), places < demands
    else {
      throw ChildProcess.Problem(description: "\(path) has no section of nodes and of demand")
    }
    let earth = 6_378_100.0
    let nodes = try lines[(places + 1)..<demands].map { line in
      let words = words(line)
      guard words.count == 2 else {
        throw ChildProcess.Problem(description: "\(path): \(line) is no position")
      }
      let latitude = try number(words[0], path) * .pi / 180
      let longitude = try number(words[1], path) * .pi / 180
      return (
        x: cos(latitude) * cos(longitude), y: cos(latitude) * sin(longitude), z: sin(latitude)
      )
    }
    let demand = try lines[(demands + 1)...].prefix { !$0.hasPrefix("EOF") }
      .map { try number(words($0).first ?? "", path) }
    guard demand.count == nodes.count else {
      throw ChildProcess.Problem(
        description: "\(path): \(nodes.count) nodes, \(demand.count) demands")
    }
    let chord = 2 * sin(radius / earth / 2)
    var model = Model(demand: demand)
    for a in nodes {
      var reached: [Int32] = []
      for (index, b) in nodes.enumerated() {
        let (dx, dy, dz) = (a.x - b.x, a.y - b.y, a.z - b.z)
        if dx * dx + dy * dy + dz * dz <= chord * chord { reached.append(Int32(index)) }
      }
      model.add(candidateReaching: reached)
    }
    return model
  }

  struct Row {
    var instance: String
    var count: Int
    var value: Double
  }

  /// A table with columns `instance`, `p`, and one of values.
  static func values(_ path: String, column: String) throws -> [Row] {
    let lines = try lines(path).map(words)
    guard let head = lines.first, let instance = head.firstIndex(of: "instance"),
      let count = head.firstIndex(of: "p"),
      let value = head.firstIndex(where: { $0 == column })
    else { throw ChildProcess.Problem(description: "\(path) lacks a column") }
    return try lines.dropFirst().map { words in
      guard words.count == head.count else {
        throw ChildProcess.Problem(description: "\(path): \(words.joined(separator: ","))")
      }
      return Row(
        instance: String(words[instance]), count: Int(try number(words[count], path)),
        value: try number(words[value], path))
    }
  }
}
