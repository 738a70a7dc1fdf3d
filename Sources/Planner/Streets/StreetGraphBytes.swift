extension StreetGraph {
  /// The graph as bytes, for a file that only the same program on a similar machine reads again:
  /// the arrays one after another as they lie in memory, each after its length.
  ///
  /// - Complexity: O(bytes).
  package func encode(into bytes: inout ByteWriter) {
    bytes.append(cornerPositions)
    bytes.append(firstArc)
    bytes.append(arcs)
    bytes.append([longestArcCentimeters])
    bytes.append(arcStretch)
    bytes.append(partOfCorner)
    bytes.append(from)
    bytes.append(to)
    bytes.append(centimeters)
    bytes.append(passage)
    bytes.append(firstShape)
    bytes.append(shape)
    bytes.append(shapeCentimeters)
    bytes.append(parts.map { [$0.corners, $0.stretches, $0.isIsland ? 1 : 0] }.flatMap { $0 })
    bytes.append(parts.map(\.meters))
    bytes.append(parts.map(\.somewhere))
    bytes.append([leastPartMeters])
    let sums = climb.map {
      [$0.mapMicrometers, $0.walkedMicrometers, $0.flatMicrometers, $0.steepMicrometers]
    }
    bytes.append(sums ?? [])
    bytes.append([climb?.lowestMeters, climb?.highestMeters].compactMap { $0 })
  }

  /// The graph that was encoded so.
  ///
  /// - Returns: `nil` for bytes that are no graph, or one of which something does not hold that
  ///   must: a search never runs into nothing.
  /// - Complexity: O(bytes).
  package init?(decoding bytes: inout ByteReader) {
    guard let cornerPositions = bytes.array(of: Position<Plane>.self),
      let firstArc = bytes.array(of: Int32.self), let arcs = bytes.array(of: Arc.self),
      let longest = bytes.array(of: Int32.self), longest.count == 1,
      let arcStretch = bytes.array(of: Int32.self), let partOfCorner = bytes.array(of: Int32.self),
      let from = bytes.array(of: Int32.self), let to = bytes.array(of: Int32.self),
      let centimeters = bytes.array(of: Int32.self),
      let passage = bytes.array(of: StreetLines.Passage.self),
      let firstShape = bytes.array(of: Int32.self),
      let shape = bytes.array(of: Position<Plane>.self),
      let shapeCentimeters = bytes.array(of: Int32.self), let counts = bytes.array(of: Int.self),
      let meters = bytes.array(of: Double.self),
      let somewhere = bytes.array(of: Position<Plane>.self),
      let least = bytes.array(of: Double.self), least.count == 1,
      let sums = bytes.array(of: Int.self), let range = bytes.array(of: Double.self),
      counts.count == 3 * meters.count, somewhere.count == meters.count,
      sums.isEmpty || sums.count == 4, range.isEmpty || range.count == 2
    else { return nil }
    var climb: StreetClimb?
    if sums.count == 4 {
      var found = StreetClimb()
      (found.mapMicrometers, found.walkedMicrometers) = (sums[0], sums[1])
      (found.flatMicrometers, found.steepMicrometers) = (sums[2], sums[3])
      if range.count == 2 { (found.lowestMeters, found.highestMeters) = (range[0], range[1]) }
      climb = found
    }
    self.init(
      cornerPositions: cornerPositions, firstArc: firstArc, arcs: arcs,
      longestArcCentimeters: longest[0], arcStretch: arcStretch, partOfCorner: partOfCorner,
      from: from, to: to, centimeters: centimeters, passage: passage, firstShape: firstShape,
      shape: shape, shapeCentimeters: shapeCentimeters, climb: climb,
      parts: meters.indices.map { part in
        Part(
          corners: counts[3 * part], stretches: counts[3 * part + 1], meters: meters[part],
          isIsland: counts[3 * part + 2] == 1, somewhere: somewhere[part])
      }, leastPartMeters: least[0])
    guard defect() == nil else { return nil }
  }
}

/// Bytes being put together.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// The length, and the elements as they lie in memory; for plain numbers, and structures of
  /// them without gaps.
  package mutating func append<Element>(_ elements: [Element]) {
    withUnsafeBytes(of: UInt64(elements.count)) { bytes.append(contentsOf: $0) }
    elements.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  package mutating func append(_ text: String) { append(Array(text.utf8)) }

  package mutating func append(raw: [UInt8]) { bytes.append(contentsOf: raw) }
}

/// Bytes being read, from the first on; every length is looked at before it is believed.
package struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var at: Int

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  package var isAtEnd: Bool { at == bytes.endIndex }

  package mutating func raw(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= bytes.endIndex - at else { return nil }
    defer { at += count }
    return bytes[at..<at + count]
  }

  /// Elements of a type for which every bit pattern is a value: numbers, and structures of them.
  package mutating func array<Element>(of type: Element.Type) -> [Element]? {
    guard let head = raw(8) else { return nil }
    let said = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let stride = MemoryLayout<Element>.stride
    guard let count = Int(exactly: said), count <= (bytes.endIndex - at) / stride,
      let content = raw(count * stride)
    else { return nil }
    return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: content)
      filled = count
    }
  }

  package mutating func text() -> String? {
    array(of: UInt8.self).map { String(decoding: $0, as: UTF8.self) }
  }
}
