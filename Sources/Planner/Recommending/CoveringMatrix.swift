/// A covering problem with everything taken out that decides nothing: rows that nobody reaches,
/// rows that the same candidates reach (they are one row), candidates that reach nothing, and,
/// as a search goes on, candidates that are settled.
///
/// Columns are the undecided candidates, ascending by their index in the problem.
struct CoveringMatrix: Sendable {
  /// What a row is still worth for each further candidate that counts.
  var weight: [Double] = []
  /// How many further candidates count; 1 in plain covering.
  var capacity: [UInt8] = []
  var rowClass: [UInt8] = []
  /// `rowColumns[rowStart[i] ..< rowStart[i + 1]]` reach row `i`, ascending.
  var rowStart: [Int32] = [0]
  var rowColumns: [Int32] = []
  /// The same relation by column.
  var columnStart: [Int32] = [0]
  var columnRows: [Int32] = []
  /// The problem's index of each column.
  var candidate: [Int32] = []
  var candidateClass: [UInt8] = []
  /// The value of what is settled.
  var base = 0.0
  /// Candidates that are settled to be in, as indices of the problem.
  var taken: [Int32] = []
  /// How many more may be taken.
  var count = 0
  let odds: Odds?

  /// Chances of reaching, by class of candidate and of row.
  struct Odds: Sendable {
    let rowClassCount: Int
    let misses: [Double]
    /// The chance of reaching, one less the miss.
    let reaches: [Double]

    init(_ chance: CoveringProblem.Chance) {
      rowClassCount = chance.misses.first?.count ?? 0
      misses = chance.misses.flatMap { $0 }.map { min(1, max(0, $0)) }
      reaches = misses.map { 1 - $0 }
    }

    @inline(__always)
    func index(_ candidateClass: UInt8, _ rowClass: UInt8) -> Int {
      Int(candidateClass) * rowClassCount + Int(rowClass)
    }
  }

  /// What no set can exceed, however many are taken.
  var ceiling: Double {
    guard odds == nil else { return .infinity }
    return base + weight.indices.reduce(0) { $0 + weight[$1] * Double(capacity[$1]) }
  }

  var rowCount: Int { weight.count }
  var columnCount: Int { candidate.count }
  var pairCount: Int { rowColumns.count }

  /// Where each row of the problem went; −1 for those that decide nothing.
  typealias RowMap = [Int32]

  private init(odds: Odds?) { self.odds = odds }

  /// - Complexity: O(pairs).
  static func merged(
    _ problem: CoveringProblem, keepsIdleColumns: Bool
  ) -> (matrix: CoveringMatrix, map: RowMap) {
    var whole = CoveringMatrix(odds: problem.chance.map { Odds($0) })
    whole.count = max(0, min(problem.constraints.count, problem.candidateCount))
    let rowCount = problem.demand.count
    var start = [Int32](repeating: 0, count: rowCount + 1)
    for row in problem.rows { start[Int(row) + 1] += 1 }
    for row in 0..<rowCount { start[row + 1] += start[row] }
    var next = start
    var columns = [Int32](repeating: 0, count: problem.rows.count)
    for candidate in 0..<problem.candidateCount {
      for pair in problem.firstRow[candidate]..<problem.firstRow[candidate + 1] {
        let row = Int(problem.rows[pair])
        columns[Int(next[row])] = Int32(candidate)
        next[row] += 1
      }
    }
    whole.weight = problem.demand
    whole.capacity = problem.capacity ?? [UInt8](repeating: 1, count: rowCount)
    whole.rowClass = problem.chance?.rowClass ?? [UInt8](repeating: 0, count: rowCount)
    whole.rowStart = start
    whole.rowColumns = columns
    whole.candidate = (0..<Int32(problem.candidateCount)).map { $0 }
    whole.candidateClass =
      problem.chance?.candidateClass ?? [UInt8](repeating: 0, count: problem.candidateCount)
    return whole.settled(
      [ColumnState](repeating: .open, count: problem.candidateCount),
      keepsIdleColumns: keepsIdleColumns)
  }

  enum ColumnState: UInt8, Sendable {
    case open
    case taken
    case dropped
  }

