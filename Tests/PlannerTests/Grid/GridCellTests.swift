import Planner
import Testing

@Suite struct GridCellTests {
  @Test(
    "published codes come out",
    arguments: [
      (35.658581, 139.745433, "53393599212"),
      (34.987574, 135.759363, "52353680412"),
    ])
  func published(latitude: Double, longitude: Double, code: String) throws {
    let point = Position<Geographic>(longitude: longitude, latitude: latitude)
    for level in GridLevel.allCases {
      let cell = try #require(GridCell(containing: point, level: level))
      #expect(cell.code == String(code.prefix(level.digits)))
    }
  }

  @Test("every exact south-west corner of a first-level mesh belongs to its own cell")
  func corners() throws {
    let mesh = try #require(GridCell(code: "5340"))
    for level in [GridLevel.m500, .m250] {
      let factor = Int32(level.columnsPerDegree)
      var wrong = 0
      for row in 0..<factor {
        for column in 0..<factor {
          let cell = GridCell(
            level: level, column: mesh.column * factor + column, row: mesh.row * factor + row)
          // the textbook's decimal degrees, as a file would have them
          if GridCell(containing: cell.southWest, level: level) != cell { wrong += 1 }
        }
      }
      #expect(wrong == 0)
    }
  }

  @Test("a code read and written is the same code")
  func roundTrip() throws {
    var random = SeededRandom(1)
    for _ in 0..<2000 {
      let point = Position<Geographic>(
        longitude: .random(in: 122..<154, using: &random),
        latitude: .random(in: 20..<46, using: &random))
      for level in GridLevel.allCases {
        let cell = try #require(GridCell(containing: point, level: level))
        #expect(GridCell(code: cell.code) == cell)
        let middle = try #require(GridCell(containing: cell.center, level: level))
        #expect(middle == cell)
      }
    }
  }

  @Test(
    "what is no code is refused",
    arguments: [
      "", "53", "53408", "534080", "534018", "5340000", "534000005", "5340a0", "53400000x",
    ])
  func refused(code: String) {
    #expect(GridCell(code: code) == nil)
  }
}
