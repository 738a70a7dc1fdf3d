import Foundation
import Planner
import Testing

@testable import PlannerData

/// Nothing public depends on what is withheld.
@Suite struct PublicExportPrivacyTests {
  let town: PublicTown

  init() throws { town = try PublicTown() }

  @Test(arguments: 0..<50)
  func withheldStationsChangeNoByte(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    let stations = town.randomStations(&dice)
    let export = try PublicExport(town.plan(stations))
    let bytes = try export.everything()
    let withheld = Set(export.withheld.map(\.id))
    #expect(export.published.count + withheld.count == stations.count)

    let without = stations.filter { !withheld.contains($0.id) }
    #expect(try PublicExport(town.plan(without)).everything() == bytes)

    let moved = stations.map { station in
      guard withheld.contains(station.id) else { return station }
      return town.station(
        station.id.text, at: Double.random(in: 140.305...140.355, using: &dice),
        Double.random(in: 35.524...35.556, using: &dice), name: "別の名",
        services: [.cool, .foodbank], consent: station.consent, precision: station.precision,
        left: station.left)
    }
    #expect(try PublicExport(town.plan(moved)).everything() == bytes)

    // of a rounded one, only the cell matters
    let shifted = try stations.map { station in
      guard [.town, .mesh].contains(station.precision) else { return station }
      let cell = try #require(GridCell(containing: station.geographic, level: .m500))
      let other = cell.corner(
        east: Double.random(in: 0.05...0.95, using: &dice),
        north: Double.random(in: 0.05...0.95, using: &dice))
      return town.station(
        station.id.text, at: other.longitude, other.latitude, name: station.name,
        kind: station.kind, services: station.services, consent: station.consent,
        precision: station.precision, left: station.left, details: station.details)
    }
    #expect(try PublicExport(town.plan(shifted)).everything() == bytes)
  }

  @Test("along streets no withheld station is in a catchment, a gap or a share", arguments: 0..<3)
  func alongStreets(seed: Int) throws {
    let town = try PublicTown(alongStreets: true)
    var dice = Dice(seed: UInt64(seed))
    let stations = town.randomStations(&dice)
    let export = try PublicExport(town.plan(stations))
    let bytes = try export.everything()
    let withheld = Set(export.withheld.map(\.id))
    #expect(!withheld.isEmpty)
    let without = stations.filter { !withheld.contains($0.id) }
    #expect(try PublicExport(town.plan(without)).everything() == bytes)
    let collection = try export.parsed([.catchments])
    let features = try #require(collection["features"] as? [[String: Any]])
    #expect(!features.isEmpty)
    let names = features.compactMap { ($0["properties"] as? [String: Any])?["name"] as? String }
    #expect(names.allSatisfy { $0 == "徒歩圏（道のり200m）" })
  }

  @Test func rowsWithoutConsentMayBeMissingFromTheFile() throws {
    let shown = ["b,乙,public,,35.54,140.32,yes,exact", "d,丁,commerce,,35.55,140.34,可,mesh"]
    let all = ["a,甲,public,,35.53,140.31,,exact", shown[0], "c,丙,,,35.53,140.33,no,mesh", shown[1]]
    let whole = try PublicExport(PublicTown(stations: all).plan)
    let part = try PublicExport(PublicTown(stations: shown.reversed()).plan)
    #expect(whole.withheld.map(\.id.text) == ["a", "c"])
    #expect(try whole.everything() == part.everything())
    #expect(try whole.everything() == whole.everything())
  }

  @Test func publicIDsTellNothingOfTheNumbering() throws {
    func stations(_ ids: [String]) -> [Station] {
      [
        town.station(ids[0], at: 140.32, name: "甲"), town.station(ids[1], at: 140.32, name: "乙"),
        town.station(ids[2], at: 140.33, name: "丙", precision: .mesh),
        // the same in all that is published
        town.station(ids[3], at: 140.3301, name: "丙", precision: .mesh),
        town.station(ids[4], at: 140.32, name: "甲", kind: OrganizationKind.network[2]),
      ]
    }
    let export = try PublicExport(town.plan(stations(["1", "2", "3", "4", "5"])))
    let ids = export.published.map(\.id)
    #expect(Set(ids).count == 5)
    #expect(ids[3] == ids[2] + "-2")
    let renumbered = try PublicExport(town.plan(stations(["104", "207", "311", "444", "590"])))
    #expect(try renumbered.everything() == export.everything())
    // a name or a kind that is not published is in no id either
    let shown: [PublicField] = [.services]
    let bare = try PublicExport(town.plan(stations(["1", "2", "3", "4", "5"])), fields: shown)
    let place = try #require(bare.published.first?.id)
    #expect(bare.published.map(\.id).filter { $0.hasPrefix(place) }.count == 3)
  }

