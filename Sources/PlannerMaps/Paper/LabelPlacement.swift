/// Places labels so that none covers another, a symbol that must be seen, or the frame: one after
/// the other in the order of their importance, each at the first of nine places around its point
/// that is free, and left out where none is (the greedy rule of Yoeli 1972, *The logic of automated
/// map lettering*, with the positions of Imhof).
struct LabelPlacement {
  private let frame: Box
  private var taken: [Box]
  private let symbols: [Box]

  /// - Parameters:
  ///   - frame: inside which all labels stay.
  ///   - obstacles: what no label may cover.
  ///   - symbols: what a label covers only where it would have no place otherwise.
  init(in frame: Box, around obstacles: [Box] = [], avoiding symbols: [Box] = []) {
    self.frame = frame
    taken = obstacles
    self.symbols = symbols
  }

  /// - Parameters:
  ///   - point: that the label names.
  ///   - size: of the label.
  ///   - gap: between the point and the label beside it; 0 begins with the label on the point.
  ///   - elsewhere: further points of what it names, on which it may stand as well, the best first.
  ///   - mayCover: whether it covers symbols rather than be left out.
  /// - Returns: where the label goes; `nil` where there is no room.
  mutating func place(
    at point: Canvas.Point, size: (width: Double, height: Double), gap: Double,
    elsewhere: [Canvas.Point] = [], mayCover: Bool = true
  ) -> Box? {
    let (w, h) = (size.width, size.height)
    let beside: [(Double, Double)] = [
      (gap, -h / 2), (gap, -h - gap), (gap, gap), (-w - gap, -h / 2), (-w - gap, -h - gap),
      (-w - gap, gap), (-w / 2, -h - gap), (-w / 2, gap),
    ]
    let near = (gap > 0 ? [] : [(-w / 2, -h / 2)]) + beside
    let boxes =
      near.map { dx, dy in Box(x: point.x + dx, y: point.y + dy, width: w, height: h) }
      + elsewhere.map { Box(around: $0, w, h) }
    var least: (covered: Int, box: Box)?
    for box in boxes {
      guard frame.contains(box), !taken.contains(where: { $0.intersects(box) }) else { continue }
      let covered = symbols.count { $0.intersects(box) }
      if covered == 0 || mayCover, covered < least?.covered ?? .max { least = (covered, box) }
      if covered == 0 { break }
    }
    guard let box = least?.box else { return nil }
    taken.append(box)
    return box
  }
}
