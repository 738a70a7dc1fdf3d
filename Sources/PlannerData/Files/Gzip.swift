internal import Planner

/// A single file packed with gzip (RFC 1952), such as `monaco.osm.gz` or `list.csv.gz`.
enum Gzip {
  /// What a file may unpack to without being taken for a bomb: so much, or so many times itself.
  private static let unsuspectedBytes = 256 << 20
  private static let usualRatio = 200

  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 18 && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8
  }

  /// The name of the content: the file's own without `.gz`.
  static func contentName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return fileExtension(name) == "gz" ? fileStem(name) : name
  }

  /// The file whose content a path names in the manner of an archive, `FILE.gz/NAME`.
  static func container(of path: String) -> String? {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let file = String(path[..<slash])
    return fileExtension(file) == "gz" && contentName(file) == path[path.index(after: slash)...]
      ? file : nil
  }

  /// - Throws: `Failure` (data) for a file that is damaged, holds several streams, or would unpack
  ///   to too much.
  static func content(of bytes: [UInt8], path: String) throws -> [UInt8] {
    // the last four bytes are the size of the content, modulo 2³², unless the file is cut off
    let size = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size <= unsuspectedBytes || size / usualRatio <= bytes.count else {
      throw Failure(
        .data,
        what: Text(
          ja: "展開すると\(size / 1_000_000)MBになるので読みません（途中で切れたファイルかもしれません）",
          en: "it would unpack to \(size / 1_000_000) MB and is not read; it may be cut off"),
        at: Place(file: path),
        remedy: Text(
          ja: "もう一度取得してください。それでも同じで、信頼できるファイルなら、展開して中のファイルを指定してください",
          en: "Fetch it again; if that does not help and you trust it, unpack it and name the file "
            + "inside"))
    }
    let content = bytes.withUnsafeBytes { Deflation.unpacked(gzip: $0, size: size) }
    guard let content, !isFollowedByMore(content, in: bytes) else {
      throw Failure(
        .data,
        what: Text(
          ja: "gzipのファイルが壊れているか、途中で切れているか、いくつかをつないだものです",
          en: "the gzip file is damaged, cut off, or several put together"),
        at: Place(file: path),
        remedy: Text(
          ja: "もう一度取得するか、展開して中のファイルを指定してください",
          en: "Fetch it again, or unpack it and name the file inside"))
    }
    return content
  }

  /// Whether there are further streams behind the one that was unpacked, which would be lost. The
  /// end of a file is the checksum and the size of its last stream.
  private static func isFollowedByMore(_ content: [UInt8], in bytes: [UInt8]) -> Bool {
    let end = Array(bytes.suffix(8))
    let checksum = end[..<4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard checksum == self.checksum(of: content) else { return true }
    // the same once more
    let begin: [UInt8] = [0x1F, 0x8B, 8]
    return bytes.indices.dropLast(18).dropFirst(18).contains { at in
      bytes[at] == begin[0] && bytes[at...].starts(with: begin)
        && bytes[(at - 8)..<at].elementsEqual(end)
    }
  }

  /// CRC-32 (ISO 3309), as gzip has it.
  private static func checksum(of bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    bytes.withUnsafeBufferPointer { bytes in
      table.withUnsafeBufferPointer { table in
        for byte in bytes { sum = sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)] }
      }
    }
    return ~sum
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
  }
}
