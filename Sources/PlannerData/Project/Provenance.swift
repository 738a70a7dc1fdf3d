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
    if credit == nil { credit = Self.knownCredit(path) }
  }

  /// Names of fields by which an official layer is known, and the credit it asks for.
  private static let known: [(marks: [String], credit: Text)] = [
    (["N03_00"], landInformation("行政区域データ", "administrative areas")),
    (["A27_00"], landInformation("小学校区データ", "elementary school districts")),
    (["A32_00"], landInformation("中学校区データ", "junior high school districts")),
    (
      ["KEY_CODE", "T001140", "T001141", "T001142", "PTN_20"],
      Text(
        ja: "出典：政府統計の総合窓口(e-Stat)（https://www.e-stat.go.jp/）を加工して作成",
        en: "Source: e-Stat, Portal Site of Official Statistics of Japan, processed")
    ),
  ]

  private static func landInformation(_ ja: String, _ en: String) -> Text {
    Text(
      ja: "「国土数値情報（\(ja)）」（国土交通省）を加工して作成",
      en: "National Land Information, \(en) (MLIT), processed")
  }

  /// Field names stand at the beginning of every format that is read here.
  private static func knownCredit(_ path: String) -> Text? {
    guard let head = head(of: path) else { return nil }
    return known.first { $0.marks.contains { head.contains($0) } }?.credit
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
