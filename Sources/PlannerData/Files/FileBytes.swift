public import Planner

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The whole content of an input file, read once, followed by 64 zero bytes so that a parser
/// may look ahead past the end without a check (simdjson requires it).
public final class FileBytes: Sendable {
  /// Zero bytes after the content that may be read, though they are no part of it.
  public static let padding = 64

  /// As the caller named the file, without the sheet; of a member of an archive the path of both,
  /// `FILE.zip/MEMBER`. This is what messages and results show.
  public let path: String
  /// The sheet of a workbook or the layer of a GeoPackage that the caller named
  /// (`FILE.xlsx#SHEET`).
  let sheet: String?
  /// Bytes of the content, without the padding; never zero.
  public let count: Int
  /// The content and the padding. Shared with the tables read from it, not copied.
  let bytes: [UInt8]

  /// The content without the padding.
  package var content: ArraySlice<UInt8> { bytes[..<count] }

  /// Reads a file, or whatever can be read to an end (a pipe). Of a zip archive the only member
  /// that can be data is read, or the one that `FILE.zip/MEMBER` names; what gzip has packed is
  /// unpacked.
  ///
  /// - Parameters:
  ///   - path: absolute, or relative to the current folder.
  ///   - role: what the file is for (`the station list`), for messages.
  /// - Throws: `Failure` (data) if the file does not exist, is a folder, may not be read, cannot
  ///   be read to its end, or is empty; for an archive that is damaged, would unpack to too much,
  ///   or of which it is not clear which member is meant.
  public convenience init(reading path: String, role: Text? = nil) throws {
    try self.init(reading: path, role: role, wanted: .data)
  }

  /// The same, where `wanted` is what a member of an archive must be if none is named.
  init(reading path: String, role: Text?, wanted: FileAddress.Wanted) throws {
    var file: (path: String, bytes: [UInt8])
    // a file that is called so wins over what a part of its name could mean
    let path = Self.exists(path) ? path : Gzip.container(of: path) ?? path
    let (plain, sheet) = Self.exists(path) ? (path, nil) : FileAddress.sheet(in: path)
    if !Self.exists(plain), let (archive, member) = FileAddress.member(in: plain),
      Self.exists(archive)
    {
      let bytes = try Self.readAll(archive, role)
      let zip = try ZipArchive(FileBytes(bytes, path: archive, role: role))
      file = (plain, try zip.content(of: FileAddress.find(member, in: zip)))
    } else {
      let bytes = try Self.readAll(plain, role)
      file = try Self.member(of: bytes, path: plain, role, wanted) ?? (plain, bytes)
      if Gzip.begins(file.bytes) {
        let name = Gzip.contentName(file.path)
        file.bytes = try Gzip.content(of: file.bytes, path: file.path)
        file.path += "/" + name
      }
    }
    guard !file.bytes.isEmpty else { throw Self.emptyFile(file.path, role) }
    try ForeignForm.refuse(
      file.bytes, path: file.path, except: wanted == .streets ? ["bzip2"] : [])
    self.path = file.path
    self.sheet = sheet
    self.count = file.bytes.count
    file.bytes.append(contentsOf: repeatElement(0, count: Self.padding))
    self.bytes = file.bytes
  }

  /// The bytes of a file as it is, whatever it looks like.
  static func whole(_ path: String) throws -> [UInt8] { try readAll(path, nil) }

