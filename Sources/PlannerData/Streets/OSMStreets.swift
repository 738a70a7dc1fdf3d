private import COsmium
internal import Planner

/// The streets of extracts of OpenStreetMap, by libosmium. The only Swift file that knows its C
/// header.
///
/// Extracts are joined by the ids of their nodes: neighbouring ones fit together, and what lies
/// in several of them is there once. A way whose nodes an extract lacks (ways are cut at its
/// edge) goes as far as there are nodes, and is never bridged over the missing ones.
struct OSMStreets {
  private let rules: WalkableWays
  private var wayID: [Int64] = []
  private var firstOfWay: [Int] = [0]
  private var nodeOfWay: [Int64] = []
  private var passage: [StreetLines.Passage] = []
  private var isSpan: [Bool] = []

  /// Whether a file is an extract, by its first bytes.
  static func begins(_ file: FileBytes) -> Bool { format(of: file) != nil }

  private static func format(of file: FileBytes) -> String? {
    file.withUnsafeBytes { bytes in
      if bytes.starts(with: Array("BZh".utf8)) { return "osm.bz2" }
      // a block's header of some ten bytes, whose first field is the word OSMHeader
      if bytes.count > 15, bytes[4..<15].elementsEqual([0x0A, 0x09] + Array("OSMHeader".utf8)) {
        return "pbf"
      }
      guard ["osm", "xml", "pbf"].contains(fileExtension(file.path)) else {
        return bytes.prefix(1024).contains(Self.rootElement) ? "osm" : nil
      }
      return fileExtension(file.path) == "pbf" ? "pbf" : "osm"
    }
  }

  private static let rootElement = Array("<osm ".utf8)

  /// - Parameters:
  ///   - files: extracts, in any order.
  ///   - rules: which ways and nodes can be walked.
  /// - Returns: the streets, whose first points are the nodes by ascending id, and what was
  ///   noticed.
  /// - Throws: `Failure` (data) for files that are damaged, cut off or no extracts, all of them
  ///   together; for extracts that have no street.
  static func read(
    _ files: [FileBytes], rules: WalkableWays = WalkableWays()
  ) throws -> (lines: StreetLines, findings: [Finding]) {
    var streets = OSMStreets(rules: rules)
    var damage: [Finding] = []
    for file in files {
      if let said = streets.readWays(of: file) { damage.append(Self.damaged(file, said)) }
    }
    guard damage.isEmpty else { throw Failure(.data, damage) }
    guard !streets.wayID.isEmpty else { throw Self.noStreet(files) }
    streets.sortWays()
    var nodes = Nodes(ids: Self.distinct(streets.nodeOfWay), keyCount: rules.keys.count)
    for file in files {
      if let said = nodes.read(file, rules) { damage.append(Self.damaged(file, said)) }
    }
    guard damage.isEmpty else { throw Failure(.data, damage) }
    return try streets.lines(over: nodes, files)
  }

  private init(rules: WalkableWays) { self.rules = rules }

  // MARK: Ways

  /// - Returns: what libosmium said, where the file is damaged.
  private mutating func readWays(of file: FileBytes) -> String? {
    withUnsafeMutablePointer(to: &self) { streets in
      Self.call(file, streets.pointee.rules.keys) { bytes, count, format, keys, keyCount in
        cosmium_read_ways(
          bytes, count, format, keys, keyCount,
          { context, way in
            guard let way = way?.pointee, let values = way.values else { return }
            context?.assumingMemoryBound(to: OSMStreets.self).pointee.take(way, values)
          }, UnsafeMutableRawPointer(streets))
      }
    }
  }

  private mutating func take(
    _ way: cosmium_way, _ values: UnsafePointer<UnsafePointer<CChar>?>
  ) {
    let values = Self.strings(values, rules.keys.count)
    let passage = rules.passage(values)
    guard !passage.isEmpty else { return }
    wayID.append(way.id)
    nodeOfWay.append(contentsOf: UnsafeBufferPointer(start: way.nodes, count: way.node_count))
    firstOfWay.append(nodeOfWay.count)
    self.passage.append(passage)
    isSpan.append(rules.isSpan(values))
  }

  private static func strings(
    _ values: UnsafePointer<UnsafePointer<CChar>?>, _ count: Int
  ) -> [String?] {
    (0..<count).map { index in values[index].map { String(cString: $0) } }
  }

