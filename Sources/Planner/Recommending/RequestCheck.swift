/// Refuses requests that mean nothing or contradict themselves, each with its reason.
struct RequestCheck {
  let request: RecommendationRequest
  let region: Region
  let kinds: [OrganizationKind]
  /// The services that the question counts.
  let services: Set<Service>

  /// - Throws: `Failure` (usage) with everything that is wrong.
  func run() throws {
    let findings =
      goal() + weights() + [request.disagreement(withServices: services)].compactMap { $0 }
      + agreement() + scope() + limits() + years()
    guard findings.isEmpty else { throw Failure(.usage, findings) }
  }

  private func error(_ ja: String, _ en: String, _ remedyJA: String, _ remedyEN: String) -> Finding
  {
    Finding(
      .error, what: Text(ja: ja, en: en), remedy: Text(ja: remedyJA, en: remedyEN))
  }

  private func goal() -> [Finding] {
    switch request.goal {
    case .count(let count):
      guard count < 1 else { return [] }
      return [
        error(
          "追加する拠点の数が\(count)です", "the number of stations to add is \(count)",
          "1以上の数を指定してください（例：--count 10）", "Give at least 1, such as --count 10")
      ]
    case .share(let share), .shareOfEachArea(let share, _):
      var findings: [Finding] = []
      if !(share > 0 && share <= 1) {
        findings.append(
          error(
            "目標の割合 \(share) は0より大きく1以下ではありません",
            "the target share \(share) is not above 0 and up to 1",
            "割合で指定してください（例：--until 80%）", "Give a share, such as --until 80%"))
      }
      if request.objective != .covered {
        findings.append(
          error(
            "割合を目標にする計画は、期待値や二重の到達とは組み合わせられません",
            "a share as the goal does not go with expected or backup covering",
            "--count で数を決めるか、--expected・--backup を外してください",
            "Set a number with --count, or leave out --expected and --backup"))
      }
      if case .shareOfEachArea(_, let layer?) = request.goal,
        !region.study.livingAreaLayers.indices.contains(layer)
      {
        findings.append(
          error(
            "\(layer + 1)番目の生活圏域はありません", "there is no living-area layer number \(layer + 1)",
            "生活圏域のファイルを --living-areas で指定してください",
            "Give the file with --living-areas"))
      }
      return findings
    case .budgetYen(let yen):
      guard !(yen.isFinite && yen > 0) else { return [] }
      return [
        error(
          "予算 \(yen) 円は正の額ではありません", "the budget of \(yen) yen is not a positive amount",
          "円で指定してください（例：--budget 3000000）", "Give yen, such as --budget 3000000")
      ]
    }
  }

  private func weights() -> [Finding] {
    var findings: [Finding] = []
    let known = region.blocks.attributes.map(\.slug)
    for slug in request.attributeWeights.keys.sorted() where !known.contains(slug) {
      let list = known.joined(separator: ", ")
      findings.append(
        error(
          "人口データに「\(slug)」の列がありません", "the population has no attribute \(slug)",
          "使えるもの：\(list)", "Known here: \(list)"))
    }
    let services = request.serviceWeights.map { ($0.key.slug, $0.value) }
    for (slug, weight) in (request.attributeWeights.map { ($0.key, $0.value) } + services)
      .sorted(by: { $0.0 < $1.0 }) where !(weight >= 0 && weight.isFinite)
    {
      findings.append(
        error(
          "「\(slug)」の重み \(weight) は0以上の数ではありません",
          "the weight \(weight) of \(slug) is not a number of at least 0",
          "重みは0以上の数で指定してください", "Give weights of at least 0"))
    }
    if !request.attributeWeights.values.contains(where: { $0 > 0 || $0.isNaN }) {
      findings.append(
        error(
          "住民の重みがすべて0です", "every weight of residents is zero",
          "数えたい住民に正の重みを付けてください（例：--weight 65+=1）",
          "Give those who shall count a positive weight, such as --weight 65+=1"))
    }
    if !request.serviceWeights.isEmpty,
      !request.serviceWeights.values.contains(where: { $0 > 0 || $0.isNaN })
    {
      findings.append(
        error(
          "サービスの重みがすべて0です", "every weight of services is zero",
          "数えたいサービスに正の重みを付けるか、重みを外してください",
          "Give one service a positive weight, or leave the weights out"))
    }
    return findings
  }

  private func agreement() -> [Finding] {
    request.agreement.sorted { $0.key < $1.key }.flatMap { slug, share -> [Finding] in
      var findings: [Finding] = []
      if !kinds.contains(where: { $0.slug == slug }) {
        let list = kinds.map(\.slug).joined(separator: ", ")
        findings.append(
          error(
            "承諾の見込みに知らない種別「\(slug)」があります", "agreement is given for an unknown kind, \(slug)",
            "使えるもの：\(list)", "Known here: \(list)"))
      }
      if !(share >= 0 && share <= 1) {
        findings.append(
          error(
            "「\(slug)」の承諾の見込み \(share) は0から1の間にありません",
            "the agreement \(share) of \(slug) is not between 0 and 1",
            "割合で指定してください（例：\(slug)=0.4）", "Give a share, such as \(slug)=0.4"))
      }
      return findings
    }
  }

