import Planner
import Testing

@testable import PlannerData

@Suite struct RecommendationSettingsTests {
  private let kinds = OrganizationKind.network

  private func request(
    _ change: (inout RecommendationSettings) -> Void
  ) throws -> RecommendationRequest {
    var settings = RecommendationSettings()
    change(&settings)
    return try settings.request(kinds: kinds, in: try PublicTown().plan.region)
  }

  /// What is wrong, told before files are read and again with the region at hand.
  private func wrong(
    _ change: (inout RecommendationSettings) -> Void
  ) throws -> (early: [String], late: [String]) {
    var settings = RecommendationSettings()
    change(&settings)
    let region = try PublicTown().plan.region
    func findings(_ body: () throws -> Void) -> [String] {
      do {
        try body()
        return []
      } catch let failure as Failure {
        #expect(failure.cause == .usage)
        #expect(failure.findings.allSatisfy { !$0.remedy.ja.isEmpty && !$0.remedy.en.isEmpty })
        return failure.findings.map { $0.described(in: .en) }
      } catch {
        return ["\(error)"]
      }
    }
    return (
      findings { try settings.check(kinds: kinds) },
      findings { _ = try settings.request(kinds: kinds, in: region) }
    )
  }

  @Test("a weight that no sum could hold is refused")
  func hugeWeight() {
    var values = RecommendationSettings()
    values.weights = ["65+=1e308"]
    #expect(throws: Failure.self) { try values.check(kinds: OrganizationKind.network) }
  }

  @Test("nothing said is ten more stations for everybody")
  func usual() throws {
    let usual = try request { _ in }
    #expect(usual == RecommendationRequest())
    #expect(usual.goal == .count(10) && usual.attributeWeights == ["total": 1])
  }

