internal import Planner
internal import Yams

extension ProjectFile {
  /// What is wrong with a file that is no YAML, as far as it can be told.
  static func broken(_ error: YamlError, _ yaml: String, _ path: String) -> Failure {
    if let slip = slip(in: yaml, path) { return slip }
    var place = Place(file: path)
    var problem = ""
    var column = ""
    switch error {
    case .scanner(_, let said, let mark, _), .parser(_, let said, let mark, _),
      .composer(_, let said, let mark, _):
      place.row = mark.line
      column = String(mark.column)
      problem = said
    case .duplicatedKeysInMapping(let duplicates, let context):
      return Failure(
        .data,
        what: Text(
          ja: "同じキーが二度あります：\(duplicates.sorted().listed(in: .ja))",
          en: "a key is there twice: \(duplicates.sorted().listed(in: .en))"),
        at: Place(file: path, row: context.mark.line),
        remedy: Text(ja: "一つにまとめてください", en: "Put them together into one"))
    default:
      problem = "\(error)".shortened
    }
    return Failure(
      .data,
      what: Text(
        ja: "YAMLとして読めません（\(column.isEmpty ? "" : "\(column)文字目：")\(problem)）",
        en: "this is not YAML (\(column.isEmpty ? "" : "column \(column): ")\(problem))"),
      at: place,
      remedy: Text(
        ja: "字下げは半角の空白で揃え、コロンの後に空白を置き、: や # を含む値は引用符で囲んでください",
        en: "Indent with spaces, put a space after each colon, and quote values with : or # "
          + "in them"))
  }

  /// What people type for YAML where their keyboard writes Japanese: the parser complains of it
  /// lines later, and in other words.
  static func slip(in yaml: String, _ path: String) -> Failure? {
    let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let key = line.drop { " -".contains($0) }.prefix { $0.isLetter && $0.isASCII || $0 == "-" }
      let rest = line.drop { " -".contains($0) }.dropFirst(key.count)
      let found: (what: Text, remedy: Text)
      if line.first == "\u{3000}" || line.drop(while: { $0 == " " }).first == "\u{3000}" {
        found = (
          Text(ja: "行の初めに全角の空白があります", en: "the line begins with a full-width blank"),
          Text(ja: "半角の空白で字下げしてください", en: "Indent with plain blanks")
        )
      } else if line.drop(while: { $0 == " " }).first == "\t" {
        found = (
          Text(ja: "字下げにタブがあります", en: "the line is indented with a tab"),
          Text(ja: "半角の空白で字下げしてください", en: "Indent with blanks")
        )
      } else if !key.isEmpty, rest.first == "：" {
        found = (
          Text(
            ja: "「\(key)」の後のコロンが全角です",
            en: "the colon behind \(String(key).quoted) is a full-width one"),
          Text(
            ja: "半角のコロンと半角の空白（\(key): …）にしてください", en: "Write a plain colon and a blank (\(key): …)")
        )
      } else if !key.isEmpty, rest.first == ":", let next = rest.dropFirst().first,
        !next.isWhitespace, next != "/"
      {
        found = (
          Text(ja: "「\(key):」の後に空白がありません", en: "there is no blank behind \(key):"),
          Text(ja: "コロンの後に半角の空白を1つ入れてください", en: "Put a blank behind the colon")
        )
      } else {
        continue
      }
      return Failure(
        .data, what: found.what, at: Place(file: path, row: index + 1), remedy: found.remedy)
    }
    return nil
  }
}
