import Foundation
import Planner
import Testing

@testable import PlannerData

/// Tables of residents at points.
@Suite struct PointPopulationTests {
  private func read(_ text: String, columns: [String]? = nil) throws -> Reading<Population> {
    try readPointPopulation(bytes(text), columns: columns)
  }

  private func errors(_ text: String) throws -> [String] {
    try read(text).findings.filter { $0.severity == .error }.map(\.what.en)
  }

  private func plane(_ population: Population) -> [[Double]] {
    guard case .plane(let points) = population.units else { return [] }
    return points.map { [$0.x, $0.y] }
  }

  @Test func planePositionsUnderEveryName() throws {
    for name in ["residents", "population", "pop", "人口", "demand", "総数", "total"] {
      let reading = try read("id,x,y,\(name)\na,409154,435528,50\nb,409151,435683.5,0\n")
      #expect(reading.findings.isEmpty, "\(name)")
      #expect(plane(reading.value) == [[409_154, 435_528], [409_151, 435_683.5]])
      #expect(reading.value.counts == [[50, 0]] && reading.value.attributes == [.total])
    }
    let japanese = try read("東距,北距,人口,65歳以上\n1000,2000,3,*\n").value
    #expect(japanese.counts == [[3], [0]] && japanese.suppressed == [0])
  }

  @Test func degreesWinOverMeters() throws {
    let value = try read("x,y,緯度,経度,pop\n1000,2000,35.5,140.3,7\n").value
    guard case .points(let points) = value.units else {
      Issue.record("no degrees")
      return
    }
    #expect(points == [Position(longitude: 140.3, latitude: 35.5)])
  }

  @Test func theOrderOfRowsMakesNoDifference() throws {
    let rows = ["300,200,1", "100,500,2", "900,200,3", "100,200,4"]
    let expected = try read("x,y,pop\n" + rows.joined(separator: "\n")).value
    #expect(plane(expected) == [[100, 200], [300, 200], [900, 200], [100, 500]])
    for _ in 0..<10 {
      let again = try read("x,y,pop\n" + rows.shuffled().joined(separator: "\n")).value
      #expect(plane(again) == plane(expected) && again.counts == expected.counts)
    }
  }

  @Test func columnsThatAreNamed() throws {
    let text = "x,y,now,later,old\n1000,2000,8,6,4\n"
    let value = try read(text, columns: ["later", "65+=old"]).value
    #expect(value.counts == [[6], [4]] && value.attributes.map(\.slug) == ["total", "65+"])
    #expect(try failure { try read(text) }.description.contains("no number of residents column"))
    #expect(
      try failure { try read(text, columns: ["latr"]) }.description.contains("Did you mean"))
    let both = try failure { try read("x,y,pop,demand\n1000,2000,8,6\n") }
    #expect(both.description.contains("both mean \"total\""))
  }

  @Test func everythingThatIsWrong() throws {
    let found = try errors(
      """
      x,y,pop
      1000,2000,5
      nan,2000,5
      1000,,5
      1e9,2000,5
      北,2000,5
      1000,2001,-1
      1000,2002,nan
      1000,2003,
      1000,2004,many
      """)
    #expect(found.count == 8)
    for (text, expected) in zip(
      found,
      [
        "nan cannot be used as a coordinate", "there is no position",
        "1e9 cannot be used as a coordinate", "is not a number", "a negative number of people",
        "not finite", "there is no total", "cannot be read as a number",
      ])
    {
      #expect(text.contains(expected), "\(text)")
    }
    #expect(try read("lat,lon,pop\n95,140,1\n35,140,1\n").findings.count == 1)
  }

  @Test("rows that say the same twice are left out, different ones on a spot both count")
  func repeats() throws {
    let text = "x,y,pop\n1000,2000,5\n1000,2000,5\n1000,3000,5\n1000,3000,6\n500,500,1\n"
    let reading = try read(text)
    #expect(plane(reading.value) == [[500, 500], [1000, 3000], [1000, 3000]])
    #expect(reading.value.counts == [[1, 5, 6]])
    let found = try errors(text)
    #expect(found.count == 2 && found[0].contains("with the same counts is in row 3 too"))
    let notes = reading.findings.filter { $0.severity == .note }
    #expect(notes.count == 1 && notes[0].what.en.contains("rows 4, 5"))
  }

  @Test func nobodyLivesThere() throws {
    let empty = try failure { try read("x,y,pop\n1000,2000,0\n") }
    #expect(empty.cause == .data && empty.description.contains("all counts are 0"))
    let broken = try failure { try read("x,y,pop\n1000,2000,-3\n") }
    #expect(broken.description.contains("negative"))
    #expect(try failure { try read("x,y,pop\n") }.description.contains("no data row"))
    #expect(try failure { try read("x,pop\n1,2\n") }.description.contains("no position columns"))
  }

  @Test func degreesInColumnsOfMeters() throws {
    let findings = try read("x,y,pop\n140.3,35.5,4\n140.4,35.6,5\n").findings
    #expect(findings.map(\.severity) == [.warning])
    #expect(findings[0].remedy.en.contains("name the columns lon and lat"))
  }

  @Test func gridsStayGrids() throws {
    let folder = try ScratchFolder()
    func units(_ text: String) throws -> Population.Units {
      try readPopulation(paths: [try folder.file("p.csv", text)]).value.units
    }
    guard case .cells = try units("KEY_CODE,lat,lon,pop\n534022791,35.5,140.3,9\n"),
      case .cells = try units("KEY_CODE,lat,lon,T1\n,,,人口（総数）\n534022791,35.5,140.3,9\n"),
      case .plane = try units("code,x,y,pop\nA-1,1000,2000,9\n"),
      case .points = try units("lat,lon,pop\n35.5,140.3,9\n")
    else {
      Issue.record("read as something else")
      return
    }
  }
}

