/// What one more station could close: the uncovered residents within the walk of the point that
/// reaches most of them.
public struct Gap: Sendable, Hashable {
  /// 1 for the largest.
  public let rank: Int
  /// Neighbouring gaps share a group, numbered by its largest gap.
  public let group: Int
  /// The point that reaches most: the centre of a block.
  public let position: Position<Plane>
  public let geographic: Position<Geographic>
  /// Uncovered residents within the walk of the point and in no larger gap, by attribute.
  public let residents: [Double]
  /// By attribute: the least and the most that the number can be, where suppressed values are in
  /// it; `nil` where all are published. Each number for itself, as in `TallyBounds`.
  public let bounds: [ClosedRange<Double>?]
  /// Where they live, most of them first.
  public let municipalities: [Part]
  public let livingAreas: [Part]
  /// From the point, as the walk goes; `nil` without stations, or where there is no walk to any.
  public let nearest: Nearest?
  /// Residents of the gap who have no station with a service within the walk, for every service;
  /// the whole gap for the services that it was searched for.
  public let withoutService: [ServiceLack]
  /// The blocks that it consists of, ascending. By age, a block some of whose residents are in it.
  public let blocks: [Int32]
  /// The same in the region that the walk unfolds.
  let unfoldedBlocks: [Int32]

  public struct Part: Sendable, Hashable {
    /// Index into the study area's municipalities, or into a layer's areas.
    public let index: Int
    /// Of living areas: which layer.
    public let layer: Int
    public let residents: Double
    /// Of the gap's residents.
    public let share: Double
  }

  public struct Nearest: Sendable, Hashable {
    /// Index into the stations.
    public let station: Int
    public let meters: Double
  }

  public struct ServiceLack: Sendable, Hashable {
    public let service: Service
    public let residents: Double
  }

  /// The services that at least half of the gap's residents have nowhere within the walk.
  public var missingServices: [Service] {
    withoutService.filter { $0.residents > 0 && $0.residents * 2 >= residents[0] }.map(\.service)
  }
}

/// All gaps of a region for one question.
public struct Gaps: Sendable {
  public let question: CoverageQuestion
  public let walk: Walk
  /// By which gaps are ranked: index into the blocks' attributes.
  public let attribute: Int
  /// Residents with that attribute below which a point is no gap.
  public let minimum: Double
  public let gaps: [Gap]
  /// By attribute: residents out of reach of every station that counts.
  public let uncovered: [Double]
  /// By attribute: those of them in gaps; the rest is below the minimum.
  public let inGaps: [Double]

  /// Uncovered residents, by attribute, whom no point reaches together with enough others.
  public var belowMinimum: [Double] { zip(uncovered, inGaps).map { max(0, $0 - $1) } }

