import Foundation
import Planner
import Testing

@testable import PlannerData

/// `check` and `--fix` on generated rosters, and on the real lists.
struct CheckupPropertyTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// A roster in which nothing is wrong: rows as fields.
  private func roster(_ dice: inout Dice, count: Int = 30) -> [[String]] {
    let kinds = ["医療福祉", "public", "寺社", ""]
    let services = ["居場所", "drop-in;相談", "cool", "クール;居場所"]
    let days = ["2020-04-01", "令和2年4月1日", "R5.10.1", "2023/4/1", ""]
    let seasons = ["通年", "7月〜9月", "", "夏季"]
    return (0..<count).map { number in
      let isEast = Bool.random(using: &dice)
      // a kilometre from every border
      let lon = (isEast ? 140.4 : 140.3) + Double.random(in: 0.012...0.088, using: &dice)
      let lat = 35.5 + Double.random(in: 0.012...0.088, using: &dice)
      func one(_ words: [String]) -> String { words[Int.random(in: 0..<words.count, using: &dice)] }
      return [
        "s\(number)", "拠点\(number)", one(kinds), one(services), Self.degrees(lat),
        Self.degrees(lon), isEast ? "山武市" : "東金市", "", one(days), "", one(seasons),
      ]
    }
  }

  private static func degrees(_ value: Double) -> String {
    // six decimals that never end in a zero
    String((Int(value * 1e5) * 10) + 7).replacingOccurrences(
      of: "^(\\d+)(\\d{6})$", with: "$1.$2", options: .regularExpression)
  }

  private func list(_ rows: [[String]]) -> String {
    CheckWorld.list(rows.map { $0.joined(separator: ",") })
  }

  @Test(arguments: 0..<24) func cleanRostersGiveNothing(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let run = try CheckRun(
      list(roster(&dice)), gazetteer: seed % 2 == 0 ? CheckWorld.gazetteer : nil, in: workspace)
    #expect(run.found == [], "seed \(seed)")
  }

  /// The mended list is the one that was there before it was spoilt, and needs no further mend; the
  /// log has every cell that was.
  @Test(arguments: 0..<24) func mendsBringTheTruthBack(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let truth = roster(&dice)
    var spoilt = truth
    var cells = 0
    for row in spoilt.indices {
      switch Int.random(in: 0..<5, using: &dice) {
      case 0:
        spoilt[row].swapAt(4, 5)
        cells += 2
      case 1:
        spoilt[row][4] = Self.wide(spoilt[row][4])
        cells += 1
      case 2:
        spoilt[row][1] += "　 "
        cells += 1
      case 3:
        // full-width, with blanks, and swapped
        spoilt[row][4] = " " + Self.wide(spoilt[row][4])
        spoilt[row].swapAt(4, 5)
        cells += 2
      default: break
      }
    }
    let original = list(spoilt)
    let run = try CheckRun(original, in: workspace)
    let mended = try run.checkup.mended()
    #expect(mended.csv == "\u{FEFF}" + list(truth).replacing("\n", with: "\r\n"), "seed \(seed)")
    #expect(mended.changeCount == cells)
    // the input is as it was
    let bytes = try Data(contentsOf: URL(fileURLWithPath: workspace.path("list.csv")))
    #expect(String(decoding: bytes, as: UTF8.self) == original)
    let again = try CheckRun(mended.csv, in: workspace)
    #expect(again.checkup.findings.filter { $0.isCertain } == [])
    #expect(again.found == [])
  }

  private static func wide(_ text: String) -> String {
    var wide = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      wide.append(Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar)
    }
    return String(wide)
  }

  @Test func whatIsNotCertainStaysAsItIs() throws {
    let rows = [
      CheckWorld.row("a", kind: "医療福止"), CheckWorld.row("b", lat: "0", lon: "0"),
      CheckWorld.row("=1+1", lat: "35.56", municipality: "山武市"),
    ]
    let mended = try CheckRun(CheckWorld.list(rows), in: workspace).checkup.mended()
    #expect(mended.csv == "\u{FEFF}" + CheckWorld.list(rows).replacing("\n", with: "\r\n"))
    #expect(mended.changesCSV == "\u{FEFF}row,column,before,after,code\r\n")
  }

  @Test func rowsThatCannotBeReadStopTheMending() throws {
    let run = try CheckRun(
      CheckWorld.list([CheckWorld.row("a"), CheckWorld.row("b", lat: "35.56") + ",太い,行"]),
      in: workspace)
    #expect(try failure { try run.checkup.mended() }.cause == .data)
  }

  // MARK: Datum

  /// Points that are right in JGD2011, as the old datum or another shift would have them.
  private func points(
    _ dice: inout Dice, count: Int, shiftedBy shift: (Position<Geographic>) -> Position<Geographic>
  ) -> [String] {
    (0..<count).map { number in
      let isEast = Bool.random(using: &dice)
      let right = Position<Geographic>(
        longitude: (isEast ? 140.4 : 140.3) + Double.random(in: 0...0.1, using: &dice),
        latitude: 35.5 + Double.random(in: 0...0.1, using: &dice))
      let point = shift(right)
      return CheckWorld.row(
        "s\(number)", lat: "\(point.latitude)", lon: "\(point.longitude)",
        municipality: isEast ? "山武市" : "東金市")
    }
  }

  @Test(arguments: 0..<6) func oldDatumByMunicipalities(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let back = try Projection(from: .jgd2011, to: CoordinateReferenceSystem("EPSG:4301"))
    let old = try CheckRun(
      CheckWorld.list(
        points(&dice, count: 300) { point in
          let moved: [Position<Geographic>] = back.forward([point])
          return moved[0]
        }), in: workspace)
    let finding = try old.finding(.tokyoDatum)
    #expect(!finding.isCertain)
    let meters = try #require(
      finding.finding.what.en.firstMatch(of: /about (\d+) m/).flatMap { Int($0.1) })
    #expect((455...475).contains(meters))
    // the same list with its system named is right
    let named = try CheckRun(
      CheckWorld.list(
        points(&dice, count: 300) { point in
          let moved: [Position<Geographic>] = back.forward([point])
          return moved[0]
        }), in: workspace
    ) { $0.stationsCRS = "EPSG:4301" }
    #expect(!named.found.contains("tokyo-datum"))
    // as large a shift to another side is another mistake
    for (east, north) in [(0.0033, 0.0033), (-0.0033, -0.0033), (-0.0033, 0.0033)] {
      let other = try CheckRun(
        CheckWorld.list(
          points(&dice, count: 300) {
            Position(longitude: $0.longitude + east, latitude: $0.latitude + north)
          }), in: workspace)
      #expect(!other.found.contains("tokyo-datum"), "seed \(seed) \(east) \(north)")
    }
    let right = try CheckRun(
      CheckWorld.list(points(&dice, count: 300) { $0 }), in: workspace)
    #expect(right.found == [])
  }

  @Test(arguments: 0..<6) func oldDatumByTowns(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let towns = [
      (140.35, 35.55, "東金市田間"), (140.33, 35.57, "東金市松之郷"), (140.45, 35.55, "山武市成東"),
      (140.47, 35.52, "山武市蓮沼"),
    ]
    func rows(_ east: Double, _ north: Double) -> [String] {
      (0..<60).map { number in
        let town = towns[number % 4]
        return CheckWorld.row(
          "s\(number)",
          lat: "\(town.1 + north + Double.random(in: -0.003...0.003, using: &dice))",
          lon: "\(town.0 + east + Double.random(in: -0.003...0.003, using: &dice))",
          municipality: "", address: "千葉県\(town.2)\(number + 1)")
      }
    }
    // 12″ south and 12″ east
    let old = try CheckRun(
      CheckWorld.list(rows(0.00325, -0.00325)), gazetteer: CheckWorld.gazetteer, in: workspace)
    #expect(old.found.contains("tokyo-datum"))
    for (east, north) in [(0.0, 0.0), (0.00325, 0.00325), (-0.00325, 0.00325)] {
      let other = try CheckRun(
        CheckWorld.list(rows(east, north)), gazetteer: CheckWorld.gazetteer, in: workspace)
      #expect(!other.found.contains("tokyo-datum"), "seed \(seed) \(east) \(north)")
    }
  }

  // MARK: Real lists

  private func real(_ file: String, withTowns: Bool = true) throws -> Checkup {
    let folder = try #require(realData)
    var project = ProjectFile()
    project.stations = "\(folder)/facilities/\(file)"
    project.municipalities = "\(folder)/boundaries/chiba_municipalities_full.geojson"
    if withTowns { project.gazetteer = ["\(folder)/addresses/townid_12_decoded.csv"] }
    return Checkup(project)
  }

  /// The 34 rows whose latitude is that of no place in Japan, counted without the reader.
  @Test(.enabled(if: realData != nil, "PLANNER_REALDATA is not set"))
  func sheltersWithSwappedAxes() throws {
    let path = try #require(realData) + "/facilities/chibacity_shelters.json"
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let shelters = try #require(root["shelters"] as? [[String: Any]])
    let swapped = shelters.indices.filter { (shelters[$0]["latitude"] as? Double ?? 0) > 90 }
    #expect(swapped.count == 34)
    let checkup = try real("chibacity_shelters.json")
    let found = checkup.findings.filter { $0.code == .swappedAxes }
    #expect(found.compactMap(\.finding.place.row) == swapped.map { $0 + 1 })
    #expect(found.allSatisfy { $0.isCertain })
    #expect(checkup.findings.filter { $0.finding.severity == .error }.count == 34)
    let mended = try CheckRun(
      checkup.mended().csv,
      municipalities: String(
        decoding: Data(
          contentsOf: URL(
            fileURLWithPath: try #require(realData)
              + "/boundaries/chiba_municipalities_full.geojson")), as: UTF8.self), in: workspace)
    #expect(mended.checkup.usableStations == 366)
    #expect(!mended.found.contains { $0.hasPrefix("swapped-axes") || $0.hasPrefix("wrong") })
  }

  @Test(.enabled(if: realData != nil, "PLANNER_REALDATA is not set"))
  func heritageOnMunicipalCentres() throws {
    let checkup = try real("heritage_chiba.geojson")
    #expect(checkup.findings.count { $0.code == .centreGeocode } == 617)
    #expect(checkup.isSound)
  }

  /// Rows without a position, or at the origin, counted without the reader.
  @Test(.enabled(if: realData != nil, "PLANNER_REALDATA is not set"))
  func nurseriesWithoutAPosition() throws {
    let path = try #require(realData) + "/facilities/chibacity_nurseryData.csv"
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    // Y and X are the 12th and 13th column, and nothing before them is quoted
    let without = text.split(whereSeparator: \.isNewline).dropFirst().count { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return fields.count > 12 && (Double(fields[12]) ?? 0) < 100
    }
    #expect(without == 6)
    let alone = try real("chibacity_nurseryData.csv", withTowns: false)
    #expect(
      alone.findings.count { [.nullIsland, .noPosition].contains($0.code) } == without)
    #expect(!alone.isSound)
    let placed = try real("chibacity_nurseryData.csv")
    #expect(placed.isSound)
    #expect(!placed.findings.contains { $0.code == .tokyoDatum })
  }
}
