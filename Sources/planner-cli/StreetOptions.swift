import ArgumentParser
import Planner
import PlannerData

/// How maps of streets are read, for every command that walks along them.
struct StreetOptions: ParsableArguments {
  @Option(
    help: help(
      "読んだ道を残しておくファイル。次から速くなる（壊れたり古くなったりすれば作り直す）",
      "File that keeps the streets as read, for speed; made anew when damaged or outdated", "FILE"))
  var streetsCache: String?

  @Option(
    help: help(
      "線のレイヤーで、これだけ離れた端をつなぐ（例：1m。既定：つながない）",
      "In layers of lines, join ends that are so far apart, such as 1m (default: none)",
      "DISTANCE"))
  var streetsSnap: String?

  @Flag(
    help: help(
      "線のレイヤーで、交わる線をつなぐ（橋とトンネルを除く）",
      "In layers of lines, join those that cross, but for bridges and tunnels"))
  var streetsCross = false

  @Option(
    help: help(
      "標高のラスター（GeoTIFFなど）か国土数値情報のG04-d：坂を、平地を歩く距離に直して数える（何度でも）",
      "Raster of heights (GeoTIFF, …), or KSJ G04-d: slopes count as longer walks on the flat "
        + "(any number)",
      "FILE"))
  var elevation: [String] = []

  @Option(
    help: help(
      "通れない所：面（浸水など）や線（閉じた橋など）のレイヤー（何度でも）",
      "What cannot be walked: layers of polygons or lines (any number)", "FILE"))
  var closed: [String] = []

  func put(over settings: inout ProjectFile) {
    settings.streetsCache = streetsCache ?? settings.streetsCache
    settings.streetsSnap = streetsSnap ?? settings.streetsSnap
    if streetsCross { settings.streetsCross = true }
    if !elevation.isEmpty { settings.elevation = elevation }
    if !closed.isEmpty { settings.closed = closed }
  }

  /// The same for a command without a project file.
  ///
  /// - Throws: `Failure` (usage) for a distance that is none.
  func request(_ paths: [String]) throws -> StreetRequest {
    var request = StreetRequest(paths: paths)
    request.cache = streetsCache
    request.joinsCrossings = streetsCross
    request.elevation = elevation
    request.closed = closed
    if let streetsSnap { request.joinMeters = try StreetRequest.joinMeters(streetsSnap) }
    return request
  }
}
