import BenchSupport
import Foundation
import Planner

/// Residents within 800 m of every corner, beside pandana, and some against scipy.
enum Surroundings {
  static func measure(side: Int, _ python: String?) throws {
    let town = GridTown(side: side)
    let limit = 80_000
    var random = SeededRandom(seed: 10)
    let (graph, made) = try BenchStreets.timed {
      try StreetGraph(town.lines, by: town.lines.plane)
    }
    let network = StreetNetwork(graph)
    // whole residents, so that sums are exact in whatever order
    let residents = (0..<graph.cornerCount).map { _ in
      Double(Int.random(in: 0..<200, using: &random))
    }
    print("sums \(side) × \(side): \(graph.cornerCount) corners, graph \(made)")
    let (sums, once) = BenchStreets.timed {
      network.sums(of: residents, limitCentimeters: limit)
    }
    print("sums within 800 m of every corner, nothing kept: \(once)")
    print("  peak \(Memory.peakMegabytes.fixed(0)) MB")
    let (reach, kept) = BenchStreets.timed { CornerReach(in: network, limitCentimeters: limit) }
    let (again, repeated) = BenchStreets.median(of: 7) { reach.sums(of: residents) }
    guard again == sums else {
      throw ChildProcess.Problem(description: "kept and fresh sums differ")
    }
    let rate = Double(graph.cornerCount) / repeated.wall / 1e6
    print(
      "reach kept: \(kept), \(reach.pairCount) pairs; sums of it: median \(repeated), "
        + "\(rate.fixed(2)) million corners a second; peak \(Memory.peakMegabytes.fixed(0)) MB")
    try withTemporaryFolder("bench-streets") { folder in
      try BenchStreets.write(graph.walks, to: folder + "/walks.bin")
      try BenchStreets.write(residents, to: folder + "/residents.bin")
      try BenchStreets.write(sums, to: folder + "/sums.bin")
      try "\(limit)".write(toFile: folder + "/limit.txt", atomically: false, encoding: .utf8)
      let theirs = try BenchStreets.peer(python, "streets_pandana.py", [], folder)
      BenchStreets.printRatio("pandana, edges to sums", theirs, made.cpu + once.cpu, target: "10")
      let wall = try? String(contentsOfFile: folder + "/timing-wall.txt", encoding: .utf8)
      if let wall = wall.flatMap({ Double($0) }) {
        print("  wall time: \((wall / (made.wall + once.wall)).fixed(1))")
      }
    }
  }
}
