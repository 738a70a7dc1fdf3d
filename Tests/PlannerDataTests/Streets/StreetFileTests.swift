import Planner
import Testing

@testable import PlannerData

@Suite struct StreetFileTests {
  /// A crossroads: 1–2–3 from west to east, 4–2–5 from south to north.
  private var crossroads: Extract {
    var extract = Extract()
    extract.node(1, 140.360, 35.56)
    extract.node(2, 140.362, 35.56)
    extract.node(3, 140.364, 35.56)
    extract.node(4, 140.362, 35.558)
    extract.node(5, 140.362, 35.562)
    extract.node(99, 140.4, 35.6, ["shop": "books"])
    extract.way(10, [1, 2, 3])
    extract.way(11, [4, 2, 5], ["highway": "footway"])
    extract.way(12, [1, 5], ["building": "yes"])
    return extract
  }

  private func read(_ extract: Extract, as name: String = "town.osm") throws -> StreetReading {
    let workspace = try Workspace()
    return try readStreets(paths: [workspace.write(extract.xml, as: name)])
  }

  /// The lines as the positions they go over, sorted.
  private func shapes(_ lines: StreetLines) -> [[String]] {
    (0..<lines.lineCount).map { line in
      lines.positions(ofLine: line).map { "\($0.longitude) \($0.latitude)" }
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  @Test("XML and PBF, whatever they are called, give the same streets")
  func forms() throws {
    let workspace = try Workspace()
    let xml = try readStreets(paths: [workspace.write(crossroads.xml, as: "a.osm")])
    #expect(
      shapes(xml.lines) == [
        ["140.36 35.56", "140.362 35.56", "140.364 35.56"],
        ["140.362 35.558", "140.362 35.56", "140.362 35.562"],
      ])
    for name in ["a.osm.pbf", "b.pbf", "c.dat"] {
      let pbf = try readStreets(paths: [workspace.write(crossroads.pbf, as: name)])
      #expect(shapes(pbf.lines) == shapes(xml.lines))
    }
    #expect(xml.files.map(\.role) == ["streets"] && xml.findings.isEmpty)
  }

  @Test("a file cut off anywhere is told, and never half a network")
  func truncated() throws {
    let workspace = try Workspace()
    let pbf = crossroads.pbf
    let whole = try readStreets(paths: [workspace.write(pbf, as: "a.osm.pbf")])
    for length in 1..<pbf.count {
      let path = try workspace.write(Array(pbf.prefix(length)), as: "cut.osm.pbf")
      let failure = try failure { try readStreets(paths: [path]) }
      #expect(failure.cause == .data)
      #expect(failure.findings.contains { $0.place.file == path })
    }
    let xml = Array(crossroads.xml.utf8)
    for length in stride(from: 1, to: xml.count - 8, by: 37) {
      let path = try workspace.write(Array(xml.prefix(length)), as: "cut.osm")
      #expect(try failure { try readStreets(paths: [path]) }.cause == .data)
    }
    #expect(whole.lines.lineCount == 2)
  }

  @Test("bytes gone wrong are told or harmless, and stop nothing else", arguments: 0..<400)
  func corrupted(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    var bytes = crossroads.pbf
    for _ in 0..<(1 + seed % 4) {
      bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
    }
    let workspace = try Workspace()
    let path = try workspace.write(bytes, as: "a.osm.pbf")
    do {
      let reading = try readStreets(paths: [path])
      for point in reading.lines.points {
        #expect(abs(point.longitude) <= 180 && abs(point.latitude) <= 90)
      }
    } catch let failure as Failure {
      #expect(failure.cause == .data && !failure.findings.isEmpty)
    }
  }

  @Test("which tags can be walked along")
  func tags() throws {
    let walkable: [[String: String]] = [
      ["highway": "trunk"], ["highway": "residential"], ["highway": "steps"],
      ["highway": "cycleway"], ["highway": "service", "service": "driveway"],
      ["highway": "motorway", "foot": "yes"], ["highway": "motorway", "sidewalk": "both"],
      ["highway": "path", "access": "no", "foot": "designated"],
      ["highway": "residential", "access": "destination"], ["man_made": "pier"],
      ["highway": "residential", "oneway": "yes"], ["highway": "footway", "bridge": "yes"],
      ["highway": "footway", "tunnel": "yes"], ["highway": "footway", "indoor": "no"],
      ["highway": "corridor", "foot": "yes"], ["highway": "primary", "sidewalk": "no"],
    ]
    let closed: [[String: String]] = [
      ["highway": "motorway"], ["highway": "motorway_link"],
      ["highway": "trunk", "motorroad": "yes"], ["highway": "residential", "foot": "no"],
      ["highway": "residential", "access": "private"], ["highway": "construction"],
      ["highway": "proposed", "foot": "yes"], ["highway": "corridor"], ["highway": "elevator"],
      ["highway": "footway", "indoor": "yes"], ["route": "ferry", "foot": "yes"],
      ["highway": "raceway"], ["building": "yes"], ["highway": "no"],
      ["highway": "path", "foot": "use_sidepath"],
      ["highway": "trunk", "motorroad": "yes", "foot": "no", "sidewalk": "both"],
    ]
    for (list, isOpen) in [(walkable, true), (closed, false)] {
      for tags in list {
        var extract = crossroads
        extract.way(20, [1, 4], tags)
        let count = try read(extract).lines.lineCount
        #expect(count == (isOpen ? 3 : 2), "\(tags)")
      }
    }
  }

  @Test("people on foot are bound to a direction only where that is said of them")
  func directions() throws {
    let cases: [([String: String], StreetLines.Passage)] = [
      (["oneway": "yes"], .both), (["oneway:foot": "yes"], .forward),
      (["oneway:foot": "-1"], .backward), (["foot:backward": "no"], .forward),
      (["foot:forward": "no"], .backward), (["oneway:foot": "no", "oneway": "yes"], .both),
    ]
    let rules = WalkableWays()
    for (tags, passage) in cases {
      let all = tags.merging(["highway": "residential"]) { $1 }
      #expect(rules.passage(rules.keys.map { all[$0] }) == passage, "\(tags)")
    }
    let escalator = ["highway": "steps", "conveying": "backward"]
    #expect(rules.passage(rules.keys.map { escalator[$0] }) == .backward)
    let walk = ["highway": "footway", "conveying": "forward"]
    #expect(rules.passage(rules.keys.map { walk[$0] }) == .both)
  }

  @Test("a closed gate parts the ways on its two sides, an open one does not")
  func gates() throws {
    for (tags, parts) in [
      (["barrier": "gate"], 1), (["barrier": "gate", "access": "private"], 2),
      (["barrier": "gate", "access": "private", "foot": "yes"], 1),
      (["barrier": "gate", "locked": "yes"], 2), (["barrier": "wall"], 2),
      (["barrier": "bollard"], 1), (["barrier": "no", "access": "private"], 1),
      (["highway": "crossing", "foot": "no"], 1),
    ] {
      var extract = Extract()
      extract.node(1, 140.360, 35.56)
      extract.node(2, 140.362, 35.56, tags)
      extract.node(3, 140.364, 35.56)
      extract.way(10, [1, 2, 3])
      let lines = try read(extract).lines
      #expect(lines.lineCount == parts, "\(tags)")
      if parts == 2 {
        // both sides go up to it, and have no point in common
        let points = (0..<2).map { Set(lines.points(ofLine: $0)) }
        #expect(points[0].isDisjoint(with: points[1]))
        #expect(points.allSatisfy { $0.count == 2 })
      }
    }
  }

  @Test("a way goes as far as there are nodes, and is not bridged over those that are missing")
  func missingNodes() throws {
    var extract = crossroads
    extract.way(13, [1, 777, 3, 5])
    let reading = try read(extract)
    #expect(reading.lines.lineCount == 3)
    #expect(shapes(reading.lines).contains(["140.364 35.56", "140.362 35.562"]))
    #expect(reading.findings.map(\.code) == [.streetCut])
  }

  @Test("coordinates out of range end a street, with a warning")
  func offEarth() throws {
    var extract = crossroads
    extract.node(6, 190, 35.56)
    extract.way(14, [1, 6, 3])
    let workspace = try Workspace()
    // XML and PBF have it each in its way
    let reading = try readStreets(paths: [workspace.write(extract.pbf, as: "a.osm.pbf")])
    #expect(reading.lines.lineCount == 2)
    #expect(
      reading.findings.contains { $0.code == .outOfRange && $0.what.en.contains("node 6") })
  }

