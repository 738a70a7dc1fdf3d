/// How residents come to a station: as the crow flies within a policy distance, or along
/// streets. The two never mix: a radius is not divided by a detour factor, and a budget is no
/// radius.
public enum Walk: Sendable {
  case radius(WalkRadius)
  case streets(StreetWalk)
  /// Everybody at the pace of their age.
  case byAge(AgeWalk)

  /// The limit: of a radius straight, of streets along them, by age that of the fastest.
  public var meters: Double {
    switch self {
    case .radius(let radius): radius.meters
    case .streets(let walk): walk.budget.meters
    case .byAge(let walk): walk.longest.meters
    }
  }

  /// On the plane, nobody farther than this is within the walk.
  ///
  /// Streets are measured on the ellipsoid, and a working CRS may stretch them by up to a
  /// hundredth; the centimetres to which each stretch is rounded are within the same margin.
  package var boundMeters: Double {
    switch self {
    case .radius(let radius): radius.meters + StraightLineWalk.toleranceMeters
    case .streets(let walk): walk.budget.meters * 1.02 + 1
    case .byAge(let walk): walk.longest.boundMeters
    }
  }

  /// The same walk, shorter or longer; `nil` beyond what a walk can be.
  func scaled(by factor: Double) -> Walk? {
    switch self {
    case .radius(let radius):
      WalkRadius(meters: radius.meters * factor).map { .radius($0) }
    case .streets(let walk):
      walk.budget.scaled(by: factor).map { .streets(walk.with($0)) }
    case .byAge(let walk): walk.scaled(by: factor).map { .byAge($0) }
    }
  }

  /// The walks of which this one consists: itself, or by age one for every pace.
  var parts: [Walk] { if case .byAge(let walk) = self { walk.walks } else { [self] } }

  /// The streets along which people walk; `nil` for straight lines. By age the walk of the
  /// fastest.
  public var streets: StreetWalk? {
    switch self {
    case .radius: nil
    case .streets(let walk): walk
    case .byAge(let walk): walk.longest.streets
    }
  }

  /// The region whose blocks the walk reaches: itself, or by age with blocks for every pace, those
  /// of the region repeated in their order.
  func unfolded(_ region: Region) -> Region {
    if case .byAge(let walk) = self { walk.unfolded(region) } else { region }
  }

  /// Which blocks of a region are within the walk of each origin; by age, which blocks of the
  /// unfolded region.
  public func reach(in region: Region, from origins: [Position<Plane>]) -> Reach {
    switch self {
    case .radius(let radius):
      StraightLineWalk(in: region, radius: radius).reach(from: origins)
    case .streets(let walk): walk.reach(from: origins)
    case .byAge(let walk): walk.reach(in: region, from: origins)
    }
  }

  /// Metres from every block to the nearest of some stations, however far; infinite where there
  /// is no walk to any. `nil` without stations. By age, as `reach` has the blocks: the way is the
  /// same at every pace.
  func nearestMeters(in region: Region, of stations: [Position<Plane>]) -> [Double]? {
    switch self {
    case .radius: return NearestStation(stations).distances(to: region.blocks)
    case .streets(let walk):
      guard !stations.isEmpty else { return nil }
      return walk.nearestMeters(of: stations).map { $0 ?? .infinity }
    case .byAge(let walk):
      let meters = walk.longest.nearestMeters(in: region, of: stations)
      return meters.map { meters in walk.walks.flatMap { _ in meters } }
    }
  }
}
