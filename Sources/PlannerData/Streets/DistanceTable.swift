public import Planner

/// How far every one of some points is from every station along streets: `planner-cli distances`.
///
/// A walk goes from the point to the station. Points and stations off the network have no
/// distance, and neither have pairs between which there is no walk: their cells are blank.
public struct DistanceTable: Sendable {
  /// What to reckon.
  public struct Request: Sendable {
    public var stations: String
    public var points: String
    public var streets: StreetRequest
    /// Pairs farther apart than this are not reached; `nil`: no limit.
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
    /// There is no walk from the one to the other, or none within the limit.
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
  /// By station: centimetres from each point; −1 where it is not reached.
  private let centimeters: [[Int32]]
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
    centimeters = network.centimeters(
      from: points.joins, to: stations.joins,
      limitCentimeters: request.budget?.centimeters ?? Int(Int32.max))
    pace = request.pace
    files = readings.map(\.file) + streets.files
    climb = network.graph.climb
    closed = made.closed
    cornerCount = network.graph.cornerCount
    stretchCount = network.graph.stretchCount
    findings =
      readings.flatMap(\.findings) + streets.findings + made.findings
      + StreetFindings.islands(network.graph, projection)
      + StreetFindings.offNetwork(
        stations.offNetwork, of: Text(ja: "拠点", en: "station(s)"), within: request.snapMeters,
        at: request.stations)
      + StreetFindings.offNetwork(
        points.offNetwork, of: Text(ja: "地点", en: "point(s)"), within: request.snapMeters,
        at: request.points)
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
    return centimeters[station][point] >= 0 ? .reached : .unreachable
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
    let (reached, unreachable, off) = (
      counts[.reached] ?? 0, counts[.unreachable] ?? 0, counts[.offNetwork] ?? 0
    )
    let more = climb.map {
      Figure.fixed(($0.equivalentMeters / max(1, $0.mapMeters) - 1) * 100, 1)
    }
    let closing = closed.map { $0.line(language) + "\n" } ?? ""
    return closing
      + (language == .ja
        ? "拠点\(stations.ids.count)か所 × 地点\(points.ids.count)か所：届く\(reached)組、届かない\(unreachable)組、道から離れすぎている\(off)組（角\(cornerCount)、道\(stretchCount)本"
          + (more.map { "。坂で平均\($0)%長い）" } ?? "）")
        : "\(stations.ids.count) stations × \(points.ids.count) points: \(reached) pairs reached, \(unreachable) unreachable, \(off) off the network (\(cornerCount) corners, \(stretchCount) stretches"
          + (more.map { "; slopes make them \($0) % longer on average)" } ?? ")"))
  }
}
