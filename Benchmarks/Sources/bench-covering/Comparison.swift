import BenchSupport
import Foundation
import Planner

/// One model after another, solved by the library and by HiGHS: a line each, and every answer
/// checked against the other.
struct Comparison {
  let peers: Peers?
  /// For each search, the library's and HiGHS's alike.
  let timeLimit: Int
  /// A folder for the models, if they are to be kept.
  let keep: String?
  private(set) var complaints: [String] = []

  init(peers: Peers?, timeLimit: Int, keep: String?) {
    self.peers = peers
    self.timeLimit = timeLimit
    self.keep = keep
  }

  /// The library's answer, and what it took: of up to three searches the middle one.
  struct Ours {
    var solution: CoveringSolution
    var seconds: Double
    var cpuSeconds: Double
    var gap: Double { solution.gap ?? 0 }
  }

  static func ours(
    _ model: Model, count: Int, seconds: Int
  ) -> Ours? {
    var times: [(wall: Double, cpu: Double)] = []
    var solution: CoveringSolution?
    repeat {
      let problem = model.problem(count: count)
      let watch = Stopwatch()
      solution = problem.solve(SearchLimits(nodes: 1_000_000_000, seconds: Double(seconds)))
      times.append((watch.wallSeconds, watch.cpuSeconds))
    } while times.count < 3 && times.reduce(0) { $0 + $1.wall } < 5
    times.sort { $0.cpu < $1.cpu }
    let middle = times[(times.count - 1) / 2]
    return solution.map {
      Ours(solution: $0, seconds: middle.wall, cpuSeconds: middle.cpu)
    }
  }

  static func head() {
    print(
      "".padded(16), "p".padded(-4), "rows".padded(-7), "pairs".padded(-8),
      "planner".padded(-14), "gap %".padded(-8), "root %".padded(-8), "nodes".padded(-7),
      "s".padded(-8), "CPU s".padded(-8), "HiGHS".padded(-14), "gap %".padded(-8),
      "s".padded(-8), "CPU s".padded(-8), "ratio of CPU".padded(-13), "greedy %".padded(-9))
  }

  /// Solves a merged model both ways (both get the same), and prints a line; `known` is the
  /// optimum or the best value that is published. The answer is the library's.
  @discardableResult
  mutating func line(
    _ name: String, _ model: Model, count: Int, known: Double? = nil, asksHiGHS: Bool = true
  ) throws -> Ours? {
    if let keep { try model.write(to: "\(keep)/\(name)-\(count).covering", count: count) }
    let ours = Self.ours(model, count: count, seconds: timeLimit)
    let theirs =
      asksHiGHS ? try peers?.highs(model, count: count, timeLimit: timeLimit) : nil
    check("\(name), p = \(count)", model, count, ours?.solution, theirs, known)

    let optimum = ours.map { max($0.solution.objective, theirs?.objective ?? 0) }
    func percent(_ share: Double?) -> String { share.map { ($0 * 100).fixed(4) } ?? "–" }
    let rootGap = ours.flatMap { ours in
      model.bound(certifiedBy: ours.solution.multipliers, count: count).map {
        ($0 - ours.solution.objective) / max(1e-300, ours.solution.objective)
      }
    }
    let greedyLoss = ours.flatMap { ours in
      optimum.map { ($0 - ours.solution.greedy) / max(1e-300, $0) }
    }
    // with neither proven, it would be the ratio of the two limits
    var ratio = "–"
    if let ours, let theirs, ours.solution.isProven || theirs.isProven {
      ratio = (theirs.isProven ? "" : ">") + (ours.solution.isProven ? "" : "<")
      ratio += (theirs.cpuSeconds / ours.cpuSeconds).fixed(1)
    }
    print(
      name.padded(16), "\(count)".padded(-4), "\(model.demand.count)".padded(-7),
      "\(model.rows.count)".padded(-8),
      (ours?.solution.objective.fixed(1) ?? "–").padded(-14),
      (ours.map { $0.solution.isProven ? "proven" : percent($0.gap) } ?? "–").padded(-8),
      percent(rootGap).padded(-8), "\(ours.map { "\($0.solution.nodes)" } ?? "–")".padded(-7),
      (ours?.seconds.fixed(3) ?? "–").padded(-8),
      (ours?.cpuSeconds.fixed(3) ?? "–").padded(-8),
      (theirs?.objective.fixed(1) ?? "–").padded(-14),
      (theirs.map { $0.isProven ? "proven" : percent($0.gap) } ?? "–").padded(-8),
      (theirs?.seconds.fixed(3) ?? "–").padded(-8),
      (theirs?.cpuSeconds.fixed(3) ?? "–").padded(-8), ratio.padded(-13),
      percent(greedyLoss).padded(-9),
      known.map { known in
        Self.verdict(max(ours?.solution.objective ?? 0, theirs?.objective ?? 0), known)
      } ?? "")
    return ours
  }

  private static func verdict(_ value: Double, _ known: Double) -> String {
    let known = (known: known, slack: known * 1e-9)
    if abs(value - known.known) <= known.slack { return "as published" }
    return value < known.known
      ? "published: \(known.known.fixed(0))" : "better than \(known.known.fixed(0))"
  }

  /// Answers that contradict themselves or each other.
  private mutating func check(
    _ name: String, _ model: Model, _ count: Int, _ ours: CoveringSolution?,
    _ theirs: Peers.Answer?, _ known: Double?
  ) {
    func isMore(_ a: Double, than b: Double, by slack: Double = 1e-9) -> Bool {
      a > b + abs(b) * slack
    }
    // HiGHS takes a row as kept within 1e-6
    let theirSlack = 1e-6
    if let ours {
      let worth = model.worth(of: ours.chosen)
      if abs(worth - ours.objective) > 1e-9 * worth {
        complaints.append("\(name): says \(ours.objective), counted \(worth)")
      }
      if ours.chosen.count > count { complaints.append("\(name): too many chosen") }
      if isMore(ours.objective, than: ours.bound) {
        complaints.append("\(name): more than its own bound \(ours.bound)")
      }
      if ours.isProven, isMore(ours.bound, than: ours.objective, by: 1.0001e-9) {
        complaints.append("\(name): proven, but the bound is \(ours.bound)")
      }
      if let certified = model.bound(certifiedBy: ours.multipliers, count: count) {
        for value in [ours.objective, theirs?.objective ?? 0]
        where isMore(value, than: certified) {
          complaints.append("\(name): \(value) is more than the certified \(certified)")
        }
      } else {
        complaints.append("\(name): \(ours.multipliers.count) multipliers")
      }
      if let theirs, isMore(theirs.objective, than: ours.bound) {
        complaints.append("\(name): HiGHS has \(theirs.objective), the bound is \(ours.bound)")
      }
      if let theirs, isMore(ours.objective, than: theirs.bound, by: theirSlack) {
        complaints.append("\(name): \(ours.objective), the bound of HiGHS is \(theirs.bound)")
      }
      if let known, isMore(known, than: ours.bound) {
        complaints.append("\(name): published \(known), the bound is \(ours.bound)")
      }
    }
    if let theirs, let known, theirs.isProven, isMore(known, than: theirs.objective) {
      complaints.append("\(name): published \(known), HiGHS proves \(theirs.objective)")
    }
  }
}
