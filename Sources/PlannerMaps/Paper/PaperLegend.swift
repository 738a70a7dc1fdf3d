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

  struct Legend {
    typealias Item = (draw: (Point) -> Void, text: String)

    /// In columns.
    var items: [Item] = []
    /// What takes more room than a column has.
    var wide: [Item] = []
    /// Below.
    var remarks: [String] = []
  }

  /// What the symbols of a map mean that shows these stations.
  func legend(of stations: [PaperContent.Station]) -> Legend {
    var legend = Legend()
    func swatch(_ at: Point) -> [Point] {
      Self.corners(
        Box(x: at.x - 7 * scale, y: at.y - 4 * scale, width: 14 * scale, height: 8 * scale))
    }
    func count(_ name: String, _ kind: String?, where isOfKind: (String?) -> Bool) {
      let shown = stations.filter { isOfKind($0.kind) }
      guard !shown.isEmpty else { return }
      let here = shown.count(where: \.isHere)
      let number =
        content.isOfSome
        ? word("\(here)（図 \(shown.count)）", "\(here) (map \(shown.count))") : "\(shown.count)"
      legend.items.append(({ symbol(kind, at: $0, size: 8 * scale) }, "\(name) \(number)"))
    }
    for kind in content.kinds { count(kind.name[language], kind.slug) { $0 == kind.slug } }
    count(word("種別不明", "kind unknown"), nil) { slug in
      !content.kinds.contains { $0.slug == slug }
    }
    for (index, catchment) in content.catchments.enumerated() {
      let within = catchment.walk.within
      let item = (
        draw: { Self.catchment(canvas, [swatch($0)], place: index) },
        text: word("徒歩圏 \(within.ja)", "within \(within.en)")
      )
      // who walks so far takes more room than a column has
      if catchment.walk.who == nil { legend.items.append(item) } else { legend.wide.append(item) }
    }
    if !content.gaps.isEmpty {
      legend.items += [
        ({ Self.gap(canvas, [swatch($0)]) }, word("空白地", "gap")),
        (
          { draw(.gap, 1, at: $0, size: 8 * scale) },
          word("番号つき＝表にある空白地", "numbered: in the table")
        ),
      ]
    }
    if !content.steps.isEmpty {
      legend.items.append(
        ({ draw(.step, 1, at: $0, size: 8 * scale) }, word("次に声をかける場所", "whom to ask next")))
    }
    let names = [
      word("割合 0%", "share 0%"), word("10%未満", "under 10%"), "10–25%", "25–50%", "50–75%",
      word("75%以上", "75% and more"),
    ]
    for (index, name) in names.enumerated() {
      legend.items.append(
        (
          {
            canvas.area(
              [swatch($0)], fill: Color(Self.classes[index].color), stroke: Color("#555555"))
          }, name
        ))
    }
    legend.remarks = [
      word(
        "地の濃さは、徒歩圏に拠点がある人の割合です（濃いほど高い）。",
        "The darker, the larger the share of residents in reach.")
    ]
    if !content.gaps.isEmpty || !content.steps.isEmpty {
      legend.remarks.append(
        word(
          "線のついた番号は、重ならないようにずらしてあり、線の先が本当の場所です。",
          "A number with a line was moved aside: its place is where the line ends."))
    }
    if content.isOfSome, !stations.isEmpty {
      let (place, here) = (content.place[language], stations.count(where: \.isHere))
      legend.remarks.append(
        word(
          "拠点の数は\(place)のもの（あわせて\(here)）。「図」は、まわりも含めて図に見える数（あわせて\(stations.count)）です。",
          "Stations are counted in \(place) (\(here) in all); “map” counts all that the map shows (\(stations.count))."
        ))
    }
    if let omission = content.omission { legend.remarks.append(omission[language]) }
    return legend
  }

  private var rowHeight: Double { 12.5 * scale }
  private var itemStyle: Style { Style(size: 7.8 * scale) }
  private var headingStyle: Style { Style(size: 9.5 * scale, isBold: true) }

  private func remarkStyle(width: Double) -> Style {
    Style(size: 6.8 * scale, color: Color("#4a525c"), width: width)
  }

  /// Of text that is broken at a width.
  private func height(of text: String, _ style: Style, width: Double) -> Double {
    var style = style
    style.width = width
    return canvas.size(of: text, style).height
  }

  /// In one paragraph: each line costs a row of the tables.
  private func remark(of legend: Legend) -> String {
    legend.remarks.joined(separator: word("", " "))
  }

  private var legendHeading: String { word("凡例", "Legend") }

  func height(of legend: Legend, width: Double, columns: Int) -> Double {
    let rows = (legend.items.count + columns - 1) / columns
    return canvas.size(of: legendHeading, headingStyle).height + Double(rows) * rowHeight
      + legend.wide.reduce(0) { sum, item in
        sum
          + max(rowHeight, height(of: item.text, itemStyle, width: width - 19 * scale) + 2 * scale)
      }
      + canvas.size(of: remark(of: legend), remarkStyle(width: width)).height
      + 4 * scale
  }

  func draw(_ legend: Legend, in box: Box, columns: Int) {
    let row = rowHeight
    var y = box.y + canvas.text(legendHeading, at: Point(x: box.x, y: box.y), headingStyle)
    let rows = (legend.items.count + columns - 1) / columns
    for (index, item) in legend.items.enumerated() {
      let x = box.x + Double(index / rows) * box.width / Double(columns)
      let top = y + Double(index % rows) * row
      item.draw(Point(x: x + 8 * scale, y: top + row / 2))
      var style = itemStyle
      let room = box.width / Double(columns) - 21 * scale
      // a long name gets a little smaller before its end is left out
      style.size *= min(1, max(0.75, room / canvas.size(of: item.text, style).width * 0.99))
      style.width = room
      style.isOneLine = true
      let height = canvas.size(of: item.text, style).height
      canvas.text(item.text, at: Point(x: x + 19 * scale, y: top + (row - height) / 2), style)
    }
    y += Double(rows) * row
    for item in legend.wide {
      item.draw(Point(x: box.x + 8 * scale, y: y + row / 2))
      var style = itemStyle
      style.width = box.width - 19 * scale
      let height = canvas.size(of: item.text, style).height
      let top = y + max(0, row - height) / 2
      canvas.text(item.text, at: Point(x: box.x + 19 * scale, y: top), style)
      y += max(row, height + 2 * scale)
    }
    canvas.text(
      remark(of: legend), at: Point(x: box.x, y: y), remarkStyle(width: box.width))
  }

  // MARK: Tables

  /// How much of the tables there is room for.
  struct TableRows {
    var steps = 0
    var gaps = 0
  }

  private var tableRowHeight: Double { 12.6 * scale }
  private var stepHeading: String {
    word("次に声をかける（効果の大きい順）", "Whom to ask next (steepest first)")
  }
  private var gapHeading: String {
    word("空白地（新しい拠点1か所で届く人）", "Gaps (residents whom one more station would reach)")
  }

  private func otherSteps(than shown: Int) -> String {
    word(
      "ほかに\(content.steps.count - shown)か所（地図に）", "\(content.steps.count - shown) more on the map")
  }

  private func gapFooter(_ shown: Int) -> String {
    word(
      "全\(content.gapCount)か所のうち、地図に\(content.gaps.count)、表と番号は\(shown)か所。右から2番目は、そこで声をかけられる種別。",
      "Of \(content.gapCount): \(content.gaps.count) on the map, \(shown) here and numbered, with kinds that have a place there."
    )
  }

  /// As many rows as there is room for: the map gives numbers to the gaps that are among them.
  func tableRows(in box: Box) -> TableRows {
    var rows = TableRows()
    let row = tableRowHeight
    var room = box.height
    if !content.steps.isEmpty {
      room -= canvas.size(of: stepHeading, headingStyle).height
      rows.steps = min(
        content.steps.count, max(0, Int(room / row * (content.gaps.isEmpty ? 1 : 0.5))))
      room -= Double(rows.steps) * row + 5 * scale
      if rows.steps < content.steps.count {
        room -= canvas.size(of: otherSteps(than: 0), remarkStyle(width: box.width)).height
      }
    }
    guard !content.gaps.isEmpty, room > 3 * row else { return rows }
    room -= canvas.size(of: gapHeading, headingStyle).height
    room -= canvas.size(of: gapFooter(content.gaps.count), remarkStyle(width: box.width)).height
    rows.gaps = min(content.gaps.count, max(0, Int(room / row)))
    return rows
  }

  /// Whom to ask, then the gaps, and it is said what is not in the tables.
  func drawTables(_ rows: TableRows, in box: Box) {
    let row = tableRowHeight
    var y = box.y
    if !content.steps.isEmpty {
      y += canvas.text(stepHeading, at: Point(x: box.x, y: y), headingStyle)
      for step in content.steps.prefix(rows.steps) {
        rowOf(
          .step, step.rank, [(step.title[language], 0.66)],
          last: word("\(Figure.people(step.residents))人", Figure.people(step.residents)), at: y, box
        )
        y += row
      }
      if content.steps.count > rows.steps {
        y += canvas.text(
          otherSteps(than: rows.steps), at: Point(x: box.x, y: y), remarkStyle(width: box.width))
      }
      y += 5 * scale
    }
    guard rows.gaps > 0 else { return }
    y += canvas.text(gapHeading, at: Point(x: box.x, y: y), headingStyle)
    for gap in content.gaps.prefix(rows.gaps) {
      let kinds = gap.kinds.prefix(2).map(\.name[language]).joined(separator: word("・", ", "))
      rowOf(
        .gap, gap.rank, [(gap.places, 0.34), (kinds, 0.41)],
        last: word("\(Figure.people(gap.residents))人", Figure.people(gap.residents)), at: y, box)
      y += row
    }
    canvas.text(
      gapFooter(rows.gaps), at: Point(x: box.x, y: y), remarkStyle(width: box.width))
  }

  private func rowOf(
    _ kind: PaperMark.Kind, _ rank: Int, _ cells: [(text: String, share: Double)], last: String,
    at y: Double, _ box: Box
  ) {
    // the same mark as on the map
    draw(kind, rank, at: Point(x: box.x + 12 * scale, y: y + 5.9 * scale), size: 8 * scale)
    var x = box.x + 0.08 * box.width
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
