/// What areas (municipalities or living areas) lack to a share, and which rows it would come
/// from. Residents here are everybody, without weights.
struct AreaNeeds: Sendable {
  /// Indices of the areas with residents, ascending.
  let areas: [Int]
  let names: [String]
  /// Residents of the scope by area, and those covered today.
  let residents: [Double]
  let covered: [Double]
  /// `area[e]`, `uncovered[e]` for `firstEntry[r] ..< firstEntry[r + 1]`: where the uncovered
  /// residents of row `r` live.
  let firstEntry: [Int]
  let area: [Int32]
  let uncovered: [Double]

  /// For a layer of living areas, or, where it is `nil`, for municipalities: all, or `only` some.
  init(_ ground: Ground, layer: Int?, only: Set<Int>? = nil) {
    let blocks = ground.region.blocks
    let study = ground.region.study
    let count =
      layer.map { study.livingAreaLayers[$0].areas.count } ?? study.municipalities.count
    var residents = [Double](repeating: 0, count: count)
    var covered = residents
    var byRow: [[(area: Int32, residents: Double)]] = Array(
      repeating: [], count: ground.rows.rowCount)
    func add(_ block: Int, to area: Int) {
      guard only?.contains(area) ?? true, ground.isInScope(block: block) else { return }
      let people = ground.residents(ofBlock: block)
      residents[area] += people
      if ground.today.covered[block] {
        covered[area] += people
        return
      }
      let row = Int(ground.rows.rowOfBlock[block])
      guard row >= 0 else { return }
      if let known = byRow[row].firstIndex(where: { $0.area == Int32(area) }) {
        byRow[row][known].residents += people
      } else {
        byRow[row].append((Int32(area), people))
      }
    }
    if let layer {
      for (area, list) in blocks.livingAreaBlocks[layer].enumerated() {
        for block in list { add(Int(block), to: area) }
      }
    } else {
      for block in 0..<blocks.count {
        if let municipality = ground.municipality(ofBlock: block) { add(block, to: municipality) }
      }
    }
    areas = residents.indices.filter { residents[$0] > 0 }
    names = (0..<count).map { index in
      layer.map { study.livingAreaLayers[$0].areas[index].name }
        ?? study.municipalities[index].name
    }
    self.residents = residents
    self.covered = covered
    var first = [0]
    first.reserveCapacity(byRow.count + 1)
    for list in byRow { first.append((first.last ?? 0) + list.count) }
    firstEntry = first
    area = byRow.flatMap { $0.map(\.area) }
    uncovered = byRow.flatMap { $0.map(\.residents) }
  }

  /// What areas lack to a share, as a covering problem of those that lack something.
  func cover(
    to share: Double, of members: [Int], _ rows: DemandRows, _ quotas: QuotaRules, size: Int
  ) -> AreaCover {
    let lack = missing(to: share)
    var local = [Int32](repeating: -1, count: lack.count)
    var cover = AreaCover(
      tolerance: [], firstRow: [0], rows: [], firstEntry: [0], area: [], part: [], maximums: [])
    for number in areas where lack[number] > 0 {
      local[number] = Int32(cover.tolerance.count)
      cover.tolerance.append(1e-9 * residents[number] / lack[number])
    }
    for row in 0..<firstEntry.count - 1 {
      for entry in firstEntry[row]..<firstEntry[row + 1] {
        let number = Int(area[entry])
        guard local[number] >= 0 else { continue }
        cover.area.append(local[number])
        cover.part.append(uncovered[entry] / lack[number])
      }
      cover.firstEntry.append(cover.area.count)
    }
    var place: [Int: Int] = [:]
    for (index, member) in members.enumerated() {
      place[member] = index
      cover.rows += rows.rows(of: member).filter { !cover.entries(of: $0).isEmpty }
      cover.firstRow.append(cover.rows.count)
    }
    let years = quotas.years(for: size)
    cover.maximums = quotas.all.compactMap { rule in
      rule.most(in: years).map { (rule.members.compactMap { place[$0] }, $0) }
    }
    return cover
  }

  /// Residents that each area lacks to a share.
  func missing(to share: Double) -> [Double] {
    var missing = [Double](repeating: 0, count: residents.count)
    for area in areas {
      let lack = share * residents[area] - covered[area]
      missing[area] = lack > 1e-9 * residents[area] ? lack : 0
    }
    return missing
  }
}

/// Fills what areas lack, one candidate at a time.
struct AreaShortfall: Ascent {
  private let needs: AreaNeeds
  private let rows: DemandRows
  private(set) var missing: [Double]
  private var isTaken: [Bool]

  init(_ needs: AreaNeeds, _ rows: DemandRows, share: Double) {
    self.needs = needs
    self.rows = rows
    missing = needs.missing(to: share)
    isTaken = [Bool](repeating: false, count: rows.rowCount)
  }

  var isMet: Bool { needs.areas.allSatisfy { missing[$0] <= 1e-9 * needs.residents[$0] } }

  /// The residents whom a candidate newly covers, by area that still lacks some.
  func newly(_ candidate: Int) -> [(area: Int, residents: Double)] {
    var sums: [(area: Int, residents: Double)] = []
    for row in rows.rows(of: candidate) where !isTaken[Int(row)] {
      for entry in needs.firstEntry[Int(row)]..<needs.firstEntry[Int(row) + 1] {
        let area = Int(needs.area[entry])
        guard missing[area] > 0 else { continue }
        // a candidate touches few areas
        if let known = sums.firstIndex(where: { $0.area == area }) {
          sums[known].residents += needs.uncovered[entry]
        } else {
          sums.append((area, needs.uncovered[entry]))
        }
      }
    }
    return sums
  }

  /// The part of what is missing that a candidate fills.
  func gain(_ candidate: Int) -> Double {
    newly(candidate).reduce(0) { $0 + min($1.residents, missing[$1.area]) }
  }

  mutating func add(_ candidate: Int) {
    for (area, residents) in newly(candidate) {
      let rest = missing[area] - residents
      missing[area] = rest > 1e-9 * needs.residents[area] ? rest : 0
    }
    for row in rows.rows(of: candidate) { isTaken[Int(row)] = true }
  }
}
