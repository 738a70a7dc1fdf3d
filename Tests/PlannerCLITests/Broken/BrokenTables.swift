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
    BrokenFile("an empty list", .stations, "a.csv", 65, "") { [] },
    BrokenFile("a single byte", .stations, "a.csv", 65, "", "x"),
    BrokenFile("only a byte order mark", .stations, "a.csv", 65, "") { [0xEF, 0xBB, 0xBF] },
    BrokenFile("only a mark of UTF-16", .stations, "a.csv", 65, "") { [0xFF, 0xFE] },
    BrokenFile("UTF-16 that ends inside a character", .stations, "a.csv", 65, "") {
      Array(utf16(header + good).dropLast())
    },
    BrokenFile("half of a surrogate pair", .stations, "a.csv", 65, "") {
      utf16(header) + [0x00, 0xD8] + Array(utf16(good).dropFirst(2))
    },
    BrokenFile("UTF-16 without its mark", .stations, "a.csv", 65, "") {
      Array(utf16(header + good).dropFirst(2))
    },
    BrokenFile("UTF-16, the other byte first, without its mark", .stations, "a.csv", 65, "") {
      Array(utf16(header + good, isLittle: false).dropFirst(2))
    },
    BrokenFile("UTF-32", .stations, "a.csv", 65, "") {
      [0xFF, 0xFE, 0, 0] + (header + good).unicodeScalars.flatMap { scalar in
        (0..<4).map { UInt8(scalar.value >> ($0 * 8) & 255) }
      }
    },
    BrokenFile("UTF-8 cut inside a character", .stations, "a.csv", 65, "") {
      Array((header + "1,居場所居場所居場所").utf8.dropLast())
    },
    BrokenFile("UTF-8 with a damaged character", .stations, "a.csv", 65, "") {
      Array((header + "1,居場所の居場所,35.56,140.37\n2,").utf8) + [0xE5, 0x41]
        + Array(",35.56,140.36\n".utf8)
    },
    BrokenFile("CP932 cut inside a character", .stations, "a.csv", 65, "") {
      cp932 + [0x93]
    },
    BrokenFile("CP932 with a byte that it has not", .stations, "a.csv", 65, "") {
      cp932 + [0x93, 0x63, 0xFF] + Array(",35.56,140.36\n".utf8)
    },
    BrokenFile("UTF-8 and CP932 joined", .stations, "a.csv", 65, "") {
      Array((header + "1,居場所の居場所,35.56,140.37\n2,").utf8) + [0x8D, 0x82, 0x93, 0x63]
        + Array(",35.56,140.36\n".utf8)
    },
    BrokenFile("EUC-JP", .stations, "a.csv", 65, "") {
      [0xCC, 0xBE, 0xBE, 0xCE] + Array(",lat,lon\n".utf8) + [0xB9, 0xE2, 0xC5, 0xC4]
        + Array(",35.56,140.37\n".utf8)
    },
    BrokenFile("ISO-2022-JP", .stations, "a.csv", 65, "") {
      [0x1B, 0x24, 0x42, 0x4C, 0x3E, 0x3E, 0x4E, 0x1B, 0x28, 0x42] + Array(",35.56\n".utf8)
    },
    BrokenFile("a mark in the middle, where two files were joined", .stations, "a.csv", 65, "") {
      Array((header + good + "\u{FEFF}" + header + "2,乙,35.55,140.36\n").utf8)
    },
    BrokenFile("two marks at the start", .check, "a.csv", 0, "") {
      Array(("\u{FEFF}\u{FEFF}" + header + good).utf8)
    },
    BrokenFile("a zero byte in a value", .stations, "a.csv", 65, "", header + "1,a\u{0}b,35.56,140.37\n"),
    BrokenFile("zero bytes at the end", .stations, "a.csv", 65, "") {
      Array((header + good).utf8) + [UInt8](repeating: 0, count: 4096)
    },
    BrokenFile("a picture", .stations, "a.csv", 65, "") {
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
    },
    BrokenFile("a PDF", .stations, "a.csv", 65, "", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n"),
    BrokenFile("a web page", .stations, "a.csv", 65, "", "<!DOCTYPE html>\n<html><p>404</p></html>\n"),
    BrokenFile("a page of an error", .check, "a.csv", 65, "", "<html><body>Not Found</body></html>"),
    BrokenFile("an old workbook", .stations, "a.xls", 65, "") {
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 512)
    },
    BrokenFile("gzip", .stations, "a.csv.gz", 65, "") {
      [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0x04, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0]
    },
    BrokenFile("random bytes", .check, "a.csv", 65, "") {
      var dice = Dice(7)
      return (0..<5000).map { _ in UInt8.random(in: 0...255, using: &dice) }
    },
  ]

  private static let shapes: [BrokenFile] = [
    BrokenFile("only a header", .stations, "a.csv", 65, "", header),
    BrokenFile("only a header, in the doctor", .check, "a.csv", 65, "", header),
    BrokenFile("a header and blank rows", .stations, "a.csv", 65, "", header + ",,,\n\n,,,\n"),
    BrokenFile("only blanks", .stations, "a.csv", 65, "", "\n  \n\t\n\u{3000}\n"),
    BrokenFile("no header", .stations, "a.csv", 65, "", "1,甲,35.56,140.37\n2,乙,35.55,140.36\n"),
    BrokenFile("a column twice", .stations, "a.csv", 65, "", "id,name,lat,lat,lon\n1,甲,35.56,35.57,140.37\n"),
    BrokenFile("a column under two of its names", .stations, "a.csv", 65, "", "名称,緯度,lat,経度\n甲,35.56,35.57,140.37\n"),
    BrokenFile("positions in two ways", .check, "a.csv", 0, "", "id,lat,lon,x,y\n1,35.56,140.37,140.37,35.56\n"),
    BrokenFile("latitude alone", .stations, "a.csv", 65, "", "id,name,lat\n1,甲,35.56\n"),
    BrokenFile("a misspelt column", .stations, "a.csv", 65, "", "id,name,latitdue,longitude\n1,甲,35.56,140.37\n"),
    BrokenFile("rows that are too long", .stations, "a.csv", 65, "", header + good + "2,乙,35.55,140.36,x,y\n"),
    BrokenFile("rows that are too short", .stations, "a.csv", 65, "", header + good + "2,乙\n"),
    BrokenFile("semicolons", .stations, "a.csv", 65, "", "id;name;lat;lon\n1;甲;35.56;140.37\n"),
    BrokenFile("an open quote", .stations, "a.csv", 65, "", header + "1,\"甲,35.56,140.37\n2,乙,35.5,140.3\n"),
    BrokenFile("text after a quote", .stations, "a.csv", 65, "", header + "1,\"甲\"乙,35.56,140.37\n"),
    BrokenFile("cut inside a row", .stations, "a.csv", 65, "", header + good + "2,乙,35.5"),
    BrokenFile("a line of 16 MB", .stations, "a.csv", 65, "", within: (1500, 60)) {
      Array((header + "1,").utf8) + [UInt8](repeating: 0x61, count: 16 << 20) + [0x0A]
    },
    BrokenFile("a header of 16 MB", .stations, "a.csv", 65, "", within: (1500, 60)) {
      [UInt8](repeating: 0x61, count: 16 << 20) + Array(",lat,lon\n1,35.56,140.37\n".utf8)
    },
    BrokenFile("a quoted value of 16 MB with line breaks", .stations, "a.csv", 65, "", within: (1500, 60)) {
      Array((header + "1,\"").utf8)
        + [UInt8](repeating: 0x0A, count: 16 << 20) + Array("\",35.56,140.37\n".utf8)
    },
    BrokenFile("16 million commas", .stations, "a.csv", 65, "", within: (1500, 60)) {
      Array(header.utf8) + [UInt8](repeating: 0x2C, count: 16 << 20)
    },
    BrokenFile("sixteen million quotes", .stations, "a.csv", 65, "", within: (1500, 60)) {
      Array((header + "1,").utf8) + [UInt8](repeating: 0x22, count: 16 << 20)
    },
    BrokenFile("two million blank rows", .check, "a.csv", 0, "", within: (2500, 100)) {
      Array((header + good).utf8) + [UInt8](repeating: 0x0A, count: 2 << 20)
        + Array("2,乙,35.55,140.36\n".utf8)
    },
    BrokenFile("a JSON list that is cut", .stations, "a.json", 65, "", "[{\"id\":1,\"lat\":35.56,\"lon\":140.37},{\"id\":2,"),
    BrokenFile("a JSON list of nothing", .stations, "a.json", 65, "", "[]"),
    BrokenFile("a JSON list of numbers", .stations, "a.json", 65, "", "[1,2,3]"),
    BrokenFile("a JSON object", .stations, "a.json", 65, "", "{\"lat\":35.56,\"lon\":140.37}"),
    BrokenFile("two lists in JSON", .stations, "a.json", 65, "", "{\"a\":[{\"lat\":35.5,\"lon\":140.3}],\"b\":[{\"lat\":35.5,\"lon\":140.3}]}"),
    BrokenFile("JSON that is no JSON", .stations, "a.json", 65, "", "[{id:1,lat:35.56,lon:140.37}]"),
    BrokenFile("a key twice in a JSON object", .stations, "a.json", 65, "", "[{\"id\":1,\"lat\":35.56,\"lat\":35.57,\"lon\":140.37}]"),
    BrokenFile("JSON of depth a million", .stations, "a.json", 65, "", within: (1500, 60)) {
      [UInt8](repeating: 0x5B, count: 1_000_000)
    },
    BrokenFile("JSON objects in objects, a million deep", .stations, "a.json", 65, "", within: (2000, 60)) {
      Array(String(repeating: "{\"a\":", count: 1_000_000).utf8)
    },
    BrokenFile("a hundred thousand keys in JSON", .stations, "a.json", 65, "", within: (2500, 100)) {
      Array(
        ("[" + (0..<100_000).map { "{\"k\($0)\":1,\"lat\":35.5,\"lon\":140.3}" }.joined(separator: ",")
          + "]").utf8)
    },
    BrokenFile("a lone surrogate in JSON", .check, "a.json", 0, "", "[{\"id\":\"\\ud800\",\"lat\":35.56,\"lon\":140.37}]"),
    BrokenFile("text after the JSON list", .stations, "a.json", 65, "", "[{\"id\":1,\"lat\":35.56,\"lon\":140.37}] x"),
  ]

  private static func row(_ lat: String, _ lon: String) -> String { header + good + "2,乙,\(lat),\(lon)\n" }

  private static let values: [BrokenFile] = [
    BrokenFile("a latitude that is no number", .stations, "a.csv", 65, "", row("NaN", "140.36")),
    BrokenFile("an infinite longitude", .stations, "a.csv", 65, "", row("35.55", "inf")),
    BrokenFile("a longitude of 1e308", .stations, "a.csv", 65, "", row("35.55", "1e308")),
    BrokenFile("a longitude beyond all numbers", .stations, "a.csv", 65, "", row("35.55", "1e999")),
    BrokenFile("a latitude of five hundred digits", .stations, "a.csv", 65, "", row(String(repeating: "3", count: 500), "140.36")),
    BrokenFile("the south", .stations, "a.csv", 65, "", row("-35.55", "140.36")),
    BrokenFile("the west", .stations, "a.csv", 65, "", row("35.55", "-140.36")),
    BrokenFile("a latitude beyond the pole", .stations, "a.csv", 65, "", row("95.5", "140.36")),
    BrokenFile("microdegrees", .stations, "a.csv", 65, "", row("35550000", "140360000")),
    BrokenFile("sixty-one minutes", .stations, "a.csv", 65, "", row("35度61分10秒", "140度21分36秒")),
    BrokenFile("two points in a number", .stations, "a.csv", 65, "", row("35.55.10.5.2", "140.36")),
    BrokenFile("a comma for the point", .stations, "a.csv", 65, "", row("\"35,55\"", "\"140,36\"")),
    BrokenFile("half a position", .stations, "a.csv", 65, "", row("35.55", "")),
    BrokenFile("swapped", .stations, "a.csv", 65, "", row("140.36", "35.55")),
    BrokenFile("null island", .check, "a.csv", 65, "", row("0", "0")),
    BrokenFile("a formula's error", .stations, "a.csv", 65, "", row("#REF!", "#N/A")),
    BrokenFile("the thirtieth of February", .stations, "a.csv", 65, "", "id,lat,lon,joined\n1,35.56,140.37,2024-02-30\n"),
    BrokenFile("a thirteenth month", .stations, "a.csv", 65, "", "id,lat,lon,joined\n1,35.56,140.37,2024/13/01\n"),
    BrokenFile("令和 0", .stations, "a.csv", 65, "", "id,lat,lon,joined\n1,35.56,140.37,令和0年4月1日\n"),
    BrokenFile("the year 99999999999999999999", .stations, "a.csv", 65, "", "id,lat,lon,joined\n1,35.56,140.37,99999999999999999999-01-01\n"),
    BrokenFile("a serial day of the year 12000", .stations, "a.csv", 65, "", "id,lat,lon,joined\n1,35.56,140.37,3700000\n"),
    BrokenFile("left before joined", .check, "a.csv", 65, "", "id,lat,lon,joined,left\n1,35.56,140.37,2024-04-01,2023-04-01\n"),
    BrokenFile("an unknown kind", .stations, "a.csv", 65, "", "id,kind,lat,lon\n1,寺社,35.56,140.37\n2,寺杜,35.56,140.36\n"),
    BrokenFile("an unknown service", .stations, "a.csv", 65, "", "id,services,lat,lon\n1,居場所,35.56,140.37\n2,居揚所,35.56,140.36\n"),
    BrokenFile("a season of no month", .stations, "a.csv", 65, "", "id,season,lat,lon\n1,13月〜15月,35.56,140.37\n"),
    BrokenFile("an id twice", .stations, "a.csv", 65, "", header + good + "1,乙,35.55,140.36\n"),
    BrokenFile("an unknown precision", .stations, "a.csv", 65, "", "id,precision,lat,lon\n1,exakt,35.56,140.37\n"),
    BrokenFile("an unknown accuracy", .stations, "a.csv", 65, "", "id,location_accuracy,lat,lon\n1,hause,35.56,140.37\n"),
    BrokenFile("a wrong check digit", .check, "a.csv", 0, "", "市区町村コード,名称,緯度,経度\n122132,甲,35.56,140.37\n"),
    BrokenFile("right-to-left marks and a bell in a name", .check, "a.csv", 0, "", header + "1,\u{202E}甲\u{7},35.56,140.37\n"),
    BrokenFile("mending what has no whole rows", .fix, "a.csv", 65, "", header + good + "2,乙,35.55,140.36,x\n"),
    BrokenFile("mending a map layer", .fix, "a.geojson", 64, "", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"1\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[140.37,35.56]}}]}"),
    BrokenFile("addresses of nowhere", .geocode, "a.csv", 65, "", "id,住所\n1,火星市一丁目\n"),
    BrokenFile("a list without addresses", .geocode, "a.csv", 65, "", "id,name\n1,甲\n"),
    BrokenFile("an address of a megabyte", .geocode, "a.csv", 65, "", within: (1500, 60)) {
      Array(("id,住所\n1,東金市" + String(repeating: "一", count: 300_000) + "\n").utf8)
    },
  ]
}
