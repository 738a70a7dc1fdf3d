import Foundation
import Planner
import Testing

@testable import PlannerData

/// A folder of its own for one test, removed with it.
final class Workspace {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "planner-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  func write(_ text: String, as name: String = "file.csv") throws -> String {
    try write(Array(text.utf8), as: name)
  }

  func write(_ bytes: [UInt8], as name: String = "file.csv") throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(bytes).write(to: url)
    return url.path
  }
}

/// A file in memory.
func bytes(_ text: String) throws -> FileBytes { try FileBytes(Array(text.utf8), path: "t.csv") }

/// The failure that a closure ends in.
func failure<T>(_ body: () throws -> T) throws -> Failure {
  do {
    _ = try body()
  } catch let failure as Failure {
    return failure
  }
  throw NoFailure()
}

struct NoFailure: Error {}

/// The same pseudo-random numbers everywhere (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Where the real files are, for tests that need them.
let realData = ProcessInfo.processInfo.environment["PLANNER_REALDATA"]
