#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Lengths of short lines on the GRS 80 ellipsoid, tens of millions of them.
///
/// The formula of Gauss's middle latitude: the line is measured with the two radii of curvature
/// where it has its middle. Up to 2 km it is within a tenth of a millimetre of the geodesic
/// (tested against PROJ); what is longer goes to PROJ.
///
/// - SeeAlso: Bomford (1980), *Geodesy*, 2.5; Moritz (2000), *Geodetic Reference System 1980*.
package enum Ellipsoid {
  private static let semiMajorMeters = 6_378_137.0
  /// The square of the first eccentricity of GRS 80.
  private static let e2 = 0.006_694_380_022_90
  static let shortMeters = 2000.0

  /// - Complexity: O(1), about 20 ns.
  package static func meters(
    from a: Position<Geographic>, to b: Position<Geographic>
  ) throws -> Double {
    let radians = Double.pi / 180
    let middle = (a.latitude + b.latitude) / 2 * radians
    let (sine, cosine) = (sin(middle), cos(middle))
    var turn = b.longitude - a.longitude
    if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    let w2 = 1 - e2 * sine * sine
    let normal = semiMajorMeters / w2.squareRoot()
    let meridian = normal * (1 - e2) / w2
    let north = (b.latitude - a.latitude) * radians * meridian
    let east = turn * radians * normal * cosine
    let length = (north * north + east * east).squareRoot()
    // nearer to the poles a short line may still turn by a lot
    guard length <= shortMeters, abs(turn) < 0.2 else {
      return try Projection.geodesicMeters(from: a, to: b)
    }
    return length
  }
}
