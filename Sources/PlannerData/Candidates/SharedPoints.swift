internal import Planner

/// Points on which several rows of a list stand that cannot all be there.
///
/// A geocoder that does not find a lot answers with the middle of its town, and says that this is
/// the address. Nothing in one row shows it; that rows of other lots got the same point does.
enum SharedPoints {
  /// What a row tells of its point.
  struct Row {
    var name: String
    /// As written; blank where the list has none.
    var address: String
  }

  /// Fewer rows may be one building, or two of which one was copied from the other.
  private static let leastRows = 3
  /// The numbers of lots that belong to one site differ by less.
  private static let farLots = 100

  /// Whether a point is only the middle of a town or a municipality, by who stands on it.
  static func isCentre(of rows: [Row]) -> Bool {
    let rows = rows.filter { !$0.address.isEmpty }
    guard rows.count >= leastRows else { return false }
    let lots = Set(rows.compactMap { Lot($0.address) })
    if lots.count >= leastRows { return true }
    if let least = lots.min(), let most = lots.max(), most.first - least.first > farLots {
      return true
    }
    guard lots.isEmpty else { return false }
    let addresses = Set(rows.map { bare($0.address) })
    // a temple here, a museum there
    let beginnings = Set(addresses.map { $0.prefix(2) })
    if beginnings.count > leastRows { return true }
    // three things in a town of which no more is said
    return Set(rows.map(\.name)).count >= leastRows && !addresses.contains(where: namesBuilding)
  }

  /// The first number of an address, which no two sites of a town share; behind 丁目, the block.
  private struct Lot: Hashable, Comparable {
    let first: Int
    let block: String

    init?(_ address: String) {
      let spelling = AddressSpelling(address)
      let scalars = spelling.scalars
      var index = 0
      while index < scalars.count {
        guard AddressSpelling.isDigit(scalars[index]) else {
          index += 1
          continue
        }
        var end = index
        while end < scalars.count, AddressSpelling.isDigit(scalars[end]) { end += 1 }
        if end == scalars.count || spelling.gaps.contains(end)
          || Self.followers.contains(scalars[end])
        {
          let tail = AddressTail(spelling, from: index, nameLength: index)
          guard let number = tail.number else { return nil }
          first = number
          block = tail.isChome || tail.hasThreeNumbers ? tail.blockAfterChome.last ?? "" : ""
          return
        }
        index = end
      }
      return nil
    }

    /// What may stand behind the number of a lot, and not behind a floor, a day or a count.
    private static let followers = Set("-ノ丁番地他外付先".unicodeScalars)

    static func < (a: Self, b: Self) -> Bool {
      a.first != b.first ? a.first < b.first : a.block < b.block
    }
  }

  /// Without what stands in brackets, which often names a building in the town.
  private static func bare(_ address: String) -> String {
    var depth = 0
    var text = ""
    for character in Spelling.widthFolded(address) {
      if character == "(" { depth += 1 }
      if depth == 0 { text.append(character) }
      if character == ")" { depth = max(0, depth - 1) }
    }
    return text.trimmingBlanks
  }

  /// Whether an address ends with a building (…寺, …資料館, …モール) and not with a town.
  private static func namesBuilding(_ address: String) -> Bool {
    guard let last = address.unicodeScalars.last else { return false }
    return "館園寺社院校堂庁場宮殿家内蔵管所店局会塔".unicodeScalars.contains(last)
      || (0x30A1...0x30FC).contains(last.value) || (0x41...0x7A).contains(last.value)
  }
}
