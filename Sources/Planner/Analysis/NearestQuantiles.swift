/// Resident-weighted quantiles of distances over many blocks, exact, without sorting them all:
/// a histogram finds the bin in which a quantile lies, and only that bin is sorted.
struct NearestQuantiles {
  let blocks: Blocks
  /// Metres by block.
  let distances: [Double]

  private static let binCount = 2048
  private static let shares = [0.5, 0.9]

  /// Runs of blocks that share their residents per block.
  private struct Run {
    var piece: Int
    var first: Int
    var end: Int
  }

  func ofPieces(_ pieces: some Collection<Int>) -> [NearestDistances?] {
    quantiles(
      runs: pieces.map {
        let range = blocks.blocks(ofPiece: $0)
        return Run(piece: $0, first: range.lowerBound, end: range.upperBound)
      }, at: { $0 })
  }

  func ofBlocks(_ list: [Int32], _ pieceOfBlock: [Int32]) -> [NearestDistances?] {
    var runs: [Run] = []
    for (index, block) in list.enumerated() {
      let piece = Int(pieceOfBlock[Int(block)])
      if let last = runs.indices.last, runs[last].piece == piece {
        runs[last].end = index + 1
      } else {
        runs.append(Run(piece: piece, first: index, end: index + 1))
      }
    }
    return quantiles(runs: runs, at: { Int(list[$0]) })
  }

  private func quantiles(runs: [Run], at block: (Int) -> Int) -> [NearestDistances?] {
    let attributes = blocks.attributes.count
    var farthest = 0.0
    for run in runs {
      for index in run.first..<run.end { farthest = max(farthest, distances[block(index)]) }
    }
    let scale = farthest > 0 ? Double(Self.binCount - 1) / farthest : 0
    func bin(_ meters: Double) -> Int { Int(meters * scale) }

    var weights = [Double](repeating: 0, count: attributes)
    var histogram = [Double](repeating: 0, count: Self.binCount * attributes)
    var blockCounts = [Int32](repeating: 0, count: Self.binCount)
    var touched: [Int] = []
    for run in runs {
      for attribute in 0..<attributes {
        weights[attribute] = blocks.residentsPerBlock(attribute: attribute, piece: run.piece)
      }
      guard weights.contains(where: { $0 > 0 }) else { continue }
      touched.removeAll(keepingCapacity: true)
      for index in run.first..<run.end {
        let bin = bin(distances[block(index)])
        if blockCounts[bin] == 0 { touched.append(bin) }
        blockCounts[bin] += 1
      }
      for bin in touched {
        let count = Double(blockCounts[bin])
        blockCounts[bin] = 0
        for attribute in 0..<attributes {
          histogram[bin * attributes + attribute] += weights[attribute] * count
        }
      }
    }

    // the bin of each quantile, and what is still missing when it begins
    struct Target {
      var attribute: Int
      var bin: Int
      var missing: Double
    }
    var targets: [Target?] = []
    var wanted = [Bool](repeating: false, count: Self.binCount)
    for attribute in 0..<attributes {
      var total = 0.0
      for bin in 0..<Self.binCount { total += histogram[bin * attributes + attribute] }
      for share in Self.shares {
        guard total > 0 else {
          targets.append(nil)
          continue
        }
        var missing = total * share
        var bin = 0
        while bin < Self.binCount - 1, histogram[bin * attributes + attribute] < missing {
          missing -= histogram[bin * attributes + attribute]
          bin += 1
        }
        wanted[bin] = true
        targets.append(Target(attribute: attribute, bin: bin, missing: missing))
      }
    }

    var members: [Int: [(meters: Double, piece: Int)]] = [:]
    for run in runs {
      for index in run.first..<run.end {
        let meters = distances[block(index)]
        let bin = bin(meters)
        if wanted[bin] { members[bin, default: []].append((meters, run.piece)) }
      }
    }
    for bin in members.keys {
      members[bin]?.sort { ($0.meters, $0.piece) < ($1.meters, $1.piece) }
    }
    let values = targets.map { target -> Double? in
      guard let target, let list = members[target.bin] else { return nil }
      var sum = 0.0
      var last: Double?
      for member in list {
        let weight = blocks.residentsPerBlock(attribute: target.attribute, piece: member.piece)
        guard weight > 0 else { continue }
        sum += weight
        last = member.meters
        // the last bits of two sums in different order may disagree
        if sum >= target.missing * (1 - 1e-12) { return member.meters }
      }
      return last
    }
    return (0..<attributes).map { attribute in
      guard let median = values[attribute * 2], let ninetieth = values[attribute * 2 + 1] else {
        return nil
      }
      return NearestDistances(medianMeters: median, ninetiethPercentileMeters: ninetieth)
    }
  }
}
