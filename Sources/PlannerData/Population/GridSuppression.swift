internal import Planner

/// What rows say of suppression: which are hosts, which are suppressed, and who belongs together.
struct GridSuppression {
  private struct Mark {
    var cell: GridCell
    var isHost: Bool
    /// Cells that the row names; `nil` for a code that is none.
    var hosts: [GridCell?]
    var guests: [GridCell?]
  }

  private var marks: [Mark] = []
  /// Attributes that are withheld, by cell: of a cell that nobody marked too.
  private var withheld: [(cell: GridCell, attributes: UInt64)] = []

  var isEmpty: Bool { marks.isEmpty && withheld.isEmpty }

  /// What a flag says of a row.
  enum Flag {
    case plain
    case host
    case suppressed

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
      switch bytes.count == 1 ? bytes[0] : 0 {
      case UInt8(ascii: "1"), UInt8(ascii: "@"): self = .host
      case UInt8(ascii: "2"), UInt8(ascii: "*"): self = .suppressed
      default:
        switch String(decoding: bytes, as: UTF8.self) {
        case "１", "＠", "1.0": self = .host
        case "２", "＊", "2.0": self = .suppressed
        default: self = .plain
        }
      }
    }
  }

  /// Notes a row that is a host or suppressed.
  ///
  /// - Parameters:
  ///   - cell: of the row.
  ///   - isHost: whether it says that it took others in.
  ///   - hosts: codes of cells that took it in.
  ///   - guests: codes of cells that it took in.
  ///   - isSure: false where the table has no column that says which cells are hosts, so that one
  ///     is taken for it because another names it.
  ///   - codes: how codes are read in the table.
  mutating func mark(
    _ cell: GridCell, isHost: Bool, hosts: String, guests: String, isSure: Bool, _ codes: GridCodes
  ) {
    func cells(_ text: String) -> [GridCell?] {
      text.split { ";；,、/|　 ".contains($0) }.filter { $0 != "-" && $0 != "0" }
        .map { codes.cell($0) }
    }
    let named = cells(hosts)
    marks.append(Mark(cell: cell, isHost: isHost, hosts: named, guests: cells(guests)))
    guard !isSure else { return }
    for host in named.compactMap({ $0 }) {
      marks.append(Mark(cell: host, isHost: true, hosts: [], guests: []))
    }
  }

  /// Notes a row of which something is withheld.
  ///
  /// - Parameters:
  ///   - cell: of the row.
  ///   - attributes: a bit for each that is withheld.
  mutating func withhold(_ cell: GridCell, _ attributes: UInt64) {
    withheld.append((cell, attributes))
  }

  /// The groups among the cells that are left.
  ///
  /// Whoever names each other is of one group, also over several steps. The published values of
  /// a group's cells add up to its total, since those of a host have its guests' in them.
  ///
  /// - Parameters:
  ///   - cells: in grid order.
  ///   - attributes: everybody first.
  ///   - counts: by attribute and cell, zero where withheld.
  /// - Returns: the groups, and what is amiss with them.
  func groups(
    of cells: [GridCell], _ attributes: [ResidentAttribute], counts: [[Double]]
  ) -> Groups {
    var groups = Groups()
    guard !isEmpty else { return groups }
    var parent: [Int: Int] = [:]
    func root(_ unit: Int) -> Int {
      var unit = unit
      // each step halves the way for the next that comes along
      while let next = parent[unit], next != unit {
        parent[unit] = parent[next]
        unit = next
      }
      return unit
    }
    func join(_ a: Int, _ b: Int) {
      let (a, b) = (root(a), root(b))
      if a != b { parent[max(a, b)] = min(a, b) }
    }

    var hiding: [Int: UInt64] = [:]
    for entry in withheld {
      guard let unit = Self.unit(entry.cell, in: cells) else { continue }
      hiding[unit, default: 0] |= entry.attributes
      if parent[unit] == nil { parent[unit] = unit }
    }
    let hosts = Set(marks.lazy.filter(\.isHost).map(\.cell))
    /// Units whose host, or one of whose guests, is not here.
    var lacksHost: Set<Int> = []
    var lacksGuest: Set<Int> = []
    var hasHost: Set<Int> = []
    for mark in marks {
      guard let unit = Self.unit(mark.cell, in: cells) else { continue }
      if parent[unit] == nil { parent[unit] = unit }
      if mark.isHost { hasHost.insert(unit) }
      for cell in mark.hosts {
        guard let cell, let host = Self.unit(cell, in: cells) else {
          lacksHost.insert(unit)
          continue
        }
        if parent[host] == nil { parent[host] = host }
        join(unit, host)
        // a host that does not know of it may not have its values
        if !hosts.contains(cell) {
          lacksHost.insert(unit)
          groups.unknowingHosts.append(host)
        }
      }
      for cell in mark.guests {
        guard let cell, let guest = Self.unit(cell, in: cells) else {
          lacksGuest.insert(unit)
          continue
        }
        if parent[guest] == nil { parent[guest] = guest }
        join(unit, guest)
      }
    }

    var members: [Int: [Int]] = [:]
    for unit in parent.keys.sorted() { members[root(unit), default: []].append(unit) }
    for first in members.keys.sorted() {
      guard let units = members[first] else { continue }
      let isHidden = units.reduce(0) { $0 | (hiding[$1] ?? 0) }
      let lacking = units.contains(where: lacksGuest.contains)
      guard isHidden != 0 || lacking else { continue }
      let isUnknown =
        units.contains(where: lacksHost.contains) || !units.contains(where: hasHost.contains)
      let sums = counts.indices.map { attribute -> SuppressionGroup.Sum in
        // of a host alone nobody says what it took in: all but what is never withheld
        let hides =
          isHidden == 0
          ? attributes[attribute] != .households : isHidden & (1 << UInt64(attribute)) != 0
        guard attribute > 0, hides else { return .published }
        if isUnknown { return .unknown }
        let sum = units.reduce(0) { $0 + counts[attribute][$1] }
        return lacking ? .atMost(sum) : .total(sum)
      }
      let group = SuppressionGroup(members: units, sums: sums)
      groups.all.append(group)
      if group.isUnresolved { groups.unresolved.append(units) }
    }
    groups.suppressed = hiding.keys.sorted()
    return groups
  }

  struct Groups {
    var all: [SuppressionGroup] = []
    /// Cells of which something is withheld, ascending.
    var suppressed: [Int] = []
    /// Members of groups of which not even the sum is known.
    var unresolved: [[Int]] = []
    /// Cells that others name as their host, and that are none.
    var unknowingHosts: [Int] = []
  }

  /// The index of a cell among cells in grid order.
  private static func unit(_ cell: GridCell, in cells: [GridCell]) -> Int? {
    var (low, high) = (0, cells.count)
    while low < high {
      let middle = (low + high) / 2
      if cells[middle] < cell { low = middle + 1 } else { high = middle }
    }
    return low < cells.count && cells[low] == cell ? low : nil
  }
}

