/// A number of candidates that no solution of an area cover can do with less than.
///
/// With multipliers μ ≥ 0 for what each area needs, λ for the rows, ν ≥ 0 for the cuts, and
/// w(r) = Σ μ(a)·part(r, a):
///
///     Σ μ + Σ ν·least − Σ max(0, w − λ) − Σ max(0, Σ λ + Σ ν − 1)
///
/// where the last sum is over candidates, each with its rows and cuts (the dual of the linear
/// program, Geoffrion 1974). Any multipliers give a bound; subgradients make it high. Whatever is
/// taken already counts as one each and leaves less to need.
struct AreaCoverBound {
  let cover: AreaCover
  let cuts: [AreaCover.Cut]
  private let cutsOf: [[Int32]]
  /// By row, how large its parts are: the measure in which its multiplier moves.
  private let size: [Double]

  struct Multipliers {
    var ofArea: [Double]
    var ofRow: [Double]
    var ofCut: [Double]
  }

  struct Result {
    var bound: Double
    var multipliers: Multipliers
    /// By candidate: what it is worth at the best multipliers; 1 is its price.
    var worth: [Double]
    /// By candidate: how often the bound would take it.
    var frequency: [Double]
  }

  init(_ cover: AreaCover, cuts: [AreaCover.Cut]) {
    self.cover = cover
    self.cuts = cuts
    var cutsOf = [[Int32]](repeating: [], count: cover.candidateCount)
    for (number, cut) in cuts.enumerated() {
      for member in cut.members { cutsOf[member].append(Int32(number)) }
    }
    self.cutsOf = cutsOf
    size = (0..<cover.rowCount).map { row in
      cover.entries(of: Int32(row)).reduce(0) { $0 + cover.part[$1] }
    }
  }

  /// Multipliers to begin with: every area pays for as many as it takes alone, and of its rows
  /// those that a solution has once pay all.
  func start(_ solution: AreaCoverState?) -> Multipliers {
    var ofArea = [Double](repeating: 1, count: cover.areaCount)
    for cut in cuts {
      for member in cut.members.prefix(1) {
        for (area, _) in cover.worths(of: member) {
          ofArea[area] = max(ofArea[area], Double(cut.atLeast) / 2)
        }
      }
    }
    let weight = weights(ofArea)
    let ofRow = (0..<cover.rowCount).map { row in
      weight[row] / Double(max(1, solution?.hits[row] ?? 1))
    }
    return Multipliers(
      ofArea: ofArea, ofRow: ofRow, ofCut: [Double](repeating: 0, count: cuts.count))
  }

  private func weights(_ ofArea: [Double]) -> [Double] {
    (0..<cover.rowCount).map { row in
      cover.entries(of: Int32(row)).reduce(0) {
        $0 + cover.part[$1] * ofArea[Int(cover.area[$1])]
      }
    }
  }

  /// - Parameters:
  ///   - state: what is taken.
  ///   - open: the candidates that may still be taken.
  ///   - multipliers: to begin with.
  ///   - steps: at most.
  ///   - goal: a bound above this, less one, need not be higher; the size of a known solution.
  ///   - work: to which the visited rows are added.
  ///   - onChoice: now and then told of what the bound would take, the most worth first.
  /// - Returns: the highest bound, and the multipliers that give it.
  func run(
    _ state: AreaCoverState, open: [Int], from multipliers: Multipliers, steps: Int, goal: Int,
    work: inout Int, onChoice: ([Int]) -> Void = { _ in }
  ) -> Result {
    var now = multipliers
    var best = Result(
      bound: -.infinity, multipliers: now,
      worth: [Double](repeating: 0, count: cover.candidateCount),
      frequency: [Double](repeating: 0, count: cover.candidateCount))
    let needs = (0..<cover.areaCount).map { area in
      state.isShort(area) ? 1 - cover.tolerance[area] - state.sum[area] : 0
    }
    var least = cuts.map { Double($0.atLeast) }
    for candidate in state.chosen { for cut in cutsOf[candidate] { least[Int(cut)] -= 1 } }
    let rows = (0..<cover.rowCount).filter { state.hits[$0] == 0 }
    for area in needs.indices where needs[area] <= 0 { now.ofArea[area] = 0 }
    var frequency = [Double](repeating: 0, count: cover.candidateCount)
    var scale = 1.0
    var sinceBetter = 0
    let taken = Double(state.chosen.count)
    let perStep = open.reduce(rows.count) { $0 + cover.firstRow[$1 + 1] - cover.firstRow[$1] }
    for step in 0..<steps {
      work += perStep
      let weight = weights(now.ofArea)
      var bound = taken
      for area in needs.indices { bound += now.ofArea[area] * needs[area] }
      for cut in least.indices { bound += now.ofCut[cut] * max(0, least[cut]) }
      var slope = [Double](repeating: 0, count: cover.rowCount)
      var ofArea = needs
      for row in rows {
        now.ofRow[row] = min(now.ofRow[row], weight[row])
        guard weight[row] > now.ofRow[row] else { continue }
        bound -= weight[row] - now.ofRow[row]
        slope[row] = 1
        for entry in cover.entries(of: Int32(row)) {
          ofArea[Int(cover.area[entry])] -= cover.part[entry]
        }
      }
      var ofCut = least.map { max(0, $0) }
      var worth = best.worth
      var choice: [Int] = []
      for candidate in open {
        var sum = 0.0
        for row in cover.rows(of: candidate) where state.hits[Int(row)] == 0 {
          sum += now.ofRow[Int(row)]
        }
        for cut in cutsOf[candidate] where least[Int(cut)] > 0 { sum += now.ofCut[Int(cut)] }
        worth[candidate] = sum
        frequency[candidate] *= 0.95
        guard sum > 1 else { continue }
        bound -= sum - 1
        frequency[candidate] += 0.05
        choice.append(candidate)
        for row in cover.rows(of: candidate) { slope[Int(row)] -= 1 }
        for cut in cutsOf[candidate] { ofCut[Int(cut)] -= 1 }
      }
      if bound > best.bound {
        sinceBetter = bound > best.bound + 1e-4 ? 0 : sinceBetter + 1
        best.bound = bound
        best.multipliers = now
        best.worth = worth
      } else {
        sinceBetter += 1
      }
      if sinceBetter >= 12 {
        scale /= 2
        sinceBetter = 0
        now = best.multipliers
        if scale < 2e-3 { break }
        continue
      }
      if step % 40 == 39 { onChoice(choice.sorted { (worth[$0], $1) > (worth[$1], $0) }) }
      if best.bound > Double(goal) - 1 + 1e-6 { break }
      // in the measure of each multiplier
      var squares = 0.0
      for area in needs.indices where needs[area] > 0 { squares += ofArea[area] * ofArea[area] }
      for row in rows { squares += slope[row] * slope[row] * size[row] * size[row] }
      for cut in least.indices where least[cut] > 0 { squares += ofCut[cut] * ofCut[cut] }
      guard squares > 1e-18 else { break }
      let length = scale * max(Double(goal) - bound, 0.05) / squares
      for area in needs.indices where needs[area] > 0 {
        now.ofArea[area] = max(0, now.ofArea[area] + length * ofArea[area])
      }
      for row in rows where slope[row] != 0 {
        now.ofRow[row] = max(0, now.ofRow[row] + length * slope[row] * size[row] * size[row])
      }
      for cut in least.indices where least[cut] > 0 {
        now.ofCut[cut] = max(0, now.ofCut[cut] + length * ofCut[cut])
      }
    }
    best.frequency = frequency
    return best
  }
}
