/// A language that the tool speaks.
public enum Language: String, Sendable, Hashable, CaseIterable, Codable {
  case ja
  case en
}

/// A sentence or a name in both languages, so that whoever prints chooses, not whoever finds out.
public struct Text: Sendable, Hashable {
  public let ja: String
  public let en: String

  public init(ja: String, en: String) {
    self.ja = ja
    self.en = en
  }

  /// The same words in both languages: a proper name, a number, a code.
  public init(verbatim: String) {
    self.init(ja: verbatim, en: verbatim)
  }

  public subscript(language: Language) -> String {
    language == .ja ? ja : en
  }
}
