import ArgumentParser
import Planner
import PlannerData

@main
struct PlannerCLI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planner-cli",
    abstract: words(
      "拠点の徒歩圏に誰が入り、誰が入らないか。空白地はどこか。公開用の地図データ。",
      "Who can walk to a station and who cannot, where the gaps are, and data for a public map."),
    discussion: words(
      """
      はじめに：planner-cli init でひな形 planner.yaml を作り、ファイル名を書き、
      planner-cli plan --project planner.yaml --out 結果 を実行してください。
      終了コード：0 完了、64 使い方の誤り、65 データの誤り、70 プログラムの誤り、74 書き込みの失敗。
      """,
      """
      To begin: planner-cli init writes planner.yaml; fill in the file names and run
      planner-cli plan --project planner.yaml --out results.
      Exit codes: 0 done, 64 usage, 65 bad data, 70 our bug, 74 file trouble.
      """),
    version: "0.1.0",
    subcommands: [
      CoverageCommand.self, GapsCommand.self, RecommendCommand.self, CatchmentsCommand.self,
      ExportCommand.self, CheckCommand.self, GeocodeCommand.self, PlanCommand.self,
      InitCommand.self, MapCommand.self, ReportCommand.self, DistancesCommand.self,
    ])

  /// `help map --lang en`: the language has been taken from the call; the parser's own command
  /// knows no options.
  private static func withoutLanguageOfHelp(_ arguments: [String]) -> [String] {
    var rest = arguments
    while let index = rest.firstIndex(where: { $0 == "--lang" || $0.hasPrefix("--lang=") }) {
      rest.removeSubrange(index..<min(rest.count, index + (rest[index] == "--lang" ? 2 : 1)))
    }
    return rest.first == "help" ? rest : arguments
  }

  /// Nothing but a language.
  private static func saysNothing(_ arguments: [String]) -> Bool {
    switch arguments.count {
    case 0: true
    case 1: arguments[0] == "--lang=ja" || arguments[0] == "--lang=en"
    case 2: arguments[0] == "--lang" && Language(rawValue: arguments[1]) != nil
    default: false
    }
  }

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if saysNothing(arguments) {
        let hasProject = (try? FileBytes(reading: "planner.yaml")) != nil
        try Terminal.deliver(FirstSteps.text(hasProject: hasProject), to: nil)
        return
      }
      if let mistake = UsageMistake.repeated(in: arguments) {
        throw Failure(.usage, [mistake])
      }
      var command = try parseAsRoot(
        UsageMistake.joiningNegativeNumbers(withoutLanguageOfHelp(arguments)))
      defer { Terminal.finish() }
      try command.run()
    } catch let failure as Failure {
      exit(withError: Terminal.report(failure))
    } catch {
      if let mistake = UsageMistake(error, arguments: arguments) {
        exit(withError: Terminal.report(Failure(.usage, [mistake.finding])))
      }
      // help and version
      exit(withError: error)
    }
  }
}
