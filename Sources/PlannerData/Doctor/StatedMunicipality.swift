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
  private var ofName: [String: [Int]] = [:]
  /// By their first character, longest first: names with which an address may begin.
  private var beginnings: [Character: [(key: [Character], members: [Int])]] = [:]
  private var remembered: [String: [Int]?] = [:]

  init(_ study: StudyArea) {
    self.study = study
    for (index, municipality) in study.municipalities.enumerated()
    where !municipality.code.isUnassigned {
      let key = Spelling.placeKey(municipality.name)
      ofName[key, default: []].append(index)
      if let city = DesignatedCity.cityName(ofWard: key) {
        ofName[city, default: []].append(index)
      }
      // N03 has counties in a field of their own, other layers before the name
      if let county = key.lastIndex(of: "郡"), key.index(after: county) < key.endIndex {
        ofName[String(key[key.index(after: county)...]), default: []].append(index)
      }
    }
    for (name, members) in ofName {
      let key = Array(name)
      guard let first = key.first else { continue }
      beginnings[first, default: []].append((key, members))
    }
    for first in beginnings.keys { beginnings[first]?.sort { $0.key.count > $1.key.count } }
  }

  /// What a row says; `nil` where it says nothing that is known here.
  func of(_ row: Roster.Row, in roster: Roster) -> Statement? {
    if let members = remember("n" + row.municipality, { named(row.municipality) }) {
      return Statement(
        members: members, text: row.municipality, column: roster.municipalityColumn)
    }
    if !row.address.isEmpty, let members = beginning(of: row.address) {
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
    guard !text.isEmpty else { return nil }
    let key = Spelling.placeKey(text)
    if let members = ofName[key] { return members }
    if let members = coded(text) { return members }
    // a column may have the address's beginning: 千葉県山武郡九十九里町
    if let members = beginning(of: text) { return members }
    // 東金 for 東金市
    let whole = study.municipalities.indices.filter { index in
      let name = Spelling.placeKey(study.municipalities[index].name)
      return name.dropLast() == key && "市町村".contains(name.last ?? " ")
    }
    return whole.count == 1 ? whole : nil
  }

  /// A 町 or 村 counts only behind its prefecture or county: 栄町 is also a town in many cities.
  private func beginning(of address: String) -> [Int]? {
    var rest = Array(Spelling.placeKey(address))[...]
    var isPrecise = false
    if let prefecture = Prefectures.names.first(where: { rest.starts(with: Array($0)) }) {
      rest = rest.dropFirst(prefecture.count)
      isPrecise = true
    }
    if let members = name(at: rest, isPrecise) { return members }
    if let county = rest.prefix(6).firstIndex(of: "郡") {
      return name(at: rest[(county + 1)...], true)
    }
    return nil
  }

  private func name(at rest: ArraySlice<Character>, _ isPrecise: Bool) -> [Int]? {
    guard let first = rest.first, let names = beginnings[first] else { return nil }
    return names.first { entry in
      rest.starts(with: entry.key)
        && (isPrecise || !"町村".contains(entry.key.last ?? " "))
        && rest.count > 0
    }?.members
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
    let east = Position<Geographic>(longitude: point.longitude + 0.01, latitude: point.latitude)
    let north = Position<Geographic>(longitude: point.longitude, latitude: point.latitude + 0.01)
    let perX = point.meters(to: east) * 100
    let perY = point.meters(to: north) * 100
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
