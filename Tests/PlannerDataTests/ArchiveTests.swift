import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct ArchiveTests {
  let workspace: Workspace
  private let list = "名称,緯度,経度\nひまわり,35.5,140.4\n"

  init() throws { workspace = try Workspace() }

  private func write(_ zip: StoredZip, as name: String = "a.zip") throws -> String {
    try workspace.write(zip.finished, as: name)
  }

  /// Packed by Python's zipfile, with names in CP932: 拠点/拠点一覧.csv and 利用規約.txt.
  private let packed =
    "UEsDBBQAAAAIAAAAIQCAjEcRNwAAAEsAAAARAAAAi5KTXy+LkpNfiOqXly5jc3abtqf/jE7HnckVOj35kyu43j2YnDzt"
    + "U/dxHWNTPVMdQxMDPROupgtNd5reNr0AiZmBxUyxigEAUEsDBBQAAAAIAAAAIQDjIMfOCgAAAAgAAAAMAAAAl5iXcItL"
    + "lvEudHh0mz5jekG397SPAFBLAQIUAxQAAAAIAAAAIQCAjEcRNwAAAEsAAAARAAAAAAAAAAAAAACAAQAAAACLkpNfL4uS"
    + "k1+I6peXLmNzdlBLAQIUAxQAAAAIAAAAIQDjIMfOCgAAAAgAAAAMAAAAAAAAAAAAAACAAWYAAACXmJdwi0uW8S50eHRQ"
    + "SwUGAAAAAAIAAgB5AAAAmgAAAAAA"

  @Test func whatIsWrittenIsReadAgain() throws {
    let members = [
      ("a.txt", Array("あ\n".utf8)), ("folder/empty.bin", []),
      ("b", (0..<70_000).map { UInt8($0 * $0 % 251) }),
    ]
    let bytes = try ArchiveOutput.bytes(of: members, for: "x.zip")
    let archive = try ZipArchive(FileBytes(bytes, path: "x.zip"))
    #expect(archive.members.map(\.name) == members.map(\.0))
    #expect(try archive.members.map { try archive.content(of: $0) } == members.map(\.1))
    #expect(try ArchiveOutput.bytes(of: members, for: "y.zip") == bytes)
  }

  @Test func membersWithJapaneseNamesAreUnpacked() throws {
    let path = try workspace.write(
      Array(try #require(Data(base64Encoded: packed))), as: "拠点.ZIP")
    let reading = try readStations(path: path)
    #expect(reading.value.map(\.name) == ["髙田薬局", "ひまわり", "ひまわり"])
    #expect(reading.file.path == path + "/拠点/拠点一覧.csv")
    #expect(try readStations(path: path + "/拠点/拠点一覧.csv").file == reading.file)
    // the digest is of what was read
    let member = try FileBytes(reading: path + "/利用規約.txt")
    #expect(try DecodedText(member).encoding == .cp932)
    // a damaged bit is seen by the checksum
    var broken = try #require(Data(base64Encoded: packed))
    broken[60] ^= 4
    let damaged = try workspace.write(Array(broken), as: "b.zip")
    #expect(try failure { try readStations(path: damaged) }.description.contains("damaged"))
  }

  @Test func whichMemberIsMeant() throws {
    var zip = StoredZip()
    zip.add("__MACOSX/._a.csv", "x")
    zip.add("readme.txt", "はじめに")
    zip.add("meta.xml", "<x/>")
    let none = try failure { try readStations(path: write(zip)) }
    // a text alone could be a table
    #expect(none.description.contains("no position columns"))
    zip.add("東部/east.csv", list)
    let path = try write(zip)
    #expect(try readStations(path: path).file.path == path + "/東部/east.csv")
    zip.add("west.csv", list)
    let unclear = try failure { try readStations(path: write(zip)) }
    #expect(unclear.description.contains("2 files in the archive could be used"))
    #expect(unclear.description.contains("west.csv (members: west.csv, 東部/east.csv)"))
    #expect(try readStations(path: write(zip) + "/west.csv").value.count == 1)
    let wrong = try failure { try readStations(path: path + "/north.csv") }
    #expect(wrong.description.contains("no \"north.csv\" in the archive"))
    let empty = try failure { try readStations(path: write(StoredZip())) }
    #expect(empty.description.contains("no file in the archive that could be used"))
  }

  @Test func ofSeveralFormsTheBestIsTaken() throws {
    let point =
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":\"a\"},"
      + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[140.4,35.5]}}]}"
    var zip = StoredZip()
    zip.add("P/Shift-JIS/P29.shp", "nonsense")
    zip.add("P/UTF-8/P29.shp", "nonsense")
    zip.add("P/P29.geojson", point)
    let reading = try readStationInput(write(zip), crs: nil, kinds: [])
    #expect(reading.value.records.map(\.name) == ["a"])
    var encodings = StoredZip()
    encodings.add("S/Shift-JIS/S12.csv", list)
    encodings.add("S/UTF-8/S12.csv", list)
    #expect(try readStations(path: write(encodings)).file.path.hasSuffix("S/UTF-8/S12.csv"))
  }

  @Test func aShapefileInAnArchiveFindsWhatBelongsToIt() throws {
    let shapes = try ShapefileTests()
    let path = try shapes.write(ShapefileTests.cp932)
    let stem = String(path.dropLast(4))
    var zip = StoredZip()
    for name in ["shp", "dbf"] { try zip.add("N03/N03.\(name)", file: "\(stem).\(name)") }
    zip.add("N03/list.csv", "code\n")
    let read = try readVectorLayer(path: write(zip), role: "municipalities")
    #expect(read.file.path.hasSuffix("a.zip/N03/N03.shp"))
    let plain = try readVectorLayer(path: path, role: "municipalities")
    #expect(read.value.features == plain.value.features && read.file.sha256 == plain.file.sha256)
    #expect(read.value.features[0].values.contains("千葉市"))
  }

  @Test func everyInputMayBeInAnArchive() throws {
    var cells = StoredZip()
    cells.add("tblT001141H5340.txt", "KEY_CODE,人口（総数）\n534022791,120\n")
    let population = try readPopulation(paths: [write(cells)])
    #expect(population.value.counts == [[120]])
    #expect(population.files[0].path.hasSuffix("a.zip/tblT001141H5340.txt"))
    var zones = StoredZip()
    zones.add("zones.csv", "圏域,市町村コード,出典\n山武,12213,県\n")
    #expect(try readZones(path: write(zones), name: "z").value.zones.count == 1)
    var outlines = StoredZip()
    outlines.add("list.csv", "code,name\n12213,東金市\n")
    outlines.add(
      "N03.geojson",
      collection([polygonFeature(square(140, 35), "\"code\":\"12213\",\"name\":\"東金市\"")]))
    let municipalities = try readMunicipalities(path: write(outlines))
    #expect(municipalities.value.map(\.code.text) == ["12213"])
    let areas = try readLivingAreas(path: write(outlines), name: "a")
    #expect(areas.value.areas.count == 1)
  }

  @Test func aWorkbookInAnArchiveHasSheets() throws {
    let sheet = BookFixture.sheet([["名称", "緯度", "経度"], ["a", "35.5", "140.4"]])
    var zip = StoredZip()
    zip.add(
      Array("list.xlsx".utf8), BookFixture(sheets: [("東", sheet), ("西", sheet)]).bytes)
    let path = try write(zip)
    #expect(try failure { try readStations(path: path) }.description.contains("2 sheets"))
    #expect(try readStations(path: path + "/list.xlsx#西").value.count == 1)
  }

  @Test func bombsAreRefusedByWhatTheyDeclareAndByWhatTheyAre() throws {
    var huge = StoredZip()
    huge.add(Array("a.csv".utf8), Array(list.utf8), method: 8, declaring: 3 << 30)
    let refused = try failure { try readStations(path: write(huge)) }
    #expect(refused.description.contains("would unpack to 3221 MB and is not read"))
    var dense = StoredZip()
    dense.add(
      Array("a.csv".utf8), [UInt8](repeating: 0, count: 1000), method: 8, declaring: 65 << 20)
    #expect(
      try failure { try readStations(path: write(dense)) }.description.contains("would unpack to"))
    // says one thing, and is another
    var liar = StoredZip()
    liar.add(Array("a.csv".utf8), Array(list.utf8), declaring: 5)
    #expect(try failure { try readStations(path: write(liar)) }.description.contains("damaged"))
    // ten bytes declared; the packed stream (fixed codes, RFC 1951) goes on with thousands of zeros
    var longer = StoredZip()
    longer.add(
      Array("a.csv".utf8), [0x63, 0x18, 0x05, 0xA3, 0x60, 0x14, 0x0C, 0x77, 0, 0], method: 8,
      declaring: 10)
    #expect(try failure { try readStations(path: write(longer)) }.description.contains("damaged"))
    var locked = StoredZip()
    locked.add(Array("a.csv".utf8), Array(list.utf8), flags: 1)
    #expect(try failure { try readStations(path: write(locked)) }.description.contains("password"))
    var odd = StoredZip()
    odd.add(Array("a.csv".utf8), Array(list.utf8), method: 12)
    #expect(try failure { try readStations(path: write(odd)) }.description.contains("by a method"))
  }

  @Test func aCutOrDamagedArchiveIsAnError() throws {
    var zip = StoredZip()
    zip.add("a.csv", list)
    let whole = zip.finished
    for length in 4..<whole.count {
      let path = try workspace.write(Array(whole[..<length]), as: "cut.zip")
      #expect(throws: Failure.self) { try readStations(path: path) }
    }
    for seed in 0..<300 {
      var dice = Dice(seed: UInt64(seed))
      var broken = whole
      broken[Int(dice.next() % UInt64(whole.count))] = UInt8(truncatingIfNeeded: dice.next())
      let path = try workspace.write(broken, as: "broken.zip")
      _ = try? readStations(path: path)
    }
  }

  @Test func aNameThatOnlyLooksLikeAnAddressIsAFile() throws {
    let hash = try workspace.write(list, as: "a#1.csv")
    #expect(try readStations(path: hash).value.count == 1)
    try FileManager.default.createDirectory(
      atPath: workspace.path("old.zip"), withIntermediateDirectories: true)
    let inside = try workspace.write(list, as: "old.zip/b.csv")
    #expect(try readStations(path: inside).value.count == 1)
    let missing = try failure { try readStations(path: workspace.path("none.zip/b.csv")) }
    #expect(missing.description.contains("does not exist"))
  }
}

