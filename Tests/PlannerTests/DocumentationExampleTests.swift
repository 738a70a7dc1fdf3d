import Foundation
import Planner
import PlannerData
import Testing

// What README.md, README.ja.md and LibraryGuide.md print stands between the marks, and is
// compared with them below: an example that nobody compiles is soon wrong.

// example: files
func coolInAugust(_ project: String) throws -> String {
  let plan = try LoadedPlan(PlanRequest(ProjectFile(reading: project)))
  let question = CoverageQuestion(services: [.cool], day: CalendarDay("2026-08-15"))
  let coverage = try Coverage(
    of: plan.region, stations: plan.stations, walk: plan.walk, question: question)
  let gaps = try Gaps(
    of: plan.region, stations: plan.stations, walk: plan.walk, question: question)
  let everyone = coverage.answer.region.tallies[0]
  let largest = gaps.gaps.first?.residents[0] ?? 0
  return "\(Int(everyone.covered.rounded())) of \(Int(everyone.residents.rounded()))"
    + " within \(Int(coverage.walk.meters)) m; largest gap \(Int(largest.rounded()))"
}
// example: end

// example: values
func coveredByOneStation() throws -> Double? {
  let corners = [(140.30, 35.50), (140.40, 35.50), (140.40, 35.60), (140.30, 35.60)]
  guard let code = MunicipalityCode("12213"), let radius = WalkRadius(meters: 500),
    let ring = Ring(corners.map { Position<Geographic>(longitude: $0.0, latitude: $0.1) })
  else { return nil }
  let town = Municipality(
    code: code, name: "東金市", outline: MultiPolygon([Polygon(exterior: ring)]))
  let door = Position<Geographic>(longitude: 140.36, latitude: 35.55)
  let far = Position<Geographic>(longitude: 140.32, latitude: 35.55)
  let people = Population(attributes: [.total], units: .points([door, far]), counts: [[30, 70]])

  let region = try Region(study: StudyArea(municipalities: [town]), population: people)
  let projection = try Projection(from: .jgd2011, to: region.crs)
  let positions: [Position<Plane>] = projection.forward([door])
  let station = Station(
    id: StationID("1"), name: "居場所", kind: nil, services: [.dropIn],
    position: positions[0], geographic: door)
  let coverage = try Coverage(
    of: region, stations: [station], radius: radius, question: CoverageQuestion())
  return coverage.answer.region.tallies[0].share
}
// example: end

@Suite struct DocumentationExampleTests {
  /// The repository, from where this file lies.
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func exampleOverValues() throws {
    #expect(try coveredByOneStation() == 0.3)
  }

  @Test func exampleOverFiles() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("planner-example-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    try write(
      "planner.yaml",
      """
      stations: stations.csv
      municipalities: municipalities.geojson
      population: people.geojson
      radius: 500m
      """)
    try write(
      "stations.csv",
      """
      名称,機能,緯度,経度
      涼み処,クール,35.55,140.36
      居場所,居場所,35.55,140.32
      """)
    try write(
      "municipalities.geojson",
      """
      {"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {"code": "12213", "name": "東金市"},
        "geometry": {"type": "Polygon", "coordinates": [[
          [140.3, 35.5], [140.4, 35.5], [140.4, 35.6], [140.3, 35.6], [140.3, 35.5]]]}}]}
      """)
    func person(_ longitude: Double, _ count: Int) -> String {
      """
      {"type": "Feature", "properties": {"pop": \(count)},
        "geometry": {"type": "Point", "coordinates": [\(longitude), 35.55]}}
      """
    }
    try write(
      "people.geojson",
      """
      {"type": "FeatureCollection", "features": [\(person(140.36, 30)), \(person(140.32, 70))]}
      """)
    let path = folder.appendingPathComponent("planner.yaml").path
    #expect(try coolInAugust(path) == "30 of 100 within 500 m; largest gap 70")
  }

  @Test(
    arguments: [
      ("files", "README.md"), ("files", "README.ja.md"),
      ("files", "Sources/Planner/Planner.docc/LibraryGuide.md"),
      ("values", "Sources/Planner/Planner.docc/LibraryGuide.md"),
    ])
  func documentsPrintWhatIsTested(example: String, document: String) throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let begin = try #require(source.range(of: "// example: \(example)\n"))
    let end = try #require(
      source.range(of: "// example: end\n", range: begin.upperBound..<source.endIndex))
    let code = String(source[begin.upperBound..<end.lowerBound])
    let text = try String(
      contentsOf: Self.root.appendingPathComponent(document), encoding: .utf8)
    #expect(text.contains(code), "\(document) does not print the example \(example) as it stands")
  }
}
