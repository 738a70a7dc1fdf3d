import Planner
import Testing

@testable import PlannerData

@Suite struct StationTests {
  private func read(_ text: String, crs: CoordinateReferenceSystem? = nil) throws
    -> Reading<[StationRecord]>
  {
    try readStations(bytes(text), crs: crs)
  }

  private func errors(_ text: String) throws -> [String] {
    try read(text).findings.filter { $0.severity == .error }.map { $0.described(in: .en) }
  }

  @Test func readsJapaneseColumns() throws {
    let reading = try read(
      """
      番号,名称,種別,機能,緯度,経度,参加日,退会日,開設期間,公開同意,公開精度,所在地_連結表記,電話番号
      A1,ひまわり,医療・福祉,相談；クールステーション,３５．５６,140.3661111,令和6年7月1日,,7月〜9月,○,町丁目,東金市,0475-00-0000
      """)
    #expect(reading.findings.isEmpty)
    let station = try #require(reading.value.first)
    #expect(station.id == StationID("A1") && station.name == "ひまわり")
    #expect(station.kind?.slug == "medical-welfare")
    #expect(station.services == [.consultation, .cool])
    #expect(station.coordinate == .degrees(Position(longitude: 140.3661111, latitude: 35.56)))
    #expect(station.joined == CalendarDay(year: 2024, month: 7, day: 1) && station.left == nil)
    #expect(station.season == Season(from: 7, through: 9))
    #expect(station.consent && station.precision == .town)
    #expect(
      station.details == ["address": "東金市", "phone": "0475-00-0000", "season": "7月〜9月"])
    #expect(station.place.row == 2)
  }

  @Test func needsNothingButAPosition() throws {
    let reading = try read("lat,lon\n35.5,140.4\n\n35.6,140.5\n")
    #expect(reading.value.map(\.id.text) == ["2", "4"])
    let station = try #require(reading.value.first)
    #expect(station.kind == nil && station.services == [.dropIn] && !station.consent)
    #expect(station.season == .allYear && station.name == "2" && station.details.isEmpty)
  }

  @Test func oneOddRowDoesNotTurnDegreesIntoMeters() throws {
    let found = try errors("id,x,y\na,140.4,35.5\nb,0,0\nc,140.5,35.6\n")
    #expect(
      found.count == 1 && found[0].contains("row 3, column y: latitude and longitude are both 0"))
    let wrong = try errors("id,x,y\na,48298,-48684\nb,0,0\nc,140.5,35.6\nd,48000,-48000\n")
    #expect(wrong.count == 2 && wrong[0].contains("row 3") && wrong[1].contains("row 4"))
    #expect(wrong[0].contains("looks like degrees or a placeholder, not metres"))
  }

  @Test(arguments: [
    ("presicion", "town", "precision"), ("consnet", "yes", "consent"), ("lefft", "", "left"),
    ("位置精度の区分", "", "precision"), ("公開してよいか", "×", "consent"), ("非公開フラグ", "1", "consent"),
    ("地図での扱い", "非公開", "precision"),
  ])
  func aColumnThatMayBeAboutPrivacyIsNotPassedOver(name: String, value: String, slug: String)
    throws
  {
    let wrong = try errors("id,lat,lon,\(name)\na,35.5,140.4,\(value)\n")
    #expect(wrong.count == 1, "\(wrong)")
    #expect(wrong.first?.contains("Name it \"\(slug)\"") == true, "\(wrong)")
    #expect(wrong.first?.contains("\"\(name)\"") == true)
  }

  @Test(arguments: ["精度", "位置の精度", "位置精度", "公開範囲", "公開方法", "位置公開", "公開位置"])
  func precisionHasManyNames(name: String) throws {
    let reading = try read("id,lat,lon,\(name),掲載可否\na,35.5,140.4,町丁目,可\n")
    #expect(reading.value.map(\.precision) == [.town] && reading.value[0].consent)
  }

  @Test func takesMetersAsEastingAndNorthing() throws {
    let reading = try read("id,x,y\na,48298.03,-48684.69\n")
    #expect(
      reading.value[0].coordinate == .plane(Position(easting: 48298.03, northing: -48684.69)))
    let geographic = try read("id,x,y\na,140.4,35.5\n", crs: CoordinateReferenceSystem("EPSG:4301"))
    #expect(
      geographic.value[0].coordinate == .degrees(Position(longitude: 140.4, latitude: 35.5)))
    // with both, the stated system says which is meant
    let both = "id,lat,lon,x,y\na,35.5,140.4,1000,2000\n"
    #expect(
      try read(both, crs: .planeRectangular(zone: 9)).value[0].coordinate
        == .plane(Position(easting: 1000, northing: 2000)))
    guard case .degrees = try read(both).value[0].coordinate else {
      Issue.record("degrees win where no system is stated")
      return
    }
  }

  @Test func listsEverythingThatIsWrong() throws {
    let found = try errors(
      """
      id,kind,services,lat,lon,joined,left,precision
      1,寺杜,drop-in,35.5,140.4,2024-07-01,,
      2,,cool;shokudo,35.5,140.4,24/7/1,,
      3,,,,,,,
      4,,,35.5,,,,
      5,,,140.4,35.5,,,
      6,,,NaN,140.4,,,
      7,,,1e9,140.4,,,
      8,,,35°73',140.4,,,
      9,,,35.5,140.4,2024-07-01,2023-07-01,
      10,,,35.5,140.4,,,mesch
      10,,,35.5,140.4,,,
      12,,,48,140.4,,,
      """)
    let expected = [
      (2, "column kind: unknown kind \"寺杜\". Did you mean \"寺社\"? Known kinds: medical-welfare"),
      (3, "column services: unknown service \"shokudo\". Known services: drop-in"),
      (3, "column joined: \"24/7/1\" is no date. Write it as 2024-07-01"),
      (4, "column lat: there is no position. Write latitude and longitude"),
      (5, "column lon: half of the position is blank. Write the value"),
      (6, "column lat: latitude and longitude are swapped (latitude 140.4, longitude 35.5). Swap"),
      (7, "column lat: the position is not a finite number. Check the calculation"),
      (8, "column lat: latitude 1000000000.0 is outside Japan (20–46°). If it is in metres"),
      (9, "column lat: \"35°73'\" is not a number. Turn degrees, minutes and seconds"),
      (10, "column left: the day of leaving, 2023-07-01, is before the day of joining"),
      (11, "column precision: unknown precision \"mesch\". Did you mean \"mesh\"? Write exact"),
      (11, "column id: id \"10\" is used in row 12 too. Give different stations different ids"),
      (12, "column id: id \"10\" is used in row 11 too."),
      (13, "column lat: latitude 48.0 is outside Japan (20–46°). Check the value"),
    ]
    #expect(found.count == expected.count)
    for (message, (row, words)) in zip(found, expected) {
      #expect(message.hasPrefix("t.csv, row \(row), \(words)"), "\(message)")
    }
  }

  @Test func leavesOutWrongRowsOnly() throws {
    let reading = try read("id,lat,lon\na,35.5,140.4\nb,,\nc,35.6,140.4\n")
    #expect(reading.value.map(\.id.text) == ["a", "c"])
  }

  @Test func doesNotPreferTheFirstOfTwo() throws {
    let one = try read("id,lat,lon\na,35.5,140.4\na,35.6,140.4\nb,35.7,140.4\n")
    #expect(one.value.map(\.id.text) == ["b"])
    let rowNumber = try errors("id,lat,lon\n3,35.5,140.4\n,35.6,140.4\n")
    #expect(rowNumber.contains { $0.contains("without an id the row number 3 is the id") })
  }

  /// With ids of their own, what is read does not hang on the order of the rows.
  @Test(arguments: 0..<50) func readsTheSameInAnyOrder(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    let rows = (0..<30).map { index in
      // every tenth id twice, every seventh position missing
      let id = index % 10 == 9 ? index - 1 : index
      let position = index % 7 == 6 ? "," : "35.\(100 + index),140.\(300 + index)"
      return "\(id),\(position),\(index % 5 == 4 ? "おやすみ" : "相談")"
    }
    func summary(_ rows: [String]) throws -> ([StationID], Int) {
      let reading = try read("id,lat,lon,services\n" + rows.joined(separator: "\n"))
      return (reading.value.map(\.id).sorted(), reading.findings.count)
    }
    #expect(try summary(rows.shuffled(using: &dice)) == summary(rows))
  }

  @Test func stopsWhereTheFileIsNoStationList() throws {
    let none = try failure { try read("id,name,lattitude,住所\n1,a,35,x\n") }
    #expect(none.cause == .data)
    #expect(none.description.contains("no position columns; found: id, name, lattitude, 住所"))
    #expect(none.description.contains("Did you mean \"lat\" by \"lattitude\"?"))
    let survey = try failure { try read("X座標,Y座標\n1,2\n") }
    #expect(survey.description.contains("X座標 is north and Y座標 east"))
    let half = try failure { try read("id,緯度\n1,35\n") }
    #expect(half.description.contains("緯度 alone is not enough"))
    let empty = try failure { try read("id,lat,lon\n,,\n") }
    #expect(empty.description.contains("a header but no data row. Write the data below"))
    let twice = try failure { try read("緯度,lat,lon\n1,2,3\n") }
    #expect(
      twice.description.contains("columns \"緯度\" and \"lat\" both mean \"lat\". Keep the one"))
    let degrees = try failure { try read("Y,X\n35.5,140.4\n140.5,35.6\n") }
    #expect(degrees.description.contains("should be metres, but most rows have longitude"))
    #expect(degrees.description.contains("give --stations-crs EPSG:6668"))
    let projected = try failure { try read("lat,lon\n35,140\n", crs: .planeRectangular(zone: 9)) }
    #expect(projected.description.contains("EPSG:6677 is in metres"))
  }

  @Test func notesUnknownColumnsOnce() throws {
    let notes = try read("lat,lon,方書,名称_カナ,phonee\n35.5,140.4,a,b,c\n").findings
    #expect(notes.map(\.severity) == [.note])
    #expect(
      notes[0].described(in: .en)
        == "t.csv: columns that are not used: 方書, 名称_カナ, phonee. "
        + "Did you mean \"phone\" by \"phonee\"? Rename a column if it should be used")
  }

  @Test func takesUnclearConsentAsNoAndSaysSo() throws {
    let reading = try read(
      "lat,lon,公開同意\n35.5,140.4,同意する予定\n35.5,140.4,不可\n35.5,140.4,2024/5/1\n35.5,140.4,\n")
    #expect(reading.value.map(\.consent) == [false, false, true, false])
    #expect(reading.findings.count == 1 && reading.findings[0].severity == .warning)
    #expect(reading.findings[0].what.en.contains("row 2 and is taken as no (同意する予定)"))
  }

  @Test func theDayOfJoiningIsNoDayOfLeaving() throws {
    for name in ["入会日", "入会年月日", "加盟日"] {
      let station = try read("lat,lon,\(name)\n35.5,140.4,R2.4.1\n").value
      #expect(station.map(\.joined) == [CalendarDay(year: 2020, month: 4, day: 1)], "\(name)")
      #expect(station.map(\.left) == [nil])
    }
    // how databases write that there is no end
    let open = try read("lat,lon,退会日\n35.5,140.4,9999-12-31\n35.5,140.4,2024-03-31\n").value
    #expect(open.map(\.left) == [nil, CalendarDay(year: 2024, month: 3, day: 31)])
  }

  @Test(arguments: ["060401", "70401", "50401", "60331"])
  func yearsOfAnEraAreNoSerialNumbers(text: String) throws {
    #expect(try errors("lat,lon,参加日\n35.5,140.4,\(text)\n").count == 1)
  }

  @Test func aSerialNumberThatMayBeADateOfAnEraIsDoubted() throws {
    let doubtful = try read("lat,lon,参加日\n35.5,140.4,40401\n").findings
    #expect(doubtful.map(\.severity) == [.warning] && doubtful[0].remedy.ja.contains("R4.4.1"))
    let plain = try read("lat,lon,参加日\n35.5,140.4,45474\n").findings
    #expect(plain.map(\.severity) == [.note])
  }

  @Test func columnsThatTellWhatIsOverAreNotPassedOver() throws {
    let found = try read("lat,lon,休止日,活動状況,建物\n35.5,140.4,2024-04-01,休止,木造\n").findings
    let warned = found.filter { $0.severity == .warning }.compactMap(\.place.column)
    #expect(warned == ["休止日", "活動状況"])
  }

  @Test func columnsOfServicesWithoutOneOfStaying() throws {
    let read = try read(
      "lat,lon,クール,相談\n35.5,140.4,○,\n35.6,140.4,,○\n35.7,140.4,,\n35.8,140.4,○,○\n")
    #expect(
      read.value.map(\.services) == [[.cool], [.consultation], [.dropIn], [.cool, .consultation]])
    #expect(read.findings.map(\.severity) == [.warning])
    #expect(read.findings[0].what.en.contains("rows without one are places to drop in"))
    let whole = try self.read("lat,lon,居場所,クール\n35.5,140.4,○,○\n35.6,140.4,○,\n")
    #expect(whole.findings.isEmpty && whole.value.map(\.services)[1] == [.dropIn])
    let torn = try self.read("lat,lon,機能,クール\n35.5,140.4,居場所;クール,×\n35.6,140.4,居場所,○\n")
    #expect(torn.findings.map(\.severity) == [.warning] && torn.findings[0].place.row == 2)
    #expect(torn.findings[0].place.column == "クール")
  }

  @Test func acceptsFurtherKinds() throws {
    let farm = OrganizationKind(slug: "agriculture", name: Text(ja: "農業", en: "agriculture"))
    let reading = try readStations(
      bytes("lat,lon,kind\n35.5,140.4,農業\n"), kinds: OrganizationKind.network + [farm])
    #expect(reading.value[0].kind == farm)
  }

  @Test func servesPointLayersToo() throws {
    var reader = try StationRowReader(header: ["名称", "種別"], file: "layer.geojson")
    #expect(reader.positionColumns == nil)
    let fields = ["市民館", "公共"]
    reader.add(row: 1, position: .found(.degrees(Position(longitude: 140.4, latitude: 35.5)))) {
      fields[$0]
    }
    reader.add(row: 2, position: .missing) { fields[$0] }
    let (records, findings) = reader.finish()
    #expect(records.map(\.name) == ["市民館"] && records[0].kind?.slug == "public")
    #expect(
      findings.map { $0.described(in: .en) }.first?.contains("row 2: there is no position") == true)
  }
}

