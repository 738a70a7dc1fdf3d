internal import Planner

/// The streets of a request on their way to a network: read from their files, or kept from the
/// last time in a cache.
///
/// In two steps, since the plane on which a network lies is only known when the residents are:
/// `init` reads, `graph` puts together.
struct StreetSource: Sendable {
  let request: StreetRequest
  /// Those of the streets, of the heights and of what is closed.
  let files: [InputFile]
  /// Of the streets in degrees.
  let bounds: Bounds<Geographic>
  /// What was noticed in the files.
  let findings: [Finding]
  private let lines: StreetLines?
  private let elevation: ElevationFiles?
  /// What is taken from the streets before they are put together.
  private let closures: ClosureReading?
  /// How coarse the heights are, where that is to be said.
  var heightsNote: Text? { elevation?.note }
  private let cached: StreetCache.Content?
  /// The digest of everything that the network depends on but the plane; `nil` without a cache.
  private let sources: String?
  private let open: OpenStreets?

  /// - Throws: `Failure` (data) with everything that is wrong in any of the files.
  init(_ request: StreetRequest) throws {
    self.request = request
    let open = OpenStreets(request.paths)
    var notes: [Finding] = []
    elevation = try ElevationFiles(request.elevation)
    closures = request.closed.isEmpty ? nil : try readClosures(paths: request.closed)
    // a cache is of all streets
    if closures == nil, let path = request.cache, let identity = open.identity() {
      let statement = StreetCache.statement(of: request, identity.statement, elevation?.identity)
      let key = StreetCache.digest(statement)
      sources = key
      switch try StreetCache.read(path) {
      case .content(let content) where content.sources == key:
        cached = content
        lines = nil
        self.open = open
        files = identity.files + (elevation?.files ?? [])
        bounds = content.bounds
        // the files may have been called otherwise
        findings = content.findings(paths: identity.files.map(\.path))
        return
      case .content: notes.append(StreetCache.rebuilt(path, StreetCache.outdated))
      case .unusable(let reason): notes.append(StreetCache.rebuilt(path, reason))
      case .none: break
      }
    } else {
      sources = nil
      if closures != nil, let path = request.cache { notes.append(StreetCache.leftAlone(path)) }
    }
    let reading = try readStreets(open, request)
    cached = nil
    lines = reading.lines
    self.open = nil
    files = reading.files + (elevation?.files ?? []) + (closures?.files ?? [])
    bounds = reading.lines.bounds
    findings = reading.findings + notes
  }

  /// The network on a plane; what was put together anew is written to the cache.
  ///
  /// - Parameter projection: from degrees to the plane.
  /// - Returns: the graph, what was closed (`nil` where nothing was to be), and what was noticed on
  ///   the way.
  /// - Throws: `Failure` (data) for streets or heights that do not fit; (file) where the cache
  ///   cannot be written.
  func graph(
    by projection: Projection
  ) throws -> (graph: StreetGraph, closed: ClosedStreets?, findings: [Finding]) {
    let plane = StreetCache.digest(
      "\(projection.source.definition)\n\(projection.target.definition)\n")
    var notes: [Finding] = []
    if let cached {
      if cached.plane == plane {
        return (cached.graph, nil, try Self.told(cached.graph, projection, elevation))
      }
      if let path = request.cache {
        notes.append(
          StreetCache.rebuilt(path, Text(ja: "作業座標系が違う", en: "it is of another working CRS")))
      }
    }
    var read: StreetReading?
    if lines == nil, let open { read = try readStreets(open, request) }
    guard var streets = lines ?? read?.lines else {
      return (try emptyGraph(projection), nil, notes)
    }
    let all = streets
    var closed: ClosedStreets?
    if let closures {
      let left = try ClosedStreets.close(
        streets, in: StreetExtent(self, margin: 0), by: closures)
      (streets, closed) = (left.lines, left.closed)
      notes += left.findings
    }
    let heights = try elevation.map { try $0.heights(of: streets) }
    let graph = try StreetGraph(
      streets, by: projection, leastPartMeters: request.leastPartMeters, heights: heights)
    if let path = request.cache, let sources {
      let told = findings.filter { !StreetCache.isNote($0) }
      try StreetCache.write(
        StreetCache.Content(
          sources: sources, plane: plane, bounds: bounds, graph: graph, told: told,
          paths: files.map(\.path)), to: path)
    }
    let isClosed = closed?.stretchCount ?? 0 > 0
    return (
      graph, closed,
      notes + (try Self.told(graph, projection, elevation, before: isClosed ? all : nil))
    )
  }

  /// What is said of a network once it is put together.
  private static func told(
    _ graph: StreetGraph, _ projection: Projection, _ elevation: ElevationFiles?,
    before all: StreetLines? = nil
  ) throws -> [Finding] {
    try StreetFindings.climb(graph, elevation)
      + StreetFindings.islands(graph, projection, before: all)
  }

  private func emptyGraph(_ projection: Projection) throws -> StreetGraph {
    try StreetGraph(StreetLines(), by: projection)
  }
}
