public import Planner
internal import PlannerData

/// A report as one HTML file that needs nothing else: charts and the map are in it, there is no
/// script, and its content security policy admits nothing from elsewhere. Every number says in its
/// title where in the JSON of the run it stands. It prints on A4.
public struct ReportPage: Sendable {
  public let document: ReportDocument
  public let language: Language

  public init(_ document: ReportDocument, language: Language) {
    self.document = document
    self.language = language
  }

  /// In which form charts and the map are in the page.
  enum PictureForm {
    /// Sharp at any size.
    case vector
    /// For word processors, which do not all know SVG.
    case raster
  }

  /// The file, the same bytes for the same report, and a warning where this machine has no font
  /// for characters of a chart.
  ///
  /// - Throws: `Failure` (bug) where there is no memory for a picture.
  public func html() throws -> (bytes: [UInt8], findings: [Finding]) { try html(.vector) }

  func html(_ form: PictureForm) throws -> (bytes: [UInt8], findings: [Finding]) {
    var writer = try Writer(language: language, form: form)
    let style = PackageResources.report_css
    let policy = [
      "default-src 'none'", "style-src 'sha256-\(Digest.base64SHA256(style))'", "img-src data:",
      "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")
    let title = Self.escaped(document.title[language])
    writer.text += """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="\(policy)" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="referrer" content="no-referrer" />
      <title>\(title)</title>
      <style>\(String(decoding: style, as: UTF8.self))</style>
      </head>
      <body>
      <header>
      <p><span class="mark">\(word("内部資料", "INTERNAL"))</span></p>

      """
    // a word processor has the page's title above
    if form == .vector { writer.text += "<h1>\(title)</h1>\n" }
    for notice in document.notices {
      writer.text += "<p class=\"notice\">\(writer.line(notice))</p>\n"
    }
    writer.text += "<nav aria-label=\"\(word("目次", "Contents"))\"><ol>\n"
    for section in document.sections {
      writer.writeItem("<a href=\"#\(section.id)\">\(Self.escaped(section.title[language]))</a>")
    }
    writer.text += "</ol></nav>\n</header>\n<main>\n"
    for section in document.sections {
      writer.text +=
        "<section id=\"\(section.id)\">\n<h2>\(Self.escaped(section.title[language]))</h2>\n"
      for block in section.blocks { try writer.write(block, map: document.map) }
      writer.text += "</section>\n"
    }
    writer.text += "</main>\n</body>\n</html>\n"
    return (Array(writer.text.utf8), Canvas.findings(unknownGlyphs: writer.unknownGlyphs))
  }

