/// The identifier of a candidate: the kind's slug, a colon, and the id that its layer gives
/// (`temple-shrine:JMH-122050-0001`).
public typealias CandidateID = StationID

/// A place of an organisation that is not a station yet and could be asked to become one.
///
/// Advice names its kind and its place; its name is for internal use.
public struct Candidate: Sendable, Hashable {
  public var id: CandidateID
  public var name: String
  /// `nil`: an ideal site that nobody occupies (`--anywhere`), an indication of what any kind
  /// could do.
  public var kind: OrganizationKind?
  /// In the working CRS, metres.
  public var position: Position<Plane>
  /// The same point in degrees (JGD2011).
  public var geographic: Position<Geographic>
  /// How exactly it is known that the place is there.
  public var locationAccuracy: LocationAccuracy
  /// Index into the study area's municipalities; `nil` outside all outlines.
  public var municipality: Int?
  /// What a station here would cost, in yen, where the list says so.
  public var costYen: Double?
  /// Further names on the same spot of the same kind, merged into this candidate.
  public var alsoHere: [String]
  /// The row of the list, for messages.
  public var place: Place

  public init(
    id: CandidateID, name: String, kind: OrganizationKind?, position: Position<Plane>,
    geographic: Position<Geographic>, municipality: Int? = nil, costYen: Double? = nil,
    alsoHere: [String] = [], place: Place = Place(),
    locationAccuracy: LocationAccuracy = .point
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.position = position
    self.geographic = geographic
    self.locationAccuracy = locationAccuracy
    self.municipality = municipality
    self.costYen = costYen
    self.alsoHere = alsoHere
    self.place = place
  }
}
