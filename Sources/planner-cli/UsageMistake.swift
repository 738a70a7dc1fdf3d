import ArgumentParser
private import Foundation
import Planner
import PlannerData

/// What is wrong with the words of a call, in the language of the run: the argument parser itself
/// speaks English only, and does not say what to do.
struct UsageMistake {
  /// The subcommand that was called, where it is one.
  private let command: (any ParsableCommand.Type)?
  /// The first word of the call, where it is no subcommand.
  private let unknownCommand: String?
  private let error: any Error

  /// `nil` for what is no mistake: a request for help, or for the version.
  init?(_ error: any Error, arguments: [String]) {
    guard PlannerCLI.exitCode(for: error) == .validationFailure else { return nil }
    self.error = error
    command = Self.command(in: arguments)
    unknownCommand = command == nil ? arguments.first.flatMap { $0.hasPrefix("-") ? nil : $0 } : nil
  }

  /// The mistake; as the parser puts it, where it is of a sort that is not known here.
  var finding: Finding {
    let said = PlannerCLI.message(for: error)
    // options of a command that is misspelt would be blamed for it
    if let unknownCommand { return noSuchCommand(unknownCommand) }
    if let finding = unknownOption(said) ?? missingValue(said) ?? wrongValue(said) {
      return finding
    }
    if let finding = extraWords(said) ?? missingOption(said) ?? unwantedValue(said) {
      return finding
    }
    return Finding(.error, what: Text(verbatim: said), remedy: seeHelp)
  }

  /// Numbers below zero put behind their option (`--count=-3`), so that the option can say what is
  /// wrong with them: alone, they look like options themselves.
  static func joiningNegativeNumbers(_ arguments: [String]) -> [String] {
    guard let command = command(in: arguments) else { return arguments }
    let taking = optionLines(of: command).filter { $0.contains("<") }
      .compactMap { $0.split(separator: " ").first { $0.hasPrefix("--") } }.map(String.init)
    var joined: [String] = []
    for argument in arguments {
      if let last = joined.last, taking.contains(last), argument.hasPrefix("-"),
        argument.dropFirst().first?.isNumber ?? false
      {
        joined[joined.count - 1] = last + "=" + argument
      } else {
        joined.append(argument)
      }
    }
    return joined
  }

  /// An option that holds one value and is given twice: the parser takes the last, and drops a file
  /// without a word.
  static func repeated(in arguments: [String]) -> Finding? {
    guard let command = command(in: arguments) else { return nil }
    var values: [String: Set<String>] = [:]
    var twice: [String] = []
    let words = Array(arguments.prefix { $0 != "--" })
    for (index, word) in words.enumerated() where word.hasPrefix("--") {
      let name = String(word.dropFirst(2).prefix { $0 != "=" })
      let next = index + 1 < words.count ? words[index + 1] : ""
      let value = word.firstIndex(of: "=").map { String(word[word.index(after: $0)...]) } ?? next
      // the same twice loses nothing, and of languages the last may well win
      guard values[name, default: []].insert(value).inserted, name != "lang" else { continue }
      if values[name, default: []].count > 1 { twice.append(name) }
    }
    guard !twice.isEmpty, let single = try? singleOptions(of: command),
      let name = twice.first(where: single.contains)
    else { return nil }
    return Finding(
      .error, what: Text(ja: "--\(name) が二度あります", en: "--\(name) is given twice"),
      remedy: Text(
        ja: "値は一つだけです。どちらかを消してください（一覧がいくつもあるときは、1つのファイルにまとめてください）",
        en: "It takes one value: remove one of them (put several lists together in one file)"))
  }

