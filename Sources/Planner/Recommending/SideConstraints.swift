/// What a set must keep to beside its size: sums over candidates that may not exceed a limit.
///
/// A demand for at least so many is a sum of −1 that may not exceed −so many. The cost of opening
/// a bloc hangs on the set as a whole; the sums carry a lower estimate of it, which is what bounds
/// need, and `allows` reckons it exactly.
struct SideConstraints: Sendable {
  struct Sum: Sendable {
    /// By entry: candidate and its part of the sum.
    var members: [Int32]
    var parts: [Double]
    var limit: Double
  }

  let sums: [Sum]
  /// By candidate: the sums that it is in, and its parts of them.
  private let first: [Int32]
  private let sumOf: [Int32]
  private let partOf: [Double]
  let budget: CoveringProblem.Constraints.Budget?
  /// Some sum demands a least number.
  let demandsMembers: Bool
  /// By candidate: equal numbers mean equal parts in everything.
  let signature: [Int32]

  var isEmpty: Bool { sums.isEmpty }

  init(_ problem: CoveringProblem) {
    let count = problem.candidateCount
    let constraints = problem.constraints
    var sums: [Sum] = []
    var demandsMembers = false
    for group in constraints.groups {
      let members = group.members.map { Int32($0) }
      if group.atMost < min(members.count, constraints.count) {
        sums.append(
          Sum(
            members: members, parts: members.map { _ in 1 }, limit: Double(group.atMost)))
      }
      if group.atLeast > 0 {
        demandsMembers = true
        sums.append(
          Sum(
            members: members, parts: members.map { _ in -1 }, limit: -Double(group.atLeast)))
      }
    }
    if let budget = constraints.budget {
      var size = [Double](repeating: 0, count: budget.openingCost.count)
      for bloc in budget.bloc where bloc >= 0 { size[Int(bloc)] += 1 }
      // every member bears at least its part of the cost of opening
      let parts = (0..<count).map { candidate -> Double in
        let bloc = Int(budget.bloc[candidate])
        guard bloc >= 0 else { return budget.cost[candidate] }
        let most = min(size[bloc], Double(max(1, constraints.count)))
        return budget.cost[candidate] + budget.openingCost[bloc] / most
      }
      sums.append(
        Sum(members: (0..<Int32(count)).map { $0 }, parts: parts, limit: budget.total))
    }
    var first = [Int32](repeating: 0, count: count + 1)
    for sum in sums { for member in sum.members { first[Int(member) + 1] += 1 } }
    for candidate in 0..<count { first[candidate + 1] += first[candidate] }
    var next = first
    var sumOf = [Int32](repeating: 0, count: Int(first[count]))
    var partOf = [Double](repeating: 0, count: Int(first[count]))
    for (number, sum) in sums.enumerated() {
      for (member, part) in zip(sum.members, sum.parts) {
        sumOf[Int(next[Int(member)])] = Int32(number)
        partOf[Int(next[Int(member)])] = part
        next[Int(member)] += 1
      }
    }
    struct Key: Hashable {
      let sums: [Int32]
      let parts: [Double]
      let bloc: Int32
      let chance: UInt8
    }
    var numbers: [Key: Int32] = [:]
    signature = (0..<count).map { candidate in
      let range = Int(first[candidate])..<Int(first[candidate + 1])
      let key = Key(
        sums: Array(sumOf[range]), parts: Array(partOf[range]),
        bloc: constraints.budget?.bloc[candidate] ?? -1,
        chance: problem.chance?.candidateClass[candidate] ?? 0)
      if let number = numbers[key] { return number }
      numbers[key] = Int32(numbers.count)
      return Int32(numbers.count - 1)
    }
    self.sums = sums
    self.first = first
    self.sumOf = sumOf
    self.partOf = partOf
    self.demandsMembers = demandsMembers
    budget = constraints.budget
  }

  /// The sums of a set, by constraint.
  func activity(of set: [Int]) -> [Double] {
    var activity = [Double](repeating: 0, count: sums.count)
    for candidate in set { add(candidate, to: &activity) }
    return activity
  }

  func add(_ candidate: Int, to activity: inout [Double], times factor: Double = 1) {
    for entry in Int(first[candidate])..<Int(first[candidate + 1]) {
      activity[Int(sumOf[entry])] += factor * partOf[entry]
    }
  }

  /// The sums that a candidate is in, and its parts of them.
  func parts(of candidate: Int) -> [(sum: Int, part: Double)] {
    (Int(first[candidate])..<Int(first[candidate + 1])).map { (Int(sumOf[$0]), partOf[$0]) }
  }

  /// What the multipliers of the sums take from a candidate's worth.
  @inline(__always)
  func price(of candidate: Int, at multipliers: [Double]) -> Double {
    var price = 0.0
    for entry in Int(first[candidate])..<Int(first[candidate + 1]) {
      price += multipliers[Int(sumOf[entry])] * partOf[entry]
    }
    return price
  }

  /// Whether a set keeps to everything, the cost of opening blocs included.
  func allows(_ set: [Int]) -> Bool {
    guard !sums.isEmpty else { return true }
    let activity = activity(of: set)
    for (sum, value) in zip(sums, activity) where value > sum.limit + Self.slack(sum) {
      return false
    }
    return isAffordable(set)
  }

  func isAffordable(_ set: [Int]) -> Bool {
    guard let budget else { return true }
    var total = 0.0
    var opened: Set<Int32> = []
    for candidate in set {
      total += budget.cost[candidate]
      let bloc = budget.bloc[candidate]
      if bloc >= 0, opened.insert(bloc).inserted { total += budget.openingCost[Int(bloc)] }
    }
    return total <= budget.total * (1 + 1e-12)
  }

  /// Whether every sum by itself can be kept: a demand for more members than there are, or than
  /// may be taken, cannot.
  func isPossible(_ problem: CoveringProblem) -> Bool {
    for sum in sums where sum.limit < 0 {
      let most = min(sum.members.count, problem.constraints.count)
      if Double(-most) > sum.limit { return false }
    }
    return sums.allSatisfy { $0.limit >= 0 || $0.parts.contains { $0 < 0 } }
  }

  /// Whether a set can still grow to `size` and satisfy all that demands members, as far as each
  /// demand by itself can tell.
  func canBeCompleted(_ activity: [Double], room: Int) -> Bool {
    for (sum, value) in zip(sums, activity) where sum.limit < 0 {
      if value - Double(room) > sum.limit + 1e-9 { return false }
    }
    return true
  }

  static func slack(_ sum: Sum) -> Double { 1e-9 * max(1, abs(sum.limit)) }
}
