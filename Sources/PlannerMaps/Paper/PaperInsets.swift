internal import Planner

/// Where steps or stations stand so close together that their marks cover each other, they are
/// shown once more, larger, where the map loses least.
extension PaperSheet {
  struct Inset {
    /// The part of the map that it shows.
    let frame: Box
    let view: MapView
    let letter: String
  }

  /// More would hide the map.
  private static let mostInsets = 3
  /// Fewer stations than this need no map of their own.
  private static let leastStations = 4
  /// Steps are fewer and have larger marks.
  private static let leastSteps = 3
  /// What is shown hardly larger is not worth its room; of all stations at once a little helps.
  private static let (leastMagnification, leastMagnificationOfAll) = (2.0, 1.2)
  private static let spotMeters = 500.0
  /// The side of an inset as a part of the map's shorter one, by how many there are.
  private static let sides = [0.36, 0.32, 0.28]
  private static let margin = 0.1

  /// What is to be shown larger.
  private struct Crowd {
    var bounds: Bounds<Plane>
    var magnification = PaperSheet.leastMagnification
  }

  /// - Parameters:
  ///   - outer: the map.
  ///   - numbered: how many gaps have numbers, which an inset must not hide.
  /// - Returns: what is worth showing larger and finds room, crowds of steps first.
  func insets(on outer: MapView, numbered: Int) -> [Inset] {
    let box = outer.box
    let all = crowds(on: outer)
    guard !all.isEmpty else { return [] }
    let shorter = min(box.width, box.height)
    var chosen: [(crowd: Crowd, width: Double, height: Double)] = []
    for count in (1...Self.mostInsets).reversed() {
      let side = shorter * Self.sides[count - 1]
      chosen = all.compactMap { crowd in
        let (width, height) = Self.size(of: crowd.bounds, side: side)
        let inner = MapView(
          crowd.bounds, in: Box(x: 0, y: 0, width: width, height: height), margin: Self.margin)
        guard inner.pointsPerMeter >= crowd.magnification * outer.pointsPerMeter else { return nil }
        return (crowd, width, height)
      }
      if chosen.count >= count {
        chosen = Array(chosen.prefix(count))
        break
      }
    }
    var insets: [Inset] = []
    let frames = chosen.map { crowd, width, height in
      frame(
        of: MapView(
          crowd.bounds, in: Box(x: 0, y: 0, width: width, height: height), margin: Self.margin),
        on: outer)
    }
    let land = content.areas.flatMap {
      AreaSamples.points(in: outer.rings($0.outline), within: box, spacing: 10)
    }
    let numbers =
      content.steps.map { outer.point($0.position) }
      + content.gaps.prefix(numbered).map { outer.point($0.label) }
    let stations = content.stations.map { outer.point($0.position) }
    let names = content.areas.compactMap { $0.label.map(outer.point) }
    for (index, (crowd, width, height)) in chosen.enumerated() {
      // an inset must not hide what another shows larger, nor what has a number
      let closed = frames + insets.map(\.view.box) + furniture(of: outer)
      let free = places(in: box, width: width, height: height).filter { place in
        !closed.contains { $0.intersects(place) } && !numbers.contains(where: place.holds)
      }
      func loss(_ place: Box) -> Double {
        Double(land.count(where: place.holds)) * 0.1
          + Double(stations.count(where: place.holds)) * 3 + Double(names.count(where: place.holds))
      }
      guard let place = free.map({ (loss: loss($0), box: $0) }).min(by: { $0.loss < $1.loss })
      else { continue }
      insets.append(
        Inset(
          frame: frames[index], view: MapView(crowd.bounds, in: place.box, margin: Self.margin),
          letter: String(UnicodeScalar(UInt8(ascii: "A") + UInt8(insets.count)))))
    }
    return insets
  }

  private func letterStyle() -> Style { Style(size: 9 * scale, isBold: true, hasRim: true) }

  /// Where the letter of an inset stands beside its frame on the map.
  func letterBox(of inset: Inset, in box: Box) -> Box {
    let size = canvas.size(of: inset.letter, letterStyle())
    let above = inset.frame.y - size.height
    return Box(
      x: max(box.x + 2, inset.frame.x + 2), y: above >= box.y ? above : inset.frame.y,
      width: size.width, height: size.height)
  }

  func drawFrames(of insets: [Inset], in box: Box) {
    for inset in insets {
      canvas.area([Self.corners(inset.frame)], fill: nil, stroke: Color("#111111"), width: 1)
      let letter = letterBox(of: inset, in: box)
      canvas.text(inset.letter, at: Point(x: letter.x, y: letter.y), letterStyle())
    }
  }

