import Testing

@testable import Planner

/// Circle against streets: a town by hand, and random ones against coverage and plain sums.
@Suite struct CircleComparisonTests {
  /// Two banks of a river, 100 m apart, with a bridge 500 m to the east.
  private func riverTown(times: Double = 1) throws -> (town: Town, network: StreetNetwork) {
    var town = try Town()
    try town.municipality("12213", "東", east: -5000...5000, north: -5000...5000)
    try town.livingArea("南", east: -5000...5000, north: -5000...50)
    town.station("s", at: 0, 0)
    town.residents(1 * times, at: 0, 100)
    town.residents(2 * times, at: 300, 0)
    town.residents(4 * times, at: 480, 110)
    town.residents(8 * times, at: 0, 3000)
    town.residents(16 * times, at: 50, -150)
    let projection = try Projection(from: .jgd2011, to: Town.crs)
    let corners = [(-100.0, 0.0), (500, 0), (500, 100), (-100, 100)]
    var lines = StreetLines(points: projection.inverse(corners.map { Town.plane($0.0, $0.1) }))
    lines.add(line: [0, 1, 2, 3])
    return (town, StreetNetwork(try StreetGraph(lines, by: projection, leastPartMeters: 0)))
  }

  private func compare(
    _ town: Town, _ network: StreetNetwork, walk meters: Double, circle: Double
  ) throws -> CircleComparison {
    let region = try town.region()
    let walk = StreetWalk(
      in: region, network: network, budget: try #require(PathBudget(meters: meters)))
    let radius = try #require(WalkRadius(meters: circle))
    let comparison = try CircleComparison(
      of: region, stations: town.stations, walk: .streets(walk), circle: .radius(radius),
      question: CoverageQuestion())
    return try #require(comparison)
  }

  @Test("the other bank of the river is promised and denied")
  func river() throws {
    let (town, network) = try riverTown()
    // 1 is 100 m away and walks 1,100; 8 has no street near
    let near = try compare(town, network, walk: 310, circle: 310).region.counts[0]
    #expect(near.residents == 31 && near.circle == 0b10011 && near.streets == 0b10010)
    #expect(near.denied == 1 && near.added == 0 && near.deniedOffNetwork == 0)
    let far = try compare(town, network, walk: 5000, circle: 5000)
    #expect(far.region.counts[0].circle == 31 && far.region.counts[0].streets == 23)
    #expect(far.region.counts[0].denied == 8 && far.region.counts[0].deniedOffNetwork == 8)
    // a circle of 100 m has the 1 alone, who is denied; the walk adds 2 and 16
    let small = try compare(town, network, walk: 310, circle: 100)
    #expect(small.region.counts[0].circle == 1 && small.region.counts[0].denied == 1)
    #expect(small.region.counts[0].added == 0b10010)
    #expect(small.areas.map(\.name) == ["東", "南"])
    #expect(small.areas[1].counts[0].residents == 18 && small.areas[1].counts[0].denied == 0)
    #expect(small.areas[1].counts[0].added == 18)
  }

  @Test("the detour factor is that of the ways, weighted by residents")
  func detour() throws {
    let (town, network) = try riverTown()
    let comparison = try compare(town, network, walk: 650, circle: 650)
    // 2: 1; 16: 200 ÷ 158.1; 4: 630 ÷ 492.4; 1: 11; 8 has no walk. Half of 23 is reached with the
    // 16, nine tenths (20.7) with the 4
    let detour = try #require(comparison.detour)
    #expect(isClose(detour.median, 200 / (50.0 * 50 + 150 * 150).squareRoot(), 2e-4))
    #expect(
      isClose(detour.ninetiethPercentile, 630 / (480.0 * 480 + 110 * 110).squareRoot(), 2e-4))
    #expect(detour.residents == 23)
    #expect(comparison.detourWithinCircle?.residents == 23)
    // of those within 310 m the 2 and the 16 and the 1: half of 19 is with the 16
    let inCircle = try compare(town, network, walk: 310, circle: 310).detourWithinCircle
    let near = try #require(inCircle)
    #expect(near.residents == 19 && near.median == detour.median)
  }

