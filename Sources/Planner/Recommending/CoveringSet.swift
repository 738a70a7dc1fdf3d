/// A set of columns with the numbers by which it is improved: how often each row is covered, by
/// which of the set while that is decided by one or two, and what each of the set alone holds.
///
/// Values are what `CoveringMatrix` counts: up to `capacity` times the weight of a row. (Chances
/// have a set of their own, `ChanceSet`.)
struct CoveringSet {
  private let matrix: CoveringMatrix
  /// By slot: the column, or −1.
  private(set) var columns: [Int32]
  /// By column: its slot, or −1.
  private(set) var slot: [Int32]
  private(set) var value: Double
  /// What would be lost with the column of a slot.
  private(set) var loss: [Double]
  private var hits: [Int32]
  /// Sums of the slots, and of their squares, that cover a row: enough to name them while they
  /// are one or two, which is as far as a capacity goes.
  private var slotSum: [Int64]
  private var slotSquares: [Int64]

  init(_ matrix: CoveringMatrix, size: Int) {
    self.matrix = matrix
    columns = [Int32](repeating: -1, count: size)
    slot = [Int32](repeating: -1, count: matrix.columnCount)
    loss = [Double](repeating: 0, count: size)
    hits = [Int32](repeating: 0, count: matrix.rowCount)
    slotSum = [Int64](repeating: 0, count: matrix.rowCount)
    slotSquares = [Int64](repeating: 0, count: matrix.rowCount)
    value = 0
  }

  /// The columns, ascending.
  var members: [Int] { columns.filter { $0 >= 0 }.map { Int($0) }.sorted() }

  /// What a column outside would add.
  @inline(__always)
  func gain(_ column: Int) -> Double {
    var gain = 0.0
    for row in matrix.rows(of: column)
    where hits[Int(row)] < Int32(matrix.capacity[Int(row)]) {
      gain += matrix.weight[Int(row)]
    }
    return gain
  }

  @inline(__always)
  private func owners(_ row: Int) -> (Int, Int?) {
    let sum = slotSum[row]
    guard hits[row] == 2 else { return (Int(sum), nil) }
    let difference = Int64(Double(2 * slotSquares[row] - sum * sum).squareRoot().rounded())
    return (Int((sum - difference) / 2), Int((sum + difference) / 2))
  }

  @inline(__always)
  private mutating func changeLoss(ofOwnersOf row: Int, by weight: Double) {
    let (first, second) = owners(row)
    loss[first] += weight
    if let second { loss[second] += weight }
  }

  mutating func add(_ column: Int, slot place: Int) {
    columns[place] = Int32(column)
    slot[column] = Int32(place)
    loss[place] = 0
    for row in matrix.rows(of: column) {
      let row = Int(row)
      let room = Int32(matrix.capacity[row])
      let weight = matrix.weight[row]
      if hits[row] < room {
        value += weight
        loss[place] += weight
      } else if hits[row] == room {
        changeLoss(ofOwnersOf: row, by: -weight)
      }
      hits[row] += 1
      slotSum[row] += Int64(place)
      slotSquares[row] += Int64(place * place)
    }
  }

  mutating func remove(slot place: Int) {
    let column = Int(columns[place])
    for row in matrix.rows(of: column) {
      let row = Int(row)
      let room = Int32(matrix.capacity[row])
      hits[row] -= 1
      slotSum[row] -= Int64(place)
      slotSquares[row] -= Int64(place * place)
      if hits[row] < room {
        value -= matrix.weight[row]
      } else if hits[row] == room {
        changeLoss(ofOwnersOf: row, by: matrix.weight[row])
      }
    }
    columns[place] = -1
    slot[column] = -1
    loss[place] = 0
  }

  /// The gain of a column, and by slot what of a loss it would make good: what is in exact
  /// balance with it. `shared` must be zero on entry, and is zeroed for the touched slots by
  /// the caller.
  @inline(__always)
  func gain(_ column: Int, sharing shared: inout [Double], touched: inout [Int]) -> Double {
    var gain = 0.0
    for row in matrix.rows(of: column) {
      let row = Int(row)
      let room = Int32(matrix.capacity[row])
      if hits[row] < room {
        gain += matrix.weight[row]
      } else if hits[row] == room {
        let (first, second) = owners(row)
        if shared[first] == 0 { touched.append(first) }
        shared[first] += matrix.weight[row]
        if let second {
          if shared[second] == 0 { touched.append(second) }
          shared[second] += matrix.weight[row]
        }
      }
    }
    return gain
  }

  /// Exchanges columns for better ones until no exchange of one for one helps.
  ///
  /// - Parameters:
  ///   - order: columns to try, the most promising first.
  ///   - least: what an exchange must gain.
  ///   - allows: whether the side constraints let a column take a slot's place; `nil` without any.
  ///   - onSwap: told of each exchange before it is made.
  mutating func improve(
    trying order: [Int], least: Double, allows: ((_ column: Int, _ slot: Int) -> Bool)?,
    onSwap: (_ column: Int, _ slot: Int) -> Void
  ) {
    var shared = [Double](repeating: 0, count: columns.count)
    var touched: [Int] = []
    var sinceLast = 0
    var index = 0
    // the slot that is cheapest to lose, for those with which a column shares nothing
    var cheapest = cheapestSlots()
    while sinceLast < order.count {
      let column = order[index]
      index = index + 1 == order.count ? 0 : index + 1
      sinceLast += 1
      guard slot[column] < 0 else { continue }
      let gain = gain(column, sharing: &shared, touched: &touched)
      var best = least
      var bestSlot = -1
      // of equal exchanges the first slot, so that it does not hang on the order of rows
      if let allows {
        for place in columns.indices where columns[place] >= 0 {
          let change = gain - loss[place] + shared[place]
          if change > best, allows(column, place) {
            best = change
            bestSlot = place
          }
        }
      } else {
        for place in touched {
          let change = gain - loss[place] + shared[place]
          if change > best || change == best && bestSlot >= 0 && place < bestSlot {
            best = change
            bestSlot = place
          }
        }
        for place in cheapest where shared[place] == 0 {
          let change = gain - loss[place]
          if change > best || change == best && bestSlot >= 0 && place < bestSlot {
            best = change
            bestSlot = place
          }
          break
        }
      }
      for place in touched { shared[place] = 0 }
      touched.removeAll(keepingCapacity: true)
      if bestSlot >= 0 {
        onSwap(column, bestSlot)
        remove(slot: bestSlot)
        add(column, slot: bestSlot)
        cheapest = cheapestSlots()
        sinceLast = 0
      }
    }
  }

  /// Slots by what they hold alone, the least first.
  private func cheapestSlots() -> [Int] {
    columns.indices.filter { columns[$0] >= 0 }.sorted { (loss[$0], $0) < (loss[$1], $1) }
  }
}

extension CoveringMatrix {
  /// What a set of columns is worth, without chances, together with all that is settled.
  func value(of set: [Int]) -> Double {
    var cover = CoveringSet(self, size: set.count)
    for (slot, column) in set.enumerated() { cover.add(column, slot: slot) }
    return base + cover.value
  }
}
