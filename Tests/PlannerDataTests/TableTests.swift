import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct TextDecodingTests {
  private func text(_ bytes: [UInt8]) throws -> (String, DecodedText.Encoding) {
    let decoded = try DecodedText(FileBytes(bytes, path: "t.csv"))
    return (String(decoding: decoded.bytes[decoded.range], as: UTF8.self), decoded.encoding)
  }

  @Test func tellsEncodingsApart() throws {
    #expect(try text(Array("名称,緯度".utf8)) == ("名称,緯度", .utf8))
    #expect(try text([0xEF, 0xBB, 0xBF] + Array("名称".utf8)) == ("名称", .utf8))
    // 名称, then the characters that strict Shift_JIS loses: 髙 﨑 ① ㈱ ～ and half-width ﾎｯﾄ
    let cp932: [UInt8] = [
      0x96, 0xBC, 0x8F, 0xCC, 0x2C, 0xFB, 0xFC, 0xFA, 0xB1, 0x87, 0x40, 0x87, 0x8A, 0x81, 0x60,
      0xCE, 0xAF, 0xC4,
    ]
    #expect(try text(cp932) == ("名称,髙﨑①㈱\u{FF5E}ﾎｯﾄ", .cp932))
    let utf16: [UInt8] =
      [0xFF, 0xFE] + "緯度\t𠮷".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] as [UInt8] }
    #expect(try text(utf16) == ("緯度\t𠮷", .utf16))
    let bigEndian: [UInt8] =
      [0xFE, 0xFF] + "緯度".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] as [UInt8] }
    #expect(try text(bigEndian) == ("緯度", .utf16))
  }

  @Test func doesNotCopyUTF8() throws {
    let file = try bytes("名称,緯度\n")
    let decoded = try DecodedText(file)
    let same = file.bytes.withUnsafeBufferPointer { original in
      decoded.bytes.withUnsafeBufferPointer { $0.baseAddress == original.baseAddress }
    }
    #expect(same)
  }

  @Test func namesTheRowOfWhatIsDamaged() throws {
    // one damaged byte in UTF-8 must not make the whole file gibberish
    let damaged = try failure {
      try text(Array("名称,緯度\n東金,大網\n".utf8) + [0x83] + Array("山武市\n".utf8))
    }
    #expect(damaged.findings[0].place.row == 3)
    #expect(damaged.description.contains("a damaged character (byte"))
    #expect(damaged.description.contains("save it again as \"CSV UTF-8\""))
    let cut = try failure { try text(Array("名称,緯度\n東金".utf8).dropLast()) }
    #expect(cut.description.contains("ends in the middle of a character. Check that the download"))
    let neither = try failure { try text(Array("a\nb".utf8) + [0xFF, 0x00, 0x81]) }
    #expect(neither.description.contains("byte 4 is neither UTF-8 nor CP932"))
    #expect(neither.findings[0].place.row == 2)
    let odd = try failure { try text([0xFF, 0xFE, 0x41]) }
    #expect(odd.description.contains("ends in the middle"))
    let surrogate = try failure { try text([0xFF, 0xFE, 0x41, 0, 0x00, 0xD8, 0x41, 0]) }
    #expect(surrogate.description.contains("a damaged character"))
  }

  @Test func validatesUTF8AsTheStandardLibraryDoes() throws {
    for seed in 0..<60 {
      var dice = Dice(seed: UInt64(seed))
      var content = Array("abcdefgh名称é𠮷".utf8)
      for _ in 0..<Int.random(in: 0...3, using: &dice) {
        content[Int.random(in: 0..<content.count, using: &dice)] = UInt8.random(
          in: 1...255, using: &dice)
      }
      let isValid = String(validating: content, as: UTF8.self) != nil
      let decoded = try? DecodedText(FileBytes(content, path: "t"))
      #expect((decoded?.encoding == .utf8) == isValid, "seed \(seed)")
    }
  }
}

@Suite struct DelimitedTableTests {
  private func rows(_ table: DelimitedTable) -> [[String]] {
    (0..<table.rowCount).map { row in
      (0..<table.columnCount).map { table.text(row: row, column: $0) }
    }
  }

