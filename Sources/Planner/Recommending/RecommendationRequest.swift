/// What the committee asks of a recommendation.
public struct RecommendationRequest: Sendable, Hashable {
  /// What is to be made large.
  public enum Objective: Sendable, Hashable {
    /// Residents within the walk of at least one station (Church & ReVelle 1974).
    case covered
    /// Expected residents, where an organisation that is asked may decline, and one that joins
    /// may not offer the service (after Daskin 1983). Needs `offers`.
    case expectedCovered
    /// Residents with a station and with a second one within the walk, each counted (Hogan &
    /// ReVelle 1986).
    case backup
  }

  /// When it is enough.
  public enum Goal: Sendable, Hashable {
    /// So many more stations.
    case count(Int)
    /// The fewest that bring the share of residents covered in the scope to this (0…1).
    case share(Double)
    /// The fewest that bring every municipality (`layer` nil) or living area of a layer to this.
    case shareOfEachArea(Double, layer: Int?)
    /// As many as this many yen pay for.
    case budgetYen(Double)
  }

  /// At least and at most so many of a kind, or in a municipality.
  public struct Quota: Sendable, Hashable {
    public enum Members: Sendable, Hashable {
      case kind(OrganizationKind)
      /// Index into the study area's municipalities.
      case municipality(Int)
      /// Every municipality for itself.
      case eachMunicipality
    }
    public var members: Members
    public var atLeast: Int
    public var atMost: Int?
    /// The same for every year by itself; these need `perYear`.
    public var atLeastAYear: Int
    public var atMostAYear: Int?

    public init(
      _ members: Members, atLeast: Int = 0, atMost: Int? = nil, atLeastAYear: Int = 0,
      atMostAYear: Int? = nil
    ) {
      self.members = members
      self.atLeast = atLeast
      self.atMost = atMost
      self.atLeastAYear = atLeastAYear
      self.atMostAYear = atMostAYear
    }

    public var isYearly: Bool { atLeastAYear != 0 || atMostAYear != nil }
  }

  public var objective = Objective.covered
  public var goal = Goal.count(10)
  /// What a resident counts: weights by attribute slug, added up. Not negative.
  public var attributeWeights: [String: Double] = [ResidentAttribute.total.slug: 1]
  /// Weights of services that are each covered or not; empty: the plan's own question.
  public var serviceWeights: [Service: Double] = [:]
  /// Whose residents count, as indices into the study area's municipalities; `nil`: everybody.
  public var scope: Set<Int>?
  public var quotas: [Quota] = []
  /// Yen for the first station of a municipality that has none, such as a briefing.
  public var openingCostYen: Double?
  /// At most so many municipalities without a station are opened; `nil`: as many as it takes.
  public var mostOpenings: Int?
  /// The most stations that are asked in one year; `nil`: nothing is said of years.
  public var perYear: Int?
  /// The probability that one that is asked agrees, by kind slug; 1 where none is stated.
  public var agreement: [String: Double] = [:]
  /// The most nodes of the exact search.
  public var nodeLimit = 2_000
  /// How long all of it may take, each search its share of what is left; an answer that was cut
  /// short may differ from run to run. What one search needs to begin with is not cut.
  public var timeLimitSeconds: Double?
  /// Draws of the robustness check; 0 leaves it out.
  public var robustnessDraws = 100

  public init() {}
}
