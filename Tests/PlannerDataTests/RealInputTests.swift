import Foundation
import Planner
import Testing

@testable import PlannerData

/// Every real file that an input could be, as the role that it could be: it reads without a flag,
/// or is refused with what to do. The expected numbers were counted from the files by other means,
/// or are those of their publishers.
@Suite(.enabled(if: RealData.isThere, RealData.skipped))
struct RealInputTests {
  enum Role: String, Sendable {
    case stations, candidates, municipalities, population, totals, towns
    case livingAreas = "living areas"
    case gazetteer
  }

  /// What a reader made of a file.
  struct Outcome: Equatable, CustomStringConvertible {
    /// Rows, areas or units that can be used, and those with an error.
    var usable: Int
    var wrong = 0
    /// Of residents, by attribute, where the role has any.
    var sums: [String: Double] = [:]

    var description: String {
      "\(usable) usable, \(wrong) wrong"
        + sums.sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value)" }.joined()
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var file: String
    var role: Role
    var usable = 0
    var wrong = 0
    var sums: [String: Double] = [:]
    /// What the message of a refused file, or of its wrong rows, says.
    var says: [String] = []

    var testDescription: String { "\(file) as \(role.rawValue)" }
  }

  static let cases: [Case] = [
    // stations
    Case(file: "facilities/heritage_chiba.geojson", role: .stations, usable: 2229),
    Case(file: "facilities/P29-13_12.geojson", role: .stations, usable: 1543),
    Case(file: "facilities/P29-13_12.shp", role: .stations, usable: 1543),
    Case(file: "facilities/P14_12.geojson", role: .stations, usable: 3632),
    Case(file: "facilities/P14_12.shp", role: .stations, usable: 3632),
    Case(file: "facilities/N02-14_Station_chiba_points.geojson", role: .stations, usable: 390),
    Case(
      file: "facilities/chibacity_shelters.json", role: .stations, usable: 332, wrong: 34,
      says: ["latitude and longitude are swapped", "Swap the two values"]),
    Case(
      file: "facilities/chibacity_nurseryData.csv", role: .stations, usable: 363, wrong: 6,
      says: ["there is an address and no position", "--gazetteer FILE"]),
    // the origin of the zone is a place that nobody means
    Case(
      file: "vectors/jgd2011_epsg6677_vectors.csv", role: .stations, usable: 11, wrong: 1,
      says: ["looks like degrees or a placeholder"]),
    Case(file: "vectors/jismesh_chiba_vectors.csv", role: .stations, usable: 12),
    Case(
      file: "walknet/Helsinki.osm.pbf", role: .stations,
      says: ["is no station list", "--candidates osm="]),
    Case(
      file: "walknet/monaco.osm.gz", role: .stations,
      says: ["is no station list", "--candidates osm="]),
    Case(
      file: "boundaries/N03-15_12_150101.shp", role: .stations,
      says: ["no point among the 1237 features", "give a layer of points or a CSV"]),
    Case(
      file: "population/Chiba500mPop2020.csv", role: .stations,
      says: ["no position columns", "Name them lat and lon"]),
    // candidates
    Case(file: "facilities/P29-13_12.shp", role: .candidates, usable: 1543),
    Case(file: "facilities/P14_12.geojson", role: .candidates, usable: 3632),
    Case(
      file: "facilities/chibacity_shelters.json", role: .candidates, usable: 332, wrong: 34,
      says: ["latitude and longitude are swapped"]),
    // municipalities, one of them land of nobody in three
    Case(file: "boundaries/chiba_municipalities_full.geojson", role: .municipalities, usable: 59),
    Case(file: "boundaries/N03-21_12_210101.s0010.geojson", role: .municipalities, usable: 60),
    Case(file: "boundaries/N03-21_12_210101.s0010.topojson", role: .municipalities, usable: 60),
    Case(file: "boundaries/N03-15_12_150101.shp", role: .municipalities, usable: 60),
    Case(
      file: "schools/chibacity_A27-10_elementary_districts.geojson", role: .municipalities,
      says: ["no field plainly holds", "--municipality-code"]),
    // population
    Case(
      file: "population/Chiba500mPop2020.csv", role: .population, usable: 53_147,
      sums: ["total": 41_059_887]),
    // ages of hosts take those of their guests, so that shares of groups add up to what is published
    Case(
      file: "population/tblT001102Q5240.txt", role: .population, usable: 4397,
      sums: [
        "total": 115_588, "65+": 49_863, "75+": 27_089, "households": 49_546,
        "elderly-alone": 8662,
      ]),
    Case(
      file: "walknet/helsinki_population_grid_2020.gpkg", role: .population, usable: 92,
      sums: ["total": 71_724]),
    Case(
      file: "walknet/spo_hexgrid.csv", role: .population, usable: 323, sums: ["total": 517_570]),
    Case(
      file: "benchmarks/spopt/SF_demand_205_centroid_uniform_weight.csv", role: .population,
      usable: 205, sums: ["total": 955_113, "households": 385_127]),
    Case(
      file: "population/mesh3_by_municipality_12.csv", role: .population,
      says: ["there is no total column", "Name the column \"total\""]),
    Case(
      file: "population/pop2020_municipal_age.csv", role: .population,
      says: ["there is no grid code column"]),
    Case(
      file: "population/tblT001102_columns.json", role: .population,
      says: ["no list of objects in the JSON"]),
    // others
    Case(
      file: "population/pop2020_municipal_age.csv", role: .totals, usable: 1916,
      sums: ["Chiba": 6_284_480, "Chiba 65+": 1_699_991]),
    Case(
      file: "schools/chibacity_A27-10_elementary_districts.geojson", role: .livingAreas,
      usable: 121),
    Case(
      file: "schools/chibacity_A32-13_juniorhigh_districts.geojson", role: .livingAreas,
      usable: 55),
    Case(
      file: "population/Chiba500mPop2020.csv", role: .livingAreas,
      says: ["no outlines of towns", "--towns FILE"]),
    Case(
      file: "schools/chibacity_A32-13_juniorhigh_districts.geojson", role: .towns,
      says: ["no field of town codes", "--towns"]),
    Case(file: "addresses/townid_12_decoded.csv", role: .gazetteer, usable: 5740),
  ]

