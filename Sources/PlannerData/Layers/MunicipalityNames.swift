internal import Planner

/// Which municipalities a name means, as people write it: with or without its prefecture and
/// county, a city for all of its wards, 東金 for 東金市.
struct MunicipalityNames {
  let municipalities: [Municipality]
  private var ofName: [String: [Int]] = [:]
  /// By their first character, longest first: names with which an address may begin.
  private var beginnings: [Character: [(key: [Character], members: [Int])]] = [:]

  init(_ municipalities: [Municipality]) {
    self.municipalities = municipalities
    for (index, municipality) in municipalities.enumerated()
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

  /// Whether several municipalities of one name are the wards of a city, and not namesakes.
  func areWardsOfOneCity(_ members: [Int]) -> Bool {
    let cities = Set(
      members.map { DesignatedCity.cityName(ofWard: Spelling.placeKey(municipalities[$0].name)) })
    return cities.count == 1 && cities.first != .some(nil)
  }

  /// - Returns: indices; several for a city whose wards are apart, `nil` for what is not here.
  func members(named text: String) -> [Int]? {
    guard !text.isEmpty else { return nil }
    let key = Spelling.placeKey(text)
    if let members = ofName[key] { return members }
    // a column may have the address's beginning: 千葉県山武郡九十九里町
    return beginning(of: text) ?? members(withoutEnding: key)
  }

  /// The same for a text that is nothing but a name: 山武市 is not what 「山武市を除く」 means.
  func members(namedExactly text: String) -> [Int]? {
    let key = Spelling.placeKey(text)
    // a bracket may say that only a part is meant
    guard !key.isEmpty, !Spelling.widthFolded(text).contains("(") else { return nil }
    let (_, rest, behindCounty) = Self.parts(of: key)
    return ofName[key] ?? ofName[String(rest)] ?? behindCounty.flatMap { ofName[String($0)] }
      ?? members(withoutEnding: key)
  }

  /// A key without its prefecture, and that without its county, where it has them.
  private static func parts(
    of key: String
  ) -> (prefecture: String?, rest: ArraySlice<Character>, behindCounty: ArraySlice<Character>?) {
    var rest = Array(key)[...]
    let prefecture = Prefectures.names.first { rest.starts(with: Array($0)) }
    rest = rest.dropFirst(prefecture?.count ?? 0)
    return (prefecture, rest, rest.prefix(6).firstIndex(of: "郡").map { rest[($0 + 1)...] })
  }

  /// 東金 for 東金市, where only one is so called.
  private func members(withoutEnding key: String) -> [Int]? {
    let whole = municipalities.indices.filter { index in
      let name = Spelling.placeKey(municipalities[index].name)
      return name.dropLast() == key && "市町村".contains(name.last ?? " ")
    }
    return whole.count == 1 ? whole : nil
  }

  /// The municipality that a text names, where a code beside it is that of another.
  func contradiction(of code: MunicipalityCode, _ text: String) -> MunicipalityCode? {
    guard let named = members(namedExactly: text)?.map({ municipalities[$0].code }),
      !named.contains(code), !named.contains(code.current)
    else { return nil }
    // the wards of a city, where the code is that of the whole
    return DesignatedCity.codes.contains(code)
      && areWardsOfOneCity(members(namedExactly: text) ?? [])
      ? nil : named.first
  }

  /// A 町 or 村 counts only behind its prefecture or county: 栄町 is also a town in many cities.
  func beginning(of address: String) -> [Int]? {
    let (prefecture, rest, behindCounty) = Self.parts(of: Spelling.placeKey(address))
    return name(at: rest, prefecture != nil) ?? behindCounty.flatMap { name(at: $0, true) }
  }

  private func name(at rest: ArraySlice<Character>, _ isPrecise: Bool) -> [Int]? {
    guard let first = rest.first, let names = beginnings[first] else { return nil }
    return names.first { entry in
      rest.starts(with: entry.key)
        && (isPrecise || !"町村".contains(entry.key.last ?? " "))
        && rest.count > 0
    }?.members
  }

  /// The name of the list that a text may have meant.
  func nearest(to text: String) -> String? {
    Spelling.nearest(to: text, among: municipalities.map(\.name))
  }
}

extension DelimitedTable {
  /// Of a row whose code and name are those of two municipalities.
  func contradictingName(
    _ named: MunicipalityCode, _ code: MunicipalityCode, row: Int, column: Int
  ) -> Finding {
    let text = self.text(row: row, column: column)
    return Finding(
      .warning,
      what: Text(
        ja: "コード \(code) と名前「\(text.shortened)」（\(named)）が食い違っています",
        en: "the code \(code) and the name \(text.quoted) (\(named)) contradict each other"),
      at: place(row: row, column: column),
      remedy: Text(
        ja: "コードのほうを使いました。列だけを並べ替えていないか確かめてください",
        en: "The code is taken. Check that no column was sorted by itself"))
  }
}
