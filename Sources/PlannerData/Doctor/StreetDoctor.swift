internal import Planner

/// Looks over the streets of a plan once they are read: whether what goes with them fits, what of
/// them hangs together, and who is far from all of them.
struct StreetDoctor {
  /// By layer.
  private(set) var findings: [(layer: String, findings: [Finding])] = []
  /// What stopped a part of it, by layer.
  private(set) var failures: [(layer: String, failure: any Error)] = []
  /// Those that were read here.
  private(set) var files: [InputFile] = []

  /// - Parameters:
  ///   - streets: as read.
  ///   - request: what was asked of them.
  ///   - closures: what cannot be walked.
  ///   - limits: how far from a street stations may be.
  ///   - stations: by what they are called, where each is.
  ///   - stationsPath: of their list.
  init(
    _ streets: StreetReading, _ request: StreetRequest, _ closures: ClosureReading?,
    limits: StreetWalk.JoinLimits, stations: [(name: String, at: Position<Geographic>)],
    stationsPath: String?
  ) {
    var heights: StreetHeights?
    var elevation: ElevationFiles?
    let noHeights = Self.failure {
      guard let read = try ElevationFiles(request.elevation) else { return }
      files += read.files
      elevation = read
      heights = try read.heights(of: streets.lines)
    }
    var left = streets.lines
    var isClosed = false
    let notClosed = Self.failure {
      guard let closures else { return }
      let closed = try ClosedStreets.close(left, in: StreetExtent(streets), by: closures)
      findings.append(("closed", closed.findings))
      (left, isClosed) = (closed.lines, closed.closed.stretchCount > 0)
    }
    let noNetwork = Self.failure {
      let projection = try Self.projection(around: streets.lines.bounds)
      let graph = try StreetGraph(
        left, by: projection, leastPartMeters: request.leastPartMeters, heights: heights)
      findings.append(("streets", StreetFindings.climb(graph, elevation)))
      findings.append(
        (
          "streets",
          try StreetFindings.islands(graph, projection, before: isClosed ? streets.lines : nil)
        ))
      guard !stations.isEmpty else { return }
      try join(
        stations, to: StreetNetwork(graph), by: projection, within: limits.stationMeters,
        at: stationsPath, streets)
    }
    for (layer, error) in [("elevation", noHeights), ("closed", notClosed), ("streets", noNetwork)]
    {
      if let error { failures.append((layer, error)) }
    }
  }

  /// True to scale where the streets are.
  private static func projection(around bounds: Bounds<Geographic>) throws -> Projection {
    let center = bounds.center
    let system = CoordinateReferenceSystem(
      "+proj=tmerc +lat_0=\(center.latitude) +lon_0=\(center.longitude) +k=1 +ellps=GRS80 "
        + "+units=m +type=crs")
    return try Projection(from: Projection.geographic(of: system), to: system)
  }

  /// What stops a piece of work; `nil` where it is done.
  private static func failure(of body: () throws -> Void) -> (any Error)? {
    do { try body() } catch { return error }
    return nil
  }

  private mutating func join(
    _ stations: [(name: String, at: Position<Geographic>)], to network: StreetNetwork,
    by projection: Projection, within meters: Double, at path: String?, _ streets: StreetReading
  ) throws {
    var bounds = Bounds<Geographic>()
    for station in stations { bounds.add(station.at) }
    try StreetExtent(streets).requireMeeting(
      bounds, of: Text(ja: "拠点", en: "the stations"), at: path ?? "")
    let joins = network.joins(projection.forward(stations.map(\.at)), within: meters)
    let off = zip(stations, joins).filter { $0.1 == nil }.map(\.0.name)
    guard !off.isEmpty else { return }
    let share = Figure.fixed(Double(off.count) / Double(stations.count) * 100, 0)
    let limit = Figure.distance(meters)
    findings.append(
      (
        "streets",
        [
          Finding(
            .warning, .offNetwork,
            what: Text(
              ja:
                "拠点\(stations.count)か所のうち\(off.count)か所（\(share)%）が、どの道からも\(limit)より離れています（\(off.listed(upTo: 10, in: .ja))）",
              en:
                "\(off.count) of \(stations.count) stations (\(share) %) are farther than \(limit) "
                + "from every street (\(off.listed(upTo: 10, in: .en)))"),
            at: Place(file: path),
            remedy: Text(
              ja: "座標と、道の地図が対象地域の全体を含むかを確かめてください。道が粗いときは --snap を長くできます",
              en: "Check the coordinates, and that the streets are those of the whole area; where "
                + "they are coarse, allow more with --snap"))
        ]
      ))
  }
}
