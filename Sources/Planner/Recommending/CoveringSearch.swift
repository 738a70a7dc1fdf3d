struct CoveringSearch {
  let problem: CoveringProblem
  let limits: SearchLimits

  init(_ problem: CoveringProblem, _ limits: SearchLimits) {
    self.problem = problem
    self.limits = limits
  }

  func run() -> CoveringSolution? { nil }
}
