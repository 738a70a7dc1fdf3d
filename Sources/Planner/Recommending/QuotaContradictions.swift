extension QuotaRules {
  /// What cannot be kept, in words. `count` is how many stations there are to be, `nil` where that
  /// is not fixed.
  func contradictions(count: Int?) -> [Finding] {
    all.flatMap { contradictions(of: $0, count: count) }
      + sums(count: count)
  }

  /// Where the maximums leave room for fewer stations than are asked for; a plan then has fewer.
  func shortfalls(count: Int?) -> [Finding] {
    guard let count else { return [] }
    let years = self.years(for: count)
    return [
      (ofKinds, Text(ja: "種別", en: "kinds")),
      (ofMunicipalities, Text(ja: "市町村", en: "municipalities")),
    ].compactMap { rules, what in
      let limited = rules.filter { $0.most(in: years) != nil }
      let inRules = limited.reduce(0) { $0 + $1.members.count }
      let most = limited.reduce(0) { $0 + min($1.members.count, $1.most(in: years) ?? .max) }
      // those under no maximum make up the rest
      let free = memberCount - inRules
      guard free + most < count else { return nil }
      let span = perYear.map {
        Text(ja: "（1年に\($0)か所で\(years)年）", en: " in \(years) years of \($0) each")
      }
      return Finding(
        .warning,
        what: Text(
          ja: "\(count)か所を求められましたが、\(what.ja)ごとの上限では\(free + most)か所まで\(span?.ja ?? "")です",
          en:
            "\(count) stations were asked for, but the maximums by \(what.en) leave room for \(free + most)\(span?.en ?? "")"
        ),
        remedy: Text(ja: "上限を大きくすると、求められた数になります", en: "Raise the maximums for more"))
    }
  }

  private func wrong(_ ja: String, _ en: String, _ remedyJa: String, _ remedyEn: String) -> Finding
  {
    Finding(.error, what: Text(ja: ja, en: en), remedy: Text(ja: remedyJa, en: remedyEn))
  }

  private func contradictions(of rule: Rule, count: Int?) -> [Finding] {
    let (ja, en) = (rule.name.ja, rule.name.en)
    let numbers = [rule.atLeast, rule.atMost ?? 0, rule.atLeastAYear, rule.atMostAYear ?? 0]
    if numbers.contains(where: { $0 < 0 }) {
      return [
        wrong(
          "「\(ja)」の数の条件が負です", "a quota of \(en) is negative", "0以上の数を指定してください",
          "Give numbers of at least 0")
      ]
    }
    var findings: [Finding] = []
    if let atMost = rule.atMost, rule.atLeast > atMost {
      findings.append(
        wrong(
          "「\(ja)」は\(rule.atLeast)以上かつ\(atMost)以下とされていますが、両立しません",
          "\(en) is to have at least \(rule.atLeast) and at most \(atMost)",
          "下限を\(atMost)以下にするか、上限を\(rule.atLeast)以上にしてください",
          "Lower the minimum to \(atMost), or raise the maximum to \(rule.atLeast)"))
    }
    if rule.atLeast > rule.members.count {
      findings.append(
        wrong(
          "「\(ja)」は\(rule.atLeast)以上とされていますが、候補は\(rule.members.count)しかありません",
          "\(en) is to have at least \(rule.atLeast), but has \(rule.members.count) candidates",
          "下限を\(rule.members.count)以下にするか、候補を加えてください",
          "Lower the minimum to \(rule.members.count), or add candidates"))
    }
    if let atMost = rule.atMostAYear, rule.atLeastAYear > atMost {
      findings.append(
        wrong(
          "「\(ja)」は1年に\(rule.atLeastAYear)以上かつ\(atMost)以下とされていますが、両立しません",
          "\(en) is to have at least \(rule.atLeastAYear) and at most \(atMost) a year",
          "1年の下限を\(atMost)以下にするか、上限を\(rule.atLeastAYear)以上にしてください",
          "Lower the yearly minimum to \(atMost), or raise the maximum to \(rule.atLeastAYear)"))
    }
    if let perYear, rule.atLeastAYear > perYear {
      findings.append(
        wrong(
          "「\(ja)」は1年に\(rule.atLeastAYear)以上とされていますが、1年に声をかけるのは全体で\(perYear)か所です",
          "\(en) is to have at least \(rule.atLeastAYear) a year, of \(perYear) a year in all",
          "1年の下限を\(perYear)以下にするか、--per-year を\(rule.atLeastAYear)以上にしてください",
          "Lower the yearly minimum to \(perYear), or give --per-year \(rule.atLeastAYear) or more")
      )
    }
    guard findings.isEmpty, let count, let perYear else { return findings }
    let years = self.years(for: count)
    let (least, most) = (rule.least(in: years), rule.most(in: years) ?? .max)
    let span = Text(
      ja: "\(count)か所を1年に\(perYear)か所ずつ、\(years)年",
      en: "\(count) stations, \(perYear) a year, take \(years) years")
    if least > rule.members.count {
      findings.append(
        wrong(
          "\(span.ja)なので「\(ja)」は\(least)必要ですが、候補は\(rule.members.count)しかありません",
          "\(span.en): \(en) needs \(least), but has \(rule.members.count) candidates",
          "1年の下限を減らすか、候補を加えてください", "Lower the yearly minimum, or add candidates"))
    }
    if least > most, rule.atLeastAYear * years > most {
      findings.append(
        wrong(
          "\(span.ja)なので、1年に\(rule.atLeastAYear)以上の「\(ja)」は\(least)になり、全体の上限\(most)を超えます",
          "\(span.en): at least \(rule.atLeastAYear) of \(en) a year are \(least), above the maximum of \(most) in all",
          "1年の下限を減らすか、全体の上限を\(least)以上にしてください",
          "Lower the yearly minimum, or raise the maximum in all to \(least)"))
    } else if least > most {
      findings.append(
        wrong(
          "\(span.ja)なので、1年に\(rule.atMostAYear ?? 0)以下の「\(ja)」は\(most)までで、全体の下限\(least)に届きません",
          "\(span.en): at most \(rule.atMostAYear ?? 0) of \(en) a year are \(most), below the minimum of \(least) in all",
          "1年の上限を増やすか、全体の下限を\(most)以下にしてください",
          "Raise the yearly maximum, or lower the minimum in all to \(most)"))
    }
    return findings
  }

  /// Minimums that are too many together: kinds exclude each other, and so do municipalities.
  private func sums(count: Int?) -> [Finding] {
    var findings: [Finding] = []
    for (rules, what) in [
      (ofKinds, Text(ja: "種別", en: "kinds")),
      (ofMunicipalities, Text(ja: "市町村", en: "municipalities")),
    ] {
      func list(_ number: (Rule) -> Int, _ language: Language) -> String {
        let minimums = rules.filter { number($0) > 0 }
        let shown = minimums.prefix(5).map { "\($0.name[language]) \(number($0))" }
        let rest = minimums.count > 5 ? " …" : ""
        return shown.joined(separator: language == .ja ? "、" : ", ") + rest
      }
      let ofYear = rules.reduce(0) { $0 + min($1.atLeastAYear, 1_000_000) }
      if let perYear, ofYear > perYear {
        // one that is too high by itself has been told already
        guard rules.allSatisfy({ $0.atLeastAYear <= perYear }) else { continue }
        findings.append(
          wrong(
            "\(what.ja)ごとの1年の下限の合計は\(ofYear)（\(list(\.atLeastAYear, .ja))）で、1年に声をかける\(perYear)か所を超えています",
            "the yearly minimums by \(what.en) add up to \(ofYear) (\(list(\.atLeastAYear, .en))), more than the \(perYear) of a year",
            "1年の下限を減らすか、--per-year を\(ofYear)以上にしてください",
            "Lower the yearly minimums, or give --per-year \(ofYear) or more"))
        continue
      }
      guard let count else { continue }
      let years = self.years(for: count)
      let least = { (rule: Rule) in min(rule.least(in: years), 1_000_000) }
      let sum = rules.reduce(0) { $0 + least($1) }
      guard sum > count else { continue }
      let span = perYear.map { _ in Text(ja: "\(years)年の", en: " of \(years) years") }
      findings.append(
        wrong(
          "\(what.ja)ごとの\(span?.ja ?? "")下限の合計は\(sum)（\(list(least, .ja))）で、追加する数\(count)を超えています",
          "the minimums\(span?.en ?? "") by \(what.en) add up to \(sum) (\(list(least, .en))), more than the \(count) to add",
          "下限を減らすか、--count を\(sum)以上にしてください",
          "Lower the minimums, or give --count \(sum) or more"))
    }
    return findings
  }
}
