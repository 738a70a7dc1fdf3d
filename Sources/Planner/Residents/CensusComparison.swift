/// A municipality's residents, by the blocks and by the census.
public struct CensusComparison: Sendable, Hashable {
  public let code: MunicipalityCode
  public let name: String
  public let byBlocks: Double
  public let byCensus: Double
  /// Whether the blocks were scaled to the census.
  public let isScaled: Bool

  public init(
    code: MunicipalityCode, name: String, byBlocks: Double, byCensus: Double, isScaled: Bool
  ) {
    self.code = code
    self.name = name
    self.byBlocks = byBlocks
    self.byCensus = byCensus
    self.isScaled = isScaled
  }
}

extension Region {
  /// Compares with census totals, and scales residents to them when asked.
  ///
  /// A total counts for its own municipality; that of a designated city counts for the wards
  /// that have no total of their own, together; totals of wards add up where the wards are
  /// merged. So every resident is scaled once, whatever mixture a table holds. An attribute is
  /// scaled by its own total; without one, 75+ and 85+ follow 65+, and everything else follows
  /// the total of all residents. What cannot be scaled, and what looks wrong, is in `findings`.
  ///
  /// - Parameters:
  ///   - totals: by municipality; rows for other places are ignored.
  ///   - scaling: whether residents change, or are only compared.
  /// - Returns: the region with `census` filled in.
  public func compared(with totals: PopulationTotals, scaling: Bool) -> Region {
    var scale = CensusScale(region: self, totals: totals)
    return scale.applied(scaling: scaling)
  }
}

/// Brings a region's residents to census totals.
private struct CensusScale {
  private var region: Region
  private let totals: PopulationTotals
  private var ofMunicipality: [[Int]]
  private var findings: [Finding] = []
  private var unusualFactors: [String] = []

  init(region: Region, totals: PopulationTotals) {
    self.region = region
    self.totals = totals
    ofMunicipality = [[Int]](repeating: [], count: region.study.municipalities.count)
    for (piece, municipality) in region.blocks.pieceMunicipality.enumerated() {
      ofMunicipality[Int(municipality)].append(piece)
    }
  }

  /// Totals that count for some municipalities together.
  private struct Target {
    var code: MunicipalityCode
    var name: String
    var members: [Int]
    var counts: [String: Double]
  }

