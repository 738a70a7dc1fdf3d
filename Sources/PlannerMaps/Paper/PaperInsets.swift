internal import Planner

/// Where stations stand so close together that their marks cover each other, they are shown once
/// more, larger, in the emptiest corners of the map.
extension PaperSheet {
  /// More would hide the map.
  private static let mostInsets = 3
  /// Fewer stations than this need no map of their own.
  private static let leastStations = 4
  /// What is shown hardly larger is not worth its room.
  private static let leastMagnification = 2.0

  func drawInsets(in box: Box, outer: MapView) {
    let crowds = crowds(in: box, outer: outer)
    guard !crowds.isEmpty else { return }
    let side = min(box.width, box.height) * (crowds.count == 1 ? 0.36 : 0.28)
    let frames = crowds.map { frame(around: $0, outer) }
    var corners = corners(of: box, side: side)
    for (index, crowd) in crowds.enumerated() {
      // an inset must not hide what another shows larger
      let free = corners.filter { corner in !frames.contains { $0.intersects(corner) } }
      guard let corner = free.min(by: { weight($0, outer) < weight($1, outer) }) else { return }
      corners.removeAll { $0.x == corner.x && $0.y == corner.y }
      let frame = frames[index]
      canvas.area([Self.corners(frame)], fill: nil, stroke: Color("#111111"), width: 1)
      drawMap(MapView(crowd, in: corner, margin: 0.08), isInset: true)
      guard crowds.count > 1 else {
        connect(frame, corner)
        return
      }
      let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
      let style = Style(size: 9 * scale, isBold: true, hasRim: true)
      let above = canvas.size(of: letter, style).height
      canvas.text(letter, at: Point(x: frame.x, y: frame.y - above), style)
      canvas.text(letter, at: Point(x: corner.x + 4, y: corner.y + 2), style)
    }
  }

  private func connect(_ frame: Box, _ corner: Box) {
    canvas.line(
      [
        Point(x: frame.x, y: frame.y + frame.height),
        Point(x: corner.x + corner.width, y: corner.y),
      ], color: Color("#111111"), width: 0.6, dash: [2, 2])
  }

  /// What is to be shown larger, the fullest first: all stations where they keep together, or else
  /// groups of them that nearly touch on the map.
  private func crowds(in box: Box, outer: MapView) -> [Bounds<Plane>] {
    let shown = content.stations.map(\.position).filter { outer.shows(outer.point($0)) }
    var all = Bounds<Plane>()
    for position in shown { all.add(position) }
    func extent(_ bounds: Bounds<Plane>) -> Double {
      max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY)
    }
    // on one spot there is nothing to see larger
    guard !all.isEmpty, extent(all) > Self.spotMeters else { return [] }
    let smaller = min(box.width, box.height)
    if extent(all) * outer.pointsPerMeter < smaller * 0.4 { return [all] }
    let touch = 9 * scale / outer.pointsPerMeter
    var groups = DisjointSets(count: shown.count)
    for (index, position) in shown.enumerated() {
      for other in 0..<index where position.distance(to: shown[other]) <= touch {
        groups.join(index, other)
      }
    }
    let found = groups.groups().filter { $0.count >= Self.leastStations }
      .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
      .map { members in
        var bounds = Bounds<Plane>()
        for member in members { bounds.add(shown[member]) }
        return bounds
      }
    return Array(
      found.filter { bounds in
        extent(bounds) > Self.spotMeters
          && smaller * 0.28 >= Self.leastMagnification * extent(bounds) * outer.pointsPerMeter
      }.prefix(Self.mostInsets))
  }

  private static let spotMeters = 500.0

  private func frame(around bounds: Bounds<Plane>, _ outer: MapView) -> Box {
    let corner = outer.point(Position(x: bounds.minX, y: bounds.maxY))
    return Box(
      x: corner.x - 3, y: corner.y - 3,
      width: (bounds.maxX - bounds.minX) * outer.pointsPerMeter + 6,
      height: (bounds.maxY - bounds.minY) * outer.pointsPerMeter + 6)
  }

  /// Clear of the arrow to the north and of the scale.
  private func corners(of box: Box, side: Double) -> [Box] {
    let gap = 6.0
    let (left, right) = (box.x + gap, box.x + box.width - side - gap)
    let (top, bottom) = (box.y + gap, box.y + box.height - side - gap)
    return [
      Box(x: left, y: bottom, width: side, height: side),
      Box(x: right, y: bottom - 26 * scale, width: side, height: side),
      Box(x: left, y: top, width: side, height: side),
      Box(x: right, y: top + 32 * scale, width: side, height: side),
    ]
  }

  /// How much a corner would hide.
  private func weight(_ corner: Box, _ outer: MapView) -> Int {
    func isHidden(_ position: Position<Plane>) -> Bool {
      let at = outer.point(position)
      return corner.contains(Box(x: at.x, y: at.y, width: 0, height: 0))
    }
    return content.areas.count { $0.label.map(isHidden) ?? false }
      + content.steps.count { isHidden($0.position) } * 5
      + content.stations.count { isHidden($0.position) }
  }
}
