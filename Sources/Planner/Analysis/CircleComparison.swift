/// What circles and streets say of the same stations and residents, side by side: whom a circle
/// promises a station that the streets deny, where they live, and by how much streets are longer
/// than straight lines.
public struct CircleComparison: Sendable {
  /// Residents of one area with one attribute; fractional.
  public struct Count: Sendable, Hashable {
    public var residents = 0.0
    /// Within the circle of a station.
    public var circle = 0.0
    /// Within the walk along streets of a station.
    public var streets = 0.0
    /// Within a circle, but within no walk along streets: the circle's promise that is not kept.
    public var denied = 0.0
    /// Of the denied, those whose block has no street near it.
    public var deniedOffNetwork = 0.0
    /// Within a walk along streets, but within no circle: where the circle is shorter than the
    /// walk, and by what the plane stretches.
    public var added = 0.0
  }

  public struct Area: Sendable, Hashable {
    public let layer: AreaCoverage.Layer
    /// As in `AreaCoverage`.
    public let code: String
    public let name: String
    /// By attribute of the blocks.
    public let counts: [Count]
  }

  /// A neighbourhood in which many of the denied live.
  public struct Place: Sendable, Hashable {
    /// 1 for the largest.
    public let rank: Int
    /// The centre of a block.
    public let position: Position<Plane>
    public let geographic: Position<Geographic>
    /// Denied residents around the point who belong to no larger place, by attribute.
    public let residents: [Double]
    /// Index into the study area's municipalities: where most of them live.
    public let municipality: Int
    /// The nearest station from the point as the crow flies; `nil` without stations.
    public let nearestStraight: Gap.Nearest?
    /// The nearest along streets, however far; `nil` where there is no walk to any.
    public let nearestByStreet: Gap.Nearest?
  }

  /// How much longer walks are than straight lines: for every block that has a walk to a station,
  /// the metres along streets to the nearest by street ÷ the straight metres to that same
  /// station, weighted by everybody who lives there.
  public struct Detour: Sendable, Hashable {
    public let median: Double
    public let ninetiethPercentile: Double
    /// Of the blocks that were measured.
    public let residents: Double
  }

  public let circle: Walk
  public let walk: Walk
  public let region: Area
  /// Municipalities by code; then living areas, as their files have them.
  public let areas: [Area]
  /// The largest first.
  public let places: [Place]
  /// Over the whole region; `nil` where nothing could be measured.
  public let detour: Detour?
  /// Over those alone whom a circle reaches.
  public let detourWithinCircle: Detour?

  /// Nearer than this to its station a block is not measured: the step from the door to the
  /// street would be most of the way.
  public static let leastDetourMeters = 100.0
  /// How far from its point a place reaches, as the crow flies.
  public static let placeMeters = 250.0
  /// Residents of whom a place consists, at least: as for gaps, so that no single house is named.
  public static let leastOfPlace = 20.0

