internal import Planner

extension RecommendationDocument {
  /// `planner.recommend.v1`; `schemas/recommend.v1.schema.json` describes it. Numbers are
  /// unrounded, but for those of single candidates where these are not named.
  public var json: JSONValue {
    .object(
      [.init("format", .string("planner.recommend.v1"))] + GeoJSONDocument.internalAudience + [
        .init("request", requestJSON), .init("start", start),
        .init("steps", .array(first.map(steps) ?? [])),
        .init("bound", first.map(bound) ?? .null), .init("cost", first.map(cost) ?? .null),
        .init(
          "alternatives",
          .array(
            recommendation.plans.dropFirst().map { view in
              .members([
                "view": .string(view.view.rawValue), "name": .text(name(of: view)),
                "steps": .array(steps(view)), "bound": bound(view),
                "cost": cost(view), "robustness": robustness(of: view),
                "floor": .optional(view.floor),
                "floorMunicipalities": .array(
                  view.floorMunicipalities.map { .string(municipalities[$0].code.text) }),
              ])
            })),
        .init("kinds", .array(recommendation.kindShares.map(kind))),
        .init("kindSentences", .array(kindSentences.map { .text($0) })),
        .init("municipalities", .array(recommendation.openings.map(opening))),
        .init("robustness", first.map(robustness) ?? .null), .init("candidates", candidates),
        .init("findings", .array(findings.map(Assumptions.finding))),
        .init("assumptions", assumptions),
      ])
  }

  /// Those of the plan, with what was done to the figures.
  var assumptions: JSONValue {
    guard case .object(let members) = Assumptions(plan: plan).json else { return .null }
    return .object(members + [.init("rounding", roundingNote.map { .text($0) } ?? .null)])
  }

  // MARK: The question

  private var requestJSON: JSONValue {
    var goal: [JSONValue.Member] = []
    switch request.goal {
    case .count(let count):
      goal = [.init("type", .string("count")), .init("count", .integer(count))]
    case .share(let share):
      goal = [.init("type", .string("share")), .init("share", .number(share))]
    case .shareOfEachArea(let share, let layer):
      let name = layer.map { plan.region.study.livingAreaLayers[$0].name }
      goal = [
        .init("type", .string("shareOfEachArea")), .init("share", .number(share)),
        .init("layer", .optional(name)),
      ]
    case .budgetYen(let yen):
      goal = [.init("type", .string("budget")), .init("yen", .number(yen))]
    }
    let objective =
      switch request.objective {
      case .covered: "covered"
      case .expectedCovered: "expected"
      case .backup: "backup"
      }
    return .members([
      "goal": .object(goal), "objective": .string(objective),
      "attributeWeights": Self.numbers(request.attributeWeights),
      "serviceWeights": Self.numbers(
        Dictionary(
          uniqueKeysWithValues: request.serviceWeights.map { ($0.key.slug, $0.value) })),
      "scope": request.scope.map { scope in
        .array(scope.sorted().map { .string(municipalities[$0].code.text) })
      } ?? .null,
      "quotas": .array(request.quotas.map(quota)),
      "openingCostYen": .optional(request.openingCostYen),
      "agreement": Self.numbers(request.agreement),
      "nodeLimit": .integer(request.nodeLimit),
      "timeLimitSeconds": .optional(request.timeLimitSeconds),
      "robustnessDraws": .integer(request.robustnessDraws),
      "perYear": request.perYear.map { .integer($0) } ?? .null,
      "maxOpenings": request.mostOpenings.map { .integer($0) } ?? .null,
      "namesCandidates": .bool(namesCandidates),
    ])
  }

  private func quota(_ quota: RecommendationRequest.Quota) -> JSONValue {
    var kind: String?
    var municipality: String?
    var isEach = false
    switch quota.members {
    case .kind(let member): kind = member.slug
    case .municipality(let index): municipality = municipalities[index].code.text
    case .eachMunicipality: isEach = true
    }
    return .members([
      "kind": .optional(kind), "municipality": .optional(municipality),
      "eachMunicipality": .bool(isEach), "atLeast": .integer(quota.atLeast),
      "atMost": quota.atMost.map { .integer($0) } ?? .null,
      "atLeastAYear": .integer(quota.atLeastAYear),
      "atMostAYear": quota.atMostAYear.map { .integer($0) } ?? .null,
    ])
  }

