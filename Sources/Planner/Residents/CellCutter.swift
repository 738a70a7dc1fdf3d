/// Cuts grid cells by outlines: how much of each populated cell an outline covers.
///
/// Cells are unit squares in lattice coordinates, and the covered share of every square comes
/// out of one walk around the rings (Green's theorem): an edge adds the area between itself and
/// the east side of its square, and its height to every square further east. The shares are
/// exact up to rounding; GEOS, cell by cell, agrees to better than 10⁻⁵ of a cell (tested) and
/// takes a hundred times as long.
struct CellCutter: Sendable {
  /// Shares smaller than this are rounding, not land: 0.3 mm² of a 500 m cell.
  static let negligibleShare = 1e-9

  struct Share: Sendable {
    /// Index into the cells.
    var cell: Int32
    /// Of the cell's area, 0 to 1.
    var share: Double
  }

  private let level: GridLevel
  /// Sorted by row, then column.
  private let cells: [GridCell]
  private let firstRow: Int
  private let rowStart: [Int32]
  private let minColumn: Int
  private let maxColumn: Int

  /// - Parameter cells: of one level, sorted, not empty.
  init(cells: [GridCell]) {
    self.cells = cells
    level = cells.first?.level ?? .m500
    firstRow = Int(cells.first?.row ?? 0)
    let rowCount = Int(cells.last?.row ?? -1) - firstRow + 1
    var start = [Int32](repeating: 0, count: rowCount + 1)
    var minColumn = Int.max
    var maxColumn = Int.min
    for cell in cells {
      start[Int(cell.row) - firstRow + 1] += 1
      minColumn = min(minColumn, Int(cell.column))
      maxColumn = max(maxColumn, Int(cell.column))
    }
    for row in 0..<rowCount { start[row + 1] += start[row] }
    rowStart = start
    self.minColumn = minColumn
    self.maxColumn = maxColumn
  }

  /// The shares of all cells that an outline touches, by cell.
  ///
  /// - Complexity: O(edges + squares in the boxes around the outline's parts).
  func shares(of outline: MultiPolygon<Geographic>) -> [Share] {
    var result: [Share] = []
    for polygon in outline.polygons { result += shares(of: polygon) }
    if outline.polygons.count > 1 { result = merged(result) }
    return result
  }

  /// Islands and enclaves of one municipality may share a cell.
  private func merged(_ shares: [Share]) -> [Share] {
    var result: [Share] = []
    for share in shares.sorted(by: { $0.cell < $1.cell }) {
      if let last = result.indices.last, result[last].cell == share.cell {
        result[last].share += share.share
      } else {
        result.append(share)
      }
    }
    return result
  }

  private func shares(of polygon: Polygon<Geographic>) -> [Share] {
    let scaleX = Double(level.columnsPerDegree)
    let scaleY = scaleX * 1.5
    var bounds = Bounds<Geographic>()
    for position in polygon.exterior.positions { bounds.add(position) }
    let west = max(Int((bounds.minX * scaleX).rounded(.down)), minColumn)
    let east = min(Int((bounds.maxX * scaleX).rounded(.down)), maxColumn)
    let south = max(Int((bounds.minY * scaleY).rounded(.down)), firstRow)
    let north = min(Int((bounds.maxY * scaleY).rounded(.down)), firstRow + rowStart.count - 2)
    guard west <= east, south <= north else { return [] }

    var window = Window(width: east - west + 1, height: north - south + 1)
    for (index, ring) in polygon.rings.enumerated() {
      // whatever way a ring runs in the file, exteriors add and holes take away
      let counterClockwise = ring.doubledSignedArea > 0
      window.sign = counterClockwise == (index == 0) ? 1 : -1
      ring.positions.withUnsafeBufferPointer { positions in
        var x = positions[0].x * scaleX - Double(west)
        var y = positions[0].y * scaleY - Double(south)
        for index in 1..<positions.count {
          let nextX = positions[index].x * scaleX - Double(west)
          let nextY = positions[index].y * scaleY - Double(south)
          window.add(x0: x, y0: y, x1: nextX, y1: nextY)
          x = nextX
          y = nextY
        }
      }
    }

    var result: [Share] = []
    for row in south...north {
      var cell = Int(rowStart[row - firstRow])
      let end = Int(rowStart[row - firstRow + 1])
      while cell < end, Int(cells[cell].column) < west { cell += 1 }
      guard cell < end, Int(cells[cell].column) <= east else { continue }
      var covered = 0.0
      let line = (row - south) * window.width
      for column in 0..<window.width {
        let share = covered + window.area[line + column]
        covered += window.height[line + column]
        guard cell < end, Int(cells[cell].column) == west + column else { continue }
        if share > Self.negligibleShare {
          result.append(
            Share(
              cell: Int32(cell), share: share > 1 - Self.negligibleShare ? min(share, 1) : share))
        }
        cell += 1
        if cell == end { break }
      }
    }
    return result
  }

  /// What the edges add to each square of the box around one polygon.
  private struct Window {
    let width: Int
    let rows: Int
    /// Between the edges in a square and the square's east side.
    var area: [Double]
    /// Of the edges in a square, southward positive: the share of every square further east.
    var height: [Double]
    var sign = 1.0

    init(width: Int, height rows: Int) {
      self.width = width
      self.rows = rows
      area = [Double](repeating: 0, count: width * rows)
      height = area
    }

    mutating func add(x0: Double, y0: Double, x1: Double, y1: Double) {
      guard y0 != y1 else { return }
      // walk northwards, remember which way the ring went
      let upward = y0 < y1
      let (lowX, lowY, highX, highY) = upward ? (x0, y0, x1, y1) : (x1, y1, x0, y0)
      let top = min(highY, Double(rows))
      var y = max(lowY, 0)
      guard y < top else { return }
      let direction = upward ? -sign : sign
      let slope = (highX - lowX) / (highY - lowY)
      var row = Int(y)
      var x = y == lowY ? lowX : lowX + (y - lowY) * slope
      while y < top {
        let nextY = min(Double(row + 1), top)
        let nextX = nextY == highY ? highX : lowX + (nextY - lowY) * slope
        addWithinRow(row, xa: x, xb: nextX, rise: (nextY - y) * direction)
        x = nextX
        y = nextY
        row += 1
      }
    }

    /// An edge that stays in one row, split where it crosses columns. Stretches west of the
    /// window count as lying on its west side; stretches east of it touch nothing.
    private mutating func addWithinRow(_ row: Int, xa: Double, xb: Double, rise: Double) {
      let line = row * width
      let west = min(xa, xb)
      let east = max(xa, xb)
      let firstColumn = Int(west.rounded(.down))
      let lastColumn = Int(east.rounded(.down))
      if firstColumn == lastColumn {
        if firstColumn < 0 {
          area[line] += rise
          height[line] += rise
        } else if firstColumn < width {
          area[line + firstColumn] += rise * (Double(firstColumn + 1) - (west + east) / 2)
          height[line + firstColumn] += rise
        }
        return
      }
      let risePerX = rise / (east - west)
      if west < 0 {
        let part = (min(east, 0) - west) * risePerX
        area[line] += part
        height[line] += part
      }
      var column = max(firstColumn, 0)
      while column <= lastColumn, column < width {
        let from = max(west, Double(column))
        let to = min(east, Double(column + 1))
        let part = (to - from) * risePerX
        area[line + column] += part * (Double(column + 1) - (from + to) / 2)
        height[line + column] += part
        column += 1
      }
    }
  }
}
