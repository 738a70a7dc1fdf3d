import BenchSupport
import Foundation

/// What the two answers have in common, read from their JSON.
struct Answer: Decodable {
  struct Depth: Decodable {
    var none: Double
    var once: Double
    var twice: Double
    var more: Double

    enum CodingKeys: String, CodingKey {
      case none = "0"
      case once = "1"
      case twice = "2"
      case more = "3+"
    }
  }

  struct Nearest: Decodable {
    var medianMeters: Double
    var p90Meters: Double
  }

  struct Area: Decodable {
    var layer: String?
    var code: String?
    var name: String?
    var residents: Double
    var covered: Double
    var coveredByOwn: Double
    var coveredAcross: Double
    var depth: Depth
    var nearest: Nearest?
    var areaKm2: Double
    var coveredKm2: Double
  }

  struct Flow: Decodable {
    var residentsOf: String
    var servedBy: String?
    var residents: Double
    var onlyAcross: Double
  }

  var region: Area
  var areas: [Area]
  var flows: [Flow]

  init(reading path: String) throws {
    self = try JSONDecoder().decode(
      Answer.self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

/// Whether two ways of counting come to the same: blocks of 60 m here, exact areas there.
struct Agreement {
  private let ours: Answer
  private let theirs: Answer

  /// Shares of an area's residents by which counts may differ.
  static let regionLimit = 0.001
  static let municipalityLimit = 0.005

  init(ours: Answer, theirs: Answer) {
    self.ours = ours
    self.theirs = theirs
  }

  private static let counts: [(name: String, value: @Sendable (Answer.Area) -> Double)] = [
    ("residents", { $0.residents }), ("covered", { $0.covered }),
    ("coveredByOwn", { $0.coveredByOwn }), ("coveredAcross", { $0.coveredAcross }),
    ("depth 0", { $0.depth.none }), ("depth 1", { $0.depth.once }),
    ("depth 2", { $0.depth.twice }), ("depth 3+", { $0.depth.more }),
  ]

  /// Prints both answers; false where they are too far apart.
  func report() -> Bool {
    var agrees = true
    print("\nRegion".padded(24), "planner".padded(-16), "geopandas".padded(-16), "difference")
    for (name, value) in Self.counts {
      let (a, b) = (value(ours.region), value(theirs.region))
      let share = (a - b) / max(1, theirs.region.residents)
      if abs(share) > Self.regionLimit { agrees = false }
      print(
        name.padded(23), a.fixed(1).padded(-16), b.fixed(1).padded(-16),
        "\((share * 100).fixed(4)) % of residents")
    }
    for (name, a, b) in [
      ("areaKm2", ours.region.areaKm2, theirs.region.areaKm2),
      ("coveredKm2", ours.region.coveredKm2, theirs.region.coveredKm2),
      (
        "nearest median m", ours.region.nearest?.medianMeters ?? .nan,
        theirs.region.nearest?.medianMeters ?? .nan
      ),
      (
        "nearest 90 % m", ours.region.nearest?.p90Meters ?? .nan,
        theirs.region.nearest?.p90Meters ?? .nan
      ),
    ] {
      print(name.padded(23), a.fixed(3).padded(-16), b.fixed(3).padded(-16), (a - b).fixed(6))
    }

    let byCode = Dictionary(
      ours.areas.filter { $0.layer == "municipality" }.map { ($0.code ?? "", $0) },
      uniquingKeysWith: { first, _ in first })
    print("\nWorst of \(theirs.areas.count) municipalities, in % of its residents")
    for (name, value) in Self.counts {
      var worst = (share: 0.0, name: "–")
      for theirs in theirs.areas {
        guard let ours = byCode[theirs.code ?? ""] else {
          print("missing: \(theirs.code ?? "–")")
          return false
        }
        let share = abs(value(ours) - value(theirs)) / max(1, theirs.residents)
        if share >= worst.share { worst = (share, theirs.name ?? "") }
      }
      if worst.share > Self.municipalityLimit { agrees = false }
      print(name.padded(23), (worst.share * 100).fixed(4), " ", worst.name)
    }

    func key(_ flow: Answer.Flow) -> String { "\(flow.residentsOf) → \(flow.servedBy ?? "–")" }
    var flows: [String: (ours: Double, theirs: Double)] = [:]
    for flow in ours.flows { flows[key(flow), default: (0, 0)].ours += flow.residents }
    for flow in theirs.flows { flows[key(flow), default: (0, 0)].theirs += flow.residents }
    let moved = flows.values.reduce(0) { $0 + abs($1.ours - $1.theirs) } / 2
    print(
      "flows".padded(23), "\(ours.flows.count) and \(theirs.flows.count) rows;",
      "\((moved / max(1, theirs.region.covered) * 100).fixed(4)) % of the covered are in another")
    print(
      agrees
        ? "\nThe answers agree: region within 0.1 %, municipalities within 0.5 % of residents."
        : "\nTHE ANSWERS DISAGREE: a ratio of times means nothing then.")
    return agrees
  }
}
