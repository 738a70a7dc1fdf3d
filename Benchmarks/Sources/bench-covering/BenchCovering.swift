import BenchSupport
import Foundation
import Planner

/// Measures the exact search for the best places beside HiGHS and spopt. `Benchmarks/README.md`
/// says what each figure means.
@main
struct BenchCovering {
  static let usage = """
    bench-covering all|points|chiba|sjc|newyork|growth [--python FILE] [--seconds N]

    --python FILE   the interpreter that has highspy and spopt; without it only we are measured
    --seconds N     limit of each search, ours and theirs (120; chiba 300)
    --keep FOLDER   write every model there, for peers/covering_highs.py
    --p 50,100      how many to choose (chiba, newyork)
    --parts 8,4,2,1 parts of the growing land (growth)
    """

  static func main() {
    do {
      var options = try Options(Array(CommandLine.arguments.dropFirst()))
      if options.command == "grown" {
        try Growth.grown(
          part: try options.number("part", default: 1),
          seconds: try options.number("seconds", default: 120),
          out: try options.required("out"), model: try options.required("model"))
        return try options.checkAllUsed()
      }
      guard ["all", "points", "chiba", "sjc", "newyork", "growth"].contains(options.command)
      else { throw ChildProcess.Problem(description: "\n" + usage) }
      try run(&options)
    } catch {
      FileHandle.standardError.write(Data("bench-covering: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ options: inout Options) throws {
    let python = options.optional("python")
    let given = try options.numbers("seconds")?.first
    func limit(_ standard: Int) -> Int { given ?? standard }
    let counts = try options.numbers("p")
    let parts = try options.numbers("parts") ?? [8, 4, 2, 1]
    let keep = options.optional("keep")
    let command = options.command
    try options.checkAllUsed()
    func wants(_ section: String) -> Bool { command == "all" || command == section }
    let environment = ProcessInfo.processInfo.environment["PLANNER_REALDATA"]
    let data = environment.flatMap { $0.isEmpty ? nil : $0 }
    if data == nil, !["points", "growth"].contains(command) {
      print("Skipped: chiba, sjc and newyork are not here (PLANNER_REALDATA is not set).")
    }

    var complaints: [String] = []
    try withTemporaryFolder("bench-covering") { folder in
      let peers = python.map { Peers(python: $0, folder: folder) }
      func section(_ standardLimit: Int, _ body: (inout Comparison) throws -> Void) rethrows {
        var comparison = Comparison(peers: peers, timeLimit: limit(standardLimit), keep: keep)
        try body(&comparison)
        complaints += comparison.complaints
      }
      if wants("points") { try section(120, points) }
      if let data {
        if wants("sjc") { try section(120) { try saoJose(data + "/benchmarks/sjc", &$0) } }
        if wants("newyork") {
          try section(120) { try newYork(data + "/benchmarks/maximo", counts, &$0) }
        }
        if wants("chiba") {
          try section(300) { try Chiba(data: data).run(&$0, counts: counts ?? [50, 100, 200]) }
        }
      }
      if wants("growth") {
        try Growth(parts: parts, timeLimit: limit(120), folder: folder, peers: peers).run()
      }
    }
    guard complaints.isEmpty else {
      throw ChildProcess.Problem(
        description: "answers contradict each other:\n" + complaints.joined(separator: "\n"))
    }
  }

  private static func points(_ comparison: inout Comparison) throws {
    let (radius, count) = (800.0, 20)
    let points = Points.made(demand: 10_000, candidates: 1000)
    print("\n10,000 demand points and 1,000 candidates in towns, 800 m, from coordinates")
    var watch = Stopwatch()
    let whole = points.model(radius: radius)
    let pairing = watch.cpuSeconds
    watch = Stopwatch()
    let merged = whole.merged()
    let merging = watch.cpuSeconds
    print(
      "CPU: pairs \((pairing * 1000).fixed(1)) ms, merging \((merging * 1000).fixed(1)) ms:",
      "\(whole.demand.count) rows with \(whole.rows.count) pairs become \(merged.demand.count)",
      "with \(merged.rows.count)\n")
    Comparison.head()
    let ours = try comparison.line("points", merged, count: count)
    guard let peers = comparison.peers else { return }
    let theirs = try peers.spopt(points, radius: radius, count: count)
    print(
      "\nspopt: \(theirs.objective.fixed(1)), model \(theirs.buildSeconds.fixed(2)) s, HiGHS",
      "\(theirs.solveSeconds.fixed(2)) s (\(theirs.status))")
    guard let ours else { return }
    let total = pairing + merging + ours.cpuSeconds
    print(
      "From coordinates to the answer, CPU: planner \(total.fixed(3)) s,",
      "spopt \(theirs.cpuSeconds.fixed(2)) s:",
      "\((theirs.cpuSeconds / total).fixed(0)) times as long")
  }

  private static func saoJose(_ folder: String, _ comparison: inout Comparison) throws {
    print("\nSão José dos Campos, 800 m: values in the last column are optima\n")
    Comparison.head()
    var models: [String: Model] = [:]
    for row in try Published.values(folder + "/optima.csv", column: "optimum") {
      let model =
        try models[row.instance]
        ?? Published.saoJose("\(folder)/\(row.instance).txt").model(radius: 800).merged()
      models[row.instance] = model
      try comparison.line(row.instance, model, count: row.count, known: row.value)
    }
  }

  private static func newYork(
    _ folder: String, _ counts: [Int]?, _ comparison: inout Comparison
  ) throws {
    print("\nNew York, 400 m: the best values that are published\n")
    Comparison.head()
    let model = try Published.newYork(folder + "/NewYork.txt", radius: 400).merged()
    for row in try Published.values(folder + "/best_values.csv", column: "best_value")
    where counts?.contains(row.count) ?? true {
      try comparison.line(row.instance, model, count: row.count, known: row.value)
    }
  }
}
