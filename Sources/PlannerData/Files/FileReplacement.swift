internal import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Puts bytes into a file in one step: readers see the old content or the new, never half.
///
/// - Throws: `Failure` (file) with what the system said; nothing is left behind then.
func replaceFile(at path: String, with bytes: UnsafeRawBufferPointer) throws {
  let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  let name = path.split(separator: "/").last.map(String.init) ?? path
  let temporary = "\(folder).\(name).\(getpid()).part"
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw cannotWrite(path, errno) }
  var written = 0
  while written < bytes.count {
    let count = write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
    if count < 0 {
      if errno == EINTR { continue }
      let code = errno
      close(descriptor)
      unlink(temporary)
      throw cannotWrite(path, code)
    }
    written += count
  }
  // a full disk may show only now
  guard close(descriptor) == 0, rename(temporary, path) == 0 else {
    let code = errno
    unlink(temporary)
    throw cannotWrite(path, code)
  }
}

private func cannotWrite(_ path: String, _ code: Int32) -> Failure {
  let reason = String(cString: strerror(code))
  return Failure(
    .file,
    what: Text(ja: "ファイルを書けません（\(reason)）", en: "the file cannot be written (\(reason))"),
    at: Place(file: path),
    remedy: Text(
      ja: "フォルダーがあるか、書き込みの権限と空き容量があるかを確かめてください",
      en: "Check that the folder exists, may be written to, and has space"))
}