  /// The member of an archive that is meant; `nil` for what is no archive, or one by which a
  /// single document is kept (a workbook, KMZ).
  private static func member(
    of bytes: [UInt8], path: String, _ role: Text?, _ wanted: FileAddress.Wanted
  ) throws -> (path: String, bytes: [UInt8])? {
    guard ZipArchive.begins(bytes) || fileExtension(path) == "zip", !bytes.isEmpty else {
      return nil
    }
    let zip = try ZipArchive(FileBytes(bytes, path: path, role: role))
    let isDocument = zip.members.contains {
      ["[Content_Types].xml", "mimetype", "doc.kml"].contains($0.name)
    }
    guard !isDocument else { return nil }
    let member = try FileAddress.choose(in: zip, wanted)
    return (path + "/" + member.name, try zip.content(of: member))
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Takes bytes that are in memory already, such as a member of an archive.
  ///
  /// - Throws: `Failure` (data) if there are none.
  public init(_ content: some Collection<UInt8>, path: String, role: Text? = nil) throws {
    guard !content.isEmpty else { throw Self.emptyFile(path, role) }
    self.path = path
    self.sheet = nil
    self.count = content.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(content.count + Self.padding)
    bytes.append(contentsOf: content)
    bytes.append(contentsOf: repeatElement(0, count: Self.padding))
    self.bytes = bytes
  }

  /// Gives the content to read: `count` bytes, with 64 readable zero bytes after them.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// SHA-256 of the content, lower-case hexadecimal. Computed anew on every call.
  public var sha256: String { withUnsafeBytes { Digest.sha256($0) } }

  /// How results name this file: `role` is `stations`, `population` and so on, `attribution` the
  /// credit line that the layer requires, where it is known.
  public func inputFile(role: String, attribution: String? = nil) -> InputFile {
    InputFile(
      role: role, path: path, sha256: sha256, byteCount: count, attribution: attribution)
  }

  // MARK: Reading

  /// For what another library reads where it is.
  ///
  /// - Throws: `Failure` (data) for what does not exist or may not be read.
  static func requireReadable(_ path: String, role: Text) throws {
    guard access(path, R_OK) != 0 else { return }
    throw cannotOpen(path, role, errno)
  }

  private static func readAll(_ path: String, _ role: Text?) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotOpen(path, role, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw cannotRead(path, role, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw cannotOpen(path, role, EISDIR) }
    // one byte more than the file says, so that the end is seen without growing the buffer
    var capacity = max(Int(status.st_size) + 1, 64 * 1024)
    var bytes: [UInt8] = []
    var failure: Int32 = 0
    var reachedEnd = false
    while !reachedEnd && failure == 0 {
      let chunk = [UInt8](unsafeUninitializedCapacity: capacity + padding) { buffer, filled in
        while filled < capacity {
          let got = read(descriptor, buffer.baseAddress.map { $0 + filled }, capacity - filled)
          if got < 0 {
            if errno == EINTR { continue }
            failure = errno
            return
          }
          if got == 0 {
            reachedEnd = true
            return
          }
          filled += got
        }
      }
      // the usual case: one chunk is the file, and becomes the buffer without a copy
      if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
      capacity = max(capacity, bytes.count)
    }
    guard failure == 0 else { throw cannotRead(path, role, failure) }
    return bytes
  }

  private static func cannotOpen(_ path: String, _ role: Text?, _ code: Int32) -> Failure {
    let subject = subject(role)
    switch code {
    case ENOENT, ENOTDIR:
      return Failure(
        .data, what: Text(ja: "\(subject.ja)がありません", en: "\(subject.en) does not exist"),
        at: Place(file: path),
        remedy: Text(
          ja: "パスのつづりと、実行しているフォルダーを確かめてください",
          en: "Check the spelling of the path and the folder you run in"))
    case EISDIR:
      return Failure(
        .data,
        what: Text(
          ja: "\(subject.ja)の場所にフォルダーがあります", en: "\(subject.en) is a folder, not a file"),
        at: Place(file: path),
        remedy: Text(ja: "中のファイルを指定してください", en: "Name a file inside it"))
    case EACCES, EPERM:
      return Failure(
        .data,
        what: Text(
          ja: "\(subject.ja)を読む権限がありません", en: "no permission to read \(subject.en)"),
        at: Place(file: path),
        remedy: Text(
          ja: "ファイルの読み取りを許可してください（chmod u+r）",
          en: "Allow it to be read (chmod u+r)"))
    default:
      return cannotRead(path, role, code)
    }
  }

  private static func cannotRead(_ path: String, _ role: Text?, _ code: Int32) -> Failure {
    let subject = subject(role)
    let reason = String(cString: strerror(code))
    return Failure(
      .data,
      what: Text(
        ja: "\(subject.ja)を読めません（\(reason)）", en: "\(subject.en) cannot be read (\(reason))"),
      at: Place(file: path),
      remedy: Text(
        ja: "別の場所にコピーしてから、もう一度お試しください",
        en: "Copy it to another place and try again"))
  }

  private static func emptyFile(_ path: String, _ role: Text?) -> Failure {
    let subject = subject(role)
    return Failure(
      .data, what: Text(ja: "\(subject.ja)が空です（0バイト）", en: "\(subject.en) is empty (0 bytes)"),
      at: Place(file: path),
      remedy: Text(
        ja: "保存やダウンロードが最後まで終わったか確かめ、もう一度作ってください",
        en: "Check that it was saved or downloaded to the end, and make it again"))
  }

  private static func subject(_ role: Text?) -> Text {
    role ?? Text(ja: "ファイル", en: "the file")
  }
}
