/// The pieces of population units by municipality, before they become blocks: who belongs where.
struct Pieces {
  struct Piece {
    var unit: Int32
    var municipality: Int32
    /// Of the unit's residents.
    var share: Double
    /// The piece is the whole unit.
    var isWhole: Bool
  }

  var pieces: [Piece]
  var outside: OutsideResidents
  var findings: [Finding]

  /// Pieces of grid cells. A cell that the outer boundary cuts has *other land* beyond it, or
  /// only *shore*: with `neighboringLand` the outlines of that land decide; without, a cell has
  /// other land when one of its eight neighbours is populated and lies wholly outside.
  ///
  /// On real Chiba this leaves the residents 0.1 % short of the census; giving the sea its share
  /// would lose up to 10 % of a coastal town, taking all land for shore would add 10 % to one
  /// at the border.
  static func ofCells(
    _ cells: [GridCell], of population: Population, in area: StudyArea
  ) throws -> Pieces {
    guard let level = cells.first?.level else {
      return Pieces(pieces: [], outside: .none(population), findings: [])
    }
    let cutter = CellCutter(cells: cells)
    let shares = inParallel(area.municipalities.count) {
      cutter.shares(of: area.municipalities[$0].outline)
    }
    var total = [Double](repeating: 0, count: cells.count)
    var partCount = [Int32](repeating: 0, count: cells.count + 1)
    for municipality in shares {
      for share in municipality {
        total[Int(share.cell)] += share.share
        partCount[Int(share.cell) + 1] += 1
      }
    }

    var findings: [Finding] = []
    let overlapping = cells.indices.filter { total[$0] > 1 + Self.tolerance }
    if let first = overlapping.first {
      let place = cells[first].center
      findings.append(
        Finding(
          .warning, "overlapping-outlines",
          what: Text(
            ja:
              "市町村の図形が\(overlapping.count)メッシュで重なっています（例：\(cells[first].code)、東経\(place.x) 北緯\(place.y)付近）",
            en:
              "municipal outlines overlap in \(overlapping.count) cells (such as \(cells[first].code), near \(place.x) E \(place.y) N)"
          ),
          remedy: Text(
            ja: "重なった部分の人口は按分しました。境界データの版が混ざっていないか確かめてください",
            en: "Residents there were shared out; check for mixed editions of the boundaries")))
    }

    let land = try landShares(cells, level, total, cutter, population, area)

    // gather by cell: municipalities come in order, so each cell's parts do too
    for cell in cells.indices { partCount[cell + 1] += partCount[cell] }
    var next = partCount
    var parts = [(municipality: Int32, share: Double)](
      repeating: (0, 0), count: Int(partCount[cells.count]))
    for (municipality, list) in shares.enumerated() {
      for share in list {
        parts[Int(next[Int(share.cell)])] = (Int32(municipality), share.share)
        next[Int(share.cell)] += 1
      }
    }

    let attributes = population.counts.indices
    var wholeUnits = attributes.map { _ in 0.0 }
    var cutUnits = wholeUnits
    var pieces: [Piece] = []
    pieces.reserveCapacity(parts.count)
    for cell in cells.indices {
      let range = Int(partCount[cell])..<Int(partCount[cell + 1])
      guard !range.isEmpty else {
        for attribute in attributes { wholeUnits[attribute] += population.counts[attribute][cell] }
        continue
      }
      let outsideShare = max(0, 1 - total[cell] / land[cell])
      if outsideShare > 0 {
        for attribute in attributes {
          cutUnits[attribute] += population.counts[attribute][cell] * outsideShare
        }
      }
      for part in parts[range] {
        pieces.append(
          Piece(
            unit: Int32(cell), municipality: part.municipality, share: part.share / land[cell],
            isWhole: range.count == 1 && part.share >= 1 - CellCutter.negligibleShare))
      }
    }
    return Pieces(
      pieces: pieces, outside: OutsideResidents(wholeUnits: wholeUnits, cutUnits: cutUnits),
      findings: findings)
  }

  /// Below this share of a cell, a difference is a seam between two outlines (0.3 m²).
  static let tolerance = 1e-6

  /// The share of each touched cell that is land, inside the outlines or beyond them.
  private static func landShares(
    _ cells: [GridCell], _ level: GridLevel, _ total: [Double], _ cutter: CellCutter,
    _ population: Population, _ area: StudyArea
  ) throws -> [Double] {
    if let neighbors = area.neighboringLand {
      var beyond = [Double](repeating: 0, count: cells.count)
      for list in inParallel(neighbors.count, { cutter.shares(of: neighbors[$0]) }) {
        for share in list { beyond[Int(share.cell)] += share.share }
      }
      let inner = cells.indices.filter { total[$0] >= 1 - tolerance }
      let doubled = inner.filter { beyond[$0] > 0.5 }
      if doubled.count * 10 > inner.count {
        throw Failure(
          .data,
          what: Text(
            ja: "--land の図形が対象の市町村そのものを覆っています（\(doubled.count)メッシュ）",
            en:
              "the outlines of --land cover the municipalities themselves (\(doubled.count) cells)"),
          remedy: Text(
            ja: "--land には隣の都県だけを入れてください",
            en: "Give only the neighbouring prefectures with --land"))
      }
      return cells.indices.map { max(total[$0], min(1, total[$0] + beyond[$0])) }
    }

    var outsideAndPopulated: Set<GridCell> = []
    for cell in cells.indices where total[cell] == 0 && population.counts[0][cell] > 0 {
      outsideAndPopulated.insert(cells[cell])
    }
    return cells.indices.map { index in
      guard total[index] > 0, total[index] < 1 - tolerance else { return max(total[index], 1e-300) }
      let cell = cells[index]
      for (column, row) in neighborSteps
      where outsideAndPopulated.contains(
        GridCell(level: level, column: cell.column + column, row: cell.row + row))
      { return 1 }
      return total[index]
    }
  }

  private static let neighborSteps: [(Int32, Int32)] = [
    (-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1),
  ]

  /// Pieces of points: each wholly in the municipality that contains it.
  static func ofPoints(
    _ points: [Position<Geographic>], of population: Population, locators: [OutlineLocator]
  ) -> Pieces {
    var wholeUnits = population.counts.map { _ in 0.0 }
    var pieces: [Piece] = []
    for (unit, point) in points.enumerated() {
      // what the CRS cannot tell in degrees lies in no municipality
      let isSomewhere = point.x.isFinite && point.y.isFinite
      if isSomewhere, let municipality = locators.firstIndex(where: { $0.contains(point) }) {
        pieces.append(
          Piece(unit: Int32(unit), municipality: Int32(municipality), share: 1, isWhole: true))
      } else {
        for attribute in wholeUnits.indices {
          wholeUnits[attribute] += population.counts[attribute][unit]
        }
      }
    }
    return Pieces(
      pieces: pieces,
      outside: OutsideResidents(
        wholeUnits: wholeUnits, cutUnits: population.counts.map { _ in 0 }),
      findings: [])
  }
}

extension OutsideResidents {
  static func none(_ population: Population) -> OutsideResidents {
    let zeros = population.counts.map { _ in 0.0 }
    return OutsideResidents(wholeUnits: zeros, cutUnits: zeros)
  }
}