  /// What somebody with the published outlines could do: two neighbouring corners of an arc
  /// and the known radius give the centre of the disc, and the next two confirm it.
  @Test(arguments: 0..<50)
  func noArcPointsAtAWithheldStation(seed: Int) throws {
    var dice = Dice(seed: UInt64(1000 + seed))
    let stations = town.randomStations(&dice)
    let export = try PublicExport(town.plan(stations))
    let published = town.plane(export.published.map(\.position))
    let collection = try export.parsed([.catchments, .gaps])
    let features = try #require(collection["features"] as? [[String: Any]])
    var catchmentCenters: [Position<Plane>] = []
    var gapCenters: [Position<Plane>] = []
    for feature in features {
      let properties = try #require(feature["properties"] as? [String: Any])
      let centers = try rings(of: feature).flatMap {
        arcCenters(of: town.plane($0), radius: export.walk.meters)
      }
      if properties["layer"] as? String == "gap" {
        gapCenters += centers
      } else {
        catchmentCenters += centers
      }
    }
    #expect(published.isEmpty || catchmentCenters.count >= published.count * 2)
    // every arc of a catchment is a published station's
    for center in catchmentCenters {
      #expect(published.contains { $0.distance(to: center) < 2 })
    }
    // arcs of gaps are of published stations or of the gaps' own points, and those follow from
    // published stations alone
    let gaps = try Gaps(
      of: export.region, stations: export.stations, walk: export.walk,
      question: export.question)
    let known = published + gaps.gaps.map(\.position)
    for center in gapCenters { #expect(known.contains { $0.distance(to: center) < 2 }) }

    let isPublished = Set(export.published.filter { $0.precision == .exact }.map(\.position))
    let secret = stations.filter {
      !isPublished.contains(GeoJSONDocument.rounded($0.geographic))
    }
    for station in secret {
      guard !known.contains(where: { $0.distance(to: station.position) < 52 }) else { continue }
      for center in catchmentCenters + gapCenters {
        #expect(center.distance(to: station.position) > 50)
      }
    }
  }

  private func rings(of feature: [String: Any]) throws -> [[Position<Geographic>]] {
    let geometry = try #require(feature["geometry"] as? [String: Any])
    let coordinates = geometry["coordinates"]
    let polygons =
      geometry["type"] as? String == "Polygon"
      ? [try #require(coordinates as? [[[Double]]])]
      : try #require(coordinates as? [[[[Double]]]])
    return polygons.flatMap { $0 }.map { ring in ring.map { Position(x: $0[0], y: $0[1]) } }
  }

  private func arcCenters(of ring: [Position<Plane>], radius: Double) -> [Position<Plane>] {
    let full = 2 * radius * sin(Double.pi / Double(4 * DiscUnion.segmentsPerQuadrant))
    func candidates(_ a: Position<Plane>, _ b: Position<Plane>) -> [Position<Plane>] {
      let length = a.distance(to: b)
      // shorter edges are cut ones; their ends lie on no circle
      guard abs(length - full) < full * 0.002 else { return [] }
      let rise = (radius * radius - length * length / 4).squareRoot() / length
      return [1, -1].map { side in
        Position(
          x: (a.x + b.x) / 2 - side * rise * (b.y - a.y),
          y: (a.y + b.y) / 2 + side * rise * (b.x - a.x))
      }
    }
    var found: [Position<Plane>] = []
    for index in ring.indices.dropFirst().dropLast() {
      let here = candidates(ring[index - 1], ring[index])
      let next = candidates(ring[index], ring[index + 1])
      found += here.filter { center in next.contains { $0.distance(to: center) < 1 } }
    }
    return found
  }
}
