internal import Planner
internal import PlannerData

/// A chart laid out: what stands where, in points from its upper left corner. The same items are
/// drawn on paper and into the SVG of a page.
///
/// Nothing hangs on colour alone: parts of bars differ in lightness and hatching, curves in dashes
/// and in the name at their end. Every text has a box of its own.
struct ChartPicture {
  typealias Point = Canvas.Point
  typealias Color = Canvas.Color
  typealias Style = Canvas.Style

  enum Item {
    case text(String, Box, Style)
    case area([Point], fill: Color?, stroke: Color?)
    case line([Point], color: Color, width: Double, dash: [Double])
    /// Drawn only inside the box: hatching.
    case hatch(Box)
  }

  /// How wide and high a text is on one line.
  typealias Ruler = (String, Style) -> (width: Double, height: Double)

  private(set) var items: [Item] = []
  private(set) var height = 0.0
  let width: Double
  private let language: Language
  private let ruler: Ruler

  static let ink = Color("#1b1f24")
  static let pale = Color("#5a636e")
  static let bar = Color("#1f5a94")
  static let otherBar = Color("#f3b64c")
  static let grid = Color("#d5dae0")
  private static let curveColors = [
    "#0072b2", "#d55e00", "#009e73", "#a3387a", "#000000", "#8a6d00", "#3a7ca8",
  ]
  private static let dashes: [[Double]] = [
    [], [7, 2.5], [2, 2], [9, 2, 2, 2], [4, 2], [12, 3], [1, 2.5],
  ]

  init(_ chart: ReportChart, language: Language, width: Double, ruler: @escaping Ruler) {
    self.width = width
    self.language = language
    self.ruler = ruler
    let title = Style(size: 10, isBold: true, width: width)
    height += text(chart.title[language], at: Point(x: 0, y: 0), title).height + 4
    switch chart.form {
    case .bars(let bars): layOut(bars, series: chart.series)
    case .curves(let curves, let x, let y): layOut(curves, x[language], y[language])
    }
  }

  @discardableResult
  private mutating func text(
    _ text: String, at point: Point, _ style: Style, alignment: Canvas.Alignment = .leading
  ) -> Box {
    let size = ruler(text, style)
    let width = style.width.map { min($0, size.width) } ?? size.width
    let x =
      switch alignment {
      case .leading: point.x
      case .center: point.x - width / 2
      case .trailing: point.x - width
      }
    let box = Box(x: x, y: point.y, width: width, height: size.height)
    if !text.isEmpty { items.append(.text(text, box, style)) }
    return box
  }

  // MARK: Bars

  private mutating func layOut(_ bars: [ReportChart.Bar], series: [Text]) {
    if series.count > 1 {
      var x = 0.0
      for (index, name) in series.enumerated() {
        let box = Box(x: x, y: height + 2, width: 16, height: 8)
        part(box, index)
        let label = text(
          name[language], at: Point(x: x + 20, y: height), Style(size: 8, color: Self.ink))
        x += 20 + label.width + 14
      }
      height += 14
    }
    let label = Style(size: 8.5)
    let end = Style(size: 8.5, isBold: true)
    let remark = Style(size: 8, color: Self.pale)
    func widest(_ texts: [String], _ style: Style, most: Double) -> Double {
      min(texts.map { ruler($0, style).width }.max() ?? 0, most)
    }
    let labels = bars.map { $0.label[language].text(language) }
    let ends = bars.map { $0.end.printed(language) }
    let remarks = bars.map { $0.remark?[language].text(language) ?? "" }
    let labelWidth = widest(labels, label, most: width * 0.32)
    let endWidth = widest(ends, end, most: width * 0.2)
    let remarkWidth = widest(remarks, remark, most: width * 0.26)
    let left = labelWidth + 8
    let room = width - left - endWidth - remarkWidth - 18
    let totals = bars.map { $0.parts.reduce(0) { $0 + max(0, $1.value ?? 0) } }
    let scale = Self.end(of: totals.max() ?? 0, isShare: bars.first?.end.unit == .share)
    let row = 15.5
    for (index, bar) in bars.enumerated() {
      let y = height + Double(index) * row
      func middle(_ text: String, _ style: Style) -> Double {
        y + (row - ruler(text, style).height) / 2
      }
      var fitted = label
      fitted.width = labelWidth
      fitted.isOneLine = true
      text(labels[index], at: Point(x: 0, y: middle(labels[index], label)), fitted)
      var x = left
      for (series, value) in bar.parts.enumerated() {
        let length = scale > 0 ? max(0, value.value ?? 0) / scale * room : 0
        guard length > 0 else { continue }
        part(Box(x: x, y: y + 3, width: length, height: row - 6), series)
        x += length
      }
      var shortened = end
      shortened.width = endWidth
      shortened.isOneLine = true
      text(ends[index], at: Point(x: x + 5, y: middle(ends[index], end)), shortened)
      guard !remarks[index].isEmpty else { continue }
      var light = remark
      light.width = remarkWidth
      light.isOneLine = true
      text(
        remarks[index], at: Point(x: width, y: middle(remarks[index], remark)), light,
        alignment: .trailing)
    }
    let bottom = height + Double(bars.count) * row
    items.append(
      .line(
        [Point(x: left, y: height), Point(x: left, y: bottom)], color: Self.ink, width: 0.8,
        dash: []))
    height = bottom + 4
  }

