import BenchSupport
import Planner

/// Demand points and candidates on the plane.
struct Points {
  var demandPlaces: [Position<Plane>] = []
  var demand: [Double] = []
  var candidates: [Position<Plane>] = []

  /// Which demand points are no farther from each candidate than the radius.
  func model(radius: Double) -> Model {
    var bounds = Bounds<Plane>()
    for place in demandPlaces { bounds.add(place) }
    guard !bounds.isEmpty else { return Model(demand: demand) }
    let columns = Int((bounds.maxX - bounds.minX) / radius) + 1
    let rows = Int((bounds.maxY - bounds.minY) / radius) + 1
    func key(_ place: Position<Plane>) -> Int {
      Int((place.y - bounds.minY) / radius) * columns + Int((place.x - bounds.minX) / radius)
    }
    // demand by square of the radius: what a candidate reaches lies in three rows of squares
    var first = [Int](repeating: 0, count: columns * rows + 1)
    for place in demandPlaces { first[key(place) + 1] += 1 }
    for square in 1..<first.count { first[square] += first[square - 1] }
    var next = first
    var members = [Int32](repeating: 0, count: demandPlaces.count)
    for (index, place) in demandPlaces.enumerated() {
      members[next[key(place)]] = Int32(index)
      next[key(place)] += 1
    }

    func clamped(_ value: Double, below count: Int) -> Int {
      Int(max(0, min(Double(count - 1), value)))
    }
    var model = Model(demand: demand)
    for candidate in candidates {
      let west = clamped((candidate.x - radius - bounds.minX) / radius, below: columns)
      let east = clamped((candidate.x + radius - bounds.minX) / radius, below: columns)
      let south = clamped((candidate.y - radius - bounds.minY) / radius, below: rows)
      let north = clamped((candidate.y + radius - bounds.minY) / radius, below: rows)
      var reached: [Int32] = []
      for row in south...north {
        for member in members[first[row * columns + west]..<first[row * columns + east + 1]] {
          let place = demandPlaces[Int(member)]
          let dx = place.x - candidate.x
          let dy = place.y - candidate.y
          if dx * dx + dy * dy <= radius * radius { reached.append(member) }
        }
      }
      reached.sort()
      model.add(candidateReaching: reached)
    }
    return model
  }

  /// For `peers/covering_spopt.py`.
  func write(to path: String, radius: Double, count: Int) throws {
    var file = ArrayFile()
    file.add("demandX", demandPlaces.map(\.x))
    file.add("demandY", demandPlaces.map(\.y))
    file.add("demand", demand)
    file.add("candidateX", candidates.map(\.x))
    file.add("candidateY", candidates.map(\.y))
    try file.write(to: path, numbers: ["radius": radius, "count": Double(count)])
  }
}

extension Points {
  static let seed: UInt64 = 20_260_816

  /// Towns of all sizes with land between them, always the same: four fifths of the demand and of
  /// the candidates lie in towns, denser towards their middles, and the rest anywhere. One
  /// candidate for each square kilometre, whatever the size.
  static func made(demand demandCount: Int, candidates candidateCount: Int) -> Points {
    var random = SeededRandom(seed: seed, demandCount, candidateCount)
    let side = Double(candidateCount).squareRoot() * 1000
    let towns = (0..<max(1, candidateCount / 25)).map { _ in
      (
        place: Position<Plane>(x: random.unit() * side, y: random.unit() * side),
        spread: 500 + 2500 * random.unit() * random.unit(), weight: 1 / (0.05 + random.unit())
      )
    }
    var upTo: [Double] = []
    for town in towns { upTo.append((upTo.last ?? 0) + town.weight) }
    func place() -> Position<Plane> {
      guard random.unit() < 0.8 else {
        return Position(x: random.unit() * side, y: random.unit() * side)
      }
      let town = towns[
        StationList.firstIndex(in: upTo, above: random.unit() * (upTo.last ?? 0))]
      // the sum of three is near enough to a bell
      func offset() -> Double { random.signed() + random.signed() + random.signed() }
      return Position(
        x: min(max(town.place.x + town.spread * offset(), 0), side),
        y: min(max(town.place.y + town.spread * offset(), 0), side))
    }
    var points = Points()
    for _ in 0..<demandCount {
      points.demandPlaces.append(place())
      points.demand.append(Double(1 + random.next() % 100))
    }
    for _ in 0..<candidateCount { points.candidates.append(place()) }
    return points
  }
}
