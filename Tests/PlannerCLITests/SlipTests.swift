import Foundation
import Testing

/// Slips of the hand that must not cost anything.
@Suite struct SlipTests {
  @Test("no result replaces an input, by whatever name it is called")
  func inputsAreSafe() throws {
    let workspace = try Workspace.sample()
    let list = workspace.path("stations.csv")
    let before = try Data(contentsOf: URL(fileURLWithPath: list))
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("other.csv"), withDestinationPath: list)
    for name in ["stations.csv", "./stations.csv", "other.csv"] {
      for command in ["coverage", "gaps", "export"] {
        let run = try workspace.run(
          [command, "--lang", "en", "--format", "csv", "--out", name] + Sample.inputs)
        #expect(run.status == 64)
        #expect(run.errorText.contains("is one of the inputs. Give another name"))
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: list)) == before)
  }

  @Test("values that mean nothing are told, not guessed at")
  func emptyAndNegative() throws {
    let workspace = try Workspace.sample()
    let cases = [
      (["gaps", "--limit=-1"], "--limit is 0 or more"),
      (["coverage", "--service", ""], "--service is empty"),
      (["gaps", "--minimum=0"], "must be positive"),
      (["coverage", "--radius=-800m"], "is not understood"),
    ]
    for (arguments, said) in cases {
      let run = try workspace.run(arguments + ["--lang", "en"] + Sample.inputs)
      #expect(run.status == 64 && run.output.isEmpty)
      #expect(run.errorText.contains(said), "\(run.errorText)")
    }
  }

  @Test("a working CRS that stretches the study area is refused")
  func stretched() throws {
    let workspace = try Workspace.sample()
    let run = try workspace.run(
      ["coverage", "--lang", "en", "--crs", "EPSG:3857"] + Sample.inputs)
    #expect(run.status == 65)
    #expect(run.errorText.contains("off by up to 2"), "\(run.errorText)")
  }
}
