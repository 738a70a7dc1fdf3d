internal import Planner

/// What a path names beyond a file: a member of an archive (`FILE.zip/MEMBER`), and the sheet of a
/// workbook or the layer of a GeoPackage (`FILE.xlsx#SHEET`); the two may go together.
struct FileAddress {
  /// What is wanted of an archive for which no member is named.
  enum Wanted: Sendable {
    /// A table or a layer.
    case data
    /// A layer, not a table.
    case layer
    /// Streets: an extract of OpenStreetMap, packed with bzip2 perhaps, or a layer.
    case streets
  }

  /// Splits the sheet off a path. Only the names of files with several parts have one: a `#` in any
  /// other name is a part of it.
  static func sheet(in path: String) -> (path: String, sheet: String?) {
    guard let mark = path.lastIndex(of: "#") else { return (path, nil) }
    let file = String(path[..<mark])
    guard (Workbook.extensions + ["gpkg", "kml", "gml"]).contains(fileExtension(file)) else {
      return (path, nil)
    }
    let sheet = String(path[path.index(after: mark)...])
    return (file, sheet.isEmpty ? nil : sheet)
  }

  /// Splits a path at the end of the first part of it that ends in `.zip`, with something behind.
  static func member(in path: String) -> (archive: String, member: String)? {
    var start = path.startIndex
    while let slash = path[start...].firstIndex(of: "/") {
      let head = path[..<slash]
      let rest = path[path.index(after: slash)...]
      if head.count > 4, head.suffix(4).lowercased() == ".zip", !rest.isEmpty {
        return (String(head), String(rest))
      }
      start = path.index(after: slash)
    }
    return nil
  }

  // MARK: Which member

  /// Tables and layers, each the best of several forms of the same first: those with one
  /// encoding, one file and no limit on names win.
  private static let layers = [
    "geojson", "gpkg", "fgb", "shp", "topojson", "kml", "gml",
  ]
  private static let tables = ["csv", "tsv", "xlsx", "xlsm", "ods", "xls", "json", "txt"]

  /// The only member of an archive that could be meant. Of one layer in several forms (国土数値情報
  /// has GeoJSON and Shapefile in one archive; others `UTF-8/` and `Shift-JIS/` folders) the best.
  ///
  /// - Throws: `Failure` (data) that lists the members, if none or several could be.
  static func choose(in archive: ZipArchive, _ wanted: Wanted) throws -> ZipArchive.Member {
    let names =
      switch wanted {
      case .layer: layers + ["json"]
      case .data: layers + tables
      case .streets: ["pbf", "osm", "bz2"] + layers + ["json"]
      }
    func rank(_ member: ZipArchive.Member) -> Int? {
      names.firstIndex(of: fileExtension(member.name))
    }
    var found = archive.members.filter { member in
      let name = member.name.split(separator: "/").last.map(String.init) ?? ""
      return rank(member) != nil && !member.name.hasPrefix("__MACOSX/") && !name.hasPrefix(".")
    }
    // a text beside data is a note about it
    if found.contains(where: { fileExtension($0.name) != "txt" }) {
      found.removeAll { fileExtension($0.name) == "txt" }
    }
    let alike = Dictionary(grouping: found, by: formKey)
    let best = alike.values.compactMap { forms in
      forms.min { a, b in
        (rank(a) ?? 0, isUTF8(a) ? 0 : 1, a.name) < (rank(b) ?? 0, isUTF8(b) ? 0 : 1, b.name)
      }
    }
    if best.count == 1, let only = best.first { return try requireOne(only, in: archive) }
    let what =
      best.isEmpty
      ? Text(
        ja: "ZIPの中に使えるファイルがありません", en: "there is no file in the archive that could be used")
      : Text(
        ja: "ZIPの中に使えるファイルが\(best.count)個あり、どれを使うか決められません",
        en: "\(best.count) files in the archive could be used, and which is meant is not clear")
    throw failure(what, archive, best.isEmpty ? archive.members : best)
  }

  /// What forms of one layer have in common: the name and the folder, but for folders of encodings
  /// and formats. Tables are what they are, each by itself: nobody knows whether a list as CSV and
  /// as a workbook is the same.
  private static func formKey(_ member: ZipArchive.Member) -> String {
    let folders = member.name.lowercased().split(separator: "/").dropLast().filter { folder in
      !formFolders.contains(folder.filter { $0 != "-" && $0 != "_" && $0 != " " })
    }
    let stem = fileStem(member.name).lowercased()
    let ending = fileExtension(member.name)
    let isTable = tables.contains(ending) && ending != "json"
    return (folders.map(String.init) + [isTable ? stem + "." + ending : stem])
      .joined(separator: "/")
  }

  private static let formFolders: Set<String> = [
    "utf8", "shiftjis", "sjis", "cp932", "geojson", "shape", "shapefile", "shp", "gml", "kml",
    "gpkg", "topojson",
  ]

  static func find(_ name: String, in archive: ZipArchive) throws -> ZipArchive.Member {
    if let member = archive[name] { return try requireOne(member, in: archive) }
    throw failure(
      Text(
        ja: "ZIPの中に「\(name.shortened)」がありません", en: "there is no \(name.quoted) in the archive"),
      archive, archive.members)
  }

  /// Of two members of one name some programs unpack the first, others the last.
  private static func requireOne(
    _ member: ZipArchive.Member, in archive: ZipArchive
  ) throws -> ZipArchive.Member {
    guard archive.members.count(where: { $0.name == member.name }) > 1 else { return member }
    throw Failure(
      .data,
      what: Text(
        ja: "ZIPの中に「\(member.name.shortened)」が二つ以上あります",
        en: "there is more than one \(member.name.quoted) in the archive"),
      at: Place(file: archive.path),
      remedy: Text(
        ja: "正しいほうだけを入れて、ZIPを作り直してください",
        en: "Make the archive again, with the right one only"))
  }

  private static func isUTF8(_ member: ZipArchive.Member) -> Bool {
    member.name.lowercased().contains("utf-8/") || member.name.lowercased().contains("utf8/")
  }

  private static func failure(
    _ what: Text, _ archive: ZipArchive, _ members: [ZipArchive.Member]
  ) -> Failure {
    let names = members.map(\.name).sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    let example = names.first ?? "NAME"
    return Failure(
      .data, what: what, at: Place(file: archive.path),
      remedy: names.isEmpty
        ? Text(ja: "空のZIPです。もう一度取得してください", en: "The archive is empty; fetch it again")
        : Text(
          ja: "「\(archive.path)/\(example)」のように中のファイルを指定してください（中身：\(names.listed(in: .ja))）",
          en: "Name one as \(archive.path)/\(example) (members: \(names.listed(in: .en)))"))
  }
}
