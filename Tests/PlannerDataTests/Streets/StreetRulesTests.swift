import Planner
import Testing

@testable import PlannerData

@Suite struct StreetRulesTests {
  private func settings(_ rules: String) throws -> StreetSettings {
    StreetSettings(
      try ProjectFile(
        yaml: "streets: a.osm.pbf\nwalk: 800m\nstreets-rules:\n\(rules)", path: "planner.yaml"))
  }

  private func town(_ tags: [String: String]) throws -> StreetSourceTown {
    var extract = Extract()
    extract.node(1, 140.36, 35.56)
    extract.node(2, 140.362, 35.56, ["barrier": "gate"])
    extract.node(3, 140.364, 35.56)
    extract.way(1, [1, 2, 3], tags)
    extract.way(2, [1, 3], ["highway": "motorway"])
    extract.node(8, 140.36, 35.5615)
    extract.node(9, 140.364, 35.5615)
    extract.way(8, [8, 9])
    return try StreetSourceTown(extract)
  }

  @Test("own rules stand before the table, in the order of the file")
  func order() throws {
    let yaml = """
        highway: {steps: no, trunk: yes}
        "highway=path & surface=mud": no
        barrier: {gate: no}

      """
    let rules = try #require(try settings(yaml).request).rules
    #expect(
      rules.map(\.tags) == [
        "highway=steps", "highway=trunk", "highway=path & surface=mud", "barrier=gate",
      ])
    #expect(rules.map(\.isWalkable) == [false, true, false, false])
    #expect(try settings(yaml).findings.isEmpty)
    // what is shown reads back as the same
    var project = ProjectFile()
    project.streetsRules = rules
    #expect(try ProjectFile(yaml: project.rendered(), path: "p").streetsRules == rules)
  }

  @Test("what they open and close")
  func effect() throws {
    let (west, east) = ((140.36, 35.56), (140.364, 35.56))
    func walks(_ tags: [String: String], _ rules: [(String, Bool)]) throws -> Bool {
      var town = try town(tags)
      town.request.rules = rules.map { .init(tags: $0.0, isWalkable: $0.1) }
      return try town.walk(from: west, to: east) != nil
    }
    #expect(try walks(["highway": "steps"], []))
    #expect(try !walks(["highway": "steps"], [("highway=steps", false)]))
    #expect(try !walks(["highway": "trunk", "sidewalk": "both"], [("highway=trunk", false)]))
    #expect(
      try walks(
        ["highway": "trunk", "sidewalk": "both"],
        [("highway=trunk & sidewalk=both", true), ("highway=trunk", false)]))
    #expect(try walks(["building": "yes"], [("highway=motorway", true)]))
    #expect(try !walks(["highway": "path"], [("barrier=gate", false)]))
    #expect(try walks(["highway": "path", "surface": "mud"], []))
    #expect(
      try !walks(["highway": "path", "surface": "mud"], [("highway=path & surface=mud", false)]))
  }

  @Test("slips are told with what was meant")
  func slips() throws {
    for (rule, says) in [
      ("highway: {stepps: no}", "Did you mean steps?"),
      ("hihgway: {steps: no}", "Did you mean highway?"),
      ("barrier: {gates: no}", "Did you mean gate?"),
      ("\"highway\": no", "is no tag"),
    ] {
      let findings = try settings("  \(rule)\n").findings
      #expect(findings.count == 1 && findings[0].severity == .error)
      #expect("\(findings[0].described(in: .en))".contains(says), "\(rule): \(findings)")
    }
    #expect(throws: Failure.self) { try settings("  highway: {steps: perhaps}\n") }
    #expect(throws: Failure.self) { try settings("  [steps]\n") }
  }

  @Test("what goes with streets is refused without them")
  func alone() throws {
    for line in [
      "streets-cache: x", "streets-snap: 1m", "streets-cross: true", "elevation: dem.tif",
      "streets-rules: {highway: {steps: no}}",
    ] {
      let settings = StreetSettings(try ProjectFile(yaml: line, path: "p"))
      #expect(settings.findings.count == 1 && settings.request == nil, "\(line)")
    }
    let far = StreetSettings(
      try ProjectFile(yaml: "streets: a\nwalk: 800m\nstreets-snap: 1km", path: "p"))
    #expect(far.findings.count == 1)
  }
}
