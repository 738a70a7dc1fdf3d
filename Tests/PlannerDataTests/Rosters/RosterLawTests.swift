import Foundation
import Testing

/// The law of `--fix` on made-up lists of which the truth is known: never a wrong mend, no row lost.
/// `Benchmarks/run rosters` does the same with thousands, and prints figures.
@Suite struct RosterLawTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    _ = try workspace.write(GeneratedRoster.outlines, as: "outlines.geojson")
    _ = try workspace.write(GeneratedRoster.gazetteer, as: "towns.csv")
  }

  @Test(arguments: 1...12) func neverAWrongMendAndNoRowLost(part: UInt64) throws {
    var judge = RosterJudge()
    for seed in (part * 5)..<(part * 5 + 5) {
      try judge.judge(GeneratedRoster(seed: seed), in: workspace.folder.path)
    }
    #expect(judge.wrongCells == 0 && judge.lostRows == 0, "\(judge.remarks)")
    #expect(judge.rightCells > 0)
    // these leave no room for doubt, whatever else is wrong with the list
    for code in ["full-width-digits", "stray-blanks", "null-island", "no-position", "duplicate"] {
      #expect(judge.scores[code]?.missed ?? 0 == 0, "\(code) \(judge.remarks)")
    }
    for (code, score) in judge.scores {
      #expect(score.falseAlarms == 0, "\(code) \(judge.remarks)")
    }
  }

  /// The judge must see what is wrong, or the law says nothing.
  @Test func theTruthIsNotWhatIsInTheFile() throws {
    let roster = GeneratedRoster(seed: 7)
    #expect(roster.cells.count == roster.truth.count && roster.cells != roster.truth)
    #expect(GeneratedRoster(seed: 7).bytes == roster.bytes)
    #expect(GeneratedRoster(seed: 8).bytes != roster.bytes)
    #expect(
      RosterJudge.parsed("\u{FEFF}a,\"b \"\"c\"\"\n,d\"\r\n1,2\r\n") == [
        ["a", "b \"c\"\n,d"], ["1", "2"],
      ])
    // 122131: 6×1 + 5×2 + 4×2 + 3×1 + 2×3 = 33, 11 − 0 = 11
    #expect(GeneratedRoster.checkDigit("12213") == "1")
    // 東金市役所 by the projection of the library: 48298.0266, −48684.6936
    #expect(GeneratedRoster.municipality(lon: 140.16, lat: 35.41) == 1)
    #expect(GeneratedRoster.municipality(lon: 140.61, lat: 35.41) == nil)
  }
}
