internal import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The text of a file as UTF-8 bytes, whichever of the encodings in use it was saved in.
///
/// Spreadsheets save "CSV" as CP932 (not strict Shift_JIS: 髙 﨑 ① ㈱ would be lost, and ～ would
/// become another wave), "CSV UTF-8" with a byte order mark, and "Unicode text" as UTF-16.
struct DecodedText: Sendable {
  enum Encoding: Sendable, Hashable {
    case utf8
    case utf16
    case cp932
  }

  /// The text is `bytes[range]`. For UTF-8 this is the file's own buffer, not a copy.
  let bytes: [UInt8]
  let range: Range<Int>
  let encoding: Encoding

  /// - Throws: `Failure` (data) naming the row of the first byte that is in no known encoding.
  init(_ file: FileBytes) throws {
    let content = file.bytes[..<file.count]
    if content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]) {
      bytes = try Self.fromUTF16(file)
      range = 0..<bytes.count
      encoding = .utf16
      return
    }
    let hasMark = content.starts(with: [0xEF, 0xBB, 0xBF])
    let check = file.withUnsafeBytes { UTF8Check($0) }
    if check.invalidRuns == 0 {
      if content.contains(0x1B), Self.isISO2022(content) { throw Self.foreign("ISO-2022-JP", file) }
      bytes = file.bytes
      range = (hasMark ? 3 : 0)..<file.count
      encoding = .utf8
      return
    }
    // Japanese in CP932 hardly ever looks like three-byte UTF-8; UTF-8 with a few bad bytes,
    // on the other hand, often can be read as CP932 and would come out as gibberish.
    if hasMark || check.threeByteCharacters > 3 * check.invalidRuns {
      throw Self.damaged(file, at: check.firstInvalid, check.endsInside)
    }
    if Self.isEUC(content) { throw Self.foreign("EUC-JP", file) }
    switch Self.fromCP932(file) {
    case .success(let decoded):
      bytes = decoded
      range = 0..<decoded.count
      encoding = .cp932
    case .failure(let stop):
      if stop.offset == file.count - 1 { throw Self.damaged(file, at: stop.offset, true) }
      // whichever encoding carries further is the one that the file was meant in
      throw Self.unknownEncoding(file, at: max(stop.offset, check.firstInvalid))
    }
  }

  /// A name in an archive, which is UTF-8 where it can be, and else CP932.
  static func name(_ bytes: [UInt8]) -> String {
    guard let file = try? FileBytes(bytes, path: ""), let text = try? DecodedText(file) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    return String(decoding: text.bytes[text.range], as: UTF8.self)
  }

  // MARK: Other encodings

  /// Escapes to JIS X 0208, which text in no other encoding has.
  private static func isISO2022(_ content: ArraySlice<UInt8>) -> Bool {
    content.indices.dropLast(2).contains { index in
      content[index] == 0x1B && content[index + 1] == 0x24
        && (content[index + 2] == 0x40 || content[index + 2] == 0x42)
    }
  }

  /// EUC-JP would pass for CP932 as a gibberish of half-width kana (ﾌｾｾﾎ for 名称). Everything in it
  /// beyond ASCII comes in pairs from 0xA1 up; text that is nothing but kana never goes past 0xDF.
  private static func isEUC(_ content: ArraySlice<UInt8>) -> Bool {
    var index = content.startIndex
    var isBeyondKana = false
    while index < content.endIndex {
      let byte = content[index]
      index += 1
      guard byte >= 0x80 else { continue }
      let length = byte == 0x8F ? 2 : 1
      guard byte >= 0xA1 && byte != 0xFF || byte == 0x8E || byte == 0x8F,
        index + length <= content.endIndex,
        content[index..<(index + length)].allSatisfy({ $0 >= 0xA1 && $0 != 0xFF })
      else { return false }
      isBeyondKana = isBeyondKana || byte >= 0xE0 || content[index] >= 0xE0
      index += length
    }
    return isBeyondKana
  }

  private static func foreign(_ name: String, _ file: FileBytes) -> Failure {
    Failure(
      .data,
      what: Text(ja: "文字コードが\(name)です", en: "the text is in \(name)"),
      at: Place(file: file.path),
      remedy: Text(
        ja: "UTF-8に直してください（表計算ソフトなら「CSV UTF-8」で保存します）",
        en: "Save it again in UTF-8 (from a spreadsheet as \"CSV UTF-8\")"))
  }

  // MARK: CP932

  private struct Stop: Error {
    let offset: Int
  }

  private static func fromCP932(_ file: FileBytes) -> Result<[UInt8], Stop> {
    let converter = iconv_open("UTF-8", "CP932")
    guard converter != iconv_t(bitPattern: -1) else { return .failure(Stop(offset: 0)) }
    defer { iconv_close(converter) }
    var consumed = 0
    var failed = false
    // one byte (a half-width kana) becomes at most three
    let decoded = [UInt8](unsafeUninitializedCapacity: file.count * 3 + 16) { buffer, filled in
      file.withUnsafeBytes { raw in
        var input = UnsafeMutablePointer(
          mutating: raw.baseAddress?.assumingMemoryBound(to: CChar.self))
        var inputLeft = raw.count
        let capacity = buffer.count
        buffer.withMemoryRebound(to: CChar.self) { text in
          var output = text.baseAddress
          var outputLeft = capacity
          // (size_t) -1; Swift's type for size_t is Int on one system and UInt on another
          let result = iconv(converter, &input, &inputLeft, &output, &outputLeft)
          failed = Int(truncatingIfNeeded: result) == -1
          filled = capacity - outputLeft
        }
        consumed = raw.count - inputLeft
      }
    }
    return failed ? .failure(Stop(offset: consumed)) : .success(decoded)
  }

  // MARK: UTF-16

  private static func fromUTF16(_ file: FileBytes) throws -> [UInt8] {
    try file.withUnsafeBytes { raw in
      let isLittle = raw[0] == 0xFF
      guard raw.count % 2 == 0 else {
        throw damaged(file, at: raw.count - 1, true)
      }
      var units: [UInt16] = []
      units.reserveCapacity(raw.count / 2)
      for offset in stride(from: 2, to: raw.count, by: 2) {
        let (first, second) = (UInt16(raw[offset]), UInt16(raw[offset + 1]))
        units.append(isLittle ? second << 8 | first : first << 8 | second)
      }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(units.count * 2)
      let isDamaged = transcode(
        units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true
      ) { bytes.append($0) }
      if isDamaged {
        let row = bytes.reduce(into: 1) { if $1 == 0x0A { $0 += 1 } }
        throw encodingFailure(file, row: row, offset: nil, endsInside: false)
      }
      return bytes
    }
  }

  // MARK: Messages

  private static func damaged(_ file: FileBytes, at offset: Int, _ endsInside: Bool) -> Failure {
    encodingFailure(file, row: row(file, offset), offset: offset, endsInside: endsInside)
  }

  private static func unknownEncoding(_ file: FileBytes, at offset: Int) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "文字コードが分かりません（\(offset + 1)バイト目がUTF-8でもCP932でもありません）",
        en: "unknown character encoding (byte \(offset + 1) is neither UTF-8 nor CP932)"),
      at: Place(file: file.path, row: row(file, offset)),
      remedy: Text(
        ja: "表計算ソフトで「CSV UTF-8」として保存し直してください。CSVでないファイルかもしれません",
        en: "Save it again as \"CSV UTF-8\" from a spreadsheet; it may be no CSV file at all"))
  }

  private static func encodingFailure(
    _ file: FileBytes, row: Int, offset: Int?, endsInside: Bool
  ) -> Failure {
    let place = Place(file: file.path, row: row)
    if endsInside {
      return Failure(
        .data,
        what: Text(
          ja: "ファイルが文字の途中で切れています", en: "the file ends in the middle of a character"),
        at: place,
        remedy: Text(
          ja: "ダウンロードやコピーが最後まで終わったか確かめ、もう一度取得してください",
          en: "Check that the download or copy was complete, and fetch it again"))
    }
    let byte = offset.map { Text(ja: "（\($0 + 1)バイト目）", en: " (byte \($0 + 1))") }
    return Failure(
      .data,
      what: Text(
        ja: "文字が壊れています\(byte?.ja ?? "")", en: "a damaged character\(byte?.en ?? "")"),
      at: place,
      remedy: Text(
        ja: "文字コードの違うファイルをつなげていないか確かめ、元の表から「CSV UTF-8」で保存し直してください",
        en: "Check that no files of different encodings were joined, and save it again as "
          + "\"CSV UTF-8\""))
  }

  /// The line of a byte, counting from 1.
  private static func row(_ file: FileBytes, _ offset: Int) -> Int {
    file.bytes[..<min(offset, file.count)].reduce(into: 1) { if $1 == 0x0A { $0 += 1 } }
  }
}

