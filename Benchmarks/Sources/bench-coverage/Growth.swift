import BenchSupport
import Foundation

/// How time and memory grow from a sixteenth of a country to the whole.
struct Growth {
  let planner: String
  let runs: Int
  let parts: [Int]
  let folder: String

  static let secondsLimit = 30.0
  /// Of which part the stages are shown: they hold all inputs twice.
  static let stagesPart = 4
  static let megabyteLimit = 4096.0

  func run() throws {
    print(
      "A synthetic country: \(SyntheticJapan.municipalityCount) municipalities,",
      "\(SyntheticJapan.cellCount) populated 500 m cells, \(SyntheticJapan.stationCount) stations;",
      "straight lines of 800 m; median of \(runs) runs")
    print(
      "part".padded(6), "wall s".padded(-9), "CPU s".padded(-9), "peak MB".padded(-9),
      "CPU grows by".padded(-15), "memory by".padded(-11))
    var before: (part: Int, cost: Cost)?
    for part in parts.sorted(by: >) {
      let cost = try measure(part)
      var growth = ["", ""]
      if let before {
        let size = log(Double(before.part) / Double(part))
        growth = [
          "n^" + (log(cost.cpuSeconds / before.cost.cpuSeconds) / size).fixed(2),
          "n^" + (log(cost.peakMegabytes / before.cost.peakMegabytes) / size).fixed(2),
        ]
      }
      print(
        "1/\(part)".padded(6), cost.wallSeconds.fixed(2).padded(-9),
        cost.cpuSeconds.fixed(2).padded(-9), cost.peakMegabytes.fixed(0).padded(-9),
        growth[0].padded(-15), growth[1].padded(-11))
      before = (part, cost)
      if part == 1 {
        let within =
          cost.wallSeconds <= Self.secondsLimit && cost.peakMegabytes <= Self.megabyteLimit
        print(
          "The target for the whole is \(Self.secondsLimit.fixed(0)) s and",
          "\(Self.megabyteLimit.fixed(0)) MB on two cores:", within ? "met." : "MISSED.")
      }
    }
  }

  private func measure(_ part: Int) throws -> Cost {
    let place = folder + "/part-\(part)"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    _ = try ChildProcess.run([
      CommandLine.arguments[0], "make-japan", "--part", "\(part)", "--out", place,
    ])
    let inputs = [
      "--crs", SyntheticJapan.crs, "--municipalities", place + "/municipalities.geojson",
      "--population", place + "/population.csv", "--stations", place + "/stations.csv",
    ]
    let cost = try ChildProcess.median(
      of: runs,
      [
        planner, "coverage", "--quiet", "--radius", "800m", "--format", "json",
        "--out", place + "/answer.json",
      ] + inputs)
    if part == Self.stagesPart {
      print("Where the time of 1/\(part) goes, in one process:")
      _ = try ChildProcess.run([CommandLine.arguments[0], "stages"] + inputs)
    }
    return cost
  }
}
