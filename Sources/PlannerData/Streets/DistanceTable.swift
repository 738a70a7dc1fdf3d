public import Planner

/// How far every one of some points is from every station along streets: `planner-cli distances`.
///
/// A walk goes from the point to the station. Points and stations off the network have no
/// distance, and neither have pairs between which there is no walk, or none within the limit: their
/// cells are blank.
public struct DistanceTable: Sendable {
  /// What to reckon.
  public struct Request: Sendable {
    public var stations: String
    public var points: String
    public var streets: StreetRequest
    /// Pairs farther apart than this have no distance; `nil`: no limit.
    public var budget: PathBudget?
    public var pace: WalkingPace
    /// How far stations and points may be from a street.
    public var snapMeters: Double
    /// In which both lists have their coordinates, if it is not in them.
    public var crs: CoordinateReferenceSystem?

    public init(
      stations: String, points: String, streets: StreetRequest, budget: PathBudget? = nil,
      pace: WalkingPace = .adult, snapMeters: Double = 100,
      crs: CoordinateReferenceSystem? = nil
    ) {
      self.stations = stations
      self.points = points
      self.streets = streets
      self.budget = budget
      self.pace = pace
      self.snapMeters = snapMeters
      self.crs = crs
    }
  }

  /// What is said of a pair.
  public enum Status: String, Sendable, Hashable {
    case reached
    /// There is a walk, but it is longer than the limit.
    case beyond
    /// There is no walk from the one to the other, however long.
    case unreachable
    /// One of the two has no street near it.
    case offNetwork = "off-network"
  }

  /// Ids in their order, and where on the network each is.
  private struct Joined: Sendable {
    var ids: [String]
    var joins: [StreetJoin?]
    var offNetwork: [String] { zip(ids, joins).filter { $0.1 == nil }.map(\.0) }
  }

  private let stations: Joined
  private let points: Joined
  /// By station: centimetres from each point; `none` or `tooFar` where it is not reached.
  private let centimeters: [[Int32]]
  private static let (none, tooFar) = (Int32(-1), Int32(-2))
  private let isLimited: Bool
  private let pace: WalkingPace
  private let closed: ClosedStreets?
  public let files: [InputFile]
  public let findings: [Finding]
  /// What slopes add; `nil` where no height is known.
  public let climb: StreetClimb?
  /// Of the network, for whoever wants to know.
  public let cornerCount: Int
  public let stretchCount: Int

  /// Reads all files and reckons.
  ///
  /// - Throws: `Failure` (data) with everything that is wrong with any of the files; for streets
  ///   that are in another place than the lists.
  public init(_ request: Request) throws {
    let streets = try StreetSource(request.streets)
    let limits: StationRowReader.Limits? =
      Self.isInJapan(streets.bounds.center) ? nil : .world
    let lists = inParallel(2) { index in
      Result {
        try readStationInput(
          index == 0 ? request.stations : request.points, crs: request.crs,
          kinds: OrganizationKind.network, limits: limits,
          role: index == 0 ? nil : Text(ja: "地点の一覧", en: "the list of points"))
      }
    }
    var readings: [Reading<StationLayer>] = []
    var errors: [Finding] = []
    for list in lists {
      do {
        let reading = try list.get()
        errors += reading.findings.filter { $0.severity == .error }
        readings.append(reading)
      } catch let failure as Failure {
        errors += failure.findings
      }
    }
    guard errors.isEmpty, readings.count == 2 else { throw Failure(.data, errors) }
    let places = try readings.map { try Self.degrees($0.value) }

    var bounds = Bounds<Geographic>()
    for place in places.joined() { bounds.add(place.at) }
    try StreetExtent(streets, margin: request.snapMeters).requireMeeting(
      bounds, of: Text(ja: "拠点と地点", en: "the stations and points"), at: request.stations)
    // true to scale where the points are; to a tenth of a degree, so that a cache of the streets
    // lasts while the lists change
    func rounded(_ degrees: Double) -> Double { (degrees * 10).rounded() / 10 }
    let system = CoordinateReferenceSystem(
      "+proj=tmerc +lat_0=\(rounded(bounds.center.latitude)) "
        + "+lon_0=\(rounded(bounds.center.longitude)) +k=1 +ellps=GRS80 +units=m +type=crs")
    let projection = try Projection(from: Projection.geographic(of: system), to: system)
    let made = try streets.graph(by: projection)
    let network = StreetNetwork(made.graph)
    let joined = places.map { list in
      Joined(
        ids: list.map(\.id),
        joins: network.joins(projection.forward(list.map(\.at)), within: request.snapMeters))
    }
    stations = joined[0]
    points = joined[1]
    isLimited = request.budget != nil
    centimeters = Self.centimeters(network, from: points.joins, to: stations.joins, request.budget)
    pace = request.pace
    files = readings.map(\.file) + streets.files
    climb = network.graph.climb
    closed = made.closed
    cornerCount = network.graph.cornerCount
    stretchCount = network.graph.stretchCount
    findings =
      readings.flatMap(\.findings) + streets.findings + made.findings
      + StreetFindings.offNetwork(
        stations.offNetwork, of: Text(ja: "拠点", en: "station(s)"), within: request.snapMeters,
        at: request.stations)
      + StreetFindings.offNetwork(
        points.offNetwork, of: Text(ja: "地点", en: "point(s)"), within: request.snapMeters,
        at: request.points)
  }

