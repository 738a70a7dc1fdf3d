public import Planner

/// What is wrong, or worth a look, in all the layers of a plan: everything at once, nothing
/// stops at the first.
///
/// ```swift
/// var project = ProjectFile()
/// project.stations = "拠点一覧.csv"
/// let checkup = Checkup(project)
/// let codes = checkup.findings.map(\.code.rawValue)
/// ```
public struct Checkup: Sendable {
  /// A municipality whose residents differ from its census total by more than this share is
  /// reported, unless another is asked for.
  public static let defaultTolerance = 0.05

  /// What was found: layer by layer, within a layer by row.
  public private(set) var findings: [CheckFinding] = []
  public private(set) var files: [InputFile] = []
  /// Rows of the station list, and those that can be used as they are.
  public private(set) var stationRows = 0
  public private(set) var usableStations = 0
  /// `nil` where the list is no table, or cannot be read.
  private var stationTable: DelimitedTable?

  /// Reads and checks all layers that a project names.
  ///
  /// - Parameters:
  ///   - project: its files and the settings by which they are read; each of them may be missing.
  ///   - tolerance: the share of its census total by which a municipality's residents may differ.
  ///   - projectFailure: why the project's own file could not be read, to be told with the rest.
  public init(
    _ project: ProjectFile, tolerance: Double = Self.defaultTolerance,
    projectFailure: Failure? = nil
  ) {
    if let projectFailure { note("project", projectFailure) }
    let gazetteer = readGazetteer(project)
    let study = readStudy(project)
    let roster = readRoster(project, gazetteer, study)
    if let roster { checkRoster(roster, gazetteer, study) }
    checkCandidates(project, gazetteer, roster, study)
    checkPopulation(project, study, tolerance)
    checkStreets(project, roster, study)
    sort()
  }

  /// Whether nothing is an error.
  public var isSound: Bool { !findings.contains { $0.finding.severity == .error } }

  /// How many findings there are of each code, in the order in which codes matter.
  public var counts: [(code: Finding.Code, count: Int)] {
    var counts: [Finding.Code: Int] = [:]
    for finding in findings { counts[finding.code, default: 0] += 1 }
    let others = counts.keys.filter { !Finding.Code.all.contains($0) }
      .sorted { $0.rawValue < $1.rawValue }
    return (Finding.Code.all + others).compactMap { code in counts[code].map { (code, $0) } }
  }

  /// The station list with the certain mends made.
  ///
  /// - Throws: `Failure` (usage) where the list is no table; (data) where rows of it cannot be
  ///   read and would be missing.
  public func mended() throws -> MendedList {
    guard let stationTable else {
      throw Failure(
        .usage,
        what: Text(
          ja: "--fix は表（CSV・TSV・Excelなど）の拠点一覧にだけ使えます",
          en: "--fix needs a station list that is a table (CSV, TSV, a workbook …)"),
        remedy: Text(
          ja: "地図のレイヤーは、報告を見てGISで直してください",
          en: "Mend map layers in a GIS, by the report"))
    }
    try MendedList.requireWhole(stationTable)
    return MendedList(stationTable, findings)
  }

  // MARK: Reading

  private mutating func add(_ layer: String, _ found: [Finding]) {
    findings += found.map { CheckFinding(layer, $0) }
  }

  /// Reads a layer; what stops the reading is a finding like any other.
  private mutating func take<Value>(
    _ layer: String, _ read: () throws -> Reading<Value>
  ) -> Value? {
    do {
      let reading = try read()
      files.append(reading.file)
      add(layer, reading.findings)
      return reading.value
    } catch {
      note(layer, error)
      return nil
    }
  }

  private mutating func note(_ layer: String, _ error: any Error) {
    guard let failure = error as? Failure else {
      add(
        layer,
        [
          Finding(
            .error, .unusableFile, what: Text(verbatim: "\(error)"),
            remedy: Text(ja: "開発者に知らせてください", en: "Please report this"))
        ])
      return
    }
    add(
      layer,
      failure.findings.map { finding in
        var finding = finding
        finding.code = finding.code ?? .unusableFile
        return finding
      })
  }

  private mutating func readGazetteer(_ project: ProjectFile) -> Gazetteer? {
    guard !project.gazetteer.isEmpty else { return nil }
    do {
      let (gazetteer, found, files) = try PlannerData.readGazetteer(paths: project.gazetteer)
      self.files += files
      add("gazetteer", found)
      return gazetteer
    } catch {
      note("gazetteer", error)
      return nil
    }
  }

