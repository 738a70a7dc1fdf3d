internal import Planner
private import PlannerData

/// Text of the input on its way to paper.
enum PaperText {
  /// On one line, without what turns the direction of text around.
  static func clean(_ text: String) -> String { PublicText.clean(text) }
}

/// What is written below one another on page after page: first laid out, then drawn, so that a page
/// can say how many there are.
struct PageFlow {
  struct Page {
    var drawings: [() -> Void] = []
    var bookmarks: [String] = []
  }

  let canvas: Canvas
  /// Inside the margins of every page.
  let frame: Box
  private(set) var pages = [Page()]
  private var y: Double

  init(_ canvas: Canvas, width: Double, height: Double) {
    self.canvas = canvas
    frame = Box(x: 42, y: 40, width: width - 84, height: height - 40 - 48)
    y = frame.y
  }

  /// Left of the page, in points.
  var room: Double { frame.y + frame.height - y }
  private var isAtTop: Bool { y <= frame.y }

  mutating func beginPage() {
    guard !isAtTop else { return }
    pages.append(Page())
    y = frame.y
  }

  mutating func space(_ points: Double) {
    if !isAtTop { y = min(y + points, frame.y + frame.height) }
  }

  private mutating func draw(_ drawing: @escaping () -> Void) {
    pages[pages.count - 1].drawings.append(drawing)
  }

  /// Something of a known height, on this page or else on the next.
  mutating func add(height: Double, _ drawing: @escaping (Canvas.Point) -> Void) {
    if height > room { beginPage() }
    let at = Canvas.Point(x: frame.x, y: y)
    draw { drawing(at) }
    y += height
  }

  // MARK: Text

  /// A paragraph. One that is longer than a page ends in dots.
  mutating func add(_ text: String, _ style: Canvas.Style, indent: Double = 0, after: Double = 0) {
    var style = style
    style.width = frame.width - indent
    style.height = frame.height
    let height = min(canvas.size(of: text, style).height, frame.height)
    let canvas = canvas
    add(height: height) { at in
      canvas.text(text, at: Canvas.Point(x: at.x + indent, y: at.y), style)
    }
    space(after)
  }

  mutating func addItem(_ text: String, _ style: Canvas.Style) {
    var wrapped = style
    wrapped.width = frame.width - 12
    wrapped.height = frame.height
    let height = min(canvas.size(of: text, wrapped).height, frame.height)
    let canvas = canvas
    add(height: height) { at in
      canvas.area(
        [
          PaperSheet.polygon(
            12, at: Canvas.Point(x: at.x + 5, y: at.y + style.size * 0.75), radius: 1.5)
        ],
        fill: ChartPicture.ink)
      canvas.text(text, at: Canvas.Point(x: at.x + 12, y: at.y), wrapped)
    }
    space(2.5)
  }

  /// With a little of what it heads on the same page.
  mutating func addHeading(_ text: String, _ style: Canvas.Style) {
    if room < 60 { beginPage() }
    space(5)
    add(text, style, after: 2)
  }

  mutating func addSection(_ title: String) {
    if room < 110 { beginPage() }
    space(6)
    pages[pages.count - 1].bookmarks.append(title)
    add(title, Canvas.Style(size: 14, isBold: true), after: 1)
    let canvas = canvas
    let width = frame.width
    add(height: 6) { at in
      canvas.line(
        [Canvas.Point(x: at.x, y: at.y + 1), Canvas.Point(x: at.x + width, y: at.y + 1)],
        color: ChartPicture.bar, width: 1.6)
    }
  }

  // MARK: Tables

  private static let padding = (x: 4.0, y: 2.2)

  /// A table as wide as its content, up to the page: columns of text are narrowed first and their
  /// cells wrapped, then the type gets smaller. A row stays on one page, under the header; so does
  /// a short table.
  mutating func add(_ table: ReportTable, language: Language) {
    let rows = table.shownRows.map { row in
      row.enumerated().map { PaperText.clean(table.text($1, column: $0, language)) }
    }
    let titles = table.columns.map { $0.header(language, isOfWorkbook: false) }
    let isNumber = table.columns.map { $0.unit != nil }
    var size = 8.2
    var widths = self.widths(titles, rows, isNumber, size)
    while widths.reduce(0, +) > frame.width + 0.5, size > 5 {
      size -= 0.6
      widths = self.widths(titles, rows, isNumber, size)
    }
    let lines = Lines(
      canvas: canvas, frame: frame, widths: widths, isNumber: isNumber, size: size)
    let bold = Canvas.Style(size: size, isBold: true)
    let header = zip(titles, widths).map { broken($0, bold, in: $1 - 2 * Self.padding.x + 0.5) }
    let title = Canvas.Style(size: 9.6, isBold: true, width: frame.width)
    let head = lines.height(header, isBold: true)
    let heights = rows.map { min(lines.height($0, isBold: false), frame.height - head - 4) }
    let titleHeight = canvas.size(of: table.title[language], title).height
    // a short table stays together, a long one with its first row
    let whole = heights.reduce(0, +)
    let least = whole < frame.height / 4 ? whole : min(heights.first ?? 0, 200)
    if titleHeight + head + least + 6 > room { beginPage() }
    space(3)
    add(table.title[language], title, after: 2)
    addHeader(header, lines, head)
    for (index, row) in rows.enumerated() {
      let height = heights[index]
      // the last row does not go to the next page alone
      let isLastButOne = index > 0 && index == rows.count - 2
      if height + (isLastButOne ? heights[index + 1] : 0) > room {
        beginPage()
        addHeader(header, lines, head)
      }
      add(height: height) { at in
        lines.draw(row, at: at, height: height, fill: index % 2 == 1 ? "#f4f6f9" : nil)
      }
    }
  }

