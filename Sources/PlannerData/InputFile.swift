public import Planner

/// A file that went into a result: named as the caller named it, identified by its content.
public struct InputFile: Sendable, Hashable {
  /// `stations`, `municipalities`, `population`, `living-areas`, …
  public let role: String
  public let path: String
  /// Of the file's bytes, lower-case hexadecimal.
  public let sha256: String
  public let byteCount: Int
  /// The credit line that the layer requires, where it is known.
  public let attribution: String?

  public init(role: String, path: String, sha256: String, byteCount: Int, attribution: String?) {
    self.role = role
    self.path = path
    self.sha256 = sha256
    self.byteCount = byteCount
    self.attribution = attribution
  }
}

/// What a reader returns: the value, what it found on the way, and the file it came from.
/// Findings of severity error mean that rows are missing from the value; whether the run goes on
/// without them (`--set-aside`) is decided by the caller, once, for all inputs.
public struct Reading<Value: Sendable>: Sendable {
  public var value: Value
  public var findings: [Finding]
  public var file: InputFile

  public init(_ value: Value, findings: [Finding], file: InputFile) {
    self.value = value
    self.findings = findings
    self.file = file
  }
}
