/// The identifier of a station, as its list gives it; where a list gives none, the row number.
public struct StationID: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let text: String
  public init(_ text: String) { self.text = text }
  public var description: String { text }

  /// Numbers compare as numbers, before everything else; the rest by Unicode scalars. The
  /// order decides ties between equally near stations, so it must not depend on a locale.
  public static func < (a: Self, b: Self) -> Bool {
    switch (UInt64(a.text), UInt64(b.text)) {
    case (let x?, let y?) where x != y: x < y
    case (_?, nil): true
    case (nil, _?): false
    default: a.text.unicodeScalars.lexicographicallyPrecedes(b.text.unicodeScalars)
    }
  }
}

/// How exactly the public may see where a station is.
public enum PublishedPrecision: String, Sendable, Hashable, CaseIterable {
  /// The point itself.
  case exact
  /// The representative point of the town (町丁目); without a gazetteer, or where the town is
  /// very small, the centre of the 500 m cell.
  case town
  /// The centre of the 500 m grid cell.
  case mesh
  /// Not at all.
  case hidden
}

/// A place that an organisation lends, where anyone may simply be.
public struct Station: Sendable, Hashable {
  public var id: StationID
  public var name: String
  /// `nil`: the list does not say.
  public var kind: OrganizationKind?
  public var services: Set<Service>
  /// In the working CRS, metres.
  public var position: Position<Plane>
  /// The same point in degrees (JGD2011).
  public var geographic: Position<Geographic>
  /// How exactly it is known that the place is there.
  public var locationAccuracy: LocationAccuracy
  public var joined: CalendarDay?
  public var left: CalendarDay?
  public var season: Season
  /// Whether the organisation agreed to be shown in public. Unstated is no.
  public var consent: Bool
  public var precision: PublishedPrecision
  /// Everything else that the list says, by canonical column name (`address`, `hours`, `url`,
  /// `phone`, `contact`, `notes`, `municipality`, `season`), as written there.
  public var details: [String: String]
  /// The row of the list, for messages.
  public var place: Place

  public init(
    id: StationID, name: String, kind: OrganizationKind?, services: Set<Service>,
    position: Position<Plane>, geographic: Position<Geographic>, joined: CalendarDay? = nil,
    left: CalendarDay? = nil, season: Season = .allYear, consent: Bool = false,
    precision: PublishedPrecision = .exact, details: [String: String] = [:],
    place: Place = Place(), locationAccuracy: LocationAccuracy = .point
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.services = services
    self.position = position
    self.geographic = geographic
    self.locationAccuracy = locationAccuracy
    self.joined = joined
    self.left = left
    self.season = season
    self.consent = consent
    self.precision = precision
    self.details = details
    self.place = place
  }

  /// Whether the station takes part: on a day, if it has joined, not left, and is in season;
  /// without a day, if it has no date of leaving (no clock is read, seasons are ignored).
  public func isOpen(on day: CalendarDay?) -> Bool {
    guard let day else { return left == nil }
    if let joined, day < joined { return false }
    if let left, day >= left { return false }
    return season.contains(month: day.month)
  }

  /// Whether the station offers a service (any of several; none named: all stations do) on a
  /// day. A service out of its own months is not offered.
  public func offers(_ wanted: Set<Service>, on day: CalendarDay?) -> Bool {
    guard isOpen(on: day) else { return false }
    guard !wanted.isEmpty else { return true }
    return services.contains { service in
      guard wanted.contains(service) else { return false }
      guard let day else { return true }
      return service.months.contains(month: day.month)
    }
  }
}
