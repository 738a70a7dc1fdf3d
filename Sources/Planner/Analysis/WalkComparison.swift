/// How many residents some stations cover at one walk and another: how much of an answer hangs on
/// the distance that was chosen.
///
/// At the same walk the residents are those of `Coverage`: sums over the same blocks, a distance
/// of exactly the limit inside. No walk covers fewer than a shorter one.
public struct WalkComparison: Sendable {
  public struct Walk: Sendable, Hashable {
    /// A radius, or along streets; where each age goes at its own pace, those of the fastest.
    public let meters: Double
    /// Fractional, of all ages.
    public let covered: Double
  }

  /// Of all ages, within the walk or not.
  public let residents: Double
  /// In the order in which they were given.
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
    let positions = stations.filter { question.includes($0) }.map(\.position)
    let meters = NearestStation(positions).distances(to: blocks)
    let covered = Self.covered(
      blocks, meters, within: radii.map { [$0.meters + StraightLineWalk.toleranceMeters] })
    residents = blocks.residents()
    walks = zip(radii, covered).map { Walk(meters: $0.meters, covered: $1) }
  }

  /// The same along streets.
  ///
  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: of which the question chooses.
  ///   - walk: its streets; not its budget.
  ///   - budgets: to compare.
  ///   - question: which stations count.
  /// - Complexity: O(blocks × budgets) after one search from all stations.
  public init(
    of region: Region, stations: [Station], walk: StreetWalk, budgets: [PathBudget],
    question: CoverageQuestion
  ) {
    let blocks = region.blocks
    let positions = stations.filter { question.includes($0) }.map(\.position)
    let meters = walk.nearestMeters(of: positions).map { $0 ?? .infinity }
    residents = blocks.residents()
    let covered = Self.covered(
      blocks, meters, within: budgets.map { [Double($0.centimeters) / 100] })
    walks = zip(budgets, covered).map { Walk(meters: $0.meters, covered: $1) }
  }

  /// The same where each age goes at its own pace.
  ///
  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: of which the question chooses.
  ///   - ages: walks to compare, which differ in minutes alone.
  ///   - question: which stations count.
  /// - Complexity: O(blocks × paces × walks) after one search from all stations.
  public init(
    of region: Region, stations: [Station], walks ages: [AgeWalk], question: CoverageQuestion
  ) {
    residents = region.blocks.residents()
    guard let first = ages.first else {
      walks = []
      return
    }
    let blocks = first.unfolded(region).blocks
    let positions = stations.filter { question.includes($0) }.map(\.position)
    let meters = Planner.Walk.byAge(first).nearestMeters(in: region, of: positions)
    let covered = Self.covered(
      blocks, meters,
      within: ages.map { walk in
        walk.walks.map { part in
          part.streets.map { Double($0.budget.centimeters) / 100 }
            ?? part.meters + StraightLineWalk.toleranceMeters
        }
      })
    walks = zip(ages, covered).map { Walk(meters: $0.longest.meters, covered: $1) }
  }

  /// By walk; `limits` are, of every walk, those of its paces, in the order of the blocks.
  private static func covered(
    _ blocks: Blocks, _ meters: [Double]?, within limits: [[Double]]
  ) -> [Double] {
    limits.map { ofPaces in
      guard let meters else { return 0 }
      var covered = 0.0
      for piece in 0..<blocks.pieceCount {
        let own = blocks.blocks(ofPiece: piece)
        let limit = ofPaces[piece * ofPaces.count / blocks.pieceCount]
        let inside = own.count { meters[$0] <= limit }
        if inside > 0 {
          covered += blocks.pieceResidents[0][piece] * Double(inside) / Double(own.count)
        }
      }
      return covered
    }
  }
}
