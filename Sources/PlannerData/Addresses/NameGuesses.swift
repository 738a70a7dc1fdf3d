internal import Planner

/// Names that are nearly another: by the pairs of characters that they share, then by edits.
struct NameGuesses {
  private let names: [[Character]]
  private let byPair: [String: [Int32]]

  /// - Parameter names: blank ones are never guessed.
  init(_ names: [String]) {
    self.names = names.map { Array($0) }
    var byPair: [String: [Int32]] = [:]
    for (index, name) in self.names.enumerated() {
      for pair in Set(Self.pairs(name)) { byPair[pair, default: []].append(Int32(index)) }
    }
    self.byPair = byPair
  }

  /// Single characters, too: of a name of two, both pairs may be gone.
  private static func pairs(_ name: [Character]) -> [String] {
    guard name.count > 1 else { return name.map { String($0) } }
    return zip(name, name.dropFirst()).map { "\($0)\($1)" } + [String(name[0])]
  }

  /// The nearest names, best first.
  ///
  /// - Parameters:
  ///   - word: what was written, and perhaps more behind it.
  ///   - limit: how many.
  ///   - isCandidate: which of the names may be meant.
  /// - Returns: their indices.
  func nearest(
    to word: [Character], limit: Int, where isCandidate: (Int) -> Bool
  ) -> [Int] {
    let word = Array(word.prefix(12))
    var shared: [Int32: Int] = [:]
    for pair in Set(Self.pairs(word)) {
      let found = byPair[pair] ?? []
      // a pair that thousands have tells nothing
      guard found.count <= 5000 else { continue }
      for index in found { shared[index, default: 0] += 1 }
    }
    let best = shared.filter { isCandidate(Int($0.key)) }.sorted {
      ($1.value, $0.key) < ($0.value, $1.key)
    }.prefix(40)
    let rated = best.compactMap { index, pairs -> (rank: Int, pairs: Int, index: Int)? in
      let name = names[Int(index)]
      // what follows the name in the address is no part of the comparison
      let edits = Swift.min(
        Spelling.edits(Array(word.prefix(name.count)), name),
        Spelling.edits(Array(word.prefix(name.count + 1)), name))
      guard edits * 2 <= Swift.max(2, name.count) else { return nil }
      // what a name leaves unsaid counts half
      return (edits * 2 + Swift.max(0, word.count - name.count), -pairs, Int(index))
    }
    return rated.sorted { $0 < $1 }.prefix(limit).map(\.index)
  }
}
