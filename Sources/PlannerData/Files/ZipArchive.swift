internal import Planner

/// The members of a zip archive in memory, by name.
///
/// Japanese archives name their members in CP932 unless a flag says UTF-8. Sizes are bounded
/// before anything is unpacked: a member declares its size, may not declare more than `Limits`
/// allows, and is refused if it unpacks to anything else.
struct ZipArchive {
  /// What a member may declare without being taken for a bomb.
  struct Limits {
    /// Bytes unpacked.
    var size = 2 << 30
    /// Unpacked to packed, beyond `unsuspected` bytes. Text of grids reaches 30.
    var ratio = 200
    var unsuspected = 64 << 20
  }

  struct Member {
    let name: String
    fileprivate let method: Int
    fileprivate let isEncrypted: Bool
    fileprivate let checksum: UInt32
    fileprivate let packedSize: Int
    let size: Int
    fileprivate let headerOffset: Int
  }

  let path: String
  let members: [Member]
  private let file: FileBytes
  private let limits: Limits

  /// Whether bytes begin as a zip archive does, also an empty one.
  static func begins(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
  }

  /// Reads the directory at the end of the archive; folders are no members.
  ///
  /// - Throws: `Failure` (data) for an archive that is cut off or damaged.
  init(_ file: FileBytes, limits: Limits = Limits()) throws {
    self.file = file
    self.limits = limits
    path = file.path
    members = try file.withUnsafeBytes { bytes in
      guard let directory = Directory(in: bytes), let members = directory.members(in: bytes)
      else { throw Self.damaged(file.path) }
      return members
    }
  }

