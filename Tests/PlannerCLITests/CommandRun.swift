import Foundation
import Testing

/// One run of the built `planner-cli`: what it wrote and how it ended. Standard input is at its
/// end from the start, and of the environment only what a test names is there, so that a run says
/// the same on every machine.
struct CommandRun {
  let output: [UInt8]
  let errorOutput: [UInt8]
  /// The exit code; minus the signal's number where a signal ended the run.
  let status: Int32

  var text: String { String(decoding: output, as: UTF8.self) }
  var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
  var errorLines: [Substring] { errorText.split(separator: "\n") }

  /// - Parameters:
  ///   - arguments: after the command's name.
  ///   - environment: beyond `HOME` and `PATH`.
  ///   - folder: in which the command runs; the tests' own by default.
  ///   - prefix: a command that starts the command, such as `taskset -c 0`.
  ///   - terminal: what stands for standard error, where it is not a file.
  /// - Throws: where the command cannot be started, or does not end.
  init(
    _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil,
    through prefix: [String] = [], terminal: FileHandle? = nil
  ) throws {
    let scratch = try Workspace()
    let process = Process()
    let line = prefix + [try Self.executable().path] + arguments
    process.executableURL = URL(fileURLWithPath: line[0])
    process.arguments = Array(line.dropFirst())
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let inherited = ProcessInfo.processInfo.environment
    process.environment = environment.merging(
      inherited.filter { Self.inherited.contains($0.key) }, uniquingKeysWith: { own, _ in own })
    // files, not pipes: a pipe that nobody empties would stop the command
    let outPath = try scratch.write("", as: "out")
    let errorPath = try scratch.write("", as: "error")
    let out = try FileHandle(forWritingTo: URL(fileURLWithPath: outPath))
    let error = try FileHandle(forWritingTo: URL(fileURLWithPath: errorPath))
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = out
    process.standardError = terminal ?? error
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + Self.patience) == .timedOut {
      process.terminate()
      ended.wait()
      throw Hang(arguments: arguments)
    }
    try out.close()
    try error.close()
    output = [UInt8](try Data(contentsOf: URL(fileURLWithPath: outPath)))
    errorOutput = [UInt8](try Data(contentsOf: URL(fileURLWithPath: errorPath)))
    status =
      process.terminationReason == .exit
      ? process.terminationStatus : -process.terminationStatus
  }

  struct Hang: Error {
    let arguments: [String]
  }

  /// What a sanitizer or a toolchain that is not in the usual place needs to be passed on.
  private static let inherited: Set<String> = [
    "HOME", "PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "ASAN_OPTIONS",
    "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
  ]

  /// Seconds after which a run counts as hanging; sanitizers on a busy machine are slow.
  private static let patience = 300.0

  /// The command is built into the folder of the tests' own executable or bundle.
  private static func executable() throws -> URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
    let candidates = [
      bundle.bundleURL.deletingLastPathComponent(), bundle.bundleURL,
      URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
    ].map { $0.appendingPathComponent("planner-cli") }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "planner-cli is not built beside the tests")
  }
}

/// A folder of its own for one test, removed with it.
final class Workspace: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "planner-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @discardableResult
  func write(_ text: String, as name: String) throws -> String {
    try write(Array(text.utf8), as: name)
  }

  @discardableResult
  func write(_ bytes: [UInt8], as name: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(bytes).write(to: url)
    return url.path
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The names of everything in the folder, hidden files too.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}

/// The same pseudo-random numbers everywhere (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
