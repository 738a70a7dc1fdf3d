import Planner
import Testing

@testable import PlannerData

@Suite struct ProjectTests {
  private func read(_ yaml: String) throws -> ProjectFile {
    try ProjectFile(yaml: yaml, path: "plans/planner.yaml")
  }

  @Test(arguments: [
    ("stations：st.csv\nradius: 800m\n", 1, "全角"), ("radius: 800m\nstations:st.csv\n", 2, "空白"),
    ("stations: a\r\n　radius: 800m\r\n", 2, "全角の空白"), ("zones:\n\t圏域: a.csv\n", 2, "タブ"),
    ("stations：st.csv\n", 1, "全角"),
  ])
  func slipsOfAJapaneseKeyboardAreNamed(yaml: String, row: Int, word: String) throws {
    let failure = try #require(throws: Failure.self) { try read(yaml) }
    #expect(failure.findings[0].place.row == row, "\(failure)")
    #expect(failure.findings[0].what.ja.contains(word), "\(failure)")
  }

  @Test func readsEverySetting() throws {
    let project = try read(
      """
      stations: data/stations.csv
      stations-crs: EPSG:4301
      municipalities: /maps/n03.geojson
      living-areas: {日常生活圏域: areas.geojson}
      zones:
        11地域: regions.csv
        医療圏: medical.csv
      radius: 800
      service: cool
      kind: [public, 寺社]
      on: 2026-08-15
      set-aside: yes
      lang: ja
      land:
      kinds:
        agriculture: {ja: 農業, en: agriculture, aliases: [農家]}
      """)
    #expect(project.stations == "plans/data/stations.csv")
    #expect(project.municipalities == "/maps/n03.geojson")
    #expect(project.livingAreas.map(\.name) == ["日常生活圏域"])
    #expect(project.zones.map(\.path) == ["plans/regions.csv", "plans/medical.csv"])
    #expect(project.radius == "800" && project.service == ["cool"])
    #expect(project.kind == ["public", "寺社"])
    // the key `on` is no truth value here, and a day no timestamp
    #expect(project.on == CalendarDay(year: 2026, month: 8, day: 15))
    #expect(project.setAside == true && project.language == .ja && project.land == nil)
    #expect(project.kinds.map(\.slug) == ["agriculture"] && project.allKinds.count == 8)
    #expect(project.kinds[0].aliases == ["農家"])
  }

  @Test func printsWhatItReadsBack() throws {
    var project = ProjectFile()
    project.stations = "a b/拠点: \"1\" #x.csv"
    project.livingAreas = [ProjectFile.NamedFile(name: "yes", path: "/x/y.gpkg")]
    project.radius = "800m"
    project.service = ["drop-in", "cool"]
    project.on = CalendarDay(year: 2026, month: 8, day: 15)
    project.setAside = false
    project.language = .en
    project.kinds = [
      OrganizationKind(slug: "farm", name: Text(ja: "農業", en: "farm, etc."), aliases: ["農家"])
    ]
    #expect(try ProjectFile(yaml: project.rendered(), path: "planner.yaml") == project)
    #expect(ProjectFile().rendered().isEmpty)
    #expect(try ProjectFile(yaml: "", path: "p") == ProjectFile())
  }

  @Test func readsAndPrintsWhatIsAskedOfARecommendation() throws {
    let project = try read(
      """
      recommend:
        each-area: 60%
        each-area-layer: 日常生活圏域
        objective: covered
        weight: {"65+": 1, total: 0.5}
        service-weight: [cool=2]
        in: [東金市, 山武]
        at-most: {commerce: 3}
        at-least: ["temple-shrine=1"]
        at-most-per-municipality: ２
        agreement: {commerce: 30%}
        agreement-from: past.csv
        anywhere: yes
        nodes: 500
        time-limit: 10s
        draws: 0
        per-year: 3
        budget:
      """)
    var expected = RecommendationSettings()
    expected.eachArea = "60%"
    expected.eachAreaLayer = "日常生活圏域"
    expected.objective = "covered"
    expected.weights = ["65+=1", "total=0.5"]
    expected.serviceWeights = ["cool=2"]
    expected.scope = ["東金市", "山武"]
    expected.atMost = ["commerce=3"]
    expected.atLeast = ["temple-shrine=1"]
    expected.atMostPerMunicipality = 2
    expected.agreement = ["commerce=30%"]
    expected.agreementFrom = "plans/past.csv"
    expected.anywhere = true
    expected.nodes = 500
    expected.timeLimit = "10s"
    expected.draws = 0
    expected.perYear = 3
    #expect(project.recommend == expected)
    #expect(project.inputPaths == ["plans/past.csv"])
    #expect(try ProjectFile(yaml: project.rendered(), path: "planner.yaml") == project)

    let wrong = try failure {
      try read("recommend:\n  cuont: 3\n  draws: many\n  name-candidates: true\n  in: {a: b}\n")
    }
    let found = wrong.findings.map { $0.described(in: .en) }
    #expect(found.count == 4)
    #expect(found[0].contains("row 2: unknown key \"cuont\". Did you mean \"count\"?"))
    #expect(found[1].contains("row 3") && found[1].contains("a whole number"))
    #expect(found[2].contains("row 4") && found[2].contains("--name-candidates"))
    #expect(found[3].contains("row 5") && found[3].contains("a list"))
    #expect(try failure { try read("recommend: 3") }.description.contains("key: value"))
  }

