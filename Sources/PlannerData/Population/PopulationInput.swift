internal import Planner

/// Reads residents of any format, out of one file or several that belong together: grids and
/// points as tables, areas and points as vector layers. A vector layer of grid cells is read as
/// a grid, by its codes.
///
/// Files of one sort are joined: the first-level meshes of the census, say, or the towns of
/// several municipalities. Suppressed cells find their hosts in any of them.
///
/// - Parameters:
///   - paths: at least one.
///   - options: what the files do not say plainly themselves.
/// - Returns: findings of severity error are rows missing from the value; a unit that is in two
///   files is one of them.
/// - Throws: `Failure` (data) with what is wrong with any of the files as a whole; for files of
///   different sorts or grids, and for one that is named twice.
public func readPopulation(
  paths: [String], options: PopulationOptions = PopulationOptions()
) throws -> PopulationReading {
  var failures: [Failure] = []
  var sources: [PopulationSource] = []
  for path in paths {
    do {
      sources.append(try PopulationSource(path, options))
    } catch let failure as Failure {
      failures.append(failure)
    }
  }
  guard failures.isEmpty else {
    throw Failure(
      failures.contains { $0.cause == .bug } ? .bug : failures[0].cause,
      failures.flatMap(\.findings))
  }
  let files = sources.map(\.file)
  for (index, file) in files.enumerated() {
    guard let first = files[..<index].first(where: { $0.sha256 == file.sha256 }) else { continue }
    throw Failure(
      .data,
      what: Text(
        ja: "同じ内容の人口ファイルが二度指定されています（\(first.path)）",
        en: "the same population file is given twice (\(first.path))"),
      at: Place(file: file.path),
      remedy: Text(ja: "一度だけ指定してください", en: "Give it once"))
  }
  let tables = sources.compactMap(\.grid)
  if tables.count == sources.count {
    var rows = GridRows(tables)
    try rows.read(level: options.level)
    let population = rows.population()
    return PopulationReading(
      value: population,
      findings: (sources.flatMap(\.findings) + rows.findings).inFileOrder(paths), files: files)
  }
  let readings = sources.compactMap(\.reading)
  guard readings.count == sources.count else { throw differentSorts(sources) }
  var joined = PopulationReading(
    value: readings[0].value, findings: readings[0].findings, files: files)
  if readings.count > 1 { try joined.join(readings) }
  return joined
}

/// One population file, as far as it is read before it is joined with others.
private struct PopulationSource {
  let file: InputFile
  var findings: [Finding] = []
  var grid: GridTable?
  var reading: Reading<Population>?

  init(_ path: String, _ options: PopulationOptions) throws {
    let bytes = try FileBytes(
      reading: path, role: Text(ja: "人口の表", en: "the population table"))
    if TableForm.isTable(bytes) {
      let table = try DelimitedTable(bytes)
      file = bytes.inputFile(role: "population")
      if isPointTable(table) {
        reading = try readPointPopulation(table, options, file: file)
      } else {
        grid = try GridTable(table, options)
      }
      return
    }
    let layer = try readVectorLayer(bytes, role: "population")
    file = layer.file
    if let cells = try GridLayer(layer.value)?.table() {
      var table = try GridTable(DelimitedTable(cells), options)
      table.rowOffset = -1
      grid = table
      findings = layer.findings
    } else {
      reading = try readVectorPopulation(layer, options)
    }
  }

  var sort: Text {
    switch reading?.value.units {
    case nil, .cells: Text(ja: "メッシュ", en: "a grid")
    case .areas: Text(ja: "面", en: "areas")
    case .points: Text(ja: "点（緯度・経度）", en: "points in degrees")
    case .plane: Text(ja: "点（メートル）", en: "points in metres")
    }
  }
}

private func differentSorts(_ sources: [PopulationSource]) -> Failure {
  let other = sources.first { $0.sort != sources[0].sort } ?? sources[0]
  return Failure(
    .data,
    what: Text(
      ja: "人口のファイルの種類が違います（\(sources[0].file.path) は\(sources[0].sort.ja)、"
        + "\(other.file.path) は\(other.sort.ja)）",
      en: "the population files are of different sorts (\(sources[0].file.path): "
        + "\(sources[0].sort.en); \(other.file.path): \(other.sort.en))"),
    at: Place(file: other.file.path),
    remedy: Text(
      ja: "同じ種類のファイルだけを指定してください。重なる地域を二度数えないためです",
      en: "Give files of one sort only, so that nobody is counted twice"))
}

