/// Streets as a map has them, before they are a graph: points, and lines over them. Two lines
/// meet where they have a point in common, and nowhere else: a bridge has none in common with
/// what it crosses.
public struct StreetLines: Sendable {
  /// Which ways along a line people may walk.
  public struct Passage: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// In the order of the line's points.
    public static let forward = Passage(rawValue: 1)
    public static let backward = Passage(rawValue: 2)
    public static let both: Passage = [.forward, .backward]

    /// The same, seen from the other end.
    var reversed: Passage {
      Passage(rawValue: (rawValue & 1) << 1 | rawValue >> 1 & 1)
    }
  }

  /// Longitude and latitude in degrees.
  public private(set) var points: [Position<Geographic>] = []
  /// Line `l` goes over `pointOfLine[firstOfLine[l] ..< firstOfLine[l + 1]]`.
  private var firstOfLine: [Int] = [0]
  private var pointOfLine: [Int32] = []
  private var passage: [Passage] = []
  /// Lines that don't lie on the ground, ascending.
  private var spans: [Int] = []

  public var lineCount: Int { passage.count }

  public init() {}

  /// - Parameter points: numbered in the order of something that does not depend on the order
  ///   of a file (ids, coordinates), so that what is made of them doesn't either.
  public init(points: [Position<Geographic>]) { self.points = points }

  /// - Returns: the number of the new point.
  public mutating func add(_ point: Position<Geographic>) -> Int32 {
    points.append(point)
    return Int32(points.count - 1)
  }

  /// Adds a line. A line of fewer than two points is none.
  ///
  /// - Parameters:
  ///   - line: the numbers of its points.
  ///   - passage: which ways along it people may walk.
  ///   - isSpan: whether it is a bridge or a tunnel, which goes straight from end to end whatever
  ///     the ground does; for slopes only.
  public mutating func add(
    line: some Collection<Int32>, _ passage: Passage = .both, isSpan: Bool = false
  ) {
    guard line.count > 1, !passage.isEmpty else { return }
    if isSpan { spans.append(self.passage.count) }
    pointOfLine.append(contentsOf: line)
    firstOfLine.append(pointOfLine.count)
    self.passage.append(passage)
  }

  /// The numbers of a line's points.
  package func points(ofLine line: Int) -> ArraySlice<Int32> {
    pointOfLine[firstOfLine[line]..<firstOfLine[line + 1]]
  }

  package func positions(ofLine line: Int) -> [Position<Geographic>] {
    points(ofLine: line).map { points[Int($0)] }
  }

  /// The bridges and tunnels.
  var spanLines: [Int] { spans }

  func passage(ofLine line: Int) -> Passage { passage[line] }

  /// Of what the lines go over.
  public var bounds: Bounds<Geographic> {
    var bounds = Bounds<Geographic>()
    for point in pointOfLine { bounds.add(points[Int(point)]) }
    return bounds
  }
}
