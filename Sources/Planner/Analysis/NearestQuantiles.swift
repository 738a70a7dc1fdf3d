/// Resident-weighted quantiles of distances over many blocks, exact, without sorting them all:
/// histograms find the bin in which a quantile lies, and only that bin is sorted.
///
/// Blocks come in groups (municipalities, or living areas); areas are unions of groups, so that
/// a region and its zones need no pass of their own.
struct NearestQuantiles {
  /// Blocks of one piece, which share their residents per block.
  struct Run {
    var piece: Int
    /// Positions in the group's list of blocks, or blocks where there is no list.
    var range: Range<Int>
  }

  private static let shares = [0.5, 0.9]

  private let blocks: Blocks
  /// Metres by block; infinite where there is no walk to any station.
  private let distances: [Double]
  private let groups: [[Run]]
  /// The blocks of each group; without, a position is the block itself.
  private let lists: [[Int32]]?
  /// Enough for a bin to hold a few hundred blocks, up to what fits a cache.
  private let binCount: Int
  private let binsPerMeter: Double
  /// By group, bin and attribute: residents.
  private var histogram: [Double]

  /// Where a quantile lies: the bin, and the residents still missing when it begins.
  private struct Target {
    var attribute: Int
    var bin: Int
    var missing: Double
  }

  /// - Parameters:
  ///   - blocks: whose residents weigh.
  ///   - distances: metres by block.
  ///   - groups: their runs.
  ///   - lists: the blocks of each group, to which its runs point.
  init(
    blocks: Blocks, distances: [Double], groups: [[Run]], lists: [[Int32]]? = nil
  ) {
    self.blocks = blocks
    self.distances = distances
    self.groups = groups
    self.lists = lists
    let farthest = distances.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    binCount = max(16, min(2048, distances.count / 256))
    binsPerMeter = farthest > 0 ? Double(binCount - 1) / farthest : 0
    let attributes = blocks.attributes.count
    histogram = [Double](repeating: 0, count: groups.count * binCount * attributes)
    var counts = [Int32](repeating: 0, count: binCount)
    var touched: [Int] = []
    for (group, runs) in groups.enumerated() {
      let base = group * binCount * attributes
      for run in runs where hasResidents(run.piece) {
        touched.removeAll(keepingCapacity: true)
        for position in run.range {
          let bin = bin(of: distances[block(group, position)])
          if counts[bin] == 0 { touched.append(bin) }
          counts[bin] += 1
        }
        for bin in touched {
          for attribute in 0..<attributes {
            histogram[base + bin * attributes + attribute] +=
              blocks.residentsPerBlock(attribute: attribute, piece: run.piece)
              * Double(counts[bin])
          }
          counts[bin] = 0
        }
      }
    }
  }

  @inline(__always)
  private func block(_ group: Int, _ position: Int) -> Int {
    guard let lists else { return position }
    return Int(lists[group][position])
  }

  /// The last one holds what is infinitely far, too.
  @inline(__always)
  private func bin(of meters: Double) -> Int {
    meters.isFinite ? Int(meters * binsPerMeter) : binCount - 1
  }

  private func hasResidents(_ piece: Int) -> Bool {
    for attribute in blocks.pieceResidents where attribute[piece] > 0 { return true }
    return false
  }

  /// For every area (its groups) and attribute.
  func distances(ofAreas areas: [[Int]]) -> [[NearestDistances?]] {
    var wanted = [Bool](repeating: false, count: groups.count * binCount)
    let targetsOfAreas = areas.map { area -> [Target?] in
      let list = targets(of: area)
      for target in list.compactMap({ $0 }) {
        for group in area { wanted[group * binCount + target.bin] = true }
      }
      return list
    }
    let members = collect(wanted)
    return zip(areas, targetsOfAreas).map { area, targets -> [NearestDistances?] in
      var sorted: [Int: [Member]] = [:]
      let values = targets.map { target -> Double? in
        guard let target else { return nil }
        let list =
          sorted[target.bin]
          ?? area.flatMap { members[$0 * binCount + target.bin] ?? [] }
          .sorted { ($0.meters, $0.piece) < ($1.meters, $1.piece) }
        sorted[target.bin] = list
        return value(target, list)
      }
      return stride(from: 0, to: values.count, by: 2).map { index in
        guard let median = values[index], let ninetieth = values[index + 1] else { return nil }
        return NearestDistances(
          medianMeters: median.isFinite ? median : nil,
          ninetiethPercentileMeters: ninetieth.isFinite ? ninetieth : nil)
      }
    }
  }

  /// Two targets (median, ninetieth percentile) for each attribute; `nil` without residents.
  private func targets(of area: [Int]) -> [Target?] {
    let attributes = blocks.attributes.count
    var sums = [Double](repeating: 0, count: binCount * attributes)
    for group in area {
      let base = group * binCount * attributes
      for index in sums.indices { sums[index] += histogram[base + index] }
    }
    var targets: [Target?] = []
    for attribute in 0..<attributes {
      var total = 0.0
      for bin in 0..<binCount { total += sums[bin * attributes + attribute] }
      for share in Self.shares {
        guard total > 0 else {
          targets.append(nil)
          continue
        }
        var missing = total * share
        var bin = 0
        while bin < binCount - 1, sums[bin * attributes + attribute] < missing {
          missing -= sums[bin * attributes + attribute]
          bin += 1
        }
        targets.append(Target(attribute: attribute, bin: bin, missing: missing))
      }
    }
    return targets
  }

  private struct Member {
    var meters: Double
    var piece: Int
  }

  /// The blocks in the bins that are wanted, by group and bin.
  private func collect(_ wanted: [Bool]) -> [Int: [Member]] {
    var members: [Int: [Member]] = [:]
    for (group, runs) in groups.enumerated() {
      let base = group * binCount
      for run in runs {
        for position in run.range {
          let meters = distances[block(group, position)]
          let bin = base + bin(of: meters)
          if wanted[bin] {
            members[bin, default: []].append(Member(meters: meters, piece: run.piece))
          }
        }
      }
    }
    return members
  }

  private func value(_ target: Target, _ members: [Member]) -> Double? {
    var sum = 0.0
    var last: Double?
    for member in members {
      let weight = blocks.residentsPerBlock(attribute: target.attribute, piece: member.piece)
      guard weight > 0 else { continue }
      sum += weight
      last = member.meters
      // the last bits of two sums in different order may disagree
      if sum >= target.missing * (1 - 1e-12) { return member.meters }
    }
    return last
  }
}
