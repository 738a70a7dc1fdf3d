import Planner
import Testing

@testable import PlannerData

/// Outlines that do not fit together, and candidates that are not where they say.
@Suite struct OutlineDoctorTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private static func polygon(_ code: String, _ name: String, _ corners: [(Double, Double)])
    -> String
  {
    let ring = (corners + [corners[0]]).map { "[\($0.0),\($0.1)]" }.joined(separator: ",")
    return "{\"type\":\"Feature\",\"properties\":{\"N03_001\":\"千葉県\",\"N03_004\":\"\(name)\","
      + "\"N03_007\":\"\(code)\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[\(ring)]]}}"
  }

  private func found(_ features: [String]) throws -> [CheckFinding] {
    let run = try CheckRun(
      CheckWorld.list([CheckWorld.row("a")]), municipalities: CheckWorld.collection(features),
      in: workspace)
    return run.checkup.findings.filter { $0.layer == "municipalities" && $0.code != .reading }
  }

  @Test func outlinesThatShareABorderFit() throws {
    #expect(
      try found([
        CheckWorld.square("12213", "東金市", west: 140.3, south: 35.5),
        CheckWorld.square("12237", "山武市", west: 140.4, south: 35.5),
        // not even touching
        CheckWorld.square("12238", "いすみ市", west: 141.0, south: 35.0),
      ]) == [])
  }

  /// A strip of a hundredth of a degree by a tenth: 0.905 km by 11.1 km, 10.06 km².
  @Test func overlapsAreToldWithoutPopulation() throws {
    let findings = try found([
      CheckWorld.square("12213", "東金市", west: 140.3, south: 35.5),
      CheckWorld.square("12237", "山武市", west: 140.39, south: 35.5),
    ])
    #expect(findings.map(\.code) == [.overlappingOutlines])
    let what = try #require(findings.first?.finding.what)
    #expect(what.en.contains("1 pairs (10.06 km² in all"), "\(what.en)")
    #expect(what.ja.contains("東金市と山武市"))
    #expect(what.en.contains("near 140.395 E, 35.55 N"))
  }

  /// Four that leave a square of a hundredth of a degree between them: 1.006 km².
  @Test func gapsAreToldWithoutPopulation() throws {
    let ring = [
      Self.polygon("12213", "東金市", [(140.3, 35.5), (140.5, 35.5), (140.5, 35.51), (140.3, 35.51)]),
      Self.polygon("12237", "山武市", [(140.3, 35.52), (140.5, 35.52), (140.5, 35.6), (140.3, 35.6)]),
      Self.polygon(
        "12239", "大網白里市", [(140.3, 35.51), (140.4, 35.51), (140.4, 35.52), (140.3, 35.52)]),
      Self.polygon(
        "12403", "九十九里町", [(140.41, 35.51), (140.5, 35.51), (140.5, 35.52), (140.41, 35.52)]),
    ]
    let findings = try found(ring)
    #expect(findings.map(\.code) == [.gapBetweenOutlines])
    let what = try #require(findings.first?.finding.what)
    #expect(what.en.contains("in none of them: 1 (1.01 km²"), "\(what.en)")
    // a hole that is one municipality's own is its own affair
    let hole =
      "{\"type\":\"Feature\",\"properties\":{\"N03_001\":\"千葉県\",\"N03_004\":\"東金市\",\"N03_007\":"
      + "\"12213\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[140.3,35.5],[140.4,35.5],"
      + "[140.4,35.6],[140.3,35.6],[140.3,35.5]],[[140.34,35.54],[140.34,35.56],[140.36,35.56],"
      + "[140.36,35.54],[140.34,35.54]]]}}"
    #expect(
      try found([hole, CheckWorld.square("12237", "山武市", west: 140.4, south: 35.5)]) == [])
  }

  @Test func outlinesThatCrossThemselvesOrAreNone() throws {
    let findings = try found([
      CheckWorld.square("12213", "東金市", west: 140.3, south: 35.5),
      Self.polygon("12237", "山武市", [(140.5, 35.5), (140.6, 35.6), (140.6, 35.5), (140.5, 35.6)]),
      Self.polygon("12239", "大網白里市", [(140.7, 35.5), (140.8, 35.5), (140.75, 35.5)]),
    ])
    #expect(
      findings.filter { $0.code == .invalidOutline }.compactMap(\.finding.place.row) == [2, 3, 3])
    #expect(
      findings.contains { $0.finding.severity == .error && $0.finding.what.en.contains("no area") })
  }

  // MARK: Candidates

  private func candidates(_ text: String, gazetteer: String? = nil) throws -> [String] {
    let run = try CheckRun(
      CheckWorld.list([CheckWorld.row("a")]), gazetteer: gazetteer, in: workspace
    ) {
      $0.candidates = [.init(name: "寺社", path: (try? workspace.write(text, as: "c.csv")) ?? "")]
    }
    #expect(!run.checkup.findings.contains { $0.layer == "candidates:寺社" && $0.isCertain })
    return run.checkup.findings.filter { $0.layer == "candidates:寺社" && $0.code != .reading }
      .map { $0.code.rawValue + ($0.finding.place.row.map { " \($0)" } ?? "") }
  }

  @Test func candidatesGetTheChecksOfStations() throws {
    let header = "id,name,lat,lon,市町村,住所\n"
    #expect(
      try candidates(
        header + "1,甲寺,35.55,140.33,東金市,\n2,乙寺,35.55,140.45,東金市,\n3,丙寺,35.3,140.35,東金市,\n"
          + "4,丁寺,140.35,35.55,東金市,\n5,戊寺,35.56,140.34,東全市,\n"
          // beyond the outlines and of no municipality here: the list may cover more
          + "6,己寺,36.5,140.35,筑西市,\n")
        == [
          "wrong-municipality 3", "in-sea 4", "swapped-axes 5", "misspelt-municipality 6",
        ])
    #expect(
      try candidates(
        header + "1,甲寺,35.5,140.301,東金市,千葉県東金市田間1\n2,乙寺,35.553,140.353,東金市,千葉県東金市田間1\n",
        gazetteer: CheckWorld.gazetteer) == ["far-from-address 2"])
  }

  // MARK: Values that no other test spoils

  @Test func wordsAndNumbersThatAreNone() throws {
    let list = """
      id,name,lat,lon,precision,location_accuracy
      a,甲,35.55,140.35,exakt,point
      b,乙,35.56,140.35,exact,hause
      c,丙,35。56,140.35,exact,point
      d,丁,35.57,140.35,exact,point

      """
    let run = try CheckRun(list, in: workspace)
    #expect(run.found == ["unknown-precision 2", "unknown-accuracy 3", "bad-number 4"])
  }

  @Test func codesAndRowsOfZones() throws {
    let run = try CheckRun(CheckWorld.list([CheckWorld.row("a")]), in: workspace) { project in
      project.zones = [
        .init(
          name: "圏域",
          path: (try? workspace.write(
            "area,code\n山武,12213\n山武,xyz\n,12237\n山武,122132\n", as: "z.csv")) ?? "")
      ]
    }
    let found = run.checkup.findings.filter { $0.layer == "zones:圏域" && $0.code != .reading }
      .map { $0.code.rawValue + ($0.finding.place.row.map { " \($0)" } ?? "") }
    #expect(found == ["bad-code 3", "unusable-row 4", "bad-check-digit 5"])
  }

  @Test func swappedMetresByTheAddress() throws {
    // 東金市役所's block in EPSG:6677, and the same swapped
    let list = """
      id,name,x,y,住所
      a,甲,48298.03,-48684.69,千葉県東金市田間1
      b,乙,-48684.69,48298.03,千葉県東金市田間2

      """
    let run = try CheckRun(
      list, municipalities: nil,
      gazetteer: "city,town,lat,lon\n東金市,田間,35.56,140.366\n山武市,成東,35.6,140.41\n", in: workspace
    ) { $0.stationsCRS = "EPSG:6677" }
    #expect(run.found == ["swapped-axes 3"])
    #expect(!run.checkup.findings.contains { $0.isCertain })
  }

  // MARK: What --fix leaves out

  @Test func theLogHasEveryRowThatIsLeftOut() throws {
    let list = """
      ホッとステーション一覧,,,
      令和7年4月1日現在,,,
      id,名称,緯度,経度
      a,甲,35.55,140.35
      id,名称,緯度,経度
      b,乙 ,35.56,140.35
      合計,2,,
      ※ 休止中を除く,,,

      """
    let mended = try CheckRun(list, in: workspace).checkup.mended()
    #expect(mended.csv == "\u{FEFF}id,名称,緯度,経度\r\na,甲,35.55,140.35\r\nb,乙,35.56,140.35\r\n")
    #expect(mended.omissionCount == 5 && mended.changeCount == 1)
    #expect(
      mended.changesCSV.split(separator: "\r\n").dropFirst() == [
        "1,,ホッとステーション一覧,,omitted-row", "2,,令和7年4月1日現在,,omitted-row",
        "5,,id | 名称 | 緯度 | 経度,,omitted-row", "6,名称,乙 ,乙,stray-blanks", "7,,合計 | 2,,omitted-row",
        "8,,※ 休止中を除く,,omitted-row",
      ])
  }
}
