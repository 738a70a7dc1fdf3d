import Foundation
import Planner
@_spi(Trials) import PlannerData

/// One reader for each name: `FUZZ_TARGET` says which of them gets the bytes.
enum Reader: String, CaseIterable {
  case table
  case json
  case workbook
  case archive
  case population
  case gazetteer
  case geojson
  case topojson
  case yaml
  case date
  case coordinate
  case address
  case gridcode
  case streets
  case cache

  /// Reads bytes. What is wrong with them is a `Failure`; anything else that stops the reading is a
  /// mistake of ours, and so is a station out of nothing.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .table: stations(bytes, "csv")
    case .json: stations(bytes, "json")
    // an .xls is known by its first bytes, whatever it is called
    case .workbook: stations(bytes, bytes.count % 2 == 0 ? "xlsx" : "ods")
    case .archive: stations(bytes, "zip")
    case .population: file(bytes, "csv") { _ = try readGridPopulation(path: $0) }
    case .gazetteer: file(bytes, "csv") { _ = try readGazetteer(paths: [$0]) }
    case .geojson: file(bytes, "geojson") { _ = try readMunicipalities(path: $0) }
    case .topojson: file(bytes, "topojson") { _ = try readLivingAreas(path: $0, name: "a") }
    case .yaml:
      check { _ = try ProjectFile(yaml: String(decoding: bytes, as: UTF8.self), path: "p.yaml") }
    case .date:
      let text = String(decoding: bytes, as: UTF8.self)
      if let day = CalendarDay(written: text) {
        precondition(CalendarDay(written: day.description) == day, "\(text) is \(day)")
      }
      cell("joined", text)
    case .coordinate:
      let text = String(decoding: bytes, as: UTF8.self)
      cell("lat", text)
    case .address:
      let text = String(decoding: bytes, as: UTF8.self)
      _ = Self.towns?.locate(text)
    case .streets:
      // half of them as XML
      file(bytes, bytes.count % 2 == 0 ? "osm.pbf" : "osm") { path in
        for point in try readStreets(paths: [path]).lines.points {
          precondition(abs(point.longitude) <= 180 && abs(point.latitude) <= 90)
        }
      }
    case .cache:
      // what is taken is walked over too
      _ = walksStreetCache(bytes)
    case .gridcode:
      let text = String(decoding: bytes, as: UTF8.self)
      let list = "KEY_CODE,total\n534022791,5\n" + Self.quoted(text) + ",7\n"
      file(Array(list.utf8), "csv") { path in
        let population = try readGridPopulation(path: path).value
        for count in population.counts[0] { precondition(count >= 0 && count.isFinite) }
      }
    }
  }

  // MARK: Lists

  /// The list, looked over and mended: no row may be lost on the way, and all places are in Japan.
  private func stations(_ bytes: [UInt8], _ ending: String) {
    file(bytes, ending) { path in
      var project = ProjectFile()
      project.stations = path
      let checkup = Checkup(project)
      precondition(checkup.usableStations <= max(checkup.stationRows, 0) || ending == "zip")
      _ = try checkup.mended().csv
    }
  }

  /// One value of a list that is right otherwise.
  private func cell(_ column: String, _ text: String) {
    let values = ["id": "a", "lat": "35.5", "lon": "140.3", "joined": ""].merging(
      [column: Self.quoted(text)], uniquingKeysWith: { $1 })
    let names = ["id", "lat", "lon", "joined"]
    let row = names.map { values[$0] ?? "" }.joined(separator: ",")
    stations(Array((names.joined(separator: ",") + "\n" + row + "\n").utf8), "csv")
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  private static let towns: Gazetteer? = {
    let list = """
      pref,city,town,lat,lon
      千葉県,東金市,東岩崎,35.56,140.36
      千葉県,東金市,田間一丁目,35.565,140.37
      千葉県,東金市,田間二丁目,35.566,140.372
      千葉県,山武郡九十九里町,片貝,35.53,140.45
      千葉県,山武郡横芝光町,栗山,35.66,140.49
      千葉県,印旛郡栄町,安食,35.84,140.24
      千葉県,千葉市中央区,栄町,35.61,140.12
      千葉県,鎌ケ谷市,新鎌ケ谷二丁目,35.77,140.0

      """
    let path = Self.folder + "/towns.csv"
    try? Data(list.utf8).write(to: URL(fileURLWithPath: path))
    return try? readGazetteer(paths: [path]).0
  }()

  // MARK: Files

  private static let folder: String = {
    let memory = "/dev/shm"
    let parent =
      FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    let folder = parent + "/fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    return folder
  }()

  private func file(_ bytes: [UInt8], _ ending: String, _ body: (String) throws -> Void) {
    let path = Self.folder + "/a." + ending
    try? Data(bytes).write(to: URL(fileURLWithPath: path))
    check { try body(path) }
  }

  private func check(_ body: () throws -> Void) {
    do {
      try body()
    } catch let failure as Failure {
      precondition(failure.cause != .bug, "\(failure)")
      precondition(!failure.findings.isEmpty && failure.findings.allSatisfy { !$0.what.ja.isEmpty })
    } catch {
      preconditionFailure("\(error) is no Failure")
    }
  }
}
