import Foundation
import Planner
import Testing

@_spi(Trials) @testable import PlannerData

@Suite struct StreetCacheTests {
  private static let from = (140.3605, 35.5601)
  private static let to = (140.3638, 35.5602)

  private func town() throws -> StreetSourceTown {
    var extract = Extract()
    for index in 0..<8 { extract.node(Int64(index), 140.36 + Double(index) * 0.0006, 35.56) }
    extract.node(20, 140.362, 35.563)
    extract.way(1, [0, 1, 2, 3, 4, 5, 6, 7, 30])
    extract.way(2, [2, 20, 5], ["highway": "steps"])
    var town = try StreetSourceTown(extract)
    town.request.cache = town.workspace.path("streets.cache")
    return town
  }

  private func number(_ path: String?) throws -> Int {
    let found = try FileManager.default.attributesOfItem(atPath: try #require(path))
    return try #require(found[.systemFileNumber] as? Int)
  }

  private func codes(_ table: DistanceTable) -> [String] {
    table.findings.compactMap(\.code?.rawValue)
  }

  @Test("from the cache as from the files, and the cache stays as it is")
  func roundTrip() throws {
    var town = try town()
    let cache = town.request.cache
    let first = try town.table(from: [Self.from], to: [Self.to])
    #expect(!codes(first).contains("street-cache") && codes(first).contains("street-cut"))
    let written = try number(cache)
    let second = try town.table(from: [Self.from], to: [Self.to])
    #expect(try number(cache) == written)
    #expect(second.csv() == first.csv() && second.findings == first.findings)
    #expect(second.files == first.files)
    town.request.cache = nil
    #expect(try town.table(from: [Self.from], to: [Self.to]).csv() == first.csv())
    // the file by another name is the same streets, and findings name it so
    town.request.cache = cache
    let moved = try town.workspace.write(
      Array(Data(contentsOf: URL(fileURLWithPath: town.request.paths[0]))), as: "moved.osm.pbf")
    town.request.paths = [moved]
    let third = try town.table(from: [Self.from], to: [Self.to])
    #expect(try number(cache) == written)
    #expect(third.findings.contains { $0.place.file == moved && $0.code == .streetCut })
  }

  @Test("whatever the network depends on makes the cache anew")
  func keys() throws {
    let town = try town()
    let cache = town.request.cache
    _ = try town.table(from: [Self.from], to: [Self.to])
    let extract = try Data(contentsOf: URL(fileURLWithPath: town.request.paths[0]))
    let raster = try town.raster { longitude, _ in (longitude - 140.35) * 5000 }
    let changes: [(inout StreetSourceTown) throws -> Void] = [
      { $0.request.rules = [ProjectFile.StreetRule(tags: "highway=steps", isWalkable: false)] },
      { $0.request.joinMeters = 1 }, { $0.request.joinsCrossings = true },
      { $0.request.leastPartMeters = 5 }, { $0.request.elevation = [raster] },
      { town in
        var extract = Extract()
        extract.node(1, 140.36, 35.56)
        extract.node(2, 140.365, 35.56)
        extract.way(9, [1, 2])
        town.request.paths = [try town.workspace.write(extract.pbf, as: "other.osm.pbf")]
      },
    ]
    for (index, change) in changes.enumerated() {
      var changed = town
      try change(&changed)
      let table = try changed.table(from: [Self.from], to: [Self.to])
      #expect(codes(table).contains("street-cache"), "\(index)")
      changed.request.cache = nil
      #expect(try changed.table(from: [Self.from], to: [Self.to]).csv() == table.csv(), "\(index)")
      // and back
      #expect(codes(try town.table(from: [Self.from], to: [Self.to])).contains("street-cache"))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: town.request.paths[0])) == extract)
    // lists elsewhere lie on another plane
    let away = try town.table(from: [(140.3605, 35.5601)], to: [(140.75, 35.56)])
    #expect(codes(away).contains("street-cache"))
    _ = cache
  }

  @Test("damage anywhere is noticed, and mended", arguments: 0..<40)
  func damage(seed: UInt64) throws {
    let town = try town()
    let cache = try #require(town.request.cache)
    let sound = try town.table(from: [Self.from], to: [Self.to])
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: cache)))
    var dice = Dice(seed: seed)
    // one in every region, by and by
    let region = bytes.count * Int(seed) / 40..<bytes.count * (Int(seed) + 1) / 40
    var broken = bytes
    broken[Int.random(in: region, using: &dice)] ^= UInt8(1 << Int.random(in: 0..<8, using: &dice))
    for damaged in [broken, Array(bytes.prefix(region.upperBound - 1)), bytes + [0], []] {
      _ = try town.workspace.write(damaged, as: "streets.cache")
      let table = try town.table(from: [Self.from], to: [Self.to])
      #expect(table.csv() == sound.csv())
      #expect(codes(table).contains("street-cache") == !damaged.isEmpty)
      #expect(Array(try Data(contentsOf: URL(fileURLWithPath: cache))) == bytes)
    }
  }

  @Test("bytes with a true seal and nonsense in them stop nothing", arguments: 0..<20)
  func nonsense(seed: UInt64) throws {
    let town = try town()
    _ = try town.table(from: [Self.from], to: [Self.to])
    let cache = try #require(town.request.cache)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: cache)))
    // the part that the fuzz target is fed with
    #expect(walksStreetCache(Array(bytes[24..<bytes.count - 72])))
    var dice = Dice(seed: seed)
    for _ in 0..<200 {
      var broken = bytes
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        broken[Int.random(in: broken.indices, using: &dice)] = .random(in: 0...255, using: &dice)
      }
      switch StreetCache.decode(broken, isSealed: false) {
      case .content(let content):
        _ = StreetNetwork(content.graph).nearest(ofCorners: [0])
        _ = content.findings(paths: [])
      case .unusable, .none: break
      }
    }
  }

  @Test("a file that is no cache is left alone")
  func foreign() throws {
    var town = try town()
    let list = "id,lat,lon\na,35.5,140.3\n"
    town.request.cache = try town.workspace.write(list, as: "precious.csv")
    let said = try failure { try town.table(from: [Self.from], to: [Self.to]) }
    #expect(said.cause == .data && said.findings[0].what.en.contains("left as it is"))
    #expect(
      try String(
        contentsOf: URL(fileURLWithPath: town.workspace.path("precious.csv")), encoding: .utf8)
        == list)
    town.request.cache = town.workspace.path("no such folder/x.cache")
    #expect(try failure { try town.table(from: [Self.from], to: [Self.to]) }.cause == .file)
  }
}
