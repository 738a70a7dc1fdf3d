import BenchSupport
import Foundation
import Planner
import PlannerData

/// Walks along streets beside scipy and networkx, on the very same graphs.
/// `Benchmarks/README.md` says what each figure means.
@main
struct BenchStreets {
  static let usage = """
    bench-streets real --data FOLDER [--python PROGRAM]   extracts: reading, and distances compared
    bench-streets grid [--side N] [--python PROGRAM]      a made-up town of N × N corners
    """

  static func main() {
    do {
      var options = try Options(Array(CommandLine.arguments.dropFirst()))
      let python = options.optional("python")
      switch options.command {
      case "real":
        let folder = try options.required("data") + "/walknet/"
        try options.checkAllUsed()
        for name in ["Helsinki.osm.pbf", "monaco.osm.gz", "andorra.osm.pbf", "spo_osm.pbf"] {
          try compare(folder + name, python)
        }
      case "grid":
        let side = try options.number("side", default: 1000)
        try options.checkAllUsed()
        try grid(side, python)
      default: throw ChildProcess.Problem(description: "\n" + usage)
      }
    } catch {
      FileHandle.standardError.write(Data("bench-streets: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func milliseconds(_ watch: Stopwatch) -> String {
    String(format: "%.0f ms", watch.wallSeconds * 1000)
  }

  private static func graph(_ lines: StreetLines) throws -> StreetGraph {
    let center = lines.bounds.center
    let crs = CoordinateReferenceSystem(
      "+proj=tmerc +lat_0=\(center.latitude) +lon_0=\(center.longitude) +k=1 +ellps=GRS80 "
        + "+units=m +type=crs")
    return try StreetGraph(
      lines, by: Projection(from: Projection.geographic(of: crs), to: crs))
  }

  /// Reads an extract, and compares distances between 1,000 pairs of its corners.
  private static func compare(_ path: String, _ python: String?) throws {
    var watch = Stopwatch()
    let reading = try readStreets(paths: [path])
    let read = milliseconds(watch)
    watch = Stopwatch()
    let graph = try graph(reading.lines)
    let made = milliseconds(watch)
    watch = Stopwatch()
    let network = StreetNetwork(graph)
    let indexed = milliseconds(watch)
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
    guard let python else { return }
    try withTemporaryFolder("bench-streets") { folder in
      try write(graph.walks, pairs, corners: graph.cornerCount, to: folder)
      _ = try ChildProcess.run([python, peer, "pairs", folder])
    }
  }

  /// The nearest of 119 corners within 800 m, on a jittered grid of which a quarter is missing.
  private static func grid(_ side: Int, _ python: String?) throws {
    var random = SeededRandom(seed: 7)
    var points: [Position<Geographic>] = []
    points.reserveCapacity(side * side)
    for row in 0..<side {
      for column in 0..<side {
        points.append(
          Position(
            longitude: 139 + (Double(column) * 50 + Double.random(in: -15...15, using: &random))
              / 90_500,
            latitude: 35 + (Double(row) * 50 + Double.random(in: -15...15, using: &random))
              / 110_940))
      }
    }
    var lines = StreetLines(points: points)
    for row in 0..<side {
      for column in 0..<side {
        let here = Int32(row * side + column)
        if column + 1 < side, Int.random(in: 0..<4, using: &random) > 0 {
          lines.add(line: [here, here + 1])
        }
        if row + 1 < side, Int.random(in: 0..<4, using: &random) > 0 {
          lines.add(line: [here, here + Int32(side)])
        }
      }
    }
    var watch = Stopwatch()
    let graph = try graph(lines)
    print(
      "grid \(side) × \(side): graph \(milliseconds(watch)), \(graph.cornerCount) corners, "
        + "\(graph.stretchCount) stretches, \(graph.byteCount / graph.stretchCount) bytes a stretch"
    )
    watch = Stopwatch()
    let network = StreetNetwork(graph)
    print("index \(milliseconds(watch))")
    let stations = (0..<119).map { _ in Int.random(in: 0..<graph.cornerCount, using: &random) }
    for (name, limit) in [("800 m", 80_000), ("no limit", Int(Int32.max))] {
      var times: [Double] = []
      for _ in 0..<7 {
        let watch = Stopwatch()
        _ = network.nearest(ofCorners: stations, limitCentimeters: limit)
        times.append(watch.wallSeconds * 1000)
      }
      times.sort()
      print(
        "nearest of 119, \(name): median \(String(format: "%.1f", times[3])) ms, "
          + "fastest \(String(format: "%.1f", times[0])) ms")
    }
    guard let python else { return }
    try withTemporaryFolder("bench-streets") { folder in
      let found = network.nearest(ofCorners: stations, limitCentimeters: 80_000)
      let pairs = found.enumerated().compactMap { corner, near in
        near.map { (corner, stations[$0.index], $0.centimeters) }
      }
      try write(graph.walks, pairs, corners: graph.cornerCount, to: folder)
      try Data(stations.map(String.init).joined(separator: "\n").utf8)
        .write(to: URL(fileURLWithPath: folder + "/stations.txt"))
      _ = try ChildProcess.run([python, peer, "nearest", folder])
    }
  }

  private static let peer = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("peers/streets_scipy.py").path

  /// Whole numbers of 32 bits, three for each walk and each pair.
  private static func write(
    _ walks: [(from: Int, to: Int, centimeters: Int)],
    _ pairs: [(from: Int, to: Int, centimeters: Int)], corners: Int, to folder: String
  ) throws {
    for (list, name) in [(walks, "walks"), (pairs, "pairs")] {
      let numbers = list.flatMap { [Int32($0.from), Int32($0.to), Int32($0.centimeters)] }
      try numbers.withUnsafeBytes {
        try Data($0).write(to: URL(fileURLWithPath: "\(folder)/\(name).bin"))
      }
    }
    try Data("\(corners)".utf8).write(to: URL(fileURLWithPath: folder + "/corners.txt"))
  }
}
