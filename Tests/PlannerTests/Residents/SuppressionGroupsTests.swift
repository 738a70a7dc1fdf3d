import Testing

@testable import Planner

@Suite struct SuppressionGroupsTests {
  /// Every way to have whole people of an age in some units: at most everybody, and together the
  /// total (or, where that is an upper limit, not more).
  private func everyWay(_ people: [Int], total: Int, exactly: Bool = true) -> [[Int]] {
    var ways: [[Int]] = [[]]
    for count in people { ways = ways.flatMap { way in (0...count).map { way + [$0] } } }
    return ways.filter { way in
      let sum = way.reduce(0, +)
      return exactly ? sum == total : sum <= total
    }
  }

  @Test("bounds are those of all that can be", arguments: 0..<200)
  func boundsByEnumeration(seed: Int) throws {
    var random = SeededRandom(seed)
    let count = Int.random(in: 1...4, using: &random)
    let people = (0..<count).map { _ in Int.random(in: 0...5, using: &random) }
    let total = Int.random(in: 0...people.reduce(0, +), using: &random)
    let weights = (0..<count).map { _ in Double(Int.random(in: 0...8, using: &random)) / 8 }
    func check(_ sum: SuppressionGroup.Sum, _ ways: [[Int]]) throws {
      let groups = SuppressionGroups(
        [SuppressionGroup(members: Array(0..<count), sums: [.published, sum])],
        everybody: people.map(Double.init))
      let bounds = try #require(groups.bounds(group: 0, attribute: 1, weights: weights))
      let sums = ways.map { way in zip(way, weights).reduce(0) { $0 + Double($1.0) * $1.1 } }
      #expect(isClose(bounds.lowerBound, try #require(sums.min()), 1e-12), "\(sum) \(people)")
      #expect(isClose(bounds.upperBound, try #require(sums.max()), 1e-12), "\(sum) \(people)")
    }
    try check(.total(Double(total)), everyWay(people, total: total))
    try check(.atMost(Double(total)), everyWay(people, total: total, exactly: false))
    try check(.unknown, everyWay(people, total: people.reduce(0, +), exactly: false))
  }

  @Test("a total is shared out by residents, whatever the order, and everybody stays")
  func shares() throws {
    let cells = try ["534022791", "534022792", "534022793", "534022794"].map {
      try #require(GridCell(code: $0))
    }
    let people = [10.0, 30, 0, 7]
    for order in [[0, 1, 2, 3], [3, 1, 0, 2], [2, 3, 1, 0]] {
      func place(_ unit: Int) -> Int { order.firstIndex(of: unit) ?? 0 }
      let population = Population(
        attributes: [.total, ResidentAttribute.ageBands[2]],
        units: .cells(order.map { cells[$0] }),
        counts: [order.map { people[$0] }, order.map { [12.0, 0, 0, 4][$0] }],
        suppressed: [place(1), place(2)].sorted(),
        groups: [
          SuppressionGroup(
            members: [place(1), place(0), place(2)], sums: [.published, .total(12)])
        ])
      #expect(population.counts == [people, [3, 9, 0, 4]])
      #expect(population.suppressed == [1, 2])
      #expect(population.groups.groups.map(\.members) == [[0, 1, 2]])
      #expect(population.groups.unresolvedUnitCount == 0)
    }
  }

  @Test("what is suppressed without a group is known of nobody")
  func alone() throws {
    let population = Population(
      attributes: [.total, ResidentAttribute.ageBands[0], ResidentAttribute.ageBands[2]],
      units: .plane([Position(x: 0, y: 0), Position(x: 1, y: 1)]),
      counts: [[4, 5], [0, 1], [2, 3]], suppressed: [0])
    #expect(population.groups.groups.map(\.sums) == [[.published, .unknown, .published]])
    #expect(population.groups.unresolvedUnitCount == 1)
    let bounds = population.groups.bounds(group: 0, attribute: 1, weights: [0.5])
    #expect(bounds == 0...2)
  }

  @Test("more of an age than there are people binds nothing")
  func contradiction() throws {
    let groups = SuppressionGroups(
      [SuppressionGroup(members: [0, 1], sums: [.published, .total(9)])], everybody: [2, 4])
    #expect(groups.estimates(group: 0, attribute: 1) == [3, 6])
    #expect(groups.bounds(group: 0, attribute: 1, weights: [1, 0]) == 0...9)
    let nobody = SuppressionGroups(
      [SuppressionGroup(members: [0, 1], sums: [.published, .total(4)])], everybody: [0, 0])
    #expect(nobody.estimates(group: 0, attribute: 1) == [2, 2])
  }

