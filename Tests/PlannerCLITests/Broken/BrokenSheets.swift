/// Workbooks and archives of which something is wrong.
extension BrokenFile {
  private static let header = Sheets.row(1, ["id", "lat", "lon"])
  private static let good =
    "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>35.56</v></c><c r=\"C2\"><v>140.37</v></c></row>"
  private static let list = "id,lat,lon\n1,35.56,140.37\n"

  private static func book(_ rows: String) -> [UInt8] { Sheets.office(rows: rows).bytes() }

  static let sheets: [BrokenFile] = office + openDocument

  private static let office: [BrokenFile] = [
    BrokenFile("a workbook without sheets", .stations, "a.xlsx", 65, "ブックの中身が壊れているか、知らない形です") {
      Sheets.office(rows: header + good, book: "<workbook><sheets/></workbook>").bytes()
    },
    BrokenFile(
      "a workbook without its relations", .stations, "a.xlsx", 65,
      "the workbook is damaged or of an unknown form"
    ) {
      Sheets.office(rows: header + good, relations: nil).bytes()
    },
    BrokenFile(
      "a workbook without its book", .stations, "a.xlsx", 65,
      "the workbook is damaged or of an unknown form"
    ) {
      Sheets.office(rows: header + good, book: nil).bytes()
    },
    BrokenFile(
      "a relation to a part that is not there", .stations, "a.xlsx", 65,
      "the workbook is damaged or of an unknown form"
    ) {
      Sheets.office(
        rows: header + good,
        relations:
          "<Relationships><Relationship Id=\"r1\" Target=\"../../etc/passwd\"/></Relationships>"
      ).bytes()
    },
    BrokenFile("an empty sheet", .stations, "a.xlsx", 65, "all sheets are empty") { book("") },
    BrokenFile(
      "a sheet with only a header", .stations, "a.xlsx", 65, "there is a header but no data row"
    ) { book(header) },
    BrokenFile("a sheet cut inside a tag", .stations, "a.xlsx", 65, "ブックの中身が壊れているか、知らない形です") {
      book(header + good + "<row r=\"3\"><c r=\"A3")
    },
    BrokenFile("a sheet whose tags never close", .stations, "a.xlsx", 65, "the workbook is damaged")
    {
      book(header + good + "<row r=\"3\"><c>")
    },
    BrokenFile(
      "tags two hundred thousand deep", .stations, "a.xlsx", 65, "the workbook is damaged",
      within: (1500, 60)
    ) {
      book(header + String(repeating: "<a>", count: 200_000))
    },
    BrokenFile("rows out of order", .stations, "a.xlsx", 65, "the workbook is damaged") {
      book(Sheets.row(5, ["id", "lat", "lon"]) + good)
    },
    BrokenFile(
      "a row of number 99999999999999999999", .stations, "a.xlsx", 65, "2行目、列「lat」：位置がありません"
    ) {
      book(header + "<row r=\"99999999999999999999\"><c><v>1</v></c></row>")
    },
    BrokenFile("a cell in column ZZZZZZZ", .stations, "a.xlsx", 65, "the workbook is damaged") {
      book(header + "<row r=\"2\"><c r=\"ZZZZZZZ2\"><v>1</v></c></row>")
    },
    BrokenFile("formulas that failed", .stations, "a.xlsx", 65, "2行目、列「lat」：「#REF!」は数ではありません") {
      book(
        header
          + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"e\"><f>A9</f><v>#REF!</v></c>"
          + "<c r=\"C2\"><v>140.37</v></c></row>")
    },
    BrokenFile(
      "formulas that were never computed", .stations, "a.xlsx", 65,
      "row 2, column lat: there is no position"
    ) {
      book(
        header
          + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><f>35+0.56</f></c>"
          + "<c r=\"C2\"><f>140+0.37</f></c></row>")
    },
    BrokenFile(
      "shared texts that are not there", .stations, "a.xlsx", 65,
      "there are no position columns; found: 1, 35.56, 140.37"
    ) {
      book(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>99</v></c></row>"
          + good)
    },
    BrokenFile(
      "numbers of 1e308 and not numbers", .stations, "a.xlsx", 65,
      "row 2, column lon: the position is not a finite number"
    ) {
      book(
        header
          + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>1e308</v></c><c r=\"C2\"><v>nan</v></c></row>"
      )
    },
    BrokenFile("a time of minus 1e300", .stations, "a.xlsx", 65, "緯度 -1e+300 は日本の範囲（20–46度）の外です") {
      Sheets.office(
        rows: header
          + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" s=\"0\"><v>-1e300</v></c><c r=\"C2\"><v>140</v></c></row>",
        styles: "<styleSheet><cellXfs><xf numFmtId=\"20\"/></cellXfs></styleSheet>"
      ).bytes()
    },
    BrokenFile("a day of 1e300", .stations, "a.xlsx", 65, "\"1e+300\" is no date") {
      Sheets.office(
        rows: Sheets.row(1, ["id", "lat", "lon", "joined"])
          + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" ><v>35.56</v></c><c r=\"C2\"><v>140.37</v></c>"
          + "<c r=\"D2\" s=\"1\"><v>1e300</v></c></row>",
        styles:
          "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
      ).bytes()
    },
    BrokenFile(
      "cells merged over the whole sheet", .check, "a.xlsx", 0, "1 of 1 rows can be used",
      within: (1500, 60)
    ) {
      Sheets.office(
        rows: header + good,
        after: "<mergeCells><mergeCell ref=\"D1:XFD1048576\"/></mergeCells>"
      ).bytes()
    },
    BrokenFile(
      "positions merged over the whole sheet", .check, "a.xlsx", 0, "1 of 1 rows can be used",
      within: (1500, 60)
    ) {
      Sheets.office(
        rows: header + good,
        after: "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>"
      ).bytes()
    },
    BrokenFile(
      "cells merged beyond all sheets", .check, "a.xlsx", 0, "1 of 1 rows can be used",
      within: (1500, 60)
    ) {
      Sheets.office(
        rows: header + good,
        after: "<mergeCells><mergeCell ref=\"D2:E9223372036854775807\"/></mergeCells>"
      ).bytes()
    },
    BrokenFile(
      "entities in entities", .stations, "a.xlsx", 65, "there are no position columns; found: &b;",
      within: (1500, 60)
    ) {
      var archive = Archive()
      archive.add("[Content_Types].xml", "<Types/>")
      archive.add(
        "xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>")
      archive.add("xl/_rels/workbook.xml.rels", Sheets.relations)
      archive.add(
        "xl/worksheets/sheet1.xml",
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
          + "<worksheet><sheetData>"
          + "<row r=\"1\"><c t=\"inlineStr\"><is><t>&b;</t></is></c></row></sheetData></worksheet>")
      return archive.bytes()
    },
    BrokenFile("two sheets that would both do", .stations, "a.xlsx", 65, "シートが2枚あり、どれを使うか決められません") {
      var archive = Sheets.office(
        rows: header + good,
        book:
          "<workbook><sheets><sheet name=\"東\" r:id=\"r1\"/><sheet name=\"西\" r:id=\"r2\"/></sheets></workbook>",
        relations: "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/>"
          + "<Relationship Id=\"r2\" Target=\"worksheets/sheet2.xml\"/></Relationships>")
      archive.add(
        "xl/worksheets/sheet2.xml", "<worksheet><sheetData>\(header + good)</sheetData></worksheet>"
      )
      return archive.bytes()
    },
    BrokenFile("a workbook that is locked", .stations, "a.xlsx", 65, "パスワード") {
      Sheets.compound("EncryptedPackage")
    },
    BrokenFile(
      "a workbook of Excel 95", .stations, "a.xls", 65, "the workbook is of Excel 95 or older"
    ) { Sheets.compound("Book") },
    BrokenFile("a letter", .check, "a.xls", 65, "this is a document of another program (Word, say)")
    { Sheets.compound("WordDocument") },
    BrokenFile(
      "an old workbook of nothing but zeros", .stations, "a.xls", 65, "ブックの中身が壊れているか、知らない形です"
    ) { Sheets.compound("Workbook") },
    BrokenFile(
      "an old workbook whose sectors go round", .stations, "a.xls", 65, "the workbook is damaged"
    ) { Sheets.compound("Workbook", isRound: true) },
    BrokenFile(
      "a text that is called a workbook", .check, "a.xlsx", 0, "1 of 1 rows can be used", list),
    BrokenFile(
      "twenty million bytes of rows packed small", .stations, "a.xlsx", 65,
      "the workbook is damaged", within: (3000, 120)
    ) {
      var archive = Sheets.office(rows: header)
      archive.add("xl/worksheets/bomb.xml", repeating: Array("<c/>".utf8), count: 20_000_000)
      var bomb = Archive()
      for member in archive.members where member.name != Array("xl/worksheets/sheet1.xml".utf8) {
        var renamed = member
        if member.name == Array("xl/worksheets/bomb.xml".utf8) {
          renamed.name = Array("xl/worksheets/sheet1.xml".utf8)
        }
        bomb.add(renamed)
      }
      return bomb.bytes()
    },
  ]