  subscript(name: String) -> Member? {
    members.first { $0.name == name }
      ?? members.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Unpacks a member.
  ///
  /// - Throws: `Failure` (data) for what is encrypted, packed by an unknown method, too large, or
  ///   not what the directory says (by size and CRC-32).
  func content(of member: Member) throws -> [UInt8] {
    let place = path + "/" + member.name
    guard !member.isEncrypted else { throw Self.encrypted(place) }
    guard member.size <= limits.size,
      member.size <= limits.unsuspected || member.size / limits.ratio <= member.packedSize
    else { throw Self.tooLarge(place, member.size) }
    return try file.withUnsafeBytes { bytes in
      let header = member.headerOffset
      // differences, not sums: what the file says may be near the largest number there is
      guard header >= 0, header <= bytes.count - 30, Self.word(bytes, header) == 0x0403_4B50
      else { throw Self.damaged(place) }
      let start = header + 30 + Self.half(bytes, header + 26) + Self.half(bytes, header + 28)
      guard member.packedSize >= 0, member.packedSize <= bytes.count - start else {
        throw Self.damaged(place)
      }
      let packed = UnsafeRawBufferPointer(rebasing: bytes[start..<start + member.packedSize])
      switch member.method {
      case 0:
        guard member.size == member.packedSize, CRC32.of(packed) == member.checksum else {
          throw Self.damaged(place)
        }
        return Array(packed)
      case 8:
        guard
          let content = Deflation.unpacked(
            packed, size: member.size, checksum: member.checksum)
        else { throw Self.damaged(place) }
        return content
      default:
        throw Self.unknownMethod(place)
      }
    }
  }

  // MARK: Directory

  fileprivate static func half(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
  }

  fileprivate static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  fileprivate static func long(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int? {
    Int(
      exactly: UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
  }

  /// Where the list of members is, as the end of the archive says (also in its 64-bit form).
  private struct Directory {
    var count: Int
    var offset: Int

    init?(in bytes: UnsafeRawBufferPointer) {
      // the end record is followed by a comment of up to 65,535 bytes
      var end = bytes.count - 22
      let last = max(0, bytes.count - 22 - 65_535)
      while end >= last, ZipArchive.word(bytes, end) != 0x0605_4B50 { end -= 1 }
      guard end >= last, end >= 0 else { return nil }
      count = ZipArchive.half(bytes, end + 10)
      offset = ZipArchive.word(bytes, end + 16)
      guard count == 0xFFFF || offset == 0xFFFF_FFFF, end >= 20,
        ZipArchive.word(bytes, end - 20) == 0x0706_4B50,
        let large = ZipArchive.long(bytes, end - 12), large >= 0, large <= end - 56,
        ZipArchive.word(bytes, large) == 0x0606_4B50,
        let largeCount = ZipArchive.long(bytes, large + 32),
        let largeOffset = ZipArchive.long(bytes, large + 48)
      else { return }
      (count, offset) = (largeCount, largeOffset)
    }

    func members(in bytes: UnsafeRawBufferPointer) -> [Member]? {
      var members: [Member] = []
      var at = offset
      for _ in 0..<count {
        guard at >= 0, at <= bytes.count - 46, ZipArchive.word(bytes, at) == 0x0201_4B50 else {
          return nil
        }
        let nameEnd = at + 46 + ZipArchive.half(bytes, at + 28)
        let extraEnd = nameEnd + ZipArchive.half(bytes, at + 30)
        guard extraEnd <= bytes.count else { return nil }
        var sizes = Sizes(
          size: ZipArchive.word(bytes, at + 24), packed: ZipArchive.word(bytes, at + 20),
          header: ZipArchive.word(bytes, at + 42))
        guard sizes.widen(bytes, nameEnd..<extraEnd) else { return nil }
        let flags = ZipArchive.half(bytes, at + 8)
        let name = DecodedText.name(Array(bytes[(at + 46)..<nameEnd]))
          .split(separator: "\\").joined(separator: "/")
        if !name.hasSuffix("/"), !name.isEmpty {
          members.append(
            Member(
              name: name, method: ZipArchive.half(bytes, at + 10), isEncrypted: flags & 1 != 0,
              checksum: UInt32(truncatingIfNeeded: ZipArchive.word(bytes, at + 16)),
              packedSize: sizes.packed, size: sizes.size, headerOffset: sizes.header))
        }
        at = extraEnd + ZipArchive.half(bytes, at + 32)
      }
      return members
    }
  }

  private struct Sizes {
    var size: Int
    var packed: Int
    var header: Int

    /// Takes what does not fit in 32 bits from the extra field 1.
    mutating func widen(_ bytes: UnsafeRawBufferPointer, _ extra: Range<Int>) -> Bool {
      var at = extra.lowerBound
      while at + 4 <= extra.upperBound {
        let end = at + 4 + ZipArchive.half(bytes, at + 2)
        guard end <= extra.upperBound else { return true }
        if ZipArchive.half(bytes, at) == 1 {
          var value = at + 4
          for field in [\Sizes.size, \Sizes.packed, \Sizes.header]
          where self[keyPath: field] == 0xFFFF_FFFF {
            guard value + 8 <= end, let wide = ZipArchive.long(bytes, value) else { return false }
            self[keyPath: field] = wide
            value += 8
          }
        }
        at = end
      }
      return true
    }
  }

  // MARK: Messages

  private static func damaged(_ path: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "ZIPファイルが壊れているか、途中で切れています",
        en: "the zip archive is damaged or cut off"),
      at: Place(file: path),
      remedy: Text(
        ja: "ダウンロードやコピーが最後まで終わったか確かめ、もう一度取得してください",
        en: "Check that it was downloaded or copied to the end, and fetch it again"))
  }

  private static func encrypted(_ path: String) -> Failure {
    Failure(
      .data,
      what: Text(ja: "パスワードの付いたZIPです", en: "the member is protected by a password"),
      at: Place(file: path),
      remedy: Text(
        ja: "展開して、中のファイルを指定してください", en: "Unzip it and name the file inside"))
  }

  private static func unknownMethod(_ path: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "ZIPの中のこのファイルの圧縮方式には対応していません",
        en: "the member is compressed by a method that cannot be read"),
      at: Place(file: path),
      remedy: Text(
        ja: "展開して、中のファイルを指定してください", en: "Unzip it and name the file inside"))
  }

  private static func tooLarge(_ path: String, _ size: Int) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "展開すると\(size / 1_000_000)MBになるので読みません（悪意のあるZIPかもしれません）",
        en: "it would unpack to \(size / 1_000_000) MB and is not read (it may be a zip bomb)"),
      at: Place(file: path),
      remedy: Text(
        ja: "信頼できるファイルなら、展開して中のファイルを指定してください",
        en: "If you trust it, unzip it and name the file inside"))
  }
}

/// The checksum of zip archives (ISO 3309, polynomial 0xEDB88320).
private enum CRC32 {
  private static let table = (0..<256 as Range<UInt32>).map { byte in
    (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~bytes.reduce(~0 as UInt32) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 255)] }
    }
  }
}
