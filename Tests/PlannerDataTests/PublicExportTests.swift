import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct PublicExportTests {
  let town: PublicTown

  init() throws { town = try PublicTown() }

  func features(_ export: PublicExport) throws -> [[String: Any]] {
    try #require(try export.parsed([.stations])["features"] as? [[String: Any]])
  }

  // MARK: Who is published

  @Test(
    arguments: [
      (true, PublishedPrecision.exact, nil), (true, .mesh, nil), (true, .town, nil),
      (true, .hidden, .hidden), (false, .exact, .noConsent), (false, .mesh, .noConsent),
      (false, .hidden, .noConsent),
    ] as [(Bool, PublishedPrecision, WithheldStation.Reason?)])
  func consent(
    given: Bool, precision: PublishedPrecision, reason: WithheldStation.Reason?
  ) throws {
    let station = town.station("7", consent: given, precision: precision)
    let export = try PublicExport(town.plan([station]))
    #expect(export.withheld.map(\.reason) == (reason.map { [$0] } ?? []))
    #expect(export.published.count == (reason == nil ? 1 : 0))
    let cell = try #require(GridCell(containing: station.geographic, level: .m500))
    for shown in export.published {
      #expect(shown.precision == (precision == .exact ? .exact : .mesh))
      let expected = precision == .exact ? station.geographic : cell.center
      #expect(abs(shown.position.x - expected.x) < 1e-7)
      #expect(abs(shown.position.y - expected.y) < 1e-7)
    }
  }

  @Test func whoeverIsNotOpenIsNotShown() throws {
    let spring = CalendarDay(year: 2025, month: 4, day: 1)
    let stations = [
      town.station("left", left: spring),
      town.station("later", joined: CalendarDay(year: 2026, month: 1, day: 1)),
      town.station("summer", services: [.cool], season: Season(from: 7, through: 9)),
      town.station("food", services: [.foodbank]), town.station("plain"),
    ]
    func shown(_ question: CoverageQuestion) throws -> [String: WithheldStation.Reason] {
      let export = try PublicExport(town.plan(stations, question: question))
      return Dictionary(uniqueKeysWithValues: export.withheld.map { ($0.id.text, $0.reason) })
    }
    #expect(try shown(CoverageQuestion()) == ["left": .notOpen])
    #expect(
      try shown(CoverageQuestion(day: spring))
        == ["left": .notOpen, "later": .notOpen, "summer": .notOpen])
    #expect(
      try shown(CoverageQuestion(services: [.foodbank]))
        == [
          "left": .notOpen, "later": .notAskedFor, "summer": .notAskedFor, "plain": .notAskedFor,
        ])
  }

  @Test func reportIsForThePersonAlone() throws {
    let stations = [
      town.station("HS-1"), town.station("HS-2", consent: false),
      town.station("HS-3", precision: .hidden), town.station("HS-4", precision: .mesh),
    ]
    let export = try PublicExport(town.plan(stations))
    let report = export.report(.ja)
    #expect(report.contains("4か所のうち2か所"))
    #expect(report.contains("HS-2") && report.contains("HS-3"))
    #expect(export.report(.en).contains("no consent"))
    let files = String(decoding: try export.everything(), as: UTF8.self)
    #expect(!files.contains("HS-"))
    #expect(!files.contains(town.plan.files[0].sha256))
    #expect(!files.contains(town.plan.files[0].path))
  }

  // MARK: What is said of them

  let details = [
    "address": "千葉県東金市1-1", "hours": "月〜金", "season": "通年", "url": "https://example.jp/a",
    "phone": "0475-11-2222", "contact": "山田", "notes": "内緒", "municipality": "よそ市",
  ]

  @Test func onlyPublicFields() throws {
    let stations = [
      town.station("HS-1", at: 140.34, details: details),
      town.station("HS-2", precision: .mesh, details: details),
    ]
    let export = try PublicExport(town.plan(stations))
    let shown = try features(export)
    let exact = try #require(shown[0]["properties"] as? [String: Any])
    #expect(exact["address"] as? String == "千葉県東金市1-1")
    #expect(exact["municipality"] as? String == "山武市")
    #expect(exact["kind"] as? String == "public")
    #expect(exact["kindName"] as? String == "公共")
    #expect(exact["services"] as? [String] == ["drop-in"])
    #expect(exact["precision"] as? String == "exact")
    #expect(exact["marker-color"] as? String == "#0072b2")
    let rounded = try #require(shown[1]["properties"] as? [String: Any])
    #expect(rounded["address"] == nil)
    #expect(rounded["precision"] as? String == "mesh")
    for secret in ["0475-11", "山田", "内緒", "よそ市", "HS-1"] {
      #expect(!String(decoding: try export.everything(), as: UTF8.self).contains(secret))
    }

    let all = try PublicExport(
      town.plan(stations), fields: PublicField.list("名称、電話番号,id , phone"))
    #expect(all.fields == [.id, .name, .phone])
    #expect(all.findings.contains { $0.what.en.contains("phone") && $0.severity == .warning })
    let listed = try #require(try features(all)[0]["properties"] as? [String: Any])
    #expect(listed["phone"] as? String == "0475-11-2222")
    #expect(listed["kind"] == nil && listed["services"] == nil && listed["municipality"] == nil)
    #expect(try features(all)[0]["id"] as? String == "HS-1")
  }

  @Test func unknownFieldsAndLayers() throws {
    let fields = try failure { _ = try PublicField.list("name,phon,lat") }
    #expect(fields.cause == .usage)
    #expect(fields.findings.count == 2)
    #expect(fields.findings[0].remedy.en.contains("phone"))
    let layers = try failure { _ = try PublicExport.Layer.list("stations,gap") }
    #expect(layers.cause == .usage)
    #expect(layers.findings[0].remedy.ja.contains("「gaps」のことですか"))
    #expect(try failure { _ = try PublicField.list(" , ") }.cause == .usage)
    for text in ["", ",", " 、 "] {
      #expect(try failure { _ = try PublicExport.Layer.list(text) }.cause == .usage)
    }
    #expect(try failure { _ = try PublicFormat(forOutput: "map.shp") }.cause == .usage)
    let export = try PublicExport(town.plan([town.station("1")]))
    #expect(try failure { _ = try export.bytes(as: .csv, layers: [.gaps]) }.cause == .usage)
  }

  @Test func aStationWithoutANameDoesNotShowItsNumber() throws {
    let export = try PublicExport(town.plan([town.station("内部42", name: "内部42")]))
    #expect(export.published[0].title == "公共")
    #expect(!String(decoding: try export.everything(), as: UTF8.self).contains("内部42"))
  }

  @Test func layersWithoutACreditAreNamed() throws {
    var plan = town.plan([town.station("1")])
    // the outlines are known by their N03 fields, the grid by its KEY_CODE
    #expect(try PublicExport(plan).findings.isEmpty)
    plan.files = plan.files.map {
      InputFile(
        role: $0.role, path: "\($0.role).x", sha256: "", byteCount: 0, attribution: nil)
    }
    let places = try PublicExport(plan).findings.compactMap(\.place.file)
    #expect(places == ["municipalities.x", "population.x"])
    let text = String(decoding: try PublicExport(plan).geoJSON(), as: UTF8.self)
    #expect(text.contains("国土数値情報") && text.contains("e-Stat"))
  }

  // MARK: Hostile text

  @Test func hostileNames() throws {
    let names = [
      "<script>alert('x')</script>", "\"引用\" & ]]> {{http://evil.example/a.png}}",
      "\u{202E}逆さ\u{2066}名\u{200F}\u{0007}\u{FEFF}", "𠮷野家👨‍👩‍👧 葛\u{E0100}城", "=cmd|'/c calc'!A1",
      "改\r\n行\u{2028}名",
    ]
    let stations = names.enumerated().map { index, name in
      town.station(
        "\(index)", name: name,
        details: ["url": index == 0 ? "javascript:alert(1)" : "https://example.jp/\(index)"])
    }
    let export = try PublicExport(town.plan(stations))
    #expect(
      export.published.map { $0.texts[.name] } == [
        names[0], names[1], "逆さ名", names[3], names[4], "改 行 名",
      ])
    #expect(export.published[0].texts[.url] == nil)
    #expect(export.findings.contains { $0.place.column == "url" })

    let shown = try features(export)
    for (index, feature) in shown.enumerated() {
      let properties = try #require(feature["properties"] as? [String: Any])
      #expect(properties["name"] as? String == export.published[index].texts[.name])
      let description = try #require(properties["description"] as? String)
      #expect(!description.replacingOccurrences(of: "<br>", with: "").contains("<"))
    }
    let csv = String(decoding: export.csv(), as: UTF8.self)
    #expect(csv.hasPrefix("\u{FEFF}名称,"))
    #expect(csv.contains("\r\n'=cmd|"))
    #expect(csv.contains("\"\"\"引用\"\" & ]]>"))

    let folder = try ScratchFolder()
    let path = try folder.file("map.kml", Data(export.kml()))
    let layer = try readVectorLayer(path: path, role: "test").value
    let field = try #require(layer.fieldIndex("Name"))
    #expect(layer.features.map { $0.values[field] } == export.published.map { $0.texts[.name] })
    let code = try #require(layer.fieldIndex("kind"))
    #expect(layer.features[0].values[code] == "public")
    #expect(!String(decoding: export.kml(), as: UTF8.self).contains("<script"))
  }

  @Test func addressesInFreeTextAreNoticed() throws {
    for text in ["電話 ０４７５−１１−２２２２", "090-1234-5678まで", "taro@example.jp"] {
      #expect(PublicText.mentionsPerson(text))
    }
    for text in ["月・火 9:00-12:00,14:00-18:00", "2024-07-01から", "東金市1234-5", "@home"] {
      #expect(!PublicText.mentionsPerson(text))
    }
  }

  // MARK: RFC 7946

  @Test func geoJSONIsAfterTheStandard() throws {
    let stations = [
      town.station("a", at: 140.3123456789, 35.541), town.station("b", at: 140.345, 35.53),
      town.station("c", at: 140.347, 35.531, precision: .mesh),
    ]
    let export = try PublicExport(town.plan(stations))
    let text = String(
      decoding: try export.geoJSON(layers: PublicExport.Layer.allCases), as: UTF8.self)
    #expect(text.firstMatch(of: /\d\.\d{8}/) == nil)
    #expect(!text.contains("65+") && !text.contains("\"ages\""))
    let collection = try export.parsed(PublicExport.Layer.allCases)
    #expect(collection["type"] as? String == "FeatureCollection")
    #expect(collection["crs"] == nil)
    let box = try #require(collection["bbox"] as? [Double])
    let features = try #require(collection["features"] as? [[String: Any]])
    let ids = features.compactMap { $0["id"] as? String }
    #expect(ids.count == features.count && Set(ids).count == ids.count)
    var layers: Set<String> = []
    var seen = Bounds<Geographic>()
    for feature in features {
      let properties = try #require(feature["properties"] as? [String: Any])
      layers.insert(try #require(properties["layer"] as? String))
      if let residents = properties["residents"] as? Int { #expect(residents % 10 == 0) }
      let geometry = try #require(feature["geometry"] as? [String: Any])
      let coordinates = geometry["coordinates"]
      let polygons: [[[[Double]]]]
      switch geometry["type"] as? String {
      case "Point":
        let point = try #require(coordinates as? [Double])
        seen.add(Position(x: point[0], y: point[1]))
        polygons = []
      case "Polygon": polygons = [try #require(coordinates as? [[[Double]]])]
      default: polygons = try #require(coordinates as? [[[[Double]]]])
      }
      for polygon in polygons {
        for (index, corners) in polygon.enumerated() {
          #expect(corners.count >= 4 && corners.first == corners.last)
          #expect(zip(corners, corners.dropFirst()).allSatisfy { $0 != $1 })
          let positions = corners.map { Position<Geographic>(x: $0[0], y: $0[1]) }
          for position in positions { seen.add(position) }
          let ring = try #require(Ring(positions))
          #expect((ring.doubledSignedArea > 0) == (index == 0))
        }
      }
    }
    #expect(layers == ["station", "catchment", "gap", "coverage"])
    #expect(box == [seen.minX, seen.minY, seen.maxX, seen.maxY])
    // our own reader takes it back
    let folder = try ScratchFolder()
    let path = try folder.file("map.geojson", text)
    #expect(try readVectorLayer(path: path, role: "test").value.features.count == features.count)
  }

  @Test func nothingToPublishIsStillAFile() throws {
    let export = try PublicExport(town.plan([town.station("1", consent: false)]))
    #expect(export.findings.contains { $0.what.en.contains("no station") })
    let collection = try export.parsed(PublicExport.Layer.allCases)
    let features = try #require(collection["features"] as? [[String: Any]])
    #expect(features.count == 2)
    #expect(String(decoding: export.csv(), as: UTF8.self).split(separator: "\r\n").count == 1)
  }
}
