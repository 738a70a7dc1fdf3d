public import Planner

/// Everything that a project's files say, read, checked and brought into one working CRS.
public struct LoadedPlan: Sendable {
  public var request: PlanRequest
  public var region: Region
  /// How residents come to a station.
  public var walk: Walk
  /// What is known of the streets along which they do; `nil` for straight lines.
  public var streets: StreetUse?
  /// Sorted by id; none where the request allows a plan without a station list.
  public var stations: [Station]
  /// How station coordinates got into the working CRS; `nil` where they were in it already.
  public var stationsOperation: CoordinateOperation?
  /// Index into the municipalities for each station; `nil` outside all outlines.
  public var stationMunicipality: [Int?]
  /// Whom one could ask, sorted by id: each place once, none of them a station already, all of
  /// them in a municipality. Empty unless the request reads candidates.
  public var candidates: [Candidate]
  /// How exactly the stations are located, and which were left out for it.
  public var locations: StationLocations
  /// By which places are found and named; `nil` where none is given.
  public var gazetteer: Gazetteer?
  /// What became of the rows from which the candidates were made.
  public var candidateReport: CandidateReport
  public var files: [InputFile]
  /// What the notes beside the files ask to be said on every output made from them.
  var sidecarNotices: [Text]
  /// What must be said on every output made from these files, and of what was assumed for them.
  public var notices: [Text] {
    let heat = request.heatFactor > 1 ? [WalkStatement.heatNote(request.heatFactor)] : []
    return sidecarNotices + LicenceSummary(files).notices + heat
  }
  /// Credit lines, each once.
  public var credits: [Text]
  /// Warnings and notes, in the order of the inputs.
  public var findings: [Finding]
  /// Rows that were left out on request, with what is wrong with them.
  public var setAside: [Finding]

