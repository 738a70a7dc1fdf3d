public import Planner

/// A report on paper: a PDF of A4 pages, text as text in embedded fonts, tables that go on over
/// pages with their header repeated, sections listed beside the pages. The same report gives the
/// same bytes.
public struct ReportPaper: Sendable {
  public let document: ReportDocument
  public let language: Language

  public init(_ document: ReportDocument, language: Language) {
    self.document = document
    self.language = language
  }

  /// - Returns: the file, and a warning where this machine has no font for some characters.
  /// - Throws: `Failure` (bug) where there is no memory for a page.
  public func pdf() throws -> (bytes: [UInt8], findings: [Finding]) {
    let size = PaperMap.Paper.a4.millimeters
    let (width, height) = (PaperMap.points(size.short), PaperMap.points(size.long))
    let canvas = try Canvas(.pdf, width: width, height: height)
    canvas.setTitle(document.title[language])
    var flow = PageFlow(canvas, width: width, height: height)
    lay(into: &flow)
    let pages = flow.pages
    for (index, page) in pages.enumerated() {
      for bookmark in page.bookmarks { canvas.addBookmark(bookmark, page: index + 1) }
      for draw in page.drawings { draw() }
      foot(canvas, flow.frame, page: index + 1, of: pages.count)
      canvas.nextPage()
    }
    let bytes = canvas.finished()
    return (bytes, canvas.findings)
  }

  private func foot(_ canvas: Canvas, _ frame: Box, page: Int, of count: Int) {
    let style = Canvas.Style(size: 7.5, color: ChartPicture.pale)
    let y = frame.y + frame.height + 10
    var title = style
    title.width = frame.width * 0.7
    title.isOneLine = true
    canvas.text(
      (language == .ja ? "内部資料　" : "INTERNAL   ") + document.title[language],
      at: Canvas.Point(x: frame.x, y: y), title)
    var number = style
    number.alignment = .trailing
    canvas.text(
      "\(page) / \(count)", at: Canvas.Point(x: frame.x + frame.width, y: y), number)
  }

  // MARK: Blocks

  private static let body = Canvas.Style(size: 9.2)
  private static let small = Canvas.Style(size: 7.6, color: ChartPicture.pale)

  private func lay(into flow: inout PageFlow) {
    flow.add(
      language == .ja ? "内部資料" : "INTERNAL",
      Canvas.Style(size: 9.5, isBold: true, color: Canvas.Color("#b3261e")))
    flow.add(document.title[language], Canvas.Style(size: 17, isBold: true), after: 4)
    for notice in document.notices {
      flow.add(
        "※ " + text(notice), Canvas.Style(size: 8.5, color: Canvas.Color("#7a3e00")), after: 2)
    }
    for (index, section) in document.sections.enumerated() {
      // the findings have a page of their own
      if index == 1 { flow.beginPage() }
      flow.addSection(section.title[language])
      for block in section.blocks { lay(block, into: &flow) }
      flow.space(12)
    }
  }

  /// As it is read, without what would break or turn a line.
  private func text(_ sentence: ReportSentence) -> String {
    PaperText.clean(sentence[language].text(language))
  }

  private func lay(_ block: ReportDocument.Block, into flow: inout PageFlow) {
    switch block {
    case .heading(let title):
      flow.addHeading(
        PaperText.clean(title[language]),
        Canvas.Style(size: 10.5, isBold: true, color: Canvas.Color("#1f3f63")))
    case .paragraph(let sentence): flow.add(text(sentence), Self.body, after: 5)
    case .note(let sentence): flow.add(text(sentence), Self.small, after: 5)
    case .items(let sentences):
      for sentence in sentences { flow.addItem(text(sentence), Self.body) }
      flow.space(3)
    case .table(let table):
      flow.add(table, language: language)
      if let note = table.note { flow.add(text(note), Self.small, after: 3) }
      flow.space(8)
    case .chart(let chart):
      let canvas = flow.canvas
      let picture = ChartPicture(chart, language: language, width: flow.frame.width) {
        canvas.size(of: $0, $1)
      }
      flow.add(height: picture.height) { [canvas] at in picture.draw(on: canvas, at: at) }
      flow.add(text(chart.summary), Self.small, after: 8)
    case .map:
      guard let map = document.map else { return }
      let canvas = flow.canvas
      let language = language
      // what is left of the page of findings, where that is enough to see anything
      let height = flow.room > 250 ? flow.room - 4 : min(flow.frame.height, 690)
      let width = flow.frame.width
      flow.add(height: height) { [canvas] at in
        PaperSheet(
          content: map, language: language, canvas: canvas, width: width, height: height,
          scale: 0.82
        ).drawPicture(in: Box(x: at.x, y: at.y, width: width, height: height))
      }
    }
  }
}