  @Test("a name that two municipalities share is refused, and their codes are not")
  func namesakes() throws {
    let outline = MultiPolygon<Geographic>([])
    let towns = ["13206", "34208", "12213"].enumerated().compactMap { index, text in
      MunicipalityCode(text).map {
        Municipality(code: $0, name: index < 2 ? "府中市" : "東金市", outline: outline)
      }
    }
    let study = try StudyArea(municipalities: towns)
    let failure = try #require(throws: Failure.self) { try AreaSelection(["府中市"], in: study) }
    #expect(
      failure.findings[0].described(in: .en).contains(
        "there are 2 municipalities \"府中市\" (13206, 34208). Write the code"))
    #expect(try AreaSelection(["34208", "東金市"], in: study).municipalities == [0, 2])
  }

  @Test("goals, weights, quotas and money are read as people write them")
  func values() throws {
    #expect(try request { $0.until = "80%" }.goal == .share(0.8))
    #expect(try request { $0.until = "８０％" }.goal == .share(0.8))
    #expect(try request { $0.eachArea = "60 %" }.goal == .shareOfEachArea(0.6, layer: nil))
    for (text, yen) in [
      ("500000", 500_000.0), ("500,000円", 500_000), ("50万円", 500_000), ("1.5億", 150_000_000),
    ] {
      let money = try request {
        $0.budget = text
        $0.openingCost = "0"
      }
      #expect(money.goal == .budgetYen(yen) && money.openingCostYen == 0, "\(text)")
    }
    let weighted = try request {
      $0.weights = ["65+=1", "総数=0.5"]
      $0.serviceWeights = ["クール=2", "相談=0"]
    }
    #expect(weighted.attributeWeights == ["65+": 1, "total": 0.5])
    #expect(weighted.serviceWeights == [.cool: 2, .consultation: 0])
    let limited = try request {
      $0.count = 5
      $0.atMost = ["寺社=2", "東金市=3"]
      $0.atLeast = ["temple-shrine=1", "12237=1"]
      $0.atMostPerMunicipality = 3
    }
    #expect(limited.goal == .count(5))
    #expect(
      limited.quotas == [
        .init(.kind(OrganizationKind.network[2]), atLeast: 1, atMost: 2),
        .init(.municipality(0), atMost: 3), .init(.municipality(1), atLeast: 1),
        .init(.eachMunicipality, atMost: 3),
      ])
    let yearly = try request {
      $0.count = 9
      $0.perYear = 3
      $0.atMost = ["寺社=2/year", "商工=1／年", "商工=4"]
      $0.atLeast = ["東金市=1/年度", "temple-shrine=1/year"]
      $0.maxOpenings = 0
      $0.openingCost = "3万円"
    }
    #expect(
      yearly.quotas == [
        .init(.kind(OrganizationKind.network[2]), atLeastAYear: 1, atMostAYear: 2),
        .init(.kind(OrganizationKind.network[6]), atMost: 4, atMostAYear: 1),
        .init(.municipality(0), atLeastAYear: 1),
      ])
    #expect(yearly.perYear == 3 && yearly.mostOpenings == 0 && yearly.openingCostYen == 30_000)
    let rest = try request {
      $0.scope = ["山武市"]
      $0.agreement = ["商工=30%", "public=0.5"]
      $0.expected = true
      $0.timeLimit = "2m"
      $0.nodes = 7
      $0.draws = 0
    }
    #expect(rest.scope == [1] && rest.agreement == ["commerce": 0.3, "public": 0.5])
    #expect(rest.objective == .expectedCovered && rest.timeLimitSeconds == 120)
    #expect(rest.nodeLimit == 7 && rest.robustnessDraws == 0)
  }

  @Test("everything that is wrong is told at once, before files are read")
  func allAtOnce() throws {
    let found = try wrong {
      $0.count = 0
      $0.until = "0.8"
      $0.objective = "coverd"
      $0.weights = ["65+", "total=-1"]
      $0.atMost = ["commerce=1.5"]
      $0.agreement = ["commerce=3", "comerce=0.3"]
      $0.timeLimit = "10"
      $0.draws = -1
      $0.perYear = 0
    }
    for words in [
      "--count is 1 or more", "--until \"0.8\" is no share", "there are 2 goals (--count, --until)",
      "no objective \"coverd\". Did you mean covered?", "--weight \"65+\" is not NAME=NUMBER",
      "\"-1\" is no weight", "--at-most: \"1.5\" is no count", "\"3\" is no probability",
      "no kind \"comerce\". Did you mean \"commerce\"?", "--time-limit \"10\" is no time",
      "--draws is 0 to", "--per-year is 1 or more",
    ] {
      #expect(found.early.contains { $0.contains(words) }, "\(words): \(found.early)")
    }
    #expect(found.early.count == 12)
  }

  @Test("conditions that contradict each other are named")
  func contradictions() throws {
    let found = try wrong {
      $0.count = 3
      $0.expected = true
      $0.objective = "backup"
      $0.eachAreaLayer = "生活圏域"
      $0.atMost = ["commerce=1"]
      $0.atLeast = ["commerce=2", "寺社=2"]
    }
    for words in [
      "--expected and --objective backup", "--each-area-layer is given without --each-area",
      "\"commerce\" must be at least 2 and at most 1",
      "--at-least asks for 4 in all (kinds), more than the 3",
    ] {
      #expect(found.early.contains { $0.contains(words) }, "\(words): \(found.early)")
    }
    #expect(found.early.count == 4)
    let yearly = try wrong {
      $0.atMost = ["commerce=1/year", "寺社=1/週", "寺社=0/年"]
      $0.atLeast = ["commerce=2/year"]
      $0.eachArea = "60%"
      $0.maxOpenings = -1
    }.early
    for words in [
      "\"commerce\" must be at least 2 and at most 1 a year", "--at-most: \"1/週\" is no count",
      "\"commerce\" has a yearly quota, but there is no --per-year",
      "--max-openings is 0 or more, not -1", "--max-openings does not go with --each-area",
    ] {
      #expect(yearly.contains { $0.contains(words) }, "\(words): \(yearly)")
    }
    #expect(yearly.count == 5)
    let late = try wrong {
      $0.atLeast = ["東金市=3"]
      $0.atMostPerMunicipality = 2
      $0.until = "80%"
      $0.expected = true
    }.late
    #expect(late.contains { $0.contains("must have at least 3, but a municipality may have 2") })
    #expect(late.contains { $0.contains("the objective must be covered") })
    #expect(try wrong { $0.weights = ["total=0"] }.early.first?.contains("are zero") == true)
    #expect(
      try wrong { $0.weights = ["total=1", "total=2"] }.early.first?.contains("twice") == true)
    #expect(
      try wrong { $0.atMost = ["commerce=1", "商工=2"] }.early.first?.contains("twice") == true)
  }

  @Test("names that only the files know are looked up when these are read")
  func names() throws {
    let found = try wrong {
      $0.scope = ["東金", "どこか遠い町"]
      $0.weights = ["90+=1"]
      $0.atMost = ["寺杜=1", "東金=2"]
      $0.eachArea = "60%"
      $0.eachAreaLayer = "学区"
    }
    #expect(found.early.isEmpty)
    for words in [
      "\"東金\"", "\"どこか遠い町\"", "no attribute \"90+\"",
      "no kind and no municipality \"寺杜\". Did you mean 寺社?", "no layer of living areas \"学区\"",
    ] {
      #expect(found.late.contains { $0.contains(words) }, "\(words): \(found.late)")
    }
  }

  // MARK: Past requests

  private func agreement(_ text: String) throws -> Reading<[String: AgreementRecord]> {
    let workspace = try Workspace()
    return try readAgreement(path: try workspace.write(text), kinds: kinds)
  }

  @Test("past requests give the mean of a Beta distribution, in either form")
  func pastRequests() throws {
    let counts = try agreement("種別,依頼数,承諾数\n商工,8,2\n寺社,1,1\ncommerce,2,1\n")
    #expect(counts.findings.isEmpty && counts.file.role == "agreement")
    #expect(counts.value["commerce"] == AgreementRecord(asked: 10, agreed: 3))
    #expect(counts.value["commerce"]?.mean == 4.0 / 12)
    #expect(counts.value["temple-shrine"]?.mean == 2.0 / 3)
    let rows = try agreement("kind,result\n商工,○\n商工,×\n寺社,yes\n")
    #expect(rows.value["commerce"] == AgreementRecord(asked: 2, agreed: 1))
    var settings = RecommendationSettings()
    settings.agreement = ["商工=0.9"]
    let request = try settings.request(
      kinds: kinds, in: try PublicTown().plan.region, past: rows.value)
    #expect(request.agreement == ["commerce": 0.9, "temple-shrine": 2.0 / 3])
  }

  @Test("wrong rows are named, and left out on request only")
  func wrongRows() throws {
    let reading = try agreement("kind,asked,agreed\n商工,2,3\n飲屋,1,1\n寺社,x,1\n公共,4,2\n")
    #expect(reading.value == ["public": AgreementRecord(asked: 4, agreed: 2)])
    #expect(reading.findings.map(\.place.row) == [2, 3, 4])
    #expect(try failure { try reading.requireSound(settingAside: false) }.findings.count == 3)
    #expect(throws: Never.self) { try reading.requireSound(settingAside: true) }
    let waiting = try agreement("kind,result\n商工,待ち\n")
    #expect(waiting.findings.first?.remedy.ja.contains("待っている") == true)
    #expect(
      try failure { _ = try agreement("kind,asked\n商工,1\n") }.description.contains("agreed"))
  }
}