/// Plans without stations, and without municipalities.
@Suite struct PlanarTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func request(
    _ population: String, crs: String? = "EPSG:31983", stations: String? = nil,
    allowsPlanar: Bool = true, _ change: (inout ProjectFile) throws -> Void = { _ in }
  ) throws -> PlanRequest {
    var project = ProjectFile()
    project.population = try folder.file("people.csv", population)
    project.stations = try stations.map { try folder.file("stations.csv", $0) }
    project.crs = crs
    project.radius = "800m"
    try change(&project)
    var request = try PlanRequest(project)
    request.allowsPlanar = allowsPlanar
    return request
  }

  static let three = "x,y,residents\n409154,435528,50\n409151,435683,4\n409900,436100,9\n"

  @Test func onlyPoints() throws {
    let plan = try LoadedPlan(try request(Self.three))
    #expect(plan.stations.isEmpty && plan.stationMunicipality.isEmpty)
    #expect(plan.region.study.isPlanar && plan.region.blocks.residents() == 63)
    #expect(plan.region.census.isEmpty && plan.findings.isEmpty && plan.setAside.isEmpty)
    #expect(plan.files.map(\.role) == ["population"])
    #expect(plan.stationsOperation == nil)
  }

  @Test func stationsOnThePlane() throws {
    let plan = try LoadedPlan(
      try request(Self.three, stations: "id,x,y,municipality\na,409154,435528,São José\n"))
    #expect(plan.stationMunicipality == [0] && plan.findings.isEmpty)
    #expect(plan.stations[0].position == Position(easting: 409_154, northing: 435_528))
    let coverage = try Coverage(
      of: plan.region, stations: plan.stations, radius: plan.request.radius,
      question: plan.request.question, homes: plan.stationMunicipality)
    #expect(coverage.answer.region.tallies.first?.covered == 54)
    // the documents can be written
    let gaps = try Gaps(
      of: plan.region, stations: plan.stations, radius: plan.request.radius,
      question: plan.request.question, minimum: 1)
    #expect(gaps.gaps.map(\.residents) == [[9]])
    #expect(!CoverageDocument(coverage, of: plan).json.serialized().isEmpty)
  }

  @Test func whatIsMissingIsSaid() throws {
    let neither = try failure { try LoadedPlan(try request(Self.three, allowsPlanar: false)) }
    #expect(neither.cause == .usage && neither.findings.count == 2)
    let noCRS = try failure { try LoadedPlan(try request(Self.three, crs: nil)) }
    #expect(noCRS.cause == .usage && noCRS.findings.count == 1)
    #expect(noCRS.description.contains("--municipalities FILE"))
    #expect(noCRS.description.contains("give --crs instead"))
    for other in ["KEY_CODE,pop\n534022791,9\n", "lat,lon,pop\n35.5,140.3,9\n"] {
      let found = try failure { try LoadedPlan(try request(other)) }
      #expect(found.cause == .usage && found.description.contains("the municipal outlines"))
    }
    let zones = try failure {
      try LoadedPlan(
        try request(Self.three) { project in
          project.zones = [ProjectFile.NamedFile(name: "z", path: "z.csv")]
        })
    }
    #expect(zones.cause == .usage && zones.description.contains("--zones cannot be used"))
    let degrees = try failure { try LoadedPlan(try request(Self.three, crs: "EPSG:4674")) }
    #expect(degrees.description.contains("does not count in metres"))
  }

  @Test func badRowsStopUnlessSetAside() throws {
    let text = Self.three + "409000,436000,-1\n"
    let found = try failure { try LoadedPlan(try request(text)) }
    #expect(found.cause == .data && found.description.contains("negative"))
    let plan = try LoadedPlan(try request(text) { $0.setAside = true })
    #expect(plan.setAside.count == 1 && plan.region.blocks.residents() == 63)
  }

  @Test("municipalities without a station yet, residents in metres of the working CRS")
  func noStationYet() throws {
    let outline = polygonFeature(
      PublicTown.rectangle(PublicTown.west, PublicTown.east), "\"name\":\"東金市\",\"code\":\"12213\"")
    let projection = try Projection(from: .jgd2011, to: CoordinateReferenceSystem("EPSG:6677"))
    let inside: [Position<Plane>] = projection.forward([
      Position(longitude: 140.32, latitude: 35.54)
    ])
    let text = "x,y,pop\n\(inside[0].x),\(inside[0].y),40\n0,0,2\n"
    let plan = try LoadedPlan(
      try request(text, crs: nil) {
        $0.municipalities = try folder.file("towns.geojson", collection([outline]))
      })
    #expect(!plan.region.study.isPlanar && plan.stations.isEmpty)
    #expect(plan.region.blocks.residents() == 40 && plan.region.outside.wholeUnits == [2])
    #expect(plan.region.blocks.position(of: 0).distance(to: inside[0]) < 1e-6)
  }
}