extension PopulationReading {
  /// Joins areas or points of several files.
  fileprivate mutating func join(_ readings: [Reading<Population>]) throws {
    let common = readings[0].value.attributes.filter { attribute in
      readings.allSatisfy { $0.value.attributes.contains { $0.slug == attribute.slug } }
    }
    let lost = Set(readings.flatMap { $0.value.attributes.map(\.slug) })
      .subtracting(common.map(\.slug)).sorted()
    findings = readings.flatMap(\.findings)
    if !lost.isEmpty {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "一部の人口ファイルにしかない項目は使いません（\(lost.joined(separator: ", "))）",
            en: "what only some of the population files count is not used "
              + "(\(lost.joined(separator: ", ")))"),
          at: Place(file: files[0].path),
          remedy: Text(ja: "同じ項目のファイルをそろえてください", en: "Give files with the same counts")))
    }
    var areas: [MultiPolygon<Geographic>] = []
    var points: [Position<Geographic>] = []
    var plane: [Position<Plane>] = []
    var counts = [[Double]](repeating: [], count: common.count)
    var suppressed: [Int] = []
    var owner: [Int] = []
    for (number, reading) in readings.enumerated() {
      let value = reading.value
      let start = owner.count
      switch value.units {
      case .cells: break
      case .areas(let list): areas += list
      case .points(let list): points += list
      case .plane(let list): plane += list
      }
      for (index, attribute) in common.enumerated() {
        guard let from = value.attributes.firstIndex(where: { $0.slug == attribute.slug }) else {
          continue
        }
        counts[index] += value.counts[from]
      }
      suppressed += value.suppressed.map { $0 + start }
      owner += [Int](repeating: number, count: value.units.count)
    }
    let sorts = [!areas.isEmpty, !points.isEmpty, !plane.isEmpty].filter { $0 }
    guard sorts.count == 1 else {
      throw Failure(
        .data,
        what: Text(
          ja: "人口のファイルの種類（面、緯度・経度の点、メートルの点）が違います",
          en: "the population files are of different sorts (areas, points in degrees or metres)"),
        at: Place(file: files[1].path),
        remedy: Text(ja: "同じ種類のファイルだけを指定してください", en: "Give files of one sort only"))
    }
    let repeats =
      !areas.isEmpty
      ? Self.repeats(areas, counts, owner)
      : !points.isEmpty
        ? Self.repeats(points, counts, owner) : Self.repeats(plane, counts, owner)
    if let first = repeats.sorted().first {
      let names = Set(repeats.map { files[owner[$0]].path }).sorted().joined(separator: ", ")
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "位置と人数が同じものが二つのファイルにあります（\(repeats.count)件：\(names)）",
            en: "\(repeats.count) unit(s) with the same place and counts are in two files "
              + "(\(names))"),
          at: Place(file: files[owner[first]].path),
          remedy: Text(ja: "どちらか一方から除いてください", en: "Remove them from one of the two")))
    }
    let kept = owner.indices.filter { !repeats.contains($0) }
    let units: Population.Units =
      !areas.isEmpty
      ? .areas(kept.map { areas[$0] })
      : !points.isEmpty ? .points(kept.map { points[$0] }) : .plane(kept.map { plane[$0] })
    let isSuppressed = Set(suppressed)
    value = Population(
      attributes: common, units: units, counts: counts.map { list in kept.map { list[$0] } },
      suppressed: kept.indices.filter { isSuppressed.contains(kept[$0]) })
  }

  /// Units of different files that are the same in place and counts: all of them, since none is
  /// better than the other.
  private static func repeats<Unit: Hashable>(
    _ units: [Unit], _ counts: [[Double]], _ owner: [Int]
  ) -> Set<Int> {
    var result: Set<Int> = []
    for same in Dictionary(grouping: units.indices, by: { units[$0] }).values
    where same.count > 1 && Set(same.map { owner[$0] }).count > 1 {
      for alike in Dictionary(grouping: same, by: { unit in counts.map { $0[unit] } }).values
      where Set(alike.map { owner[$0] }).count > 1 {
        result.formUnion(alike)
      }
    }
    return result
  }
}

extension [Finding] {
  /// File by file as they were named, and within each row by row.
  fileprivate func inFileOrder(_ paths: [String]) -> [Finding] {
    var result: [Finding] = []
    for path in paths { result += filter { $0.place.file == path }.inRowOrder }
    return result + filter { finding in !paths.contains { $0 == finding.place.file } }
  }
}
