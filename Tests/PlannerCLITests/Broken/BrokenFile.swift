import Foundation
import Testing

/// A file that something is wrong with, made by code, and what a command must say of it.
struct BrokenFile: Sendable, CustomTestStringConvertible {
  /// For which input the file stands: the others of the call are those of the sample.
  enum Role: Sendable {
    case check
    case fix
    case geocode
    case stations
    case municipalities
    case population
    case totals
    case land
    case livingAreas
    case zones
    case candidates
    case agreement
    case gazetteer
    case project
  }

  var testDescription: String
  var role: Role
  var file: String
  var status: Int32
  /// A part of what is said, in Japanese or in English.
  var says: String
  /// Mebibytes of address space and seconds of processor time that must do, where the point of a
  /// file is that it asks for more.
  var limit: (mebibytes: Int, seconds: Int)?
  var make: @Sendable () throws -> [UInt8]

  init(
    _ name: String, _ role: Role, _ file: String, _ status: Int32, _ says: String,
    within limit: (mebibytes: Int, seconds: Int)? = nil,
    _ make: @escaping @Sendable () throws -> [UInt8]
  ) {
    (testDescription, self.role, self.file, self.status) = (name, role, file, status)
    (self.says, self.limit, self.make) = (says, limit, make)
  }

  init(
    _ name: String, _ role: Role, _ file: String, _ status: Int32, _ says: String,
    within limit: (mebibytes: Int, seconds: Int)? = nil, _ text: String
  ) {
    self.init(name, role, file, status, says, within: limit) { Array(text.utf8) }
  }

  /// Kana and Japanese brackets are in no English message, though names in kanji may be.
  private var isEnglish: Bool {
    says.unicodeScalars.allSatisfy { !(0x3001...0x30FF).contains($0.value) }
  }

  private var arguments: [String] {
    func coverage(replacing flag: String) -> [String] {
      var inputs = Sample.inputs
      if let index = inputs.firstIndex(of: flag) {
        inputs[index + 1] = file
      } else {
        inputs += [flag, file]
      }
      return ["coverage"] + inputs
    }
    switch role {
    case .check: return ["check", "--stations", file]
    case .fix: return ["check", "--stations", file, "--fix", "mended.csv"]
    case .geocode: return ["geocode", "--stations", file, "--gazetteer", "towns.csv"]
    case .stations: return coverage(replacing: "--stations")
    case .municipalities: return coverage(replacing: "--municipalities")
    case .population: return coverage(replacing: "--population")
    case .totals: return coverage(replacing: "--population-totals")
    case .land: return coverage(replacing: "--land")
    case .gazetteer: return coverage(replacing: "--gazetteer")
    case .livingAreas: return ["coverage"] + Sample.inputs + ["--living-areas", "圏域=\(file)"]
    case .zones: return ["coverage"] + Sample.inputs + ["--zones", "圏域=\(file)"]
    case .candidates:
      return ["recommend", "--count", "1"] + Sample.inputs + ["--candidates", "commerce=\(file)"]
    case .agreement:
      return ["recommend", "--count", "1"] + Sample.inputs
        + ["--candidates", "commerce=shops.csv", "--expected", "--agreement-from", file]
    case .project: return ["coverage", "--project", file]
    }
  }

  /// Makes the file and runs the command on it.
  func run() throws -> CommandRun {
    let workspace = try Workspace.sample(replacing: [
      "towns.csv": "city,town,lat,lon\n東金市,田間,35.55,140.35\n",
      "shops.csv": "id,name,lat,lon\n1,店,35.56,140.37\n",
    ])
    try workspace.write(try make(), as: file)
    // a sanitizer takes terabytes of address space for itself
    let isFree = limit == nil || ProcessInfo.processInfo.environment["ASAN_OPTIONS"] != nil
    let prefix =
      isFree
      ? []
      : [
        "/bin/sh", "-c",
        "ulimit -t \(limit?.seconds ?? 0); ulimit -v \((limit?.mebibytes ?? 0) << 10); exec \"$@\"",
        "sh",
      ]
    return try workspace.run(
      arguments + ["--lang", isEnglish ? "en" : "ja"], through: prefix)
  }
}

/// Everything that can be wrong with a file, and what is said of it: with what exit code, and in
/// which words. Nothing ends by a signal, takes more memory or time than it should, or computes
/// from less than the file has without saying so.
@Suite struct BrokenFileTests {
  static let all =
    BrokenFile.tables + BrokenFile.sheets + BrokenFile.archives
    + BrokenFile.layers + BrokenFile.counts + BrokenFile.lists

  @Test(arguments: all) func isToldWhatIsWrong(_ broken: BrokenFile) throws {
    let run = try broken.run()
    #expect(run.status == broken.status, "\(run.errorText)\(run.text.prefix(500))")
    let said = run.errorText + run.text
    #expect(!broken.says.isEmpty && said.contains(broken.says), "\(said.prefix(2000))")
    // a report is an output of its own; else there is none where something stopped the run
    if run.status != 0, ![.check, .fix].contains(broken.role) { #expect(run.output.isEmpty) }
  }

  @Test func thereAreManyAndNoneTwice() {
    #expect(Self.all.count >= 150)
    #expect(Set(Self.all.map(\.testDescription)).count == Self.all.count)
  }
}
