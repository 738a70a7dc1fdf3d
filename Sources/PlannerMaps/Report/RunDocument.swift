internal import Planner
internal import PlannerData

/// A place in one of the JSON files of a run, from which a report takes what it prints: by
/// construction, no number of a report is anywhere else.
struct RunNode: Sendable {
  let file: String
  /// After RFC 6901, such as `/areas/3/covered`.
  let pointer: String
  let value: JSONValue

  init(_ file: ReportResults.File) {
    self.file = file.name
    pointer = ""
    value = file.json
  }

  private init(_ file: String, _ pointer: String, _ value: JSONValue) {
    self.file = file
    self.pointer = pointer
    self.value = value
  }

  /// `coverage.json#/areas/3/covered`
  var address: String { file + "#" + pointer }

  /// A member; `null` where there is none.
  subscript(name: String) -> RunNode {
    let isPlain = !name.utf8.contains { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }
    let token =
      isPlain ? name : name.replacing("~", with: "~0").replacing("/", with: "~1")
    return RunNode(file, pointer + "/" + token, value[name] ?? .null)
  }

  var items: [RunNode] {
    value.items.enumerated().map { RunNode(file, "\(pointer)/\($0)", $1) }
  }

  /// Members with their names.
  var members: [(name: String, node: RunNode)] {
    guard case .object(let members) = value else { return [] }
    return members.map { ($0.name, self[$0.name]) }
  }

  var isNull: Bool { value == .null }
  var number: Double? { value.value }
  var wording: String? { value.wording }
  var isTrue: Bool { value == .bool(true) }

  // MARK: What a report prints

  /// The number, with its unit.
  func figure(_ unit: ReportUnit) -> ReportFigure {
    ReportFigure(value: number, unit: unit, evidence: .number(address))
  }

  /// The text as it stands there: of both languages, or a name.
  var quote: ReportQuote? {
    if let wording { return ReportQuote(Text(verbatim: wording), from: address) }
    guard let ja = value["ja"]?.wording, let en = value["en"]?.wording else { return nil }
    return ReportQuote(Text(ja: ja, en: en), from: address)
  }
}

extension [RunNode] {
  /// What they add up to.
  func sum(_ unit: ReportUnit) -> ReportFigure {
    ReportFigure(
      value: reduce(0) { $0 + ($1.number ?? 0) }, unit: unit, evidence: .sum(map(\.address)))
  }

  /// How many there are.
  func count(_ unit: ReportUnit) -> ReportFigure {
    ReportFigure(value: Double(count), unit: unit, evidence: .count(map(\.address)))
  }
}

extension ReportFigure {
  /// The share that some have of others; nothing where the others are none.
  static func share(_ part: [RunNode], of whole: [RunNode]) -> ReportFigure {
    let (a, b) = (part.sum(.people).value ?? 0, whole.sum(.people).value ?? 0)
    return ReportFigure(
      value: b > 0 ? a / b : nil, unit: .share,
      evidence: .share(part.map(\.address), of: whole.map(\.address)))
  }
}
