/// Something about residents that a population file counts: everybody, an age band, or any
/// further attribute such as one-person elderly households.
public struct ResidentAttribute: Sendable, Hashable {
  /// `total`, `65+`: stable, used in files and flags.
  public let slug: String
  public let name: Text

  public init(slug: String, name: Text) {
    self.slug = slug
    self.name = name
  }

  /// Everybody; always the first attribute of a population.
  public static let total = ResidentAttribute(slug: "total", name: Text(ja: "総数", en: "all"))

  /// The age bands that census grids publish, youngest first. Bands may overlap (75+ is part
  /// of 65+), and need not add up to the total (age unknown).
  public static let ageBands: [ResidentAttribute] = [
    band("0-14", "0〜14歳"), band("15-64", "15〜64歳"), band("65+", "65歳以上"),
    band("75+", "75歳以上"), band("85+", "85歳以上"),
  ]

  /// Households of every sort, and those of one person of 65 or more: what the census counts
  /// besides people.
  public static let households = ResidentAttribute(
    slug: "households", name: Text(ja: "世帯", en: "households"))
  public static let elderlyAlone = ResidentAttribute(
    slug: "elderly-alone",
    name: Text(ja: "高齢単身世帯", en: "one-person elderly households"))

  /// Whether households are counted, not people.
  public var countsHouseholds: Bool {
    slug == Self.households.slug || slug == Self.elderlyAlone.slug
  }

  private static func band(_ slug: String, _ ja: String) -> ResidentAttribute {
    ResidentAttribute(slug: slug, name: Text(ja: ja, en: slug))
  }

  /// Whether the attribute is an age band, and so appears under `ages`.
  public var isAgeBand: Bool { Self.ageBands.contains { $0.slug == slug } }
}
