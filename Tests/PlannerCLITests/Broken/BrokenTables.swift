import Foundation

/// Station lists as text: encodings, shapes, values.
extension BrokenFile {
  private static let header = "id,name,lat,lon\n"
  private static let good = "1,甲,35.56,140.37\n"
  private static func utf16(_ text: String, isLittle: Bool = true) -> [UInt8] {
    (isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF])
      + text.utf16.flatMap { unit in
        isLittle ? [UInt8(unit & 255), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 255)]
      }
  }
  /// 名称,緯度,経度 and 髙田,35.56,140.37 in CP932.
  private static let cp932: [UInt8] =
    [0x96, 0xBC, 0x8F, 0xCC, 0x2C, 0x88, 0xDC, 0x93, 0x78, 0x2C, 0x8C, 0x6F, 0x93, 0x78, 0x0A]
    + [0xFB, 0xFC, 0x93, 0x63] + Array(",35.56,140.37\n".utf8)

  static let tables: [BrokenFile] = encodings + shapes + values

  private static let encodings: [BrokenFile] = [
    BrokenFile("an empty list", .stations, "a.csv", 65, "拠点の一覧が空です（0バイト）") { [] },
    BrokenFile("a single byte", .stations, "a.csv", 65, "位置の列がありません", "x"),
    BrokenFile("only a byte order mark", .stations, "a.csv", 65, "no header row: all is blank") {
      [0xEF, 0xBB, 0xBF]
    },
    BrokenFile("only a mark of UTF-16", .stations, "a.csv", 65, "見出しの行がありません（空白だけです）") {
      [0xFF, 0xFE]
    },
    BrokenFile(
      "UTF-16 that ends inside a character", .stations, "a.csv", 65,
      "row 2: the file ends in the middle of a character"
    ) {
      Array(utf16(header + good).dropLast())
    },
    BrokenFile("half of a surrogate pair", .stations, "a.csv", 65, "row 2: a damaged character") {
      utf16(header) + [0x00, 0xD8] + Array(utf16(good).dropFirst(2))
    },
    BrokenFile("UTF-16 without its mark", .stations, "a.csv", 65, "値0のバイトがあります") {
      Array(utf16(header + good).dropFirst(2))
    },
    BrokenFile(
      "UTF-16, the other byte first, without its mark", .stations, "a.csv", 65,
      "there is a zero byte, which no text table has"
    ) {
      Array(utf16(header + good, isLittle: false).dropFirst(2))
    },
    BrokenFile("UTF-32", .stations, "a.csv", 65, "there is a zero byte") {
      [0xFF, 0xFE, 0, 0]
        + (header + good).unicodeScalars.flatMap { scalar in
          (0..<4).map { UInt8(scalar.value >> ($0 * 8) & 255) }
        }
    },
    BrokenFile("UTF-8 cut inside a character", .stations, "a.csv", 65, "ファイルが文字の途中で切れています") {
      Array((header + "1,居場所居場所居場所").utf8.dropLast())
    },
    BrokenFile("UTF-8 with a damaged character", .stations, "a.csv", 65, "3行目：文字が壊れています（56バイト目）") {
      Array((header + "1,居場所の居場所,35.56,140.37\n2,").utf8) + [0xE5, 0x41]
        + Array(",35.56,140.36\n".utf8)
    },
    BrokenFile(
      "CP932 cut inside a character", .stations, "a.csv", 65,
      "row 3: the file ends in the middle of a character"
    ) {
      cp932 + [0x93]
    },
    BrokenFile("CP932 with a byte that it has not", .stations, "a.csv", 65, "文字コードが分かりません（36バイト目") {
      cp932 + [0x93, 0x63, 0xFF] + Array(",35.56,140.36\n".utf8)
    },
    BrokenFile(
      "UTF-8 and CP932 joined", .stations, "a.csv", 65,
      "row 3: a damaged character (byte 56). Check that no files of different encodings"
    ) {
      Array((header + "1,居場所の居場所,35.56,140.37\n2,").utf8) + [0x8D, 0x82, 0x93, 0x63]
        + Array(",35.56,140.36\n".utf8)
    },
    BrokenFile("EUC-JP", .stations, "a.csv", 65, "文字コードがEUC-JPです。UTF-8に直してください") {
      [0xCC, 0xBE, 0xBE, 0xCE] + Array(",lat,lon\n".utf8) + [0xB9, 0xE2, 0xC5, 0xC4]
        + Array(",35.56,140.37\n".utf8)
    },
    BrokenFile(
      "ISO-2022-JP", .stations, "a.csv", 65, "the text is in ISO-2022-JP. Save it again in UTF-8"
    ) {
      [0x1B, 0x24, 0x42, 0x4C, 0x3E, 0x3E, 0x4E, 0x1B, 0x28, 0x42] + Array(",35.56\n".utf8)
    },
    BrokenFile(
      "a mark in the middle, where two files were joined", .stations, "a.csv", 65,
      "row 3, column lat: \"lat\" is not a number"
    ) {
      Array((header + good + "\u{FEFF}" + header + "2,乙,35.55,140.36\n").utf8)
    },
    BrokenFile("two marks at the start", .check, "a.csv", 0, "station list: 1 of 1 rows") {
      Array(("\u{FEFF}\u{FEFF}" + header + good).utf8)
    },
    BrokenFile(
      "a zero byte in a value", .stations, "a.csv", 65, "a.csv、2行目：値0のバイトがあります",
      header + "1,a\u{0}b,35.56,140.37\n"),
    BrokenFile("zero bytes at the end", .stations, "a.csv", 65, "row 3: there is a zero byte") {
      Array((header + good).utf8) + [UInt8](repeating: 0, count: 4096)
    },
    BrokenFile(
      "a picture", .stations, "a.csv", 65,
      "the file is a picture (PNG), which cannot be read as data"
    ) {
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
    },
    BrokenFile(
      "a PDF", .stations, "a.csv", 65, "PDFのファイルで、データとして読めません",
      "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n"),
    BrokenFile(
      "a web page", .stations, "a.csv", 65, "表ではなくウェブページ",
      "<!DOCTYPE html>\n<html><p>404</p></html>\n"),
    BrokenFile(
      "a page of an error", .check, "a.csv", 65, "this is a web page (HTML or XML), not a table",
      "<html><body>Not Found</body></html>"),
    BrokenFile(
      "an old workbook, damaged", .stations, "a.xls", 65,
      "the workbook is damaged or of an unknown form"
    ) {
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 512)
    },
    BrokenFile("gzip, damaged", .stations, "a.csv.gz", 65, "gzipのファイルが壊れているか") {
      [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0x04, 0, 0x43, 0xBE, 0xB7, 0xE9, 1, 0, 0, 0]
    },
    BrokenFile("random bytes", .check, "a.csv", 65, "unknown character encoding (byte 11") {
      var dice = Dice(7)
      return (0..<5000).map { _ in UInt8.random(in: 0...255, using: &dice) }
    },
  ]

  private static let shapes: [BrokenFile] = [
    BrokenFile("only a header", .stations, "a.csv", 65, "見出しだけで、データの行がありません", header),
    BrokenFile(
      "only a header, in the doctor", .check, "a.csv", 65,
      "there is a header but no data row [unusable-file]", header),
    BrokenFile(
      "a header and blank rows", .stations, "a.csv", 65, "there is a header but no data row",
      header + ",,,\n\n,,,\n"),
    BrokenFile("only blanks", .stations, "a.csv", 65, "見出しの行がありません", "\n  \n\t\n\u{3000}\n"),
    BrokenFile(
      "no header", .stations, "a.csv", 65,
      "there are no position columns; found: 1, 甲, 35.56, 140.37",
      "1,甲,35.56,140.37\n2,乙,35.55,140.36\n"),
    BrokenFile(
      "a column twice", .stations, "a.csv", 65,
      "columns \"lat\" and \"lat\" both mean \"lat\". Keep the one to use",
      "id,name,lat,lat,lon\n1,甲,35.56,35.57,140.37\n"),
    BrokenFile(
      "a column under two of its names", .stations, "a.csv", 65,
      "columns \"緯度\" and \"lat\" both mean \"lat\"", "名称,緯度,lat,経度\n甲,35.56,35.57,140.37\n"),
    BrokenFile(
      "positions in two ways", .check, "a.csv", 0, "1 of 1 rows can be used as they are. 0 errors",
      "id,lat,lon,x,y\n1,35.56,140.37,140.37,35.56\n"),
    BrokenFile(
      "latitude alone", .stations, "a.csv", 65, "lat alone is not enough",
      "id,name,lat\n1,甲,35.56\n"),
    BrokenFile(
      "a misspelt column", .stations, "a.csv", 65, "Did you mean \"lat\" by \"latitdue\"?",
      "id,name,latitdue,longitude\n1,甲,35.56,140.37\n"),
    BrokenFile(
      "rows that are too long", .stations, "a.csv", 65, "3行目：列が6個あります（見出しは4個",
      header + good + "2,乙,35.55,140.36,x,y\n"),
    BrokenFile(
      "rows that are too short", .stations, "a.csv", 65, "row 3, column lat: there is no position",
      header + good + "2,乙\n"),
    BrokenFile(
      "semicolons with a broken value", .stations, "a.csv", 65, "2行目、列「lat」：「x」は数ではありません",
      "id;name;lat;lon\n1;甲;x;140.37\n"),
    BrokenFile(
      "an open quote", .stations, "a.csv", 65,
      "row 2: a quotation mark (\") that opens in this row is never closed",
      header + "1,\"甲,35.56,140.37\n2,乙,35.5,140.3\n"),
    BrokenFile(
      "text after a quote", .stations, "a.csv", 65, "閉じた引用符（\"）のすぐ後に文字があります",
      header + "1,\"甲\"乙,35.56,140.37\n"),
    BrokenFile(
      "cut inside a row", .stations, "a.csv", 65, "3行目、列「lon」：位置の半分が空白です",
      header + good + "2,乙,35.5"),
    BrokenFile("a line of 16 MB", .stations, "a.csv", 65, "1MBを超える値があります", within: (1500, 60)) {
      Array((header + "1,").utf8) + [UInt8](repeating: 0x61, count: 16 << 20) + [0x0A]
    },
    BrokenFile(
      "a header of 16 MB", .stations, "a.csv", 65, "row 1: a value is longer than 1 MB",
      within: (1500, 60)
    ) {
      [UInt8](repeating: 0x61, count: 16 << 20) + Array(",lat,lon\n1,35.56,140.37\n".utf8)
    },
    BrokenFile(
      "a quoted value of 16 MB with line breaks", .stations, "a.csv", 65,
      "row 2: a value is longer than 1 MB", within: (1500, 60)
    ) {
      Array((header + "1,\"").utf8)
        + [UInt8](repeating: 0x0A, count: 16 << 20) + Array("\",35.56,140.37\n".utf8)
    },
    BrokenFile("16 million commas", .stations, "a.csv", 65, "列が20000を超える行があります", within: (1500, 60))
    {
      Array(header.utf8) + [UInt8](repeating: 0x2C, count: 16 << 20)
    },
    BrokenFile(
      "sixteen million quotes", .stations, "a.csv", 65, "a value is longer than 1 MB",
      within: (1500, 60)
    ) {
      Array((header + "1,").utf8) + [UInt8](repeating: 0x22, count: 16 << 20)
    },
    BrokenFile(
      "three hundred thousand blank rows", .check, "a.csv", 0, "2 of 2 rows can be used",
      within: (2500, 100)
    ) {
      Array((header + good).utf8) + [UInt8](repeating: 0x0A, count: 300_000)
        + Array("2,乙,35.55,140.36\n".utf8)
    },
    BrokenFile(
      "a JSON list that is cut", .stations, "a.json", 65, "JSONとして壊れています",
      "[{\"id\":1,\"lat\":35.56,\"lon\":140.37},{\"id\":2,"),
    BrokenFile(
      "a JSON list of nothing", .stations, "a.json", 65, "JSONの中に一覧（オブジェクトの配列）がありません", "[]"),
    BrokenFile(
      "a JSON list of numbers", .stations, "a.json", 65, "there is no list of objects in the JSON",
      "[1,2,3]"),
    BrokenFile(
      "a JSON object", .stations, "a.json", 65, "there is no list of objects in the JSON",
      "{\"lat\":35.56,\"lon\":140.37}"),
    BrokenFile(
      "two lists in JSON", .stations, "a.json", 65,
      "there are 2 lists in the JSON, and which is meant is not clear (a, b)",
      "{\"a\":[{\"lat\":35.5,\"lon\":140.3}],\"b\":[{\"lat\":35.5,\"lon\":140.3}]}"),
    BrokenFile(
      "JSON that is no JSON", .stations, "a.json", 65, "the JSON is broken. Check commas",
      "[{id:1,lat:35.56,lon:140.37}]"),
    BrokenFile(
      "a key twice in a JSON object", .stations, "a.json", 65, "同じ項目「lat」が二度あります",
      "[{\"id\":1,\"lat\":35.56,\"lat\":35.57,\"lon\":140.37}]"),
    BrokenFile(
      "JSON of depth a million", .stations, "a.json", 65, "the JSON is broken", within: (1500, 60)
    ) {
      [UInt8](repeating: 0x5B, count: 1_000_000)
    },
    BrokenFile(
      "JSON objects in objects, a million deep", .stations, "a.json", 65, "JSONとして壊れています",
      within: (2000, 60)
    ) {
      Array(String(repeating: "{\"a\":", count: 1_000_000).utf8)
    },
    BrokenFile(
      "a hundred thousand keys in JSON", .stations, "a.json", 65,
      "too many different keys for a table", within: (2500, 100)
    ) {
      Array(
        ("["
          + (0..<100_000).map { "{\"k\($0)\":1,\"lat\":35.5,\"lon\":140.3}" }.joined(separator: ",")
          + "]").utf8)
    },
    BrokenFile(
      "a lone surrogate in JSON", .check, "a.json", 0, "1 of 1 rows can be used",
      "[{\"id\":\"\\ud800\",\"lat\":35.56,\"lon\":140.37}]"),
    BrokenFile(
      "text after the JSON list", .stations, "a.json", 65, "the JSON is broken",
      "[{\"id\":1,\"lat\":35.56,\"lon\":140.37}] x"),
  ]

  private static func row(_ lat: String, _ lon: String) -> String {
    header + good + "2,乙,\(lat),\(lon)\n"
  }

  private static let values: [BrokenFile] = [
    BrokenFile(
      "a latitude that is no number", .stations, "a.csv", 65, "3行目、列「lat」：位置が有限の数ではありません",
      row("NaN", "140.36")),
    BrokenFile(
      "an infinite longitude", .stations, "a.csv", 65,
      "row 3, column lon: the position is not a finite number", row("35.55", "inf")),
    BrokenFile(
      "a longitude of 1e308", .stations, "a.csv", 65, "経度 1e+308 は日本の範囲（122–154度）の外です",
      row("35.55", "1e308")),
    BrokenFile(
      "a longitude beyond all numbers", .stations, "a.csv", 65,
      "row 3, column lon: the position is not a finite number", row("35.55", "1e999")),
    BrokenFile(
      "a latitude of five hundred digits", .stations, "a.csv", 65, "位置が有限の数ではありません",
      row(String(repeating: "3", count: 500), "140.36")),
    BrokenFile(
      "the south", .stations, "a.csv", 65, "latitude -35.55 is outside Japan (20–46°)",
      row("-35.55", "140.36")),
    BrokenFile("the west", .stations, "a.csv", 65, "経度 -140.36 は日本の範囲", row("35.55", "-140.36")),
    BrokenFile(
      "a latitude beyond the pole", .stations, "a.csv", 65, "latitude 95.5 is outside Japan",
      row("95.5", "140.36")),
    BrokenFile(
      "microdegrees", .stations, "a.csv", 65, "latitude 35550000.0 is outside Japan",
      row("35550000", "140360000")),
    BrokenFile(
      "sixty-one minutes", .stations, "a.csv", 65, "「35度61分10秒」は数ではありません",
      row("35度61分10秒", "140度21分36秒")),
    BrokenFile(
      "two points in a number", .stations, "a.csv", 65, "\"35.55.10.5.2\" is not a number",
      row("35.55.10.5.2", "140.36")),
    BrokenFile(
      "a comma for the point", .stations, "a.csv", 65,
      "\"35,55\" is not a number. Write decimal degrees", row("\"35,55\"", "\"140,36\"")),
    BrokenFile("half a position", .stations, "a.csv", 65, "位置の半分が空白です", row("35.55", "")),
    BrokenFile("swapped", .stations, "a.csv", 65, "緯度と経度が入れ替わっています", row("140.36", "35.55")),
    BrokenFile("null island", .check, "a.csv", 65, "[null-island]", row("0", "0")),
    BrokenFile(
      "a formula's error", .stations, "a.csv", 65, "\"#REF!\" is not a number", row("#REF!", "#N/A")
    ),
    BrokenFile(
      "the thirtieth of February", .stations, "a.csv", 65, "「2024-02-30」は日付として読めません",
      "id,lat,lon,joined\n1,35.56,140.37,2024-02-30\n"),
    BrokenFile(
      "a thirteenth month", .stations, "a.csv", 65, "\"2024/13/01\" is no date",
      "id,lat,lon,joined\n1,35.56,140.37,2024/13/01\n"),
    BrokenFile(
      "令和 0", .stations, "a.csv", 65, "「令和0年4月1日」は日付として読めません",
      "id,lat,lon,joined\n1,35.56,140.37,令和0年4月1日\n"),
    BrokenFile(
      "the year 99999999999999999999", .stations, "a.csv", 65,
      "\"99999999999999999999-01-01\" is no date",
      "id,lat,lon,joined\n1,35.56,140.37,99999999999999999999-01-01\n"),
    BrokenFile(
      "a serial day of the year 12000", .stations, "a.csv", 65, "\"3700000\" is no date",
      "id,lat,lon,joined\n1,35.56,140.37,3700000\n"),
    BrokenFile(
      "left before joined", .check, "a.csv", 65, "退会日 2023-04-01 が参加日 2024-04-01 より前です",
      "id,lat,lon,joined,left\n1,35.56,140.37,2024-04-01,2023-04-01\n"),
    BrokenFile(
      "an unknown kind", .stations, "a.csv", 65, "unknown kind \"寺杜\". Did you mean \"寺社\"?",
      "id,kind,lat,lon\n1,寺社,35.56,140.37\n2,寺杜,35.56,140.36\n"),
    BrokenFile(
      "an unknown service", .stations, "a.csv", 65, "「居揚所」という機能はありません。「居場所」のことですか？",
      "id,services,lat,lon\n1,居場所,35.56,140.37\n2,居揚所,35.56,140.36\n"),
    BrokenFile(
      "a season of no month", .stations, "a.csv", 0, "期間「13月〜15月」を読めないので、通年として扱います",
      "id,season,lat,lon\n1,13月〜15月,35.56,140.37\n"),
    BrokenFile(
      "an id twice", .stations, "a.csv", 65, "2行目、列「id」：ID「1」は3行目でも使われています",
      header + good + "1,乙,35.55,140.36\n"),
    BrokenFile(
      "an unknown precision", .stations, "a.csv", 65,
      "unknown precision \"exakt\". Did you mean \"exact\"?",
      "id,precision,lat,lon\n1,exakt,35.56,140.37\n"),
    BrokenFile(
      "an unknown accuracy", .stations, "a.csv", 0,
      "the accuracy \"hause\" is not understood, and the position is taken as exact",
      "id,location_accuracy,lat,lon\n1,hause,35.56,140.37\n"),
    BrokenFile(
      "a wrong check digit", .check, "a.csv", 0, "[bad-check-digit]",
      "市区町村コード,名称,緯度,経度\n122132,甲,35.56,140.37\n"),
    BrokenFile(
      "right-to-left marks and a bell in a name", .check, "a.csv", 0, "1 of 1 rows can be used",
      header + "1,\u{202E}甲\u{7},35.56,140.37\n"),
    BrokenFile(
      "mending what has no whole rows", .fix, "a.csv", 65, "読めない行があるので、直した一覧を書き出せません",
      header + good + "2,乙,35.55,140.36,x\n"),
    BrokenFile(
      "mending a map layer", .fix, "a.geojson", 64, "--fix needs a station list that is a table",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"1\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[140.37,35.56]}}]}"
    ),
    BrokenFile(
      "addresses of nowhere", .geocode, "a.csv", 65, "none of the 1 rows can be placed",
      "id,住所\n1,火星市一丁目\n"),
    BrokenFile(
      "a list without addresses", .geocode, "a.csv", 65,
      "there is no column of addresses; found: id, name", "id,name\n1,甲\n"),
    BrokenFile(
      "an address of a megabyte", .geocode, "a.csv", 65, "none of the 1 rows can be placed",
      within: (1500, 60)
    ) {
      Array(("id,住所\n1,東金市" + String(repeating: "一", count: 300_000) + "\n").utf8)
    },
  ]
}
