internal import Planner
internal import Yams

// The section `recommend` of a project file: the flags of the command, under the same names.

extension ProjectReading {
  static let recommendationKeys = [
    "count", "until", "each-area", "each-area-layer", "budget", "objective", "expected", "weight",
    "service-weight", "in", "at-most", "at-least", "at-most-per-municipality", "opening-cost",
    "max-openings",
    "agreement", "agreement-from", "anywhere", "nodes", "time-limit", "draws", "per-year",
  ]

  mutating func recommendation(_ section: String, _ node: Node) -> RecommendationSettings {
    var settings = RecommendationSettings()
    guard let mapping = node.mapping else {
      wrong(section, node, Text(ja: "「キー: 値」の並び", en: "a list of \"key: value\""))
      return settings
    }
    for (keyNode, value) in mapping {
      let name = keyNode.scalar?.string ?? ""
      let key = "\(section): \(name)"
      if let scalar = value.scalar, scalar.string.isEmpty, scalar.style == .plain {
        if !Self.recommendationKeys.contains(name) {
          unknown(name, keyNode, Self.recommendationKeys)
        }
        continue
      }
      switch name {
      case "count": settings.count = wholeNumber(key, value)
      case "until": settings.until = text(key, value)
      case "each-area": settings.eachArea = text(key, value)
      case "each-area-layer": settings.eachAreaLayer = text(key, value)
      case "budget": settings.budget = text(key, value)
      case "objective": settings.objective = text(key, value)
      case "expected": settings.expected = truth(key, value) ?? false
      case "weight": settings.weights = pairs(key, value)
      case "service-weight": settings.serviceWeights = pairs(key, value)
      case "in": settings.scope = list(key, value)
      case "at-most": settings.atMost = pairs(key, value)
      case "at-least": settings.atLeast = pairs(key, value)
      case "at-most-per-municipality": settings.atMostPerMunicipality = wholeNumber(key, value)
      case "opening-cost": settings.openingCost = text(key, value)
      case "max-openings": settings.maxOpenings = wholeNumber(key, value)
      case "agreement": settings.agreement = pairs(key, value)
      case "agreement-from": settings.agreementFrom = file(key, value)
      case "anywhere": settings.anywhere = truth(key, value) ?? false
      case "nodes": settings.nodes = wholeNumber(key, value)
      case "time-limit": settings.timeLimit = text(key, value)
      case "draws": settings.draws = wholeNumber(key, value)
      case "per-year": settings.perYear = wholeNumber(key, value)
      case "name-candidates":
        // a file is passed on, and whoever runs it next must not publish names unawares
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "候補の名前を出す設定は、設定ファイルには書けません",
              en: "naming candidates cannot be set in a project file"),
            at: Place(file: path, row: keyNode.mark?.line),
            remedy: Text(
              ja: "そのつど planner-cli recommend --name-candidates としてください",
              en: "Ask for it each time: planner-cli recommend --name-candidates")))
      default: unknown(name, keyNode, Self.recommendationKeys)
      }
    }
    return settings
  }

  private mutating func wholeNumber(_ key: String, _ node: Node) -> Int? {
    if let number = node.scalar.flatMap({ Int(Spelling.widthFolded($0.string)) }) { return number }
    wrong(key, node, Text(ja: "半角の整数", en: "a whole number"))
    return nil
  }

  /// `[commerce=2]` as flags have it, or `commerce: 2` as YAML does.
  private mutating func pairs(_ key: String, _ node: Node) -> [String] {
    guard let mapping = node.mapping else { return list(key, node) }
    return mapping.compactMap { name, value in
      guard let name = name.scalar?.string, let value = text("\(key): \(name)", value) else {
        return nil
      }
      return "\(name)=\(value)"
    }
  }
}

extension RecommendationSettings {
  /// The section as YAML, each line without the section's indentation; empty where all is as usual.
  func rendered(_ scalar: (String) -> String) -> [String] {
    var lines: [String] = []
    func add(_ key: String, _ value: String?) {
      if let value { lines.append("\(key): \(scalar(value))") }
    }
    func add(_ key: String, _ value: Int?) {
      if let value { lines.append("\(key): \(value)") }
    }
    func add(_ key: String, _ flag: Bool) {
      if flag { lines.append("\(key): true") }
    }
    func add(_ key: String, _ values: [String]) {
      guard !values.isEmpty else { return }
      lines.append("\(key): [\(values.map(scalar).joined(separator: ", "))]")
    }
    add("count", count)
    add("until", until)
    add("each-area", eachArea)
    add("each-area-layer", eachAreaLayer)
    add("budget", budget)
    add("objective", objective)
    add("expected", expected)
    add("weight", weights)
    add("service-weight", serviceWeights)
    add("in", scope)
    add("at-most", atMost)
    add("at-least", atLeast)
    add("at-most-per-municipality", atMostPerMunicipality)
    add("opening-cost", openingCost)
    add("max-openings", maxOpenings)
    add("agreement", agreement)
    add("agreement-from", agreementFrom)
    add("anywhere", anywhere)
    add("nodes", nodes)
    add("time-limit", timeLimit)
    add("draws", draws)
    add("per-year", perYear)
    return lines
  }

  /// These settings, such as those of flags, over those of a project file.
  ///
  /// Of what excludes each other one replaces the whole: any goal the goal of the file, any objective the objective.
  public func over(_ file: RecommendationSettings) -> RecommendationSettings {
    var result = file
    if count != nil || until != nil || eachArea != nil || budget != nil {
      (result.count, result.until, result.budget) = (count, until, budget)
      result.eachArea = eachArea
      if eachArea == nil { result.eachAreaLayer = nil }
    }
    result.eachAreaLayer = eachAreaLayer ?? result.eachAreaLayer
    result.openingCost = openingCost ?? result.openingCost
    result.maxOpenings = maxOpenings ?? result.maxOpenings
    if objective != nil || expected { (result.objective, result.expected) = (objective, expected) }
    if !weights.isEmpty { result.weights = weights }
    if !serviceWeights.isEmpty { result.serviceWeights = serviceWeights }
    if !scope.isEmpty { result.scope = scope }
    if !atMost.isEmpty { result.atMost = atMost }
    if !atLeast.isEmpty { result.atLeast = atLeast }
    result.atMostPerMunicipality = atMostPerMunicipality ?? result.atMostPerMunicipality
    if !agreement.isEmpty { result.agreement = agreement }
    result.agreementFrom = agreementFrom ?? result.agreementFrom
    result.anywhere = anywhere || result.anywhere
    result.nodes = nodes ?? result.nodes
    result.timeLimit = timeLimit ?? result.timeLimit
    result.draws = draws ?? result.draws
    result.perYear = perYear ?? result.perYear
    return result
  }
}
