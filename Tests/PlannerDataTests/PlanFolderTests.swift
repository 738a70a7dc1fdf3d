import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct PlanFolderTests {
  private func contents(of folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let path = folder + "/" + name
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if !isFolder.boolValue { files[name] = try Data(contentsOf: URL(fileURLWithPath: path)) }
    }
    return files
  }

  @Test("writes every file that its index names, the same bytes each time")
  func wholeAndRepeatable() throws {
    var dice = Dice(seed: 4)
    let town = try PublicTown()
    let plan = town.plan(town.randomStations(&dice))
    let workspace = try Workspace()
    var steps: [String] = []
    for name in ["a", "b"] {
      try PlanFolder(plan).write(to: workspace.path(name), language: .ja) { steps.append($0) }
    }
    let first = try contents(of: workspace.path("a"))
    #expect(first == (try contents(of: workspace.path("b"))))
    #expect(Set(first.keys) == Set(steps))
    #expect(Set(first.keys) == Set(PlanFolder.fileNames))
    let index = String(decoding: try #require(first["README.md"]), as: UTF8.self)
    for name in first.keys where name != "README.md" { #expect(index.contains("`\(name)`")) }
  }

  @Test("the index keeps names from becoming markup, and says that data are modelled")
  func escaped() throws {
    let town = try PublicTown()
    var plan = town.plan([
      town.station("1", name: "<script>alert(1)</script> **太字** [x](javascript:1)")
    ])
    plan.sidecarNotices = [Text(ja: "架空のモデル", en: "modelled")]
    let workspace = try Workspace()
    try PlanFolder(plan).write(to: workspace.path("p"), language: .ja) { _ in }
    let files = try contents(of: workspace.path("p"))
    let index = String(decoding: try #require(files["README.md"]), as: UTF8.self)
    #expect(!index.contains("<script>") && index.contains("\\](javascript"))
    for (name, data) in files where name.hasSuffix("json") || name.hasSuffix("csv") {
      #expect(String(decoding: data, as: UTF8.self).contains("架空のモデル"), "\(name)")
    }
  }

  @Test("the index says what may be handed out, how much it is and what to look at, and no id")
  func saysWhatIsPublic() throws {
    let town = try PublicTown()
    let folder = try PlanFolder(
      town.plan([
        town.station("HS-1", details: ["hours": "電話 0475-11-2222"]),
        town.station("HS-2", consent: false), town.station("HS-3", precision: .hidden),
        town.station("HS-4", precision: .town),
      ]))
    #expect(folder.export.published.count == 2)
    #expect(folder.export.personalFindings.map(\.place.column) == ["hours"])
    let index = folder.index(try folder.entries(.ja), .ja)
    #expect(index.contains("外に出してよいのは `public/` フォルダーだけです"))
    #expect(index.contains("`gaps.geojson`：空白地の図形（内部用）"))
    #expect(index.contains("`public/stations.csv`：公開用の一覧\n"))
    #expect(index.contains("4か所のうち2か所"))
    #expect(index.contains("公開しない拠点：1か所（公開の同意がない）\n"))
    #expect(index.contains("電話番号かメールアドレスのようなもの"))
    #expect(index.contains("公開精度が town の1か所"))
    #expect(!index.contains("HS-"))
    let english = folder.index(try folder.entries(.en), .en)
    #expect(english.contains("Only the folder `public/` may be handed out"))
    #expect(english.contains("Withheld: 1 (marked hidden)\n"))
  }

  @Test("files of other runs stay in the public folder, and are named")
  func leftovers() throws {
    let town = try PublicTown()
    let folder = try PlanFolder(town.plan)
    let workspace = try Workspace()
    let out = workspace.path("p")
    let names = try folder.entries(.ja).filter(\.isPublic).map(\.name)
    #expect(names == PlanFolder.publicFiles.map { "public/" + $0 })
    #expect(PlanFolder.leftovers(in: out).isEmpty)
    try folder.write(to: out, language: .ja) { _ in }
    #expect(PlanFolder.leftovers(in: out).isEmpty)
    for name in ["古い.kml", ".hidden", "stations.json"] {
      _ = try workspace.write("old", as: "p/public/" + name)
    }
    _ = try workspace.write("own", as: "p/notes.txt")
    try folder.write(to: out, language: .ja) { _ in }
    let found = PlanFolder.leftovers(in: out)
    let left = [".hidden", "stations.json", "古い.kml"].map { "\(out)/public/" + $0 }
    #expect(found.compactMap(\.place.file) == left)
    #expect(found.allSatisfy { $0.severity == .warning })
    #expect(try contents(of: out)["public/古い.kml"] == Data("old".utf8))
  }

  @Test("a folder that cannot be made is file trouble, with advice")
  func noFolder() throws {
    let town = try PublicTown()
    let workspace = try Workspace()
    let file = try workspace.write("x", as: "taken")
    let stopped = try failure {
      try PlanFolder(town.plan).write(to: file + "/out", language: .ja) { _ in }
    }
    #expect(stopped.cause == .file)
    #expect(stopped.description.contains("--out"))
  }
}
