private import CCrypto

/// SHA-256, by which results name the exact files they were made from. The only file that
/// knows libcrypto.
package enum Digest {
  /// The digest in lower-case hexadecimal.
  static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
    let hexadecimal = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest(bytes) {
      text.append(hexadecimal[Int(byte >> 4)])
      text.append(hexadecimal[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The digest in base 64, as pages name the scripts that they allow.
  package static func base64SHA256(_ bytes: [UInt8]) -> String {
    base64(bytes.withUnsafeBytes { Self.digest($0) })
  }

  /// Bytes in base 64 (RFC 4648), as pages hold pictures.
  package static func base64(_ bytes: [UInt8]) -> String {
    // four characters for three bytes, and a zero
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
    return String(decoding: text.prefix(Int(count)), as: UTF8.self)
  }

  private static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    // cannot fail: SHA-256 is always there, and there is nothing to allocate but its context
    EVP_Digest(bytes.baseAddress, bytes.count, &digest, &length, EVP_sha256(), nil)
    return Array(digest.prefix(Int(length)))
  }
}
