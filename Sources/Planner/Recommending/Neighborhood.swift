/// Today's municipalities and those beside them.
struct Neighborhood {
  /// Municipalities in which a station takes part today, ascending.
  let today: [Int]
  /// These, and every municipality that touches one of them or whose residents live within about
  /// a kilometre of theirs.
  let nearby: Set<Int>

  private static let cellMeters = 500.0

  /// - Throws: `Failure` (data) where GEOS cannot read an outline.
  init(_ ground: Ground) throws {
    let municipalities = ground.region.study.municipalities
    let today = Set(
      ground.stations.indices.filter {
        ground.stations[$0].isOpen(on: ground.question.day)
      }.compactMap { ground.homes[$0] }
    ).sorted()
    self.today = today
    var nearby = Set(today)
    guard !today.isEmpty else {
      self.nearby = nearby
      return
    }
    let isToday = Set(today)
    // residents within two squares of 500 m
    var cells: [Cell: Set<Int>] = [:]
    let blocks = ground.region.blocks
    for block in 0..<blocks.count {
      guard let municipality = ground.municipality(ofBlock: block) else { continue }
      cells[Cell(blocks.position(of: block), Self.cellMeters), default: []].insert(municipality)
    }
    for (cell, here) in cells where !here.isDisjoint(with: isToday) {
      for column in cell.column - 2...cell.column + 2 {
        for row in cell.row - 2...cell.row + 2 {
          if let there = cells[Cell(column: column, row: row)] { nearby.formUnion(there) }
        }
      }
    }
    // and borders where nobody lives
    let boxes = municipalities.map(\.outline.bounds)
    let rest = Set(municipalities.indices).subtracting(nearby).sorted()
    let touching = rest.map { other in (other, today.filter { boxes[$0].intersects(boxes[other]) })
    }
    .filter { !$0.1.isEmpty }
    if !touching.isEmpty {
      let overlay = try Overlay()
      var shapes: [Int: Overlay.Shape] = [:]
      func shape(_ index: Int) throws -> Overlay.Shape {
        if let known = shapes[index] { return known }
        let made = try overlay.shape(municipalities[index].outline)
        shapes[index] = made
        return made
      }
      for (other, beside) in touching {
        let there = try shape(other)
        for index in beside where try shape(index).intersects(there) {
          nearby.insert(other)
          break
        }
      }
    }
    self.nearby = nearby
  }

  private struct Cell: Hashable {
    let column: Int
    let row: Int

    init(column: Int, row: Int) {
      self.column = column
      self.row = row
    }

    init(_ position: Position<Plane>, _ meters: Double) {
      column = Int((position.x / meters).rounded(.down))
      row = Int((position.y / meters).rounded(.down))
    }
  }
}
