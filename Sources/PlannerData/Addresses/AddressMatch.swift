public import Planner

/// What a gazetteer makes of an address.
public struct AddressMatch: Sendable, Hashable {
  /// How sure it is that the place is the one that is meant.
  public enum Certainty: String, Sendable, Hashable {
    /// The address names it with its municipality.
    case certain
    /// It is the only place that it can be, though the address does not quite say so; see the
    /// doubt.
    case probable
  }

  /// A place that was found.
  public struct Found: Sendable, Hashable {
    /// In degrees (JGD2011): the representative point.
    public var position: Position<Geographic>
    public var accuracy: LocationAccuracy
    /// How far from the point the place may be: of a town, the distance to the next town's
    /// point, within which about two thirds of the places are; of a municipality, that of its farthest town. `nil` where it cannot be computed.
    public var accuracyMeters: Double?
    /// As the gazetteer names it, with its municipality: `千葉市中央区祐光一丁目`.
    public var name: String
    public var certainty: Certainty

    public init(
      position: Position<Geographic>, accuracy: LocationAccuracy, accuracyMeters: Double?,
      name: String, certainty: Certainty
    ) {
      self.position = position
      self.accuracy = accuracy
      self.accuracyMeters = accuracyMeters
      self.name = name
      self.certainty = certainty
    }
  }

  /// Why nothing was found, or nothing more exact, or not for certain.
  public enum Doubt: String, Sendable, Hashable, CaseIterable {
    /// There is no address.
    case noAddress = "no-address"
    /// The row has coordinates that are no degrees in Japan; they are neither used nor replaced.
    case unusableCoordinates = "unusable-coordinates"
    /// The address is in a prefecture of which the gazetteer has nothing.
    case otherPrefecture = "other-prefecture"
    /// Neither a municipality nor a town of the gazetteer.
    case unknownPlace = "unknown-place"
    /// Several places are of this name.
    case ambiguous
    /// The column beside the address names a municipality that the gazetteer does not have.
    case unknownMunicipality = "unknown-municipality"
    /// The municipality is known, the town is not.
    case unknownTown = "unknown-town"
    /// The address names a municipality and nothing in it.
    case noTown = "no-town"
    /// The town has no such 丁目 in the gazetteer.
    case unknownChome = "unknown-chome"
    /// The first number may be a 丁目 or a lot.
    case numberMayBeLot = "number-may-be-lot"
    /// The town is the only one of its name in the gazetteer; the address names no municipality.
    case noMunicipality = "no-municipality"
    /// Something behind the town's name is not understood.
    case unreadRest = "unread-rest"
    /// The address is in brackets behind something else.
    case inBrackets = "in-brackets"
    /// The name of a former municipality before the town is left out.
    case abbreviated
    /// The address names another municipality than the column beside it; the address counts.
    case contradiction

    public var text: Text {
      switch self {
      case .noAddress: Text(ja: "住所がない", en: "there is no address")
      case .unusableCoordinates:
        Text(ja: "緯度・経度が日本の10進の度でない", en: "its coordinates are no decimal degrees in Japan")
      case .otherPrefecture:
        Text(ja: "町丁目の一覧にない都道府県", en: "in a prefecture that the gazetteer does not have")
      case .unknownPlace:
        Text(ja: "市区町村も町名も見つからない", en: "neither municipality nor town is known")
      case .ambiguous: Text(ja: "同じ名前の場所がいくつかある", en: "several places have this name")
      case .unknownTown: Text(ja: "市区町村は分かるが、町名が見つからない", en: "the town is not known")
      case .noTown: Text(ja: "市区町村までしか書かれていない", en: "names no town")
      case .unknownChome: Text(ja: "その丁目が一覧にない", en: "the gazetteer has no such 丁目")
      case .numberMayBeLot: Text(ja: "最初の数が丁目か番地か決まらない", en: "the first number may be 丁目 or lot")
      case .noMunicipality: Text(ja: "市区町村が書かれていない", en: "names no municipality")
      case .unreadRest: Text(ja: "町名の後に読めない部分がある", en: "part of it is not understood")
      case .unknownMunicipality:
        Text(ja: "市区町村の列の市区町村が一覧にない", en: "the gazetteer does not have its municipality")
      case .inBrackets: Text(ja: "かっこの中から読んだ", en: "read from what is in brackets")
      case .abbreviated: Text(ja: "旧町村名が省かれている", en: "leaves out a former municipality")
      case .contradiction:
        Text(ja: "市区町村の列と住所が食い違う", en: "contradicts the column of the municipality")
      }
    }
  }

  /// `nil`: not placed.
  public var found: Found?
  public var doubt: Doubt?
  /// Where nothing was found, or only the municipality: up to three places that may be meant,
  /// best first.
  public var guesses: [String]

  public init(found: Found? = nil, doubt: Doubt? = nil, guesses: [String] = []) {
    self.found = found
    self.doubt = doubt
    self.guesses = guesses
  }
}