  private static let openDocument: [BrokenFile] = [
    BrokenFile(
      "an OpenDocument file without content", .stations, "a.ods", 65, "ブックの中身が壊れているか、知らない形です"
    ) {
      var archive = Archive()
      archive.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
      return archive.bytes()
    },
    BrokenFile(
      "an OpenDocument file without tables", .stations, "a.ods", 65, "the workbook is damaged"
    ) {
      Sheets.openDocument(table: "").bytes()
    },
    BrokenFile(
      "a hundred thousand repeated rows with one id", .stations, "a.ods", 65, "ID「1」は",
      within: (3000, 200)
    ) {
      Sheets.openDocument(
        table: "<table:table table:name=\"a\">" + Sheets.openRow(["id", "lat", "lon"])
          + Sheets.openRow(["1", "35.56", "140.37"], repeated: 100_000) + "</table:table>"
      ).bytes()
    },
    BrokenFile(
      "a billion repeated cells", .stations, "a.ods", 65, "シートのセルが4000万個を超えるので読みません",
      within: (2500, 60)
    ) {
      Sheets.openDocument(
        table: "<table:table table:name=\"a\">" + Sheets.openRow(["id", "lat", "lon"])
          + "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell "
          + "table:number-columns-repeated=\"1000\"><text:p>x</text:p></table:table-cell>"
          + "</table:table-row></table:table>"
      ).bytes()
    },
    BrokenFile(
      "rows repeated beyond all numbers", .stations, "a.ods", 65,
      "a sheet has more than 40 million cells", within: (2500, 60)
    ) {
      Sheets.openDocument(
        table: "<table:table table:name=\"a\">" + Sheets.openRow(["id", "lat", "lon"])
          + Sheets.openRow(["1", "35.56", "140.37"], repeated: Int.max) + "</table:table>"
      ).bytes()
    },
    BrokenFile(
      "columns repeated beyond all numbers", .stations, "a.ods", 65, "the workbook is damaged",
      within: (2500, 60)
    ) {
      Sheets.openDocument(
        table: "<table:table table:name=\"a\">" + Sheets.openRow(["id", "lat", "lon"])
          + "<table:table-row><table:table-cell table:number-columns-repeated=\"\(Int.max)\">"
          + "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
      ).bytes()
    },
    BrokenFile(
      "blank cells repeated beyond all numbers", .check, "a.ods", 65, "the workbook is damaged",
      within: (2500, 60)
    ) {
      Sheets.openDocument(
        table: "<table:table table:name=\"a\">" + Sheets.openRow(["id", "lat", "lon"])
          + Sheets.openRow(["1", "35.56", "140.37"])
          + "<table:table-row table:number-rows-repeated=\"\(Int.max)\"><table:table-cell "
          + "table:number-columns-repeated=\"\(Int.max)\"/></table:table-row></table:table>"
      ).bytes()
    },
    BrokenFile(
      "blanks repeated beyond all numbers in a text", .check, "a.ods", 0, "1 of 1 rows can be used",
      within: (2500, 60)
    ) {
      Sheets.openDocument(
        table: "<table:table table:name=\"a\">" + Sheets.openRow(["id", "lat", "lon"])
          + Sheets.openRow(["a<text:s text:c=\"\(Int.max)\"/>b", "35.56", "140.37"])
          + "</table:table>"
      ).bytes()
    },
    BrokenFile(
      "a spanned cell beyond all numbers", .check, "a.ods", 0, "1 of 1 rows can be used",
      within: (2500, 60)
    ) {
      Sheets.openDocument(
        table: "<table:table table:name=\"a\">" + Sheets.openRow(["id", "lat", "lon"])
          + "<table:table-row><table:table-cell table:number-rows-spanned=\"\(Int.max)\" "
          + "table:number-columns-spanned=\"1\"><text:p>1</text:p></table:table-cell>"
          + "<table:table-cell><text:p>35.56</text:p></table:table-cell>"
          + "<table:table-cell><text:p>140.37</text:p></table:table-cell></table:table-row></table:table>"
      ).bytes()
    },
  ]

