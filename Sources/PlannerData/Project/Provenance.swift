internal import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// What must be said of a file's content wherever it is shown: where it comes from, under which
/// terms, and what it is not good for.
///
/// All of it may lie beside the data, in a file `planner-notice.txt` of the same folder, as lines
/// `notice-ja: …`, `credit-ja: …`, `licence-ja: …` and the same with `-en`. Otherwise the source
/// is known by the names of its fields (`KnownSource`).
struct Provenance {
  var notice: Text?
  var credit: Text?
  var licence: Licence?

  static let sidecarName = "planner-notice.txt"

  /// - Parameters:
  ///   - path: of the file.
  ///   - role: what it is read as. A network's own list may have the columns of a standard, and is
  ///     nobody else's for that.
  init(ofFile path: String, role: String = "") {
    readSidecar(of: path)
    guard credit == nil || licence == nil, let source = Self.source(of: path),
      !source.isCommonForm || !["stations", "addresses"].contains(role)
    else { return }
    // a folder that says whose it is says it of all its files
    if credit == nil {
      credit = source.credit
      licence = licence ?? source.licence(ofFile: path)
    }
  }

  private mutating func readSidecar(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    guard let text = Self.head(of: folder + Self.sidecarName) else { return }
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
    licence = both("licence").map { name in
      Licence(name: name, use: Licence(stated: name.en).use)
    }
  }

  /// Field names stand at the beginning of every format that is read here, or at its end.
  private static func source(of path: String) -> KnownSource? {
    if OSMFile.isNamed(path) { return .openStreetMap }
    guard var head = head(of: path) else { return nil }
    // those of a Shapefile are in the table beside it
    if fileExtension(path) == "shp" {
      head += Self.head(of: path.dropLast(3) + "dbf") ?? ""
    }
    if let found = KnownSource.known(byHead: head) { return found }
    if let found = KnownSource.known(byName: path) { return found }
    // the names of columns of a table may be in CP932
    guard let file = try? FileBytes(reading: path), TableForm.isTable(file),
      let text = try? DecodedText(file), text.encoding == .cp932
    else { return nil }
    let columns = String(decoding: text.bytes[text.range].prefix(4096), as: UTF8.self)
    return KnownSource.known(byHead: columns)
  }

  /// The first and the last 4 KB of a file, or of the member of an archive, since large outlines
  /// may stand before or behind the names of their fields; `nil` where there is none.
  private static func head(of path: String) -> String? {
    guard let file = fopen(path, "rb") else {
      guard FileAddress.member(in: path) != nil || Gzip.container(of: path) != nil,
        let member = try? FileBytes(reading: path)
      else { return nil }
      return member.withUnsafeBytes { bytes in
        String(decoding: bytes.prefix(4096), as: UTF8.self)
          + String(decoding: bytes.dropFirst(4096).suffix(4096), as: UTF8.self)
      }
    }
    defer { fclose(file) }
    func part() -> String {
      let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
        count = fread(buffer.baseAddress, 1, 4096, file)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    let first = part()
    // a shorter file has been read to its end
    return fseek(file, -4096, SEEK_END) == 0 ? first + part() : first
  }
}
