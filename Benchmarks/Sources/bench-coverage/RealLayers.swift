import BenchSupport
import Foundation

/// `planner-cli coverage` on the real layers of Chiba beside the same analysis in geopandas, in
/// one session.
struct RealLayers {
  let planner: String
  /// The interpreter that has geopandas; without one only we are measured.
  let python: String?
  let runs: Int
  let folder: String
  let stationCount: Int

  /// What the whole run is to stay within.
  static let megabyteLimit = 200.0
  static let ratioTarget = 15.0

  func run(data: String) throws {
    let municipalities = data + "/boundaries/chiba_municipalities_full.geojson"
    let population = data + "/population/Chiba500mPop2020.csv"
    let stations = folder + "/stations.csv"
    let inputs = [
      "--municipalities", municipalities, "--population", population, "--stations", stations,
    ]
    let own = CommandLine.arguments[0]
    _ = try ChildProcess.run([
      own, "stations", "--count", "\(stationCount)", "--municipalities", municipalities,
      "--population", population, "--out", stations,
    ])
    print("\(stationCount) stations, straight lines of 800 m; median of \(runs) runs")
    print(
      "".padded(24), "wall s".padded(-8), "fastest".padded(-8),
      "CPU s".padded(-8), "peak MB".padded(-8))

    let answer = folder + "/planner.json"
    let command = [
      planner, "coverage", "--quiet", "--radius", "800m", "--format", "json", "--out", answer,
    ]
    _ = try ChildProcess.run(command + inputs)  // files into the cache, for both alike
    let ours = try ChildProcess.median(of: runs, command + inputs)
    row("planner-cli coverage", ours)
    if ours.peakMegabytes > Self.megabyteLimit {
      print("More than \(Self.megabyteLimit.fixed(0)) MB in use.")
    }
    if let python { try compare(with: python, inputs, answer, ours) }

    print("\nWhere the time goes, in one process with nothing else to do:")
    _ = try ChildProcess.run([own, "stages"] + inputs)
  }

  private func compare(
    with python: String, _ inputs: [String], _ answer: String, _ ours: Cost
  ) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../peers/coverage_geopandas.py").standardized.path
    var ratios: [(name: String, wall: Double, fastest: Double, cpu: Double)] = []
    let theirAnswer = folder + "/geopandas.json"
    for (name, cut) in [("geopandas", "overlay"), ("geopandas, by hand", "arrays")] {
      let command =
        [python, script, "--radius", "800", "--cut", cut, "--out", theirAnswer] + inputs
      _ = try ChildProcess.run([python, "-c", "import geopandas, scipy.spatial"])
      let theirs = try ChildProcess.median(of: max(1, (runs + 1) / 2), command)
      row(name, theirs)
      ratios.append(
        (
          name, theirs.wallSeconds / ours.wallSeconds,
          theirs.fastestSeconds / ours.fastestSeconds, theirs.cpuSeconds / ours.cpuSeconds
        ))
    }
    print("")
    for ratio in ratios {
      print(
        "\(ratio.name) takes \(ratio.wall.fixed(1)) times as long",
        "(fastest runs: \(ratio.fastest.fixed(1)); processor time: \(ratio.cpu.fixed(1)))")
    }
    print("The target is \(Self.ratioTarget.fixed(0)) times, against the first.")
    let agreement = Agreement(
      ours: try Answer(reading: answer), theirs: try Answer(reading: theirAnswer))
    guard agreement.report() else {
      throw ChildProcess.Problem(description: "the two answers disagree")
    }
  }

  private func row(_ name: String, _ cost: Cost) {
    print(
      name.padded(24), cost.wallSeconds.fixed(3).padded(-8),
      cost.fastestSeconds.fixed(3).padded(-8), cost.cpuSeconds.fixed(3).padded(-8),
      cost.peakMegabytes.fixed(0).padded(-8))
  }
}
