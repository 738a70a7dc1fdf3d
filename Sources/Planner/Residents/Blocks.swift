/// The residents of a region in blocks of about 60 m: the unit of which every answer is a sum.
///
/// A *piece* is the part of a population unit (a grid cell) that lies in one municipality. Its
/// residents are spread evenly over its *blocks*, so counts are kept by piece and only positions
/// by block. Blocks that lie together are listed together: a *patch* is a run of blocks of one
/// piece within one 500 m square, and the unit of spatial searches.
///
/// The order of everything follows from the grid codes and municipality codes, never from the
/// order of rows in a file.
public struct Blocks: Sendable {
  public let attributes: [ResidentAttribute]

  // by piece
  /// Index into the study area's municipalities.
  public let pieceMunicipality: [Int32]
  /// `pieceResidents[a][p]`: residents of piece `p` with attribute `a`, fractional.
  public internal(set) var pieceResidents: [[Double]]
  /// `pieceFirstBlock[p] ..< pieceFirstBlock[p + 1]` are the blocks of piece `p`.
  public let pieceFirstBlock: [Int32]
  /// The population unit of each piece.
  public let pieceUnit: [Int32]
  /// Population units whose values are published only together.
  public let suppression: SuppressionGroups

  // by block
  public let eastings: [Double]
  public let northings: [Double]

  // by patch
  /// `patchFirstBlock[q] ..< patchFirstBlock[q + 1]` are the blocks of patch `q`.
  let patchFirstBlock: [Int32]
  let patchPiece: [Int32]
  let patchBounds: [Bounds<Plane>]

  /// `livingAreaBlocks[l][a]`: the blocks in area `a` of layer `l`, ascending.
  public let livingAreaBlocks: [[[Int32]]]
  /// Where all of this is there once for every pace; `nil` as it is read.
  var paces: PaceFold?

  public var count: Int { eastings.count }
  public var pieceCount: Int { pieceMunicipality.count }
  var patchCount: Int { patchPiece.count }

  public func blocks(ofPiece piece: Int) -> Range<Int> {
    Int(pieceFirstBlock[piece])..<Int(pieceFirstBlock[piece + 1])
  }

  func blocks(ofPatch patch: Int) -> Range<Int> {
    Int(patchFirstBlock[patch])..<Int(patchFirstBlock[patch + 1])
  }

  public func position(of block: Int) -> Position<Plane> {
    Position(easting: eastings[block], northing: northings[block])
  }

  /// The piece of every block, made anew.
  public func pieceOfBlocks() -> [Int32] {
    [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
      for piece in 0..<pieceCount {
        for block in blocks(ofPiece: piece) { buffer[block] = Int32(piece) }
      }
      initialized = count
    }
  }

  /// Residents with an attribute in one block of a piece.
  public func residentsPerBlock(attribute: Int, piece: Int) -> Double {
    pieceResidents[attribute][piece]
      / Double(pieceFirstBlock[piece + 1] - pieceFirstBlock[piece])
  }

  /// All residents with an attribute, summed in piece order.
  public func residents(attribute: Int = 0) -> Double {
    pieceResidents[attribute].reduce(0, +)
  }

  /// Whether some block lies in several areas of a layer of living areas, so that their sums do
  /// not add up.
  public func livingAreasOverlap(layer: Int) -> Bool {
    var seen = [Bool](repeating: false, count: count)
    for area in livingAreaBlocks[layer] {
      for block in area {
        if seen[Int(block)] { return true }
        seen[Int(block)] = true
      }
    }
    return false
  }

  public func attributeIndex(_ slug: String) -> Int? {
    attributes.firstIndex { $0.slug == slug }
  }
}

/// Residents that the population file has but the study area does not, by attribute.
public struct OutsideResidents: Sendable, Hashable {
  /// In units that touch no outline.
  public let wholeUnits: [Double]
  /// In the parts beyond the outlines of units that are cut by them.
  public let cutUnits: [Double]

  public init(wholeUnits: [Double], cutUnits: [Double]) {
    self.wholeUnits = wholeUnits
    self.cutUnits = cutUnits
  }
}