  /// The rule that keeps single households out of the list, and out of the public eye: 20
  /// residents, or 10 where an age band is counted.
  public static func defaultMinimum(for attribute: ResidentAttribute) -> Double {
    attribute == .total ? 20 : 10
  }

  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: sorted by id.
  ///   - walk: to a station.
  ///   - question: which stations count.
  ///   - attribute: slug of the attribute that ranks; everybody when `nil`.
  ///   - minimum: residents with the attribute that make a gap; `defaultMinimum` when `nil`.
  ///   - onProgress: told from time to time how many of the uncovered blocks with residents are in
  ///     gaps so far. Some never will be.
  /// - Throws: `Failure` (usage) for an attribute that the population does not have, or a
  ///   minimum that is not positive.
  public init(
    of region: Region, stations: [Station], walk: Walk, question: CoverageQuestion,
    rankedBy attribute: String? = nil, minimum: Double? = nil,
    onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    let folded = region
    let region = walk.unfolded(folded)
    let blocks = region.blocks
    let slug = attribute ?? ResidentAttribute.total.slug
    guard let attribute = blocks.attributeIndex(slug) else {
      let known = blocks.attributes.map(\.slug).joined(separator: ", ")
      throw Failure(
        .usage,
        what: Text(
          ja: "人口データに「\(slug)」の列がありません", en: "the population has no attribute \(slug)"),
        remedy: Text(ja: "使えるもの：\(known)", en: "Known here: \(known)"))
    }
    let minimum = minimum ?? Self.defaultMinimum(for: blocks.attributes[attribute])
    guard minimum > 0, minimum.isFinite else {
      throw Failure(
        .usage,
        what: Text(ja: "最小人口は正の数でなければなりません", en: "the minimum population must be positive"),
        remedy: Text(ja: "例：--minimum 20", en: "For example --minimum 20"))
    }
    self.question = question
    self.walk = walk
    self.attribute = attribute
    self.minimum = minimum

    let reach = walk.reach(in: folded, from: stations.map(\.position))
    let marks = ServiceMarks(
      stations: stations, reach: reach, blockCount: blocks.count, question: question)
    var search = GapSearch(
      in: region, walks: walk.parts, covered: marks.covered, attribute: attribute)
    let found = search.run(minimum: minimum, onProgress: onProgress)

    let counted = stations.indices.filter { question.includes(stations[$0]) }
    let describer = GapDescriber(
      region: region, marks: marks, walk: walk,
      stations: counted.map { ($0, stations[$0].position) })
    let projection = try Projection(from: region.degrees, to: region.crs)
    let geographic: [Position<Geographic>] = projection.inverse(
      found.map { blocks.position(of: $0.block) })
    let groups = Self.groups(
      found.map { blocks.position(of: $0.block) }, within: 3 * walk.meters)
    gaps = found.indices.map { index in
      describer.gap(
        found[index], rank: index + 1, group: groups[index], geographic: geographic[index])
    }
    uncovered = blocks.attributes.indices.map { attribute in
      (0..<blocks.pieceCount).reduce(0) { sum, piece in
        let open = blocks.blocks(ofPiece: piece).reduce(0) { $0 + (marks.covered[$1] ? 0 : 1) }
        return sum
          + blocks.residentsPerBlock(attribute: attribute, piece: piece) * Double(open)
      }
    }
    let all = gaps
    inGaps = blocks.attributes.indices.map { attribute in
      all.reduce(0) { $0 + $1.residents[attribute] }
    }
  }

  /// The same for straight lines.
  public init(
    of region: Region, stations: [Station], radius: WalkRadius, question: CoverageQuestion,
    rankedBy attribute: String? = nil, minimum: Double? = nil
  ) throws {
    try self.init(
      of: region, stations: stations, walk: .radius(radius), question: question,
      rankedBy: attribute, minimum: minimum)
  }

  /// Joins every gap to the nearest larger one that leads a group within reach, so that groups
  /// stay of a size that a map can show (linked neighbours would hang together without end).
  private static func groups(_ points: [Position<Plane>], within meters: Double) -> [Int] {
    var leaders: [Int] = []
    return points.indices.map { index in
      let nearest = leaders.min {
        points[$0].distance(to: points[index]) < points[$1].distance(to: points[index])
      }
      if let nearest, points[nearest].distance(to: points[index]) <= meters { return nearest + 1 }
      leaders.append(index)
      return index + 1
    }
  }
}

/// Which services reach each block, and whether the stations that count do.
struct ServiceMarks {
  var covered: [Bool]
  /// Bit `i`: the `i`-th service of `Service.allCases`.
  var services: [UInt8]

  init(stations: [Station], reach: Reach, blockCount: Int, question: CoverageQuestion) {
    covered = [Bool](repeating: false, count: blockCount)
    services = [UInt8](repeating: 0, count: blockCount)
    for station in stations.indices {
      let counts = question.includes(stations[station])
      var mask: UInt8 = 0
      for (bit, service) in Service.allCases.enumerated()
      where stations[station].offers([service], on: question.day) {
        mask |= 1 << UInt8(bit)
      }
      guard counts || mask != 0 else { continue }
      for pair in reach.pairs(of: station) {
        let block = Int(reach.block[pair])
        if counts { covered[block] = true }
        services[block] |= mask
      }
    }
  }
}