  private mutating func part(_ box: Box, _ series: Int) {
    let corners = PaperSheet.corners(box)
    if series == 0 {
      items.append(.area(corners, fill: Self.bar, stroke: nil))
    } else {
      items.append(.area(corners, fill: Self.otherBar, stroke: nil))
      items.append(.hatch(box))
      items.append(.area(corners, fill: nil, stroke: Self.ink))
    }
  }

  /// Where a scale from zero ends: shares above a half are shown against the whole.
  static func end(of largest: Double, isShare: Bool) -> Double {
    isShare && largest > 0.5 ? max(1, largest) : largest
  }

  // MARK: Curves

  private mutating func layOut(_ curves: [ReportChart.Curve], _ x: String, _ y: String) {
    let small = Style(size: 8, color: Self.pale)
    let label = Style(size: 8.5)
    let largest = curves.flatMap(\.points).map { $0.y.value ?? 0 }.max() ?? 0
    let most = curves.flatMap(\.points).map { $0.x.value ?? 0 }.max() ?? 0
    guard largest > 0, most > 0 else { return }
    let step = Self.step(for: largest, parts: 5)
    let top = (largest / step).rounded(.up) * step
    let ticks = stride(from: 0.0, through: top + step / 2, by: step).map { $0 }
    let tickWidth = ticks.map { ruler(Figure.people($0), small).width }.max() ?? 0
    let names = curves.map { curve in
      curve.label[language].text(language) + " "
        + (curve.points.last.map { $0.y.printed(language) } ?? "")
    }
    let nameHeight = ruler("種g", label).height
    let nameWidth = min(names.map { ruler($0, label).width }.max() ?? 0, width * 0.36)
    // half of the uppermost number stands above the plot
    height += text(y, at: Point(x: 0, y: height), small).height + nameHeight / 2 + 2
    let plot = Box(
      x: tickWidth + 6, y: height, width: width - tickWidth - nameWidth - 34,
      height: max(170, Double(curves.count) * (nameHeight + 2)))
    func place(_ x: Double, _ y: Double) -> Point {
      Point(x: plot.x + x / most * plot.width, y: plot.y + plot.height * (1 - y / top))
    }
    for tick in ticks {
      let at = place(0, tick)
      items.append(
        .line(
          [at, Point(x: plot.x + plot.width, y: at.y)], color: tick == 0 ? Self.ink : Self.grid,
          width: tick == 0 ? 0.8 : 0.5, dash: []))
      text(
        Figure.people(tick), at: Point(x: plot.x - 4, y: at.y - nameHeight / 2), small,
        alignment: .trailing)
    }
    let every = max(1, Int(Self.step(for: most, parts: 10).rounded(.up)))
    let under = plot.y + plot.height + 3
    for count in stride(from: 0, through: Int(most), by: every) {
      text(
        "\(count)", at: Point(x: place(Double(count), 0).x, y: under), small, alignment: .center)
    }
    text(
      x, at: Point(x: plot.x + plot.width / 2, y: under + nameHeight), small, alignment: .center)
    draw(curves, names, label, nameWidth, nameHeight, in: plot, place)
    height = under + 2 * nameHeight + 4
  }

