/// A network of streets on which people walk: corners, and stretches of street between them.
///
/// The graph is made once from `StreetLines` and never changes. Points at which a street only
/// bends are part of a stretch's shape, not corners. Lengths are whole centimetres on the
/// ellipsoid, so that sums are exact and do not depend on an order; the least error of a walk is
/// half a centimetre for every stretch. Shapes are in the working CRS, for snapping and drawing.
///
/// Where the heights of the ground are known, the centimetres are *equivalent*: as much as one
/// would walk on the flat in the time that the stretch takes (`Slope`). They are the same there
/// and back, and never fewer than those of the map.
///
/// What a graph is made of follows from the numbers of the points alone, not from the order or
/// the direction of the lines, nor from where one line ends and the next begins.
public struct StreetGraph: Sendable {
  /// An arc into a corner, as searches see it.
  struct Arc: Sendable {
    /// The corner that it comes from.
    var tail: Int32
    var centimeters: Int32
  }

  // by corner
  let cornerPositions: [Position<Plane>]
  /// `arcs[firstArc[c] ..< firstArc[c + 1]]` lead into corner `c`.
  let firstArc: [Int32]
  let arcs: [Arc]
  let longestArcCentimeters: Int32
  /// The stretch of every arc, twice its number; one more where the arc goes against its shape.
  let arcStretch: [Int32]
  /// The part of the network to which each corner belongs.
  let partOfCorner: [Int32]

  // by stretch
  let from: [Int32]
  let to: [Int32]
  let centimeters: [Int32]
  let passage: [StreetLines.Passage]
  /// The shape of stretch `s`, from corner to corner: `shape[firstShape[s] ..< firstShape[s + 1]]`.
  let firstShape: [Int32]
  let shape: [Position<Plane>]
  /// From the beginning of its stretch to each point of a shape; empty where all is flat, and
  /// lengths along a shape tell it.
  let shapeCentimeters: [Int32]

  /// What slopes add; `nil` where no height is known, and all is flat.
  public let climb: StreetClimb?
  /// Connected parts, the longest first.
  public let parts: [Part]
  /// A part shorter than this, and not the longest, is an island.
  public let leastPartMeters: Double

  /// Streets that hang together, whichever way they may be walked.
  public struct Part: Sendable, Hashable {
    public let corners: Int
    public let stretches: Int
    public let meters: Double
    /// A small part that nothing is joined to: most often a slip of the map, such as a path in a
    /// yard whose gateway is missing. A point near one would come out as cut off from everything.
    public let isIsland: Bool
    /// Its first corner.
    public let somewhere: Position<Plane>
  }

  public var cornerCount: Int { cornerPositions.count }
  public var stretchCount: Int { from.count }
  public var islands: [Part] { parts.filter(\.isIsland) }
  public var meters: Double { parts.reduce(0) { $0 + $1.meters } }

  /// Every way to walk from one corner to the next, for comparing with other programs.
  public var walks: [(from: Int, to: Int, centimeters: Int)] {
    (0..<cornerCount).flatMap { corner in
      arcs[Int(firstArc[corner])..<Int(firstArc[corner + 1])].map {
        (Int($0.tail), corner, Int($0.centimeters))
      }
    }
  }

  /// What the arrays take, in bytes.
  public var byteCount: Int {
    cornerPositions.count * 16 + firstArc.count * 4 + arcs.count * 8 + arcStretch.count * 4
      + partOfCorner.count * 4 + from.count * 13 + firstShape.count * 4 + shape.count * 16
      + shapeCentimeters.count * 4
  }

  func isOnIsland(stretch: Int) -> Bool { parts[Int(partOfCorner[Int(from[stretch])])].isIsland }

  /// By point of a stretch's shape: the walk to it from the first corner, in centimetres.
  func centimetersAlong(_ stretch: Int) -> [Double] {
    let range = Int(firstShape[stretch])..<Int(firstShape[stretch + 1])
    if !shapeCentimeters.isEmpty { return shapeCentimeters[range].map { Double($0) } }
    var along = [0.0]
    for index in range.dropLast() {
      along.append((along.last ?? 0) + shape[index].distance(to: shape[index + 1]))
    }
    // a shape is as long on the plane as the CRS has it, and its walk as it is on the ellipsoid
    let whole = along.last ?? 0
    let scale = whole > 0 ? Double(centimeters[stretch]) / whole : 0
    return along.map { $0 * scale }
  }

  func shape(of stretch: Int) -> ArraySlice<Position<Plane>> {
    shape[Int(firstShape[stretch])..<Int(firstShape[stretch + 1])]
  }
}

