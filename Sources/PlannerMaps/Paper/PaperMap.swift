public import Planner
internal import PlannerData

/// A map for the wall or the table: one sheet with the map, its legend, a table of gaps, and how
/// the figures came about. For internal use.
public struct PaperMap: Sendable {
  public enum Paper: String, Sendable, Hashable, CaseIterable {
    case a3 = "A3"
    case a4 = "A4"

    var millimeters: (short: Double, long: Double) {
      switch self {
      case .a3: (297, 420)
      case .a4: (210, 297)
      }
    }
  }

  public enum Format: String, Sendable, Hashable, CaseIterable {
    case pdf
    case svg
    case png
  }

  public let content: PaperContent
  public let language: Language
  public let paper: Paper
  public let isLandscape: Bool

  public init(_ content: PaperContent, language: Language, paper: Paper, isLandscape: Bool) {
    self.content = content
    self.language = language
    self.paper = paper
    self.isLandscape = isLandscape
  }

  static func points(_ millimeters: Double) -> Double { millimeters / 25.4 * 72 }

  /// The sheet.
  ///
  /// - Returns: the file, and a warning where this machine has no font for some characters.
  /// - Throws: `Failure` (bug) where there is no memory for the page.
  public func drawn(as format: Format) throws -> (bytes: [UInt8], findings: [Finding]) {
    let size = paper.millimeters
    let (width, height) =
      isLandscape
      ? (Self.points(size.long), Self.points(size.short))
      : (Self.points(size.short), Self.points(size.long))
    let canvas = try Canvas(format, width: width, height: height)
    let sheet = PaperSheet(
      content: content, language: language, canvas: canvas, width: width, height: height,
      // a wall map is read from farther away
      scale: paper == .a3 ? 1.25 : 0.92)
    sheet.draw()
    let bytes = canvas.finished()
    return (bytes, canvas.findings)
  }
}
