import Foundation
import Testing

/// The same input gives the same bytes, whatever the order of rows and the number of threads
/// (law 3). Hundreds of orders are tried on the library; here, that nothing between the library
/// and a printed result hangs on them either.
@Suite struct OrderTests {
  private static let commands = [
    ["coverage", "--format", "json"], ["coverage", "--format", "csv"], ["coverage"],
    ["gaps", "--format", "geojson", "--radius", "400m"], ["catchments", "--form", "nearest"],
    ["catchments"],
  ]
  private static let flags = ["--quiet"] + Sample.inputs + Sample.layers

  /// A result without what may differ: the digests of the input files.
  private func comparable(_ run: CommandRun) throws -> [UInt8] {
    #expect(run.status == 0, "\(run.errorText)")
    guard run.output.first == UInt8(ascii: "{") else { return run.output }
    // the bytes themselves are compared, less the lines of the digests
    return Array(
      run.text.split(separator: "\n").filter { !$0.contains("\"sha256\": ") }
        .joined(separator: "\n").utf8)
  }

  @Test(arguments: 0..<2)
  func rowsInAnyOrder(seed: Int) throws {
    var dice = Dice(seed)
    var sample = try Sample.make()
    let ordered = try Workspace.sample()
    sample.stations.shuffle(using: &dice)
    sample.municipalities.shuffle(using: &dice)
    sample.livingAreas.shuffle(using: &dice)
    sample.population.shuffle(using: &dice)
    sample.zones = [sample.zones[0]] + sample.zones.dropFirst().shuffled(using: &dice)
    let shuffled = try Workspace()
    try sample.write(to: shuffled)
    for command in Self.commands {
      let one = try comparable(try ordered.run(command + Self.flags))
      let other = try comparable(try shuffled.run(command + Self.flags))
      #expect(one == other, "\(command)")
    }
  }

  private static let taskset = ["/usr/bin/taskset", "/bin/taskset"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: taskset != nil, "taskset is not installed"))
  func onOneProcessorOrMore() throws {
    let workspace = try Workspace.sample()
    let taskset = try #require(Self.taskset)
    for command in Self.commands {
      let free = try workspace.run(command + Self.flags)
      let bound = try workspace.run(command + Self.flags, through: [taskset, "-c", "0"])
      #expect(free.status == 0 && bound.status == 0, "\(bound.errorText)")
      #expect(free.output == bound.output, "\(command)")
      // nor does a second run differ from the first
      #expect(try workspace.run(command + Self.flags).output == free.output)
    }
  }

  @Test func noClockInAMapFile() throws {
    let workspace = try Workspace.sample()
    for file in ["a.fgb", "a.gpkg"] {
      let bytes = try (0..<2).map { _ -> [UInt8] in
        let run = try workspace.run(["catchments", "--out", file] + Self.flags)
        #expect(run.status == 0)
        Thread.sleep(forTimeInterval: 1.1)
        return try workspace.read(file)
      }
      #expect(bytes[0] == bytes[1], "\(file)")
    }
  }
}
