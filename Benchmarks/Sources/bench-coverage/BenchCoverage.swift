import BenchSupport
import Foundation

/// Measures `planner-cli coverage` from files to answer. `Benchmarks/README.md` says what each
/// figure means.
@main
struct BenchCoverage {
  static let usage = """
    bench-coverage real   --planner FILE [--python FILE] [--runs N]   real layers, beside geopandas
    bench-coverage japan  --planner FILE [--runs N] [--parts 16,8,4,2,1]   growth to a whole country
    bench-coverage stages --stations FILE --municipalities FILE --population FILE [--crs CRS]
    bench-coverage stations --count N --municipalities FILE --population FILE --out FILE
    bench-coverage make-japan --part N --out FOLDER
    """

  static func main() {
    do {
      var options = try Options(Array(CommandLine.arguments.dropFirst()))
      switch options.command {
      case "real": try real(&options)
      case "japan": try japan(&options)
      case "make-japan":
        try SyntheticJapan(part: try options.number("part", default: 1))
          .write(to: try options.required("out"))
      case "stages":
        var stages = Stages()
        try stages.run(
          stations: try options.required("stations"),
          municipalities: try options.required("municipalities"),
          population: try options.required("population"), crs: options.optional("crs"))
      case "stations":
        let list = try StationList.make(
          count: try options.number("count", default: 300),
          municipalities: try options.required("municipalities"),
          population: try options.required("population"))
        try list.write(toFile: try options.required("out"), atomically: true, encoding: .utf8)
      default: throw ChildProcess.Problem(description: "\n" + usage)
      }
      try options.checkAllUsed()
    } catch {
      FileHandle.standardError.write(Data("bench-coverage: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func real(_ options: inout Options) throws {
    let planner = try options.required("planner")
    let python = options.optional("python")
    let runs = try options.number("runs", default: 7)
    guard let data = ProcessInfo.processInfo.environment["PLANNER_REALDATA"], !data.isEmpty else {
      print("Skipped: the real layers are not here (PLANNER_REALDATA is not set).")
      return
    }
    try withTemporaryFolder("bench-coverage") { folder in
      try RealLayers(
        planner: planner, python: python, runs: runs, folder: folder, stationCount: 300
      ).run(data: data)
    }
  }

  private static func japan(_ options: inout Options) throws {
    let planner = try options.required("planner")
    let runs = try options.number("runs", default: 1)
    let text = options.optional("parts") ?? "16,8,4,2,1"
    let parts = text.split(separator: ",").compactMap { Int($0) }
    guard !parts.isEmpty, parts.allSatisfy([1, 2, 4, 8, 16].contains) else {
      throw ChildProcess.Problem(description: "--parts \(text) is not of 16,8,4,2,1")
    }
    try withTemporaryFolder("bench-coverage") { folder in
      try Growth(planner: planner, runs: runs, parts: parts, folder: folder).run()
    }
  }
}