  /// Reads all files of a request.
  ///
  /// Stations and municipalities may be missing where the request allows it: a network that has
  /// no station yet, and residents at points of a plane, whose region has no outlines.
  ///
  /// - Throws: `Failure` (usage) for a missing input; (data) with everything that is wrong in
  ///   all files together, unless the request sets bad rows aside.
  public init(_ request: PlanRequest) throws {
    let project = request.project
    let mayBePlanar = request.allowsPlanar && request.crs != nil
    guard let populationPath = project.population,
      project.stations != nil || request.allowsPlanar,
      project.municipalities != nil || mayBePlanar
    else { throw Self.missingInputs(request) }
    if project.municipalities == nil { try Self.refuseLayers(of: project) }

    let stated = StatedLicences(project)
    let unknown = stated.unknown
    guard unknown.isEmpty else { throw Failure(.usage, unknown) }
    var gathering = Gathering(stated: stated)
    // the lists need it
    let gazetteer = gathering.takeGazetteer(project.gazetteer)
    // the three large files at once; what is wrong with one does not hide another
    let large = inParallel(4) { index -> Result<Input, any Error> in
      Result {
        switch index {
        case 0:
          .stations(
            try project.stations.map {
              try readStationInput(
                $0, crs: request.stationsCRS, kinds: project.allKinds, gazetteer: gazetteer)
            })
        case 1:
          .municipalities(
            try project.municipalities.map {
              try readMunicipalities(
                path: $0, codeField: project.municipalityCode, wards: request.wards)
            })
        case 2:
          .population(
            try readPopulation(paths: project.populationFiles, options: request.population))
        default:
          .streets(try request.streets.map { try StreetSource($0) })
        }
      }
    }
    var records = project.stations == nil ? StationLayer(records: [], crs: .jgd2011) : nil
    var municipalities: [Municipality] = []
    var population: Population?
    var streets: StreetSource?
    for result in large {
      switch result {
      case .success(.stations(let reading?)): records = gathering.take(reading)
      case .success(.municipalities(let reading?)): municipalities = gathering.take(reading)
      case .success(.stations(nil)), .success(.municipalities(nil)): break
      case .success(.population(let reading)): population = gathering.take(reading)
      case .success(.streets(let reading)):
        streets = reading
        if let reading { gathering.take((reading.files, reading.findings)) }
      case .failure(let error): gathering.note(error)
      }
    }
    var totals: PopulationTotals?
    var land: [MultiPolygon<Geographic>]?
    var livingAreas: [LivingAreaLayer] = []
    var zones: [ZoneSystem] = []
    if let path = project.populationTotals {
      totals = gathering.take { try readPopulationTotals(path: path, of: municipalities) }
    }
    if let path = project.land {
      land = gathering.take { try readLand(path: path) }
    }
    var areas = LivingAreaInput(project)
    for file in project.livingAreas {
      let layer = gathering.take { try areas.read(file) }
      if let layer { livingAreas.append(layer) }
    }
    gathering.take(areas.townFiles)
    for file in project.zones {
      let system = gathering.take {
        try readZones(path: file.path, name: file.name, municipalities: municipalities)
      }
      if let system { zones.append(system) }
    }
    var candidateLayers: [CandidateLayer] = []
    if request.readsCandidates {
      // extracts and official layers are large too
      let readings = inParallel(request.candidates.count) { index in
        Result {
          try readCandidates(
            request.candidates[index], alongside: request.candidates.compactMap(\.kind),
            osmKinds: request.osmKinds, gazetteer: gazetteer)
        }
      }
      for reading in readings {
        candidateLayers += gathering.take { try reading.get() } ?? []
      }
    }
    let errors = gathering.findings.filter { $0.severity == .error }
    // with all rows of a file set aside there is nothing to go on with
    guard gathering.isWhole, errors.isEmpty || request.setsAside, let records, let population,
      !records.records.isEmpty || project.stations == nil, population.units.count > 0
    else {
      var stopped = gathering.findings.filter { $0.severity != .note }
      if gathering.isWhole, let path = project.stations, records?.records.isEmpty ?? false {
        stopped.append(Self.noStationLeft(path))
      }
      throw Failure(gathering.cause, stopped)
    }

    var region: Region
    if project.municipalities == nil, let crs = request.crs {
      // a population that is none of planar points needs the outlines
      guard case .plane = population.units else { throw Self.missingInputs(request) }
      region = try Region(planar: population, crs: crs)
    } else {
      let study = try StudyArea(
        municipalities: municipalities, zoneSystems: zones, livingAreaLayers: livingAreas,
        neighboringLand: land)
      region = try Region(study: study, population: population, crs: request.crs)
    }
    if region.study.isPlanar {
      // there is no census of the whole of a plane
    } else if let totals {
      region = region.compared(with: totals, scaling: true)
    } else {
      region = region.compared(with: KnownCensus.chiba2020, scaling: false)
    }
    var placed = try PlacedStations(records, in: region)
    try Self.requireOverlap(
      region, population, populationPath, project.municipalities ?? populationPath, records,
      placed, project.stations ?? populationPath)
    let placedCandidates = try PlacedCandidates(
      candidateLayers, in: region, stations: placed.stations, on: request.question.day,
      usable: StationLocations.usable(
        allowed: request.allowedAccuracy, radiusMeters: request.leastMeters))
    // they are stations all the same, whom nobody asks again
    var locations = StationLocations(allowed: request.allowedAccuracy)
    locations.sift(&placed, radiusMeters: request.leastMeters)
    let stationsPath = project.stations ?? populationPath
    try locations.requireAny(placed, stationsPath)
    var findings = gathering.findings.filter { $0.severity != .error }
    findings += CandidateSource.repeated(in: gathering.files)
    findings += region.findings + placed.findings + placedCandidates.findings
    findings += locations.findings(stationsPath, radiusMeters: request.leastMeters)
    findings += Self.emptyMunicipalities(region)
    var operations = [region.operation]
    for operation in [placed.operation].compactMap({ $0 }) + placedCandidates.operations
    where !operations.contains(operation) {
      operations.append(operation)
    }
    findings += Self.operationFindings(operations)
    walk = .radius(request.radius)
    if let streets, let budget = request.budget {
      let use = try StreetUse(
        streets, in: region, budget: budget, limits: request.joinLimits,
        stations: placed.stations, stationsPath: stationsPath,
        candidates: placedCandidates.candidates)
      walk = .streets(use.walk)
      findings += use.findings
      self.streets = use
    }
    if let minutes = request.minutesByAge {
      walk = .byAge(
        try AgeWalk(
          minutes: minutes, heatFactor: request.heatFactor, streets: self.streets?.walk,
          in: region, populationPath: populationPath))
    }

    self.request = request
    self.region = region
    stations = placed.stations
    stationsOperation = placed.operation
    stationMunicipality = placed.municipality
    candidates = placedCandidates.candidates
    candidateReport = placedCandidates.report
    self.locations = locations
    self.gazetteer = gazetteer
    files = gathering.files
    sidecarNotices = gathering.notices
    credits = gathering.credits + project.attribution.map { Text(verbatim: $0) }
    self.findings = findings
    setAside = errors
  }

