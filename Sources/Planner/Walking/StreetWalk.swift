/// Walks along streets from the blocks of a region, up to a path budget.
///
/// A block starts at its centre, from which the nearest street is walked to in a straight line.
/// What is farther from every street than its limit is off the network and reaches nothing, and
/// is reached by nothing; it is listed, and never given a distance.
public struct StreetWalk: Sendable {
  public let network: StreetNetwork
  public let budget: PathBudget
  public let limits: JoinLimits
  let places: StreetPlaces

  /// How far from a street a point may be, in metres.
  public struct JoinLimits: Sendable, Hashable {
    public var stationMeters: Double
    public var blockMeters: Double

    public init(stationMeters: Double = 100, blockMeters: Double = 200) {
      self.stationMeters = stationMeters
      self.blockMeters = blockMeters
    }
  }

  /// - Complexity: O(blocks).
  public init(
    in region: Region, network: StreetNetwork, budget: PathBudget, limits: JoinLimits = JoinLimits()
  ) {
    let blocks = region.blocks
    let centers = (0..<blocks.count).map { blocks.position(of: $0) }
    self.network = network
    self.budget = budget
    self.limits = limits
    places = StreetPlaces(
      network.joins(centers, within: limits.blockMeters), in: network.graph)
  }

  private init(
    _ network: StreetNetwork, _ budget: PathBudget, _ limits: JoinLimits, _ places: StreetPlaces
  ) {
    self.network = network
    self.budget = budget
    self.limits = limits
    self.places = places
  }

  /// The same streets and blocks with another budget.
  public func with(_ budget: PathBudget) -> StreetWalk {
    StreetWalk(network, budget, limits, places)
  }

  /// Which blocks have no street near them.
  public func isOffNetwork(block: Int) -> Bool { places.joins[block] == nil }

  /// Where stations are joined to the streets; `nil` for those off the network.
  public func joins(_ origins: [Position<Plane>]) -> [StreetJoin?] {
    network.joins(origins, within: limits.stationMeters)
  }

  /// - Complexity: one bounded search for every origin, on all threads.
  public func reach(from origins: [Position<Plane>]) -> Reach {
    let found = network.reach(
      to: joins(origins), from: places, limitCentimeters: budget.centimeters)
    var firstPair = [0]
    firstPair.reserveCapacity(found.count + 1)
    for part in found { firstPair.append((firstPair.last ?? 0) + part.places.count) }
    return Reach(
      firstPair: firstPair, block: found.flatMap(\.places),
      meters: found.flatMap { $0.centimeters.map { Double($0) / 100 } })
  }

  /// Metres from every block to the nearest of some origins, however far; `nil` where none can
  /// be reached.
  func nearestMeters(of origins: [Position<Plane>]) -> [Double?] {
    network.nearest(of: joins(origins), from: places).map {
      $0.map { Double($0.centimeters) / 100 }
    }
  }

  /// The nearest of some origins from every block, and how far it is; `nil` where none can be
  /// reached.
  func nearest(of origins: [Position<Plane>]) -> [(meters: Double, origin: Int)?] {
    network.nearest(of: joins(origins), from: places).map { found in
      found.map { (Double($0.centimeters) / 100, $0.origin) }
    }
  }

  /// Residents whose blocks have no street near them, by attribute.
  public func residentsOffNetwork(of blocks: Blocks) -> [Double] {
    var sums = [Double](repeating: 0, count: blocks.attributes.count)
    for piece in 0..<blocks.pieceCount {
      let off = blocks.blocks(ofPiece: piece).count { places.joins[$0] == nil }
      guard off > 0 else { continue }
      for attribute in sums.indices {
        sums[attribute] +=
          blocks.residentsPerBlock(attribute: attribute, piece: piece) * Double(off)
      }
    }
    return sums
  }
}
