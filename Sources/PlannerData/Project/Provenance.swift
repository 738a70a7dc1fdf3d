internal import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// What must be said of a file's content wherever it is shown: where it comes from, and what it
/// is not good for.
///
/// Both may lie beside the data, in a file `planner-notice.txt` of the same folder, as lines
/// `notice-ja: …`, `notice-en: …`, `credit-ja: …`, `credit-en: …`. Otherwise the credit of the
/// official layers is known by the names of their fields.
struct Provenance {
  var notice: Text?
  var credit: Text?

  static let sidecarName = "planner-notice.txt"

  init(ofFile path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    if let text = Self.head(of: folder + Self.sidecarName) {
      var values: [String: String] = [:]
      for line in text.split(whereSeparator: \.isNewline) {
        guard let colon = line.firstIndex(of: ":") else { continue }
        values[String(line[..<colon])] = String(
          line[line.index(after: colon)...].drop { $0.isWhitespace })
      }
      func both(_ key: String) -> Text? {
        guard let ja = values[key + "-ja"] ?? values[key + "-en"],
          let en = values[key + "-en"] ?? values[key + "-ja"]
        else { return nil }
        return Text(ja: ja, en: en)
      }
      notice = both("notice")
      credit = both("credit")
    }
    guard credit == nil, let known = Self.known(path) else { return }
    credit = known.credit
    if notice == nil { notice = known.notice }
  }

  private struct Known {
    var marks: [String]
    var credit: Text
    var notice: Text?

    init(_ marks: [String], _ credit: Text, notice: Text? = nil) {
      self.marks = marks
      self.credit = credit
      self.notice = notice
    }
  }

  /// Names of fields by which an official layer is known, and the credit it asks for.
  private static let known: [Known] = [
    Known(["N03_00"], landInformation("行政区域データ", "administrative areas")),
    Known(["A27_00"], landInformation("小学校区データ", "elementary school districts")),
    Known(["A32_00"], landInformation("中学校区データ", "junior high school districts")),
    Known(["P02_00"], landInformation("公共施設データ", "public facilities")),
    Known(["P04_00"], landInformation("医療機関データ", "medical institutions")),
    Known(
      ["P05_00"], landInformation("市町村役場等及び公的集会施設データ", "town halls and community centres")),
    Known(["P12_00", "P12a_00"], landInformation("観光資源データ", "sights")),
    Known(
      ["P14_00"], landInformation("福祉施設データ", "welfare facilities"),
      notice: nonCommercial("福祉施設データ", "welfare facilities")),
    Known(["P27_00"], landInformation("文化施設データ", "cultural facilities")),
    Known(
      ["P29_00"], landInformation("学校データ", "schools"),
      notice: nonCommercial("学校データ", "schools")),
    Known(
      ["大字町丁目名ローマ字"],
      Text(ja: "Geolonia 住所データ（CC BY 4.0）を加工して作成", en: "Geolonia addresses (CC BY 4.0), processed")),
    Known(
      ["大字町丁目コード", "街区符号・地番"],
      Text(
        ja: "「位置参照情報」（国土交通省）を加工して作成", en: "Location reference information (MLIT), processed")),
    Known(
      ["machiaza_id", "町字id", "町字ID,町字区分"],
      Text(
        ja: "「アドレス・ベース・レジストリ」（デジタル庁）を加工して作成",
        en: "Address Base Registry (Digital Agency of Japan), processed")),
    Known(
      ["geo3x3_level"],
      Text(
        ja: "「位置参照情報」（国土交通省）を加工した TownID（code4fukui、MITライセンス）を加工して作成",
        en: "TownID (code4fukui, MIT), made from location reference information (MLIT), processed")),
    Known(
      ["jmh_id"],
      Text(
        ja: "jp-municipal-heritage（CC BY 4.0）を加工して作成",
        en: "jp-municipal-heritage (CC BY 4.0), processed")),
    Known(
      ["KEY_CODE", "T001140", "T001141", "T001142", "PTN_20"],
      Text(
        ja: "出典：政府統計の総合窓口(e-Stat)（https://www.e-stat.go.jp/）を加工して作成",
        en: "Source: e-Stat, Portal Site of Official Statistics of Japan, processed")
    ),
  ]

  /// Some editions may be used commercially, others not; a file does not tell which it is.
  private static func nonCommercial(_ ja: String, _ en: String) -> Text {
    Text(
      ja: "国土数値情報（\(ja)）には非商用に限られる版があります。公開や配布の前に利用条件を確かめてください",
      en: "National Land Information, \(en): some editions are for non-commercial use only. Check "
        + "the terms before publishing")
  }

  private static let openStreetMap = Known(
    [],
    Text(
      ja: "© OpenStreetMap contributors（ODbL）",
      en: "© OpenStreetMap contributors (ODbL)"))

  private static func landInformation(_ ja: String, _ en: String) -> Text {
    Text(
      ja: "「国土数値情報（\(ja)）」（国土交通省）を加工して作成",
      en: "National Land Information, \(en) (MLIT), processed")
  }

  /// Field names stand at the beginning of every format that is read here.
  private static func known(_ path: String) -> Known? {
    if OSMFile.isNamed(path) { return openStreetMap }
    guard var head = head(of: path) else { return nil }
    // those of a Shapefile are in the table beside it
    if fileExtension(path) == "shp" {
      head += Self.head(of: path.dropLast(3) + "dbf") ?? ""
    }
    if let found = known.first(where: { $0.marks.contains { head.contains($0) } }) { return found }
    // the names of columns of a table may be in CP932
    guard let file = try? FileBytes(reading: path), TableForm.isTable(file),
      let text = try? DecodedText(file), text.encoding == .cp932
    else { return nil }
    let columns = String(decoding: text.bytes[text.range].prefix(4096), as: UTF8.self)
    return known.first { $0.marks.contains { columns.contains($0) } }
  }

  /// The first 4 KB of a file; `nil` where there is none.
  private static func head(of path: String) -> String? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = fread(buffer.baseAddress, 1, 4096, file)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
