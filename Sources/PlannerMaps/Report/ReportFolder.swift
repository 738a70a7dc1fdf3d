public import Planner
public import PlannerData

/// A report in the forms that were asked for, with the JSON files from which it was made, in one
/// folder. For internal use.
public struct ReportFolder: Sendable {
  public enum Form: String, Sendable, Hashable, CaseIterable {
    case html
    case pdf
    case xlsx
    case docx

    public var fileName: String { "report." + rawValue }
  }

  public let results: ReportResults
  public let document: ReportDocument
  public let forms: [Form]

  /// - Parameters:
  ///   - results: of a run.
  ///   - forms: to write.
  /// - Throws: `Failure` where PROJ cannot draw the map.
  public init(_ results: ReportResults, forms: [Form]) throws {
    self.results = results
    document = try ReportDocument(results)
    self.forms = forms
  }

  /// Writes the JSON first, then each form; an older file is replaced only when the new one is
  /// whole.
  ///
  /// - Parameters:
  ///   - folder: made where it does not exist.
  ///   - language: of the report.
  ///   - onStep: told of each file before it is made.
  /// - Returns: warnings, each once.
  /// - Throws: `Failure` (file) where the folder cannot be written to.
  public func write(
    to folder: String, language: Language, onStep: (String) -> Void
  ) throws -> [Finding] {
    try PlanFolder.makeFolder(folder)
    var findings: [Finding] = []
    for file in results.files {
      onStep(file.name)
      try OutputFile.write(file.json.serialized(), to: folder + "/" + file.name)
    }
    for form in forms {
      onStep(form.fileName)
      let path = folder + "/" + form.fileName
      let made = try bytes(form, language, for: path)
      try OutputFile.write(made.bytes, to: path)
      for finding in made.findings where !findings.contains(where: { $0.remedy == finding.remedy })
      {
        findings.append(finding)
      }
    }
    return findings
  }

  private func bytes(
    _ form: Form, _ language: Language, for path: String
  ) throws -> (bytes: [UInt8], findings: [Finding]) {
    switch form {
    case .html: return try ReportPage(document, language: language).html()
    case .pdf: return try ReportPaper(document, language: language).pdf()
    case .xlsx: return (try ReportWorkbook(document, language: language).xlsx(for: path), [])
    case .docx:
      let page = try ReportPage(document, language: language).html(.raster)
      return (try Pandoc.docx(ofHTML: page.bytes, for: path), page.findings)
    }
  }
}
