private import CGDAL
internal import Planner

/// A zip archive, made in memory by GDAL. The same members give the same bytes.
public enum ArchiveOutput {
  /// - Parameters:
  ///   - members: names (ASCII, folders included) and contents, in this order.
  ///   - path: for which it is made, for messages.
  /// - Returns: the archive.
  /// - Throws: `Failure` (file) with what GDAL said.
  public static func bytes(
    of members: [(name: String, content: [UInt8])], for path: String
  ) throws -> [UInt8] {
    try GDAL.prepare()
    let folder = GDAL.memoryFolder()
    let name = "\(folder)/archive.zip"
    defer { VSIRmdirRecursive(folder) }
    return try GDAL.collectingMessages { messages in
      let stop = { Failure.cannotMake(path, messages.joined) }
      // an archive that stays open takes one member after another
      guard let archive = VSIFOpenL("/vsizip/\(name)", "wb") else { throw stop() }
      do {
        for member in members { try write(member, into: name, stop) }
      } catch {
        VSIFCloseL(archive)
        throw error
      }
      guard VSIFCloseL(archive) == 0, messages.firstFailure == nil,
        let bytes = GDAL.bytes(ofMemoryFile: name)
      else { throw stop() }
      return ZipArchive.withPlainHeaders(Array(bytes))
    }
  }

  private static func write(
    _ member: (name: String, content: [UInt8]), into archive: String, _ stop: () -> Failure
  ) throws {
    guard let file = VSIFOpenL("/vsizip/\(archive)/\(member.name)", "wb") else { throw stop() }
    let written = VSIFWriteL(member.content, 1, member.content.count, file)
    guard VSIFCloseL(file) == 0, written == member.content.count else { throw stop() }
  }
}
