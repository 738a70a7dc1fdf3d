/// A covering matrix as a linear programme.
///
/// Columns are the matrix's, y, then how much of each row is left uncovered, u, then the blocs
/// that are opened, v. Least Σ weight · u, subject to u + Σ y ≥ capacity for each row, at most so
/// many y, the side constraints, and y ≤ v of the bloc. What is covered is the matrix's ceiling
/// less the cost.
struct CoveringProgramme {
  private(set) var cost: [Double]
  private(set) var upper: [Double]
  private(set) var rows: [LinearRelaxation.Row] = []

  init(_ matrix: CoveringMatrix, _ side: SideConstraints) {
    let columnCount = matrix.columnCount
    cost = [Double](repeating: 0, count: columnCount) + matrix.weight
    upper = [Double](repeating: 1, count: columnCount) + matrix.capacity.map { Double($0) }
    for row in 0..<matrix.rowCount {
      let columns = matrix.columns(of: row)
      rows.append(
        LinearRelaxation.Row(
          columns: columns + [Int32(columnCount + row)],
          parts: [Double](repeating: 1, count: columns.count + 1),
          limit: Double(matrix.capacity[row])))
    }
    rows.append(
      LinearRelaxation.Row(
        columns: (0..<Int32(columnCount)).map { $0 },
        parts: [Double](repeating: -1, count: columnCount), limit: -Double(matrix.count)))
    guard !side.isEmpty else { return }
    let used = side.activity(of: matrix.taken.map { Int($0) })
    var columnsOf = [[Int32]](repeating: [], count: side.sums.count)
    var partsOf = [[Double]](repeating: [], count: side.sums.count)
    for column in 0..<columnCount {
      for (sum, part) in side.parts(of: Int(matrix.candidate[column])) where part != 0 {
        columnsOf[sum].append(Int32(column))
        partsOf[sum].append(-part)
      }
    }
    for (number, sum) in side.sums.enumerated() {
      rows.append(
        LinearRelaxation.Row(
          columns: columnsOf[number], parts: partsOf[number],
          limit: used[number] - sum.limit - SideConstraints.slack(sum)))
    }
    if let budget = side.budget { addBlocs(budget, matrix) }
  }

  /// Exactly what the sums only estimate: a bloc is paid for once, when it is opened.
  private mutating func addBlocs(
    _ budget: CoveringProblem.Constraints.Budget, _ matrix: CoveringMatrix
  ) {
    guard budget.openingCost.contains(where: { $0 > 0 }) else { return }
    var left = budget.total * (1 + 1e-12)
    var isOpen: Set<Int32> = []
    for candidate in matrix.taken {
      left -= budget.cost[Int(candidate)]
      let bloc = budget.bloc[Int(candidate)]
      if bloc >= 0, isOpen.insert(bloc).inserted { left -= budget.openingCost[Int(bloc)] }
    }
    var columnOfBloc: [Int32: Int32] = [:]
    var row = LinearRelaxation.Row(columns: [], parts: [], limit: -left - 1e-9 * max(1, abs(left)))
    for column in 0..<matrix.columnCount {
      let candidate = Int(matrix.candidate[column])
      if budget.cost[candidate] != 0 {
        row.columns.append(Int32(column))
        row.parts.append(-budget.cost[candidate])
      }
      let bloc = budget.bloc[candidate]
      guard bloc >= 0, !isOpen.contains(bloc), budget.openingCost[Int(bloc)] > 0 else { continue }
      let opened: Int32
      if let known = columnOfBloc[bloc] {
        opened = known
      } else {
        opened = Int32(cost.count)
        columnOfBloc[bloc] = opened
        cost.append(0)
        upper.append(1)
        row.columns.append(opened)
        row.parts.append(-budget.openingCost[Int(bloc)])
      }
      rows.append(
        LinearRelaxation.Row(columns: [opened, Int32(column)], parts: [1, -1], limit: 0))
    }
    rows.append(row)
  }
}
