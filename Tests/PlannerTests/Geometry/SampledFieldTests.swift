import Testing

@testable import Planner

/// Outlines of levels on a lattice: valid, nested, and where the level is.
@Suite struct SampledFieldTests {
  /// Heights in a frame of unknown ones; between the corners in proportion, or by the nearest
  /// corner where they jump.
  private func field(
    _ rows: [[Int32]], owners: [[Int32]]? = nil, jump: Int32 = 1000
  ) -> SampledField {
    let width = rows[0].count + 2
    let edge = [Int32](repeating: SampledField.unknown, count: width)
    let framed = rows.map { [SampledField.unknown] + $0 + [SampledField.unknown] }
    let none = [Int32](repeating: -1, count: width)
    let heights = ([edge] + framed + [edge]).flatMap { $0 }
    let owned = owners.map { ([none] + $0.map { [-1] + $0 + [-1] } + [none]).flatMap { $0 } }
    func probe(_ point: Position<Plane>) -> (height: Int32, owner: Int32) {
      let (column, row) = (point.x / 10 + 1, point.y / 10 + 1)
      func corner(_ rule: FloatingPointRoundingRule) -> Int {
        Int(row.rounded(rule)) * width + Int(column.rounded(rule))
      }
      // only ever asked on an edge
      let (a, b, near) = (corner(.down), corner(.up), corner(.toNearestOrEven))
      let (low, high) = (min(heights[a], heights[b]), max(heights[a], heights[b]))
      guard high != SampledField.unknown, high - low <= jump else {
        return (heights[near], owned?[near] ?? 0)
      }
      let share = max(column - column.rounded(.down), row - row.rounded(.down))
      let height = Double(heights[a]) + share * Double(heights[b] - heights[a])
      return (Int32(height.rounded(.up)), owned?[near] ?? 0)
    }
    return SampledField(
      stepMeters: 10, firstColumn: -1, firstRow: -1, columns: width, rows: rows.count + 2,
      heights: heights, owners: owned, probe: probe)
  }

  private func random(_ seed: Int, owners: Int32? = nil) -> SampledField {
    var dice = SeededRandom(seed)
    let (columns, rows) = (12, 9)
    func height() -> Int32 {
      Int.random(in: 0..<5, using: &dice) == 0
        ? SampledField.unknown : Int32.random(in: 0...40, using: &dice) * 25
    }
    let heights = (0..<rows).map { _ in (0..<columns).map { _ in height() } }
    return field(
      heights,
      owners: owners.map { count in
        heights.map {
          $0.map { $0 == SampledField.unknown ? -1 : Int32.random(in: 0..<count, using: &dice) }
        }
      }, jump: 400)
  }

  private func area(_ outline: MultiPolygon<Plane>) -> Double {
    outline.polygons.flatMap(\.rings).reduce(0) { $0 + $1.doubledSignedArea / 2 }
  }

  @Test("a plane slope is cut where the level is")
  func slope() {
    // 100 higher with every column of 10 m
    let slope = field((0..<4).map { _ in (0..<6).map { Int32($0 * 100) } })
    let outline = slope.outline(upTo: 250)
    #expect(outline.polygons.count == 1)
    func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 10.0 / 32 }
    #expect(isNear(outline.bounds.maxX, 25))
    // halfway to what is unknown on the other sides
    #expect(isNear(outline.bounds.minX, -5) && isNear(outline.bounds.minY, -5))
    #expect(isNear(outline.bounds.maxY, 35))
    #expect(slope.outline(upTo: -1).isEmpty)
  }

  @Test("a jump is cut where it is, whatever the level")
  func jump() {
    let cliff = field((0..<3).map { _ in [0, 0, 5000, 5000] })
    let east = [1, 4999, 5000].map { cliff.outline(upTo: $0).bounds.maxX }
    #expect(abs(east[0] - 15) <= 10.0 / 32 && east[1] == east[0])
    #expect(abs(east[2] - 35) <= 10.0 / 32)
  }

  @Test("small holes are filled with what is in them, large ones are kept")
  func holes() {
    var rows = [[Int32]](repeating: [Int32](repeating: 0, count: 9), count: 9)
    rows[1][1] = 900
    for row in 3...7 { for column in 3...7 { rows[row][column] = 900 } }
    rows[5][5] = 0
    let yard = field(rows, jump: 10)
    let all = yard.outline(upTo: 100)
    #expect(all.polygons.count == 2 && all.polygons.flatMap(\.holes).count == 2)
    let smooth = yard.outline(upTo: 100, leastHole: 400)
    #expect(smooth.polygons.count == 2 && smooth.polygons.flatMap(\.holes).count == 1)
    let filled = yard.outline(upTo: 100, leastHole: 4000)
    #expect(filled.polygons.count == 1 && filled.polygons[0].holes.isEmpty)
  }

  @Test("any field has valid outlines, and a higher level contains a lower one", arguments: 0..<60)
  func validAndNested(seed: Int) throws {
    let field = random(seed)
    let overlay = try Overlay()
    for least in [0.0, 350] {
      var inner: Overlay.Shape?
      for level: Int32 in [0, 100, 250, 251, 500, 775, 1000] {
        let shape = try overlay.shape(field.outline(upTo: level, leastHole: least))
        #expect(overlay.defect(of: shape) == nil)
        if let inner { #expect(try overlay.difference(inner, shape).area < 1e-9) }
        inner = shape
      }
    }
  }

  @Test("owners share what lies within a level, without gaps or overlaps", arguments: 0..<60)
  func owners(seed: Int) throws {
    let field = random(seed, owners: 4)
    let overlay = try Overlay()
    for level: Int32 in [200, 600, 1000] {
      let whole = field.outline(upTo: level)
      let shares = (0..<4).map { field.outline(upTo: level, owner: Int32($0)) }
      for share in shares { #expect(overlay.defect(of: try overlay.shape(share)) == nil) }
      #expect(abs(shares.reduce(0) { $0 + area($1) } - area(whole)) < 1e-6)
      let union = try overlay.union(shares.map { try overlay.shape($0) })
      #expect(abs(union.area - area(whole)) < 1e-6)
    }
  }
}
