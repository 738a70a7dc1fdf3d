/// Where the pieces of a region belong among the groups of suppressed values.
struct SuppressedPieces: Sendable {
  /// The group of each piece, and which of its members; the group is −1 for most.
  let group: [Int32]
  let member: [Int32]
  let groups: SuppressionGroups
  /// By group and attribute: what each member's value is taken for; `nil` where it is published.
  fileprivate let estimates: [[[Double]?]]

  /// `nil` where nothing is suppressed.
  init?(_ blocks: Blocks) {
    groups = blocks.suppression
    guard !groups.isEmpty else { return nil }
    var group = [Int32](repeating: -1, count: blocks.pieceCount)
    var member = [Int32](repeating: 0, count: blocks.pieceCount)
    for (piece, unit) in blocks.pieceUnit.enumerated() {
      guard let place = groups.groupOfUnit[Int(unit)] else { continue }
      group[piece] = Int32(place.group)
      member[piece] = Int32(place.member)
    }
    self.group = group
    self.member = member
    estimates = groups.groups.indices.map { [groups] group in
      blocks.attributes.indices.map { groups.estimates(group: group, attribute: $0) }
    }
  }
}

extension Blocks {
  /// What the numbers of some blocks can be where suppressed values are in them.
  ///
  /// - Parameters:
  ///   - found: indices of blocks, each once.
  ///   - residents: their sums by attribute.
  ///   - pieceOfBlock: the piece of each block.
  ///   - suppressed: where pieces belong.
  /// - Returns: by attribute; `nil` where all is published.
  /// - Complexity: O(blocks found), and what the bounds of their groups take.
  func bounds(
    of found: [Int32], _ residents: [Double], pieceOfBlock: [Int32],
    _ suppressed: SuppressedPieces?
  ) -> [ClosedRange<Double>?] {
    guard var hidden = SuppressedTally(suppressed, self) else { return residents.map { _ in nil } }
    var counts: [Int: Double] = [:]
    for block in found { counts[Int(pieceOfBlock[Int(block)]), default: 0] += 1 }
    for (piece, count) in counts.sorted(by: { $0.key < $1.key }) {
      hidden.add(piece: piece, count: count, covered: 0)
    }
    let tallies = residents.map { count in
      var tally = Tally()
      tally.residents = count
      return tally
    }
    return hidden.bounded(tallies).map { $0.bounds?.residents }
  }
}

/// Collects what of the suppressed groups lies in one area, and then bounds the area's sums.
struct SuppressedTally {
  private let pieces: SuppressedPieces
  private let blocks: Blocks

  private struct Part {
    var piece: Int32
    /// Shares of the piece's blocks: in the area, and of these within the walk.
    var inside: Double
    var covered: Double
  }

  private var parts: [Part] = []

  init?(_ pieces: SuppressedPieces?, _ blocks: Blocks) {
    guard let pieces else { return nil }
    self.pieces = pieces
    self.blocks = blocks
  }

  /// - Parameters:
  ///   - piece: of which blocks lie in the area.
  ///   - count: how many of them.
  ///   - covered: how many of these are within the walk.
  @inline(__always) mutating func add(piece: Int, count: Double, covered: Double) {
    guard pieces.group[piece] >= 0 else { return }
    let size = Double(blocks.pieceFirstBlock[piece + 1] - blocks.pieceFirstBlock[piece])
    parts.append(Part(piece: Int32(piece), inside: count / size, covered: covered / size))
  }

  /// The tallies of the area with bounds, by attribute, wherever a suppressed value is in them.
  func bounded(_ tallies: [Tally]) -> [Tally] {
    guard !parts.isEmpty else { return tallies }
    let sorted = parts.sorted {
      (pieces.group[Int($0.piece)], $0.piece) < (pieces.group[Int($1.piece)], $1.piece)
    }
    var slack = [Slack](repeating: Slack(), count: tallies.count)
    var start = 0
    while start < sorted.count {
      let group = Int(pieces.group[Int(sorted[start].piece)])
      var end = start + 1
      while end < sorted.count, Int(pieces.group[Int(sorted[end].piece)]) == group { end += 1 }
      if let paces = blocks.paces {
        for attribute in tallies.indices {
          add(
            group, sorted[start..<end], paces.terms(of: attribute, among: blocks.attributes),
            paces, to: &slack[attribute])
        }
      } else {
        for attribute in tallies.indices.dropFirst() {
          add(group, sorted[start..<end], attribute, to: &slack[attribute])
        }
      }
      start = end
    }
    var result = tallies
    for attribute in tallies.indices where slack[attribute].isTouched {
      let (tally, slack) = (tallies[attribute], slack[attribute])
      let residents = slack.residents.around(tally.residents)
      // put together of several counts, a bound could go beyond everybody
      let most = blocks.paces == nil ? .infinity : residents.upperBound
      result[attribute].bounds = TallyBounds(
        residents: residents, covered: slack.covered.around(tally.covered, upTo: most),
        uncovered: slack.uncovered.around(tally.uncovered, upTo: most))
    }
    return result
  }

