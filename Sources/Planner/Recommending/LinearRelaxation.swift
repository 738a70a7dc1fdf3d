private import CClp

/// A linear programme: the least cost of columns within bounds, where every row is at least its
/// limit.
///
/// Clp solves it; what is believed of its answer is only the prices of the rows (not negative),
/// since any such prices give a bound that is worked out here (`bound`), whatever rounding or an
/// early stop did to them.
///
/// One owner, one thread. J. Forrest and others, *Clp* (COIN-OR).
struct LinearRelaxation: ~Copyable {
  /// Rows with their entries, as Clp has them too.
  private(set) var rowStart: [Int32] = [0]
  private(set) var rowColumns: [Int32] = []
  private(set) var rowParts: [Double] = []
  private(set) var rowLimit: [Double] = []
  private(set) var lower: [Double]
  private(set) var upper: [Double]
  let cost: [Double]
  private let model: UnsafeMutableRawPointer
  /// Simplex iterations so far.
  private(set) var iterations = 0

  var rowCount: Int { rowLimit.count }
  var columnCount: Int { cost.count }

  /// A row: Σ part · column ≥ limit.
  struct Row: Sendable {
    var columns: [Int32]
    var parts: [Double]
    var limit: Double
  }

  /// - Returns: `nil` if there is no memory for it.
  init?(cost: [Double], upper: [Double], rows: [Row]) {
    guard let model = Clp_newModel() else { return nil }
    self.model = model
    self.cost = cost
    self.upper = upper
    lower = [Double](repeating: 0, count: cost.count)
    Clp_setLogLevel(model, 0)
    Clp_resize(model, 0, Int32(cost.count))
    Clp_chgObjCoefficients(model, cost)
    Clp_chgColumnLower(model, lower)
    Clp_chgColumnUpper(model, upper)
    append(rows)
  }

  deinit { Clp_deleteModel(model) }

  mutating func append(_ rows: [Row]) {
    guard !rows.isEmpty else { return }
    var starts: [Int32] = [0]
    var columns: [Int32] = []
    var parts: [Double] = []
    for row in rows {
      columns += row.columns
      parts += row.parts
      starts.append(Int32(columns.count))
    }
    let limits = rows.map(\.limit)
    Clp_addRows(
      model, Int32(rows.count), limits,
      [Double](repeating: .greatestFiniteMagnitude, count: rows.count), starts, columns, parts)
    for row in rows {
      rowColumns += row.columns
      rowParts += row.parts
      rowStart.append(Int32(rowColumns.count))
      rowLimit.append(row.limit)
    }
  }

  /// Takes rows out; those behind them move up.
  mutating func remove(_ isRemoved: (Int) -> Bool) {
    let which = (0..<rowCount).filter(isRemoved).map { Int32($0) }
    guard !which.isEmpty else { return }
    Clp_deleteRows(model, Int32(which.count), which)
    var next = 0
    var start: [Int32] = [0]
    var columns: [Int32] = []
    var parts: [Double] = []
    var limit: [Double] = []
    for row in 0..<rowCount {
      if next < which.count, which[next] == Int32(row) {
        next += 1
        continue
      }
      let range = Int(rowStart[row])..<Int(rowStart[row + 1])
      columns += rowColumns[range]
      parts += rowParts[range]
      start.append(Int32(columns.count))
      limit.append(rowLimit[row])
    }
    (rowStart, rowColumns, rowParts, rowLimit) = (start, columns, parts, limit)
  }

  mutating func setBounds(lower: [Double], upper: [Double]) {
    self.lower = lower
    self.upper = upper
    Clp_chgColumnLower(model, lower)
    Clp_chgColumnUpper(model, upper)
  }

  // MARK: Solving

  enum Outcome {
    case optimal
    /// No point keeps to all rows, or none costs less than the limit.
    case beyondLimit
    /// Stopped early; the prices are good for a bound all the same.
    case stopped
  }

  /// The dual simplex from the basis at hand; the first time, the primal one, which gets from a
  /// good point to the best one in fewer steps than the dual needs from none.
  ///
  /// - Parameters:
  ///   - costLimit: a cost beyond which it need not go on.
  ///   - most: of iterations.
  ///   - seconds: the most of them; `nil`: no clock.
  ///   - isStart: whether the basis is that of a point that keeps to the rows.
  /// - Returns: how it ended.
  mutating func solve(
    costLimit: Double, iterations most: Int, seconds: Double?, isStart: Bool = false
  ) -> Outcome {
    Clp_setDualObjectiveLimit(model, costLimit)
    Clp_setMaximumIterations(model, Int32(clamping: max(1, most)))
    Clp_setMaximumSeconds(model, seconds ?? -1)
    Clp_setNumberIterations(model, 0)
    _ = isStart ? Clp_primal(model, 0) : Clp_dual(model, 0)
    iterations += Int(Clp_numberIterations(model))
    switch Clp_status(model) {
    case 0: return .optimal
    case 1, 2: return .beyondLimit
    default: return .stopped
    }
  }

  var objective: Double { Clp_objectiveValue(model) }

  /// Values of the columns.
  var solution: [Double] {
    guard let values = Clp_primalColumnSolution(model) else {
      return [Double](repeating: 0, count: columnCount)
    }
    return [Double](UnsafeBufferPointer(start: values, count: columnCount))
  }

  /// What the rows pay for their limits.
  var prices: [Double] {
    guard let values = Clp_dualRowSolution(model) else {
      return [Double](repeating: 0, count: rowCount)
    }
    return [Double](UnsafeBufferPointer(start: values, count: rowCount))
  }

  /// A cost that no point within the bounds goes below, worked out from the prices alone, and
  /// what a unit of each column costs at them.
  ///
  /// - Complexity: O(entries).
  func bound() -> (cost: Double, reducedCosts: [Double]) {
    var reduced = cost
    var total = 0.0
    var size = 0.0
    if let prices = Clp_dualRowSolution(model) {
      for row in 0..<rowCount {
        let price = prices[row]
        guard price > 0, price.isFinite else { continue }
        total += price * rowLimit[row]
        size += abs(price * rowLimit[row])
        for entry in Int(rowStart[row])..<Int(rowStart[row + 1]) {
          reduced[Int(rowColumns[entry])] -= price * rowParts[entry]
        }
      }
    }
    for column in 0..<columnCount {
      let worth = reduced[column] * (reduced[column] >= 0 ? lower[column] : upper[column])
      total += worth
      size += abs(worth)
    }
    // what rounding can do to a sum of so many terms
    return (total - size * 1e-12, reduced)
  }

  // MARK: Basis

  /// The basis, columns before rows, one byte each.
  var basis: [UInt8] {
    guard let status = Clp_statusArray(model) else { return [] }
    return [UInt8](UnsafeBufferPointer(start: status, count: columnCount + rowCount))
  }

  /// Goes back to a basis. Rows added since are basic in it.
  mutating func setBasis(_ basis: [UInt8]) {
    let missing = columnCount + rowCount - basis.count
    guard missing >= 0, !basis.isEmpty else { return }
    Clp_copyinStatus(model, basis + [UInt8](repeating: Self.basic, count: missing))
  }

  /// Whether the row does not hold anything back.
  func isSlack(row: Int) -> Bool { Clp_getRowStatus(model, Int32(row)) == Int32(Self.basic) }

  static let basic: UInt8 = 1
  static let atUpper: UInt8 = 2
  static let atLower: UInt8 = 3
}
