internal import Planner

/// A finished network of streets in a file, for the next run (`--streets-cache`).
///
/// The file is only ever a shortcut. It says of what it was made (the digests of all files, the
/// rules, the joins, the plane, the version of the form) and ends in a digest of itself; where any
/// of this does not hold, the network is made anew and the file replaced. What is no cache at all
/// is left alone: it may be somebody's only copy of something.
///
/// ```
/// PLNRSTRT | version, byte order | what it was made of | extent, findings, graph | SHA-256 | TRTSRNLP
/// ```
enum StreetCache {
  /// Of the form, and of how a network is made: a change of either is a new number.
  static let version: UInt32 = 1
  private static let magic = Array("PLNRSTRT".utf8)
  private static let tail = Array("TRTSRNLP".utf8)
  /// Read as another number on a machine of the other byte order.
  private static let order: UInt32 = 0x0102_0304

  /// What a cache holds.
  struct Content: Sendable {
    var sources: String
    var plane: String
    var bounds: Bounds<Geographic>
    var graph: StreetGraph
    /// What was noticed in the files, each with the place of its file among them.
    fileprivate var told: [(finding: Finding, file: Int?)]

    init(
      sources: String, plane: String, bounds: Bounds<Geographic>, graph: StreetGraph,
      told: [Finding], paths: [String]
    ) {
      self.sources = sources
      self.plane = plane
      self.bounds = bounds
      self.graph = graph
      self.told = told.map { finding in
        (finding, finding.place.file.flatMap { paths.firstIndex(of: $0) })
      }
    }

    fileprivate init?(_ bytes: ArraySlice<UInt8>) {
      var reader = ByteReader(bytes)
      guard let sources = reader.text(), let plane = reader.text(),
        let box = reader.array(of: Double.self), box.count == 4, box.allSatisfy(\.isFinite),
        let count = reader.array(of: Int.self), count.count == 1
      else { return nil }
      var told: [(finding: Finding, file: Int?)] = []
      for _ in 0..<max(0, min(count[0], 10_000)) {
        guard let finding = Self.finding(&reader) else { return nil }
        told.append(finding)
      }
      guard told.count == count[0], let graph = StreetGraph(decoding: &reader), reader.isAtEnd
      else { return nil }
      self.sources = sources
      self.plane = plane
      bounds = Bounds(minX: box[0], minY: box[1], maxX: box[2], maxY: box[3])
      self.graph = graph
      self.told = told
    }

    fileprivate func encode(into writer: inout ByteWriter) {
      writer.append(sources)
      writer.append(plane)
      writer.append([bounds.minX, bounds.minY, bounds.maxX, bounds.maxY])
      writer.append([told.count])
      for (finding, file) in told {
        writer.append(finding.severity.rawValue)
        writer.append(finding.code?.rawValue ?? "")
        for text in [finding.what, finding.remedy] {
          writer.append(text.ja)
          writer.append(text.en)
        }
        writer.append(finding.place.file ?? "")
        writer.append(finding.place.column ?? "")
        writer.append([finding.place.row ?? -1, file ?? -1])
      }
      graph.encode(into: &writer)
    }

    private static func finding(_ reader: inout ByteReader) -> (finding: Finding, file: Int?)? {
      guard let word = reader.text(), let severity = Finding.Severity(rawValue: word),
        let code = reader.text(), let whatJa = reader.text(), let whatEn = reader.text(),
        let remedyJa = reader.text(), let remedyEn = reader.text(), let path = reader.text(),
        let column = reader.text(), let numbers = reader.array(of: Int.self), numbers.count == 2
      else { return nil }
      let finding = Finding(
        severity, code.isEmpty ? nil : Finding.Code(rawValue: code),
        what: Text(ja: whatJa, en: whatEn),
        at: Place(
          file: path.isEmpty ? nil : path, row: numbers[0] < 0 ? nil : numbers[0],
          column: column.isEmpty ? nil : column), remedy: Text(ja: remedyJa, en: remedyEn))
      return (finding, numbers[1] < 0 ? nil : numbers[1])
    }

    /// What was noticed, at the files as they are called now.
    func findings(paths: [String]) -> [Finding] {
      told.map { finding, file in
        var finding = finding
        if let file, paths.indices.contains(file) { finding.place.file = paths[file] }
        return finding
      }
    }
  }

  enum Reading {
    case content(Content)
    /// There is a cache, and it is none that can be trusted.
    case unusable(Text)
    /// There is no such file yet, or an empty one.
    case none
  }

  /// What a network is made of, but the plane.
  static func statement(of request: StreetRequest, _ files: String, _ elevation: String?) -> String
  {
    """
    \(files)join \(request.joinMeters) \(request.joinsCrossings)
    least \(request.leastPartMeters)
    elevation \(elevation ?? "none")
    \(request.wayRules.statement)
    """
  }

