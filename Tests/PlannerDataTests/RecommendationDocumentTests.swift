import Foundation
import Testing

@testable import Planner
@testable import PlannerData

@Suite struct RecommendationDocumentTests {
  private func everything(_ document: RecommendationDocument) throws -> [String] {
    var texts = Language.allCases.flatMap { [document.text($0), document.csv($0)] }
    texts += Language.allCases.map { document.summary($0) }
    texts.append(String(decoding: document.json.serialized(), as: UTF8.self))
    texts.append(String(decoding: document.geoJSON().serialized(), as: UTF8.self))
    let layer = document.layer()
    texts.append("\(layer.rows.map(\.values)) \(layer.rows.compactMap(\.geometry))")
    return texts
  }

  private func parsed(_ document: RecommendationDocument) throws -> JSON {
    try JSON(document.json.serialized())
  }

  private static func schema(_ name: String) throws -> Schema {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("schemas/\(name)")
    return Schema(root: try JSON([UInt8](try Data(contentsOf: url))))
  }

  // MARK: JSON

  @Test("conforms to its schema, whatever is asked and known")
  func conforms() throws {
    let schema = try Self.schema("recommend.v1.schema.json")
    var fixture = try RecommendationFixture()
    let goals: [RecommendationRequest.Goal] = [
      .count(3), .share(0.8), .shareOfEachArea(0.6, layer: nil), .budgetYen(500_000),
    ]
    for goal in goals {
      fixture.request.goal = goal
      fixture.request.quotas = [
        .init(.kind(RecommendationFixture.temple), atMost: 2), .init(.municipality(1), atLeast: 1),
        .init(.eachMunicipality, atMost: 1),
      ]
      for (naming, perYear) in [(false, nil), (true, 2)] {
        let document = fixture.document(naming: naming, perYear: perYear)
        #expect(schema.defects(of: try parsed(document)) == [])
      }
    }
    fixture.stepCount = 0
    #expect(schema.defects(of: try parsed(fixture.document())) == [])
  }

