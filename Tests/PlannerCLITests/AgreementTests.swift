import Testing

/// What commands print conforms to the published schemas, and they agree with each other to the
/// person, since all are sums over the same blocks (law 4).
@Suite struct AgreementTests {
  @Test func theSchemaChecksWhatItSays() throws {
    let schema = Schema(
      root: try JSON(
        Array(
          """
          {"type": "object", "required": ["a"], "additionalProperties": false, "properties": {
            "a": {"$ref": "#/$defs/n"}, "b": {"type": ["string", "null"], "enum": ["x", null]},
            "c": {"type": "array", "items": {"type": "integer"}, "maxItems": 2}},
           "$defs": {"n": {"type": "number"}}}
          """.utf8)))
    func defects(_ text: String) throws -> [String] {
      schema.defects(of: try JSON(Array(text.utf8))).sorted()
    }
    #expect(try defects("{\"a\": 1.5, \"b\": null, \"c\": [1, 2]}").isEmpty)
    #expect(try defects("{\"b\": \"y\"}") == ["/b: none of the values allowed", ": a is missing"])
    #expect(
      try defects("{\"a\": \"1\", \"d\": 0}") == ["/a: no number", ": d is not in the schema"])
    #expect(
      try defects("{\"a\": 1, \"c\": [1, 2.5, 3]}") == ["/c/1: no integer", "/c: too many items"])
    #expect(try defects("[]") == [": no object"])
  }

  /// The demonstration project, answered once by each command.
  private static let demo = Result {
    let workspace = try Workspace.demo()
    return try [
      ["coverage", "--format", "json"], ["gaps", "--format", "geojson"],
      ["catchments", "--form", "dissolved"],
    ].map { command -> JSON in
      let run = try workspace.run(command + ["--quiet", "--project", "planner.yaml"])
      #expect(run.status == 0 && run.errorOutput.isEmpty, "\(run.errorText)")
      return try JSON(run.output)
    }
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-6 * max(1, abs(b)) }

  private func sum(_ items: [JSON], _ path: String...) -> Double {
    items.reduce(0) { sum, item in sum + path.reduce(item) { $0[$1] }.number }
  }

  @Test func coverageConformsToItsSchema() throws {
    let schema = Schema(root: try Demo.schema("coverage.v1.schema.json"))
    #expect(schema.defects(of: try Self.demo.get()[0]) == [])
    let workspace = try Workspace.sample(replacing: [
      "stations.csv": "id,lat,lon,services\na,35.54,140.36,cool\nb,,,\nc,34.0,138.0,\n"
    ])
    for flags in [
      ["--radius", "300m", "--set-aside"],
      ["--on", "2026-12-01", "--service", "cool", "--set-aside"],
    ] {
      let run = try workspace.run(
        ["coverage", "--format", "json"] + flags + Sample.inputs + Sample.layers)
      #expect(run.status == 0, "\(run.errorText)")
      #expect(schema.defects(of: try JSON(run.output)) == [])
    }
  }

  @Test func gapsConformToTheirSchema() throws {
    let schema = Schema(root: try Demo.schema("gaps.v1.schema.json"))
    #expect(schema.defects(of: try Self.demo.get()[1]) == [])
    let workspace = try Workspace.sample()
    for flags in [
      ["--radius", "300m"], ["--radius", "300m", "--by", "65+", "--service", "cool"],
      // no gap is that large: no features and no bbox
      ["--minimum", "1000000"],
    ] {
      let run = try workspace.run(
        ["gaps", "--format", "geojson"] + flags + Sample.inputs + Sample.layers)
      #expect(run.status == 0, "\(run.errorText)")
      #expect(schema.defects(of: try JSON(run.output)) == [])
    }
  }

  /// Sums that must be equal in one coverage answer.
  private func checkSums(_ answer: JSON) {
    let region = answer["region"]
    let municipalities = answer["areas"].items.filter { $0["layer"].string == "municipality" }
    for member in ["residents", "covered", "coveredByOwn", "coveredAcross"] {
      #expect(isClose(sum(municipalities, member), region[member].number), "\(member)")
    }
    for (band, tally) in region["ages"].members {
      #expect(isClose(sum(municipalities, "ages", band, "covered"), tally["covered"].number))
      #expect(isClose(sum(municipalities, "ages", band, "residents"), tally["residents"].number))
    }
    let covered = region["covered"].number
    #expect(isClose(sum(answer["flows"].items, "residents"), covered))
    #expect(isClose(sum(answer["flows"].items, "onlyAcross"), region["coveredAcross"].number))
    #expect(isClose(region["coveredByOwn"].number + region["coveredAcross"].number, covered))
    let depth = region["depth"]
    #expect(isClose(depth["1"].number + depth["2"].number + depth["3+"].number, covered))
    #expect(isClose(depth["0"].number, region["residents"].number - covered))
    for area in municipalities {
      let flows = answer["flows"].items.filter { $0["residentsOf"] == area["code"] }
      #expect(isClose(sum(flows, "residents"), area["covered"].number))
      #expect(isClose(sum(flows, "onlyAcross"), area["coveredAcross"].number))
    }
  }

  @Test func theDemonstrationAgreesWithItself() throws {
    let demo = try Self.demo.get()
    let (coverage, gaps, dissolved) = (demo[0], demo[1], demo[2])
    let region = coverage["region"]
    checkSums(coverage)
    for service in coverage["services"].items { checkSums(service) }
    // every station of the demonstration is a drop-in place or not, but some service covers each
    for service in coverage["services"].items {
      #expect(service["region"]["covered"].number <= region["covered"].number + 1e-6)
      #expect(service["region"]["residents"] == region["residents"])
    }
    #expect(coverage["assumptions"] == gaps["assumptions"])
    #expect(coverage["assumptions"] == dissolved["assumptions"])

    let uncovered = region["residents"].number - region["covered"].number
    let summary = gaps["summary"]
    #expect(isClose(summary["uncovered"].number, uncovered))
    #expect(isClose(summary["inGaps"].number + summary["belowMinimum"].number, uncovered))
    #expect(
      isClose(sum(gaps["features"].items, "properties", "residents"), summary["inGaps"].number))
    for (band, tally) in region["ages"].members {
      let sums = summary["attributes"][band]
      #expect(
        isClose(sums["uncovered"].number, tally["residents"].number - tally["covered"].number))
      #expect(
        isClose(sum(gaps["features"].items, "properties", "ages", band), sums["inGaps"].number))
    }
    #expect(
      isClose(sum(dissolved["features"].items, "properties", "residents"), region["covered"].number)
    )
    for (band, tally) in region["ages"].members {
      #expect(
        isClose(
          sum(dissolved["features"].items, "properties", "ages", band), tally["covered"].number))
    }
  }

  @Test func nearestSharesAreTheFlows() throws {
    let workspace = try Workspace.sample()
    let home = try stationMunicipalities()
    for flags in [[], ["--service", "cool"], ["--kind", "public", "--radius", "500m"]] {
      func answer(_ arguments: String...) throws -> JSON {
        let run = try workspace.run(arguments + ["--quiet"] + flags + Sample.inputs)
        #expect(run.status == 0)
        return try JSON(run.output)
      }
      let coverage = try answer("coverage", "--format", "json")
      checkSums(coverage)
      let nearest = try answer("catchments", "--form", "nearest")["features"].items
      let dissolved = try answer("catchments", "--form", "dissolved")["features"].items
      let each = try answer("catchments")["features"].items
      let covered = coverage["region"]["covered"].number
      #expect(isClose(sum(nearest, "properties", "residents"), covered))
      #expect(isClose(sum(dissolved, "properties", "residents"), covered))
      #expect(nearest.count == coverage["region"]["stations"].asCount ?? -1)
      #expect(sum(each, "properties", "residents") >= covered - 1e-6)
      // the shares of a municipality's stations are the flows that it serves
      var served: [String: Double] = [:]
      for share in nearest {
        let station = share["properties"]["station"].string ?? ""
        served[home[station] ?? "–", default: 0] += share["properties"]["residents"].number
      }
      for (code, residents) in served {
        let flows = coverage["flows"].items.filter { ($0["servedBy"].string ?? "–") == code }
        #expect(isClose(sum(flows, "residents"), residents))
      }
    }
  }

  /// The municipality in which a station's coverage says that it lies: asked one by one.
  private func stationMunicipalities() throws -> [String: String] {
    let sample = try Sample.make()
    var home: [String: String] = [:]
    for row in sample.stations {
      let one = try Workspace.sample(replacing: [
        "stations.csv": sample.stationHeader + "\n" + row + "\n"
      ])
      let run = try one.run(["coverage", "--quiet", "--format", "json"] + Sample.inputs)
      let areas = try JSON(run.output)["areas"].items
      let id = row.split(separator: ",").first.map(String.init) ?? ""
      home[id] = areas.first { $0["stations"].number == 1 }?["code"].string
    }
    return home
  }

  @Test func servicesAloneAreTheServicesOfAll() throws {
    let workspace = try Workspace.sample()
    let flags = ["coverage", "--quiet", "--format", "json"] + Sample.inputs + Sample.layers
    let all = try JSON(try workspace.run(flags).output)
    #expect(all["services"].items.count == 7)
    for listed in all["services"].items {
      let slug = try #require(listed["service"].string)
      let alone = try JSON(try workspace.run(flags + ["--service", slug]).output)
      for member in ["areas", "flows"] { #expect(alone[member] == listed[member], "\(slug)") }
      #expect(alone["region"].without(["outsideStudyArea"]) == listed["region"])
    }
  }
}

extension JSON {
  /// A whole number of things.
  fileprivate var asCount: Int? {
    if case .number(let value, isInteger: true) = self { return Int(value) }
    return nil
  }
}