  private func word(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

  /// Text of files among them, so that none of it becomes markup or turns the line around.
  fileprivate static func escaped(_ text: String) -> String {
    PublicText.xml(PublicText.clean(text))
  }

  /// The body while it is written.
  private struct Writer {
    let language: Language
    let form: PictureForm
    var text = ""
    var unknownGlyphs = 0
    private let scratch: Canvas

    init(language: Language, form: PictureForm) throws {
      self.language = language
      self.form = form
      scratch = try Canvas(.svg, width: 10, height: 10)
    }

    private func figure(_ figure: ReportFigure, bare: Bool) -> String {
      let printed = bare ? figure.bare(language) : figure.printed(language)
      return
        "<span class=\"n\" title=\"\(escaped(figure.evidence.described))\">\(escaped(printed))</span>"
    }

    func line(_ sentence: ReportSentence) -> String {
      sentence[language].parts.map { part in
        switch part {
        // blanks at its ends part it from what stands beside it
        case .words(let words): PublicText.xml(words)
        case .figure(let figure): self.figure(figure, bare: false)
        case .bare(let figure): self.figure(figure, bare: true)
        case .quote(let quote): escaped(quote.text[language])
        }
      }.joined()
    }

    mutating func write(_ block: ReportDocument.Block, map: PaperContent?) throws {
      switch block {
      case .heading(let title): text += "<h3>\(escaped(title[language]))</h3>\n"
      case .paragraph(let sentence): text += "<p>\(line(sentence))</p>\n"
      case .note(let sentence): text += "<p class=\"note\">\(line(sentence))</p>\n"
      case .items(let sentences):
        guard !sentences.isEmpty else { return }
        text += "<ul>\n"
        for sentence in sentences { writeItem(line(sentence)) }
        text += "</ul>\n"
      case .table(let table): write(table)
      case .chart(let chart): try write(chart)
      case .map: if let map { try write(map) }
      }
    }

    mutating func writeItem(_ html: String) {
      // word processors take items without paragraphs for the small text of tables
      text += form == .raster ? "<li><p>\(html)</p></li>\n" : "<li>\(html)</li>\n"
    }

    private mutating func write(_ table: ReportTable) {
      text +=
        "<div class=\"wide\">\n<table>\n<caption>\(escaped(table.title[language]))</caption>\n"
      if form == .raster { text += columnWidths(of: table) }
      text += "<thead><tr>"
      for column in table.columns {
        let kind = kind(of: column)
        let header = column.header(language, isOfWorkbook: false)
        text += "<th scope=\"col\"\(kind)>\(escaped(header))</th>"
      }
      text += "</tr></thead>\n<tbody>\n"
      for row in table.shownRows {
        text += "<tr>"
        for (index, cell) in row.enumerated() {
          let printed = escaped(table.text(cell, column: index, language))
          switch cell {
          case .blank: text += "<td></td>"
          case .text(let sentence): text += "<td>\(line(sentence))</td>"
          case .figure(let figure):
            let kind = kind(of: table.columns[index])
            let title = escaped(figure.evidence.described)
            text += "<td\(kind) title=\"\(title)\">\(printed)</td>"
          }
        }
        text += "</tr>\n"
      }
      text += "</tbody>\n</table>\n"
      if let note = table.note { text += "<p class=\"note\">\(line(note))</p>\n" }
      text += "</div>\n"
    }

    private func kind(of column: ReportTable.Column) -> String {
      guard column.unit != nil else { return "" }
      return form == .raster ? " style=\"text-align: right\"" : " class=\"n\""
    }

    /// How wide the columns are, for word processors, which break numbers where all are alike: by
    /// the longest cell. Where a line is too short for all of them, text is broken before a number.
    private func columnWidths(of table: ReportTable) -> String {
      let isNumber = table.columns.map { $0.unit != nil }
      let headers = table.columns.map {
        TextTable.width(of: $0.header(language, isOfWorkbook: false))
      }
      var halves: [Double] = table.columns.indices.map { index in
        let cells = table.shownRows.map {
          TextTable.width(of: table.text($0[index], column: index, language))
        }
        let longest = max(cells.max() ?? 0, min(headers[index], isNumber[index] ? 6 : 12))
        return Double(longest) + 3
      }
      // of a line of text on a page of A4, in the type of cells (word-styles.xml)
      let line = 106.0
      let numbers = zip(halves, isNumber).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
      let texts = halves.reduce(0, +) - numbers
      if numbers + texts > line, texts > 0 {
        let shrinking = max(0, line - numbers) / texts
        for index in halves.indices where !isNumber[index] {
          halves[index] = max(min(halves[index], 12), halves[index] * shrinking)
        }
      }
      // what is left keeps headers on one line
      for (index, header) in headers.enumerated() {
        let spare = line - halves.reduce(0, +)
        halves[index] += max(0, min(Double(min(header, 16)) + 3 - halves[index], spare))
      }
      let all = max(line, halves.reduce(0, +))
      var (ends, reached) = ([0], 0.0)
      for half in halves {
        reached += half
        ends.append(Int((reached / all * 100).rounded()))
      }
      return "<colgroup>"
        + zip(ends, ends.dropFirst()).map { "<col style=\"width: \($1 - $0)%\" />" }.joined()
        + "</colgroup>\n"
    }

    // MARK: Pictures

    private mutating func write(_ chart: ReportChart) throws {
      let picture = ChartPicture(chart, language: language, width: 600) { [scratch] in
        scratch.size(of: $0, $1)
      }
      let canvas = try canvas(width: picture.width, height: picture.height)
      picture.draw(on: canvas, at: Canvas.Point(x: 0, y: 0))
      let summary = chart.summary[language].text(language)
      insert(
        canvas, width: picture.width, height: picture.height,
        alternative: chart.title[language] + (language == .ja ? "。" : ". ") + summary,
        caption: line(chart.summary))
    }

    private mutating func write(_ map: PaperContent) throws {
      let (width, height) = (600.0, 640.0)
      // outlines of thousands of corners are shorter as a picture than as text
      let canvas = try Canvas(.png, width: width, height: height)
      PaperSheet(
        content: map, language: language, canvas: canvas, width: width, height: height, scale: 1
      ).drawPicture(in: Box(x: 0, y: 0, width: width, height: height))
      insert(
        canvas, width: width, height: height, alternative: map.finding[language],
        caption: escaped(
          language == .ja
            ? "濃い市町村ほど、徒歩圏に拠点がある人の割合が高い。緑の線は徒歩圏、橙は空白地、黒い丸は次に声をかける場所。"
            : "The darker, the larger the share in reach. Green: the walk around stations; orange: "
              + "gaps; black discs: whom to ask next."), isRaster: true)
    }

    private func canvas(width: Double, height: Double) throws -> Canvas {
      try Canvas(form == .vector ? .svg : .png, width: width, height: height)
    }

    private mutating func insert(
      _ canvas: Canvas, width: Double, height: Double, alternative: String, caption: String,
      isRaster: Bool = false
    ) {
      let kind = form == .vector && !isRaster ? "image/svg+xml" : "image/png"
      let data = Digest.base64(canvas.finished())
      unknownGlyphs += canvas.unknownGlyphs
      // on A4 with 9 points to spare on either side, which some word processors keep free
      let scale = form == .raster ? 612.0 / 600 : 4.0 / 3
      text += "<figure>\n<img src=\"data:\(kind);base64,\(data)\" width=\"\(Int(width * scale))\""
      text += " height=\"\(Int(height * scale))\" alt=\"\(escaped(alternative))\" />\n"
      text += "<figcaption>\(caption)</figcaption>\n</figure>\n"
    }

    private func escaped(_ text: String) -> String { ReportPage.escaped(text) }
  }
}
