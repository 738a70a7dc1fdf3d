import Foundation

/// `--name value` pairs.
package struct Options {
  package let command: String
  private var values: [String: String] = [:]

  package init(_ arguments: [String]) throws {
    command = arguments.first ?? ""
    var rest = arguments.dropFirst()
    while let name = rest.popFirst() {
      guard name.hasPrefix("--"), let value = rest.popFirst() else {
        throw ChildProcess.Problem(description: "\(name) has no value")
      }
      values[String(name.dropFirst(2))] = value
    }
  }

  package mutating func optional(_ name: String) -> String? { values.removeValue(forKey: name) }

  package mutating func required(_ name: String) throws -> String {
    guard let value = optional(name) else {
      throw ChildProcess.Problem(description: "--\(name) is missing")
    }
    return value
  }

  package mutating func number(_ name: String, default standard: Int) throws -> Int {
    guard let text = optional(name) else { return standard }
    guard let number = Int(text), number > 0 else {
      throw ChildProcess.Problem(description: "--\(name) \(text) is no count")
    }
    return number
  }

  /// Numbers with commas between them; `nil` where the option is not given.
  package mutating func numbers(_ name: String) throws -> [Int]? {
    guard let text = optional(name) else { return nil }
    let numbers = text.split(separator: ",").compactMap { Int($0) }
    guard !numbers.isEmpty, numbers.allSatisfy({ $0 > 0 }) else {
      throw ChildProcess.Problem(description: "--\(name) \(text) is no list of counts")
    }
    return numbers
  }

  package func checkAllUsed() throws {
    guard values.isEmpty else {
      throw ChildProcess.Problem(
        description: "not known: " + values.keys.sorted().map { "--" + $0 }.joined(separator: " "))
    }
  }
}

/// Runs `body` with a folder of its own, which is gone afterwards.
package func withTemporaryFolder(_ name: String, _ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("\(name)-\(ProcessInfo.processInfo.processIdentifier)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}