  /// The municipalities with everything that has outlines; `nil` without municipalities.
  private mutating func readStudy(_ project: ProjectFile) -> StudyArea? {
    var wards = WardHandling.keep
    if let text = project.wards {
      if let handling = WardHandling(rawValue: text) {
        wards = handling
      } else {
        add(
          "project",
          [
            Finding(
              .error, what: Text(ja: "wards は keep か merge です", en: "wards is keep or merge"),
              remedy: Text(
                ja: "区を分けるなら keep、市にまとめるなら merge",
                en: "keep leaves wards apart, merge joins them"))
          ])
      }
    }
    let municipalities = project.municipalities.flatMap { path in
      take("municipalities") {
        try readMunicipalities(path: path, codeField: project.municipalityCode, wards: wards)
      }
    }
    let land = project.land.flatMap { path in take("land") { try readLand(path: path) } }
    var livingAreas: [LivingAreaLayer] = []
    var areas = LivingAreaInput(project)
    for file in project.livingAreas {
      let layer = take("living-areas:" + file.name) { try areas.read(file) }
      if let layer { livingAreas.append(layer) }
    }
    var zones: [ZoneSystem] = []
    for file in project.zones {
      let system = take("zones:" + file.name) {
        try readZones(
          path: file.path, name: file.name, municipalities: municipalities ?? [])
      }
      if let system { zones.append(system) }
    }
    guard let municipalities else { return nil }
    do {
      let study = try StudyArea(
        municipalities: municipalities, zoneSystems: zones, livingAreaLayers: livingAreas,
        neighboringLand: land)
      findings += OutlineDoctor(study, path: project.municipalities ?? "").findings
      for (file, layer) in zip(project.livingAreas, livingAreas) {
        var bounds = Bounds<Geographic>()
        for area in layer.areas { bounds.add(area.outline.bounds) }
        requireNeighbourhood("living-areas:" + layer.name, file.path, bounds, study)
      }
      return study
    } catch {
      note("municipalities", error)
      return nil
    }
  }

  /// A layer whose bounds do not even touch those of the municipalities is of another place.
  private mutating func requireNeighbourhood(
    _ layer: String, _ path: String, _ bounds: Bounds<Geographic>, _ study: StudyArea
  ) {
    guard !bounds.isEmpty, !bounds.intersects(study.bounds) else { return }
    let center = bounds.center
    func rounded(_ degrees: Double) -> Double { (degrees * 100).rounded() / 100 }
    add(
      layer,
      [
        Finding(
          .error, .otherPlace,
          what: Text(
            ja: "全体が市町村の境界とは別の場所にあります（中心：北緯\(rounded(center.y)) 東経\(rounded(center.x))）",
            en: "the whole layer is somewhere else than the municipalities (around "
              + "\(rounded(center.y)) N, \(rounded(center.x)) E)"),
          at: Place(file: path),
          remedy: Text(
            ja: "同じ地域のファイルか、座標参照系と緯度・経度の順序が正しいかを確かめてください",
            en: "Check that the files are of one area, the coordinate reference system, and the "
              + "order of latitude and longitude"))
      ])
  }

  // MARK: Stations

  private mutating func readRoster(
    _ project: ProjectFile, _ gazetteer: Gazetteer?, _ study: StudyArea?
  ) -> Roster? {
    guard let path = project.stations else { return nil }
    let crs = project.stationsCRS.map { CoordinateReferenceSystem($0) }
    var roster: Roster?
    var records: [StationRecord] = []
    do {
      let file = try FileBytes(reading: path, role: .stationList)
      if TableForm.isTable(file) {
        let table = try DelimitedTable(file, layout: .list(ColumnDefinition.stations))
        stationTable = table
        stationRows = table.rowCount
        let read = take("stations") {
          try readStations(
            table, of: file.inputFile(role: "stations"), crs: crs, kinds: project.allKinds,
            gazetteer: gazetteer)
        }
        // what the reader refuses as a whole has no rows to look at
        guard let read else { return nil }
        records = read
        roster = try Roster(table, crs: crs)
      } else {
        let read = take("stations") {
          try readStationLayer(file, crs: crs, kinds: project.allKinds, gazetteer: gazetteer)
        }
        guard let read else { return nil }
        records = read.records
        let layer = try readVectorLayer(file, kind: .points, role: "stations").value
        stationRows = layer.features.count
        roster = try Roster(layer, crs: crs)
      }
      usableStations = records.count
      let plane = project.crs.map { CoordinateReferenceSystem($0) } ?? study?.defaultCRS
      try roster?.locate(records, planeCRS: plane)
    } catch {
      note("stations", error)
    }
    return roster
  }

