public import Planner

/// What is asked of files of streets.
public struct StreetRequest: Sendable {
  /// Extracts of OpenStreetMap and layers of lines.
  public var paths: [String]
  /// Where the finished network is kept for the next time; `nil`: nowhere.
  public var cache: String?
  /// Ends of lines of layers that are apart by no more than this are joined; 0: none.
  public var joinMeters = 0.0
  /// Whether lines of layers that cross meet there.
  public var joinsCrossings = false
  /// Which ways can be walked, before the rules that hold otherwise.
  public var rules: [ProjectFile.StreetRule] = []
  /// Heights of the ground, several files side by side; none: all is flat.
  public var elevation: [String] = []
  /// Layers of places that cannot be walked.
  public var closed: [String] = []
  /// A part of the network with less street than this is an island.
  public var leastPartMeters = 1000.0

  public init(paths: [String]) { self.paths = paths }

  var wayRules: WalkableWays {
    WalkableWays(own: rules, readsSpans: !elevation.isEmpty || joinsCrossings)
  }
}

/// What the files of streets say.
public struct StreetReading: Sendable {
  public let lines: StreetLines
  public let files: [InputFile]
  public let findings: [Finding]
}

/// Reads the streets of any number of files: extracts of OpenStreetMap (`.osm.pbf`, `.osm`,
/// `.osm.gz`, `.osm.bz2`) and layers of lines (GeoJSON, GeoPackage, Shapefile, …), all joined into
/// one network.
///
/// What comes back does not depend on the order of the files, but for where two extracts disagree
/// on the position of one node: the first counts.
///
/// - Throws: `Failure` (data) with everything that is wrong in any of them.
public func readStreets(paths: [String]) throws -> StreetReading {
  try readStreets(StreetRequest(paths: paths))
}

/// The same, joined and ruled as a request says; its cache and heights are not looked at.
///
/// - Throws: `Failure` (data) with everything that is wrong in any of the files.
public func readStreets(_ request: StreetRequest) throws -> StreetReading {
  try readStreets(OpenStreets(request.paths), request)
}

/// The bytes of the files of streets, not understood yet.
struct OpenStreets: Sendable {
  let files: [Result<FileBytes, any Error>]

  init(_ paths: [String]) {
    files = paths.map { path in
      Result {
        try FileBytes(
          reading: path, role: Text(ja: "道の地図", en: "the file of streets"), wanted: .streets)
      }
    }
  }

  /// How results name the files, and a text that changes where anything in them does; `nil` where
  /// one of them cannot be had.
  func identity() -> (files: [InputFile], statement: String)? {
    var inputs: [InputFile] = []
    var statement = ""
    for file in files {
      guard let file = try? file.get() else { return nil }
      if OSMStreets.begins(file) {
        inputs.append(file.inputFile(role: "streets"))
        statement += "extract \(fileExtension(file.path)) \(inputs[inputs.count - 1].sha256)\n"
      } else {
        guard let parts = try? vectorFileParts(file) else { return nil }
        inputs.append(parts.identity.inputFile(role: "streets"))
        statement += "layer \(fileExtension(file.path)) \(file.sheet ?? "")"
        for part in parts.all { statement += " \(fileExtension(part.path)) \(part.sha256)" }
        statement += "\n"
      }
    }
    return (inputs, statement)
  }
}

func readStreets(_ open: OpenStreets, _ request: StreetRequest) throws -> StreetReading {
  let rules = request.wayRules
  var files: [InputFile] = []
  var findings: [Finding] = []
  var broken: [Finding] = []
  var extracts: [FileBytes] = []
  var layers = StreetLayers(rules: rules)
  var isBug = false
  func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch let failure as Failure {
      broken += failure.findings
      isBug = isBug || failure.cause == .bug
    } catch {
      isBug = true
      broken.append(
        Finding(
          .error, what: Text(verbatim: "\(error)"),
          remedy: Text(ja: "開発者に知らせてください", en: "Please report this")))
    }
  }
  for file in open.files {
    attempt {
      let file = try file.get()
      if OSMStreets.begins(file) {
        files.append(file.inputFile(role: "streets"))
        extracts.append(file)
      } else {
        let reading = try readVectorLayer(file, kind: .lines, role: "streets")
        files.append(reading.file)
        findings += reading.findings
        try layers.add(reading.value)
      }
    }
  }
  var lines = StreetLines()
  attempt {
    guard !extracts.isEmpty else { return }
    let read = try OSMStreets.read(extracts, rules: rules)
    lines = read.lines
    findings += read.findings
  }
  guard broken.isEmpty else { throw Failure(isBug ? .bug : .data, broken) }
  if extracts.count < files.count { layers.join(request) }
  layers.put(into: &lines)
  findings += layers.findings
  guard lines.lineCount > 0 else {
    throw Failure(
      .data,
      findings + [
        Finding(
          .error,
          what: Text(ja: "歩ける道が1本もありません", en: "there is no street to walk on"),
          at: Place(file: request.paths.first),
          remedy: Text(
            ja: "道を含むファイルを --streets で指定してください", en: "Give a file of streets with --streets"))
      ])
  }
  return StreetReading(lines: lines, files: files, findings: findings)
}
