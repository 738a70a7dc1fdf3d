/// Which living areas each block lies in: the lists of a layer, turned round.
struct LivingAreasOfBlocks: Sendable {
  private let first: [Int32]
  private let area: [Int32]

  init(_ lists: [[Int32]], blockCount: Int) {
    var first = [Int32](repeating: 0, count: blockCount + 1)
    for list in lists {
      for block in list { first[Int(block) + 1] += 1 }
    }
    for index in 1..<first.count { first[index] += first[index - 1] }
    var next = first
    var area = [Int32](repeating: 0, count: Int(first[first.count - 1]))
    for (number, list) in lists.enumerated() {
      for block in list {
        area[Int(next[Int(block)])] = Int32(number)
        next[Int(block)] += 1
      }
    }
    self.first = first
    self.area = area
  }

  func areas(of block: Int32) -> ArraySlice<Int32> {
    area[Int(first[Int(block)])..<Int(first[Int(block) + 1])]
  }
}

extension [Int: Double] {
  /// Residents by area as shares of a total, most first; of equals, the lower area.
  func parts(of total: Double, layer: Int) -> [Gap.Part] {
    map {
      Gap.Part(
        index: $0.key, layer: layer, residents: $0.value,
        share: total > 0 ? $0.value / total : 0)
    }.sorted { ($0.residents, $1.index) > ($1.residents, $0.index) }
  }
}
