/// Numbers from 0 that are joined to groups, one pair after another. The lowest of a group stands
/// for it, so that groups do not depend on the order in which they were joined.
///
/// Union–find with path halving (Tarjan & van Leeuwen 1984): nearly constant time a call.
package struct DisjointSets {
  private var parent: [Int]

  package init(count: Int) { parent = Array(0..<count) }

  /// The lowest number of the group.
  package mutating func representative(of number: Int) -> Int {
    var number = number
    while parent[number] != number {
      parent[number] = parent[parent[number]]
      number = parent[number]
    }
    return number
  }

  package mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (representative(of: a), representative(of: b))
    parent[max(a, b)] = min(a, b)
  }

  /// All groups by their lowest numbers, each ascending.
  package mutating func groups() -> [[Int]] {
    var members: [Int: [Int]] = [:]
    for number in parent.indices { members[representative(of: number), default: []].append(number) }
    return members.sorted { $0.key < $1.key }.map(\.value)
  }
}
