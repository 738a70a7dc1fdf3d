import BenchSupport
import Foundation
import Planner

/// How time and memory grow with a synthetic land: one candidate for each square kilometre, a
/// hundred demand points for each candidate, and one of fifty candidates is chosen.
struct Growth {
  let parts: [Int]
  let timeLimit: Int
  let folder: String

  static let candidateCount = 10_000

  struct Result: Codable {
    var demand: Int
    var candidates: Int
    var count: Int
    var pairs: Int
    var rows: Int
    var modelSeconds: Double
    var solveSeconds: Double
    /// Absent where there is no answer.
    var gap: Double?
    var isProven: Bool
    var nodes: Int
  }

  func run() throws {
    print("\nA growing land; pairs and merging: from coordinates to the merged model")
    print(
      "demand".padded(-9), "candidates".padded(-11), "p".padded(-4), "pairs".padded(-10),
      "rows".padded(-8), "pairs, merging s".padded(-17), "solving s".padded(-10),
      "gap %".padded(-8), "nodes".padded(-8), "peak MB".padded(-8))
    for part in parts.sorted(by: >) {
      let out = folder + "/grown.json"
      let cost = try ChildProcess.run([
        CommandLine.arguments[0], "grown", "--part", "\(part)", "--seconds", "\(timeLimit)",
        "--out", out,
      ])
      let result = try JSONDecoder().decode(
        Result.self, from: try Data(contentsOf: URL(fileURLWithPath: out)))
      print(
        "\(result.demand)".padded(-9), "\(result.candidates)".padded(-11),
        "\(result.count)".padded(-4), "\(result.pairs)".padded(-10),
        "\(result.rows)".padded(-8), result.modelSeconds.fixed(3).padded(-17),
        result.solveSeconds.fixed(3).padded(-10),
        (result.isProven ? "proven" : result.gap.map { ($0 * 100).fixed(4) } ?? "–").padded(-8),
        "\(result.nodes)".padded(-8), cost.peakMegabytes.fixed(0).padded(-8))
    }
  }

  /// One part, in a process of its own.
  static func grown(part: Int, seconds: Int, out: String) throws {
    let candidates = candidateCount / part
    let count = max(1, candidates / 50)
    let points = Points.made(demand: candidates * 100, candidates: candidates)
    let clock = ContinuousClock()
    let start = clock.now
    var model = points.model(radius: 800)
    let pairs = model.rows.count
    model = model.merged()
    let made = clock.now
    let solution = model.problem(count: count)
      .solve(SearchLimits(nodes: 1_000_000_000, seconds: Double(seconds)))
    let end = clock.now
    let result = Result(
      demand: points.demand.count, candidates: candidates, count: count, pairs: pairs,
      rows: model.demand.count, modelSeconds: start.duration(to: made).seconds,
      solveSeconds: made.duration(to: end).seconds, gap: solution.map { $0.gap ?? 0 },
      isProven: solution?.isProven ?? false, nodes: solution?.nodes ?? 0)
    try JSONEncoder().encode(result).write(to: URL(fileURLWithPath: out))
  }
}
