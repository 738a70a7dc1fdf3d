internal import Planner

// Shares, sums of money, weights and quotas as people write them in flags.

extension RecommendationMeaning {
  // MARK: Plain values

  /// `80%` as 0.8. A bare number is refused, since 0.8 and 80 are both meant at times.
  mutating func share(_ text: String, _ flag: String, _ example: String) -> Double? {
    let plain = Spelling.widthFolded(text).filter { $0 != " " }
    if plain.hasSuffix("%"), case .number(let percent) = DecimalNumber(String(plain.dropLast())),
      percent > 0, percent <= 100
    {
      return percent / 100
    }
    wrong(
      "\(flag) の割合「\(text.shortened)」が分かりません",
      "\(flag) \(text.quoted) is no share",
      "\(flag) \(example) のように、0より大きく100以下の数に % を付けてください",
      "Write a number above 0 and up to 100 with %, such as \(flag) \(example)")
    return nil
  }

  /// `500000`, `500,000円`, `50万円`.
  mutating func yen(_ text: String, _ flag: String, mayBeZero: Bool = false) -> Double? {
    if let value = yenAmount(text), value > 0 || mayBeZero { return value }
    wrong(
      "\(flag) の金額「\(text.shortened)」が分かりません", "\(flag) \(text.quoted) is no sum of money",
      "\(flag) 500000 や \(flag) 50万円 のように、円で書いてください",
      "Write yen, such as \(flag) 500000")
    return nil
  }

  /// `10s`, `2m`, `1.5秒`.
  mutating func seconds(_ text: String) -> Double? {
    let plain = Spelling.widthFolded(text).lowercased().filter { $0 != " " }
    for (unit, factor) in [
      ("ms", 0.001), ("秒", 1), ("分", 60), ("min", 60), ("s", 1), ("m", 60),
    ] where plain.hasSuffix(unit) {
      guard case .number(let value) = DecimalNumber(String(plain.dropLast(unit.count))),
        value > 0, value.isFinite
      else { break }
      return value * factor
    }
    wrong(
      "--time-limit「\(text.shortened)」が分かりません", "--time-limit \(text.quoted) is no time",
      "--time-limit 10s や --time-limit 2m のように、単位を付けて書いてください",
      "Write it with a unit, such as 10s or 2m")
    return nil
  }

  /// The two sides of the last `=`: names may hold one, numbers never do.
  private mutating func pair(
    _ text: String, _ flag: String, _ example: String
  ) -> (name: String, value: String)? {
    let folded = Spelling.widthFolded(text)
    if let equals = folded.lastIndex(of: "="), equals != folded.startIndex {
      let name = folded[..<equals].trimmingBlanks
      let value = folded[folded.index(after: equals)...].trimmingBlanks
      if !name.isEmpty, !value.isEmpty { return (name, value) }
    }
    wrong(
      "\(flag)「\(text.shortened)」の形が違います", "\(flag) \(text.quoted) is not NAME=NUMBER",
      "\(flag) \(example) のように書いてください", "Write it like \(flag) \(example)")
    return nil
  }

  private mutating func weight(_ text: String, _ flag: String, _ example: String) -> Double? {
    if case .number(let value) = DecimalNumber(text), (0...1e6).contains(value) { return value }
    wrong(
      "\(flag) の重み「\(text.shortened)」が分かりません", "\(flag): \(text.quoted) is no weight",
      "0以上100万以下の数で書いてください（例：\(flag) \(example)）",
      "Write a number from 0 to 1,000,000, such as \(flag) \(example)")
    return nil
  }

  private mutating func twice(_ name: String, _ flag: String) {
    wrong(
      "\(flag) に「\(name.shortened)」が二度あります", "\(flag) names \(name.quoted) twice",
      "一つにしてください", "Keep one of them")
  }

  // MARK: Weights

