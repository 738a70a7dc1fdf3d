internal import Planner

extension AgeWalk {
  /// The walk of a plan whose residents go at the pace of their age: along streets, or, without a
  /// map of them, within radii that stand for it.
  ///
  /// - Throws: `Failure` (usage) where the population counts no ages.
  init(
    minutes: Double, heatFactor: Double, streets: StreetWalk?, in region: Region,
    populationPath: String
  ) throws {
    guard let bands = PaceBand.bands(of: region.blocks.attributes) else {
      throw Failure(
        .usage,
        what: Text(
          ja: "人口データに年齢別の人数がないので、年齢ごとの速さ（--pace by-age）では数えられません",
          en: "the population has no ages, so that nobody can walk at the pace of their age "
            + "(--pace by-age)"),
        at: Place(file: populationPath),
        remedy: Text(
          ja:
            "年齢別の列（0〜14歳、15〜64歳、65歳以上、75歳以上）のある人口を使うか、--population-column 65+=列名 で列を指定してください。一つの速さで数えるなら --pace senior など",
          en: "Use a population with columns by age (0–14, 15–64, 65+, 75+), or name them with "
            + "--population-column 65+=COLUMN; with one pace for all, --pace senior, say"))
    }
    let walk = AgeWalk(minutes: minutes, bands: bands, heatFactor: heatFactor) { budget in
      if let streets { return .streets(streets.with(budget)) }
      return WalkRadius(meters: budget.meters / PathBudget.detourFactor).map { .radius($0) }
    }
    guard let walk else {
      throw Failure(
        .usage,
        what: Text(
          ja: "\(Figure.shortest(minutes))分は、歩ける長さではありません",
          en: "\(Figure.shortest(minutes)) minutes are no walk"),
        remedy: Text(ja: "--walk 10min のように書いてください", en: "Write --walk 10min, say"))
    }
    self = walk
  }
}
