public import Planner

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
  var files: [InputFile] = []
  var findings: [Finding] = []
  var broken: [Finding] = []
  var extracts: [FileBytes] = []
  var layers = StreetLayers()
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
  for path in paths {
    attempt {
      let file = try FileBytes(
        reading: path, role: Text(ja: "道の地図", en: "the file of streets"), wanted: .streets)
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
    let read = try OSMStreets.read(extracts)
    lines = read.lines
    findings += read.findings
  }
  guard broken.isEmpty else { throw Failure(isBug ? .bug : .data, broken) }
  layers.put(into: &lines)
  findings += layers.findings
  guard lines.lineCount > 0 else {
    throw Failure(
      .data,
      findings + [
        Finding(
          .error,
          what: Text(ja: "歩ける道が1本もありません", en: "there is no street to walk on"),
          at: Place(file: paths.first),
          remedy: Text(
            ja: "道を含むファイルを --streets で指定してください", en: "Give a file of streets with --streets"))
      ])
  }
  return StreetReading(lines: lines, files: files, findings: findings)
}
