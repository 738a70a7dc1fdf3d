internal import Planner

/// Files that are given for data and never are, by their first bytes: archives that are not opened
/// here, documents, pictures.
enum ForeignForm {
  private static let archives: [(name: String, offset: Int, start: [UInt8])] = [
    ("gzip", 0, [0x1F, 0x8B]), ("bzip2", 0, Array("BZh".utf8)),
    ("xz", 0, [0xFD, 0x37, 0x7A, 0x58, 0x5A]), ("7z", 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    ("RAR", 0, Array("Rar!\u{1A}".utf8)), ("LZH", 2, Array("-lh".utf8)),
  ]
  private static let documents: [(name: Text, start: [UInt8])] = [
    (Text(verbatim: "PDF"), Array("%PDF-".utf8)),
    (Text(ja: "画像（PNG）", en: "a picture (PNG)"), [0x89, 0x50, 0x4E, 0x47]),
    (Text(ja: "画像（JPEG）", en: "a picture (JPEG)"), [0xFF, 0xD8, 0xFF]),
    (Text(ja: "画像（GIF）", en: "a picture (GIF)"), Array("GIF8".utf8)),
  ]

  /// - Parameters:
  ///   - bytes: the content.
  ///   - path: for messages.
  ///   - allowed: archives that the reader unpacks itself.
  /// - Throws: `Failure` (data) that says what the file is, if it is one of the others.
  static func refuse(_ bytes: [UInt8], path: String, except allowed: Set<String> = []) throws {
    for form in archives
    where !allowed.contains(form.name) && bytes.dropFirst(form.offset).starts(with: form.start) {
      throw Failure(
        .data,
        what: Text(ja: "\(form.name)で圧縮されています", en: "the file is compressed (\(form.name))"),
        at: Place(file: path),
        remedy: Text(
          ja: "展開して、中のファイルを指定してください（ZIPならそのままで使えます）",
          en: "Unpack it and name the file inside (zip archives are read as they are)"))
    }
    for form in documents where bytes.starts(with: form.start) {
      throw Failure(
        .data,
        what: Text(
          ja: "\(form.name.ja)のファイルで、データとして読めません",
          en: "the file is \(form.name.en), which cannot be read as data"),
        at: Place(file: path),
        remedy: Text(
          ja: "作成者に、元の表（CSVかExcel）や地図データを頼んでください",
          en: "Ask whoever made it for the table (CSV or a workbook) or layer behind it"))
    }
  }
}
