import Planner
import Testing

@testable import PlannerData

/// What lists of candidates hold besides clean rows, and what is said of it.
@Suite struct CandidateRowTests {
  private let town: CandidateTown

  init() throws { town = try CandidateTown() }

  @Test(arguments: [
    ("10000", 10_000.0), ("10,000", 10_000), ("１０，０００円", 10_000), ("¥5,000", 5000),
    ("￥5,000", 5000), ("5万円", 50_000), ("５ 万", 50_000), ("1万5千円", 15_000), ("1.5万円", 15_000),
    ("2億", 200_000_000), ("1億2000万円", 120_000_000), ("3千", 3000), ("無料", 0), ("0", 0),
    ("5000 yen", 5000), ("1千万円", 10_000_000),
  ]) func sumsOfMoneyAreRead(text: String, yen: Double) {
    #expect(yenAmount(text) == yen)
  }

  @Test(arguments: ["", "円", "万", "高い", "-5", "5万-1", "千万", "5万6万", "$5", "1-2万", "NaN", "inf"])
  func whatIsNoSumIsNone(text: String) {
    #expect(yenAmount(text) == nil)
  }

  @Test func costsComeInManyWritings() throws {
    let plan = try town.shops(
      "name,lat,lon,cost\na,35.54,140.32,\"10,000\"\nb,35.55,140.32,5万円\nc,35.53,140.32,\"¥5,000\"\n"
        + "d,35.545,140.33,１２００\ne,35.535,140.33,\n")
    let costs = Dictionary(uniqueKeysWithValues: plan.candidates.map { ($0.name, $0.costYen) })
    #expect(costs == ["a": 10_000, "b": 50_000, "c": 5000, "d": 1200, "e": nil])
  }

