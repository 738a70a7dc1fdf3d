import Planner
import PlannerData
import Testing

@testable import PlannerMaps

/// The sheet on which a committee looks for the numbers of its tables.
@Suite struct PaperMapTests {
  private static func square(
    _ x: Double, _ y: Double, _ side: Double
  ) throws -> MultiPolygon<Plane> {
    let ring = try #require(
      Ring([
        Position<Plane>(x: x, y: y), Position(x: x + side, y: y),
        Position(x: x + side, y: y + side), Position(x: x, y: y + side),
      ]))
    return MultiPolygon([Polygon(exterior: ring)])
  }

  /// Four municipalities of 20 km; steps and large gaps close together in the south-west, stations
  /// in the north-east.
  private func content(gaps: Int = 40, isOfSome: Bool = false) throws -> PaperContent {
    let areas = try (0..<4).map { index in
      let (x, y) = (Double(index % 2) * 20000, Double(index / 2) * 20000)
      return PaperContent.Area(
        name: ["西南町", "東南町", "西北町", "東北町"][index], outline: try Self.square(x, y, 20000),
        label: Position(x: x + 10000, y: y + 10000), share: 0.1)
    }
    let gapList: [PaperContent.Gap] = try (0..<gaps).map { index in
      let x = 5000 + Double(index % 8) * 700
      let y = 5000 + Double(index / 8) * 700
      return PaperContent.Gap(
        rank: index + 1, outline: try Self.square(x, y, 600),
        label: Position(x: x + 300, y: y + 300), residents: 1000 - Double(index), places: "西南町",
        kinds: [])
    }
    let steps: [PaperContent.Step] = (0..<10).map { index in
      let x = 6000 + Double(index % 3) * 400
      let y = 6000 + Double(index / 4) * 400
      return PaperContent.Step(
        rank: index + 1, position: Position(x: x, y: y), kind: nil,
        title: Text(ja: "場所", en: "place"), residents: 500)
    }
    let stations: [PaperContent.Station] = (0..<12).map { index in
      let x = 28000 + Double(index % 4) * 1500
      let y = 28000 + Double(index / 4) * 1500
      return PaperContent.Station(
        kind: index < 8 ? "public" : "commerce", position: Position(x: x, y: y),
        isHere: index % 4 == 0)
    }
    return PaperContent(
      isInternal: true, title: Text(ja: "題", en: "title"), place: Text(ja: "東北町", en: "East"),
      isOfSome: isOfSome, omission: isOfSome ? Text(ja: "載せていません", en: "not shown") : nil,
      finding: Text(ja: "結果", en: "finding"), notices: [], notes: [], areas: areas,
      catchments: [], gaps: gapList, gapCount: gaps, steps: steps, stations: stations,
      kinds: OrganizationKind.network,
      bounds: Bounds(minX: 0, minY: 0, maxX: 40000, maxY: 40000))
  }

  private func sheet(
    _ content: PaperContent, language: Language = .ja, width: Double = 1190, height: Double = 842
  ) throws -> PaperSheet {
    PaperSheet(
      content: content, language: language,
      canvas: try Canvas(.png, width: width, height: height), width: width, height: height,
      scale: 1.25)
  }

  private func view(_ content: PaperContent) -> PaperSheet.MapView {
    PaperSheet.MapView(
      content.bounds, in: Box(x: 30, y: 120, width: 700, height: 640), margin: 0.04)
  }

  // MARK: Numbers

  @Test(arguments: 1...20)
  func numbersNeverCoverEachOther(seed: Int) {
    var random = UInt64(seed)
    func next(_ limit: Double) -> Double {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(random >> 11) / Double(1 << 53) * limit
    }
    let frame = Box(x: 10, y: 20, width: 400, height: 300)
    let obstacle = Box(x: 180, y: 100, width: 60, height: 60)
    // crowded, around the obstacle and partly below it
    let marks = (0..<30).map { _ in
      MarkPlacement.Mark(
        at: Canvas.Point(x: 150 + next(90), y: 120 + next(60)), width: 12 + next(12), height: 12)
    }
    let places = MarkPlacement.places(of: marks, in: frame, around: [obstacle])
    #expect(places.count == marks.count)
    for (index, (mark, place)) in zip(marks, places).enumerated() {
      #expect(frame.contains(place.box) && !obstacle.intersects(place.box))
      #expect(abs(place.box.width - mark.width) < 1e-9)
      #expect(!places[..<index].contains { $0.box.intersects(place.box) })
      let way = abs(place.middle.x - mark.at.x) + abs(place.middle.y - mark.at.y)
      // a number stands on its place, or a line leads to it
      #expect(place.hasLeader ? !place.box.holds(mark.at) : way < 1e-9, "\(index): \(way)")
    }
    let again = MarkPlacement.places(of: marks, in: frame, around: [obstacle])
    #expect(zip(places, again).allSatisfy { $0.box.x == $1.box.x && $0.box.y == $1.box.y })
  }

  @Test func theBetterStaysNearer() {
    let frame = Box(x: 0, y: 0, width: 200, height: 200)
    let at = Canvas.Point(x: 100, y: 100)
    let alone = MarkPlacement.places(of: [.init(at: at, width: 14, height: 14)], in: frame)
    #expect(alone[0].middle.x == 100 && alone[0].middle.y == 100 && !alone[0].hasLeader)
    let two = MarkPlacement.places(
      of: [at, at].map { .init(at: $0, width: 14, height: 14) }, in: frame)
    #expect(two[0].middle.x == 100 && two[0].middle.y == 100 && !two[0].hasLeader)
    #expect(two[1].hasLeader && two[1].at.x == 100 && !two[0].box.intersects(two[1].box))
    let inside = MarkPlacement.places(
      of: [at, at].map { .init(at: $0, width: 14, height: 14, slack: 40) }, in: frame)
    #expect(!inside[0].box.intersects(inside[1].box))
    #expect(!inside[0].hasLeader && !inside[1].hasLeader, "within its outline it needs no line")
  }

  @Test func theMapNumbersExactlyTheGapsOfTheTable() throws {
    let content = try content()
    let sheet = try sheet(content)
    for height in [80.0, 320, 460, 900] {
      let rows = sheet.tableRows(in: Box(x: 0, y: 0, width: 400, height: height))
      let view = view(content)
      let marks = sheet.marks(in: view, numbered: rows.gaps, around: sheet.furniture(of: view))
      #expect(marks.filter { $0.kind == .gap }.map(\.rank) == Array(0..<rows.gaps).map { $0 + 1 })
      #expect(marks.filter { $0.kind == .step }.map(\.rank) == Array(1...10))
      for (index, mark) in marks.enumerated() {
        #expect(!marks[..<index].contains { $0.place.box.intersects(mark.place.box) })
        #expect(view.box.contains(mark.place.box))
      }
    }
    #expect(sheet.tableRows(in: Box(x: 0, y: 0, width: 400, height: 80)).gaps == 0)
    #expect(sheet.tableRows(in: Box(x: 0, y: 0, width: 400, height: 2000)).gaps == 40)
  }

  @Test func aGapOfTheTableBeyondTheFrameHasItsNumberAtTheEdge() throws {
    let content = try content(gaps: 3)
    let sheet = try sheet(content)
    // a window north of all gaps
    let view = PaperSheet.MapView(
      Bounds(minX: 4000, minY: 8000, maxX: 12000, maxY: 16000),
      in: Box(x: 30, y: 120, width: 500, height: 500), margin: 0.04)
    let marks = sheet.marks(in: view, numbered: 3, around: [])
    #expect(marks.filter { $0.kind == .gap }.map(\.rank) == [1, 2, 3])
    #expect(marks.allSatisfy { view.box.contains($0.place.box) && $0.place.hasLeader })
    let inset = sheet.marks(in: view, numbered: 3, around: [], isInset: true)
    #expect(!inset.contains { $0.kind == .gap })
  }

  @Test func stepsAndGapsHaveLabelsOfTheirOwn() throws {
    let content = try content()
    let japanese = try sheet(content)
    #expect(japanese.label(.step, 3) == "3" && japanese.label(.gap, 3) == "空3")
    #expect(try sheet(content, language: .en).label(.gap, 12) == "G12")
  }

  // MARK: Legend

  @Test func theLegendSaysWhatIsCountedAndWhatIsLeftOut() throws {
    let whole = try sheet(content()).legend(of: content().stations)
    #expect(whole.items.map(\.text).contains("公共 8"))
    #expect(whole.items.map(\.text).contains { $0.contains("表にある") })
    #expect(!whole.remarks.contains { $0.contains("載せていません") || $0.contains("拠点の数") })
    let some = try content(isOfSome: true)
    let legend = try sheet(some).legend(of: some.stations)
    #expect(legend.items.map(\.text).contains("公共 2（図 8）"))
    #expect(legend.items.map(\.text).contains("商工 1（図 4）"))
    #expect(legend.remarks.contains("載せていません"))
    let counts = try #require(legend.remarks.first { $0.contains("拠点の数") })
    #expect(counts.contains("東北町") && counts.contains("あわせて3") && counts.contains("あわせて12"))
    let without = try content(gaps: 0)
    let texts = try sheet(without).legend(of: []).items.map(\.text)
    #expect(!texts.contains { $0.contains("空白地") })
  }

  @Test func ofAMunicipalityItsOwnStationsCount() throws {
    let results = try ReportTown().results()
    let maps = results.maps
    let town = try PaperContent(maps, recommendation: results.advice, of: ["東金市"], gapLimit: 60)
    let plan = maps.plan
    let names = plan.stationMunicipality.map { index in
      index.map { plan.region.study.municipalities[$0].name }
    }
    let included = plan.stations.indices.filter {
      plan.request.question.includes(plan.stations[$0])
    }
    #expect(town.stations.map(\.isHere) == included.map { names[$0] == "東金市" })
    #expect(town.stations.contains(where: \.isHere) && !town.stations.allSatisfy(\.isHere))
    #expect(town.isOfSome && town.omission?.ja.contains("東金市") == true)
    let whole = try PaperContent(maps, recommendation: results.advice, of: [], gapLimit: 60)
    #expect(!whole.isOfSome && whole.omission == nil && whole.stations.allSatisfy(\.isHere))
  }

  // MARK: Insets and names

  @Test func whatIsCrowdedIsShownLargerAndNothingNumberedIsHidden() throws {
    let content = try content()
    let sheet = try sheet(content)
    let view = view(content)
    let insets = sheet.insets(on: view, numbered: 10)
    #expect(insets.map(\.letter) == ["A", "B"])
    let steps = content.steps.map { view.point($0.position) }
    #expect(insets.contains { inset in steps.allSatisfy(inset.frame.holds) })
    let stations = content.stations.map { view.point($0.position) }
    #expect(insets.contains { inset in stations.allSatisfy(inset.frame.holds) })
    for (index, inset) in insets.enumerated() {
      #expect(inset.view.pointsPerMeter > 1.2 * view.pointsPerMeter)
      #expect(view.box.contains(inset.view.box))
      #expect(!insets.contains { $0.frame.intersects(inset.view.box) })
      #expect(!insets[..<index].contains { $0.view.box.intersects(inset.view.box) })
      #expect(!steps.contains(where: inset.view.box.holds))
      #expect(!sheet.furniture(of: view).contains { $0.intersects(inset.view.box) })
      // the frame is what the inset shows
      let corner = inset.view.box
      #expect(
        abs(inset.frame.width / view.pointsPerMeter - corner.width / inset.view.pointsPerMeter) < 1)
    }
  }

  @Test func namesKeepOffNumbersAndSymbols() throws {
    let content = try content()
    let sheet = try sheet(content)
    let view = view(content)
    let marks = sheet.marks(in: view, numbered: 15, around: [])
    let labels = sheet.areaLabels(in: view, around: [], marks: marks, enlarged: [], isInset: false)
    #expect(labels.map(\.name) == content.areas.map(\.name))
    let symbols = sheet.symbols(in: view, isInset: false)
    #expect(symbols.count == 12)
    for label in labels {
      #expect(!marks.contains { $0.place.box.intersects(label.box) }, "\(label.name)")
      #expect(!symbols.contains { $0.intersects(label.box) }, "\(label.name)")
    }
    // of a municipality whose point lies outside there is a name nevertheless
    let part = PaperSheet.MapView(
      Bounds(minX: 12000, minY: 12000, maxX: 27000, maxY: 27000),
      in: Box(x: 0, y: 0, width: 300, height: 300), margin: 0)
    let named = sheet.areaLabels(in: part, around: [], marks: [], enlarged: [], isInset: true)
    #expect(named.map(\.name) == content.areas.map(\.name))
    #expect(named.allSatisfy { part.box.contains($0.box) })
  }

  @Test func aLabelCoversASymbolOnlyWhereItHasTo() throws {
    let frame = Box(x: 0, y: 0, width: 100, height: 100)
    let at = Canvas.Point(x: 50, y: 50)
    let symbol = Box(around: Canvas.Point(x: 57, y: 50), 4, 4)
    var free = LabelPlacement(in: frame, avoiding: [symbol])
    let first = free.place(at: at, size: (30, 10), gap: 0)
    let moved = try #require(first)
    #expect(!moved.intersects(symbol) && moved.x == 20 && moved.y == 45)
    let carpet = Box(x: 0, y: 0, width: 100, height: 60)
    var crowded = LabelPlacement(in: frame, avoiding: [carpet])
    let elsewhere = Canvas.Point(x: 50, y: 80)
    let second = crowded.place(
      at: Canvas.Point(x: 50, y: 30), size: (30, 10), gap: 0, elsewhere: [elsewhere])
    let away = try #require(second)
    #expect(away.middle.x == 50 && away.middle.y == 80)
    var full = LabelPlacement(in: frame, avoiding: [frame])
    let none = full.place(at: at, size: (30, 10), gap: 0, mayCover: false)
    #expect(none == nil)
    let forced = full.place(at: at, size: (30, 10), gap: 0)
    #expect(forced != nil)
  }

  @Test func pointsOfAnAreaLieInIt() throws {
    let box = Box(x: 0, y: 0, width: 100, height: 100)
    func ring(_ low: Double, _ high: Double) -> [Canvas.Point] {
      PaperSheet.corners(Box(x: low, y: low, width: high - low, height: high - low))
    }
    let all = AreaSamples.points(in: [ring(20, 60)], within: box, spacing: 10)
    #expect(all.count == 16)
    #expect(all.allSatisfy { (20...60).contains($0.x) && (20...60).contains($0.y) })
    let holed = AreaSamples.points(in: [ring(20, 60), ring(30, 50)], within: box, spacing: 10)
    #expect(holed.count == 12)
    #expect(AreaSamples.points(in: [ring(-50, 300)], within: box, spacing: 10).count == 100)
    #expect(AreaSamples.points(in: [ring(200, 300)], within: box, spacing: 10).isEmpty)
    // neighbours: what lies on their border lies in one of them
    let (west, east) = (try Self.square(0, 0, 10), try Self.square(10, 0, 10))
    let border = Position<Plane>(x: 10, y: 5)
    #expect(west.encloses(border) != east.encloses(border))
    #expect(west.encloses(Position(x: 1, y: 1)) && !west.encloses(Position(x: 11, y: 1)))
  }
}
