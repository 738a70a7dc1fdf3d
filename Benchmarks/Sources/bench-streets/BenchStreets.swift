import BenchSupport
import Foundation

/// Walks along streets beside scipy, networkx, pandana and pyrosm.
/// `Benchmarks/README.md` says what each figure means.
@main
struct BenchStreets {
  static let usage = """
    bench-streets real --data FOLDER [--python PROGRAM]   extracts: reading, and distances compared
    bench-streets read --data FOLDER [--python PROGRAM]   Helsinki from file to graph
    bench-streets grid [--side N] [--python PROGRAM]      nearest stations in a town of N × N points
    bench-streets sums [--side N] [--python PROGRAM]      residents around every corner
    bench-streets kanto [--side N]                        ten million corners, by itself
    """

  static func main() {
    do {
      var options = try Options(Array(CommandLine.arguments.dropFirst()))
      let python = options.optional("python")
      switch options.command {
      case "real", "read":
        let folder = try options.required("data") + "/walknet/"
        try options.checkAllUsed()
        if options.command == "read" {
          try Extracts.read(folder + "Helsinki.osm.pbf", python)
        } else {
          for name in ["Helsinki.osm.pbf", "monaco.osm.gz", "andorra.osm.pbf", "spo_osm.pbf"] {
            try Extracts.compare(folder + name, python)
          }
        }
      case "grid":
        let side = try options.number("side", default: 1130)
        try options.checkAllUsed()
        try NearestStations.measure(side: side, python)
      case "sums":
        let side = try options.number("side", default: 358)
        try options.checkAllUsed()
        try Surroundings.measure(side: side, python)
      case "kanto":
        let side = try options.number("side", default: 3570)
        try options.checkAllUsed()
        try Kanto.measure(side: side)
      default: throw ChildProcess.Problem(description: "\n" + usage)
      }
    } catch {
      FileHandle.standardError.write(Data("bench-streets: \(error)\n".utf8))
      exit(1)
    }
  }

  /// Wall and processor time of something, and what came of it.
  static func timed<Result>(_ body: () throws -> Result) rethrows -> (Result, Timing) {
    let watch = Stopwatch()
    let result = try body()
    return (result, Timing(wall: watch.wallSeconds, cpu: watch.cpuSeconds))
  }

  /// The same several times: the run with the median wall time.
  static func median<Result>(
    of count: Int, _ body: () throws -> Result
  ) rethrows -> (Result, Timing) {
    var (result, timing) = try timed(body)
    var timings = [timing]
    while timings.count < count {
      (result, timing) = try timed(body)
      timings.append(timing)
    }
    timings.sort { $0.wall < $1.wall }
    return (result, timings[(count - 1) / 2])
  }

  /// Runs a script beside this; prints nothing where there is no interpreter.
  ///
  /// The script leaves in `timing.txt` the processor seconds to compare with, if it measured any.
  static func peer(_ python: String?, _ script: String, _ arguments: [String], _ folder: String)
    throws
    -> Double?
  {
    guard let python else { return nil }
    fflush(nil)
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("peers/\(script)").path
    _ = try ChildProcess.run([python, path] + arguments + [folder])
    return (try? String(contentsOfFile: folder + "/timing.txt", encoding: .utf8)).flatMap {
      Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  static func printRatio(_ name: String, _ theirs: Double?, _ ours: Double, target: String) {
    guard let theirs else { return }
    print("  \(name) ÷ planner, processor time: \((theirs / ours).fixed(1)) (target \(target))")
  }

  /// Whole numbers of 32 bits, three for each walk and each pair.
  static func write(
    _ triples: [(from: Int, to: Int, centimeters: Int)], to path: String
  ) throws {
    let numbers = triples.flatMap { [Int32($0.from), Int32($0.to), Int32($0.centimeters)] }
    try numbers.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
  }

  static func write(_ numbers: [Double], to path: String) throws {
    try numbers.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
  }
}

struct Timing: CustomStringConvertible {
  var wall: Double
  var cpu: Double

  var description: String {
    wall < 1
      ? "\((wall * 1000).fixed(1)) ms (CPU \((cpu * 1000).fixed(1)))"
      : "\(wall.fixed(2)) s (CPU \(cpu.fixed(2)))"
  }
}
