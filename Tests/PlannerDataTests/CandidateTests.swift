import Planner
import Testing

@testable import PlannerData

@Suite struct CandidateTests {
  let town: CandidateTown

  init() throws { town = try CandidateTown() }

  // MARK: One place, one candidate

  @Test func theSameSpotIsOneCandidate() throws {
    // 0.55 m, then 1.1 m apart
    let plan = try town.shops(
      """
      id,name,lat,lon
      c,花屋,35.54000,140.32
      a,,35.540005,140.32
      b,肉屋,35.540015,140.32
      d,花屋,35.5600001,140.32
      """)
    #expect(plan.candidates.map(\.id.text) == ["commerce:a", "commerce:b"])
    // a nameless row takes the name of what stands on the same spot
    #expect(plan.candidates.map(\.name) == ["花屋", "肉屋"])
    #expect(plan.candidates.allSatisfy { $0.alsoHere.isEmpty && $0.municipality == 0 })
    let counts = try #require(plan.candidateReport.perLayer.first)
    #expect(counts.read == 4 && counts.merged == 1 && counts.kept == 2 && counts.outside == 1)
  }

  @Test func theSameNameNearbyIsOneCandidate() throws {
    // 88.8 m apart, then 99.9 and 111 m
    let plan = try town.shops(
      """
      id,name,lat,lon
      1,ｶﾌｪ  花ヶ丘,35.5400,140.32
      2,カフェ花が丘,35.5408,140.32
      3,カフェ花ケ丘,35.5417,140.32
      4,カフェ花ケ丘,35.5427,140.32
      5,カフェ月,35.5400,140.3201
      """)
    #expect(plan.candidates.map(\.id.text) == ["commerce:1", "commerce:4", "commerce:5"])
    // a chain is one place: the relation does not depend on which row comes first
    #expect(plan.candidates[0].alsoHere == ["カフェ花が丘", "カフェ花ケ丘"])
    #expect(plan.candidateReport.total(\.merged) == 2)
  }

  @Test func kindsAreKeptApart() throws {
    let row = "id,name,lat,lon\n1,花,35.54,140.32\n"
    let plan = try town.load([("commerce", "a.csv", row), ("飲食店", "b.csv", row)])
    #expect(plan.candidates.map(\.id.text) == ["commerce:1", "restaurant:1"])
    #expect(plan.candidateReport.places == 1)
  }

  @Test func whatIsAStationIsNoCandidate() throws {
    let stations = [
      "1,花屋,commerce,35.5400,140.32,", "2,月,public,35.5450,140.32,",
      "3,星,commerce,35.5500,140.32,2024-03-31",
    ]
    // each: within 20 m of one of its kind, beyond; same name within 200 m, beyond; kind differs;
    // of a station that has left
    let table = """
      id,name,lat,lon
      a,魚屋,35.54017,140.32
      b,肉屋,35.54019,140.32
      c,月,35.5467,140.32
      d,月,35.5469,140.32
      e,鳥屋,35.5450,140.3201
      f,星,35.5500,140.32
      """
    let plan = try town.shops(table, stations: stations)
    let kept = plan.candidates.map(\.id.text)
    // d is 22 m from c, under the same name: one place with c, and so a station too
    #expect(kept == ["commerce:b", "commerce:e", "commerce:f"])
    #expect(plan.candidateReport.total(\.alreadyStations) == 3)
    let earlier = try town.load([("commerce", "shops.csv", table)], stations: stations) {
      $0.on = CalendarDay(year: 2024, month: 3, day: 30)
    }
    #expect(earlier.candidates.map(\.id.text) == ["commerce:b", "commerce:e"])
  }

  /// Against the definition: the parts that hang together by pairs.
  @Test(arguments: 0..<20) func mergingIsTransitive(seed: Int) {
    var dice = Dice(seed: UInt64(seed))
    let kinds = OrganizationKind.network.prefix(2)
    // in steps of a metre and of a hundred, so that limits are met exactly
    func meters(_ steps: ClosedRange<Int>) -> Double {
      Double(Int.random(in: steps, using: &dice))
    }
    let entries = (0..<60).map { _ -> CandidateMerging.Entry in
      let east = meters(-3...3) * 100 + meters(0...1)
      return CandidateMerging.Entry(
        kind: kinds[Int.random(in: 0..<2, using: &dice)],
        nameKey: ["", "a", "b", "c"].randomElement(using: &dice) ?? "",
        position: Position(x: east, y: meters(-3...3) * 100))
    }
    func areOne(_ a: CandidateMerging.Entry, _ b: CandidateMerging.Entry) -> Bool {
      let meters = a.position.distance(to: b.position)
      return a.kind == b.kind
        && (meters <= 1 || meters <= 100 && a.nameKey == b.nameKey && !a.nameKey.isEmpty)
    }
    var expected = Array(entries.indices)
    var changed = true
    while changed {
      changed = false
      for a in entries.indices {
        for b in entries.indices
        where areOne(entries[a], entries[b]) && expected[a] != expected[b] {
          let low = min(expected[a], expected[b])
          (expected[a], expected[b], changed) = (low, low, true)
        }
      }
    }
    #expect(CandidateMerging(entries).representative == expected)
  }