/// The instances of São José dos Campos, in which several covering papers report optima.
@Suite(.enabled(if: realData != nil, "PLANNER_REALDATA is not set"))
struct PlanarBenchmarkTests {
  @Test(arguments: [("SJC324", 324, 12_152.0), ("SJC402", 402, 15_984), ("SJC500", 500, 19_707)])
  func demandIsKeptAndReachIsBruteForce(_ name: String, _ count: Int, _ demand: Double) throws {
    let path = try #require(realData) + "/benchmarks/sjc/\(name).txt"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
    let rows = lines.dropFirst().map { $0.split(whereSeparator: \.isWhitespace) }
    let folder = try ScratchFolder()
    var project = ProjectFile()
    project.crs = "EPSG:31983"
    project.radius = "800m"
    project.population = try folder.file(
      "\(name).csv",
      "x,y,demand\n" + rows.map { $0.joined(separator: ",") }.joined(separator: "\n"))
    var request = try PlanRequest(project)
    request.allowsPlanar = true
    let plan = try LoadedPlan(request)
    let blocks = plan.region.blocks
    #expect(blocks.count == count && blocks.residents() == demand)

    let points = (0..<blocks.count).map { blocks.position(of: $0) }
    let reach = StraightLineWalk(in: plan.region, radius: plan.request.radius).reach(from: points)
    for (station, from) in points.enumerated() {
      let expected = points.indices.filter { points[$0].distance(to: from) <= 800 }
      #expect(reach.blocks(of: station).map(\.block) == expected)
    }
  }
}

/// Lists of candidates on the plane, and those of the demonstration.
@Suite struct PlanarCandidateTests {
  @Test func candidatesOnThePlane() throws {
    let folder = try ScratchFolder()
    var project = ProjectFile()
    project.crs = "EPSG:31983"
    project.population = try folder.file("people.csv", PlanarTests.three)
    project.candidates = [
      ProjectFile.NamedFile(
        name: "commerce",
        path: try folder.file("c.csv", "id,x,y\na,409154,435528\nb,409900,436100\n"))
    ]
    var request = try PlanRequest(project)
    request.allowsPlanar = true
    request.readsCandidates = true
    let plan = try LoadedPlan(request)
    #expect(plan.candidates.map(\.id.text) == ["commerce:a", "commerce:b"])
    #expect(plan.candidates.map(\.municipality) == [0, 0])
    #expect(
      plan.candidates.map(\.position) == [
        Position(easting: 409_154, northing: 435_528),
        Position(easting: 409_900, northing: 436_100),
      ])
    // on a screen: squares of 500 m, and the very points where candidates are named
    var question = RecommendationRequest()
    question.goal = .count(2)
    question.robustnessDraws = 0
    let answer = try plan.recommendation(question)
    #expect(!(answer.plans.first?.steps.isEmpty ?? true))
    let (shown, named) = (
      RecommendationDocument(answer, of: plan).text(.ja),
      RecommendationDocument(answer, of: plan, namingCandidates: true).text(.ja)
    )
    #expect(shown.contains("x 409250、y 435750の商工") && !shown.contains("409154"))
    #expect(named.contains("x 409154、y 435528"))
    #expect(!shown.contains("対象の市町村の外") && !shown.contains("メッシュ"))
  }
}
