internal import Planner
internal import PlannerData

extension PaperSheet {
  // MARK: Symbols

  /// The corners clockwise from above. `isTurned` by half a side, a side is above and not a corner.
  static func polygon(
    _ corners: Int, at middle: Point, radius: Double, isTurned: Bool = false
  ) -> [Point] {
    (0..<corners).map { corner in
      let unit = unitCircle(2 * corner + (isTurned ? 1 : 0), of: 2 * corners)
      // from above, clockwise
      return Point(x: middle.x + radius * unit.y, y: middle.y - radius * unit.x)
    }
  }

  /// The kind's shape and colour, as on the web map.
  func symbol(_ kind: String?, at middle: Point, size: Double) {
    let r = size / 2
    let shape: [Point]
    switch kind {
    case "medical-welfare":
      let a = r / 3
      shape = [
        (-a, -r), (a, -r), (a, -a), (r, -a), (r, a), (a, a), (a, r), (-a, r), (-a, a), (-r, a),
        (-r, -a), (-a, -a),
      ].map { Point(x: middle.x + $0.0, y: middle.y + $0.1) }
    case "public": shape = Self.polygon(4, at: middle, radius: r * 1.25, isTurned: true)
    case "temple-shrine": shape = Self.polygon(3, at: middle, radius: r * 1.25)
    case "tourism":
      shape = (0..<10).map { corner in
        Self.polygon(10, at: middle, radius: corner % 2 == 0 ? r * 1.25 : r * 0.55)[corner]
      }
    case "education": shape = Self.polygon(4, at: middle, radius: r * 1.2)
    case "commerce": shape = Self.polygon(6, at: middle, radius: r * 1.1, isTurned: true)
    default: shape = Self.polygon(20, at: middle, radius: r)
    }
    canvas.area(
      [shape], fill: Color(PublicStyle(kind: kind).color), stroke: Color("#222222"), width: 0.6)
  }

  // MARK: Legend

  /// What the catchments of several paces add to a legend's height, where each has a line.
  var paceRowsHeight: Double {
    Double(content.catchments.count { $0.walk.who != nil }) * 12.5 * scale
  }

  /// - Returns: its height.
  func drawLegend(of stations: [String?], in box: Box, columns: Int) -> Double {
    let style = Style(size: 7.8 * scale)
    let row = 12.5 * scale
    var items: [(draw: (Point) -> Void, text: String)] = []
    func swatch(_ at: Point) -> [Point] {
      Self.corners(
        Box(x: at.x - 7 * scale, y: at.y - 4 * scale, width: 14 * scale, height: 8 * scale))
    }
    for kind in content.kinds {
      let count = stations.count { $0 == kind.slug }
      guard count > 0 else { continue }
      items.append(
        ({ symbol(kind.slug, at: $0, size: 8 * scale) }, "\(kind.name[language]) \(count)"))
    }
    let others = stations.count { kind in !content.kinds.contains { $0.slug == kind } }
    if others > 0 {
      items.append(
        ({ symbol(nil, at: $0, size: 8 * scale) }, word("種別不明 \(others)", "kind unknown \(others)"))
      )
    }
    // who walks so far takes more room than a column has
    var wide: [(draw: (Point) -> Void, text: String)] = []
    for (index, catchment) in content.catchments.enumerated() {
      let within = catchment.walk.within
      let item = (
        draw: { Self.catchment(canvas, [swatch($0)], place: index) },
        text: word("徒歩圏 \(within.ja)", "within \(within.en)")
      )
      if catchment.walk.who == nil { items.append(item) } else { wide.append(item) }
    }
    if !content.gaps.isEmpty {
      items.append(
        (
          { Self.gap(canvas, [swatch($0)]) },
          word("空白地（番号は表）", "gap (see the table)")
        ))
    }
    if !content.steps.isEmpty {
      items.append(
        (
          { canvas.area([Self.polygon(24, at: $0, radius: 4.5 * scale)], fill: Color("#111111")) },
          word("次に声をかける場所", "whom to ask next")
        ))
    }
    let names = [
      word("割合 0%", "share 0%"), word("10%未満", "under 10%"), "10–25%", "25–50%", "50–75%",
      word("75%以上", "75% and more"),
    ]
    for (index, name) in names.enumerated() {
      items.append(
        (
          {
            canvas.area(
              [swatch($0)], fill: Color(Self.classes[index].color), stroke: Color("#555555"))
          }, name
        ))
    }
    var y = box.y
    y += canvas.text(
      word("凡例", "Legend"), at: Point(x: box.x, y: y), Style(size: 9.5 * scale, isBold: true))
    let rows = (items.count + columns - 1) / columns
    for (index, item) in items.enumerated() {
      let x = box.x + Double(index / rows) * box.width / Double(columns)
      let top = y + Double(index % rows) * row
      item.draw(Point(x: x + 8 * scale, y: top + row / 2))
      let height = canvas.size(of: item.text, style).height
      canvas.text(item.text, at: Point(x: x + 19 * scale, y: top + (row - height) / 2), style)
    }
    y += Double(rows) * row
    for item in wide {
      item.draw(Point(x: box.x + 8 * scale, y: y + row / 2))
      var style = style
      style.width = box.width - 19 * scale
      let height = canvas.size(of: item.text, style).height
      let top = y + max(0, row - height) / 2
      canvas.text(item.text, at: Point(x: box.x + 19 * scale, y: top), style)
      y += max(row, height + 2 * scale)
    }
    y += canvas.text(
      word(
        "地の濃さは、徒歩圏に拠点がある人の割合です（濃いほど高い）。", "The darker, the larger the share of residents in reach."),
      at: Point(x: box.x, y: y), Style(size: 6.8 * scale, color: Color("#4a525c"), width: box.width)
    )
    return y - box.y + 4 * scale
  }

