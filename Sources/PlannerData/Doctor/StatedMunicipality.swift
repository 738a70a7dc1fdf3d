internal import Planner

/// In which municipality a row says that it is: by a column of names or codes beside it, else by
/// its address.
final class StatedMunicipality {
  /// The municipalities that are meant, as indices into the study area: several for a city whose
  /// wards are apart.
  struct Statement {
    var members: [Int]
    /// As written.
    var text: String
    var column: String?
  }

  private let study: StudyArea
  private let names: MunicipalityNames
  private var remembered: [String: [Int]?] = [:]

  init(_ study: StudyArea) {
    self.study = study
    names = MunicipalityNames(study.municipalities)
  }

  /// What a row says; `nil` where it says nothing that is known here.
  func of(_ row: Roster.Row, in roster: Roster) -> Statement? {
    if let members = remember("n" + row.municipality, { named(row.municipality) }) {
      return Statement(
        members: members, text: row.municipality, column: roster.municipalityColumn)
    }
    if !row.address.isEmpty, let members = names.beginning(of: row.address) {
      return Statement(members: members, text: row.address, column: roster.addressColumn)
    }
    // last: in many lists it is the publisher's
    if let members = remember("c" + row.code, { coded(row.code) }) {
      return Statement(members: members, text: row.code, column: roster.codeColumn)
    }
    return nil
  }

  /// Whether a text names a municipality that is here.
  func knows(_ text: String) -> Bool { remember("n" + text, { named(text) }) != nil }

  private func remember(_ key: String, _ look: () -> [Int]?) -> [Int]? {
    if let known = remembered[key] { return known }
    let found = look()
    remembered[key] = .some(found)
    return found
  }

  private func coded(_ text: String) -> [Int]? {
    guard let code = MunicipalityCode(Spelling.widthFolded(text)) else { return nil }
    let members = study.members(of: code)
    return members.isEmpty ? nil : members
  }

  private func named(_ text: String) -> [Int]? {
    coded(text) ?? names.members(named: text)
  }
}

/// How far points are from outlines.
struct OutlineDistance {
  private let study: StudyArea

  init(_ study: StudyArea) { self.study = study }

  /// Metres to the nearest edge of some municipalities.
  ///
  /// - Complexity: linear in the number of their edges.
  func meters(from point: Position<Geographic>, to members: [Int]) -> Double {
    // a degree's lengths at the point: exact enough for what is near, and for what is far it does
    // not matter
    let (perX, perY) = Position<Geographic>.metersOfDegree(at: point.latitude)
    var best = Double.infinity
    for member in members {
      for polygon in study.municipalities[member].outline.polygons {
        for ring in polygon.rings {
          var last: (x: Double, y: Double)?
          for position in ring.positions {
            let here = (x: (position.x - point.x) * perX, y: (position.y - point.y) * perY)
            if let last { best = min(best, Self.squared(last, here)) }
            last = here
          }
        }
      }
    }
    return best.squareRoot()
  }

  /// The nearest municipality of all, and how far it is.
  func nearest(to point: Position<Geographic>) -> (index: Int, meters: Double)? {
    var best: (index: Int, meters: Double)?
    for index in study.municipalities.indices {
      let box = study.municipalities[index].outline.bounds
      let corner = Position<Geographic>(
        x: min(max(point.x, box.minX), box.maxX), y: min(max(point.y, box.minY), box.maxY))
      // no part of it is nearer than its box
      if let best, corner.meters(to: point) >= best.meters { continue }
      let meters = meters(from: point, to: [index])
      if meters < best?.meters ?? .infinity { best = (index, meters) }
    }
    return best
  }

  /// The square of the distance of a stretch from the origin.
  private static func squared(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> Double {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = dx * dx + dy * dy
    let along = length > 0 ? max(0, min(1, -(a.x * dx + a.y * dy) / length)) : 0
    let (x, y) = (a.x + along * dx, a.y + along * dy)
    return x * x + y * y
  }
}
