import Foundation
import Planner
import Testing

@testable import PlannerData

/// Addresses of real lists against the coordinates that the lists have, by a gazetteer of real
/// towns whose points are 300 to 900 m cells.
@Suite(.enabled(if: RealData.isThere, RealData.skipped))
struct AddressRealData {
  private static let shared = Result {
    try readGazetteer(
      paths: [RealData.path("addresses/townid_12_decoded.csv")]
    ).gazetteer
  }
  private let gazetteer: Gazetteer

  init() throws { gazetteer = try Self.shared.get() }

  private struct Place {
    var address: String
    var municipality = ""
    var code: String?
    var position: Position<Geographic>
  }

  private struct Score {
    var atTown = 0
    var rows = 0
    var meters: [Double] = []

    func quantile(_ share: Double) -> Double {
      meters.sorted()[Int(Double(meters.count - 1) * share)]
    }
  }

  private func score(_ places: [Place]) -> Score {
    var score = Score(rows: places.count)
    for place in places {
      let match = gazetteer.locate(
        place.address, municipality: place.municipality,
        code: place.code.flatMap { MunicipalityCode($0) })
      guard let found = match.found, found.accuracy < .municipality else { continue }
      score.atTown += 1
      score.meters.append(found.position.meters(to: place.position))
    }
    return score
  }

  private func features(_ path: String) throws -> [(fields: [String: String], Position<Geographic>)]
  {
    let layer = try readVectorLayer(path: RealData.path(path), role: "addresses").value
    return layer.features.compactMap { feature in
      guard case .points(let points)? = feature.geometry, let point = points.first else {
        return nil
      }
      let values = zip(layer.fieldNames, feature.values).map { ($0, $1 ?? "") }
      return (
        Dictionary(values, uniquingKeysWith: { a, _ in a }),
        Position(longitude: point.x, latitude: point.y)
      )
    }
  }

  @Test func schoolsOfChiba() throws {
    // the addresses leave out the municipality, which is a code beside them
    let score = score(
      try features("facilities/P29-13_12.geojson").map { fields, position in
        Place(address: fields["P29_006"] ?? "", code: fields["P29_001"], position: position)
      })
    #expect(score.rows == 1543)
    #expect(score.atTown >= 1530)
    #expect(score.quantile(0.5) < 400)
    #expect(score.quantile(0.9) < 1400)
    #expect(score.quantile(1) < 6000)
  }

  @Test func welfareOfChiba() throws {
    let score = score(
      try features("facilities/P14_12.geojson").map { fields, position in
        Place(
          address: fields["P14_003"] ?? "", municipality: fields["P14_002"] ?? "",
          position: position)
      })
    #expect(score.rows == 3632)
    #expect(score.atTown >= 3570)
    #expect(score.quantile(0.5) < 420)
  }

  @Test func sheltersOfTheCityOfChiba() throws {
    struct Shelters: Decodable {
      struct Shelter: Decodable {
        var address: String
        var latitude: Double
        var longitude: Double
      }
      var shelters: [Shelter]
    }
    let path = RealData.path("facilities/chibacity_shelters.json")
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let score = score(
      try JSONDecoder().decode(Shelters.self, from: data).shelters.map { row in
        // 34 of them are swapped
        Place(
          address: row.address,
          position: Position(
            longitude: max(row.latitude, row.longitude), latitude: min(row.latitude, row.longitude))
        )
      })
    #expect(score.rows == 366)
    #expect(score.atTown == 366)
    #expect(score.quantile(0.5) < 320)
  }

  /// Where the centre of a town is said to be so exact, about two thirds of the places are.
  @Test func theStatedAccuracyIsOfTheRightSize() throws {
    var (within, all) = (0, 0)
    for (fields, position) in try features("facilities/P29-13_12.geojson") {
      let match = gazetteer.locate(
        fields["P29_006"] ?? "", code: fields["P29_001"].flatMap { MunicipalityCode($0) })
      guard let found = match.found, found.accuracy == .town, let meters = found.accuracyMeters
      else { continue }
      all += 1
      if found.position.meters(to: position) <= meters { within += 1 }
    }
    #expect(Double(within) / Double(all) > 0.6, "\(within) of \(all)")
  }

  @Test(arguments: 0..<3)
  func everyTownInAnySpellingIsItself(_ seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    var wrong: [String] = []
    for town in gazetteer.towns {
      let city = gazetteer.areas[Int(town.area)].name
      let address = AddressLaws.spelling(city, town.name, &dice)
      let match = gazetteer.locate(address)
      // one written with 大字 is the same as, or stands beside, one written without
      let isSame =
        match.found?.name.replacing("大字", with: "")
        == (city + town.name).replacing("大字", with: "")
      if !isSame {
        wrong.append("\(address): \(match.found?.name ?? "–") for \(city)\(town.name)")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(10))")
  }
}
