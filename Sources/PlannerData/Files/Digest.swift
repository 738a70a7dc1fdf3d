private import CCrypto

/// SHA-256, by which results name the exact files they were made from. The only file that
/// knows libcrypto.
enum Digest {
  /// The digest in lower-case hexadecimal.
  static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    // cannot fail: SHA-256 is always there, and there is nothing to allocate but its context
    EVP_Digest(bytes.baseAddress, bytes.count, &digest, &length, EVP_sha256(), nil)
    let hexadecimal = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(Int(length) * 2)
    for byte in digest.prefix(Int(length)) {
      text.append(hexadecimal[Int(byte >> 4)])
      text.append(hexadecimal[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
