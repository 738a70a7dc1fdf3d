/// How many residents some stations cover at one walk and another: how much of an answer hangs on
/// the distance that was chosen.
///
/// At the same radius the residents are those of `Coverage`: sums over the same blocks, a distance
/// of exactly the radius inside. No radius covers fewer than a shorter one.
public struct WalkComparison: Sendable {
  public struct Walk: Sendable, Hashable {
    public let radius: WalkRadius
    /// Fractional, of all ages.
    public let covered: Double
  }

  /// Of all ages, within the walk or not.
  public let residents: Double
  /// In the order of the radii.
  public let walks: [Walk]

  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: of which the question chooses.
  ///   - radii: to compare.
  ///   - question: which stations count.
  /// - Complexity: O(blocks × radii) after one search of the nearest station of every block.
  public init(
    of region: Region, stations: [Station], radii: [WalkRadius], question: CoverageQuestion
  ) {
    let blocks = region.blocks
    residents = blocks.residents()
    let positions = stations.filter { question.includes($0) }.map(\.position)
    let meters = NearestStation(positions).distances(to: blocks)
    walks = radii.map { radius in
      let limit = radius.meters + StraightLineWalk.toleranceMeters
      var covered = 0.0
      if let meters {
        for piece in 0..<blocks.pieceCount {
          let own = blocks.blocks(ofPiece: piece)
          let inside = own.count { meters[$0] <= limit }
          if inside > 0 {
            covered += blocks.pieceResidents[0][piece] * Double(inside) / Double(own.count)
          }
        }
      }
      return Walk(radius: radius, covered: covered)
    }
  }
}
