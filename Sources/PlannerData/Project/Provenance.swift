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

  /// That a file lies beside the data which should say something and says nothing.
  private(set) var finding: Finding?

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

  /// Where what must be said of a file would lie.
  static func sidecar(of path: String) -> String {
    // what is packed stands where its package does
    let path = Gzip.container(of: path) ?? FileAddress.member(in: path)?.archive ?? path
    return (path.lastIndex(of: "/").map { String(path[...$0]) } ?? "") + sidecarName
  }

  private mutating func readSidecar(of path: String) {
    guard let ends = Self.ends(of: Self.sidecar(of: path)) else { return }
    let text = Self.text(ends)
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
    if notice == nil, credit == nil, licence == nil {
      finding = Finding(
        .warning,
        what: Text(
          ja: "データの断り書きのファイルに、読める行がありません",
          en: "the notice beside the data has no line that can be read"),
        at: Place(file: Self.sidecar(of: path)),
        remedy: Text(
          ja: "notice-ja: …、credit-ja: …、licence-ja: … のように書くか、ファイルを消してください",
          en: "Write notice-en: …, credit-en: … or licence-en: …, or remove the file"))
    }
  }

  /// Field names stand at the beginning of every format that is read here, or at its end.
  private static func source(of path: String) -> KnownSource? {
    if OSMFile.isNamed(path) { return .openStreetMap }
    guard let ends = ends(of: path) else { return nil }
    var head = text(ends)
    // those of a Shapefile are in the table beside it
    if fileExtension(path) == "shp" {
      head += Self.ends(of: path.dropLast(3) + "dbf").map(text) ?? ""
    }
    if let found = KnownSource.known(byHead: head) { return found }
    if let found = KnownSource.known(byName: path) { return found }
    // the names of columns of a table may be in CP932; they stand in whole lines
    guard let end = ends.first.lastIndex(of: UInt8(ascii: "\n")),
      let lines = try? FileBytes(ends.first[...end], path: path), TableForm.isTable(lines),
      let columns = try? DecodedText(lines), columns.encoding == .cp932
    else { return nil }
    return KnownSource.known(
      byHead: String(decoding: columns.bytes[columns.range], as: UTF8.self))
  }

  private static func text(_ ends: (first: [UInt8], last: [UInt8])) -> String {
    String(decoding: ends.first, as: UTF8.self) + String(decoding: ends.last, as: UTF8.self)
  }

  /// The first and the last 4 KB of a file, or of the member of an archive, since large outlines
  /// may stand before or behind the names of their fields; `nil` where there is none.
  private static func ends(of path: String) -> (first: [UInt8], last: [UInt8])? {
    guard let file = fopen(path, "rb") else {
      guard FileAddress.member(in: path) != nil || Gzip.container(of: path) != nil,
        let member = try? FileBytes(reading: path)
      else { return nil }
      return (
        Array(member.content.prefix(4096)), Array(member.content.dropFirst(4096).suffix(4096))
      )
    }
    defer { fclose(file) }
    func part() -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
        count = fread(buffer.baseAddress, 1, 4096, file)
      }
    }
    let first = part()
    // a shorter file has been read to its end
    return (first, fseek(file, -4096, SEEK_END) == 0 ? part() : [])
  }
}