  /// The matrix that is left when some columns are settled, its rows merged again.
  ///
  /// - Parameters:
  ///   - states: by column.
  ///   - keepsIdleColumns: whether columns that reach nothing any more stay, as they must where
  ///     taking them can be demanded.
  /// - Returns: the matrix, and by row of this one the row of the new one.
  func settled(
    _ states: [ColumnState], keepsIdleColumns: Bool
  ) -> (matrix: CoveringMatrix, map: RowMap) {
    var result = CoveringMatrix(odds: odds)
    result.base = base
    result.taken = taken
    result.count = count
    for column in states.indices where states[column] == .taken {
      result.taken.append(candidate[column])
      result.count -= 1
    }
    var map = RowMap(repeating: -1, count: rowCount)
    var rowStart: [Int32] = [0]
    var rowColumns: [Int32] = []
    rowColumns.reserveCapacity(pairCount)
    // rows by the hash of their columns; equal hashes are chained
    var firstOfHash: [UInt64: Int32] = Dictionary(minimumCapacity: rowCount)
    var nextOfSameHash: [Int32] = []
    var isUsed = [Bool](repeating: keepsIdleColumns, count: columnCount)
    for row in 0..<rowCount {
      var worth = weight[row]
      var room = capacity[row]
      guard worth > 0 else { continue }
      let begin = rowColumns.count
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      for entry in Int(self.rowStart[row])..<Int(self.rowStart[row + 1]) {
        let column = self.rowColumns[entry]
        switch states[Int(column)] {
        case .open:
          rowColumns.append(column)
          hash = (hash ^ UInt64(UInt32(bitPattern: column))) &* 0xFF51_AFD7_ED55_8CCD
          hash ^= hash >> 32
        case .taken:
          if let odds {
            let miss = odds.misses[odds.index(candidateClass[Int(column)], rowClass[row])]
            result.base += worth * (1 - miss)
            worth *= miss
          } else if room > 0 {
            result.base += worth
            room -= 1
          }
        case .dropped: continue
        }
      }
      guard rowColumns.count > begin, room > 0, worth > 0 else {
        rowColumns.removeSubrange(begin...)
        continue
      }
      hash ^= UInt64(room) << 8 ^ UInt64(rowClass[row])
      var same = firstOfHash[hash] ?? -1
      while same >= 0 {
        let range = Int(rowStart[Int(same)])..<Int(rowStart[Int(same) + 1])
        if range.count == rowColumns.count - begin,
          result.capacity[Int(same)] == room, result.rowClass[Int(same)] == rowClass[row],
          rowColumns[range].elementsEqual(rowColumns[begin...])
        {
          break
        }
        same = nextOfSameHash[Int(same)]
      }
      if same >= 0 {
        rowColumns.removeSubrange(begin...)
        result.weight[Int(same)] += worth
        map[row] = same
        continue
      }
      let number = Int32(result.weight.count)
      nextOfSameHash.append(firstOfHash[hash] ?? -1)
      firstOfHash[hash] = number
      result.weight.append(worth)
      result.capacity.append(room)
      result.rowClass.append(rowClass[row])
      for column in rowColumns[begin...] { isUsed[Int(column)] = true }
      rowStart.append(Int32(rowColumns.count))
      map[row] = number
    }
    // renumber the columns that are left
    var newColumn = [Int32](repeating: -1, count: columnCount)
    for column in 0..<columnCount where states[column] == .open && isUsed[column] {
      newColumn[column] = Int32(result.candidate.count)
      result.candidate.append(candidate[column])
      result.candidateClass.append(candidateClass[column])
    }
    for entry in rowColumns.indices { rowColumns[entry] = newColumn[Int(rowColumns[entry])] }
    result.rowStart = rowStart
    result.rowColumns = rowColumns
    result.transpose()
    return (result, map)
  }

  private mutating func transpose() {
    columnStart = [Int32](repeating: 0, count: columnCount + 1)
    for column in rowColumns { columnStart[Int(column) + 1] += 1 }
    for column in 0..<columnCount { columnStart[column + 1] += columnStart[column] }
    var next = columnStart
    columnRows = [Int32](repeating: 0, count: rowColumns.count)
    for row in 0..<rowCount {
      for entry in Int(rowStart[row])..<Int(rowStart[row + 1]) {
        let column = Int(rowColumns[entry])
        columnRows[Int(next[column])] = Int32(row)
        next[column] += 1
      }
    }
  }

  @inline(__always)
  func rows(of column: Int) -> ArraySlice<Int32> {
    columnRows[Int(columnStart[column])..<Int(columnStart[column + 1])]
  }

  @inline(__always)
  func columns(of row: Int) -> ArraySlice<Int32> {
    rowColumns[Int(rowStart[row])..<Int(rowStart[row + 1])]
  }

  /// Columns whose rows another column with the same signature reaches too, and which are so
  /// never needed. Of columns with the same rows the first stays.
  ///
  /// Only right where a second candidate on a row counts for nothing, and nothing demands a
  /// least number of some candidates.
  func dominated(signature: [Int32]) -> [Bool] {
    var isDominated = [Bool](repeating: false, count: columnCount)
    for column in 0..<columnCount {
      let own = rows(of: column)
      // whoever dominates it is in its row with the fewest columns
      var narrowest = -1
      var fewest = Int32.max
      for row in own {
        let size = rowStart[Int(row) + 1] - rowStart[Int(row)]
        if size < fewest {
          fewest = size
          narrowest = Int(row)
        }
      }
      guard narrowest >= 0, fewest > 1 else { continue }
      let rivals = columns(of: narrowest)
      for rival in rivals {
        let other = Int(rival)
        guard other != column, !isDominated[other], signature[other] == signature[column] else {
          continue
        }
        let theirs = rows(of: other)
        guard theirs.count > own.count || theirs.count == own.count && other < column else {
          continue
        }
        if Self.contains(theirs, own) {
          isDominated[column] = true
          break
        }
      }
    }
    return isDominated
  }

  private static func contains(_ large: ArraySlice<Int32>, _ small: ArraySlice<Int32>) -> Bool {
    var index = large.startIndex
    for row in small {
      while index < large.endIndex, large[index] < row { index += 1 }
      guard index < large.endIndex, large[index] == row else { return false }
      index += 1
    }
    return true
  }
}