  private mutating func checkRoster(
    _ roster: Roster, _ gazetteer: Gazetteer?, _ study: StudyArea?
  ) {
    var own = findings.filter { $0.layer == "stations" }
    findings.removeAll { $0.layer == "stations" }
    var positions = PositionDoctor(roster, study: study, gazetteer: gazetteer)
    positions.examine(&own)
    findings += own + positions.findings
    findings += SharedPointDoctor(roster: roster, gazetteer: gazetteer).findings
    findings += ValueDoctor(roster: roster).findings
  }

  // MARK: Streets

  private mutating func checkStreets(
    _ project: ProjectFile, _ roster: Roster?, _ study: StudyArea?
  ) {
    let settings = StreetSettings(project, reckons: false)
    add("project", settings.findings)
    guard let request = settings.request else { return }
    do {
      let streets = try readStreets(request)
      files += streets.files
      add("streets", streets.findings)
      if let study {
        requireNeighbourhood("streets", project.streets[0], streets.lines.bounds, study)
      }
      let closures = readClosed(project)
      // told already where it is elsewhere than the municipalities
      let isNear = study.map { $0.bounds.intersects(streets.lines.bounds) } ?? true
      let rows = isNear ? roster?.rows ?? [] : []
      let doctor = StreetDoctor(
        streets, request, closures, limits: settings.limits,
        stations: rows.compactMap { row in
          row.position.map { (row.name.isEmpty ? "#\(row.number)" : row.name, $0) }
        }, stationsPath: roster?.path)
      files += doctor.files
      for (layer, findings) in doctor.findings { add(layer, findings) }
      for (layer, failure) in doctor.failures { note(layer, failure) }
    } catch {
      note("streets", error)
    }
  }

  /// What cannot be walked; `nil` where nothing is named or it cannot be read.
  private mutating func readClosed(_ project: ProjectFile) -> ClosureReading? {
    guard !project.closed.isEmpty else { return nil }
    do {
      let reading = try readClosures(paths: project.closed)
      files += reading.files
      return reading
    } catch {
      note("closed", error)
      return nil
    }
  }

  // MARK: Candidates

  private mutating func checkCandidates(
    _ project: ProjectFile, _ gazetteer: Gazetteer?, _ roster: Roster?, _ study: StudyArea?
  ) {
    guard !project.candidates.isEmpty else { return }
    let osmKinds: OSMKindTable
    do {
      osmKinds = try OSMKindTable(own: project.osmKinds, kinds: project.allKinds)
    } catch {
      return note("project", error)
    }
    let kinds = project.candidates.compactMap {
      (try? CandidateSource($0, kinds: project.allKinds))?.kind
    }
    for file in project.candidates {
      let name = "candidates:" + file.name
      let layers = take(name) {
        try readCandidates(
          try CandidateSource(file, kinds: project.allKinds), alongside: kinds,
          osmKinds: osmKinds, gazetteer: gazetteer)
      }
      for layer in layers ?? [] {
        let points = layer.records.compactMap { record -> Position<Geographic>? in
          if case .degrees(let point) = record.coordinate { point } else { nil }
        }
        // a layer that covers more than the region is not out of place
        if let study {
          var bounds = Bounds<Geographic>()
          for point in points { bounds.add(point) }
          requireNeighbourhood(name, file.path, bounds, study)
        }
        examine(layer, name, file, gazetteer, study)
        if let roster {
          findings += SharedPointDoctor(roster: roster, gazetteer: gazetteer)
            .findings(ofCandidates: layer, name)
        }
      }
    }
  }

