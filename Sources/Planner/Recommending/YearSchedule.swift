/// Deals the stations of a plan out to years: at most so many a year, and of every kind and in
/// every municipality at least and at most so many a year.
///
/// An arrangement exists whenever the sums allow it, that is where every group of g stations with
/// limits least ≤ most has least·Y ≤ g ≤ most·Y over the Y years, and all of them are at most
/// perYear·Y. For take the kinds as sources and the municipalities as sinks of a network, every
/// station as an arc of capacity 1 from its kind to its municipality, and an arc from the sinks
/// back to the sources for the number of the year. Sending 1/Y along every arc keeps to the
/// limits ⌊g/Y⌋ … ⌈g/Y⌉ of every node, which are whole, so that a whole circulation does as well
/// (Hoffman 1960): the first year. What is left is g − ⌈g/Y⌉ … g − ⌊g/Y⌋ for Y − 1 years, which
/// again satisfies the sums; and so on (the balanced edge colourings of de Werra 1971). As least ≤
/// ⌊g/Y⌋ and ⌈g/Y⌉ ≤ most, every year keeps to its limits. For kinds alone this is dealing cards
/// that were sorted by kind.
///
/// The same argument decides, exactly, whether a year that has begun can still be finished: by one
/// circulation for what it may still take, with limits that leave the other years what they need.
struct YearSchedule: Sendable {
  struct Limits: Sendable {
    var least: Int
    var most: Int
  }
  /// Groups of which a station is in at most one.
  struct Side: Sendable {
    var groups: [Limits]
    /// `nil`: in none.
    var groupOfItem: [Int?]
  }

  let perYear: Int
  let years: Int
  private let limits: ([Limits], [Limits])
  /// By item: its group on each side; the last one of a side is for items without one.
  private let group: [(Int, Int)]

  init(count: Int, perYear: Int, years: Int, sides: (Side, Side)) {
    self.perYear = max(1, perYear)
    self.years = max(1, years)
    let free = Limits(least: 0, most: .max)
    limits = (sides.0.groups + [free], sides.1.groups + [free])
    group = (0..<count).map {
      (
        sides.0.groupOfItem[$0] ?? sides.0.groups.count,
        sides.1.groupOfItem[$0] ?? sides.1.groups.count
      )
    }
  }

  /// The items in the order in which they are asked, each with its year from 1: the first year
  /// takes what is preferred as long as all years can still keep to their limits, and so on.
  ///
  /// - Parameters:
  ///   - prefer: the items in the order of preference after what was taken so far.
  ///   - onTake: told of each that is taken.
  /// - Returns: `nil` where no arrangement exists; see above for when one does.
  /// - Complexity: O(items²) limits checked, each in O(items × groups) at worst.
  func arranged(
    prefer: (_ items: [Int]) -> [Int], onTake: (_ item: Int) -> Void
  ) -> [(item: Int, year: Int)]? {
    var rest = Array(group.indices)
    var result: [(item: Int, year: Int)] = []
    for year in 1...years {
      var placed = Placed(of: (limits.0.count, limits.1.count))
      guard isPossible(rest, placed, yearsAfter: years - year) else { return nil }
      while placed.count < perYear {
        var refused: Set<[Int]> = []
        let next = prefer(rest).first { item in
          let key = [group[item].0, group[item].1]
          guard !refused.contains(key) else { return false }
          var after = placed
          after.add(group[item])
          let left = rest.filter { $0 != item }
          if isPossible(left, after, yearsAfter: years - year) { return true }
          refused.insert(key)
          return false
        }
        guard let next else { break }
        placed.add(group[next])
        rest.removeAll { $0 == next }
        onTake(next)
        result.append((next, year))
      }
    }
    return rest.isEmpty ? result : nil
  }

  /// What a year holds so far.
  private struct Placed {
    var count = 0
    var groups: ([Int], [Int])

    init(of sizes: (Int, Int)) {
      groups = ([Int](repeating: 0, count: sizes.0), [Int](repeating: 0, count: sizes.1))
    }

    mutating func add(_ group: (Int, Int)) {
      count += 1
      groups.0[group.0] += 1
      groups.1[group.1] += 1
    }
  }