  // MARK: Tables

  /// Whom to ask, then the gaps: as many rows as there is room for, and it is said what is not.
  func drawTables(in box: Box) {
    let row = 12.6 * scale
    var y = box.y
    let bottom = box.y + box.height
    if !content.steps.isEmpty {
      y += canvas.text(
        word("次に声をかける（効果の大きい順）", "Whom to ask next (steepest first)"),
        at: Point(x: box.x, y: y), Style(size: 9.5 * scale, isBold: true))
      let room = max(0, Int((bottom - y) / row * (content.gaps.isEmpty ? 1 : 0.5)))
      for step in content.steps.prefix(room) {
        rowOf(
          [("\(step.rank)", 0.07), (step.title[language], 0.66)],
          last: word("\(Figure.people(step.residents))人", Figure.people(step.residents)), at: y, box
        )
        y += row
      }
      if content.steps.count > room {
        y += canvas.text(
          word(
            "ほかに\(content.steps.count - room)か所（地図に）",
            "\(content.steps.count - room) more on the map"),
          at: Point(x: box.x, y: y), Style(size: 6.8 * scale, color: Color("#4a525c")))
      }
      y += 5 * scale
    }
    guard !content.gaps.isEmpty, bottom - y > 3 * row else { return }
    y += canvas.text(
      word("空白地（新しい拠点1か所で届く人）", "Gaps (residents whom one more station would reach)"),
      at: Point(x: box.x, y: y), Style(size: 9.5 * scale, isBold: true))
    let room = max(0, Int((bottom - y) / row) - 1)
    for gap in content.gaps.prefix(room) {
      let kinds = gap.kinds.prefix(2).map(\.name[language]).joined(separator: word("・", ", "))
      rowOf(
        [("\(gap.rank)", 0.07), (gap.places, 0.34), (kinds, 0.42)],
        last: word("\(Figure.people(gap.residents))人", Figure.people(gap.residents)), at: y, box)
      y += row
    }
    let shown = min(room, content.gaps.count)
    canvas.text(
      word(
        "全\(content.gapCount)か所のうち、地図に\(content.gaps.count)、表に\(shown)か所。右から2番目は、そこで声をかけられる種別。",
        "Of \(content.gapCount): \(content.gaps.count) on the map, \(shown) here, with kinds that have a place there."
      ),
      at: Point(x: box.x, y: y), Style(size: 6.8 * scale, color: Color("#4a525c"), width: box.width)
    )
  }

  private func rowOf(
    _ cells: [(text: String, share: Double)], last: String, at y: Double, _ box: Box
  ) {
    var x = box.x
    for cell in cells {
      let width = cell.share * box.width
      canvas.text(
        cell.text, at: Point(x: x, y: y),
        Style(size: 7.8 * scale, width: width - 3, isOneLine: true))
      x += width
    }
    canvas.text(
      last, at: Point(x: box.x + box.width, y: y), Style(size: 7.8 * scale, alignment: .trailing))
    canvas.line(
      [
        Point(x: box.x, y: y + 12 * scale), Point(x: box.x + box.width, y: y + 12 * scale),
      ], color: Color("#d0d5dc"), width: 0.4)
  }
}
