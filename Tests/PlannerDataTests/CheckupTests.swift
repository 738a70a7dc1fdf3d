import Planner
import Testing

@testable import PlannerData

/// `check`: for each code a list in which it is found, and beside it rows in which it is not.
struct CheckupTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private static let good = CheckWorld.row("a", lat: "35.521", lon: "140.311")

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var rows: [String]
    /// All that is found.
    var expected: [String]
    var gazetteer: String?
    var testDescription: String { name }

    init(
      _ name: String, _ rows: [String], _ expected: [String], gazetteer: String? = nil
    ) {
      (self.name, self.rows, self.expected, self.gazetteer) = (name, rows, expected, gazetteer)
    }
  }

  static let cases: [Case] = [
    Case("nothing", [good], []),
    Case(
      "swapped degrees", [good, CheckWorld.row("b", lat: "140.35", lon: "35.55")],
      ["swapped-axes 3"]),
    Case("null island", [good, CheckWorld.row("b", lat: "0", lon: "0")], ["null-island 3"]),
    Case(
      "null island placed by its address",
      [good, CheckWorld.row("b", lat: "0", lon: "0", address: "千葉県東金市田間1")],
      ["null-island 3"], gazetteer: CheckWorld.gazetteer),
    Case(
      "blank positions",
      [good, CheckWorld.row("b", lat: "", lon: ""), CheckWorld.row("c", lat: "", lon: "140.35")],
      ["no-position 3", "no-position 4"]),
    Case(
      "out of Japan", [good, CheckWorld.row("b", lat: "55.5", lon: "140.35")], ["out-of-range 3"]),
    Case(
      "another municipality by the column",
      [good, CheckWorld.row("b", lon: "140.45"), CheckWorld.row("c", municipality: "山武市")],
      ["wrong-municipality 3", "wrong-municipality 4"]),
    Case(
      "one name as two people write it",
      [
        CheckWorld.row("a", name: "髙橋商店"), CheckWorld.row("b", name: "高橋商店"),
        CheckWorld.row("c", name: "㈱あおぞら", lat: "35.54"),
        CheckWorld.row("d", name: "株式会社あおぞら", lat: "35.54"),
        CheckWorld.row("e", name: "株式会社ほしぞら", lat: "35.53"),
      ],
      ["duplicate 3", "duplicate 5"]),
    Case(
      "names that are no municipality here",
      [
        good, CheckWorld.row("b", municipality: "成東町"),
        CheckWorld.row("c", lat: "35.53", municipality: "成東町"),
        CheckWorld.row("d", lat: "35.54", municipality: "", address: "東京都新宿区西新宿2-8-1"),
        CheckWorld.row("e", lat: "35.545", municipality: "", address: "東岩崎1-1"),
      ],
      ["wrong-municipality 3", "wrong-municipality 5"]),
    Case(
      "another municipality by the address",
      [good, CheckWorld.row("b", municipality: "", address: "千葉県山武市成東1")],
      ["wrong-municipality 3"]),
    Case(
      "another municipality by the code",
      [
        good, CheckWorld.row("b", municipality: "12237"),
        CheckWorld.row("c", lat: "35.53", municipality: "12213"),
      ],
      ["wrong-municipality 3"]),
    Case(
      "what names no municipality here is not compared",
      [
        good, CheckWorld.row("b", municipality: "木更津市"),
        CheckWorld.row("c", lat: "35.53", municipality: "", address: "栄町1"),
      ],
      ["wrong-municipality 3"]),
    Case(
      "spellings of one municipality",
      [
        good, CheckWorld.row("b", municipality: "千葉県東金市"),
        CheckWorld.row("c", lat: "35.53", municipality: "東金"),
      ],
      []),
    Case("in the sea", [good, good2, CheckWorld.row("b", lat: "35.3")], ["in-sea 4"]),
    Case(
      "far from its address",
      [
        CheckWorld.row("b", lat: "35.5", lon: "140.301", address: "千葉県東金市田間1"),
        CheckWorld.row("c", address: "千葉県東金市田間1"),
      ], ["far-from-address 2"], gazetteer: CheckWorld.gazetteer),
    Case(
      "on a town's point",
      [good, CheckWorld.row("b", lat: "35.55", lon: "140.35", address: "千葉県東金市田間1")],
      ["centre-geocode 3"], gazetteer: CheckWorld.gazetteer),
    Case(
      "several on one point",
      [good, CheckWorld.row("b"), CheckWorld.row("c"), CheckWorld.row("d", lat: "35.5531")],
      ["several-on-one-point 3"]),
    Case(
      "the same twice",
      [
        good, CheckWorld.row("b", name: "なごみ"), CheckWorld.row("c", name: "なごみ", lat: "35.5535"),
        // of the same name elsewhere
        CheckWorld.row("d", name: "なごみ", lat: "35.57"),
      ], ["duplicate 4"]),
    Case(
      "an id twice", [good, CheckWorld.row("b"), CheckWorld.row("b", name: "別", lat: "35.56")],
      ["duplicate 3", "duplicate 4"]),
    Case(
      "unknown kind and service",
      [good, CheckWorld.row("b", kind: "医療福止"), CheckWorld.row("c", services: "相段", lat: "35.56")],
      ["unknown-kind 3", "unknown-service 4"]),
    Case(
      "left before joined",
      [
        good, CheckWorld.row("b", left: "2019-03-31"),
        CheckWorld.row("c", lat: "35.56", left: "2021-03-31"),
      ],
      ["left-before-joined 3"]),
    Case(
      "a cool station that is closed in summer",
      [
        good, CheckWorld.row("b", services: "クール", season: "12月〜2月"),
        CheckWorld.row("c", services: "クール", lat: "35.56", season: "7月〜9月"),
        CheckWorld.row("d", services: "居場所", lat: "35.57", season: "12月〜2月"),
      ], ["season-conflict 3"]),
    Case(
      "years that cannot be",
      [
        good, CheckWorld.row("b", left: "1025-03-31"),
        CheckWorld.row("c", lat: "35.56", joined: "3024年度"),
        CheckWorld.row("d", lat: "35.57", left: "9999-12-31"),
      ],
      ["bad-date 3", "bad-date 4"]),
    Case(
      "unreadable date and season",
      [
        good, CheckWorld.row("b", joined: "いつか"), CheckWorld.row("c", lat: "35.56", season: "ときどき"),
      ],
      ["bad-date 3", "bad-season 4"]),
    Case(
      "full-width digits",
      [good, CheckWorld.row("b", name: "１号館", lat: "３５.５５３", joined: "令和２年４月１日")],
      ["full-width-digits 3", "full-width-digits 3"]),
    Case(
      "stray blanks", [good, CheckWorld.row("b", name: "集会所　 ")], ["stray-blanks 3"]),
  ]

  private static let good2 = CheckWorld.row("g", lat: "35.531", lon: "140.312")

  @Test(arguments: cases) func each(_ test: Case) throws {
    let run = try CheckRun(
      CheckWorld.list(test.rows), gazetteer: test.gazetteer, in: workspace)
    #expect(run.found == test.expected)
    // what is an error is what ends in exit code 65
    let isError = run.checkup.findings.contains { $0.finding.severity == .error }
    #expect(run.checkup.isSound == !isError)
  }

  @Test func swappedDegreesAreCertainOnlyWhereTheOutlinesSaySo() throws {
    let rows = [
      CheckWorld.row("a", lat: "140.35", lon: "35.55"),
      // the other way round in the sea, and in another municipality than it says
      CheckWorld.row("b", lat: "140.35", lon: "35.2"),
      CheckWorld.row("c", lat: "140.45", lon: "35.55"),
    ]
    let list = CheckWorld.list(rows)
    let with = try CheckRun(list, in: workspace)
    #expect(
      with.checkup.findings.filter { $0.code == .swappedAxes }.map(\.isCertain)
        == [true, false, false])
    #expect(try with.finding(.swappedAxes).finding.remedy.ja.contains("東金市"))
    let without = try CheckRun(list, municipalities: nil, in: workspace)
    #expect(without.found == ["swapped-axes 2", "swapped-axes 3", "swapped-axes 4"])
    #expect(!without.checkup.findings.contains { $0.isCertain })
  }

  /// 東金市役所 and 野田 in EPSG:6677; near its origin only the municipality can tell.
  @Test func swappedMetres() throws {
    let noda = CheckWorld.collection([
      CheckWorld.square("12208", "野田市", west: 139.84, south: 35.9, size: 0.09),
      CheckWorld.square("12220", "流山市", west: 139.74, south: 36.0, size: 0.09),
      CheckWorld.square("12213", "東金市", west: 140.3, south: 35.5),
    ])
    let list = """
      id,name,x,y,municipality
      a,東金,48298.0266,-48684.6936,東金市
      b,東金逆,-48684.6936,48298.0266,東金市
      c,東金逆で名なし,-48600.6936,48200.0266,
      d,野田,3733.5185,-4991.8452,野田市
      e,野田逆,-4991.8452,3733.5185,野田市
      f,流山,-4991.8,3733.6,流山市
      g,名なし,3700.5185,-4900.8452,

      """
    let run = try CheckRun(list, municipalities: noda, in: workspace)
    #expect(run.found == ["swapped-axes 3", "swapped-axes 4", "swapped-axes 6"])
    // both ways round 野田's row is in the region, so that a person must decide
    #expect(
      run.checkup.findings.filter { $0.code == .swappedAxes }.map(\.isCertain)
        == [true, true, false])
    let mended = try run.checkup.mended()
    #expect(mended.csv.contains("b,東金逆,48298.0266,-48684.6936,東金市"))
    #expect(mended.csv.contains("e,野田逆,-4991.8452,3733.5185,野田市"))
    #expect(mended.changeCount == 4)
  }

  @Test func listsOfAnotherPlaceGetOneFinding() throws {
    let rows = (0..<5).map { CheckWorld.row("\($0)", lat: "36.\($0 + 3)", municipality: "") }
    let run = try CheckRun(CheckWorld.list(rows), in: workspace)
    #expect(run.found == ["other-place"])
    #expect(!run.checkup.isSound)
  }

  @Test func centresThatTheListItselfStates() throws {
    let list = """
      id,lat,lon,geo_precision
      a,35.55,140.35,municipality
      b,35.55,140.35,municipality
      c,35.56,140.36,address

      """
    let run = try CheckRun(list, in: workspace)
    #expect(run.found == ["centre-geocode 2", "centre-geocode 3"])
  }

  @Test func checkDigits() throws {
    let list = """
      市区町村コード,名称,緯度,経度
      122131,甲,35.55,140.35
      122132,乙,35.56,140.35
      12213,丙,35.57,140.35

      """
    // 12213: (1×6 + 2×5 + 2×4 + 1×3 + 3×2) = 33, 11 − 0 = 11, last digit 1
    let run = try CheckRun(list, in: workspace)
    #expect(run.found.filter { $0 != "reading" } == ["bad-check-digit 3"])
  }

  @Test func otherLayers() throws {
    let far = CheckWorld.collection([
      CheckWorld.square("12213", "学区", west: 138, south: 34)
    ])
    // one 500 m cell inside 東金市, and one with suppressed ages
    let population = "KEY_CODE,総数,65歳以上\n534022791,100,20\n534022792,30,*\n"
    let run = try CheckRun(CheckWorld.list([Self.good]), in: workspace) { project in
      project.population = try? workspace.write(population, as: "population.csv")
      project.populationTotals = try? workspace.write(
        "code,name,total\n12213,東金市,131\n12237,山武市,500\n", as: "totals.csv")
      project.livingAreas = [
        .init(name: "学区", path: (try? workspace.write(far, as: "far.geojson")) ?? "")
      ]
      project.candidates = [
        .init(
          name: "寺社",
          path: (try? workspace.write(
            "name,lat,lon\n拠点a,35.5211,140.3111\n別,35.53,140.33\n", as: "c.csv"))
            ?? "")
      ]
    }
    func found(_ layer: String) -> [String] {
      run.checkup.findings.filter { $0.layer == layer && $0.code != .reading }
        .map { $0.code.rawValue + ($0.finding.place.row.map { " \($0)" } ?? "") }
    }
    #expect(run.found == [])
    // 東金市's 130 are within 5 % of 131, 山武市 has nobody
    #expect(found("population") == ["suppressed-cells", "census-mismatch"])
    #expect(try run.finding(.censusMismatch).finding.what.ja.contains("山武市"))
    #expect(found("living-areas:学区") == ["other-place"])
    #expect(found("candidates:寺社") == ["duplicate 2"])
  }

  @Test func filesThatCannotBeReadAreFindingsLikeOthers() throws {
    let run = try CheckRun("名前,場所\n甲,どこか\n", in: workspace) { project in
      project.population = workspace.path("no-such-file.csv")
    }
    #expect(run.found == ["unusable-file 1"])
    #expect(run.checkup.findings.contains { $0.layer == "population" && $0.code == .unusableFile })
  }

  /// The words of the format are all different, and every one that is used is among them.
  @Test func codesAreListedOnce() {
    #expect(Set(Finding.Code.all).count == Finding.Code.all.count)
  }
}