extension StreetGraph {
  /// What must hold of the arrays, whoever made them.
  ///
  /// - Returns: the first thing that does not, in words for whoever mends it; `nil` for a sound
  ///   graph.
  /// - Complexity: O(corners + stretches).
  func defect() -> String? {
    let corners = cornerCount
    let stretches = stretchCount
    guard firstArc.count == corners + 1, partOfCorner.count == corners else {
      return "\(corners) corners, but \(firstArc.count) ranges of arcs"
    }
    guard arcStretch.count == arcs.count, to.count == stretches, centimeters.count == stretches,
      passage.count == stretches, firstShape.count == stretches + 1
    else { return "arrays of arcs or stretches differ in length" }
    guard firstArc.first == 0, Int(firstArc.last ?? 0) == arcs.count,
      zip(firstArc, firstArc.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return "the ranges of arcs are not ascending, or not all of them" }
    guard firstShape.first == 0, Int(firstShape.last ?? 0) == shape.count,
      zip(firstShape, firstShape.dropFirst()).allSatisfy({ Int($1) - Int($0) >= 2 })
    else { return "the ranges of shapes are not ascending, or one is no line" }
    // nothing on Earth is farther from the origin of a working CRS
    func isOnEarth(_ at: Position<Plane>) -> Bool { abs(at.x) < 1e8 && abs(at.y) < 1e8 }
    guard shape.allSatisfy(isOnEarth), cornerPositions.allSatisfy(isOnEarth) else {
      return "a position is not on the Earth"
    }
    guard shapeCentimeters.isEmpty || shapeCentimeters.count == shape.count,
      shapeCentimeters.isEmpty == (climb == nil || shape.isEmpty)
    else { return "\(shapeCentimeters.count) lengths for \(shape.count) points of shapes" }
    guard Int(longestArcCentimeters) == Int(centimeters.max() ?? 0),
      longestArcCentimeters <= Int32.max / 4
    else { return "the longest arc is not the longest" }
    guard leastPartMeters.isFinite, parts.allSatisfy({ $0.meters.isFinite }) else {
      return "a part has no length"
    }
    for stretch in 0..<stretches {
      guard (0..<corners).contains(Int(from[stretch])), (0..<corners).contains(Int(to[stretch]))
      else { return "stretch \(stretch) ends at no corner" }
      guard centimeters[stretch] >= 0, !passage[stretch].isEmpty else {
        return "stretch \(stretch) has no length or cannot be walked"
      }
      let shape = shape(of: stretch)
      guard shape.first == cornerPositions[Int(from[stretch])],
        shape.last == cornerPositions[Int(to[stretch])]
      else { return "the shape of stretch \(stretch) does not go from corner to corner" }
      if !shapeCentimeters.isEmpty {
        let along = shapeCentimeters[Int(firstShape[stretch])..<Int(firstShape[stretch + 1])]
        guard along.first == 0, along.last == centimeters[stretch],
          zip(along, along.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return "the lengths along stretch \(stretch) do not ascend to its own" }
      }
      guard partOfCorner[Int(from[stretch])] == partOfCorner[Int(to[stretch])] else {
        return "stretch \(stretch) joins two parts"
      }
    }
    var arcCount = 0
    for corner in 0..<corners {
      guard parts.indices.contains(Int(partOfCorner[corner])) else {
        return "corner \(corner) is in no part"
      }
      for arc in Int(firstArc[corner])..<Int(firstArc[corner + 1]) {
        let stretch = Int(arcStretch[arc] >> 1)
        guard (0..<stretches).contains(stretch) else { return "arc \(arc) is of no stretch" }
        let isAgainst = arcStretch[arc] & 1 == 1
        let (tail, head) = isAgainst ? (to[stretch], from[stretch]) : (from[stretch], to[stretch])
        guard arcs[arc].tail == tail, Int(head) == corner,
          arcs[arc].centimeters == centimeters[stretch],
          passage[stretch].contains(isAgainst ? .backward : .forward)
        else { return "arc \(arc) is not that of stretch \(stretch)" }
      }
      arcCount += Int(firstArc[corner + 1] - firstArc[corner])
    }
    guard passage.allSatisfy({ $0.isSubset(of: .both) }) else {
      return "a stretch can be walked in a third way"
    }
    let wanted = passage.reduce(0) { $0 + ($1 == .both ? 2 : 1) }
    guard arcCount == wanted else { return "\(arcCount) arcs for \(wanted) directions" }
    return nil
  }
}
