public import Planner

/// Towns (町丁目, 大字, 小字), blocks and lots of some municipalities with a representative point
/// each: places addresses, and names places.
///
/// Reading one is `readGazetteer`; placing an address is `locate(_:municipality:code:)`.
public final class Gazetteer: Sendable {
  /// A municipality or a ward.
  struct Area: Sendable {
    /// Blank where the lists do not say.
    var prefecture: String
    /// `山武郡九十九里町`, `千葉市中央区`.
    var name: String
    /// `千葉市` of a ward.
    var cityOfWard: String?
    var code: MunicipalityCode?
    var towns: [Int32] = []
    /// The mean of its towns.
    var center = Position<Geographic>(longitude: 0, latitude: 0)
    /// From the centre to its farthest town.
    var spreadMeters = 0.0
    /// Of the names of its bases.
    var root: NameTrie.Node = 0
  }

  /// A place with a point of its own.
  struct Town: Sendable {
    var area: Int32
    /// As the list writes it: `祐光一丁目`.
    var name: String
    var position: Position<Geographic>
  }

  /// A name before its 丁目: what an address can be found by.
  struct Base: Sendable {
    var area: Int32
    /// `祐光`.
    var name: String
    /// The towns of just this name; more than one where names become alike.
    var plain: [Int32] = []
    /// The towns by their 丁目.
    var chomes: [Int: [Int32]] = [:]
    /// Found by leaving out the name of a former municipality before it (千倉町北朝夷).
    var isAbbreviated = false

    var towns: [Int32] { plain + chomes.keys.sorted().flatMap { chomes[$0] ?? [] } }
  }

  struct BlockKey: Hashable, Sendable {
    var town: Int32
    var number: String
  }

  /// A way of writing some municipality.
  struct AreaName: Sendable {
    enum Form: Int, Sendable {
      case full
      /// A city whose ward is left out.
      case city
      /// A ward whose city is left out.
      case ward
      /// 町 that is 市 by now.
      case former
    }

    var areas: [Int32]
    var form: Form
  }

  let areas: [Area]
  let towns: [Town]
  let bases: [Base]
  let blocks: [BlockKey: Position<Geographic>]
  let areaNames: [AreaName]
  let trie: NameTrie
  let areaRoot: NameTrie.Node
  /// Of the bases of all areas.
  let baseRoot: NameTrie.Node
  let areasByCode: [MunicipalityCode: Int32]
  let guesses: NameGuesses
  private let grid: PointGrid

  init(
    areas: [Area], towns: [Town], bases: [Base], blocks: [BlockKey: Position<Geographic>],
    areaNames: [AreaName], trie: NameTrie, areaRoot: NameTrie.Node, baseRoot: NameTrie.Node
  ) {
    self.areas = areas
    self.towns = towns
    self.bases = bases
    self.blocks = blocks
    self.areaNames = areaNames
    self.trie = trie
    self.areaRoot = areaRoot
    self.baseRoot = baseRoot
    areasByCode = Dictionary(
      areas.indices.compactMap { index in areas[index].code.map { ($0, Int32(index)) } },
      uniquingKeysWith: { a, _ in a })
    guesses = NameGuesses(
      bases.map { $0.isAbbreviated ? "" : AddressSpelling($0.name).key })
    grid = PointGrid(towns.map(\.position))
  }

  public var townCount: Int { towns.count }
  public var blockCount: Int { blocks.count }
  public var municipalityCount: Int { areas.count }

  /// A town by which a place can be named.
  public struct NearbyTown: Sendable, Hashable {
    /// `東金市東新宿`: with its municipality, without its prefecture.
    public var name: String
    /// Without its municipality.
    public var town: String
    public var position: Position<Geographic>
    /// From the town's representative point.
    public var meters: Double
  }

  /// The town whose representative point is nearest, by which outputs may name a place
  /// (東金市東新宿付近): not always the town in which the place lies.
  ///
  /// - Parameters:
  ///   - point: in degrees (JGD2011).
  ///   - limit: metres beyond which a town says nothing of a place.
  /// - Returns: `nil` where no town is within the limit, or within about 50 km.
  /// - Complexity: constant where towns are near.
  public func nearestTown(
    to point: Position<Geographic>, within limit: Double = .infinity
  ) -> NearbyTown? {
    guard let (index, meters) = grid.nearest(to: point), meters <= limit else { return nil }
    let town = towns[index]
    return NearbyTown(
      name: areas[Int(town.area)].name + town.name, town: town.name, position: town.position,
      meters: meters)
  }

  /// The distance from a point to the nearest town's point on another spot; `nil` without one.
  func metersToNextTown(from position: Position<Geographic>) -> Double? {
    grid.nearest(to: position, otherThan: position)?.meters
  }

  /// How far a place in a town may be from its point, in metres: the distance to the nearest
  /// point of another town. `nil` where there is no other.
  func accuracyMeters(ofTown index: Int32) -> Double? {
    metersToNextTown(from: towns[Int(index)].position)
  }

  func fullName(ofTown index: Int32) -> String {
    let town = towns[Int(index)]
    return areas[Int(town.area)].name + town.name
  }
}
