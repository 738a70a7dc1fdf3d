import ArgumentParser
import PlannerData

/// How people walk along streets, for every command that reckons with it or looks it over. Flags
/// win over the project file.
struct WalkOptions: ParsableArguments {
  @Option(
    help: help(
      "道に沿って歩く距離（例：800m、10min）。--streets がなければ半径に直して使う",
      "Walk along streets, such as 800m or 10min; without --streets a radius stands for it",
      "WALK"))
  var walk: String?

  @Option(
    help: help(
      "歩く速さ：adult（既定80m/分）、senior（60）、frail（48）、child（60）、数、by-age（年齢ごと）",
      "Pace of --walk: adult (80 m/min, default), senior (60), frail (48), child (60), a number, "
        + "or by-age (each age at its own)",
      "PACE"))
  var pace: String?

  @Option(
    help: help(
      "夏に道のりが何倍に感じられるか（1〜3、--walk と。仮定として明記されます）",
      "How much longer a walk feels in summer (1 to 3, with --walk); stated as an assumption",
      "FACTOR"))
  var heatFactor: String?

  @Option(
    help: help("拠点が道から離れてよい距離（既定：100m）", "How far from a street stations may be (100m)", "DISTANCE")
  )
  var snap: String?

  @Option(
    help: help("住まいが道から離れてよい距離（既定：200m）", "How far from a street homes may be (200m)", "DISTANCE"))
  var snapBlocks: String?

  /// Puts the flags over what a project file says; whether the walk replaces a radius is for the
  /// command to say.
  func put(over settings: inout ProjectFile) {
    settings.walk = walk ?? settings.walk
    settings.pace = pace ?? settings.pace
    settings.heatFactor = heatFactor ?? settings.heatFactor
    settings.snap = snap ?? settings.snap
    settings.snapBlocks = snapBlocks ?? settings.snapBlocks
  }
}
