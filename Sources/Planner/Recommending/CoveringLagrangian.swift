/// An upper bound of a covering matrix by Lagrangian duality.
///
/// With a multiplier λ for every row, a candidate is worth r = Σ λ over its rows (less the prices
/// of the side constraints), a row Σ max over s of its value at s less λs, and no set is worth
/// more than the rows' worth plus the largest r of as many candidates as may be taken. Any
/// multipliers give a bound; the best ones are sought by subgradient steps that are scaled by the
/// weight of the row, keep λ within 0 and the weight, and touch only rows that the largest
/// candidates do not cover exactly.
///
/// Where reach is a chance, what a row can gain from candidates with chances q is at most a
/// function of Σ q: of all sets with the same sum, the one whose members have the row's largest
/// chance m (and one the rest) misses least. That function is 1 − (1 − m)^k at k·m and linear in
/// between, so it is concave, and exact where all chances are equal (Daskin 1983).
///
/// Galvão & ReVelle (1996), *A Lagrangean heuristic for the maximal covering location problem*.
struct CoveringLagrangian {
  let matrix: CoveringMatrix
  let side: SideConstraints
  /// By row, 0 … weight.
  private(set) var multipliers: [Double]
  /// By side constraint, not negative.
  private(set) var prices: [Double]
  private(set) var best = Double.infinity
  private(set) var bestMultipliers: [Double]
  private(set) var bestPrices: [Double]
  /// Which columns were among the largest, how often lately (0…1).
  private(set) var frequency: [Double]
  /// The columns that are largest now, ascending.
  private(set) var largest: [Int] = []

  /// What columns are worth: Σ λ, without the prices.
  private var worth: [Double]
  /// By row: how often (or, with odds, how surely) the largest cover it.
  private var hits: [Double]
  /// The hits of the last steps, older ones fading: close to what the linear relaxation's best
  /// solution covers, and so a far better direction than the last step's alone.
  private var smoothHits: [Double] = []
  private var isLargest: [Bool]
  /// With odds: how surely each row would like to be covered at its multiplier.
  private var wantedOfRow: [Double] = []
  /// How far steps go: 1 at first, shorter as the bound settles down.
  private(set) var step = 1.0
  private var memory = 0.8
  /// Whether steps have become so short that more of them bring nothing.
  var isSettledDown: Bool { step < 0.004 }
  /// Steps without progress after which they are made shorter, and how much shorter.
  private var patience = 10
  private var shortening = 0.7
  private var stalled = 0
  /// Of side constraints: what the settled candidates already use.
  private let used: [Double]
  /// With odds, by row: the largest chance, and the most that chances can add up to.
  private let surest: [Double]
  private let reach: [Double]

  /// - Parameters:
  ///   - matrix: what is undecided.
  ///   - side: constraints of the whole problem.
  ///   - multipliers: by row, to start from.
  ///   - prices: by side constraint, to start from.
  ///   - step: how far the first steps go; less than 1 to go on where another search was.
  init(
    _ matrix: CoveringMatrix, side: SideConstraints, multipliers: [Double], prices: [Double],
    step: Double = 1
  ) {
    self.step = step
    self.matrix = matrix
    self.side = side
    self.multipliers = multipliers
    self.prices = prices
    bestMultipliers = multipliers
    bestPrices = prices
    frequency = [Double](repeating: 0, count: matrix.columnCount)
    worth = []
    hits = [Double](repeating: 0, count: matrix.rowCount)
    isLargest = [Bool](repeating: false, count: matrix.columnCount)
    used = side.activity(of: matrix.taken.map { Int($0) })
    if let odds = matrix.odds {
      let chances = (0..<matrix.rowCount).map { row in
        matrix.columns(of: row).map {
          odds.reaches[odds.index(matrix.candidateClass[Int($0)], matrix.rowClass[row])]
        }
      }
      surest = chances.map { $0.max() ?? 0 }
      // no set makes a row surer than all its candidates together, or as many as may be taken
      reach = zip(chances, surest).map { chances, surest in
        min(chances.reduce(0, +), surest * Double(matrix.count))
      }
    } else {
      surest = []
      reach = []
    }
    worth = columnWorths(multipliers)
    if matrix.odds != nil { wantedOfRow = [Double](repeating: 0, count: matrix.rowCount) }
  }