/// Files that gzip has packed.
@Suite struct GzipTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// Packed by Python's gzip: `name,lat,lon` and one row.
  private let packed =
    "H4sIAAAAAAACA8tLzE3VyUks0cnJz+N63LjpceO+x039j5u6dIxN9Ux1DE0M9Ey4AIohfT4lAAAA"

  @Test func aPackedListIsReadAsItIs() throws {
    let bytes = Array(try #require(Data(base64Encoded: packed)))
    let path = try workspace.write(bytes, as: "list.csv.gz")
    let read = try readStations(path: path)
    #expect(read.value.map(\.name) == ["ひまわり"])
    #expect(read.file.path == path + "/list.csv")
    // what results name can be given again
    #expect(try readStations(path: read.file.path).file == read.file)
    #expect(try readStations(path: workspace.write(bytes, as: "list.gz")).value.count == 1)
  }

  @Test func damagedCutOffAndTooLarge() throws {
    let bytes = Array(try #require(Data(base64Encoded: packed)))
    var broken = bytes
    broken[30] ^= 4
    for wrong in [broken, Array(bytes.dropLast(8)) + [0, 0, 0, 0, 37, 0, 0, 0], bytes + bytes] {
      let found = try failure { try readStations(path: workspace.write(wrong, as: "b.csv.gz")) }
      #expect(found.description.contains("gzip file is damaged"), "\(found)")
    }
    // claims four gigabytes
    let bomb = Array(bytes.dropLast(4)) + [0xFF, 0xFF, 0xFF, 0xFF]
    let found = try failure { try readStations(path: workspace.write(bomb, as: "c.csv.gz")) }
    #expect(found.description.contains("would unpack to 4294 MB"))
  }
}