  // MARK: Order

  @Test(arguments: 0..<25) func orderMakesNoDifference(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    let names = ["", "花屋", "肉屋", "花 屋", "星"]
    // without ids but for some, several of them shared; some rows exactly alike
    let rows = (0..<80).map { index -> String in
      let spot = Int.random(in: 0..<12, using: &dice)
      let shifts: [Double] = [0, 0, 0.000_004, 0.0007]
      let shift = shifts[Int.random(in: 0..<4, using: &dice)]
      let id = index % 5 == 0 ? String(Int.random(in: 0..<6, using: &dice)) : ""
      let name = names.randomElement(using: &dice) ?? ""
      let latitude = 35.525 + Double(spot) * 0.002 + shift
      let cost = index % 3 == 0 ? String(index * 100) : ""
      return "\(id),\(name),\(latitude),140.32,\(cost)"
    }
    func load(_ rows: [String], flags: [Int]) throws -> LoadedPlan {
      let header = "id,name,lat,lon,費用\n"
      let lists: [(kind: String, name: String, content: String)] = [
        ("commerce", "a.csv", header + rows[..<30].joined(separator: "\n")),
        ("商工", "b.csv", header + rows[30..<60].joined(separator: "\n")),
        ("public", "c.csv", header + rows[60...].joined(separator: "\n")),
      ]
      return try town.load(flags.map { lists[$0] })
    }
    let plan = try load(rows, flags: [0, 1, 2])
    let mixed =
      rows[..<30].shuffled(using: &dice) + rows[30..<60].shuffled(using: &dice)
      + rows[60...].shuffled(using: &dice)
    let other = try load(mixed, flags: [0, 1, 2].shuffled(using: &dice))
    #expect(plan.candidates.map(CandidateFacts.init) == other.candidates.map(CandidateFacts.init))
    #expect(plan.candidateReport == other.candidateReport)
    #expect(Set(plan.candidates.map(\.id)).count == plan.candidates.count)
    for counts in plan.candidateReport.perLayer {
      let fates = [
        counts.wrong, counts.withoutPosition, counts.setAsideCentre, counts.outside,
        counts.alreadyStations, counts.merged, counts.kept,
      ]
      #expect(counts.read == fates.reduce(0, +))
    }
  }

  @Test func idsFollowFromWhatTheRowSays() throws {
    let one = try town.shops("name,lat,lon\n花屋,35.54,140.32\n肉屋,35.55,140.33\n")
    let other = try town.shops("lon,lat,name\n140.33,35.55,肉屋\n140.3,35.53,魚屋\n140.32,35.54,花屋\n")
    #expect(Set(one.candidates.map(\.id)).isSubset(of: other.candidates.map(\.id)))
    #expect(one.candidates.allSatisfy { $0.id.text.count == "commerce:".count + 12 })
  }

  @Test func listsThatNumberAlikeStayApart() throws {
    let plan = try town.load([
      ("commerce", "a.csv", "id,name,lat,lon\n1,花屋,35.54,140.32\n2,星,35.55,140.32\n"),
      ("commerce", "b.csv", "id,name,lat,lon\n1,肉屋,35.53,140.32\n"),
    ])
    #expect(plan.candidates.count == 3)
    #expect(plan.candidates.count { $0.id.text.hasPrefix("commerce:1-") } == 2)
    #expect(plan.candidates.last?.id.text == "commerce:2")
  }

  // MARK: Rows that cannot be used

  @Test func centresAreSetAside() throws {
    let plan = try town.shops(
      """
      name,lat,lon,位置精度
      a,35.54,140.32,市区町村
      b,35.54,140.33,町丁目
      c,35.55,140.33,番地
      d,0,0,
      e,35.53,140.33,だいたい
      """)
    #expect(plan.candidates.map(\.name).sorted() == ["c", "e"])
    let counts = try #require(plan.candidateReport.perLayer.first)
    #expect(counts.setAsideCentre == 3 && counts.read == 5 && plan.candidateReport.places == 4)
    let said = plan.findings.map { $0.described(in: .en) }
    #expect(said.contains { $0.contains("left out: 3 (rows 2, 3, 5)") }, "\(said)")
    #expect(said.contains { $0.contains("the accuracy of 1 positions is not understood") })
  }