  @Test("places are where the denied live, with the way they would have to go")
  func places() throws {
    let (town, network) = try riverTown(times: 32)
    let comparison = try compare(town, network, walk: 310, circle: 310)
    #expect(comparison.places.count == 1)
    let place = try #require(comparison.places.first)
    #expect(place.rank == 1 && place.residents == [32] && place.municipality == 0)
    #expect(isClose(try #require(place.nearestStraight).meters, 100, 1e-6))
    #expect(isClose(try #require(place.nearestByStreet).meters, 1100, 1e-3))
    // who has no street near has no way at all
    let far = try compare(town, network, walk: 5000, circle: 5000)
    #expect(far.places.map(\.residents) == [[256]])
    #expect(far.places[0].nearestByStreet == nil && far.places[0].nearestStraight != nil)
    // one house alone is no place
    let (few, _) = try riverTown()
    #expect(try compare(few, network, walk: 310, circle: 310).places.isEmpty)
  }

  @Test("a comparison with what is no circle, or of what is no street, is none")
  func none() throws {
    let (town, network) = try riverTown()
    let region = try town.region()
    let streets = Walk.streets(
      StreetWalk(in: region, network: network, budget: try #require(PathBudget(meters: 500))))
    let circle = Walk.radius(try #require(WalkRadius(meters: 500)))
    for (walk, other) in [(streets, streets), (circle, circle)] {
      #expect(
        try CircleComparison(
          of: region, stations: town.stations, walk: walk, circle: other,
          question: CoverageQuestion()) == nil)
    }
    let without = try CircleComparison(
      of: region, stations: [], walk: streets, circle: circle, question: CoverageQuestion())
    let nobody = try #require(without)
    #expect(nobody.region.counts[0].circle == 0 && nobody.detour == nil && nobody.places.isEmpty)
  }

  @Test(
    "circle and streets are those of coverage, and differ by the denied and the added",
    arguments: 0..<4, [false, true])
  func agreement(seed: Int, byAge: Bool) throws {
    let aged = try AgedCountry(seed + 30)
    let budget = try #require(PathBudget(minutes: 6, pace: .adult))
    let walk: Walk
    let circle: Walk
    if byAge {
      walk = .byAge(try aged.walk(byAge: 6, alongStreets: true))
      let bands = try #require(PaceBand.bands(of: AgedCountry.attributes))
      let circles = AgeWalk(minutes: 6, bands: bands) {
        WalkRadius(meters: $0.meters).map { .radius($0) }
      }
      circle = .byAge(try #require(circles))
    } else {
      walk = try aged.walk(budget, alongStreets: true)
      circle = .radius(try #require(WalkRadius(meters: budget.meters)))
    }
    let stations = aged.country.stations
    let made = try CircleComparison(
      of: aged.region, stations: stations, walk: walk, circle: circle,
      question: CoverageQuestion())
    let comparison = try #require(made)
    let answers = try [circle, walk].map {
      try Coverage(
        of: aged.region, stations: stations, walk: $0, question: CoverageQuestion()
      ).answer
    }
    func check(_ area: CircleComparison.Area, _ circle: AreaCoverage, _ streets: AreaCoverage) {
      #expect(area.name == circle.name && area.code == circle.code)
      for (attribute, count) in area.counts.enumerated() {
        #expect(isClose(count.residents, circle.tallies[attribute].residents))
        #expect(isClose(count.circle, circle.tallies[attribute].covered))
        #expect(isClose(count.streets, streets.tallies[attribute].covered))
        #expect(isClose(count.circle + count.added, count.streets + count.denied))
        #expect(count.deniedOffNetwork <= count.denied + 1e-9)
      }
    }
    check(comparison.region, answers[0].region, answers[1].region)
    let listed = zip(answers[0].areas, answers[1].areas).filter { $0.0.layer != .zone("z") }
    #expect(comparison.areas.count == listed.count)
    for (area, (circle, streets)) in zip(comparison.areas, listed) { check(area, circle, streets) }
    // the places hold no more than the denied, the largest first
    let inPlaces = comparison.places.reduce(0) { $0 + $1.residents[0] }
    #expect(inPlaces <= comparison.region.counts[0].denied + 1e-6)
    #expect(
      zip(comparison.places, comparison.places.dropFirst()).allSatisfy {
        $0.residents[0] >= $1.residents[0] - 1e-9
      })
    // no street is shorter than the straight line, but for the scale of the plane
    if let detour = comparison.detour { #expect(detour.median >= 0.999) }
  }
}