  /// A dictionary has no order of its own.
  private static func numbers(_ values: [String: Double]) -> JSONValue {
    .object(values.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value)) })
  }

  private var start: JSONValue {
    func tally(_ index: Int) -> [JSONValue.Member] {
      let residents = recommendation.residents[index]
      let covered = recommendation.coveredToday[index]
      return [
        .init("residents", .number(residents)), .init("covered", .number(covered)),
        .init("share", .optional(residents > 0 ? covered / residents : nil)),
      ]
    }
    return .object(
      tally(0) + [
        .init(
          "attributes",
          .object(
            attributes.indices.dropFirst().map {
              .init(attributes[$0].slug, .object(tally($0)))
            }))
      ])
  }

  // MARK: Plans

  func steps(_ view: Recommendation.Plan) -> [JSONValue] {
    view.steps.indices.map { .object(members(ofStep: $0, in: view)) }
  }

  /// What JSON and GeoJSON say of a step.
  func members(ofStep index: Int, in view: Recommendation.Plan) -> [JSONValue.Member] {
    let step = view.steps[index]
    let candidate = candidate(step)
    let study = plan.region.study
    return [
      .init("rank", .integer(index + 1)),
      .init("year", year(ofStep: index, in: view).map { .integer($0) } ?? .null),
      .init("kind", .optional(candidate.kind?.slug)), .init("place", placeJSON(candidate)),
      .init("candidate", named(candidate)), .init("costYen", .optional(candidate.costYen)),
      .init("newlyCovered", .number(step.newlyCovered.first ?? 0)),
      .init("ages", perAttribute(step.newlyCovered)),
    ] + JSONValue.bounds(step.newlyCoveredBounds, of: attributes) + [
      .init(
        "services",
        .object(
          step.newlyCoveredByService.sorted { $0.key < $1.key }.map {
            .init($0.key.slug, .number($0.value))
          })),
      .init("coveredAfter", .number(step.coveredAfter)),
      .init("shareAfter", .number(step.shareAfter)),
      .init("prefixObjective", .number(step.prefixObjective)),
      .init("prefixBound", .number(step.prefixBound)),
      .init("municipalities", .municipalities(step.municipalities, in: study)),
      .init("livingAreas", .livingAreas(step.livingAreas, in: study)),
      .init(
        "nearestStations",
        .array(
          shownNearest(of: step).map { nearest in
            .members([
              "id": .string(plan.stations[nearest.station].id.text),
              "name": .string(plan.stations[nearest.station].name),
              "meters": .number(nearest.meters),
            ])
          })),
      .init(
        "otherKinds",
        .array(
          step.otherKinds.map { substitute($0, for: gain(ofStep: index, in: view)) })),
      .init(
        "sameKind",
        step.sameKind.map { substitute($0, for: gain(ofStep: index, in: view)) } ?? .null),
      .init("stays", .optional(step.stays)),
      .init("coinToss", isCoinToss(step).map { .bool($0) } ?? .null),
      .init("whyHere", .text(whyHere(index, in: view))),
      .init("whyThisKind", .text(whyThisKind(index, in: view))),
      .init("ifDeclined", ifDeclined(index, in: view).map { .text($0) } ?? .null),
      .init("whatWouldChange", whatWouldChange(step).map { .text($0) } ?? .null),
    ]
  }

  private func substitute(_ other: Recommendation.Substitute, for gain: Double) -> JSONValue {
    let stands = recommendation.candidates[other.candidate]
    return .members([
      "kind": .string(other.kind.slug), "place": placeJSON(stands),
      "candidate": named(stands), "newlyCovered": .number(other.newlyCovered),
      "fewer": .number(gain - other.newlyCovered),
    ])
  }

  func perAttribute(_ values: [Double]) -> JSONValue {
    .object(
      attributes.indices.dropFirst().filter(values.indices.contains).map {
        .init(attributes[$0].slug, .number(values[$0]))
      })
  }

  private func placeJSON(_ candidate: Candidate) -> JSONValue {
    let point = GeoJSONDocument.rounded(point(candidate))
    let municipality = candidate.municipality.map { index in
      JSONValue.members([
        "code": .string(municipalities[index].code.text),
        "name": .string(municipalities[index].name),
      ])
    }
    var members: [JSONValue.Member] = [
      .init("municipality", municipality ?? .null),
      .init("cell", .optional(cell(candidate)?.code)),
      .init("point", .numbers([point.longitude, point.latitude])),
      .init("exact", .bool(namesCandidates)),
    ]
    // left out without a gazetteer; null where no town is near
    if plan.gazetteer != nil {
      let town = near(candidate).map { town in
        JSONValue.members(["name": .string(town.name), "meters": .number(town.meters)])
      }
      members.append(.init("near", town ?? .null))
    }
    return .object(members)
  }

  /// Who it is, only where that was asked for.
  private func named(_ candidate: Candidate) -> JSONValue {
    guard namesCandidates, candidate.kind != nil else { return .null }
    return .members([
      "id": .string(candidate.id.text), "name": .string(candidate.name),
      "alsoHere": .array(candidate.alsoHere.map { .string($0) }),
    ])
  }

  private func bound(_ view: Recommendation.Plan) -> JSONValue {
    let bound = view.bound
    return .members([
      "objective": .number(bound.objective), "bound": .number(bound.bound),
      "gap": .optional(bound.gap), "proven": .bool(bound.isProven),
      "fewest": bound.fewest.map { .integer($0) } ?? .null, "greedy": .number(bound.greedy),
      "stoppedByTime": .bool(view.wasStoppedByTime),
      "shortfall": view.shortfall.map { shortfall in
        .members([
          "asked": .integer(shortfall.asked),
          "coveredAlready": .integer(shortfall.coveredAlready),
          "reachingNobody": .integer(shortfall.reachingNobody),
          "barred": .integer(shortfall.barred),
        ])
      } ?? .null,
      "sentence": .text(boundSentence(view)),
    ])
  }

  private func cost(_ view: Recommendation.Plan) -> JSONValue {
    .members([
      "opened": .array(view.opened.map { .string(municipalities[$0].code.text) }),
      "openingYen": .optional(view.cost.openingYen),
      "stationsYen": .optional(view.cost.stationsYen),
      "knownYen": .optional(view.cost.knownYen),
    ])
  }

  // MARK: Kinds, municipalities, robustness

  /// Of an unknown kind everything is `null`: zero would be a statement.
  private func kind(_ entry: Recommendation.KindShare) -> JSONValue {
    let known = entry.known
    return .members([
      "kind": .string(entry.kind.slug), "name": .text(entry.kind.name),
      "candidates": known.map { .integer($0.candidates) } ?? .null,
      "ceiling": .optional(known?.ceiling), "onlyThisKind": .optional(known?.onlyThisKind),
      "shapley": .optional(known?.shapley), "perCandidate": .optional(known?.perCandidate),
      "bestCandidate": .optional(known?.bestCandidate),
      "inPlan": known.map { .integer($0.inPlan) } ?? .null,
      "marginal": known.map { known in
        .array(
          known.marginal.enumerated().map { index, value in
            .members([
              "count": .integer(index + 1), "objective": .number(value.objective),
              "bound": .number(value.bound),
            ])
          })
      } ?? .null,
      "expectedPerAsked": .optional(known?.expectedPerAsked),
      "offers": known.map { known in
        .array(
          known.offers.map { offer in
            .members([
              "service": .string(offer.service.slug), "offering": .integer(offer.offering),
              "stations": .integer(offer.stations), "mean": .number(offer.mean),
              "low": .number(offer.low), "high": .number(offer.high),
            ])
          })
      } ?? .null,
    ])
  }

  private func opening(_ opening: Recommendation.Opening) -> JSONValue {
    .members([
      "code": .string(municipalities[opening.municipality].code.text),
      "name": .string(municipalities[opening.municipality].name),
      "stationsToday": .integer(opening.stationsToday),
      "candidates": .integer(opening.candidates), "residents": .number(opening.residents),
      "uncovered": .number(opening.uncovered), "coveredAcross": .number(opening.coveredAcross),
      "gains": .array(opening.gains.map { .number($0) }), "inPlan": .integer(opening.inPlan),
      "sentence": .text(sentence(opening)),
    ])
  }

  private func robustness(of view: Recommendation.Plan) -> JSONValue {
    guard let robustness = view.robustness else { return .null }
    return .members([
      "draws": .integer(robustness.draws), "refusal": .number(robustness.refusal),
      "variants": .array(
        robustness.variants.map { variant in
          .members([
            "name": .text(variant.name), "objective": .number(variant.objective),
            "objectiveOfPlan": .number(variant.objectiveOfPlan),
            "stays": .array(variant.stays.map { .bool($0) }),
            "kinds": .object(
              variant.kinds.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) }),
          ])
        }),
      "sentences": .array(robustnessSentences(of: view).map { .text($0) }),
    ])
  }

  private var candidates: JSONValue {
    let ideal = recommendation.candidates.count { $0.kind == nil }
    return .members([
      "known": .integer(recommendation.candidates.count - ideal), "ideal": .integer(ideal),
      "places": report.map { .integer($0.places) } ?? .null,
      "missingKinds": .array(missing.map { .string($0.slug) }),
      "layers": .array(
        (report?.perLayer ?? []).map { layer in
          .members([
            "kind": .string(layer.kind.slug), "path": .string(layer.path),
            "read": .integer(layer.read), "wrong": .integer(layer.wrong),
            "withoutPosition": .integer(layer.withoutPosition),
            "setAsideCentre": .integer(layer.setAsideCentre),
            "setAsideOnCentre": .integer(layer.setAsideOnCentre),
            "playgrounds": .integer(layer.playgrounds),
            "otherKind": .integer(layer.otherKind),
            "outside": .integer(layer.outside),
            "alreadyStations": .integer(layer.alreadyStations),
            "merged": .integer(layer.merged), "kept": .integer(layer.kept),
          ])
        }),
    ])
  }
}
