/// The fewest candidates with which every area gets what it lacks, in numbers.
///
/// Row `r` is worth `part[e]` of what `area[e]` lacks, for its entries e; an area is satisfied when
/// the rows of the chosen candidates, each counted once, add up to 1.
struct AreaCover: Sendable {
  /// By area: how far from 1 is still rounding.
  var tolerance: [Double]
  var firstRow: [Int]
  var rows: [Int32]
  var firstEntry: [Int]
  var area: [Int32]
  var part: [Double]
  /// At most so many of some candidates.
  var maximums: [(members: [Int], atMost: Int)]

  var areaCount: Int { tolerance.count }
  var rowCount: Int { firstEntry.count - 1 }
  var candidateCount: Int { firstRow.count - 1 }

  func rows(of candidate: Int) -> ArraySlice<Int32> {
    rows[firstRow[candidate]..<firstRow[candidate + 1]]
  }

  func entries(of row: Int32) -> Range<Int> {
    firstEntry[Int(row)]..<firstEntry[Int(row) + 1]
  }

  /// What each candidate is worth to each area alone, areas ascending.
  func worths(of candidate: Int) -> [(area: Int, part: Double)] {
    var sums: [Int: Double] = [:]
    for row in rows(of: candidate) {
      for entry in entries(of: row) { sums[Int(area[entry]), default: 0] += part[entry] }
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// A cover of some candidates and some areas; rows stay as they are.
  func restricted(to candidates: [Int], areas: [Int]) -> AreaCover {
    var local = [Int32](repeating: -1, count: areaCount)
    for (index, number) in areas.enumerated() { local[number] = Int32(index) }
    var row = [Int32](repeating: -1, count: rowCount)
    var result = AreaCover(
      tolerance: areas.map { tolerance[$0] }, firstRow: [0], rows: [], firstEntry: [0], area: [],
      part: [], maximums: [])
    for candidate in candidates {
      for old in rows(of: candidate) {
        if row[Int(old)] == -1 {
          let kept = entries(of: old).filter { local[Int(area[$0])] >= 0 }
          // −2: of no area that is left
          row[Int(old)] = kept.isEmpty ? -2 : Int32(result.rowCount)
          guard !kept.isEmpty else { continue }
          result.area += kept.map { local[Int(area[$0])] }
          result.part += kept.map { part[$0] }
          result.firstEntry.append(result.area.count)
        }
        if row[Int(old)] >= 0 { result.rows.append(row[Int(old)]) }
      }
      result.firstRow.append(result.rows.count)
    }
    var place: [Int: Int] = [:]
    for (index, candidate) in candidates.enumerated() { place[candidate] = index }
    result.maximums = maximums.map { ($0.members.compactMap { place[$0] }, $0.atMost) }
    return result
  }

  /// Candidates and areas that have nothing to do with the others: areas that share a candidate
  /// are together. With maximums everything is together.
  func components() -> [(candidates: [Int], areas: [Int])] {
    guard maximums.isEmpty else {
      return [(Array(0..<candidateCount), Array(0..<areaCount))]
    }
    let touched = (0..<candidateCount).map { worths(of: $0).map(\.area) }
    var sets = DisjointSets(count: areaCount)
    for areas in touched {
      for other in areas.dropFirst() { sets.join(areas[0], other) }
    }
    var candidates: [Int: [Int]] = [:]
    for (candidate, areas) in touched.enumerated() {
      guard let first = areas.first else { continue }
      candidates[sets.representative(of: first), default: []].append(candidate)
    }
    return sets.groups().map { (candidates[$0[0]] ?? [], $0) }
  }

  /// The candidates that no other one can stand in for: not those whose rows another one has all,
  /// of equals the first stays. With maximums, all.
  func undominated() -> [Int] {
    guard maximums.isEmpty else { return Array(0..<candidateCount) }
    var byRow = [[Int32]](repeating: [], count: rowCount)
    for candidate in 0..<candidateCount {
      for row in rows(of: candidate) { byRow[Int(row)].append(Int32(candidate)) }
    }
    var has = [Int32](repeating: -1, count: rowCount)
    var isOut = [Bool](repeating: false, count: candidateCount)
    for candidate in 0..<candidateCount {
      guard
        let rarest = rows(of: candidate).min(by: { byRow[Int($0)].count < byRow[Int($1)].count })
      else {
        isOut[candidate] = true
        continue
      }
      let size = firstRow[candidate + 1] - firstRow[candidate]
      for row in rows(of: candidate) { has[Int(row)] = Int32(candidate) }
      for other in byRow[Int(rarest)] {
        let other = Int(other)
        let otherSize = firstRow[other + 1] - firstRow[other]
        guard other != candidate, !isOut[other],
          otherSize > size || otherSize == size && other < candidate
        else { continue }
        let shared = rows(of: other).reduce(0) { $0 + (has[Int($1)] == Int32(candidate) ? 1 : 0) }
        if shared == size {
          isOut[candidate] = true
          break
        }
      }
    }
    return (0..<candidateCount).filter { !isOut[$0] }
  }

  // MARK: Cuts

  /// At least so many of some candidates are in every solution.
  struct Cut: Sendable {
    var members: [Int]
    var atLeast: Int
  }

  /// For every area: however many of the others join, so many of those candidates that matter to it
  /// must. What matters is drawn at several lines, since a candidate beyond the border counts fully
  /// for two areas but brings one of them little.
  ///
  /// Each is a covering problem of one area, solved to its own target.
  func cuts(nodes: Int) -> [Cut] {
    let worths = (0..<candidateCount).map { self.worths(of: $0) }
    var ofArea = [[(candidate: Int, part: Double)]](repeating: [], count: areaCount)
    var home = [Int](repeating: -1, count: candidateCount)
    for (candidate, list) in worths.enumerated() {
      for (area, part) in list { ofArea[area].append((candidate, part)) }
      home[candidate] = list.max { ($0.part, $1.area) < ($1.part, $0.area) }?.area ?? -1
    }
    let found = inParallel(areaCount) { [ofArea, home] number -> [Cut] in
      let list = ofArea[number]
      var choices = [0.0, 0.02, 0.05, 0.1, 0.2, 0.35].map { line in
        list.filter { $0.part >= line }.map(\.candidate)
      }
      choices.append(list.map(\.candidate).filter { home[$0] == number })
      var cuts: [Cut] = []
      for members in choices where !members.isEmpty {
        guard !cuts.contains(where: { $0.members == members }) else { continue }
        let least = self.least(of: members, in: number, nodes: nodes)
        if least > 0 { cuts.append(Cut(members: members, atLeast: least)) }
      }
      return cuts
    }
    return found.flatMap { $0 }
  }

  /// How many of some candidates an area needs at least when all others join.
  private func least(of members: [Int], in number: Int, nodes: Int) -> Int {
    let isMember = Set(members)
    var value = [Double](repeating: 0, count: rowCount)
    for row in 0..<rowCount {
      for entry in entries(of: Int32(row)) where Int(area[entry]) == number {
        value[row] += part[entry]
      }
    }
    var target = 1 - tolerance[number]
    for candidate in 0..<candidateCount where !isMember.contains(candidate) {
      for row in rows(of: candidate) where value[Int(row)] > 0 {
        target -= value[Int(row)]
        value[Int(row)] = 0
      }
    }
    guard target > 1e-9 else { return 0 }
    let sets = members.map { rows(of: $0).filter { value[Int($0)] > 0 } }
    let alone = sets.map { $0.reduce(0) { $0 + value[Int($1)] } }.sorted(by: >)
    var size = 0
    var sum = 0.0
    while size < alone.count, sum < target {
      sum += alone[size]
      size += 1
    }
    while size < members.count {
      let problem = CoveringProblem(
        demand: value, sets: sets, constraints: CoveringProblem.Constraints(count: size))
      guard let solution = problem.solve(SearchLimits(nodes: nodes, target: target)),
        solution.bound < target - 1e-9
      else { break }
      size += 1
    }
    return size
  }
}

/// What a set of candidates gives to the areas.
struct AreaCoverState: Ascent {
  let cover: AreaCover
  /// By area: what it has.
  private(set) var sum: [Double]
  private(set) var hits: [Int32]
  private(set) var chosen: [Int] = []
  private var room: [Int]
  private let maximumsOf: [[Int]]

  init(_ cover: AreaCover) {
    self.cover = cover
    sum = [Double](repeating: 0, count: cover.areaCount)
    hits = [Int32](repeating: 0, count: cover.rowCount)
    room = cover.maximums.map(\.atMost)
    var maximumsOf = [[Int]](repeating: [], count: cover.candidateCount)
    for (number, maximum) in cover.maximums.enumerated() {
      for member in maximum.members { maximumsOf[member].append(number) }
    }
    self.maximumsOf = maximumsOf
  }

  func isShort(_ area: Int) -> Bool { sum[area] < 1 - cover.tolerance[area] }
  var isMet: Bool { !sum.indices.contains(where: isShort) }

  /// What is missing in all areas, each as a part of what it lacked.
  var missing: Double { sum.reduce(0) { $0 + max(0, 1 - $1) } }

  func fits(_ candidate: Int) -> Bool { maximumsOf[candidate].allSatisfy { room[$0] > 0 } }

  func gain(_ candidate: Int) -> Double {
    var newly: [(area: Int32, part: Double)] = []
    for row in cover.rows(of: candidate) where hits[Int(row)] == 0 {
      for entry in cover.entries(of: row) {
        let area = cover.area[entry]
        // a candidate touches few areas
        if let known = newly.firstIndex(where: { $0.area == area }) {
          newly[known].part += cover.part[entry]
        } else {
          newly.append((area, cover.part[entry]))
        }
      }
    }
    return newly.reduce(0) { total, entry in
      total + (isShort(Int(entry.area)) ? min(entry.part, 1 - sum[Int(entry.area)]) : 0)
    }
  }

  mutating func add(_ candidate: Int) {
    chosen.append(candidate)
    for number in maximumsOf[candidate] { room[number] -= 1 }
    for row in cover.rows(of: candidate) {
      hits[Int(row)] += 1
      guard hits[Int(row)] == 1 else { continue }
      for entry in cover.entries(of: row) { sum[Int(cover.area[entry])] += cover.part[entry] }
    }
  }

  mutating func remove(_ candidate: Int) {
    chosen.removeAll { $0 == candidate }
    for number in maximumsOf[candidate] { room[number] += 1 }
    for row in cover.rows(of: candidate) {
      hits[Int(row)] -= 1
      guard hits[Int(row)] == 0 else { continue }
      for entry in cover.entries(of: row) { sum[Int(cover.area[entry])] -= cover.part[entry] }
    }
  }

  /// Leaves out what the others make superfluous, the last first.
  mutating func prune() {
    for candidate in chosen.reversed() {
      remove(candidate)
      if !isMet { add(candidate) }
    }
  }
}
