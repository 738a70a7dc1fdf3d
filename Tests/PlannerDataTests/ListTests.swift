import Planner
import Testing

@testable import PlannerData

/// Lists as people keep them.
@Suite struct ListTests {
  private func read(_ text: String, name: String = "t.csv") throws -> Reading<[StationRecord]> {
    try readStations(FileBytes(Array(text.utf8), path: name))
  }

  private func errors(_ reading: Reading<[StationRecord]>) -> [String] {
    reading.findings.filter { $0.severity == .error }.map { $0.described(in: .en) }
  }

  // MARK: Headers

  @Test(arguments: [
    // 自治体標準オープンデータセット
    """
    全国地方公共団体コード,ID,名称,名称_カナ,名称_英字,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),緯度,経度,標高,電話番号,内線番号,連絡先メールアドレス,連絡先FormURL,連絡先備考,郵便番号,URL,画像,画像_ライセンス,備考
    122131,0001,ひまわり,ヒマワリ,,122131,,千葉県東金市東岩崎1,千葉県,東金市,東岩崎,1,,35.56,140.3661,,0475-00-0000,,,,,283-0000,https://example.jp,,,
    """,
    // 推奨データセット
    """
    都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,名称_通称,POIコード,住所,方書,緯度,経度,電話番号,内線番号,法人番号,団体名,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,URL,バリアフリー情報,備考
    122131,1,千葉県,東金市,ひまわり,ヒマワリ,,,東金市東岩崎1,,35.56,140.3661,0475-00-0000,,,,月火,9:00,17:00,,,,
    """,
    // クーリングシェルター, with line breaks in the names
    """
    No.,"施設名称
    （※1）",住所,"開放可能日等
    （開館時間等）","受入れ可能
    人数(名)",緯度（世界測地系）,経度（世界測地系）,備考欄
    1,ひまわり,東金市東岩崎1,月〜金,8,35.56,140.3661,
    """,
    // in two rows, as merged cells are saved
    """
    千葉県内一覧,,,,
    ,,,,
    番号,施設,,位置,
    ,名称,所在地,緯度,経度
    1,ひまわり,東金市東岩崎1,35.56,140.3661
    """,
  ])
  func headersOfManyMakers(text: String) throws {
    let reading = try read(text)
    #expect(errors(reading).isEmpty)
    #expect(reading.value.map(\.name) == ["ひまわり"])
    #expect(reading.value.first?.details["address"]?.hasSuffix("東金市東岩崎1") == true)
    #expect(
      reading.value.first?.coordinate
        == .degrees(Position(longitude: 140.3661, latitude: 35.56)))
  }

  @Test func anotherDatumIsNotTakenForThisOne() throws {
    let text = "名称,緯度(日本測地系),経度(日本測地系)\na,35.5,140.4\n"
    #expect(try failure { try read(text) }.description.contains("no position columns"))
    let both = "名称,緯度(日本測地系),経度(日本測地系),緯度,経度\na,35.5,140.4,35.6,140.5\n"
    #expect(
      try read(both).value[0].coordinate
        == .degrees(Position(longitude: 140.5, latitude: 35.6)))
  }

  @Test func notesSumsAndRepeatedHeadersAreLeftOutAndCounted() throws {
    let reading = try read(
      """
      番号,名称,緯度,経度
      1,ひまわり,35.5,140.4
      番号,名称,緯度,経度
      2,もくせい,35.6,140.5
      小計,2,,
      3,計,35.7,140.6
      合 計,3,,
      ※1 冷房のあるもの,,,
      ,,,
      市の資料から作成。,,,
      """)
    #expect(errors(reading).isEmpty && reading.value.map(\.id.text) == ["1", "2", "3"])
    let said = reading.findings.map(\.what.en)
    #expect(said.contains("repeated headers, left out: 1 (row 3)"))
    #expect(said.contains("rows of sums, left out: 2 (rows 5, 7)"))
    #expect(said.contains("notes, left out: 2 (rows 8, 10)"))
  }

  @Test func aRowThatMayBeAPlaceIsNeverANote() throws {
    // a name alone, set apart, and one with a mark but a place
    let alone = try read("番号,名称,緯度,経度\n1,a,35.5,140.4\n,,,\n,ひまわり,,\n")
    #expect(errors(alone).count == 1 && errors(alone)[0].contains("there is no position"))
    let marked = try read("名称,緯度,経度\n※仮 ひまわり,35.5,140.4\n合計,35.6,140.5\n")
    #expect(marked.value.count == 2)
    // without an empty row between, a lone number is a row
    let short = try read("番号,名称,緯度,経度\n1,a,35.5,140.4\n2,,,\n")
    #expect(errors(short).count == 1)
  }

  @Test func municipalitiesOfMergedCellsAreFilledDown() throws {
    let reading = try read(
      "市町村,名称,緯度,経度\n東金市,a,35.5,140.4\n,b,35.5,140.5\n,c,35.5,140.6\n山武市,d,35.6,140.4\n,e,35.6,140.5\n"
    )
    #expect(
      reading.value.map { $0.details["municipality"] } == ["東金市", "東金市", "東金市", "山武市", "山武市"])
    #expect(
      reading.findings.contains {
        $0.severity == .warning && $0.what.en.hasPrefix("3 rows without a municipality")
      })
    // one blank among many is a blank
    let single = try read("市町村,名称,緯度,経度\n東金市,a,35.5,140.4\n,b,35.5,140.5\n山武市,d,35.6,140.4\n")
    #expect(single.value[1].details["municipality"] == nil)
  }

  @Test func aPlainTableIsReadAsItIs() throws {
    // of tables of figures the first row is the header, whatever it says
    let table = try DelimitedTable(bytes("KEY_CODE,T1\n,総数\n合計,3\n※,1\n"))
    #expect(table.header == ["KEY_CODE", "T1"] && table.rowCount == 3)
  }

  @Test func endlessLinesAreRefused() throws {
    let wide = try failure { try read(String(repeating: ",", count: 3_000_000)) }
    #expect(wide.description.contains("more than 20000 fields"))
    let long = try failure { try read("a,b\n1," + String(repeating: "x", count: 3_000_000)) }
    #expect(long.description.contains("row 2: a value is longer than 1 MB"))
    let quoted = try failure {
      try read("a,b\n1,\"" + String(repeating: "\"\"", count: 1_000_000) + "\"\n")
    }
    #expect(quoted.description.contains("longer than 1 MB"))
  }

  // MARK: JSON

  @Test func jsonListsAreTables() throws {
    let reading = try read(
      """
      {"updatedAt": "2020-10-04", "shelters": [
        {"id": 0, "name": "新宿\\u5c0f\\ud842\\udfb7学校", "latitude": 35.607909, "longitude": 140.114303,
         "capacity": {"a": 1, "b": null}, "services": ["cool", "相談"]},
        {"longitude": 140.5, "latitude": 35.5, "id": "1", "name": "b", "url": "x\\"y"},
        {"id": 2, "name": "c", "latitude": 140.1, "longitude": 35.6}]}
      """, name: "s.json")
    #expect(reading.value.map(\.name) == ["新宿小𠮷学校", "b"])
    #expect(reading.value.map(\.id.text) == ["0", "1"])
    #expect(reading.value[0].services == [.cool, .consultation])
    #expect(reading.value[1].details["url"] == "x\"y")
    let wrong = errors(reading)
    #expect(wrong.count == 1 && wrong[0].hasPrefix("s.json, row 3, column latitude: latitude and"))
    #expect(reading.findings[0].what.en == "columns that are not used: capacity.a, capacity.b")
    let lists = try read("[[\"名称\",\"緯度\",\"経度\"],[\"a\",35.5,140.4]]", name: "s.json")
    #expect(lists.value.map(\.name) == ["a"])
  }

  @Test(arguments: [
    ("{\"a\": 1}", "no list of objects"), ("[1, 2]", "no list of objects"),
    ("{\"a\": [{}], \"b\": [{}]}", "2 lists in the JSON"), ("[{\"a\": }]", "the JSON is broken"),
    ("[{\"a\": 1}", "broken"), ("[{\"a\": nul}]", "broken"), ("[{\"a\": \"\\u12\"}]", "broken"),
    ("[{}] x", "broken"), (String(repeating: "[", count: 100_000), "broken"),
  ])
  func brokenJSONSaysSo(text: String, words: String) throws {
    #expect(try failure { try read(text, name: "s.json") }.description.contains(words))
  }

  @Test func geoJSONIsNoTable() throws {
    func isTable(_ text: String) throws -> Bool {
      TableForm.isTable(try FileBytes(Array(text.utf8), path: "a.json"))
    }
    #expect(try !isTable("{\"type\": \"FeatureCollection\", \"features\": []}"))
    #expect(try !isTable("{\"name\": {\"type\": [1]}, \"features\": []}"))
    #expect(try !isTable("{\"arcs\": [], \"type\": \"Topology\"}"))
    #expect(try isTable("{\"type\": \"list\", \"items\": [{}]}"))
    #expect(try isTable(" [{}]"))
  }

  // MARK: Columns that their values tell

  @Test func servicesInColumnsOfTheirOwn() throws {
    let reading = try read(
      """
      名称,緯度,経度,居場所,クール,相談の有無,食堂,機能
      a,35.5,140.4,○,◯,有,,
      b,35.5,140.5,,〇,無,1,フードバンク
      c,35.5,140.6,,,,×,
      d,35.5,140.7,TRUE,要確認,なし,,
      """)
    #expect(
      reading.value.map(\.services) == [
        [.dropIn, .cool, .consultation], [.cool, .cafeteria, .foodbank],
      ])
    let wrong = errors(reading)
    #expect(wrong.count == 2 && wrong[0].contains("row 4, column 居場所: no service is marked"))
    #expect(wrong[1].contains("row 5, column クール: whether \"要確認\" means yes or no"))
    // a column of words is none of marks
    let words = try read("名称,緯度,経度,相談\na,35.5,140.4,月曜10時から\n")
    #expect(words.value[0].services == [.dropIn])
    #expect(words.findings[0].what.en == "columns that are not used: 相談")
  }

  @Test func kindsOfAnotherListAreNotKinds() throws {
    let rows = (0..<12).map { "\($0),35.5,140.\($0),\($0 % 2 == 0 ? "有形文化財" : "史跡")" }
    let foreign = try read("名称,緯度,経度,分類\n" + rows.joined(separator: "\n"))
    #expect(foreign.value.count == 12 && foreign.value.allSatisfy { $0.kind == nil })
    #expect(
      foreign.findings.contains {
        $0.severity == .warning
          && $0.what.en.contains("is a kind of organisation, so it is not used")
      })
    // one that is a kind, and the others are mistakes
    let mixed = try read(
      "名称,緯度,経度,分類\n" + (rows + ["x,35.5,140.4,寺社"]).joined(separator: "\n"))
    #expect(errors(mixed).count == 12 && mixed.value.count == 1)
    // so few may all be mistakes
    let few = try read("名称,緯度,経度,分類\n" + rows.prefix(3).joined(separator: "\n"))
    #expect(errors(few).count == 3)
  }

  @Test func aWordForManyIsNoID() throws {
    let rows = (0..<10).map { "幼稚園,n\($0),35.5,140.\($0)" }
    let reading = try read("ID,名称,緯度,経度\nA1,a,35.5,140.4\n" + rows.joined(separator: "\n"))
    #expect(errors(reading).isEmpty)
    #expect(reading.value.map(\.id.text) == ["A1"] + (3...12).map(String.init))
    let few = try read(
      "ID,名称,緯度,経度\n" + rows.prefix(9).joined(separator: "\n"))
    #expect(errors(few).count == 9)
  }

  // MARK: Values

  @Test(arguments: [
    ("35°33'36\"", 35.56), ("35度33分36秒", 35.56), ("N35.33.36.0", 35.56), ("35-33-36", 35.56),
    ("35:33:36", 35.56), ("35 33 36", 35.56), ("３５度３３分３６秒", 35.56), ("北緯35度33分36.0秒", 35.56),
    ("35°33′36″N", 35.56), ("35°33.6'", 35.56), ("35.56°", 35.56), ("35.56度", 35.56),
    ("N35.56", 35.56), ("東経140度21分58秒", 140 + 21.0 / 60 + 58.0 / 3600), ("35度", 35),
    ("35度33分", 35.55), ("35°33''", nil), ("S35°30'", -35.5), ("35°33'36''", 35.56),
    ("35度60分0秒", nil), ("35.5度30分", nil), ("35-33", nil), ("1-2-3-4", nil), ("度", nil), ("", nil),
    ("35°33'36\"5", nil), ("36分", nil), ("200度0分0秒", nil), ("約35.5", nil), ("N", nil),
    ("35.33.36.0.1", nil),
  ])
  func angles(text: String, degrees: Double?) {
    let read = AngleText.degrees(text)
    if let degrees, let read {
      #expect(abs(read - degrees) < 1e-12)
    } else {
      #expect(read == degrees)
    }
  }

  @Test func anglesComeBackFromEveryWriting() throws {
    for seed in 0..<500 {
      var dice = Dice(seed: UInt64(seed))
      let (d, m, s) = (Int(dice.next() % 180), Int(dice.next() % 60), Int(dice.next() % 60))
      let tenth = Int(dice.next() % 10)
      let truth = Double(d) + Double(m) / 60 + (Double(s) + Double(tenth) / 10) / 3600
      for text in [
        "\(d)°\(m)′\(s).\(tenth)″", "\(d)度\(m)分\(s).\(tenth)秒", "E\(d).\(m).\(s).\(tenth)",
        "\(d)-\(m)-\(s).\(tenth)", "\(d):\(m):\(s).\(tenth)",
      ] {
        let read = try #require(AngleText.degrees(text), "\(text)")
        #expect(abs(read - truth) < 1e-9, "\(text)")
      }
    }
  }

  @Test func daysInEveryWriting() throws {
    let reading = try read(
      """
      id,lat,lon,参加日,退会日
      a,35.5,140.4,45000,
      b,35.5,140.5,令和7年7月1日,R7.7.2
      c,35.5,140.6,令和元年度,令和元年度
      d,35.5,140.7,令和元年5月,2024年
      e,35.5,140.8,2024/7,平成31年
      f,35.5,140.9,12345,2024
      g,35.5,140.3,45000.5,R8.2.29
      """)
    #expect(
      reading.value.map { "\($0.joined?.description ?? "-") \($0.left?.description ?? "-")" } == [
        "2023-03-15 -", "2025-07-01 2025-07-02", "2019-04-01 2020-03-31",
        "2019-05-01 2024-12-31",
      ])
    let wrong = errors(reading)
    #expect(wrong.count == 4)
    #expect(wrong[0].contains("row 6") && wrong[0].contains("before the day of joining"))
    #expect(wrong[1].contains("\"12345\" is no date") && wrong[2].contains("\"2024\" is no date"))
    #expect(wrong[3].contains("\"R8.2.29\" is no date"))
    let said = reading.findings.map { $0.described(in: .en) }.joined(separator: "\n")
    #expect(said.contains("serial number were read: 2 (rows 2, 8; 45000 → 2023-03-15)"))
    #expect(
      said.contains("read as the first day of their time: 3 (rows 4, 5, 6; 令和元年度 → 2019-04-01)"))
    #expect(
      said.contains("read as the last day of their time: 3 (rows 4, 5, 6; 令和元年度 → 2020-03-31)"))
  }

  @Test(arguments: [
    ("12213", "12213"), ("122131", "12213"), ("12213.0", "12213"), ("１２２１３", "12213"),
    ("92011", "09201"), ("9201", "09201"), ("092011", "09201"), ("12025", "01202"),
    ("12100", "12100"), ("12000", "12000"), ("122132", nil), ("12", nil), ("92012", "92012"),
  ])
  func codes(text: String, code: String?) throws {
    let table = try DelimitedTable(bytes("code\n\"\(text)\"\n"))
    var findings: [Finding] = []
    let read = table.municipalityCode(row: 0, column: 0, &findings)
    #expect(read?.text == code && findings.isEmpty == (code != nil))
  }

  @Test func degreesUnderXAndY() throws {
    let reading = try read("id,Y,X\na,35.5,140.4\nb,0,0\nc,,\nd,35.6,140.5\n")
    #expect(
      reading.value.map(\.coordinate) == [
        .degrees(Position(longitude: 140.4, latitude: 35.5)),
        .degrees(Position(longitude: 140.5, latitude: 35.6)),
      ])
    let wrong = errors(reading)
    #expect(
      wrong.count == 2 && wrong[0].contains("row 3, column Y: latitude and longitude are both 0"))
    #expect(wrong[1].contains("row 4, column X: there is no position"))
    // X is north, as in surveying
    let surveyed = try read("id,X,Y\na,35.5,140.4\nb,35.6,214\nc,35.5,140.4\n")
    #expect(
      surveyed.value.map(\.coordinate)
        == [Position(longitude: 140.4, latitude: 35.5), Position(longitude: 140.4, latitude: 35.5)]
        .map { .degrees($0) })
    #expect(errors(surveyed)[0].contains("column Y: longitude 214.0"))
    // both ways: nobody can tell which rows are wrong
    let mixed = try failure { try read("id,X,Y\na,35.5,140.4\nb,140.5,35.6\n") }
    #expect(mixed.description.contains("in either order"))
  }
}

