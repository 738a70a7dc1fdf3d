/// An extract of OpenStreetMap made by a test, as XML or as PBF.
struct Extract {
  struct Node {
    var id: Int64
    var longitude: Double
    var latitude: Double
    var tags: [String: String] = [:]
  }

  struct Way {
    var id: Int64
    var nodes: [Int64]
    var tags: [String: String] = ["highway": "residential"]
  }

  var nodes: [Node] = []
  var ways: [Way] = []

  mutating func node(
    _ id: Int64, _ longitude: Double, _ latitude: Double, _ tags: [String: String] = [:]
  ) {
    nodes.append(Node(id: id, longitude: longitude, latitude: latitude, tags: tags))
  }

  mutating func way(
    _ id: Int64, _ nodes: [Int64], _ tags: [String: String] = ["highway": "residential"]
  ) {
    ways.append(Way(id: id, nodes: nodes, tags: tags))
  }

  var xml: String {
    func tags(_ tags: [String: String]) -> String {
      tags.sorted { $0.key < $1.key }.map { "<tag k=\"\($0.key)\" v=\"\($0.value)\"/>" }.joined()
    }
    var text = "<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\">\n"
    for node in nodes {
      text +=
        "<node id=\"\(node.id)\" lon=\"\(node.longitude)\" lat=\"\(node.latitude)\">"
        + tags(node.tags) + "</node>\n"
    }
    for way in ways {
      text +=
        "<way id=\"\(way.id)\">" + way.nodes.map { "<nd ref=\"\($0)\"/>" }.joined()
        + tags(way.tags) + "</way>\n"
    }
    return text + "</osm>\n"
  }

  /// One block for the nodes and one for the ways, not packed.
  ///
  /// Source: OSM wiki, PBF Format (fileformat.proto, osmformat.proto).
  var pbf: [UInt8] {
    var header = Message()
    header.field(4, Array("OsmSchema-V0.6".utf8))
    var bytes = Self.blob("OSMHeader", header.bytes)
    var strings = Strings()
    var group = Message()
    for node in nodes {
      var message = Message()
      message.field(1, zigzag: node.id)
      strings.put(node.tags, into: &message)
      message.field(8, zigzag: Int64((node.latitude * 1e7).rounded()))
      message.field(9, zigzag: Int64((node.longitude * 1e7).rounded()))
      group.field(1, message.bytes)
    }
    bytes += Self.blob("OSMData", Self.block(strings, group))
    strings = Strings()
    group = Message()
    for way in ways {
      var message = Message()
      message.field(1, varint: UInt64(way.id))
      strings.put(way.tags, into: &message)
      var refs: [UInt8] = []
      var last: Int64 = 0
      for id in way.nodes {
        refs += Message.varint(Message.zigzag(id - last))
        last = id
      }
      message.field(8, refs)
      group.field(3, message.bytes)
    }
    return bytes + Self.blob("OSMData", Self.block(strings, group))
  }

  private static func block(_ strings: Strings, _ group: Message) -> [UInt8] {
    var table = Message()
    for text in strings.list { table.field(1, Array(text.utf8)) }
    var block = Message()
    block.field(1, table.bytes)
    block.field(2, group.bytes)
    return block.bytes
  }

  private static func blob(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var blob = Message()
    blob.field(1, content)
    var header = Message()
    header.field(1, Array(type.utf8))
    header.field(3, varint: UInt64(blob.bytes.count))
    let length = UInt32(header.bytes.count).bigEndian
    return withUnsafeBytes(of: length) { Array($0) } + header.bytes + blob.bytes
  }

  private struct Strings {
    var list = [""]
    mutating func index(_ text: String) -> UInt64 {
      if let known = list.firstIndex(of: text) { return UInt64(known) }
      list.append(text)
      return UInt64(list.count - 1)
    }
    mutating func put(_ tags: [String: String], into message: inout Message) {
      let sorted = tags.sorted { $0.key < $1.key }
      message.field(2, sorted.flatMap { Message.varint(index($0.key)) })
      message.field(3, sorted.flatMap { Message.varint(index($0.value)) })
    }
  }

  /// A message of protocol buffers.
  private struct Message {
    var bytes: [UInt8] = []

    mutating func field(_ number: Int, _ content: [UInt8]) {
      bytes += Self.varint(UInt64(number << 3 | 2)) + Self.varint(UInt64(content.count)) + content
    }

    mutating func field(_ number: Int, varint value: UInt64) {
      bytes += Self.varint(UInt64(number << 3)) + Self.varint(value)
    }

    mutating func field(_ number: Int, zigzag value: Int64) {
      field(number, varint: Self.zigzag(value))
    }

    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

    static func varint(_ value: UInt64) -> [UInt8] {
      var rest = value
      var bytes: [UInt8] = []
      while rest >= 0x80 {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      return bytes + [UInt8(rest)]
    }
  }
}
