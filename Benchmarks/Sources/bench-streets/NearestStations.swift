import BenchSupport
import Foundation
import Planner

/// The nearest of 119 corners of a made-up town, beside scipy, and where the time goes.
enum NearestStations {
  static func measure(side: Int, _ python: String?) throws {
    let town = GridTown(side: side)
    let (graph, made) = try BenchStreets.timed {
      try StreetGraph(town.lines, by: town.lines.plane)
    }
    let (network, indexed) = BenchStreets.timed { StreetNetwork(graph) }
    print(
      "grid \(side) × \(side): graph \(made), index \(indexed); \(graph.cornerCount) corners, "
        + "\(graph.stretchCount) stretches, \(graph.byteCount / graph.stretchCount) bytes a stretch"
    )
    var random = SeededRandom(seed: 9)
    let stations = (0..<119).map { _ in Int.random(in: 0..<graph.cornerCount, using: &random) }
    // one after another, as scipy's; what no limit has used before is there for all
    let timings = [Int(Int32.max), 80_000, 0].map { limit in
      BenchStreets.median(of: 7) {
        network.nearest(ofCorners: stations, limitCentimeters: limit).count
      }.1
    }
    // a search that finds the stations alone: what clearing memory for every corner costs
    let (unlimited, limited, fixed) = (timings[0], timings[1], timings[2])
    let near = network.nearest(ofCorners: stations, limitCentimeters: 80_000)
    let all = network.nearest(ofCorners: stations)
    print("nearest of 119 within 800 m: median \(limited), \(near.count { $0 != nil }) reached")
    print("nearest of 119, no limit: median \(unlimited), \(all.count { $0 != nil }) reached")
    whereTimeGoes(graph, reached: all.count { $0 != nil }, fixed, limited, unlimited)
    try withTemporaryFolder("bench-streets") { folder in
      try BenchStreets.write(graph.walks, to: folder + "/walks.bin")
      for (name, found) in [("pairs", near), ("far", all)] {
        try BenchStreets.write(
          found.enumerated().compactMap { corner, near in
            near.map { (corner, stations[$0.index], $0.centimeters) }
          }, to: "\(folder)/\(name).bin")
      }
      for (name, text) in [
        ("corners", "\(graph.cornerCount)"),
        ("stations", stations.map(String.init).joined(separator: "\n")),
      ] {
        try text.write(toFile: "\(folder)/\(name).txt", atomically: false, encoding: .utf8)
      }
      let theirs = try BenchStreets.peer(python, "streets_scipy.py", ["nearest"], folder)
      BenchStreets.printRatio("scipy, 800 m", theirs, limited.cpu, target: "2")
      let far = try? String(contentsOfFile: folder + "/timing-far.txt", encoding: .utf8)
      BenchStreets.printRatio(
        "scipy, no limit", far.flatMap { Double($0) }, unlimited.cpu, target: "none")
    }
  }

  /// Beside what the memory of this machine allows.
  private static func whereTimeGoes(
    _ graph: StreetGraph, reached: Int, _ fixed: Timing, _ limited: Timing, _ unlimited: Timing
  ) {
    // by corner: two bounds of its arcs, its state read and written once, its place in the list
    // of those reached, and an entry that is written and read; by arc: itself and the state of
    // its tail
    let arcs = graph.walks.count
    let bytesPerCorner =
      2 * 4 + 2 * 8 + 4 + 2 * 16 + Double(arcs) / Double(graph.cornerCount) * (8 + 8)
    let perCorner = (unlimited.cpu - fixed.cpu) / Double(reached)
    let bandwidth = Memory.streamBytesPerSecond()
    let state = Memory.secondsPerDependentRead(ofBytes: graph.cornerCount * 8)
    let cache = Memory.secondsPerDependentRead(ofBytes: 1 << 20)
    print(
      """
      where the time goes:
        clearing memory for every corner before a search: \(fixed), \
      \((fixed.cpu / limited.cpu * 100).fixed(0)) % of 800 m, \
      \((fixed.cpu / unlimited.cpu * 100).fixed(0)) % without a limit
        searching: \((perCorner * 1e9).fixed(0)) ns a corner, which touches \
      \(bytesPerCorner.fixed(0)) bytes
        memory in a row: \((bandwidth / 1e9).fixed(1)) GB/s, \
      \((bytesPerCorner / bandwidth * 1e9).fixed(1)) ns for those bytes: the search takes \
      \((perCorner * bandwidth / bytesPerCorner).fixed(1)) times that
        memory at random, one read after another: \((state * 1e9).fixed(0)) ns among all states, \
      \((cache * 1e9).fixed(1)) ns within 1 MB: a corner takes as long as \
      \((perCorner / state).fixed(1)) reads among all states
      """)
  }
}
