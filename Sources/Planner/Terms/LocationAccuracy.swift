/// How exactly it is known where a place is: by its own coordinates, or by an address of which
/// only the block, the town or the municipality could be found.
public enum LocationAccuracy: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Coordinates of the place itself.
  case point
  /// The representative point of the block (街区) or lot; a few tens of metres.
  case block
  /// The representative point of the town (町丁目, 大字); a few hundred metres, more in the country.
  case town
  /// A point in the middle of the municipality; kilometres.
  case municipality

  /// The less exact is the greater.
  public static func < (a: Self, b: Self) -> Bool { a.order < b.order }

  private var order: Int {
    switch self {
    case .point: 0
    case .block: 1
    case .town: 2
    case .municipality: 3
    }
  }

  public var name: Text {
    switch self {
    case .point: Text(ja: "座標", en: "own coordinates")
    case .block: Text(ja: "街区", en: "block")
    case .town: Text(ja: "町丁目", en: "town")
    case .municipality: Text(ja: "市区町村", en: "municipality")
    }
  }

  /// A walk shorter than this is not measured from the middle of a municipality, unless that is
  /// asked for.
  public static let exactWalkMeters = 1000.0
}