  private mutating func addHeader(_ header: [String], _ lines: Lines, _ height: Double) {
    add(height: height) { at in
      lines.draw(header, at: at, height: height, fill: "#e6ebf1", isBold: true)
    }
  }

  private func widths(
    _ header: [String], _ rows: [[String]], _ isNumber: [Bool], _ size: Double
  ) -> [Double] {
    let style = Canvas.Style(size: size)
    let bold = Canvas.Style(size: size, isBold: true)
    func natural(_ texts: [String], _ style: Canvas.Style) -> Double {
      texts.map { $0.isEmpty ? 0 : canvas.size(of: $0, style).width }.max() ?? 0
    }
    var widths = header.indices.map { column in
      let cells = natural(rows.map { $0[column] }, style)
      // of a number the header is broken, the number never
      let title = titleWidth(
        header[column], bold, most: isNumber[column] ? size * 6.3 : size * 12)
      return max(cells, title)
    }
    let padding = 2 * Self.padding.x
    let room =
      frame.width - padding * Double(widths.count)
      - zip(widths, isNumber).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    // text columns share what is left: none gets more than it needs, none less than a few letters
    var open = widths.indices.filter { !isNumber[$0] }.sorted { widths[$0] < widths[$1] }
    var left = room
    while let column = open.first {
      let share = max(size * 5, left / Double(open.count))
      widths[column] = min(widths[column], share)
      left -= widths[column]
      open.removeFirst()
    }
    return widths.map { $0 + padding }
  }

  /// What a header needs that may be broken: between words, before a unit in brackets, and where a
  /// line of Japanese is too long, in lines of about the same length.
  private func titleWidth(_ title: String, _ style: Canvas.Style, most: Double) -> Double {
    let whole = canvas.size(of: title, style).width
    guard whole > most else { return whole }
    let parts = Self.parts(ofTitle: title).map { part in
      let width = canvas.size(of: part, style).width
      let isOfLetters = part.contains { $0.isASCII && $0.isLetter }
      return isOfLetters || width <= most
        ? width : width / (width / most).rounded(.up) + style.size * 0.6
    }
    return min(whole, (parts.max() ?? 0) + 0.5)
  }

  /// A header's words, with the unit as one of them.
  private static func parts(ofTitle title: String) -> [String] {
    title.replacing("（", with: " （").split { $0.isWhitespace }.map(String.init)
  }

  /// With the unit on a line of its own where it does not fit behind the word. Japanese could
  /// otherwise be broken within the brackets.
  private func broken(_ title: String, _ style: Canvas.Style, in width: Double) -> String {
    canvas.size(of: title, style).width > width ? title.replacing("（", with: "\n（") : title
  }

  /// How the rows of one table are set.
  private struct Lines {
    let canvas: Canvas
    let frame: Box
    /// With padding.
    let widths: [Double]
    let isNumber: [Bool]
    let size: Double

    private func style(_ column: Int, isBold: Bool) -> Canvas.Style {
      Canvas.Style(
        size: size, isBold: isBold, alignment: isNumber[column] ? .trailing : .leading,
        width: widths[column] - 2 * PageFlow.padding.x + 0.5, height: frame.height * 0.8)
    }

    func height(_ row: [String], isBold: Bool) -> Double {
      let cells = row.enumerated().map { column, text in
        text.isEmpty ? size : canvas.size(of: text, style(column, isBold: isBold)).height
      }
      return (cells.max() ?? size) + 2 * PageFlow.padding.y
    }

    func draw(
      _ row: [String], at point: Canvas.Point, height: Double, fill: String?, isBold: Bool = false
    ) {
      let width = widths.reduce(0, +)
      if let fill {
        canvas.area(
          [PaperSheet.corners(Box(x: point.x, y: point.y, width: width, height: height))],
          fill: Canvas.Color(fill))
      }
      var x = point.x
      for (column, text) in row.enumerated() {
        if !text.isEmpty {
          let style = style(column, isBold: isBold)
          // a header stands on its line
          let top =
            isBold
            ? point.y + height - PageFlow.padding.y - canvas.size(of: text, style).height
            : point.y + PageFlow.padding.y
          canvas.text(text, at: Canvas.Point(x: x + PageFlow.padding.x, y: top), style)
        }
        x += widths[column]
      }
      canvas.line(
        [
          Canvas.Point(x: point.x, y: point.y + height),
          Canvas.Point(x: point.x + width, y: point.y + height),
        ], color: isBold ? ChartPicture.ink : ChartPicture.grid, width: isBold ? 0.9 : 0.4)
    }
  }
}