  @Test func flagsOfARecommendationReplaceWhatTheyExclude() throws {
    var file = RecommendationSettings()
    file.budget = "50万円"
    file.openingCost = "3万円"
    file.expected = true
    file.draws = 20
    file.atMost = ["commerce=3"]
    #expect(RecommendationSettings().over(file) == file)
    var flags = RecommendationSettings()
    flags.count = 3
    flags.objective = "backup"
    flags.atMost = ["temple-shrine=1"]
    let both = flags.over(file)
    // a budget goes with the goal that replaces it; what opening costs is shown for every goal
    #expect(both.budget == nil && both.openingCost == "3万円" && both.count == 3)
    #expect(both.objective == "backup" && !both.expected)
    #expect(both.atMost == ["temple-shrine=1"] && both.draws == 20)
    try both.check(kinds: OrganizationKind.network)
  }

  @Test func templatesAreGoodProjectsAsTheyAreAndUncommented() throws {
    for language in Language.allCases {
      let template = ProjectFile.template(language)
      let project = try read(template)
      #expect(project.language == language && project.preset == "mlit-general-800")
      // every commented setting is one that works
      let open = template.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let isSetting = line.hasPrefix("#  ") || line.hasPrefix("#") && !line.hasPrefix("# ")
        return isSetting ? line.dropFirst() : line
      }.joined(separator: "\n")
      let full = try read(open)
      #expect(full.kinds.map(\.slug) == ["agriculture"] && full.on != nil && full.land != nil)
      #expect(full.recommend.count == 10 && full.recommend.draws == 100)
      try full.recommend.check(kinds: full.allKinds)
      #expect(full.livingAreas.count == 1 && full.zones.count == 1 && full.setAside == true)
    }
  }

  @Test func saysWhatIsWrongAndWhere() throws {
    let wrong = try failure {
      try read(
        "statoins: a.csv\nradius: [1, 2]\nlang: fr\non: tomorrow\nzones: z.csv\nset-aside: 5")
    }
    let found = wrong.findings.map { $0.described(in: .en) }
    #expect(wrong.cause == .data && found.count == 6)
    #expect(
      found[0].hasPrefix(
        "plans/planner.yaml, row 1: unknown key \"statoins\". Did you mean \"stations\"? Known keys"
      ))
    for words in [
      "row 2: the value of \"radius\" is of the wrong sort. Write one value",
      "row 3: the value of \"lang\" is of the wrong sort. Write ja or en",
      "row 4: the value of \"on\" is of the wrong sort. Write a day such as",
      "row 5: the value of \"zones\" is of the wrong sort. Write a list of \"name: file\"",
      "row 6: the value of \"set-aside\" is of the wrong sort. Write true or false",
    ] {
      #expect(found.contains { $0.contains(words) }, "\(words) \(found)")
    }
    let broken = try failure { try read("stations: a.csv\nradius: \"800\nlang: ja\n") }
    #expect(broken.description.contains("this is not YAML (column"))
    #expect(broken.findings[0].place.row != nil)
    #expect(broken.description.contains("Indent with spaces"))
    let twice = try failure { try read("lang: ja\nlang: en\n") }
    #expect(twice.description.contains("a key is there twice: lang. Put them together"))
    let list = try failure { try read("- a\n- b\n") }
    #expect(list.description.contains("Write a list of \"key: value\""))
  }
}
