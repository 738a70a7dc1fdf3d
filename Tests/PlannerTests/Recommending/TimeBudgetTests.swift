import Foundation
import Testing

@testable import Planner

@Suite struct TimeBudgetTests {
  private func recommend(
    _ change: (inout RecommendationRequest) -> Void,
    onProgress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) throws -> Recommendation {
    var town = try Town()
    try town.municipality("12201", "町", east: 0...20_000, north: 0...3000)
    for index in 0..<40 {
      let east = 400 + Double(index) * 480
      town.residents(Double(index % 7 + 1), at: east, 500)
      town.candidate("c\(index)", "commerce", at: east + 200, 500, home: 0)
    }
    town.station("1", at: 400, 500)
    var request = RecommendationRequest()
    request.goal = .count(5)
    change(&request)
    let region = try town.region()
    return try Recommendation(
      for: request, in: region, stations: town.stations, candidates: town.candidates,
      kinds: OrganizationKind.network, knownKinds: ["commerce"],
      radius: try #require(WalkRadius(meters: 800)), question: CoverageQuestion(),
      homes: region.municipalities(of: town.stations.map(\.geographic)), onProgress: onProgress)
  }

  @Test("no limit is no clock; a limit is shared out and never negative")
  func shares() {
    #expect(TimeBudget.unlimited.secondsLeft == nil && !TimeBudget.unlimited.isOver)
    #expect(TimeBudget(seconds: nil).part(0.5).secondsLeft == nil)
    let hour = TimeBudget(seconds: 3600)
    let half = hour.part(0.5).secondsLeft ?? 0
    #expect((1700...1800).contains(half) && !hour.isOver)
    let over = TimeBudget(seconds: 0)
    #expect(over.isOver && over.secondsLeft == 0 && over.seconds(share: 0.5) == 0)
  }

  @Test("the limit is one for everything, and the answer says what it cost")
  func bounded() throws {
    let clock = ContinuousClock()
    var answer: Recommendation?
    let taken = try clock.measure {
      answer = try recommend { request in
        request.timeLimitSeconds = 1
        request.robustnessDraws = 100_000
      }
    }
    let robustness = try #require(answer?.robustness)
    // a hundred thousand searches would take far longer, on any machine
    #expect(robustness.draws < 100_000 && taken < .seconds(30))
    let said = try #require(answer?.findings.first { $0.what.en.contains("cut short") })
    #expect(said.what.en.contains("\(robustness.draws) of 100000 draws"))
    #expect(said.what.ja.contains("100000回のうち\(robustness.draws)回だけ"))
    #expect(said.severity == .warning && said.remedy.en.contains("--time-limit"))
    // what is told is still a plan, with a bound that holds
    let plan = try #require(answer?.plans.first)
    #expect(plan.steps.count == 5 && plan.bound.bound >= plan.bound.objective)
  }

  @Test("a limit that is not reached changes nothing")
  func generous() throws {
    let usual = try recommend { $0.robustnessDraws = 20 }
    let timed = try recommend { request in
      request.robustnessDraws = 20
      request.timeLimitSeconds = 600
    }
    #expect(
      timed.plans.map { $0.steps.map(\.candidate) } == usual.plans.map { $0.steps.map(\.candidate) }
    )
    #expect(timed.plans.first?.steps.map(\.stays) == usual.plans.first?.steps.map(\.stays))
    #expect(timed.robustness?.draws == 20 && timed.findings == usual.findings)
  }

  @Test("every draw is told of once")
  func progress() throws {
    let told = Counter()
    _ = try recommend({ $0.robustnessDraws = 25 }) { done, all in
      #expect(all == 25)
      told.note(done)
    }
    #expect(told.numbers.sorted() == Array(0...25))
  }
}

private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var noted: [Int] = []

  var numbers: [Int] { lock.withLock { noted } }

  func note(_ number: Int) { lock.withLock { noted.append(number) } }
}
