internal import Planner

/// A workbook of Excel (.xlsx, .xls) or LibreOffice (.ods): the cells of one sheet as text.
///
/// Every cell is read as it is shown where that is what a person means by it: codes with their
/// leading zeros, days as `2025-07-01`, `12402` for 12402.0, no phonetic guides. Rows have the
/// spreadsheet's own numbers.
struct Workbook {
  static let extensions = ["xlsx", "xlsm", "ods", "xls"]
  /// More cells than this in one sheet are refused, whatever their file says of repetitions.
  static let largestCellCount = 40_000_000
  static let largestColumn = 16_384

  struct Sheet {
    var name: String
    var isHidden = false
    var rows: RawRows
  }

  /// Whether a file is a workbook, by its first bytes and what is in the archive.
  static func isOne(_ file: FileBytes) -> Bool {
    if file.withUnsafeBytes({ CompoundFile.begins($0) }) { return true }
    guard file.withUnsafeBytes({ ZipArchive.begins($0) }),
      let archive = try? ZipArchive(file)
    else { return false }
    return archive["xl/workbook.xml"] != nil || archive["content.xml"] != nil
  }

  let path: String
  let sheets: [Sheet]

  /// - Throws: `Failure` (data) for what is damaged, protected or too large.
  init(_ file: FileBytes) throws {
    path = file.path
    if file.withUnsafeBytes({ CompoundFile.begins($0) }) {
      sheets = try Self.binarySheets(file)
    } else {
      sheets = try Self.packedSheets(file)
    }
    guard !sheets.isEmpty else { throw Self.damaged(path) }
  }

  private static func packedSheets(_ file: FileBytes) throws -> [Sheet] {
    let archive = try ZipArchive(
      file, limits: ZipArchive.Limits(size: 1 << 30, ratio: 200, unsuspected: 64 << 20))
    do {
      return archive["xl/workbook.xml"] == nil
        ? try OpenDocumentSheets.read(archive) : try OfficeSheets.read(archive)
    } catch is XMLScanner.Broken {
      throw damaged(file.path)
    } catch is TooManyCells {
      throw tooManyCells(file.path)
    }
  }

  private static func binarySheets(_ file: FileBytes) throws -> [Sheet] {
    do {
      return try BinarySheets.read(Array(file.content))
    } catch is CompoundFile.Broken {
      throw damaged(file.path)
    } catch is TooManyCells {
      throw tooManyCells(file.path)
    } catch let refusal as BinarySheets.Refusal {
      throw refused(file.path, refusal)
    }
  }

  /// Chooses the sheet that is meant.
  ///
  /// - Parameters:
  ///   - name: as the caller wrote it behind `#`.
  ///   - fits: whether a sheet has the columns that are wanted.
  /// - Returns: the one that is named, the only one with anything in it, or else the only one that
  ///   has the wanted columns.
  /// - Throws: `Failure` (data) with the names of the sheets.
  func sheet(named name: String?, fits: (RawRows) -> Bool) throws -> Sheet {
    if let name {
      let found =
        sheets.first { $0.name == name }
        ?? sheets.first { Spelling.key($0.name) == Spelling.key(name) }
      guard let found else {
        throw wrongSheet(
          Text(
            ja: "「\(name.shortened)」というシートがありません", en: "there is no sheet \(name.quoted)"),
          sheets)
      }
      return found
    }
    let filled = sheets.filter { !$0.isHidden && $0.rows.count > 0 }
    if filled.count == 1 { return filled[0] }
    let fitting = filled.filter { fits($0.rows) }
    if fitting.count == 1 { return fitting[0] }
    guard !filled.isEmpty else {
      let hidden = sheets.filter { $0.isHidden && $0.rows.count > 0 }
      throw hidden.isEmpty
        ? wrongSheet(Text(ja: "どのシートも空です", en: "all sheets are empty"), sheets)
        : wrongSheet(
          Text(ja: "隠されたシートにしか中身がありません", en: "only hidden sheets hold anything"), hidden)
    }
    throw wrongSheet(
      Text(
        ja: "シートが\(filled.count)枚あり、どれを使うか決められません",
        en: "there are \(filled.count) sheets, and which is meant is not clear"),
      fitting.isEmpty ? filled : fitting)
  }