/// Files that nobody here made.
@Suite(.enabled(if: realData != nil, "PLANNER_REALDATA is not set"))
struct RealListTests {
  private func stations(_ name: String) throws -> Reading<StationLayer> {
    try readStationInput(
      #require(realData) + "/facilities/" + name, crs: nil, kinds: OrganizationKind.network)
  }

  private func candidates(_ name: String) throws -> CandidateLayer {
    let kind = try #require(OrganizationKind.network.first)
    let reading = try readCandidates(
      CandidateSource(kind: kind, path: #require(realData) + "/facilities/" + name),
      osmKinds: OSMKindTable())
    return try #require(reading.value.first)
  }

  @Test func sheltersHave34SwappedRows() throws {
    let reading = try stations("chibacity_shelters.json")
    let wrong = reading.findings.filter { $0.severity == .error }
    #expect(reading.value.records.count == 332 && wrong.count == 34)
    #expect(wrong.allSatisfy { $0.what.en.hasPrefix("latitude and longitude are swapped") })
    let layer = try candidates("chibacity_shelters.json")
    #expect(layer.records.count == 332 && layer.wrong == 34)
  }

  @Test func nurseriesHaveSixWithoutAPlace() throws {
    let reading = try stations("chibacity_nurseryData.csv")
    let wrong = reading.findings.filter { $0.severity == .error }
    #expect(reading.value.records.count == 363 && wrong.count == 6)
    let layer = try candidates("chibacity_nurseryData.csv")
    #expect(layer.records.count == 363 && layer.withoutPosition == 6)
  }

  @Test(arguments: [
    ("P29-13_12.shp", 1543, "院内小学校"), ("P29-13_12.geojson", 1543, "院内小学校"),
    ("P14_12.shp", 3632, "清和園"), ("P14_12.geojson", 3632, "清和園"),
  ])
  func landInformationReadsWithItsNames(name: String, count: Int, first: String) throws {
    let reading = try stations(name)
    #expect(reading.value.records.count == count)
    #expect(reading.value.records.first?.name == first)
    #expect(!reading.findings.contains { $0.severity == .error })
    let layer = try candidates(name)
    #expect(layer.records.count == count && layer.records.first?.name == first)
  }

  @Test func aShapefileReadsTheSameFromAnArchive() throws {
    let folder = try #require(realData) + "/facilities"
    var zip = StoredZip()
    for name in ["shp", "dbf"] {
      try zip.add("P29-13_12.\(name)", file: "\(folder)/P29-13_12.\(name)")
    }
    let workspace = try Workspace()
    let path = try workspace.write(zip.finished, as: "P29-13_12_GML.zip")
    let read = try readStationInput(path, crs: nil, kinds: OrganizationKind.network)
    let plain = try stations("P29-13_12.shp")
    #expect(read.value.records.map(\.name) == plain.value.records.map(\.name))
    #expect(read.file.sha256 == plain.file.sha256)
  }
}