  @Test("a row on the very point of a declared centre is set aside, and counted apart")
  func onACentre() throws {
    let plan = try town.shops(
      """
      name,lat,lon,geo_precision
      a,35.54,140.32,municipality
      b,35.54,140.32,address
      c,35.54,140.3200004,address
      d,35.54,140.32001,address
      e,35.54,140.32,
      """)
    // a metre away is another place
    #expect(plan.candidates.map(\.name) == ["d"])
    let counts = try #require(plan.candidateReport.perLayer.first)
    #expect(counts.setAsideCentre == 1 && counts.setAsideOnCentre == 3 && counts.kept == 1)
    #expect(counts.read == 5)
    let said = plan.findings.map { $0.described(in: .en) }
    #expect(
      said.contains { $0.contains("of what other rows call a centre, left out: 3 (rows 3, 4, 6)") })
    // another list has its own geocoder: a town hall may stand there
    let halls = try town.load([
      ("commerce", "a.csv", "name,lat,lon,geo_precision\na,35.54,140.32,municipality\n"),
      ("public", "b.csv", "name,lat,lon\n役場,35.54,140.32\n"),
    ])
    #expect(halls.candidates.map(\.name) == ["役場"])
  }

  @Test(
    "rows that cannot all stand on one point stand on the middle of their town",
    arguments: [
      // other lots
      (["倉橋1113", "倉橋2381", "倉橋字北野570-1"], true), (["関5365", "関5720", "関"], true),
      (["中央一丁目8-31", "中央1-9-2", "中央1丁目7番1号"], true),
      // no more than a town
      (["山武市成東", "山武市成東", "山武市成東"], true), (["鶴岡", "鶴岡（光明寺）", "鶴岡"], true),
      // nor that much
      (["昭和51年8月10日", "昭和51年8月10日", "平成3年9月10日"], true),
      // here, there, nowhere
      (["徳星寺", "個人", "水郷会館", "新市場の公民館", "徳星寺"], true),
      // one building, one site, its floors, a block
      (["本町1-2-3", "本町1-2-3", "本町1-2-3 2階"], false),
      (["イの1326", "イの1326", "イの1307"], false), (["モール1F", "モール2F", "モール3F"], false),
      (["中央1-8-31", "中央1-8-30", "中央1-8-2"], false), (["花園10-1", "花園10-2", "花園10-3"], false),
      (["市民会館内", "市民会館内", "市民会館内"], false), (["郷土資料館", "郷土資料館", "郷土資料館"], false),
      // two rows show nothing, nor do blanks
      (["上志津1764", "井野794"], false), (["", "", "", ""], false), (["成東", "成東", ""], false),
    ])
  func sharedPoints(addresses: [String], isCentre: Bool) {
    let rows = addresses.enumerated().map { SharedPoints.Row(name: "\($0)", address: $1) }
    #expect(SharedPoints.isCentre(of: rows) == isCentre)
    #expect(SharedPoints.isCentre(of: rows.reversed()) == isCentre)
  }

  @Test func aColumnOfWhatIsOverIsTold() throws {
    let plan = try town.shops("name,lat,lon,状態\na,35.54,140.32,閉店\n")
    #expect(
      plan.findings.contains { $0.severity == .warning && $0.place.column == "状態" })
  }

  @Test func rowsOfOtherLotsOnOnePointAreSetAside() throws {
    let plan = try town.shops(
      """
      name,location,lat,lon,geo_precision
      a,成東100,35.54,140.32,address
      b,成東700,35.54,140.32,address
      c,成東1500,35.54,140.3200004,address
      d,成東1500,35.55,140.32,address
      """)
    #expect(plan.candidates.map(\.name) == ["d"])
    let counts = try #require(plan.candidateReport.perLayer.first)
    #expect(counts.setAsideOnCentre == 3 && counts.kept == 1 && counts.read == 4)
    let said = plan.findings.map { $0.described(in: .en) }
    #expect(
      said.contains {
        $0.contains("on the very same point, taken for the middle of a town and left out: 3")
          && $0.contains("(points: 1; rows 2, 3, 4)")
      })
  }

  @Test func areasAreWarnedOfWithThePointThatIsUsed() throws {
    let plan = try town.load([
      (
        "public", "areas.geojson",
        collection([
          polygonFeature(square(140.31, 35.53, 0.02), "\"name\":\"公園\""),
          CandidateTown.point(140.33, 35.54, ["name": "役場"]),
        ])
      )
    ])
    let said = plan.findings.filter { $0.severity == .warning }.map { $0.described(in: .en) }
    #expect(said.contains { $0.contains("each taken to be at its centroid: 1 (row 1)") }, "\(said)")
  }

  @Test func repeatedIdsAreWarnedOf() throws {
    let plan = try town.shops(
      "id,name,lat,lon\n1,a,35.54,140.32\n2,b,35.55,140.32\n1,c,35.53,140.32\n")
    #expect(plan.candidates.count == 3)
    let said = plan.findings.map { $0.described(in: .ja) }
    #expect(said.contains { $0.contains("同じ番号が二度以上ある候補が2件あります（2、4行目）") }, "\(said)")
    let fine = try town.shops("id,name,lat,lon\n1,a,35.54,140.32\n2,b,35.55,140.32\n")
    #expect(!fine.findings.contains { $0.what.ja.contains("二度以上") })
  }

  @Test func oneListUnderTwoKindsIsWarnedOf() throws {
    let list = "name,lat,lon\na,35.54,140.32\n"
    func warnings(_ second: String, _ content: String) throws -> [String] {
      try town.load([("commerce", "a.csv", list), (second, "b.csv", content)]).findings
        .map { $0.described(in: .en) }.filter { $0.contains("one and the same list") }
    }
    let two = try warnings("restaurant", list)
    #expect(two.count == 1 && two[0].contains("for 2 kinds (commerce, restaurant)"), "\(two)")
    #expect(try warnings("commerce", list).first?.contains("given 2 times (commerce)") == true)
    #expect(try warnings("restaurant", list + "b,35.55,140.32\n") == [])
  }

  @Test func namesAreOneHarmlessLine() throws {
    let plan = try town.shops(
      "id,name,lat,lon\n\"X\u{7}1\",\"花\u{1B}[31m屋\u{202E}\n二号店\",35.54,140.32\n")
    #expect(plan.candidates.map(\.name) == ["花[31m屋 二号店"])
    #expect(plan.candidates.map(\.id.text) == ["commerce:X1"])
  }

  @Test("of a sort of findings the first twenty are shown, and how many more there are")
  func findingsAreSummarized() throws {
    let rows = (0..<50).map { "s\($0),35.54,140.32,高い\($0 % 7)" }
    let table = "name,lat,lon,cost\n" + (rows + ["z,95.2,140.3,"]).joined(separator: "\n") + "\n"
    let found = try failure { try town.shops(table) }.findings
    #expect(found.count == 51)
    let shown = found.summarized()
    #expect(shown.count == 22)
    #expect(shown.prefix(20) == found.prefix(20))
    #expect(
      shown[20].what.ja == "同じものがほかに30件あります（22、23、24、25、26行目ほか）"
        && shown[20].place.row == nil)
    #expect(
      shown[20].described(in: .en).contains(
        "column cost: 30 more of the same sort (rows 22, 23, 24, 25, 26 …). Write yen"))
    #expect(shown[21] == found[50])
    // what fits is left as it is
    #expect(Array(found.prefix(20)).summarized() == Array(found.prefix(20)))
    #expect(Array(found.prefix(21)).summarized().count == 21)
  }
}
