public import Planner
internal import PlannerData

/// A report as a workbook of Excel (.xlsx): one sheet for every table, all of its rows, numbers as
/// numbers in the unit that their header names, and a first sheet to read. The same report gives the
/// same bytes.
public struct ReportWorkbook: Sendable {
  public let document: ReportDocument
  public let language: Language

  public init(_ document: ReportDocument, language: Language) {
    self.document = document
    self.language = language
  }

  /// The workbook, made for `path`, which messages name.
  ///
  /// - Throws: `Failure` (file) with what GDAL said.
  public func xlsx(for path: String) throws -> [UInt8] {
    try WorkbookOutput.bytes(of: [reading] + document.tables.map(sheet), for: path)
  }

  private func line(_ sentence: ReportSentence) -> String { sentence[language].text(language) }

  /// Title, notices and findings; then what the tables are.
  private var reading: OutputTable {
    let ja = language == .ja
    var rows: [[OutputLayer.Value]] = [
      [.text(ja ? "表題" : "title"), .text(document.title[language])],
      [
        .text(ja ? "注意" : "notice"),
        .text(
          ja
            ? "内部資料です。公開していない拠点の名前が入っていることがあります。"
            : "For internal use: it may name stations that are not public."),
      ],
    ]
    for notice in document.notices {
      rows.append([.text(ja ? "注意" : "notice"), .text(line(notice))])
    }
    var heading = ""
    for block in document.sections.first?.blocks ?? [] {
      switch block {
      case .heading(let title): heading = title[language]
      case .items(let sentences):
        rows += sentences.map { [.text(heading), .text(line($0))] }
      default: break
      }
    }
    for table in document.tables {
      let note = table.note.map { (ja ? "。" : ". ") + line($0) } ?? ""
      rows.append([.text(table.sheet[language]), .text(table.title[language] + note)])
    }
    return OutputTable(
      name: ja ? "はじめに" : "read me",
      columns: [.init(ja ? "項目" : "what", .text), .init(ja ? "内容" : "text", .text)], rows: rows)
  }

  private func sheet(_ table: ReportTable) -> OutputTable {
    OutputTable(
      name: table.sheet[language],
      columns: table.columns.map { column in
        let type: OutputLayer.FieldType =
          switch column.unit {
          case nil: .text
          case .share: .number
          default: .integer
          }
        return .init(column.header(language, isOfWorkbook: true), type)
      },
      rows: table.rows.map { row in
        row.enumerated().map { index, cell in
          guard let unit = table.columns[index].unit else {
            if case .blank = cell { return OutputLayer.Value.none }
            return .text(table.text(cell, column: index, language))
          }
          guard case .figure(let figure) = cell, let value = figure.value else { return .none }
          let rounded = unit.rounded(value)
          return unit == .share ? .number(rounded) : .integer(Int(rounded))
        }
      })
  }
}
