public import Planner

extension Gazetteer {
  /// Places an address.
  ///
  /// Prefecture, county, 大字 and 字 may be left out; see `AddressSpelling` for the spellings that
  /// make no difference. Of several readings (栄町 is a municipality and a town) the one that
  /// explains most of the address is taken; where two different places remain nothing is.
  ///
  /// - Parameters:
  ///   - address: as written.
  ///   - municipality: what a column beside it says; blank where there is none. The address
  ///     itself wins where it names another one, with a doubt.
  ///   - code: of the municipality. It counts only where neither the address nor `municipality`
  ///     names one: in many lists it is the publisher's.
  /// - Returns: the place and how sure it is, or why there is none and what may be meant.
  /// - Complexity: linear in the length of the address, whatever the size of the gazetteer; of
  ///   an address that is not found, that of the guesses.
  public func locate(
    _ address: String, municipality: String = "", code: MunicipalityCode? = nil
  ) -> AddressMatch {
    // no address is so long, and readings of one would take minutes
    guard address.utf8.count <= 4000 else { return AddressMatch(doubt: .unknownPlace) }
    let match = read(address, municipality, code)
    if let found = match.found, found.accuracy < .municipality { return match }
    // 東金市役所(東岩崎1-1)
    let beside = municipality.isEmpty ? match.found?.name ?? "" : municipality
    for part in AddressSpelling.inBrackets(address) {
      var inner = read(part, beside, code)
      guard var found = inner.found, found.accuracy < .municipality, inner.doubt == nil else {
        continue
      }
      found.certainty = .probable
      inner.found = found
      inner.doubt = .inBrackets
      return inner
    }
    return match
  }

  private func read(
    _ address: String, _ municipality: String, _ code: MunicipalityCode?
  ) -> AddressMatch {
    let spelling = AddressSpelling(address)
    guard spelling.scalars.contains(where: { $0 != "ー" && $0 != "-" }) else {
      return AddressMatch(doubt: .noAddress)
    }
    return AddressReader(
      gazetteer: self, spelling: spelling, written: Spelling.widthFolded(address)
    ).read(municipality: municipality, code: code)
  }
}

/// Weighs the readings of one address.
private struct AddressReader {
  let gazetteer: Gazetteer
  let spelling: AddressSpelling
  /// To tell apart names that are spelt alike.
  let written: String

  private var scalars: [Unicode.Scalar] { spelling.scalars }

  /// From where the municipality of a reading is known.
  private enum Source {
    /// `isBare`: a 町 or 村 without its county or prefecture, which may be a town of that name.
    case address(Gazetteer.AreaName.Form, isBare: Bool)
    case column
    /// Perhaps the publisher's.
    case code
    case nowhere
  }

  /// What is beside the address.
  private struct Beside {
    var areas: Set<Int32>?
    /// It is a municipality that the gazetteer does not have.
    var isUnknown = false
    var isCode = false
  }

  /// Municipalities that may be meant, and where the rest of the address begins.
  private struct Start {
    var areas: [Int32]?
    var index: Int
    var source: Source
    var contradicts = false
  }

  private struct Reading {
    var towns: [Int32] = []
    /// The name of the base where its 丁目 is unknown, and all of the base's towns count.
    var whole: Int32?
    var areas: [Int32] = []
    var block: (town: Int32, number: String)?
    var score = 0
    var doubt: AddressMatch.Doubt?
    var index = 0
    /// Neither the address nor a column names a municipality.
    var isAnywhere = false
  }

  func read(municipality: String, code: MunicipalityCode?) -> AddressMatch {
    var begin = 0
    var prefecture: String?
    if let found = Prefectures.prefix(of: scalars) {
      (prefecture, begin) = (found.name, found.end)
      let isCovered = gazetteer.areas.contains {
        $0.prefecture.isEmpty || $0.prefecture == found.name
      }
      guard isCovered else { return AddressMatch(doubt: .otherPrefecture) }
    }
    let beside = beside(municipality, code, prefecture)
    let readings = starts(begin, beside, prefecture).map(reading)
    guard let best = readings.max(by: { $0.score < $1.score }), best.score > 0 else {
      return unknown(from: begin, areas: nil, .unknownPlace)
    }
    if best.isAnywhere, beside.isUnknown {
      // a town of that name here is not the one that is meant
      return AddressMatch(
        doubt: .unknownMunicipality,
        guesses: best.towns.prefix(3).map { gazetteer.fullName(ofTown: $0) })
    }
    let equal = readings.filter { $0.score == best.score }
    return match(best, equal, readings)
  }