  private func scope() -> [Finding] {
    guard let scope = request.scope else { return [] }
    guard !scope.isEmpty, scope.allSatisfy(region.study.municipalities.indices.contains) else {
      return [
        error(
          "対象とする地域に市町村がありません", "the scope has no municipality",
          "--in に市町村か圏域の名前を指定してください", "Name municipalities or zones with --in")
      ]
    }
    return []
  }

  /// Rates need a year, and a number of years.
  private func years() -> [Finding] {
    var findings: [Finding] = []
    if let perYear = request.perYear, perYear < 1 {
      findings.append(
        error(
          "1年に声をかける数が\(perYear)です", "the number of stations a year is \(perYear)",
          "1以上の数を指定してください（例：--per-year 3）", "Give at least 1, such as --per-year 3"))
    }
    if let most = request.mostOpenings, most < 0 {
      findings.append(
        error(
          "新しく開く市町村の上限が負です（\(most)）",
          "the most municipalities to open is negative (\(most))",
          "0以上の数を指定してください（例：--max-openings 2）",
          "Give at least 0, such as --max-openings 2"))
    }
    let yearly = request.quotas.filter(\.isYearly)
    guard !yearly.isEmpty else { return findings }
    if request.perYear == nil {
      findings.append(
        error(
          "1年ごとの数の条件がありますが、1年に何か所かが決まっていません",
          "there are yearly quotas, but not how many stations a year",
          "--per-year 5 のように、1年に声をかける数も指定してください",
          "Give that too, such as --per-year 5"))
    }
    switch request.goal {
    case .count: break
    case .share:
      guard yearly.contains(where: { $0.atLeastAYear > 0 }) else { break }
      findings.append(
        error(
          "1年ごとの下限は、何年かかるかが決まらないので、割合を目標にする計画では使えません",
          "yearly minimums need a number of years, which a share as the goal leaves open",
          "--count で数を決めるか、1年ごとの下限を外してください",
          "Set a number with --count, or leave the yearly minimums out"))
    case .shareOfEachArea, .budgetYen:
      findings.append(
        error(
          "1年ごとの数の条件は、何年かかるかが決まらないので、予算や地域ごとの割合を目標にする計画では使えません",
          "yearly quotas need a number of years, which a budget or a share of each area leaves open",
          "--count か --until を使うか、年ごとでない条件にしてください",
          "Use --count or --until, or quotas that are not yearly"))
    }
    return findings
  }

  private func limits() -> [Finding] {
    var findings: [Finding] = []
    if request.robustnessDraws < 0 {
      findings.append(
        error(
          "確かめの回数が負です（\(request.robustnessDraws)）",
          "the number of draws is negative (\(request.robustnessDraws))",
          "0で省くか、100のように指定してください", "Give 0 to leave the check out, or a number such as 100"))
    }
    if request.nodeLimit < 0 {
      findings.append(
        error(
          "探索の上限が負です（\(request.nodeLimit)）", "the node limit is negative (\(request.nodeLimit))",
          "0以上の数を指定してください", "Give a number of at least 0"))
    }
    for yen in [request.timeLimitSeconds, request.openingCostYen].compactMap({ $0 })
    where !(yen.isFinite && yen >= 0) {
      findings.append(
        error(
          "制限時間または開設費用 \(yen) が0以上の数ではありません",
          "a time limit or opening cost of \(yen) is not a number of at least 0",
          "0以上の数を指定してください", "Give a number of at least 0"))
    }
    return findings
  }
}

extension RecommendationRequest {
  /// What is wrong with services that are weighted where the question counts others: the weights
  /// would win unseen, and the answer would be one to another question.
  ///
  /// - Parameter services: those of the question; empty for any.
  /// - Returns: the error; `nil` where they agree.
  package func disagreement(withServices services: Set<Service>) -> Finding? {
    let weighted = Set(serviceWeights.keys)
    guard !services.isEmpty, !weighted.isEmpty, services != weighted else { return nil }
    func names(_ services: Set<Service>) -> String {
      services.sorted().map(\.slug).joined(separator: ", ")
    }
    return Finding(
      .error,
      what: Text(
        ja: "--service（\(names(services))）と --service-weight（\(names(weighted))）の機能が違います",
        en: "--service (\(names(services))) and --service-weight (\(names(weighted))) name "
          + "different services"),
      remedy: Text(
        ja: "機能ごとに重みを付けるなら --service を外すか、同じ機能にそろえてください",
        en: "To weigh services leave out --service, or name the same services in both"))
  }
}