  private func wrong(_ findings: [Finding]) -> Int {
    Set(findings.filter { $0.severity == .error }.compactMap(\.place.row)).count
  }

  private func read(_ path: String, as role: Role) throws -> (Outcome, [Finding]) {
    switch role {
    case .stations:
      let read = try readStationInput(path, crs: nil, kinds: OrganizationKind.network)
      return (Outcome(usable: read.value.records.count, wrong: wrong(read.findings)), read.findings)
    case .candidates:
      let kinds = OrganizationKind.network
      let read = try readCandidates(
        CandidateSource(.init(name: "education", path: path), kinds: kinds),
        osmKinds: OSMKindTable(kinds: kinds))
      let count = read.value.reduce(0) { $0 + $1.records.count }
      return (Outcome(usable: count, wrong: wrong(read.findings)), read.findings)
    case .municipalities:
      let read = try readMunicipalities(path: path)
      return (Outcome(usable: read.value.count, wrong: wrong(read.findings)), read.findings)
    case .population:
      let read = try readPopulation(paths: [path])
      var sums: [String: Double] = [:]
      for (attribute, counts) in zip(read.value.attributes, read.value.counts) {
        sums[attribute.slug] = counts.reduce(0, +)
      }
      return (
        Outcome(usable: read.value.units.count, wrong: wrong(read.findings), sums: sums),
        read.findings
      )
    case .totals:
      let read = try readPopulationTotals(path: path)
      let chiba = read.value.rows.filter { $0.code.prefecture == 12 && $0.code.text != "12100" }
      func sum(_ slug: String) -> Double { chiba.reduce(0) { $0 + ($1.counts[slug] ?? 0) } }
      return (
        Outcome(
          usable: read.value.rows.count, wrong: wrong(read.findings),
          sums: ["Chiba": sum("total"), "Chiba 65+": sum("65+")]), read.findings
      )
    case .livingAreas:
      var input = LivingAreaInput(ProjectFile())
      let read = try input.read(.init(name: "x", path: path))
      return (Outcome(usable: read.value.areas.count, wrong: wrong(read.findings)), read.findings)
    case .towns:
      let towns = try CensusTowns(reading: [path])
      return (Outcome(usable: towns.codes.count), towns.findings)
    case .gazetteer:
      let read = try readGazetteer(paths: [path])
      return (
        Outcome(usable: read.gazetteer.towns.count, wrong: wrong(read.findings)), read.findings
      )
    }
  }