  // MARK: Municipalities

  private func starts(
    _ begin: Int, _ beside: Beside, _ prefecture: String?
  ) -> [Start] {
    func allowed(_ areas: [Int32]) -> [Int32] {
      guard let prefecture else { return areas }
      return areas.filter {
        let own = gazetteer.areas[Int($0)].prefecture
        return own.isEmpty || own == prefecture
      }
    }
    var stated = names(in: spelling, from: begin)
    var isBare = prefecture == nil
    if stated.isEmpty, let county = countyEnd(begin) {
      stated = names(in: spelling, from: county)
      isBare = false
    }
    var starts: [Start] = []
    let longest = stated.filter { $0.form == .full }.map(\.end).max() ?? 0
    for (form, areas, index) in stated {
      // with its ward behind it, a city is not named without one
      if form == .city, index < longest { continue }
      var areas = allowed(areas)
      var form = form
      var contradicts = false
      if let column = beside.areas {
        let both = areas.filter(column.contains)
        if !both.isEmpty {
          areas = both
          // the column names the city of the ward
          if form == .ward { form = .full }
        } else {
          contradicts = !beside.isCode
        }
      }
      guard !areas.isEmpty else { continue }
      let isBare =
        isBare && (scalars[index - 1] == "町" || scalars[index - 1] == "村")
        && !scalars[begin..<index].contains("郡")
      starts.append(
        Start(
          areas: areas, index: index, source: .address(form, isBare: isBare),
          contradicts: contradicts))
    }
    if let areas = beside.areas {
      starts.append(
        Start(areas: areas.sorted(), index: begin, source: beside.isCode ? .code : .column))
    } else {
      let areas = prefecture.map { _ in
        allowed(gazetteer.areas.indices.map { Int32($0) })
      }
      starts.append(Start(areas: areas, index: begin, source: .nowhere))
    }
    return starts
  }

  private func names(
    in spelling: AddressSpelling, from start: Int
  ) -> [(form: Gazetteer.AreaName.Form, areas: [Int32], end: Int)] {
    var found: [(Gazetteer.AreaName.Form, [Int32], Int)] = []
    gazetteer.trie.forEachPrefix(
      of: spelling.scalars, from: start, under: gazetteer.areaRoot
    ) { end, values in
      for value in values {
        let name = gazetteer.areaNames[Int(value)]
        found.append((name.form, name.areas, end))
      }
    }
    return found
  }

  /// Behind 山武郡, where the gazetteer knows the municipality without it.
  private func countyEnd(_ begin: Int) -> Int? {
    let end = scalars[begin...].prefix(6).firstIndex(of: "郡")
    return end.flatMap { $0 > begin ? $0 + 1 : nil }
  }

  /// What the columns beside the address say.
  private func beside(
    _ municipality: String, _ code: MunicipalityCode?, _ prefecture: String?
  ) -> Beside {
    let spelling = AddressSpelling(municipality)
    if let code = MunicipalityCode(Spelling.widthFolded(municipality)) {
      let areas = areas(of: code)
      return Beside(areas: areas, isUnknown: areas == nil && !code.isUnassigned)
    }
    let begin = Prefectures.prefix(of: spelling.scalars)?.end ?? 0
    if begin < spelling.scalars.count {
      var found = names(in: spelling, from: begin)
      if found.isEmpty, let county = spelling.scalars.firstIndex(of: "郡") {
        found = names(in: spelling, from: county + 1)
      }
      // 千葉市中央区 rather than 千葉市
      let best = found.max { ($0.end, -$0.form.rawValue) < ($1.end, -$1.form.rawValue) }
      return Beside(areas: best.map { Set($0.areas) }, isUnknown: best == nil)
    }
    guard let code, !code.isUnassigned else { return Beside() }
    let areas = areas(of: code)
    return Beside(areas: areas, isUnknown: areas == nil, isCode: true)
  }

