/// Where in a file something was found. Rows count from 1 and include the header, as a
/// spreadsheet shows them; columns are named as the file names them.
public struct Place: Sendable, Hashable {
  public var file: String?
  public var row: Int?
  public var column: String?

  public init(file: String? = nil, row: Int? = nil, column: String? = nil) {
    self.file = file
    self.row = row
    self.column = column
  }

  /// `stations.csv, row 12, column lat`, leaving out what is not known.
  public func described(in language: Language) -> String {
    var parts: [String] = []
    if let file { parts.append(file) }
    if let row { parts.append(language == .ja ? "\(row)行目" : "row \(row)") }
    if let column { parts.append(language == .ja ? "列「\(column)」" : "column \(column)") }
    return parts.joined(separator: language == .ja ? "、" : ", ")
  }
}

/// One thing that a reader or an analysis has to say about its input, in three beats:
/// what, where, and what to do.
public struct Finding: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, Codable {
    /// The run stops, unless the row is set aside on request.
    case error
    /// The run goes on; the reader should look.
    case warning
    /// Worth knowing.
    case note
  }

  /// A word by which programs know what a finding is about, whatever its wording: `null-island`.
  public struct Code: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral word: String) { rawValue = word }
  }

  public var severity: Severity
  /// `nil` for what programs need not tell apart.
  public var code: Code?
  public var what: Text
  public var place: Place
  public var remedy: Text

  public init(
    _ severity: Severity, _ code: Code? = nil, what: Text, at place: Place = Place(), remedy: Text
  ) {
    self.severity = severity
    self.code = code
    self.what = what
    self.place = place
    self.remedy = remedy
  }

  /// `stations.csv, row 12, column lat: latitude 135.2 is out of range. Swap …`
  public func described(in language: Language) -> String {
    let whereItIs = place.described(in: language)
    let head = whereItIs.isEmpty ? "" : whereItIs + (language == .ja ? "：" : ": ")
    let tail = remedy[language]
    guard !tail.isEmpty else { return head + what[language] }
    return head + what[language] + (language == .ja ? "。" : ". ") + tail
  }
}

/// Why a run stops. Carries everything that was found, not only the first.
public struct Failure: Error, Sendable, CustomStringConvertible {
  public enum Cause: Sendable, Hashable {
    /// The command was called wrongly (exit code 64).
    case usage
    /// The input cannot be used (65).
    case data
    /// Something that should be impossible: our bug (70).
    case bug
    /// An output could not be written (74).
    case file
  }

  public let cause: Cause
  public let findings: [Finding]

  public init(_ cause: Cause, _ findings: [Finding]) {
    self.cause = cause
    self.findings = findings
  }

  public init(_ cause: Cause, what: Text, at place: Place = Place(), remedy: Text) {
    self.init(cause, [Finding(.error, what: what, at: place, remedy: remedy)])
  }

  /// Does something to each of some items, of which all that fail are told together.
  ///
  /// - Throws: one `Failure` with the findings of all; its cause is that of the first. Errors of
  ///   another kind as they come.
  package static func each<Items: Sequence>(
    _ items: Items, _ body: (Items.Element) throws -> Void
  ) throws {
    var failures: [Failure] = []
    for item in items {
      do { try body(item) } catch let failure as Failure { failures.append(failure) }
    }
    if let first = failures.first { throw Failure(first.cause, failures.flatMap(\.findings)) }
  }

  public var description: String {
    findings.map { $0.described(in: .en) }.joined(separator: "\n")
  }
}
