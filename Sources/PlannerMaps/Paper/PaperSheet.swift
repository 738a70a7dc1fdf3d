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
    drawMap(view)
    drawInsets(in: mapBox, outer: view)
    var table = sideBox
    let shown = content.stations.filter { view.shows(view.point($0.position)) }.map(\.kind)
    let used = drawLegend(of: shown, in: sideBox, columns: isLandscape ? 2 : 4)
    table.y += used
    table.height -= used
    drawTables(in: table)
  }

  /// The map alone, as a picture among text; with its scale and its legend below.
  func drawPicture(in box: Box) {
    let shown = content.stations.map(\.kind)
    let legend = 12.5 * scale * 5 + 28 * scale + paceRowsHeight
    let mapBox = Box(x: box.x, y: box.y, width: box.width, height: box.height - legend)
    let view = MapView(content.bounds, in: mapBox, margin: 0.04)
    drawMap(view)
    drawInsets(in: mapBox, outer: view)
    let below = Box(
      x: box.x, y: mapBox.y + mapBox.height + 4, width: box.width, height: legend - 4)
    _ = drawLegend(of: shown, in: below, columns: 4)
  }

  // MARK: The map

  /// How metres become points.
  struct MapView {
    let box: Box
    let pointsPerMeter: Double
    private let center: Position<Plane>

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

  func drawMap(_ view: MapView, isInset: Bool = false) {
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
        symbol(station.kind, at: view.point(station.position), size: (isInset ? 4 : 6) * scale)
      }
      drawLabels(view, isInset: isInset)
    }
    canvas.area([Self.corners(view.box)], fill: nil, stroke: Color("#333333"), width: 0.8)
    if !isInset {
      drawScale(view)
      drawNorth(view)
    }
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

  /// Steps first, then gaps by rank, then names of municipalities: what does not find room is left
  /// out, and the table has it.
  private func drawLabels(_ view: MapView, isInset: Bool) {
    // the arrow and the scale are drawn over the map in its corners on the right
    let right = view.box.x + view.box.width
    let scaleWidth = scaleMeters(view) * view.pointsPerMeter + 14
    let furniture = [
      Box(x: right - 24 * scale, y: view.box.y, width: 24 * scale, height: 40 * scale),
      Box(
        x: right - scaleWidth, y: view.box.y + view.box.height - 12 - 16 * scale,
        width: scaleWidth, height: 12 + 16 * scale),
    ]
    var placement = LabelPlacement(in: view.box, around: isInset ? [] : furniture)
    let disc = (isInset ? 5.0 : 7.5) * scale
    for step in content.steps {
      let at = view.point(step.position)
      guard view.shows(at) else { continue }
      let box = placement.place(at: at, size: (disc * 2, disc * 2), gap: 0)
      let middle = Point(x: (box?.x ?? at.x - disc) + disc, y: (box?.y ?? at.y - disc) + disc)
      if abs(middle.x - at.x) + abs(middle.y - at.y) > 1 {
        canvas.line([at, middle], color: Color("#111111"), width: 0.8)
      }
      canvas.area(
        [Self.polygon(24, at: middle, radius: disc)], fill: Color("#111111"),
        stroke: Color("#ffffff"), width: 1)
      let style = Style(
        size: disc * 1.15, isBold: true, color: Color("#ffffff"), alignment: .center)
      let size = canvas.size(of: "\(step.rank)", style)
      canvas.text(
        "\(step.rank)", at: Point(x: middle.x, y: middle.y - size.height / 2), style)
    }
    let number = Style(
      size: (isInset ? 5.5 : 7) * scale, isBold: true, color: Color("#6b1d0a"), hasRim: true)
    for gap in content.gaps {
      let at = view.point(gap.label)
      guard view.shows(at) else { continue }
      let text = "\(gap.rank)"
      guard let box = placement.place(at: at, size: canvas.size(of: text, number), gap: 0)
      else { continue }
      canvas.text(text, at: Point(x: box.x, y: box.y), number)
    }
    guard !isInset else { return }
    let name = Style(size: 8 * scale, color: Color("#222222"), hasRim: true)
    for area in content.areas {
      guard let label = area.label else { continue }
      let at = view.point(label)
      guard view.shows(at),
        let box = placement.place(at: at, size: canvas.size(of: area.name, name), gap: 0)
      else { continue }
      canvas.text(area.name, at: Point(x: box.x, y: box.y), name)
    }
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

  private func drawScale(_ view: MapView) {
    let meters = scaleMeters(view)
    let length = meters * view.pointsPerMeter
    let right = view.box.x + view.box.width - 10
    let y = view.box.y + view.box.height - 12
    canvas.line(
      [
        Point(x: right - length, y: y - 4), Point(x: right - length, y: y), Point(x: right, y: y),
        Point(x: right, y: y - 4),
      ], color: Color("#111111"), width: 1.4)
    let style = Style(size: 7.5 * scale, alignment: .center, hasRim: true)
    canvas.text(
      meters < 1000 ? "\(Int(meters))m" : "\(Int(meters / 1000))km",
      at: Point(x: right - length / 2, y: y - 5 - 8.5 * scale), style)
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