  /// A municipality by its code, or the wards of a city by the city's.
  private func areas(of code: MunicipalityCode) -> Set<Int32>? {
    if let area = gazetteer.areasByCode[code] ?? gazetteer.areasByCode[code.current] {
      return [area]
    }
    guard let number = Int(code.text), code.text.hasSuffix("0") else { return nil }
    let wards = gazetteer.areasByCode.filter { ward, area in
      guard let other = Int(ward.text) else { return false }
      return (number + 1..<number + 30).contains(other)
        && gazetteer.areas[Int(area)].cityOfWard != nil
    }
    return wards.isEmpty ? nil : Set(wards.values)
  }

  // MARK: Towns

  private func reading(_ start: Start) -> Reading {
    var reading = Reading()
    reading.areas = start.areas ?? []
    reading.index = start.index
    let isSomewhere =
      switch start.source {
      case .nowhere: false
      default: true
      }
    // what only the municipality is worth; without one, nothing
    reading.score = isSomewhere ? (start.contradicts ? 5 : 20) : 0
    reading.isAnywhere = !isSomewhere
    if case .address(.ward, _) = start.source, reading.areas.count > 1 { reading.score = 0 }
    reading.doubt = start.index < scalars.count ? .unknownTown : .noTown
    guard let (bases, tail) = bestBases(start), let first = bases.first else { return reading }
    guard tail.fit > .otherName, isSomewhere || tail.fit == .clean else { return reading }
    var score = 60
    var doubt: AddressMatch.Doubt?
    if tail.fit == .unread { (score, doubt) = (score - 15, .unreadRest) }
    if gazetteer.bases[Int(first)].isAbbreviated { (score, doubt) = (score - 10, .abbreviated) }
    switch start.source {
    case .address(.full, let isBare), .address(.city, let isBare): score -= isBare ? 4 : 0
    case .address(.ward, _): (score, doubt) = (score - 5, .noMunicipality)
    case .address(.former, _): score -= 5
    case .column: break
    case .code: score -= 2
    case .nowhere: (score, doubt) = (score - 20, .noMunicipality)
    }
    if start.contradicts { (score, doubt) = (score - 20, .contradiction) }
    reading.score = score
    reading.doubt = doubt
    choose(among: bases, tail, in: &reading)
    return reading
  }

  /// The bases of the name with which the rest of the address begins: of several the one that
  /// fits best with what follows, then the longest (五井字西谷 is in 五井, not in 五井西).
  private func bestBases(_ start: Start) -> (bases: [Int32], tail: AddressTail)? {
    var found: [Int: [Int32]] = [:]
    func look(under root: NameTrie.Node, where isIn: (Int32) -> Bool) {
      gazetteer.trie.forEachPrefix(of: scalars, from: start.index, under: root) { end, values in
        let bases = values.filter(isIn)
        if !bases.isEmpty { found[end, default: []] += bases }
      }
    }
    if let areas = start.areas, areas.count <= 40 {
      for area in areas { look(under: gazetteer.areas[Int(area)].root) { _ in true } }
    } else {
      let areas = start.areas.map { Set($0) }
      look(under: gazetteer.baseRoot) { base in
        areas?.contains(gazetteer.bases[Int(base)].area) ?? true
      }
    }
    var best: (bases: [Int32], tail: AddressTail)?
    for (end, bases) in found.sorted(by: { $0.key > $1.key }) {
      let tail = AddressTail(spelling, from: end, nameLength: end - start.index)
      if let best, best.tail.fit >= tail.fit { continue }
      best = (bases, tail)
    }
    return best
  }

