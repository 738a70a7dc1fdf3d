internal import Planner

/// Collects the rows of lists of towns and makes a gazetteer of them.
struct GazetteerBuilder {
  private struct AreaKey: Hashable {
    var prefecture: String
    var name: String
  }

  private struct TownKey: Hashable {
    var area: Int32
    var name: String
  }

  /// The blocks of a town without a point of its own.
  private struct Mean {
    var x = 0.0
    var y = 0.0
    var count = 0.0
  }

  private var areas: [Gazetteer.Area] = []
  private var counties: [String] = []
  private var areaIndex: [AreaKey: Int32] = [:]
  private var towns: [Gazetteer.Town] = []
  private var townIndex: [TownKey: Int32] = [:]
  private var means: [Int32: Mean] = [:]
  private var blocks: [Gazetteer.BlockKey: Position<Geographic>] = [:]

  /// Points of one name farther apart than this are two places.
  private static let samePlaceMeters = 1500.0

  var isEmpty: Bool { towns.isEmpty }

  /// - Parameters:
  ///   - entry: a row of a list.
  ///   - isRepresentative: whether this is the point of its block, of several.
  mutating func add(_ entry: GazetteerEntry, isRepresentative: Bool) {
    let area = areaIndex(of: entry)
    let name = Self.withoutBlanks(entry.town)
    let key = TownKey(area: area, name: name)
    guard let block = entry.block else {
      if let known = townIndex[key] {
        // what was the mean of blocks so far is a point now
        if means.removeValue(forKey: known) != nil {
          towns[Int(known)].position = entry.position
        } else if towns[Int(known)].position.meters(to: entry.position) > Self.samePlaceMeters {
          // a name of two places; an address with it cannot be told
          towns.append(.init(area: area, name: name, position: entry.position))
        }
        return
      }
      townIndex[key] = Int32(towns.count)
      towns.append(.init(area: area, name: name, position: entry.position))
      return
    }
    let town: Int32
    if let known = townIndex[key] {
      town = known
    } else {
      town = Int32(towns.count)
      townIndex[key] = town
      towns.append(.init(area: area, name: name, position: entry.position))
      means[town] = Mean()
    }
    if var mean = means[town] {
      mean.x += entry.position.x
      mean.y += entry.position.y
      mean.count += 1
      means[town] = mean
    }
    let blockKey = Gazetteer.BlockKey(town: town, number: AddressSpelling(block).key)
    if isRepresentative || blocks[blockKey] == nil { blocks[blockKey] = entry.position }
  }

  private mutating func areaIndex(of entry: GazetteerEntry) -> Int32 {
    let city = Self.withoutBlanks(entry.city)
    let county = city.hasPrefix(entry.county) ? "" : entry.county
    let ward = city.hasSuffix(entry.ward) ? "" : entry.ward
    let name = county + city + ward
    let key = AreaKey(prefecture: entry.prefecture, name: name)
    if let known = areaIndex[key] {
      if areas[Int(known)].code == nil { areas[Int(known)].code = entry.code }
      return known
    }
    let index = Int32(areas.count)
    areaIndex[key] = index
    // 千葉市中央区, but not 東京都中央区
    var cityOfWard: String?
    if name.hasSuffix("区"), let end = name.firstIndex(of: "市"), end != name.startIndex {
      cityOfWard = String(name[...end])
    }
    areas.append(
      .init(
        prefecture: entry.prefecture, name: name, cityOfWard: cityOfWard, code: entry.code))
    // 印旛郡栄町, 郡山市: a county ends before the end of the name, and is no city
    let own = entry.county.isEmpty ? Self.county(of: name) : entry.county
    counties.append(own)
    return index
  }

  private static func withoutBlanks(_ text: String) -> String {
    text.contains { $0.isWhitespace } ? text.filter { !$0.isWhitespace } : text
  }

  private static func county(of name: String) -> String {
    guard name.hasSuffix("町") || name.hasSuffix("村"), let end = name.firstIndex(of: "郡"),
      end != name.startIndex
    else { return "" }
    return String(name[...end])
  }

  // MARK: Finishing

