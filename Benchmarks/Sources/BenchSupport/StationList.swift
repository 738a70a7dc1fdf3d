import Planner
import PlannerData

/// A list of made-up stations on real layers, always the same one: where people live, and inside
/// the outlines.
package enum StationList {
  static let seed: UInt64 = 20_260_815

  package static func make(
    count: Int, municipalities path: String, population populationPath: String
  ) throws -> String {
    let places = try Self.places(
      count: count, municipalities: readMunicipalities(path: path).value,
      population: readGridPopulation(path: populationPath).value)
    let rows = places.enumerated().map { index, place in
      "s\(padded(index + 1)),拠点\(index + 1),\(decimal(place.latitude)),"
        + decimal(place.longitude)
    }
    return "id,name,lat,lon\n" + rows.joined(separator: "\n") + "\n"
  }

  package static func places(
    count: Int, municipalities: [Municipality], population: Population
  ) throws -> [Position<Geographic>] {
    guard case .cells(let cells) = population.units else {
      throw ChildProcess.Problem(description: "the population is no grid")
    }
    let study = try StudyArea(municipalities: municipalities)
    let bounds = study.bounds
    let near = cells.indices.filter { bounds.contains(cells[$0].center) }
    var upTo: [Double] = []
    var sum = 0.0
    for index in near {
      sum += population.counts[0][index]
      upTo.append(sum)
    }

    var random = SeededRandom(seed: seed)
    var places: [Position<Geographic>] = []
    let inside = Inside(municipalities)
    while places.count < count {
      let wanted = random.unit() * sum
      let cell = cells[near[firstIndex(in: upTo, above: wanted)]]
      let place = cell.corner(east: random.unit(), north: random.unit())
      if inside.contains(place) { places.append(place) }
    }
    return places
  }

  /// Zeros in front, so that ids sort as numbers do.
  package static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Seven decimals: a centimetre.
  package static func decimal(_ degrees: Double) -> String {
    let units = Int((degrees * 1e7).rounded())
    let fraction = String(units % 10_000_000)
    return "\(units / 10_000_000)."
      + String(repeating: "0", count: 7 - fraction.count) + fraction
  }

  package static func firstIndex(in sums: [Double], above value: Double) -> Int {
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Whether a point lies in any of some outlines. Asked a few hundred times only, so each ring is
/// walked from end to end.
private struct Inside {
  private let outlines: [(bounds: Bounds<Geographic>, outline: MultiPolygon<Geographic>)]

  init(_ municipalities: [Municipality]) {
    outlines = municipalities.map { ($0.outline.bounds, $0.outline) }
  }

  func contains(_ point: Position<Geographic>) -> Bool {
    outlines.contains { bounds, outline in
      bounds.contains(point)
        && outline.polygons.reduce(false) { inside, polygon in
          polygon.rings.reduce(inside) { $0 != Self.isOdd($1, point) }
        }
    }
  }

  private static func isOdd(_ ring: Ring<Geographic>, _ point: Position<Geographic>) -> Bool {
    var odd = false
    for (a, b) in zip(ring.positions, ring.positions.dropFirst())
    where (a.y > point.y) != (b.y > point.y) {
      if point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) { odd.toggle() }
    }
    return odd
  }
}
