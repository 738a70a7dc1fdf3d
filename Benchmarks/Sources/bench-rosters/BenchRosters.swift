import BenchSupport
import Foundation

/// Checks and mends made-up station lists of which the truth is known, and measures large ones.
/// `Benchmarks/README.md` says what each figure means.
@main
struct BenchRosters {
  static let usage = """
    bench-rosters truth [--count N] [--seed N] [--remarks N [--only WORD]]   lists with known truth
    bench-rosters large [--rows N,N]   lists of up to ten million rows
    """

  static func main() {
    do {
      var options = try Options(Array(CommandLine.arguments.dropFirst()))
      switch options.command {
      case "truth": try truth(&options)
      case "large":
        let rows = try options.numbers("rows") ?? [100_000, 1_000_000, 10_000_000]
        try options.checkAllUsed()
        try withTemporaryFolder("bench-rosters") { folder in
          try LargeLists(folder: folder, program: CommandLine.arguments[0]).run(rows: rows)
        }
      case "read", "check":
        let path = try options.required("stations")
        let rows = try options.number("expect", default: 1)
        try options.checkAllUsed()
        try LargeLists.child(options.command, path, expecting: rows)
      default: throw ChildProcess.Problem(description: "\n" + usage)
      }
    } catch {
      FileHandle.standardError.write(Data("bench-rosters: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func truth(_ options: inout Options) throws {
    let count = try options.number("count", default: 5000)
    let first = try options.number("seed", default: 1)
    let remarks = try options.number("remarks", default: 1)
    let only = options.optional("only")
    try options.checkAllUsed()
    var judge = RosterJudge()
    let watch = Stopwatch()
    try withTemporaryFolder("bench-rosters") { folder in
      try GeneratedRoster.outlines.write(
        toFile: folder + "/outlines.geojson", atomically: true, encoding: .utf8)
      try GeneratedRoster.gazetteer.write(
        toFile: folder + "/towns.csv", atomically: true, encoding: .utf8)
      for seed in first..<(first + count) {
        try judge.judge(GeneratedRoster(seed: UInt64(seed)), in: folder)
      }
    }
    report(judge, count, watch.cpuSeconds)
    if remarks > 1 {
      let shown = judge.remarks.filter { only.map($0.contains) ?? true }.prefix(remarks)
      print("\n" + shown.joined(separator: "\n"))
    }
    if judge.wrongCells > 0 || judge.lostRows > 0 {
      throw ChildProcess.Problem(description: "something was mended wrong, or lost")
    }
  }

  private static func report(_ judge: RosterJudge, _ count: Int, _ seconds: Double) {
    print(
      "\(count) lists, \(judge.rows) rows, \(String(format: "%.1f", seconds)) s of processor time\n"
    )
    func line(_ cells: [String]) {
      let padded = cells.enumerated().map { column, cell in
        let blank = String(repeating: " ", count: max(0, (column == 0 ? 24 : 12) - cell.count))
        return column == 0 ? cell + blank : blank + cell
      }
      print(padded.joined())
    }
    line(["code", "mistakes", "mended", "proposed", "missed", "false alarms"])
    var sum = RosterJudge.Score()
    for (code, score) in judge.scores.sorted(by: { $0.key < $1.key }) {
      line(
        [code]
          + [score.faults, score.mended, score.proposed, score.missed, score.falseAlarms]
          .map(String.init))
      sum.faults += score.faults
      sum.mended += score.mended
      sum.proposed += score.proposed
      sum.missed += score.missed
      sum.falseAlarms += score.falseAlarms
    }
    line(
      ["all"]
        + [sum.faults, sum.mended, sum.proposed, sum.missed, sum.falseAlarms].map(String.init))
    print(
      "\ncells mended right \(judge.rightCells), mended wrong \(judge.wrongCells), "
        + "rows lost \(judge.lostRows)")
  }
}
