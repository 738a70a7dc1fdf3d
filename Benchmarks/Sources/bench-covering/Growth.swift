import BenchSupport
import Foundation
import Planner

/// How time and memory grow with a synthetic land: one candidate for each square kilometre, a
/// hundred demand points for each candidate, and one of fifty candidates is chosen.
struct Growth {
  let parts: [Int]
  let timeLimit: Int
  let folder: String
  let peers: Peers?

  static let candidateCount = 10_000

  struct Result: Codable {
    var demand: Int
    var candidates: Int
    var count: Int
    var pairs: Int
    var rows: Int
    var modelSeconds: Double
    var solveSeconds: Double
    var solveCPUSeconds: Double
    /// Absent where there is no answer.
    var gap: Double?
    var isProven: Bool
    var nodes: Int
  }

  func run() throws {
    print("\nA growing land; model: CPU from coordinates to the merged model\n")
    print(
      "demand".padded(-9), "candidates".padded(-11), "p".padded(-4), "pairs".padded(-10),
      "rows".padded(-8), "model s".padded(-8), "wall s".padded(-8), "CPU s".padded(-8),
      "gap %".padded(-8), "nodes".padded(-8), "peak MB".padded(-8),
      "HiGHS wall s".padded(-13), "CPU s".padded(-8), "gap %".padded(-8), "peak MB".padded(-8))
    for part in parts.sorted(by: >) {
      let (out, model) = (folder + "/grown.json", folder + "/grown")
      let cost = try ChildProcess.run([
        CommandLine.arguments[0], "grown", "--part", "\(part)", "--seconds", "\(timeLimit)",
        "--out", out, "--model", model,
      ])
      let result = try JSONDecoder().decode(
        Result.self, from: try Data(contentsOf: URL(fileURLWithPath: out)))
      print(
        "\(result.demand)".padded(-9), "\(result.candidates)".padded(-11),
        "\(result.count)".padded(-4), "\(result.pairs)".padded(-10),
        "\(result.rows)".padded(-8), result.modelSeconds.fixed(3).padded(-8),
        result.solveSeconds.fixed(2).padded(-8), result.solveCPUSeconds.fixed(2).padded(-8),
        (result.isProven ? "proven" : result.gap.map { ($0 * 100).fixed(4) } ?? "–").padded(-8),
        "\(result.nodes)".padded(-8), cost.peakMegabytes.fixed(0).padded(-8), terminator: "")
      let theirs = try peers?.highs(file: model, timeLimit: timeLimit)
      print(
        "", (theirs?.seconds.fixed(2) ?? "–").padded(-13),
        (theirs?.cpuSeconds.fixed(2) ?? "–").padded(-8),
        (theirs.map { $0.isProven ? "proven" : ($0.gap * 100).fixed(4) } ?? "–").padded(-8),
        (theirs?.peakMegabytes?.fixed(0) ?? "–").padded(-8))
    }
  }

  /// One part, in a process of its own.
  static func grown(part: Int, seconds: Int, out: String, model file: String) throws {
    let candidates = candidateCount / part
    let count = max(1, candidates / 50)
    let points = Points.made(demand: candidates * 100, candidates: candidates)
    var watch = Stopwatch()
    var model = points.model(radius: 800)
    let pairs = model.rows.count
    model = model.merged()
    let modelSeconds = watch.cpuSeconds
    watch = Stopwatch()
    let solution = model.problem(count: count)
      .solve(SearchLimits(nodes: 1_000_000_000, seconds: Double(seconds)))
    let (solveSeconds, solveCPUSeconds) = (watch.wallSeconds, watch.cpuSeconds)
    let result = Result(
      demand: points.demand.count, candidates: candidates, count: count, pairs: pairs,
      rows: model.demand.count, modelSeconds: modelSeconds, solveSeconds: solveSeconds,
      solveCPUSeconds: solveCPUSeconds, gap: solution.map { $0.gap ?? 0 },
      isProven: solution?.isProven ?? false, nodes: solution?.nodes ?? 0)
    try JSONEncoder().encode(result).write(to: URL(fileURLWithPath: out))
    try model.write(to: file, count: count)
  }
}
