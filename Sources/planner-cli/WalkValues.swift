import Planner
import PlannerData

/// What the flags of a walk along streets mean.
enum WalkValues {
  /// `adult`, `senior`, … or metres a minute.
  ///
  /// - Throws: `Failure` (usage).
  static func pace(_ text: String?) throws -> WalkingPace {
    guard let text else { return .adult }
    guard let pace = WalkingPace(written: text) else {
      let known = WalkingPace.all.compactMap(\.slug).joined(separator: ", ")
      throw Failure(
        .usage,
        what: Text(ja: "歩く速さ「\(text)」が分かりません", en: "the pace \(text) is not understood"),
        remedy: Text(
          ja: "\(known) か、60 のように1分あたりのメートル（5〜300）で書いてください",
          en: "Write one of \(known), or metres a minute such as 60 (5 to 300)"))
    }
    return pace
  }

  /// `800m`, `10min`.
  ///
  /// - Throws: `Failure` (usage).
  static func budget(_ text: String?, _ pace: WalkingPace) throws -> PathBudget? {
    guard let text else { return nil }
    guard let budget = PathBudget(written: text, pace: pace) else {
      throw Failure(
        .usage,
        what: Text(ja: "歩く道のり「\(text)」が分かりません", en: "the walk \(text) is not understood"),
        remedy: Text(
          ja: "800m、1.2km、10min のように単位を付けて、0より大きく100km以下で書いてください",
          en: "Write it with a unit, such as 800m, 1.2km or 10min, above 0 and up to 100 km"))
    }
    return budget
  }

  /// `100m`.
  ///
  /// - Throws: `Failure` (usage).
  static func meters(_ text: String?, _ flag: String, default usual: Double) throws -> Double {
    guard let text else { return usual }
    guard let meters = PlanRequest.length(written: text), meters >= 0, meters <= 10_000 else {
      throw Failure(
        .usage,
        what: Text(ja: "\(flag) の「\(text)」が分かりません", en: "\(flag) \(text) is not understood"),
        remedy: Text(
          ja: "100m のように単位を付けて、10km以下で書いてください",
          en: "Write it with a unit, such as 100m, up to 10 km"))
    }
    return meters
  }
}