  mutating func attributeWeights() -> [String: Double] {
    var weights: [String: Double] = [:]
    var names: Set<String> = []
    for text in settings.weights {
      guard let (name, value) = pair(text, "--weight", "65+=1") else { continue }
      let slug = attribute(name)
      guard names.insert(Spelling.key(slug ?? name)).inserted else {
        twice(name, "--weight")
        continue
      }
      guard let weight = weight(value, "--weight", "65+=1"), let slug else { continue }
      weights[slug] = weight
    }
    requirePositive(weights.values.map { $0 }, settings.weights.count, "--weight", "total=1")
    return weights
  }

  /// The slug of an attribute by slug or name; without a region, as written.
  private mutating func attribute(_ name: String) -> String? {
    guard let region else { return name }
    let attributes = region.blocks.attributes
    let key = Spelling.key(name)
    if let found = attributes.first(where: {
      $0.slug == name || [$0.slug, $0.name.ja, $0.name.en].map(Spelling.key).contains(key)
    }) {
      return found.slug
    }
    let all = attributes.map(\.slug).joined(separator: ", ")
    wrong(
      "人口データに「\(name.shortened)」の列がありません", "the population has no attribute \(name.quoted)",
      "使えるもの：" + all, "Known here: " + all)
    return nil
  }

  mutating func serviceWeights() -> [Service: Double] {
    var weights: [Service: Double] = [:]
    for text in settings.serviceWeights {
      guard let (name, value) = pair(text, "--service-weight", "cool=2") else { continue }
      let weight = weight(value, "--service-weight", "cool=2")
      guard let service = Vocabulary.services[name] else {
        let near = Vocabulary.services.suggestion(for: name)
        let all = Service.allCases.map(\.slug).joined(separator: ", ")
        wrong(
          "「\(name.shortened)」という機能はありません", "there is no service \(name.quoted)",
          near.ja + "使えるもの：" + all, near.en + "Known: " + all)
        continue
      }
      if weights[service] != nil { twice(name, "--service-weight") }
      if let weight { weights[service] = weight }
    }
    requirePositive(
      weights.values.map { $0 }, settings.serviceWeights.count, "--service-weight", "cool=1")
    return weights
  }

  /// With nothing but zeros there is nobody to reach.
  private mutating func requirePositive(
    _ weights: [Double], _ stated: Int, _ flag: String, _ example: String
  ) {
    guard stated > 0, weights.count == stated, weights.allSatisfy({ $0 == 0 }) else { return }
    wrong(
      "\(flag) の重みがすべて0です", "all weights of \(flag) are zero",
      "少なくとも一つは0より大きくしてください（例：\(flag) \(example)）",
      "Make at least one of them larger, such as \(flag) \(example)")
  }

  mutating func agreement() -> [String: Double] {
    let vocabulary = Vocabulary(kinds: kinds)
    var result: [String: Double] = [:]
    for text in settings.agreement {
      guard let (name, value) = pair(text, "--agreement", "commerce=0.3") else { continue }
      guard let kind = vocabulary[name] else {
        unknownKind(name)
        continue
      }
      let isPercent = value.hasSuffix("%")
      guard case .number(let number) = DecimalNumber(isPercent ? String(value.dropLast()) : value),
        case let chance = isPercent ? number / 100 : number, chance >= 0, chance <= 1
      else {
        wrong(
          "--agreement の見込み「\(value.shortened)」が分かりません",
          "--agreement: \(value.quoted) is no probability",
          "0から1までの数か、30% のように書いてください（例：--agreement commerce=0.3）",
          "Write 0 to 1, or a percentage, such as --agreement commerce=0.3")
        continue
      }
      if result[kind.slug] != nil { twice(name, "--agreement") }
      result[kind.slug] = chance
    }
    return result
  }

  private mutating func unknownKind(_ name: String) {
    let near = Vocabulary(kinds: kinds).suggestion(for: name)
    let all = kinds.map(\.slug).joined(separator: ", ")
    wrong(
      "「\(name.shortened)」という種別はありません", "there is no kind \(name.quoted)",
      near.ja + "使えるもの：" + all, near.en + "Known: " + all)
  }