  /// Whether a year can be finished so that the years after it can be, too.
  private func isPossible(_ rest: [Int], _ placed: Placed, yearsAfter: Int) -> Bool {
    var (first, second) = (
      [Int](repeating: 0, count: limits.0.count), [Int](repeating: 0, count: limits.1.count)
    )
    for item in rest {
      first[group[item].0] += 1
      second[group[item].1] += 1
    }
    func range(_ limits: Limits, placed: Int, left: Int) -> (Int, Int)? {
      // what this year may take so that the others get neither too few nor too many
      let (later, overflows) = limits.most.multipliedReportingOverflow(by: yearsAfter)
      let low = max(0, limits.least - placed, overflows ? 0 : left - later)
      let (needed, isTooMuch) = limits.least.multipliedReportingOverflow(by: yearsAfter)
      guard !isTooMuch else { return nil }
      let high = min(left, limits.most - placed, left - needed)
      return low <= high ? (low, high) : nil
    }
    guard
      let total = range(
        Limits(least: 0, most: perYear), placed: placed.count, left: rest.count)
    else { return false }
    var circulation = Circulation(nodes: 2 + first.count + second.count)
    let (source, sink) = (0, 1)
    for (number, left) in first.enumerated() {
      guard let (low, high) = range(limits.0[number], placed: placed.groups.0[number], left: left)
      else { return false }
      circulation.arc(source, 2 + number, low, high)
    }
    for (number, left) in second.enumerated() {
      guard let (low, high) = range(limits.1[number], placed: placed.groups.1[number], left: left)
      else { return false }
      circulation.arc(2 + first.count + number, sink, low, high)
    }
    var items = [Int](repeating: 0, count: first.count * second.count)
    for item in rest { items[group[item].0 * second.count + group[item].1] += 1 }
    for (index, count) in items.enumerated() where count > 0 {
      circulation.arc(
        2 + index / second.count, 2 + first.count + index % second.count, 0, count)
    }
    circulation.arc(sink, source, total.0, total.1)
    return circulation.isPossible()
  }
}

/// Whether whole numbers between limits can flow round in a network: by a maximal flow from an
/// extra source, which supplies the lower limits, to an extra sink (Ford & Fulkerson 1962).
private struct Circulation {
  private var heads: [[Int]]
  private var to: [Int] = []
  private var room: [Int] = []
  private var excess: [Int]

  init(nodes: Int) {
    heads = Array(repeating: [], count: nodes + 2)
    excess = [Int](repeating: 0, count: nodes)
  }

  mutating func arc(_ from: Int, _ to: Int, _ low: Int, _ high: Int) {
    excess[to] += low
    excess[from] -= low
    if high > low { connect(from, to, high - low) }
  }

  private mutating func connect(_ from: Int, _ target: Int, _ capacity: Int) {
    heads[from].append(to.count)
    to.append(target)
    room.append(capacity)
    heads[target].append(to.count)
    to.append(from)
    room.append(0)
  }

  mutating func isPossible() -> Bool {
    let (source, sink) = (excess.count, excess.count + 1)
    var wanted = 0
    for (node, value) in excess.enumerated() {
      if value > 0 {
        connect(source, node, value)
        wanted += value
      } else if value < 0 {
        connect(node, sink, -value)
      }
    }
    while wanted > 0 {
      var via = [Int](repeating: -1, count: heads.count)
      var queue = [source]
      var next = 0
      while next < queue.count, via[sink] < 0 {
        let node = queue[next]
        next += 1
        for arc in heads[node] where room[arc] > 0 && via[to[arc]] < 0 && to[arc] != source {
          via[to[arc]] = arc
          queue.append(to[arc])
        }
      }
      guard via[sink] >= 0 else { return false }
      var amount = Int.max
      var node = sink
      while node != source {
        amount = min(amount, room[via[node]])
        node = to[via[node] ^ 1]
      }
      node = sink
      while node != source {
        room[via[node]] -= amount
        room[via[node] ^ 1] += amount
        node = to[via[node] ^ 1]
      }
      wanted -= amount
    }
    return true
  }
}
