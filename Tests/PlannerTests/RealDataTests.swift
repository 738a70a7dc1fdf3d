import Foundation
import PlannerData
import Testing

@testable import Planner

/// The folder of real layers and published vectors, none of which is in the repository.
let realData = ProcessInfo.processInfo.environment["PLANNER_REALDATA"]

/// Rows of a comma-separated file without quotes in the columns that are asked for.
func realTable(_ path: String, _ columns: String...) throws -> [[String]] {
  let folder = try #require(realData)
  let text = try String(
    contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(path), encoding: .utf8)
  let rows = text.split(whereSeparator: \.isNewline).map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
  let header = try #require(rows.first)
  let indices = try columns.map { try #require(header.firstIndex(of: $0)) }
  return rows.dropFirst().map { row in indices.map { row[$0] } }
}

@Suite(.enabled(if: realData != nil, "PLANNER_REALDATA is not set"))
struct VectorTests {
  @Test("plane coordinates of zone IX to 0.1 mm, there and back")
  func plane() throws {
    let rows = try realTable(
      "vectors/jgd2011_epsg6677_vectors.csv", "name", "lon_deg_JGD2011", "lat_deg_JGD2011",
      "easting_m", "northing_m")
    #expect(rows.count == 12)
    let projection = try Projection(from: .jgd2011, to: CoordinateReferenceSystem("EPSG:6677"))
    for row in rows {
      let numbers = try row.dropFirst().map { try #require(Double($0)) }
      let degrees = Position<Geographic>(longitude: numbers[0], latitude: numbers[1])
      let expected = Position<Plane>(easting: numbers[2], northing: numbers[3])
      let planes: [Position<Plane>] = projection.forward([degrees])
      #expect(planes[0].distance(to: expected) < 1e-4, "\(row[0])")
      let back: [Position<Geographic>] = projection.inverse([expected])
      // 1e-9 degrees are a tenth of a millimetre
      #expect(abs(back[0].x - degrees.x) < 1e-9 && abs(back[0].y - degrees.y) < 1e-9, "\(row[0])")
    }
  }

  @Test("geodesic distances to a millimetre")
  func geodesics() throws {
    let rows = try realTable(
      "vectors/geodesic_grs80_vectors.csv", "lon1", "lat1", "lon2", "lat2", "distance_m")
    #expect(rows.count == 66)
    for row in rows {
      let numbers = try row.map { try #require(Double($0)) }
      let meters = try Projection.geodesicMeters(
        from: Position(longitude: numbers[0], latitude: numbers[1]),
        to: Position(longitude: numbers[2], latitude: numbers[3]))
      #expect(abs(meters - numbers[4]) < 1e-3, "\(row)")
    }
  }

  @Test("grid codes of six levels")
  func codes() throws {
    let rows = try realTable(
      "vectors/jismesh_chiba_vectors.csv", "lat", "lon", "level1_80km", "level2_10km",
      "level3_1km", "level4_500m", "level5_250m", "level6_125m")
    #expect(rows.count == 12)
    let levels: [GridLevel] = [.km80, .km10, .km1, .m500, .m250, .m125]
    for row in rows {
      let point = Position<Geographic>(
        longitude: try #require(Double(row[1])), latitude: try #require(Double(row[0])))
      for (level, code) in zip(levels, row.dropFirst(2)) {
        let cell = try #require(GridCell(containing: point, level: level))
        // the vectors were reckoned in binary, and put a point on a cell's own south side (35.55°)
        // into the cell below; the standard counts that side to the cell
        if cell.southWest.latitude == point.latitude, cell.code != code {
          let below = GridCell(level: level, column: cell.column, row: cell.row - 1)
          #expect(below.code == code)
          continue
        }
        #expect(cell.code == code)
        #expect(GridCell(code: code) == cell)
      }
    }
  }
}

/// The real outlines and the real census of Chiba, cut once.
private struct RealChiba: Sendable {
  let region: Region
  let cells: [GridCell]

  static let shared = Result { try RealChiba() }

  private init() throws {
    let folder = try #require(realData)
    let municipalities = try readMunicipalities(
      path: folder + "/boundaries/chiba_municipalities_full.geojson"
    ).value
    let population = try readGridPopulation(path: folder + "/population/Chiba500mPop2020.csv").value
    guard case .cells(let cells) = population.units else { throw NotAGrid() }
    self.cells = cells
    region = try Region(
      study: StudyArea(municipalities: municipalities), population: population)
  }

  struct NotAGrid: Error {}

  /// Places where people live: seeded draws of residents, each moved by up to 30 m.
  func stations(_ count: Int, seed: Int) -> [Position<Plane>] {
    var random = SeededRandom(seed)
    let blocks = region.blocks
    var cumulative: [Double] = []
    for piece in 0..<blocks.pieceCount {
      cumulative.append((cumulative.last ?? 0) + blocks.pieceResidents[0][piece])
    }
    return (0..<count).map { _ in
      let wanted = Double.random(in: 0..<(cumulative.last ?? 1), using: &random)
      var (low, high) = (0, cumulative.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] > wanted { high = middle } else { low = middle + 1 }
      }
      let block = blocks.blocks(ofPiece: low).randomElement(using: &random) ?? 0
      let at = blocks.position(of: block)
      return Position(
        x: at.x + .random(in: -30...30, using: &random),
        y: at.y + .random(in: -30...30, using: &random))
    }
  }
}

@Suite(.enabled(if: realData != nil, "PLANNER_REALDATA is not set"), .serialized)
struct RealChibaTests {
  @Test("residents of the whole prefecture agree with the census")
  func total() throws {
    let region = try RealChiba.shared.get().region
    let residents = region.blocks.residents()
    // what is short lies in cells beyond the coast line and on the border
    #expect(abs(residents / 6_284_480 - 1) < 0.001)
    #expect(abs(residents / 6_284_480 - 0.9991) < 0.0001, "\(residents)")
    let outside = region.outside.wholeUnits[0] + region.outside.cutUnits[0]
    #expect(isClose(residents + outside, 41_061_418, 0.001), "\(residents + outside)")
    #expect(region.crs == .planeRectangular(zone: 9))
  }

  /// Areal weighting by GEOS: of every piece near a station, the share of its area that lies in
  /// the union of the discs. By municipality.
  private func exact(
    _ chiba: RealChiba, _ stations: [Position<Plane>], radius: Double
  ) throws -> [Double] {
    let region = chiba.region
    let blocks = region.blocks
    let overlay = try Overlay()
    let projection = try Projection(from: .jgd2011, to: region.crs)
    let corners = 1024
    // as large as the disc: corners a little outside, edges a little inside
    let step = 2 * Double.pi / Double(corners)
    let reach = radius * (step / unitCircle(1, of: corners).y).squareRoot()
    func disc(_ center: Position<Plane>) throws -> Overlay.Shape {
      let ring = (0..<corners).map { index in
        let (x, y) = unitCircle(index, of: corners)
        return Position<Plane>(x: center.x + reach * x, y: center.y + reach * y)
      }
      return try overlay.shape(MultiPolygon([Polygon(exterior: try #require(Ring(ring)))]))
    }
    let discs = try stations.map(disc)
    let outlines = try region.study.municipalities.map { try overlay.shape($0.outline) }
    // stations by squares of two kilometres
    func square(_ position: Position<Plane>) -> SIMD2<Int> {
      SIMD2(Int((position.x / 2000).rounded(.down)), Int((position.y / 2000).rounded(.down)))
    }
    let bySquare = Dictionary(grouping: stations.indices) { square(stations[$0]) }

    var sums = region.study.municipalities.map { _ in 0.0 }
    for piece in 0..<blocks.pieceCount where blocks.pieceResidents[0][piece] > 0 {
      let cell = chiba.cells[Int(blocks.pieceUnit[piece])]
      // near enough? the blocks lie in the cell, which is less than a kilometre across
      let some = blocks.position(of: blocks.blocks(ofPiece: piece).lowerBound)
      let home = square(some)
      var near: [Int] = []
      for x in home.x - 1...home.x + 1 {
        for y in home.y - 1...home.y + 1 {
          near += (bySquare[SIMD2(x, y)] ?? []).filter {
            stations[$0].distance(to: some) < reach + 800
          }
        }
      }
      guard !near.isEmpty else { continue }
      let municipality = Int(blocks.pieceMunicipality[piece])
      let residents = blocks.pieceResidents[0][piece]
      let frame = [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { cell.corner(east: $0, north: $1) }
      let square: [Position<Plane>] = projection.forward(frame)
      // a convex square is inside a disc when its corners are
      let inside = near.contains { station in
        square.allSatisfy { $0.distance(to: stations[station]) <= radius }
      }
      if inside {
        sums[municipality] += residents
        continue
      }
      var part = MultiPolygon([Polygon(exterior: try #require(Ring(square)))])
      if !(try isWhole(frame, outlines[municipality], overlay)) {
        let (low, high) = (frame[0], frame[2])
        let clipped = try overlay.clip(
          outlines[municipality],
          to: Bounds<Geographic>(minX: low.x, minY: low.y, maxX: high.x, maxY: high.y))
        let outline: MultiPolygon<Geographic> = try overlay.outline(clipped)
        part = outline.mapPositions { projection.forward($0) }
      }
      let shape = try overlay.shape(part)
      let reached = near.filter { discs[$0].bounds.intersects(shape.bounds) }
      guard !reached.isEmpty, shape.area > 0 else { continue }
      let covered = try overlay.intersection(
        shape,
        reached.count == 1 ? discs[reached[0]] : overlay.union(reached.map { discs[$0] }))
      sums[municipality] += residents * covered.area / shape.area
    }
    return sums
  }

  private func isWhole(
    _ frame: [Position<Geographic>], _ outline: Overlay.Shape, _ overlay: Overlay
  ) throws -> Bool {
    outline.contains(
      try overlay.shape(MultiPolygon([Polygon(exterior: try #require(Ring(frame)))])))
  }

  @Test(
    "blocks against an exact overlay, 300 stations",
    arguments: [(800.0, 0.001), (500, 0.003), (250, 0.003)])
  func overlay(radius: Double, tolerance: Double) throws {
    let chiba = try RealChiba.shared.get()
    let region = chiba.region
    let stations = chiba.stations(300, seed: 20_260_815)
    let exact = try exact(chiba, stations, radius: radius)
    let reach = StraightLineWalk(
      in: region, radius: try #require(WalkRadius(meters: radius))
    ).reach(from: stations)
    let pieceOfBlock = region.blocks.pieceOfBlocks()
    var isReached = [Bool](repeating: false, count: region.blocks.count)
    for station in stations.indices {
      for pair in reach.pairs(of: station) { isReached[Int(reach.block[pair])] = true }
    }
    var sums = exact.map { _ in 0.0 }
    var residents = sums
    for block in 0..<region.blocks.count {
      let piece = Int(pieceOfBlock[block])
      let municipality = Int(region.blocks.pieceMunicipality[piece])
      let people = region.blocks.residentsPerBlock(attribute: 0, piece: piece)
      residents[municipality] += people
      if isReached[block] { sums[municipality] += people }
    }
    let (byBlocks, byArea) = (sums.reduce(0, +), exact.reduce(0, +))
    #expect(byArea > 100_000)
    #expect(abs(byBlocks / byArea - 1) < tolerance, "\(byBlocks) against \(byArea)")
    for municipality in exact.indices where residents[municipality] > 0 {
      let off = abs(sums[municipality] - exact[municipality]) / residents[municipality]
      #expect(off < 0.005, "\(region.study.municipalities[municipality].name): \(off)")
    }
  }
}
