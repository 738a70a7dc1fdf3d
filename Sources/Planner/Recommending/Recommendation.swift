/// Whom to ask next: the answer to a `RecommendationRequest`.
///
/// All residents are fractional sums over blocks, by attribute of the region's blocks where they
/// are lists. `candidate` is an index into `candidates`.
public struct Recommendation: Sendable {
  public let request: RecommendationRequest
  /// Sorted by id.
  public let candidates: [Candidate]
  /// The kinds that are known here, in their order; those without a candidate layer are unknown.
  public let kinds: [OrganizationKind]
  /// Residents of the scope and those covered today, by attribute: what `coverage` says.
  public let residents: [Double]
  public let coveredToday: [Double]
  /// The first is the answer; the others answer the same with another eye.
  public let plans: [Plan]
  public let kindShares: [KindShare]
  /// Municipalities without a station first, by what a first station there gives.
  public let openings: [Opening]
  public let findings: [Finding]

  /// A set of candidates to ask.
  public struct Plan: Sendable {
    public enum View: String, Sendable, Hashable, CaseIterable {
      /// Most residents, wherever they live in the scope.
      case anywhere
      /// Only today's municipalities (those with stations).
      case today
      /// Those and their neighbours.
      case nearby
      /// With a floor for every municipality of `nearby`.
      case floor
      /// What ideal sites of no kind could do where candidates are known: an indication, with
      /// nobody to ask.
      case ideal
    }
    public let view: View
    /// Steepest first.
    public let steps: [Step]
    public let bound: Bound
    /// Of `floor`: the share that every area reaches.
    public let floor: Double?
    /// Of `floor`: the municipalities that reach it, as indices into the study area's: all of
    /// `nearby`, or, where so few stations cannot give each of them one percent, those with
    /// stations today. Ascending.
    public let floorMunicipalities: [Int]
    /// The municipalities without a station today that it opens, as indices, ascending.
    public let opened: [Int]
    public let cost: Cost
    public let wasStoppedByTime: Bool
    /// Why the list is shorter than what was asked for; `nil` where it is not.
    public internal(set) var shortfall: Shortfall?
    /// What becomes of it under other assumptions; `nil` where nobody tried: of all plans but the
    /// answer and, where those are other lists, `today` and `nearby`.
    public internal(set) var robustness: Robustness?
  }

  /// Of the answer.
  public var robustness: Robustness? { plans.first?.robustness }

  /// Steps that were asked for but would reach nobody further, and why no candidate helps.
  public struct Shortfall: Sendable, Hashable {
    /// How many more than the plan's steps were asked for, by number or by a minimum.
    public let asked: Int
    /// Candidates that are not in the plan and whose residents within the walk all count already.
    public let coveredAlready: Int
    /// Those with no resident of the scope within the walk, or of a kind that does not count.
    public let reachingNobody: Int
    /// Those that would reach somebody, but not under the conditions.
    public let barred: Int
  }

  /// What a plan costs, as far as that was stated; in yen.
  public struct Cost: Sendable, Hashable {
    /// Of opening municipalities; `nil` where no such cost was stated.
    public let openingYen: Double?
    /// Of the stations; `nil` where one of them has no cost.
    public let stationsYen: Double?

    /// Both; `nil` where neither is known.
    public var knownYen: Double? {
      openingYen == nil && stationsYen == nil ? nil : (openingYen ?? 0) + (stationsYen ?? 0)
    }
  }

  public struct Bound: Sendable, Hashable {
    /// Weighted residents newly covered.
    public let objective: Double
    /// No plan of this size, under these constraints, covers more.
    public let bound: Double
    /// (bound − objective) ÷ objective; `nil` where nothing is covered.
    public let gap: Double?
    public let isProven: Bool
    /// Of searches for the fewest stations: no plan with fewer than this reaches the goal.
    public let fewest: Int?
    /// What the greedy alone would have reached.
    public let greedy: Double

    public init(
      objective: Double, bound: Double, isProven: Bool, fewest: Int? = nil, greedy: Double
    ) {
      self.objective = objective
      self.bound = bound
      self.gap = objective > 0 ? (bound - objective) / objective : nil
      self.isProven = isProven
      self.fewest = fewest
      self.greedy = greedy
    }
  }

