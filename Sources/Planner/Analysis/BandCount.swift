/// Who is covered of one band of a walk by age.
public struct BandCount: Sendable, Hashable {
  public let band: PaceBand
  /// Fractional, as in `Tally`.
  public let residents: Double
  /// Within the walk of a station at the pace of the band.
  public let covered: Double

  public var uncovered: Double { residents - covered }
  /// Covered residents by residents; `nil` without residents.
  public var share: Double? { residents > 0 ? covered / residents : nil }
}

extension AreaCoverage {
  /// The area's residents band by band; together they are everybody.
  ///
  /// Sums over blocks go from attributes to bands as the blocks' own residents do: 65 to 74 is 65
  /// and over less 75 and over, and who is in no band is what is left of the total.
  ///
  /// - Parameters:
  ///   - bands: of the walk.
  ///   - attributes: of the blocks that were counted.
  /// - Returns: one for each band, in their order.
  public func counts(
    by bands: [PaceBand], of attributes: [ResidentAttribute]
  ) -> [BandCount] {
    func sum(_ slugs: [String], _ value: (Tally) -> Double) -> Double {
      slugs.reduce(0) { total, slug in
        total + (attributes.firstIndex { $0.slug == slug }.map { value(tallies[$0]) } ?? 0)
      }
    }
    func size(_ band: PaceBand, _ value: (Tally) -> Double) -> Double {
      max(0, sum(band.plus, value) - sum(band.minus, value))
    }
    var rest = (residents: tallies[0].residents, covered: tallies[0].covered)
    return bands.map { band in
      guard band.slug != PaceBand.otherSlug else {
        // what rounding leaves of nobody is nobody
        let least = 1e-9 * max(1, tallies[0].residents)
        let residents = rest.residents > least ? rest.residents : 0
        return BandCount(
          band: band, residents: residents, covered: min(residents, max(0, rest.covered)))
      }
      let residents = size(band, \.residents)
      let covered = min(residents, size(band, \.covered))
      rest.residents -= residents
      rest.covered -= covered
      return BandCount(band: band, residents: residents, covered: covered)
    }
  }
}
