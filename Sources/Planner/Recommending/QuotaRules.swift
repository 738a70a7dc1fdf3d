/// The quotas of a request, one for each kind and municipality that they name.
struct QuotaRules: Sendable {
  struct Rule: Sendable {
    let name: Text
    /// Indices of candidates, ascending.
    let members: [Int]
    let atLeast: Int
    /// `nil`: no limit.
    let atMost: Int?
  }
  let ofKinds: [Rule]
  let ofMunicipalities: [Rule]

  var all: [Rule] { ofKinds + ofMunicipalities }
  var isEmpty: Bool { all.isEmpty }
  var hasMinimum: Bool { all.contains { $0.atLeast > 0 } }

  /// Of several quotas for the same kind or municipality, all hold. `members` are the candidates
  /// that a plan may choose.
  init(
    _ request: RecommendationRequest, _ candidates: [Candidate], _ region: Region, members: [Int]
  ) {
    var kinds: [OrganizationKind: (Int, Int?)] = [:]
    var municipalities: [Int: (Int, Int?)] = [:]
    func merge(_ old: (Int, Int?)?, _ quota: RecommendationRequest.Quota) -> (Int, Int?) {
      let atMost = [old?.1, quota.atMost].compactMap { $0 }.min()
      return (max(old?.0 ?? 0, quota.atLeast), atMost)
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
    ofKinds = kinds.sorted { $0.key < $1.key }.map { kind, range in
      Rule(
        name: kind.name, members: members.filter { candidates[$0].kind == kind },
        atLeast: range.0, atMost: range.1)
    }
    ofMunicipalities = municipalities.sorted { $0.key < $1.key }.map { index, range in
      Rule(
        name: region.study.municipalities.indices.contains(index)
          ? Text(verbatim: region.study.municipalities[index].name)
          : Text(ja: "\(index + 1)番目の市町村", en: "municipality number \(index + 1)"),
        members: members.filter { candidates[$0].municipality == index },
        atLeast: range.0, atMost: range.1)
    }
  }

  /// The rules for a covering problem of some candidates.
  func groups(of members: [Int]) -> [CoveringProblem.Constraints.Group] {
    var local: [Int: Int] = [:]
    for (index, member) in members.enumerated() { local[member] = index }
    return all.filter { $0.atLeast > 0 || $0.atMost != nil }.map { rule in
      CoveringProblem.Constraints.Group(
        members: rule.members.compactMap { local[$0] }, atLeast: rule.atLeast,
        atMost: rule.atMost ?? .max)
    }
  }

  /// What cannot be kept, in words. `count` is how many stations there are to be, `nil` where that
  /// is not fixed.
  func contradictions(count: Int?) -> [Finding] {
    var findings: [Finding] = []
    for rule in all {
      if rule.atLeast < 0 || rule.atMost ?? 0 < 0 {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "「\(rule.name.ja)」の数の条件が負です", en: "a quota of \(rule.name.en) is negative"),
            remedy: Text(ja: "0以上の数を指定してください", en: "Give numbers of at least 0")))
      } else if let atMost = rule.atMost, rule.atLeast > atMost {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "「\(rule.name.ja)」は\(rule.atLeast)以上かつ\(atMost)以下とされていますが、両立しません",
              en: "\(rule.name.en) is to have at least \(rule.atLeast) and at most \(atMost)"),
            remedy: Text(
              ja: "下限を\(atMost)以下にするか、上限を\(rule.atLeast)以上にしてください",
              en: "Lower the minimum to \(atMost), or raise the maximum to \(rule.atLeast)")))
      }
      if rule.atLeast > rule.members.count {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "「\(rule.name.ja)」は\(rule.atLeast)以上とされていますが、候補は\(rule.members.count)しかありません",
              en:
                "\(rule.name.en) is to have at least \(rule.atLeast), but has \(rule.members.count) candidates"
            ),
            remedy: Text(
              ja: "下限を\(rule.members.count)以下にするか、候補を加えてください",
              en: "Lower the minimum to \(rule.members.count), or add candidates")))
      }
    }
    guard let count else { return findings }
    for (rules, what) in [
      (ofKinds, Text(ja: "種別", en: "kinds")),
      (ofMunicipalities, Text(ja: "市町村", en: "municipalities")),
    ] {
      let minimums = rules.filter { $0.atLeast > 0 }
      let sum = minimums.reduce(0) { $0 + $1.atLeast }
      guard sum > count else { continue }
      func list(_ language: Language) -> String {
        let shown = minimums.prefix(5).map { "\($0.name[language]) \($0.atLeast)" }
        let rest = minimums.count > 5 ? " …" : ""
        return shown.joined(separator: language == .ja ? "、" : ", ") + rest
      }
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "\(what.ja)ごとの下限の合計は\(sum)（\(list(.ja))）で、追加する数\(count)を超えています",
            en:
              "the minimums by \(what.en) add up to \(sum) (\(list(.en))), more than the \(count) to add"
          ),
          remedy: Text(
            ja: "下限を減らすか、--count を\(sum)以上にしてください",
            en: "Lower the minimums, or give --count \(sum) or more")))
    }
    return findings
  }

  /// For sets that no single rule forbids, but all together do.
  func jointContradiction(count: Int?) -> Finding {
    func list(_ language: Language) -> String {
      all.filter { $0.atLeast > 0 }.prefix(8).map {
        language == .ja ? "\($0.name.ja) \($0.atLeast)以上" : "\($0.name.en) at least \($0.atLeast)"
      }.joined(separator: language == .ja ? "、" : ", ")
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
