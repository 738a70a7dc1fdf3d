public import Planner

/// A row of a station list as read, before it is projected into the working CRS.
public struct StationRecord: Sendable, Hashable {
  public enum Coordinate: Sendable, Hashable {
    /// In the file's geographic CRS.
    case degrees(Position<Geographic>)
    /// Easting and northing in metres, in the file's projected CRS or, without one, in the
    /// working CRS.
    case plane(Position<Plane>)
    /// In JGD2011, whatever the file's CRS: found by the address.
    case placed(Position<Geographic>)
  }

  public var id: StationID
  public var name: String
  public var kind: OrganizationKind?
  public var services: Set<Service>
  public var coordinate: Coordinate
  public var locationAccuracy: LocationAccuracy
  public var joined: CalendarDay?
  public var left: CalendarDay?
  public var season: Season
  public var consent: Bool
  public var precision: PublishedPrecision
  /// By canonical column name, as written in the file.
  public var details: [String: String]
  public var place: Place

  public init(
    id: StationID, name: String, kind: OrganizationKind?, services: Set<Service>,
    coordinate: Coordinate, joined: CalendarDay?, left: CalendarDay?, season: Season,
    consent: Bool, precision: PublishedPrecision, details: [String: String], place: Place,
    locationAccuracy: LocationAccuracy = .point
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.services = services
    self.coordinate = coordinate
    self.locationAccuracy = locationAccuracy
    self.joined = joined
    self.left = left
    self.season = season
    self.consent = consent
    self.precision = precision
    self.details = details
    self.place = place
  }
}
