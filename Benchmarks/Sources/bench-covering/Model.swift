import BenchSupport
import Foundation
import Planner

/// Rows of demand, and which of them each candidate reaches: what `planner-cli` and its peers are
/// both given.
struct Model {
  var demand: [Double]
  /// Candidate `j` reaches `rows[firstRow[j] ..< firstRow[j + 1]]`, ascending.
  var firstRow = [0]
  var rows: [Int32] = []

  var candidateCount: Int { firstRow.count - 1 }

  func reached(by candidate: Int) -> ArraySlice<Int32> {
    rows[firstRow[candidate]..<firstRow[candidate + 1]]
  }

  mutating func add(candidateReaching reached: [Int32]) {
    rows += reached
    firstRow.append(rows.count)
  }

  func problem(count: Int) -> CoveringProblem {
    CoveringProblem(
      demand: demand, firstRow: firstRow, rows: rows, constraints: .init(count: count))
  }

  /// The same with one row for all that the same candidates reach, and none for what nobody
  /// reaches: any set of candidates is worth what it was.
  ///
  /// Rows start in one class, and each candidate takes its own out of every class.
  ///
  /// - Complexity: O(pairs).
  func merged() -> Model {
    var classOf = [Int32](repeating: 0, count: demand.count)
    var takenTo: [Int32] = [0]
    var takenBy: [Int32] = [-1]
    for candidate in 0..<candidateCount {
      let taker = Int32(candidate)
      for row in reached(by: candidate) {
        let old = Int(classOf[Int(row)])
        if takenBy[old] != taker {
          takenBy[old] = taker
          takenTo[old] = Int32(takenTo.count)
          takenTo.append(0)
          takenBy.append(-1)
        }
        classOf[Int(row)] = takenTo[old]
      }
    }
    var number = [Int32](repeating: -1, count: takenTo.count)
    var result = Model(demand: [])
    for (row, old) in classOf.enumerated() where old != 0 {
      if number[Int(old)] < 0 {
        number[Int(old)] = Int32(result.demand.count)
        result.demand.append(0)
      }
      result.demand[Int(number[Int(old)])] += demand[row]
    }
    var seenBy = [Int32](repeating: -1, count: result.demand.count)
    for candidate in 0..<candidateCount {
      var own: [Int32] = []
      for row in reached(by: candidate) {
        let merged = number[Int(classOf[Int(row)])]
        if seenBy[Int(merged)] != Int32(candidate) {
          seenBy[Int(merged)] = Int32(candidate)
          own.append(merged)
        }
      }
      own.sort()
      result.add(candidateReaching: own)
    }
    return result
  }

  /// What a set of candidates is worth, counted anew.
  func worth(of chosen: [Int]) -> Double {
    var isReached = [Bool](repeating: false, count: demand.count)
    for candidate in chosen {
      for row in reached(by: candidate) { isReached[Int(row)] = true }
    }
    return zip(demand, isReached).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
  }

  /// What no set of `count` candidates can exceed, by multipliers alone: a row is worth at most
  /// its demand less its multiplier, and to each chosen candidate that reaches it the multiplier
  /// more. Any multipliers from 0 to the demand prove a bound; good ones a close one.
  func bound(certifiedBy multipliers: [Double], count: Int) -> Double? {
    guard multipliers.count == demand.count else { return nil }
    let multipliers = zip(multipliers, demand).map { min(max($0, 0), $1) }
    let gains = (0..<candidateCount).map { candidate in
      reached(by: candidate).reduce(0) { $0 + multipliers[Int($1)] }
    }
    return zip(demand, multipliers).reduce(0) { $0 + $1.0 - $1.1 }
      + gains.sorted(by: >).prefix(count).reduce(0, +)
  }

  /// The file that `peers/covering_highs.py` describes.
  func write(to path: String, count: Int) throws {
    var file = ArrayFile()
    file.add("demand", demand)
    file.add("firstRow", firstRow)
    file.add("rows", rows)
    try file.write(to: path, numbers: ["count": Double(count)])
  }
}

/// Named arrays in a file that numpy can read, as `peers/covering_highs.py` describes it.
struct ArrayFile {
  private struct Entry: Encodable {
    var name: String
    var type: String
    var count: Int
  }

  private var entries: [Entry] = []
  private var bytes = Data()

  mutating func add(_ name: String, _ values: [Double]) {
    add(name, "f8", values.map(\.bitPattern.littleEndian))
  }

  mutating func add(_ name: String, _ values: [Int]) {
    add(name, "i8", values.map { Int64($0).littleEndian })
  }

  mutating func add(_ name: String, _ values: [Int32]) {
    add(name, "i4", values.map(\.littleEndian))
  }

  private mutating func add<Value>(_ name: String, _ type: String, _ values: [Value]) {
    entries.append(Entry(name: name, type: type, count: values.count))
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  func write(to path: String, numbers: [String: Double]) throws {
    struct Header: Encodable {
      var arrays: [Entry]
      var numbers: [String: Double]

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(arrays, forKey: Key(stringValue: "arrays"))
        for (name, value) in numbers {
          try container.encode(value, forKey: Key(stringValue: name))
        }
      }
    }
    struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
    let header = try JSONEncoder().encode(Header(arrays: entries, numbers: numbers))
    var data = Data("COVERING".utf8)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data += header
    data += bytes
    try data.write(to: URL(fileURLWithPath: path))
  }
}
