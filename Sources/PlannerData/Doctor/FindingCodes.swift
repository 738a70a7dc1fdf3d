public import Planner

/// The words of `planner.check.v1` for what can be wrong. They are part of the format: a word,
/// once published, keeps its meaning.
extension Finding.Code {
  // MARK: Positions

  public static let swappedAxes: Self = "swapped-axes"
  public static let nullIsland: Self = "null-island"
  public static let noPosition: Self = "no-position"
  public static let outOfRange: Self = "out-of-range"
  public static let wrongMunicipality: Self = "wrong-municipality"
  /// A name that is no municipality's, and nearly that of the one in which the place lies.
  public static let misspeltMunicipality: Self = "misspelt-municipality"
  public static let farFromAddress: Self = "far-from-address"
  /// In no municipality: in the sea, or beyond the outlines.
  public static let inSea: Self = "in-sea"
  /// A whole layer is somewhere else than the others.
  public static let otherPlace: Self = "other-place"
  public static let severalOnOnePoint: Self = "several-on-one-point"
  public static let centreGeocode: Self = "centre-geocode"
  public static let tokyoDatum: Self = "tokyo-datum"

  // MARK: Values

  public static let duplicate: Self = "duplicate"
  public static let unknownKind: Self = "unknown-kind"
  public static let unknownService: Self = "unknown-service"
  public static let badCode: Self = "bad-code"
  public static let badCheckDigit: Self = "bad-check-digit"
  public static let badDate: Self = "bad-date"
  public static let leftBeforeJoined: Self = "left-before-joined"
  public static let badSeason: Self = "bad-season"
  public static let seasonConflict: Self = "season-conflict"
  public static let badNumber: Self = "bad-number"
  public static let unknownPrecision: Self = "unknown-precision"
  public static let unknownAccuracy: Self = "unknown-accuracy"
  public static let fullWidthDigits: Self = "full-width-digits"
  public static let strayBlanks: Self = "stray-blanks"

  // MARK: Other layers

  public static let invalidOutline: Self = "invalid-outline"
  public static let overlappingOutlines: Self = "overlapping-outlines"
  /// Land between outlines that is in none of them.
  public static let gapBetweenOutlines: Self = "gap-between-outlines"
  public static let suppressedCells: Self = "suppressed-cells"
  public static let censusMismatch: Self = "census-mismatch"

  /// A street whose nodes are not all in the file.
  public static let streetCut: Self = "street-cut"
  /// Small parts of a network of streets that hang together with nothing else.
  public static let streetIslands: Self = "street-islands"
  /// Parts of a network that hang together with nothing else since something was closed.
  public static let streetCutOff: Self = "street-cut-off"
  /// Lines of streets that were joined though they have no point in common.
  public static let streetJoins: Self = "street-joins"
  /// A cache of streets that is made anew.
  public static let streetCache: Self = "street-cache"
  /// Streets of which the height of the ground is not known.
  public static let noHeight: Self = "no-height"
  /// Stations, points or residents that have no street near them.
  public static let offNetwork: Self = "off-network"

  // MARK: What readers say otherwise

  /// A file that cannot be used as a whole.
  public static let unusableFile: Self = "unusable-file"
  /// Something else by which a row or feature is lost.
  public static let unusableRow: Self = "unusable-row"
  /// Something else worth a look.
  public static let reading: Self = "reading"

  /// All of them, in the order in which they matter.
  public static let all: [Self] = [
    .unusableFile, .swappedAxes, .nullIsland, .noPosition, .outOfRange, .otherPlace,
    .wrongMunicipality, .misspeltMunicipality, .farFromAddress, .inSea, .tokyoDatum,
    .severalOnOnePoint, .centreGeocode,
    .duplicate, .unknownKind, .unknownService, .badCode, .badCheckDigit, .badDate,
    .leftBeforeJoined, .badSeason, .seasonConflict, .badNumber, .unknownPrecision,
    .unknownAccuracy, .invalidOutline, .overlappingOutlines, .gapBetweenOutlines, .suppressedCells,
    .censusMismatch, .offNetwork, .noHeight, .streetCutOff, .streetIslands, .streetCut,
    .streetJoins,
    .streetCache,
    .fullWidthDigits, .strayBlanks, .unusableRow, .reading,
  ]
}
