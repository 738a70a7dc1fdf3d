public import Planner

/// The streets of a plan, and what came of joining stations and homes to them.
public struct StreetUse: Sendable {
  public let walk: StreetWalk
  /// Stations that have no street near them, by id; nothing reaches them.
  public let offNetworkStations: [StationID]
  /// Residents in blocks that have no street near them, by attribute of the blocks.
  public let offNetworkResidents: [Double]
  /// Those of the plan, before the usual ones.
  let rules: [ProjectFile.StreetRule]
  /// How far apart ends of lines were joined, and whether crossing lines were.
  let joinMeters: Double
  let joinsCrossings: Bool
  /// How coarse the heights are, where that is to be said.
  let heightsNote: Text?
  /// What was closed; `nil` where nothing was to be.
  let closed: ClosedStreets?
  let findings: [Finding]

  /// - Throws: `Failure` (data) for streets in another place than the residents, or than what is
  ///   closed.
  init(
    _ streets: StreetSource, in region: Region, budget: PathBudget,
    limits: StreetWalk.JoinLimits, stations: [Station], stationsPath: String,
    candidates: [Candidate]
  ) throws {
    let projection = try Projection(from: region.degrees, to: region.crs)
    var bounds = Bounds<Plane>()
    for block in 0..<region.blocks.count { bounds.add(region.blocks.position(of: block)) }
    for station in stations { bounds.add(station.position) }
    var degrees = Bounds<Geographic>()
    if !bounds.isEmpty {
      let box: [Position<Plane>] = [
        Position(x: bounds.minX, y: bounds.minY), Position(x: bounds.maxX, y: bounds.minY),
        Position(x: bounds.minX, y: bounds.maxY), Position(x: bounds.maxX, y: bounds.maxY),
      ]
      let corners: [Position<Geographic>] = projection.inverse(box)
      for corner in corners { degrees.add(corner) }
    }
    try StreetExtent(streets, margin: limits.blockMeters).requireMeeting(
      degrees, of: Text(ja: "住民と拠点", en: "the residents and stations"), at: stationsPath)
    let made = try streets.graph(by: projection)
    let network = StreetNetwork(made.graph)
    closed = made.closed
    heightsNote = streets.heightsNote
    rules = streets.request.rules
    joinMeters = streets.request.joinMeters
    joinsCrossings = streets.request.joinsCrossings
    walk = StreetWalk(in: region, network: network, budget: budget, limits: limits)
    let joins = walk.joins(stations.map(\.position))
    offNetworkStations = zip(stations, joins).filter { $0.1 == nil }.map(\.0.id)
    guard offNetworkStations.count < stations.count || stations.isEmpty else {
      throw Self.noStationJoined(stations.count, limits, at: stationsPath)
    }
    offNetworkResidents = walk.residentsOffNetwork(of: region.blocks)
    var findings = made.findings
    findings += StreetFindings.offNetwork(
      offNetworkStations.map(\.text), of: Text(ja: "拠点", en: "station(s)"),
      within: limits.stationMeters, at: stationsPath)
    // not by name: who could be asked is named on request only
    let places = walk.joins(candidates.map(\.position)).count { $0 == nil }
    if places > 0 {
      findings.append(
        Finding(
          .warning, .offNetwork,
          what: Text(
            ja: "道から\(Figure.distance(limits.stationMeters))より離れている候補が\(places)か所あり、だれにも届かないものとします",
            en: "\(places) candidate(s) are farther than \(Figure.distance(limits.stationMeters)) "
              + "from every street, and count as reaching nobody"),
          remedy: Text(
            ja: "座標を確かめるか、--snap を長くしてください",
            en: "Check the coordinates, or allow more with --snap")))
    }
    if let residents = offNetworkResidents.first, residents >= 0.5 {
      findings.append(
        Finding(
          .warning, .offNetwork,
          what: Text(
            ja:
              "道から\(Figure.distance(limits.blockMeters))より離れた所に\(Figure.people(residents))人が住んでいることになり、どの拠点にも届かないものとします",
            en: "\(Figure.people(residents)) residents are placed farther than "
              + "\(Figure.distance(limits.blockMeters)) from every street, and count as not reached"
          ),
          remedy: Text(
            ja: (closed == nil ? "" : "--closed で道が閉じた所の人も含みます。")
              + "道の地図が対象地域の全体を含むか確かめてください。人口のメッシュが粗いときは --snap-blocks を長くできます",
            en: (closed == nil ? "" : "Those whose streets --closed takes away are among them. ")
              + "Check that the streets are those of the whole area; with a coarse grid, allow more "
              + "with --snap-blocks")))
    }
    self.findings = findings
  }
  /// What is nowhere near the streets was meant for others.
  private static func noStationJoined(
    _ count: Int, _ limits: StreetWalk.JoinLimits, at path: String
  ) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "拠点\(count)か所のどれも、道から\(Figure.distance(limits.stationMeters))以内にありません",
        en: "none of the \(count) stations is within \(Figure.distance(limits.stationMeters)) of a "
          + "street"),
      at: Place(file: path),
      remedy: Text(
        ja: "拠点のある地域の道の地図を --streets で指定してください。道の地図が粗いときは --snap を長くできます",
        en: "Give the streets of the stations' area with --streets; where the map of streets is "
          + "coarse, allow more with --snap"))
  }
}
