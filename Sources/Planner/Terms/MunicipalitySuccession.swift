/// Codes of municipalities of Chiba that are no more, and the municipality that took their place:
/// lists, tables and outlines of different years are put together by it.
///
/// 大網白里 changed its code on becoming a city on 2013-01-01; the others are mergers of 2005 to
/// 2010. Codes of which no table at hand was certain (those that joined 野田, 柏 and 鴨川) are not
/// in it and stay unknown.
extension MunicipalityCode {
  /// The code that stands for the place today; itself where nothing has changed.
  public var current: MunicipalityCode { Self.successors[self] ?? self }

  /// Codes that have gone into this one, in their order; empty for most. A code that stayed through
  /// a merger (旭 12215) is not among its own.
  public var predecessors: [MunicipalityCode] { Self.byCurrent[self] ?? [] }

  /// Whether the code came with the merger or the change, so that it never stood for less.
  var isNewWithItsPredecessors: Bool { !Self.retained.contains(text) }

  private static let retained: Set<String> = ["12211", "12215", "12231"]

  private static let table: [(current: String, old: [String])] = [
    ("12211", ["12341", "12343"]),  // 成田: 下総, 大栄 (2006-03-27)
    ("12215", ["12348", "12361", "12362"]),  // 旭: 干潟, 海上, 飯岡 (2005-07-01)
    ("12231", ["12325", "12328"]),  // 印西: 印旛, 本埜 (2010-03-23)
    // 南房総: 富浦, 富山, 三芳, 白浜, 千倉, 丸山, 和田 (2006-03-20)
    ("12234", ["12461", "12462", "12464", "12465", "12466", "12467", "12468"]),
    ("12235", ["12214", "12382"]),  // 匝瑳: 八日市場, 野栄 (2006-01-23)
    ("12236", ["12209", "12344", "12345", "12346"]),  // 香取: 佐原, 小見川, 山田, 栗源 (2006-03-27)
    ("12237", ["12404", "12405", "12406", "12407"]),  // 山武: 成東, 山武, 蓮沼, 松尾 (2006-03-27)
    ("12238", ["12442", "12444", "12445"]),  // いすみ: 夷隅, 大原, 岬 (2005-12-05)
    ("12239", ["12402"]),  // 大網白里 (2013-01-01)
    ("12410", ["12381", "12408"]),  // 横芝光: 光, 横芝 (2006-03-27)
  ]

  private static let byCurrent: [MunicipalityCode: [MunicipalityCode]] = Dictionary(
    uniqueKeysWithValues: table.compactMap { entry in
      MunicipalityCode(entry.current).map { ($0, entry.old.compactMap { MunicipalityCode($0) }) }
    })

  private static let successors: [MunicipalityCode: MunicipalityCode] = byCurrent.reduce(
    into: [:]
  ) { successors, entry in
    for old in entry.value { successors[old] = entry.key }
  }
}