  @Test("an unknown kind is null everywhere, and no sentence compares it")
  func unknownKinds() throws {
    let document = try RecommendationFixture().document()
    let kinds = try parsed(document)["kinds"].items
    #expect(kinds.count == 7)
    for kind in kinds where !["temple-shrine", "commerce"].contains(kind["kind"].string) {
      for (name, value) in kind.members where name != "kind" && name != "name" {
        #expect(value == .null, "\(name)")
      }
    }
    #expect(
      document.kindSentences.map(\.ja) == [
        "候補のわかっている2種別の中では、次は寺社と商工（この案に多い順）。寺社の候補でしか届かない人が1,234人います。",
        "候補の数がいちばん多いのは商工ですが、候補1件あたりで届く人（全部の候補でならした数）は寺社のほうが多く、数の多い種別がよいとは限りません。",
        "医療福祉・公共・観光・飲食・教育は候補の一覧がないため、わかりません（0ではありません）。一覧を加えると比べられます。",
      ])
    // but where they are said to be unknown, no word of them
    let unknown = ["医療福祉", "公共", "観光", "飲食", "教育"]
    for step in document.steps(try #require(document.first)) {
      let text = String(decoding: step.serialized(), as: UTF8.self)
      #expect(!unknown.contains { text.contains($0) })
    }
  }

  @Test("the start and the steps say what the recommendation holds")
  func numbers() throws {
    let json = try parsed(try RecommendationFixture().document(perYear: 2))
    #expect(json["start"]["share"].number == 0.1)
    #expect(json["start"]["attributes"]["65+"]["covered"].number == 60)
    let steps = json["steps"].items
    #expect(steps.map { $0["year"].number } == [1, 1, 2])
    #expect(steps.map { $0["kind"].string } == ["temple-shrine", "commerce", nil])
    #expect(steps[0]["otherKinds"][0]["fewer"].number == 120)
    #expect(steps.map { $0["coinToss"] } == [.bool(false), .bool(true), .null])
    #expect(json["alternatives"][0]["view"].string == "floor")
    #expect(json["candidates"]["layers"][0]["setAsideCentre"].number == 3)
    #expect(json["candidates"]["known"].number == 2 && json["candidates"]["ideal"].number == 1)
  }

  // MARK: Names

  @Test("without the flag nothing names or locates a candidate", arguments: 0..<20)
  func discreet(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    var fixture = try RecommendationFixture()
    for index in fixture.candidates.indices {
      let point = Position<Geographic>(
        longitude: .random(in: 140.305...140.355, using: &dice),
        latitude: .random(in: 35.524...35.556, using: &dice))
      fixture.candidates[index].geographic = point
      fixture.candidates[index].name = "候補秘\(UInt32.random(in: 0 ... .max, using: &dice))"
      fixture.candidates[index].id = CandidateID(
        "temple-shrine:ID\(UInt32.random(in: 0 ... .max, using: &dice))")
    }
    for candidate in fixture.candidates {
      fixture.plan.findings.append(
        Finding(
          .warning, what: Text(verbatim: "\(candidate.name) [\(candidate.id)]"),
          at: Place(file: "寺社.csv", row: 3), remedy: Text(verbatim: "")))
    }
    for text in try everything(fixture.document(perYear: 1)) {
      for candidate in fixture.candidates {
        #expect(!text.contains(candidate.name) && !text.contains(candidate.id.text))
        #expect(!candidate.alsoHere.contains { text.contains($0) })
        for degrees in [candidate.geographic.longitude, candidate.geographic.latitude] {
          // six digits of a degree are a tenth of a metre
          #expect(!text.contains(Figure.fixed(degrees, 5)), "\(degrees)")
        }
      }
    }
    let document = fixture.document()
    for candidate in fixture.candidates {
      let cell = try #require(GridCell(containing: candidate.geographic, level: .m500))
      #expect(document.point(candidate) == cell.center)
    }
    // two distances from the candidate itself would tell where it stands
    let step = try #require(document.first?.steps.first)
    let shown = try #require(document.shownNearest(of: step).first)
    let other = try #require(
      fixture.candidates.indices.contains(step.candidate) ? step.candidate : nil)
    let cell = try #require(
      GridCell(containing: fixture.candidates[other].geographic, level: .m500))
    fixture.candidates[other].geographic = cell.center
    let again = try #require(fixture.document().shownNearest(of: step).first)
    #expect(again.station == shown.station && again.meters == shown.meters)
  }

  @Test("what is nearest, and how far, is of the place that is shown")
  func nearestOfTheCell() throws {
    let town = try PublicTown()
    let fixture = try RecommendationFixture(stations: [
      town.station("HS-1", at: 140.319, 35.5415, name: "候補の隣"),
      town.station("HS-2", at: 140.3156, 35.5396, name: "中心の隣"),
    ])
    let cell = try #require(
      GridCell(containing: fixture.candidates[0].geographic, level: .m500)?.center)
    let middle = town.plane([cell])[0]
    let document = fixture.document()
    let step = try #require(document.first?.steps.first)
    let nearest = try #require(document.shownNearest(of: step).first)
    let distances = document.plan.stations.map { $0.position.distance(to: middle) }
    #expect(document.plan.stations[nearest.station].name == "中心の隣")
    #expect(distances[nearest.station] == distances.min())
    #expect(abs(nearest.meters - distances[nearest.station]) < 0.01)
  }

  @Test("with the flag candidates are named, ideal sites are not")
  func named() throws {
    let document = try RecommendationFixture().document(naming: true)
    for text in [document.text(.ja), document.text(.en), document.csv(.ja)] {
      #expect(text.contains("蓮華寺秘") && text.contains("みどり商店秘") && !text.contains("目安秘"))
    }
    let json = try parsed(document)
    #expect(json["steps"][0]["candidate"]["alsoHere"][0].string == "別名秘")
    #expect(json["steps"][0]["place"]["exact"] == .bool(true))
    #expect(json["steps"][0]["nearestStations"][0]["meters"].number == 1234)
    #expect(json["steps"][2]["candidate"] == .null)
    #expect(json["findings"][0]["what"]["ja"].string?.contains("蓮華寺秘") == true)
  }

  // MARK: Words

  @Test("each step says why here, why this kind, and what would change the advice")
  func stepSentences() throws {
    let document = try RecommendationFixture().document()
    let view = try #require(document.first)
    let first = document.sentence(0, in: view)
    #expect(first.ja.hasPrefix("東金市（メッシュ534022") && first.ja.contains("）の寺社。800m"))
    #expect(
      first.ja.hasSuffix(
        "800m以内に拠点がない600人（うち65歳以上200人）に、新しく届きます（東金市70%・山武市30%）。"
          // from the cell's centre; the fixture's own 1,234 m is for those who see names
          + "いまの最寄りは「駅前の家」で、メッシュの中心から2.4kmです。寺社をすすめるのは、届く人がいちばん多いからです。"
          + "次によいのは商工で、届く人は120人少なくなります。"
          + "断られたら、次は山武市（メッシュ534022662）の商工で、480人に届きます。"
          + "ここが応じれば、ほかに断る候補があっても、試した回の92%でこの助言は残りました。"))
    #expect(first.en.contains("would reach 120 residents fewer"))
    let second = document.sentence(1, in: view)
    #expect(second.ja.contains("五分五分") && second.en.contains("coin toss"))
    #expect(second.ja.contains("この人たちの半分以上に届く候補が（案の外に）ありません"))
    #expect(document.whatWouldChange(view.steps[2]) == nil)
    #expect(document.whyThisKind(2, in: view).ja.contains("目安"))
  }

  @Test("what kinds and municipalities are compared by is not called what a plan can expect")
  func unitsOfComparisons() throws {
    var fixture = try RecommendationFixture()
    fixture.request.objective = .expectedCovered
    var document = fixture.document()
    let opening = try #require(document.recommendation.openings.first)
    #expect(document.sentence(opening).ja.contains("300人（応じてもらえたとき）"))
    #expect(!document.kindSentences.contains { $0.ja.contains("見込み") })
    #expect(document.whyThisKind(0, in: try #require(document.first)).en.contains("expected"))
    fixture.request.objective = .backup
    document = fixture.document()
    #expect(document.sentence(opening).en.contains("300 residents (first stations only)"))
  }

  @Test("the bound is said as strongly as it was proven, and no stronger")
  func boundSentences() throws {
    var fixture = try RecommendationFixture()
    func sentence() throws -> Text {
      let document = fixture.document()
      return document.boundSentence(try #require(document.first))
    }
    fixture.request.goal = .count(3)
    #expect(try sentence().ja == "最良の組み合わせでも、これより最大0.3%多いだけです。")
    fixture.bound = .init(objective: 1000, bound: 1000.01, isProven: false, greedy: 960)
    #expect(try sentence().ja.contains("最大0.1%"))
    fixture.bound = .init(objective: 1000, bound: 1000, isProven: true, greedy: 960)
    #expect(try sentence().ja == "候補の一覧の中に、これより多く届く3か所の組み合わせはありません。")
    // what was proven near the network is not said of all candidates
    let nearby = Recommendation.Plan(
      view: .nearby, steps: fixture.steps, bound: fixture.bound, floor: nil,
      floorMunicipalities: [], opened: [], cost: .init(openingYen: nil, stationsYen: nil),
      wasStoppedByTime: false)
    #expect(
      fixture.document().boundSentence(nearby).ja
        == "いまの市町村とその隣にある候補の中に、これより多く届く3か所の組み合わせはありません。")
    fixture.request.quotas = [.init(.eachMunicipality, atMost: 1)]
    #expect(try sentence().ja == "この条件で、候補の一覧の中に、これより多く届く3か所の組み合わせはありません。")
    fixture.request.goal = .count(10)
    fixture.shortfall = .init(asked: 6, coveredAlready: 30, reachingNobody: 1, barred: 0)
    #expect(
      try sentence().ja.contains(
        "あと6か所を求められましたが、届く人が増えないため、3か所で止めています。"
          + "残りの候補のうち30件は、徒歩圏の人がすべて、すでに数えられています。1件は、対象の人が徒歩圏にいません。"))
    #expect(try sentence().ja.contains("これより多く届く9か所の組み合わせはありません"))
    #expect(try sentence().en.contains("6 more were asked for, but would reach nobody further"))
    fixture.shortfall = nil
    fixture.request.goal = .share(0.6)
    #expect(try sentence().ja == "3か所より少ない数で、この目標に届く組み合わせは存在しません。")
    fixture.bound = .init(
      objective: 1000, bound: 1100, isProven: false, fewest: 2, greedy: 960)
    #expect(try sentence().en == "The goal needs at least 2; this plan has 3.")
    fixture.stepCount = 0
    fixture.request.goal = .share(0.05)
    #expect(try sentence().ja == "目標の5.0%には、いまの拠点ですでに届いています。")
  }

  @Test("weighted numbers are called so")
  func weighted() throws {
    var fixture = try RecommendationFixture()
    #expect(fixture.document().amount(1234) == Text(ja: "1,234人", en: "1,234 residents"))
    fixture.request.attributeWeights = ["65+": 2]
    #expect(fixture.document().amount(1234).ja == "重みつき1,234人")
    #expect(fixture.document().text(.ja).contains("65歳以上×2"))
    fixture.request.objective = .expectedCovered
    #expect(fixture.document().amount(1234).en == "1,234 expected residents")
  }

  @Test("fits a terminal of 100 columns in both languages, and asks kindly")
  func readable() throws {
    let document = try RecommendationFixture().document(perYear: 2)
    for language in Language.allCases {
      let text = document.text(language)
      let width = text.split(separator: "\n").map { TextTable.width(of: String($0)) }.max() ?? 0
      #expect(width <= 100, "\(text)")
    }
    #expect(document.text(.ja).contains("できる範囲で、無理をしない形で"))
    #expect(document.text(.ja).contains("五分五分"))
  }

  @Test("paragraphs break between words, and before no punctuation")
  func wrapping() {
    let text = TextTable.wrapped("あいうえお、かきくけこ。", width: 10, first: "1. ", indent: "   ")
    #expect(text == "1. あいう\n   えお、\n   かきく\n   けこ。\n")
    #expect(TextTable.wrapped("one two three", width: 7) == "one two\nthree\n")
    #expect(TextTable.wrapped("") == "\n")
  }

  // MARK: In other documents

  @Test("a plan's folder has the advice where there is one, and never for the public")
  func folder() throws {
    let fixture = try RecommendationFixture()
    let folder = try PlanFolder(fixture.plan, recommendation: fixture.recommendation)
    let entries = try folder.entries(.ja)
    let names = entries.map(\.name)
    #expect(PlanFolder.recommendationFileNames.allSatisfy(names.contains))
    #expect(entries.filter(\.isPublic).allSatisfy { !$0.name.contains("recommend") })
    let index = folder.index(entries, .ja)
    #expect(index.contains("## 次に声をかけたい種別と場所") && index.contains("五分五分"))
    #expect(folder.summary(.en).contains("Whom to ask next"))
    for secret in RecommendationFixture.secrets {
      #expect(!index.contains(secret) && !folder.summary(.ja).contains(secret))
    }
    let plain = try PlanFolder(fixture.plan)
    #expect(try !plain.entries(.ja).contains { $0.name.contains("recommend") })
    #expect(!plain.index(try plain.entries(.ja), .ja).contains("次に声をかけたい"))
  }

  @Test("gaps say which kinds have a place there, and which are unknown")
  func gapKinds() throws {
    let fixture = try RecommendationFixture()
    let gaps = try Gaps(
      of: fixture.plan.region, stations: fixture.plan.stations,
      radius: fixture.plan.request.radius, question: fixture.plan.request.question)
    #expect(gaps.gaps.count > 1)
    let kinds = gaps.gaps.map { gap in
      [
        GapDocument.KindReach(RecommendationFixture.commerce, residents: 10),
        GapDocument.KindReach(
          RecommendationFixture.temple, residents: gap.rank == 1 ? 120.4 : 0),
        GapDocument.KindReach(OrganizationKind.network[5], residents: nil),
      ]
    }
    let document = GapDocument(gaps, of: fixture.plan, kinds: kinds)
    let json = try JSON(document.geoJSON().serialized())
    let schema = try Self.schema("gaps.v1.schema.json")
    #expect(schema.defects(of: json) == [])
    let first = json["features"][0]["properties"]["kinds"]
    #expect(first["temple-shrine"].number == 120.4 && first["education"] == .null)
    #expect(first.members.count == 3)
    #expect(document.csv(.ja).contains("寺社(120) 商工(10) 教育(不明)"))
    #expect(document.text(.ja).contains("わからない種別：教育"))
    let without = GapDocument(gaps, of: fixture.plan)
    #expect(schema.defects(of: try JSON(without.geoJSON().serialized())) == [])
    #expect(!without.csv(.ja).contains("届く種別") && !without.text(.ja).contains("届く種別"))
  }

  // MARK: Words

  @Test("the map conforms to its schema, named or not")
  func mapConforms() throws {
    let schema = try Self.schema("recommend-steps.v1.schema.json")
    var fixture = try RecommendationFixture()
    for naming in [false, true] {
      let json = try JSON(fixture.document(naming: naming).geoJSON().serialized())
      #expect(schema.defects(of: json) == [])
      #expect(json["features"].items.count == 3)
    }
    fixture.stepCount = 0
    #expect(schema.defects(of: try JSON(fixture.document().geoJSON().serialized())) == [])
    // a schema that takes anything would show nothing
    let other = try JSON(fixture.document().json.serialized())
    #expect(!schema.defects(of: other).isEmpty)
  }

  @Test("weights, views, and what is likely are in words, and no slug is")
  func words() throws {
    var fixture = try RecommendationFixture()
    fixture.request.attributeWeights = ["total": 1, "65+": 2]
    fixture.request.serviceWeights = [.cool: 3]
    let text = fixture.document().text(.ja)
    #expect(!text.contains("total=") && !text.contains("cool="))
    #expect(text.contains("65歳以上×2") && text.contains("総数×1") && text.contains("クールステーション×3"))
    // 3 of 4 shops are drop-in places
    #expect(text.contains("67 (34–92)") && text.contains("加わった団体が機能を持つ見込み"))

    let rows = fixture.document().csv(.ja).split(whereSeparator: \.isNewline)
    #expect(rows[0].hasPrefix("\u{FEFF}見方,view,順位,"))
    #expect(rows[1].hasPrefix("対象地域のどこでも,anywhere,1,"))
    #expect(rows[4].hasPrefix("2市町村のどこでも25.0%以上,floor,1,"), "\(rows[4])")
    let english = fixture.document().csv(.en).split(whereSeparator: \.isNewline)
    #expect(english[0].hasPrefix("\u{FEFF}view,rank,") && english[1].hasPrefix("anywhere,1,"))
  }

  @Test("of several lists of a kind it is said which is which, and kindergartens are told of")
  func lists() throws {
    var fixture = try RecommendationFixture()
    let kind = try #require(OrganizationKind.network.first { $0.slug == "education" })
    fixture.report.perLayer = ["a/P14_12.geojson", "b/学校.csv"].map {
      CandidateReport.Layer(kind: kind, path: $0)
    }
    var text = fixture.document().text(.ja).filter { !$0.isWhitespace }
    #expect(text.contains("教育は上からP14_12、学校。") && !text.contains("別の種別"))
    fixture.report.perLayer.removeLast()
    fixture.report.perLayer[0].otherKind = 576
    text = fixture.document().text(.ja).filter { !$0.isWhitespace }
    #expect(!text.contains("は上から") && text.contains("別の種別：福祉施設の一覧にある幼稚園"))
    #expect(text.contains("576"))
  }

  @Test("what was learned from past requests is said with its numbers; what was stated, without")
  func agreement() throws {
    var fixture = try RecommendationFixture()
    let record = AgreementRecord(asked: 10, agreed: 3)
    fixture.request.agreement = ["commerce": record.mean, "temple-shrine": 0.5]
    let document = RecommendationDocument(
      fixture.recommendation, of: fixture.plan,
      past: ["commerce": record, "temple-shrine": AgreementRecord(asked: 1, agreed: 1)])
    // (3 + 1) ÷ (10 + 2)
    #expect(
      document.agreementSentence?.ja == "お願いして応じてもらえる見込み：寺社50%、商工33%（これまでの依頼10件のうち承諾3件から）。")
    #expect(document.text(.ja).contains("これまでの依頼10件"))
    #expect(document.agreementSentence?.en.contains("33% (from 3 of 10 past requests)") == true)
    #expect(try RecommendationFixture().document().agreementSentence == nil)
  }
}