  @Test func readsQuotesAndLineBreaks() throws {
    let table = try DelimitedTable(
      bytes("a,b\r\n\"x,1\",\"say \"\"hi\"\"\"\r\n\r\n\"two\nlines\",　 y　\rlast,\"\"\n"))
    #expect(table.header == ["a", "b"])
    #expect(rows(table) == [["x,1", "say \"hi\""], ["two\nlines", "y"], ["last", ""]])
    // a spreadsheet counts the blank row, and the two lines as one row
    #expect((0..<3).map { table.rowNumber($0) } == [2, 4, 5])
    #expect(table.findings.isEmpty)
  }

  @Test func findsTheDelimiter() throws {
    #expect(try DelimitedTable(bytes("a\tb, c\td\n1\t2\t3")).header == ["a", "b, c", "d"])
    #expect(try DelimitedTable(bytes("\"a\tb\",c\n1,2")).header == ["a\tb", "c"])
    #expect(try DelimitedTable(bytes("\n\nonly\n1")).headerRow == 3)
  }

  @Test func tellsRowsOfAnotherWidth() throws {
    let table = try DelimitedTable(bytes("a,b,c\n1\n1,2,3,,\n1,2,3,4\n,,\n5,6,7\n"))
    #expect(rows(table) == [["1", "", ""], ["1", "2", "3"], ["5", "6", "7"]])
    #expect(table.findings.map(\.severity) == [.error, .warning])
    #expect(table.findings[0].place.row == 4)
    #expect(
      table.findings[0].described(in: .en).contains(
        "4 fields where the header has 3 (left over: \"4\"). Put a value with a comma"))
    #expect(table.findings[1].what.en.contains("1 row(s) with fewer fields"))
  }

  @Test func columnsBeyondABlankOneAreTold() throws {
    let table = try DelimitedTable(bytes("a,b,,c,d\n1,2,,3,4\n"))
    #expect(rows(table) == [["1", "2", "", "3", "4"]])
    #expect(table.findings.map(\.severity) == [.warning])
    #expect(
      table.findings[0].described(in: .en).contains(
        "columns beyond a blank one were read as columns of the same table (c, d)"))
    // a value in it makes it a column without a name, and a blank end is none
    let filled = try DelimitedTable(bytes("a,b,,c\n1,2,x,3\n"))
    #expect(
      filled.findings.map { $0.what.en } == [
        "columns without a name hold values (C), which are not used"
      ])
    #expect(try DelimitedTable(bytes(",a,b,,\n,1,2,,\n")).findings.isEmpty)
  }

  @Test func stopsAtBrokenQuotes() throws {
    let open = try failure { try DelimitedTable(bytes("a,b\n1,\"2\n3,4\n5,6\n")) }
    #expect(open.findings[0].place.row == 2)
    #expect(open.description.contains("is never closed. Close the quotation mark"))
    let after = try failure { try DelimitedTable(bytes("a,b\n1,2\n\"3\"x,4\n")) }
    #expect(after.findings[0].place.row == 3)
    #expect(after.description.contains("Write a quotation mark inside a value twice"))
    let zero = try failure { try DelimitedTable(bytes("a,b\n1,\0\n")) }
    #expect(zero.description.contains("zero byte") && zero.description.contains(".xlsx"))
    let blank = try failure { try DelimitedTable(bytes(" ,\n\n")) }
    #expect(blank.description.contains("no header row"))
  }

  /// Random fields through a plain writer and back.
  @Test(arguments: 0..<80) func roundTrips(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    let pieces = ["a", "\"", "\"\"", ",", "\t", "\n", "\r\n", "\r", "名称", " ", "é", "𠮷", "'", "1"]
    let width = Int.random(in: 1...5, using: &dice)
    let lineBreak = ["\n", "\r\n", "\r"].randomElement(using: &dice) ?? "\n"
    let delimiter = seed % 2 == 0 ? "," : "\t"
    var written: [[String]] = [(0..<width).map { "h\($0)" }]
    for _ in 0..<Int.random(in: 1...20, using: &dice) {
      written.append(
        (0..<width).map { _ in
          // a letter at either end: blanks around a value are not part of it
          "x"
            + (0..<Int.random(in: 0...6, using: &dice)).map { _ in
              pieces.randomElement(using: &dice) ?? ""
            }.joined() + "y"
        })
    }
    let text = written.map { row in
      row.map { field in
        let needsQuotes = field.unicodeScalars.contains { "\",\t\n\r".unicodeScalars.contains($0) }
        guard needsQuotes || Bool.random(using: &dice) else { return field }
        return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
      }.joined(separator: delimiter)
    }.joined(separator: lineBreak)
    let ended = Bool.random(using: &dice) ? text + lineBreak : text
    // one column has no delimiter to find, and a tab in it is text
    guard width > 1 || !text.contains("\t") else { return }
    let table = try DelimitedTable(bytes(ended))
    #expect([table.header] + rows(table) == written)
    #expect((0..<table.rowCount).map { table.rowNumber($0) } == Array(2..<(2 + table.rowCount)))
  }

  /// Whatever the bytes are, there is a table or a reason.
  @Test func neverCrashes() throws {
    let alphabet = Array("a,\"\n\r\t 1-.名".utf8) + [0, 0xFF, 0x81, 0xE3, 0x80]
    for seed in 0..<400 {
      var dice = Dice(seed: UInt64(seed))
      let content = (0..<Int.random(in: 1...60, using: &dice)).map { _ in
        alphabet.randomElement(using: &dice) ?? 0
      }
      let file = try FileBytes(content, path: "fuzz")
      do {
        _ = rows(try DelimitedTable(file))
      } catch let failure as Failure {
        #expect(!failure.findings.isEmpty)
      }
      _ = try? readStations(file)
      _ = try? readGridPopulation(file)
    }
  }
}

