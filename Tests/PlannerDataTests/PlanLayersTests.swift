import Foundation
import Planner
import Testing

@testable import PlannerData

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PlanLayersTests {
  private static let layerNames = [
    "municipalities", "catchments_dissolved", "catchments", "gaps", "flows", "stations",
  ]

  /// The GeoPackage of a plan.
  private func geoPackage(_ plan: LoadedPlan, in workspace: Workspace) throws -> String {
    try PlanFolder(plan).write(to: workspace.path("p"), language: .ja) { _ in }
    return workspace.path("p/plan.gpkg")
  }

  private func read(_ path: String, _ layer: String) throws -> VectorLayer {
    try readVectorLayer(path: path, layer: layer, role: "t").value
  }

  private func values(_ layer: VectorLayer, _ field: String) throws -> [String?] {
    let index = try #require(layer.fieldIndex(anyOf: [field]), "\(field)")
    return layer.features.map { $0.values[index] }
  }

  @Test("every layer comes back with as many features as the plan has, in degrees")
  func counts() throws {
    var dice = Dice(seed: 11)
    let workspace = try Workspace()
    let town = try PublicTown()
    let plan = town.plan(town.randomStations(&dice))
    let folder = try PlanFolder(plan)
    let path = try geoPackage(plan, in: workspace)
    let counted = plan.stations.filter { plan.request.question.includes($0) }
    let expected = [
      "municipalities": plan.region.study.municipalities.count, "gaps": folder.gaps.gaps.count,
      "catchments": counted.count, "stations": plan.stations.count,
    ]
    #expect(folder.gaps.gaps.count > 1 && counted.count < plan.stations.count)
    for (name, count) in expected {
      let layer = try read(path, name)
      #expect(layer.features.count == count, "\(name)")
      #expect(layer.crs?.definition == "EPSG:6668", "\(name)")
    }
  }

  @Test("municipalities and stations say what the plan says")
  func figures() throws {
    let workspace = try Workspace()
    let town = try PublicTown()
    let plan = town.plan([
      town.station("1", at: 140.328, 35.54), town.station("2", at: 140.35, 35.53, kind: nil),
      town.station("3", left: CalendarDay(written: "2020-01-01")),
    ])
    let folder = try PlanFolder(plan)
    let path = try geoPackage(plan, in: workspace)
    let towns = try read(path, "municipalities")
    for field in [
      ("residents", \Tally.residents), ("covered", \Tally.covered),
      ("covered_across", \Tally.coveredAcross),
    ] {
      let written = try values(towns, field.0).map { Double($0 ?? "") ?? .nan }
      let known = folder.coverage.answer.areas.filter { $0.layer == .municipality }
        .map { $0.tallies[0][keyPath: field.1] }
      #expect(written.count == known.count)
      for (a, b) in zip(written, known) { #expect(abs(a - b) < 1e-6, "\(field.0)") }
    }
    let across = try values(towns, "covered_across").map { Double($0 ?? "") ?? 0 }
    #expect(across.contains { $0 > 1 })
    let stations = try read(path, "stations")
    #expect(try values(stations, "counts") == ["1", "1", "0"])
    #expect(try values(stations, "kind") == ["public", nil, "public"])
    let flows = try read(path, "flows")
    #expect(flows.features.allSatisfy { $0.geometry?.kind == .lines })
    #expect(!flows.features.isEmpty)
  }

  @Test("a style for every layer stands in layer_styles, where QGIS looks for it")
  func styles() throws {
    let workspace = try Workspace()
    let town = try PublicTown()
    let path = try geoPackage(
      town.plan([town.station("1", at: 140.328, 35.54)]), in: workspace)
    let table = try read(path, "layer_styles")
    #expect(try values(table, "f_table_name").compactMap(\.self) == Self.layerNames)
    #expect(try values(table, "f_geometry_column").allSatisfy { $0 == "geometry" })
    #expect(try values(table, "useAsDefault").allSatisfy { $0 == "1" })
    // the empty text, which QGIS compares with; NULL would not be found
    #expect(try values(table, "f_table_schema").allSatisfy { $0 == "" })
    for qml in try values(table, "styleQML") {
      let document = try XMLDocument(xmlString: try #require(qml))
      #expect(document.rootElement()?.name == "qgis")
      let symbols = try document.nodes(forXPath: "/qgis/renderer-v2/symbols/symbol")
      #expect(!symbols.isEmpty)
      // every class draws with a symbol that is there
      let names = Set(
        symbols.compactMap { ($0 as? XMLElement)?.attribute(forName: "name") }
          .compactMap(\.stringValue))
      let used = try document.nodes(forXPath: "//category/@symbol | //range/@symbol")
        .compactMap(\.stringValue)
      #expect(Set(used).isSubset(of: names))
      #expect(used.isEmpty || used.count == names.count)
    }
  }

  @Test("names that are markup, SQL or no characters of XML stay what they are")
  func oddNames() throws {
    let names = [
      "'; DROP TABLE gpkg_contents; --", "<b>&\"太字\"</b>", "𠮷野家\u{202E}逆", "=1+1",
      String(repeating: "長", count: 200),
    ]
    let workspace = try Workspace()
    let town = try PublicTown()
    var plan = town.plan(names.enumerated().map { town.station("\($0)", name: $1) })
    plan.request.project.kinds = [
      OrganizationKind(slug: "x\"<&>'", name: Text(ja: "<\u{1}種>", en: "a & \"b\""))
    ]
    let path = try geoPackage(plan, in: workspace)
    #expect(try values(try read(path, "stations"), "name") == names)
    let styles = try read(path, "layer_styles")
    let rows = try values(styles, "f_table_name")
    let qml = try values(styles, "styleQML")[try #require(rows.firstIndex(of: "stations"))]
    let document = try XMLDocument(xmlString: try #require(qml))
    let labels = try document.nodes(forXPath: "//category/@label").compactMap(\.stringValue)
    #expect(labels.contains("<種> / a & \"b\""))
    let values = try document.nodes(forXPath: "//category/@value").compactMap(\.stringValue)
    #expect(values.contains("x\"<&>'"))
  }

  @Test("fields of one name, or of a name that the format needs, are told apart")
  func fieldNames() throws {
    let layer = OutputLayer(
      name: "a", crs: .jgd2011, kind: .points,
      fields: ["name", "Name", "fid", "geometry", "name_2"].map { .init($0, .text) },
      rows: [.init(["1", "2", "3", "4", "5"].map { .text($0) }, geometry: nil)])
    #expect(
      layer.fields.map(\.name) == ["name", "Name_2", "fid_2", "geometry_2", "name_2_2"])
    let folder = try ScratchFolder()
    for format in OutputFormat.allCases {
      let path = "\(folder.path)/a.\(format.rawValue)"
      try writeVectorFile([layer], to: path, as: format)
    }
    let read = try read("\(folder.path)/a.gpkg", "a")
    #expect(read.features[0].values == ["1", "2", "3", "4", "5"])
  }

  @Test("terms and what the file is for go with every layer")
  func about() throws {
    let town = try PublicTown()
    var plan = town.plan([town.station("1")])
    plan.credits.append(Text(verbatim: "出典：試験の調査"))
    let folder = try PlanFolder(plan)
    let document = GapDocument(folder.gaps, of: plan)
    let each = try CatchmentDocument(bands: [], form: .each, of: plan)
    let layers = try PlanLayers(
      plan: plan, coverage: folder.coverage, catchments: each, dissolved: each, gaps: document,
      advice: nil
    ).all()
    #expect(layers.map(\.name) == Self.layerNames)
    for layer in layers {
      let about = try #require(layer.about)
      #expect(about.hasPrefix("内部用") && about.contains("試験の調査"), "\(layer.name)")
    }
  }
}