  /// Which of the towns of some bases of one name is meant, by the numbers behind it.
  private func choose(among bases: [Int32], _ tail: AddressTail, in reading: inout Reading) {
    var bases = bases
    if bases.count > 1 {
      // ones that are spelt alike, told apart by how they are written
      let exact = bases.filter { written.contains(gazetteer.bases[Int($0)].name) }
      let longest = exact.map { gazetteer.bases[Int($0)].name.count }.max()
      let best = exact.filter { gazetteer.bases[Int($0)].name.count == longest }
      if Set(bases.map { gazetteer.bases[Int($0)].area }).count == 1, !best.isEmpty {
        bases = best
      }
    }
    // a 丁目 that only one of them has
    if let number = tail.number, tail.isChome || tail.isHyphenated {
      let having = bases.filter { gazetteer.bases[Int($0)].chomes[number] != nil }
      if !having.isEmpty, tail.isChome { bases = having }
    }
    if bases.count > 1 {
      reading.towns = bases.flatMap { gazetteer.bases[Int($0)].towns.prefix(1) }
      reading.doubt = .ambiguous
      return
    }
    guard let index = bases.first else { return }
    let base = gazetteer.bases[Int(index)]
    let numbers = tail.number
    let ofChome = numbers.flatMap { base.chomes[$0] }
    var isChome = false
    if let ofChome {
      if tail.isChome || tail.hasThreeNumbers {
        isChome = true
      } else if tail.isHyphenated {
        isChome = true
        // 鎌ケ谷 and 鎌ケ谷八丁目 both are: 8-3 is likely a 丁目, and may be a lot
        if !base.plain.isEmpty { reading.doubt = reading.doubt ?? .numberMayBeLot }
      } else if base.plain.isEmpty {
        isChome = true
        reading.doubt = reading.doubt ?? .numberMayBeLot
      }
      if isChome { reading.towns = ofChome }
    }
    if !isChome {
      if tail.isChome, !base.chomes.isEmpty { reading.doubt = reading.doubt ?? .unknownChome }
      if base.plain.isEmpty {
        reading.whole = index
        reading.towns = base.towns
        reading.doubt = reading.doubt ?? .unknownChome
        return
      }
      reading.towns = base.plain
    }
    let towns = narrowed(reading.towns, from: reading.index)
    reading.towns = towns
    guard towns.count == 1 else {
      reading.doubt = .ambiguous
      return
    }
    let numbersOfBlock =
      isChome || tail.isChome ? tail.blockAfterChome : tail.blockWithoutChome
    for number in numbersOfBlock
    where gazetteer.blocks[Gazetteer.BlockKey(town: towns[0], number: number)] != nil {
      reading.block = (towns[0], number)
      break
    }
  }

  /// Those of some towns whose names are in the address as they are written.
  private func narrowed(_ towns: [Int32], from start: Int) -> [Int32] {
    guard towns.count > 1 else { return towns }
    // 鰭ケ崎 and 大字鰭ケ崎 are two places of one municipality
    let isSection = spelling.sections.contains(start)
    let alike = towns.filter { gazetteer.towns[Int($0)].name.contains("字") == isSection }
    if alike.count == 1 { return alike }
    let exact = towns.filter { written.contains(gazetteer.towns[Int($0)].name) }
    return exact.isEmpty ? towns : exact
  }

  // MARK: The answer

