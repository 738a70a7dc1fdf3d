/// How residents come to a station: as the crow flies within a policy distance, or along
/// streets. The two never mix: a radius is not divided by a detour factor, and a budget is no
/// radius.
public enum Walk: Sendable {
  case radius(WalkRadius)
  case streets(StreetWalk)

  /// The limit: of a radius straight, of streets along them.
  public var meters: Double {
    switch self {
    case .radius(let radius): radius.meters
    case .streets(let walk): walk.budget.meters
    }
  }

  /// On the plane, nobody farther than this is within the walk.
  ///
  /// Streets are measured on the ellipsoid, and a working CRS may stretch them by up to a
  /// hundredth; the centimetres to which each stretch is rounded are within the same margin.
  var boundMeters: Double {
    switch self {
    case .radius(let radius): radius.meters + StraightLineWalk.toleranceMeters
    case .streets(let walk): walk.budget.meters * 1.02 + 1
    }
  }

  /// The same walk, shorter or longer; `nil` beyond what a walk can be.
  func scaled(by factor: Double) -> Walk? {
    switch self {
    case .radius(let radius):
      WalkRadius(meters: radius.meters * factor).map { .radius($0) }
    case .streets(let walk):
      PathBudget(meters: walk.budget.meters * factor, pace: walk.budget.pace).map {
        .streets(walk.with($0))
      }
    }
  }

  /// Which blocks of a region are within the walk of each origin.
  public func reach(in region: Region, from origins: [Position<Plane>]) -> Reach {
    switch self {
    case .radius(let radius):
      StraightLineWalk(in: region, radius: radius).reach(from: origins)
    case .streets(let walk): walk.reach(from: origins)
    }
  }

  /// Metres from every block to the nearest of some stations, however far; infinite where there
  /// is no walk to any. `nil` without stations.
  func nearestMeters(in region: Region, of stations: [Position<Plane>]) -> [Double]? {
    switch self {
    case .radius: return NearestStation(stations).distances(to: region.blocks)
    case .streets(let walk):
      guard !stations.isEmpty else { return nil }
      return walk.nearestMeters(of: stations).map { $0 ?? .infinity }
    }
  }
}