@Suite struct NumberTests {
  @Test func readsNumbersAsPeopleWriteThem() {
    #expect(DecimalNumber("") == .blank)
    #expect(DecimalNumber("35.56") == .number(35.56))
    #expect(DecimalNumber("-0.1") == .number(-0.1))
    #expect(DecimalNumber("+7.") == .number(7))
    #expect(DecimalNumber("1,973,395") == .number(1_973_395))
    #expect(DecimalNumber("１２３．５") == .number(123.5))
    #expect(DecimalNumber("−5") == .number(-5))
    #expect(DecimalNumber("1.5e3") == .number(1500))
    #expect(DecimalNumber("140.30000000000000001") == .number(140.3))
    for text in ["35,6", "1,2345", "12a", "0x1F", "1.2.3", "-", ".", "#N/A", "1,234.5,6"] {
      #expect(DecimalNumber(text) == .unreadable, "\(text)")
    }
    for text in ["NaN", "inf", "-Infinity"] {
      guard case .number(let value) = DecimalNumber(text) else {
        Issue.record("\(text)")
        continue
      }
      #expect(!value.isFinite)
    }
  }

  @Test func readsEveryDecimalAsTheStandardLibraryDoes() {
    for seed in 0..<2000 {
      var dice = Dice(seed: UInt64(seed))
      let digits = Int.random(in: 0...999_999_999, using: &dice)
      let text = "\(digits / 1000).\(String(digits % 1000 + 1000).dropFirst())\(seed % 7)"
      #expect(DecimalNumber(text) == .number(Double(text) ?? .nan))
    }
  }
}

@Suite struct SpellingTests {
  @Test func foldsWhatLooksTheSame() {
    #expect(Spelling.key("　０～１４歳人口　総数") == "0-14歳人口総数")
    #expect(Spelling.key("15〜64") == Spelling.key("15－64"))
    #expect(Spelling.key("15ー64") == "15-64")
    #expect(Spelling.key("Opening_Hours") == Spelling.key("opening hours"))
    #expect(Spelling.key("カテゴリー") == Spelling.key("ｶﾃｺﾞﾘｰ"))
    #expect(Spelling.key("medical-welfare") == "medicalwelfare")
    #expect(Spelling.key("ハ\u{309A}") == "パ" && Spelling.key("ｳﾞ") == "ヴ")
  }

  @Test func suggestsWhatIsNear() {
    #expect(Spelling.nearest(to: "lattitude", among: ["lat", "latitude", "lon"]) == "latitude")
    #expect(Spelling.nearest(to: "寺杜", among: ["公共", "寺社"]) == "寺社")
    #expect(Spelling.nearest(to: "tempel", among: ["temple", "shrine"]) == "temple")
    // of two kanji one is half of the meaning
    for (word, other) in [("病院", "寺院"), ("公開", "非公開"), ("教会", "教育")] {
      #expect(Spelling.nearest(to: word, among: [other]) == nil, "\(word)")
    }
    #expect(Spelling.nearest(to: "zzz", among: ["temple", "shrine"]) == nil)
    #expect(Spelling.edits(Array("ab"), Array("ba")) == 1)
    #expect(Spelling.edits(Array("kitten"), Array("sitting")) == 3)
  }
}