  /// Brings the ways into the order of their ids, each once. Most files have them so already.
  private mutating func sortWays() {
    if zip(wayID, wayID.dropFirst()).allSatisfy({ $0 < $1 }) { return }
    var order = Array(wayID.indices)
    order.sort { (wayID[$0], $0) < (wayID[$1], $1) }
    var sorted = OSMStreets(rules: rules)
    for way in order where sorted.wayID.last != wayID[way] {
      sorted.wayID.append(wayID[way])
      sorted.nodeOfWay.append(contentsOf: nodeOfWay[firstOfWay[way]..<firstOfWay[way + 1]])
      sorted.firstOfWay.append(sorted.nodeOfWay.count)
      sorted.passage.append(passage[way])
      sorted.isSpan.append(isSpan[way])
    }
    self = sorted
  }

  private static func distinct(_ ids: [Int64]) -> [Int64] {
    var sorted = ids
    sorted.sort()
    var distinct: [Int64] = []
    for id in sorted where distinct.last != id { distinct.append(id) }
    return distinct
  }

  // MARK: Nodes

  /// The nodes that streets need, by ascending id.
  private struct Nodes {
    let ids: [Int64]
    private let keyCount: Int
    /// 10⁻⁷ degrees; `Int32.max` where no file has the node.
    var longitude: [Int32]
    var latitude: [Int32]
    var isClosed: Set<Int32> = []
    private var rules = WalkableWays()

    init(ids: [Int64], keyCount: Int) {
      self.ids = ids
      self.keyCount = keyCount
      longitude = [Int32](repeating: .max, count: ids.count)
      latitude = longitude
    }

    mutating func read(_ file: FileBytes, _ rules: WalkableWays) -> String? {
      self.rules = rules
      return withUnsafeMutablePointer(to: &self) { nodes in
        let ids = nodes.pointee.ids
        return ids.withUnsafeBufferPointer { ids in
          OSMStreets.call(file, rules.keys) { bytes, count, format, keys, keyCount in
            cosmium_read_nodes(
              bytes, count, format, ids.baseAddress, ids.count, keys, keyCount,
              { context, node in
                guard let node = node?.pointee else { return }
                context?.assumingMemoryBound(to: Nodes.self).pointee.take(node)
              }, UnsafeMutableRawPointer(nodes))
          }
        }
      }
    }

    private mutating func take(_ node: cosmium_node) {
      // of files that disagree the first counts
      guard longitude[node.index] == .max, latitude[node.index] == .max else { return }
      longitude[node.index] = node.longitude
      latitude[node.index] = node.latitude
      if let values = node.values, !rules.isPassable(node: OSMStreets.strings(values, keyCount)) {
        isClosed.insert(Int32(truncatingIfNeeded: node.index))
      }
    }

    /// `nil` where there is none, or none on the Earth.
    func position(_ index: Int) -> Position<Geographic>? {
      let (x, y) = (longitude[index], latitude[index])
      guard abs(Int(x)) <= 1_800_000_000, abs(Int(y)) <= 900_000_000 else { return nil }
      return Position(longitude: Double(x) / 1e7, latitude: Double(y) / 1e7)
    }
  }

  /// Calls libosmium; gives what it said, where something is wrong.
  private static func call(
    _ file: FileBytes, _ keys: [String],
    _ body: (
      UnsafePointer<CChar>?, Int, UnsafePointer<CChar>, UnsafePointer<UnsafePointer<CChar>?>?, Int
    ) -> UnsafeMutablePointer<CChar>?
  ) -> String? {
    // the keys one after another, each with its end
    let text = keys.flatMap { Array($0.utf8) + [0] }.map { CChar(bitPattern: $0) }
    let said: UnsafeMutablePointer<CChar>? = text.withUnsafeBufferPointer { text in
      var pointers: [UnsafePointer<CChar>?] = []
      var offset = 0
      for key in keys {
        pointers.append(text.baseAddress.map { $0 + offset })
        offset += key.utf8.count + 1
      }
      return file.withUnsafeBytes { bytes in
        (format(of: file) ?? "osm").withCString { format in
          body(
            bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, format, pointers,
            keys.count)
        }
      }
    }
    guard let said else { return nil }
    defer { cosmium_free_text(said) }
    return String(cString: said)
  }

  // MARK: Lines

