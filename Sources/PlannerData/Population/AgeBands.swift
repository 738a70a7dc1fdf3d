internal import Planner

/// Columns of narrow age bands (５歳階級: `６５～６９歳人口　総数`), of which the bands that we count
/// are sums: tables of five-year ages have no column for 65 and over.
struct AgeBands {
  private struct Band {
    var column: Int
    var low: Int
    /// The last year of age; `nil` without an end.
    var high: Int?
  }

  private let bands: [Band]

  init(_ names: [String]) {
    bands = names.enumerated().compactMap { column, name in
      Self.ages(name).map { Band(column: column, low: $0.low, high: $0.high) }
    }
  }

  /// The ages of a column of everybody, men and women together.
  private static func ages(_ name: String) -> (low: Int, high: Int?)? {
    let key = Spelling.key(name)
    guard let unit = key.firstIndex(of: "歳") else { return nil }
    var rest = String(key[key.index(after: unit)...])
    let isOpen = rest.hasPrefix("以上")
    if isOpen { rest.removeFirst(2) }
    guard ["", "人口", "総数", "人口総数", "人口(総数)"].contains(rest) else { return nil }
    let numbers = key[..<unit].split(separator: "-", omittingEmptySubsequences: false).map {
      Int($0)
    }
    switch numbers.count {
    case 1: return isOpen ? numbers[0].map { ($0, nil) } : nil
    case 2:
      guard !isOpen, let low = numbers[0], let high = numbers[1], low <= high else { return nil }
      return (low, high)
    default: return nil
    }
  }

  /// The columns whose sum is a band: one after the other without a gap. `nil` where there are none.
  func columns(of slug: String) -> [Int]? {
    let isOpen = slug.hasSuffix("+")
    let ends = (isOpen ? String(slug.dropLast()) : slug).split(separator: "-").compactMap {
      Int($0)
    }
    guard ends.count == (isOpen ? 1 : 2) else { return nil }
    var columns: [Int] = []
    var age = ends[0]
    while true {
      let next = bands.filter { $0.low == age }
      if let closed = next.filter({ $0.high != nil }).min(by: { $0.high ?? 0 < $1.high ?? 0 }),
        let high = closed.high
      {
        columns.append(closed.column)
        if !isOpen, high >= ends[1] { return high == ends[1] ? columns : nil }
        age = high + 1
      } else if isOpen, let last = next.first {
        return columns + [last.column]
      } else {
        return nil
      }
    }
  }
}
