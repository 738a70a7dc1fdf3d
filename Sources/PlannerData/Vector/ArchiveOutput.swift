private import CGDAL
internal import Planner
private import Synchronization

/// A zip archive, made in memory by GDAL. The same members give the same bytes.
public enum ArchiveOutput {
  private static let outputNumber = Atomic<Int>(0)

  /// - Parameters:
  ///   - members: names (ASCII, folders included) and contents, in this order.
  ///   - path: for which it is made, for messages.
  /// - Returns: the archive.
  /// - Throws: `Failure` (file) with what GDAL said.
  public static func bytes(
    of members: [(name: String, content: [UInt8])], for path: String
  ) throws -> [UInt8] {
    try GDAL.prepare()
    let number = outputNumber.add(1, ordering: .relaxed).newValue
    let folder = "/vsimem/planner-archive-\(number)"
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
      var count: vsi_l_offset = 0
      guard VSIFCloseL(archive) == 0, messages.firstFailure == nil,
        let bytes = VSIGetMemFileBuffer(name, &count, 0)
      else { throw stop() }
      return ZipArchive.withPlainHeaders(
        Array(UnsafeBufferPointer(start: bytes, count: Int(count))))
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
