private import CGDAL

/// Unpacks what a zip archive or gzip has packed, by the zlib in GDAL.
enum Deflation {
  /// - Parameters:
  ///   - packed: a raw DEFLATE stream (RFC 1951).
  ///   - size: of the content, in bytes.
  ///   - checksum: CRC-32 of the content.
  /// - Returns: the content; `nil` if it is not of that size and checksum. No more than `size`
  ///   bytes are ever written.
  static func unpacked(
    _ packed: UnsafeRawBufferPointer, size: Int, checksum: UInt32
  ) -> [UInt8]? {
    guard size > 0 else { return [] }
    // GDAL takes gzip (RFC 1952), which is the same stream between a header of ten bytes and
    // a trailer of checksum and size; zlib then checks both
    var stream: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    stream.reserveCapacity(packed.count + 18)
    stream.append(contentsOf: packed)
    for value in [checksum, UInt32(truncatingIfNeeded: size)] {
      withUnsafeBytes(of: value.littleEndian) { stream.append(contentsOf: $0) }
    }
    return stream.withUnsafeBytes { unpacked(gzip: $0, size: size) }
  }

  /// - Parameters:
  ///   - stream: a gzip stream (RFC 1952), whose checksum is checked.
  ///   - size: of the content, in bytes.
  /// - Returns: the content; `nil` if it is damaged or not of that size. No more than `size` bytes
  ///   are ever written.
  static func unpacked(gzip stream: UnsafeRawBufferPointer, size: Int) -> [UInt8]? {
    var isWhole = false
    // one byte more, so that a stream that goes on is seen
    let content = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, filled in
      var written = 0
      let result = CPLZLibInflate(
        stream.baseAddress, stream.count, buffer.baseAddress, size + 1, &written)
      isWhole = result != nil && written == size
      filled = isWhole ? size : 0
    }
    return isWhole ? content : nil
  }
}
