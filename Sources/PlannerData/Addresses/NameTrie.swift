/// Names under several roots, found by walking along a text: the longest name with which it
/// begins costs one look-up for each of its characters, however many names there are.
struct NameTrie {
  typealias Node = Int32

  private var next: [UInt64: Node] = [:]
  /// By node.
  private var values: [[Int32]] = []

  mutating func addRoot() -> Node {
    values.append([])
    return Node(values.count - 1)
  }

  mutating func insert(_ name: some Sequence<Unicode.Scalar>, _ value: Int32, under root: Node) {
    var node = root
    for scalar in name {
      let key = Self.key(node, scalar)
      if let found = next[key] {
        node = found
      } else {
        values.append([])
        node = Node(values.count - 1)
        next[key] = node
      }
    }
    if !values[Int(node)].contains(value) { values[Int(node)].append(value) }
  }

  /// Calls for every name with which the text begins, shortest first.
  ///
  /// - Parameters:
  ///   - text: of which a part may begin with a name.
  ///   - start: of that part.
  ///   - root: whose names are looked for.
  ///   - body: gets the end of the name and its values.
  func forEachPrefix(
    of text: [Unicode.Scalar], from start: Int, under root: Node, _ body: (Int, [Int32]) -> Void
  ) {
    var node = root
    var index = start
    while index < text.count, let found = next[Self.key(node, text[index])] {
      node = found
      index += 1
      if !values[Int(node)].isEmpty { body(index, values[Int(node)]) }
    }
  }

  private static func key(_ node: Node, _ scalar: Unicode.Scalar) -> UInt64 {
    UInt64(UInt32(bitPattern: node)) << 32 | UInt64(scalar.value)
  }
}