/// Whether bytes are UTF-8, and if not, how far from it.
private struct UTF8Check {
  var firstInvalid = 0
  /// Stretches that are not UTF-8.
  var invalidRuns = 0
  var threeByteCharacters = 0
  /// Whether the last character is cut off.
  var endsInside = false

  init(_ bytes: UnsafeRawBufferPointer) {
    var index = 0
    let count = bytes.count
    var wasInvalid = false
    while index < count {
      // eight ASCII bytes at a time
      while index + 8 <= count,
        bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
        wasInvalid = false
      }
      guard index < count else { break }
      let length = Self.characterLength(bytes, index)
      if length > 0 {
        if length == 3 { threeByteCharacters += 1 }
        index += length
        wasInvalid = false
        continue
      }
      if !wasInvalid {
        if invalidRuns == 0 { firstInvalid = index }
        invalidRuns += 1
        endsInside = length < 0
      }
      wasInvalid = true
      index += 1
    }
  }

  /// Bytes of the character at an index: 0 if it is none, −1 if the content ends inside it.
  private static func characterLength(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
    let lead = bytes[index]
    if lead < 0x80 { return 1 }
    let length: Int
    // the second byte's range keeps out overlong forms, surrogates, and scalars past U+10FFFF
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    for step in 1..<length {
      guard index + step < bytes.count else { return -1 }
      guard (step == 1 ? second : 0x80...0xBF).contains(bytes[index + step]) else { return 0 }
    }
    return length
  }
}