  /// How far the sums may be from what they are taken for.
  private struct Slack {
    struct Range {
      var below = 0.0
      var above = 0.0

      mutating func add(_ bounds: ClosedRange<Double>, around estimate: Double) {
        // less than rounding is nothing
        let least = 1e-9 * max(1, bounds.upperBound)
        if estimate - bounds.lowerBound > least { below += estimate - bounds.lowerBound }
        if bounds.upperBound - estimate > least { above += bounds.upperBound - estimate }
      }

      /// The same for what is taken off: the most of it leaves the least.
      mutating func takeOff(_ bounds: ClosedRange<Double>, around estimate: Double) {
        var other = Range()
        other.add(bounds, around: estimate)
        below += other.above
        above += other.below
      }

      func around(_ sum: Double, upTo most: Double = .infinity) -> ClosedRange<Double> {
        min(sum, max(0, sum - below))...max(sum, min(most, sum + above))
      }
    }

    var isTouched = false
    var residents = Range()
    var covered = Range()
    var uncovered = Range()
  }

  /// Of blocks that are there once for every pace: what an attribute is put together of is bounded
  /// count by count, so that the sum holds every possible value, and perhaps some others.
  private func add(
    _ group: Int, _ parts: ArraySlice<Part>, _ terms: [PaceFold.Term], _ paces: PaceFold,
    to slack: inout Slack
  ) {
    let everybody = pieces.groups.everybody[group]
    let pieceCount = blocks.pieceCount / paces.walkCount
    for attribute in Set(terms.map(\.attribute)).sorted() {
      guard let estimates = pieces.estimates[group][attribute] else { continue }
      slack.isTouched = true
      let signs = (0..<paces.walkCount).map { walk in
        terms.reduce(0.0) {
          $1.attribute == attribute && $1.walk == walk ? $0 + $1.sign : $0
        }
      }
      var inside = [Double](repeating: 0, count: estimates.count)
      var covered = inside
      for part in parts {
        let sign = signs[Int(part.piece) / pieceCount]
        guard sign != 0 else { continue }
        let piece = Int(part.piece) % pieceCount
        let member = Int(pieces.member[piece])
        func sum(_ attribute: Int) -> Double {
          (0..<paces.walkCount).reduce(0) {
            $0 + blocks.pieceResidents[attribute][piece + $1 * pieceCount]
          }
        }
        let share: Double
        if estimates[member] > 0 {
          share = sum(attribute) / estimates[member]
        } else if everybody[member] > 0 {
          share = sum(0) / everybody[member]
        } else {
          continue
        }
        inside[member] += sign * share * part.inside
        covered[member] += sign * share * part.covered
      }
      func add(_ weights: [Double], to range: inout Slack.Range) {
        for sign in [1.0, -1] {
          // what rounding leaves of walks that cancel out is nothing
          let weights = weights.map { $0 * sign > 1e-12 ? $0 * sign : 0 }
          guard weights.contains(where: { $0 > 0 }),
            let bounds = pieces.groups.bounds(
              group: group, attribute: attribute, weights: weights)
          else { continue }
          let estimate = zip(weights, estimates).reduce(0) { $0 + $1.0 * $1.1 }
          if sign > 0 {
            range.add(bounds, around: estimate)
          } else {
            range.takeOff(bounds, around: estimate)
          }
        }
      }
      add(inside, to: &slack.residents)
      add(covered, to: &slack.covered)
      add(zip(inside, covered).map { $0 - $1 }, to: &slack.uncovered)
    }
  }

  private func add(
    _ group: Int, _ parts: ArraySlice<Part>, _ attribute: Int, to slack: inout Slack
  ) {
    guard let estimates = pieces.estimates[group][attribute] else { return }
    slack.isTouched = true
    let everybody = pieces.groups.everybody[group]
    var inside = [Double](repeating: 0, count: estimates.count)
    var covered = inside
    for part in parts {
      let piece = Int(part.piece)
      let member = Int(pieces.member[piece])
      // a piece has a share of its unit, and perhaps a factor that brings it to the census
      let share: Double
      if estimates[member] > 0 {
        share = blocks.pieceResidents[attribute][piece] / estimates[member]
      } else if everybody[member] > 0 {
        share = blocks.pieceResidents[0][piece] / everybody[member]
      } else {
        continue
      }
      inside[member] += share * part.inside
      covered[member] += share * part.covered
    }
    let uncovered = zip(inside, covered).map { max(0, $0 - $1) }
    func add(_ weights: [Double], to range: inout Slack.Range) {
      guard
        let bounds = pieces.groups.bounds(group: group, attribute: attribute, weights: weights)
      else { return }
      range.add(bounds, around: zip(weights, estimates).reduce(0) { $0 + $1.0 * $1.1 })
    }
    add(inside, to: &slack.residents)
    add(covered, to: &slack.covered)
    add(uncovered, to: &slack.uncovered)
  }
}