  @Test(arguments: cases)
  func readsOrSaysWhatToDo(_ file: Case) throws {
    let said: String
    do {
      let (outcome, findings) = try read(RealData.path(file.file), as: file.role)
      #expect(outcome.usable == file.usable && outcome.wrong == file.wrong, "\(outcome)")
      for (name, sum) in file.sums {
        let found = outcome.sums[name] ?? .nan
        #expect(abs(found - sum) < 1e-6 * sum, "\(name): \(found)")
      }
      said = findings.filter { $0.severity == .error }
        .map { $0.described(in: .en) }.joined(separator: "\n")
      #expect(file.wrong > 0 || said.isEmpty, "\(said)")
    } catch let failure as Failure {
      #expect(file.usable == 0, "\(failure.description.prefix(400))")
      said = failure.findings.map { $0.described(in: .en) }.joined(separator: "\n")
    }
    for words in file.says { #expect(said.contains(words), "\(said.prefix(400))") }
  }

  /// The only flag that the nurseries without coordinates need.
  @Test func addressesWithTheGazetteer() throws {
    let gazetteer = try readGazetteer(paths: [RealData.path("addresses/townid_12_decoded.csv")])
    let read = try readStationInput(
      RealData.path("facilities/chibacity_nurseryData.csv"), crs: nil,
      kinds: OrganizationKind.network, gazetteer: gazetteer.gazetteer)
    #expect(read.value.records.count == 369)
    #expect(!read.findings.contains { $0.severity == .error })
  }

  @Test(arguments: ["Helsinki.osm.pbf", "spo_osm.pbf", "andorra.osm.pbf", "monaco.osm.gz"])
  func extracts(name: String) throws {
    let kinds = OrganizationKind.network
    let read = try readCandidates(
      CandidateSource(.init(name: "osm", path: RealData.path("walknet/\(name)")), kinds: kinds),
      osmKinds: OSMKindTable(kinds: kinds))
    #expect(!read.findings.contains { $0.severity == .error })
    #expect(read.file.role == "candidates:osm")
  }

  /// Square kilometres as the catalogue of the files states them: 5,156.9 of all outlines; the
  /// districts of 264.4 in union.
  @Test func areas() throws {
    let outlines = try readMunicipalities(
      path: RealData.path("boundaries/chiba_municipalities_full.geojson")
    ).value.map(\.outline)
    #expect(abs(try squareKilometers(outlines) - 5156.9) < 1)
    let districts = try readLivingAreas(
      path: RealData.path("schools/chibacity_A27-10_elementary_districts.geojson"), name: "x"
    ).value.areas.map(\.outline)
    #expect(abs(try squareKilometers([try Overlay().union(of: districts)]) - 264.4) < 0.1)
  }

  /// On the plane of zone IX, whose scale is within 0.01 % of one here.
  private func squareKilometers(_ outlines: [MultiPolygon<Geographic>]) throws -> Double {
    let projection = try Projection(from: .jgd2011, to: CoordinateReferenceSystem("EPSG:6677"))
    var sum = 0.0
    for outline in outlines {
      let plane: MultiPolygon<Plane> = outline.mapPositions { projection.forward($0) }
      for polygon in plane.polygons {
        sum += abs(polygon.exterior.doubledSignedArea)
        for hole in polygon.holes { sum -= abs(hole.doubledSignedArea) }
      }
    }
    return sum / 2e6
  }
}
