import BenchSupport
import Foundation

/// The scripts in `peers`, and what they answer.
struct Peers {
  /// The interpreter that has highspy and spopt.
  let python: String
  let folder: String

  struct Answer: Decodable {
    var status: String
    /// Of the chosen candidates, counted anew.
    var objective: Double
    var bound: Double
    var nodes: Int
    var chosen: [Int]
    var buildSeconds: Double
    var solveSeconds: Double
    var seconds: Double
    var cpuSeconds: Double

    var gap: Double { objective > 0 ? max(0, bound - objective) / objective : 0 }
    var isProven: Bool { status == "Optimal" }
    /// Of the whole process, libraries of Python included.
    var peakMegabytes: Double?
  }

  private static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../peers").standardized.path

  func highs(_ model: Model, count: Int, timeLimit: Int) throws -> Answer {
    let file = folder + "/model"
    try model.write(to: file, count: count)
    return try highs(file: file, timeLimit: timeLimit)
  }

  func highs(file: String, timeLimit: Int) throws -> Answer {
    try answer("covering_highs.py", [file, "--time-limit", "\(timeLimit)"])
  }

  func spopt(_ points: Points, radius: Double, count: Int) throws -> Answer {
    let file = folder + "/points"
    try points.write(to: file, radius: radius, count: count)
    return try answer("covering_spopt.py", [file])
  }

  private func answer(_ script: String, _ arguments: [String]) throws -> Answer {
    let out = folder + "/answer.json"
    let cost = try ChildProcess.run(
      [python, Self.scripts + "/" + script] + arguments + ["--out", out])
    var answer = try JSONDecoder().decode(
      Answer.self, from: try Data(contentsOf: URL(fileURLWithPath: out)))
    answer.peakMegabytes = cost.peakMegabytes
    return answer
  }
}
