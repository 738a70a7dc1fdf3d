internal import Planner
public import PlannerData

/// A report as it will be read, before it is a page, a sheet of paper or a workbook: headings,
/// sentences, tables and charts, every number with its unit and the place in the JSON of the run
/// where it can be found. Made once from the results; nothing here or behind it reckons anything
/// but sums and shares of what stands there. For internal use.
public struct ReportDocument: Sendable {
  let title: Text
  let notices: [ReportSentence]
  /// The first are the findings.
  let sections: [Section]
  /// What the map on the page of findings shows; `nil` where nothing can be drawn.
  let map: PaperContent?

  struct Section: Sendable {
    /// By which a page links to it.
    let id: String
    let title: Text
    let blocks: [Block]
  }

  enum Block: Sendable {
    case heading(Text)
    case paragraph(ReportSentence)
    case items([ReportSentence])
    /// In small type.
    case note(ReportSentence)
    case table(ReportTable)
    case chart(ReportChart)
    case map
  }

  /// - Parameter results: of a run.
  /// - Throws: `Failure` where PROJ cannot draw the map.
  public init(_ results: ReportResults) throws {
    let run = ReportRun(results)
    title = Text(
      ja: "拠点の徒歩圏と空白地：委員会への報告",
      en: "Who can walk to a station, and where the gaps are: a report to the committee")
    notices = run.coverage["assumptions"]["notices"].items.compactMap(\.quote)
      .map { ReportSentence($0) }
    let maps = results.maps
    let hasOutlines = !maps.plan.region.study.municipalities.isEmpty
    map =
      hasOutlines
      ? try PaperContent(maps, recommendation: results.advice, of: [], gapLimit: 60) : nil
    sections = [
      run.findings(hasMap: map != nil), run.coverageSection, run.livingAreaSection, run.flowSection,
      run.gapSection, run.adviceSection, run.walkSection, run.methodSection, run.sourceSection,
    ].compactMap(\.self).map { section in
      // a header over nothing tells nobody anything
      Section(
        id: section.id, title: section.title,
        blocks: section.blocks.filter { block in
          if case .table(let table) = block { !table.rows.isEmpty } else { true }
        })
    }
  }

  /// All of them, in the order in which they stand.
  var tables: [ReportTable] {
    sections.flatMap(\.blocks).compactMap { block in
      if case .table(let table) = block { table } else { nil }
    }
  }

  var charts: [ReportChart] {
    sections.flatMap(\.blocks).compactMap { block in
      if case .chart(let chart) = block { chart } else { nil }
    }
  }
}

/// A table. Numbers stand under a header that names their unit.
struct ReportTable: Sendable {
  struct Column: Sendable {
    let title: Text
    /// Of its numbers; `nil` for text.
    let unit: ReportUnit?

    init(_ ja: String, _ en: String, _ unit: ReportUnit? = nil) {
      title = Text(ja: ja, en: en)
      self.unit = unit
    }

    init(_ title: Text, _ unit: ReportUnit? = nil) {
      self.title = title
      self.unit = unit
    }

    /// `人口（人）`; distances and shares carry their unit in every cell.
    func header(_ language: Language, isOfWorkbook: Bool) -> String {
      let carriesOwn = unit == .meters || unit == .share
      guard let unit = unit?.header, isOfWorkbook || !carriesOwn,
        // residents need not be said to be residents
        language == .ja || unit.en != title.en
      else { return title[language] }
      return language == .ja
        ? "\(title.ja)（\(unit.ja)）" : "\(title.en) (\(unit.en))"
    }
  }

  enum Cell: Sendable {
    case figure(ReportFigure)
    case text(ReportSentence)
    case blank

    static func quote(_ quote: ReportQuote?) -> Cell {
      quote.map { .text(ReportSentence($0)) } ?? .blank
    }

    static func words(_ ja: String, _ en: String) -> Cell {
      .text(ReportSentence(Text(ja: ja, en: en)))
    }
  }

  let title: Text
  /// Of the workbook: at most 31 characters in either language.
  let sheet: Text
  let columns: [Column]
  /// A cell for every column.
  let rows: [[Cell]]
  /// How many rows stand on paper and on the page; the workbook has all.
  let shownCount: Int
  /// What was left out, and what it needs to be read rightly.
  let note: ReportSentence?

  init(
    _ title: Text, sheet: Text, columns: [Column], rows: [[Cell]], shownCount: Int? = nil,
    note: ReportSentence? = nil
  ) {
    precondition(rows.allSatisfy { $0.count == columns.count })
    self.title = title
    self.sheet = sheet
    self.columns = columns
    self.rows = rows
    self.shownCount = min(rows.count, shownCount ?? rows.count)
    self.note = note
  }

  var shownRows: ArraySlice<[Cell]> { rows.prefix(shownCount) }

  /// What stands in a cell: numbers without a unit where their header names it.
  func text(_ cell: Cell, column: Int, _ language: Language) -> String {
    switch cell {
    case .blank: ""
    case .text(let sentence): sentence[language].text(language)
    case .figure(let figure):
      columns[column].unit == nil ? figure.printed(language) : figure.bare(language)
    }
  }
}

/// A chart: what is drawn is what is printed beside it.
struct ReportChart: Sendable {
  /// A row of horizontal bars that stand end to end.
  struct Bar: Sendable {
    let label: ReportSentence
    /// By series.
    let parts: [ReportFigure]
    /// Printed at the end of the bar.
    let end: ReportFigure
    /// Printed behind it, in lighter type.
    var remark: ReportSentence?
  }

  struct Curve: Sendable {
    let label: ReportSentence
    let points: [(x: ReportFigure, y: ReportFigure)]
  }

  enum Form: Sendable {
    case bars([Bar])
    case curves([Curve], x: Text, y: Text)
  }

  let title: Text
  /// What parts of bars are; empty where there is one.
  let series: [Text]
  let form: Form
  /// In a sentence, for those who do not see it.
  let summary: ReportSentence
}
