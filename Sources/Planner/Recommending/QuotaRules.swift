/// The quotas of a request, one for each kind and municipality that they name.
struct QuotaRules: Sendable {
  struct Rule: Sendable {
    let name: Text
    /// Indices of candidates, ascending.
    let members: [Int]
    let atLeast: Int
    /// `nil`: no limit.
    let atMost: Int?
    /// The same for each year by itself.
    let atLeastAYear: Int
    let atMostAYear: Int?

    /// In all, over some years.
    func least(in years: Int) -> Int {
      let (sum, overflows) = atLeastAYear.multipliedReportingOverflow(by: years)
      return max(atLeast, overflows ? .max : sum)
    }

    func most(in years: Int) -> Int? {
      let sum = atMostAYear.map { rate -> Int in
        let (sum, overflows) = rate.multipliedReportingOverflow(by: years)
        return overflows ? .max : sum
      }
      return [atMost, sum].compactMap { $0 }.min()
    }
  }
  let ofKinds: [Rule]
  let ofMunicipalities: [Rule]
  /// The most stations of a year.
  let perYear: Int?
  /// The candidates that a plan may choose.
  let memberCount: Int
  /// The most municipalities that are opened.
  let mostOpenings: Int?

  var all: [Rule] { ofKinds + ofMunicipalities }
  var isEmpty: Bool { all.isEmpty }
  var hasMinimum: Bool { all.contains { $0.atLeast > 0 || $0.atLeastAYear > 0 } }

  /// Whether some of a plan's candidates still have every minimum that the whole plan has.
  func hasItsMinimums(_ some: [Int], of plan: [Int]) -> Bool {
    let years = self.years(for: plan.count)
    return all.allSatisfy { rule in
      let least = rule.least(in: years)
      guard least > 0 else { return true }
      let members = Set(rule.members)
      return some.count { members.contains($0) } >= min(least, plan.count { members.contains($0) })
    }
  }

  /// The years that so many stations take: as few as they fit into.
  func years(for size: Int) -> Int {
    guard let perYear else { return 1 }
    return max(1, (size - 1) / max(1, perYear) + 1)
  }

  /// Of several quotas for the same kind or municipality, all hold. `members` are the candidates
  /// that a plan may choose.
  init(
    _ request: RecommendationRequest, _ candidates: [Candidate], _ region: Region, members: [Int]
  ) {
    typealias Range = RecommendationRequest.Quota
    var kinds: [OrganizationKind: Range] = [:]
    var municipalities: [Int: Range] = [:]
    func merge(_ old: Range?, _ quota: Range) -> Range {
      guard let old else { return quota }
      return Range(
        old.members, atLeast: max(old.atLeast, quota.atLeast),
        atMost: [old.atMost, quota.atMost].compactMap { $0 }.min(),
        atLeastAYear: max(old.atLeastAYear, quota.atLeastAYear),
        atMostAYear: [old.atMostAYear, quota.atMostAYear].compactMap { $0 }.min())
    }
    for quota in request.quotas {
      switch quota.members {
      case .kind(let kind): kinds[kind] = merge(kinds[kind], quota)
      case .municipality(let index): municipalities[index] = merge(municipalities[index], quota)
      case .eachMunicipality:
        for index in region.study.municipalities.indices
        where request.scope?.contains(index) ?? true {
          municipalities[index] = merge(municipalities[index], quota)
        }
      }
    }
    func rule(_ name: Text, _ range: Range, _ members: [Int]) -> Rule {
      Rule(
        name: name, members: members, atLeast: range.atLeast, atMost: range.atMost,
        atLeastAYear: range.atLeastAYear, atMostAYear: range.atMostAYear)
    }
    ofKinds = kinds.sorted { $0.key < $1.key }.map { kind, range in
      rule(kind.name, range, members.filter { candidates[$0].kind == kind })
    }
    ofMunicipalities = municipalities.sorted { $0.key < $1.key }.map { index, range in
      rule(
        region.study.municipalities.indices.contains(index)
          ? Text(verbatim: region.study.municipalities[index].name)
          : Text(ja: "\(index + 1)番目の市町村", en: "municipality number \(index + 1)"),
        range, members.filter { candidates[$0].municipality == index })
    }
    perYear = request.perYear
    memberCount = members.count
    mostOpenings = request.mostOpenings
  }

  /// The rules for a covering problem of some candidates, of which `size` may be chosen: what
  /// holds for each year holds for all of them together.
  func groups(of members: [Int], size: Int) -> [CoveringProblem.Constraints.Group] {
    var local: [Int: Int] = [:]
    for (index, member) in members.enumerated() { local[member] = index }
    let years = self.years(for: size)
    return all.compactMap { rule in
      let (least, most) = (rule.least(in: years), rule.most(in: years))
      guard least > 0 || most != nil else { return nil }
      return CoveringProblem.Constraints.Group(
        members: rule.members.compactMap { local[$0] }, atLeast: least, atMost: most ?? .max)
    }
  }

  /// In which years the chosen are asked.
  ///
  /// - Parameters:
  ///   - chosen: candidates that keep the rules for `size` stations.
  ///   - size: as `groups(of:size:)` was asked for.
  /// - Returns: `nil` where nothing was said of years.
  func schedule(of chosen: [Int], size: Int) -> YearSchedule? {
    guard let perYear else { return nil }
    // the years that the rules were reckoned for, unless no rule minds fewer
    let isYearly = all.contains { $0.atLeastAYear > 0 || $0.atMostAYear != nil }
    func side(_ rules: [Rule]) -> YearSchedule.Side {
      var group: [Int: Int] = [:]
      for (number, rule) in rules.enumerated() {
        for member in rule.members { group[member] = number }
      }
      return YearSchedule.Side(
        groups: rules.map { .init(least: $0.atLeastAYear, most: $0.atMostAYear ?? .max) },
        groupOfItem: chosen.map { group[$0] })
    }
    return YearSchedule(
      count: chosen.count, perYear: perYear,
      years: max(isYearly ? self.years(for: size) : 1, self.years(for: chosen.count)),
      sides: (side(ofKinds), side(ofMunicipalities)))
  }

  /// For sets that no single rule forbids, but all together do.
  func jointContradiction(count: Int?) -> Finding {
    func list(_ language: Language) -> String {
      let years = count.map { self.years(for: $0) } ?? 1
      let minimums = all.filter { $0.least(in: years) > 0 }.prefix(8).map {
        let least = $0.least(in: years)
        return language == .ja ? "\($0.name.ja) \(least)以上" : "\($0.name.en) at least \(least)"
      }
      let openings = mostOpenings.map {
        language == .ja ? "新しく開く市町村は\($0)まで" : "at most \($0) municipalities opened"
      }
      return (minimums + [openings].compactMap { $0 })
        .joined(separator: language == .ja ? "、" : ", ")
    }
    let size = count.map { Text(ja: "\($0)か所", en: "\($0) stations") }
    return Finding(
      .error,
      what: Text(
        ja: "すべての条件（\(list(.ja))）を同時に満たす\(size?.ja ?? "")計画はありません",
        en:
          "no plan\(size.map { " of " + $0.en } ?? "") keeps all conditions at once (\(list(.en)))"),
      remedy: Text(
        ja: "種別と市町村の条件のどちらかを緩めてください",
        en: "Loosen the conditions on kinds or those on municipalities"))
  }
}