/// Says of a found gap who lives there and what they lack.
private struct GapDescriber {
  let region: Region
  let marks: ServiceMarks
  let stations: [(index: Int, position: Position<Plane>)]
  /// Blocks of the region before it was unfolded.
  private let foldedCount: Int
  private let pieceOfBlock: [Int32]
  private let suppressed: SuppressedPieces?
  /// By layer.
  private let areasOfBlock: [LivingAreasOfBlocks]
  /// Along streets: of every block the nearest of the stations, by their place in the list.
  private let nearestByStreet: [(meters: Double, origin: Int)?]?

  init(
    region: Region, marks: ServiceMarks, walk: Walk,
    stations: [(index: Int, position: Position<Plane>)]
  ) {
    foldedCount = region.blocks.count / walk.parts.count
    if let walk = walk.streets {
      nearestByStreet = walk.nearest(of: stations.map(\.position))
    } else {
      nearestByStreet = nil
    }
    self.region = region
    self.marks = marks
    self.stations = stations
    pieceOfBlock = region.blocks.pieceOfBlocks()
    suppressed = SuppressedPieces(region.blocks)
    areasOfBlock = region.blocks.livingAreaBlocks.map {
      LivingAreasOfBlocks($0, blockCount: region.blocks.count)
    }
  }

  private func folded(_ list: [Int32]) -> [Int32] {
    guard foldedCount < region.blocks.count else { return list }
    return Set(list.map { $0 % Int32(foldedCount) }).sorted()
  }

  func gap(
    _ found: GapSearch.Found, rank: Int, group: Int, geographic: Position<Geographic>
  ) -> Gap {
    let blocks = region.blocks
    var residents = [Double](repeating: 0, count: blocks.attributes.count)
    var ofMunicipality: [Int: Double] = [:]
    var ofArea: [[Int: Double]] = areasOfBlock.map { _ in [:] }
    var without = [Double](repeating: 0, count: Service.allCases.count)
    for block in found.blocks {
      let piece = Int(pieceOfBlock[Int(block)])
      let people = blocks.residentsPerBlock(attribute: 0, piece: piece)
      for attribute in residents.indices {
        residents[attribute] += blocks.residentsPerBlock(attribute: attribute, piece: piece)
      }
      ofMunicipality[Int(blocks.pieceMunicipality[piece]), default: 0] += people
      for (layer, lookup) in areasOfBlock.enumerated() {
        for area in lookup.areas(of: block) { ofArea[layer][Int(area), default: 0] += people }
      }
      for bit in without.indices where marks.services[Int(block)] & (1 << UInt8(bit)) == 0 {
        without[bit] += people
      }
    }
    let total = residents[0]
    let position = blocks.position(of: found.block)
    var nearest: Gap.Nearest?
    if let nearestByStreet {
      nearest = nearestByStreet[found.block].map {
        Gap.Nearest(station: stations[$0.origin].index, meters: $0.meters)
      }
    } else {
      for station in stations {
        let meters = station.position.distance(to: position)
        if meters < nearest?.meters ?? .infinity {
          nearest = Gap.Nearest(station: station.index, meters: meters)
        }
      }
    }
    return Gap(
      rank: rank, group: group, position: position, geographic: geographic,
      residents: residents,
      bounds: blocks.bounds(
        of: found.blocks, residents, pieceOfBlock: pieceOfBlock, suppressed),
      municipalities: ofMunicipality.parts(of: total, layer: 0),
      livingAreas: ofArea.enumerated().flatMap { $1.parts(of: total, layer: $0) }, nearest: nearest,
      withoutService: zip(Service.allCases, without).map {
        Gap.ServiceLack(service: $0, residents: $1)
      },
      blocks: folded(found.blocks), unfoldedBlocks: found.blocks)
  }
}
