import Testing

@testable import Planner

@Suite struct YearScheduleTests {
  /// Items of random kinds and municipalities, with random limits.
  private struct Case {
    var count: Int
    var perYear: Int
    var years: Int
    var sides: (YearSchedule.Side, YearSchedule.Side)

    init(_ seed: Int) {
      var random = SeededRandom(seed)
      let count = Int.random(in: 1...7, using: &random)
      self.count = count
      perYear = Int.random(in: 1...4, using: &random)
      years = min(3, (count - 1) / perYear + 1 + Int.random(in: 0...1, using: &random))
      func side() -> YearSchedule.Side {
        let groups = Int.random(in: 1...3, using: &random)
        return YearSchedule.Side(
          groups: (0..<groups).map { _ in
            let most = Int.random(in: 1...3, using: &random)
            return .init(
              least: Int.random(in: 0...5, using: &random) == 0 ? 1 : 0,
              most: Bool.random(using: &random) ? most : .max)
          },
          groupOfItem: (0..<count).map { _ in
            let group = Int.random(in: 0...groups, using: &random)
            return group < groups ? group : nil
          })
      }
      sides = (side(), side())
    }

    var schedule: YearSchedule {
      YearSchedule(count: count, perYear: perYear, years: years, sides: sides)
    }

    func keeps(_ years: [Int]) -> Bool {
      (1...self.years).allSatisfy { year in
        let items = years.indices.filter { years[$0] == year }
        guard items.count <= perYear else { return false }
        return [sides.0, sides.1].allSatisfy { side in
          side.groups.indices.allSatisfy { group in
            let number = items.count { side.groupOfItem[$0] == group }
            return number >= side.groups[group].least && number <= side.groups[group].most
          }
        }
      }
    }

    /// Every way to deal the items out that keeps to the limits.
    var all: [[Int]] {
      var result: [[Int]] = [[]]
      for _ in 0..<count { result = result.flatMap { list in (1...years).map { list + [$0] } } }
      return result.filter(keeps)
    }

    /// The sums that the theorem asks for.
    var sumsAllow: Bool {
      count <= perYear * years
        && [sides.0, sides.1].allSatisfy { side in
          side.groups.indices.allSatisfy { group in
            let number = side.groupOfItem.count { $0 == group }
            let limits = side.groups[group]
            return limits.least * years <= number
              && (limits.most == .max || number <= limits.most * years)
          }
        }
    }
  }

  @Test("an arrangement is found where there is one, that is where the sums allow it")
  func bruteForce() {
    var found = 0
    for seed in 0..<300 {
      let trial = Case(seed)
      let all = trial.all
      #expect(!all.isEmpty == trial.sumsAllow, "seed \(seed)")
      let arranged = trial.schedule.arranged(prefer: { $0 }, onTake: { _ in })
      #expect((arranged != nil) == trial.sumsAllow, "seed \(seed)")
      guard let arranged else { continue }
      found += 1
      var years = [Int](repeating: 0, count: trial.count)
      for (item, year) in arranged { years[item] = year }
      #expect(trial.keeps(years), "seed \(seed)")
      #expect(arranged.map(\.year) == arranged.map(\.year).sorted())
      // the first item comes as early as any arrangement lets it
      #expect(years[0] == all.map { $0[0] }.min(), "seed \(seed)")
    }
    #expect(found > 100)
  }

  @Test("cards sorted by kind: five a year, one temple in each, by hand")
  func byHand() throws {
    // three temples at the end of the list, of seven
    let schedule = YearSchedule(
      count: 7, perYear: 3, years: 3,
      sides: (
        .init(groups: [.init(least: 1, most: 1)], groupOfItem: [nil, nil, nil, nil, 0, 0, 0]),
        .init(groups: [], groupOfItem: Array(repeating: nil, count: 7))
      ))
    let arranged = try #require(schedule.arranged(prefer: { $0 }, onTake: { _ in }))
    #expect(arranged.map(\.item) == [0, 1, 4, 2, 3, 5, 6])
    #expect(arranged.map(\.year) == [1, 1, 1, 2, 2, 2, 3])
  }
}
