internal import Planner

/// Who is covered of each band of a walk by age, as JSON, columns of CSV and a table.
struct BandTable {
  private let walk: AgeWalk
  private let attributes: [ResidentAttribute]

  init(_ walk: AgeWalk, _ plan: LoadedPlan) {
    self.walk = walk
    attributes = plan.region.blocks.attributes
  }

  private func counts(_ area: AreaCoverage) -> [BandCount] {
    area.counts(by: walk.bands, of: attributes)
  }

  /// By band; the sums are those of the area.
  func json(_ area: AreaCoverage) -> JSONValue {
    .object(
      counts(area).map { count in
        JSONValue.Member(
          count.band.slug,
          .members([
            "residents": .number(count.residents), "covered": .number(count.covered),
            "share": .optional(count.share),
          ]))
      })
  }

  /// Bands that are no counted attribute, which have columns already.
  private var furtherBands: Set<String> {
    Set(walk.bands.map(\.slug)).subtracting(attributes.map(\.slug))
  }

  func header(_ language: Language) -> [String] {
    walk.bands.filter { furtherBands.contains($0.slug) }.flatMap { band in
      let name = band.name[language]
      return language == .ja
        ? ["\(name)人口", "\(name)徒歩圏内"] : ["\(band.slug)_residents", "\(band.slug)_covered"]
    }
  }

  func row(_ area: AreaCoverage) -> [String] {
    counts(area).filter { furtherBands.contains($0.band.slug) }.flatMap {
      [Figure.fixed($0.residents, 2), Figure.fixed($0.covered, 2)]
    }
  }

  func text(_ area: AreaCoverage, _ language: Language) -> String {
    let ja = language == .ja
    var table = TextTable([
      (title: ja ? "年齢" : "age", alignment: .leading),
      (title: ja ? "1分に" : "a minute", alignment: .trailing),
      (title: ja ? "道のり" : "walk", alignment: .trailing),
      (title: ja ? "人口" : "residents", alignment: .trailing),
      (title: ja ? "徒歩圏内" : "covered", alignment: .trailing),
      (title: ja ? "割合" : "share", alignment: .trailing),
    ])
    for (index, count) in counts(area).enumerated() {
      table.add([
        count.band.name[language], Figure.shortest(count.band.pace.metersPerMinute) + "m",
        Figure.distance(walk.budget(ofBand: index).meters), Figure.people(count.residents),
        Figure.people(count.covered), Figure.percent(count.share),
      ])
    }
    return "■ " + (ja ? "年齢ごとの速さで\n" : "Each age at its own pace\n") + table.rendered()
  }
}