  // MARK: Archives

  private static func archive(
    _ name: String = "a.csv", wide: Bool = false,
    _ change: (inout Archive.Member) -> Void = { _ in }
  ) -> [UInt8] {
    var member = Archive.Member(
      name: Array(name.utf8), packed: Array(list.utf8), size: list.utf8.count,
      checksum: Archive.crc32(Array(list.utf8)))
    change(&member)
    var archive = Archive()
    archive.add(member)
    return archive.bytes(wide: wide)
  }

  static let archives: [BrokenFile] = [
    BrokenFile("an archive of nothing", .stations, "a.zip", 65, "空のZIPです") { Archive().bytes() },
    BrokenFile(
      "a text that is called an archive", .stations, "a.zip", 65, "ZIPファイルが壊れているか、途中で切れています", list),
    BrokenFile(
      "an archive without its end", .stations, "a.zip", 65, "the zip archive is damaged or cut off"
    ) { Array(archive().dropLast(30)) },
    BrokenFile(
      "the first four bytes of an archive", .stations, "a.zip", 65,
      "the zip archive is damaged or cut off"
    ) { Array(archive().prefix(4)) },
    BrokenFile("an archive of pictures", .stations, "a.zip", 65, "ZIPの中に使えるファイルがありません") {
      archive("a.png")
    },
    BrokenFile(
      "two lists in an archive", .stations, "a.zip", 65,
      "2 files in the archive could be used, and which is meant is not clear"
    ) {
      var archive = Archive()
      archive.add("東.csv", list)
      archive.add("西.csv", list)
      return archive.bytes()
    },
    BrokenFile(
      "a list of this year and of last year in an archive", .stations, "a.zip", 65,
      "ZIPの中に使えるファイルが2個あり、どれを使うか決められません"
    ) {
      var archive = Archive()
      archive.add("2023/拠点.csv", list)
      archive.add("2024/拠点.csv", list)
      return archive.bytes()
    },
    BrokenFile(
      "a list as text and as a workbook in an archive", .stations, "a.zip", 65,
      "2 files in the archive could be used"
    ) {
      var archive = Archive()
      archive.add("拠点.csv", list)
      archive.add("拠点.xlsx", list)
      return archive.bytes()
    },
    BrokenFile("a member with a password", .stations, "a.zip", 65, "パスワードの付いたZIPです") {
      archive { $0.flags = 1 }
    },
    BrokenFile(
      "a member packed by an unknown method", .stations, "a.zip", 65,
      "compressed by a method that cannot be read"
    ) { archive { $0.method = 12 } },
    BrokenFile(
      "a member with a wrong checksum", .stations, "a.zip", 65,
      "the zip archive is damaged or cut off"
    ) { archive { $0.method = 8 } },
    BrokenFile(
      "a stored member with a wrong checksum", .stations, "a.zip", 65,
      "the zip archive is damaged or cut off"
    ) { archive { $0.checksum ^= 1 } },
    BrokenFile(
      "a member that declares 3 GB", .stations, "a.zip", 65, "展開すると3221MBになるので読みません",
      within: (1500, 60)
    ) {
      archive { ($0.size, $0.method) = (3 << 30, 8) }
    },
    BrokenFile(
      "a member that declares 2^62 bytes", .stations, "a.zip", 65, "it may be a zip bomb",
      within: (1500, 60)
    ) {
      archive(wide: true) { ($0.size, $0.method) = (1 << 62, 8) }
    },
    BrokenFile(
      "a member behind all bytes", .stations, "a.zip", 65, "the zip archive is damaged or cut off"
    ) {
      archive(wide: true) { $0.offset = UInt64(Int64.max) - 8 }
    },
    BrokenFile(
      "a member at an offset that is no number", .stations, "a.zip", 65,
      "the zip archive is damaged or cut off"
    ) {
      archive(wide: true) { $0.offset = .max }
    },
    BrokenFile(
      "a member that is another archive", .stations, "a.zip", 65,
      "there is no file in the archive that could be used"
    ) {
      var outer = Archive()
      outer.add("b.zip", archive())
      return outer.bytes()
    },
    BrokenFile(
      "an archive that holds a member twice", .check, "a.zip", 65,
      "there is more than one \"a.csv\" in the archive"
    ) {
      var archive = Archive()
      archive.add("a.csv", list)
      archive.add("a.csv", "id,lat,lon\n1,35.57,140.38\n")
      return archive.bytes()
    },
    BrokenFile("an empty member", .stations, "a.zip", 65, "拠点の一覧が空です（0バイト）") {
      var archive = Archive()
      archive.add("a.csv", "")
      return archive.bytes()
    },
    // names are only ever compared: nothing is written where they say
    BrokenFile("a member called ../../evil.csv", .check, "a.zip", 0, "1 of 1 rows can be used") {
      archive("../../evil.csv")
    },
    BrokenFile("a member called /etc/passwd.csv", .check, "a.zip", 0, "1 of 1 rows can be used") {
      archive("/etc/passwd.csv")
    },
    BrokenFile("a member called C:\\evil.csv", .check, "a.zip", 0, "1 of 1 rows can be used") {
      archive("C:\\evil.csv")
    },
    BrokenFile("a member whose name has a zero byte", .check, "a.zip", 0, "1 of 1 rows can be used")
    { archive("a\u{0}.csv") },
    BrokenFile(
      "a billion zeros, packed to a thousandth", .stations, "a.zip", 65,
      "it would unpack to 1000 MB and is not read", within: (1500, 60)
    ) {
      archive { ($0.size, $0.method) = (1_000_000_000, 8) }
    },
    BrokenFile(
      "twenty million commas, packed small", .stations, "a.zip", 65, "列が20000を超える行があります",
      within: (2500, 60)
    ) {
      var archive = Archive()
      archive.add("a.csv", repeating: Array(",".utf8), count: 20_000_000)
      return archive.bytes()
    },
    BrokenFile(
      "ten million blank rows, packed small", .stations, "a.zip", 65, "見出しの行がありません",
      within: (2500, 120)
    ) {
      var archive = Archive()
      archive.add("a.csv", repeating: Array(",\n".utf8), count: 20_000_000)
      return archive.bytes()
    },
  ]
}