  /// `nil` where the walk is not along streets, or the circle is none.
  ///
  /// - Parameters:
  ///   - region: where the residents are.
  ///   - stations: sorted by id.
  ///   - walk: along streets, at one pace or by age.
  ///   - circle: a radius; where the walk is by age, radii by age with the same bands.
  ///   - question: which stations count.
  ///   - placeLimit: how many places at most.
  /// - Throws: `Failure` where the region's working CRS cannot be turned back into degrees.
  /// - Complexity: O(blocks) after two reaches and a search of the nearest station of every block.
  public init?(
    of region: Region, stations: [Station], walk: Walk, circle: Walk, question: CoverageQuestion,
    placeLimit: Int = 20
  ) throws {
    guard let street = walk.streets, circle.streets == nil,
      circle.parts.count == walk.parts.count
    else { return nil }
    let counted = stations.indices.filter { question.includes(stations[$0]) }
    let positions = counted.map { stations[$0].position }
    let folded = region
    let region = walk.unfolded(folded)
    let blocks = region.blocks
    func reached(_ walk: Walk) -> [Bool] {
      var isReached = [Bool](repeating: false, count: blocks.count)
      for block in walk.reach(in: folded, from: positions).block { isReached[Int(block)] = true }
      return isReached
    }
    let inCircle = reached(circle)
    let onStreets = reached(walk)
    self.circle = circle
    self.walk = walk

    let pieceOfBlock = blocks.pieceOfBlocks()
    let sums = Sums(
      blocks, pieceOfBlock: pieceOfBlock, inCircle: inCircle, onStreets: onStreets,
      isOffNetwork: (0..<folded.blocks.count).map { street.isOffNetwork(block: $0) })
    let study = region.study
    self.region = Area(layer: .region, code: "", name: "", counts: sums.whole())
    areas =
      study.municipalities.enumerated().map { index, municipality in
        Area(
          layer: .municipality, code: municipality.code.text, name: municipality.name,
          counts: sums.ofMunicipality(index))
      }
      + study.livingAreaLayers.enumerated().flatMap { layer, content in
        content.areas.enumerated().map { index, area in
          Area(
            layer: .livingArea(content.name), code: area.code, name: area.name,
            counts: sums.ofBlocks(blocks.livingAreaBlocks[layer][index]))
        }
      }

    let nearest = street.nearest(of: positions)
    func measured(_ isMeasured: (Int) -> Bool) -> Detour? {
      Self.detour(folded.blocks, nearest, positions, isMeasured)
    }
    detour = measured { _ in true }
    // of the paces, the farthest circle holds all the others
    detourWithinCircle = measured { inCircle[$0] }

    let isDenied = blocks.eastings.indices.map { inCircle[$0] && !onStreets[$0] }
    places = try Self.places(
      isDenied, in: region, counted.map { ($0, stations[$0].position) }, nearest,
      parts: walk.parts.count, pieceOfBlock: pieceOfBlock, limit: placeLimit)
  }

  private static func places(
    _ isDenied: [Bool], in region: Region, _ stations: [(index: Int, at: Position<Plane>)],
    _ nearest: [(meters: Double, origin: Int)?], parts: Int, pieceOfBlock: [Int32], limit: Int
  ) throws -> [Place] {
    let blocks = region.blocks
    guard isDenied.contains(true), let radius = WalkRadius(meters: placeMeters) else { return [] }
    var search = GapSearch(
      in: region, walks: [Walk](repeating: .radius(radius), count: parts),
      covered: isDenied.map { !$0 }, attribute: 0)
    let found = Array(search.run(minimum: leastOfPlace).prefix(limit))
    let projection = try Projection(from: region.degrees, to: region.crs)
    let geographic: [Position<Geographic>] = projection.inverse(
      found.map { blocks.position(of: $0.block) })
    return found.enumerated().map { index, place in
      let position = blocks.position(of: place.block)
      var residents = [Double](repeating: 0, count: blocks.attributes.count)
      var ofMunicipality: [Int: Double] = [:]
      for block in place.blocks {
        let piece = Int(pieceOfBlock[Int(block)])
        for attribute in residents.indices {
          residents[attribute] += blocks.residentsPerBlock(attribute: attribute, piece: piece)
        }
        ofMunicipality[Int(blocks.pieceMunicipality[piece]), default: 0] +=
          blocks.residentsPerBlock(attribute: 0, piece: piece)
      }
      let home = ofMunicipality.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
      let straight = stations.min {
        ($0.at.distance(to: position), $0.index) < ($1.at.distance(to: position), $1.index)
      }
      return Place(
        rank: index + 1, position: position, geographic: geographic[index], residents: residents,
        municipality: home,
        nearestStraight: straight.map {
          Gap.Nearest(station: $0.index, meters: $0.at.distance(to: position))
        },
        nearestByStreet: nearest[place.block].map {
          Gap.Nearest(station: stations[$0.origin].index, meters: $0.meters)
        })
    }
  }

