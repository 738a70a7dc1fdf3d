import Planner
import Testing

@Suite struct GridCellTests {
  @Test(
    "published codes come out",
    arguments: [
      (35.658581, 139.745433, "53393599212", "5339359906"),
      (34.987574, 135.759363, "52353680412", "5235368057"),
    ])
  func published(latitude: Double, longitude: Double, code: String, tenth: String) throws {
    let point = Position<Geographic>(longitude: longitude, latitude: latitude)
    #expect(GridCell(containing: point, level: .m100)?.code == tenth)
    for level in GridLevel.allCases where level != .m100 {
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
        #expect(GridCell(code: cell.code, tenDigits: level) == cell)
        let middle = try #require(GridCell(containing: cell.center, level: level))
        #expect(middle == cell)
      }
    }
  }

  @Test("ten digits are a quarter of 500 m or a tenth of 1 km, as the caller says")
  func tenDigits() throws {
    let quarter = try #require(GridCell(code: "5340227912"))
    let tenth = try #require(GridCell(code: "5340227912", tenDigits: .m100))
    #expect(quarter.level == .m250 && tenth.level == .m100)
    let kilometer = try #require(GridCell(code: "53402279"))
    // row 1, column 2 of ten
    #expect(tenth.row == kilometer.row * 10 + 1 && tenth.column == kilometer.column * 10 + 2)
    #expect(GridCell(code: "5340227900") == nil)
    #expect(GridCell(code: "5340227900", tenDigits: .m100)?.code == "5340227900")
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
