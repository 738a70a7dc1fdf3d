internal import Planner

/// The numbers of the tables, on the map: a disc for whom to ask next, a label with points to the
/// left and the right for a gap. Shape and letter tell them apart without colour.
struct PaperMark {
  enum Kind {
    case step
    case gap
  }

  let kind: Kind
  let rank: Int
  let place: MarkPlacement.Place
}

extension PaperSheet {
  /// What stands in a mark, on the map as in the table.
  func label(_ kind: PaperMark.Kind, _ rank: Int) -> String {
    switch kind {
    case .step: "\(rank)"
    case .gap: word("空", "G") + "\(rank)"
    }
  }

  /// What numbers stand where on a map: all steps in it, then the first `numbered` gaps.
  ///
  /// - Parameters:
  ///   - view: of the map.
  ///   - numbered: how many gaps stand in the table.
  ///   - obstacles: what no number may cover.
  ///   - isInset: whether the map is a part of another, larger.
  /// - Returns: the most important first.
  func marks(
    in view: MapView, numbered: Int, around obstacles: [Box], isInset: Bool = false
  ) -> [PaperMark] {
    let size = markSize(isInset: isInset)
    var wanted: [(kind: PaperMark.Kind, rank: Int, mark: MarkPlacement.Mark)] = []
    for step in content.steps.sorted(by: { $0.rank < $1.rank }) {
      let at = view.point(step.position)
      guard view.shows(at) else { continue }
      wanted.append((.step, step.rank, .init(at: at, width: size * 1.25, height: size * 1.25)))
    }
    for gap in content.gaps.prefix(numbered) {
      let at = view.point(gap.label)
      // what stands in the table has its number, be it at the edge of the sheet
      guard view.shows(at) || !isInset else { continue }
      let bounds = gap.outline.bounds
      let extent = min(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY) * view.pointsPerMeter
      wanted.append(
        (
          .gap, gap.rank,
          .init(
            at: at, width: gapMarkWidth(gap.rank, size), height: size, slack: max(0, extent) * 0.3)
        ))
    }
    let places = MarkPlacement.places(
      of: wanted.map(\.mark), in: view.box, around: obstacles,
      avoiding: symbols(in: view, isInset: isInset))
    return zip(wanted, places).map { PaperMark(kind: $0.kind, rank: $0.rank, place: $1) }
  }

  /// The height of a gap's number; a step's is a little larger.
  func markSize(isInset: Bool) -> Double { (isInset ? 8.6 : 10) * scale }

  private func numberStyle(_ kind: PaperMark.Kind, _ size: Double) -> Style {
    switch kind {
    case .step: Style(size: size * 0.82, isBold: true, color: Color("#ffffff"), alignment: .center)
    case .gap: Style(size: size * 0.72, isBold: true, color: Color("#5a1400"), alignment: .center)
    }
  }

  private func gapMarkWidth(_ rank: Int, _ size: Double) -> Double {
    canvas.size(of: label(.gap, rank), numberStyle(.gap, size)).width + size * 0.7
  }

  func symbolSize(isInset: Bool) -> Double { (isInset ? 4 : 6) * scale }

  /// Where the symbols of stations stand.
  func symbols(in view: MapView, isInset: Bool) -> [Box] {
    let size = symbolSize(isInset: isInset) * 1.25
    return content.stations.map { Box(around: view.point($0.position), size, size) }
      .filter { $0.intersects(view.box) }
  }

  /// The worst first, so that nothing lies over a better one.
  func draw(_ marks: [PaperMark], isInset: Bool) {
    for mark in marks.reversed() where mark.place.hasLeader {
      let color = Color(mark.kind == .step ? "#111111" : "#8c2d04")
      let line = [mark.place.at, mark.place.middle]
      canvas.line(line, color: Color("#ffffff", alpha: 0.8), width: 1.8 * scale)
      canvas.line(line, color: color, width: 0.6 * scale)
      canvas.area(
        [Self.polygon(12, at: mark.place.at, radius: 1.5 * scale)], fill: color,
        stroke: Color("#ffffff"), width: 0.4)
    }
    for mark in marks.reversed() {
      draw(mark.kind, mark.rank, at: mark.place.middle, size: markSize(isInset: isInset))
    }
  }

  func draw(_ kind: PaperMark.Kind, _ rank: Int, at middle: Point, size: Double) {
    switch kind {
    case .step:
      canvas.area(
        [Self.polygon(24, at: middle, radius: size * 0.625)], fill: Color("#111111"),
        stroke: Color("#ffffff"), width: 0.8)
    case .gap:
      let (half, point) = (gapMarkWidth(rank, size) / 2, size * 0.3)
      canvas.area(
        [
          [
            (-half, 0), (point - half, -size / 2), (half - point, -size / 2), (half, 0),
            (half - point, size / 2), (point - half, size / 2),
          ].map { Point(x: middle.x + $0.0, y: middle.y + $0.1) }
        ], fill: Color("#ffffff"), stroke: Color("#8c2d04"), width: 0.8)
    }
    let style = numberStyle(kind, size)
    let text = label(kind, rank)
    let height = canvas.size(of: text, style).height
    canvas.text(text, at: Point(x: middle.x, y: middle.y - height / 2), style)
  }
}