  static func digest(_ text: String) -> String { sha256(Array(text.utf8)[...]) }

  private static func sha256(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.withUnsafeBytes { Digest.sha256($0) }
  }

  /// - Throws: `Failure` (data) for a file that is no cache, and would be lost; for one that
  ///   cannot be read.
  static func read(_ path: String) throws -> Reading {
    guard let bytes = try OutputFile.existing(path) else { return .none }
    guard !bytes.isEmpty else { return .none }
    // one of the two is left of a cache that is damaged at an end, or cut off
    guard bytes.starts(with: magic) || bytes.suffix(tail.count).elementsEqual(tail) else {
      throw Failure(
        .data,
        what: Text(
          ja: "--streets-cache のファイルは、道のキャッシュではありません（そのままにします）",
          en: "the file of --streets-cache is no cache of streets; it is left as it is"),
        at: Place(file: path),
        remedy: Text(ja: "別の名前を指定してください", en: "Give another name"))
    }
    return decode(bytes)
  }

  /// What some bytes hold; nothing about them is believed before it is looked at.
  static func decode(_ bytes: [UInt8], isSealed: Bool = true) -> Reading {
    let damaged = Text(ja: "壊れている", en: "it is damaged")
    var reader = ByteReader(bytes[...])
    guard let head = reader.raw(magic.count), head.elementsEqual(magic),
      let numbers = reader.array(of: UInt32.self), numbers.count == 2
    else { return .unusable(damaged) }
    guard numbers[1] == order else { return .unusable(damaged) }
    guard numbers[0] == version else {
      return .unusable(Text(ja: "古い形式", en: "it is of another version of the program"))
    }
    let sealLength = 64
    let headLength = magic.count + 8 + 8
    let body = bytes.count - tail.count - sealLength
    guard body >= headLength else { return .unusable(damaged) }
    if isSealed {
      guard bytes.suffix(tail.count).elementsEqual(tail),
        bytes[body..<body + sealLength].elementsEqual(sha256(bytes[..<body]).utf8)
      else { return .unusable(damaged) }
    }
    guard let content = Content(bytes[headLength..<body]) else { return .unusable(damaged) }
    return .content(content)
  }

  static func encode(_ content: Content) -> [UInt8] {
    var writer = ByteWriter()
    content.encode(into: &writer)
    return sealed(writer.bytes)
  }

  fileprivate static func sealed(_ body: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(raw: magic)
    writer.append([version, order])
    writer.append(raw: body)
    let seal = sha256(writer.bytes[...])
    writer.append(raw: Array(seal.utf8) + tail)
    return writer.bytes
  }

  /// - Throws: `Failure` (file) where it cannot be written; an older one is then still there.
  static func write(_ content: Content, to path: String) throws {
    try OutputFile.write(encode(content), to: path)
  }

  // MARK: Findings

  static let outdated = Text(
    ja: "道の地図か設定が変わった", en: "the streets or the settings have changed")

  /// One line; a note, so that no result depends on a cache.
  static func rebuilt(_ path: String, _ reason: Text) -> Finding {
    Finding(
      .note, .streetCache,
      what: Text(
        ja: "道のキャッシュを使わず、作り直します（\(reason.ja)）",
        en: "the cache of streets is not used, and made anew (\(reason.en))"),
      at: Place(file: path), remedy: Text(ja: "することはありません", en: "There is nothing to do"))
  }

  /// Said where something is closed: a cache is of all streets.
  static func leftAlone(_ path: String) -> Finding {
    Finding(
      .note, .streetCache,
      what: Text(
        ja: "--closed で道を閉じるときは、道のキャッシュを読みも書きもしません",
        en: "with --closed the cache of streets is neither read nor written"),
      at: Place(file: path),
      remedy: Text(
        ja: "--closed のない計算では、これまでどおり使われます", en: "It is used as ever without --closed"))
  }

  /// Whether a finding is about a cache, and not for the next one.
  static func isNote(_ finding: Finding) -> Bool { finding.code == .streetCache }
}

/// Reads bytes as what a cache holds between its head and its seal, as if the seal were true, and
/// walks over the network that they make: for feeding the reader with broken bytes.
///
/// - Returns: whether they make one.
@_spi(Trials) public func walksStreetCache(_ bytes: [UInt8]) -> Bool {
  let whole = StreetCache.sealed(bytes)
  guard case .content(let content) = StreetCache.decode(whole) else { return false }
  let network = StreetNetwork(content.graph)
  _ = network.nearest(ofCorners: content.graph.cornerCount > 0 ? [0] : [])
  if let part = content.graph.parts.first { _ = network.joins([part.somewhere], within: 100) }
  return true
}
