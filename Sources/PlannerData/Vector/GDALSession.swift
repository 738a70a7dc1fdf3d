private import CGDAL
private import Synchronization

/// What reading and writing share: GDAL registered once and late (loading its drivers costs a
/// run that only reads GeoJSON nothing), its messages caught, its string lists freed.
enum GDAL {
  private static let registered: Void = GDALAllRegister()

  static func prepare() throws { _ = registered }

  private static let folderNumber = Atomic<Int>(0)

  /// A folder of GDAL's own file system in memory that nothing else uses; whoever asks for it
  /// removes it.
  static func memoryFolder() -> String {
    "/vsimem/planner-\(folderNumber.add(1, ordering: .relaxed).newValue)"
  }

  /// The bytes of a file in memory, which stay GDAL's.
  static func bytes(ofMemoryFile name: String) -> UnsafeBufferPointer<UInt8>? {
    var count: vsi_l_offset = 0
    guard let bytes = VSIGetMemFileBuffer(name, &count, 0) else { return nil }
    return UnsafeBufferPointer(start: bytes, count: Int(count))
  }

  /// What GDAL said during a call, which otherwise goes to standard error.
  final class Messages {
    private(set) var all: [String] = []
    private(set) var firstFailure: String?
    private(set) var lastFailure: String?
    /// Repeated ones too.
    private(set) var failureCount = 0

    fileprivate func add(_ message: String, isFailure: Bool) {
      if isFailure {
        failureCount += 1
        lastFailure = message
      }
      // a damaged file can say the same thing for every feature
      guard all.count < 8, !all.contains(message) else { return }
      all.append(message)
      if isFailure && firstFailure == nil { firstFailure = message }
    }

    var joined: String { all.isEmpty ? "–" : all.joined(separator: "; ") }
  }

  /// Runs a closure whose GDAL messages, on this thread, are collected instead of printed.
  static func collectingMessages<R>(_ body: (Messages) throws -> R) rethrows -> R {
    let messages = Messages()
    CPLPushErrorHandlerEx(
      { severity, _, message in
        guard let message, let data = CPLGetErrorHandlerUserData() else { return }
        Unmanaged<Messages>.fromOpaque(data).takeUnretainedValue()
          .add(
            // the name that a file has in memory says nothing to a person
            String(cString: message).replacing(/\/vsimem\/planner-\d+\//, with: ""),
            isFailure: severity.rawValue >= CE_Failure.rawValue)
      }, Unmanaged.passUnretained(messages).toOpaque())
    defer {
      CPLPopErrorHandler()
      CPLErrorReset()
    }
    return try withExtendedLifetime(messages) { try body(messages) }
  }

  /// `KEY=VALUE` strings as GDAL wants them: it takes some lists as constant, others not.
  struct StringList {
    let mutable: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?

    var constant: UnsafePointer<UnsafePointer<CChar>?>? {
      UnsafeRawPointer(mutable)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)
    }
  }

  static func withStringList<R>(
    _ strings: [String], _ body: (StringList) throws -> R
  ) rethrows -> R {
    var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    for string in strings { list = CSLAddString(list, string) }
    defer { CSLDestroy(list) }
    return try body(StringList(mutable: list))
  }
}
