#if canImport(Darwin)
  private import Darwin
#else
  private import Glibc
#endif

/// How likely a station of a kind does something, such as offering a service, as far as the
/// stations at hand tell.
///
/// A beta-binomial model. Of the `stations` of a kind, `offering` do. Kinds with few stations lean
/// on all others: the prior is Beta(w·m, w·(1 − m)), where m is the share over the stations of
/// every kind, itself counted with half a station for and half against
/// (m = (x + ½) ÷ (n + 1), after Jeffreys), and w is how many stations the prior is worth: two, or
/// as many as put half a station on its rarer side (w = ½ ÷ min(m, 1 − m) where that is more), so
/// that nothing is ever certain, and what hardly any station does is known from all of them. The
/// posterior is Beta(w·m + offering, w·(1 − m) + stations − offering). Without a single station
/// this is Beta(1, 1): anything is possible.
public struct ServiceOdds: Sendable, Hashable {
  /// How many stations the prior is worth, …
  public static let priorStrength = 2.0
  /// … unless it takes more to put so many on either side of it.
  public static let leastOnEitherSide = 0.5

  public let offering: Int
  public let stations: Int
  /// The parameters of the posterior.
  public let alpha: Double
  public let beta: Double

  /// The expected probability.
  public var mean: Double { alpha / (alpha + beta) }

  /// - Parameters:
  ///   - offering: stations of the kind that do.
  ///   - stations: stations of the kind.
  ///   - offeringOfAll: stations of every kind that do.
  ///   - all: stations of every kind.
  public init(offering: Int, of stations: Int, offeringOfAll: Int, of all: Int) {
    let m = (Double(offeringOfAll) + 0.5) / (Double(all) + 1)
    self.offering = offering
    self.stations = stations
    let strength = max(Self.priorStrength, Self.leastOnEitherSide / min(m, 1 - m))
    alpha = strength * m + Double(offering)
    beta = strength * (1 - m) + Double(stations - offering)
  }

  /// Of stations that have not left: how many of a kind have a property.
  init(of kind: OrganizationKind?, among stations: [Station], with property: (Station) -> Bool) {
    var counts = (offering: 0, stations: 0, offeringOfAll: 0, all: 0)
    for station in stations where station.left == nil {
      let has = property(station)
      counts.all += 1
      if has { counts.offeringOfAll += 1 }
      guard let kind, station.kind == kind else { continue }
      counts.stations += 1
      if has { counts.offering += 1 }
    }
    self.init(
      offering: counts.offering, of: counts.stations, offeringOfAll: counts.offeringOfAll,
      of: counts.all)
  }

  /// The interval that holds the probability with 90 %, with 5 % on either side.
  public var credibleInterval: ClosedRange<Double> {
    let low = Self.quantile(0.05, alpha, beta)
    return low...max(low, Self.quantile(0.95, alpha, beta))
  }

  /// Where the distribution function of Beta(a, b) has a value: by bisection, to the last bits.
  static func quantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if regularizedIncompleteBeta(middle, a, b) < probability {
        low = middle
      } else {
        high = middle
      }
    }
    return low + (high - low) / 2
  }

  /// I(x; a, b), the distribution function of Beta(a, b), by Lentz's continued fraction
  /// (Abramowitz & Stegun 26.5.8). Good to about 1e-14.
  static func regularizedIncompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // the fraction converges fast left of the mean; right of it, the mirror image does
    guard x <= (a + 1) / (a + b + 2) else { return 1 - regularizedIncompleteBeta(1 - x, b, a) }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    let tiny = 1e-300
    func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var fraction = d
    for m in 1...1000 {
      let m = Double(m)
      for numerator in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / away(1 + numerator * d)
        c = away(1 + numerator / c)
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-15 { break }
    }
    return front * fraction / a
  }
}
