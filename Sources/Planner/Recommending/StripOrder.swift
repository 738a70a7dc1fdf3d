/// An order of the columns along the longest way through a matrix, so that those that share a row
/// are near each other.
///
/// Hops from the two ends give a first place; means over what columns share make it smooth. That
/// walks towards the second eigenvector of the relation, which orders a strip from end to end.
/// Barnard, Pothen & Simon (1995), *A spectral algorithm for envelope reduction of sparse matrices*.
struct StripOrder {
  /// All columns, from end to end; parts that share no row one after another.
  private(set) var columns: [Int32] = []

  private static let smoothings = 20

  /// - Complexity: O(pairs).
  init(_ matrix: CoveringMatrix) {
    var hops = Hops(matrix)
    var place = [Double](repeating: 0, count: matrix.columnCount)
    var rowPlace = [Double](repeating: 0, count: matrix.rowCount)
    var isPlaced = [Bool](repeating: false, count: matrix.columnCount)
    for column in 0..<matrix.columnCount where !isPlaced[column] {
      hops.run(from: column)
      let part = hops.columns
      for other in part { isPlaced[Int(other)] = true }
      if part.count > 2 {
        Self.stretch(part, &hops, &place)
        for _ in 0..<Self.smoothings {
          Self.smooth(part, hops.rows, matrix, &place, &rowPlace)
        }
      }
      columns += part.sorted { (place[Int($0)], $0) < (place[Int($1)], $1) }
    }
  }

  /// Places columns by how much further they are from one end than from the other.
  ///
  /// - Parameters:
  ///   - part: columns between which there are ways.
  ///   - hops: as run from one of them.
  ///   - place: by column; what is not of the part stays.
  private static func stretch(_ part: [Int32], _ hops: inout Hops, _ place: inout [Double]) {
    for sign in [1.0, -1.0] {
      hops.run(from: Int(hops.columns.last ?? part[0]))
      for column in part { place[Int(column)] += sign * Double(hops.distance[Int(column)]) }
    }
  }

  /// Moves every row to the mean of its columns, and every column to the mean of its rows.
  private static func smooth(
    _ part: [Int32], _ rows: [Int32], _ matrix: CoveringMatrix, _ place: inout [Double],
    _ rowPlace: inout [Double]
  ) {
    for row in rows {
      let columns = matrix.columns(of: Int(row))
      rowPlace[Int(row)] = columns.reduce(0) { $0 + place[Int($1)] } / Double(columns.count)
    }
    for column in part {
      let rows = matrix.rows(of: Int(column))
      guard !rows.isEmpty else { continue }
      place[Int(column)] = rows.reduce(0) { $0 + rowPlace[Int($1)] } / Double(rows.count)
    }
  }
}

/// How many steps from columns to others with which they share a row lie between two columns.
private struct Hops {
  private let matrix: CoveringMatrix
  /// By column; −1 where there is no way.
  private(set) var distance: [Int32]
  /// The columns to which there is a way, the nearest first, and their rows.
  private(set) var columns: [Int32] = []
  private(set) var rows: [Int32] = []
  private var isSeen: [Bool]

  init(_ matrix: CoveringMatrix) {
    self.matrix = matrix
    distance = [Int32](repeating: -1, count: matrix.columnCount)
    isSeen = [Bool](repeating: false, count: matrix.rowCount)
  }

  /// - Complexity: O(pairs that are reached, and those of the run before).
  mutating func run(from start: Int) {
    for column in columns { distance[Int(column)] = -1 }
    for row in rows { isSeen[Int(row)] = false }
    (columns, rows) = ([Int32(start)], [])
    distance[start] = 0
    var next = 0
    while next < columns.count {
      let column = Int(columns[next])
      next += 1
      for row in matrix.rows(of: column) where !isSeen[Int(row)] {
        isSeen[Int(row)] = true
        rows.append(row)
        for other in matrix.columns(of: Int(row)) where distance[Int(other)] < 0 {
          distance[Int(other)] = distance[column] + 1
          columns.append(other)
        }
      }
    }
  }
}
