extension Recommendation {
  /// The same with the figures of single candidates in whole residents, for readers who are not
  /// to learn who the candidates are.
  ///
  /// A fractional sum over blocks is as good as a name: whoever has the list of candidates and
  /// the population can look up which of them has just these digits. Whole residents still fit
  /// several candidates where these are near each other, but no rounding that leaves advice worth
  /// reading hides a candidate that stands alone.
  ///
  /// Rounded are running totals, and what a step adds is the difference of two of them, so that
  /// the steps still add up exactly; `coveredAfter` is what is covered today, unrounded, with that
  /// total added. Bounds are rounded up, so that they still hold, but for those that meet the
  /// objective. Weighted residents are rounded to the largest power of ten that is no larger than
  /// the largest weight, and to 1 at most. What all candidates of a kind or all residents of a
  /// municipality make together is left as it is.
  public func inWholeResidents() -> Recommendation {
    let weighted = Rounding(of: request)
    return Recommendation(
      request: request, candidates: candidates, kinds: kinds, residents: residents,
      coveredToday: coveredToday, plans: plans.map { rounded($0, weighted) },
      kindShares: kindShares.map {
        KindShare(kind: $0.kind, known: $0.known.map(weighted.rounded))
      },
      openings: openings.map { opening in
        Opening(
          municipality: opening.municipality, stationsToday: opening.stationsToday,
          candidates: opening.candidates, residents: opening.residents,
          uncovered: opening.uncovered, coveredAcross: opening.coveredAcross,
          gains: opening.gains.map(weighted.nearest), inPlan: opening.inPlan)
      }, findings: findings)
  }

  private func rounded(_ plan: Plan, _ weighted: Rounding) -> Plan {
    var people = RunningTotals()
    var services = RunningTotals()
    var before = (exact: 0.0, shown: 0.0)
    let steps = plan.steps.map { step -> Step in
      let newly = people.rounded(step.newlyCovered)
      let slugs = step.newlyCoveredByService.keys.sorted()
      // a service that is missing from one step would shift the others
      let byService = services.rounded(
        Service.allCases.map { step.newlyCoveredByService[$0] ?? 0 })
      let numbers = Dictionary(uniqueKeysWithValues: zip(Service.allCases, byService))
      let objective = weighted.nearest(step.prefixObjective)
      let gain = (exact: step.prefixObjective - before.exact, shown: objective - before.shown)
      before = (step.prefixObjective, objective)
      // the difference is what is read: nobody is to be told of one where there is none
      func rounded(_ other: Substitute) -> Substitute {
        Substitute(
          kind: other.kind, candidate: other.candidate,
          newlyCovered: weighted.nearest(
            max(0, gain.shown - weighted.nearest(gain.exact - other.newlyCovered))))
      }
      let covered = (coveredToday.first ?? 0) + (people.totals.first ?? 0).rounded()
      return Step(
        candidate: step.candidate, year: step.year, newlyCovered: newly,
        newlyCoveredBounds: zip(step.newlyCoveredBounds, newly).map(Self.rounded),
        newlyCoveredByService: Dictionary(
          uniqueKeysWithValues: slugs.map { ($0, numbers[$0] ?? 0) }),
        coveredAfter: covered,
        shareAfter: residents.first.map { $0 > 0 ? covered / $0 : 0 } ?? 0,
        prefixObjective: objective,
        prefixBound: weighted.bound(step.prefixBound, over: step.prefixObjective),
        municipalities: step.municipalities.map(Self.rounded),
        livingAreas: step.livingAreas.map(Self.rounded), nearestStations: step.nearestStations,
        otherKinds: step.otherKinds.map(rounded), sameKind: step.sameKind.map(rounded),
        stays: step.stays)
    }
    return Plan(
      view: plan.view, steps: steps,
      bound: Bound(
        objective: weighted.nearest(plan.bound.objective),
        bound: weighted.bound(plan.bound.bound, over: plan.bound.objective),
        isProven: plan.bound.isProven, fewest: plan.bound.fewest,
        greedy: weighted.nearest(plan.bound.greedy)),
      floor: plan.floor, floorMunicipalities: plan.floorMunicipalities,
      opened: plan.opened, cost: plan.cost,
      wasStoppedByTime: plan.wasStoppedByTime, shortfall: plan.shortfall,
      robustness: plan.robustness.map { robustness in
        Robustness(
          draws: robustness.draws, refusal: robustness.refusal,
          variants: robustness.variants.map { variant in
            Robustness.Variant(
              name: variant.name, objective: weighted.nearest(variant.objective),
              objectiveOfPlan: weighted.nearest(variant.objectiveOfPlan), stays: variant.stays,
              kinds: variant.kinds)
          })
      })
  }

  /// Outwards, and around the number as it is shown.
  private static func rounded(
    _ range: ClosedRange<Double>?, _ shown: Double
  ) -> ClosedRange<Double>? {
    range.map {
      min($0.lowerBound.rounded(.down), shown)...max($0.upperBound.rounded(.up), shown)
    }
  }

  private static func rounded(_ part: Gap.Part) -> Gap.Part {
    Gap.Part(
      index: part.index, layer: part.layer, residents: part.residents.rounded(),
      share: (part.share * 100).rounded() / 100)
  }

  /// Sums over the steps so far, one for each place of a list.
  private struct RunningTotals {
    private(set) var totals: [Double] = []

    /// What a step adds to the rounded totals.
    mutating func rounded(_ values: [Double]) -> [Double] {
      while totals.count < values.count { totals.append(0) }
      return values.indices.map { index in
        let before = totals[index].rounded()
        totals[index] += values[index]
        return totals[index].rounded() - before
      }
    }
  }

  /// To what weighted residents are rounded.
  private struct Rounding {
    /// How many units make one weighted resident: 1, or 10, 100, … where weights are small.
    let perResident: Double

    init(of request: RecommendationRequest) {
      let weight = request.attributeWeights.values.max() ?? 1
      let ofService = request.serviceWeights.values.max() ?? 1
      var perResident = 1.0
      // smaller weights than this leave nothing that digits could tell
      while weight * ofService * perResident < 1, perResident < 1e9 { perResident *= 10 }
      self.perResident = perResident
    }

    func nearest(_ value: Double) -> Double {
      (value * perResident).rounded() / perResident
    }

    func bound(_ value: Double, over objective: Double) -> Double {
      let met = value - objective <= 1e-9 * max(1, objective)
      let up = ((value * perResident) - 1e-6).rounded(.up) / perResident
      return met ? nearest(objective) : max(nearest(objective), up)
    }

    func rounded(_ known: KindShare.Known) -> KindShare.Known {
      KindShare.Known(
        candidates: known.candidates, ceiling: known.ceiling, onlyThisKind: known.onlyThisKind,
        shapley: known.shapley, perCandidate: known.perCandidate,
        bestCandidate: nearest(known.bestCandidate), inPlan: known.inPlan,
        marginal: known.marginal.map {
          (nearest($0.objective), bound($0.bound, over: $0.objective))
        },
        expectedPerAsked: known.expectedPerAsked.map(nearest), offers: known.offers)
    }
  }
}