  private mutating func draw(
    _ curves: [ReportChart.Curve], _ names: [String], _ label: Style, _ nameWidth: Double,
    _ nameHeight: Double, in plot: Box, _ place: (Double, Double) -> Point
  ) {
    let ends = curves.map { curve in
      place(curve.points.last?.x.value ?? 0, curve.points.last?.y.value ?? 0)
    }
    let tops = Self.apart(
      ends.map { $0.y - nameHeight / 2 }, height: nameHeight + 1, from: plot.y - nameHeight,
      to: plot.y + plot.height + nameHeight / 2)
    for (index, curve) in curves.enumerated() {
      let color = Color(Self.curveColors[index % Self.curveColors.count])
      let dash = Self.dashes[index % Self.dashes.count]
      // nobody is reached by nothing
      let points = [place(0, 0)] + curve.points.map { place($0.x.value ?? 0, $0.y.value ?? 0) }
      items.append(.line(points, color: color, width: 1.6, dash: dash))
      for point in points.dropFirst() {
        items.append(
          .area(PaperSheet.polygon(12, at: point, radius: 1.7), fill: color, stroke: nil))
      }
      let x = plot.x + plot.width + 24
      items.append(
        .line(
          [
            ends[index], Point(x: plot.x + plot.width + 12, y: ends[index].y),
            Point(x: x - 2, y: tops[index] + nameHeight / 2),
          ], color: color, width: 0.7, dash: dash))
      var fitted = label
      fitted.width = nameWidth
      fitted.isOneLine = true
      text(names[index], at: Point(x: x, y: tops[index]), fitted)
    }
  }

  /// A step of 1, 2 or 5 times a power of ten that divides a length into about so many parts, and
  /// is at least 1: what is counted comes whole.
  static func step(for length: Double, parts: Int) -> Double {
    var power = 1.0
    while power * 10 * Double(parts) <= length { power *= 10 }
    return [1.0, 2, 5, 10].map { $0 * power }.first { $0 * Double(parts) >= length }
      ?? 10 * power
  }

  /// Upper edges near those that are wanted, in their order from above, none over another.
  static func apart(
    _ wanted: [Double], height: Double, from top: Double, to bottom: Double
  ) -> [Double] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var placed = wanted
    var least = top
    for index in order {
      placed[index] = max(wanted[index], least)
      least = placed[index] + height
    }
    var most = bottom
    for index in order.reversed() {
      placed[index] = min(placed[index], most - height)
      most = placed[index]
    }
    return placed
  }

  // MARK: Drawing

  func draw(on canvas: Canvas, at origin: Point) {
    func moved(_ point: Point) -> Point { Point(x: point.x + origin.x, y: point.y + origin.y) }
    for item in items {
      switch item {
      case .text(let text, let box, let style):
        canvas.text(text, at: moved(Point(x: box.x, y: box.y)), style)
      case .area(let corners, let fill, let stroke):
        canvas.area([corners.map(moved)], fill: fill, stroke: stroke, width: 0.5)
      case .line(let points, let color, let width, let dash):
        canvas.line(points.map(moved), color: color, width: width, dash: dash)
      case .hatch(let box):
        let at = moved(Point(x: box.x, y: box.y))
        canvas.clipped(to: Box(x: at.x, y: at.y, width: box.width, height: box.height)) {
          for offset in stride(from: -box.height, to: box.width, by: 4) {
            canvas.line(
              [
                Point(x: at.x + offset, y: at.y + box.height),
                Point(x: at.x + offset + box.height, y: at.y),
              ], color: Self.ink, width: 0.6)
          }
        }
      }
    }
  }
}
