#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// What walking up and down costs, as metres on the flat that take as long.
///
/// Tobler's hiking function says how fast people walk by the slope `S`, rise over run:
/// *v* = 6 exp(−3.5 |S + 0.05|) km/h, fastest on 5 % down. Three choices stand on it:
///
/// - Relative to the flat. Paces here (80 m/min of real estate, 60 m/min of signals) are those of
///   level ground; the function only tells what a slope makes of them.
/// - There *and back*. Who walks down to a station has to come up again: a stretch costs the mean
///   of both ways. So a distance is the same from either end.
/// - Never faster than on the flat. The 19 % that the function gives for 5 % down is the stride of
///   fit walkers; older people brake. The rule holds for every pace, so that a distance does not
///   depend on who walks.
///
/// Source: Tobler (1993), *Three presentations on geographical analysis and modeling*, NCGIA
/// Technical Report 93-1.
public enum Slope {
  /// Steeper than any flight of steps: what a raster says beyond it is a wall or a slip.
  public static let steepest = 1.0

  /// Metres on the flat for a metre of the map, walked there and back at a slope.
  ///
  /// With *s* = |slope|, up takes exp(3.5 *s*) times as long, and down exp(3.5 (*s* − 0.1)), but
  /// not less than 1; the factor is their mean. 5 %: 1.10, 10 %: 1.21, 20 %: 1.72, steps of
  /// 50 %: 4.91.
  ///
  /// - Returns: 1 on the flat, and never less; that of `steepest` beyond it.
  public static func factor(_ slope: Double) -> Double {
    let steepness = min(abs(slope), steepest)
    return (exp(3.5 * steepness) + exp(3.5 * max(0, steepness - 0.1))) / 2
  }
}

/// What the heights of the ground did to a network.
public struct StreetClimb: Sendable, Hashable {
  // whole micrometres, so that the sums do not depend on an order
  var mapMicrometers = 0
  var walkedMicrometers = 0
  var flatMicrometers = 0
  var steepMicrometers = 0
  /// Of all points that were looked up, in metres; `nil` where none has a height.
  public internal(set) var lowestMeters: Double?
  public internal(set) var highestMeters: Double?

  /// Of street, as the map has it.
  public var mapMeters: Double { Double(mapMicrometers) / 1e6 }
  /// The same as it is walked.
  public var equivalentMeters: Double { Double(walkedMicrometers) / 1e6 }
  /// Of street without a height at one end of a step: outside of the raster, or where it has no
  /// data. It counts as flat.
  public var metersWithoutHeight: Double { Double(flatMicrometers) / 1e6 }
  /// How many times as long as on the map the streets with heights are as they are walked; `nil`
  /// where none has any.
  public var meanFactor: Double? {
    let micrometers = mapMicrometers - flatMicrometers
    guard micrometers > 0 else { return nil }
    return Double(walkedMicrometers - flatMicrometers) / Double(micrometers)
  }
  /// Of street steeper than `Slope.steepest`, which counts as that.
  public var metersTooSteep: Double { Double(steepMicrometers) / 1e6 }

  mutating func look(at height: Double) {
    lowestMeters = min(lowestMeters ?? height, height)
    highestMeters = max(highestMeters ?? height, height)
  }
}