  @Test func blankPositionsAreOneWarning() throws {
    let plan = try town.shops("name,lat,lon\na,,\nb,35.54,140.32\nc,,\n")
    #expect(plan.candidates.map(\.name) == ["b"])
    #expect(plan.candidateReport.total(\.withoutPosition) == 2)
    let said = plan.findings.filter { $0.what.en.contains("without a position") }
    #expect(said.count == 1 && said.first?.severity == .warning)
    #expect(said.first?.what.ja.contains("位置のない候補が2件あり") == true)
  }

  @Test func wrongRowsAreErrorsUnlessSetAside() throws {
    let table = """
      name,lat,lon,cost
      a,35.54,,
      b,140.3,35.5,
      c,35°73',140.32,
      d,35.54,140.32,高い
      e,35.55,140.32,"10,000"
      """
    let found = try failure { try town.shops(table) }
    let said = found.findings.map { $0.described(in: .en) }
    #expect(found.cause == .data && said.count == 4, "\(said)")
    #expect(said[0].contains("row 2, column lon: half of the position is blank. Write the value"))
    #expect(said[1].contains("latitude and longitude are swapped"))
    #expect(said[2].contains("\"35°73'\" is not a number"))
    #expect(said[3].contains("row 5, column cost: \"高い\" cannot be used as a cost. Write yen"))
    // there is no flag for the system of these lists
    #expect(!said.contains { $0.contains("--stations-crs") })
    let plan = try town.load([("commerce", "shops.csv", table)], setsAside: true)
    #expect(plan.candidates.map(\.costYen) == [10000] && plan.setAside.count == 4)
    #expect(plan.candidateReport.total(\.wrong) == 4)
  }

  // MARK: Requests

  @Test func kindsHaveManyNames() throws {
    var project = ProjectFile()
    project.kinds = [OrganizationKind(slug: "farm", name: Text(ja: "農業", en: "farming"))]
    for (name, slug) in [("寺社", "temple-shrine"), ("カフェ", "restaurant"), ("農業", "farm")] {
      project.candidates = [ProjectFile.NamedFile(name: name, path: "a.csv")]
      #expect(try PlanRequest(project).candidates.map(\.kind?.slug) == [slug])
    }
    project.candidates = [ProjectFile.NamedFile(name: "restaurnt", path: "a.csv")]
    let unknown = try failure { try PlanRequest(project) }
    #expect(unknown.cause == .usage)
    #expect(unknown.description.contains("there is no kind \"restaurnt\" for candidates"))
    #expect(unknown.description.contains("Did you mean \"restaurant\"? Known: medical-welfare"))
    #expect(unknown.description.contains("farm (農業), osm"))
    project.candidates = [ProjectFile.NamedFile(name: "osm", path: "a.csv")]
    #expect(try failure { try PlanRequest(project) }.description.contains("needs an .osm.pbf"))
  }

  @Test func projectsNameSeveralFilesOfAKind() throws {
    let project = try ProjectFile(
      yaml: """
        candidates:
          public: a.csv
          寺社: [b.geojson, /c.csv]
          osm: x.osm.pbf
        osm-kinds:
          "amenity=cafe": restaurant
          shop=*: none
        """, path: "plans/planner.yaml")
    #expect(
      project.candidates.map { "\($0.name) \($0.path)" }
        == ["public plans/a.csv", "寺社 plans/b.geojson", "寺社 /c.csv", "osm plans/x.osm.pbf"])
    #expect(project.inputPaths == project.candidates.map(\.path))
    #expect(project.osmKinds.map(\.tags) == ["amenity=cafe", "shop=*"])
    #expect(try ProjectFile(yaml: project.rendered(), path: "planner.yaml") == project)
    let wrong = try failure { try ProjectFile(yaml: "candidates: a.csv", path: "p.yaml") }
    #expect(wrong.description.contains("Write a list of \"kind: file\""))
  }

  @Test func candidatesAreReadOnlyWhereTheyAreNeeded() throws {
    let lists = [("commerce", "a.csv", "no,position\n1,2\n")]
    let plan = try town.load(lists, reads: false)
    #expect(plan.candidates.isEmpty && plan.candidateReport == CandidateReport())
    #expect(!plan.files.contains { $0.role.hasPrefix("candidates") })
    #expect(try failure { try town.load(lists) }.description.contains("no position columns"))
  }
}
