import Foundation

/// Measures `planner-cli coverage` from files to answer. `Benchmarks/README.md` says what each
/// figure means.
@main
struct BenchCoverage {
  static let usage = """
    bench-coverage real   --planner FILE [--python FILE] [--runs N]   real layers, beside geopandas
    bench-coverage japan  --planner FILE [--runs N] [--parts 16,8,4,2,1]   growth to a whole country
    bench-coverage stages --stations FILE --municipalities FILE --population FILE [--crs CRS]
    bench-coverage stations --count N --municipalities FILE --population FILE --out FILE
    bench-coverage make-japan --part N --out FOLDER
    """

  static func main() {
    do {
      var options = try Options(Array(CommandLine.arguments.dropFirst()))
      switch options.command {
      case "stations":
        let list = try StationList.make(
          count: try options.number("count", default: 300),
          municipalities: try options.required("municipalities"),
          population: try options.required("population"))
        try list.write(toFile: try options.required("out"), atomically: true, encoding: .utf8)
      default: throw ChildProcess.Problem(description: "\n" + usage)
      }
      try options.checkAllUsed()
    } catch {
      FileHandle.standardError.write(Data("bench-coverage: \(error)\n".utf8))
      exit(1)
    }
  }
}

/// `--name value` pairs.
struct Options {
  let command: String
  private var values: [String: String] = [:]

  init(_ arguments: [String]) throws {
    command = arguments.first ?? ""
    var rest = arguments.dropFirst()
    while let name = rest.popFirst() {
      guard name.hasPrefix("--"), let value = rest.popFirst() else {
        throw ChildProcess.Problem(description: "\(name) has no value")
      }
      values[String(name.dropFirst(2))] = value
    }
  }

  mutating func optional(_ name: String) -> String? { values.removeValue(forKey: name) }

  mutating func required(_ name: String) throws -> String {
    guard let value = optional(name) else {
      throw ChildProcess.Problem(description: "--\(name) is missing")
    }
    return value
  }

  mutating func number(_ name: String, default standard: Int) throws -> Int {
    guard let text = optional(name) else { return standard }
    guard let number = Int(text), number > 0 else {
      throw ChildProcess.Problem(description: "--\(name) \(text) is no count")
    }
    return number
  }

  func checkAllUsed() throws {
    guard values.isEmpty else {
      throw ChildProcess.Problem(
        description: "not known: " + values.keys.sorted().map { "--" + $0 }.joined(separator: " "))
    }
  }
}