  private func columnWorths(_ multipliers: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: matrix.columnCount)
    for column in 0..<matrix.columnCount {
      var sum = 0.0
      if let odds = matrix.odds {
        for row in matrix.rows(of: column) {
          sum +=
            multipliers[Int(row)]
            * odds.reaches[
              odds.index(matrix.candidateClass[column], matrix.rowClass[Int(row)])]
        }
      } else {
        for row in matrix.rows(of: column) { sum += multipliers[Int(row)] }
      }
      result[column] = sum
    }
    return result
  }

  /// What a row is worth at most beyond what its multiplier pays, and how much of it is then
  /// wanted.
  @inline(__always)
  private func rowWorth(_ row: Int, _ multiplier: Double) -> (value: Double, wanted: Double) {
    let weight = matrix.weight[row]
    guard matrix.odds != nil else {
      let room = Double(matrix.capacity[row])
      return ((weight - multiplier) * room, room)
    }
    // as many of the surest candidates as each pay for more than the multiplier asks
    let surest = surest[row]
    let limit = reach[row]
    var missed = 1.0
    var wanted = 0.0
    var value = 0.0
    while wanted < limit, weight * missed > multiplier {
      let part = min(surest, limit - wanted)
      value += (weight * missed - multiplier) * part
      wanted += part
      missed *= 1 - surest
    }
    return (value, wanted)
  }

  /// The bound at multipliers, from scratch, and what each column is worth less its price.
  func bound(at multipliers: [Double], prices: [Double]) -> (bound: Double, worth: [Double]) {
    var total = matrix.base
    for row in 0..<matrix.rowCount { total += rowWorth(row, multipliers[row]).value }
    var worth = columnWorths(multipliers)
    applyPrices(prices, to: &worth)
    for column in Self.largest(matrix.count, of: worth) { total += worth[column] }
    for (number, sum) in side.sums.enumerated() {
      total += prices[number] * (sum.limit - used[number])
    }
    // what rounding can do to a sum of so many terms
    total += abs(total) * 1e-13
    return (total, worth)
  }

  private func applyPrices(_ prices: [Double], to worth: inout [Double]) {
    guard !side.isEmpty else { return }
    for column in 0..<matrix.columnCount {
      worth[column] -= side.price(of: Int(matrix.candidate[column]), at: prices)
    }
  }

  /// The columns with the largest positive worths, at most `count`; of equal ones the first.
  static func largest(_ count: Int, of worth: [Double]) -> [Int] {
    guard count > 0 else { return [] }
    // a heap whose top is the least of those kept
    var heap: [Int] = []
    heap.reserveCapacity(count)
    func isLess(_ a: Int, _ b: Int) -> Bool {
      worth[a] != worth[b] ? worth[a] < worth[b] : a > b
    }
    func sink(_ start: Int) {
      var parent = start
      while true {
        var least = parent
        let left = 2 * parent + 1
        if left < heap.count, isLess(heap[left], heap[least]) { least = left }
        if left + 1 < heap.count, isLess(heap[left + 1], heap[least]) { least = left + 1 }
        guard least != parent else { return }
        heap.swapAt(least, parent)
        parent = least
      }
    }
    for column in worth.indices where worth[column] > 0 {
      if heap.count < count {
        heap.append(column)
        var child = heap.count - 1
        while child > 0, isLess(heap[child], heap[(child - 1) / 2]) {
          heap.swapAt(child, (child - 1) / 2)
          child = (child - 1) / 2
        }
      } else if isLess(heap[0], column) {
        heap[0] = column
        sink(0)
      }
    }
    return heap.sorted()
  }

  /// Goes on from the best multipliers with longer steps and more patience, as is worth while once
  /// the objective to aim for has risen.
  ///
  /// - Parameter isFinal: whether no programme follows that would find the rest sooner; then steps
  ///   shorten more slowly, and the bound ends nearer to the programme's.
  mutating func takeNewHeart(isFinal: Bool) {
    step = 0.25
    patience = isFinal ? 40 : 20
    if isFinal {
      shortening = 0.8
      memory = 0.9
    }
    stalled = 0
    multipliers = bestMultipliers
    prices = bestPrices
    worth = columnWorths(multipliers)
  }

  /// What the steps so far have cost, in rows visited; one with chances counts as three.
  private(set) var work = 0

  /// Takes subgradient steps.
  ///
  /// - Parameters:
  ///   - steps: the most of them.
  ///   - objective: of the best set known, which the bound falls towards.
  ///   - enough: a bound at or below this is good enough to stop.
  ///   - onSet: told, now and then, of the largest columns.
  mutating func run(
    steps: Int, towards objective: Double, enough: Double, onSet: ([Int]) -> Double
  ) {
    var objective = objective
    var enough = enough
    let columnCount = matrix.columnCount
    guard columnCount > 0 else {
      if bound(at: multipliers, prices: prices).bound < best {
        best = bound(at: multipliers, prices: prices).bound
      }
      return
    }
    for number in 0..<steps {
      work += matrix.rowCount * (matrix.odds == nil ? 1 : 3)
      var priced = worth
      applyPrices(prices, to: &priced)
      largest = Self.largest(matrix.count, of: priced)
      updateHits()
      if smoothHits.isEmpty {
        smoothHits = hits
      } else {
        for row in 0..<matrix.rowCount {
          smoothHits[row] = memory * smoothHits[row] + (1 - memory) * hits[row]
        }
      }
      var value = matrix.base
      for column in largest { value += priced[column] }
      for (constraint, sum) in side.sums.enumerated() {
        value += prices[constraint] * (sum.limit - used[constraint])
      }
      // rows: their worth, and the square of the step that they ask for
      var norm = 0.0
      let isPlain = matrix.odds == nil
      if isPlain {
        for row in 0..<matrix.rowCount {
          let room = Double(matrix.capacity[row])
          let weight = matrix.weight[row]
          let multiplier = multipliers[row]
          value += (weight - multiplier) * room
          let excess = smoothHits[row] - room
          if excess > 0 ? multiplier > 0 : excess < 0 && multiplier < weight {
            norm += weight * excess * excess
          }
        }
      } else {
        for row in 0..<matrix.rowCount {
          let (worth, wanted) = rowWorth(row, multipliers[row])
          wantedOfRow[row] = wanted
          value += worth
          let excess = smoothHits[row] - wanted
          norm += matrix.weight[row] * excess * excess
        }
      }
      var sideExcess = side.sums.isEmpty ? [] : used
      if !sideExcess.isEmpty {
        for column in largest {
          side.add(Int(matrix.candidate[column]), to: &sideExcess)
        }
        let scale = priceScale()
        for constraint in sideExcess.indices {
          sideExcess[constraint] -= side.sums[constraint].limit
          if sideExcess[constraint] > 0 || prices[constraint] > 0 {
            norm += scale[constraint] * sideExcess[constraint] * sideExcess[constraint]
          }
        }
      }

      for column in 0..<columnCount { frequency[column] *= 0.97 }
      for column in largest { frequency[column] += 0.03 }

      if value < best {
        // a hair's breadth is no progress
        stalled = best - value > 1e-5 * max(1, abs(best - objective)) ? 0 : stalled + 1
        best = value
        bestMultipliers = multipliers
        bestPrices = prices
      } else {
        stalled += 1
      }
      if best <= enough { break }
      if number % 24 == 4 || number == steps - 1 {
        var reached = onSet(largest)
        // what has been among the largest most often is nearly the relaxation's own choice
        if number > 60 { reached = max(reached, onSet(Self.largest(matrix.count, of: frequency))) }
        if reached > objective {
          enough += reached - objective
          objective = reached
        }
        if best <= enough { break }
      }
      if stalled >= patience {
        step *= shortening
        stalled = 0
        if isSettledDown { break }
        if step < 0.2 {
          // from the best place, with shorter steps
          multipliers = bestMultipliers
          prices = bestPrices
          worth = columnWorths(multipliers)
          continue
        }
      }
      guard norm > 0 else { break }
      let length = step * max(value - objective, 1e-9 * max(1, abs(objective))) / norm
      moveRows(length)
      if !sideExcess.isEmpty {
        let scale = priceScale()
        for constraint in sideExcess.indices {
          prices[constraint] = max(
            0, prices[constraint] + length * scale[constraint] * sideExcess[constraint])
        }
      }
      if number % 64 == 63 { worth = columnWorths(multipliers) }
    }
    // the number that counts is reckoned from scratch
    best = bound(at: bestMultipliers, prices: bestPrices).bound
  }

  private mutating func updateHits() {
    var isNow = [Bool](repeating: false, count: isLargest.count)
    for column in largest { isNow[column] = true }
    for column in isNow.indices where isNow[column] != isLargest[column] {
      let sign = isNow[column] ? 1.0 : -1.0
      if let odds = matrix.odds {
        for row in matrix.rows(of: column) {
          hits[Int(row)] +=
            sign
            * odds.reaches[
              odds.index(matrix.candidateClass[column], matrix.rowClass[Int(row)])]
        }
      } else {
        for row in matrix.rows(of: column) { hits[Int(row)] += sign }
      }
    }
    isLargest = isNow
  }

  private mutating func moveRows(_ length: Double) {
    let odds = matrix.odds
    for row in 0..<matrix.rowCount {
      let weight = matrix.weight[row]
      let old = multipliers[row]
      let wanted = odds == nil ? Double(matrix.capacity[row]) : wantedOfRow[row]
      let excess = smoothHits[row] - wanted
      guard excess != 0 else { continue }
      let new = min(weight, max(0, old - length * weight * excess))
      guard new != old else { continue }
      multipliers[row] = new
      let change = new - old
      if let odds {
        for column in matrix.columns(of: row) {
          worth[Int(column)] +=
            change
            * odds.reaches[
              odds.index(matrix.candidateClass[Int(column)], matrix.rowClass[row])]
        }
      } else {
        for column in matrix.columns(of: row) { worth[Int(column)] += change }
      }
    }
  }

  /// Prices move on the scale of what the largest columns are worth for a unit of the sum.
  private func priceScale() -> [Double] {
    let typical =
      largest.isEmpty
      ? 1 : largest.reduce(0) { $0 + worth[$1] } / Double(largest.count)
    return side.sums.map { sum in
      let part = sum.parts.reduce(0) { $0 + abs($1) } / Double(max(1, sum.parts.count))
      return typical / max(part * part, 1e-12)
    }
  }

  /// Columns that can be settled: those that, taken or left out against the bound's choice, would
  /// bring it to the objective or below.
  func settled(objective: Double) -> [CoveringMatrix.ColumnState] {
    var states = [CoveringMatrix.ColumnState](repeating: .open, count: matrix.columnCount)
    let (bound, worth) = bound(at: bestMultipliers, prices: bestPrices)
    let inside = Self.largest(matrix.count, of: worth)
    var isInside = [Bool](repeating: false, count: matrix.columnCount)
    for column in inside { isInside[column] = true }
    let isFull = inside.count >= matrix.count
    let leastInside = isFull ? inside.map { worth[$0] }.min() ?? 0 : 0
    var mostOutside = 0.0
    for column in worth.indices where !isInside[column] {
      mostOutside = max(mostOutside, worth[column])
    }
    for column in worth.indices {
      if isInside[column] {
        if bound - worth[column] + mostOutside <= objective { states[column] = .taken }
      } else if bound - leastInside + worth[column] <= objective {
        states[column] = .dropped
      }
    }
    return states
  }
}
