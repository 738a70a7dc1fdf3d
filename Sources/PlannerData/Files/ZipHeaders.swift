extension ZipArchive {
  /// The same archive with the time of every member set to the first that the format knows, since
  /// no clock is in an output, and with the version that unpacks it, which GDAL leaves at 0 and
  /// some readers then refuse. What is no whole archive of the plain form (up to 4 GB, no comment)
  /// comes back as it is.
  static func withPlainHeaders(_ archive: [UInt8]) -> [UInt8] {
    var bytes = archive
    func number(_ offset: Int, _ length: Int) -> Int? {
      guard offset >= 0, offset <= archive.count - length else { return nil }
      return (0..<length).reversed().reduce(0) { $0 << 8 | Int(archive[offset + $1]) }
    }
    let end = archive.count - 22
    guard number(end, 4) == 0x0605_4B50, let count = number(end + 10, 2),
      var entry = number(end + 16, 4)
    else { return archive }
    // 1 January 1980, midnight: day and month count from 1, years from 1980
    let times: [UInt8] = [0, 0, 0x21, 0]
    // 2.0: folders and DEFLATE
    let version: [UInt8] = [20, 0]
    for _ in 0..<count {
      guard number(entry, 4) == 0x0201_4B50, let header = number(entry + 42, 4),
        number(header, 4) == 0x0403_4B50, let name = number(entry + 28, 2),
        let extra = number(entry + 30, 2), let comment = number(entry + 32, 2)
      else { return archive }
      bytes.replaceSubrange(entry + 6..<entry + 8, with: version)
      bytes.replaceSubrange(header + 4..<header + 6, with: version)
      bytes.replaceSubrange(entry + 12..<entry + 16, with: times)
      bytes.replaceSubrange(header + 10..<header + 14, with: times)
      entry += 46 + name + extra + comment
    }
    return bytes
  }
}