  // MARK: Quotas

  mutating func quotas(_ goal: RecommendationRequest.Goal) -> [RecommendationRequest.Quota] {
    var quotas: [(name: String, quota: RecommendationRequest.Quota)] = []
    typealias Quota = RecommendationRequest.Quota
    var said: Set<String> = []
    func merge(_ name: String, _ quota: Quota) {
      guard let index = quotas.firstIndex(where: { $0.quota.members == quota.members }) else {
        quotas.append((name, quota))
        return
      }
      let known = quotas[index].quota
      quotas[index].quota = Quota(
        known.members, atLeast: max(known.atLeast, quota.atLeast),
        atMost: known.atMost ?? quota.atMost,
        atLeastAYear: max(known.atLeastAYear, quota.atLeastAYear),
        atMostAYear: known.atMostAYear ?? quota.atMostAYear)
    }
    for (flag, texts, least) in [
      ("--at-most", settings.atMost, 0), ("--at-least", settings.atLeast, 1),
    ] {
      let example = least == 0 ? "temple-shrine=2" : "commerce=1"
      for text in texts {
        guard let (name, written) = pair(text, flag, example) else { continue }
        let (value, isYearly) = Self.rate(written)
        guard case .number(let number) = DecimalNumber(value), number == number.rounded(),
          number >= Double(least), number <= 1_000_000
        else {
          wrong(
            "\(flag) の数「\(written.shortened)」が分かりません",
            "\(flag): \(written.quoted) is no count",
            "\(least)以上の整数で書いてください（例：\(flag) \(example)、1年ごとなら \(flag) \(example)/年）",
            "Write a whole number, \(least) or more, such as \(flag) \(example), or "
              + "\(flag) \(example)/year")
          continue
        }
        guard let members = members(name, flag) else { continue }
        // the early check knows no municipalities; what it does not know is not compared
        guard said.insert("\(flag) \(members) \(isYearly)").inserted else {
          twice(name, flag)
          continue
        }
        let whole = Int(number)
        switch (flag, isYearly) {
        case ("--at-most", false): merge(name, Quota(members, atMost: whole))
        case ("--at-most", true): merge(name, Quota(members, atMostAYear: whole))
        case (_, false): merge(name, Quota(members, atLeast: whole))
        case (_, true): merge(name, Quota(members, atLeastAYear: whole))
        }
      }
    }
    if let most = settings.atMostPerMunicipality {
      if most < 1 {
        wrong(
          "--at-most-per-municipality は1以上の数です（\(most)）",
          "--at-most-per-municipality is 1 or more, not \(most)",
          "例：--at-most-per-municipality 2", "For example --at-most-per-municipality 2")
      } else {
        quotas.append(("", RecommendationRequest.Quota(.eachMunicipality, atMost: most)))
      }
    }
    findContradictions(quotas, goal)
    if settings.perYear == nil, let yearly = quotas.first(where: { $0.quota.isYearly }) {
      wrong(
        "「\(yearly.name)」に1年ごとの数がありますが、--per-year がありません",
        "\(yearly.name.quoted) has a yearly quota, but there is no --per-year",
        "--per-year 5 のように、1年に声をかける数も書いてください",
        "Say how many stations a year, such as --per-year 5")
    }
    return quotas.map(\.quota)
  }

  /// `2/year` and `2/年` as 2 a year.
  private static func rate(_ text: String) -> (number: String, isYearly: Bool) {
    let plain = text.lowercased().replacing("／", with: "/").filter { $0 != " " }
    for unit in ["/year", "/yr", "/y", "/年度", "/年"] where plain.hasSuffix(unit) {
      return (String(plain.dropLast(unit.count)), true)
    }
    return (text, false)
  }