  func draw(_ inset: Inset, numbered: Int) {
    let box = inset.view.box
    let size = canvas.size(of: inset.letter, letterStyle())
    let letter = Box(x: box.x + 4, y: box.y + 2, width: size.width, height: size.height)
    drawMap(inset.view, numbered: numbered, isInset: true, around: [letter])
    canvas.text(inset.letter, at: Point(x: letter.x, y: letter.y), letterStyle())
  }

  // MARK: What is crowded

  /// Steps first, then stations, the fullest first.
  private func crowds(on outer: MapView) -> [Crowd] {
    func seen(_ positions: [Position<Plane>]) -> [Position<Plane>] {
      positions.filter { outer.shows(outer.point($0)) }
    }
    let stations = seen(content.stations.map(\.position))
    let steps = seen(content.steps.map(\.position))
    // with room for the numbers of gaps among them
    var found = groups(of: steps, touch: markSize(isInset: false) * 2.5, outer)
      .filter { $0.count >= Self.leastSteps }
      .map { Crowd(bounds: $0.bounds) }
    let whole = Self.bounds(of: stations)
    let shorter = min(outer.box.width, outer.box.height)
    if stations.count >= Self.leastStations, Self.extent(whole) > Self.spotMeters,
      Self.extent(whole) * outer.pointsPerMeter * Self.leastMagnificationOfAll
        < shorter * Self.sides[0] * (1 - 2 * Self.margin)
    {
      found.append(
        Crowd(
          bounds: whole, magnification: Self.leastMagnificationOfAll))
    } else {
      found += groups(of: stations, touch: 9 * scale, outer)
        .filter { $0.count >= Self.leastStations }
        .map { Crowd(bounds: $0.bounds) }
    }
    // on one spot there is nothing to see larger
    found = found.filter { Self.extent($0.bounds) > Self.spotMeters }
    // what another shows as large needs no map of its own
    return found.enumerated().filter { index, crowd in
      !found.enumerated().contains { other, wider in
        other != index && wider.bounds.contains(crowd.bounds)
          && Self.extent(wider.bounds) < 1.5 * Self.extent(crowd.bounds)
          && (other < index || wider.bounds != crowd.bounds)
      }
    }.map(\.element)
  }

  /// Groups of what nearly touches on the map, the fullest first.
  private func groups(
    of positions: [Position<Plane>], touch: Double, _ outer: MapView
  ) -> [(bounds: Bounds<Plane>, count: Int)] {
    let near = touch / outer.pointsPerMeter
    var groups = DisjointSets(count: positions.count)
    for (index, position) in positions.enumerated() {
      for other in 0..<index where position.distance(to: positions[other]) <= near {
        groups.join(index, other)
      }
    }
    return groups.groups().sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
      .map { members in (Self.bounds(of: members.map { positions[$0] }), members.count) }
  }

  private static func bounds(of positions: [Position<Plane>]) -> Bounds<Plane> {
    var bounds = Bounds<Plane>()
    for position in positions { bounds.add(position) }
    return bounds
  }

  private static func extent(_ bounds: Bounds<Plane>) -> Double {
    bounds.isEmpty ? 0 : max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY)
  }

  // MARK: Where there is room

  /// As wide to high as what it shows, but no strip.
  private static func size(
    of bounds: Bounds<Plane>, side: Double
  ) -> (width: Double, height: Double) {
    let (w, h) = (bounds.maxX - bounds.minX, bounds.maxY - bounds.minY)
    let least = 0.75
    return (
      side * min(1, max(least, h > 0 ? w / h : 1)), side * min(1, max(least, w > 0 ? h / w : 1))
    )
  }

  private func frame(of inner: MapView, on outer: MapView) -> Box {
    let shrink = outer.pointsPerMeter / inner.pointsPerMeter
    return Box(
      around: outer.point(inner.center), inner.box.width * shrink, inner.box.height * shrink)
  }

  /// Along the edges of the map, its corners first.
  private func places(in box: Box, width: Double, height: Double) -> [Box] {
    let gap = 6.0
    let room = (x: box.width - width - 2 * gap, y: box.height - height - 2 * gap)
    guard room.x >= 0, room.y >= 0 else { return [] }
    // a scale below and an arrow above leave less of the right edge
    let (above, below) = (40 * scale / max(room.y, 1), 1 - (28 * scale) / max(room.y, 1))
    var shares = [(0.0, 1.0), (1, below), (0, 0), (1, above)]
    for step in 1..<12 {
      let part = Double(step) / 12
      shares += [(1, part), (0, part), (part, 1), (part, 0)]
    }
    return shares.filter { (0...1).contains($0.1) }.map { x, y in
      Box(
        x: box.x + gap + x * room.x, y: box.y + gap + y * room.y, width: width, height: height)
    }
  }
}