  /// Looks at the positions of candidates as at those of stations; nothing in them is mended.
  private mutating func examine(
    _ layer: CandidateLayer, _ name: String, _ file: ProjectFile.NamedFile,
    _ gazetteer: Gazetteer?, _ study: StudyArea?
  ) {
    let content =
      OSMFile.isNamed(file.path) ? nil : try? FileBytes(reading: file.path, role: .candidateList)
    do {
      let roster = try Roster(layer, layer: name, file: content)
      var positions = PositionDoctor(roster, study: study, gazetteer: gazetteer)
      var own = findings.filter { $0.layer == name && $0.finding.place.file == roster.path }
      findings.removeAll { $0.layer == name && $0.finding.place.file == roster.path }
      positions.examine(&own)
      findings += (own + positions.findings).map { finding in
        var finding = finding
        finding.isCertain = false
        finding.mends = []
        return finding
      }
    } catch {
      note(name, error)
    }
  }

  // MARK: Population

  private mutating func checkPopulation(
    _ project: ProjectFile, _ study: StudyArea?, _ tolerance: Double
  ) {
    let totals = project.populationTotals.flatMap { path in
      take("population-totals") {
        try readPopulationTotals(path: path, of: study?.municipalities ?? [])
      }
    }
    guard let path = project.population,
      let population = take(
        "population",
        { () throws -> Reading<Population> in
          let read = try readPopulation(
            paths: project.populationFiles, options: PopulationOptions(project))
          return Reading(read.value, findings: read.findings, file: read.files[0])
        })
    else { return }
    if !population.suppressed.isEmpty {
      let count = population.suppressed.count
      add(
        "population",
        [
          Finding(
            .note, .suppressedCells,
            what: Text(
              ja: "年齢別などが秘匿されている区画が\(population.units.count)のうち\(count)あります",
              en: "suppressed values in \(count) of \(population.units.count) units"),
            at: Place(file: path),
            remedy: Text(
              ja: "総数には影響しません。年齢別の結果は、その分だけ不確かです",
              en: "Totals are not touched; results by age are less sure by so much"))
        ])
    }
    guard let study else { return }
    var bounds = Bounds<Geographic>()
    switch population.units {
    case .cells(let cells): for cell in cells { bounds.add(cell.center) }
    case .areas(let areas): for area in areas { bounds.add(area.bounds) }
    case .points(let points): for point in points { bounds.add(point) }
    case .plane: break
    }
    requireNeighbourhood("population", path, bounds, study)
    do {
      let crs = project.crs.map { CoordinateReferenceSystem($0) }
      let region = try Region(study: study, population: population, crs: crs)
      add("population", region.findings)
      let source = totals ?? KnownCensus.chiba2020
      findings += region.compared(with: source, scaling: false).census.compactMap {
        Self.mismatch($0, source.source, tolerance, path)
      }
    } catch {
      note("population", error)
    }
  }

  private static func mismatch(
    _ comparison: CensusComparison, _ source: Text, _ tolerance: Double, _ path: String
  ) -> CheckFinding? {
    let (here, there) = (comparison.byBlocks, comparison.byCensus)
    guard (here - there).magnitude > tolerance * max(there, 1) else { return nil }
    let share = there > 0 ? Figure.fixed((here / there - 1) * 100, 1) + "%" : "–"
    return CheckFinding(
      "population", .warning, .censusMismatch, at: Place(file: path),
      what: Text(
        ja: "\(comparison.name)の人口\(Figure.people(here))人は、総数\(Figure.people(there))人"
          + "（\(source.ja)）と\(share)違います",
        en: "\(comparison.name) has \(Figure.people(here)) residents here and "
          + "\(Figure.people(there)) by \(source.en) (\(share))"),
      remedy: Text(
        ja: "調査年が同じか、人口のファイルがこの市町村の全体を含むかを確かめてください",
        en: "Check the year of both, and that the population file covers all of it"))
  }

  // MARK: Order

  /// By layer as read, what concerns a whole file first, then by row.
  private mutating func sort() {
    var layers: [String: Int] = [:]
    let order =
      ["project", "stations", "municipalities", "gazetteer", "population", "population-totals"]
      + findings.map(\.layer)
    for layer in order where layers[layer] == nil { layers[layer] = layers.count }
    findings = findings.enumerated().sorted { a, b in
      (layers[a.element.layer] ?? 0, a.element.finding.place.row ?? 0, a.offset)
        < (layers[b.element.layer] ?? 0, b.element.finding.place.row ?? 0, b.offset)
    }.map(\.element)
  }
}