  private mutating func members(
    _ name: String, _ flag: String
  ) -> RecommendationRequest.Quota.Members? {
    if let kind = Vocabulary(kinds: kinds)[name] { return .kind(kind) }
    guard let study = region?.study else { return nil }
    let found = (try? AreaSelection([name], in: study).municipalities) ?? []
    if found.count == 1, let index = found.first { return .municipality(index) }
    if found.count > 1 {
      let names = found.sorted().map { study.municipalities[$0].name }
      wrong(
        "\(flag) の「\(name.shortened)」には\(found.count)市町村（\(names.listed(upTo: 4, in: .ja))）があります",
        "\(flag): \(name.quoted) has \(found.count) municipalities "
          + "(\(names.listed(upTo: 4, in: .en)))",
        "市町村を一つずつ書いてください", "Name one municipality at a time")
      return nil
    }
    let words = kinds.flatMap { [$0.slug, $0.name.ja] } + study.municipalities.map(\.name)
    let near = Spelling.nearest(to: name, among: words)
    wrong(
      "「\(name.shortened)」という種別も市町村もありません",
      "there is no kind and no municipality \(name.quoted)",
      (near.map { "「\($0)」のことですか？" } ?? "") + "種別：" + kinds.map(\.slug).joined(separator: ", "),
      (near.map { "Did you mean \($0)? " } ?? "") + "Kinds: "
        + kinds.map(\.slug).joined(separator: ", "))
    return nil
  }

  /// Which conditions no plan can meet, whatever the candidates are.
  private mutating func findContradictions(
    _ quotas: [(name: String, quota: RecommendationRequest.Quota)],
    _ goal: RecommendationRequest.Goal
  ) {
    let perMunicipality = quotas.first { $0.quota.members == .eachMunicipality }?.quota.atMost
    var (ofKinds, ofMunicipalities) = (0, 0)
    for (name, quota) in quotas {
      if let most = quota.atMost, quota.atLeast > most {
        wrong(
          "「\(name)」は\(quota.atLeast)か所以上で、しかも\(most)か所以下という条件になっています",
          "\(name.quoted) must be at least \(quota.atLeast) and at most \(most)",
          "--at-least を小さくするか、--at-most を大きくしてください",
          "Lower --at-least or raise --at-most")
      }
      if let most = quota.atMostAYear, quota.atLeastAYear > most {
        wrong(
          "「\(name)」は1年に\(quota.atLeastAYear)か所以上で、しかも\(most)か所以下という条件になっています",
          "\(name.quoted) must be at least \(quota.atLeastAYear) and at most \(most) a year",
          "--at-least を小さくするか、--at-most を大きくしてください",
          "Lower --at-least or raise --at-most")
      }
      switch quota.members {
      case .kind: ofKinds += quota.atLeast
      case .municipality: ofMunicipalities += quota.atLeast
      case .eachMunicipality: continue
      }
      if case .municipality = quota.members, let perMunicipality, quota.atLeast > perMunicipality {
        wrong(
          "「\(name)」は\(quota.atLeast)か所以上ですが、一つの市町村は\(perMunicipality)か所までです",
          "\(name.quoted) must have at least \(quota.atLeast), but a municipality may have "
            + "\(perMunicipality)",
          "--at-most-per-municipality を大きくするか、--at-least を小さくしてください",
          "Raise --at-most-per-municipality or lower --at-least")
      }
    }
    guard case .count(let count) = goal else { return }
    for (sum, ja, en) in [(ofKinds, "種別", "kinds"), (ofMunicipalities, "市町村", "municipalities")]
    where sum > count {
      wrong(
        "--at-least で求めた\(ja)の合計（\(sum)か所）が、全体の\(count)か所より多くなっています",
        "--at-least asks for \(sum) in all (\(en)), more than the \(count) of the plan",
        "--count を\(sum)以上にするか、--at-least を小さくしてください",
        "Make --count \(sum) or more, or lower --at-least")
    }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
