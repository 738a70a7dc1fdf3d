import BenchSupport
import Foundation
import Planner

/// A network as large as that of Kanto, by itself in a process.
enum Kanto {
  static func measure(side: Int) throws {
    func told(_ what: String, _ timing: Timing) {
      print("  \(what): \(timing), peak so far \(Memory.peakMegabytes.fixed(0)) MB")
      // it takes a minute: whoever waits sees how far it is
      fflush(nil)
    }
    let (town, drawn) = BenchStreets.timed { GridTown(side: side) }
    print("kanto \(side) × \(side), \(town.lines.lineCount) lines")
    told("made up", drawn)
    let plane = try town.lines.plane
    let (graph, made) = try BenchStreets.timed { try StreetGraph(town.lines, by: plane) }
    told("graph of \(graph.cornerCount) corners and \(graph.stretchCount) stretches", made)
    let (network, indexed) = BenchStreets.timed { StreetNetwork(graph) }
    told("index", indexed)
    let people: [Position<Plane>] = plane.forward(town.people(1_000_000))
    let (joins, joined) = BenchStreets.timed { network.joins(people, within: 200) }
    told("a million points joined, \(joins.count { $0 == nil }) off the network", joined)
    var random = SeededRandom(seed: 12)
    let stations = (0..<12_600).map { _ in Int.random(in: 0..<graph.cornerCount, using: &random) }
    for (name, limit) in [("within 800 m", 80_000), ("without a limit", Int(Int32.max))] {
      let (reached, searched) = BenchStreets.timed {
        network.nearest(ofCorners: stations, limitCentimeters: limit).count { $0 != nil }
      }
      told("nearest of 12,600 \(name), \(reached) corners reached", searched)
    }
    print(
      "  the graph itself \(graph.byteCount / 1_048_576) MB, "
        + "\(graph.byteCount / graph.stretchCount) bytes a stretch")
  }
}