  private func lines(
    over nodes: Nodes, _ files: [FileBytes]
  ) throws -> (lines: StreetLines, findings: [Finding]) {
    let positions = nodes.ids.indices.map { nodes.position($0) }
    var lines = StreetLines(
      points: positions.map { $0 ?? Position(longitude: 0, latitude: 0) })
    var cut = 0
    var astray: [Int] = []
    for way in wayID.indices {
      var stretch: [Int32] = []
      var isCut = false
      func end() {
        lines.add(line: stretch, passage[way], isSpan: isSpan[way])
        stretch.removeAll(keepingCapacity: true)
      }
      var place = 0
      for id in nodeOfWay[firstOfWay[way]..<firstOfWay[way + 1]] {
        place = Self.place(of: id, in: nodes.ids, near: place)
        guard let position = positions[place] else {
          isCut = true
          if nodes.longitude[place] != .max || nodes.latitude[place] != .max {
            astray.append(place)
          }
          end()
          continue
        }
        let point = Int32(place)
        guard nodes.isClosed.contains(point) else {
          stretch.append(point)
          continue
        }
        // what is closed is the end of every way that comes to it, each at a point of its own
        if !stretch.isEmpty {
          stretch.append(lines.add(position))
          end()
        }
        stretch.append(lines.add(position))
      }
      end()
      if isCut { cut += 1 }
    }
    let findings = Self.findings(cut, Set(astray).sorted().map { nodes.ids[$0] }, files)
    guard lines.lineCount > 0 else {
      throw Failure(.data, findings + [Self.noNodes(files)])
    }
    return (lines, findings)
  }

  private static func place(of id: Int64, in ids: [Int64], near hint: Int) -> Int {
    // neighbouring nodes of a way often have neighbouring ids
    for place in [hint, hint + 1] where place < ids.count && ids[place] == id { return place }
    var low = 0
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: Findings

  private static func findings(
    _ cut: Int, _ astray: [Int64], _ files: [FileBytes]
  ) -> [Finding] {
    var findings: [Finding] = []
    let place = Place(file: files.first?.path)
    if cut > 0 {
      findings.append(
        Finding(
          .note, .streetCut,
          what: Text(
            ja: "点の一部がファイルにない道が\(cut)本あり、点のあるところまでを使います",
            en: "\(cut) street(s) have nodes that are not in the file, and go as far as there are "
              + "nodes"),
          at: place,
          remedy: Text(
            ja: "切り出した範囲の端では普通のことです。対象地域より広く切り出したファイルを使ってください",
            en: "This is usual at the edge of an extract; use one that is larger than the study "
              + "area")))
    }
    if let first = astray.first {
      findings.append(
        Finding(
          .warning, .outOfRange,
          what: Text(
            ja: "緯度・経度が範囲の外にある点が\(astray.count)個あります（ノード\(first)など）。そこで道が切れます",
            en: "\(astray.count) node(s) have coordinates out of range (such as node \(first)); "
              + "streets end there"),
          at: place,
          remedy: Text(
            ja: "ファイルを作り直すか、もう一度取得してください", en: "Make or fetch the file again")))
    }
    return findings
  }

  private static func damaged(_ file: FileBytes, _ said: String) -> Finding {
    Finding(
      .error, .unusableFile,
      what: Text(
        ja: "OpenStreetMapのファイルが壊れているか、途中で切れています（libosmium: \(said)）",
        en: "the OpenStreetMap extract is damaged or cut off (libosmium: \(said))"),
      at: Place(file: file.path),
      remedy: Text(
        ja: "ダウンロードが最後まで終わったか確かめ、もう一度取得してください（.osm.pbf、.osm、.osm.gz、.osm.bz2）",
        en: "Check that it was downloaded to the end, and fetch it again (.osm.pbf, .osm, "
          + ".osm.gz or .osm.bz2)"))
  }

  private static func noStreet(_ files: [FileBytes]) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "歩ける道（highway）が1本もありません", en: "there is no street to walk on (highway)"),
      at: Place(file: files.first?.path),
      remedy: Text(
        ja: "道路を含む範囲と種類で切り出したファイルを指定してください",
        en: "Give an extract that has the streets of the area"))
  }

  private static func noNodes(_ files: [FileBytes]) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "道はありますが、位置のある点がありません", en: "there are streets, but no node has a position"),
      at: Place(file: files.first?.path),
      remedy: Text(
        ja: "ノードを含むファイルを指定してください（osmium extract の既定のとおりに切り出します）",
        en: "Give a file with nodes, as osmium extract makes it by default"))
  }
}

extension UnsafeRawBufferPointer.SubSequence {
  /// Whether some bytes occur.
  fileprivate func contains(_ wanted: [UInt8]) -> Bool {
    guard count >= wanted.count, let first = wanted.first else { return wanted.isEmpty }
    return (startIndex...(endIndex - wanted.count)).contains { at in
      self[at] == first && self[at..<at + wanted.count].elementsEqual(wanted)
    }
  }
}
