import Testing

@testable import Planner

/// A small random area cover, and every set tried.
struct AreaTrial {
  var cover: AreaCover

  init(_ seed: Int) {
    var random = SeededRandom(seed)
    let candidates = Int.random(in: 3...14, using: &random)
    let areas = Int.random(in: 1...6, using: &random)
    let rows = Int.random(in: 6...40, using: &random)
    cover = AreaCover(
      tolerance: [Double](repeating: 1e-9, count: areas), firstRow: [0], rows: [],
      firstEntry: [0], area: [], part: [], maximums: [])
    // candidates and rows along a line, areas in pieces of it: neighbours share, others do not
    let places = (0..<candidates).map { _ in Double.random(in: 0...1, using: &random) }.sorted()
    let reach = Double.random(in: 0.03...0.25, using: &random)
    for row in 0..<rows {
      let place = (Double(row) + 0.5) / Double(rows)
      let own = min(areas - 1, Int(place * Double(areas)))
      var members = [own]
      if Int.random(in: 0..<6, using: &random) == 0 { members.append((own + 1) % areas) }
      for member in Set(members).sorted() {
        cover.area.append(Int32(member))
        cover.part.append(Double.random(in: 0.1...1, using: &random))
      }
      cover.firstEntry.append(cover.area.count)
    }
    for place in places {
      for row in 0..<rows where abs((Double(row) + 0.5) / Double(rows) - place) <= reach {
        cover.rows.append(Int32(row))
      }
      cover.firstRow.append(cover.rows.count)
    }
    // what all can give together, times a share
    var all = [Double](repeating: 0, count: areas)
    for row in Set(cover.rows) {
      for entry in cover.entries(of: row) { all[Int(cover.area[entry])] += cover.part[entry] }
    }
    let share = Double.random(in: 0.3...0.95, using: &random)
    for entry in cover.part.indices {
      let most = all[Int(cover.area[entry])]
      cover.part[entry] /= most > 0 ? most * share : 1
    }
    if seed % 5 == 4 {
      cover.maximums = [
        (Array(0..<candidates / 2), Int.random(in: 0...3, using: &random)),
        ((0..<candidates).filter { $0 % 3 == 0 }, Int.random(in: 1...3, using: &random)),
      ]
    }
  }

  func meets(_ set: [Int]) -> Bool {
    guard cover.maximums.allSatisfy({ max in set.count { max.members.contains($0) } <= max.atMost })
    else { return false }
    var sum = [Double](repeating: 0, count: cover.areaCount)
    for row in Set(set.flatMap { cover.rows(of: $0) }).sorted() {
      for entry in cover.entries(of: row) { sum[Int(cover.area[entry])] += cover.part[entry] }
    }
    return sum.allSatisfy { $0 >= 1 - 1e-9 }
  }

  /// The size of the smallest set that meets everything, by trying the small ones first.
  var fewest: Int? {
    let count = cover.candidateCount
    let masks = (0..<(1 << count)).sorted { $0.nonzeroBitCount < $1.nonzeroBitCount }
    // by bit: rows as sets of bits, so that trying is quick
    let rows = (0..<count).map { cover.rows(of: $0).reduce(UInt64(0)) { $0 | 1 << UInt64($1) } }
    let maximums = cover.maximums.map { max in (max.members.reduce(0) { $0 | 1 << $1 }, max.atMost)
    }
    for mask in masks {
      guard maximums.allSatisfy({ (mask & $0.0).nonzeroBitCount <= $0.1 }) else { continue }
      var reached: UInt64 = 0
      for bit in 0..<count where mask >> bit & 1 == 1 { reached |= rows[bit] }
      var sum = [Double](repeating: 0, count: cover.areaCount)
      for row in 0..<cover.rowCount where reached >> UInt64(row) & 1 == 1 {
        for entry in cover.entries(of: Int32(row)) {
          sum[Int(cover.area[entry])] += cover.part[entry]
        }
      }
      if sum.allSatisfy({ $0 >= 1 - 1e-9 }) { return mask.nonzeroBitCount }
    }
    return nil
  }
}

@Suite struct AreaCoverTests {
  @Test("the fewest are the fewest of all sets, and proven so", arguments: 0..<8)
  func bruteForce(_ block: Int) {
    for seed in block * 20..<block * 20 + 20 {
      let trial = AreaTrial(seed)
      let answer = AreaCoverSearch.solve(trial.cover, nodes: 2_000)
      let fewest = trial.fewest
      #expect(answer.chosen?.count == fewest, "seed \(seed)")
      guard let fewest else {
        #expect(answer.fewest > trial.cover.candidateCount, "seed \(seed)")
        continue
      }
      #expect(answer.isProven && answer.fewest == fewest, "seed \(seed)")
      #expect(trial.meets(answer.chosen ?? []), "seed \(seed)")
      // without work there is still an answer, and what is said to be needed is
      let quick = AreaCoverSearch.solve(trial.cover, nodes: 0)
      #expect(quick.fewest <= fewest, "seed \(seed)")
      if let chosen = quick.chosen {
        #expect(chosen.count >= fewest && trial.meets(chosen), "seed \(seed)")
      }
      for enough in [fewest - 1, fewest, fewest + 1] where enough >= 0 {
        let decided = AreaCoverSearch.solve(trial.cover, nodes: 2_000, enough: enough)
        #expect((decided.fewest <= enough) == (fewest <= enough), "seed \(seed), \(enough)")
        if fewest <= enough { #expect(decided.chosen.map { $0.count <= enough } == true) }
      }
    }
  }

  @Test("cuts cut off no solution", arguments: 0..<40)
  func cuts(_ seed: Int) {
    let trial = AreaTrial(seed)
    let cuts = trial.cover.cuts(nodes: 50)
    #expect(!cuts.isEmpty)
    for mask in 0..<(1 << trial.cover.candidateCount) where mask % 7 == seed % 7 {
      let set = (0..<trial.cover.candidateCount).filter { mask >> $0 & 1 == 1 }
      guard cuts.contains(where: { cut in set.count { cut.members.contains($0) } < cut.atLeast })
      else { continue }
      #expect(!trial.meets(set))
    }
  }

  @Test("areas that share nothing are counted by themselves")
  func apart() {
    // two areas, each with two rows, of which both are needed; four candidates with a row each
    let cover = AreaCover(
      tolerance: [1e-9, 1e-9], firstRow: [0, 1, 2, 3, 4], rows: [0, 1, 2, 3],
      firstEntry: [0, 1, 2, 3, 4], area: [0, 0, 1, 1], part: [0.5, 0.5, 0.5, 0.5], maximums: [])
    #expect(cover.components().map(\.areas) == [[0], [1]])
    let answer = AreaCoverSearch.solve(cover, nodes: 10)
    #expect(answer.chosen == [0, 1, 2, 3] && answer.fewest == 4)
  }
}
