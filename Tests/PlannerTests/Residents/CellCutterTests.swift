import Testing

@testable import Planner

@Suite struct CellCutterTests {
  @Test("agrees with GEOS cell by cell", arguments: 0..<50)
  func agreesWithGEOS(seed: Int) throws {
    let country = try RandomCountry(seed, level: seed % 2 == 0 ? .m500 : .m250)
    let cells = country.cells.sorted()
    let cutter = CellCutter(cells: cells)
    let overlay = try Overlay()
    for municipality in country.municipalities {
      let shares = cutter.shares(of: municipality.outline)
      var share = [Double](repeating: 0, count: cells.count)
      for entry in shares { share[Int(entry.cell)] = entry.share }
      let shape = try overlay.shape(municipality.outline)
      for (index, cell) in cells.enumerated() {
        let southWest = cell.southWest
        let northEast = cell.corner(east: 1, north: 1)
        let box = Bounds<Geographic>(
          minX: southWest.x, minY: southWest.y, maxX: northEast.x, maxY: northEast.y)
        let square = try overlay.shape(MultiPolygon([box.polygon]))
        let exact = try overlay.intersection(shape, square).area / square.area
        #expect(abs(exact - share[index]) < 1e-5, "\(cell.code)")
      }
    }
  }

  @Test("holes, islands in holes and rings that run the wrong way")
  func holes() throws {
    // in cells of 500 m: a 4 × 4 square with a 2 × 2 hole in it and an island in the hole
    let corner = try #require(GridCell(code: "534022791"))
    func ring(_ low: Double, _ high: Double, reversed: Bool) throws -> Ring<Geographic> {
      let corners = [(low, low), (high, low), (high, high), (low, high)].map {
        corner.corner(east: $0.0, north: $0.1)
      }
      return try #require(Ring(reversed ? corners.reversed() : corners))
    }
    for reversed in [false, true] {
      let outline = MultiPolygon([
        Polygon(
          exterior: try ring(0, 4, reversed: reversed), holes: [try ring(1, 3, reversed: reversed)]),
        Polygon(exterior: try ring(1.5, 2.5, reversed: !reversed)),
      ])
      var cells: [GridCell] = []
      for row in 0..<Int32(4) {
        for column in 0..<Int32(4) {
          cells.append(
            GridCell(level: .m500, column: corner.column + column, row: corner.row + row))
        }
      }
      let shares = CellCutter(cells: cells).shares(of: outline)
      #expect(isClose(shares.reduce(0) { $0 + $1.share }, 13))
      let inner = shares.first {
        cells[Int($0.cell)].column == corner.column + 1
          && cells[Int($0.cell)].row == corner.row + 1
      }
      #expect(isClose(inner?.share ?? 0, 0.25))
    }
  }
}
