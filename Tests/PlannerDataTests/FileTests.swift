import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct FileTests {
  @Test func readsPadsAndDigests() throws {
    let workspace = try Workspace()
    let file = try FileBytes(reading: workspace.write("abc"))
    #expect(file.count == 3)
    #expect(file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    file.withUnsafeBytes { raw in
      #expect(Array(raw) == Array("abc".utf8))
      let beyond = UnsafeRawBufferPointer(start: raw.baseAddress, count: 3 + FileBytes.padding)
      #expect(beyond[3...].allSatisfy { $0 == 0 })
    }
    let input = file.inputFile(role: "stations", attribution: nil)
    #expect(input.byteCount == 3 && input.role == "stations")
  }

  @Test func readsFilesLargerThanOneChunk() throws {
    let workspace = try Workspace()
    let content = (0..<300_000).map { UInt8($0 % 251) }
    let file = try FileBytes(reading: workspace.write(content))
    file.withUnsafeBytes { #expect($0.elementsEqual(content)) }
  }

  @Test func saysWhatIsWrongWithAFile() throws {
    let workspace = try Workspace()
    let missing = try failure { try FileBytes(reading: workspace.path("none.csv")) }
    #expect(missing.cause == .data)
    #expect(missing.description.contains("none.csv"))
    #expect(missing.description.contains("does not exist. Check the spelling"))
    let role = Text(ja: "拠点の一覧", en: "the station list")
    let folder = try failure { try FileBytes(reading: workspace.folder.path, role: role) }
    #expect(folder.description.contains("the station list is a folder, not a file. Name a file"))
    #expect(folder.findings[0].described(in: .ja).contains("中のファイルを指定してください"))
    let empty = try failure { try FileBytes(reading: workspace.write("")) }
    #expect(empty.description.contains("is empty (0 bytes). Check that it was saved"))
    let inFile = try failure { try FileBytes(reading: workspace.write("x", as: "f") + "/g") }
    #expect(inFile.description.contains("does not exist"))
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func saysThatPermissionIsMissing() throws {
    let workspace = try Workspace()
    let path = try workspace.write("a,b\n")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    let denied = try failure { try FileBytes(reading: path) }
    #expect(denied.description.contains("no permission to read the file. Allow it to be read"))
  }

  @Test func writesWholeFilesOrNone() throws {
    let workspace = try Workspace()
    let path = try workspace.write("old", as: "map.geojson")
    do {
      var file = try OutputFile(path)
      #expect(file.temporaryPath.hasSuffix(".tmp.geojson"))
      try file.write("half of the new")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
      // dropped without a commit, as when a run fails
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).count == 1)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    try OutputFile.write("new", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).count == 1)
  }

  @Test func keepsModeAndLinkOfAnOlderFile() throws {
    let workspace = try Workspace()
    let path = try workspace.write("old", as: "real.csv")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let link = workspace.path("link.csv")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try OutputFile.write("new", to: link)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(
      try FileManager.default.attributesOfItem(atPath: link)[.type] as? FileAttributeType
        == .typeSymbolicLink)
  }

  @Test func writesToWhatIsNoFile() throws {
    try OutputFile.write("gone", to: "/dev/null")
    let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
    #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test func saysWhyNothingCanBeWritten() throws {
    let workspace = try Workspace()
    let noFolder = try failure { try OutputFile.write("x", to: workspace.path("no/such/file")) }
    #expect(noFolder.cause == .file)
    #expect(noFolder.description.contains("the folder to write to does not exist. Make the folder"))
    let folder = try failure { try OutputFile.write("x", to: workspace.folder.path) }
    #expect(folder.description.contains("is a folder. Name a file inside it"))
  }
}
