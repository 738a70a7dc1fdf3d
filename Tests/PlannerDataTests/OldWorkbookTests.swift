import Foundation
import Planner
import Testing

@testable import PlannerData

/// Workbooks of Excel 97 to 2003. Read once beside xlrd 2.0.2, an independent reader: 18 files of
/// the test suites of others and 14 generated ones of 38,000 cells, without a difference in hidden
/// sheets, merges or cells but for a day of serial 0, which is shown as 0.
@Suite struct OldWorkbookTests {
  typealias Book = OldWorkbookFixture

  private func table(_ book: Book, named name: String = "b.xls") throws -> DelimitedTable {
    try DelimitedTable(FileBytes(book.bytes, path: name))
  }

  private func list(_ rows: [[String]], name: String = "名簿") -> Book.Sheet {
    Book.Sheet(
      name: name,
      cells: rows.enumerated().flatMap { row, texts in
        texts.enumerated().map { (row, $0, .shared($1)) }
      })
  }

  @Test func cellsAreReadAsTheyAreShown() throws {
    var book = Book(formats: ["000000", "000\\-0000", "yyyy/m/d", "h:mm"])
    var sheet = list([["a", "b", "c", "d", "e", "f"]])
    sheet.cells += [
      (2, 0, .shared("白旗 保育所")), (2, 1, .number(12402)), (2, 2, .number(35.56)),
      (2, 3, .number(92011, style: 1)), (2, 4, .number(2_600_021, style: 2)),
      (2, 5, .number(45000, style: 3)),
      (4, 5, .error(0x2A)), (4, 0, .text("髙橋 é")), (4, 1, .hundredths(-3556)), (4, 2, .truth(true)),
      (4, 3, .textFormula("鎌ケ谷")), (4, 4, .number(0.375, style: 4)),
      (5, 0, .numbers([1, -2, 3])), (5, 3, .numberFormula(0.5)), (5, 5, .error(0x07)),
    ]
    book.sheets = [sheet]
    let read = try table(book)
    #expect(read.header == ["a", "b", "c", "d", "e", "f"])
    #expect(
      texts(read) == [
        ["白旗 保育所", "12402", "35.56", "092011", "260-0021", "2023-03-15"],
        ["髙橋 é", "-35.56", "TRUE", "鎌ケ谷", "9:00", "#N/A"], ["1", "-2", "3", "0.5", "", "#DIV/0!"],
      ])
    #expect((0..<3).map(read.rowNumber) == [3, 5, 6] && read.findings.isEmpty)
    book.countsFrom1904 = true
    #expect(try texts(table(book))[0][5] == "2027-03-16")
  }

  /// Excel cuts the table of texts into records wherever they are full.
  @Test(arguments: [16, 17, 40, 41, 300, 8224], [false, true])
  func textsGoOnInTheNextRecord(limit: Int, isDecorated: Bool) throws {
    var dice = Dice(seed: UInt64(limit))
    let letters = Array("ab é千葉県拠点①髙ｱ")
    let rows = (0..<60).map { row in
      (0..<3).map { column in
        let alphabet = (row + column) % 2 == 0 ? Array(letters.prefix(3)) : letters
        let count = 1 + Int(dice.next() % 90)
        return "x"
          + String((0..<count).map { _ in alphabet[Int(dice.next() % UInt64(alphabet.count))] })
          + "."
      }
    }
    let book = Book(
      sheets: [list([["一", "二", "三"]] + rows)], limit: limit, isDecorated: isDecorated)
    #expect(try texts(table(book)) == rows)
  }

  @Test func sheetsAreChosen() throws {
    var hidden = list([["隠し"], ["x"]], name: "隠し")
    hidden.isHidden = true
    let book = Book(sheets: [hidden, list([["名称"], ["甲"]], name: "拠点")])
    #expect(try texts(table(book)) == [["甲"]])
    let folder = try ScratchFolder()
    let path = try folder.file("b.xls", Data(book.bytes))
    #expect(try texts(DelimitedTable(FileBytes(reading: path + "#隠し"))) == [["x"]])
    let two = Book(sheets: [list([["a"], ["1"]], name: "甲"), list([["a"], ["2"]], name: "乙")])
    #expect(try failure { try table(two) }.description.contains("there are 2 sheets"))
  }

  @Test func hiddenRowsAreTold() throws {
    var sheet = list([["名称", "番号"], ["甲", "1"], ["乙", "2"]])
    // the third row, of no height
    sheet.records += Book.record(
      0x208, Book.little(2, 2) + [UInt8](repeating: 0, count: 10) + Book.little(0x120, 2) + [0, 0])
    let read = try table(Book(sheets: [sheet]))
    #expect(texts(read) == [["甲", "1"], ["乙", "2"]])
    #expect(read.findings.contains { $0.what.en.contains("were read too: 1 (row 3)") })
  }

  @Test func aRosterIsOneLikeAnyOther() throws {
    let rows = [
      ["ID", "名称", "種別", "緯度", "経度"], ["1", "白旗の家", "医療福祉", "35.56", "140.36"],
      ["2", "本町商店", "商工", "35.57", "140.37"],
    ]
    var sheet = list(rows)
    sheet.merges = [[4, 4, 0, 3]]
    sheet.cells.append((4, 0, .shared("※ 2025年4月現在")))
    let folder = try ScratchFolder()
    let old = try folder.file("名簿.xls", Data(Book(sheets: [sheet]).bytes))
    let text = try folder.file(
      "名簿.csv", rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n")
    var zip = StoredZip()
    zip.add(Array("名簿.xls".utf8), Book(sheets: [sheet]).bytes, flags: 0x800)
    let archive = try folder.file("名簿.zip", Data(zip.finished))
    func read(_ path: String) throws -> [StationRecord] {
      try readStationInput(path, crs: nil, kinds: OrganizationKind.network).value.records
    }
    let expected = try read(text)
    for path in [old, archive] {
      let records = try read(path)
      #expect(records.map(\.name) == ["白旗の家", "本町商店"], "\(path)")
      #expect(records.map(\.coordinate) == expected.map(\.coordinate))
      #expect(records.map(\.kind) == expected.map(\.kind))
    }
  }

  @Test func whatCannotBeReadSaysWhy() throws {
    func said(_ bytes: [UInt8]) throws -> String {
      try failure { try DelimitedTable(FileBytes(bytes, path: "a.xls")) }.description
    }
    let locked = Book(sheets: [list([["a"]])], globals: Book.record(0x2F, [1, 0, 1, 0, 1, 0]))
    #expect(try said(locked.bytes).contains("protected by a password"))
    let package = [UInt8](repeating: 7, count: 5000)
    #expect(try said(Book.compound("EncryptedPackage", package)).contains("remove the password"))
    #expect(try said(Book.compound("Book", [9, 8])).contains("Excel 95 or older"))
    #expect(try said(Book.compound("WordDocument", [1, 2, 3])).contains("another program (Word"))
    #expect(try said([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]).contains("damaged"))
    #expect(try said(Book().bytes).contains("damaged"), "without a sheet")
  }

  /// A record that ends before what it should hold is damage, in the book and in a sheet.
  @Test(arguments: [
    0x06, 0x0A, 0x22, 0x2F, 0x3C, 0x85, 0xBD, 0xE0, 0xE5, 0xFC, 0xFD, 0x203, 0x204, 0x205, 0x207,
    0x27E, 0x41E, 0x809,
  ])
  func recordsMayBeTooShort(kind: Int) throws {
    for length in 0..<22 {
      for byte: UInt8 in [0, 1, 0xFF] {
        let record = Book.record(kind, [UInt8](repeating: byte, count: length))
        var sheet = list([["名称"], ["甲"]])
        let inBook = Book(sheets: [sheet], globals: record)
        sheet.records = record
        for book in [inBook, Book(sheets: [sheet])] { _ = try? texts(table(book)) }
      }
    }
    var sheet = list([["名称"], ["甲"]])
    sheet.records = Book.record(0x203, [2, 0, 0, 0, 0, 0, 1])
    #expect(try failure { try table(Book(sheets: [sheet])) }.description.contains("damaged"))
    let format = Book(sheets: [list([["名称"], ["甲"]])], globals: Book.record(0x41E, [1]))
    #expect(try failure { try table(format) }.description.contains("damaged"))
  }

  /// In both places that a stream can be in.
  @Test(arguments: [3, 300])
  func damageNeverCrashes(rows: Int) throws {
    var sheet = list([["名称", "緯度"]] + (0..<rows).map { ["拠点\($0)", "35.\($0)"] })
    sheet.cells.append((rows + 1, 0, .textFormula("合計")))
    sheet.merges = [[0, 0, 0, 1]]
    let book = Book(sheets: [sheet], formats: ["000"], limit: 200, isDecorated: true)
    let whole = book.bytes
    for seed in 0..<400 {
      var dice = Dice(seed: UInt64(seed))
      var broken = whole
      for _ in 0..<3 {
        // the tables of sectors and the first records are hit as often as all the rest
        let range = seed % 2 == 0 ? broken.count : min(4000, broken.count)
        broken[Int(dice.next() % UInt64(range))] = UInt8(truncatingIfNeeded: dice.next())
      }
      _ = try? texts(
        DelimitedTable(FileBytes(broken, path: "a.xls"), layout: .list(ColumnDefinition.stations)))
    }
    let needed = whole.count - 512
    for length in stride(from: 8, to: needed, by: 211) {
      #expect(throws: Failure.self, "\(length)") {
        try DelimitedTable(FileBytes(Array(whole[..<length]), path: "a.xls"))
      }
    }
  }
}
