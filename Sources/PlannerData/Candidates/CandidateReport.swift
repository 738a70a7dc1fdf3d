public import Planner

/// What became of every row of the lists of candidates. Nothing is dropped without being counted:
/// of each layer, `read` is the sum of all that follows it.
public struct CandidateReport: Sendable, Hashable {
  /// The rows of one kind in one file.
  public struct Layer: Sendable, Hashable {
    public var kind: OrganizationKind
    public var path: String
    /// All rows of a list; of an OpenStreetMap extract, or of a list that has rows of two kinds,
    /// those of this kind.
    public var read = 0
    /// Rows in which something is wrong, set aside on request.
    public var wrong = 0
    /// The list gives no position.
    public var withoutPosition = 0
    /// Placed only at the centre of a municipality or a town, or at (0, 0).
    public var setAsideCentre = 0
    /// Said to be exact, but on the point that other rows of the list call such a centre, or that
    /// rows with other addresses share.
    public var setAsideOnCentre = 0
    /// Playgrounds, where there is nobody to ask.
    public var playgrounds = 0
    /// Of another kind than the list is given for, and no list is for that kind: kindergartens
    /// among welfare facilities.
    public var otherKind = 0
    /// In no municipality.
    public var outside = 0
    /// A station already.
    public var alreadyStations = 0
    /// The same as another candidate, which stays.
    public var merged = 0
    /// Candidates that can be asked.
    public var kept = 0

    public init(kind: OrganizationKind, path: String) {
      self.kind = kind
      self.path = path
    }
  }

  /// By kind, then by path.
  public var perLayer: [Layer] = []
  /// The distinct points (to a tenth of a metre) at which the lists place their rows, those on
  /// the centre of a municipality included, those at (0, 0) not.
  public var places = 0

  public init() {}

  /// The sum of a count over all layers: `report.total(\.merged)`.
  public func total(_ count: KeyPath<Layer, Int>) -> Int {
    perLayer.reduce(0) { $0 + $1[keyPath: count] }
  }
}
