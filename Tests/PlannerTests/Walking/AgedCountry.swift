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
    network = try Self.streets(over: region, country.stations, &random)
  }

  private static func streets(
    over region: Region, _ stations: [Station], _ random: inout SeededRandom
  ) throws -> StreetNetwork {
    var bounds = Bounds<Plane>()
    for block in 0..<region.blocks.count { bounds.add(region.blocks.position(of: block)) }
    for station in stations { bounds.add(station.position) }
    let (columns, rows) = (
      Int((bounds.maxX - bounds.minX) / 90) + 2, Int((bounds.maxY - bounds.minY) / 90) + 2
    )
    var positions: [Position<Plane>] = []
    for row in 0..<rows {
      for column in 0..<columns {
        positions.append(
          Position(
            x: bounds.minX + Double(column) * 90 + Double.random(in: -20...20, using: &random),
            y: bounds.minY + Double(row) * 90 + Double.random(in: -20...20, using: &random)))
      }
    }
    let projection = try Projection(from: .jgd2011, to: RandomCountry.crs)
    var lines = StreetLines(points: projection.inverse(positions))
    for row in 0..<rows {
      for column in 0..<columns {
        let here = Int32(row * columns + column)
        if column + 1 < columns, Int.random(in: 0..<4, using: &random) > 0 {
          lines.add(line: [here, here + 1])
        }
        if row + 1 < rows, Int.random(in: 0..<4, using: &random) > 0 {
          lines.add(line: [here, here + Int32(columns)])
        }
      }
    }
    return StreetNetwork(try StreetGraph(lines, by: projection))
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
