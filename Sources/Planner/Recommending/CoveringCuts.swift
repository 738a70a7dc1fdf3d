/// Finds cuts: inequalities that every set of whole candidates keeps to, and a fractional point
/// does not.
///
/// A row i with capacity 1 says u + Σ y ≥ 1: it is covered, or it counts as uncovered (u). The sum
/// of three such rows, halved and rounded up, says Σ u + Σ ⌈n/2⌉ y ≥ 2, where n counts the rows
/// that a candidate is in: three rows of which candidates at one half cover two each are not
/// covered by three halves. The same holds for any odd number of rows.
///
/// Caprara & Fischetti (1996), *{0, ½}-Chvátal–Gomory cuts*.
struct CoveringCuts {
  /// Rows of the matrix, an odd number, and by how much the point violates their cut.
  struct Cut: Hashable {
    var rows: [Int32]
    var violation: Double
  }

  private let matrix: CoveringMatrix
  private let leastViolation = 0.02

  init(_ matrix: CoveringMatrix) { self.matrix = matrix }

  /// A row with fractional candidates.
  private struct Candidate {
    var row: Int32
    /// Its fractional columns, ascending.
    var support: [Int32]
    /// How much it is uncovered and more than covered.
    var looseness: Double
  }

  /// - Parameters:
  ///   - columns: the point, by column.
  ///   - uncovered: the point, by row.
  ///   - most: of the cuts.
  /// - Returns: the cuts most violated, each row in a few only.
  /// - Complexity: O(fractional rows × (rows they share a candidate with)²) at worst.
  func violated(columns: [Double], uncovered: [Double], most: Int) -> [Cut] {
    let candidates = fractionalRows(columns, uncovered)
    guard candidates.count >= 3 else { return [] }
    var rowsOf: [Int32: [Int32]] = [:]
    for (index, candidate) in candidates.enumerated() {
      for column in candidate.support { rowsOf[column, default: []].append(Int32(index)) }
    }
    let limit = 1 - 2 * leastViolation
    var cuts: [Cut] = []
    var isNeighbor = [Int32](repeating: -1, count: candidates.count)
    var seenWith = [Int32](repeating: -1, count: candidates.count)
    for (index, first) in candidates.enumerated() where first.looseness < limit {
      let firstID = Int32(index)
      var neighbors: [Int32] = []
      for column in first.support {
        for other in rowsOf[column] ?? [] where other > firstID && isNeighbor[Int(other)] != firstID
        {
          isNeighbor[Int(other)] = firstID
          neighbors.append(other)
        }
      }
      neighbors.sort()
      for second in neighbors {
        let loose = first.looseness + candidates[Int(second)].looseness
        guard loose < limit else { continue }
        let (odd, oddWeight) = Self.difference(
          first.support, candidates[Int(second)].support, columns)
        guard oddWeight + loose < limit + 1 else { continue }
        // the third must take in some of the odd ones
        let pair = firstID &* 65_521 &+ second
        for column in odd {
          for third in rowsOf[column] ?? []
          where third > second && seenWith[Int(third)] != pair {
            seenWith[Int(third)] = pair
            let looseAll = loose + candidates[Int(third)].looseness
            guard looseAll < limit else { continue }
            let weight = Self.differenceWeight(odd, candidates[Int(third)].support, columns)
            let violation = (1 - looseAll - weight) / 2
            guard violation >= leastViolation else { continue }
            cuts.append(
              Cut(
                rows: [first.row, candidates[Int(second)].row, candidates[Int(third)].row],
                violation: violation))
          }
        }
      }
    }
    return spread(cuts, most: most)
  }

  /// The most violated first, no row in more than a few.
  private func spread(_ cuts: [Cut], most: Int) -> [Cut] {
    let sorted = cuts.sorted { a, b in
      a.violation != b.violation
        ? a.violation > b.violation : a.rows.lexicographicallyPrecedes(b.rows)
    }
    var uses: [Int32: Int] = [:]
    var kept: [Cut] = []
    for cut in sorted {
      guard kept.count < most else { break }
      guard cut.rows.allSatisfy({ uses[$0, default: 0] < 6 }) else { continue }
      for row in cut.rows { uses[row, default: 0] += 1 }
      kept.append(cut)
    }
    return kept
  }

  /// Rows that a whole candidate covers have no part in a violated cut; of rows with the same
  /// fractional candidates the tightest stands for all.
  private func fractionalRows(_ columns: [Double], _ uncovered: [Double]) -> [Candidate] {
    var best: [[Int32]: Int] = [:]
    var result: [Candidate] = []
    for row in 0..<matrix.rowCount where matrix.capacity[row] == 1 {
      var sum = uncovered[row]
      var support: [Int32] = []
      var isWhole = false
      for column in matrix.columns(of: row) {
        let value = columns[Int(column)]
        guard value > 1e-7 else { continue }
        sum += value
        if value > 1 - 1e-7 {
          isWhole = true
          break
        }
        support.append(column)
      }
      guard !isWhole, support.count > 1 else { continue }
      let looseness = max(0, sum - 1) + uncovered[row]
      guard looseness < 1 else { continue }
      if let index = best[support] {
        if looseness < result[index].looseness - 1e-12 {
          result[index] = Candidate(row: Int32(row), support: support, looseness: looseness)
        }
      } else {
        best[support] = result.count
        result.append(Candidate(row: Int32(row), support: support, looseness: looseness))
      }
    }
    return result
  }

  /// What is in one of two ascending lists only, and what that weighs.
  private static func difference(
    _ a: [Int32], _ b: [Int32], _ value: [Double]
  ) -> ([Int32], Double) {
    var result: [Int32] = []
    var weight = 0.0
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if j >= b.count || i < a.count && a[i] < b[j] {
        result.append(a[i])
        weight += value[Int(a[i])]
        i += 1
      } else if i >= a.count || b[j] < a[i] {
        result.append(b[j])
        weight += value[Int(b[j])]
        j += 1
      } else {
        i += 1
        j += 1
      }
    }
    return (result, weight)
  }

  private static func differenceWeight(_ a: [Int32], _ b: [Int32], _ value: [Double]) -> Double {
    var weight = 0.0
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if j >= b.count || i < a.count && a[i] < b[j] {
        weight += value[Int(a[i])]
        i += 1
      } else if i >= a.count || b[j] < a[i] {
        weight += value[Int(b[j])]
        j += 1
      } else {
        i += 1
        j += 1
      }
    }
    return weight
  }

  /// A cut as a row of the linear programme, in which the uncovered parts come after the columns.
  func row(of cut: Cut) -> LinearRelaxation.Row {
    var times: [Int32: Int] = [:]
    for row in cut.rows {
      for column in matrix.columns(of: Int(row)) { times[column, default: 0] += 1 }
    }
    let columns = times.keys.sorted()
    return LinearRelaxation.Row(
      columns: columns + cut.rows.map { Int32(matrix.columnCount) + $0 },
      parts: columns.map { Double(((times[$0] ?? 0) + 1) / 2) } + cut.rows.map { _ in 1 },
      limit: Double((cut.rows.count + 1) / 2))
  }
}
