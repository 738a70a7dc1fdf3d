internal import Planner

/// Names of municipalities on the map, clear of numbers and, where there is room, of symbols.
extension PaperSheet {
  struct AreaLabel {
    let name: String
    let box: Box
  }

  /// Of rows and columns in which a municipality is searched for room.
  private static let spacing = 7.0
  /// A municipality of which less is seen is not named.
  private static let leastSamples = 6
  /// So many places of a municipality are tried.
  private static let mostPlaces = 120

  /// - Parameters:
  ///   - view: of the map.
  ///   - obstacles: which no name covers.
  ///   - marks: which no name covers; their lines it covers only where it has to.
  ///   - enlarged: parts of the map that an inset shows: a name stands there or nowhere rather than
  ///     on a symbol.
  ///   - isInset: whether the map is a part of another, larger.
  /// - Returns: those for which there is room.
  func areaLabels(
    in view: MapView, around obstacles: [Box], marks: [PaperMark], enlarged: [Box],
    isInset: Bool
  ) -> [AreaLabel] {
    let style = labelStyle(isInset: isInset)
    let symbols = symbols(in: view, isInset: isInset)
    var placement = LabelPlacement(
      in: view.box, around: obstacles + marks.map(\.place.box),
      avoiding: symbols + marks.flatMap(Self.leaderBoxes))
    return content.areas.compactMap { area in
      let samples = AreaSamples.points(
        in: view.rings(area.outline), within: view.box, spacing: Self.spacing)
      let own = area.label.map(view.point).flatMap { view.shows($0) ? $0 : nil }
      guard let anchor = own ?? Self.middle(of: samples) else { return nil }
      func way(_ point: Point) -> Double {
        let (dx, dy) = (point.x - anchor.x, point.y - anchor.y)
        return dx * dx + dy * dy
      }
      let elsewhere = samples.sorted { (way($0), $0.y, $0.x) < (way($1), $1.y, $1.x) }
      let isEnlarged = enlarged.contains { $0.holds(anchor) }
      return placement.place(
        at: anchor, size: canvas.size(of: area.name, style), gap: 0,
        elsewhere: Array(elsewhere.prefix(Self.mostPlaces)), mayCover: !isEnlarged
      ).map { AreaLabel(name: area.name, box: $0) }
    }
  }

  func labelStyle(isInset: Bool) -> Style {
    Style(size: (isInset ? 7 : 8) * scale, color: Color("#222222"), hasRim: true)
  }

  /// The one nearest to the middle of all; `nil` of too few.
  private static func middle(of samples: [Point]) -> Point? {
    guard samples.count >= leastSamples else { return nil }
    let count = Double(samples.count)
    let x = samples.reduce(0) { $0 + $1.x } / count
    let y = samples.reduce(0) { $0 + $1.y } / count
    return samples.min { a, b in
      (a.x - x) * (a.x - x) + (a.y - y) * (a.y - y)
        < (b.x - x) * (b.x - x) + (b.y - y) * (b.y - y)
    }
  }

  /// Small boxes along the line of a number.
  private static func leaderBoxes(_ mark: PaperMark) -> [Box] {
    guard mark.place.hasLeader else { return [] }
    let (from, to) = (mark.place.at, mark.place.middle)
    let length = ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y))
      .squareRoot()
    let count = max(1, Int(length / 4))
    return (0...count).map { index in
      let part = Double(index) / Double(count)
      return Box(
        around: Point(x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y)), 3, 3)
    }
  }
}