  /// Distances within a budget, and which pairs are only too far apart.
  private static func centimeters(
    _ network: StreetNetwork, from points: [StreetJoin?], to stations: [StreetJoin?],
    _ budget: PathBudget?
  ) -> [[Int32]] {
    let all = Int(Int32.max)
    let within = network.centimeters(
      from: points, to: stations, limitCentimeters: budget?.centimeters ?? all)
    guard budget != nil else { return within }
    let connections = StreetConnections(network)
    let answers = inParallel(stations.count) { station -> (tooFar: [Int], unknown: [Int]) in
      var (tooFar, unknown): ([Int], [Int]) = ([], [])
      guard let origin = stations[station] else { return (tooFar, unknown) }
      for (point, place) in points.enumerated() {
        guard let place, within[station][point] == Self.none else { continue }
        switch connections.isConnected(from: place, to: origin) {
        case true?: tooFar.append(point)
        case nil: unknown.append(point)
        case false?: break
        }
      }
      return (tooFar, unknown)
    }
    // who depends on a one-way street is searched for without a limit
    let searched = answers.indices.filter { !answers[$0].unknown.isEmpty }
    let walks = network.centimeters(
      from: points, to: searched.map { stations[$0] }, limitCentimeters: all)
    var found = within
    for (station, answer) in answers.enumerated() {
      for point in answer.tooFar { found[station][point] = Self.tooFar }
    }
    for (station, walk) in zip(searched, walks) {
      for point in answers[station].unknown where walk[point] >= 0 {
        found[station][point] = Self.tooFar
      }
    }
    return found
  }

  private static func isInJapan(_ point: Position<Geographic>) -> Bool {
    StationRowReader.Limits.japan.latitude.contains(point.latitude)
      && StationRowReader.Limits.japan.longitude.contains(point.longitude)
  }

