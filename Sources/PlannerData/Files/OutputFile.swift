internal import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A file being written: whole or not at all. The content goes to a temporary file in the same
/// folder, which takes the name of the target only in `commit()`; until then an older file of
/// that name stays as it was, and a run that fails leaves nothing behind.
///
/// A writer that wants a path of its own (GDAL) writes to `temporaryPath` and then commits. What
/// is no ordinary file (`/dev/null`, a pipe) cannot be replaced and is written to directly.
public struct OutputFile: ~Copyable {
  /// Where the file goes, as the caller named it.
  public let path: String
  /// Where the content is collected; has the same extension as `path`.
  public let temporaryPath: String
  private let target: String
  private let isDirect: Bool
  private var descriptor: Int32

  /// Opens a file for writing.
  ///
  /// - Throws: `Failure` (file) if the folder does not exist or may not be written to, or if the
  ///   path is a folder.
  public init(_ path: String) throws {
    let opened = try Self.open(path)
    self.path = path
    self.target = opened.target
    self.temporaryPath = opened.temporaryPath
    self.isDirect = opened.target == opened.temporaryPath
    self.descriptor = opened.descriptor
  }

  private static func open(
    _ path: String
  ) throws -> (descriptor: Int32, target: String, temporaryPath: String) {
    // a symbolic link stays one: what it points to is replaced
    var target = path
    if let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    }
    var status = stat()
    let exists = stat(target, &status) == 0
    let type = status.st_mode & S_IFMT
    if exists, type == S_IFDIR { throw cannotWrite(path, EISDIR) }
    if exists, type != S_IFREG {
      let descriptor = openFile(target, O_WRONLY | O_CLOEXEC, 0)
      guard descriptor >= 0 else { throw cannotWrite(path, errno) }
      return (descriptor, target, target)
    }
    // renaming asks no leave of the file that goes, so we ask
    if exists, access(target, W_OK) != 0 { throw cannotWrite(path, errno) }
    for attempt in 0... {
      let candidate = temporaryName(for: target, attempt)
      let descriptor = openFile(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        // the mode of an older file was somebody's decision
        if exists { _ = fchmod(descriptor, status.st_mode & 0o7777) }
        return (descriptor, target, candidate)
      }
      guard errno == EEXIST, attempt < 1000 else { break }
    }
    throw cannotWrite(path, errno)
  }

  private static func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, flags, mode)
    #else
      Darwin.open(path, flags, mode)
    #endif
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      if !isDirect { unlink(temporaryPath) }
    }
  }

  /// Refuses outputs that would destroy something: one that is an input, or the notice beside an
  /// input (a slip of the hand would replace somebody's only station list with a result), two that
  /// are one file, and names that are not UTF-8, which would be written under another name.
  ///
  /// - Parameters:
  ///   - outputs: paths; `nil` and `-` are standard output.
  ///   - inputs: paths, also of members of archives.
  /// - Throws: `Failure` (usage) naming all of them.
  public static func refuse(_ outputs: [String?], among inputs: [String]) throws {
    let outputs = outputs.compactMap { $0 }.filter { $0 != "-" }
    let sources = Set(inputs + inputs.map { Provenance.sidecar(of: $0) }).compactMap(identity)
    var findings: [Finding] = []
    func refuse(_ ja: String, _ en: String, _ remedyJa: String, _ remedyEn: String) {
      findings.append(
        Finding(.error, what: Text(ja: ja, en: en), remedy: Text(ja: remedyJa, en: remedyEn)))
    }
    var places: Set<String> = []
    for path in outputs {
      if path.contains("\u{FFFD}") {
        refuse(
          "書き出し先 \(path) の名前は、UTF-8として読めません", "the name of the output \(path) is not UTF-8",
          "別の名前にしてください", "Give it another name")
      }
      if let own = identity(path), sources.contains(own) {
        refuse(
          "書き出し先 \(path) は、入力のファイルです", "the output \(path) is one of the inputs",
          "別の名前にしてください。入力のファイルはそのままです", "Give another name; the input is untouched")
      }
      if !isDevice(path), !places.insert(place(path)).inserted {
        refuse(
          "\(path) に二つの結果は書けません", "two results cannot go into \(path)", "別の名前にしてください",
          "Give them different names")
      }
    }
    guard findings.isEmpty else { throw Failure(.usage, findings) }
  }

  /// By which a file is known under every name that it has; `nil` for what is no ordinary file.
  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  /// What takes everything and keeps nothing, such as `/dev/null`, may be named twice.
  private static func isDevice(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  /// The folder's own path and the name in it, for a file that need not be there yet.
  private static func place(_ path: String) -> String {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let resolved = realpath(folder, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved) + "/" + name
  }

  /// The bytes of what is at a place where something is to be written; `nil` where nothing is.
  ///
  /// - Throws: `Failure` (data) for what cannot be read, or is no ordinary file.
  static func existing(_ path: String) throws -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(
        .data,
        what: Text(ja: "ふつうのファイルではありません", en: "this is no ordinary file"),
        at: Place(file: path), remedy: Text(ja: "別の名前を指定してください", en: "Give another name"))
    }
    return try FileBytes.whole(path)
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `Failure` (file) if they cannot be written, for instance on a full disk.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      #if canImport(Glibc)
        let wrote = Glibc.write(descriptor, rest.baseAddress, rest.count)
      #else
        let wrote = Darwin.write(descriptor, rest.baseAddress, rest.count)
      #endif
      if wrote < 0 {
        if errno == EINTR { continue }
        throw Self.cannotWrite(path, errno)
      }
      done += wrote
    }
  }

  /// Adds text at the end, as UTF-8.
  public mutating func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
  }

  /// Makes the content durable and gives it its name.
  ///
  /// - Throws: `Failure` (file); the older file, if any, is then still there.
  public consuming func commit() throws {
    if isDirect { return }
    guard fsync(descriptor) == 0 else { throw Self.cannotWrite(path, errno) }
    guard rename(temporaryPath, target) == 0 else { throw Self.cannotWrite(path, errno) }
    close(descriptor)
    descriptor = -1
  }

  /// Writes a whole file at once.
  ///
  /// - Throws: `Failure` (file); an older file of that name is then still there.
  public static func write(_ text: String, to path: String) throws {
    var file = try OutputFile(path)
    try file.write(text)
    try file.commit()
  }

  /// Writes a whole file at once.
  ///
  /// - Throws: `Failure` (file); an older file of that name is then still there.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    var file = try OutputFile(path)
    try bytes.withUnsafeBytes { try file.write($0) }
    try file.commit()
  }

  /// `.map.1234-0.tmp.geojson`: hidden, and with the extension by which writers know a format.
  private static func temporaryName(for target: String, _ attempt: Int) -> String {
    var folder = ""
    var name = target[...]
    if let slash = target.lastIndex(of: "/") {
      folder = String(target[...slash])
      name = target[target.index(after: slash)...]
    }
    var ending = ""
    if let dot = name.lastIndex(of: "."), dot != name.startIndex {
      ending = String(name[dot...])
      name = name[..<dot]
    }
    return "\(folder).\(name).\(getpid())-\(attempt).tmp\(ending)"
  }

  private static func cannotWrite(_ path: String, _ code: Int32) -> Failure {
    let reason: Text
    let remedy: Text
    switch code {
    case ENOENT, ENOTDIR:
      reason = Text(ja: "書き込み先のフォルダーがありません", en: "the folder to write to does not exist")
      remedy = Text(
        ja: "フォルダーを作るか、別の場所を指定してください", en: "Make the folder or name another place")
    case EISDIR:
      reason = Text(ja: "書き込み先はフォルダーです", en: "the place to write to is a folder")
      remedy = Text(ja: "ファイル名まで指定してください", en: "Name a file inside it")
    case EACCES, EPERM, EROFS:
      reason = Text(ja: "書き込む権限がありません", en: "no permission to write")
      remedy = Text(
        ja: "フォルダーの権限を確かめるか、別の場所を指定してください",
        en: "Check the permissions of the folder or name another place")
    case ENOSPC, EDQUOT:
      reason = Text(ja: "ディスクの空きが足りません", en: "no space is left on the disk")
      remedy = Text(
        ja: "空きを作ってから、もう一度実行してください。元のファイルはそのまま残っています",
        en: "Free some space and run again; an older file of this name is untouched")
    default:
      let system = String(cString: strerror(code))
      reason = Text(ja: "書き込めません（\(system)）", en: "cannot be written (\(system))")
      remedy = Text(ja: "別の場所を指定してください", en: "Name another place")
    }
    return Failure(.file, what: reason, at: Place(file: path), remedy: remedy)
  }
}
