import Foundation
import Planner
import PlannerData
import Testing

@testable import PlannerMaps

/// Two municipalities side by side with residents in every third cell, in files that are read as
/// any others are. What a test wants otherwise it says.
struct ReportTown {
  static let (west, south, east, north) = (140.30, 35.52, 140.36, 35.56)

  var names = ["東金市", "山武市"]
  var stations = """
    id,name,kind,services,lat,lon,consent,joined,left
    A,駅前の家,public,drop-in;cool,35.541,140.3285,yes,2022-05-01,
    B,海辺の店,commerce,drop-in,35.530,140.345,no,2023-03-31,
    C,森の寺,temple-shrine,drop-in,35.552,140.309,yes,2023-04-01,2024-06-30

    """
  var candidates: String? = """
    id,name,lat,lon
    a,店一,35.5255,140.3052
    b,店二,35.5480,140.3502
    c,店三,35.5570,140.3202

    """
  /// A second list of the same kind.
  var furtherCandidates: String?
  var hasLivingAreas = true
  var radius = "700m"
  var service: [String] = []
  var draws = 5

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "planner-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func feature(_ west: Double, _ east: Double, _ properties: [String: String])
    throws -> String
  {
    let ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
      .map { "[\($0.0),\($0.1)]" }.joined(separator: ",")
    let values = String(
      decoding: try JSONSerialization.data(withJSONObject: properties), as: UTF8.self)
    return """
      {"type":"Feature","properties":\(values),"geometry":{"type":"Polygon","coordinates":[[\(ring)]]}}
      """
  }

  private static func collection(_ features: [String]) -> String {
    "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
  }

  static var grid: String {
    var text = "KEY_CODE,total,65+\n"
    for column in 0..<10 {
      for row in 0..<10 where (column + row) % 3 == 0 {
        let point = Position<Geographic>(
          longitude: west + (Double(column) + 0.5) / 160,
          latitude: south + (Double(row) + 0.5) / 240)
        guard point.x < east, point.y < north,
          let cell = GridCell(containing: point, level: .m500)
        else { continue }
        let people = (column * 7 + row * 13) % 100 + 20
        text += "\(cell.code),\(people),\(people / 3)\n"
      }
    }
    return text
  }

  /// Read, reckoned and written down.
  func results() throws -> ReportResults {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ name: String) throws -> String {
      let url = folder.appendingPathComponent(name)
      try Data(text.utf8).write(to: url)
      return url.path
    }
    var project = ProjectFile()
    project.radius = radius
    project.service = service
    project.stations = try write(stations, "stations.csv")
    project.municipalities = try write(
      Self.collection([
        Self.feature(Self.west, 140.33, ["N03_004": names[0], "N03_007": "12213"]),
        Self.feature(140.33, Self.east, ["N03_004": names[1], "N03_007": "12237"]),
      ]), "towns.geojson")
    project.population = try write(Self.grid, "grid.csv")
    if hasLivingAreas {
      project.livingAreas = [
        .init(
          name: "学区",
          path: try write(
            Self.collection([
              Self.feature(Self.west, 140.34, ["name": "西の区", "code": "1"]),
              Self.feature(140.32, Self.east, ["name": "東の区", "code": "2"]),
            ]), "areas.geojson"))
      ]
    }
    if let candidates {
      project.candidates = [.init(name: "commerce", path: try write(candidates, "shops.csv"))]
    }
    if let furtherCandidates {
      project.candidates.append(
        .init(name: "commerce", path: try write(furtherCandidates, "offices.csv")))
    }
    project.recommend.count = 3
    project.recommend.draws = draws
    var request = try PlanRequest(project)
    request.readsCandidates = true
    let plan = try LoadedPlan(request)
    return try ReportResults(
      MapResults(plan, bands: []),
      recommendation: plan.unnamedRecommendation(AdviceQuestion(project)))
  }

  func document() throws -> ReportDocument { try ReportDocument(results()) }
}

extension ReportDocument {
  /// Everything that is printed, but for words of headings and headers.
  var sentences: [ReportSentence] {
    var all = notices
    for block in sections.flatMap(\.blocks) {
      switch block {
      case .heading, .map: break
      case .paragraph(let sentence), .note(let sentence): all.append(sentence)
      case .items(let items): all += items
      case .table(let table):
        all += [table.note].compactMap { $0 }
        for cell in table.rows.flatMap({ $0 }) {
          switch cell {
          case .blank: break
          case .figure(let figure): all.append(ReportSentence(figure))
          case .text(let sentence): all.append(sentence)
          }
        }
      case .chart(let chart):
        all.append(chart.summary)
        switch chart.form {
        case .bars(let bars):
          for bar in bars {
            all += [bar.label, ReportSentence(bar.end)] + bar.parts.map { ReportSentence($0) }
            all += [bar.remark].compactMap { $0 }
          }
        case .curves(let curves, _, _):
          for curve in curves {
            all.append(curve.label)
            for point in curve.points {
              all += [ReportSentence(point.x), ReportSentence(point.y)]
            }
          }
        }
      }
    }
    return all
  }

  /// Words of ours that stand over something.
  var headings: [Text] {
    var all = [title] + sections.map(\.title)
    for block in sections.flatMap(\.blocks) {
      switch block {
      case .heading(let text): all.append(text)
      case .table(let table): all += [table.title] + table.columns.map(\.title)
      case .chart(let chart):
        all += [chart.title] + chart.series
        if case .curves(_, let x, let y) = chart.form { all += [x, y] }
      default: break
      }
    }
    return all
  }
}
