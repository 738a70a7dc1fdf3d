import Foundation
import Testing

@testable import Planner

/// A town on ground whose heights a function says, in cells of ten metres around its origin.
private struct Hills {
  var town = StreetTown()
  /// Streets, by number, that leave the ground.
  var spans: Set<Int> = []
  var height: (Double, Double) -> Double?

  init(_ height: @escaping (Double, Double) -> Double?) { self.height = height }

  func graph() throws -> StreetGraph {
    var lines = StreetLines(points: try StreetTown.projection().inverse(town.corners.map(\.at)))
    for (number, street) in town.streets.enumerated() {
      lines.add(
        line: street.corners.map { Int32($0) }, street.passage, isSpan: spans.contains(number))
    }
    let side = 200
    let meters = (0..<side * side).map { cell -> Float in
      let x = (Double(cell % side) + 0.5) * 10 - 1000
      let y = 1000 - (Double(cell / side) + 0.5) * 10
      return height(x, y).map { Float($0) } ?? .nan
    }
    let grid = try #require(HeightGrid(columns: side, rows: side, meters: meters))
    let cells = town.corners.map { corner in
      Position<RasterCells>(x: (corner.at.x + 1000) / 10, y: (1000 - corner.at.y) / 10)
    }
    return try StreetGraph(
      lines, by: StreetTown.projection(), leastPartMeters: 0,
      heights: StreetHeights(lines, over: grid, cells: cells))
  }

  /// Metres of the walk between two places; `nil` where there is none.
  func walk(_ start: (Double, Double), _ end: (Double, Double)) throws -> Double? {
    let network = StreetNetwork(try graph())
    let joins = network.joins(
      [Position(x: start.0, y: start.1), Position(x: end.0, y: end.1)], within: 50)
    let found = network.centimeters(
      from: [joins[0]], to: [joins[1]], limitCentimeters: Int(Int32.max))[0][0]
    return found < 0 ? nil : Double(found) / 100
  }
}

@Suite struct SlopeTests {
  @Test("the factor by hand, from Tobler's formula")
  func factors() {
    for (slope, factor) in [
      (0, 1), (0.05, 1.09562), (0.1, 1.20953), (0.2, 1.71641), (0.5, 4.90490),
    ] {
      #expect(abs(Slope.factor(slope) - factor) < 1e-5)
      #expect(Slope.factor(-slope) == Slope.factor(slope))
    }
    #expect(Slope.factor(7) == Slope.factor(1))
    // minutes of both ways by the formula as it is published, where down is not faster than flat
    func speed(_ slope: Double) -> Double { 6 * exp(-3.5 * abs(slope + 0.05)) }
    var last = 1.0
    for step in 0...100 {
      let slope = Double(step) / 100
      let flat = speed(0)
      let published = (flat / speed(slope) + max(1, flat / speed(-slope))) / 2
      #expect(abs(Slope.factor(slope) - published) < 1e-12)
      #expect(Slope.factor(slope) >= last)
      last = Slope.factor(slope)
    }
  }

