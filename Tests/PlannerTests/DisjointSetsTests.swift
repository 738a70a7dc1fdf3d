import Testing

@testable import Planner

struct DisjointSetsTests {
  @Test("groups are those of a graph, whatever the order of the joins", arguments: 1...30)
  func groups(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let count = 30
    var pairs = (0..<20).map { _ in
      (Int(random.next() % UInt64(count)), Int(random.next() % UInt64(count)))
    }
    // by spreading the lowest number along the pairs until nothing changes
    var lowest = Array(0..<count)
    var changed = true
    while changed {
      changed = false
      for (a, b) in pairs where lowest[a] != lowest[b] {
        let least = min(lowest[a], lowest[b])
        (lowest[a], lowest[b], changed) = (least, least, true)
      }
    }
    for _ in 0..<2 {
      var sets = DisjointSets(count: count)
      for (a, b) in pairs { sets.join(a, b) }
      #expect((0..<count).map { sets.representative(of: $0) } == lowest)
      let groups = sets.groups()
      #expect(groups.flatMap { $0 }.sorted() == Array(0..<count))
      #expect(groups.map { $0[0] } == Set(lowest).sorted())
      pairs.reverse()
    }
  }
}