  private enum Input: Sendable {
    case stations(Reading<StationLayer>?)
    case municipalities(Reading<[Municipality]>?)
    case population(PopulationReading)
    case streets(StreetSource?)
  }

  private static func missingInputs(_ request: PlanRequest) -> Failure {
    let project = request.project
    let needed: [(String?, String, Text)] = [
      (project.stations, "--stations", Text(ja: "拠点の一覧", en: "the station list")),
      (
        project.municipalities, "--municipalities",
        Text(ja: "市町村の境界", en: "the municipal outlines")
      ),
      (project.population, "--population", Text(ja: "人口", en: "the population")),
    ]
    return Failure(
      .usage,
      needed.filter { path, flag, _ in
        path == nil && !(request.allowsPlanar && flag == "--stations")
      }.map { _, flag, what in
        // points of a plane are in no system of their own
        let orPlanar =
          request.allowsPlanar && flag == "--municipalities"
          ? Text(
            ja: "。x と y の列がある点の人口なら、代わりに --crs を指定してください",
            en: "; for residents at points with x and y, give --crs instead")
          : Text(verbatim: "")
        return Finding(
          .error,
          what: Text(ja: "\(what.ja)が指定されていません", en: "missing: \(what.en)"),
          remedy: Text(
            ja: "\(flag) FILE で指定するか、planner.yaml に書いてください（planner-cli init でひな形ができます）"
              + orPlanar.ja,
            en: "Give it with \(flag) FILE or in planner.yaml (planner-cli init writes one)"
              + orPlanar.en))
      })
  }

  /// What is given by outlines or codes cannot be put onto a plane without outlines.
  private static func refuseLayers(of project: ProjectFile) throws {
    let layers = [
      ("--population-totals", project.populationTotals != nil), ("--land", project.land != nil),
      ("--living-areas", !project.livingAreas.isEmpty), ("--zones", !project.zones.isEmpty),
    ].filter(\.1).map(\.0)
    guard !layers.isEmpty else { return }
    throw Failure(
      .usage,
      what: Text(
        ja: "\(layers.listed(in: .ja)) は市町村の境界なしには使えません",
        en: "\(layers.listed(in: .en)) cannot be used without municipal outlines"),
      remedy: Text(
        ja: "--municipalities で境界を指定するか、これらを外してください",
        en: "Give the outlines with --municipalities, or leave these out"))
  }

  // MARK: Inputs that do not fit each other

  private static func noStationLeft(_ path: String) -> Finding {
    Finding(
      .error,
      what: Text(ja: "使える拠点が1行も残りません", en: "no row of the station list is left to use"),
      at: Place(file: path),
      remedy: Text(
        ja: "上の誤りを直してください。--set-aside は一部の行を除くためのものです",
        en: "Mend what is wrong; --set-aside is for leaving out some of the rows"))
  }

