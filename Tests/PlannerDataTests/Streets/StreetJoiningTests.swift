import Planner
import Testing

@testable import PlannerData

/// At latitude 35.56 a degree of longitude is 90,660 m and one of latitude 110,952 m, nearly.
@Suite struct StreetJoiningTests {
  private let east = 90_660.0

  @Test("ends that nearly meet are joined within the distance, and the gap is walked")
  func nearMisses() throws {
    // two streets of about 181 m with a gap of 0.906 m, a third 1.81 m beyond
    let lines: [([(Double, Double)], [String: String])] = [
      ([(140.360, 35.56), (140.362, 35.56)], [:]),
      ([(140.362_01, 35.56), (140.364, 35.56)], [:]),
      ([(140.364_02, 35.56), (140.366, 35.56)], [:]),
    ]
    var town = try StreetSourceTown(lines)
    let (a, b, c) = ((140.3605, 35.56), (140.3635, 35.56), (140.3655, 35.56))
    #expect(try town.walk(from: a, to: b) == nil)
    town.request.joinMeters = 1
    let walk = try #require(try town.walk(from: a, to: b))
    #expect(abs(walk - 0.003 * east) < 0.1)
    #expect(try town.walk(from: a, to: c) == nil)
    let found = try town.table(from: [a], to: [b]).findings.first { $0.code == .streetJoins }
    #expect(
      found?.what.en.contains("1 pair(s)") == true && found?.what.en.contains("0.91 m") == true)
    town.request.joinMeters = 2
    #expect(abs((try town.walk(from: a, to: c) ?? 0) - 0.005 * east) < 0.1)
    // a hair less than the gap is not enough
    town.request.joinMeters = 0.9
    #expect(try town.walk(from: a, to: b) == nil)
    // the order of lines makes no difference
    var turned = try StreetSourceTown(lines.reversed().map { ($0.0.reversed(), $0.1) })
    (town.request.joinMeters, turned.request.joinMeters) = (2, 2)
    #expect(
      try town.table(from: [a, b], to: [c]).csv() == turned.table(from: [a, b], to: [c]).csv())
  }

  @Test("crossings meet where that is asked for, but not over and under bridges")
  func crossings() throws {
    func town(_ tags: [String: String]) throws -> StreetSourceTown {
      try StreetSourceTown([
        ([(140.360, 35.56), (140.364, 35.56)], [:]),
        ([(140.362, 35.558), (140.362, 35.562)], tags),
        // a T whose end touches the first street between two of its points
        ([(140.363, 35.56), (140.363, 35.562)], ["highway": "path"]),
      ])
    }
    let (west, north, t) = ((140.3601, 35.56), (140.362, 35.5619), (140.363, 35.5619))
    var plain = try town([:])
    #expect(try plain.walk(from: west, to: north) == nil)
    #expect(try plain.walk(from: west, to: t) == nil)
    plain.request.joinsCrossings = true
    let walk = try #require(try plain.walk(from: west, to: north))
    #expect(abs(walk - (0.0019 * east + 0.0019 * 110_952)) < 0.2)
    #expect(abs((try plain.walk(from: west, to: t) ?? 0) - (0.0029 * east + 210.81)) < 0.2)
    let found = try plain.table(from: [west], to: [t]).findings.first { $0.code == .streetJoins }
    #expect(found?.what.en.contains("at 2 place(s)") == true)
    for tags in [["bridge": "yes"], ["tunnel": "yes"], ["layer": "1"]] {
      var over = try town(tags)
      over.request.joinsCrossings = true
      #expect(try over.walk(from: west, to: north) == nil, "\(tags)")
      #expect(try over.walk(from: west, to: t) != nil)
    }
    for tags in [["bridge": "no"], ["layer": "0"]] {
      var level = try town(tags)
      level.request.joinsCrossings = true
      #expect(try level.walk(from: west, to: north) == walk)
    }
  }

  @Test("crossings are those that brute force finds", arguments: 0..<30)
  func bruteForce(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    func point() -> Position<Geographic> {
      Position(
        longitude: 140.36 + Double.random(in: 0...0.01, using: &dice),
        latitude: 35.56 + Double.random(in: 0...0.01, using: &dice))
    }
    let lines = (0..<10).map { _ in
      StreetJoining.Line(points: (0..<3).map { _ in point() }, passage: .both)
    }
    var joined = lines
    let count = StreetJoining.meetAtCrossings(&joined)
    var wanted = 0
    let pieces = lines.enumerated().flatMap { number, line in
      (0..<2).map { (number, line.points[$0], line.points[$0 + 1]) }
    }
    typealias P = Position<Geographic>
    func side(_ p: P, _ q: P, _ r: P) -> Bool {
      (q.x - p.x) * (r.y - p.y) > (q.y - p.y) * (r.x - p.x)
    }
    for (index, (a, p, q)) in pieces.enumerated() {
      for (b, r, s) in pieces[(index + 1)...] {
        // the two pieces of a line have their middle in common already
        if a == b { continue }
        if side(p, q, r) != side(p, q, s), side(r, s, p) != side(r, s, q) { wanted += 1 }
      }
    }
    #expect(count == wanted)
    // every crossing is a vertex of both lines, and no line goes elsewhere
    #expect(joined.map(\.points.count).reduce(0, +) == 30 + 2 * wanted)
    var shuffled = lines
    shuffled.shuffle(using: &dice)
    #expect(StreetJoining.meetAtCrossings(&shuffled) == count)
    func spots(_ lines: [StreetJoining.Line]) -> Set<StreetJoining.Spot> {
      Set(lines.flatMap(\.points).map { StreetJoining.Spot($0) })
    }
    #expect(spots(shuffled) == spots(joined))
    // a second time there is nothing left to do
    #expect(StreetJoining.meetAtCrossings(&joined) == 0)
  }
}