  consuming func finish() -> Gazetteer {
    for (town, mean) in means where mean.count > 0 {
      towns[Int(town)].position = Position(x: mean.x / mean.count, y: mean.y / mean.count)
    }
    for (index, town) in towns.enumerated() { areas[Int(town.area)].towns.append(Int32(index)) }
    KnownMunicipalities.complete(&areas, counties: counties)
    for index in areas.indices { center(index) }
    var trie = NameTrie()
    let areaRoot = trie.addRoot()
    let baseRoot = trie.addRoot()
    let areaNames = nameAreas(&trie, areaRoot)
    for index in areas.indices { areas[index].root = trie.addRoot() }
    let bases = nameBases(&trie, baseRoot)
    return Gazetteer(
      areas: areas, towns: towns, bases: bases, blocks: blocks, areaNames: areaNames, trie: trie,
      areaRoot: areaRoot, baseRoot: baseRoot)
  }

  private mutating func center(_ index: Int) {
    let positions = areas[index].towns.map { towns[Int($0)].position }
    guard !positions.isEmpty else { return }
    let count = Double(positions.count)
    let center = Position<Geographic>(
      x: positions.reduce(0) { $0 + $1.x } / count, y: positions.reduce(0) { $0 + $1.y } / count)
    areas[index].center = center
    areas[index].spreadMeters = positions.map { $0.meters(to: center) }.max() ?? 0
  }

  private func nameAreas(_ trie: inout NameTrie, _ root: NameTrie.Node) -> [Gazetteer.AreaName] {
    struct Written: Hashable {
      var key: [Unicode.Scalar]
      var form: Int
    }
    var members: [Written: [Int32]] = [:]
    func add(_ name: String, _ form: Gazetteer.AreaName.Form, _ area: Int) {
      let key = AddressSpelling(name).scalars
      guard !key.isEmpty else { return }
      members[Written(key: key, form: form.rawValue), default: []].append(Int32(area))
    }
    for (index, area) in areas.enumerated() {
      add(area.name, .full, index)
      let bare = String(area.name.dropFirst(counties[index].count))
      if bare != area.name { add(bare, .full, index) }
      if let city = area.cityOfWard {
        add(city, .city, index)
        add(String(area.name.dropFirst(city.count)), .ward, index)
      }
      // 大網白里町 became 大網白里市
      if bare.hasSuffix("市"), bare.count >= 3 {
        add(String(bare.dropLast()) + "町", .former, index)
      }
    }
    let written = members.sorted { a, b in
      a.key.form != b.key.form
        ? a.key.form < b.key.form
        : a.key.key.lexicographicallyPrecedes(b.key.key)
    }
    var names: [Gazetteer.AreaName] = []
    for (name, members) in written {
      guard let form = Gazetteer.AreaName.Form(rawValue: name.form) else { continue }
      trie.insert(name.key, Int32(names.count), under: root)
      names.append(.init(areas: members, form: form))
    }
    return names
  }

  private func nameBases(_ trie: inout NameTrie, _ root: NameTrie.Node) -> [Gazetteer.Base] {
    struct Written: Hashable {
      var area: Int32
      var key: [Unicode.Scalar]
    }
    var bases: [Gazetteer.Base] = []
    var index: [Written: Int] = [:]
    for (number, town) in towns.enumerated() {
      let spelled = AddressSpelling(town.name).scalars
      let (key, chome) = Self.split(spelled)
      let written = Written(area: town.area, key: key)
      let base: Int
      if let known = index[written] {
        base = known
      } else {
        base = bases.count
        index[written] = base
        let name = chome == nil ? town.name : Self.withoutChome(town.name)
        bases.append(.init(area: town.area, name: name))
      }
      if let chome {
        bases[base].chomes[chome, default: []].append(Int32(number))
      } else {
        bases[base].plain.append(Int32(number))
      }
    }
    let written = index.sorted { $0.value < $1.value }
    for (name, base) in written {
      trie.insert(name.key, Int32(base), under: areas[Int(name.area)].root)
      trie.insert(name.key, Int32(base), under: root)
    }
    // within its municipality, a town is often written without the former one before it
    for (name, members) in Self.abbreviations(written.map { ($0.key.area, $0.key.key, $0.value) })
    where index[Written(area: name.area, key: name.key)] == nil && members.count == 1 {
      var base = bases[members[0]]
      base.isAbbreviated = true
      trie.insert(name.key, Int32(bases.count), under: areas[Int(name.area)].root)
      bases.append(base)
    }
    return bases
  }

