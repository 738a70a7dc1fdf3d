internal import Planner

/// Which rows are one and the same place. A relation, so that the order of the rows makes no
/// difference: places that are joined through a third are one too.
struct CandidateMerging {
  /// Two rows of a kind are one place within so many metres of each other …
  static let sameSpotMeters = 1.0
  /// … or, under the same name, within so many.
  static let sameNameMeters = 100.0

  struct Entry {
    var kind: OrganizationKind
    /// See `Spelling.placeKey`; blank: nameless.
    var nameKey: String
    var position: Position<Plane>
    /// Whether it is at its own place. On the point of a town stands everything in the town.
    var isExact = true
  }

  /// Of each entry the first that is the same place: itself, for those that stay.
  let representative: [Int]

  init(_ entries: [Entry]) {
    var places = DisjointSets(count: entries.count)
    struct Name: Hashable {
      var kind: OrganizationKind
      var key: String
    }
    let exact = entries.indices.filter { entries[$0].isExact }
    for members in Dictionary(grouping: exact, by: { entries[$0].kind }).values {
      Self.join(members, within: Self.sameSpotMeters, entries, &places)
    }
    let names = Dictionary(grouping: entries.indices.filter { !entries[$0].nameKey.isEmpty }) {
      Name(kind: entries[$0].kind, key: entries[$0].nameKey)
    }
    for members in names.values where members.count > 1 {
      Self.join(members, within: Self.sameNameMeters, entries, &places)
    }
    representative = entries.indices.map { places.representative(of: $0) }
  }

  private static func join(
    _ members: [Int], within meters: Double, _ entries: [Entry], _ places: inout DisjointSets
  ) {
    // equal points first: a thousand rows on one spot must not be compared with each other
    var firstAt: [Position<Plane>: Int] = [:]
    var distinct: [Int] = []
    for member in members {
      if let first = firstAt[entries[member].position] {
        places.join(first, member)
      } else {
        firstAt[entries[member].position] = member
        distinct.append(member)
      }
    }
    var near = NearPoints(meters: meters)
    for member in distinct {
      near.forEach(near: entries[member].position) { places.join($0, member) }
      near.add(member, at: entries[member].position)
    }
  }
}

/// Points in squares as wide as the distance that is asked about.
struct NearPoints {
  private struct Cell: Hashable {
    var column: Int
    var row: Int
  }

  private let meters: Double
  private var cells: [Cell: [(number: Int, position: Position<Plane>)]] = [:]

  init(meters: Double) { self.meters = meters }

  private func cell(_ position: Position<Plane>) -> Cell {
    Cell(
      column: Int((position.x / meters).rounded(.down)),
      row: Int((position.y / meters).rounded(.down)))
  }

  mutating func add(_ number: Int, at position: Position<Plane>) {
    cells[cell(position), default: []].append((number, position))
  }

  /// Every point within the distance; exactly at it is within.
  func forEach(near position: Position<Plane>, _ body: (Int) -> Void) {
    let center = cell(position)
    for row in center.row - 1...center.row + 1 {
      for column in center.column - 1...center.column + 1 {
        for point in cells[Cell(column: column, row: row)] ?? []
        where point.position.distance(to: position) <= meters {
          body(point.number)
        }
      }
    }
  }
}
