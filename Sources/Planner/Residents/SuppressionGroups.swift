/// Units whose values a census publishes only together (秘匿と合算): a host takes in the values of
/// cells with too few people, and these show none.
public struct SuppressionGroup: Sendable, Hashable {
  /// What is known of one attribute in the members.
  public enum Sum: Sendable, Hashable {
    /// Every member's own value.
    case published
    /// The members' values together, and nothing of each.
    case total(Double)
    /// A sum that also takes in units which are not here.
    case atMost(Double)
    /// Nothing: the sum is at a unit that is not here.
    case unknown
  }

  /// Indices of units, ascending.
  public let members: [Int]
  /// By attribute; everybody is always published.
  public let sums: [Sum]

  public init(members: [Int], sums: [Sum]) {
    precondition(sums.first == .published)
    self.members = members.sorted()
    self.sums = sums
  }

  /// Whether some attribute is known of no member, not even in a sum.
  public var isUnresolved: Bool {
    sums.contains { sum in
      switch sum {
      case .atMost, .unknown: true
      case .published, .total: false
      }
    }
  }
}

/// All groups of a population: what the suppressed values are taken for, and between which bounds
/// any sum of them lies.
///
/// A total is shared out in proportion to everybody in each member, without rounding. What is
/// known of the true values is `0 ≤ xᵢ ≤ everybodyᵢ` and `Σ xᵢ = total`; bounds are of the group
/// as a whole, since one member can only have more where another has less.
public struct SuppressionGroups: Sendable {
  /// In the order of their first members; no unit is in two.
  public let groups: [SuppressionGroup]
  /// Everybody, by group and member.
  let everybody: [[Double]]
  /// Where to find a unit.
  let groupOfUnit: [Int: (group: Int, member: Int)]

  public static let none = SuppressionGroups([], everybody: [])

  /// - Parameters:
  ///   - groups: no unit in two of them.
  ///   - total: everybody, by unit.
  init(_ groups: [SuppressionGroup], everybody total: [Double]) {
    self.groups = groups.sorted { ($0.members.first ?? 0) < ($1.members.first ?? 0) }
    everybody = self.groups.map { group in group.members.map { total[$0] } }
    var places: [Int: (group: Int, member: Int)] = [:]
    for (index, group) in self.groups.enumerated() {
      for (member, unit) in group.members.enumerated() {
        precondition(places[unit] == nil, "a unit is in one group")
        places[unit] = (index, member)
      }
    }
    groupOfUnit = places
  }

  public var isEmpty: Bool { groups.isEmpty }

  /// Units of groups of which some attribute is not known even in a sum.
  public var unresolvedUnitCount: Int {
    groups.reduce(0) { $0 + ($1.isUnresolved ? $1.members.count : 0) }
  }

  /// What the members' values are taken for; zero where nothing is known. `nil` where each member
  /// has a value of its own.
  public func estimates(group index: Int, attribute: Int) -> [Double]? {
    let people = everybody[index]
    switch groups[index].sums[attribute] {
    case .published: return nil
    case .atMost, .unknown: return people.map { _ in 0 }
    case .total(let total):
      let all = people.reduce(0, +)
      return all > 0
        ? people.map { total * ($0 / all) } : people.map { _ in total / Double(people.count) }
    }
  }

  /// The least and the greatest that a weighted sum of the members' values can be.
  ///
  /// - Parameters:
  ///   - index: of the group.
  ///   - attribute: of which each member has no value of its own.
  ///   - weights: by member, not negative: the share of its residents that the sum counts.
  /// - Returns: bounds that are reached by some values which agree with all that is published of
  ///   the attribute and of everybody. (That 75+ is part of 65+ is not used.) `nil` where each
  ///   member has a value of its own.
  /// - Complexity: O(*n* log *n*) for *n* members.
  public func bounds(
    group index: Int, attribute: Int, weights: [Double]
  ) -> ClosedRange<Double>? {
    let people = everybody[index]
    switch groups[index].sums[attribute] {
    case .published: return nil
    case .unknown: return 0...zip(weights, people).reduce(0) { $0 + $1.0 * $1.1 }
    case .atMost(let total):
      return
        0...Self.bounds(
          weights: weights, capacities: people, total: min(total, people.reduce(0, +))
        ).upperBound
    case .total(let total):
      let all = people.reduce(0, +)
      // more of an age than there are people: the two are not of one survey, and bind nothing
      let capacities = total <= all ? people : people.map { $0 > 0 || all == 0 ? total : 0 }
      return Self.bounds(weights: weights, capacities: capacities, total: total)
    }
  }

  /// The least and the greatest Σ *wᵢxᵢ* for 0 ≤ *xᵢ* ≤ *cᵢ* and Σ *xᵢ* = *total*, by filling the
  /// lightest and the heaviest first (a continuous knapsack; whole numbers stay whole).
  ///
  /// - Parameters:
  ///   - weights: *wᵢ*.
  ///   - capacities: *cᵢ*.
  ///   - total: not more than all capacities together.
  /// - Returns: both.
  public static func bounds(
    weights: [Double], capacities: [Double], total: Double
  ) -> ClosedRange<Double> {
    let order = weights.indices.sorted { (weights[$0], $0) < (weights[$1], $1) }
    func filled(_ order: some Sequence<Int>) -> Double {
      var rest = total
      var sum = 0.0
      for index in order where rest > 0 {
        let taken = min(rest, capacities[index])
        sum += weights[index] * taken
        rest -= taken
      }
      return sum
    }
    let lower = filled(order)
    return lower...max(lower, filled(order.reversed()))
  }
}
