import Testing

@testable import Planner

/// Catchments where each age goes at its own pace: one for every pace, of the same minutes.
@Suite struct AgeCatchmentTests {
  private static let minutes = 8.0

  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-6 * max(1, abs(b)) }

  private func outline(_ catchments: [Catchment]) throws -> MultiPolygon<Plane> {
    try Overlay().union(of: catchments.map(\.outline))
  }

  @Test("a slower pace's lies within a faster one's", arguments: 0..<3, [true, false])
  func nested(seed: Int, alongStreets: Bool) throws {
    let country = try AgedCountry(seed)
    let ages = try country.walk(byAge: Self.minutes, alongStreets: alongStreets)
    let set = try CatchmentSet(
      of: country.region, stations: country.country.stations, walk: .byAge(ages),
      question: CoverageQuestion())
    for form in Catchment.Form.allCases {
      let paces = try set.catchments(form)
      #expect(paces.count == 3)
      let overlay = try Overlay()
      // where two shares and the end of the walk meet in a square of the lattice (10 m), the corner
      // is cut for every pace anew: together less than a square
      let allowed = form == .nearest && alongStreets ? 100.0 : 0
      func compare(_ slow: [Catchment], _ fast: [Catchment]) throws {
        let (inner, outer) = (
          try overlay.shape(outline(slow)), try overlay.shape(outline(fast))
        )
        let beyond = try overlay.difference(inner, outer).area
        #expect(beyond <= allowed + 1e-6 * inner.area, "\(form): \(beyond) of \(inner.area)")
        // a share may be hemmed in by others on all sides
        #expect(inner.area <= outer.area + allowed && (form == .nearest || inner.area < outer.area))
      }
      for (fast, slow) in zip(paces, paces.dropFirst()) {
        if form != .dissolved {
          for (one, other) in zip(slow, fast) where !one.outline.isEmpty {
            try compare([one], [other])
          }
        }
        try compare(slow, fast)
      }
    }
  }

  @Test("residents are those who walk at the pace, one by one", arguments: 0..<3, [true, false])
  func residents(seed: Int, alongStreets: Bool) throws {
    let country = try AgedCountry(seed)
    let stations = country.country.stations
    let ages = try country.walk(byAge: Self.minutes, alongStreets: alongStreets)
    let paces = try CatchmentSet(
      of: country.region, stations: stations, walk: .byAge(ages), question: CoverageQuestion()
    ).catchments(.each)
    let blocks = country.region.blocks
    let pieceOfBlock = blocks.pieceOfBlocks()
    for (pace, catchments) in zip([80.0, 60, 48], paces) {
      let speed = try #require(WalkingPace(metersPerMinute: pace))
      let budget = try #require(PathBudget(minutes: Self.minutes, pace: speed))
      let reach = try country.walk(budget, alongStreets: alongStreets)
        .reach(in: country.region, from: stations.map(\.position))
      for (station, catchment) in catchments.enumerated() {
        let counted = reach.pairs(of: station).reduce(0.0) { sum, pair in
          let piece = Int(pieceOfBlock[Int(reach.block[pair])])
          return AgedCountry.bands.filter { $0.pace.metersPerMinute == pace }
            .reduce(sum) { $0 + country.residents($1, piece: piece) }
        }
        #expect(isClose(catchment.residents[0], counted), "\(pace) \(station)")
      }
    }
  }

  @Test("the paces add up to what coverage counts", arguments: 0..<3, [true, false])
  func sums(seed: Int, alongStreets: Bool) throws {
    let country = try AgedCountry(seed)
    let stations = country.country.stations
    let walk = Walk.byAge(try country.walk(byAge: Self.minutes, alongStreets: alongStreets))
    func covered(_ some: [Station]) throws -> [Double] {
      try Coverage(
        of: country.region, stations: some, walk: walk, question: CoverageQuestion()
      ).answer.region.tallies.map(\.covered)
    }
    let set = try CatchmentSet(
      of: country.region, stations: stations, walk: walk, question: CoverageQuestion())
    let truth = try covered(stations)
    for form in [Catchment.Form.dissolved, .nearest] {
      let all = try set.catchments(form).flatMap(\.self)
      for (attribute, count) in truth.enumerated() {
        #expect(
          isClose(all.reduce(0) { $0 + $1.residents[attribute] }, count), "\(form) \(attribute)")
      }
    }
    let each = try set.catchments(.each)
    for station in stations.indices.prefix(3) {
      for (attribute, count) in try covered([stations[station]]).enumerated() {
        #expect(isClose(each.reduce(0) { $0 + $1[station].residents[attribute] }, count))
      }
    }
    // in one list, for those who draw without asking for a set
    let list = try Catchment.catchments(
      of: country.region, stations: stations, walk: walk, question: CoverageQuestion(),
      form: .each)
    #expect(list == each.flatMap(\.self))
  }

  @Test("more minutes compared are the coverage of so many", arguments: 0..<3, [true, false])
  func comparison(seed: Int, alongStreets: Bool) throws {
    let country = try AgedCountry(seed)
    let stations = country.country.stations
    let own = try country.walk(byAge: Self.minutes, alongStreets: alongStreets)
    let walks = [0.5, 1, 1.75].compactMap { own.scaled(by: $0) }
    #expect(walks.map(\.minutes) == [4, 8, 14])
    let compared = WalkComparison(
      of: country.region, stations: stations, walks: walks, question: CoverageQuestion())
    for (walk, found) in zip(walks, compared.walks) {
      let coverage = try Coverage(
        of: country.region, stations: stations, walk: .byAge(walk), question: CoverageQuestion())
      #expect(isClose(found.covered, coverage.answer.region.tallies[0].covered))
      #expect(isClose(compared.residents, coverage.answer.region.tallies[0].residents))
      #expect(found.meters == walk.longest.meters)
    }
    #expect(
      zip(compared.walks, compared.walks.dropFirst()).allSatisfy { $0.covered <= $1.covered })
  }

  @Test("further distances are refused, since they are not as long for everybody")
  func noBands() throws {
    let country = try AgedCountry(1)
    let walk = Walk.byAge(try country.walk(byAge: Self.minutes, alongStreets: false))
    let failure = #expect(throws: Failure.self) {
      try CatchmentSet(
        of: country.region, stations: country.country.stations, walk: walk, bandMeters: [300],
        question: CoverageQuestion())
    }
    #expect(failure?.cause == .usage)
  }
}