@Suite struct FieldTests {
  @Test func readsDays() {
    let day = CalendarDay(year: 2024, month: 7, day: 1)
    for text in [
      "2024-07-01", "2024/7/1", "2024.7.1", "20240701", "2024年7月1日", "令和6年7月1日", "R6.7.1",
      "２０２４／７／１", "2024-07-01 09:30", "2024-07-01T00:00:00Z", "2024年7月1日（月）", "r6/7/1", "㋿6年7月1日",
      "2024−7−1",
    ] {
      #expect(CalendarDay(written: text) == day, "\(text)")
    }
    #expect(
      CalendarDay(written: "令和元年5月1日") == CalendarDay(year: 2019, month: 5, day: 1))
    #expect(CalendarDay(written: "H31.4.30") == CalendarDay(year: 2019, month: 4, day: 30))
    for text in [
      "24/7/1", "2024", "7/1", "2024-02-30", "来年", "2024-07-01x", "45474", "2024-07-01 5",
      "09620205", "0962-02-05",
    ] {
      #expect(CalendarDay(written: text) == nil, "\(text)")
    }
  }

  @Test func readsSeasons() {
    let summer = Season(from: 7, through: 9)
    for text in [
      "7-9", "7月〜9月", "7～9月", "7月－9月", "7月ー9月", "７月から９月まで", "夏季", "夏期のみ", "夏", "summer",
      "夏季（7〜9月）", "7/1～9/30", "7月1日〜9月30日", "Jul-Sep", "7−9月",
    ] {
      #expect(FieldParsing.season(text) == summer, "\(text)")
    }
    for text in ["", "通年", "all-year", "年間", "1月〜12月"] {
      #expect(FieldParsing.season(text) == .allYear, "\(text)")
    }
    #expect(FieldParsing.season("11月〜3月") == Season(from: 11, through: 3))
    #expect(FieldParsing.season("8月") == Season(from: 8, through: 8))
    for text in ["7月9日", "不定", "13月", "7-9-10", "7/15～9/10", "9"] {
      #expect(FieldParsing.season(text) == nil, "\(text)")
    }
  }

  @Test func readsServices() {
    #expect(
      FieldParsing.services("居場所、相談/食堂;フードバンク").known
        == [.dropIn, .consultation, .cafeteria, .foodbank])
    #expect(FieldParsing.services("ボランティア・就労訓練").known == [.volunteering])
    #expect(FieldParsing.services("相談・食堂").known == [.consultation, .cafeteria])
    #expect(FieldParsing.services("cool, consultation").known == [.cool, .consultation])
    #expect(FieldParsing.services("ｸｰﾙｽﾃｰｼｮﾝ").known == [.cool])
    #expect(FieldParsing.services("相談;kool").unknown == ["kool"])
  }

  @Test func readsConsent() {
    for text in ["yes", "TRUE", "1", "１", "○", "〇", "◯", "可", "同意", "はい", "2024-05-01", "R6.5.1"] {
      #expect(FieldParsing.consent(text), "\(text)")
    }
    for text in ["", "no", "不可", "不同意", "0", "×", "?", "たぶん", "同意しない", "2999-05-01", "1024-05-01"] {
      #expect(!FieldParsing.consent(text), "\(text)")
    }
  }

  @Test func readsPrecisions() {
    #expect(Vocabulary.precisions["町丁目"] == .town)
    #expect(Vocabulary.precisions["Hidden"] == .hidden)
    #expect(Vocabulary.precisions["ﾒｯｼｭ"] == .mesh)
    #expect(Vocabulary.precisions["だいたい"] == nil)
  }
}
