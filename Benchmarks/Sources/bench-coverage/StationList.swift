import Planner
import PlannerData

/// A list of made-up stations on real layers, always the same one: where people live, and inside
/// the outlines.
enum StationList {
  static let seed: UInt64 = 20_260_815

  static func make(
    count: Int, municipalities path: String, population populationPath: String
  ) throws -> String {
    let municipalities = try readMunicipalities(path: path).value
    let population = try readGridPopulation(path: populationPath).value
    guard case .cells(let cells) = population.units else {
      throw ChildProcess.Problem(description: "\(populationPath) is no grid")
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
    var rows: [String] = []
    let inside = Inside(municipalities)
    while rows.count < count {
      let wanted = random.unit() * sum
      let cell = cells[near[firstIndex(in: upTo, above: wanted)]]
      let place = cell.corner(east: random.unit(), north: random.unit())
      guard inside.contains(place) else { continue }
      let number = rows.count + 1
      rows.append(
        "s\(padded(number)),拠点\(number),\(decimal(place.latitude)),"
          + decimal(place.longitude))
    }
    return "id,name,lat,lon\n" + rows.joined(separator: "\n") + "\n"
  }

  /// Zeros in front, so that ids sort as numbers do.
  static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Seven decimals: a centimetre.
  static func decimal(_ degrees: Double) -> String {
    let units = Int((degrees * 1e7).rounded())
    let fraction = String(units % 10_000_000)
    return "\(units / 10_000_000)."
      + String(repeating: "0", count: 7 - fraction.count) + fraction
  }

  static func firstIndex(in sums: [Double], above value: Double) -> Int {
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
