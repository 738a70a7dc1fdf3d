import Planner
import Testing

@testable import PlannerMaps

/// Charts whose labels can all be read, whatever the numbers and names.
@Suite struct ChartPictureTests {
  private struct Dice {
    var state: UInt64
    mutating func next(_ limit: Double) -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53) * limit
    }
  }

  private func figure(_ value: Double, _ unit: ReportUnit) -> ReportFigure {
    ReportFigure(value: value, unit: unit, evidence: .number("x.json#/a"))
  }

  private func words(_ text: String) -> ReportSentence { ReportSentence(Text(verbatim: text)) }

  private func check(_ chart: ReportChart, _ comment: String) throws {
    let canvas = try Canvas(.svg, width: 10, height: 10)
    for language in Language.allCases {
      let picture = ChartPicture(chart, language: language, width: 500) { canvas.size(of: $0, $1) }
      var texts: [(String, Box)] = []
      for case .text(let text, let box, _) in picture.items {
        #expect(box.x >= -0.01 && box.x + box.width <= 500.01, "\(comment): \(text) \(box)")
        #expect(
          box.y >= -0.01 && box.y + box.height <= picture.height + 0.01, "\(comment): \(text)")
        for (other, taken) in texts {
          #expect(!taken.intersects(box), "\(comment): \(text) over \(other)")
        }
        // rims of a font may touch
        texts.append(
          (text, Box(x: box.x, y: box.y + 1, width: box.width - 0.1, height: box.height - 2)))
      }
      for case .area(let corners, _, _) in picture.items {
        #expect(corners.allSatisfy { $0.x >= -0.01 && $0.x <= 500.01 }, "\(comment)")
      }
      #expect(!texts.isEmpty)
    }
  }

  @Test(arguments: 1...20)
  func barsKeepTheirLabels(seed: Int) throws {
    var dice = Dice(state: UInt64(seed))
    let count = Int(dice.next(30)) + 1
    let isShare = seed % 2 == 0
    let bars = (0..<count).map { index in
      let parts = [dice.next(0.5), dice.next(0.5)].map { isShare ? $0 : ($0 * 1e6).rounded() }
      let unit: ReportUnit = isShare ? .share : .people
      return ReportChart.Bar(
        label: words(String(repeating: "長い名前", count: Int(dice.next(60)))),
        parts: parts.map { figure($0, unit) }, end: figure(parts[0] + parts[1], unit),
        remark: index % 3 == 0 ? nil : words(String(repeating: "注", count: Int(dice.next(40)))))
    }
    let name = Text(ja: "自分の市町村の拠点で", en: "of their own municipality")
    try check(
      ReportChart(
        title: Text(verbatim: String(repeating: "題", count: 70)), series: [name, name],
        form: .bars(bars), summary: words("–")), "\(seed)")
  }

  @Test(arguments: 1...20)
  func curvesKeepTheirLabels(seed: Int) throws {
    var dice = Dice(state: UInt64(seed))
    let length = Int(dice.next(20)) + 2
    let curves = (0..<Int(dice.next(12)) + 1).map { index in
      var sum = 0.0
      return ReportChart.Curve(
        label: words(index == 3 ? String(repeating: "種別", count: 50) : "種別"),
        points: (1...length).map { count in
          sum += dice.next(index % 2 == 0 ? 1000 : 3)
          return (figure(Double(count), .places), figure(sum, .people))
        })
    }
    try check(
      ReportChart(
        title: Text(verbatim: "題"), series: [],
        form: .curves(curves, x: Text(verbatim: "数"), y: Text(verbatim: "人")),
        summary: words("–")), "\(seed)")
  }

  @Test(arguments: [
    (7.0, 5, 2.0), (10, 5, 2), (5, 5, 1), (1, 5, 1), (8093, 5, 2000), (101, 10, 20),
  ])
  func steps(length: Double, parts: Int, step: Double) {
    #expect(ChartPicture.step(for: length, parts: parts) == step)
  }

  @Test func labelsAreMovedApartAndStayInTheirOrder() {
    let placed = ChartPicture.apart([50, 50, 50, 10, 95], height: 10, from: 0, to: 100)
    let order = placed.indices.sorted { placed[$0] < placed[$1] }
    #expect(order == [3, 0, 1, 2, 4])
    for (a, b) in zip(order, order.dropFirst()) { #expect(placed[b] - placed[a] >= 10 - 1e-9) }
    #expect(placed.allSatisfy { $0 >= 0 && $0 <= 90 })
    #expect(placed[3] == 10)
  }
}