  @Test("coverage is between its bounds, and reaches them", arguments: 0..<6)
  func coverageByEnumeration(seed: Int) throws {
    var random = SeededRandom(seed)
    var country = try RandomCountry(seed, level: seed % 2 == 0 ? .m500 : .m250, extent: 0.3)
    // two groups of three cells with few people, of whom some are old
    let touching = Set(try country.region().blocks.pieceUnit.map { Int($0) }).sorted()
    let units = Array(touching.shuffled(using: &random).prefix(6))
    let groups = [Array(units[0..<3]), Array(units[3..<6])]
    for unit in units { country.counts[0][unit] = Double(Int.random(in: 1...3, using: &random)) }
    let totals = groups.map { group in
      Int.random(
        in: 0...Int(group.reduce(0) { $0 + country.counts[0][$1] }), using: &random)
    }
    let radius = try #require(WalkRadius(meters: 700))
    let study = try StudyArea(
      municipalities: country.municipalities, livingAreaLayers: country.livingAreas)
    func coverage(_ population: Population) throws -> CoverageAnswer {
      try Coverage(
        of: Region(study: study, population: population, crs: RandomCountry.crs),
        stations: country.stations, radius: radius, question: CoverageQuestion()
      ).answer
    }
    let attributes = [ResidentAttribute.total, ResidentAttribute.ageBands[2]]
    let answer = try coverage(
      Population(
        attributes: attributes, units: .cells(country.cells),
        counts: [country.counts[0], country.counts[2]], suppressed: units.sorted(),
        groups: zip(groups, totals).map {
          SuppressionGroup(members: $0, sums: [.published, .total(Double($1))])
        }))
    // every group in all its ways, the other as it happens to be: bounds of groups add up
    var least: [[Double]] = []
    var most: [[Double]] = []
    func sums(_ answer: CoverageAnswer) -> [[Double]] {
      ([answer.region] + answer.areas).map {
        [$0.tallies[1].residents, $0.tallies[1].covered, $0.tallies[1].uncovered]
      }
    }
    let published = country.counts[2].indices.map { units.contains($0) ? 0 : country.counts[2][$0] }
    func answered(_ assigned: [Double]) throws -> [[Double]] {
      sums(
        try coverage(
          Population(
            attributes: attributes, units: .cells(country.cells),
            counts: [country.counts[0], assigned])))
    }
    let base = try answered(published)
    for (group, total) in zip(groups, totals) {
      var low: [[Double]] = base.map { $0.map { _ in .infinity } }
      var high: [[Double]] = base.map { $0.map { _ in -.infinity } }
      for way in everyWay(group.map { Int(country.counts[0][$0]) }, total: total) {
        var assigned = published
        for (unit, count) in zip(group, way) { assigned[unit] = Double(count) }
        let found = try answered(assigned)
        for area in found.indices {
          for sum in 0..<3 {
            low[area][sum] = min(low[area][sum], found[area][sum] - base[area][sum])
            high[area][sum] = max(high[area][sum], found[area][sum] - base[area][sum])
          }
        }
      }
      least = least.isEmpty ? low : zip(least, low).map { zip($0, $1).map(+) }
      most = most.isEmpty ? high : zip(most, high).map { zip($0, $1).map(+) }
    }
    var touched = 0
    for (index, area) in ([answer.region] + answer.areas).enumerated() {
      #expect(area.tallies[0].bounds == nil)
      guard let bounds = area.tallies[1].bounds else {
        #expect(zip(least[index], most[index]).allSatisfy { isClose($0, 0) && isClose($1, 0) })
        continue
      }
      touched += 1
      let ranges = [bounds.residents, bounds.covered, bounds.uncovered]
      for (sum, range) in ranges.enumerated() {
        #expect(isClose(range.lowerBound, base[index][sum] + least[index][sum]))
        #expect(isClose(range.upperBound, base[index][sum] + most[index][sum]))
        #expect(range.contains(sums(answer)[index][sum]))
      }
    }
    #expect(touched > 1)
  }

  @Test("values that are not known at all reach from nobody to everybody")
  func unknown() throws {
    let country = try RandomCountry(3)
    let all = Array(country.cells.indices)
    let region = try Region(
      study: StudyArea(municipalities: country.municipalities),
      population: Population(
        attributes: [.total, ResidentAttribute.ageBands[2]], units: .cells(country.cells),
        counts: [country.counts[0], country.counts[0].map { _ in 0 }], suppressed: all),
      crs: RandomCountry.crs)
    let coverage = try Coverage(
      of: region, stations: country.stations,
      radius: try #require(WalkRadius(meters: 800)), question: CoverageQuestion())
    for area in [coverage.answer.region] + coverage.answer.areas
    where area.tallies[0].residents > 0 {
      let bounds = try #require(area.tallies[1].bounds)
      #expect(bounds.covered.lowerBound == 0)
      #expect(isClose(bounds.covered.upperBound, area.tallies[0].covered))
      #expect(isClose(bounds.uncovered.upperBound, area.tallies[0].uncovered))
    }
  }
}
