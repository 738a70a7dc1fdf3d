/// A covering model in numbers: which candidates reach which rows of demand. No geography, no
/// names.
///
/// Candidate `j` reaches `rows[firstRow[j] ..< firstRow[j + 1]]`, each row once. A row is worth
/// `demand[i]` for each of its first `capacity[i]` chosen candidates (1: plain covering, 2: the
/// second one counts too). With `misses`, a candidate's reach is a chance: row `i` of class
/// `rowClass[i]` is missed by candidate `j` with probability `misses[candidateClass[j]][rowClass
/// [i]]`, independently, and the value of a row is its demand times the probability that not all
/// chosen ones miss it.
public struct CoveringProblem: Sendable {
  public var demand: [Double]
  public var firstRow: [Int]
  public var rows: [Int32]
  /// By row; all 1 when `nil`.
  public var capacity: [UInt8]?
  public var chance: Chance?
  public var constraints: Constraints

  public struct Chance: Sendable {
    public var rowClass: [UInt8]
    public var candidateClass: [UInt8]
    public var misses: [[Double]]

    public init(rowClass: [UInt8], candidateClass: [UInt8], misses: [[Double]]) {
      self.rowClass = rowClass
      self.candidateClass = candidateClass
      self.misses = misses
    }
  }

  /// What a set of candidates must keep to.
  public struct Constraints: Sendable {
    /// At least and at most so many of some candidates.
    public struct Group: Sendable {
      public var members: [Int]
      public var atLeast: Int
      public var atMost: Int

      public init(members: [Int], atLeast: Int = 0, atMost: Int = .max) {
        self.members = members
        self.atLeast = atLeast
        self.atMost = atMost
      }
    }

    /// A cost per candidate, a cost for the first one of some blocs, and the most that all may
    /// cost together.
    public struct Budget: Sendable {
      public var cost: [Double]
      /// The bloc of each candidate; −1: none.
      public var bloc: [Int32]
      /// The cost of the first candidate of each bloc.
      public var openingCost: [Double]
      public var total: Double

      public init(cost: [Double], bloc: [Int32], openingCost: [Double], total: Double) {
        self.cost = cost
        self.bloc = bloc
        self.openingCost = openingCost
        self.total = total
      }
    }

    /// At most so many in all.
    public var count: Int
    public var groups: [Group]
    public var budget: Budget?

    public init(count: Int, groups: [Group] = [], budget: Budget? = nil) {
      self.count = count
      self.groups = groups
      self.budget = budget
    }
  }

  public var candidateCount: Int { firstRow.count - 1 }

  public init(
    demand: [Double], firstRow: [Int], rows: [Int32], capacity: [UInt8]? = nil,
    chance: Chance? = nil, constraints: Constraints
  ) {
    self.demand = demand
    self.firstRow = firstRow
    self.rows = rows
    self.capacity = capacity
    self.chance = chance
    self.constraints = constraints
  }

  /// The same from lists.
  public init(demand: [Double], sets: [[Int32]], constraints: Constraints) {
    var firstRow = [0]
    firstRow.reserveCapacity(sets.count + 1)
    for set in sets { firstRow.append((firstRow.last ?? 0) + set.count) }
    self.init(
      demand: demand, firstRow: firstRow, rows: sets.flatMap { $0 }, constraints: constraints)
  }
}

/// How long an exact search may take.
public struct SearchLimits: Sendable, Hashable {
  public var nodes: Int
  /// Where nodes are large they count for more: in all, no more rows are visited by the bounds
  /// than this times `nodes`.
  static let rowsVisitedPerNode = 2_000_000
  /// `nil`: no clock is read, and the answer repeats.
  public var seconds: Double?

  /// The search ends as soon as it knows whether any set is worth this; its answer is then right
  /// on which side of it the best set is, and no closer. `nil`: the best set is sought.
  public var target: Double?

  /// The most rows that bounds may visit.
  var work: Int {
    let (work, overflow) = nodes.multipliedReportingOverflow(by: Self.rowsVisitedPerNode)
    return overflow ? .max : work
  }

  public init(nodes: Int = 2_000, seconds: Double? = nil, target: Double? = nil) {
    self.nodes = nodes
    self.seconds = seconds
    self.target = target
  }
}

/// A set of candidates with the proof of how good it is.
public struct CoveringSolution: Sendable, Hashable {
  /// Ascending. Fewer than allowed where more would add nothing.
  public var chosen: [Int]
  public var objective: Double
  /// No allowed set is worth more.
  public var bound: Double
  /// The bound equals the objective within 1e-9 of it.
  public var isProven: Bool
  /// What the greedy alone reaches.
  public var greedy: Double
  public var nodes: Int
  public var wasStoppedByTime: Bool
  /// Multipliers by row of the problem, 0 … demand, from before anything was split: anyone can work
  /// out a bound from them, if a wider one than `bound`.
  public var multipliers: [Double]

  /// (bound − objective) ÷ objective; `nil` where nothing is covered.
  public var gap: Double? { objective > 0 ? (bound - objective) / objective : nil }
}

extension CoveringProblem {
  /// The best set that keeps to the constraints; `nil` when none does.
  ///
  /// Deterministic: of equally good sets the search prefers lower indices, and it reads no clock
  /// unless the limits have seconds.
  public func solve(_ limits: SearchLimits = SearchLimits()) -> CoveringSolution? {
    var search = CoveringSearch(self, limits)
    return search.run()
  }
}
