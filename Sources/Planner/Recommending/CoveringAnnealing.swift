/// Simulated annealing of a set: one exchange after another is tried at random, and made where it
/// gains, or loses no more than a temperature allows that falls bit by bit.
///
/// A single run ends a few hundredths of a percent below the best set, and each run elsewhere. What
/// good sets have in common is nearly always right, so that the columns of a few of them together
/// are a small matrix in which an exact search finds what none of them has
/// (`CoveringGenerations`).
///
/// Kirkpatrick, Gelatt & Vecchi (1983), *Optimization by simulated annealing*.
struct CoveringAnnealing {
  private let matrix: CoveringMatrix
  private let start: [Int]

  /// The temperature at the end, as a part of what a member of the set is worth on average.
  private static let coldest = 0.004
  private static let steps = 1_024

  /// - Parameters:
  ///   - matrix: without chances.
  ///   - start: columns of a set; its size stays.
  init(_ matrix: CoveringMatrix, from start: [Int]) {
    self.matrix = matrix
    self.start = start
  }

  /// - Parameters:
  ///   - exchanges: how many are tried.
  ///   - hottest: the temperature at the beginning, as a part of what a member is worth; the hotter,
  ///     the less is left of the start.
  ///   - seed: of the numbers drawn; equal ones give equal sets.
  /// - Returns: the best set of its colder half, ascending.
  /// - Complexity: O(exchanges × rows of a column).
  func run(exchanges: Int, hottest: Double, seed: UInt64) -> [Int] {
    var chance = SplitMix(state: seed)
    var cover = CoveringSet(matrix, size: start.count)
    for (slot, column) in start.enumerated() { cover.add(column, slot: slot) }
    var best = (value: -Double.infinity, columns: cover.columns)
    var temperature = hottest * cover.value / Double(max(1, start.count))
    var shared = [Double](repeating: 0, count: start.count)
    var touched: [Int] = []
    // from step to step in equal ratios: the root of their number, taken as square roots, on which
    // all machines agree
    let cooling = (0..<10).reduce(Self.coldest / hottest) { ratio, _ in ratio.squareRoot() }
    for step in 0..<Self.steps {
      temperature *= cooling
      let isCold = step * 2 >= Self.steps
      if isCold, !best.value.isFinite { best = (cover.value, cover.columns) }
      for _ in 0..<max(1, exchanges / Self.steps) {
        let column = chance.below(matrix.columnCount)
        guard cover.slot[column] < 0 else { continue }
        let gain = cover.gain(column, sharing: &shared, touched: &touched)
        let other = chance.below(start.count)
        var place = other
        var change = shared[other] == 0 ? gain - cover.loss[other] : -.infinity
        for slot in touched {
          let exchanged = gain - cover.loss[slot] + shared[slot]
          if exchanged > change || exchanged == change && slot < place {
            (change, place) = (exchanged, slot)
          }
          shared[slot] = 0
        }
        touched.removeAll(keepingCapacity: true)
        guard change >= -temperature * chance.exponential() else { continue }
        cover.remove(slot: place)
        cover.add(column, slot: place)
        if isCold, cover.value > best.value { best = (cover.value, cover.columns) }
      }
    }
    return best.columns.map { Int($0) }.sorted()
  }
}

extension SplitMix {
  /// A whole number from 0 up to `limit`, without it.
  @inline(__always)
  mutating func below(_ limit: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(limit)).high)
  }

  /// Nearly as the logarithm of a random number falls, from straight pieces, and so the same on
  /// every machine.
  @inline(__always)
  mutating func exponential() -> Double {
    let bits = next() | 1
    let zeros = bits.leadingZeroBitCount
    let rest = Double((bits << UInt64(zeros)) << 1) * 0x1p-64
    return (Double(zeros) + 1 - rest) * 0.693_147_180_559_945_3
  }
}