  /// Files of different areas, or with coordinates gone wrong, would give results of nothing.
  private static func requireOverlap(
    _ region: Region, _ population: Population, _ populationPath: String,
    _ municipalitiesPath: String, _ records: StationLayer, _ placed: PlacedStations,
    _ stationsPath: String
  ) throws {
    var findings: [Finding] = []
    let counted = population.counts.first?.reduce(0, +) ?? 0
    if counted > 0, region.blocks.residents() <= 0 {
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "人口のファイルの住民が、どの市町村の境界（\(municipalitiesPath)）にも入りません",
            en: "no resident of the population file lies in any municipality "
              + "(\(municipalitiesPath))"),
          at: Place(file: populationPath),
          remedy: Text(
            ja: "二つのファイルが同じ地域のものか、境界の座標参照系が正しいかを確かめてください",
            en: "Check that both files are of the same area, and the coordinate reference system "
              + "of the outlines")))
    }
    if !placed.municipality.isEmpty, placed.municipality.allSatisfy({ $0 == nil }) {
      let isSwapped = swappingHelps(records, region)
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "\(placed.municipality.count)か所の拠点がすべて、どの市町村の境界にも入りません",
            en: "none of the \(placed.municipality.count) stations lies in any municipality"),
          at: Place(file: stationsPath),
          remedy: isSwapped
            ? Text(
              ja: "x（東距）と y（北距）、または経度と緯度が入れ替わっています。二つの列の名前を入れ替えてください",
              en: "x and y (or longitude and latitude) are swapped: swap the names of the two "
                + "columns")
            : Text(
              ja: "境界のファイルが同じ地域のものか、拠点の座標と座標系（--stations-crs）を確かめてください",
              en: "Check that the outlines are of the same area, the coordinates, and their system "
                + "(--stations-crs)")))
    }
    guard findings.isEmpty else { throw Failure(.data, findings) }
  }

  /// Whether most stations would lie inside with their two coordinates exchanged.
  private static func swappingHelps(_ records: StationLayer, _ region: Region) -> Bool {
    var swapped = records
    for index in swapped.records.indices {
      switch swapped.records[index].coordinate {
      case .degrees(let point):
        swapped.records[index].coordinate = .degrees(
          Position(longitude: point.latitude, latitude: point.longitude))
      case .plane(let point):
        swapped.records[index].coordinate = .plane(
          Position(easting: point.northing, northing: point.easting))
      case .placed: break
      }
    }
    // what cannot be projected that way round was not swapped
    guard let placed = try? PlacedStations(swapped, in: region) else { return false }
    return placed.municipality.count { $0 != nil } * 2 > placed.municipality.count
  }

  private static func emptyMunicipalities(_ region: Region) -> [Finding] {
    var residents = [Double](repeating: 0, count: region.study.municipalities.count)
    for (piece, municipality) in region.blocks.pieceMunicipality.enumerated() {
      residents[Int(municipality)] += region.blocks.pieceResidents.first?[piece] ?? 0
    }
    let empty = zip(region.study.municipalities, residents)
      .filter { $0.1 <= 0 && !$0.0.code.isUnassigned }.map(\.0.name)
    guard !empty.isEmpty else { return [] }
    return [
      Finding(
        .warning,
        what: Text(
          ja: "住民が一人もいない市町村が\(empty.count)あります（\(empty.listed(upTo: 5, in: .ja))）",
          en: "municipalities without any resident: \(empty.count) "
            + "(\(empty.listed(upTo: 5, in: .en)))"),
        remedy: Text(
          ja: "人口のファイルが対象地域の全体を含むか確かめてください",
          en: "Check that the population file covers the whole area"))
    ]
  }

  private static func operationFindings(_ operations: [CoordinateOperation]) -> [Finding] {
    operations.compactMap { operation in
      guard let accuracy = operation.accuracyMeters,
        accuracy > CoordinateOperation.warningAccuracyMeters
      else { return nil }
      return Finding(
        .warning,
        what: Text(
          ja:
            "\(operation.source) から \(operation.target) への変換の精度は約\(Figure.fixed(accuracy, 0))mです（\(operation.name)）",
          en:
            "the operation from \(operation.source) to \(operation.target) is accurate to about \(Figure.fixed(accuracy, 0)) m (\(operation.name))"
        ),
        remedy: Text(
          ja: "500m以下の距離で判断するときは、世界測地系の座標を使ってください",
          en: "For walks of 500 m or less, use coordinates in JGD2011"))
    }
  }
}
