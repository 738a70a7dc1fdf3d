internal import Planner
internal import PlannerData

/// One sheet while it is drawn: what stands where.
struct PaperSheet {
  let content: PaperContent
  let language: Language
  let canvas: Canvas
  let width: Double
  let height: Double
  /// Of text.
  let scale: Double

  typealias Point = Canvas.Point
  typealias Color = Canvas.Color
  typealias Style = Canvas.Style

  func word(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

  private var margin: Double { PaperMap.points(10) }

  func draw() {
    let isLandscape = width > height
    var y = margin
    let title = content.title[language] + word("：", ": ") + content.place[language]
    let room = width - 2 * margin - 80 * scale
    var titleStyle = Style(size: 17 * scale, isBold: true)
    // a long title gets a little smaller before it takes a second line
    let fitting = room / canvas.size(of: title, titleStyle).width
    if (0.65..<1).contains(fitting) { titleStyle.size *= fitting * 0.99 }
    titleStyle.width = room
    y += canvas.text(title, at: Point(x: margin, y: y), titleStyle)
    if content.isInternal {
      canvas.text(
        word("内部資料", "INTERNAL"), at: Point(x: width - margin, y: margin),
        Style(size: 13 * scale, isBold: true, color: Color("#b3261e"), alignment: .trailing))
    }
    for notice in content.notices {
      y += canvas.text(
        "※ " + notice[language], at: Point(x: margin, y: y),
        Style(size: 8.5 * scale, color: Color("#7a3e00"), width: width - 2 * margin))
    }
    y +=
      canvas.text(
        content.finding[language], at: Point(x: margin, y: y),
        Style(size: 11 * scale, isBold: true, width: width - 2 * margin)) + 4
    let foot = content.notes.map(\.[language]).joined(separator: word("　｜　", "  |  "))
    let footStyle = Style(
      size: 6.2 * scale, color: Color("#4a525c"), width: width - 2 * margin)
    let footHeight = min(canvas.size(of: foot, footStyle).height, height * 0.16)
    let footTop = height - margin - footHeight
    canvas.clipped(
      to: Box(x: margin, y: footTop, width: width - 2 * margin, height: footHeight + margin)
    ) { canvas.text(foot, at: Point(x: margin, y: footTop), footStyle) }
    let body = Box(x: margin, y: y, width: width - 2 * margin, height: footTop - y - 5)
    let side = isLandscape ? min(body.width * 0.36, 340 * scale) : body.width
    let mapBox =
      isLandscape
      ? Box(x: body.x, y: body.y, width: body.width - side - 8, height: body.height)
      : Box(x: body.x, y: body.y, width: body.width, height: body.height * 0.62)
    let sideBox =
      isLandscape
      ? Box(x: body.x + body.width - side, y: body.y, width: side, height: body.height)
      : Box(
        x: body.x, y: mapBox.y + mapBox.height + 6, width: body.width,
        height: body.height - mapBox.height - 6)
    let view = MapView(content.bounds, in: mapBox, margin: 0.04)
    let legend = legend(of: content.stations.filter { view.shows(view.point($0.position)) })
    let columns = isLandscape ? 2 : 4
    let used = height(of: legend, width: sideBox.width, columns: columns)
    var table = sideBox
    table.y += used
    table.height -= used
    let rows = tableRows(in: table)
    drawWholeMap(view, numbered: rows.gaps)
    draw(legend, in: sideBox, columns: columns)
    drawTables(rows, in: table)
  }

  /// The map alone, as a picture among text; with its scale and its legend below.
  func drawPicture(in box: Box) {
    // a report's table of all gaps has so many rows
    let numbered = 15
    var legend = legend(of: content.stations)
    if !content.gaps.isEmpty {
      legend.remarks.append(
        word("空1、空2…の数は、対象地域の全体の空白地の表の順位です。", "G1, G2, …: ranks in the table of all gaps."))
    }
    let used = height(of: legend, width: box.width, columns: 4) + 4
    let mapBox = Box(x: box.x, y: box.y, width: box.width, height: box.height - used)
    drawWholeMap(MapView(content.bounds, in: mapBox, margin: 0.04), numbered: numbered)
    let below = Box(
      x: box.x, y: mapBox.y + mapBox.height + 4, width: box.width, height: used - 4)
    draw(legend, in: below, columns: 4)
  }

  private func drawWholeMap(_ view: MapView, numbered: Int) {
    let insets = insets(on: view, numbered: numbered)
    drawMap(
      view, numbered: numbered,
      around: insets.flatMap { [$0.view.box, letterBox(of: $0, in: view.box)] },
      enlarged: insets)
    for inset in insets { draw(inset, numbered: numbered) }
  }

  // MARK: The map

  /// How metres become points.
  struct MapView {
    let box: Box
    let pointsPerMeter: Double
    let center: Position<Plane>

    init(_ bounds: Bounds<Plane>, in box: Box, margin: Double) {
      self.box = box
      center = bounds.center
      let (w, h) = (max(bounds.maxX - bounds.minX, 500), max(bounds.maxY - bounds.minY, 500))
      pointsPerMeter = min(box.width / w, box.height / h) * (1 - 2 * margin)
    }

    func point(_ position: Position<Plane>) -> Point {
      Point(
        x: box.x + box.width / 2 + (position.x - center.x) * pointsPerMeter,
        y: box.y + box.height / 2 - (position.y - center.y) * pointsPerMeter)
    }

    func rings(_ outline: MultiPolygon<Plane>) -> [[Point]] {
      outline.polygons.flatMap(\.rings).map { $0.positions.dropLast().map(point) }
    }

    func shows(_ point: Point) -> Bool {
      point.x >= box.x && point.y >= box.y && point.x <= box.x + box.width
        && point.y <= box.y + box.height
    }
  }

  /// Light to dark, so that a copy without colour says the same.
  static let classes: [(least: Double, color: String)] = [
    (0, "#f7f5ef"), (0.0005, "#dbe7f3"), (0.1, "#a9cbe6"), (0.25, "#6aa5d3"), (0.5, "#3576b5"),
    (0.75, "#123f77"),
  ]

  static func color(of share: Double?) -> Color {
    guard let share else { return Color("#e8e8e8") }
    return Color(classes.last { share >= $0.least }?.color ?? classes[0].color)
  }

  /// - Parameters:
  ///   - view: of the map.
  ///   - numbered: how many gaps have numbers: those in the table.
  ///   - isInset: whether it is a part of another map, larger.
  ///   - obstacles: what neither numbers nor names may cover.
  ///   - insets: what shows parts of it larger.
  func drawMap(
    _ view: MapView, numbered: Int, isInset: Bool = false, around obstacles: [Box] = [],
    enlarged insets: [Inset] = []
  ) {
    let thin = isInset ? 0.7 : 1.0
    canvas.area([Self.corners(view.box)], fill: Color("#e4edf2"))
    canvas.clipped(to: view.box) {
      for area in content.areas {
        canvas.area(
          view.rings(area.outline), fill: Self.color(of: area.share), stroke: Color("#6b7280"),
          width: 0.6 * thin)
      }
      for (index, catchment) in content.catchments.enumerated() {
        Self.catchment(canvas, view.rings(catchment.outline), place: index, thin)
      }
      for gap in content.gaps {
        Self.gap(canvas, view.rings(gap.outline), thin)
      }
      for station in content.stations {
        symbol(
          station.kind, at: view.point(station.position), size: symbolSize(isInset: isInset))
      }
      drawFrames(of: insets, in: view.box)
      let closed = obstacles + furniture(of: view, isInset: isInset)
      let marks = marks(in: view, numbered: numbered, around: closed, isInset: isInset)
      let labels = areaLabels(
        in: view, around: closed, marks: marks, enlarged: insets.map(\.frame), isInset: isInset)
      let style = labelStyle(isInset: isInset)
      for label in labels {
        canvas.text(label.name, at: Point(x: label.box.x, y: label.box.y), style)
      }
      draw(marks, isInset: isInset)
    }
    canvas.area([Self.corners(view.box)], fill: nil, stroke: Color("#333333"), width: 0.8)
    drawScale(view, isInset: isInset)
    if !isInset { drawNorth(view) }
  }

  /// Lightened from below, so that the key has the colour of the map whatever lies under it.
  static func gap(_ canvas: Canvas, _ rings: [[Point]], _ width: Double = 1) {
    canvas.area(rings, fill: Color("#ffffff", alpha: 0.72))
    canvas.area(
      rings, fill: Color("#ec7014", alpha: 0.4), stroke: Color("#8c2d04"), width: 0.8 * width)
  }

  /// A line and hardly a shade: what lies under it is the share. The line tells the `place` among
  /// several, the widest first.
  static func catchment(
    _ canvas: Canvas, _ rings: [[Point]], place: Int, _ width: Double = 1
  ) {
    let dashes: [[Double]] = [[], [5, 2], [1.2, 1.8]]
    canvas.area(
      rings, fill: Color("#ffffff", alpha: 0.18), stroke: Color("#00574d"), width: 0.9 * width,
      dash: dashes[min(place, dashes.count - 1)])
  }

  static func corners(_ box: Box) -> [Point] {
    [
      Point(x: box.x, y: box.y), Point(x: box.x + box.width, y: box.y),
      Point(x: box.x + box.width, y: box.y + box.height), Point(x: box.x, y: box.y + box.height),
    ]
  }

  /// The scale and the arrow to the north, which are drawn over the map in its corners on the right.
  func furniture(of view: MapView, isInset: Bool = false) -> [Box] {
    let right = view.box.x + view.box.width
    let scaleWidth = scaleMeters(view) * view.pointsPerMeter + (isInset ? 9 : 14)
    let scaleHeight = isInset ? 7 + 13 * scale : 12 + 16 * scale
    let bar = Box(
      x: right - scaleWidth, y: view.box.y + view.box.height - scaleHeight, width: scaleWidth,
      height: scaleHeight)
    let arrow = Box(x: right - 24 * scale, y: view.box.y, width: 24 * scale, height: 40 * scale)
    return isInset ? [bar] : [arrow, bar]
  }

  /// A length that is easy to compare with: 1, 2 or 5 times a power of ten.
  static func scaleBarMeters(pointsPerMeter: Double, most points: Double) -> Double {
    var best = 1.0
    var power = 1.0
    while power * pointsPerMeter <= points {
      for step in [1.0, 2, 5] where power * step * pointsPerMeter <= points { best = power * step }
      power *= 10
    }
    return best
  }

  private func scaleMeters(_ view: MapView) -> Double {
    Self.scaleBarMeters(pointsPerMeter: view.pointsPerMeter, most: view.box.width * 0.22)
  }

  private func drawScale(_ view: MapView, isInset: Bool) {
    let meters = scaleMeters(view)
    let length = meters * view.pointsPerMeter
    let margin = isInset ? (x: 5.0, y: 6.0) : (x: 10.0, y: 12.0)
    let right = view.box.x + view.box.width - margin.x
    let y = view.box.y + view.box.height - margin.y
    let bar = [
      Point(x: right - length, y: y - 4), Point(x: right - length, y: y), Point(x: right, y: y),
      Point(x: right, y: y - 4),
    ]
    // over whatever an inset shows there
    canvas.line(bar, color: Color("#ffffff", alpha: 0.85), width: 3)
    canvas.line(bar, color: Color("#111111"), width: isInset ? 1 : 1.4)
    let size = (isInset ? 6.2 : 7.5) * scale
    let style = Style(size: size, alignment: .center, hasRim: true)
    canvas.text(
      meters < 1000 ? "\(Int(meters))m" : "\(Int(meters / 1000))km",
      at: Point(x: right - length / 2, y: y - 5 - size * 1.14), style)
  }

  /// North of the plane, which is within a degree of true north over the whole of a zone.
  private func drawNorth(_ view: MapView) {
    let x = view.box.x + view.box.width - 16 * scale
    let y = view.box.y + 12 * scale
    canvas.area(
      [
        [
          Point(x: x, y: y), Point(x: x + 5 * scale, y: y + 16 * scale),
          Point(x: x, y: y + 12 * scale), Point(x: x - 5 * scale, y: y + 16 * scale),
        ]
      ], fill: Color("#111111"))
    canvas.text(
      word("北", "N"), at: Point(x: x, y: y + 16 * scale),
      Style(size: 8 * scale, isBold: true, alignment: .center, hasRim: true))
  }
}
