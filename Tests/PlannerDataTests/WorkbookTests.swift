import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct WorkbookTests {
  private func table(
    _ book: BookFixture, named name: String = "b.xlsx", layout: TableLayout = .plain
  ) throws -> DelimitedTable {
    try DelimitedTable(FileBytes(book.bytes, path: name), layout: layout)
  }

  @Test func cellsAreReadAsTheyAreShown() throws {
    let book = BookFixture(
      sheets: [
        (
          "表",
          BookFixture.row(1, ["a", "b", "c", "d", "e", "f", "g"])
            + """
            <row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3"><v>12402.0</v></c>\
            <c r="C3"><v>35.560000000000002</v></c><c r="D3" s="1"><v>92011</v></c>\
            <c r="E3" s="2"><v>2600021</v></c><c r="F3" s="3"><v>45000</v></c>\
            <c r="G3" t="b"><v>1</v></c></row>
            <row r="4"><c r="B4" t="str"><f>A1</f><v>&#x3042;&amp;b</v></c>\
            <c r="C4"><v>1.5E-5</v></c><c r="D4"><v>1.23456789E8</v></c><c r="E4" s="4"><v>0.375</v></c>\
            <c r="F4" s="5"><v>45000.5</v></c><c r="G4" t="e"><v>#N/A</v></c></row>
            """
        )
      ],
      sharedStrings:
        "<si><r><t>白旗</t></r><r><t xml:space=\"preserve\"> 保育所</t></r>"
        + "<rPh sb=\"0\" eb=\"2\"><t>シラハタ</t></rPh></si>",
      formats: [
        "000000", "000\\-0000", "[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "h:mm",
      ])
    let read = try table(book)
    #expect(read.header == ["a", "b", "c", "d", "e", "f", "g"])
    #expect(
      texts(read) == [
        ["白旗 保育所", "12402", "35.56", "092011", "260-0021", "2023-03-15", "TRUE"],
        ["", "あ&b", "1.5e-05", "123456789", "9:00", "2023-03-15 12:00", "#N/A"],
      ])
    // the spreadsheet's own numbers, although row 2 is blank and not in the file
    #expect(read.rowNumber(0) == 3 && read.rowNumber(1) == 4 && read.findings.isEmpty)
  }

  @Test(arguments: [
    (61, "1900-03-01"), (25_569, "1970-01-01"), (43_586, "2019-05-01"), (45_351, "2024-02-29"),
    (73_050, "2099-12-31"),
  ])
  func serialNumbersAreDays(serial: Int, day: String) {
    #expect(CalendarDay(spreadsheetSerial: serial)?.description == day)
  }

  @Test func everySerialNumberIsTheDayAfterTheOneBefore() throws {
    var last = try #require(CalendarDay(spreadsheetSerial: 61))
    for serial in 62..<80_000 {
      let day = try #require(CalendarDay(spreadsheetSerial: serial))
      let isNext =
        day.day == last.day + 1 && day.month == last.month
        || day.day == 1 && (day.month == last.month + 1 || day.month == 1 && last.month == 12)
      #expect(isNext && day > last)
      last = day
    }
    #expect(CalendarDay(spreadsheetSerial: 60) == nil)
    #expect(CalendarDay(spreadsheetSerial: 3_000_000) == nil)
  }

  @Test func theOldMacintoshCountsFrom1904() throws {
    var book = BookFixture(
      sheets: [
        ("a", BookFixture.row(1, ["d"]) + "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>43538</v></c></row>")
      ])
    #expect(try texts(table(book)) == [["2019-03-14"]])
    book.countsFrom1904 = true
    #expect(try texts(table(book)) == [["2023-03-15"]])
  }

  @Test func aListOfPeopleIsReadAsStations() throws {
    var book = BookFixture(
      sheets: [
        (
          "一覧",
          BookFixture.sheet([
            ["ホッとステーション一覧"], [], ["番号", "施設名称\n（正式）", "市町村", "位置", "", "クール"],
            ["", "", "", "緯度", "経度", ""],
            ["A", "ひまわり", "東金市", "35.56", "140.36", "○"],
            ["B", "もくせい", "", "35.57", "140.37", ""],
            ["C", "髙田薬局", "山武市", "35度36分00秒", "N140.24.0", "○"],
            ["合計", "3"], [], ["※ 令和7年7月1日現在"], ["お問い合わせ　事務局"],
          ])
        ), ("記入例", ""), ("メモ", BookFixture.sheet([["見ない"]])),
      ], merges: ["D3:E3", "C5:C6", "A3:A4"])
    book.hidden = ["メモ"]
    let reading = try readStations(FileBytes(book.bytes, path: "b.xlsx"))
    #expect(reading.value.map(\.id.text) == ["A", "B", "C"])
    #expect(reading.value.map(\.place.row) == [5, 6, 7])
    #expect(reading.value.map { $0.details["municipality"] } == ["東金市", "東金市", "山武市"])
    #expect(reading.value.map(\.services) == [[.cool], [.dropIn], [.cool]])
    #expect(
      reading.value[2].coordinate == .degrees(Position(longitude: 140.4, latitude: 35.6)))
    let said = reading.findings.map { $0.described(in: .en) }.joined(separator: "\n")
    #expect(!reading.findings.contains { $0.severity == .error })
    #expect(said.contains("not read (row 1)") && said.contains("having two rows"))
    #expect(said.contains("rows of sums, left out: 1 (row 8)"))
    #expect(said.contains("notes, left out: 2 (rows 10, 11)"))
    #expect(said.contains("merged cells were read in the other cells that they cover too (1)"))
    #expect(said.contains("as decimal degrees: 1 (row 7)"))
  }

  @Test func aRowWhoseNameAndPlaceAreMergedIsNoOtherStation() throws {
    let book = BookFixture(
      sheets: [
        (
          "a",
          BookFixture.sheet([
            ["名称", "緯度", "経度", "開設時間"], ["ひまわり", "35.5", "140.4", "月曜"], ["", "", "", "水曜"],
            ["もくせい", "35.6", "140.5", "木曜"],
          ])
        )
      ], merges: ["A2:A3", "B2:B3", "C2:C3"])
    let reading = try readStations(FileBytes(book.bytes, path: "b.xlsx"))
    #expect(reading.value.map(\.name) == ["ひまわり", "もくせい"])
    #expect(
      reading.findings.contains {
        $0.severity == .note
          && $0.what.en.contains("merged with the row above, left out: 1 (row 3)")
      })
    // what only the row that is left out says is named
    #expect(
      reading.findings.contains {
        $0.severity == .warning && $0.what.en.contains("is not used (columns 開設時間; row 3)")
      })
  }

  @Test func whichSheetIsMeant() throws {
    let list = BookFixture.sheet([["名称", "緯度", "経度"], ["a", "35.5", "140.4"]])
    let notes = BookFixture.sheet([["はじめに"], ["この表は…"]])
    let workspace = try Workspace()
    let one = try workspace.write(
      BookFixture(sheets: [("説明", notes), ("一覧", list)]).bytes, as: "one.xlsx")
    let only = try readStations(path: one)
    #expect(only.value.map(\.name) == ["a"])
    #expect(
      only.findings.contains {
        $0.severity == .note
          && $0.what.en.contains("the sheet \"一覧\" was read, and no other (説明)")
      })
    #expect(
      try readStations(path: one + "#一覧").findings.allSatisfy {
        !$0.what.en.contains("and no other")
      })
    let two = try workspace.write(
      BookFixture(sheets: [("東部", list), ("西部", list), ("説明", notes)]).bytes, as: "two.xlsx")
    let unclear = try failure { try readStations(path: two) }
    #expect(unclear.description.contains("3 sheets, and which is meant is not clear"))
    #expect(unclear.description.contains("Name one as '\(two)#東部' (sheets: 東部, 西部)"))
    let west = try readStations(path: two + "#西部")
    #expect(west.value.map(\.name) == ["a"] && west.file.path == two)
    let none = try failure { try readStations(path: two + "#南部") }
    #expect(none.description.contains("no sheet \"南部\""))
    #expect(none.description.contains("東部, 西部, 説明"))
    let empty = try failure { try table(BookFixture(sheets: [("a", "")])) }
    #expect(empty.description.contains("all sheets are empty"))
  }

  @Test func whatIsHiddenIsTold() throws {
    let rows = BookFixture.sheet([
      ["名称", "緯度", "経度"], ["a", "35.5", "140.4"], ["b", "35.6", "140.4"],
    ]).replacing("<row r=\"3\">", with: "<row r=\"3\" hidden=\"1\">")
    let read = try readStations(
      FileBytes(BookFixture(sheets: [("一覧", rows)]).bytes, path: "b.xlsx"))
    #expect(read.value.map(\.name) == ["a", "b"])
    #expect(
      read.findings.contains {
        $0.severity == .note && $0.what.en.contains("were read too: 1 (row 3)")
      })
    let other = BookFixture(sheets: [("一覧", rows), ("元", rows)], hidden: ["元"])
    #expect(
      try table(other).findings.contains { $0.what.en.contains("and no other (元 (hidden))") })
    let hidden = BookFixture(sheets: [("表紙", ""), ("元", rows)], hidden: ["元"])
    let unclear = try failure { try table(hidden) }
    #expect(unclear.description.contains("only hidden sheets hold anything"))
    #expect(unclear.description.contains("#元"))
  }

  @Test func everyTableMayBeAWorkbook() throws {
    let workspace = try Workspace()
    let zones = try workspace.write(
      BookFixture(
        sheets: [
          (
            "圏域",
            BookFixture.sheet([["圏域一覧"], ["圏域", "市町村コード", "出典"], ["山武", "12213", "県"]])
          )
        ]
      ).bytes, as: "z.xlsx")
    #expect(try readZones(path: zones, name: "z").value.zones.map(\.name) == ["山武"])
    let cells = try workspace.write(
      BookFixture(
        sheets: [
          (
            "a",
            BookFixture.row(1, ["KEY_CODE", "人口（総数）"])
              + "<row r=\"2\"><c r=\"A2\"><v>534022791</v></c><c r=\"B2\"><v>120</v></c></row>"
          )
        ]
      ).bytes, as: "p.xlsx")
    let population = try readPopulation(paths: [cells])
    #expect(population.value.counts == [[120]])
  }

  // MARK: OpenDocument

  private func openDocument(_ rows: String, named name: String = "b.ods") throws -> DelimitedTable {
    var zip = StoredZip()
    zip.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    zip.add(
      "content.xml",
      "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"表\">"
        + rows + "</table:table></office:spreadsheet></office:body></office:document-content>")
    return try DelimitedTable(
      FileBytes(zip.finished, path: name), layout: .list(ColumnDefinition.stations))
  }

  private func cell(_ text: String, _ attributes: String = "office:value-type=\"string\"") -> String
  {
    "<table:table-cell \(attributes)><text:p>\(text)</text:p></table:table-cell>"
  }

  @Test func openDocumentIsReadAlike() throws {
    let blanks =
      "<table:table-row table:number-rows-repeated=\"2\">"
      + "<table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>"
    let read = try openDocument(
      "<table:table-row>" + ["名称", "緯度", "経度", "参加日", "団体コード"].map { cell($0) }.joined()
        + "</table:table-row>" + blanks + "<table:table-row>"
        + cell(
          "ひま<text:s text:c=\"2\"/>わり<office:annotation><text:p>メモ</text:p></office:annotation>")
        + cell("35.6", "office:value-type=\"float\" office:value=\"35.5600000001\"")
        + cell("140", "office:value-type=\"float\" office:value=\"140\"")
        + cell("令和6年7月1日", "office:value-type=\"date\" office:date-value=\"2024-07-01\"")
        + cell("092011", "office:value-type=\"float\" office:value=\"92011\"")
        + "</table:table-row><table:table-row table:number-rows-repeated=\"2\">"
        + cell("同じ") + cell("1") + "</table:table-row>"
        + "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell/></table:table-row>"
    )
    #expect(
      texts(read) == [
        ["ひま  わり", "35.5600000001", "140", "2024-07-01", "092011"], ["同じ", "1", "", "", ""],
        ["同じ", "1", "", "", ""],
      ])
    #expect((0..<3).map(read.rowNumber) == [4, 5, 6])
  }

  @Test func hiddenRowsOfAnOpenDocumentAreTold() throws {
    func row(_ texts: [String], _ attributes: String = "") -> String {
      "<table:table-row \(attributes)>" + texts.map { cell($0) }.joined() + "</table:table-row>"
    }
    let read = try openDocument(
      row(["名称", "緯度", "経度"]) + row(["a", "35.5", "140.4"])
        + row(["b", "35.6", "140.4"], "table:visibility=\"filter\"")
        + row(["c", "35.7", "140.4"], "table:visibility=\"collapse\"")
        + row(["d", "35.8", "140.4"], "table:visibility=\"visible\""))
    #expect(read.rowCount == 4)
    #expect(
      read.findings.contains { $0.what.en.contains("were read too: 2 (rows 3, 4)") })
  }

  @Test func aBillionRepeatedCellsAreRefused() throws {
    let wide =
      "<table:table-row table:number-rows-repeated=\"1000000\">"
      + "<table:table-cell table:number-columns-repeated=\"1000\" office:value-type=\"string\">"
      + "<text:p>x</text:p></table:table-cell></table:table-row>"
    let refused = try failure { try openDocument(wide) }
    #expect(refused.description.contains("more than 40 million cells"))
    let wider =
      "<table:table-row><table:table-cell table:number-columns-repeated=\"2000000000\">"
      + "<text:p>x</text:p></table:table-cell></table:table-row>"
    #expect(try failure { try openDocument(wider) }.description.contains("damaged"))
  }

  @Test func whatIsNoWorkbookSaysSo() throws {
    let page = try failure {
      try DelimitedTable(bytes("\n<!DOCTYPE html><html><body>404</body></html>"))
    }
    #expect(page.description.contains("web page"))
    var cut = BookFixture(sheets: [("a", BookFixture.row(1, ["名称"]))])
    cut.sheets[0].rows += "<row r=\"2\"><c r=\"A2\""
    #expect(throws: Failure.self) { try table(cut) }
    let whole = BookFixture(sheets: [("a", BookFixture.row(1, ["名称", "緯度"]))]).bytes
    for length in stride(from: 10, to: whole.count, by: 97) {
      #expect(throws: Failure.self) {
        try DelimitedTable(FileBytes(Array(whole[..<length]), path: "a.xlsx"))
      }
    }
  }

  @Test func damageNeverCrashes() throws {
    let whole = BookFixture(
      sheets: [("a", BookFixture.sheet([["名称", "緯度"], ["a", "35"], ["b", "36"]]))],
      formats: ["000", "yyyy/m/d"], merges: ["A1:B2"]
    ).bytes
    for seed in 0..<300 {
      var dice = Dice(seed: UInt64(seed))
      var broken = whole
      for _ in 0..<3 {
        broken[Int(dice.next() % UInt64(broken.count))] = UInt8(truncatingIfNeeded: dice.next())
      }
      _ = try? texts(
        DelimitedTable(
          FileBytes(broken, path: "a.xlsx"), layout: .list(ColumnDefinition.stations)))
    }
  }
}
