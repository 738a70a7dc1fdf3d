import ArgumentParser
import Planner
import PlannerData

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The language of this run: `--lang`, else `LC_ALL`, `LC_MESSAGES` or `LANG`, else Japanese.
let language: Language = {
  let arguments = CommandLine.arguments
  for (index, argument) in arguments.enumerated() {
    if argument.hasPrefix("--lang=") {
      if let chosen = Language(rawValue: String(argument.dropFirst(7))) { return chosen }
    } else if argument == "--lang", index + 1 < arguments.count,
      let chosen = Language(rawValue: arguments[index + 1])
    {
      return chosen
    }
  }
  for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
    guard let value = getenv(name), value.pointee != 0 else { continue }
    // the C locale says nothing about what its user reads
    return String(cString: value).hasPrefix("en") ? .en : .ja
  }
  return .ja
}()

/// Help texts are made when the command line is parsed, so they choose for themselves.
func words(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

/// Standard output is data; everything said to the person goes to standard error.
enum Terminal {
  /// Writes a result: to a file, whole or not at all, or to standard output.
  static func deliver(_ bytes: [UInt8], to path: String?) throws {
    if let path, path != "-" {
      try OutputFile.write(bytes, to: path)
      return
    }
    meter.end()
    try bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = write(1, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          throw Failure(
            .file,
            what: Text(ja: "標準出力に書き込めません", en: "standard output cannot be written"),
            remedy: Text(ja: "--out FILE を使ってください", en: "Use --out FILE"))
        }
        done += count
      }
    }
  }

  static func deliver(_ text: String, to path: String?) throws {
    try deliver(Array(text.utf8), to: path)
  }

  /// Says something, one line.
  static func say(_ text: String) {
    meter.end()
    let line = Array((text + "\n").utf8)
    _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  /// Warnings and notes of the inputs, one line each.
  static func say(_ findings: [Finding]) {
    for finding in findings.summarized() {
      say(label(finding.severity) + finding.described(in: language))
    }
  }

  /// What to look at before public data are handed on, and how many stations are in them. What
  /// concerns persons is said even to those who want to hear nothing.
  static func say(_ export: PublicExport, quiet: Bool) {
    say(quiet ? export.personalFindings : export.findings)
    if !quiet { say(export.report(language)) }
  }

  /// How much the person wants to hear: nothing of what goes on, or also how long it took.
  static func listen(quiet: Bool, verbose: Bool) {
    meter.tell(
      StepMeter.Manner(isHeard: !quiet, isWatched: isatty(2) == 1, isTimed: verbose))
  }

  /// A step that may take a while, told only to somebody who is watching or wants timings.
  static func step(_ text: String) { meter.begin(text) }

  /// Nothing more is done.
  static func finish() { meter.finish() }

  /// How much of the last step is done; from any thread.
  static let progress: @Sendable (_ done: Int, _ of: Int) -> Void = { done, all in
    if isatty(2) == 1 { meter.note(done, of: all) }
  }

  private static let meter = {
    let meter = StepMeter { text in
      let bytes = Array(text.utf8)
      _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
    meter.tell(StepMeter.Manner(isWatched: isatty(2) == 1))
    return meter
  }()

  /// Says everything that stopped a run, and gives the exit code.
  static func report(_ failure: Failure) -> ExitCode {
    say(failure.findings)
    let errors = failure.findings.filter { $0.severity == .error }.count
    if errors > 1 {
      say(words("誤りが\(errors)件あり、計算していません。", "\(errors) errors; nothing was computed."))
    }
    switch failure.cause {
    case .usage: return ExitCode(64)
    case .data: return ExitCode(65)
    case .bug: return ExitCode(70)
    case .file: return ExitCode(74)
    }
  }

  private static func label(_ severity: Finding.Severity) -> String {
    let word =
      switch severity {
      case .error: words("誤り", "error")
      case .warning: words("注意", "warning")
      case .note: words("メモ", "note")
      }
    guard isatty(2) == 1, getenv("NO_COLOR") == nil else {
      return word + words("：", ": ")
    }
    let color =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    return "\u{1B}[\(color)m\(word)\u{1B}[0m" + words("：", ": ")
  }
}
