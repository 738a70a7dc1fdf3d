import ArgumentParser

/// How much is said on standard error, which all commands that read files take by the same flags.
struct VerbosityOptions: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: help(
      "注意・メモ・進みぐあいを出さない（公開データの個人に関わる注意は出す）",
      "Print no warnings, notes or progress, except warnings on personal data that are published"))
  var quiet = false

  @Flag(
    name: .shortAndLong,
    help: help("何をしているかと、かかった時間を出す", "Print each step and how long it took"))
  var verbose = false

  /// The parser calls this before a command runs, so that no command can forget to say it.
  func validate() throws { Terminal.listen(quiet: quiet, verbose: verbose) }
}
