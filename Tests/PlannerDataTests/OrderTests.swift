import Foundation
import Planner
import Testing

@testable import PlannerData

/// Law 3: the same input gives the same bytes, whatever the order of rows and features, but for
/// the list of input files and the row numbers in findings.
@Suite struct OrderTests {
  /// A town of three municipalities drawn in seven parts, with overlapping living areas, some of
  /// them without a name, and stations, residents and zones scattered by the seed.
  private struct Scattered {
    var municipalities: [String] = []
    var livingAreas: [String] = []
    var land: [String] = []
    var stations: [String] = []
    var cells: [String] = []
    var points: [String] = []
    var areas: [String] = []
    var zones = ["西,12213,試験", "西,12237,試験", "東,12239,試験"]
    var totals = ["12213,900", "12237,1200", "12239,700"]

    init(_ dice: inout Dice) throws {
      func square(
        _ west: Double, _ south: Double, _ width: Double, _ height: Double, _ members: String
      ) -> String {
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)].map { x, y in
          "[\(west + width * x),\(south + height * y)]"
        }
        return
          "{\"type\":\"Feature\",\"properties\":{\(members)},\"geometry\":{\"type\":\"Polygon\","
          + "\"coordinates\":[[\(corners.joined(separator: ","))]]}}"
      }
      func spread(_ limits: ClosedRange<Double>) -> Double { .random(in: limits, using: &dice) }
      // parts of one code touch or overlap, and one has two spellings of its name
      for (index, code) in ["12213", "12237", "12239"].enumerated() {
        let west = 140.30 + 0.02 * Double(index)
        for part in 0..<(index == 0 ? 3 : 2) {
          let name = index == 1 && part == 1 ? "山武市 " : ["東金市", "山武市", "大網白里市"][index]
          municipalities.append(
            square(
              west, 35.50 + 0.011 * Double(part), 0.02, spread(0.0111...0.013),
              "\"code\":\"\(code)\",\"name\":\"\(name)\""))
        }
      }
      for index in 0..<6 {
        let members = [
          "\"code\":\"b\",\"name\":\"北\"", "\"code\":\"a\",\"name\":\"南\"", "", "",
          "\"code\":\"c\",\"name\":\"東\"", "\"code\":\"c\",\"name\":\"東\"",
        ][index]
        livingAreas.append(
          square(
            spread(140.30...140.33), spread(35.50...35.51), spread(0.005...0.03),
            spread(0.005...0.02), members))
        land.append(square(spread(140.26...140.279), spread(35.49...35.51), 0.02, 0.02, ""))
        areas.append(
          square(
            spread(140.30...140.35), spread(35.50...35.52), 0.004, 0.003,
            "\"total\":\(Int.random(in: 1...300, using: &dice)),\"65+\":\(index == 3 ? "null" : "7.3")"
          ))
      }
      for index in 0..<20 {
        stations.append(
          "\(index),拠点\(index),\(["公共", "寺社", ""][index % 3]),\(["相談;cool", "", "食堂"][index % 3]),"
            + "\(spread(35.50...35.525)),\(spread(140.30...140.36))")
        points.append(
          "{\"type\":\"Feature\",\"properties\":{\"total\":\(spread(0...90)),\"65+\":1.1},\"geometry\":"
            + "{\"type\":\"Point\",\"coordinates\":[\(spread(140.30...140.36)),\(spread(35.50...35.52))]}}"
        )
      }
      // three households at one door
      points += points.prefix(1) + points.prefix(1).map { $0.replacing("1.1", with: "0.3") }
      let corner = try #require(
        GridCell(containing: Position(longitude: 140.295, latitude: 35.495), level: .m500))
      for row in 0..<Int32(9) {
        for column in 0..<Int32(12) {
          let cell = GridCell(
            level: .m500, column: corner.column + column, row: corner.row + row)
          cells.append(
            "\(cell.code),\(spread(31...99)),\(row == column ? "*" : "\(spread(0...30))")")
        }
      }
    }

    mutating func shuffle(using dice: inout Dice) {
      municipalities.shuffle(using: &dice)
      livingAreas.shuffle(using: &dice)
      land.shuffle(using: &dice)
      stations.shuffle(using: &dice)
      cells.shuffle(using: &dice)
      points.shuffle(using: &dice)
      areas.shuffle(using: &dice)
      zones.shuffle(using: &dice)
      totals.shuffle(using: &dice)
    }

    /// What the tool makes of these files: every form of its answers, in one string.
    func answer(_ form: Int, in workspace: Workspace) throws -> String {
      func file(_ name: String, _ header: String, _ rows: [String]) throws -> String {
        try workspace.write(([header] + rows).joined(separator: "\n") + "\n", as: name)
      }
      func layer(_ name: String, _ features: [String]) throws -> String {
        let list = features.joined(separator: ",\n")
        return try workspace.write(
          "{\"type\":\"FeatureCollection\",\"features\":[\(list)]}", as: name)
      }
      var project = ProjectFile()
      project.stations = try file("s.csv", "id,name,kind,services,lat,lon", stations)
      project.municipalities = try layer("m.geojson", municipalities)
      project.population =
        switch form {
        case 0, 1: try file("p.csv", "KEY_CODE,total,65+", cells)
        case 2: try layer("p.geojson", points)
        default: try layer("p.geojson", areas)
        }
      project.livingAreas = [
        ProjectFile.NamedFile(name: "圏域", path: try layer("l.geojson", livingAreas))
      ]
      project.zones = [
        ProjectFile.NamedFile(name: "z", path: try file("z.csv", "area,code,source", zones))
      ]
      if form == 1 { project.land = try layer("land.geojson", land) }
      if form == 0 { project.populationTotals = try file("t.csv", "code,total", totals) }
      project.radius = "200m"
      var plan = try LoadedPlan(PlanRequest(project))
      #expect(plan.region.blocks.residents() > 100)
      plan.files = []
      for index in plan.findings.indices { plan.findings[index].place.row = nil }
      let question = plan.request.question
      let radius = plan.request.radius
      let coverage = try Coverage(
        of: plan.region, stations: plan.stations, radius: radius, question: question)
      let gaps = try Gaps(
        of: plan.region, stations: plan.stations, radius: radius, question: question)
      let document = CoverageDocument(coverage, of: plan)
      var texts = [
        String(decoding: document.json.serialized(), as: UTF8.self), document.text(.ja),
        String(
          decoding: try GapDocument(gaps, of: plan).geoJSON().serialized(), as: UTF8.self),
      ]
      for form in [Catchment.Form.each, .dissolved, .nearest] {
        texts.append(
          String(
            decoding: try CatchmentDocument(bands: [], form: form, of: plan).geoJSON()
              .serialized(), as: UTF8.self))
      }
      return texts.joined(separator: "\n")
    }
  }

  @Test(arguments: 0..<60)
  func answersTheSameInAnyOrder(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    var town = try Scattered(&dice)
    let workspace = try Workspace()
    let once = try town.answer(seed % 4, in: workspace)
    town.shuffle(using: &dice)
    let again = try town.answer(seed % 4, in: workspace)
    guard once != again else { return }
    let lines = zip(once.split(separator: "\n"), again.split(separator: "\n"))
    let first = lines.first { $0 != $1 }
    Issue.record(
      "seed \(seed): \(first.map { "\($0.prefix(300)) ≠ \($1.prefix(300))" } ?? "length")")
  }

  @Test("units on one spot, in any order, are the same population", arguments: 0..<20)
  func populationUnits(seed: Int) {
    var dice = Dice(seed: UInt64(seed))
    let points = (0..<12).map { _ in
      Position<Geographic>(
        longitude: Double(Int.random(in: 0..<2, using: &dice)),
        latitude: Double(Int.random(in: 0..<2, using: &dice)))
    }
    let counts = points.map { _ in Double(Int.random(in: 0..<3, using: &dice)) }
    let suppressed = Set(points.indices.filter { _ in Bool.random(using: &dice) })
    func population(_ order: [Int]) -> Population {
      Population(
        attributes: [.total], units: .points(order.map { points[$0] }),
        counts: [order.map { counts[$0] }],
        suppressed: order.indices.filter { suppressed.contains(order[$0]) })
    }
    let a = population(Array(points.indices))
    let b = population(points.indices.shuffled(using: &dice))
    #expect(a.counts == b.counts && a.suppressed == b.suppressed)
  }
}
