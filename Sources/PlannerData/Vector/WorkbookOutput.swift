private import CGDAL
internal import Planner

/// One sheet of a workbook.
public struct OutputTable: Sendable {
  /// At most 31 characters, without any of `[]:*?/\`, as spreadsheets demand.
  public let name: String
  /// The first row.
  public let columns: [OutputLayer.Field]
  /// A value for every column.
  public let rows: [[OutputLayer.Value]]

  public init(name: String, columns: [OutputLayer.Field], rows: [[OutputLayer.Value]]) {
    precondition(rows.allSatisfy { $0.count == columns.count })
    self.name = name
    self.columns = columns
    self.rows = rows
  }
}

/// Tables into an Excel workbook (.xlsx), one sheet each, made in memory by GDAL. Text that a
/// spreadsheet would run as a formula is made harmless by an apostrophe, as in CSV. The same
/// tables give the same bytes.
public enum WorkbookOutput {
  /// - Parameters:
  ///   - tables: one or more, no two of one name.
  ///   - path: for which it is made, for messages.
  /// - Returns: the file.
  /// - Throws: `Failure` (file) with what GDAL said.
  public static func bytes(of tables: [OutputTable], for path: String) throws -> [UInt8] {
    try GDAL.prepare()
    let folder = GDAL.memoryFolder()
    let name = "\(folder)/tables.xlsx"
    defer { VSIRmdirRecursive(folder) }
    return try GDAL.collectingMessages { messages in
      let stop = { Failure.noWorkbook(path, messages.joined) }
      guard let driver = GDALGetDriverByName("XLSX"),
        let dataset = GDALCreate(driver, name, 0, 0, 0, GDT_Unknown, nil)
      else { throw stop() }
      do {
        for table in tables { try write(table, to: dataset, stop) }
      } catch {
        GDALClose(dataset)
        throw error
      }
      GDALClose(dataset)
      guard messages.firstFailure == nil, let bytes = GDAL.bytes(ofMemoryFile: name) else {
        throw stop()
      }
      return ZipArchive.withPlainHeaders(Array(bytes))
    }
  }

  private static func write(
    _ table: OutputTable, to dataset: GDALDatasetH, _ stop: () -> Failure
  ) throws {
    guard let handle = GDALDatasetCreateLayer(dataset, table.name, nil, wkbNone, nil) else {
      throw stop()
    }
    for column in table.columns {
      let type = type(of: column.type)
      guard let definition = OGR_Fld_Create(harmless(column.name), type) else { throw stop() }
      defer { OGR_Fld_Destroy(definition) }
      guard OGR_L_CreateField(handle, definition, 1) == OGRERR_NONE else { throw stop() }
    }
    for row in table.rows {
      guard let feature = OGR_F_Create(OGR_L_GetLayerDefn(handle)) else { throw stop() }
      defer { OGR_F_Destroy(feature) }
      for (index, value) in row.enumerated() {
        let index = Int32(index)
        switch value {
        case .text(let text): OGR_F_SetFieldString(feature, index, harmless(text))
        case .number(let number): OGR_F_SetFieldDouble(feature, index, number)
        case .integer(let number): OGR_F_SetFieldInteger64(feature, index, GIntBig(number))
        case .none: OGR_F_SetFieldNull(feature, index)
        }
      }
      guard OGR_L_CreateFeature(handle, feature) == OGRERR_NONE else { throw stop() }
    }
  }

  private static func harmless(_ text: String) -> String {
    CSVText.harmless(PublicText.clean(text))
  }

  private static func type(of field: OutputLayer.FieldType) -> OGRFieldType {
    switch field {
    case .text: OFTString
    case .number: OFTReal
    case .integer: OFTInteger64
    }
  }
}

extension Failure {
  fileprivate static func noWorkbook(_ path: String, _ said: String) -> Failure {
    Failure(
      .file,
      what: Text(ja: "ブックを作れません（GDAL: \(said)）", en: "the workbook cannot be made (GDAL: \(said))"),
      at: Place(file: path),
      remedy: Text(
        ja: "GDAL に XLSX の書き出しがあるか（ogrinfo --formats）を確かめるか、--html か --pdf にしてください",
        en: "Check that GDAL can write XLSX (ogrinfo --formats), or ask for --html or --pdf"))
  }
}