  @Test("an extract without streets, without ways, without nodes")
  func nothing() throws {
    var noWays = crossroads
    noWays.ways = []
    var noNodes = crossroads
    noNodes.nodes = []
    var noStreets = crossroads
    noStreets.ways.removeAll { $0.tags["highway"] != nil }
    let workspace = try Workspace()
    for extract in [noWays, noNodes, noStreets] {
      for path in [
        try workspace.write(extract.xml, as: "a.osm"),
        try workspace.write(extract.pbf, as: "a.osm.pbf"),
      ] {
        let failure = try failure { try readStreets(paths: [path]) }
        #expect(failure.cause == .data && failure.findings.last?.remedy.en.isEmpty == false)
      }
    }
  }

  @Test("neighbouring extracts are joined by their nodes, what lies in both is there once")
  func joined() throws {
    var west = crossroads
    west.ways.removeAll { $0.id == 11 }
    var east = crossroads
    east.nodes.removeAll { $0.id == 1 }
    let workspace = try Workspace()
    let (a, b) = (
      try workspace.write(west.xml, as: "west.osm"), try workspace.write(east.pbf, as: "east.pbf")
    )
    let both = try readStreets(paths: [a, b])
    #expect(shapes(both.lines) == shapes(try read(crossroads).lines))
    #expect(shapes(try readStreets(paths: [b, a]).lines) == shapes(both.lines))
    #expect(both.files.count == 2)
  }

