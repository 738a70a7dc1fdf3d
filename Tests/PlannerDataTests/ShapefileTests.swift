import Foundation
import Planner
import Testing

@testable import PlannerData

/// Shapefiles made byte by byte, as Japanese offices publish them.
@Suite struct ShapefileTests {
  let folder: ScratchFolder
  /// 千葉市 and 稲毛区
  static let cp932: [[UInt8]] = [
    [0x90, 0xE7, 0x97, 0x74, 0x8E, 0x73], [0x88, 0xEE, 0x96, 0xD1, 0x8B, 0xE6],
  ]

  init() throws { folder = try ScratchFolder() }

  func shape(_ squares: [(Double, Double)]) -> Data {
    var records = Data()
    for (number, corner) in squares.enumerated() {
      let (x, y) = corner
      var content = Data()
      content.little(Int32(5))
      for value in [x, y, x + 0.1, y + 0.1] { content.little(value) }
      for value in [1, 5, 0] as [Int32] { content.little(value) }
      // clockwise, as this format has its exteriors
      for point in [(0, 0), (0, 0.1), (0.1, 0.1), (0.1, 0), (0, 0)] as [(Double, Double)] {
        content.little(x + point.0)
        content.little(y + point.1)
      }
      records.big(Int32(number + 1))
      records.big(Int32(content.count / 2))
      records.append(content)
    }
    var header = Data()
    for value in [9994, 0, 0, 0, 0, 0, Int32(100 + records.count) / 2] { header.big(value) }
    header.little(Int32(1000))
    header.little(Int32(5))
    for value in [139, 34, 142, 37, 0, 0, 0, 0] as [Double] { header.little(value) }
    return header + records
  }

  func table(_ names: [(String, Int)], _ rows: [[[UInt8]]]) -> Data {
    let width = 1 + names.reduce(0) { $0 + $1.1 }
    var data = Data([3, 115, 1, 1])
    data.little(Int32(rows.count))
    data.little(UInt16(33 + 32 * names.count))
    data.little(UInt16(width))
    data.append(Data(count: 20))
    for (name, length) in names {
      data.append(Data(name.utf8) + Data(count: 11 - name.utf8.count))
      data.append(Data([UInt8(ascii: "C"), 0, 0, 0, 0, UInt8(length), 0]) + Data(count: 14))
    }
    data.append(13)
    for row in rows {
      data.append(32)
      for (value, field) in zip(row, names) {
        data.append(Data(value) + Data(repeating: 32, count: field.1 - value.count))
      }
    }
    return data + Data([26])
  }

  func write(_ text: [[UInt8]]) throws -> String {
    let rows = zip(text, ["12100", "12103"]).map { [$0.0, Array($0.1.utf8)] }
    _ = try folder.file("a.dbf", table([("name", 20), ("code", 5)], rows))
    return try folder.file("a.shp", shape([(140, 35), (141, 35)]))
  }

  @Test(arguments: [true, false])
  func textIsSettledByContent(isCP932: Bool) throws {
    let path = try write(isCP932 ? Self.cp932 : [Array("千葉市".utf8), Array("稲毛区".utf8)])
    let read = try readMunicipalities(path: path)
    #expect(read.value.map(\.name) == ["千葉市", "稲毛区"])
    #expect(read.value.map(\.code.text) == ["12100", "12103"])
    // nothing is written beside the user's file
    #expect(folder.names == ["a.dbf", "a.shp"])
    #expect(read.findings.contains { $0.what.en.contains("no coordinate reference system") })
    let both =
      try Data(contentsOf: URL(fileURLWithPath: path))
      + Data(contentsOf: URL(fileURLWithPath: folder.path + "/a.dbf"))
    #expect(try FileBytes(Array(both), path: "both").sha256 == read.file.sha256)
  }

  @Test func withoutFieldsAnErrorSaysWhy() throws {
    let path = try folder.file("a.shp", shape([(140, 35)]))
    let read = try readVectorLayer(path: path, role: "t")
    #expect(read.findings.contains { $0.remedy.en.contains(".dbf") })
    #expect(throws: Failure.self) { try readMunicipalities(path: path) }
  }

  @Test func truncationIsAnError() throws {
    let path = try write(Self.cp932)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in stride(from: 4, to: whole.count, by: 9) {
      _ = try folder.file("a.shp", whole.prefix(length))
      #expect(try failure { try readMunicipalities(path: path) }.cause == .data)
    }
  }

  @Test func aCutTableIsAnError() throws {
    let path = try write(Self.cp932)
    let whole = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/a.dbf"))
    // the last byte only marks the end
    for length in stride(from: 10, to: whole.count - 1, by: 7) {
      _ = try folder.file("a.dbf", whole.prefix(length))
      let found = try failure { try readVectorLayer(path: path, role: "t") }
      #expect(found.cause == .data && found.description.contains("damaged or cut off"))
    }
    _ = try folder.file("a.dbf", whole.prefix(whole.count - 1))
    #expect(try readVectorLayer(path: path, role: "t").value.features.count == 2)
  }

  @Test func aTableOfAnotherLengthIsAnError() throws {
    let path = try write(Self.cp932)
    _ = try folder.file("a.shp", shape([(140, 35)]))
    let found = try failure { try readVectorLayer(path: path, role: "t") }
    #expect(found.description.contains("a.shp: the file is damaged or cut off (2 shapes expected"))
  }

  @Test func theDatumOfTokyoIsTransformed() throws {
    let path = try folder.file(
      "a.geojson",
      "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
        + "\"urn:ogc:def:crs:EPSG::4301\"}},\"features\":["
        + polygonFeature(square(140.366, 35.56), "\"code\":\"12213\"") + "]}")
    let read = try readMunicipalities(path: path)
    let corner = Position<Geographic>(
      x: read.value[0].outline.bounds.minX, y: read.value[0].outline.bounds.minY)
    let moved = try Projection.geodesicMeters(
      from: Position(longitude: 140.366, latitude: 35.56), to: corner)
    #expect((440...490).contains(moved))
    #expect(read.findings.contains { $0.what.en.contains("transformed from EPSG:4301") })
    // declared otherwise by the caller, the numbers stay
    let asIs = try readMunicipalities(path: path, crs: .jgd2011)
    #expect(asIs.value[0].outline.bounds.minX == 140.366)
  }
}

extension Data {
  fileprivate mutating func little<T: FixedWidthInteger>(_ value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func little(_ value: Double) { little(value.bitPattern) }

  fileprivate mutating func big(_ value: Int32) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