  public struct Step: Sendable {
    public let candidate: Int
    /// The year in which it is asked, from 1; `nil` where nothing was said of years.
    public let year: Int?
    /// Newly covered by this step after those before it, by attribute.
    public let newlyCovered: [Double]
    /// What these can be where suppressed values are in them, each number for itself, as in
    /// `TallyBounds`; `nil` where all are published.
    public let newlyCoveredBounds: [ClosedRange<Double>?]
    /// Residents who get a station with the service within the walk for the first time, if the
    /// new station offers it, by service.
    public let newlyCoveredByService: [Service: Double]
    /// Covered residents of the scope after this step (everybody), and their share.
    public let coveredAfter: Double
    public let shareAfter: Double
    /// Weighted residents newly covered by the steps so far, and what the best plan of as many
    /// stations could reach at most.
    public let prefixObjective: Double
    public let prefixBound: Double
    /// Where the newly covered live, most first, across lines.
    public let municipalities: [Gap.Part]
    public let livingAreas: [Gap.Part]
    /// The nearest existing station, and the second.
    public let nearestStations: [Gap.Nearest]
    /// The best candidate of each other kind that reaches the same residents instead, best first.
    public let otherKinds: [Substitute]
    /// The best other candidate of the kind that reaches at least half of the same residents;
    /// `nil` where there is none.
    public let sameKind: Substitute?
    /// How often the advice stays when others decline at random (0…1); `nil` where nobody tried
    /// (`Plan.robustness`), or where it agreed in no draw.
    public let stays: Double?
  }

  public struct Substitute: Sendable {
    public let kind: OrganizationKind
    public let candidate: Int
    /// Weighted residents that it newly covers in the step's stead.
    public let newlyCovered: Double
  }

  /// What a kind of organisation could do for today's uncovered residents. Weighted residents.
  public struct KindShare: Sendable {
    public let kind: OrganizationKind
    /// `nil`: no candidate layer for this kind, so nothing below is known.
    public let known: Known?

    public struct Known: Sendable {
      /// With a scope: those that stand in it or reach somebody uncovered there.
      public let candidates: Int
      /// Uncovered residents reached if every candidate of the kind joined.
      public let ceiling: Double
      /// Those of them whom no other known kind could reach.
      public let onlyThisKind: Double
      /// The kind's Shapley share of the residents whom any known kind could reach.
      public let shapley: Double
      /// Ceiling by candidates: the biggest file is not the best kind.
      public let perCandidate: Double
      /// Newly covered by the best single candidate.
      public let bestCandidate: Double
      /// How many of the first plan are of this kind.
      public let inPlan: Int
      /// What the best plan of 1, 2, … stations of this kind alone reaches, and the most that any
      /// such plan could.
      public let marginal: [(objective: Double, bound: Double)]
      /// Expected residents newly covered by an organisation of the plan that is asked; `nil`
      /// where the plan has none of this kind.
      public let expectedPerAsked: Double?
      /// For each service: how likely a station of this kind offers it.
      public let offers: [ServiceOffer]
    }
  }

  /// The share of a kind's stations that offer a service, with a Beta prior: see
  /// `ServiceOdds`.
  public struct ServiceOffer: Sendable, Hashable {
    public let service: Service
    public let offering: Int
    public let stations: Int
    public let mean: Double
    /// The 90 % credible interval.
    public let low: Double
    public let high: Double

    public init(
      service: Service, offering: Int, stations: Int, mean: Double, low: Double, high: Double
    ) {
      self.service = service
      self.offering = offering
      self.stations = stations
      self.mean = mean
      self.low = low
      self.high = high
    }
  }

  /// What it would give to open a municipality.
  public struct Opening: Sendable {
    /// Index into the study area's municipalities.
    public let municipality: Int
    public let stationsToday: Int
    public let candidates: Int
    public let residents: Double
    public let uncovered: Double
    /// Covered today, but only by stations across its lines.
    public let coveredAcross: Double
    /// Weighted residents (wherever they live) whom the best 1, 2, 3, … candidates in it reach.
    public let gains: [Double]
    /// Steps of the first plan that lie in it.
    public let inPlan: Int
  }

  /// How the advice changes when its assumptions do.
  public struct Robustness: Sendable {
    public let draws: Int
    /// The probability with which a candidate declines in a draw, where no agreement is stated.
    public let refusal: Double
    /// Same kinds and places with the walk shorter and longer, and with other weights.
    public let variants: [Variant]

    public struct Variant: Sendable {
      public let name: Text
      /// Weighted residents newly covered under the variant by its own best plan.
      public let objective: Double
      /// By the plan that is judged.
      public let objectiveOfPlan: Double
      /// Steps of that plan that stay: the variant's plan has the candidate, or one of the
      /// same kind within the walk of it.
      public let stays: [Bool]
      public let kinds: [String: Int]

      public init(
        name: Text, objective: Double, objectiveOfPlan: Double, stays: [Bool],
        kinds: [String: Int]
      ) {
        self.name = name
        self.objective = objective
        self.objectiveOfPlan = objectiveOfPlan
        self.stays = stays
        self.kinds = kinds
      }
    }

    public init(draws: Int, refusal: Double, variants: [Variant]) {
      self.draws = draws
      self.refusal = refusal
      self.variants = variants
    }
  }
}