  /// The names of options that hold one value.
  private static func singleOptions(of command: any ParsableCommand.Type) throws -> Set<String> {
    struct Tool: Decodable {
      struct Command: Decodable {
        var arguments: [Argument]?
      }
      struct Argument: Decodable {
        struct Name: Decodable {
          var name: String
        }
        var kind: String
        var isRepeating: Bool
        var names: [Name]?
      }
      var command: Command
    }
    let tool = try JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8))
    let single = (tool.command.arguments ?? []).filter { $0.kind == "option" && !$0.isRepeating }
    return Set(single.flatMap { $0.names ?? [] }.map(\.name))
  }

  // MARK: What is known

  private static func command(in arguments: [String]) -> (any ParsableCommand.Type)? {
    let name = arguments.first { !$0.hasPrefix("-") }
    return PlannerCLI.configuration.subcommands.first { $0.configuration.commandName == name }
  }

  private static func optionLines(of command: any ParsableCommand.Type) -> [Substring] {
    PlannerCLI.helpMessage(for: command).split(separator: "\n").filter {
      $0.drop { $0 == " " }.hasPrefix("-")
    }
  }

  private var commandLine: String {
    ["planner-cli", command?.configuration.commandName].compactMap { $0 }.joined(separator: " ")
  }

  private var seeHelp: Text {
    Text(
      ja: "使い方は \(commandLine) --help で見られます", en: "See \(commandLine) --help")
  }

  private func mistake(_ ja: String, _ en: String, _ remedyJa: String, _ remedyEn: String)
    -> Finding
  {
    Finding(
      .error, what: Text(ja: ja, en: en),
      remedy: Text(
        ja: remedyJa + (remedyJa.isEmpty || remedyJa.hasSuffix("？") ? "" : "。") + seeHelp.ja,
        en: remedyEn + (remedyEn.isEmpty ? "" : remedyEn.hasSuffix("?") ? " " : ". ")
          + seeHelp.en))
  }

  /// `--count <N>  あと何か所か（既定：10）`, as the parser appends it.
  private var helpOfOption: (usage: String, meaning: String)? {
    let start = "Help:  "
    guard
      let line = PlannerCLI.fullMessage(for: error).split(separator: "\n")
        .first(where: { $0.hasPrefix(start) })?.dropFirst(start.count),
      let gap = line.firstRange(of: "  ")
    else { return nil }
    return (
      String(line[..<gap.lowerBound]), String(line[gap.upperBound...].drop { $0 == " " })
    )
  }

  // MARK: Sorts of mistakes

  private func noSuchCommand(_ word: String) -> Finding {
    let known = PlannerCLI.configuration.subcommands.compactMap { $0.configuration.commandName }
    let near = suggestion(for: word, among: known)
    return mistake(
      "「\(word)」というコマンドはありません", "there is no command \"\(word)\"",
      (near.map { "「\($0)」のことですか？" } ?? "") + "使えるもの：" + known.joined(separator: ", "),
      (near.map { "Did you mean \($0)? " } ?? "") + "Known: " + known.joined(separator: ", "))
  }

  private func unknownOption(_ said: String) -> Finding? {
    guard let option = said.between("Unknown option '", "'") else { return nil }
    if let advice = adviceSetting(option) { return advice }
    let near = said.between("Did you mean '", "'?")
    return mistake(
      "「\(option)」という引数はありません", "there is no option \(option)",
      near.map { "「\($0)」のことですか？" } ?? "", near.map { "Did you mean \($0)?" } ?? "")
  }

  /// What advice is asked for is an option of `recommend` alone; the others that give advice read it
  /// from the project file.
  private func adviceSetting(_ option: String) -> Finding? {
    let name = command?.configuration.commandName ?? ""
    guard ["report", "map", "plan"].contains(name),
      Self.optionLines(of: RecommendCommand.self).contains(where: { line in
        line.split(whereSeparator: { $0 == " " || $0 == "," }).contains(Substring(option))
      })
    else { return nil }
    let key = option.drop { $0 == "-" }
    return mistake(
      "「\(option)」は recommend の引数で、\(name) にはありません",
      "\(option) is an option of recommend, not of \(name)",
      "planner.yaml の「recommend:」の下に「\(key): …」と書くと、\(name) の助言にも使われます",
      "Write it into planner.yaml, under recommend: as \(key): …, and \(name) uses it")
  }

  private func missingValue(_ said: String) -> Finding? {
    guard let usage = said.between("Missing value for '", "'") else { return nil }
    let option = String(usage.prefix { $0 != " " })
    let help = helpOfOption
    return mistake(
      "\(option) に値がありません", "\(option) has no value",
      "\(help?.usage ?? usage) の形で書いてください" + (help.map { "（\($0.meaning)）" } ?? ""),
      "Write \(help?.usage ?? usage)" + (help.map { " (\($0.meaning))" } ?? ""))
  }

  private func wrongValue(_ said: String) -> Finding? {
    guard said.hasPrefix("The value '"), let middle = said.lastRange(of: "' is invalid for '")
    else { return nil }
    let value = String(said[..<middle.lowerBound].dropFirst("The value '".count))
    let option = String(said[middle.upperBound...].prefix { $0 != " " && $0 != "'" })
    let choices = said.between("Please provide one of ", ".").map {
      $0.split(separator: "'", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
    let near = choices.flatMap { suggestion(for: value, among: $0) }
    var ja = near.map { "「\($0)」のことですか？" } ?? ""
    var en = near.map { "Did you mean \($0)? " } ?? ""
    if let choices {
      ja += "使えるもの：" + choices.joined(separator: ", ")
      en += "Known: " + choices.joined(separator: ", ")
    } else {
      let isWhole = Int(value) == nil && Double(value) != nil
      if isWhole, value.allSatisfy(\.isNumber) {
        ja += "もっと小さい数を書いてください"
        en += "Write a smaller number"
      } else {
        ja += isWhole ? "整数を半角で書いてください" : "数を半角で書いてください"
        en += isWhole ? "Write a whole number" : "Write a number"
      }
      if let help = helpOfOption {
        ja += "（\(help.usage)：\(help.meaning)）"
        en += " (\(help.usage): \(help.meaning))"
      }
    }
    return mistake(
      "\(option) の値「\(value)」が分かりません", "\(option) cannot be \"\(value)\"", ja, en)
  }

  private func extraWords(_ said: String) -> Finding? {
    let words: [String]
    if let word = said.between("Unexpected argument '", "'") {
      words = [word]
    } else if said.contains("unexpected arguments: '") {
      words =
        said.between("unexpected arguments: '", nil)?.dropLast()
        .split(separator: "', '").map(String.init) ?? []
    } else {
      return nil
    }
    let list = words.map { "「\($0)」" }.joined()
    let listEn = words.map { "\"\($0)\"" }.joined(separator: ", ")
    // word processors make one long dash of two hyphens
    let dashes: Set<Character> = ["—", "–", "―", "ー", "－", "−", "‐"]
    if let word = words.first, let dash = word.first, dashes.contains(dash) {
      let option = "--" + word.drop { dashes.contains($0) }
      return mistake(
        "「\(word)」の初めの文字はハイフンではありません", "\"\(word)\" begins with a character that is no hyphen",
        "半角のハイフン2つで \(option) と書いてください", "Write two hyphens: \(option)")
    }
    return mistake(
      "どの引数の値でもない語があります：\(list)", "these words belong to no option: \(listEn)",
      "空白を含む名前は引用符で囲み、ファイルは --stations FILE のように引数の名前を付けてください",
      "Quote names with blanks in them, and give files with their option, as in --stations FILE")
  }

  private func missingOption(_ said: String) -> Finding? {
    guard let usage = said.between("Missing expected argument '", "'") else { return nil }
    let meaning = helpOfOption?.meaning
    return mistake(
      "\(usage.prefix { $0 != " " }) がありません", "\(usage.prefix { $0 != " " }) is missing",
      "\(usage) を加えてください" + (meaning.map { "（\($0)）" } ?? ""),
      "Add \(usage)" + (meaning.map { " (\($0))" } ?? ""))
  }

  private func unwantedValue(_ said: String) -> Finding? {
    guard let option = said.between("The option '", "' does not take any value"),
      let value = said.between(", but '", nil)?.droppingSuffix("' was specified.")
    else { return nil }
    return mistake(
      "\(option) に値は付けられません（「\(value)」）", "\(option) takes no value (\"\(value)\")",
      "\(option) とだけ書いてください", "Write \(option) alone")
  }
}

extension String {
  /// What stands between the first `start` and the next `end` after it; to the end for `nil`.
  fileprivate func between(_ start: String, _ end: String?) -> String? {
    guard let from = firstRange(of: start)?.upperBound else { return nil }
    guard let end else { return String(self[from...]) }
    return self[from...].firstRange(of: end).map { String(self[from..<$0.lowerBound]) }
  }

  fileprivate func lastRange(of text: String) -> Range<String.Index>? { ranges(of: text).last }

  fileprivate func droppingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