  /// The places of a list by ascending id.
  private static func degrees(
    _ layer: StationLayer
  ) throws -> [(id: String, at: Position<Geographic>)] {
    let nature = try Projection.nature(of: layer.crs)
    // the streets' degrees are those of WGS 84, from which JGD2011 does not differ by a metre
    let isMoved = !OutlineReading.asJGD2011.contains(layer.crs.definition)
    var projection: Projection?
    if isMoved || nature == .meters {
      projection = try? Projection(from: layer.crs, to: .jgd2011)
      if projection == nil, nature == .meters {
        projection = try Projection(from: layer.crs, to: Projection.geographic(of: layer.crs))
      }
    }
    return try layer.records.map { record in
      let position: Position<Geographic>
      switch record.coordinate {
      case .placed(let place): position = place
      case .degrees(let place):
        let moved: [Position<Geographic>]? = isMoved ? projection?.forward([place]) : nil
        position = moved?.first ?? place
      case .plane(let place):
        guard nature == .meters, let moved: [Position<Geographic>] = projection?.forward([place])
        else { throw noSystem(record.place) }
        position = moved[0]
      }
      guard position.x.isFinite, position.y.isFinite else { throw noSystem(record.place) }
      return (record.id, position)
    }.sorted { $0.0 < $1.0 }.map { (id: $0.0.text, at: $0.1) }
  }

  private static func noSystem(_ place: Place) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "x と y がどの座標系のものか分かりません", en: "it is not known in which system x and y are"),
      at: place,
      remedy: Text(
        ja: "--crs EPSG:6677 のように座標系を指定するか、緯度・経度の列にしてください",
        en: "Name the system, such as --crs EPSG:6677, or give columns lat and lon"))
  }

  public func status(station: Int, point: Int) -> Status {
    if stations.joins[station] == nil || points.joins[point] == nil { return .offNetwork }
    let value = centimeters[station][point]
    return value >= 0 ? .reached : value == Self.tooFar ? .beyond : .unreachable
  }

  /// Metres from a point to a station; `nil` where it is not reached.
  public func meters(station: Int, point: Int) -> Double? {
    let value = centimeters[station][point]
    return value >= 0 ? Double(value) / 100 : nil
  }

  /// Pairs by status.
  public var counts: [Status: Int] {
    var counts: [Status: Int] = [:]
    for station in stations.ids.indices {
      for point in points.ids.indices {
        counts[status(station: station, point: point), default: 0] += 1
      }
    }
    return counts
  }

  /// One row for every pair, for other programs: `station,point,metres,minutes,status`, by
  /// station and then by point.
  public func csv() -> String {
    var text = "station,point,metres,minutes,status\r\n"
    let pointIDs = points.ids.map(CSVText.field)
    for (station, id) in stations.ids.enumerated() {
      let id = CSVText.field(id)
      for point in pointIDs.indices {
        let status = status(station: station, point: point)
        text += id
        text += ","
        text += pointIDs[point]
        if let meters = meters(station: station, point: point), status == .reached {
          text += "," + Figure.fixed(meters, 2)
          text += "," + Figure.fixed(meters / pace.metersPerMinute, 2)
        } else {
          text += ",,"
        }
        text += "," + status.rawValue + "\r\n"
      }
    }
    return text
  }

  /// One line for people.
  public func summary(_ language: Language) -> String {
    let counts = counts
    func pairs(_ status: Status) -> Int { counts[status] ?? 0 }
    let slope = climb.map { WalkStatement.lengthening($0, language) }
    let closing = closed.map { $0.line(language) + "\n" } ?? ""
    let network =
      language == .ja
      ? "角\(cornerCount)、道\(stretchCount)本" : "\(cornerCount) corners, \(stretchCount) stretches"
    return closing
      + (language == .ja
        ? "拠点\(stations.ids.count)か所 × 地点\(points.ids.count)か所：届く\(pairs(.reached))組、"
          + (isLimited ? "--walk より遠い\(pairs(.beyond))組、" : "")
          + "道がつながらない\(pairs(.unreachable))組、道から離れすぎている\(pairs(.offNetwork))組（"
          + network + (slope.map { "。\($0)" } ?? "") + "）"
        : "\(stations.ids.count) stations × \(points.ids.count) points: \(pairs(.reached)) pairs reached, "
          + (isLimited ? "\(pairs(.beyond)) farther than --walk, " : "")
          + "\(pairs(.unreachable)) without any walk, \(pairs(.offNetwork)) off the network ("
          + network + (slope.map { "; \($0)" } ?? "") + ")")
  }
}