  /// Tells which sheets hold something and are not read, since nobody asked for the one that is.
  func noteUnread(but read: Sheet) -> Finding? {
    let unread = sheets.filter { $0.name != read.name && $0.rows.count > 0 }
    guard !unread.isEmpty else { return nil }
    let names = unread.map { sheet in
      (
        ja: sheet.name + (sheet.isHidden ? "（隠されたシート）" : ""),
        en: sheet.name + (sheet.isHidden ? " (hidden)" : "")
      )
    }
    return Finding(
      .note,
      what: Text(
        ja: "シート「\(read.name)」を読みました。ほかのシートは読みません（\(names.map(\.ja).listed(in: .ja))）",
        en: "the sheet \(read.name.quoted) was read, and no other "
          + "(\(names.map(\.en).listed(in: .en)))"),
      at: Place(file: path),
      remedy: Text(
        ja: "ほかのシートを使うなら、「\(path)#\(unread[0].name)」のように指定してください",
        en: "To use another, name it as '\(path)#\(unread[0].name)'"))
  }

  struct TooManyCells: Error {}

  // MARK: Messages

  private func wrongSheet(_ what: Text, _ sheets: [Sheet]) -> Failure {
    let names = sheets.map(\.name)
    let example = "\(path)#\(names.first ?? "")"
    return Failure(
      .data, what: what, at: Place(file: path),
      remedy: Text(
        ja: "「\(example)」のようにシートを指定してください（シート：\(names.listed(in: .ja))）",
        en: "Name one as '\(example)' (sheets: \(names.listed(in: .en)))"))
  }

  private static func refused(_ path: String, _ refusal: BinarySheets.Refusal) -> Failure {
    let (what, remedy) =
      switch refusal {
      case .locked:
        (
          Text(ja: "パスワードの付いたブックです", en: "the workbook is protected by a password"),
          Text(
            ja: "Excelで開き、パスワードを外して保存し直してください",
            en: "Open it in Excel, remove the password and save it again")
        )
      case .older:
        (
          Text(ja: "Excel 95以前の形式のブックです", en: "the workbook is of Excel 95 or older"),
          Text(
            ja: "表計算ソフトで開き、「Excelブック（.xlsx）」で保存し直してください",
            en: "Open it in a spreadsheet and save it as .xlsx")
        )
      case .otherDocument:
        (
          Text(
            ja: "Word や PowerPoint などの文書で、表ではありません",
            en: "this is a document of another program (Word, say), not a table"),
          Text(
            ja: "中の表を表計算ソフトに写し、「Excelブック（.xlsx）」で保存してください",
            en: "Copy the table into a spreadsheet and save it as .xlsx")
        )
      }
    return Failure(.data, what: what, at: Place(file: path), remedy: remedy)
  }

  private static func damaged(_ path: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "ブックの中身が壊れているか、知らない形です",
        en: "the workbook is damaged or of an unknown form"),
      at: Place(file: path),
      remedy: Text(
        ja: "表計算ソフトで開いて保存し直すか、「CSV UTF-8」で保存してください",
        en: "Open and save it again in a spreadsheet, or save it as \"CSV UTF-8\""))
  }

  private static func tooManyCells(_ path: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "シートのセルが\(largestCellCount / 10_000)万個を超えるので読みません",
        en: "a sheet has more than \(largestCellCount / 1_000_000) million cells and is not read"),
      at: Place(file: path),
      remedy: Text(
        ja: "要らない行と列を消すか、「CSV UTF-8」で保存してください",
        en: "Remove what is not needed, or save it as \"CSV UTF-8\""))
  }
}
