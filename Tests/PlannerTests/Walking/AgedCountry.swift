import Testing

@testable import Planner

/// A random country whose residents have ages, with a grid of streets over it, some missing.
struct AgedCountry {
  let country: RandomCountry
  let region: Region
  let network: StreetNetwork
  static let attributes: [ResidentAttribute] =
    [.total] + ResidentAttribute.ageBands.prefix(4) + [.households]

  init(_ seed: Int, stations: Int = 5) throws {
    country = try RandomCountry(seed, level: .m250, stationCount: stations, extent: 0.2)
    var random = SeededRandom(seed + 900)
    var counts = Self.attributes.map { _ in [Double]() }
    for total in country.counts[0] {
      var rest = Int(total)
      func some(_ share: Double) -> Double {
        let part = Int((Double(rest) * share * Double.random(in: 0...1, using: &random)).rounded())
        rest -= part
        return Double(part)
      }
      let (child, senior, frail, adult) = (some(0.3), some(0.4), some(0.4), some(1))
      // what is left has no age
      let row = [total, child, adult, senior + frail, frail, Double(Int(total) / 3)]
      for attribute in row.indices { counts[attribute].append(row[attribute]) }
    }
    region = try Region(
      study: StudyArea(
        municipalities: country.municipalities, livingAreaLayers: country.livingAreas),
      population: Population(
        attributes: Self.attributes, units: .cells(country.cells), counts: counts),
      crs: RandomCountry.crs)
    network = try RandomCountry.streets(over: region, country.stations, &random)
  }

  /// Everybody for so many minutes at one pace, along streets or within radii.
  func walk(_ budget: PathBudget, alongStreets: Bool) throws -> Walk {
    if alongStreets {
      return .streets(StreetWalk(in: region, network: network, budget: budget))
    }
    return .radius(try #require(WalkRadius(meters: budget.meters / PathBudget.detourFactor)))
  }

  /// Each age at its pace.
  func walk(byAge minutes: Double, alongStreets: Bool) throws -> AgeWalk {
    let bands = try #require(PaceBand.bands(of: Self.attributes))
    return try #require(
      try AgeWalk(minutes: minutes, bands: bands) { try walk($0, alongStreets: alongStreets) })
  }

  /// The truth for one band: its attributes, counted by themselves.
  struct Band {
    let plus: Int
    let minus: [Int]
    let pace: WalkingPace
  }

  /// What is in no band is everybody less all of them.
  static let bands = [
    Band(plus: 1, minus: [], pace: .child), Band(plus: 2, minus: [], pace: .adult),
    Band(plus: 3, minus: [4], pace: .senior), Band(plus: 4, minus: [], pace: .frail),
    Band(plus: 0, minus: [1, 2, 3], pace: .adult),
  ]

  /// Residents of a band in one block of a piece.
  func residents(_ band: Band, piece: Int) -> Double {
    band.minus.reduce(region.blocks.residentsPerBlock(attribute: band.plus, piece: piece)) {
      $0 - region.blocks.residentsPerBlock(attribute: $1, piece: piece)
    }
  }
}