  private func match(
    _ best: Reading, _ equal: [Reading], _ all: [Reading]
  ) -> AddressMatch {
    let isTown = !best.towns.isEmpty
    guard isTown else {
      let areas = equal.filter { $0.towns.isEmpty }.min { $0.areas.count < $1.areas.count }
      return municipality(areas ?? best)
    }
    var places = Set(best.towns.map { best.whole == nil ? $0 : -1 - (best.whole ?? 0) })
    for reading in equal where !reading.towns.isEmpty {
      places.formUnion(
        reading.towns.map { reading.whole == nil ? $0 : -1 - (reading.whole ?? 0) })
    }
    // 栄町30: the municipality of that name, or the town in another one
    let isAlsoMunicipality =
      best.isAnywhere && all.contains { $0.towns.isEmpty && $0.score >= 20 }
    guard places.count == 1, !isAlsoMunicipality else {
      let towns = Set(equal.flatMap { $0.whole == nil ? $0.towns : Array($0.towns.prefix(1)) })
      var names = towns.sorted().map { gazetteer.fullName(ofTown: $0) }
      if isAlsoMunicipality {
        names += all.filter { $0.towns.isEmpty && $0.score >= 20 }.flatMap(\.areas)
          .map { gazetteer.areas[Int($0)].name }
      }
      return AddressMatch(doubt: .ambiguous, guesses: Array(names.prefix(3)))
    }
    let certainty: AddressMatch.Certainty = best.doubt == nil ? .certain : .probable
    if let whole = best.whole { return self.whole(whole, best, certainty) }
    let town = best.towns[0]
    let name = gazetteer.fullName(ofTown: town)
    if let block = best.block,
      let position = gazetteer.blocks[
        Gazetteer.BlockKey(town: block.town, number: block.number)]
    {
      return AddressMatch(
        found: .init(
          position: position, accuracy: .block, accuracyMeters: nil, name: name + block.number,
          certainty: certainty), doubt: best.doubt)
    }
    return AddressMatch(
      found: .init(
        position: gazetteer.towns[Int(town)].position, accuracy: .town,
        accuracyMeters: gazetteer.accuracyMeters(ofTown: town), name: name,
        certainty: certainty), doubt: best.doubt)
  }

  /// The middle of all 丁目 of a name.
  private func whole(
    _ base: Int32, _ reading: Reading, _ certainty: AddressMatch.Certainty
  ) -> AddressMatch {
    let positions = reading.towns.map { gazetteer.towns[Int($0)].position }
    let count = Double(positions.count)
    let middle = Position<Geographic>(
      x: positions.reduce(0) { $0 + $1.x } / count, y: positions.reduce(0) { $0 + $1.y } / count)
    let spread = positions.map { $0.meters(to: middle) }.max() ?? 0
    let own = reading.towns.first.flatMap { gazetteer.accuracyMeters(ofTown: $0) }
    let area = gazetteer.areas[Int(gazetteer.bases[Int(base)].area)]
    return AddressMatch(
      found: .init(
        position: middle, accuracy: .town, accuracyMeters: own.map { max($0, spread) } ?? spread,
        name: area.name + gazetteer.bases[Int(base)].name, certainty: certainty),
      doubt: reading.doubt)
  }

  private func municipality(_ reading: Reading) -> AddressMatch {
    let doubt = reading.doubt ?? .noTown
    let unknown = unknown(from: reading.index, areas: Set(reading.areas), doubt)
    let areas = reading.areas.map { gazetteer.areas[Int($0)] }.filter { !$0.towns.isEmpty }
    guard let first = areas.first else { return unknown }
    let count = Double(areas.count)
    let middle = Position<Geographic>(
      x: areas.reduce(0) { $0 + $1.center.x } / count,
      y: areas.reduce(0) { $0 + $1.center.y } / count)
    let spread = areas.map { $0.center.meters(to: middle) + $0.spreadMeters }.max()
    return AddressMatch(
      found: .init(
        position: middle, accuracy: .municipality, accuracyMeters: spread,
        name: areas.count == 1 ? first.name : first.cityOfWard ?? first.name,
        certainty: doubt == .noTown ? .certain : .probable),
      doubt: doubt, guesses: unknown.guesses)
  }

  private func unknown(
    from start: Int, areas: Set<Int32>?, _ doubt: AddressMatch.Doubt
  ) -> AddressMatch {
    let word = scalars[start...].prefix { !AddressSpelling.isDigit($0) }.map { Character($0) }
    guard word.count >= 1 else { return AddressMatch(doubt: doubt) }
    let found = gazetteer.guesses.nearest(to: word, limit: 3) { index in
      areas?.contains(gazetteer.bases[index].area) ?? true
    }
    return AddressMatch(
      doubt: doubt,
      guesses: found.map {
        gazetteer.areas[Int(gazetteer.bases[$0].area)].name + gazetteer.bases[$0].name
      })
  }
}