  private struct Abbreviation: Hashable {
    var area: Int32
    var key: [Unicode.Scalar]
  }

  /// Names behind the 町 or 村 with which at least three bases of a municipality begin.
  private static func abbreviations(
    _ bases: [(area: Int32, key: [Unicode.Scalar], base: Int)]
  ) -> [(name: Abbreviation, bases: [Int])] {
    var members: [Abbreviation: [Int]] = [:]
    for (index, base) in bases.enumerated() {
      for end in base.key.indices.dropFirst(2)
      where base.key[end - 1] == "町" || base.key[end - 1] == "村" {
        let former = Abbreviation(area: base.area, key: Array(base.key[..<end]))
        members[former, default: []].append(index)
      }
    }
    var short: [Abbreviation: [Int]] = [:]
    for (former, indices) in members where indices.count >= 3 {
      for index in indices {
        let rest = Array(bases[index].key[former.key.count...])
        // of one character anything could begin with it
        guard rest.count >= 2 else { continue }
        short[Abbreviation(area: former.area, key: rest), default: []].append(bases[index].base)
      }
    }
    return short.map { ($0.key, $0.value) }.sorted {
      ($0.bases[0], $0.name.key.count) < ($1.bases[0], $1.name.key.count)
    }
  }

  /// 祐光 and 1 of `祐光1丁目`; the whole where it is none, or nothing is before it.
  private static func split(_ key: [Unicode.Scalar]) -> (base: [Unicode.Scalar], chome: Int?) {
    guard key.count >= 4, key[key.count - 1] == "目", key[key.count - 2] == "丁" else {
      return (key, nil)
    }
    var start = key.count - 2
    while start > 0, AddressSpelling.isDigit(key[start - 1]) { start -= 1 }
    guard start > 0, start < key.count - 2 else { return (key, nil) }
    let digits = key[start..<key.count - 2].reduce(into: "") { $0.unicodeScalars.append($1) }
    guard let chome = Int(digits) else { return (key, nil) }
    return (Array(key[..<start]), chome)
  }

  /// `祐光` of `祐光一丁目`: as many numerals as the number takes.
  private static func withoutChome(_ name: String) -> String {
    let scalars = Array(name.unicodeScalars).dropLast(2)
    var start = scalars.endIndex
    while start > 0,
      KanjiNumber.isNumeral(scalars[start - 1])
        || AddressSpelling.isDigit(scalars[start - 1])
        || (0xFF10...0xFF19).contains(scalars[start - 1].value)
    { start -= 1 }
    let run = scalars[start...]
    var kept = Array(scalars[..<start])
    if let number = KanjiNumber.suffix(of: run, isPositional: false),
      run.allSatisfy(KanjiNumber.isNumeral)
    {
      kept += run.dropLast(number.length)
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: kept)
    return String(view)
  }
}

/// Codes of the municipalities of Chiba, for lists that have only names.
private enum KnownMunicipalities {
  /// Source: JIS X 0402; the others are in `KnownCensus.chiba2020`.
  private static let wards = [
    "千葉市中央区": "12101", "千葉市花見川区": "12102", "千葉市稲毛区": "12103", "千葉市若葉区": "12104",
    "千葉市緑区": "12105", "千葉市美浜区": "12106",
  ]

  /// Gives codes and the prefecture to areas that have neither, if nearly all of them are known:
  /// names alone could be those of another prefecture.
  static func complete(_ areas: inout [Gazetteer.Area], counties: [String]) {
    guard areas.allSatisfy({ $0.code == nil && $0.prefecture.isEmpty }) else { return }
    var codes = wards.mapValues { MunicipalityCode($0) }
    for row in KnownCensus.chiba2020.rows { codes[Spelling.placeKey(row.name)] = row.code }
    let found = areas.indices.map { index -> MunicipalityCode? in
      let bare = String(areas[index].name.dropFirst(counties[index].count))
      return codes[bare].flatMap { $0 } ?? codes[Spelling.placeKey(bare)].flatMap { $0 }
    }
    guard found.count(where: { $0 != nil }) * 10 >= areas.count * 9 else { return }
    for index in areas.indices where found[index] != nil {
      areas[index].code = found[index]
      areas[index].prefecture = "千葉県"
    }
  }
}