// MARK: - Messages

extension GridSuppression.Groups {
  /// What a user should know of the groups.
  func findings(_ cells: [GridCell], _ counts: [[Double]], at file: Place) -> [Finding] {
    guard !all.isEmpty else { return [] }
    var findings: [Finding] = []
    let resolved = all.filter { !$0.isUnresolved }
    if !resolved.isEmpty {
      let units = resolved.reduce(0) { $0 + $1.members.count }
      findings.append(
        Finding(
          .note,
          what: Text(
            ja: "秘匿のため合算された\(units)メッシュ（\(resolved.count)組）の年齢などを、組の合計から"
              + "人口に比例して割り振りました",
            en: "\(units) cells (\(resolved.count) groups) have ages that are published only "
              + "together; each group's total is shared out by residents"),
          at: file,
          remedy: Text(
            ja: "総人口と世帯総数は実際の値です。年齢別の結果には、ありうる下限と上限を付けます",
            en: "Totals are real; results by age come with the least and the most that they can "
              + "be")))
    }
    if !unresolved.isEmpty {
      let units = unresolved.flatMap { $0 }.sorted()
      let people = units.reduce(0) { $0 + counts[0][$1] }
      let examples = units.prefix(3).map { cells[$0].code }.joined(separator: ", ")
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "\(units.count)メッシュ（\(Figure.people(people))人）の年齢などが分かりません"
              + "（秘匿され、合算先や合算元がファイルにない：\(examples) など）",
            en: "ages are unknown in \(units.count) cells (\(Figure.people(people)) residents): "
              + "they are suppressed, and what they were merged with is not in the file (such as "
              + "\(examples))"),
          at: file,
          remedy: Text(
            ja: "隣の第1次地域区画のファイルも --population で加えてください。年齢別の結果は、0人から"
              + "全員までの幅を含みます",
            en:
              "Add the file of the neighbouring first-level mesh with another --population; until "
              + "then, results by age reach from none to all of these")))
    }
    if !unknowingHosts.isEmpty {
      let examples = Set(unknowingHosts).sorted().prefix(3).map { cells[$0].code }
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "秘匿の合算先とされたメッシュに、合算先のしるしがありません（\(examples.joined(separator: ", "))）",
            en: "cells are named as hosts of suppressed ones but do not say so themselves "
              + "(\(examples.joined(separator: ", ")))"),
          at: file,
          remedy: Text(
            ja: "元の表を読み直してください。この組の年齢は「不明」として扱います",
            en: "Take the original table again; the ages of these groups count as unknown")))
    }
    let excess = all.filter { group in
      let people = group.members.reduce(0) { $0 + counts[0][$1] }
      return group.sums.indices.contains { attribute in
        guard case .total(let total) = group.sums[attribute] else { return false }
        return total > people + 0.5
      }
    }
    if !excess.isEmpty {
      let examples = excess.prefix(3).compactMap { $0.members.first.map { cells[$0].code } }
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "秘匿の組\(excess.count)組で、ある年齢の合計が総人口より多くなっています"
              + "（\(examples.joined(separator: ", "))）",
            en: "in \(excess.count) group(s) of suppressed cells an age has more people than there "
              + "are (\(examples.joined(separator: ", ")))"),
          at: file,
          remedy: Text(
            ja: "総数と年齢が同じ調査の列か確かめてください",
            en: "Check that total and ages are of one survey")))
    }
    return findings
  }
}
