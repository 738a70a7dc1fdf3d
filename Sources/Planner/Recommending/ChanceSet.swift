/// A set of columns whose reach is a chance: the expected value of a row is its weight times the
/// probability that not all of them miss it.
struct ChanceSet {
  private let matrix: CoveringMatrix
  private let odds: CoveringMatrix.Odds
  private(set) var columns: [Int]
  /// By row: the probability that all of the set miss it.
  private var missed: [Double]

  init(_ matrix: CoveringMatrix, _ odds: CoveringMatrix.Odds) {
    self.matrix = matrix
    self.odds = odds
    columns = []
    missed = [Double](repeating: 1, count: matrix.rowCount)
  }

  var value: Double {
    missed.indices.reduce(0) { $0 + matrix.weight[$1] * (1 - missed[$1]) }
  }

  @inline(__always)
  private func miss(_ column: Int, _ row: Int) -> Double {
    odds.misses[odds.index(matrix.candidateClass[column], matrix.rowClass[row])]
  }

  func gain(_ column: Int) -> Double {
    var gain = 0.0
    for row in matrix.rows(of: column) {
      gain += matrix.weight[Int(row)] * missed[Int(row)] * (1 - miss(column, Int(row)))
    }
    return gain
  }

  mutating func add(_ column: Int) {
    columns.append(column)
    for row in matrix.rows(of: column) { missed[Int(row)] *= miss(column, Int(row)) }
  }

  mutating func remove(at place: Int) {
    let column = columns.remove(at: place)
    // a certain reach cannot be divided out, so rows are reckoned anew
    let isMember = Set(columns)
    for row in matrix.rows(of: column) {
      missed[Int(row)] = 1
      for other in matrix.columns(of: Int(row)) where isMember.contains(Int(other)) {
        missed[Int(row)] *= miss(Int(other), Int(row))
      }
    }
  }

  /// Exchanges columns for better ones until no exchange of one for one helps.
  mutating func improve(least: Double, allows: (_ set: [Int]) -> Bool) {
    var place = 0
    var sinceLast = 0
    while sinceLast < columns.count {
      let old = columns[place]
      remove(at: place)
      let given = gain(old)
      var best = given + least
      var bestColumn = old
      for column in 0..<matrix.columnCount where column != old {
        let gain = gain(column)
        if gain > best, !columns.contains(column), allows(columns + [column]) {
          best = gain
          bestColumn = column
        }
      }
      add(bestColumn)
      columns.swapAt(place, columns.count - 1)
      sinceLast = bestColumn == old ? sinceLast + 1 : 0
      place = (place + 1) % columns.count
    }
  }
}