  private static func detour(
    _ blocks: Blocks, _ nearest: [(meters: Double, origin: Int)?],
    _ stations: [Position<Plane>], _ isMeasured: (Int) -> Bool
  ) -> Detour? {
    var ratios: [(ratio: Double, residents: Double)] = []
    for piece in 0..<blocks.pieceCount {
      let residents = blocks.residentsPerBlock(attribute: 0, piece: piece)
      guard residents > 0 else { continue }
      for block in blocks.blocks(ofPiece: piece) where isMeasured(block) {
        guard let found = nearest[block] else { continue }
        let straight = blocks.position(of: block).distance(to: stations[found.origin])
        guard straight >= leastDetourMeters - StraightLineWalk.toleranceMeters else { continue }
        ratios.append((found.meters / straight, residents))
      }
    }
    guard !ratios.isEmpty else { return nil }
    ratios.sort { ($0.ratio, $0.residents) < ($1.ratio, $1.residents) }
    let all = ratios.reduce(0) { $0 + $1.residents }
    func quantile(_ share: Double) -> Double {
      var sum = 0.0
      for entry in ratios {
        sum += entry.residents
        // the last bits of two sums in different order may disagree
        if sum >= all * share * (1 - 1e-12) { return entry.ratio }
      }
      return ratios[ratios.count - 1].ratio
    }
    return Detour(median: quantile(0.5), ninetiethPercentile: quantile(0.9), residents: all)
  }
}

/// Sums over blocks by what circle and streets say of them.
private struct Sums {
  private let blocks: Blocks
  private let pieceOfBlock: [Int32]
  private let inCircle: [Bool]
  private let onStreets: [Bool]
  /// Of the blocks before they were unfolded.
  private let isOffNetwork: [Bool]

  init(
    _ blocks: Blocks, pieceOfBlock: [Int32], inCircle: [Bool], onStreets: [Bool],
    isOffNetwork: [Bool]
  ) {
    self.blocks = blocks
    self.pieceOfBlock = pieceOfBlock
    self.inCircle = inCircle
    self.onStreets = onStreets
    self.isOffNetwork = isOffNetwork
  }

  /// Blocks of one piece, counted.
  private struct Blockwise {
    var all = 0.0
    var circle = 0.0
    var streets = 0.0
    var denied = 0.0
    var offNetwork = 0.0
    var added = 0.0
  }

  private func count(_ block: Int, into count: inout Blockwise) {
    count.all += 1
    if inCircle[block] { count.circle += 1 }
    if onStreets[block] { count.streets += 1 }
    if inCircle[block], !onStreets[block] {
      count.denied += 1
      if isOffNetwork[block % isOffNetwork.count] { count.offNetwork += 1 }
    }
    if onStreets[block], !inCircle[block] { count.added += 1 }
  }

  private func add(
    _ piece: Int, _ count: Blockwise, to sums: inout [CircleComparison.Count]
  ) {
    for attribute in sums.indices {
      let each = blocks.residentsPerBlock(attribute: attribute, piece: piece)
      guard each > 0 else { continue }
      sums[attribute].residents += each * count.all
      sums[attribute].circle += each * count.circle
      sums[attribute].streets += each * count.streets
      sums[attribute].denied += each * count.denied
      sums[attribute].deniedOffNetwork += each * count.offNetwork
      sums[attribute].added += each * count.added
    }
  }

  private var nothing: [CircleComparison.Count] {
    [CircleComparison.Count](repeating: .init(), count: blocks.attributes.count)
  }

  private func sum(_ pieces: some Sequence<Int>) -> [CircleComparison.Count] {
    var sums = nothing
    for piece in pieces {
      var blockwise = Blockwise()
      for block in blocks.blocks(ofPiece: piece) { count(block, into: &blockwise) }
      add(piece, blockwise, to: &sums)
    }
    return sums
  }

  func whole() -> [CircleComparison.Count] { sum(0..<blocks.pieceCount) }

  func ofMunicipality(_ index: Int) -> [CircleComparison.Count] {
    sum((0..<blocks.pieceCount).lazy.filter { Int(blocks.pieceMunicipality[$0]) == index })
  }

  /// Of some blocks, ascending.
  func ofBlocks(_ list: [Int32]) -> [CircleComparison.Count] {
    var sums = nothing
    var index = 0
    while index < list.count {
      let piece = pieceOfBlock[Int(list[index])]
      var blockwise = Blockwise()
      while index < list.count, pieceOfBlock[Int(list[index])] == piece {
        count(Int(list[index]), into: &blockwise)
        index += 1
      }
      add(Int(piece), blockwise, to: &sums)
    }
    return sums
  }
}