  @Test("the order of nodes and ways in a file makes no difference")
  func order() throws {
    var turned = crossroads
    turned.nodes.reverse()
    turned.ways.reverse()
    let (a, b) = (try read(crossroads).lines, try read(turned).lines)
    #expect(a.points == b.points)
    #expect(
      (0..<a.lineCount).map { Array(a.points(ofLine: $0)) }
        == (0..<b.lineCount).map { Array(b.points(ofLine: $0)) })
  }

  @Test("layers of lines meet at vertices, with each other and with extracts")
  func layers() throws {
    let layer = """
      {"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"name":"橋"},"geometry":{"type":"LineString",
       "coordinates":[[140.364,35.56],[140.37,35.561]]}},
      {"type":"Feature","properties":{"highway":"motorway"},"geometry":{"type":"LineString",
       "coordinates":[[140.364,35.56],[140.37,35.562]]}},
      {"type":"Feature","properties":{"highway":"path"},"geometry":{"type":"MultiLineString",
       "coordinates":[[[140.37,35.561],[140.38,35.561]],[[140.1,35.1],[140.2,35.2]]]}},
      {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[140.37,35.562]}}
      ]}
      """
    let workspace = try Workspace()
    let path = try workspace.write(layer, as: "new.geojson")
    let alone = try readStreets(paths: [path])
    #expect(alone.lines.lineCount == 3 && alone.lines.points.count == 5)
    #expect(alone.findings.count == 1)
    let town = try workspace.write(crossroads.xml, as: "town.osm")
    let both = try readStreets(paths: [path, town])
    // 5 nodes of the crossroads, of which the bridge has one, and 4 of its own
    #expect(both.lines.lineCount == 5 && both.lines.points.count == 9)
    let points = try readStreets(paths: [town, path]).lines.points
    #expect(both.lines.points == points)
  }

  @Test("a layer of points or polygons is no layer of streets")
  func notLines() throws {
    let layer = """
      {"type":"FeatureCollection","features":[{"type":"Feature","properties":{},
      "geometry":{"type":"Point","coordinates":[140.37,35.562]}}]}
      """
    let workspace = try Workspace()
    let path = try workspace.write(layer, as: "points.geojson")
    let failure = try failure { try readStreets(paths: [path]) }
    #expect(failure.findings.first?.remedy.en.contains(".osm.pbf") == true)
  }

  @Test("what is wrong with several files is told at once")
  func allAtOnce() throws {
    let workspace = try Workspace()
    let cut = try workspace.write(Array(crossroads.pbf.prefix(60)), as: "cut.osm.pbf")
    let missing = workspace.path("missing.osm.pbf")
    let failure = try failure { try readStreets(paths: [cut, missing]) }
    #expect(Set(failure.findings.compactMap(\.place.file)) == [cut, missing])
  }

  @Test("an extract without ways has no streets, and one without their nodes no places")
  func withoutWays() throws {
    let workspace = try Workspace()
    var nodesOnly = crossroads
    nodesOnly.ways = []
    var waysOnly = crossroads
    waysOnly.nodes = []
    for (extract, says) in [
      (nodesOnly, "no street to walk on"), (waysOnly, "no node has a position"),
    ] {
      for path in [
        try workspace.write(extract.pbf, as: "a.osm.pbf"),
        try workspace.write(extract.xml, as: "a.osm"),
      ] {
        let failure = try failure { try readStreets(paths: [path]) }
        #expect(failure.cause == .data)
        #expect(failure.findings.contains { $0.what.en.contains(says) }, "\(failure)")
      }
    }
  }

  @Test("streets of no length do no harm")
  func noLength() throws {
    var extract = crossroads
    // three nodes on one spot, in a row and in a ring, at the end of the crossroads
    for id in 50...52 { extract.node(Int64(id), 140.364, 35.56) }
    extract.way(50, [3, 50, 51, 52, 50])
    extract.way(51, [52, 52])
    var town = try StreetSourceTown(extract)
    let flat = try #require(try town.walk(from: (140.36, 35.56), to: (140.364, 35.56)))
    #expect(abs(flat - 0.004 * 90_660) < 0.1)
    town.request.elevation = [try town.raster { longitude, _ in (longitude - 140.35) * 9000 }]
    #expect(try town.walk(from: (140.36, 35.56), to: (140.364, 35.56)) ?? 0 > flat)
  }

  @Test("coordinates out of range end the streets there, and are told")
  func outOfRange() throws {
    var extract = crossroads
    extract.node(60, 190.5, 35.56)
    extract.way(60, [3, 60])
    extract.way(61, [60, 5])
    let town = try StreetSourceTown(extract)
    let table = try town.table(from: [(140.36, 35.56)], to: [(140.364, 35.56)])
    #expect(abs((table.meters(station: 0, point: 0) ?? 0) - 0.004 * 90_660) < 0.1)
    #expect(table.findings.contains { $0.code == .outOfRange || $0.code == .streetCut })
  }
}
