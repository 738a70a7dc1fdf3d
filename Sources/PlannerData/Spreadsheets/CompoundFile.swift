/// A compound file ([MS-CFB]): a small file system in one file, in which Excel before 2007 keeps
/// its workbooks and later ones keep what is locked by a password.
struct CompoundFile {
  struct Broken: Error {}

  static func begins(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
  }

  private struct Entry {
    var name: String
    var type: UInt8
    var start: UInt32
    var size: Int
  }

  /// Sectors from here on are none, but marks such as the end of a chain.
  private static let firstMark: UInt32 = 0xFFFF_FFFA
  private static let endOfChain: UInt32 = 0xFFFF_FFFE

  private let reader: LittleEndianBytes
  private let sectorSize: Int
  private let miniSectorSize: Int
  /// Streams shorter than this are kept in the small sectors of the root's stream.
  private let miniLimit: Int
  private var sectors: [UInt32] = []
  private var miniSectors: [UInt32] = []
  private var miniStream: [UInt8] = []
  private var entries: [Entry] = []

  /// - Throws: `Broken` for what is damaged.
  init(_ bytes: [UInt8]) throws {
    let reader = LittleEndianBytes(bytes)
    self.reader = reader
    let shifts = (try reader.uint16(30), try reader.uint16(32))
    guard Self.begins(bytes), [9, 12].contains(shifts.0), shifts.1 == 6 else { throw Broken() }
    sectorSize = 1 << Int(shifts.0)
    miniSectorSize = 1 << Int(shifts.1)
    miniLimit = Int(try reader.uint32(56))
    sectors = try table(of: allocationSectors())
    let directory = try chain(from: try reader.uint32(48))
    entries = try directory.flatMap { try entriesOfSector(at: $0) }
    miniSectors = try table(of: chain(from: try reader.uint32(60)))
    guard let root = entries.first, root.type == 5 else { throw Broken() }
    miniStream = try content(chain(from: root.start), size: root.size)
  }

  /// The content of a stream of the root, whatever the case of its name; `nil` without one.
  func stream(named name: String) throws -> [UInt8]? {
    let found = entries.first { $0.type == 2 && $0.name.lowercased() == name.lowercased() }
    guard let entry = found else { return nil }
    guard entry.size < miniLimit else {
      return try content(chain(from: entry.start), size: entry.size)
    }
    guard entry.size <= miniStream.count else { throw Broken() }
    var bytes: [UInt8] = []
    var sector = entry.start
    while bytes.count < entry.size {
      let first = Int(sector) * miniSectorSize
      guard sector < Self.firstMark, first < miniStream.count else { throw Broken() }
      bytes += miniStream[first..<min(first + miniSectorSize, miniStream.count)]
      guard bytes.count < entry.size else { break }
      guard Int(sector) < miniSectors.count else { throw Broken() }
      sector = miniSectors[Int(sector)]
    }
    return Array(bytes.prefix(entry.size))
  }

  // MARK: Sectors

  private func offset(of sector: UInt32) throws -> Int {
    let offset = (Int(sector) + 1) * sectorSize
    guard sector < Self.firstMark, offset < reader.count else { throw Broken() }
    return offset
  }

  /// The sectors that hold the allocation table: 109 named in the header, then a chain of lists.
  private func allocationSectors() throws -> [UInt32] {
    let count = Int(try reader.uint32(44))
    var named: [UInt32] = []
    for index in 0..<109 where named.count < count {
      named.append(try reader.uint32(76 + 4 * index))
    }
    var list = try reader.uint32(68)
    let perList = sectorSize / 4 - 1
    while named.count < count {
      let start = try offset(of: list)
      for index in 0..<perList where named.count < count {
        named.append(try reader.uint32(start + 4 * index))
      }
      // a list that leads back to itself ends here
      guard named.count <= reader.count / sectorSize else { throw Broken() }
      list = try reader.uint32(start + 4 * perList)
    }
    return named
  }

  private func table(of sectors: [UInt32]) throws -> [UInt32] {
    try sectors.flatMap { sector in
      let start = try offset(of: sector)
      // the last sector of a file may be cut
      let count = min(sectorSize, reader.count - start) / 4
      return try (0..<count).map { try reader.uint32(start + 4 * $0) }
    }
  }

  private func chain(from first: UInt32) throws -> [UInt32] {
    var chain: [UInt32] = []
    var sector = first
    while sector != Self.endOfChain, sector < Self.firstMark {
      guard Int(sector) < sectors.count, chain.count <= sectors.count else { throw Broken() }
      chain.append(sector)
      sector = sectors[Int(sector)]
    }
    return chain
  }

  private func content(_ chain: [UInt32], size: Int) throws -> [UInt8] {
    guard size <= chain.count * sectorSize else { throw Broken() }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    for sector in chain where bytes.count < size {
      let start = try offset(of: sector)
      let end = min(start + sectorSize, reader.count, start + size - bytes.count)
      bytes += reader.bytes[start..<end]
    }
    guard bytes.count == size else { throw Broken() }
    return bytes
  }

  private func entriesOfSector(at sector: UInt32) throws -> [Entry] {
    let start = try offset(of: sector)
    return try (0..<sectorSize / 128).map { index in
      let at = start + 128 * index
      let length = min(Int(try reader.uint16(at + 64)), 64) / 2
      let letters = try (0..<max(length - 1, 0)).map { try reader.uint16(at + 2 * $0) }
      return Entry(
        name: String(decoding: letters, as: UTF16.self), type: try reader.uint8(at + 66),
        start: try reader.uint32(at + 116), size: Int(try reader.uint32(at + 120)))
    }
  }
}

/// Numbers of a file, lowest byte first. What lies outside is damage.
struct LittleEndianBytes {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  func uint8(_ offset: Int) throws -> UInt8 {
    guard bytes.indices.contains(offset) else { throw CompoundFile.Broken() }
    return bytes[offset]
  }

  func uint16(_ offset: Int) throws -> UInt16 {
    guard offset >= 0, offset + 2 <= bytes.count else { throw CompoundFile.Broken() }
    return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  func uint32(_ offset: Int) throws -> UInt32 {
    UInt32(try uint16(offset)) | UInt32(try uint16(offset + 2)) << 16
  }

  func uint64(_ offset: Int) throws -> UInt64 {
    UInt64(try uint32(offset)) | UInt64(try uint32(offset + 4)) << 32
  }
}
