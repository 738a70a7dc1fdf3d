/// Which kinds of organisation have a place where a gap is: the way from a gap to whom to ask.
public struct GapKinds: Sendable, Hashable {
  /// For one kind.
  public struct Offer: Sendable, Hashable {
    public let kind: OrganizationKind
    /// `nil`: no candidate layer for this kind, so that nothing is known.
    public let known: Known?
  }

  public struct Known: Sendable, Hashable {
    /// Candidates of the kind that would reach some of the gap's residents.
    public let candidates: Int
    /// The one that would reach most of them; `nil` where none reaches any.
    public let best: Best?
  }

  public struct Best: Sendable, Hashable {
    /// Index into the candidates.
    public let candidate: Int
    /// The gap's residents within the walk of it, by attribute of the blocks.
    public let residents: [Double]
    /// From the point of the gap, in metres.
    public let meters: Double
  }

  /// By kind, in the order of the kinds.
  public let offers: [Offer]

  /// Finds them for all gaps of a question.
  ///
  /// - Parameters:
  ///   - gaps: of the region.
  ///   - region: where they were found.
  ///   - candidates: sorted by id; of equally good ones, the lower id is the best.
  ///   - kinds: all that are to be listed.
  ///   - knownKinds: slugs of the kinds with a candidate layer.
  /// - Returns: one for each gap, in the order of the gaps.
  /// - Complexity: O(pairs of candidates and blocks).
  public static func all(
    for gaps: Gaps, in region: Region, candidates: [Candidate], kinds: [OrganizationKind],
    knownKinds: Set<String>
  ) -> [GapKinds] {
    let reach = gaps.walk.reach(in: region, from: candidates.map(\.position))
    let blocks = gaps.walk.unfolded(region).blocks
    let pieceOfBlock = blocks.pieceOfBlocks()
    var gapOfBlock = [Int32](repeating: -1, count: blocks.count)
    for (index, gap) in gaps.gaps.enumerated() {
      for block in gap.unfoldedBlocks { gapOfBlock[Int(block)] = Int32(index) }
    }
    var kindNumber: [OrganizationKind: Int] = [:]
    for (number, kind) in kinds.enumerated() { kindNumber[kind] = number }
    struct Standing {
      var candidates = 0
      var best: (candidate: Int, residents: Double)?
    }
    var standings = [[Standing]](
      repeating: [Standing](repeating: Standing(), count: kinds.count), count: gaps.gaps.count)
    for (candidate, place) in candidates.enumerated() {
      guard let kind = place.kind.flatMap({ kindNumber[$0] }) else { continue }
      var sums: [Int32: Double] = [:]
      for pair in reach.pairs(of: candidate) {
        let block = Int(reach.block[pair])
        guard gapOfBlock[block] >= 0 else { continue }
        sums[gapOfBlock[block], default: 0] += blocks.residentsPerBlock(
          attribute: gaps.attribute, piece: Int(pieceOfBlock[block]))
      }
      for (gap, residents) in sums where residents > 0 {
        standings[Int(gap)][kind].candidates += 1
        if residents > standings[Int(gap)][kind].best?.residents ?? 0 {
          standings[Int(gap)][kind].best = (candidate, residents)
        }
      }
    }
    func best(_ candidate: Int, _ gap: Int) -> Best {
      var residents = [Double](repeating: 0, count: blocks.attributes.count)
      for pair in reach.pairs(of: candidate) {
        let block = Int(reach.block[pair])
        guard gapOfBlock[block] == Int32(gap) else { continue }
        for attribute in residents.indices {
          residents[attribute] += blocks.residentsPerBlock(
            attribute: attribute, piece: Int(pieceOfBlock[block]))
        }
      }
      return Best(
        candidate: candidate, residents: residents,
        meters: candidates[candidate].position.distance(to: gaps.gaps[gap].position))
    }
    let withPlaces = Set(candidates.compactMap { $0.kind?.slug })
    return gaps.gaps.indices.map { gap in
      GapKinds(
        offers: kinds.enumerated().map { number, kind in
          guard knownKinds.contains(kind.slug) || withPlaces.contains(kind.slug) else {
            return Offer(kind: kind, known: nil)
          }
          let standing = standings[gap][number]
          return Offer(
            kind: kind,
            known: Known(
              candidates: standing.candidates,
              best: standing.best.map { best($0.candidate, gap) }))
        })
    }
  }
}
