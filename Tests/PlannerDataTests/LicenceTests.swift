import Foundation
import Planner
import Testing

@testable import PlannerData

/// The terms of a layer: known by its fields, its name or the note beside it, or stated; and what
/// becomes of them in public data.
@Suite struct LicenceTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func layersHaveNamesForReaders() {
    #expect(
      InputFile.name(ofRole: "candidates:medical-welfare")
        == Text(ja: "候補（医療福祉）", en: "candidates (medical and welfare)"))
    // what a user calls a layer is a name already
    #expect(
      InputFile.name(ofRole: "living-areas:包括") == Text(ja: "生活圏域（包括）", en: "living areas (包括)"))
    for role in ["elevation", "closed", "streets", "agreement", "gazetteer"] {
      #expect(InputFile.name(ofRole: role).ja != role, "\(role)")
    }
  }

  static let files: [(name: String, content: String, use: Licence.Use?)] = [
    ("n03.geojson", #"{"properties":{"N03_004":"東金市","N03_007":"12213"}}"#, .free),
    ("N03-20240101_12.topojson", #"{"type":"Topology"}"#, .free),
    ("old.geojson", #"{"A27_005":"12101","A27_007":"寒川小学校"}"#, .nonCommercial),
    ("A27-10_12.geojson", #"{"A27_001":"1"}"#, .nonCommercial),
    ("A27-23_12.geojson", #"{"A27_001":"1"}"#, .unclear),
    ("chibacity_A32-13_districts.geojson", #"{"A32_003":"末広中学校"}"#, .nonCommercial),
    ("P29-13_12.geojson", #"{"P29_001":"12101"}"#, .nonCommercial),
    ("P14-2011_12.geojson", #"{"P14_001":"千葉県"}"#, .nonCommercial),
    ("schools.geojson", #"{"P29_001":"12101"}"#, .unclear),
    ("P04-20_12.geojson", #"{"P04_001":1}"#, nil),
    ("grid.csv", "KEY_CODE,T001141001\n533945001,4\n", .free),
    ("facilities.csv", "全国地方公共団体コード,ID,名称\n122106,1,公民館\n", .free),
    ("map.osm", "<osm version=\"0.6\"/>", .shareAlike),
    ("gsi.gml", "<Dataset xmlns=\"http://fgd.gsi.go.jp/spec/2008/FGD_GMLSchema\"/>", .unclear),
    ("list.csv", "name,lat,lon\na,35.5,140.3\n", nil),
  ]

  @Test(arguments: files)
  func known(name: String, content: String, use: Licence.Use?) throws {
    let path = try folder.file(name, content)
    #expect(Provenance(ofFile: path).licence?.use == use)
  }

  /// The columns of the standard may be those of the network's own list.
  @Test func aStandardFormIsNobodysByItself() throws {
    let path = try folder.file("list.csv", "全国地方公共団体コード,ID,名称,緯度,経度\n122106,1,a,35.5,140.3\n")
    #expect(Provenance(ofFile: path, role: "candidates:public").credit != nil)
    #expect(Provenance(ofFile: path, role: "stations").credit == nil)
  }

  @Test func fieldsBehindLargeOutlines() throws {
    let outline = String(repeating: "[140.1,35.1],", count: 4000)
    let path = try folder.file("a.geojson", "{\"coordinates\":[\(outline)],\"N03_007\":\"12213\"}")
    #expect(Provenance(ofFile: path).credit?.ja.contains("行政区域データ") == true)
  }

  @Test func aNoteBesideTheDataGoesFirst() throws {
    _ = try folder.file(
      Provenance.sidecarName, "credit-en: The town\nlicence-ja: CC BY-NC 4.0（非商用）\n")
    let own = Provenance(ofFile: try folder.file("n03.geojson", #"{"N03_007":"12213"}"#))
    #expect(own.credit?.en == "The town" && own.licence?.use == .nonCommercial)
  }

  @Test(
    arguments: [
      ("CC BY 4.0", .free), ("ＣＣ０", .free), ("CC BY-NC 4.0", .nonCommercial),
      ("非商用", .nonCommercial),
      ("ODbL", .shareAlike), ("CC BY-SA 4.0", .shareAlike), ("政府標準利用規約（第2.0版）", .free),
      ("市長の許可による", .stated),
    ] as [(String, Licence.Use)])
  func termsInWords(text: String, use: Licence.Use) {
    #expect(Licence(stated: text).use == use)
  }

  // MARK: In a plan

  @Test func aNoticeSaysOfWhatItIs() throws {
    let elsewhere = try ScratchFolder()
    var project = ProjectFile()
    project.stations = try elsewhere.file("stations.csv", "lat,lon\n35.54,140.32\n")
    try addTown(to: &project)
    _ = try folder.file(Provenance.sidecarName, "notice-ja: 架空です。\nnotice-en: Not real.\n")
    #expect(
      try LoadedPlan(PlanRequest(project)).notices.first
        == Text(
          ja: "市町村の境界・人口について：架空です。", en: "On municipal outlines, population: Not real."))
    // all of it needs no list
    project.stations = try folder.file("stations.csv", "lat,lon\n35.54,140.32\n")
    #expect(
      try LoadedPlan(PlanRequest(project)).notices.first == Text(ja: "架空です。", en: "Not real."))
  }

  /// Outlines and residents.
  private func addTown(to project: inout ProjectFile, credit: String = "N03_007") throws {
    let town = PublicTown.rectangle(PublicTown.west, PublicTown.east)
    project.municipalities = try folder.file(
      "towns.geojson",
      collection([polygonFeature(town, "\"N03_004\":\"東金市\",\"\(credit)\":\"12213\"")]))
    project.population = try folder.file(
      "people.csv", "mesh,total\n" + PublicTown.cells.map { "\($0.code),10\n" }.joined())
  }

  private func plan(_ licences: [String], credit: String = "N03_007") throws -> LoadedPlan {
    var project = ProjectFile()
    project.stations = try folder.file("stations.csv", "lat,lon,consent\n35.54,140.32,yes\n")
    try addTown(to: &project, credit: credit)
    let town = PublicTown.rectangle(PublicTown.west, PublicTown.east)
    project.livingAreas = [
      .init(
        name: "校区",
        path: try folder.file(
          "A27-10.geojson",
          collection([polygonFeature(town, "\"A27_005\":\"1\",\"A27_007\":\"東小\"")])))
    ]
    // a later one wins, as flags do over the project file
    project.licences = try licences.flatMap { try ProjectFile.StatedLicence.list([$0]) }
    return try LoadedPlan(PlanRequest(project))
  }

  @Test func termsStandInEveryResult() throws {
    let plan = try plan(["population=CC BY-NC 4.0"])
    #expect(
      plan.files.map { "\($0.role) \($0.licence?.use.rawValue ?? "-")" } == [
        "stations -", "municipalities free", "population non-commercial",
        "living-areas non-commercial",
      ])
    let text = Assumptions(plan: plan).lines(.ja).joined()
    #expect(text.contains("人口＝CC BY-NC 4.0") && text.contains("生活圏域＝国土数値情報の利用条件（この版は非商用）"))
    let json = String(decoding: Assumptions(plan: plan).json.serialized(), as: UTF8.self)
    #expect(
      json.contains("\"use\": \"non-commercial\"") || json.contains("\"use\":\"non-commercial\""))
    #expect(plan.notices.contains { $0.en.hasPrefix("The data of the population are for non-") })
    let csv = CSVText(["a"], notices: plan.notices, sources: plan.sources(.en), language: .en).text
    #expect(csv.contains("a,sources,notice\r\n"))
    #expect(plan.about.contains("人口のデータは非商用に限られます") && plan.about.contains("行政区域データ"))
  }

  /// School districts are in no public number, so nothing is said of them there.
  @Test func publicDataAreFlagged() throws {
    let export = try PublicExport(plan(["people.csv=CC BY-NC 4.0"]))
    let found = export.findings.map(\.what.en)
    #expect(
      found == ["public data are made from a layer for non-commercial use only (CC BY-NC 4.0)"])
    let object = try export.parsed([.stations])
    let licences = try #require(object["licences"] as? [[String: Any]])
    #expect(licences.compactMap { $0["layer"] as? String } == ["municipalities", "population"])
    let shown = String(decoding: try export.everything(), as: UTF8.self)
    #expect(shown.contains("人口のデータは非商用に限られます") && !shown.contains("小学校区"))
    #expect(String(decoding: export.csv(.en), as: UTF8.self).contains("population: CC BY-NC 4.0"))
    #expect(String(decoding: export.kml(), as: UTF8.self).contains("人口＝CC BY-NC 4.0"))
  }

  @Test func unknownTermsAreNamedUntilTheyAreGiven() throws {
    let unknown = try PublicExport(plan([]))
    #expect(unknown.findings.count == 1)
    #expect(
      unknown.findings[0].what.en == "neither the credit line nor the terms of this layer are known"
    )
    #expect(unknown.findings[0].remedy.en.contains("--licence population=TERMS"))
    #expect(try PublicExport(plan(["population=CC BY 4.0"])).findings.isEmpty)
    // one layer's own terms win over those of its role, a later one over an earlier
    let plan = try plan(["population=非商用", "population=CC0", "校区=許可済み", "living-areas=CC0"])
    #expect(plan.files.map { $0.licence?.use } == [nil, .free, .free, .stated])
  }

  @Test func layersThatAreNotThere() throws {
    let found = try failure { try plan(["populatoin=CC0", "land=CC0"]) }
    #expect(found.cause == .usage && found.findings.count == 2)
    #expect(found.description.contains("Did you mean population?"))
    for flag in ["population", "=CC0", "population= "] {
      #expect(try failure { try ProjectFile.StatedLicence.list([flag]) }.cause == .usage)
    }
  }

  @Test func theProjectFileHoldsThem() throws {
    var project = try ProjectFile(
      yaml: "licence:\n  population: CC BY 4.0\n  校区: \"a: b\"\n", path: "planner.yaml")
    #expect(project.licences.map(\.text) == ["CC BY 4.0", "a: b"])
    project.licences.append(.init(layer: "population", text: "CC0"))
    let again = try ProjectFile(yaml: project.rendered(), path: "planner.yaml")
    #expect(again.licences.map(\.text) == ["a: b", "CC0"])
    #expect(throws: Failure.self) { try ProjectFile(yaml: "licence: CC0\n", path: "planner.yaml") }
  }
}
