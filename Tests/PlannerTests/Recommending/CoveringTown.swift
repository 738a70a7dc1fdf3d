@testable import Planner

extension CoveringProblem {
  /// Candidates among points with one to nine residents in a rectangle, who reach what is within 90.
  static func town(
    seed: UInt64, candidates: Int, points: Int = 600, length: Int = 1_000, width: Int = 1_000,
    count: Int
  ) -> CoveringProblem {
    var chance = SplitMix(state: seed)
    func place(_ chance: inout SplitMix) -> (x: Int, y: Int) {
      (chance.below(length), chance.below(width))
    }
    let places = (0..<points).map { _ in place(&chance) }
    let sets = (0..<candidates).map { _ -> [Int32] in
      let own = place(&chance)
      return places.indices.filter {
        let (dx, dy) = (places[$0].x - own.x, places[$0].y - own.y)
        return dx * dx + dy * dy <= 90 * 90
      }.map { Int32($0) }
    }
    return CoveringProblem(
      demand: places.map { _ in Double(1 + chance.below(9)) }, sets: sets,
      constraints: .init(count: count))
  }
}
