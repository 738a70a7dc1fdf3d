import BenchSupport
import Foundation
import Planner
import PlannerData

/// Real extracts: from file to graph, and distances beside those of others.
enum Extracts {
  /// Reads an extract, and compares distances between 1,000 pairs of its corners.
  static func compare(_ path: String, _ python: String?) throws {
    let (reading, read) = try BenchStreets.timed { try readStreets(paths: [path]) }
    let (graph, made) = try BenchStreets.timed {
      try StreetGraph(reading.lines, by: reading.lines.plane)
    }
    let (network, indexed) = BenchStreets.timed { StreetNetwork(graph) }
    print(
      "\(path.split(separator: "/").last ?? ""): read \(read), graph \(made), index \(indexed); "
        + "\(graph.cornerCount) corners, \(graph.stretchCount) stretches, "
        + "\(graph.byteCount / max(1, graph.stretchCount)) bytes a stretch, "
        + "\(graph.parts.count) parts, \(graph.islands.count) of them islands")
    var random = SeededRandom(seed: 1)
    let ends = (0..<40).map { _ in Int.random(in: 0..<graph.cornerCount, using: &random) }
    var pairs: [(from: Int, to: Int, centimeters: Int)] = []
    for end in ends {
      let found = network.nearest(ofCorners: [end])
      for _ in 0..<25 {
        let start = Int.random(in: 0..<graph.cornerCount, using: &random)
        pairs.append((start, end, found[start]?.centimeters ?? -1))
      }
    }
    try withTemporaryFolder("bench-streets") { folder in
      try BenchStreets.write(graph.walks, to: folder + "/walks.bin")
      try BenchStreets.write(pairs, to: folder + "/pairs.bin")
      try "\(graph.cornerCount)".write(
        toFile: folder + "/corners.txt", atomically: false, encoding: .utf8)
      _ = try BenchStreets.peer(python, "streets_scipy.py", ["pairs"], folder)
    }
  }

  /// From file to graph and index, several times, beside pyrosm.
  static func read(_ path: String, _ python: String?) throws {
    let (graph, all) = try BenchStreets.median(of: 7) {
      let lines = try readStreets(paths: [path]).lines
      let graph = try StreetGraph(lines, by: lines.plane)
      _ = StreetNetwork(graph)
      return graph
    }
    print(
      "\(path.split(separator: "/").last ?? "") from file to graph and index: median \(all); "
        + "\(graph.cornerCount) corners, \(graph.stretchCount) stretches, "
        + "\(graph.byteCount / max(1, graph.stretchCount)) bytes a stretch, "
        + "\((graph.meters / 1000).fixed(1)) km, peak \(Memory.peakMegabytes.fixed(0)) MB")
    try withTemporaryFolder("bench-streets") { folder in
      let theirs = try BenchStreets.peer(python, "streets_pyrosm.py", [path], folder)
      BenchStreets.printRatio("pyrosm", theirs, all.cpu, target: "5")
    }
  }
}