  mutating func applied(scaling: Bool) -> Region {
    let targets = targets(reporting: scaling)
    region.census = targets.compactMap { target in
      guard let census = target.counts["total"] else { return nil }
      let pieces = target.members.flatMap { ofMunicipality[$0] }
      let byBlocks = sum(0, pieces)
      let canScale = scaling && byBlocks > 0
      if canScale { scale(pieces, to: target, census: census, byBlocks: byBlocks) }
      if scaling, byBlocks <= 0, census > 0 {
        findings.append(
          Finding(
            .warning,
            what: Text(
              ja: "\(target.name)には人口データの人がいないので、総数\(Int(census))人に合わせられません",
              en:
                "\(target.name) has no residents in the population file to bring to \(Int(census))"),
            remedy: Text(
              ja: "人口データの範囲が足りているか確かめてください", en: "Check that the population file covers it")))
      }
      return CensusComparison(
        code: target.code, name: target.name, byBlocks: byBlocks, byCensus: census,
        isScaled: canScale)
    }
    if !unusualFactors.isEmpty {
      let names = unusualFactors.prefix(5).joined(separator: ", ")
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "人口データと総数の差が大きい市町村が\(unusualFactors.count)あります（\(names)）",
            en:
              "residents and totals are far apart in \(unusualFactors.count) municipalities (\(names))"
          ),
          remedy: Text(
            ja: "調査年や市町村コードの食い違いがないか確かめてください。総数に合わせてあります",
            en: "Check the year and the codes of both; residents are scaled to the totals")))
    }
    region.findings += findings
    return region
  }

  private func sum(_ attribute: Int, _ pieces: [Int]) -> Double {
    pieces.reduce(0) { $0 + region.blocks.pieceResidents[attribute][$1] }
  }

  private mutating func scale(
    _ pieces: [Int], to target: Target, census: Double, byBlocks: Double
  ) {
    let attributes = region.blocks.attributes
    let all = census / byBlocks
    func ownFactor(_ slug: String) -> Double? {
      guard let index = region.blocks.attributeIndex(slug), let count = target.counts[slug] else {
        return nil
      }
      let own = sum(index, pieces)
      return own > 0 ? count / own : nil
    }
    let old = ownFactor("65+")
    let factors = attributes.map { attribute -> Double in
      let follows = ["75+", "85+"].contains(attribute.slug) ? old : nil
      return ownFactor(attribute.slug) ?? follows ?? all
    }
    for (index, factor) in factors.enumerated() {
      for piece in pieces { region.blocks.pieceResidents[index][piece] *= factor }
    }
    if !(0.8...1.25).contains(all) {
      unusualFactors.append("\(target.name) ×\((all * 100).rounded() / 100)")
    }
  }

  /// Every municipality in at most one target.
  private mutating func targets(reporting: Bool) -> [Target] {
    let municipalities = region.study.municipalities
    var rows: [MunicipalityCode: PopulationTotals.Row] = [:]
    for row in totals.rows where rows[row.code] == nil { rows[row.code] = row }
    let merged = sumsOfMerged(rows)
    for row in merged { rows[row.code] = row }
    var targets: [Target] = []
    var isTaken = [Bool](repeating: false, count: municipalities.count)
    func take(
      _ code: MunicipalityCode, _ name: String, _ members: [Int], _ counts: [String: Double]
    ) {
      for member in members { isTaken[member] = true }
      targets.append(Target(code: code, name: name, members: members, counts: counts))
    }
    // outlines from before a merger, and a table from after it
    for code in rows.keys.sorted() where region.study.isOfAnotherYear(code) {
      let members = region.study.members(of: code)
      let hasOwn = members.contains { member in
        municipalities[member].code != code && rows[municipalities[member].code] != nil
      }
      guard code.current == code, !hasOwn, let row = rows[code] else { continue }
      take(code, row.name, members, row.counts)
    }
    for (index, municipality) in municipalities.enumerated() where !isTaken[index] {
      if let row = rows[municipality.code] {
        take(municipality.code, municipality.name, [index], row.counts)
        continue
      }
      // a merged city of which the table has the wards
      let wards = totals.rows.filter {
        DesignatedCity.city(ofWard: $0.code) == municipality.code
      }
      guard !wards.isEmpty else { continue }
      var counts: [String: Double] = [:]
      for (slug, _) in wards[0].counts where wards.allSatisfy({ $0.counts[slug] != nil }) {
        counts[slug] = wards.reduce(0) { $0 + ($1.counts[slug] ?? 0) }
      }
      take(municipality.code, municipality.name, [index], counts)
    }
    for row in totals.rows where DesignatedCity.codes.contains(row.code) {
      let members = region.study.members(of: row.code)
      let open = members.filter { !isTaken[$0] }
      guard !open.isEmpty, members.count > 1 || open.count == 1 else { continue }
      // what the city has beyond its wards that have totals of their own
      var counts = row.counts
      for member in members where isTaken[member] {
        for (slug, value) in rows[municipalities[member].code]?.counts ?? [:] {
          counts[slug] = counts[slug].map { max(0, $0 - value) }
        }
      }
      take(row.code, row.name, open, counts)
    }
    if reporting {
      report(missing: municipalities.indices.filter { !isTaken[$0] }, rows)
      let changed = targets.filter { target in
        merged.contains { $0.code == target.code } || region.study.isOfAnotherYear(target.code)
      }
      if !changed.isEmpty { findings.append(Self.changedCodes(changed.map(\.code))) }
    }
    return targets.sorted { $0.code < $1.code }
  }

  /// The totals of municipalities of which the table has what they were before they merged: all of
  /// it, or there is no total.
  private func sumsOfMerged(
    _ rows: [MunicipalityCode: PopulationTotals.Row]
  ) -> [PopulationTotals.Row] {
    region.study.municipalities.compactMap { municipality in
      let code = municipality.code
      // with outlines of before, each has its own
      guard region.study.members(of: code).count == 1 else { return nil }
      let old = code.predecessors
      // a code that stayed is that of the smaller one as long as the others are there
      let parts = code.isNewWithItsPredecessors ? old : [code] + old
      guard !old.isEmpty, rows[code] == nil || !code.isNewWithItsPredecessors else { return nil }
      let found = parts.compactMap { rows[$0] }
      guard found.count == parts.count, let first = found.first else { return nil }
      var counts: [String: Double] = [:]
      for slug in first.counts.keys where found.allSatisfy({ $0.counts[slug] != nil }) {
        counts[slug] = found.reduce(0) { $0 + ($1.counts[slug] ?? 0) }
      }
      return PopulationTotals.Row(code: code, name: municipality.name, counts: counts)
    }
  }

  private static func changedCodes(_ codes: [MunicipalityCode]) -> Finding {
    let list = codes.map(\.text).joined(separator: ", ")
    return Finding(
      .note,
      what: Text(
        ja: "総数の表と境界の年が違うので、合併や市制で変わったコードをまとめて合わせました（\(list)）",
        en: "totals and outlines are of different years; codes that merged or changed are brought "
          + "together (\(list))"),
      remedy: Text(verbatim: ""))
  }

  private mutating func report(
    missing: [Int], _ rows: [MunicipalityCode: PopulationTotals.Row]
  ) {
    let names = missing.map { region.study.municipalities[$0] }
      .filter { !$0.code.isUnassigned }.map(\.name)
    if !names.isEmpty {
      let listed = names.prefix(5).joined(separator: ", ")
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "総数の表にない市町村が\(names.count)あります（\(listed)）。その人口は合わせていません",
            en:
              "\(names.count) municipalities have no total (\(listed)); their residents are not scaled"
          ),
          remedy: Text(
            ja: "総数の表に行を足すか、市町村コードを確かめてください",
            en: "Add rows to the totals, or check the codes")))
    }
    let wrong = totals.rows.filter { row in
      guard let total = row.counts["total"] else { return false }
      return row.counts.contains { $0.value > total * 1.0001 }
    }
    if !wrong.isEmpty {
      let listed = wrong.prefix(5).map { "\($0.name)(\($0.code))" }.joined(separator: ", ")
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "年齢別の人数が総数より多い行が\(wrong.count)あります（\(listed)）",
            en: "\(wrong.count) rows count more people of an age than in all (\(listed))"),
          remedy: Text(ja: "列の取り違えがないか確かめてください", en: "Check that no columns are mixed up")))
    }
  }
}
