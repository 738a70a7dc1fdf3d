public import Planner

/// Something that the doctor has to say of one layer.
public struct CheckFinding: Sendable, Hashable {
  /// A cell of the station list that is to be written otherwise.
  struct Mend: Sendable, Hashable {
    /// Indices into the table.
    var row: Int
    var column: Int
    var before: String
    var after: String
  }

  /// `stations`, `municipalities`, `gazetteer`, `population`, `population-totals`, `land`,
  /// `living-areas:NAME`, `zones:NAME`, `candidates:KIND`, `streets`, `closed` or `project`.
  public var layer: String
  public var finding: Finding
  /// The mend is the only one that there can be, and `--fix` makes it. All others are for a
  /// person to decide.
  public var isCertain = false
  /// Of a certain finding in a table; elsewhere there are no cells to write.
  var mends: [Mend] = []

  init(_ layer: String, _ finding: Finding) {
    self.layer = layer
    self.finding = finding
  }

  init(
    _ layer: String, _ severity: Finding.Severity, _ code: Finding.Code, at place: Place,
    what: Text, remedy: Text
  ) {
    self.init(layer, Finding(severity, code, what: what, at: place, remedy: remedy))
  }

  /// What of the finding a program goes by.
  public var code: Finding.Code {
    finding.code ?? (finding.severity == .error ? .unusableRow : .reading)
  }
}