  @Test("bilinear between the centres of cells, and nothing where there is no data")
  func grid() throws {
    let grid = try #require(
      HeightGrid(columns: 3, rows: 2, meters: [0, 10, .nan, 20, 40, 7]))
    func at(_ x: Double, _ y: Double) -> Double? { grid.meters(at: Position(x: x, y: y)) }
    #expect(at(0.5, 0.5) == 0 && at(1.5, 0.5) == 10 && at(1, 0.5) == 5)
    #expect(at(1, 1) == 17.5 && at(0.5, 1) == 10)
    // the outer half of a cell is as its centre
    #expect(at(0, 0) == 0 && at(0.5, 2) == 20 && at(3, 2) == 7)
    #expect(at(2, 0.5) == nil && at(2.5, 1) == nil && at(2, 1.5) == 23.5)
    #expect(at(-0.01, 1) == nil && at(1, 2.01) == nil && at(.nan, 1) == nil)
    #expect(HeightGrid(columns: 2, rows: 2, meters: [1]) == nil)
  }

  @Test("400 m up a hill of 10 % are 483.81 m on the flat, and so they are down")
  func hill() throws {
    var hills = Hills { x, _ in 50 + 0.1 * x }
    hills.town.corner("a", 0, 0)
    hills.town.corner("b", 400, 0)
    hills.town.corner("c", 400, 300)
    hills.town.street("a", "b", "c")
    let up = try #require(try hills.walk((0, 0), (400, 0)))
    #expect(abs(up - 483.81) < 0.02)
    #expect(try hills.walk((400, 0), (0, 0)) == up)
    // along the slope it is flat
    #expect(abs((try hills.walk((400, 0), (400, 300)) ?? 0) - 300) < 0.02)
    let graph = try hills.graph()
    #expect(graph.defect() == nil && abs(graph.meters - 700) < 0.02)
    let climb = try #require(graph.climb)
    #expect(abs(climb.mapMeters - 700) < 0.01 && abs(climb.equivalentMeters - 783.81) < 0.02)
    #expect(climb.metersWithoutHeight == 0 && climb.metersTooSteep == 0)
    #expect(abs((climb.lowestMeters ?? 0) - 50) < 0.01)
    #expect(abs((climb.highestMeters ?? 0) - 90) < 0.01)
  }

  @Test("a hill within a stretch is where it is, and not all along it")
  func hillWithin() throws {
    // flat for 200 m, then 20 % for 200 m
    var hills = Hills { x, _ in max(0, x - 200) * 0.2 }
    hills.town.corner("a", 0, 0)
    hills.town.corner("m", 200, 0)
    hills.town.corner("b", 400, 0)
    hills.town.street("a", "m", "b")
    #expect(try hills.graph().stretchCount == 1)
    let flat = try #require(try hills.walk((0, 0), (150, 0)))
    let steep = try #require(try hills.walk((250, 0), (400, 0)))
    // between the points of its shape a climb is spread evenly, and the foot of the hill is round
    #expect(abs(flat - 150) < 3)
    #expect(abs(steep - 150 * 1.71641) < 3)
  }

  @Test("a bridge over a valley goes straight from end to end, in one piece or three")
  func bridge() throws {
    for pieces in [1, 3] {
      for isSpan in [true, false] {
        var hills = Hills { x, _ in abs(x - 200) * 0.3 }
        for (number, x) in [0.0, 50, 150, 250, 350, 400].enumerated() {
          hills.town.corner("\(number)", x, 0)
        }
        hills.town.street("0", "1")
        if pieces == 1 {
          hills.town.street("1", "2", "3", "4")
        } else {
          for piece in 1...3 { hills.town.street(numbers: [piece, piece + 1]) }
        }
        hills.town.street("4", "5")
        if isSpan { hills.spans = Set(1...pieces) }
        let walk = try #require(try hills.walk((50, 0), (350, 0)))
        // 30 % up and down, 2.4 times the flat
        let wanted = isSpan ? 300 : 300 * Slope.factor(0.3)
        // the bottom of the valley is rounded by a cell, and by a step
        #expect(abs(walk - wanted) < (isSpan ? 3 : 40), "\(pieces) \(isSpan) \(walk)")
      }
    }
  }

  @Test("steps up to the middle of a bridge climb to the bridge")
  func stepsToABridge() throws {
    // a ravine 20 m deep between x 100 and 300; the bridge is level
    var hills = Hills { x, _ in (100...300).contains(x) ? 0 : 20 }
    hills.town.corner("w", 80, 0)
    hills.town.corner("m", 200, 0)
    hills.town.corner("e", 320, 0)
    hills.town.corner("below", 200, -80)
    hills.town.street("w", "m", "e")
    hills.town.street("below", "m")
    hills.spans = [0]
    #expect(abs((try hills.walk((80, 0), (320, 0)) ?? 0) - 240) < 0.05)
    let steps = try #require(try hills.walk((200, -80), (200, 0)))
    #expect(steps > 80 * 1.2)
  }

  @Test("where there is no height it is flat, and counted")
  func noData() throws {
    var hills = Hills { x, _ in x < 200 ? nil : 100 }
    hills.town.corner("a", 0, 0)
    hills.town.corner("b", 400, 0)
    hills.town.street("a", "b")
    #expect(abs((try hills.walk((0, 0), (400, 0)) ?? 0) - 400) < 0.01)
    let climb = try #require(try hills.graph().climb)
    #expect((200...250).contains(climb.metersWithoutHeight))
  }

  @Test("on any ground a walk is as long there as back, never shorter than flat", arguments: 0..<20)
  func laws(seed: Int) throws {
    let streets = RandomStreets(seed)
    var random = SeededRandom(seed)
    let (a, b) = (
      Double.random(in: 0...0.4, using: &random), Double.random(in: 20...80, using: &random)
    )
    var hills = Hills { x, y in 100 + a * b * sin(x / b) * cos(y / b) }
    hills.town = streets.town
    let graph = try hills.graph()
    #expect(graph.defect() == nil)
    let flat = try streets.town.graph()
    #expect(graph.stretchCount == flat.stretchCount && graph.cornerCount == flat.cornerCount)
    for stretch in 0..<graph.stretchCount {
      #expect(graph.centimeters[stretch] >= flat.centimeters[stretch])
    }
    #expect(abs(graph.meters - flat.meters) < 1e-6)
    // whichever way lines are drawn
    var turned = hills
    turned.town = StreetTown()
    for corner in streets.town.corners {
      turned.town.corner(corner.name, corner.at.x, corner.at.y)
    }
    for street in streets.town.streets {
      turned.town.street(
        numbers: street.corners.reversed(), passage: street.passage.reversed)
    }
    let other = try turned.graph()
    #expect(other.centimeters == graph.centimeters && other.climb == graph.climb)
    // by brute force: a straight street in equal steps, each by the formula
    for stretch in 0..<graph.stretchCount {
      let shape = Array(graph.shape(of: stretch))
      guard shape.count == 2, flat.centimeters[stretch] > 500 else { continue }
      let length = Double(flat.centimeters[stretch]) / 100
      let steps = Int((length / 25).rounded(.up))
      var sum = 0.0
      func height(_ step: Int) -> Double {
        let share = Double(step) / Double(steps)
        let x = shape[0].x + (shape[1].x - shape[0].x) * share
        let y = shape[0].y + (shape[1].y - shape[0].y) * share
        return bilinear(x, y, hills.height)
      }
      for step in 0..<steps {
        let rise = height(step + 1) - height(step)
        sum += length / Double(steps) * Slope.factor(rise / (length / Double(steps)))
      }
      #expect(abs(Double(graph.centimeters[stretch]) / 100 - sum) < 0.02)
    }
  }

  /// Between the centres of cells of ten metres, written another way.
  private func bilinear(
    _ x: Double, _ y: Double, _ height: (Double, Double) -> Double?
  ) -> Double {
    let (west, south) = (
      ((x - 5) / 10).rounded(.down) * 10 + 5, ((y - 5) / 10).rounded(.down) * 10 + 5
    )
    let (u, v) = ((x - west) / 10, (y - south) / 10)
    func h(_ x: Double, _ y: Double) -> Double { Double(Float(height(x, y) ?? .nan)) }
    return (h(west, south) * (1 - u) + h(west + 10, south) * u) * (1 - v)
      + (h(west, south + 10) * (1 - u) + h(west + 10, south + 10) * u) * v
  }

  @Test("a graph comes back from its bytes as it was, and from no others", arguments: 0..<10)
  func bytes(seed: Int) throws {
    var hills = Hills { x, y in 10 + x / 20 + y / 30 }
    hills.town = RandomStreets(seed).town
    for graph in [try hills.graph(), try hills.town.graph()] {
      var writer = ByteWriter()
      graph.encode(into: &writer)
      var reader = ByteReader(writer.bytes[...])
      let back = try #require(StreetGraph(decoding: &reader))
      #expect(reader.isAtEnd && back.walks.map(\.centimeters) == graph.walks.map(\.centimeters))
      #expect(back.parts == graph.parts && back.climb == graph.climb && back.shape == graph.shape)
      var random = SeededRandom(seed)
      for _ in 0..<200 {
        var bytes = writer.bytes
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
        var reader = ByteReader(bytes[..<Int.random(in: 0...bytes.count, using: &random)])
        _ = StreetGraph(decoding: &reader)
        // what is taken can be searched
        reader = ByteReader(bytes[...])
        if let taken = StreetGraph(decoding: &reader) {
          _ = StreetNetwork(taken).nearest(ofCorners: [0])
        }
      }
    }
  }
}
