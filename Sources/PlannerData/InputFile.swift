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
  /// The same for readers of both languages.
  let credit: Text?
  /// The terms under which it may be used; `nil` where nothing tells.
  public let licence: Licence?

  public init(
    role: String, path: String, sha256: String, byteCount: Int, attribution: String?,
    licence: Licence? = nil
  ) {
    self.init(
      role: role, path: path, sha256: sha256, byteCount: byteCount,
      credit: attribution.map { Text(verbatim: $0) }, licence: licence)
  }

  private init(
    role: String, path: String, sha256: String, byteCount: Int, credit: Text?, licence: Licence?
  ) {
    self.role = role
    self.path = path
    self.sha256 = sha256
    self.byteCount = byteCount
    self.attribution = credit?.ja
    self.credit = credit
    self.licence = licence
  }

  /// The same file with the credit and the terms that its content, its name or the note beside it
  /// tells; `stated` are the terms that somebody gave for it.
  func described(by provenance: Provenance, stated: Licence? = nil) -> InputFile {
    InputFile(
      role: role, path: path, sha256: sha256, byteCount: byteCount,
      credit: provenance.credit ?? credit, licence: stated ?? provenance.licence ?? licence)
  }

  /// What a file was read as, for people.
  package static func name(ofRole role: String) -> Text { LicenceSummary.name(ofRole: role) }

  var json: JSONValue {
    .members([
      "role": .string(role), "path": .string(path), "sha256": .string(sha256),
      "bytes": .integer(byteCount), "attribution": .optional(attribution),
      "licence": licence?.json ?? .null,
    ])
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
